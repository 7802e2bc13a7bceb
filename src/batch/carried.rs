//! Columns and keys of rows that are carried through to the results.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jobeval_documents::csv_cell::MOST_COLUMNS;

use crate::csv::{CsvRow, Record};
use crate::job::{Columns, Values, compact, text};

/// Column beyond those of any file, whose cells are empty.
const NO_COLUMN: usize = usize::MAX;

/// Columns that are carried through to CSV: those of all files, in order of appearance.
#[derive(Debug, Default)]
pub struct Carried {
    /// Name of each column, with the first file that has it.
    columns: Vec<(String, Arc<str>)>,
    /// Indices of the columns of each name. A file may have several of one name.
    places: HashMap<String, Vec<usize>>,
}

impl Carried {
    /// Adds the columns of a file that are new, up to the number of columns of a sheet.
    pub fn add(&mut self, names: impl IntoIterator<Item = impl AsRef<str>>, source: &Arc<str>) {
        let mut numbers = NameNumbers::default();
        for name in names {
            let name = name.as_ref();
            let places = self.places.entry(name.to_owned()).or_default();
            if numbers.next(name) == places.len() && self.columns.len() < MOST_COLUMNS {
                places.push(self.columns.len());
                self.columns.push((name.to_owned(), Arc::clone(source)));
            }
        }
    }

    /// Returns the number of columns.
    pub(super) fn count(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the first file that has a column.
    pub(super) fn source(&self, column: usize) -> &Arc<str> {
        &self.columns[column].1
    }

    /// Returns the index of the column with this name; `number` counts columns of one name from 0.
    fn place(&self, name: &str, number: usize) -> Option<usize> {
        self.places.get(name)?.get(number).copied()
    }

    /// Returns the column of a file for each carried column, [`NO_COLUMN`] if the file lacks it.
    ///
    /// # Errors
    /// Name of a column of the file that is not among the carried ones.
    pub(super) fn columns_of(&self, columns: &Columns) -> Result<Vec<usize>, String> {
        let mut numbers = NameNumbers::default();
        let mut found = vec![NO_COLUMN; self.count()];
        for (column, name) in columns.carried_columns() {
            let place = self.place(name, numbers.next(name)).ok_or_else(|| name.to_owned())?;
            found[place] = column;
        }
        Ok(found)
    }

    /// Writes the values of a line of NDJSON to their columns. Adds keys without a column to `left_out`.
    pub(super) fn write_values(
        &self,
        values: &Values<'_>,
        line: usize,
        row: &mut CsvRow<'_>,
        left_out: &mut DroppedKeys,
    ) {
        let mut cells = vec![None; self.count()];
        for (key, value) in values.iter() {
            match self.place(key, 0) {
                Some(place) => cells[place] = Some(value),
                None => left_out.add(key, line, 1),
            }
        }
        for cell in cells {
            _ = match cell {
                Some(value) => row.cell(text(value)),
                None => row.empty(1),
            };
        }
    }
}

/// Number of times that each name has been seen.
#[derive(Default)]
struct NameNumbers(HashMap<String, usize>);

impl NameNumbers {
    /// Returns the number of times that a name was seen before, and counts it.
    fn next(&mut self, name: &str) -> usize {
        let number = self.0.entry(name.to_owned()).or_default();
        *number += 1;
        *number - 1
    }
}

/// Fields of NDJSON that cells are carried through to.
#[derive(Debug)]
pub(super) struct CarriedFields {
    fields: Vec<CarriedField>,
}

#[derive(Debug)]
struct CarriedField {
    column: usize,
    /// Name of the field as JSON.
    name: String,
    /// True if the column has a name.
    has_name: bool,
}

impl CarriedFields {
    /// Makes a field for each column. Numbers columns without a name, or with the name of an earlier one.
    pub(super) fn new(columns: &Columns, reserved: &ReservedNames, renamed: &mut Renamed) -> CarriedFields {
        let mut taken: HashSet<String> = columns.carried().map(ToOwned::to_owned).collect();
        let mut numbers = NameNumbers::default();
        let mut fields = Vec::new();
        for (column, name) in columns.carried_columns() {
            let field = match (name, numbers.next(name)) {
                ("", _) => Cow::Owned(format!("column {}", column + 1)),
                (name, 0) => Cow::Borrowed(name),
                (name, number) => Cow::Owned(format!("{name} {}", number + 1)),
            };
            let must_change = field != name && taken.contains(&*field);
            let field = reserved.free_name(&field, must_change, |name| taken.contains(name)).into_owned();
            if field != name && !name.is_empty() {
                renamed.insert(name.to_owned(), field.clone());
            }
            fields.push(CarriedField { column, name: json(&field), has_name: !name.is_empty() });
            taken.insert(field);
        }
        CarriedFields { fields }
    }

    /// Writes the cells of a row as fields, each after a comma. Leaves out empty cells of columns without a name.
    pub(super) fn write(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        for CarriedField { column, name, has_name } in &self.fields {
            let cell = record.cell(*column).text();
            if *has_name || !cell.is_empty() {
                push_field(name, &json(&cell), out);
            }
        }
    }
}

/// Writes the values of a line as fields, each after a comma.
pub(super) fn write_fields(
    values: &Values<'_>,
    reserved: &ReservedNames,
    renamed: &mut Renamed,
    out: &mut Vec<u8>,
) {
    for (key, value) in values.iter() {
        let name = reserved.free_name(key, false, |name| values.iter().any(|(key, _)| key == name));
        if name != key && renamed.len() < MOST_LEFT_OUT {
            renamed.insert(key.to_owned(), name.clone().into_owned());
        }
        push_field(&json(&name), &compact(value), out);
    }
}

fn push_field(name: &str, value: &str, out: &mut Vec<u8>) {
    for part in [",", name, ":", value] {
        out.extend_from_slice(part.as_bytes());
    }
}

/// Returns a text as JSON.
fn json(text: &str) -> String {
    // Text can always be written as JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// New names of columns and keys that are carried through under another name, by their own name.
pub type Renamed = BTreeMap<String, String>;

/// Names of the columns or fields of the results themselves.
#[derive(Debug)]
pub(super) struct ReservedNames(pub(super) Vec<String>);

impl ReservedNames {
    /// Returns the name to carry a column or key through under: its own, or one with `input_` in front if results have that
    /// name or it `must_change`. Programs that read a result by name must not get a value of the input.
    pub(super) fn free_name<'n>(
        &self,
        name: &'n str,
        must_change: bool,
        is_taken: impl Fn(&str) -> bool,
    ) -> Cow<'n, str> {
        if !must_change && !self.has(name) {
            return name.into();
        }
        let mut free = format!("input_{name}");
        while self.has(&free) || is_taken(&free) {
            free.insert_str(0, "input_");
        }
        free.into()
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
    }
}

/// Maximum number of keys of a file that are named as left out or renamed.
const MOST_LEFT_OUT: usize = 100;

/// Keys of NDJSON that have no column in the CSV and were left out.
#[derive(Debug, Default)]
pub struct DroppedKeys {
    /// First line with each key, and the number of lines with it.
    pub keys: BTreeMap<String, (usize, u64)>,
    /// Number of values under further keys.
    pub others: u64,
}

impl DroppedKeys {
    /// Adds a key of `count` lines, the first of which is `line`.
    fn add(&mut self, key: &str, line: usize, count: u64) {
        if let Some((_, lines)) = self.keys.get_mut(key) {
            *lines += count;
        } else if self.keys.len() < MOST_LEFT_OUT {
            self.keys.insert(key.to_owned(), (line, count));
        } else {
            self.others += count;
        }
    }

    /// Adds the keys of a later part of the file.
    pub fn append(&mut self, later: DroppedKeys) {
        later.keys.into_iter().for_each(|(key, (line, count))| self.add(&key, line, count));
        self.others += later.others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_columns_than_a_sheet_has() {
        let mut carried = Carried::default();
        carried.add((0..=MOST_COLUMNS).map(|number| number.to_string()), &"jobs.csv".into());
        assert_eq!(carried.count(), MOST_COLUMNS);
    }

    #[test]
    fn only_so_many_renamed_keys_are_named() {
        let names: Vec<String> = (0..=MOST_LEFT_OUT).map(|number| format!("key{number}")).collect();
        let keys: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
        let line = format!("{{{}}}", keys.join(","));
        let (mut renamed, mut out) = (Renamed::new(), Vec::new());
        write_fields(&serde_json::from_str(&line).unwrap(), &ReservedNames(names), &mut renamed, &mut out);
        assert_eq!(renamed.len(), MOST_LEFT_OUT);
        assert_eq!(out.iter().filter(|byte| **byte == b',').count(), MOST_LEFT_OUT + 1);
    }
}

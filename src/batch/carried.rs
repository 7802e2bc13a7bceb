//! What rows hold besides jobs, carried through to the results.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::csv::{CsvRow, Record};
use crate::job::{Columns, MOST_COLUMNS, Values, compact, text};

/// A column that no file has: the cells in it are empty.
const NO_COLUMN: usize = usize::MAX;

/// The columns that are carried through to CSV: those of all files, in the order in which they first come up.
#[derive(Debug, Default)]
pub struct Carried {
    /// The name of each, with the file that it is from.
    columns: Vec<(String, Arc<str>)>,
    /// Where the columns of a name stand: a file may have several of one name.
    places: HashMap<String, Vec<usize>>,
}

impl Carried {
    /// Adds those columns of a file that are not there yet, up to as many as a sheet of a spreadsheet has.
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

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The file that a column is from.
    pub(super) fn source(&self, column: usize) -> &Arc<str> {
        &self.columns[column].1
    }

    fn place(&self, name: &str, number: usize) -> Option<usize> {
        self.places.get(name)?.get(number).copied()
    }

    /// For each of them the column of a file that goes there, or [`NO_COLUMN`].
    ///
    /// # Errors
    /// The name of a column that goes nowhere.
    pub(super) fn columns_of(&self, columns: &Columns) -> Result<Vec<usize>, String> {
        let mut numbers = NameNumbers::default();
        let mut of = vec![NO_COLUMN; self.count()];
        for (column, name) in columns.carried_columns() {
            let place = self.place(name, numbers.next(name)).ok_or_else(|| name.to_owned())?;
            of[place] = column;
        }
        Ok(of)
    }

    /// Writes the values of a line in their columns. Those that have no column are noted.
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

/// How often each name has come up.
#[derive(Default)]
struct NameNumbers(HashMap<String, usize>);

impl NameNumbers {
    /// How often a name came up before.
    fn next(&mut self, name: &str) -> usize {
        let number = self.0.entry(name.to_owned()).or_default();
        *number += 1;
        *number - 1
    }
}

/// The fields of lines of JSON in which cells are carried through.
#[derive(Debug)]
pub(super) struct CarriedFields {
    fields: Vec<CarriedField>,
}

#[derive(Debug)]
struct CarriedField {
    column: usize,
    /// Its name as JSON.
    name: String,
    has_name: bool,
}

impl CarriedFields {
    /// A field for each column. Columns without a name, or with that of one before, have one by their number.
    pub(super) fn new(columns: &Columns, own: &ReservedNames, renamed: &mut Renamed) -> CarriedFields {
        let mut taken: HashSet<String> = columns.carried().map(ToOwned::to_owned).collect();
        let mut numbers = NameNumbers::default();
        let mut fields = Vec::new();
        for (column, name) in columns.carried_columns() {
            let field = match (name, numbers.next(name)) {
                ("", _) => Cow::Owned(format!("column {}", column + 1)),
                (name, 0) => Cow::Borrowed(name),
                (name, number) => Cow::Owned(format!("{name} {}", number + 1)),
            };
            let is_new = field != name;
            let is_taken = |name: &str| taken.contains(name);
            let field = own.free_name(&field, is_new && is_taken(&field), is_taken).into_owned();
            if field != name && !name.is_empty() {
                renamed.insert(name.to_owned(), field.clone());
            }
            fields.push(CarriedField { column, name: json(&field), has_name: !name.is_empty() });
            taken.insert(field);
        }
        CarriedFields { fields }
    }

    /// Writes the cells of a row, each behind a comma. Where neither a name nor a cell says anything, there is no field.
    pub(super) fn write(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        for CarriedField { column, name, has_name } in &self.fields {
            let cell = record.cell(*column).text();
            if *has_name || !cell.is_empty() {
                push_field(name, &json(&cell), out);
            }
        }
    }
}

/// Writes the values of a line as fields, each behind a comma.
pub(super) fn write_fields(
    values: &Values<'_>,
    own: &ReservedNames,
    renamed: &mut Renamed,
    out: &mut Vec<u8>,
) {
    for (key, value) in values.iter() {
        let name = own.free_name(key, false, |name| values.iter().any(|(key, _)| key == name));
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

/// A text as JSON.
fn json(text: &str) -> String {
    // A text is always JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// Columns and keys that are carried through under another name than their own, with that name.
pub type Renamed = BTreeMap<String, String>;

/// The names that results have themselves.
#[derive(Debug)]
pub(super) struct ReservedNames(pub(super) Vec<String>);

impl ReservedNames {
    /// The name under which one is carried through that may be taken: whoever reads a result by name must not get what the
    /// input says instead.
    pub(super) fn free_name<'n>(
        &self,
        name: &'n str,
        must_change: bool,
        is_taken: impl Fn(&str) -> bool,
    ) -> Cow<'n, str> {
        let is_own = |name: &str| self.0.iter().any(|own| own.eq_ignore_ascii_case(name));
        if !must_change && !is_own(name) {
            return name.into();
        }
        let mut free = format!("input_{name}");
        while is_own(&free) || is_taken(&free) {
            free.insert_str(0, "input_");
        }
        free.into()
    }
}

/// The most keys of a file that are named because they are left out or renamed.
const MOST_LEFT_OUT: usize = 100;

/// The keys of lines that have no column in CSV.
#[derive(Debug, Default)]
pub struct DroppedKeys {
    /// The first line that has each, and how many have it.
    pub keys: BTreeMap<String, (usize, u64)>,
    /// How often there were others.
    pub others: u64,
}

impl DroppedKeys {
    /// Adds a key that so many lines have, of which this is the first.
    fn add(&mut self, key: &str, line: usize, count: u64) {
        if let Some((_, lines)) = self.keys.get_mut(key) {
            *lines += count;
        } else if self.keys.len() < MOST_LEFT_OUT {
            self.keys.insert(key.to_owned(), (line, count));
        } else {
            self.others += count;
        }
    }

    /// Adds those of a later part of the file.
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

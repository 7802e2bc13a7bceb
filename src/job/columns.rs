//! Columns of CSV files and sheets, read from the header.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use jobeval_documents::csv_cell::MOST_COLUMNS;

use super::keys::{JOB_KEYS, JobKey};
use crate::csv::{CellPlaces, Record, first_row};
use crate::finding::{FileFindings, Finding, Problem, ReadError, Rule};
use crate::names;
use crate::sanitize::{listed, short};
use crate::scheme::{Factor, Scheme};
use crate::source_text;
use crate::yaml::{self, Mark, nothing};

/// Separators to try, in order of preference where a header can be read with several of them.
const SEPARATORS: [u8; 3] = *b",;\t";

/// Maximum number of findings listed about a header: well above the number of factors of any scheme.
const MOST_FINDINGS: usize = 100;

/// Number of rows searched for the header. Exports put titles above it, and Excel a line such as `sep=;`.
pub(super) const LOOK_AHEAD: usize = 20;

/// Columns of a CSV file or a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    pub(super) separator: u8,
    names: Vec<String>,
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    /// Columns of other keys of jobs, in the order in which the keys are read.
    pub(super) keys: Vec<KeyColumn>,
    /// Column that groups jobs, whose cells are kept as written.
    pub(super) kept: Option<usize>,
    /// Column of each factor, in the scheme's order.
    pub(super) factors: Vec<Option<usize>>,
    /// Columns that no result shows, and that are therefore carried through.
    carried: Vec<usize>,
    /// True if rows may have fewer cells, as those of sheets do, which end with the last cell that is not empty.
    may_end_early: bool,
}

/// Column of a key of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyColumn {
    pub(super) column: usize,
    pub(super) key: &'static JobKey,
    pub(super) is_number: bool,
}

/// Rules for reading a header.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeaderRules<'c> {
    /// Separator; detected if `None`.
    pub separator: Option<u8>,
    /// Columns chosen for a key or a factor, before any column with a heading for it.
    pub choices: &'c [ColumnChoice],
    /// Column that groups jobs, whose cells are kept as written.
    pub keep: Option<&'c str>,
    /// Allows factors without a column. They are not assessed then.
    pub allow_missing: bool,
    /// Advice about missing columns, appended to the help.
    pub missing_advice: &'static str,
}

/// Content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Key(&'static JobKey),
    /// Levels of the factor with this index.
    Factor(usize),
}

impl Meaning {
    /// Returns the meaning of a column with this heading; `None` if it has none for jobs.
    fn from_heading(heading: &str, scheme: &Scheme) -> Option<Meaning> {
        match (JobKey::from_heading(heading), scheme.factor(heading)) {
            // A factor of a scheme may have the name of a key, but not of these.
            (Some(key), _) if ["id", "title"].contains(&key.name) => Some(Meaning::Key(key)),
            (_, Some(factor)) => Some(Meaning::Factor(factor.number() - 1)),
            (key, None) => key.map(Meaning::Key),
        }
    }

    fn is_carried(self) -> bool {
        match self {
            Meaning::Key(key) => key.is_carried,
            Meaning::Factor(_) => false,
        }
    }
}

/// The user's choice of a column for a key or a factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    meaning: Meaning,
    /// Heading of the column.
    column: String,
}

impl ColumnChoice {
    /// Chooses `column` for `key`: `id`, `title`, a factor under any of its names, or another key that rows can state,
    /// such as `organisation` or `expect_band`.
    ///
    /// # Errors
    /// There is no such key.
    pub fn new(key: &str, column: &str, scheme: &Scheme) -> Result<ColumnChoice, Problem> {
        match Meaning::from_heading(key, scheme) {
            Some(meaning) => Ok(ColumnChoice { meaning, column: column.trim().to_owned() }),
            None => {
                let message = format!("no column holds `{}`", short(key));
                let nearest = scheme.nearest_factor(key).map(Factor::id);
                let keys: Vec<String> = JOB_KEYS.iter().filter_map(JobKey::column_name).collect();
                let help = format!("give a factor or one of {}", keys.join(", "));
                Err(Problem::new(Rule::UnknownFactor, message).suggest(nearest, help))
            }
        }
    }

    /// Returns the heading of the column chosen for a factor; `None` if the choice is for something else.
    pub(crate) fn for_factor(&self, factor: &Factor) -> Option<&str> {
        (self.meaning == Meaning::Factor(factor.number() - 1)).then_some(&self.column)
    }
}

/// A header that has been read.
#[derive(Debug)]
pub(super) struct HeaderFound {
    pub(super) columns: Columns,
    /// Number of bytes before the first row.
    pub(super) end: usize,
    pub(super) warnings: Vec<Finding>,
}

impl Columns {
    /// Returns true if the first row is an unmistakable header. `beginning` is the beginning of the file.
    pub(super) fn begin(beginning: &[u8], scheme: &Scheme, rules: HeaderRules<'_>) -> bool {
        Header::find(beginning, 1, scheme, rules).is_some_and(|(_, header)| header.is_convincing())
    }

    /// Returns true if the first rows contain an unmistakable header. `beginning` is the beginning of the file.
    #[cfg(feature = "sheets")]
    pub(super) fn stand_in(beginning: &[u8], scheme: &Scheme, rules: HeaderRules<'_>) -> bool {
        Header::find(beginning, LOOK_AHEAD, scheme, rules).is_some_and(|(_, header)| header.is_convincing())
    }

    /// Adds columns without a name up to the width of a sheet, and allows shorter rows.
    #[cfg(feature = "sheets")]
    pub(super) fn widen(&mut self, width: usize) {
        self.carried.extend(self.names.len()..width);
        self.names.resize(self.names.len().max(width), String::new());
        self.may_end_early = true;
    }

    /// Returns true if a row may have this number of cells.
    pub(super) fn fit(&self, cells: usize) -> bool {
        match cells.cmp(&self.names.len()) {
            Ordering::Less => self.may_end_early,
            Ordering::Equal => true,
            Ordering::Greater => false,
        }
    }

    /// Reads the header from the beginning of a file: the first of the first rows that is unmistakably one, else the
    /// very first row. `sheet` is the name of the sheet, if the file is a workbook.
    ///
    /// # Errors
    /// All problems of the header.
    pub(super) fn read(
        source: &Arc<str>,
        sheet: Option<&Arc<str>>,
        beginning: &[u8],
        scheme: &Scheme,
        rules: HeaderRules<'_>,
    ) -> Result<HeaderFound, ReadError> {
        let Some((row, mut header)) = Header::find(beginning, LOOK_AHEAD, scheme, rules) else {
            return Err(ReadError { findings: vec![Finding::at(source, None, nothing("job"))] });
        };
        header.note_missing(scheme, rules);
        header.note_choices(rules);
        if header.is_convincing() {
            header.note_nameless();
        }
        let Header { mut columns, mut problems, end, .. } = header;
        columns.kept = rules.keep.and_then(|name| columns.to_keep(name));
        let mut places = CellPlaces::new(beginning, columns.separator, 1).in_sheet(sheet);
        let mut findings = FileFindings::with_limit(MOST_FINDINGS);
        problems.sort_by_key(|(column, _)| *column);
        for (column, problem) in problems {
            findings.add_problem(problem, |problem| places.finding(source, row, column, problem));
        }
        let warnings = findings.into_findings(source);
        if warnings.iter().any(Finding::is_error) {
            return Err(ReadError { findings: warnings });
        }
        Ok(HeaderFound { columns, end, warnings })
    }

    /// Returns the number of columns.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// Returns the columns of this name: those that match exactly, else those that match but for case and separators.
    fn named(&self, name: &str) -> Vec<usize> {
        let exact: Vec<usize> = (0..self.count()).filter(|&column| self.name(column) == name).collect();
        let form = names::normalise(name);
        if !exact.is_empty() || form.is_empty() {
            return exact;
        }
        (0..self.count()).filter(|&column| names::normalise(self.name(column)) == form).collect()
    }

    fn name(&self, column: usize) -> &str {
        self.names[column].trim()
    }

    /// Returns the column of a key.
    fn of_key(&self, key: &JobKey) -> Option<usize> {
        match (key.mapping, key.name) {
            ("", "id") => self.id,
            ("", "title") => self.title,
            _ => self.keys.iter().find(|known| known.key == key).map(|known| known.column),
        }
    }

    /// Sets the column of a key, and returns the column that it had before.
    fn set_key(&mut self, key: &'static JobKey, column: usize) -> Option<usize> {
        match (key.mapping, key.name) {
            ("", "id") => self.id.replace(column),
            ("", "title") => self.title.replace(column),
            _ => {
                let before = self.of_key(key);
                self.keys.push(KeyColumn { column, key, is_number: key.is_number() });
                before
            }
        }
    }

    /// Returns the mark of the cell of a row that states a key of the expectation; `None` if no cell does.
    pub(super) fn expectation_mark(&self, name: &str, record: &Record<'_>) -> Option<Mark> {
        let known = self.keys.iter().find(|known| (known.key.mapping, known.key.name) == ("expect", name))?;
        let is_stated = !record.cell(known.column).text().trim().is_empty();
        is_stated.then_some(Mark::of_column(known.column))
    }

    /// Returns true if jobs are grouped by a column, whose cells are kept.
    pub fn has_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Iterates over the names in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| name.trim())
    }

    /// Returns the column to group jobs by under this name: the column of that key, else the first with the name.
    fn to_keep(&self, name: &str) -> Option<usize> {
        let key = JobKey::from_heading(name);
        key.and_then(|key| self.of_key(key)).or_else(|| self.named(name).first().copied())
    }

    /// Iterates over the names of the columns that are carried through.
    pub fn carried(&self) -> impl Iterator<Item = &str> {
        self.carried_columns().map(|(_, name)| name)
    }

    /// Iterates over the columns that are carried through, with their names.
    pub(crate) fn carried_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.carried.iter().map(|&column| (column, self.name(column)))
    }
}

/// A header while it is being read.
struct Header {
    columns: Columns,
    /// Problems, each with its column.
    problems: Vec<(usize, Problem)>,
    /// Number of factor columns that were chosen or have a heading in words, not a number.
    in_words: usize,
    /// Number of bytes before the first row.
    end: usize,
}

/// Columns chosen for each meaning.
type ChosenColumns = [(Meaning, Vec<usize>)];

impl Header {
    /// Returns the first unmistakable header among the first `most_rows` rows, else the first row, with its number from
    /// 0; `None` if there is no row.
    fn find(
        beginning: &[u8],
        most_rows: usize,
        scheme: &Scheme,
        rules: HeaderRules<'_>,
    ) -> Option<(usize, Header)> {
        let separators = rules.separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
        let mut starts = vec![0; separators.len()];
        let mut first = None;
        for row in 0..most_rows {
            let mut best: Option<Header> = None;
            for (start, &separator) in starts.iter_mut().zip(&separators) {
                let Some((cells, end)) = first_row(&beginning[*start..], separator) else { continue };
                *start += end;
                let header = Header::read(&cells, *start, separator, scheme, rules.choices);
                if best.as_ref().is_none_or(|best| best.recognised() < header.recognised()) {
                    best = Some(header);
                }
            }
            match best {
                Some(header) if header.is_convincing() => return Some((row, header)),
                Some(header) => _ = first.get_or_insert(header),
                None => break,
            }
        }
        first.map(|header| (0, header))
    }

    /// Reads a header from its cells. `end` is the number of bytes before the row after it.
    fn read(
        cells: &[Cow<'_, [u8]>],
        end: usize,
        separator: u8,
        scheme: &Scheme,
        choices: &[ColumnChoice],
    ) -> Header {
        let names =
            cells.iter().take(MOST_COLUMNS + 1).map(|name| String::from_utf8_lossy(name).into_owned());
        let factors = vec![None; scheme.factors().len()];
        let columns = Columns { separator, names: names.collect(), factors, ..Columns::default() };
        let mut header = Header { columns, problems: Vec::new(), in_words: 0, end };
        if cells.len() > MOST_COLUMNS {
            header.problems.push((MOST_COLUMNS, too_many_columns()));
            return header;
        }
        let broken = cells.iter().enumerate().filter(|(_, name)| str::from_utf8(name).is_err());
        header.problems.extend(broken.map(|(column, name)| (column, source_text::not_utf_8_problem(name))));
        let chosen: Vec<(Meaning, Vec<usize>)> =
            choices.iter().map(|choice| (choice.meaning, header.columns.named(&choice.column))).collect();
        for column in 0..header.columns.count() {
            header.read_name(column, scheme, &chosen);
        }
        header.find_second_columns();
        header.columns.keys.sort_by_key(|known| JOB_KEYS.iter().position(|key| key == known.key));
        header
    }

    /// Finds a column under a second heading, such as `Job ID`, for each key without a column.
    fn find_second_columns(&mut self) {
        for key in JOB_KEYS.iter().filter(|key| key.has_second_headings()) {
            let carried = &self.columns.carried;
            if self.columns.of_key(key).is_none()
                && let Some(index) =
                    carried.iter().position(|&column| key.has_second_heading(&self.columns.names[column]))
            {
                let column = self.columns.carried.remove(index);
                self.columns.set_key(key, column);
            }
        }
    }

    /// Reads the heading of a column, unless the column is chosen.
    fn read_name(&mut self, column: usize, scheme: &Scheme, chosen: &ChosenColumns) {
        let name = self.columns.name(column).to_owned();
        let mut is_chosen = false;
        for (meaning, _) in chosen.iter().filter(|(_, columns)| columns.contains(&column)) {
            is_chosen = true;
            self.set(column, &name, *meaning, true, scheme);
        }
        if is_chosen {
            return;
        }
        let meaning = Meaning::from_heading(&name, scheme);
        match meaning.filter(|meaning| chosen.iter().all(|(chosen, _)| chosen != meaning)) {
            Some(meaning) => {
                let in_words = names::is_in_words(&names::normalise(&name));
                self.set(column, &name, meaning, in_words, scheme);
            }
            None => self.columns.carried.push(column),
        }
    }

    /// Sets the meaning of a column.
    fn set(&mut self, column: usize, name: &str, meaning: Meaning, in_words: bool, scheme: &Scheme) {
        let Header { columns, problems, .. } = self;
        self.in_words += usize::from(in_words && matches!(meaning, Meaning::Factor(_)));
        if meaning.is_carried() && columns.carried.last() != Some(&column) {
            columns.carried.push(column);
        }
        match meaning {
            Meaning::Key(key) => {
                if columns.set_key(key, column).is_some() {
                    problems.push((column, yaml::repeated_key(name)));
                }
            }
            Meaning::Factor(index) => {
                if let Some(first) = columns.factors[index].replace(column) {
                    let problem = repeated_factor(&scheme.factors()[index], columns.name(first), name);
                    problems.push((column, problem));
                }
            }
        }
    }

    /// Returns the number of columns with a meaning.
    fn recognised(&self) -> usize {
        self.columns.names.len() - self.columns.carried.len()
    }

    /// Returns true for an unmistakable header. Titles, notes and rows of levels, which look like numbers of factors, name
    /// too little to be one.
    fn is_convincing(&self) -> bool {
        const FACTORS_ALONE: usize = 3;
        let Columns { id, title, factors, .. } = &self.columns;
        let found = factors.iter().flatten().count();
        let has_name = id.is_some() || title.is_some();
        found == factors.len() || (has_name && found > 0) || self.in_words >= FACTORS_ALONE
    }

    /// Adds the problem of factors without a column, unless they may be missing. A factor whose name is misspelt in some
    /// column is a problem in any case, shown at that column.
    fn note_missing(&mut self, scheme: &Scheme, rules: HeaderRules<'_>) {
        if self.columns.count() > MOST_COLUMNS {
            return;
        }
        let mut missing: Vec<&Factor> = scheme
            .factors()
            .iter()
            .filter(|factor| self.columns.factors[factor.number() - 1].is_none())
            .collect();
        let may_be_no_header = self.may_be_no_header(missing.len());
        let misspelt = self.misspelt(scheme, &mut missing);
        let is_no_header = may_be_no_header && misspelt.is_empty();
        self.problems.extend(misspelt);
        if missing.is_empty() || rules.allow_missing {
            return;
        }
        if is_no_header {
            let problem =
                Problem::new(Rule::MissingColumns, "the first line is not a header that names the factors")
                    .help("add a header line that names the columns: id, title and the factors");
            self.problems = vec![(0, problem)];
        } else {
            let missing: Vec<&str> = missing.into_iter().map(Factor::id).collect();
            let help = format!("add them; their cells may be empty{}", rules.missing_advice);
            self.problems.push((0, missing_columns(&missing).help(help)));
        }
    }

    /// Returns true if the row names no factor, or seems to be a row of levels, which look like numbers of factors, some
    /// of them twice.
    fn may_be_no_header(&self, missing: usize) -> bool {
        let Columns { factors, id, title, .. } = &self.columns;
        let has_repeats = self
            .problems
            .iter()
            .any(|(_, problem)| matches!(problem.rule, Rule::RepeatedFactor | Rule::FactorUnderTwoNames));
        let is_row_of_levels = id.is_none() && title.is_none() && has_repeats;
        missing == factors.len() || (is_row_of_levels && missing > 0)
    }

    /// Removes the factors from `missing` that are misspelt in a heading, and returns a problem for each, with the column.
    fn misspelt(&self, scheme: &Scheme, missing: &mut Vec<&Factor>) -> Vec<(usize, Problem)> {
        let mut misspelt = Vec::new();
        for &column in &self.columns.carried {
            if missing.is_empty() {
                break;
            }
            let name = self.columns.name(column);
            let nearest = scheme.nearest_factor(name).map(Factor::number);
            if let Some(place) = missing.iter().position(|factor| Some(factor.number()) == nearest) {
                let factor = missing.remove(place).id();
                let help = format!("did you mean `{factor}` by `{}`?", short(name));
                misspelt.push((column, missing_columns(&[factor]).help(help)));
            }
        }
        misspelt
    }

    /// Adds a problem for each chosen column that the file does not have.
    fn note_choices(&mut self, rules: HeaderRules<'_>) {
        for ColumnChoice { column, .. } in rules.choices {
            if self.columns.named(column).is_empty() {
                self.problems.push((0, no_column(column, &self.columns.names)));
            }
        }
    }

    /// Adds a note if there is no column for the id or the title, but some other column that could be one.
    fn note_nameless(&mut self) {
        let columns = &self.columns;
        if columns.id.is_some() || columns.title.is_some() {
            return;
        }
        let other = columns.carried_columns().find(|(column, name)| {
            !name.is_empty() && columns.keys.iter().all(|known| known.column != *column)
        });
        if let Some((column, name)) = other {
            let name = short(name).replace('"', "\\\"");
            let problem = Problem::new(Rule::NamelessJobs, "no id or title column found")
                .help(format!("name one, as in --column id=\"{name}\""));
            self.problems.push((column, problem));
        }
    }
}

fn too_many_columns() -> Problem {
    Problem::new(Rule::TooLong, "the header has more than 16,384 columns").help("remove empty columns")
}

/// Returns the problem that no column has the name, and suggests the nearest.
pub(super) fn no_column(name: &str, columns: &[String]) -> Problem {
    let nearest = names::nearest(name, columns.iter().map(String::as_str)).map(short);
    Problem::new(Rule::MissingColumns, format!("there is no column `{}`", short(name)))
        .suggest(nearest, format!("the columns are {}", listed(columns)))
}

/// Returns the problem of two columns for one factor. Columns with different names can be told apart by `--column`.
fn repeated_factor(factor: &Factor, first: &str, second: &str) -> Problem {
    let problem = factor.repeated(first, second);
    if names::normalise(first) == names::normalise(second) {
        return problem;
    }
    let is_id = names::normalise(second) == names::normalise(factor.id());
    let chosen = short(if is_id { second } else { first }).replace('"', "\\\"");
    problem.help(format!(
        "keep one of them, or name the one to read, as in --column {}=\"{chosen}\"",
        factor.id()
    ))
}

fn missing_columns(factors: &[&str]) -> Problem {
    let message = match factors {
        [factor] => format!("there is no column for the factor `{factor}`"),
        factors => format!("there are no columns for the factors {}", factors.join(", ")),
    };
    Problem::new(Rule::MissingColumns, message)
}

//! What the columns of a CSV file are, as its header says.

use std::sync::Arc;

use crate::finding::{Finding, HEADER, Problem};
use crate::job::EXPECT_KEYS;
use crate::names;
use crate::scheme::{Factor, Scheme};
use crate::yaml::Node;

use super::CellProblem;
use super::records::{Digits, Records, Row};

/// The separators that are recognised. Where a header can be read with several of them, the first counts.
const SEPARATORS: [u8; 3] = *b",;\t";

/// The most columns that a header may name: as many as a sheet of a spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// What the name of a column begins with that says what is expected of a job, as in `expect_band`; the longer first.
const EXPECT: [&str; 2] = ["expected", "expect"];

/// The columns of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub(super) separator: u8,
    names: Vec<String>,
    pub(crate) id: Option<usize>,
    pub(crate) title: Option<usize>,
    /// The column of each factor, in the scheme's order.
    pub(crate) factors: Vec<Option<usize>>,
    /// The columns of what is expected, each with its key.
    pub(crate) expected: Vec<(usize, &'static str)>,
    /// The columns that the scheme has no use for, and those of what is expected.
    pub(crate) carried: Vec<usize>,
}

/// What a header is read under.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeaderRules {
    /// The separator, where it is known without looking.
    pub separator: Option<u8>,
    /// Whether factors may be without a column; they are not assessed then.
    pub allow_missing: bool,
}

impl Columns {
    /// Reads the header that a file begins with, and says behind how many bytes the rows begin.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(
        source: &Arc<str>,
        beginning: &[u8],
        scheme: &Scheme,
        rules: HeaderRules,
    ) -> Result<(Columns, usize), Vec<Finding>> {
        let mut best: Option<Header> = None;
        for separator in rules.separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]) {
            if let Some(header) = Header::read(source, beginning, separator, scheme)?
                && best.as_ref().is_none_or(|best| best.recognised() < header.recognised())
            {
                best = Some(header);
            }
        }
        let Some(mut header) = best else {
            return Err(vec![Finding::at(source, None, Problem::Nothing { what: "job" })]);
        };
        header.note_missing(scheme, rules.allow_missing);
        if header.problems.is_empty() {
            return Ok((header.columns, header.end));
        }
        Err(header.findings(source, beginning))
    }

    /// The columns of the factors, if they are neighbours.
    pub(crate) fn digits(&self) -> Digits {
        let columns: Option<Vec<usize>> = self.factors.iter().copied().collect();
        let columns = columns.unwrap_or_default();
        let first = columns.iter().copied().min().unwrap_or_default();
        let count = columns.len();
        // No two factors share a column, so as many as there is room for are neighbours.
        if columns.iter().all(|&column| column < first + count) {
            Digits { first, count }
        } else {
            Digits::default()
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// The names of the columns that are carried through.
    pub fn carried(&self) -> impl Iterator<Item = &str> {
        self.carried.iter().map(|&column| self.names[column].as_str())
    }

    /// Where the columns of these names stand that are carried through; none unless they are just those.
    pub fn carried_as(&self, names: &[String]) -> Option<Vec<usize>> {
        let mut left = self.carried.clone();
        let mut order = Vec::new();
        for name in names {
            let place = left.iter().position(|&column| self.names[column] == *name)?;
            order.push(left.remove(place));
        }
        left.is_empty().then_some(order)
    }
}

impl Columns {
    /// What the cells of a row say is expected; cells without anything in them say nothing.
    pub(crate) fn expectation<'t>(&self, cells: &[&'t str]) -> Option<Node<'t>> {
        let said = self.expected.iter().filter(|(column, _)| !cells[*column].trim().is_empty());
        Node::of_cells(
            said.map(|&(column, key)| {
                (Node::of_cell(column, key), Node::of_cell(column, cells[column].trim()))
            })
            .collect(),
        )
    }
}

/// A header while it is being read.
struct Header {
    columns: Columns,
    /// What is wrong, with the column where it is.
    problems: Vec<CellProblem>,
    /// Behind how many bytes the rows begin.
    end: usize,
}

impl Header {
    /// Reads the header as one with this separator; none where there is no line with anything in it.
    ///
    /// # Errors
    /// It has more columns than are read.
    fn read(
        source: &Arc<str>,
        beginning: &[u8],
        separator: u8,
        scheme: &Scheme,
    ) -> Result<Option<Header>, Vec<Finding>> {
        let mut records = Records::new(beginning, 1, separator, Digits::default());
        let Some(row) = records.next_row() else { return Ok(None) };
        if row.count() > MOST_COLUMNS {
            let problem = Problem::TooLong { what: HEADER, most: "16,384 columns" };
            return Err(vec![row.finding(source, MOST_COLUMNS, problem)]);
        }
        let names = row.cells().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let mut header = Header {
            columns: Columns {
                separator,
                names,
                id: None,
                title: None,
                factors: vec![None; scheme.factors().len()],
                expected: Vec::new(),
                carried: Vec::new(),
            },
            problems: Vec::new(),
            end: records.position(),
        };
        (0..header.columns.count()).for_each(|column| header.read_name(column, scheme));
        header.find_job_title();
        Ok(Some(header))
    }

    /// Takes a column `Job Title` for the title, if none is called so.
    fn find_job_title(&mut self) {
        let Columns { names, title, carried, .. } = &mut self.columns;
        let is_job_title = |column: &usize| names::normalise(&names[*column]) == "jobtitle";
        if title.is_none()
            && let Some(index) = carried.iter().position(is_job_title)
        {
            *title = Some(carried.remove(index));
        }
    }

    /// Finds out what a column is.
    fn read_name(&mut self, column: usize, scheme: &Scheme) {
        let Header { columns, problems, .. } = self;
        let name = columns.names[column].trim();
        let form = names::normalise(name);
        let place = match form.as_str() {
            "id" => &mut columns.id,
            "title" => &mut columns.title,
            _ => match scheme.factor(name) {
                Some(factor) => &mut columns.factors[factor.number() - 1],
                None => {
                    let expected = EXPECT.iter().find_map(|expect| form.strip_prefix(expect));
                    let key = EXPECT_KEYS.iter().find(|key| Some(**key) == expected);
                    columns.expected.extend(key.map(|key| (column, *key)));
                    columns.carried.push(column);
                    return;
                }
            },
        };
        if let Some(first) = *place {
            problems.push((
                column,
                match scheme.factor(name) {
                    Some(factor) => factor.repeated(columns.names[first].trim(), name),
                    None => Problem::RepeatedKey { key: name.to_owned() },
                },
            ));
        }
        *place = Some(column);
    }

    /// How many columns have a meaning.
    fn recognised(&self) -> usize {
        self.columns.names.len() - self.columns.carried.len()
    }

    /// Notes factors without a column. One that seems to have a column under a misspelt name is missed in any case.
    fn note_missing(&mut self, scheme: &Scheme, allowed: bool) {
        let is_missing = |factor: &&Factor| self.columns.factors[factor.number() - 1].is_none();
        let misspelt = self.columns.carried.iter().find_map(|&column| {
            let factor = scheme.nearest_factor(self.columns.names[column].trim()).filter(is_missing)?;
            Some((column, factor.id().to_owned()))
        });
        let missing: Vec<&Factor> = scheme.factors().iter().filter(is_missing).collect();
        if missing.is_empty() || (allowed && misspelt.is_none()) {
            return;
        }
        // Levels of a row without a header are numbers of factors by chance, and some of them twice.
        let nameless = self.columns.id.is_none() && self.columns.title.is_none() && !self.problems.is_empty();
        let no_header = nameless || missing.len() == scheme.factors().len();
        if no_header {
            self.problems.clear();
        }
        let factors = missing.into_iter().map(|factor| factor.id().to_owned()).collect();
        let place = misspelt.as_ref().map_or(0, |(column, _)| *column);
        let misspelt =
            misspelt.map(|(column, factor)| (self.columns.names[column].trim().to_owned(), factor));
        self.problems.push((place, Problem::MissingColumns { factors, no_header, misspelt }));
    }

    fn findings(self, source: &Arc<str>, beginning: &[u8]) -> Vec<Finding> {
        let mut records = Records::new(beginning, 1, self.columns.separator, Digits::default());
        let Some(row) = records.next_row() else { return Vec::new() };
        self.problems.into_iter().map(|(column, problem)| row.finding(source, column, problem)).collect()
    }
}

impl Row<'_> {
    /// A finding about a cell.
    pub(super) fn finding(&self, source: &Arc<str>, column: usize, problem: Problem) -> Finding {
        let (position, line, length) = self.place(column);
        Finding::at(source, Some(position), problem).in_line(&line, length)
    }
}

//! What the columns of a CSV file are, as its header says.

use std::borrow::Cow;
use std::sync::Arc;

use crate::csv::{Places, first_row};
use crate::files;
use crate::finding::{FileFindings, Finding, Problem, ReadError, Rule};
use crate::names;
use crate::scheme::{Factor, Scheme};
use crate::yaml::{self, nothing};

/// The separators that are recognised. Where a header can be read with several of them, the first counts.
const SEPARATORS: [u8; 3] = *b",;\t";

/// The most columns that a header may name: as many as a sheet of a spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// How the names of columns begin that state what is expected of a job, as in `expect_band`; the longer first.
const EXPECT: [&str; 2] = ["expected", "expect"];

/// The columns of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub(super) separator: u8,
    names: Vec<String>,
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) organisation: Option<usize>,
    pub(super) reports_to: Option<usize>,
    pub(super) headcount: Option<usize>,
    /// The column of each factor, in the scheme's order.
    pub(super) factors: Vec<Option<usize>>,
    /// The columns that state what is expected, each with its key.
    pub(super) expected: Vec<(usize, &'static str)>,
    /// The columns that no result shows: all but the id, the title and the factors.
    carried: Vec<usize>,
}

/// How a header is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeaderRules {
    /// The separator, where it is known without looking.
    pub separator: Option<u8>,
    /// Whether factors may be without a column; they are not assessed then.
    pub allow_missing: bool,
    /// What else the user can do about missing columns, to be added to the help.
    pub missing_advice: &'static str,
}

impl Columns {
    /// Reads the header that a file begins with, and says after how many bytes the rows begin.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(
        source: &Arc<str>,
        beginning: &[u8],
        scheme: &Scheme,
        rules: HeaderRules,
    ) -> Result<(Columns, usize), ReadError> {
        let mut best: Option<Header> = None;
        for separator in rules.separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]) {
            let Some((cells, end)) = first_row(beginning, separator) else {
                return Err(ReadError { findings: vec![Finding::at(source, None, nothing("job"))] });
            };
            let header = Header::read(&cells, end, separator, scheme);
            if best.as_ref().is_none_or(|best| best.recognised() < header.recognised()) {
                best = Some(header);
            }
        }
        let mut header = best.unwrap_or_else(|| Header::read(&[], 0, SEPARATORS[0], scheme));
        header.note_missing(scheme, rules);
        if header.problems.is_empty() {
            return Ok((header.columns, header.end));
        }
        let mut places = Places::new(beginning, header.columns.separator, 1);
        let mut findings = FileFindings::default();
        header.problems.sort_by_key(|(column, _)| *column);
        for (column, problem) in header.problems {
            findings.add_problem(problem, |problem| places.finding(source, 0, column, problem));
        }
        Err(ReadError { findings: findings.into_findings(source) })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// Whether there is a column that says more of a job than its name and its levels.
    pub(super) fn has_details(&self) -> bool {
        self.organisation.is_some() || self.reports_to.is_some() || self.headcount.is_some()
    }

    /// The names of the columns that are carried through.
    pub fn carried(&self) -> impl Iterator<Item = &str> {
        self.carried.iter().map(|&column| self.names[column].as_str())
    }

    /// Where the carried columns of these names stand; none unless they are just those.
    pub(crate) fn carried_as(&self, names: &[String]) -> Option<Vec<usize>> {
        let mut left = self.carried.clone();
        let mut order = Vec::new();
        for name in names {
            let place = left.iter().position(|&column| self.names[column] == *name)?;
            order.push(left.remove(place));
        }
        left.is_empty().then_some(order)
    }
}

/// A header while it is being read.
struct Header {
    columns: Columns,
    /// What is wrong, with the column where it is.
    problems: Vec<(usize, Problem)>,
    /// After how many bytes the rows begin.
    end: usize,
}

impl Header {
    /// Reads the cells of a header with this separator.
    fn read(cells: &[Cow<'_, [u8]>], end: usize, separator: u8, scheme: &Scheme) -> Header {
        let names =
            cells.iter().take(MOST_COLUMNS + 1).map(|name| String::from_utf8_lossy(name).into_owned());
        let columns = Columns {
            separator,
            names: names.collect(),
            id: None,
            title: None,
            organisation: None,
            reports_to: None,
            headcount: None,
            factors: vec![None; scheme.factors().len()],
            expected: Vec::new(),
            carried: Vec::new(),
        };
        let mut header = Header { columns, problems: Vec::new(), end };
        if cells.len() > MOST_COLUMNS {
            let problem = Problem::new(Rule::TooLong, "the header has more than 16,384 columns");
            header.problems.push((MOST_COLUMNS, problem.help("leave out columns that hold nothing")));
            return header;
        }
        (0..header.columns.count()).for_each(|column| header.read_name(column, scheme));
        header.find_job_names();
        header
    }

    /// Takes a column `Job ID` for the id and a column `Job Title` for the title, if none is called so.
    fn find_job_names(&mut self) {
        let Columns { names, id, title, carried, .. } = &mut self.columns;
        for (place, name) in [(id, "jobid"), (title, "jobtitle")] {
            let is_meant = |column: &usize| names::normalise(&names[*column]) == name;
            if place.is_none()
                && let Some(index) = carried.iter().position(is_meant)
            {
                *place = Some(carried.remove(index));
            }
        }
    }

    /// Finds out what a column holds.
    fn read_name(&mut self, column: usize, scheme: &Scheme) {
        let Header { columns, problems, .. } = self;
        let Columns {
            names, id, title, organisation, reports_to, headcount, factors, expected, carried, ..
        } = columns;
        let name = names[column].trim();
        let form = names::normalise(name);
        let factor = scheme.factor(name);
        let place = match (form.as_str(), factor) {
            ("id", _) => id,
            ("title", _) => title,
            (_, Some(factor)) => &mut factors[factor.number() - 1],
            (form, None) => {
                carried.push(column);
                match form {
                    "organisation" => organisation,
                    "reportsto" => reports_to,
                    "headcount" => headcount,
                    _ => {
                        let key = EXPECT.iter().find_map(|expect| form.strip_prefix(expect));
                        let key = files::EXPECT.key_names().find(|known| Some(*known) == key);
                        expected.extend(key.map(|key| (column, key)));
                        return;
                    }
                }
            }
        };
        if let Some(first) = *place {
            let problem = match factor {
                Some(factor) => factor.repeated(names[first].trim(), name),
                None => yaml::repeated_key(name),
            };
            problems.push((column, problem));
        }
        *place = Some(column);
    }

    /// How many columns have a meaning.
    fn recognised(&self) -> usize {
        self.columns.names.len() - self.columns.carried.len()
    }

    /// Notes factors without a column. One that seems to have a column under a misspelt name is missed in any case.
    fn note_missing(&mut self, scheme: &Scheme, rules: HeaderRules) {
        if self.columns.count() > MOST_COLUMNS {
            return;
        }
        let Columns { names, factors, carried, id, title, .. } = &self.columns;
        let is_missing = |factor: &&Factor| factors[factor.number() - 1].is_none();
        let misspelt = carried.iter().find_map(|&column| {
            let name = names[column].trim();
            Some((column, name, scheme.nearest_factor(name).filter(is_missing)?.id()))
        });
        let missing: Vec<&str> = scheme.factors().iter().filter(is_missing).map(Factor::id).collect();
        if missing.is_empty() || (rules.allow_missing && misspelt.is_none()) {
            return;
        }
        // Levels of a row without a header are numbers of factors by chance, and some of them twice.
        let nameless = id.is_none() && title.is_none() && !self.problems.is_empty();
        let no_header = nameless || missing.len() == scheme.factors().len();
        let message = match &missing[..] {
            _ if no_header => "the first line is not a header that names the factors".to_owned(),
            [factor] => format!("there is no column for the factor `{factor}`"),
            factors => format!("there are no columns for the factors {}", factors.join(", ")),
        };
        let help = match misspelt {
            Some((_, column, factor)) => format!("did you mean `{factor}` by `{column}`?"),
            None if no_header => {
                "begin the file with a line that names the columns: id, title and the factors".to_owned()
            }
            None => format!("add them; their cells may be empty{}", rules.missing_advice),
        };
        let place = misspelt.map_or(0, |(column, ..)| column);
        let problem = Problem::new(Rule::MissingColumns, message).help(help);
        if no_header {
            self.problems.clear();
        }
        self.problems.push((place, problem));
    }
}

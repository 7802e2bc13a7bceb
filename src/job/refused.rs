//! Rows, documents and files without a usable job.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::csv::CsvRow;
use crate::finding::{Finding, Problem, Rule};
use crate::json::Object;

/// A row, a document or a whole file that gave no job because it has errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedJob {
    /// Id, if it could be read.
    pub id: Option<String>,
    /// Title; empty if it could not be read.
    pub title: String,
    /// File.
    #[serde(serialize_with = "text")]
    pub source: Arc<str>,
    /// Rule that it breaks; the first, if it breaks several.
    #[serde(rename = "code", serialize_with = "code")]
    pub rule: Rule,
    /// Messages of its problems, joined by semicolons.
    pub problem: String,
    /// Line in which it begins, from 1; `None` for a file that was not read.
    #[serde(skip)]
    pub line: Option<usize>,
    /// Value of the column or key that groups jobs.
    #[serde(skip)]
    pub(crate) kept: Option<String>,
    /// True for a row, false for a document of a job file or a file.
    #[serde(skip)]
    pub(crate) is_row: bool,
}

fn text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

fn code<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.code())
}

impl Object for RefusedJob {
    const FIELDS: &'static [&'static str] = &["id", "title", "source", "code", "problem"];
}

impl RefusedJob {
    /// Creates one for a file that was not read, or not to its end. The first error in `findings` gives the rule.
    pub fn file(source: Arc<str>, findings: &[Finding]) -> RefusedJob {
        let errors = findings.iter().filter(|finding| finding.is_error());
        RefusedJob::new(source, None, errors.map(|finding| &*finding.problem))
    }

    /// Creates one for a row or document that begins in `line`. The first of its problems gives the rule.
    pub(crate) fn new<'p>(
        source: Arc<str>,
        line: Option<usize>,
        problems: impl Iterator<Item = &'p Problem>,
    ) -> RefusedJob {
        let mut problems = problems.peekable();
        let rule = problems.peek().map_or(Rule::MoreFindings, |problem| problem.rule);
        let problem = problems.map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ");
        RefusedJob { id: None, title: String::new(), source, rule, problem, line, kept: None, is_row: false }
    }

    /// Returns true for a row without a level for any factor, such as a footer.
    pub fn is_without_levels(&self) -> bool {
        self.rule == Rule::WithoutLevels
    }

    /// Returns the problem for lists that do not name files. A row is listed in its own place; the problem of a document or
    /// a file begins with the name of the file.
    pub(crate) fn problem_in_file(&self) -> Cow<'_, str> {
        if self.is_row {
            Cow::from(&self.problem)
        } else {
            format!("{}: {}", self.source, self.problem).into()
        }
    }

    /// Writes a row of a list with these columns. Columns that do not apply to refused jobs stay empty.
    pub(crate) fn write_cells(&self, columns: &[&str], row: &mut CsvRow<'_>) {
        for &column in columns {
            _ = match column {
                "id" => row.cell(self.id.as_deref().unwrap_or_default()),
                "title" => row.cell(&self.title),
                "source" => row.cell(&*self.source),
                "code" => row.cell(self.rule.code()),
                "problem" if columns.contains(&"source") => row.cell(&self.problem),
                "problem" => row.cell(self.problem_in_file()),
                _ => row.empty(1),
            };
        }
    }
}

/// Counts of rows, documents and files that gave no job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefusedCounts {
    /// Number of rows and documents with errors.
    pub refused: u64,
    /// Number of rows without a level for any factor.
    pub without_levels: u64,
    /// Number of files that were not read, or not to their end.
    pub files: u64,
}

impl RefusedCounts {
    /// Adds one to the count of its kind.
    pub fn count(&mut self, refused: &RefusedJob) {
        let count = match refused.line {
            None => &mut self.files,
            Some(_) if refused.is_without_levels() => &mut self.without_levels,
            Some(_) => &mut self.refused,
        };
        *count += 1;
    }

    /// Returns the number of rows and documents, without files.
    pub fn jobs(self) -> u64 {
        self.refused + self.without_levels
    }
}

impl std::ops::AddAssign for RefusedCounts {
    fn add_assign(&mut self, more: RefusedCounts) {
        self.refused += more.refused;
        self.without_levels += more.without_levels;
        self.files += more.files;
    }
}

impl<'r> FromIterator<&'r RefusedJob> for RefusedCounts {
    fn from_iter<I: IntoIterator<Item = &'r RefusedJob>>(refused: I) -> RefusedCounts {
        let mut counts = RefusedCounts::default();
        refused.into_iter().for_each(|one| counts.count(one));
        counts
    }
}

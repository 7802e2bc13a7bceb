//! Rows, documents and files that gave no job.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::csv::CsvRow;
use crate::finding::{Finding, Problem, Rule};
use crate::json::Object;

/// A row, a document or a whole file that gave no job, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedJob {
    /// The id, if it could be read.
    pub id: Option<String>,
    /// The title; empty if it could not be read.
    pub title: String,
    /// The file.
    #[serde(serialize_with = "text")]
    pub source: Arc<str>,
    /// The rule that it breaks; the first, if it breaks several.
    #[serde(rename = "code", serialize_with = "code")]
    pub rule: Rule,
    /// The problems in words.
    pub problem: String,
    /// The line in which it begins, from 1; none for a file that was not read.
    #[serde(skip)]
    pub line: Option<usize>,
    /// Its value in the column or under the key that groups jobs.
    #[serde(skip)]
    pub(crate) kept: Option<String>,
    /// Tells a row from a document of a job file.
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
    /// A file that was not read, or not to its end. `findings` say why; the first error names the rule.
    pub fn file(source: Arc<str>, findings: &[Finding]) -> RefusedJob {
        let errors = findings.iter().filter(|finding| finding.is_error());
        RefusedJob::new(source, None, errors.map(|finding| &*finding.problem))
    }

    /// A row or document that begins in `line` and has these problems, of which the first names the rule.
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

    /// Returns true for a row that has no level in any factor column, such as a footer.
    pub fn is_without_levels(&self) -> bool {
        self.rule == Rule::WithoutLevels
    }

    /// Returns the problem for lists that do not name files: that of a row as it is, as its answer stands in its place, and any
    /// other with the file before it.
    pub(crate) fn problem_in_file(&self) -> Cow<'_, str> {
        if self.is_row {
            Cow::from(&self.problem)
        } else {
            format!("{}: {}", self.source, self.problem).into()
        }
    }

    /// Writes the cells of a row in a list with these columns; cells that say nothing of a refused job stay empty.
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

/// Numbers of rows, documents and files that gave no job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefusedCounts {
    /// Rows and documents with errors.
    pub refused: u64,
    /// Rows without a level in any factor column.
    pub without_levels: u64,
    /// Files that were not read, or not to their end.
    pub files: u64,
}

impl RefusedCounts {
    /// Counts one more.
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

//! Checks of `--by`: against the headers before rows are read, against the groups afterwards.

use jobeval::Job;
use jobeval::finding::Finding;
use jobeval::job::{RowForm, is_group_key, similar_groups, unknown_group};

use super::error::Error;
use super::output::Output;

/// Option that names the column or key of groups.
const BY: &str = "--by";

/// Search of the files of a run for the column or key of `--by`.
#[derive(Debug)]
pub(super) struct GroupSearch<'b> {
    by: &'b str,
    is_found: bool,
    has_job_files: bool,
    columns: Vec<String>,
}

impl<'b> GroupSearch<'b> {
    pub(super) fn new(by: &'b str) -> GroupSearch<'b> {
        GroupSearch { by, is_found: false, has_job_files: false, columns: Vec::new() }
    }

    /// Returns true once a file has the column or key, or may have it.
    pub(super) fn is_found(&self) -> bool {
        self.is_found
    }

    /// Notes a job file, whose keys are known without reading it.
    pub(super) fn note_job_file(&mut self) {
        self.has_job_files = true;
        self.is_found |= is_group_key(self.by);
    }

    /// Notes a file whose columns are not known, so that it may have the one.
    pub(super) fn note_unclear(&mut self) {
        self.is_found = true;
    }

    /// Notes the columns of a file of rows. Lines of NDJSON may have any key.
    pub(super) fn note_rows(&mut self, form: &RowForm) {
        let Some(columns) = form.columns() else { return self.note_unclear() };
        self.is_found |= columns.has_kept();
        for name in columns.names().filter(|name| !name.is_empty()) {
            if !self.columns.iter().any(|known| known == name) {
                self.columns.push(name.to_owned());
            }
        }
    }

    /// Ends the search.
    ///
    /// # Errors
    /// No file has the column or key. The help suggests the nearest name.
    pub(super) fn end(self) -> Result<(), Error> {
        if self.is_found {
            return Ok(());
        }
        Err(unknown_group(self.by, &self.columns, self.has_job_files).into())
    }
}

/// Checks the groups of jobs that have been read, and warns of groups that differ only in case or spaces.
///
/// # Errors
/// No job is in a group.
pub(super) fn check_groups<'j>(
    jobs: impl IntoIterator<Item = &'j Job<'j>>,
    by: Option<&str>,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(by) = by else { return Ok(()) };
    let mut jobs = jobs.into_iter().peekable();
    if jobs.peek().is_none() {
        return Ok(());
    }
    let groups: Vec<&str> = jobs.filter_map(|job| job.group(by)).collect();
    if groups.is_empty() {
        return Err(no_groups(by));
    }
    warn_of_similar(groups, output);
    Ok(())
}

/// Warns of groups that differ only in case or spaces.
pub(super) fn warn_of_similar<'g>(groups: impl IntoIterator<Item = &'g str>, output: &mut Output) {
    output.note(similar_groups(groups).map(|problem| Finding::about(BY, problem)));
}

/// Returns the error that no job has a value for `by`.
pub(super) fn no_groups(by: &str) -> Error {
    let message = format!("no job has a value for `{by}`");
    Error::usage(message, "give --by a key of job files, such as organisation, or a column of rows")
}

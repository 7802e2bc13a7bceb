//! Checks what jobs are to be grouped by, `--by`: before rows are read against headers, and afterwards against the groups found.

use jobeval::Job;
use jobeval::finding::Finding;
use jobeval::job::{RowForm, is_group_key, similar_groups, unknown_group};

use super::error::Error;
use super::output::Output;

/// The option that names what jobs are grouped by.
const BY: &str = "--by";

/// A search of the files of a run for what jobs are to be grouped by.
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

    /// Returns true once some file has the column or key, or may have it.
    pub(super) fn is_found(&self) -> bool {
        self.is_found
    }

    /// Notes a job file, whose keys are known.
    pub(super) fn note_job_file(&mut self) {
        self.has_job_files = true;
        self.is_found |= is_group_key(self.by);
    }

    /// Notes a file that cannot be looked into beforehand, and so may have it.
    pub(super) fn note_unclear(&mut self) {
        self.is_found = true;
    }

    /// Notes a file of rows. Lines of NDJSON may have any key.
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
    /// No file has the column or key; the nearest name is the help.
    pub(super) fn end(self) -> Result<(), Error> {
        if self.is_found {
            return Ok(());
        }
        Err(unknown_group(self.by, &self.columns, self.has_job_files).into())
    }
}

/// Checks the groups of jobs that have been read, and warns of those that differ only in case or spaces.
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

/// The error that no job has a value for what jobs are to be grouped by.
pub(super) fn no_groups(by: &str) -> Error {
    let message = format!("no job has a value for `{by}`");
    Error::usage(message, "--by takes a key of job files, such as organisation, or a column of the rows")
}

//! The one job that a command is about.

use std::path::PathBuf;

use clap::Args;
use jobeval::Job;

use super::jobs::{JobLibrary, read_jobs};
use crate::cli::error::Error;
use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::session::Session;

/// Arguments of commands about one job.
#[derive(Debug, Args)]
pub(crate) struct JobChoice {
    /// File with the job, or - for standard input
    #[arg(value_name = "JOB")]
    path: PathBuf,
    /// Job of a file with several: an id, title or row, as in row:12
    #[arg(long = "job", value_name = "ID")]
    name: Option<String>,
}

impl JobChoice {
    /// Returns the file as a list of paths.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        std::slice::from_ref(&self.path)
    }

    /// Reads the job. Returns `None` if it has errors, which are noted.
    pub(crate) fn read<'s>(
        &self,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<Option<Job<'s>>, Error> {
        read_one_job(self.paths(), self.name.as_deref(), "", session, output)
    }
}

/// Reads the job called `name`, or the only job. Returns `None` if it has errors, which are noted.
///
/// Without a name, any error gives `None`: the faulty job may be the one that is meant. `or_else` ends the advice on
/// several jobs.
pub(crate) fn read_one_job<'s>(
    paths: &[PathBuf],
    name: Option<&str>,
    or_else: &str,
    session: Session<'s>,
    output: &mut Output,
) -> Result<Option<Job<'s>>, Error> {
    let errors_before = output.errors();
    let JobLibrary { jobs, .. } = read_jobs(paths, session, output);
    let has_errors = output.errors() > errors_before;
    if jobs.is_empty() || (has_errors && name.is_none()) {
        return Ok(None);
    }
    lookup::job(jobs, name, or_else).map(Some)
}

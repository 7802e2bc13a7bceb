//! Jobs of all files of a run, in order.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use jobeval::Job;
use jobeval::finding::Finding;
use jobeval::job::{JobFile, JobIds, RefusedJob};

use super::input_file::{InputFile, job_files, read_file};
use crate::cli::error::Error;
use crate::cli::output::Output;
use crate::cli::parallel;
use crate::cli::session::Session;

/// Number of job files that a thread reads at a time. Handing on a single one would take as long as reading it.
pub(crate) const AT_A_TIME: usize = 32;

/// Jobs of a command, and those that were refused.
#[derive(Debug, Default)]
pub(crate) struct JobLibrary<'s> {
    pub(crate) jobs: Vec<Job<'s>>,
    pub(crate) refused: Vec<RefusedJob>,
}

impl JobLibrary<'_> {
    /// Returns an error if no job could be read, as there is no result then.
    pub(crate) fn require_jobs(&self) -> Result<(), Error> {
        if self.jobs.is_empty() { Err(Error::NothingRead) } else { Ok(()) }
    }
}

/// Reads the jobs in files and folders.
pub(crate) fn read_jobs<'s>(paths: &[PathBuf], session: Session<'s>, output: &mut Output) -> JobLibrary<'s> {
    let mut library = JobLibrary::default();
    for_each_file(paths, session, output, |file| {
        library.jobs.extend(file.jobs);
        library.refused.extend(file.refused);
    });
    library
}

/// Hands each file with its jobs to `take`, in order, and notes its findings.
pub(crate) fn for_each_file<'s>(
    paths: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
    mut take: impl FnMut(JobFile<'s>) + Send,
) {
    let files = job_files(paths, session, output);
    let mut ids = JobIds::default();
    // The closure that takes results never fails, so there is no error to handle.
    let _ = parallel::in_order(
        threads(session, files.len().div_ceil(AT_A_TIME)),
        files.chunks(AT_A_TIME),
        |files| -> Vec<_> { files.iter().map(|file| read_or_refuse(file, session)).collect() },
        |read| {
            for mut file in read {
                output.note(take_findings(&mut file, &mut ids));
                take(file);
            }
            Ok(())
        },
    );
    output.note(ids.end());
}

/// Takes the findings of a file, including those about ids that other jobs have.
pub(crate) fn take_findings(file: &mut JobFile<'_>, ids: &mut JobIds) -> Vec<Finding> {
    let mut findings = std::mem::take(&mut file.findings);
    findings.extend(ids.add(file));
    findings
}

/// Returns the number of threads for this many units of work: `--threads` or the number of cores, but no more than units.
pub(crate) fn threads(session: Session<'_>, units: usize) -> NonZeroUsize {
    let given = session.global.threads.and_then(|threads| NonZeroUsize::new(threads.into()));
    let threads = given.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    threads.min(NonZeroUsize::new(units).unwrap_or(NonZeroUsize::MIN))
}

/// Reads a file, or refuses one that was not found.
fn read_or_refuse<'s>(file: &Result<InputFile, Finding>, session: Session<'s>) -> JobFile<'s> {
    match file {
        Ok(file) => read_file(file, session),
        Err(finding) => JobFile::not_read(&finding.source, vec![finding.clone()]),
    }
}

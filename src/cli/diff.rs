//! `jobeval diff`

use std::path::PathBuf;
use std::slice;

use clap::Args;
use jobeval::diff::{Diffs, JobDiff, Version};
use jobeval::report::{Format, List};
use jobeval::{diff, programme};

use super::batch;
use super::choices::{self, CsvOptions};
use super::error::Error;
use super::groups::check_groups;
use super::input::{self, JobLibrary};
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Compare two versions of jobs, and show which bands moved
///
/// Pairs jobs by id; without ids, by the path of their file in the folder, then by title. Exits with 1 if a band moved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval diff examples/repository/jobs examples/
  jobeval diff - examples/panel-2026-03.yaml < examples/senior-art-therapist.yaml
  jobeval diff examples/repository/jobs examples/ --summary --by organisation")]
pub(super) struct DiffArgs {
    /// Old version: a file, a folder, or - for standard input
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// New version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Count jobs and staff by old band and outcome, as a review programme reports them
    #[arg(long)]
    summary: bool,
    /// Count per group: by this key or column, such as organisation
    #[arg(long, value_name = "COLUMN", requires = "summary")]
    by: Option<String>,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<List<JobDiff<'_>>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl DiffArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let session = Session { keep: self.by.as_deref(), ..session };
        let by = self.by.as_deref();
        if self.summary {
            let format = session.format(self.format)?;
            let sides = self.read(session, output)?;
            let diffs = compare(&sides);
            output.show_list(&programme(&diffs, by), format, self.csv.cells())?;
            return Ok(answer(&diffs));
        }
        let format = session.format(self.format)?;
        let sides = self.read(session, output)?;
        let diffs = compare(&sides);
        let answer = answer(&diffs);
        let without_levels = diffs.without_levels.into_iter().cloned().collect();
        let list = diffs.items.into_iter().collect::<List<_>>().without(without_levels);
        output.show_list(&list, format, self.csv.cells())?;
        Ok(answer)
    }

    /// Reads the old and the new jobs, each with the path they are from.
    fn read<'s>(
        &self,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<[(JobLibrary<'s>, String); 2], Error> {
        batch::check_headers(&[self.old.clone(), self.new.clone()], session, output)?;
        let [old, new] = [&self.old, &self.new].map(|path| {
            (input::read_jobs(slice::from_ref(path), session, output), path.display().to_string())
        });
        old.0.require_jobs().and(new.0.require_jobs())?;
        check_groups(old.0.jobs.iter().chain(&new.0.jobs), self.by.as_deref(), output)?;
        Ok([old, new])
    }
}

fn compare<'d>([old, new]: &'d [(JobLibrary<'d>, String); 2]) -> Diffs<'d> {
    let [old, new] = [old, new].map(|(library, root)| {
        let JobLibrary { jobs, refused } = library;
        Version { jobs, refused, root }
    });
    diff(old, new)
}

/// Returns no if the band of a job moved.
fn answer(diffs: &Diffs<'_>) -> ExitAnswer {
    ExitAnswer::from(!diffs.items.iter().any(|diff| diff.moved))
}

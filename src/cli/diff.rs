//! `jobeval diff`

use std::path::PathBuf;
use std::slice;

use clap::Args;
use jobeval::diff::Version;
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
    #[arg(long, value_name = "FORMAT", value_parser = choices::format(choices::list()))]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl DiffArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let session = Session { keep: self.by.as_deref(), ..session };
        // A summary is not a list, but it can be rows of CSV.
        let formats =
            if self.summary { [&choices::RESULT[..], &[Format::Csv]].concat() } else { choices::list() };
        let format = session.format(self.format, &formats)?;
        batch::check_headers(&[self.old.clone(), self.new.clone()], session, output)?;
        let old = input::read_jobs(slice::from_ref(&self.old), session, output);
        let new = input::read_jobs(slice::from_ref(&self.new), session, output);
        old.require_jobs().and(new.require_jobs())?;
        check_groups(old.jobs.iter().chain(&new.jobs), self.by.as_deref(), output)?;
        let (old_root, new_root) = (self.old.display().to_string(), self.new.display().to_string());
        let diffs = diff(version(&old, &old_root), version(&new, &new_root));
        let moved = diffs.items.iter().any(|diff| diff.moved);
        if self.summary {
            let counted = programme(&diffs, self.by.as_deref());
            output.show_list(&counted, format, self.csv.cells())?;
        } else {
            let without_levels = diffs.without_levels.into_iter().cloned().collect();
            let list = diffs.items.into_iter().collect::<List<_>>().without(without_levels);
            output.show_list(&list, format, self.csv.cells())?;
        }
        Ok(ExitAnswer::from(!moved))
    }
}

fn version<'a>(library: &'a JobLibrary<'a>, root: &'a str) -> Version<'a> {
    Version { jobs: &library.jobs, refused: &library.refused, root }
}

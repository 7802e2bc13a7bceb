//! `jobeval check`

use std::path::PathBuf;

use clap::Args;
use jobeval::check::{JobCheck, check_job};
use jobeval::report::{Checks, Format, List};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::input;
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Check jobs against their expected band, total or profile
///
/// Compares each job's `expect` block with its score. Exits with 1 if an expectation does not hold.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval check examples/
  jobeval check examples/repository/jobs --require-expect --format junit > jobeval.xml
  jobeval check examples/repository/jobs --format github")]
pub(super) struct CheckArgs {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl; also with .gz or .zst), workbooks (.xlsx, .xls, .ods),
    /// folders of these, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Fail jobs without `expect`, which pass otherwise
    #[arg(long)]
    require_expect: bool,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Checks<'_>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl CheckArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format::<Checks<'_>>(self.format)?;
        let profiles = input::read_profiles_and_check_jobs(&self.paths, session, output)?;
        let (mut checks, mut refused) = (Vec::new(), Vec::new());
        input::for_each_file(&self.paths, session, output, |file| {
            checks.extend(file.jobs.iter().enumerate().map(|(index, job)| {
                let mut check = check_job(job, &profiles, self.require_expect)?;
                // Finding places takes another parse, so only jobs with something to report are parsed again.
                if check.has_failed() || !check.notes.is_empty() {
                    check.locate(file.expectation_places(index));
                }
                Ok(check)
            }));
            refused.extend(file.refused);
        });
        let checks = checks.into_iter().collect::<Result<List<_>, Error>>()?.without(refused);
        // Reports for CI also show files that could not be read, so they are written without jobs too.
        if checks.items.is_empty() && !matches!(format.format(), Format::Junit | Format::Github) {
            return Err(Error::NothingRead);
        }
        let result = Checks { checks, findings: output.findings() };
        output.show_list(&result, format, self.csv.cells())?;
        Ok(ExitAnswer::from(!result.checks.items.iter().any(JobCheck::has_failed)))
    }
}

//! `jobeval compare`

use clap::Args;
use jobeval::compare;
use jobeval::compare::Comparison;
use jobeval::report::Format;

use super::choices;
use super::error::Error;
use super::input::{self, JobChoice};
use super::lookup;
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Compare a job with a profile by the matching procedure
///
/// Shows every factor, the four conditions of a band match, and the outcome. Exits with 0 for a profile match or a
/// band match, otherwise with 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval compare examples/senior-art-therapist.yaml arts-therapist
  jobeval compare examples/panel-2026-03.yaml --job JD-1163 \"arts therapist p\" --format markdown")]
pub(super) struct CompareArgs {
    #[command(flatten)]
    job: JobChoice,
    /// Profile, by id or title or the beginning of one
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Comparison<'_>>())]
    format: Option<Format>,
}

impl CompareArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let profiles = input::read_profiles_and_check_jobs(self.job.paths(), session, output)?;
        let profile = lookup::profile(&profiles, &self.profile);
        let Some(job) = self.job.read(session, output)? else {
            // The job's errors have been noted. An unknown profile is reported with them.
            return profile.map(|_| ExitAnswer::No);
        };
        let comparison = compare(&job, profile?)?;
        output.show(&comparison, format)?;
        Ok(ExitAnswer::from(comparison.verdict.outcome.is_match()))
    }
}

//! `jobeval compare`

use clap::Args;
use jobeval::compare;
use jobeval::report::Format;

use super::choices;
use super::error::Error;
use super::input::{self, JobChoice};
use super::lookup;
use super::output::Output;
use super::session::{Answer, Session};

/// Compare a job with a profile by the matching procedure
///
/// Shows every factor, the four conditions of a band match, and the outcome. Exits with 0 for a profile match or a
/// band match, otherwise with 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval compare examples/senior-art-therapist.yaml arts-therapist
  jobeval compare examples/panel-2026-03.yaml --job JD-1163 \"arts therapist p\" --format markdown")]
pub(super) struct Compare {
    #[command(flatten)]
    job: JobChoice,
    /// Id or title of the profile, or the beginning of one
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = choices::format(choices::RESULT))]
    format: Format,
}

impl Compare {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Error> {
        let profiles = input::read_profiles(session, output)?;
        let profile = lookup::profile(&profiles, &self.profile);
        let Some(job) = self.job.read(session, output)? else {
            // Why there is no job has been reported; whether the profile exists is still worth knowing.
            return profile.map(|_| Answer::No);
        };
        let comparison = compare(&job, profile?)?;
        output.show(&comparison, self.format)?;
        Ok(Answer::from(comparison.verdict.outcome.is_match()))
    }
}

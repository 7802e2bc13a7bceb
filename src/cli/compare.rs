//! `jobeval compare`

use std::path::PathBuf;

use clap::Args;
use jobeval::report::Format;
use jobeval::{Job, compare};

use super::output::Output;
use super::profiles::find_profile;
use super::{Answer, Session, Trouble, input};

/// One job against one profile, by the matching procedure
///
/// Shows every factor, the four conditions of a band match, and the outcome. Exits with 0 for a profile match or a
/// band match, else with 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval compare examples/senior-art-therapist.yaml arts-therapist
  jobeval compare examples/panel-2026-03.yaml --job JD-1162 \"Arts Therapist (\" --format markdown")]
pub(super) struct Compare {
    /// A file with the job, or - for standard input
    #[arg(value_name = "JOB")]
    path: PathBuf,
    /// The profile: its id or title, or the beginning of one
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// Which job, by id or title, where the file holds several
    #[arg(long, value_name = "ID")]
    job: Option<String>,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

impl Compare {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let profiles = input::read_profiles(session, output)?;
        let jobs = input::read_jobs(std::slice::from_ref(&self.path), session, output);
        let profile = find_profile(&profiles, &self.profile);
        let Some(job) = self.pick(&jobs)? else {
            // Why there is no job has been said; whether the profile exists is still worth knowing.
            return profile.map(|_| Answer::No);
        };
        let comparison = compare(job, profile?);
        output.show(&comparison, self.format)?;
        Ok(Answer::from(comparison.outcome.is_match()))
    }

    /// The job that is meant; none where the file holds none.
    fn pick<'j, 's>(&self, jobs: &'j [Job<'s>]) -> Result<Option<&'j Job<'s>>, Trouble> {
        let chosen: Vec<&Job<'_>> = match &self.job {
            Some(name) => jobs.iter().filter(|job| job.id() == Some(name) || job.title() == name).collect(),
            None => jobs.iter().collect(),
        };
        let names = || jobs.iter().map(|job| job.id().unwrap_or(job.title())).collect::<Vec<_>>().join(", ");
        let message = match (chosen.as_slice(), &self.job) {
            ([job], _) => return Ok(Some(job)),
            _ if jobs.is_empty() => return Ok(None),
            ([], Some(name)) => format!("there is no job `{name}` in {}", self.path.display()),
            (_, Some(name)) => {
                format!("{} jobs are called `{name}` in {}", chosen.len(), self.path.display())
            }
            (_, None) => format!("{} holds {} jobs", self.path.display(), jobs.len()),
        };
        Err(Trouble::Usage { message, help: Some(format!("choose one with --job: {}", names())) })
    }
}

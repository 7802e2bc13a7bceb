//! A program that holds a scheme with its profiles and jobs, and handles errors with `anyhow`: `cargo run --example library`.

use std::io::{self, Write};

use anyhow::Result;
use jobeval::{Job, Profiles, Scheme, compare};

fn main() -> Result<()> {
    let library = Library::load("profiles/scheme.yaml", "examples/senior-art-therapist.yaml")?;
    for line in library.outcomes("arts-therapist")? {
        writeln!(io::stdout(), "{line}")?;
    }
    Ok(())
}

/// Jobs and profiles under a scheme that is read at run time.
pub(crate) struct Library {
    profiles: Profiles<'static>,
    jobs: Vec<Job<'static>>,
}

impl Library {
    /// Loads the scheme and the jobs, with the built-in profiles.
    pub(crate) fn load(scheme: &str, jobs: &str) -> Result<Library> {
        let scheme = Scheme::load(scheme)?.shared();
        let jobs = Job::load(jobs, scheme).into_result()?;
        Ok(Library { profiles: Profiles::built_in(scheme)?, jobs })
    }

    /// Compares each job with a profile.
    pub(crate) fn outcomes(&self, profile: &str) -> Result<Vec<String>> {
        let profile = self.profiles.find(profile)?;
        let verdicts = self.jobs.iter().map(|job| {
            let verdict = compare(job, profile)?.verdict;
            let band = verdict.band.map(|band| format!(", Band {}", band.name())).unwrap_or_default();
            Ok(format!("{}: {}{band}", job.title(), verdict.outcome.id()))
        });
        verdicts.collect()
    }
}

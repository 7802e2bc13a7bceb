//! The library in a program that handles errors with `anyhow`: `cargo run --example library`.

use std::io::{self, Write};

use anyhow::Result;
use jobeval::{Job, Profiles, Scheme, compare};

fn main() -> Result<()> {
    let said = compared("6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a", "arts-therapist")?;
    writeln!(io::stdout(), "{said}")?;
    Ok(())
}

/// Compares a job, given by its levels, with a profile.
pub(crate) fn compared(levels: &str, profile: &str) -> Result<String> {
    let scheme = Scheme::read("profiles/scheme.yaml", include_str!("../profiles/scheme.yaml"))?;
    let profiles = Profiles::built_in(&scheme)?;
    let job = Job::from_levels("levels", levels, &scheme)?;
    let verdict = compare(&job, profiles.find(profile)?)?.verdict;
    Ok(match verdict.band {
        Some(band) => format!("{}, Band {}", verdict.outcome.id(), band.name()),
        None => verdict.outcome.id().to_owned(),
    })
}

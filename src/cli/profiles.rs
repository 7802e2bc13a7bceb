//! `jobeval profiles`

use clap::{Args, Subcommand};
use jobeval::check_profile;
use jobeval::profile::{Profile, ProfileNameError};
use jobeval::report::{Format, ProfileChecks, ProfileDetail, ProfileList};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input};

/// List, show and check the known profiles
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Profiles {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Subcommand)]
enum Action {
    List(List),
    Show(Show),
    Check(Check),
}

/// All known profiles with band and score (what `profiles` alone does)
#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    list: ListOptions,
}

/// A profile in full, as published
#[derive(Debug, Args)]
struct Show {
    /// The profile: its id or title, or the beginning of one
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// Recompute every published score and band from the levels
///
/// Exits with 1 if a profile states a score or a band that its levels do not come to.
#[derive(Debug, Args)]
struct Check {
    #[command(flatten)]
    list: ListOptions,
}

impl Profiles {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let profiles = input::read_profiles(session, output)?;
        match &self.action {
            None => self.list.run(&profiles, output),
            Some(Action::List(list)) => list.run(&profiles, output),
            Some(Action::Show(show)) => show.run(&profiles, output),
            Some(Action::Check(check)) => check.run(&profiles, output),
        }
    }
}

impl List {
    fn run(&self, profiles: &jobeval::Profiles<'_>, output: &Output) -> Result<Answer, Trouble> {
        output.show_rows(&ProfileList::new(profiles), self.list.format, self.list.cells())?;
        Ok(Answer::Yes)
    }
}

impl Show {
    fn run(&self, profiles: &jobeval::Profiles<'_>, output: &Output) -> Result<Answer, Trouble> {
        let profile = find_profile(profiles, &self.profile)?;
        output.show(&ProfileDetail::new(profile), self.format)?;
        Ok(Answer::Yes)
    }
}

impl Check {
    fn run(&self, profiles: &jobeval::Profiles<'_>, output: &Output) -> Result<Answer, Trouble> {
        let checks = ProfileChecks(profiles.iter().map(check_profile).collect());
        output.show_rows(&checks, self.list.format, self.list.cells())?;
        // Nothing checked is nothing confirmed.
        Ok(Answer::from(!checks.0.is_empty() && checks.0.iter().all(|check| check.passed)))
    }
}

/// The profile that the user means.
pub(super) fn find_profile<'p, 's>(
    profiles: &'p jobeval::Profiles<'s>,
    name: &str,
) -> Result<&'p Profile<'s>, Trouble> {
    profiles.find(name).map_err(|error| {
        let help = match &error {
            ProfileNameError::Unknown { nearest, .. } => format!("did you mean {}?", nearest.join(" or ")),
            ProfileNameError::UnlikeAny { known, .. } if known.is_empty() => "no profile is known".to_owned(),
            ProfileNameError::UnlikeAny { known, .. } => format!("the profiles are {}", known.join(", ")),
            ProfileNameError::Ambiguous { .. } => "write more of it, or the whole id".to_owned(),
        };
        Trouble::Usage { message: error.to_string(), help: Some(help) }
    })
}

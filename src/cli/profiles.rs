//! `jobeval profiles`

use clap::{Args, Subcommand};
use jobeval::file_kind::FileKind;
use jobeval::profile_check::ProfileCheck;
use jobeval::report::{Format, List, ProfileChecks, ProfileDetail, ProfileSummary};
use jobeval::{check_profile, suite_template};

use super::choices::{self, CsvOptions};
use super::error::Error;
#[cfg(feature = "import")]
use super::import::ImportArgs;
use super::output::Output;
use super::session::{ExitAnswer, Session};
use super::{input, lookup};

/// List, show, check and import profiles, or start a suite
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  jobeval profiles
  jobeval profiles show arts-therapist"
)]
pub(super) struct ProfilesArgs {
    #[command(subcommand)]
    action: Option<ProfilesAction>,
    #[command(flatten)]
    list: ProfilesListArgs,
}

#[derive(Debug, Subcommand)]
enum ProfilesAction {
    List(ProfilesListArgs),
    Show(ProfilesShowArgs),
    Check(ProfilesCheckArgs),
    /// Print a suite file to fill in
    ///
    /// The file has every factor of the scheme, with points in comments. `jobeval profiles check` finds what is still
    /// empty.
    #[command(after_help = "\
Examples:
  jobeval profiles template > my-suite.yaml")]
    Template,
    #[cfg(feature = "import")]
    Import(ImportArgs),
}

/// List all known profiles with band and score (the default)
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval profiles list
  jobeval profiles list --format csv > profiles.csv")]
struct ProfilesListArgs {
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<List<ProfileSummary<'_>>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

/// Show a profile in full, as published
///
/// With --format yaml, the output is a suite file that --profiles reads.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval profiles show arts-therapist
  jobeval profiles show \"head of\" --format html > profile.html")]
struct ProfilesShowArgs {
    /// Profile, by id or title or the beginning of one
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<ProfileDetail<'_>>())]
    format: Option<Format>,
}

/// Recompute every published score and band from the levels
///
/// Exits with 1 if a published score or band does not follow from the levels.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval profiles check
  jobeval profiles check --format csv > profiles.csv")]
struct ProfilesCheckArgs {
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<ProfileChecks<'_>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl ProfilesArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        match &self.action {
            None => self.list.run(session, output),
            Some(ProfilesAction::List(list)) => list.run(session, output),
            Some(ProfilesAction::Show(show)) => show.run(session, output),
            Some(ProfilesAction::Check(check)) => check.run(session, output),
            #[cfg(feature = "import")]
            Some(ProfilesAction::Import(import)) => import.run(session, output),
            Some(ProfilesAction::Template) => {
                session.expect_extension(FileKind::Yaml)?;
                output.show_text(&suite_template(session.scheme))?;
                Ok(ExitAnswer::Yes)
            }
        }
    }
}

impl ProfilesListArgs {
    fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let profiles = input::read_profiles(session, output)?;
        let list: List<_> = profiles.iter().map(ProfileSummary).collect();
        output.show_list(&list, format, self.csv.cells())?;
        Ok(ExitAnswer::Yes)
    }
}

impl ProfilesShowArgs {
    fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let profiles = input::read_profiles(session, output)?;
        let profile = lookup::profile(&profiles, &self.profile)?;
        output.show(&ProfileDetail(profile), format)?;
        Ok(ExitAnswer::Yes)
    }
}

impl ProfilesCheckArgs {
    fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let profiles = input::read_sound_profiles(session, output)?;
        let checks: List<_> = profiles.iter().map(check_profile).collect();
        // A check of no profiles confirms nothing.
        let passed = !checks.items.is_empty() && checks.items.iter().all(ProfileCheck::passed);
        let result = ProfileChecks { checks, is_partial: output.errors() > 0 };
        output.show_list(&result, format, self.csv.cells())?;
        Ok(ExitAnswer::from(passed))
    }
}

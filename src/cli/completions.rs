//! `jobeval completions`

use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, Command};
use clap_complete::Shell;
use jobeval::profile::Profile;

use super::error::Error;
use super::input;
use super::output::Output;
use super::session::{ExitAnswer, PROGRAM, Session};

/// Print a completion script for a shell
///
/// The script completes the ids of the profiles known when it is made, including those of --profiles and
/// JOBEVAL_PROFILES. In fish, ids complete only after options such as --from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval completions bash > jobeval.bash
  jobeval completions zsh > _jobeval

Where the shells look for it:
  bash        ~/.local/share/bash-completion/completions/jobeval
  zsh         _jobeval in a folder that is in $fpath before compinit runs, such as ~/.zfunc
  fish        ~/.config/fish/completions/jobeval.fish
  elvish      at the end of ~/.config/elvish/rc.elv
  powershell  at the end of the file that $PROFILE names")]
pub(super) struct CompletionsArgs {
    /// Shell to make the script for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Value name of arguments that take a profile.
const PROFILE: &str = "PROFILE";

impl CompletionsArgs {
    pub(super) fn run(
        &self,
        command: Command,
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<ExitAnswer, Error> {
        let profiles = input::read_profiles(session, output)?;
        let ids: Vec<&str> = profiles.iter().map(Profile::id).collect();
        output.show_text(&script(command, self.shell, &ids))?;
        Ok(ExitAnswer::Yes)
    }
}

/// Returns the script for a shell, which completes profiles to `ids`.
pub(super) fn script(command: Command, shell: Shell, ids: &[&str]) -> String {
    let ids: Vec<String> = ids.iter().filter(|id| is_plain(id)).map(ToString::to_string).collect();
    let mut command = with_profiles(command, &ids);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, PROGRAM, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Returns true if an id is a plain word in every shell. Ids come from files, and bash evaluates completions: an id with
/// `$(…)` would run as a command.
fn is_plain(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Makes the command and its subcommands offer `ids` for profiles. Only the script uses this: the program also accepts
/// titles and beginnings.
fn with_profiles(command: Command, ids: &[String]) -> Command {
    command
        .mut_args(
            |arg| if takes_profile(&arg) { arg.value_parser(PossibleValuesParser::new(ids)) } else { arg },
        )
        .mut_subcommands(|command| with_profiles(command, ids))
}

fn takes_profile(arg: &Arg) -> bool {
    arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == PROFILE))
}

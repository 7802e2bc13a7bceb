//! `jobeval completions`

use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, Command, CommandFactory};
use clap_complete::Shell;
use jobeval::profile::Profile;

use super::output::Output;
use super::{Answer, Cli, PROGRAM, Session, Trouble, input};

/// A script that completes jobeval's command lines in a shell
///
/// The ids of the known profiles complete too, in bash and zsh wherever a profile is meant, in fish after an option such
/// as --from. These are the profiles that are known when the script is made, those of --profiles and JOBEVAL_PROFILES
/// included.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval completions bash > ~/.local/share/bash-completion/completions/jobeval
  jobeval completions zsh > ~/.zfunc/_jobeval
  jobeval completions fish > ~/.config/fish/completions/jobeval.fish
  jobeval completions elvish >> ~/.config/elvish/rc.elv
  jobeval completions powershell >> $PROFILE

The folder for zsh must be in $fpath before compinit runs.")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// The name that arguments have in help when they take a profile.
const PROFILE: &str = "PROFILE";

impl Completions {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let profiles = input::read_profiles(session, output)?;
        let ids: Vec<&str> = profiles.iter().map(Profile::id).collect();
        output.show_text(&script(self.shell, &ids))?;
        Ok(Answer::Yes)
    }
}

/// The script for a shell, in which profiles complete to these ids.
fn script(shell: Shell, ids: &[&str]) -> String {
    let ids: Vec<String> = ids.iter().filter(|id| is_plain(id)).map(ToString::to_string).collect();
    let mut command = with_profiles(Cli::command(), &ids);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, PROGRAM, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Whether an id is no more than a word to every shell. Ids come from files, and bash evaluates the words that it
/// completes to: one with `$(…)` in it would run as a command.
fn is_plain(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// The command, offering these ids wherever it or a command below it takes a profile. What is run accepts titles and
/// beginnings as well; only the script is made from this.
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

#[cfg(test)]
mod tests {
    use clap::{Parser, ValueEnum};

    use super::*;

    #[test]
    fn every_script_completes_every_command() {
        for shell in Shell::value_variants() {
            let script = script(*shell, &[]);
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
        }
    }

    /// The generators of bash and zsh know values of positional arguments, that of fish only those of options, and those
    /// of elvish and powershell none.
    #[test]
    fn profiles_complete_where_the_shell_allows() {
        for (shell, places) in [(Shell::Bash, 3), (Shell::Zsh, 3), (Shell::Fish, 1)] {
            let script = script(shell, &["nurse-1"]);
            assert!(script.matches("nurse-1").count() >= places, "{shell}:\n{script}");
        }
    }

    #[test]
    fn an_id_that_a_shell_would_evaluate_is_left_out() {
        for shell in Shell::value_variants() {
            let script =
                script(*shell, &["$(touch gone-wrong)", "`gone-wrong`", "gone-wrong'\"", "gone-wrong;"]);
            assert!(!script.contains("gone-wrong"), "{shell}:\n{script}");
        }
    }

    #[test]
    fn what_is_run_accepts_more_than_what_completes() {
        assert!(Cli::try_parse_from(["jobeval", "compare", "job.yaml", "Arts Therapist ("]).is_ok());
    }
}

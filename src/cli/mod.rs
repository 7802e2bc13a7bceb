//! The command line: reads arguments, calls down, and picks the exit status.

mod compare;
mod input;
mod output;
mod profiles;
mod schema;
mod scheme;
mod score;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use jobeval::Scheme;
use jobeval::finding::Finding;
use thiserror::Error;

use output::Output;

/// How a run ended, where it ended with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// What was asked holds: a match, a passed check, complete jobs.
    Yes,
    /// It does not.
    No,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Answer {
        if yes { Answer::Yes } else { Answer::No }
    }
}

/// Why a run cannot answer.
#[derive(Debug, Error)]
enum Trouble {
    /// Something that was read is wrong, and nothing can be done without it. Each finding says it for itself.
    #[error("the input is wrong")]
    Findings(Vec<Finding>),
    /// Something about the command line.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What would be right.
        help: Option<String>,
    },
    /// The result could not be written.
    #[error("the result cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

/// The exit statuses; nothing else in the program knows their numbers.
const YES: u8 = 0;
const NO: u8 = 1;
const TROUBLE: u8 = 2;

const EXIT_STATUS_HELP: &str = "\
Exit status:
  0  yes: complete jobs, a match, a passed check
  1  no: an incomplete job, no match, a failed check
  2  trouble: bad usage, or a file that cannot be read or is wrong";

/// Score jobs under the NHS Job Evaluation Scheme and compare them with national profiles
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = EXIT_STATUS_HELP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Add profiles from a suite file or a folder of them (repeatable; without it, the paths in
    /// JOBEVAL_PROFILES, separated as in PATH)
    #[arg(long, global = true, value_name = "PATH")]
    profiles: Vec<PathBuf>,
    /// Use this scheme in place of the built-in one
    #[arg(long, global = true, value_name = "FILE")]
    scheme: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: output::ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    Score(score::Score),
    Compare(compare::Compare),
    Profiles(profiles::Profiles),
    Scheme(scheme::SchemeInForce),
    Schema(schema::Schema),
}

/// What every command works under.
#[derive(Debug, Clone, Copy)]
struct Session<'s> {
    scheme: &'s Scheme,
    global: &'s Global,
}

/// Runs the command line that the process was given.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut output = Output::new(cli.global.color);
    let answer = cli.run(&mut output);
    ExitCode::from(match output.close(answer) {
        Some(Answer::Yes) => YES,
        Some(Answer::No) => NO,
        None => TROUBLE,
    })
}

impl Cli {
    fn run(&self, output: &mut Output) -> Result<Answer, Trouble> {
        let scheme = input::read_scheme(self.global.scheme.as_deref())?;
        let session = Session { scheme: &scheme, global: &self.global };
        match &self.command {
            Command::Score(args) => args.run(session, output),
            Command::Compare(args) => args.run(session, output),
            Command::Profiles(args) => args.run(session, output),
            Command::Scheme(args) => args.run(session, output),
            Command::Schema(args) => args.run(session, output),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_defined() {
        super::Cli::command().debug_assert();
    }
}

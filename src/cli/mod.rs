//! The command line: reads arguments, calls down, and picks the exit status.

mod check;
mod compare;
mod completions;
mod diff;
mod explain;
mod file;
mod init;
mod input;
mod man;
mod matching;
mod output;
mod parallel;
mod profiles;
mod progress;
mod schema;
mod scheme;
mod score;
mod stream;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, value_parser};
use jobeval::Scheme;
use jobeval::finding::Finding;
use jobeval::report::{Diagnostics, visible};
use jobeval::scheme::BandGroup;
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
    /// A file could not be written.
    #[error("{}: cannot be written: {reason}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The result could not be written.
    #[error("the result cannot be written: {}", input::reason(.0))]
    Output(#[from] std::io::Error),
}

/// The exit statuses; nothing else in the program knows their numbers.
const YES: u8 = 0;
const NO: u8 = 1;
const TROUBLE: u8 = 2;

/// The name of the program.
const PROGRAM: &str = env!("CARGO_PKG_NAME");

const EXIT_STATUS_HELP: &str = "\
Exit status:
  0  yes: complete jobs, a match, a passed check, the same band
  1  no: an incomplete job, no match, a failed check, a band that moved
  2  trouble: bad usage, or a file that is wrong or cannot be read or written";

/// Score jobs under the NHS Job Evaluation Scheme and compare them with national profiles
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = EXIT_STATUS_HELP, max_term_width = 100)]
pub(crate) struct Cli {
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
    /// How files with jobs are read; by default by their ending, and standard input as YAML
    #[arg(long, global = true, value_name = "FORMAT")]
    input_format: Option<input::InputFormat>,
    /// Read and score with so many threads; by default as many as there are cores
    #[arg(long, global = true, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Refuse files larger than this many MiB, but for rows that are streamed
    #[arg(long, global = true, value_name = "MIB", default_value_t = 16)]
    max_file_size: u32,
    /// Write the result to this file, which stays as it is until the new one is whole; - for standard output
    #[arg(long, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: output::ColorChoice,
    /// How what is wrong is written to standard error
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    diagnostics: Diagnostics,
}

#[derive(Debug, Subcommand)]
enum Command {
    Score(score::Score),
    Compare(compare::Compare),
    Match(matching::Match),
    Check(check::Check),
    Explain(explain::Explain),
    Diff(diff::Diff),
    Profiles(profiles::Profiles),
    Scheme(scheme::SchemeInForce),
    Init(init::Init),
    Completions(completions::Completions),
    Man(man::Man),
    Schema(schema::Schema),
}

/// What every command works under.
#[derive(Debug, Clone, Copy)]
struct Session<'s> {
    scheme: &'s Scheme,
    global: &'s Global,
    /// Whether files of rows may lack columns for factors.
    allow_missing_columns: bool,
}

/// Runs the command line that the process was given.
pub(crate) fn main() -> ExitCode {
    let answer = match parse() {
        Ok(cli) => {
            let mut output = Output::new(&cli.global);
            let answer = cli.run(&mut output);
            output.close(answer)
        }
        Err(message) => output::show_message(&message),
    };
    ExitCode::from(match answer {
        Some(Answer::Yes) => YES,
        Some(Answer::No) => NO,
        None => TROUBLE,
    })
}

/// Reads the command line. A message about it repeats what was given, so it is made a second time from arguments that
/// can be shown.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse().map_err(|message| {
        let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()));
        Cli::try_parse_from(shown).err().unwrap_or(message)
    })
}

impl Cli {
    fn run(&self, output: &mut Output) -> Result<Answer, Trouble> {
        let scheme = input::read_scheme(&self.global, output)?;
        let session = Session { scheme: &scheme, global: &self.global, allow_missing_columns: false };
        match &self.command {
            Command::Score(args) => args.run(session, output),
            Command::Compare(args) => args.run(session, output),
            Command::Match(args) => args.run(session, output),
            Command::Check(args) => args.run(session, output),
            Command::Explain(args) => args.run(session, output),
            Command::Diff(args) => args.run(session, output),
            Command::Profiles(args) => args.run(session, output),
            Command::Scheme(args) => args.run(session, output),
            Command::Init(args) => args.run(session, output),
            Command::Completions(args) => args.run(session, output),
            Command::Man(args) => args.run(output),
            Command::Schema(args) => args.run(session, output),
        }
    }
}

/// The band or band group that an option names.
fn find_band<'s>(scheme: &'s Scheme, name: &str) -> Result<BandGroup<'s>, Trouble> {
    scheme
        .find_band(name)
        .map_err(|problem| Trouble::Usage { message: problem.to_string(), help: problem.help() })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_defined() {
        super::Cli::command().debug_assert();
    }
}

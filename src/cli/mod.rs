//! Command line: parses arguments, calls the library, and picks the exit status.

mod batch;
mod check;
mod choices;
mod compare;
mod completions;
mod consistency;
mod diff;
mod error;
mod explain;
mod file;
mod groups;
#[cfg(feature = "import")]
mod import;
mod init;
mod input;
mod input_format;
mod lookup;
mod man;
mod matching;
mod output;
mod pack;
mod page_names;
mod parallel;
mod profiles;
mod progress;
mod report;
mod schema;
mod scheme;
mod score;
mod session;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod special;

#[cfg(test)]
mod tests;
mod unpack;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use jobeval::Scheme;
use jobeval::report::visible;

use error::Error;
use output::Output;
use session::{ExitAnswer, Global, Session};

/// Exit statuses. No other module knows their numbers.
const YES: u8 = 0;
const NO: u8 = 1;
const TROUBLE: u8 = 2;

const HELP_BELOW: &str = "\
Examples:
  jobeval init job.yaml
  jobeval score examples/senior-art-therapist.yaml

Exit status:
  0  yes: complete jobs, a match, a passed check, the same band
  1  no: an incomplete job, no match, a failed check, a band that moved
  2  trouble: bad usage, or a file that has errors or cannot be read or written";

/// Score jobs under the NHS Job Evaluation Scheme and compare them with national profiles
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = HELP_BELOW, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Score(score::ScoreArgs),
    Compare(compare::CompareArgs),
    Match(matching::MatchArgs),
    Report(report::ReportArgs),
    Check(check::CheckArgs),
    Consistency(consistency::ConsistencyArgs),
    Explain(explain::ExplainArgs),
    Diff(diff::DiffArgs),
    Profiles(profiles::ProfilesArgs),
    Scheme(scheme::SchemeArgs),
    Init(init::InitArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Schema(schema::SchemaArgs),
}

/// Runs the command line of the process.
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
        Some(ExitAnswer::Yes) => YES,
        Some(ExitAnswer::No) => NO,
        None => TROUBLE,
    })
}

/// Parses the command line. Error messages repeat arguments, so they are made again from arguments with control
/// characters spelt out.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse().map_err(|message| {
        let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()));
        Cli::try_parse_from(shown).err().unwrap_or(message)
    })
}

impl Cli {
    fn run(&self, output: &mut Output) -> Result<ExitAnswer, Error> {
        // No command may overwrite a suite that is named, even if it does not read it.
        input::profile_files(&self.global).iter().flatten().for_each(|path| output.spare(path));
        let given = input::read_scheme(&self.global, output)?;
        let scheme = given.as_ref().unwrap_or_else(|| Scheme::nhs_jes());
        let columns = &input::column_choices(&self.global, scheme)?;
        let session =
            Session { scheme, global: &self.global, columns, keep: None, allow_missing_columns: false };
        match &self.command {
            Command::Score(args) => args.run(session, output),
            Command::Compare(args) => args.run(session, output),
            Command::Match(args) => args.run(session, output),
            Command::Report(args) => args.run(session, output),
            Command::Check(args) => args.run(session, output),
            Command::Consistency(args) => args.run(session, output),
            Command::Explain(args) => args.run(session, output),
            Command::Diff(args) => args.run(session, output),
            Command::Profiles(args) => args.run(session, output),
            Command::Scheme(args) => args.run(session, output),
            Command::Init(args) => args.run(session, output),
            Command::Completions(args) => args.run(Cli::command(), session, output),
            Command::Man(args) => args.run(Cli::command(), output),
            Command::Schema(args) => args.run(session, output),
        }
    }
}

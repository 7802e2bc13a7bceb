//! `jobeval score`

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use jobeval::report::Scores;
use jobeval::{Job, score};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input};

/// Points per factor, total and band of jobs
///
/// Reads every job of every PATH. One job is shown with its working, several with a line each. A job that is wrong is
/// reported and left out; the others are scored all the same.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval score examples/senior-art-therapist.yaml
  jobeval score jobs/ --format csv
  jobeval score --levels \"6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a\"
  cat job.yaml | jobeval score - --format json")]
#[command(group = ArgGroup::new("jobs").args(["paths", "levels"]).required(true).multiple(true))]
#[group(skip)]
pub(super) struct Score {
    /// Job files, folders searched for .yaml and .yml files, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A job given as one level for each factor, in the scheme's order, without spaces inside a level; ? for not
    /// assessed
    #[arg(long, value_name = "LEVELS", allow_hyphen_values = true)]
    levels: Option<String>,
    /// Exit with 0 although a job has factors that are not settled
    #[arg(long)]
    allow_incomplete: bool,
    #[command(flatten)]
    list: ListOptions,
}

/// The name of `--levels` in results and messages.
const LEVELS_NAME: &str = "<levels>";

impl Score {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let mut jobs = input::read_jobs(&self.paths, session, output);
        if let Some(levels) = &self.levels {
            match Job::from_levels(LEVELS_NAME, levels, session.scheme) {
                Ok(job) => jobs.push(job),
                Err(findings) => output.note(findings),
            }
        }
        let scores = Scores(jobs.iter().map(score).collect());
        output.show_rows(&scores, self.list.format())?;
        Ok(Answer::from(self.allow_incomplete || scores.0.iter().all(|score| score.complete)))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::Cli;

    #[test]
    fn options_alone_are_nothing_to_score() {
        for (arguments, right) in [
            (&["--format", "json"][..], false),
            (&["--allow-incomplete"], false),
            (&["job.yaml"], true),
            (&["--levels", "1 2"], true),
            (&["job.yaml", "--levels", "1 2"], true),
        ] {
            let line = ["jobeval", "score"].iter().chain(arguments);
            assert_eq!(Cli::try_parse_from(line).is_ok(), right, "{arguments:?}");
        }
    }
}

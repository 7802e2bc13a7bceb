//! `jobeval score`

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use jobeval::batch::{OutputMode, Question};
use jobeval::finding::ReadError;
use jobeval::job::RefusedJob;
use jobeval::report::{Format, List, Summary};
use jobeval::score::Score;
use jobeval::{Job, score};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::output::Output;
use super::session::{ExitAnswer, Session};
use super::{batch, input};

/// Score jobs: points per factor, total and band
///
/// Shows one job with its working, several with one line each. With --format csv, --format ndjson and --summary, rows of
/// CSV and NDJSON are scored while they are read, in any number.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval score examples/senior-art-therapist.yaml
  jobeval score examples/ --format csv
  jobeval score examples/workforce.csv --factors --output scores.csv
  jobeval score examples/workforce.csv --summary --by organisation
  jobeval score --levels \"6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a\"
  jobeval score - --format json < examples/senior-art-therapist.yaml")]
#[command(group = ArgGroup::new("jobs").args(["paths", "levels"]).required(true).multiple(true))]
#[group(skip)]
pub(super) struct ScoreArgs {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl; also with .gz or .zst), workbooks (.xlsx, .xls, .ods),
    /// folders of these, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Levels of a job, one per factor in the scheme's order, separated by spaces; ? for not assessed
    #[arg(long, value_name = "LEVELS", allow_hyphen_values = true)]
    levels: Option<String>,
    /// Exit with 0 even if a job has undecided factors
    #[arg(long)]
    allow_incomplete: bool,
    /// Add a CSV column for the points of each factor
    #[arg(long, conflicts_with = "summary")]
    factors: bool,
    /// Count the jobs in each band, with the quartiles of their totals
    #[arg(long)]
    summary: bool,
    /// Also count per group: by this key or column, such as organisation
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<List<Score<'_>>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

/// Name of `--levels` in results and messages.
const LEVELS_NAME: &str = "<levels>";

impl ScoreArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format::<List<Score<'_>>>(self.format)?;
        let session = Session { allow_missing_columns: self.allow_incomplete, ..session };
        if self.by.is_some() && !self.summary {
            return Err(Error::usage("--by needs --summary", "add --summary"));
        }
        if self.factors && format.format() != Format::Csv {
            return Err(Error::usage("--factors needs the format csv", "add --format csv"));
        }
        let lines = match format.format() {
            _ if self.summary => Some(OutputMode::Counted),
            Format::Csv => Some(OutputMode::Csv(self.csv.cells())),
            Format::Ndjson => Some(OutputMode::Ndjson),
            _ => None,
        };
        if let Some(lines) = lines {
            return self.stream(lines, Session { keep: self.by.as_deref(), ..session }, output);
        }
        let mut library = input::read_jobs(&self.paths, session, output);
        match self.given(session) {
            Some(Ok(job)) => library.jobs.push(job),
            Some(Err(error)) => {
                library.refused.push(RefusedJob::file(LEVELS_NAME.into(), &error.findings));
                output.note(error.findings);
            }
            None => {}
        }
        library.require_jobs()?;
        let scores = library.jobs.iter().map(score).collect::<List<_>>().without(library.refused);
        output.show(&scores, format)?;
        let complete = scores.items.iter().all(|score| score.standing.is_complete());
        Ok(ExitAnswer::from(self.allow_incomplete || complete))
    }

    /// Parses the job that `--levels` gives, if it is given.
    fn given<'s>(&self, session: Session<'s>) -> Option<Result<Job<'s>, ReadError>> {
        self.levels.as_deref().map(|levels| Job::from_levels(LEVELS_NAME, levels, session.scheme))
    }

    /// Scores jobs while they are read.
    fn stream(
        &self,
        lines: OutputMode,
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<ExitAnswer, Error> {
        let scoring = Question::Score { points_of: self.factors.then_some(session.scheme) };
        let files = input::job_files(&self.paths, session, output);
        let run = batch::run(scoring, lines, files, self.given(session), session, output)?;
        if lines == OutputMode::Counted {
            let format = session.format(self.format)?;
            let summary = Summary::new(&run.tally, run.groups(&self.by, output)?, session.scheme);
            output.show_list(&summary, format, self.csv.cells())?;
        }
        run.conclude(["scored", "incomplete"], output);
        Ok(ExitAnswer::from(self.allow_incomplete || run.tally.no == 0))
    }
}

//! `jobeval score`

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use jobeval::finding::Finding;
use jobeval::report::{Format, RowFormat, Scores, Summary};
use jobeval::stream::{Lines, Scoring};
use jobeval::{Job, score};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input, stream};

/// Points per factor, total and band of jobs
///
/// Reads every job of every PATH. One job is shown with its working, several with a line each. A job that is wrong is
/// reported and left out; the others are scored all the same. With the formats csv, ndjson and summary, rows of CSV and
/// NDJSON are scored as they are read, any number of them, each in its place.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval score examples/senior-art-therapist.yaml
  jobeval score jobs/ --format csv
  jobeval score workforce.csv --format csv --factors --output scores.csv
  jobeval score workforce.csv --format summary
  jobeval score --levels \"6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a\"
  cat job.yaml | jobeval score - --format json")]
#[command(group = ArgGroup::new("jobs").args(["paths", "levels"]).required(true).multiple(true))]
#[group(skip)]
pub(super) struct Score {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl), folders searched for them, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A job given as one level for each factor, in the scheme's order, without spaces inside a level; ? for not
    /// assessed
    #[arg(long, value_name = "LEVELS", allow_hyphen_values = true)]
    levels: Option<String>,
    /// Exit with 0 although a job has factors that are not settled
    #[arg(long)]
    allow_incomplete: bool,
    /// Add a column for the points of each factor to CSV
    #[arg(long)]
    factors: bool,
    #[command(flatten)]
    list: ListOptions<ScoreFormat>,
}

/// How scores are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScoreFormat {
    /// Tables for people, fitted to the terminal
    Table,
    /// JSON, the contract for programs
    Json,
    /// The same fields as YAML
    Yaml,
    /// Tables for documents and comments
    Markdown,
    /// A row a job, with the columns of the input that are not about levels; any number of rows
    Csv,
    /// One JSON object a line; any number of rows
    Ndjson,
    /// How many jobs are in each band, and how totals are spread; any number of rows
    Summary,
}

/// The name of `--levels` in results and messages.
const LEVELS_NAME: &str = "<levels>";

impl Score {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let session = Session { allow_missing_columns: self.allow_incomplete, ..session };
        if self.factors && self.list.format != ScoreFormat::Csv {
            let message = "--factors adds columns to CSV and to nothing else".to_owned();
            return Err(Trouble::Usage { message, help: Some("add --format csv".to_owned()) });
        }
        let format = match self.list.format {
            ScoreFormat::Table => RowFormat::Table,
            ScoreFormat::Json => RowFormat::Json,
            ScoreFormat::Yaml => RowFormat::Yaml,
            ScoreFormat::Markdown => RowFormat::Markdown,
            ScoreFormat::Csv => return self.stream(Lines::Csv(self.list.cells()), session, output),
            ScoreFormat::Ndjson => return self.stream(Lines::Ndjson, session, output),
            ScoreFormat::Summary => return self.stream(Lines::Counted, session, output),
        };
        let mut jobs = input::read_jobs(&self.paths, session, output);
        match self.given(session) {
            Some(Ok(job)) => jobs.push(job),
            Some(Err(findings)) => output.note(findings),
            None => {}
        }
        let scores = Scores(jobs.iter().map(score).collect());
        output.show_rows(&scores, format, self.list.cells())?;
        Ok(Answer::from(self.allow_incomplete || scores.0.iter().all(|score| score.complete)))
    }

    /// The job that `--levels` gives.
    fn given<'s>(&self, session: Session<'s>) -> Option<Result<Job<'s>, Vec<Finding>>> {
        self.levels.as_deref().map(|levels| Job::from_levels(LEVELS_NAME, levels, session.scheme))
    }

    /// Scores jobs as they come.
    fn stream(&self, lines: Lines, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let scoring = if self.factors { Scoring::with_points(session.scheme) } else { Scoring::default() };
        let files = input::job_files(&self.paths, session, output);
        let run = stream::answer(scoring, lines, files, self.given(session), session, output)?;
        if lines == Lines::Counted {
            output.show(&Summary::new(&run.tally, session.scheme), Format::Table)?;
        }
        run.conclude(["scored", "incomplete"], output);
        Ok(Answer::from(self.allow_incomplete || run.tally.no == 0))
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

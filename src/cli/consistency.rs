//! `jobeval consistency`

use std::path::PathBuf;

use clap::Args;
use jobeval::consistency;
use jobeval::consistency::{Code, ConsistencySettings};
use jobeval::explain::MARGIN;
use jobeval::report::{Format, Grid, Observations};

use super::batch;
use super::choices::{self, CsvOptions, one_of};
use super::error::Error;
use super::groups::check_groups;
use super::input::{self, JobLibrary};
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Show what a consistency panel should look at in a library of jobs
///
/// Compares all jobs of all PATHs: by title, by levels, by the words of their evidence, by the profile that they are
/// matched to, up the line of management. What it shows are observations: they say where to look, not what is right. A
/// job counts as matched to the profile that it states, else to its best profile, where that is a match. Exits with 0
/// whatever is found, unless --fail-on names it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval consistency examples/
  jobeval consistency examples/ --by organisation --skip near-edge
  jobeval consistency examples/ --fail-on line-of-management --format github
  jobeval consistency examples/ --grid --output grid.html
  jobeval consistency examples/workforce.csv --only same-title,outlier --format csv")]
pub(super) struct ConsistencyArgs {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl, with .gz or .zst behind if compressed), workbooks (.xlsx,
    /// .xls, .ods), folders searched for them, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Look only for these; repeatable, or separated by commas
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    only: Vec<Code>,
    /// Do not look for these
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    skip: Vec<Code>,
    /// Exit with 1 if any of these is found
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    fail_on: Vec<Code>,
    /// Compare jobs only with those that have the same value under this key, such as organisation, or in this column
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Show the level of each factor of each job instead, the highest total first
    #[arg(long, conflicts_with_all = ["only", "skip", "fail_on", "margin", "limit"])]
    grid: bool,
    /// Distance from an edge of its band, in points, within which a total is near it
    #[arg(long, value_name = "POINTS", default_value_t = MARGIN)]
    margin: u32,
    /// Show at most this many observations of a kind in tables and pages
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Format of the result; by default that of the ending of --output, else table
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Observations<'_, '_>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl ConsistencyArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let session = Session { keep: self.by.as_deref(), ..session };
        if self.grid {
            return self.show_grid(session, output);
        }
        let format = session.format(self.format)?;
        let codes = self.codes()?;
        let profiles = input::read_profiles_and_check_jobs(&self.paths, session, output)?;
        let JobLibrary { jobs, refused } = self.jobs(session, output)?;
        let settings = ConsistencySettings { codes, margin: self.margin, by: self.by.as_deref() };
        let found = consistency(&jobs, &profiles, &settings);
        let result =
            Observations { found: &found, refused: &refused, limit: self.limit, failing: &self.fail_on };
        output.show_list(&result, format, self.csv.cells())?;
        Ok(ExitAnswer::from(!found.observations.iter().any(|one| self.fail_on.contains(&one.code))))
    }

    fn show_grid(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        // A grid shows no profile, but a suite that cannot be read is an error for every command.
        input::read_profiles_and_check_jobs(&self.paths, session, output)?;
        let JobLibrary { jobs, refused } = self.jobs(session, output)?;
        let grid = Grid::new(&jobs, &refused, session.scheme, self.by.as_deref());
        output.show_list(&grid, format, self.csv.cells())?;
        Ok(ExitAnswer::Yes)
    }

    fn jobs<'s>(&self, session: Session<'s>, output: &mut Output) -> Result<JobLibrary<'s>, Error> {
        batch::check_headers(&self.paths, session, output)?;
        let library = input::read_jobs(&self.paths, session, output);
        library.require_jobs()?;
        check_groups(&library.jobs, self.by.as_deref(), output)?;
        Ok(library)
    }

    /// The checks to make.
    fn codes(&self) -> Result<Vec<Code>, Error> {
        let is_wanted =
            |code: &Code| (self.only.is_empty() || self.only.contains(code)) && !self.skip.contains(code);
        if let Some(code) = self.fail_on.iter().find(|code| !is_wanted(code)) {
            let message = format!("--fail-on names `{}`, which is not looked for", code.id());
            return Err(Error::usage(message, "leave it out of --skip, or add it to --only"));
        }
        Ok(Code::ALL.into_iter().filter(is_wanted).collect())
    }
}

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
/// The observations say where to look, not what is right. Exits with 0 unless a --fail-on check finds something.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval consistency examples/
  jobeval consistency examples/ --by organisation --skip near-edge
  jobeval consistency examples/ --fail-on line-of-management --format github
  jobeval consistency examples/ --grid --output grid.html
  jobeval consistency examples/workforce.csv --only same-title,outlier --format csv")]
pub(super) struct ConsistencyArgs {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl; also with .gz or .zst), workbooks (.xlsx, .xls, .ods),
    /// folders of these, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Run only these checks; repeatable, or separated by commas
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    only: Vec<Code>,
    /// Skip these checks
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    skip: Vec<Code>,
    /// Exit with 1 if any of these checks finds something
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = one_of(Code::ALL, Code::describe))]
    fail_on: Vec<Code>,
    /// Compare jobs only within a group: by this key or column, such as organisation
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Show a grid of jobs and their levels instead, highest total first
    #[arg(long, conflicts_with_all = ["only", "skip", "fail_on", "margin", "limit"])]
    grid: bool,
    /// Report totals within this many points of an edge of their band
    #[arg(long, value_name = "POINTS", default_value_t = MARGIN)]
    margin: u32,
    /// Show at most this many observations per check in tables and pages
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Output format [default: from the extension of --output, else table]
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

    /// Returns the checks to run.
    fn codes(&self) -> Result<Vec<Code>, Error> {
        if let Some(code) = self.fail_on.iter().find(|code| !self.runs(code)) {
            let message = format!("--fail-on names `{}`, but this check does not run", code.id());
            return Err(Error::usage(message, "remove it from --skip, or add it to --only"));
        }
        Ok(Code::ALL.into_iter().filter(|code| self.runs(code)).collect())
    }

    fn runs(&self, code: &Code) -> bool {
        (self.only.is_empty() || self.only.contains(code)) && !self.skip.contains(code)
    }
}

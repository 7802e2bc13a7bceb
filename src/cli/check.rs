//! `jobeval check`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jobeval::check_job;
use jobeval::report::{JobChecks, RowFormat, write_github, write_junit};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input};

/// Verify what jobs expect: band, total, profile
///
/// Each job's `expect` block is compared with its score, one line a job. A job without one is reported as such. Exits
/// with 1 if anything expected does not hold.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval check jobs/
  jobeval check jobs/ --require-expect --format junit > jobeval.xml
  jobeval check jobs/ --format github")]
pub(super) struct Check {
    /// Job files, files of rows (.csv, .tsv, .ndjson, .jsonl), folders searched for them, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// A job without `expect` fails
    #[arg(long)]
    require_expect: bool,
    #[command(flatten)]
    list: ListOptions<CheckFormat>,
}

/// How checks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// Tables for people, fitted to the terminal
    Table,
    /// JSON, the contract for programs
    Json,
    /// The same fields as YAML
    Yaml,
    /// Tables for documents and comments
    Markdown,
    /// One line a job, for spreadsheets
    Csv,
    /// One JSON object a line
    Ndjson,
    /// JUnit XML, for CI servers: a test suite a file, a test case a job
    Junit,
    /// Annotations of a GitHub workflow run
    Github,
}

impl Check {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let profiles = input::read_profiles(session, output)?;
        let mut checks = Vec::new();
        input::for_jobs_of_each_file(&self.paths, session, output, |jobs, text| {
            for job in &jobs {
                let mut check = check_job(job, &profiles, self.require_expect);
                check.position = (!check.passed).then(|| job.expectation_position(text));
                checks.push(check);
            }
        });
        let checks = JobChecks(checks);
        self.show(&checks, output)?;
        Ok(Answer::from(checks.0.iter().all(|check| check.passed)))
    }

    fn show(&self, checks: &JobChecks, output: &Output) -> Result<(), Trouble> {
        let format = match self.list.format {
            CheckFormat::Table => RowFormat::Table,
            CheckFormat::Json => RowFormat::Json,
            CheckFormat::Yaml => RowFormat::Yaml,
            CheckFormat::Markdown => RowFormat::Markdown,
            CheckFormat::Csv => RowFormat::Csv,
            CheckFormat::Ndjson => RowFormat::Ndjson,
            CheckFormat::Junit => return output.show_as(|out| write_junit(checks, output.findings(), out)),
            CheckFormat::Github => return output.show_as(|out| write_github(checks, output.findings(), out)),
        };
        output.show_rows(checks, format, self.list.cells())
    }
}

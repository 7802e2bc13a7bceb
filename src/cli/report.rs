//! `jobeval report`

use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::finding::{Finding, Position, Problem, Rule};
use jobeval::job::RefusedJob;
use jobeval::job_report::{JobReport, JobReportError, job_report};
use jobeval::profile::{Profile, Profiles};
use jobeval::report::{Format, IndexedPage, JobIndex, JobReports};
use jobeval::{Job, Scheme};

use super::choices;
use super::error::Error;
use super::input::{self, JobLibrary};
use super::lookup;
use super::output::Output;
use super::page_names::PageNames;
use super::session::{ExitAnswer, Session, supported, usual_extension};

/// Write the matched-job report of a job, to hand over and to file
///
/// If --output names a folder, each job gets a page of its own, beside an index. Exits with 0 if every job matches its
/// profile.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval report examples/senior-art-therapist.yaml --output report.html
  jobeval report examples/senior-art-therapist.yaml --profile arts-therapist --format markdown
  jobeval report examples/ --output reports")]
pub(super) struct ReportArgs {
    /// Job files, files of rows, workbooks, folders of these, or - for standard input
    #[arg(value_name = "JOB", required = true)]
    paths: Vec<PathBuf>,
    /// Report on one job: an id, title or row, as in row:12
    #[arg(long = "job", value_name = "ID")]
    name: Option<String>,
    /// Profile, by id or title or the beginning of one [default: the one the job expects, else its best]
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Output format [default: from the extension of --output, else html in a folder, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<JobReports<'_>>())]
    format: Option<Format>,
}

impl ReportArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        // A name without an extension may turn out to be a folder once the jobs have been counted.
        if output.folder(false).is_none() {
            session.format::<JobReports<'_>>(self.format)?;
        }
        let profiles = input::read_profiles_and_check_jobs(&self.paths, session, output)?;
        let given = self.profile.as_deref().map(|name| lookup::profile(&profiles, name));
        let library = self.jobs(session, output)?;
        library.require_jobs()?;
        let JobLibrary { jobs, refused } = library;
        let reports = report(&jobs, given.transpose()?, &profiles, output)?;
        match self.folder(jobs.len(), output) {
            Some(folder) => self.fill(folder, &reports, &refused, session.scheme, output)?,
            None => output
                .show(&JobReports { reports: &reports, refused: &refused }, session.format(self.format)?)?,
        }
        Ok(ExitAnswer::from(reports.len() == jobs.len() && reports.iter().all(JobReport::is_match)))
    }

    fn jobs<'s>(&self, session: Session<'s>, output: &mut Output) -> Result<JobLibrary<'s>, Error> {
        if self.name.is_none() {
            return Ok(input::read_jobs(&self.paths, session, output));
        }
        let job = input::read_one_job(&self.paths, self.name.as_deref(), "", session, output)?;
        Ok(JobLibrary { jobs: Vec::from_iter(job), refused: Vec::new() })
    }

    /// Returns the folder for the reports on this many jobs, `None` if they go to one file or standard output.
    fn folder<'o>(&self, jobs: usize, output: &'o Output) -> Option<&'o Path> {
        let has_several = jobs > 1 || self.paths.len() > 1 || self.paths.iter().any(|path| path.is_dir());
        output.folder(has_several && self.name.is_none())
    }

    /// Writes a page for each report, then the index.
    fn fill(
        &self,
        folder: &Path,
        reports: &[JobReport<'_>],
        refused: &[RefusedJob],
        scheme: &Scheme,
        output: &Output,
    ) -> Result<(), Error> {
        if reports.is_empty() {
            return Ok(());
        }
        output.create_folder(folder)?;
        let format = self.format.unwrap_or(Format::Html);
        let (page_format, index_format) = (supported(format)?, supported(format)?);
        let mut names = PageNames::new(usual_extension(format));
        let index = names.index();
        let mut pages = Vec::new();
        for report in reports {
            let file = names.for_job(report.score.job);
            // A page about one job is handed over, so it names no other job.
            let page = JobReports { reports: std::slice::from_ref(report), refused: &[] };
            output.show_at(&folder.join(&file), &page, page_format)?;
            pages.push(IndexedPage { report, file });
        }
        output.show_at(&folder.join(index), &JobIndex::new(pages, refused, scheme), index_format)
    }
}

/// Reports on jobs. A job that expects an unknown profile is left out, with a finding.
fn report<'a>(
    jobs: &'a [Job<'a>],
    given: Option<&'a Profile<'a>>,
    profiles: &'a Profiles<'a>,
    output: &mut Output,
) -> Result<Vec<JobReport<'a>>, Error> {
    let mut reports = Vec::new();
    for job in jobs {
        match job_report(job, given, profiles) {
            Ok(report) => reports.push(report),
            Err(JobReportError::Scheme(error)) => return Err(error.into()),
            Err(JobReportError::Expected(error)) => {
                let message = format!("the job expects an unknown profile: {error}");
                let problem = Problem::new(Rule::UnknownProfile, message).help(lookup::profile_help(&error));
                let place = Position::of_line(job.line());
                output.note([Finding::at(&job.source().into(), Some(place), problem)]);
            }
        }
    }
    Ok(reports)
}

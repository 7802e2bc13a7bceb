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
use super::session::{ExitAnswer, Session, supported};

/// Write the matched-job report of a job, to hand over and to file
///
/// Shows the outcome, the evidence beside the profile's words for every factor, the four conditions, the total on the
/// scale of bands, what was not settled, how to ask for a review, and what the report was made from. The profile is
/// the one that the job expects, else its best; archived ones are never the best. A job that matches nothing gets the
/// evaluation report: points, total and band, and the nearest profile as information. Never shows the job's notes. Exits
/// with 0 if every job matches its profile.
///
/// Where --output names a folder, it gets a page for each job, named by its id or title, and an index. It is a folder if it
/// is one already, if its name ends in a slash, or, for several jobs, if its name has no ending and is not that of a file.
/// Pages replace those of the same name, and others stay.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval report examples/senior-art-therapist.yaml --output report.html
  jobeval report examples/senior-art-therapist.yaml --profile arts-therapist --format markdown
  jobeval report examples/ --output reports")]
pub(super) struct ReportArgs {
    /// Job files, files of rows, folders searched for them, or - for standard input
    #[arg(value_name = "JOB", required = true)]
    paths: Vec<PathBuf>,
    /// Report on one job alone, by id, title or row, as in row:12
    #[arg(long = "job", value_name = "ID")]
    name: Option<String>,
    /// Id or title of the profile, or the beginning of one, instead of the one that the job expects or its best
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Format of the result; by default that of the ending of --output, else html in a folder and table elsewhere
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<JobReports<'_>>())]
    format: Option<Format>,
}

impl ReportArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        // A folder may have any name, and whether a name without an extension is one is known only once jobs are read.
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

    /// The folder that so many reports go to, if they go to a folder.
    fn folder<'o>(&self, jobs: usize, output: &'o Output) -> Option<&'o Path> {
        let has_several = jobs > 1 || self.paths.len() > 1 || self.paths.iter().any(|path| path.is_dir());
        output.folder(has_several && self.name.is_none())
    }

    /// Writes a page for each report, and then the index of them.
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
        let mut names = PageNames::new(format.endings().first().copied().unwrap_or_default());
        let index = names.index();
        let mut pages = Vec::new();
        for report in reports {
            let file = names.for_job(report.score.job);
            // What is handed over about one job names no other.
            let page = JobReports { reports: std::slice::from_ref(report), refused: &[] };
            output.show_at(&folder.join(&file), &page, page_format)?;
            pages.push(IndexedPage { report, file });
        }
        output.show_at(&folder.join(index), &JobIndex::new(pages, refused, scheme), index_format)
    }
}

/// The reports on jobs. Those are left out that expect a profile that is not known, which is noted.
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
                let message = format!("the job expects a profile that is not known: {error}");
                let problem = Problem::new(Rule::UnknownProfile, message).help(lookup::profile_help(&error));
                let place = Position::of_line(job.line());
                output.note([Finding::at(&job.source().into(), Some(place), problem)]);
            }
        }
    }
    Ok(reports)
}

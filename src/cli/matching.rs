//! `jobeval match`

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use jobeval::batch::{Lines, Matching};
use jobeval::profile::Profile;
use jobeval::rank::BestMatch;
use jobeval::report::{Format, List, MatchSummary, TO_ADD_PROFILES, listed};
use jobeval::{Job, Profiles, best_match, rank};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::input::{self, JobLibrary};
use super::output::Output;
use super::session::{Answer, Session};
use super::{batch, lookup};

/// Compare a job with every known profile, best first
///
/// Profile matches come first, then band matches, incomplete comparisons and the rest; within each, those in which the
/// fewest factors vary, by the fewest levels, with the total nearest to the band. Archived profiles are passed over, as
/// no new job is matched to them. Exits with 0 if the first is a match. With --best, each of any number of jobs is shown
/// with its best profile, one line per job; exits with 0 if every job has a match. With --best --summary the result is how many
/// jobs have which outcome with which profile; with --by also for each group of jobs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval match examples/community-music-therapist.yaml
  jobeval match examples/head-of-arts-therapies.yaml --band 8c-d --top 1
  jobeval match --best examples/ --format csv
  jobeval match --best examples/workforce.csv --summary --by organisation")]
pub(super) struct Match {
    /// File with the job, or - for standard input; with --best any number of files and folders
    #[arg(value_name = "JOB", required = true)]
    paths: Vec<PathBuf>,
    /// Id, title or row of the job, as in row:12, if the file holds several
    #[arg(long, value_name = "ID", conflicts_with = "best")]
    job: Option<String>,
    /// Show the best profile of each job, one line per job
    #[arg(long)]
    best: bool,
    /// Count the jobs by their best profile and outcome
    #[arg(long, requires = "best")]
    summary: bool,
    /// Count each group as well: jobs with one value under this key, such as organisation, or in this column
    #[arg(long, value_name = "COLUMN", requires = "summary")]
    by: Option<String>,
    /// Show only the first N profiles
    #[arg(long, value_name = "N", conflicts_with = "best")]
    top: Option<NonZeroUsize>,
    /// Show only profiles in this band, or in one of a run of bands such as 8a-c
    #[arg(long, value_name = "BAND")]
    band: Option<String>,
    /// Match against archived profiles as well
    #[arg(long)]
    archived: bool,
    /// Show only profiles of this suite
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// Format of the result; by default that of the ending of --output, else table
    #[arg(long, value_name = "FORMAT", value_parser = choices::format(choices::list()))]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl Match {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Error> {
        let format = session.format(self.format, &choices::list())?;
        let profiles = input::read_profiles(session, output)?;
        let wanted = self.wanted(&profiles, session, output)?;
        if self.best {
            let lines = match format {
                _ if self.summary => Lines::Counted,
                Format::Csv => Lines::Csv(self.csv.cells()),
                Format::Ndjson => Lines::Ndjson,
                _ => {
                    let library = input::read_jobs(&self.paths, session, output);
                    return self.many(library, &wanted, format, output);
                }
            };
            let session = Session { keep: self.by.as_deref(), ..session };
            return self.stream(lines, &wanted, format, session, output);
        }
        match input::read_one_job(&self.paths, self.job.as_deref(), session, output)? {
            Some(job) => self.one(&job, &wanted, format, output),
            None => Ok(Answer::No),
        }
    }

    fn one(
        &self,
        job: &Job<'_>,
        profiles: &[&Profile<'_>],
        format: Format,
        output: &Output,
    ) -> Result<Answer, Error> {
        let mut ranked = rank(job, profiles.iter().copied())?;
        let answer = Answer::from(ranked.first().is_some_and(|best| best.verdict.outcome.is_match()));
        ranked.truncate(self.top.map_or(usize::MAX, NonZeroUsize::get));
        output.show_list(&List::ranking(job, ranked), format, self.csv.cells())?;
        Ok(answer)
    }

    /// Matches jobs as they are read.
    fn stream(
        &self,
        lines: Lines,
        profiles: &[&Profile<'_>],
        format: Format,
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<Answer, Error> {
        let files = input::job_files(&self.paths, session, output);
        let run = batch::run(Matching { profiles }, lines, files, None, session, output)?;
        if lines == Lines::Counted {
            let summary = MatchSummary::new(&run.tally, run.groups(&self.by, output)?, profiles);
            output.show_list(&summary, format, self.csv.cells())?;
        }
        run.conclude(["matched", "not matched"], output);
        Ok(Answer::from(run.tally.no == 0))
    }

    fn many(
        &self,
        library: JobLibrary<'_>,
        profiles: &[&Profile<'_>],
        format: Format,
        output: &Output,
    ) -> Result<Answer, Error> {
        library.require_jobs()?;
        let matches = library.jobs.iter().map(|job| best_match(job, profiles.iter().copied()));
        let matches = matches.collect::<Result<List<BestMatch<'_>>, _>>()?.without(library.refused);
        output.show_list(&matches, format, self.csv.cells())?;
        Ok(Answer::from(matches.items.iter().all(BestMatch::is_match)))
    }

    /// The profiles that the options ask for.
    fn wanted<'p, 's>(
        &self,
        profiles: &'p Profiles<'s>,
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<Vec<&'p Profile<'s>>, Error> {
        let band = self.band.as_deref();
        let band = band.map(|name| lookup::band(session.scheme, "--band", name, output)).transpose()?;
        if let Some(suite) = &self.suite
            && !profiles.suites().iter().any(|known| known.id == *suite)
        {
            let known: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
            let help = format!("the suites are {}; {TO_ADD_PROFILES}", listed(&known));
            return Err(Error::usage(format!("there is no suite `{suite}`"), help));
        }
        let fits = |profile: &&Profile<'_>| {
            (self.archived || profile.archived().is_none())
                && band.is_none_or(|band| profile.bands().overlaps(band))
                && self.suite.as_deref().is_none_or(|suite| profile.suite() == suite)
        };
        Ok(profiles.iter().filter(fits).collect())
    }
}

//! `jobeval match`

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use jobeval::profile::Profile;
use jobeval::report::{BestMatches, Ranking, RowFormat};
use jobeval::stream::{BestMatching, Lines, Question};
use jobeval::{Job, Profiles, rank};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, find_band, input, stream};

/// One job against every known profile, best first
///
/// Profile matches come first, then band matches, incomplete ones and the rest; among equals those in which the fewest
/// factors vary, by the fewest levels. Exits with 0 if the first is a match. With --best, any number of jobs take a
/// line each with their best profile; it exits with 0 if every job has a match.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval match examples/community-music-therapist.yaml
  jobeval match examples/head-of-arts-therapies.yaml --band 8c-d --top 1
  jobeval match --best examples/ --format csv")]
pub(super) struct Match {
    /// A file with the job, or - for standard input; with --best also several, and folders
    #[arg(value_name = "JOB", required = true)]
    paths: Vec<PathBuf>,
    /// Which job, by id or title, where the file holds several
    #[arg(long, value_name = "ID", conflicts_with = "best")]
    job: Option<String>,
    /// The best profile of every job, a line each
    #[arg(long)]
    best: bool,
    /// Show only the first N profiles
    #[arg(long, value_name = "N", conflicts_with = "best")]
    top: Option<NonZeroUsize>,
    /// Only profiles in this band or band group
    #[arg(long, value_name = "BAND")]
    band: Option<String>,
    /// Only profiles of this suite
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    #[command(flatten)]
    list: ListOptions,
}

impl Match {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let profiles = input::read_profiles(session, output)?;
        let wanted = self.wanted(&profiles, session)?;
        if self.best {
            let lines = match self.list.format {
                RowFormat::Csv => Lines::Csv(self.list.cells()),
                RowFormat::Ndjson => Lines::Ndjson,
                _ => return self.many(&input::read_jobs(&self.paths, session, output), &wanted, output),
            };
            return self.stream(lines, &wanted, session, output);
        }
        match input::read_one_job(&self.paths, self.job.as_deref(), session, output)? {
            Some(job) => self.one(&job, &wanted, output),
            None => Ok(Answer::No),
        }
    }

    fn one(&self, job: &Job<'_>, profiles: &[&Profile<'_>], output: &Output) -> Result<Answer, Trouble> {
        let mut ranked = rank(job, profiles.iter().copied());
        let answer = Answer::from(ranked.first().is_some_and(|best| best.outcome.is_match()));
        ranked.truncate(self.top.map_or(usize::MAX, NonZeroUsize::get));
        output.show_rows(&Ranking { job: job.name(), ranked }, self.list.format, self.list.cells())?;
        Ok(answer)
    }

    /// Matches jobs as they come.
    fn stream(
        &self,
        lines: Lines,
        profiles: &[&Profile<'_>],
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<Answer, Trouble> {
        let files = input::job_files(&self.paths, session, output);
        let run = stream::answer(BestMatching { profiles }, lines, files, None, session, output)?;
        run.conclude(["matched", "not matched"], output);
        Ok(Answer::from(run.tally.no == 0))
    }

    fn many(&self, jobs: &[Job<'_>], profiles: &[&Profile<'_>], output: &Output) -> Result<Answer, Trouble> {
        let matching = BestMatching { profiles };
        let matches = BestMatches(jobs.iter().map(|job| matching.answer(job)).collect());
        output.show_rows(&matches, self.list.format, self.list.cells())?;
        Ok(Answer::from(matches.0.iter().all(BestMatching::is_yes)))
    }

    /// The profiles that the options ask for.
    fn wanted<'p, 's>(
        &self,
        profiles: &'p Profiles<'s>,
        session: Session<'_>,
    ) -> Result<Vec<&'p Profile<'s>>, Trouble> {
        let band = self.band.as_deref().map(|name| find_band(session.scheme, name)).transpose()?;
        if let Some(suite) = &self.suite
            && !profiles.suites().iter().any(|known| known.id == *suite)
        {
            let known: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
            let message = format!("there is no suite `{suite}`");
            return Err(Trouble::Usage {
                message,
                help: Some(format!("the suites are {}", known.join(", "))),
            });
        }
        let fits = |profile: &&Profile<'_>| {
            band.is_none_or(|band| profile.bands().overlaps(band))
                && self.suite.as_deref().is_none_or(|suite| profile.suite() == suite)
        };
        Ok(profiles.iter().filter(fits).collect())
    }
}

//! `jobeval match`

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use jobeval::batch::{OutputMode, Question};
use jobeval::profile::Profile;
use jobeval::rank::{BestMatch, Candidates};
use jobeval::report::{BestMatches, Format, List, MatchSummary, Ranking, compared_with};
use jobeval::{Job, Profiles, best_match, rank};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::input::{self, JobLibrary};
use super::output::Output;
use super::session::{ExitAnswer, Session};
use super::{batch, lookup};

/// Compare a job with every known profile, best first
///
/// Orders profiles by outcome, then by the fewest factors and levels that vary, then by the total nearest to the band. Exits
/// with 0 if the first profile is a match; with --best, if every job has a match.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval match examples/community-music-therapist.yaml
  jobeval match examples/head-of-arts-therapies.yaml --band 8c-d --top 1
  jobeval match --best examples/ --format csv
  jobeval match --best examples/workforce.csv --summary --by organisation")]
pub(super) struct MatchArgs {
    /// File with the job, or - for standard input; with --best, any number of files and folders
    #[arg(value_name = "JOB", required = true)]
    paths: Vec<PathBuf>,
    /// Job of a file with several: an id, title or row, as in row:12
    #[arg(long, value_name = "ID", conflicts_with = "best")]
    job: Option<String>,
    /// Show the best profile of each job, one line per job
    #[arg(long)]
    best: bool,
    /// Count the jobs by their best profile and outcome
    #[arg(long, requires = "best")]
    summary: bool,
    /// Also count per group: by this key or column, such as organisation
    #[arg(long, value_name = "COLUMN", requires = "summary")]
    by: Option<String>,
    /// Show only the first N profiles
    #[arg(long, value_name = "N", conflicts_with = "best")]
    top: Option<NonZeroUsize>,
    /// Only profiles in this band or run of bands, such as 8a-c
    #[arg(long, value_name = "BAND")]
    band: Option<String>,
    /// Include archived profiles, which take no new jobs
    #[arg(long)]
    archived: bool,
    /// Only profiles of this suite, by id
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Ranking<'_>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

impl MatchArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        // All results of this command have the same formats.
        let format = session.format::<Ranking<'_>>(self.format)?;
        let lines = self.lines(format.format());
        let profiles = self.profiles(lines, session, output)?;
        let candidates = self.candidates(&profiles, session, output)?;
        if let Some(lines) = lines {
            let session = Session { keep: self.by.as_deref(), ..session };
            return self.stream(lines, candidates, session, output);
        }
        if self.best {
            let jobs = input::read_jobs(&self.paths, session, output);
            return self.many(jobs, candidates, session, output);
        }
        match input::read_one_job(&self.paths, self.job.as_deref(), OR_BEST, session, output)? {
            Some(job) => self.one(&job, candidates, session, output),
            None => Ok(ExitAnswer::No),
        }
    }

    /// Returns the mode for jobs that are matched while they are read, `None` if all jobs are read first.
    fn lines(&self, format: Format) -> Option<OutputMode> {
        match format {
            _ if !self.best => None,
            _ if self.summary => Some(OutputMode::Counted),
            Format::Csv => Some(OutputMode::Csv(self.csv.cells())),
            Format::Ndjson => Some(OutputMode::Ndjson),
            _ => None,
        }
    }

    fn profiles<'s>(
        &self,
        lines: Option<OutputMode>,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<Profiles<'s>, Error> {
        if lines.is_none() {
            return input::read_profiles_and_check_jobs(&self.paths, session, output);
        }
        // Files may be of any size here, so they are checked as a stream.
        input::read_profiles(session, output).inspect_err(|_| {
            let files = input::job_files(&self.paths, session, output);
            let _ = batch::run(Question::BestProfile(&[]), OutputMode::Counted, files, None, session, output);
        })
    }

    /// Ranks all profiles for one job.
    fn one(
        &self,
        job: &Job<'_>,
        candidates: Candidates<'_>,
        session: Session<'_>,
        output: &Output,
    ) -> Result<ExitAnswer, Error> {
        let ranked = rank(job, candidates.iter())?;
        let answer = ExitAnswer::from(ranked.first().is_some_and(|best| best.verdict.outcome.is_match()));
        let shown = self.top.map_or(ranked.len(), |top| ranked.len().min(top.get()));
        let ranking = Ranking { ranked: &ranked[..shown], job, candidates };
        output.show_list(&ranking, session.format(self.format)?, self.csv.cells())?;
        Ok(answer)
    }

    /// Matches jobs while they are read.
    fn stream(
        &self,
        lines: OutputMode,
        candidates: Candidates<'_>,
        session: Session<'_>,
        output: &mut Output,
    ) -> Result<ExitAnswer, Error> {
        let files = input::job_files(&self.paths, session, output);
        let profiles: Vec<&Profile<'_>> = candidates.iter().collect();
        let run = batch::run(Question::BestProfile(&profiles), lines, files, None, session, output)?;
        if lines == OutputMode::Counted {
            let format = session.format(self.format)?;
            let summary = MatchSummary::new(&run.tally, run.groups(&self.by, output)?, candidates);
            output.show_list(&summary, format, self.csv.cells())?;
        }
        let by = compared_with(&candidates).map(|profiles| format!(" by {profiles}")).unwrap_or_default();
        run.conclude(["matched", &format!("not matched{by}")], output);
        Ok(ExitAnswer::from(run.tally.no == 0))
    }

    /// Finds the best profile of each job.
    fn many(
        &self,
        library: JobLibrary<'_>,
        candidates: Candidates<'_>,
        session: Session<'_>,
        output: &Output,
    ) -> Result<ExitAnswer, Error> {
        library.require_jobs()?;
        let matches: Result<List<_>, _> =
            library.jobs.iter().map(|job| best_match(job, candidates.iter())).collect();
        let best = BestMatches { matches: matches?.without(library.refused), candidates };
        output.show_list(&best, session.format(self.format)?, self.csv.cells())?;
        Ok(ExitAnswer::from(best.matches.items.iter().all(BestMatch::is_match)))
    }

    /// Returns the profiles that the options ask for.
    fn candidates<'p>(
        &self,
        profiles: &'p Profiles<'p>,
        session: Session<'p>,
        output: &mut Output,
    ) -> Result<Candidates<'p>, Error> {
        let bands = lookup::band(session.scheme, "--band", self.band.as_deref(), output)?;
        let suite = self.suite.as_deref().map(|name| lookup::suite(profiles, name)).transpose()?;
        Ok(Candidates { loaded: profiles, suite, bands, archived: self.archived })
    }
}

/// Further advice about a file with several jobs.
const OR_BEST: &str = "; or match each of them with --best";

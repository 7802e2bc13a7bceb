//! Reports on one job to hand over: its match with the profile that counts for it, or its evaluation by its own levels.

use serde::Serialize;

use crate::compare::{Comparison, SchemeMismatch, compare};
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileNameError, Profiles};
use crate::rank::{Candidates, best_match};
use crate::scheme::Band;
use crate::score::{Score, score};

/// A report on one job. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct JobReport<'a> {
    /// Score of the job's own levels.
    pub score: Score<'a>,
    /// Comparison with the profile that counts for the job, `None` if no profile is known.
    pub comparison: Option<Comparison<'a>>,
    /// Reason for that profile.
    pub choice: Choice,
    /// Profiles among which the job's best one was searched.
    pub candidates: Candidates<'a>,
    /// Another profile that the job matches, if it does not match the chosen one.
    pub other_match: Option<&'a Profile<'a>>,
}

/// The reason why a profile was chosen for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The user named the profile.
    Given,
    /// The job's `expect` names the profile.
    Expected,
    /// The profile is the job's best of those that take new jobs.
    Best,
}

/// The kinds of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportKind {
    /// The job matches the profile, or could still do so once it is settled.
    MatchedJob,
    /// The job does not match: the score of its own levels, with the profile as information.
    Evaluation,
}

impl<'a> JobReport<'a> {
    /// Returns the kind of the report.
    pub fn kind(&self) -> ReportKind {
        match self.outcome() {
            None | Some(Outcome::NoMatch) => ReportKind::Evaluation,
            Some(_) => ReportKind::MatchedJob,
        }
    }

    /// Returns the outcome of the comparison, `None` if no profile is known.
    pub fn outcome(&self) -> Option<Outcome> {
        self.comparison.as_ref().map(|comparison| comparison.verdict.outcome)
    }

    /// Returns the band that the job's total lies in, which is also the band that a match awards.
    pub fn band(&self) -> Option<&'a Band> {
        self.score.standing.band()
    }

    /// Returns true if the job matches the profile.
    pub fn is_match(&self) -> bool {
        self.outcome().is_some_and(Outcome::is_match)
    }
}

/// Reports on a job: with the given profile, else the one that the job expects, else its best. Archived profiles are never
/// the best one, as no new job is matched to them.
///
/// # Errors
/// [`JobReportError`] if the profile that the job expects is unknown, or the schemes differ.
pub fn job_report<'a>(
    job: &'a Job<'a>,
    given: Option<&'a Profile<'a>>,
    profiles: &'a Profiles<'a>,
) -> Result<JobReport<'a>, JobReportError> {
    let (chosen, choice) = match (given, expected(job, profiles)) {
        (Some(given), _) => (Some(given), Choice::Given),
        (None, Some(expected)) => (Some(expected?), Choice::Expected),
        (None, None) => (None, Choice::Best),
    };
    let candidates = Candidates::current(profiles);
    let best = best_match(job, candidates.iter())?;
    let profile = chosen.or(best.best.map(|best| best.profile));
    let comparison = profile.map(|profile| compare(job, profile)).transpose()?;
    let report = JobReport { score: score(job), comparison, choice, candidates, other_match: None };
    let other = best.best.filter(|best| best.verdict.outcome.is_match() && !report.is_match());
    Ok(JobReport { other_match: other.map(|best| best.profile), ..report })
}

/// Finds the profile that a job expects to match, `None` if it expects none.
fn expected<'a>(
    job: &Job<'_>,
    profiles: &'a Profiles<'a>,
) -> Option<Result<&'a Profile<'a>, ProfileNameError>> {
    Some(profiles.find(job.expectation()?.profile.as_deref()?))
}

/// An error that prevents the report on a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobReportError {
    /// The profile that the job expects is unknown.
    #[error(transparent)]
    Expected(#[from] ProfileNameError),
    /// The job and a profile were read under different schemes.
    #[error(transparent)]
    Scheme(#[from] SchemeMismatch),
}

//! What is handed over about a job: how it stands to the profile that counts for it, or what its own levels come to.

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
    /// What its levels come to.
    pub score: Score<'a>,
    /// How it stands to the profile that counts for it; none where no profile is known.
    pub comparison: Option<Comparison<'a>>,
    /// How that profile was chosen.
    pub choice: Choice,
    /// The profiles that its best one was looked for among.
    pub candidates: Candidates<'a>,
    /// The profile that it matches instead, where it does not match the one that was chosen for it.
    pub other_match: Option<&'a Profile<'a>>,
}

/// How a profile was chosen for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// It is the one asked for.
    Given,
    /// It is the one that the job expects to match.
    Expected,
    /// It is the best of those that new jobs are matched to.
    Best,
}

/// The kinds of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportKind {
    /// The job matches the profile, or may still do so once it is settled.
    MatchedJob,
    /// It does not: what its own levels come to, and the profile as information.
    Evaluation,
}

impl<'a> JobReport<'a> {
    /// The kind of report that it is.
    pub fn kind(&self) -> ReportKind {
        match self.outcome() {
            None | Some(Outcome::NoMatch) => ReportKind::Evaluation,
            Some(_) => ReportKind::MatchedJob,
        }
    }

    /// The outcome of the comparison; none where no profile is known.
    pub fn outcome(&self) -> Option<Outcome> {
        self.comparison.as_ref().map(|comparison| comparison.verdict.outcome)
    }

    /// The band that the job's total lies in, which is also the one that a match awards.
    pub fn band(&self) -> Option<&'a Band> {
        self.score.standing.band()
    }

    /// Whether the job matches the profile.
    pub fn is_match(&self) -> bool {
        self.outcome().is_some_and(Outcome::is_match)
    }
}

/// Reports on a job: with the profile that is given, else the one that the job expects, else its best. Archived profiles
/// are never the best one, as no new job is matched to them.
///
/// # Errors
/// [`JobReportError`], where the profile that the job expects is not known.
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

/// The profile that a job expects to match, if it expects any.
fn expected<'a>(
    job: &Job<'_>,
    profiles: &'a Profiles<'a>,
) -> Option<Result<&'a Profile<'a>, ProfileNameError>> {
    Some(profiles.find(job.expectation()?.profile.as_deref()?))
}

/// Why there is no report on a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobReportError {
    /// The profile that the job expects is not known.
    #[error(transparent)]
    Expected(#[from] ProfileNameError),
    /// The job and a profile were read under different schemes.
    #[error(transparent)]
    Scheme(#[from] SchemeMismatch),
}

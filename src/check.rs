//! Checking what a job's file expects of its score.

use crate::compare::{SchemeMismatch, judge};
use crate::finding::Position;
use crate::job::{Expectation, Job};
use crate::outcome::Outcome;
use crate::profile::{Edition, Profile, ProfileNameError, Profiles};
use crate::scheme::{BandRun, PointsRange};
use crate::score::Standing;

/// A job with what in its `expect` does not hold. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct JobCheck<'s> {
    /// The job's id, if it has one.
    pub id: Option<String>,
    /// The job's title.
    pub title: String,
    /// The file it came from.
    pub source: String,
    /// What does not hold; nothing also where nothing is expected and nothing need be.
    pub failures: Vec<Failure<'s>>,
    /// Whether the job expects anything.
    pub expects: bool,
    /// When the profile that it expects was archived, if it was. That is no failure: matches made to it stand.
    pub archived: Option<String>,
    /// The file of the suite of the profile that it expects, if that suite takes the place of a built-in one.
    pub replacing: Option<String>,
    /// Where the expectation that failed is in the file, if that was looked up. Not part of the JSON contract.
    pub position: Option<Position>,
}

/// An expectation that does not hold.
#[derive(Debug, Clone)]
pub enum Failure<'s> {
    /// The job expects nothing, although it must.
    NoExpectation,
    /// The total lies in no such band.
    Band {
        /// The band or the run of bands expected.
        expected: BandRun<'s>,
        /// Where the job stands.
        found: Standing<'s>,
    },
    /// The total is another.
    Total {
        /// The total expected, or the range that it should lie in, in points.
        expected: PointsRange,
        /// Where the job stands.
        found: Standing<'s>,
    },
    /// The job does not match the profile.
    Profile {
        /// The profile as named.
        expected: String,
        /// The outcome of the comparison with it.
        found: Outcome,
    },
    /// No single profile has the name.
    NoProfile(ProfileNameError),
    /// The comparison with the profile has another outcome.
    Outcome {
        /// The outcome expected.
        expected: Outcome,
        /// The outcome that it has.
        found: Outcome,
    },
}

impl JobCheck<'_> {
    /// Whether everything expected holds; also where nothing is expected and nothing need be.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Checks what a job expects. A job that expects nothing passes, unless `require_expect` says that it must.
///
/// # Errors
/// [`SchemeMismatch`] where the job and the profile that it expects were read under different schemes.
pub fn check_job<'s>(
    job: &Job<'s>,
    profiles: &Profiles<'_>,
    require_expect: bool,
) -> Result<JobCheck<'s>, SchemeMismatch> {
    let failures = match job.expectation() {
        Some(expect) => {
            let standing = Standing::of(job);
            let failures = [band(standing, expect), total(standing, expect), profile(job, expect, profiles)?];
            failures.into_iter().flatten().collect()
        }
        None if require_expect => vec![Failure::NoExpectation],
        None => Vec::new(),
    };
    let expected = expected(job, profiles);
    Ok(JobCheck {
        id: job.id().map(ToOwned::to_owned),
        title: job.title().to_owned(),
        source: job.source().to_owned(),
        failures,
        expects: job.expectation().is_some(),
        archived: expected.and_then(Profile::archived).map(ToOwned::to_owned),
        replacing: expected.and_then(replacing).map(ToOwned::to_owned),
        position: None,
    })
}

/// Returns the profile that a job expects to match, if it is known.
fn expected<'p, 's>(job: &Job<'_>, profiles: &'p Profiles<'s>) -> Option<&'p Profile<'s>> {
    profiles.find(job.expectation()?.profile.as_deref()?).ok()
}

/// Returns the file of a profile's suite, if the suite takes the place of a built-in one.
fn replacing<'p>(profile: &'p Profile<'_>) -> Option<&'p str> {
    matches!(profile.edition(), Edition::Replacing { .. }).then(|| profile.source())
}

/// The total must lie in the band, or in one of the run's.
fn band<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<Failure<'s>> {
    let expected = expect.band?;
    let holds = found.total.is_some_and(|total| expected.band(total).is_some());
    (!holds).then_some(Failure::Band { expected, found })
}

fn total<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<Failure<'s>> {
    let expected = expect.total?;
    let holds = found.total.is_some_and(|total| expected.contains(total));
    (!holds).then_some(Failure::Total { expected, found })
}

/// The job must match the profile, or have just the outcome that is stated.
fn profile<'s>(
    job: &Job<'s>,
    expect: &Expectation<'s>,
    profiles: &Profiles<'_>,
) -> Result<Option<Failure<'s>>, SchemeMismatch> {
    let Some(name) = expect.profile.as_deref() else { return Ok(None) };
    let profile = match profiles.find(name) {
        Ok(profile) => profile,
        Err(error) => return Ok(Some(Failure::NoProfile(error))),
    };
    let found = judge(job, profile)?.outcome;
    Ok(match expect.outcome {
        Some(expected) if found != expected => Some(Failure::Outcome { expected, found }),
        None if !found.is_match() => Some(Failure::Profile { expected: name.to_owned(), found }),
        _ => None,
    })
}

//! Checking what a job's file expects of its score.

use crate::compare::{SchemeMismatch, judge};
use crate::finding::Position;
use crate::job::{Expectation, Job};
use crate::outcome::Outcome;
use crate::profile::{Edition, Profile, ProfileNameError, Profiles};
use crate::rank::best_match;
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
    pub failures: Vec<AtKey<CheckFailure<'s>>>,
    /// Whether the job expects anything.
    pub expects: bool,
    /// Facts that a reader should know although they decide nothing.
    pub notes: Vec<AtKey<CheckNote<'s>>>,
    /// The job's total among the bands, as far as the job is settled.
    pub standing: Standing<'s>,
}

/// Something that concerns one key of an expectation.
#[derive(Debug, Clone)]
pub struct AtKey<T> {
    /// The key, such as `band`; `expect` for the whole expectation.
    pub key: &'static str,
    /// The failure or the note.
    pub value: T,
    /// The place of the key in the file, if that was looked up.
    pub position: Option<Position>,
}

/// An expectation that does not hold.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CheckFailure<'s> {
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
        /// The id of the profile.
        profile: String,
    },
    /// No single profile has the name.
    NoProfile(ProfileNameError),
    /// The comparison has another outcome.
    Outcome {
        /// The outcome expected.
        expected: Outcome,
        /// The outcome that it has.
        found: Outcome,
        /// The id of the profile compared with: the one expected, else the job's best.
        profile: String,
    },
    /// An outcome is expected without a profile, and no profile is known that the job could match.
    NothingToMatch {
        /// The outcome expected.
        expected: Outcome,
    },
}

/// A fact about a check that a reader should know although it decides nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CheckNote<'s> {
    /// Some factors of the job are undecided; its band and total hold only as far as all possible totals agree.
    Undecided(Standing<'s>),
    /// The profile expected was archived then. That is no failure: matches made to it stand.
    Archived(String),
    /// The suite of the profile expected is from this file, and takes the place of a built-in one.
    Replacing(String),
}

impl<T> AtKey<T> {
    fn new(key: &'static str, value: T) -> AtKey<T> {
        AtKey { key, value, position: None }
    }
}

impl JobCheck<'_> {
    /// Returns whether everything expected holds; `None` if nothing is expected and nothing need be.
    pub fn passed(&self) -> Option<bool> {
        (self.expects || self.has_failed()).then_some(!self.has_failed())
    }

    /// Returns true if something expected does not hold.
    pub fn has_failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Notes where the keys concerned are, as `position` finds them by name.
    pub fn locate(&mut self, position: impl Fn(&str) -> Option<Position>) {
        self.failures.iter_mut().for_each(|failure| failure.position = position(failure.key));
        self.notes.iter_mut().for_each(|note| note.position = position(note.key));
    }
}

/// Checks what a job expects. A job that expects nothing passes, unless `require_expect` says that it must. What is expected
/// of the total of an undecided job holds if every total still possible meets it.
///
/// # Errors
/// [`SchemeMismatch`] where the job and the profile that it expects were read under different schemes.
pub fn check_job<'s>(
    job: &Job<'s>,
    profiles: &Profiles<'_>,
    require_expect: bool,
) -> Result<JobCheck<'s>, SchemeMismatch> {
    let standing = Standing::from_job(job);
    let (failures, notes) = match job.expectation() {
        Some(expect) => {
            let failures = [band(standing, expect), total(standing, expect), outcome(job, expect, profiles)?];
            let notes = undecided(standing, expect).into_iter().chain(profile_notes(expect, profiles));
            (failures.into_iter().flatten().collect(), notes.collect())
        }
        None if require_expect => (vec![AtKey::new("expect", CheckFailure::NoExpectation)], Vec::new()),
        None => (Vec::new(), Vec::new()),
    };
    Ok(JobCheck {
        id: job.id().map(ToOwned::to_owned),
        title: job.title().to_owned(),
        source: job.source().to_owned(),
        failures,
        expects: job.expectation().is_some(),
        notes,
        standing,
    })
}

/// Every total still possible must lie in the band, or in one of the run's.
fn band<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckFailure<'s>>> {
    let expected = expect.band?;
    // The bands of a run are neighbours, so what holds for both ends holds for every total between them.
    let PointsRange { min, max } = found.total_range;
    let holds = [min, max].into_iter().all(|total| expected.band(total).is_some());
    (!holds).then(|| AtKey::new("band", CheckFailure::Band { expected, found }))
}

/// Every total still possible must be the one expected, or lie in the range.
fn total<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckFailure<'s>>> {
    let expected = expect.total?;
    let PointsRange { min, max } = found.total_range;
    let holds = expected.contains(min) && expected.contains(max);
    (!holds).then(|| AtKey::new("total", CheckFailure::Total { expected, found }))
}

/// The job must match the profile, or have just the outcome that is stated. Without a profile, the outcome is that of the
/// job's best among those that new jobs are matched to, so that no match means that none of them matches.
fn outcome<'s>(
    job: &Job<'s>,
    expect: &Expectation<'s>,
    profiles: &Profiles<'_>,
) -> Result<Option<AtKey<CheckFailure<'s>>>, SchemeMismatch> {
    let (profile, found) = match (expect.profile.as_deref(), expect.outcome) {
        (None, None) => return Ok(None),
        (Some(name), _) => match profiles.find(name) {
            Ok(profile) => (profile, judge(job, profile)?.outcome),
            Err(error) => return Ok(Some(AtKey::new("profile", CheckFailure::NoProfile(error)))),
        },
        (None, Some(expected)) => match best_match(job, profiles.current())?.best {
            Some(best) => (best.profile, best.verdict.outcome),
            None => return Ok(Some(AtKey::new("outcome", CheckFailure::NothingToMatch { expected }))),
        },
    };
    let profile = profile.id().to_owned();
    Ok(match (expect.outcome, &expect.profile) {
        (Some(expected), _) if found != expected => {
            Some(AtKey::new("outcome", CheckFailure::Outcome { expected, found, profile }))
        }
        (None, Some(name)) if !found.is_match() => {
            Some(AtKey::new("profile", CheckFailure::Profile { expected: name.clone(), found, profile }))
        }
        _ => None,
    })
}

fn undecided<'s>(standing: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckNote<'s>>> {
    let key = expect.band.map(|_| "band").or(expect.total.map(|_| "total"))?;
    (!standing.is_complete()).then(|| AtKey::new(key, CheckNote::Undecided(standing)))
}

/// Returns what to know of the profile that is expected.
fn profile_notes<'s>(
    expect: &Expectation<'s>,
    profiles: &Profiles<'_>,
) -> impl Iterator<Item = AtKey<CheckNote<'s>>> + use<'s> {
    let profile = expect.profile.as_deref().and_then(|name| profiles.find(name).ok());
    let archived = profile.and_then(Profile::archived).map(|since| CheckNote::Archived(since.to_owned()));
    let replacing = profile.filter(|profile| matches!(profile.edition(), Edition::Replacing { .. }));
    let replacing = replacing.map(|profile| CheckNote::Replacing(profile.source().to_owned()));
    archived.into_iter().chain(replacing).map(|note| AtKey::new("profile", note))
}

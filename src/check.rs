//! Checks the `expect` block of jobs.

use crate::compare::{SchemeMismatch, judge};
use crate::finding::Position;
use crate::job::{Expectation, Job};
use crate::outcome::Outcome;
use crate::profile::{Edition, Profile, ProfileNameError, Profiles};
use crate::rank::best_match;
use crate::scheme::{BandRun, PointsRange};
use crate::score::Standing;

/// The result of checking one job's `expect`. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct JobCheck<'s> {
    /// The job's id, `None` if it has no id.
    pub id: Option<String>,
    /// The job's title.
    pub title: String,
    /// Path of the job's file.
    pub source: String,
    /// Expectations that do not hold; empty also for a job that expects nothing and need not.
    pub failures: Vec<AtKey<CheckFailure<'s>>>,
    /// True if the job has an `expect`.
    pub expects: bool,
    /// Facts that a reader should know although they decide nothing.
    pub notes: Vec<AtKey<CheckNote<'s>>>,
    /// The job's total among the bands, as far as the job is settled.
    pub standing: Standing<'s>,
}

/// A failure or a note about one key of an expectation.
#[derive(Debug, Clone)]
pub struct AtKey<T> {
    /// Key, such as `band`; `expect` for the whole expectation.
    pub key: &'static str,
    /// The failure or the note.
    pub value: T,
    /// Place of the key in the file, `None` until [`JobCheck::locate`] finds it.
    pub position: Option<Position>,
}

/// An expectation that does not hold.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CheckFailure<'s> {
    /// The job has no `expect`, although every job must have one.
    NoExpectation,
    /// The total lies outside the expected band.
    Band {
        /// Expected band or run of bands.
        expected: BandRun<'s>,
        /// The job's total among the bands.
        found: Standing<'s>,
    },
    /// The total differs from the expected one.
    Total {
        /// Expected total, or the range that it should lie in, in points.
        expected: PointsRange,
        /// The job's total among the bands.
        found: Standing<'s>,
    },
    /// The job does not match the expected profile.
    Profile {
        /// Profile as the job names it.
        expected: String,
        /// Outcome of the comparison with it.
        found: Outcome,
        /// Id of the profile.
        profile: String,
    },
    /// The expected profile's name fits no profile, or several.
    NoProfile(ProfileNameError),
    /// The comparison does not have the expected outcome.
    Outcome {
        /// Expected outcome.
        expected: Outcome,
        /// Actual outcome.
        found: Outcome,
        /// Id of the profile compared with: the expected one, else the job's best.
        profile: String,
    },
    /// An outcome is expected without a profile, and no loaded profile takes new jobs.
    NothingToMatch {
        /// Expected outcome.
        expected: Outcome,
    },
}

/// A fact about a check that a reader should know although it decides nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CheckNote<'s> {
    /// Some factors are undecided, so the band and the total are checked for every total still possible.
    Undecided(Standing<'s>),
    /// The expected profile was archived on this date. Matches made to it stand, so this is not a failure.
    Archived(String),
    /// The expected profile's suite was read from this file and replaces a built-in one.
    Replacing(String),
}

impl<T> AtKey<T> {
    fn new(key: &'static str, value: T) -> AtKey<T> {
        AtKey { key, value, position: None }
    }
}

impl JobCheck<'_> {
    /// Returns true if all expectations hold, `None` if the job expects nothing and need not.
    pub fn passed(&self) -> Option<bool> {
        (self.expects || self.has_failed()).then_some(!self.has_failed())
    }

    /// Returns true if an expectation does not hold.
    pub fn has_failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Sets the place of each failure and note to that of its key, which `position` looks up.
    pub fn locate(&mut self, position: impl Fn(&str) -> Option<Position>) {
        self.failures.iter_mut().for_each(|failure| failure.position = position(failure.key));
        self.notes.iter_mut().for_each(|note| note.position = position(note.key));
    }
}

/// Checks a job's `expect`. A job without one fails only if `require_expect` is true. The expected band or total of an
/// undecided job holds if every total still possible meets it.
///
/// # Errors
/// [`SchemeMismatch`] if the job and the profile that it expects were read under different schemes.
pub fn check_job<'s>(
    job: &Job<'s>,
    profiles: &Profiles<'_>,
    require_expect: bool,
) -> Result<JobCheck<'s>, SchemeMismatch> {
    let standing = Standing::from_job(job);
    let (failures, notes) = match job.expectation() {
        Some(expect) => {
            let failures = [
                check_band(standing, expect),
                check_total(standing, expect),
                check_outcome(job, expect, profiles)?,
            ];
            let notes = undecided_note(standing, expect).into_iter().chain(profile_notes(expect, profiles));
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

/// Fails unless every total still possible lies in the expected band or run.
fn check_band<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckFailure<'s>>> {
    let expected = expect.band?;
    // The bands of a run are neighbours, so what holds for both ends holds for every total between them.
    let PointsRange { min, max } = found.total_range;
    let holds = [min, max].into_iter().all(|total| expected.band(total).is_some());
    (!holds).then(|| AtKey::new("band", CheckFailure::Band { expected, found }))
}

/// Fails unless every total still possible is the expected one, or lies in the expected range.
fn check_total<'s>(found: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckFailure<'s>>> {
    let expected = expect.total?;
    let PointsRange { min, max } = found.total_range;
    let holds = expected.contains(min) && expected.contains(max);
    (!holds).then(|| AtKey::new("total", CheckFailure::Total { expected, found }))
}

/// Fails unless the job has the expected outcome with the expected profile, or any match if no outcome is expected.
/// Without a profile, the job's best of those that take new jobs counts, so `no_match` means that none of them matches.
fn check_outcome<'s>(
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

fn undecided_note<'s>(standing: Standing<'s>, expect: &Expectation<'s>) -> Option<AtKey<CheckNote<'s>>> {
    let key = expect.band.map(|_| "band").or(expect.total.map(|_| "total"))?;
    (!standing.is_complete()).then(|| AtKey::new(key, CheckNote::Undecided(standing)))
}

/// Notes that the expected profile is archived, or that its suite replaces a built-in one.
fn profile_notes<'s>(
    expect: &Expectation<'s>,
    profiles: &Profiles<'_>,
) -> impl Iterator<Item = AtKey<CheckNote<'s>>> + use<'s> {
    let profile = expect.profile.as_deref().and_then(|name| profiles.find(name).ok());
    let archived = profile.and_then(Profile::archived).map(|since| CheckNote::Archived(since.to_owned()));
    let replacing = profile
        .filter(|profile| matches!(profile.edition(), Edition::Replacing { .. }))
        .map(|profile| CheckNote::Replacing(profile.source().to_owned()));
    archived.into_iter().chain(replacing).map(|note| AtKey::new("profile", note))
}

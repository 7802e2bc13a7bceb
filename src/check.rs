//! Verifying what a job's file expects of its score.

use serde::Serialize;

use crate::compare::compare;
use crate::finding::Position;
use crate::job::{Expectation, Job};
use crate::profile::{ProfileNameError, Profiles};
use crate::score::{Score, score};

/// A job with what in its `expect` does not hold. Field for field this is what `check --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCheck {
    /// The job's id, if it has one.
    pub id: Option<String>,
    /// The job's title.
    pub title: String,
    /// The file it came from.
    pub source: String,
    /// Whether everything expected holds; also where nothing is expected and nothing need be.
    pub passed: bool,
    /// What does not hold.
    pub failures: Vec<Failure>,
    /// Whether the job expects anything. Not part of the JSON contract.
    #[serde(skip)]
    pub expects: bool,
    /// Where the expectation that failed stands in the file, if that was looked up. Not part of the JSON contract.
    #[serde(skip)]
    pub position: Option<Position>,
}

/// A statement that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What the statement is about.
    pub field: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Failure {
    pub(crate) fn new(
        field: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Failure {
        Failure { field: field.into(), expected: expected.into(), found: found.into() }
    }
}

/// Verifies what a job expects. A job that expects nothing passes, unless `require_expect` says that it must.
pub fn check_job(job: &Job<'_>, profiles: &Profiles<'_>, require_expect: bool) -> JobCheck {
    let score = score(job);
    let failures: Vec<Failure> = match job.expectation() {
        Some(expect) => [band(&score, expect), total(&score, expect), profile(job, expect, profiles)]
            .into_iter()
            .flatten()
            .collect(),
        None if require_expect => vec![Failure::new("expect", "an expect block", "none")],
        None => Vec::new(),
    };
    JobCheck {
        id: job.id().map(ToOwned::to_owned),
        title: job.title().to_owned(),
        source: job.source().to_owned(),
        passed: failures.is_empty(),
        failures,
        expects: job.expectation().is_some(),
        position: None,
    }
}

/// The total must lie in the band, or in one of the group's.
fn band(score: &Score<'_>, expect: &Expectation<'_>) -> Option<Failure> {
    let expected = expect.band?;
    if score.total.is_some_and(|total| expected.band(total).is_some()) {
        return None;
    }
    let found = match (score.band, score.total) {
        (Some(band), _) => band.name().to_owned(),
        (None, Some(total)) => format!("no band for {total} points"),
        (None, None) => format!("not settled, {} points possible", score.total_range),
    };
    Some(Failure::new("band", expected.name(), found))
}

fn total(score: &Score<'_>, expect: &Expectation<'_>) -> Option<Failure> {
    let expected = expect.total?;
    if score.total.is_some_and(|total| expected.contains(total)) {
        return None;
    }
    let found = match score.total {
        Some(total) => total.to_string(),
        None => format!("not settled, {} points possible", score.total_range),
    };
    Some(Failure::new("total", expected.to_string(), found))
}

/// The job must match the profile, or have just the outcome that is stated.
fn profile(job: &Job<'_>, expect: &Expectation<'_>, profiles: &Profiles<'_>) -> Option<Failure> {
    let name = expect.profile.as_deref()?;
    let profile = match profiles.find(name) {
        Ok(profile) => profile,
        Err(error) => return Some(Failure::new("profile", name, no_profile(&error))),
    };
    let found = compare(job, profile).outcome;
    match expect.outcome {
        Some(expected) if found != expected => Some(Failure::new("outcome", expected.id(), found.id())),
        None if !found.is_match() => Some(Failure::new("profile", name, found.id())),
        _ => None,
    }
}

/// Why a name does not stand for a profile, and which may be meant.
fn no_profile(error: &ProfileNameError) -> String {
    match error {
        ProfileNameError::Unknown { nearest, .. } => {
            format!("no such profile, did you mean {}?", nearest.join(" or "))
        }
        ProfileNameError::UnlikeAny { .. } => "no such profile".to_owned(),
        ProfileNameError::Ambiguous { candidates, .. } => format!("any of {}", candidates.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Scheme;

    const MUSIC_THERAPIST: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a";
    const NOT_SETTLED: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b ?";
    const TOP: &str = "6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5";

    /// What of an `expect` a job with these levels does not meet: field, expected and found.
    fn failures(levels: &str, expect: &str, require_expect: bool) -> Vec<[String; 3]> {
        let scheme = Scheme::nhs_jes().unwrap();
        let profiles = Profiles::built_in(&scheme).unwrap();
        let factors: Vec<String> =
            (1..).zip(levels.split(' ')).map(|(number, level)| format!("{number}: '{level}'")).collect();
        let text = format!("title: T\nfactors: {{{}}}\n{expect}", factors.join(", "));
        let read = Job::read("job.yaml", &text, &scheme);
        let check = check_job(&read.items[0], &profiles, require_expect);
        assert_eq!(check.passed, check.failures.is_empty());
        assert_eq!(check.expects, !expect.is_empty());
        check.failures.into_iter().map(|failure| [failure.field, failure.expected, failure.found]).collect()
    }

    #[test]
    fn what_holds_is_no_failure() {
        for expect in [
            "",
            "expect: {band: 7}",
            "expect: {total: 498}",
            "expect: {total: {min: 498, max: 498}}",
            "expect: {profile: arts-therapist}",
            "expect: {profile: arts-therapist, outcome: profile_match}",
            "expect: {profile: head-of-arts-therapies, outcome: no_match}",
        ] {
            assert!(failures(MUSIC_THERAPIST, expect, false).is_empty(), "{expect}");
            assert_eq!(failures(MUSIC_THERAPIST, expect, true).is_empty(), !expect.is_empty(), "{expect}");
        }
        assert_eq!(failures(MUSIC_THERAPIST, "", true), [["expect", "an expect block", "none"]]);
    }

    #[test]
    fn what_does_not_hold_is_a_failure_that_says_what_is_there() {
        let any = "any of arts-therapist-entry-level, arts-therapist, arts-therapist-principal, arts-therapies-consultant";
        for (levels, expect, failure) in [
            (MUSIC_THERAPIST, "{band: 8a-b}", ["band", "8a-b", "7"]),
            (TOP, "{band: 9}", ["band", "9", "no band for 1000 points"]),
            (NOT_SETTLED, "{band: 7}", ["band", "7", "not settled, 489–511 points possible"]),
            (MUSIC_THERAPIST, "{total: 499}", ["total", "499", "498"]),
            (MUSIC_THERAPIST, "{total: {min: 466, max: 497}}", ["total", "466–497", "498"]),
            (NOT_SETTLED, "{total: 498}", ["total", "498", "not settled, 489–511 points possible"]),
            (NOT_SETTLED, "{profile: arts-therapist}", ["profile", "arts-therapist", "incomplete"]),
            (
                MUSIC_THERAPIST,
                "{profile: head-of-arts-therapies}",
                ["profile", "head-of-arts-therapies", "no_match"],
            ),
            (
                MUSIC_THERAPIST,
                "{profile: arts-therapist, outcome: band_match}",
                ["outcome", "band_match", "profile_match"],
            ),
            (MUSIC_THERAPIST, "{profile: porter}", ["profile", "porter", "no such profile"]),
            (
                MUSIC_THERAPIST,
                "{profile: head-of-art-therapy}",
                ["profile", "head-of-art-therapy", "no such profile, did you mean head-of-arts-therapies?"],
            ),
            (MUSIC_THERAPIST, "{profile: arts-therap}", ["profile", "arts-therap", any]),
        ] {
            let found = failures(levels, &format!("expect: {expect}"), false);
            assert_eq!(found, [failure], "{levels}: {expect}");
        }
    }
}

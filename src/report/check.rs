//! The checks of jobs against their expectations, for people and programs.

use serde::Serialize;

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::write_row_as;
use super::object::serialize_as;
use super::result::ListItem;
use super::wording::{TO_ADD_PROFILES, archived, counted, job_name, mark, place_in_list, span, undecided};
use crate::check::{AtKey, CheckFailure, CheckNote, JobCheck};
use crate::finding::Position;
use crate::profile::ProfileNameError;
use crate::scheme::Located;
use crate::score::Standing;

/// An expectation that does not hold, with the values as text.
#[derive(Serialize)]
pub(super) struct Unmet {
    /// Key of `expect`.
    field: &'static str,
    /// Expected value.
    expected: String,
    /// Actual value, if there is one.
    found: Option<String>,
    /// Id of the profile that the job was compared with, if the failure is about an outcome.
    profile: Option<String>,
    /// Advice, if any.
    help: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl Unmet {
    /// Describes a failure.
    pub(super) fn from_failure(failure: &AtKey<CheckFailure<'_>>) -> Unmet {
        let AtKey { key, value, position } = failure;
        let (expected, found) = match value {
            CheckFailure::NoExpectation => ("an expect block".to_owned(), None),
            CheckFailure::Band { expected, found } => (expected.to_string(), Some(bands(*found))),
            CheckFailure::Total { expected, found } => {
                (expected.to_string(), Some(found.total_range.to_string()))
            }
            CheckFailure::Profile { expected, found, .. } => (expected.clone(), Some(found.id().to_owned())),
            CheckFailure::NoProfile(error) => (error.name().to_owned(), None),
            CheckFailure::Outcome { expected, found, .. } => {
                (expected.id().to_owned(), Some(found.id().to_owned()))
            }
            CheckFailure::NothingToMatch { expected } => (expected.id().to_owned(), None),
        };
        let profile = match value {
            CheckFailure::Profile { profile, .. } | CheckFailure::Outcome { profile, .. } => {
                Some(profile.clone())
            }
            _ => None,
        };
        let help = match value {
            CheckFailure::NoProfile(error) => Some(which_profile(error)),
            CheckFailure::NothingToMatch { .. } => Some(format!("no profile is loaded; {TO_ADD_PROFILES}")),
            _ => None,
        };
        let (line, column) = position.map(|Position { line, column }| (line, column)).unzip();
        Unmet { field: key, expected, found, profile, help, line, column }
    }

    /// Returns the failure as a sentence.
    pub(super) fn sentence(&self) -> String {
        let Unmet { field, expected, found, profile, help, .. } = self;
        let found = found.as_deref().unwrap_or("none");
        // The sentence already names an expected profile.
        let with = profile.as_ref().filter(|_| *field == "outcome");
        let with = with.map(|profile| format!(" with {profile}")).unwrap_or_default();
        let help = help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
        format!("{field}: expected {expected}, found {found}{with}{help}")
    }
}

/// Returns the possible bands for programs: `7`, `7-8a`, `9 or above 9`.
fn bands(standing: Standing<'_>) -> String {
    let below = Some(standing.least()).filter(|place| matches!(place, Located::Below(_)));
    let above = Some(standing.greatest()).filter(|place| matches!(place, Located::Above(_)));
    let run = standing.possible_run().map(|run| run.to_string());
    let places = [below.map(place_in_list), run, above.map(place_in_list)];
    places.into_iter().flatten().collect::<Vec<_>>().join(" or ")
}

/// Explains why a profile name was not found, with the ids of similar profiles.
fn which_profile(error: &ProfileNameError) -> String {
    match error {
        ProfileNameError::Unknown { nearest, .. } => {
            format!("no such profile, did you mean {}? ({TO_ADD_PROFILES})", nearest.join(" or "))
        }
        ProfileNameError::UnlikeAny { .. } => format!("no such profile ({TO_ADD_PROFILES})"),
        ProfileNameError::Ambiguous { candidates, .. } => {
            format!("it may be any of {}", candidates.join(", "))
        }
    }
}

serialize_as!(JobCheck<'_>, check => {
    "id": check.id,
    "title": check.title,
    "source": check.source,
    "passed": check.passed(),
    "failures": check.failures.iter().map(Unmet::from_failure).collect::<Vec<_>>(),
    "note": notes(check),
    "complete": check.standing.is_complete(),
});

/// Counts passed and failed jobs and jobs without `expect`: `5 jobs: 3 passed, 1 failed, 1 without expect`.
pub(super) fn summary(checks: &[JobCheck<'_>]) -> String {
    let count = |passed| checks.iter().filter(|check| check.passed() == passed).count();
    let (passed, failed, silent) = (count(Some(true)), count(Some(false)), count(None));
    let mut summary = format!("{}: {passed} passed, {failed} failed", counted(checks.len(), "job"));
    if silent > 0 {
        summary.push_str(&format!(", {silent} without expect"));
    }
    summary
}

/// Returns the name of the job.
pub(super) fn name(check: &JobCheck<'_>) -> String {
    job_name(check.id.as_deref(), &check.title)
}

/// Returns a sentence for each failure.
pub(super) fn failures(check: &JobCheck<'_>) -> Vec<String> {
    check.failures.iter().map(|failure| Unmet::from_failure(failure).sentence()).collect()
}

/// Returns a note as text.
pub(super) fn note(note: &CheckNote<'_>) -> String {
    match note {
        CheckNote::Undecided(standing) => {
            format!("{} points, {}: {}", standing.total_range, undecided(*standing), span(*standing))
        }
        CheckNote::Archived(since) => format!("the profile is {}", archived(since)),
        CheckNote::Replacing(file) => {
            format!("the profile’s suite is from {file}, which replaces the built-in one")
        }
    }
}

/// Joins the notes of a check; `None` without notes.
pub(super) fn notes(check: &JobCheck<'_>) -> Option<String> {
    let notes: Vec<String> = check.notes.iter().map(|at| note(&at.value)).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Returns the result of a check with its notes: `passed`, `no expect`, or each failure with its line. Failures on the
/// same line show it once.
fn result(check: &JobCheck<'_>) -> String {
    let mut parts = Vec::new();
    let mut last = None;
    for failure in &check.failures {
        let line = failure.position.map(|place| place.line);
        let place = match (line, last) {
            (Some(line), None) => format!("{}:{line}: ", check.source),
            (Some(line), Some(last)) if line != last => format!("line {line}: "),
            _ => String::new(),
        };
        parts.push(format!("{place}{}", Unmet::from_failure(failure).sentence()));
        last = line.or(last);
    }
    match check.passed() {
        Some(false) => {}
        Some(true) => parts.push("passed".to_owned()),
        None => parts.push("no expect".to_owned()),
    }
    parts.into_iter().chain(notes(check)).collect::<Vec<_>>().join("; ")
}

impl ListItem for JobCheck<'_> {
    fn title(_checks: &[Self]) -> &'static str {
        "Job checks"
    }

    fn blocks(checks: &[Self]) -> Vec<ReportBlock> {
        let table = BlockTable::of("Expectations of each job", checks)
            .words("", |check| match check.passed() {
                None => TonedText::from("–").tone(Tone::Open),
                passed => mark(passed),
            })
            .words("Job", name)
            .words("Result", result)
            .end();
        let tone = if checks.iter().any(JobCheck::has_failed) { Tone::Bad } else { Tone::Good };
        let summary = ReportBlock::text(TonedText::from(summary(checks)).tone(tone));
        if checks.is_empty() { vec![summary] } else { vec![ReportBlock::Table(table), summary] }
    }
}

write_row_as!(JobCheck<'_>, check => {
    "id": check.id.as_deref(),
    "title": &*check.title,
    "source": &*check.source,
    "passed": check.passed(),
    "failures": failures(check).join("; "),
    "note": notes(check),
    "complete": check.standing.is_complete(),
    // Only a refused job has these.
    "code": None::<&str>,
    "problem": None::<&str>,
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check_job;
    use crate::{Job, Profiles, Scheme};

    const MUSIC_THERAPIST: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a";
    const NOT_SETTLED: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b ?";
    const TOP: &str = "6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5";

    /// Returns what of an `expect` a job with these levels does not meet, in sentences.
    fn failures(levels: &str, expect: &str, require_expect: bool) -> Vec<String> {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        let factors: Vec<String> =
            (1..).zip(levels.split(' ')).map(|(number, level)| format!("{number}: '{level}'")).collect();
        let text = format!("title: T\nfactors: {{{}}}\n{expect}", factors.join(", "));
        let read = Job::read("job.yaml", &text, scheme);
        let check = check_job(&read.items[0], &profiles, require_expect).unwrap();
        assert_eq!(check.expects, !expect.is_empty());
        assert_eq!(check.passed().is_none(), expect.is_empty() && !require_expect);
        super::failures(&check)
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
        assert_eq!(failures(MUSIC_THERAPIST, "", true), ["expect: expected an expect block, found none"]);
        assert!(failures(TOP, "expect: {outcome: no_match}", false).is_empty());
    }

    #[test]
    fn what_every_possible_total_meets_holds_for_an_undecided_job() {
        for expect in ["{band: 7}", "{band: 6-8a}", "{total: {min: 489, max: 511}}"] {
            assert!(failures(NOT_SETTLED, &format!("expect: {expect}"), false).is_empty(), "{expect}");
        }
        for expect in ["{total: {min: 490, max: 511}}", "{total: {min: 489, max: 510}}"] {
            assert_eq!(failures(NOT_SETTLED, &format!("expect: {expect}"), false).len(), 1, "{expect}");
        }
    }

    #[test]
    fn what_does_not_hold_is_a_failure_that_says_what_is_there() {
        let open = |count: usize| {
            let levels: Vec<&str> = TOP.split(' ').take(16 - count).collect();
            format!("{}{}", levels.join(" "), " ?".repeat(count))
        };
        let (above_or_9, all_above) = (open(7), open(3));
        for (levels, expect, failure) in [
            (MUSIC_THERAPIST, "{band: 8a-b}", "band: expected 8a-b, found 7".to_owned()),
            (TOP, "{band: 9}", "band: expected 9, found above 9".to_owned()),
            (&all_above, "{band: 9}", "band: expected 9, found above 9".to_owned()),
            (&above_or_9, "{band: 9}", "band: expected 9, found 9 or above 9".to_owned()),
            (NOT_SETTLED, "{band: 8a}", "band: expected 8a, found 7".to_owned()),
            (MUSIC_THERAPIST, "{total: 499}", "total: expected 499, found 498".to_owned()),
            (
                MUSIC_THERAPIST,
                "{total: {min: 466, max: 497}}",
                "total: expected 466–497, found 498".to_owned(),
            ),
            (NOT_SETTLED, "{total: 498}", "total: expected 498, found 489–511".to_owned()),
            (
                NOT_SETTLED,
                "{profile: arts-therapist}",
                "profile: expected arts-therapist, found incomplete".to_owned(),
            ),
            (
                MUSIC_THERAPIST,
                "{profile: head-of-arts-therapies}",
                "profile: expected head-of-arts-therapies, found no_match".to_owned(),
            ),
            (
                MUSIC_THERAPIST,
                "{profile: arts-therapist, outcome: band_match}",
                "outcome: expected band_match, found profile_match with arts-therapist".to_owned(),
            ),
            (
                MUSIC_THERAPIST,
                "{outcome: no_match}",
                "outcome: expected no_match, found profile_match with arts-therapist".to_owned(),
            ),
            (
                NOT_SETTLED,
                "{outcome: no_match}",
                "outcome: expected no_match, found incomplete with arts-therapist".to_owned(),
            ),
            (
                MUSIC_THERAPIST,
                "{profile: porter}",
                format!("profile: expected porter, found none: no such profile ({TO_ADD_PROFILES})"),
            ),
            (
                MUSIC_THERAPIST,
                "{profile: head-of-art-therapy}",
                format!(
                    "profile: expected head-of-art-therapy, found none: no such profile, did you mean \
                     head-of-arts-therapies? ({TO_ADD_PROFILES})"
                ),
            ),
            (
                MUSIC_THERAPIST,
                "{profile: arts-therap}",
                "profile: expected arts-therap, found none: it may be any of arts-therapist-entry-level, arts-therapist, \
                 arts-therapist-principal, arts-therapies-consultant"
                    .to_owned(),
            ),
        ] {
            let found = failures(levels, &format!("expect: {expect}"), false);
            assert_eq!(found, [failure], "{levels}: {expect}");
        }
    }
}

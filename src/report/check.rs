//! What the check of jobs against their expectations shows.

use serde::Serialize;

use super::block::{Block, Cell, Table, Tone};
use super::object::serialize_as;
use super::result::Item;
use super::wording::{TO_ADD_PROFILES, archived, counted, job_name, mark};
use crate::check::{Failure, JobCheck};
use crate::csv::{CsvRow, WriteRow};
use crate::profile::ProfileNameError;
use crate::score::Standing;

/// What does not hold, in words.
#[derive(Serialize)]
pub(super) struct Statement {
    /// What it is about.
    pub(super) field: String,
    /// What should be there.
    pub(super) expected: String,
    /// What is there.
    pub(super) found: String,
}

impl Statement {
    pub(super) fn new(field: &str, expected: impl Into<String>, found: impl Into<String>) -> Statement {
        Statement { field: field.to_owned(), expected: expected.into(), found: found.into() }
    }

    /// An expectation of a job that does not hold.
    pub(super) fn of(failure: &Failure<'_>) -> Statement {
        match failure {
            Failure::NoExpectation => Statement::new("expect", "an expect block", "none"),
            Failure::Band { expected, found } => Statement::new("band", expected.to_string(), band(*found)),
            Failure::Total { expected, found } => {
                Statement::new("total", expected.to_string(), total(*found).unwrap_or_else(|open| open))
            }
            Failure::Profile { expected, found } => Statement::new("profile", expected, found.id()),
            Failure::NoProfile(error) => no_profile(error),
            Failure::Outcome { expected, found } => Statement::new("outcome", expected.id(), found.id()),
        }
    }
}

/// The total; as an error, how far it is settled.
fn total(standing: Standing<'_>) -> Result<String, String> {
    let open = || format!("not settled, {} points possible", standing.total_range);
    standing.total.map(|total| total.to_string()).ok_or_else(open)
}

/// The band that a total lies in.
fn band(standing: Standing<'_>) -> String {
    match (standing.band(), total(standing)) {
        (Some(band), _) => band.name().to_owned(),
        (None, Ok(total)) => format!("no band for {total} points"),
        (None, Err(open)) => open,
    }
}

/// Why a name does not stand for a profile, and which may be meant.
fn no_profile(error: &ProfileNameError) -> Statement {
    let (name, found) = match error {
        ProfileNameError::Unknown { name, nearest } => {
            (name, format!("no such profile, did you mean {}? ({TO_ADD_PROFILES})", nearest.join(" or ")))
        }
        ProfileNameError::UnlikeAny { name, .. } => (name, format!("no such profile ({TO_ADD_PROFILES})")),
        ProfileNameError::Ambiguous { name, candidates } => {
            (name, format!("any of {}", candidates.join(", ")))
        }
    };
    Statement::new("profile", name, found)
}

serialize_as!(JobCheck<'_>, check => {
    "id": check.id,
    "title": check.title,
    "source": check.source,
    "passed": check.passed(),
    "failures": check.failures.iter().map(Statement::of).collect::<Vec<_>>(),
    "note": note(check),
});

/// How many jobs passed, failed, and expected nothing. A job that passed because it expects nothing counts only there.
pub(super) fn summary(checks: &[JobCheck<'_>]) -> String {
    let failed = checks.iter().filter(|check| !check.passed()).count();
    let silent = checks.iter().filter(|check| check.passed() && !check.expects).count();
    let passed = checks.len() - failed - silent;
    let mut summary = format!("{}: {passed} passed, {failed} failed", counted(checks.len(), "job"));
    if silent > 0 {
        summary.push_str(&format!(", {silent} without expect"));
    }
    summary
}

/// The job's name in the results of a check.
pub(super) fn name(check: &JobCheck<'_>) -> String {
    job_name(check.id.as_deref(), &check.title)
}

/// What does not hold, in a sentence each.
pub(super) fn failures(check: &JobCheck<'_>) -> Vec<String> {
    let describe = |failure| {
        let Statement { field, expected, found } = Statement::of(failure);
        format!("{field}: expected {expected}, found {found}")
    };
    check.failures.iter().map(describe).collect()
}

/// What a reader should know although it decides nothing.
pub(super) fn note(check: &JobCheck<'_>) -> Option<String> {
    let since = check.archived.as_deref().map(|since| format!("the profile is {}", archived(since)));
    let file = check.replacing.as_deref();
    let file =
        file.map(|file| format!("the profile’s suite is from {file}, which replaces the built-in one"));
    let notes: Vec<String> = since.into_iter().chain(file).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// The result of a check with what a reader should know: for a failed one, the line of the expectation and what does not
/// hold.
fn result(check: &JobCheck<'_>) -> String {
    let result = match (check.passed(), check.expects) {
        (false, _) => {
            let line = check.position.map(|place| format!("{}:{}: ", check.source, place.line));
            format!("{}{}", line.unwrap_or_default(), failures(check).join("; "))
        }
        (true, true) => "passed".to_owned(),
        (true, false) => "no expect".to_owned(),
    };
    std::iter::once(result).chain(note(check)).collect::<Vec<_>>().join("; ")
}

impl Item for JobCheck<'_> {
    fn title(_checks: &[Self]) -> &'static str {
        "Check of jobs"
    }

    fn blocks(checks: &[Self]) -> Vec<Block> {
        let table = Table::of("What each job expects", checks)
            .words("", |check| match (check.passed(), check.expects) {
                (true, false) => Cell::from("–").tone(Tone::Open),
                (passed, _) => mark(Some(passed)),
            })
            .words("Job", name)
            .words("Result", result)
            .end();
        let tone = if checks.iter().all(JobCheck::passed) { Tone::Good } else { Tone::Bad };
        let summary = Block::text(Cell::from(summary(checks)).tone(tone));
        if checks.is_empty() { vec![summary] } else { vec![Block::Table(table), summary] }
    }
}

impl WriteRow for JobCheck<'_> {
    const COLUMNS: &'static [&'static str] = &["id", "title", "source", "passed", "failures", "note"];

    fn write_cells(&self, row: &mut CsvRow<'_>) {
        row.cell(self.id.as_deref().unwrap_or_default())
            .cell(&self.title)
            .cell(&self.source)
            .cell(self.passed().to_string())
            .cell(failures(self).join("; "))
            .cell(note(self).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check_job;
    use crate::{Job, Profiles, Scheme};

    const MUSIC_THERAPIST: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a";
    const NOT_SETTLED: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b ?";
    const TOP: &str = "6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5";

    /// What of an `expect` a job with these levels does not meet: field, expected and found.
    fn failures(levels: &str, expect: &str, require_expect: bool) -> Vec<[String; 3]> {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        let factors: Vec<String> =
            (1..).zip(levels.split(' ')).map(|(number, level)| format!("{number}: '{level}'")).collect();
        let text = format!("title: T\nfactors: {{{}}}\n{expect}", factors.join(", "));
        let read = Job::read("job.yaml", &text, scheme);
        let check = check_job(&read.items[0], &profiles, require_expect).unwrap();
        assert_eq!(check.expects, !expect.is_empty());
        let statements = check.failures.iter().map(Statement::of);
        statements.map(|Statement { field, expected, found }| [field, expected, found]).collect()
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
            (
                MUSIC_THERAPIST,
                "{profile: porter}",
                ["profile", "porter", &format!("no such profile ({TO_ADD_PROFILES})")],
            ),
            (
                MUSIC_THERAPIST,
                "{profile: head-of-art-therapy}",
                [
                    "profile",
                    "head-of-art-therapy",
                    &format!("no such profile, did you mean head-of-arts-therapies? ({TO_ADD_PROFILES})"),
                ],
            ),
            (MUSIC_THERAPIST, "{profile: arts-therap}", ["profile", "arts-therap", any]),
        ] {
            let found = failures(levels, &format!("expect: {expect}"), false);
            assert_eq!(found, [failure], "{levels}: {expect}");
        }
    }
}

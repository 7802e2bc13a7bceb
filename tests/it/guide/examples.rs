//! The jobs in `examples`: each scores and compares as its own `expect` block says, and together they show every kind of
//! result. The example of the library says what it should, and hands on every kind of error.

use std::fs;
use std::sync::LazyLock;

use jobeval::finding::ReadError;
use jobeval::outcome::Outcome;
use jobeval::profile::{Profile, ProfileNameError};
use jobeval::{Job, score};
use regex::Regex;

use crate::library::{PROFILES, SCHEME, compare, jobs};
use crate::library_example::Library;
use crate::run::Folder;

/// The jobs of each file in `examples`. A finding in any of them is a failure.
fn examples() -> Vec<Vec<Job<'static>>> {
    let paths = fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path());
    let yaml = paths.filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    yaml.map(|path| jobs(&fs::read_to_string(path).unwrap())).collect()
}

/// Returns true if the line has a date that some YAML parsers would read as a date and not as text.
fn unquoted_date(line: &str) -> bool {
    static DATE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(^|[:\[,-]\s+)\d{4}-\d\d?-\d\d?\s*([,\]}#]|$)").unwrap());
    DATE.is_match(line)
}

#[test]
fn dates_are_in_quotes_in_everything_that_is_written() {
    let folder = Folder::with_copies(&["examples", "profiles", "tests/data"]);
    folder.run(&["init", "job.yaml", "--from", "arts-therapist"]);
    let mut texts = vec![("init".to_owned(), folder.read("job.yaml"))];
    let document = "tests/data/national-profiles-arts-therapies.txt";
    for arguments in [
        &["profiles", "show", "arts-therapist", "--format", "yaml"][..],
        &["profiles", "template"],
        &["profiles", "import", document],
        &["scheme", "--format", "yaml"],
        &["report", "examples/senior-art-therapist.yaml", "--format", "yaml"],
        &["diff", "examples/senior-art-therapist.yaml", "examples/panel-2026-03.yaml", "--format", "yaml"],
        &["score", "examples", "--format", "yaml"],
    ] {
        let (_, out, err) = folder.run(arguments);
        assert!(!out.is_empty(), "{arguments:?}: {err}");
        texts.push((arguments.join(" "), out));
    }
    for folder in ["examples", "profiles", "docs", "examples/repository/jobs"] {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_some_and(|ending| ending == "yaml" || ending == "md") {
                texts.push((entry.display().to_string(), fs::read_to_string(entry).unwrap()));
            }
        }
    }
    assert!(unquoted_date("date: 2026-03-14") && unquoted_date("panel: {date: 2026-03-14, status: final}"));
    assert!(!unquoted_date("date: \"2026-03-14\"") && !unquoted_date("a date such as 2026-03-14 or later"));
    for (name, text) in texts {
        for (number, line) in (1..).zip(text.lines()) {
            assert!(!unquoted_date(line.trim_start_matches('#')), "{name}:{number}: {line}");
        }
    }
}

/// The outcome of the job against each profile.
fn outcomes(job: &Job<'_>) -> Vec<Outcome> {
    PROFILES.iter().map(|profile| compare(job, profile).verdict.outcome).collect()
}

#[test]
fn every_example_does_as_it_expects() {
    for job in examples().iter().flatten() {
        let (title, standing) = (job.title(), score(job).standing);
        let Some(expect) = job.expectation() else {
            assert!(!standing.is_complete(), "{title} is complete and expects nothing");
            continue;
        };
        assert!(expect.total.is_some(), "{title} expects no total");
        assert_eq!(expect.band.is_some(), standing.band().is_some(), "{title} says what band it expects");
        if let Some(total) = expect.total {
            assert!(
                standing.total.is_some_and(|points| total.contains(points)),
                "{title}: {:?}",
                standing.total
            );
        }
        if let Some(expected) = expect.band {
            let name = standing.band().map(|band| band.name());
            assert!(standing.band().is_some_and(|band| expected.bands().contains(band)), "{title}: {name:?}");
        }
        if let Some(name) = &expect.profile {
            let found = compare(job, PROFILES.find(name).unwrap()).verdict;
            let as_expected =
                expect.outcome.map_or(found.outcome.is_match(), |outcome| outcome == found.outcome);
            assert!(as_expected, "{title} against {name}: {:?}", found.outcome);
            assert!(!found.outcome.is_match() || found.band == standing.band(), "{title} against {name}");
        }
    }
}

#[test]
fn the_examples_show_every_kind_of_result() {
    let files = examples();
    let jobs: Vec<&Job<'_>> = files.iter().flatten().collect();
    assert_eq!((files.len(), jobs.len()), (10, 12));

    let scores: Vec<_> = jobs.iter().map(|job| score(job)).collect();
    let last = SCHEME.bands().last().unwrap();
    assert_eq!(scores.iter().filter(|score| !score.standing.is_complete()).count(), 1);
    assert_eq!(scores.iter().filter(|score| score.standing.total > last.to()).count(), 1);

    let unmatched: Vec<&str> = PROFILES
        .iter()
        .filter(|profile| {
            !jobs.iter().any(|job| compare(job, profile).verdict.outcome == Outcome::ProfileMatch)
        })
        .map(Profile::id)
        .collect();
    assert_eq!((PROFILES.iter().count(), unmatched), (5, vec![]));

    let outcomes: Vec<Vec<Outcome>> = jobs.iter().map(|job| outcomes(job)).collect();
    assert!(outcomes.iter().flatten().any(|outcome| *outcome == Outcome::BandMatch));
    assert!(outcomes.iter().flatten().any(|outcome| *outcome == Outcome::Incomplete));
    assert!(outcomes.iter().any(|all| all.iter().all(|outcome| *outcome == Outcome::NoMatch)));
}

#[test]
fn the_example_of_the_library_compares_jobs_or_returns_what_is_wrong() {
    let scheme = "profiles/scheme.yaml";
    let library = Library::load(scheme, "examples/senior-art-therapist.yaml").unwrap();
    for (profile, outcome) in [("arts-therapist", "profile_match, Band 7"), ("head-of", "no_match")] {
        assert_eq!(library.outcomes(profile).unwrap(), [format!("Senior Art Therapist: {outcome}")]);
    }
    let error = Library::load(scheme, "no-such-file.yaml").err().unwrap();
    assert!(error.downcast_ref::<ReadError>().is_some_and(|error| error.findings.len() == 1), "{error}");
    let error = library.outcomes("plumber").unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(ProfileNameError::UnlikeAny { .. })), "{error}");
}

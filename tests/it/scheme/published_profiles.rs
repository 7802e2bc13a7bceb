//! Proves that the built-in suite says what the published document says, row by row, and that the published totals
//! follow from its levels. Source: `data/national-profiles-arts-therapies.txt`, *National Profiles for Art, Dance
//! Movement, Drama, and Music* as handed down, unchanged.

use jobeval::scheme::PointsRange;
use jobeval::{check_profile, score};
use serde_json::json;
use serde_yaml::Value;

use crate::library::{Draft, PROFILES, SCHEME, SCHEME_FILE, SUITE_FILE, profile, read_suites, scheme};

const DOCUMENT: &str = include_str!("../../data/national-profiles-arts-therapies.txt");

#[derive(Debug, Default)]
struct PublishedProfile {
    title: &'static str,
    statement: Vec<String>,
    rows: Vec<PublishedRow>,
    score: Vec<u32>,
    band: &'static str,
}

#[derive(Debug)]
struct PublishedRow {
    number: &'static str,
    name: &'static str,
    text: String,
    level: &'static str,
    scores: Vec<u32>,
}

/// The profiles of the document. A row may go on below a page break, with its text alone.
fn published() -> Vec<PublishedProfile> {
    let mut profiles: Vec<PublishedProfile> = Vec::new();
    for line in DOCUMENT.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let ["Profile Suite and Label", title] = cells[..] {
            profiles.push(PublishedProfile { title, ..PublishedProfile::default() });
        }
        let Some(profile) = profiles.last_mut() else { continue };
        match cells[..] {
            ["Job Statement", text] => profile.statement = numbered(&plain(text)),
            ["", "", text, "", ""] => {
                if let Some(row) = profile.rows.last_mut() {
                    row.text += &format!(" {}", plain(text));
                }
            }
            [number, name, text, level, scores] if number.ends_with('.') => {
                let (text, scores) = (plain(text), numbers(scores));
                profile.rows.push(PublishedRow { number, name, text, level, scores });
            }
            [score, "", "", band, ..] if score.starts_with("JE Score ") => {
                (profile.score, profile.band) = (numbers(score), band);
            }
            _ => {}
        }
    }
    profiles
}

/// The cells of the table below a heading.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let below = DOCUMENT.lines().skip_while(|line| *line != heading).skip(1);
    below.take_while(|line| !line.is_empty()).map(|line| line.split('\t').collect()).collect()
}

/// A text without its tags and with single spaces.
fn plain(text: &str) -> String {
    let untagged: String = text.split('<').map(|part| part.rsplit('>').next().unwrap_or_default()).collect();
    untagged.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of `1. … 2. …`.
fn numbered(text: &str) -> Vec<String> {
    let place = |number: usize| text.find(&format!("{number}. "));
    (1..)
        .map_while(|number| Some(&text[place(number)?..place(number + 1).unwrap_or(text.len())]))
        .map(|item| item.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim().to_owned())
        .collect()
}

/// The numbers in `7-12- 18` or `JE Score 438-448`.
fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn every_row_says_what_is_published() {
    let file: Value = serde_yaml::from_str(SUITE_FILE).unwrap();
    let mut rows = 0;
    for ((published, profile), file) in
        published().iter().zip(PROFILES.iter()).zip(file["profiles"].as_sequence().unwrap())
    {
        assert_eq!(published.rows.len(), profile.factors().len(), "{}", profile.id());
        for (published, row) in published.rows.iter().zip(profile.factors()) {
            let factor = row.factor();
            let at = format!("{}, {}", profile.id(), factor.name());
            assert_eq!(published.number, format!("{}.", factor.number()), "{at}");
            assert_eq!(published.name, factor.name(), "{at}");
            let text = format!("{} {}", row.descriptor().unwrap(), row.example().unwrap());
            assert_eq!(published.text, plain(&text), "{at}");
            assert_eq!(&factor.levels(published.level).unwrap(), row.levels(), "{at}");
            let verbatim = match &file["factors"][factor.id()]["levels"] {
                Value::Number(number) => number.to_string(),
                text => text.as_str().unwrap().to_owned(),
            };
            assert_eq!(published.level, verbatim, "{at}");
            assert_eq!(Some(&*published.scores), row.published_scores(), "{at}");
            rows += 1;
        }
    }
    assert_eq!(rows, 80);
}

#[test]
fn every_profile_has_its_published_title_statement_score_and_band() {
    let published = published();
    assert_eq!((published.len(), PROFILES.iter().count()), (5, 5));
    for (published, profile) in published.iter().zip(PROFILES.iter()) {
        assert_eq!(published.title, profile.title());
        assert!(!published.statement.is_empty());
        assert_eq!(published.statement, profile.job_statement());
        assert_eq!(published.score, [profile.score().min, profile.score().max], "{}", profile.id());
        assert_eq!(published.band, format!("Band {}", profile.bands()), "{}", profile.id());
    }
    assert_eq!(published.iter().map(|profile| profile.statement.len()).sum::<usize>(), 2 + 4 + 4 + 3 + 5);
}

#[test]
fn the_suite_has_the_published_title_contents_and_amendments() {
    let [suite] = PROFILES.suites() else { panic!("one suite is built in") };
    assert_eq!(Some(suite.title.as_str()), DOCUMENT.lines().find(|line| !line.is_empty()));
    let contents: Vec<Vec<String>> = suite
        .contents
        .iter()
        .map(|line| vec![line.title.clone(), line.band.clone(), line.page.unwrap().to_string()])
        .collect();
    assert_eq!(contents, table("Profile Title\tBand\tPage"));
    let amendments: Vec<Vec<&str>> =
        suite.amendments.iter().map(|entry| vec![&*entry.action, &*entry.date, &*entry.notes]).collect();
    assert_eq!(amendments, table("Action\tDate\tNotes"));
    assert_eq!((contents.len(), amendments.len()), (5, 3));
}

#[test]
fn the_published_totals_follow_from_the_levels_alone() {
    for (id, min, max) in [
        ("arts-therapist-entry-level", 438, 448),
        ("arts-therapist", 475, 516),
        ("arts-therapist-principal", 544, 595),
        ("head-of-arts-therapies", 647, 689),
        ("arts-therapies-consultant", 632, 704),
    ] {
        let profile = profile(id);
        assert_eq!(profile.computed_score(), PointsRange { min, max }, "{id}");
        assert_eq!(score(&Draft::lowest(profile).job()).standing.total, Some(min), "{id}");
        assert_eq!(score(&Draft::highest(profile).job()).standing.total, Some(max), "{id}");
    }
}

#[test]
fn every_profile_passes_its_check() {
    let checks: Vec<_> = PROFILES.iter().map(check_profile).collect();
    assert_eq!(checks.len(), 5);
    for check in checks {
        assert!(check.passed() && check.failures.is_empty(), "{check:?}");
    }
}

#[test]
fn a_score_total_or_band_that_does_not_follow_fails_the_check() {
    for (published, misprint, item, expected, found) in [
        ("scores: [7, 18]", "scores: [7, 17]", "Mental Effort", "7, 18", "7, 17"),
        ("{min: 475, max: 516}", "{min: 475, max: 517}", "score", "475–516", "475–517"),
        ("band: 7\n    score", "band: 8a-b\n    score", "band", "7", "8a-b"),
        ("band: 8a-b\n    score", "band: 8a\n    score", "band", "8a, 8b", "8a"),
        ("band: 8a-b\n    score", "band: 8b\n    score", "band", "8a, 8b", "8b"),
    ] {
        assert_eq!(SUITE_FILE.matches(published).count(), 1, "{published}");
        let (profiles, findings) = read_suites(&SUITE_FILE.replace(published, misprint), &SCHEME);
        assert_eq!(findings, []);
        let checks: Vec<_> = profiles.iter().map(check_profile).collect();
        let failed: Vec<_> = checks.iter().filter(|check| !check.passed()).collect();
        let [check] = failed[..] else { panic!("one profile fails: {failed:?}") };
        let failure = json!({"field": item, "expected": expected, "found": found});
        assert_eq!(serde_json::to_value(check).unwrap()["failures"], json!([failure]));
    }
}

#[test]
fn the_lowest_total_may_be_the_least_of_the_band() {
    let scheme = scheme(&SCHEME_FILE.replace(": 465}", ": 474}").replace(": 466,", ": 475,"));
    let (profiles, findings) = read_suites(SUITE_FILE, &scheme);
    assert_eq!(findings, []);
    let check = check_profile(profiles.find("arts-therapist").unwrap());
    assert_eq!(check.profile.bands().totals().min, check.profile.computed_score().min);
    assert!(check.passed() && check.note.is_none(), "{check:?}");
}

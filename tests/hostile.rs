//! Proves that no bytes bring a reader down, and that whatever is accepted of valid files with damage means the same once
//! it is written as a file and read again.
//!
//! `PROPTEST_CASES` sets another number of cases, of which the command gets a part.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::fs::{self, File};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use common::{SCHEME, cases};
use jobeval::finding::Finding;
use jobeval::profile::{Profile, Suite};
use jobeval::{Job, Profiles, Scheme, decoding, score};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

const JOBS: &str = "\
id: JD-1042
title: Senior Art Therapist
factors:
  communication: 6
  Knowledge, Training & Experience: 7
  financial_and_physical_resources: 2(b)(c)
  mental_effort: 2-4 # not settled
  freedom: '?'
  16: {level: 3(a), evidence: \"Weekly verbal aggression: on the ward.\"}
expect: {band: 7, total: {min: 466, max: 539}, profile: arts-therapist, outcome: no_match}
---
title: Clerk
factors: &usual
  policy: 1
  hr:
    level: 2a
    evidence: |
      Shows new starters round.
      Keeps the rota.
expect:
  total: 200
";

const SUITE: &str = "\
suite: porters
title: National Profiles for Porters
scheme: small
source: https://example.org/porters
contents: [{title: Porter, band: A, page: 3}]
amendments:
  - {action: Revised, date: March 2026, notes: All}
profiles:
  - id: porter
    title: Porter
    band: A
    score: {min: 16, max: 26}
    job_statement:
      - Moves beds
      - \"Moves: patients\"
    factors:
      skill: {levels: 1-2(a), scores: [10, 20], descriptor: Knows the wards, example: Lifts}
      care: {levels: 1, scores: [5]}
      effort: {levels: 1, scores: [1]}
";

const SMALL_SCHEME: &str = include_str!("data/small-scheme.yaml");

/// What stands in the place of a word: what YAML, the readers and level notation know.
const WORDS: [&str; 40] = [
    "?",
    "~",
    "null",
    "true",
    "-1",
    "0",
    "1",
    "2",
    "2(a)",
    "3-2",
    "2(a)(a)",
    "99",
    "1e3",
    ".nan",
    "0x1F",
    "\"\"",
    "''",
    "[]",
    "{}",
    "[1, 2]",
    "{level: 2}",
    "*usual",
    "&usual",
    "<<",
    "!t 1",
    "|",
    ">",
    "---",
    "...",
    "id",
    "title",
    "factors",
    "expect",
    "band",
    "policy",
    "hr",
    "Human Resources",
    "8a-b",
    "“x”",
    "\u{1b}[31m",
];

/// Damage to a file.
#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, u8),
    Delete(Index, Index),
    SwapLines(Index, Index),
    RepeatLine(Index, Index),
    Word(Index, &'static str),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let telling = || select(b"\n\t :-#?&*!|>'\"%@`{}[],.~\\019a\0\x1b\x7f\r\xe9\xff\xef".to_vec());
    let any = any::<Index>;
    let damage = prop_oneof![
        (any(), 0..8u8).prop_map(|(place, bit)| Damage::Flip(place, 1 << bit)),
        (any(), telling()).prop_map(|(place, byte)| Damage::Insert(place, byte)),
        (any(), any()).prop_map(|(place, length)| Damage::Delete(place, length)),
        (any(), any()).prop_map(|(one, other)| Damage::SwapLines(one, other)),
        (any(), any()).prop_map(|(line, place)| Damage::RepeatLine(line, place)),
        (any(), select(&WORDS[..])).prop_map(|(place, word)| Damage::Word(place, word)),
        (any(), select(&WORDS[..])).prop_map(|(place, word)| Damage::Word(place, word)),
    ];
    prop::collection::vec(damage, 0..5)
}

fn damaged(text: &str, damages: &[Damage]) -> Vec<u8> {
    damages.iter().fold(text.as_bytes().to_vec(), |mut bytes, damage| {
        if bytes.is_empty() {
            return bytes;
        }
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let lines_changed = |change: &dyn Fn(&mut Vec<&[u8]>)| {
            let mut lines = lines.clone();
            change(&mut lines);
            lines.concat()
        };
        match damage {
            Damage::Flip(place, bit) => {
                let place = place.index(bytes.len());
                bytes[place] ^= bit;
            }
            Damage::Insert(place, byte) => bytes.insert(place.index(bytes.len() + 1), *byte),
            Damage::Delete(place, length) => {
                let start = place.index(bytes.len());
                let length = 1 + length.index(10).min(bytes.len() - start - 1);
                bytes.drain(start..start + length);
            }
            Damage::SwapLines(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                return lines_changed(&|lines| lines.swap(one, other));
            }
            Damage::RepeatLine(line, place) => {
                let (line, place) = (line.index(lines.len()), place.index(lines.len()));
                return lines_changed(&|lines| lines.insert(place, lines[line]));
            }
            Damage::Word(place, word) => {
                let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_()-.".contains(byte);
                let start = place.index(bytes.len());
                let start = bytes[..start].iter().rposition(|byte| !is_word(byte)).map_or(0, |end| end + 1);
                let length = bytes[start..].iter().take_while(|byte| is_word(byte)).count();
                bytes.splice(start..start + length, word.bytes());
            }
        }
        bytes
    })
}

/// Any bytes, and bytes that are YAML or nearly so.
fn maybe_yaml() -> impl Strategy<Value = Vec<u8>> {
    let nearly = "([a-z&*!?|>-]{0,3}[:{}\\[\\],\"'#%]? ?\n?){0,30}".prop_map(String::into_bytes);
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), nearly]
}

/// What is said of a file has an end, a place in it, and nothing that a terminal obeys.
fn check_findings(findings: &[Finding], text: &str) {
    assert!(findings.len() <= 1001);
    for finding in findings {
        let message = jobeval::report::visible(&finding.to_string());
        assert!(message.chars().count() < 1000 && !message.contains(char::is_control), "{message:?}");
        let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 1;
        assert!(finding.position.is_none_or(|place| (1..=lines).contains(&place.line)), "{finding:?}");
    }
}

/// The text of a file, if it is text.
fn decoded(bytes: &[u8]) -> Option<String> {
    let text = decoding::decode("test", bytes.to_vec());
    text.map_err(|finding| check_findings(&[finding], &String::from_utf8_lossy(bytes))).ok()
}

fn written(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap()
}

/// A job as a job file, with every key that it has.
fn job_file(job: &Job<'_>) -> Value {
    let factors: serde_json::Map<String, Value> = job
        .assessments()
        .iter()
        .map(|assessment| {
            let level = assessment.levels().map(ToString::to_string);
            (assessment.factor().id().to_owned(), json!({"level": level, "evidence": assessment.evidence()}))
        })
        .collect();
    let expect = job.expectation().map(|expect| {
        json!({
            "band": expect.band.map(|band| band.name()),
            "total": expect.total,
            "profile": expect.profile,
            "outcome": expect.outcome.map(|outcome| outcome.id()),
        })
    });
    json!({"id": job.id(), "title": job.title(), "factors": factors, "expect": expect})
}

fn profile_file(profile: &Profile<'_>) -> Value {
    let rows = profile.factors().iter();
    let factors: serde_json::Map<String, Value> = rows
        .map(|row| {
            let (descriptor, example) = (row.descriptor(), row.example());
            let row_file = json!({
                "levels": row.levels(), "scores": row.scores(), "descriptor": descriptor, "example": example,
            });
            (row.factor().id().to_owned(), row_file)
        })
        .collect();
    json!({
        "id": profile.id(),
        "title": profile.title(),
        "band": profile.bands().name(),
        "score": profile.score(),
        "job_statement": profile.job_statement(),
        "factors": factors,
    })
}

/// A suite as a suite file.
fn suite_file(suite: &Suite<'_>, scheme: &Scheme) -> Value {
    let contents = suite.contents.iter();
    let amendments = suite.amendments.iter();
    json!({
        "suite": suite.id,
        "title": suite.title,
        "scheme": scheme.id(),
        "source": suite.source,
        "contents": contents
            .map(|line| json!({"title": line.title, "band": line.band, "page": line.page}))
            .collect::<Vec<_>>(),
        "amendments": amendments
            .map(|entry| json!({"action": entry.action, "date": entry.date, "notes": entry.notes}))
            .collect::<Vec<_>>(),
        "profiles": suite.profiles.iter().map(profile_file).collect::<Vec<_>>(),
    })
}

/// Reads bytes as job file. Each job of it, written and read again, is the same and scores the same.
fn read_jobs(bytes: &[u8]) {
    let Some(text) = decoded(bytes) else { return };
    let read = Job::read("test", &text, &SCHEME);
    check_findings(&read.findings, &text);
    assert!(!(read.items.is_empty() && read.findings.is_empty()), "neither a job nor a finding");
    for job in &read.items {
        let file = job_file(job);
        let again = Job::read("test", &written(&file), &SCHEME);
        assert!(again.findings.iter().all(|finding| !finding.is_error()), "{:?}", again.findings);
        let [same] = &again.items[..] else { panic!("one job: {again:?}") };
        assert_eq!(job_file(same), file);
        assert_eq!(json!(score(same)), json!(score(job)));
    }
}

fn read_suites(bytes: &[u8], scheme: &Scheme) {
    let Some(text) = decoded(bytes) else { return };
    let mut profiles = Profiles::new(scheme);
    let findings = profiles.read("test", &text);
    check_findings(&findings, &text);
    assert!(!(profiles.suites().is_empty() && findings.is_empty()), "neither a suite nor a finding");
    for suite in profiles.suites() {
        let file = suite_file(suite, scheme);
        let mut again = Profiles::new(scheme);
        let findings = again.read("test", &written(&file));
        assert!(findings.iter().all(|finding| !finding.is_error()), "{findings:?}");
        let [same] = again.suites() else { panic!("one suite: {again:?}") };
        assert_eq!(suite_file(same, scheme), file);
    }
}

fn read_schemes(bytes: &[u8]) {
    let Some(text) = decoded(bytes) else { return };
    let read = Scheme::read_all("test", &text);
    check_findings(&read.findings, &text);
    assert!(!(read.items.is_empty() && read.findings.is_empty()), "neither a scheme nor a finding");
    for scheme in &read.items {
        let file = serde_yaml::to_string(scheme).unwrap();
        let same = Scheme::read("test", &file).unwrap();
        assert_eq!(serde_yaml::to_string(&same).unwrap(), file);
        assert_eq!((same.factors(), same.bands()), (scheme.factors(), scheme.bands()));
        assert_eq!((same.matching(), same.totals()), (scheme.matching(), scheme.totals()));
    }
}

#[test]
fn the_files_that_are_damaged_are_right() {
    let scheme = Scheme::read("scheme", SMALL_SCHEME).unwrap();
    assert_eq!(Job::read("jobs", JOBS, &SCHEME).items.len(), 2);
    assert_eq!(Job::read("jobs", JOBS, &SCHEME).findings, []);
    assert_eq!(Profiles::new(&scheme).read("suite", SUITE), []);
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn no_bytes_bring_a_reader_down(bytes in maybe_yaml()) {
        read_jobs(&bytes);
        read_suites(&bytes, &SCHEME);
        read_schemes(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        if let Err(findings) = Job::from_levels("test", &text, &SCHEME) {
            assert!(!findings.is_empty());
        }
    }

    #[test]
    fn what_is_accepted_of_a_damaged_job_file_means_the_same_when_written(damages in damages()) {
        read_jobs(&damaged(JOBS, &damages));
    }

    #[test]
    fn what_is_accepted_of_a_damaged_suite_means_the_same_when_written(damages in damages()) {
        let scheme = Scheme::read("scheme", SMALL_SCHEME).unwrap();
        read_suites(&damaged(SUITE, &damages), &scheme);
    }

    #[test]
    fn what_is_accepted_of_a_damaged_scheme_means_the_same_when_written(damages in damages()) {
        read_schemes(&damaged(SMALL_SCHEME, &damages));
    }

    #[test]
    fn what_is_accepted_of_damaged_levels_means_the_same_when_written(damages in damages()) {
        let levels = damaged("2(a)(d)– 3(c), 5bc/6", &damages);
        let levels = String::from_utf8_lossy(&levels);
        for factor in SCHEME.factors() {
            if let Ok(read) = factor.levels(&levels) {
                assert_eq!(factor.levels(&read.to_string()), Ok(read));
            }
        }
    }
}

/// Runs the command and gives its exit status and what it wrote. The time is a guard against hanging, and nothing that is
/// measured: the slowest machine needs a small part of it.
fn run(arguments: &[&str], folder: &std::path::Path) -> (ExitStatus, Vec<u8>) {
    let written = folder.join("written");
    let file = File::create(&written).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_jobeval"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("JOBEVAL_PROFILES")
        .stdout(file.try_clone().unwrap())
        .stderr(file)
        .spawn()
        .unwrap();
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status, fs::read(&written).unwrap());
        }
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(2000).cases.div_ceil(33), ..cases(2000) })]

    #[test]
    fn no_damaged_file_brings_the_command_down(damages in damages()) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("jobs", JOBS), ("suite", SUITE), ("scheme", SMALL_SCHEME)] {
            fs::write(folder.path().join(name), damaged(text, &damages)).unwrap();
        }
        fs::write(folder.path().join("small-scheme"), SMALL_SCHEME).unwrap();
        for arguments in [
            &["check", "jobs"][..],
            &["profiles", "check", "--profiles", "suite", "--scheme", "small-scheme"],
            &["scheme", "--scheme", "scheme"],
        ] {
            let (status, written) = run(arguments, folder.path());
            prop_assert!(status.code().is_some_and(|code| code <= 2), "{arguments:?}: {status}");
            let written = String::from_utf8(written).unwrap();
            let obeyed = written.contains(|c: char| c.is_control() && c != '\n');
            prop_assert!(!obeyed && !written.contains("panicked"), "{written}");
        }
    }
}

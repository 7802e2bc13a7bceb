//! Proves what must hold whatever is read: notation has one canonical form, a score follows from the levels, no bytes
//! bring a reader or the command down, and whatever is accepted of files with damage means the same once it is written
//! as a file and read again.
//!
//! `PROPTEST_CASES` sets another number of cases, of which the command gets a part.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use jobeval::finding::Finding;
use jobeval::level::Notation;
use jobeval::profile::{Profile, Suite};
use jobeval::{Job, Scheme, score};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Value, json};

use crate::findings::{any_error, assert_placed};
use crate::library::{
    PROFILES, SCHEME, SCHEME_FILE, SMALL_SCHEME_FILE, SUITE_FILE, compare, decoded, job, job_from_levels,
    read_jobs, read_schemes, read_suites, scheme,
};
use crate::run::{Folder, TROUBLE};

/// The job files that the crate ships with and that are damaged.
const PANEL: &str = include_str!("../../../examples/panel-2026-03.yaml");

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

/// So many cases of a property, or as many as the environment asks for. Nothing is kept of a failure but its message: the
/// cases that matter become tests of their own.
fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A level as typed: how far it lies above the one before, its options in any order, how these are written, and what
/// stands before the level where it is not the first.
#[derive(Debug, Clone)]
struct Typed {
    step: u8,
    options: Vec<char>,
    style: fn(&[char]) -> String,
    separator: &'static str,
}

const STYLES: [fn(&[char]) -> String; 6] = [
    |options| options.iter().map(|option| format!("({option})")).collect(),
    |options| options.iter().map(|option| format!(" ( {} ) ", option.to_ascii_uppercase())).collect(),
    |options| options.iter().map(|option| format!(",({option})")).collect(),
    |options| if options.is_empty() { String::new() } else { format!("({})", joined(options, ", ")) },
    // Options written together are in alphabetical order: others are a word.
    |options| joined(&sorted(options), ""),
    |options| joined(options, " ").to_uppercase(),
];

const SEPARATORS: [&str; 11] = ["-", "–", "—", "\u{2212}", "/", ",", ", ", " - ", " – ", "\t-\u{a0}", " "];

fn sorted(options: &[char]) -> Vec<char> {
    let mut options = options.to_vec();
    options.sort_unstable();
    options
}

fn joined(options: &[char], separator: &str) -> String {
    options.iter().map(char::to_string).collect::<Vec<_>>().join(separator)
}

fn typed() -> impl Strategy<Value = Vec<Typed>> {
    let options = subsequence(('a'..='h').collect::<Vec<_>>(), 0..=4).prop_shuffle();
    let level = (1..=19u8, options, select(&STYLES[..]), select(&SEPARATORS[..]))
        .prop_map(|(step, options, style, separator)| Typed { step, options, style, separator });
    prop::collection::vec(level, 1..=5)
}

/// The levels as typed, and their canonical form.
fn both_forms(levels: &[Typed]) -> (String, String) {
    let (mut typed, mut canonical, mut number) = (String::new(), String::new(), 0);
    for level in levels {
        let first = number == 0;
        number += level.step;
        typed += if first { "" } else { level.separator };
        typed += &format!("{number}{}", (level.style)(&level.options));
        canonical += match level.step {
            _ if first => "",
            1 => "-",
            _ => ", ",
        };
        canonical += &format!("{number}{}", STYLES[0](&sorted(&level.options)));
    }
    (typed, canonical)
}

/// Any text, and texts that are levels or nearly so.
fn maybe_levels() -> impl Strategy<Value = String> {
    let nearly = "[0-9a-hA-Zé３(), /–?.-]{0,12}";
    let often = "[1-8](\\([a-zé]\\)){0,3}([-, ][1-8][a-h]?){0,3}";
    prop_oneof![any::<String>(), nearly, often]
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn every_way_of_typing_levels_has_the_same_canonical_form(levels in typed()) {
        let (typed, canonical) = both_forms(&levels);
        let read = typed.parse::<Notation>().map(|notation| notation.to_string());
        prop_assert_eq!(read, Ok(canonical.clone()), "{}", typed);
        let read = canonical.parse::<Notation>().map(|notation| notation.to_string());
        prop_assert_eq!(read, Ok(canonical));
    }

    #[test]
    fn whatever_is_accepted_as_levels_reads_back_the_same(text in maybe_levels()) {
        if let Ok(notation) = text.parse::<Notation>() {
            prop_assert_eq!(notation.to_string().parse::<Notation>(), Ok(notation));
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_choice_of_a_profiles_levels_scores_inside_its_published_range(
        profile in 0..5usize,
        choices in prop::collection::vec(any::<Index>(), 16),
    ) {
        let Some(profile) = PROFILES.iter().nth(profile) else { panic!("five profiles are built in") };
        let chosen = profile.factors().iter().zip(choices).map(|(row, choice)| {
            let listed: Vec<_> = row.levels().listed().map(|(level, _)| level).collect();
            listed[choice.index(listed.len())]
        });
        let (levels, points): (Vec<_>, Vec<_>) =
            chosen.map(|level| (level.number().to_string(), level.points())).unzip();
        let job = job(&levels.join(" "));
        let standing = score(&job).standing;
        prop_assert_eq!(standing.total, Some(points.iter().sum()));
        prop_assert!(standing.total.is_some_and(|total| profile.score().contains(total)));
        prop_assert!(standing.band().is_some_and(|band| profile.bands().bands().contains(band)));
        prop_assert!(compare(&job, profile).verdict.outcome.is_match());
    }

    #[test]
    fn a_total_is_the_sum_of_the_points(choices in prop::collection::vec(any::<Index>(), 16)) {
        let levels: Vec<String> = SCHEME
            .factors()
            .iter()
            .zip(&choices)
            .map(|(factor, choice)| (choice.index(factor.points().len()) + 1).to_string())
            .collect();
        let job = job(&levels.join(" "));
        let standing = score(&job).standing;
        let points: u32 = score(&job).factors().filter_map(|factor| factor.points).sum();
        prop_assert!(standing.is_complete());
        prop_assert_eq!(standing.total, Some(points));
        prop_assert_eq!((standing.total_range.min, standing.total_range.max), (points, points));
    }
}

/// Damage to a file.
#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, u8),
    Character(Index, char),
    Delete(Index, Index),
    SwapLines(Index, Index),
    RepeatLine(Index, Index),
    Word(Index, &'static str),
}

fn damages(number: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Damage>> {
    let telling = || select(b"\n\t :-#?&*!|>'\"%@`{}[],.~\\019a\0\x1b\x7f\r\xe9\xff\xef".to_vec());
    let any = any::<Index>;
    let damage = prop_oneof![
        (any(), 0..8u8).prop_map(|(place, bit)| Damage::Flip(place, 1 << bit)),
        (any(), telling()).prop_map(|(place, byte)| Damage::Insert(place, byte)),
        (any(), proptest::prelude::any::<char>()).prop_map(|(place, c)| Damage::Character(place, c)),
        (any(), any()).prop_map(|(place, length)| Damage::Delete(place, length)),
        (any(), any()).prop_map(|(one, other)| Damage::SwapLines(one, other)),
        (any(), any()).prop_map(|(line, place)| Damage::RepeatLine(line, place)),
        (any(), select(&WORDS[..])).prop_map(|(place, word)| Damage::Word(place, word)),
        (any(), select(&WORDS[..])).prop_map(|(place, word)| Damage::Word(place, word)),
    ];
    prop::collection::vec(damage, number)
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
            Damage::Character(place, c) => {
                let place = place.index(bytes.len() + 1);
                bytes.splice(place..place, c.to_string().bytes());
            }
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
    let text = any::<String>().prop_map(String::into_bytes);
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), text, nearly]
}

/// What is said of a file has an end, a place in it, and nothing that a terminal obeys.
fn check_findings(findings: &[Finding], text: &str) {
    assert!(findings.len() <= 1001);
    assert_placed(findings, text);
    for finding in findings {
        let message = jobeval::report::visible(&finding.to_string());
        assert!(message.chars().count() < 1000 && !message.contains(char::is_control), "{message:?}");
    }
}

/// The text of a file, if it is text.
fn text_of(bytes: &[u8]) -> Option<String> {
    decoded(bytes).map_err(|finding| check_findings(&[finding], &String::from_utf8_lossy(bytes))).ok()
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
            "band": expect.band,
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
                "levels": row.levels(), "scores": row.published_scores(), "descriptor": descriptor, "example": example,
            });
            (row.factor().id().to_owned(), row_file)
        })
        .collect();
    json!({
        "id": profile.id(),
        "title": profile.title(),
        "band": profile.bands(),
        "generic": profile.is_generic(),
        "archived": profile.archived(),
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
fn reread_jobs(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let read = read_jobs(&text, &SCHEME);
    check_findings(&read.findings, &text);
    assert!(!(read.items.is_empty() && read.findings.is_empty()), "neither a job nor a finding");
    for job in &read.items {
        let file = job_file(job);
        let again = read_jobs(&written(&file), &SCHEME);
        assert!(!any_error(&again.findings), "{:?}", again.findings);
        let [same] = &again.items[..] else { panic!("one job: {again:?}") };
        assert_eq!(job_file(same), file);
        let score = score(job);
        assert!(score.standing.total_range.min <= score.standing.total_range.max);
        assert_eq!(json!(jobeval::score(same)), json!(score));
        PROFILES.iter().for_each(|profile| _ = compare(job, profile).verdict.outcome);
    }
}

fn reread_suites(bytes: &[u8], scheme: &Scheme) {
    let Some(text) = text_of(bytes) else { return };
    let (profiles, findings) = read_suites(&text, scheme);
    check_findings(&findings, &text);
    assert!(!(profiles.suites().is_empty() && findings.is_empty()), "neither a suite nor a finding");
    for suite in profiles.suites() {
        let file = suite_file(suite, scheme);
        let (again, findings) = read_suites(&written(&file), scheme);
        assert!(!any_error(&findings), "{findings:?}");
        let [same] = again.suites() else { panic!("one suite: {again:?}") };
        assert_eq!(suite_file(same, scheme), file);
    }
}

fn reread_schemes(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let read = read_schemes(&text);
    check_findings(&read.findings, &text);
    assert!(!(read.items.is_empty() && read.findings.is_empty()), "neither a scheme nor a finding");
    for read in &read.items {
        let file = serde_yaml::to_string(read).unwrap();
        let same = scheme(&file);
        assert_eq!(serde_yaml::to_string(&same).unwrap(), file);
        assert_eq!((same.factors(), same.bands()), (read.factors(), read.bands()));
        assert_eq!((same.matching(), same.totals()), (read.matching(), read.totals()));
    }
}

/// Reads bytes as each kind of file.
fn reread(bytes: &[u8]) {
    reread_jobs(bytes);
    reread_suites(bytes, &SCHEME);
    reread_schemes(bytes);
}

#[test]
fn the_files_that_are_damaged_are_right() {
    let small = scheme(SMALL_SCHEME_FILE);
    let read = read_jobs(JOBS, &SCHEME);
    assert_eq!((read.items.len(), read.findings), (2, vec![]));
    assert_eq!(read_suites(SUITE, &small).1, []);
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn no_bytes_bring_a_reader_down(bytes in maybe_yaml()) {
        reread(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        if let Err(findings) = job_from_levels(&text, &SCHEME) {
            assert!(!findings.is_empty());
        }
    }

    #[test]
    fn what_is_accepted_of_a_damaged_job_file_means_the_same_when_written(damages in damages(0..5)) {
        reread_jobs(&damaged(JOBS, &damages));
    }

    #[test]
    fn what_is_accepted_of_a_damaged_suite_means_the_same_when_written(damages in damages(0..5)) {
        let small = scheme(SMALL_SCHEME_FILE);
        reread_suites(&damaged(SUITE, &damages), &small);
    }

    #[test]
    fn what_is_accepted_of_a_damaged_scheme_means_the_same_when_written(damages in damages(0..5)) {
        reread_schemes(&damaged(SMALL_SCHEME_FILE, &damages));
    }

    #[test]
    fn what_is_accepted_of_damaged_levels_means_the_same_when_written(damages in damages(0..5)) {
        let levels = damaged("2(a)(d)– 3(c), 5bc/6", &damages);
        let levels = String::from_utf8_lossy(&levels);
        for factor in SCHEME.factors() {
            if let Ok(read) = factor.levels(&levels) {
                assert_eq!(factor.levels(&read.to_string()).ok(), Some(read));
            }
        }
    }
}

/// Runs the command and gives its exit status and what it wrote. The time is a guard against hanging, and nothing that is
/// measured: the slowest machine needs a small part of it.
fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let file = fs::File::create(folder.file("written")).unwrap();
    let mut command = folder.command(arguments);
    let mut child =
        command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), folder.read("written"));
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
    fn no_damaged_file_brings_the_command_down(damages in damages(0..5)) {
        let folder = Folder::with("small-scheme", SMALL_SCHEME_FILE);
        for (name, text) in [("jobs", JOBS), ("suite", SUITE), ("scheme", SMALL_SCHEME_FILE)] {
            folder.write(name, damaged(text, &damages));
        }
        for arguments in [
            &["check", "jobs"][..],
            &["profiles", "check", "--profiles", "suite", "--scheme", "small-scheme"],
            &["scheme", "--scheme", "scheme"],
        ] {
            let (status, written) = run(&folder, arguments);
            prop_assert!(status.is_some() && status <= TROUBLE, "{arguments:?}: {status:?}");
            let obeyed = written.contains(|c: char| c.is_control() && c != '\n');
            prop_assert!(!obeyed && !written.contains("panicked"), "{written}");
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn no_damaged_example_brings_a_reader_down(damages in damages(1..8)) {
        reread(&damaged(PANEL, &damages));
    }

    #[test]
    fn no_damage_to_the_built_in_scheme_brings_a_reader_down(damages in damages(1..8)) {
        reread(&damaged(SCHEME_FILE, &damages));
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_damage_to_the_built_in_suite_brings_a_reader_down(damages in damages(1..8)) {
        reread(&damaged(SUITE_FILE, &damages));
    }
}

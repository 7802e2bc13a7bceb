//! Proves what must hold whatever is read: notation has one canonical form, a score follows from the levels, and no
//! text, however mangled, brings a reader down. The valid files to be mangled are those shipped with the crate.

mod common;

use common::{PROFILES, SCHEME, cases, job};
use jobeval::level::Notation;
use jobeval::{Job, Profiles, Scheme, compare, score};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

const JOBS: &str = include_str!("../examples/panel-2026-03.yaml");
const SUITE: &str = include_str!("../profiles/arts-therapies.yaml");
const SCHEME_FILE: &str = include_str!("../profiles/scheme.yaml");

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

/// Any text, and texts that are YAML or nearly so.
fn maybe_yaml() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "([a-z&*!?|>-]{0,3}[:{}\\[\\],\"'#%]? ?\n?){0,40}"]
}

/// Changes to a text that leave it a text.
#[derive(Debug, Clone)]
enum Edit {
    Delete(Index),
    Insert(Index, char),
    Swap(Index, Index),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let telling: Vec<char> = "\n\t :-#?&*!|>'\"%@`{}[],.~\\0é\u{feff}\r".chars().collect();
    let edit = prop_oneof![
        any::<Index>().prop_map(Edit::Delete),
        (any::<Index>(), select(telling)).prop_map(|(place, c)| Edit::Insert(place, c)),
        (any::<Index>(), any::<char>()).prop_map(|(place, c)| Edit::Insert(place, c)),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Edit::Swap(one, other)),
    ];
    prop::collection::vec(edit, 1..8)
}

/// A text with characters deleted and inserted, and lines swapped.
fn mangled(text: &str, edits: &[Edit]) -> String {
    edits.iter().fold(text.to_owned(), |text, edit| {
        let mut chars: Vec<char> = text.chars().collect();
        match edit {
            Edit::Delete(place) => _ = chars.remove(place.index(chars.len())),
            Edit::Insert(place, c) => chars.insert(place.index(chars.len() + 1), *c),
            Edit::Swap(one, other) => {
                let mut lines: Vec<&str> = text.split('\n').collect();
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                return lines.join("\n");
            }
        }
        chars.into_iter().collect()
    })
}

/// Reads a text as each kind of file, and puts what it holds to use.
fn read_as_everything(text: &str) {
    let jobs = Job::read("test", text, &SCHEME);
    assert!(!(jobs.items.is_empty() && jobs.findings.is_empty()), "neither a job nor a finding");
    for job in &jobs.items {
        let score = score(job);
        assert!(score.total_range.min <= score.total_range.max);
        PROFILES.iter().for_each(|profile| _ = compare(job, profile).outcome);
    }
    let mut profiles = Profiles::new(&SCHEME);
    let mut findings = [jobs.findings, profiles.read("test", text)].concat();
    findings.extend(Scheme::read("test", text).err().unwrap_or_default());
    for place in findings.iter().filter_map(|finding| finding.position) {
        // What is missing at the end is missing on the next line.
        let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 1;
        assert!((1..=lines).contains(&place.line) && place.column >= 1, "{place:?} of {lines} lines");
    }
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
        let score = score(&job);
        prop_assert_eq!(score.total, Some(points.iter().sum()));
        prop_assert!(score.total.is_some_and(|total| profile.score().contains(total)));
        prop_assert!(score.band.is_some_and(|band| profile.bands().bands().contains(band)));
        prop_assert!(compare(&job, profile).outcome.is_match());
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
        let score = score(&job);
        let points: u32 = score.factors.iter().filter_map(|factor| factor.points).sum();
        prop_assert!(score.complete);
        prop_assert_eq!(score.total, Some(points));
        prop_assert_eq!((score.total_range.min, score.total_range.max), (points, points));
    }

    #[test]
    fn no_text_brings_a_reader_down(text in maybe_yaml()) {
        read_as_everything(&text);
        let _ = Job::from_levels("test", &text, &SCHEME);
    }

    #[test]
    fn no_mangled_job_file_brings_a_reader_down(edits in edits()) {
        read_as_everything(&mangled(JOBS, &edits));
    }

    #[test]
    fn no_mangled_scheme_brings_a_reader_down(edits in edits()) {
        read_as_everything(&mangled(SCHEME_FILE, &edits));
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_mangled_suite_brings_a_reader_down(edits in edits()) {
        read_as_everything(&mangled(SUITE, &edits));
    }
}

//! Holds scoring, comparing and ranking to the oracle: on random jobs, near the published profiles or others in runs of
//! several bands, generic ones among them, and far from them, complete or not; on a hundred thousand rows of CSV; and on the
//! examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::ScopedJoinHandle;

use jobeval::compare::FactorResult;
use jobeval::profile::Profile;
use jobeval::rank::Ranked;
use jobeval::scheme::Band;
use jobeval::{Job, Profiles, rank};

use crate::facts::{BANDS, FACTORS, Random};
use crate::library::{self, PROFILES, jobs};
use crate::oracle::{self, Compared, PUBLISHED, Ranges, Scored};
use crate::run::Folder;

/// Random jobs are scored and compared with a profile in parts, each with random numbers of its own.
const JOBS_PER_PART: usize = 10_000;

/// Returns the number of parts: a hundred thousand jobs, or a million if `JOBEVAL_TESTS` is `all`, as in `.ci/run`.
fn part_count() -> usize {
    if std::env::var_os("JOBEVAL_TESTS").is_some_and(|tests| tests == "all") { 100 } else { 10 }
}

/// One job in so many is read from a file as well, which takes longer than all the rest.
const FILE_EVERY: usize = 100;

/// The most factors left open in a job: each multiplies the ways of settling it.
const MOST_OPEN: u8 = 3;

/// How many jobs are ranked, and how many that are not settled.
const RANKED_JOBS: usize = 2_000;
const OPEN_JOBS: usize = 300;

/// The library's name of a band as one of ours.
fn ours(band: Option<&Band>) -> Option<&'static str> {
    band.map(|band| {
        BANDS.iter().find(|(name, ..)| *name == band.name()).map_or("a band of its own", |(name, ..)| name)
    })
}

fn scored(job: &Job<'_>) -> Scored {
    let standing = jobeval::score(job).standing;
    assert_eq!(standing.is_complete(), standing.total.is_some());
    Scored {
        total: standing.total,
        band: ours(standing.band()),
        least: standing.total_range.min,
        greatest: standing.total_range.max,
        possible_bands: standing.possible_bands().iter().filter_map(|band| ours(Some(band))).collect(),
    }
}

fn compared<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Compared {
    of_library(&library::compare(job, profile))
}

/// How many profiles are made up beside the published ones.
const MADE_UP: usize = 60;

/// Their bands and ranges.
static MADE: LazyLock<Vec<(Vec<&'static str>, Ranges)>> = LazyLock::new(|| {
    let mut random = Random(5);
    std::iter::repeat_with(|| oracle::made_up(&mut random)).take(MADE_UP).collect()
});

/// The same as the library reads them.
static MADE_PROFILES: LazyLock<Profiles<'static>> = LazyLock::new(|| {
    let mut suite = "suite: made\ntitle: Made up\nscheme: nhs-jes\nprofiles:\n".to_owned();
    for (index, (bands, listed)) in MADE.iter().enumerate() {
        let run = format!("{}-{}", bands[0], bands[bands.len() - 1]);
        let band = if bands.len() == 1 { bands[0] } else { &run };
        let ranges = oracle::typed(listed).map(|range| range.replace('?', "1"));
        let factors = FACTORS.iter().zip(listed).zip(ranges).map(|(((_, id, ..), (low, high)), typed)| {
            let levels = if low == high { typed } else { format!("'{low}, {high}'") };
            format!("{id}: {{levels: {levels}, scores: []}}")
        });
        let factors = factors.collect::<Vec<_>>().join(", ");
        suite += &format!(
            "- {{id: made-{index}, title: M, band: '{band}', generic: {}, score: {{min: 0, max: 1000}}, \
             factors: {{{factors}}}}}\n",
            index % 2 == 0
        );
    }
    let (profiles, findings) = library::read_suites(&suite, &library::SCHEME);
    assert_eq!((profiles.iter().count(), findings), (MADE_UP, vec![]));
    profiles
});

/// A profile to compare jobs with, and whether it is made up.
struct Against {
    profile: &'static Profile<'static>,
    bands: Vec<&'static str>,
    listed: Ranges,
    made_up: bool,
}

/// The published profiles, three times as often as those that are made up.
static AGAINST: LazyLock<Vec<Against>> = LazyLock::new(|| {
    let mut published = PUBLISHED.iter().cycle().map(|(id, bands, listed)| Against {
        profile: library::profile(id),
        bands: bands.to_vec(),
        listed: *listed,
        made_up: false,
    });
    let made = MADE_PROFILES.iter().zip(MADE.iter()).map(|(profile, (bands, listed))| Against {
        profile,
        bands: bands.clone(),
        listed: *listed,
        made_up: true,
    });
    made.flat_map(|made| std::iter::once(made).chain(published.by_ref().take(3)).collect::<Vec<_>>())
        .collect()
});

/// A comparison of the library as one of ours.
pub(crate) fn of_library(comparison: &jobeval::compare::Comparison<'_>) -> Compared {
    let result = |result| match result {
        FactorResult::Match => "match",
        FactorResult::Variation => "variation",
        FactorResult::Mismatch => "mismatch",
        FactorResult::NotAssessed => "not_assessed",
    };
    let verdict = comparison.verdict;
    Compared {
        outcome: verdict.outcome.id(),
        total: verdict.total,
        band: ours(verdict.band),
        variations: verdict.variations,
        conditions: verdict.conditions.list().map(|condition| condition.met),
        differences: comparison.factors.iter().map(|row| row.difference).collect(),
        results: comparison.factors.iter().map(|row| result(row.result)).collect(),
    }
}

/// A job as it might be typed: an option here and there, a question mark where nothing is known.
fn written(ranges: &Ranges, random: &mut Random) -> String {
    let mut words = oracle::typed(ranges);
    for (word, (low, high)) in words.iter_mut().zip(ranges) {
        if low == high && random.once_in(4) {
            word.push_str("(b)");
        }
    }
    words.join(" ")
}

/// The job as a file, which goes through YAML.
fn file(levels: &str) -> String {
    let levels = FACTORS.iter().zip(levels.split(' '));
    let factors: String = levels.map(|((_, id, ..), level)| format!("  {id}: {level}\n")).collect();
    format!("title: Job\nfactors:\n{}", factors.replace("?", "'?'"))
}

/// Judges a part of the jobs, and counts what they came to.
fn agree(part: u64) -> BTreeMap<String, usize> {
    let random = &mut Random(part);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for round in 0..JOBS_PER_PART {
        let Against { profile, bands, listed, made_up } = &AGAINST[round % AGAINST.len()];
        let id = profile.id();
        let levels = if random.once_in(4) { oracle::far(random) } else { oracle::near(listed, random) };
        let most_open = if random.once_in(2) { MOST_OPEN } else { 0 };
        let ranges = oracle::open(&levels, most_open, random);
        let text = written(&ranges, random);
        let job = library::job(&text);
        let expected = (oracle::score(&ranges), oracle::compare(&ranges, bands, listed));
        assert_eq!((scored(&job), compared(&job, profile)), expected, "{id}: {text}");
        if round % FILE_EVERY == 0 {
            let job = &jobs(&file(&text))[0];
            assert_eq!((scored(job), compared(job, profile)), expected, "{id}: {text}");
        }
        let (scored, compared) = expected;
        if *made_up {
            let outside =
                compared.conditions[3] == Some(false) && compared.differences.iter().all(|d| *d == Some(0));
            let kind = if outside { "in range, but outside the bands" } else { compared.outcome };
            *seen.entry(format!("made up: {} bands, {kind}", bands.len())).or_default() += 1;
            *seen.entry(format!("scored {:?}", scored.band)).or_default() += 1;
            continue;
        }
        for (condition, met) in ["levels", "fixed", "count", "total"].iter().zip(compared.conditions) {
            *seen.entry(format!("{condition} {met:?}")).or_default() += 1;
        }
        *seen.entry(format!("{} {:?}", compared.outcome, compared.band)).or_default() += 1;
        *seen.entry(format!("scored {:?}", scored.band)).or_default() += 1;
    }
    seen
}

#[test]
fn scoring_and_matching_agree_on_random_jobs_complete_or_not() {
    let (next, part_count) = (AtomicU64::new(0), part_count());
    let jobs = part_count * JOBS_PER_PART;
    let parts =
        || std::iter::repeat_with(|| next.fetch_add(1, Relaxed)).take_while(|part| *part < part_count as u64);
    let work = || parts().flat_map(agree).collect::<Vec<_>>();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let counts: Vec<(String, usize)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().map(ScopedJoinHandle::join);
        joined.flat_map(|part| part.unwrap_or_else(|failure| resume_unwind(failure))).collect()
    });
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (what, count) in counts {
        *seen.entry(what).or_default() += count;
    }
    let (made_up, seen): (BTreeMap<_, _>, BTreeMap<_, _>) =
        seen.into_iter().partition(|(what, _)| what.starts_with("made up"));
    // Runs of one to five bands, each with every outcome, and with jobs in which nothing varies but the total is wrong.
    let below = made_up.iter().filter(|(what, _)| what.contains("outside the bands"));
    assert!(made_up.len() > 5 * 4, "{made_up:?}");
    assert!(below.map(|(_, count)| count).sum::<usize>() >= jobs / 1000, "{made_up:?}");
    // Every condition true, false and open; both matches in each of six bands; incomplete; no match.
    let (scored, compared): (Vec<_>, Vec<_>) = seen.iter().partition(|(what, _)| what.starts_with("scored"));
    assert_eq!(compared.len(), 4 * 3 + 2 * 6 + 2, "{seen:?}");
    assert!(compared.iter().all(|(_, count)| **count >= jobs / 1000), "{seen:?}");
    assert!(scored.len() >= 9, "the jobs lie in few bands: {seen:?}");
    assert_eq!(scored.iter().map(|(_, count)| **count).sum::<usize>(), jobs);
}

#[test]
fn every_built_in_profile_is_compared() {
    let ids: Vec<&str> = PROFILES.iter().map(|profile| profile.id()).collect();
    assert_eq!(ids, PUBLISHED.map(|(id, ..)| id));
}

#[test]
fn a_hundred_thousand_rows_of_digits_are_scored_as_the_oracle_does() {
    let mut random = Random(10);
    let (mut rows, mut expected) = (String::new(), String::new());
    for row in 0..100_000 {
        let levels = oracle::far(&mut random);
        let total = oracle::total(&levels);
        let (band, problem) = oracle::band(total).map_or(("", "above Band 9"), |band| (band, ""));
        let _ = writeln!(rows, "{row},Clerk,{}", levels.map(|level| level.to_string()).join(","));
        let _ = write!(expected, "{row},Clerk,{total},{band},,{problem}\r\n");
    }
    let numbers = FACTORS.map(|(number, ..)| number.to_string()).join(",");
    let folder = Folder::with("rows.csv", format!("id,title,{numbers}\n{rows}"));
    let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert!(out == format!("id,title,total,band,code,problem\r\n{expected}"));
}

/// Compares the ranking for a job with the oracle's, and gives the outcome and profile that come first.
fn assert_ranked(job: &Job<'_>) -> (&'static str, &'static str) {
    let expected = oracle::rank(&oracle::ranges_of(job));
    let ranked: Vec<_> = rank(job, PROFILES.iter())
        .unwrap()
        .into_iter()
        .map(|ranked| {
            let Ranked { profile, verdict } = ranked;
            let points = ranked.total_distance();
            (verdict.outcome.id(), verdict.variations, verdict.level_distance, points, profile.id())
        })
        .collect();
    assert_eq!(ranked, expected, "{}", job.title());
    (expected[0].0, expected[0].4)
}

#[test]
fn match_ranks_the_profiles_as_the_oracle_does() {
    let mut random = Random(1);
    let near = || oracle::job(&oracle::settled(&oracle::near_any(&mut random)));
    let firsts: BTreeSet<_> =
        std::iter::repeat_with(near).take(RANKED_JOBS).map(|job| assert_ranked(&job)).collect();
    assert_eq!(
        firsts.len(),
        15,
        "every profile came first as a profile match, a band match and a miss: {firsts:?}"
    );
}

#[test]
fn match_ranks_the_profiles_for_the_examples_and_for_jobs_that_are_not_settled() {
    let mut examples = 0;
    for entry in std::fs::read_dir("examples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            for job in jobs(&std::fs::read_to_string(&path).unwrap()) {
                assert_ranked(&job);
                examples += 1;
            }
        }
    }
    assert_eq!(examples, 12);
    let mut random = Random(4);
    let mut firsts = BTreeSet::new();
    for _ in 0..OPEN_JOBS {
        let mut ranges = oracle::settled(&oracle::near_any(&mut random));
        for _ in 0..random.within(1, 3) {
            let factor = usize::from(random.within(0, 15));
            ranges[factor] = (1, oracle::highest(factor));
        }
        firsts.insert(assert_ranked(&oracle::job(&ranges)).0);
    }
    assert!(firsts.contains("incomplete") && firsts.contains("no_match"), "{firsts:?}");
}

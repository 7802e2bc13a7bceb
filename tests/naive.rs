//! Proves the engine against a second implementation of scoring and matching, written from the wording of the handbook
//! (ch. 7, 8 and 11) with tables of its own and as naively as can be: a job with open factors is settled in every way
//! there is, each way is judged by itself, and what all ways agree on is decided. Both judge a million random jobs, near
//! the published profiles and far from them.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::ScopedJoinHandle;

use common::{BANDS, FACTORS, PROFILES, Random, job};
use jobeval::compare::FactorResult;
use jobeval::scheme::Band;
use jobeval::{Job, compare, score};

/// How many jobs are scored and compared with a profile, and in how many parts, each with random numbers of its own.
const JOBS: usize = 1_000_000;
const PARTS: usize = 100;

/// One job in so many is read from a file as well, which takes longer than all the rest.
const FILE_EVERY: usize = 100;

/// The most factors left open in a job: each multiplies the ways of settling it.
const MOST_OPEN: usize = 3;

/// The lowest and highest possible level of each factor: the same where it is settled.
type Levels = [(u8, u8); 16];

/// The profiles as published: id, bands, and the lowest and highest level of each factor.
#[rustfmt::skip]
const RANGES: [(&str, &[&str], Levels); 5] = [
    ("arts-therapist-entry-level", &["6"],
     [(5, 5), (7, 7), (3, 3), (2, 2), (3, 3), (5, 5), (1, 1), (2, 2), (1, 1), (1, 1), (1, 1), (3, 3), (2, 3), (2, 2), (4, 4), (2, 3)]),
    ("arts-therapist", &["7"],
     [(6, 6), (7, 7), (4, 4), (2, 2), (3, 3), (5, 5), (2, 2), (2, 2), (1, 2), (1, 1), (1, 2), (3, 3), (2, 3), (2, 4), (4, 4), (2, 4)]),
    ("arts-therapist-principal", &["8a", "8b"],
     [(6, 6), (7, 7), (4, 4), (3, 3), (3, 3), (6, 6), (3, 3), (2, 3), (3, 3), (1, 1), (2, 4), (4, 4), (2, 3), (3, 4), (4, 4), (2, 4)]),
    ("head-of-arts-therapies", &["8c", "8d"],
     [(6, 6), (8, 8), (4, 4), (4, 4), (3, 3), (6, 6), (4, 4), (4, 4), (4, 4), (1, 1), (2, 4), (5, 5), (1, 2), (3, 4), (3, 4), (2, 3)]),
    ("arts-therapies-consultant", &["8c", "8d"],
     [(6, 6), (8, 8), (5, 5), (3, 4), (3, 3), (6, 6), (3, 4), (2, 3), (3, 3), (1, 1), (4, 5), (5, 5), (2, 2), (3, 4), (3, 4), (2, 4)]),
];

/// Knowledge, Training & Experience and Freedom to Act, counted from 0.
const FIXED: [usize; 2] = [1, 11];

/// What scoring says of a job.
#[derive(Debug, PartialEq)]
struct Scored {
    total: Option<u32>,
    band: Option<&'static str>,
    least: u32,
    greatest: u32,
    possible_bands: Vec<&'static str>,
}

/// What comparing says of a job and a profile.
#[derive(Debug, PartialEq)]
struct Compared {
    outcome: &'static str,
    total: Option<u32>,
    band: Option<&'static str>,
    variations: usize,
    conditions: [Option<bool>; 4],
    differences: Vec<Option<i16>>,
    results: Vec<&'static str>,
}

/// A job with every factor settled, against a profile.
struct Way {
    total: u32,
    conditions: [bool; 4],
    profile_match: bool,
}

impl Way {
    fn is_match(&self) -> bool {
        self.profile_match || self.conditions == [true; 4]
    }
}

fn total(levels: &[u8]) -> u32 {
    FACTORS.iter().zip(levels).map(|((.., points), level)| points[usize::from(*level) - 1]).sum()
}

fn band(total: u32) -> Option<&'static str> {
    BANDS.iter().find(|(_, _, from, to)| *from <= total && total <= *to).map(|(name, ..)| *name)
}

/// Signed number of levels to the nearer end of a range.
fn difference(level: u8, (low, high): (u8, u8)) -> i16 {
    let (level, low, high) = (i16::from(level), i16::from(low), i16::from(high));
    if level < low {
        level - low
    } else if level > high {
        level - high
    } else {
        0
    }
}

/// Every way of settling a job.
fn ways(job: &Levels) -> Vec<[u8; 16]> {
    let mut ways = vec![job.map(|(low, _)| low)];
    for (factor, &(low, high)) in job.iter().enumerate().filter(|(_, (low, high))| low < high) {
        let lowest = ways.clone();
        for level in low + 1..=high {
            ways.extend(lowest.iter().map(|way| {
                let mut way = *way;
                way[factor] = level;
                way
            }));
        }
    }
    ways
}

fn naive_score(job: &Levels) -> Scored {
    let totals: Vec<u32> = ways(job).iter().map(|way| total(way)).collect();
    let settled = totals.len() == 1;
    let reached: BTreeSet<&str> = totals.iter().filter_map(|total| band(*total)).collect();
    Scored {
        total: settled.then_some(totals[0]),
        band: if settled { band(totals[0]) } else { None },
        least: totals.iter().copied().min().unwrap_or_default(),
        greatest: totals.iter().copied().max().unwrap_or_default(),
        possible_bands: BANDS.iter().map(|(name, ..)| *name).filter(|name| reached.contains(name)).collect(),
    }
}

fn judge(way: &[u8], bands: &[&str], ranges: &Levels) -> Way {
    let differences: Vec<i16> =
        way.iter().zip(ranges).map(|(level, range)| difference(*level, *range)).collect();
    let total = total(way);
    Way {
        total,
        conditions: [
            differences.iter().all(|levels| (-1..=1).contains(levels)),
            FIXED.iter().all(|&factor| differences[factor] == 0),
            differences.iter().filter(|levels| **levels != 0).count() <= 5,
            band(total).is_some_and(|band| bands.contains(&band)),
        ],
        profile_match: differences.iter().all(|levels| *levels == 0),
    }
}

fn naive_compare(job: &Levels, bands: &[&'static str], ranges: &Levels) -> Compared {
    let ways: Vec<Way> = ways(job).iter().map(|way| judge(way, bands, ranges)).collect();
    let settled = ways.len() == 1;
    let outcome = match (ways.iter().any(Way::is_match), settled) {
        (false, _) => "no_match",
        (true, false) => "incomplete",
        (true, true) if ways[0].profile_match => "profile_match",
        (true, true) => "band_match",
    };
    let total = settled.then_some(ways[0].total);
    let own_band = bands.iter().find(|name| bands.len() == 1 || total.and_then(band) == Some(name));
    let differences: Vec<Option<i16>> = job
        .iter()
        .zip(ranges)
        .map(|((low, high), range)| (low == high).then(|| difference(*low, *range)))
        .collect();
    let result = |(factor, levels): (usize, &Option<i16>)| match levels {
        None => "not_assessed",
        Some(0) => "match",
        Some(-1 | 1) if !FIXED.contains(&factor) => "variation",
        Some(_) => "mismatch",
    };
    Compared {
        outcome,
        total,
        band: if outcome.ends_with("_match") && outcome != "no_match" { own_band.copied() } else { None },
        variations: differences.iter().filter(|levels| levels.is_some_and(|levels| levels != 0)).count(),
        conditions: [0, 1, 2, 3].map(|condition| {
            let first = ways[0].conditions[condition];
            ways.iter().all(|way| way.conditions[condition] == first).then_some(first)
        }),
        results: differences.iter().enumerate().map(result).collect(),
        differences,
    }
}

/// The crate's name of a band as one of ours.
fn ours(band: Option<&Band>) -> Option<&'static str> {
    band.map(|band| {
        BANDS.iter().find(|(name, ..)| *name == band.name()).map_or("a band of its own", |(name, ..)| name)
    })
}

fn crate_score(job: &Job<'_>) -> Scored {
    let score = score(job);
    assert_eq!(score.complete, score.total.is_some());
    Scored {
        total: score.total,
        band: ours(score.band),
        least: score.total_range.min,
        greatest: score.total_range.max,
        possible_bands: score.possible_bands.iter().filter_map(|band| ours(Some(band))).collect(),
    }
}

fn crate_compare(job: &Job<'_>, id: &str) -> Compared {
    let comparison = compare(job, common::profile(id));
    let result = |result| match result {
        FactorResult::Match => "match",
        FactorResult::Variation => "variation",
        FactorResult::Mismatch => "mismatch",
        FactorResult::NotAssessed => "not_assessed",
    };
    Compared {
        outcome: comparison.outcome.id(),
        total: comparison.total,
        band: ours(comparison.band),
        variations: comparison.variations,
        conditions: comparison.conditions.each_ref().map(|condition| condition.met),
        differences: comparison.factors.iter().map(|row| row.difference).collect(),
        results: comparison.factors.iter().map(|row| result(row.result)).collect(),
    }
}

fn highest(factor: usize) -> u8 {
    FACTORS[factor].4.len() as u8
}

/// Any levels at all.
fn far(random: &mut Random) -> Levels {
    std::array::from_fn(|factor| random.within(1, highest(factor))).map(|level| (level, level))
}

/// Levels of a profile, with up to seven factors moved by one level, seldom two.
fn near(ranges: &Levels, random: &mut Random) -> Levels {
    let mut levels = ranges.map(|(low, high)| random.within(low, high));
    for _ in 0..random.within(0, 7) {
        let factor = usize::from(random.within(0, 15));
        if FIXED.contains(&factor) && !random.once_in(8) {
            continue;
        }
        let step = if random.once_in(12) { 2 } else { 1 };
        let moved =
            if random.once_in(2) { levels[factor] + step } else { levels[factor].saturating_sub(step) };
        levels[factor] = moved.clamp(1, highest(factor));
    }
    levels.map(|level| (level, level))
}

/// Opens a few factors: to a range around their level, or altogether.
fn open(levels: &mut Levels, random: &mut Random) {
    for _ in 0..random.within(0, MOST_OPEN as u8) {
        let factor = usize::from(random.within(0, 15));
        let (low, high) = levels[factor];
        levels[factor] = if random.once_in(3) {
            (1, highest(factor))
        } else {
            ((low - random.within(0, 1)).max(1), (high + random.within(0, 1)).min(highest(factor)))
        };
    }
}

/// A job as it might be typed: an option here and there, a question mark where nothing is known.
fn written(levels: &Levels, random: &mut Random) -> String {
    let words = levels.iter().enumerate().map(|(factor, &(low, high))| match (low, high) {
        (low, high) if low == high && random.once_in(4) => format!("{low}(b)"),
        (low, high) if low == high => low.to_string(),
        (1, all) if all == highest(factor) => "?".to_owned(),
        (low, high) => format!("{low}-{high}"),
    });
    words.collect::<Vec<_>>().join(" ")
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
    for round in 0..JOBS / PARTS {
        let (id, bands, ranges) = &RANGES[round % RANGES.len()];
        let mut levels = if random.once_in(4) { far(random) } else { near(ranges, random) };
        if random.once_in(2) {
            open(&mut levels, random);
        }
        let text = written(&levels, random);
        let job = job(&text);
        let (scored, compared) = (naive_score(&levels), naive_compare(&levels, bands, ranges));
        assert_eq!(crate_score(&job), scored, "{text}");
        assert_eq!(crate_compare(&job, id), compared, "{id}: {text}");
        if round % FILE_EVERY == 0 {
            let read = Job::read("test", &file(&text), &common::SCHEME);
            assert!(read.findings.is_empty(), "{:?}", read.findings);
            assert_eq!(crate_score(&read.items[0]), scored, "{text}");
            assert_eq!(crate_compare(&read.items[0], id), compared, "{id}: {text}");
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
fn scoring_and_matching_agree_on_a_million_jobs_complete_or_not() {
    let next = AtomicU64::new(0);
    let parts =
        || std::iter::repeat_with(|| next.fetch_add(1, Relaxed)).take_while(|part| *part < PARTS as u64);
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
    // Every condition true, false and open; both matches in each of six bands; incomplete; no match.
    let (scored, compared): (Vec<_>, Vec<_>) = seen.iter().partition(|(what, _)| what.starts_with("scored"));
    assert_eq!(compared.len(), 4 * 3 + 2 * 6 + 2, "{seen:?}");
    assert!(compared.iter().all(|(_, count)| **count >= 1000), "{seen:?}");
    assert!(scored.len() >= 9, "the jobs lie in few bands: {seen:?}");
    assert_eq!(scored.iter().map(|(_, count)| **count).sum::<usize>(), JOBS);
}

#[test]
fn every_built_in_profile_is_compared() {
    let ids: Vec<&str> = PROFILES.iter().map(|profile| profile.id()).collect();
    assert_eq!(ids, RANGES.map(|(id, ..)| id));
}

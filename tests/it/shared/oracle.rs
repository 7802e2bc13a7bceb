//! The oracle: scoring, comparing and what follows from them a second time, written from the wording of the handbook
//! (ch. 7, 8, 9 and 11) with tables of its own and as simply as can be. A job with open factors is settled in every way
//! there is, each way is judged by itself, and what all ways agree on is decided. The library is held to it on
//! random jobs, on every level and range of every factor, and in every other place where a second answer helps.

use std::collections::BTreeSet;

use jobeval::Job;

use crate::facts::{BANDS, FACTORS, Random};
use crate::library;

/// One level for each factor.
pub(crate) type Levels = [u8; 16];

/// The lowest and highest level of each factor: those that a job may have, the same where it is settled, or those that
/// a profile lists.
pub(crate) type Ranges = [(u8, u8); 16];

/// The profiles as published: id, bands, and the lowest and highest level of each factor.
#[rustfmt::skip]
pub(crate) const PUBLISHED: [(&str, &[&str], Ranges); 5] = [
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
pub(crate) const FIXED: [usize; 2] = [1, 11];

/// The outcomes, best first.
pub(crate) const OUTCOMES: [&str; 4] = ["profile_match", "band_match", "incomplete", "no_match"];

/// What scoring says of a job.
#[derive(Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) total: Option<u32>,
    pub(crate) band: Option<&'static str>,
    pub(crate) least: u32,
    pub(crate) greatest: u32,
    pub(crate) possible_bands: Vec<&'static str>,
}

/// What comparing says of a job and a profile.
#[derive(Debug, PartialEq)]
pub(crate) struct Compared {
    pub(crate) outcome: &'static str,
    pub(crate) total: Option<u32>,
    pub(crate) band: Option<&'static str>,
    pub(crate) variations: usize,
    pub(crate) conditions: [Option<bool>; 4],
    pub(crate) differences: Vec<Option<i16>>,
    pub(crate) results: Vec<&'static str>,
}

/// A job with every factor settled, against a profile.
struct Way {
    total: u32,
    conditions: [bool; 4],
    profile_match: bool,
}

impl Way {
    /// Whatever the levels, a job whose total lies outside the profile's bands is no match.
    fn is_match(&self) -> bool {
        self.conditions == [true; 4]
    }
}

/// The highest level of a factor.
pub(crate) fn highest(factor: usize) -> u8 {
    FACTORS[factor].4.len() as u8
}

pub(crate) fn points(factor: usize, level: u8) -> u32 {
    FACTORS[factor].4[usize::from(level) - 1]
}

pub(crate) fn total(levels: &Levels) -> u32 {
    levels.iter().enumerate().map(|(factor, level)| points(factor, *level)).sum()
}

/// The place of a total's band in the table.
pub(crate) fn band_index(total: u32) -> Option<usize> {
    BANDS.iter().position(|(_, _, from, to)| *from <= total && total <= *to)
}

/// The name of a total's band.
pub(crate) fn band(total: u32) -> Option<&'static str> {
    band_index(total).map(|index| BANDS[index].0)
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
fn ways(job: &Ranges) -> Vec<Levels> {
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

pub(crate) fn score(job: &Ranges) -> Scored {
    let totals: Vec<u32> = ways(job).iter().map(total).collect();
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

/// One way of settling a job, against a profile.
fn judge(way: &Levels, bands: &[&str], listed: &Ranges) -> Way {
    let differences: Vec<i16> =
        way.iter().zip(listed).map(|(level, range)| difference(*level, *range)).collect();
    let total = total(way);
    let in_band = band(total).is_some_and(|band| bands.contains(&band));
    Way {
        total,
        conditions: [
            differences.iter().all(|levels| (-1..=1).contains(levels)),
            FIXED.iter().all(|&factor| differences[factor] == 0),
            differences.iter().filter(|levels| **levels != 0).count() <= 5,
            in_band,
        ],
        profile_match: in_band && differences.iter().all(|levels| *levels == 0),
    }
}

/// A job against a profile with these bands and levels.
pub(crate) fn compare(job: &Ranges, bands: &[&'static str], listed: &Ranges) -> Compared {
    let ways: Vec<Way> = ways(job).iter().map(|way| judge(way, bands, listed)).collect();
    let settled = ways.len() == 1;
    let outcome = match (ways.iter().any(Way::is_match), settled) {
        (false, _) => "no_match",
        (true, false) => "incomplete",
        (true, true) if ways[0].profile_match => "profile_match",
        (true, true) => "band_match",
    };
    let total = settled.then_some(ways[0].total);
    let own_band = bands.iter().find(|name| total.and_then(band) == Some(name));
    let differences: Vec<Option<i16>> = job
        .iter()
        .zip(listed)
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

/// How far a range of totals is from these bands, in points.
fn total_distance(least: u32, greatest: u32, bands: &[&str]) -> u32 {
    let distance = |(_, _, from, to): &(&str, &str, u32, u32)| match () {
        () if greatest < *from => from - greatest,
        () if least > *to => least - to,
        () => 0,
    };
    BANDS.iter().filter(|(name, ..)| bands.contains(name)).map(distance).min().unwrap_or_default()
}

/// Outcome, variations, distance in levels and in points and id of every published profile, best first.
pub(crate) fn rank(job: &Ranges) -> Vec<(&'static str, usize, u32, u32, &'static str)> {
    let Scored { least, greatest, .. } = score(job);
    let mut ranked: Vec<_> = PUBLISHED
        .iter()
        .map(|(id, bands, listed)| {
            let compared = compare(job, bands, listed);
            let distance =
                compared.differences.iter().flatten().map(|levels| u32::from(levels.unsigned_abs()));
            (
                compared.outcome,
                compared.variations,
                distance.sum(),
                total_distance(least, greatest, bands),
                *id,
            )
        })
        .collect();
    ranked.sort_by_key(|(outcome, variations, levels, points, id)| {
        let place = OUTCOMES.iter().position(|other| other == outcome);
        (place, *variations, *levels, *points, *id)
    });
    ranked
}

/// A profile of nobody's: ranges around those of a published one, in up to five neighbouring bands of which the last is
/// that of its highest total. Its lowest total may lie below them, as that of a generic profile.
pub(crate) fn made_up(random: &mut Random) -> (Vec<&'static str>, Ranges) {
    let (_, _, published) = &PUBLISHED[usize::from(random.within(0, 4))];
    let mut listed = *published;
    for (factor, (low, high)) in listed.iter_mut().enumerate() {
        let (down, up) = (random.within(0, 2), random.within(0, 1));
        if random.once_in(2) && !FIXED.contains(&factor) {
            (*low, *high) = (low.saturating_sub(down).max(1), (*high + up).min(highest(factor)));
        }
    }
    let last = band_index(total(&listed.map(|(_, high)| high))).unwrap_or(BANDS.len() - 1);
    let first = last.saturating_sub(usize::from(random.within(0, 4)));
    (BANDS[first..=last].iter().map(|(name, ..)| *name).collect(), listed)
}

/// The levels that can be reached from others in one step of one factor.
pub(crate) fn steps(levels: &Levels) -> impl Iterator<Item = Levels> + '_ {
    (0..16).flat_map(|factor| [-1, 1].map(|step| (factor, step))).filter_map(|(factor, step)| {
        let level = levels[factor].checked_add_signed(step)?;
        (1..=highest(factor)).contains(&level).then(|| {
            let mut changed = *levels;
            changed[factor] = level;
            changed
        })
    })
}

/// Whether for some choice of the other factors' levels, two levels of one factor give different bands.
pub(crate) fn can_change_band(job: &Ranges, factor: usize) -> bool {
    let mut others = BTreeSet::from([0]);
    for (other, (low, high)) in job.iter().enumerate().filter(|(other, _)| *other != factor) {
        others = others
            .iter()
            .flat_map(|sum| (*low..=*high).map(move |level| sum + points(other, level)))
            .collect();
    }
    let (low, high) = job[factor];
    others.iter().any(|sum| {
        let bands: BTreeSet<Option<usize>> =
            (low..=high).map(|level| band_index(sum + points(factor, level))).collect();
        bands.len() > 1
    })
}

/// Any levels at all.
pub(crate) fn far(random: &mut Random) -> Levels {
    std::array::from_fn(|factor| random.within(1, highest(factor)))
}

/// Levels of a published profile, with up to seven factors moved by one level, seldom two. The fixed factors are seldom
/// moved, because that decides everything.
pub(crate) fn near(listed: &Ranges, random: &mut Random) -> Levels {
    let mut levels = listed.map(|(low, high)| random.within(low, high));
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
    levels
}

/// Levels near a random one of the published profiles.
pub(crate) fn near_any(random: &mut Random) -> Levels {
    let index = usize::from(random.within(0, 4));
    near(&PUBLISHED[index].2, random)
}

/// Levels that are settled.
pub(crate) fn settled(levels: &Levels) -> Ranges {
    levels.map(|level| (level, level))
}

/// Opens up to so many factors: to a range around their level, or altogether.
pub(crate) fn open(levels: &Levels, most: u8, random: &mut Random) -> Ranges {
    let mut ranges = settled(levels);
    for _ in 0..random.within(0, most) {
        let factor = usize::from(random.within(0, 15));
        let (low, high) = ranges[factor];
        ranges[factor] = if random.once_in(3) {
            (1, highest(factor))
        } else {
            ((low - random.within(0, 1)).max(1), (high + random.within(0, 1)).min(highest(factor)))
        };
    }
    ranges
}

/// The levels as they are typed: a range where they are open, a question mark where nothing is known.
pub(crate) fn typed(ranges: &Ranges) -> [String; 16] {
    std::array::from_fn(|factor| match ranges[factor] {
        (low, high) if low == high => low.to_string(),
        (1, all) if all == highest(factor) => "?".to_owned(),
        (low, high) => format!("{low}-{high}"),
    })
}

/// The library's job with these levels.
pub(crate) fn job(ranges: &Ranges) -> Job<'static> {
    library::job(&typed(ranges).join(" "))
}

/// What a job of the library leaves possible.
pub(crate) fn ranges_of(job: &Job<'_>) -> Ranges {
    std::array::from_fn(|factor| job.assessments()[factor].possible().into_inner())
}

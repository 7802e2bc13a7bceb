//! Levels unlike those of the jobs that a job belongs with.

use std::collections::HashSet;

use super::alike::{factors, of_one_title};
use super::common::{Member, Observed, alike};
use super::matched::Matched;
use super::types::{Among, Code, Detail, Weight};
use crate::names;
use crate::scheme::Factor;

/// The fewest jobs among which one can be unlike the others.
const FEWEST: usize = 5;

/// How far from the median a level is noticed, in half levels.
const FAR: u16 = 4;

/// Looks through the jobs of a group: those matched to one profile, then those of one title. A level that is noticed among
/// the first is not noticed again among the second.
pub(super) fn check<'j>(group: &[&Member<'j>], matches: &[Matched<'j>], found: &mut Observed<'_, 'j>) {
    let mut noticed = HashSet::new();
    let profile = |member: &Member<'j>| matches[member.index].profile();
    for jobs in alike(group.iter().copied(), |member| profile(member).map(names::normalise)) {
        if let Some(id) = profile(jobs[0]) {
            among(&jobs, Among::Profile(id), &mut noticed, found);
        }
    }
    for jobs in of_one_title(group) {
        among(&jobs, Among::Title, &mut noticed, found);
    }
}

/// Jobs and factors at which a level was noticed.
type Noticed = HashSet<(usize, usize)>;

fn among<'j>(jobs: &[&Member<'j>], among: Among<'j>, noticed: &mut Noticed, found: &mut Observed<'_, 'j>) {
    if jobs.len() < FEWEST {
        return;
    }
    for factor in factors(jobs) {
        let spread = LevelSpread::from_jobs(jobs, factor);
        if spread.jobs < FEWEST {
            continue;
        }
        for job in jobs {
            if let Some(level) = job.level(factor)
                && let Some((weight, detail)) = spread.notice(level, among)
                && noticed.insert((job.index, factor.number()))
            {
                found.add(Code::Outlier, &[*job], Some(factor), weight, detail);
            }
        }
    }
}

/// How the levels of a factor are spread over some jobs.
struct LevelSpread {
    /// How many jobs have level 1, 2, 3, ….
    counts: Vec<usize>,
    /// How many jobs have a level.
    jobs: usize,
    /// The level that the most jobs have.
    usual: u8,
    twice_median: u16,
}

impl LevelSpread {
    fn from_jobs(jobs: &[&Member<'_>], factor: &Factor) -> LevelSpread {
        let mut counts = vec![0; factor.points().len()];
        for level in jobs.iter().filter_map(|job| job.level(factor)) {
            counts[usize::from(level) - 1] += 1;
        }
        let jobs = counts.iter().sum();
        let at = |rank: usize| {
            let mut seen = 0;
            let level = counts.iter().zip(1..).find(|(count, _)| {
                seen += **count;
                seen > rank
            });
            level.map_or(0, |(_, level): (_, u8)| u16::from(level))
        };
        let twice_median = if jobs == 0 { 0 } else { at((jobs - 1) / 2) + at(jobs / 2) };
        let usual = (1..).zip(&counts).max_by_key(|(_, count)| **count).map_or(0, |(level, _)| level);
        LevelSpread { counts, jobs, usual, twice_median }
    }

    fn count(&self, level: u8) -> usize {
        self.counts[usize::from(level) - 1]
    }

    /// Why a level is noticed, if it is, and how much.
    fn notice<'j>(&self, level: u8, among: Among<'j>) -> Option<(Weight, Detail<'j>)> {
        let (of, usual, twice_median) = (self.jobs, self.usual, self.twice_median);
        let twice_away = (2 * u16::from(level)).abs_diff(twice_median);
        let agree = self.count(usual);
        let weight = Weight::Levels(twice_away.into());
        if self.count(level) == 1 && 5 * agree >= 4 * of {
            Some((weight, Detail::Alone { among, level, usual, agree, of }))
        } else if twice_away >= FAR {
            Some((weight, Detail::FarFromMedian { among, level, twice_median, of }))
        } else {
            None
        }
    }
}

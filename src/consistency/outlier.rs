//! Finds levels unlike those of other jobs with the same profile or title.

use std::collections::HashSet;

use super::alike::{by_title, factors};
use super::common::{Member, Observed, alike};
use super::matched::Matched;
use super::types::{Among, Code, Detail, Weight};
use crate::names;
use crate::scheme::Factor;

/// Fewest jobs among which one can be an outlier.
const FEWEST: usize = 5;

/// Least distance of an outlier from the median, in half levels.
const FAR: u16 = 4;

/// Finds outliers of a group: among the jobs matched to one profile, then among those of one title. A level found among the
/// first is not added again.
pub(super) fn check<'j>(group: &[&Member<'j>], matches: &[Matched<'j>], found: &mut Observed<'_, 'j>) {
    let mut noticed = HashSet::new();
    let by_profile =
        alike(group.iter().copied(), |member| matches[member.index].profile().map(names::normalise));
    for jobs in by_profile {
        if let Some(id) = matches[jobs[0].index].profile() {
            among(&jobs, Among::Profile(id), &mut noticed, found);
        }
    }
    for jobs in by_title(group) {
        among(&jobs, Among::Title, &mut noticed, found);
    }
}

/// Outliers found so far, as index of the job and number of the factor.
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

/// The number of jobs at each level of a factor.
struct LevelSpread {
    /// Number of jobs with level 1, 2, 3, ….
    counts: Vec<usize>,
    /// Number of jobs with a level.
    jobs: usize,
    /// Level that the most jobs have.
    usual: u8,
    /// Twice the median, which may lie halfway between two levels.
    twice_median: u16,
}

impl LevelSpread {
    fn from_jobs(jobs: &[&Member<'_>], factor: &Factor) -> LevelSpread {
        let mut counts = vec![0; factor.points().len()];
        for level in jobs.iter().filter_map(|job| job.level(factor)) {
            counts[usize::from(level) - 1] += 1;
        }
        let jobs = counts.iter().sum();
        let twice_median =
            if jobs == 0 { 0 } else { level_at(&counts, (jobs - 1) / 2) + level_at(&counts, jobs / 2) };
        let usual = (1..).zip(&counts).max_by_key(|(_, count)| **count).map_or(0, |(level, _)| level);
        LevelSpread { counts, jobs, usual, twice_median }
    }

    fn count(&self, level: u8) -> usize {
        self.counts[usize::from(level) - 1]
    }

    /// Returns the weight and detail of an outlier, `None` if the level is not one.
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

/// Returns the level at `rank` if all levels were sorted, from 0.
fn level_at(counts: &[usize], rank: usize) -> u16 {
    let mut seen = 0;
    let level = counts.iter().zip(1..).find(|(count, _)| {
        seen += **count;
        seen > rank
    });
    level.map_or(0, |(_, level)| level)
}

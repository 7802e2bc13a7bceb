//! Counts of jobs: by result, by total, by outcome and by group.

use std::collections::BTreeMap;

use super::question::Answer;
use crate::job::{RefusedCounts, RefusedJob};
use crate::outcome::Outcome;

/// Counts of jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of all jobs, refused rows and documents included.
    pub all: u64,
    /// Number of jobs with a negative result: an incomplete score, no match.
    pub no: u64,
    /// Counts of the rows, documents and files that gave no job.
    pub refused: RefusedCounts,
    /// Number of jobs whose id an earlier job of the run has; not counted for groups.
    pub repeated_ids: u64,
    /// Number of jobs with each total.
    pub totals: Totals,
    /// Number of jobs with each outcome, in the order of [`Outcome::ALL`], by the id of their best profile. Empty unless
    /// results are only counted.
    pub outcomes: BTreeMap<String, [u64; 4]>,
}

impl Tally {
    /// Returns the number of jobs with a positive result: a complete score, a match.
    pub fn yes(&self) -> u64 {
        self.jobs() - self.no
    }

    /// Returns the number of jobs that could be read.
    pub fn jobs(&self) -> u64 {
        self.all - self.refused.jobs()
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Tally) {
        self.all += other.all;
        self.no += other.no;
        self.refused += other.refused;
        self.repeated_ids += other.repeated_ids;
        self.totals.add(&other.totals);
        for (profile, counts) in &other.outcomes {
            let own = self.outcomes.entry(profile.clone()).or_default();
            own.iter_mut().zip(counts).for_each(|(own, more)| *own += more);
        }
    }

    /// Counts jobs by their totals. A job without a total counts as a negative result.
    pub fn from_totals(totals: impl IntoIterator<Item = Option<u32>>) -> Tally {
        let mut tally = Tally::default();
        for total in totals {
            tally.all += 1;
            match total {
                Some(total) => tally.totals.count(total),
                None => tally.no += 1,
            }
        }
        tally
    }

    /// Counts a job by its answer.
    pub(super) fn count(&mut self, answer: &Answer<'_>) {
        self.all += 1;
        self.no += u64::from(!answer.is_yes());
        if let Some(total) = answer.total() {
            self.totals.count(total);
        }
    }

    /// Counts the outcome of a job by its best profile.
    pub(super) fn count_outcome(&mut self, answer: &Answer<'_>) {
        let Some((profile, outcome)) = answer.outcome() else { return };
        let counts = match self.outcomes.get_mut(profile) {
            Some(counts) => counts,
            None => self.outcomes.entry(profile.to_owned()).or_default(),
        };
        Outcome::ALL.iter().zip(counts).for_each(|(known, count)| *count += u64::from(*known == outcome));
    }

    /// Counts a job that was refused.
    pub fn refuse(&mut self, refused: &RefusedJob) {
        let before = self.refused.jobs();
        self.refused.count(refused);
        self.all += self.refused.jobs() - before;
    }
}

/// Counts of the jobs of each group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Counts by the name of the group; the name is empty for jobs without a group.
    groups: BTreeMap<String, Tally>,
    /// Total length of the names in bytes.
    bytes: usize,
    /// True once a group had no room.
    are_too_many: bool,
}

/// Maximum number of groups. A column with more values does not group jobs.
pub const MOST_GROUPS: usize = 10_000;

/// Maximum total length of the names of all groups, in bytes.
const MOST_NAMES: usize = 16 << 20;

impl Groups {
    /// Returns true if there are more than [`MOST_GROUPS`], or if their names are too long to be kept.
    pub fn are_too_many(&self) -> bool {
        self.are_too_many
    }

    /// Iterates over the groups by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tally)> {
        self.groups.iter().map(|(name, tally)| (name.as_str(), tally))
    }

    /// Adds the counts of other groups.
    pub fn add(&mut self, others: &Groups) {
        for (name, tally) in &others.groups {
            self.group(Some(name)).add(tally);
        }
        self.are_too_many |= others.are_too_many;
    }

    /// Returns the counts of a group, created if need be.
    pub(super) fn group(&mut self, name: Option<&str>) -> &mut Tally {
        let name = name.unwrap_or_default();
        let is_new = !self.groups.contains_key(name);
        self.bytes += if is_new { name.len() } else { 0 };
        let has_room = self.groups.len() < MOST_GROUPS && self.bytes <= MOST_NAMES;
        self.are_too_many |= is_new && !has_room;
        // The run ends with an error then, so it does not matter which group counts the job.
        let name = if is_new && !has_room { "" } else { name };
        self.groups.entry(name.to_owned()).or_default()
    }
}

/// Number of jobs with each total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Counts by the total, for the totals of most schemes.
    low: Vec<u64>,
    /// Counts of higher totals.
    high: BTreeMap<u32, u64>,
}

impl Totals {
    /// Counts a job with a total in points.
    pub fn count(&mut self, total: u32) {
        const GREATEST_LOW: usize = 10_000;
        let index = total as usize;
        if index > GREATEST_LOW {
            *self.high.entry(total).or_default() += 1;
            return;
        }
        if index >= self.low.len() {
            self.low.resize(index + 1, 0);
        }
        self.low[index] += 1;
    }

    /// Iterates over the totals in ascending order, each with its number of jobs, which is not 0.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0..).zip(self.low.iter().copied()).filter(|(_, count)| *count > 0);
        low.chain(self.high.iter().map(|(&total, &count)| (total, count)))
    }

    fn add(&mut self, other: &Totals) {
        self.low.resize(self.low.len().max(other.low.len()), 0);
        self.low.iter_mut().zip(&other.low).for_each(|(count, more)| *count += more);
        for (total, more) in &other.high {
            *self.high.entry(*total).or_default() += more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_counted_in_their_order_however_high() {
        let mut totals = Totals::default();
        [3, 20_000_000, 10_000, 10_001, 20_000_000, 3].into_iter().for_each(|total| totals.count(total));
        assert_eq!(totals.low.len(), 10_001);
        let mut both = totals.clone();
        both.add(&totals);
        assert_eq!(both.iter().collect::<Vec<_>>(), [(3, 4), (10_000, 2), (10_001, 2), (20_000_000, 4)]);
    }

    #[test]
    fn the_names_of_groups_have_a_bound() {
        let mut groups = Groups::default();
        groups.group(Some(&"x".repeat(MOST_NAMES)));
        assert!(!groups.are_too_many);
        groups.group(Some("y"));
        assert!(groups.are_too_many);
    }
}

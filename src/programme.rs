//! A review programme counted: what became of the jobs of each band, and of how many staff.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diff::{Diffs, JobDiff, Status};
use crate::grouped::Grouped;
use crate::job::{Headcount, Job, RefusedJob};
use crate::scheme::Located;

/// How many jobs, and how many staff are in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The jobs.
    pub jobs: u64,
    /// The staff of those jobs of which it is known; a job that says nothing of it counts as one.
    pub headcount: u64,
    /// The jobs whose headcount is stated as not known.
    pub not_known: u64,
}

/// What became of the jobs that were in one band.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BandCounts<'j> {
    /// Where the jobs were among the bands; none while a job had factors without a single level.
    pub band: Option<Located<'j>>,
    /// Those that are in a higher band now.
    pub up: Count,
    /// Those that are in a lower band now.
    pub down: Count,
    /// Those that are in the same band.
    pub same: Count,
    /// Those of which that is open: they had no band, or have none yet.
    pub undecided: Count,
    /// The jobs whose new version was refused.
    pub refused: Count,
}

/// What became of the jobs of one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupCounts<'j> {
    /// What the jobs have in common; none for all jobs, and for those that say nothing of it.
    pub group: Option<&'j str>,
    /// Each band that some job was in, from the lowest on; jobs that had none come last.
    pub bands: Vec<BandCounts<'j>>,
    /// The jobs that only the new side has; not known if [`Programme::unidentified`] names refused jobs.
    pub added: Count,
    /// The jobs that only the old side has; not known likewise.
    pub removed: Count,
    /// The jobs of either side of which it cannot be told which job of the other side they are.
    pub not_paired: Count,
    /// The rows, documents and files that were refused on the old side and on the new side.
    pub refused: [u64; 2],
}

/// A review programme counted. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme<'j> {
    /// All jobs, and those of each group.
    pub counts: Grouped<'j, GroupCounts<'j>>,
    /// The refused jobs of the old side and of the new side.
    pub refused: [Vec<&'j RefusedJob>; 2],
    /// The refused jobs whose ids could not be read, so that added and removed jobs are not known.
    pub unidentified: Vec<&'j RefusedJob>,
    /// The rows without levels, such as footers, that are no job.
    pub without_levels: Vec<&'j RefusedJob>,
}

/// Counts what became of jobs, for all and for those with each value under the key or in the column `by`. A job that both
/// sides have counts with the headcount and the group that the old side states, or the new where the old says nothing.
pub fn programme<'j>(diffs: &Diffs<'j>, by: Option<&'j str>) -> Programme<'j> {
    let refused = [0, 1].map(|side| diffs.items.iter().filter_map(|diff| diff.refused[side]).collect());
    let groups = by.map(|by| (by, by_group(diffs, by)));
    Programme {
        counts: Grouped::count(count(None, diffs.items.iter().collect()), groups, count),
        refused,
        unidentified: diffs.items.iter().filter_map(JobDiff::unidentified).collect(),
        without_levels: diffs.without_levels.clone(),
    }
}

/// Returns the jobs of each group by its name, which is empty for jobs without a value under `by`.
fn by_group<'d, 'j>(diffs: &'d Diffs<'j>, by: &str) -> BTreeMap<&'j str, Vec<&'d JobDiff<'j>>> {
    let mut groups: BTreeMap<&str, Vec<&JobDiff<'j>>> = BTreeMap::new();
    for diff in &diffs.items {
        groups.entry(group(diff, by).unwrap_or_default()).or_default().push(diff);
    }
    groups
}

fn count<'j>(group: Option<&'j str>, diffs: Vec<&JobDiff<'j>>) -> GroupCounts<'j> {
    let mut counts = GroupCounts { group, ..GroupCounts::default() };
    let mut bands: BTreeMap<Option<Located<'j>>, BandCounts<'j>> = BTreeMap::new();
    for diff in diffs {
        let refused = diff.refused.map(|refused| u64::from(refused.is_some()));
        counts.refused.iter_mut().zip(refused).for_each(|(count, more)| *count += more);
        let place = match (diff.status, &diff.old, &diff.new) {
            (Status::Added, ..) => &mut counts.added,
            (Status::Removed, ..) => &mut counts.removed,
            (Status::NotPaired, ..) => &mut counts.not_paired,
            // Of a job whose old version was refused no band is known that it moved from.
            (Status::Refused, None, _) => continue,
            (_, old, new) => {
                let old = old.as_ref().and_then(|side| side.standing.place());
                let new = new.as_ref().and_then(|side| side.standing.place());
                let band = bands.entry(old).or_insert(BandCounts { band: old, ..BandCounts::default() });
                match old.zip(new) {
                    _ if diff.status == Status::Refused => &mut band.refused,
                    None => &mut band.undecided,
                    Some((old, new)) if new > old => &mut band.up,
                    Some((old, new)) if new < old => &mut band.down,
                    Some(_) => &mut band.same,
                }
            }
        };
        place.add(stated(diff, Job::headcount).unwrap_or(Headcount::Of(1)));
    }
    let undecided = bands.remove(&None);
    counts.bands = bands.into_values().chain(undecided).collect();
    counts
}

/// Returns the group of a job, as [`stated`], else that of its refused version.
fn group<'j>(diff: &JobDiff<'j>, by: &str) -> Option<&'j str> {
    let refused = || diff.refused.into_iter().flatten().find_map(|job| job.kept.as_deref());
    stated(diff, |job| job.group(by)).or_else(refused)
}

/// What the old side states, else the new.
fn stated<'j, T>(diff: &JobDiff<'j>, what: impl Fn(&'j Job<'j>) -> Option<T>) -> Option<T> {
    [diff.old, diff.new].into_iter().flatten().find_map(|side| what(side.job))
}

impl Count {
    fn add(&mut self, headcount: Headcount) {
        self.jobs += 1;
        match headcount.known() {
            Some(number) => self.headcount += u64::from(number),
            None => self.not_known += 1,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Count) -> Count {
        Count {
            jobs: self.jobs + other.jobs,
            headcount: self.headcount + other.headcount,
            not_known: self.not_known + other.not_known,
        }
    }
}

impl<'j> BandCounts<'j> {
    /// The counts of all bands together.
    pub fn sum(bands: &[BandCounts<'j>]) -> BandCounts<'j> {
        bands.iter().fold(BandCounts::default(), |sum, band| BandCounts {
            band: None,
            up: sum.up.plus(band.up),
            down: sum.down.plus(band.down),
            same: sum.same.plus(band.same),
            undecided: sum.undecided.plus(band.undecided),
            refused: sum.refused.plus(band.refused),
        })
    }
}

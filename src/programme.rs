//! The counts of a review programme: the jobs of each band by outcome, and their staff.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diff::{Diffs, JobDiff, Status};
use crate::grouped::Grouped;
use crate::job::{Headcount, Job, RefusedJob};
use crate::scheme::Located;

/// A number of jobs and their staff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Number of jobs.
    pub jobs: u64,
    /// Staff in the jobs with a known headcount. A job without a headcount counts as one.
    pub headcount: u64,
    /// Number of jobs whose headcount is stated as not known.
    pub not_known: u64,
}

/// The jobs of one old band by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BandCounts<'j> {
    /// Old band or place outside all bands, `None` for jobs that had open factors.
    pub band: Option<Located<'j>>,
    /// Jobs in a higher band now.
    pub up: Count,
    /// Jobs in a lower band now.
    pub down: Count,
    /// Jobs in the same band.
    pub same: Count,
    /// Jobs that had no band, or have none yet.
    pub undecided: Count,
    /// Jobs whose new version was refused.
    pub refused: Count,
}

/// The counts of one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupCounts<'j> {
    /// Value that the jobs share, `None` for all jobs and for jobs without a value.
    pub group: Option<&'j str>,
    /// Counts per old band, the lowest first. Jobs without a band come last.
    pub bands: Vec<BandCounts<'j>>,
    /// Jobs without an old version. Not known if [`Programme::unidentified`] has jobs.
    pub added: Count,
    /// Jobs without a new version. Not known if [`Programme::unidentified`] has jobs.
    pub removed: Count,
    /// Jobs of either side that cannot be paired for certain.
    pub not_paired: Count,
    /// Number of refused rows, documents and files, old and new.
    pub refused: [u64; 2],
}

/// The counts of a review programme. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme<'j> {
    /// All jobs, and those of each group.
    pub counts: Grouped<'j, GroupCounts<'j>>,
    /// The refused jobs of the old side and of the new side.
    pub refused: [Vec<&'j RefusedJob>; 2],
    /// Refused jobs without a readable id, because of which added and removed jobs are not known.
    pub unidentified: Vec<&'j RefusedJob>,
    /// Rows without levels, such as footers.
    pub without_levels: Vec<&'j RefusedJob>,
}

/// Counts jobs by outcome, in all and for each value of the key or column `by`. A job with both versions counts with
/// the headcount and the group of its old version, or of the new if the old has none.
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
            // The old band of a job whose old version was refused is not known.
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

/// Returns the group of a job, or else of its refused version.
fn group<'j>(diff: &JobDiff<'j>, by: &str) -> Option<&'j str> {
    let refused = || diff.refused.into_iter().flatten().find_map(|job| job.kept.as_deref());
    stated(diff, |job| job.group(by)).or_else(refused)
}

/// Returns a value of the old version, else of the new.
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

    /// Adds two counts.
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
    /// Adds up the counts of all bands.
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

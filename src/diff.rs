//! Compares two versions of jobs: what changed, and whether the band moved.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Serialize;

use crate::job::{Assessment, Job};
use crate::scheme::{Band, Factor, Levels, Located};
use crate::score::{Score, Standing, score};

/// A job before and after. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Diff<'j> {
    /// What became of it.
    pub status: Status,
    /// Whether the bands that the total may lie in have changed; false for a job on one side only.
    pub moved: bool,
    /// The job before; none where it was added.
    pub old: Option<Score<'j>>,
    /// The job after; none where it was removed.
    pub new: Option<Score<'j>>,
    /// The points gained, negative if lost; none unless both sides are complete.
    pub total_change: Option<i64>,
    /// The factors whose levels or options changed.
    pub factors: Vec<FactorDiff<'j>>,
}

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every factor has the levels that it had.
    Unchanged,
    /// Some factor has other levels.
    Changed,
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
}

/// A factor before and after.
#[derive(Debug, Clone, Copy)]
pub struct FactorDiff<'j> {
    /// The factor.
    pub factor: &'j Factor,
    /// The level or levels before; none while not assessed.
    pub old_level: Option<&'j Levels<'j>>,
    /// The level or levels after.
    pub new_level: Option<&'j Levels<'j>>,
    /// The points gained, negative if lost; none unless settled on both sides.
    pub points: Option<i64>,
}

/// The jobs of one side, and the file or folder that they were read from.
#[derive(Debug, Clone, Copy)]
pub struct Version<'j> {
    /// The jobs.
    pub jobs: &'j [Job<'j>],
    /// The path as given.
    pub root: &'j str,
    /// Whether jobs may be missing because of errors in them.
    pub has_errors: bool,
}

/// Compares the jobs of two sides, in the order of the old side, with those that were added last.
///
/// If each side has one job, the two are compared, unless they have different ids. Otherwise jobs are paired by id; jobs
/// without an id by the path of their file in the folder, then by title. A key that two jobs of one side share pairs
/// neither. A job that is missing on a side with errors may be among those, so nothing is said of it.
pub fn diff<'j>(old: Version<'j>, new: Version<'j>) -> Vec<Diff<'j>> {
    let partners = pair(old, new);
    let taken: HashSet<usize> = partners.iter().copied().flatten().collect();
    let kept = old.jobs.iter().zip(&partners).filter_map(|(job, partner)| match partner {
        Some(index) => Some(both(job, &new.jobs[*index])),
        None => (!new.has_errors).then(|| alone(Status::Removed, job)),
    });
    let is_added = |index: &usize| !old.has_errors && !taken.contains(index);
    let added = (0..new.jobs.len()).filter(is_added).map(|index| alone(Status::Added, &new.jobs[index]));
    kept.chain(added).collect()
}

/// What jobs pair by: id, then file, then title.
type Key = for<'k> fn(&'k Job<'_>, &str) -> Option<&'k str>;
const KEYS: [Key; 3] = [
    |job, _| job.id(),
    |job, root| Path::new(job.source()).strip_prefix(root).ok()?.to_str(),
    |job, _| Some(job.title()),
];

/// For each old job the index of the new one that it became.
fn pair(old: Version<'_>, new: Version<'_>) -> Vec<Option<usize>> {
    if let ([job], [other]) = (old.jobs, new.jobs)
        && !(old.has_errors || new.has_errors)
        && could_be(job, other)
    {
        return vec![Some(0)];
    }
    let mut partners = vec![None; old.jobs.len()];
    let mut taken = vec![false; new.jobs.len()];
    for key in KEYS {
        let paired: Vec<bool> = partners.iter().map(Option::is_some).collect();
        let (old_keys, new_keys) = (unique_keys(old, key, &paired), unique_keys(new, key, &taken));
        for (name, index) in old_keys {
            let fits = |candidate: &&usize| could_be(&old.jobs[index], &new.jobs[**candidate]);
            if let Some(&partner) = new_keys.get(name).filter(fits) {
                partners[index] = Some(partner);
                taken[partner] = true;
            }
        }
    }
    partners
}

/// The jobs that are not paired yet, by a key that is unique among them.
fn unique_keys<'j>(side: Version<'j>, key: Key, paired: &[bool]) -> HashMap<&'j str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for (index, job) in side.jobs.iter().enumerate().filter(|(index, _)| !paired[*index]) {
        if let Some(name) = key(job, side.root) {
            places.entry(name).and_modify(|place| *place = None).or_insert(Some(index));
        }
    }
    places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()
}

/// Two jobs with different ids are never one.
fn could_be(old: &Job<'_>, new: &Job<'_>) -> bool {
    old.id().is_none() || new.id().is_none() || old.id() == new.id()
}

fn both<'j>(old: &'j Job<'j>, new: &'j Job<'j>) -> Diff<'j> {
    let rows = old.assessments().iter().zip(new.assessments());
    let factors: Vec<FactorDiff<'j>> = rows.filter_map(|(old, new)| factor_diff(old, new)).collect();
    let (old, new) = (score(old), score(new));
    let totals = old.standing.total.zip(new.standing.total);
    Diff {
        status: if factors.is_empty() { Status::Unchanged } else { Status::Changed },
        moved: reach(old.standing) != reach(new.standing),
        total_change: totals.map(|(old, new)| i64::from(new) - i64::from(old)),
        old: Some(old),
        new: Some(new),
        factors,
    }
}

/// Where among the bands the total may lie: below all, in some, above all.
fn reach(standing: Standing<'_>) -> (bool, &[Band], bool) {
    let below = matches!(standing.least(), Located::Below(_));
    let above = matches!(standing.greatest(), Located::Above(_));
    (below, standing.possible_bands(), above)
}

fn alone<'j>(status: Status, job: &'j Job<'j>) -> Diff<'j> {
    let side = Some(score(job));
    let (old, new) = if status == Status::Removed { (side, None) } else { (None, side) };
    Diff { status, moved: false, old, new, total_change: None, factors: Vec::new() }
}

fn factor_diff<'j>(old: &'j Assessment<'j>, new: &'j Assessment<'j>) -> Option<FactorDiff<'j>> {
    if old.levels() == new.levels() {
        return None;
    }
    let points = |assessment: &Assessment<'_>| assessment.settled().map(|level| i64::from(level.points()));
    Some(FactorDiff {
        factor: old.factor(),
        old_level: old.levels(),
        new_level: new.levels(),
        points: points(old).zip(points(new)).map(|(old, new)| new - old),
    })
}

//! Compares two versions of jobs: what changed, and whether the band moved.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Serialize;

use crate::job::{Assessment, Job, may_be_same_person, person};
use crate::named::named;
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
    /// How the panels differ; none unless both sides name the members of theirs.
    pub panel: Option<PanelDiff<'j>>,
}

named! {
    /// What became of a job.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        Unchanged = "unchanged", "Every factor has the levels that it had.";
        Changed = "changed", "Some factor has other levels.";
        Added = "added", "Only the new side has it.";
        Removed = "removed", "Only the old side has it.";
    }
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
    /// What became of the evidence; none where a side is a row of cells, which holds none.
    pub evidence: Option<EvidenceChange>,
}

/// What became of the evidence for a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceChange {
    /// It has other words.
    Changed,
    /// It has the same words.
    Same,
    /// Neither side gives any.
    None,
}

impl FactorDiff<'_> {
    /// Whether there was a level and is another now, and the evidence did not change. Rows of cells hold no evidence, so
    /// nothing can be said of them.
    pub fn moved_without_evidence(&self) -> bool {
        let ranges = self.old_level.zip(self.new_level).map(|(old, new)| (old.range(), new.range()));
        ranges.is_some_and(|(old, new)| old != new)
            && matches!(self.evidence, Some(EvidenceChange::Same | EvidenceChange::None))
    }
}

/// The members of two panels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PanelDiff<'j> {
    /// Those of the old one.
    pub old: Vec<&'j str>,
    /// Those of the new one.
    pub new: Vec<&'j str>,
    /// Those of the new one who sat on the old one.
    pub in_both: Vec<&'j str>,
    /// Members of the old and the new one who may be one person, as `Patel, J` and `J. Patel` may.
    pub may_be_same: Vec<NamePair<'j>>,
    /// Whether more than half of the new one did not sit on the old one, as a review asks (handbook ch. 13); none if that
    /// depends on who may be the same.
    pub majority_different: Option<bool>,
}

impl PanelDiff<'_> {
    /// Returns how many of the new panel may have sat on the old one: more than `in_both` where names leave it open.
    pub fn most_in_both(&self) -> usize {
        let old: HashSet<&str> = self.may_be_same.iter().map(|pair| pair.old).collect();
        let new: HashSet<&str> = self.may_be_same.iter().map(|pair| pair.new).collect();
        self.in_both.len() + old.len().min(new.len())
    }
}

/// Two names of members, one of the old panel and one of the new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NamePair<'j> {
    /// The name in the old panel.
    pub old: &'j str,
    /// The name in the new panel.
    pub new: &'j str,
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
    let holds_evidence = !old.is_row() && !new.is_row();
    let panel = panel_diff(old, new);
    let rows = old.assessments().iter().zip(new.assessments());
    let factors: Vec<FactorDiff<'j>> =
        rows.filter_map(|(old, new)| factor_diff(old, new, holds_evidence)).collect();
    let (old, new) = (score(old), score(new));
    let totals = old.standing.total.zip(new.standing.total);
    Diff {
        status: if factors.is_empty() { Status::Unchanged } else { Status::Changed },
        moved: reach(old.standing) != reach(new.standing),
        total_change: totals.map(|(old, new)| i64::from(new) - i64::from(old)),
        old: Some(old),
        new: Some(new),
        factors,
        panel,
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
    Diff { status, moved: false, old, new, total_change: None, factors: Vec::new(), panel: None }
}

/// How two panels differ, where both sides name the members of theirs.
fn panel_diff<'j>(old: &'j Job<'j>, new: &'j Job<'j>) -> Option<PanelDiff<'j>> {
    let members = |job: &'j Job<'j>| {
        let members = job.panel().map_or(&[][..], |panel| &panel.members);
        let mut seen = HashSet::new();
        let is_new = |member: &&'j str| seen.insert(person(member));
        let members: Vec<&'j str> = members.iter().map(String::as_str).filter(is_new).collect();
        (!members.is_empty()).then_some(members)
    };
    let (old, new) = members(old).zip(members(new))?;
    let persons = |members: &[&str]| members.iter().map(|member| person(member)).collect::<HashSet<String>>();
    let (before, after) = (persons(&old), persons(&new));
    let (in_both, new_only): (Vec<&str>, Vec<&str>) =
        new.iter().partition(|member| before.contains(&person(member)));
    let old_only = old.iter().copied().filter(|member| !after.contains(&person(member)));
    let pairs = old_only.flat_map(|old| new_only.iter().map(move |&new| NamePair { old, new }));
    let may_be_same = pairs.filter(|pair| may_be_same_person(pair.old, pair.new)).collect();
    let mut panel = PanelDiff { old, new, in_both, may_be_same, majority_different: None };
    let is_different = |in_both: usize| 2 * in_both < panel.new.len();
    let (least, most) = (panel.in_both.len(), panel.most_in_both());
    panel.majority_different = Some(is_different(least)).filter(|&it| it == is_different(most));
    Some(panel)
}

/// What became of the evidence for a level, whatever its spaces and lines.
fn evidence_change(old: &Assessment<'_>, new: &Assessment<'_>) -> EvidenceChange {
    let words = |assessment: &Assessment<'_>| -> Vec<String> {
        let evidence = assessment.evidence().unwrap_or_default();
        evidence.split_whitespace().map(ToOwned::to_owned).collect()
    };
    let (old, new) = (words(old), words(new));
    match (old == new, new.is_empty()) {
        (true, true) => EvidenceChange::None,
        (true, false) => EvidenceChange::Same,
        (false, _) => EvidenceChange::Changed,
    }
}

fn factor_diff<'j>(
    old: &'j Assessment<'j>,
    new: &'j Assessment<'j>,
    holds_evidence: bool,
) -> Option<FactorDiff<'j>> {
    if old.levels() == new.levels() {
        return None;
    }
    let points = |assessment: &Assessment<'_>| assessment.settled().map(|level| i64::from(level.points()));
    Some(FactorDiff {
        factor: old.factor(),
        old_level: old.levels(),
        new_level: new.levels(),
        points: points(old).zip(points(new)).map(|(old, new)| new - old),
        evidence: holds_evidence.then(|| evidence_change(old, new)),
    })
}

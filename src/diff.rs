//! Compares two versions of jobs: pairs them, lists the changed factors, and tells whether the band moved.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Serialize;

use crate::id_enum::id_enum;
use crate::job::{Assessment, Job, RefusedJob, may_be_same_person, person};
use crate::scheme::{Band, Factor, Levels, Located};
use crate::score::{Score, Standing, score};

/// A job before and after. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct JobDiff<'j> {
    /// Kind of difference.
    pub status: Status,
    /// True if the bands that the total could lie in changed; false for a job on one side only.
    pub moved: bool,
    /// Score before, `None` for an added job.
    pub old: Option<Score<'j>>,
    /// Score after, `None` for a removed job.
    pub new: Option<Score<'j>>,
    /// Refused version on the old side and on the new side.
    pub refused: [Option<&'j RefusedJob>; 2],
    /// Points gained, negative if lost; `None` unless both sides are complete.
    pub total_change: Option<i64>,
    /// Factors whose levels or options changed.
    pub factors: Vec<FactorDiff<'j>>,
    /// Comparison of the panels, `None` unless both sides name members.
    pub panel: Option<PanelDiff<'j>>,
}

id_enum! {
    /// The kind of difference between two versions of a job.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        Changed = "changed", "Levels or options of a factor changed.";
        Unchanged = "unchanged", "No levels or options changed.";
        Added = "added", "Only the new side has it.";
        Removed = "removed", "Only the old side has it.";
        NotPaired = "not_paired", "The job cannot be paired for certain with one of the other side.";
        Refused = "refused", "The job could not be read on one side or on both.";
    }
}

/// A factor before and after.
#[derive(Debug, Clone, Copy)]
pub struct FactorDiff<'j> {
    /// The factor.
    pub factor: &'j Factor,
    /// Level or levels before, `None` while not assessed.
    pub old_level: Option<&'j Levels<'j>>,
    /// Level or levels after, `None` while not assessed.
    pub new_level: Option<&'j Levels<'j>>,
    /// Points gained, negative if lost; `None` unless settled on both sides.
    pub points: Option<i64>,
    /// Change of the evidence, `None` if a side is a row of cells without evidence.
    pub evidence: Option<EvidenceChange>,
}

/// A change of the evidence for a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceChange {
    /// The words changed.
    Changed,
    /// The words are the same.
    Same,
    /// Neither side gives evidence.
    None,
}

impl FactorDiff<'_> {
    /// Returns true if both sides have levels, these differ, and the evidence did not change. False for rows of cells, which
    /// hold no evidence.
    pub fn moved_without_evidence(&self) -> bool {
        let ranges = self.old_level.zip(self.new_level).map(|(old, new)| (old.range(), new.range()));
        ranges.is_some_and(|(old, new)| old != new)
            && matches!(self.evidence, Some(EvidenceChange::Same | EvidenceChange::None))
    }
}

/// The members of two panels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PanelDiff<'j> {
    /// Members of the old panel.
    pub old: Vec<&'j str>,
    /// Members of the new panel.
    pub new: Vec<&'j str>,
    /// Members of the new panel who sat on the old one.
    pub in_both: Vec<&'j str>,
    /// Members of the old and the new panel who may be one person, such as `Patel, J` and `J. Patel`.
    pub may_be_same: Vec<NamePair<'j>>,
    /// True if more than half of the new panel did not sit on the old one, as a review asks (handbook ch. 13). `None` if that
    /// depends on members who may be one person.
    pub majority_different: Option<bool>,
}

impl PanelDiff<'_> {
    /// Returns the most members of the new panel who may have sat on the old one, counting those who may be one person.
    pub fn most_in_both(&self) -> usize {
        let old: HashSet<&str> = self.may_be_same.iter().map(|pair| pair.old).collect();
        let new: HashSet<&str> = self.may_be_same.iter().map(|pair| pair.new).collect();
        self.in_both.len() + old.len().min(new.len())
    }
}

/// A member of the old panel and one of the new who may be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NamePair<'j> {
    /// The name in the old panel.
    pub old: &'j str,
    /// The name in the new panel.
    pub new: &'j str,
}

/// One side of a comparison: jobs, and the file or folder that they were read from.
#[derive(Debug, Clone, Copy)]
pub struct Version<'j> {
    /// The jobs.
    pub jobs: &'j [Job<'j>],
    /// Rows, documents and files that could not be read as jobs.
    pub refused: &'j [RefusedJob],
    /// Path of the file or folder, as given.
    pub root: &'j str,
}

/// The differences between two versions of many jobs.
#[derive(Debug, Clone)]
pub struct Diffs<'j> {
    /// One item per job: the old side's in their order, then the added ones.
    pub items: Vec<JobDiff<'j>>,
    /// Rows without levels, such as footers, that are paired with no job.
    pub without_levels: Vec<&'j RefusedJob>,
}

/// Compares the jobs of two sides.
///
/// If each side has one job, pairs the two, unless they have different ids. Otherwise pairs jobs by id, then by the path of
/// their file in the folder, then by title; a key that two jobs of one side share pairs neither. Jobs with different ids are
/// never paired. Pairs refused jobs in the same way, as far as their id, file and title are known.
pub fn diff<'j>(old: Version<'j>, new: Version<'j>) -> Diffs<'j> {
    let [old, new] = [old, new].map(VersionEntries::new);
    let repeated: HashSet<&str> = [&old, &new].into_iter().flat_map(VersionEntries::repeated_ids).collect();
    let partners = pair(&old, &new, &repeated);
    let mut is_taken = vec![false; new.entries.len()];
    partners.iter().flatten().for_each(|index| is_taken[*index] = true);

    let unpaired_old: Vec<VersionEntry<'j>> = unpaired(&old, |index| partners[index].is_some());
    let unpaired_new: Vec<VersionEntry<'j>> = unpaired(&new, |index| is_taken[index]);
    let mut all_known = true;
    let mut diffs = Diffs { items: Vec::new(), without_levels: Vec::new() };
    for entry in unpaired_old.iter().chain(&unpaired_new) {
        match entry {
            VersionEntry::Refused(job) if job.is_without_levels() => diffs.without_levels.push(job),
            VersionEntry::Refused(job) => all_known &= job.id.is_some(),
            VersionEntry::Job(_) => {}
        }
    }
    let pairing = Pairing { repeated: &repeated, all_known };
    let (old_titles, new_titles) = (UnpairedTitles::new(&unpaired_old), UnpairedTitles::new(&unpaired_new));
    for (entry, partner) in old.entries.iter().zip(&partners) {
        match partner.map(|index| (*entry, new.entries[index])) {
            None => diffs.items.extend(pairing.unpaired(*entry, Status::Removed, &new_titles)),
            Some((VersionEntry::Refused(old), VersionEntry::Refused(new)))
                if old.is_without_levels() && new.is_without_levels() =>
            {
                diffs.without_levels.extend([old, new]);
            }
            Some((old, new)) => diffs.items.push(both(old, new)),
        }
    }
    diffs
        .items
        .extend(unpaired_new.iter().filter_map(|entry| pairing.unpaired(*entry, Status::Added, &old_titles)));
    diffs
}

/// A job of one side, or one that was refused.
#[derive(Debug, Clone, Copy)]
enum VersionEntry<'j> {
    Job(&'j Job<'j>),
    Refused(&'j RefusedJob),
}

impl<'j> VersionEntry<'j> {
    fn id(self) -> Option<&'j str> {
        match self {
            VersionEntry::Job(job) => job.id(),
            VersionEntry::Refused(job) => job.id.as_deref(),
        }
    }

    fn title(self) -> Option<&'j str> {
        let title = match self {
            VersionEntry::Job(job) => job.title(),
            VersionEntry::Refused(job) => &job.title,
        };
        Some(title).filter(|title| !title.is_empty())
    }

    /// Returns the path of the file, `None` for a refused row, whose file holds other jobs too.
    fn file(self) -> Option<&'j str> {
        match self {
            VersionEntry::Job(job) => Some(job.source()),
            VersionEntry::Refused(job) => Some(&*job.source).filter(|_| !job.is_row),
        }
    }

    /// Returns false if both have ids that differ.
    fn could_be(self, other: VersionEntry<'_>) -> bool {
        self.id().is_none() || other.id().is_none() || self.id() == other.id()
    }
}

/// The entries of one side.
struct VersionEntries<'j> {
    entries: Vec<VersionEntry<'j>>,
    root: &'j str,
}

impl<'j> VersionEntries<'j> {
    fn new(version: Version<'j>) -> VersionEntries<'j> {
        let jobs = version.jobs.iter().map(VersionEntry::Job);
        VersionEntries {
            entries: jobs.chain(version.refused.iter().map(VersionEntry::Refused)).collect(),
            root: version.root,
        }
    }

    fn repeated_ids(&self) -> Vec<&'j str> {
        let mut seen = HashSet::new();
        self.entries.iter().filter_map(|entry| entry.id()).filter(|id| !seen.insert(*id)).collect()
    }

    /// Returns the job if there is only one, `None` if there are several or refused ones too.
    fn only_job(&self) -> Option<&VersionEntry<'j>> {
        let mut entries = self
            .entries
            .iter()
            .filter(|entry| !matches!(entry, VersionEntry::Refused(job) if job.is_without_levels()));
        entries.next().filter(|entry| matches!(entry, VersionEntry::Job(_)) && entries.next().is_none())
    }
}

/// Returns the entries of a side that have no partner.
fn unpaired<'j>(side: &VersionEntries<'j>, is_paired: impl Fn(usize) -> bool) -> Vec<VersionEntry<'j>> {
    side.entries.iter().enumerate().filter(|(index, _)| !is_paired(*index)).map(|(_, entry)| *entry).collect()
}

/// A key by which entries are paired. The second argument is the path of the side.
type Key = for<'k> fn(VersionEntry<'k>, &str) -> Option<&'k str>;

/// Id, path in the folder, title.
const KEYS: [Key; 3] = [
    |entry, _| entry.id(),
    |entry, root| Path::new(entry.file()?).strip_prefix(root).ok()?.to_str(),
    |entry, _| entry.title(),
];

/// Returns the index of each old entry's partner on the new side.
fn pair(old: &VersionEntries<'_>, new: &VersionEntries<'_>, repeated: &HashSet<&str>) -> Vec<Option<usize>> {
    let mut partners = vec![None; old.entries.len()];
    if let (Some(job), Some(other)) = (old.only_job(), new.only_job())
        && job.could_be(*other)
    {
        partners[0] = Some(0);
        return partners;
    }
    // Entries with a repeated id are never paired.
    let [mut paired, mut taken] = [old, new].map(|side| {
        let ids = side.entries.iter().map(|entry| entry.id());
        ids.map(|id| id.is_some_and(|id| repeated.contains(id))).collect::<Vec<bool>>()
    });
    for key in KEYS {
        let (old_keys, new_keys) = (unique_keys(old, key, &paired), unique_keys(new, key, &taken));
        for (name, index) in old_keys {
            if let Some(&partner) = new_keys.get(name)
                && old.entries[index].could_be(new.entries[partner])
            {
                partners[index] = Some(partner);
                (paired[index], taken[partner]) = (true, true);
            }
        }
    }
    partners
}

/// Returns the entries that are not paired yet by key, without keys that several of them have.
fn unique_keys<'j>(side: &VersionEntries<'j>, key: Key, paired: &[bool]) -> HashMap<&'j str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for (index, entry) in side.entries.iter().enumerate().filter(|(index, _)| !paired[*index]) {
        if let Some(name) = key(*entry, side.root) {
            places.entry(name).and_modify(|place| *place = None).or_insert(Some(index));
        }
    }
    places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()
}

/// The titles of entries without a partner.
struct UnpairedTitles<'j> {
    all: HashSet<&'j str>,
    without_id: HashSet<&'j str>,
}

impl<'j> UnpairedTitles<'j> {
    fn new(entries: &[VersionEntry<'j>]) -> UnpairedTitles<'j> {
        let without_id = entries.iter().filter(|entry| entry.id().is_none());
        UnpairedTitles {
            without_id: without_id.filter_map(|entry| entry.title()).collect(),
            all: entries.iter().filter_map(|entry| entry.title()).collect(),
        }
    }

    /// Returns true if an entry of the other side could be one of these by its title.
    fn have(&self, entry: VersionEntry<'_>) -> bool {
        let titles = if entry.id().is_some() { &self.without_id } else { &self.all };
        entry.title().is_some_and(|title| titles.contains(title))
    }
}

/// Facts about the pairing as a whole.
struct Pairing<'a> {
    repeated: &'a HashSet<&'a str>,
    /// False if a refused job without an id could be any job of the other side.
    all_known: bool,
}

impl Pairing<'_> {
    /// Returns the difference for an entry without a partner, `None` for a row without levels. `others` holds the titles of the
    /// other side's entries without a partner.
    fn unpaired<'j>(
        &self,
        entry: VersionEntry<'j>,
        status: Status,
        others: &UnpairedTitles<'_>,
    ) -> Option<JobDiff<'j>> {
        let is_old = status == Status::Removed;
        let job = match entry {
            VersionEntry::Refused(job) if job.is_without_levels() => return None,
            VersionEntry::Refused(job) => {
                let refused = if is_old { [Some(job), None] } else { [None, Some(job)] };
                return Some(JobDiff { refused, ..JobDiff::new(Status::Refused) });
            }
            VersionEntry::Job(job) => job,
        };
        let is_known =
            self.all_known && !job.id().is_some_and(|id| self.repeated.contains(id)) && !others.have(entry);
        let side = Some(score(job));
        let (old, new) = if is_old { (side, None) } else { (None, side) };
        let status = if is_known { status } else { Status::NotPaired };
        Some(JobDiff { old, new, ..JobDiff::new(status) })
    }
}

impl<'j> JobDiff<'j> {
    /// Returns the refused job that could be any job of the other side: it has no partner, and its id could not be read.
    /// Added and removed jobs are not certain beside it.
    pub fn unidentified(&self) -> Option<&'j RefusedJob> {
        let refused = match (self.old, self.new, self.refused) {
            (None, None, [Some(job), None] | [None, Some(job)]) => job,
            _ => return None,
        };
        Some(refused).filter(|job| job.id.is_none())
    }

    /// Returns a difference with nothing compared.
    fn new(status: Status) -> JobDiff<'j> {
        JobDiff {
            status,
            moved: false,
            old: None,
            new: None,
            refused: [None; 2],
            total_change: None,
            factors: Vec::new(),
            panel: None,
        }
    }
}

/// Compares two entries that were paired.
fn both<'j>(old: VersionEntry<'j>, new: VersionEntry<'j>) -> JobDiff<'j> {
    let refused = JobDiff::new(Status::Refused);
    match (old, new) {
        (VersionEntry::Job(old), VersionEntry::Job(new)) => compared(old, new),
        (VersionEntry::Job(old), VersionEntry::Refused(new)) => {
            JobDiff { old: Some(score(old)), refused: [None, Some(new)], ..refused }
        }
        (VersionEntry::Refused(old), VersionEntry::Job(new)) => {
            JobDiff { new: Some(score(new)), refused: [Some(old), None], ..refused }
        }
        (VersionEntry::Refused(old), VersionEntry::Refused(new)) => {
            JobDiff { refused: [Some(old), Some(new)], ..refused }
        }
    }
}

fn compared<'j>(old: &'j Job<'j>, new: &'j Job<'j>) -> JobDiff<'j> {
    let holds_evidence = !old.is_row() && !new.is_row();
    let panel = panel_diff(old, new);
    let rows = old.assessments().iter().zip(new.assessments());
    let factors: Vec<FactorDiff<'j>> =
        rows.filter_map(|(old, new)| factor_diff(old, new, holds_evidence)).collect();
    let (old, new) = (score(old), score(new));
    let totals = old.standing.total.zip(new.standing.total);
    JobDiff {
        status: if factors.is_empty() { Status::Unchanged } else { Status::Changed },
        moved: reach(old.standing) != reach(new.standing),
        total_change: totals.map(|(old, new)| i64::from(new) - i64::from(old)),
        old: Some(old),
        new: Some(new),
        refused: [None; 2],
        factors,
        panel,
    }
}

/// Returns the possible places of the total: true if below all bands, the bands, true if above all bands.
fn reach(standing: Standing<'_>) -> (bool, &[Band], bool) {
    let below = matches!(standing.least(), Located::Below(_));
    let above = matches!(standing.greatest(), Located::Above(_));
    (below, standing.possible_bands(), above)
}

/// Compares two panels, `None` unless both sides name members.
fn panel_diff<'j>(old: &'j Job<'j>, new: &'j Job<'j>) -> Option<PanelDiff<'j>> {
    let (old, new) = panel_members(old).zip(panel_members(new))?;
    let [before, after] =
        [&old, &new].map(|members| members.iter().map(|member| person(member)).collect::<HashSet<String>>());
    let (in_both, new_only): (Vec<&str>, Vec<&str>) =
        new.iter().partition(|member| before.contains(&person(member)));
    let old_only = old.iter().copied().filter(|member| !after.contains(&person(member)));
    let pairs = old_only.flat_map(|old| new_only.iter().map(move |&new| NamePair { old, new }));
    let may_be_same = pairs.filter(|pair| may_be_same_person(pair.old, pair.new)).collect();
    let mut panel = PanelDiff { old, new, in_both, may_be_same, majority_different: None };
    let [for_fewest, for_most] =
        [panel.in_both.len(), panel.most_in_both()].map(|in_both| 2 * in_both < panel.new.len());
    panel.majority_different = (for_fewest == for_most).then_some(for_fewest);
    Some(panel)
}

/// Returns a panel's members, each person once, `None` if it names none.
fn panel_members<'j>(job: &'j Job<'j>) -> Option<Vec<&'j str>> {
    let mut seen = HashSet::new();
    let mut members: Vec<&'j str> = job.panel()?.members.iter().map(String::as_str).collect();
    members.retain(|member| seen.insert(person(member)));
    (!members.is_empty()).then_some(members)
}

/// Compares the words of evidence, regardless of spaces and line breaks.
fn evidence_change(old: &Assessment<'_>, new: &Assessment<'_>) -> EvidenceChange {
    let [old, mut new] =
        [old, new].map(|assessment| assessment.evidence().unwrap_or_default().split_whitespace());
    match (old.eq(new.clone()), new.next().is_none()) {
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
    let [old_points, new_points] =
        [old, new].map(|assessment| assessment.settled().map(|level| i64::from(level.points())));
    Some(FactorDiff {
        factor: old.factor(),
        old_level: old.levels(),
        new_level: new.levels(),
        points: old_points.zip(new_points).map(|(old, new)| new - old),
        evidence: holds_evidence.then(|| evidence_change(old, new)),
    })
}

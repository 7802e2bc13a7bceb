//! What the checks find.

use crate::explain::{Edges, MARGIN};
use crate::id_enum::id_enum;
use crate::job::Job;
use crate::profile::Profile;
use crate::rank::Candidates;
use crate::scheme::{Band, BandRun, Factor, Located};

id_enum! {
    /// What an observation is about, the most important first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Code {
        LineOfManagement = "line-of-management", "A job above its manager, or whose manager is not clear";
        SameId = "same-id", "Several jobs with one id";
        SameLevels = "same-levels", "The same levels, but other stated bands or profiles";
        SameTitle = "same-title", "One title in different bands or at different levels";
        SameEvidence = "same-evidence", "The same words for a factor at different levels";
        Outlier = "outlier", "A level unlike those of jobs with the same profile or title";
        ArchivedProfile = "archived-profile", "A match to a profile that takes no new jobs";
        ClosedBand = "closed-band", "A band that takes no new jobs";
        NoMatch = "no-match", "No profile loaded matches: local evaluation";
        NotSettled = "not-settled", "Factors without a single level";
        MissingEvidence = "missing-evidence", "Levels for which no evidence is given";
        NearEdge = "near-edge", "A total near an edge of its band";
    }
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct ConsistencySettings<'s> {
    /// The checks to make.
    pub codes: Vec<Code>,
    /// The distance from an edge of a band, in points, within which a total is near it.
    pub margin: u32,
    /// The key or column whose values put jobs into groups, within which they are compared.
    pub by: Option<&'s str>,
}

impl Default for ConsistencySettings<'_> {
    fn default() -> Self {
        ConsistencySettings { codes: Code::ALL.to_vec(), margin: MARGIN, by: None }
    }
}

/// What was found in a library of jobs. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Consistency<'j> {
    /// The jobs that were looked at.
    pub jobs: &'j [Job<'j>],
    /// What they were put into groups by, if by anything.
    pub by: Option<&'j str>,
    /// The checks that were made.
    pub codes: Vec<Code>,
    /// What there is to look at, the most important first.
    pub observations: Vec<Observation<'j>>,
}

impl Consistency<'_> {
    /// How many observations there are of each kind that was looked for, the most important first.
    pub fn counts(&self) -> impl Iterator<Item = (Code, usize)> {
        let count = |code| self.observations.iter().filter(|one| one.code == code).count();
        Code::ALL.into_iter().filter(|code| self.codes.contains(code)).map(move |code| (code, count(code)))
    }
}

/// Something to look at.
#[derive(Debug, Clone)]
pub struct Observation<'j> {
    /// What kind of thing.
    pub code: Code,
    /// The jobs that it is about: the job itself, then its manager's; all jobs that are alike, in their order.
    pub jobs: Vec<&'j Job<'j>>,
    /// The factor, where it is about one.
    pub factor: Option<&'j Factor>,
    /// The group that the jobs are in; none without groups, and where the first of them says nothing of it.
    pub group: Option<&'j str>,
    /// What there is.
    pub detail: Detail<'j>,
    pub(super) weight: Weight,
    /// The place of its first job among all.
    pub(super) first: usize,
}

/// How important an observation is among those of its kind: what is about bands comes before what is about levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Other(u32),
    Levels(u32),
    Bands(u32),
}

/// Values, each with the number of jobs that have it.
pub type Counted<T> = Vec<(T, usize)>;

/// What was found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Detail<'j> {
    /// The bands that jobs of one title are in.
    TitleBands(Counted<Located<'j>>),
    /// The levels that jobs of one title have.
    TitleLevels(Counted<u8>),
    /// What is stated of jobs with the same levels; empty where that does not differ.
    Stated {
        /// The bands.
        bands: Counted<BandRun<'j>>,
        /// The profiles.
        profiles: Counted<&'j str>,
    },
    /// The levels that have the same evidence.
    Evidence {
        /// The evidence of the first.
        words: &'j str,
        /// The levels.
        levels: Counted<u8>,
    },
    /// A level that no other job has, while nearly all agree on another.
    Alone {
        /// The jobs.
        among: Among<'j>,
        /// The level.
        level: u8,
        /// The level on which the others agree.
        usual: u8,
        /// How many of them agree.
        agree: usize,
        /// How many jobs have a level.
        of: usize,
    },
    /// A level far from the median.
    FarFromMedian {
        /// The jobs.
        among: Among<'j>,
        /// The level.
        level: u8,
        /// Twice the median.
        twice_median: u16,
        /// How many jobs have a level.
        of: usize,
    },
    /// A level above the manager's.
    AboveManager {
        /// The level.
        level: u8,
        /// The manager's level.
        manager: u8,
    },
    /// A band above the manager's.
    BandAboveManager {
        /// The band.
        band: Located<'j>,
        /// The manager's band.
        manager: Located<'j>,
    },
    /// No job has the id that a job reports to, or several have.
    UnclearManager {
        /// The id.
        id: &'j str,
        /// How many jobs have it.
        jobs: usize,
    },
    /// Jobs that report to each other in a circle, each to the one after it.
    Circle,
    /// The archived profile that a job is matched to.
    Archived {
        /// The profile.
        profile: &'j Profile<'j>,
        /// When it was archived.
        since: &'j str,
        /// Whether the job states it, rather than matching no other.
        stated: bool,
    },
    /// The closed band that a job is in.
    Closed(&'j Band),
    /// A profile that a job does not match: the one that it states, else the one that comes nearest.
    NoMatch {
        /// The profile.
        profile: &'j Profile<'j>,
        /// The profiles of which none matches; none if the job states the profile.
        among: Option<Candidates<'j>>,
    },
    /// An id that several jobs have.
    OneId {
        /// The id.
        id: &'j str,
        /// The number of jobs with it.
        jobs: usize,
    },
    /// The factors without a single level.
    NotSettled(Vec<&'j Factor>),
    /// The factors whose levels have no evidence, of so many with a level.
    MissingEvidence {
        /// The factors.
        factors: Vec<&'j Factor>,
        /// How many factors have a level.
        of: usize,
    },
    /// How near a total is to the edges of its band.
    NearEdge {
        /// The total, in points.
        total: u32,
        /// Where it lies.
        place: Located<'j>,
        /// How far from the edges.
        edges: Edges,
    },
}

/// What jobs have in common among which one is unlike the others.
#[derive(Debug, Clone, Copy)]
pub enum Among<'j> {
    /// They are matched to one profile, of this id.
    Profile(&'j str),
    /// They have one title.
    Title,
}

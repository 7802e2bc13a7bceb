//! The settings and results of consistency checks.

use crate::explain::{Edges, MARGIN};
use crate::id_enum::id_enum;
use crate::job::Job;
use crate::profile::Profile;
use crate::rank::Candidates;
use crate::scheme::{Band, BandRun, Factor, Located};

id_enum! {
    /// The kind of an observation, most important first.
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

impl Code {
    /// Returns the title for people.
    pub fn title(self) -> &'static str {
        match self {
            Code::LineOfManagement => "Job above its manager",
            Code::SameId => "One id for several jobs",
            Code::SameLevels => "Same levels, different bands or profiles",
            Code::SameTitle => "Same title, different bands or levels",
            Code::SameEvidence => "Same evidence, different levels",
            Code::Outlier => "Unusual level",
            Code::ArchivedProfile => "Match to an archived profile",
            Code::ClosedBand => "Closed band",
            Code::NoMatch => "No matching profile",
            Code::NotSettled => "Factors not settled",
            Code::MissingEvidence => "Missing evidence",
            Code::NearEdge => "Total near an edge of its band",
        }
    }
}

/// Settings of the checks.
#[derive(Debug, Clone)]
pub struct ConsistencySettings<'s> {
    /// Checks to run.
    pub codes: Vec<Code>,
    /// Greatest distance from an edge of the band at which a total counts as near it, in points.
    pub margin: u32,
    /// Key or column by whose values jobs are grouped, `None` for one group. Jobs are compared within their group.
    pub by: Option<&'s str>,
}

impl ConsistencySettings<'_> {
    /// Returns true if any of these checks is asked for.
    pub(super) fn asks_for(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.codes.contains(code))
    }
}

impl Default for ConsistencySettings<'_> {
    fn default() -> Self {
        ConsistencySettings { codes: Code::ALL.to_vec(), margin: MARGIN, by: None }
    }
}

/// The observations in a library of jobs. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Consistency<'j> {
    /// Jobs of the library.
    pub jobs: &'j [Job<'j>],
    /// Key or column by which the jobs were grouped.
    pub by: Option<&'j str>,
    /// Checks that ran.
    pub codes: Vec<Code>,
    /// Observations, most important first.
    pub observations: Vec<Observation<'j>>,
}

impl Consistency<'_> {
    /// Counts the observations of each check that ran, most important first.
    pub fn counts(&self) -> impl Iterator<Item = (Code, usize)> {
        let codes = Code::ALL.into_iter().filter(|code| self.codes.contains(code));
        codes.map(|code| (code, self.observations.iter().filter(|one| one.code == code).count()))
    }
}

/// Something for a consistency panel to look at.
#[derive(Debug, Clone)]
pub struct Observation<'j> {
    /// The kind.
    pub code: Code,
    /// Jobs concerned: the job, then its manager's; or all jobs that are alike, in their order.
    pub jobs: Vec<&'j Job<'j>>,
    /// Factor concerned, `None` if the observation is about the whole job.
    pub factor: Option<&'j Factor>,
    /// Group of the first job, `None` without groups and for a job without a group.
    pub group: Option<&'j str>,
    /// Facts for the reader.
    pub detail: Detail<'j>,
    pub(super) weight: Weight,
    /// Index of the first job among all.
    pub(super) first: usize,
}

/// The importance of an observation among those of its kind. Bands come before levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Other(u32),
    Levels(u32),
    Bands(u32),
}

/// Values, each with the number of jobs that have it.
pub type Counted<T> = Vec<(T, usize)>;

/// The facts of an observation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Detail<'j> {
    /// Bands of jobs with one title.
    TitleBands(Counted<Located<'j>>),
    /// Levels of jobs with one title.
    TitleLevels(Counted<u8>),
    /// Bands and profiles that jobs with the same levels state; empty if they agree.
    Stated {
        /// The bands.
        bands: Counted<BandRun<'j>>,
        /// The profiles.
        profiles: Counted<&'j str>,
    },
    /// Levels with the same evidence.
    Evidence {
        /// Evidence of the first job.
        words: &'j str,
        /// The levels.
        levels: Counted<u8>,
    },
    /// A level that no other job has, while four fifths or more agree on another.
    Alone {
        /// Property that the jobs share.
        among: Among<'j>,
        /// The level.
        level: u8,
        /// Level of most jobs.
        usual: u8,
        /// Number of jobs with that level.
        agree: usize,
        /// Number of jobs with a level.
        of: usize,
    },
    /// A level two or more levels from the median.
    FarFromMedian {
        /// Property that the jobs share.
        among: Among<'j>,
        /// The level.
        level: u8,
        /// Twice the median.
        twice_median: u16,
        /// Number of jobs with a level.
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
    /// The id that a job reports to belongs to no job, or to several.
    UnclearManager {
        /// The id.
        id: &'j str,
        /// Number of jobs with the id.
        jobs: usize,
    },
    /// Jobs that report to each other in a circle, each to the next one.
    Circle,
    /// The archived profile that a job is matched to.
    Archived {
        /// The profile.
        profile: &'j Profile<'j>,
        /// Date of archiving, as the suite gives it.
        since: &'j str,
        /// True if the job states the profile, false if it matches no other.
        stated: bool,
    },
    /// The closed band that a job is in.
    Closed(&'j Band),
    /// A profile that a job does not match: the one that it states, or the one that comes nearest.
    NoMatch {
        /// The profile.
        profile: &'j Profile<'j>,
        /// Profiles that were compared, `None` if the job states the profile.
        among: Option<Candidates<'j>>,
    },
    /// An id that several jobs have.
    OneId {
        /// The id.
        id: &'j str,
        /// Number of jobs with the id.
        jobs: usize,
    },
    /// The factors without a single level.
    NotSettled(Vec<&'j Factor>),
    /// Factors with a level and without evidence.
    MissingEvidence {
        /// The factors.
        factors: Vec<&'j Factor>,
        /// Number of factors with a level.
        of: usize,
    },
    /// A total near an edge of its band.
    NearEdge {
        /// Total in points.
        total: u32,
        /// The total's place among the bands.
        place: Located<'j>,
        /// Distances from the edges.
        edges: Edges,
    },
}

/// A property shared by the jobs among which one is unlike the others.
#[derive(Debug, Clone, Copy)]
pub enum Among<'j> {
    /// They are matched to the profile with this id.
    Profile(&'j str),
    /// They have one title.
    Title,
}

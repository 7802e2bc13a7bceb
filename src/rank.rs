//! Ranks profiles for a job, best first.

use crate::compare::{SchemeMismatch, Verdict, judge};
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, Profiles, Suite};
use crate::scheme::BandRun;

/// A profile and the verdict on a job against it. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    /// The profile.
    pub profile: &'a Profile<'a>,
    /// The result of the matching procedure.
    pub verdict: Verdict<'a>,
}

/// The best profile of a job. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct BestMatch<'a> {
    /// The job.
    pub job: &'a Job<'a>,
    /// The best profile, `None` if there was no profile to compare with.
    pub best: Option<Ranked<'a>>,
}

impl BestMatch<'_> {
    /// Returns true if the job matches its best profile.
    pub fn is_match(&self) -> bool {
        self.best.is_some_and(|best| best.verdict.outcome.is_match())
    }
}

/// The profiles that jobs are compared with: all that are loaded, or a selection. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'p> {
    /// All loaded profiles.
    pub loaded: &'p Profiles<'p>,
    /// Suite to select, `None` for all.
    pub suite: Option<&'p Suite<'p>>,
    /// Bands to select, `None` for all. Selects the profiles whose bands overlap these.
    pub bands: Option<BandRun<'p>>,
    /// True to include archived profiles, to which no new job is matched.
    pub archived: bool,
}

impl<'p> Candidates<'p> {
    /// Selects all profiles that take new jobs.
    pub fn current(loaded: &'p Profiles<'p>) -> Candidates<'p> {
        Candidates { loaded, suite: None, bands: None, archived: false }
    }

    /// Returns the selected profiles in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &'p Profile<'p>> {
        let archived = self.archived;
        self.current_and_archived().filter(move |profile| archived || profile.archived().is_none())
    }

    /// Returns true if archived profiles of the selected suite and bands are left out.
    pub fn leaves_out_archived(&self) -> bool {
        !self.archived && self.current_and_archived().any(|profile| profile.archived().is_some())
    }

    fn current_and_archived(&self) -> impl Iterator<Item = &'p Profile<'p>> {
        let Candidates { loaded, suite, bands, .. } = *self;
        loaded.iter().filter(move |profile| {
            suite.is_none_or(|suite| profile.suite() == suite.id)
                && bands.is_none_or(|bands| profile.bands().overlaps(bands))
        })
    }
}

/// Compares a job with profiles and sorts them, best first: by outcome (profile match, band match, incomplete, no match),
/// number of varying factors, level distance, distance of the total from the bands, and id.
///
/// # Errors
/// [`SchemeMismatch`] if the job and a profile were read under different schemes.
pub fn rank<'a>(
    job: &'a Job<'a>,
    profiles: impl IntoIterator<Item = &'a Profile<'a>>,
) -> Result<Vec<Ranked<'a>>, SchemeMismatch> {
    let mut ranked: Vec<Ranked<'a>> =
        profiles.into_iter().map(|profile| Ranked::new(job, profile)).collect::<Result<_, _>>()?;
    ranked.sort_by_key(Ranked::key);
    Ok(ranked)
}

/// Finds the profile that [`rank`] puts first. Allocates nothing for a finished job.
///
/// # Errors
/// [`SchemeMismatch`] if the job and a profile were read under different schemes.
pub fn best_match<'a>(
    job: &'a Job<'a>,
    profiles: impl IntoIterator<Item = &'a Profile<'a>>,
) -> Result<BestMatch<'a>, SchemeMismatch> {
    let mut best: Option<Ranked<'a>> = None;
    for profile in profiles {
        let ranked = Ranked::new(job, profile)?;
        if best.is_none_or(|best| ranked.key() < best.key()) {
            best = Some(ranked);
        }
    }
    Ok(BestMatch { job, best })
}

impl<'a> Ranked<'a> {
    fn new(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Result<Ranked<'a>, SchemeMismatch> {
        Ok(Ranked { profile, verdict: judge(job, profile)? })
    }

    /// Returns the distance of the nearest possible total from the profile's bands, in points; 0 inside them.
    pub fn total_distance(&self) -> u32 {
        let (totals, bands) = (self.verdict.total_range, self.profile.bands().totals());
        totals.min.saturating_sub(bands.max).max(bands.min.saturating_sub(totals.max))
    }

    /// Returns the key that profiles are sorted by.
    fn key(&self) -> (Outcome, usize, u32, u32, &'a str) {
        let Verdict { outcome, variations, level_distance, .. } = self.verdict;
        (outcome, variations, level_distance, self.total_distance(), self.profile.id())
    }
}

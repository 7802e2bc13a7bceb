//! A job against every known profile, best first.

use crate::compare::{SchemeMismatch, Verdict, judge};
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, Profiles, Suite};
use crate::scheme::BandRun;

/// How a job stands to one profile. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    /// The profile.
    pub profile: &'a Profile<'a>,
    /// What the matching procedure comes to.
    pub verdict: Verdict<'a>,
}

/// The best profile of a job. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct BestMatch<'a> {
    /// The job.
    pub job: &'a Job<'a>,
    /// How it stands to the profile; none where there is no profile to compare it with.
    pub best: Option<Ranked<'a>>,
}

impl BestMatch<'_> {
    /// Whether there is a profile that the job matches.
    pub fn is_match(&self) -> bool {
        self.best.is_some_and(|best| best.verdict.outcome.is_match())
    }
}

/// The profiles that jobs are compared with: all that are loaded, or those of them that are asked for. Its JSON is described
/// in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'p> {
    /// All profiles that are loaded.
    pub loaded: &'p Profiles<'p>,
    /// The suite whose profiles are asked for, if it is one.
    pub suite: Option<&'p Suite<'p>>,
    /// The bands that they are asked to be in, if any.
    pub bands: Option<BandRun<'p>>,
    /// True if archived profiles, to which no new job is matched, are among them.
    pub archived: bool,
}

impl<'p> Candidates<'p> {
    /// All profiles that take new jobs.
    pub fn current(loaded: &'p Profiles<'p>) -> Candidates<'p> {
        Candidates { loaded, suite: None, bands: None, archived: false }
    }

    /// The profiles, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &'p Profile<'p>> {
        let archived = self.archived;
        self.current_and_archived().filter(move |profile| archived || profile.archived().is_none())
    }

    /// Returns true if archived profiles are left out that would be among them.
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

/// Compares a job with profiles and puts the best first: profile match, band match, incomplete, no match; then the
/// fewest varying factors, the smallest level distance, the smallest distance of the total, and the id.
///
/// # Errors
/// [`SchemeMismatch`] where the job and some profile were read under different schemes.
pub fn rank<'a>(
    job: &'a Job<'a>,
    profiles: impl IntoIterator<Item = &'a Profile<'a>>,
) -> Result<Vec<Ranked<'a>>, SchemeMismatch> {
    let ranked = profiles.into_iter().map(|profile| Ranked::new(job, profile));
    let mut ranked: Vec<Ranked<'a>> = ranked.collect::<Result<_, _>>()?;
    ranked.sort_by_key(Ranked::key);
    Ok(ranked)
}

/// Finds the profile that [`rank`] puts first. For a finished job this takes no memory.
///
/// # Errors
/// [`SchemeMismatch`] where the job and some profile were read under different schemes.
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

    /// How far the total, or the nearest that is still possible, is from the profile's bands, in points; 0 inside them.
    pub fn total_distance(&self) -> u32 {
        let (totals, bands) = (self.verdict.total_range, self.profile.bands().totals());
        totals.min.saturating_sub(bands.max).max(bands.min.saturating_sub(totals.max))
    }

    /// What profiles are ordered by.
    fn key(&self) -> (Outcome, usize, u32, u32, &'a str) {
        let Verdict { outcome, variations, level_distance, .. } = self.verdict;
        (outcome, variations, level_distance, self.total_distance(), self.profile.id())
    }
}

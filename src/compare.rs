//! The matching procedure: one job against one profile (handbook ch. 11).
//!
//! This file follows the handbook: it compares each factor, decides the four conditions of a match, and draws the outcome
//! from them. Option letters decide nothing.
//!
//! A job need not be finished. A condition is then decided once every way of settling the open factors agrees, and the
//! outcome is *incomplete* while at least one way would be a match.

use std::ops::RangeInclusive;

use serde::Serialize;
use thiserror::Error;

use crate::job::{Assessment, Job};
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileFactor};
use crate::scheme::{Band, BandRun, Factor, Level, Levels, Matching, PointsRange, TotalSet};
use crate::score::Standing;

/// A job against a profile, with the full working. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The job.
    pub job: &'a Job<'a>,
    /// The profile.
    pub profile: &'a Profile<'a>,
    /// The result of the matching procedure.
    pub verdict: Verdict<'a>,
    /// All factors in the scheme's order.
    pub factors: Vec<FactorComparison<'a>>,
    /// Facts that a reader should know although they decide nothing.
    pub warnings: Vec<Warning<'a>>,
}

/// The result of the matching procedure for a job and a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'s> {
    /// The outcome.
    pub outcome: Outcome,
    /// Band that a match awards, `None` without a match: the profile's, or the one that the total lies in if the profile
    /// spans several.
    pub band: Option<&'s Band>,
    /// Total in points, `None` unless every factor is settled.
    pub total: Option<u32>,
    /// Least and greatest total that the job could still have, in points.
    pub total_range: PointsRange,
    /// Number of settled factors that vary.
    pub variations: usize,
    /// Number of all factors that vary, open ones included.
    pub variation_range: CountRange,
    /// Sum of the settled factors' differences in levels, without their signs.
    pub level_distance: u32,
    /// Number of factors without a single level.
    pub open: usize,
    /// The four conditions of a match.
    pub conditions: Conditions,
}

/// The error of comparing a job with a profile that was read under another scheme: their factors are unrelated. Reading
/// one scheme file twice makes two schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the job and the profile were read under different schemes")]
pub struct SchemeMismatch;

/// Compares a job with a profile, factor by factor.
///
/// # Errors
/// [`SchemeMismatch`] if the job and the profile were read under different schemes.
pub fn compare<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Result<Comparison<'a>, SchemeMismatch> {
    let factors: Vec<FactorComparison<'a>> = compare_factors(job, profile)?.collect();
    let verdict = Verdict::from_factors(factors.iter().copied(), job.scheme().matching(), profile.bands());
    let warnings = warnings(job, profile, &verdict);
    Ok(Comparison { job, profile, verdict, factors, warnings })
}

/// Returns the verdict of [`compare`] without the working. Allocates nothing for a finished job.
///
/// # Errors
/// [`SchemeMismatch`] if the job and the profile were read under different schemes.
pub fn judge<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Result<Verdict<'a>, SchemeMismatch> {
    let factors = compare_factors(job, profile)?;
    Ok(Verdict::from_factors(factors, job.scheme().matching(), profile.bands()))
}

// Step 1: each factor.

/// One factor of a job against the same factor of a profile.
#[derive(Debug, Clone, Copy)]
pub struct FactorComparison<'a> {
    /// The factor.
    pub factor: &'a Factor,
    /// Levels given to the job, `None` while not assessed.
    pub job_level: Option<&'a Levels<'a>>,
    /// Levels that the profile lists.
    pub profile_levels: &'a Levels<'a>,
    /// Signed number of levels from the nearer end of the profile's range, 0 inside it; `None` unless settled.
    pub difference: Option<i16>,
    /// Differences of the lowest and the highest level that the job could still be given.
    pub differences: [i16; 2],
    /// Meaning of the difference for a match.
    pub result: FactorResult,
    /// Points of the job's level, `None` unless settled.
    pub points: Option<u32>,
    /// Points of the lowest and the highest level that the job could still be given.
    pub points_range: PointsRange,
}

/// The meaning of one factor's difference for a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorResult {
    /// The level lies in the profile's range.
    Match,
    /// The level lies outside the range, but a band match allows that.
    Variation,
    /// The level lies further outside the range than a band match allows for this factor.
    Mismatch,
    /// The job has no single level yet.
    NotAssessed,
}

/// Compares every factor of a job with the profile's, in the scheme's order.
fn compare_factors<'a>(
    job: &'a Job<'a>,
    profile: &'a Profile<'a>,
) -> Result<impl Iterator<Item = FactorComparison<'a>> + Clone, SchemeMismatch> {
    if !std::ptr::eq(job.scheme(), profile.scheme()) {
        return Err(SchemeMismatch);
    }
    let matching = job.scheme().matching();
    let factors = job.assessments().iter().zip(profile.factors());
    Ok(factors.map(move |(job, profile)| FactorComparison::new(job, profile, matching)))
}

impl<'a> FactorComparison<'a> {
    fn new(job: &'a Assessment<'a>, profile: &'a ProfileFactor<'a>, matching: Matching) -> Self {
        let (factor, settled, possible) = (profile.factor(), job.settled(), job.possible());
        let range = profile.range();
        let differences = [*possible.start(), *possible.end()].map(|level| difference(level, &range));
        let difference = settled.map(|_| differences[0]);
        FactorComparison {
            factor,
            job_level: job.levels(),
            profile_levels: profile.levels(),
            difference,
            differences,
            result: match difference {
                None => FactorResult::NotAssessed,
                Some(0) => FactorResult::Match,
                Some(levels) if allows(factor, levels.unsigned_abs().into(), matching) => {
                    FactorResult::Variation
                }
                Some(_) => FactorResult::Mismatch,
            },
            points: settled.map(|level| level.points()),
            points_range: factor.points_range(&possible),
        }
    }

    /// Returns the least distance from the profile's range that is still possible, in levels.
    pub fn nearest(&self) -> u32 {
        match self.differences {
            [lowest, highest] if lowest <= 0 && highest >= 0 => 0,
            differences => differences.map(i16::unsigned_abs).into_iter().min().unwrap_or_default().into(),
        }
    }

    /// Returns the greatest distance from the profile's range that is still possible, in levels.
    pub fn farthest(&self) -> u32 {
        self.differences.map(i16::unsigned_abs).into_iter().max().unwrap_or_default().into()
    }

    /// Returns true if the factor varies, false if it matches, `None` while both are possible.
    pub fn varies(&self) -> Option<bool> {
        if self.nearest() > 0 { Some(true) } else { (self.farthest() == 0).then_some(false) }
    }

    /// Returns the levels that the job could still be given, ascending.
    fn possible_levels(self) -> impl Iterator<Item = Level<'a>> {
        let factor = self.factor;
        let numbers = self.job_level.map_or_else(|| factor.level_numbers(), Levels::range);
        numbers.filter_map(|number| factor.level(number))
    }
}

/// Returns the signed number of levels from `level` to the nearer end of a profile's range, 0 inside it.
fn difference(level: u8, range: &RangeInclusive<u8>) -> i16 {
    i16::from(level) - i16::from(level.clamp(*range.start(), *range.end()))
}

/// Returns true if a band match allows `factor` to lie `distance` levels outside the profile's range.
fn allows(factor: &Factor, distance: u32, matching: Matching) -> bool {
    distance == 0 || (distance <= matching.max_difference && !factor.is_fixed())
}

/// The sums over all factors that decide the conditions.
#[derive(Default)]
struct FactorSums {
    /// Factors that vary by more levels than the scheme allows.
    too_far: CountRange,
    /// Fixed factors that vary.
    fixed_varying: CountRange,
    /// Factors that vary.
    varying: CountRange,
    /// Least and greatest total.
    totals: PointsRange,
    settled_varying: usize,
    level_distance: u32,
    open: usize,
}

/// The least and the greatest number of factors of a kind, over all ways of settling the open ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountRange {
    /// Number of factors that are of the kind for certain.
    pub least: u32,
    /// Number of factors that are or could be of the kind.
    pub greatest: u32,
}

impl FactorSums {
    fn new<'a>(factors: impl Iterator<Item = FactorComparison<'a>>, matching: Matching) -> FactorSums {
        let mut sums = FactorSums::default();
        for factor in factors {
            sums.add(&factor, matching);
        }
        sums
    }

    fn add(&mut self, factor: &FactorComparison<'_>, matching: Matching) {
        let (nearest, farthest) = (factor.nearest(), factor.farthest());
        let (fixed, limit) = (factor.factor.is_fixed(), matching.max_difference);
        self.too_far.add(nearest > limit, farthest > limit);
        self.fixed_varying.add(fixed && nearest > 0, fixed && farthest > 0);
        self.varying.add(nearest > 0, farthest > 0);
        self.totals.min += factor.points_range.min;
        self.totals.max += factor.points_range.max;
        if factor.difference.is_some() {
            self.settled_varying += usize::from(nearest > 0);
            self.level_distance += nearest;
        } else {
            self.open += 1;
        }
    }
}

impl CountRange {
    fn add(&mut self, is_certain: bool, is_possible: bool) {
        self.least += u32::from(is_certain);
        self.greatest += u32::from(is_possible);
    }

    /// Returns true if the number is at most `limit`, false if it is greater, `None` while both are possible.
    fn is_at_most(self, limit: u32) -> Option<bool> {
        if self.greatest <= limit { Some(true) } else { (self.least > limit).then_some(false) }
    }
}

// Step 2: the four conditions.

/// The four conditions of a match: true if met, false if failed, `None` while that depends on open factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// No factor varies by more levels than the scheme allows: one in the NHS scheme.
    pub levels_within_one: Option<bool>,
    /// No fixed factor varies: Knowledge, Training & Experience and Freedom to Act in the NHS scheme.
    pub fixed_factors_match: Option<bool>,
    /// No more factors vary than the scheme allows: five in the NHS scheme.
    pub variation_count: Option<bool>,
    /// The total lies in one of the profile's bands.
    pub total_in_band: Option<bool>,
}

/// One of the four conditions of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The condition.
    pub id: ConditionId,
    /// True if met, false if failed, `None` while that depends on open factors.
    pub met: Option<bool>,
}

/// The names of the conditions of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionId {
    /// No factor varies by more levels than the scheme allows.
    LevelsWithinOne,
    /// No fixed factor varies.
    FixedFactorsMatch,
    /// No more factors vary than the scheme allows.
    VariationCount,
    /// The total lies in one of the profile's bands.
    TotalInBand,
}

impl Conditions {
    fn new<'a>(
        sums: &FactorSums,
        open_factors: impl Iterator<Item = FactorComparison<'a>>,
        matching: Matching,
        bands: BandRun<'_>,
    ) -> Conditions {
        Conditions {
            levels_within_one: levels_within_one(sums),
            fixed_factors_match: fixed_factors_match(sums),
            variation_count: variation_count(sums, matching),
            total_in_band: total_in_band(sums, open_factors, bands),
        }
    }

    /// Returns the conditions in the order of the handbook.
    pub fn list(self) -> [Condition; 4] {
        [
            Condition { id: ConditionId::LevelsWithinOne, met: self.levels_within_one },
            Condition { id: ConditionId::FixedFactorsMatch, met: self.fixed_factors_match },
            Condition { id: ConditionId::VariationCount, met: self.variation_count },
            Condition { id: ConditionId::TotalInBand, met: self.total_in_band },
        ]
    }

    /// Returns the conditions that fail for every way of settling the open factors.
    pub fn failed(self) -> impl Iterator<Item = ConditionId> {
        self.list().into_iter().filter(|condition| condition.met == Some(false)).map(|condition| condition.id)
    }

    /// Returns true if all four hold, false if one fails, `None` while that depends on open factors.
    fn all_met(self) -> Option<bool> {
        let met = self.list().map(|condition| condition.met);
        if met.contains(&Some(false)) { Some(false) } else { (met == [Some(true); 4]).then_some(true) }
    }
}

/// The variations are of no more than one level above or below the profile's level or range.
fn levels_within_one(sums: &FactorSums) -> Option<bool> {
    sums.too_far.is_at_most(0)
}

/// The variations do not concern Knowledge, Training & Experience or Freedom to Act.
fn fixed_factors_match(sums: &FactorSums) -> Option<bool> {
    sums.fixed_varying.is_at_most(0)
}

/// The variations concern no more than five factors.
fn variation_count(sums: &FactorSums, matching: Matching) -> Option<bool> {
    sums.varying.is_at_most(matching.max_variations)
}

/// The variations do not take the job's total out of the profile's bands. Must hold where nothing varies too: the lowest
/// total of a generic profile may lie below its band (handbook ch. 9).
fn total_in_band<'a>(
    sums: &FactorSums,
    open_factors: impl Iterator<Item = FactorComparison<'a>>,
    bands: BandRun<'_>,
) -> Option<bool> {
    let (totals, allowed) = (sums.totals, bands.totals());
    if allowed.contains(totals.min) && allowed.contains(totals.max) {
        return Some(true);
    }
    if !allowed.overlaps(totals) {
        return Some(false);
    }
    // Between the least and the greatest total, not every number of points can be reached.
    let points = open_factors.map(|factor| factor.possible_levels().map(Level::points));
    let reached = TotalSet::from_points(totals, points);
    if reached.is_within(allowed) { Some(true) } else { (!reached.overlaps(allowed)).then_some(false) }
}

// Step 3: the outcome.

impl<'s> Verdict<'s> {
    fn from_factors(
        factors: impl Iterator<Item = FactorComparison<'s>> + Clone,
        matching: Matching,
        bands: BandRun<'s>,
    ) -> Verdict<'s> {
        let sums = FactorSums::new(factors.clone(), matching);
        let open_factors = factors.filter(|factor| factor.difference.is_none());
        let conditions = Conditions::new(&sums, open_factors.clone(), matching, bands);
        let can_match =
            conditions.all_met().unwrap_or_else(|| can_meet_all(&sums, open_factors, matching, bands));
        let outcome = match (can_match, sums.open, sums.settled_varying) {
            (false, ..) => Outcome::NoMatch,
            (true, 1.., _) => Outcome::Incomplete,
            (true, 0, 0) => Outcome::ProfileMatch,
            (true, 0, _) => Outcome::BandMatch,
        };
        let total = (sums.open == 0).then_some(sums.totals.min);
        Verdict {
            outcome,
            band: total.filter(|_| outcome.is_match()).and_then(|total| bands.band(total)),
            total,
            total_range: sums.totals,
            variations: sums.settled_varying,
            variation_range: sums.varying,
            level_distance: sums.level_distance,
            open: sums.open,
            conditions,
        }
    }
}

/// Returns true if some way of settling the open factors meets all four conditions together.
///
/// Settles one factor after the other at every level that a band match allows, and keeps the totals that can be reached
/// with 0, 1, 2, … variations.
fn can_meet_all<'a>(
    sums: &FactorSums,
    open_factors: impl Iterator<Item = FactorComparison<'a>>,
    matching: Matching,
    bands: BandRun<'_>,
) -> bool {
    // Every open factor counts at its lowest level until it is settled.
    let mut reached = vec![TotalSet::empty(sums.totals); sums.settled_varying];
    reached.push(TotalSet::least(sums.totals));
    for factor in open_factors {
        let range = factor.profile_levels.range();
        let mut next = vec![TotalSet::empty(sums.totals); reached.len() + 1];
        for level in factor.possible_levels() {
            let distance = difference(level.number(), &range).unsigned_abs().into();
            if allows(factor.factor, distance, matching) {
                let raised_by = level.points() - factor.points_range.min;
                for (next, before) in next[usize::from(distance > 0)..].iter_mut().zip(&reached) {
                    next.add_raised(before, raised_by);
                }
            }
        }
        next.truncate((matching.max_variations as usize).saturating_add(1));
        reached = next;
    }
    reached.iter().any(|totals| totals.overlaps(bands.totals()))
}

// Beside the outcome.

/// A fact about a comparison that a reader should know although it decides nothing.
#[derive(Debug, Clone, Copy)]
pub enum Warning<'a> {
    /// A level lies inside the profile's range, but the profile does not list it, such as 3 in `2(a), 4(b)`.
    UnlistedLevel {
        /// The job's level.
        level: Level<'a>,
        /// Levels that the profile lists.
        listed: &'a Levels<'a>,
    },
    /// The profile is archived: matches made to it stand, and no new job is matched to it.
    Archived {
        /// Date of archiving, as the suite gives it.
        since: &'a str,
    },
    /// Only the total prevents a match. The handbook advises to match the job against a profile of the band that the
    /// total lies in, and to evaluate it locally if that fails.
    OtherBand {
        /// The job's total among the bands.
        standing: Standing<'a>,
        /// The profile's bands.
        bands: BandRun<'a>,
    },
}

fn warnings<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>, verdict: &Verdict<'a>) -> Vec<Warning<'a>> {
    let archived = profile.archived().map(|since| Warning::Archived { since });
    let factors = job.assessments().iter().zip(profile.factors());
    let unlisted = factors.filter_map(|(job, profile)| unlisted_level(job, profile));
    archived.into_iter().chain(unlisted).chain(other_band(job, profile, verdict)).collect()
}

fn unlisted_level<'a>(job: &'a Assessment<'a>, profile: &'a ProfileFactor<'a>) -> Option<Warning<'a>> {
    let level = job.settled().filter(|level| profile.range().contains(&level.number()))?;
    (!profile.lists(level)).then(|| Warning::UnlistedLevel { level, listed: profile.levels() })
}

fn other_band<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>, verdict: &Verdict<'a>) -> Option<Warning<'a>> {
    let only_total = verdict.conditions.failed().eq([ConditionId::TotalInBand]);
    only_total.then(|| Warning::OtherBand { standing: Standing::from_job(job), bands: profile.bands() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Profiles, Scheme, best_match, rank};

    const JOBS: [&str; 5] = [
        "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a",
        "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b ?",
        "6 7 4 2-3 3a 5a 2 2bcd 2b 1 1-2 3 3c 4b 4b 2-4",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?",
    ];

    #[test]
    fn a_verdict_is_the_same_with_and_without_the_factors_and_in_a_ranking() {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        for levels in JOBS {
            let job = Job::from_levels("test", levels, scheme).unwrap();
            let ranked = rank(&job, profiles.iter()).unwrap();
            let best = best_match(&job, profiles.iter()).unwrap().best.unwrap();
            assert_eq!((best.profile.id(), best.verdict), (ranked[0].profile.id(), ranked[0].verdict));
            for profile in profiles.iter() {
                let verdict = judge(&job, profile).unwrap();
                assert_eq!(verdict, compare(&job, profile).unwrap().verdict, "{levels}: {}", profile.id());
                let ranked = ranked.iter().find(|ranked| ranked.profile.id() == profile.id());
                assert_eq!(ranked.map(|ranked| ranked.verdict), Some(verdict));
            }
        }
    }

    #[test]
    fn a_factor_varies_where_every_level_it_may_be_is_outside_the_range() {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        let profile = profiles.find("arts-therapist").unwrap();
        assert_eq!(profile.factors()[8].range(), 1..=2);
        for (levels, varies) in [
            ("1", Some(false)),
            ("2", Some(false)),
            ("3", Some(true)),
            ("1-2", Some(false)),
            ("2-3", None),
            ("3-4", Some(true)),
            ("?", None),
        ] {
            let mut job = Job::new("Job", scheme);
            job.assess("human resources", levels).unwrap();
            assert_eq!(compare(&job, profile).unwrap().factors[8].varies(), varies, "{levels}");
        }
    }

    #[test]
    fn a_job_and_a_profile_of_two_schemes_are_not_compared() {
        let read = || Scheme::read("test", include_str!("../profiles/scheme.yaml")).unwrap();
        let (one, other) = (read(), read());
        let job = Job::from_levels("test", JOBS[0], &one).unwrap();
        let profiles = Profiles::built_in(&other).unwrap();
        for profile in profiles.iter() {
            assert_eq!(judge(&job, profile), Err(SchemeMismatch));
            assert_eq!(compare(&job, profile).unwrap_err(), SchemeMismatch);
        }
        assert_eq!(rank(&job, profiles.iter()).unwrap_err(), SchemeMismatch);
        assert_eq!(best_match(&job, profiles.iter()).unwrap_err(), SchemeMismatch);
    }
}

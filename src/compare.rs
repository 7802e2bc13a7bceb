//! The matching procedure: one job against one profile (handbook ch. 11).
//!
//! A factor matches when the job's level lies in the profile's range, from its lowest to its highest listed level;
//! otherwise it varies by the signed number of levels to the nearer end. If four conditions hold it is a match: a profile
//! match where every factor matches, a band match where some vary. One of the conditions is that the total lies in the
//! profile's bands: without it there is no match even where every factor matches, as can be with generic profiles, whose
//! lowest total may lie below their band (ch. 9). Option letters decide nothing.
//!
//! A job need not be finished: each condition is then decided as far as every way of settling the open factors agrees,
//! and the outcome is *incomplete* only while at least one of these ways would be a match.

use std::ops::RangeInclusive;

use serde::Serialize;
use thiserror::Error;

use crate::job::{Assessment, Job};
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileFactor};
use crate::scheme::{Band, BandRun, Factor, Level, Levels, Matching, PointsRange, TotalSet};
use crate::score::Standing;

/// What the matching procedure comes to for a job and a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'s> {
    /// The outcome.
    pub outcome: Outcome,
    /// The band that a match awards: the profile's, or where the profile spans several the one that the total lies in.
    /// None without a match.
    pub band: Option<&'s Band>,
    /// The job's total in points; none unless every factor is settled.
    pub total: Option<u32>,
    /// How many settled factors vary.
    pub variations: usize,
    /// The sum of the settled factors' differences, without their signs, in levels.
    pub level_distance: u32,
    /// How many factors have no single level yet.
    pub open: usize,
    /// The four conditions of a match, in the order of the handbook.
    pub conditions: [Condition; 4],
}

/// A condition of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Which of the four.
    pub id: ConditionId,
    /// Whether it holds; none while that depends on factors that are not settled.
    pub met: Option<bool>,
    /// The least number that decides it, over every way of settling the job: of factors that differ too far, of fixed
    /// factors that vary, of all factors that vary, or of points in total.
    pub least: u32,
    /// The greatest such number.
    pub greatest: u32,
}

/// The conditions of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionId {
    /// No factor differs by more levels than the scheme allows.
    LevelsWithinOne,
    /// No factor varies that the scheme holds fixed.
    FixedFactorsMatch,
    /// No more factors vary than the scheme allows.
    VariationCount,
    /// The total lies in one of the profile's bands.
    TotalInBand,
}

/// A job against a profile with the full working. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The job.
    pub job: &'a Job<'a>,
    /// The profile.
    pub profile: &'a Profile<'a>,
    /// What the procedure comes to.
    pub verdict: Verdict<'a>,
    /// Every factor in the scheme's order.
    pub factors: Vec<FactorComparison<'a>>,
    /// What a reader should know although it decides nothing.
    pub warnings: Vec<Warning<'a>>,
}

/// One factor of a job against the same factor of a profile.
#[derive(Debug, Clone, Copy)]
pub struct FactorComparison<'a> {
    /// The factor.
    pub factor: &'a Factor,
    /// The job's level or levels; none while not assessed.
    pub job_level: Option<&'a Levels<'a>>,
    /// The profile's levels.
    pub profile_levels: &'a Levels<'a>,
    /// Signed levels from the nearer end of the profile's range, 0 inside it; none unless settled.
    pub difference: Option<i16>,
    /// The same for the lowest and the highest level that the job's may still be.
    pub differences: [i16; 2],
    /// What that means for a match.
    pub result: FactorResult,
    /// The points of the job's level; none unless settled.
    pub points: Option<u32>,
    /// The points of the lowest and highest level that the job's may still be.
    pub points_range: PointsRange,
}

/// What the comparison of one factor means for a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorResult {
    /// The level lies in the profile's range.
    Match,
    /// It lies outside, as a band match allows.
    Variation,
    /// It lies outside by more than a band match allows for this factor.
    Mismatch,
    /// The job has no single level yet.
    NotAssessed,
}

/// What a reader of a comparison should know although it decides nothing.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Warning<'a> {
    /// A level lies inside the profile's range, but the profile does not list it, such as 3 in `2(a), 4(b)`.
    UnlistedLevel {
        /// The job's level.
        level: Level<'a>,
        /// The levels that the profile lists.
        listed: &'a Levels<'a>,
    },
    /// The profile is archived: matches made to it stand, and no new job is matched to it.
    Archived {
        /// When it was archived.
        since: &'a str,
    },
    /// Only the total prevents a match: the handbook advises to match the job against a profile of the band that the
    /// total lies in, and failing that to evaluate it locally.
    OtherBand {
        /// Where the total lies, or may lie.
        standing: Standing<'a>,
        /// The profile's bands.
        bands: BandRun<'a>,
    },
}

/// A job and a profile that were read under two different schemes, so that their factors have nothing to do with each
/// other. Two readings of one file are two schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the job and the profile were read under different schemes")]
pub struct SchemeMismatch;

/// What the matching procedure comes to. For a finished job this takes no memory.
///
/// # Errors
/// [`SchemeMismatch`] where the job and the profile were read under different schemes.
pub fn judge<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Result<Verdict<'a>, SchemeMismatch> {
    Ok(Verdict::of(pairs(job, profile)?, job.scheme().matching(), profile.bands()))
}

/// Compares a job with a profile, factor by factor.
///
/// # Errors
/// [`SchemeMismatch`] where the job and the profile were read under different schemes.
pub fn compare<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Result<Comparison<'a>, SchemeMismatch> {
    let factors: Vec<FactorComparison<'a>> = pairs(job, profile)?.collect();
    let verdict = Verdict::of(factors.iter().copied(), job.scheme().matching(), profile.bands());
    let unlisted =
        job.assessments().iter().zip(profile.factors()).filter_map(|(job, profile)| unlisted(job, profile));
    let archived = profile.archived().map(|since| Warning::Archived { since });
    let warnings = archived.into_iter().chain(unlisted).chain(other_band(job, &verdict, profile.bands()));
    let warnings = warnings.collect();
    Ok(Comparison { job, profile, verdict, factors, warnings })
}

/// The factors of both sides.
fn pairs<'a>(
    job: &'a Job<'a>,
    profile: &'a Profile<'a>,
) -> Result<impl Iterator<Item = FactorComparison<'a>> + Clone, SchemeMismatch> {
    if !std::ptr::eq(job.scheme(), profile.scheme()) {
        return Err(SchemeMismatch);
    }
    let matching = job.scheme().matching();
    let pairs = job.assessments().iter().zip(profile.factors());
    Ok(pairs.map(move |(job, profile)| FactorComparison::new(job, profile, matching)))
}

fn unlisted<'a>(job: &'a Assessment<'a>, profile: &'a ProfileFactor<'a>) -> Option<Warning<'a>> {
    let level = job.settled().filter(|level| profile.range().contains(&level.number()))?;
    (!profile.lists(level)).then(|| Warning::UnlistedLevel { level, listed: profile.levels() })
}

fn other_band<'a>(job: &'a Job<'a>, verdict: &Verdict<'a>, bands: BandRun<'a>) -> Option<Warning<'a>> {
    let failed = verdict.conditions.iter().filter(|condition| condition.met == Some(false));
    let only_total = failed.map(|condition| condition.id).eq([ConditionId::TotalInBand]);
    only_total.then(|| Warning::OtherBand { standing: Standing::from_job(job), bands })
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

    /// The least distance from the profile's range at which the factor may end, in levels.
    pub fn nearest(&self) -> u32 {
        match self.differences {
            [lowest, highest] if lowest <= 0 && highest >= 0 => 0,
            differences => differences.map(i16::unsigned_abs).into_iter().min().unwrap_or_default().into(),
        }
    }

    /// The greatest distance from the profile's range at which the factor may end, in levels.
    pub fn farthest(&self) -> u32 {
        self.differences.map(i16::unsigned_abs).into_iter().max().unwrap_or_default().into()
    }

    /// Whether the factor varies; none while that is open.
    pub fn varies(&self) -> Option<bool> {
        if self.nearest() > 0 { Some(true) } else { (self.farthest() == 0).then_some(false) }
    }

    /// The levels that the job's may still be, in ascending order.
    fn possible(self) -> impl Iterator<Item = Level<'a>> {
        let factor = self.factor;
        let numbers = self.job_level.map_or_else(|| factor.level_numbers(), Levels::range);
        numbers.filter_map(|number| factor.level(number))
    }
}

/// Signed levels from a level to the nearer end of a profile's range.
fn difference(level: u8, range: &RangeInclusive<u8>) -> i16 {
    i16::from(level) - i16::from(level.clamp(*range.start(), *range.end()))
}

/// Whether a band match allows a factor to be this far from the profile's range.
fn allows(factor: &Factor, distance: u32, matching: Matching) -> bool {
    distance == 0 || (distance <= matching.max_difference && !factor.is_fixed())
}

impl<'s> Verdict<'s> {
    fn of(
        factors: impl Iterator<Item = FactorComparison<'s>> + Clone,
        matching: Matching,
        bands: BandRun<'s>,
    ) -> Verdict<'s> {
        let (mut open, mut variations, mut level_distance) = (0, 0, 0);
        let [mut beyond, mut fixed, mut varying, mut total] = [const { PointsRange { min: 0, max: 0 } }; 4];
        for factor in factors.clone() {
            let (nearest, farthest) = (factor.nearest(), factor.farthest());
            match factor.difference {
                Some(_) => {
                    variations += usize::from(nearest > 0);
                    level_distance += nearest;
                }
                None => open += 1,
            }
            let limit = matching.max_difference;
            count(&mut beyond, nearest > limit, farthest > limit);
            count(
                &mut fixed,
                factor.factor.is_fixed() && nearest > 0,
                factor.factor.is_fixed() && farthest > 0,
            );
            count(&mut varying, nearest > 0, farthest > 0);
            total.min += factor.points_range.min;
            total.max += factor.points_range.max;
        }
        let at_most = |max| PointsRange { min: 0, max };
        let open_factors = factors.filter(|factor| factor.difference.is_none());
        let mut conditions = [
            Condition::new(ConditionId::LevelsWithinOne, beyond, at_most(0)),
            Condition::new(ConditionId::FixedFactorsMatch, fixed, at_most(0)),
            Condition::new(ConditionId::VariationCount, varying, at_most(matching.max_variations)),
            Condition::new(ConditionId::TotalInBand, total, bands.totals()),
        ];
        // Only while factors are open: not every number between the least and the greatest total need be one.
        if conditions[3].met.is_none() {
            let points = open_factors.clone().map(|factor| factor.possible().map(Level::points));
            let reached = TotalSet::from_points(total, points);
            conditions[3].decide(reached.overlaps(bands.totals()), reached.is_within(bands.totals()));
        }
        let possible = all_met(&conditions)
            .unwrap_or_else(|| match_possible(open_factors, variations, total, matching, bands));
        let outcome = match (possible, open, variations) {
            (false, ..) => Outcome::NoMatch,
            (true, 1.., _) => Outcome::Incomplete,
            (true, 0, 0) => Outcome::ProfileMatch,
            (true, 0, _) => Outcome::BandMatch,
        };
        let total = (open == 0).then_some(total.min);
        let band = total.filter(|_| outcome.is_match()).and_then(|total| bands.band(total));
        Verdict { outcome, band, total, variations, level_distance, open, conditions }
    }
}

/// Counts a factor that surely has a property, or one that may have it.
fn count(found: &mut PointsRange, surely: bool, perhaps: bool) {
    found.min += u32::from(surely);
    found.max += u32::from(perhaps);
}

impl Condition {
    fn new(id: ConditionId, found: PointsRange, allowed: PointsRange) -> Condition {
        let PointsRange { min: least, max: greatest } = found;
        let mut condition = Condition { id, met: None, least, greatest };
        let always = allowed.contains(least) && allowed.contains(greatest);
        condition.decide(allowed.overlaps(found), always);
        condition
    }

    /// Says whether it holds, from whether it does for some way of settling the job, and for every way.
    fn decide(&mut self, sometimes: bool, always: bool) {
        self.met = match (sometimes, always) {
            (_, true) => Some(true),
            (true, false) => None,
            (false, false) => Some(false),
        };
    }
}

/// Whether all conditions hold whatever the open factors come to, or one fails; none where that is still open.
fn all_met(conditions: &[Condition]) -> Option<bool> {
    if conditions.iter().any(|condition| condition.met == Some(false)) {
        return Some(false);
    }
    conditions.iter().all(|condition| condition.met == Some(true)).then_some(true)
}

/// Whether some way of settling the open factors meets all four conditions together, while those that are settled vary
/// so many times: each factor in turn is tried at every level it may end at, keeping the totals that can be reached with
/// each number of variations.
fn match_possible<'s>(
    open_factors: impl Iterator<Item = FactorComparison<'s>>,
    variations: usize,
    totals: PointsRange,
    matching: Matching,
    bands: BandRun<'_>,
) -> bool {
    let mut reached = vec![TotalSet::empty(totals); variations];
    reached.push(TotalSet::least(totals));
    for factor in open_factors {
        let range = factor.profile_levels.range();
        let mut next = vec![TotalSet::empty(totals); reached.len() + 1];
        for level in factor.possible() {
            let distance = difference(level.number(), &range).unsigned_abs().into();
            if allows(factor.factor, distance, matching) {
                let (points, varies) = (level.points() - factor.points_range.min, usize::from(distance > 0));
                let raised = next[varies..].iter_mut().zip(&reached);
                raised.for_each(|(next, before)| next.add_raised(before, points));
            }
        }
        next.truncate((matching.max_variations as usize).saturating_add(1));
        reached = next;
    }
    reached.iter().any(|reached| reached.overlaps(bands.totals()))
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

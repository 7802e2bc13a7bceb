//! The matching procedure: one job against one profile (handbook ch. 11).
//!
//! A factor matches when the job's level lies in the profile's range, from its lowest to its highest listed level;
//! otherwise it varies by the signed number of levels to the nearer end. If every factor matches it is a profile match;
//! if some vary and four conditions hold, a band match. Option letters decide nothing.
//!
//! A job need not be finished: each condition is then decided as far as every way of settling the open factors agrees,
//! and the outcome is *incomplete* only while at least one of these ways would be a match.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::Serialize;

use crate::job::{Assessment, Job, JobName};
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileFactor, ProfileName};
use crate::scheme::{Band, BandGroup, Levels, Matching, PointsRange, by_name};

/// A job against a profile with the full working. Field for field this is what `compare --format json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison<'a> {
    /// The job.
    pub job: JobName<'a>,
    /// The profile.
    pub profile: ProfileName<'a>,
    /// What the procedure comes to.
    pub outcome: Outcome,
    /// The band that a match awards: the profile's, or where the profile spans several the one that the total lies in.
    /// None without a match, and none where the total lies in no band of a profile that spans several.
    #[serde(serialize_with = "by_name::optional_band")]
    pub band: Option<&'a Band>,
    /// The job's total in points; none unless every factor is settled.
    pub total: Option<u32>,
    /// How many settled factors vary.
    pub variations: usize,
    /// The four conditions of a band match, in the order of the handbook.
    pub conditions: [Condition; 4],
    /// Every factor in the scheme's order.
    pub factors: Vec<FactorComparison<'a>>,
    /// What a reader should know although it decides nothing.
    pub warnings: Vec<String>,
}

/// A condition of a band match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Which of the four.
    pub id: ConditionId,
    /// Whether it holds; none while that depends on factors that are not settled.
    pub met: Option<bool>,
    /// What it found.
    pub detail: String,
}

/// The conditions of a band match.
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

impl ConditionId {
    /// The condition in a few words.
    pub fn title(self) -> &'static str {
        match self {
            ConditionId::LevelsWithinOne => "Levels within one",
            ConditionId::FixedFactorsMatch => "Fixed factors match",
            ConditionId::VariationCount => "Variation count",
            ConditionId::TotalInBand => "Total in band",
        }
    }
}

/// One factor of a job against the same factor of a profile.
#[derive(Debug, Clone, Serialize)]
pub struct FactorComparison<'a> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'a str,
    /// The factor's published name.
    pub name: &'a str,
    /// The job's level or levels in canonical notation; none while not assessed.
    pub job_level: Option<&'a Levels<'a>>,
    /// The profile's levels in canonical notation.
    pub profile_levels: &'a Levels<'a>,
    /// Signed levels from the nearer end of the profile's range, 0 inside it; none unless settled.
    pub difference: Option<i16>,
    /// What that means for a match.
    pub result: FactorResult,
    /// The points of the job's level; none unless settled.
    pub points: Option<u32>,
    /// The points of the profile's lowest and highest level.
    pub profile_points: PointsRange,
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

/// Compares a job with a profile. Both must have been read under the same scheme.
pub fn compare<'a>(job: &'a Job<'_>, profile: &'a Profile<'_>) -> Comparison<'a> {
    debug_assert!(std::ptr::eq(job.scheme(), profile.scheme()), "job and profile are of different schemes");
    let matching = job.scheme().matching();
    let rows: Vec<Row<'a>> = job.assessments().iter().zip(profile.factors()).map(Row::new).collect();
    let totals: PointsRange = rows.iter().map(Row::points_range).sum();
    let total = rows.iter().map(Row::points).sum::<Option<u32>>();
    let outcome = outcome(&rows, matching, profile.bands());
    let band = if outcome.is_match() { awarded_band(profile.bands(), total) } else { None };
    let factors: Vec<FactorComparison<'a>> = rows.iter().map(|row| row.comparison(matching)).collect();
    Comparison {
        job: job.name(),
        profile: profile.name(),
        outcome,
        band,
        total,
        variations: factors
            .iter()
            .filter(|factor| factor.difference.is_some_and(|levels| levels != 0))
            .count(),
        conditions: [
            levels_within_one(&rows, matching),
            fixed_factors_match(&rows),
            variation_count(&rows, matching),
            total_in_band(totals, profile.bands()),
        ],
        factors,
        warnings: warnings(&rows, outcome, total, profile.bands()),
    }
}

/// One factor of both sides.
struct Row<'a> {
    job: &'a Assessment<'a>,
    profile: &'a ProfileFactor<'a>,
}

impl<'a> Row<'a> {
    fn new((job, profile): (&'a Assessment<'_>, &'a ProfileFactor<'_>)) -> Row<'a> {
        Row { job, profile }
    }

    /// Signed levels from a level to the nearer end of the profile's range.
    fn difference(&self, level: u8) -> i16 {
        let range = self.profile.range();
        i16::from(level) - i16::from(level.clamp(*range.start(), *range.end()))
    }

    /// The distances, in levels, at which the factor may end: from the least to the greatest.
    fn distances(&self) -> RangeInclusive<u32> {
        let distances = || self.job.possible().map(|level| u32::from(self.difference(level).unsigned_abs()));
        distances().min().unwrap_or(0)..=distances().max().unwrap_or(0)
    }

    /// Whether the factor varies; none while that is open.
    fn varies(&self) -> Option<bool> {
        let distances = self.distances();
        if *distances.start() > 0 {
            Some(true)
        } else if *distances.end() == 0 {
            Some(false)
        } else {
            None
        }
    }

    /// Whether a band match allows the factor to be this far from the profile's range.
    fn allows(&self, distance: u32, matching: Matching) -> bool {
        distance == 0 || (distance <= matching.max_difference && !self.profile.factor().is_fixed())
    }

    fn name(&self) -> &'a str {
        self.profile.factor().name()
    }

    fn points(&self) -> Option<u32> {
        self.job.settled().map(|level| level.points())
    }

    fn points_range(&self) -> PointsRange {
        self.job.factor().points_range(&self.job.possible())
    }

    fn comparison(&self, matching: Matching) -> FactorComparison<'a> {
        let factor = self.profile.factor();
        let difference = self.job.settled().map(|level| self.difference(level.number()));
        let result = match difference {
            None => FactorResult::NotAssessed,
            Some(0) => FactorResult::Match,
            Some(levels) if self.allows(levels.unsigned_abs().into(), matching) => FactorResult::Variation,
            Some(_) => FactorResult::Mismatch,
        };
        FactorComparison {
            number: factor.number(),
            id: factor.id(),
            name: factor.name(),
            job_level: self.job.levels(),
            profile_levels: self.profile.levels(),
            difference,
            result,
            points: self.points(),
            profile_points: self.profile.levels().points_range(),
        }
    }
}

fn outcome(rows: &[Row<'_>], matching: Matching, bands: BandGroup<'_>) -> Outcome {
    let settled = rows.iter().all(|row| row.job.settled().is_some());
    let profile_match = rows.iter().all(|row| *row.distances().start() == 0);
    let possible = profile_match || band_match_possible(rows, matching, bands);
    match (possible, settled) {
        (false, _) => Outcome::NoMatch,
        (true, false) => Outcome::Incomplete,
        (true, true) if profile_match => Outcome::ProfileMatch,
        (true, true) => Outcome::BandMatch,
    }
}

/// Whether some way of settling the open factors meets all four conditions together: each factor in turn is tried at
/// every level it may end at, keeping the numbers of variations and totals that can be reached.
fn band_match_possible(rows: &[Row<'_>], matching: Matching, bands: BandGroup<'_>) -> bool {
    let mut reached = BTreeSet::from([(0, 0)]);
    for row in rows {
        let mut next = BTreeSet::new();
        for level in row.job.possible().filter_map(|number| row.job.factor().level(number)) {
            let distance = row.difference(level.number()).unsigned_abs().into();
            if !row.allows(distance, matching) {
                continue;
            }
            let varies = u32::from(distance > 0);
            next.extend(
                reached.iter().map(|(variations, total)| (variations + varies, total + level.points())),
            );
        }
        next.retain(|(variations, _)| *variations <= matching.max_variations);
        reached = next;
    }
    reached.iter().any(|(_, total)| bands.band(*total).is_some())
}

/// The band of the profile, or the one of its bands that the total lies in.
fn awarded_band<'s>(bands: BandGroup<'s>, total: Option<u32>) -> Option<&'s Band> {
    match bands.bands() {
        [band] => Some(band),
        _ => total.and_then(|total| bands.band(total)),
    }
}

fn levels_within_one(rows: &[Row<'_>], matching: Matching) -> Condition {
    let limit = matching.max_difference;
    let levels = if limit == 1 { "1 level".to_owned() } else { format!("{limit} levels") };
    let beyond = |test: fn(&RangeInclusive<u32>) -> u32| -> Vec<&Row<'_>> {
        rows.iter().filter(|row| test(&row.distances()) > limit).collect()
    };
    let (surely, perhaps) = (beyond(|distances| *distances.start()), beyond(|distances| *distances.end()));
    let (met, detail) = if !surely.is_empty() {
        let verb = if surely.len() == 1 { "differs" } else { "differ" };
        (Some(false), format!("{} {verb} by more than {levels}", list(&surely, varying)))
    } else if !perhaps.is_empty() {
        (None, format!("{} could differ by more than {levels}", list(&perhaps, unsettled)))
    } else {
        (Some(true), format!("no factor differs by more than {levels}"))
    };
    Condition { id: ConditionId::LevelsWithinOne, met, detail }
}

fn fixed_factors_match(rows: &[Row<'_>]) -> Condition {
    let fixed: Vec<&Row<'_>> = rows.iter().filter(|row| row.profile.factor().is_fixed()).collect();
    let (surely, perhaps) = varying_and_open(&fixed);
    let (met, detail) = if !surely.is_empty() {
        (Some(false), format!("{} may not vary", list(&surely, varying)))
    } else if !perhaps.is_empty() {
        (None, format!("{} may not vary", list(&perhaps, unsettled)))
    } else if fixed.is_empty() {
        (Some(true), "every factor may vary".to_owned())
    } else {
        let verb = if fixed.len() == 1 { "matches" } else { "match" };
        (Some(true), format!("{} {verb}", list(&fixed, |row| row.name().to_owned())))
    };
    Condition { id: ConditionId::FixedFactorsMatch, met, detail }
}

fn variation_count(rows: &[Row<'_>], matching: Matching) -> Condition {
    let all: Vec<&Row<'_>> = rows.iter().collect();
    let (surely, perhaps) = varying_and_open(&all);
    let (least, greatest) = (surely.len(), surely.len() + perhaps.len());
    let limit = matching.max_variations;
    let allowed = |count: usize| u32::try_from(count).is_ok_and(|count| count <= limit);
    let vary = format!("{least} {}", if least == 1 { "factor varies" } else { "factors vary" });
    let (met, detail) = if !allowed(least) {
        (Some(false), format!("{vary}, more than {limit}"))
    } else if perhaps.is_empty() {
        (Some(true), format!("{vary}, of at most {limit}"))
    } else {
        let met = allowed(greatest).then_some(true);
        (met, format!("{vary} so far and {} may, of at most {limit}", perhaps.len()))
    };
    Condition { id: ConditionId::VariationCount, met, detail }
}

fn total_in_band(totals: PointsRange, bands: BandGroup<'_>) -> Condition {
    let allowed = bands.totals();
    let met = if allowed.contains(totals.min) && allowed.contains(totals.max) {
        Some(true)
    } else if totals.max < allowed.min || totals.min > allowed.max {
        Some(false)
    } else {
        None
    };
    let verb = match met {
        Some(true) => "lies in",
        Some(false) => "lies outside",
        None => "may lie outside",
    };
    let detail = format!("the total of {totals} {verb} Band {} ({allowed})", bands.name());
    Condition { id: ConditionId::TotalInBand, met, detail }
}

fn warnings(rows: &[Row<'_>], outcome: Outcome, total: Option<u32>, bands: BandGroup<'_>) -> Vec<String> {
    let mut warnings: Vec<String> = rows.iter().filter_map(unlisted_level).collect();
    if let (Outcome::ProfileMatch, Some(total)) = (outcome, total)
        && bands.band(total).is_none()
    {
        let (name, totals) = (bands.name(), bands.totals());
        warnings.push(format!(
            "every factor matches, but the total of {total} lies outside the profile's Band {name} ({totals})"
        ));
    }
    warnings
}

/// A level inside the profile's range that the profile does not list, such as 3 in `2(a), 4(b)`.
fn unlisted_level(row: &Row<'_>) -> Option<String> {
    let level = row.job.settled().filter(|level| row.profile.range().contains(&level.number()))?;
    if row.profile.lists(level) {
        return None;
    }
    let (name, levels) = (row.name(), row.profile.levels());
    Some(format!(
        "{name}: level {} is in the range of {levels}, but the profile does not list it",
        level.number()
    ))
}

/// The rows that surely vary, and those that may or may not.
fn varying_and_open<'r, 'a>(rows: &[&'r Row<'a>]) -> (Vec<&'r Row<'a>>, Vec<&'r Row<'a>>) {
    let with = |varies: Option<bool>| rows.iter().copied().filter(|row| row.varies() == varies).collect();
    (with(Some(true)), with(None))
}

/// `Physical Effort (+2)`, or with the range of differences that it may still come to.
fn varying(row: &Row<'_>) -> String {
    let range = row.job.possible();
    let (least, greatest) = (row.difference(*range.start()), row.difference(*range.end()));
    if least == greatest {
        format!("{} ({least:+})", row.name())
    } else {
        format!("{} ({least:+} to {greatest:+})", row.name())
    }
}

/// `Physical Effort (2-3)`, or `(not assessed)`.
fn unsettled(row: &Row<'_>) -> String {
    match row.job.levels() {
        Some(levels) => format!("{} ({levels})", row.name()),
        None => format!("{} (not assessed)", row.name()),
    }
}

fn list(rows: &[&Row<'_>], describe: fn(&Row<'_>) -> String) -> String {
    let described: Vec<String> = rows.iter().map(|row| describe(row)).collect();
    match described.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => described.concat(),
    }
}

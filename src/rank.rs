//! A job against every known profile, best first.

use serde::Serialize;

use crate::compare::{Comparison, ConditionId, compare};
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileName};
use crate::scheme::{Band, by_name};

/// How a job stands to one profile. Field for field this is what `match --format json` prints for each profile.
#[derive(Debug, Clone, Serialize)]
pub struct Ranked<'a> {
    /// The profile.
    pub profile: ProfileName<'a>,
    /// What the matching procedure comes to.
    pub outcome: Outcome,
    /// The band that a match awards.
    #[serde(serialize_with = "by_name::optional_band")]
    pub band: Option<&'a Band>,
    /// How many settled factors vary.
    pub variations: usize,
    /// The sum of the settled factors' differences, without their signs, in levels.
    pub level_distance: u32,
    /// The job's total in points; none unless every factor is settled.
    pub total: Option<u32>,
    /// What decided the outcome, in a word or two. Shown to people; not part of the JSON contract.
    #[serde(skip)]
    pub reason: String,
}

/// Compares a job with profiles and puts the best first: profile match, band match, incomplete, no match; then the
/// fewest varying factors, the smallest level distance, and the id.
pub fn rank<'a>(job: &'a Job<'_>, profiles: impl IntoIterator<Item = &'a Profile<'a>>) -> Vec<Ranked<'a>> {
    let mut ranked: Vec<Ranked<'a>> =
        profiles.into_iter().map(|profile| Ranked::new(&compare(job, profile))).collect();
    ranked
        .sort_by_key(|ranked| (ranked.outcome, ranked.variations, ranked.level_distance, ranked.profile.id));
    ranked
}

impl<'a> Ranked<'a> {
    fn new(comparison: &Comparison<'a>) -> Ranked<'a> {
        let distances = comparison.factors.iter().filter_map(|factor| factor.difference);
        Ranked {
            profile: comparison.profile,
            outcome: comparison.outcome,
            band: comparison.band,
            variations: comparison.variations,
            level_distance: distances.map(|levels| u32::from(levels.unsigned_abs())).sum(),
            total: comparison.total,
            reason: reason(comparison),
        }
    }
}

fn reason(comparison: &Comparison<'_>) -> String {
    match comparison.outcome {
        Outcome::ProfileMatch => "all factors match".to_owned(),
        Outcome::BandMatch if comparison.variations == 1 => "1 factor varies".to_owned(),
        Outcome::BandMatch => format!("{} factors vary", comparison.variations),
        Outcome::Incomplete => {
            let open = comparison.factors.iter().filter(|factor| factor.difference.is_none()).count();
            format!("{open} not settled")
        }
        Outcome::NoMatch => {
            let failed = comparison.conditions.iter().filter(|condition| condition.met == Some(false));
            let words: Vec<&str> = failed.map(|condition| in_a_word(condition.id)).collect();
            if words.is_empty() { "no way to settle it".to_owned() } else { words.join(", ") }
        }
    }
}

/// What a condition is about.
fn in_a_word(condition: ConditionId) -> &'static str {
    match condition {
        ConditionId::LevelsWithinOne => "levels",
        ConditionId::FixedFactorsMatch => "fixed factors",
        ConditionId::VariationCount => "variations",
        ConditionId::TotalInBand => "total",
    }
}

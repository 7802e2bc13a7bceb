//! Scoring: levels to points, points to a total, a total to a band (handbook ch. 7 and 8).

use serde::Serialize;

use crate::job::{Assessment, Job};
use crate::scheme::{Band, Factor, Levels, Located, PointsRange, Scheme, by_name};

/// The score of a job with its full working. Field for field this is what `score --format json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Score<'j> {
    /// The job's id, if it has one.
    pub id: Option<&'j str>,
    /// The job's title.
    pub title: &'j str,
    /// The file it came from.
    pub source: &'j str,
    /// The scheme, by its id.
    #[serde(serialize_with = "by_name::scheme")]
    pub scheme: &'j Scheme,
    /// Whether every factor has a single level.
    pub complete: bool,
    /// The sum of all factors' points; none unless complete.
    pub total: Option<u32>,
    /// The band that the total lies in; none unless complete, and none outside all bands.
    #[serde(serialize_with = "by_name::optional_band")]
    pub band: Option<&'j Band>,
    /// The name of the band's group.
    pub band_group: Option<&'j str>,
    /// The least and greatest total that the job may still come to; both are the total once it is complete.
    pub total_range: PointsRange,
    /// The bands that some total in that range lies in.
    #[serde(serialize_with = "by_name::bands")]
    pub possible_bands: Vec<&'j Band>,
    /// Where the least and the greatest total still possible lie among the bands. Not part of the JSON contract.
    #[serde(skip)]
    pub standings: [Located<'j>; 2],
    /// The working: every factor in the scheme's order.
    pub factors: Vec<FactorScore<'j>>,
}

/// What one factor adds to a job's total.
#[derive(Debug, Clone, Serialize)]
pub struct FactorScore<'j> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'j str,
    /// The factor's published name.
    pub name: &'j str,
    /// The level or levels in canonical notation; none while not assessed.
    pub level: Option<&'j Levels<'j>>,
    /// The level's points; none unless settled.
    pub points: Option<u32>,
    /// The points of the lowest and highest level that it may still be.
    pub points_range: PointsRange,
    /// Why the panel chose the level. Shown to people; not part of the JSON contract.
    #[serde(skip)]
    pub evidence: Option<&'j str>,
}

/// Scores a job.
pub fn score<'j>(job: &'j Job<'_>) -> Score<'j> {
    let scheme = job.scheme();
    let factors: Vec<FactorScore<'j>> = job.assessments().iter().map(score_factor).collect();
    let total: Option<u32> = factors.iter().map(|factor| factor.points).sum();
    let total_range: PointsRange = factors.iter().map(|factor| factor.points_range).sum();
    let band = total.and_then(|total| scheme.band(total));
    Score {
        id: job.id(),
        title: job.title(),
        source: job.source(),
        scheme,
        complete: total.is_some(),
        total,
        band,
        band_group: band.map(Band::group),
        total_range,
        possible_bands: scheme.bands_within(total_range).iter().collect(),
        standings: [scheme.locate(total_range.min), scheme.locate(total_range.max)],
        factors,
    }
}

fn score_factor<'j>(assessment: &'j Assessment<'_>) -> FactorScore<'j> {
    let factor: &Factor = assessment.factor();
    FactorScore {
        number: factor.number(),
        id: factor.id(),
        name: factor.name(),
        level: assessment.levels(),
        points: assessment.settled().map(|level| level.points()),
        points_range: factor.points_range(&assessment.possible()),
        evidence: assessment.evidence(),
    }
}

//! Scores jobs: levels to points, points to a total, a total to a band (handbook ch. 7 and 8).

use crate::job::{Assessment, Job};
use crate::scheme::{Band, BandRun, Factor, Levels, Located, PointsRange, Scheme};

/// A job's total among the bands of its scheme, as far as the job is settled.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'s> {
    scheme: &'s Scheme,
    /// Total in points, `None` unless every factor has a single level.
    pub total: Option<u32>,
    /// Least and greatest total that the job could still have, in points; equal once there is a total.
    pub total_range: PointsRange,
    /// Number of factors without a single level.
    pub open: usize,
}

impl<'s> Standing<'s> {
    /// Adds up the points of a job's levels.
    pub fn from_job(job: &Job<'s>) -> Standing<'s> {
        let (mut settled, mut undecided, mut open) = (0, PointsRange::default(), 0);
        for assessment in job.assessments() {
            if let Some(level) = assessment.settled() {
                settled += level.points();
            } else {
                let points = points_range(assessment);
                undecided.min += points.min;
                undecided.max += points.max;
                open += 1;
            }
        }
        let total_range = PointsRange { min: settled + undecided.min, max: settled + undecided.max };
        Standing { scheme: job.scheme(), total: (open == 0).then_some(total_range.min), total_range, open }
    }

    /// Returns the total's place among the bands, `None` without a total.
    pub fn place(self) -> Option<Located<'s>> {
        self.total.map(|total| self.scheme.locate(total))
    }

    /// Returns the place of every total still possible: one band, or one side of all bands. `None` if there are several.
    /// Both ends of the range can be reached, so they decide it.
    pub fn only_place(self) -> Option<Located<'s>> {
        Some(self.least()).filter(|least| *least == self.greatest())
    }

    /// Returns the band that every total still possible lies in, `None` if there are several or a total could lie outside
    /// all bands.
    pub fn only_band(self) -> Option<&'s Band> {
        match self.only_place()? {
            Located::In(band) => Some(band),
            Located::Below(_) | Located::Above(_) => None,
        }
    }

    /// Returns the place of the least total still possible.
    pub fn least(self) -> Located<'s> {
        self.scheme.locate(self.total_range.min)
    }

    /// Returns the place of the greatest total still possible.
    pub fn greatest(self) -> Located<'s> {
        self.scheme.locate(self.total_range.max)
    }

    /// Returns the bands that overlap the range of totals, ascending.
    pub fn possible_bands(self) -> &'s [Band] {
        self.scheme.bands_within(self.total_range)
    }

    /// Returns the bands that overlap the range of totals as a run, `None` if the range lies outside all bands.
    pub fn possible_run(self) -> Option<BandRun<'s>> {
        self.scheme.run_within(self.total_range)
    }

    /// Returns true if every factor has a single level.
    pub fn is_complete(self) -> bool {
        self.total.is_some()
    }

    /// Returns the band that the total lies in, `None` without a total and outside all bands.
    pub fn band(self) -> Option<&'s Band> {
        self.scheme.band(self.total?)
    }
}

/// Returns the points of the lowest and the highest level that a factor could still be given.
#[inline]
pub(crate) fn points_range(assessment: &Assessment<'_>) -> PointsRange {
    let factor = assessment.factor();
    assessment.levels().map_or_else(|| factor.points_range(&factor.level_numbers()), Levels::points_range)
}

/// The score of a job. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, Copy)]
pub struct Score<'j> {
    /// The job.
    pub job: &'j Job<'j>,
    /// The job's total among the bands.
    pub standing: Standing<'j>,
}

/// One factor's share of a job's total.
#[derive(Debug, Clone, Copy)]
pub struct FactorScore<'j> {
    /// The factor.
    pub factor: &'j Factor,
    /// Level or levels given, `None` while not assessed.
    pub level: Option<&'j Levels<'j>>,
    /// Points of the level, `None` unless settled.
    pub points: Option<u32>,
    /// Points of the lowest and the highest level that the factor could still be given.
    pub points_range: PointsRange,
    /// The panel's evidence for the level.
    pub evidence: Option<&'j str>,
}

impl<'j> Score<'j> {
    /// Returns the working: every factor's share, in the scheme's order.
    pub fn factors(self) -> impl ExactSizeIterator<Item = FactorScore<'j>> + Clone {
        self.job.assessments().iter().map(FactorScore::new)
    }
}

impl<'j> FactorScore<'j> {
    fn new(assessment: &'j Assessment<'j>) -> FactorScore<'j> {
        FactorScore {
            factor: assessment.factor(),
            level: assessment.levels(),
            points: assessment.settled().map(|level| level.points()),
            points_range: points_range(assessment),
            evidence: assessment.evidence(),
        }
    }
}

/// Scores a job.
pub fn score<'j>(job: &'j Job<'j>) -> Score<'j> {
    Score { job, standing: Standing::from_job(job) }
}

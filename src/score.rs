//! Scoring: levels to points, points to a total, a total to a band (handbook ch. 7 and 8).

use crate::job::{Assessment, Job};
use crate::scheme::{Band, BandRun, Factor, Levels, Located, PointsRange, Scheme};

/// Where a job's total lies among the bands of its scheme, as far as the job is settled.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'s> {
    scheme: &'s Scheme,
    /// The sum of all factors' points; none unless every factor has a single level.
    pub total: Option<u32>,
    /// The least and greatest total that the job may still come to; both are the total once there is one.
    pub total_range: PointsRange,
    /// The number of factors without a single level.
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

    /// Where the total lies; none while there is none.
    pub fn place(self) -> Option<Located<'s>> {
        self.total.map(|total| self.scheme.locate(total))
    }

    /// Returns where every total still possible lies, in one band or on one side of all bands; `None` if they lie in
    /// several. Both ends of the range can be reached, so they decide it.
    pub fn only_place(self) -> Option<Located<'s>> {
        Some(self.least()).filter(|least| *least == self.greatest())
    }

    /// Returns the band that every total still possible lies in; `None` if there are several, or if some total lies
    /// outside all bands.
    pub fn only_band(self) -> Option<&'s Band> {
        match self.only_place()? {
            Located::In(band) => Some(band),
            Located::Below(_) | Located::Above(_) => None,
        }
    }

    /// Where the least total still possible lies.
    pub fn least(self) -> Located<'s> {
        self.scheme.locate(self.total_range.min)
    }

    /// Where the greatest total still possible lies.
    pub fn greatest(self) -> Located<'s> {
        self.scheme.locate(self.total_range.max)
    }

    /// The bands that some total still possible lies in, in ascending order.
    pub fn possible_bands(self) -> &'s [Band] {
        self.scheme.bands_within(self.total_range)
    }

    /// Returns the same bands as a run; `None` if every total still possible lies outside all bands.
    pub fn possible_run(self) -> Option<BandRun<'s>> {
        self.scheme.run_within(self.total_range)
    }

    /// Whether every factor has a single level.
    pub fn is_complete(self) -> bool {
        self.total.is_some()
    }

    /// The band that the total lies in; none without a total, and none outside all bands.
    pub fn band(self) -> Option<&'s Band> {
        self.scheme.band(self.total?)
    }
}

/// The points of the lowest and highest level that a factor may still be.
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
    /// Its total, and where that lies among the bands.
    pub standing: Standing<'j>,
}

/// What one factor adds to a job's total.
#[derive(Debug, Clone, Copy)]
pub struct FactorScore<'j> {
    /// The factor.
    pub factor: &'j Factor,
    /// The level or levels given; none while not assessed.
    pub level: Option<&'j Levels<'j>>,
    /// The level's points; none unless settled.
    pub points: Option<u32>,
    /// The points of the lowest and highest level that it may still be.
    pub points_range: PointsRange,
    /// Why the panel chose the level.
    pub evidence: Option<&'j str>,
}

impl<'j> Score<'j> {
    /// The working: what every factor adds, in the scheme's order.
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

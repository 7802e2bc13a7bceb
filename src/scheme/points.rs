//! Ranges of points.

use std::fmt;

use serde::Serialize;

/// A range of points, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PointsRange {
    /// The lowest number of points.
    pub min: u32,
    /// The highest number of points.
    pub max: u32,
}

impl PointsRange {
    /// Creates a range of a single number of points.
    pub fn exactly(points: u32) -> PointsRange {
        PointsRange { min: points, max: points }
    }

    /// Creates a range without an upper end: its end, [`u32::MAX`], is higher than any total.
    pub fn from(min: u32) -> PointsRange {
        PointsRange { min, max: u32::MAX }
    }

    /// Returns true if a number of points lies in the range.
    pub fn contains(self, points: u32) -> bool {
        (self.min..=self.max).contains(&points)
    }

    /// Returns true if the ranges have a number of points in common.
    pub fn overlaps(self, other: PointsRange) -> bool {
        self.min <= other.max && other.min <= self.max
    }
}

impl std::iter::Sum for PointsRange {
    fn sum<I: Iterator<Item = PointsRange>>(ranges: I) -> PointsRange {
        ranges.fold(PointsRange::default(), |sum, range| PointsRange {
            min: sum.min + range.min,
            max: sum.max + range.max,
        })
    }
}

impl fmt::Display for PointsRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            PointsRange { min, max } if min == max => write!(f, "{min}"),
            PointsRange { min, max: u32::MAX } => write!(f, "{min} or more"),
            PointsRange { min, max } => write!(f, "{min}–{max}"),
        }
    }
}

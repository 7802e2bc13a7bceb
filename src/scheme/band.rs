//! Pay bands, and the position of a total among them.

use std::cmp::Ordering;

use serde::Serialize;

use super::points::PointsRange;

/// A pay band: a range of totals. The last band of a scheme may have no upper end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Band {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) from: u32,
    pub(super) to: Option<u32>,
    pub(super) closed: Option<String>,
}

/// The position of a total among the bands of a scheme. There is no fourth one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Located<'s> {
    /// Below the first band, given here.
    Below(&'s Band),
    /// Inside this band.
    In(&'s Band),
    /// Above the last band, given here.
    Above(&'s Band),
}

impl PartialOrd for Band {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Band {
    /// Compares by the lowest total. Bands of one scheme do not overlap.
    fn cmp(&self, other: &Self) -> Ordering {
        self.from.cmp(&other.from)
    }
}

impl Band {
    /// Returns the name, such as `8a`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the band group, such as `8a-b`, or the band's own name if it is in no group.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Returns the lowest total inside the band, in points.
    pub fn from(&self) -> u32 {
        self.from
    }

    /// Returns the highest total inside the band in points, `None` if the last band has no upper end.
    pub fn to(&self) -> Option<u32> {
        self.to
    }

    /// Returns the restriction of a closed band, such as *to new entrants since 1 December 2018*.
    pub fn closed(&self) -> Option<&str> {
        self.closed.as_deref()
    }

    /// Returns the totals inside the band.
    pub fn totals(&self) -> PointsRange {
        self.to.map_or(PointsRange::from(self.from), |max| PointsRange { min: self.from, max })
    }

    /// Returns true if a total lies in the band.
    pub fn contains(&self, total: u32) -> bool {
        self.totals().contains(total)
    }
}

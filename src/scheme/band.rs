//! Pay bands, and where a total lies among them.

use std::cmp::Ordering;

use serde::Serialize;

use super::points::PointsRange;

/// A pay band: the totals from one number of points to another, both included, or without an upper end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Band {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) from: u32,
    pub(super) to: Option<u32>,
    pub(super) closed: Option<String>,
}

/// Where a total lies among the bands of a scheme, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Located<'s> {
    /// Below the first band, which is this one.
    Below(&'s Band),
    /// In this band.
    In(&'s Band),
    /// Above the last band, which is this one.
    Above(&'s Band),
}

impl PartialOrd for Band {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Band {
    /// Bands of one scheme do not overlap.
    fn cmp(&self, other: &Self) -> Ordering {
        self.from.cmp(&other.from)
    }
}

impl Band {
    /// The name, such as `8a`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its band group; its own where it stands alone.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The lowest total inside the band.
    pub fn from(&self) -> u32 {
        self.from
    }

    /// The highest total inside the band; none where the last band has no upper end.
    pub fn to(&self) -> Option<u32> {
        self.to
    }

    /// To whom and since when the band is closed, such as *to new entrants since 1 December 2018*, if it is.
    pub fn closed(&self) -> Option<&str> {
        self.closed.as_deref()
    }

    /// The totals inside the band.
    pub fn totals(&self) -> PointsRange {
        self.to.map_or(PointsRange::from(self.from), |max| PointsRange { min: self.from, max })
    }

    /// Whether a total lies in the band.
    pub fn contains(&self, total: u32) -> bool {
        self.totals().contains(total)
    }
}

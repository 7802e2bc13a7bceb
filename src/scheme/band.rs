//! Pay bands, their groups, and where a total lies among them.

use serde::Serialize;

use super::points::PointsRange;

/// A pay band: the totals from one number of points to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Band {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// Neighbouring bands that profiles name together, such as 8a-b; any other band is its own group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandGroup<'s> {
    pub(super) name: &'s str,
    pub(super) bands: &'s [Band],
}

/// Where a total lies among the bands, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Located<'s> {
    /// Below the first band, which is this one.
    Below(&'s Band),
    /// In this band.
    In(&'s Band),
    /// Above the last band, which is this one.
    Above(&'s Band),
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

    /// The highest total inside the band.
    pub fn to(&self) -> u32 {
        self.to
    }

    /// Whether a total lies in the band.
    pub fn contains(&self, total: u32) -> bool {
        (self.from..=self.to).contains(&total)
    }
}

impl<'s> BandGroup<'s> {
    /// A single band as a group of one.
    pub(crate) fn of(band: &'s Band) -> BandGroup<'s> {
        BandGroup { name: &band.name, bands: std::slice::from_ref(band) }
    }

    /// The name, such as `8a-b` or `7`.
    pub fn name(self) -> &'s str {
        self.name
    }

    /// The bands in ascending order; there is at least one.
    pub fn bands(self) -> &'s [Band] {
        self.bands
    }

    /// The totals that lie in one of its bands.
    pub fn totals(self) -> PointsRange {
        PointsRange {
            min: self.bands.first().map_or(0, Band::from),
            max: self.bands.last().map_or(0, Band::to),
        }
    }

    /// Whether it has a band in common with another.
    pub fn overlaps(self, other: BandGroup<'_>) -> bool {
        self.bands.iter().any(|band| other.bands.contains(band))
    }

    /// The band of the group that a total lies in.
    pub fn band(self, total: u32) -> Option<&'s Band> {
        self.bands.iter().find(|band| band.contains(total))
    }
}

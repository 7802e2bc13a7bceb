//! The scheme as a whole.

use std::collections::HashSet;

use serde::Serialize;

use super::band::{Band, Located};
use super::factor::Factor;
use super::factor_names::FactorNames;
use super::points::PointsRange;
use crate::names;
use crate::provenance::Origin;

/// A job evaluation scheme. It serialises as a scheme file, which [`Scheme::read`] reads.
#[derive(Debug, Clone, Serialize)]
pub struct Scheme {
    #[serde(rename = "scheme")]
    pub(super) id: String,
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) factors: Vec<Factor>,
    pub(super) bands: Vec<Band>,
    pub(super) matching: MatchingInFile,
    pub(super) management_factors: Vec<String>,
    #[serde(skip)]
    pub(super) origin: Origin,
    #[serde(skip)]
    pub(super) names: FactorNames,
}

/// The limits of the matching procedure (handbook ch. 11). [`Factor::is_fixed`] names the factors that must not vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Matching {
    /// The most levels by which any factor may differ in a band match.
    pub max_difference: u32,
    /// The most factors that may vary in a band match.
    pub max_variations: u32,
}

/// The matching procedure as in a scheme file, with the ids of the factors that must not vary.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MatchingInFile {
    #[serde(flatten)]
    pub(super) numbers: Matching,
    pub(super) fixed_factors: Vec<String>,
}

impl Scheme {
    /// Returns the id, such as `nhs-jes`, by which suites name the scheme.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the source of the facts.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Returns the file from which the scheme was read.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the factors in the scheme's order.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Returns the bands in ascending order. They do not overlap, and no total of a job falls between two of them.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Returns the lowest and the highest total that a job can have.
    pub fn totals(&self) -> PointsRange {
        self.factors.iter().map(|factor| factor.points_range(&factor.level_numbers())).sum()
    }

    /// Returns the limits of the matching procedure.
    pub fn matching(&self) -> Matching {
        self.matching.numbers
    }

    /// Iterates over the factors for which a job above its manager has to be reviewed (handbook ch. 14), in the scheme's order.
    pub fn management_factors(&self) -> impl Iterator<Item = &Factor> {
        self.factors.iter().filter(|factor| self.management_factors.contains(&factor.id))
    }

    /// Finds a factor by its id, published name, alias or number, in any case and with any separators. The name may be as in
    /// published documents: `12. Freedom to Act`, `Responsibility for Human Resources`.
    pub fn factor(&self, name: &str) -> Option<&Factor> {
        // Most files use ids, which are found without normalising the name.
        let by_id = self.factors.iter().find(|factor| factor.id == name);
        by_id.or_else(|| self.names.find(name).map(|index| &self.factors[index]))
    }

    /// Returns the factor with the id or alias most similar to a name that no factor has.
    pub(crate) fn nearest_factor(&self, name: &str) -> Option<&Factor> {
        let names = self
            .factors
            .iter()
            .flat_map(|factor| std::iter::once(&factor.id).chain(&factor.aliases).map(String::as_str));
        self.factor(names::nearest(name, names)?)
    }

    /// Returns the band in which a total lies, `None` below the first band and above the last.
    pub fn band(&self, total: u32) -> Option<&Band> {
        self.first_to(total).filter(|band| band.contains(total))
    }

    /// Returns the first band that does not end below a total.
    ///
    /// It counts the bands below the total, which is faster than a search: where a search ends cannot be predicted by the
    /// processor, as the totals of many jobs come in no order.
    fn first_to(&self, total: u32) -> Option<&Band> {
        self.bands.get(self.bands.iter().filter(|band| band.totals().max < total).count())
    }

    /// Returns the position of a total among the bands.
    pub fn locate(&self, total: u32) -> Located<'_> {
        match self.first_to(total) {
            Some(band) if band.contains(total) => Located::In(band),
            Some(first) => Located::Below(first),
            None => Located::Above(&self.bands[self.bands.len() - 1]),
        }
    }

    /// Returns the bands in which at least one total of the range lies.
    pub fn bands_within(&self, totals: PointsRange) -> &[Band] {
        let start = self.bands.partition_point(|band| band.totals().max < totals.min);
        let end = self.bands.partition_point(|band| band.from <= totals.max);
        &self.bands[start..end.max(start)]
    }

    /// Returns the names of all bands, then those of the band groups, each once.
    pub(crate) fn band_names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.bands.iter().map(Band::name).chain(self.bands.iter().map(Band::group));
        names.filter(|name| seen.insert(*name)).collect()
    }
}

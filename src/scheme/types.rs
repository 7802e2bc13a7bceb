//! The scheme as a whole.

use std::collections::HashSet;

use serde::Serialize;

use super::band::{Band, Located};
use super::factor::Factor;
use super::factor_names::FactorNames;
use super::points::PointsRange;
use crate::names;
use crate::provenance::Origin;

/// A job evaluation scheme. It serialises as a scheme file, which [`Scheme::read`] accepts.
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
    /// The index of each factor in `factors`, by each of its names.
    #[serde(skip)]
    pub(super) names: FactorNames,
}

/// The numbers of the matching procedure (handbook ch. 11). Which factors must not vary is said by [`Factor::is_fixed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Matching {
    /// The most levels by which any factor may differ in a band match.
    pub max_difference: u32,
    /// The most factors that may vary in a band match.
    pub max_variations: u32,
}

/// The same as a scheme file has it, with the ids of the factors that must not vary.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MatchingInFile {
    #[serde(flatten)]
    pub(super) numbers: Matching,
    pub(super) fixed_factors: Vec<String>,
}

impl Scheme {
    /// The id that suites name, such as `nhs-jes`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The scheme's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where the facts come from.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The file that it was read from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The factors in the scheme's order.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The bands in ascending order, without overlap, and without a gap that the total of a job can fall into.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The least and greatest total that a job can have.
    pub fn totals(&self) -> PointsRange {
        self.factors.iter().map(|factor| factor.points_range(&factor.level_numbers())).sum()
    }

    /// The numbers of the matching procedure.
    pub fn matching(&self) -> Matching {
        self.matching.numbers
    }

    /// The factors in which a job above its manager is looked at again (handbook ch. 14), in the scheme's order.
    pub fn management_factors(&self) -> impl Iterator<Item = &Factor> {
        self.factors.iter().filter(|factor| self.management_factors.contains(&factor.id))
    }

    /// The factor with this id, published name, alias or number, whatever its case and separators, also as documents print
    /// it: `12. Freedom to Act`, `Responsibility for Human Resources`.
    pub fn factor(&self, name: &str) -> Option<&Factor> {
        // Most files call factors by their ids.
        let by_id = self.factors.iter().find(|factor| factor.id == name);
        by_id.or_else(|| self.names.find(name).map(|index| &self.factors[index]))
    }

    /// The factor whose id or alias is most like a name that no factor has.
    pub(crate) fn nearest_factor(&self, name: &str) -> Option<&Factor> {
        let names = self
            .factors
            .iter()
            .flat_map(|factor| std::iter::once(&factor.id).chain(&factor.aliases).map(String::as_str));
        self.factor(names::nearest(name, names)?)
    }

    /// The band that a total lies in; none below the first band and above the last.
    pub fn band(&self, total: u32) -> Option<&Band> {
        self.first_to(total).filter(|band| band.contains(total))
    }

    /// The first band that does not end below a total. Those that do are counted rather than searched: totals of many jobs
    /// come in no order, and a search that ends anywhere is slow to predict.
    fn first_to(&self, total: u32) -> Option<&Band> {
        self.bands.get(self.bands.iter().filter(|band| band.totals().max < total).count())
    }

    /// Where the total of a job lies among the bands.
    pub fn locate(&self, total: u32) -> Located<'_> {
        match self.first_to(total) {
            Some(band) if band.contains(total) => Located::In(band),
            Some(first) => Located::Below(first),
            None => Located::Above(&self.bands[self.bands.len() - 1]),
        }
    }

    /// The bands that at least one total of the range lies in.
    pub fn bands_within(&self, totals: PointsRange) -> &[Band] {
        let start = self.bands.partition_point(|band| band.totals().max < totals.min);
        let end = self.bands.partition_point(|band| band.from <= totals.max);
        &self.bands[start..end.max(start)]
    }

    /// The names of all bands, then those of the band groups.
    pub(crate) fn band_names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.bands.iter().map(Band::name).chain(self.bands.iter().map(Band::group));
        names.filter(|name| seen.insert(*name)).collect()
    }
}

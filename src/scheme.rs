//! The scheme: factors, levels, points, bands and the numbers of the matching procedure, all read from data.
//!
//! Loading checks everything that the engine relies on, so the values here cannot be wrong: points grow with each level,
//! bands follow each other without gap or overlap, and a [`Level`] that exists in memory exists in its factor.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::finding::{Finding, Problem};
use crate::level::{Notation, Options};
use crate::yaml::{self, Findings, Kind, Node, Read, Value};
use crate::{job, names, profile};

/// A job evaluation scheme.
#[derive(Debug, Clone)]
pub struct Scheme {
    id: String,
    title: String,
    source: Option<String>,
    factors: Vec<Factor>,
    bands: Vec<Band>,
    matching: Matching,
    /// Where each factor stands in `factors`, by each of its names in normal form.
    names: HashMap<String, usize>,
}

/// One factor of a scheme, with what each of its levels is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Factor {
    #[serde(skip)]
    number: usize,
    id: String,
    name: String,
    group: String,
    aliases: Vec<String>,
    points: Vec<u32>,
    #[serde(skip)]
    fixed: bool,
}

/// A level that exists in its factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level<'s> {
    factor: &'s Factor,
    number: u8,
}

/// One or more levels of one factor, in ascending order, each with its options.
///
/// In a profile these are the levels that the profile allows; in a job one level is a decision, and several mean that
/// the panel has not settled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels<'s> {
    factor: &'s Factor,
    notation: Notation,
}

/// A pay band: the totals from one number of points to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Band {
    name: String,
    group: String,
    from: u32,
    to: u32,
}

/// Neighbouring bands that profiles name together, such as 8a-b; any other band is its own group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandGroup<'s> {
    name: &'s str,
    bands: &'s [Band],
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

/// The numbers of the matching procedure (handbook ch. 11). Which factors must not vary is said by [`Factor::is_fixed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matching {
    /// The most levels by which any factor may differ in a band match.
    pub max_difference: u32,
    /// The most factors that may vary in a band match.
    pub max_variations: u32,
}

/// The NHS Job Evaluation Scheme, as compiled in.
const NHS_JES: &str = include_str!("../profiles/scheme.yaml");

impl Scheme {
    /// The NHS Job Evaluation Scheme (handbook: factor plan ch. 5, scoring chart ch. 7, band ranges ch. 8,
    /// matching ch. 11).
    ///
    /// # Errors
    /// None with the data as released; the type is that of [`Scheme::read`], which gives the same for the file.
    pub fn nhs_jes() -> Result<Scheme, Vec<Finding>> {
        let source: Arc<str> = "built-in:scheme.yaml".into();
        // The part of YAML that is JSON is read many times faster, and every run reads it.
        let json = NHS_JES.find("\n{").map_or(NHS_JES, |start| &NHS_JES[start..]);
        yaml::read_json(&source, json, 1, |document, findings| read_scheme(&document.root, findings))
            .map(|(scheme, _)| scheme)
    }

    /// Reads a scheme from YAML. `source` names the file in findings.
    ///
    /// # Errors
    /// All findings, if there is any error among them.
    pub fn read(source: &str, text: &str) -> Result<Scheme, Vec<Finding>> {
        let mut read = Scheme::read_all(source, text);
        read.items.pop().ok_or(read.findings)
    }

    /// The same with warnings: at most one scheme, none where there is an error among the findings.
    pub fn read_all(source: &str, text: &str) -> Read<Scheme> {
        let source: Arc<str> = source.into();
        let mut read =
            yaml::read(&source, text, "scheme", |document, findings| read_scheme(&document.root, findings));
        let found = read.items.len();
        if read.findings.iter().any(Finding::is_error) {
            read.items.clear();
        } else if found != 1 {
            read.items.clear();
            let problem =
                Problem::WrongLength { what: "a scheme file".into(), expected: "one document", found };
            read.findings.push(Finding::at(&source, None, problem));
        }
        read
    }

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

    /// The factors in the scheme's order.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The bands in ascending order, without gap or overlap.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The least and greatest total that a job can have.
    pub fn totals(&self) -> PointsRange {
        self.factors.iter().map(|factor| factor.points_range(&factor.level_numbers())).sum()
    }

    /// The numbers of the matching procedure.
    pub fn matching(&self) -> Matching {
        self.matching
    }

    /// The factor with this id, published name, alias or number, whatever its case and separators.
    pub fn factor(&self, name: &str) -> Option<&Factor> {
        // Most files call factors by their ids.
        let by_id = self.factors.iter().find(|factor| factor.id == name);
        by_id.or_else(|| self.names.get(&names::normalise(name)).map(|&index| &self.factors[index]))
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
        match self.locate(total) {
            Located::In(band) => Some(band),
            Located::Below(_) | Located::Above(_) => None,
        }
    }

    /// Where a total lies among the bands.
    pub fn locate(&self, total: u32) -> Located<'_> {
        match self.bands.iter().find(|band| total <= band.to) {
            Some(band) if band.contains(total) => Located::In(band),
            Some(first) => Located::Below(first),
            None => Located::Above(&self.bands[self.bands.len() - 1]),
        }
    }

    /// The bands that at least one total of the range lies in.
    pub fn bands_within(&self, totals: PointsRange) -> &[Band] {
        let start = self.bands.partition_point(|band| band.to < totals.min);
        let end = self.bands.partition_point(|band| band.from <= totals.max);
        &self.bands[start..end.max(start)]
    }

    /// The band or band group of this name, whatever its case; a single band is a group of one.
    pub fn band_group(&self, name: &str) -> Option<BandGroup<'_>> {
        let named = |candidate: &str| same(candidate, name.trim());
        if let Some(band) = self.bands.iter().find(|band| named(&band.name)) {
            return Some(BandGroup::of(band));
        }
        let start = self.bands.iter().position(|band| named(&band.group))?;
        let name = &self.bands[start].group;
        let length = self.bands[start..].iter().take_while(|band| band.group == *name).count();
        Some(BandGroup { name, bands: &self.bands[start..start + length] })
    }

    /// The names of all bands, then those of the band groups.
    pub(crate) fn band_names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.bands.iter().map(Band::name).chain(self.bands.iter().map(Band::group));
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// The band or band group of this name, as [`Scheme::band_group`] finds it.
    ///
    /// # Errors
    /// [`Problem::UnknownBand`], which lists the names that there are.
    pub fn find_band(&self, name: &str) -> Result<BandGroup<'_>, Problem> {
        self.band_group(name).ok_or_else(|| {
            let known = self.band_names().into_iter().map(ToOwned::to_owned).collect();
            Problem::UnknownBand { name: name.to_owned(), known }
        })
    }

    /// Reads the name of a band or band group.
    pub(crate) fn read_band_group<'s>(
        &'s self,
        node: &Node<'_>,
        findings: &mut Findings,
    ) -> Option<BandGroup<'s>> {
        let name = node.label("band", findings)?;
        self.find_band(&name).map_err(|problem| findings.add(node.mark, problem)).ok()
    }

    /// Reads a mapping from factors to values: one place for each factor of the scheme, empty where its key is absent.
    pub(crate) fn read_by_factor<'s, 't, T>(
        &'s self,
        node: &Node<'t>,
        findings: &mut Findings,
        read: impl Fn(&'s Factor, &Node<'t>, &mut Findings) -> T,
    ) -> Option<Vec<Option<T>>> {
        let mut values: Vec<Option<(&Node<'t>, T)>> = self.factors.iter().map(|_| None).collect();
        for (key, value) in node.mapping("factors", findings)? {
            let Some(factor) = self.read_factor_name(key, findings) else { continue };
            let place = &mut values[factor.number - 1];
            if let Some((first, _)) = place {
                findings.add(key.mark, factor.repeated(&first.name(), &key.name()));
            }
            let first = place.as_ref().map_or(key, |(first, _)| first);
            *place = Some((first, read(factor, value, findings)));
        }
        Some(values.into_iter().map(|value| value.map(|(_, value)| value)).collect())
    }

    fn read_factor_name<'s>(&'s self, key: &Node<'_>, findings: &mut Findings) -> Option<&'s Factor> {
        let name = key.name();
        let factor = self.factor(&name);
        if factor.is_none() {
            findings.add_error_with(key.mark, || {
                let nearest = self.nearest_factor(&name).map(|factor| factor.id.clone());
                Problem::UnknownFactor { name: name.into_owned(), nearest }
            });
        }
        factor
    }
}

impl Serialize for Scheme {
    /// In the form of a scheme file, which [`Scheme::read`] accepts.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct MatchingFile<'s> {
            max_difference: u32,
            max_variations: u32,
            fixed_factors: Vec<&'s str>,
        }
        let matching = MatchingFile {
            max_difference: self.matching.max_difference,
            max_variations: self.matching.max_variations,
            fixed_factors: self.factors.iter().filter(|f| f.fixed).map(Factor::id).collect(),
        };
        let mut file = serializer.serialize_struct("Scheme", 6)?;
        file.serialize_field("scheme", &self.id)?;
        file.serialize_field("title", &self.title)?;
        file.serialize_field("source", &self.source)?;
        file.serialize_field("factors", &self.factors)?;
        file.serialize_field("bands", &self.bands)?;
        file.serialize_field("matching", &matching)?;
        file.end()
    }
}

impl Factor {
    /// The factor's number in the scheme, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The id, such as `freedom_to_act`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name in published profiles, such as *Freedom to Act*.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The group of factors that it belongs to, such as `skills`.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Other names that a job may use.
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }

    /// The finding that it stands under two names, which may be the same.
    pub(crate) fn repeated(&self, first: &str, second: &str) -> Problem {
        let factor = self.name.clone();
        if first == second {
            return Problem::RepeatedFactor { factor };
        }
        Problem::FactorUnderTwoNames { factor, first: first.to_owned(), second: second.to_owned() }
    }

    /// Every name that a file may use for it: number, id, published name and aliases.
    pub(crate) fn names(&self) -> Vec<String> {
        let own = [self.number.to_string(), self.id.clone(), self.name.clone()];
        own.into_iter().chain(self.aliases.iter().cloned()).collect()
    }

    /// What level 1, 2, 3, … is worth.
    pub fn points(&self) -> &[u32] {
        &self.points
    }

    /// Whether a band match allows this factor no variation at all (handbook ch. 11).
    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// The level of this number, if the factor has it.
    pub fn level(&self, number: u8) -> Option<Level<'_>> {
        self.level_numbers().contains(&number).then_some(Level { factor: self, number })
    }

    /// The numbers of all its levels.
    pub fn level_numbers(&self) -> RangeInclusive<u8> {
        1..=self.highest()
    }

    fn highest(&self) -> u8 {
        u8::try_from(self.points.len()).unwrap_or(u8::MAX)
    }

    /// What the lowest and the highest of some of its levels are worth; levels that it lacks are left out.
    pub fn points_range(&self, levels: &RangeInclusive<u8>) -> PointsRange {
        let points = |number: u8| self.points[usize::from(number.clamp(1, self.highest())) - 1];
        PointsRange { min: points(*levels.start()), max: points(*levels.end()) }
    }

    /// Reads level notation as levels of this factor.
    ///
    /// # Errors
    /// [`Problem::Notation`] if it is no notation, [`Problem::NoSuchLevel`] for a level that the factor lacks.
    pub fn levels(&self, text: &str) -> Result<Levels<'_>, Problem> {
        let notation: Notation = text.parse().map_err(|error| Problem::Notation {
            factor: self.name.clone(),
            text: text.to_owned(),
            error,
        })?;
        match notation.entries().iter().find(|entry| self.level(entry.number).is_none()) {
            Some(entry) => Err(Problem::NoSuchLevel {
                factor: self.name.clone(),
                level: entry.number,
                highest: self.highest(),
            }),
            None => Ok(Levels { factor: self, notation }),
        }
    }

    /// Reads level notation from a node.
    pub(crate) fn read_levels<'s>(&'s self, node: &Node<'_>, findings: &mut Findings) -> Option<Levels<'s>> {
        let text = match &node.value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string().into(),
            _ => {
                let what = format!("the level of {}", self.name);
                return node.refuse(&what, "a whole number or level notation such as 3(a)", findings);
            }
        };
        self.levels(&text).map_err(|problem| findings.add(node.mark, problem)).ok()
    }
}

impl<'s> Level<'s> {
    /// The factor that it is a level of.
    pub fn factor(self) -> &'s Factor {
        self.factor
    }

    /// Its number, from 1.
    pub fn number(self) -> u8 {
        self.number
    }

    /// What it is worth.
    pub fn points(self) -> u32 {
        self.factor.points[usize::from(self.number) - 1]
    }
}

impl<'s> Levels<'s> {
    /// The factor that these are levels of.
    pub fn factor(&self) -> &'s Factor {
        self.factor
    }

    /// The levels in ascending order, with their options; there is at least one.
    pub fn listed(&self) -> impl Iterator<Item = (Level<'s>, Options)> {
        let factor = self.factor;
        self.notation
            .entries()
            .iter()
            .map(move |entry| (Level { factor, number: entry.number }, entry.options))
    }

    /// The numbers from the lowest to the highest level, those in between that are not listed included.
    pub fn range(&self) -> RangeInclusive<u8> {
        let entries = self.notation.entries();
        let number = |entry: Option<&crate::level::Entry>| entry.map_or(1, |entry| entry.number);
        number(entries.first())..=number(entries.last())
    }

    /// The level, if there is only one.
    pub fn single(&self) -> Option<Level<'s>> {
        match self.notation.entries() {
            [entry] => Some(Level { factor: self.factor, number: entry.number }),
            _ => None,
        }
    }

    /// What the lowest and the highest are worth.
    pub fn points_range(&self) -> PointsRange {
        self.factor.points_range(&self.range())
    }
}

impl fmt::Display for Levels<'_> {
    /// The canonical notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.notation.fmt(f)
    }
}

impl Serialize for Levels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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

/// Points from a least to a greatest number, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PointsRange {
    /// The least.
    pub min: u32,
    /// The greatest.
    pub max: u32,
}

impl PointsRange {
    /// Whether a number of points lies in the range.
    pub fn contains(self, points: u32) -> bool {
        (self.min..=self.max).contains(&points)
    }

    /// Whether it has a number of points in common with another.
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
        if self.min == self.max {
            write!(f, "{}", self.min)
        } else {
            write!(f, "{}–{}", self.min, self.max)
        }
    }
}

/// How results name what they refer to.
pub(crate) mod by_name {
    use serde::{Serialize, Serializer};

    use super::{Band, Scheme};

    pub(crate) fn scheme<S: Serializer>(scheme: &Scheme, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(scheme.id())
    }

    pub(crate) fn optional_band<S: Serializer>(
        band: &Option<&Band>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        band.map(Band::name).serialize(serializer)
    }

    pub(crate) fn bands<S: Serializer>(bands: &[&Band], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(bands.iter().map(|band| band.name()))
    }
}

pub(crate) const KEYS: &[&str] = &["scheme", "title", "source", "factors", "bands", "matching"];
/// What a scheme file is.
pub(crate) const KIND: Kind = ("scheme", KEYS);
pub(crate) const FACTOR_KEYS: &[&str] = &["id", "name", "group", "aliases", "points"];
pub(crate) const BAND_KEYS: &[&str] = &["name", "group", "from", "to"];
pub(crate) const MATCHING_KEYS: &[&str] = &["max_difference", "max_variations", "fixed_factors"];
pub(crate) const RANGE_KEYS: &[&str] = &["min", "max"];

fn read_scheme(root: &Node<'_>, findings: &mut Findings) -> Option<Scheme> {
    if root.is_other_kind(KIND, &[profile::KIND, job::KIND], findings) {
        return None;
    }
    let fields = root.fields("a scheme", KEYS, findings)?;
    let id = fields.text("scheme", findings);
    let title = fields.text("title", findings);
    let source = fields.optional_text("source", findings);
    let mut names = HashMap::new();
    let factors =
        fields.require("factors", findings).and_then(|node| read_factors(node, &mut names, findings));
    let bands = fields.require("bands", findings).and_then(|node| read_bands(node, findings));
    let mut factors = factors?;
    let matching = read_matching(fields.require("matching", findings)?, &mut factors, &names, findings)?;
    Some(Scheme { id: id?, title: title?, source, factors, bands: bands?, matching, names })
}

/// The most factors and the most bands that a scheme may have: far above any, and few enough that no total overflows and
/// each can be compared with all others.
const MOST_ITEMS: usize = 200;

fn read_factors(
    node: &Node<'_>,
    names: &mut HashMap<String, usize>,
    findings: &mut Findings,
) -> Option<Vec<Factor>> {
    let items = bounded(node, "factors", findings)?;
    let mut factors: Vec<Factor> = Vec::new();
    for item in items {
        let Some(factor) = read_factor(item, factors.len() + 1, findings) else { continue };
        for name in factor.names() {
            let holder = *names.entry(names::normalise(&name)).or_insert(factors.len());
            if let Some(holder) = factors.get(holder) {
                let problem = Problem::FactorNameTaken { name, by: holder.name.clone() };
                findings.add(item.mark, problem);
            }
        }
        factors.push(factor);
    }
    // With a factor left out, what is said of it elsewhere would be found wrong as well.
    (factors.len() == items.len()).then_some(factors)
}

fn read_factor(node: &Node<'_>, number: usize, findings: &mut Findings) -> Option<Factor> {
    let fields = node.fields("a factor", FACTOR_KEYS, findings)?;
    let id = fields.text("id", findings);
    let name = fields.text("name", findings);
    let group = fields.text("group", findings);
    let aliases = fields.items("aliases", findings, |item, findings| item.text("an alias", findings));
    let points = fields.require("points", findings)?;
    let name = name?;
    let points = read_points(points, &name, findings)?;
    Some(Factor { number, id: id?, name, group: group?, aliases, points, fixed: false })
}

/// The most levels that a factor may have: as many as notation has numbers for.
pub(crate) const MOST_LEVELS: usize = 99;

fn read_points(node: &Node<'_>, factor: &str, findings: &mut Findings) -> Option<Vec<u32>> {
    let items = non_empty(node, "points", findings)?;
    if items.len() > MOST_LEVELS {
        let problem =
            Problem::WrongLength { what: "points".into(), expected: "at most 99 levels", found: items.len() };
        findings.add(node.mark, problem);
    }
    let points: Vec<Option<u32>> = items.iter().map(|item| item.points("points", findings)).collect();
    let points: Vec<u32> = points.into_iter().collect::<Option<_>>()?;
    for (pair, item) in points.windows(2).zip(&items[1..]) {
        if pair[0] >= pair[1] {
            let factor = factor.to_owned();
            findings.add(item.mark, Problem::PointsNotAscending { factor, first: pair[0], second: pair[1] });
        }
    }
    Some(points)
}

fn read_bands(node: &Node<'_>, findings: &mut Findings) -> Option<Vec<Band>> {
    let mut bands: Vec<Band> = Vec::new();
    let mut end = None;
    for item in bounded(node, "bands", findings)? {
        // Behind a band that cannot be read, none is known to end.
        let before = end.take();
        let Some(mut band) = read_band(item, findings) else { continue };
        end = Some(band.to);
        if let Some(last) = bands.last().filter(|last| same(&last.group, &band.group)) {
            band.group.clone_from(&last.group);
        }
        if let Some(before) = before.filter(|before| before + 1 != band.from) {
            let (band, found) = (band.name.clone(), band.from);
            findings.add(item.mark, Problem::BandsNotContiguous { band, found, before });
        }
        if let Some(name) = taken_name(&band, &bands) {
            findings.add(item.mark, Problem::BandNameTaken { name: name.to_owned() });
        }
        bands.push(band);
    }
    Some(bands)
}

/// The name of the band or its group that means something else already: names are unique, and a group is one run of
/// neighbouring bands.
fn taken_name<'b>(band: &'b Band, earlier: &[Band]) -> Option<&'b str> {
    let taken = |name: &str| earlier.iter().any(|other| same(&other.name, name) || same(&other.group, name));
    let joins_last =
        earlier.last().is_some_and(|last| same(&last.group, &band.group) && !same(&last.name, &band.group));
    if taken(&band.name) {
        Some(&band.name)
    } else if taken(&band.group) && !joins_last {
        Some(&band.group)
    } else {
        None
    }
}

/// Whether two names of bands or groups are the same.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn read_band(node: &Node<'_>, findings: &mut Findings) -> Option<Band> {
    let fields = node.fields("a band", BAND_KEYS, findings)?;
    let name = fields.require("name", findings).and_then(|name| name.label("name", findings));
    let group = fields.get("group").map(|group| group.label("group", findings));
    let (from, to) = (fields.points("from", findings), fields.points("to", findings));
    let (name, from, to) = (name?, from?, to?);
    if from > to {
        let what = format!("band {name}");
        findings.add(node.mark, Problem::EmptyRange { what, min: from, max: to });
    }
    Some(Band { group: group.unwrap_or_else(|| Some(name.clone()))?, name, from, to })
}

fn read_matching(
    node: &Node<'_>,
    factors: &mut [Factor],
    names: &HashMap<String, usize>,
    findings: &mut Findings,
) -> Option<Matching> {
    let fields = node.fields("matching", MATCHING_KEYS, findings)?;
    let max_difference = fields.points("max_difference", findings);
    let max_variations = fields.points("max_variations", findings);
    let fixed = fields.require("fixed_factors", findings)?.list("fixed_factors", findings)?;
    for item in fixed {
        let Some(name) = item.label("a fixed factor", findings) else { continue };
        match names.get(&names::normalise(&name)) {
            Some(&index) => factors[index].fixed = true,
            None => findings.add_error_with(item.mark, || {
                let nearest = names::nearest(&name, factors.iter().map(Factor::id)).map(ToOwned::to_owned);
                Problem::UnknownFactor { name, nearest }
            }),
        }
    }
    Some(Matching { max_difference: max_difference?, max_variations: max_variations? })
}

/// The items of a list that is neither empty nor beyond measure.
fn bounded<'n, 't>(node: &'n Node<'t>, what: &str, findings: &mut Findings) -> Option<&'n [Node<'t>]> {
    let items = non_empty(node, what, findings)?;
    if items.len() > MOST_ITEMS {
        let (what, found) = (what.to_owned(), items.len());
        findings.add(node.mark, Problem::WrongLength { what, expected: "at most 200 items", found });
        return None;
    }
    Some(items)
}

fn non_empty<'n, 't>(node: &'n Node<'t>, what: &str, findings: &mut Findings) -> Option<&'n [Node<'t>]> {
    let items = node.list(what, findings)?;
    if items.is_empty() {
        let problem = Problem::WrongLength { what: what.to_owned(), expected: "at least one item", found: 0 };
        findings.add(node.mark, problem);
        return None;
    }
    Some(items)
}

/// Reads the points range `{min, max}` of a node.
pub(crate) fn read_points_range(
    node: &Node<'_>,
    what: &'static str,
    findings: &mut Findings,
) -> Option<PointsRange> {
    let fields = node.fields(what, RANGE_KEYS, findings)?;
    let (min, max) = (fields.points("min", findings), fields.points("max", findings));
    let range = PointsRange { min: min?, max: max? };
    if range.min > range.max {
        let what = what.to_owned();
        findings.add(node.mark, Problem::EmptyRange { what, min: range.min, max: range.max });
    }
    Some(range)
}

//! Reads schemes, and the levels, bands, factors and points in other files.

use std::cell::LazyCell;
use std::sync::{Arc, LazyLock};

use super::band::Band;
use super::factor::{Factor, Levels};
use super::factor_names::FactorNames;
use super::points::PointsRange;
use super::run::{BandRun, form};
use super::totals::TotalSet;
use super::types::{Matching, MatchingInFile, Scheme};
use crate::file_keys::{self, MOST_LEVELS, Mapping};
use crate::finding::{Finding, Problem, Read, ReadError, Rule};
use crate::names;
use crate::provenance::Origin;
use crate::sanitize::short;
use crate::yaml::{self, Node, Value};

/// The built-in scheme. Every run reads it, so the file holds it as JSON after a comment, which is read many times faster
/// than YAML.
static NHS_JES: LazyLock<Scheme> = LazyLock::new(|| {
    let text = include_str!("../../profiles/scheme.yaml");
    let json = text.find("\n{").map_or(text, |start| &text[start..]);
    let source: Arc<str> = "built-in:scheme.yaml".into();
    let origin = Origin::new(Arc::clone(&source), text.as_bytes());
    let read = yaml::read_json(&source, json, 1, |root| read_scheme(root, &origin));
    #[expect(clippy::expect_used, reason = "the data is part of the program, and tests read it")]
    read.map(|(scheme, _)| scheme).expect("the built-in scheme can be read")
});

impl Scheme {
    /// Returns the NHS Job Evaluation Scheme (handbook: factor plan ch. 5, scoring chart ch. 7, band ranges ch. 8, matching
    /// ch. 11).
    ///
    /// ```
    /// let scheme = jobeval::Scheme::nhs_jes();
    /// assert_eq!(scheme.band(498).map(|band| band.name()), Some("7"));
    /// ```
    pub fn nhs_jes() -> &'static Scheme {
        &NHS_JES
    }

    /// Reads a scheme from YAML. `source` names the file in findings.
    ///
    /// # Errors
    /// All findings, if any of them is an error.
    pub fn read(source: &str, text: &str) -> Result<Scheme, ReadError> {
        let mut read = Scheme::read_all(source, text);
        read.items.pop().ok_or(ReadError { findings: read.findings })
    }

    /// Reads a scheme from YAML and returns all findings, warnings included. There is at most one item, and no item if any
    /// finding is an error.
    pub fn read_all(source: &str, text: &str) -> Read<Scheme> {
        let source: Arc<str> = source.into();
        let origin = Origin::new(Arc::clone(&source), text.as_bytes());
        let mut read = yaml::read(&source, text, "scheme", |_, root| read_scheme(root, &origin));
        let found = read.items.len();
        if read.findings.iter().any(Finding::is_error) {
            read.items.clear();
        } else if found != 1 {
            read.items.clear();
            read.findings.push(Finding::at(
                &source,
                None,
                wrong_length("a scheme file", "one document", found),
            ));
        }
        read.into()
    }
}

impl Scheme {
    /// Finds a factor as [`Scheme::factor`] does.
    ///
    /// # Errors
    /// No factor has the name. The problem suggests the nearest one.
    pub fn find_factor(&self, name: &str) -> Result<&Factor, Problem> {
        self.factor(name).ok_or_else(|| self.no_factor(name))
    }

    /// Makes the problem of a name that no factor has, with the nearest name.
    fn no_factor(&self, name: &str) -> Problem {
        unknown_factor(name, self.nearest_factor(name).map(Factor::id))
    }
}

/// Reads level notation as levels of a factor.
pub(crate) fn read_levels<'s>(factor: &'s Factor, node: Node<'_>) -> Option<Levels<'s>> {
    let levels = match node.value() {
        Value::Text(text) => factor.levels(text),
        Value::Integer(number) => factor.levels(&number.to_string()),
        _ => {
            let what = format!("the level of {}", factor.name);
            return node.refuse(&what, "a whole number or level notation such as 3(a)");
        }
    };
    node.ok(levels)
}

/// Reads a band, a band group or a run of bands.
pub(crate) fn read_band_run<'s>(scheme: &'s Scheme, node: Node<'_>) -> Option<BandRun<'s>> {
    let text = node.label("band")?;
    scheme.read_band(&text, node.mark(), &mut node.problems())
}

/// Reads a mapping from factors to values. Returns one place for each factor of the scheme, `None` if its key is absent.
pub(crate) fn read_by_factor<'s, T>(
    scheme: &'s Scheme,
    node: Node<'_>,
    read: impl Fn(&'s Factor, Node<'_>) -> T,
) -> Option<Vec<Option<T>>> {
    let mut values: Vec<Option<(Node<'_>, T)>> = scheme.factors.iter().map(|_| None).collect();
    for (key, value) in node.mapping("factors")? {
        let name = key.name();
        let Some(factor) = scheme.factor(&name) else {
            key.problems().add_error_with(key.mark(), || scheme.no_factor(&name));
            continue;
        };
        let place = &mut values[factor.number - 1];
        if let Some((first, _)) = place {
            key.add(factor.repeated(&first.name(), &name));
        }
        let first = place.as_ref().map_or(key, |(first, _)| *first);
        *place = Some((first, read(factor, value)));
    }
    Some(values.into_iter().map(|value| value.map(|(_, value)| value)).collect())
}

fn read_scheme(root: Node<'_>, origin: &Origin) -> Option<Scheme> {
    let fields = root.file(&file_keys::SCHEME)?;
    let id = fields.read("scheme", Node::text);
    let title = fields.read("title", Node::text);
    let source = fields.optional_text("source");
    let mut names = FactorNames::default();
    let factors = fields.read("factors", |node, _| read_factors(node, &mut names));
    // The totals of factors with errors are not known.
    let right = factors.as_deref().filter(|_| !root.problems().has_errors());
    let totals = right.map(|factors| LazyCell::new(|| all_totals(factors)));
    let bands = fields.read("bands", |node, _| {
        read_bands(node, |gap| totals.as_ref()?.iter().find(|total| gap.contains(*total)))
    });
    let mut factors = factors?;
    let matching = read_matching(fields.require("matching")?, &mut factors, &names)?;
    let management_factors = fields.read("management_factors", |node, key| {
        read_factor_list(node, key, "a management factor", &factors, &names)
    });
    Some(Scheme {
        id: id?,
        title: title?,
        source,
        factors,
        bands: bands?,
        matching,
        origin: origin.clone(),
        management_factors: management_factors.unwrap_or_default(),
        names,
    })
}

/// Computes all totals that jobs can have.
fn all_totals(factors: &[Factor]) -> TotalSet {
    let range = factors.iter().map(|factor| factor.points_range(&factor.level_numbers())).sum();
    TotalSet::from_points(range, factors.iter().map(|factor| factor.points.iter().copied()))
}

/// The most factors and the most bands of a scheme. It is far above any known scheme, and low enough that no total overflows
/// and that each can be compared with all others.
const MOST_ITEMS: usize = 200;

/// The highest total of a scheme in points. It is far above that of any known scheme, and low enough that the possible totals
/// of an open job can be tried one by one.
const HIGHEST_TOTAL: u32 = 20_000;

fn read_factors(node: Node<'_>, names: &mut FactorNames) -> Option<Vec<Factor>> {
    let items = bounded(node, "factors")?;
    let mut factors: Vec<Factor> = Vec::new();
    for item in &items {
        let Some(factor) = read_factor(*item, factors.len() + 1) else { continue };
        for name in factor.names() {
            let holder = names.add(&name, factors.len());
            if let Some(holder) = factors.get(holder) {
                let message =
                    format!("the name `{}` is taken by the factor {}", short(&name), short(&holder.name));
                item.add(Problem::new(Rule::FactorNameTaken, message));
            }
        }
        factors.push(factor);
    }
    let highest: u32 = factors.iter().filter_map(|factor| factor.points.last()).sum();
    if highest > HIGHEST_TOTAL {
        let message = format!("the highest total is {highest} points, but the limit is {HIGHEST_TOTAL}");
        let problem = Problem::new(Rule::TotalTooLarge, message);
        node.add(problem.help("state points in a larger unit"));
        return None;
    }
    // If a factor has errors, every reference to it in the file would be reported as well.
    (factors.len() == items.len()).then_some(factors)
}

fn read_factor(node: Node<'_>, number: usize) -> Option<Factor> {
    let fields = node.fields(&file_keys::FACTOR)?;
    let id = fields.read("id", Node::text);
    let name = fields.read("name", Node::text);
    let group = fields.optional_text("group");
    let aliases = fields.items("aliases", |item| item.text("an alias"));
    let points = fields.require("points")?;
    let name = name?;
    let points = read_points(points, &name)?;
    Some(Factor { number, id: id?, name, group, aliases, points, fixed: false })
}

fn read_points(node: Node<'_>, factor: &str) -> Option<Vec<u32>> {
    let items = non_empty(node, "points")?;
    if items.len() > MOST_LEVELS {
        node.add(wrong_length("points", "at most 99 levels", items.len()));
    }
    let points: Vec<Option<u32>> = items.iter().map(|item| item.points("points")).collect();
    let points: Vec<u32> = points.into_iter().collect::<Option<_>>()?;
    for (pair, item) in points.windows(2).zip(&items[1..]) {
        if pair[0] >= pair[1] {
            let (factor, [first, second]) = (short(factor), [pair[0], pair[1]]);
            let message =
                format!("the points of {factor} must grow with each level, but {second} follows {first}");
            item.add(Problem::new(Rule::PointsNotAscending, message));
        }
    }
    Some(points)
}

/// Reads the bands. `first_between` returns a possible total of a job in a range, if there is one.
fn read_bands(node: Node<'_>, first_between: impl Fn(PointsRange) -> Option<u32>) -> Option<Vec<Band>> {
    let mut bands: Vec<Band> = Vec::new();
    let mut end = None;
    for item in bounded(node, "bands")? {
        // The end of a band that cannot be read is not known.
        let before = end.take();
        let Some(mut band) = read_band(item) else { continue };
        end = Some(band.totals().max);
        if let Some(last) = bands.last().filter(|last| same(&last.group, &band.group)) {
            band.group.clone_from(&last.group);
        }
        if let Some(problem) = before.and_then(|before| misplaced(&band, before, &first_between)) {
            item.add(problem);
        }
        if let Some(name) = taken_name(&band, &bands) {
            let message = format!("the name `{}` is taken by another band or band group", short(name));
            item.add(Problem::new(Rule::BandNameTaken, message));
        }
        bands.push(band);
    }
    Some(bands)
}

/// Returns the problem of a band that overlaps with the one before it, which ends at `before`, or that leaves a gap with a
/// possible total.
fn misplaced(
    band: &Band,
    before: u32,
    first_between: impl Fn(PointsRange) -> Option<u32>,
) -> Option<Problem> {
    let (name, from) = (short(&band.name), band.from);
    if before == u32::MAX {
        let message = format!("band {name} follows a band without an upper end");
        let help = "give the band before it the key `to`; only the last band may lack it";
        return Some(Problem::new(Rule::BandsNotContiguous, message).help(help));
    }
    let between = if from > before {
        let gap = PointsRange { min: before + 1, max: from - 1 };
        let total = first_between(gap)?;
        format!(", and a job can have {total} points")
    } else {
        String::new()
    };
    let message = format!("band {name} begins at {from}, but the band before it ends at {before}{between}");
    let problem = Problem::new(Rule::BandsNotContiguous, message);
    Some(problem.help(format!("it must begin at {}", before + 1)))
}

/// Returns the name of the band or its group that an earlier band or group has. Only neighbouring bands may share a group.
fn taken_name<'b>(band: &'b Band, earlier: &[Band]) -> Option<&'b str> {
    let joins_last =
        earlier.last().is_some_and(|last| same(&last.group, &band.group) && !same(&last.name, &band.group));
    if is_taken(&band.name, earlier) {
        Some(&band.name)
    } else if is_taken(&band.group, earlier) && !joins_last {
        Some(&band.group)
    } else {
        None
    }
}

/// Returns true if a band or band group has this name.
fn is_taken(name: &str, bands: &[Band]) -> bool {
    bands.iter().any(|other| same(&other.name, name) || same(&other.group, name))
}

fn read_band(node: Node<'_>) -> Option<Band> {
    let fields = node.fields(&file_keys::BAND)?;
    let name = fields.read("name", Node::label);
    let group = fields.get("group").map(|group| group.label("group"));
    let from = fields.read("from", Node::points);
    let to = fields.get("to").map(|to| to.points("to"));
    let closed = fields.optional_text("closed");
    let (name, from) = (name?, from?);
    let to = if let Some(to) = to { Some(to?) } else { None };
    if let Some(to) = to.filter(|to| from > *to) {
        node.add(empty_range(&format!("band {name}"), from, to));
    }
    Some(Band { group: group.unwrap_or_else(|| Some(name.clone()))?, name, from, to, closed })
}

fn read_matching(node: Node<'_>, factors: &mut [Factor], names: &FactorNames) -> Option<MatchingInFile> {
    let fields = node.fields(&file_keys::MATCHING)?;
    let max_difference = fields.read("max_difference", Node::points);
    let max_variations = fields.read("max_variations", Node::points);
    let fixed_factors = fields
        .read("fixed_factors", |node, key| read_factor_list(node, key, "a fixed factor", factors, names))?;
    factors.iter_mut().for_each(|factor| factor.fixed = fixed_factors.contains(&factor.id));
    let numbers = Matching { max_difference: max_difference?, max_variations: max_variations? };
    Some(MatchingInFile { numbers, fixed_factors })
}

/// Reads a list of names of factors. Returns their ids in the scheme's order, each once.
fn read_factor_list(
    node: Node<'_>,
    what: &'static str,
    item_name: &'static str,
    factors: &[Factor],
    names: &FactorNames,
) -> Option<Vec<String>> {
    let mut named = vec![false; factors.len()];
    for item in node.list(what)? {
        let Some(name) = item.label(item_name) else { continue };
        match names.find(&name) {
            Some(index) => named[index] = true,
            None => item.problems().add_error_with(item.mark(), || {
                unknown_factor(&name, names::nearest(&name, factors.iter().map(Factor::id)))
            }),
        }
    }
    let named = factors.iter().zip(named).filter(|(_, named)| *named);
    Some(named.map(|(factor, _)| factor.id.clone()).collect())
}

/// Returns the items of a list that must have at least one and at most [`MOST_ITEMS`].
fn bounded<'n>(node: Node<'n>, what: &str) -> Option<Vec<Node<'n>>> {
    let items = non_empty(node, what)?;
    if items.len() > MOST_ITEMS {
        return node.ok(Err(wrong_length(what, "at most 200 items", items.len())));
    }
    Some(items)
}

fn non_empty<'n>(node: Node<'n>, what: &str) -> Option<Vec<Node<'n>>> {
    let items = node.list(what)?;
    if items.is_empty() {
        return node.ok(Err(wrong_length(what, "at least one item", 0)));
    }
    Some(items)
}

/// Reads the points range `{min, max}` of a node.
pub(crate) fn read_points_range(node: Node<'_>, what: &'static str) -> Option<PointsRange> {
    let fields = node.fields(&Mapping { what, ..file_keys::POINTS_RANGE })?;
    let (min, max) = (fields.read("min", Node::points), fields.read("max", Node::points));
    let range = PointsRange { min: min?, max: max? };
    if range.min > range.max {
        node.add(empty_range(what, range.min, range.max));
    }
    Some(range)
}

pub(crate) fn empty_range(what: &str, min: u32, max: u32) -> Problem {
    Problem::new(Rule::EmptyRange, format!("{} ends at {max}, before it begins at {min}", short(what)))
}

fn wrong_length(what: &str, expected: &str, found: usize) -> Problem {
    Problem::new(Rule::WrongLength, format!("{what} must have {expected}, not {found}"))
}

/// Makes the problem of a name that no factor has.
pub(crate) fn unknown_factor(name: &str, nearest: Option<&str>) -> Problem {
    let problem = Problem::new(Rule::UnknownFactor, format!("there is no factor `{}`", short(name)));
    problem.suggest(nearest, "`jobeval scheme` lists the factors and their names")
}

/// Returns true if two names of bands or groups are equal in normal form.
fn same(one: &str, other: &str) -> bool {
    one == other || form(one) == form(other)
}

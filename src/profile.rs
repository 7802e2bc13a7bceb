//! National profiles, and the suites in which they are published.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Problem, ReadError, Rule};
use crate::provenance::Origin;
use crate::sanitize::short;
use crate::scheme::{
    BandRun, Factor, Level, Levels, PointsRange, Scheme, read_band_run, read_by_factor, read_levels,
    read_points_range,
};
use crate::yaml::{self, Node, Value};
use crate::{file_keys, names};

/// A published document with several profiles.
#[derive(Debug, Clone)]
pub struct Suite<'s> {
    /// The id, such as `arts-therapies`.
    pub id: String,
    /// The title as published.
    pub title: String,
    /// The origin of the document, such as its address.
    pub source: Option<String>,
    /// The document's table of contents as published.
    pub contents: Vec<ContentsLine<'s>>,
    /// The document's version history as published.
    pub amendments: Vec<Amendment>,
    /// The profiles in the document's order.
    pub profiles: Vec<Profile<'s>>,
    pub(crate) document: Arc<SuiteDocument>,
}

/// The edition of a suite: built in, or from a file of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edition {
    /// A suite compiled into the library.
    BuiltIn,
    /// A suite from a file, with an id that no built-in suite has.
    Added,
    /// A suite from a file that replaces the built-in suite with its id.
    Replacing {
        /// The name of the built-in file.
        built_in: Arc<str>,
    },
}

/// A line of a suite's table of contents, as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsLine<'s> {
    /// The profile's title.
    pub title: String,
    /// The band or run of bands, as published.
    pub band: String,
    /// The bands of `band`.
    pub bands: BandRun<'s>,
    /// The page, if the document has pages.
    pub page: Option<u32>,
}

/// An entry of a suite's version history, as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The kind of change, such as *New Profiles*.
    pub action: String,
    /// The date, as published.
    pub date: String,
    /// The details.
    pub notes: String,
}

/// A profile: the levels that a kind of job may have, and its band.
#[derive(Debug, Clone)]
pub struct Profile<'s> {
    scheme: &'s Scheme,
    document: Arc<SuiteDocument>,
    /// The id and the title in normal form.
    names: [String; 2],
    fields: ProfileFields<'s>,
}

/// The content of a profile.
#[derive(Debug, Clone)]
pub(crate) struct ProfileFields<'s> {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) bands: BandRun<'s>,
    pub(crate) generic: bool,
    pub(crate) archived: Option<String>,
    pub(crate) score: PointsRange,
    pub(crate) job_statement: Vec<String>,
    pub(crate) factors: Vec<ProfileFactor<'s>>,
}

/// The data that all profiles of a suite share.
#[derive(Debug)]
pub(crate) struct SuiteDocument {
    pub(crate) suite: String,
    pub(crate) title: String,
    pub(crate) source: Option<String>,
    pub(crate) origin: Origin,
    pub(crate) edition: Edition,
}

/// The names of a profile in results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProfileName<'a> {
    /// The id.
    pub id: &'a str,
    /// The title.
    pub title: &'a str,
    /// The band or run of bands.
    pub band: BandRun<'a>,
    /// The id of the suite.
    pub suite: &'a str,
    /// The file of the suite.
    pub suite_file: &'a str,
}

/// The levels that a profile allows for one factor, and their description.
#[derive(Debug, Clone)]
pub struct ProfileFactor<'s> {
    pub(crate) levels: Levels<'s>,
    /// The levels as published.
    pub(crate) notation: String,
    pub(crate) scores: Option<Vec<u32>>,
    pub(crate) descriptor: Option<String>,
    pub(crate) example: Option<String>,
}

/// The profiles of all suites that were read, under one scheme. No two have the same id.
///
/// It borrows its scheme. [`Scheme::shared`] makes a scheme read at run time live as long as any profile.
#[derive(Debug, Clone)]
pub struct Profiles<'s> {
    scheme: &'s Scheme,
    suites: Vec<Suite<'s>>,
    /// The index of each suite, by its id in normal form.
    places: HashMap<String, usize>,
    ids: Ids,
}

/// The suite of each profile, by the profile's id in normal form.
type Ids = HashMap<String, Arc<SuiteDocument>>;

/// The reason why a name does not identify a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileNameError {
    /// No id or title begins with the name, but some are similar.
    #[error("there is no profile `{name}`")]
    Unknown {
        /// The name as written.
        name: String,
        /// The ids of up to three profiles with a similar id or title, the most similar first.
        nearest: Vec<String>,
    },
    /// No id or title begins with the name or is similar.
    #[error("there is no profile `{name}`")]
    UnlikeAny {
        /// The name as written.
        name: String,
        /// All ids.
        known: Vec<String>,
    },
    /// Several ids or titles begin with the name.
    #[error("`{name}` could be any of {}", .candidates.join(", "))]
    Ambiguous {
        /// The name as written.
        name: String,
        /// The ids of these profiles.
        candidates: Vec<String>,
    },
}

impl ProfileNameError {
    /// Returns the name as written.
    pub fn name(&self) -> &str {
        match self {
            ProfileNameError::Unknown { name, .. }
            | ProfileNameError::UnlikeAny { name, .. }
            | ProfileNameError::Ambiguous { name, .. } => name,
        }
    }
}

/// The file of the built-in suite.
const BUILT_IN: &str = include_str!("../profiles/arts-therapies.yaml");

/// The id of the scheme for which the built-in suite was published.
const BUILT_IN_SCHEME: &str = "nhs-jes";

impl<'s> Profiles<'s> {
    /// Creates an empty collection.
    pub fn new(scheme: &'s Scheme) -> Profiles<'s> {
        Profiles { scheme, suites: Vec::new(), places: HashMap::new(), ids: Ids::new() }
    }

    /// Reads the five arts therapies profiles, which are built in. They were published for the NHS Job Evaluation Scheme:
    /// under a scheme with another id, there are no profiles.
    ///
    /// # Errors
    /// The findings, if a scheme has the id of the NHS Job Evaluation Scheme but other factors or levels.
    pub fn built_in(scheme: &'s Scheme) -> Result<Profiles<'s>, ReadError> {
        let mut profiles = Profiles::new(scheme);
        if scheme.id() != BUILT_IN_SCHEME {
            return Ok(profiles);
        }
        let findings = profiles.add("built-in:arts-therapies.yaml", BUILT_IN, Edition::BuiltIn);
        if findings.iter().any(Finding::is_error) { Err(ReadError { findings }) } else { Ok(profiles) }
    }

    /// Adds the suites in the text of a YAML file and returns all findings. `source` names the file in them.
    ///
    /// A suite with errors is left out. A suite with the id of a built-in one replaces it.
    pub fn read(&mut self, source: &str, text: &str) -> Vec<Finding> {
        self.add(source, text, Edition::Added)
    }

    fn add(&mut self, source: &str, text: &str, edition: Edition) -> Vec<Finding> {
        let source: Arc<str> = source.into();
        let origin = Origin::new(Arc::clone(&source), text.as_bytes());
        let read = yaml::read(&source, text, "suite", |_, root| {
            let mut ids = Ids::new();
            let suite = self.read_suite(root, &origin, edition.clone(), &mut ids)?;
            // The suite is added at once, so that the next suite of the file cannot have one of its ids.
            if !root.problems().has_errors() {
                self.put(suite);
                self.ids.extend(ids);
            }
            Some(())
        });
        read.findings
    }

    /// Adds a suite, which replaces the built-in one with its id.
    fn put(&mut self, suite: Suite<'s>) {
        let place = *self.places.entry(names::normalise(&suite.id)).or_insert(self.suites.len());
        match self.suites.get_mut(place) {
            Some(replaced) => {
                replaced.profiles.iter().for_each(|profile| _ = self.ids.remove(&profile.names[0]));
                *replaced = suite;
            }
            None => self.suites.push(suite),
        }
    }

    /// Returns the scheme under which the profiles were read.
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// Finds a suite by its id; case and separators make no difference.
    pub fn find_suite(&self, id: &str) -> Option<&Suite<'s>> {
        self.suites.get(*self.places.get(&names::normalise(id))?)
    }

    /// Returns the suites in the order in which they were read.
    pub fn suites(&self) -> &[Suite<'s>] {
        &self.suites
    }

    /// Iterates over all profiles in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &Profile<'s>> {
        self.suites.iter().flat_map(|suite| &suite.profiles)
    }

    /// Iterates over the profiles to which new jobs are matched: all but archived ones.
    pub fn current(&self) -> impl Iterator<Item = &Profile<'s>> {
        self.iter().filter(|profile| profile.archived().is_none())
    }

    /// Finds the profile with the id `name`, else the only one with this title, else the only one whose id or title begins
    /// with `name`. Case and separators make no difference.
    ///
    /// # Errors
    /// [`ProfileNameError`] if there is no such profile, or more than one.
    pub fn find(&self, name: &str) -> Result<&Profile<'s>, ProfileNameError> {
        let wanted = names::normalise(name);
        let tests: [fn(&Profile<'_>, &str) -> bool; 3] = [
            |profile, wanted| profile.names[0] == wanted,
            |profile, wanted| profile.names[1] == wanted,
            |profile, wanted| profile.names.iter().any(|own| own.starts_with(wanted)),
        ];
        let found: Vec<&Profile<'s>> = tests
            .into_iter()
            .map(|is_meant| self.iter().filter(|profile| is_meant(profile, &wanted)).collect::<Vec<_>>())
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        match found[..] {
            [profile] => Ok(profile),
            [] => Err(self.unknown(name)),
            _ => {
                let candidates = found.iter().map(|profile| profile.id().to_owned()).collect();
                Err(ProfileNameError::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }

    /// Makes the error of a name with which no id or title begins.
    fn unknown(&self, name: &str) -> ProfileNameError {
        let mut nearest: Vec<String> = Vec::new();
        for alike in names::ranked(name, self.iter().flat_map(|profile| [profile.id(), profile.title()])) {
            let profile = self.iter().find(|profile| profile.id() == alike || profile.title() == alike);
            nearest.extend(profile.map(|profile| profile.id().to_owned()).filter(|id| !nearest.contains(id)));
        }
        nearest.truncate(3);
        let name = name.to_owned();
        if nearest.is_empty() {
            let known = self.iter().map(|profile| profile.id().to_owned()).collect();
            ProfileNameError::UnlikeAny { name, known }
        } else {
            ProfileNameError::Unknown { name, nearest }
        }
    }

    /// Reads a suite and adds the ids of its profiles to `ids`. No other suite may have one of them.
    fn read_suite(
        &self,
        root: Node<'_>,
        origin: &Origin,
        edition: Edition,
        ids: &mut Ids,
    ) -> Option<Suite<'s>> {
        let fields = root.file(&file_keys::SUITE)?;
        let id = fields.read("suite", Node::text);
        let namesake = id.as_deref().and_then(|id| self.find_suite(id));
        let edition = match (namesake, fields.get("suite")) {
            (Some(namesake), Some(node)) => {
                node.add(namesake_problem(namesake));
                Edition::Replacing { built_in: Arc::clone(&namesake.document.origin.name) }
            }
            _ => edition,
        };
        let title = fields.read("title", Node::text);
        if let Some(node) = fields.require("scheme")
            && let Some(found) = node.text("scheme")
            && found != self.scheme.id()
        {
            let (found, expected) = (short(&found), self.scheme.id());
            let message =
                format!("the suite is for the scheme `{found}`, but the scheme in force is `{expected}`");
            node.add(Problem::new(Rule::OtherScheme, message));
        }
        let suite_source = fields.optional_text("source");
        let contents = fields.items("contents", |node| read_contents_line(self.scheme, node));
        let amendments = fields.items("amendments", read_amendment);
        let document = Arc::new(SuiteDocument {
            suite: id.clone().unwrap_or_default(),
            title: title.clone().unwrap_or_default(),
            source: suite_source.clone(),
            origin: origin.clone(),
            edition,
        });
        let mut profiles: Vec<Profile<'s>> = Vec::new();
        for node in fields.read("profiles", Node::list)? {
            let Some(profile) = read_profile(self.scheme, &document, node) else { continue };
            let own = &profile.names[0];
            let holder = self.ids.get(own).filter(|holder| {
                // The suite with the same id is replaced or refused as a whole.
                namesake.is_none_or(|suite| !Arc::ptr_eq(holder, &suite.document))
            });
            if let Some(holder) = holder.or_else(|| ids.get(own)) {
                node.add(id_taken(profile.id(), holder));
            }
            ids.insert(own.clone(), Arc::clone(&document));
            profiles.push(profile);
        }
        Some(Suite { id: id?, title: title?, source: suite_source, contents, amendments, profiles, document })
    }
}

/// Makes the problem of a profile with the id of another profile, in the suite `holder`.
fn id_taken(id: &str, holder: &SuiteDocument) -> Problem {
    let message =
        format!("the profile id `{}` is taken by another profile in {}", short(id), holder.origin.name());
    let problem = Problem::new(Rule::ProfileIdTaken, message);
    if holder.edition != Edition::BuiltIn {
        return problem;
    }
    let id = &holder.suite;
    problem.help(format!(
        "a new edition of the built-in suite needs its id, `suite: {id}`, and has to be read first"
    ))
}

/// Makes the problem of a suite with the id of another suite.
fn namesake_problem(namesake: &Suite<'_>) -> Problem {
    let (id, source) = (short(&namesake.id), namesake.document.origin.name());
    if namesake.document.edition == Edition::BuiltIn {
        let message = format!("this suite replaces the whole built-in suite `{id}`");
        return Problem::new(Rule::SuiteReplaced, message);
    }
    Problem::new(Rule::SuiteIdTaken, format!("the suite id `{id}` is taken by another suite in {source}"))
        .help("give one of the two another id, or leave one of them out")
}

impl Suite<'_> {
    /// Returns the file of the suite.
    pub fn origin(&self) -> &Origin {
        &self.document.origin
    }

    /// Returns the edition: built in, or from a file of the user.
    pub fn edition(&self) -> &Edition {
        &self.document.edition
    }
}

impl<'s> Profile<'s> {
    /// Creates a profile without checking it.
    pub(crate) fn new(
        scheme: &'s Scheme,
        document: &Arc<SuiteDocument>,
        fields: ProfileFields<'s>,
    ) -> Profile<'s> {
        let names = [names::normalise(&fields.id), names::normalise(&fields.title)];
        Profile { scheme, document: Arc::clone(document), names, fields }
    }

    /// Returns the scheme under which the profile was read.
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// Returns the id of the suite.
    pub fn suite(&self) -> &str {
        &self.document.suite
    }

    /// Returns the title of the suite.
    pub fn suite_title(&self) -> &str {
        &self.document.title
    }

    /// Returns the origin of the suite's document, such as its address.
    pub fn suite_source(&self) -> Option<&str> {
        self.document.source.as_deref()
    }

    /// Returns the name of the suite's file, `None` if the suite is built in.
    pub fn added_from(&self) -> Option<&str> {
        (*self.edition() != Edition::BuiltIn).then(|| self.source())
    }

    /// Returns the edition of the suite.
    pub fn edition(&self) -> &Edition {
        &self.document.edition
    }

    /// Returns the name of the suite's file.
    pub fn source(&self) -> &str {
        self.document.origin.name()
    }

    /// Returns the suite's file with its digest.
    pub fn origin(&self) -> &Origin {
        &self.document.origin
    }

    /// Returns the id, such as `arts-therapist`.
    pub fn id(&self) -> &str {
        &self.fields.id
    }

    /// Returns the title as published.
    pub fn title(&self) -> &str {
        &self.fields.title
    }

    /// Returns the band or run of bands.
    pub fn bands(&self) -> BandRun<'s> {
        self.fields.bands
    }

    /// Returns true for a generic profile, whose lowest total may lie below its band (handbook ch. 9).
    pub fn is_generic(&self) -> bool {
        self.fields.generic
    }

    /// Returns the date of an archived profile as published, such as `July 2025`. Old matches to it stay valid, and no new
    /// job is matched to it.
    pub fn archived(&self) -> Option<&str> {
        self.fields.archived.as_deref()
    }

    /// Returns the lowest and highest total in points, as published.
    pub fn score(&self) -> PointsRange {
        self.fields.score
    }

    /// Computes the lowest and highest total in points from the levels.
    pub fn computed_score(&self) -> PointsRange {
        self.fields.factors.iter().map(|factor| factor.levels.points_range()).sum()
    }

    /// Returns the names of the profile in results.
    pub fn name(&self) -> ProfileName<'_> {
        ProfileName {
            id: &self.fields.id,
            title: &self.fields.title,
            band: self.fields.bands,
            suite: self.suite(),
            suite_file: self.source(),
        }
    }

    /// Returns the paragraphs of the job statement.
    pub fn job_statement(&self) -> &[String] {
        &self.fields.job_statement
    }

    /// Returns the levels of all factors in the scheme's order.
    pub fn factors(&self) -> &[ProfileFactor<'s>] {
        &self.fields.factors
    }
}

impl<'s> ProfileFactor<'s> {
    /// Returns the factor.
    pub fn factor(&self) -> &'s Factor {
        self.levels.factor()
    }

    /// Returns the levels that the profile lists.
    pub fn levels(&self) -> &Levels<'s> {
        &self.levels
    }

    /// Returns the numbers of the levels in the profile's range. Includes unlisted levels in between.
    pub fn range(&self) -> RangeInclusive<u8> {
        self.levels.range()
    }

    /// Returns true if the profile lists this level, and not only has it in its range.
    pub fn lists(&self, level: Level<'_>) -> bool {
        self.levels.listed().any(|(listed, _)| listed.number() == level.number())
    }

    /// Returns the levels as published, in the notation of the document.
    pub fn published_levels(&self) -> &str {
        &self.notation
    }

    /// Returns the points of the listed levels as published, `None` if the document prints no points.
    pub fn published_scores(&self) -> Option<&[u32]> {
        self.scores.as_deref()
    }

    /// Returns the points of the listed levels as published, else as computed.
    pub fn scores(&self) -> Vec<u32> {
        self.scores.clone().unwrap_or_else(|| self.computed_scores())
    }

    /// Computes the points of the listed levels under the scheme.
    pub fn computed_scores(&self) -> Vec<u32> {
        self.levels.listed().map(|(level, _)| level.points()).collect()
    }

    /// Returns the level descriptor as published.
    pub fn descriptor(&self) -> Option<&str> {
        self.descriptor.as_deref()
    }

    /// Returns the example job information as published.
    pub fn example(&self) -> Option<&str> {
        self.example.as_deref()
    }
}

fn read_contents_line<'s>(scheme: &'s Scheme, node: Node<'_>) -> Option<ContentsLine<'s>> {
    let fields = node.fields(&file_keys::CONTENTS_LINE)?;
    let title = fields.read("title", Node::text);
    let bands =
        fields.read("band", |band, _| Some((band.name().trim().to_owned(), read_band_run(scheme, band)?)));
    let page = fields.read("page", Node::points);
    let (band, bands) = bands?;
    Some(ContentsLine { title: title?, band, bands, page })
}

fn read_amendment(node: Node<'_>) -> Option<Amendment> {
    let fields = node.fields(&file_keys::AMENDMENT)?;
    let action = fields.read("action", Node::text);
    let date = fields.read("date", Node::label);
    let notes = fields.read("notes", Node::text);
    Some(Amendment { action: action?, date: date?, notes: notes? })
}

fn read_profile<'s>(
    scheme: &'s Scheme,
    document: &Arc<SuiteDocument>,
    node: Node<'_>,
) -> Option<Profile<'s>> {
    let fields = node.fields(&file_keys::PROFILE)?;
    let id = fields.read("id", Node::text);
    let title = fields.read("title", Node::text);
    let bands = fields.read("band", |band, _| read_band_run(scheme, band));
    let generic = fields.flag("generic");
    let archived = fields.read("archived", Node::label);
    let score = fields.read("score", read_points_range);
    let job_statement = fields.items("job_statement", |item| item.text("a job statement"));
    let factors = fields.read("factors", |node, _| read_factors(scheme, node));
    let fields = ProfileFields {
        id: id?,
        title: title?,
        bands: bands?,
        generic: generic?,
        archived,
        score: score?,
        job_statement,
        factors: factors?,
    };
    Some(Profile::new(scheme, document, fields))
}

fn read_factors<'s>(scheme: &'s Scheme, node: Node<'_>) -> Option<Vec<ProfileFactor<'s>>> {
    let given = read_by_factor(scheme, node, read_profile_factor)?;
    for (factor, _) in scheme.factors().iter().zip(&given).filter(|(_, row)| row.is_none()) {
        let message = format!("the profile lacks the factor {}", factor.name());
        node.add(Problem::new(Rule::MissingFactor, message));
    }
    given.into_iter().map(Option::flatten).collect()
}

fn read_profile_factor<'s>(factor: &'s Factor, node: Node<'_>) -> Option<ProfileFactor<'s>> {
    if matches!(node.value(), Value::Null) {
        return node.ok(Err(no_levels(factor)));
    }
    if !matches!(node.value(), Value::Mapping(_)) {
        let (levels, notation) = read_published_levels(factor, node)?;
        return Some(ProfileFactor { levels, notation, scores: None, descriptor: None, example: None });
    }
    let fields = node.fields(&file_keys::PROFILE_FACTOR)?;
    let levels = fields.read("levels", |node, _| read_published_levels(factor, node));
    let scores = fields.get("scores").map(|_| fields.items("scores", |item| item.points("a score")));
    let descriptor = fields.prose("descriptor");
    let example = fields.prose("example");
    let (levels, notation) = levels?;
    Some(ProfileFactor { levels, notation, scores, descriptor, example })
}

/// Reads levels, and returns them with their notation as published.
fn read_published_levels<'s>(factor: &'s Factor, node: Node<'_>) -> Option<(Levels<'s>, String)> {
    Some((read_levels(factor, node)?, node.name().trim().to_owned()))
}

/// Makes the problem of a factor without levels, as in a template that is not filled in.
fn no_levels(factor: &Factor) -> Problem {
    let message = format!("the levels of {} are empty", factor.name());
    Problem::new(Rule::Blank, message).help("fill in the levels that the profile allows, such as 3 or 2-3(a)")
}

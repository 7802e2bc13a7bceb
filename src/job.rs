//! Jobs: what a panel or a job description says of each factor, with the evidence.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Position, Problem};
use crate::level::says_not_assessed;
use crate::outcome::Outcome;
use crate::profile;
use crate::rows::{CellProblem, Columns, Refused};
use crate::scheme::{self, BandGroup, Factor, Level, Levels, PointsRange, Scheme, read_points_range};
use crate::yaml::{self, Document, Fields, Findings, Kind, Mark, Node, Read, Section, Value};

/// A job, with an assessment for every factor of its scheme.
#[derive(Debug, Clone)]
pub struct Job<'s> {
    scheme: &'s Scheme,
    source: Arc<str>,
    place: Section,
    id_mark: Option<Mark>,
    id: Option<String>,
    title: String,
    assessments: Vec<Assessment<'s>>,
    expect: Option<Expectation<'s>>,
}

/// What a job says of one factor.
#[derive(Debug, Clone)]
pub struct Assessment<'s> {
    factor: &'s Factor,
    levels: Option<Levels<'s>>,
    evidence: Option<String>,
}

/// What the job's file expects of its score, to be verified.
#[derive(Debug, Clone)]
pub struct Expectation<'s> {
    mark: Mark,
    /// The band or band group that the total should lie in.
    pub band: Option<BandGroup<'s>>,
    /// The total, or the range that it should lie in, in points.
    pub total: Option<PointsRange>,
    /// The id of the profile that should match.
    pub profile: Option<String>,
    /// The outcome that the comparison with the profile should have.
    pub outcome: Option<Outcome>,
}

/// What names a job in results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct JobName<'a> {
    /// The id, if it has one.
    pub id: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The file it came from.
    pub source: &'a str,
}

/// The title of a job that is given by its levels alone.
const UNTITLED: &str = "Levels from the command line";

impl Expectation<'_> {
    /// Whether nothing is stated, as by keys without values.
    fn is_of_nothing(&self) -> bool {
        self.band.is_none() && self.total.is_none() && self.profile.is_none() && self.outcome.is_none()
    }
}

impl<'s> Job<'s> {
    /// Reads every job of a YAML file under a scheme. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the items; the other jobs of the file are.
    pub fn read(source: &str, text: &str, scheme: &'s Scheme) -> Read<Job<'s>> {
        let source: Arc<str> = source.into();
        yaml::read(&source, text, "job", |document, findings| read_job(document, &source, scheme, findings))
    }

    /// Reads a job given as one level for each factor in the scheme's order, separated by spaces, with `?` for a factor
    /// that is not assessed. `source` names the text in results and findings.
    ///
    /// # Errors
    /// All findings, if there is any.
    pub fn from_levels(source: &str, text: &str, scheme: &'s Scheme) -> Result<Job<'s>, Vec<Finding>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let source: Arc<str> = source.into();
        let (expected, found) = (scheme.factors().len(), words.len());
        if found != expected {
            let problem = Problem::LevelCount { expected, found };
            return Err(vec![Finding::at(&source, None, problem)]);
        }
        let locate = |(word, problem): (&str, Problem)| {
            let before = &text[..word.as_ptr() as usize - text.as_ptr() as usize];
            let position = Some(Position { line: 1, column: before.chars().count() + 1 });
            Finding::at(&source, position, problem).in_line(text, word.chars().count())
        };
        let words = words.into_iter().map(|word| Some((word, word)));
        let assessments = read_words(scheme, words)
            .map_err(|problems| problems.into_iter().map(locate).collect::<Vec<_>>())?;
        Ok(Job {
            scheme,
            source,
            place: Section::default(),
            id_mark: None,
            id: None,
            title: UNTITLED.to_owned(),
            assessments,
            expect: None,
        })
    }

    /// Reads a line of NDJSON, and warnings about it. `source` names the file in results and findings.
    pub(crate) fn read_line(
        source: &Arc<str>,
        line: &str,
        number: usize,
        scheme: &'s Scheme,
    ) -> Result<(Job<'s>, Vec<Finding>), Refused> {
        let mut name = None;
        let read = yaml::read_json(source, line, number, |document, findings| {
            name = Some(loose_name(&document.root));
            read_job(document, source, scheme, findings)
        });
        read.map_err(|findings| {
            let (id, title) = name.unwrap_or_default();
            Refused { id, title, findings }
        })
    }

    /// The scheme under which the job was read.
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// The file it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The id, where the file gives one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where its `expect` stands in the text that the job was read from; where the job begins if it expects nothing.
    pub fn expectation_position(&self, text: &str) -> Position {
        let start = Position { line: self.place.first_line, column: 1 };
        let mark = self.expect.as_ref().map(|expect| expect.mark);
        mark.and_then(|mark| self.place.position(text, mark)).unwrap_or(start)
    }

    /// What names it in results.
    pub fn name(&self) -> JobName<'_> {
        JobName { id: self.id(), title: self.title(), source: self.source() }
    }

    /// One assessment for each factor, in the scheme's order.
    pub fn assessments(&self) -> &[Assessment<'s>] {
        &self.assessments
    }

    /// What the file expects of the score, if it says so.
    pub fn expectation(&self) -> Option<&Expectation<'s>> {
        self.expect.as_ref()
    }
}

impl<'s> Assessment<'s> {
    /// The factor.
    pub fn factor(&self) -> &'s Factor {
        self.factor
    }

    /// The levels given; several mean that the panel has not settled it, none that it is not assessed.
    pub fn levels(&self) -> Option<&Levels<'s>> {
        self.levels.as_ref()
    }

    /// The level, once there is a single one.
    pub fn settled(&self) -> Option<Level<'s>> {
        self.levels.as_ref()?.single()
    }

    /// The numbers of the levels that it may still turn out to be: every one from the lowest to the highest given, or
    /// all of the factor's while it is not assessed.
    pub fn possible(&self) -> RangeInclusive<u8> {
        self.levels.as_ref().map_or_else(|| self.factor.level_numbers(), Levels::range)
    }

    /// Why the panel chose the level.
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }
}

/// The ids of the jobs of a run, with the file that each comes from.
#[derive(Debug, Default)]
pub struct JobIds(HashMap<String, Arc<str>>);

impl JobIds {
    /// Takes up the jobs of a file, with the text that they were read from. Returns a finding for each job whose id
    /// another has already.
    pub fn add(&mut self, jobs: &[Job<'_>], text: &str) -> Vec<Finding> {
        let mut taken = Vec::new();
        for job in jobs {
            let (Some(id), Some(mark)) = (&job.id, job.id_mark) else { continue };
            match self.0.entry(id.clone()) {
                Entry::Vacant(place) => {
                    place.insert(Arc::clone(&job.source));
                }
                Entry::Occupied(holder) => {
                    let by = Arc::clone(holder.get());
                    taken.push((job.place.first_line, mark, Problem::JobIdTaken { id: id.clone(), by }));
                }
            }
        }
        match jobs.first() {
            Some(job) if !taken.is_empty() => yaml::locate(&job.source, text, taken),
            _ => Vec::new(),
        }
    }
}

pub(crate) const KEYS: &[&str] = &["id", "title", "factors", "expect"];
/// What a job file is.
pub(crate) const KIND: Kind = ("job", KEYS);
pub(crate) const ASSESSMENT_KEYS: &[&str] = &["level", "evidence"];
pub(crate) const EXPECT_KEYS: &[&str] = &["band", "total", "profile", "outcome"];

fn not_assessed(scheme: &Scheme) -> Vec<Assessment<'_>> {
    let blank = |factor| Assessment { factor, levels: None, evidence: None };
    scheme.factors().iter().map(blank).collect()
}

/// The id and the title of a job that may be wrong.
fn loose_name(root: &Node<'_>) -> (String, String) {
    let text = |key| match &root.entry(key)?.value {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    (text("id").unwrap_or_default(), text("title").unwrap_or_default())
}

/// Reads a row of a CSV file that has a cell for each column, with warnings about cells by their columns.
///
/// # Errors
/// What is wrong in which column.
pub(crate) fn from_cells<'s>(
    source: &Arc<str>,
    line: usize,
    columns: &Columns,
    cells: &[&str],
    scheme: &'s Scheme,
) -> Result<(Job<'s>, Vec<CellProblem>), Vec<CellProblem>> {
    let words = columns.factors.iter().map(|column| column.map(|column| (column, cells[column])));
    let read = read_words(scheme, words);
    let mut findings = Findings::of_one_document();
    let expect = columns.expectation(cells).and_then(|node| read_expectation(&node, scheme, &mut findings));
    let has_errors = findings.has_errors();
    let noted = findings.by_cell();
    let assessments = match read {
        Ok(assessments) if !has_errors => assessments,
        read => return Err(read.err().into_iter().flatten().chain(noted).collect()),
    };
    let text = |column: Option<usize>| column.map_or("", |column| cells[column].trim()).to_owned();
    let job = Job {
        scheme,
        source: Arc::clone(source),
        place: Section::from_line(line),
        id_mark: None,
        id: Some(text(columns.id)).filter(|id| !id.is_empty()),
        title: text(columns.title),
        assessments,
        expect,
    };
    Ok((job, noted))
}

/// Reads one word for each factor in the scheme's order, each with its place; none where there is no word.
///
/// # Errors
/// What is wrong in which place.
fn read_words<'s, 't, P>(
    scheme: &'s Scheme,
    words: impl Iterator<Item = Option<(P, &'t str)>>,
) -> Result<Vec<Assessment<'s>>, Vec<(P, Problem)>> {
    let mut problems = Vec::new();
    let mut assessments = not_assessed(scheme);
    for (assessment, word) in assessments.iter_mut().zip(words) {
        let Some((place, word)) = word else { continue };
        match read_word(assessment.factor, word) {
            Ok(levels) => assessment.levels = levels,
            Err(problem) => problems.push((place, problem)),
        }
    }
    if problems.is_empty() { Ok(assessments) } else { Err(problems) }
}

/// Reads what `--levels` or a cell says of a factor.
fn read_word<'s>(factor: &'s Factor, word: &str) -> Result<Option<Levels<'s>>, Problem> {
    if says_not_assessed(word) { Ok(None) } else { factor.levels(word).map(Some) }
}

fn read_job<'s>(
    document: &Document<'_>,
    source: &Arc<str>,
    scheme: &'s Scheme,
    findings: &mut Findings,
) -> Option<Job<'s>> {
    let root = &document.root;
    if root.is_other_kind(KIND, &[profile::KIND, scheme::KIND], findings) {
        return None;
    }
    let fields = root.fields("a job", KEYS, findings)?;
    let id_mark = fields.get("id").map(|id| id.mark);
    let id = fields.get("id").and_then(|id| id.label("id", findings));
    let title = fields.text("title", findings);
    let assessments =
        fields.require("factors", findings).and_then(|node| read_assessments(node, scheme, findings));
    let expect = fields.get("expect").and_then(|node| read_expectation(node, scheme, findings));
    let (source, place) = (Arc::clone(source), document.place.clone());
    Some(Job { scheme, source, place, id_mark, id, title: title?, assessments: assessments?, expect })
}

fn read_assessments<'s>(
    node: &Node<'_>,
    scheme: &'s Scheme,
    findings: &mut Findings,
) -> Option<Vec<Assessment<'s>>> {
    let given = scheme.read_by_factor(node, findings, read_assessment)?;
    let assessments = not_assessed(scheme).into_iter().zip(given);
    Some(assessments.map(|(blank, given)| given.unwrap_or(blank)).collect())
}

fn read_assessment<'s>(factor: &'s Factor, node: &Node<'_>, findings: &mut Findings) -> Assessment<'s> {
    if !matches!(node.value, Value::Mapping(_)) {
        return Assessment { factor, levels: read_level(factor, node, findings), evidence: None };
    }
    let fields = node.fields("a factor", ASSESSMENT_KEYS, findings);
    let level = fields.and_then(|fields| fields.get("level"));
    let levels = level.and_then(|level| read_level(factor, level, findings));
    let evidence = fields.and_then(|fields| fields.optional_text("evidence", findings));
    Assessment { factor, levels, evidence }
}

fn read_level<'s>(factor: &'s Factor, node: &Node<'_>, findings: &mut Findings) -> Option<Levels<'s>> {
    match &node.value {
        Value::Null => None,
        Value::Text(text) if says_not_assessed(text) => None,
        _ => factor.read_levels(node, findings),
    }
}

fn read_expectation<'s>(
    node: &Node<'_>,
    scheme: &'s Scheme,
    findings: &mut Findings,
) -> Option<Expectation<'s>> {
    let fields = node.fields("expect", EXPECT_KEYS, findings)?;
    let band = fields.get("band").and_then(|band| scheme.read_band_group(band, findings));
    let total = fields.get("total").and_then(|total| read_total(total, findings));
    let outcome = fields.get("outcome");
    let profile = if outcome.is_some() {
        // An outcome is that of the comparison with a profile, so it needs one.
        fields.text("profile", findings)
    } else {
        fields.get("profile").and_then(|profile| profile.text("profile", findings))
    };
    let outcome = outcome.and_then(|outcome| read_outcome(outcome, findings));
    let expectation = Expectation { mark: node.mark, band, total, profile, outcome };
    note_impossible(&expectation, fields, scheme, findings);
    (!expectation.is_of_nothing()).then_some(expectation)
}

/// Notes what no job can meet, whatever its levels.
fn note_impossible(
    expect: &Expectation<'_>,
    fields: Fields<'_, '_>,
    scheme: &Scheme,
    findings: &mut Findings,
) {
    let mut note = |key: &str, reason| {
        if let Some(node) = fields.get(key) {
            findings.add(node.mark, Problem::ImpossibleExpectation { reason });
        }
    };
    let possible = scheme.totals();
    // A range that ends before it begins has a finding of its own.
    if let Some(total) = expect.total.filter(|total| total.min <= total.max) {
        if !total.overlaps(possible) {
            note("total", format!("totals are from {} to {}, never {total}", possible.min, possible.max));
        } else if let Some(band) = expect.band.filter(|band| !total.overlaps(band.totals())) {
            note("total", format!("{total} is outside Band {} ({})", band.name(), band.totals()));
        }
    }
    if expect.outcome == Some(Outcome::Incomplete) && (expect.band.is_some() || expect.total.is_some()) {
        note("outcome", "an incomplete job has no total and no band".to_owned());
    }
}

/// A total is a number or `{min, max}`.
fn read_total(node: &Node<'_>, findings: &mut Findings) -> Option<PointsRange> {
    match &node.value {
        Value::Integer(_) => {
            node.points("total", findings).map(|total| PointsRange { min: total, max: total })
        }
        Value::Mapping(_) => read_points_range(node, "total", findings),
        _ => node.refuse("total", "a number of points or {min, max}", findings),
    }
}

fn read_outcome(node: &Node<'_>, findings: &mut Findings) -> Option<Outcome> {
    let name = node.text("outcome", findings)?;
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.id() == name);
    if outcome.is_none() {
        let known = Outcome::ALL.map(Outcome::id).to_vec();
        findings.add(node.mark, Problem::UnknownOutcome { name, known });
    }
    outcome
}

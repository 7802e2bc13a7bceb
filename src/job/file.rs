//! Reads jobs from YAML files and from lines of JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::headcount::Headcount;
use super::line::Keys;
use super::members::{members_in_list, members_in_text};
use super::panel::Panel;
use super::refused::RefusedJob;
use super::row_ids::RowIds;
use super::types::{Assessment, Details, Expectation, Job, find_outcome};
use crate::file_keys;
use crate::finding::{Finding, Position, Read};
use crate::level::says_not_assessed;
use crate::provenance::Origin;
use crate::scheme::{
    Factor, Levels, PointsRange, Scheme, read_band_run, read_by_factor, read_levels, read_points_range,
};
use crate::yaml::{self, DocumentSection, MappingFields, Mark, Node, Value};

/// The jobs of a file, and where they stand in it.
#[derive(Debug)]
pub struct JobFile<'s> {
    /// The jobs without errors, in the order of the file.
    pub jobs: Vec<Job<'s>>,
    /// All findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// The documents or rows that gave no job, in the order of the file; the file itself if it was not read.
    pub refused: Vec<RefusedJob>,
    /// The ids of its rows; none for a job file.
    pub(super) row_ids: Option<RowIds>,
    pub(super) text: Arc<str>,
    /// Where each job stands in the text; none for rows.
    pub(super) places: Vec<JobPlace>,
}

/// Where a job stands in a file.
#[derive(Debug)]
pub(super) struct JobPlace {
    pub(super) section: DocumentSection,
    pub(super) id: Option<Mark>,
    /// The keys of its expectation, with `expect` for the whole.
    expect: Vec<(&'static str, Mark)>,
}

impl<'s> JobFile<'s> {
    /// Reads every job of a YAML file. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the jobs; the other jobs of the file are.
    pub fn read(source: &str, text: String, scheme: &'s Scheme) -> JobFile<'s> {
        let (source, text): (Arc<str>, Arc<str>) = (source.into(), text.into());
        let origin = Origin::new(Arc::clone(&source), Arc::clone(&text));
        let mut names: HashMap<usize, (String, String)> = HashMap::new();
        let read = yaml::read(&source, &text, "job", |section, root| {
            names.insert(section.first_line, loose_name(root));
            let fields = root.file(&file_keys::JOB)?;
            let mut job = read_job(fields, &origin, scheme)?;
            job.line = section.first_line;
            let id = root.entry("id").map(Node::mark);
            Some((job, JobPlace { section: section.clone(), id, expect: expectation_keys(root) }))
        });
        let (jobs, places) = read.items.into_iter().unzip();
        let refused = read.refused.into_iter().map(|document| {
            let name = document.first_line.and_then(|line| names.remove(&line));
            let (id, title) = name.unwrap_or_default();
            let id = Some(id).filter(|id| !id.is_empty());
            let job = RefusedJob::new(Arc::clone(&source), document.first_line, document.problems.iter());
            RefusedJob { id, title, ..job }
        });
        let refused = refused.collect();
        JobFile { jobs, findings: read.findings, refused, row_ids: None, text, places }
    }

    /// A file that was not read for the reasons in `findings`. One that is passed over with a warning is not refused.
    pub fn not_read(source: &str, findings: Vec<Finding>) -> JobFile<'s> {
        let is_refused = findings.iter().any(Finding::is_error);
        let refused = is_refused.then(|| RefusedJob::file(source.into(), &findings)).into_iter().collect();
        JobFile { jobs: Vec::new(), findings, refused, row_ids: None, text: "".into(), places: Vec::new() }
    }

    /// Adds that the file could not be read to its end.
    pub fn cut_off(&mut self, finding: Finding) {
        self.refused.push(RefusedJob::file(Arc::clone(&finding.source), std::slice::from_ref(&finding)));
        self.findings.push(finding);
    }

    /// Returns the name of the file; none if there is neither a job nor a refused one in it.
    pub(super) fn source(&self) -> Option<Arc<str>> {
        let refused = || self.refused.first().map(|refused| Arc::clone(&refused.source));
        self.jobs.first().map(|job| Arc::clone(&job.origin.name)).or_else(refused)
    }

    /// Says which bytes the file holds, where they are not the text that was read, as in another encoding.
    pub fn came_from(&mut self, bytes: Vec<u8>) {
        let Some(first) = self.jobs.first() else { return };
        let origin = Origin::new(Arc::clone(&first.origin.name), bytes);
        self.jobs.iter_mut().for_each(|job| job.origin = origin.clone());
    }

    /// Looks up where the keys of a job's expectation stand, and returns a function that finds them by name, `expect` for
    /// the whole. A key that is not stated stands where the job begins, and every key of a row where the row begins. There is
    /// no place without a job of this index.
    pub fn expectation_places(&self, index: usize) -> impl Fn(&str) -> Option<Position> + use<> {
        let start = self.jobs.get(index).map(|job| Position::of_line(job.line));
        let mut places: Vec<(&'static str, Position)> = Vec::new();
        if let (Some(job), Some(place)) = (self.jobs.get(index), self.places.get(index)) {
            let position = place.section.text_of(&job.origin.name, &self.text).places();
            places = place.expect.iter().filter_map(|(key, mark)| Some((*key, position(*mark)?))).collect();
        }
        move |key| places.iter().find(|(known, _)| *known == key).map(|(_, place)| *place).or(start)
    }

    /// How many bytes the text has that the jobs were read from; 0 for rows.
    pub fn text_length(&self) -> usize {
        self.text.len()
    }
}

impl<'s> Job<'s> {
    /// Reads every job of a YAML file under a scheme. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the items; the other jobs of the file are.
    pub fn read(source: &str, text: &str, scheme: &'s Scheme) -> Read<Job<'s>> {
        let JobFile { jobs: items, findings, refused, .. } = JobFile::read(source, text.to_owned(), scheme);
        Read { items, findings, refused: refused.len() }
    }

    /// Reads a line of NDJSON, with warnings about it. `source` names the file in results and findings.
    ///
    /// # Errors
    /// What can be told of it, where it holds no job.
    pub(super) fn read_line(
        source: &Arc<str>,
        line: &str,
        number: usize,
        scheme: &'s Scheme,
        keys: &mut Keys<'_>,
    ) -> Result<(Job<'s>, Vec<Finding>), WrongLine> {
        let mut name = None;
        let read = yaml::read_json(source, line, number, |root| {
            name = Some(loose_name(root));
            let names: Vec<Cow<'_, str>> = root.keys().collect();
            let all = names.iter().map(|name| &**name).collect();
            let fields = root.fields_and_others(&file_keys::JOB, |name| keys.carries(name, &all))?;
            read_job(fields, &Origin::named(Arc::clone(source)), scheme)
        });
        match read {
            Ok((job, warnings)) => Ok((Job { line: number, ..job }, warnings)),
            Err(findings) => {
                let is_json = name.is_some();
                let (id, title) = name.unwrap_or_default();
                let id = Some(id).filter(|id| !id.is_empty());
                Err(WrongLine { id, title, is_json, findings })
            }
        }
    }
}

/// A line that holds no job: its id and title as far as they can be told, and all findings.
#[derive(Debug, Default)]
pub(super) struct WrongLine {
    pub(super) id: Option<String>,
    pub(super) title: String,
    /// Whether it can be read as JSON.
    pub(super) is_json: bool,
    pub(super) findings: Vec<Finding>,
}

/// The id and the title of a job that may be wrong.
fn loose_name(root: Node<'_>) -> (String, String) {
    let text = |key| match root.entry(key)?.value() {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    (text("id").unwrap_or_default(), text("title").unwrap_or_default())
}

fn read_job<'s>(fields: MappingFields<'_>, origin: &Origin, scheme: &'s Scheme) -> Option<Job<'s>> {
    let id = fields.read("id", Node::label);
    let title = fields.read("title", Node::words);
    let assessments = fields.read("factors", |node, _| read_assessments(node, scheme));
    let expect = fields.read("expect", |node, _| read_expectation(node, scheme));
    let organisation = fields.read("organisation", Node::words);
    let reports_to = fields.read("reports_to", Node::label);
    let headcount = fields.read("headcount", Headcount::read);
    let panel = fields.read("panel", |node, _| read_panel(node));
    let notes = fields.prose("notes");
    let (title, assessments) = (title?, assessments?);
    let details = Details { organisation, reports_to, headcount, panel, notes, kept: None };
    let origin = origin.clone();
    Some(Job { scheme, origin, line: 1, id, title, details, assessments, expect, is_row: false })
}

fn read_panel(node: Node<'_>) -> Option<Panel> {
    let fields = node.fields(&file_keys::PANEL)?;
    let date = fields.read("date", Node::parsed);
    let members = fields.read("members", read_members).unwrap_or_default();
    let status = fields.read("status", Node::parsed);
    let panel = Panel { date, members, status };
    (!panel.is_empty()).then_some(panel)
}

/// Members are a list, or a text that names them.
fn read_members(node: Node<'_>, key: &'static str) -> Option<Vec<String>> {
    if let Value::Text(_) = node.value() {
        return node.ok(members_in_text(&node.words(key)?));
    }
    let items = node.list(key)?.into_iter().filter_map(|item| item.words("a member")).collect();
    node.ok(members_in_list(items))
}

fn read_assessments<'s>(node: Node<'_>, scheme: &'s Scheme) -> Option<Vec<Assessment<'s>>> {
    let given = read_by_factor(scheme, node, read_assessment)?;
    let given = scheme.factors().iter().zip(given);
    Some(given.map(|(factor, given)| given.unwrap_or_else(|| Assessment::blank(factor))).collect())
}

fn read_assessment<'s>(factor: &'s Factor, node: Node<'_>) -> Assessment<'s> {
    if !matches!(node.value(), Value::Mapping(_)) {
        return Assessment { levels: read_level(factor, node), ..Assessment::blank(factor) };
    }
    let fields = node.fields(&file_keys::ASSESSMENT);
    let level = fields.and_then(|fields| fields.get("level"));
    let levels = level.and_then(|level| read_level(factor, level));
    let evidence = fields.and_then(|fields| fields.prose("evidence"));
    Assessment { factor, levels, evidence }
}

fn read_level<'s>(factor: &'s Factor, node: Node<'_>) -> Option<Levels<'s>> {
    match node.value() {
        Value::Null => None,
        Value::Text(text) if says_not_assessed(text.as_bytes()) => None,
        _ => read_levels(factor, node),
    }
}

/// Returns the keys of a job's expectation, `expect` for the whole, with their marks.
fn expectation_keys(root: Node<'_>) -> Vec<(&'static str, Mark)> {
    let Some((expect, keys)) = root.key("expect").zip(root.entry("expect")) else { return Vec::new() };
    let keys = file_keys::EXPECT.key_names().filter_map(|name| Some((name, keys.key(name)?.mark())));
    std::iter::once(("expect", expect.mark())).chain(keys).collect()
}

fn read_expectation<'s>(node: Node<'_>, scheme: &'s Scheme) -> Option<Expectation<'s>> {
    let fields = node.fields(&file_keys::EXPECT)?;
    let band = fields.read("band", |band, _| read_band_run(scheme, band));
    let total = fields.read("total", read_total);
    let profile = fields.read("profile", Node::text);
    let outcome = fields.read("outcome", |node, key| node.ok(find_outcome(&node.text(key)?)));
    let expectation = Expectation { band, total, profile, outcome };
    for (key, problem) in expectation.problems(scheme, |key| fields.get(key).is_some()) {
        if let Some(node) = fields.get(key) {
            node.add(problem);
        }
    }
    (!expectation.is_empty()).then_some(expectation)
}

/// A total is a number or `{min, max}`.
fn read_total(node: Node<'_>, key: &'static str) -> Option<PointsRange> {
    match node.value() {
        Value::Integer(_) => node.points(key).map(PointsRange::exactly),
        Value::Mapping(_) => read_points_range(node, key),
        _ => node.refuse(key, "a number of points or {min, max}"),
    }
}

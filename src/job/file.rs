//! Reads jobs from YAML files and from lines of JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::headcount::Headcount;
use super::line::Keys;
use super::members::{members_in_list, members_in_text};
use super::panel::Panel;
use super::types::{Assessment, Details, Expectation, Job, find_outcome};
use crate::files;
use crate::finding::{FileFindings, Finding, Position, Problem, Read, Rule};
use crate::level::says_not_assessed;
use crate::origin::Origin;
use crate::scheme::{
    Factor, Levels, PointsRange, Scheme, read_band_run, read_by_factor, read_levels, read_points_range,
};
use crate::unprintable::short;
use crate::yaml::{self, Fields, MOST_OF_A_FILE, Mark, Node, Section, Value};

/// The jobs of a file, and where they stand in it.
#[derive(Debug)]
pub struct JobFile<'s> {
    /// The jobs without errors, in the order of the file.
    pub jobs: Vec<Job<'s>>,
    /// All findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many documents or rows gave no job because of errors.
    pub refused: usize,
    text: Arc<str>,
    /// Where each job stands in the text; none for rows.
    places: Vec<JobPlace>,
}

/// Where a job stands in a file.
#[derive(Debug)]
struct JobPlace {
    section: Section,
    id: Option<Mark>,
    expect: Option<Mark>,
}

impl<'s> JobFile<'s> {
    /// Reads every job of a YAML file. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the jobs; the other jobs of the file are.
    pub fn read(source: &str, text: String, scheme: &'s Scheme) -> JobFile<'s> {
        let (source, text): (Arc<str>, Arc<str>) = (source.into(), text.into());
        let origin = Origin::new(Arc::clone(&source), Arc::clone(&text));
        let read = yaml::read(&source, &text, "job", |section, root| {
            let fields = root.file(&files::JOB)?;
            let mut job = read_job(fields, &origin, scheme)?;
            job.line = section.first_line;
            let mark = |key| root.entry(key).map(Node::mark);
            Some((job, JobPlace { section: section.clone(), id: mark("id"), expect: mark("expect") }))
        });
        let (jobs, places) = read.items.into_iter().unzip();
        JobFile { jobs, findings: read.findings, refused: read.refused, text, places }
    }

    /// The jobs of rows, each of which stands in its line.
    pub(super) fn of_rows(read: Read<Job<'s>>) -> JobFile<'s> {
        let Read { items, findings, refused } = read;
        JobFile { jobs: items, findings, refused, text: "".into(), places: Vec::new() }
    }

    /// Says which bytes the file holds, where they are not the text that was read, as in another encoding.
    pub fn came_from(&mut self, bytes: Vec<u8>) {
        let Some(first) = self.jobs.first() else { return };
        let origin = Origin::new(Arc::clone(&first.origin.name), bytes);
        self.jobs.iter_mut().for_each(|job| job.origin = origin.clone());
    }

    /// Where the expectation of one of the jobs stands; where the job begins, if it has none.
    pub fn expectation_position(&self, index: usize) -> Option<Position> {
        let start = Position::of_line(self.jobs.get(index)?.line);
        let stated = self.places.get(index).filter(|_| self.jobs[index].expect.is_some());
        let exact = stated.and_then(|place| {
            place.section.of(&self.jobs[index].origin.name, &self.text).position(place.expect?)
        });
        Some(exact.unwrap_or(start))
    }

    /// How many bytes the text has that the jobs were read from; 0 for rows.
    pub fn text_length(&self) -> usize {
        self.text.len()
    }
}

/// The ids of the jobs of a run, with the file that each comes from.
#[derive(Debug, Default)]
pub struct JobIds(HashMap<String, Arc<str>>);

impl JobIds {
    /// Adds the jobs of a file. Returns a finding for each job whose id another has already.
    pub fn add(&mut self, file: &JobFile<'_>) -> Vec<Finding> {
        let mut findings = FileFindings::with_limit(MOST_OF_A_FILE);
        for (job, place) in file.jobs.iter().zip(&file.places) {
            let (Some(id), Some(mark)) = (&job.id, place.id) else { continue };
            let Some(holder) = self.0.get(id) else {
                self.0.insert(id.clone(), Arc::clone(&job.origin.name));
                continue;
            };
            let message = format!("the job id `{}` is taken by another job in {holder}", short(id));
            let problem = Problem::new(Rule::JobIdTaken, message).help("give each job an id of its own");
            findings.add([place.section.of(&job.origin.name, &file.text).finding_about(mark, problem)]);
        }
        file.jobs.first().map_or_else(Vec::new, |job| findings.into_findings(&job.origin.name))
    }
}

impl<'s> Job<'s> {
    /// Reads every job of a YAML file under a scheme. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the items; the other jobs of the file are.
    pub fn read(source: &str, text: &str, scheme: &'s Scheme) -> Read<Job<'s>> {
        let JobFile { jobs: items, findings, refused, .. } = JobFile::read(source, text.to_owned(), scheme);
        Read { items, findings, refused }
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
            let fields = root.fields_and_others(&files::JOB, |name| keys.carries(name, &all))?;
            read_job(fields, &Origin::named(Arc::clone(source)), scheme)
        });
        match read {
            Ok((job, warnings)) => Ok((Job { line: number, ..job }, warnings)),
            Err(findings) => {
                let is_json = name.is_some();
                let (id, title) = name.unwrap_or_default();
                Err(WrongLine { id, title, is_json, findings })
            }
        }
    }
}

/// A line that holds no job: its id and title as far as they can be told, and all findings.
#[derive(Debug, Default)]
pub(super) struct WrongLine {
    pub(super) id: String,
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

fn read_job<'s>(fields: Fields<'_>, origin: &Origin, scheme: &'s Scheme) -> Option<Job<'s>> {
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
    let fields = node.fields(&files::PANEL)?;
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
    let fields = node.fields(&files::ASSESSMENT);
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

fn read_expectation<'s>(node: Node<'_>, scheme: &'s Scheme) -> Option<Expectation<'s>> {
    let fields = node.fields(&files::EXPECT)?;
    let band = fields.read("band", |band, _| read_band_run(scheme, band));
    let total = fields.read("total", read_total);
    // An outcome is that of the comparison with a profile, so it needs one.
    let needs_profile = fields.get("outcome").is_some();
    let profile = if needs_profile { fields.require("profile") } else { fields.get("profile") };
    let profile = profile.and_then(|profile| profile.text("profile"));
    let outcome = fields.read("outcome", |node, key| node.ok(find_outcome(&node.text(key)?)));
    let expectation = Expectation { band, total, profile, outcome };
    for (key, problem) in expectation.impossible(scheme) {
        if let Some(node) = fields.get(key) {
            node.add(problem);
        }
    }
    (!expectation.is_empty()).then_some(expectation)
}

/// A total is a number or `{min, max}`.
fn read_total(node: Node<'_>, key: &'static str) -> Option<PointsRange> {
    match node.value() {
        Value::Integer(_) => node.points(key).map(PointsRange::of),
        Value::Mapping(_) => read_points_range(node, key),
        _ => node.refuse(key, "a number of points or {min, max}"),
    }
}

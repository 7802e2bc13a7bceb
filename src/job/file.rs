//! Jobs from YAML files and from lines of JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::keys::JOB_KEYS;
use super::line::LineKeys;
use super::refused::RefusedJob;
use super::row_ids::RowIds;
use super::types::{Assessment, Job};
use crate::file_keys;
use crate::finding::{Finding, Position, Read};
use crate::level::says_not_assessed;
use crate::provenance::Origin;
use crate::scheme::{Factor, Levels, Scheme, read_by_factor, read_levels};
use crate::yaml::{self, DocumentSection, MappingFields, Mark, Node, Value};

/// Jobs of a file, with their places in it.
#[derive(Debug)]
pub struct JobFile<'s> {
    /// Jobs without errors, in the order of the file.
    pub jobs: Vec<Job<'s>>,
    /// All findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// Documents and rows that gave no job, in the order of the file; the file itself if it was not read.
    pub refused: Vec<RefusedJob>,
    /// Ids of its rows; `None` for a job file.
    pub(super) row_ids: Option<RowIds>,
    pub(super) text: Arc<str>,
    /// Place of each job in the text; empty for rows.
    pub(super) places: Vec<JobPlace>,
}

/// Place of a job in a file.
#[derive(Debug)]
pub(super) struct JobPlace {
    pub(super) section: DocumentSection,
    pub(super) id: Option<Mark>,
    /// Keys of its expectation, with `expect` for the whole.
    expect: Vec<(&'static str, Mark)>,
}

impl<'s> JobFile<'s> {
    /// Reads every job of a YAML file. `source` names the file in results and findings.
    ///
    /// A job with errors is refused; the other jobs of the file are read.
    pub fn read(source: &str, text: String, scheme: &'s Scheme) -> JobFile<'s> {
        let (source, text): (Arc<str>, Arc<str>) = (source.into(), text.into());
        let origin = Origin::new(Arc::clone(&source), Arc::clone(&text));
        let mut names: HashMap<usize, (Option<String>, String)> = HashMap::new();
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
            let job = RefusedJob::new(Arc::clone(&source), document.first_line, document.problems.iter());
            RefusedJob { id, title, ..job }
        });
        let refused = refused.collect();
        JobFile { jobs, findings: read.findings, refused, row_ids: None, text, places }
    }

    /// Creates the result for a file that was not read, for the reasons in `findings`. Without an error among them the
    /// file counts as skipped, not as refused.
    pub fn not_read(source: &str, findings: Vec<Finding>) -> JobFile<'s> {
        let is_refused = findings.iter().any(Finding::is_error);
        let refused = is_refused.then(|| RefusedJob::file(source.into(), &findings)).into_iter().collect();
        JobFile { jobs: Vec::new(), findings, refused, row_ids: None, text: "".into(), places: Vec::new() }
    }

    /// Adds the finding that the file could not be read to its end.
    pub fn cut_off(&mut self, finding: Finding) {
        self.refused.push(RefusedJob::file(Arc::clone(&finding.source), std::slice::from_ref(&finding)));
        self.findings.push(finding);
    }

    /// Returns the name of the file; `None` if it holds neither a job nor a refused one.
    pub(super) fn source(&self) -> Option<Arc<str>> {
        let refused = || self.refused.first().map(|refused| Arc::clone(&refused.source));
        self.jobs.first().map(|job| Arc::clone(&job.origin.name)).or_else(refused)
    }

    /// Sets the bytes of the file, if they differ from the text that was read, as in another encoding.
    pub fn came_from(&mut self, bytes: Vec<u8>) {
        let Some(first) = self.jobs.first() else { return };
        let origin = Origin::new(Arc::clone(&first.origin.name), bytes);
        self.jobs.iter_mut().for_each(|job| job.origin = origin.clone());
    }

    /// Looks up the places of a job's expectation, and returns a function from a key, `expect` for the whole, to its
    /// place. For a key that is not stated, and for every key of a row, it returns the start of the job or row. It
    /// returns `None` if there is no job with this index.
    pub fn expectation_places(&self, index: usize) -> impl Fn(&str) -> Option<Position> + use<> {
        let start = self.jobs.get(index).map(|job| Position::of_line(job.line));
        let mut places: Vec<(&'static str, Position)> = Vec::new();
        if let (Some(job), Some(place)) = (self.jobs.get(index), self.places.get(index)) {
            let position = place.section.text_of(&job.origin.name, &self.text).places();
            places = place.expect.iter().filter_map(|(key, mark)| Some((*key, position(*mark)?))).collect();
        }
        move |key| places.iter().find(|(known, _)| *known == key).map(|(_, place)| *place).or(start)
    }

    /// Returns the length in bytes of the text that the jobs were read from; 0 for rows.
    pub fn text_length(&self) -> usize {
        self.text.len()
    }
}

impl<'s> Job<'s> {
    /// Reads every job of a YAML file. `source` names the file in results and findings.
    ///
    /// A job with errors is not among the items; the other jobs of the file are.
    pub fn read(source: &str, text: &str, scheme: &'s Scheme) -> Read<Job<'s>> {
        let JobFile { jobs: items, findings, refused, .. } = JobFile::read(source, text.to_owned(), scheme);
        Read { items, findings, refused: refused.len() }
    }

    /// Reads a line of NDJSON, and returns the job with the warnings about it. `source` names the file in findings.
    ///
    /// # Errors
    /// The line holds no job.
    pub(super) fn read_line(
        source: &Arc<str>,
        line: &str,
        number: usize,
        scheme: &'s Scheme,
        keys: &mut LineKeys<'_>,
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
                Err(WrongLine { id, title, is_json, findings })
            }
        }
    }
}

/// A line that holds no job.
#[derive(Debug, Default)]
pub(super) struct WrongLine {
    /// Id, if it can be read.
    pub(super) id: Option<String>,
    /// Title; empty if it cannot be read.
    pub(super) title: String,
    /// True if the line is JSON.
    pub(super) is_json: bool,
    pub(super) findings: Vec<Finding>,
}

/// Returns the id and the title of a job that may be wrong, as far as they can be read.
fn loose_name(root: Node<'_>) -> (Option<String>, String) {
    let id = loose_text(root, "id").filter(|id| !id.is_empty());
    (id, loose_text(root, "title").unwrap_or_default())
}

fn loose_text(root: Node<'_>, key: &str) -> Option<String> {
    match root.entry(key)?.value() {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

fn read_job<'s>(fields: MappingFields<'_>, origin: &Origin, scheme: &'s Scheme) -> Option<Job<'s>> {
    let mut job = Job { origin: origin.clone(), ..Job::new("", scheme) };
    job.assessments = fields.read("factors", |node, _| read_assessments(node, scheme)).unwrap_or_default();
    read_keys(&mut job, "", fields);
    if let Some(panel) = fields.get("panel").and_then(|node| node.fields(&file_keys::PANEL)) {
        read_keys(&mut job, "panel", panel);
    }
    if let Some(node) = fields.get("expect")
        && let Some(expect) = node.fields(&file_keys::EXPECT)
    {
        read_keys(&mut job, "expect", expect);
        if let Some(expectation) = &job.expect {
            expectation.check(scheme, |key| expect.get(key).map(Node::mark), &mut node.problems());
        }
    }
    Some(job)
}

/// Reads the values of the keys of one mapping into a job.
fn read_keys(job: &mut Job<'_>, mapping: &str, fields: MappingFields<'_>) {
    for key in JOB_KEYS.iter().filter(|key| key.mapping == mapping) {
        fields.read(key.name, |node, _| {
            key.read(job, node);
            Some(())
        });
    }
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

/// Returns the marks of the keys of a job's expectation, and under `expect` that of the whole.
fn expectation_keys(root: Node<'_>) -> Vec<(&'static str, Mark)> {
    let Some((expect, keys)) = root.key("expect").zip(root.entry("expect")) else { return Vec::new() };
    let keys = file_keys::EXPECT.key_names().filter_map(|name| Some((name, keys.key(name)?.mark())));
    std::iter::once(("expect", expect.mark())).chain(keys).collect()
}

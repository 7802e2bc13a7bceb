//! Findings: for people with the line and the value marked in it, for programs one JSON object a line.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use annotate_snippets as shown;
use annotate_snippets::{Annotation, AnnotationKind, Level, Origin, Renderer};
use serde::Serialize;

use super::{counted, json, visible};
use crate::finding::{Counts, Finding, Position, Severity};
use crate::snippet::Snippet;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Diagnostics {
    /// For people: the line, with the value marked in it
    Text,
    /// One JSON object a line
    Json,
}

/// Writes the findings of a run, those of each file together in the order of their places, then how many they are.
///
/// # Errors
/// Those of the writer.
pub fn write_findings(
    findings: &[Finding],
    form: Diagnostics,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in in_order(findings) {
        match form {
            Diagnostics::Text => write_text(finding, color, out)?,
            Diagnostics::Json => write_object(&Object::of(finding), out)?,
        }
    }
    match form {
        Diagnostics::Text if findings.len() > 1 => writeln!(out, "{}", summary(findings)),
        _ => Ok(()),
    }
}

/// Writes what is wrong with a run and not with a file: an error without code and place.
///
/// # Errors
/// Those of the writer.
pub fn write_complaint(
    message: &str,
    help: Option<&str>,
    form: Diagnostics,
    out: &mut dyn Write,
) -> io::Result<()> {
    if form == Diagnostics::Json {
        let (message, help) = (message.to_owned(), help.map(ToOwned::to_owned));
        return write_object(&Object { message, help, ..Object::default() }, out);
    }
    writeln!(out, "error: {}", visible(message))?;
    help.map_or(Ok(()), |help| writeln!(out, "  help: {}", visible(help)))
}

/// The files in the order in which they are first heard of, the findings of each by their places.
fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut files: HashMap<&str, usize> = HashMap::new();
    for finding in findings {
        let next = files.len();
        files.entry(&finding.source).or_insert(next);
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (files.get(&*finding.source), finding.position));
    sorted
}

/// How many errors and warnings there are, and in how many files.
fn summary(findings: &[Finding]) -> String {
    let mut all = Counts::default();
    findings.iter().for_each(|finding| all += finding.problem.counts());
    let counts: Vec<String> = [(all.errors, Severity::Error), (all.warnings, Severity::Warning)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| counted(count, severity.id()))
        .collect();
    let files: BTreeSet<&str> = findings.iter().map(|finding| &*finding.source).collect();
    match files.len() {
        1 => counts.join(", "),
        files => format!("{} in {files} files", counts.join(", ")),
    }
}

fn write_text(finding: &Finding, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let level = match finding.problem.severity() {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(visible(&finding.problem.to_string())).id(finding.problem.code().id());
    let group = match (finding.position, &finding.snippet) {
        (Some(position), Some(found)) => title.element(snippet(&finding.source, position, found)),
        (position, _) => title.element(origin(&finding.source, position)),
    };
    let group = match finding.problem.help() {
        Some(help) => group.element(Level::HELP.message(visible(&help))),
        None => group,
    };
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    writeln!(out, "{}", renderer.render(&[group]))
}

fn origin(source: &str, position: Option<Position>) -> Origin<'static> {
    let origin = Origin::path(visible(source));
    match position {
        Some(Position { line, column }) => origin.line(line).char_column(column),
        None => origin,
    }
}

/// The line with its mark. Its column follows from where the mark is.
fn snippet(
    source: &str,
    position: Position,
    found: &Snippet,
) -> shown::Snippet<'static, Annotation<'static>> {
    let (line, mark) = found.marked();
    shown::Snippet::source(line)
        .path(visible(source))
        .line_start(position.line)
        .annotation(AnnotationKind::Primary.span(mark))
}

fn write_object(object: &Object, out: &mut dyn Write) -> io::Result<()> {
    json::write_lines(std::slice::from_ref(object), out)
}

/// A finding as programs read it.
#[derive(Debug, Serialize)]
struct Object {
    severity: &'static str,
    code: Option<&'static str>,
    message: String,
    help: Option<String>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_column: Option<usize>,
}

impl Default for Object {
    fn default() -> Object {
        Object {
            severity: Severity::Error.id(),
            code: None,
            message: String::new(),
            help: None,
            file: None,
            line: None,
            column: None,
            end_column: None,
        }
    }
}

impl Object {
    fn of(finding: &Finding) -> Object {
        let column = finding.position.map(|position| position.column);
        let length = finding.snippet.as_ref().map(Snippet::length);
        Object {
            severity: finding.problem.severity().id(),
            code: Some(finding.problem.code().id()),
            message: finding.problem.to_string(),
            help: finding.problem.help(),
            file: Some(finding.source.to_string()),
            line: finding.position.map(|position| position.line),
            column,
            end_column: column.zip(length).map(|(column, length)| column + length),
        }
    }
}

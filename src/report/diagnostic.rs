//! Findings, with the marked line for people or as one JSON object per line for programs.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use super::object::serialize_as;
use super::wording::{counted, visible};
use crate::finding::{Finding, FindingCounts, Position, Severity};
use crate::id_enum::id_enum;
use crate::json;
use crate::snippet::Snippet;
use annotate_snippets as shown;
use annotate_snippets::{Annotation, AnnotationKind, Level, Origin, Renderer};

id_enum! {
    /// The format of diagnostics.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Diagnostics {
        Text = "text", "For people: the line, with the value marked in it";
        Json = "json", "One JSON object per line";
    }
}

/// Writes the findings of a run, grouped by file and sorted by place, then the number of findings.
///
/// # Errors
/// Errors of the writer.
pub fn write_findings(
    findings: &[Finding],
    form: Diagnostics,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in in_order(findings) {
        match form {
            Diagnostics::Text => write_text(finding, color, out)?,
            Diagnostics::Json => json::write_line(finding, out)?,
        }
    }
    match form {
        Diagnostics::Text if findings.len() > 1 => writeln!(out, "{}", summary(findings)),
        _ => Ok(()),
    }
}

/// Writes an error about the run, which has no code and no place.
///
/// # Errors
/// Errors of the writer.
pub fn write_complaint(
    message: &str,
    help: Option<&str>,
    form: Diagnostics,
    out: &mut dyn Write,
) -> io::Result<()> {
    if form == Diagnostics::Json {
        return json::write_line(&Complaint { message, help }, out);
    }
    writeln!(out, "error: {}", visible(message))?;
    help.map_or(Ok(()), |help| writeln!(out, "  help: {}", visible(help)))
}

/// Groups findings by file, in order of the files' first findings, and sorts them by place.
fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut files: HashMap<&str, usize> = HashMap::new();
    for finding in findings {
        let next = files.len();
        files.entry(&finding.source).or_insert(next);
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (files.get(&*finding.source), &finding.part, finding.position));
    sorted
}

/// Counts errors, warnings and notes, and the files with findings.
fn summary(findings: &[Finding]) -> String {
    let mut all = FindingCounts::default();
    findings.iter().for_each(|finding| all += finding.problem.counts());
    let counts =
        [(all.errors, Severity::Error), (all.warnings, Severity::Warning), (all.notes, Severity::Note)];
    let counts: Vec<String> = counts
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
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(visible(&finding.problem.message)).id(finding.problem.rule.code());
    let group = match (finding.position, &finding.snippet) {
        (Some(position), Some(found)) => title.element(snippet(&finding.source, position, found)),
        _ => title.element(origin(finding)),
    };
    let group = match &finding.problem.help {
        Some(help) => group.element(Level::HELP.message(visible(help))),
        None => group,
    };
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    writeln!(out, "{}", renderer.render(&[group]))
}

fn origin(finding: &Finding) -> Origin<'static> {
    let part = finding.cell().or_else(|| finding.place_in_document());
    let part = part.map(|part| format!(":{}", visible(&part))).unwrap_or_default();
    let origin = Origin::path(format!("{}{part}", visible(&finding.source)));
    match finding.position {
        Some(Position { line, column }) if finding.cell().is_none() => origin.line(line).char_column(column),
        _ => origin,
    }
}

/// Returns the line with the value marked.
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

/// An error without code and place, as JSON.
struct Complaint<'m> {
    message: &'m str,
    help: Option<&'m str>,
}

serialize_as!(Complaint<'_>, complaint => {
    "severity": Severity::Error.id(),
    "code": None::<&str>,
    "message": complaint.message,
    "help": complaint.help,
    "file": None::<&str>,
    "page": None::<u32>,
    "factor": None::<u32>,
    "cell": None::<&str>,
    "line": None::<usize>,
    "column": None::<usize>,
    "end_column": None::<usize>,
});

//! Reads files document by document.

use std::cell::RefCell;
use std::sync::Arc;

use super::bounds::too_long;
use super::document::{DocumentSection, DocumentText, MOST_DOCUMENTS, sections};
use super::node::{Node, Problems, Tree, Value};
use crate::encoding;
use crate::finding::{FileFindings, Finding, Position, Problem, Read, Rule, Severity};

/// The most findings listed for one document.
const MOST_FINDINGS: usize = 100;

/// The most findings listed for one file.
pub(crate) const MOST_OF_A_FILE: usize = 1000;

/// The documents of a file: the values of valid ones, and the problems of the others.
pub(crate) struct Documents<T> {
    pub(crate) items: Vec<T>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) refused: Vec<RefusedDocument>,
}

/// A document with errors, which gave no value.
pub(crate) struct RefusedDocument {
    /// The first line of the document, `None` if the whole file was not read.
    pub(crate) first_line: Option<usize>,
    /// The first errors, at most [`MOST_IN_WORDS`].
    pub(crate) problems: Vec<Problem>,
}

impl RefusedDocument {
    fn new<'p>(
        first_line: Option<usize>,
        problems: impl IntoIterator<Item = &'p Problem>,
    ) -> RefusedDocument {
        let errors = problems.into_iter().filter(|problem| problem.severity() == Severity::Error);
        RefusedDocument { first_line, problems: errors.take(MOST_IN_WORDS).cloned().collect() }
    }

    fn of_findings(first_line: Option<usize>, findings: &[Finding]) -> RefusedDocument {
        RefusedDocument::new(first_line, findings.iter().map(|finding| &*finding.problem))
    }
}

impl<T> From<Documents<T>> for Read<T> {
    fn from(Documents { items, findings, refused }: Documents<T>) -> Read<T> {
        Read { items, findings, refused: refused.len() }
    }
}

/// The most errors of a document that its result lists.
const MOST_IN_WORDS: usize = 10;

/// Reads every document of `text` with `read_one`, which gets the section of the document and its root.
///
/// A document with errors gives no value, even if `read_one` returns one. The other documents are not affected, even if its
/// YAML is broken.
pub(crate) fn read<'t, T>(
    source: &'t Arc<str>,
    text: &'t str,
    what: &str,
    mut read_one: impl FnMut(&DocumentSection, Node<'_>) -> Option<T>,
) -> Documents<T> {
    let mut items = Vec::new();
    let mut findings = FileFindings::with_limit(MOST_OF_A_FILE);
    let mut refused = Vec::new();
    if let Some((header, line)) = encoding::csv_header(text) {
        let problem = Problem::new(Rule::Spreadsheet, "the file is a spreadsheet (CSV), not YAML")
            .help("give it a name that ends in .csv; its rows can then be read");
        let finding = Finding::at(source, Some(Position::of_line(line)), problem);
        let findings = vec![finding.in_line(header, header.chars().count())];
        let refused = vec![RefusedDocument::of_findings(None, &findings)];
        return Documents { items, findings, refused };
    }
    let mut sections = sections(text);
    if let Some(beyond) = sections.get(MOST_DOCUMENTS) {
        let start = Position::of_line(beyond.first_line);
        let problem = too_long("the file", "25,000 documents");
        refused.push(RefusedDocument::new(None, [&problem]));
        findings.add([Finding::at(source, Some(start), problem)]);
        sections.truncate(MOST_DOCUMENTS);
    }
    for place in sections {
        let section = place.text_of(source, text);
        findings.add(section.hidden_line_break());
        match section.parse() {
            Err(broken) => {
                refused.push(RefusedDocument::of_findings(Some(place.first_line), &broken));
                findings.add(broken);
            }
            Ok((Tree { value: Value::Null, .. }, _)) => {}
            Ok((root, lookalikes)) => {
                let limit = if findings.is_full() { 0 } else { MOST_FINDINGS };
                let (item, problems) = read_tree(root, limit, |root| read_one(&place, root));
                if item.is_none() {
                    let problems = problems.listed.iter().map(|(_, problem)| problem);
                    refused.push(RefusedDocument::new(Some(place.first_line), problems));
                }
                items.extend(item);
                if problems.listed.is_empty() && lookalikes.is_empty() {
                    findings.count(problems.more);
                } else {
                    findings.add(section.locate(problems, &lookalikes));
                }
            }
        }
    }
    if items.is_empty() && refused.is_empty() {
        let nothing = nothing(what);
        refused.push(RefusedDocument::new(None, [&nothing]));
        findings.add([Finding::at(source, None, nothing)]);
    }
    Documents { items, findings: findings.into_findings(source), refused }
}

/// Makes the problem of a file without any `what`, such as `job`.
pub(crate) fn nothing(what: &str) -> Problem {
    Problem::new(Rule::Nothing, format!("the file has no {what}"))
}

/// Reads one JSON value, such as a line of NDJSON, as [`read`] reads a document.
///
/// # Errors
/// All findings, if any of them is an error.
pub(crate) fn read_json<'t, T>(
    source: &'t Arc<str>,
    line: &'t str,
    number: usize,
    read_one: impl FnOnce(Node<'_>) -> Option<T>,
) -> Result<(T, Vec<Finding>), Vec<Finding>> {
    let text = DocumentText::json(source, line, number);
    let (root, _) = text.parse()?;
    let (item, problems) = read_tree(root, MOST_FINDINGS, read_one);
    let findings = if problems.listed.is_empty() { Vec::new() } else { text.locate(problems, &[]) };
    match item {
        Some(item) => Ok((item, findings)),
        None => Err(findings),
    }
}

/// Reads a tree, and lists at most `limit` of its problems. It drops the tree, as locating problems takes another parse with
/// as much memory.
fn read_tree<T>(
    tree: Tree<'_>,
    limit: usize,
    read_one: impl FnOnce(Node<'_>) -> Option<T>,
) -> (Option<T>, Problems) {
    let problems = RefCell::new(Problems::with_limit(limit));
    let item = read_one(Node::new(&tree, &problems));
    let problems = problems.into_inner();
    (item.filter(|_| !problems.has_errors()), problems)
}

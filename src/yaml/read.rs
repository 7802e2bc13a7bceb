//! Reads files document by document.

use std::cell::RefCell;
use std::sync::Arc;

use super::bounds::too_long;
use super::document::{DocumentText, MOST_DOCUMENTS, Section, sections};
use super::node::{Node, Problems, Tree, Value};
use crate::encoding;
use crate::finding::{FileFindings, Finding, Position, Problem, Read, Rule};

/// The most findings that are listed of one document, and of one file: more would help nobody.
const MOST_FINDINGS: usize = 100;
pub(crate) const MOST_OF_A_FILE: usize = 1000;

/// Reads every document of `text` with `read_one`, which is given its place in the file and its root. A document with errors
/// gives no value, whatever `read_one` returns; that does not touch the others, even where its YAML is broken.
pub(crate) fn read<'t, T>(
    source: &'t Arc<str>,
    text: &'t str,
    what: &str,
    mut read_one: impl FnMut(&Section, Node<'_>) -> Option<T>,
) -> Read<T> {
    let mut items = Vec::new();
    let mut findings = FileFindings::with_limit(MOST_OF_A_FILE);
    let mut refused = 0;
    if let Some((header, line)) = encoding::csv_header(text) {
        let problem = Problem::new(Rule::Spreadsheet, "the file is a spreadsheet (CSV), not YAML")
            .help("give it a name that ends in .csv; its rows can then be read");
        let finding = Finding::at(source, Some(Position::of_line(line)), problem);
        return Read { items, findings: vec![finding.in_line(header, header.chars().count())], refused: 1 };
    }
    let mut sections = sections(text);
    if let Some(beyond) = sections.get(MOST_DOCUMENTS) {
        let start = Position::of_line(beyond.first_line);
        findings.add([Finding::at(source, Some(start), too_long("the file", "25,000 documents"))]);
        sections.truncate(MOST_DOCUMENTS);
    }
    for place in sections {
        let section = place.of(source, text);
        findings.add(section.hidden_line_break());
        match section.parse() {
            Err(broken) => {
                refused += 1;
                findings.add(broken);
            }
            Ok((Tree { value: Value::Null, .. }, _)) => {}
            Ok((root, lookalikes)) => {
                let limit = if findings.is_full() { 0 } else { MOST_FINDINGS };
                let (item, problems) = read_tree(root, limit, |root| read_one(&place, root));
                refused += usize::from(item.is_none());
                items.extend(item);
                if problems.listed.is_empty() && lookalikes.is_empty() {
                    findings.count(problems.more);
                } else {
                    findings.add(section.locate(problems, &lookalikes));
                }
            }
        }
    }
    if items.is_empty() && refused == 0 {
        findings.add([Finding::at(source, None, nothing(what))]);
    }
    Read { items, findings: findings.into_findings(source), refused }
}

/// The problem of a file in which nothing is to be read.
pub(crate) fn nothing(what: &str) -> Problem {
    Problem::new(Rule::Nothing, format!("there is no {what} in it"))
}

/// Reads a text that is one JSON value, such as a line of NDJSON, as [`read`] does a document.
///
/// # Errors
/// All findings, if there is an error among them.
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

/// Reads a tree, and lists so many of its problems. It is dropped before their places are looked for, which takes another
/// parse, with as much memory.
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

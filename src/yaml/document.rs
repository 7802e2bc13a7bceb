//! Splits a file into documents, parses each and locates its problems.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use jobeval_documents::file_type::BYTE_ORDER_MARK;
use memchr::memchr3_iter;
use serde::de::{self, Deserialize, DeserializeSeed};

use super::advice;
use super::bounds::beyond_bounds;
use super::node::{Mark, Problems, Tree};
use super::parse::{Pass, TOO_MUCH, json_places, place_in_words, yaml_places};
use super::{surrogates, written};
use crate::finding::{Finding, Position, Problem, Rule};
use crate::lookalikes;
use crate::source_text;

/// The most documents of a file that are read.
pub(super) const MOST_DOCUMENTS: usize = 25_000;

/// The part of a file that is one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentSection {
    /// The first line of the document in the file, from 1.
    pub(crate) first_line: usize,
    bytes: Range<usize>,
}

impl DocumentSection {
    /// Returns the document's part of the text of the file.
    pub(crate) fn text_of<'t>(&self, source: &'t Arc<str>, text: &'t str) -> DocumentText<'t> {
        let text = text.get(self.bytes.clone()).unwrap_or_default();
        DocumentText { source, text, first_line: self.first_line, is_json: false }
    }
}

/// The text of one document, not yet parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentText<'t> {
    source: &'t Arc<str>,
    text: &'t str,
    first_line: usize,
    /// True for one line of JSON, false for YAML.
    is_json: bool,
}

/// Splits a file at its document markers, so that a broken document does not hide the next one.
///
/// In YAML, `---` and `...` at the start of a line are always markers, even inside a block of text. Returns at most one
/// document more than [`MOST_DOCUMENTS`].
pub(super) fn sections(text: &str) -> Vec<DocumentSection> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut sections = Vec::new();
    let mut open = DocumentSection { first_line: 1, bytes: start..start };
    for (index, line) in text[start..].split_inclusive('\n').enumerate() {
        let (begin, end) = (open.bytes.end, open.bytes.end + line.len());
        let next = if is_marker(line, "...") {
            Some(DocumentSection { first_line: index + 2, bytes: end..end })
        } else if is_marker(line, "---") && has_content(&text[open.bytes.clone()]) {
            Some(DocumentSection { first_line: index + 1, bytes: begin..begin })
        } else {
            None
        };
        if let Some(next) = next {
            let ended = std::mem::replace(&mut open, next);
            sections.extend(Some(ended).filter(|ended| has_content(&text[ended.bytes.clone()])));
            if sections.len() == MOST_DOCUMENTS {
                break;
            }
        }
        open.bytes.end = end;
    }
    sections.push(open);
    sections
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Returns true if a text has more than comments, directives and blank lines, which may come before a document's `---`.
fn has_content(text: &str) -> bool {
    text.lines().any(|line| !matches!(line.trim_start().chars().next(), None | Some('#' | '%')))
}

impl<'t> DocumentText<'t> {
    /// Creates a document of line `number` of a file, which is a JSON value.
    pub(super) fn json(source: &'t Arc<str>, line: &'t str, number: usize) -> DocumentText<'t> {
        DocumentText { source, text: line, first_line: number, is_json: true }
    }

    /// Parses the document. Returns its tree and the texts that begin with a lookalike of a quote or dash.
    ///
    /// # Errors
    /// The findings about broken YAML or JSON, or about an exceeded limit.
    pub(super) fn parse(&self) -> Result<(Tree<'t>, Vec<Mark>), Vec<Finding>> {
        if let Some((index, problem)) = beyond_bounds(self.text) {
            return Err(vec![self.finding(Some(self.position_at(index)), problem)]);
        }
        let pass = Pass::over(self.text, self.is_json);
        let root = if self.is_json {
            let mut json = serde_json::Deserializer::from_str(self.text);
            let root = pass.deserialize(&mut json).and_then(|root| json.end().map(|()| root));
            root.map_err(|error| vec![self.broken_json(&error)])?
        } else {
            let yaml = match surrogates::joined(self.text) {
                Cow::Borrowed(text) => serde_yaml::Deserializer::from_str(text),
                Cow::Owned(text) => serde_yaml::Deserializer::from_reader(Cursor::new(text)),
            };
            let mut root = pass.deserialize(yaml).map_err(|error| self.broken(&error))?;
            written::restore(&mut root, self.text);
            root
        };
        Ok((root, pass.lookalikes.into_inner()))
    }

    fn broken_json(&self, error: &serde_json::Error) -> Finding {
        // The parser counts bytes, and its message ends with the place.
        let before = self.text.get(..error.column().saturating_sub(1)).unwrap_or(self.text);
        let position = Position { line: self.first_line, column: before.chars().count() + 1 };
        let message = error.to_string();
        let message =
            advice::in_plain_words(message.split(" at line ").next().unwrap_or_default().to_owned());
        let problem = Problem::new(Rule::BrokenJson, format!("the line is not JSON: {message}"))
            .help("each line holds one whole job, {\"title\": …, \"factors\": {…}}");
        self.finding(Some(position), problem)
    }

    /// Makes a finding that shows its line.
    fn finding(&self, position: Option<Position>, problem: Problem) -> Finding {
        let line = position.and_then(|position| self.lines().nth(position.line - self.first_line));
        Finding::at(self.source, position, problem).with_value(line)
    }

    /// Locates all nodes, and returns a function that finds their positions by mark.
    pub(crate) fn places(&self) -> impl Fn(Mark) -> Option<Position> + use<> {
        let positions = self.positions();
        move |mark| positions.get(mark.0).copied()
    }

    /// Makes a finding about a node.
    pub(crate) fn finding_about(&self, mark: Mark, problem: Problem) -> Finding {
        self.finding(self.places()(mark), problem)
    }

    /// Turns problems into findings in the order of their positions. Adds warnings about lookalikes that are not in quotes,
    /// where they would be meant.
    pub(super) fn locate(&self, mut problems: Problems, lookalikes: &[Mark]) -> Vec<Finding> {
        let places = Places { positions: self.positions(), first_line: self.first_line };
        let marks = problems.listed.iter().map(|(mark, _)| mark).chain(lookalikes);
        let wanted = marks.map(|mark| places.position(*mark).line - self.first_line).collect();
        let lines = source_text::lines_at(self.text, &wanted);
        // Marks ascend, so that each line is walked through once, even if it is long.
        let (mut walked, mut rest) = (Position { line: 0, column: 0 }, "".chars());
        for mark in lookalikes {
            let place = places.position(*mark);
            if place.line != walked.line || place.column <= walked.column {
                rest = lines.get(&(place.line - self.first_line)).copied().unwrap_or_default().chars();
                walked = Position { line: place.line, column: 0 };
            }
            let found = rest.nth(place.column - walked.column - 1);
            walked = place;
            if let Some(problem) = found.and_then(lookalike) {
                problems.add(*mark, problem);
            }
        }
        problems.listed.sort_by_key(|(mark, _)| places.position(*mark));
        let located = problems.located(|(mark, problem)| {
            let position = places.position(mark);
            let line = lines.get(&(position.line - self.first_line)).copied();
            Finding::at(self.source, Some(position), problem).with_value(line)
        });
        located.into_findings(self.source)
    }

    /// Makes the findings about a document that cannot be parsed, with advice on the probable cause.
    fn broken(&self, error: &serde_yaml::Error) -> Vec<Finding> {
        let (position, message) = self.explain(error);
        if message.contains(TOO_MUCH) {
            let message = "its aliases expand to more than the whole file contains";
            let problem = Problem::new(Rule::TooManyAliases, message);
            return vec![self.finding(position, problem.help("write the values out where they belong"))];
        }
        let problem = Problem::new(Rule::BrokenYaml, format!("the YAML is broken: {message}"));
        let Some(position) = position else { return vec![self.finding(None, problem)] };
        if let Some(finding) = self.special_space(position.line) {
            return vec![finding];
        }
        let line = self.lines().nth(position.line - self.first_line).unwrap_or_default();
        // The parser may also fail right after an allowed tab: text in quotes may continue with one.
        if indenting_tab(line) == Some(position.column) {
            let problem = Problem::new(Rule::TabIndentation, "the line is indented with a tab");
            let finding = Finding::at(self.source, Some(position), problem.help("indent with spaces"));
            return vec![finding.in_line(line, 1)];
        }
        let problem = match advice::advice(&message, self.text, line, position.column) {
            Some(hint) => problem.help(hint),
            None => problem,
        };
        let mut found = vec![self.finding(Some(position), problem)];
        if let Some((column, quote)) = lookalikes::quote_in_line(line) {
            let position = Position { column, ..position };
            found.extend(lookalike(quote).map(|problem| self.finding(Some(position), problem)));
        }
        found
    }

    /// Iterates over the lines of the document, with YAML's line breaks.
    fn lines(&self) -> impl Iterator<Item = &'t str> {
        source_text::lines(self.text)
    }

    /// Returns a finding about a special space in the line with number `broken`, or in the line before: after a special space
    /// the parser often continues into the next line.
    fn special_space(&self, broken: usize) -> Option<Finding> {
        let number = broken - self.first_line;
        let mut lines = self.lines().enumerate().skip(number.saturating_sub(1)).take(2);
        lines.find_map(|(number, line)| {
            let (column, found) = lookalikes::space_in_line(line)?;
            let position = Position { line: self.first_line + number, column };
            let message = format!("the character U+{:04X} is not a space to YAML", u32::from(found));
            let problem =
                Problem::new(Rule::ForeignSpace, message).help("replace it with a plain space, or remove it");
            Some(Finding::at(self.source, Some(position), problem).in_line(line, 1))
        })
    }

    /// Returns a warning about the first character that ends a line for YAML but is not seen as a line break. In a file
    /// without line feeds, carriage returns are line breaks.
    pub(super) fn hidden_line_break(&self) -> Option<Finding> {
        let bytes = self.text.as_bytes();
        let has_line_feeds = bytes.contains(&b'\n');
        let index = memchr3_iter(b'\r', 0xc2, 0xe2, bytes).find(|&index| match bytes[index..] {
            [b'\r', behind, ..] => behind != b'\n' && has_line_feeds,
            [0xc2, 0x85, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..] => true,
            _ => false,
        })?;
        let found = self.text[index..].chars().next()?;
        let before = self.text[..index].rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[before..].lines().next().unwrap_or_default();
        let message = format!("YAML ends the line at the character U+{:04X}", u32::from(found));
        let problem = Problem::new(Rule::HiddenLineBreak, message)
            .help("remove it, or use a normal line end: what follows it is read, even after a `#`");
        Some(Finding::at(self.source, Some(self.position_at(index)), problem).in_line(line, 1))
    }

    /// Locates every scalar, in the order of marks.
    fn positions(&self) -> Vec<Position> {
        let places = if self.is_json { json_places(self.text) } else { yaml_places(self.text) };
        places.into_iter().map(|place| self.in_file(place)).collect()
    }

    /// Converts a position in the document into one in the file.
    fn in_file(&self, place: Position) -> Position {
        Position { line: self.first_line + place.line - 1, ..place }
    }

    /// Returns the position of a byte of the document.
    fn position_at(&self, index: usize) -> Position {
        self.in_file(Position::after(&self.text[..index]))
    }

    fn position_of(&self, error: &serde_yaml::Error) -> Option<Position> {
        let place = error.location()?;
        Some(self.in_file(Position { line: place.line(), column: place.column() }))
    }

    /// Returns the position and the message of a parser's error. A value that is never closed is reported at its start, not at
    /// the end of the document.
    fn explain(&self, error: &serde_yaml::Error) -> (Option<Position>, String) {
        let (said, position) = (error.to_string(), self.position_of(error));
        if let Some(index) = self.text.find(is_never_allowed).filter(|_| said.starts_with(advice::CONTROL)) {
            return (Some(self.position_at(index)), advice::CONTROL.to_owned());
        }
        if said.starts_with(advice::MORE_DOCUMENTS) {
            return (self.second_document(), advice::STRAY.to_owned());
        }
        let (problem, context) = said.split_once(", while ").unwrap_or((&said, ""));
        let (problem, _) = problem.split_once(" at line ").unwrap_or((problem, ""));
        // The parser leaves out line 1, column 1, and the second of two equal places.
        let first = if context.contains("quoted") { "1 column 1" } else { "" };
        let (context, begin) = context.split_once(" at line ").unwrap_or((context, first));
        let begin = place_in_words(begin).map(|place| self.in_file(place));
        let end = self.position_at(self.text.trim_end().len());
        let is_over = position.is_some_and(|position| position >= end);
        let position = if is_over { begin.or(Some(end)) } else { position };
        let mut message = problem.to_owned();
        if !context.is_empty() {
            let _ = write!(message, ", while {context}");
        }
        if let Some(begin) = begin.filter(|begin| Some(begin.line) != position.map(|at| at.line)) {
            let _ = write!(message, " that begins in line {}", begin.line);
        }
        (position, advice::in_plain_words(message))
    }

    /// Returns the position at which the parser starts a second document without a marker.
    fn second_document(&self) -> Option<Position> {
        let second = serde_yaml::Deserializer::from_str(self.text).nth(1)?;
        self.position_of(&de::IgnoredAny::deserialize(second).err()?)
    }
}

/// The positions of the scalars of a document by their marks.
struct Places {
    positions: Vec<Position>,
    first_line: usize,
}

impl Places {
    /// Returns the position of a scalar. An unknown mark has the last position.
    fn position(&self, mark: Mark) -> Position {
        let found = self.positions.get(mark.0).or(self.positions.last());
        found.copied().unwrap_or(Position::of_line(self.first_line))
    }
}

/// Returns the warning about a typographic quote or dash at the beginning of a text.
fn lookalike(found: char) -> Option<Problem> {
    if lookalikes::is_quote(found) {
        let message = format!("`{found}` is not a quote to YAML; it becomes part of the text");
        Some(Problem::new(Rule::TypographicQuote, message).help("use plain quotes, \" or '"))
    } else if lookalikes::is_dash(found) {
        let message = format!("`{found}` does not start a list item; it becomes part of the text");
        let help = "start each item with a hyphen and a space, `- `";
        Some(Problem::new(Rule::TypographicDash, message).help(help))
    } else {
        None
    }
}

/// Returns true for characters that YAML forbids, even in quotes.
fn is_never_allowed(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    is_control || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns the column of the first tab in the indentation of a line.
fn indenting_tab(line: &str) -> Option<usize> {
    let indented = line.chars().take_while(|c| [' ', '\t'].contains(c));
    indented.enumerate().find(|(_, c)| *c == '\t').map(|(index, _)| index + 1)
}

//! The documents of a file: where each stands, its text, and the places in it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

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
use jobeval_documents::file_type::BYTE_ORDER_MARK;

/// The most documents of a file that are read.
pub(super) const MOST_DOCUMENTS: usize = 25_000;

/// Where one document of a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentSection {
    /// The line of the file that it begins in, from 1.
    pub(crate) first_line: usize,
    bytes: Range<usize>,
}

impl DocumentSection {
    /// The document's own part of the file's text.
    pub(crate) fn text_of<'t>(&self, source: &'t Arc<str>, text: &'t str) -> DocumentText<'t> {
        let text = text.get(self.bytes.clone()).unwrap_or_default();
        DocumentText { source, text, first_line: self.first_line, is_json: false }
    }
}

/// The text of one document of a file, not yet parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentText<'t> {
    source: &'t Arc<str>,
    text: &'t str,
    first_line: usize,
    /// Whether it is JSON, all of it in one line, and not YAML.
    is_json: bool,
}

/// Splits a file at its document markers, so that what is broken in one document cannot hide the next.
///
/// YAML lets `---` and `...` begin a line for no other purpose, not even inside a block of text. There is at most one more
/// than are read.
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

/// Whether there is more in it than what may stand before a document's `---`: comments, directives, blank lines.
fn has_content(text: &str) -> bool {
    text.lines().any(|line| !matches!(line.trim_start().chars().next(), None | Some('#' | '%')))
}

impl<'t> DocumentText<'t> {
    /// A line of a file that is a JSON value.
    pub(super) fn json(source: &'t Arc<str>, line: &'t str, number: usize) -> DocumentText<'t> {
        DocumentText { source, text: line, first_line: number, is_json: true }
    }

    /// The tree of the document, with the texts in it that begin with a lookalike, or why there is none.
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
        // It counts bytes, and its message ends with the place.
        let before = self.text.get(..error.column().saturating_sub(1)).unwrap_or(self.text);
        let position = Position { line: self.first_line, column: before.chars().count() + 1 };
        let message = error.to_string();
        let message =
            advice::in_plain_words(message.split(" at line ").next().unwrap_or_default().to_owned());
        let problem = Problem::new(Rule::BrokenJson, format!("the line is not JSON: {message}"))
            .help("each line holds one whole job, {\"title\": …, \"factors\": {…}}");
        self.finding(Some(position), problem)
    }

    /// A finding with the line that it is in.
    fn finding(&self, position: Option<Position>, problem: Problem) -> Finding {
        let line = position.and_then(|position| self.lines().nth(position.line - self.first_line));
        Finding::at(self.source, position, problem).with_value(line)
    }

    /// Looks up the places of all nodes, and returns a function that finds them by mark.
    pub(crate) fn places(&self) -> impl Fn(Mark) -> Option<Position> + use<> {
        let positions = self.positions();
        move |mark| positions.get(mark.0).copied()
    }

    /// A finding about a node.
    pub(crate) fn finding_about(&self, mark: Mark, problem: Problem) -> Finding {
        self.finding(self.places()(mark), problem)
    }

    /// Puts problems in the order of their places, with warnings about lookalikes of plain characters if they are really
    /// there: in quotes they are meant.
    pub(super) fn locate(&self, mut problems: Problems, lookalikes: &[Mark]) -> Vec<Finding> {
        let positions = self.positions();
        let last = positions.last().copied().unwrap_or(Position::of_line(self.first_line));
        let place = |mark: &Mark| positions.get(mark.0).copied().unwrap_or(last);
        let marks = problems.listed.iter().map(|(mark, _)| mark).chain(lookalikes);
        let wanted = marks.map(|mark| place(mark).line - self.first_line).collect();
        let lines = source_text::lines_at(self.text, &wanted);
        let line_at = |position: Position| lines.get(&(position.line - self.first_line)).copied();
        // They come in the order of the document, so that each line is walked through once, however long it is.
        let (mut walked, mut rest) = (Position { line: 0, column: 0 }, "".chars());
        for mark in lookalikes {
            let place = place(mark);
            if place.line != walked.line || place.column <= walked.column {
                rest = line_at(place).unwrap_or_default().chars();
                walked = Position { line: place.line, column: 0 };
            }
            let found = rest.nth(place.column - walked.column - 1);
            walked = place;
            if let Some(problem) = found.and_then(lookalike) {
                problems.add(*mark, problem);
            }
        }
        problems.listed.sort_by_key(|(mark, _)| place(mark));
        let located = problems.located(|(mark, problem)| {
            let position = place(&mark);
            Finding::at(self.source, Some(position), problem).with_value(line_at(position))
        });
        located.into_findings(self.source)
    }

    /// Why the document cannot be parsed, and what is probably behind it.
    fn broken(&self, error: &serde_yaml::Error) -> Vec<Finding> {
        let (position, message) = self.explain(error);
        if message.contains(TOO_MUCH) {
            let message = "the aliases in it stand for more than the whole file holds";
            let problem = Problem::new(Rule::TooManyAliases, message);
            return vec![self.finding(position, problem.help("write the values out where they belong"))];
        }
        let problem = Problem::new(Rule::BrokenYaml, format!("the YAML is broken: {message}"));
        let Some(position) = position else { return vec![self.finding(None, problem)] };
        if let Some(finding) = self.special_space(position.line) {
            return vec![finding];
        }
        let line = self.lines().nth(position.line - self.first_line).unwrap_or_default();
        // The parser may complain right after a tab that is allowed: text in quotes may go on with one.
        if indenting_tab(line) == Some(position.column) {
            let problem = Problem::new(Rule::TabIndentation, "the line is indented with a tab");
            let finding = Finding::at(self.source, Some(position), problem.help("indent with spaces"));
            return vec![finding.in_line(line, 1)];
        }
        let problem = match advice::mend(&message, self.text, line, position.column) {
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

    /// The lines of the document as YAML breaks it.
    fn lines(&self) -> impl Iterator<Item = &'t str> {
        source_text::lines(self.text)
    }

    /// A finding about a special space in a line that is broken, or in the one before: after such a space the parser often
    /// goes on into the next line.
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

    /// A warning about the first character that ends a line for YAML but not to the eye. In a file without line feeds,
    /// carriage returns are what ends its lines.
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

    /// The place of every scalar, in the order in which a pass counts them.
    fn positions(&self) -> Vec<Position> {
        let places = if self.is_json { json_places(self.text) } else { yaml_places(self.text) };
        places.into_iter().map(|place| self.in_file(place)).collect()
    }

    /// The place in the file of a place in the document.
    fn in_file(&self, place: Position) -> Position {
        Position { line: self.first_line + place.line - 1, ..place }
    }

    /// The place of a byte of the document.
    fn position_at(&self, index: usize) -> Position {
        self.in_file(Position::after(&self.text[..index]))
    }

    fn position_of(&self, error: &serde_yaml::Error) -> Option<Position> {
        let place = error.location()?;
        Some(self.in_file(Position { line: place.line(), column: place.column() }))
    }

    /// What an error of the parser says, and where. What nothing ends is shown where it begins, not where the document
    /// is over.
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
        // The parser does not spell out the first place of all, nor the same place twice.
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

    /// Where what the parser takes for a second document begins, without a marker that would have told them apart.
    fn second_document(&self) -> Option<Position> {
        let second = serde_yaml::Deserializer::from_str(self.text).nth(1)?;
        self.position_of(&de::IgnoredAny::deserialize(second).err()?)
    }
}

/// The warning about a typographic quote or dash at the beginning of a text.
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

/// Whether YAML does not allow a character, not even in quotes.
fn is_never_allowed(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    is_control || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The column of a tab in the blanks that a line begins with.
fn indenting_tab(line: &str) -> Option<usize> {
    let indented = line.chars().take_while(|c| [' ', '\t'].contains(c));
    indented.enumerate().find(|(_, c)| *c == '\t').map(|(index, _)| index + 1)
}

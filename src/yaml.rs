//! The one door through which YAML comes in.
//!
//! A file is split into its documents, each is parsed into a tree of [`Node`]s, and a reader walks the tree and makes
//! typed values of it. A reader never stops at the first fault: it notes each with the [`Mark`] of the node at fault.
//! Marks become lines and columns only when there are findings, by parsing the document once more: `serde_yaml` tells
//! places through its errors alone, so the second parse raises one at every scalar.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr3_iter;
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::encoding::{self, BYTE_ORDER_MARK};
use crate::finding::{CSV, Counts, Finding, MAPPING, Position, Problem, Severity, short};
use crate::hint;
use crate::lookalikes;
use crate::names;
use crate::snippet;

/// What came out of a file: the values that are right, and what is wrong with the others.
#[derive(Debug)]
pub struct Read<T> {
    /// The values without fault, in the file's order.
    pub items: Vec<T>,
    /// All findings, in the file's order.
    pub findings: Vec<Finding>,
    /// How many documents or rows gave no value because of errors.
    pub refused: usize,
}

/// A document of a file, parsed.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    /// Where in the file it stands.
    pub(crate) place: Section,
    /// What it holds.
    pub(crate) root: Node<'t>,
}

/// Which scalar of its document a node is, counted from the first; a list or mapping has the mark of its key, or of its
/// first scalar where it has no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(usize);

/// A value of a YAML document.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) mark: Mark,
    pub(crate) value: Value<'t>,
}

/// What a [`Node`] holds. Mappings keep their order and their repeated keys.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Mapping(Vec<(Node<'t>, Node<'t>)>),
    /// A value with a tag of its own, such as `!level 3`: nothing here has a use for them.
    Tagged(String),
}

/// The findings of one document while it is being read.
#[derive(Debug)]
pub(crate) struct Findings {
    listed: Vec<(Mark, Problem)>,
    /// How many may be listed.
    room: usize,
    all: Counts,
}

/// The most findings that are listed of one document, and of one file: more would help nobody.
const MOST_FINDINGS: usize = 100;
const MOST_OF_A_FILE: usize = 1000;

impl Findings {
    /// None yet, of which so many may be listed.
    fn with_room_for(room: usize) -> Findings {
        Findings { listed: Vec::new(), room, all: Counts::default() }
    }

    /// None yet of a document that stands alone.
    pub(crate) fn of_one_document() -> Findings {
        Findings::with_room_for(MOST_FINDINGS)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.count() == 0
    }

    /// What was noted of the cells of a row.
    pub(crate) fn by_cell(self) -> Vec<(usize, Problem)> {
        self.listed.into_iter().map(|(Mark(column), problem)| (column, problem)).collect()
    }

    /// Whether the document cannot be used.
    pub(crate) fn has_errors(&self) -> bool {
        self.all.errors > 0
    }

    pub(crate) fn add(&mut self, mark: Mark, problem: Problem) {
        self.add_with(mark, problem.severity(), || problem);
    }

    /// Notes an error that is made only if it is listed, for those that take a search for the nearest name.
    pub(crate) fn add_error_with(&mut self, mark: Mark, problem: impl FnOnce() -> Problem) {
        self.add_with(mark, Severity::Error, problem);
    }

    fn add_with(&mut self, mark: Mark, severity: Severity, problem: impl FnOnce() -> Problem) {
        self.all.add(severity);
        if self.listed.len() < self.room {
            self.listed.push((mark, problem()));
        }
    }
}

/// The findings of one file, in their places.
#[derive(Debug, Default)]
struct Located {
    listed: Vec<Finding>,
    /// Those that are not listed.
    more: Counts,
}

impl Located {
    /// How many of the next document may be listed.
    fn room(&self) -> usize {
        if self.is_full() { 0 } else { MOST_FINDINGS }
    }

    fn is_full(&self) -> bool {
        self.listed.len() >= MOST_OF_A_FILE
    }

    fn add(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            if self.is_full() {
                self.more += finding.problem.counts();
            } else {
                self.listed.push(finding);
            }
        }
    }

    /// All of them, the last of which says how many are not listed.
    ///
    /// It has the place of the last that is, so that it stays behind it.
    fn into_findings(mut self) -> Vec<Finding> {
        let last = self.listed.last();
        let more = last.map(|last| Finding {
            snippet: None,
            problem: Box::new(Problem::MoreFindings(self.more)),
            ..last.clone()
        });
        self.listed.extend(more.filter(|_| self.more.count() > 0));
        self.listed
    }
}

/// Reads every document of `text` with `read_one`. A document with errors gives no value, whatever `read_one` returns;
/// the others are not touched by that, broken YAML included.
pub(crate) fn read<'t, T>(
    source: &Arc<str>,
    text: &'t str,
    what: &'static str,
    mut read_one: impl FnMut(&Document<'t>, &mut Findings) -> Option<T>,
) -> Read<T> {
    let mut items = Vec::new();
    let mut findings = Located::default();
    let mut empty = true;
    let mut refused = 0;
    if let Some(header) = encoding::csv_header(text) {
        let start = Position { line: encoding::line_of(text, header), column: 1 };
        let finding = Finding::at(source, Some(start), Problem::Spreadsheet { form: CSV });
        let findings = vec![finding.in_line(header, header.chars().count())];
        return Read { items, findings, refused: 1 };
    }
    let mut sections = sections(text);
    if let Some(beyond) = sections.get(MOST_DOCUMENTS) {
        let start = Position { line: beyond.first_line, column: 1 };
        let problem = Problem::TooLong { what: "file", most: "25,000 documents" };
        findings.add(vec![Finding::at(source, Some(start), problem)]);
        sections.truncate(MOST_DOCUMENTS);
    }
    for place in sections {
        let section = place.of(text);
        findings.add(section.hidden_line_break(source).into_iter().collect());
        match section.parse() {
            Err((position, problem)) => {
                refused += 1;
                findings.add(section.broken(source, position, problem));
            }
            Ok(Node { value: Value::Null, .. }) => continue,
            Ok(root) => {
                let mut found = Findings::with_room_for(findings.room());
                let document = Document { place, root };
                let item = read_one(&document, &mut found);
                match item {
                    Some(item) if !found.has_errors() => items.push(item),
                    _ => refused += 1,
                }
                let typographic = lookalikes::marks(&document.root);
                // The place of what was found takes another parse, with as much memory.
                drop(document);
                if findings.is_full() && typographic.is_empty() {
                    findings.more += found.all;
                } else if !found.is_empty() || !typographic.is_empty() {
                    findings.add(section.locate(source, found, &typographic));
                }
            }
        }
        empty = false;
    }
    if empty {
        findings.add(vec![Finding::at(source, None, Problem::Nothing { what })]);
    }
    Read { items, findings: findings.into_findings(), refused }
}

/// Reads a text that is one JSON value, such as a line of NDJSON, as [`read`] does a document, with warnings.
///
/// # Errors
/// All findings, if there is an error among them.
pub(crate) fn read_json<'t, T>(
    source: &Arc<str>,
    line: &'t str,
    number: usize,
    read_one: impl FnOnce(&Document<'t>, &mut Findings) -> Option<T>,
) -> Result<(T, Vec<Finding>), Vec<Finding>> {
    let place = Section { first_line: number, bytes: 0..line.len() };
    let section = DocumentText { text: line, first_line: number, syntax: Syntax::Json };
    let root = section.parse().map_err(|(position, problem)| section.broken(source, position, problem))?;
    let mut found = Findings::of_one_document();
    let item = read_one(&Document { place, root }, &mut found);
    let has_errors = found.has_errors();
    let findings = if found.is_empty() { Vec::new() } else { section.locate(source, found, &[]) };
    match item {
        Some(item) if !has_errors => Ok((item, findings)),
        _ => Err(findings),
    }
}

/// The syntax of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    /// JSON, all of it in one line.
    Json,
}

/// Where one document of a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The line of the file that it begins in, from 1.
    pub(crate) first_line: usize,
    bytes: Range<usize>,
}

impl Default for Section {
    /// The beginning of any text.
    fn default() -> Section {
        Section { first_line: 1, bytes: 0..0 }
    }
}

impl Section {
    /// A place of which only the line is known.
    pub(crate) fn from_line(first_line: usize) -> Section {
        Section { first_line, ..Section::default() }
    }

    /// The place of a node of the document, in the file's text.
    pub(crate) fn position(&self, text: &str, mark: Mark) -> Option<Position> {
        self.of(text).positions().get(mark.0).copied()
    }

    /// The document's own part of the file's text.
    fn of<'t>(&self, text: &'t str) -> DocumentText<'t> {
        let text = text.get(self.bytes.clone()).unwrap_or_default();
        DocumentText { text, first_line: self.first_line, syntax: Syntax::Yaml }
    }
}

/// Puts findings about documents that were read before in their places. They come with the line in which their document
/// begins, in the order of the file.
pub(crate) fn locate(source: &Arc<str>, text: &str, found: Vec<(usize, Mark, Problem)>) -> Vec<Finding> {
    let mut found = found.into_iter().peekable();
    let mut located = Located::default();
    for section in sections(text) {
        let mut own = Findings::with_room_for(located.room());
        while let Some((_, mark, problem)) = found.next_if(|(line, ..)| *line == section.first_line) {
            own.add(mark, problem);
        }
        if located.is_full() {
            located.more += own.all;
        } else if !own.is_empty() {
            located.add(section.of(text).locate(source, own, &[]));
        }
    }
    located.into_findings()
}

/// The text of one document of a file, not yet parsed.
#[derive(Debug, Clone, Copy)]
struct DocumentText<'t> {
    text: &'t str,
    first_line: usize,
    syntax: Syntax,
}

/// Splits a file at its document markers, so that what is broken in one document cannot hide the next.
///
/// YAML lets `---` and `...` begin a line for no other purpose, not even inside a block of text. Behind those that are
/// read comes one more at most.
fn sections(text: &str) -> Vec<Section> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut sections = Vec::new();
    let mut open = Section { first_line: 1, bytes: start..start };
    for (index, line) in text[start..].split_inclusive('\n').enumerate() {
        let (begin, end) = (open.bytes.end, open.bytes.end + line.len());
        let next = if is_marker(line, "...") {
            Some(Section { first_line: index + 2, bytes: end..end })
        } else if is_marker(line, "---") && has_content(&text[open.bytes.clone()]) {
            Some(Section { first_line: index + 1, bytes: begin..begin })
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
    fn parse(&self) -> Result<Node<'t>, (Option<Position>, Problem)> {
        if let Some((index, problem)) = beyond_bounds(self.text) {
            return Err((Some(self.position_at(index)), problem));
        }
        let left = Left::for_document(self.text);
        let seed = NodeSeed { scalars: &Cell::new(0), left: &left };
        if self.syntax == Syntax::Json {
            return self.parse_json(seed);
        }
        seed.deserialize(serde_yaml::Deserializer::from_str(self.text)).map_err(|error| {
            if left.over.get() {
                (self.position_of(&error), Problem::TooManyAliases)
            } else {
                self.fault(&error)
            }
        })
    }

    fn parse_json(&self, seed: NodeSeed<'_>) -> Result<Node<'t>, (Option<Position>, Problem)> {
        let mut deserializer = serde_json::Deserializer::from_str(self.text);
        let read = seed.deserialize(&mut deserializer).and_then(|root| deserializer.end().map(|()| root));
        read.map_err(|error| {
            // It counts bytes, and its message ends with the place.
            let before = self.text.get(..error.column().saturating_sub(1)).unwrap_or(self.text);
            let position = Position { line: self.first_line, column: before.chars().count() + 1 };
            let message = error.to_string();
            let words = message.split(" at line ").next().unwrap_or_default().to_owned();
            (Some(position), Problem::BrokenJson(hint::in_plain_words(words)))
        })
    }

    /// Puts findings in the order of their places, with those about what a word processor may have made of plain
    /// characters, if they are really there: in quotes they are meant.
    fn locate(&self, source: &Arc<str>, mut findings: Findings, typographic: &[Mark]) -> Vec<Finding> {
        let positions = self.positions();
        let start = Position { line: self.first_line, column: 1 };
        let last = positions.last().copied().unwrap_or(start);
        let place = |mark: &Mark| positions.get(mark.0).copied().unwrap_or(last);
        let marks = findings.listed.iter().map(|(mark, _)| mark).chain(typographic);
        let wanted = marks.map(|mark| place(mark).line - self.first_line).collect();
        let lines = encoding::lines_at(self.text, &wanted);
        let mut letters = encoding::Letters::of(&lines);
        for mark in typographic {
            let Position { line, column } = place(mark);
            let written = letters.at(line - self.first_line, column);
            if let Some(problem) = written.and_then(lookalikes::problem) {
                findings.add(*mark, problem);
            }
        }
        let mut more = findings.all;
        let mut located: Vec<(Position, Problem)> = findings
            .listed
            .into_iter()
            .inspect(|(_, problem)| more -= problem.counts())
            .map(|(mark, problem)| (place(&mark), problem))
            .collect();
        located.sort_by_key(|(position, _)| *position);
        let end = located.last().map(|(position, _)| *position);
        let mut found: Vec<Finding> = located
            .into_iter()
            .map(|(position, problem)| {
                let line = lines.get(&(position.line - self.first_line));
                finding(source, line.copied(), position, problem)
            })
            .collect();
        if more.count() > 0 {
            found.push(Finding::at(source, end, Problem::MoreFindings(more)));
        }
        found
    }

    /// What keeps the document from being read, and what may lie behind it.
    fn broken(&self, source: &Arc<str>, position: Option<Position>, problem: Problem) -> Vec<Finding> {
        let Some(position) = position else { return vec![Finding::at(source, None, problem)] };
        let line = encoding::lines(self.text).nth(position.line - self.first_line);
        let Problem::BrokenYaml { message, .. } = problem else {
            return vec![finding(source, line, position, problem)];
        };
        let line = line.unwrap_or_default();
        if let Some(finding) = self.foreign_space(source, position.line) {
            return vec![finding];
        }
        // A tab behind which the fault lies may stand there: text in quotes may go on with one.
        if indenting_tab(line) == Some(position.column) {
            return vec![Finding::at(source, Some(position), Problem::TabIndentation).in_line(line, 1)];
        }
        let hint = hint::behind(&message, self.text, line, position.column);
        let mut found = vec![finding(source, Some(line), position, Problem::BrokenYaml { message, hint })];
        if let Some((column, problem)) = lookalikes::in_line(line) {
            let position = Position { column, ..position };
            found.push(finding(source, Some(line), position, problem));
        }
        found
    }

    /// What is no space in a line that is broken or in the one before: behind it the parser often goes on into the next.
    fn foreign_space(&self, source: &Arc<str>, broken: usize) -> Option<Finding> {
        let number = broken - self.first_line;
        let mut lines = encoding::lines(self.text).enumerate().skip(number.saturating_sub(1)).take(2);
        lines.find_map(|(number, line)| {
            let (column, problem) = lookalikes::foreign_space(line)?;
            let position = Position { line: self.first_line + number, column };
            Some(Finding::at(source, Some(position), problem).in_line(line, 1))
        })
    }

    /// A warning about the first character that ends a line for YAML and not to the eye. In a file of nothing but carriage
    /// returns they are what ends its lines.
    fn hidden_line_break(&self, source: &Arc<str>) -> Option<Finding> {
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
        let problem = Problem::HiddenLineBreak { found };
        Some(Finding::at(source, Some(self.position_at(index)), problem).in_line(line, 1))
    }

    /// The place of every scalar, in the order in which [`NodeSeed`] counts them.
    fn positions(&self) -> Vec<Position> {
        if self.syntax == Syntax::Json {
            return json_scalars(self.text)
                .map(|column| Position { line: self.first_line, column })
                .collect();
        }
        let positions = RefCell::new(Vec::new());
        let seed = PositionSeed { positions: &positions };
        if let Err(error) = seed.deserialize(serde_yaml::Deserializer::from_str(self.text)) {
            // The document is a single scalar.
            positions.borrow_mut().extend(position_in(&error));
        }
        let offset = self.first_line - 1;
        let mut positions = positions.into_inner();
        positions.iter_mut().for_each(|position| position.line += offset);
        positions
    }

    /// What an error of the parser says, and where. What nothing ends is shown where it begins, not where the document
    /// is over.
    fn fault(&self, error: &serde_yaml::Error) -> (Option<Position>, Problem) {
        let (said, position) = (error.to_string(), self.position_of(error));
        if let Some(index) = self.text.find(is_never_allowed).filter(|_| said.starts_with(hint::CONTROL)) {
            let problem = Problem::BrokenYaml { message: hint::CONTROL.to_owned(), hint: None };
            return (Some(self.position_at(index)), problem);
        }
        if said.starts_with(hint::MORE_DOCUMENTS) {
            let problem = Problem::BrokenYaml { message: hint::STRAY.to_owned(), hint: None };
            return (self.second_document(), problem);
        }
        let (problem, context) = said.split_once(", while ").unwrap_or((&said, ""));
        let (problem, _) = problem.split_once(" at line ").unwrap_or((problem, ""));
        // The parser does not spell out the first place of all, nor the same place twice.
        let first = if context.contains("quoted") { "1 column 1" } else { "" };
        let (context, begin) = context.split_once(" at line ").unwrap_or((context, first));
        let begin = begin.split_once(" column ").and_then(|(line, column)| self.place(line, column));
        let end = self.position_at(self.text.trim_end().len());
        let is_over = position.is_some_and(|position| position >= end);
        let position = if is_over { begin.or(Some(end)) } else { position };
        let mut message = problem.to_owned();
        if !context.is_empty() {
            message = format!("{problem}, while {context}");
        }
        if let Some(Position { line, .. }) =
            begin.filter(|begin| Some(begin.line) != position.map(|at| at.line))
        {
            let _ = write!(message, " that begins in line {line}");
        }
        let message = hint::in_plain_words(message);
        (position, Problem::BrokenYaml { message, hint: None })
    }

    /// Where what the parser takes for a second document begins, without a marker that would have told them apart.
    fn second_document(&self) -> Option<Position> {
        let second = serde_yaml::Deserializer::from_str(self.text).nth(1)?;
        self.position_of(&de::IgnoredAny::deserialize(second).err()?)
    }

    /// The place that a line and a column of the document, in digits, have in the file.
    fn place(&self, line: &str, column: &str) -> Option<Position> {
        let line: usize = line.parse().ok()?;
        Some(Position { line: self.first_line + line - 1, column: column.parse().ok()? })
    }

    /// The place of a byte of the document.
    fn position_at(&self, index: usize) -> Position {
        let Position { line, column } = Position::behind(&self.text[..index]);
        Position { line: self.first_line + line - 1, column }
    }

    fn position_of(&self, error: &serde_yaml::Error) -> Option<Position> {
        let location = error.location()?;
        Some(Position { line: location.line() + self.first_line - 1, column: location.column() })
    }
}

/// The columns in which the scalars of a JSON text begin.
fn json_scalars(text: &str) -> impl Iterator<Item = usize> {
    let mut letters = text.chars().enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, first) = letters.find(|(_, c)| !c.is_whitespace() && !"[]{},:".contains(*c))?;
        if first == '"' {
            while let Some((_, c)) = letters.next().filter(|(_, c)| *c != '"') {
                if c == '\\' {
                    letters.next();
                }
            }
        } else {
            while letters.next_if(|(_, c)| !c.is_whitespace() && !"[]{},:".contains(*c)).is_some() {}
        }
        Some(index + 1)
    })
}

/// Whether YAML has no place for a character, not even in quotes.
fn is_never_allowed(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    is_control || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A finding with the line that it is in.
fn finding(source: &Arc<str>, line: Option<&str>, position: Position, problem: Problem) -> Finding {
    let finding = Finding::at(source, Some(position), problem);
    match line.filter(|_| !snippet::is_beyond(position.column)) {
        Some(line) => finding.in_line(line, snippet::value_length(line, position.column)),
        None => finding,
    }
}

/// The column of a tab in the blanks that a line begins with.
fn indenting_tab(line: &str) -> Option<usize> {
    let indented = line.chars().take_while(|c| [' ', '\t'].contains(c));
    indented.enumerate().find(|(_, c)| *c == '\t').map(|(index, _)| index + 1)
}

/// The most brackets that may be open at once.
const MOST_OPEN_BRACKETS: usize = 1000;

/// The most lines and scalars that a document may have: a thousand times those of a job, and few enough to be kept in memory.
const MOST_VALUES: usize = 500_000;

/// How many values a document may hold, aliases replaced by what they stand for.
const MOST_NODES: usize = 1_000_000;

/// The most documents that are read of a file.
const MOST_DOCUMENTS: usize = 25_000;

/// What in a document goes beyond bounds, with the index of the byte that does. The parser would take it all up before
/// it says a word, and some of it in a time that grows with the square of its length.
///
/// This knows nothing of quotes and comments: it counts lines and what begins a value, and for what may begin several the most.
/// No text of people comes near the bounds.
fn beyond_bounds(text: &str) -> Option<(usize, Problem)> {
    /// Each directive is compared with all before it.
    const DIRECTIVE: usize = 1000;
    /// Whether a byte counts at all, which few do.
    const COUNTS: [bool; 256] = {
        let mut counts = [false; 256];
        let mut rest: &[u8] = b"[]{}:,-?%\n\r";
        while let [byte, behind @ ..] = rest {
            counts[*byte as usize] = true;
            rest = behind;
        }
        counts
    };
    let (mut open, mut values, mut keyed) = (0_usize, 0, false);
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate().filter(|(_, byte)| COUNTS[usize::from(**byte)]) {
        let is_apart = || bytes.get(index + 1).is_none_or(u8::is_ascii_whitespace);
        let begins_line = || index == 0 || bytes[index - 1] == b'\n';
        values += match byte {
            b'[' | b'{' | b':' | b'\n' | b'\r' => 1,
            // In braces a key may stand alone, its value being null.
            b',' => {
                if keyed {
                    1
                } else {
                    2
                }
            }
            b'-' if is_apart() => 2,
            b'?' if is_apart() => 3,
            b'%' if begins_line() => DIRECTIVE,
            _ => 0,
        };
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        match byte {
            b':' => keyed = true,
            b',' | b'[' | b'{' => keyed = false,
            _ => {}
        }
        if open > MOST_OPEN_BRACKETS {
            return Some((index, Problem::TooDeep { limit: MOST_OPEN_BRACKETS }));
        }
        if values > MOST_VALUES {
            return Some((index, Problem::TooLong { what: "document", most: "500,000 lines and values" }));
        }
    }
    None
}

/// How much more a document may hold, aliases replaced by what they stand for.
#[derive(Debug)]
struct Left {
    nodes: Cell<usize>,
    /// In texts.
    bytes: Cell<usize>,
    /// Whether it is too much already.
    over: Cell<bool>,
}

impl Left {
    /// What a document could not hold without aliases: it has fewer than two nodes for each of its bytes, and no escape
    /// stands for twice as many bytes as it has.
    fn for_document(text: &str) -> Left {
        let most = 2 * text.len() + 1;
        Left { nodes: Cell::new(most.min(MOST_NODES)), bytes: Cell::new(most), over: Cell::new(false) }
    }

    /// Takes one node with a text of so many bytes.
    fn take<E: de::Error>(&self, nodes: usize, bytes: usize) -> Result<(), E> {
        match (self.nodes.get().checked_sub(nodes), self.bytes.get().checked_sub(bytes)) {
            (Some(nodes), Some(bytes)) => {
                self.nodes.set(nodes);
                self.bytes.set(bytes);
                Ok(())
            }
            _ => {
                self.over.set(true);
                Err(E::custom("too much"))
            }
        }
    }
}

/// Builds a [`Node`], counting scalars as it goes.
#[derive(Clone, Copy)]
struct NodeSeed<'c> {
    scalars: &'c Cell<usize>,
    left: &'c Left,
}

impl<'c> NodeSeed<'c> {
    fn next_mark(self) -> Mark {
        Mark(self.scalars.get())
    }

    fn scalar<'t>(self, value: Value<'t>) -> Node<'t> {
        let mark = self.next_mark();
        self.scalars.set(mark.0 + 1);
        Node { mark, value }
    }
}

impl<'t> DeserializeSeed<'t> for NodeSeed<'_> {
    type Value = Node<'t>;

    fn deserialize<D: de::Deserializer<'t>>(self, deserializer: D) -> Result<Node<'t>, D::Error> {
        self.left.take(1, 0)?;
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for NodeSeed<'_> {
    type Value = Node<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Bool(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Integer(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Integer(value.into())))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Integer(value)))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node<'t>, E> {
        Ok(self.scalar(i128::try_from(value).map_or(Value::Float(f64::INFINITY), Value::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Float(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node<'t>, E> {
        self.left.take(0, value.len())?;
        Ok(self.scalar(Value::Text(Cow::Owned(value.to_owned()))))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'t str) -> Result<Node<'t>, E> {
        self.left.take(0, value.len())?;
        Ok(self.scalar(Value::Text(Cow::Borrowed(value))))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Node<'t>, A::Error> {
        let mark = self.next_mark();
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node { mark, value: Value::List(items) })
    }

    fn visit_map<A: MapAccess<'t>>(self, mut mapping: A) -> Result<Node<'t>, A::Error> {
        let mark = self.next_mark();
        let mut entries = Vec::new();
        while let Some(key) = mapping.next_key_seed(self)? {
            let mut value = mapping.next_value_seed(self)?;
            if matches!(value.value, Value::List(_) | Value::Mapping(_)) {
                value.mark = key.mark;
            }
            entries.push((key, value));
        }
        Ok(Node { mark, value: Value::Mapping(entries) })
    }

    fn visit_enum<A: EnumAccess<'t>>(self, tagged: A) -> Result<Node<'t>, A::Error> {
        let (tag, content) = tagged.variant::<String>()?;
        let content = content.newtype_variant_seed(self)?;
        Ok(Node { mark: content.mark, value: Value::Tagged(tag) })
    }
}

/// Walks a document that [`NodeSeed`] has parsed and notes where each scalar stands.
#[derive(Clone, Copy)]
struct PositionSeed<'c> {
    positions: &'c RefCell<Vec<Position>>,
}

impl PositionSeed<'_> {
    /// Takes the place out of the error that a scalar raised.
    fn note<T, E: de::Error>(self, result: Result<T, E>) -> Result<(), E> {
        let Err(error) = result else { return Ok(()) };
        let position = position_in(&error).ok_or(error)?;
        self.positions.borrow_mut().push(position);
        Ok(())
    }
}

/// The message of the errors that [`PositionSeed`] raises.
const HERE: &str = "a scalar stands here";

/// The place in an error that [`PositionSeed`] raised, or none if the error is another. Inside a visitor an error's
/// type is hidden, so its text is all there is to read; line 1, column 1 is not spelt out in it.
fn position_in(error: &impl fmt::Display) -> Option<Position> {
    let message = error.to_string();
    let (_, place) = message.rsplit_once(HERE)?;
    let Some(place) = place.strip_prefix(" at line ") else {
        return Some(Position { line: 1, column: 1 });
    };
    let (line, column) = place.split_once(" column ")?;
    Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
}

impl<'t> DeserializeSeed<'t> for PositionSeed<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for PositionSeed<'_> {
    type Value = ();

    /// Scalars have no method of their own here, so serde refuses each with an error that ends in these words.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HERE)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            match list.next_element_seed(self) {
                Ok(None) => return Ok(()),
                item => self.note(item)?,
            }
        }
    }

    fn visit_map<A: MapAccess<'t>>(self, mut mapping: A) -> Result<(), A::Error> {
        loop {
            match mapping.next_key_seed(self) {
                Ok(None) => return Ok(()),
                key => self.note(key)?,
            }
            self.note(mapping.next_value_seed(self))?;
        }
    }

    fn visit_enum<A: EnumAccess<'t>>(self, tagged: A) -> Result<(), A::Error> {
        tagged.variant::<de::IgnoredAny>()?.1.newtype_variant_seed(self)
    }
}

/// A kind of file by its name, with the keys that it may have.
pub(crate) type Kind = (&'static str, &'static [&'static str]);

impl<'t> Node<'t> {
    /// The node as a mapping whose keys are all known; notes keys that are unknown or repeated.
    pub(crate) fn fields<'n>(
        &'n self,
        what: &'static str,
        known: &'static [&'static str],
        findings: &mut Findings,
    ) -> Option<Fields<'n, 't>> {
        let entries = self.mapping(what, findings)?;
        let mut seen: Vec<Cow<'_, str>> = Vec::new();
        for (key, _) in entries {
            let name = key.name();
            if !known.contains(&name.as_ref()) {
                findings.add_error_with(key.mark, || {
                    let nearest = names::key_meant(&name, known);
                    Problem::UnknownKey { what, key: name.into_owned(), nearest, known }
                });
            } else if seen.contains(&name) {
                findings.add(key.mark, Problem::RepeatedKey { key: name.into_owned() });
            } else {
                seen.push(name);
            }
        }
        Some(Fields { what, mark: self.mark, entries })
    }

    /// Notes and says whether this is a file of another kind: one that has more of the other kind's keys than of its own.
    /// A stray key does not make a job a suite, and does not hide what else is wrong with it.
    pub(crate) fn is_other_kind(
        &self,
        (expected, own): Kind,
        others: &[Kind],
        findings: &mut Findings,
    ) -> bool {
        let Value::Mapping(entries) = &self.value else { return false };
        let count =
            |keys: &[&str]| entries.iter().filter(|(key, _)| keys.contains(&key.name().as_ref())).count();
        let likeliest = others.iter().max_by_key(|(_, keys)| count(keys));
        let found = likeliest.filter(|(_, keys)| count(keys) > count(own));
        if let Some(&(found, _)) = found {
            findings.add(self.mark, Problem::OtherKind { expected, found });
        }
        found.is_some()
    }

    /// A cell of a row: a whole number or a text.
    pub(crate) fn of_cell(column: usize, text: &'t str) -> Node<'t> {
        let value = text.parse().map_or(Value::Text(Cow::Borrowed(text)), Value::Integer);
        Node { mark: Mark(column), value }
    }

    /// A mapping made of the cells of a row, with the mark of the first.
    pub(crate) fn of_cells(cells: Vec<(Node<'t>, Node<'t>)>) -> Option<Node<'t>> {
        let mark = cells.first()?.0.mark;
        Some(Node { mark, value: Value::Mapping(cells) })
    }

    /// The value of a key, whatever else the node holds.
    pub(crate) fn entry(&self, key: &str) -> Option<&Node<'t>> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.name() == key).map(|(_, value)| value)
    }

    /// The node as a mapping with any keys.
    pub(crate) fn mapping(&self, what: &str, findings: &mut Findings) -> Option<&[(Node<'t>, Node<'t>)]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => self.refuse(what, MAPPING, findings),
        }
    }

    pub(crate) fn list(&self, what: &str, findings: &mut Findings) -> Option<&[Node<'t>]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => self.refuse(what, "a list", findings),
        }
    }

    /// The node as a text with something in it.
    pub(crate) fn text(&self, what: &str, findings: &mut Findings) -> Option<String> {
        match &self.value {
            Value::Text(text) if text.trim().is_empty() => {
                findings.add(self.mark, Problem::Blank { what: what.to_owned() });
                None
            }
            Value::Text(text) => Some(text.trim().to_owned()),
            _ => self.refuse(what, "a text", findings),
        }
    }

    /// The node as a short text that may look like a whole number, such as an id or the name of a band.
    pub(crate) fn label(&self, what: &str, findings: &mut Findings) -> Option<String> {
        match &self.value {
            Value::Integer(number) => Some(number.to_string()),
            Value::Text(_) => self.text(what, findings),
            _ => self.refuse(what, "a text or a whole number", findings),
        }
    }

    /// The node as a number of points.
    pub(crate) fn points(&self, what: &str, findings: &mut Findings) -> Option<u32> {
        let Value::Integer(found) = self.value else {
            return self.refuse(what, "a whole number", findings);
        };
        let points = u32::try_from(found).ok().filter(|&points| points <= MOST_POINTS);
        if points.is_none() {
            let expected = "from 0 to 1,000,000";
            findings.add(self.mark, Problem::OutOfBounds { what: what.to_owned(), expected, found });
        }
        points
    }

    /// A mapping's key as text: keys of other types are spelt as they would be in a message.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Float(number) => Cow::Owned(format!("{number:?}")),
            Value::Null => Cow::Borrowed("null"),
            _ => Cow::Owned(self.describe()),
        }
    }

    pub(crate) fn refuse<T>(&self, what: &str, expected: &'static str, findings: &mut Findings) -> Option<T> {
        let found = self.describe();
        findings.add(self.mark, Problem::WrongType { what: what.to_owned(), expected, found });
        None
    }

    /// What stands there, for messages.
    fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number:?}"),
            Value::Text(text) => format!("the text `{}`", short(text)),
            Value::List(_) => "a list".to_owned(),
            Value::Mapping(_) => "a mapping".to_owned(),
            Value::Tagged(tag) => format!("a value with the tag !{}", short(tag)),
        }
    }
}

/// The largest number of points accepted anywhere: far above any scheme, and small enough that no total overflows.
pub(crate) const MOST_POINTS: u32 = 1_000_000;

/// A mapping whose keys are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'n, 't> {
    what: &'static str,
    mark: Mark,
    entries: &'n [(Node<'t>, Node<'t>)],
}

impl<'n, 't> Fields<'n, 't> {
    /// The value of a key; none where the key is absent or its value null.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node<'t>> {
        let (_, value) = self.entries.iter().find(|(name, _)| name.name() == key)?;
        (!matches!(value.value, Value::Null)).then_some(value)
    }

    /// The value of a key that must be there.
    pub(crate) fn require(&self, key: &'static str, findings: &mut Findings) -> Option<&'n Node<'t>> {
        let (mark, problem) = match self.entries.iter().find(|(name, _)| name.name() == key) {
            Some((_, Node { mark, value: Value::Null })) => (*mark, Problem::Blank { what: key.to_owned() }),
            Some((_, value)) => return Some(value),
            None => (self.mark, Problem::MissingKey { what: self.what, key }),
        };
        findings.add(mark, problem);
        None
    }

    /// The text of a key that must be there.
    pub(crate) fn text(&self, key: &'static str, findings: &mut Findings) -> Option<String> {
        self.require(key, findings)?.text(key, findings)
    }

    /// The text of a key that may be absent, or have nothing in it.
    pub(crate) fn optional_text(&self, key: &str, findings: &mut Findings) -> Option<String> {
        let node = self.get(key)?;
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => None,
            _ => node.text(key, findings),
        }
    }

    /// The items of a list under a key that may be absent, without those that cannot be read.
    pub(crate) fn items<T>(
        &self,
        key: &str,
        findings: &mut Findings,
        read: impl Fn(&Node<'t>, &mut Findings) -> Option<T>,
    ) -> Vec<T> {
        let items = self.get(key).and_then(|node| node.list(key, findings)).unwrap_or_default();
        items.iter().filter_map(|item| read(item, findings)).collect()
    }

    /// The number of points under a key that must be there.
    pub(crate) fn points(&self, key: &'static str, findings: &mut Findings) -> Option<u32> {
        self.require(key, findings)?.points(key, findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scalars_of_a_json_text_are_found_where_they_begin() {
        let text = r#"{"a, b":[12 ,-3.5,true],"say \"no\"":{"é":null },"":"\\"}"#;
        let columns = [2, 10, 14, 19, 25, 39, 43, 50, 53];
        assert_eq!(json_scalars(text).collect::<Vec<_>>(), columns, "{text}");
    }

    #[test]
    fn what_begins_a_value_counts_and_nothing_else_does() {
        for (text, values) in [
            ("\n", 1),
            ("\r", 1),
            (":", 1),
            ("{},", 3),
            ("[:],", 3),
            ("- ", 2),
            ("-\t?\u{a0}", 2),
            ("? ", 3),
            ("%\n", 1001),
        ] {
            let within = MOST_VALUES / values;
            assert_eq!(beyond_bounds(&text.repeat(within)), None, "{text:?}");
            let beyond = beyond_bounds(&text.repeat(within + 1)).map(|(index, _)| index);
            assert!(beyond.is_some_and(|index| index >= text.len() * within), "{text:?}: {beyond:?}");
        }
        for text in ["-a", "?a", " %", "a#'\"|>&*!@`"] {
            assert_eq!(beyond_bounds(&text.repeat(MOST_VALUES)), None, "{text:?}");
        }
    }
}

//! The one door through which YAML comes in.
//!
//! A file is split into its documents, each is parsed into a tree of [`Node`]s, and a reader walks the tree and makes
//! typed values of it. A reader never stops at the first fault: it notes each with the [`Mark`] of the node at fault.
//! Marks become lines and columns only when there are findings, by parsing the document once more: `serde_yaml` tells
//! places through its errors alone, so the second parse raises one at every scalar.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::decoding;
use crate::excerpt;
use crate::finding::{Finding, Position, Problem, Severity};
use crate::names;
use crate::typography;

/// What came out of a file: the values that are right, and what is wrong with the others.
#[derive(Debug)]
pub struct Read<T> {
    /// The values without fault, in the file's order.
    pub items: Vec<T>,
    /// All findings, in the file's order.
    pub findings: Vec<Finding>,
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
#[derive(Debug, Default)]
pub(crate) struct Findings {
    listed: Vec<(Mark, Problem)>,
    /// How many are not listed, and the severity of the worst of them.
    more: Option<(usize, Severity)>,
    errors: bool,
}

/// The most findings that are listed of one document: more would help nobody.
const MOST_FINDINGS: usize = 100;

impl Findings {
    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Whether the document cannot be used.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors
    }

    pub(crate) fn add(&mut self, mark: Mark, problem: Problem) {
        self.add_with(mark, problem.severity(), || problem);
    }

    /// Notes an error that is made only if it is listed, for those that take a search for the nearest name.
    pub(crate) fn add_error_with(&mut self, mark: Mark, problem: impl FnOnce() -> Problem) {
        self.add_with(mark, Severity::Error, problem);
    }

    fn add_with(&mut self, mark: Mark, severity: Severity, problem: impl FnOnce() -> Problem) {
        self.errors |= severity == Severity::Error;
        if self.listed.len() < MOST_FINDINGS {
            self.listed.push((mark, problem()));
        } else {
            let (count, worst) = self.more.unwrap_or((0, severity));
            self.more = Some((count + 1, worst.max(severity)));
        }
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
    let mut findings = Vec::new();
    let mut empty = true;
    if let Some(header) = decoding::csv_header(text) {
        let start = Position { line: decoding::line_of(text, header), column: 1 };
        let finding = Finding::at(source, Some(start), Problem::Spreadsheet { form: "CSV" });
        return Read { items, findings: vec![finding.in_line(header, header.chars().count())] };
    }
    for place in sections(text) {
        let section = place.of(text);
        match section.parse() {
            Err((position, problem)) => findings.extend(section.broken(source, position, problem)),
            Ok(Node { value: Value::Null, .. }) => continue,
            Ok(root) => {
                let mut found = Findings::default();
                let document = Document { place, root };
                let item = read_one(&document, &mut found);
                if !found.has_errors() {
                    items.extend(item);
                }
                let typographic = typography::marks(&document.root);
                if !found.is_empty() || !typographic.is_empty() {
                    findings.extend(section.locate(source, found, &typographic));
                }
            }
        }
        empty = false;
    }
    if empty {
        findings.push(Finding::at(source, None, Problem::Nothing { what }));
    }
    Read { items, findings }
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
    /// The place of a node of the document, in the file's text.
    pub(crate) fn position(&self, text: &str, mark: Mark) -> Option<Position> {
        self.of(text).positions().get(mark.0).copied()
    }

    /// The document's own part of the file's text.
    fn of<'t>(&self, text: &'t str) -> DocumentText<'t> {
        let text = text.get(self.bytes.clone()).unwrap_or_default();
        DocumentText { text, first_line: self.first_line }
    }
}

/// Puts findings about documents that were read before in their places. They come with the line in which their document
/// begins, in the order of the file.
pub(crate) fn locate(source: &Arc<str>, text: &str, found: Vec<(usize, Mark, Problem)>) -> Vec<Finding> {
    let all = found.len();
    let mut found = found.into_iter().take(MOST_FINDINGS).peekable();
    let mut located = Vec::new();
    for section in sections(text) {
        let mut own = Findings::default();
        while let Some((_, mark, problem)) = found.next_if(|(line, ..)| *line == section.first_line) {
            own.add(mark, problem);
        }
        if !own.is_empty() {
            located.extend(section.of(text).locate(source, own, &[]));
        }
    }
    if let Some(last) = located.last().filter(|_| all > MOST_FINDINGS) {
        let (count, severity) = (all - MOST_FINDINGS, last.problem.severity());
        located.push(Finding::at(source, last.position, Problem::MoreFindings { count, severity }));
    }
    located
}

/// The text of one document of a file, not yet parsed.
#[derive(Debug, Clone, Copy)]
struct DocumentText<'t> {
    text: &'t str,
    first_line: usize,
}

/// Splits a file at its document markers, so that what is broken in one document cannot hide the next.
///
/// YAML lets `---` and `...` begin a line for no other purpose, not even inside a block of text.
fn sections(text: &str) -> Vec<Section> {
    const BYTE_ORDER_MARK: &str = "\u{feff}";
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
        if let Some(position) = self.too_deep() {
            return Err((Some(position), Problem::TooDeep { limit: MOST_OPEN_BRACKETS }));
        }
        let (scalars, left) = (Cell::new(0), Cell::new(2 * self.text.len() + 1));
        let deserializer = serde_yaml::Deserializer::from_str(self.text);
        NodeSeed { scalars: &scalars, left: &left }.deserialize(deserializer).map_err(|error| {
            let many = left.get() == 0;
            let problem =
                if many { Problem::TooManyAliases } else { Problem::BrokenYaml(without_place(&error)) };
            (self.position_of(&error), problem)
        })
    }

    /// The first bracket beyond those that may be open at once. The parser's time grows with the square of their number,
    /// and it would try all of them before it says that they are too many. Brackets in texts count as well, which no
    /// text notices.
    fn too_deep(&self) -> Option<Position> {
        let mut open: usize = 0;
        for (index, byte) in self.text.bytes().enumerate() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MOST_OPEN_BRACKETS {
                let Position { line, column } = Position::behind(&self.text[..index]);
                return Some(Position { line: self.first_line + line - 1, column });
            }
        }
        None
    }

    /// Puts findings in the order of their places, with those about what a word processor may have made of plain
    /// characters, if they are really there: in quotes they are meant.
    fn locate(&self, source: &Arc<str>, mut findings: Findings, typographic: &[Mark]) -> Vec<Finding> {
        let positions = self.positions();
        let lines = decoding::lines(self.text);
        let mut letters = decoding::Letters::of(&lines);
        for &mark in typographic {
            let place = positions.get(mark.0);
            let written = place.and_then(|place| letters.at(place.line - self.first_line, place.column));
            if let Some(problem) = written.and_then(typography::problem) {
                findings.add(mark, problem);
            }
        }
        let start = Position { line: self.first_line, column: 1 };
        let last = positions.last().copied().unwrap_or(start);
        let mut located: Vec<(Position, Problem)> = findings
            .listed
            .into_iter()
            .map(|(Mark(scalar), problem)| (positions.get(scalar).copied().unwrap_or(last), problem))
            .collect();
        located.sort_by_key(|(position, _)| *position);
        let end = located.last().map(|(position, _)| *position);
        let mut found: Vec<Finding> = located
            .into_iter()
            .map(|(position, problem)| self.finding(source, &lines, position, problem))
            .collect();
        if let Some((count, severity)) = findings.more {
            found.push(Finding::at(source, end, Problem::MoreFindings { count, severity }));
        }
        found
    }

    /// A finding with the line that it is in, out of those of the document.
    fn finding(&self, source: &Arc<str>, lines: &[&str], position: Position, problem: Problem) -> Finding {
        let finding = Finding::at(source, Some(position), problem);
        match lines.get(position.line - self.first_line) {
            Some(line) => finding.in_line(line, excerpt::value_length(line, position.column)),
            None => finding,
        }
    }

    /// What keeps the document from being read, and what may lie behind it.
    fn broken(&self, source: &Arc<str>, position: Option<Position>, problem: Problem) -> Vec<Finding> {
        let Some(position) = position else { return vec![Finding::at(source, None, problem)] };
        let lines = decoding::lines(self.text);
        if !matches!(problem, Problem::BrokenYaml(_)) {
            return vec![self.finding(source, &lines, position, problem)];
        }
        let line = lines.get(position.line - self.first_line).copied().unwrap_or_default();
        // A tab behind which the fault lies may stand there: text in quotes may go on with one.
        if indenting_tab(line) == Some(position.column) {
            return vec![Finding::at(source, Some(position), Problem::TabIndentation).in_line(line, 1)];
        }
        let mut found = vec![self.finding(source, &lines, position, problem)];
        if let Some((column, problem)) = typography::in_line(line) {
            let position = Position { column, ..position };
            found.push(self.finding(source, &lines, position, problem));
        }
        found
    }

    /// The place of every scalar, in the order in which [`NodeSeed`] counts them.
    fn positions(&self) -> Vec<Position> {
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

    fn position_of(&self, error: &serde_yaml::Error) -> Option<Position> {
        let location = error.location()?;
        Some(Position { line: location.line() + self.first_line - 1, column: location.column() })
    }
}

/// The column of a tab in the blanks that a line begins with.
fn indenting_tab(line: &str) -> Option<usize> {
    let indented = line.chars().take_while(|c| [' ', '\t'].contains(c));
    indented.enumerate().find(|(_, c)| *c == '\t').map(|(index, _)| index + 1)
}

/// The parser's message without the line and column in its words, which count from the document and not from the file.
fn without_place(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    let mut parts = message.split(" at line ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(" column ");
        kept.push_str(rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    kept
}

/// The most brackets that may be open at once.
const MOST_OPEN_BRACKETS: usize = 1000;

/// Builds a [`Node`], counting scalars as it goes.
#[derive(Clone, Copy)]
struct NodeSeed<'c> {
    scalars: &'c Cell<usize>,
    /// How many more nodes there may be. Without aliases a document has fewer than two for each of its bytes.
    left: &'c Cell<usize>,
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
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| de::Error::custom("too many nodes"))?);
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

    fn visit_str<E>(self, value: &str) -> Result<Node<'t>, E> {
        Ok(self.scalar(Value::Text(Cow::Owned(value.to_owned()))))
    }

    fn visit_borrowed_str<E>(self, value: &'t str) -> Result<Node<'t>, E> {
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

    /// The node as a mapping with any keys.
    pub(crate) fn mapping(&self, what: &str, findings: &mut Findings) -> Option<&[(Node<'t>, Node<'t>)]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => self.refuse(what, "a mapping of keys to values", findings),
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
            Value::Text(text) => format!("the text `{text}`"),
            Value::List(_) => "a list".to_owned(),
            Value::Mapping(_) => "a mapping".to_owned(),
            Value::Tagged(tag) => format!("a value with the tag !{tag}"),
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

//! Web pages, tokenized as browsers do and read without building a tree. Paragraphs and tables without an end tag end
//! where browsers end them.

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, Spanned, Tokenizer};

use super::css::{ElementLook, Selected, StyleRules, applies_to_screens};
use super::error::DocumentError;
use super::flow::{Flow, Span};
use super::stream::{Document, DocumentPlace};

/// Maximum depth of nested elements.
const MAX_ELEMENTS: usize = 512;

/// Elements whose content is not part of the text.
const HIDDEN: [&str; 16] = [
    "audio", "button", "canvas", "dialog", "iframe", "nav", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
];

/// Hidden elements that end the paragraph before them.
const HIDDEN_BLOCKS: [&str; 2] = ["dialog", "nav"];

/// Elements that are never closed.
const EMPTY: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements within a paragraph. All others, even unknown ones, begin a paragraph.
const INLINE: [&str; 40] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "mark",
    "meter",
    "o:p",
    "output",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "st1:place",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "w:sdt",
];

/// Elements whose text is struck out.
const STRUCK: [&str; 3] = ["del", "s", "strike"];

/// Elements that are bold by default.
const BOLD: [&str; 9] = ["b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Groups of elements whose end tag may be left out before another of the group, each with the elements that limit the
/// search for the open one.
const CLOSED_BY_THEIR_LIKE: [(&[&str], &[&str]); 5] = [
    (&["li"], &["ul", "ol", "menu", "td", "th", "table"]),
    (&["dt", "dd"], &["dl", "td", "th", "table"]),
    (&["td", "th"], &["table"]),
    (&["tr"], &["table"]),
    (&["thead", "tbody", "tfoot", "caption", "colgroup"], &["table"]),
];

/// Reads a web page.
///
/// # Errors
/// The page is too large, or its elements are nested too deep.
pub fn read_html(bytes: &[u8]) -> Result<Document, DocumentError> {
    let text = decode(bytes);
    let mut page = PageReader::new(&text);
    for token in tokens(&text) {
        match token {
            Token::StartTag(tag) => page.begin(&tag)?,
            Token::EndTag(tag) => page.end(&name_of(&tag.name))?,
            Token::String(text) => page.text(&text)?,
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.finish()
}

/// Splits a page into tags and text.
fn tokens(text: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(text, emitter).map(|token| {
        let Ok(token) = token;
        token
    })
}

/// Reads all style sheets of a page. Each applies to the whole page.
fn style_rules(text: &str) -> StyleRules {
    let mut rules = StyleRules::default();
    let mut is_sheet = false;
    for token in tokens(text) {
        match token {
            Token::StartTag(tag) => {
                let media = attribute(&tag, b"media").unwrap_or_default();
                is_sheet = &**tag.name == b"style" && applies_to_screens(&media);
            }
            Token::String(sheet) if is_sheet => rules.read(&String::from_utf8_lossy(&sheet)),
            Token::EndTag(_) => is_sheet = false,
            _ => {}
        }
    }
    rules
}

/// Decodes a page in the encoding of its byte order mark or `<meta charset>`, else as UTF-8 or, if it is not UTF-8, as
/// Windows-1252.
fn decode(bytes: &[u8]) -> String {
    use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

    if let Ok(text) = str::from_utf8(bytes) {
        return text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| named_encoding(bytes)).filter(|&encoding| encoding != UTF_8);
    encoding.unwrap_or(WINDOWS_1252).decode(bytes).0.into_owned()
}

/// Returns the encoding that the first bytes of a page name, as in `charset=windows-1252`.
fn named_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let beginning = bytes.get(..bytes.len().min(2048))?.to_ascii_lowercase();
    let at = memchr::memmem::find(&beginning, b"charset=")? + "charset=".len();
    let label = beginning.get(at..)?.trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let end = label.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte)))?;
    encoding_rs::Encoding::for_label(label.get(..end)?)
}

/// An open element.
struct Element {
    selected: Selected,
    is_bold: bool,
    /// True if it is not displayed, transparent or struck out.
    is_hidden: bool,
    is_within_hidden: bool,
    /// True if its text is invisible.
    is_invisible: bool,
    /// True if line breaks and tabs in it are kept.
    is_preformatted: bool,
}

impl Element {
    fn name(&self) -> &str {
        &self.selected.name
    }
}

impl AsRef<Selected> for Element {
    fn as_ref(&self) -> &Selected {
        &self.selected
    }
}

/// Reads the tokens of a page into a flow.
struct PageReader<'t> {
    flow: Flow,
    /// Open elements, the innermost last.
    open: Vec<Element>,
    rules: StyleRules,
    places: TextPlaces<'t>,
    /// True at the beginning of a list item written by Word, whose number comes as text.
    number_expected: bool,
}

impl<'t> PageReader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            flow: Flow::default(),
            open: Vec::new(),
            rules: style_rules(text),
            places: TextPlaces::new(text),
            number_expected: false,
        }
    }

    fn begin(&mut self, tag: &StartTag<usize>) -> Result<(), DocumentError> {
        let name = name_of(&tag.name);
        let is_inline =
            INLINE.contains(&&*name) || (HIDDEN.contains(&&*name) && !HIDDEN_BLOCKS.contains(&&*name));
        if self.is_hidden() && !is_inline {
            self.close_for(&name)?;
        }
        if self.is_hidden() && !HIDDEN.contains(&&*name) {
            // In a hidden element, only end tags matter.
            return if EMPTY.contains(&&*name) { Ok(()) } else { self.push(name, tag) };
        }
        if name == "br" {
            self.flow.line_break();
            return Ok(());
        }
        if !is_inline {
            self.close_for(&name)?;
            self.flow.end_paragraph()?;
            self.number_expected = false;
        }
        match &*name {
            "table" => self.flow.begin_table()?,
            "tr" => self.flow.end_row()?,
            "td" | "th" => self.flow.begin_cell(Span {
                columns: number(tag, b"colspan").unwrap_or(1),
                rows: number(tag, b"rowspan").unwrap_or(1),
            })?,
            "p" => {
                self.number_expected =
                    attribute(tag, b"class").is_some_and(|class| class.starts_with("MsoList"))
            }
            name if EMPTY.contains(&name) => return Ok(()),
            _ => {}
        }
        self.push(name, tag)
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|element| element.is_hidden)
    }

    /// Opens an element.
    fn push(&mut self, name: String, tag: &StartTag<usize>) -> Result<(), DocumentError> {
        if self.open.len() == MAX_ELEMENTS {
            return Err(DocumentError::TooDeep { what: "elements", limit: MAX_ELEMENTS });
        }
        let text = |bytes: &HtmlString| String::from_utf8_lossy(bytes).into_owned();
        let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
        let selected = Selected { name, attributes };
        let look = match self.is_hidden() {
            true => ElementLook::default(),
            false => self.rules.look(&selected, &self.open)?,
        };
        let is_displayed = look.displayed.unwrap_or(!selected.attributes.contains_key("hidden"));
        let outer = self.open.last();
        let is_within_hidden = outer.is_some_and(|outer| outer.is_hidden);
        let is_hidden = is_within_hidden
            || !is_displayed
            || look.transparent == Some(true)
            || look.struck.unwrap_or(STRUCK.contains(&&*selected.name))
            || HIDDEN.contains(&&*selected.name);
        self.open.push(Element {
            is_bold: look
                .bold
                .unwrap_or(outer.is_some_and(|outer| outer.is_bold) || BOLD.contains(&&*selected.name)),
            is_hidden,
            is_within_hidden,
            is_invisible: !look.visible.unwrap_or(!outer.is_some_and(|outer| outer.is_invisible)),
            is_preformatted: outer.is_some_and(|outer| outer.is_preformatted) || selected.name == "pre",
            selected,
        });
        Ok(())
    }

    /// Closes the open elements that the start tag of `name` ends.
    fn close_for(&mut self, name: &str) -> Result<(), DocumentError> {
        self.close(&["p"], &["td", "th", "table", "caption", "body"])?;
        for (group, bounds) in CLOSED_BY_THEIR_LIKE {
            // A row ends an open cell, and a row group an open row.
            let is_larger = matches!((name, group), ("tr", ["td", "th"]))
                || (CLOSED_BY_THEIR_LIKE[4].0.contains(&name) && matches!(group, ["td", "th"] | ["tr"]));
            if group.contains(&name) || is_larger {
                self.close(group, bounds)?;
            }
        }
        Ok(())
    }

    /// Closes the innermost element with one of `names` and all elements within it, unless a hidden element or one of
    /// `bounds` is nearer.
    fn close(&mut self, names: &[&str], bounds: &[&str]) -> Result<(), DocumentError> {
        let limits = [names, bounds, &HIDDEN];
        let end =
            self.open.iter().rposition(|element| limits.iter().any(|list| list.contains(&element.name())));
        let Some(end) = end.filter(|&end| self.open.get(end).is_some_and(|it| names.contains(&it.name())))
        else {
            return Ok(());
        };
        while self.open.len() > end {
            let Some(element) = self.open.pop() else { break };
            match element.name() {
                _ if element.is_within_hidden => {}
                "table" => self.flow.end_table()?,
                "tr" => self.flow.end_row()?,
                "td" | "th" => self.flow.end_cell()?,
                name if INLINE.contains(&name) || element.is_hidden => {}
                _ => self.flow.end_paragraph()?,
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), DocumentError> {
        match name {
            "br" => self.flow.line_break(),
            "table" => self.close(&["table"], &[])?,
            "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" => self.close(&[name], &["table"])?,
            _ => self.close(&[name], &["td", "th", "table"])?,
        }
        Ok(())
    }

    fn text(&mut self, text: &Spanned<HtmlString, usize>) -> Result<(), DocumentError> {
        let words = String::from_utf8_lossy(text);
        let Some(element) = self.open.last() else {
            return self.words(&words, text.span.start, false);
        };
        if element.is_hidden || element.is_invisible {
            return Ok(());
        }
        let bold = element.is_bold;
        if !element.is_preformatted {
            return self.words(&words, text.span.start, bold);
        }
        let mut start = text.span.start;
        for (index, line) in words.split('\n').enumerate() {
            if index > 0 {
                self.flow.end_paragraph()?;
            }
            for (index, words) in line.split('\t').enumerate() {
                if index > 0 {
                    self.flow.tab();
                }
                self.words(words, start, bold)?;
                start += words.len() + 1;
            }
        }
        Ok(())
    }

    /// Adds words that begin at byte `start` of the page, or after white space there.
    fn words(&mut self, words: &str, start: usize, bold: bool) -> Result<(), DocumentError> {
        let mut words = words;
        if self.number_expected && !words.trim().is_empty() {
            // Word writes the number of a list item as text of its own.
            self.number_expected = false;
            if is_number_of_item(words.trim()) {
                words = "";
            }
        }
        let place = self.places.at(start);
        self.flow.text(words, bold, place);
        Ok(())
    }

    fn finish(mut self) -> Result<Document, DocumentError> {
        while let Some(element) = self.open.last() {
            let name = element.name().to_owned();
            self.close(&[&name], &[])?;
        }
        let document = self.flow.finish()?;
        Ok(Document { has_lines: true, ..document })
    }
}

/// Returns true for the number or bullet of a list item alone, such as `1.`, `a)` or `•`.
fn is_number_of_item(text: &str) -> bool {
    let mut signs = text.chars();
    match signs.next_back() {
        Some('.' | ')') => signs.clone().count() <= 3 && signs.all(char::is_alphanumeric),
        Some(sign) => signs.next().is_none() && !sign.is_ascii_digit(),
        None => false,
    }
}

fn name_of(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn number(tag: &StartTag<usize>, name: &[u8]) -> Option<usize> {
    attribute(tag, name)?.trim().parse().ok()
}

/// Finds lines and columns of ascending offsets in one pass.
struct TextPlaces<'t> {
    text: &'t str,
    /// Offset of the last place, in bytes, with its line and column.
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> TextPlaces<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    /// Returns the place of the first character at or after `byte` that is not white space.
    fn at(&mut self, byte: usize) -> DocumentPlace {
        let rest = self.text.get(self.at..).unwrap_or_default();
        for (index, c) in rest.char_indices() {
            if self.at + index >= byte && !c.is_whitespace() {
                self.at += index;
                break;
            }
            if c == '\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        DocumentPlace { page: None, line: self.line, column: self.column }
    }
}

//! Word documents: ZIP archives of XML, read in one pass without building a tree.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::DocumentError;
use super::flow::{Flow, Paragraph, Span};
use super::stream::{Document, DocumentPlace};

/// Maximum number of bytes of an unpacked part. Two hundred pages take less than a tenth of it.
const MAX_BYTES: u64 = 64 << 20;

/// Maximum number of files in the archive. A document has a few dozen, and one per picture.
const MAX_FILES: usize = 10_000;

/// Maximum depth of nested elements.
const MAX_ELEMENTS: usize = 512;

/// Maximum length of a chain of styles that are based on each other.
const MAX_BASES: usize = 32;

/// Elements whose content is not text of the document: deleted or moved text, field instructions, former properties,
/// fallbacks for older programs, and pronunciation guides.
const LEFT_OUT: [&str; 12] = [
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "Fallback",
    "rt",
];

/// Properties that hide text or strike it out.
const HIDING: [&str; 3] = ["vanish", "strike", "dstrike"];

/// The element that Word writes where a page ended when it last laid out the document. Page breaks set by the author
/// are not enough: most pages end without one.
const PAGE_END: &str = "lastRenderedPageBreak";

/// Returns the index of a property among [`HIDING`].
fn hiding(name: &str) -> Option<usize> {
    HIDING.iter().position(|hiding| *hiding == name)
}

/// Reads a Word document.
///
/// # Errors
/// The document is damaged, too large, or protected by a password.
pub fn read_word(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_FILES {
        return Err(DocumentError::TooMany { what: "files in it", limit: MAX_FILES });
    }
    let main = main_part(&archive);
    let styles = match part(&mut archive, "word/styles.xml")? {
        Some(xml) => TextStyles::read(&xml)?,
        None => TextStyles::default(),
    };
    let mut body = Body::new(styles);
    let xml = part(&mut archive, &main)?.ok_or_else(|| damaged(format!("it has no {main}")))?;
    body.page = xml.contains(PAGE_END).then_some(1);
    body.read(&xml)?;
    body.page = None;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = part(&mut archive, notes)? {
            body.read(&xml)?;
        }
    }
    body.flow.finish()
}

/// Returns the name of the part with the text. Some programs number it.
fn main_part(archive: &ZipArchive<Cursor<&[u8]>>) -> String {
    const USUAL: &str = "word/document.xml";
    if archive.index_for_name(USUAL).is_some() {
        return USUAL.to_owned();
    }
    let is_main = |name: &str| {
        let number = name.strip_prefix("word/document").and_then(|name| name.strip_suffix(".xml"));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut names = archive.file_names().flatten();
    names.find(|name| is_main(name)).map_or_else(|| USUAL.to_owned(), |name| name.into_owned())
}

/// Unpacks a part of a document; `None` if the document does not have it.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, DocumentError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
            return Err(DocumentError::Encrypted("Word document"));
        }
        Err(error) => return Err(damaged(error)),
    };
    let mut xml = String::new();
    file.take(MAX_BYTES + 1).read_to_string(&mut xml).map_err(damaged)?;
    if xml.len() as u64 > MAX_BYTES {
        return Err(DocumentError::TooMany { what: "megabytes of text", limit: (MAX_BYTES >> 20) as usize });
    }
    Ok(Some(xml))
}

fn damaged(reason: impl ToString) -> DocumentError {
    DocumentError::Damaged { format: "Word document", reason: reason.to_string() }
}

/// An event of XML that matters here.
enum XmlEvent<'x> {
    Begin(&'x BytesStart<'x>),
    End(&'x str),
    Text(&'x str),
}

/// Calls `tell` for each event of a part, in order.
fn walk(
    xml: &str,
    mut tell: impl FnMut(XmlEvent<'_>) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml.strip_prefix('\u{feff}').unwrap_or(xml));
    reader.config_mut().expand_empty_elements = true;
    let mut depth: usize = 0;
    loop {
        match reader.read_event().map_err(damaged)? {
            // Paragraphs and text in drawings are not part of the document.
            Event::Start(element) if element.name().prefix().is_some_and(|it| it.as_ref() == "a") => {
                depth += 1
            }
            Event::End(element) if element.name().prefix().is_some_and(|it| it.as_ref() == "a") => {
                depth = depth.saturating_sub(1);
            }
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_ELEMENTS {
                    return Err(DocumentError::TooDeep { what: "elements", limit: MAX_ELEMENTS });
                }
                tell(XmlEvent::Begin(&element))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                tell(XmlEvent::End(element.local_name().as_ref()))?;
            }
            Event::Text(text) => tell(XmlEvent::Text(&text.xml10_content()))?,
            Event::CData(text) => tell(XmlEvent::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(damaged)? {
                Some(c) => tell(XmlEvent::Text(c.encode_utf8(&mut [0; 4])))?,
                None => {
                    let name = reference.xml10_content();
                    let text = quick_xml::escape::resolve_predefined_entity(&name);
                    tell(XmlEvent::Text(
                        text.ok_or_else(|| damaged(format!("it has an unknown entity &{name};")))?,
                    ))?;
                }
            },
            Event::DocType(_) => return Err(damaged("it declares entities, which Word documents do not")),
            Event::Eof if depth > 0 => return Err(damaged("it ends within an element")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Returns the value of an attribute with this local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|it| it.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

/// Returns true unless the property is switched off.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// The styles of a document, by their ids.
#[derive(Default)]
struct TextStyles(HashMap<String, TextStyle>);

#[derive(Default)]
struct TextStyle {
    bold: Option<bool>,
    hidden: [Option<bool>; HIDING.len()],
    based_on: Option<String>,
}

impl TextStyles {
    fn read(xml: &str) -> Result<Self, DocumentError> {
        let mut styles = Self::default();
        let mut style: Option<(String, TextStyle)> = None;
        // Styles of tables contain conditional styles of rows and columns, which do not apply to the whole table.
        let mut is_conditional = false;
        walk(xml, |told| {
            match told {
                XmlEvent::Begin(element) => match (element.local_name().as_ref(), &mut style) {
                    ("style", _) => {
                        style = attribute(element, "styleId").map(|id| (id, TextStyle::default()));
                    }
                    ("tblStylePr", _) => is_conditional = true,
                    ("b", Some((_, style))) if !is_conditional => style.bold = Some(is_on(element)),
                    (name, Some((_, style))) if !is_conditional && hiding(name).is_some() => {
                        hiding(name).into_iter().for_each(|index| style.hidden[index] = Some(is_on(element)));
                    }
                    ("basedOn", Some((_, style))) => style.based_on = attribute(element, "val"),
                    _ => {}
                },
                XmlEvent::End("style") => styles.0.extend(style.take()),
                XmlEvent::End("tblStylePr") => is_conditional = false,
                XmlEvent::End(_) | XmlEvent::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// Returns a property of a style, or of the nearest style that it is based on and that sets it.
    fn find(&self, id: &str, property: impl Fn(&TextStyle) -> Option<bool>) -> Option<bool> {
        let mut id = id;
        for _ in 0..MAX_BASES {
            let style = self.0.get(id)?;
            if let Some(found) = property(style) {
                return Some(found);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }
}

/// The look of a paragraph or a run of text in it.
#[derive(Clone, Copy, Default)]
struct TextLook {
    bold: bool,
    /// True for each property of [`HIDING`] that is on.
    hidden: [bool; HIDING.len()],
}

impl TextLook {
    /// Applies the properties that a style or its bases set.
    fn apply(&mut self, styles: &TextStyles, id: &str) {
        self.bold = styles.find(id, |style| style.bold).unwrap_or(self.bold);
        for (index, hidden) in self.hidden.iter_mut().enumerate() {
            *hidden = styles.find(id, |style| style.hidden[index]).unwrap_or(*hidden);
        }
    }
}

/// The owner of the properties being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Properties {
    Paragraph,
    Row,
}

/// The pages that a row of a table is on.
#[derive(Default)]
struct RowPages {
    first: Option<u32>,
    /// Last page that an earlier cell of the row reaches.
    last: Option<u32>,
    has_text: bool,
    /// True if a page end was noted in the row before its text.
    is_below_end: bool,
    cell_has_text: bool,
}

/// Reads the events of a document into a flow.
#[derive(Default)]
struct Body {
    styles: TextStyles,
    flow: Flow,
    /// Number of open elements of [`LEFT_OUT`].
    left_out: usize,
    /// Owner of the properties being read, `None` outside of properties.
    properties: Option<Properties>,
    /// True inside an element of text.
    in_text: bool,
    paragraph: TextLook,
    run: TextLook,
    /// True if the end of the paragraph was deleted, so that the next paragraph continues it.
    goes_on: bool,
    /// Number of paragraphs that have begun, and of characters in the current one.
    paragraphs: usize,
    characters: usize,
    /// Paragraphs that continue after a text box in them.
    suspended: Vec<(Paragraph, TextLook, TextLook, usize)>,
    /// Span of the current cell.
    span: Span,
    /// True if the current cell has begun in the flow.
    has_cell: bool,
    /// True if the row was deleted or is hidden.
    row_is_deleted: bool,
    cell_is_deleted: bool,
    /// Current page, `None` if the document does not record its page ends.
    page: Option<u32>,
    /// Pages of the open rows, the innermost last.
    rows: Vec<RowPages>,
    /// Number of cells that the row leaves out at its end.
    cells_after: usize,
}

impl Body {
    fn new(styles: TextStyles) -> Self {
        Self { styles, span: Span::ONE, has_cell: true, ..Self::default() }
    }

    fn read(&mut self, xml: &str) -> Result<(), DocumentError> {
        walk(xml, |told| match told {
            XmlEvent::Begin(element) => self.begin(element),
            XmlEvent::End(name) => self.end(name),
            XmlEvent::Text(text) => {
                if self.in_text && self.left_out == 0 {
                    self.text(text);
                }
                Ok(())
            }
        })
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), DocumentError> {
        let name = element.local_name();
        let name = name.as_ref();
        if LEFT_OUT.contains(&name) {
            // Among properties, the mark belongs to the row or to the end of the paragraph.
            match (name, self.properties) {
                ("del" | "moveFrom", Some(Properties::Row)) => self.row_is_deleted = true,
                ("del" | "moveFrom", Some(Properties::Paragraph)) => self.goes_on = true,
                _ => {}
            }
            self.left_out += 1;
        }
        if self.left_out > 0 {
            return Ok(());
        }
        match name {
            "p" => self.begin_paragraph()?,
            "pPr" => self.properties = Some(Properties::Paragraph),
            "trPr" => self.properties = Some(Properties::Row),
            "pStyle" => {
                attribute(element, "val").iter().for_each(|id| self.paragraph.apply(&self.styles, id));
            }
            "r" => self.run = self.paragraph,
            "rStyle" => attribute(element, "val").iter().for_each(|id| self.run.apply(&self.styles, id)),
            "b" => self.run.bold = is_on(element),
            "vanish" | "strike" | "dstrike" => {
                hiding(name).into_iter().for_each(|index| self.run.hidden[index] = is_on(element));
            }
            "hidden" if self.properties == Some(Properties::Row) => self.row_is_deleted |= is_on(element),
            "cellDel" => self.cell_is_deleted = true,
            PAGE_END => self.turn_page(),
            "t" => self.in_text = true,
            "tab" | "ptab" if self.properties.is_none() && !self.is_hidden() => self.flow.tab(),
            "br" | "cr" if !self.is_hidden() => self.flow.line_break(),
            "noBreakHyphen" => self.text("-"),
            "tbl" => {
                self.begin_cell()?;
                self.flow.begin_table()?;
            }
            "tr" => {
                (self.row_is_deleted, self.cells_after) = (false, 0);
                self.rows.push(RowPages { first: self.page, last: self.page, ..RowPages::default() });
            }
            "gridBefore" => self.skip_cells(number(element))?,
            "gridAfter" => self.cells_after = number(element),
            "tc" => {
                (self.span, self.has_cell, self.cell_is_deleted) = (Span::ONE, false, false);
                if let Some(row) = self.rows.last_mut() {
                    row.last = row.last.max(self.page);
                    (self.page, row.cell_has_text) = (row.first, false);
                }
            }
            "gridSpan" => self.span.columns = number(element),
            "txbxContent" => {
                self.suspended.push((self.flow.suspend(), self.paragraph, self.run, self.characters));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), DocumentError> {
        if LEFT_OUT.contains(&name) {
            self.left_out = self.left_out.saturating_sub(1);
            return Ok(());
        }
        if self.left_out > 0 {
            return Ok(());
        }
        match name {
            "p" if !self.goes_on => self.flow.end_paragraph()?,
            "pPr" | "trPr" => self.properties = None,
            "t" => self.in_text = false,
            "tc" => {
                self.begin_cell()?;
                self.flow.end_cell()?;
                self.cell_is_deleted = false;
            }
            "tr" => {
                self.skip_cells(self.cells_after)?;
                self.flow.end_row()?;
                self.row_is_deleted = false;
                self.page = self.rows.pop().map_or(self.page, |row| row.last.max(self.page));
            }
            "tbl" => {
                self.flow.end_table()?;
                // If the table is in a cell, that cell continues.
                self.has_cell = true;
            }
            "txbxContent" => {
                if let Some((paragraph, look, run, characters)) = self.suspended.pop() {
                    self.flow.resume(paragraph)?;
                    (self.paragraph, self.run, self.characters) = (look, run, characters);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_paragraph(&mut self) -> Result<(), DocumentError> {
        self.begin_cell()?;
        self.paragraph = TextLook::default();
        self.run = TextLook::default();
        self.paragraphs += 1;
        self.characters = 0;
        self.goes_on = false;
        Ok(())
    }

    /// Begins the cell in the flow after its properties have been read.
    fn begin_cell(&mut self) -> Result<(), DocumentError> {
        if self.has_cell {
            return Ok(());
        }
        self.has_cell = true;
        self.flow.begin_cell(self.span)
    }

    fn skip_cells(&mut self, count: usize) -> Result<(), DocumentError> {
        if count > 0 {
            self.flow.begin_cell(Span { columns: count, rows: 1 })?;
            self.flow.end_cell()?;
        }
        Ok(())
    }

    fn is_hidden(&self) -> bool {
        self.run.hidden.contains(&true) || self.row_is_deleted || self.cell_is_deleted
    }

    /// Turns to the next page. In a row that is wholly on the next page, every cell may record the same page end.
    fn turn_page(&mut self) {
        if self.rows.last().is_some_and(|row| row.is_below_end && !row.cell_has_text) {
            return;
        }
        self.page = self.page.map(|page| page.saturating_add(1));
        for row in self.rows.iter_mut().filter(|row| !row.has_text) {
            (row.first, row.is_below_end) = (self.page, true);
        }
    }

    fn text(&mut self, text: &str) {
        if !self.is_hidden() {
            self.rows.iter_mut().for_each(|row| (row.has_text, row.cell_has_text) = (true, true));
            let spaces = text.chars().take_while(|c| c.is_whitespace()).count();
            let column = self.characters + spaces + 1;
            let place = DocumentPlace { page: self.page, line: self.paragraphs, column };
            self.flow.text(text, self.run.bold, place);
        }
        self.characters += text.chars().count();
    }
}

fn number(element: &BytesStart<'_>) -> usize {
    attribute(element, "val").and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

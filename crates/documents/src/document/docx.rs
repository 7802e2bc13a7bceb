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

/// How much one part of a document may unpack to: two hundred pages come to less than a tenth.
const MAX_BYTES: u64 = 64 << 20;

/// How many files may be in the archive: a document has some tens, and one for each picture.
const MAX_FILES: usize = 10_000;

/// How deep elements may stand in elements.
const MAX_ELEMENTS: usize = 512;

/// How many styles may stand on each other.
const MAX_BASES: usize = 32;

/// Elements whose content is no part of the text: what was deleted or moved away, instructions of fields, former
/// properties, what older programs show instead, and guides to the reading of signs.
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

/// Properties of text that is hidden or struck out.
const HIDING: [&str; 3] = ["vanish", "strike", "dstrike"];

/// The mark by which Word notes where a page ended when it last showed the document. Page breaks that the author set say
/// nothing of the pages in between.
const PAGE_END: &str = "lastRenderedPageBreak";

/// Returns the index of a property among [`HIDING`].
fn hiding(name: &str) -> Option<usize> {
    HIDING.iter().position(|hiding| *hiding == name)
}

/// Reads a Word document.
///
/// # Errors
/// Where it is damaged, too large, or protected by a password.
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

/// The name of the part that holds the text. Some programs number it.
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

/// Unpacks a part of a document, if it is there.
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

/// What a reader of a part is told: the beginning of an element, its end, or text in it.
enum XmlEvent<'x> {
    Begin(&'x BytesStart<'x>),
    End(&'x str),
    Text(&'x str),
}

/// Goes through a part of a document.
fn walk(
    xml: &str,
    mut tell: impl FnMut(XmlEvent<'_>) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml.strip_prefix('\u{feff}').unwrap_or(xml));
    reader.config_mut().expand_empty_elements = true;
    let mut depth: usize = 0;
    loop {
        match reader.read_event().map_err(damaged)? {
            // Drawings have paragraphs and text of their own, which are no part of the document's.
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
            Event::DocType(_) => return Err(damaged("it declares entities, which no Word document does")),
            Event::Eof if depth > 0 => return Err(damaged("it ends within an element")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever its prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|it| it.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

/// Whether a property that can be switched off is on.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// The looks of styles.
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
        // Styles of tables also have styles of rows and columns in them, which are not theirs.
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

    /// Returns what `property` is in a style or in those that it is based on, if one of them sets it.
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
    /// True for each of [`HIDING`] that is on.
    hidden: [bool; HIDING.len()],
}

impl TextLook {
    /// Takes over what a style or those that it is based on set.
    fn apply(&mut self, styles: &TextStyles, id: &str) {
        self.bold = styles.find(id, |style| style.bold).unwrap_or(self.bold);
        for (index, hidden) in self.hidden.iter_mut().enumerate() {
            *hidden = styles.find(id, |style| style.hidden[index]).unwrap_or(*hidden);
        }
    }
}

/// What properties are those of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Properties {
    Paragraph,
    Row,
}

/// The pages that a row of a table is on.
#[derive(Default)]
struct RowPages {
    first: Option<u32>,
    /// The last page that a cell before the present one reaches.
    last: Option<u32>,
    has_text: bool,
    /// True if a page end was noted in the row before its text.
    is_below_end: bool,
    cell_has_text: bool,
}

/// The text of a document as far as it is read.
#[derive(Default)]
struct Body {
    styles: TextStyles,
    flow: Flow,
    /// How many elements that are left out are open.
    left_out: usize,
    /// What has its properties read.
    properties: Option<Properties>,
    /// Whether text is being read.
    in_text: bool,
    paragraph: TextLook,
    run: TextLook,
    /// Whether the end of the paragraph was deleted, so that it goes on in the next.
    goes_on: bool,
    /// How many paragraphs have begun, and the characters of the present one.
    paragraphs: usize,
    characters: usize,
    /// Paragraphs that wait for the end of a text box in them.
    suspended: Vec<(Paragraph, TextLook, TextLook, usize)>,
    /// Over how many columns the cell reaches that is being read.
    span: Span,
    /// Whether the cell has begun in the flow.
    has_cell: bool,
    /// True if the row was deleted or is hidden.
    row_is_deleted: bool,
    cell_is_deleted: bool,
    /// The page where reading is; `None` if the document does not note where its pages ended when it was last shown.
    page: Option<u32>,
    /// The pages of the rows that are open, the innermost last.
    rows: Vec<RowPages>,
    /// How many cells the row leaves out at its end.
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
            // A mark among the properties is that of the row, or of the end of the paragraph.
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
                // Where the table stands in a cell, that cell goes on.
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

    /// Begins the cell in the flow, now that its properties are read.
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

    /// Goes on to the next page. In a row that stands on it as a whole, each cell may note that.
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

//! OpenDocument spreadsheets (.ods), read in one pass. `calamine` reads them too, but never ends on truncated files,
//! and expands repeated cells in memory.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::archive::{Archive, attribute, unpack};
use super::error::{WorkbookError, damaged};
use super::rows::RowWriter;
use super::table::SheetTable;
use super::value;

/// A spreadsheet with its unpacked content.
pub(super) struct Ods {
    content: Vec<u8>,
    /// Range of each sheet in `content`.
    sheets: Vec<Range<usize>>,
}

impl Ods {
    pub(super) fn open(
        archive: &mut Archive<'_>,
        most: u64,
    ) -> Result<(Ods, Vec<SheetTable>), WorkbookError> {
        let manifest = unpack(archive, "META-INF/manifest.xml", most)?.unwrap_or_default();
        let encrypted: &[u8] = b"encryption-data";
        if manifest.windows(encrypted.len()).any(|part| part == encrypted) {
            return Err(WorkbookError::Encrypted);
        }
        let mimetype = unpack(archive, "mimetype", most)?.unwrap_or_default();
        if !mimetype.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            return Err(WorkbookError::Unsupported("an OpenDocument file that is not a spreadsheet"));
        }
        let content = unpack(archive, "content.xml", most)?.unwrap_or_default();
        let (mut sheets, mut places, mut hidden) = (Vec::new(), Vec::new(), HashSet::new());
        let mut style = None;
        let mut xml = reader(&content);
        let mut depth = 0_usize;
        loop {
            let before = position(&xml);
            match xml.read_event().map_err(damaged)? {
                Event::Start(start) => match start.name().as_ref() {
                    "style:style" => style = attribute(&start, "style:name"),
                    "style:table-properties"
                        if attribute(&start, "table:display").as_deref() == Some("false") =>
                    {
                        hidden.extend(style.take());
                    }
                    "table:table" => {
                        if depth == 0 {
                            let is_hidden = attribute(&start, "table:style-name")
                                .is_some_and(|name| hidden.contains(&name));
                            sheets.push(SheetTable {
                                name: attribute(&start, "table:name").unwrap_or_default(),
                                is_hidden,
                            });
                            places.push(before..before);
                        }
                        depth += 1;
                    }
                    _ => {}
                },
                Event::End(end) if end.name().as_ref() == "table:table" => {
                    depth = depth.saturating_sub(1);
                    if let (0, Some(place)) = (depth, places.last_mut()) {
                        place.end = position(&xml);
                    }
                }
                Event::Eof if depth > 0 => return Err(damaged("it is truncated in a sheet")),
                Event::Eof => return Ok((Ods { content, sheets: places }, sheets)),
                _ => {}
            }
        }
    }

    pub(super) fn read(&self, sheet: usize, rows: &mut RowWriter) -> Result<(), WorkbookError> {
        let mut xml = reader(&self.content[self.sheets[sheet].clone()]);
        let mut row = 0_usize;
        loop {
            match xml.read_event().map_err(damaged)? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let repeated = repeated(&start, "table:number-rows-repeated");
                    let cells = read_row(&mut xml)?;
                    let last = if cells.is_empty() { row } else { row.saturating_add(repeated) };
                    for row in row..last {
                        for cell in &cells {
                            for column in cell.columns.clone() {
                                if !rows.cell(row, column, &cell.text)? {
                                    return Ok(());
                                }
                            }
                        }
                    }
                    row = row.saturating_add(repeated);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

fn reader(text: &[u8]) -> Reader<&[u8]> {
    let mut reader = Reader::from_reader(text);
    reader.config_mut().expand_empty_elements = true;
    reader
}

fn position(xml: &Reader<&[u8]>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}

/// Returns the number of times that an element is repeated.
fn repeated(element: &BytesStart<'_>, name: &str) -> usize {
    attribute(element, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// A cell that is not empty, with the columns that repeat it.
struct OdsCell {
    columns: Range<usize>,
    text: String,
}

/// Reads the rest of a row.
fn read_row(xml: &mut Reader<&[u8]>) -> Result<Vec<OdsCell>, WorkbookError> {
    let mut cells = Vec::new();
    let mut column = 0_usize;
    loop {
        match xml.read_event().map_err(damaged)? {
            Event::Start(start) if start.name().as_ref() == "table:table-cell" => {
                let columns =
                    column..column.saturating_add(repeated(&start, "table:number-columns-repeated"));
                column = columns.end;
                let text = read_text(xml)?;
                let text = value_of(&start, text);
                if !text.is_empty() {
                    cells.push(OdsCell { columns, text });
                }
            }
            // Cells covered by a merged cell are not shown.
            Event::Start(start) if start.name().as_ref() == "table:covered-table-cell" => {
                column = column.saturating_add(repeated(&start, "table:number-columns-repeated"));
                read_text(xml)?;
            }
            Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(cells),
            Event::Eof => return Err(damaged("it is truncated in a row")),
            _ => {}
        }
    }
}

/// Returns the value of a cell whose paragraphs are `text`.
fn value_of(cell: &BytesStart<'_>, text: String) -> String {
    let said = |name| attribute(cell, name);
    match said("office:value-type").as_deref() {
        // LibreOffice saves truth values as the numbers 1 and 0.
        Some("float") if ["TRUE", "FALSE"].contains(&&*text) => text,
        Some("float" | "currency" | "percentage") => {
            let number = said("office:value").and_then(|number| number.parse().ok());
            number.map_or(text, value::number)
        }
        Some("date") => said("office:date-value").map_or(text, |date| value::iso_date(&date)),
        Some("time") => text,
        Some("boolean") => value::truth(said("office:boolean-value").as_deref() == Some("true")).to_owned(),
        Some(_) => match said("office:string-value") {
            // The value of an error is empty, its paragraphs are not.
            Some(value) if !value.is_empty() => value,
            _ => text,
        },
        None => said("table:formula").map_or(text, |formula| {
            let (_, formula) = formula.split_once(":=").unwrap_or(("", &formula));
            value::formula(formula)
        }),
    }
}

/// Reads the paragraphs in the rest of a cell, without its comments.
fn read_text(xml: &mut Reader<&[u8]>) -> Result<String, WorkbookError> {
    const MOST_SPACES: usize = 1000;
    let (mut text, mut paragraphs) = (String::new(), 0_usize);
    // Depths of the current element, of the paragraph around it, and of the comment around it.
    let (mut depth, mut paragraph, mut aside) = (0_usize, None, None);
    loop {
        match xml.read_event().map_err(damaged)? {
            Event::Start(start) => {
                depth += 1;
                match start.name().as_ref() {
                    "office:annotation" | "table:table" => aside = aside.or(Some(depth)),
                    _ if aside.is_some() => {}
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        (paragraphs, paragraph) = (paragraphs + 1, Some(depth));
                    }
                    "text:s" => {
                        let count = repeated(&start, "text:c").min(MOST_SPACES);
                        text.extend(std::iter::repeat_n(' ', count));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                }
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                aside = aside.filter(|aside| *aside != depth);
                paragraph = paragraph.filter(|paragraph| *paragraph != depth);
                depth -= 1;
            }
            Event::Eof => return Err(damaged("it is truncated in a cell")),
            _ if aside.is_some() || paragraph.is_none() => {}
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(damaged)? {
                Some(c) => text.push(c),
                None => {
                    text.push_str(resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default())
                }
            },
            _ => {}
        }
    }
}

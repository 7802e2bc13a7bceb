//! Rewrites cells of Excel workbooks that `calamine` does not read correctly.

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Write};

use quick_xml::events::{BytesRef, BytesText, Event};
use quick_xml::{Reader, Writer, escape};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::archive::{self, Archive};
use super::error::{WorkbookError, damaged};

/// Change of one XML event of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SheetEvent {
    Keep,
    Drop,
    /// Text replaces the event, escaped as in XML.
    Text(String),
}

/// Follows the cells of one sheet, event by event.
#[derive(Debug, Default)]
pub(super) struct SheetCells {
    /// Kind of value of the current cell.
    cell: Option<ValueKind>,
    /// Text of the current value.
    value: Option<String>,
    /// Open elements within an extension of the current cell.
    extension_depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    /// The position of a text among the shared texts.
    SharedText,
    /// A number, a truth value or an error, whose text `calamine` reads only up to the first entity or comment.
    Plain,
    Text,
}

impl SheetCells {
    /// Returns the change of the next event: entities, comments and CDATA in a value become plain text, and extensions
    /// of cells are removed.
    ///
    /// # Errors
    /// [`WorkbookError::Damaged`] for a position that is not a plain number, and for a value that is not text.
    pub(super) fn change(&mut self, event: &Event<'_>) -> Result<SheetEvent, WorkbookError> {
        if self.extension_depth > 0 {
            match event {
                Event::Start(_) => self.extension_depth += 1,
                Event::End(_) => self.extension_depth -= 1,
                _ => {}
            }
            return Ok(SheetEvent::Drop);
        }
        let Some(kind) = self.cell else {
            if let Event::Start(element) = event
                && element.local_name().as_ref() == "c"
            {
                let mut attributes = element.attributes();
                let kind = attributes.with_checks(false).flatten().find(|it| it.key.as_ref() == "t");
                self.cell = Some(kind.map_or(ValueKind::Plain, |kind| ValueKind::new(&kind.value)));
            }
            return Ok(SheetEvent::Keep);
        };
        if self.value.is_some() {
            return self.change_in_value(kind, event);
        }
        match event {
            Event::Start(element) if element.local_name().as_ref() == "v" => self.value = Some(String::new()),
            Event::Start(element) if element.local_name().as_ref() == "extLst" => {
                self.extension_depth = 1;
                return Ok(SheetEvent::Drop);
            }
            Event::Empty(element) if element.local_name().as_ref() == "extLst" => {
                return Ok(SheetEvent::Drop);
            }
            Event::End(element) if element.local_name().as_ref() == "c" => self.cell = None,
            _ => {}
        }
        Ok(SheetEvent::Keep)
    }

    fn change_in_value(&mut self, kind: ValueKind, event: &Event<'_>) -> Result<SheetEvent, WorkbookError> {
        let (text, change) = match event {
            Event::Text(text) => (Cow::from(text.as_ref()), SheetEvent::Keep),
            // `calamine` reads entities in texts.
            Event::GeneralRef(_) if kind == ValueKind::Text => return Ok(SheetEvent::Keep),
            Event::GeneralRef(reference) => {
                let text = resolve(reference)?;
                (text.clone().into(), SheetEvent::Text(text))
            }
            Event::CData(text) => (
                Cow::from(text.as_ref()),
                SheetEvent::Text(escape::partial_escape(text.as_ref()).into_owned()),
            ),
            Event::Comment(_) | Event::PI(_) => return Ok(SheetEvent::Drop),
            Event::End(element) if element.local_name().as_ref() == "v" => {
                let value = self.value.take().unwrap_or_default();
                if kind == ValueKind::SharedText {
                    check_position(&value)?;
                }
                return Ok(SheetEvent::Keep);
            }
            _ => return Err(damaged("the value of a cell contains an element")),
        };
        if kind != ValueKind::Text {
            if change != SheetEvent::Keep && text.contains(['&', '<']) {
                return Err(damaged(format!("a cell with a number holds `{}`", crate::short(&text))));
            }
            self.value.get_or_insert_default().push_str(&text);
        }
        Ok(change)
    }
}

impl ValueKind {
    fn new(name: &str) -> ValueKind {
        match name {
            "s" => ValueKind::SharedText,
            "n" | "b" | "e" => ValueKind::Plain,
            _ => ValueKind::Text,
        }
    }
}

/// Returns the text of an entity.
fn resolve(reference: &BytesRef<'_>) -> Result<String, WorkbookError> {
    if let Some(character) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(character.to_string());
    }
    let text = escape::resolve_predefined_entity(reference.as_ref());
    text.map(ToOwned::to_owned).ok_or_else(|| damaged(format!("`&{};` is unknown", reference.as_ref())))
}

/// Refuses the position of a shared text that is not a plain number. An empty value is an empty cell.
fn check_position(value: &str) -> Result<(), WorkbookError> {
    const DIGITS: usize = 9;
    if value.len() <= DIGITS && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(damaged(format!("`{}` is not the number of a shared text", crate::short(value))))
}

/// Returns a copy of a workbook with the cells of `parts` changed by [`SheetCells`].
pub(super) fn rewrite(archive: &mut Archive<'_>, parts: &[usize]) -> Result<Vec<u8>, WorkbookError> {
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        if !parts.contains(&index) {
            copy.raw_copy_file(archive.by_index_raw(index).map_err(damaged)?).map_err(damaged)?;
            continue;
        }
        let file = archive.by_index(index).map_err(damaged)?;
        let name = file.name().map_err(damaged)?.into_owned();
        copy.start_file(name, SimpleFileOptions::default()).map_err(damaged)?;
        let mut xml = archive::xml_reader(BufReader::new(file));
        write_changed(&mut xml, &mut copy)?;
    }
    Ok(copy.finish().map_err(damaged)?.into_inner())
}

fn write_changed(xml: &mut Reader<impl std::io::BufRead>, out: &mut impl Write) -> Result<(), WorkbookError> {
    let (mut cells, mut buffer, mut writer) = (SheetCells::default(), Vec::new(), Writer::new(out));
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(damaged)?;
        if event == Event::Eof {
            return Ok(());
        }
        match cells.change(&event)? {
            SheetEvent::Keep => writer.write_event(event).map_err(damaged)?,
            SheetEvent::Drop => {}
            SheetEvent::Text(text) => {
                writer.write_event(Event::Text(BytesText::from_escaped(text))).map_err(damaged)?;
            }
        }
    }
}

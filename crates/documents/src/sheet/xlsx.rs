//! Excel workbooks (.xlsx), read with `calamine`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, XlsxCellReader, XlsxFormulaMetadata};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::archive::{self, Archive, attribute};
use super::cells::{self, SheetCells, SheetEvent};
use super::error::{WorkbookError, damaged};
use super::rows::RowWriter;
use super::table::SheetTable;
use super::value;

/// A workbook in memory, or a copy with some cells changed.
type Bytes<'b> = Cursor<Cow<'b, [u8]>>;

pub(super) struct Xlsx<'b>(calamine::Xlsx<Bytes<'b>>);

impl<'b> Xlsx<'b> {
    pub(super) fn open(
        bytes: &'b [u8],
        archive: &mut Archive<'_>,
        most: u64,
    ) -> Result<(Xlsx<'b>, Vec<SheetTable>), WorkbookError> {
        let mut counts = WorkbookCounts::default();
        let (mut part, mut cells, mut changed_parts) = (0, SheetCells::default(), Vec::new());
        archive::check(archive, most, |index, event| {
            if let Event::Start(element) | Event::Empty(element) = event {
                counts.add(element)?;
            }
            if index != part {
                (part, cells) = (index, SheetCells::default());
            }
            if cells.change(event)? != SheetEvent::Keep && changed_parts.last() != Some(&part) {
                changed_parts.push(part);
            }
            Ok(())
        })?;
        let bytes: Cow<'_, [u8]> = if changed_parts.is_empty() {
            bytes.into()
        } else {
            cells::rewrite(archive, &changed_parts)?.into()
        };
        let workbook = calamine::Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
        let with_cells = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = with_cells
            .map(|sheet| SheetTable {
                name: sheet.name.clone(),
                is_hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect();
        Ok((Xlsx(workbook), sheets))
    }

    pub(super) fn read(&mut self, sheet: &str, rows: &mut RowWriter) -> Result<(), WorkbookError> {
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(damaged)?;
        read_cells(&mut cells, rows)
    }
}

fn read_cells(cells: &mut XlsxCellReader<'_, Bytes<'_>>, rows: &mut RowWriter) -> Result<(), WorkbookError> {
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        let text = match &cell.value {
            DataRef::Empty => cell.formula.as_ref().map(formula).unwrap_or_default().into(),
            value => text(value),
        };
        if !rows.cell(row, column, &text)? {
            break;
        }
    }
    Ok(())
}

/// Formats a value.
fn text<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Empty => "".into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => value::number(*number).into(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(truth) => value::truth(*truth).into(),
        DataRef::DateTime(days) if days.is_duration() => value::duration(days.as_f64()).into(),
        DataRef::DateTime(days) => value::date(days).into(),
        DataRef::DateTimeIso(text) => value::iso_date(text).into(),
        DataRef::Error(error) => error.to_string().into(),
    }
}

/// Formats a formula whose result was not saved.
fn formula(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            value::formula(formula)
        }
        _ => value::formula(""),
    }
}

/// Counts of elements that take much more memory than they have bytes.
#[derive(Default)]
struct WorkbookCounts {
    texts: usize,
    others: usize,
    /// Names and parts of sheets. A part that is used by several sheets would be unpacked for each.
    sheets: HashSet<String>,
}

impl WorkbookCounts {
    /// Counts an element, and checks its cell references, which `calamine` trusts.
    fn add(&mut self, element: &BytesStart<'_>) -> Result<(), WorkbookError> {
        const MOST_TEXTS: usize = 5_000_000;
        const MOST_OTHERS: usize = 250_000;
        match element.local_name().as_ref() {
            "row" | "c" => check_place(element, "r")?,
            "dimension" | "f" => check_place(element, "ref")?,
            "si" => self.texts += 1,
            // `calamine` allocates memory for this count.
            "sst" => check_count(element, "uniqueCount")?,
            "sheet" | "Relationship" => {
                self.others += 1;
                self.check_sheet(element)?;
            }
            "definedName" | "numFmt" | "xf" | "font" | "fill" | "border" | "dxf" | "cellStyle" => {
                self.others += 1
            }
            _ => {}
        }
        if self.texts > MOST_TEXTS || self.others > MOST_OTHERS {
            Err(WorkbookError::TooLarge)
        } else {
            Ok(())
        }
    }

    /// Refuses a sheet with the name or the part of another.
    fn check_sheet(&mut self, element: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let is_relationship = element.local_name().as_ref() == "Relationship";
        if is_relationship && !attribute(element, "Type").is_some_and(|kind| kind.ends_with("/worksheet")) {
            return Ok(());
        }
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = attribute.key.local_name();
            let names_it = if is_relationship { &["Target"][..] } else { &["name", "id"] };
            if !names_it.contains(&name.as_ref()) {
                continue;
            }
            let value = unescape(&attribute.value).map_err(damaged)?.to_lowercase();
            let part = value.rsplit(['/', '\\']).next().unwrap_or_default();
            if !self.sheets.insert(format!("{} {part}", name.as_ref())) {
                return Err(damaged("two sheets have the same name or part"));
            }
        }
        Ok(())
    }
}

/// Refuses a count of ten million or more.
fn check_count(element: &BytesStart<'_>, name: &str) -> Result<(), WorkbookError> {
    const DIGITS: usize = 7;
    let mut counts = element.attributes();
    let mut counts = counts.with_checks(false).flatten().filter(|it| it.key.as_ref() == name);
    if counts.any(|count| count.value.len() > DIGITS) { Err(WorkbookError::TooLarge) } else { Ok(()) }
}

/// Refuses cell references such as `A99999999999`, and ranges that end before they begin.
fn check_place(element: &BytesStart<'_>, name: &str) -> Result<(), WorkbookError> {
    for attribute in element.attributes().with_checks(false).flatten().filter(|it| it.key.as_ref() == name) {
        let (first, last) = attribute.value.split_once(':').unwrap_or((&attribute.value, &attribute.value));
        let is_range = match (place(first), place(last)) {
            (Some(first), Some(last)) => first.0 <= last.0 && first.1 <= last.1,
            _ => false,
        };
        if !is_range {
            return Err(damaged(format!("`{}` is not a cell reference", crate::short(&attribute.value))));
        }
    }
    Ok(())
}

/// Parses a cell reference such as `F12` into row and column, both counted from 1. The column of `12` is 0.
fn place(text: &str) -> Option<(u32, u32)> {
    const LETTERS: usize = 3;
    const DIGITS: usize = 7;
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (column, row) = text.split_at(letters);
    let is_row = (1..=DIGITS).contains(&row.len()) && row.bytes().all(|byte| byte.is_ascii_digit());
    if letters > LETTERS || !is_row {
        return None;
    }
    let column = column.bytes().fold(0, |number, letter| number * 26 + u32::from(letter & 31));
    row.parse().ok().filter(|row| *row > 0).map(|row| (row, column))
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    fn element(content: &str) -> BytesStart<'_> {
        BytesStart::from_content(content, content.find(' ').unwrap_or(content.len()))
    }

    #[test]
    fn no_more_is_counted_than_there_may_be() {
        for (content, texts, others) in [
            ("si", 5_000_000, 0),
            ("sheet name=\"A\"", 0, 250_000),
            ("definedName", 0, 250_000),
            ("numFmt", 0, 250_000),
            ("xf", 0, 250_000),
            ("x:font", 0, 250_000),
            ("dxf", 0, 250_000),
        ] {
            let add = |texts, others| {
                WorkbookCounts { texts, others, ..WorkbookCounts::default() }.add(&element(content)).is_ok()
            };
            let (texts_before, others_before) =
                (usize::saturating_sub(texts, 1), usize::saturating_sub(others, 1));
            assert!(add(texts_before, others_before) && !add(texts, others), "{content}");
        }
        assert!(
            WorkbookCounts { texts: 5_000_000, others: 250_000, ..WorkbookCounts::default() }
                .add(&element("v"))
                .is_ok()
        );
        assert!(WorkbookCounts::default().add(&element("sst uniqueCount=\"9999999\"")).is_ok());
        assert!(WorkbookCounts::default().add(&element("sst uniqueCount=\"10000000\"")).is_err());
    }

    #[test]
    fn no_two_sheets_are_the_same_part() {
        let add_both = |kind: &str| {
            let content = format!("Relationship Type=\"http://example.org/{kind}\" Target=\"sheet1.xml\"");
            let mut counts = WorkbookCounts::default();
            counts.add(&element(&content)).and_then(|()| counts.add(&element(&content)))
        };
        assert!(add_both("worksheet").is_err() && add_both("hyperlink").is_ok());
    }

    #[test]
    fn a_place_has_a_row_and_perhaps_a_column() {
        for (text, expected) in [
            ("A1", Some((1, 1))),
            ("F12", Some((12, 6))),
            ("xfd1048576", Some((1_048_576, 16_384))),
            ("AB3", Some((3, 28))),
            ("12", Some((12, 0))),
            ("A0", None),
            ("A12345678", None),
            ("AAAA1", None),
            ("A", None),
            ("A1B", None),
        ] {
            assert_eq!(place(text), expected, "{text}");
        }
        let is_range =
            |range: &str| check_place(&element(&format!("dimension ref=\"{range}\"")), "ref").is_ok();
        assert!(is_range("A1:B2") && is_range("B2:B2") && is_range("C3"));
        assert!(!is_range("B1:A2") && !is_range("A2:B1"));
    }

    #[test]
    fn a_number_of_days_is_a_date_or_a_duration() {
        let shown = |kind| text(&DataRef::DateTime(ExcelDateTime::new(1.5, kind, false))).into_owned();
        assert_eq!(shown(ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(shown(ExcelDateTimeType::DateTime), "1900-01-01 12:00:00");
    }
}

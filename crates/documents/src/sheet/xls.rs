//! Workbooks of Excel 97 to 2003 (.xls), made of the records of [MS-XLS]. `calamine` reads them too, but panics on
//! damaged ones.
//!
//! [MS-XLS]: https://learn.microsoft.com/en-us/openspecs/office_file_formats/ms-xls/

use std::io::{Cursor, Read};

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::error::{WorkbookError, damaged};
use super::record;
use super::rows::RowWriter;
use super::table::SheetTable;
use super::value;

/// A workbook whose global records have been read.
#[derive(Default)]
pub(super) struct Xls {
    stream: Vec<u8>,
    /// Offset of each sheet in `stream`.
    sheets: Vec<usize>,
    strings: Vec<String>,
    /// Number format of each cell format.
    cell_formats: Vec<u16>,
    /// Custom number formats, each with its style.
    own_formats: Vec<(u16, NumberStyle)>,
    from_1904: bool,
}

/// The style in which a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberStyle {
    Number,
    Date,
    Duration,
}

impl Xls {
    pub(super) fn open(bytes: &[u8]) -> Result<(Xls, Vec<SheetTable>), WorkbookError> {
        let stream = workbook_stream(bytes)?;
        let mut xls = Xls::default();
        let mut sheets = Vec::new();
        let mut records = XlsRecords { stream: &stream, at: 0 };
        loop {
            let (kind, data) = records.next()?;
            match kind {
                record::BEGIN if u16_at(data, 0)? != VERSION => {
                    return Err(WorkbookError::Unsupported("a workbook of Excel 95 or before"));
                }
                record::FILE_PASS => return Err(WorkbookError::Encrypted),
                record::DATE_MODE => xls.from_1904 = u16_at(data, 0)? == 1,
                record::CELL_FORMAT => xls.cell_formats.push(u16_at(data, 2)?),
                record::FORMAT => xls.own_formats.push((u16_at(data, 0)?, shown(&text_at(data, 2)?))),
                record::BOUND_SHEET => {
                    let (place, state, kind) =
                        (u32_at(data, 0)? as usize, byte_at(data, 4)?, byte_at(data, 5)?);
                    if kind == 0 {
                        xls.sheets.push(place);
                        let name = characters(data, 8, byte_at(data, 6)?.into(), byte_at(data, 7)? & 1 != 0)?;
                        sheets.push(SheetTable { name, is_hidden: state & 3 != 0 });
                    }
                }
                record::STRINGS => xls.strings = read_strings(data, &mut records)?,
                record::END => break,
                _ => {}
            }
        }
        xls.stream = stream;
        Ok((xls, sheets))
    }

    pub(super) fn read(&self, sheet: usize, rows: &mut RowWriter) -> Result<(), WorkbookError> {
        let mut records = XlsRecords { stream: &self.stream, at: self.sheets[sheet] };
        // A chart in the sheet has nested records.
        let mut depth = 0;
        // Cell of the last formula, whose text is in the next record.
        let mut formula = (0, 0);
        loop {
            let (kind, data) = records.next()?;
            match kind {
                record::BEGIN => depth += 1,
                record::END if depth <= 1 => return Ok(()),
                record::END => depth -= 1,
                _ => {}
            }
            let goes_on = match kind {
                _ if depth != 1 => true,
                record::STRING => rows.cell(formula.0, formula.1, &text_at(data, 0)?)?,
                record::MUL_RK => self.read_numbers(data, rows)?,
                _ => match self.cell(kind, data)? {
                    Some(text) => {
                        formula = place(data)?;
                        rows.cell(formula.0, formula.1, &text)?
                    }
                    None => true,
                },
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Reads a record of numbers in adjacent columns.
    fn read_numbers(&self, data: &[u8], rows: &mut RowWriter) -> Result<bool, WorkbookError> {
        let (row, first) = place(data)?;
        let (_, numbers) = data.split_at_checked(4).ok_or_else(cut_off)?;
        for (column, cell) in (first..).zip(numbers.chunks_exact(6)) {
            let text = self.number(u16_at(cell, 0)?, rk(u32_at(cell, 2)?));
            if !rows.cell(row, column, &text)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the text of a record of a cell: `None` for other records, empty for a formula whose text is in the next
    /// record.
    fn cell(&self, kind: u16, data: &[u8]) -> Result<Option<String>, WorkbookError> {
        let format = || u16_at(data, 4);
        Ok(Some(match kind {
            record::NUMBER => self.number(format()?, f64_at(data, 6)?),
            record::RK => self.number(format()?, rk(u32_at(data, 6)?)),
            record::LABEL | record::RICH_STRING => text_at(data, 6)?,
            record::LABEL_OF_STRINGS => {
                let text = self.strings.get(u32_at(data, 6)? as usize);
                text.ok_or_else(|| damaged("a cell refers to a missing text"))?.clone()
            }
            record::TRUTH_OR_ERROR => truth_or_error(byte_at(data, 6)?, byte_at(data, 7)? != 0),
            record::FORMULA if u16_at(data, 12)? == u16::MAX => match byte_at(data, 6)? {
                kind @ (1 | 2) => truth_or_error(byte_at(data, 8)?, kind == 2),
                _ => String::new(),
            },
            record::FORMULA => self.number(format()?, f64_at(data, 6)?),
            _ => return Ok(None),
        }))
    }

    /// Formats a number in a cell format.
    fn number(&self, cell_format: u16, number: f64) -> String {
        let format = self.cell_formats.get(usize::from(cell_format)).copied().unwrap_or_default();
        let own = self.own_formats.iter().find(|(own, _)| *own == format).map(|(_, shown)| *shown);
        match own.unwrap_or_else(|| shown_by_default(format)) {
            NumberStyle::Number => value::number(number),
            NumberStyle::Date => {
                value::date(&ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.from_1904))
            }
            NumberStyle::Duration => value::duration(number),
        }
    }
}

/// Version number of Excel 97 to 2003.
const VERSION: u16 = 0x0600;

/// Returns the stream of a compound file that holds the workbook.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, WorkbookError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(WorkbookError::Encrypted);
    }
    if !file.is_stream("/Workbook") {
        return Err(WorkbookError::Unsupported(if file.is_stream("/Book") {
            "a workbook of Excel 95 or before"
        } else {
            "not a workbook"
        }));
    }
    let mut stream = Vec::new();
    let part = file.open_stream("/Workbook").map_err(damaged)?;
    part.take(bytes.len() as u64).read_to_end(&mut stream).map_err(damaged)?;
    Ok(stream)
}

/// The records of a stream, from an offset.
struct XlsRecords<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> XlsRecords<'s> {
    /// Returns the number and the data of the next record. After the last record, returns an error.
    fn next(&mut self) -> Result<(u16, &'s [u8]), WorkbookError> {
        let rest = self.stream.get(self.at..).unwrap_or_default();
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length).ok_or_else(cut_off)?;
        self.at += 4 + length;
        Ok((kind, data))
    }

    /// Returns the data of the next record if it continues the last one.
    fn next_part(&mut self) -> Option<&'s [u8]> {
        let at = self.at;
        let part = self.next().ok().filter(|(kind, _)| *kind == record::CONTINUE);
        if part.is_none() {
            self.at = at;
        }
        part.map(|(_, data)| data)
    }
}

fn cut_off() -> WorkbookError {
    damaged("it is truncated")
}

fn bytes_at<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], WorkbookError> {
    data.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or_else(cut_off)
}

fn byte_at(data: &[u8], at: usize) -> Result<u8, WorkbookError> {
    bytes_at::<1>(data, at).map(|[byte]| byte)
}

fn u16_at(data: &[u8], at: usize) -> Result<u16, WorkbookError> {
    bytes_at(data, at).map(u16::from_le_bytes)
}

fn u32_at(data: &[u8], at: usize) -> Result<u32, WorkbookError> {
    bytes_at(data, at).map(u32::from_le_bytes)
}

fn f64_at(data: &[u8], at: usize) -> Result<f64, WorkbookError> {
    bytes_at(data, at).map(f64::from_le_bytes)
}

/// Reads the row and column of a cell.
fn place(data: &[u8]) -> Result<(usize, usize), WorkbookError> {
    Ok((u16_at(data, 0)?.into(), u16_at(data, 2)?.into()))
}

/// Reads a text that follows its length.
fn text_at(data: &[u8], at: usize) -> Result<String, WorkbookError> {
    characters(data, at + 3, u16_at(data, at)?.into(), byte_at(data, at + 2)? & 1 != 0)
}

/// Reads `count` characters, of two bytes each if `wide`.
fn characters(data: &[u8], at: usize, count: usize, wide: bool) -> Result<String, WorkbookError> {
    let bytes = data.get(at..at + count * if wide { 2 } else { 1 }).ok_or_else(cut_off)?;
    Ok(String::from_utf16_lossy(&units(bytes, wide).collect::<Vec<u16>>()))
}

fn units(bytes: &[u8], wide: bool) -> impl Iterator<Item = u16> {
    bytes.chunks(if wide { 2 } else { 1 }).map(|unit| match *unit {
        [low, high] => u16::from_le_bytes([low, high]),
        [low, ..] => low.into(),
        [] => 0,
    })
}

/// Reads the shared texts of a workbook, which may continue in further records.
fn read_strings<'s>(data: &'s [u8], records: &mut XlsRecords<'s>) -> Result<Vec<String>, WorkbookError> {
    const COUNTS: usize = 8;
    let mut part = ContinuedRecord { part: data.get(COUNTS..).ok_or_else(cut_off)?, records };
    let mut strings = Vec::new();
    while part.is_more() {
        strings.push(part.read_string()?);
    }
    Ok(strings)
}

/// The data of a record and of the records that continue it.
struct ContinuedRecord<'r, 's> {
    part: &'s [u8],
    records: &'r mut XlsRecords<'s>,
}

impl<'s> ContinuedRecord<'_, 's> {
    /// Returns true if data is left, and moves on to the record that holds it.
    fn is_more(&mut self) -> bool {
        while self.part.is_empty() {
            let Some(next) = self.records.next_part() else { return false };
            self.part = next;
        }
        true
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], WorkbookError> {
        let bytes = bytes_at(self.part, 0)?;
        self.part = &self.part[N..];
        Ok(bytes)
    }

    fn read_string(&mut self) -> Result<String, WorkbookError> {
        let [low, high, flags] = self.take()?;
        let count = usize::from(u16::from_le_bytes([low, high]));
        let runs = if flags & 8 != 0 { u16::from_le_bytes(self.take()?).into() } else { 0_usize };
        let further = if flags & 4 != 0 { u32::from_le_bytes(self.take()?) as usize } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut text = Vec::new();
        while text.len() < count {
            if self.part.is_empty() {
                // The rest of the characters may have another width.
                if !self.is_more() {
                    return Err(cut_off());
                }
                wide = self.take::<1>()?[0] & 1 != 0;
            }
            let width = if wide { 2 } else { 1 };
            let length = width * (count - text.len()).min(self.part.len() / width);
            if length == 0 && !self.part.is_empty() {
                return Err(damaged("a text is truncated in a character"));
            }
            let (now, later) = self.part.split_at(length);
            text.extend(units(now, wide));
            self.part = later;
        }
        self.skip(runs * 4 + further)?;
        Ok(String::from_utf16_lossy(&text))
    }

    fn skip(&mut self, mut count: usize) -> Result<(), WorkbookError> {
        while count > 0 {
            if !self.is_more() {
                return Err(cut_off());
            }
            let now = count.min(self.part.len());
            self.part = &self.part[now..];
            count -= now;
        }
        Ok(())
    }
}

/// Decodes a number of four bytes (RkNumber): the upper half of a float or an integer, perhaps in hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

fn truth_or_error(code: u8, is_error: bool) -> String {
    if !is_error {
        return value::truth(code != 0).to_owned();
    }
    let error = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    };
    error.to_owned()
}

/// Returns the style of a built-in number format.
fn shown_by_default(format: u16) -> NumberStyle {
    match format {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberStyle::Date,
        46 => NumberStyle::Duration,
        _ => NumberStyle::Number,
    }
}

/// Returns the style of a number format: a date if it has letters of dates outside quotes and brackets.
fn shown(format: &str) -> NumberStyle {
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            ';' => break,
            '"' => _ = letters.find(|c| *c == '"'),
            '\\' | '_' | '*' => _ = letters.next(),
            '[' => {
                let within: String = letters.by_ref().take_while(|c| *c != ']').collect();
                if matches!(within.to_ascii_lowercase().trim_end_matches(['h', 'm', 's']), "")
                    && !within.is_empty()
                {
                    return NumberStyle::Duration;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' => return NumberStyle::Date,
            _ => {}
        }
    }
    NumberStyle::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_formats_tell_dates_from_numbers() {
        for (format, expected) in [
            ("dd/mm/yyyy", NumberStyle::Date),
            ("[$-809]d mmmm yyyy;@", NumberStyle::Date),
            ("h:mm", NumberStyle::Date),
            ("[h]:mm", NumberStyle::Duration),
            ("[mm]:ss", NumberStyle::Duration),
            ("General", NumberStyle::Number),
            ("0.00E+00", NumberStyle::Number),
            ("#,##0 \"days\";[Red]-0", NumberStyle::Number),
            ("0_d;d", NumberStyle::Number),
            ("[Red]0\\d", NumberStyle::Number),
            ("\"", NumberStyle::Number),
        ] {
            assert_eq!(shown(format), expected, "{format}");
        }
    }

    #[test]
    fn numbers_in_four_bytes() {
        for (bits, number) in
            [(0x3ff0_0000, 1.0), (3 << 2 | 2, 3.0), ((250 << 2) | 3, 2.5), (0xffff_fffe, -1.0)]
        {
            assert_eq!(rk(bits), number, "{bits:x}");
        }
    }
}

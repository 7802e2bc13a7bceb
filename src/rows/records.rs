//! The rows of a block of CSV, cut into cells.
//!
//! What a row and a cell are is the `csv` crate's to say. Plain rows, which most are, take a shorter way to the same
//! result: each is one line, and its quoted cells hold neither quotes nor line breaks.

use std::borrow::Cow;
use std::io::Cursor;

use csv::{ByteRecord, Reader, ReaderBuilder};
use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::finding::Position;

use super::blocks::end_of_row;

/// A row of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r> {
    bytes: &'r [u8],
    cells: &'r [(usize, usize)],
    /// The block from the row's first byte on.
    raw: &'r [u8],
    separator: u8,
    /// The line of the file in which it begins.
    pub(super) line: usize,
}

impl<'r> Row<'r> {
    /// How many cells it has.
    pub(super) fn count(&self) -> usize {
        self.cells.len()
    }

    /// A cell without its quotes; there is one for each column.
    pub(crate) fn cell(&self, column: usize) -> &'r [u8] {
        let (start, end) = self.cells[column];
        &self.bytes[start..end]
    }

    /// All cells without their quotes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let bytes = self.bytes;
        self.cells.iter().map(move |&(start, end)| &bytes[start..end])
    }

    /// Where a cell stands in the file, with its line, and how many characters of it are in that line.
    pub(super) fn place(&self, column: usize) -> (Position, String, usize) {
        let mut start = 0;
        for _ in 0..column {
            start = end_of_cell(self.raw, start, self.separator) + 1;
        }
        let start = start.min(self.raw.len());
        let end = end_of_cell(self.raw, start, self.separator);
        let line_start = memrchr(b'\n', &self.raw[..start]).map_or(0, |end| end + 1);
        let rest = &self.raw[line_start..];
        let line_end = memchr2(b'\n', b'\r', rest).map_or(self.raw.len(), |end| line_start + end);
        let text =
            |from: usize, to: usize| String::from_utf8_lossy(&self.raw[from..to.max(from)]).into_owned();
        let position = Position {
            line: self.line + self.raw[..line_start].iter().filter(|&&byte| byte == b'\n').count(),
            column: text(line_start, start).chars().count() + 1,
        };
        (position, text(line_start, line_end), text(start, end.min(line_end)).chars().count())
    }
}

/// Where the cell ends that begins at an index: at a separator, a line break or the end of all.
fn end_of_cell(raw: &[u8], start: usize, separator: u8) -> usize {
    let mut at = start;
    if raw.get(at) == Some(&b'"') {
        at += 1;
        while let Some(quote) = memchr(b'"', &raw[at..]) {
            at += quote + 1;
            if raw.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
    }
    memchr3(separator, b'\n', b'\r', &raw[at..]).map_or(raw.len(), |end| at + end)
}

/// The `csv` crate passes over one at the beginning of what it reads.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Goes through the rows of a block.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
    line: usize,
    separator: u8,
    cells: Vec<(usize, usize)>,
    /// The row, or with bare carriage returns the rows, that are not plain and not yet given out.
    involved: Option<Involved<'b>>,
    record: ByteRecord,
}

struct Involved<'b> {
    reader: Reader<Cursor<Cow<'b, [u8]>>>,
    raw: &'b [u8],
    /// How many bytes the reader has before those.
    ahead: usize,
    line: usize,
}

impl<'b> Involved<'b> {
    fn new(raw: &'b [u8], line: usize, separator: u8) -> Involved<'b> {
        // Inside a file a byte order mark belongs to its cell, so another is given away for it.
        let (bytes, ahead) = if raw.starts_with(BYTE_ORDER_MARK) {
            (Cow::Owned([BYTE_ORDER_MARK, raw].concat()), BYTE_ORDER_MARK.len())
        } else {
            (Cow::Borrowed(raw), 0)
        };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .buffer_capacity(bytes.len().min(64 * 1024))
            .from_reader(Cursor::new(bytes));
        Involved { reader, raw, ahead, line }
    }
}

impl<'b> Records<'b> {
    pub(super) fn new(bytes: &'b [u8], first_line: usize, separator: u8) -> Records<'b> {
        Records {
            bytes,
            at: 0,
            line: first_line,
            separator,
            cells: Vec::new(),
            involved: None,
            record: ByteRecord::new(),
        }
    }

    /// How many bytes the rows so far have.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The next row. Empty lines are none.
    pub(super) fn next_row(&mut self) -> Option<Row<'_>> {
        loop {
            if self.involved.is_some() {
                if let Some((raw, line)) = self.next_involved() {
                    let bytes = self.record.as_slice();
                    return Some(Row { bytes, cells: &self.cells, raw, separator: self.separator, line });
                }
                self.involved = None;
            }
            while let Some(byte @ (b'\n' | b'\r')) = self.bytes.get(self.at) {
                self.at += 1;
                self.line += usize::from(*byte == b'\n');
            }
            let raw = self.bytes.get(self.at..).filter(|raw| !raw.is_empty())?;
            let line = self.line;
            if let Some(end) = plain_row(raw, self.separator, &mut self.cells) {
                self.at += end;
                self.line += 1;
                return Some(Row { bytes: raw, cells: &self.cells, raw, separator: self.separator, line });
            }
            let raw = &raw[..end_of_row(raw, self.separator)];
            self.at += raw.len();
            self.line += memchr::memchr_iter(b'\n', raw).count();
            self.involved = Some(Involved::new(raw, line, self.separator));
        }
    }

    /// Reads the next of the involved rows into the record and the cells.
    fn next_involved(&mut self) -> Option<(&'b [u8], usize)> {
        let involved = self.involved.as_mut()?;
        // Reading from memory cannot fail, and rows of any number of cells are taken.
        if !involved.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        self.cells.clear();
        self.cells.extend(
            (0..self.record.len()).filter_map(|cell| self.record.range(cell)).map(|r| (r.start, r.end)),
        );
        let position = self.record.position()?;
        let start = usize::try_from(position.byte()).ok()?.saturating_sub(involved.ahead);
        let line = usize::try_from(position.line()).ok()?;
        Some((involved.raw.get(start..)?, involved.line + line - 1))
    }
}

/// Cuts the row that bytes begin with into cells and says where the next begins, if the row is plain.
fn plain_row(bytes: &[u8], separator: u8, cells: &mut Vec<(usize, usize)>) -> Option<usize> {
    cells.clear();
    let mut at = 0;
    loop {
        // Most cells are a single digit.
        while let [digit, behind, ..] = bytes[at..]
            && behind == separator
            && digit.is_ascii_digit()
        {
            cells.push((at, at + 1));
            at += 2;
        }
        let end = if bytes.get(at) == Some(&b'"') {
            let start = at + 1;
            let end = start + memchr2(b'"', b'\n', &bytes[start..])?;
            if bytes[end] == b'\n' {
                return None;
            }
            cells.push((start, end));
            end + 1
        } else {
            let end = memchr3(separator, b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            cells.push((at, end));
            end
        };
        match bytes.get(end) {
            None => return Some(end),
            Some(b'\n') => return Some(end + 1),
            Some(b'\r') => return (bytes.get(end + 1) == Some(&b'\n')).then_some(end + 2),
            Some(behind) if *behind == separator => at = end + 1,
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::io::Read;

    use super::*;
    use crate::rows::blocks::{Blocks, Quoting};

    /// A reader that gives a few bytes at a time, as a slow pipe does.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(buffer.len()).min(self.0.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    type Rows = Vec<(usize, Vec<Vec<u8>>)>;

    /// The rows that come out of blocks, with the line of each.
    fn ours(text: &[u8], separator: u8, at_once: usize) -> Rows {
        let mut blocks = Blocks::new(Slow(text, at_once), Quoting::Cells(separator));
        blocks.beginning().unwrap();
        let mut rows = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            let mut records = Records::new(&block.bytes, block.first_line, separator);
            while let Some(row) = records.next_row() {
                rows.push((row.line, row.cells().map(<[u8]>::to_vec).collect()));
            }
        }
        rows
    }

    /// The rows as the `csv` crate has them.
    fn theirs(text: &[u8], separator: u8) -> Rows {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
        let rows = reader.byte_records().map(|record| {
            let record = record.unwrap();
            let line = record.position().map_or(0, |position| position.line());
            (usize::try_from(line).unwrap(), record.iter().map(<[u8]>::to_vec).collect())
        });
        rows.collect()
    }

    fn cells_of(rows: &Rows) -> Vec<&Vec<Vec<u8>>> {
        rows.iter().map(|(_, cells)| cells).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, ..ProptestConfig::default() })]

        #[test]
        fn rows_are_what_the_csv_crate_says(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "a", "3", "é", " ", "\u{feff}", "\"a,\"", "\"a\nb\"", "1,2,3\n",
            ]), 0..40),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
            at_once in 1_usize..9,
        ) {
            let text = pieces.concat();
            let (ours, theirs) = (ours(text.as_bytes(), separator, at_once), theirs(text.as_bytes(), separator));
            prop_assert_eq!(cells_of(&ours), cells_of(&theirs));
        }

        #[test]
        fn a_row_knows_its_line(
            rows in prop::collection::vec(prop::sample::select(vec!["a,b\n", "\"a\n\",b\r\n", "\"\"\"\",b\n", "\n"]), 0..20),
        ) {
            let text = rows.concat();
            let mut line = 1;
            let mut expected = Vec::new();
            for row in &rows {
                if *row != "\n" {
                    expected.push(line);
                }
                line += row.matches('\n').count();
            }
            let lines: Vec<usize> = ours(text.as_bytes(), b',', 5).into_iter().map(|(line, _)| line).collect();
            prop_assert_eq!(lines, expected);
        }
    }

    #[test]
    fn a_cell_knows_its_place() {
        let text = b"x,\"a \"\"b\"\"\nc\",dd\r\n1,\"\",\xff\n";
        let mut records = Records::new(text, 7, b',');
        let places = |row: Row<'_>| -> Vec<(usize, usize, usize)> {
            (0..row.count())
                .map(|column| row.place(column))
                .map(|(place, _, length)| (place.line, place.column, length))
                .collect()
        };
        assert_eq!(places(records.next_row().unwrap()), [(7, 1, 1), (7, 3, 8), (8, 4, 2)]);
        assert_eq!(places(records.next_row().unwrap()), [(9, 1, 1), (9, 3, 2), (9, 6, 1)]);
        assert!(records.next_row().is_none());
    }
}

//! The rows of a block of CSV, cut into cells.
//!
//! What a row and a cell are is the `csv` crate's to say. Plain rows, which most are, take a shorter way to the same
//! result: each is one line, and its quoted cells hold neither quotes nor line breaks. Brief rows among them, two texts and
//! then digits, are not cut into cells at all.

use std::borrow::Cow;
use std::io::Cursor;

use csv::{ByteRecord, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

use crate::encoding::BYTE_ORDER_MARK;
use crate::finding::Position;
use crate::unprintable::is_visible_ascii;

use super::blocks::{end_of_row, line_breaks};

/// Neighbouring columns whose cells are nearly always a single digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Digits {
    /// The first of them.
    pub(crate) first: usize,
    /// How many they are; 0 where there are none.
    pub(crate) count: usize,
}

impl Digits {
    /// How many bytes their cells have with what is behind each, if each is a single digit.
    fn length(self) -> usize {
        2 * self.count
    }
}

/// Cells that are a single digit each, and where the first of them stands.
type Run = (Digits, usize);

const NO_RUN: Run = (Digits { first: 0, count: 0 }, 0);

/// A row of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r> {
    bytes: &'r [u8],
    /// Where the cells stand, without those of `run`.
    cells: &'r [(usize, usize)],
    run: Run,
    /// The row as it stands in the file, perhaps with what is behind it.
    raw: &'r [u8],
    separator: u8,
    /// The line of the file in which it begins.
    pub(super) line: usize,
}

/// A row of two texts and then digits, all of it visible ASCII, with commas between cells, and quotes around the second
/// text where a comma is in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BriefRow<'b> {
    /// The two texts as they stand in the row.
    pub(crate) head: &'b [u8],
    /// Both without quotes.
    pub(crate) texts: [&'b [u8]; 2],
    /// The digits, each with the byte behind it.
    pub(crate) digits: &'b [[u8; 2]],
    /// How many bytes the row has, its end included.
    length: usize,
}

impl BriefRow<'_> {
    /// How many cells it has.
    pub(super) fn count(&self) -> usize {
        self.texts.len() + self.digits.len()
    }
}

impl<'r> Row<'r> {
    /// How many cells it has.
    pub(super) fn count(&self) -> usize {
        self.cells.len() + self.run.0.count
    }

    /// A cell without its quotes; there is one for each column.
    pub(crate) fn cell(&self, column: usize) -> &'r [u8] {
        let (run, at) = self.run;
        let (start, end) = match column.checked_sub(run.first) {
            Some(behind) if behind >= run.count => self.cells[column - run.count],
            Some(inside) => (at + 2 * inside, at + 2 * inside + 1),
            None => self.cells[column],
        };
        &self.bytes[start..end]
    }

    /// All cells without their quotes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let row = *self;
        (0..row.count()).map(move |column| row.cell(column))
    }

    /// The cells of the columns of digits, each with the byte behind it, if each is a single digit.
    pub(crate) fn digits(&self) -> Option<&'r [[u8; 2]]> {
        let (run, at) = self.run;
        (run.count > 0).then(|| self.bytes[at..at + run.length()].as_chunks().0)
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

/// Goes through the rows of a block.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
    line: usize,
    separator: u8,
    is_clean: bool,
    digits: Digits,
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
    /// Where the row begins that was given out last, and in which line of the file.
    at: usize,
    line: usize,
}

impl<'b> Involved<'b> {
    fn new(raw: &'b [u8], line: usize, separator: u8) -> Involved<'b> {
        // The `csv` crate passes over a byte order mark at the beginning of what it reads. Inside a file one belongs to its
        // cell, so another is given away for it.
        let mark = BYTE_ORDER_MARK.as_bytes();
        let (bytes, ahead) = if raw.starts_with(mark) {
            (Cow::Owned([mark, raw].concat()), mark.len())
        } else {
            (Cow::Borrowed(raw), 0)
        };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .buffer_capacity(bytes.len().min(64 * 1024))
            .from_reader(Cursor::new(bytes));
        Involved { reader, raw, ahead, at: 0, line }
    }

    /// Where in the raw bytes the reader says that it is.
    fn index(&self, place: &csv::Position) -> usize {
        let byte = usize::try_from(place.byte()).unwrap_or(usize::MAX);
        byte.saturating_sub(self.ahead).min(self.raw.len())
    }
}

impl<'b> Records<'b> {
    pub(super) fn new(bytes: &'b [u8], first_line: usize, separator: u8, digits: Digits) -> Records<'b> {
        Records {
            bytes,
            at: 0,
            line: first_line,
            separator,
            is_clean: is_clean(bytes),
            digits,
            cells: Vec::new(),
            involved: None,
            record: ByteRecord::new(),
        }
    }

    /// How many bytes the rows so far have.
    pub(super) fn position(&self) -> usize {
        match &self.involved {
            Some(involved) => self.at - involved.raw.len() + involved.index(involved.reader.position()),
            None => self.at,
        }
    }

    /// The next row if it is a brief one. It stays the next until it is passed over.
    pub(super) fn brief_row(&self) -> Option<BriefRow<'b>> {
        if !self.is_clean || self.separator != b',' || !self.may_be_brief() {
            return None;
        }
        let digits = self.digits;
        let raw = self.bytes.get(self.at..)?;
        let end_of_text = |text: &[u8]| memchr3(b',', b'"', b'\n', text);
        let (first, rest) = raw.split_at(end_of_text(raw)?);
        let rest = rest.strip_prefix(b",")?;
        let (second, rest) = match rest.strip_prefix(b"\"") {
            Some(quoted) => {
                let (second, rest) = quoted.split_at(memchr2(b'"', b'\n', quoted)?);
                (second, rest.strip_prefix(b"\"").filter(|_| second.contains(&b','))?)
            }
            None => rest.split_at(end_of_text(rest)?),
        };
        let rest = rest.strip_prefix(b",").filter(|rest| begins_with(rest, 0, b',', digits))?;
        let (cells, rest) = rest.split_at(digits.length());
        let length = raw.len() - rest.len()
            + match cells.last() {
                Some(b'\n') => 0,
                Some(b'\r') => b"\n".len(),
                _ => return None,
            };
        let head = &raw[..raw.len() - rest.len() - cells.len() - 1];
        Some(BriefRow { head, texts: [first, second], digits: cells.as_chunks().0, length })
    }

    /// Whether it is worth while to look for a brief row: there is none with other columns, and none before those that the
    /// `csv` crate has read.
    fn may_be_brief(&self) -> bool {
        self.digits.first == 2 && self.involved.is_none()
    }

    /// Passes over a brief row.
    pub(super) fn pass_over(&mut self, row: BriefRow<'_>) {
        self.at += row.length;
        self.line += 1;
    }

    /// The next row. Empty lines are none.
    pub(super) fn next_row(&mut self) -> Option<Row<'_>> {
        let separator = self.separator;
        loop {
            if self.involved.is_some() {
                if let Some((raw, line)) = self.next_involved() {
                    let (bytes, cells, run) = (self.record.as_slice(), &self.cells, NO_RUN);
                    return Some(Row { bytes, cells, run, raw, separator, line });
                }
                self.involved = None;
            }
            while let Some(b'\n' | b'\r') = self.bytes.get(self.at) {
                self.line += line_breaks(self.bytes, self.at..self.at + 1);
                self.at += 1;
            }
            let raw = self.bytes.get(self.at..).filter(|raw| !raw.is_empty())?;
            let line = self.line;
            if let Some((end, run)) = self.plain_row(raw) {
                self.at += end;
                self.line += 1;
                return Some(Row { bytes: raw, cells: &self.cells, run, raw, separator, line });
            }
            self.involve(raw);
        }
    }

    /// Leaves the row that bytes begin with to the `csv` crate.
    fn involve(&mut self, bytes: &'b [u8]) {
        let raw = &bytes[..end_of_row(bytes, self.separator)];
        self.involved = Some(Involved::new(raw, self.line, self.separator));
        self.at += raw.len();
        self.line += line_breaks(raw, 0..raw.len());
    }

    /// Cuts the row that bytes begin with into cells, if the row is plain. Says where the next begins, and which cells are
    /// not listed because they are a single digit each.
    fn plain_row(&mut self, bytes: &[u8]) -> Option<(usize, Run)> {
        let (separator, digits) = (self.separator, self.digits);
        // A bare carriage return ends a row, and a quote inside a cell is no plain one; a clean block has none of the former.
        let odd = if self.is_clean { b'"' } else { b'\r' };
        let mut at = 0;
        let mut run = NO_RUN;
        self.cells.clear();
        loop {
            let is_run = self.cells.len() == digits.first && run.0.count == 0;
            let end = if is_run && begins_with(bytes, at, separator, digits) {
                run = (digits, at);
                at + digits.length() - 1
            } else if bytes.get(at) == Some(&b'"') {
                let start = at + 1;
                let end = start + memchr2(b'"', b'\n', &bytes[start..])?;
                if bytes[end] == b'\n' {
                    return None;
                }
                self.cells.push((start, end));
                end + 1
            } else {
                let end = memchr3(separator, b'\n', odd, &bytes[at..]).map_or(bytes.len(), |end| at + end);
                let is_line = bytes.get(end) == Some(&b'\n') && end > at && bytes[end - 1] == b'\r';
                self.cells.push((at, end - usize::from(is_line)));
                end - usize::from(is_line)
            };
            match bytes.get(end) {
                Some(behind) if *behind == separator => at = end + 1,
                None => return Some((end, run)),
                Some(b'\n') => return Some((end + 1, run)),
                Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Some((end + 2, run)),
                Some(_) => return None,
            }
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
        let start = involved.index(self.record.position()?);
        let empty_lines = involved.raw[start..].iter().take_while(|byte| b"\r\n".contains(byte));
        let start = start + empty_lines.count();
        involved.line += line_breaks(involved.raw, involved.at..start);
        involved.at = start;
        Some((&involved.raw[start..], involved.line))
    }
}

/// Whether the columns of digits, which begin at an index, hold a single digit each, and something is behind them. Fewer
/// than four are not looked at.
fn begins_with(bytes: &[u8], at: usize, separator: u8, digits: Digits) -> bool {
    let Some(pairs) = bytes.get(at..at + digits.length()) else { return false };
    let Some(last) = pairs.last_chunk::<8>() else { return false };
    // Behind the last digit the row may end. The pairs before it may be among those of the other fours.
    let behind = last[7];
    let last = u64::from_le_bytes(*last) ^ (u64::from(behind ^ separator) << 56);
    let (fours, _) = pairs[..pairs.len() - 1].as_chunks::<8>();
    let separators = u64::from_le_bytes([0, separator, 0, separator, 0, separator, 0, separator]);
    // Everything is looked at, as it nearly always is what it should be.
    let strays = |strays, four: &[u8; 8]| strays | strays_in(u64::from_le_bytes(*four), separators);
    fours.iter().fold(strays_in(last, separators), strays) == 0 && [separator, b'\n', b'\r'].contains(&behind)
}

/// Four pairs of a digit and a separator at once: 0 if that is what they are.
fn strays_in(pairs: u64, separators: u64) -> u64 {
    const DIGITS: u64 = 0x0030_0030_0030_0030;
    const HIGH_HALF: u64 = 0x00f0_00f0_00f0_00f0;
    // What is more than 9 beyond the digit 0 reaches into the high half with 6 added.
    let values = pairs ^ separators ^ DIGITS;
    (values | (values & !HIGH_HALF).wrapping_add(0x0006_0006_0006_0006)) & 0xfff0_fff0_fff0_fff0
}

/// Whether bytes are visible ASCII in lines that end as they should.
fn is_clean(bytes: &[u8]) -> bool {
    let is_stray = |byte: u8| !is_visible_ascii(byte) & (byte != b'\n') & (byte != b'\r');
    // Everything is looked at, as that takes fewer steps where nothing strays.
    let strays = bytes.iter().fold(0, |strays, &byte| strays | u8::from(is_stray(byte)));
    strays == 0 && memchr_iter(b'\r', bytes).all(|end| bytes.get(end + 1) == Some(&b'\n'))
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
        blocks.beginning(b"\"").unwrap();
        let mut rows = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            let mut records =
                Records::new(&block.bytes, block.first_line, separator, Digits { first: 1, count: 2 });
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
    fn digits_are_told_from_anything_else() {
        for count in [4, 5, 16] {
            let digits = Digits { first: 0, count };
            let good: Vec<u8> =
                b"x".iter().chain(b"0,9,5,".iter().cycle().take(2 * count)).copied().collect();
            assert!(begins_with(&good, 1, b',', digits));
            assert!(!begins_with(&good[..2 * count], 1, b',', digits), "nothing behind");
            for place in 1..good.len() {
                for byte in 0..=u8::MAX {
                    let mut bytes = good.clone();
                    bytes[place] = byte;
                    let expected = match place {
                        _ if place == good.len() - 1 => b",\n\r".contains(&byte),
                        _ if place % 2 == 1 => byte.is_ascii_digit(),
                        _ => byte == b',',
                    };
                    assert_eq!(
                        begins_with(&bytes, 1, b',', digits),
                        expected,
                        "{byte} in {place} of {count}"
                    );
                }
            }
        }
        assert!(!begins_with(&b"x,".repeat(16), 0, b',', Digits { first: 0, count: 16 }));
        assert!(!begins_with(b"1,2,3,", 0, b',', Digits { first: 0, count: 3 }));
    }

    #[test]
    fn visible_ascii_in_whole_lines_is_clean() {
        for byte in 0..=u8::MAX {
            let expected = byte == b'\n' || (b' '..=b'~').contains(&byte);
            assert_eq!(is_clean(&[b'a', byte, b'a']), expected, "{byte}");
        }
        assert!(is_clean(b"a\r\nb\r\n") && !is_clean(b"a\r") && !is_clean(b"a\r\nb\rc\n"));
    }

    #[test]
    fn plain_rows_and_brief_rows_take_the_short_way() {
        let digits = Digits { first: 2, count: 4 };
        for (head, texts) in [("1,a b", ["1", "a b"]), ("1,\"a, b\"", ["1", "a, b"]), (",", ["", ""])] {
            for end in ["\n", "\r\n"] {
                let text = format!("{head},1,2,3,4{end}x");
                let records = Records::new(text.as_bytes(), 1, b',', digits);
                let brief = records.brief_row().unwrap();
                assert_eq!((brief.head, brief.texts), (head.as_bytes(), texts.map(str::as_bytes)));
                assert_eq!((brief.count(), brief.length), (6, text.len() - 1));
                assert_eq!(brief.digits.iter().map(|[digit, _]| *digit).collect::<Vec<_>>(), b"1234");
            }
        }
        for text in
            ["1,\"a\",1,2,3,4,5\n", "1,é,1,2,3,4\r\n", "1,\"a\",1,2,3,4\r\n", "1,\"a\",1,2,3,4,\"5\"\n"]
        {
            let mut records = Records::new(text.as_bytes(), 1, b',', digits);
            assert!(records.brief_row().is_none());
            let row = records.next_row().unwrap();
            assert_eq!(row.digits().map(<[_]>::len), Some(4), "{text}");
            assert!(records.involved.is_none(), "{text}");
        }
    }

    #[test]
    fn a_cell_knows_its_place() {
        let text = b"x,\"a \"\"b\"\"\nc\",dd\r\n1,\"\",\xff\n";
        let mut records = Records::new(text, 7, b',', Digits::default());
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

//! Rows of a block, cut into cells by `simd-csv`.

use std::borrow::Cow;
use std::io::{Chain, Read};

use memchr::{memchr, memchr_iter, memmem};
use simd_csv::{ZeroCopyByteRecord, ZeroCopyReader, ZeroCopyReaderBuilder};

use super::blocks::CsvBlock;
use super::cells::{rewritten, unquoted};
use crate::offset::offset_in;
use crate::sanitize::is_plain;

/// Header put before every block: the reader reads the first row as a header, and would skip a byte order mark at the
/// beginning.
const HEADER: &[u8] = b"\n-\n";

/// Number of bytes that the reader takes at once: few enough to stay in the nearest cache.
const READ_AT_ONCE: usize = 8192;

/// Reader of the rows of a block.
pub(crate) struct RecordReader<'b> {
    reader: ZeroCopyReader<Chain<&'static [u8], &'b [u8]>>,
    separator: u8,
}

impl<'b> RecordReader<'b> {
    /// Creates a reader of bytes that [`plain`] has returned.
    pub(crate) fn new(plain: &'b [u8], separator: u8) -> RecordReader<'b> {
        let mut builder = ZeroCopyReaderBuilder::with_capacity(READ_AT_ONCE);
        builder.delimiter(separator).flexible(true);
        RecordReader { reader: builder.from_reader(HEADER.chain(plain)), separator }
    }

    /// Returns the next row; `None` at the end. Skips empty lines.
    pub(crate) fn next_record(&mut self) -> Option<CutRecord<'_>> {
        // Reads from memory do not fail, and rows may have any length.
        let cells = self.reader.read_byte_record().ok().flatten()?;
        Some(CutRecord { cells, separator: self.separator })
    }
}

/// Returns the bytes of a block, rewritten if CSV readers would not agree on them.
pub(crate) fn plain(block: &CsvBlock, separator: u8) -> Cow<'_, [u8]> {
    if block.is_plain { Cow::Borrowed(&block.bytes) } else { Cow::Owned(rewritten(&block.bytes, separator)) }
}

/// A row that has been cut into cells.
pub(crate) struct CutRecord<'r> {
    cells: ZeroCopyByteRecord<'r>,
    separator: u8,
}

impl CutRecord<'_> {
    /// Examines the bytes of the row once for all its cells.
    #[inline]
    pub(crate) fn look_through(&self) -> Record<'_> {
        let bytes = self.cells.as_slice();
        let has_other_commas = self.separator != b',' && memchr(b',', bytes).is_some();
        let is_plain = is_plain(bytes) && !has_other_commas;
        Record { cut: self, text: str::from_utf8(bytes).ok(), is_plain }
    }
}

/// A row of cells.
pub(crate) struct Record<'r> {
    cut: &'r CutRecord<'r>,
    /// The whole row; `None` if it is not UTF-8.
    text: Option<&'r str>,
    /// True for a row that is [`is_plain`] and has commas only between cells. Most are, and their cells need no check of
    /// their own.
    is_plain: bool,
}

/// A cell of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordCell<'r> {
    /// Bytes as written, with any quotes.
    raw: &'r [u8],
    /// The whole row; `None` if it is not UTF-8.
    row: Option<&'r str>,
    /// True if its row is plain.
    is_plain: bool,
}

impl<'r> Record<'r> {
    /// Returns the number of cells.
    pub(crate) fn count(&self) -> usize {
        self.cut.cells.len()
    }

    /// Returns true if all cells are blank, as in rows that spreadsheets leave at the end.
    pub(crate) fn is_blank(&self) -> bool {
        // The first byte decides for nearly every row. 0xc2 and 0xa0 make a no-break space.
        let blank = [self.cut.separator, b'"', b' ', b'\t', 0xc2, 0xa0];
        self.cut.cells.as_slice().iter().all(|byte| blank.contains(byte))
            && (0..self.count()).all(|column| self.cell(column).text().trim().is_empty())
    }

    /// Returns the number of line breaks in its cells, each of which is a line feed.
    #[inline]
    pub(super) fn line_breaks(&self) -> usize {
        if self.is_plain { 0 } else { memchr_iter(b'\n', self.cut.cells.as_slice()).count() }
    }

    /// Returns true if it is UTF-8.
    pub(crate) fn is_text(&self) -> bool {
        self.text.is_some()
    }

    /// Returns a cell, empty if there is no such column.
    #[inline]
    pub(crate) fn cell(&self, column: usize) -> RecordCell<'r> {
        let raw = self.cut.cells.get(column).unwrap_or_default();
        RecordCell { raw, row: self.text, is_plain: self.is_plain }
    }
}

impl<'r> RecordCell<'r> {
    /// Returns its bytes without its quotes.
    #[inline]
    pub(crate) fn bytes(self) -> Cow<'r, [u8]> {
        unquoted(self.raw)
    }

    /// Returns its text without its quotes. Replaces what is not UTF-8.
    #[inline]
    pub(crate) fn text(self) -> Cow<'r, str> {
        match (self.unquoted(), self.row) {
            (Some(bytes), Some(row)) => part_of(row, bytes).into(),
            _ => self.other_text(),
        }
    }

    #[inline(never)]
    fn other_text(self) -> Cow<'r, str> {
        match (self.bytes(), self.row) {
            (Cow::Borrowed(bytes), Some(row)) => part_of(row, bytes).into(),
            (Cow::Borrowed(bytes), None) => String::from_utf8_lossy(bytes),
            (Cow::Owned(bytes), _) => String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
                .into(),
        }
    }

    /// Returns its bytes as written; `None` if they are in quotes.
    #[inline]
    pub(crate) fn unquoted(self) -> Option<&'r [u8]> {
        (self.raw.first() != Some(&b'"')).then_some(self.raw)
    }

    /// Returns its bytes as written; `None` unless they can be copied: without commas, quotes and invisible characters.
    #[inline]
    pub(super) fn plain(self) -> Option<&'r [u8]> {
        self.unquoted().filter(|_| self.is_plain)
    }
}

/// Counter of the line in which each row of a block begins, which does not look up the places of cells.
#[derive(Debug)]
pub(crate) struct RowLines {
    /// Line of the next row; `None` if it has to be looked up.
    next: Option<usize>,
}

impl RowLines {
    /// Begins with the first row of a block. Lines have to be looked up if it has an empty line, which readers skip.
    pub(crate) fn new(block: &CsvBlock) -> RowLines {
        RowLines { next: (block.is_plain && !has_empty_line(&block.bytes)).then_some(block.first_line) }
    }

    /// Creates a counter for rows whose lines all have to be looked up.
    pub(crate) fn unknown() -> RowLines {
        RowLines { next: None }
    }

    /// Returns the line of `record`, the next row; `None` if it has to be looked up.
    #[inline]
    pub(crate) fn next_line(&mut self, record: &Record<'_>) -> Option<usize> {
        let line = self.next?;
        self.next = Some(line + 1 + record.line_breaks());
        Some(line)
    }
}

fn has_empty_line(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| b"\r\n".contains(byte))
        || [b"\n\n", b"\n\r"].iter().any(|ends| memmem::find(bytes, *ends).is_some())
}

/// Returns the text of `bytes`, which are part of `row` and therefore need no check that they are UTF-8.
#[inline]
fn part_of<'r>(row: &'r str, bytes: &[u8]) -> &'r str {
    let part = offset_in(row.as_bytes(), bytes).and_then(|start| row.get(start..start + bytes.len()));
    part.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::*;
    use crate::csv::blocks::{CsvBlocks, Quoting};
    use crate::csv::cells::CellPlaces;

    /// A reader that returns a few bytes at a time, like a slow pipe.
    struct SlowPipe<'b>(&'b [u8], usize);

    impl Read for SlowPipe<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len()).min(self.0.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    type Cells = Vec<Vec<u8>>;

    /// Returns the rows of blocks, each with its line, and which blocks were plain.
    fn ours(text: &[u8], separator: u8, at_once: usize) -> (Vec<(usize, Cells)>, Vec<bool>) {
        let mut blocks = CsvBlocks::new(SlowPipe(text, at_once), Quoting::Cells(separator));
        blocks.beginning(1, true).unwrap();
        let (mut rows, mut were_plain) = (Vec::new(), Vec::new());
        while let Some(block) = blocks.next_block().unwrap() {
            let bytes = plain(&block, separator);
            let mut places = CellPlaces::new(&block.bytes, separator, block.first_line);
            let mut records = RecordReader::new(&bytes, separator);
            let mut row = 0;
            while let Some(record) = records.next_record() {
                let record = record.look_through();
                let cells: Cells =
                    (0..record.count()).map(|column| record.cell(column).bytes().into_owned()).collect();
                if record.is_text() {
                    let texts: Vec<_> = (0..cells.len()).map(|column| record.cell(column).text()).collect();
                    assert!(texts.iter().map(|text| text.as_bytes()).eq(&cells));
                }
                rows.push((places.line(row), cells));
                row += 1;
            }
            were_plain.push(block.is_plain);
        }
        (rows, were_plain)
    }

    /// Returns the rows that the `csv` crate reads.
    fn theirs(text: &[u8], separator: u8) -> Vec<Cells> {
        let mut builder = ::csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(separator);
        let mut reader = builder.from_reader(text);
        let rows = reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect());
        rows.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, ..ProptestConfig::default() })]

        #[test]
        fn rows_are_what_the_csv_crate_says(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "a", "3", "é", " ", "\u{feff}", "\"a,\"", "\"a\nb\"", "1,2,3\n",
                ",\"b\"", "\"c\"\r\n",
            ]), 0..40),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
            at_once in 1_usize..9,
        ) {
            let text = pieces.concat();
            let (rows, _) = ours(text.as_bytes(), separator, at_once);
            let rows: Vec<Cells> = rows.into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(rows, theirs(text.as_bytes(), separator));
        }

        #[test]
        fn a_row_knows_its_line(
            rows in prop::collection::vec(prop::sample::select(vec!["a,b\n", "\"a\n\",b\r\n", "\"\"\"\",b\n", "\n", "c\rd\"\n"]), 0..20),
            at_once in 1_usize..9,
        ) {
            let text = rows.concat();
            let (mut line, mut expected) = (1, Vec::new());
            for row in &rows {
                match *row {
                    "\n" => {}
                    "c\rd\"\n" => expected.extend([line, line + 1]),
                    _ => expected.push(line),
                }
                line += row.matches('\n').count() + row.matches('\r').count() - row.matches("\r\n").count();
            }
            let (rows, _) = ours(text.as_bytes(), b',', at_once);
            prop_assert_eq!(rows.into_iter().map(|(line, _)| line).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn only_what_readers_take_differently_is_rewritten() {
        for (text, is_plain) in [
            ("a,\"b\"\r\n\"c\"\"d\",\"e\nf\"\n", true),
            ("a,b", true),
            ("\"a\"", true),
            ("a,b\rc,d\n", false),
            ("a\"b,c\n", false),
            ("\"a\"b,c\n", false),
            ("a,\"b", false),
        ] {
            assert_eq!(ours(text.as_bytes(), b',', 100).1, [is_plain], "{text:?}");
        }
    }
}

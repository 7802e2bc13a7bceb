//! A stream of bytes in blocks of whole rows.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use crate::encoding::BYTE_ORDER_MARK;

/// How many bytes are read at once: few enough to stay in a core's own cache on their way through, and for the memory that
/// they take to be used again rather than given back.
const READ_AT_ONCE: usize = 65_536;

/// The most bytes that a row may have. A quote that never closes makes a row of all that follows it.
pub const LONGEST_ROW: usize = 1024 * 1024;

/// How much of a row that is too long is passed over to find its end. Behind more than that nothing is read: some
/// devices never end.
const MOST_PASSED_OVER: usize = 64 * LONGEST_ROW;

/// Some rows of a file, each of them whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub(super) bytes: Vec<u8>,
    /// The line of the file in which it begins, from 1.
    pub(super) first_line: usize,
    /// Whether it stands for a row that is too long to be read, and has no bytes.
    pub(super) overlong: bool,
}

impl Block {
    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }
}

/// What may stand in quotes, so that a line break in it ends no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Nothing: every line is a row.
    None,
    /// A cell, when the quote opens right behind this separator or at the beginning of a row.
    Cells(u8),
}

/// Cuts what a reader gives into blocks. A block has what could be had without waiting, so that rows are answered while
/// more of them are on their way.
#[derive(Debug)]
pub(super) struct Blocks<R> {
    reader: BufReader<R>,
    /// What has been read and not given out; it begins where a row begins.
    pending: Vec<u8>,
    ends: RowEnds,
    next_line: usize,
    over: bool,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(reader: R, quoting: Quoting) -> Blocks<R> {
        Blocks {
            reader: BufReader::with_capacity(READ_AT_ONCE, reader),
            pending: Vec::new(),
            ends: RowEnds::new(quoting),
            next_line: 1,
            over: false,
        }
    }

    /// The beginning of the stream, with no byte order mark and at least one line that is not empty if there is one, and in
    /// which all `quotes` are closed. Only at the start.
    pub(super) fn beginning(&mut self, quotes: &[u8]) -> io::Result<&[u8]> {
        while self.pending.len() < LONGEST_ROW
            && !has_whole_line(&self.pending, quotes)
            && self.read_more()?
        {}
        if self.pending.starts_with(BYTE_ORDER_MARK.as_bytes()) {
            self.pending.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(&self.pending)
    }

    /// Passes over so many bytes of the beginning, and takes the rest as rows in which cells are quoted so.
    pub(super) fn begin_behind(&mut self, bytes: usize, quoting: Quoting) {
        let bytes = bytes.min(self.pending.len());
        self.next_line += line_breaks(&self.pending, 0..bytes);
        self.pending.drain(..bytes);
        self.ends = RowEnds::new(quoting);
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn next_block(&mut self) -> io::Result<Option<Block>> {
        loop {
            self.ends.scan(&self.pending, self.over);
            if self.ends.last > 0 {
                return Ok(Some(self.give()));
            }
            if self.over {
                self.ends.last = self.pending.len();
                return Ok((!self.pending.is_empty()).then(|| self.give()));
            }
            if self.pending.len() > LONGEST_ROW {
                return self.give_overlong().map(Some);
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> io::Result<bool> {
        let read = loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        let count = read.len();
        self.pending.extend_from_slice(read);
        self.reader.consume(count);
        self.over = count == 0;
        Ok(!self.over)
    }

    fn give(&mut self) -> Block {
        let mut rest = Vec::with_capacity(READ_AT_ONCE + self.pending.len() - self.ends.last);
        rest.extend_from_slice(&self.pending[self.ends.last..]);
        let mut bytes = std::mem::replace(&mut self.pending, rest);
        bytes.truncate(self.ends.last);
        self.ends.forget(self.ends.last);
        let first_line = self.next_line;
        self.next_line += line_breaks(&bytes, 0..bytes.len());
        Block { bytes, first_line, overlong: false }
    }

    /// A block for the row that is too long, which is read and let go.
    fn give_overlong(&mut self) -> io::Result<Block> {
        let first_line = self.next_line;
        let mut passed_over = 0;
        loop {
            // The last byte before what has not been scanned tells whether a cell begins there.
            let gone = if self.ends.last > 0 { self.ends.last } else { self.ends.scanned.saturating_sub(1) };
            self.next_line += line_breaks(&self.pending, 0..gone);
            self.pending.drain(..gone);
            let ended = self.ends.last > 0;
            self.ends.forget(gone);
            passed_over += gone;
            self.over |= !ended && passed_over > MOST_PASSED_OVER;
            if ended || self.over || !self.read_more()? {
                break;
            }
            self.ends.scan_for_first(&self.pending);
        }
        if self.over {
            self.pending.clear();
            self.ends.forget(usize::MAX);
        }
        Ok(Block { bytes: Vec::new(), first_line, overlong: true })
    }
}

/// Whether bytes have a line that is not empty, from its beginning to its end, with all quotes before that closed.
fn has_whole_line(bytes: &[u8], quotes: &[u8]) -> bool {
    let is_whole = |line: &[u8]| line.iter().filter(|byte| quotes.contains(byte)).count() % 2 == 0;
    let is_empty = |line: &[u8]| line.iter().all(|byte| b"\r\n".contains(byte));
    memchr_iter(b'\n', bytes).any(|end| !is_empty(&bytes[..end]) && is_whole(&bytes[..end]))
}

/// How many lines end in a part of the bytes. A carriage return ends one unless the line feed behind it does.
pub(super) fn line_breaks(bytes: &[u8], part: Range<usize>) -> usize {
    let part_of = &bytes[part.clone()];
    let is_bare = |index: &usize| bytes.get(part.start + index + 1) != Some(&b'\n');
    memchr_iter(b'\n', part_of).count() + memchr_iter(b'\r', part_of).filter(is_bare).count()
}

/// Where the rows of pending bytes end, known as far as they are scanned.
#[derive(Debug)]
struct RowEnds {
    quoting: Quoting,
    in_quotes: bool,
    scanned: usize,
    /// Just behind the last row that is whole; 0 while there is none.
    last: usize,
}

impl RowEnds {
    fn new(quoting: Quoting) -> RowEnds {
        RowEnds { quoting, in_quotes: false, scanned: 0, last: 0 }
    }

    /// Scans what is new. `over` says that nothing will follow.
    fn scan(&mut self, bytes: &[u8], over: bool) {
        let Quoting::Cells(separator) = self.quoting else {
            self.pass(bytes, bytes.len());
            return;
        };
        while self.scanned < bytes.len() {
            let Some(quote) = memchr(b'"', &bytes[self.scanned..]).map(|index| self.scanned + index) else {
                self.pass(bytes, bytes.len());
                return;
            };
            if !self.in_quotes {
                self.pass(bytes, quote + 1);
                self.in_quotes = opens(bytes, quote, separator);
            } else if bytes.get(quote + 1) == Some(&b'"') {
                self.scanned = quote + 2;
            } else if quote + 1 == bytes.len() && !over {
                // Whether it closes the cell is told by what follows.
                self.scanned = quote;
                return;
            } else {
                self.scanned = quote + 1;
                self.in_quotes = false;
            }
        }
    }

    /// Scans what is new, and takes the end of the first row in it for the last.
    fn scan_for_first(&mut self, bytes: &[u8]) {
        let from = self.scanned;
        for end in memchr_iter(b'\n', &bytes[from..]) {
            self.scan(&bytes[..=from + end], false);
            if self.last > 0 {
                return;
            }
        }
        self.scan(bytes, false);
    }

    /// Scans up to an index. Outside quotes the last line break before it ends a row.
    fn pass(&mut self, bytes: &[u8], to: usize) {
        if !self.in_quotes
            && let Some(end) = memrchr(b'\n', &bytes[self.scanned..to])
        {
            self.last = self.scanned + end + 1;
        }
        self.scanned = to;
    }

    /// Counts from a later byte on.
    fn forget(&mut self, bytes: usize) {
        self.scanned = self.scanned.saturating_sub(bytes);
        self.last = 0;
    }
}

/// Whether a quote that is not inside a quoted cell opens one: it does at the beginning of a cell only.
fn opens(bytes: &[u8], quote: usize, separator: u8) -> bool {
    quote.checked_sub(1).is_none_or(|before| [separator, b'\n', b'\r'].contains(&bytes[before]))
}

/// Where the row ends that bytes begin with, its line break included.
pub(super) fn end_of_row(bytes: &[u8], separator: u8) -> usize {
    let mut ends = RowEnds::new(Quoting::Cells(separator));
    ends.scan_for_first(bytes);
    if ends.last > 0 { ends.last } else { bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, quoting: Quoting) -> Vec<Block> {
        let mut blocks = Blocks::new(text.as_bytes(), quoting);
        std::iter::from_fn(|| blocks.next_block().unwrap()).collect()
    }

    #[test]
    fn a_row_that_is_too_long_is_given_up_and_those_behind_it_are_not() {
        let long = "x".repeat(3 * LONGEST_ROW);
        for (row, lines) in
            [(format!("\"{long}\n\n\"\n"), 3), (format!("{long}\r\n"), 1), (format!("1,\"{long}\"\"\"\n"), 1)]
        {
            let text = format!("1,2\n{row}3,4\n{row}5,6");
            let blocks = blocks(&text, Quoting::Cells(b','));
            let seen: Vec<(bool, usize, &[u8])> = blocks
                .iter()
                .map(|block| (block.overlong, block.first_line, block.bytes.trim_ascii()))
                .collect();
            let expected: [(bool, usize, &[u8]); 5] = [
                (false, 1, b"1,2"),
                (true, 2, b""),
                (false, 2 + lines, b"3,4"),
                (true, 3 + lines, b""),
                (false, 3 + 2 * lines, b"5,6"),
            ];
            assert_eq!(seen, expected);
        }
    }

    #[test]
    fn a_quote_that_never_closes_takes_what_follows_and_no_memory() {
        let text = format!("1,2\n\"{}", "3,4\n".repeat(LONGEST_ROW));
        let blocks = blocks(&text, Quoting::Cells(b','));
        assert_eq!(blocks.len(), 2);
        assert!(blocks[1].overlong);
    }

    /// A reader that is interrupted, then gives a row, then fails.
    struct Failing(u8);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => Err(io::ErrorKind::Interrupted.into()),
                2 => (&b"1,2\n"[..]).read(buffer),
                _ => Err(io::ErrorKind::BrokenPipe.into()),
            }
        }
    }

    #[test]
    fn an_interruption_is_no_failure_and_any_other_error_is() {
        let mut blocks = Blocks::new(Failing(0), Quoting::None);
        assert!(blocks.next_block().unwrap().is_some_and(|block| block.bytes == b"1,2\n"));
        assert_eq!(blocks.next_block().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_row_as_long_as_a_row_may_be_is_read() {
        let text = format!("{}\n3,4\n", "x".repeat(LONGEST_ROW));
        let blocks = blocks(&text, Quoting::Cells(b','));
        assert!(blocks.iter().all(|block| !block.overlong), "{}", blocks.len());
    }

    #[test]
    fn a_row_without_end_ends_the_file() {
        for quoting in [Quoting::None, Quoting::Cells(b',')] {
            for byte in [b'x', b'"', 0] {
                let mut blocks = Blocks::new(io::repeat(byte), quoting);
                assert!(blocks.next_block().unwrap().is_some_and(|block| block.overlong));
                assert_eq!(blocks.next_block().unwrap(), None);
            }
        }
    }

    #[test]
    fn a_beginning_goes_on_to_the_end_of_what_is_quoted() {
        for (pieces, quotes, expected) in [
            (["\n\"id\n", "\",title\n", "1,2\n"], &b"\""[..], "\n\"id\n\",title\n"),
            (["\r\n{\"\n", "{}\n", "{}\n"], b"", "\r\n{\"\n"),
            (["i", "d\n", "1\n"], b"\"", "id\n"),
            (["\"", "\n", "1\n"], b"\"", "\"\n1\n"),
        ] {
            let [first, second, third] = pieces.map(str::as_bytes);
            let mut blocks = Blocks::new(first.chain(second).chain(third), Quoting::None);
            assert_eq!(blocks.beginning(quotes).unwrap(), expected.as_bytes());
        }
    }

    #[test]
    fn lines_are_rows_where_nothing_is_quoted() {
        let text = "{\"a\": \"\n{}\n";
        assert_eq!(blocks(text, Quoting::None)[0].bytes, text.as_bytes());
    }
}

//! Streams of bytes, cut into blocks of whole rows.

use std::io::{self, Read};

use jobeval_documents::file_type::BYTE_ORDER_MARK;
use memchr::{memchr, memchr_iter, memrchr, memrchr2};

use super::cells::line_breaks;

/// Number of bytes read at once: few enough to stay in a core's own cache until they are answered.
const READ_AT_ONCE: usize = 32_768;

/// Maximum length of a row in bytes. Without it, a quote that is never closed would make one row of the rest of the file.
pub const LONGEST_ROW: usize = 1024 * 1024;

/// Maximum number of bytes skipped to find the end of a row that is too long. After that, reading stops: some devices never
/// end.
const MOST_SKIPPED: usize = 64 * LONGEST_ROW;

/// Whole rows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CsvBlock {
    pub(crate) bytes: Vec<u8>,
    /// Line of the file in which it begins, from 1.
    pub(crate) first_line: usize,
    /// True for a single row that is too long to be read, whose bytes are left out.
    pub(crate) overlong: bool,
    /// True if all CSV readers agree on it: quotes only around cells, and a line feed at the end of each row.
    pub(super) is_plain: bool,
}

#[cfg(feature = "sheets")]
impl CsvBlock {
    /// Creates a block of whole rows, or of one that is too long.
    pub(crate) fn of_rows(rows: &[u8], first_line: usize, overlong: bool) -> CsvBlock {
        let bytes = if overlong { Vec::new() } else { rows.to_vec() };
        let is_plain = memchr(b'\r', &bytes).is_none();
        CsvBlock { bytes, first_line, overlong, is_plain }
    }
}

/// Parts of a file that may be in quotes, with line breaks that do not end the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// None: every line is a row.
    None,
    /// Cells, with this separator between them.
    Cells(u8),
}

/// A stream cut into blocks. A block ends where the next read might have to wait, so that rows of a slow stream are answered
/// at once.
#[derive(Debug)]
pub(crate) struct CsvBlocks<R> {
    reader: R,
    /// Bytes that were read and not yet returned, from the beginning of a row.
    pending: Vec<u8>,
    ends: RowEnds,
    next_line: usize,
    over: bool,
    /// Error of the reader that has not been returned yet.
    failed: Option<io::Error>,
}

impl<R: Read> CsvBlocks<R> {
    pub(crate) fn new(reader: R, quoting: Quoting) -> CsvBlocks<R> {
        CsvBlocks {
            reader,
            pending: Vec::new(),
            ends: RowEnds::new(quoting),
            next_line: 1,
            over: false,
            failed: None,
        }
    }

    /// Returns the beginning of the stream without a byte order mark: at least this number of lines that are not empty, and
    /// with `quotes` enough more to close all quotes. To be called before any block is read.
    pub(crate) fn beginning(&mut self, lines: usize, quotes: bool) -> io::Result<&[u8]> {
        let mut first = FirstLines { lines, quotes, is_open: false, is_empty: true, scanned: 0 };
        while self.pending.len() < LONGEST_ROW && !first.are_whole(&self.pending) {
            match self.read_more() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) if self.pending.is_empty() => return Err(error),
                // The bytes before it are returned first.
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        if self.pending.starts_with(BYTE_ORDER_MARK.as_bytes()) {
            self.pending.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(&self.pending)
    }

    /// Skips `bytes` and reads the rest as rows.
    pub(crate) fn begin_after(&mut self, bytes: usize, quoting: Quoting) {
        let bytes = bytes.min(self.pending.len());
        self.next_line += line_breaks(&self.pending, 0..bytes);
        self.pending.drain(..bytes);
        self.ends = RowEnds::new(quoting);
    }

    /// Reads the next rows; returns `None` at the end.
    ///
    /// # Errors
    /// The reader fails.
    pub(crate) fn next_block(&mut self) -> io::Result<Option<CsvBlock>> {
        loop {
            self.ends.scan(&self.pending, self.over);
            if self.ends.last > 0 {
                return Ok(Some(self.take_rows()));
            }
            if self.over {
                self.ends.last = self.pending.len();
                return Ok((!self.pending.is_empty()).then(|| self.take_rows()));
            }
            if self.pending.len() > LONGEST_ROW {
                return self.skip_overlong().map(Some);
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> io::Result<bool> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let before = self.pending.len();
        self.pending.resize(before + READ_AT_ONCE, 0);
        let read = loop {
            match self.reader.read(&mut self.pending[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.pending.truncate(before + read.as_ref().copied().unwrap_or_default());
        self.over = read? == 0;
        Ok(!self.over)
    }

    /// Returns the whole rows that have been read.
    fn take_rows(&mut self) -> CsvBlock {
        let end = self.ends.last;
        let mut rest = Vec::with_capacity(READ_AT_ONCE + self.pending.len() - end);
        rest.extend_from_slice(&self.pending[end..]);
        let has_lone_return = has_lone_return(&self.pending, end);
        let is_plain = self.ends.odd_quotes.is_none_or(|(first, _)| first >= end)
            && !(end == self.pending.len() && self.ends.in_quotes)
            && !has_lone_return;
        let mut bytes = std::mem::replace(&mut self.pending, rest);
        bytes.truncate(end);
        self.ends.forget(end);
        let first_line = self.next_line;
        self.next_line += match has_lone_return {
            true => line_breaks(&bytes, 0..bytes.len()),
            false => memchr_iter(b'\n', &bytes).count(),
        };
        CsvBlock { bytes, first_line, overlong: false, is_plain }
    }

    /// Skips a row that is too long, and returns a block for it without its bytes.
    fn skip_overlong(&mut self) -> io::Result<CsvBlock> {
        let first_line = self.next_line;
        let mut skipped = 0;
        loop {
            let ended = self.ends.last != 0;
            // The last byte before the unscanned ones is kept, as it shows whether a cell begins there.
            let gone = if ended { self.ends.last } else { self.ends.scanned.saturating_sub(1) };
            self.next_line += line_breaks(&self.pending, 0..gone);
            self.pending.drain(..gone);
            self.ends.forget(gone);
            skipped += gone;
            self.over |= !ended && skipped > MOST_SKIPPED;
            if ended || self.over || !self.read_more()? {
                break;
            }
            self.ends.scan_for_first(&self.pending);
        }
        if self.over {
            self.pending.clear();
            self.ends.forget(usize::MAX);
        }
        Ok(CsvBlock { bytes: Vec::new(), first_line, overlong: true, is_plain: true })
    }
}

/// Search for the first lines that are not empty, in bytes that grow.
struct FirstLines {
    /// Number of lines still to be found.
    lines: usize,
    /// True if line breaks in quotes do not end a line.
    quotes: bool,
    is_open: bool,
    is_empty: bool,
    scanned: usize,
}

impl FirstLines {
    /// Scans new bytes, and returns true once they hold all the lines, with all quotes closed.
    fn are_whole(&mut self, bytes: &[u8]) -> bool {
        while let Some(&byte) = bytes.get(self.scanned) {
            match byte {
                b'"' if self.quotes => (self.is_open, self.is_empty) = (!self.is_open, false),
                // The next byte may be a line feed that belongs to it.
                b'\r' if self.scanned + 1 == bytes.len() => return false,
                b'\r' | b'\n' if !self.is_open && !self.is_empty => {
                    self.is_empty = true;
                    self.lines -= 1;
                    if self.lines == 0 {
                        return true;
                    }
                }
                b'\r' | b'\n' => {}
                _ => self.is_empty = false,
            }
            self.scanned += 1;
        }
        false
    }
}

/// Returns true if one of the first `end` bytes is a carriage return without a line feed after it.
fn has_lone_return(bytes: &[u8], end: usize) -> bool {
    let ends_in_one = bytes[..end].ends_with(b"\r") && bytes.get(end) != Some(&b'\n');
    // Comparing every byte with the next is faster than searching where each row ends in a carriage return.
    let pairs = bytes[..end].iter().zip(bytes[..end].iter().skip(1));
    ends_in_one | pairs.fold(false, |found, (&byte, &next)| found | ((byte == b'\r') & (next != b'\n')))
}

/// Ends of rows in the pending bytes, as far as they have been scanned.
#[derive(Debug)]
struct RowEnds {
    quoting: Quoting,
    in_quotes: bool,
    scanned: usize,
    /// End of the last whole row; 0 before the first.
    last: usize,
    /// First and last stray quote: one that neither opens nor closes a whole cell and is not doubled.
    odd_quotes: Option<(usize, usize)>,
}

impl RowEnds {
    fn new(quoting: Quoting) -> RowEnds {
        RowEnds { quoting, in_quotes: false, scanned: 0, last: 0, odd_quotes: None }
    }

    /// Scans new bytes. `over` is true if no more will follow.
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
                if !self.in_quotes {
                    self.add_odd_quote(quote);
                }
            } else if bytes.get(quote + 1) == Some(&b'"') {
                self.scanned = quote + 2;
            } else if quote + 1 == bytes.len() && !over {
                // The next byte shows whether it closes the cell.
                self.scanned = quote;
                return;
            } else {
                self.scanned = quote + 1;
                self.in_quotes = false;
                if bytes.get(quote + 1).is_some_and(|byte| ![separator, b'\n', b'\r'].contains(byte)) {
                    self.add_odd_quote(quote);
                }
            }
        }
    }

    /// Scans new bytes up to the end of the first row.
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

    /// Moves on to `to`, without quotes on the way. Outside quotes, the last line break before `to` ends a row.
    fn pass(&mut self, bytes: &[u8], to: usize) {
        let new = &bytes[self.scanned..to];
        let end = match self.quoting {
            _ if self.in_quotes => None,
            Quoting::None => memrchr(b'\n', new),
            // A line feed may still follow a carriage return at the very end.
            Quoting::Cells(_) => {
                memrchr2(b'\n', b'\r', if to == bytes.len() { without_return(new) } else { new })
            }
        };
        if let Some(end) = end {
            self.last = self.scanned + end + 1;
        }
        self.scanned = to;
    }

    fn add_odd_quote(&mut self, quote: usize) {
        let first = self.odd_quotes.map_or(quote, |(first, _)| first);
        self.odd_quotes = Some((first, quote));
    }

    /// Forgets the first `bytes`, which have been removed.
    fn forget(&mut self, bytes: usize) {
        self.scanned = self.scanned.saturating_sub(bytes);
        self.odd_quotes = self
            .odd_quotes
            .and_then(|(first, last)| Some((first.saturating_sub(bytes), last.checked_sub(bytes)?)));
        self.last = 0;
    }
}

fn without_return(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Returns true if a quote outside quoted cells opens one, as it does only at the beginning of a cell.
fn opens(bytes: &[u8], quote: usize, separator: u8) -> bool {
    quote.checked_sub(1).is_none_or(|before| [separator, b'\n', b'\r'].contains(&bytes[before]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, quoting: Quoting) -> Vec<CsvBlock> {
        let mut blocks = CsvBlocks::new(text.as_bytes(), quoting);
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

    /// A reader that is interrupted, then returns a row, then fails.
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
        let mut blocks = CsvBlocks::new(Failing(0), Quoting::None);
        assert!(blocks.next_block().unwrap().is_some_and(|block| block.bytes == b"1,2\n"));
        assert_eq!(blocks.next_block().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn an_empty_line_is_none_of_the_first_lines() {
        let mut blocks = CsvBlocks::new(b"\n\n".chain(&b"a\nb\n"[..]), Quoting::None);
        assert_eq!(blocks.beginning(1, false).unwrap(), b"\n\na\nb\n");
    }

    #[test]
    fn what_was_read_before_an_error_counts() {
        let mut blocks = CsvBlocks::new(Failing(0), Quoting::None);
        assert_eq!(blocks.beginning(2, false).unwrap(), b"1,2\n");
        assert!(blocks.next_block().unwrap().is_some_and(|block| block.bytes == b"1,2\n"));
        assert_eq!(blocks.next_block().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert!(CsvBlocks::new(Failing(2), Quoting::None).beginning(1, false).is_err());
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
                let mut blocks = CsvBlocks::new(io::repeat(byte), quoting);
                assert!(blocks.next_block().unwrap().is_some_and(|block| block.overlong));
                assert_eq!(blocks.next_block().unwrap(), None);
            }
        }
    }

    #[test]
    fn a_beginning_goes_on_to_the_end_of_what_is_quoted() {
        for (pieces, quotes, expected) in [
            (["\n\"id\n", "\",title\n", "1,2\n"], true, "\n\"id\n\",title\n"),
            (["\r\n{\"\n", "{}\n", "{}\n"], false, "\r\n{\"\n"),
            (["i", "d\n", "1\n"], true, "id\n"),
            (["i", "d\r", "1\r"], true, "id\r1\r"),
            (["\"", "\n", "1\n"], true, "\"\n1\n"),
        ] {
            let [first, second, third] = pieces.map(str::as_bytes);
            let mut blocks = CsvBlocks::new(first.chain(second).chain(third), Quoting::None);
            assert_eq!(blocks.beginning(1, quotes).unwrap(), expected.as_bytes());
        }
    }

    #[test]
    fn lines_are_rows_where_nothing_is_quoted() {
        let text = "{\"a\": \"\n{}\n";
        assert_eq!(blocks(text, Quoting::None)[0].bytes, text.as_bytes());
    }
}

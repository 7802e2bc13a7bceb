//! Checks a PDF document before hayro parses it. Hayro unpacks cross-reference and object streams whole while it opens a
//! file, and may parse an object once for each object around it, so limits where text is decoded come too late: without
//! this check, a file of 600 KB whose cross-reference stream unpacks to 600 MB took 530 MB and more than 45 s.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use crate::document::error::DocumentError;

/// Maximum number of bytes of an unpacked stream, or of the content of a page. Parsed as one dictionary, it takes
/// twenty times as much memory.
pub(super) const MAX_UNPACKED: usize = 8 << 20;

/// Maximum number of bytes of all unpacked object and cross-reference streams.
const MAX_TABLES: usize = 16 << 20;

/// Maximum number of bytes of all unpacked cross-reference streams. An entry of one byte takes sixty in memory.
const MAX_PLACES: usize = 2 << 20;

/// Maximum number of times that the bytes of a document are read when each object is read alone. Objects normally
/// follow each other, and only those of embedded documents are read twice.
const MAX_READINGS: usize = 16;

/// Maximum number of objects.
const MAX_OBJECTS: usize = 1_000_000;

/// Checks the limits for all objects.
///
/// # Errors
/// The objects are too large, too many, or lie within each other.
pub(super) fn survey(bytes: &[u8]) -> Result<(), DocumentError> {
    let work = bytes.len().saturating_mul(MAX_READINGS) + (1 << 20);
    let mut survey = Survey { bytes, work, unpacked: 0, places: 0 };
    let objects = memmem::find_iter(bytes, b"obj").filter(|&at| !bytes[..at].ends_with(b"end"));
    for (count, at) in objects.enumerate() {
        if count == MAX_OBJECTS {
            return Err(DocumentError::TooMany { what: "objects", limit: MAX_OBJECTS });
        }
        survey.object(at + b"obj".len())?;
    }
    Ok(())
}

/// The amounts counted so far.
struct Survey<'b> {
    bytes: &'b [u8],
    /// Number of bytes that may still be read.
    work: usize,
    /// Unpacked bytes of object and cross-reference streams.
    unpacked: usize,
    /// Unpacked bytes of cross-reference streams.
    places: usize,
}

/// A token of an object.
#[derive(PartialEq, Eq)]
enum Token<'b> {
    Open,
    Close,
    Name(&'b [u8]),
    Other,
}

impl<'b> Survey<'b> {
    /// Checks the object that begins at byte `start`.
    fn object(&mut self, start: usize) -> Result<(), DocumentError> {
        let mut lexer = Lexer { bytes: self.bytes, at: start };
        let mut depth: usize = 0;
        let (mut is_table, mut has_places, mut is_plain) = (false, false, true);
        // `Some` after the key of the filters, with true once one was seen.
        let mut filter: Option<bool> = None;
        while let Some(token) = lexer.next() {
            match &token {
                Token::Open => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Name(_) | Token::Other => {}
            }
            match (filter, &token) {
                (None, Token::Name(name)) if depth == 1 => match &*unescaped(name) {
                    b"First" => is_table = true,
                    b"W" => (is_table, has_places) = (true, true),
                    b"Filter" => filter = Some(false),
                    b"F" => is_plain = false,
                    _ => {}
                },
                (Some(false), Token::Open) if depth == 2 => {}
                (Some(false), Token::Name(name)) if is_flate(name) => {
                    filter = if depth == 2 { Some(true) } else { None };
                }
                (Some(true), Token::Close) => filter = None,
                (Some(_), _) => (filter, is_plain) = (None, false),
                (None, _) => {}
            }
            if lexer.at - start > self.work {
                return Err(Self::entangled());
            }
            if depth == 0 {
                break;
            }
        }
        self.work -= lexer.at - start;
        let Some(data) = lexer.rest().strip_prefix(b"stream").filter(|_| is_table) else { return Ok(()) };
        if !is_plain {
            let reason = "its object streams use an unknown filter".to_owned();
            return Err(DocumentError::Damaged { format: "PDF", reason });
        }
        let line = data.iter().take_while(|&&byte| byte == b'\r' || byte == b'\n').count().min(2);
        let (read, written) = unpacked_size(data.get(line..).unwrap_or_default(), MAX_UNPACKED);
        if written > MAX_UNPACKED {
            return Err(too_large());
        }
        self.unpacked += written;
        self.places += if has_places { written } else { 0 };
        for (size, limit) in [(self.unpacked, MAX_TABLES), (self.places, MAX_PLACES)] {
            if size > limit {
                return Err(DocumentError::TooMany {
                    what: "megabytes in its object streams",
                    limit: limit >> 20,
                });
            }
        }
        self.work = self.work.checked_sub(read).ok_or_else(Self::entangled)?;
        Ok(())
    }

    fn entangled() -> DocumentError {
        DocumentError::Damaged { format: "PDF", reason: "its objects overlap".to_owned() }
    }
}

fn is_flate(name: &[u8]) -> bool {
    matches!(&*unescaped(name), b"FlateDecode" | b"Fl")
}

/// Returns the error for a stream that is too large.
pub(super) fn too_large() -> DocumentError {
    DocumentError::TooMany { what: "megabytes in one piece", limit: MAX_UNPACKED >> 20 }
}

/// Returns the number of packed and of unpacked bytes of a deflate stream. Stops a little after `limit` unpacked bytes.
pub(super) fn unpacked_size(data: &[u8], limit: usize) -> (usize, usize) {
    // Like hayro, reads a stream without a zlib header as raw deflate data.
    let has_head =
        matches!(data, [cmf, flg, ..] if cmf & 15 == 8 && (u32::from(*cmf) << 8 | u32::from(*flg)) % 31 == 0);
    let data = if has_head { data.get(2..).unwrap_or_default() } else { data };
    let mut unpacker = Decompress::new(false);
    let mut buffer = vec![0; 1 << 16];
    let (mut read, mut written) = (0, 0);
    while written <= limit {
        let before = (unpacker.total_in(), unpacker.total_out());
        let rest = data.get(read..).unwrap_or_default();
        let status = unpacker.decompress(rest, &mut buffer, FlushDecompress::None);
        let (taken, given) = (unpacker.total_in() - before.0, unpacker.total_out() - before.1);
        read += usize::try_from(taken).unwrap_or(usize::MAX);
        written += usize::try_from(given).unwrap_or(usize::MAX);
        if !matches!(status, Ok(Status::Ok)) || taken + given == 0 {
            break;
        }
    }
    (read, written)
}

/// Resolves escapes such as `#20` in a name.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'#').and_then(|digits| str::from_utf8(digits).ok());
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            plain.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push(*first);
            rest = after;
        }
    }
    plain
}

/// Splits an object into tokens.
struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Lexer<'b> {
    fn next(&mut self) -> Option<Token<'b>> {
        self.skip_space();
        let rest = self.bytes.get(self.at..)?;
        let (token, length) = match rest {
            [] => return None,
            [b'<', b'<', ..] | [b'[', ..] => (Token::Open, if rest[0] == b'[' { 1 } else { 2 }),
            [b'>', b'>', ..] | [b']', ..] => (Token::Close, if rest[0] == b']' { 1 } else { 2 }),
            [b'/', name @ ..] => {
                let length = name.iter().position(|byte| !is_regular(*byte)).unwrap_or(name.len());
                (Token::Name(&name[..length]), length + 1)
            }
            [b'(', ..] => (Token::Other, string_length(rest)),
            [b'<', ..] => (Token::Other, memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1)),
            [..] => {
                (Token::Other, rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len()).max(1))
            }
        };
        self.at += length;
        Some(token)
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'%' {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if byte == 0 || byte.is_ascii_whitespace() {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn rest(&mut self) -> &'b [u8] {
        self.skip_space();
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

fn is_regular(byte: u8) -> bool {
    !(byte == 0 || byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(&byte))
}

/// Returns the length of the string in parentheses at the beginning of `bytes`.
fn string_length(bytes: &[u8]) -> usize {
    let mut depth: usize = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

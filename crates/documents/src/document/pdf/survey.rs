//! Looks over the bytes of a PDF document before its tables of objects are read, which are unpacked whole, and whose
//! objects may be read many times over. What takes far more room or work than any document does is refused.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use crate::document::error::DocumentError;

/// How much may be unpacked at once: a stream, or the content of a page. Where it is one dictionary, reading takes twenty
/// times as much.
pub(super) const MAX_UNPACKED: usize = 8 << 20;

/// How much all tables of objects may unpack to.
const MAX_TABLES: usize = 16 << 20;

/// How much all tables of the places of objects may unpack to. An entry of one byte takes sixty when it is read.
const MAX_PLACES: usize = 2 << 20;

/// How many times over objects may be read when each is read alone. They follow each other in a document, and only those
/// of documents within a document are read twice.
const MAX_READINGS: usize = 16;

/// How many objects there may be.
const MAX_OBJECTS: usize = 1_000_000;

/// Goes over all objects as a reader would that looks for them.
///
/// # Errors
/// Where they are too large or too many, or lie within each other.
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

/// What is known of a document as far as it is looked over.
struct Survey<'b> {
    bytes: &'b [u8],
    /// How many bytes may still be looked at.
    work: usize,
    /// What all tables of objects unpack to.
    unpacked: usize,
    /// What those of them unpack to that say where objects are.
    places: usize,
}

/// A piece of an object.
#[derive(PartialEq, Eq)]
enum Token<'b> {
    Open,
    Close,
    Name(&'b [u8]),
    Other,
}

impl<'b> Survey<'b> {
    /// Looks at the object that begins at this byte.
    fn object(&mut self, start: usize) -> Result<(), DocumentError> {
        let mut lexer = Lexer { bytes: self.bytes, at: start };
        let mut depth: usize = 0;
        let (mut is_table, mut has_places, mut is_plain) = (false, false, true);
        // Where the filters of a stream are awaited, and whether one was seen.
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
            let reason = "its tables of objects are packed as by no program".to_owned();
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
                    what: "megabytes in its tables of objects",
                    limit: limit >> 20,
                });
            }
        }
        self.work = self.work.checked_sub(read).ok_or_else(Self::entangled)?;
        Ok(())
    }

    fn entangled() -> DocumentError {
        DocumentError::Damaged { format: "PDF", reason: "its objects lie within each other".to_owned() }
    }
}

fn is_flate(name: &[u8]) -> bool {
    matches!(&*unescaped(name), b"FlateDecode" | b"Fl")
}

/// What would be too large when unpacked.
pub(super) fn too_large() -> DocumentError {
    DocumentError::TooMany { what: "megabytes in one piece", limit: MAX_UNPACKED >> 20 }
}

/// How many bytes are read when so many bytes are unpacked, and how many are written; no more than a little over `limit`.
pub(super) fn unpacked_size(data: &[u8], limit: usize) -> (usize, usize) {
    // A reader takes what has no head of its own for bare packed data.
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

/// A name with its signs as PDF writes them, such as `#20`, resolved.
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

/// Takes an object apart, going forward only.
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

/// How long a string in parentheses is.
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

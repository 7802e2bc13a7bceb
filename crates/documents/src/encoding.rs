//! Decodes text: UTF-8 as it is, and text in other encodings as a stream.

use std::io::{self, ErrorKind, Read};
use std::string::FromUtf8Error;

use encoding_rs::DecoderResult;
use thiserror::Error;

use crate::file_type::{self, FileType};

/// A reason why bytes are not UTF-8 text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// The bytes are UTF-16 text.
    #[error("the file is UTF-16 text, not UTF-8")]
    Utf16,
    /// The bytes begin like a file of another format.
    #[error("the file is {}", .0.name)]
    OtherFormat(FileType),
    /// The bytes are not text, and begin like no known format.
    #[error("the file is not text")]
    NotText,
    /// The bytes are not UTF-8; the source of this error has them.
    #[error("the file is not UTF-8 text")]
    NotUtf8(#[from] FromUtf8Error),
}

/// Decodes a whole file of UTF-8 text. Keeps a byte order mark.
///
/// # Errors
/// The bytes are a file of another format, or text in another encoding.
pub fn decode(bytes: Vec<u8>) -> Result<String, TextError> {
    check_beginning(&bytes)?;
    Ok(String::from_utf8(bytes)?)
}

/// Checks the first bytes of a file that should be text.
///
/// # Errors
/// [`TextError::Utf16`], [`TextError::OtherFormat`] or [`TextError::NotText`].
pub fn check_beginning(beginning: &[u8]) -> Result<(), TextError> {
    if is_utf_16(beginning) {
        return Err(TextError::Utf16);
    }
    match file_type::detect(beginning) {
        Some(file_type) => Err(TextError::OtherFormat(file_type)),
        None if file_type::is_binary(beginning) => Err(TextError::NotText),
        None => Ok(()),
    }
}

/// Returns true for UTF-16: bytes with its byte order mark, or with a zero in every other of the first 64.
pub fn is_utf_16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true;
    }
    let start = &bytes[..bytes.len().min(64)];
    let has_zeros = |index: usize| start.chunks_exact(2).all(|pair| pair[index] == 0 && pair[1 - index] != 0);
    start.len() >= 4 && (has_zeros(0) || has_zeros(1))
}

/// An encoding that text in one byte per character probably has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LikelyEncoding {
    /// Mac OS Roman.
    Macintosh,
    /// Windows-1252.
    Windows1252,
}

impl LikelyEncoding {
    /// Guesses the encoding of text that is not UTF-8; `None` if its characters do not tell.
    pub fn guess(text: &[u8]) -> Option<LikelyEncoding> {
        // Text with valid UTF-8 characters is damaged UTF-8, and text does not have other control characters.
        let is_unseen = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        if text.iter().any(is_unseen) || text.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
            return None;
        }
        // After a small letter, Mac OS Roman has é and other small letters where Windows-1252 has capitals, signs or
        // gaps.
        let is_gap = |byte: u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
        let is_odd = |byte: u8| is_gap(byte) || matches!(byte, 0x87..=0x8c | 0x8e | 0x98 | 0x9f);
        if text.windows(2).any(|pair| pair[0].is_ascii_lowercase() && is_odd(pair[1])) {
            return Some(LikelyEncoding::Macintosh);
        }
        let has_gap = text.iter().any(|byte| is_gap(*byte));
        (!has_gap).then_some(LikelyEncoding::Windows1252)
    }

    /// Returns the name for people, such as `Mac OS Roman`.
    pub fn name(self) -> &'static str {
        match self {
            LikelyEncoding::Macintosh => "Mac OS Roman",
            LikelyEncoding::Windows1252 => "Windows-1252",
        }
    }

    /// Returns the label that [`TextEncoding::named`] knows.
    pub fn label(self) -> &'static str {
        match self {
            LikelyEncoding::Macintosh => "macintosh",
            LikelyEncoding::Windows1252 => "windows-1252",
        }
    }
}

/// An encoding of text, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static encoding_rs::Encoding);

impl TextEncoding {
    /// Returns the encoding with this label on the web (<https://encoding.spec.whatwg.org/>), such as `windows-1252` or
    /// `utf-16`.
    pub fn named(name: &str) -> Option<TextEncoding> {
        encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()).map(TextEncoding)
    }

    /// Wraps a reader of text in this encoding into a reader of UTF-8. A byte order mark takes precedence over the
    /// encoding.
    pub fn decode<R: Read>(self, reader: R) -> Decoded<R> {
        Decoded {
            reader,
            decoder: self.0.new_decoder(),
            bytes: Vec::new(),
            text: Vec::new(),
            taken: 0,
            end: None,
        }
    }
}

/// A reader that turns text into UTF-8 as it comes.
pub struct Decoded<R> {
    reader: R,
    decoder: encoding_rs::Decoder,
    bytes: Vec<u8>,
    text: Vec<u8>,
    /// Bytes of `text` that have been read.
    taken: usize,
    /// Result at the end of `text`, `None` while more may come.
    end: Option<io::Result<()>>,
}

impl<R: Read> Decoded<R> {
    /// Decodes the next bytes of the reader into `text`.
    fn fill(&mut self) -> io::Result<()> {
        const READ_AT_ONCE: usize = 16_384;
        self.bytes.resize(READ_AT_ONCE, 0);
        let count = self.reader.read(&mut self.bytes)?;
        let most = self.decoder.max_utf8_buffer_length_without_replacement(count).unwrap_or_default();
        self.text.resize(most, 0);
        let bytes = &self.bytes[..count];
        let (result, _, written) =
            self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.text, count == 0);
        self.text.truncate(written);
        self.taken = 0;
        if result != DecoderResult::InputEmpty {
            let message = format!("it is not {} text", self.decoder.encoding().name());
            self.end = Some(Err(io::Error::new(ErrorKind::InvalidData, message)));
        } else if count == 0 {
            self.end = Some(Ok(()));
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.text.len() && self.end.is_none() {
            self.fill()?;
        }
        if self.taken == self.text.len() {
            return self.end.replace(Ok(())).unwrap_or(Ok(())).map(|()| 0);
        }
        let count = (&self.text[self.taken..]).read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_refused_by_name_with_and_without_its_mark() {
        for start in ["", "\u{feff}"] {
            let text = format!("{start}title: Clerk\n");
            assert_eq!(decode(utf_16(&text, u16::to_le_bytes)), Err(TextError::Utf16));
            assert_eq!(decode(utf_16(&text, u16::to_be_bytes)), Err(TextError::Utf16));
        }
    }

    #[test]
    fn the_encoding_of_other_texts_is_guessed_where_their_characters_tell() {
        for (text, label) in [
            (&b"Caf\xe9"[..], Some("windows-1252")),
            (b"\x93Ward\x94 \x96 St Mary\x92s, \xa3 5, na\xefve, Ko\x9aice", Some("windows-1252")),
            (b"Caf\x8e", Some("macintosh")),
            (b"fa\x8dade, cr\x8fche", Some("macintosh")),
            // Neither has it at the beginning of a word.
            (b"\x8d", None),
            (b"Caf\xc3\xa9, Caf\xe9", None),
            (b"\x00\xe9", None),
        ] {
            assert_eq!(LikelyEncoding::guess(text).map(LikelyEncoding::label), label, "{text:?}");
        }
    }

    /// Reads text a few bytes at a time, and returns what came before the end or an error, and the error.
    fn decoded(bytes: &[u8], encoding: &str, at_once: usize) -> (String, Option<String>) {
        let mut reader = TextEncoding::named(encoding).unwrap().decode(bytes);
        let (mut text, mut buffer) = (Vec::new(), vec![0; at_once]);
        let error = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break None,
                Ok(count) => text.extend_from_slice(&buffer[..count]),
                Err(error) => break Some(error.to_string()),
            }
        };
        assert!(reader.read(&mut buffer).is_ok_and(|count| count == 0), "it is over");
        (String::from_utf8(text).unwrap(), error)
    }

    #[test]
    fn texts_in_other_encodings_are_read_as_they_come() {
        let text = "Café – “Clerk” 看護師 ".repeat(3000);
        for at_once in [1, 2, 3, 100_000] {
            assert_eq!(decoded(&utf_16(&text, u16::to_le_bytes), "utf-16", at_once), (text.clone(), None));
            let marked = format!("\u{feff}{text}");
            for bytes in [utf_16(&marked, u16::to_be_bytes), marked.into_bytes()] {
                assert_eq!(decoded(&bytes, "utf-16", at_once), (text.clone(), None));
            }
            assert_eq!(
                decoded(b"Caf\xe9 \x96 \x81", "Windows-1252", at_once),
                ("Café – \u{81}".into(), None)
            );
            let (read, error) = decoded(b"Caf\xe9", "utf-8", at_once);
            assert_eq!((&*read, error.as_deref()), ("Caf", Some("it is not UTF-8 text")));
            let (read, error) = decoded(b"a\0b\0c", "utf-16le", at_once);
            assert_eq!((&*read, error.as_deref()), ("ab", Some("it is not UTF-16LE text")));
        }
        assert_eq!(TextEncoding::named("ebcdic"), None);
    }

    #[test]
    fn utf_8_is_text_with_and_without_a_byte_order_mark() {
        for text in ["", "a", "title: Clerk\n", "\u{feff}title: Übergabe\n"] {
            assert_eq!(decode(text.as_bytes().to_vec()).as_deref(), Ok(text));
        }
    }
}

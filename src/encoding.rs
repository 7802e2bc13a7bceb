//! From bytes to text. Files that are not text are refused, and named for what they are.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use encoding_rs::DecoderResult;

use crate::file_type::{self, BYTE_ORDER_MARK, FileType, FileTypeKind};
use crate::finding::{Finding, Position, Problem, Rule};

/// What is wrong with bytes that begin like another format than text.
fn other_format(bytes: &[u8]) -> Option<Problem> {
    let FileType { name, kind } = file_type::detect(bytes)?;
    let rule = if kind == FileTypeKind::Workbook { Rule::Spreadsheet } else { Rule::OtherFormat };
    let help = match kind {
        FileTypeKind::Table(Some(command)) => format!("DuckDB makes CSV of it: {command}"),
        FileTypeKind::Table(None) => "make CSV of it with a program that reads it".to_owned(),
        FileTypeKind::Zip if cfg!(feature = "sheets") => {
            "unpack it first; if it is a workbook, add --input-format workbook".to_owned()
        }
        FileTypeKind::Packed(_) | FileTypeKind::Zip => "unpack it first".to_owned(),
        FileTypeKind::Workbook if cfg!(feature = "sheets") => {
            "give it a name that ends in .xlsx, .xls or .ods, or add --input-format workbook, to read a sheet of it; or \
             save it as CSV in UTF-8"
                .to_owned()
        }
        FileTypeKind::Workbook => "save it as CSV in UTF-8; its rows can then be read".to_owned(),
        _ => "`jobeval init` writes a job file to copy the levels into".to_owned(),
    };
    Some(Problem::new(rule, format!("the file is {name}")).help(help))
}

/// The text of a file; `source` names the file in findings. A byte order mark stays where it is: YAML allows it.
///
/// # Errors
/// A finding that says what it is instead of UTF-8 text.
pub fn decode(source: &str, bytes: Vec<u8>) -> Result<String, Finding> {
    if let Some(finding) = refuse(source, &bytes) {
        return Err(finding);
    }
    String::from_utf8(bytes).map_err(|error| not_utf_8(&source.into(), error.as_bytes(), 1))
}

/// What is wrong with a text that is not UTF-8.
pub(crate) fn not_utf_8_problem(text: &[u8]) -> Problem {
    const MESSAGE: &str = "the file is not UTF-8 text";
    match likely_encoding(text) {
        Some([name, label, kind]) => {
            let writer = format!("as Excel's \"CSV ({kind})\" writes it");
            Problem::new(Rule::NotUtf8, format!("{MESSAGE}; it looks like {name}, {writer}"))
                .help(format!("read it with --encoding {label}, or save it as UTF-8"))
        }
        None => Problem::new(Rule::NotUtf8, MESSAGE)
            .help("save it as UTF-8, or name its encoding, as in --encoding windows-1252"),
    }
}

/// The encoding of a text that is not UTF-8, where its characters tell: its name, its label, and the kind of CSV that Excel
/// writes in it.
fn likely_encoding(text: &[u8]) -> Option<[&'static str; 3]> {
    // What is UTF-8 but for a few bytes is damaged, and what holds other control characters is no text.
    let is_unseen = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    if text.iter().any(is_unseen) || text.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return None;
    }
    // Where Mac OS Roman has é and other small letters, Windows-1252 has none at all, or capitals and signs that do not
    // stand behind small letters.
    let is_lacking = |byte: u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let is_odd = |byte: u8| is_lacking(byte) || matches!(byte, 0x87..=0x8c | 0x8e | 0x98 | 0x9f);
    if text.windows(2).any(|pair| pair[0].is_ascii_lowercase() && is_odd(pair[1])) {
        Some(["Mac OS Roman", "macintosh", "Macintosh"])
    } else {
        let is_whole = !text.iter().any(|byte| is_lacking(*byte));
        is_whole.then_some(["Windows-1252", "windows-1252", "Comma delimited"])
    }
}

/// What is wrong with a whole file that begins with these bytes.
pub(crate) fn refuse(source: &str, beginning: &[u8]) -> Option<Finding> {
    let problem = if is_utf_16(beginning) {
        Problem::new(Rule::Utf16, "the file is UTF-16 text, not UTF-8")
            .help("read it with --encoding utf-16, or save it as UTF-8")
    } else {
        other_format(beginning)?
    };
    Some(Finding::about(source, problem))
}

/// Whether bytes are UTF-16: they begin with its byte order mark, or every other one of the first is zero.
pub(crate) fn is_utf_16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true;
    }
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |of: usize| start.chunks_exact(2).all(|pair| pair[of] == 0 && pair[1 - of] != 0);
    start.len() >= 4 && (zeros(0) || zeros(1))
}

/// An encoding of texts that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static encoding_rs::Encoding);

impl TextEncoding {
    /// The encoding that goes by this name on web pages (<https://encoding.spec.whatwg.org/>), such as `windows-1252` or
    /// `utf-16`.
    pub fn named(name: &str) -> Option<TextEncoding> {
        encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()).map(TextEncoding)
    }

    /// A text in this encoding as UTF-8, read as it comes. A byte order mark before it counts for more than the encoding.
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

/// A text that is made UTF-8 while it is read.
pub struct Decoded<R> {
    reader: R,
    decoder: encoding_rs::Decoder,
    bytes: Vec<u8>,
    text: Vec<u8>,
    /// How much of the text has been taken.
    taken: usize,
    /// What comes after the text: nothing, or what is not in the encoding.
    end: Option<io::Result<()>>,
}

impl<R: Read> Decoded<R> {
    /// Decodes what can be read at once.
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

/// A finding at the first byte that is not UTF-8; the bytes begin with a line of the file.
pub(crate) fn not_utf_8(source: &Arc<str>, bytes: &[u8], first_line: usize) -> Finding {
    let good = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let before = String::from_utf8_lossy(&bytes[..good]);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = bytes[good..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| good + end);
    let shown = String::from_utf8_lossy(&bytes[start..end]);
    let Position { line, column } = Position::after(&before);
    let position = Position { line: first_line - 1 + line, column };
    Finding::at(source, Some(position), not_utf_8_problem(bytes)).in_line(shown.trim_end(), 1)
}

/// The first line of a text that is CSV and not YAML, and its number: names with commas, semicolons or tabs between them,
/// and no key.
pub(crate) fn csv_header(text: &str) -> Option<(&str, usize)> {
    const LEAST: usize = 2;
    let mut lines = text.trim_start_matches(BYTE_ORDER_MARK).lines().zip(1..);
    let (line, number) = lines.find(|(line, _)| !line.trim().is_empty())?;
    let is_yaml = line.contains(':') || line.starts_with(['#', '%', '-', '[', '{', ' ']);
    let is_csv = |separator: char| line.matches(separator).count() >= LEAST;
    (!is_yaml && [',', ';', '\t'].into_iter().any(is_csv)).then_some((line, number))
}

/// The lines of a text as YAML breaks it.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    const BREAKS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let without_return = |line| str::strip_suffix(line, '\r').unwrap_or(line);
    text.split('\n').map(without_return).flat_map(|line| line.split(BREAKS))
}

/// Some of the lines of a text, by their numbers from 0.
pub(crate) fn lines_at<'t>(text: &'t str, wanted: &BTreeSet<usize>) -> HashMap<usize, &'t str> {
    let Some(last) = wanted.last() else { return HashMap::new() };
    lines(text).enumerate().take(last + 1).filter(|(number, _)| wanted.contains(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Rule {
        decode("job.yaml", bytes.to_vec()).unwrap_err().problem.rule
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_refused_by_name_with_and_without_its_mark() {
        for start in ["", "\u{feff}"] {
            let text = format!("{start}title: Clerk\n");
            assert_eq!(refused(&utf_16(&text, u16::to_le_bytes)), Rule::Utf16);
            assert_eq!(refused(&utf_16(&text, u16::to_be_bytes)), Rule::Utf16);
        }
    }

    #[test]
    fn files_in_other_formats_are_refused_with_what_to_do() {
        for (bytes, rule, help) in [
            (&b"PAR1\0"[..], Rule::OtherFormat, "duckdb"),
            (b"ORC\0", Rule::OtherFormat, "with a program that reads it"),
            (b"7z\xbc\xaf", Rule::OtherFormat, "unpack it first"),
            (b"PK\x03\x04", Rule::OtherFormat, "unpack it first"),
            (b"PK\x03\x04xl/workbook", Rule::Spreadsheet, "CSV in UTF-8"),
            (b"%PDF-1.7", Rule::OtherFormat, "jobeval init"),
        ] {
            let problem = *decode("job.yaml", bytes.to_vec()).unwrap_err().problem;
            assert_eq!(problem.rule, rule);
            assert!(problem.help.as_deref().is_some_and(|said| said.contains(help)), "{problem:?}");
            let is_archive = bytes.starts_with(b"PK");
            let offers_sheets = problem.help.is_some_and(|said| said.contains("--input-format workbook"));
            assert_eq!(offers_sheets, cfg!(feature = "sheets") && is_archive);
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
            assert_eq!(likely_encoding(text).map(|[_, label, _]| label), label, "{text:?}");
        }
    }

    /// What comes of a text that is read a few bytes at a time: what is read before the end or an error, and the error.
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
    fn spreadsheets_are_refused_by_name() {
        assert_eq!(refused(b"PK\x03\x04\x14\x00\x06xl/workbook.xml"), Rule::Spreadsheet);
        assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"), Rule::Spreadsheet);
        for (text, is_csv) in [
            ("id,title,1,2\nJD-1,Clerk,3,4\n", true),
            ("\u{feff}id;title;policy\n", true),
            ("id\ttitle\tpolicy\n", true),
            ("title: Clerk, Porter, Cook\n", false),
            ("# id, title, policy\ntitle: Clerk\n", false),
            ("Clerk, Porter\n", false),
        ] {
            assert_eq!(csv_header(text).is_some(), is_csv, "{text}");
        }
    }

    #[test]
    fn utf_8_is_text_with_and_without_a_byte_order_mark() {
        for text in ["", "a", "title: Clerk\n", "\u{feff}title: Übergabe\n"] {
            assert_eq!(decode("job.yaml", text.as_bytes().to_vec()).as_deref(), Ok(text));
        }
    }
}

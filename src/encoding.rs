//! From bytes to text, with the files that are no text refused by name.

use std::collections::{BTreeSet, HashMap};
use std::str::Chars;
use std::sync::Arc;

use crate::finding::{Finding, Position, Problem};

/// What some programs begin a text in UTF-8 with.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the files of spreadsheet programs begin with: a ZIP archive, and the container of older programs.
const SPREADSHEETS: [(&[u8], &str); 2] =
    [(b"PK\x03\x04", "Excel or OpenDocument"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Excel")];

/// What the files of other formats begin with that are taken for job files.
const OTHER_FORMATS: [(&[u8], &str); 15] = [
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"\x7fELF", "a program"),
];

/// What is in every Word document, which is a ZIP archive as workbooks are.
const WORD: &[u8] = b"word/document.xml";

/// What the bytes are instead of text, as far as their beginning tells.
fn other_format(bytes: &[u8]) -> Option<Problem> {
    let start = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let begins = |form: &[u8]| start.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form));
    if let Some((_, form)) = OTHER_FORMATS.into_iter().find(|(form, _)| begins(form)) {
        return Some(Problem::OtherFormat { form });
    }
    let (_, form) = SPREADSHEETS.into_iter().find(|(form, _)| bytes.starts_with(form))?;
    let is_word = bytes.windows(WORD.len()).any(|part| part == WORD);
    Some(if is_word {
        Problem::OtherFormat { form: "a Word document" }
    } else {
        Problem::Spreadsheet { form }
    })
}

/// The text of a file; `source` names the file in findings. A byte order mark stays where it is: YAML allows it.
///
/// # Errors
/// A finding that says what it is instead, where it is no UTF-8 text.
pub fn decode(source: &str, bytes: Vec<u8>) -> Result<String, Finding> {
    if let Some(finding) = refuse(source, &bytes) {
        return Err(finding);
    }
    String::from_utf8(bytes).map_err(|error| not_utf_8(&source.into(), error.as_bytes(), 1))
}

/// What is wrong with a file as a whole that begins with these bytes.
pub(crate) fn refuse(source: &str, beginning: &[u8]) -> Option<Finding> {
    let problem = if is_utf_16(beginning) { Problem::Utf16 } else { other_format(beginning)? };
    Some(Finding::about(source, problem))
}

/// Whether bytes are UTF-16: they begin with its byte order mark, or every other one of the first is zero.
fn is_utf_16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true;
    }
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |of: usize| start.chunks_exact(2).all(|pair| pair[of] == 0 && pair[1 - of] != 0);
    start.len() >= 4 && (zeros(0) || zeros(1))
}

/// A finding at the first byte that is no UTF-8 in bytes that begin in a line of a file.
pub(crate) fn not_utf_8(source: &Arc<str>, bytes: &[u8], first_line: usize) -> Finding {
    let good = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let before = String::from_utf8_lossy(&bytes[..good]);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = bytes[good..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| good + end);
    let shown = String::from_utf8_lossy(&bytes[start..end]);
    let Position { line, column } = Position::behind(&before);
    let position = Position { line: first_line - 1 + line, column };
    Finding::at(source, Some(position), Problem::NotUtf8).in_line(shown.trim_end(), 1)
}

/// The first line of a text that is CSV and not YAML: names with commas, semicolons or tabs between them, and no key.
pub(crate) fn csv_header(text: &str) -> Option<&str> {
    const LEAST: usize = 2;
    let line = text.trim_start_matches(BYTE_ORDER_MARK).lines().find(|line| !line.trim().is_empty())?;
    let is_yaml = line.contains(':') || line.starts_with(['#', '%', '-', '[', '{', ' ']);
    let is_csv = |separator: char| line.matches(separator).count() >= LEAST;
    (!is_yaml && [',', ';', '\t'].into_iter().any(is_csv)).then_some(line)
}

/// The number of a line that is a part of a text.
pub(crate) fn line_of(text: &str, line: &str) -> usize {
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    text[..start].matches('\n').count() + 1
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

/// Looks letters up by their places. Each goes on from the one before, so that going through a long line in order takes
/// no longer than reading it.
#[derive(Debug)]
pub(crate) struct Letters<'l, 't> {
    lines: &'l HashMap<usize, &'t str>,
    line: usize,
    column: usize,
    rest: Chars<'t>,
}

impl<'l, 't> Letters<'l, 't> {
    pub(crate) fn of(lines: &'l HashMap<usize, &'t str>) -> Letters<'l, 't> {
        Letters { lines, line: usize::MAX, column: 0, rest: "".chars() }
    }

    /// The letter in a line, counted from 0, and a column, counted from 1.
    pub(crate) fn at(&mut self, line: usize, column: usize) -> Option<char> {
        if line != self.line || column <= self.column {
            (self.line, self.column, self.rest) = (line, 0, self.lines.get(&line)?.chars());
        }
        let skipped = column.checked_sub(self.column + 1)?;
        self.column = column;
        self.rest.nth(skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn refused(bytes: &[u8]) -> Code {
        decode("job.yaml", bytes.to_vec()).unwrap_err().problem.code()
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_refused_by_name_with_and_without_its_mark() {
        for start in ["", "\u{feff}"] {
            let text = format!("{start}title: Clerk\n");
            assert_eq!(refused(&utf_16(&text, u16::to_le_bytes)), Code::Utf16);
            assert_eq!(refused(&utf_16(&text, u16::to_be_bytes)), Code::Utf16);
        }
    }

    #[test]
    fn spreadsheets_are_refused_by_name() {
        assert_eq!(refused(b"PK\x03\x04\x14\x00\x06"), Code::Spreadsheet);
        assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"), Code::Spreadsheet);
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
    fn letters_are_found_in_any_order() {
        let lines = lines_at("añc\n\r\nxyz", &BTreeSet::from([0, 1, 2, 3]));
        let mut letters = Letters::of(&lines);
        let places = [(0, 2), (0, 3), (0, 4), (0, 1), (2, 3), (2, 3), (1, 1), (3, 1), (0, 0)];
        let found: Vec<Option<char>> = places.map(|(line, column)| letters.at(line, column)).to_vec();
        let (x, none) = (Some('z'), None);
        assert_eq!(found, [Some('ñ'), Some('c'), none, Some('a'), x, x, none, none, none]);
    }

    #[test]
    fn utf_8_is_text_with_and_without_a_byte_order_mark() {
        for text in ["", "a", "title: Clerk\n", "\u{feff}title: Übergabe\n"] {
            assert_eq!(decode("job.yaml", text.as_bytes().to_vec()).as_deref(), Ok(text));
        }
    }
}

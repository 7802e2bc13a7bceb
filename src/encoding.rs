//! From bytes to text. Files that are not text are refused, and named for what they are.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::finding::{Finding, Position, Problem, Rule};

/// What some programs put at the beginning of a text in UTF-8.
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

/// What is wrong with bytes that begin like another format than text.
fn other_format(bytes: &[u8]) -> Option<Problem> {
    let start = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let begins = |form: &[u8]| start.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form));
    let other = |form: &str| {
        Problem::new(Rule::OtherFormat, format!("the file is {form}, not YAML"))
            .help("`jobeval init` writes a job file to copy the levels into")
    };
    if let Some((_, form)) = OTHER_FORMATS.into_iter().find(|(form, _)| begins(form)) {
        return Some(other(form));
    }
    let (_, form) = SPREADSHEETS.into_iter().find(|(form, _)| bytes.starts_with(form))?;
    if bytes.windows(WORD.len()).any(|part| part == WORD) {
        return Some(other("a Word document"));
    }
    let problem = Problem::new(Rule::Spreadsheet, format!("the file is a spreadsheet ({form}), not YAML"));
    Some(problem.help("save it as CSV in UTF-8; its rows can then be read"))
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

const SAVE_AS_UTF_8: &str = "save the file as UTF-8";

/// What is wrong with bytes that are not UTF-8.
pub(crate) fn not_utf_8_problem() -> Problem {
    Problem::new(Rule::NotUtf8, "the file is not UTF-8 text").help(SAVE_AS_UTF_8)
}

/// What is wrong with a whole file that begins with these bytes.
pub(crate) fn refuse(source: &str, beginning: &[u8]) -> Option<Finding> {
    let problem = if is_utf_16(beginning) {
        Problem::new(Rule::Utf16, "the file is UTF-16 text, not UTF-8").help(SAVE_AS_UTF_8)
    } else {
        other_format(beginning)?
    };
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

/// A finding at the first byte that is not UTF-8; the bytes begin with a line of the file.
pub(crate) fn not_utf_8(source: &Arc<str>, bytes: &[u8], first_line: usize) -> Finding {
    let good = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let before = String::from_utf8_lossy(&bytes[..good]);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = bytes[good..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| good + end);
    let shown = String::from_utf8_lossy(&bytes[start..end]);
    let Position { line, column } = Position::after(&before);
    let position = Position { line: first_line - 1 + line, column };
    Finding::at(source, Some(position), not_utf_8_problem()).in_line(shown.trim_end(), 1)
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
    fn spreadsheets_are_refused_by_name() {
        assert_eq!(refused(b"PK\x03\x04\x14\x00\x06"), Rule::Spreadsheet);
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

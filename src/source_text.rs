//! The text of files: decodes it, divides it into lines, and words what is wrong with files that cannot be read.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

#[cfg(feature = "import")]
use jobeval_documents::document::{self, Document, DocumentError};
use jobeval_documents::encoding::{self, LikelyEncoding, TextError};
use jobeval_documents::file_type::{BYTE_ORDER_MARK, FileType, FileTypeKind};
#[cfg(feature = "sheets")]
use jobeval_documents::sheet::WorkbookError;

use crate::finding::{Finding, Position, Problem, Rule};

/// Decodes the text of a file, and keeps a byte order mark, which YAML allows; `source` names the file in findings.
///
/// # Errors
/// The file is not text, or not in UTF-8.
pub fn decode(source: &str, bytes: Vec<u8>) -> Result<String, Finding> {
    encoding::decode(bytes).map_err(|error| text_finding(source, &error))
}

/// Reads a published document of any format; `source` names it in the finding.
///
/// # Errors
/// The document has another format, or cannot be read.
#[cfg(feature = "import")]
pub fn read_document(source: &str, bytes: Vec<u8>) -> Result<Document, Finding> {
    document::read_document(bytes).map_err(|error| match error {
        DocumentError::Text(error) => text_finding(source, &error),
        error => Finding::about(source, document_problem(&error)),
    })
}

/// Refuses a file by its first bytes, unless they may be UTF-8 text.
pub(crate) fn refuse(source: &str, beginning: &[u8]) -> Option<Finding> {
    encoding::check_beginning(beginning).err().map(|error| text_finding(source, &error))
}

fn text_finding(source: &str, error: &TextError) -> Finding {
    match error {
        TextError::NotUtf8(error) => not_utf_8(&source.into(), error.as_bytes(), 1),
        error => Finding::about(source, text_problem(error)),
    }
}

fn text_problem(error: &TextError) -> Problem {
    let (rule, help) = match error {
        TextError::OtherFormat(file_type) => other_format(*file_type),
        TextError::NotText => (Rule::OtherFormat, "save it as YAML, CSV or JSON in UTF-8"),
        _ => (Rule::Utf16, "read it with --encoding utf-16, or save it as UTF-8"),
    };
    Problem::new(rule, error.to_string()).help(help)
}

/// Returns the rule and the advice for a file that is not text.
fn other_format(file_type: FileType) -> (Rule, &'static str) {
    let help = match file_type.kind {
        FileTypeKind::Parquet => {
            r#"DuckDB makes CSV of it: duckdb -c "COPY (FROM 'jobs.parquet') TO 'jobs.csv'""#
        }
        FileTypeKind::Sqlite => {
            r#"DuckDB makes CSV of it: duckdb -c "COPY (FROM sqlite_scan('jobs.db', 'jobs')) TO 'jobs.csv'""#
        }
        FileTypeKind::Zip if cfg!(feature = "sheets") => {
            "unpack it first; if it is a workbook, add --input-format workbook"
        }
        FileTypeKind::Compressed(_) | FileTypeKind::Zip => "unpack it first",
        FileTypeKind::Workbook if cfg!(feature = "sheets") => {
            "give it a name that ends in .xlsx, .xls or .ods, or add --input-format workbook, to read a sheet of it; or \
             save it as CSV in UTF-8"
        }
        FileTypeKind::Workbook => "save it as CSV in UTF-8; its rows can then be read",
        _ => "`jobeval init` writes a job file to copy the levels into",
    };
    let rule = if file_type.kind == FileTypeKind::Workbook { Rule::Spreadsheet } else { Rule::OtherFormat };
    (rule, help)
}

#[cfg(feature = "import")]
fn document_problem(error: &DocumentError) -> Problem {
    match error {
        DocumentError::OtherFormat(_) => Problem::new(Rule::OtherFormat, error.to_string()),
        DocumentError::TooMany { .. } => {
            let message = format!("{error}, far more than a suite of profiles has");
            Problem::new(Rule::BrokenDocument, message)
        }
        error => Problem::new(Rule::BrokenDocument, error.to_string()),
    }
}

/// Words an error of a workbook that may unpack to `most_unpacked` bytes.
#[cfg(feature = "sheets")]
pub(crate) fn workbook_problem(error: &WorkbookError, most_unpacked: u64) -> Problem {
    const SAVE_AS: &str = "save it as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV";
    let broken = Problem::new(Rule::BrokenWorkbook, error.to_string());
    match error {
        WorkbookError::Damaged(_) => broken.help("open it in a spreadsheet program and save a copy"),
        WorkbookError::Encrypted => broken.help("save a copy without one"),
        WorkbookError::Text => {
            broken.help("if it is CSV, give it a name that ends in .csv, or add --input-format csv")
        }
        WorkbookError::TooLarge => {
            let message = format!("the workbook unpacks to more than {most_unpacked} bytes");
            Problem::new(Rule::TooLarge, message)
                .help("save the sheet as CSV, or allow more with --max-file-size")
        }
        _ => broken.help(SAVE_AS),
    }
}

/// Returns the problem of text that is not UTF-8, with the encoding that it probably has.
pub(crate) fn not_utf_8_problem(text: &[u8]) -> Problem {
    const MESSAGE: &str = "the file is not UTF-8 text";
    let Some(likely) = LikelyEncoding::guess(text) else {
        return Problem::new(Rule::NotUtf8, MESSAGE)
            .help("save it as UTF-8, or name its encoding, as in --encoding windows-1252");
    };
    let kind = if likely == LikelyEncoding::Macintosh { "Macintosh" } else { "Comma delimited" };
    let message =
        format!("{MESSAGE}; it looks like {}, as Excel's \"CSV ({kind})\" writes it", likely.name());
    let help = format!("read it with --encoding {}, or save it as UTF-8", likely.label());
    Problem::new(Rule::NotUtf8, message).help(help)
}

/// Returns a finding at the first byte that is not UTF-8. `bytes` start at the beginning of line `first_line` of the
/// file.
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

/// Returns the first line of a text that is CSV and not YAML, and its number: at least two commas, semicolons or tabs,
/// and no key.
pub(crate) fn csv_header(text: &str) -> Option<(&str, usize)> {
    const LEAST: usize = 2;
    let mut lines = text.trim_start_matches(BYTE_ORDER_MARK).lines().zip(1..);
    let (line, number) = lines.find(|(line, _)| !line.trim().is_empty())?;
    let is_yaml = line.contains(':') || line.starts_with(['#', '%', '-', '[', '{', ' ']);
    let is_csv = |separator: char| line.matches(separator).count() >= LEAST;
    (!is_yaml && [',', ';', '\t'].into_iter().any(is_csv)).then_some((line, number))
}

/// Returns the lines of a text, divided at the line breaks of YAML.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    const BREAKS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let without_return = |line| str::strip_suffix(line, '\r').unwrap_or(line);
    text.split('\n').map(without_return).flat_map(|line| line.split(BREAKS))
}

/// Returns the wanted lines of a text by their numbers, counted from 0.
pub(crate) fn lines_at<'t>(text: &'t str, wanted: &BTreeSet<usize>) -> HashMap<usize, &'t str> {
    let Some(last) = wanted.last() else { return HashMap::new() };
    lines(text).enumerate().take(last + 1).filter(|(number, _)| wanted.contains(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_other_formats_are_refused_with_what_to_do() {
        for (bytes, rule, help) in [
            (&b"PAR1\0"[..], Rule::OtherFormat, "duckdb"),
            (b"7z\xbc\xaf\x27\x1c", Rule::OtherFormat, "YAML, CSV or JSON"),
            (b"\x1f\x8b", Rule::OtherFormat, "unpack it first"),
            (b"PK\x03\x04", Rule::OtherFormat, "unpack it first"),
            (b"PK\x03\x04xl/workbook", Rule::Spreadsheet, "CSV in UTF-8"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", Rule::Spreadsheet, "CSV in UTF-8"),
            (b"%PDF-1.7", Rule::OtherFormat, "jobeval init"),
            (b"\xff\xfet\0", Rule::Utf16, "--encoding utf-16"),
            (b"title: Caf\xe9", Rule::NotUtf8, "--encoding windows-1252"),
        ] {
            let problem = *decode("job.yaml", bytes.to_vec()).unwrap_err().problem;
            assert_eq!(problem.rule, rule);
            assert!(problem.help.as_deref().is_some_and(|said| said.contains(help)), "{problem:?}");
            let may_be_workbook = rule == Rule::Spreadsheet || bytes == b"PK\x03\x04";
            let offers_sheets = problem.help.is_some_and(|said| said.contains("--input-format workbook"));
            assert_eq!(offers_sheets, cfg!(feature = "sheets") && may_be_workbook);
        }
    }

    #[test]
    fn csv_is_told_from_yaml_by_its_header() {
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
}

//! Files with jobs.

use std::io::Read;
use std::path::PathBuf;

use jobeval::encoding::{self, TextEncoding};
use jobeval::file_kind::FileKind;
use jobeval::file_type::Compression;
use jobeval::finding::{Finding, Problem, Rule};
#[cfg(feature = "sheets")]
use jobeval::job::SheetRules;
use jobeval::job::{HeaderRules, JobFile, RowSyntax};
use jobeval::report::Format;

use super::file_bytes::{finding_about, most_bytes, read_whole, source_name, unreadable};
use super::file_search::FileSearch;
use crate::cli::error::as_argument;
use crate::cli::input_format::InputFormat;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::unpack;

/// File with jobs, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputFile {
    pub(crate) path: PathBuf,
    format: InputFormat,
}

/// Advice on a file of rows that is too large to be read as a whole.
const TO_STREAM: &str = "split the file, allow more with --max-file-size, or use --format csv, --format ndjson or --summary with \
                         score or match --best, which stream rows";

/// Advice on columns of factors that are missing.
const TO_MISS_COLUMNS: &str =
    "; --column FACTOR=COLUMN reads a factor from another column, score --allow-incomplete does without";

impl InputFile {
    /// Returns the name in results and messages.
    pub(crate) fn source(&self) -> String {
        source_name(&self.path)
    }

    /// Returns the syntax of its rows, `None` if it is a job file.
    pub(crate) fn rows<'s>(&self, session: Session<'s>) -> Option<RowSyntax<'s>> {
        let rules = HeaderRules {
            separator: None,
            choices: session.columns,
            keep: session.keep,
            allow_missing: session.allow_missing_columns,
            missing_advice: TO_MISS_COLUMNS,
        };
        match self.format {
            InputFormat::Yaml => None,
            InputFormat::Csv => Some(RowSyntax::Csv(rules)),
            InputFormat::Tsv => Some(RowSyntax::Csv(HeaderRules { separator: Some(b'\t'), ..rules })),
            InputFormat::Ndjson => Some(RowSyntax::Ndjson { keep: session.keep }),
            #[cfg(feature = "sheets")]
            InputFormat::Workbook => Some(RowSyntax::Sheet(SheetRules {
                header: rules,
                sheet: session.global.sheet.as_deref(),
                most_bytes: most_bytes(session.global),
            })),
        }
    }

    /// Adds advice on a file of rows that is too large, and on a file that looks like the result of the command.
    fn advise(&self, mut finding: Finding) -> Finding {
        let help = match finding.problem.rule {
            Rule::TooLarge if self.format.has_rows_of_text() => Some(TO_STREAM.to_owned()),
            Rule::Unreadable | Rule::OtherFormat if self.is_named_like_a_result() => {
                Some(format!("to write the result to it, give --output {}", as_argument(&self.source())))
            }
            _ => None,
        };
        finding.problem.help = help.or(finding.problem.help);
        finding
    }

    /// Returns true if the extension is that of a result, but not of a file with jobs.
    fn is_named_like_a_result(&self) -> bool {
        InputFormat::from_path(&self.path).is_none()
            && FileKind::from_path(&self.path).and_then(Format::from_file_kind).is_some()
    }

    /// Returns `--encoding`; `None` for workbooks, which state their encoding.
    pub(crate) fn encoding(&self, session: Session<'_>) -> Option<TextEncoding> {
        session.global.encoding.filter(|_| self.format.is_text())
    }
}

/// Returns the files with jobs that `paths` lead to, and notes them as inputs.
pub(crate) fn job_files(
    paths: &[PathBuf],
    session: Session<'_>,
    output: &mut Output,
) -> Vec<Result<InputFile, Finding>> {
    let wanted = session.global.input_format;
    let mut files = Vec::new();
    for file in FileSearch::Jobs(wanted).files(paths) {
        files.push(file.map(|path| {
            output.spare(&path);
            let format = wanted.or_else(|| InputFormat::from_path(&path)).unwrap_or(InputFormat::Yaml);
            InputFile { path, format }
        }));
    }
    files
}

/// Reads a file with jobs as a whole.
pub(crate) fn read_file<'s>(file: &InputFile, session: Session<'s>) -> JobFile<'s> {
    read(file, session)
        .unwrap_or_else(|finding| JobFile::not_read(&file.source(), vec![file.advise(finding)]))
}

fn read<'s>(file: &InputFile, session: Session<'s>) -> Result<JobFile<'s>, Finding> {
    let bytes = read_whole(&file.path, session.global)?;
    let encoding = file.encoding(session);
    if encoding.is_none() && Compression::detect(&bytes).is_none() {
        return parse(file, bytes, session);
    }
    let (text, fault) = unpack_and_decode(file, &bytes, encoding, session)?;
    let mut read = parse(file, text, session)?;
    fault.into_iter().for_each(|fault| read.cut_off(fault));
    read.came_from(bytes);
    Ok(read)
}

/// Returns the text of a file that is compressed or in another encoding, in UTF-8. If rows are damaged, returns the rows
/// before the damage and the fault.
fn unpack_and_decode(
    file: &InputFile,
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    session: Session<'_>,
) -> Result<(Vec<u8>, Option<Finding>), Finding> {
    let limit = most_bytes(session.global);
    let mut unpacked = unpack::unpacked(Box::new(bytes))
        .map_err(|error| unreadable(&file.path, &error))?
        .take(limit.saturating_add(1));
    let mut text = Vec::new();
    let end = match encoding {
        Some(encoding) => encoding.decode(&mut unpacked).read_to_end(&mut text),
        None => unpacked.read_to_end(&mut text),
    };
    if unpacked.limit() == 0 {
        let mut problem = Problem::too_large(limit);
        problem.message = format!("the file unpacks to more than {limit} bytes");
        return Err(finding_about(&file.path, problem));
    }
    let Err(error) = end else { return Ok((text, None)) };
    let fault = unreadable(&file.path, &error);
    // The last row may have lost its end.
    text.truncate(text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1));
    if text.is_empty() || !file.format.has_rows_of_text() {
        return Err(fault);
    }
    Ok((text, Some(fault)))
}

/// Parses the bytes of a file with jobs. Text is in UTF-8.
fn parse<'s>(file: &InputFile, bytes: Vec<u8>, session: Session<'s>) -> Result<JobFile<'s>, Finding> {
    let source = file.source();
    if let Some(syntax) = file.rows(session) {
        return Ok(JobFile::read_rows(&source, &bytes, syntax, session.scheme));
    }
    let mut read = JobFile::read(&source, encoding::decode(&source, bytes)?, session.scheme);
    read.findings.iter_mut().for_each(advise_on_csv);
    Ok(read)
}

/// Adds advice on rows of CSV that were read as YAML. On standard input they have no extension.
fn advise_on_csv(finding: &mut Finding) {
    if finding.problem.rule == Rule::Spreadsheet && finding.position.is_some() {
        let help = "give it the extension .csv, or add --input-format csv";
        finding.problem.help = Some(help.to_owned());
    }
}

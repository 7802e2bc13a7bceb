//! Global options, the scheme in force, and the answers of a run.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, value_parser};
use jobeval::Scheme;
use jobeval::file_kind::FileKind;
use jobeval::job::ColumnChoice;
use jobeval::report::{Diagnostics, Format, Report, ReportFormat, enumerated};
use jobeval_documents::encoding::TextEncoding;

use super::choices::one_of;
use super::error::Error;
use super::input_format::InputFormat;
use super::unpack;

/// Name of the program.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// Answer of a run that had no trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitAnswer {
    /// A match, a passed check, complete jobs.
    Yes,
    /// No match, a failed check, or an incomplete job.
    No,
}

impl From<bool> for ExitAnswer {
    fn from(yes: bool) -> ExitAnswer {
        if yes { ExitAnswer::Yes } else { ExitAnswer::No }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a pipe
    Always,
    /// Never
    Never,
}

/// Options that every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Add profiles from a suite file or a folder of them; repeatable [default: JOBEVAL_PROFILES, with paths separated as
    /// in PATH]
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) profiles: Vec<PathBuf>,
    /// Use this scheme instead of the built-in one
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) scheme: Option<PathBuf>,
    /// Format of job files [default: from the extension; yaml for standard input]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) input_format: Option<InputFormat>,
    /// Sheet of a workbook to read [default: the only one whose header names factors]
    #[cfg(feature = "sheets")]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// Encoding of job files that are not UTF-8, such as windows-1252 or utf-16
    #[arg(long, global = true, value_name = "NAME", value_parser = encoding)]
    pub(super) encoding: Option<TextEncoding>,
    /// Read KEY from COLUMN, as in --column id="Job No"; repeatable. KEY is id, title, a factor or an expectation
    #[arg(long = "column", global = true, value_name = "KEY=COLUMN", value_parser = key_and_column)]
    pub(super) columns: Vec<(String, String)>,
    /// Number of threads [default: number of cores]
    #[arg(long, global = true, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Largest file to read, in MiB; rows that are streamed have no limit
    #[arg(long, global = true, value_name = "MIB", default_value_t = 16)]
    pub(super) max_file_size: u32,
    /// Write the result to FILE, or to standard output for -. A name that ends in .gz or .zst compresses it
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Exit with 1 if there are warnings, such as two jobs with one id
    #[arg(long, global = true)]
    pub(super) deny_warnings: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    /// Format of errors and warnings
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = one_of(Diagnostics::ALL, Diagnostics::describe))]
    pub(super) diagnostics: Diagnostics,
}

/// Parses the name of an encoding.
fn encoding(name: &str) -> Result<TextEncoding, &'static str> {
    TextEncoding::named(name).ok_or("unknown encoding; try windows-1252, utf-16 or macintosh")
}

/// Parses `KEY=COLUMN`.
fn key_and_column(given: &str) -> Result<(String, String), &'static str> {
    match given.split_once('=') {
        Some((key, column)) if !column.trim().is_empty() => Ok((key.to_owned(), column.to_owned())),
        _ => Err("write KEY=COLUMN, as in id=\"Job No\""),
    }
}

/// Settings that every command works under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) global: &'s Global,
    /// Columns that `--column` gives a meaning.
    pub(super) columns: &'s [ColumnChoice],
    /// Column whose cells are kept with their jobs, for `--by`.
    pub(super) keep: Option<&'s str>,
    /// True if files of rows may lack columns for factors.
    pub(super) allow_missing_columns: bool,
}

impl<'s> Session<'s> {
    /// Returns the format of a result: `given`, else the one that the extension of --output tells, else a table.
    ///
    /// # Errors
    /// The result cannot have the format, or the extension is not that of a format.
    pub(super) fn format<R: Report>(self, given: Option<Format>) -> Result<ReportFormat<R>, Error> {
        let given = given.map(|format| supported::<R>(format)).transpose()?;
        let Some((path, extension)) = self.output_extension() else {
            return given.map_or_else(|| supported(Format::Table), Ok);
        };
        let kind = FileKind::from_extension(&extension);
        if let Some(format) = given.filter(|_| kind != Some(FileKind::Archive)) {
            return Ok(format);
        }
        let formats = R::FORMATS.list();
        match kind.and_then(Format::from_file_kind) {
            Some(format) => R::FORMATS.get(format).ok_or_else(|| {
                let message = format!("{}: this result cannot be written as {}", path.display(), format.id());
                Error::usage(message, use_extension_of(&formats))
            }),
            None => Err(not_written_as(path, &extension, advise(kind, &formats))),
        }
    }

    /// Checks that the extension of --output, if it has one, tells this kind of file.
    ///
    /// # Errors
    /// The extension tells another kind.
    pub(super) fn expect_extension(self, kind: FileKind) -> Result<(), Error> {
        match self.output_extension() {
            Some((path, extension)) if FileKind::from_extension(&extension) != Some(kind) => {
                let help = format!("{}; {TO_COMPRESS}", use_extension(kind.extensions().iter().copied()));
                Err(not_written_as(path, &extension, help))
            }
            _ => Ok(()),
        }
    }

    /// Returns --output with its extension, without that of a compressed file; `None` if there is no extension.
    fn output_extension(self) -> Option<(&'s Path, Cow<'s, str>)> {
        let path = self.global.output.as_deref()?;
        let extension = unpack::name_inside(path).unwrap_or(path).extension()?;
        Some((path, extension.to_string_lossy())).filter(|(_, extension)| !extension.is_empty())
    }
}

/// Advice on compressed results.
const TO_COMPRESS: &str = "add .gz or .zst to compress it";

/// Returns advice on a kind of file that no result is written to.
fn advise(kind: Option<FileKind>, formats: &[Format]) -> String {
    match kind {
        Some(FileKind::Tsv | FileKind::Workbook | FileKind::OtherSpreadsheet) => {
            let readable = if formats.contains(&Format::Csv) { ".csv" } else { ".html" };
            format!("write {readable}, which spreadsheets open")
        }
        Some(FileKind::Document | FileKind::OtherDocument) => {
            "write .html, which word processors open and browsers print to PDF".to_owned()
        }
        Some(FileKind::Picture) => "write .html: a page has pictures".to_owned(),
        Some(FileKind::Archive) => "add .gz or .zst to a name to compress the result".to_owned(),
        _ => {
            format!("{}, or choose the format with --format; {TO_COMPRESS}", use_extension_of(formats))
        }
    }
}

/// Returns advice to use the usual extension of one of `formats`.
fn use_extension_of(formats: &[Format]) -> String {
    let usual = formats.iter().map(|format| usual_extension(*format));
    use_extension(usual.filter(|extension| !extension.is_empty()))
}

/// Returns advice to use one of `extensions`.
fn use_extension<'e>(extensions: impl Iterator<Item = &'e str>) -> String {
    format!("use the extension {}", listed_extensions(extensions))
}

/// Returns the usual extension of a format, empty if it has none.
pub(super) fn usual_extension(format: Format) -> &'static str {
    let extensions = format.file_kind().map_or(&[][..], FileKind::extensions);
    extensions.first().copied().unwrap_or_default()
}

/// Returns `format` with its writer.
///
/// # Errors
/// The result cannot be written in this format.
pub(super) fn supported<R: Report>(format: Format) -> Result<ReportFormat<R>, Error> {
    R::FORMATS.get(format).ok_or_else(|| {
        let formats: Vec<&str> = R::FORMATS.list().into_iter().map(Format::id).collect();
        let message = format!("this result cannot be written as {}", format.id());
        Error::usage(message, format!("its formats are {}", formats.join(", ")))
    })
}

/// Returns the error that no result is written to a file with this extension.
fn not_written_as(path: &Path, extension: &str, help: String) -> Error {
    Error::usage(format!("{}: no result is written as .{extension}", path.display()), help)
}

/// Lists extensions in a sentence: `.yaml or .yml`.
pub(super) fn listed_extensions<'e>(extensions: impl Iterator<Item = &'e str>) -> String {
    let dotted: Vec<String> = extensions.map(|extension| format!(".{extension}")).collect();
    enumerated(&dotted, "or")
}

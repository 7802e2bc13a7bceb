//! What all commands share: global options, the scheme in force, and the kinds of answers.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, value_parser};
use jobeval::Scheme;
use jobeval::encoding::TextEncoding;
use jobeval::job::ColumnChoice;
use jobeval::report::{Diagnostics, Ending, Foreign, Format, Report, ReportFormat, enumerated};

use super::choices::one_of;
use super::error::Error;
use super::input_format::InputFormat;
use super::unpack;

/// The name of the program.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// How a run ended, where it ended with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitAnswer {
    /// A match, a passed check, complete jobs.
    Yes,
    /// None of these.
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
    /// Add profiles from a suite file or a folder of suite files; repeatable. Default: the paths in JOBEVAL_PROFILES,
    /// separated as in PATH
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) profiles: Vec<PathBuf>,
    /// Use this scheme instead of the built-in one
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) scheme: Option<PathBuf>,
    /// Format of job files; by default according to the ending of their names, and YAML for standard input
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) input_format: Option<InputFormat>,
    /// Sheet of a workbook that holds the jobs; by default the only one whose header names factors
    #[cfg(feature = "sheets")]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// Encoding of job files that are not UTF-8, such as windows-1252 or utf-16
    #[arg(long, global = true, value_name = "NAME", value_parser = encoding)]
    pub(super) encoding: Option<TextEncoding>,
    /// Column that holds KEY, whatever it is called: id, title, a factor or what is expected, as in
    /// --column id="Job No"; repeatable
    #[arg(long = "column", global = true, value_name = "KEY=COLUMN", value_parser = key_and_column)]
    pub(super) columns: Vec<(String, String)>,
    /// Number of threads; by default the number of cores
    #[arg(long, global = true, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Largest file to read, in MiB (streamed rows are exempt)
    #[arg(long, global = true, value_name = "MIB", default_value_t = 16)]
    pub(super) max_file_size: u32,
    /// Write the result to this file, replacing it once the result is complete, and compressed if its name ends in .gz
    /// or .zst; - for standard output
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Exit with 1 if there are warnings, such as an id that two jobs have
    #[arg(long, global = true)]
    pub(super) deny_warnings: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    /// Format of diagnostics
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = one_of(Diagnostics::ALL, Diagnostics::describe))]
    pub(super) diagnostics: Diagnostics,
}

/// The encoding of this name.
fn encoding(name: &str) -> Result<TextEncoding, &'static str> {
    TextEncoding::named(name).ok_or("no encoding has this name; try windows-1252, utf-16 or macintosh")
}

/// The two sides of `KEY=COLUMN`.
fn key_and_column(given: &str) -> Result<(String, String), &'static str> {
    match given.split_once('=') {
        Some((key, column)) if !column.trim().is_empty() => Ok((key.to_owned(), column.to_owned())),
        _ => Err("write it as in id=\"Job No\""),
    }
}

/// What every command works under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) global: &'s Global,
    /// Columns whose meaning is given.
    pub(super) columns: &'s [ColumnChoice],
    /// The column of CSV whose cells are kept with their jobs.
    pub(super) keep: Option<&'s str>,
    /// Whether files of rows may lack columns for factors.
    pub(super) allow_missing_columns: bool,
}

impl<'s> Session<'s> {
    /// Returns the format of a result: the one asked for, else the one that the extension of --output stands for, else
    /// the first that the result has.
    ///
    /// # Errors
    /// That the result cannot have the format, or that the extension is not that of a format.
    pub(super) fn format<R: Report>(self, given: Option<Format>) -> Result<ReportFormat<R>, Error> {
        let given = given.map(|format| supported::<R>(format)).transpose()?;
        let Some((path, extension)) = self.output_extension() else {
            return given.map_or_else(|| supported(Format::Table), Ok);
        };
        let ending = Ending::from_name(&extension);
        if let Some(format) = given.filter(|_| ending != Ending::Foreign(Foreign::Packed)) {
            return Ok(format);
        }
        let formats = R::FORMATS.list();
        let usual = || {
            let usual = formats.iter().filter_map(|format| format.endings().first().copied());
            format!("write a file that ends in {}", endings(usual))
        };
        let help = match ending {
            Ending::Of(format) => {
                let message = format!("{}: this result cannot be written as {}", path.display(), format.id());
                return R::FORMATS.get(format).ok_or_else(|| Error::usage(message, usual()));
            }
            Ending::Foreign(Foreign::Sheet) if formats.contains(&Format::Csv) => {
                "write .csv, which spreadsheets open".to_owned()
            }
            Ending::Foreign(Foreign::Sheet) => "write .html, which spreadsheets open".to_owned(),
            Ending::Foreign(Foreign::Document) => {
                "write .html, which word processors open and browsers print to PDF".to_owned()
            }
            Ending::Foreign(Foreign::Picture) => "write .html: a page has pictures".to_owned(),
            Ending::Foreign(Foreign::Packed) => "add .gz or .zst to a name to compress the result".to_owned(),
            Ending::Other => {
                format!(
                    "{}, or choose the format with --format; .gz or .zst at the end compresses it",
                    usual()
                )
            }
        };
        Err(not_written_as(path, &extension, help))
    }

    /// Checks that the extension of --output, if it has one, is that of a text that is always written in one format.
    ///
    /// # Errors
    /// That it is another.
    pub(super) fn expect_extension(self, known: &[&str]) -> Result<(), Error> {
        match self.output_extension() {
            Some((path, extension)) if !known.iter().any(|known| extension.eq_ignore_ascii_case(known)) => {
                let usual = endings(known.iter().copied());
                let help = format!("write a file that ends in {usual}; .gz or .zst at the end compresses it");
                Err(not_written_as(path, &extension, help))
            }
            _ => Ok(()),
        }
    }

    /// Returns --output with its extension, before that of a compressed file; `None` if there is no extension.
    fn output_extension(self) -> Option<(&'s Path, Cow<'s, str>)> {
        let path = self.global.output.as_deref()?;
        let extension = unpack::name_inside(path).unwrap_or(path).extension()?;
        Some((path, extension.to_string_lossy())).filter(|(_, extension)| !extension.is_empty())
    }
}

/// Returns `format` with its writer.
///
/// # Errors
/// That the result cannot be written in it.
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

/// Endings in a sentence: `.yaml or .yml`.
pub(super) fn endings<'e>(endings: impl Iterator<Item = &'e str>) -> String {
    let endings: Vec<String> = endings.map(|ending| format!(".{ending}")).collect();
    enumerated(&endings, "or")
}

//! The formats of files with jobs.

use std::path::Path;

use clap::ValueEnum;

use super::unpack;

/// The format of a file with jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// Job files
    Yaml,
    /// One row per job, below a header; separated by commas, semicolons or tabs
    Csv,
    /// The same, separated by tabs
    Tsv,
    /// One JSON object per line and job
    Ndjson,
    /// A sheet of a workbook of Excel or OpenDocument, with a row per job below a header
    #[cfg(feature = "sheets")]
    Workbook,
}

impl InputFormat {
    /// The endings of the names of such files.
    pub(super) fn endings(self) -> &'static [&'static str] {
        match self {
            InputFormat::Yaml => &["yaml", "yml"],
            InputFormat::Csv => &["csv"],
            InputFormat::Tsv => &["tsv"],
            InputFormat::Ndjson => &["ndjson", "jsonl"],
            #[cfg(feature = "sheets")]
            InputFormat::Workbook => &["xlsx", "xlsm", "xls", "ods"],
        }
    }

    /// Whether such files are text.
    pub(super) fn is_text(self) -> bool {
        self == InputFormat::Yaml || self.has_rows_of_text()
    }

    /// Whether such files are text with a row or a line per job.
    pub(super) fn has_rows_of_text(self) -> bool {
        matches!(self, InputFormat::Csv | InputFormat::Tsv | InputFormat::Ndjson)
    }

    /// The format that the ending of a file's name tells. Of compressed files, only rows are looked for.
    pub(super) fn from_path(path: &Path) -> Option<InputFormat> {
        let inside = unpack::name_inside(path);
        let ending = inside.unwrap_or(path).extension()?;
        let is_one = |known: &&str| ending.eq_ignore_ascii_case(known);
        let is_meant = |format: &InputFormat| format.endings().iter().any(is_one);
        let format = Self::value_variants().iter().copied().find(is_meant)?;
        (inside.is_none() || format.has_rows_of_text()).then_some(format)
    }
}

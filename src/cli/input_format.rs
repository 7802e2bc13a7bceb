//! Formats of files with jobs.

use std::path::Path;

use clap::ValueEnum;
use jobeval::file_kind::FileKind;

use super::unpack;

/// Format of a file with jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// Job files
    Yaml,
    /// A header and a row per job, separated by commas, semicolons or tabs
    Csv,
    /// A header and a row per job, separated by tabs
    Tsv,
    /// A JSON object per line and job
    Ndjson,
    /// An Excel or OpenDocument workbook, with a header and a row per job
    #[cfg(feature = "sheets")]
    Workbook,
}

impl InputFormat {
    fn file_kind(self) -> FileKind {
        match self {
            InputFormat::Yaml => FileKind::Yaml,
            InputFormat::Csv => FileKind::Csv,
            InputFormat::Tsv => FileKind::Tsv,
            InputFormat::Ndjson => FileKind::Ndjson,
            #[cfg(feature = "sheets")]
            InputFormat::Workbook => FileKind::Workbook,
        }
    }

    /// Returns the extensions of files in this format.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        self.file_kind().extensions()
    }

    /// Returns true if files in this format are text.
    pub(super) fn is_text(self) -> bool {
        self == InputFormat::Yaml || self.has_rows_of_text()
    }

    /// Returns true if files in this format are text with a row or a line per job.
    pub(super) fn has_rows_of_text(self) -> bool {
        matches!(self, InputFormat::Csv | InputFormat::Tsv | InputFormat::Ndjson)
    }

    /// Returns the format of a file by its extension. Among compressed files, only rows of text have a format.
    pub(super) fn from_path(path: &Path) -> Option<InputFormat> {
        let inside = unpack::name_inside(path);
        let kind = FileKind::from_path(inside.unwrap_or(path))?;
        let format = Self::value_variants().iter().copied().find(|format| format.file_kind() == kind)?;
        (inside.is_none() || format.has_rows_of_text()).then_some(format)
    }
}

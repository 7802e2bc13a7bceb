//! The formats of results.

use crate::csv::CellSafety;
use crate::file_kind::FileKind;
use crate::id_enum::id_enum;

/// Layout settings of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Width of tables, in columns of a terminal.
    pub width: u16,
    /// Enables colour in tables.
    pub color: bool,
    /// Treatment of CSV cells that a spreadsheet might run as formulas.
    pub cells: CellSafety,
}

id_enum! {
    /// The format of a result. Every result can be a table, JSON, YAML, Markdown or HTML; lists can also be CSV and NDJSON.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Format {
        /// Needs the feature `cli`.
        Table = "table", "Tables for people, fitted to the terminal";
        Json = "json", "JSON, the contract for programs";
        Yaml = "yaml", "The same fields as YAML";
        Markdown = "markdown", "Tables for documents and comments";
        Html = "html", "A page to read, print and hand on";
        Csv = "csv", "One row per item, for spreadsheets";
        Ndjson = "ndjson", "One JSON object per line";
        Junit = "junit", "JUnit XML for CI servers: a test suite per file, a test case per job";
        Github = "github", "Annotations of a GitHub workflow run";
    }
}

impl Format {
    /// Returns the kind of files that have this format, `None` if no extension tells it.
    pub fn file_kind(self) -> Option<FileKind> {
        match self {
            Format::Table => Some(FileKind::Text),
            Format::Json => Some(FileKind::Json),
            Format::Yaml => Some(FileKind::Yaml),
            Format::Markdown => Some(FileKind::Markdown),
            Format::Html => Some(FileKind::Html),
            Format::Csv => Some(FileKind::Csv),
            Format::Ndjson => Some(FileKind::Ndjson),
            Format::Junit => Some(FileKind::Xml),
            Format::Github => None,
        }
    }

    /// Returns the format of files of this kind, `None` if no result is written to them.
    pub fn from_file_kind(kind: FileKind) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.file_kind() == Some(kind))
    }
}

//! The formats of results.

use crate::csv::CellSafety;
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

/// The meaning of a file extension for results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The extension of this format.
    Of(Format),
    /// The extension of a file type that results cannot have.
    Foreign(Foreign),
    /// An unknown extension.
    Other,
}

/// File types that results cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Word processor files, PDF and PostScript.
    Document,
    /// Spreadsheets.
    Sheet,
    /// Pictures.
    Picture,
    /// Archives and unsupported compressed files.
    Packed,
}

impl Ending {
    /// Looks up an extension without its dot, in upper or lower case.
    pub fn from_name(ending: &str) -> Ending {
        let ending = ending.to_ascii_lowercase();
        if let Some(format) = Format::ALL.into_iter().find(|format| format.endings().contains(&&*ending)) {
            return Ending::Of(format);
        }
        match &*ending {
            "doc" | "docm" | "docx" | "dotx" | "odt" | "pages" | "pdf" | "ps" | "rtf" => {
                Ending::Foreign(Foreign::Document)
            }
            "numbers" | "ods" | "tsv" | "xls" | "xlsb" | "xlsm" | "xlsx" => Ending::Foreign(Foreign::Sheet),
            "7z" | "br" | "bz2" | "gzip" | "lz4" | "rar" | "tar" | "tgz" | "xz" | "zip" | "zstd" => {
                Ending::Foreign(Foreign::Packed)
            }
            "gif" | "jpeg" | "jpg" | "png" | "svg" | "webp" => Ending::Foreign(Foreign::Picture),
            _ => Ending::Other,
        }
    }
}

impl Format {
    /// Returns the extensions of the format, the usual one first. Empty for formats without one.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Table => &["txt"],
            Format::Json => &["json"],
            Format::Yaml => &["yaml", "yml"],
            Format::Markdown => &["md", "markdown"],
            Format::Html => &["html", "htm"],
            Format::Csv => &["csv"],
            Format::Ndjson => &["ndjson", "jsonl"],
            Format::Junit => &["xml"],
            Format::Github => &[],
        }
    }
}

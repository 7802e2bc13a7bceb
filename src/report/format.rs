//! The formats of results.

use crate::csv::CellSafety;
use crate::id_enum::id_enum;

/// How a result is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The number of columns that tables for people are fitted to.
    pub width: u16,
    /// Whether tables for people have colour.
    pub color: bool,
    /// How the cells of CSV are written.
    pub cells: CellSafety,
}

id_enum! {
    /// The format of a result. Every result can be a table, JSON, YAML, Markdown or HTML; lists can also be CSV and NDJSON.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Format {
        /// Only with the feature `cli`.
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

/// What the ending of a file's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Results have this format in files that end so.
    Of(Format),
    /// Files that end so are of a kind that no result is written as.
    Foreign(Foreign),
    /// Nothing that is known.
    Other,
}

/// Kinds of files that no result is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Documents of word processors, and pages for print.
    Document,
    /// Spreadsheets.
    Sheet,
    /// Pictures.
    Picture,
    /// Archives, and files compressed in a way that no result is.
    Packed,
}

impl Ending {
    /// What an ending says, without its dot and in any case.
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
    /// The endings of files that have this format, the usual one first; none where an ending says too little.
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

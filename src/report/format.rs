//! The formats of results.

use crate::csv::Cells;

/// How a result is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The number of columns that tables for people are fitted to.
    pub width: u16,
    /// Whether tables for people have colour.
    pub color: bool,
    /// How the cells of CSV are written.
    pub cells: Cells,
}

/// The format of a result. Every result can be a table, JSON, YAML, Markdown or HTML; lists can also be CSV and NDJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables for people, fitted to the terminal. Only with the feature `cli`.
    Table,
    /// JSON, the contract for programs.
    Json,
    /// The same fields as YAML.
    Yaml,
    /// Tables for documents and comments.
    Markdown,
    /// A page for browsers, paper and word processors.
    Html,
    /// One row per item, for spreadsheets.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// How many jobs are in each band, and how totals are spread, as a table.
    Summary,
    /// JUnit XML, for CI servers: a test suite per file, a test case per job.
    Junit,
    /// Annotations of a GitHub workflow run.
    Github,
}

impl Format {
    /// The id.
    pub fn id(self) -> &'static str {
        self.describe().0
    }

    /// The id and the meaning in a few words.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Format::Table => ("table", "Tables for people, fitted to the terminal"),
            Format::Json => ("json", "JSON, the contract for programs"),
            Format::Yaml => ("yaml", "The same fields as YAML"),
            Format::Markdown => ("markdown", "Tables for documents and comments"),
            Format::Html => ("html", "A page to read, print and hand on"),
            Format::Csv => ("csv", "One row per item, for spreadsheets"),
            Format::Ndjson => ("ndjson", "One JSON object per line"),
            Format::Summary => ("summary", "Number of jobs in each band and distribution of totals"),
            Format::Junit => {
                ("junit", "JUnit XML for CI servers: a test suite per file, a test case per job")
            }
            Format::Github => ("github", "Annotations of a GitHub workflow run"),
        }
    }
}

//! Results as text: one module a format, and one for what each result shows.
//!
//! A [`Report`] says once what people are shown, as [`Block`]s, and what programs read, by `Serialize`; every format is
//! made from one of the two. Nothing here decides anything about a job.

mod block;
mod check;
mod compare;
pub(crate) mod csv;
mod diagnostic;
mod diff;
mod explain;
mod github;
mod json;
mod junit;
mod markdown;
mod profiles;
mod rank;
mod scheme;
mod score;
mod sql;
mod summary;
mod table;
mod yaml;

use std::io::{self, Write};

use serde::Serialize;

pub use block::{Block, Cell, Column, Kind, Table, Tone};
pub use check::JobChecks;
pub use csv::Cells;
pub use diagnostic::{Diagnostics, write_complaint, write_findings};
pub use diff::Diffs;
pub use github::write_github;
pub use junit::write_junit;
pub use profiles::{ProfileChecks, ProfileDetail, ProfileList};
pub use rank::{BestMatch, BestMatches, Ranking};
pub use scheme::SchemeReport;
pub use score::Scores;
pub use sql::{Dialect, SqlError, sql};
pub use summary::Summary;

use crate::unprintable::spelt_out;

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Tables for people, fitted to the terminal
    Table,
    /// JSON, the contract for programs
    Json,
    /// The same fields as YAML
    Yaml,
    /// Tables for documents and comments
    Markdown,
}

/// How a result that is a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RowFormat {
    /// Tables for people, fitted to the terminal
    Table,
    /// JSON, the contract for programs
    Json,
    /// The same fields as YAML
    Yaml,
    /// Tables for documents and comments
    Markdown,
    /// One line an item, for spreadsheets
    Csv,
    /// One JSON object a line
    Ndjson,
}

/// What tables for people are fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The number of columns.
    pub width: u16,
    /// Whether colour is used.
    pub color: bool,
}

/// A result that can be shown.
pub trait Report: Serialize {
    /// What people are shown.
    fn blocks(&self) -> Vec<Block>;
}

/// A result that is a list.
pub trait Rows: Report {
    /// One item of the list, as programs read it.
    type Item: Row;

    /// The items.
    fn items(&self) -> &[Self::Item];
}

/// An item of a list, which is a row in CSV.
pub trait Row: Serialize {
    /// The names of its columns.
    const COLUMNS: &'static [&'static str];

    /// Its cells, one for each column.
    fn cells(&self) -> Vec<String>;
}

/// Writes a result.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &impl Report, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(&report.blocks(), style, out),
        Format::Json => json::write(report, out),
        Format::Yaml => yaml::write(report, out),
        Format::Markdown => markdown::write(&report.blocks(), out),
    }
}

/// Writes a result that is a list; `cells` are those of CSV.
///
/// # Errors
/// Those of the writer.
pub fn write_rows(
    report: &impl Rows,
    format: RowFormat,
    cells: Cells,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        RowFormat::Table => write(report, Format::Table, style, out),
        RowFormat::Json => write(report, Format::Json, style, out),
        RowFormat::Yaml => write(report, Format::Yaml, style, out),
        RowFormat::Markdown => write(report, Format::Markdown, style, out),
        RowFormat::Csv => csv::write(report, cells, out),
        RowFormat::Ndjson => json::write_lines(report.items(), out),
    }
}

/// Writes a value as JSON.
///
/// # Errors
/// Those of the writer.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json::write(value, out)
}

/// Adds a value as a line of JSON.
pub(crate) fn write_json_line(value: &impl Serialize, out: &mut Vec<u8>) {
    // Writing to memory cannot fail, and keys of results are texts.
    let _ = json::write_lines(std::slice::from_ref(value), out);
}

/// A number of things: `1 factor`, `2 factors`.
fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// A text in one line, as people are shown it: what a terminal would obey, what would turn the text around and what
/// would not be seen is spelt out.
pub fn visible(text: &str) -> String {
    let text = text.trim_end();
    if text.contains(['\n', '\t']) {
        spelt_out(&text.replace("\r\n", " ").replace(['\n', '\t'], " "), |_| false)
    } else {
        spelt_out(text, |_| false)
    }
}

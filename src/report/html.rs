//! Pages for browsers, paper and word processors: a single file without scripts that requests nothing.
//!
//! The templates in `templates/` hold all markup and escape every text. This module prepares their values.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use askama::Template;

use super::block::{BlockTable, Column, ColumnKind, ReportBlock, Tone, TonedText};
use super::svg::PagePicture;
use super::wording::visible;

/// The longest word that is kept in one piece in a table.
const LONGEST_WORD: usize = 30;

/// The longest name that is kept on one line.
const LONGEST_NAME: usize = 40;

/// Writes a page. Its title is the first heading with the kind of result, or the kind alone.
pub(super) fn write(kind: &'static str, blocks: &[ReportBlock], out: &mut dyn Write) -> io::Result<()> {
    let (subject, blocks) = match blocks {
        [ReportBlock::Heading(subject), rest @ ..] => (Some(visible(subject)), rest),
        blocks => (None, blocks),
    };
    let version = env!("CARGO_PKG_VERSION");
    HtmlPage { version, kind, subject, parts: parts(blocks) }.write_into(out)?;
    writeln!(out)
}

#[derive(Template)]
#[template(path = "page.html")]
struct HtmlPage<'b> {
    version: &'static str,
    kind: &'static str,
    subject: Option<String>,
    parts: Vec<PagePart<'b>>,
}

/// A part of a page.
enum PagePart<'b> {
    Heading(String),
    /// A section title with its heading level.
    Section(&'static str, u8),
    Text(Toned<'b>),
    Table(PageTable<'b>),
    Picture(PagePicture),
}

fn parts(blocks: &[ReportBlock]) -> Vec<PagePart<'_>> {
    // Sections are one level below headings, if the page has any.
    let level = if blocks.iter().any(|block| matches!(block, ReportBlock::Heading(_))) { 3 } else { 2 };
    let parts = blocks.iter().zip(1..).map(|(block, number)| match block {
        ReportBlock::Heading(text) => PagePart::Heading(visible(text)),
        ReportBlock::Section(text) => PagePart::Section(text, level),
        ReportBlock::Text(cell) => PagePart::Text(Toned(cell)),
        ReportBlock::Table(table) => PagePart::Table(PageTable::new(number, table)),
        ReportBlock::Picture(picture) => PagePart::Picture(PagePicture::new(number, picture)),
    });
    parts.collect()
}

/// A text with its tone, made safe to show.
#[derive(Clone, Copy)]
struct Toned<'b>(&'b TonedText);

impl fmt::Display for Toned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0.text))
    }
}

/// A sign that shows the tone of a text without colour.
struct ToneSign {
    class: &'static str,
    sign: &'static str,
    word: &'static str,
}

impl Toned<'_> {
    fn is_strong(self) -> bool {
        self.0.tone == Tone::Strong
    }

    /// Returns true if a sentence with this tone is the result of the page.
    fn is_result(self) -> bool {
        !matches!(self.0.tone, Tone::Plain | Tone::Step(_))
    }

    fn sign(self) -> Option<ToneSign> {
        let (class, sign, word) = match self.0.tone {
            Tone::Plain | Tone::Strong | Tone::Step(_) => return None,
            Tone::Good => ("good", "✓", "yes"),
            Tone::Bad => ("bad", "✗", "no"),
            Tone::Open => ("open", "○", "open"),
        };
        Some(ToneSign { class, sign, word })
    }

    /// Returns true if the text itself is a sign.
    fn is_sign(self) -> bool {
        !self.0.text.contains(char::is_alphanumeric)
    }
}

/// A table of a page, with a number that is unique in the page. It has no bars drawn in characters.
struct PageTable<'b> {
    number: usize,
    table: Cow<'b, BlockTable>,
    /// Column of the row names.
    row_names: Option<usize>,
}

/// Returns the first column of words that has a heading and no empty cell.
fn row_names(table: &BlockTable) -> Option<usize> {
    let names_rows = |&index: &usize| {
        let column = &table.columns[index];
        matches!(column.kind, ColumnKind::Words | ColumnKind::Names)
            && !column.name.is_empty()
            && table.rows.iter().all(|row| !row[index].text.is_empty())
    };
    (0..table.columns.len()).find(names_rows)
}

impl<'b> PageTable<'b> {
    fn new(number: usize, table: &'b BlockTable) -> PageTable<'b> {
        let has_bars = table.columns.iter().any(|column| column.kind == ColumnKind::Bars);
        let table = if has_bars { Cow::Owned(table.clone().without_bars()) } else { Cow::Borrowed(table) };
        PageTable { number, row_names: row_names(&table), table }
    }

    fn caption(&self) -> String {
        visible(&self.table.caption)
    }

    fn columns(&self) -> &[Column] {
        &self.table.columns
    }

    fn beside_remarks(&self) -> Option<usize> {
        self.table.beside_remarks()
    }

    /// Returns the number of columns that each remark spans below its row, after the row's name. `None` if there is no
    /// room.
    fn remark_spans(&self) -> Option<Vec<usize>> {
        let beside = self.beside_remarks()?;
        let remarks = self.table.columns.len() - beside;
        let room = beside.checked_sub(1).filter(|&room| remarks > 1 && room >= remarks)?;
        Some((0..remarks).map(|index| room * (index + 1) / remarks - room * index / remarks).collect())
    }

    fn columns_beside(&self) -> &[Column] {
        &self.table.columns[..self.beside_remarks().unwrap_or_default()]
    }

    fn remark_columns(&self) -> impl Iterator<Item = &Column> {
        self.table.columns.iter().skip(self.columns_beside().len())
    }

    /// Splits each row into cells and remarks.
    fn split_rows(&self) -> impl Iterator<Item = (Vec<PageCell<'_>>, Vec<PageCell<'_>>)> {
        self.rows().map(|row| {
            let mut cells: Vec<PageCell<'_>> = row.collect();
            let remarks = cells.split_off(self.columns_beside().len());
            let is_empty = remarks.iter().all(|cell| cell.text.0.text.is_empty());
            (cells, if is_empty { Vec::new() } else { remarks })
        })
    }

    fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = PageCell<'_>>> {
        let (columns, row_names) = (self.columns(), self.row_names);
        self.table.rows.iter().map(move |row| {
            row.iter().zip(columns).enumerate().map(move |(index, (cell, column))| PageCell {
                text: Toned(cell),
                column,
                names_row: row_names == Some(index),
            })
        })
    }
}

/// A cell of a page's table.
struct PageCell<'b> {
    text: Toned<'b>,
    column: &'b Column,
    names_row: bool,
}

impl PageCell<'_> {
    fn class(&self) -> Option<Cow<'static, str>> {
        if let Tone::Step(step) = self.text.0.tone {
            return Some(format!("step-{step}").into());
        }
        self.class_by_length().map(Cow::Borrowed)
    }

    fn class_by_length(&self) -> Option<&'static str> {
        let text = &self.text.0.text;
        let is_long_name = self.column.kind == ColumnKind::Names && text.len() > LONGEST_NAME;
        if is_long_name || text.split(' ').any(|word| word.len() > LONGEST_WORD) {
            return Some("long");
        }
        // A level such as 2(b)(c)(d) should not be broken before a bracket.
        class(self.column).or((!text.is_empty() && !text.contains(' ')).then_some("short"))
    }
}

/// Returns the CSS class of a column's cells.
fn class(column: &Column) -> Option<&'static str> {
    match column.kind {
        ColumnKind::Words | ColumnKind::Bars => None,
        ColumnKind::Names => Some("name"),
        ColumnKind::Numbers => Some("number"),
        ColumnKind::Levels => Some("level"),
        ColumnKind::Remarks => Some("remark"),
    }
}

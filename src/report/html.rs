//! Pages for browsers, paper and word processors: one file, with no script, that asks nothing of the network.
//!
//! The templates in `templates/` hold all markup and escape every text; here is what they show.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use askama::Template;

use super::block::{BlockTable, Column, ColumnKind, ReportBlock, Tone, TonedText};

use super::chart::PagePicture;
use super::wording::visible;

/// The longest word that is kept in one piece in a table.
const LONGEST_WORD: usize = 30;

/// The longest name that is kept on one line.
const LONGEST_NAME: usize = 40;

/// Writes a page. The first heading is what it is about; without one, it is about a kind of result as a whole.
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
    /// With the level of its heading.
    Section(&'static str, u8),
    Text(Toned<'b>),
    Table(PageTable<'b>),
    Picture(PagePicture),
}

fn parts(blocks: &[ReportBlock]) -> Vec<PagePart<'_>> {
    // Sections are below the headings of the page's parts, if it has parts.
    let level = if blocks.iter().any(|block| matches!(block, ReportBlock::Heading(_))) { 3 } else { 2 };
    let parts = blocks.iter().zip(1..).map(|(block, number)| match block {
        ReportBlock::Heading(text) => PagePart::Heading(visible(text)),
        ReportBlock::Section(text) => PagePart::Section(text, level),
        ReportBlock::Text(cell) => PagePart::Text(Toned(cell)),
        ReportBlock::Table(table) => PagePart::Table(PageTable::new(number, table)),
        ReportBlock::Picture(picture) => PagePart::Picture(PagePicture::new(picture)),
    });
    parts.collect()
}

/// A text with its tone. It is shown as people are shown it in every format.
#[derive(Clone, Copy)]
struct Toned<'b>(&'b TonedText);

impl fmt::Display for Toned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0.text))
    }
}

/// What says the tone of a text to those who do not see its colour.
struct ToneSign {
    class: &'static str,
    sign: &'static str,
    word: &'static str,
}

impl Toned<'_> {
    fn is_strong(self) -> bool {
        self.0.tone == Tone::Strong
    }

    /// Whether a sentence says what the page comes to.
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

    /// Whether the text is a sign already.
    fn is_sign(self) -> bool {
        !self.0.text.contains(char::is_alphanumeric)
    }
}

/// A table of a page. Tables of a page have different numbers. Bars drawn in characters are left out.
struct PageTable<'b> {
    number: usize,
    table: Cow<'b, BlockTable>,
    /// The column that names the rows.
    row_names: Option<usize>,
}

/// The first column of words that has a name, and a word in every row.
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

    /// Over how many columns each remark goes, where several stand below the row that they are about, whose name stands
    /// before them. None where they have no room there.
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

    /// Each row, with its remarks, if it has any.
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
        // A level such as 2(b)(c)(d) is not to be broken before a bracket, where there is room for it.
        class(self.column).or((!text.is_empty() && !text.contains(' ')).then_some("short"))
    }
}

/// How the cells of a column are set.
fn class(column: &Column) -> Option<&'static str> {
    match column.kind {
        ColumnKind::Words | ColumnKind::Bars => None,
        ColumnKind::Names => Some("name"),
        ColumnKind::Numbers => Some("number"),
        ColumnKind::Levels => Some("level"),
        ColumnKind::Remarks => Some("remark"),
    }
}

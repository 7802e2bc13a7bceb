//! The parts of what people are shown: headings, sentences, tables and pictures.

use std::borrow::Cow;

pub use super::cell::{Tone, TonedText};
use super::picture::Picture;

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportBlock {
    /// A title for the parts below it.
    Heading(String),
    /// A title for parts of what a heading names.
    Section(&'static str),
    /// A sentence or two.
    Text(TonedText),
    /// Rows under named columns.
    Table(BlockTable),
    /// What is easier to look at than to read, where a format has pictures. It is said in words as well.
    Picture(Picture),
}

impl ReportBlock {
    /// A sentence.
    pub fn text(text: impl Into<TonedText>) -> ReportBlock {
        ReportBlock::Text(text.into())
    }
}

/// Rows under named columns; every row has a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockTable {
    /// What it shows, in a few words. Tables of a page have it above them; those of a terminal follow what says it.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Vec<TonedText>>,
}

impl BlockTable {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> BlockTable {
        BlockTable { caption: caption.into(), columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Begins a table with a row for each item.
    pub(super) fn of<T: Copy>(caption: impl Into<String>, items: impl IntoIterator<Item = T>) -> TableOf<T> {
        let items: Vec<T> = items.into_iter().collect();
        let rows = vec![Vec::new(); items.len()];
        TableOf { items, table: BlockTable { rows, ..BlockTable::new(caption, []) } }
    }

    /// Splits the remarks in the last columns from the rest. Their table repeats the first column, which names the rows.
    pub fn split_remarks(&self) -> Option<(BlockTable, BlockTable)> {
        let beside = self.beside_remarks()?;
        let (columns, last) = self.columns.split_at(beside);
        let mut main = BlockTable::new(&self.caption, columns.iter().cloned());
        let mut remarks = BlockTable::new(&self.caption, columns.iter().take(1).chain(last).cloned());
        for row in &self.rows {
            let (cells, remark) = row.split_at(beside);
            main.rows.push(cells.to_vec());
            if remark.iter().any(|cell| !cell.text.is_empty()) {
                remarks.rows.push(cells.iter().take(1).chain(remark).cloned().collect());
            }
        }
        Some((main, remarks))
    }

    /// How many columns there are before remarks, if there are remarks.
    pub(super) fn beside_remarks(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == ColumnKind::Remarks)
    }

    /// Leaves out columns whose cells are all empty.
    pub fn without_empty_columns(self) -> BlockTable {
        self.keep(|table, column| table.rows.iter().any(|row| !row[column].text.is_empty()))
    }

    /// Leaves out bars drawn in characters.
    pub(super) fn without_bars(self) -> BlockTable {
        self.keep(|table, column| table.columns[column].kind != ColumnKind::Bars)
    }

    fn keep(mut self, is_wanted: impl Fn(&BlockTable, usize) -> bool) -> BlockTable {
        // From the last on, so that those before it stay where they are.
        for column in (0..self.columns.len()).rev() {
            if !is_wanted(&self, column) {
                self.columns.remove(column);
                self.rows.iter_mut().for_each(|row| _ = row.remove(column));
            }
        }
        self
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name above it.
    pub name: Cow<'static, str>,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, aligned left.
    Words,
    /// Names, which are kept on one line where possible, so that they can be copied.
    Names,
    /// Numbers, aligned right.
    Numbers,
    /// Levels, of which so many stand side by side that they are set close together.
    Levels,
    /// Bars drawn in characters, for formats without pictures.
    Bars,
    /// Sentences about the row. If the table has no room for them, they follow below it, with the name in the table's
    /// first column.
    Remarks,
}

/// The name of a column.
type Name = Cow<'static, str>;

/// A table with a row for each item, made column by column.
#[derive(Debug)]
pub(super) struct TableOf<T> {
    items: Vec<T>,
    table: BlockTable,
}

impl<T: Copy> TableOf<T> {
    /// Adds a column of words.
    pub(super) fn words<C: Into<TonedText>>(
        self,
        name: impl Into<Name>,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Words, cell)
    }

    /// Adds a column of names.
    pub(super) fn names<C: Into<TonedText>>(
        self,
        name: impl Into<Name>,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Names, cell)
    }

    /// Adds a column of numbers.
    pub(super) fn numbers<C: Into<TonedText>>(
        self,
        name: impl Into<Name>,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Numbers, cell)
    }

    /// Adds a column of levels.
    pub(super) fn levels<C: Into<TonedText>>(
        self,
        name: impl Into<Name>,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Levels, cell)
    }

    /// Adds a column of bars drawn in characters.
    pub(super) fn bars<C: Into<TonedText>>(self, name: impl Into<Name>, cell: impl Fn(T) -> C) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Bars, cell)
    }

    /// Adds a column of sentences about the rows, behind which there are only such columns.
    pub(super) fn remarks<C: Into<TonedText>>(
        self,
        name: impl Into<Name>,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.column(name.into(), ColumnKind::Remarks, cell)
    }

    fn column<C: Into<TonedText>>(
        mut self,
        name: Name,
        kind: ColumnKind,
        cell: impl Fn(T) -> C,
    ) -> TableOf<T> {
        self.table.columns.push(Column { name, kind });
        for (row, item) in self.table.rows.iter_mut().zip(&self.items) {
            row.push(cell(*item).into());
        }
        self
    }

    /// Adds a row below those of the items, which says these things in the columns of these names.
    pub(super) fn sum<'n>(mut self, said: impl IntoIterator<Item = (&'n str, String)>) -> TableOf<T> {
        let mut row = vec![TonedText::default(); self.table.columns.len()];
        for (name, text) in said {
            let column = self.table.columns.iter().position(|column| column.name == name);
            column.into_iter().for_each(|column| row[column] = TonedText::from(&text).tone(Tone::Strong));
        }
        self.table.rows.push(row);
        self
    }

    /// The table.
    pub(super) fn end(self) -> BlockTable {
        self.table
    }
}

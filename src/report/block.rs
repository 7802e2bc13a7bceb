//! Parts of a result for people: headings, sentences, tables and pictures.

use std::borrow::Cow;

pub use super::cell::{Tone, TonedText};
use super::picture::Picture;

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportBlock {
    /// A title for the following parts.
    Heading(String),
    /// A title below a heading.
    Section(&'static str),
    /// One or two sentences.
    Text(TonedText),
    /// A table.
    Table(BlockTable),
    /// A picture, for formats that have pictures. The same facts are also in the text.
    Picture(Picture),
}

impl ReportBlock {
    /// Makes a block of text.
    pub fn text(text: impl Into<TonedText>) -> ReportBlock {
        ReportBlock::Text(text.into())
    }
}

/// A table with named columns. Every row has a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockTable {
    /// Short description of the table. Pages show it above the table; terminals leave it out.
    pub caption: String,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows from top to bottom.
    pub rows: Vec<Vec<TonedText>>,
}

impl BlockTable {
    /// Makes a table without rows.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> BlockTable {
        BlockTable { caption: caption.into(), columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Starts a table with a row for each item.
    pub(super) fn of<T: Copy>(caption: impl Into<String>, items: impl IntoIterator<Item = T>) -> TableOf<T> {
        let items: Vec<T> = items.into_iter().collect();
        let rows = vec![Vec::new(); items.len()];
        TableOf { items, table: BlockTable { rows, ..BlockTable::new(caption, []) } }
    }

    /// Splits off the columns of remarks as a table of their own, whose first column names the rows. Returns `None` if
    /// the table has no remarks.
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

    /// Returns the number of columns before the remarks, or `None` if the table has no remarks.
    pub(super) fn beside_remarks(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == ColumnKind::Remarks)
    }

    /// Removes columns without any text.
    pub fn without_empty_columns(self) -> BlockTable {
        self.keep(|table, column| table.rows.iter().any(|row| !row[column].text.is_empty()))
    }

    /// Removes columns of bars drawn in characters.
    pub(super) fn without_bars(self) -> BlockTable {
        self.keep(|table, column| table.columns[column].kind != ColumnKind::Bars)
    }

    fn keep(mut self, is_wanted: impl Fn(&BlockTable, usize) -> bool) -> BlockTable {
        // Backwards, because removing a column shifts those after it.
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
    /// Heading of the column.
    pub name: Cow<'static, str>,
    /// Kind of its cells.
    pub kind: ColumnKind,
}

/// The kind of cells in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, aligned left.
    Words,
    /// Names, kept on one line if possible so that they can be copied.
    Names,
    /// Numbers, aligned right.
    Numbers,
    /// Levels, set close together because there is one column per factor.
    Levels,
    /// Bars drawn in characters, for formats without pictures.
    Bars,
    /// Sentences about the row. Shown below the table, with the row's first cell, if there is no room beside it.
    Remarks,
}

type Name = Cow<'static, str>;

/// A table with a row for each item, built column by column.
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

    /// Adds a column of sentences about the rows. Only further remarks may follow.
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

    /// Adds a last row with the given texts in the columns of the given names.
    pub(super) fn sum<'n>(mut self, said: impl IntoIterator<Item = (&'n str, String)>) -> TableOf<T> {
        let mut row = vec![TonedText::default(); self.table.columns.len()];
        for (name, text) in said {
            let column = self.table.columns.iter().position(|column| column.name == name);
            column.into_iter().for_each(|column| row[column] = TonedText::from(&text).tone(Tone::Strong));
        }
        self.table.rows.push(row);
        self
    }

    /// Returns the finished table.
    pub(super) fn end(self) -> BlockTable {
        self.table
    }
}

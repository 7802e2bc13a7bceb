//! Collects what a document says into rows, whichever marks set its paragraphs and cells apart there.

use std::mem;

use super::error::DocumentError;
use super::stream::{Document, DocumentCell, DocumentPlace, DocumentRow, MAX_CELLS, TextPart};

/// The most columns that a row is spread over: no published table has nearly as many.
const MAX_COLUMNS: usize = 64;

/// How deep tables may stand in tables.
const MAX_TABLES: usize = 32;

/// From how many rows on a table within a cell is one of its own, and its surroundings only arrange the page.
const ROWS_OF_A_TABLE: usize = 3;

/// A document as far as it is read.
#[derive(Default)]
pub(super) struct Flow {
    /// What is whole where reading now is: in the innermost cell, or in the document.
    blocks: Vec<FlowItem>,
    /// Tables that have begun, the innermost last.
    tables: Vec<OpenTable>,
    paragraph: Paragraph,
    /// How many cells all rows have.
    cells: usize,
}

/// A paragraph, or a row of a table.
struct FlowItem {
    row: DocumentRow,
    is_of_table: bool,
}

/// A table that has begun.
#[derive(Default)]
struct OpenTable {
    /// What stands before it, and after that its finished rows.
    before: Vec<FlowItem>,
    /// Whether a row has begun.
    has_row: bool,
    /// The cells of the row that are whole.
    cells: Vec<Vec<FlowItem>>,
    /// The cell that is being read.
    open: Option<Span>,
    /// For each column, how many further rows the cell above reaches into.
    reaching: Vec<usize>,
}

/// Over how many columns and rows a cell reaches.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Span {
    pub(super) const ONE: Self = Self { columns: 1, rows: 1 };
}

/// A paragraph as far as it is read.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Its cells that are whole, which tabs set apart.
    cells: Vec<DocumentCell>,
    /// The present cell.
    cell: DocumentCell,
    /// The part that is being read.
    part: Option<TextPart>,
    /// Whether the next part goes on in the line of the one before.
    continues: bool,
    /// Whether there is white space before what comes next.
    is_spaced: bool,
}

impl Flow {
    /// Adds text to the paragraph; `place` is that of its first character that is no white space.
    pub(super) fn text(&mut self, text: &str, bold: bool, place: DocumentPlace) {
        for c in text.chars() {
            match c {
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                // Signs of symbol fonts, as bullets are.
                '\u{e000}'..='\u{f8ff}' => self.paragraph.is_spaced = true,
                '\u{2010}' | '\u{2011}' => self.paragraph.character('-', bold, place),
                c if c.is_whitespace() || c.is_control() => self.paragraph.is_spaced = true,
                c => match ligature(c) {
                    Some(letters) => {
                        letters.chars().for_each(|c| self.paragraph.character(c, bold, place));
                    }
                    None => self.paragraph.character(c, bold, place),
                },
            }
        }
    }

    /// Sets what comes next apart from what was before.
    pub(super) fn space(&mut self) {
        self.paragraph.is_spaced = true;
    }

    /// How many rows are whole outside of the tables that are open.
    pub(super) fn len(&self) -> usize {
        self.tables.first().map_or(&self.blocks, |table| &table.before).len()
    }

    /// Goes on to the next cell in running text; in a cell of a table a tab is nothing but white space.
    pub(super) fn tab(&mut self) {
        if self.is_in_cell() { self.paragraph.is_spaced = true } else { self.paragraph.end_cell() }
    }

    /// Begins a new line in the same paragraph.
    pub(super) fn line_break(&mut self) {
        self.paragraph.end_line();
    }

    /// Ends the paragraph, if there is one.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn end_paragraph(&mut self) -> Result<(), DocumentError> {
        if let Some(row) = mem::take(&mut self.paragraph).row() {
            self.push(row, false)?;
        }
        Ok(())
    }

    /// Sets the paragraph aside for one that stands within it; [`Self::resume`] takes it up again.
    pub(super) fn suspend(&mut self) -> Paragraph {
        mem::take(&mut self.paragraph)
    }

    /// Goes on with a paragraph that was set aside.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn resume(&mut self, paragraph: Paragraph) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        self.paragraph = paragraph;
        Ok(())
    }

    /// Begins a table, in the present cell if there is one.
    ///
    /// # Errors
    /// Where tables stand too deep in tables, or the document is too large.
    pub(super) fn begin_table(&mut self) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        if self.tables.len() == MAX_TABLES {
            return Err(DocumentError::TooDeep { what: "tables", limit: MAX_TABLES });
        }
        self.tables.push(OpenTable { before: mem::take(&mut self.blocks), ..OpenTable::default() });
        Ok(())
    }

    /// Ends the innermost table, with its row and cell if they are open.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn end_table(&mut self) -> Result<(), DocumentError> {
        self.end_row()?;
        if let Some(table) = self.tables.pop() {
            self.blocks = table.before;
        }
        Ok(())
    }

    /// Begins a cell in the present row of the innermost table, after ending the one before.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn begin_cell(&mut self, span: Span) -> Result<(), DocumentError> {
        self.end_cell()?;
        if let Some(table) = self.tables.last_mut() {
            table.has_row = true;
            table.skip_reached_into();
            table.open = Some(span);
        }
        Ok(())
    }

    /// Ends the present cell, if there is one.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn end_cell(&mut self) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        if let Some(table) = self.tables.last_mut()
            && let Some(span) = table.open.take()
        {
            table.push_cell(mem::take(&mut self.blocks), span);
        }
        Ok(())
    }

    /// Ends the present row, if there is one.
    ///
    /// # Errors
    /// Where the document is too large.
    pub(super) fn end_row(&mut self) -> Result<(), DocumentError> {
        self.end_cell()?;
        let Some(table) = self.tables.last_mut().filter(|table| table.has_row) else { return Ok(()) };
        table.has_row = false;
        table.skip_reached_into();
        let cells = mem::take(&mut table.cells);
        let rows = cells.iter().flatten().filter(|block| block.is_of_table && block.row.cells.len() > 1);
        if rows.count() >= ROWS_OF_A_TABLE {
            table.before.extend(cells.into_iter().flatten());
            return Ok(());
        }
        let cells = cells.into_iter().map(|blocks| DocumentCell {
            parts: blocks.into_iter().flat_map(|block| block.row.cells).flat_map(|cell| cell.parts).collect(),
        });
        self.push(DocumentRow { cells: cells.collect() }, true)
    }

    /// The whole document.
    ///
    /// # Errors
    /// Where it is too large.
    pub(super) fn finish(mut self) -> Result<Document, DocumentError> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.end_paragraph()?;
        Ok(Document { rows: self.blocks.into_iter().map(|block| block.row).collect(), ..Document::default() })
    }

    fn is_in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.open.is_some())
    }

    /// Adds a row to where reading now is, unless nothing is in it.
    fn push(&mut self, row: DocumentRow, is_of_table: bool) -> Result<(), DocumentError> {
        if row.is_blank() {
            return Ok(());
        }
        self.cells += row.cells.len();
        if self.cells > MAX_CELLS {
            return Err(DocumentError::TooMany { what: "cells", limit: MAX_CELLS });
        }
        let blocks = match self.tables.last_mut() {
            Some(table) if table.open.is_none() => &mut table.before,
            _ => &mut self.blocks,
        };
        blocks.push(FlowItem { row, is_of_table });
        Ok(())
    }
}

impl OpenTable {
    /// Leaves those cells empty that one in a row above reaches into.
    fn skip_reached_into(&mut self) {
        while let Some(rows) = self.reaching.get_mut(self.cells.len())
            && *rows > 0
        {
            *rows -= 1;
            self.cells.push(Vec::new());
        }
    }

    /// Adds a cell and the empty ones that it reaches over. What is beyond the last column joins what is in that.
    fn push_cell(&mut self, blocks: Vec<FlowItem>, span: Span) {
        if self.cells.len() == MAX_COLUMNS
            && let Some(last) = self.cells.last_mut()
        {
            last.extend(blocks);
            return;
        }
        let column = self.cells.len();
        let columns = span.columns.clamp(1, MAX_COLUMNS - column);
        self.cells.push(blocks);
        self.cells.resize_with(column + columns, Vec::new);
        if self.reaching.len() < column + columns {
            self.reaching.resize(column + columns, 0);
        }
        self.reaching[column..column + columns].fill(span.rows.saturating_sub(1));
    }
}

impl Paragraph {
    fn character(&mut self, c: char, bold: bool, place: DocumentPlace) {
        let is_spaced = mem::take(&mut self.is_spaced);
        match &mut self.part {
            // Where boldness changes within a word, the word stays whole.
            Some(part) if part.bold == bold || !(is_spaced || begins_a_word(&part.text, c)) => {
                if is_spaced {
                    part.text.push(' ');
                }
                part.text.push(c);
            }
            _ => {
                self.end_part();
                self.part = Some(TextPart { place, text: c.into(), bold, continues: self.continues });
            }
        }
    }

    fn end_part(&mut self) {
        if let Some(part) = self.part.take() {
            self.cell.parts.push(part);
            self.continues = true;
        }
    }

    fn end_line(&mut self) {
        self.end_part();
        self.continues = false;
        self.is_spaced = false;
    }

    fn end_cell(&mut self) {
        self.end_line();
        let cell = mem::take(&mut self.cell);
        // What is only set in from the margin has no cell before it.
        if !(self.cells.is_empty() && cell.parts.is_empty()) {
            self.cells.push(cell);
        }
    }

    /// The paragraph as a row; none if nothing is in it.
    fn row(mut self) -> Option<DocumentRow> {
        self.end_line();
        if !self.cell.parts.is_empty() {
            self.cells.push(self.cell);
        }
        (!self.cells.is_empty()).then_some(DocumentRow { cells: self.cells })
    }
}

/// Whether a character that comes right after a text is taken for the beginning of a word.
fn begins_a_word(text: &str, c: char) -> bool {
    c.is_uppercase() && !text.ends_with(|last: char| last.is_uppercase() || "'’(-/".contains(last))
}

/// The letters of a sign that joins several.
pub(super) fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

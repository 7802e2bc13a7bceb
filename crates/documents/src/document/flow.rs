//! Collects text, paragraphs, cells and tables of any format into rows.

use std::mem;

use super::error::DocumentError;
use super::stream::{Document, DocumentCell, DocumentPlace, DocumentRow, MAX_CELLS, TextPart};

/// Maximum number of columns of a row. Published tables have far fewer.
const MAX_COLUMNS: usize = 64;

/// Maximum depth of nested tables.
const MAX_TABLES: usize = 32;

/// Number of rows from which a table in a cell counts as a table, and the outer one as mere layout.
const ROWS_OF_A_TABLE: usize = 3;

/// A document that is being read.
#[derive(Default)]
pub(super) struct Flow {
    /// Finished items of the innermost open cell, or of the document outside of tables.
    blocks: Vec<FlowItem>,
    /// Open tables, the innermost last.
    tables: Vec<OpenTable>,
    paragraph: Paragraph,
    /// Number of cells of all rows.
    cells: usize,
}

/// A paragraph, or a row of a table.
struct FlowItem {
    row: DocumentRow,
    is_of_table: bool,
}

/// A table that is being read.
#[derive(Default)]
struct OpenTable {
    /// Items before the table, followed by its finished rows.
    before: Vec<FlowItem>,
    /// True if a row has begun.
    has_row: bool,
    /// Finished cells of the current row.
    cells: Vec<Vec<FlowItem>>,
    /// Span of the current cell, `None` between cells.
    open: Option<Span>,
    /// For each column, the number of further rows that the cell above spans.
    reaching: Vec<usize>,
}

/// The number of columns and rows that a cell spans.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Span {
    pub(super) const ONE: Self = Self { columns: 1, rows: 1 };
}

/// A paragraph that is being read.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Finished cells, which tabs separate.
    cells: Vec<DocumentCell>,
    cell: DocumentCell,
    part: Option<TextPart>,
    /// True if the next part continues the paragraph of the last one.
    continues: bool,
    /// True if white space precedes the next character.
    is_spaced: bool,
}

impl Flow {
    /// Adds text to the paragraph. `place` is the place of its first character other than white space.
    pub(super) fn text(&mut self, text: &str, bold: bool, place: DocumentPlace) {
        for c in text.chars() {
            match c {
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                // Characters of symbol fonts, such as bullets.
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

    /// Adds white space.
    pub(super) fn space(&mut self) {
        self.paragraph.is_spaced = true;
    }

    /// Returns the number of finished rows before the outermost open table.
    pub(super) fn len(&self) -> usize {
        self.tables.first().map_or(&self.blocks, |table| &table.before).len()
    }

    /// Begins the next cell of running text. In a cell of a table, a tab is white space.
    pub(super) fn tab(&mut self) {
        if self.is_in_cell() { self.paragraph.is_spaced = true } else { self.paragraph.end_cell() }
    }

    /// Begins a new line in the same paragraph.
    pub(super) fn line_break(&mut self) {
        self.paragraph.end_line();
    }

    /// Ends the current paragraph, if any.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn end_paragraph(&mut self) -> Result<(), DocumentError> {
        if let Some(row) = mem::take(&mut self.paragraph).row() {
            self.push(row, false)?;
        }
        Ok(())
    }

    /// Suspends the current paragraph for a text box in it. [`Self::resume`] continues it.
    pub(super) fn suspend(&mut self) -> Paragraph {
        mem::take(&mut self.paragraph)
    }

    /// Continues a suspended paragraph.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn resume(&mut self, paragraph: Paragraph) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        self.paragraph = paragraph;
        Ok(())
    }

    /// Begins a table, in the current cell if any.
    ///
    /// # Errors
    /// Tables are nested too deep, or the document is too large.
    pub(super) fn begin_table(&mut self) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        if self.tables.len() == MAX_TABLES {
            return Err(DocumentError::TooDeep { what: "tables", limit: MAX_TABLES });
        }
        self.tables.push(OpenTable { before: mem::take(&mut self.blocks), ..OpenTable::default() });
        Ok(())
    }

    /// Ends the innermost table and its open row and cell.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn end_table(&mut self) -> Result<(), DocumentError> {
        self.end_row()?;
        if let Some(table) = self.tables.pop() {
            self.blocks = table.before;
        }
        Ok(())
    }

    /// Ends the current cell of the innermost table, and begins the next.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn begin_cell(&mut self, span: Span) -> Result<(), DocumentError> {
        self.end_cell()?;
        if let Some(table) = self.tables.last_mut() {
            table.has_row = true;
            table.skip_reached_into();
            table.open = Some(span);
        }
        Ok(())
    }

    /// Ends the current cell, if any.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn end_cell(&mut self) -> Result<(), DocumentError> {
        self.end_paragraph()?;
        if let Some(table) = self.tables.last_mut()
            && let Some(span) = table.open.take()
        {
            table.push_cell(mem::take(&mut self.blocks), span);
        }
        Ok(())
    }

    /// Ends the current row, if any.
    ///
    /// # Errors
    /// The document is too large.
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

    /// Ends everything that is open and returns the document.
    ///
    /// # Errors
    /// The document is too large.
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

    /// Adds a row to the innermost open cell or to the document, unless it is blank.
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
    /// Adds empty cells where cells of rows above span this row.
    fn skip_reached_into(&mut self) {
        while let Some(rows) = self.reaching.get_mut(self.cells.len())
            && *rows > 0
        {
            *rows -= 1;
            self.cells.push(Vec::new());
        }
    }

    /// Adds a cell and an empty one for each further column that it spans. Cells beyond the last column are added to
    /// that column.
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
            // A word that is partly bold stays whole.
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
        // A tab at the beginning only indents the paragraph.
        if !(self.cells.is_empty() && cell.parts.is_empty()) {
            self.cells.push(cell);
        }
    }

    /// Returns the paragraph as a row, `None` if it is blank.
    fn row(mut self) -> Option<DocumentRow> {
        self.end_line();
        if !self.cell.parts.is_empty() {
            self.cells.push(self.cell);
        }
        (!self.cells.is_empty()).then_some(DocumentRow { cells: self.cells })
    }
}

/// Returns true if `c` begins a new word directly after `text`.
fn begins_a_word(text: &str, c: char) -> bool {
    c.is_uppercase() && !text.ends_with(|last: char| last.is_uppercase() || "'’(-/".contains(last))
}

/// Returns the letters of a ligature.
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

//! Writes the cells of a sheet as rows of CSV.

use super::error::{WorkbookError, damaged};
use crate::csv_cell::{MOST_COLUMNS, push_cell};

/// Maximum number of rows of a sheet.
const MOST_ROWS: usize = 1_048_576;

/// Maximum length of a cell in bytes, many times that of Excel.
const LONGEST_TEXT: usize = 1 << 20;

/// Rows of a sheet as CSV with commas, down to the last row with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRows {
    /// Rows, each with a line feed at its end. An empty row is a comma.
    pub bytes: Vec<u8>,
    /// Offset in `bytes` after the line feed of each row.
    pub ends: Vec<usize>,
    /// Number of columns up to the last with a cell.
    pub width: usize,
}

/// Writes the cells of a sheet in order.
pub(super) struct RowWriter {
    rows: SheetRows,
    /// Column after the last cell of the current row.
    column: usize,
    /// Maximum number of bytes, and number of further rows with a cell.
    most: u64,
    rows_left: usize,
}

impl RowWriter {
    pub(super) fn new(most: u64, rows_left: usize) -> RowWriter {
        let rows = SheetRows { bytes: Vec::new(), ends: Vec::new(), width: 0 };
        RowWriter { rows, column: 0, most, rows_left }
    }

    /// Writes a cell; its row and column are counted from 0. Returns false if enough rows have been written.
    pub(super) fn cell(&mut self, row: usize, column: usize, text: &str) -> Result<bool, WorkbookError> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(damaged("a cell is beyond the last row or column"));
        }
        if text.len() > LONGEST_TEXT {
            return Err(damaged("a cell is longer than any cell can be"));
        }
        while self.rows.ends.len() < row {
            self.end_row();
        }
        if self.rows_left == 0 {
            return Ok(false);
        }
        if self.rows.ends.len() > row || self.column > column {
            return Err(damaged("its cells are out of order"));
        }
        if !text.is_empty() {
            // One more comma separates the cell from the one before.
            let commas = if self.column == 0 { column } else { column + 1 - self.column };
            self.rows.bytes.extend(std::iter::repeat_n(b',', commas));
            push_cell(text.as_bytes(), &mut self.rows.bytes);
            self.column = column + 1;
            self.rows.width = self.rows.width.max(self.column);
        }
        if self.rows.bytes.len() as u64 > self.most { Err(WorkbookError::TooLarge) } else { Ok(true) }
    }

    fn end_row(&mut self) {
        if self.column == 0 {
            // Readers of CSV skip empty lines.
            self.rows.bytes.push(b',');
        } else {
            self.rows_left -= 1;
        }
        self.rows.bytes.push(b'\n');
        self.rows.ends.push(self.rows.bytes.len());
        self.column = 0;
    }

    /// Ends the last row and returns all rows.
    pub(super) fn end(mut self) -> Result<SheetRows, WorkbookError> {
        if self.column > 0 {
            self.end_row();
        }
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_no_more_than_they_may() {
        let longest = "x".repeat(LONGEST_TEXT);
        let written = |text: &str, most: usize| RowWriter::new(most as u64, 1).cell(0, 0, text);
        assert!(written(&longest, LONGEST_TEXT).is_ok_and(|goes_on| goes_on));
        assert!(matches!(written(&longest, LONGEST_TEXT - 1), Err(WorkbookError::TooLarge)));
        assert!(matches!(written(&format!("{longest}x"), 2 * LONGEST_TEXT), Err(WorkbookError::Damaged(_))));
    }

    #[test]
    fn only_the_first_rows_with_a_cell_are_written() {
        let mut rows = RowWriter::new(1000, 2);
        let written = [1, 3, 5].map(|row| rows.cell(row, 1, "x").unwrap());
        assert_eq!(written, [true, true, false]);
        assert_eq!(rows.end().unwrap().bytes, b",\n,x\n,\n,x\n,\n");
        assert_eq!(RowWriter::new(1000, 2).end().unwrap().bytes, b"");
    }

    #[test]
    fn cells_stand_in_their_order() {
        let mut rows = RowWriter::new(1000, 9);
        for (row, column, is_right) in
            [(1, 1, true), (1, 3, true), (1, 2, false), (0, 5, false), (2, 0, true)]
        {
            assert_eq!(rows.cell(row, column, "x").is_ok(), is_right, "{row} {column}");
        }
        assert_eq!(rows.end().unwrap().bytes, b",\n,x,,x\nx\n");
    }
}

//! Cells of CSV with their places, read byte by byte: for headers, for rows with problems, and for blocks that `simd-csv`
//! would read differently.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr2};

use crate::finding::{Finding, Position, Problem};

/// A cell as written, with any quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RawCell {
    range: Range<usize>,
    /// True for the last cell of its row.
    ends_row: bool,
}

/// Iterator over the cells of all rows. Skips empty lines.
#[derive(Debug)]
struct RawCells<'b> {
    bytes: &'b [u8],
    separator: u8,
    at: usize,
    begins_row: bool,
}

impl<'b> RawCells<'b> {
    fn new(bytes: &'b [u8], separator: u8) -> RawCells<'b> {
        RawCells { bytes, separator, at: 0, begins_row: true }
    }

    /// Returns the end of the cell that begins at `start`: a separator, a line break or the end of the bytes.
    fn end_of_cell(&self, start: usize) -> usize {
        let mut at = start;
        if self.bytes.get(at) == Some(&b'"') {
            at += 1;
            while let Some(quote) = memchr(b'"', &self.bytes[at..]) {
                at += quote + 1;
                if self.bytes.get(at) != Some(&b'"') {
                    // Text after a closing quote belongs to the cell, and quotes in it are plain.
                    return self.end_of_plain(at);
                }
                at += 1;
            }
            return self.bytes.len();
        }
        self.end_of_plain(at)
    }

    fn end_of_plain(&self, start: usize) -> usize {
        memchr3(self.separator, b'\n', b'\r', &self.bytes[start..])
            .map_or(self.bytes.len(), |end| start + end)
    }
}

impl Iterator for RawCells<'_> {
    type Item = RawCell;

    fn next(&mut self) -> Option<RawCell> {
        while self.begins_row && matches!(self.bytes.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.begins_row && self.at >= self.bytes.len() {
            return None;
        }
        let range = self.at..self.end_of_cell(self.at);
        let ends_row = self.bytes.get(range.end) != Some(&self.separator);
        self.at = range.end + 1;
        self.begins_row = ends_row;
        Some(RawCell { range, ends_row })
    }
}

/// Returns a cell without its quotes.
#[inline]
pub(super) fn unquoted(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.first() == Some(&b'"') { without_quotes(&raw[1..]) } else { Cow::Borrowed(raw) }
}

/// Returns a quoted cell without its quotes, given from after the opening quote.
fn without_quotes(inner: &[u8]) -> Cow<'_, [u8]> {
    let Some(end) = memchr(b'"', inner) else { return Cow::Borrowed(inner) };
    if end + 1 == inner.len() {
        return Cow::Borrowed(&inner[..end]);
    }
    let mut cell = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(quote) = memchr(b'"', rest) {
        cell.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        if rest.first() != Some(&b'"') {
            break;
        }
        cell.push(b'"');
        rest = &rest[1..];
    }
    cell.extend_from_slice(rest);
    Cow::Owned(cell)
}

/// Adds a cell in quotes to `out`, and doubles the quotes in it.
pub(super) fn push_quoted(cell: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = cell;
    while let Some(quote) = memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        out.push(b'"');
        rest = &rest[quote + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Returns the cells of the first row and its end, before its line break; `None` if there is no row.
pub(crate) fn first_row(bytes: &[u8], separator: u8) -> Option<(Vec<Cow<'_, [u8]>>, usize)> {
    let mut cells = Vec::new();
    for RawCell { range, ends_row } in RawCells::new(bytes, separator) {
        cells.push(unquoted(&bytes[range.clone()]));
        if ends_row {
            return Some((cells, range.end));
        }
    }
    None
}

/// Rewrites rows in a form that all CSV readers agree on: quotes only around cells, and a line feed after each row.
pub(super) fn rewritten(bytes: &[u8], separator: u8) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    for RawCell { range, ends_row } in RawCells::new(bytes, separator) {
        push_quoted(&unquoted(&bytes[range]), &mut plain);
        plain.push(if ends_row { b'\n' } else { separator });
    }
    plain
}

/// Place of a cell in the file, with the text of its line and its number of characters in that line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellPlace {
    pub(crate) position: Position,
    pub(crate) line: String,
    pub(crate) length: usize,
}

/// Finder of the places of cells. Each look-up continues from the row of the one before, so that many look-ups in order take
/// one pass.
#[derive(Debug)]
pub(crate) struct CellPlaces<'b> {
    cells: RawCells<'b>,
    /// Sheet that the rows are from, with the number of the first row.
    sheet: Option<(&'b Arc<str>, usize)>,
    /// Number of the current row, from 0.
    row: Option<usize>,
    /// Ranges of the cells of the current row.
    ranges: Vec<Range<usize>>,
    /// An index, with the number of its line.
    counted: (usize, usize),
}

impl<'b> CellPlaces<'b> {
    /// Creates a finder for bytes that begin in line `first_line`.
    pub(crate) fn new(bytes: &'b [u8], separator: u8, first_line: usize) -> CellPlaces<'b> {
        let cells = RawCells::new(bytes, separator);
        CellPlaces { cells, sheet: None, row: None, ranges: Vec::new(), counted: (0, first_line) }
    }

    /// Sets the sheet that the rows are from. The first line is the number of its first row then.
    pub(crate) fn in_sheet(self, sheet: Option<&'b Arc<str>>) -> CellPlaces<'b> {
        let (_, first) = self.counted;
        CellPlaces { sheet: sheet.map(|sheet| (sheet, first)), ..self }
    }

    /// Returns the place of a cell, or the end of the row if it has too few cells. Rows must be looked up in order.
    pub(crate) fn look_up(&mut self, row: usize, column: usize) -> CellPlace {
        self.go_to(row);
        let bytes = self.cells.bytes;
        let end = self.ranges.last().map_or(bytes.len(), |range| range.end);
        let Range { start, end } = self.ranges.get(column).cloned().unwrap_or(end..end);
        let line_start = memrchr2(b'\n', b'\r', &bytes[..start]).map_or(0, |end| end + 1);
        let rest = &bytes[line_start..];
        let line_end = memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |end| line_start + end);
        CellPlace {
            position: Position {
                line: self.line_of(line_start),
                column: char_count(&bytes[line_start..start]) + 1,
            },
            line: String::from_utf8_lossy(&bytes[line_start..line_end]).into_owned(),
            length: char_count(&bytes[start..end.min(line_end)]),
        }
    }

    /// Creates a finding about a cell. Rows must be looked up in order.
    pub(crate) fn finding(
        &mut self,
        source: &Arc<str>,
        row: usize,
        column: usize,
        problem: Problem,
    ) -> Finding {
        if let Some((sheet, first)) = self.sheet {
            let position = Position { line: first + row, column: column + 1 };
            return Finding::at(source, Some(position), problem).in_sheet(sheet);
        }
        let CellPlace { position, line, length } = self.look_up(row, column);
        Finding::at(source, Some(position), problem).in_line(&line, length)
    }

    /// Returns the line in which a row begins. Rows must be looked up in order.
    pub(crate) fn line(&mut self, row: usize) -> usize {
        if let Some((_, first)) = self.sheet {
            return first + row;
        }
        self.go_to(row);
        let start = self.ranges.first().map_or(self.cells.bytes.len(), |range| range.start);
        self.line_of(start)
    }

    /// Moves on to a row, or to the last one.
    fn go_to(&mut self, row: usize) {
        while self.row.is_none_or(|at| at < row) && self.next_row() {}
    }

    fn next_row(&mut self) -> bool {
        self.ranges.clear();
        for RawCell { range, ends_row } in self.cells.by_ref() {
            self.ranges.push(range);
            if ends_row {
                break;
            }
        }
        if self.ranges.is_empty() {
            return false;
        }
        self.row = Some(self.row.map_or(0, |row| row + 1));
        true
    }

    /// Returns the number of the line that an index is in.
    fn line_of(&mut self, index: usize) -> usize {
        let (from, line) = self.counted;
        if index >= from {
            self.counted = (index, line + line_breaks(self.cells.bytes, from..index));
        }
        self.counted.1
    }
}

/// Returns the number of characters, with one for each byte or more that is not UTF-8.
fn char_count(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).chars().count()
}

/// Returns the number of line breaks in a part of the bytes. Counts a carriage return and line feed as one.
pub(super) fn line_breaks(bytes: &[u8], part: Range<usize>) -> usize {
    let lone_returns = memchr_iter(b'\r', &bytes[part.clone()])
        .filter(|index| bytes.get(part.start + index + 1) != Some(&b'\n'))
        .count();
    memchr_iter(b'\n', &bytes[part]).count() + lone_returns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_knows_its_place() {
        let text = b"x,\"a \"\"b\"\"\nc\",dd\r\n1,\"\",\xff\r\ry\"z\n";
        let mut places = CellPlaces::new(text, b',', 7);
        let mut at = |row: usize, column: usize| {
            let CellPlace { position: Position { line, column }, length, .. } = places.look_up(row, column);
            (line, column, length)
        };
        assert_eq!([at(0, 0), at(0, 1), at(0, 2)], [(7, 1, 1), (7, 3, 8), (8, 4, 2)]);
        assert_eq!([at(1, 0), at(1, 1), at(1, 2)], [(9, 1, 1), (9, 3, 2), (9, 6, 1)]);
        assert_eq!([at(2, 0), at(2, 1)], [(11, 1, 3), (11, 4, 0)]);
        assert_eq!(places.look_up(2, 0).line, "y\"z");
    }
}

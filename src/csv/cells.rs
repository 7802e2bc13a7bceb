//! The cells of CSV with their places, read a byte at a time: for headers, for rows in which something is wrong, and for
//! what `simd-csv` would take differently.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use jobeval_documents::csv_cell::push_quoted;
use memchr::{memchr, memchr2, memchr3, memrchr2};

use crate::finding::{Finding, Position, Problem};

/// A cell as it stands in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RawCell {
    range: Range<usize>,
    /// Whether it is the last of its row.
    ends_row: bool,
}

/// The cells from a place on. Empty lines are not rows.
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

    /// Where the cell ends that begins at an index: at a separator, a line break or the end of all.
    fn end_of_cell(&self, start: usize) -> usize {
        let mut at = start;
        if self.bytes.get(at) == Some(&b'"') {
            at += 1;
            while let Some(quote) = memchr(b'"', &self.bytes[at..]) {
                at += quote + 1;
                if self.bytes.get(at) != Some(&b'"') {
                    // What follows a closing quote belongs to the cell, and quotes in it are plain.
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

/// A cell without its quotes.
#[inline]
pub(super) fn unquoted(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.first() == Some(&b'"') { without_quotes(&raw[1..]) } else { Cow::Borrowed(raw) }
}

/// A cell that a quote opens, from after that quote on.
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

/// The cells of the first row, and where it ends, its line break not included; none where there is no row.
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

/// The same rows in a form that all readers take alike: quotes only around cells, and line feeds between rows.
pub(super) fn rewritten(bytes: &[u8], separator: u8) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    for RawCell { range, ends_row } in RawCells::new(bytes, separator) {
        push_quoted(&unquoted(&bytes[range]), &mut plain);
        plain.push(if ends_row { b'\n' } else { separator });
    }
    plain
}

/// Where a cell stands in the file, with its line, and how many characters of it are in that line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellPlace {
    pub(crate) position: Position,
    pub(crate) line: String,
    pub(crate) length: usize,
}

/// Looks up where cells stand. Each look-up goes on from the row of the one before, so that looking up many in their order
/// takes no longer than one pass.
#[derive(Debug)]
pub(crate) struct CellPlaces<'b> {
    cells: RawCells<'b>,
    /// The sheet that the rows are from: one row of it after the other, the first of this number.
    sheet: Option<(&'b Arc<str>, usize)>,
    /// The number of the row at hand, from 0, and where its cells stand.
    row: Option<usize>,
    ranges: Vec<Range<usize>>,
    /// How many line breaks come before an index.
    counted: (usize, usize),
}

impl<'b> CellPlaces<'b> {
    /// For bytes that begin with a line of this number.
    pub(crate) fn new(bytes: &'b [u8], separator: u8, first_line: usize) -> CellPlaces<'b> {
        let cells = RawCells::new(bytes, separator);
        CellPlaces { cells, sheet: None, row: None, ranges: Vec::new(), counted: (0, first_line) }
    }

    /// The same for rows of a sheet, if it is given, the first of which has this number.
    pub(crate) fn in_sheet(self, sheet: Option<&'b Arc<str>>) -> CellPlaces<'b> {
        let (_, first) = self.counted;
        CellPlaces { sheet: sheet.map(|sheet| (sheet, first)), ..self }
    }

    /// The place of a cell in a row that is not before that of the last look-up; the end of the row where it has fewer.
    pub(crate) fn look_up(&mut self, row: usize, column: usize) -> CellPlace {
        self.go_to(row);
        let bytes = self.cells.bytes;
        let end = self.ranges.last().map_or(bytes.len(), |range| range.end);
        let Range { start, end } = self.ranges.get(column).cloned().unwrap_or(end..end);
        let line_start = memrchr2(b'\n', b'\r', &bytes[..start]).map_or(0, |end| end + 1);
        let rest = &bytes[line_start..];
        let line_end = memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |end| line_start + end);
        let text = |range: Range<usize>| String::from_utf8_lossy(&bytes[range]).into_owned();
        CellPlace {
            position: Position {
                line: self.line_of(line_start),
                column: text(line_start..start).chars().count() + 1,
            },
            line: text(line_start..line_end),
            length: text(start..end.min(line_end)).chars().count(),
        }
    }

    /// A finding about a cell, as [`CellPlaces::look_up`] finds it.
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

    /// The line in which a row begins that is not before that of the last look-up.
    pub(crate) fn line(&mut self, row: usize) -> usize {
        if let Some((_, first)) = self.sheet {
            return first + row;
        }
        self.go_to(row);
        let start = self.ranges.first().map_or(self.cells.bytes.len(), |range| range.start);
        self.line_of(start)
    }

    /// Goes on to a row, or to the end where there are fewer.
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

    /// The number of the line that an index is in.
    fn line_of(&mut self, index: usize) -> usize {
        let (from, line) = self.counted;
        if index >= from {
            self.counted = (index, line + line_breaks(self.cells.bytes, from..index));
        }
        self.counted.1
    }
}

/// How many lines end in a part of the bytes. A carriage return ends one unless the line feed after it does.
pub(super) fn line_breaks(bytes: &[u8], part: Range<usize>) -> usize {
    let is_lone = |index: usize| bytes.get(part.start + index + 1) != Some(&b'\n');
    let part_of = &bytes[part.clone()];
    let lone = memchr::memchr_iter(b'\r', part_of).filter(|&index| is_lone(index));
    memchr::memchr_iter(b'\n', part_of).count() + lone.count()
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

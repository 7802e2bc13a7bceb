//! Turns characters and lines on pages into rows of cells.

use std::collections::{BTreeMap, HashSet};

use super::content::{Glyph, PageContent, Stroke};
use super::grid::{Slot, TableGrid, grids, locate};
use super::lines::{Line, lines, placed};
use crate::document::error::DocumentError;
use crate::document::flow::{Flow, Span};

/// Minimum ratio of the distance of paragraphs to the distance of lines.
const PARAGRAPH_GAP: f64 = 1.15;

/// Distance of lines, in font sizes, if a page has too few lines to measure it.
const USUAL_LEADING: f64 = 1.25;

/// Width of a space, in font sizes, if spaces are not printed.
const SPACE: f64 = 0.25;

/// Maximum width of a letter, in font sizes.
const LETTER: f64 = 0.9;

/// Maximum margin of text in a cell.
const MARGIN: f64 = 8.0;

/// Maximum ratio of font sizes in a paragraph.
const SAME_SIZE: f64 = 1.15;

/// Maximum number of header rows that a table repeats on each page.
const HEADS: usize = 2;

/// Maximum width, in font sizes, of a cell in which words may be broken.
const NARROW: f64 = 6.0;

/// Tolerance for measuring if a word fits on a line.
const TOLERANCE: f64 = 1.0;

/// Maximum distance between edges of aligned text.
const IN_LINE: f64 = 2.0;

/// Minimum and maximum height above the baseline at which a line strikes a character out, in font sizes.
const STRUCK: (f64, f64) = (0.15, 0.45);

/// Minimum length of a line that strikes characters out.
const SHORTEST_STRIKE: f64 = 2.0;

/// Maximum number of lines across a page that may strike characters out.
const MOST_STRIKES: usize = 2_000;

/// Maximum number of lines that are compared with a character.
const MOST_NEAR: usize = 64;

/// Characters after which lines are broken without a space.
const JOINTS: &str = "-\u{2010}\u{2011}–—/\u{ad}";

/// The text of a page.
pub(super) struct PageLayout {
    items: Vec<PageItem>,
    /// Distance of lines of a paragraph, in font sizes.
    leading: f64,
}

/// An item of a page, from top to bottom.
enum PageItem {
    /// Lines of running text; more than one only if each is a single piece.
    Text(LineBlock),
    /// Cells of running text that are side by side.
    Pieces(Vec<Line>),
    /// Cells of a running head or foot.
    Running(Vec<Line>),
    /// Rows of a table.
    Table(Vec<Cells>),
}

/// The cells of a row, each with the number of columns that it spans.
type Cells = Vec<(usize, LineBlock)>;

/// Lines between two edges.
#[derive(Default)]
struct LineBlock {
    lines: Vec<Line>,
    left: f64,
    right: f64,
}

impl PageLayout {
    /// Finds the tables and lines of a page, counted from 1. [`Self::join_lines`] joins the lines into paragraphs.
    ///
    /// # Errors
    /// The page has too many lines.
    pub(super) fn read(shown: &PageContent, page: u32) -> Result<Self, DocumentError> {
        let (glyphs, rules) = without_struck(&shown.glyphs, &shown.rules);
        let grids = grids(&rules)?;
        let mut cells: BTreeMap<(usize, Slot), Vec<_>> = BTreeMap::new();
        let mut outside = Vec::new();
        for sign in placed(&glyphs, page) {
            let glyph = &sign.glyph;
            let middle = (f64::midpoint(glyph.left, glyph.right), glyph.base - glyph.size / 4.0);
            match locate(&grids, middle.0, middle.1) {
                Some(place) => cells.entry(place).or_default().push(sign),
                None => outside.push(sign),
            }
        }
        let mut cells = cells.into_iter().map(|(place, signs)| (place, lines(signs))).collect();
        let mut items: Vec<(f64, PageItem)> = Vec::new();
        for (index, grid) in grids.iter().enumerate() {
            items.extend(tables(index, grid, &mut cells));
        }
        items.extend(running_text(lines(outside), shown.width));
        items.sort_by(|one, other| one.0.total_cmp(&other.0));
        Ok(Self { items: items.into_iter().map(|(_, item)| item).collect(), leading: USUAL_LEADING })
    }

    /// Returns the pieces of an item outside of tables, before lines are joined.
    pub(super) fn line(&self, index: usize) -> Option<&[Line]> {
        match self.items.get(index)? {
            PageItem::Text(block) => Some(&block.lines),
            PageItem::Pieces(pieces) | PageItem::Running(pieces) => Some(pieces),
            PageItem::Table(_) => None,
        }
    }

    /// Returns the number of tables and lines.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Marks a line as running head or foot.
    pub(super) fn set_running(&mut self, index: usize) {
        let Some(item) = self.items.get_mut(index) else { return };
        *item = match std::mem::replace(item, PageItem::Pieces(Vec::new())) {
            PageItem::Text(block) => PageItem::Running(block.lines),
            PageItem::Pieces(pieces) => PageItem::Running(pieces),
            other => other,
        };
    }

    /// Joins consecutive lines of running text.
    pub(super) fn join_lines(&mut self) {
        for item in std::mem::take(&mut self.items) {
            self.add(item);
        }
        self.measure();
    }

    /// Adds the next item down the page. Joins consecutive lines of text for now.
    fn add(&mut self, item: PageItem) {
        if let (PageItem::Text(next), Some(PageItem::Text(block))) = (&item, self.items.last_mut())
            && let (Some(one), Some(other)) = (block.lines.last(), next.lines.first())
            && is_in_line(one, other)
        {
            block.lines.extend(next.lines.iter().cloned());
        } else {
            self.items.push(item);
        }
    }

    fn blocks(&self) -> impl Iterator<Item = &LineBlock> {
        self.items.iter().flat_map(|item| match item {
            PageItem::Text(block) => vec![block],
            PageItem::Pieces(_) | PageItem::Running(_) => Vec::new(),
            PageItem::Table(rows) => rows.iter().flatten().map(|(_, block)| block).collect(),
        })
    }

    /// Measures the distance of lines that must be one paragraph, as the first line has no room for more.
    fn measure(&mut self) {
        let mut distances: Vec<f64> = Vec::new();
        for block in self.blocks() {
            let full = block.lines.windows(2).filter(|two| !block.has_room(&two[0], &two[1]));
            distances.extend(full.map(|two| (two[1].base() - two[0].base()) / two[0].size().max(1.0)));
        }
        distances.sort_by(f64::total_cmp);
        if distances.len() >= 3 {
            self.leading = distances[distances.len() / 2];
        }
    }

    /// Returns the number of lines before another line that end with a space, and the number of all lines before
    /// another.
    pub(super) fn spaced_ends(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for block in self.blocks() {
            for two in block.lines.windows(2).filter(|two| !block.has_room(&two[0], &two[1])) {
                counts = (counts.0 + usize::from(two[0].ends_spaced()), counts.1 + 1);
            }
        }
        counts
    }

    /// Writes the rows of the page, and adds the indices of running heads and feet to `running`. `prints_spaces` is
    /// true if the program that made the document prints spaces at the ends of lines.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn write(
        &self,
        flow: &mut Flow,
        prints_spaces: bool,
        running: &mut Vec<usize>,
    ) -> Result<(), DocumentError> {
        for item in &self.items {
            match item {
                PageItem::Text(block) => self.write_block(block, flow, prints_spaces)?,
                PageItem::Pieces(pieces) | PageItem::Running(pieces) => {
                    let start = flow.len();
                    for (index, piece) in pieces.iter().enumerate() {
                        if index > 0 {
                            flow.tab();
                        }
                        write_line(piece, 0, flow);
                    }
                    flow.end_paragraph()?;
                    if matches!(item, PageItem::Running(_)) {
                        running.extend(start..flow.len());
                    }
                }
                PageItem::Table(rows) => {
                    flow.begin_table()?;
                    for row in rows {
                        for (columns, block) in row {
                            flow.begin_cell(Span { columns: *columns, rows: 1 })?;
                            self.write_block(block, flow, prints_spaces)?;
                        }
                        flow.end_row()?;
                    }
                    flow.end_table()?;
                }
            }
        }
        Ok(())
    }

    /// Moves the beginning of the next page to the last row of this one, if a paragraph of the row continues there.
    pub(super) fn take_rest(&mut self, behind: &mut Self, prints_spaces: bool) {
        let Some(last) = self.tables().next_back().and_then(|rows| rows.last_mut()) else { return };
        let Some(rows) = behind.tables().next() else { return };
        let is_rest = |row: &Cells| {
            let cells = || last.iter().zip(row).map(|((_, above), (_, below))| (above, below));
            let is_broken = |(above, below): (&LineBlock, &LineBlock)| is_broken(above, below, prints_spaces);
            let begins = row.first().and_then(|(_, cell)| cell.lines.first()?.first());
            let is_blank = |cells: &Cells| cells.last().is_none_or(|(_, cell)| cell.lines.is_empty());
            // A row with its own number or name is another row, unless only the name continues.
            let is_rest = begins.is_none_or(|glyph| {
                let is_name = glyph.c.is_uppercase() && (!is_blank(row) || is_blank(last));
                !(is_name || glyph.c.is_ascii_digit())
            });
            is_rest && row.len() == last.len() && cells().any(is_broken)
        };
        if let Some(index) = rows.iter().take(HEADS + 1).position(is_rest) {
            let rest = rows.remove(index);
            last.iter_mut().zip(rest).for_each(|((_, above), (_, below))| above.lines.extend(below.lines));
        }
    }

    fn tables(&mut self) -> impl DoubleEndedIterator<Item = &mut Vec<Cells>> {
        self.items.iter_mut().filter_map(|item| match item {
            PageItem::Table(rows) => Some(rows),
            PageItem::Text(_) | PageItem::Pieces(_) | PageItem::Running(_) => None,
        })
    }

    fn write_block(
        &self,
        block: &LineBlock,
        flow: &mut Flow,
        prints_spaces: bool,
    ) -> Result<(), DocumentError> {
        let mut before: Option<&Line> = None;
        for line in &block.lines {
            let label = line.label();
            match before {
                Some(before) if label > 0 || self.ends(block, before, line, prints_spaces) => {
                    flow.end_paragraph()?;
                }
                Some(before) if joins_with_space(block, before, line, prints_spaces) => flow.space(),
                Some(_) | None => {}
            }
            write_line(line, label, flow);
            before = Some(line);
        }
        flow.end_paragraph()
    }

    /// Returns true if a paragraph ends between two lines.
    fn ends(&self, block: &LineBlock, line: &Line, next: &Line, prints_spaces: bool) -> bool {
        let distance = (next.base() - line.base()) / line.size().max(next.size());
        differs(line, next)
            || distance > PARAGRAPH_GAP * self.leading
            || block.has_room(line, next)
            || (prints_spaces && block.lacks_space(line, next))
    }
}

impl LineBlock {
    /// Returns true if a line does not end with a space although it has room for one, as at the end of a paragraph.
    /// Lines broken after punctuation or within a long word do not end with a space either.
    fn lacks_space(&self, line: &Line, next: &Line) -> bool {
        let is_broken_at = |glyph: &Glyph| !glyph.c.is_alphanumeric() && !".,;:".contains(glyph.c);
        let is_narrow = self.right - self.left < NARROW * line.size();
        let is_whole = !(is_narrow || line.ends_spaced() || line.last().is_some_and(is_broken_at));
        is_whole && !self.breaks_word(line, next) && self.room(line) > 2.0 * SPACE * line.size()
    }

    /// Returns the width that is left on a line.
    fn room(&self, line: &Line) -> f64 {
        self.right - line.right()
    }

    /// Returns true if a line is broken within a word, if the program prints spaces: the line has room for a space but
    /// not for a letter, and does not end with a space.
    fn breaks_word(&self, line: &Line, next: &Line) -> bool {
        let is_inner = next.first().is_some_and(|glyph| glyph.c.is_lowercase());
        let room = self.room(line) / line.size();
        is_inner && !line.ends_spaced() && (SPACE + 0.05..LETTER).contains(&room)
    }

    /// Returns true if a line is a single word without room for another character, so that the word may be broken.
    fn is_filled_by_word(&self, line: &Line, next: &Line) -> bool {
        let is_word = line.signs.iter().all(|sign| !sign.glyph.c.is_whitespace());
        let width = next.first().map_or(0.0, |glyph| glyph.right - glyph.left);
        is_word && self.room(line) < width + TOLERANCE
    }

    /// Returns true if the first word of the next line would fit on this line, so that the line break is intended.
    fn has_room(&self, line: &Line, next: &Line) -> bool {
        let centred =
            (line.centre() - next.centre()).abs() <= IN_LINE && (line.left() - next.left()).abs() > IN_LINE;
        let start = if centred { self.left } else { line.left() };
        // Some programs do not print the space at the end of a line.
        let is_joint = !line.ends_spaced() && line.last().is_some_and(|glyph| JOINTS.contains(glyph.c));
        let space = if is_joint { 0.0 } else { SPACE * line.size() };
        start + (line.right() - line.left()) + space + next.first_word() + TOLERANCE < self.right
    }
}

/// Returns true if a paragraph continues from a cell in the one below.
fn is_broken(above: &LineBlock, below: &LineBlock, prints_spaces: bool) -> bool {
    let (Some(last), Some(first)) = (above.lines.last(), below.lines.first()) else { return false };
    if last.last().is_some_and(|glyph| "-–—".contains(glyph.c)) {
        return true;
    }
    let ends = first.label() > 0
        || differs(last, first)
        || above.has_room(last, first)
        || (prints_spaces && above.lacks_space(last, first));
    !ends
}

/// Returns true if the next line has another font size or weight.
fn differs(line: &Line, next: &Line) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else { return true };
    let (size, next_size) = (line.size(), next.size());
    last.bold != first.bold || size.max(next_size) > SAME_SIZE * size.min(next_size)
}

/// Returns true if lines outside of tables can be one paragraph: they are aligned on the left, or centred.
fn is_in_line(one: &Line, other: &Line) -> bool {
    let shift = (one.left() - other.left()).abs();
    let is_indented = shift <= 4.0 * one.size();
    is_indented || (one.centre() - other.centre()).abs() <= IN_LINE
}

/// Removes characters that a line is drawn through, and those lines.
fn without_struck(glyphs: &[Glyph], rules: &[Stroke]) -> (Vec<Glyph>, Vec<Stroke>) {
    let mut across: Vec<usize> = (0..rules.len())
        .filter(|&index| rules[index].is_across && rules[index].to - rules[index].from >= SHORTEST_STRIKE)
        .collect();
    // Only drawings have more lines, and they are refused as tables.
    across.truncate(MOST_STRIKES);
    across.sort_by(|one, other| rules[*one].at.total_cmp(&rules[*other].at));
    let mut strikes: HashSet<usize> = HashSet::new();
    let is_struck = |glyph: &Glyph, strikes: &mut HashSet<usize>| {
        let (from, to) = (glyph.base - STRUCK.1 * glyph.size, glyph.base - STRUCK.0 * glyph.size);
        let first = across.partition_point(|index| rules[*index].at < from);
        let near = across[first..].iter().take_while(|index| rules[**index].at <= to);
        let slack = (glyph.right - glyph.left) / 3.0;
        let covers = |index: &&usize| {
            rules[**index].from <= glyph.left + slack && rules[**index].to >= glyph.right - slack
        };
        let found = near.take(MOST_NEAR).find(covers);
        strikes.extend(found);
        found.is_some()
    };
    let kept = glyphs.iter().filter(|glyph| !is_struck(glyph, &mut strikes)).copied().collect();
    let rules = rules.iter().enumerate().filter(|(index, _)| !strikes.contains(index));
    (kept, rules.map(|(_, rule)| *rule).collect())
}

/// Returns the tables of a grid, each with its height on the page.
fn tables(
    index: usize,
    grid: &TableGrid,
    cells: &mut BTreeMap<(usize, Slot), Vec<Line>>,
) -> Vec<(f64, PageItem)> {
    let mut tables = Vec::new();
    for group in grid.groups() {
        let starts = grid.columns_of(group.clone());
        let mut rows = Vec::new();
        let top = grid.edge_above(group.start);
        for row in group {
            let mut found = Vec::new();
            for cell in grid.cells(row) {
                let columns = starts.iter().filter(|start| (cell.0..cell.1).contains(start)).count();
                let lines = cells.remove(&(index, Slot { row, column: cell.0 })).unwrap_or_default();
                let (left, right) = grid.sides(cell);
                // The right margin of a cell equals the left one.
                let margin = lines.iter().map(|line| line.left() - left).fold(MARGIN, f64::min).max(0.0);
                found.push((columns, LineBlock { lines, left: left + margin, right: right - margin }));
            }
            rows.push(found);
        }
        tables.push((top, PageItem::Table(rows)));
    }
    tables
}

/// Returns the lines outside of tables, each with its height on the page.
fn running_text(lines: Vec<Line>, width: f64) -> Vec<(f64, PageItem)> {
    let pieces: Vec<Vec<Line>> =
        lines.into_iter().map(Line::pieces).filter(|pieces| !pieces.is_empty()).collect();
    let left = pieces.iter().flatten().map(Line::left).fold(width, f64::min);
    // Margins are equal unless text reaches beyond the right one.
    let right = pieces.iter().flatten().map(Line::right).fold(width - left, f64::max);
    let item = |mut pieces: Vec<Line>| {
        let base = pieces.first().map_or(0.0, Line::base);
        match pieces.pop() {
            Some(line) if pieces.is_empty() => {
                (base, PageItem::Text(LineBlock { lines: vec![line], left, right }))
            }
            last => {
                pieces.extend(last);
                (base, PageItem::Pieces(pieces))
            }
        }
    };
    pieces.into_iter().map(item).collect()
}

/// Returns true if two lines of a paragraph are joined with a space.
fn joins_with_space(block: &LineBlock, line: &Line, next: &Line, prints_spaces: bool) -> bool {
    if line.ends_spaced() {
        return true;
    }
    let mut signs = line.signs.iter().rev().map(|sign| sign.glyph.c);
    let (last, before) = (signs.next().unwrap_or(' '), signs.next().unwrap_or(' '));
    let first = next.first().map_or(' ', |glyph| glyph.c);
    let is_joint = JOINTS.contains(last) && !before.is_whitespace();
    let is_sign_of_its_word = ".,;:)".contains(first) || last == '(';
    // Notations such as `2(a)(b)` are broken without a hyphen.
    let is_level = first == '(' && (last == ')' || last.is_ascii_digit()) && prints_spaces;
    let is_number = last.is_ascii_digit() && first.is_ascii_digit() && block.is_filled_by_word(line, next);
    let is_word = last.is_alphabetic() && prints_spaces && block.breaks_word(line, next);
    !(is_joint || is_sign_of_its_word || is_level || is_number || is_word)
}

fn write_line(line: &Line, start: usize, flow: &mut Flow) {
    for (sign, is_apart) in line.spaced(start) {
        if is_apart {
            flow.space();
        }
        flow.text(sign.glyph.c.encode_utf8(&mut [0; 4]), sign.glyph.bold, sign.place);
    }
}

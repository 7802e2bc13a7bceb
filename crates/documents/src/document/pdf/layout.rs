//! From characters and lines on pages to rows of cells.

use std::collections::{BTreeMap, HashSet};

use super::content::{Glyph, PageContent, Stroke};
use super::grid::{Slot, TableGrid, grids, locate};
use super::lines::{Line, lines, placed};
use crate::document::error::DocumentError;
use crate::document::flow::{Flow, Span};

/// How much further apart paragraphs are than lines, at least.
const PARAGRAPH_GAP: f64 = 1.15;

/// How far apart lines are usually, in sizes, where there are too few to tell.
const USUAL_LEADING: f64 = 1.25;

/// How wide a space is, in sizes, where none is printed.
const SPACE: f64 = 0.25;

/// How wide a letter is, in sizes, at most.
const LETTER: f64 = 0.9;

/// How far text keeps from the edges of its cell, at most.
const MARGIN: f64 = 8.0;

/// How different sizes of characters may be in a paragraph.
const SAME_SIZE: f64 = 1.15;

/// How many rows of heads may stand above a table again on each page.
const HEADS: usize = 2;

/// Up to how many sizes wide a cell may have words broken within.
const NARROW: f64 = 6.0;

/// How exactly programs measure whether a word fits on a line.
const TOLERANCE: f64 = 1.0;

/// How far edges of text may be apart and still be in line.
const IN_LINE: f64 = 2.0;

/// The least and greatest height above its base at which a line strikes a character out, in sizes.
const STRUCK: (f64, f64) = (0.15, 0.45);

/// The shortest line that strikes characters out.
const SHORTEST_STRIKE: f64 = 2.0;

/// The most lines across a page that may strike characters out.
const MOST_STRIKES: usize = 2_000;

/// The most lines at the height of a character that are looked at.
const MOST_NEAR: usize = 64;

/// Signs that lines are broken behind without a space.
const JOINTS: &str = "-\u{2010}\u{2011}–—/\u{ad}";

/// The text of a page.
pub(super) struct PageLayout {
    items: Vec<PageItem>,
    /// How far apart lines of a paragraph are, in sizes.
    leading: f64,
}

/// What stands on a page from its top to its bottom.
enum PageItem {
    /// Lines of text outside of tables, of which only those that are one piece can be more than one.
    Text(LineBlock),
    /// Cells of running text that stand beside each other.
    Pieces(Vec<Line>),
    /// The cells of a line at the edge of the page that many pages have there.
    Running(Vec<Line>),
    /// Rows of a table.
    Table(Vec<Cells>),
}

/// The cells of a row, each with the columns that it reaches over.
type Cells = Vec<(usize, LineBlock)>;

/// Lines between two edges.
#[derive(Default)]
struct LineBlock {
    lines: Vec<Line>,
    left: f64,
    right: f64,
}

impl PageLayout {
    /// Finds the tables and the lines of a page, counted from 1; [`Self::join_lines`] puts lines together.
    ///
    /// # Errors
    /// Where there are too many lines on it.
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

    /// Returns the pieces of the line that an item outside of tables is, before lines are put together.
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

    /// Notes that a line belongs to the page rather than to the text.
    pub(super) fn set_running(&mut self, index: usize) {
        let Some(item) = self.items.get_mut(index) else { return };
        *item = match std::mem::replace(item, PageItem::Pieces(Vec::new())) {
            PageItem::Text(block) => PageItem::Running(block.lines),
            PageItem::Pieces(pieces) => PageItem::Running(pieces),
            other => other,
        };
    }

    /// Puts lines together that follow each other in running text.
    pub(super) fn join_lines(&mut self) {
        for item in std::mem::take(&mut self.items) {
            self.add(item);
        }
        self.measure();
    }

    /// Adds what comes next down the page. Lines of text that follow each other are put together for now.
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

    /// Finds out how far apart lines are that have to be of one paragraph, as nothing more went into the first.
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

    /// How many lines that another follows end with a space, and how many there are.
    pub(super) fn spaced_ends(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for block in self.blocks() {
            for two in block.lines.windows(2).filter(|two| !block.has_room(&two[0], &two[1])) {
                counts = (counts.0 + usize::from(two[0].ends_spaced()), counts.1 + 1);
            }
        }
        counts
    }

    /// Writes the rows of the page, and adds the indices of running heads and feet to `running`. Where the program that made the document prints the spaces at the ends of lines, there
    /// is none where none is printed.
    ///
    /// # Errors
    /// Where the document is too large.
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

    /// Takes over the beginning of the page behind if the last row of this one goes on there in the midst of a paragraph.
    pub(super) fn take_rest(&mut self, behind: &mut Self, prints_spaces: bool) {
        let Some(last) = self.tables().next_back().and_then(|rows| rows.last_mut()) else { return };
        let Some(rows) = behind.tables().next() else { return };
        let is_rest = |row: &Cells| {
            let cells = || last.iter().zip(row).map(|((_, above), (_, below))| (above, below));
            let is_broken = |(above, below): (&LineBlock, &LineBlock)| is_broken(above, below, prints_spaces);
            let begins = row.first().and_then(|(_, cell)| cell.lines.first()?.first());
            let is_blank = |cells: &Cells| cells.last().is_none_or(|(_, cell)| cell.lines.is_empty());
            // What has a number or a name of its own is another row, unless only the name goes on.
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

    /// Whether a paragraph ends between two lines.
    fn ends(&self, block: &LineBlock, line: &Line, next: &Line, prints_spaces: bool) -> bool {
        let distance = (next.base() - line.base()) / line.size().max(next.size());
        differs(line, next)
            || distance > PARAGRAPH_GAP * self.leading
            || block.has_room(line, next)
            || (prints_spaces && block.lacks_space(line, next))
    }
}

impl LineBlock {
    /// Whether no space is printed behind a line although there is room for one, as at the end of a paragraph. Lines are
    /// also broken at signs that no space follows, and within words too long for a line.
    fn lacks_space(&self, line: &Line, next: &Line) -> bool {
        let is_broken_at = |glyph: &Glyph| !glyph.c.is_alphanumeric() && !".,;:".contains(glyph.c);
        let is_narrow = self.right - self.left < NARROW * line.size();
        let is_whole = !(is_narrow || line.ends_spaced() || line.last().is_some_and(is_broken_at));
        is_whole && !self.breaks_word(line, next) && self.room(line) > 2.0 * SPACE * line.size()
    }

    /// How much of a line is left.
    fn room(&self, line: &Line) -> f64 {
        self.right - line.right()
    }

    /// Whether a line is broken within a word, if the program prints spaces: it left no room for another letter, but for
    /// a space, and prints none.
    fn breaks_word(&self, line: &Line, next: &Line) -> bool {
        let is_inner = next.first().is_some_and(|glyph| glyph.c.is_lowercase());
        let room = self.room(line) / line.size();
        is_inner && !line.ends_spaced() && (SPACE + 0.05..LETTER).contains(&room)
    }

    /// Whether a line is a single word with no room for another sign, so that it may be broken within.
    fn is_filled_by_word(&self, line: &Line, next: &Line) -> bool {
        let is_word = line.signs.iter().all(|sign| !sign.glyph.c.is_whitespace());
        let width = next.first().map_or(0.0, |glyph| glyph.right - glyph.left);
        is_word && self.room(line) < width + TOLERANCE
    }

    /// Whether the first word of the next line would have fitted on a line, so that it was broken on purpose.
    fn has_room(&self, line: &Line, next: &Line) -> bool {
        let centred =
            (line.centre() - next.centre()).abs() <= IN_LINE && (line.left() - next.left()).abs() > IN_LINE;
        let start = if centred { self.left } else { line.left() };
        // Some programs print no space at the end of a line that is broken at one.
        let is_joint = !line.ends_spaced() && line.last().is_some_and(|glyph| JOINTS.contains(glyph.c));
        let space = if is_joint { 0.0 } else { SPACE * line.size() };
        start + (line.right() - line.left()) + space + next.first_word() + TOLERANCE < self.right
    }
}

/// Whether a paragraph goes on from a cell into that below it.
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

/// Whether a line looks different than the one before.
fn differs(line: &Line, next: &Line) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else { return true };
    let (size, next_size) = (line.size(), next.size());
    last.bold != first.bold || size.max(next_size) > SAME_SIZE * size.min(next_size)
}

/// Whether lines outside of tables can be of one paragraph: they begin under each other, or are centred.
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
    // Only a drawing has more lines, and it is refused as a table.
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

/// The tables of a grid, each with its height on the page.
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
                // Text keeps as far from the right edge as from the left.
                let margin = lines.iter().map(|line| line.left() - left).fold(MARGIN, f64::min).max(0.0);
                found.push((columns, LineBlock { lines, left: left + margin, right: right - margin }));
            }
            rows.push(found);
        }
        tables.push((top, PageItem::Table(rows)));
    }
    tables
}

/// Lines outside of tables, each with its height on the page.
fn running_text(lines: Vec<Line>, width: f64) -> Vec<(f64, PageItem)> {
    let pieces: Vec<Vec<Line>> =
        lines.into_iter().map(Line::pieces).filter(|pieces| !pieces.is_empty()).collect();
    let left = pieces.iter().flatten().map(Line::left).fold(width, f64::min);
    // Pages have equal margins, unless text says otherwise.
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

/// Whether the words of two lines of a paragraph are apart.
fn joins_with_space(block: &LineBlock, line: &Line, next: &Line, prints_spaces: bool) -> bool {
    if line.ends_spaced() {
        return true;
    }
    let mut signs = line.signs.iter().rev().map(|sign| sign.glyph.c);
    let (last, before) = (signs.next().unwrap_or(' '), signs.next().unwrap_or(' '));
    let first = next.first().map_or(' ', |glyph| glyph.c);
    let is_joint = JOINTS.contains(last) && !before.is_whitespace();
    let is_sign_of_its_word = ".,;:)".contains(first) || last == '(';
    // Levels such as `2(a)(b)` are broken within.
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

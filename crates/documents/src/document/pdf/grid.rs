//! Finds drawn tables: lines that cross are the edges of cells.

use super::content::Stroke;
use crate::document::error::DocumentError;

/// Maximum distance between pieces of a line, or between lines that meet.
const TOUCH: f64 = 3.0;

/// Maximum distance between the two edges of a line.
const THICK: f64 = 2.0;

/// Maximum distance between lines that are one edge of cells. If each cell has its own frame, there are two.
const SAME: f64 = 4.0;

/// Minimum length of an edge of a cell.
const SHORTEST: f64 = 6.0;

/// Maximum number of lines across a page, and of lines down it.
const MAX_RULES: usize = 500;

/// Maximum number of tables on a page.
const MAX_GRIDS: usize = 60;

/// Maximum number of columns of a table. Anything with more is a drawing.
const MAX_COLUMNS: usize = 40;

/// A table on a page.
pub(super) struct TableGrid {
    /// Edges of columns, from the left.
    columns: Vec<f64>,
    rows: Vec<f64>,
    /// For each row and inner edge of columns, true if the row has that edge.
    has_edge: Vec<Vec<bool>>,
    /// For each row and column, true if the cell continues in the next row.
    goes_on: Vec<Vec<bool>>,
}

/// The row and column where a cell begins, and the number of columns it spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) row: usize,
    pub(super) column: usize,
}

impl TableGrid {
    pub(super) fn top(&self) -> f64 {
        self.rows.first().copied().unwrap_or_default()
    }

    /// Returns the height of the upper edge of a row.
    pub(super) fn edge_above(&self, row: usize) -> f64 {
        self.rows[row]
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len() - 1
    }

    fn width(&self) -> usize {
        self.columns.len() - 1
    }

    fn area(&self) -> f64 {
        let side = |edges: &[f64]| edges.last().zip(edges.first()).map_or(0.0, |(last, first)| last - first);
        side(&self.columns) * side(&self.rows)
    }

    /// Returns the cells of a row, each as its first column and the column after its last.
    pub(super) fn cells(&self, row: usize) -> Vec<(usize, usize)> {
        let inner = self.has_edge.get(row).into_iter().flatten().zip(1..);
        let edges = inner.filter(|(has, _)| **has).map(|(_, column)| column);
        let starts: Vec<usize> = [0].into_iter().chain(edges).chain([self.width()]).collect();
        starts.windows(2).map(|ends| (ends[0], ends[1])).collect()
    }

    /// Returns the left and right edge of a cell.
    pub(super) fn sides(&self, cell: (usize, usize)) -> (f64, f64) {
        (self.columns[cell.0], self.columns[cell.1])
    }

    /// Returns the cell at a point.
    fn cell_at(&self, x: f64, y: f64) -> Option<Slot> {
        let within = |edges: &[f64], at: f64| {
            let index = edges.partition_point(|edge| *edge <= at).checked_sub(1)?;
            (index + 1 < edges.len()).then_some(index)
        };
        let (mut row, column) = (within(&self.rows, y)?, within(&self.columns, x)?);
        let (start, _) = self.cells(row).into_iter().find(|(_, end)| column < *end)?;
        while row > 0 && self.goes_on.get(row - 1).and_then(|row| row.get(start)) == Some(&true) {
            row -= 1;
        }
        Some(Slot { row, column: start })
    }

    /// Splits the rows into groups that share edges of columns. Tables that only touch do not share any.
    pub(super) fn groups(&self) -> Vec<std::ops::Range<usize>> {
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        let mut edges = vec![false; self.width().saturating_sub(1)];
        for row in 0..self.height() {
            let own = &self.has_edge[row];
            let shares = own.iter().zip(&edges).any(|(own, other)| *own && *other);
            let is_apart = !shares && own.contains(&true) && edges.contains(&true);
            match groups.last_mut() {
                Some(group) if !is_apart => group.end = row + 1,
                _ => {
                    groups.push(row..row + 1);
                    edges.fill(false);
                }
            }
            edges.iter_mut().zip(own).for_each(|(edge, own)| *edge |= own);
        }
        groups
    }

    /// Returns the columns of the grid that begin at an edge of one of these rows, ascending.
    pub(super) fn columns_of(&self, rows: std::ops::Range<usize>) -> Vec<usize> {
        let has = |edge: usize| rows.clone().any(|row| self.has_edge[row][edge]);
        [0].into_iter().chain((0..self.width() - 1).filter(|&edge| has(edge)).map(|edge| edge + 1)).collect()
    }
}

/// Returns the index of the innermost table at a point, and the cell in it.
pub(super) fn locate(grids: &[TableGrid], x: f64, y: f64) -> Option<(usize, Slot)> {
    let found = grids.iter().enumerate().filter_map(|(index, grid)| Some((index, grid.cell_at(x, y)?)));
    found.min_by(|(one, _), (other, _)| grids[*one].area().total_cmp(&grids[*other].area()))
}

/// Finds the tables that lines on a page form.
///
/// # Errors
/// The page has too many lines.
pub(super) fn grids(rules: &[Stroke]) -> Result<Vec<TableGrid>, DocumentError> {
    let [across, down] = [true, false].map(|is_across| merged(rules, is_across));
    if across.len().max(down.len()) > MAX_RULES {
        return Err(DocumentError::TooMany { what: "lines drawn on a page", limit: MAX_RULES });
    }
    let mut grids: Vec<TableGrid> =
        connected(&across, &down).into_iter().filter_map(|(across, down)| grid(&across, &down)).collect();
    if grids.len() > MAX_GRIDS {
        return Err(DocumentError::TooMany { what: "tables on a page", limit: MAX_GRIDS });
    }
    grids.sort_by(|one, other| one.top().total_cmp(&other.top()));
    Ok(grids)
}

/// Returns the lines in one direction, with the pieces of each joined.
fn merged(rules: &[Stroke], is_across: bool) -> Vec<Stroke> {
    let mut rules: Vec<Stroke> = rules.iter().filter(|rule| rule.is_across == is_across).copied().collect();
    rules.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut merged: Vec<Stroke> = Vec::new();
    let mut rest = &rules[..];
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|rule| rule.at - first.at <= THICK).count();
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut group = group.to_vec();
        group.sort_by(|one, other| one.from.total_cmp(&other.from));
        let at = group.iter().map(|rule| rule.at).sum::<f64>() / group.len() as f64;
        let mut line: Option<Stroke> = None;
        for rule in group {
            match &mut line {
                Some(line) if rule.from <= line.to + TOUCH => line.to = line.to.max(rule.to),
                line => merged.extend(line.replace(Stroke { at, ..rule })),
            }
        }
        merged.extend(line);
    }
    merged.retain(|rule| rule.to - rule.from >= SHORTEST);
    merged
}

/// Groups lines that meet, directly or through others, into those across and those down.
fn connected(across: &[Stroke], down: &[Stroke]) -> Vec<(Vec<Stroke>, Vec<Stroke>)> {
    let meet = |one: &Stroke, other: &Stroke| {
        (one.from - TOUCH..=one.to + TOUCH).contains(&other.at)
            && (other.from - TOUCH..=other.to + TOUCH).contains(&one.at)
    };
    let mut sets = Vec::new();
    let (mut left_across, mut left_down) = (across.to_vec(), down.to_vec());
    while let Some(first) = left_across.pop() {
        let (mut set_across, mut set_down) = (vec![first], Vec::new());
        let (mut seen_across, mut seen_down) = (0, 0);
        while seen_across < set_across.len() || seen_down < set_down.len() {
            if let Some(line) = set_across.get(seen_across).copied() {
                seen_across += 1;
                set_down.extend(left_down.extract_if(.., |other| meet(&line, other)));
            } else if let Some(line) = set_down.get(seen_down).copied() {
                seen_down += 1;
                set_across.extend(left_across.extract_if(.., |other| meet(&line, other)));
            }
        }
        set_across.sort_by(|one, other| one.at.total_cmp(&other.at));
        set_down.sort_by(|one, other| one.at.total_cmp(&other.at));
        sets.push((set_across, set_down));
    }
    sets
}

/// Returns the table that connected lines form; `None` for a single cell, which is a frame.
fn grid(across: &[Stroke], down: &[Stroke]) -> Option<TableGrid> {
    if down.is_empty() {
        return None;
    }
    let columns = edges(down, across);
    let rows = edges(across, down);
    let is_table = (2..=MAX_COLUMNS + 1).contains(&columns.len()) && rows.len() >= 2;
    if !is_table || columns.len() + rows.len() == 4 {
        return None;
    }
    let covers = |rules: &[Stroke], at: f64, from: f64, to: f64| {
        let first = rules.partition_point(|rule| rule.at < at - SAME);
        let lines = rules[first..].iter().take_while(|rule| rule.at <= at + SAME);
        let covered: f64 = lines.map(|rule| (rule.to.min(to) - rule.from.max(from)).max(0.0)).sum();
        covered >= (to - from) / 2.0
    };
    let bands: Vec<(f64, f64)> = rows.windows(2).map(|ends| (ends[0], ends[1])).collect();
    let inner = |edges: &[f64]| edges[1..edges.len() - 1].to_vec();
    let has_edge: Vec<Vec<bool>> = bands
        .iter()
        .map(|(from, to)| inner(&columns).into_iter().map(|at| covers(down, at, *from, *to)).collect())
        .collect();
    let mut grid = TableGrid { columns, rows, has_edge, goes_on: Vec::new() };
    for row in 0..grid.height() {
        let mut goes_on = vec![false; grid.width()];
        let below = if row + 1 < grid.height() { grid.cells(row + 1) } else { Vec::new() };
        for cell in grid.cells(row) {
            let (from, to) = grid.sides(cell);
            goes_on[cell.0] = below.contains(&cell) && !covers(across, grid.rows[row + 1], from, to);
        }
        grid.goes_on.push(goes_on);
    }
    Some(grid)
}

/// Returns the edges that lines in one direction form, and the ends of the lines that cross them.
fn edges(rules: &[Stroke], crossing: &[Stroke]) -> Vec<f64> {
    let mut edges: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    // If the outermost lines are not drawn, the crossing lines end there.
    let first = crossing.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    let last = crossing.iter().map(|rule| rule.to).fold(f64::NEG_INFINITY, f64::max);
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, edge| *next - *edge <= SAME);
    if edges.first().is_some_and(|edge| edge - first > SHORTEST) {
        edges.insert(0, first);
    }
    if edges.last().is_some_and(|edge| last - edge > SHORTEST) {
        edges.push(last);
    }
    edges
}

//! What two versions of a job, or of many, show.

use serde::Serialize;

use super::block::{Block, Cell, Column, Table, Tone};
use super::score::{job_name, span};
use super::{Report, Row, Rows, counted};
use crate::diff::{Diff, FactorDiff, Side, Status};
use crate::scheme::Levels;

/// The jobs of two sides.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Diffs<'j>(pub Vec<Diff<'j>>);

impl Report for Diffs<'_> {
    /// One job with its factors, or many a line each.
    fn blocks(&self) -> Vec<Block> {
        match self.0.as_slice() {
            [] => Vec::new(),
            [diff] => one(diff),
            diffs => many(diffs),
        }
    }
}

impl<'j> Rows for Diffs<'j> {
    type Item = Diff<'j>;

    fn items(&self) -> &[Diff<'j>] {
        &self.0
    }
}

impl Row for Diff<'_> {
    const COLUMNS: &'static [&'static str] =
        &["id", "title", "status", "old_total", "new_total", "old_band", "new_band", "moved", "factors"];

    fn cells(&self) -> Vec<String> {
        let (id, title) = named(self);
        let total = |side: &Option<Side<'_>>| {
            side.as_ref().and_then(|side| side.total).map(|total| total.to_string())
        };
        let band = |side: &Option<Side<'_>>| {
            side.as_ref().and_then(|side| side.band).map(|band| band.name().to_owned())
        };
        let factors: Vec<&str> = self.factors.iter().map(|factor| factor.id).collect();
        vec![
            id.unwrap_or_default().to_owned(),
            title.to_owned(),
            status(self.status).to_owned(),
            total(&self.old).unwrap_or_default(),
            total(&self.new).unwrap_or_default(),
            band(&self.old).unwrap_or_default(),
            band(&self.new).unwrap_or_default(),
            self.moved.to_string(),
            factors.join(", "),
        ]
    }
}

/// What the job is called now, or was.
fn named<'j>(diff: &Diff<'j>) -> (Option<&'j str>, &'j str) {
    let side = diff.new.as_ref().or(diff.old.as_ref());
    side.map_or((None, ""), |side| (side.id, side.title))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Unchanged => "unchanged",
        Status::Changed => "changed",
        Status::Added => "added",
        Status::Removed => "removed",
    }
}

fn one(diff: &Diff<'_>) -> Vec<Block> {
    let (id, title) = named(diff);
    let mut blocks = vec![Block::Heading(job_name(id, title))];
    if let (Some(old), Some(new)) = (&diff.old, &diff.new) {
        blocks.push(Block::text(format!("{} → {}", old.source, new.source)));
    }
    if !diff.factors.is_empty() {
        blocks.push(Block::Table(factors(&diff.factors)));
    }
    blocks.push(Block::Text(verdict(diff)));
    blocks
}

fn factors(factors: &[FactorDiff<'_>]) -> Table {
    let mut table = Table::new([
        Column::words("Factor"),
        Column::words("Old"),
        Column::words("New"),
        Column::numbers("Points"),
    ]);
    for factor in factors {
        let level =
            |level: Option<&Levels<'_>>| level.map_or_else(|| "not assessed".to_owned(), ToString::to_string);
        table.add([
            factor.name.into(),
            level(factor.old_level).into(),
            level(factor.new_level).into(),
            factor.points.map_or_else(|| "?".to_owned(), signed).into(),
        ]);
    }
    table
}

fn signed(points: i64) -> String {
    if points == 0 { "0".to_owned() } else { format!("{points:+}") }
}

/// What became of the job in one sentence.
fn verdict(diff: &Diff<'_>) -> Cell {
    let (old, new) = match (&diff.old, &diff.new) {
        (Some(old), Some(new)) => (old, new),
        _ => return Cell::from(format!("The job was {}.", status(diff.status))),
    };
    let change = diff.total_change.map(|points| format!(" ({})", signed(points))).unwrap_or_default();
    let totals = format!("{} → {} points{change}", old.total_range, new.total_range);
    if diff.moved {
        Cell::from(format!("{totals}: {} → {}, the band moved.", bands(old), bands(new))).tone(Tone::Bad)
    } else {
        Cell::from(format!("{totals}: {} as before.", bands(new))).tone(Tone::Good)
    }
}

/// The bands that a side's total may lie in, by name.
fn bands(side: &Side<'_>) -> String {
    span(side.standings, &side.possible_bands)
}

fn many(diffs: &[Diff<'_>]) -> Vec<Block> {
    let mut table = Table::new([
        Column::names("Id"),
        Column::words("Job"),
        Column::words("Status"),
        Column::words("Total"),
        Column::words("Band"),
    ]);
    for diff in diffs {
        let (id, title) = named(diff);
        let tone = if diff.moved { Tone::Bad } else { Tone::Plain };
        table.add([
            id.unwrap_or_default().into(),
            title.into(),
            status(diff.status).into(),
            arrow(diff, |side| side.total_range.to_string()).into(),
            Cell::from(arrow(diff, bands)).tone(tone),
        ]);
    }
    vec![
        Block::Table(table.without_empty_columns()),
        Block::Text(Cell::from(counts(diffs)).tone(Tone::Strong)),
    ]
}

/// What both sides have, once where it is the same.
fn arrow(diff: &Diff<'_>, describe: impl Fn(&Side<'_>) -> String) -> String {
    let mut sides: Vec<String> = [&diff.old, &diff.new].into_iter().flatten().map(describe).collect();
    sides.dedup();
    sides.join(" → ")
}

fn counts(diffs: &[Diff<'_>]) -> String {
    let statuses = [Status::Changed, Status::Unchanged, Status::Added, Status::Removed];
    let parts: Vec<String> = statuses
        .into_iter()
        .map(|wanted| (diffs.iter().filter(|diff| diff.status == wanted).count(), status(wanted)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, status)| format!("{count} {status}"))
        .collect();
    let moved = diffs.iter().filter(|diff| diff.moved).count();
    let moved = if moved == 0 { "no band".to_owned() } else { counted(moved, "band") };
    format!("{}: {}; {moved} moved", counted(diffs.len(), "job"), parts.join(", "))
}

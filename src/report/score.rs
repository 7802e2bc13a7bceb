//! What the score of one or many jobs shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::block::{Block, Cell, Column, Table, Tone};
use super::{Report, Rows, counted};
use crate::scheme::{Band, PointsRange, Scheme};
use crate::score::{FactorScore, Score};

/// The scores of a run, in the order of the jobs.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Scores<'j>(pub Vec<Score<'j>>);

impl Report for Scores<'_> {
    /// One job with its working, or many a line each.
    fn blocks(&self) -> Vec<Block> {
        match self.0.as_slice() {
            [] => Vec::new(),
            [score] => one(score),
            scores => many(scores),
        }
    }
}

impl<'j> Rows for Scores<'j> {
    type Item = Score<'j>;

    fn items(&self) -> &[Score<'j>] {
        &self.0
    }

    fn header(&self) -> Vec<&'static str> {
        vec!["id", "title", "total", "band", "problem"]
    }

    fn row(&self, score: &Score<'j>) -> Vec<String> {
        vec![
            score.id.unwrap_or_default().to_owned(),
            score.title.to_owned(),
            score.total.map(|total| total.to_string()).unwrap_or_default(),
            score.band.map(|band| band.name().to_owned()).unwrap_or_default(),
            problem(score),
        ]
    }
}

/// Why a job has no total or no band; nothing where it has both.
fn problem(score: &Score<'_>) -> String {
    let open: Vec<&str> = open_factors(score).map(|factor| factor.id).collect();
    if !open.is_empty() {
        format!("not settled: {}", open.join(", "))
    } else {
        outside(score).map(|(side, band)| format!("{side} Band {}", band.name())).unwrap_or_default()
    }
}

fn one(score: &Score<'_>) -> Vec<Block> {
    let columns = [
        Column::numbers("No."),
        Column::words("Factor"),
        Column::words("Level"),
        Column::numbers("Points"),
        Column::remarks("Evidence"),
    ];
    let mut table = Table::new(columns);
    for factor in &score.factors {
        table.add(factor_row(factor));
    }
    let total = Cell::from(score.total_range).tone(Tone::Strong);
    table.add([
        Cell::default(),
        Cell::from("Total").tone(Tone::Strong),
        Cell::default(),
        total,
        Cell::default(),
    ]);
    vec![
        Block::Heading(job_name(score.id, score.title)),
        Block::text(format!("{}, {}", score.source, score.scheme.title())),
        Block::Table(table.without_empty_columns()),
        Block::Text(Cell::from(standing(score)).tone(Tone::Strong)),
    ]
}

fn factor_row(factor: &FactorScore<'_>) -> [Cell; 5] {
    let tone = if factor.points.is_some() { Tone::Plain } else { Tone::Open };
    let level = factor.level.map_or_else(|| "not assessed".to_owned(), ToString::to_string);
    [
        factor.number.into(),
        factor.name.into(),
        Cell::from(level).tone(tone),
        Cell::from(factor.points_range).tone(tone),
        factor.evidence.unwrap_or_default().into(),
    ]
}

/// A job's title with its id.
pub(super) fn job_name(id: Option<&str>, title: &str) -> String {
    id.map_or_else(|| title.to_owned(), |id| format!("{title} ({id})"))
}

/// Where the total sits: `498 points: Band 7 (466–539)`.
fn standing(score: &Score<'_>) -> String {
    let points = score.total_range;
    if !score.complete {
        let open = open_factors(score).count();
        return format!(
            "{points} points, {} not settled: {}",
            counted(open, "factor"),
            possible_bands(score.scheme, &score.possible_bands, points)
        );
    }
    match (score.band, outside(score)) {
        (Some(band), _) if band.group() != band.name() => {
            format!("{points} points: {}, band group {}", band_with_totals(band), band.group())
        }
        (Some(band), _) => format!("{points} points: {}", band_with_totals(band)),
        (None, Some((side, band))) => format!("{points} points: {side} {}", band_with_totals(band)),
        (None, None) => format!("{points} points: no band"),
    }
}

/// The bands that totals lie in, and the side of all bands on which some of them lie.
pub(super) fn possible_bands(scheme: &Scheme, within: &[&Band], totals: PointsRange) -> String {
    let outside = |total, side| outside_bands(scheme, total).filter(|(found, _)| *found == side);
    let named = |(side, band): (&str, &Band)| format!("{side} Band {}", band.name());
    let below = outside(totals.min, "below").map(named);
    let above = outside(totals.max, "above").map(named);
    let within = match within {
        [] => Vec::new(),
        many @ [_, _, _, ..] => vec![span(many)],
        few => few.iter().map(|band| band_with_totals(band)).collect(),
    };
    let all: Vec<String> = below.into_iter().chain(within).chain(above).collect();
    all.join(" or ")
}

/// Some neighbouring bands by their names: `Band 7`, `Band 7 or 8a`, `Band 5 to 8a`.
pub(super) fn span(bands: &[&Band]) -> String {
    match bands {
        [] => "no band".to_owned(),
        [band] => format!("Band {}", band.name()),
        [first, last] => format!("Band {} or {}", first.name(), last.name()),
        [first, .., last] => format!("Band {} to {}", first.name(), last.name()),
    }
}

/// A band with its ends: `Band 7 (466–539)`.
pub(super) fn band_with_totals(band: &Band) -> String {
    format!("Band {} ({}–{})", band.name(), band.from(), band.to())
}

/// Where the total of a complete job lies if no band holds it.
fn outside<'j>(score: &Score<'j>) -> Option<(&'static str, &'j Band)> {
    outside_bands(score.scheme, score.total?)
}

/// On which side of all bands a total lies that no band holds, and the band nearest to it.
pub(super) fn outside_bands(scheme: &Scheme, total: u32) -> Option<(&'static str, &Band)> {
    let (first, last) = (scheme.bands().first()?, scheme.bands().last()?);
    if total < first.from() {
        Some(("below", first))
    } else if total > last.to() {
        Some(("above", last))
    } else {
        None
    }
}

fn open_factors<'s, 'j>(score: &'s Score<'j>) -> impl Iterator<Item = &'s FactorScore<'j>> {
    score.factors.iter().filter(|factor| factor.points.is_none())
}

fn many(scores: &[Score<'_>]) -> Vec<Block> {
    let columns =
        [Column::names("Id"), Column::words("Job"), Column::numbers("Total"), Column::words("Band")];
    let mut table = Table::new(columns);
    for score in scores {
        let tone = if score.complete { Tone::Plain } else { Tone::Open };
        table.add([
            score.id.unwrap_or_default().into(),
            score.title.into(),
            Cell::from(score.total_range).tone(tone),
            Cell::from(band_or_reason(score)).tone(tone),
        ]);
    }
    vec![
        Block::Table(table.without_empty_columns()),
        Block::Text(Cell::from(counts(scores)).tone(Tone::Strong)),
    ]
}

fn band_or_reason(score: &Score<'_>) -> String {
    match (score.band, outside(score)) {
        (Some(band), _) => band.name().to_owned(),
        (None, Some((side, band))) => format!("{side} {}", band.name()),
        (None, None) => format!("{} not settled", open_factors(score).count()),
    }
}

/// How many jobs are in each band.
fn counts(scores: &[Score<'_>]) -> String {
    let place = |score: &Score<'_>| match (score.band, outside(score)) {
        (Some(band), _) => (1, band.from(), format!("in Band {}", band.name())),
        (None, Some((side, band))) => {
            (if side == "below" { 0 } else { 2 }, 0, format!("{side} Band {}", band.name()))
        }
        (None, None) => (3, 0, "not settled".to_owned()),
    };
    let mut counts = BTreeMap::new();
    for score in scores {
        *counts.entry(place(score)).or_insert(0) += 1;
    }
    let parts: Vec<String> = counts.iter().map(|((_, _, place), count)| format!("{count} {place}")).collect();
    format!("{}: {}", counted(scores.len(), "job"), parts.join(", "))
}

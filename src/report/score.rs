//! What the score of one or many jobs shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::block::{Block, Cell, Column, Table, Tone};
use super::{Report, Row, Rows, counted};
use crate::scheme::{Band, Located};
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
}

impl Row for Score<'_> {
    const COLUMNS: &'static [&'static str] = &["id", "title", "total", "band", "problem"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.unwrap_or_default().to_owned(),
            self.title.to_owned(),
            self.total.map(|total| total.to_string()).unwrap_or_default(),
            self.band.map(|band| band.name().to_owned()).unwrap_or_default(),
            problem(self),
        ]
    }
}

/// How a problem begins that names factors without a single level.
pub(super) const NOT_SETTLED: &str = "not settled";

/// Why a job has no total or no band; nothing where it has both.
fn problem(score: &Score<'_>) -> String {
    let open: Vec<&str> = open_factors(score).map(|factor| factor.id).collect();
    if !open.is_empty() {
        format!("{NOT_SETTLED}: {}", open.join(", "))
    } else {
        outside(score.standings).unwrap_or_default()
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
            possible_bands(score.standings, &score.possible_bands)
        );
    }
    match score.standings[0] {
        Located::In(band) if band.group() != band.name() => {
            format!("{points} points: {}, band group {}", band_with_totals(band), band.group())
        }
        standing => format!("{points} points: {}", standing_with_totals(standing)),
    }
}

/// Where a total lies: `Band 7 (466–539)`, `above Band 9 (721–765)`.
pub(super) fn standing_with_totals(standing: Located<'_>) -> String {
    match standing {
        Located::Below(first) => format!("below {}", band_with_totals(first)),
        Located::In(band) => band_with_totals(band),
        Located::Above(last) => format!("above {}", band_with_totals(last)),
    }
}

/// Where totals lie between two: the bands, each with its ends where there are few, and what is outside all bands.
pub(super) fn possible_bands(standings: [Located<'_>; 2], within: &[&Band]) -> String {
    match within {
        [] | [_, _, _, ..] => span(standings, within),
        few => {
            let few = few.iter().map(|band| band_with_totals(band)).collect::<Vec<_>>().join(" or ");
            std::iter::once(few).chain(outside(standings)).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// Where totals lie between two, by name: `Band 7`, `Band 7 or 8a`, `Band 5 to 8a`, `Band 9 or above Band 9`.
pub(super) fn span(standings: [Located<'_>; 2], within: &[&Band]) -> String {
    let bands = match within {
        [] => None,
        [band] => Some(format!("Band {}", band.name())),
        [first, last] => Some(format!("Band {} or {}", first.name(), last.name())),
        [first, .., last] => Some(format!("Band {} to {}", first.name(), last.name())),
    };
    bands.into_iter().chain(outside(standings)).collect::<Vec<_>>().join(" or ")
}

/// The sides of all bands on which the totals between two lie as well, if any.
pub(super) fn outside(standings: [Located<'_>; 2]) -> Option<String> {
    let [least, greatest] = standings;
    let below =
        if let Located::Below(first) = least { Some(format!("below Band {}", first.name())) } else { None };
    let above =
        if let Located::Above(last) = greatest { Some(format!("above Band {}", last.name())) } else { None };
    let sides: Vec<String> = below.into_iter().chain(above).collect();
    (!sides.is_empty()).then(|| sides.join(" or "))
}

/// A band with its ends: `Band 7 (466–539)`.
pub(super) fn band_with_totals(band: &Band) -> String {
    format!("Band {} ({}–{})", band.name(), band.from(), band.to())
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
    match score.standings[0] {
        _ if !score.complete => format!("{} not settled", open_factors(score).count()),
        Located::Below(first) => format!("below {}", first.name()),
        Located::In(band) => band.name().to_owned(),
        Located::Above(last) => format!("above {}", last.name()),
    }
}

/// How many jobs are in each band.
fn counts(scores: &[Score<'_>]) -> String {
    let place = |score: &Score<'_>| match score.standings[0] {
        _ if !score.complete => (3, 0, "not settled".to_owned()),
        Located::Below(first) => (0, 0, format!("below Band {}", first.name())),
        Located::In(band) => (1, band.from(), format!("in Band {}", band.name())),
        Located::Above(last) => (2, 0, format!("above Band {}", last.name())),
    };
    let mut counts = BTreeMap::new();
    for score in scores {
        *counts.entry(place(score)).or_insert(0) += 1;
    }
    let parts: Vec<String> = counts.iter().map(|((_, _, place), count)| format!("{count} {place}")).collect();
    format!("{}: {}", counted(scores.len(), "job"), parts.join(", "))
}

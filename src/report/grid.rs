//! Jobs by factors, as consistency panels lay them out.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::CsvColumns;
use super::object::serialize_as;
use super::refused::{push_refused, refused_blocks};
use super::result::{CsvReport, Formats, ListReport, Report, write_lines};
use super::wording::{counted, name_of, place_in_list};
use crate::csv::{CellSafety, CsvRows};
use crate::job::{Assessment, Job, RefusedJob};
use crate::scheme::{Band, Factor, Levels, Scheme};
use crate::score::{Score, Standing, score};

/// The levels of jobs: a row per job, the highest total first, and a column per factor.
#[derive(Debug, Clone)]
pub struct Grid<'j> {
    factors: &'j [Factor],
    rows: Vec<GridRow<'j>>,
    refused: &'j [RefusedJob],
}

/// A job with its group.
#[derive(Debug, Clone, Copy)]
struct GridRow<'j> {
    group: Option<&'j str>,
    score: Score<'j>,
}

impl<'j> Grid<'j> {
    /// Makes a grid, with the jobs grouped by the value under a key or column `by`. Jobs without a total are sorted by
    /// their lowest possible total. Refused jobs are listed last.
    pub fn new(
        jobs: &'j [Job<'j>],
        refused: &'j [RefusedJob],
        scheme: &'j Scheme,
        by: Option<&str>,
    ) -> Grid<'j> {
        let group = |job: &'j Job<'j>| by.and_then(|by| job.group(by));
        let mut rows: Vec<GridRow<'j>> =
            jobs.iter().map(|job| GridRow { group: group(job), score: score(job) }).collect();
        rows.sort_by_key(|row| (row.group, Reverse(row.score.standing.total_range.min)));
        Grid { factors: scheme.factors(), rows, refused }
    }
}

serialize_as!(Grid<'_>, grid => {
    "factors": grid.factors.iter().map(Head).collect::<Vec<_>>(),
    "jobs": grid.rows,
    "refused": grid.refused,
});

/// Heading of a factor's column.
struct Head<'s>(&'s Factor);

serialize_as!(Head<'_>, head => {
    "number": head.0.number(),
    "id": head.0.id(),
    "name": head.0.name(),
});

serialize_as!(GridRow<'_>, row => {
    "id": row.score.job.id(),
    "title": row.score.job.title(),
    "source": row.score.job.source(),
    "group": row.group,
    "total": row.score.standing.total,
    "band": row.score.standing.band().map(Band::name),
    "only_band": row.score.standing.only_band().map(Band::name),
    "levels": row.score.job.assessments().iter().map(Assessment::levels).collect::<Vec<Option<&Levels<'_>>>>(),
});

impl Report for Grid<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        "Jobs by factors"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let names = self.factors.iter().map(|factor| format!("{} {}", factor.number(), factor.name()));
        let names = names.collect::<Vec<_>>().join("; ");
        let mut blocks = vec![
            ReportBlock::Heading("Jobs by factors, the highest total first".to_owned()),
            ReportBlock::text(format!("Levels, without options, of the factors {names}.")),
        ];
        for group in self.rows.chunk_by(|one, next| one.group == next.group) {
            let name = group.first().and_then(|row| row.group);
            blocks.extend(name.map(|name| ReportBlock::Heading(name.to_owned())));
            blocks.push(ReportBlock::Table(self.table(group)));
        }
        let standings = || self.rows.iter().map(|row| row.score.standing);
        if standings().any(|standing| !standing.is_complete() && standing.only_place().is_some()) {
            blocks.push(ReportBlock::text(
                "A band with a ? is the band of every possible total of an undecided job.",
            ));
        }
        blocks.push(ReportBlock::text(TonedText::from(counted(self.rows.len(), "job")).tone(Tone::Strong)));
        blocks.extend(refused_blocks(self.refused));
        blocks
    }
}

impl CsvReport for Grid<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.push_rows(cells, rows);
    }
}

impl ListReport for Grid<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(&self.rows, self.refused, out)
    }
}

impl Grid<'_> {
    fn table(&self, rows: &[GridRow<'_>]) -> BlockTable {
        let scores = rows.iter().map(|row| row.score);
        let mut table = BlockTable::of("The level of each factor, under its number", scores)
            .words("Job", |score| name_of(score.job));
        for (index, factor) in self.factors.iter().enumerate() {
            table = table
                .levels(factor.number().to_string(), |score| level_cell(&score.job.assessments()[index]));
        }
        table
            .numbers("Total", |score| TonedText::from(score.standing.total_range).tone(Tone::Strong))
            .words("Band", |score| band_cell(score.standing))
            .end()
    }

    fn push_rows(&self, cells: CellSafety, rows: &mut CsvRows) {
        let mut columns = CsvColumns::new()
            .column("id", |row: &GridRow<'_>| row.score.job.id())
            .column("title", |row| row.score.job.title())
            .column("source", |row| row.score.job.source())
            .column("group", |row| row.group)
            .column("total", |row| row.score.standing.total)
            .column("band", |row| row.score.standing.band().map(Band::name))
            // Only a refused job has these.
            .column("code", |_| None::<&str>)
            .column("problem", |_| None::<&str>);
        for (index, factor) in self.factors.iter().enumerate() {
            columns = columns.column(factor.id(), move |row| {
                row.score.job.assessments()[index].levels().map(ToString::to_string)
            });
        }
        columns.push(&self.rows, cells, rows);
        push_refused(self.refused, &columns.names(), cells, rows);
    }
}

/// Returns the band of every possible total, with a `?` if the job is undecided. Empty if several bands are possible.
fn band_cell(standing: Standing<'_>) -> TonedText {
    match standing.only_place().map(place_in_list) {
        Some(band) if standing.is_complete() => TonedText::from(band),
        Some(band) => TonedText::from(format!("{band}?")).tone(Tone::Open),
        None => TonedText::default(),
    }
}

/// Returns the level with a tone for its rank within the factor.
fn level_cell(assessment: &Assessment<'_>) -> TonedText {
    let Some(levels) = assessment.levels() else { return TonedText::from("?").tone(Tone::Open) };
    match levels.single() {
        Some(level) => {
            let steps = level.factor().points().len().saturating_sub(1).max(1);
            let step = usize::from(level.number() - 1) * usize::from(Tone::MOST) / steps;
            TonedText::from(level.number()).tone(Tone::Step(u8::try_from(step).unwrap_or(Tone::MOST)))
        }
        None => {
            let range = levels.range();
            TonedText::from(format!("{}-{}", range.start(), range.end())).tone(Tone::Open)
        }
    }
}

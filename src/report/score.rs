//! The score of one or many jobs, for people and programs.

use std::collections::BTreeMap;

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::write_row_as;
use super::object::serialize_as;
use super::picture::{Picture, Scale, ScaleTotal};
use super::result::ListItem;
use super::summary::Summary;
use super::wording::{
    band_names, band_with_totals, counted, level, name_of, only_place_in_list, outside, place,
    place_with_totals, possible_bands, undecided,
};
use crate::batch::Tally;
use crate::scheme::{Band, Located};
use crate::score::{FactorScore, Score};

serialize_as!(Score<'_>, score => {
    "id": score.job.id(),
    "title": score.job.title(),
    "source": score.job.source(),
    "scheme": score.job.scheme().id(),
    "complete": score.standing.is_complete(),
    "total": score.standing.total,
    "band": score.standing.band().map(Band::name),
    "band_group": score.standing.band().map(Band::group),
    "band_closed": score.standing.band().and_then(Band::closed),
    "total_range": score.standing.total_range,
    "possible_bands": band_names(score.standing.possible_bands()),
    "only_band": score.standing.only_band().map(Band::name),
    "factors": score.factors().collect::<Vec<_>>(),
});

serialize_as!(FactorScore<'_>, score => {
    "number": score.factor.number(),
    "id": score.factor.id(),
    "name": score.factor.name(),
    "level": score.level,
    "points": score.points,
    "points_range": score.points_range,
    "evidence": score.evidence,
});

write_row_as!(Score<'_>, score => {
    "id": score.job.id(),
    "title": score.job.title(),
    "total": score.standing.total,
    "band": score.standing.band().map(Band::name),
    // A job that was scored breaks no rule.
    "code": None::<&str>,
    "problem": if score.standing.band().is_some() { None } else { problem(score) },
});

/// The start of a problem that lists factors without a single level.
pub(super) const NOT_SETTLED: &str = "not settled";

/// Returns the reason why a job has no total or no band, or `None` if it has both.
fn problem(score: &Score<'_>) -> Option<String> {
    if score.standing.is_complete() {
        return outside(score.standing);
    }
    let open: Vec<&str> = open_factors(score).map(|factor| factor.factor.id()).collect();
    Some(format!("{NOT_SETTLED}: {}", open.join(", ")))
}

impl ListItem for Score<'_> {
    fn title(scores: &[Self]) -> &'static str {
        if scores.len() == 1 { "Job score" } else { "Job scores" }
    }

    /// Shows one job with its working, or a line for each of several jobs.
    fn blocks(scores: &[Self]) -> Vec<ReportBlock> {
        match scores {
            [] => Vec::new(),
            [score] => one(score),
            scores => many(scores),
        }
    }
}

fn one(score: &Score<'_>) -> Vec<ReportBlock> {
    vec![
        ReportBlock::Heading(name_of(score.job)),
        ReportBlock::text(format!("{}, {}", score.job.source(), score.job.scheme().title())),
        ReportBlock::Picture(scale(score)),
        ReportBlock::Table(factors(score)),
        ReportBlock::text(TonedText::from(standing(score)).tone(Tone::Strong)),
    ]
}

/// Makes a table of factors with their points and evidence.
pub(super) fn factors(score: &Score<'_>) -> BlockTable {
    let tone = |factor: FactorScore<'_>| if factor.points.is_some() { Tone::Plain } else { Tone::Open };
    BlockTable::of("Points of each factor", score.factors())
        .numbers("No.", |factor| factor.factor.number())
        .words("Factor", |factor| factor.factor.name())
        .words("Level", |factor| TonedText::from(level(factor.level)).tone(tone(factor)))
        .numbers("Points", |factor| TonedText::from(factor.points_range).tone(tone(factor)))
        .remarks("Evidence", |factor| factor.evidence.unwrap_or_default())
        .sum([("Factor", "Total".to_owned()), ("Points", score.standing.total_range.to_string())])
        .end()
        .without_empty_columns()
}

pub(super) fn scale(score: &Score<'_>) -> Picture {
    Picture::Scale(Scale::with_totals(
        score.job.scheme(),
        [ScaleTotal::from_standing("Total", score.standing)],
    ))
}

/// Returns the total with its place, such as `498 points: Band 7 (466–539)`.
pub(super) fn standing(score: &Score<'_>) -> String {
    let standing = score.standing;
    let points = standing.total_range;
    if !standing.is_complete() {
        return format!("{points} points, {}: {}", undecided(standing), possible_bands(standing));
    }
    match standing.least() {
        Located::In(band) if band.group() != band.name() => {
            format!("{points} points: {}, band group {}", band_with_totals(band), band.group())
        }
        place => format!("{points} points: {}", place_with_totals(place)),
    }
}

pub(super) fn open_factors<'j>(score: &Score<'j>) -> impl Iterator<Item = FactorScore<'j>> {
    score.factors().filter(|factor| factor.points.is_none())
}

fn many(scores: &[Score<'_>]) -> Vec<ReportBlock> {
    let tone = |score: &Score<'_>| if score.standing.is_complete() { Tone::Plain } else { Tone::Open };
    let table = BlockTable::of("Total and band of each job", scores)
        .names("Id", |score| score.job.id().unwrap_or_default())
        .words("Job", |score| score.job.title())
        .numbers("Total", |score| TonedText::from(score.standing.total_range).tone(tone(score)))
        .words("Band", |score| TonedText::from(band_or_reason(score)).tone(tone(score)))
        .end();
    vec![
        ReportBlock::Picture(distribution(scores)),
        ReportBlock::Table(table.without_empty_columns()),
        ReportBlock::text(TonedText::from(counts(scores)).tone(Tone::Strong)),
    ]
}

/// Draws the number of jobs in each band.
fn distribution(scores: &[Score<'_>]) -> Picture {
    let tally = Tally::from_totals(scores.iter().map(|score| score.standing.total));
    Summary::new(&tally, None, scores[0].job.scheme()).picture()
}

fn band_or_reason(score: &Score<'_>) -> String {
    only_place_in_list(score.standing).unwrap_or_else(|| undecided(score.standing))
}

/// Lists the number of jobs in each band.
fn counts(scores: &[Score<'_>]) -> String {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for score in scores {
        *counts.entry(score.standing.place()).or_default() += 1;
    }
    let undecided = counts.remove(&None).map(|count| format!("{count} undecided"));
    let decided = counts.into_iter().filter_map(|(at, count)| Some(format!("{count} {}", place(at?))));
    let parts: Vec<String> = decided.chain(undecided).collect();
    format!("{}: {}", counted(scores.len(), "job"), parts.join(", "))
}

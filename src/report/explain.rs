//! The explanation of a job's total, for people and programs.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::object::serialize_as;
use super::picture::{Picture, Scale, ScaleTotal};
use super::result::Report;
use super::wording::{
    band_in_list, band_names, band_with_totals, counted, level, name_of, place_with_totals, possible_bands,
    undecided,
};
use crate::explain::{Edges, Explanation, LevelChange, OpenFactor, Reach, Step};
use crate::scheme::{Band, Located};

serialize_as!(Explanation<'_>, explanation => {
    "job": explanation.job.name(),
    "complete": explanation.standing.is_complete(),
    "total": explanation.standing.total,
    "band": explanation.standing.band().map(Band::name),
    "band_closed": explanation.standing.band().and_then(Band::closed),
    "total_range": explanation.standing.total_range,
    "possible_bands": band_names(explanation.standing.possible_bands()),
    "only_band": explanation.standing.only_band().map(Band::name),
    "edges": explanation.edges,
    "single_changes": explanation.single_changes,
    "reaches": explanation.reaches,
    "open_factors": explanation.open_factors,
});

impl Report for Explanation<'_> {
    fn title(&self) -> &'static str {
        "Explanation of a total"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut blocks = vec![
            ReportBlock::Heading(name_of(self.job)),
            ReportBlock::text(TonedText::from(standing(self)).tone(Tone::Strong)),
            ReportBlock::Picture(Picture::Scale(Scale::with_totals(
                self.job.scheme(),
                [ScaleTotal::from_standing("Total", self.standing)],
            ))),
        ];
        blocks.extend(self.edges.map(|edges| ReportBlock::Text(borderline(&edges))));
        if self.standing.is_complete() {
            blocks.extend(single_changes(&self.single_changes));
            blocks.extend(self.reaches.iter().flat_map(reach));
        } else {
            blocks.push(ReportBlock::Table(open_factors(&self.open_factors)));
        }
        blocks
    }
}

fn standing(explanation: &Explanation<'_>) -> String {
    let standing = explanation.standing;
    let points = standing.total_range;
    match (standing.least(), explanation.edges) {
        (Located::In(band), Some(edges)) => {
            let place = [band_with_totals(band), distances(edges, u32::MAX)];
            let place: Vec<String> = place.into_iter().filter(|words| !words.is_empty()).collect();
            format!("{points} points: {}.", place.join(", "))
        }
        (outside, Some(_)) => format!("{points} points: {}.", place_with_totals(outside)),
        (_, None) => format!("{points} points, {}: {}.", undecided(standing), possible_bands(standing)),
    }
}

/// Describes the distances to the edges of the band that are at most `farthest` points away.
pub(super) fn distances(edges: Edges, farthest: u32) -> String {
    let near = |points: &u32| *points <= farthest;
    let lower = edges.above_lower.filter(near).map(|points| format!("{points} above its lower edge"));
    let upper = edges.below_upper.filter(near).map(|points| format!("{points} below its upper edge"));
    let both: Vec<String> = lower.into_iter().chain(upper).collect();
    both.join(" and ")
}

fn borderline(edges: &Edges) -> TonedText {
    if edges.borderline {
        TonedText::from(format!("Borderline: within {} points of an edge.", edges.margin)).tone(Tone::Open)
    } else {
        TonedText::from(format!("Not borderline: more than {} points from the nearest edge.", edges.margin))
    }
}

fn single_changes(steps: &[Step<'_>]) -> Vec<ReportBlock> {
    if steps.is_empty() {
        return vec![ReportBlock::text(
            "No change of one factor by one level moves the job to another band.",
        )];
    }
    let table = BlockTable::of("Single changes that move the job to another band", steps)
        .words("Change by one level", |step| step.change.name)
        .words("Level", |step| format!("{} → {}", step.change.from, step.change.to))
        .numbers("Points", |step| format!("{:+}", step.change.points))
        .numbers("Total", |step| step.total)
        .words("Band", |step| step.band.map_or_else(|| "none".to_owned(), band_in_list))
        .end();
    vec![ReportBlock::Table(table)]
}

fn reach(reach: &Reach<'_>) -> Vec<ReportBlock> {
    let changes = match reach.changes {
        None => return vec![ReportBlock::text(format!("No levels reach Band {}.", reach.band))],
        Some(0) => return vec![ReportBlock::text(format!("The total already lies in Band {}.", reach.band))],
        Some(changes) => counted(changes, "level change"),
    };
    let shown = reach.ways.len();
    let ways = counted(reach.ways_count, "way");
    let limit = if reach.ways_count > shown as u64 { format!(", {shown} shown") } else { String::new() };
    let step = |change: &LevelChange<'_>| format!("{} {} → {}", change.name, change.from, change.to);
    let table = BlockTable::of(format!("Fewest changes that reach Band {}", reach.band), &reach.ways)
        .words("Changes", |way| way.iter().map(step).collect::<Vec<_>>().join(", "))
        .numbers("Points", |way| format!("{:+}", way.iter().map(|change| change.points).sum::<i64>()))
        .end();
    vec![
        ReportBlock::text(format!("Band {} is at least {changes} away ({ways}{limit}):", reach.band)),
        ReportBlock::Table(table),
    ]
}

fn open_factors(factors: &[OpenFactor<'_>]) -> BlockTable {
    BlockTable::of("Undecided factors", factors)
        .words("Undecided", |factor| factor.name)
        .words("Level", |factor| level(factor.level))
        .numbers("Points", |factor| factor.points_range)
        .numbers("At stake", |factor| factor.swing)
        .words("Can change the band", |factor| if factor.can_change_band { "yes" } else { "no" })
        .end()
}

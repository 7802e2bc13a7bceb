//! What the explanation of a job's total shows.

use super::block::{Block, Cell, Column, Table, Tone};
use super::score::{band_with_totals, job_name, possible_bands, standing_with_totals};
use super::{Report, counted};
use crate::explain::{Change, Edges, Explanation, OpenFactor, Reach, Step};
use crate::scheme::{Band, Located};

impl Report for Explanation<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Heading(job_name(self.job.id, self.job.title)),
            Block::Text(Cell::from(standing(self)).tone(Tone::Strong)),
        ];
        blocks.extend(self.edges.map(|edges| Block::Text(borderline(&edges))));
        if self.complete {
            blocks.extend(single_changes(&self.single_changes));
            blocks.extend(self.reaches.iter().flat_map(reach));
        } else {
            blocks.push(Block::Table(open_factors(&self.open_factors)));
        }
        blocks
    }
}

fn standing(explanation: &Explanation<'_>) -> String {
    let points = explanation.total_range;
    match (explanation.standings[0], explanation.edges) {
        (Located::In(band), Some(edges)) => {
            format!("{points} points: {}, {}.", band_with_totals(band), distances(edges))
        }
        (outside, Some(_)) => format!("{points} points: {}.", standing_with_totals(outside)),
        (_, None) => {
            let bands = possible_bands(explanation.standings, &explanation.possible_bands);
            let open = counted(explanation.open_factors.len(), "factor");
            format!("{points} points, {open} not settled: {bands}.")
        }
    }
}

/// How far the total is from both edges of its band.
fn distances(edges: Edges) -> String {
    let lower = edges.above_lower.map(|points| format!("{points} above its lower edge"));
    let upper = edges.below_upper.map(|points| format!("{points} below its upper edge"));
    let both: Vec<String> = lower.into_iter().chain(upper).collect();
    both.join(" and ")
}

fn borderline(edges: &Edges) -> Cell {
    if edges.borderline {
        Cell::from(format!("Borderline: within {} points of an edge.", edges.margin)).tone(Tone::Open)
    } else {
        Cell::from(format!("Not borderline: more than {} points from the nearest edge.", edges.margin))
    }
}

fn single_changes(steps: &[Step<'_>]) -> Vec<Block> {
    if steps.is_empty() {
        return vec![Block::text("No change of one factor by one level moves the job to another band.")];
    }
    let mut table = Table::new([
        Column::words("Change by one level"),
        Column::words("Level"),
        Column::numbers("Points"),
        Column::numbers("Total"),
        Column::words("Band"),
    ]);
    for step in steps {
        let Change { name, from, to, points, .. } = step.change;
        table.add([
            name.into(),
            format!("{from} → {to}").into(),
            format!("{points:+}").into(),
            step.total.into(),
            step.band.map_or("none", Band::name).into(),
        ]);
    }
    vec![Block::Table(table)]
}

fn reach(reach: &Reach<'_>) -> Vec<Block> {
    let changes = match reach.changes {
        None => return vec![Block::text(format!("No levels reach Band {}.", reach.band))],
        Some(0) => return vec![Block::text(format!("The total lies in Band {} already.", reach.band))],
        Some(changes) => counted(changes as usize, "level change"),
    };
    let shown = reach.ways.len();
    let ways = if reach.ways_count == 1 { "1 way".to_owned() } else { format!("{} ways", reach.ways_count) };
    let limit = if reach.ways_count > shown as u64 { format!(", the first {shown}") } else { String::new() };
    let mut table = Table::new([Column::words("Changes"), Column::numbers("Points")]);
    for way in &reach.ways {
        let steps: Vec<String> =
            way.iter().map(|change| format!("{} {} → {}", change.name, change.from, change.to)).collect();
        let points: i64 = way.iter().map(|change| change.points).sum();
        table.add([steps.join(", ").into(), format!("{points:+}").into()]);
    }
    vec![
        Block::text(format!("Band {} is {changes} away, at the fewest ({ways}{limit}):", reach.band)),
        Block::Table(table),
    ]
}

fn open_factors(factors: &[OpenFactor<'_>]) -> Table {
    let mut table = Table::new([
        Column::words("Not settled"),
        Column::words("Level"),
        Column::numbers("Points"),
        Column::numbers("At stake"),
        Column::words("Can change the band"),
    ]);
    for factor in factors {
        table.add([
            factor.name.into(),
            factor.level.as_deref().unwrap_or("not assessed").into(),
            factor.points_range.into(),
            factor.swing.into(),
            if factor.can_change_band { "yes" } else { "no" }.into(),
        ]);
    }
    table
}

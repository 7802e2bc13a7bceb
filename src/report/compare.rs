//! What the comparison of a job with a profile shows.

use super::Report;
use super::block::{Block, Cell, Column, Table, Tone};
use super::score::job_name;
use crate::compare::{Comparison, Condition, FactorComparison, FactorResult};
use crate::outcome::Outcome;
use crate::profile::ProfileName;
use crate::scheme::PointsRange;

impl Report for Comparison<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Heading(job_name(self.job.id, self.job.title)),
            Block::text(format!("{} against {}", self.job.source, profile_name(&self.profile))),
            Block::Table(factors(self)),
            Block::Table(conditions(&self.conditions)),
        ];
        blocks.extend(self.warnings.iter().map(|warning| Block::text(format!("Note: {warning}."))));
        blocks.push(Block::Text(verdict(self)));
        blocks
    }
}

fn profile_name(profile: &ProfileName<'_>) -> String {
    let ProfileName { id, title, band, suite } = profile;
    format!("{title}, Band {band} ({id} in {suite})")
}

fn factors(comparison: &Comparison<'_>) -> Table {
    let mut table = Table::new([
        Column::words("Factor"),
        Column::words("Job"),
        Column::words("Profile"),
        Column::numbers("Diff."),
        Column::numbers("Points"),
    ]);
    for factor in &comparison.factors {
        let (mark, tone) = difference(factor);
        table.add([
            factor.name.into(),
            factor.job_level.map_or_else(|| "not assessed".to_owned(), ToString::to_string).into(),
            factor.profile_levels.into(),
            Cell::from(mark).tone(tone),
            points(factor.points, factor.profile_points).into(),
        ]);
    }
    let total = comparison.total.map_or_else(|| "?".to_owned(), |total| total.to_string());
    let total = Cell::from(total).tone(Tone::Strong);
    let label = Cell::from("Total").tone(Tone::Strong);
    table.add([label, Cell::default(), Cell::default(), Cell::default(), total]);
    table
}

/// The job's points, and the profile's where they can differ: `12 (7–12)`.
fn points(own: Option<u32>, profile: PointsRange) -> String {
    let own = own.map_or_else(|| "?".to_owned(), |points| points.to_string());
    let profile = profile.to_string();
    if own == profile { own } else { format!("{own} ({profile})") }
}

fn difference(factor: &FactorComparison<'_>) -> (String, Tone) {
    let signed = factor.difference.map_or_else(|| "?".to_owned(), |levels| format!("{levels:+}"));
    match factor.result {
        FactorResult::Match => ("match".to_owned(), Tone::Good),
        FactorResult::Variation => (signed, Tone::Open),
        FactorResult::Mismatch => (signed, Tone::Bad),
        FactorResult::NotAssessed => (signed, Tone::Open),
    }
}

fn conditions(conditions: &[Condition]) -> Table {
    let mut table = Table::new([Column::words(""), Column::words("Condition"), Column::words("Reason")]);
    for condition in conditions {
        let (mark, tone) = match condition.met {
            Some(true) => ("✓", Tone::Good),
            Some(false) => ("✗", Tone::Bad),
            None => ("?", Tone::Open),
        };
        table.add([Cell::from(mark).tone(tone), condition.id.title().into(), (&condition.detail).into()]);
    }
    table
}

/// The outcome in one sentence.
fn verdict(comparison: &Comparison<'_>) -> Cell {
    let all = comparison.factors.len();
    let open = comparison.factors.iter().filter(|factor| factor.difference.is_none()).count();
    let varying = comparison.variations;
    let awarded = match comparison.band {
        Some(band) => format!("Band {}", band.name()),
        None => format!("with a total in no band of {}", comparison.profile.band),
    };
    let (sentence, tone) = match comparison.outcome {
        Outcome::ProfileMatch => (format!("Profile match, {awarded}: all {all} factors match."), Tone::Good),
        Outcome::BandMatch => {
            let vary = if varying == 1 { "varies" } else { "vary" };
            let counted = format!("{varying} of {all} factors {vary} and all four conditions hold");
            (format!("Band match, {awarded}: {counted}."), Tone::Good)
        }
        Outcome::Incomplete => {
            let counted = format!("{open} of {all} factors not settled");
            (format!("Incomplete: {counted}, and a match is still possible."), Tone::Open)
        }
        Outcome::NoMatch => (format!("No match: {}.", reasons(&comparison.conditions)), Tone::Bad),
    };
    Cell::from(sentence).tone(tone)
}

/// An outcome in words.
pub(super) fn outcome_cell(outcome: Outcome) -> Cell {
    let (words, tone) = match outcome {
        Outcome::ProfileMatch => ("profile match", Tone::Good),
        Outcome::BandMatch => ("band match", Tone::Good),
        Outcome::Incomplete => ("incomplete", Tone::Open),
        Outcome::NoMatch => ("no match", Tone::Bad),
    };
    Cell::from(words).tone(tone)
}

/// Which conditions failed.
fn reasons(conditions: &[Condition]) -> String {
    let failed = conditions.iter().filter(|condition| condition.met == Some(false));
    let titles: Vec<String> = failed.map(|condition| condition.id.title().to_lowercase()).collect();
    match titles.len() {
        0 => "no way of settling the open factors meets all four conditions together".to_owned(),
        1 => format!("one of the four conditions fails ({})", titles.concat()),
        4 => "all four conditions fail".to_owned(),
        count => format!("{count} of the four conditions fail ({})", titles.join(", ")),
    }
}

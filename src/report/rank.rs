//! What the ranking of profiles for a job shows, and the best profile of each of many jobs.

use serde::Serialize;

use super::block::{Block, Cell, Column, Table};
use super::compare::outcome_cell;
use super::score::job_name;
use super::{Report, Row, Rows};
use crate::job::JobName;
use crate::rank::Ranked;

/// The profiles that one job was compared with, best first.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Ranking<'a> {
    /// The job.
    #[serde(skip)]
    pub job: JobName<'a>,
    /// The profiles.
    pub ranked: Vec<Ranked<'a>>,
}

impl Report for Ranking<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(job_name(self.job.id, self.job.title))];
        if self.ranked.is_empty() {
            blocks.push(Block::text("There is no such profile to compare it with."));
            return blocks;
        }
        let mut table = Table::new([
            Column::names("Profile"),
            Column::words("Band"),
            Column::words("Outcome"),
            Column::numbers("Vary"),
            Column::numbers("Levels"),
            Column::words("Decided by"),
        ]);
        for ranked in &self.ranked {
            table.add([
                ranked.profile.id.into(),
                band(ranked).into(),
                outcome_cell(ranked.outcome),
                ranked.variations.into(),
                ranked.level_distance.into(),
                (&ranked.reason).into(),
            ]);
        }
        blocks.push(Block::Table(table));
        blocks
    }
}

impl<'a> Rows for Ranking<'a> {
    type Item = Ranked<'a>;

    fn items(&self) -> &[Ranked<'a>] {
        &self.ranked
    }
}

impl Row for Ranked<'_> {
    const COLUMNS: &'static [&'static str] =
        &["profile", "profile_band", "outcome", "band", "variations", "level_distance", "total"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.profile.id.to_owned(),
            self.profile.band.to_owned(),
            self.outcome.id().to_owned(),
            self.band.map(|band| band.name().to_owned()).unwrap_or_default(),
            self.variations.to_string(),
            self.level_distance.to_string(),
            self.total.map(|total| total.to_string()).unwrap_or_default(),
        ]
    }
}

/// The band that the profile awards, else the one that it is in.
fn band<'a>(ranked: &Ranked<'a>) -> &'a str {
    ranked.band.map_or(ranked.profile.band, |band| band.name())
}

/// The best profile of each of many jobs.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct BestMatches<'a>(pub Vec<BestMatch<'a>>);

/// The best profile of a job. Field for field this is what `match --best --format json` prints for each job.
#[derive(Debug, Clone, Serialize)]
pub struct BestMatch<'a> {
    /// The job.
    pub job: JobName<'a>,
    /// How it stands to the profile; none where there is no profile to compare it with.
    pub best: Option<Ranked<'a>>,
}

impl Report for BestMatches<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut table = Table::new([
            Column::names("Id"),
            Column::words("Job"),
            Column::names("Profile"),
            Column::words("Band"),
            Column::words("Outcome"),
        ]);
        for BestMatch { job, best } in &self.0 {
            let (profile, band, outcome) = match best {
                Some(best) => (best.profile.id, band(best), outcome_cell(best.outcome)),
                None => ("", "", Cell::default()),
            };
            table.add([
                job.id.unwrap_or_default().into(),
                job.title.into(),
                profile.into(),
                band.into(),
                outcome,
            ]);
        }
        vec![Block::Table(table.without_empty_columns())]
    }
}

impl<'a> Rows for BestMatches<'a> {
    type Item = BestMatch<'a>;

    fn items(&self) -> &[BestMatch<'a>] {
        &self.0
    }
}

impl Row for BestMatch<'_> {
    const COLUMNS: &'static [&'static str] =
        &["id", "title", "profile", "outcome", "band", "variations", "level_distance", "total", "problem"];

    fn cells(&self) -> Vec<String> {
        let BestMatch { job, best } = self;
        let mut row = vec![job.id.unwrap_or_default().to_owned(), job.title.to_owned()];
        if let Some(best) = best {
            row.extend([
                best.profile.id.to_owned(),
                best.outcome.id().to_owned(),
                best.band.map(|band| band.name().to_owned()).unwrap_or_default(),
                best.variations.to_string(),
                best.level_distance.to_string(),
                best.total.map(|total| total.to_string()).unwrap_or_default(),
            ]);
        }
        // A job that has been compared has no problem of its own.
        row.resize(Self::COLUMNS.len(), String::new());
        row
    }
}

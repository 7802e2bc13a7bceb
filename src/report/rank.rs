//! The ranking of profiles for a job, and the best profile of each of many jobs.

use std::io::{self, Write};

use serde::Serialize;

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::{editions, none_matches_block};
use super::columns::write_row_as;
use super::compare::outcome_cell;
use super::object::serialize_as;
use super::result::{CsvReport, Formats, List, ListItem, ListReport, Report, write_lines};
use super::wording::{band_in_list, counted, name_of};
use crate::compare::{ConditionId, Verdict};
use crate::csv::{self, CellSafety, CsvRows};
use crate::job::Job;
use crate::outcome::Outcome;
use crate::rank::{BestMatch, Candidates, Ranked};
use crate::scheme::Band;

serialize_as!(Ranked<'_>, ranked => {
    "profile": ranked.profile.name(),
    "outcome": ranked.verdict.outcome,
    "band": ranked.verdict.band.map(Band::name),
    "band_closed": ranked.verdict.band.and_then(Band::closed),
    "variations": ranked.verdict.variations,
    "level_distance": ranked.verdict.level_distance,
    "total_distance": ranked.total_distance(),
    "total": ranked.verdict.total,
});

serialize_as!(BestMatch<'_>, found => {
    "job": found.job.name(),
    "best": found.best,
});

/// The profiles that one job was compared with, best first. Serialises as an array.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Ranking<'r> {
    /// Profiles to show.
    pub ranked: &'r [Ranked<'r>],
    #[serde(skip)]
    /// Job that was compared.
    pub job: &'r Job<'r>,
    /// Profiles that the job was compared with.
    #[serde(skip)]
    pub candidates: Candidates<'r>,
}

impl Report for Ranking<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        "Profiles compared with a job"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let heading = ReportBlock::Heading(name_of(self.job));
        let Some(first) = self.ranked.first() else {
            return vec![heading, none_matches_block(&self.candidates, "", Tone::Bad)];
        };
        let table = BlockTable::of("Profiles, best first", self.ranked)
            .names("Profile", |ranked| ranked.profile.id())
            .words("Band", band)
            .words("Outcome", |ranked| outcome_cell(ranked.verdict.outcome))
            .numbers("Vary", |ranked| ranked.verdict.variations)
            .numbers("Levels", |ranked| ranked.verdict.level_distance)
            .words("Decided by", |ranked| reason(&ranked.verdict))
            .end();
        let editions = editions(self.ranked.iter().map(|ranked| ranked.profile));
        let none = no_match(first, &self.candidates);
        [heading].into_iter().chain(none).chain([ReportBlock::Table(table)]).chain(editions).collect()
    }
}

impl CsvReport for Ranking<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        csv::push_list(self.ranked, cells, rows);
    }
}

impl ListReport for Ranking<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(self.ranked, &[], out)
    }
}

/// Returns a sentence that no profile matches, or `None` if the first one does or still could.
fn no_match(first: &Ranked<'_>, candidates: &Candidates<'_>) -> Option<ReportBlock> {
    match first.verdict.outcome {
        Outcome::ProfileMatch | Outcome::BandMatch => None,
        Outcome::Incomplete => {
            let open = first.verdict.open;
            let (factors, are) = (counted(open, "factor"), if open == 1 { "is" } else { "are" });
            Some(none_matches_block(
                candidates,
                &format!(" the job while {factors} {are} undecided"),
                Tone::Open,
            ))
        }
        Outcome::NoMatch => {
            let jobs = " the job. The table shows the reasons, fewest variations first";
            Some(none_matches_block(candidates, jobs, Tone::Bad))
        }
    }
}

/// Returns the band that a match awards, else the profile's band.
fn band(ranked: &Ranked<'_>) -> String {
    ranked.verdict.band.map_or_else(|| ranked.profile.bands().to_string(), band_in_list)
}

/// Returns the decisive conditions in a few words.
fn reason(verdict: &Verdict<'_>) -> String {
    match verdict.outcome {
        Outcome::ProfileMatch => "all factors match".to_owned(),
        Outcome::BandMatch if verdict.variations == 1 => "1 factor varies".to_owned(),
        Outcome::BandMatch => format!("{} factors vary", verdict.variations),
        Outcome::Incomplete => format!("{} undecided", counted(verdict.open, "factor")),
        Outcome::NoMatch => {
            let words: Vec<&str> = verdict.conditions.failed().map(in_a_word).collect();
            if words.is_empty() { "no way to settle it".to_owned() } else { words.join(", ") }
        }
    }
}

/// Returns a short name of a condition.
fn in_a_word(condition: ConditionId) -> &'static str {
    match condition {
        ConditionId::LevelsWithinOne => "levels",
        ConditionId::FixedFactorsMatch => "fixed factors",
        ConditionId::VariationCount => "variations",
        ConditionId::TotalInBand => "total",
    }
}

write_row_as!(Ranked<'_>, ranked => {
    "profile": ranked.profile.id(),
    "profile_band": ranked.profile.bands().to_string(),
    "outcome": ranked.verdict.outcome.id(),
    "band": ranked.verdict.band.map(Band::name),
    "variations": ranked.verdict.variations,
    "level_distance": ranked.verdict.level_distance,
    "total": ranked.verdict.total,
    "suite_file": ranked.profile.source(),
});

/// The best profile of each of many jobs. Serialises as an array.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct BestMatches<'r> {
    /// Jobs with their best profiles.
    pub matches: List<BestMatch<'r>>,
    /// Profiles that the jobs were compared with.
    #[serde(skip)]
    pub candidates: Candidates<'r>,
}

impl Report for BestMatches<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        self.matches.title()
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let matches = &self.matches.items;
        let without = matches.iter().filter(|found| !found.is_match()).count();
        let jobs = format!(" {without} of the {}", counted(matches.len(), "job"));
        let none = (without > 0).then(|| none_matches_block(&self.candidates, &jobs, Tone::Bad));
        let editions = editions(matches.iter().filter_map(|found| found.best).map(|best| best.profile));
        self.matches.blocks().into_iter().chain(none).chain(editions).collect()
    }
}

impl CsvReport for BestMatches<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.matches.push_csv(cells, rows);
    }
}

impl ListReport for BestMatches<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        self.matches.write_lines(out)
    }
}

impl ListItem for BestMatch<'_> {
    fn title(_items: &[Self]) -> &'static str {
        "Best profile per job"
    }

    fn blocks(items: &[Self]) -> Vec<ReportBlock> {
        let outcome = |best: Ranked<'_>| outcome_cell(best.verdict.outcome);
        let table = BlockTable::of("Best profile of each job", items)
            .names("Id", |found| found.job.id().unwrap_or_default())
            .words("Job", |found| found.job.title())
            .names("Profile", |found| found.best.map_or("", |best| best.profile.id()))
            .words("Band", |found| {
                found.best.and_then(|best| best.verdict.band).map_or_else(String::new, band_in_list)
            })
            .words("Outcome", |found| found.best.map_or(TonedText::default(), outcome))
            .end();
        let without = items.iter().filter(|found| !found.is_match()).count();
        let nearest = match items.iter().filter(|found| !found.is_match() && found.best.is_some()).count() {
            0 => "",
            1 => " The profile shown is the nearest, not a match.",
            _ => " The profiles shown are the nearest, not matches.",
        };
        let text = format!("No match for {without} of {}.{nearest}", counted(items.len(), "job"));
        let text = (without > 0).then(|| ReportBlock::Text(TonedText::from(text).tone(Tone::Bad)));
        text.into_iter().chain([ReportBlock::Table(table.without_empty_columns())]).collect()
    }
}

write_row_as!(BestMatch<'_>, found => {
    "id": found.job.id(),
    "title": found.job.title(),
    "profile": found.best.map(|best| best.profile.id()),
    "outcome": found.best.map(|best| best.verdict.outcome.id()),
    "band": found.best.and_then(|best| best.verdict.band).map(Band::name),
    "variations": found.best.map(|best| best.verdict.variations),
    "level_distance": found.best.map(|best| best.verdict.level_distance),
    "total": found.best.and_then(|best| best.verdict.total),
    "suite_file": found.best.map(|best| best.profile.source()),
    // A job that has been compared has no problem of its own.
    "code": None::<&str>,
    "problem": None::<&str>,
});

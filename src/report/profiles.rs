//! The list of profiles and single profiles in full, for people and programs.

use std::io::{self, Write};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::{editions, of_file};
use super::columns::write_row_as;
use super::object::serialize_as;
use super::result::{ListItem, Report};
use super::wording::{TO_ADD_PROFILES, archived, listed};
use crate::level::Options;
use crate::profile::{Profile, ProfileFactor, ProfileName};
use crate::scheme::Level;
use crate::template::profile_file;

/// Returns the text shown instead of an empty list.
pub(super) fn no_profile() -> ReportBlock {
    ReportBlock::text(format!("No profile is loaded; {TO_ADD_PROFILES}."))
}

/// A profile in a list.
#[derive(Debug, Clone, Copy)]
pub struct ProfileSummary<'p>(pub &'p Profile<'p>);

serialize_as!(ProfileSummary<'_>, profile => {
    "id": profile.0.id(),
    "title": profile.0.title(),
    "band": profile.0.bands(),
    "suite": profile.0.suite(),
    "score": profile.0.score(),
    "generic": profile.0.is_generic(),
    "archived": profile.0.archived(),
    "suite_file": profile.0.source(),
});

impl ListItem for ProfileSummary<'_> {
    fn title(_items: &[Self]) -> &'static str {
        "Profiles"
    }

    fn blocks(items: &[Self]) -> Vec<ReportBlock> {
        if items.is_empty() {
            return vec![no_profile()];
        }
        let table = BlockTable::of("Known profiles", items)
            .names("Id", |profile| profile.0.id())
            .words("Title", |profile| profile.0.title())
            .words("Band", |profile| profile.0.bands())
            .numbers("Score", |profile| profile.0.score())
            .words("Note", |profile| note(profile.0))
            .end();
        let editions = editions(items.iter().map(|profile| profile.0));
        [ReportBlock::Table(table.without_empty_columns())].into_iter().chain(editions).collect()
    }
}

/// Returns a note for a generic or archived profile, else an empty text.
fn note(profile: &Profile<'_>) -> String {
    let generic = profile.is_generic().then(|| "generic".to_owned());
    let archived = profile.archived().map(|since| format!("archived ({since})"));
    generic.into_iter().chain(archived).collect::<Vec<_>>().join(", ")
}

write_row_as!(ProfileSummary<'_>, profile => {
    "id": profile.0.id(),
    "title": profile.0.title(),
    "band": profile.0.bands().to_string(),
    "suite": profile.0.suite(),
    "min": profile.0.score().min,
    "max": profile.0.score().max,
    "generic": profile.0.is_generic(),
    "archived": profile.0.archived(),
    "suite_file": profile.0.source(),
});

/// A profile in full.
#[derive(Debug, Clone, Copy)]
pub struct ProfileDetail<'p>(pub &'p Profile<'p>);

serialize_as!(ProfileDetail<'_>, profile => {
    "id": profile.0.id(),
    "title": profile.0.title(),
    "band": profile.0.bands(),
    "suite": profile.0.suite(),
    "score": profile.0.score(),
    "generic": profile.0.is_generic(),
    "archived": profile.0.archived(),
    "suite_file": profile.0.source(),
    "job_statement": profile.0.job_statement(),
    "computed_score": profile.0.computed_score(),
    "factors": profile.0.factors().iter().map(FactorDetail).collect::<Vec<_>>(),
});

/// Returns the descriptor and example of a factor.
pub(super) fn words(factor: &ProfileFactor<'_>) -> String {
    let words: Vec<&str> = [factor.descriptor(), factor.example()].into_iter().flatten().collect();
    words.join(" — ")
}

/// One factor of a profile.
struct FactorDetail<'p>(&'p ProfileFactor<'p>);

serialize_as!(FactorDetail<'_>, row => {
    "number": row.0.factor().number(),
    "id": row.0.factor().id(),
    "name": row.0.factor().name(),
    "levels": row.0.levels(),
    "options": row.0.levels().listed().map(LevelDetail).collect::<Vec<_>>(),
    "scores": row.0.scores(),
    "descriptor": row.0.descriptor(),
    "example": row.0.example(),
});

/// One level that a profile lists.
struct LevelDetail<'p>((Level<'p>, Options));

serialize_as!(LevelDetail<'_>, detail => {
    "level": detail.0.0.number(),
    "letters": detail.0.1.letters().collect::<Vec<_>>(),
    "points": detail.0.0.points(),
});

impl Report for ProfileDetail<'_> {
    fn title(&self) -> &'static str {
        "Profile"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let (ProfileName { id, title, band, suite, .. }, score) = (self.0.name(), self.0.score());
        let mut blocks = vec![
            ReportBlock::Heading(title.to_owned()),
            ReportBlock::text(format!("{id}, suite {suite}{}", of_file(self.0))),
        ];
        if !self.0.job_statement().is_empty() {
            let statement = BlockTable::of("Job statement", self.0.job_statement().iter().zip(1_usize..))
                .numbers("No.", |(_, number)| number)
                .words("Job statement", |(paragraph, _)| paragraph);
            blocks.push(ReportBlock::Table(statement.end()));
        }
        let table = BlockTable::of("Levels of each factor", self.0.factors())
            .numbers("No.", |row| row.factor().number())
            .words("Factor", |row| row.factor().name())
            .words("Level", |row| row.levels())
            .words("Score", |row| listed(&row.scores(), ", "))
            .remarks("Level descriptor and example job information", words)
            .end();
        blocks.push(ReportBlock::Table(table.without_empty_columns()));
        let generic =
            if self.0.is_generic() { ", generic: its lowest total may lie below the band" } else { "" };
        let score = format!("Score {score}, Band {band}{generic}");
        blocks.push(ReportBlock::text(TonedText::from(score).tone(Tone::Strong)));
        let archived = self.0.archived().map(archived);
        blocks.extend(archived.map(|archived| ReportBlock::text(format!("The profile is {archived}."))));
        blocks
    }

    /// Writes a suite file, which can be read back.
    fn write_yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(profile_file(self.0).as_bytes())
    }
}

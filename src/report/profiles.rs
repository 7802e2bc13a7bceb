//! What lists of profiles, a profile in full and the check of profiles show.

use serde::Serialize;

use super::block::{Block, Cell, Column, Table, Tone};
use super::check::describe;
use super::{Report, Row, Rows, counted};
use crate::profile::{Profile, ProfileFactor, ProfileName, Profiles};
use crate::profile_check::ProfileCheck;
use crate::scheme::{Levels, PointsRange};

const NO_PROFILE: &str = "No profile is known.";

/// All known profiles, a line each.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct ProfileList<'p>(Vec<ProfileSummary<'p>>);

/// What a list says of a profile.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ProfileSummary<'p> {
    /// The profile.
    #[serde(flatten)]
    pub profile: ProfileName<'p>,
    /// The least and greatest total, as published.
    pub score: PointsRange,
}

impl<'p> ProfileSummary<'p> {
    fn new(profile: &'p Profile<'_>) -> ProfileSummary<'p> {
        ProfileSummary { profile: profile.name(), score: profile.score() }
    }
}

impl<'p> ProfileList<'p> {
    /// All profiles in the order in which they were read.
    pub fn new(profiles: &'p Profiles<'_>) -> ProfileList<'p> {
        ProfileList(profiles.iter().map(ProfileSummary::new).collect())
    }
}

impl Report for ProfileList<'_> {
    fn blocks(&self) -> Vec<Block> {
        if self.0.is_empty() {
            return vec![Block::text(NO_PROFILE)];
        }
        let columns =
            [Column::names("Id"), Column::words("Title"), Column::words("Band"), Column::numbers("Score")];
        let mut table = Table::new(columns);
        for profile in &self.0 {
            let ProfileName { id, title, band, .. } = profile.profile;
            table.add([id.into(), title.into(), band.into(), profile.score.into()]);
        }
        vec![Block::Table(table)]
    }
}

impl<'p> Rows for ProfileList<'p> {
    type Item = ProfileSummary<'p>;

    fn items(&self) -> &[ProfileSummary<'p>] {
        &self.0
    }
}

impl Row for ProfileSummary<'_> {
    const COLUMNS: &'static [&'static str] = &["id", "title", "band", "suite", "min", "max"];

    fn cells(&self) -> Vec<String> {
        let ProfileSummary { profile: ProfileName { id, title, band, suite }, score } = *self;
        [id, title, band, suite]
            .map(ToOwned::to_owned)
            .into_iter()
            .chain([score.min.to_string(), score.max.to_string()])
            .collect()
    }
}

/// A profile in full.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileDetail<'p> {
    /// The profile with its published score.
    #[serde(flatten)]
    pub summary: ProfileSummary<'p>,
    /// The job statement, a paragraph an item.
    pub job_statement: &'p [String],
    /// The least and greatest total that the levels come to.
    pub computed_score: PointsRange,
    /// Every factor in the scheme's order.
    pub factors: Vec<FactorDetail<'p>>,
}

/// What a profile says of one factor.
#[derive(Debug, Clone, Serialize)]
pub struct FactorDetail<'p> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'p str,
    /// The factor's published name.
    pub name: &'p str,
    /// The levels in canonical notation.
    pub levels: &'p Levels<'p>,
    /// The levels one by one.
    pub options: Vec<LevelDetail>,
    /// The points of the levels, as published.
    pub scores: &'p [u32],
    /// The level descriptor as published.
    pub descriptor: Option<&'p str>,
    /// The example job information as published.
    pub example: Option<&'p str>,
}

/// One level that a profile allows.
#[derive(Debug, Clone, Serialize)]
pub struct LevelDetail {
    /// The level's number.
    pub level: u8,
    /// Its option letters.
    pub letters: Vec<char>,
    /// Its points under the scheme.
    pub points: u32,
}

impl<'p> ProfileDetail<'p> {
    /// The profile in full.
    pub fn new(profile: &'p Profile<'_>) -> ProfileDetail<'p> {
        let factors = profile.factors().iter().map(FactorDetail::new).collect();
        let (job_statement, computed_score) = (profile.job_statement(), profile.computed_score());
        ProfileDetail { summary: ProfileSummary::new(profile), job_statement, computed_score, factors }
    }
}

impl<'p> FactorDetail<'p> {
    fn new(row: &'p ProfileFactor<'_>) -> FactorDetail<'p> {
        let level = |(level, options): (crate::scheme::Level<'_>, crate::level::Options)| LevelDetail {
            level: level.number(),
            letters: options.letters().collect(),
            points: level.points(),
        };
        FactorDetail {
            number: row.factor().number(),
            id: row.factor().id(),
            name: row.factor().name(),
            levels: row.levels(),
            options: row.levels().listed().map(level).collect(),
            scores: row.scores(),
            descriptor: row.descriptor(),
            example: row.example(),
        }
    }
}

impl Report for ProfileDetail<'_> {
    fn blocks(&self) -> Vec<Block> {
        let ProfileSummary { profile: ProfileName { id, title, band, suite }, score } = self.summary;
        let mut table = Table::new([
            Column::numbers("No."),
            Column::words("Factor"),
            Column::words("Level"),
            Column::words("Score"),
            Column::remarks("Level descriptor and example job information"),
        ]);
        for factor in &self.factors {
            let words: Vec<&str> = [factor.descriptor, factor.example].into_iter().flatten().collect();
            let scores: Vec<String> = factor.scores.iter().map(u32::to_string).collect();
            table.add([
                factor.number.into(),
                factor.name.into(),
                factor.levels.into(),
                scores.join(", ").into(),
                words.join(" — ").into(),
            ]);
        }
        let mut blocks = vec![Block::Heading(title.to_owned()), Block::text(format!("{id}, suite {suite}"))];
        let mut statement = Table::new([Column::numbers("No."), Column::words("Job statement")]);
        for (index, paragraph) in self.job_statement.iter().enumerate() {
            statement.add([(index + 1).into(), paragraph.into()]);
        }
        if !statement.rows.is_empty() {
            blocks.push(Block::Table(statement));
        }
        blocks.push(Block::Table(table.without_empty_columns()));
        let score = format!("Score {score}, Band {band}");
        blocks.push(Block::Text(Cell::from(score).tone(Tone::Strong)));
        blocks
    }
}

/// The checks of all known profiles.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct ProfileChecks<'p>(pub Vec<ProfileCheck<'p>>);

impl Report for ProfileChecks<'_> {
    fn blocks(&self) -> Vec<Block> {
        if self.0.is_empty() {
            return vec![Block::text(NO_PROFILE)];
        }
        let mut table = Table::new([
            Column::words(""),
            Column::names("Profile"),
            Column::words("Band"),
            Column::numbers("Published"),
            Column::numbers("Computed"),
        ]);
        for check in &self.0 {
            let (mark, tone) = if check.passed { ("✓", Tone::Good) } else { ("✗", Tone::Bad) };
            let mark = Cell::from(mark).tone(tone);
            table.add([
                mark,
                check.profile.id.into(),
                check.profile.band.into(),
                check.score.into(),
                check.computed_score.into(),
            ]);
        }
        let mut blocks = vec![Block::Table(table)];
        let failures = self
            .0
            .iter()
            .flat_map(|check| check.failures.iter().map(move |failure| (check.profile.id, failure)));
        blocks.extend(failures.map(|(id, failure)| {
            let text = format!("{id}: {}", describe(failure));
            Block::Text(Cell::from(text).tone(Tone::Bad))
        }));
        let failed = self.0.iter().filter(|check| !check.passed).count();
        blocks.push(Block::Text(summary(self.0.len(), failed)));
        blocks
    }
}

fn summary(all: usize, failed: usize) -> Cell {
    let all = counted(all, "profile");
    if failed == 0 {
        Cell::from(format!("{all}: every published score and band follows from the levels.")).tone(Tone::Good)
    } else {
        let text = format!("{all}: in {failed}, published scores or bands do not follow from the levels.");
        Cell::from(text).tone(Tone::Bad)
    }
}

impl<'p> Rows for ProfileChecks<'p> {
    type Item = ProfileCheck<'p>;

    fn items(&self) -> &[ProfileCheck<'p>] {
        &self.0
    }
}

impl Row for ProfileCheck<'_> {
    const COLUMNS: &'static [&'static str] =
        &["id", "passed", "published_min", "published_max", "computed_min", "computed_max", "failures"];

    fn cells(&self) -> Vec<String> {
        let failures: Vec<&str> = self.failures.iter().map(|failure| failure.field.as_str()).collect();
        let scores = [self.score.min, self.score.max, self.computed_score.min, self.computed_score.max];
        [self.profile.id.to_owned(), self.passed.to_string()]
            .into_iter()
            .chain(scores.map(|points| points.to_string()))
            .chain([failures.join("; ")])
            .collect()
    }
}

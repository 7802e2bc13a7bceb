//! The levels of a factor with their points and their wording in profiles.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::editions;
use super::object::serialize_as;
use super::result::Report;
use super::wording::counted;
use crate::profile::{Profile, ProfileFactor, ProfileName};
use crate::scheme::{Factor, Level};

/// A factor with the profiles whose wording is shown.
#[derive(Debug, Clone)]
pub struct Ladder<'p> {
    /// Factor with its levels.
    pub factor: &'p Factor,
    /// Profiles of the factor's scheme.
    pub profiles: Vec<&'p Profile<'p>>,
}

serialize_as!(Ladder<'_>, ladder => {
    "number": ladder.factor.number(),
    "id": ladder.factor.id(),
    "name": ladder.factor.name(),
    "group": ladder.factor.group(),
    "levels": ladder.rungs().collect::<Vec<_>>(),
});

/// A level with its wording in profiles.
struct Rung<'p> {
    level: Level<'p>,
    wordings: Vec<Wording<'p>>,
}

serialize_as!(Rung<'_>, rung => {
    "level": rung.level.number(),
    "points": rung.level.points(),
    "profiles": rung.wordings,
});

/// The wording of one profile for the levels that it lists.
struct Wording<'p> {
    profile: ProfileName<'p>,
    factor: &'p ProfileFactor<'p>,
}

serialize_as!(Wording<'_>, wording => {
    "profile": wording.profile,
    "levels": wording.factor.levels(),
    "descriptor": wording.factor.descriptor(),
});

impl<'p> Ladder<'p> {
    fn rungs(&self) -> impl Iterator<Item = Rung<'p>> {
        let factor = self.factor;
        let levels = factor.level_numbers().filter_map(|number| factor.level(number));
        levels.map(|level| Rung { level, wordings: self.wordings(level) })
    }

    fn wordings(&self, level: Level<'_>) -> Vec<Wording<'p>> {
        let row = |profile: &&'p Profile<'p>| {
            let factor = &profile.factors()[self.factor.number() - 1];
            factor.lists(level).then(|| Wording { profile: profile.name(), factor })
        };
        self.profiles.iter().filter_map(row).collect()
    }
}

impl Report for Ladder<'_> {
    fn title(&self) -> &'static str {
        "Factor levels"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let rows: Vec<[TonedText; 4]> = self.rungs().flat_map(|rung| rows(&rung)).collect();
        let table = BlockTable::of("Points and wording of each level", &rows)
            .numbers("Level", |row| row[0].clone())
            .numbers("Points", |row| row[1].clone())
            .words("Descriptor", |row| row[2].clone())
            .words("Profiles", |row| row[3].clone())
            .end();
        let known = self.profiles.len();
        let words =
            format!("{}; {} known", counted(self.factor.points().len(), "level"), counted(known, "profile"));
        let mut blocks = vec![
            ReportBlock::Heading(self.factor.name().to_owned()),
            ReportBlock::Table(table),
            ReportBlock::text(TonedText::from(words).tone(Tone::Strong)),
        ];
        blocks.extend(editions(self.profiles.iter().copied()));
        blocks
    }
}

/// Makes a row for each wording of a level, with its profiles. A profile's words apply to all levels that it lists, so
/// its other levels are shown after its name.
fn rows(rung: &Rung<'_>) -> Vec<[TonedText; 4]> {
    let mut words: Vec<(&str, Vec<String>)> = Vec::new();
    for Wording { profile, factor } in &rung.wordings {
        let descriptor = factor.descriptor().unwrap_or_default().trim();
        let notation = factor.levels().to_string();
        let name = format!("{} ({notation})", profile.id);
        match words.iter_mut().find(|(known, _)| *known == descriptor) {
            Some((_, names)) => names.push(name),
            None => words.push((descriptor, vec![name])),
        }
    }
    if words.is_empty() {
        words.push(("", vec!["no known profile".to_owned()]));
    }
    let cells = words.into_iter().enumerate().map(|(index, (descriptor, names))| {
        let first = |number: u32| if index == 0 { number.to_string() } else { String::new() };
        let (level, points) = (first(rung.level.number().into()), first(rung.level.points()));
        [
            TonedText::from(level),
            TonedText::from(points),
            TonedText::from(descriptor),
            TonedText::from(names.join(", ")),
        ]
    });
    cells.collect()
}

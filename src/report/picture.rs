//! What is easier to look at than to read, as values: how it is drawn is for the formats that draw. Nothing is shown in
//! pictures alone: formats without them leave them out, and each says in words what it shows.

use std::ops::RangeInclusive;

use super::wording::{counted, span};
use crate::scheme::{Band, Levels, PointsRange, Scheme};
use crate::score::Standing;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Picture {
    /// Totals on the scale of bands.
    Scale(Scale),
    /// The levels of a job in those of a profile.
    Levels(LevelChart),
    /// How jobs are spread over the bands.
    Distribution(Distribution),
}

/// The bands one after the other, with totals on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// The bands in ascending order.
    pub bands: Vec<Band>,
    /// The least and greatest total that a job can have.
    pub totals: PointsRange,
    /// What is marked from top to bottom; the last, nearest to the bands, is the main mark.
    pub marks: Vec<ScaleTotal>,
}

/// A total, or the range that it may lie in, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleTotal {
    /// What it is the total of, in a word.
    pub name: &'static str,
    /// The total or totals.
    pub totals: PointsRange,
    /// The bands that it lies in, in words.
    pub place: String,
}

/// For each factor, where the level of a job lies in the levels of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChart {
    /// The factors from top to bottom.
    pub rows: Vec<LevelRow>,
}

/// The level of a job and those of a profile in one factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRow {
    /// The factor's name.
    pub factor: String,
    /// The number of its highest level; the lowest is 1.
    pub highest: u8,
    /// The levels that the profile lists, in ascending order.
    pub profile: Vec<u8>,
    /// The level of the job, or the lowest and highest that it may be; none while not assessed.
    pub job: Option<RangeInclusive<u8>>,
}

/// Numbers of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// A number of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Where they are.
    pub name: String,
    /// How many they are.
    pub jobs: u64,
}

impl Picture {
    /// What it shows, in a few words.
    pub fn title(&self) -> &'static str {
        match self {
            Picture::Scale(_) => "Scale of bands",
            Picture::Levels(_) => "Levels of the job in those of the profile",
            Picture::Distribution(_) => "Jobs in each band",
        }
    }

    /// What is to be seen in it, in words.
    pub fn description(&self) -> String {
        match self {
            Picture::Scale(scale) => scale.description(),
            Picture::Levels(chart) => {
                chart.rows.iter().map(LevelRow::description).collect::<Vec<_>>().join("; ") + "."
            }
            Picture::Distribution(distribution) => distribution.description(),
        }
    }
}

impl Scale {
    /// Totals on the scale of a scheme's bands.
    pub(super) fn with_totals(scheme: &Scheme, marks: impl IntoIterator<Item = ScaleTotal>) -> Scale {
        Scale { bands: scheme.bands().to_vec(), totals: scheme.totals(), marks: marks.into_iter().collect() }
    }

    fn description(&self) -> String {
        let marks = self.marks.iter();
        let marks = marks.map(|mark| format!("{}: {} points, {}.", mark.name, mark.totals, mark.place));
        let bands = self.bands.iter().map(|band| format!("{} ({})", band.name(), band.totals()));
        let bands = format!("The bands are {}.", bands.collect::<Vec<_>>().join(", "));
        marks.chain([bands]).collect::<Vec<_>>().join(" ")
    }
}

impl ScaleTotal {
    /// The total of a job, or the range that it may still lie in.
    pub(super) fn from_standing(name: &'static str, standing: Standing<'_>) -> ScaleTotal {
        ScaleTotal { name, totals: standing.total_range, place: span(standing) }
    }
}

impl LevelRow {
    /// The row of a factor.
    pub(super) fn from_levels(profile: &Levels<'_>, job: Option<&Levels<'_>>) -> LevelRow {
        let factor = profile.factor();
        LevelRow {
            factor: factor.name().to_owned(),
            highest: *factor.level_numbers().end(),
            profile: profile.listed().map(|(level, _)| level.number()).collect(),
            job: job.map(Levels::range),
        }
    }

    /// The lowest and highest level that the profile lists.
    pub(super) fn profile_range(&self) -> RangeInclusive<u8> {
        self.profile.first().copied().unwrap_or(1)..=self.profile.last().copied().unwrap_or(0)
    }

    fn description(&self) -> String {
        let job = self.job.as_ref().map_or_else(|| "not assessed".to_owned(), levels);
        format!("{}: job {job}, profile {}, of {}", self.factor, levels(&self.profile_range()), self.highest)
    }
}

/// A level, or the lowest and highest of several.
fn levels(range: &RangeInclusive<u8>) -> String {
    let (lowest, highest) = (range.start(), range.end());
    if lowest == highest { lowest.to_string() } else { format!("{lowest} to {highest}") }
}

impl Distribution {
    fn description(&self) -> String {
        let some = self.bars.iter().filter(|bar| bar.jobs > 0);
        let bars: Vec<String> =
            some.map(|bar| format!("{}: {}", bar.name, counted(bar.jobs, "job"))).collect();
        if bars.is_empty() { "No jobs.".to_owned() } else { bars.join(", ") + "." }
    }
}

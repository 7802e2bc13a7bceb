//! Pictures of results as values. Formats that can draw do so; the others leave pictures out.
//!
//! Everything in a picture is also in the text or tables of the result, and each picture has a description in words.

use std::ops::RangeInclusive;

use super::wording::{counted, span};
use crate::scheme::{Band, Levels, PointsRange, Scheme};
use crate::score::Standing;

/// Picture of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Picture {
    /// Totals on the scale of bands.
    Scale(Scale),
    /// Levels of a job against a profile.
    Levels(LevelChart),
    /// Jobs in each band.
    Distribution(Distribution),
}

/// Scale of bands with totals marked on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Bands in ascending order.
    pub bands: Vec<Band>,
    /// Lowest and highest possible total of the scheme.
    pub totals: PointsRange,
    /// Marks from top to bottom. The last, next to the bands, is the main mark.
    pub marks: Vec<ScaleTotal>,
}

/// Total, or range of possible totals, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleTotal {
    /// Name of the total, such as `Job` or `Profile`.
    pub name: &'static str,
    /// Total in points, or lowest and highest possible total.
    pub totals: PointsRange,
    /// Bands of the total, in words.
    pub place: String,
}

/// Chart of the levels of a job against those of a profile, factor by factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChart {
    /// Factors from top to bottom.
    pub rows: Vec<LevelRow>,
}

/// Levels of a job and a profile in one factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRow {
    /// Name of the factor.
    pub factor: String,
    /// Highest level of the factor; the lowest is 1.
    pub highest: u8,
    /// Levels that the profile lists, in ascending order.
    pub profile: Vec<u8>,
    /// Lowest and highest possible level of the job, equal if settled; `None` if not assessed.
    pub job: Option<RangeInclusive<u8>>,
}

/// Bar chart of numbers of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// Bar of a bar chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Label of the bar, such as a band.
    pub name: String,
    /// Number of jobs.
    pub jobs: u64,
}

impl Picture {
    /// Returns the title.
    pub fn title(&self) -> &'static str {
        match self {
            Picture::Scale(_) => "Scale of bands",
            Picture::Levels(_) => "Job levels against the profile",
            Picture::Distribution(_) => "Jobs in each band",
        }
    }

    /// Describes the content in words, for those who do not see the picture.
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
    /// Creates the scale of a scheme's bands with these marks.
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
    /// Creates the mark of a total that may still be open.
    pub(super) fn from_standing(name: &'static str, standing: Standing<'_>) -> ScaleTotal {
        ScaleTotal { name, totals: standing.total_range, place: span(standing) }
    }
}

impl LevelRow {
    /// Creates the row of a factor.
    pub(super) fn from_levels(profile: &Levels<'_>, job: Option<&Levels<'_>>) -> LevelRow {
        let factor = profile.factor();
        LevelRow {
            factor: factor.name().to_owned(),
            highest: *factor.level_numbers().end(),
            profile: profile.listed().map(|(level, _)| level.number()).collect(),
            job: job.map(Levels::range),
        }
    }

    /// Returns the lowest and highest level that the profile lists.
    pub(super) fn profile_range(&self) -> RangeInclusive<u8> {
        self.profile.first().copied().unwrap_or(1)..=self.profile.last().copied().unwrap_or(0)
    }

    fn description(&self) -> String {
        let job = self.job.as_ref().map_or_else(|| "not assessed".to_owned(), levels);
        format!("{}: job {job}, profile {}, of {}", self.factor, levels(&self.profile_range()), self.highest)
    }
}

/// Writes a range of levels: `3` or `2 to 4`.
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

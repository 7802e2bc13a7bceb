//! Pictures as values, independent of how a format draws them. Formats without pictures leave them out, so every fact
//! in a picture is also in the text.

use std::ops::RangeInclusive;

use super::wording::{counted, span};
use crate::scheme::{Band, Levels, PointsRange, Scheme};
use crate::score::Standing;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// Totals on the scale of bands.
    Scale(Scale),
    /// Job levels against the profile.
    Levels(LevelChart),
    /// Number of jobs per band.
    Distribution(Distribution),
}

/// The bands in a row, with marked totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Bands in ascending order.
    pub bands: Vec<Band>,
    /// Least and greatest total of any job.
    pub totals: PointsRange,
    /// Marked totals from top to bottom. The last one, next to the bands, is the main mark.
    pub marks: Vec<ScaleTotal>,
}

/// A total with a name, or the range of possible totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleTotal {
    /// Name of the total in one word.
    pub name: &'static str,
    /// Least and greatest possible total.
    pub totals: PointsRange,
    /// Bands of the totals in words.
    pub place: String,
}

/// The level of a job and the levels of a profile, for each factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChart {
    /// Factors from top to bottom.
    pub rows: Vec<LevelRow>,
}

/// One factor of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRow {
    /// Name of the factor.
    pub factor: String,
    /// Number of the factor's highest level.
    pub highest: u8,
    /// Levels that the profile lists, ascending.
    pub profile: Vec<u8>,
    /// Lowest and highest possible level of the job, `None` if not assessed.
    pub job: Option<RangeInclusive<u8>>,
}

/// Numbers of jobs as bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// A number of jobs with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Name of the bar.
    pub name: String,
    /// Number of jobs.
    pub jobs: u64,
}

impl Picture {
    /// Returns a short title.
    pub fn title(&self) -> &'static str {
        match self {
            Picture::Scale(_) => "Scale of bands",
            Picture::Levels(_) => "Job levels against the profile",
            Picture::Distribution(_) => "Jobs per band",
        }
    }

    /// Describes the picture in words.
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
    /// Marks totals on the bands of a scheme.
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
    /// Marks the total of a job, or the range of its possible totals.
    pub(super) fn from_standing(name: &'static str, standing: Standing<'_>) -> ScaleTotal {
        ScaleTotal { name, totals: standing.total_range, place: span(standing) }
    }
}

impl LevelRow {
    /// Makes a row from the levels of a profile and a job.
    pub(super) fn from_levels(profile: &Levels<'_>, job: Option<&Levels<'_>>) -> LevelRow {
        let factor = profile.factor();
        LevelRow {
            factor: factor.name().to_owned(),
            highest: *factor.level_numbers().end(),
            profile: profile.listed().map(|(level, _)| level.number()).collect(),
            job: job.map(Levels::range),
        }
    }

    /// Returns the lowest and the highest level that the profile lists.
    pub(super) fn profile_range(&self) -> RangeInclusive<u8> {
        self.profile.first().copied().unwrap_or(1)..=self.profile.last().copied().unwrap_or(0)
    }

    fn description(&self) -> String {
        let job = self.job.as_ref().map_or_else(|| "not assessed".to_owned(), levels);
        format!("{}: job {job}, profile {}, of {}", self.factor, levels(&self.profile_range()), self.highest)
    }
}

/// Returns one level, or the lowest and the highest of several.
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

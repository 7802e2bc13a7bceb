//! Draws the level chart as SVG. Templates in `templates/` hold the markup.
//!
//! SVG does not wrap text: the width of a name is estimated, and a name that is too wide is shortened. The description of
//! the picture has it in full.

use std::ops::RangeInclusive;

use super::picture::{LevelChart, LevelRow};
use super::wording::visible;

/// Estimates the width of `text` in pixels, rather too wide than too narrow.
fn width(text: &str, size: u32) -> u32 {
    text.chars().map(character_width).fold(0, u32::saturating_add).saturating_mul(size).div_ceil(100)
}

/// Estimates the width of a character in hundredths of the font size.
fn character_width(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 30,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 100,
        'A'..='Z' | '&' => 76,
        ' '..='\u{24f}' | '–' => 60,
        _ => 110,
    }
}

/// Shortens `text` to at most `room` pixels.
fn shortened(text: &str, size: u32, room: u32) -> String {
    let text = visible(text);
    if width(&text, size) <= room {
        return text;
    }
    let left = room.saturating_sub(width("…", size));
    let mut taken: u32 = 0;
    let mut short = String::new();
    for c in text.chars() {
        taken = taken.saturating_add((character_width(c) * size).div_ceil(100));
        if taken > left {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// Level chart. It has a fixed size and shrinks on narrow screens.
pub(super) struct LevelDrawing {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Level numbers above the chart, with the middle of each in pixels.
    pub(super) numbers: Vec<(u8, u32)>,
    pub(super) rows: Vec<ChartRow>,
    pub(super) legend: Vec<LegendItem>,
}

/// Factor of the chart.
pub(super) struct ChartRow {
    pub(super) text_y: u32,
    pub(super) y: u32,
    pub(super) name: String,
    pub(super) levels: Vec<ChartLevel>,
    pub(super) job: Vec<u32>,
    pub(super) middle_y: u32,
    pub(super) sign: ChartSign,
}

pub(super) struct ChartLevel {
    pub(super) x: u32,
    pub(super) width: u32,
    pub(super) class: &'static str,
}

pub(super) struct LegendItem {
    pub(super) text_y: u32,
    pub(super) middle_y: u32,
    pub(super) sign: ChartSign,
}

/// Sign in the chart. Signs differ in shape, not only in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChartSign {
    Listed,
    Between,
    InRange,
    Varies,
    Unsettled,
}

impl ChartSign {
    const ALL: [ChartSign; 5] =
        [ChartSign::Listed, ChartSign::Between, ChartSign::InRange, ChartSign::Varies, ChartSign::Unsettled];

    /// Returns the meaning of the sign.
    pub(super) fn text(self) -> &'static str {
        match self {
            ChartSign::Listed => "Profile level",
            ChartSign::Between => "In the profile's range, but not listed",
            ChartSign::InRange => "Level of the job, in the profile's range",
            ChartSign::Varies => "Level of the job, outside the profile's range",
            ChartSign::Unsettled => "Possible level of the job",
        }
    }
}

const NUMBER_SIZE: u32 = 11;
const ROW_SIZE: u32 = 14;
const ROW_HEIGHT: u32 = 24;
/// The widest name of a factor, in pixels.
const LONGEST_NAME: u32 = 290;
/// Width of a level from narrowest to widest, and the width of all levels together, in pixels.
const PITCH: RangeInclusive<u32> = 5..=20;
const ALL_LEVELS: u32 = 200;
/// Left edge of the texts of the legend, in pixels.
pub(super) const LEGEND_LEFT: u32 = 26;

impl LevelDrawing {
    pub(super) fn new(chart: &LevelChart) -> LevelDrawing {
        let names: Vec<String> =
            chart.rows.iter().map(|row| shortened(&row.factor, ROW_SIZE, LONGEST_NAME)).collect();
        let left = names.iter().map(|name| width(name, ROW_SIZE)).max().unwrap_or_default() + 12;
        let highest = chart.rows.iter().map(|row| row.highest).max().unwrap_or(1);
        let pitch = (ALL_LEVELS / u32::from(highest.max(1))).clamp(*PITCH.start(), *PITCH.end());
        let step = usize::try_from(width("00", NUMBER_SIZE).div_ceil(pitch)).unwrap_or(1);
        let at = |level: u8| left + u32::from(level.saturating_sub(1)) * pitch;
        let rows: Vec<ChartRow> = (0..)
            .zip(chart.rows.iter().zip(names))
            .map(|(index, (row, name))| ChartRow::new(row, name, ROW_HEIGHT * (index + 1), pitch, at))
            .collect();
        let top = ROW_HEIGHT * (u32::try_from(rows.len()).unwrap_or_default() + 1) + 8;
        let legend = legend(&rows, top);
        LevelDrawing {
            width: (at(highest) + pitch).max(width(ChartSign::Varies.text(), ROW_SIZE) + LEGEND_LEFT),
            height: top + ROW_HEIGHT * u32::try_from(legend.len()).unwrap_or_default(),
            numbers: (1..=highest).step_by(step).map(|level| (level, at(level) + pitch / 2)).collect(),
            rows,
            legend,
        }
    }
}

impl ChartRow {
    fn new(row: &LevelRow, name: String, y: u32, pitch: u32, at: impl Fn(u8) -> u32) -> ChartRow {
        let range = row.profile_range();
        let levels = (1..=row.highest).map(|level| ChartLevel {
            x: at(level),
            width: pitch.saturating_sub(2).max(3),
            class: level_class(row, level),
        });
        let sign = match &row.job {
            Some(job) if job.start() == job.end() => {
                if range.contains(job.start()) {
                    ChartSign::InRange
                } else {
                    ChartSign::Varies
                }
            }
            _ => ChartSign::Unsettled,
        };
        let job = row.job.clone().unwrap_or(1..=row.highest);
        ChartRow {
            text_y: y + ROW_SIZE,
            y,
            name,
            levels: levels.collect(),
            job: job.map(|level| at(level) + pitch.saturating_sub(2) / 2).collect(),
            middle_y: y + 9,
            sign,
        }
    }
}

/// Classes of levels that a profile lists, and of unlisted levels between them.
pub(super) const LISTED: &str = "listed";
pub(super) const BETWEEN: &str = "between";

impl ChartRow {
    fn has(&self, sign: ChartSign) -> bool {
        match sign {
            ChartSign::Listed => self.levels.iter().any(|level| level.class == LISTED),
            ChartSign::Between => self.levels.iter().any(|level| level.class == BETWEEN),
            sign => self.sign == sign,
        }
    }
}

/// Returns the class of a level of a factor.
fn level_class(row: &LevelRow, level: u8) -> &'static str {
    if row.profile.contains(&level) {
        LISTED
    } else if row.profile_range().contains(&level) {
        BETWEEN
    } else {
        "other"
    }
}

/// Returns the legend of the signs that occur.
fn legend(rows: &[ChartRow], top: u32) -> Vec<LegendItem> {
    let signs = ChartSign::ALL.into_iter().filter(|&sign| rows.iter().any(|row| row.has(sign)));
    (0..)
        .zip(signs)
        .map(|(index, sign)| {
            let y = top + ROW_HEIGHT * index;
            LegendItem { text_y: y + ROW_SIZE, middle_y: y + 9, sign }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shortened_only_where_it_has_too_little_room() {
        let name = "Communication & Relationship Skills";
        let room = width(name, 14);
        assert_eq!(shortened(name, 14, room), name);
        let short = shortened(name, 14, room - 1);
        assert!(short.ends_with('…') && width(&short, 14) < room && short.len() > 30, "{short}");
        assert_eq!(shortened("WWWW", 14, 1), "…");
        // No number overflows, however long a text is.
        assert_eq!(shortened(&"W".repeat(4_000_000), 14, 50), "WW…");
        assert!(shortened("a\u{202e}b", 14, 500).contains("202e"));
    }

    #[test]
    fn the_legend_has_the_signs_that_occur() {
        let row = |profile: &[u8], job| LevelRow {
            factor: "F".to_owned(),
            highest: 5,
            profile: profile.to_vec(),
            job,
        };
        let legend = |rows| {
            LevelDrawing::new(&LevelChart { rows }).legend.iter().map(|item| item.sign).collect::<Vec<_>>()
        };
        assert_eq!(legend(vec![row(&[2, 3], Some(3..=3))]), [ChartSign::Listed, ChartSign::InRange]);
        assert_eq!(
            legend(vec![row(&[2, 4], Some(5..=5)), row(&[1], None)]),
            [ChartSign::Listed, ChartSign::Between, ChartSign::Varies, ChartSign::Unsettled]
        );
        assert_eq!(legend(vec![row(&[2, 3], Some(3..=4))]), [ChartSign::Listed, ChartSign::Unsettled]);
    }
}

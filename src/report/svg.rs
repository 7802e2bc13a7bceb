//! The layout of pictures. The templates in `templates/` draw them.
//!
//! Texts never overlap, even on the narrowest screen. Their widths are estimated, and a text without room is shortened
//! or left out. The description of the picture has all of them.

use std::fmt;
use std::ops::RangeInclusive;

use askama::Template;

use super::picture::{Distribution, LevelChart, LevelRow, Picture, Scale, ScaleTotal};
use super::wording::visible;
use crate::scheme::{Band, PointsRange};

/// A picture of a page, with a number that is unique in the page.
#[derive(Template)]
#[template(path = "picture.html")]
pub(super) struct PagePicture {
    number: usize,
    title: &'static str,
    description: String,
    drawing: PictureDrawing,
}

enum PictureDrawing {
    Scale(ScaleDrawing),
    Levels(LevelDrawing),
    Distribution(BarDrawing),
}

impl PagePicture {
    pub(super) fn new(number: usize, picture: &Picture) -> PagePicture {
        let drawing = match picture {
            Picture::Scale(scale) => PictureDrawing::Scale(ScaleDrawing::new(scale)),
            Picture::Levels(chart) => PictureDrawing::Levels(LevelDrawing::new(chart)),
            Picture::Distribution(distribution) => {
                PictureDrawing::Distribution(BarDrawing::new(distribution))
            }
        };
        PagePicture { number, title: picture.title(), description: visible(&picture.description()), drawing }
    }
}

/// Estimates the width of a text at a font size, in pixels. The estimate is rather too large.
fn width(text: &str, size: u32) -> u32 {
    let hundredths = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 30,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 100,
        'A'..='Z' | '&' => 76,
        ' '..='\u{24f}' | '–' => 60,
        _ => 110,
    };
    let sum = text.chars().map(hundredths).fold(0, u32::saturating_add);
    sum.saturating_mul(size).div_ceil(100)
}

/// Shortens a text to a width in pixels.
fn shortened(text: &str, size: u32, room: u32) -> String {
    let text = visible(text);
    if width(&text, size) <= room {
        return text;
    }
    let left = room.saturating_sub(width("…", size));
    let mut taken = 0;
    let fits = |c: &char| {
        taken += width(c.encode_utf8(&mut [0; 4]), size);
        taken <= left
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Returns which of the texts in a row find room. `spans` are their left and right ends; earlier ones take precedence.
fn placed(spans: &[(u32, u32)], gap: u32) -> Vec<bool> {
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut place = |&(from, to): &(u32, u32)| {
        let free = taken.iter().all(|other| to + gap <= other.0 || other.1 + gap <= from);
        if free {
            taken.push((from, to));
        }
        free
    };
    spans.iter().map(&mut place).collect()
}

/// A share of a picture's width, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Share(u32);

impl Share {
    const ALL: Share = Share(10_000);

    fn new(part: usize, all: usize) -> Share {
        Share(u32::try_from(part * 10_000 / all.max(1)).unwrap_or(10_000))
    }

    /// Returns the share in pixels on the narrowest screen.
    fn pixels(self) -> u32 {
        self.0 * NARROWEST / Share::ALL.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// The width of a picture on the narrowest screen, in pixels.
const NARROWEST: u32 = 280;

/// The scale of bands. It fills the available width, and every band is equally wide so that its name has room.
struct ScaleDrawing {
    height: u32,
    marks: Vec<ScaleMark>,
    cells: Vec<ScaleCell>,
    strip: Strip,
    edges: Vec<Edge>,
}

/// A mark above the bands with its text.
struct ScaleMark {
    text: String,
    text_y: u32,
    text_x: Share,
    anchor: &'static str,
    y: u32,
    from: Share,
    width: Share,
    is_single: bool,
}

/// The strip of bands.
struct Strip {
    y: u32,
    height: u32,
}

struct ScaleCell {
    from: Share,
    width: Share,
    middle: Share,
    /// True if the main mark touches the cell.
    is_marked: bool,
    name: Option<String>,
    name_y: u32,
    /// True if the name is turned because it has no room otherwise.
    turned: bool,
}

/// A total at which a band begins or ends.
struct Edge {
    x: Share,
    anchor: &'static str,
    text: u32,
}

/// A band, or the totals below or above all bands.
struct Segment<'s> {
    /// Name of the band, or an arrow that points away from the bands.
    name: &'s str,
    is_band: bool,
    totals: PointsRange,
}

const MARK_SIZE: u32 = 13;
const MARK_HEIGHT: u32 = 30;
const NAME_SIZE: u32 = 13;
const EDGE_SIZE: u32 = 11;
/// The greatest length of a turned name.
const LONGEST_TURNED: u32 = 96;

impl ScaleDrawing {
    fn new(scale: &Scale) -> ScaleDrawing {
        let segments = segments(scale);
        let all = segments.len();
        let marked = scale.marks.last().map(|mark| mark.totals);
        let is_marked = |segment: &Segment<'_>| marked.is_some_and(|totals| segment.totals.overlaps(totals));
        let room = Share::new(1, all).pixels();
        let turned = segments.iter().any(|segment| width(&visible(segment.name), NAME_SIZE) + 4 > room);
        let names: Vec<String> = segments
            .iter()
            .map(|segment| shortened(segment.name, NAME_SIZE, if turned { LONGEST_TURNED } else { room }))
            .collect();
        let strip_height = match names.iter().map(|name| width(name, NAME_SIZE)).max() {
            Some(longest) if turned => longest + 12,
            _ => 28,
        };
        let y = u32::try_from(scale.marks.len()).unwrap_or_default() * MARK_HEIGHT + 2;
        let strip = Strip { y, height: strip_height };
        let shown = shown_names(&segments, &names, turned, is_marked);
        let cells =
            segments.iter().zip(names).zip(shown).enumerate().map(|(index, ((segment, name), shown))| {
                let (from, to) = (Share::new(index, all), Share::new(index + 1, all));
                ScaleCell {
                    from,
                    width: Share(to.0 - from.0),
                    middle: Share((from.0 + to.0) / 2),
                    is_marked: is_marked(segment),
                    name: shown.then_some(name),
                    name_y: y + if turned && segment.is_band { strip_height - 6 } else { strip_height / 2 },
                    turned: turned && segment.is_band,
                }
            });
        ScaleDrawing {
            height: strip.y + strip.height + EDGE_SIZE + 6,
            marks: (0..).zip(&scale.marks).map(|(row, mark)| ScaleMark::new(mark, row, &segments)).collect(),
            cells: cells.collect(),
            strip,
            edges: edges(&segments, is_marked),
        }
    }

    fn edge_y(&self) -> u32 {
        self.height - 2
    }
}

/// Returns the bands, and the totals outside them if a mark lies there.
fn segments(scale: &Scale) -> Vec<Segment<'_>> {
    let least = scale.marks.iter().map(|mark| mark.totals.min).min().unwrap_or(u32::MAX);
    let greatest = scale.marks.iter().map(|mark| mark.totals.max).max().unwrap_or_default();
    let first = scale.bands.first().map_or(0, Band::from);
    let end = scale.bands.last().map_or(0, |band| band.totals().max);
    let below = (least < first).then(|| Segment {
        name: "←",
        is_band: false,
        totals: PointsRange { min: scale.totals.min.min(least), max: first - 1 },
    });
    let above = (greatest > end).then(|| Segment {
        name: "→",
        is_band: false,
        totals: PointsRange { min: end + 1, max: scale.totals.max.max(greatest) },
    });
    let band = |band: &'_ Band| PointsRange {
        min: band.from(),
        max: band.to().unwrap_or(scale.totals.max.max(greatest).max(band.from())),
    };
    let bands = scale.bands.iter().map(|own| Segment { name: own.name(), is_band: true, totals: band(own) });
    below.into_iter().chain(bands).chain(above).collect()
}

/// Returns the horizontal position of a total. The gaps between bands have no width.
fn position(total: u32, segments: &[Segment<'_>]) -> Share {
    let index =
        segments.partition_point(|segment| segment.totals.max < total).min(segments.len().saturating_sub(1));
    let Some(Segment { totals: PointsRange { min, max }, .. }) = segments.get(index) else { return Share(0) };
    let (within, all) = (total.min(*max).saturating_sub(*min), u64::from(max.saturating_sub(*min)) + 1);
    let start = Share::new(index, segments.len());
    let end = Share::new(index + 1, segments.len());
    // A total has a width of its own, so that the lowest one of a band is visibly inside the band.
    let inside = u64::from(end.0 - start.0) * (2 * u64::from(within) + 1) / (2 * all);
    Share(start.0 + u32::try_from(inside).unwrap_or_default())
}

impl ScaleMark {
    fn new(mark: &ScaleTotal, row: u32, segments: &[Segment<'_>]) -> ScaleMark {
        let (from, to) = (position(mark.totals.min, segments), position(mark.totals.max, segments));
        let middle = Share((from.0 + to.0) / 2);
        // A text of at most half the width stays inside the picture.
        let (anchor, text_x) = match middle.0 {
            ..2500 => ("start", from),
            7501.. => ("end", to),
            _ => ("middle", middle),
        };
        let y = row * MARK_HEIGHT;
        ScaleMark {
            text: shortened(&format!("{} {}", mark.name, mark.totals), MARK_SIZE, NARROWEST / 2),
            text_y: y + MARK_SIZE,
            text_x,
            anchor,
            y: y + MARK_SIZE + 5,
            from,
            width: Share(to.0 - from.0),
            is_single: from == to,
        }
    }
}

/// Returns which names find room. Names of marked bands take precedence.
fn shown_names(
    segments: &[Segment<'_>],
    names: &[String],
    turned: bool,
    is_marked: impl Fn(&Segment<'_>) -> bool,
) -> Vec<bool> {
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by_key(|&index| !is_marked(&segments[index]));
    let span = |&index: &usize| {
        let middle =
            (Share::new(index, segments.len()).pixels() + Share::new(index + 1, segments.len()).pixels()) / 2;
        let half = if turned { NAME_SIZE } else { width(&names[index], NAME_SIZE) } / 2;
        (middle.saturating_sub(half), middle + half)
    };
    let spans: Vec<(u32, u32)> = order.iter().map(span).collect();
    let mut shown = vec![false; segments.len()];
    order.iter().zip(placed(&spans, 1)).for_each(|(&index, free)| shown[index] = free);
    shown
}

/// Returns the lowest totals of the bands that find room, and the last highest one. Edges of marked bands take
/// precedence.
fn edges(segments: &[Segment<'_>], is_marked: impl Fn(&Segment<'_>) -> bool) -> Vec<Edge> {
    let all = segments.len();
    let mut edges: Vec<(bool, Edge)> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let after_marked = index > 0 && is_marked(&segments[index - 1]);
        let edge = Edge { x: Share::new(index, all), anchor: "start", text: segment.totals.min };
        edges.push((is_marked(segment) || after_marked, edge));
    }
    let last = segments.last().map(|last| Edge { x: Share::ALL, anchor: "end", text: last.totals.max });
    edges.extend(last.map(|edge| (false, edge)));
    edges.sort_by_key(|(matters, _)| !matters);
    let span = |(_, edge): &(bool, Edge)| {
        let (x, wide) = (edge.x.pixels(), width(&edge.text.to_string(), EDGE_SIZE));
        if edge.anchor == "end" { (x - wide, x) } else { (x, x + wide) }
    };
    let spans: Vec<(u32, u32)> = edges.iter().map(span).collect();
    let shown = placed(&spans, 1);
    let mut edges: Vec<Edge> =
        edges.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|((_, edge), _)| edge).collect();
    edges.sort_by_key(|edge| edge.x);
    edges
}

/// A chart of levels. It has a fixed size and shrinks on narrow screens.
struct LevelDrawing {
    width: u32,
    height: u32,
    /// Numbers of the levels with their positions.
    numbers: Vec<(u8, u32)>,
    rows: Vec<ChartRow>,
    legend: Vec<LegendItem>,
}

/// A factor of the chart with its name, its levels and the marks of the job.
struct ChartRow {
    text_y: u32,
    y: u32,
    name: String,
    levels: Vec<ChartLevel>,
    job: Vec<u32>,
    middle_y: u32,
    sign: ChartSign,
}

struct ChartLevel {
    x: u32,
    width: u32,
    class: &'static str,
}

struct LegendItem {
    text_y: u32,
    middle_y: u32,
    sign: ChartSign,
}

/// A sign of the chart. Signs differ in shape as well as colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChartSign {
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
    fn text(self) -> &'static str {
        match self {
            ChartSign::Listed => "Profile level",
            ChartSign::Between => "In the profile's range, but not listed",
            ChartSign::InRange => "Job level, in the profile's range",
            ChartSign::Varies => "Job level, outside the profile's range",
            ChartSign::Unsettled => "Possible job level",
        }
    }
}

const ROW_SIZE: u32 = 14;
const ROW_HEIGHT: u32 = 24;
/// The greatest width of a factor's or a bar's name.
const LONGEST_NAME: u32 = 290;
/// The least and the greatest width of a level.
const PITCH: RangeInclusive<u32> = 5..=20;
const ALL_LEVELS: u32 = 200;
/// The left edge of the legend's texts.
const LEGEND_LEFT: u32 = 26;

impl LevelDrawing {
    fn new(chart: &LevelChart) -> LevelDrawing {
        let names: Vec<String> =
            chart.rows.iter().map(|row| shortened(&row.factor, ROW_SIZE, LONGEST_NAME)).collect();
        let left = names.iter().map(|name| width(name, ROW_SIZE)).max().unwrap_or_default() + 12;
        let highest = chart.rows.iter().map(|row| row.highest).max().unwrap_or(1);
        let pitch = (ALL_LEVELS / u32::from(highest.max(1))).clamp(*PITCH.start(), *PITCH.end());
        let step = usize::try_from(width("00", EDGE_SIZE).div_ceil(pitch)).unwrap_or(1);
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
        let class = |level: u8| match (row.profile.contains(&level), range.contains(&level)) {
            (true, _) => LISTED,
            (false, true) => BETWEEN,
            (false, false) => "other",
        };
        let levels = (1..=row.highest).map(|level| ChartLevel {
            x: at(level),
            width: pitch.saturating_sub(2).max(3),
            class: class(level),
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

/// The CSS classes of listed levels and of unlisted ones between them.
const LISTED: &str = "listed";
const BETWEEN: &str = "between";

/// Returns the signs that occur in the chart.
fn legend(rows: &[ChartRow], top: u32) -> Vec<LegendItem> {
    let has = |row: &ChartRow, class| row.levels.iter().any(|level| level.class == class);
    let occurs = |sign: &ChartSign| {
        rows.iter().any(|row| match sign {
            ChartSign::Listed => has(row, LISTED),
            ChartSign::Between => has(row, BETWEEN),
            _ => row.sign == *sign,
        })
    };
    let signs = ChartSign::ALL.into_iter().filter(occurs);
    let item = |(index, sign): (u32, ChartSign)| {
        let y = top + ROW_HEIGHT * index;
        LegendItem { text_y: y + ROW_SIZE, middle_y: y + 9, sign }
    };
    (0..).zip(signs).map(item).collect()
}

/// A bar chart. It has a fixed size and shrinks on narrow screens.
struct BarDrawing {
    width: u32,
    height: u32,
    left: u32,
    bars: Vec<DrawnBar>,
}

struct DrawnBar {
    y: u32,
    text_y: u32,
    name: String,
    length: u32,
    jobs: u64,
    jobs_x: u32,
}

/// The length of the longest bar.
const LONGEST_BAR: u32 = 260;
/// Charts with more bars than this leave out empty ones.
const MANY_BARS: usize = 30;

impl BarDrawing {
    fn new(distribution: &Distribution) -> BarDrawing {
        let is_short = distribution.bars.len() <= MANY_BARS;
        let bars: Vec<_> = distribution.bars.iter().filter(|bar| is_short || bar.jobs > 0).collect();
        let most = bars.iter().map(|bar| bar.jobs).max().unwrap_or_default().max(1);
        let names: Vec<String> =
            bars.iter().map(|bar| shortened(&bar.name, ROW_SIZE, LONGEST_NAME)).collect();
        let left = names.iter().map(|name| width(name, ROW_SIZE)).max().unwrap_or_default() + 12;
        let length = |jobs: u64| {
            let length = u128::from(jobs) * u128::from(LONGEST_BAR) / u128::from(most);
            // Any number above 0 is visible.
            u32::try_from(length).unwrap_or(LONGEST_BAR).max(u32::from(jobs > 0))
        };
        let drawn = (0..).zip(bars.iter().zip(names)).map(|(index, (bar, name))| {
            let (y, length) = (ROW_HEIGHT * index, length(bar.jobs));
            DrawnBar {
                y: y + 3,
                text_y: y + ROW_SIZE + 3,
                name,
                length,
                jobs: bar.jobs,
                jobs_x: left + length + 8,
            }
        });
        BarDrawing {
            width: left + LONGEST_BAR + 8 + width(&most.to_string(), ROW_SIZE),
            height: ROW_HEIGHT * u32::try_from(bars.len()).unwrap_or_default(),
            left,
            bars: drawn.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;
    use crate::scheme::Located;

    /// A scale with one mark.
    fn scale(scheme: &Scheme, totals: PointsRange) -> Scale {
        Scale::with_totals(scheme, [ScaleTotal { name: "Total", totals, place: String::new() }])
    }

    fn federal() -> Scheme {
        Scheme::read("us-federal.yaml", include_str!("../../tests/data/us-federal.yaml")).unwrap()
    }

    #[test]
    fn a_total_is_marked_in_the_band_that_it_lies_in() {
        let federal = federal();
        for scheme in [Scheme::nhs_jes(), &federal] {
            let mut before = Share(0);
            for total in scheme.totals().min..=scheme.totals().max {
                let totals = PointsRange::exactly(total);
                let drawing = ScaleDrawing::new(&scale(scheme, totals));
                let mark = &drawing.marks[0];
                let marked: Vec<_> = drawing.cells.iter().filter(|cell| cell.is_marked).collect();
                let name = match scheme.locate(total) {
                    Located::Below(_) if scheme.band(total).is_none() => continue,
                    Located::Below(_) => "←",
                    Located::In(band) => band.name(),
                    Located::Above(_) => "→",
                };
                assert_eq!(marked.len(), 1, "{total}");
                assert_eq!(marked[0].name.as_deref(), Some(name));
                let cell = marked[0].from..Share(marked[0].from.0 + marked[0].width.0);
                assert!(mark.is_single && cell.contains(&mark.from), "{total}: {:?} in {cell:?}", mark.from);
                // Above the bands there is one cell more, and all are narrower.
                assert!(name == "→" || before <= mark.from, "{total}");
                before = mark.from;
            }
        }
    }

    #[test]
    fn a_range_is_marked_over_all_bands_that_it_touches() {
        let drawing = ScaleDrawing::new(&scale(Scheme::nhs_jes(), PointsRange { min: 465, max: 540 }));
        let marked =
            drawing.cells.iter().filter(|cell| cell.is_marked).map(|cell| cell.name.clone().unwrap());
        assert_eq!(marked.collect::<Vec<_>>(), ["6", "7", "8a"]);
        assert!(!drawing.marks[0].is_single && drawing.marks[0].width > Share(833));
    }

    #[test]
    fn only_texts_that_keep_clear_of_each_other_are_placed() {
        assert_eq!(
            placed(&[(0, 10), (11, 20), (12, 22), (40, 50), (35, 41)], 1),
            [true, true, false, true, false]
        );
        assert_eq!(placed(&[(30, 40), (0, 29), (0, 28)], 2), [true, false, true]);
    }

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
    fn many_bands_with_long_names_have_room() {
        let bands: Vec<String> = (0..200)
            .map(|index| {
                format!("{{name: \"Grade {index} {}\", from: {index}, to: {index}}}", "W".repeat(50))
            })
            .collect();
        let text = format!(
            "{{scheme: s, title: S, factors: [{{id: f, name: F, points: [0, 199]}}], bands: [{}], \
             matching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}}}",
            bands.join(", ")
        );
        let scheme = Scheme::read("scheme.yaml", &text).unwrap();
        let drawing = ScaleDrawing::new(&scale(&scheme, PointsRange::exactly(100)));
        let named: Vec<&ScaleCell> = drawing.cells.iter().filter(|cell| cell.name.is_some()).collect();
        assert!(named.iter().all(|cell| cell.turned) && (10..25).contains(&named.len()), "{}", named.len());
        assert!(named.iter().any(|cell| cell.is_marked));
        assert!(drawing.height < 200 && drawing.edges.iter().any(|edge| edge.text == 100));
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

    #[test]
    fn bars_are_in_proportion_and_any_job_is_to_be_seen() {
        let bar = |jobs| super::super::picture::Bar { name: "Band".to_owned(), jobs };
        let lengths = |jobs: &[u64]| {
            let bars = jobs.iter().copied().map(bar).collect();
            let drawing = BarDrawing::new(&Distribution { bars });
            drawing.bars.iter().map(|bar| bar.length).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&[0, 1, 2, 4]), [0, 65, 130, 260]);
        assert_eq!(lengths(&[1, 1_000_000]), [1, 260]);
        assert_eq!(lengths(&[0, 0]), [0, 0]);
        let many: Vec<u64> = (0..100).map(|index| index % 2).collect();
        assert_eq!(lengths(&many).len(), 50);
    }
}

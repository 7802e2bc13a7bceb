//! Draws pictures for pages. Templates in `templates/` hold the markup, `page.css` the layout.
//!
//! The scale of bands and the bars are tables that CSS draws: a browser measures their texts, and word processors keep the
//! names and numbers.

use std::fmt;

use askama::Template;

use super::picture::{Distribution, Picture, Scale, ScaleTotal};
use super::svg::{ChartSign, LevelDrawing};
use super::wording::visible;
use crate::scheme::{Band, PointsRange};

/// Picture of a page.
#[derive(Template)]
#[template(path = "picture.html")]
pub(super) struct PagePicture {
    title: &'static str,
    description: String,
    drawing: PictureDrawing,
}

enum PictureDrawing {
    Scale(ScaleDrawing),
    Levels(LevelDrawing),
    Distribution(Vec<DrawnBar>),
}

impl PagePicture {
    pub(super) fn new(picture: &Picture) -> PagePicture {
        let drawing = match picture {
            Picture::Scale(scale) => PictureDrawing::Scale(ScaleDrawing::new(scale)),
            Picture::Levels(chart) => PictureDrawing::Levels(LevelDrawing::new(chart)),
            Picture::Distribution(distribution) => PictureDrawing::Distribution(bars(distribution)),
        };
        PagePicture { title: picture.title(), description: visible(&picture.description()), drawing }
    }
}

/// Part of a width, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Share(u32);

impl Share {
    const ALL: Share = Share(10_000);

    fn new(part: u64, all: u64) -> Share {
        let share = u128::from(part) * u128::from(Share::ALL.0) / u128::from(all.max(1));
        Share(u32::try_from(share).unwrap_or(Share::ALL.0))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// Scale of bands. All bands are equally wide, so that the narrowest has room for its name too.
struct ScaleDrawing {
    marks: Vec<DrawnMark>,
    bands: Vec<BandCell>,
    /// Names are turned where they are too long to stand side by side.
    is_turned: bool,
    /// Bands are too many for each to have its name.
    is_dense: bool,
    /// Highest total of the scale, if a wide screen has room for it.
    end: Option<u32>,
}

/// Mark above the bands, with its text above it.
struct DrawnMark {
    text: String,
    /// Class that aligns the text.
    align: &'static str,
    /// Left edge of the text, which has half the width of the scale.
    text_left: Share,
    left: Share,
    width: Share,
    is_single: bool,
}

/// Cell of a band, or of the totals outside all bands.
struct BandCell {
    is_marked: bool,
    name: Option<String>,
    /// Lowest total.
    start: Option<u32>,
}

/// Band, or the totals below or above all bands.
struct Segment<'s> {
    /// Name of the band, or an arrow pointing out of the bands.
    name: &'s str,
    totals: PointsRange,
}

/// Width of the scale on the narrowest screen, in pixels.
const NARROWEST: usize = 280;
/// Width of the scale on all but narrow screens, which do not show its end.
const WIDE: usize = 600;
/// Width of a character of a name, and of a digit of a total, in pixels.
const NAME_CHARACTER: usize = 9;
const TOTAL_DIGIT: usize = 7;
/// Height of a line of names, in pixels: the width of a turned name.
const NAME_LINE: usize = 17;

impl ScaleDrawing {
    fn new(scale: &Scale) -> ScaleDrawing {
        let segments = segments(scale);
        let main = scale.marks.last().map(|mark| mark.totals);
        let is_marked: Vec<bool> = segments
            .iter()
            .map(|segment| main.is_some_and(|totals| segment.totals.overlaps(totals)))
            .collect();
        let names: Vec<String> = segments.iter().map(|segment| visible(segment.name)).collect();
        let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let is_turned = (longest * NAME_CHARACTER + 2).saturating_mul(segments.len()) > NARROWEST;
        let end = segments.last().map(|last| last.totals.max);
        let digits = end.unwrap_or_default().to_string().len();
        // Where not every cell has room for its text, every second or third has, the first marked one included.
        let name_step = if is_turned { cells_for(NAME_LINE, segments.len()) } else { 1 };
        let total_step = cells_for(digits * TOTAL_DIGIT + 2, segments.len());
        let first_marked = is_marked.iter().position(|&marked| marked).unwrap_or_default();
        let bands = names.into_iter().zip(&segments).zip(&is_marked).enumerate();
        let bands = bands.map(|(index, ((name, segment), &is_marked))| {
            let distance = index.abs_diff(first_marked);
            BandCell {
                is_marked,
                name: distance.is_multiple_of(name_step).then_some(name),
                start: distance.is_multiple_of(total_step).then_some(segment.totals.min),
            }
        });
        ScaleDrawing {
            marks: scale.marks.iter().map(|mark| DrawnMark::new(mark, &segments)).collect(),
            bands: bands.collect(),
            is_turned,
            is_dense: name_step > 1,
            end: end.filter(|_| (2 * digits * TOTAL_DIGIT + 2) * segments.len() <= WIDE),
        }
    }
}

/// Returns the number of cells that a text of this width takes on the narrowest screen.
fn cells_for(width: usize, cells: usize) -> usize {
    (width * cells).div_ceil(NARROWEST).max(1)
}

/// Returns the bands in ascending order, with the totals below and above them if a mark lies there.
fn segments(scale: &Scale) -> Vec<Segment<'_>> {
    let least = scale.marks.iter().map(|mark| mark.totals.min).min().unwrap_or(u32::MAX);
    let greatest = scale.marks.iter().map(|mark| mark.totals.max).max().unwrap_or_default();
    let first = scale.bands.first().map_or(0, Band::from);
    let end = scale.bands.last().map_or(0, |band| band.totals().max);
    let highest = scale.totals.max.max(greatest);
    let below = (least < first).then(|| Segment {
        name: "←",
        totals: PointsRange { min: scale.totals.min.min(least), max: first - 1 },
    });
    let above =
        (greatest > end).then(|| Segment { name: "→", totals: PointsRange { min: end + 1, max: highest } });
    let bands = scale.bands.iter().map(|band| {
        let to = band.to().unwrap_or(highest.max(band.from()));
        Segment { name: band.name(), totals: PointsRange { min: band.from(), max: to } }
    });
    below.into_iter().chain(bands).chain(above).collect()
}

/// Returns the place of a total on the scale. Gaps between bands hold no total.
fn position(total: u32, segments: &[Segment<'_>]) -> Share {
    let index =
        segments.partition_point(|segment| segment.totals.max < total).min(segments.len().saturating_sub(1));
    let Some(Segment { totals: PointsRange { min, max }, .. }) = segments.get(index) else { return Share(0) };
    let within = u64::from(total.min(*max).saturating_sub(*min));
    let size = u64::from(max.saturating_sub(*min)) + 1;
    // The middle of a total's own place: even the lowest total of a band is seen inside the band.
    Share::new(index as u64 * 2 * size + 2 * within + 1, segments.len() as u64 * 2 * size)
}

impl DrawnMark {
    fn new(mark: &ScaleTotal, segments: &[Segment<'_>]) -> DrawnMark {
        let (from, to) = (position(mark.totals.min, segments), position(mark.totals.max, segments));
        let middle = u32::midpoint(from.0, to.0);
        // The text has half the width of the scale and stays inside it.
        let (align, text_left) = match middle {
            ..2500 => ("start", from.0),
            7501.. => ("end", to.0.saturating_sub(5000)),
            _ => ("middle", middle - 2500),
        };
        DrawnMark {
            text: visible(&format!("{} {}", mark.name, mark.totals)),
            align,
            text_left: Share(text_left),
            left: from,
            width: Share(to.0 - from.0),
            is_single: from == to,
        }
    }
}

/// Bar of a chart.
struct DrawnBar {
    name: String,
    jobs: u64,
    /// Length, as a part of the longest bar.
    length: Share,
}

/// Number of bars above which empty ones are left out.
const MANY_BARS: usize = 30;

/// Returns the bars of a distribution.
fn bars(distribution: &Distribution) -> Vec<DrawnBar> {
    let is_short = distribution.bars.len() <= MANY_BARS;
    let most = distribution.bars.iter().map(|bar| bar.jobs).max().unwrap_or_default();
    let shown = distribution.bars.iter().filter(|bar| is_short || bar.jobs > 0);
    let drawn = shown.map(|bar| DrawnBar {
        name: visible(&bar.name),
        jobs: bar.jobs,
        length: Share::new(bar.jobs, most),
    });
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;
    use crate::report::Bar;
    use crate::scheme::Located;

    /// A scale with one mark.
    fn scale(scheme: &Scheme, totals: PointsRange) -> Scale {
        Scale::with_totals(scheme, [ScaleTotal { name: "Total", totals, place: String::new() }])
    }

    #[test]
    fn a_total_is_marked_in_the_band_that_it_lies_in() {
        let federal =
            Scheme::read("us-federal.yaml", include_str!("../../tests/data/us-federal.yaml")).unwrap();
        for scheme in [Scheme::nhs_jes(), &federal] {
            let mut before = Share(0);
            for total in scheme.totals().min..=scheme.totals().max {
                let drawing = ScaleDrawing::new(&scale(scheme, PointsRange::exactly(total)));
                let mark = &drawing.marks[0];
                let marked: Vec<_> =
                    drawing.bands.iter().enumerate().filter(|(_, cell)| cell.is_marked).collect();
                let name = match scheme.locate(total) {
                    Located::Below(_) if scheme.band(total).is_none() => continue,
                    Located::Below(_) => "←",
                    Located::In(band) => band.name(),
                    Located::Above(_) => "→",
                };
                let [(index, cell)] = marked[..] else { panic!("{total}") };
                assert_eq!(cell.name.as_deref(), Some(name));
                let all = drawing.bands.len() as u64;
                let place = Share::new(index as u64, all)..Share::new(index as u64 + 1, all);
                assert!(
                    mark.is_single && place.contains(&mark.left),
                    "{total}: {:?} in {place:?}",
                    mark.left
                );
                // Above the bands there is one cell more, and all are narrower.
                assert!(name == "→" || before <= mark.left, "{total}");
                before = mark.left;
            }
        }
    }

    #[test]
    fn a_range_is_marked_over_all_bands_that_it_touches() {
        let drawing = ScaleDrawing::new(&scale(Scheme::nhs_jes(), PointsRange { min: 465, max: 540 }));
        let marked =
            drawing.bands.iter().filter(|cell| cell.is_marked).map(|cell| cell.name.clone().unwrap());
        assert_eq!(marked.collect::<Vec<_>>(), ["6", "7", "8a"]);
        assert!(!drawing.marks[0].is_single && drawing.marks[0].width > Share(833));
        assert!(drawing.bands.iter().all(|cell| cell.start.is_some()) && drawing.end == Some(765));
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
        let named: Vec<&BandCell> = drawing.bands.iter().filter(|cell| cell.name.is_some()).collect();
        assert!(drawing.is_turned && drawing.is_dense && (10..25).contains(&named.len()), "{}", named.len());
        assert!(named.iter().any(|cell| cell.is_marked));
        assert!(drawing.bands.iter().any(|cell| cell.start == Some(100)) && drawing.end.is_none());
    }

    #[test]
    fn bars_are_in_proportion() {
        let bar = |jobs| Bar { name: "Band".to_owned(), jobs };
        let lengths = |jobs: &[u64]| {
            let bars = bars(&Distribution { bars: jobs.iter().copied().map(bar).collect() });
            bars.iter().map(|bar| bar.length.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&[0, 1, 2, 4]), ["0.00%", "25.00%", "50.00%", "100.00%"]);
        assert_eq!(lengths(&[1, 1_000_000]), ["0.00%", "100.00%"]);
        assert_eq!(lengths(&[0, 0]), ["0.00%", "0.00%"]);
        let many: Vec<u64> = (0..100).map(|index| index % 2).collect();
        assert_eq!(lengths(&many).len(), 50);
    }
}

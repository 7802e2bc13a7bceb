//! How the jobs of a run are spread over the bands, all of them and those of each group.

use std::io::{self, Write};

use super::block::{Block, Cell, Table, Tone};
use super::format::Format;
use super::object::serialize_as;
use super::picture::{Bar, Distribution, Picture};
use super::result::{Report, unsupported};
use super::wording::{counted, place_name};
use crate::batch::{Groups, Tally};
use crate::csv::{self, Cells, CsvRow};
use crate::json;
use crate::scheme::{Band, Located, Scheme};

/// How many jobs there are in each band, and how their totals are spread. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    scheme: String,
    title: String,
    all: Spread,
    /// What jobs are put into groups by, if by anything.
    by: Option<String>,
    groups: Vec<Spread>,
}

/// How the jobs of a group, or all, are spread.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spread {
    /// What they have in common; none for all jobs, and for those that say nothing of it.
    group: Option<String>,
    places: Vec<Place>,
    jobs: u64,
    scored: u64,
    incomplete: u64,
    refused: u64,
    /// None where nothing was scored.
    totals: Option<Quartiles>,
}

/// A band, or a side of all bands, with the jobs that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// The name of a band; `below 1` and the like outside all bands.
    band: String,
    /// The name in words: `Band 7`, `below Band 1`.
    name: String,
    /// The totals of the band.
    totals: String,
    jobs: u64,
}

/// How totals are spread. Quartiles are totals of jobs: the lowest that at least a quarter, a half or
/// three quarters of them do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quartiles([u32; 5]);

serialize_as!(Summary, summary => {
    "scheme": summary.scheme,
    "jobs": summary.all.jobs,
    "scored": summary.all.scored,
    "incomplete": summary.all.incomplete,
    "refused": summary.all.refused,
    "totals": summary.all.totals,
    "bands": summary.all.places,
    "by": summary.by,
    "groups": summary.groups,
});

serialize_as!(Spread, spread => {
    "group": spread.group,
    "jobs": spread.jobs,
    "scored": spread.scored,
    "incomplete": spread.incomplete,
    "refused": spread.refused,
    "totals": spread.totals,
    "bands": spread.places,
});

serialize_as!(Place, place => {
    "band": place.band,
    "jobs": place.jobs,
});

serialize_as!(Quartiles, quartiles => {
    "min": quartiles.0[0],
    "lower_quartile": quartiles.0[1],
    "median": quartiles.0[2],
    "upper_quartile": quartiles.0[3],
    "max": quartiles.0[4],
});

impl Summary {
    /// Sums up a run.
    pub fn new(tally: &Tally, scheme: &Scheme) -> Summary {
        Summary {
            scheme: scheme.id().to_owned(),
            title: scheme.title().to_owned(),
            all: Spread::of(None, tally, scheme),
            by: None,
            groups: Vec::new(),
        }
    }

    /// The same with the jobs of each group that they were put into by something.
    #[must_use]
    pub fn by(self, by: &str, groups: &Groups, scheme: &Scheme) -> Summary {
        let groups = groups.iter().map(|(name, tally)| Spread::of(group_name(name), tally, scheme));
        Summary { by: Some(by.to_owned()), groups: groups.collect(), ..self }
    }

    /// The jobs in each band, outside all bands and without a total.
    pub(super) fn picture(&self) -> Picture {
        self.all.picture()
    }

    /// What is shown of all jobs, below a heading.
    pub(super) fn distribution(&self) -> Vec<Block> {
        self.all.blocks()
    }

    /// The groups; all jobs as one where there are none.
    fn rows(&self) -> &[Spread] {
        if self.by.is_some() { &self.groups } else { std::slice::from_ref(&self.all) }
    }
}

/// The name of a group; none for the jobs that say nothing of it.
pub(super) fn group_name(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// The same in tables.
pub(super) fn group_in_words(group: Option<&str>) -> &str {
    group.unwrap_or("nothing stated")
}

impl Spread {
    fn of(group: Option<String>, tally: &Tally, scheme: &Scheme) -> Spread {
        let count = |is_there: &dyn Fn(u32) -> bool| -> u64 {
            tally.totals.iter().filter(|(total, _)| is_there(*total)).map(|(_, count)| count).sum()
        };
        let of_band = |band: &Band| Place {
            band: band.name().to_owned(),
            name: place_name(Located::In(band)),
            totals: band.totals().to_string(),
            jobs: count(&|total| band.contains(total)),
        };
        let outside = |is_there: fn(Located<'_>) -> bool, side: &str| {
            let mut totals = tally.totals.iter().map(|(total, _)| scheme.locate(total));
            let place = totals.find(|place| is_there(*place))?;
            let (Located::Below(band) | Located::In(band) | Located::Above(band)) = place;
            let jobs = count(&|total| is_there(scheme.locate(total)));
            let band = format!("{side} {}", band.name());
            Some(Place { band, name: place_name(place), totals: String::new(), jobs })
        };
        let below = outside(|place| matches!(place, Located::Below(_)), "below");
        let above = outside(|place| matches!(place, Located::Above(_)), "above");
        Spread {
            group,
            places: below.into_iter().chain(scheme.bands().iter().map(of_band)).chain(above).collect(),
            jobs: tally.all,
            scored: tally.yes(),
            incomplete: tally.no,
            refused: tally.refused,
            totals: quartiles(tally).map(Quartiles),
        }
    }

    fn picture(&self) -> Picture {
        let place = |place: &Place| Bar { name: place.name.clone(), jobs: place.jobs };
        let incomplete =
            (self.incomplete > 0).then(|| Bar { name: "incomplete".to_owned(), jobs: self.incomplete });
        Picture::Distribution(Distribution {
            bars: self.places.iter().map(place).chain(incomplete).collect(),
        })
    }

    /// How many jobs are in a band, or on a side of all bands.
    fn jobs_in(&self, band: &str) -> u64 {
        self.places.iter().find(|place| place.band == band).map_or(0, |place| place.jobs)
    }

    fn quartile(&self, index: usize) -> Option<u32> {
        self.totals.map(|Quartiles(totals)| totals[index])
    }

    fn blocks(&self) -> Vec<Block> {
        let longest = self.places.iter().map(|place| place.jobs).max().unwrap_or_default();
        let table = Table::of("Jobs in each band", &self.places)
            .words("Band", |place| if place.totals.is_empty() { &place.name } else { &place.band })
            .numbers("Totals", |place| &place.totals)
            .numbers("Jobs", |place| place.jobs)
            .numbers("Share", |place| share(place.jobs, self.scored))
            .bars("", |place| Cell::from(bar(place.jobs, longest)).tone(Tone::Good))
            .end();
        let mut blocks = vec![Block::Picture(self.picture()), Block::Table(table)];
        if let Some(Quartiles([least, lower, median, upper, greatest])) = self.totals {
            blocks.push(Block::text(format!(
                "Totals: {least} to {greatest}; half lie from {lower} to {upper}, the median is {median}"
            )));
        }
        let jobs = format!(
            "{}: {} scored, {} incomplete, {} refused",
            counted(self.jobs, "job"),
            self.scored,
            self.incomplete,
            self.refused
        );
        blocks.push(Block::text(Cell::from(jobs).tone(Tone::Strong)));
        blocks
    }
}

/// The names of the least total, the quartiles and the greatest total, for programs and in tables.
const QUARTILES: [(&str, &str); 5] = [
    ("min", "Least"),
    ("lower_quartile", "Lower quartile"),
    ("median", "Median"),
    ("upper_quartile", "Upper quartile"),
    ("max", "Greatest"),
];

impl Report for Summary {
    fn title(&self) -> &'static str {
        "Jobs in each band"
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(self.title.clone())];
        blocks.extend(self.all.blocks());
        let Some(by) = &self.by else { return blocks };
        let groups = |caption: &str| {
            let table = Table::of(format!("{caption}: {by}"), &self.groups);
            table.words("Group", |group| group_in_words(group.group.as_deref()))
        };
        let is_used = |place: &&Place| place.jobs > 0;
        let mut jobs = groups("Jobs of each group in each band").numbers("Jobs", |group| group.jobs);
        for place in self.all.places.iter().filter(is_used) {
            jobs = jobs.numbers(place.band.clone(), |group| group.jobs_in(&place.band));
        }
        if self.all.incomplete > 0 {
            jobs = jobs.numbers("Incomplete", |group| group.incomplete);
        }
        if self.all.refused > 0 {
            jobs = jobs.numbers("Refused", |group| group.refused);
        }
        let mut totals = groups("Totals of each group").numbers("Scored", |group| group.scored);
        for (index, (_, name)) in QUARTILES.into_iter().enumerate() {
            let quartile = |group: &Spread| group.quartile(index).map(|total| total.to_string());
            totals = totals.numbers(name, |group| quartile(group).unwrap_or_default());
        }
        blocks.push(Block::Heading(format!("By {by}")));
        blocks.extend([Block::Table(jobs.end()), Block::Table(totals.end())]);
        blocks.push(Block::text(
            "Quartiles are totals of jobs: the lowest that at least a quarter, a half or three quarters of them do not exceed.",
        ));
        blocks
    }

    fn write_as(&self, format: Format, cells: Cells, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Csv => out.write_all(&self.csv(cells)),
            Format::Ndjson => self.rows().iter().try_for_each(|spread| json::write_line(spread, out)),
            _ => Err(unsupported(format)),
        }
    }
}

impl Summary {
    /// A row for each group, with a column for each band.
    fn csv(&self, cells: Cells) -> Vec<u8> {
        let mut written = Vec::new();
        let counts = ["group", "jobs", "scored", "incomplete", "refused"].into_iter();
        let names = counts.chain(QUARTILES.map(|(name, _)| name)).map(ToOwned::to_owned);
        let places = self.all.places.iter().map(|place| {
            // Below and above all bands is in no band.
            let side = if place.totals.is_empty() { "" } else { "band_" };
            format!("{side}{}", place.band).replace(' ', "_")
        });
        csv::push_header(names.chain(places), cells, &mut written);
        for spread in self.rows() {
            let mut row = CsvRow::begin(&mut written, cells);
            row.cell(spread.group.as_deref().unwrap_or_default());
            for count in [spread.jobs, spread.scored, spread.incomplete, spread.refused] {
                row.number(count);
            }
            (0..QUARTILES.len()).for_each(|index| _ = row.optional_number(spread.quartile(index)));
            self.all.places.iter().for_each(|place| _ = row.number(spread.jobs_in(&place.band)));
            row.end();
        }
        written
    }
}

/// The least total, the quartiles and the greatest total.
fn quartiles(tally: &Tally) -> Option<[u32; 5]> {
    let all: u64 = tally.totals.iter().map(|(_, count)| count).sum();
    let at = |quarter: u64| {
        let rank = (u128::from(all) * u128::from(quarter)).div_ceil(4).max(1);
        let mut seen = 0;
        tally.totals.iter().find_map(|(total, count)| {
            seen += u128::from(count);
            (seen >= rank).then_some(total)
        })
    };
    Some([at(0)?, at(1)?, at(2)?, at(3)?, at(4)?])
}

/// The longest bar.
const BAR: u64 = 30;

/// A bar with a resolution of an eighth of a character. Any number above 0 is visible.
fn bar(count: u64, longest: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if count == 0 || longest == 0 {
        return String::new();
    }
    let eighths = (u128::from(count) * u128::from(BAR * 8) / u128::from(longest)).max(1) as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A share in tenths of a percent, rounded: `12.5%`.
fn share(count: u64, all: u64) -> String {
    if all == 0 {
        return String::new();
    }
    let tenths = (u128::from(count) * 2000 + u128::from(all)) / (2 * u128::from(all));
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(totals: &[(u32, u64)]) -> Tally {
        let mut tally = Tally::default();
        for &(total, count) in totals {
            (0..count).for_each(|_| tally.totals.count(total));
            tally.all += count;
        }
        tally
    }

    #[test]
    fn quartiles_are_totals_that_jobs_have() {
        assert_eq!(quartiles(&tally(&[])), None);
        assert_eq!(quartiles(&tally(&[(400, 1)])), Some([400; 5]));
        assert_eq!(
            quartiles(&tally(&[(100, 1), (200, 1), (300, 1), (400, 1)])),
            Some([100, 100, 200, 300, 400])
        );
        assert_eq!(quartiles(&tally(&[(100, 97), (900, 3)])), Some([100, 100, 100, 100, 900]));
    }

    #[test]
    fn bars_and_shares_are_in_proportion() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(1, 1_000_000), "▏");
        assert_eq!(bar(10, 10), "█".repeat(30));
        assert_eq!(bar(5, 10), "█".repeat(15));
        assert_eq!(
            (share(1, 8), share(2, 3), share(1, 1)),
            ("12.5%".into(), "66.7%".into(), "100.0%".into())
        );
    }
}

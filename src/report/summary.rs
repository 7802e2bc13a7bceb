//! The number of jobs per band and their totals, of all jobs and of each group.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::CsvColumns;
use super::object::serialize_as;
use super::picture::{Bar, Distribution, Picture};
use super::refused::{refused_in_words, repeated_in_words};
use super::result::{CsvReport, Formats, ListReport, Report, write_lines};
use super::wording::{counted, group_in_words, place_in_list, place_name};
use crate::batch::{Groups, Tally};
use crate::csv::{CellSafety, CsvRows};
use crate::grouped::Grouped;
use crate::job::RefusedCounts;
use crate::scheme::{Located, PointsRange, Scheme};

/// The number of jobs per band and their totals. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Summary<'r> {
    scheme: &'r Scheme,
    counts: Grouped<'r, TotalSpread<'r>>,
}

/// The counts and totals of a group, or of all jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TotalSpread<'r> {
    group: Option<&'r str>,
    places: Vec<BandPlace<'r>>,
    jobs: u64,
    scored: u64,
    incomplete: u64,
    refused: RefusedCounts,
    /// Jobs with the id of another job; only counted for all jobs.
    repeated_ids: u64,
    /// `None` if no job was scored.
    totals: Option<Quartiles>,
}

/// The jobs in a band, below all bands or above all bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BandPlace<'r> {
    at: Located<'r>,
    jobs: u64,
}

/// Least total, quartiles and greatest total, in points. A quartile is the lowest total of a job that at least a
/// quarter, a half or three quarters of the jobs do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quartiles([u32; 5]);

serialize_as!(Summary<'_>, summary => {
    "scheme": summary.scheme.id(),
    "jobs": summary.counts.all.jobs,
    "scored": summary.counts.all.scored,
    "incomplete": summary.counts.all.incomplete,
    "refused": summary.counts.all.refused.refused,
    "without_levels": summary.counts.all.refused.without_levels,
    "files_not_read": summary.counts.all.refused.files,
    "repeated_ids": summary.counts.all.repeated_ids,
    "totals": summary.counts.all.totals,
    "bands": summary.counts.all.places,
    "by": summary.counts.by,
    "groups": summary.counts.groups,
});

serialize_as!(TotalSpread<'_>, spread => {
    "group": spread.group,
    "jobs": spread.jobs,
    "scored": spread.scored,
    "incomplete": spread.incomplete,
    "refused": spread.refused.refused,
    "without_levels": spread.refused.without_levels,
    "totals": spread.totals,
    "bands": spread.places,
});

serialize_as!(BandPlace<'_>, place => {
    "band": place_in_list(place.at),
    "jobs": place.jobs,
});

serialize_as!(Quartiles, quartiles => {
    "min": quartiles.0[0],
    "lower_quartile": quartiles.0[1],
    "median": quartiles.0[2],
    "upper_quartile": quartiles.0[3],
    "max": quartiles.0[4],
});

impl<'r> Summary<'r> {
    /// Summarises a run. `groups` has the key or column of the groups and their counts.
    pub fn new(tally: &Tally, groups: Option<(&'r str, &'r Groups)>, scheme: &'r Scheme) -> Summary<'r> {
        let groups = groups.map(|(by, groups)| (by, groups.iter()));
        let all = TotalSpread::from_tally(None, tally, scheme);
        let counts =
            Grouped::count(all, groups, |group, tally| TotalSpread::from_tally(group, tally, scheme));
        Summary { scheme, counts }
    }

    /// Draws the number of jobs in each band, outside all bands and without a total.
    pub(super) fn picture(&self) -> Picture {
        self.counts.all.picture()
    }

    /// Returns the parts about all jobs for use below a heading.
    pub(super) fn distribution(&self) -> Vec<ReportBlock> {
        self.counts.all.blocks()
    }
}

impl BandPlace<'_> {
    /// Returns the totals of the band, `None` outside all bands.
    fn totals(&self) -> Option<PointsRange> {
        if let Located::In(band) = self.at { Some(band.totals()) } else { None }
    }
}

impl<'r> TotalSpread<'r> {
    fn from_tally(group: Option<&'r str>, tally: &Tally, scheme: &'r Scheme) -> TotalSpread<'r> {
        let mut places: BTreeMap<Located<'r>, u64> =
            scheme.bands().iter().map(|band| (Located::In(band), 0)).collect();
        for (total, jobs) in tally.totals.iter() {
            *places.entry(scheme.locate(total)).or_default() += jobs;
        }
        TotalSpread {
            group,
            places: places.into_iter().map(|(at, jobs)| BandPlace { at, jobs }).collect(),
            jobs: tally.all,
            scored: tally.yes(),
            incomplete: tally.no,
            refused: tally.refused,
            repeated_ids: tally.repeated_ids,
            totals: quartiles(tally).map(Quartiles),
        }
    }

    fn picture(&self) -> Picture {
        let place = |place: &BandPlace<'_>| Bar { name: place_name(place.at), jobs: place.jobs };
        let incomplete =
            (self.incomplete > 0).then(|| Bar { name: "incomplete".to_owned(), jobs: self.incomplete });
        Picture::Distribution(Distribution {
            bars: self.places.iter().map(place).chain(incomplete).collect(),
        })
    }

    /// Returns the number of jobs at a place among the bands.
    fn jobs_in(&self, at: Located<'_>) -> u64 {
        self.places.iter().find(|place| place.at == at).map_or(0, |place| place.jobs)
    }

    fn quartile(&self, index: usize) -> Option<u32> {
        self.totals.map(|Quartiles(totals)| totals[index])
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let longest = self.places.iter().map(|place| place.jobs).max().unwrap_or_default();
        let table = BlockTable::of("Jobs per band", &self.places)
            .words("Band", |place| match place.at {
                Located::In(band) => band.name().to_owned(),
                outside => place_name(outside),
            })
            .numbers("Totals", |place| place.totals().map_or_else(String::new, |totals| totals.to_string()))
            .numbers("Jobs", |place| place.jobs)
            .numbers("Share", |place| share(place.jobs, self.scored))
            .bars("", |place| TonedText::from(bar(place.jobs, longest)).tone(Tone::Good))
            .end();
        let mut blocks = vec![ReportBlock::Picture(self.picture()), ReportBlock::Table(table)];
        if let Some(Quartiles([least, lower, median, upper, greatest])) = self.totals {
            blocks.push(ReportBlock::text(format!(
                "Totals: {least} to {greatest}; half lie from {lower} to {upper}, the median is {median}"
            )));
        }
        let refused = refused_in_words(self.refused).unwrap_or_else(|| "0 refused".to_owned());
        let jobs = format!(
            "{}: {} scored, {} incomplete, {refused}{}",
            counted(self.jobs, "job"),
            self.scored,
            self.incomplete,
            repeated_in_words(self.repeated_ids),
        );
        blocks.push(ReportBlock::text(TonedText::from(jobs).tone(Tone::Strong)));
        blocks
    }
}

/// Names of the least total, the quartiles and the greatest total, for programs and in tables.
const QUARTILES: [(&str, &str); 5] = [
    ("min", "Least"),
    ("lower_quartile", "Lower quartile"),
    ("median", "Median"),
    ("upper_quartile", "Upper quartile"),
    ("max", "Greatest"),
];

impl Report for Summary<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        "Jobs per band"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut blocks = vec![ReportBlock::Heading(self.scheme.title().to_owned())];
        blocks.extend(self.counts.all.blocks());
        let Some(by) = self.counts.by else { return blocks };
        let groups = |caption: &str| {
            let table = BlockTable::of(format!("{caption}: {by}"), &self.counts.groups);
            table.words("Group", |group| group_in_words(group.group))
        };
        let is_used = |place: &&BandPlace<'_>| place.jobs > 0;
        let mut jobs = groups("Jobs by group and band").numbers("Jobs", |group| group.jobs);
        for place in self.counts.all.places.iter().filter(is_used) {
            jobs = jobs.numbers(place_in_list(place.at), |group| group.jobs_in(place.at));
        }
        if self.counts.all.incomplete > 0 {
            jobs = jobs.numbers("Incomplete", |group| group.incomplete);
        }
        if self.counts.all.refused.refused > 0 {
            jobs = jobs.numbers("Refused", |group| group.refused.refused);
        }
        if self.counts.all.refused.without_levels > 0 {
            jobs = jobs.numbers("Without levels", |group| group.refused.without_levels);
        }
        let mut totals = groups("Totals by group").numbers("Scored", |group| group.scored);
        for (index, (_, name)) in QUARTILES.into_iter().enumerate() {
            let quartile = |group: &TotalSpread<'_>| group.quartile(index).map(|total| total.to_string());
            totals = totals.numbers(name, |group| quartile(group).unwrap_or_default());
        }
        blocks.push(ReportBlock::Heading(format!("By {by}")));
        blocks.extend([ReportBlock::Table(jobs.end()), ReportBlock::Table(totals.end())]);
        blocks.push(ReportBlock::text(
            "A quartile is the lowest total that at least a quarter, a half or three quarters of the jobs do not exceed.",
        ));
        blocks
    }
}

impl CsvReport for Summary<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.push_rows(cells, rows);
    }
}

impl ListReport for Summary<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(self.counts.rows(), &[], out)
    }
}

impl Summary<'_> {
    /// Adds a row for each group, with a column for each band.
    fn push_rows(&self, cells: CellSafety, rows: &mut CsvRows) {
        // Groups have no counts of files and repeated ids.
        let is_all = self.counts.by.is_none();
        let mut columns = CsvColumns::new()
            .column("group", |spread: &TotalSpread<'_>| spread.group)
            .column("jobs", |spread| spread.jobs)
            .column("scored", |spread| spread.scored)
            .column("incomplete", |spread| spread.incomplete)
            .column("refused", |spread| spread.refused.refused)
            .column("without_levels", |spread| spread.refused.without_levels)
            .column("files_not_read", |spread| is_all.then_some(spread.refused.files))
            .column("repeated_ids", |spread| is_all.then_some(spread.repeated_ids));
        for (index, (name, _)) in QUARTILES.into_iter().enumerate() {
            columns = columns.column(name, move |spread| spread.quartile(index));
        }
        for place in &self.counts.all.places {
            // Below and above all bands is in no band.
            let side = if place.totals().is_some() { "band_" } else { "" };
            let name = format!("{side}{}", place_in_list(place.at)).replace(' ', "_");
            columns = columns.column(name, |spread| spread.jobs_in(place.at));
        }
        columns.push(self.counts.rows(), cells, rows);
    }
}

/// Returns the least total, the quartiles and the greatest total. `None` if no job was scored.
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

/// Length of the longest bar in characters.
const BAR: u64 = 30;

/// Draws a bar to an eighth of a character. Any number above 0 is visible.
fn bar(count: u64, longest: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if count == 0 || longest == 0 {
        return String::new();
    }
    let eighths = (u128::from(count) * u128::from(BAR * 8) / u128::from(longest)).max(1) as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Returns a share as a percentage with one decimal, such as `12.5%`.
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

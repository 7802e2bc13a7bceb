//! How the jobs of a run are spread over the bands, as a chart.

use serde::Serialize;

use super::block::{Block, Cell, Table, Tone};
use super::picture::{Bar, Distribution, Picture};
use super::result::Report;
use super::wording::counted;
use crate::batch::Tally;
use crate::scheme::{Band, Located, Scheme};

/// How many jobs there are in each band, and how their totals are spread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    scheme: String,
    /// The name, the totals and the number of jobs of each band, and of what is below and above all bands.
    places: Vec<(String, String, u64)>,
    scored: u64,
    incomplete: u64,
    refused: u64,
    /// The least total, the three quartiles and the greatest; none where nothing was scored.
    quartiles: Option<[u32; 5]>,
}

impl Summary {
    /// Sums up a run.
    pub fn new(tally: &Tally, scheme: &Scheme) -> Summary {
        let count = |is_there: &dyn Fn(u32) -> bool| -> u64 {
            tally.totals.iter().filter(|(total, _)| is_there(*total)).map(|(_, count)| count).sum()
        };
        let of_band = |band: &Band| {
            (band.name().to_owned(), band.totals().to_string(), count(&|total| band.contains(total)))
        };
        let below = count(&|total| matches!(scheme.locate(total), Located::Below(_)));
        let above = count(&|total| matches!(scheme.locate(total), Located::Above(_)));
        let outside = |name: &str, count| (count > 0).then(|| (name.to_owned(), String::new(), count));
        Summary {
            scheme: scheme.title().to_owned(),
            places: outside("below", below)
                .into_iter()
                .chain(scheme.bands().iter().map(of_band))
                .chain(outside("above", above))
                .collect(),
            scored: tally.yes(),
            incomplete: tally.no,
            refused: tally.refused,
            quartiles: quartiles(tally),
        }
    }

    /// The jobs in each band, outside all bands and without a total.
    pub(super) fn picture(&self) -> Picture {
        let place = |(name, totals, jobs): &(String, String, u64)| {
            let name = if totals.is_empty() { format!("{name} all bands") } else { format!("Band {name}") };
            Bar { name, jobs: *jobs }
        };
        let incomplete =
            (self.incomplete > 0).then(|| Bar { name: "incomplete".to_owned(), jobs: self.incomplete });
        Picture::Distribution(Distribution {
            bars: self.places.iter().map(place).chain(incomplete).collect(),
        })
    }
}

/// The least total, the quartiles and the greatest total. Each is the total of some job: the least that at least that
/// share of the jobs do not exceed.
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

impl Report for Summary {
    fn title(&self) -> &'static str {
        "Jobs in each band"
    }

    fn blocks(&self) -> Vec<Block> {
        let longest = self.places.iter().map(|(_, _, count)| *count).max().unwrap_or_default();
        let table = Table::of("Jobs in each band", &self.places)
            .words("Band", |(name, _, _)| name)
            .numbers("Totals", |(_, totals, _)| totals)
            .numbers("Jobs", |(_, _, count)| count)
            .numbers("Share", |(_, _, count)| share(*count, self.scored))
            .bars("", |(_, _, count)| Cell::from(bar(*count, longest)).tone(Tone::Good))
            .end();
        let mut blocks =
            vec![Block::Heading(self.scheme.clone()), Block::Picture(self.picture()), Block::Table(table)];
        if let Some([least, lower, median, upper, greatest]) = self.quartiles {
            blocks.push(Block::text(format!(
                "Totals: {least} to {greatest}; half lie from {lower} to {upper}, the median is {median}"
            )));
        }
        let all = self.scored + self.incomplete + self.refused;
        let jobs = format!(
            "{}: {} scored, {} incomplete, {} refused",
            counted(usize::try_from(all).unwrap_or(usize::MAX), "job"),
            self.scored,
            self.incomplete,
            self.refused
        );
        blocks.push(Block::text(Cell::from(jobs).tone(Tone::Strong)));
        blocks
    }
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

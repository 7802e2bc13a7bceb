//! What a review programme came to.

use std::io::{self, Write};

use super::block::{Block, Cell, Table, Tone};
use super::format::Format;
use super::object::serialize_as;
use super::result::{Report, unsupported};
use super::wording::{counted, place_in_list};
use crate::csv::{self, Cells, CsvRow};
use crate::programme::{BandCounts, Count, GroupCounts, Programme};
use crate::scheme::Located;

serialize_as!(Programme<'_>, programme => {
    "bands": programme.all.bands,
    "added": programme.all.added,
    "removed": programme.all.removed,
    "by": programme.by,
    "groups": programme.groups,
});

serialize_as!(GroupCounts<'_>, counts => {
    "group": counts.group,
    "bands": counts.bands,
    "added": counts.added,
    "removed": counts.removed,
});

serialize_as!(BandCounts<'_>, counts => {
    "band": counts.band.map(place_in_list),
    "up": counts.up,
    "down": counts.down,
    "same": counts.same,
    "undecided": counts.undecided,
});

/// The same in tables, with a word for none.
fn name_or_undecided(place: Option<Located<'_>>) -> String {
    place.map_or_else(|| "undecided".to_owned(), place_in_list)
}

/// The columns of CSV.
const COLUMNS: [&str; 15] = [
    "group",
    "band",
    "up_jobs",
    "up_headcount",
    "down_jobs",
    "down_headcount",
    "same_jobs",
    "same_headcount",
    "undecided_jobs",
    "undecided_headcount",
    "added_jobs",
    "added_headcount",
    "removed_jobs",
    "removed_headcount",
    "headcount_not_known",
];

impl Report for Programme<'_> {
    fn title(&self) -> &'static str {
        "A review programme counted"
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Heading("What became of the jobs of each band".to_owned())];
        push_group(&self.all, &mut blocks);
        for group in &self.groups {
            let by = self.by.unwrap_or_default();
            blocks.push(Block::Heading(match group.group {
                Some(name) => format!("{by}: {name}"),
                None => format!("{by}: nothing stated"),
            }));
            push_group(group, &mut blocks);
        }
        blocks
    }

    fn write_as(&self, format: Format, cells: Cells, out: &mut dyn Write) -> io::Result<()> {
        if format != Format::Csv {
            return Err(unsupported(format));
        }
        let mut written = Vec::new();
        csv::push_header(COLUMNS, cells, &mut written);
        let groups = if self.by.is_some() { &self.groups[..] } else { std::slice::from_ref(&self.all) };
        groups.iter().for_each(|group| write_rows(group, cells, &mut written));
        out.write_all(&written)
    }
}

fn push_group(group: &GroupCounts<'_>, blocks: &mut Vec<Block>) {
    let sum = BandCounts::sum(&group.bands);
    let rows: Vec<(String, BandCounts<'_>)> =
        group.bands.iter().map(|band| (name_or_undecided(band.band), *band)).collect();
    let all = (rows.len() > 1).then(|| ("all".to_owned(), sum));
    let rows: Vec<_> = rows.into_iter().chain(all).collect();
    let table = Table::of("Jobs and staff by the band that they were in", &rows)
        .words("Was in band", |(name, _)| name)
        .numbers("Up", |(_, band)| band.up.jobs)
        .numbers("Staff", |(_, band)| staff(band.up))
        .numbers("Down", |(_, band)| band.down.jobs)
        .numbers("Staff", |(_, band)| staff(band.down))
        .numbers("Same", |(_, band)| band.same.jobs)
        .numbers("Staff", |(_, band)| staff(band.same))
        .numbers("Undecided", |(_, band)| band.undecided.jobs)
        .numbers("Staff", |(_, band)| staff(band.undecided))
        .end();
    if !rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    let BandCounts { up, down, same, undecided, .. } = sum;
    let both = [up, down, same, undecided].into_iter().fold(Count::default(), Count::plus);
    let known = [("added", group.added), ("removed", group.removed)];
    let others: String = known
        .iter()
        .map(|(word, count)| format!("; {} {word} ({} staff)", count.jobs, staff(*count)))
        .collect();
    let words = format!(
        "{} ({} staff): {} up, {} down, {} the same, {} undecided{others}",
        counted(both.jobs, "job"),
        staff(both),
        up.jobs,
        down.jobs,
        same.jobs,
        undecided.jobs,
    );
    blocks.push(Block::text(Cell::from(words).tone(Tone::Strong)));
    let not_known = both.plus(group.added).plus(group.removed).not_known;
    if not_known > 0 {
        let jobs = counted(not_known, "job");
        blocks.push(Block::text(format!("A ? stands for the staff of {jobs} whose headcount is not known.")));
    }
}

/// The staff of jobs, with a mark where there are more whose number is not known.
fn staff(count: Count) -> String {
    match count {
        Count { not_known: 0, headcount, .. } => headcount.to_string(),
        Count { jobs, not_known, .. } if jobs == not_known => "?".to_owned(),
        Count { headcount, .. } => format!("{headcount} + ?"),
    }
}

/// A row for each band, and one without a band for the jobs of one side only.
fn write_rows(group: &GroupCounts<'_>, cells: Cells, written: &mut Vec<u8>) {
    let name = group.group.unwrap_or_default();
    for band in &group.bands {
        let counts = [band.up, band.down, band.same, band.undecided];
        let mut row = CsvRow::begin(written, cells);
        row.cell(name).cell(name_or_undecided(band.band));
        counts.iter().for_each(|count| write_count(*count, &mut row));
        row.empty(4).number(counts.into_iter().fold(Count::default(), Count::plus).not_known);
        row.end();
    }
    if group.added.jobs + group.removed.jobs > 0 {
        let mut row = CsvRow::begin(written, cells);
        row.cell(name).empty(9);
        write_count(group.added, &mut row);
        write_count(group.removed, &mut row);
        row.number(group.added.plus(group.removed).not_known);
        row.end();
    }
}

/// Writes the jobs and the staff of whom it is known; nothing for staff of whom nothing is known.
fn write_count(count: Count, row: &mut CsvRow<'_>) {
    let headcount = (count.jobs == 0 || count.not_known < count.jobs).then_some(count.headcount);
    row.number(count.jobs).optional_number(headcount);
}

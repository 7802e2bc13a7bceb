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

/// What may have become of jobs: of those of a band, and of those that only one side has.
const MOVES: [&str; 6] = ["up", "down", "same", "undecided", "added", "removed"];

/// What became of the jobs of a band.
fn moves(band: &BandCounts<'_>) -> [Count; 4] {
    [band.up, band.down, band.same, band.undecided]
}

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
        let columns = MOVES.iter().flat_map(|name| [format!("{name}_jobs"), format!("{name}_headcount")]);
        let first = ["group", "band"].map(ToOwned::to_owned).into_iter();
        let last = ["headcount_not_known".to_owned()];
        csv::push_header(first.chain(columns).chain(last), cells, &mut written);
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
    let mut table = Table::of("Jobs and staff by the band that they were in", &rows)
        .words("Was in band", |(name, _)| name);
    for (index, name) in ["Up", "Down", "Same", "Undecided"].into_iter().enumerate() {
        table = table
            .numbers(name, |(_, band)| moves(band)[index].jobs)
            .numbers("Staff", |(_, band)| staff(moves(band)[index]));
    }
    if !rows.is_empty() {
        blocks.push(Block::Table(table.end()));
    }
    let both = moves(&sum).into_iter().fold(Count::default(), Count::plus);
    let [up, down, same, undecided] = moves(&sum).map(|count| count.jobs);
    let [added, removed] = [group.added, group.removed];
    let words = format!(
        "{} ({} staff): {up} up, {down} down, {same} the same, {undecided} undecided; {} added ({} staff); {} removed ({} staff)",
        counted(both.jobs, "job"),
        staff(both),
        added.jobs,
        staff(added),
        removed.jobs,
        staff(removed),
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
    let mut write_row = |band: &str, counts: [Option<Count>; 6]| {
        let mut row = CsvRow::begin(written, cells);
        row.cell(group.group.unwrap_or_default()).cell(band);
        for count in counts {
            match count {
                Some(count) => write_count(count, &mut row),
                None => _ = row.empty(2),
            }
        }
        row.number(counts.into_iter().flatten().fold(Count::default(), Count::plus).not_known);
        row.end();
    };
    for band in &group.bands {
        let [up, down, same, undecided] = moves(band).map(Some);
        write_row(&name_or_undecided(band.band), [up, down, same, undecided, None, None]);
    }
    if group.added.jobs + group.removed.jobs > 0 {
        write_row("", [None, None, None, None, Some(group.added), Some(group.removed)]);
    }
}

/// Writes the jobs and the staff of whom it is known; nothing for staff of whom nothing is known.
fn write_count(count: Count, row: &mut CsvRow<'_>) {
    let headcount = (count.jobs == 0 || count.not_known < count.jobs).then_some(count.headcount);
    row.number(count.jobs).optional_number(headcount);
}

//! The counts of a review programme, for people and programs.

use std::io::{self, Write};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::diff::{RefusedSide, SIDES, not_known, refused_table};
use super::format::Format;
use super::object::serialize_as;
use super::result::{Report, unsupported};
use super::wording::{counted, place_in_list};
use crate::csv::{self, CellSafety, CsvRow, CsvRows};
use crate::programme::{BandCounts, Count, GroupCounts, Programme};
use crate::scheme::Located;

serialize_as!(Programme<'_>, programme => {
    "bands": programme.all.bands,
    "added": programme.known(programme.all.added),
    "removed": programme.known(programme.all.removed),
    "not_paired": programme.all.not_paired,
    "refused": Sides(programme.all.refused),
    "without_levels": programme.without_levels.len(),
    "not_known": not_known(&programme.unidentified),
    "refused_jobs": programme.refused_sides().collect::<Vec<_>>(),
    "by": programme.by,
    "groups": programme.groups.iter().map(|counts| ProgrammeGroup { programme, counts }).collect::<Vec<_>>(),
});

/// The counts of a group in a programme.
struct ProgrammeGroup<'p> {
    programme: &'p Programme<'p>,
    counts: &'p GroupCounts<'p>,
}

serialize_as!(ProgrammeGroup<'_>, group => {
    "group": group.counts.group,
    "bands": group.counts.bands,
    "added": group.programme.known(group.counts.added),
    "removed": group.programme.known(group.counts.removed),
    "not_paired": group.counts.not_paired,
    "refused": Sides(group.counts.refused),
});

/// A number for each version, old and new.
struct Sides([u64; 2]);

serialize_as!(Sides, sides => {
    "old": sides.0[0],
    "new": sides.0[1],
});

serialize_as!(BandCounts<'_>, counts => {
    "band": counts.band.map(place_in_list),
    "up": counts.up,
    "down": counts.down,
    "same": counts.same,
    "undecided": counts.undecided,
    "refused": counts.refused,
});

impl<'j> Programme<'j> {
    /// Returns a count of added or removed jobs, or `None` if it is not known.
    fn known(&self, count: Count) -> Option<Count> {
        self.unidentified.is_empty().then_some(count)
    }

    /// Returns the refused jobs with their versions.
    fn refused_sides(&self) -> impl Iterator<Item = RefusedSide<'j>> {
        let sides = SIDES.into_iter().zip(&self.refused);
        sides.flat_map(|(side, jobs)| jobs.iter().map(move |job| RefusedSide { side, job }))
    }
}

/// Returns the name of a place among the bands for tables, with a word for jobs without a total.
fn name_or_undecided(place: Option<Located<'_>>) -> String {
    place.map_or_else(|| "undecided".to_owned(), place_in_list)
}

/// Names of the counts: first those of a band, then those of jobs without an old or a new version.
const MOVES: [&str; 8] = ["up", "down", "same", "undecided", "refused", "added", "removed", "not_paired"];

/// Returns the counts of a band in the order of [`MOVES`].
fn moves(band: &BandCounts<'_>) -> [Count; 5] {
    [band.up, band.down, band.same, band.undecided, band.refused]
}

/// The columns of refused jobs, after the counts.
const REFUSED: [&str; 6] = ["side", "id", "title", "source", "code", "problem"];

impl Report for Programme<'_> {
    fn title(&self) -> &'static str {
        "Review programme"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut blocks = vec![ReportBlock::Heading("Outcome by band".to_owned())];
        self.push_group(&self.all, &mut blocks);
        for group in &self.groups {
            let by = self.by.unwrap_or_default();
            blocks.push(ReportBlock::Heading(match group.group {
                Some(name) => format!("{by}: {name}"),
                None => format!("{by}: not stated"),
            }));
            self.push_group(group, &mut blocks);
        }
        blocks.extend(not_known(&self.unidentified).map(ReportBlock::text));
        blocks.extend(refused_table(self.refused_sides()));
        blocks
    }

    fn write_as(&self, format: Format, cells: CellSafety, out: &mut dyn Write) -> io::Result<u64> {
        if format != Format::Csv {
            return Err(unsupported(format));
        }
        let mut written = CsvRows::default();
        let columns = MOVES.iter().flat_map(|name| [format!("{name}_jobs"), format!("{name}_headcount")]);
        let first = ["group", "band"].map(ToOwned::to_owned).into_iter();
        let last = ["headcount_not_known"].into_iter().chain(REFUSED).map(ToOwned::to_owned);
        csv::push_header(first.chain(columns).chain(last), cells, &mut written);
        let groups = if self.by.is_some() { &self.groups[..] } else { std::slice::from_ref(&self.all) };
        groups.iter().for_each(|group| self.write_rows(group, cells, &mut written));
        for RefusedSide { side, job } in self.refused_sides() {
            let mut row = CsvRow::begin(&mut written, cells);
            row.cell(job.kept.as_deref().unwrap_or_default()).empty(2 + 2 * MOVES.len()).cell(side);
            job.write_cells(&REFUSED[1..], &mut row);
            row.end();
        }
        out.write_all(&written.bytes).map(|()| written.changed_cells)
    }
}

impl Programme<'_> {
    fn push_group(&self, group: &GroupCounts<'_>, blocks: &mut Vec<ReportBlock>) {
        let sum = BandCounts::sum(&group.bands);
        let rows: Vec<(String, BandCounts<'_>)> =
            group.bands.iter().map(|band| (name_or_undecided(band.band), *band)).collect();
        let all = (rows.len() > 1).then(|| ("all".to_owned(), sum));
        let rows: Vec<_> = rows.into_iter().chain(all).collect();
        let mut table =
            BlockTable::of("Jobs and staff by old band", &rows).words("Old band", |(name, _)| name);
        let mut names = vec!["Up", "Down", "Same", "Undecided"];
        names.extend((sum.refused.jobs > 0).then_some("Refused"));
        for (index, name) in names.into_iter().enumerate() {
            table = table
                .numbers(name, |(_, band)| moves(band)[index].jobs)
                .numbers("Staff", |(_, band)| staff(moves(band)[index]));
        }
        if !rows.is_empty() {
            blocks.push(ReportBlock::Table(table.end()));
        }
        let both = moves(&sum).into_iter().fold(Count::default(), Count::plus);
        let [up, down, same, undecided, refused] = moves(&sum).map(|count| count.jobs);
        let refused = if refused > 0 { format!(", {refused} refused") } else { String::new() };
        let mut words = format!(
            "{} ({} staff): {up} up, {down} down, {same} the same, {undecided} undecided{refused}",
            counted(both.jobs, "job"),
            staff(both),
        );
        for (count, name) in [(group.added, "added"), (group.removed, "removed")] {
            words += &match self.known(count) {
                Some(count) => format!("; {} {name} ({} staff)", count.jobs, staff(count)),
                None => format!("; {name} not known"),
            };
        }
        if group.not_paired.jobs > 0 {
            words += &format!("; {} not paired ({} staff)", group.not_paired.jobs, staff(group.not_paired));
        }
        blocks.push(ReportBlock::text(TonedText::from(words).tone(Tone::Strong)));
        let not_known = both.plus(group.added).plus(group.removed).plus(group.not_paired).not_known;
        if not_known > 0 {
            let jobs = counted(not_known, "job");
            blocks.push(ReportBlock::text(format!("A ? means that the headcount of {jobs} is not known.")));
        }
    }
}

/// Returns the number of staff, with a mark if some headcounts are not known.
fn staff(count: Count) -> String {
    match count {
        Count { not_known: 0, headcount, .. } => headcount.to_string(),
        Count { jobs, not_known, .. } if jobs == not_known => "?".to_owned(),
        Count { headcount, .. } => format!("{headcount} + ?"),
    }
}

impl Programme<'_> {
    /// Writes a row for each band, and one for the jobs without an old or a new version.
    fn write_rows(&self, group: &GroupCounts<'_>, cells: CellSafety, written: &mut CsvRows) {
        let mut write_row = |band: &str, counts: [Option<Count>; MOVES.len()]| {
            let mut row = CsvRow::begin(written, cells);
            row.cell(group.group.unwrap_or_default()).cell(band);
            for count in counts {
                match count {
                    Some(count) => write_count(count, &mut row),
                    None => _ = row.empty(2),
                }
            }
            row.number(counts.into_iter().flatten().fold(Count::default(), Count::plus).not_known);
            row.empty(REFUSED.len());
            row.end();
        };
        for band in &group.bands {
            let [up, down, same, undecided, refused] = moves(band).map(Some);
            write_row(&name_or_undecided(band.band), [up, down, same, undecided, refused, None, None, None]);
        }
        let [added, removed] = [group.added, group.removed].map(|count| self.known(count));
        let jobs = [group.added, group.removed, group.not_paired].map(|count| count.jobs);
        if jobs.iter().sum::<u64>() > 0 {
            write_row("", [None, None, None, None, None, added, removed, Some(group.not_paired)]);
        }
    }
}

/// Writes the number of jobs and of their staff. The staff is empty if no headcount is known.
fn write_count(count: Count, row: &mut CsvRow<'_>) {
    let headcount = (count.jobs == 0 || count.not_known < count.jobs).then_some(count.headcount);
    row.number(count.jobs).optional_number(headcount);
}

//! The counts of a review programme, for people and programs.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::CsvColumns;
use super::diff::{RefusedSide, SIDES, not_known, refused_table};
use super::object::serialize_as;
use super::result::{CsvReport, Formats, Report};
use super::wording::{counted, group_in_words, place_in_list};
use crate::csv::{CellSafety, CsvRows};
use crate::programme::{BandCounts, Count, GroupCounts, Programme};
use crate::scheme::Located;

serialize_as!(Programme<'_>, programme => {
    "bands": programme.counts.all.bands,
    "added": programme.known(programme.counts.all.added),
    "removed": programme.known(programme.counts.all.removed),
    "not_paired": programme.counts.all.not_paired,
    "refused": Sides(programme.counts.all.refused),
    "without_levels": programme.without_levels.len(),
    "not_known": not_known(&programme.unidentified),
    "refused_jobs": programme.refused_sides().collect::<Vec<_>>(),
    "by": programme.counts.by,
    "groups": programme.counts.groups.iter().map(|counts| ProgrammeGroup { programme, counts }).collect::<Vec<_>>(),
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

impl Report for Programme<'_> {
    const FORMATS: Formats<Self> = Formats::csv();

    fn title(&self) -> &'static str {
        "Review programme"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut blocks = vec![ReportBlock::Heading("What became of the jobs of each band".to_owned())];
        self.push_group(&self.counts.all, &mut blocks);
        for group in &self.counts.groups {
            let by = self.counts.by.unwrap_or_default();
            blocks.push(ReportBlock::Heading(format!("{by}: {}", group_in_words(group.group))));
            self.push_group(group, &mut blocks);
        }
        blocks.extend(not_known(&self.unidentified).map(ReportBlock::text));
        blocks.extend(refused_table(self.refused_sides()));
        blocks
    }
}

impl CsvReport for Programme<'_> {
    fn push_csv(&self, cells: CellSafety, written: &mut CsvRows) {
        let mut rows: Vec<ProgrammeRow<'_>> =
            self.counts.rows().iter().flat_map(|group| self.rows(group)).collect();
        rows.extend(self.refused_sides().map(ProgrammeRow::from_refused));
        let mut columns = CsvColumns::new()
            .column("group", |row: &ProgrammeRow<'_>| row.group)
            .column("band", |row| row.band.as_deref());
        for (index, name) in MOVES.into_iter().enumerate() {
            columns = columns
                .column(format!("{name}_jobs"), move |row| row.counts[index].map(|count| count.jobs))
                .column(format!("{name}_headcount"), move |row| row.counts[index].and_then(headcount));
        }
        let columns = columns
            .column("headcount_not_known", |row| row.refused.is_none().then(|| row.not_known()))
            .column("side", |row| row.refused.map(|refused| refused.side))
            .column("id", |row| row.refused.and_then(|refused| refused.job.id.as_deref()))
            .column("title", |row| row.refused.map(|refused| &*refused.job.title))
            .column("source", |row| row.refused.map(|refused| &*refused.job.source))
            .column("code", |row| row.refused.map(|refused| refused.job.rule.code()))
            .column("problem", |row| row.refused.map(|refused| &*refused.job.problem));
        columns.push(&rows, cells, written);
    }
}

/// A row of CSV: the jobs of a band, those on one side only, or a refused job.
#[derive(Debug, Clone, Default)]
struct ProgrammeRow<'p> {
    group: Option<&'p str>,
    band: Option<String>,
    /// In the order of [`MOVES`].
    counts: [Option<Count>; MOVES.len()],
    refused: Option<RefusedSide<'p>>,
}

impl<'p> ProgrammeRow<'p> {
    fn from_refused(refused: RefusedSide<'p>) -> ProgrammeRow<'p> {
        let group = refused.job.kept.as_deref();
        ProgrammeRow { group, refused: Some(refused), ..ProgrammeRow::default() }
    }

    /// Returns the number of jobs whose headcount is not known.
    fn not_known(&self) -> u64 {
        self.counts.into_iter().flatten().map(|count| count.not_known).sum()
    }
}

/// Returns the staff of jobs, `None` if the headcount of no job is known.
fn headcount(count: Count) -> Option<u64> {
    (count.jobs == 0 || count.not_known < count.jobs).then_some(count.headcount)
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
    /// Returns a row per band, and one without a band if jobs are on one side only.
    fn rows<'p>(&self, group: &'p GroupCounts<'_>) -> Vec<ProgrammeRow<'p>> {
        let mut rows: Vec<ProgrammeRow<'p>> = group.bands.iter().map(|band| band_row(group, band)).collect();
        let [added, removed] = [group.added, group.removed].map(|count| self.known(count));
        if group.added.jobs + group.removed.jobs + group.not_paired.jobs > 0 {
            rows.push(ProgrammeRow {
                group: group.group,
                counts: [None, None, None, None, None, added, removed, Some(group.not_paired)],
                ..ProgrammeRow::default()
            });
        }
        rows
    }
}

fn band_row<'p>(group: &'p GroupCounts<'_>, band: &BandCounts<'_>) -> ProgrammeRow<'p> {
    let [up, down, same, undecided, refused] = moves(band).map(Some);
    ProgrammeRow {
        group: group.group,
        band: Some(name_or_undecided(band.band)),
        counts: [up, down, same, undecided, refused, None, None, None],
        refused: None,
    }
}

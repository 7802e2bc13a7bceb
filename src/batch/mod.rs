//! Many jobs through one evaluation: rows in, lines and counts out, with no more in memory than the rows at hand.

mod carried;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::csv::{self, CellSafety, CsvRow, CsvRows, WriteRow};
use crate::finding::FileFindings;
use crate::job::{Job, JobRow, Passthrough, RefusedCounts, RefusedJob, RowBlock, RowForm, RowIds, Wanted};
use crate::json::{self, Object};
use crate::outcome::Outcome;
use crate::profile::Profile;
use crate::rank::{BestMatch, best_match};
use crate::scheme::Scheme;
use crate::score::{Score, score};
pub use carried::{Carried, DroppedKeys, Renamed};
use carried::{CarriedFields, ReservedNames, write_fields};

/// What a batch does with each job.
pub trait Evaluation: Sync {
    /// What comes of a job.
    type Result<'j>: WriteRow + Object
    where
        Self: 'j;

    /// Evaluates a job.
    fn evaluate<'j>(&'j self, job: &'j Job<'j>) -> Self::Result<'j>;

    /// Whether the result is a yes: a complete score, a match.
    fn is_yes(result: &Self::Result<'_>) -> bool;

    /// The total in the result, where the distribution of totals is of interest.
    fn total(_result: &Self::Result<'_>) -> Option<u32> {
        None
    }

    /// The profile in the result and how the job stands to it, where the result is about one.
    fn outcome<'r>(_result: &'r Self::Result<'_>) -> Option<(&'r str, Outcome)> {
        None
    }

    /// The names of columns that come last in CSV, after those that are carried through.
    fn last_columns(&self) -> Vec<String> {
        Vec::new()
    }

    /// Writes the cells of these columns.
    fn write_last_cells(&self, _result: &Self::Result<'_>, _row: &mut CsvRow<'_>) {}
}

/// Scores each job.
#[derive(Debug, Clone, Copy)]
pub struct Scoring<'s> {
    /// The scheme whose factors have a column each for their points, after all other columns; none for no such columns.
    pub points_of: Option<&'s Scheme>,
}

impl Evaluation for Scoring<'_> {
    type Result<'j>
        = Score<'j>
    where
        Self: 'j;

    fn evaluate<'j>(&'j self, job: &'j Job<'j>) -> Score<'j> {
        score(job)
    }

    fn is_yes(score: &Score<'_>) -> bool {
        score.standing.is_complete()
    }

    fn total(score: &Score<'_>) -> Option<u32> {
        score.standing.total
    }

    fn last_columns(&self) -> Vec<String> {
        let factors = self.points_of.into_iter().flat_map(Scheme::factors);
        factors.map(|factor| format!("{}_points", factor.id())).collect()
    }

    fn write_last_cells(&self, score: &Score<'_>, row: &mut CsvRow<'_>) {
        if self.points_of.is_some() {
            score.factors().for_each(|factor| _ = row.optional_number(factor.points));
        }
    }
}

/// Finds the best profile for each job.
#[derive(Debug, Clone, Copy)]
pub struct BestMatching<'p> {
    /// The profiles to choose from.
    pub profiles: &'p [&'p Profile<'p>],
}

impl Evaluation for BestMatching<'_> {
    type Result<'j>
        = BestMatch<'j>
    where
        Self: 'j;

    fn evaluate<'j>(&'j self, job: &'j Job<'j>) -> BestMatch<'j> {
        // Jobs and profiles of a run are read under one scheme.
        best_match(job, self.profiles.iter().copied()).unwrap_or(BestMatch { job, best: None })
    }

    fn is_yes(found: &BestMatch<'_>) -> bool {
        found.is_match()
    }

    fn outcome<'r>(found: &'r BestMatch<'_>) -> Option<(&'r str, Outcome)> {
        found.best.map(|best| (best.profile.id(), best.verdict.outcome))
    }
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputMode {
    /// As rows of CSV.
    Csv(CellSafety),
    /// One JSON object a line.
    Ndjson,
    /// Not at all: they are only counted.
    Counted,
}

/// How many jobs there were of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All, with the rows and documents that gave no job.
    pub all: u64,
    /// Those whose result was a no.
    pub no: u64,
    /// Rows, documents and files that gave no job.
    pub refused: RefusedCounts,
    /// Jobs whose id another job of the run has; not counted for groups.
    pub repeated_ids: u64,
    /// How often each total came up.
    pub totals: Totals,
    /// For each profile that was the best of some jobs, by its id, how many of them had each outcome, in the order of
    /// [`Outcome::ALL`]. Only where results are counted and not written.
    pub outcomes: BTreeMap<String, [u64; 4]>,
}

impl Tally {
    /// Those whose result was a yes.
    pub fn yes(&self) -> u64 {
        self.jobs() - self.no
    }

    /// Returns the number of jobs that could be read.
    pub fn jobs(&self) -> u64 {
        self.all - self.refused.jobs()
    }

    /// Adds another.
    pub fn add(&mut self, other: &Tally) {
        self.all += other.all;
        self.no += other.no;
        self.refused += other.refused;
        self.repeated_ids += other.repeated_ids;
        self.totals.add(&other.totals);
        for (profile, counts) in &other.outcomes {
            let own = self.outcomes.entry(profile.clone()).or_default();
            own.iter_mut().zip(counts).for_each(|(own, more)| *own += more);
        }
    }

    /// Counts jobs by their totals; a job without one counts as a no.
    pub fn from_totals(totals: impl IntoIterator<Item = Option<u32>>) -> Tally {
        let mut tally = Tally::default();
        for total in totals {
            tally.all += 1;
            match total {
                Some(total) => tally.totals.count(total),
                None => tally.no += 1,
            }
        }
        tally
    }

    fn count<E: Evaluation>(&mut self, result: &E::Result<'_>) {
        self.all += 1;
        self.no += u64::from(!E::is_yes(result));
        if let Some(total) = E::total(result) {
            self.totals.count(total);
        }
    }

    fn count_outcome<E: Evaluation>(&mut self, result: &E::Result<'_>) {
        let Some((profile, outcome)) = E::outcome(result) else { return };
        let counts = match self.outcomes.get_mut(profile) {
            Some(counts) => counts,
            None => self.outcomes.entry(profile.to_owned()).or_default(),
        };
        Outcome::ALL.iter().zip(counts).for_each(|(of, count)| *count += u64::from(*of == outcome));
    }

    /// Counts a job that was refused.
    pub fn refuse(&mut self, refused: &RefusedJob) {
        let before = self.refused.jobs();
        self.refused.count(refused);
        self.all += self.refused.jobs() - before;
    }
}

/// The jobs of each group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// By what they have in common; an empty name is for jobs that say nothing of it.
    groups: BTreeMap<String, Tally>,
    /// How many bytes their names have.
    bytes: usize,
    /// Whether there are more than are kept.
    are_too_many: bool,
}

/// The most groups that jobs are put into: a column with more values groups nothing.
pub const MOST_GROUPS: usize = 10_000;

/// The most bytes that the names of all groups may have.
const MOST_NAMES: usize = 16 << 20;

impl Groups {
    /// Whether there are more than [`MOST_GROUPS`], or their names are longer than any names are.
    pub fn are_too_many(&self) -> bool {
        self.are_too_many
    }

    /// Each group by name, with its jobs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tally)> {
        self.groups.iter().map(|(name, tally)| (name.as_str(), tally))
    }

    /// Adds the jobs of others.
    pub fn add(&mut self, others: &Groups) {
        for (name, tally) in &others.groups {
            self.group(Some(name)).add(tally);
        }
        self.are_too_many |= others.are_too_many;
    }

    fn group(&mut self, name: Option<&str>) -> &mut Tally {
        let name = name.unwrap_or_default();
        let is_new = !self.groups.contains_key(name);
        self.bytes += if is_new { name.len() } else { 0 };
        let has_room = self.groups.len() < MOST_GROUPS && self.bytes <= MOST_NAMES;
        self.are_too_many |= is_new && !has_room;
        // What has no room is in no group of its own, and the whole is an error.
        let name = if is_new && !has_room { "" } else { name };
        self.groups.entry(name.to_owned()).or_default()
    }
}

/// How often each total came up, in points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How often, by the total, as far as totals go in most schemes.
    low: Vec<u64>,
    high: BTreeMap<u32, u64>,
}

impl Totals {
    /// Counts a total.
    pub fn count(&mut self, total: u32) {
        const GREATEST_LOW: usize = 10_000;
        let index = total as usize;
        if index > GREATEST_LOW {
            *self.high.entry(total).or_default() += 1;
            return;
        }
        if index >= self.low.len() {
            self.low.resize(index + 1, 0);
        }
        self.low[index] += 1;
    }

    /// The totals that came up in ascending order, with how often each did.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0..).zip(self.low.iter().copied()).filter(|(_, count)| *count > 0);
        low.chain(self.high.iter().map(|(&total, &count)| (total, count)))
    }

    fn add(&mut self, other: &Totals) {
        self.low.resize(self.low.len().max(other.low.len()), 0);
        self.low.iter_mut().zip(&other.low).for_each(|(count, more)| *count += more);
        for (total, more) in &other.high {
            *self.high.entry(*total).or_default() += more;
        }
    }
}

/// What came of the jobs of a file, or of a part of one.
#[derive(Debug, Default)]
pub struct UnitOutput {
    /// The lines.
    pub written: CsvRows,
    /// How many jobs they are about.
    pub tally: Tally,
    /// The same for each group, where there are groups.
    pub groups: Groups,
    /// The ids of its rows.
    pub ids: RowIds,
    /// What was found in rows.
    pub findings: FileFindings,
    /// The keys of rows that are carried through under another name.
    pub renamed: Renamed,
    /// The keys of rows that are not carried through.
    pub left_out: DroppedKeys,
}

/// One evaluation of jobs from any number of files.
#[derive(Debug)]
pub struct Batch<E> {
    evaluation: E,
    lines: OutputMode,
    /// The columns that are carried through to CSV.
    carried: Carried,
    /// The columns or fields that results have themselves.
    own: ReservedNames,
    /// What jobs are put into groups by, if by anything.
    by: Option<String>,
}

/// A file of rows, and what of it is carried through.
#[derive(Debug)]
pub struct RowPlan {
    form: Arc<RowForm>,
    /// Its columns that are carried through under another name.
    renamed: Renamed,
    cells: CarriedCells,
}

/// Where the cells of a file go that are carried through.
#[derive(Debug)]
enum CarriedCells {
    Nowhere,
    /// The column of the file for each column that is carried through to CSV; one that it does not have where it has none.
    Columns(Vec<usize>),
    Fields(CarriedFields),
}

impl RowPlan {
    /// How the rows of the file are read.
    pub fn form(&self) -> &RowForm {
        &self.form
    }

    /// Its columns that are carried through under another name than their own, with that name.
    pub fn renamed(&self) -> &Renamed {
        &self.renamed
    }
}

/// What a row holds to be carried through, with its file.
type CarriedRow<'r> = (&'r RowPlan, Passthrough<'r>);

impl<E: Evaluation> Batch<E> {
    /// Writes results in these lines. These columns are carried through to CSV; NDJSON takes all.
    pub fn new(evaluation: E, lines: OutputMode, carried: Carried) -> Batch<E> {
        let own = match lines {
            OutputMode::Csv(_) => {
                let own = E::Result::COLUMNS.iter().map(|&name| name.to_owned());
                own.chain(evaluation.last_columns()).collect()
            }
            _ => E::Result::FIELDS.iter().chain(RefusedJob::FIELDS).map(|&name| name.to_owned()).collect(),
        };
        Batch { evaluation, lines, carried, own: ReservedNames(own), by: None }
    }

    /// The same, with jobs counted for each value under this key or in this column, which their readers have to keep.
    #[must_use]
    pub fn grouped_by(self, by: Option<&str>) -> Batch<E> {
        Batch { by: by.map(ToOwned::to_owned), ..self }
    }

    /// What comes before the results.
    pub fn header(&self) -> UnitOutput {
        let mut header = CsvRows::default();
        if let OutputMode::Csv(cells) = self.lines {
            let own = E::Result::COLUMNS.iter().map(|&name| name.to_owned());
            let carried = self.carried.names().map(|name| self.carried_name(name));
            csv::push_header(own.chain(carried).chain(self.evaluation.last_columns()), cells, &mut header);
        }
        UnitOutput { written: header, ..UnitOutput::default() }
    }

    /// The columns that are carried through to CSV under another name than their own, with that name, and the first file
    /// that has each.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, String, &Arc<str>)> {
        let names = self.carried.names().enumerate();
        names
            .map(|(column, name)| (name, self.carried_name(name), self.carried.source(column)))
            .filter(|(name, carried, _)| name != carried)
    }

    fn carried_name(&self, name: &str) -> String {
        let is_taken = |free: &str| self.carried.names().any(|name| name == free);
        self.own.free_name(name, false, is_taken).into_owned()
    }

    /// Prepares for the rows of a file.
    ///
    /// # Errors
    /// The name of a column of the file that is not among those that are carried through.
    pub fn plan(&self, form: &Arc<RowForm>) -> Result<RowPlan, String> {
        let mut renamed = Renamed::new();
        let cells = match (self.lines, form.columns()) {
            (OutputMode::Csv(_), Some(columns)) => CarriedCells::Columns(self.carried.columns_of(columns)?),
            (OutputMode::Ndjson, Some(columns)) => {
                CarriedCells::Fields(CarriedFields::new(columns, &self.own, &mut renamed))
            }
            _ => CarriedCells::Nowhere,
        };
        Ok(RowPlan { form: Arc::clone(form), renamed, cells })
    }

    /// Evaluates the rows of a block.
    pub fn rows(&self, plan: &RowPlan, block: &RowBlock, scheme: &Scheme) -> UnitOutput {
        let written = CsvRows { bytes: Vec::with_capacity(block.length()), changed_cells: 0 };
        let mut done = UnitOutput { written, ids: plan.form.row_ids(), ..UnitOutput::default() };
        let mut findings = FileFindings::default();
        let wanted = if self.lines == OutputMode::Counted { Wanted::Nothing } else { Wanted::Besides };
        plan.form.read(block, scheme, wanted, &mut findings, |row| {
            row.add_id(&mut done.ids);
            let JobRow { job, besides } = row;
            match job {
                Ok(job) => self.job(job, Some((plan, besides)), &mut done),
                Err(refused) => self.refused(&refused, Some((plan, besides)), &mut done),
            }
        });
        UnitOutput { findings, ..done }
    }

    /// Evaluates the jobs of a file, with those that were refused between them, in the order of their lines.
    pub fn jobs(&self, jobs: &[Job<'_>], refused: &[RefusedJob], done: &mut UnitOutput) {
        let mut refused = refused.iter().peekable();
        for job in jobs {
            while let Some(before) = refused.next_if(|one| one.line.is_some_and(|line| line < job.line())) {
                self.refused(before, None, done);
            }
            self.job(job, None, done);
        }
        refused.for_each(|refused| self.refused(refused, None, done));
    }

    fn job(&self, job: &Job<'_>, carried: Option<CarriedRow<'_>>, done: &mut UnitOutput) {
        let result = self.evaluation.evaluate(job);
        done.tally.count::<E>(&result);
        let group = self.by.as_ref().map(|by| done.groups.group(job.group(by)));
        match self.lines {
            OutputMode::Counted => {
                done.tally.count_outcome::<E>(&result);
                if let Some(group) = group {
                    group.count::<E>(&result);
                    group.count_outcome::<E>(&result);
                }
            }
            OutputMode::Ndjson => self.write_line(&result, carried, done),
            OutputMode::Csv(cells) => {
                let mut row = CsvRow::begin(&mut done.written, cells);
                result.write_cells(&mut row);
                self.write_carried(carried, &mut row, &mut done.left_out);
                self.evaluation.write_last_cells(&result, &mut row);
                row.end();
            }
        }
    }

    /// Counts a refused job and answers it in its place.
    fn refused(&self, refused: &RefusedJob, carried: Option<CarriedRow<'_>>, done: &mut UnitOutput) {
        done.tally.refuse(refused);
        if self.by.is_some() {
            done.groups.group(refused.kept.as_deref()).refuse(refused);
        }
        match self.lines {
            OutputMode::Counted => {}
            OutputMode::Ndjson => self.write_line(refused, carried, done),
            OutputMode::Csv(cells) => {
                let mut row = CsvRow::begin(&mut done.written, cells);
                refused.write_cells(E::Result::COLUMNS, &mut row);
                self.write_carried(carried, &mut row, &mut done.left_out);
                row.empty(self.evaluation.last_columns().len());
                row.end();
            }
        }
    }

    /// Writes a line of NDJSON with what is carried through to it.
    fn write_line(&self, line: &impl Serialize, carried: Option<CarriedRow<'_>>, done: &mut UnitOutput) {
        let mut fields = Vec::new();
        match carried {
            Some((RowPlan { cells: CarriedCells::Fields(of), .. }, Passthrough::Cells(record))) => {
                of.write(record, &mut fields);
            }
            Some((_, Passthrough::Values(values, _))) => {
                write_fields(values, &self.own, &mut done.renamed, &mut fields);
            }
            _ => {}
        }
        // Writing to memory cannot fail.
        let _ = json::write_line_with(line, &fields, &mut done.written.bytes);
    }

    fn write_carried(
        &self,
        carried: Option<CarriedRow<'_>>,
        row: &mut CsvRow<'_>,
        left_out: &mut DroppedKeys,
    ) {
        match carried {
            Some((RowPlan { cells: CarriedCells::Columns(columns), .. }, Passthrough::Cells(record))) => {
                columns.iter().for_each(|&column| _ = row.copy(record.cell(column)));
            }
            Some((_, Passthrough::Values(values, line))) => {
                self.carried.write_values(values, line, row, left_out);
            }
            _ => _ = row.empty(self.carried.count()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_counted_in_their_order_however_high() {
        let mut totals = Totals::default();
        [3, 20_000_000, 10_000, 10_001, 20_000_000, 3].into_iter().for_each(|total| totals.count(total));
        assert_eq!(totals.low.len(), 10_001);
        let mut both = totals.clone();
        both.add(&totals);
        assert_eq!(both.iter().collect::<Vec<_>>(), [(3, 4), (10_000, 2), (10_001, 2), (20_000_000, 4)]);
    }

    #[test]
    fn the_names_of_groups_have_a_bound() {
        let mut groups = Groups::default();
        groups.group(Some(&"x".repeat(MOST_NAMES)));
        assert!(!groups.are_too_many);
        groups.group(Some("y"));
        assert!(groups.are_too_many);
    }
}

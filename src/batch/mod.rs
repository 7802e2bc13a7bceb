//! Batches: one question asked of every job of any number of files, in constant memory.

mod carried;
mod question;
mod tally;

use std::sync::Arc;

use serde::Serialize;

use crate::csv::{self, CellSafety, CsvRow, CsvRows};
use crate::finding::FileFindings;
use crate::job::{Job, JobRow, Passthrough, RefusedJob, RowBlock, RowForm, RowIds, Wanted};
use crate::json::{self, Object};
use crate::scheme::Scheme;
pub use carried::{Carried, DroppedKeys, Renamed};
use carried::{CarriedFields, ReservedNames, write_fields};
pub use question::Question;
pub use tally::{Groups, MOST_GROUPS, Tally, Totals};

/// Form in which results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputMode {
    /// Rows of CSV.
    Csv(CellSafety),
    /// One JSON object a line.
    Ndjson,
    /// Counts alone, without a line for each job.
    Counted,
}

/// Output of a batch for a file, or for a part of one.
#[derive(Debug, Default)]
pub struct UnitOutput {
    /// Lines of the result.
    pub written: CsvRows,
    /// Counts of the jobs.
    pub tally: Tally,
    /// Counts of the jobs of each group, if jobs are grouped.
    pub groups: Groups,
    /// Ids of the rows.
    pub ids: RowIds,
    /// Findings about the rows.
    pub findings: FileFindings,
    /// Keys of rows that are carried through under another name.
    pub renamed: Renamed,
    /// Keys of rows that are not carried through.
    pub left_out: DroppedKeys,
}

/// One question, asked of the jobs of any number of files.
#[derive(Debug)]
pub struct Batch<'p> {
    question: Question<'p>,
    lines: OutputMode,
    /// Columns that are carried through to CSV.
    carried: Carried,
    /// Columns or fields of the results themselves.
    reserved: ReservedNames,
    /// Key or column that groups jobs.
    by: Option<String>,
}

/// Plan for the rows of a file: how they are read, and where their other values go.
#[derive(Debug)]
pub struct RowPlan {
    form: Arc<RowForm>,
    /// Its columns that are carried through under another name.
    renamed: Renamed,
    cells: CarriedCells,
}

/// Cells of a file that are carried through.
#[derive(Debug)]
enum CarriedCells {
    Nowhere,
    /// To CSV: for each column of the result the column of the file, or one beyond its last.
    Columns(Vec<usize>),
    Fields(CarriedFields),
}

impl RowPlan {
    /// Returns the form of the rows of the file.
    pub fn form(&self) -> &RowForm {
        &self.form
    }

    /// Returns its columns that are carried through under another name, with that name.
    pub fn renamed(&self) -> &Renamed {
        &self.renamed
    }
}

/// Values of a row to be carried through, with the plan for its file.
type CarriedRow<'r> = (&'r RowPlan, Passthrough<'r>);

impl<'p> Batch<'p> {
    /// Creates a batch that asks `question` of each job. The columns `carried` are carried through to CSV; to NDJSON, all
    /// columns and keys are.
    pub fn new(question: Question<'p>, lines: OutputMode, carried: Carried) -> Batch<'p> {
        let (names, more) = match lines {
            OutputMode::Csv(_) => (question.columns(), question.points_columns()),
            _ => (question.fields(), RefusedJob::FIELDS.iter().map(ToString::to_string).collect()),
        };
        let reserved = ReservedNames(names.iter().map(ToString::to_string).chain(more).collect());
        Batch { question, lines, carried, reserved, by: None }
    }

    /// Also counts jobs for each value of this key or column, which readers of rows have to keep.
    #[must_use]
    pub fn grouped_by(self, by: Option<&str>) -> Batch<'p> {
        Batch { by: by.map(ToOwned::to_owned), ..self }
    }

    /// Returns the header of the result, empty unless it is CSV.
    pub fn header(&self) -> UnitOutput {
        let mut written = CsvRows::default();
        if let OutputMode::Csv(cells) = self.lines {
            let columns = self.question.columns().iter().map(ToString::to_string);
            let carried = self.carried.names().map(|name| self.carried_name(name));
            let columns = columns.chain(carried).chain(self.question.points_columns());
            csv::push_header(columns, cells, &mut written);
        }
        UnitOutput { written, ..UnitOutput::default() }
    }

    /// Iterates over the columns that are carried through to CSV under another name, with that name and the first file
    /// that has the column.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, String, &Arc<str>)> {
        let names = self.carried.names().enumerate();
        names
            .map(|(column, name)| (name, self.carried_name(name), self.carried.source(column)))
            .filter(|(name, carried, _)| name != carried)
    }

    fn carried_name(&self, name: &str) -> String {
        self.reserved
            .free_name(name, false, |free| self.carried.names().any(|name| name == free))
            .into_owned()
    }

    /// Plans the rows of a file.
    ///
    /// # Errors
    /// Name of a column of the file that should be carried through, but was not given to [`Batch::new`].
    pub fn plan(&self, form: &Arc<RowForm>) -> Result<RowPlan, String> {
        let mut renamed = Renamed::new();
        let cells = match (self.lines, form.columns()) {
            (OutputMode::Csv(_), Some(columns)) => CarriedCells::Columns(self.carried.columns_of(columns)?),
            (OutputMode::Ndjson, Some(columns)) => {
                CarriedCells::Fields(CarriedFields::new(columns, &self.reserved, &mut renamed))
            }
            _ => CarriedCells::Nowhere,
        };
        Ok(RowPlan { form: Arc::clone(form), renamed, cells })
    }

    /// Answers the rows of a block.
    pub fn rows(&self, plan: &RowPlan, block: &RowBlock, scheme: &Scheme) -> UnitOutput {
        let written = CsvRows { bytes: Vec::with_capacity(block.length()), changed_cells: 0 };
        let mut done = UnitOutput { written, ids: plan.form.row_ids(), ..UnitOutput::default() };
        let mut findings = FileFindings::default();
        let wanted =
            if self.lines == OutputMode::Counted { Wanted::JobAlone } else { Wanted::JobAndPassthrough };
        plan.form.read(block, scheme, wanted, &mut findings, |row| {
            row.add_id(&mut done.ids);
            let JobRow { job, carried } = row;
            match job {
                Ok(job) => self.job(job, Some((plan, carried)), &mut done),
                Err(refused) => self.refused(&refused, Some((plan, carried)), &mut done),
            }
        });
        UnitOutput { findings, ..done }
    }

    /// Answers the jobs of a file, and lists the refused ones between them, in the order of their lines.
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
        let answer = self.question.answer(job);
        done.tally.count(&answer);
        let group = self.by.as_ref().map(|by| done.groups.group(job.group(by)));
        match self.lines {
            OutputMode::Counted => {
                done.tally.count_outcome(&answer);
                if let Some(group) = group {
                    group.count(&answer);
                    group.count_outcome(&answer);
                }
            }
            OutputMode::Ndjson => self.write_line(&answer, carried, done),
            OutputMode::Csv(cells) => {
                let mut row = CsvRow::begin(&mut done.written, cells);
                answer.write_cells(&mut row);
                self.write_carried(carried, &mut row, &mut done.left_out);
                if self.question.writes_points() {
                    answer.write_points(&mut row);
                }
                row.end();
            }
        }
    }

    /// Counts a refused job, and lists it in its place.
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
                refused.write_cells(self.question.columns(), &mut row);
                self.write_carried(carried, &mut row, &mut done.left_out);
                row.empty(self.question.points_columns().len());
                row.end();
            }
        }
    }

    /// Writes a line of NDJSON, with the values that are carried through to it.
    fn write_line(&self, line: &impl Serialize, carried: Option<CarriedRow<'_>>, done: &mut UnitOutput) {
        let mut fields = Vec::new();
        match carried {
            Some((RowPlan { cells: CarriedCells::Fields(carried), .. }, Passthrough::Cells(record))) => {
                carried.write(record, &mut fields);
            }
            Some((_, Passthrough::Values(values, _))) => {
                write_fields(values, &self.reserved, &mut done.renamed, &mut fields);
            }
            _ => {}
        }
        // Writes to memory do not fail.
        let _ = json::write_line_with(line, &fields, &mut done.written.bytes);
    }

    /// Writes the cells that are carried through to a row of CSV.
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

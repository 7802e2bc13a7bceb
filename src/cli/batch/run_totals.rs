//! Counts and findings of a run.

use std::collections::BTreeSet;
use std::sync::Arc;

use jobeval::Job;
use jobeval::batch::{Batch, DroppedKeys, Groups, MOST_GROUPS, RowPlan, Tally, UnitOutput};
use jobeval::finding::{FileFindings, Finding, Position, Problem, ReadError, Rule};
use jobeval::job::{JobIds, LINES_AHEAD, RefusedCounts, RefusedJob};
use jobeval::report::{counted, short};

use super::units::{UnitResult, UnitSource};
use crate::cli::error::Error;
use crate::cli::groups::{no_groups, warn_of_similar};
use crate::cli::input;
use crate::cli::output::Output;

/// Counts of a run that has ended.
#[derive(Debug, Default)]
pub(crate) struct RunResult {
    pub(crate) tally: Tally,
    groups: Groups,
    /// Number of cells of CSV that were changed, so that no spreadsheet runs them.
    pub(crate) changed_cells: u64,
    /// True if there were rows among the jobs.
    has_rows: bool,
}

impl RunResult {
    /// Returns `by` with its groups, and warns of groups that differ only in case or spaces. `None` without `by`.
    ///
    /// # Errors
    /// There are too many groups, or no job has a value.
    pub(crate) fn groups<'r>(
        &'r self,
        by: &'r Option<String>,
        output: &mut Output,
    ) -> Result<Option<(&'r str, &'r Groups)>, Error> {
        let Some(by) = by else { return Ok(None) };
        if self.groups.are_too_many() {
            let message = format!("`{}` has more than {MOST_GROUPS} values, or very long ones", short(by));
            let help = "give --by a key or column with few values, such as organisation";
            return Err(Error::usage(message, help));
        }
        if self.tally.jobs() > 0 && self.groups.iter().all(|(name, _)| name.is_empty()) {
            return Err(no_groups(by));
        }
        warn_of_similar(self.groups.iter().map(|(name, _)| name), output);
        Ok(Some((by, &self.groups)))
    }

    /// Tells the user how many rows had which answer, if there were rows. `yes` and `no` are the words for the answers.
    pub(crate) fn conclude(&self, [yes, no]: [&str; 2], output: &mut Output) {
        if !self.has_rows {
            return;
        }
        let Tally { all, no: noes, refused, .. } = self.tally;
        let (rows, yeses) = (counted(all, "row"), self.tally.yes());
        let RefusedCounts { refused, without_levels, .. } = refused;
        let mut words = format!("{rows} read: {yeses} {yes}, {noes} {no}, {refused} refused");
        if without_levels > 0 {
            words.push_str(&format!(", {without_levels} without levels"));
        }
        output.conclude(words);
    }
}

/// Counts and findings of the units so far.
#[derive(Default)]
pub(crate) struct RunTotals {
    run: RunResult,
    ids: JobIds,
    findings: Vec<Finding>,
    rows: Option<RowTotals>,
    /// Columns and keys whose new names have been noted.
    renamed: BTreeSet<String>,
}

/// Findings of the file of rows that is being taken.
struct RowTotals {
    plan: Arc<RowPlan>,
    found: FileFindings,
    left_out: DroppedKeys,
    count: u64,
}

impl RunTotals {
    /// Returns true once a job has been read.
    pub(crate) fn has_jobs(&self) -> bool {
        self.run.tally.jobs() > 0
    }

    /// Takes the result of a unit, and returns the bytes to write.
    pub(crate) fn take(&mut self, result: UnitResult<'_>, batch: &Batch<'_>) -> Vec<u8> {
        let UnitResult { mut done, source, .. } = result;
        match source {
            UnitSource::Files(files) => {
                for mut file in files {
                    self.findings.extend(input::take_findings(&mut file, &mut self.ids));
                }
            }
            UnitSource::Rows(plan) => self.take_rows(&plan, &mut done),
            UnitSource::EndOfRows(plan, error) => {
                let is_empty = self.rows(&plan).count == 0;
                self.end_rows();
                if let Some(fault) = error.or_else(|| is_empty.then(|| plan.form().without_rows())) {
                    let file = RefusedJob::file(Arc::clone(&fault.source), std::slice::from_ref(&fault));
                    batch.jobs(&[], &[file], &mut done);
                    self.findings.push(fault);
                }
            }
        }
        self.count(done)
    }

    /// Evaluates the job that the command line gives, and returns the bytes to write.
    pub(crate) fn take_given(&mut self, given: Result<Job<'_>, ReadError>, batch: &Batch<'_>) -> Vec<u8> {
        let mut done = UnitOutput::default();
        match given {
            Ok(job) => batch.jobs(&[job], &[], &mut done),
            Err(error) => {
                let source = error.findings.first().map(|finding| Arc::clone(&finding.source));
                let refused = RefusedJob::file(source.unwrap_or_default(), &error.findings);
                batch.jobs(&[], &[refused], &mut done);
                self.findings.extend(error.findings);
            }
        }
        self.count(done)
    }

    /// Counts results, and returns the bytes to write.
    pub(crate) fn count(&mut self, done: UnitOutput) -> Vec<u8> {
        self.run.tally.add(&done.tally);
        self.run.groups.add(&done.groups);
        self.run.changed_cells += done.written.changed_cells;
        done.written.bytes
    }

    /// Notes, once for each name, that a column or key is carried through under another name.
    pub(crate) fn note_renamed(&mut self, source: &Arc<str>, name: &str, carried: &str) {
        if self.renamed.insert(name.to_owned()) {
            let (name, carried) = (short(name), short(carried));
            let message = format!("the column `{name}` is carried through as `{carried}`");
            let help = if carried.starts_with(&*name) {
                "another column has that name".to_owned()
            } else {
                format!("the result has a column `{name}` of its own")
            };
            self.findings.push(Finding::at(
                source,
                None,
                Problem::new(Rule::RenamedColumn, message).help(help),
            ));
        }
    }

    /// Ends the run.
    pub(crate) fn end(mut self) -> (RunResult, Vec<Finding>) {
        self.end_rows();
        self.findings.extend(self.ids.end());
        self.run.tally.repeated_ids = self.ids.repeated();
        (self.run, self.findings)
    }

    /// Takes the findings of a block of rows.
    fn take_rows(&mut self, plan: &Arc<RowPlan>, done: &mut UnitOutput) {
        let source = plan.form().source();
        let mut repeated = FileFindings::default();
        self.ids.add_rows(source, &done.ids, &mut repeated);
        let rows = self.rows(plan);
        rows.found.append(std::mem::take(&mut done.findings));
        rows.found.append(repeated);
        rows.left_out.append(std::mem::take(&mut done.left_out));
        rows.count += done.tally.all;
        for (name, carried) in &done.renamed {
            self.note_renamed(source, name, carried);
        }
    }

    /// Returns the totals of the file of rows that is being taken, which begin with its first unit.
    fn rows(&mut self, plan: &Arc<RowPlan>) -> &mut RowTotals {
        self.run.has_rows = true;
        if self.rows.is_none() {
            for (name, carried) in plan.renamed() {
                self.note_renamed(plan.form().source(), name, carried);
            }
        }
        self.rows.get_or_insert_with(|| RowTotals {
            plan: Arc::clone(plan),
            found: plan.form().findings(),
            left_out: DroppedKeys::default(),
            count: 0,
        })
    }

    /// Ends the file of rows that is being taken, if there is one.
    fn end_rows(&mut self) {
        if let Some(RowTotals { plan, found, left_out, .. }) = self.rows.take() {
            let source = plan.form().source();
            self.findings.extend(found.into_findings(source));
            self.findings.extend(dropped_keys(left_out, source));
        }
    }
}

/// Returns the findings about keys of NDJSON without a column in the result.
fn dropped_keys(DroppedKeys { keys, others }: DroppedKeys, source: &Arc<str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, (line, count)) in keys {
        let (key, rows) = (short(&key), counted(count, "row"));
        let message = format!("the key `{key}` is not carried through from {rows}");
        findings.push(dropped_key(source, Some(Position::of_line(line)), message));
    }
    findings.sort_by_key(|finding| finding.position);
    if others > 0 {
        let values = counted(others, "value");
        let message = format!("{values} of other keys are not carried through");
        findings.push(dropped_key(source, None, message));
    }
    findings
}

fn dropped_key(source: &Arc<str>, position: Option<Position>, message: String) -> Finding {
    let help = format!(
        "columns are made of the keys of the first {LINES_AHEAD} lines; --format ndjson carries all keys through"
    );
    Finding::at(source, position, Problem::new(Rule::OtherColumns, message).help(help))
}

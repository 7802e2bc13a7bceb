//! Units of work: blocks of rows, or a few job files.

use std::sync::Arc;

use jobeval::batch::{Batch, RowPlan, UnitOutput};
use jobeval::finding::{Finding, Problem, Rule};
use jobeval::job::{JobFile, RowBlock};
use jobeval::report::short;

use super::file_queue::{FileQueue, NextFile, RowStream};
use crate::cli::input::{self, InputFile};
use crate::cli::session::Session;

/// Work for one thread at a time.
pub(crate) enum Unit {
    Jobs(Vec<InputFile>),
    Rows(Arc<RowPlan>, RowBlock),
    /// End of a file of rows, with the error that ended it early.
    End(Arc<RowPlan>, Option<Finding>),
    /// File that is not read, with the reasons.
    Faulty(Vec<Finding>),
}

/// Result of a unit.
pub(crate) struct UnitResult<'s> {
    pub(crate) done: UnitOutput,
    /// Bytes of input in the unit.
    pub(crate) bytes: usize,
    pub(crate) source: UnitSource<'s>,
}

/// Input that a unit was made from.
pub(crate) enum UnitSource<'s> {
    Files(Vec<JobFile<'s>>),
    Rows(Arc<RowPlan>),
    /// End of a file of rows, with the error that ended it early.
    EndOfRows(Arc<RowPlan>, Option<Finding>),
}

/// Iterator that cuts files into units.
pub(crate) struct Units<'a, 's> {
    files: FileQueue<'s>,
    /// The file of rows that is being read.
    open: Option<(InputFile, Box<RowStream>, Arc<RowPlan>)>,
    batch: &'a Batch<'a>,
}

impl Iterator for Units<'_, '_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.next_block() {
                return Some(unit);
            }
            match self.files.next()? {
                NextFile::Jobs(files) => return Some(Unit::Jobs(files)),
                NextFile::Faulty(findings) => return Some(Unit::Faulty(findings)),
                NextFile::Rows(file, rows) => match self.plan(&rows) {
                    Ok(plan) => self.open = Some((file, rows, plan)),
                    Err(finding) => return Some(Unit::Faulty(vec![finding])),
                },
            }
        }
    }
}

impl<'a, 's> Units<'a, 's> {
    pub(crate) fn new(files: FileQueue<'s>, batch: &'a Batch<'a>) -> Units<'a, 's> {
        Units { files, open: None, batch }
    }

    /// Returns the next rows of the open file, or its end; `None` if no file is open.
    fn next_block(&mut self) -> Option<Unit> {
        let (file, mut rows, plan) = self.open.take()?;
        Some(match rows.next_block() {
            Ok(Some(block)) => {
                let unit = Unit::Rows(Arc::clone(&plan), block);
                self.open = Some((file, rows, plan));
                unit
            }
            Ok(None) => Unit::End(plan, None),
            Err(error) => Unit::End(plan, Some(input::unreadable(&file.path, &error))),
        })
    }

    /// Plans how the rows of a file are answered.
    ///
    /// # Errors
    /// The result has no column for a column of the file.
    fn plan(&self, rows: &RowStream) -> Result<Arc<RowPlan>, Finding> {
        self.batch.plan(rows.form()).map(Arc::new).map_err(|name| {
            let message = format!("the column `{}` is not carried through", short(&name));
            let help = "the result has too many columns, or the file has changed since its header was read";
            let problem = Problem::new(Rule::OtherColumns, message).help(help);
            Finding::at(rows.form().source(), None, problem)
        })
    }
}

impl Unit {
    /// Evaluates the jobs of the unit.
    pub(crate) fn work<'s>(self, batch: &Batch<'_>, session: Session<'s>) -> UnitResult<'s> {
        match self {
            Unit::Rows(plan, block) => {
                let done = batch.rows(&plan, &block, session.scheme);
                UnitResult { done, bytes: block.length(), source: UnitSource::Rows(plan) }
            }
            Unit::End(plan, error) => {
                let source = UnitSource::EndOfRows(plan, error);
                UnitResult { done: UnitOutput::default(), bytes: 0, source }
            }
            Unit::Jobs(files) => {
                let files = files.iter().map(|file| input::read_file(file, session)).collect();
                work_on_files(files, batch)
            }
            Unit::Faulty(findings) => {
                let source = findings.first().map(|finding| Arc::clone(&finding.source)).unwrap_or_default();
                work_on_files(vec![JobFile::not_read(&source, findings)], batch)
            }
        }
    }
}

/// Evaluates the jobs of files that have been read as a whole.
fn work_on_files<'s>(files: Vec<JobFile<'s>>, batch: &Batch<'_>) -> UnitResult<'s> {
    let (mut done, mut bytes) = (UnitOutput::default(), 0);
    for file in &files {
        bytes += file.text_length();
        batch.jobs(&file.jobs, &file.refused, &mut done);
    }
    UnitResult { done, bytes, source: UnitSource::Files(files) }
}

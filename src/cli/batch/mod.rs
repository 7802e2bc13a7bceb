//! Results that are written while jobs are still being read.

mod file_queue;
mod run_totals;
mod units;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use jobeval::Job;
use jobeval::batch::{Batch, Carried, OutputMode, Question};
use jobeval::finding::{Finding, ReadError};

use super::error::Error;
use super::input::{self, InputFile};
use super::output::Output;
use super::parallel;
use super::progress::Progress;
use super::session::Session;
use file_queue::FileQueue;
use run_totals::{RunResult, RunTotals};
use units::Units;

/// Answers the question for the jobs of all files in order, and then for the job that is `given`.
pub(super) fn run(
    question: Question<'_>,
    mode: OutputMode,
    files: Vec<Result<InputFile, Finding>>,
    given: Option<Result<Job<'_>, ReadError>>,
    session: Session<'_>,
    output: &mut Output,
) -> Result<RunResult, Error> {
    let mut progress = Progress::new(&files, output.shows_progress());
    let mut totals = RunTotals::default();
    let mut files = FileQueue::new(files, session);
    let by = session.keep.filter(|_| mode == OutputMode::Counted);
    if let Some(by) = by {
        files.check_headers(by)?;
    }
    let stream = ResultStream { question, mode, by, files, given, session };
    let shown = match mode {
        // Counts are shown at the end of the run.
        OutputMode::Counted => {
            stream.write(&mut io::sink(), &mut progress, &mut totals).map_err(Error::Output)
        }
        _ => output.show_as(|out| stream.write(out, &mut progress, &mut totals)),
    };
    progress.end();
    let (run, findings) = totals.end();
    output.note(findings);
    if run.tally.jobs() == 0 {
        return Err(Error::NothingRead);
    }
    output.count_changed_cells(run.changed_cells);
    shown.map(|()| run)
}

/// Checks that a file has the column or key of `--by`, before files are read as a whole. Skips the check if an input, such
/// as standard input, can be read only once.
///
/// # Errors
/// No file has it.
pub(super) fn check_headers(
    paths: &[PathBuf],
    session: Session<'_>,
    output: &mut Output,
) -> Result<(), Error> {
    let Some(by) = session.keep else { return Ok(()) };
    let files = input::job_files(paths, session, output);
    if files.iter().flatten().any(|file| !input::can_be_read_again(&file.path)) {
        return Ok(());
    }
    FileQueue::new(files, session).check_headers(by)
}

/// Results of a run that are written as they come.
struct ResultStream<'a, 's> {
    question: Question<'a>,
    mode: OutputMode,
    /// Column or key that jobs are counted by.
    by: Option<&'a str>,
    files: FileQueue<'s>,
    given: Option<Result<Job<'a>, ReadError>>,
    session: Session<'s>,
}

impl ResultStream<'_, '_> {
    /// Writes all results, and counts them in `totals`.
    ///
    /// # Errors
    /// The errors of `out`; `InvalidData` if no job could be read, so that an old file is kept.
    fn write(
        mut self,
        out: &mut (dyn Write + Send),
        progress: &mut Progress,
        totals: &mut RunTotals,
    ) -> io::Result<()> {
        let carried = match self.mode {
            OutputMode::Csv(_) => self.files.carried(),
            _ => Carried::default(),
        };
        let batch = Batch::new(self.question, self.mode, carried).grouped_by(self.by);
        for (name, carried, source) in batch.renamed() {
            totals.note_renamed(source, name, &carried);
        }
        let mut header = Some(totals.count(batch.header()));
        parallel::in_order(
            input::threads(self.session, usize::MAX),
            Units::new(self.files, &batch),
            |unit| unit.work(&batch, self.session),
            |result| {
                progress.add(result.done.tally.all, result.bytes);
                write_below(&mut header, &totals.take(result, &batch), out)?;
                out.flush()
            },
        )?;
        if let Some(given) = self.given {
            write_below(&mut header, &totals.take_given(given, &batch), out)?;
        }
        if totals.has_jobs() { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
    }
}

/// Writes rows, below the header if they are the first.
fn write_below(header: &mut Option<Vec<u8>>, rows: &[u8], out: &mut dyn Write) -> io::Result<()> {
    if !rows.is_empty()
        && let Some(header) = header.take()
    {
        out.write_all(&header)?;
    }
    out.write_all(rows)
}

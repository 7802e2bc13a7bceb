//! Answers that are written while jobs are still being read.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::Arc;

use jobeval::Job;
use jobeval::finding::{Finding, FirstFindings, Problem};
use jobeval::job::JobIds;
use jobeval::rows::{Block, Columns, OpenError, RowFile, RowSyntax};
use jobeval::stream::{Answering, Answers, Lines, Question, Sheet, Tally};

use super::input::{self, FileJobs, JobFile};
use super::output::Output;
use super::progress::Progress;
use super::{Session, Trouble, parallel};

/// What a run came to.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) tally: Tally,
    /// Whether there were rows among the jobs.
    pub(super) has_rows: bool,
}

impl Run {
    /// Says how many rows there were and what became of them.
    pub(super) fn conclude(&self, [yes, no]: [&str; 2], output: &mut Output) {
        let Tally { all, no: noes, refused, .. } = self.tally;
        if self.has_rows {
            let yeses = self.tally.yes();
            let rows = if all == 1 { "row" } else { "rows" };
            output.conclude(format!("{all} {rows} read: {yeses} {yes}, {noes} {no}, {refused} refused"));
        }
    }
}

/// Answers about every job of the files, in their order, and about one that is given besides.
pub(super) fn answer<Q: Question>(
    question: Q,
    lines: Lines,
    files: Vec<Result<JobFile, Finding>>,
    given: Option<Result<Job<'_>, Vec<Finding>>>,
    session: Session<'_>,
    output: &mut Output,
) -> Result<Run, Trouble> {
    let mut progress = Progress::new(&files, output.shows_progress());
    let mut taking = Taking::default();
    let stream = |out: &mut (dyn Write + Send)| {
        let mut files = Files { waiting: files.into_iter().map(File::Closed).collect(), session };
        let carried = if matches!(lines, Lines::Csv(_)) { files.carried() } else { Carried::default() };
        let answering = Answering::new(question, lines, carried.names.clone());
        out.write_all(&answering.header())?;
        out.flush()?;
        let threads = input::threads(session, usize::MAX);
        let units = Units { files, open: None, answering: &answering, carried };
        parallel::in_order(
            threads,
            units,
            |unit| unit.work(&answering, session),
            |done| {
                progress.add(&done);
                out.write_all(&taking.take(done))?;
                out.flush()
            },
        )?;
        match given {
            Some(Ok(job)) => {
                let mut answers = Answers::default();
                answering.jobs(&[job], 0, &mut answers);
                out.write_all(&taking.add(answers))
            }
            Some(Err(findings)) => {
                taking.findings.extend(findings);
                Ok(())
            }
            None => Ok(()),
        }
    };
    let shown = match lines {
        // What is counted is shown at the end.
        Lines::Counted => stream(&mut io::sink()).map_err(Trouble::Output),
        _ => output.show_as(stream),
    };
    progress.end();
    let (run, findings) = taking.end();
    output.note(findings);
    shown.map(|()| run)
}

type Rows = RowFile<Box<dyn Read + Send>>;

/// A file, before its jobs are read.
enum File {
    Closed(Result<JobFile, Finding>),
    Opened(JobFile, Result<Box<Rows>, Vec<Finding>>),
}

/// The columns that are carried through, and the file that has settled them.
#[derive(Debug, Default)]
struct Carried {
    names: Vec<String>,
    by: Option<Arc<str>>,
}

/// The files that are still to be read.
struct Files<'s> {
    waiting: VecDeque<File>,
    session: Session<'s>,
}

impl Files<'_> {
    /// A job file with those right behind it, as many as are answered at a time.
    fn job_files_from(&mut self, first: JobFile) -> Vec<JobFile> {
        let mut files = vec![first];
        while files.len() < input::AT_A_TIME
            && let Some(File::Closed(Ok(next))) = self.waiting.front()
            && next.rows(self.session).is_none()
        {
            files.push(next.clone());
            self.waiting.pop_front();
        }
        files
    }

    /// The columns of the first file that has any. Only files with columns are opened for it, and only one of them stays
    /// open.
    fn carried(&mut self) -> Carried {
        let session = self.session;
        for place in &mut self.waiting {
            let File::Closed(Ok(file)) = place else { continue };
            let Some(syntax @ RowSyntax::Csv(_)) = file.rows(session) else { continue };
            let (file, opened) = (file.clone(), open(file, syntax, session));
            let carried = opened.as_ref().ok().map(|rows| Carried {
                names: rows
                    .form()
                    .columns()
                    .into_iter()
                    .flat_map(Columns::carried)
                    .map(ToOwned::to_owned)
                    .collect(),
                by: Some(Arc::clone(rows.form().source())),
            });
            *place = File::Opened(file, opened);
            if let Some(carried) = carried {
                return carried;
            }
        }
        Carried::default()
    }
}

/// Opens a file with rows.
fn open(file: &JobFile, syntax: RowSyntax, session: Session<'_>) -> Result<Box<Rows>, Vec<Finding>> {
    let unreadable = |error| vec![input::unreadable(&file.path, &error)];
    let reader = input::open(&file.path).map_err(unreadable)?;
    match RowFile::open(&file.source(), reader, syntax, session.scheme) {
        Ok(rows) => Ok(Box::new(rows)),
        Err(OpenError::Io(error)) => Err(unreadable(error)),
        Err(OpenError::Findings(findings)) => Err(findings),
    }
}

/// What one thread answers at a time.
enum Unit {
    Jobs(Vec<JobFile>),
    Rows(Arc<Sheet>, Block),
    Faulty(Vec<Finding>),
}

/// Cuts files into units.
struct Units<'a, 's, Q> {
    files: Files<'s>,
    open: Option<(JobFile, Box<Rows>, Arc<Sheet>)>,
    answering: &'a Answering<Q>,
    carried: Carried,
}

impl<Q: Question> Iterator for Units<'_, '_, Q> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.next_of_open() {
                return Some(unit);
            }
            let session = self.files.session;
            let (file, opened) = match self.files.waiting.pop_front()? {
                File::Closed(Err(finding)) => return Some(Unit::Faulty(vec![finding])),
                File::Closed(Ok(file)) => match file.rows(session) {
                    None => return Some(Unit::Jobs(self.files.job_files_from(file))),
                    Some(syntax) => {
                        let opened = open(&file, syntax, session);
                        (file, opened)
                    }
                },
                File::Opened(file, opened) => (file, opened),
            };
            match opened.and_then(|rows| self.sheet(&rows).map(|sheet| (rows, sheet))) {
                Ok((rows, sheet)) => self.open = Some((file, rows, sheet)),
                Err(findings) => return Some(Unit::Faulty(findings)),
            }
        }
    }
}

impl<Q: Question> Units<'_, '_, Q> {
    /// The next rows of the file that is open.
    fn next_of_open(&mut self) -> Option<Unit> {
        let (file, rows, sheet) = self.open.as_mut()?;
        let unit = match rows.next_block() {
            Ok(Some(block)) => return Some(Unit::Rows(Arc::clone(sheet), block)),
            Ok(None) => None,
            Err(error) => Some(Unit::Faulty(vec![input::unreadable(&file.path, &error)])),
        };
        self.open = None;
        unit
    }

    fn sheet(&self, rows: &Rows) -> Result<Arc<Sheet>, Vec<Finding>> {
        let source = rows.form().source();
        self.answering.sheet(rows.form(), self.files.session.scheme).map(Arc::new).map_err(|expected| {
            let before = Arc::clone(self.carried.by.as_ref().unwrap_or(source));
            vec![Finding::at(source, None, Problem::OtherColumns { before, expected })]
        })
    }
}

impl Unit {
    fn work<'s, Q: Question>(self, answering: &Answering<Q>, session: Session<'s>) -> Done<'s> {
        match self {
            Unit::Faulty(findings) => Done::Faulty(findings),
            Unit::Rows(sheet, block) => {
                let answers = answering.rows(&sheet, &block, session.scheme);
                Done::Rows { source: Arc::clone(sheet.source()), answers, bytes: block.length() }
            }
            Unit::Jobs(files) => {
                let mut answers = Answers::default();
                let read = files.iter().map(|file| {
                    let jobs = input::read_job_file(file, session)?;
                    answering.jobs(&jobs.read.items, jobs.read.refused, &mut answers);
                    Ok(jobs)
                });
                Done::Jobs { read: read.collect(), answers }
            }
        }
    }
}

/// What became of a unit.
pub(super) enum Done<'s> {
    Jobs { read: Vec<Result<FileJobs<'s>, Finding>>, answers: Answers },
    Rows { source: Arc<str>, answers: Answers, bytes: usize },
    Faulty(Vec<Finding>),
}

impl Done<'_> {
    /// How many answers there are, and how many bytes they are about.
    pub(super) fn size(&self) -> (u64, usize) {
        match self {
            Done::Rows { answers, bytes, .. } => (answers.tally.all, *bytes),
            Done::Jobs { read, answers } => {
                (answers.tally.all, read.iter().flatten().map(|jobs| jobs.text.len()).sum())
            }
            Done::Faulty(_) => (0, 0),
        }
    }
}

/// What has been taken so far, apart from what is written.
#[derive(Default)]
struct Taking {
    run: Run,
    ids: JobIds,
    findings: Vec<Finding>,
    /// The file whose rows are being taken, with what was found in them.
    rows: Option<(Arc<str>, FirstFindings)>,
}

impl Taking {
    /// Takes what became of a unit, and returns what is to be written of it.
    fn take(&mut self, done: Done<'_>) -> Vec<u8> {
        match done {
            Done::Faulty(findings) => {
                self.findings.extend(findings);
                Vec::new()
            }
            Done::Jobs { read, answers } => {
                for file in read {
                    match file {
                        Ok(mut jobs) => self.findings.extend(jobs.take_findings(&mut self.ids)),
                        Err(finding) => self.findings.push(finding),
                    }
                }
                self.add(answers)
            }
            Done::Rows { source, mut answers, .. } => {
                self.run.has_rows = true;
                if self.rows.as_ref().is_none_or(|(before, _)| !Arc::ptr_eq(before, &source)) {
                    self.end_file();
                    self.rows = Some((source, FirstFindings::default()));
                }
                if let Some((_, found)) = &mut self.rows {
                    found.append(std::mem::take(&mut answers.findings));
                }
                self.add(answers)
            }
        }
    }

    /// Adds answers to what is counted, and returns what is to be written of them.
    fn add(&mut self, answers: Answers) -> Vec<u8> {
        self.run.tally.add(&answers.tally);
        answers.written
    }

    fn end_file(&mut self) {
        if let Some((source, found)) = self.rows.take() {
            self.findings.extend(found.into_findings(&source));
        }
    }

    fn end(mut self) -> (Run, Vec<Finding>) {
        self.end_file();
        (self.run, self.findings)
    }
}

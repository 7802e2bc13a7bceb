//! Results that are written while jobs are still being read.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use jobeval::Job;
use jobeval::batch::{
    Batch, Carried, DroppedKeys, Groups, MOST_GROUPS, OutputMode, Question, RowPlan, Tally, UnitOutput,
};
use jobeval::finding::{FileFindings, Finding, Position, Problem, ReadError, Rule};
use jobeval::job::{
    JobFile, JobIds, LINES_AHEAD, OpenError, RefusedCounts, RefusedJob, RowBlock, RowFile, RowSyntax,
};
use jobeval::report::{counted, short};

use super::error::Error;
use super::groups::{GroupSearch, no_groups, warn_of_similar};
use super::input::{self, InputFile};
use super::output::Output;
use super::parallel;
use super::progress::Progress;
use super::session::Session;

/// What a run came to.
#[derive(Debug, Default)]
pub(super) struct RunResult {
    pub(super) tally: Tally,
    groups: Groups,
    /// How many cells of CSV were changed.
    changed_cells: u64,
    /// Whether there were rows among the jobs.
    has_rows: bool,
}

impl RunResult {
    /// Returns the key or column and the groups it makes, and warns of groups that differ only in case or spaces; `None`
    /// without `by`.
    pub(super) fn groups<'r>(
        &'r self,
        by: &'r Option<String>,
        output: &mut Output,
    ) -> Result<Option<(&'r str, &'r Groups)>, Error> {
        let Some(by) = by else { return Ok(None) };
        if self.groups.are_too_many() {
            let message =
                format!("there are more than {MOST_GROUPS} values for `{}`, or very long ones", short(by));
            return Err(Error::usage(
                message,
                "--by takes what many jobs have in common, such as organisation",
            ));
        }
        if self.tally.jobs() > 0 && self.groups.iter().all(|(name, _)| name.is_empty()) {
            return Err(no_groups(by));
        }
        warn_of_similar(self.groups.iter().map(|(name, _)| name), output);
        Ok(Some((by, &self.groups)))
    }

    /// Says how many rows there were and what became of them.
    pub(super) fn conclude(&self, [yes, no]: [&str; 2], output: &mut Output) {
        let Tally { all, no: noes, refused, .. } = self.tally;
        if self.has_rows {
            let yeses = self.tally.yes();
            let rows = counted(all, "row");
            let RefusedCounts { refused, without_levels, .. } = refused;
            let without =
                if without_levels > 0 { format!(", {without_levels} without levels") } else { String::new() };
            output.conclude(format!("{rows} read: {yeses} {yes}, {noes} {no}, {refused} refused{without}"));
        }
    }
}

/// Evaluates every job of the files, in their order, and then one that is given besides.
pub(super) fn run(
    question: Question<'_>,
    lines: OutputMode,
    files: Vec<Result<InputFile, Finding>>,
    given: Option<Result<Job<'_>, ReadError>>,
    session: Session<'_>,
    output: &mut Output,
) -> Result<RunResult, Error> {
    let mut progress = Progress::new(&files, output.shows_progress());
    let mut results = RunTotals::default();
    let mut files = FileQueue::new(files, session);
    let by = session.keep.filter(|_| lines == OutputMode::Counted);
    by.map_or(Ok(()), |by| files.check_headers(by))?;
    let write = |out: &mut (dyn Write + Send)| {
        let carried = if matches!(lines, OutputMode::Csv(_)) { files.carried() } else { Carried::default() };
        let batch = Batch::new(question, lines, carried).grouped_by(by);
        batch.renamed().for_each(|(name, carried, source)| results.renamed(source, name, &carried));
        let mut header = Some(results.count(batch.header()));
        let threads = input::threads(session, usize::MAX);
        let units = Units { files, open: None, batch: &batch };
        parallel::in_order(
            threads,
            units,
            |unit| unit.work(&batch, session),
            |result| {
                progress.add(result.done.tally.all, result.bytes);
                write_below(&mut header, &results.take(result, &batch), out)?;
                out.flush()
            },
        )?;
        if let Some(given) = given {
            let mut done = UnitOutput::default();
            match given {
                Ok(job) => batch.jobs(&[job], &[], &mut done),
                Err(error) => {
                    let source = error.findings.first().map(|finding| Arc::clone(&finding.source));
                    let refused = RefusedJob::file(source.unwrap_or_default(), &error.findings);
                    batch.jobs(&[], &[refused], &mut done);
                    results.findings.extend(error.findings);
                }
            }
            write_below(&mut header, &results.count(done), out)?;
        }
        // A file is kept as it was; standard output has the refused rows by now.
        if results.run.tally.jobs() == 0 { Err(ErrorKind::InvalidData.into()) } else { Ok(()) }
    };
    let shown = match lines {
        // What is counted is shown at the end.
        OutputMode::Counted => write(&mut io::sink()).map_err(Error::Output),
        _ => output.show_as(write),
    };
    progress.end();
    let (run, findings) = results.end();
    output.note(findings);
    if run.tally.jobs() == 0 {
        return Err(Error::NothingRead);
    }
    output.count_changed_cells(run.changed_cells);
    shown.map(|()| run)
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

type Rows = RowFile<Box<dyn Read + Send>>;

/// A file, before its jobs are read.
enum PreparedFile {
    Closed(Result<InputFile, Finding>),
    Opened(InputFile, Result<Box<Rows>, Vec<Finding>>),
}

/// The files that are still to be read.
struct FileQueue<'s> {
    waiting: VecDeque<PreparedFile>,
    session: Session<'s>,
}

impl<'s> FileQueue<'s> {
    fn new(files: Vec<Result<InputFile, Finding>>, session: Session<'s>) -> FileQueue<'s> {
        FileQueue { waiting: files.into_iter().map(PreparedFile::Closed).collect(), session }
    }

    /// A job file with those right after it, as many as are read at a time.
    fn job_files_from(&mut self, first: InputFile) -> Vec<InputFile> {
        let mut files = vec![first];
        while files.len() < input::AT_A_TIME
            && let Some(PreparedFile::Closed(Ok(next))) = self.waiting.front()
            && next.rows(self.session).is_none()
        {
            files.push(next.clone());
            self.waiting.pop_front();
        }
        files
    }

    /// The columns of all files that are carried through.
    fn carried(&mut self) -> Carried {
        let (scheme, mut carried) = (self.session.scheme, Carried::default());
        self.survey(|file, rows| {
            let names = rows.carried(scheme).map_err(|error| vec![input::unreadable(&file.path, &error)])?;
            carried.add(names, rows.form().source());
            Ok(ControlFlow::Continue(()))
        });
        carried
    }

    /// Checks that some file has the column or key by which jobs are to be grouped, or may have it.
    ///
    /// # Errors
    /// No file has it.
    fn check_headers(&mut self, by: &str) -> Result<(), Error> {
        let mut search = GroupSearch::new(by);
        let session = self.session;
        for place in &self.waiting {
            match place {
                PreparedFile::Closed(Ok(file)) if file.rows(session).is_none() => search.note_job_file(),
                PreparedFile::Closed(Ok(_)) => {}
                PreparedFile::Closed(Err(finding)) if !finding.is_error() => {}
                _ => search.note_unclear(),
            }
        }
        if self.waiting.is_empty() || search.is_found() {
            return Ok(());
        }
        self.survey(|_, rows| {
            search.note_rows(rows.form());
            Ok(if search.is_found() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        if self.waiting.iter().any(|place| matches!(place, PreparedFile::Opened(_, Err(_)))) {
            search.note_unclear();
        }
        search.end()
    }

    /// Opens the files of rows in their order to look at what they begin with, until told to stop. Of those that can be opened
    /// again, only the first stays open.
    fn survey(
        &mut self,
        mut look: impl FnMut(&InputFile, &mut Rows) -> Result<ControlFlow<()>, Vec<Finding>>,
    ) {
        let session = self.session;
        let (mut is_first, mut has_stdin, mut flow) = (true, false, ControlFlow::Continue(()));
        for place in &mut self.waiting {
            if flow.is_break() {
                break;
            }
            let PreparedFile::Closed(Ok(file)) = place else { continue };
            let Some(syntax) = file.rows(session) else { continue };
            let file = file.clone();
            // Who opens standard input twice shares what comes through it.
            if input::is_stdin(&file.path) && std::mem::replace(&mut has_stdin, true) {
                continue;
            }
            let opened = open(&file, syntax, session).and_then(|mut rows| {
                flow = look(&file, &mut rows)?;
                Ok(rows)
            });
            if opened.is_err() || is_first || !input::can_be_read_again(&file.path) {
                is_first &= opened.is_err();
                *place = PreparedFile::Opened(file, opened);
            }
        }
    }
}

/// Checks, before files are read as a whole, that one of them has the column or key by which jobs are to be grouped. What
/// can be read only once, as standard input, is not looked into.
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

/// Opens a file with rows.
fn open(file: &InputFile, syntax: RowSyntax<'_>, session: Session<'_>) -> Result<Box<Rows>, Vec<Finding>> {
    let unreadable = |error| vec![input::unreadable(&file.path, &error)];
    let reader = input::open(&file.path, file.encoding(session)).map_err(unreadable)?;
    match RowFile::open(&file.source(), reader, syntax, session.scheme) {
        Ok(rows) => Ok(Box::new(rows)),
        Err(OpenError::Io(error)) => Err(unreadable(error)),
        Err(OpenError::Read(error)) => Err(error.findings),
    }
}

/// What one thread works on at a time.
enum Unit {
    Jobs(Vec<InputFile>),
    Rows(Arc<RowPlan>, RowBlock),
    /// The end of a file of rows, with what else is wrong with it.
    End(Arc<RowPlan>, Option<Finding>),
    /// A file that is not read, with the reasons.
    Faulty(Vec<Finding>),
}

/// Cuts files into units.
struct Units<'a, 's> {
    files: FileQueue<'s>,
    open: Option<(InputFile, Box<Rows>, Arc<RowPlan>)>,
    batch: &'a Batch<'a>,
}

impl Iterator for Units<'_, '_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.next_of_open() {
                return Some(unit);
            }
            let session = self.files.session;
            let (file, opened) = match self.files.waiting.pop_front()? {
                PreparedFile::Closed(Err(finding)) => return Some(Unit::Faulty(vec![finding])),
                PreparedFile::Closed(Ok(file)) => match file.rows(session) {
                    None => return Some(Unit::Jobs(self.files.job_files_from(file))),
                    Some(syntax) => {
                        let opened = open(&file, syntax, session);
                        (file, opened)
                    }
                },
                PreparedFile::Opened(file, opened) => (file, opened),
            };
            match opened.and_then(|rows| self.plan(&rows).map(|plan| (rows, plan))) {
                Ok((rows, plan)) => self.open = Some((file, rows, plan)),
                Err(findings) => return Some(Unit::Faulty(findings)),
            }
        }
    }
}

impl Units<'_, '_> {
    /// The next rows of the file that is open.
    fn next_of_open(&mut self) -> Option<Unit> {
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

    fn plan(&self, rows: &Rows) -> Result<Arc<RowPlan>, Vec<Finding>> {
        self.batch.plan(rows.form()).map(Arc::new).map_err(|name| {
            let message = format!("the column `{}` is not carried through", short(&name));
            let problem = Problem::new(Rule::OtherColumns, message)
                .help("the result has as many columns as it can have, or the file is not what it was");
            vec![Finding::at(rows.form().source(), None, problem)]
        })
    }
}

impl Unit {
    fn work<'s>(self, batch: &Batch<'_>, session: Session<'s>) -> UnitResult<'s> {
        match self {
            Unit::Faulty(findings) => {
                let source = findings.first().map(|finding| Arc::clone(&finding.source)).unwrap_or_default();
                let file = JobFile::not_read(&source, findings);
                let mut done = UnitOutput::default();
                batch.jobs(&file.jobs, &file.refused, &mut done);
                UnitResult { done, bytes: 0, about: UnitSource::Files(vec![file]) }
            }
            Unit::End(plan, error) => UnitResult {
                done: UnitOutput::default(),
                bytes: 0,
                about: UnitSource::EndOfRows(plan, error),
            },
            Unit::Rows(plan, block) => {
                let done = batch.rows(&plan, &block, session.scheme);
                UnitResult { done, bytes: block.length(), about: UnitSource::Rows(plan) }
            }
            Unit::Jobs(files) => {
                let (mut done, mut bytes) = (UnitOutput::default(), 0);
                let files = files.iter().map(|file| {
                    let file = input::read_file(file, session);
                    bytes += file.text_length();
                    batch.jobs(&file.jobs, &file.refused, &mut done);
                    file
                });
                let about = UnitSource::Files(files.collect());
                UnitResult { done, bytes, about }
            }
        }
    }
}

/// What became of a unit.
struct UnitResult<'s> {
    done: UnitOutput,
    /// How many bytes it was about.
    bytes: usize,
    about: UnitSource<'s>,
}

/// What the result of a unit is about.
enum UnitSource<'s> {
    Files(Vec<JobFile<'s>>),
    Rows(Arc<RowPlan>),
    /// The end of a file of rows, with what else is wrong with it.
    EndOfRows(Arc<RowPlan>, Option<Finding>),
}

/// What has come of all units so far, apart from what is written.
#[derive(Default)]
struct RunTotals {
    run: RunResult,
    ids: JobIds,
    findings: Vec<Finding>,
    rows: Option<RowsSoFar>,
    /// The columns and keys of which it has been said that they are carried through under another name.
    renamed: BTreeSet<String>,
}

/// What has come of the file of rows that is being taken.
struct RowsSoFar {
    plan: Arc<RowPlan>,
    found: FileFindings,
    left_out: DroppedKeys,
    count: u64,
}

impl RunTotals {
    /// Takes the result of a unit, and returns what is to be written of it.
    fn take(&mut self, result: UnitResult<'_>, batch: &Batch<'_>) -> Vec<u8> {
        let UnitResult { mut done, about, .. } = result;
        match about {
            UnitSource::Files(files) => files.into_iter().for_each(|mut file| {
                self.findings.extend(input::take_findings(&mut file, &mut self.ids));
            }),
            UnitSource::Rows(plan) => {
                let mut repeated = FileFindings::default();
                self.ids.add_rows(plan.form().source(), &done.ids, &mut repeated);
                let rows = self.rows(&plan);
                rows.found.append(std::mem::take(&mut done.findings));
                rows.found.append(repeated);
                rows.left_out.append(std::mem::take(&mut done.left_out));
                rows.count += done.tally.all;
                let source = plan.form().source();
                done.renamed.iter().for_each(|(name, carried)| self.renamed(source, name, carried));
            }
            UnitSource::EndOfRows(plan, error) => {
                let without_rows = (self.rows(&plan).count == 0).then(|| plan.form().without_rows());
                self.end_rows();
                if let Some(fault) = error.or(without_rows) {
                    let file = RefusedJob::file(Arc::clone(&fault.source), std::slice::from_ref(&fault));
                    batch.jobs(&[], &[file], &mut done);
                    self.findings.push(fault);
                }
            }
        }
        self.count(done)
    }

    /// Counts results, and returns what is to be written of them.
    fn count(&mut self, done: UnitOutput) -> Vec<u8> {
        self.run.tally.add(&done.tally);
        self.run.groups.add(&done.groups);
        self.run.changed_cells += done.written.changed_cells;
        done.written.bytes
    }

    /// The file whose rows are being taken.
    fn rows(&mut self, plan: &Arc<RowPlan>) -> &mut RowsSoFar {
        self.run.has_rows = true;
        if self.rows.is_none() {
            let source = plan.form().source();
            plan.renamed().iter().for_each(|(name, carried)| self.renamed(source, name, carried));
        }
        self.rows.get_or_insert_with(|| RowsSoFar {
            plan: Arc::clone(plan),
            found: plan.form().findings(),
            left_out: DroppedKeys::default(),
            count: 0,
        })
    }

    /// Says that a column or key is carried through under another name, unless that has been said.
    fn renamed(&mut self, source: &Arc<str>, name: &str, carried: &str) {
        if self.renamed.insert(name.to_owned()) {
            let (name, carried) = (short(name), short(carried));
            let message = format!("the column `{name}` is carried through as `{carried}`");
            let problem = Problem::new(Rule::RenamedColumn, message);
            let help = match carried.starts_with(&*name) {
                true => "another column has that name".to_owned(),
                false => format!("the result has a column `{name}` of its own"),
            };
            self.findings.push(Finding::at(source, None, problem.help(help)));
        }
    }

    fn end_rows(&mut self) {
        if let Some(RowsSoFar { plan, found, left_out, .. }) = self.rows.take() {
            let source = plan.form().source();
            self.findings.extend(found.into_findings(source));
            self.findings.extend(not_carried(left_out, source));
        }
    }

    fn end(mut self) -> (RunResult, Vec<Finding>) {
        self.end_rows();
        self.findings.extend(self.ids.end());
        self.run.tally.repeated_ids = self.ids.repeated();
        (self.run, self.findings)
    }
}

/// The findings about keys of NDJSON that no column was made for.
fn not_carried(left_out: DroppedKeys, source: &Arc<str>) -> Vec<Finding> {
    let help = format!(
        "columns are made of the keys of the first {LINES_AHEAD} lines of a file; --format ndjson carries every key through"
    );
    let finding = |line: Option<usize>, message: String| {
        let problem = Problem::new(Rule::OtherColumns, message).help(&*help);
        Finding::at(source, line.map(Position::of_line), problem)
    };
    let DroppedKeys { keys, others } = left_out;
    let mut findings: Vec<Finding> = keys
        .into_iter()
        .map(|(key, (line, count))| {
            let (key, rows) = (short(&key), counted(count, "row"));
            finding(Some(line), format!("the key `{key}` is not carried through from {rows}"))
        })
        .collect();
    findings.sort_by_key(|finding| finding.position);
    if others > 0 {
        findings.push(finding(None, format!("other keys are not carried through, {others} values in all")));
    }
    findings
}

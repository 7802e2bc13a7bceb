//! Jobs from rows of CSV, NDJSON and workbooks, read block by block, so that memory does not grow with a file of text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use jobeval_documents::file_type::BYTE_ORDER_MARK;

use super::columns::{Columns, HeaderRules, KeyColumn, LOOK_AHEAD};
use super::file::{JobFile, WrongLine};
use super::keys::KeyValue;
use super::line::{LineKeys, Values};
use super::refused::RefusedJob;
use super::row_ids::RowIds;
#[cfg(feature = "sheets")]
use super::sheets::{SheetBlocks, SheetRules};
use super::types::Job;
use crate::csv::{
    self, CellPlaces, CsvBlock, CsvBlocks, LONGEST_ROW, Quoting, Record, RecordReader, RowLines,
};
use crate::finding::{FileFindings, Finding, Position, Problem, ReadError, Rule, Severity};
use crate::provenance::Origin;
use crate::scheme::Scheme;
use crate::source_text;
use crate::yaml;

/// Syntax of a file of rows.
#[derive(Debug, Clone, Copy)]
pub enum RowSyntax<'c> {
    /// CSV with a header.
    Csv(HeaderRules<'c>),
    /// One JSON object a line.
    Ndjson {
        /// Key that groups jobs, whose value is kept as written. Case and separators of the key are ignored.
        keep: Option<&'c str>,
    },
    /// A workbook of Excel or OpenDocument, which is read as a whole.
    #[cfg(feature = "sheets")]
    Sheet(SheetRules<'c>),
}

/// Error of a file of rows that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The reader failed.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// The file is of another kind, or its header is wrong.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A file of rows that is being read.
#[derive(Debug)]
pub struct RowFile<R> {
    form: Arc<RowForm>,
    rows: RowSource<R>,
}

/// Source of the rows of a file.
#[derive(Debug)]
enum RowSource<R> {
    Stream(CsvBlocks<R>),
    #[cfg(feature = "sheets")]
    Sheet(SheetBlocks),
}

/// Form of the rows of a file, found by reading its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowForm {
    source: Arc<str>,
    /// Sheet that the rows are from, in a workbook.
    sheet: Option<Arc<str>>,
    /// Columns; `None` for NDJSON, in which each line names its values.
    columns: Option<Columns>,
    /// Key that groups jobs, in NDJSON.
    kept: Option<String>,
    /// Warnings about the header.
    warnings: Vec<Finding>,
}

/// Whole rows of a file.
#[derive(Debug)]
pub struct RowBlock(CsvBlock);

impl RowBlock {
    /// Returns the number of its bytes.
    pub fn length(&self) -> usize {
        self.0.bytes.len()
    }
}

/// Number of lines of NDJSON searched for keys that are carried through, within [`LONGEST_ROW`] bytes.
pub const LINES_AHEAD: usize = 1000;

/// A row: its job or its refusal, and its values to be carried through.
pub(crate) struct JobRow<'r, 's> {
    pub(crate) job: Result<&'r Job<'s>, RefusedJob>,
    pub(crate) carried: Passthrough<'r>,
}

/// Values of a row to be carried through.
#[derive(Clone, Copy)]
pub(crate) enum Passthrough<'r> {
    /// None were read or wanted.
    Nothing,
    /// Cells that fit the header.
    Cells(&'r Record<'r>),
    /// Values of a line of NDJSON, with its number.
    Values(&'r Values<'r>, usize),
}

/// Parts of a row that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    JobAlone,
    JobAndPassthrough,
}

impl<R: io::Read> RowFile<R> {
    /// Opens a file of rows and reads its header. `source` names it in results and findings.
    ///
    /// # Errors
    /// The reader fails, the file is of another kind, or its header is wrong.
    pub fn open(
        source: &str,
        reader: R,
        syntax: RowSyntax<'_>,
        scheme: &Scheme,
    ) -> Result<RowFile<R>, OpenError> {
        let source: Arc<str> = source.into();
        let mut form = RowForm { source, sheet: None, columns: None, kept: None, warnings: Vec::new() };
        let rows = match syntax {
            RowSyntax::Csv(rules) => RowSource::Stream(form.begin_cells(reader, rules, scheme)?),
            RowSyntax::Ndjson { keep } => {
                form.kept = keep.map(ToOwned::to_owned);
                let mut blocks = CsvBlocks::new(reader, Quoting::None);
                let beginning = blocks.beginning(1, false)?;
                form.refuse(beginning)?;
                form.refuse_array(beginning)?;
                RowSource::Stream(blocks)
            }
            #[cfg(feature = "sheets")]
            RowSyntax::Sheet(rules) => RowSource::Sheet(form.begin_sheet(reader, rules, scheme)?),
        };
        Ok(RowFile { form: Arc::new(form), rows })
    }

    /// Returns the form of its rows.
    pub fn form(&self) -> &Arc<RowForm> {
        &self.form
    }

    /// Returns the names of the columns that are carried through; for NDJSON, the keys in the first [`LINES_AHEAD`] lines.
    /// To be called before the first block is read.
    ///
    /// # Errors
    /// The reader fails.
    pub fn carried(&mut self, scheme: &Scheme) -> io::Result<Vec<String>> {
        if let Some(columns) = &self.form.columns {
            return Ok(columns.carried().map(ToOwned::to_owned).collect());
        }
        Ok(match &mut self.rows {
            RowSource::Stream(blocks) => carried_keys(blocks.beginning(LINES_AHEAD, false)?, scheme),
            #[cfg(feature = "sheets")]
            RowSource::Sheet(_) => Vec::new(),
        })
    }

    /// Reads the next rows; `None` at the end.
    ///
    /// # Errors
    /// The reader fails.
    pub fn next_block(&mut self) -> io::Result<Option<RowBlock>> {
        Ok(match &mut self.rows {
            RowSource::Stream(blocks) => blocks.next_block()?,
            #[cfg(feature = "sheets")]
            RowSource::Sheet(blocks) => blocks.next_block(),
        }
        .map(RowBlock))
    }
}

impl<'s> JobFile<'s> {
    /// Reads all jobs of a file of rows that is in memory. `source` names it in results and findings.
    ///
    /// A row with errors is refused. Lists the first findings, and counts the rest.
    ///
    /// ```
    /// use jobeval::job::{HeaderRules, JobFile, RowSyntax};
    ///
    /// let scheme = jobeval::Scheme::nhs_jes();
    /// let rules = HeaderRules { allow_missing: true, ..HeaderRules::default() };
    /// let csv = b"id,title,freedom to act\nJD-1,Porter,2\n";
    /// let file = JobFile::read_rows("jobs.csv", csv, RowSyntax::Csv(rules), scheme);
    /// assert_eq!(file.jobs[0].title(), "Porter");
    /// ```
    pub fn read_rows(source: &str, bytes: &[u8], syntax: RowSyntax<'_>, scheme: &'s Scheme) -> JobFile<'s> {
        let mut file = match RowFile::open(source, bytes, syntax, scheme) {
            Ok(file) => file,
            Err(OpenError::Read(error)) => return JobFile::not_read(source, error.findings),
            // Reads from memory do not fail.
            Err(OpenError::Io(_)) => return JobFile::not_read(source, Vec::new()),
        };
        let form = Arc::clone(&file.form);
        let origin = Origin::new(Arc::clone(&form.source), bytes);
        let (mut jobs, mut refused, mut ids) = (Vec::new(), Vec::new(), form.row_ids());
        let mut findings = form.findings();
        while let Ok(Some(block)) = file.next_block() {
            form.read(&block, scheme, Wanted::JobAlone, &mut findings, |row| {
                row.add_id(&mut ids);
                match row.job {
                    Ok(job) => jobs.push(Job { origin: origin.clone(), ..job.clone() }),
                    Err(job) => refused.push(job),
                }
            });
        }
        let mut findings = findings.into_findings(&form.source);
        if jobs.is_empty() && refused.is_empty() {
            let nothing = form.without_rows();
            refused.push(RefusedJob::file(Arc::clone(&form.source), std::slice::from_ref(&nothing)));
            findings.push(nothing);
        }
        JobFile { jobs, findings, refused, row_ids: Some(ids), text: "".into(), places: Vec::new() }
    }
}

impl JobRow<'_, '_> {
    /// Adds its id to `ids`, if it has one.
    pub(crate) fn add_id(&self, ids: &mut RowIds) {
        match &self.job {
            Ok(Job { id: Some(id), line, .. }) => ids.add(id, *line),
            Err(RefusedJob { id: Some(id), line: Some(line), .. }) => ids.add(id, *line),
            _ => {}
        }
    }
}

impl RowForm {
    /// Refuses a file of another kind, detected from its beginning.
    fn refuse(&self, beginning: &[u8]) -> Result<(), ReadError> {
        let finding = source_text::refuse(&self.source, beginning);
        finding.map_or(Ok(()), |finding| Err(ReadError { findings: vec![finding] }))
    }

    /// Refuses a JSON array of objects, whose lines are not JSON values.
    fn refuse_array(&self, beginning: &[u8]) -> Result<(), ReadError> {
        let text = beginning.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(beginning);
        let Some(inside) = text.trim_ascii_start().strip_prefix(b"[") else { return Ok(()) };
        let line = inside.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
        if !(line.is_empty() || line.starts_with(b"{")) {
            return Ok(());
        }
        let problem =
            Problem::new(Rule::OtherFormat, "the file is one JSON array, not a JSON object on each line")
                .help(
                    "write each object on a line of its own, as with jq: jq -c '.[]' jobs.json > jobs.ndjson",
                );
        Err(ReadError { findings: vec![Finding::at(&self.source, None, problem)] })
    }

    /// Reads the header of a CSV file.
    fn begin_cells<R: io::Read>(
        &mut self,
        reader: R,
        rules: HeaderRules<'_>,
        scheme: &Scheme,
    ) -> Result<CsvBlocks<R>, OpenError> {
        let mut blocks = CsvBlocks::new(reader, Quoting::None);
        let beginning = blocks.beginning(1, true)?;
        self.refuse(beginning)?;
        // On a slow stream, the other rows are waited for only if the first is not a header.
        let lines = if Columns::begin(beginning, scheme, rules) { 1 } else { LOOK_AHEAD };
        let found = Columns::read(&self.source, None, blocks.beginning(lines, true)?, scheme, rules)?;
        blocks.begin_after(found.end, Quoting::Cells(found.columns.separator));
        (self.columns, self.warnings) = (Some(found.columns), found.warnings);
        Ok(blocks)
    }

    /// Reads a workbook and the header of its sheet.
    #[cfg(feature = "sheets")]
    fn begin_sheet(
        &mut self,
        reader: impl io::Read,
        rules: SheetRules<'_>,
        scheme: &Scheme,
    ) -> Result<SheetBlocks, OpenError> {
        use io::Read;
        let mut bytes = Vec::new();
        reader.take(rules.most_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > rules.most_bytes {
            let finding = Finding::at(&self.source, None, Problem::too_large(rules.most_bytes));
            return Err(ReadError { findings: vec![finding] }.into());
        }
        let (blocks, found, sheet) = SheetBlocks::open(&self.source, &bytes, rules, scheme)?;
        (self.sheet, self.columns, self.warnings) = (Some(sheet), Some(found.columns), found.warnings);
        Ok(blocks)
    }

    /// Returns the name of the file.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// Returns the columns; `None` for NDJSON.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// Returns the findings about the header.
    pub fn findings(&self) -> FileFindings {
        let mut findings = FileFindings::default();
        findings.add(self.warnings.iter().cloned());
        findings
    }

    /// Creates the finding that the file has no rows.
    pub fn without_rows(&self) -> Finding {
        Finding::at(&self.source, None, yaml::nothing("job"))
    }

    /// Creates an empty list for the ids of its rows.
    pub(crate) fn row_ids(&self) -> RowIds {
        let id = self.columns.as_ref().and_then(|columns| columns.id).unwrap_or_default();
        RowIds::new(self.sheet.as_ref().map(|sheet| (Arc::clone(sheet), id)))
    }

    /// Reads the rows of a block, passes each to `take`, and adds the findings.
    pub(crate) fn read<'s>(
        &self,
        block: &RowBlock,
        scheme: &'s Scheme,
        wanted: Wanted,
        findings: &mut FileFindings,
        take: impl FnMut(JobRow<'_, 's>),
    ) {
        let RowBlock(block) = block;
        match &self.columns {
            _ if block.overlong => self.refuse_overlong(block, findings, take),
            Some(columns) => self.read_cells(columns, block, scheme, findings, take),
            None => self.read_lines(block, scheme, wanted, findings, take),
        }
    }

    fn refuse_overlong<'s>(
        &self,
        block: &CsvBlock,
        findings: &mut FileFindings,
        mut take: impl FnMut(JobRow<'_, 's>),
    ) {
        let problem = Problem::new(Rule::RowTooLong, format!("the row is longer than {LONGEST_ROW} bytes"))
            .help("look for a quote that is not closed");
        let refused = self.refused_row(block.first_line, std::iter::once(&problem));
        let mut finding = Finding::at(&self.source, Some(Position::of_line(block.first_line)), problem);
        if let Some(sheet) = &self.sheet {
            finding = finding.in_sheet(sheet);
        }
        findings.add([finding]);
        take(JobRow { job: Err(refused), carried: Passthrough::Nothing });
    }

    /// Creates the refusal of a row that begins in `line` and has these problems.
    fn refused_row<'p>(&self, line: usize, problems: impl Iterator<Item = &'p Problem>) -> RefusedJob {
        RefusedJob { is_row: true, ..RefusedJob::new(Arc::clone(&self.source), Some(line), problems) }
    }

    fn read_cells<'s>(
        &self,
        columns: &Columns,
        block: &CsvBlock,
        scheme: &'s Scheme,
        findings: &mut FileFindings,
        mut take: impl FnMut(JobRow<'_, 's>),
    ) {
        let plain = csv::plain(block, columns.separator);
        let mut records = RecordReader::new(&plain, columns.separator);
        let mut places =
            CellPlaces::new(&block.bytes, columns.separator, block.first_line).in_sheet(self.sheet.as_ref());
        let origin = Origin::named(Arc::clone(&self.source));
        let job = Job { origin, is_row: true, ..Job::new("", scheme) };
        let mut reader = RowReader { columns, job, problems: Vec::new() };
        // Each row of a sheet is one line, whatever line breaks are in its cells.
        let mut lines = if self.sheet.is_none() { RowLines::new(block) } else { RowLines::unknown() };
        for row in 0.. {
            let Some(record) = records.next_record() else { break };
            let record = record.look_through();
            let line = lines.next_line(&record);
            if record.is_blank() {
                continue;
            }
            reader.read(&record);
            reader.job.line = line.unwrap_or_else(|| places.line(row));
            let carried =
                if columns.fit(record.count()) { Passthrough::Cells(&record) } else { Passthrough::Nothing };
            let job = if reader.is_refused() { Err(reader.refused(self, &record)) } else { Ok(&reader.job) };
            take(JobRow { job, carried });
            for (column, problem) in reader.problems.drain(..) {
                findings.add_problem(problem, |problem| places.finding(&self.source, row, column, problem));
            }
        }
    }

    fn read_lines<'s>(
        &self,
        block: &CsvBlock,
        scheme: &'s Scheme,
        wanted: Wanted,
        findings: &mut FileFindings,
        mut take: impl FnMut(JobRow<'_, 's>),
    ) {
        let mut keys = LineKeys::new(scheme);
        for (index, line) in block.bytes.split(|&byte| byte == b'\n').enumerate() {
            let number = block.first_line + index;
            let (line, read) = match str::from_utf8(line) {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => (line, Job::read_line(&self.source, line, number, scheme, &mut keys)),
                Err(_) => {
                    let finding = source_text::not_utf_8(&self.source, line, number);
                    ("", Err(WrongLine { findings: vec![finding], ..WrongLine::default() }))
                }
            };
            let is_json = read.as_ref().map_or_else(|wrong| wrong.is_json, |_| true);
            let wants_values = wanted == Wanted::JobAndPassthrough || self.kept.is_some();
            let values = if is_json && wants_values { Values::read(line) } else { Values::default() };
            let kept = self.kept.as_ref().and_then(|key| values.text_of(key));
            let values = values.carried(&mut keys);
            let carried = Passthrough::Values(&values, number);
            match read {
                Ok((mut job, warnings)) if !job.is_without_levels() => {
                    job.kept = kept;
                    take(JobRow { job: Ok(&job), carried });
                    findings.add(warnings);
                }
                Ok((Job { id, title, .. }, warnings)) => {
                    let problem = without_levels();
                    let refused = self.refused_row(number, std::iter::once(&problem));
                    take(JobRow { job: Err(RefusedJob { id, title, kept, ..refused }), carried });
                    findings.add(warnings);
                    findings.add([Finding::at(&self.source, Some(Position::of_line(number)), problem)]);
                }
                Err(WrongLine { id, title, findings: found, .. }) => {
                    let refused = self.refused_row(number, found.iter().map(|finding| &*finding.problem));
                    take(JobRow { job: Err(RefusedJob { id, title, kept, ..refused }), carried });
                    findings.add(found);
                }
            }
        }
    }
}

/// Returns the keys that are carried through in the first lines of NDJSON, in order of appearance. Ignores lines after
/// [`LONGEST_ROW`] bytes, so that the result does not depend on how much of a stream has been read.
fn carried_keys(beginning: &[u8], scheme: &Scheme) -> Vec<String> {
    let (mut keys, mut known, mut names) = (LineKeys::new(scheme), HashSet::new(), Vec::new());
    let beginning = &beginning[..beginning.len().min(LONGEST_ROW)];
    let lines = beginning.split(|&byte| byte == b'\n').filter_map(|line| str::from_utf8(line).ok());
    for line in lines.filter(|line| !line.trim().is_empty()).take(LINES_AHEAD) {
        for (key, _) in Values::read(line).carried(&mut keys).iter() {
            if !known.contains(key) {
                known.insert(key.to_owned());
                names.push(key.to_owned());
            }
        }
    }
    names
}

fn without_levels() -> Problem {
    Problem::new(Rule::WithoutLevels, "the row has no level for any factor")
        .help("it is skipped; if it is a job, give its levels")
}

/// Reader of rows that puts each job into the memory of the one before.
struct RowReader<'c, 's> {
    columns: &'c Columns,
    job: Job<'s>,
    /// Problems of the current row, each with its column.
    problems: Vec<(usize, Problem)>,
}

impl RowReader<'_, '_> {
    fn read(&mut self, record: &Record<'_>) {
        let (expected, found) = (self.columns.count(), record.count());
        if !self.columns.fit(found) {
            self.problems.push((expected.min(found - 1), ragged(expected, found)));
            return;
        }
        if !record.is_text() {
            // One finding is enough: the encoding of the whole file is wrong.
            self.problems.extend(first_broken_cell(record));
            return;
        }
        let RowReader { columns, job, problems } = self;
        for (assessment, column) in job.assessments.iter_mut().zip(&columns.factors) {
            let Some(column) = *column else { continue };
            let cell = record.cell(column);
            let read = match cell.unquoted() {
                Some(bytes) => assessment.read(bytes),
                None => assessment.read(&cell.bytes()),
            };
            if let Err(problem) = read {
                problems.push((column, problem));
            }
        }
        if problems.is_empty() && job.is_without_levels() {
            problems.push((columns.title.or(columns.id).unwrap_or_default(), without_levels()));
            return;
        }
        job.title.clear();
        job.title.push_str(trimmed(&cell(record, columns.title)));
        put_text(&mut job.id, &cell(record, columns.id));
        if self.columns.kept.is_some() {
            put_whole(&mut self.job.kept, &cell(record, self.columns.kept));
        }
        if !self.columns.keys.is_empty() {
            self.read_keys(record);
        }
    }

    /// Reads the cells of other keys than the id and the title. Empty cells state nothing.
    #[inline(never)]
    fn read_keys(&mut self, record: &Record<'_>) {
        let RowReader { columns, job, problems } = self;
        (job.details.headcount, job.details.panel, job.expect) = (None, None, None);
        let found = RefCell::new(yaml::Problems::with_limit(usize::MAX));
        for &KeyColumn { column, key, is_number } in &columns.keys {
            let cell = record.cell(column).text();
            match (trimmed(&cell), &key.value) {
                // Any text of a cell is right as it is, and reuses the memory of the row before.
                (cell, KeyValue::Words(place) | KeyValue::Label(place) | KeyValue::Prose(place)) => {
                    put_whole(place(job), cell);
                }
                ("", KeyValue::Other(_)) => {}
                (cell, KeyValue::Other(_)) => {
                    yaml::read_cell(cell, column, is_number, &found, |node| key.read(job, node));
                }
            }
        }
        let mut found = found.into_inner();
        if let Some(expectation) = &job.expect {
            expectation.check(job.scheme, |key| columns.expectation_mark(key, record), &mut found);
        }
        problems.extend(found.listed.into_iter().map(|(mark, problem)| (mark.column(), problem)));
    }

    /// Returns true if the row gives no job.
    fn is_refused(&self) -> bool {
        self.problems
            .iter()
            .any(|(_, problem)| problem.severity() == Severity::Error || problem.rule == Rule::WithoutLevels)
    }

    fn refused(&self, form: &RowForm, record: &Record<'_>) -> RefusedJob {
        let refused = form.refused_row(self.job.line, self.problems.iter().map(|(_, problem)| problem));
        let id = Some(cell(record, self.columns.id).trim().to_owned()).filter(|id| !id.is_empty());
        let title = cell(record, self.columns.title).trim().to_owned();
        let kept = Some(cell(record, self.columns.kept).into_owned()).filter(|kept| !kept.trim().is_empty());
        RefusedJob { id, title, kept, ..refused }
    }
}

/// Returns the problem of the first cell that is not UTF-8, with its column.
fn first_broken_cell(record: &Record<'_>) -> Option<(usize, Problem)> {
    (0..record.count()).find_map(|column| {
        let cell = record.cell(column).bytes();
        str::from_utf8(&cell).is_err().then(|| (column, source_text::not_utf_8_problem(&cell)))
    })
}

/// Returns the text of the cell in a column; an empty text without a column.
fn cell<'r>(record: &'r Record<'_>, column: Option<usize>) -> Cow<'r, str> {
    column.map(|column| record.cell(column).text()).unwrap_or_default()
}

/// Sets `text` to a cell without the spaces around it, reusing its memory.
fn put_text(text: &mut Option<String>, cell: &str) {
    put_whole(text, trimmed(cell));
}

/// Sets `text` to a cell as it is, reusing its memory; to `None` for an empty cell.
fn put_whole(text: &mut Option<String>, cell: &str) {
    match text {
        _ if cell.is_empty() => *text = None,
        Some(text) => {
            text.clear();
            text.push_str(cell);
        }
        None => *text = Some(cell.to_owned()),
    }
}

/// Returns a text without the spaces around it.
fn trimmed(text: &str) -> &str {
    // Nearly every text begins and ends with visible ASCII, which is quick to see.
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

fn ragged(expected: usize, found: usize) -> Problem {
    let cells = if found == 1 { "1 cell".to_owned() } else { format!("{found} cells") };
    let message = format!("the row has {cells}, but the header has {expected}");
    Problem::new(Rule::RaggedRow, message).help(if found > expected {
        "put text that contains the separator in double quotes"
    } else {
        "give every column a cell; an unclosed quote takes in the rest of the row"
    })
}

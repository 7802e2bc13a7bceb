//! Reads jobs from rows of CSV and lines of NDJSON, block by block, so that memory does not grow with the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use super::columns::{Columns, HeaderRules, LOOK_AHEAD};
use super::file::{JobFile, WrongLine};
use super::headcount::Headcount;
use super::line::{Keys, Values};
use super::refused::RefusedJob;
use super::row_ids::RowIds;
#[cfg(feature = "sheets")]
use super::sheets::{SheetBlocks, SheetRules};
use super::types::{Expectation, Job, find_outcome};
use crate::csv::{
    self, CellPlaces, CsvBlock, CsvBlocks, LONGEST_ROW, Quoting, Record, RecordReader, RowLines,
};
use crate::finding::{self, FileFindings, Finding, Position, Problem, ReadError, Rule};
use crate::provenance::Origin;
use crate::scheme::{PointsRange, Scheme};
use crate::source_text;
use crate::yaml;
use jobeval_documents::file_type::BYTE_ORDER_MARK;

/// How the rows of a file are written.
#[derive(Debug, Clone, Copy)]
pub enum RowSyntax<'c> {
    /// Cells in columns, which a header names.
    Csv(HeaderRules<'c>),
    /// One JSON object a line. The value of the key that is to be kept, which groups jobs, is kept with them.
    Ndjson {
        /// That key, whatever its case and separators.
        keep: Option<&'c str>,
    },
    /// Cells of a workbook of Excel or OpenDocument, which is read as a whole.
    #[cfg(feature = "sheets")]
    Sheet(SheetRules<'c>),
}

/// Why a file of rows cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system does not let it be read.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// It is of another kind, or its header is wrong.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A file of rows that is being read.
#[derive(Debug)]
pub struct RowFile<R> {
    form: Arc<RowForm>,
    rows: RowSource<R>,
}

/// Where the rows of a file come from.
#[derive(Debug)]
enum RowSource<R> {
    Stream(CsvBlocks<R>),
    #[cfg(feature = "sheets")]
    Sheet(SheetBlocks),
}

/// How the rows of one file are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowForm {
    source: Arc<str>,
    /// The sheet that the rows are from, in a workbook.
    sheet: Option<Arc<str>>,
    /// None in NDJSON, where each row names its values itself.
    columns: Option<Columns>,
    /// The key whose value is kept with the job, in NDJSON.
    kept: Option<String>,
    /// What is to be said of the header.
    warnings: Vec<Finding>,
}

/// Some rows of a file, each of them whole.
#[derive(Debug)]
pub struct RowBlock(CsvBlock);

impl RowBlock {
    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.0.bytes.len()
    }
}

/// How many lines of NDJSON are looked at for the keys that are carried through, within [`LONGEST_ROW`] bytes.
pub const LINES_AHEAD: usize = 1000;

/// A row: the job in it, or why there is none.
pub(crate) struct JobRow<'r, 's> {
    pub(crate) job: Result<&'r Job<'s>, RefusedJob>,
    pub(crate) besides: Passthrough<'r>,
}

/// What a row holds, to be carried through.
#[derive(Clone, Copy)]
pub(crate) enum Passthrough<'r> {
    /// Nothing that could be read, or nothing that is wanted.
    Nothing,
    /// Cells that fit the header.
    Cells(&'r Record<'r>),
    /// What is carried through of a line of NDJSON of this number.
    Values(&'r Values<'r>, usize),
}

/// What is wanted of rows besides their jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// What is carried through.
    Besides,
    Nothing,
}

impl<R: io::Read> RowFile<R> {
    /// Reads what a file begins with. `source` names it in results and findings.
    ///
    /// # Errors
    /// Those of the reader, or what is wrong with the file as a whole.
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

    /// How its rows are to be read.
    pub fn form(&self) -> &Arc<RowForm> {
        &self.form
    }

    /// What its rows hold besides jobs, by name: the columns that are carried through, or the keys of the first so many
    /// lines of NDJSON. Only at the start.
    ///
    /// # Errors
    /// Those of the reader.
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

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// Those of the reader.
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
    /// A row with errors is not among the jobs. Findings are the first few, and a count of the rest.
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
            // Reading from memory cannot fail.
            Err(OpenError::Io(_)) => return JobFile::not_read(source, Vec::new()),
        };
        let form = Arc::clone(&file.form);
        let origin = Origin::new(Arc::clone(&form.source), bytes);
        let (mut jobs, mut refused, mut ids) = (Vec::new(), Vec::new(), form.row_ids());
        let mut findings = form.findings();
        while let Ok(Some(block)) = file.next_block() {
            form.read(&block, scheme, Wanted::Nothing, &mut findings, |row| {
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
    /// Adds the id of the row, if it has one.
    pub(crate) fn add_id(&self, ids: &mut RowIds) {
        match &self.job {
            Ok(Job { id: Some(id), line, .. }) => ids.add(id, *line),
            Err(RefusedJob { id: Some(id), line: Some(line), .. }) => ids.add(id, *line),
            _ => {}
        }
    }
}

impl RowForm {
    /// Refuses a file of another kind by what it begins with.
    fn refuse(&self, beginning: &[u8]) -> Result<(), ReadError> {
        let finding = source_text::refuse(&self.source, beginning);
        finding.map_or(Ok(()), |finding| Err(ReadError { findings: vec![finding] }))
    }

    /// Refuses a JSON array of objects, of which hardly a line is JSON.
    fn refuse_array(&self, beginning: &[u8]) -> Result<(), ReadError> {
        let text = beginning.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(beginning);
        let Some(inside) = text.trim_ascii_start().strip_prefix(b"[") else { return Ok(()) };
        let line = inside.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
        if !(line.is_empty() || line.starts_with(b"{")) {
            return Ok(());
        }
        let problem =
            Problem::new(Rule::OtherFormat, "the file is one JSON array, not a JSON object on each line")
                .help("write each job on a line of its own; jq does it: jq -c '.[]' jobs.json > jobs.ndjson");
        Err(ReadError { findings: vec![Finding::at(&self.source, None, problem)] })
    }

    /// Reads the header of a file of CSV.
    fn begin_cells<R: io::Read>(
        &mut self,
        reader: R,
        rules: HeaderRules<'_>,
        scheme: &Scheme,
    ) -> Result<CsvBlocks<R>, OpenError> {
        let mut blocks = CsvBlocks::new(reader, Quoting::None);
        let beginning = blocks.beginning(1, true)?;
        self.refuse(beginning)?;
        // No more is waited for than it takes.
        let lines = if Columns::begin(beginning, scheme, rules) { 1 } else { LOOK_AHEAD };
        let found = Columns::read(&self.source, None, blocks.beginning(lines, true)?, scheme, rules)?;
        blocks.begin_after(found.end, Quoting::Cells(found.columns.separator));
        (self.columns, self.warnings) = (Some(found.columns), found.warnings);
        Ok(blocks)
    }

    /// Reads a workbook, and the header of its sheet.
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

    /// The name of the file.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// The columns, where it has columns.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// What is found before any row is read.
    pub fn findings(&self) -> FileFindings {
        let mut findings = FileFindings::default();
        findings.add(self.warnings.iter().cloned());
        findings
    }

    /// The finding that the file has no row at all.
    pub fn without_rows(&self) -> Finding {
        Finding::at(&self.source, None, yaml::nothing("job"))
    }

    /// Begins the list of the ids of its rows.
    pub(crate) fn row_ids(&self) -> RowIds {
        let id = self.columns.as_ref().and_then(|columns| columns.id).unwrap_or_default();
        RowIds::new(self.sheet.as_ref().map(|sheet| (Arc::clone(sheet), id)))
    }

    /// Reads the rows of a block one by one, and adds what is found.
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
            .help("a quote in it may not be closed");
        let refused = self.refused_row(block.first_line, std::iter::once(&problem));
        let finding = Finding::at(&self.source, Some(Position::of_line(block.first_line)), problem);
        findings.add([match &self.sheet {
            Some(sheet) => finding.in_sheet(sheet),
            None => finding,
        }]);
        take(JobRow { job: Err(refused), besides: Passthrough::Nothing });
    }

    /// A row that begins in `line` and has these problems.
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
            let besides =
                if columns.fit(record.count()) { Passthrough::Cells(&record) } else { Passthrough::Nothing };
            let job = if reader.is_refused() { Err(reader.refused(self, &record)) } else { Ok(&reader.job) };
            take(JobRow { job, besides });
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
        let mut keys = Keys::new(scheme);
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
            let mut values = Values::default();
            if is_json && (wanted == Wanted::Besides || self.kept.is_some()) {
                values = Values::read(line);
            }
            let kept = self.kept.as_ref().and_then(|key| values.text_of(key));
            let values = values.carried(&mut keys);
            let besides = Passthrough::Values(&values, number);
            match read {
                Ok((job, mut warnings)) if job.is_without_levels() => {
                    let problem = without_levels();
                    let refused = self.refused_row(number, std::iter::once(&problem));
                    let (id, title) = (job.id, job.title);
                    take(JobRow { job: Err(RefusedJob { id, title, kept, ..refused }), besides });
                    warnings.push(Finding::at(&self.source, Some(Position::of_line(number)), problem));
                    findings.add(warnings);
                }
                Ok((mut job, warnings)) => {
                    job.details.kept = kept;
                    take(JobRow { job: Ok(&job), besides });
                    findings.add(warnings);
                }
                Err(WrongLine { id, title, findings: found, .. }) => {
                    let refused = self.refused_row(number, found.iter().map(|finding| &*finding.problem));
                    take(JobRow { job: Err(RefusedJob { id, title, kept, ..refused }), besides });
                    findings.add(found);
                }
            }
        }
    }
}

/// The keys that are carried through, in the order in which they first come up, of the first lines of NDJSON in a file that
/// begins so. Lines behind the bytes that are always looked at count for nothing, so that it does not depend on how many
/// bytes come at a time.
fn carried_keys(beginning: &[u8], scheme: &Scheme) -> Vec<String> {
    let (mut keys, mut known, mut names) = (Keys::new(scheme), HashSet::new(), Vec::new());
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

/// The problem of a row such as a footer.
fn without_levels() -> Problem {
    Problem::new(Rule::WithoutLevels, "the row has no level for any factor")
        .help("it is passed over; if it is a job, give it its levels")
}

/// Makes jobs of rows, each in the memory of the one before.
struct RowReader<'c, 's> {
    columns: &'c Columns,
    job: Job<'s>,
    /// What is wrong with the row at hand, with the column where it is.
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
            // It is the file that is wrong, and not each of its cells.
            let mut cells = (0..found).map(|column| (column, record.cell(column).bytes()));
            let broken = cells.find(|(_, cell)| str::from_utf8(cell).is_err());
            self.problems
                .extend(broken.map(|(column, cell)| (column, source_text::not_utf_8_problem(&cell))));
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
        if self.columns.has_details() {
            self.read_details(record);
        }
        if !self.columns.expected.is_empty() {
            self.read_expectation(record);
        }
    }

    /// Reads what a row says of the job besides its name and its levels.
    #[inline(never)]
    fn read_details(&mut self, record: &Record<'_>) {
        let RowReader { columns, job, problems } = self;
        put_text(&mut job.details.organisation, &cell(record, columns.organisation));
        put_text(&mut job.details.reports_to, &cell(record, columns.reports_to));
        put_whole(&mut job.details.kept, &cell(record, columns.kept));
        let headcount = Headcount::read_cell(&cell(record, columns.headcount));
        job.details.headcount = headcount.unwrap_or_else(|problem| {
            problems.extend(columns.headcount.map(|column| (column, problem)));
            None
        });
    }

    /// Reads what the cells of a row say is expected; empty cells say nothing.
    fn read_expectation(&mut self, record: &Record<'_>) {
        let scheme = self.job.scheme;
        let mut problems = finding::Problems::with_limit(usize::MAX);
        let mut expectation = Expectation::default();
        let mut columns: Vec<(&str, usize)> = Vec::new();
        for &(column, key) in &self.columns.expected {
            let cell = record.cell(column).text();
            let value = cell.trim();
            if value.is_empty() {
                continue;
            }
            if columns.iter().any(|(known, _)| *known == key) {
                problems.add(column, yaml::repeated_key(key));
                continue;
            }
            columns.push((key, column));
            match key {
                "band" => expectation.band = scheme.read_band(value, column, &mut problems),
                "total" => expectation.total = problems.ok(column, read_total(value)),
                "profile" => expectation.profile = Some(value.to_owned()),
                _ => expectation.outcome = problems.ok(column, find_outcome(value)),
            }
        }
        let column = |key: &str| columns.iter().find(|(known, _)| *known == key).map(|(_, column)| *column);
        for (key, problem) in expectation.problems(scheme, |key| column(key).is_some()) {
            problems.add(column(key).unwrap_or_default(), problem);
        }
        self.problems.extend(problems.listed);
        self.job.expect = Some(expectation).filter(|expectation| !expectation.is_empty());
    }

    /// Returns true if the row gives no job.
    fn is_refused(&self) -> bool {
        let refuses = |problem: &Problem| {
            problem.severity() == finding::Severity::Error || problem.rule == Rule::WithoutLevels
        };
        self.problems.iter().any(|(_, problem)| refuses(problem))
    }

    fn refused(&self, form: &RowForm, record: &Record<'_>) -> RefusedJob {
        let text = |column| Some(cell(record, column).trim().to_owned()).filter(|text| !text.is_empty());
        let refused = form.refused_row(self.job.line, self.problems.iter().map(|(_, problem)| problem));
        let columns = self.columns;
        let kept = Some(cell(record, columns.kept).into_owned()).filter(|kept| !kept.trim().is_empty());
        let (id, title) = (text(columns.id), text(columns.title).unwrap_or_default());
        RefusedJob { id, title, kept, ..refused }
    }
}

/// The text of the cell in a column, if there is such a column.
fn cell<'r>(record: &'r Record<'_>, column: Option<usize>) -> Cow<'r, str> {
    column.map(|column| record.cell(column).text()).unwrap_or_default()
}

/// Puts what stands in a cell in the memory of what stood in that of the row before, without the spaces around it.
fn put_text(text: &mut Option<String>, cell: &str) {
    put_whole(text, trimmed(cell));
}

/// Puts a text as it is in the memory of the one before, and `None` for an empty text.
fn put_whole(text: &mut Option<String>, put: &str) {
    match (put, text) {
        ("", text) => *text = None,
        (put, Some(text)) => {
            text.clear();
            text.push_str(put);
        }
        (put, text) => *text = Some(put.to_owned()),
    }
}

/// A text without the spaces around it.
fn trimmed(text: &str) -> &str {
    // Nearly every text begins and ends with a visible character, which its bytes tell sooner.
    let is_visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_visible(bytes.first()) && is_visible(bytes.last()) { text } else { text.trim() }
}

/// A total in a cell.
fn read_total(value: &str) -> Result<PointsRange, Problem> {
    let total = yaml::points_in_text("total", "a number of points or {min, max}", value)?;
    Ok(PointsRange { min: total, max: total })
}

fn ragged(expected: usize, found: usize) -> Problem {
    let message = format!("the row has {found} cells, but the header has {expected}");
    Problem::new(Rule::RaggedRow, message).help(if found > expected {
        "put a text that holds the separator in double quotes"
    } else {
        "give every column a cell; an unclosed quote takes in what follows"
    })
}

//! Jobs as rows: CSV and NDJSON files, read block by block, so that memory does not grow with the file.
//!
//! [`RowFile::open`] reads what a file begins with, and [`RowFile::next_block`] its next [`Block`] of whole rows. Blocks are
//! read one behind the other; what becomes of their rows is [`crate::stream`]'s business, wherever there is time.

mod blocks;
mod columns;
mod records;

use std::io::{self, Read};
use std::sync::Arc;

use blocks::{Blocks, Quoting};
use records::Records;

pub use blocks::{Block, LONGEST_ROW};
pub use columns::{Columns, HeaderRules};
pub(crate) use records::{BriefRow, Row};

use crate::encoding;
use crate::finding::{Finding, FirstFindings, Position, Problem};
use crate::job::{self, Job};
use crate::scheme::Scheme;
use crate::yaml;

/// The form that a file of rows has.
#[derive(Debug, Clone, Copy)]
pub enum RowSyntax {
    /// Cells in columns, which a header names.
    Csv(HeaderRules),
    /// One JSON object a line.
    Ndjson,
}

/// How the rows of one file are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowForm {
    source: Arc<str>,
    /// None in NDJSON, where each row names its values itself.
    columns: Option<Columns>,
}

/// A file of rows.
#[derive(Debug)]
pub struct RowFile<R> {
    form: Arc<RowForm>,
    blocks: Blocks<R>,
}

/// Why a file of rows cannot be read.
#[derive(Debug)]
pub enum OpenError {
    /// The operating system would not let it be read.
    Io(io::Error),
    /// It is of another kind, or its header is wrong.
    Findings(Vec<Finding>),
}

/// A row that is no job, with what can be told of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refused {
    /// The cell with the id, as far as it is text; empty where there is none.
    pub id: String,
    /// The same for the title.
    pub title: String,
    /// What is wrong with the row; there is at least one error.
    pub findings: Vec<Finding>,
}

/// What is wrong in a row, with the column where it is.
pub(crate) type CellProblem = (usize, Problem);

/// A row that has been read.
pub(crate) struct RowRead<'r, 's> {
    pub(crate) job: Result<Job<'s>, Refused>,
    /// The cells; none in NDJSON, and none where the columns do not fit.
    pub(crate) row: Option<Row<'r>>,
    pub(crate) warnings: Vec<Finding>,
}

/// What becomes of the rows of a block.
pub(crate) trait TakeRow<'s> {
    /// Deals with a brief row, if it can.
    fn take_brief(&mut self, _row: &BriefRow<'_>) -> bool {
        false
    }

    /// Deals with a row as it is, if it can.
    fn take_plain(&mut self, _row: &Row<'_>) -> bool {
        false
    }

    /// Deals with a row that has been read.
    fn take(&mut self, read: RowRead<'_, 's>);
}

impl<R: Read> RowFile<R> {
    /// Reads what a file begins with. `source` names it in results and findings.
    ///
    /// # Errors
    /// Those of the reader, or what is wrong with the file as a whole: all findings.
    pub fn open(
        source: &str,
        reader: R,
        syntax: RowSyntax,
        scheme: &Scheme,
    ) -> Result<RowFile<R>, OpenError> {
        let mut blocks = Blocks::new(reader, Quoting::None);
        let quotes: &[u8] = match syntax {
            RowSyntax::Csv(_) => b"\"",
            RowSyntax::Ndjson => b"",
        };
        let beginning = blocks.beginning(quotes).map_err(OpenError::Io)?;
        if let Some(finding) = encoding::refuse(source, beginning) {
            return Err(OpenError::Findings(vec![finding]));
        }
        let source: Arc<str> = source.into();
        let columns = match syntax {
            RowSyntax::Csv(rules) => {
                let (columns, end) =
                    Columns::read(&source, beginning, scheme, rules).map_err(OpenError::Findings)?;
                blocks.begin_behind(end, Quoting::Cells(columns.separator));
                Some(columns)
            }
            RowSyntax::Ndjson => None,
        };
        Ok(RowFile { form: Arc::new(RowForm { source, columns }), blocks })
    }

    /// How its rows are to be read.
    pub fn form(&self) -> &Arc<RowForm> {
        &self.form
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        self.blocks.next_block()
    }
}

impl RowForm {
    /// The name of the file.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// The columns, where it has columns.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// Reads the jobs of a block, one for each row.
    pub(crate) fn read<'s>(&self, block: &Block, scheme: &'s Scheme, taker: &mut impl TakeRow<'s>) {
        match &self.columns {
            _ if block.overlong => taker.take(self.overlong(block)),
            Some(columns) => self.read_cells(columns, block, scheme, taker),
            None => self.read_lines(block, scheme, taker),
        }
    }

    fn overlong<'s>(&self, block: &Block) -> RowRead<'static, 's> {
        let position = Some(Position { line: block.first_line, column: 1 });
        let finding = Finding::at(&self.source, position, Problem::RowTooLong { limit: LONGEST_ROW });
        let refused = Refused { findings: vec![finding], ..Refused::default() };
        RowRead { job: Err(refused), row: None, warnings: Vec::new() }
    }

    fn read_cells<'s>(
        &self,
        columns: &Columns,
        block: &Block,
        scheme: &'s Scheme,
        taker: &mut impl TakeRow<'s>,
    ) {
        let mut records = Records::new(&block.bytes, block.first_line, columns.separator, columns.digits());
        loop {
            if let Some(brief) = records.brief_row()
                && brief.count() == columns.count()
                && taker.take_brief(&brief)
            {
                records.pass_over(brief);
                continue;
            }
            let Some(row) = records.next_row() else { break };
            if row.count() != columns.count() || !taker.take_plain(&row) {
                taker.take(self.read_row(columns, row, scheme));
            }
        }
    }

    fn read_row<'r, 's>(&self, columns: &Columns, row: Row<'r>, scheme: &'s Scheme) -> RowRead<'r, 's> {
        let (expected, found) = (columns.count(), row.count());
        let ragged = (expected != found).then(|| {
            let place = expected.min(found - 1);
            vec![(place, Problem::RaggedRow { expected, found })]
        });
        let read = match ragged {
            Some(problems) => Err(problems),
            None => {
                texts(&row).and_then(|cells| job::from_cells(&self.source, row.line, columns, &cells, scheme))
            }
        };
        let locate = |problems: Vec<CellProblem>| -> Vec<Finding> {
            problems.into_iter().map(|(column, problem)| row.finding(&self.source, column, problem)).collect()
        };
        let fits = (expected == found).then_some(row);
        match read {
            Ok((job, problems)) => RowRead { job: Ok(job), row: fits, warnings: locate(problems) },
            Err(problems) => {
                let text = |column: Option<usize>| {
                    let cell = column.and_then(|column| row.cells().nth(column)).unwrap_or_default();
                    String::from_utf8_lossy(cell).trim().to_owned()
                };
                let (id, title) = (text(columns.id), text(columns.title));
                let job = Err(Refused { id, title, findings: locate(problems) });
                RowRead { job, row: fits, warnings: Vec::new() }
            }
        }
    }

    fn read_lines<'s>(&self, block: &Block, scheme: &'s Scheme, taker: &mut impl TakeRow<'s>) {
        for (index, line) in block.bytes.split(|&byte| byte == b'\n').enumerate() {
            let read = match str::from_utf8(line) {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => Job::read_line(&self.source, line, block.first_line + index, scheme),
                Err(_) => {
                    let finding = encoding::not_utf_8(&self.source, line, block.first_line + index);
                    Err(Refused { findings: vec![finding], ..Refused::default() })
                }
            };
            let (job, warnings) = match read {
                Ok((job, warnings)) => (Ok(job), warnings),
                Err(refused) => (Err(refused), Vec::new()),
            };
            taker.take(RowRead { job, row: None, warnings });
        }
    }
}

/// Reads all jobs of a file of rows that is in memory. `source` names it in results and findings.
///
/// A row with errors is not among the jobs. Findings are the first few, and a count of the rest.
pub fn read<'s>(source: &str, bytes: &[u8], syntax: RowSyntax, scheme: &'s Scheme) -> yaml::Read<Job<'s>> {
    let mut jobs = Jobs::default();
    let findings = match RowFile::open(source, bytes, syntax, scheme) {
        Ok(mut file) => {
            // Reading from memory cannot fail.
            while let Ok(Some(block)) = file.next_block() {
                file.form.read(&block, scheme, &mut jobs);
            }
            std::mem::take(&mut jobs.found).into_findings(&file.form.source)
        }
        Err(OpenError::Findings(findings)) => findings,
        Err(OpenError::Io(_)) => Vec::new(),
    };
    yaml::Read { items: jobs.items, findings, refused: jobs.refused }
}

/// Collects the jobs of a file.
#[derive(Default)]
struct Jobs<'s> {
    items: Vec<Job<'s>>,
    found: FirstFindings,
    refused: usize,
}

impl<'s> TakeRow<'s> for Jobs<'s> {
    fn take(&mut self, read: RowRead<'_, 's>) {
        self.found.add(read.warnings);
        match read.job {
            Ok(job) => self.items.push(job),
            Err(refused) => {
                self.refused += 1;
                self.found.add(refused.findings);
            }
        }
    }
}

/// The cells of a row as texts.
fn texts<'r>(row: &Row<'r>) -> Result<Vec<&'r str>, Vec<CellProblem>> {
    let mut texts = Vec::with_capacity(row.count());
    let mut problems = Vec::new();
    for (column, cell) in row.cells().enumerate() {
        match str::from_utf8(cell) {
            Ok(text) => texts.push(text),
            Err(_) => problems.push((column, Problem::NotUtf8)),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

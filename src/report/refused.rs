//! Refused jobs in results.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::wording::{counted, job_name};
use crate::csv::{CellSafety, CsvRow, CsvRows};
use crate::job::{RefusedCounts, RefusedJob};

/// The most refused jobs listed in tables and pages.
pub(super) const MOST_LISTED: usize = 20;

/// Lists the numbers of refused jobs, rows without levels and unread files, such as `5 refused, 1 without levels`.
/// `None` if all are zero.
pub(super) fn refused_in_words(counts: RefusedCounts) -> Option<String> {
    let files = format!("{} not read", counted(counts.files, "file"));
    let words = [
        (counts.refused, format!("{} refused", counts.refused)),
        (counts.without_levels, format!("{} without levels", counts.without_levels)),
        (counts.files, files),
    ];
    let words: Vec<String> =
        words.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Returns the end of a sentence with the number of jobs that repeat an id. Empty for zero.
pub(super) fn repeated_in_words(jobs: u64) -> String {
    match jobs {
        0 => String::new(),
        1 => "; 1 has the id of another job".to_owned(),
        jobs => format!("; {jobs} have the id of another job"),
    }
}

/// Returns the blocks below a result about jobs that could not be read. Empty if all were read.
pub(super) fn refused_blocks(refused: &[RefusedJob]) -> Vec<ReportBlock> {
    let Some(words) = refused_in_words(refused.iter().collect()) else { return Vec::new() };
    let words = TonedText::from(format!("Not in this result: {words}")).tone(Tone::Bad);
    [ReportBlock::text(words), ReportBlock::Table(refused_table(refused))]
        .into_iter()
        .chain(more(refused.len()).map(ReportBlock::text))
        .collect()
}

/// Returns a sentence with the number of refused jobs that are not listed, or `None` if all are.
pub(super) fn more(all: usize) -> Option<String> {
    let more = all.checked_sub(MOST_LISTED).filter(|more| *more > 0)?;
    Some(format!("And {more} more: --format json and csv list all."))
}

/// Makes a table of the refused jobs with places and problems, up to the limit.
fn refused_table(refused: &[RefusedJob]) -> BlockTable {
    BlockTable::of("Not in this result", refused.iter().take(MOST_LISTED))
        .words("Job", |job| if job.line.is_none() { String::new() } else { refused_name(job) })
        .words("Place", refused_place)
        .words("Problem", |job| &job.problem)
        .end()
        .without_empty_columns()
}

/// Returns the id and title of a refused job.
pub(super) fn refused_name(job: &RefusedJob) -> String {
    job_name(job.id.as_deref(), &job.title)
}

/// Returns the file and line of a refused job.
pub(super) fn refused_place(job: &RefusedJob) -> String {
    match job.line {
        Some(line) => format!("{}:{line}", job.source),
        None => job.source.to_string(),
    }
}

/// Adds a row for each refused job to a list with these columns.
pub(super) fn push_refused(refused: &[RefusedJob], columns: &[&str], cells: CellSafety, rows: &mut CsvRows) {
    for job in refused {
        let mut row = CsvRow::begin(rows, cells);
        job.write_cells(columns, &mut row);
        row.end();
    }
}

//! The ids of rows, to be compared with those of a whole run.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::finding::{Finding, Position, Problem};

/// The ids of rows in their order, with the line of each.
#[derive(Debug, Default)]
pub struct RowIds {
    /// The sheet of a workbook that the rows are from, and the number of the column with the ids, from 0.
    sheet: Option<(Arc<str>, usize)>,
    texts: String,
    /// For each id its hash, its line, and where it ends in `texts`.
    ids: Vec<(u64, usize, usize)>,
}

impl RowIds {
    /// None yet of a sheet, or of a file of text.
    pub(super) fn new(sheet: Option<(Arc<str>, usize)>) -> RowIds {
        RowIds { sheet, ..RowIds::default() }
    }

    /// Adds the id of a row that begins in `line`.
    pub(super) fn add(&mut self, id: &str, line: usize) {
        self.texts.push_str(id);
        self.ids.push((hash(id), line, self.texts.len()));
    }

    /// Returns each id with its hash and its line.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u64, usize)> {
        let mut start = 0;
        self.ids.iter().map(move |&(hash, line, end)| {
            let id = self.texts.get(std::mem::replace(&mut start, end)..end).unwrap_or_default();
            (id, hash, line)
        })
    }

    /// A finding about the id of the row that begins in `line`.
    pub(super) fn finding(&self, source: &Arc<str>, line: usize, problem: Problem) -> Finding {
        let at = |column| Finding::at(source, Some(Position { line, column }), problem);
        match &self.sheet {
            Some((sheet, column)) => at(column + 1).in_sheet(sheet),
            None => at(1),
        }
    }
}

/// Returns 64 bits that are the same in every run, so that a file gives the same findings.
pub(super) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

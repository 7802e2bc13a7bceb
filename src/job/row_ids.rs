//! Ids of the rows of a file.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::finding::{Finding, Position, Problem};

/// Ids of rows in their order, with the line of each.
#[derive(Debug, Default)]
pub struct RowIds {
    /// Sheet that the rows are from, and its column of ids, from 0; `None` for a text file.
    sheet: Option<(Arc<str>, usize)>,
    texts: String,
    /// Hash, line and end in `texts` of each id.
    ids: Vec<(u64, usize, usize)>,
}

impl RowIds {
    /// Creates an empty list, for a sheet and its column of ids or for a text file.
    pub(super) fn new(sheet: Option<(Arc<str>, usize)>) -> RowIds {
        RowIds { sheet, ..RowIds::default() }
    }

    /// Adds the id of a row that begins in `line`.
    pub(super) fn add(&mut self, id: &str, line: usize) {
        self.texts.push_str(id);
        self.ids.push((hash(id), line, self.texts.len()));
    }

    /// Iterates over the ids, each with its hash and its line.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u64, usize)> {
        let mut start = 0;
        self.ids.iter().map(move |&(hash, line, end)| {
            let id = self.texts.get(std::mem::replace(&mut start, end)..end).unwrap_or_default();
            (id, hash, line)
        })
    }

    /// Creates a finding about the id of the row that begins in `line`.
    pub(super) fn finding(&self, source: &Arc<str>, line: usize, problem: Problem) -> Finding {
        let column = self.sheet.as_ref().map_or(1, |(_, column)| column + 1);
        let finding = Finding::at(source, Some(Position { line, column }), problem);
        match &self.sheet {
            Some((sheet, _)) => finding.in_sheet(sheet),
            None => finding,
        }
    }
}

/// Returns a hash that is the same in every run, so that a file always gives the same findings.
pub(super) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

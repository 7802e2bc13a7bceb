//! The result of an import.

use crate::finding::Finding;
use crate::profile::Suite;

/// The result of the import of one document.
#[derive(Debug, Default)]
pub struct Imported<'s> {
    /// The suite of the profiles without errors. `None` if all were refused.
    pub suite: Option<Suite<'s>>,
    /// The titles of the profiles that were refused.
    pub refused: Vec<String>,
    /// All findings, in the order of the document.
    pub findings: Vec<Finding>,
    /// Counts of what was compared and agrees.
    pub agreement: Agreement,
}

/// Counts of printed numbers that were compared and agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Rows whose levels are worth the printed scores.
    pub rows: usize,
    /// Rows of documents that print no scores.
    pub rows_without_scores: usize,
    /// Profiles whose total is the sum of their levels and lies in their band.
    pub totals: usize,
}

impl std::ops::AddAssign for Agreement {
    fn add_assign(&mut self, more: Agreement) {
        self.rows += more.rows;
        self.rows_without_scores += more.rows_without_scores;
        self.totals += more.totals;
    }
}

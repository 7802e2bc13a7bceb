//! What comes of a document.

use crate::finding::Finding;
use crate::profile::Suite;

/// What came of a document.
#[derive(Debug, Default)]
pub struct Imported<'s> {
    /// The suite of the profiles that agree with themselves; none where there is no such profile.
    pub suite: Option<Suite<'s>>,
    /// The titles of the profiles that were refused.
    pub refused: Vec<String>,
    /// What is wrong with those, and what to know of the others, in the order of the document.
    pub findings: Vec<Finding>,
    /// What agrees in the profiles of the suite.
    pub agreement: Agreement,
}

/// How much of what is printed was compared and agrees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Rows whose levels are worth just the scores printed beside them.
    pub rows: usize,
    /// Rows of documents that print no scores.
    pub rows_without_scores: usize,
    /// Profiles whose totals are what their levels come to, and lie in their bands.
    pub totals: usize,
}

impl std::ops::AddAssign for Agreement {
    fn add_assign(&mut self, more: Agreement) {
        self.rows += more.rows;
        self.rows_without_scores += more.rows_without_scores;
        self.totals += more.totals;
    }
}

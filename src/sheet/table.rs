//! What a workbook says of its sheets.

/// A sheet with cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetTable {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
}

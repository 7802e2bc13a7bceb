/// A sheet with cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTable {
    /// Name on the tab of the sheet.
    pub name: String,
    /// True if the spreadsheet program does not show the sheet.
    pub is_hidden: bool,
}

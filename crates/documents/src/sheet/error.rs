use thiserror::Error;

/// A reason why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// The workbook breaks the rules of its format.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// The workbook can only be opened with a password.
    #[error("the workbook is protected with a password")]
    Encrypted,
    /// The workbook unpacks to more bytes than the caller allows, or holds far more than any workbook.
    #[error("the workbook unpacks to more than is allowed")]
    TooLarge,
    /// The file is text.
    #[error("the file is text, not a workbook")]
    Text,
    /// The file has another format.
    #[error("the file is {0}, not a workbook")]
    NotWorkbook(&'static str),
    /// The file is a workbook of a format that is not read, or not a workbook.
    #[error("the file is {0}")]
    Unsupported(&'static str),
}

/// Returns the error for a workbook that breaks the rules of its format.
pub(super) fn damaged(reason: impl ToString) -> WorkbookError {
    WorkbookError::Damaged(reason.to_string())
}

//! Reads documents and workbooks into rows of cells.
//!
//! - [`document`] reads PDF, Word (.docx), web pages and plain text into one stream: rows of tables and lines of running text,
//!   each with its page, line and column. Tables of a PDF are put together from the lines and columns on its pages.
//! - [`sheet`] reads Excel (.xlsx, .xls) and OpenDocument (.ods) workbooks into rows of CSV.
//! - [`encoding`] decodes text that is not UTF-8, and [`file_type`] detects what a file is by its first bytes.
//!
//! ```
//! use jobeval_documents::document::read_text;
//!
//! let document = read_text("Factor\tLevel\nFreedom to Act\t3\n")?;
//! let cell = &document.rows[1].cells[0].parts[0];
//! assert_eq!(cell.text, "Freedom to Act");
//! assert_eq!((cell.place.line, cell.place.column), (2, 1));
//! # Ok::<(), jobeval_documents::document::DocumentError>(())
//! ```
//!
//! Input is not trusted: everything that a file can make large is limited, and a file beyond a limit is an error.
//!
//! # Features
//! - `documents`: PDF, Word and web pages; plain text is always read.
//! - `workbooks`: the module [`sheet`].

pub mod csv_cell;
pub mod document;
pub mod encoding;
pub mod file_type;
#[cfg(feature = "workbooks")]
pub mod sheet;

/// Truncates `text` to 80 characters for messages.
#[cfg(feature = "workbooks")]
fn short(text: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
    }
}

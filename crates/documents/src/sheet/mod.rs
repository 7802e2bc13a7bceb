//! Reads workbooks of Excel and OpenDocument: the cells of a sheet become rows of CSV.
//!
//! Sizes in a workbook are not trusted. Time and memory are limited by the number of bytes that it may unpack to.

mod archive;
mod cells;
mod error;
mod ods;
mod record;
mod rows;
mod table;
mod value;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

use crate::encoding;
use crate::file_type::{self, OLDER_OFFICE};
pub use error::WorkbookError;
use rows::RowWriter;
pub use rows::SheetRows;
pub use table::SheetTable;

/// A workbook in memory.
pub struct Workbook<'b> {
    format: WorkbookFormat<'b>,
    sheets: Vec<SheetTable>,
    most: u64,
}

enum WorkbookFormat<'b> {
    Xlsx(Box<xlsx::Xlsx<'b>>),
    Ods(ods::Ods),
    Xls(xls::Xls),
}

/// Maximum number of sheets that are read.
const MOST_SHEETS: usize = 250;

impl<'b> Workbook<'b> {
    /// Opens a workbook, whose parts may unpack to `most` bytes.
    ///
    /// # Errors
    /// The file is damaged, encrypted, too large, or not a workbook.
    pub fn open(bytes: &'b [u8], most: u64) -> Result<Workbook<'b>, WorkbookError> {
        let opened = if file_type::is_archive(bytes) {
            open_archive(bytes, most)
        } else if bytes.starts_with(OLDER_OFFICE) {
            xls::Xls::open(bytes).map(|(xls, sheets)| (WorkbookFormat::Xls(xls), sheets))
        } else {
            Err(other(bytes))
        };
        let (format, mut sheets) = opened?;
        sheets.truncate(MOST_SHEETS);
        Ok(Workbook { format, sheets, most })
    }

    /// Returns the sheets in order.
    pub fn sheets(&self) -> &[SheetTable] {
        &self.sheets
    }

    /// Reads a sheet up to its first `most_rows` rows that have a cell.
    ///
    /// # Errors
    /// The sheet is damaged or too large.
    pub fn rows(&mut self, sheet: usize, most_rows: usize) -> Result<SheetRows, WorkbookError> {
        let mut rows = RowWriter::new(self.most, most_rows);
        let read = match &mut self.format {
            WorkbookFormat::Xlsx(xlsx) => xlsx.read(&self.sheets[sheet].name, &mut rows),
            WorkbookFormat::Ods(ods) => ods.read(sheet, &mut rows),
            WorkbookFormat::Xls(xls) => xls.read(sheet, &mut rows),
        };
        read.and_then(|()| rows.end())
    }
}

fn open_archive(bytes: &[u8], most: u64) -> Result<(WorkbookFormat<'_>, Vec<SheetTable>), WorkbookError> {
    let mut archive = archive::open(bytes)?;
    let holds = |name: &str| archive.index_for_name(name).is_some();
    if holds("content.xml") && holds("mimetype") {
        ods::Ods::open(&mut archive, most).map(|(ods, sheets)| (WorkbookFormat::Ods(ods), sheets))
    } else if holds("xl/workbook.bin") {
        Err(WorkbookError::Unsupported("a binary workbook (.xlsb)"))
    } else if holds("[Content_Types].xml") {
        xlsx::Xlsx::open(bytes, &mut archive, most)
            .map(|(xlsx, sheets)| (WorkbookFormat::Xlsx(Box::new(xlsx)), sheets))
    } else {
        Err(other(bytes))
    }
}

/// Returns the error for a file that is not a workbook. Some programs write web pages or CSV with names of workbooks.
fn other(bytes: &[u8]) -> WorkbookError {
    match file_type::detect(bytes) {
        Some(format) => WorkbookError::NotWorkbook(format.name),
        None if bytes.is_empty() => WorkbookError::Unsupported("empty"),
        None if file_type::is_text(bytes) || encoding::is_utf_16(bytes) => WorkbookError::Text,
        None => WorkbookError::Unsupported("not a workbook"),
    }
}

//! CSV: blocks of whole rows from a stream, cells of rows and their places, and writing rows.
//!
//! Rows and cells are those that the `csv` crate reads, as the tests prove. `RecordReader` cuts rows with `simd-csv`, which
//! reads stray quotes and lone carriage returns differently. The rare blocks with any of these are rewritten first, so that
//! there is one way for all rows.

mod blocks;
mod cells;
mod records;
mod write;

pub use blocks::LONGEST_ROW;
pub(crate) use blocks::{CsvBlock, CsvBlocks, Quoting};
pub(crate) use cells::{CellPlaces, first_row};
pub(crate) use records::{Record, RecordReader, RowLines, plain};
pub use write::{CellSafety, CsvRow, CsvRows, CsvValue, WriteRow};
pub(crate) use write::{push_header, push_list};

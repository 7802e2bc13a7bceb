//! CSV: blocks of whole rows from a stream, the cells of a row, and where each stands.
//!
//! Rows and cells are what the `csv` crate takes them to be, which the tests check. `Records` cuts rows with
//! `simd-csv`, which takes quotes in odd places and lone carriage returns differently; the few blocks that have any are
//! rewritten before, so that there is one way for all rows.

mod blocks;
mod cells;
mod records;
mod write;

pub use blocks::LONGEST_ROW;
pub(crate) use blocks::{CsvBlock, CsvBlocks, Quoting};
pub(crate) use cells::{CellPlaces, first_row};
pub(crate) use records::{Record, RecordReader, RowLines, plain};
#[cfg(feature = "sheets")]
pub(crate) use write::push_cell;
pub use write::{CellSafety, CsvRow, CsvRows, CsvValue, WriteRow};
pub(crate) use write::{push_header, push_list};

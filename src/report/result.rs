//! The common interface of results.

use std::io::{self, ErrorKind, Write};

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::block::ReportBlock;
use super::format::Format;
use super::refused::{push_refused, refused_blocks};
use super::yaml;
use crate::csv::{self, CellSafety, CsvRows, WriteRow};
use crate::job::RefusedJob;
use crate::json;

/// A result. People are shown its blocks; programs read its serialised form.
pub trait Report: Serialize {
    /// Returns the kind of result in a few words. It is the title of a page, together with the first heading.
    fn title(&self) -> &'static str;

    /// Returns the parts shown to people.
    fn blocks(&self) -> Vec<ReportBlock>;

    /// Writes the result as YAML: the fields of the JSON contract, unless the result is a file of its own.
    ///
    /// # Errors
    /// Errors of the writer.
    fn write_yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        yaml::write(self, out)
    }

    /// Writes a format that only some results have. Returns the number of CSV cells that were changed to be safe in
    /// spreadsheets.
    ///
    /// # Errors
    /// Errors of the writer, and [`ErrorKind::Unsupported`] for a format that the result does not have.
    fn write_as(&self, format: Format, _cells: CellSafety, _out: &mut dyn Write) -> io::Result<u64> {
        Err(unsupported(format))
    }
}

/// Makes the error for a format that a result does not have.
pub(super) fn unsupported(format: Format) -> io::Error {
    io::Error::new(ErrorKind::Unsupported, format!("this result cannot be written as {}", format.id()))
}

/// Writes a list as CSV with the rows of `push_rows`, or its items and refused jobs as NDJSON. Returns the number of
/// changed CSV cells.
pub(super) fn write_list<T: Serialize>(
    items: &[T],
    refused: &[RefusedJob],
    push_rows: impl FnOnce(&mut CsvRows),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<u64> {
    match format {
        Format::Csv => {
            let mut rows = CsvRows::default();
            push_rows(&mut rows);
            out.write_all(&rows.bytes).map(|()| rows.changed_cells)
        }
        Format::Ndjson => {
            items.iter().try_for_each(|item| json::write_line(item, out))?;
            refused.iter().try_for_each(|job| json::write_line(job, out)).map(|()| 0)
        }
        _ => Err(unsupported(format)),
    }
}

/// An item of a list.
pub trait ListItem: WriteRow + Serialize + Sized {
    /// Returns the kind of result in a few words.
    fn title(items: &[Self]) -> &'static str;

    /// Returns the parts of a list shown to people.
    fn blocks(items: &[Self]) -> Vec<ReportBlock>;
}

/// A list of results. Serialises as an array of its items and the refused jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// Heading for people. `None` if the items say it themselves.
    pub heading: Option<String>,
    /// Items in order.
    pub items: Vec<T>,
    /// Jobs without an item because they could not be read.
    pub refused: Vec<RefusedJob>,
}

impl<T> List<T> {
    /// Sets the jobs that could not be read.
    #[must_use]
    pub fn without(self, refused: Vec<RefusedJob>) -> List<T> {
        List { refused, ..self }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List { heading: None, items: items.into_iter().collect(), refused: Vec::new() }
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_list(&self.items, &self.refused, serializer)
    }
}

/// Serialises items and refused jobs as one array.
pub(super) fn serialize_list<T: Serialize, S: Serializer>(
    items: &[T],
    refused: &[RefusedJob],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(items.len() + refused.len()))?;
    items.iter().try_for_each(|item| list.serialize_element(item))?;
    refused.iter().try_for_each(|job| list.serialize_element(job))?;
    list.end()
}

impl<T: ListItem> Report for List<T> {
    fn title(&self) -> &'static str {
        T::title(&self.items)
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let heading = self.heading.clone().map(ReportBlock::Heading);
        heading.into_iter().chain(T::blocks(&self.items)).chain(refused_blocks(&self.refused)).collect()
    }

    fn write_as(&self, format: Format, cells: CellSafety, out: &mut dyn Write) -> io::Result<u64> {
        let push_rows = |rows: &mut CsvRows| {
            csv::push_list(&self.items, cells, rows);
            push_refused(&self.refused, T::COLUMNS, cells, rows);
        };
        write_list(&self.items, &self.refused, push_rows, format, out)
    }
}

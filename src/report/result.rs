//! What every result has in common: what people are shown of it, and what programs read.

use std::io::{self, ErrorKind, Write};

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::block::ReportBlock;
use super::format::Format;
use super::refused::{push_refused, refused_blocks};
use super::yaml;
use crate::csv::{self, CellSafety, CsvRows, WriteRow};
use crate::job::RefusedJob;
use crate::json;

/// A result that can be shown: [`Serialize`] makes what programs read.
pub trait Report: Serialize {
    /// What kind of result it is, in a few words: the title of a page, beside the first heading if there is one.
    fn title(&self) -> &'static str;

    /// What people are shown.
    fn blocks(&self) -> Vec<ReportBlock>;

    /// Writes it as YAML: the fields of the JSON contract, where it is no file of its own.
    ///
    /// # Errors
    /// Those of the writer.
    fn write_yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        yaml::write(self, out)
    }

    /// Writes a format that not every result has; `cells` are those of CSV. Returns how many of them were changed.
    ///
    /// # Errors
    /// Those of the writer, and [`ErrorKind::Unsupported`] for a format that the result does not have.
    fn write_as(&self, format: Format, _cells: CellSafety, _out: &mut dyn Write) -> io::Result<u64> {
        Err(unsupported(format))
    }
}

/// The error for a format that a result does not have.
pub(super) fn unsupported(format: Format) -> io::Error {
    io::Error::new(ErrorKind::Unsupported, format!("this result cannot be written as {}", format.id()))
}

/// Writes a list as CSV, whose rows `push_rows` makes, or its items and then the refused jobs as lines of JSON. Returns how many
/// cells of CSV were changed.
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
    /// What kind of result a list of such items is, in a few words.
    fn title(items: &[Self]) -> &'static str;

    /// What people are shown of a list of such items.
    fn blocks(items: &[Self]) -> Vec<ReportBlock>;
}

/// A result that is a list. As JSON it is an array of its items and the refused jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// What the items have in common, for people; none where the items say it themselves.
    pub heading: Option<String>,
    /// The items.
    pub items: Vec<T>,
    /// The jobs that could not be read and so have no item.
    pub refused: Vec<RefusedJob>,
}

impl<T> List<T> {
    /// Adds the jobs that could not be read.
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

/// Serialises items and then refused jobs as one array.
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

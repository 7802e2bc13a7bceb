//! What every result has in common: what people are shown of it, and what programs read.

use std::io::{self, ErrorKind, Write};

use serde::{Serialize, Serializer};

use super::block::Block;
use super::format::Format;
use super::yaml;
use crate::csv::{self, Cells, WriteRow};
use crate::json;

/// A result that can be shown: [`Serialize`] makes what programs read.
pub trait Report: Serialize {
    /// What kind of result it is, in a few words: the title of a page, beside the first heading if there is one.
    fn title(&self) -> &'static str;

    /// What people are shown.
    fn blocks(&self) -> Vec<Block>;

    /// Writes it as YAML: the fields of the JSON contract, where it is no file of its own.
    ///
    /// # Errors
    /// Those of the writer.
    fn write_yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        yaml::write(self, out)
    }

    /// Writes a format that not every result has; `cells` are those of CSV.
    ///
    /// # Errors
    /// Those of the writer, and [`ErrorKind::Unsupported`] for a format that the result does not have.
    fn write_as(&self, format: Format, _cells: Cells, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported(format))
    }
}

/// The error for a format that a result does not have.
pub(super) fn unsupported(format: Format) -> io::Error {
    io::Error::new(ErrorKind::Unsupported, format!("this result cannot be written as {}", format.id()))
}

/// Writes a list as CSV, whose rows `push_rows` makes, or its items as lines of JSON.
pub(super) fn write_list<T: Serialize>(
    items: &[T],
    push_rows: impl FnOnce(&mut Vec<u8>),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Csv => {
            let mut rows = Vec::new();
            push_rows(&mut rows);
            out.write_all(&rows)
        }
        Format::Ndjson => items.iter().try_for_each(|item| json::write_line(item, out)),
        _ => Err(unsupported(format)),
    }
}

/// An item of a list.
pub trait Item: WriteRow + Serialize + Sized {
    /// What kind of result a list of such items is, in a few words.
    fn title(items: &[Self]) -> &'static str;

    /// What people are shown of a list of such items.
    fn blocks(items: &[Self]) -> Vec<Block>;
}

/// A result that is a list. As JSON it is an array of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// What the items have in common, for people; none where the items say it themselves.
    pub heading: Option<String>,
    /// The items.
    pub items: Vec<T>,
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List { heading: None, items: items.into_iter().collect() }
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T: Item> Report for List<T> {
    fn title(&self) -> &'static str {
        T::title(&self.items)
    }

    fn blocks(&self) -> Vec<Block> {
        let heading = self.heading.clone().map(Block::Heading);
        heading.into_iter().chain(T::blocks(&self.items)).collect()
    }

    fn write_as(&self, format: Format, cells: Cells, out: &mut dyn Write) -> io::Result<()> {
        write_list(&self.items, |rows| csv::push_list(&self.items, cells, rows), format, out)
    }
}

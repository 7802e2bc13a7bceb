//! Cells of rows as nodes, so that one reader takes the values of job files and of rows.

use std::cell::RefCell;

use super::node::{Mark, Node, Problems, Tree, Value};

impl Mark {
    /// Returns the mark of a cell in this column, counted from 0.
    pub(crate) fn of_column(column: usize) -> Mark {
        Mark(column)
    }

    /// Returns the column of a cell's mark, counted from 0.
    pub(crate) fn column(self) -> usize {
        self.0
    }
}

/// Passes the text of a cell to `read` as a node: as a number if `is_number` says that one is wanted and it is one, else
/// as text. Adds what is wrong with it to `problems`, with the column as mark.
pub(crate) fn read_cell(
    text: &str,
    column: usize,
    is_number: bool,
    problems: &RefCell<Problems>,
    read: impl FnOnce(Node<'_>),
) {
    let number = if is_number { text.parse().ok() } else { None };
    let value = number.map_or_else(|| Value::Text(text.into()), Value::Integer);
    read(Node::new(&Tree::new(Mark::of_column(column), value), problems));
}

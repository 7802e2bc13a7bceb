//! The columns of CSV, each declared once with its name and its cell.

use std::borrow::Cow;

use crate::csv::{self, CellSafety, CsvRow, CsvRows, CsvValue};

/// Implements [`WriteRow`](crate::csv::WriteRow) from a column name and a cell value per column.
macro_rules! write_row_as {
    ($type:ty, $value:ident => { $($name:literal: $cell:expr,)+ }) => {
        impl crate::csv::WriteRow for $type {
            const COLUMNS: &'static [&'static str] = &[$($name),+];

            fn write_cells(&self, row: &mut crate::csv::CsvRow<'_>) {
                let $value = self;
                $(row.add($cell);)+
            }
        }
    };
}

pub(super) use write_row_as;

/// Writes the cell of a column for a row of the type `T`.
type WriteCell<'c, T> = Box<dyn Fn(T, &mut CsvRow<'_>) + 'c>;

/// The columns of a list whose number depends on the scheme, for rows of the type `T`.
pub(super) struct CsvColumns<'c, T> {
    columns: Vec<(Cow<'c, str>, WriteCell<'c, T>)>,
}

impl<'c, T> CsvColumns<'c, T> {
    /// Returns an empty list of columns.
    pub(super) fn new() -> CsvColumns<'c, T> {
        CsvColumns { columns: Vec::new() }
    }

    /// Adds a column.
    pub(super) fn column<V: CsvValue>(
        mut self,
        name: impl Into<Cow<'c, str>>,
        cell: impl Fn(T) -> V + 'c,
    ) -> Self {
        self.columns.push((name.into(), Box::new(move |item, row| _ = row.add(cell(item)))));
        self
    }

    /// Returns the names of the columns.
    pub(super) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| &**name).collect()
    }
}

impl<T: Copy> CsvColumns<'_, T> {
    /// Adds the header and a row for each item to `rows`.
    pub(super) fn push(&self, items: impl IntoIterator<Item = T>, cells: CellSafety, rows: &mut CsvRows) {
        csv::push_header(self.names(), cells, rows);
        for item in items {
            let mut row = CsvRow::begin(rows, cells);
            self.columns.iter().for_each(|(_, cell)| cell(item, &mut row));
            row.end();
        }
    }
}

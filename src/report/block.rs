//! What people are shown, before it is laid out: headings, sentences and tables.

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What the following parts are about.
    Heading(String),
    /// A sentence or two.
    Text(Cell),
    /// Rows under named columns.
    Table(Table),
}

impl Block {
    /// A sentence.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Text(Cell::from(text.into()))
    }
}

/// Rows under named columns; every row has a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Table {
        Table { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row below the others.
    pub fn add(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Takes the remarks in the last column off, as a table of their own beside what the rows are called in the first.
    pub fn split_remarks(&self) -> Option<(Table, Table)> {
        let (last, columns) = self.columns.split_last().filter(|(last, _)| last.kind == Kind::Remarks)?;
        let mut main = Table::new(columns.iter().copied());
        let mut remarks = Table::new([*columns.first()?, *last]);
        for row in &self.rows {
            let (remark, cells) = row.split_last()?;
            main.add(cells.iter().cloned());
            if !remark.text.is_empty() {
                remarks.add([cells.first()?.clone(), remark.clone()]);
            }
        }
        Some((main, remarks))
    }

    /// Leaves out the columns in which no row says anything.
    pub fn without_empty_columns(mut self) -> Table {
        let used: Vec<bool> = (0..self.columns.len())
            .map(|index| self.rows.iter().any(|row| !row[index].text.is_empty()))
            .collect();
        let keep = |index: &mut usize| {
            *index += 1;
            used[*index - 1]
        };
        let mut column = 0;
        self.columns.retain(|_| keep(&mut column));
        for row in &mut self.rows {
            let mut column = 0;
            row.retain(|_| keep(&mut column));
        }
        self
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name above it.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, which stand to the left.
    Words,
    /// Names that are easier to read, and to copy, in one piece.
    Names,
    /// Numbers, which stand to the right.
    Numbers,
    /// Sentences about the row. Where there is no room beside the table, they follow below it, under the name in the
    /// table's first column.
    Remarks,
}

impl Column {
    /// A column of words.
    pub fn words(name: &'static str) -> Column {
        Column { name, kind: Kind::Words }
    }

    /// A column of names.
    pub fn names(name: &'static str) -> Column {
        Column { name, kind: Kind::Names }
    }

    /// A column of numbers.
    pub fn numbers(name: &'static str) -> Column {
        Column { name, kind: Kind::Numbers }
    }

    /// A last column of sentences about the rows.
    pub fn remarks(name: &'static str) -> Column {
        Column { name, kind: Kind::Remarks }
    }
}

/// A text with its tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// The tone.
    pub tone: Tone,
}

impl Cell {
    /// The same text in another tone.
    pub fn tone(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }
}

impl<T: ToString> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell { text: text.to_string(), tone: Tone::default() }
    }
}

/// How a text is meant; what it looks like is each format's affair, and the words never depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Like the rest.
    #[default]
    Plain,
    /// The main thing.
    Strong,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Not yet decided.
    Open,
}

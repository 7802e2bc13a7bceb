//! Writing CSV for spreadsheets (RFC 4180).

use std::borrow::Cow;

use jobeval_documents::csv_cell::{push_cell, push_quoted};

use super::records::RecordCell;
use crate::sanitize::{is_visible_ascii, no_command, spelt_out};

/// Safety of the cells that are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CellSafety {
    /// Cells are changed where spreadsheets would run a formula, terminals obey a control character, or CI runs obey a
    /// command.
    #[default]
    Harmless,
    /// Cells are not changed.
    Raw,
}

/// A value that can be written as a row of CSV.
pub trait WriteRow {
    /// Names of the columns; at least two, because a row of one empty cell would be an empty line.
    const COLUMNS: &'static [&'static str];

    /// Writes a cell for each column.
    fn write_cells(&self, row: &mut CsvRow<'_>);
}

/// Rows of CSV in memory.
#[derive(Debug, Default)]
pub struct CsvRows {
    /// The rows as bytes.
    pub bytes: Vec<u8>,
    /// Number of cells that got an apostrophe in front, so that no spreadsheet runs them.
    pub changed_cells: u64,
}

/// A row of CSV that is being written, cell by cell.
#[derive(Debug)]
pub struct CsvRow<'o> {
    out: &'o mut CsvRows,
    how: CellSafety,
    is_first: bool,
}

impl<'o> CsvRow<'o> {
    /// Begins a row at the end of `out`.
    pub fn begin(out: &'o mut CsvRows, how: CellSafety) -> CsvRow<'o> {
        CsvRow { out, how, is_first: true }
    }

    /// Adds one cell.
    pub fn add(&mut self, value: impl CsvValue) -> &mut Self {
        value.write_cell(self);
        self
    }

    /// Adds a cell with a text.
    pub fn cell(&mut self, text: impl AsRef<str>) -> &mut Self {
        let text = text.as_ref();
        self.separate();
        if !push_plain(text.as_bytes(), &mut self.out.bytes) {
            match self.how {
                CellSafety::Harmless => self.push_harmless(text),
                CellSafety::Raw => push_cell(text.as_bytes(), &mut self.out.bytes),
            }
        }
        self
    }

    /// Adds text that a spreadsheet shows and does not run: with an apostrophe in front if it looks like a formula.
    fn push_harmless(&mut self, text: &str) {
        let shown = shown(text);
        if may_be_formula(&shown) {
            self.out.changed_cells += 1;
            push_cell(format!("'{shown}").as_bytes(), &mut self.out.bytes);
        } else {
            push_cell(shown.as_bytes(), &mut self.out.bytes);
        }
    }

    /// Adds a cell that was read. Replaces what is not UTF-8.
    #[inline(always)]
    pub(crate) fn copy(&mut self, cell: RecordCell<'_>) -> &mut Self {
        match cell.plain() {
            Some(bytes) if !may_be_run(bytes) => {
                self.separate();
                self.out.bytes.extend_from_slice(bytes);
                self
            }
            _ => self.copy_other(cell),
        }
    }

    #[inline(never)]
    fn copy_other(&mut self, cell: RecordCell<'_>) -> &mut Self {
        self.cell(cell.text())
    }

    /// Adds a cell with a number.
    pub fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        self.separate();
        self.out.bytes.extend_from_slice(itoa::Buffer::new().format(number.into()).as_bytes());
        self
    }

    /// Adds a cell with a number, or an empty one.
    pub fn optional_number(&mut self, number: Option<impl Into<u64>>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.empty(1),
        }
    }

    /// Adds this number of empty cells.
    pub fn empty(&mut self, count: usize) -> &mut Self {
        (0..count).for_each(|_| self.separate());
        self
    }

    /// Ends the row.
    pub fn end(self) {
        self.out.bytes.extend_from_slice(b"\r\n");
    }

    #[inline]
    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.bytes.push(b',');
        }
    }
}

/// A value that fills one cell.
pub trait CsvValue {
    /// Writes exactly one cell.
    fn write_cell(self, row: &mut CsvRow<'_>);
}

impl CsvValue for &str {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.cell(self);
    }
}

impl CsvValue for String {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.cell(self);
    }
}

impl CsvValue for bool {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.cell(if self { "true" } else { "false" });
    }
}

impl CsvValue for u32 {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.number(self);
    }
}

impl CsvValue for u64 {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.number(self);
    }
}

impl CsvValue for usize {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        row.number(self as u64);
    }
}

/// `None` is an empty cell.
impl<T: CsvValue> CsvValue for Option<T> {
    fn write_cell(self, row: &mut CsvRow<'_>) {
        match self {
            Some(value) => value.write_cell(row),
            None => _ = row.empty(1),
        }
    }
}

/// Adds a header with the names of columns to `out`.
pub(crate) fn push_header(
    names: impl IntoIterator<Item = impl AsRef<str>>,
    how: CellSafety,
    out: &mut CsvRows,
) {
    let mut header = CsvRow::begin(out, how);
    names.into_iter().for_each(|name| _ = header.cell(name));
    header.end();
}

/// Adds a list with its header to `out`.
pub(crate) fn push_list<R: WriteRow>(items: &[R], how: CellSafety, out: &mut CsvRows) {
    push_header(R::COLUMNS, how, out);
    for item in items {
        let mut row = CsvRow::begin(out, how);
        item.write_cells(&mut row);
        row.end();
    }
}

/// Adds a cell if it is visible ASCII, has no quotes and is run nowhere. Returns false and adds nothing for any other cell.
fn push_plain(cell: &[u8], out: &mut Vec<u8>) -> bool {
    // Looking at all bytes is faster than stopping at the first odd one.
    let kinds = cell.iter().fold(0, |kinds, &byte| kinds | KINDS[usize::from(byte)]);
    if kinds & ODD != 0 || may_be_run(cell) {
        return false;
    }
    match kinds {
        COMMA => push_quoted(cell, out),
        _ => out.extend_from_slice(cell),
    }
    true
}

/// Returns true if a spreadsheet or a CI run might run a cell of visible ASCII, judged by its first character.
#[inline]
fn may_be_run(cell: &[u8]) -> bool {
    matches!(cell.first(), Some(b'=' | b'+' | b'-' | b'@' | b' ' | b':'))
}

const COMMA: u8 = 1;
const ODD: u8 = 2;

/// Kind of each byte: 0 for one that can be copied, `COMMA` or `ODD`.
const KINDS: [u8; 256] = {
    let mut kinds = [ODD; 256];
    let mut byte = b' ';
    while is_visible_ascii(byte) {
        kinds[byte as usize] = 0;
        byte += 1;
    }
    kinds[b',' as usize] = COMMA;
    kinds[b'"' as usize] = ODD;
    // It may begin a command of a CI run.
    kinds[b'#' as usize] = ODD;
    kinds
};

/// Spells out invisible characters other than tabs and line breaks, and breaks up commands of CI runs.
fn shown(cell: &str) -> Cow<'_, str> {
    let mut shown = if cell.contains('\r') {
        spelt_out(&cell.replace("\r\n", "\n"), is_tab_or_line_feed).into_owned().into()
    } else {
        spelt_out(cell, is_tab_or_line_feed)
    };
    if shown.contains("::") {
        shown = shown.split('\n').map(no_command).collect::<Vec<_>>().join("\n").into();
    }
    shown
}

fn is_tab_or_line_feed(c: char) -> bool {
    matches!(c, '\t' | '\n')
}

/// Returns true if a spreadsheet might run a text: after spaces too, and in wide characters of East Asian input. Numbers are
/// harmless.
fn may_be_formula(cell: &str) -> bool {
    let text = cell.trim_start();
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let begins_formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number;
    begins_formula || cell.starts_with(['\t', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a text as a cell, without the quotes around it.
    fn harmless(text: &str) -> String {
        let mut out = CsvRows::default();
        let mut row = CsvRow::begin(&mut out, CellSafety::Harmless);
        row.cell(text);
        row.end();
        let cell = String::from_utf8(out.bytes).unwrap();
        let cell = cell.strip_suffix("\r\n").unwrap();
        let cell = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell);
        assert_eq!(out.changed_cells, u64::from(cell.starts_with('\'') && !text.starts_with('\'')), "{text}");
        cell.to_owned()
    }

    #[test]
    fn a_row_is_its_cells_between_commas() {
        let mut out = CsvRows::default();
        let mut row = CsvRow::begin(&mut out, CellSafety::Raw);
        row.cell("").cell("a,b").cell("say \"hm\"").cell("\u{e9}x").number(0_u32).number(u64::MAX);
        row.empty(2).optional_number(Some(40_u32)).optional_number(None::<u32>);
        row.end();
        let expected = "\"a,b\",\"say \"\"hm\"\"\",\u{e9}x,0,18446744073709551615,,,40,";
        assert_eq!(String::from_utf8(out.bytes).unwrap(), format!(",{expected}\r\n"));
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for cell in
            ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "  =1", "\u{a0}=1", "＝1", "-", "--1", "\tx", "\n=1", "-1e5"]
        {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
    }

    #[test]
    fn numbers_and_words_stay_as_they_are() {
        for cell in ["", "-3", "+41", "498", "8a-b", "Nurse = carer", "a\n=b", "'quoted'", "看護師"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_or_nobody_would_see_is_spelt_out() {
        assert_eq!(harmless("\u{1b}[31mred\u{202e}\r\n\rend"), "\\u{1b}[31mred\\u{202e}\n\\u{d}end");
        assert_eq!(harmless("\r=1"), "\\u{d}=1");
        assert_eq!(harmless("\u{200b}=1"), "\\u{200b}=1");
    }
}

//! One line an item, for spreadsheets, as RFC 4180 has it.

use std::io::{self, Write};

use memchr::memchr;

use super::{Row, Rows};
use crate::unprintable::{is_visible_ascii, spelt_out};

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// So that neither a spreadsheet nor a terminal does anything with them but show them.
    Harmless,
    /// As they are.
    Raw,
}

const END_OF_ROW: &[u8] = b"\r\n";

/// Writes a list with its header.
pub(super) fn write<R: Rows>(report: &R, how: Cells, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Vec::new();
    push_row(R::Item::COLUMNS, how, &mut rows);
    for item in report.items() {
        push_row(item.cells(), how, &mut rows);
    }
    out.write_all(&rows)
}

/// Adds a row of at least two cells.
pub(crate) fn push_row<C: AsRef<str>>(cells: impl IntoIterator<Item = C>, how: Cells, out: &mut Vec<u8>) {
    push_cells(cells, how, out);
    end_row(out);
}

/// Adds cells to a row.
pub(crate) fn push_cells<C: AsRef<str>>(cells: impl IntoIterator<Item = C>, how: Cells, out: &mut Vec<u8>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_cell(cell.as_ref(), how, out);
    }
}

/// Ends a row.
pub(crate) fn end_row(out: &mut Vec<u8>) {
    out.extend_from_slice(END_OF_ROW);
}

fn push_cell(cell: &str, how: Cells, out: &mut Vec<u8>) {
    if push_plain_cell(cell.as_bytes(), out) {
        return;
    }
    match how {
        Cells::Harmless => push_quoted_if_needed(harmless(cell).as_bytes(), out),
        Cells::Raw => push_quoted_if_needed(cell.as_bytes(), out),
    }
}

/// Adds a cell of visible ASCII characters that no spreadsheet would run and that needs no doubled quotes. Any other is
/// left to [`push_row`], and false returned.
pub(crate) fn push_plain_cell(cell: &[u8], out: &mut Vec<u8>) -> bool {
    let kinds = cell.iter().fold(0, |kinds, &byte| kinds | KINDS[usize::from(byte)]);
    if kinds & INVOLVED != 0 || begins_oddly(cell) {
        return false;
    }
    if kinds & COMMA != 0 {
        out.push(b'"');
        out.extend_from_slice(cell);
        out.push(b'"');
    } else {
        out.extend_from_slice(cell);
    }
    true
}

/// Whether a spreadsheet might run a cell, as far as its first byte tells.
pub(crate) fn begins_oddly(cell: &[u8]) -> bool {
    matches!(cell.first(), Some(b'=' | b'+' | b'-' | b'@' | b' '))
}

const COMMA: u8 = 1;
const INVOLVED: u8 = 2;

/// What each byte makes of a cell.
const KINDS: [u8; 256] = {
    let mut kinds = [INVOLVED; 256];
    let mut byte = 0;
    while byte < u8::MAX {
        if is_visible_ascii(byte) {
            kinds[byte as usize] = 0;
        }
        byte += 1;
    }
    kinds[b',' as usize] = COMMA;
    kinds[b'"' as usize] = INVOLVED;
    kinds
};

fn push_quoted_if_needed(cell: &[u8], out: &mut Vec<u8>) {
    if !cell.iter().any(|byte| b",\"\r\n".contains(byte)) {
        out.extend_from_slice(cell);
        return;
    }
    out.push(b'"');
    let mut rest = cell;
    while let Some(quote) = memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        out.push(b'"');
        rest = &rest[quote + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// A cell that is shown and not run. An apostrophe tells a spreadsheet that a text follows; tabs and line breaks are
/// the only characters without a sight of their own.
fn harmless(cell: &str) -> String {
    let shown = spelt_out(&cell.replace("\r\n", "\n"), |c| matches!(c, '\t' | '\n'));
    if is_formula(&shown) || shown.starts_with(['\t', '\n']) { format!("'{shown}") } else { shown }
}

/// Whether a spreadsheet might run a text, also behind spaces and in the wide forms of East Asian input. A number is
/// what it looks like.
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start();
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number
}

#[cfg(test)]
mod tests {
    use super::*;

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

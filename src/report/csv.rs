//! One line an item, for spreadsheets, as RFC 4180 has it.

use std::io::{self, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

use super::{Row, Rows};
use crate::text::spelt_out;

/// Writes cells that neither a spreadsheet nor a terminal does anything with but show them.
pub(super) fn write(report: &impl Rows, out: &mut dyn Write) -> io::Result<()> {
    write_cells(report, harmless, out)
}

/// Writes cells as they are.
pub(super) fn write_raw(report: &impl Rows, out: &mut dyn Write) -> io::Result<()> {
    write_cells(report, |cell| cell, out)
}

fn write_cells<R: Rows>(
    report: &R,
    written: impl Fn(String) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(R::Item::COLUMNS).map_err(io_error)?;
    for item in report.items() {
        csv.write_record(item.cells().into_iter().map(&written)).map_err(io_error)?;
    }
    csv.flush()
}

/// The writer's own error, so that a closed pipe is known for one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A cell that is shown and not run. An apostrophe tells a spreadsheet that a text follows; tabs and line breaks are
/// the only characters without a sight of their own.
fn harmless(cell: String) -> String {
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
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
    }

    #[test]
    fn numbers_and_words_stay_as_they_are() {
        for cell in ["", "-3", "+41", "498", "8a-b", "Nurse = carer", "a\n=b", "'quoted'", "看護師"] {
            assert_eq!(harmless(cell.to_owned()), cell);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_or_nobody_would_see_is_spelt_out() {
        assert_eq!(
            harmless("\u{1b}[31mred\u{202e}\r\n\rend".to_owned()),
            "\\u{1b}[31mred\\u{202e}\n\\u{d}end"
        );
        assert_eq!(harmless("\r=1".to_owned()), "\\u{d}=1");
        assert_eq!(harmless("\u{200b}=1".to_owned()), "\\u{200b}=1");
    }
}

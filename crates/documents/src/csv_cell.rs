//! Cells of CSV, as RFC 4180 writes them.

use memchr::memchr;

/// The most columns of a sheet in Excel, and so of CSV that is made for it.
pub const MOST_COLUMNS: usize = 16_384;

/// Appends a cell to `out`, in quotes if it holds a comma, a quote or a line break.
pub fn push_cell(cell: &[u8], out: &mut Vec<u8>) {
    if !cell.iter().any(|byte| b",\"\r\n".contains(byte)) {
        out.extend_from_slice(cell);
    } else {
        push_quoted(cell, out);
    }
}

/// Appends a cell to `out` in quotes, and doubles the quotes in it.
pub fn push_quoted(cell: &[u8], out: &mut Vec<u8>) {
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

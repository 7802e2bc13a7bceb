//! The rows that documents of every format are read into.

/// A place in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentPlace {
    /// Page, counted from 1; `None` if the format does not have pages.
    pub page: Option<u32>,
    /// Line on the page, or in a document without pages, counted from 1. In a Word document, the number of the
    /// paragraph.
    pub line: usize,
    /// Character in the line, counted from 1.
    pub column: usize,
}

/// Maximum number of cells of a document. Three hundred pages of tables have a tenth as many.
pub(super) const MAX_CELLS: usize = 400_000;

/// A document in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// True if people can count the lines, as in plain text and in the source of a web page.
    pub has_lines: bool,
    /// Lines of running text and rows of tables, without blank ones.
    pub rows: Vec<DocumentRow>,
    /// Indices of the rows that begin a page, or follow a gap that may be the end of a page.
    pub pages: Vec<usize>,
    /// Indices of the rows after a blank line, in formats with blank lines.
    pub gaps: Vec<usize>,
    /// Indices of the rows that are running heads or feet of pages.
    pub running: Vec<usize>,
}

/// A row of a table, or a line of running text as a single cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentRow {
    /// Cells from left to right, with empty ones.
    pub cells: Vec<DocumentCell>,
}

impl DocumentRow {
    /// Returns true if no cell has words.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.parts.is_empty())
    }
}

/// A cell of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentCell {
    /// Parts of its paragraphs, none of them blank.
    pub parts: Vec<TextPart>,
}

/// A paragraph, or a part of one that is bold or not as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart {
    /// Place where the part begins.
    pub place: DocumentPlace,
    /// Text on one line, without spaces around it.
    pub text: String,
    /// True if the part is bold.
    pub bold: bool,
    /// True if the part continues the paragraph of the part before it.
    pub continues: bool,
}

/// Normalizes white space to single spaces, trims, and removes soft hyphens and zero-width characters.
pub fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let start = tidy.len();
        if start > 0 {
            tidy.push(' ');
        }
        let before = tidy.len();
        let mut rest = word.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                // Between numbers, a soft hyphen is written in place of a dash.
                '\u{ad}' if ends_number(&tidy) && rest.peek().is_some_and(char::is_ascii_digit) => {
                    tidy.push('-')
                }
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                _ => tidy.push(c),
            }
        }
        if tidy.len() == before {
            tidy.truncate(start);
        }
    }
    tidy
}

fn ends_number(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit() || c == ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out_but_for_the_dash_of_a_range() {
        for (text, seen) in [
            ("  a\u{a0}\t b\u{200b}c ", "a bc"),
            ("pa\u{ad}tient", "patient"),
            ("2(a)\u{ad}3", "2(a)-3"),
            ("7\u{ad}12", "7-12"),
            ("a \u{feff} b", "a b"),
            ("\u{feff}", ""),
        ] {
            assert_eq!(tidy(text), seen);
        }
    }
}

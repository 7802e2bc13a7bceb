//! The stream that every document becomes.

/// A place in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentPlace {
    /// The page, counted from 1; none where the format has no pages of its own.
    pub page: Option<u32>,
    /// The line on the page, or in a document without pages, counted from 1. In a Word document, which has no lines, its
    /// paragraphs are counted.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

/// The most cells of a document. A suite of a hundred profiles has a tenth as many.
pub(super) const MAX_CELLS: usize = 400_000;

/// A document in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// True if people can count its lines, as in text and in the source of a web page.
    pub has_lines: bool,
    /// Lines of running text and rows of tables; those without words are left out.
    pub rows: Vec<DocumentRow>,
    /// The rows that begin a page, or stand below a gap that may be the end of one.
    pub pages: Vec<usize>,
    /// The rows that stand below a blank line, in documents that have such lines.
    pub gaps: Vec<usize>,
    /// The rows that many pages have at the same height of their edge, as running heads and feet are.
    pub running: Vec<usize>,
}

/// A row of a table, or a line of running text as a single cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentRow {
    /// The cells from left to right, empty ones included.
    pub cells: Vec<DocumentCell>,
}

impl DocumentRow {
    /// Whether no cell has words.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.parts.is_empty())
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentCell {
    /// Its paragraphs, none of them blank, in parts.
    pub parts: Vec<TextPart>,
}

/// A paragraph, or a piece of one that is bold where the rest is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart {
    /// Where it begins.
    pub place: DocumentPlace,
    /// The text, without spaces around it, on one line.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it goes on in the paragraph of the part before it.
    pub continues: bool,
}

/// A text with single plain spaces, none around it, and without what only guides how lines are broken.
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
                // Between numbers, it stands for the dash that it looks like.
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

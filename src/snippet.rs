//! Lines of files as findings show them, with the value at fault marked.

use std::ops::Range;

use crate::sanitize;

/// A line of a file with a marked value. A long line is cut around the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    text: String,
    /// The number of characters cut off before the text.
    left_out: usize,
    /// True if the line continues after the text.
    goes_on: bool,
    /// The index of the first marked character in the text, from 0.
    start: usize,
    /// The number of marked characters, including any that are cut off.
    length: usize,
}

/// The most characters kept of a line.
const LONGEST: usize = 160;

/// The number of characters kept before the mark in a line that is cut.
const BEFORE: usize = 60;

/// The last column in which a value is marked. Nobody reads a longer line.
pub(crate) const LAST_COLUMN: usize = 10_000;

impl Snippet {
    /// Marks `length` characters of a line from `column` on, which counts from 1. Returns `None` if the line ends before
    /// the column, or if the column is after [`LAST_COLUMN`].
    pub(crate) fn cut(line: &str, column: usize, length: usize) -> Option<Snippet> {
        let marked = column.checked_sub(1).filter(|_| column <= LAST_COLUMN)?;
        let all = line.chars().take(LAST_COLUMN + LONGEST).count();
        if marked > all {
            return None;
        }
        let left_out = if all > LONGEST { marked.saturating_sub(BEFORE) } else { 0 };
        let text: String = line.chars().skip(left_out).take(LONGEST).collect();
        Some(Snippet {
            goes_on: all > left_out + LONGEST,
            text,
            left_out,
            start: marked - left_out,
            length: length.max(1),
        })
    }

    /// Marks the YAML key or value that begins in a column of a line, from 1.
    pub(crate) fn of_value(line: &str, column: usize) -> Option<Snippet> {
        // The search for the end of a value takes long so far from the beginning.
        let length = if column > LAST_COLUMN { 0 } else { value_length(line, column) };
        Snippet::cut(line, column, length)
    }

    /// Returns the number of marked characters.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns the line, ending in dots if it is cut, and the range of its marked bytes.
    ///
    /// Blanks replace the characters cut off at the beginning, and unprintable characters are replaced one by one, so that
    /// the mark keeps its column.
    pub fn marked(&self) -> (String, Range<usize>) {
        let mut line = " ".repeat(self.left_out);
        let mut letters = sanitize::characters(&self.text).map(printable);
        line.extend(letters.by_ref().take(self.start));
        let start = line.len();
        line.extend(letters.by_ref().take(self.length));
        let end = line.len();
        line.extend(letters);
        if self.goes_on {
            line.push_str("...");
        }
        (line, start..end)
    }
}

/// Returns the character to show. Tabs stay, as the terminal knows their width.
fn printable((c, seen): (char, bool)) -> char {
    if seen || c == '\t' { c } else { char::REPLACEMENT_CHARACTER }
}

/// Counts the characters of the YAML key or value that begins in a column of a line, up to the end of the line.
fn value_length(line: &str, column: usize) -> usize {
    let start = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(start, _)| start);
    let (before, value) = line.split_at(start);
    let end = match value.chars().next() {
        Some('"') => quoted_end(value, '"', '\\'),
        Some('\'') => quoted_end(value, '\'', '\''),
        _ => plain_end(value, in_flow(before)),
    };
    value[..end].trim_end().chars().count()
}

/// Returns the index after the closing quote of a quoted text, or the end of the line.
fn quoted_end(value: &str, quote: char, escape: char) -> usize {
    let mut letters = value.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        // In single quotes the quote escapes itself.
        if letter == escape && (escape != quote || letters.peek().is_some_and(|(_, next)| *next == quote)) {
            letters.next();
        } else if letter == quote {
            return at + quote.len_utf8();
        }
    }
    value.len()
}

/// Returns the end of a text without quotes: before a comment, the colon of a key, or a separator of values in brackets.
fn plain_end(value: &str, in_flow: bool) -> usize {
    value
        .char_indices()
        .find(|&(at, letter)| match letter {
            ':' => at + 1 == value.len() || value[at + 1..].starts_with([' ', '\t']),
            '#' => value[..at].ends_with([' ', '\t']),
            ',' => in_flow || value[at + 1..].trim().is_empty(),
            ']' | '}' => in_flow,
            _ => false,
        })
        .map_or(value.len(), |(at, _)| at)
}

/// Returns true if a bracket of a list or mapping is open after this beginning of a line.
fn in_flow(before: &str) -> bool {
    let opened = before.matches(['[', '{']).count();
    opened > before.matches([']', '}']).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_yaml_ends_it() {
        for (line, column, value) in [
            ("title: Clerk", 8, "Clerk"),
            ("title: Clerk", 1, "title"),
            ("title: Clerk # acting", 8, "Clerk"),
            ("title: C#", 8, "C#"),
            ("title: \"A \\\"B\\\" C\" # D", 8, "\"A \\\"B\\\" C\""),
            ("title: 'It''s': x", 8, "'It''s'"),
            ("title: \"A: B # C\" # D", 8, "\"A: B # C\""),
            ("title: 'A: B # C' # D", 8, "'A: B # C'"),
            ("title: \"open", 8, "\"open"),
            ("a: 2(a),", 4, "2(a)"),
            ("a: {b: 2(a), c: 3}", 8, "2(a)"),
            ("a: {b: 2(a), c: 3}", 17, "3"),
            ("a: [1, 2]", 8, "2"),
            ("a: 2(a), 4(b)", 4, "2(a), 4(b)"),
            ("Prägung: Übergabe  ", 10, "Übergabe"),
            ("a:", 3, ""),
        ] {
            let shown: String = line.chars().skip(column - 1).take(value_length(line, column)).collect();
            assert_eq!(shown, value, "{line}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = format!("{}MARK{}", "a".repeat(500), "b".repeat(500));
        let (shown, mark) = Snippet::cut(&line, 501, 4).unwrap().marked();
        let (left_out, before, after) = (" ".repeat(440), "a".repeat(60), "b".repeat(96));
        assert_eq!(shown, format!("{left_out}{before}MARK{after}..."));
        assert_eq!((&shown[mark.clone()], shown[..mark.start].chars().count()), ("MARK", 500));
        let (shown, mark) = Snippet::cut(&line, 1, 1004).unwrap().marked();
        assert_eq!((shown.chars().count(), mark), (163, 0..160));
        let fits = "a".repeat(160);
        assert_eq!(Snippet::cut(&fits, 101, 1).unwrap().marked(), (fits, 100..101));
        let value = format!("{}abc", " ".repeat(LAST_COLUMN - 1));
        assert_eq!(Snippet::of_value(&value, LAST_COLUMN).unwrap().length(), 3);
        let long = "a".repeat(20_000);
        assert!(Snippet::cut(&long, LAST_COLUMN, 1).is_some_and(|snippet| snippet.goes_on));
        assert_eq!(Snippet::cut(&long, LAST_COLUMN + 1, 1), None);
    }

    #[test]
    fn what_a_terminal_would_obey_or_nobody_would_see_is_not_shown() {
        let (shown, mark) = Snippet::cut("a\u{1b}[31m\u{9b}b\tc", 8, 1).unwrap().marked();
        assert_eq!((shown.as_str(), &shown[mark]), ("a\u{fffd}[31m\u{fffd}b\tc", "b"));
        let (shown, mark) =
            Snippet::cut("a\u{feff}\u{200b}\u{202e}b\u{2695}\u{fe0f}", 5, 1).unwrap().marked();
        assert_eq!((shown.as_str(), &shown[mark]), ("a\u{fffd}\u{fffd}\u{fffd}b\u{2695}\u{fe0f}", "b"));
    }

    #[test]
    fn a_mark_may_stand_behind_the_last_character_and_no_further() {
        assert_eq!(Snippet::cut("ab", 3, 1).unwrap().marked(), ("ab".to_owned(), 2..2));
        assert_eq!(Snippet::cut("ab", 4, 1), None);
        assert_eq!(Snippet::cut("", 1, 0).unwrap().marked(), (String::new(), 0..0));
    }
}

//! The line that a finding is about, with the value marked.

use std::ops::Range;

use crate::sanitize;

/// A line of a file, cut around the value that is marked in it if it is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    text: String,
    /// How many characters of the line come before the text.
    left_out: usize,
    /// Whether the line goes on behind the text.
    goes_on: bool,
    /// The first marked character of the text, from 0.
    start: usize,
    /// How many characters are marked, those behind the text included.
    length: usize,
}

/// The most characters that are kept of a line, and how many of them come before the mark where it is cut.
const LONGEST: usize = 160;
const BEFORE: usize = 60;

/// The last column in which something is marked. A line so long is no line for people.
pub(crate) const LAST_COLUMN: usize = 10_000;

impl Snippet {
    /// Marks `length` characters of a line from a column on, which counts from 1; none where the line ends before it, or
    /// where it is beyond all measure.
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

    /// Marks the YAML key or value that begins in a column of a line.
    pub(crate) fn of_value(line: &str, column: usize) -> Option<Snippet> {
        // It would take long to look for a value so far from the beginning.
        let length = if column > LAST_COLUMN { 0 } else { value_length(line, column) };
        Snippet::cut(line, column, length)
    }

    /// How many characters are marked.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The line, with the bytes of it that are marked, and dots where it goes on. Each character of the file is one here,
    /// and blanks stand for those left out at the beginning, so that the mark is still in its column.
    pub fn marked(&self) -> (String, Range<usize>) {
        let mut line = " ".repeat(self.left_out);
        let part = |from: usize, count: usize| {
            sanitize::characters(&self.text).skip(from).take(count).map(printable)
        };
        line.extend(part(0, self.start));
        let start = line.len();
        line.extend(part(self.start, self.length));
        let end = line.len();
        line.extend(part(self.start + self.length, usize::MAX));
        if self.goes_on {
            line.push_str("...");
        }
        (line, start..end)
    }
}

/// What is shown for a character. Tabs are left to those who know how wide they are.
fn printable((c, seen): (char, bool)) -> char {
    if seen || c == '\t' { c } else { char::REPLACEMENT_CHARACTER }
}

/// The length in characters of the YAML key or value that begins in this column of a line, as far as the line shows it.
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

/// Where a quoted text ends: behind the closing quote, or with the line.
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

/// Where a text without quotes ends: before a comment, the colon of a key, or what separates values in brackets.
fn plain_end(value: &str, in_flow: bool) -> usize {
    let is_space = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    value
        .char_indices()
        .find(|&(at, letter)| match letter {
            ':' => is_space(&value[at + 1..]),
            '#' => value[..at].ends_with([' ', '\t']),
            ',' => in_flow || value[at + 1..].trim().is_empty(),
            ']' | '}' => in_flow,
            _ => false,
        })
        .map_or(value.len(), |(at, _)| at)
}

/// Whether a bracket of a list or mapping is open behind this beginning of a line.
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

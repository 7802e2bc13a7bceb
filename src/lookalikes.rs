//! Quotes, dashes and spaces that word processors and web pages use instead of plain ones. To YAML they are part of the text.

use crate::sanitize::is_unseen;

/// Returns true if the first character of a text was probably meant for YAML: the whole text is in quotes, or starts with a
/// dash and a space. A text that only begins with a quotation is not unusual.
pub(crate) fn looks_meant_for_yaml(text: &str) -> bool {
    let mut letters = text.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if is_quote(first) => {
            is_quote(last) && !letters.as_str().contains(is_quote)
        }
        _ => text.strip_prefix(is_dash).is_some_and(|rest| rest.starts_with(' ')),
    }
}

/// Finds the first typographic quote in a line that starts a value or key. Returns its column, from 1, and the quote.
pub(crate) fn quote_in_line(line: &str) -> Option<(usize, char)> {
    let (column, (_, found)) = line.char_indices().enumerate().find(|&(_, (at, letter))| {
        // Looking back is slow on a long line of blanks, so it is done only for quotes.
        is_quote(letter) && starts_value(&line[..at])
    })?;
    Some((column + 1, found))
}

/// Returns true if a key or value starts right after this beginning of a line.
fn starts_value(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([':', '-', '[', '{', ','])
}

/// Finds the first special space in a line where YAML needs a plain one: in the indentation, or right after a colon.
/// Returns its column, from 1, and the space.
pub(crate) fn space_in_line(line: &str) -> Option<(usize, char)> {
    let indentation = line.len() - line.trim_start_matches(' ').len();
    let places = std::iter::once(indentation).chain(line.match_indices(':').map(|(colon, _)| colon + 1));
    let mut starts = places.filter_map(|index| Some((index, line[index..].chars().next()?)));
    let (index, found) = starts.find(|&(_, c)| is_special_space(c))?;
    Some((line[..index].chars().count() + 1, found))
}

/// Returns true for spaces outside ASCII, and for characters without width.
fn is_special_space(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || is_unseen(c))
}

/// Returns true for a typographic quote.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// Returns true for a dash: a hyphen, a dash or the minus sign of Unicode, but not the hyphen of ASCII.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The characters of [`is_dash`], for a class in a regular expression.
pub(crate) const DASHES: &str = "\u{2010}-\u{2015}\u{2212}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_are_the_same_for_regular_expressions() {
        let pattern = regex::Regex::new(&format!("^[{DASHES}]$")).unwrap();
        for c in '\0'..=char::MAX {
            assert_eq!(pattern.is_match(c.encode_utf8(&mut [0; 4])), is_dash(c), "{c:?}");
        }
    }
}

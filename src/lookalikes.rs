//! Characters that word processors and web pages put in the place of plain quotes, hyphens and spaces. They look alike, but
//! to YAML they are part of the text.

use crate::sanitize::is_unseen;

/// Whether a text looks as if its first character was meant for YAML: it is all in quotes, or starts with a dash and a
/// space. A quotation at the beginning of a text is nothing unusual.
pub(crate) fn looks_meant_for_yaml(text: &str) -> bool {
    let mut letters = text.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if is_quote(first) => {
            is_quote(last) && !letters.as_str().contains(is_quote)
        }
        _ => text.strip_prefix(is_dash).is_some_and(|rest| rest.starts_with(' ')),
    }
}

/// The first typographic quote of a line where a value or key begins, with its column.
pub(crate) fn quote_in_line(line: &str) -> Option<(usize, char)> {
    let (column, (_, found)) = line.char_indices().enumerate().find(|&(_, (at, letter))| {
        // Looking back is slow on a long line of blanks, so only quotes are looked at.
        let begins = |before: &str| before.is_empty() || before.ends_with([':', '-', '[', '{', ',']);
        is_quote(letter) && begins(line[..at].trim_end())
    })?;
    Some((column + 1, found))
}

/// The first special space of a line where YAML needs a plain one, with its column: in the indentation, or right after a
/// colon.
pub(crate) fn space_in_line(line: &str) -> Option<(usize, char)> {
    let special_at =
        |index: usize| line[index..].chars().next().filter(|&c| is_special_space(c)).map(|c| (index, c));
    let indentation = line.len() - line.trim_start_matches(' ').len();
    let after_colon = || line.match_indices(':').find_map(|(colon, _)| special_at(colon + 1));
    let (index, found) = special_at(indentation).or_else(after_colon)?;
    Some((line[..index].chars().count() + 1, found))
}

/// Spaces outside ASCII, as web pages and word processors have them, and characters that take no room at all.
fn is_special_space(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || is_unseen(c))
}

/// Whether a character is a typographic quote.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// Whether a character is a dash; the minus sign looks like one.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

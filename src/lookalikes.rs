//! What word processors make of plain quotes and hyphens. YAML takes them for a part of the text, so that nothing is
//! broken and what comes out is not what was meant.

use crate::finding::Problem;
use crate::unprintable::is_unseen;
use crate::yaml::{Mark, Node, Value};

/// The scalars of a document that begin as if with a quote or the hyphen of a list, but typographic ones.
pub(crate) fn marks(root: &Node<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    collect(root, &mut marks);
    marks
}

fn collect(node: &Node<'_>, marks: &mut Vec<Mark>) {
    match &node.value {
        Value::Text(text) if looks_meant_for_yaml(text) => marks.push(node.mark),
        Value::List(items) => items.iter().for_each(|item| collect(item, marks)),
        Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, marks);
            collect(value, marks);
        }),
        _ => {}
    }
}

/// A text all in quotes, or one that begins with a dash and a blank. A quotation at its beginning is nothing unusual.
fn looks_meant_for_yaml(text: &str) -> bool {
    let mut letters = text.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if is_quote(first) => {
            is_quote(last) && !letters.as_str().contains(is_quote)
        }
        _ => text.strip_prefix(is_dash).is_some_and(|rest| rest.starts_with(' ')),
    }
}

/// What is wrong with a scalar that is written with this character at its beginning.
pub(crate) fn problem(found: char) -> Option<Problem> {
    if is_quote(found) {
        Some(Problem::TypographicQuote { found })
    } else if is_dash(found) {
        Some(Problem::TypographicDash { found })
    } else {
        None
    }
}

/// The first typographic quote of a line that stands where a value or key begins, with its column.
pub(crate) fn in_line(line: &str) -> Option<(usize, Problem)> {
    let (column, (_, found)) = line.char_indices().enumerate().find(|&(_, (at, letter))| {
        // The line before is looked at only where that is rare, as it may be all blank and long.
        let begins = |before: &str| before.is_empty() || before.ends_with([':', '-', '[', '{', ',']);
        is_quote(letter) && begins(line[..at].trim_end())
    })?;
    Some((column + 1, problem(found)?))
}

/// The first character of a line that is taken for a space and is none, with its column, where YAML needs one: before all
/// else, or right behind a colon.
pub(crate) fn foreign_space(line: &str) -> Option<(usize, Problem)> {
    let foreign_at =
        |index: usize| line[index..].chars().next().filter(|&c| is_foreign_space(c)).map(|c| (index, c));
    let indentation = line.len() - line.trim_start_matches(' ').len();
    let behind_colon = || line.match_indices(':').find_map(|(colon, _)| foreign_at(colon + 1));
    let (index, found) = foreign_at(indentation).or_else(behind_colon)?;
    Some((line[..index].chars().count() + 1, Problem::ForeignSpace { found }))
}

/// Spaces outside ASCII, as web pages and word processors have them, and characters that take no room at all.
fn is_foreign_space(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || is_unseen(c))
}

fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// The dashes; the minus sign is one to the eye.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

//! The words of a profile: descriptors, examples and the job statement.

use jobeval_documents::document::TextPart;

/// The words of a factor. Descriptor and example are separate if the document separates them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) descriptor: Option<String>,
    pub(super) example: Option<String>,
    /// True if the descriptor may include the example, because nothing separates them.
    pub(super) together: bool,
}

impl Words {
    /// Joins the pieces of a row: the words before and after a page break.
    pub(super) fn from_pieces(pieces: &[&[TextPart]]) -> Words {
        let parts: Vec<&TextPart> = pieces.iter().copied().flatten().collect();
        match split(pieces, &parts) {
            Some(at) => Words {
                descriptor: Some(joined(&parts[..at])),
                example: Some(joined(&parts[at..])),
                together: false,
            },
            None => Words {
                descriptor: Some(joined(&parts)).filter(|words| !words.is_empty()),
                example: None,
                together: !parts.is_empty(),
            },
        }
    }
}

fn joined(parts: &[&TextPart]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Returns the number of parts that are the descriptor. `None` if nothing separates it from the example.
fn split(pieces: &[&[TextPart]], parts: &[&TextPart]) -> Option<usize> {
    let bold = parts.iter().take_while(|part| part.bold).count();
    let is_sorted = parts[bold..].iter().all(|part| !part.bold);
    if is_sorted && (1..parts.len()).contains(&bold) {
        return Some(bold);
    }
    // Where each paragraph begins, apart from the first.
    let paragraphs =
        |parts: &[TextPart]| -> Vec<usize> { (1..parts.len()).filter(|&at| !parts[at].continues).collect() };
    let mut before = 0;
    let mut inside = Vec::new();
    for piece in pieces {
        inside.extend(paragraphs(piece).into_iter().map(|at| before + at));
        before += piece.len();
    }
    match (&inside[..], pieces) {
        ([at], _) => Some(*at),
        // Nothing but the break itself parts them.
        ([], [first, second]) if !first.is_empty() && !second.is_empty() => Some(first.len()),
        _ => None,
    }
}

/// Returns the items of a job statement: numbered, with bullets, or one per paragraph.
pub(super) fn statement(parts: &[&str]) -> Vec<String> {
    let is_listed = parts.iter().any(|part| begins_item(part, 1).is_some());
    let mut items: Vec<String> = Vec::new();
    let mut number = 1;
    for part in parts {
        let mut rest = *part;
        while !rest.is_empty() {
            if let Some(text) = begins_item(rest, number) {
                (rest, number) = (text, number + 1);
                items.push(String::new());
            } else if number == 1 {
                items.push(String::new());
            }
            // Only a list tells where the next item begins.
            let end = if is_listed { next_item(rest, number) } else { rest.len() };
            add_words(&mut items, &rest[..end]);
            rest = &rest[end..];
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Returns true if a text begins with the number or the bullet of an item.
pub(super) fn begins_list(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    begins_item(text, text[..digits].parse().unwrap_or(1)).is_some()
}

/// Returns the index of the item with this number, or the end of the text.
fn next_item(text: &str, number: usize) -> usize {
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    // Within a paragraph a dash is no bullet.
    let begins = |at: &usize| !text[*at..].starts_with("- ") && begins_item(&text[*at..], number).is_some();
    starts.into_iter().find(begins).unwrap_or(text.len())
}

fn add_words(items: &mut [String], words: &str) {
    let Some(item) = items.last_mut() else { return };
    if !item.is_empty() {
        item.push(' ');
    }
    item.push_str(words.trim());
}

/// Returns the text after the number or bullet of an item.
fn begins_item(text: &str, number: usize) -> Option<&str> {
    const BULLETS: [char; 6] = ['•', '·', '▪', '◦', '\u{f0b7}', '●'];
    if let Some(rest) = text.strip_prefix(BULLETS).or_else(|| text.strip_prefix("- ")) {
        return Some(rest.trim_start());
    }
    let rest = text.strip_prefix(&number.to_string())?.strip_prefix(['.', ')'])?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobeval_documents::document::DocumentPlace;

    fn part(text: &str, bold: bool) -> TextPart {
        let (text, continues) = text.strip_prefix('+').map_or((text, false), |rest| (rest, true));
        TextPart { place: DocumentPlace::default(), text: text.to_owned(), bold, continues }
    }

    fn words(pieces: &[&[(&str, bool)]]) -> (String, String, bool) {
        let pieces: Vec<Vec<TextPart>> =
            pieces.iter().map(|piece| piece.iter().map(|(text, bold)| part(text, *bold)).collect()).collect();
        let pieces: Vec<&[TextPart]> = pieces.iter().map(Vec::as_slice).collect();
        let words = Words::from_pieces(&pieces);
        (words.descriptor.unwrap_or_default(), words.example.unwrap_or_default(), words.together)
    }

    #[test]
    fn descriptor_and_example_are_parted_where_the_document_parts_them_and_only_there() {
        for (pieces, descriptor, example, together) in [
            (&[&[("a", false), ("b", false)][..]][..], "a", "b", false),
            (&[&[("a b", false)]], "a b", "", true),
            (&[&[("a", true), ("+b", false), ("c", false)]], "a", "b c", false),
            (&[&[("a", true), ("b", true), ("c", false)]], "a b", "c", false),
            (&[&[("a", true), ("b", true)]], "a", "b", false),
            (&[&[("a", true)]], "a", "", true),
            (&[&[("a", false), ("+b", true), ("+c", false), ("d", false)]], "a b c", "d", false),
            (&[&[("a", false), ("b", false), ("c", false)]], "a b c", "", true),
            (&[&[("a", false)], &[("b", false)]], "a", "b", false),
            (&[&[("a", false), ("b", false)], &[("c", false)]], "a", "b c", false),
            (&[&[("a", false)], &[("b", false), ("c", false)]], "a b", "c", false),
            (&[&[("a", false), ("b", false)], &[("c", false), ("d", false)]], "a b c d", "", true),
            (&[], "", "", false),
        ] {
            assert_eq!(words(pieces), (descriptor.to_owned(), example.to_owned(), together), "{pieces:?}");
        }
    }

    #[test]
    fn a_statement_is_read_item_by_item() {
        for (parts, items) in [
            (&["1. One 2. Two, level 4. 3. Three"][..], &["One", "Two, level 4.", "Three"][..]),
            (&["1. One", "goes on", "2. Two"], &["One goes on", "Two"]),
            (&["1.", "One", "2.", "Two"], &["One", "Two"]),
            (&["• One", "• Two"], &["One", "Two"]),
            (&["One", "Two"], &["One", "Two"]),
            (&["1) One of 3 2) Two"], &["One of 3", "Two"]),
            (&["Leads:", "1. One", "2. Two"], &["Leads:", "One", "Two"]),
            (&[], &[]),
        ] {
            assert_eq!(statement(parts), items, "{parts:?}");
        }
    }
}

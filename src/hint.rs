//! The slips behind what a YAML parser says, as far as the line tells them.

use crate::finding::Hint;

/// What a parser says of a character that YAML has no place for.
pub(crate) const CONTROL: &str = "control characters are not allowed";

/// A parser's message without the words of its trade.
pub(crate) fn in_plain_words(message: String) -> String {
    const WORDS: [(&str, &str); 12] = [
        ("recursion limit exceeded", "lists and mappings are nested more than 128 deep"),
        ("flow mapping", "mapping in braces"),
        ("flow sequence", "list in brackets"),
        ("block mapping", "mapping"),
        ("block sequence", "list"),
        ("block collection", "list"),
        ("block scalar", "block of text"),
        ("block node", "value"),
        ("flow node", "value in brackets"),
        ("node content", "value"),
        ("a quoted scalar", "a text in quotes"),
        ("a simple key", "a key"),
    ];
    WORDS.iter().fold(message, |message, (word, plain)| message.replace(word, plain))
}

/// What a parser says where a document ends before its text does.
pub(crate) const MORE_DOCUMENTS: &str = "deserializing from YAML containing more than one document";

/// The same in words that say where.
pub(crate) const STRAY: &str = "this belongs to nothing before it, and no `---` begins a document here";

/// The mistake that is probably behind a parser's message about a place in a line of a document.
pub(crate) fn behind(message: &str, document: &str, line: &str, column: usize) -> Option<Hint> {
    let says = |words: &str| message.contains(words);
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    let before = before.trim();
    if document.lines().any(|line| line.starts_with("<<<<<<< ")) {
        Some(Hint::MergeConflict)
    } else if says(CONTROL) {
        line.chars().nth(column.saturating_sub(1)).map(Hint::ControlCharacter)
    } else if says("mapping keys are not allowed") {
        Some(Hint::Unquoted)
    } else if says("mapping values are not allowed") {
        // The colon that is not allowed is not the first of the line, or else the line is the fault.
        let is_second = before.contains(": ") || before.ends_with(':');
        Some(if is_second { Hint::Unquoted } else { Hint::Layout })
    } else if says("could not find expected ':'") {
        Some(Hint::Layout)
    } else if says("expected key") {
        match before.chars().next_back() {
            None => Some(Hint::Layout),
            Some(quote @ ('"' | '\'')) => Some(Hint::InnerQuote(quote)),
            Some(_) => None,
        }
    } else if says("cannot start any token") || says("scanning an alias") || says("scanning an anchor") {
        Some(Hint::SpecialCharacter)
    } else if says("escape character") || says("hexadecimal number") {
        Some(Hint::Backslash)
    } else if says("unexpected end of stream") && says("in quotes") {
        Some(Hint::OpenQuote)
    } else {
        None
    }
}

//! What is probably behind a YAML parser's message, and how to put it right.

use std::borrow::Cow;

/// What a parser says of a character that YAML does not allow.
pub(crate) const CONTROL: &str = "control characters are not allowed";

/// What a parser says where a document ends before its text does.
pub(crate) const MORE_DOCUMENTS: &str = "deserializing from YAML containing more than one document";

/// The same in words that say where.
pub(crate) const STRAY: &str = "this belongs to nothing before it, and no `---` starts a document here";

/// A parser's message in plain words.
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

const QUOTES_NEEDED: &str = "put a text that holds `: ` or is a lone `?` in quotes";
const LAYOUT: &str = "line up the keys; put `: ` after each";
const SPECIAL_CHARACTER: &str = "put a text that starts with a special character in quotes";
const UNCLOSED: &str =
    "close the bracket; ` #` makes a comment of the rest of its line unless the text is in quotes";
const ESCAPE: &str = "in double quotes a backslash starts an escape; use single quotes";

/// What mends a document of which a parser says such words, whatever stands in the line.
const HINTS: [(&str, &str); 9] = [
    ("mapping keys are not allowed", QUOTES_NEEDED),
    ("could not find expected ':'", LAYOUT),
    ("cannot start any token", SPECIAL_CHARACTER),
    ("scanning an alias", SPECIAL_CHARACTER),
    ("scanning an anchor", SPECIAL_CHARACTER),
    ("did not find expected ',' or", UNCLOSED),
    ("escape character", ESCAPE),
    ("hexadecimal number", ESCAPE),
    (
        "unexpected end of stream, while scanning a text in quotes",
        "close the text with the same quote that opens it",
    ),
];

/// How to mend what a parser complains of at a place in a line of a document, if that can be guessed.
pub(crate) fn mend(message: &str, document: &str, line: &str, column: usize) -> Option<Cow<'static, str>> {
    let says = |words: &str| message.contains(words);
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    let before = before.trim();
    if document.lines().any(|line| line.starts_with("<<<<<<< ")) {
        return Some("the file holds a merge conflict, from `<<<<<<<` to `>>>>>>>`; resolve it first".into());
    }
    if says(CONTROL) {
        let found = line.chars().nth(column.saturating_sub(1))?;
        return Some(format!("remove the character U+{:04X}", u32::from(found)).into());
    }
    let hint = if says("mapping values are not allowed") {
        // A second colon of the line belongs to a text; if it is the first, the layout is wrong.
        let is_second = before.contains(": ") || before.ends_with(':');
        if is_second { QUOTES_NEEDED } else { LAYOUT }
    } else if says("expected key") {
        match before.chars().next_back() {
            None => LAYOUT,
            Some('"') => "the quote before it ends the text; write \\\" for a quote in double quotes",
            Some('\'') => "the quote before it ends the text; write '' for a quote in single quotes",
            Some(_) => return None,
        }
    } else {
        HINTS.iter().find(|(words, _)| says(words))?.1
    };
    Some(hint.into())
}

//! Rewords the messages of the YAML parser and advises how to correct the file.

use std::borrow::Cow;

/// The parser's message about a character that YAML does not allow.
pub(crate) const CONTROL: &str = "control characters are not allowed";

/// The parser's message about text after the end of a document.
pub(crate) const MORE_DOCUMENTS: &str = "deserializing from YAML containing more than one document";

/// Our message about text after the end of a document.
pub(crate) const STRAY: &str =
    "this does not continue what comes before it, and no `---` starts a document here";

/// Replaces YAML's terms in a message of the parser by plain words.
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

const QUOTES_NEEDED: &str = "put a text that contains `: ` or is a lone `?` in quotes";
const LAYOUT: &str = "line up the keys; put `: ` after each";
const SPECIAL_CHARACTER: &str = "put a text that starts with a special character in quotes";
const UNCLOSED: &str =
    "close the bracket; ` #` makes a comment of the rest of its line unless the text is in quotes";
const ESCAPE: &str = "in double quotes a backslash starts an escape; use single quotes";

/// Advice for messages that contain these words.
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

/// Returns advice for a message of the parser about a column of a line, `None` if the cause cannot be guessed.
pub(crate) fn advice(message: &str, document: &str, line: &str, column: usize) -> Option<Cow<'static, str>> {
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    let before = before.trim();
    if document.lines().any(|line| line.starts_with("<<<<<<< ")) {
        return Some("the file has a merge conflict, from `<<<<<<<` to `>>>>>>>`; resolve it first".into());
    }
    if message.contains(CONTROL) {
        let found = line.chars().nth(column.saturating_sub(1))?;
        return Some(format!("remove the character U+{:04X}", u32::from(found)).into());
    }
    let hint = if message.contains("mapping values are not allowed") {
        // A second colon in the line belongs to a text. If it is the first, the layout is wrong.
        let is_second = before.contains(": ") || before.ends_with(':');
        if is_second { QUOTES_NEEDED } else { LAYOUT }
    } else if message.contains("expected key") {
        match before.chars().next_back() {
            None => LAYOUT,
            Some('"') => "the quote before it ends the text; write \\\" for a quote in double quotes",
            Some('\'') => "the quote before it ends the text; write '' for a quote in single quotes",
            Some(_) => return None,
        }
    } else {
        HINTS.iter().find(|(words, _)| message.contains(words))?.1
    };
    Some(hint.into())
}

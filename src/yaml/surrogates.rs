//! Joins JSON's escapes of characters above U+FFFF, which have two halves: `\ud83d\ude00` is one character. YAML does not
//! have them.

use std::borrow::Cow;

use serde::de::{Deserialize, IgnoredAny};

use super::bounds::beyond_bounds;

/// Replaces the halves by YAML's escape of the character, if YAML refuses the text as it is. Everything after the closing
/// quote keeps its column.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let joined: String = text.split_inclusive('\n').map(join_line).collect();
    if joined == text || beyond_bounds(text).is_some() || can_be_parsed(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(joined)
}

fn can_be_parsed(text: &str) -> bool {
    IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(text)).is_ok()
}

/// Joins the halves inside the quotes of a line. Programs that write such escapes write each text in one line.
fn join_line(line: &str) -> String {
    let mut joined = String::with_capacity(line.len());
    let (mut rest, mut in_quotes, mut shorter) = (line, false, 0);
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        if first == '"' {
            in_quotes = !in_quotes;
            joined.push(first);
            // Blanks after a quote have no meaning.
            joined.extend(std::iter::repeat_n(' ', std::mem::take(&mut shorter)));
        } else if let Some(c) = pair(rest).filter(|_| in_quotes) {
            length = 2 * HALF;
            let escape = format!("\\U{:08X}", u32::from(c));
            shorter += length - escape.len();
            joined.push_str(&escape);
        } else {
            if first == '\\' && in_quotes {
                length += rest[length..].chars().next().map_or(0, char::len_utf8);
            }
            joined.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    joined
}

/// The length of an escape such as `\ud83d`.
const HALF: usize = 6;

/// Decodes the character that a text begins with, if it is escaped in two halves.
fn pair(text: &str) -> Option<char> {
    let halves = [half(text, 0)?, half(text, HALF)?];
    char::decode_utf16(halves).next()?.ok().filter(|c| c.len_utf16() == 2)
}

/// Parses the escape at an index.
fn half(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + HALF)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

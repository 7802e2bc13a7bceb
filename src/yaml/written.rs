//! Restores scalars that the parser does not return as written: numbers in programmers' notations such as `0x1F`, which no
//! paper form uses, values with tags that it ignores, keys without a value in braces, and texts cut off by a comment.

use std::borrow::Cow;

use super::node::{Tree, Value};
use super::parse::yaml_places;
use crate::encoding;
use crate::text_part::offset;

/// Restores the scalars of a tree, so that readers can refuse them, and adds to texts the comments after them.
pub(super) fn restore<'t>(root: &mut Tree<'t>, text: &'t str) {
    if may_differ(text) {
        restore_node(root, text, &sources(text));
    }
}

/// Returns true if a text may have a scalar to restore. Certainty takes another parse, which this saves for most texts.
fn may_differ(text: &str) -> bool {
    text.as_bytes().windows(2).any(is_start_of_notation) || may_have_lone_key(text) || may_be_cut_off(text)
}

/// Returns true if two bytes may start a number in a programmers' notation, or a tag.
fn is_start_of_notation(pair: &[u8]) -> bool {
    match pair {
        [b'+', digit] => digit.is_ascii_digit(),
        [b'0', base] => b"xob".contains(base),
        [b'!', tag] => b"!<".contains(tag),
        _ => false,
    }
}

/// Returns true if a number may be a key without a value: it has a brace or comma on both sides, and is not in a list.
fn may_have_lone_key(text: &str) -> bool {
    let (mut bracket, mut begun, mut digits) = (b' ', false, false);
    text.bytes().any(|byte| {
        let ended = begun && digits && b",}".contains(&byte);
        match byte {
            b'0'..=b'9' => digits = true,
            b',' => (begun, digits) = (bracket != b'[', false),
            b'{' | b'}' | b'[' | b']' => (bracket, begun, digits) = (byte, byte == b'{', false),
            _ if byte.is_ascii_whitespace() => {}
            _ => begun = false,
        }
        ended
    })
}

/// Returns true if any line may have a comment after a value.
fn may_be_cut_off(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_ascii_start).filter(|line| !line.starts_with('#'));
    lines.any(|line| line.as_bytes().windows(2).any(|pair| pair[1] == b'#' && is_blank(pair[0])))
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Returns the comment right after a plain scalar with which `source` starts. Scalars in quotes or blocks have none.
fn comment_after<'t>(scalar: &str, source: &'t str) -> Option<&'t str> {
    if source.starts_with(['"', '\'', '|', '>']) {
        return None;
    }
    let mut words = scalar.split_whitespace();
    let rest = words.try_fold(source, |rest, word| rest.trim_start().strip_prefix(word))?;
    let comment = rest.trim_start_matches([' ', '\t']);
    if comment.len() == rest.len() || !comment.starts_with('#') {
        return None;
    }
    encoding::lines(comment).next().map(str::trim_end)
}

/// Returns for each scalar the rest of its line, starting at the scalar.
fn sources(text: &str) -> Vec<&str> {
    let places = yaml_places(text);
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&mark| places[mark]);
    let mut order = order.into_iter().peekable();
    let mut sources = vec![""; places.len()];
    for (line, number) in encoding::lines(text).zip(1..) {
        let (mut rest, mut column) = (line, 1);
        while let Some(mark) = order.next_if(|&mark| places[mark].line <= number) {
            let ahead = places[mark].column.saturating_sub(column);
            rest = rest.char_indices().nth(ahead).map_or("", |(at, _)| &rest[at..]);
            column += ahead;
            sources[mark] = rest;
        }
    }
    sources
}

fn restore_node<'t>(node: &mut Tree<'t>, text: &'t str, sources: &[&'t str]) {
    let source = sources.get(node.mark.0).copied().unwrap_or_default();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| restore_node(item, text, sources)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let key_source = sources.get(key.mark.0).copied().unwrap_or_default();
                if let (Value::Integer(_), Value::Null) = (&key.value, &value.value)
                    && stands_alone(key_source)
                {
                    *value = Tree::new(key.mark, Value::Missing);
                }
                restore_node(key, text, sources);
                restore_node(value, text, sources);
            }
        }
        scalar => {
            let (tag, written) = properties(source);
            if let Some(tag) = tag.and_then(foreign_tag) {
                *scalar = Value::Tagged(tag.to_owned());
            } else if let (Value::Integer(_), None) = (&scalar, tag)
                && !is_plain_number(token(written))
            {
                *scalar = Value::Text(Cow::Borrowed(token(written)));
            } else if let Value::Text(scalar) = scalar {
                node.comment = offset(written, text).and_then(|at| comment_after(scalar, &text[at..]));
            }
        }
    }
}

/// Returns true if a number that is a key in braces has no colon after it.
fn stands_alone(source: &str) -> bool {
    source.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with([',', '}'])
}

/// Splits the source of a scalar into its tag, if any, and the part after tag and anchor.
fn properties(source: &str) -> (Option<&str>, &str) {
    let (mut tag, mut rest) = (None, source);
    while rest.starts_with(['!', '&']) {
        let (property, behind) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        if property.starts_with('!') {
            tag = Some(property);
        }
        rest = behind.trim_start();
    }
    (tag, rest)
}

/// Returns the name of a tag in YAML's namespace that is not one of its scalar types. The parser ignores such tags.
fn foreign_tag(tag: &str) -> Option<&str> {
    let name =
        tag.strip_prefix("!!").or_else(|| tag.strip_prefix("!<tag:yaml.org,2002:")?.strip_suffix('>'))?;
    (!["str", "int", "float", "bool", "null"].contains(&name)).then_some(&tag[1..])
}

/// Returns the plain scalar without spaces with which a source starts.
fn token(source: &str) -> &str {
    source.split([' ', '\t', ',', ']', '}', ':']).next().unwrap_or_default()
}

fn is_plain_number(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

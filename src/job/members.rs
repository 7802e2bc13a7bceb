//! Members of panels: reading lists of them, and comparing their names.

use crate::finding::{Problem, Rule};
use crate::names;
use crate::sanitize::short;
use crate::yaml::{Node, Value};

/// Maximum number of members of a panel.
pub(crate) const MOST_MEMBERS: usize = 100;

/// Reads a list of members, or a text that names them.
pub(super) fn read_members(node: Node<'_>, key: &'static str) -> Option<Vec<String>> {
    if let Value::Text(_) = node.value() {
        return node.ok(members_in_text(&node.words(key)?));
    }
    let items = node.list(key)?.into_iter().filter_map(|item| item.words("a member")).collect();
    node.ok(members_in_list(items))
}

/// Splits a text that names several members: at semicolons and line breaks, or at commas where it has neither.
///
/// Text in brackets stays whole, as in `D. Adeyemi (staff side, RCPod)`.
///
/// # Errors
/// A bracket is not closed, or a comma may also stand inside a name, as in `Patel, J`.
fn members_in_text(text: &str) -> Result<Vec<String>, Problem> {
    let mut members = split_outside_brackets(text, &[';', '\n'])?;
    if members.len() == 1 {
        members = split_outside_brackets(text, &[','])?;
        if members.len() > 1
            && let Some(part) = members.iter().find(|member| words(member).len() < 2)
        {
            let message = format!("`{}` may be a member or a part of a name", short(part));
            return Err(unclear(message, "write a list, or put semicolons between the members"));
        }
    }
    bounded(members)
}

/// Returns the members in a list.
///
/// YAML ends an item of `[…]` at each comma, even inside round brackets. Joins the parts of an item that was split there.
///
/// # Errors
/// A bracket is not closed.
fn members_in_list(items: Vec<String>) -> Result<Vec<String>, Problem> {
    let (mut members, mut open, mut depth) = (Vec::new(), Vec::new(), 0);
    for item in items {
        depth = item.chars().fold(depth, depth_after);
        open.push(item);
        if depth == 0 {
            members.push(open.join(", "));
            open.clear();
        }
    }
    match open.first() {
        Some(member) => Err(unclosed(member)),
        None => bounded(members),
    }
}

/// Splits a text at separators outside brackets, and drops empty parts.
fn split_outside_brackets(text: &str, separators: &[char]) -> Result<Vec<String>, Problem> {
    let mut depth = 0;
    let parts = text.split(|c: char| {
        depth = depth_after(depth, c);
        depth == 0 && separators.contains(&c)
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect();
    if depth == 0 { Ok(parts) } else { Err(unclosed(text.trim())) }
}

/// Returns the number of open brackets after `c`, given the number before it.
fn depth_after(depth: usize, c: char) -> usize {
    match c {
        '(' => depth + 1,
        ')' => depth.saturating_sub(1),
        _ => depth,
    }
}

fn bounded(members: Vec<String>) -> Result<Vec<String>, Problem> {
    if members.len() <= MOST_MEMBERS {
        return Ok(members);
    }
    let message = format!("a panel has at most {MOST_MEMBERS} members, not {}", members.len());
    Err(Problem::new(Rule::WrongLength, message))
}

fn unclear(message: String, help: &str) -> Problem {
    Problem::new(Rule::UnclearMembers, message).help(help)
}

fn unclosed(member: &str) -> Problem {
    unclear(format!("a bracket is not closed in `{}`", short(member)), "close it, as in A. Osei (staff side)")
}

/// Returns a member's name in normal form, without text in brackets, for comparisons.
pub(crate) fn person(member: &str) -> String {
    names::normalise(name(member))
}

/// Returns a member's name without the text in brackets after it, such as a side.
fn name(member: &str) -> &str {
    member.split('(').next().unwrap_or(member)
}

/// Returns the words of a name in lower case; an empty list for a text too long to be a name.
fn words(member: &str) -> Vec<String> {
    const LONGEST: usize = 200;
    let name = Some(name(member)).filter(|name| name.len() <= LONGEST).unwrap_or_default();
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Returns true if two different names may be of one person, as `Patel, J`, `J. Patel` and `Jaya Patel` may be.
///
/// Every word of the shorter name has to match a word of the longer: be equal to it, its initial, or start with it as an
/// initial.
pub(crate) fn may_be_same_person(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (mut shorter, mut longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if shorter.is_empty() {
        return false;
    }
    shorter.retain(|word| is_initial(word) || !remove_first(&mut longer, |other| other == word));
    // Words go first: a word only matches an initial, while an initial also matches words.
    shorter.sort_by_key(|word| is_initial(word));
    shorter.iter().all(|word| remove_first(&mut longer, |other| one_is_initial_of_other(word, other)))
}

/// Removes the first word that `matches`, and returns true if there was one.
fn remove_first(words: &mut Vec<String>, matches: impl Fn(&str) -> bool) -> bool {
    let place = words.iter().position(|word| matches(word));
    place.map(|place| words.swap_remove(place)).is_some()
}

fn one_is_initial_of_other(one: &str, other: &str) -> bool {
    (is_initial(one) || is_initial(other)) && one.chars().next() == other.chars().next()
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_where_no_bracket_is_open() {
        for (text, members) in [
            ("A. Osei", &["A. Osei"][..]),
            (
                "A. Osei (staff side, RCPod, Unite), B. Shaw",
                &["A. Osei (staff side, RCPod, Unite)", "B. Shaw"],
            ),
            ("Patel, J; Shaw, B (a; b);", &["Patel, J", "Shaw, B (a; b)"]),
            ("A. Osei\nShaw, B\n", &["A. Osei", "Shaw, B"]),
            ("A. Osei) x, B. Shaw", &["A. Osei) x", "B. Shaw"]),
            ("Osei", &["Osei"]),
        ] {
            assert_eq!(members_in_text(text).unwrap(), members, "{text}");
        }
        for text in ["Patel, J", "Patel, Jaya", "A. Osei, Shaw (b c)", "A. Osei (staff side, B. Shaw"] {
            assert_eq!(members_in_text(text).unwrap_err().rule, Rule::UnclearMembers, "{text}");
        }
    }

    #[test]
    fn names_are_compared_word_by_word() {
        for (one, other, expected) in [
            ("Patel, J (x)", "J. Patel (y)", true),
            ("Jaya Patel", "J. Patel", true),
            ("J. R. Patel", "Patel, J", true),
            ("Dr J. Patel", "J. Patel", true),
            ("Patel", "J. Patel", true),
            ("J. Jaya Patel", "Jaya J. Patel", true),
            ("Jo J. Patel", "J. Ja Patel", true),
            ("Jaya Patel", "Jane Patel", false),
            ("A. Osei", "B. Osei", false),
            ("A. Osei", "A. Shaw", false),
            ("(x)", "A. Shaw", false),
        ] {
            let found = (may_be_same_person(one, other), may_be_same_person(other, one));
            assert_eq!(found, (expected, expected), "{one}, {other}");
        }
        let long = "Patel ".repeat(40);
        assert!(!may_be_same_person(&format!("{long} J"), &format!("J {long}")));
    }
}

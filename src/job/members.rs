//! The members of a panel: told apart where they are written, and compared by their names.

use crate::finding::{Problem, Rule};
use crate::names;
use crate::sanitize::short;

/// The most members of a panel.
pub(crate) const MOST_MEMBERS: usize = 100;

/// Splits a text that names several members: at semicolons and line breaks, or at commas where it has neither.
///
/// Text in brackets stays whole, as in `D. Adeyemi (staff side, RCPod)`.
///
/// # Errors
/// A bracket that is not closed, and names that a comma may also divide, as in `Patel, J`.
pub(super) fn members_in_text(text: &str) -> Result<Vec<String>, Problem> {
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

/// Returns the members that a list names.
///
/// A list in square brackets ends an item at each comma, whether or not round brackets are open. Such an item is put
/// together again; no other is changed.
///
/// # Errors
/// A bracket that is not closed.
pub(super) fn members_in_list(items: Vec<String>) -> Result<Vec<String>, Problem> {
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

/// Splits a text at these separators where no bracket is open, into parts with something in them.
fn split_outside_brackets(text: &str, separators: &[char]) -> Result<Vec<String>, Problem> {
    let mut depth = 0;
    let parts = text.split(|c: char| {
        depth = depth_after(depth, c);
        depth == 0 && separators.contains(&c)
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect();
    if depth == 0 { Ok(parts) } else { Err(unclosed(text.trim())) }
}

/// Returns how many brackets are open after a character.
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

/// Returns a member's name as names are compared, whatever its case, its separators and text in brackets.
pub(crate) fn person(member: &str) -> String {
    names::normalise(name(member))
}

/// Returns the name of a member without what is in brackets after it, such as a side.
fn name(member: &str) -> &str {
    member.split('(').next().unwrap_or(member)
}

/// The words of a name in lower case; none of a text too long to be one.
fn words(member: &str) -> Vec<String> {
    const LONGEST: usize = 200;
    let name = Some(name(member)).filter(|name| name.len() <= LONGEST).unwrap_or_default();
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Returns true if two names that are not the same may be of one person, as `Patel, J`, `J. Patel` and `Jaya Patel` may be.
///
/// Each word of the shorter name must be one of the longer, or one of the two the other's initial.
pub(crate) fn may_be_same_person(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (mut shorter, mut longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if shorter.is_empty() {
        return false;
    }
    shorter.retain(|word| {
        let place = longer.iter().position(|other| other == word && !is_initial(word));
        place.map(|place| longer.swap_remove(place)).is_none()
    });
    // A word fits an initial alone; an initial may fit words as well, so it is tried after them.
    shorter.sort_by_key(|word| is_initial(word));
    shorter.iter().all(|word| {
        let fits = |other: &String| {
            (is_initial(word) || is_initial(other)) && word.chars().next() == other.chars().next()
        };
        let place = longer.iter().position(fits);
        place.map(|place| longer.swap_remove(place)).is_some()
    })
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

//! Numbers of staff in post.

use crate::yaml::{Node, Value};

/// Number of staff in post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headcount {
    /// A number of people; 0 for a vacant post.
    Of(u32),
    /// Not known, which differs from 0.
    NotKnown,
}

/// Text of a number that is not known. `?` is read as well.
pub(crate) const NOT_KNOWN: &str = "not known";

impl Headcount {
    /// Returns the number; `None` if it is not known.
    pub fn known(self) -> Option<u32> {
        match self {
            Headcount::Of(number) => Some(number),
            Headcount::NotKnown => None,
        }
    }

    /// Reads a whole number, or that it is not known.
    pub(super) fn read(node: Node<'_>, key: &str) -> Option<Headcount> {
        match node.value() {
            Value::Text(text) if says_not_known(text) => Some(Headcount::NotKnown),
            _ => node.points(key).map(Headcount::Of),
        }
    }
}

fn says_not_known(text: &str) -> bool {
    let text = text.trim();
    text == "?" || text.eq_ignore_ascii_case(NOT_KNOWN)
}

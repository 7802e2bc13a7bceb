//! How many staff are in post, which may be not known.

use crate::finding::Problem;
use crate::yaml::{self, Node, Value};

/// How many staff are in post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headcount {
    /// So many.
    Of(u32),
    /// That is not known, which is another thing than nobody.
    NotKnown,
}

/// The words for a number that is not known; `?` says the same.
pub(crate) const NOT_KNOWN: &str = "not known";

/// What a headcount must be, in messages.
const EXPECTED: &str = "a whole number";

impl Headcount {
    /// The number, where it is known.
    pub fn known(self) -> Option<u32> {
        match self {
            Headcount::Of(number) => Some(number),
            Headcount::NotKnown => None,
        }
    }

    /// Reads the value of a key.
    pub(super) fn read(node: Node<'_>, key: &str) -> Option<Headcount> {
        match node.value() {
            Value::Text(text) if says_not_known(text) => Some(Headcount::NotKnown),
            _ => node.points(key).map(Headcount::Of),
        }
    }

    /// Reads what stands in a cell; an empty one says nothing.
    pub(super) fn read_cell(cell: &str) -> Result<Option<Headcount>, Problem> {
        let cell = cell.trim();
        match cell {
            "" => Ok(None),
            _ if says_not_known(cell) => Ok(Some(Headcount::NotKnown)),
            _ => yaml::points_in_text("headcount", EXPECTED, cell).map(|number| Some(Headcount::Of(number))),
        }
    }
}

fn says_not_known(text: &str) -> bool {
    let text = text.trim();
    text == "?" || text.eq_ignore_ascii_case(NOT_KNOWN)
}

//! Limits on the content of a document, so that no file takes too much time or memory.

use crate::finding::{Problem, Rule};

/// The most brackets that may be open at once.
const MOST_OPEN_BRACKETS: usize = 1000;

/// The most lines and scalars of a document. A job has a thousandth of them, and they fit into memory.
const MOST_VALUES: usize = 500_000;

/// The most values of a document after its aliases are expanded.
pub(super) const MOST_NODES: usize = 1_000_000;

/// Returns the problem of a document that exceeds the limits, and the index of the byte that does.
///
/// The parser would read all of the document before it fails, and parts of it in quadratic time. This function ignores quotes
/// and comments: it counts lines and the starts of values, and may count too many. No text written by people comes near the
/// limits.
pub(super) fn beyond_bounds(text: &str) -> Option<(usize, Problem)> {
    /// The count for a directive, which the parser compares with all before it.
    const DIRECTIVE: usize = 1000;
    let (mut open, mut values, mut keyed) = (0_usize, 0, false);
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        values += match byte {
            b'[' | b'{' => {
                (open, keyed) = (open + 1, false);
                1
            }
            b']' | b'}' => {
                open = open.saturating_sub(1);
                0
            }
            b':' => {
                keyed = true;
                1
            }
            // In braces a key may have no value.
            b',' if std::mem::take(&mut keyed) => 1,
            b',' => 2,
            b'\n' | b'\r' => 1,
            b'-' if is_space_after(bytes, index) => 2,
            b'?' if is_space_after(bytes, index) => 3,
            b'%' if index == 0 || bytes[index - 1] == b'\n' => DIRECTIVE,
            _ => 0,
        };
        if open > MOST_OPEN_BRACKETS {
            let message = format!("more than {MOST_OPEN_BRACKETS} brackets are open at once");
            return Some((index, Problem::new(Rule::TooDeep, message)));
        }
        if values > MOST_VALUES {
            return Some((index, too_long("the document", "500,000 lines and values")));
        }
    }
    None
}

/// Returns true if a space or the end follows a byte.
fn is_space_after(bytes: &[u8], index: usize) -> bool {
    bytes.get(index + 1).is_none_or(u8::is_ascii_whitespace)
}

/// Makes the problem of a document or file that exceeds a limit.
pub(super) fn too_long(what: &str, most: &str) -> Problem {
    Problem::new(Rule::TooLong, format!("{what} has more than {most}")).help("split it into several")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_value_counts_and_nothing_else_does() {
        for (text, values) in [
            ("\n", 1),
            ("\r", 1),
            (":", 1),
            ("{},", 3),
            ("[:],", 3),
            ("- ", 2),
            ("-\t?\u{a0}", 2),
            ("? ", 3),
            ("%\n", 1001),
        ] {
            let within = MOST_VALUES / values;
            assert_eq!(beyond_bounds(&text.repeat(within)), None, "{text:?}");
            let beyond = beyond_bounds(&text.repeat(within + 1)).map(|(index, _)| index);
            assert!(beyond.is_some_and(|index| index >= text.len() * within), "{text:?}: {beyond:?}");
        }
        for text in ["-a", "?a", " %", "a#'\"|>&*!@`"] {
            assert_eq!(beyond_bounds(&text.repeat(MOST_VALUES)), None, "{text:?}");
        }
    }
}

//! The one door through which YAML comes in, and JSON lines with it.
//!
//! A file is split into its documents, each is parsed into a tree of [`Node`]s, and a reader walks the tree and makes
//! typed values of it. A reader never stops at the first fault: it adds each to the problems with the [`Mark`] of the node
//! at fault. Marks become lines and columns only when there are findings, by parsing the document a second time.

mod bounds;
mod document;
mod node;
mod parse;
mod read;
mod surrogates;
mod written;

pub(crate) use document::Section;
pub(crate) use node::{
    Fields, MOST_POINTS, Mark, Node, Problems, Value, missing_key, points_in_text, repeated_key,
};
pub(crate) use read::{MOST_OF_A_FILE, nothing, read, read_json};

//! The one door through which YAML comes in, and JSON lines with it.
//!
//! A file is split into its documents, each is parsed into a tree, and a reader walks its [`Node`]s and makes typed values
//! of them. A reader never stops at the first fault: it adds each to the node at fault, which keeps it with its [`Mark`]. Marks become lines and columns only when there are findings, by parsing the document a second time.

mod advice;
mod bounds;
mod cell;
mod document;
mod node;
mod parse;
mod read;
mod surrogates;
mod written;

pub(crate) use cell::read_cell;
pub(crate) use document::DocumentSection;
pub(crate) use node::{MOST_POINTS, MappingFields, Mark, Node, Problems, Value, missing_key, repeated_key};
pub(crate) use read::{MOST_OF_A_FILE, nothing, read, read_json};

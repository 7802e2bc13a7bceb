//! Reads YAML and lines of JSON. All files come in through this module.
//!
//! A file is split into documents, and each document is parsed into a tree. Readers walk its [`Node`]s and make typed values
//! of them. They do not stop at the first problem: each is added with the [`Mark`] of its node. Only if there are problems,
//! the document is parsed again to turn marks into lines and columns.

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

//! Published documents as one stream: rows of tables and lines of running text, each with its place. Every format becomes
//! the same stream; nothing here knows of profiles.

mod stream;
mod text;

pub use stream::{Cell, Document, Part, Place, Row};
pub use text::read_text;

//! Documents of every format as the same rows: rows of tables and lines of running text, each with its place.

#[cfg(feature = "documents")]
mod css;
#[cfg(feature = "documents")]
mod docx;
mod error;
#[cfg(feature = "documents")]
mod flow;
#[cfg(feature = "documents")]
mod html;
mod kind;
#[cfg(feature = "documents")]
mod pdf;
#[cfg(feature = "documents")]
mod read;
mod stream;
mod text;

#[cfg(feature = "documents")]
pub use docx::read_word;
pub use error::DocumentError;
#[cfg(feature = "documents")]
pub use html::read_html;
pub use kind::DocumentKind;
#[cfg(feature = "documents")]
pub use pdf::read_pdf;
#[cfg(feature = "documents")]
pub use read::read_document;
pub use stream::tidy;
pub use stream::{Document, DocumentCell, DocumentPlace, DocumentRow, TextPart};
pub use text::read_text;

//! Published documents as one stream: rows of tables and lines of running text, each with its place. Every format becomes
//! the same stream; nothing here knows of profiles.

#[cfg(feature = "import")]
mod css;
#[cfg(feature = "import")]
mod docx;
mod error;
#[cfg(feature = "import")]
mod flow;
#[cfg(feature = "import")]
mod html;
mod kind;
#[cfg(feature = "import")]
mod pdf;
#[cfg(feature = "import")]
mod read;
mod stream;
mod text;

#[cfg(feature = "import")]
pub use docx::read_word;
pub use error::DocumentError;
#[cfg(feature = "import")]
pub use html::read_html;
pub use kind::DocumentKind;
#[cfg(feature = "import")]
pub use pdf::read_pdf;
#[cfg(feature = "import")]
pub use read::read_document;
pub(crate) use stream::tidy;
pub use stream::{Document, DocumentCell, DocumentPlace, DocumentRow, TextPart};
pub use text::read_text;

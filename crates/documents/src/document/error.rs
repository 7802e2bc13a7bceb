use thiserror::Error;

use crate::encoding::TextError;

/// A reason why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The document has a format that is not read.
    #[error("the file is {0}, which is not read: save it as a Word document (.docx) or PDF")]
    OtherFormat(&'static str),
    /// A document of plain text is not UTF-8.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The document breaks the rules of its format.
    #[error("the {format} is damaged: {reason}")]
    Damaged {
        /// Name of the format, such as `PDF`.
        format: &'static str,
        /// Reason, as a clause.
        reason: String,
    },
    /// The document has more of something than any document that is worth reading.
    #[error("the document has more than {limit} {what}")]
    TooMany {
        /// Plural noun, such as `cells`.
        what: &'static str,
        /// Number that is still read.
        limit: usize,
    },
    /// Elements of one kind are nested too deep.
    #[error("the document has {what} within {what}, more than {limit} deep")]
    TooDeep {
        /// Plural noun, such as `tables`.
        what: &'static str,
        /// Depth that is still read.
        limit: usize,
    },
    /// The document can only be opened with a password.
    #[error("the {0} is protected by a password: save a copy without one")]
    Encrypted(&'static str),
    /// A page is a picture without text.
    #[error(
        "page {page} is a picture without text, as a scanner makes it: use the document that was printed"
    )]
    Scanned {
        /// Page, counted from 1.
        page: u32,
    },
    /// A font does not say which letters it shows.
    #[error(
        "page {page} uses a font that does not say which letters it shows (`{font}`): use the Word document"
    )]
    UnknownLetters {
        /// Page, counted from 1.
        page: u32,
        /// Name of the font.
        font: String,
    },
}

use thiserror::Error;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// It is in a format that is not read.
    #[error("the file is {0}, which is not read: save it as a Word document (.docx) or PDF")]
    OtherFormat(&'static str),
    /// It does not keep to its format.
    #[error("the {format} is damaged: {reason}")]
    Damaged {
        /// The format, such as `PDF`.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// It is larger than any suite of profiles is.
    #[error("the document has more than {limit} {what}, far more than a suite of profiles has")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Something stands in its like too many times.
    #[error("the document has {what} within {what}, more than {limit} deep")]
    TooDeep {
        /// What stands in its like.
        what: &'static str,
        /// How deep it may.
        limit: usize,
    },
    /// It cannot be opened without a password.
    #[error("the {0} is protected by a password: save a copy without one")]
    Encrypted(&'static str),
    /// A page is a picture.
    #[error(
        "page {page} is a picture without text, as a scanner makes it: use the document that was printed"
    )]
    Scanned {
        /// The page, counted from 1.
        page: u32,
    },
    /// The letters of a font are not known.
    #[error(
        "page {page} uses a font that does not say which letters it shows (`{font}`): use the Word document"
    )]
    UnknownLetters {
        /// The page, counted from 1.
        page: u32,
        /// The name of the font.
        font: String,
    },
}

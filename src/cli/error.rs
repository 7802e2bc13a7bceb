//! Why a run has no answer.

use std::io;

use jobeval::compare::SchemeMismatch;
use jobeval::finding::{Finding, Problem, ReadError};
use jobeval::report::SqlError;

/// Why a run has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that was read is wrong, and nothing can be done without it. Each finding says what.
    #[error("the input is wrong")]
    Findings(Vec<Finding>),
    /// Something about the command line.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What would be right.
        help: Option<String>,
    },
    /// No job could be read, so that there is no result. Findings say why.
    #[error("no job could be read, so nothing was written")]
    NothingRead,
    /// The result could not be written.
    #[error("the result cannot be written: {}", reason(.0))]
    Output(#[from] io::Error),
    /// Jobs and profiles were read under two schemes. A run reads one.
    #[error(transparent)]
    SchemeMismatch(#[from] SchemeMismatch),
    /// The scheme or the table has a name that a query cannot contain.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl Error {
    /// A usage error with help.
    pub(super) fn usage(message: impl ToString, help: impl ToString) -> Error {
        Error::Usage { message: message.to_string(), help: Some(help.to_string()) }
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Error {
        Error::Findings(error.findings)
    }
}

impl From<Problem> for Error {
    /// The problem of what an argument says.
    fn from(Problem { message, help, .. }: Problem) -> Error {
        Error::Usage { message, help }
    }
}

/// The operating system's words without its error number.
pub(super) fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let words = message.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

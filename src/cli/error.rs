//! Errors that end a run, and words for messages.

use std::io;

use jobeval::compare::SchemeMismatch;
use jobeval::finding::{Finding, Problem, ReadError};
use jobeval::report::SqlError;

/// Error that leaves a run without an answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Errors in a file that the command cannot do without.
    #[error("the input has errors")]
    Findings(Vec<Finding>),
    /// Error in the arguments.
    #[error("{message}")]
    Usage {
        /// Says what is wrong.
        message: String,
        /// Says what would be right.
        help: Option<String>,
    },
    /// No job could be read, for reasons that findings give.
    #[error("no job could be read, so nothing was written")]
    NothingRead,
    /// The result cannot be written.
    #[error("the result cannot be written: {}", reason(.0))]
    Output(#[from] io::Error),
    /// Jobs and profiles belong to two schemes. A run reads one.
    #[error(transparent)]
    SchemeMismatch(#[from] SchemeMismatch),
    /// A name in the scheme or of the table cannot be part of a query.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl Error {
    /// Returns an error in the arguments, with help.
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
    /// Turns a problem of an argument into an error.
    fn from(Problem { message, help, .. }: Problem) -> Error {
        Error::Usage { message, help }
    }
}

/// Returns the words of an error, without the number of the operating system, and in lower case.
pub(super) fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let words = message.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns a name as an argument of a command, in quotes if it has spaces.
pub(super) fn as_argument(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

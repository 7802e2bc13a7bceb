//! Reads a document whatever its format.

use super::docx::read_word;
use super::error::DocumentError;
use super::html::read_html;
use super::kind::DocumentKind;
use super::pdf::read_pdf;
use super::stream::Document;
use super::text::read_text;
use crate::encoding;
use crate::finding::{Finding, Problem, Rule};

/// Reads a document in whatever format it is; `source` names it in the finding.
///
/// # Errors
/// The finding that it is in another format, or cannot be read.
pub fn read_document(source: &str, bytes: Vec<u8>) -> Result<Document, Finding> {
    let refuse = |error: DocumentError| {
        let rule = match error {
            DocumentError::OtherFormat(_) => Rule::OtherFormat,
            _ => Rule::BrokenDocument,
        };
        Finding::about(source, Problem::new(rule, error.to_string()))
    };
    match DocumentKind::detect(&bytes).map_err(refuse)? {
        DocumentKind::Text => read_text(&encoding::decode(source, bytes)?).map_err(refuse),
        DocumentKind::Html => read_html(&bytes).map_err(refuse),
        DocumentKind::Word => read_word(&bytes).map_err(refuse),
        DocumentKind::Pdf => read_pdf(&bytes).map_err(refuse),
    }
}

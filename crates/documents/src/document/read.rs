use super::docx::read_word;
use super::error::DocumentError;
use super::html::read_html;
use super::kind::DocumentKind;
use super::pdf::read_pdf;
use super::stream::Document;
use super::text::read_text;
use crate::encoding;

/// Reads a document in any of the formats of [`DocumentKind`].
///
/// # Errors
/// The document has another format, is damaged, or is beyond a limit.
pub fn read_document(bytes: Vec<u8>) -> Result<Document, DocumentError> {
    match DocumentKind::detect(&bytes)? {
        DocumentKind::Text => read_text(&encoding::decode(bytes)?),
        DocumentKind::Html => read_html(&bytes),
        DocumentKind::Word => read_word(&bytes),
        DocumentKind::Pdf => read_pdf(&bytes),
    }
}

//! Detects the format of a document by its content.

use super::error::DocumentError;
use crate::encoding;
use crate::file_type::{self, FileType, FileTypeKind};

/// A format of documents that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Plain text or Markdown.
    Text,
    /// A web page.
    Html,
    /// A Word document (.docx).
    Word,
    /// A PDF document.
    Pdf,
}

/// Tags at the beginning of web pages.
const TAGS_OF_PAGES: [&[u8]; 7] = [b"!doctype html", b"html", b"head", b"body", b"meta", b"table", b"style"];

/// Tags at the beginning of fragments of pages, and of text with tags.
const TAGS_OF_TEXT: [&[u8]; 10] =
    [b"div", b"p", b"h1", b"h2", b"h3", b"section", b"article", b"main", b"font", b"span"];

impl DocumentKind {
    /// Detects the format of a document.
    ///
    /// # Errors
    /// The document has a format that is not read.
    pub fn detect(bytes: &[u8]) -> Result<Self, DocumentError> {
        let beginning = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        if contains(beginning, b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if is_page(bytes) {
            return Ok(Self::Html);
        }
        match file_type::detect(bytes) {
            Some(FileType { kind: FileTypeKind::Word, .. }) => return Ok(Self::Word),
            None | Some(FileType { kind: FileTypeKind::Markup, .. }) => {}
            Some(FileType { name, .. }) => return Err(DocumentError::OtherFormat(name)),
        }
        if beginning.contains(&0) && !encoding::is_utf_16(bytes) {
            return Err(DocumentError::OtherFormat("not text"));
        }
        Ok(Self::Text)
    }
}

/// Returns true if `bytes` begin with a tag of a web page, after white space, comments and an XML declaration.
fn is_page(bytes: &[u8]) -> bool {
    let mut rest: Vec<u8> = bytes.get(..bytes.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    // In UTF-16, every other byte of a tag is zero.
    rest.retain(|&byte| byte != 0);
    let mut rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&rest);
    rest = rest.strip_prefix(b"\xff\xfe").or_else(|| rest.strip_prefix(b"\xfe\xff")).unwrap_or(rest);
    loop {
        rest = rest.trim_ascii_start();
        let skipped = [(&b"<!--"[..], &b"-->"[..]), (b"<?xml", b"?>")].into_iter().find_map(|(from, to)| {
            let inner = rest.strip_prefix(from)?;
            inner.get(memchr::memmem::find(inner, to)? + to.len()..)
        });
        match skipped {
            Some(after) => rest = after,
            None => break,
        }
    }
    begins_with_tag(rest, &TAGS_OF_PAGES)
        || (begins_with_tag(rest, &TAGS_OF_TEXT)
            && [&b"<td"[..], b"<TD", b"</html", b"</HTML"].iter().any(|tag| contains(bytes, tag)))
}

/// Returns true if `text`, in small letters, begins with one of these tags.
fn begins_with_tag(text: &[u8], tags: &[&[u8]]) -> bool {
    let inner = text.strip_prefix(b"<").unwrap_or_default();
    tags.iter().filter_map(|tag| inner.strip_prefix(*tag)).any(|after| {
        after.first().is_none_or(|&byte| byte == b'>' || byte == b'/' || byte.is_ascii_whitespace())
    })
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

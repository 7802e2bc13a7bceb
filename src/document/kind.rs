//! Tells the format of a document by what is in it, whatever its name.

use super::error::DocumentError;
use crate::file_type::{self, FileType, FileTypeKind};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Plain text, also with Markdown in it.
    Text,
    /// A web page.
    Html,
    /// A Word document (.docx).
    Word,
    /// A PDF document.
    Pdf,
}

/// The tags that only a whole page begins with.
const TAGS_OF_PAGES: [&[u8]; 7] = [b"!doctype html", b"html", b"head", b"body", b"meta", b"table", b"style"];

/// Tags that a part of a page may begin with, and text as well.
const TAGS_OF_TEXT: [&[u8]; 10] =
    [b"div", b"p", b"h1", b"h2", b"h3", b"section", b"article", b"main", b"font", b"span"];

impl DocumentKind {
    /// The format of these bytes.
    ///
    /// # Errors
    /// Where they are in a format that is not read.
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
        let is_utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        if beginning.contains(&0) && !is_utf_16 {
            return Err(DocumentError::OtherFormat("no text"));
        }
        Ok(Self::Text)
    }
}

/// Whether the first thing in a text is a tag of a web page.
fn is_page(bytes: &[u8]) -> bool {
    let mut rest: Vec<u8> = bytes.get(..bytes.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    // The letters of a page in UTF-16 are every other byte.
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
    let begins = |tags: &[&[u8]]| {
        let inner = rest.strip_prefix(b"<").unwrap_or_default();
        tags.iter().any(|tag| {
            inner.strip_prefix(*tag).is_some_and(|after| {
                after.first().is_none_or(|&byte| byte == b'>' || byte == b'/' || byte.is_ascii_whitespace())
            })
        })
    };
    let has_table = || [&b"<td"[..], b"<TD", b"</html", b"</HTML"].iter().any(|tag| contains(bytes, tag));
    begins(&TAGS_OF_PAGES) || (begins(&TAGS_OF_TEXT) && has_table())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

//! Tells the format of a document by what is in it, whatever its name.

use super::error::DocumentError;

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

/// What other formats begin with that are taken for documents.
const OTHERS: [(&[u8], &str); 19] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an older Word or Excel document (.doc, .xls) or protected by a password",
    ),
    (b"{\\rtf", "an RTF document"),
    (b"MIME-Version:", "a web page archive (.mht)"),
    (b"From: <Saved by", "a web page archive (.mht)"),
    (b"%!PS", "a PostScript document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"RIFF", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
];

/// What is in ZIP archives of other programs, by the names of files in them.
const OTHER_ARCHIVES: [(&[u8], &str); 8] = [
    (b"xl/workbook", "an Excel workbook"),
    (b"ppt/presentation", "a PowerPoint presentation"),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"application/epub+zip", "an electronic book"),
    (b"Index/Document.iwa", "a Pages document"),
    (b"Index.zip", "a Pages document"),
];

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
    pub fn of(bytes: &[u8]) -> Result<Self, DocumentError> {
        let beginning = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        if contains(beginning, b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return in_archive(bytes);
        }
        if is_page(bytes) {
            return Ok(Self::Html);
        }
        if let Some((_, form)) = OTHERS.iter().find(|(form, _)| bytes.starts_with(form)) {
            return Err(DocumentError::OtherFormat(form));
        }
        let is_utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        if beginning.contains(&0) && !is_utf_16 {
            return Err(DocumentError::OtherFormat("no text"));
        }
        Ok(Self::Text)
    }
}

/// What a ZIP archive is.
fn in_archive(bytes: &[u8]) -> Result<DocumentKind, DocumentError> {
    if contains(bytes, b"word/document") {
        return Ok(DocumentKind::Word);
    }
    let other = OTHER_ARCHIVES.iter().find(|(name, _)| contains(bytes, name));
    Err(DocumentError::OtherFormat(other.map_or("a ZIP archive", |(_, form)| form)))
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

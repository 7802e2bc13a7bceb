//! Detects the format of a file by its first bytes. Names are not trusted.

/// The mark that some programs write before text in UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A format other than plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileType {
    /// Name with its article, such as `a PDF document`.
    pub name: &'static str,
    /// Kind, by which callers decide what to do with the file.
    pub kind: FileTypeKind,
}

/// A kind of file that is treated alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileTypeKind {
    /// A web page or other text with tags.
    Markup,
    /// A Word document (.docx).
    Word,
    /// A workbook, or an older or encrypted Office file that may be one.
    Workbook,
    /// A compressed file.
    Compressed(Compression),
    /// A ZIP archive whose first bytes do not tell its content.
    Zip,
    /// A Parquet file.
    Parquet,
    /// A SQLite database.
    Sqlite,
    /// Any other format that has a name.
    Other,
}

/// A compression that can be unpacked as a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstandard,
}

impl Compression {
    /// Number of first bytes that [`Compression::detect`] needs.
    pub const MARK_LENGTH: usize = 4;

    /// Returns the compression of a file with these first bytes.
    pub fn detect(beginning: &[u8]) -> Option<Compression> {
        // A skippable frame of Zstandard, which programs may write first.
        if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = beginning {
            return Some(Compression::Zstandard);
        }
        match detect(beginning)?.kind {
            FileTypeKind::Compressed(compression) => Some(compression),
            _ => None,
        }
    }
}

/// First bytes of a file, or a text in a ZIP archive, with the format that has them.
type Mark = (&'static [u8], &'static str, FileTypeKind);

/// First bytes of ZIP archives, the last of an empty one.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// First bytes of older Office files, of mails saved by Outlook, and of encrypted Office files.
pub const OLDER_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Formats that are text. The case of letters does not matter.
const TEXTS: [Mark; 8] = [
    (b"%PDF-", "a PDF document", FileTypeKind::Other),
    (b"{\\rtf", "an RTF document", FileTypeKind::Other),
    (b"MIME-Version:", "a web page archive (.mht)", FileTypeKind::Other),
    (b"From: <Saved by", "a web page archive (.mht)", FileTypeKind::Other),
    (b"<!doctype html", "an HTML page", FileTypeKind::Markup),
    (b"<html", "an HTML page", FileTypeKind::Markup),
    (b"<table", "an HTML page", FileTypeKind::Markup),
    (b"<?xml", "an XML document", FileTypeKind::Markup),
];

/// Formats that are not text. Some marks are letters that text may begin with as well.
const BINARIES: [Mark; 10] = [
    (
        OLDER_OFFICE,
        "an older Word or Excel document (.doc, .xls) or protected by a password",
        FileTypeKind::Workbook,
    ),
    (b"\x1f\x8b", "a gzip archive", FileTypeKind::Compressed(Compression::Gzip)),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", FileTypeKind::Compressed(Compression::Zstandard)),
    (b"PAR1", "a Parquet file", FileTypeKind::Parquet),
    (b"SQLite format 3\0", "a SQLite database", FileTypeKind::Sqlite),
    (b"\x89PNG", "a picture", FileTypeKind::Other),
    (b"\xff\xd8\xff", "a picture", FileTypeKind::Other),
    (b"GIF8", "a picture", FileTypeKind::Other),
    (b"MZ", "a program", FileTypeKind::Other),
    (b"\x7fELF", "a program", FileTypeKind::Other),
];

/// Formats that are ZIP archives, by texts at their beginning.
const ARCHIVES: [Mark; 9] = [
    (b"word/document", "a Word document", FileTypeKind::Word),
    (b"xl/workbook", "an Excel workbook", FileTypeKind::Workbook),
    (b"xl/worksheets/", "an Excel workbook", FileTypeKind::Workbook),
    (b"xl/theme/", "an Excel workbook", FileTypeKind::Workbook),
    (b"ppt/presentation", "a PowerPoint presentation", FileTypeKind::Other),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)", FileTypeKind::Other),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet (.ods)",
        FileTypeKind::Workbook,
    ),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", FileTypeKind::Other),
    (b"[Content_Types].xml", "a workbook or another Office document", FileTypeKind::Workbook),
];

/// Returns the format of a file with these first bytes; `None` for plain text and unknown formats. The more bytes of a
/// ZIP archive are given, the more exact is the answer.
pub fn detect(beginning: &[u8]) -> Option<FileType> {
    if is_archive(beginning) {
        let known = ARCHIVES.iter().find(|(text, ..)| memchr::memmem::find(beginning, text).is_some());
        return Some(known.map_or(FileType { name: "a ZIP archive", kind: FileTypeKind::Zip }, file_type));
    }
    let seems_text = is_text(beginning);
    let is_binary =
        |(mark, ..): &&Mark| beginning.starts_with(mark) && !(seems_text && mark.is_ascii() && is_text(mark));
    let start = beginning.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(beginning).trim_ascii_start();
    let is_marked_text =
        |(mark, ..): &&Mark| start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    BINARIES.iter().find(is_binary).or_else(|| TEXTS.iter().find(is_marked_text)).map(file_type)
}

fn file_type(&(_, name, kind): &Mark) -> FileType {
    FileType { name, kind }
}

/// Returns true for the first bytes of a ZIP archive.
pub fn is_archive(beginning: &[u8]) -> bool {
    ZIP.iter().any(|mark| beginning.starts_with(mark))
}

/// Returns true if the first 1,024 bytes have no control characters other than white space.
pub fn is_text(bytes: &[u8]) -> bool {
    !first(bytes).iter().any(is_control)
}

/// Returns true if the first 1,024 bytes cannot be text, as they have both control characters and bytes that are not
/// UTF-8. UTF-16 text may have both.
pub fn is_binary(bytes: &[u8]) -> bool {
    let bytes = first(bytes);
    // At the end, a character may be cut off.
    let is_utf_8 = str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    !is_utf_8 && bytes.iter().any(is_control)
}

fn first(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(1024)]
}

fn is_control(byte: &u8) -> bool {
    byte.is_ascii_control() && !byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_begin_like_other_formats_are_texts() {
        for text in ["MZ,title\n", "GIF89a,title\n", "PAR1;title\n", "BZh", "\u{1b}[31mCaf\u{e9}", ""] {
            assert!(detect(text.as_bytes()).is_none() && !is_binary(text.as_bytes()), "{text}");
        }
        let cut_off = ["\u{1b}".as_bytes(), &b"x".repeat(1022), "\u{e9}".as_bytes()].concat();
        assert!(!is_binary(&cut_off));
    }

    #[test]
    fn other_formats_are_told_by_their_first_bytes() {
        for (bytes, name) in [
            (&b"%PDF-1.7"[..], "a PDF document"),
            (b"\xef\xbb\xbf \n<HTML>", "an HTML page"),
            (b"GIF89a\x01\0", "a picture"),
            (b"MZ\x90\0\x03", "a program"),
            (b"PAR1\x15\x04", "a Parquet file"),
            (b"PK\x03\x04\x14\0\x06xl/workbook.xml", "an Excel workbook"),
            (b"PK\x03\x04", "a ZIP archive"),
        ] {
            assert_eq!(detect(bytes).map(|found| found.name), Some(name), "{}", bytes.escape_ascii());
        }
        // A bzip2 archive, a bitmap, and an archive of 7-Zip.
        for bytes in [&b"BZh91AY&SY\x0b\x9f"[..], b"BM\x36\0\xff\0", b"7z\xbc\xaf\x27\x1c"] {
            assert!(detect(bytes).is_none() && is_binary(bytes), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn compression_is_told_by_the_first_bytes() {
        for (beginning, compression) in [
            (&b"\x1f\x8b\x08\0"[..], Some(Compression::Gzip)),
            (b"\x28\xb5\x2f\xfd", Some(Compression::Zstandard)),
            (b"\x50\x2a\x4d\x18", Some(Compression::Zstandard)),
            (b"BZh9", None),
            (b"id,t", None),
            (b"", None),
        ] {
            assert_eq!(Compression::detect(beginning), compression, "{}", beginning.escape_ascii());
        }
    }
}

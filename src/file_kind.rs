//! Kinds of files, and the extensions that tell them.

use std::path::Path;

use crate::file_type::Compression;

/// Kind of a file, as the extension of its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Job file, suite file or scheme file; also a result.
    Yaml,
    /// Rows separated by commas, semicolons or tabs.
    Csv,
    /// Rows separated by tabs.
    Tsv,
    /// Lines of JSON.
    Ndjson,
    /// Workbook whose rows are read.
    Workbook,
    /// Spreadsheet that is not read.
    OtherSpreadsheet,
    /// JSON document.
    Json,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// Web page.
    Html,
    /// XML, such as a JUnit report.
    Xml,
    /// SQL query.
    Sql,
    /// Published document: read by the import, or refused with advice.
    Document,
    /// Document that is not looked for.
    OtherDocument,
    /// Compressed file that is read and written.
    Compressed(Compression),
    /// Archive, or a file compressed in another way.
    Archive,
    /// Picture.
    Picture,
}

/// Extensions of each kind in lower case, the usual one first. No other place in the crate lists extensions.
const EXTENSIONS: [(FileKind, &[&str]); 18] = [
    (FileKind::Yaml, &["yaml", "yml"]),
    (FileKind::Csv, &["csv"]),
    (FileKind::Tsv, &["tsv"]),
    (FileKind::Ndjson, &["ndjson", "jsonl"]),
    (FileKind::Workbook, &["xlsx", "xlsm", "xls", "ods"]),
    (FileKind::OtherSpreadsheet, &["xlsb", "numbers"]),
    (FileKind::Json, &["json"]),
    (FileKind::Text, &["txt"]),
    (FileKind::Markdown, &["md", "markdown"]),
    (FileKind::Html, &["html", "htm"]),
    (FileKind::Xml, &["xml"]),
    (FileKind::Sql, &["sql"]),
    (FileKind::Document, &["pdf", "docx", "doc", "rtf", "odt"]),
    (FileKind::OtherDocument, &["docm", "dotx", "pages", "ps"]),
    (FileKind::Compressed(Compression::Gzip), &["gz"]),
    (FileKind::Compressed(Compression::Zstandard), &["zst"]),
    (FileKind::Archive, &["7z", "br", "bz2", "gzip", "lz4", "rar", "tar", "tgz", "xz", "zip", "zstd"]),
    (FileKind::Picture, &["gif", "jpeg", "jpg", "png", "svg", "webp"]),
];

impl FileKind {
    /// Returns the kind of files with this extension, in any case and without its dot; `None` if it is not known.
    pub fn from_extension(extension: &str) -> Option<FileKind> {
        let is_listed = |known: &&str| known.eq_ignore_ascii_case(extension);
        EXTENSIONS.iter().find(|(_, listed)| listed.iter().any(is_listed)).map(|(kind, _)| *kind)
    }

    /// Returns the kind of the file at `path` by its extension; `None` if it has none that is known.
    pub fn from_path(path: &Path) -> Option<FileKind> {
        FileKind::from_extension(path.extension()?.to_str()?)
    }

    /// Returns the extensions of this kind in lower case, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        EXTENSIONS.iter().find(|(kind, _)| *kind == self).map_or(&[], |(_, extensions)| extensions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_tells_one_kind() {
        for (kind, extensions) in EXTENSIONS {
            assert_eq!(kind.extensions(), extensions);
            for extension in extensions {
                assert_eq!(FileKind::from_extension(&extension.to_uppercase()), Some(kind), "{extension}");
            }
        }
    }

    #[test]
    fn unknown_and_missing_extensions_tell_nothing() {
        for path in ["jobs", "jobs.", ".yaml", "jobs.parquet"] {
            assert_eq!(FileKind::from_path(Path::new(path)), None, "{path}");
        }
    }
}

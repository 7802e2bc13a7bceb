//! What the files of other formats begin with, by which they are told whatever their name.

/// What some programs put at the beginning of a text in UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A format that is none of those in which jobs are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileType {
    /// What to call such a file.
    pub(crate) name: &'static str,
    pub(crate) kind: FileTypeKind,
}

/// What can be done with files of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileTypeKind {
    /// A web page or another text with tags.
    Markup,
    /// A Word document (.docx).
    Word,
    /// A workbook of a spreadsheet program, or an older file that may be one.
    Workbook,
    /// It is to be unpacked. Some are, by whoever reads rows.
    Packed(Option<Compression>),
    /// A ZIP archive, of which too little was seen to tell what is in it.
    Zip,
    /// A table, and the command with which DuckDB makes CSV of it, if it does.
    Table(Option<&'static str>),
    /// Anything else.
    Other,
}

/// How a file is compressed that is unpacked as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstandard,
}

impl Compression {
    /// How many bytes of a file it takes to tell.
    pub const MARK_LENGTH: usize = 4;

    /// How a file is compressed that begins so; none where it is not.
    pub fn detect(beginning: &[u8]) -> Option<Compression> {
        // A frame of Zstandard that is to be skipped, as programs put it before the first.
        if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = beginning {
            return Some(Compression::Zstandard);
        }
        match detect(beginning)?.kind {
            FileTypeKind::Packed(compression) => compression,
            _ => None,
        }
    }
}

/// What a ZIP archive begins with, and one with nothing in it.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// What the files of older Office programs begin with.
pub(crate) const OLDER_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const GZIP: FileTypeKind = FileTypeKind::Packed(Some(Compression::Gzip));
const ZSTANDARD: FileTypeKind = FileTypeKind::Packed(Some(Compression::Zstandard));
const PACKED: FileTypeKind = FileTypeKind::Packed(None);
const MARKUP: FileTypeKind = FileTypeKind::Markup;
const OTHER: FileTypeKind = FileTypeKind::Other;
const TABLE: FileTypeKind = FileTypeKind::Table(None);
const PARQUET: FileTypeKind =
    FileTypeKind::Table(Some(r#"duckdb -c "COPY (FROM 'jobs.parquet') TO 'jobs.csv'""#));
const AVRO: FileTypeKind =
    FileTypeKind::Table(Some(r#"duckdb -c "COPY (FROM read_avro('jobs.avro')) TO 'jobs.csv'""#));
const ARROW: FileTypeKind = FileTypeKind::Table(Some(
    r#"duckdb -c "INSTALL nanoarrow FROM community; LOAD nanoarrow; COPY (FROM read_arrow('jobs.arrow')) TO 'jobs.csv'""#,
));
const DUCKDB: FileTypeKind = FileTypeKind::Table(Some(r#"duckdb jobs.duckdb -c "COPY jobs TO 'jobs.csv'""#));
const SQLITE: FileTypeKind =
    FileTypeKind::Table(Some(r#"duckdb -c "COPY (FROM sqlite_scan('jobs.db', 'jobs')) TO 'jobs.csv'""#));
const SAS: FileTypeKind = FileTypeKind::Table(Some(
    r#"duckdb -c "INSTALL read_stat FROM community; LOAD read_stat; COPY (FROM read_stat('jobs.sas7bdat')) TO 'jobs.csv'""#,
));
const SPSS: FileTypeKind = FileTypeKind::Table(Some(
    r#"duckdb -c "INSTALL read_stat FROM community; LOAD read_stat; COPY (FROM read_stat('jobs.sav')) TO 'jobs.csv'""#,
));
const STATA: FileTypeKind = FileTypeKind::Table(Some(
    r#"duckdb -c "INSTALL read_stat FROM community; LOAD read_stat; COPY (FROM read_stat('jobs.dta')) TO 'jobs.csv'""#,
));

/// Formats that are text, whatever the case of their letters.
const TEXTS: [(&[u8], &str, FileTypeKind); 9] = [
    (b"%PDF-", "a PDF document", OTHER),
    (b"{\\rtf", "an RTF document", OTHER),
    (b"%!PS", "a PostScript document", OTHER),
    (b"MIME-Version:", "a web page archive (.mht)", OTHER),
    (b"From: <Saved by", "a web page archive (.mht)", OTHER),
    (b"<!doctype html", "an HTML page", MARKUP),
    (b"<html", "an HTML page", MARKUP),
    (b"<table", "an HTML page", MARKUP),
    (b"<?xml", "an XML document", MARKUP),
];

/// Formats that are not. Some begin with letters that a text may begin with as well.
const BINARIES: [(&[u8], &str, FileTypeKind); 27] = [
    (
        OLDER_OFFICE,
        "an older Word or Excel document (.doc, .xls) or protected by a password",
        FileTypeKind::Workbook,
    ),
    (b"\x1f\x8b", "a gzip archive", GZIP),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", ZSTANDARD),
    (b"\xfd7zXZ", "an xz archive", PACKED),
    (b"BZh", "a bzip2 archive", PACKED),
    (b"7z\xbc\xaf", "a 7-Zip archive", PACKED),
    (b"Rar!", "a RAR archive", PACKED),
    (b"\x04\"M\x18", "an LZ4 archive", PACKED),
    (b"PAR1", "a Parquet file", PARQUET),
    (b"Obj\x01", "an Avro file", AVRO),
    (b"ARROW1", "an Arrow file", ARROW),
    (b"FEA1", "an older Feather file", TABLE),
    (b"ORC", "an ORC file", TABLE),
    (b"SQLite format 3\0", "a SQLite database", SQLITE),
    (b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", "a SAS data set (.sas7bdat)", SAS),
    (b"$FL2", "an SPSS data set (.sav)", SPSS),
    (b"$FL3", "an SPSS data set (.zsav)", SPSS),
    (b"<stata_dta>", "a Stata data set (.dta)", STATA),
    (b"\x89HDF\r\n", "an HDF5 file", TABLE),
    (b"\x89PNG", "a picture", OTHER),
    (b"\xff\xd8\xff", "a picture", OTHER),
    (b"GIF8", "a picture", OTHER),
    (b"BM", "a picture", OTHER),
    (b"II*\0", "a picture", OTHER),
    (b"MM\0*", "a picture", OTHER),
    (b"RIFF", "a picture", OTHER),
    (b"\x7fELF", "a program", OTHER),
];

/// Formats that are told by what stands behind so many bytes.
const WITHIN: [(usize, &[u8], &str, FileTypeKind); 2] =
    [(8, b"DUCK", "a DuckDB database", DUCKDB), (257, b"ustar", "a tar archive", PACKED)];

/// What is in ZIP archives of programs, by the names of files in them.
const IN_ARCHIVES: [(&[u8], &str, FileTypeKind); 12] = [
    (b"word/document", "a Word document", FileTypeKind::Word),
    (b"xl/workbook", "an Excel workbook", FileTypeKind::Workbook),
    (b"xl/worksheets/", "an Excel workbook", FileTypeKind::Workbook),
    (b"xl/theme/", "an Excel workbook", FileTypeKind::Workbook),
    (b"ppt/presentation", "a PowerPoint presentation", OTHER),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)", OTHER),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet (.ods)",
        FileTypeKind::Workbook,
    ),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", OTHER),
    (b"application/epub+zip", "an electronic book", OTHER),
    (b"Index/Document.iwa", "a Pages or Numbers document", OTHER),
    (b"Index.zip", "a Pages or Numbers document", OTHER),
    (b"[Content_Types].xml", "a workbook or another Office document", FileTypeKind::Workbook),
];

/// The format of a file that begins so; none where it may be text. In an archive the more is told the more of it is given.
pub(crate) fn detect(beginning: &[u8]) -> Option<FileType> {
    let format = |(_, name, kind): &(&[u8], &'static str, FileTypeKind)| FileType { name, kind: *kind };
    if is_archive(beginning) {
        let known = IN_ARCHIVES.iter().find(|(name, ..)| memchr::memmem::find(beginning, name).is_some());
        return Some(known.map_or(FileType { name: "a ZIP archive", kind: FileTypeKind::Zip }, format));
    }
    let seems_text = is_text(beginning);
    let is_word = |mark: &[u8]| mark.is_ascii() && is_text(mark);
    let is_binary =
        |(mark, ..): &&(&[u8], _, _)| beginning.starts_with(mark) && !(seems_text && is_word(mark));
    if let Some(binary) = BINARIES.iter().find(is_binary) {
        return Some(format(binary));
    }
    let is_within = |(at, mark, ..): &&(usize, &[u8], _, _)| {
        !seems_text && beginning.get(*at..).is_some_and(|rest| rest.starts_with(mark))
    };
    if let Some((_, _, name, kind)) = WITHIN.iter().find(is_within) {
        return Some(FileType { name, kind: *kind });
    }
    let start = beginning.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(beginning).trim_ascii_start();
    let is_text = |(mark, ..): &&(&[u8], _, _)| {
        start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    TEXTS.iter().find(is_text).map(format)
}

/// Whether it is a ZIP archive that begins so.
pub(crate) fn is_archive(beginning: &[u8]) -> bool {
    ZIP.iter().any(|mark| beginning.starts_with(mark))
}

/// Whether there is nothing in the first few bytes that no text has.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let is_unseen = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    !bytes.iter().take(1024).any(is_unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_begin_like_other_formats_are_texts() {
        for text in [
            "BM,title,1\n",
            "RIFF raff\n",
            "GIF89a,title\n",
            "ORC,title\n",
            "PAR1;title\n",
            "BZh",
            "Rar!",
            "",
        ] {
            assert_eq!(detect(text.as_bytes()), None, "{text}");
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

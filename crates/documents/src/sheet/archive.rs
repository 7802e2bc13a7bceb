//! ZIP archives, unpacked within a limit.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::{ZipError, ZipResult};

use super::error::{WorkbookError, damaged};

/// An archive in memory.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Maximum number of files in an archive. A workbook has a few dozen, and one per picture.
const MOST_FILES: usize = 10_000;

pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, WorkbookError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_FILES { Err(WorkbookError::TooLarge) } else { Ok(archive) }
}

/// Unpacks a file of an archive; `None` if the archive does not have it.
pub(super) fn unpack(
    archive: &mut Archive<'_>,
    name: &str,
    most: u64,
) -> Result<Option<Vec<u8>>, WorkbookError> {
    let file = match archive.by_name(name) {
        Err(ZipError::FileNotFound) => return Ok(None),
        file => opened(file)?,
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() as u64 > most { Err(WorkbookError::TooLarge) } else { Ok(Some(bytes)) }
}

fn opened<'a, 'b>(
    file: ZipResult<ZipFile<'a, Cursor<&'b [u8]>>>,
) -> Result<ZipFile<'a, Cursor<&'b [u8]>>, WorkbookError> {
    file.map_err(|error| match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => WorkbookError::Encrypted,
        error => damaged(error),
    })
}

/// Unpacks every file of an archive, as the sizes in the archive are not trusted, and calls `event` with the index of
/// the file for each XML event in it. Nothing is kept.
pub(super) fn check(
    archive: &mut Archive<'_>,
    most: u64,
    mut event: impl FnMut(usize, &Event<'_>) -> Result<(), WorkbookError>,
) -> Result<(), WorkbookError> {
    let mut left = most;
    for index in 0..archive.len() {
        let mut file = opened(archive.by_index(index))?.take(left + 1);
        let mut xml = xml_reader(BufReader::new(&mut file));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer) {
                // The file is not XML, or is damaged: its reader finds that too.
                Ok(Event::Eof) | Err(_) => break,
                Ok(next) => event(index, &next)?,
            }
        }
        drop(xml);
        io::copy(&mut file, &mut io::sink()).map_err(damaged)?;
        left = file.limit().checked_sub(1).ok_or(WorkbookError::TooLarge)?;
    }
    Ok(())
}

/// Returns a reader of XML that, like `calamine`, does not check the names of end tags.
pub(super) fn xml_reader<R: BufRead>(file: R) -> Reader<R> {
    let mut xml = Reader::from_reader(file);
    xml.config_mut().check_end_names = false;
    xml
}

/// Returns the value of an attribute.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}

//! Bytes of files and of standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use jobeval::encoding::{self, TextEncoding};
use jobeval::finding::{Finding, Problem, Rule};

use crate::cli::error::reason;
use crate::cli::output::{Output, STDIN};
use crate::cli::session::Global;
use crate::cli::unpack;

/// Name of standard input in results and messages.
const STDIN_NAME: &str = "<stdin>";

/// Reader of a file or of standard input.
type Reader = Box<dyn Read + Send>;

/// Opens a file or standard input. Compressed files are unpacked, and text in `encoding` is decoded to UTF-8.
pub(crate) fn open(path: &Path, encoding: Option<TextEncoding>) -> io::Result<Reader> {
    let (reader, _) = open_with_length(path)?;
    let reader = unpack::unpacked(reader)?;
    Ok(match encoding {
        Some(encoding) => Box::new(encoding.decode(reader)),
        None => reader,
    })
}

/// Returns true if the path is standard input. Opened by its path, /dev/stdin would be refused on a terminal, as a device.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN || path == Path::new("/dev/stdin")
}

/// Returns true if opening the file again gives the same bytes, which a pipe does not.
pub(crate) fn can_be_read_again(path: &Path) -> bool {
    !is_stdin(path) && path.is_file()
}

/// Reads a file in UTF-8, and notes it as an input.
///
/// # Errors
/// The file cannot be read, is larger than `--max-file-size`, or is not UTF-8.
pub(crate) fn read_text(path: &Path, global: &Global, output: &mut Output) -> Result<String, Finding> {
    output.spare(path);
    encoding::decode(&source_name(path), read_whole(path, global)?).map_err(|mut finding| {
        if let Rule::NotUtf8 | Rule::Utf16 = finding.problem.rule {
            finding.problem.help = Some("save it as UTF-8".to_owned());
        }
        finding
    })
}

/// Reads the bytes of a file.
///
/// # Errors
/// The file cannot be read, or is larger than `--max-file-size`.
pub(crate) fn read_whole(path: &Path, global: &Global) -> Result<Vec<u8>, Finding> {
    let limit = most_bytes(global);
    let bytes = read_up_to(path, limit + 1).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(finding_about(path, Problem::too_large(limit)));
    }
    Ok(bytes)
}

/// Returns `--max-file-size` in bytes.
pub(crate) fn most_bytes(global: &Global) -> u64 {
    u64::from(global.max_file_size) << 20
}

/// Reads at most `limit` bytes of a file.
fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (reader, length) = open_with_length(path)?;
    // One byte more than the file has, so that its end is seen without growing the buffer.
    let mut bytes =
        Vec::with_capacity(usize::try_from(length.saturating_add(1).min(limit)).unwrap_or_default());
    reader.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file or standard input. Returns its length in bytes too, 0 if it is not known.
fn open_with_length(path: &Path) -> io::Result<(Reader, u64)> {
    if is_stdin(path) {
        return Ok((Box::new(io::stdin()), 0));
    }
    let metadata = fs::metadata(path)?;
    #[cfg(unix)]
    let file = crate::cli::special::open(path, &metadata)?;
    #[cfg(not(unix))]
    let file = fs::File::open(path)?;
    Ok((Box::new(file), metadata.len()))
}

/// Returns the finding that a file cannot be read.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Finding {
    unreadable_because(path, &reason(error))
}

/// Returns the finding that a file cannot be read for this reason.
pub(crate) fn unreadable_because(path: &Path, reason: &str) -> Finding {
    finding_about(path, Problem::new(Rule::Unreadable, format!("the file cannot be read: {reason}")))
}

/// Returns a finding about a file as a whole.
pub(crate) fn finding_about(path: &Path, problem: Problem) -> Finding {
    Finding::about(&source_name(path), problem)
}

/// Returns the name of a file in results and messages.
pub(crate) fn source_name(path: &Path) -> String {
    if path.as_os_str() == STDIN { STDIN_NAME.to_owned() } else { path.display().to_string() }
}

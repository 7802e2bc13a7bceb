//! Compresses results while they are written, so that memory does not grow with them.

use std::io::{self, Write};
use std::mem;
use std::path::Path;

use flate2::GzBuilder;
use flate2::write::GzEncoder;
use jobeval_documents::file_type::Compression;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::unpack;

/// Writes the content of a file, compressed if the extension of `path` is that of a compression. The bytes depend only
/// on the content, not on times, names or flushes.
///
/// # Errors
/// `out` or `write` returns an error.
pub(super) fn write(
    path: &Path,
    out: &mut (dyn Write + Send),
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    match unpack::by_name(path) {
        None => write(out),
        Some((Compression::Gzip, _)) => {
            // The builder writes zero for the time.
            let mut gzip = GzipWriter(GzBuilder::new().write(out, flate2::Compression::default()));
            match write(&mut gzip) {
                Ok(()) => gzip.0.finish().map(drop),
                Err(error) => {
                    // Dropping it would write the end of the file, and a truncated file would look whole.
                    mem::forget(gzip);
                    Err(error)
                }
            }
        }
        Some((Compression::Zstandard, _)) => {
            let mut zstandard = ZstdWriter { out, waiting: Vec::with_capacity(FRAME), has_frame: false };
            write(&mut zstandard)?;
            zstandard.finish()
        }
    }
}

/// A gzip file that is being written.
struct GzipWriter<W: Write>(GzEncoder<W>);

impl<W: Write> Write for GzipWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    /// Does nothing: to flush the encoder would change the bytes of the file.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The number of bytes in a frame of Zstandard. The encoder looks back no further than 128 KiB, so that larger frames
/// make files hardly smaller.
const FRAME: usize = 1 << 20;

/// A Zstandard file that is being written, frame by frame: the encoder panics where it cannot write, so it is only
/// given memory to write to.
struct ZstdWriter<W> {
    out: W,
    /// The content of the next frame.
    waiting: Vec<u8>,
    has_frame: bool,
}

impl<W: Write> ZstdWriter<W> {
    fn end_frame(&mut self) -> io::Result<()> {
        self.out.write_all(&compress_to_vec(&*self.waiting, CompressionLevel::Fastest))?;
        self.waiting.clear();
        self.has_frame = true;
        Ok(())
    }

    /// Writes what is waiting. A file without content has one empty frame.
    fn finish(mut self) -> io::Result<()> {
        if self.has_frame && self.waiting.is_empty() { Ok(()) } else { self.end_frame() }
    }
}

impl<W: Write> Write for ZstdWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(FRAME - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        if self.waiting.len() == FRAME {
            self.end_frame()?;
        }
        Ok(taken)
    }

    /// Does nothing: a frame is written when it is full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

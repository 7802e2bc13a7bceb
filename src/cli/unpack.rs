//! Compressed files, unpacked as they are read, so that memory does not grow with what is in them.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;
use flate2::{Crc, Decompress, FlushDecompress, Status};
use jobeval::file_kind::FileKind;
use jobeval::file_type::Compression;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Returns how a file of this name is compressed, and its name without the extension that says so; `None` if its name does
/// not say that it is compressed.
pub(super) fn by_name(path: &Path) -> Option<(Compression, &Path)> {
    let FileKind::Compressed(compression) = FileKind::from_path(path)? else { return None };
    Some((compression, Path::new(path.file_stem()?)))
}

/// Returns the name of a compressed file without the extension that says so.
pub(super) fn name_inside(path: &Path) -> Option<&Path> {
    by_name(path).map(|(_, inside)| inside)
}

/// What is in a file, which is unpacked if its first bytes say that it is compressed.
///
/// # Errors
/// Those of the reader.
pub(super) fn unpacked<'r>(mut reader: Box<dyn Read + Send + 'r>) -> io::Result<Box<dyn Read + Send + 'r>> {
    // As much as comes at once, so that whoever tells the format by it has not to make do with less.
    let (mut beginning, mut length) = (vec![0; 32_768], 0);
    while length < Compression::MARK_LENGTH {
        match reader.read(&mut beginning[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    beginning.truncate(length);
    let compression = Compression::detect(&beginning);
    let whole = Cursor::new(beginning).chain(reader);
    Ok(match compression {
        None => Box::new(whole),
        Some(Compression::Gzip) => {
            Box::new(GzipReader { reader: BufReader::new(whole), member: None, has_ended: false })
        }
        Some(Compression::Zstandard) => Box::new(ZstdReader::new(BufReader::new(whole))),
    })
}

/// What is in the members of a gzip file, one after the other. All that stands before damage is read, of which flate2's own
/// reader drops up to 32 KiB.
struct GzipReader<R> {
    reader: R,
    /// The member at hand, and the checksum of what has been read of it.
    member: Option<(Decompress, Crc)>,
    /// Set once a member has ended.
    has_ended: bool,
}

impl<R: BufRead> GzipReader<R> {
    /// Goes past the header of the next member, if there is one.
    fn begin(&mut self) -> io::Result<bool> {
        if self.has_ended {
            self.skip_padding()?;
        }
        if self.reader.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let mut header = GzDecoder::new(&mut self.reader);
        if header.header().is_none() {
            // Only reading says what is wrong.
            header.read(&mut [0]).map_err(|error| fault("gzip", error.kind()))?;
        }
        self.member = Some((Decompress::new(false), Crc::new()));
        Ok(true)
    }

    /// Skips zeros behind a member up to the end of the file, as some tapes and disks leave them; gzip(1) does so too. Anything
    /// else behind them is damage.
    fn skip_padding(&mut self) -> io::Result<()> {
        let mut has_padding = false;
        loop {
            let rest = self.reader.fill_buf()?;
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            has_padding |= zeros > 0;
            match rest.len() {
                0 => return Ok(()),
                length if length > zeros && has_padding => return Err(fault("gzip", ErrorKind::InvalidData)),
                length if length > zeros => return Ok(()),
                _ => self.reader.consume(zeros),
            }
        }
    }

    /// Compares what was read of a member with what its end says.
    fn end(&mut self) -> io::Result<()> {
        self.has_ended = true;
        let mut said = [0; 8];
        self.reader.read_exact(&mut said).map_err(|error| fault("gzip", error.kind()))?;
        let sum = |(_, crc): (Decompress, Crc)| u64::from(crc.sum()) | u64::from(crc.amount()) << 32;
        if self.member.take().map(sum) == Some(u64::from_le_bytes(said)) {
            Ok(())
        } else {
            Err(fault("gzip", ErrorKind::InvalidData))
        }
    }
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            let Some((inflate, crc)) = &mut self.member else {
                if self.begin()? {
                    continue;
                }
                break;
            };
            let packed = self.reader.fill_buf()?;
            let is_over = packed.is_empty();
            let (taken, given) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(packed, buffer, FlushDecompress::None);
            self.reader.consume(usize::try_from(inflate.total_in() - taken).unwrap_or_default());
            let given = usize::try_from(inflate.total_out() - given).unwrap_or_default();
            crc.update(&buffer[..given]);
            match status {
                // Damage and the end are told again when all before them has been given.
                _ if given > 0 => return Ok(given),
                Ok(Status::StreamEnd) => self.end()?,
                Ok(_) if is_over => return Err(fault("gzip", ErrorKind::UnexpectedEof)),
                Ok(_) => {}
                Err(_) => return Err(fault("gzip", ErrorKind::InvalidData)),
            }
        }
        Ok(0)
    }
}

/// What is in the frames of a Zstandard file, one after the other.
struct ZstdReader<R> {
    reader: R,
    decoder: FrameDecoder,
    in_frame: bool,
    /// What is wrong behind what is still to be given.
    fault: Option<io::Error>,
}

impl<R: BufRead> ZstdReader<R> {
    fn new(reader: R) -> Self {
        // As much memory as the program zstd allows.
        const MOST_MEMORY: u64 = 128 << 20;
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MOST_MEMORY);
        ZstdReader { reader, decoder, in_frame: false, fault: None }
    }

    /// Goes past the header of the next frame, if there is one.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.reader.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.reader) {
                Ok(()) => {
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = self.reader.by_ref().take(length.into());
                    if io::copy(&mut skipped, &mut io::sink())? < length.into() {
                        return Err(fault("Zstandard", ErrorKind::UnexpectedEof));
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(io::Error::other("unpacking it takes more memory than 128 MiB"));
                }
                Err(FrameDecoderError::DictNotProvided { .. }) => {
                    return Err(io::Error::other("it can only be unpacked with a dictionary"));
                }
                Err(_) => return Err(self.found_fault()?),
            }
        }
        Ok(false)
    }

    /// Unpacks the next part of the frame.
    fn go_on(&mut self) -> io::Result<()> {
        // A last block without bytes, and zeros for a checksum.
        const END_OF_FRAME: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];
        if self.decoder.decode_blocks(&mut self.reader, BlockDecodingStrategy::UptoBlocks(1)).is_err() {
            self.fault = Some(self.found_fault()?);
            // What was unpacked before is kept back in case that more refers to it.
            let _ = self.decoder.decode_blocks(&END_OF_FRAME[..], BlockDecodingStrategy::UptoBlocks(1));
        }
        Ok(())
    }

    /// Compares what was read of a frame with what its end says.
    fn end(&mut self) -> io::Result<()> {
        self.in_frame = false;
        let said = self.decoder.get_checksum_from_data();
        if said.is_some() && said != self.decoder.get_calculated_checksum() {
            return Err(fault("Zstandard", ErrorKind::InvalidData));
        }
        Ok(())
    }

    /// What is wrong where unpacking failed.
    fn found_fault(&mut self) -> io::Result<io::Error> {
        let is_over = self.reader.fill_buf()?.is_empty();
        Ok(fault("Zstandard", if is_over { ErrorKind::UnexpectedEof } else { ErrorKind::InvalidData }))
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            if !self.in_frame {
                if !self.begin()? {
                    break;
                }
            } else if self.decoder.is_finished() {
                self.end()?;
            } else {
                self.go_on()?;
            }
        }
        Ok(0)
    }
}

/// The error that a file ends too early, or else does not keep to its format.
fn fault(format: &str, kind: ErrorKind) -> io::Error {
    if kind == ErrorKind::UnexpectedEof {
        io::Error::new(kind, format!("its {format} data end too early, as the file is cut off"))
    } else {
        io::Error::new(
            ErrorKind::InvalidData,
            format!("its {format} data are damaged, and what was read of them may be wrong"),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression as Effort;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn rows() -> String {
        (0..40_000).map(|number| format!("JD-{number},Clerk {},2,3\n", number * 7919 % 10_007)).collect()
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Effort::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    /// A reader that gives a few bytes at a time.
    struct SlowReader<'b>(&'b [u8], usize);

    impl Read for SlowReader<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            self.0.read(&mut buffer[..most])
        }
    }

    /// What can be read of bytes, and what is wrong behind it.
    fn read(bytes: &[u8], at_once: usize) -> (Vec<u8>, Option<String>) {
        let mut read = Vec::new();
        let end = unpacked(Box::new(SlowReader(bytes, at_once)))
            .and_then(|mut reader| reader.read_to_end(&mut read));
        (read, end.err().map(|error| error.to_string()))
    }

    #[test]
    fn all_members_and_frames_are_read_one_after_the_other() {
        let (text, other) = (rows(), "and more\n");
        let skipped: &[u8] = b"\x5a\x2a\x4d\x18\x03\0\0\0abc";
        for whole in [
            [gzip(&text), gzip(""), gzip(other)].concat(),
            [skipped, &zstandard(&text), skipped, &zstandard(""), &zstandard(other), skipped].concat(),
            [&text, other].concat().into_bytes(),
        ] {
            for at_once in [1, 7, 100_000] {
                assert!(read(&whole, at_once) == ([&text, other].concat().into_bytes(), None), "{at_once}");
            }
        }
        for empty in [&b""[..], b"i", &gzip(""), &zstandard("")] {
            let (read, error) = read(empty, 100);
            assert!(read.len() < 2 && error.is_none(), "{error:?}");
        }
    }

    #[test]
    fn what_stands_before_the_end_of_a_file_that_is_cut_off_is_read() {
        let text = rows();
        for (whole, kept) in [(gzip(&text), 0.98), (zstandard(&text), 0.6)] {
            for share in [0.0, 0.3, 0.9, 1.0] {
                let length = 5 + ((whole.len() - 6) as f64 * share) as usize;
                let (read, error) = read(&whole[..length], 100_000);
                assert!(text.as_bytes().starts_with(&read));
                assert!(
                    read.len() as f64 > text.len() as f64 * (share * kept - 0.2),
                    "{share} {}",
                    read.len()
                );
                assert!(error.unwrap().ends_with("data end too early, as the file is cut off"));
            }
        }
    }

    #[test]
    fn what_is_damaged_is_read_up_to_there() {
        let text = rows();
        for whole in [gzip(&text), zstandard(&text)] {
            let mut damaged = whole.clone();
            let middle = damaged.len() / 2;
            damaged[middle..middle + 40].fill(0xff);
            let (read, error) = read(&damaged, 100_000);
            assert!(
                read.len() > text.len() / 4 && read[..text.len() / 4] == text.as_bytes()[..text.len() / 4]
            );
            assert!(error.is_some());
        }
        // Another checksum, and something else behind.
        let mut other_sum = gzip(&text);
        let end = other_sum.len() - 8;
        other_sum[end] ^= 1;
        for bytes in [other_sum, [gzip(&text), b"id,title,policy\n".to_vec()].concat()] {
            let (read, error) = read(&bytes, 100_000);
            assert!(read == text.as_bytes());
            assert_eq!(
                error.as_deref(),
                Some("its gzip data are damaged, and what was read of them may be wrong")
            );
        }
    }

    #[test]
    fn what_takes_more_memory_than_it_may_is_refused() {
        // A frame with a window of 3.75 TiB, and one that takes a dictionary.
        for (bytes, words) in [
            (&b"\x28\xb5\x2f\xfd\x00\xff\x01\0\0"[..], "damaged"),
            (b"\x28\xb5\x2f\xfd\x00\x90\x01\0\0", "128 MiB"),
            (b"\x28\xb5\x2f\xfd\x01\x48\x07\x01\0\0", "a dictionary"),
        ] {
            let (_, error) = read(bytes, 100);
            assert!(error.as_deref().is_some_and(|error| error.contains(words)), "{error:?}");
        }
    }

    #[test]
    fn names_tell_what_is_inside() {
        for (name, inside) in [
            ("a/jobs.csv.gz", Some("jobs.csv")),
            ("JOBS.NDJSON.ZST", Some("JOBS.NDJSON")),
            ("jobs.csv", None),
            (".gz", None),
        ] {
            assert_eq!(name_inside(Path::new(name)), inside.map(Path::new));
        }
    }
}

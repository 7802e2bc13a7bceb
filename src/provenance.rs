//! The origin of values in results: the name of a file and the digest of its content.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, LazyLock};

use serde::{Serialize, Serializer};
use sha2::Digest as _;

/// A file that was read.
///
/// Keeps the content, because the digest takes long and is only computed for results that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub(crate) name: Arc<str>,
    content: Option<Arc<[u8]>>,
}

impl Origin {
    /// Creates an origin from the name of a file, or a name in angle brackets such as `<stdin>`, and its content.
    pub(crate) fn new(name: Arc<str>, content: impl Into<Arc<[u8]>>) -> Origin {
        Origin { name, content: Some(content.into()) }
    }

    /// Creates an origin without content, for values built in code or read row by row.
    pub(crate) fn named(name: Arc<str>) -> Origin {
        Origin { name, content: None }
    }

    /// Returns the path as given, or a name in angle brackets such as `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Computes the digest of the file's bytes. Returns `None` for values built in code or read row by row.
    pub fn sha256(&self) -> Option<Sha256> {
        self.content.as_deref().map(Sha256::from_content)
    }
}

/// Returns the digest of the running program's file, `None` if the file cannot be read. It is public only for the program
/// `jobeval`.
#[doc(hidden)]
pub fn program() -> Option<Sha256> {
    static PROGRAM: LazyLock<Option<Sha256>> = LazyLock::new(|| {
        let file = File::open(std::env::current_exe().ok()?).ok()?;
        Sha256::of_reader(file).ok()
    });
    *PROGRAM
}

/// A SHA-256 digest. `Display` writes 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Computes the digest of bytes.
    pub fn from_content(content: &[u8]) -> Sha256 {
        Sha256(sha2::Sha256::digest(content).into())
    }

    /// Computes the digest of all bytes of a reader.
    ///
    /// # Errors
    /// Any error of the reader.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Sha256> {
        let mut digest = sha2::Sha256::new();
        let mut part = [0; 1 << 16];
        loop {
            match reader.read(&mut part)? {
                0 => return Ok(Sha256(digest.finalize().into())),
                length => digest.update(&part[..length]),
            }
        }
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        // FIPS 180-4, the examples of one block and of no block.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha256::from_content(b"abc").to_string(), abc);
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Sha256::of_reader(io::empty()).unwrap().to_string(), nothing);
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert_eq!(Sha256::of_reader(io::repeat(b'a').take(1_000_000)).unwrap().to_string(), million);
    }
}

//! Files that are not on a disk: pipes are read, and what may never end is not.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long somebody may take to begin writing to a named pipe.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens a file of which this is known.
///
/// # Errors
/// Those of the operating system, and that it is no file to be read to its end.
pub(super) fn open(path: &Path, known: &Metadata) -> io::Result<File> {
    match known.file_type() {
        kind if kind.is_fifo() => open_pipe(path),
        // About a folder the system complains.
        kind if kind.is_file() || kind.is_dir() => File::open(path),
        _ => Err(io::Error::other("a device or socket, which may never end")),
    }
}

/// Opens what a shell makes for `<(command)`, or somebody with `mkfifo`, for which the system waits until somebody opens it
/// for writing.
fn open_pipe(path: &Path) -> io::Result<File> {
    let (give, given) = mpsc::channel();
    let path = path.to_owned();
    thread::Builder::new().spawn(move || give.send(File::open(path)))?;
    let nobody = |_| Err(io::Error::other("a named pipe that nobody writes to"));
    given.recv_timeout(PATIENCE).unwrap_or_else(nobody)
}

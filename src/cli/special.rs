//! Files that are not on a disk: pipes are read, devices and sockets are refused.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Time to wait for a writer of a named pipe.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens a file to read it to its end.
///
/// # Errors
/// The errors of the operating system; the file is a device or a socket; or a named pipe has no writer.
pub(super) fn open(path: &Path, metadata: &Metadata) -> io::Result<File> {
    match metadata.file_type() {
        kind if kind.is_fifo() => open_pipe(path),
        // Reading a folder is an error of the system.
        kind if kind.is_file() || kind.is_dir() => File::open(path),
        _ => Err(io::Error::other("it is a device or socket, which may never end")),
    }
}

/// Opens a pipe, as `<(command)` and `mkfifo` make it. The system blocks until it has a writer, so a thread opens it.
fn open_pipe(path: &Path) -> io::Result<File> {
    let (give, given) = mpsc::channel();
    let path = path.to_owned();
    thread::Builder::new().spawn(move || give.send(File::open(path)))?;
    given
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(io::Error::other("nothing writes to this named pipe")))
}

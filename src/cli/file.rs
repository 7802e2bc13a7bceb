//! Files that are written completely or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a temporary file and renames it once it is complete, so that an error leaves the old file as it was. Symbolic
/// links are followed. The old file's permissions are kept, and its owner where the system allows it; other hard links
/// to it keep the old content. Devices and pipes cannot be replaced and are written directly.
///
/// # Errors
/// The errors of the operating system and of `write`; `AlreadyExists` if the file exists, unless `replace` is true.
pub(super) fn write(
    path: &Path,
    replace: bool,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    // Opening to write neither creates nor empties the file, and fails if writing is not allowed.
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => {
            let known = file.metadata()?;
            if !known.is_file() {
                return buffered(file, write);
            }
            drop(file);
            put_in_place(&fs::canonicalize(path)?, Some(&known), replace, write)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            put_in_place(&end_of_links(path), None, replace, write)
        }
        Err(error) => Err(error),
    }
}

/// Writes to `out` through a buffer, and flushes it.
pub(super) fn buffered(
    out: impl Write + Send,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let written = write(&mut out).and_then(|()| out.flush());
    // After an error, drop the buffer: a drop of the writer would write it again.
    let _ = out.into_parts();
    written
}

/// Writes a temporary file and renames it to `path`.
fn put_in_place(
    path: &Path,
    old: Option<&Metadata>,
    replace: bool,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = temporary_in(folder.unwrap_or(Path::new(".")), old)?;
    // If signals cannot be watched, one may leave the temporary file behind.
    #[cfg(unix)]
    let _ = super::signals::remove_on_signal(file.path().to_owned());
    buffered(&mut file, write)?;
    if let Some(old) = old {
        copy_owner_and_permissions(file.as_file(), old)?;
    }
    // Without this, a crash could leave an empty file under the new name.
    file.as_file().sync_all()?;
    let put = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    put.map(drop).map_err(|error| error.error)
}

/// Creates a temporary file with a hidden name and the extension .tmp, so that it is never read as a job. Only its owner may
/// read it if it replaces a file.
fn temporary_in(folder: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".jobeval-").suffix(".tmp");
    // A file that replaces another stays private until it gets the other's permissions.
    if old.is_none() {
        make_public(&mut builder);
    }
    builder.tempfile_in(folder)
}

/// Gives the file the permissions of a new file, subject to the umask.
#[cfg(unix)]
fn make_public(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

/// Does nothing: these are the permissions by default.
#[cfg(not(unix))]
fn make_public(_builder: &mut tempfile::Builder<'_, '_>) {}

/// Gives a file the owner and the permissions of the old one.
fn copy_owner_and_permissions(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // This fails for anybody but the superuser, who alone may change owners.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// Follows links to the file, not existing yet, that a path leads to. The operating system has already refused links in a
/// loop.
fn end_of_links(path: &Path) -> PathBuf {
    match fs::read_link(path) {
        Ok(link) => end_of_links(&path.parent().unwrap_or(Path::new("")).join(link)),
        Err(_) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_midway_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.txt");
        let fail = |out: &mut (dyn Write + Send)| {
            out.write_all(b"half")?;
            out.flush()?;
            Err(io::Error::from(ErrorKind::StorageFull))
        };
        assert_eq!(write(&path, true, fail).unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        fs::write(&path, "old").unwrap();
        assert_eq!(write(&path, true, fail).unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_exists_is_replaced_only_where_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.txt");
        let text = |text: &'static str| move |out: &mut (dyn Write + Send)| out.write_all(text.as_bytes());
        write(&path, false, text("first")).unwrap();
        assert_eq!(write(&path, false, text("second")).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        write(&path, true, text("second")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
    }
}

//! Files that are written whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a temporary file and renames it once it is complete, so that an error leaves the old file as it was. A symbolic
/// link is followed and stays; permissions stay, and so does the owner where the system allows it. Other hard links to the
/// old file keep what they have. Devices and pipes cannot be replaced and are written directly.
///
/// # Errors
/// Those of the operating system and of `write`; that the file exists, unless it is to be replaced.
pub(super) fn write(
    path: &Path,
    replace: bool,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    // This neither creates nor empties the file, and fails where it may not be written.
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

/// Writes through a buffer, all of it.
pub(super) fn buffered(
    out: impl Write + Send,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let written = write(&mut out).and_then(|()| out.flush());
    // After an error, drop what is still buffered instead of writing it again.
    let _ = out.into_parts();
    written
}

fn put_in_place(
    path: &Path,
    old: Option<&Metadata>,
    replace: bool,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = temporary_in(folder.unwrap_or(Path::new(".")), old)?;
    // Without this, a signal leaves the temporary file.
    #[cfg(unix)]
    let _ = super::signals::leave_no(file.path().to_owned());
    buffered(&mut file, write)?;
    if let Some(old) = old {
        resemble(file.as_file(), old)?;
    }
    // Otherwise a crash could leave an empty file under the new name.
    file.as_file().sync_all()?;
    let put = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    put.map(drop).map_err(|error| error.error)
}

/// A temporary file with a hidden name and a neutral ending, so that it is never read as a job. Nobody may read it who may
/// not read the file that it replaces.
fn temporary_in(folder: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".jobeval-").suffix(".tmp");
    // Temporary files are private by default, as this one stays until it is given the owner of the old file.
    if old.is_none() {
        make_public(&mut builder);
    }
    builder.tempfile_in(folder)
}

/// Gives files the permissions of any new file, subject to the umask.
#[cfg(unix)]
fn make_public(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

/// Files have these permissions anyway.
#[cfg(not(unix))]
fn make_public(_builder: &mut tempfile::Builder<'_, '_>) {}

/// Gives a file the owner and the permissions of the one that it replaces.
fn resemble(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only the superuser may give a file away.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// The file, not existing yet, that a path leads to through any links. Links cannot form a loop here: the operating
/// system has already reported that.
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

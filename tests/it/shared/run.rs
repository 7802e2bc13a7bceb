//! Runs the binary, and gives it folders to run in.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The binary.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_jobeval");

/// Exit status, standard output and standard error of a run; no status where a signal ended it.
pub(crate) type Ended = (Option<i32>, String, String);

/// The exit statuses.
pub(crate) const YES: Option<i32> = Some(0);
pub(crate) const NO: Option<i32> = Some(1);
pub(crate) const TROUBLE: Option<i32> = Some(2);

/// The command to run in the crate's root, without what the environment could change in it.
pub(crate) fn command(arguments: &[impl AsRef<std::ffi::OsStr>]) -> Command {
    let mut command = Command::new(BINARY);
    for variable in ["JOBEVAL_PROFILES", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

/// Runs the command in the crate's root.
pub(crate) fn run(arguments: &[impl AsRef<std::ffi::OsStr>]) -> Ended {
    ended(command(arguments).output().unwrap())
}

/// Runs the command in the crate's root with this on its standard input.
pub(crate) fn run_reading(input: &str, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Ended {
    feed(&mut command(arguments), input, Stdio::piped())
}

/// Runs a command with this on its standard input and its standard output going there.
pub(crate) fn feed(command: &mut Command, input: &str, stdout: impl Into<Stdio>) -> Ended {
    let mut child = command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads no standard input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    ended(child.wait_with_output().unwrap())
}

/// Says that something is not tested here, past the test harness, which would keep it to itself.
pub(crate) fn skipped(reason: &str) {
    let _ = writeln!(io::stderr(), "SKIPPED: {reason}");
}

/// What a run came to, as text.
pub(crate) fn ended(output: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A folder of a test's own, removed at its end.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A folder with a file in it.
    pub(crate) fn with(name: &str, content: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write(name, content);
        folder
    }

    /// A folder with copies of these folders of the crate, under the same paths.
    pub(crate) fn with_copies(folders: &[&str]) -> Folder {
        let copies = Folder::new();
        let mut left: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
        while let Some(folder) = left.pop() {
            fs::create_dir_all(copies.path().join(&folder)).unwrap();
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    left.push(path);
                } else {
                    fs::copy(&path, copies.path().join(&path)).unwrap();
                }
            }
        }
        copies
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file, and the folders that it is in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let file = self.file(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// The names of what is in it, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.path())
    }

    /// The command to run in it.
    pub(crate) fn command(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Command {
        let mut command = command(arguments);
        command.current_dir(self.path());
        command
    }

    /// Runs the command in it.
    pub(crate) fn run(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Ended {
        ended(self.command(arguments).output().unwrap())
    }
}

/// The names of what is in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

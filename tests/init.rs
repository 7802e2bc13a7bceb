//! `jobeval init` as it is run: the file that it writes, and the files that it leaves alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A folder of a test's own to run in, removed at the test's end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("jobeval-init-{}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    /// The exit status, standard output and standard error of a run in the folder.
    fn jobeval(&self, arguments: &str) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_jobeval"))
            .args(arguments.split(' '))
            .current_dir(&self.0)
            .env_remove("JOBEVAL_PROFILES")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn writes_a_job_in_which_nothing_is_assessed() {
    let folder = Folder::new("writes");
    assert_eq!(folder.jobeval("init job.yaml"), (0, String::new(), String::new()));
    assert!(folder.read("job.yaml").starts_with("# yaml-language-server: $schema=job.schema.json\n"));

    let (status, table, errors) = folder.jobeval("score job.yaml");
    assert_eq!((status, errors.as_str()), (1, ""));
    assert_eq!(table.matches("not assessed").count(), 16, "{table}");
}

#[test]
fn writes_to_standard_output_without_a_file() {
    let folder = Folder::new("stdout");
    folder.jobeval("init job.yaml");
    let written = (0, folder.read("job.yaml"), String::new());
    assert_eq!(folder.jobeval("init"), written);
    assert_eq!(folder.jobeval("init -"), written);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn never_overwrites_without_force() {
    let folder = Folder::new("force");
    folder.write("job.yaml", "mine");
    let refusal = "error: job.yaml: exists already\n  help: replace it with --force\n";
    assert_eq!(folder.jobeval("init job.yaml"), (2, String::new(), refusal.to_owned()));
    assert_eq!(folder.read("job.yaml"), "mine");

    assert_eq!(folder.jobeval("init job.yaml --force").0, 0);
    assert_eq!(folder.read("job.yaml"), folder.jobeval("init").1);
    assert_eq!(folder.jobeval("init new.yaml --force").0, 0);
}

#[test]
fn says_why_a_file_cannot_be_written() {
    let folder = Folder::new("unwritable");
    let (status, result, errors) = folder.jobeval("init nowhere/job.yaml");
    assert_eq!((status, result.as_str()), (2, ""));
    assert!(errors.starts_with("error: nowhere/job.yaml: cannot be written: "), "{errors}");

    for arguments in ["init .", "init . --force"] {
        let (status, _, errors) = folder.jobeval(arguments);
        assert_eq!(status, 2);
        assert!(errors.starts_with("error: .: cannot be written: "), "{errors}");
    }
}

#[test]
fn shows_a_profile_in_comments_and_assesses_nothing() {
    let folder = Folder::new("from");
    assert_eq!(folder.jobeval("init job.yaml --from arts-therapist-entry").0, 0);
    let text = fs::read_to_string(folder.0.join("job.yaml")).unwrap();
    assert!(text.contains("  # Profile: 2(b)(c)\n"), "{text}");
    let (status, score, _) = folder.jobeval("score job.yaml");
    assert_eq!(status, 1);
    assert!(score.contains("16 factors not settled"), "{score}");
}

#[test]
fn writes_nothing_for_a_profile_that_is_not_known() {
    let folder = Folder::new("unknown");
    let (status, result, errors) = folder.jobeval("init job.yaml --from plumber");
    assert_eq!((status, result.as_str()), (2, ""));
    assert!(errors.contains("there is no profile `plumber`"), "{errors}");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
}

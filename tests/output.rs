//! Where results go: files that are written whole or not at all, and pipes that close early.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const JOB: &str = include_str!("../examples/senior-art-therapist.yaml");

/// The exit status, standard output and standard error of a run.
type Ended = (i32, String, String);

fn jobeval(folder: &TempDir, arguments: &[&str]) -> Ended {
    ended(command(folder, arguments).output().unwrap())
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobeval"));
    command.args(arguments).current_dir(folder.path()).env_remove("JOBEVAL_PROFILES");
    command
}

fn ended(output: std::process::Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with a job in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("jobs")).unwrap();
    fs::write(folder.path().join("jobs/job.yaml"), JOB).unwrap();
    folder
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_command_writes_to_a_file_what_it_prints() {
    let folder = folder();
    let job = "jobs/job.yaml";
    for arguments in [
        &["score", job][..],
        &["score", job, "--format", "json"],
        &["compare", job, "arts-therapist"],
        &["match", job, "--format", "csv"],
        &["check", job, "--format", "junit"],
        &["explain", job],
        &["diff", job, job],
        &["profiles"],
        &["profiles", "list"],
        &["profiles", "show", "arts-therapist"],
        &["profiles", "check"],
        &["scheme", "--format", "yaml"],
        &["init"],
        &["completions", "bash"],
        &["man"],
        &["schema", "job"],
    ] {
        let (status, printed, errors) = jobeval(&folder, arguments);
        assert!(!printed.is_empty(), "{arguments:?}: {errors}");
        let to_file: Vec<&str> = arguments.iter().copied().chain(["--output", "result"]).collect();
        assert_eq!(jobeval(&folder, &to_file), (status, String::new(), errors), "{arguments:?}");
        assert_eq!(fs::read_to_string(folder.path().join("result")).unwrap(), printed, "{arguments:?}");
        assert_eq!(names(folder.path()), ["jobs", "result"]);
        fs::remove_file(folder.path().join("result")).unwrap();

        let to_stdout: Vec<&str> = arguments.iter().copied().chain(["--output", "-"]).collect();
        assert_eq!(jobeval(&folder, &to_stdout).1, printed, "{arguments:?}");
    }
}

#[test]
fn a_file_has_colour_only_when_always() {
    let folder = folder();
    let result = || fs::read_to_string(folder.path().join("result")).unwrap();
    let score = ["score", "jobs/job.yaml", "--output", "result"];
    let forced = command(&folder, &score).env("CLICOLOR_FORCE", "1").status().unwrap();
    assert!(forced.success() && !result().contains('\u{1b}'));
    jobeval(&folder, &[&score[..], &["--color", "always"]].concat());
    assert!(result().contains('\u{1b}'));
}

#[test]
fn results_beside_findings_are_written_and_usage_errors_write_nothing() {
    let folder = folder();
    let result = folder.path().join("result.csv");
    fs::write(folder.path().join("jobs/wrong.yaml"), "title: Wrong").unwrap();
    let (status, printed, errors) =
        jobeval(&folder, &["score", "jobs", "--format", "csv", "--output", "result.csv"]);
    assert_eq!((status, printed.as_str()), (2, ""));
    assert!(errors.contains("jobs/wrong.yaml"), "{errors}");
    let written = fs::read_to_string(&result).unwrap();
    assert!(written.contains("JD-1042"), "{written}");

    for arguments in [
        &["score", "--output", "result.csv"][..],
        &["compare", "jobs/job.yaml", "plumber", "--output", "result.csv"],
        &["init", "job.yaml", "--output", "result.csv"],
    ] {
        assert_eq!(jobeval(&folder, arguments).0, 2, "{arguments:?}");
        assert_eq!(fs::read_to_string(&result).unwrap(), written, "{arguments:?}");
    }
    assert_eq!(names(folder.path()), ["jobs", "result.csv"]);
}

#[test]
fn an_input_is_never_replaced() {
    let folder = folder();
    let small_scheme = include_str!("data/small-scheme.yaml");
    fs::write(folder.path().join("scheme.yaml"), small_scheme).unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut cases = vec![
        ("jobs/job.yaml", "jobs/job.yaml"),
        ("jobs", "jobs/job.yaml"),
        ("jobs", "jobs/../jobs/job.yaml"),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("jobs/job.yaml", path("link")).unwrap();
        fs::hard_link(path("jobs/job.yaml"), path("twin")).unwrap();
        cases.extend([("jobs/job.yaml", "link"), ("jobs/job.yaml", "twin"), ("link", "jobs/job.yaml")]);
    }
    for (input, output) in cases {
        let refusal = format!(
            "error: {output}: is read in this run, so it is not replaced\n  help: write to another file\n"
        );
        let run = jobeval(&folder, &["score", input, "--output", output]);
        assert_eq!(run, (2, String::new(), refusal), "{input} to {output}");
        assert_eq!(fs::read_to_string(path("jobs/job.yaml")).unwrap(), JOB);
    }
    for arguments in [
        &["scheme", "--scheme", "scheme.yaml", "--output", "scheme.yaml"][..],
        &["init", "scheme.yaml", "--force", "--scheme", "scheme.yaml"],
    ] {
        assert_eq!(jobeval(&folder, arguments).0, 2, "{arguments:?}");
        assert_eq!(fs::read_to_string(path("scheme.yaml")).unwrap(), small_scheme);
    }
    let from_stdin = command(&folder, &["score", "-", "--output", "jobs/job.yaml"])
        .stdin(fs::File::open(path("jobs/job.yaml")).unwrap())
        .status()
        .unwrap();
    assert_eq!(from_stdin.code(), Some(2));
    assert_eq!(fs::read_to_string(path("jobs/job.yaml")).unwrap(), JOB);
}

#[test]
fn init_never_replaces_the_output_without_force() {
    let folder = folder();
    let path = folder.path().join("job.yaml");
    fs::write(&path, "mine").unwrap();
    assert_eq!(jobeval(&folder, &["init", "--output", "job.yaml"]), jobeval(&folder, &["init", "job.yaml"]));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(jobeval(&folder, &["init", "--output", "job.yaml", "--force"]).0, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), jobeval(&folder, &["init"]).1);
}

#[test]
fn says_why_a_file_cannot_be_written() {
    let folder = folder();
    for file in ["nowhere/result", "jobs"] {
        let (status, printed, errors) = jobeval(&folder, &["scheme", "--output", file]);
        assert_eq!((status, printed.as_str()), (2, ""));
        assert!(errors.starts_with(&format!("error: {file}: cannot be written: ")), "{errors}");
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &PathBuf) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_stay_and_a_new_file_has_those_of_any_new_file() {
        let folder = folder();
        let (result, other) = (folder.path().join("result"), folder.path().join("other"));
        fs::write(&other, "").unwrap();
        assert_eq!(jobeval(&folder, &["scheme", "--output", "result"]).0, 0);
        assert_eq!(mode(&result), mode(&other));
        fs::set_permissions(&result, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(jobeval(&folder, &["scheme", "--output", "result"]).0, 0);
        assert_eq!(mode(&result), 0o640);
    }

    #[test]
    fn a_link_stays_and_its_target_is_written() {
        let folder = folder();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("results")).unwrap();
        for (link, target) in [("old", "results/old"), ("new", "results/new")] {
            symlink(target, path(link)).unwrap();
        }
        fs::write(path("results/old"), "old").unwrap();
        for name in ["old", "new"] {
            assert_eq!(jobeval(&folder, &["scheme", "--output", name]).0, 0);
            assert!(path(name).symlink_metadata().unwrap().is_symlink());
            assert_eq!(
                fs::read_to_string(path("results").join(name)).unwrap(),
                jobeval(&folder, &["scheme"]).1
            );
        }
        assert_eq!(names(&path("results")), ["new", "old"]);
    }

    #[test]
    fn devices_are_written_directly() {
        let folder = folder();
        let printed = jobeval(&folder, &["scheme"]);
        assert_eq!(jobeval(&folder, &["scheme", "--output", "/dev/stdout"]), printed);
        assert_eq!(jobeval(&folder, &["scheme", "--output", "/dev/null"]), (0, String::new(), String::new()));
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    #[allow(clippy::print_stderr, reason = "what was not tested must be known")]
    fn a_full_device_is_trouble() {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            eprintln!("SKIPPED: there is no /dev/full here");
            return;
        };
        let folder = folder();
        let error = |what: &str| (2, String::new(), format!("error: {what}: no space left on device\n"));
        for arguments in [
            &["score", "jobs/job.yaml"][..],
            &["profiles", "--format", "csv"],
            &["scheme", "--format", "yaml"],
            &["init"],
            &["score", "--help"],
            &["--version"],
        ] {
            let run = command(&folder, arguments).stdout(full.try_clone().unwrap()).output().unwrap();
            assert_eq!(ended(run), error("the result cannot be written"), "{arguments:?}");
        }
        let run = jobeval(&folder, &["scheme", "--output", "/dev/full"]);
        assert_eq!(run, error("/dev/full: cannot be written"));
    }
}

/// A pipe that nobody reads any more.
fn closed_pipe() -> io::PipeWriter {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_answer() {
    let folder = folder();
    let formats = ["table", "json", "yaml", "markdown", "csv", "ndjson"];
    let scores = formats.map(|format| vec!["score", "jobs", "--format", format]);
    let others = [
        vec!["check", "jobs", "--format", "junit"],
        vec!["check", "jobs", "--format", "github"],
        vec!["init"],
        vec!["score", "--help"],
        vec!["-h"],
        vec!["--version"],
    ];
    for arguments in scores.into_iter().chain(others) {
        let (status, ..) = jobeval(&folder, &arguments);
        let run = command(&folder, &arguments).stdout(closed_pipe()).output().unwrap();
        assert_eq!(ended(run), (status, String::new(), String::new()), "{arguments:?}");
    }
}

#[test]
fn a_long_result_into_a_closed_pipe_ends_quietly() {
    let folder = folder();
    for format in ["table", "json", "yaml", "markdown", "csv", "ndjson"] {
        let mut run = command(&folder, &["score", "-", "--format", format])
            .stdin(Stdio::piped())
            .stdout(closed_pipe())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = run.stdin.take().unwrap();
        // More than a pipe and all buffers hold.
        let job = JOB.replacen("Senior Art Therapist", &"Senior Art Therapist ".repeat(50), 1);
        for number in 0..300 {
            // A run that writes while it reads may have ended already.
            let _ = write!(stdin, "{}\n---\n", job.replacen("JD-1042", &format!("JD-{number}"), 1));
        }
        let _ = write!(stdin, "{JOB}");
        drop(stdin);
        assert_eq!(ended(run.wait_with_output().unwrap()), (0, String::new(), String::new()), "{format}");
    }
}

#[test]
fn a_usage_error_that_nobody_reads_is_still_one() {
    let folder = folder();
    let run = command(&folder, &["scores"]).stderr(closed_pipe()).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
}

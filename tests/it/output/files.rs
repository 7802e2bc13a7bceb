//! Where results go: files that are written whole or not at all, and pipes that close early.

use std::fs;
use std::io;

use crate::library::SMALL_SCHEME_FILE;
use crate::run::{Folder, TROUBLE, YES, ended, feed};

const JOB: &str = include_str!("../../../examples/senior-art-therapist.yaml");

/// A folder with a job in it.
fn folder() -> Folder {
    Folder::with("jobs/job.yaml", JOB)
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
        let (status, printed, errors) = folder.run(arguments);
        assert!(!printed.is_empty(), "{arguments:?}: {errors}");
        let to_file: Vec<&str> = arguments.iter().copied().chain(["--output", "result"]).collect();
        assert_eq!(folder.run(&to_file), (status, String::new(), errors), "{arguments:?}");
        assert_eq!(folder.read("result"), printed, "{arguments:?}");
        assert_eq!(folder.names(), ["jobs", "result"]);
        fs::remove_file(folder.file("result")).unwrap();

        let to_stdout: Vec<&str> = arguments.iter().copied().chain(["--output", "-"]).collect();
        assert_eq!(folder.run(&to_stdout).1, printed, "{arguments:?}");
    }
}

/// Endings, each with the format that it stands for.
const ENDINGS: [(&str, &str); 12] = [
    ("txt", "table"),
    ("json", "json"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("md", "markdown"),
    ("markdown", "markdown"),
    ("html", "html"),
    ("htm", "html"),
    ("HTML", "html"),
    ("csv", "csv"),
    ("ndjson", "ndjson"),
    ("jsonl", "ndjson"),
];

#[test]
fn the_ending_of_a_file_decides_its_format_unless_the_format_is_named() {
    let folder = folder();
    let job = "jobs/job.yaml";
    for (arguments, is_list) in [
        (&["score", job][..], true),
        (&["score", "jobs", "--allow-incomplete"], true),
        (&["compare", job, "arts-therapist"], false),
        (&["match", job], true),
        (&["match", "--best", job], true),
        (&["check", job], true),
        (&["explain", job], false),
        (&["diff", job, job], true),
        (&["profiles"], true),
        (&["profiles", "list"], true),
        (&["profiles", "show", "arts-therapist"], false),
        (&["profiles", "check"], true),
        (&["scheme"], false),
    ] {
        for (ending, format) in ENDINGS {
            let file = format!("result.{ending}");
            let (status, printed, errors) = folder.run(&[arguments, &["--output", &file]].concat());
            if !is_list && ["csv", "ndjson"].contains(&format) {
                let refusal = format!(
                    "error: {file}: this result cannot be written as {format}\n  \
                     help: use the extension .txt, .json, .yaml, .md or .html\n"
                );
                assert_eq!((status, printed, errors), (TROUBLE, String::new(), refusal), "{arguments:?}");
                assert_eq!(folder.names(), ["jobs"]);
                continue;
            }
            let named = folder.run(&[arguments, &["--format", format]].concat());
            assert_eq!((status, folder.read(&file), errors), named, "{arguments:?} to {file}");
            fs::remove_file(folder.file(&file)).unwrap();
        }
        let table = folder.run(arguments).1;
        for (options, file) in [(&[][..], "result"), (&[], ".html"), (&["--format", "table"], "result.docx")]
        {
            folder.run(&[arguments, options, &["--output", file]].concat());
            assert_eq!(folder.read(file), table, "{arguments:?} to {file}");
            fs::remove_file(folder.file(file)).unwrap();
        }
    }
}

#[test]
fn an_ending_that_no_format_has_is_an_error_that_says_what_to_write() {
    let folder = folder();
    let page = "write .html, which word processors open and browsers print to PDF";
    for (command, ending, help) in [
        ("score", "docx", page),
        ("score", "pdf", page),
        ("score", "PDF", page),
        ("explain", "odt", page),
        ("score", "xlsx", "write .csv, which spreadsheets open"),
        ("explain", "xlsx", "write .html, which spreadsheets open"),
        ("score", "png", "write .html: a page has pictures"),
    ] {
        let file = format!("result.{ending}");
        let run = folder.run(&[command, "jobs/job.yaml", "--output", &file]);
        let refusal = format!("error: {file}: no result is written as .{ending}\n  help: {help}\n");
        assert_eq!(run, (TROUBLE, String::new(), refusal));
        assert_eq!(folder.names(), ["jobs"]);
    }
    // Queries and schemas have names of their own; completions and manuals are named as their readers want them.
    for (arguments, status) in [
        (&["scheme", "--sql", "duckdb"][..], TROUBLE),
        (&["schema", "job"], TROUBLE),
        (&["completions", "bash"], YES),
        (&["man"], YES),
    ] {
        assert_eq!(folder.run(&[arguments, &["--output", "result.pdf"]].concat()).0, status, "{arguments:?}");
    }
}

#[test]
fn a_file_has_colour_only_when_always() {
    let folder = folder();
    let result = || folder.read("result");
    let score = ["score", "jobs/job.yaml", "--output", "result"];
    let forced = folder.command(&score).env("CLICOLOR_FORCE", "1").status().unwrap();
    assert!(forced.success() && !result().contains('\u{1b}'));
    folder.run(&[&score[..], &["--color", "always"]].concat());
    assert!(result().contains('\u{1b}'));
}

#[test]
fn results_beside_findings_are_written_and_usage_errors_write_nothing() {
    let folder = folder();
    let result = folder.file("result.csv");
    folder.write("jobs/wrong.yaml", "title: Wrong");
    let (status, printed, errors) =
        folder.run(&["score", "jobs", "--format", "csv", "--output", "result.csv"]);
    assert_eq!((status, printed.as_str()), (TROUBLE, ""));
    assert!(errors.contains("jobs/wrong.yaml"), "{errors}");
    let written = fs::read_to_string(&result).unwrap();
    assert!(written.contains("JD-1042"), "{written}");

    for arguments in [
        &["score", "--output", "result.csv"][..],
        &["compare", "jobs/job.yaml", "plumber", "--output", "result.csv"],
        &["init", "job.yaml", "--output", "result.csv"],
    ] {
        assert_eq!(folder.run(arguments).0, TROUBLE, "{arguments:?}");
        assert_eq!(fs::read_to_string(&result).unwrap(), written, "{arguments:?}");
    }
    assert_eq!(folder.names(), ["jobs", "result.csv"]);
}

#[test]
fn an_input_is_never_replaced() {
    let folder = folder();
    folder.write("scheme.yaml", SMALL_SCHEME_FILE);
    let path = |name: &str| folder.file(name);
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
            "error: {output}: is an input of this command and would be overwritten\n  help: write to another file\n"
        );
        let run = folder.run(&["score", input, "--output", output]);
        assert_eq!(run, (TROUBLE, String::new(), refusal), "{input} to {output}");
        assert_eq!(fs::read_to_string(path("jobs/job.yaml")).unwrap(), JOB);
    }
    for arguments in [
        &["scheme", "--scheme", "scheme.yaml", "--output", "scheme.yaml"][..],
        &["init", "scheme.yaml", "--force", "--scheme", "scheme.yaml"],
        &["score", "jobs", "--profiles", "scheme.yaml", "--output", "scheme.yaml"],
        &["score", "jobs", "--profiles", ".", "--output", "scheme.yaml"],
    ] {
        assert_eq!(folder.run(arguments).0, TROUBLE, "{arguments:?}");
        assert_eq!(fs::read_to_string(path("scheme.yaml")).unwrap(), SMALL_SCHEME_FILE);
    }
    let from_stdin = folder
        .command(&["score", "-", "--output", "jobs/job.yaml"])
        .stdin(fs::File::open(path("jobs/job.yaml")).unwrap())
        .output()
        .unwrap();
    assert_eq!(from_stdin.status.code(), TROUBLE);
    assert_eq!(fs::read_to_string(path("jobs/job.yaml")).unwrap(), JOB);
}

#[test]
fn init_never_replaces_the_output_without_force() {
    let folder = folder();
    let path = folder.file("job.yaml");
    fs::write(&path, "mine").unwrap();
    assert_eq!(folder.run(&["init", "--output", "job.yaml"]), folder.run(&["init", "job.yaml"]));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(folder.run(&["init", "--output", "job.yaml", "--force"]).0, YES);
    assert_eq!(fs::read_to_string(&path).unwrap(), folder.run(&["init"]).1);
}

#[test]
fn says_why_a_file_cannot_be_written() {
    let folder = folder();
    for file in ["nowhere/result", "jobs"] {
        let (status, printed, errors) = folder.run(&["scheme", "--output", file]);
        assert_eq!((status, printed.as_str()), (TROUBLE, ""));
        assert!(errors.starts_with(&format!("error: {file}: cannot be written: ")), "{errors}");
    }
}

#[cfg(unix)]
mod unix {
    use std::io::Write;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::ExitStatusExt;
    use std::path::{Path, PathBuf};
    use std::process::{Child, ChildStdin, Command, Stdio};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::run::{BINARY, names, skipped};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_stay_and_a_new_file_has_those_of_any_new_file() {
        let folder = folder();
        let (result, other) = (folder.file("result"), folder.file("other"));
        fs::write(&other, "").unwrap();
        assert_eq!(folder.run(&["scheme", "--output", "result"]).0, YES);
        assert_eq!(mode(&result), mode(&other));
        fs::set_permissions(&result, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(folder.run(&["scheme", "--output", "result"]).0, YES);
        assert_eq!(mode(&result), 0o640);
    }

    #[test]
    fn the_owner_stays_where_that_is_possible() {
        let folder = folder();
        let result = folder.file("result");
        fs::write(&result, "").unwrap();
        if std::os::unix::fs::chown(&result, Some(12_345), Some(54_321)).is_err() {
            return skipped("only the superuser can give a file away");
        }
        assert_eq!(folder.run(&["scheme", "--output", "result"]).0, YES);
        let known = fs::metadata(&result).unwrap();
        assert_eq!((known.uid(), known.gid()), (12_345, 54_321));
        assert!(known.len() > 0);
    }

    /// A run that has begun to write `result` and waits for more rows, its temporary file, and its input.
    fn run_in_the_midst(folder: &Folder, ignored: &str) -> (Child, PathBuf, ChildStdin) {
        let score = "score - --input-format csv --format csv --output result --allow-incomplete";
        let line = format!("{ignored} exec {BINARY} {score}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(folder.path()).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut run = shell.spawn().unwrap();
        let mut input = run.stdin.take().unwrap();
        input.write_all(b"id,1\nJD-1,2\n").unwrap();
        (run, written(folder), input)
    }

    /// The temporary file in a folder, once something is in it.
    fn written(folder: &Folder) -> PathBuf {
        let begun = Instant::now();
        loop {
            let temporary = folder.names().into_iter().find(|name| name.ends_with(".tmp"));
            let path = temporary.map(|name| folder.file(&name));
            if let Some(path) = path.filter(|path| fs::metadata(path).is_ok_and(|known| known.len() > 0)) {
                return path;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is written");
            sleep(Duration::from_millis(5));
        }
    }

    fn send(signal: &str, run: &Child) {
        assert!(Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap().success());
    }

    /// Whether a signal is ignored here, as under `nohup`, and so in all that is run from here.
    fn is_ignored(signal: &str) -> bool {
        Command::new("sh").args(["-c", &format!("kill {signal} $$")]).status().unwrap().success()
    }

    #[test]
    fn what_replaces_a_private_file_is_private_while_it_is_written() {
        let folder = folder();
        let result = folder.file("result");
        fs::write(&result, "").unwrap();
        fs::set_permissions(&result, fs::Permissions::from_mode(0o600)).unwrap();
        let (mut run, temporary, input) = run_in_the_midst(&folder, "umask 0;");
        assert_eq!(mode(&temporary), 0o600);
        drop(input);
        assert!(run.wait().unwrap().success());
        assert_eq!((mode(&result), folder.read("result").lines().count()), (0o600, 2));
    }

    #[test]
    fn a_signal_leaves_nothing_behind() {
        for (signal, number) in [("-HUP", 1), ("-INT", 2), ("-TERM", 15)] {
            if is_ignored(signal) {
                skipped("a signal that is ignored ends nothing");
                continue;
            }
            let folder = folder();
            folder.write("result", "old");
            let (mut run, _, _input) = run_in_the_midst(&folder, "");
            send(signal, &run);
            assert_eq!(run.wait().unwrap().signal(), Some(number), "it ends as if nothing had been done");
            assert_eq!(
                (folder.names(), folder.read("result")),
                (vec!["jobs".into(), "result".into()], "old".into())
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_signal_that_is_to_be_ignored_is() {
        let folder = folder();
        let (mut run, _, input) = run_in_the_midst(&folder, "trap '' HUP;");
        send("-HUP", &run);
        sleep(Duration::from_millis(100));
        drop(input);
        assert!(run.wait().unwrap().success());
        assert_eq!(folder.names(), ["jobs", "result"]);
    }

    #[test]
    fn a_link_stays_and_its_target_is_written() {
        let folder = folder();
        let path = |name: &str| folder.file(name);
        fs::create_dir(path("results")).unwrap();
        for (link, target) in [("old", "results/old"), ("new", "results/new")] {
            symlink(target, path(link)).unwrap();
        }
        fs::write(path("results/old"), "old").unwrap();
        for name in ["old", "new"] {
            assert_eq!(folder.run(&["scheme", "--output", name]).0, YES);
            assert!(path(name).symlink_metadata().unwrap().is_symlink());
            assert_eq!(fs::read_to_string(path("results").join(name)).unwrap(), folder.run(&["scheme"]).1);
        }
        assert_eq!(names(&path("results")), ["new", "old"]);
    }

    #[test]
    fn devices_are_written_directly() {
        let folder = folder();
        let printed = folder.run(&["scheme"]);
        assert_eq!(folder.run(&["scheme", "--output", "/dev/stdout"]), printed);
        assert_eq!(folder.run(&["scheme", "--output", "/dev/null"]), (YES, String::new(), String::new()));
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_full_device_is_trouble() {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            return skipped("there is no /dev/full to write to");
        };
        let folder = folder();
        let error =
            |what: &str| (TROUBLE, String::new(), format!("error: {what}: no space left on device\n"));
        for arguments in [
            &["score", "jobs/job.yaml"][..],
            &["profiles", "--format", "csv"],
            &["scheme", "--format", "yaml"],
            &["init"],
            &["score", "--help"],
            &["--version"],
        ] {
            let run = folder.command(arguments).stdout(full.try_clone().unwrap()).output().unwrap();
            assert_eq!(ended(run), error("the result cannot be written"), "{arguments:?}");
        }
        let run = folder.run(&["scheme", "--output", "/dev/full"]);
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
        let (status, ..) = folder.run(&arguments);
        let run = folder.command(&arguments).stdout(closed_pipe()).output().unwrap();
        assert_eq!(ended(run), (status, String::new(), String::new()), "{arguments:?}");
    }
}

#[test]
fn a_long_result_into_a_closed_pipe_ends_quietly() {
    let folder = folder();
    for format in ["table", "json", "yaml", "markdown", "csv", "ndjson"] {
        let job = JOB.replacen("Senior Art Therapist", &"Senior Art Therapist ".repeat(50), 1);
        // More than a pipe and all buffers hold.
        let jobs: Vec<String> =
            (0..300).map(|number| job.replacen("JD-1042", &format!("JD-{number}"), 1)).collect();
        let mut run = folder.command(&["score", "-", "--format", format]);
        let run = feed(&mut run, &format!("{}\n---\n{JOB}", jobs.join("\n---\n")), closed_pipe());
        assert_eq!(run, (YES, String::new(), String::new()), "{format}");
    }
}

#[test]
fn a_usage_error_that_nobody_reads_is_still_one() {
    let folder = folder();
    let run = folder.command(&["scores"]).stderr(closed_pipe()).output().unwrap();
    assert_eq!(run.status.code(), TROUBLE);
}

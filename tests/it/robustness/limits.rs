//! Input that is too large, too deep, or never ends: a clear error, the jobs beside it scored, and a report of bounded
//! length.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::findings::counts;
use crate::library::{SCHEME, read_jobs, read_schemes};
use crate::run::{BINARY, Folder, TROUBLE, YES, ended, run, run_reading, skipped};

const GOOD: &str = "title: Good\nfactors: {}\n";

/// Scores a path and a good job after it, and gives what was said of the path.
fn complaint(path: &Path, good: &Path, options: &[&str]) -> String {
    let score = ["score", "--format", "csv", "--allow-incomplete"];
    let paths = [path.to_str().unwrap(), good.to_str().unwrap()];
    let (status, scored, said) = run(&[&score[..], options, &paths].concat());
    assert_eq!(status, TROUBLE, "{}", path.display());
    assert!(scored.contains(",Good,"), "the other job is scored: {scored}");
    said
}

/// Writes a file and gives its path.
fn file(folder: &Folder, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    folder.write(name, text);
    folder.file(name)
}

#[test]
fn what_goes_beyond_a_limit_is_refused_and_the_rest_scored() {
    let folder = Folder::new();
    let good = file(&folder, "good.yaml", GOOD);
    let brackets = "[".repeat(100_000);
    let nested = "- ".repeat(100_000);
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (one, next) in ('a'..'k').zip('b'..) {
        bomb += &format!("{next}: &{next} [{}]\n", [format!("*{one}").as_str(); 9].join(", "));
    }
    for (name, text, place, words) in [
        ("flow.yaml", format!("title: {brackets}"), ":1:1008", "more than 1000 brackets"),
        (
            "braces.yaml",
            format!("title: A\nfactors: {}", "{a: ".repeat(100_000)),
            ":2:",
            "more than 1000 brackets",
        ),
        ("block.yaml", format!("title: A\nfactors:\n  {nested}"), ":3:", "nested more than 128 deep"),
        ("bomb.yaml", bomb, ":2:", "its aliases expand to more than the whole file contains"),
    ] {
        let said = complaint(&file(&folder, name, text), &good, &[]);
        assert!(said.contains(&format!("{name}{place}")) && said.contains(words), "{name}: {said}");
    }
}

#[test]
fn what_takes_more_than_it_gives_is_refused_and_the_rest_scored() {
    let folder = Folder::new();
    let good = file(&folder, "good.yaml", GOOD);
    let names: Vec<String> = (0..500_000).map(|index| format!("  fx{index}: 1\n")).collect();
    let (long, aliases) = ("x".repeat(1 << 20), "*a, ".repeat(20_000));
    for (name, text, place, words) in [
        (
            "names.yaml",
            format!("title: A\nfactors:\n{}", names.concat()),
            ":250001:",
            "500,000 lines and values",
        ),
        (
            "aliases.yaml",
            format!("title: &a A\nid: [{}]", "*a, ".repeat(1_000_000)),
            ":2:",
            "500,000 lines and values",
        ),
        (
            "dashes.yaml",
            format!("title: A\nid: {}", "- ".repeat(1_000_000)),
            ":2:",
            "500,000 lines and values",
        ),
        ("tags.yaml", "%TAG !a! b\n".repeat(100_000) + GOOD, ":500:", "500,000 lines and values"),
        ("text.yaml", format!("title: &a {long}\nid: [{aliases}]"), ":1:8", "its aliases expand to more"),
        ("key.yaml", format!("title: A\nfactors:\n  ? {long}\n  : 1"), ":3:5", "no factor `xxx"),
        ("blanks.yaml", format!("title: A\n{}", "\u{a0}".repeat(1 << 20)), ":2:1", "U+00A0 is not a space"),
        ("documents.yaml", "a\n---\n".repeat(25_001), ":50000:1", "more than 25,000 documents"),
    ] {
        let path = file(&folder, name, text);
        let said = complaint(&path, &good, &[]);
        assert!(said.len() < 1 << 20, "{name}: {} bytes", said.len());
        assert!(said.contains(&format!("{name}{place}")) && said.contains(words), "{name}: {said}");
    }
}

#[test]
fn a_file_of_many_wrong_documents_is_reported_with_an_end_and_all_of_it_counted() {
    let folder = Folder::new();
    let good = file(&folder, "good.yaml", GOOD);
    let wrong = "title: [A]\nfactors: {}\n---\n".repeat(5000);
    let quoted = "title: “A”\nfactors: {}\n---\n".repeat(700);
    let path = file(&folder, "wrong.yaml", format!("{wrong}{quoted}{GOOD}"));
    let said = complaint(&path, &good, &[]);
    assert_eq!(said.matches("error[wrong-type]").count(), 1000);
    let (_, more) = said.split_once("error[more-findings]: 4700 more findings are not listed\n").unwrap();
    assert!(more.lines().take_while(|line| !line.is_empty()).all(|line| !line.contains('|')), "{more}");
    assert!(said.ends_with("\n5000 errors, 700 warnings\n"), "{}", &said[said.len() - 200..]);
    let said = complaint(&path, &good, &["--diagnostics", "json"]);
    assert_eq!(said.lines().count(), 1001);
    let last: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(last["message"], "4700 more findings are not listed");
}

#[test]
fn a_file_is_read_up_to_its_largest_size_and_no_further() {
    let folder = Folder::new();
    let fill = |size: usize| format!("{GOOD}#{}", " ".repeat(size - GOOD.len() - 1));
    let largest = file(&folder, "largest.yaml", fill(1 << 20));
    let larger = file(&folder, "larger.yaml", fill((1 << 20) + 1));
    let said = complaint(&larger, &largest, &["--max-file-size", "1"]);
    assert!(said.contains("larger than 1048576 bytes") && said.contains("larger.yaml"), "{said}");
    if cfg!(unix) {
        let endless = std::fs::File::open("/dev/zero").unwrap();
        let run = folder.command(&["score", "-"]).stdin(endless).output().unwrap();
        let said = ended(run).2;
        assert!(said.contains("larger than 16777216 bytes") && said.contains("<stdin>"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_with_a_link_to_itself_and_a_broken_one_is_read_to_its_end() {
    let folder = Folder::new();
    file(&folder, "z.yaml", GOOD);
    let inner = folder.file("inner");
    std::fs::create_dir_all(&inner).unwrap();
    std::os::unix::fs::symlink(folder.path(), inner.join("loop")).unwrap();
    std::os::unix::fs::symlink(folder.file("nowhere"), folder.file("broken.yaml")).unwrap();
    let good = Folder::new();
    let said = complaint(folder.path(), &file(&good, "good.yaml", GOOD), &[]);
    for (words, path) in [
        ("the link leads back to a folder that it is in", "inner/loop"),
        ("no such file or directory", "broken.yaml"),
    ] {
        let lines: Vec<&str> = said.lines().collect();
        let at = lines.iter().position(|line| line.contains(words)).unwrap();
        assert!(lines[at + 1].ends_with(path), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn each_file_of_a_folder_is_read_once_whatever_links_lead_to_it() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new();
    const FLOORS: usize = 25;
    for floor in 0..FLOORS {
        folder.write(&format!("{floor}/job.yaml"), GOOD.replace("Good", &format!("Job {floor}")));
        // There are twice as many ways to each floor as to the one above.
        for stairs in ["a", "b"] {
            symlink(format!("../{}", (floor + 1).min(FLOORS - 1)), folder.file(&format!("{floor}/{stairs}")))
                .unwrap();
        }
    }
    symlink("job.yaml", folder.file("7/another-name.yaml")).unwrap();
    let ended = folder.run(&["score", ".", "--format", "csv", "--allow-incomplete"]);
    let titles = (0..FLOORS).map(|floor| ended.1.matches(&format!(",Job {floor},")).count());
    assert!(titles.clone().all(|count| count == 1), "{ended:?}");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_but_not_waited_for_without_end() {
    let folder = Folder::new();
    let good = file(&folder, "good.yaml", GOOD);
    let pipe = folder.file("pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = complaint(&pipe, &good, &[]);
    assert!(
        said.contains("cannot be read: nothing writes to this named pipe") && said.contains("pipe.yaml"),
        "{said}"
    );

    let score = folder.command(&["score", "pipe.yaml", "--allow-incomplete"]).stdout(Stdio::piped()).spawn();
    // Waits until it is opened for reading.
    std::fs::write(&pipe, GOOD).unwrap();
    let (status, scored, _) = ended(score.unwrap().wait_with_output().unwrap());
    assert!(status == YES && scored.starts_with("Good\npipe.yaml, "), "{scored}");
}

#[cfg(unix)]
#[test]
fn what_may_never_end_is_refused_and_standard_input_read_under_all_its_names() {
    for device in ["/dev/zero", "/dev/null"] {
        for options in [&[][..], &["--input-format", "ndjson", "--format", "csv"]] {
            let (status, _, said) = run(&[&["score", device], options].concat());
            let refusal = format!("a device or socket, which may never end\n--> {device}\n");
            assert!(status == TROUBLE && said.contains(&refusal), "{options:?}: {said}");
        }
    }
    for name in ["/dev/stdin", "/dev/fd/0"] {
        let (status, scored, _) = run_reading(GOOD, &["score", name, "--allow-incomplete"]);
        assert!(status == YES && scored.starts_with("Good\n"), "{name}: {scored}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_thread_that_cannot_be_started_is_done_without() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    // The superuser may start any number. Nobody else may see a temporary folder, nor perhaps where the binary is.
    const NOBODY: u32 = 65_534;
    let folder = Folder::new();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::copy(BINARY, folder.file("jobeval")).unwrap();
    let jobs: String = (0..100).map(|job| format!("{{title: Job {job}, factors: {{}}}}\n---\n")).collect();
    folder.write("jobs.yaml", &jobs);
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder.path());
        command
            .uid(NOBODY)
            .output()
            .or_else(|_| Command::new(program).args(arguments).current_dir(folder.path()).output())
    };
    if !run("prlimit", &["--nproc=1", "true"]).is_ok_and(|run| run.status.success()) {
        return skipped("there is no prlimit to keep threads from being started");
    }
    let score =
        ["./jobeval", "score", "jobs.yaml", "--format", "ndjson", "--allow-incomplete", "--threads", "8"];
    let (status, scored, said) = ended(run("prlimit", &[&["--nproc=1"], &score[..]].concat()).unwrap());
    assert_eq!((status, scored.lines().count(), said.as_str()), (YES, 100, ""));
}

#[test]
fn no_help_lists_names_without_end() {
    let jobs: String = (0..500)
        .map(|job| format!("{{id: J{job}{}, title: A, factors: {{}}}}\n---\n", "x".repeat(2000)))
        .collect();
    let folder = Folder::with("jobs.yaml", jobs);
    for job in [&[][..], &["--job", "other"]] {
        let (status, _, said) = folder.run(&[&["explain", "jobs.yaml"], job].concat());
        assert!(status == TROUBLE && said.contains("  help: choose one with --job: J0x"), "{said}");
        assert!(said.ends_with(" and 480 more\n") && said.len() < 2000, "{said}");
    }
}

#[test]
fn no_document_makes_a_report_without_end() {
    const MANY: usize = 200_000;
    let entries: Vec<String> = (0..MANY).map(|index| format!("factor_{index}: 1")).collect();
    for text in [
        format!("title: A\nfactors:\n  {}\n", entries.join("\n  ")),
        format!("title: A\nfactors: {{{}}}\n", entries.join(", ")),
    ] {
        let start = Instant::now();
        let findings = read_jobs(&text, &SCHEME).findings;
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
        assert_eq!(findings.len(), 101);
        assert_eq!(findings.last().map(counts), Some((MANY - 100, 0)));
    }
}

#[test]
fn warnings_of_a_document_are_counted_as_well_and_leave_it_read() {
    const MANY: usize = 50_000;
    let quoted = vec!["“a”"; MANY].join(", ");
    let start = Instant::now();
    let aliases = format!("factors:\n  - {{id: a, name: A, group: g, points: [1], aliases: [{quoted}]}}\n");
    let rest = "scheme: s\ntitle: S\nbands: [{name: A, from: 0, to: 9}]\n\
                matching: {max_difference: 1, max_variations: 1, fixed_factors: []}\n";
    let read = read_schemes(&format!("{rest}{aliases}"));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(read.findings.last().map(counts), Some((0, MANY - 100)));
    assert_eq!(read.items.len(), 1);
}

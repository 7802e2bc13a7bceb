//! One bad file a rule: each in `tests/bad/` breaks what it is named for, and `expected.tsv` beside them says with which
//! exit status, place, code and words that is reported. What stands beside it in the run must not be lost.

use std::collections::BTreeSet;

use crate::findings::{codes, holds};
use crate::run::{self, Ended};

/// A line of the table.
struct Expected<'t> {
    /// The file, below [`FOLDER`].
    file: &'t str,
    exit: i32,
    /// Line and column; a dash where the whole file is meant.
    place: &'t str,
    code: &'t str,
    /// What message and help say, separated by ` | `.
    words: &'t str,
}

const FOLDER: &str = "tests/bad";

/// What no single file can be wrong by, with the reason; other tests hold these.
const NOT_IN_A_FILE: [(&str, &str); 13] = [
    ("unreadable", "about a file that cannot be opened"),
    ("empty-folder", "about a folder"),
    ("passed-over", "about a file of a folder; see advice.rs"),
    ("suite-replaced", "about a built-in suite; see suites.rs"),
    ("too-large", "needs a file of many megabytes, or an option"),
    ("too-long", "needs a file of a megabyte; see robustness/limits.rs"),
    ("renamed-column", "a bad file has nothing to be carried through; see rows.rs"),
    ("nameless-jobs", "needs a column that is carried through, which the good file has not; see rows.rs"),
    ("similar-groups", "needs the option --by; see summary.rs"),
    ("other-columns", "needs a file of a thousand rows; see rows.rs"),
    ("row-too-long", "needs a row of a megabyte; see rows/blocks.rs"),
    ("unknown-profile", "about the profiles of a run; see report.rs"),
    ("level-count", "about levels on the command line"),
];

fn expected(table: &str) -> Vec<Expected<'_>> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let [file, exit, place, code, words] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five fields: {line}")
        };
        assert!(!words.is_empty(), "{file} needs words");
        Expected { file, exit: exit.parse().unwrap(), place, code, words }
    })
    .collect()
}

fn table() -> String {
    std::fs::read_to_string(format!("{FOLDER}/expected.tsv")).unwrap()
}

/// Reads a bad file as what its folder says it should be, with a good one behind it.
fn read(file: &str) -> Ended {
    let path = format!("{FOLDER}/{file}");
    let kind = file.split('/').next().unwrap();
    let (good_job, good_suite) = (format!("{FOLDER}/good-job.yaml"), format!("{FOLDER}/good-suite.yaml"));
    let good_rows = format!("{FOLDER}/good-rows.csv");
    let small_scheme = "tests/data/small-scheme.yaml";
    let arguments = match kind {
        "jobs" => vec!["score", "--format", "csv", &path, &good_job],
        "rows" => vec!["score", "--format", "csv", &good_rows, &path, &good_job],
        "suites" => {
            let suites = ["--profiles", &path, "--profiles", &good_suite];
            [&["profiles", "check", "--format", "csv", "--scheme", small_scheme], &suites[..]].concat()
        }
        "documents" => {
            vec!["profiles", "import", "--scheme", small_scheme, &path, "tests/bad/good-document.txt"]
        }
        "schemes" => vec!["scheme", "--scheme", &path],
        other => panic!("nothing reads {other}"),
    };
    run::run(&arguments)
}

/// The messages on standard error, each from its severity to its help.
fn messages(stderr: &str) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for line in stderr.lines() {
        if line.starts_with("error[") || line.starts_with("warning[") {
            messages.push(String::new());
        }
        if let Some(message) = messages.last_mut() {
            message.push_str(line);
            message.push('\n');
        }
    }
    messages
}

/// A message without the lines of the file that it shows.
fn said(message: &str) -> String {
    let is_shown =
        |line: &&str| line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    message.lines().filter(|line| !is_shown(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_bad_file_is_reported_as_expected_and_the_good_one_beside_it_read() {
    let table = table();
    let mut wrong = String::new();
    for Expected { file, exit, place, code, words } in expected(&table) {
        let (status, stdout, stderr) = read(file);
        let at = if place == "-" { String::new() } else { format!(":{place}") };
        let place = format!("--> {FOLDER}/{file}{at}\n");
        let is_meant = |message: &String| {
            let words_held = words.split(" | ").all(|words| holds(&said(message), words));
            message.contains(&format!("[{code}]: ")) && message.contains(&place) && words_held
        };
        let good_is_read = match file.split('/').next() {
            Some("schemes") => stdout.is_empty() == (exit == 2),
            Some("suites") => stdout.contains("good,"),
            Some("documents") => stdout.contains("title: Good\n"),
            Some("rows") => stdout.matches("Good,").count() == 2,
            _ => stdout.contains("Good,"),
        };
        let obeyed = |text: &str| text.chars().any(|c| c.is_control() && !"\n\r".contains(c));
        if status != Some(exit)
            || !messages(&stderr).iter().any(is_meant)
            || !good_is_read
            || stderr.contains("panicked")
            || obeyed(&stdout)
            || obeyed(&stderr)
        {
            wrong +=
                &format!("{file}: expected {exit}, [{code}] {place}with {words}\n{status:?}\n{stderr}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_bad_file_is_in_the_table_and_every_line_of_the_table_has_its_file() {
    let table = table();
    let listed: Vec<&str> = expected(&table).iter().map(|row| row.file).collect();
    let unique: BTreeSet<String> = listed.iter().map(|&file| file.to_owned()).collect();
    assert_eq!(unique.len(), listed.len(), "a file stands twice in the table");
    let mut found = BTreeSet::new();
    for kind in ["jobs", "rows", "suites", "documents", "schemes"] {
        for entry in std::fs::read_dir(format!("{FOLDER}/{kind}")).unwrap() {
            found.insert(format!("{kind}/{}", entry.unwrap().file_name().into_string().unwrap()));
        }
    }
    assert_eq!(unique, found);
}

#[test]
fn every_code_that_a_file_can_cause_has_a_bad_file() {
    let table = table();
    let caused: BTreeSet<&str> = expected(&table).iter().map(|row| row.code).collect();
    for code in codes() {
        let reason = NOT_IN_A_FILE.iter().find(|(other, _)| *other == code).map(|(_, reason)| reason);
        assert_eq!(caused.contains(code), reason.is_none(), "{code}: {reason:?}");
    }
}

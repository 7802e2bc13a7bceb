//! Holds the pages to the program: their commands and files, their links, the options in `docs/commands.md`, the fields of
//! JSON in `docs/json.md`, and `docs/diagnostics.md`, which lists every code and no other, each with an example that is
//! reported as it says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::findings::{codes, meanings};
use crate::library::jobs;
use crate::run::{Folder, TROUBLE, YES, run, run_reading};

fn file(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A folder with what the examples in pages use: what a clone has, and files such as readers have themselves.
pub(crate) fn folder_of_a_reader() -> Folder {
    let folder = Folder::with_copies(&["examples", "profiles", "tests/data"]);
    copy_into(Path::new("tests/data/pages"), folder.path());
    folder
}

/// Copies what is in a folder into another.
fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// README.md and the pages in `docs`, with their texts.
pub(crate) fn pages() -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.push(PathBuf::from("README.md"));
    pages.sort();
    pages.into_iter().map(|page| (page.clone(), std::fs::read_to_string(page).unwrap())).collect()
}

/// The texts of a page between ` ```kind ` and the next fence.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.strip_prefix("```").is_some_and(|found| found == kind) {
            let block = lines.by_ref().take_while(|line| *line != "```");
            blocks.push(block.map(|line| format!("{line}\n")).collect());
        }
    }
    blocks
}

#[test]
fn the_readme_begins_with_a_command_that_works() {
    let blocks = blocks(&file("README.md"), "sh");
    let line = blocks[0].lines().find_map(|line| line.strip_prefix("cargo run -- "));
    let (status, printed, _) = run(&line.unwrap().split(' ').collect::<Vec<_>>());
    assert!(status == YES && !printed.is_empty());
    assert!(blocks[0].lines().any(|line| line == "cargo test"), "the other command is the one that CI runs");
    let ci = file(".ci/run");
    assert!(ci.lines().any(|line| line == "cargo test"));
}

#[test]
fn the_readme_is_short() {
    let length = file("README.md").len();
    assert!(length < 10_000, "{length}");
}

#[test]
fn the_job_files_of_the_pages_are_right() {
    for page in ["README.md", "docs/panels.md"] {
        let blocks = blocks(&file(page), "yaml").into_iter();
        let files: Vec<String> = blocks.filter(|block| block.contains("factors:")).collect();
        assert_eq!((files.len(), jobs(&files[0]).len()), (1, 1), "{page}");
    }
}

/// Blocks of `sh` run as they stand, those of a page in one folder. What needs a server or another program is in blocks of
/// `shell`, and what builds jobeval begins with `cargo`.
#[cfg(unix)]
#[test]
fn the_shell_lines_of_the_pages_run() {
    let mut lines = 0;
    for (page, text) in pages().into_iter().filter(|(page, _)| !page.ends_with("diagnostics.md")) {
        let folder = folder_of_a_reader();
        for block in blocks(&text, "sh").iter().filter(|block| !block.starts_with("cargo ")) {
            let (status, _, errors) = crate::commands::help::shell(&format!("set -e\n{block}"), &folder);
            assert_eq!(status, YES, "{}: {block}{errors}", page.display());
            lines += block.lines().count();
        }
    }
    assert!(lines > 5, "{lines}");
}

/// What a heading is called in links, as GitHub has it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars();
    let kept = kept.filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The targets of a page's links and pictures, code left out.
fn links(text: &str) -> Vec<String> {
    let mut is_code = false;
    let prose = text.lines().filter(|line| {
        is_code ^= line.starts_with("```");
        !is_code
    });
    prose
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn no_link_is_dead() {
    let others = ["CONTRIBUTING.md", "CHANGELOG.md", "examples/repository/README.md", "fuzz/README.md"];
    let others = others.map(|page| (PathBuf::from(page), file(page)));
    let mut found = 0;
    for (page, text) in pages().into_iter().chain(others) {
        for link in links(&text).iter().filter(|link| !link.contains("://")) {
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap_or(Path::new("")).join(path)
            };
            assert!(target.exists(), "{}: {link}", page.display());
            if !place.is_empty() {
                let text = std::fs::read_to_string(target).unwrap();
                let has_it = text.lines().any(|line| line.starts_with('#') && anchor(line) == place);
                assert!(has_it, "{}: {link}", page.display());
            }
            found += 1;
        }
    }
    assert!(found > 30, "{found}");
}

#[cfg(unix)]
#[test]
fn the_page_of_commands_shows_every_command() {
    let page = file("docs/commands.md");
    for command in crate::commands::help::commands().iter().filter(|command| !command.is_empty()) {
        let line = format!("$ jobeval {} -h\n", command.join(" "));
        assert!(page.contains(&line), "{line}");
    }
}

/// All keys of a JSON value, at any depth.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_of_json_is_documented_under_its_command() {
    let page = file("docs/json.md");
    let sections: Vec<&str> = page.split("\n## ").collect();
    let job = "examples/new-dance-movement-therapist.yaml";
    let folder = crate::run::Folder::new();
    let edition = folder.path().join("clerks.yaml").to_str().unwrap().to_owned();
    let (_, suite, _) = run(&["profiles", "import", "examples/ward-clerks.txt"]);
    std::fs::write(&edition, suite.replace("band: 2", "band: 3")).unwrap();
    for command in [
        &["score", job][..],
        &["compare", job, "arts-therapist"],
        &["match", "examples/senior-art-therapist.yaml"],
        &["report", job],
        &["match", "--best", job],
        &["check", "tests/data/expectations.yaml"],
        &["explain", job],
        &["explain", "examples/senior-art-therapist.yaml"],
        &["diff", "tests/data/before.yaml", "tests/data/after.yaml"],
        &["diff", "tests/data/before.yaml", "tests/data/after.yaml", "--summary"],
        &["consistency", "examples/workforce.csv"],
        &["profiles", "list"],
        &["profiles", "show", "arts-therapist"],
        &["profiles", "check", "--profiles", "tests/data/changed-suite.yaml"],
        &["profiles", "import", "examples/ward-clerks.txt", "--output", &edition],
        &["scheme"],
        &["scheme", "12"],
    ] {
        let (_, json, _) = run(&[command, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&json).unwrap();
        let mut found = BTreeSet::new();
        keys(&value, &mut found);
        let names: Vec<&str> =
            command.iter().copied().take_while(|word| !word.contains(['.', '-'])).collect();
        let heading = |section: &&&str| {
            let title = section.lines().next().unwrap_or_default();
            [1, 2]
                .iter()
                .any(|words| title.contains(&format!("`{}`", names[..names.len().min(*words)].join(" "))))
        };
        let documented: String = sections.iter().filter(heading).copied().collect();
        let words: Vec<&str> = documented.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for key in found {
            assert!(
                words.contains(&key.as_str()) || documented.contains(&format!("`{key}`")),
                "{command:?} has `{key}`, which docs/json.md does not name"
            );
        }
    }
}

/// A section of the page: the code, the command line, what it reads, and what it must report.
struct Example {
    code: String,
    arguments: Vec<String>,
    input: String,
    report: String,
}

/// The page's sections, each with a block of `sh` or of what is read, and one of `text`.
fn examples() -> Vec<Example> {
    let page = file("docs/diagnostics.md");
    let sections = page.split("\n## ").skip(1);
    sections
        .map(|section| {
            let code = section.lines().next().unwrap().trim_matches('`').to_owned();
            let read_with = section.split("Read with `").nth(1).and_then(|rest| rest.split('`').next());
            let block = |kind| blocks(section, kind).into_iter().next();
            let (line, input) = match block("sh") {
                Some(line) => match line.split_once(" | ") {
                    Some((producer, line)) => (line.to_owned(), printed(producer)),
                    None => (line, String::new()),
                },
                None => {
                    let input = ["yaml", "csv", "json"].into_iter().find_map(block);
                    (read_with.unwrap_or("jobeval score -").to_owned(), input.unwrap())
                }
            };
            let report = block("text").unwrap();
            Example { code, arguments: words(&line), input, report }
        })
        .collect()
}

/// What a command of the system prints.
fn printed(command: &str) -> String {
    let run = std::process::Command::new("sh").args(["-c", command]).output().unwrap();
    String::from_utf8(run.stdout).unwrap()
}

/// The arguments of a command line, in which one may be in quotes.
fn words(line: &str) -> Vec<String> {
    let parts = line.trim().split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(ToOwned::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .skip(1)
        .collect()
}

#[test]
fn the_page_lists_every_code_and_no_other() {
    let listed: Vec<String> = examples().into_iter().map(|example| example.code).collect();
    assert_eq!(listed, codes());
}

#[test]
fn each_section_of_the_page_begins_with_what_breaks_the_rule() {
    let page = file("docs/diagnostics.md");
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert_eq!(sections.len(), meanings().len());
    for (section, meaning) in sections.iter().zip(meanings()) {
        let prose = section.lines().skip(2).collect::<Vec<_>>().join(" ");
        assert!(prose.starts_with(&meaning), "{meaning}\n{section}");
    }
}

#[test]
fn codes_are_unique_and_in_kebab_case() {
    for (index, code) in codes().into_iter().enumerate() {
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || b"-8016".contains(&byte)), "{code}");
        assert!(!codes()[..index].contains(&code), "{code}");
    }
}

#[test]
fn each_example_of_the_page_is_reported_as_it_says() {
    for example in examples() {
        let (status, _, stderr) = run_reading(&example.input, &example.arguments);
        // The closing lines about rows, profiles or a result that was not written are no findings.
        let is_finding =
            |line: &&str| !line.contains(" refused") && !line.starts_with("error: no job could be read");
        let stderr: String = stderr.split_inclusive('\n').filter(is_finding).collect();
        assert!(stderr.contains(&format!("[{}]: ", example.code)), "{}: {stderr}", example.code);
        match example.report.strip_prefix("...\n").and_then(|rest| rest.strip_suffix("...\n")) {
            Some(part) => assert!(stderr.contains(part), "{}: {stderr}", example.code),
            None => assert_eq!(example.report, stderr, "{}", example.code),
        }
        let warns = stderr.starts_with("warning") || stderr.starts_with("note");
        assert_eq!(status == TROUBLE, !warns, "{}", example.code);
    }
}

#[test]
fn each_example_of_the_page_has_its_code_in_json() {
    for mut example in examples() {
        example.arguments.extend(["--diagnostics".to_owned(), "json".to_owned()]);
        let (_, _, stderr) = run_reading(&example.input, &example.arguments);
        let objects: Vec<Value> = stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let keys: Vec<&String> = objects[0].as_object().unwrap().keys().collect();
        let fields = [
            "severity",
            "code",
            "message",
            "help",
            "file",
            "page",
            "factor",
            "cell",
            "line",
            "column",
            "end_column",
        ];
        assert_eq!(keys, fields, "{}", example.code);
        assert!(objects.iter().any(|object| object["code"] == example.code.as_str()), "{stderr}");
    }
}

//! Holds `docs/diagnostics.md` to the code: it lists every code and no other, and each of its examples is reported as it
//! says. Proves that no document, however wrong, makes a report without end.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use jobeval::finding::{Code, Counts, Problem};
use jobeval::{Job, Scheme};

/// A section of the page: the code, the command line, what it reads, and what it must report.
struct Example {
    code: String,
    arguments: Vec<String>,
    input: String,
    report: String,
}

/// The page's sections, each with a block of `sh` or of what is read, and one of `text`.
fn examples() -> Vec<Example> {
    let page = std::fs::read_to_string("docs/diagnostics.md").unwrap();
    let sections = page.split("\n## ").skip(1);
    sections
        .map(|section| {
            let code = section.lines().next().unwrap().trim_matches('`').to_owned();
            let read_with = section.split("Read with `").nth(1).and_then(|rest| rest.split('`').next());
            let (line, input) = match block(section, "sh") {
                Some(line) => (line, String::new()),
                None => {
                    let input = ["yaml", "csv", "json"].into_iter().find_map(|kind| block(section, kind));
                    (read_with.unwrap_or("jobeval score -").to_owned(), input.unwrap())
                }
            };
            let report = block(section, "text").unwrap();
            Example { code, arguments: words(&line), input, report }
        })
        .collect()
}

/// The text between ` ```kind ` and the next fence.
fn block(section: &str, kind: &str) -> Option<String> {
    let (_, rest) = section.split_once(&format!("\n```{kind}\n"))?;
    Some(rest.split("```").next()?.to_owned())
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

fn jobeval(arguments: &[impl AsRef<std::ffi::OsStr>], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jobeval"))
        .args(arguments)
        .env_remove("JOBEVAL_PROFILES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no standard input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn the_page_lists_every_code_and_no_other() {
    let listed: Vec<String> = examples().into_iter().map(|example| example.code).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(listed, codes);
}

#[test]
fn codes_are_unique_and_in_kebab_case() {
    for (index, code) in Code::ALL.iter().enumerate() {
        let id = code.id();
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || b"-8016".contains(&byte)), "{id}");
        assert!(Code::ALL[..index].iter().all(|other| other.id() != id), "{id}");
    }
}

#[test]
fn each_example_of_the_page_is_reported_as_it_says() {
    for example in examples() {
        let output = jobeval(&example.arguments, &example.input);
        let stderr = String::from_utf8(output.stderr).unwrap();
        // The closing line about rows is no finding.
        let is_finding = |line: &&str| !line.ends_with(" refused\n");
        let stderr: String = stderr.split_inclusive('\n').filter(is_finding).collect();
        assert!(stderr.contains(&format!("[{}]: ", example.code)), "{}: {stderr}", example.code);
        match example.report.strip_prefix("...\n").and_then(|rest| rest.strip_suffix("...\n")) {
            Some(part) => assert!(stderr.contains(part), "{}: {stderr}", example.code),
            None => assert_eq!(example.report, stderr, "{}", example.code),
        }
        let warns = stderr.starts_with("warning");
        assert_eq!(output.status.code() == Some(2), !warns, "{}", example.code);
    }
}

#[test]
fn each_example_of_the_page_has_its_code_in_json() {
    for mut example in examples() {
        example.arguments.extend(["--diagnostics".to_owned(), "json".to_owned()]);
        let output = jobeval(&example.arguments, &example.input);
        let stderr = String::from_utf8(output.stderr).unwrap();
        let objects: Vec<serde_json::Value> =
            stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let keys: Vec<&String> = objects[0].as_object().unwrap().keys().collect();
        let fields = ["severity", "code", "message", "help", "file", "line", "column", "end_column"];
        assert_eq!(keys, fields, "{}", example.code);
        assert!(objects.iter().any(|object| object["code"] == example.code.as_str()), "{stderr}");
    }
}

#[test]
fn no_document_makes_a_report_without_end() {
    const MANY: usize = 200_000;
    let scheme = Scheme::nhs_jes().unwrap();
    let entries: Vec<String> = (0..MANY).map(|index| format!("factor_{index}: 1")).collect();
    for text in [
        format!("title: A\nfactors:\n  {}\n", entries.join("\n  ")),
        format!("title: A\nfactors: {{{}}}\n", entries.join(", ")),
    ] {
        let start = Instant::now();
        let findings = Job::read("jobs.yaml", &text, &scheme).findings;
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
        assert_eq!(findings.len(), 101);
        let more = Problem::MoreFindings(Counts { errors: MANY - 100, warnings: 0 });
        assert_eq!(findings.last().map(|finding| &*finding.problem), Some(&more));
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
    let read = Scheme::read_all("scheme.yaml", &format!("{rest}{aliases}"));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let more = Problem::MoreFindings(Counts { errors: 0, warnings: MANY - 100 });
    assert_eq!(read.findings.last().map(|finding| &*finding.problem), Some(&more));
    assert_eq!(read.items.len(), 1);
}

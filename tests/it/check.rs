//! `check` through the binary: a folder of jobs with planted wrong expectations gives exactly those failures in every
//! format.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::run::{Ended, Folder, NO, TROUBLE, YES};

const JOBS: usize = 50;

/// What is wrong in the expectation of the job of this number; it has 498 points, Band 7, and matches arts-therapist.
fn planted(number: usize) -> Option<(&'static str, &'static str)> {
    match number % 10 {
        3 => Some(("band", "{band: 6, profile: arts-therapist}")),
        5 => Some(("total", "{band: 7, total: {min: 499, max: 600}}")),
        7 => Some(("profile", "{profile: head-of-arts-therapies}")),
        9 => Some(("outcome", "{profile: arts-therapist, outcome: band_match}")),
        _ => None,
    }
}

/// Writes the jobs, with characters in their titles that mean something to each format.
fn write_jobs(folder: &Folder) -> BTreeSet<(String, &'static str)> {
    let mut expected = BTreeSet::new();
    for number in 0..JOBS {
        let holds = "{band: 7, total: {min: 498, max: 498}, profile: arts-therapist}";
        let (field, expect) = planted(number).unzip();
        let id = format!("J{number:02}");
        let mut text = format!("id: {id}\ntitle: 'Job <{number}> & \"co\", 100%: :: ]]>'\nfactors:\n");
        for (factor, level) in "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a".split(' ').enumerate() {
            writeln!(text, "  {}: {level}", factor + 1).unwrap();
        }
        writeln!(text, "expect: {}", expect.unwrap_or(holds)).unwrap();
        folder.write(&format!("{id}.yaml"), text);
        expected.extend(field.map(|field| (id, field)));
    }
    expected
}

/// Runs `check` on the folder.
fn check(folder: &Folder, arguments: &[&str]) -> Ended {
    folder.run(&[&["check", "."], arguments].concat())
}

/// The job that a line or tag speaks of: every title carries its id in brackets.
fn id_in(text: &str) -> String {
    let start = text.find("(J").unwrap() + 1;
    text[start..start + 3].to_owned()
}

#[test]
fn planted_wrong_expectations_fail_and_no_others_in_every_format() {
    let folder = Folder::new();
    let expected = write_jobs(&folder);
    assert_eq!(expected.len(), 20);

    let (status, json, errors) = check(&folder, &["--format", "json"]);
    assert_eq!((status, &*errors), (NO, ""));
    let checks: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(checks.len(), JOBS);
    let mut found = BTreeSet::new();
    for check in &checks {
        let failures = check["failures"].as_array().unwrap();
        assert_eq!(check["passed"], failures.is_empty());
        for failure in failures {
            let field = failure["field"].as_str().unwrap().to_owned();
            found.insert((check["id"].as_str().unwrap().to_owned(), field));
        }
    }
    let named: BTreeSet<(String, String)> =
        expected.iter().map(|(id, field)| (id.clone(), (*field).to_owned())).collect();
    assert_eq!(found, named);

    let (_, table, _) = check(&folder, &[]);
    let failed: BTreeSet<String> = table.lines().filter(|line| line.starts_with('✗')).map(id_in).collect();
    let ids: BTreeSet<String> = expected.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(failed, ids);
    assert!(table.ends_with("50 jobs: 30 passed, 20 failed\n"), "{table}");

    let (_, junit, _) = check(&folder, &["--format", "junit"]);
    let mut found = BTreeSet::new();
    for case in junit.split("<testcase ").skip(1).filter(|case| case.contains("<failure")) {
        let kind = case.split("type=\"").nth(1).unwrap().split('"').next().unwrap();
        found.insert((id_in(case), kind.to_owned()));
    }
    assert_eq!(found, named);
    assert_eq!((junit.matches("<testsuite ").count(), junit.matches("<testcase ").count()), (JOBS, JOBS));

    let (_, github, _) = check(&folder, &["--format", "github"]);
    let annotations: Vec<&str> = github.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(annotations.len(), expected.len());
    for (annotation, (id, field)) in annotations.iter().zip(&expected) {
        let title =
            format!("Job <{}> & \"co\"%2C 100%25%3A %3A%3A ]]> ({id})", id[1..].parse::<usize>().unwrap());
        let start = format!("::error file={id}.yaml,line=20,col=1,title={title}::{field}: expected ");
        assert!(annotation.starts_with(&start), "{annotation}");
    }
}

#[test]
fn a_file_that_is_wrong_is_never_taken_for_one_without_failures() {
    let folder = Folder::new();
    folder.write("a.yaml", "title: Good\nfactors: {}\n---\ntitle: Bad\nfactors: {17: 1}\n");
    folder.write("b.yaml", b"title: \xe9\n");
    let (status, junit, _) = check(&folder, &["--format", "junit"]);
    assert_eq!(status, TROUBLE);
    assert!(junit.contains("tests=\"3\" failures=\"0\" errors=\"2\""), "{junit}");
    let (status, github, _) = check(&folder, &["--format", "github"]);
    assert_eq!(status, TROUBLE);
    assert!(
        github.starts_with(
            "::error file=a.yaml,line=5,col=11,title=jobeval unknown-factor::there is no factor `17`"
        ),
        "{github}"
    );
    assert!(
        github.contains("::error file=b.yaml,line=1,col=8,title=jobeval not-utf-8::the file"),
        "{github}"
    );
    let (status, _, _) = check(&folder, &["--require-expect"]);
    assert_eq!(status, TROUBLE, "trouble outranks no");
}

#[test]
fn a_job_without_expect_fails_only_where_one_is_required() {
    let folder = Folder::new();
    folder.write("a.yaml", "title: Silent\nfactors: {}\n");
    let (status, table, _) = check(&folder, &[]);
    assert_eq!(status, YES);
    assert!(
        table.contains("no expect") && table.ends_with("1 job: 0 passed, 0 failed, 1 without expect\n"),
        "{table}"
    );
    folder.write("b.yaml", "title: Empty\nfactors: {}\nexpect: {band: }\n");
    let (status, table, _) = check(&folder, &["--require-expect"]);
    assert_eq!(status, NO);
    assert!(table.ends_with("2 jobs: 0 passed, 2 failed\n"), "an expectation of nothing is none: {table}");
    assert!(table.contains("expect: expected an expect block, found none"), "{table}");
}

/// Every element of a report with its attributes and parent.
fn elements(xml: &str) -> Vec<(String, BTreeSet<String>, String)> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<String> = Vec::new();
    let mut elements = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
                    attribute.key.as_ref().to_owned()
                });
                elements.push((name.clone(), attributes.collect(), open.last().cloned().unwrap_or_default()));
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "every element is closed");
    elements
}

/// What `junit-10.xsd` of the Jenkins xUnit plugin allows: an element's parent and attributes.
const JUNIT_10: [(&str, &str, &[&str]); 6] = [
    ("testsuites", "", &["name", "time", "tests", "failures", "disabled", "errors"]),
    (
        "testsuite",
        "testsuites",
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
            "version",
        ],
    ),
    (
        "testcase",
        "testsuite",
        &[
            "name",
            "assertions",
            "time",
            "timestamp",
            "classname",
            "status",
            "class",
            "file",
            "line",
            "log",
            "group",
            "url",
        ],
    ),
    ("skipped", "testcase", &["type", "message"]),
    ("failure", "testcase", &["type", "message"]),
    ("error", "testcase", &["type", "message"]),
];

#[test]
fn the_junit_report_is_well_formed_and_keeps_to_the_schema() {
    let folder = Folder::new();
    write_jobs(&folder);
    folder.write("silent.yaml", "title: \"a\\x07 \\uFFFE ]]> <b> & ' \\\"\"\nfactors: {}\n");
    folder.write("wrong.yaml", "title: Bad\nfactors: {17: 1}\n");
    let (_, junit, _) = check(&folder, &["--format", "junit"]);
    let elements = elements(&junit);
    for (name, attributes, parent) in &elements {
        let (_, allowed_parent, allowed) = JUNIT_10.iter().find(|(known, ..)| known == name).unwrap();
        assert_eq!(parent, allowed_parent);
        assert!(
            attributes.iter().all(|attribute| allowed.contains(&attribute.as_str())),
            "{name}: {attributes:?}"
        );
    }
    let met: BTreeSet<&str> = elements.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(met.len(), JUNIT_10.len(), "every kind of element was met");
}

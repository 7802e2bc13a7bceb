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
        assert!(failures.iter().all(|failure| failure["line"] == 20), "{check}");
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
        let number: usize = id[1..].parse().unwrap();
        let (_, expect) = planted(number).unwrap();
        let column = "expect: ".len() + expect.find(field).unwrap() + 1;
        let title = format!("Job <{number}> & \"co\"%2C 100%25%3A %3A%3A ]]> ({id})");
        let start = format!("::error file={id}.yaml,line=20,col={column},title={title}::{field}: expected ");
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

/// The levels of a job that matches arts-therapist and has 498 points, Band 7.
const LEVELS: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a";

/// The same with a factor that is not assessed: 489 to 511 points, all in Band 7.
const UNDECIDED: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b ?";

/// A job above all bands, which no profile matches.
const TOP: &str = "6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5";

/// Writes a job with these levels and this further text.
fn job(id: &str, levels: &str, more: &str) -> String {
    let factors = levels.split(' ').zip(1..).map(|(level, number)| format!("  {number}: '{level}'\n"));
    format!("id: {id}\ntitle: T\nfactors:\n{}{more}", factors.collect::<String>())
}

/// Parses the JSON of a run.
fn parsed(json: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn no_match_without_a_profile_is_that_of_all_known_profiles() {
    let outcome = "expect: {outcome: no_match}\n";
    let jobs =
        [job("A", TOP, outcome), job("B", LEVELS, outcome), job("C", UNDECIDED, outcome)].join("---\n");
    let folder = Folder::with("jobs.yaml", jobs);
    let numbers: Vec<String> = (1..=16).map(|number| number.to_string()).collect();
    let row = |id: &str, levels: &str| format!("{id},{},no_match\n", levels.replace(' ', ","));
    let rows = [row("A", TOP), row("B", LEVELS), row("C", UNDECIDED)].concat();
    folder.write("jobs.csv", format!("id,{},expect_outcome\n{rows}", numbers.join(",")));
    for file in ["jobs.yaml", "jobs.csv"] {
        let (status, json, err) = folder.run(&["check", file, "--format", "json"]);
        assert_eq!((status, &*err), (NO, ""));
        let checks = parsed(&json);
        assert_eq!(checks.iter().map(|check| &check["passed"]).collect::<Vec<_>>(), [true, false, false]);
        for (check, found) in checks[1..].iter().zip(["profile_match", "incomplete"]) {
            let failure = &check["failures"][0];
            assert_eq!(failure["field"], "outcome");
            assert_eq!(failure["expected"], "no_match");
            assert_eq!(failure["found"], found);
            assert_eq!(failure["profile"], "arts-therapist");
        }
    }
    // No new job is matched to an archived profile, and without any profile nothing is known.
    let suite = std::fs::read_to_string("tests/data/archived-suite.yaml").unwrap();
    folder.write("suite.yaml", suite);
    folder.write("other.yaml", std::fs::read_to_string("tests/data/small-scheme.yaml").unwrap());
    folder.write("small.yaml", "title: T\nfactors: {}\nexpect: {outcome: no_match}\n");
    let (status, out, _) = folder.run(&["check", "jobs.yaml", "--profiles", "suite.yaml"]);
    assert!(status == NO && out.ends_with("3 jobs: 1 passed, 2 failed\n"), "{out}");
    let (status, json, _) =
        folder.run(&["check", "small.yaml", "--scheme", "other.yaml", "--format", "json"]);
    let failure = &parsed(&json)[0]["failures"][0];
    assert!(status == NO && failure["found"].is_null() && failure["profile"].is_null(), "{json}");
    assert!(failure["help"].as_str().unwrap().starts_with("no profile is loaded; "), "{json}");
}

#[test]
fn a_job_without_expect_has_neither_passed_nor_failed() {
    let folder = Folder::with("a.yaml", "title: Silent\nfactors: {}\n");
    let run = |format: &str| {
        let (status, out, _) = check(&folder, &["--format", format]);
        assert_eq!(status, YES, "{format}");
        out
    };
    assert!(parsed(&run("json"))[0]["passed"].is_null());
    let line: serde_json::Value = serde_json::from_str(&run("ndjson")).unwrap();
    assert!(line["passed"].is_null() && line.get("passed").is_some(), "{line}");
    assert!(run("yaml").contains("passed: null\n"));
    assert!(run("csv").ends_with("\r\n,Silent,./a.yaml,,,,false,,\r\n"));
    assert!(run("junit").contains("<skipped message=\"no expect\"/>"));
    let (status, json, _) = check(&folder, &["--require-expect", "--format", "json"]);
    let found = parsed(&json);
    assert_eq!((status, &found[0]["passed"]), (NO, &serde_json::json!(false)));
    assert!(found[0]["failures"][0]["found"].is_null() && found[0]["failures"][0]["line"] == 1, "{json}");
}

#[test]
fn each_failure_stands_where_its_key_does() {
    let expect =
        "expect:\n  band: 6\n\n  total:\n    min: 1\n    max: 200\n  profile: head-of-arts-therapies\n";
    let folder = Folder::with("a.yaml", job("A", LEVELS, expect));
    let (_, json, _) = check(&folder, &["--format", "json"]);
    let checks = parsed(&json);
    let failures = checks[0]["failures"].as_array().unwrap();
    let places: Vec<(&str, u64, u64)> = failures
        .iter()
        .map(|failure| {
            let number = |key: &str| failure[key].as_u64().unwrap();
            (failure["field"].as_str().unwrap(), number("line"), number("column"))
        })
        .collect();
    assert_eq!(places, [("band", 21, 3), ("total", 23, 3), ("profile", 26, 3)]);
    let (_, github, _) = check(&folder, &["--format", "github"]);
    for (key, line, column) in &places {
        let found = format!("file=a.yaml,line={line},col={column},title=T (A)::{key}: expected");
        assert!(github.contains(&found), "{github}");
    }
    let (_, junit, _) = check(&folder, &["--format", "junit"]);
    assert!(junit.contains("a.yaml:21:3: band: expected 6, found 7\n./a.yaml:23:3: total: "), "{junit}");
    let (_, table, _) = check(&folder, &[]);
    assert!(table.contains("a.yaml:21: band") && table.contains("line 23: total"), "{table}");
}

#[test]
fn what_all_possible_totals_of_an_undecided_job_meet_holds_and_is_marked() {
    let folder = Folder::with("a.yaml", job("A", UNDECIDED, "expect: {band: 7}\n"));
    folder.write("b.yaml", job("B", UNDECIDED, "expect: {band: 6, total: 498}\n"));
    let (status, json, _) = check(&folder, &["--format", "json"]);
    let checks = parsed(&json);
    assert_eq!((status, &checks[0]["passed"], &checks[1]["passed"]), (NO, &true.into(), &false.into()));
    let found: Vec<&str> =
        checks[1]["failures"].as_array().unwrap().iter().map(|one| one["found"].as_str().unwrap()).collect();
    assert_eq!(found, ["7", "489–511"]);
    for check in &checks {
        assert_eq!(check["complete"], false);
        assert_eq!(check["note"], "489–511 points, 1 factor undecided: Band 7");
    }
    let (_, table, _) = check(&folder, &[]);
    assert_eq!(table.matches("1 factor undecided").count(), 2, "{table}");
    let (_, github, _) = check(&folder, &["--format", "github"]);
    assert!(github.contains("::notice file=a.yaml,line=20,col=10,title=T (A)::489–511 points"), "{github}");
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

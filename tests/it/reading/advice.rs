//! Advice on what people try: documents given as suites, results named as jobs, arrays given as lines.

use crate::reading::suites::suite;
use crate::run::{Folder, TROUBLE, YES, run};

const JOB: &str = "examples/senior-art-therapist.yaml";
const UNMATCHED: &str = "examples/arts-in-health-coordinator.yaml";

#[test]
fn a_suite_is_found_whatever_the_case_and_separators_of_its_name() {
    for name in ["arts-therapies", "Arts Therapies", "ARTS_THERAPIES"] {
        let (status, out, err) = run(&["match", JOB, "--suite", name]);
        assert!(status == YES && out.contains("profile match"), "{name}: {err}");
    }
    let (status, _, err) = run(&["match", JOB, "--suite", "podiatry"]);
    assert!(status == TROUBLE && err.contains("the suites are arts-therapies; to add"), "{err}");
}

#[test]
fn documents_that_are_given_as_suites_are_to_be_imported() {
    for document in
        ["documents/arts-therapies.docx", "documents/arts-therapies.pdf", "documents/arts-therapies.html"]
    {
        let path = format!("tests/data/{document}");
        let (status, _, err) = run(&["profiles", "--profiles", &path]);
        assert_eq!(status, TROUBLE);
        assert!(
            err.contains(&format!(
                "a suite is a YAML file; to make one, run jobeval profiles import {path} --output"
            )),
            "{err}"
        );
    }
    let folder = Folder::with("my suites/podiatry.docx", "a document");
    folder.write("my suites/other.yaml", suite("other", "other-"));
    let (status, _, err) = folder.run(&["match", "--profiles", "my suites", "job.yaml"]);
    assert!(status == TROUBLE && err.contains("warning[passed-over]"), "{err}");
    assert!(err.contains("jobeval profiles import \"my suites/podiatry.docx\" --output suite.yaml"), "{err}");
}

#[test]
fn files_of_folders_whose_names_end_in_txt_are_named() {
    let folder = Folder::with("jobs/a.yaml", std::fs::read(JOB).unwrap());
    for name in ["b.yaml.txt", "c.csv.TXT", "notes.txt", "~$d.yaml.txt"] {
        folder.write(&format!("jobs/{name}"), "");
    }
    let (status, out, err) = folder.run(&["score", "jobs"]);
    assert!(status == YES && out.contains("498 points"), "{out}{err}");
    assert_eq!(err.matches("[passed-over]").count(), 2, "{err}");
    assert!(err.contains("rename it to b.yaml\n") && err.contains("rename it to c.csv\n"), "{err}");
    std::fs::remove_file(folder.file("jobs/a.yaml")).unwrap();
    let (status, _, err) = folder.run(&["score", "jobs"]);
    assert!(status == TROUBLE && err.contains("[empty-folder]") && err.contains("b.yaml.txt"), "{err}");
}

#[test]
fn a_file_that_the_result_was_meant_to_go_to_is_told_from_a_job() {
    let folder = Folder::with("a.yaml", std::fs::read(JOB).unwrap());
    for name in ["out.html", "out.md", "out.json"] {
        let (status, _, err) = folder.run(&["report", "a.yaml", name]);
        assert_eq!(status, TROUBLE);
        assert!(err.contains(&format!("to write the result to it, give --output {name}")), "{err}");
    }
    folder.run(&["report", "a.yaml", "--output", "out.html"]);
    let (_, _, err) = folder.run(&["report", "a.yaml", "out.html"]);
    assert!(err.contains("[other-format]") && err.contains("give --output out.html"), "{err}");
    let (_, _, err) = folder.run(&["report", "a.yaml", "nosuch.yaml"]);
    assert!(!err.contains("--output"), "{err}");
}

#[test]
fn several_jobs_are_matched_with_best() {
    for paths in [&[JOB, UNMATCHED][..], &["examples/workforce.csv"]] {
        let (status, _, err) = run(&[&["match"], paths].concat());
        assert!(status == TROUBLE && err.contains("; or match each of them with --best"), "{err}");
    }
    let (_, _, err) = run(&["compare", "examples/workforce.csv", "arts-therapist"]);
    assert!(err.contains("choose one with --job") && !err.contains("--best"), "{err}");
}

#[test]
fn a_json_array_is_not_ndjson() {
    let folder = Folder::new();
    let job = r#"{"id": "JD-1", "title": "Clerk", "factors": {"communication": 1}}"#;
    for array in
        [format!("[{job}]"), format!("[\n  {job},\n  {job}\n]\n"), format!("\u{feff} [ {job},\n{job}]")]
    {
        folder.write("jobs.ndjson", &array);
        for arguments in [&["score"][..], &["score", "--format", "csv"], &["match", "--best"]] {
            let (status, _, err) = folder.run(&[arguments, &["jobs.ndjson"]].concat());
            assert_eq!((status, err.matches("error[").count()), (TROUBLE, 1), "{err}");
            assert!(err.contains("jq -c '.[]' jobs.json > jobs.ndjson"), "{err}");
        }
    }
    // A line that is an array is one wrong line.
    folder.write("jobs.ndjson", format!("[1, 2]\n{job}\n"));
    let (_, out, err) = folder.run(&["score", "jobs.ndjson", "--format", "csv"]);
    assert!(out.contains("JD-1") && !err.contains("jq"), "{out}{err}");
}

#[test]
fn a_second_column_for_a_factor_is_settled_with_column() {
    let rows = std::fs::read_to_string("tests/bad/good-rows.csv").unwrap();
    let (header, row) = (
        rows.lines().next().unwrap().replace(",9,", ",human_resources,") + ",HR",
        rows.lines().nth(1).unwrap(),
    );
    let folder = Folder::with("rows.csv", format!("{header}\n{row},Jane Doe\n"));
    let (status, _, err) = folder.run(&["score", "rows.csv"]);
    assert!(status == TROUBLE && err.contains("as in --column human_resources=\"human_resources\""), "{err}");
    let (status, _, err) = folder.run(&["score", "rows.csv", "--column", "human_resources=human_resources"]);
    assert_eq!(status, YES, "{err}");
}

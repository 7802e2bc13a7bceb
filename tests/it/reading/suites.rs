//! The suites of a run: those that cannot be read, those that replace built-in ones, and what results say of them.

use serde_json::Value;

use crate::run::{Ended, Folder, NO, TROUBLE, YES, run};

const JOB: &str = "examples/senior-art-therapist.yaml";
const UNMATCHED: &str = "examples/arts-in-health-coordinator.yaml";
const DOCUMENT: &str = "tests/data/national-profiles-arts-therapies.txt";

/// Every command that uses profiles, but for `profiles check`.
const COMMANDS: [&[&str]; 16] = [
    &["compare", JOB, "arts-therapist"],
    &["match", JOB],
    &["match", "--best", JOB],
    &["match", "--best", JOB, "--format", "csv"],
    &["match", "--best", JOB, "--format", "ndjson"],
    &["match", "--best", JOB, "--summary"],
    &["report", JOB],
    &["report", JOB, "--format", "html"],
    &["check", JOB],
    &["consistency", JOB],
    &["profiles"],
    &["profiles", "show", "arts-therapist"],
    &["profiles", "import", "examples/ward-clerks.txt"],
    &["scheme", "freedom"],
    &["init", "--from", "arts-therapist"],
    &["completions", "bash"],
];

/// Makes a suite with another id, and with this before the ids of its profiles.
pub(crate) fn suite(suite: &str, profile: &str) -> String {
    let text = std::fs::read_to_string("profiles/arts-therapies.yaml").unwrap();
    text.replace("suite: arts-therapies\n", &format!("suite: {suite}\n"))
        .replace("- id: ", &format!("- id: {profile}"))
}

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

/// A folder with the arts therapies imported as `new.yaml`, from the crate's root.
fn new_edition() -> (Folder, String) {
    let folder = Folder::new();
    let file = folder.file("new.yaml").to_str().unwrap().to_owned();
    let (status, _, err) = run(&["profiles", "import", DOCUMENT, "--output", &file]);
    assert_eq!(status, YES, "{err}");
    (folder, file)
}

#[test]
fn no_command_gives_a_result_without_a_suite_that_it_was_given() {
    let folder = Folder::with("broken.yaml", "suite: [\n");
    folder.write("ids.yaml", suite("other", ""));
    folder.write("first.yaml", suite("one-id", "first-"));
    folder.write("second.yaml", suite("One Id", "second-"));
    let path = |name: &str| folder.file(name).to_str().unwrap().to_owned();
    for (given, codes) in [
        (vec!["nosuch".to_owned()], vec!["unreadable"]),
        (vec![path("ids.yaml")], vec!["profile-id-taken"]),
        (vec![path("first.yaml"), path("second.yaml")], vec!["suite-id-taken"]),
        (vec!["tests/data/no-yaml".to_owned()], vec!["empty-folder"]),
        (vec!["nosuch".to_owned(), path("broken.yaml")], vec!["unreadable", "broken-yaml"]),
    ] {
        let options: Vec<&str> = given.iter().flat_map(|path| ["--profiles", path]).collect();
        for arguments in COMMANDS {
            let output = folder.file("result");
            for to in [&[][..], &["--output", output.to_str().unwrap()]] {
                let (status, out, err) = run(&[arguments, &options, to].concat());
                assert!(status == TROUBLE && out.is_empty(), "{arguments:?} {given:?}: {out}{err}");
                assert!(!output.exists(), "{arguments:?} {given:?}");
                for code in &codes {
                    assert!(err.contains(&format!("[{code}]")), "{arguments:?} {given:?}: {err}");
                }
            }
        }
        let (status, out, err) = run(&[&["profiles", "check"][..], &options].concat());
        assert!(status == TROUBLE && out.contains("A given suite could not be read."), "{out}{err}");
    }
}

#[test]
fn suites_of_the_environment_are_no_less_needed() {
    let mut command = crate::run::command(&["report", JOB]);
    let (status, out, err) = crate::run::ended(command.env("JOBEVAL_PROFILES", "nosuch").output().unwrap());
    assert!(status == TROUBLE && out.is_empty() && err.contains("[unreadable]"), "{err}");
}

#[test]
fn findings_about_jobs_are_shown_beside_those_about_suites() {
    let bad_job = "tests/bad/jobs/level-too-high.yaml";
    for arguments in [
        &["compare", bad_job, "x"][..],
        &["match", bad_job],
        &["match", "--best", bad_job, "--format", "csv"],
        &["report", bad_job],
        &["check", bad_job],
        &["consistency", bad_job],
    ] {
        let (status, out, err) = run(&[arguments, &["--profiles", "nosuch"]].concat());
        assert!(status == TROUBLE && out.is_empty(), "{arguments:?}: {out}");
        assert!(err.contains("[no-such-level]") && err.contains("[unreadable]"), "{arguments:?}: {err}");
    }
}

#[test]
fn two_suites_of_the_user_may_not_have_one_id_and_a_file_given_twice_is_one() {
    let folder = Folder::with("suites/first.yaml", suite("one-id", "first-"));
    let first = folder.file("suites/first.yaml");
    let twice = ["match", JOB, "--profiles", first.to_str().unwrap(), "--profiles"];
    let (status, _, err) = run(&[&twice[..], &[folder.file("suites").to_str().unwrap()]].concat());
    assert_eq!((status, &*err), (YES, ""));
    folder.write("suites/second.yaml", suite("One Id", "first-"));
    let (_, _, err) = run(&[&twice[..], &[folder.file("suites").to_str().unwrap()]].concat());
    assert!(err.contains("is taken by another suite in ") && err.contains("first.yaml"), "{err}");
    assert!(err.contains("second.yaml:5:8") && !err.contains("[profile-id-taken]"), "{err}");
}

#[test]
fn a_new_edition_replaces_the_built_in_suite_and_is_named() {
    let (_folder, file) = new_edition();
    let options = ["--profiles", &file];
    let run_with = |arguments: &[&str]| -> Ended {
        let ended = run(&[arguments, &options].concat());
        assert!(
            ended.2.contains("note[suite-replaced]") && !ended.2.contains("error"),
            "{arguments:?}: {}",
            ended.2
        );
        ended
    };
    // The profiles are those of the file alone.
    let (status, out, _) = run_with(&["profiles", "--format", "json"]);
    let listed = json(&out);
    assert_eq!((status, listed.as_array().unwrap().len()), (YES, 5));
    assert!(listed.as_array().unwrap().iter().all(|profile| profile["suite_file"] == *file));

    let (status, out, _) = run_with(&["compare", JOB, "arts-therapist", "--format", "json"]);
    let compared = json(&out);
    assert_eq!(status, YES);
    assert_eq!(compared["profile"]["suite_file"], *file);
    assert_eq!(compared["provenance"]["suite"]["source"], *file);
    // What is text names the file, and rows have a column for it.
    for arguments in COMMANDS {
        let is_without_profiles =
            matches!(arguments[0], "completions" | "consistency") || arguments.contains(&"import");
        if is_without_profiles {
            continue;
        }
        let (_, out, _) = run_with(arguments);
        assert!(out.replace('\n', "").contains(&file), "{arguments:?}: {out}");
    }
    let (_, out, _) = run_with(&["report", JOB, "--format", "markdown"]);
    assert!(out.contains(&format!("{file} (replaces built-in:arts-therapies.yaml)")), "{out}");
    let (_, out, _) = run_with(&["consistency", UNMATCHED, "--format", "json"]);
    let detail = json(&out)["observations"].to_string();
    assert!(detail.contains(&format!("suites: arts-therapies of {file}")), "{detail}");
    let (_, out, _) = run_with(&["check", JOB, "--format", "json"]);
    assert!(json(&out)[0]["note"].as_str().unwrap().contains(&file), "{out}");
}

#[test]
fn a_note_is_neither_an_error_nor_a_warning() {
    let (_folder, file) = new_edition();
    let (status, out, err) = run(&["match", JOB, "--profiles", &file, "--diagnostics", "json"]);
    assert!(status == YES && out.contains("profile match"), "{out}");
    let note = json(&err);
    assert_eq!((&note["severity"], &note["code"]), (&"note".into(), &"suite-replaced".into()));
    let (status, out, _) = run(&["check", JOB, "--profiles", &file, "--format", "github"]);
    assert!(status == YES && out.contains("::notice file="), "{out}");
}

#[test]
fn profiles_of_another_suite_keep_their_ids_apart_from_built_in_ones_that_stay() {
    let folder = Folder::with("other.yaml", suite("other", ""));
    let (status, _, err) = run(&["profiles", "--profiles", folder.file("other.yaml").to_str().unwrap()]);
    assert_eq!(status, TROUBLE);
    assert!(err.contains("needs its id, `suite: arts-therapies`, and has to be read first"), "{err}");
}

#[test]
fn results_say_which_profiles_are_loaded_where_none_matches() {
    const NONE: &str = "one of the 5 profiles loaded (suites: arts-therapies) matches";
    const HOW: &str = "o add published profiles, run jobeval profiles import DOCUMENT";
    for arguments in [
        &["match", UNMATCHED][..],
        &["match", "--best", UNMATCHED],
        &["match", "--best", UNMATCHED, "--summary"],
        &["report", UNMATCHED],
        &["consistency", UNMATCHED],
    ] {
        for format in ["table", "markdown", "html"] {
            let (status, out, err) = run(&[arguments, &["--format", format]].concat());
            assert!(status != TROUBLE, "{err}");
            let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
            let words = words.replace("**", "");
            if arguments[0] == "consistency" && format == "table" {
                // There the words stand in a narrow column.
                assert!(words.contains(HOW), "{out}");
                continue;
            }
            assert!(words.contains(NONE) && words.contains(HOW), "{arguments:?} {format}: {out}");
            assert!(
                !words.contains("No profile matches") && !words.contains("no profile matches the"),
                "{out}"
            );
        }
    }
    let folder = Folder::new();
    let pages = folder.file("pages");
    let (status, _, err) = run(&["report", JOB, UNMATCHED, "--output", pages.to_str().unwrap()]);
    assert_eq!(status, NO, "{err}");
    let index = folder.read("pages/index.html");
    assert!(index.contains(&format!("N{NONE} 1 job. T{HOW}")), "{index}");

    let (_, out, _) = run(&["match", "--best", UNMATCHED, "--summary", "--format", "json"]);
    let with = &json(&out)["compared_with"];
    assert_eq!((&with["profiles"], &with["loaded"]), (&5.into(), &5.into()));
    assert_eq!(with["suites"][0]["source"], "built-in:arts-therapies.yaml");
    let (_, out, _) = run(&["report", UNMATCHED, "--format", "json"]);
    assert!(json(&out)[0]["sentence"].as_str().unwrap().contains(NONE));
    assert_eq!(json(&out)[0]["compared_with"], *with);
}

#[test]
fn what_was_left_out_is_said() {
    let archived = "tests/data/archived-suite.yaml";
    for (options, said) in [
        (
            &["--band", "8c-d"][..],
            "None of the 2 profiles in Band 8c-d (5 loaded, suites: arts-therapies) matches the job.",
        ),
        (
            &["--band", "7"],
            "The only profile in Band 7 (5 loaded, suites: arts-therapies) does not match the job.",
        ),
        (&["--band", "2"], "None of the 5 profiles loaded (suites: arts-therapies) is in Band 2. To add"),
        (
            &["--suite", "ARTS therapies"],
            "None of the 5 profiles loaded (suites: arts-therapies) matches the job.",
        ),
        (
            &["--profiles", archived],
            "None of the 5 profiles that take new jobs (6 loaded, suites: arts-therapies, archive of \
             tests/data/archived-suite.yaml) matches the job.",
        ),
        (
            &["--profiles", archived, "--archived"],
            "None of the 6 profiles loaded (suites: arts-therapies, archive of tests/data/archived-suite.yaml) matches \
             the job.",
        ),
        (
            &["--profiles", archived, "--suite", "Archive"],
            "None of the 6 profiles loaded (suites: arts-therapies, archive of tests/data/archived-suite.yaml) belongs \
             to the suite archive and takes new jobs.",
        ),
        (
            &["--profiles", archived, "--archived", "--suite", "Archive", "--band", "7"],
            "The only profile of the suite archive in Band 7 (6 loaded, suites: arts-therapies, archive of \
             tests/data/archived-suite.yaml) does not match the job.",
        ),
    ] {
        let (_, out, err) = run(&[&["match", UNMATCHED, "--format", "markdown"], options].concat());
        assert!(out.contains(said), "{options:?}: {out}{err}");
    }
    let (_, _, err) = run(&["match", "--best", "examples/workforce.csv", "--format", "csv", "--band", "7"]);
    assert!(
        err.contains("5 not matched by the only profile in Band 7 (5 loaded, suites: arts-therapies)"),
        "{err}"
    );
}

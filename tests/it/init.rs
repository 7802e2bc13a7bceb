//! `jobeval init` as it is run: the file that it writes, and the files that it leaves alone.

use crate::run::{Ended, Folder, NO, TROUBLE, YES};

/// Runs a command line in the folder.
fn run(folder: &Folder, line: &str) -> Ended {
    folder.run(&line.split(' ').collect::<Vec<_>>())
}

#[test]
fn writes_a_job_in_which_nothing_is_assessed() {
    let folder = Folder::new();
    assert_eq!(run(&folder, "init job.yaml"), (YES, String::new(), String::new()));
    assert!(folder.read("job.yaml").starts_with("# yaml-language-server: $schema=job.schema.json\n"));

    let (status, table, errors) = run(&folder, "score job.yaml");
    assert_eq!((status, errors.as_str()), (NO, ""));
    assert_eq!(table.matches("not assessed").count(), 16, "{table}");
}

#[test]
fn fills_in_the_title_whatever_is_in_it() {
    let folder = Folder::new();
    for title in
        ["Senior Art Therapist", "Nurse, Ward #3: \"nights\"", "no", "2026-03-14", "* a\nfactors: {}", "'"]
    {
        let file = ["init", "job.yaml", "--force", "--title", title];
        for from in [&[][..], &["--from", "arts-therapist"]] {
            assert_eq!(folder.run(&[&file, from].concat()), (YES, String::new(), String::new()), "{title}");
            let (status, json, errors) = run(&folder, "score job.yaml --format json --allow-incomplete");
            assert_eq!((status, errors.as_str()), (YES, ""), "{title}");
            let score: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(score[0]["title"], title);
        }
    }
    let (status, out, error) = folder.run(&["init", "--title", " "]);
    assert_eq!((status, out.as_str()), (TROUBLE, ""));
    assert!(error.contains("a title cannot be empty"), "{error}");
}

#[test]
fn a_file_without_an_ending_gets_one_and_is_named() {
    let folder = Folder::new();
    let written = |path: &str| (YES, String::new(), format!("written to {path}.yaml\n"));
    let title = "Team Lead Physiotherapist";
    assert_eq!(folder.run(&["init", title]), written(title));
    assert_eq!(folder.read("Team Lead Physiotherapist.yaml"), run(&folder, "init").1);
    let refusal = format!("error: {title}.yaml: already exists\n  help: replace it with --force\n");
    assert_eq!(folder.run(&["init", title]), (TROUBLE, String::new(), refusal));
    assert_eq!(folder.run(&["init", title, "--force"]), written(title));
    // What is there is meant as it is.
    folder.write("job", "mine");
    assert_eq!(run(&folder, "init job --force"), (YES, String::new(), String::new()));
    assert_eq!(folder.names(), ["Team Lead Physiotherapist.yaml", "job"]);
}

#[test]
fn writes_to_standard_output_without_a_file() {
    let folder = Folder::new();
    run(&folder, "init job.yaml");
    let written = (YES, folder.read("job.yaml"), String::new());
    assert_eq!(run(&folder, "init"), written);
    assert_eq!(run(&folder, "init -"), written);
    assert_eq!(folder.names().len(), 1);
}

#[test]
fn never_overwrites_without_force() {
    let folder = Folder::new();
    folder.write("job.yaml", "mine");
    let refusal = "error: job.yaml: already exists\n  help: replace it with --force\n";
    assert_eq!(run(&folder, "init job.yaml"), (TROUBLE, String::new(), refusal.to_owned()));
    assert_eq!(folder.read("job.yaml"), "mine");

    assert_eq!(run(&folder, "init job.yaml --force").0, YES);
    assert_eq!(folder.read("job.yaml"), run(&folder, "init").1);
    assert_eq!(run(&folder, "init new.yaml --force").0, YES);
}

#[test]
fn says_why_a_file_cannot_be_written() {
    let folder = Folder::new();
    let (status, result, errors) = run(&folder, "init nowhere/job.yaml");
    assert_eq!((status, result.as_str()), (TROUBLE, ""));
    assert!(errors.starts_with("error: nowhere/job.yaml: cannot be written: "), "{errors}");

    for arguments in ["init .", "init . --force"] {
        let (status, _, errors) = run(&folder, arguments);
        assert_eq!(status, TROUBLE);
        assert!(errors.starts_with("error: .: cannot be written: "), "{errors}");
    }
}

#[test]
fn shows_a_profile_in_comments_and_assesses_nothing() {
    let folder = Folder::new();
    assert_eq!(run(&folder, "init job.yaml --from arts-therapist-entry").0, YES);
    let text = folder.read("job.yaml");
    assert!(text.contains("  # Profile: 2(b)(c)\n"), "{text}");
    let (status, score, _) = run(&folder, "score job.yaml");
    assert_eq!(status, NO);
    assert!(score.contains("16 factors undecided"), "{score}");
}

#[test]
fn writes_nothing_for_a_profile_that_is_not_known() {
    let folder = Folder::new();
    let (status, result, errors) = run(&folder, "init job.yaml --from plumber");
    assert_eq!((status, result.as_str()), (TROUBLE, ""));
    assert!(errors.contains("there is no profile `plumber`"), "{errors}");
    assert_eq!(folder.names().len(), 0);
}

//! `jobeval init` as it is run: the file that it writes, and the files that it leaves alone.

use std::fs;

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
    assert!(error.contains("the title is empty"), "{error}");
}

#[test]
fn a_file_without_an_ending_gets_one_and_is_named() {
    let folder = Folder::new();
    let written = |path: &str| (YES, String::new(), format!("written to {path}.yaml\n"));
    let title = "Team Lead Physiotherapist";
    assert_eq!(folder.run(&["init", title]), written(title));
    assert_eq!(below_the_schema(&folder.read("Team Lead Physiotherapist.yaml")), run(&folder, "init").1);
    let refusal = format!("error: {title}.yaml: already exists\n  help: replace it with --force\n");
    assert_eq!(folder.run(&["init", title]), (TROUBLE, String::new(), refusal));
    assert_eq!(folder.run(&["init", title, "--force"]), written(title));
    // What is there is meant as it is.
    folder.write("job", "mine");
    assert_eq!(run(&folder, "init job --force"), (YES, String::new(), String::new()));
    assert_eq!(folder.names(), ["Team Lead Physiotherapist.yaml", "job", "job.schema.json"]);
}

/// What follows the line that names the schema.
fn below_the_schema(file: &str) -> &str {
    file.strip_prefix("# yaml-language-server: $schema=job.schema.json\n").unwrap()
}

#[test]
fn the_schema_that_a_file_names_is_beside_it() {
    let folder = Folder::new();
    folder.write("jobs/JD-1.yaml", "id: JD-1\ntitle: a\nfactors: {}\n");
    assert_eq!(run(&folder, "init jobs/job.yaml"), (YES, String::new(), String::new()));
    below_the_schema(&folder.read("jobs/job.yaml"));
    assert_eq!(folder.read("jobs/job.schema.json"), run(&folder, "schema job").1);
    assert_eq!(run(&folder, "score jobs --format csv --allow-incomplete").1.lines().count(), 3, "no job");

    // One that is there is somebody's own.
    folder.write("job.schema.json", "mine");
    assert_eq!(run(&folder, "init job.yaml --force").0, YES);
    below_the_schema(&folder.read("job.yaml"));
    assert_eq!(folder.read("job.schema.json"), "mine");

    let scheme = fs::canonicalize("tests/data/us-federal.yaml").unwrap();
    folder.write("federal/readme.txt", "");
    let arguments = ["init", "federal/job.yaml", "--scheme", scheme.to_str().unwrap()];
    assert_eq!(folder.run(&arguments).0, YES);
    assert!(!folder.read("federal/job.schema.json").contains("freedom_to_act"));
}

#[test]
fn a_file_that_cannot_be_written_gets_no_schema_beside_it() {
    let folder = Folder::with("job.yaml", "mine");
    assert_eq!(run(&folder, "init job.yaml").0, TROUBLE);
    assert_eq!(folder.names(), ["job.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_device_or_a_link_gets_no_schema_beside_it() {
    let folder = Folder::new();
    let (status, job, _) = run(&folder, "init /dev/stdout --force");
    assert_eq!((status, job), (YES, run(&folder, "init").1));
    std::os::unix::fs::symlink("elsewhere.yaml", folder.file("job.yaml")).unwrap();
    assert_eq!(run(&folder, "init job.yaml --force").0, YES);
    assert_eq!(folder.read("elsewhere.yaml"), run(&folder, "init").1);
    assert_eq!(folder.names(), ["elsewhere.yaml", "job.yaml"]);
}

/// What a command line shows on a terminal, standard output and standard error together.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, line: &str) -> Option<String> {
    let mut script = std::process::Command::new("script");
    script
        .args(["-qec", &format!("'{}' {line}", crate::run::BINARY), "/dev/null"])
        .current_dir(folder.path());
    script.env_remove("JOBEVAL_PROFILES").stdin(std::process::Stdio::null());
    match script.output() {
        Ok(output) => {
            let shown = String::from_utf8(output.stdout).unwrap().replace('\r', "");
            assert_eq!(output.status.code(), YES, "{shown}");
            Some(shown)
        }
        Err(_) => {
            crate::run::skipped("there is no `script`, which gives a command a terminal");
            None
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn says_on_a_terminal_what_it_wrote_and_what_to_do_next() {
    let folder = Folder::new();
    let Some(shown) = on_a_terminal(&folder, "init") else { return };
    assert!(shown.starts_with(&run(&folder, "init").1), "{shown}");
    let last = shown.lines().last().unwrap();
    assert!(last.starts_with("no file was written;"), "{last}");
    assert!(last.contains("run jobeval init job.yaml"), "{last}");
    assert_eq!(folder.names().len(), 0);

    let shown = on_a_terminal(&folder, "init 'new job'").unwrap();
    let expected = "wrote new job.yaml, and job.schema.json for editors; next, fill in the levels and the evidence in an \
        editor, then run jobeval score \"new job.yaml\"\n";
    assert_eq!(shown, expected);
    let shown = on_a_terminal(&folder, "init job.yaml").unwrap();
    assert!(shown.starts_with("wrote job.yaml; next, "), "{shown}");
    assert!(shown.ends_with(" run jobeval score job.yaml\n"), "{shown}");
    // Into a pipe it says nothing that would stand between the lines of a pager.
    let shown = on_a_terminal(&folder, "init | tail -n 1").unwrap();
    assert_eq!(shown, "    evidence:\n");
}

#[test]
fn writes_to_standard_output_without_a_file() {
    let folder = Folder::new();
    run(&folder, "init job.yaml");
    let written = (YES, below_the_schema(&folder.read("job.yaml")).to_owned(), String::new());
    assert_eq!(run(&folder, "init"), written);
    assert_eq!(run(&folder, "init -"), written);
    assert_eq!(folder.names().len(), 2);
}

#[test]
fn never_overwrites_without_force() {
    let folder = Folder::new();
    folder.write("job.yaml", "mine");
    let refusal = "error: job.yaml: already exists\n  help: replace it with --force\n";
    assert_eq!(run(&folder, "init job.yaml"), (TROUBLE, String::new(), refusal.to_owned()));
    assert_eq!(folder.read("job.yaml"), "mine");

    assert_eq!(run(&folder, "init job.yaml --force").0, YES);
    assert_eq!(below_the_schema(&folder.read("job.yaml")), run(&folder, "init").1);
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

#[test]
fn a_file_named_as_another_format_is_refused() {
    let folder = Folder::new();
    for name in ["job.csv", "job.xlsx", "job.docx", "job.json"] {
        let refusal = format!("error: {name}: a job file is YAML\n  help: use the extension .yaml\n");
        assert_eq!(folder.run(&["init", name, "--force"]), (TROUBLE, String::new(), refusal));
    }
    assert_eq!(folder.names().len(), 0);
    assert_eq!(folder.run(&["init", "JD.1042"]).0, YES);
}

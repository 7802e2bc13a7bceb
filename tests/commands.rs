//! Runs the commands in `tests/cmd`, each a file with what it is given and all that it must answer.
//!
//! Commands run in the crate's root and see no environment but what their file sets. After a change that is meant to
//! alter an answer, `TRYCMD=overwrite cargo test --test commands` writes the new one, to be read before it is kept.
#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

#[test]
fn commands() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    trycmd::TestCases::new().env("JOBEVAL_PROFILES", "").case("README.md");
}

/// The README's text between ` ```kind ` and the next fence.
fn readme_blocks(kind: &str) -> Vec<String> {
    let readme = std::fs::read_to_string("README.md").expect("the README");
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if line.strip_prefix("```").is_some_and(|found| found == kind) {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n"));
        }
    }
    blocks
}

#[test]
fn the_readme_begins_with_a_command_that_works() {
    let blocks = readme_blocks("sh");
    let arguments = blocks[0].lines().find_map(|line| line.strip_prefix("cargo run --release -- "));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jobeval"))
        .args(arguments.expect("a command to run").split(' '))
        .output()
        .expect("the binary runs");
    assert!(output.status.success() && !output.stdout.is_empty());
    assert!(blocks[0].lines().any(|line| line == "cargo test"), "the other command is the one that CI runs");
    let ci = std::fs::read_to_string(".ci/run").expect("what CI runs");
    assert!(ci.lines().any(|line| line == "cargo test"));
}

#[test]
fn the_job_file_of_the_readme_is_right() {
    let scheme = jobeval::Scheme::nhs_jes().expect("the built-in scheme");
    let jobs: Vec<String> =
        readme_blocks("yaml").into_iter().filter(|block| block.contains("factors:")).collect();
    assert_eq!(jobs.len(), 1);
    let read = jobeval::Job::read("README.md", &jobs[0], &scheme);
    assert_eq!((read.items.len(), read.findings), (1, Vec::new()));
}

/// All keys of a JSON value, at any depth.
fn keys(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_of_json_is_documented_under_its_command() {
    let page = std::fs::read_to_string("docs/json.md").expect("the page on JSON");
    let sections: Vec<&str> = page.split("\n## ").collect();
    let job = "examples/new-dance-movement-therapist.yaml";
    for command in [
        &["score", job][..],
        &["compare", job, "arts-therapist"],
        &["match", "examples/senior-art-therapist.yaml"],
        &["match", "--best", job],
        &["check", "tests/data/expectations.yaml"],
        &["explain", job],
        &["explain", "examples/senior-art-therapist.yaml"],
        &["diff", "tests/data/before.yaml", "tests/data/after.yaml"],
        &["profiles", "list"],
        &["profiles", "show", "arts-therapist"],
        &["profiles", "check", "--profiles", "tests/data/changed-suite.yaml"],
        &["scheme"],
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_jobeval"))
            .args(command)
            .args(["--format", "json"])
            .env_remove("JOBEVAL_PROFILES")
            .output()
            .expect("the binary runs");
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut found = std::collections::BTreeSet::new();
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
                words.contains(&key.as_str()),
                "{command:?} has `{key}`, which docs/json.md does not name"
            );
        }
    }
}

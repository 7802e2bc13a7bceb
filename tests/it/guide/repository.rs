//! The sample repository of job files: its workflow's own commands pass on its own jobs, and its hook is one that this
//! project offers.

use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

use crate::run::{BINARY, Ended, Folder, YES, ended};

const REPOSITORY: &str = "examples/repository";

fn yaml(path: impl AsRef<Path>) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Runs a shell line in the sample repository, with `jobeval` on the path as the workflow has it.
#[cfg(unix)]
fn shell(line: &str) -> Ended {
    let mut path = vec![Path::new(BINARY).parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let mut shell = Command::new("sh");
    shell.args(["-euc", line]).current_dir(REPOSITORY).env("PATH", std::env::join_paths(path).unwrap());
    ended(shell.env_remove("JOBEVAL_PROFILES").output().unwrap())
}

#[cfg(unix)]
#[test]
fn the_checks_of_the_workflow_pass() {
    let workflow = yaml(format!("{REPOSITORY}/.github/workflows/jobs.yml"));
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().unwrap();
    let checks: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .filter(|line| line.starts_with("jobeval check"))
        .collect();
    assert_eq!(checks.len(), 2);
    for line in checks {
        let line = line.replace("> jobeval.xml", "> /dev/null");
        let (status, _, errors) = shell(&line);
        assert_eq!(status, YES, "{line}: {errors}");
    }
}

#[cfg(unix)]
#[test]
fn the_diff_of_the_workflow_tells_a_moved_band() {
    let workflow = std::fs::read_to_string(format!("{REPOSITORY}/.github/workflows/jobs.yml")).unwrap();
    let line = workflow.lines().find(|line| line.contains("jobeval diff")).unwrap();
    let folder = Folder::new();
    for job in std::fs::read_dir(format!("{REPOSITORY}/jobs")).unwrap() {
        let job = job.unwrap();
        let text = std::fs::read_to_string(job.path()).unwrap();
        let lower = text.replacen("level: 7", "level: 6", 1);
        assert_ne!(text, lower);
        folder.write(job.file_name().to_str().unwrap(), lower);
    }
    let line = line
        .replace("../base/jobs", folder.path().to_str().unwrap())
        .replace(">> \"$GITHUB_STEP_SUMMARY\"", "");
    let (status, summary, _) = shell(line.trim());
    assert_eq!(status, YES, "a band that moved fails no pull request: {line}");
    assert!(summary.contains("2 jobs: 2 changed; 1 band moved"), "{summary}");
}

#[test]
fn the_hook_of_the_repository_is_offered_by_this_project() {
    let config = yaml(format!("{REPOSITORY}/.pre-commit-config.yaml"));
    let hooks = yaml(".pre-commit-hooks.yaml");
    let offered: Vec<&str> =
        hooks.as_sequence().unwrap().iter().filter_map(|hook| hook["id"].as_str()).collect();
    assert_eq!(config["repos"][0]["hooks"][0]["id"].as_str(), Some("jobeval-check"));
    assert_eq!(offered, ["jobeval-check"]);
    // It names no release, which there may not be, and so says itself what the hook says.
    assert_eq!(config["repos"][0]["repo"].as_str(), Some("local"));
    assert_eq!(config["repos"][0]["hooks"][0]["entry"], hooks[0]["entry"]);
}

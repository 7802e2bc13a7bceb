//! The sample repository of job files: its workflow's own commands pass on its own jobs, and its hook is one that this
//! project offers.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

const REPOSITORY: &str = "examples/repository";

fn yaml(path: impl AsRef<Path>) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Runs a shell line in the sample repository, with `jobeval` on the path as the workflow has it.
#[cfg(unix)]
fn run(line: &str) -> std::process::Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_jobeval"));
    let mut path = vec![binary.parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    Command::new("sh")
        .args(["-euc", line])
        .current_dir(REPOSITORY)
        .env("PATH", std::env::join_paths(path).unwrap())
        .env_remove("JOBEVAL_PROFILES")
        .output()
        .unwrap()
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
        let output = run(&line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(unix)]
#[test]
fn the_diff_of_the_workflow_tells_a_moved_band() {
    let workflow = std::fs::read_to_string(format!("{REPOSITORY}/.github/workflows/jobs.yml")).unwrap();
    let line = workflow.lines().find(|line| line.contains("jobeval diff")).unwrap();
    let folder = std::env::temp_dir().join(format!("jobeval-base-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for job in std::fs::read_dir(format!("{REPOSITORY}/jobs")).unwrap() {
        let job = job.unwrap();
        let text = std::fs::read_to_string(job.path()).unwrap();
        let lower = text.replacen("level: 7", "level: 6", 1);
        assert_ne!(text, lower);
        std::fs::write(folder.join(job.file_name()), lower).unwrap();
    }
    let line =
        line.replace("../base/jobs", folder.to_str().unwrap()).replace(">> \"$GITHUB_STEP_SUMMARY\"", "");
    let output = run(line.trim());
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(output.status.code(), Some(0), "a band that moved fails no pull request: {line}");
    let summary = String::from_utf8(output.stdout).unwrap();
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
    let version = config["repos"][0]["rev"].as_str().and_then(|rev| rev.strip_prefix('v'));
    assert_eq!(version, Some(env!("CARGO_PKG_VERSION")));
}

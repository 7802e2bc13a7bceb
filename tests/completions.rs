//! `jobeval completions` as the shells take it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

const PROFILES: [&str; 5] = [
    "arts-therapist-entry-level",
    "arts-therapist",
    "arts-therapist-principal",
    "head-of-arts-therapies",
    "arts-therapies-consultant",
];

fn jobeval(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobeval"));
    command.args(arguments).env_remove("JOBEVAL_PROFILES").output().unwrap()
}

fn script(shell: &str) -> String {
    let output = jobeval(&["completions", shell]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What bash prints and whether it is content, for a script on its standard input; none on a machine without bash.
fn bash(options: &[&str], script: &str) -> Option<(bool, String)> {
    let mut command = Command::new("bash");
    let spawned = command.args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = spawned else {
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(io::stderr(), "SKIPPED: there is no bash to try the completions in");
        return None;
    };
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some((output.status.success(), String::from_utf8(output.stdout).unwrap()))
}

#[test]
fn there_is_a_script_for_each_shell() {
    for (shell, has_profiles) in
        [("bash", true), ("zsh", true), ("fish", true), ("elvish", false), ("powershell", false)]
    {
        let script = script(shell);
        assert!(script.contains("jobeval"), "{shell}");
        for id in PROFILES {
            assert_eq!(script.contains(id), has_profiles, "{shell}: {id}");
        }
    }
}

#[test]
fn another_shell_is_bad_usage() {
    assert_eq!(jobeval(&["completions", "cmd"]).status.code(), Some(2));
}

#[test]
fn bash_reads_its_script() {
    if let Some((content, _)) = bash(&["-n"], &script("bash")) {
        assert!(content);
    }
}

#[test]
fn bash_completes_commands_and_profiles() {
    for (words, expected) in [
        ("jobeval sco", "score"),
        ("jobeval compare job.yaml head", "head-of-arts-therapies"),
        ("jobeval profiles show arts-therapies", "arts-therapies-consultant"),
        ("jobeval init --from arts-therapist-p", "arts-therapist-principal"),
    ] {
        let asked = format!(
            "{}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _jobeval jobeval \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"\n\
             echo \"${{COMPREPLY[@]}}\"\n",
            script("bash")
        );
        if let Some(answer) = bash(&[], &asked) {
            assert_eq!(answer, (true, format!("{expected}\n")), "{words}");
        }
    }
}

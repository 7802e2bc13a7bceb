//! `jobeval completions` as the shells take it, and `jobeval man`.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use crate::library::PROFILES;
use crate::run::{TROUBLE, YES, feed, run, skipped};

fn script(shell: &str) -> String {
    let (status, script, errors) = run(&["completions", shell]);
    assert_eq!((status, &*errors), (YES, ""));
    script
}

/// What bash prints and whether it is content, for a script on its standard input; none on a machine without bash.
fn bash(options: &[&str], script: &str) -> Option<(bool, String)> {
    if Command::new("bash").arg("--version").output().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    {
        skipped("there is no bash to try the completions in");
        return None;
    }
    let (status, printed, _) = feed(Command::new("bash").args(options), script, Stdio::piped());
    Some((status == YES, printed))
}

#[test]
fn there_is_a_script_for_each_shell() {
    for (shell, has_profiles) in
        [("bash", true), ("zsh", true), ("fish", true), ("elvish", false), ("powershell", false)]
    {
        let script = script(shell);
        assert!(script.contains("jobeval"), "{shell}");
        for id in PROFILES.iter().map(|profile| profile.id()) {
            assert_eq!(script.contains(id), has_profiles, "{shell}: {id}");
        }
    }
}

#[test]
fn another_shell_is_bad_usage() {
    assert_eq!(run(&["completions", "cmd"]).0, TROUBLE);
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

#[test]
fn man_prints_the_page_of_a_command() {
    for (arguments, name) in [
        (&[][..], "jobeval"),
        (&["score"], "jobeval-score"),
        (&["profiles", "show"], "jobeval-profiles-show"),
    ] {
        let (status, page, errors) = run(&[&["man"], arguments].concat());
        assert_eq!((status, errors.as_str()), (YES, ""));
        assert!(page.contains(&format!("\n.TH {name} 1 ")), "{page}");
    }
}

#[test]
fn the_page_of_an_unknown_command_is_bad_usage() {
    let (status, page, errors) = run(&["man", "profiles", "shwo"]);
    assert_eq!((status, page.as_str()), (TROUBLE, ""));
    assert_eq!(
        errors,
        "error: jobeval profiles has no command `shwo`\n  help: its commands are list, show, check, template, import\n"
    );
}

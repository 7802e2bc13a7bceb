//! The help of every command has examples, and each of them runs as it stands, in a folder that holds `examples` alone.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::{BINARY, Ended, Folder, TROUBLE, ended, run};

/// The commands of the program, those below others included, without `help`.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let names: Vec<String> = section(&help(&path), "Commands:")
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next().map(ToOwned::to_owned))
            .filter(|name| name != "help")
            .collect();
        found.extend(names.into_iter().map(|name| [path.clone(), vec![name]].concat()));
    }
    found
}

fn help(command: &[String]) -> String {
    run(&[command, &["--help".to_owned()]].concat()).1
}

/// The lines below a heading, up to an empty one.
fn section<'h>(help: &'h str, heading: &str) -> impl Iterator<Item = &'h str> {
    let lines = help.lines().skip_while(move |line| *line != heading).skip(1);
    lines.take_while(|line| !line.is_empty())
}

/// Runs a line of a shell in a folder, with `jobeval` on the path.
pub(crate) fn shell(line: &str, folder: &Folder) -> Ended {
    let mut path = vec![Path::new(BINARY).parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder.path()).env("PATH", std::env::join_paths(path).unwrap());
    ended(shell.env_remove("JOBEVAL_PROFILES").stdin(Stdio::null()).output().unwrap())
}

#[test]
fn every_command_is_found() {
    let names: Vec<String> = commands().iter().map(|path| path.join(" ")).collect();
    for name in ["", "score", "compare", "man", "profiles", "profiles list", "profiles template"] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
}

#[test]
fn the_examples_of_every_command_run() {
    for command in commands() {
        let folder = Folder::with_copies(&["examples"]);
        let help = help(&command);
        let mut examples = section(&help, "Examples:").map(str::trim).peekable();
        assert!(examples.peek().is_some(), "{command:?} has no examples:\n{help}");
        for line in examples {
            let caller = format!("jobeval {}", command.first().map_or("", String::as_str));
            assert!(line.contains(&caller) || command[..] == ["profiles", "import"], "{line}");
            let before = folder.names();
            let (status, printed, errors) = shell(line, &folder);
            assert_ne!(status, TROUBLE, "{line}\n{errors}");
            assert!(!printed.is_empty() || folder.names() != before, "{line} has no result");
        }
    }
}

//! `jobeval man` as it is run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;

fn man(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_jobeval")).arg("man").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn prints_the_page_of_a_command() {
    for (arguments, name) in [
        (&[][..], "jobeval"),
        (&["score"], "jobeval-score"),
        (&["profiles", "show"], "jobeval-profiles-show"),
    ] {
        let (status, page, errors) = man(arguments);
        assert_eq!((status, errors.as_str()), (Some(0), ""));
        assert!(page.contains(&format!("\n.TH {name} 1 ")), "{page}");
    }
}

#[test]
fn an_unknown_command_is_bad_usage() {
    let (status, page, errors) = man(&["profiles", "shwo"]);
    assert_eq!((status, page.as_str()), (Some(2), ""));
    assert_eq!(
        errors,
        "error: jobeval profiles has no command `shwo`\n  help: its commands are list, show, check\n"
    );
}

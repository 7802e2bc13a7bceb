//! Runs the inputs that fuzzing kept through the checks of the fuzz targets, so that they guard without a nightly
//! compiler: see `fuzz/README.md`.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[allow(unreachable_pub, reason = "a crate of its own for the fuzz targets")]
#[path = "../fuzz/src/lib.rs"]
mod checks;

use std::path::Path;

/// Checks every input that is kept for a target.
fn check_corpus(target: &str, check: fn(&[u8])) {
    let folder = Path::new("fuzz/corpus").join(target);
    let mut inputs: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    inputs.sort();
    assert!(inputs.len() > 20, "{} is nearly empty", folder.display());
    for input in inputs {
        let bytes = std::fs::read(&input).unwrap();
        let checked = std::panic::catch_unwind(|| check(&bytes));
        assert!(checked.is_ok(), "{} fails", input.display());
    }
}

#[test]
fn notation_holds_on_its_corpus() {
    check_corpus("notation", checks::notation);
}

#[test]
fn jobs_hold_on_their_corpus() {
    check_corpus("job", checks::job);
}

#[test]
fn rows_hold_on_their_corpus() {
    check_corpus("rows", checks::rows);
}

#[test]
fn suites_hold_on_their_corpus() {
    check_corpus("suite", checks::suite);
}

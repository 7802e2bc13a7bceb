//! Runs the inputs that fuzzing kept through the checks of the fuzz targets, so that they guard without a nightly
//! compiler: see `fuzz/README.md`.

use std::path::Path;

use crate::targets;

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
    check_corpus("notation", targets::notation);
}

#[test]
fn jobs_hold_on_their_corpus() {
    check_corpus("job", targets::job);
}

#[test]
fn rows_hold_on_their_corpus() {
    check_corpus("rows", targets::rows);
}

#[test]
fn workbooks_hold_on_their_corpus() {
    check_corpus("sheet", targets::sheet);
}

#[test]
fn suites_hold_on_their_corpus() {
    check_corpus("suite", targets::suite);
}

#[test]
fn documents_hold_on_their_corpus() {
    check_corpus("import", targets::import);
    check_corpus("document", targets::document);
}

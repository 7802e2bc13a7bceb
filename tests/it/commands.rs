//! Runs the commands in `tests/cmd`, each a file with what it is given and all that it must answer.
//!
//! Commands run in the crate's root and see no environment but what their file sets. After a change that is meant to
//! alter an answer, `TRYCMD=overwrite cargo test --test it commands` writes the new one, to be read before it is kept.

use std::fs::File;

use jobeval::origin::Sha256;

use crate::run;

#[test]
fn commands() {
    let cases = trycmd::TestCases::new();
    // Every build of the program has another digest, which YAML puts in quotes if it begins with a digit.
    let program = Sha256::of_reader(File::open(run::BINARY).unwrap()).unwrap().to_string();
    cases.insert_var("[PROGRAM]", format!("\"{program}\"")).unwrap();
    cases.insert_var("[PROGRAM]", program).unwrap().case("tests/cmd/*.toml");
}

#[test]
fn the_pages_show_what_the_commands_print() {
    let cases = trycmd::TestCases::new();
    cases
        .env("JOBEVAL_PROFILES", "")
        .env("CLICOLOR_FORCE", "")
        .case("README.md")
        .case("docs/suites.md")
        .case("docs/consistency.md")
        .case("docs/review.md");
}

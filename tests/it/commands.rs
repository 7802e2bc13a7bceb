//! Runs the commands in `tests/cmd`, each a file with what it is given and all that it must answer.
//!
//! Commands run in the crate's root and see no environment but what their file sets. After a change that is meant to
//! alter an answer, `TRYCMD=overwrite cargo test --test it commands` writes the new one, to be read before it is kept.

#[test]
fn commands() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

#[test]
fn the_pages_show_what_the_commands_print() {
    let cases = trycmd::TestCases::new();
    cases.env("JOBEVAL_PROFILES", "").env("CLICOLOR_FORCE", "").case("README.md").case("docs/suites.md");
}

//! Runs the commands in `tests/cmd`, a folder for each command, each case a file with what it is given and all that it must answer.
//!
//! Commands run in the crate's root and see no environment but what their file sets. After a change that is meant to
//! alter an answer, `TRYCMD=overwrite cargo test --test it commands::cases` writes the new one, to be read before it is kept.

use std::fs::{self, File};

use jobeval::provenance::Sha256;

use crate::guide::pages::{folder_of_a_reader, pages};
use crate::run::{self, Folder};

#[test]
fn commands() {
    let cases = trycmd::TestCases::new();
    // Every build of the program has another digest, which YAML puts in quotes if it begins with a digit.
    let program = Sha256::of_reader(File::open(run::BINARY).unwrap()).unwrap().to_string();
    cases.insert_var("[PROGRAM]", format!("\"{program}\"")).unwrap();
    cases.insert_var("[PROGRAM]", program).unwrap().case("tests/cmd/*/*.toml");
}

/// The commands of each page run one after the other in a folder of its own, which holds what pages use of a clone.
#[test]
fn the_pages_show_what_the_commands_print() {
    let copies = Folder::new();
    let cases = trycmd::TestCases::new();
    cases.env("JOBEVAL_PROFILES", "").env("CLICOLOR_FORCE", "");
    let pages = pages().into_iter().filter(|(_, text)| text.contains("```console"));
    let pages: Vec<_> = pages
        .map(|(page, text)| {
            let name = page.file_name().unwrap().to_str().unwrap().to_owned();
            copies.write(&name, text);
            let clone = folder_of_a_reader();
            fs::rename(clone.path(), copies.file(&name).with_extension("in")).unwrap();
            cases.case(copies.file(&name));
            (page, name)
        })
        .collect();
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|wish| wish == "overwrite") {
        for (page, name) in pages {
            fs::copy(copies.file(&name), page).unwrap();
        }
    }
}

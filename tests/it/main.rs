//! The integration tests: one program, with a folder for each area and a file for each topic.
//! CONTRIBUTING.md says where a new test goes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up or cannot go on has failed"
)]

mod commands;
mod guide;
mod house;
mod import;
mod matching;
mod output;
mod reading;
mod results;
mod robustness;
mod rows;
mod scheme;
mod shared;

#[path = "../../examples/library.rs"]
#[allow(dead_code, reason = "the tests call what its main calls")]
mod library_example;

// Under the paths that they have in the benchmarks and the fuzz targets too.
use shared::{facts, findings, library, oracle, run, targets};

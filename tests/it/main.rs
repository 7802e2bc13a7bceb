//! The integration tests: one program, with a module for each topic. CONTRIBUTING.md says where a new test goes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up or cannot go on has failed"
)]

// What the tests share.
mod facts;
mod findings;
mod library;
mod oracle;
mod run;
mod targets;

#[path = "../../examples/library.rs"]
#[allow(dead_code, reason = "the tests call what its main calls")]
mod library_example;

// The engine.
mod advice;
mod agreement;
mod beginnings;
mod diff;
mod exhaustive;
mod explain;
mod matching;
mod published;
mod scheme;

// Reading.
mod bad;
mod corpus;
mod left_out;
mod limits;
mod properties;
mod reading;
mod schema;
#[cfg(feature = "sheets")]
mod sheets;

// The command.
mod check;
mod commands;
mod compressed;
mod consistency;
mod help;
mod html;
mod import;
mod init;
mod keepers;
mod narrow;
mod output;
mod report;
mod rows;
mod safety;
mod same_jobs;
mod shell;
mod sql;
mod suites;
mod summary;

// What stands beside the program.
mod docs;
mod examples;
mod house;
mod oldest_rust;
mod package;
mod repository;

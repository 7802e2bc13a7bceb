//! The checks of the fuzz targets. They stand among the tests, which run the inputs that were kept through them.

#[path = "../../tests/it/facts.rs"]
mod facts;
#[path = "../../tests/it/findings.rs"]
mod findings;
#[path = "../../tests/it/library.rs"]
mod library;
#[path = "../../tests/it/targets.rs"]
mod targets;

pub use targets::{document, import, job, notation, rows, sheet, suite};

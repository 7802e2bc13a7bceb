//! The checks of the fuzz targets. They stand among the tests, which run the inputs that were kept through them.

#[path = "../../tests/it/shared/facts.rs"]
mod facts;
#[path = "../../tests/it/shared/findings.rs"]
mod findings;
#[path = "../../tests/it/shared/library.rs"]
mod library;
#[path = "../../tests/it/shared/targets.rs"]
mod targets;

pub use targets::{document, import, job, notation, rows, sheet, suite};

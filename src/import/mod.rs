//! Suites made from published documents. Everything printed twice is compared: scores with levels, totals with their
//! sum, bands with totals, the table of contents with the profiles. Nothing is guessed or repaired: a profile that does
//! not agree with itself is left out.

mod columns;
mod contents;
mod dates;
mod draft;
mod flags;
mod fragments;
mod history;
mod ids;
mod imported;
mod importer;
mod layout;
mod numbers;
mod outside;
mod places;
mod rows;
mod runs;
mod section;
mod words;

pub use imported::{Agreement, Imported};
pub use importer::Importer;

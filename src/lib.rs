//! Scores jobs under the NHS Job Evaluation Scheme and compares them with published national profiles.
//!
//! A *scheme* has factors, whose numbered levels are worth points, and bands of totals. A *job* has a level for each factor.
//! A *profile* lists the levels that a kind of job may have, and a *suite* is a published document of profiles.
//!
//! ```
//! use jobeval::{Job, Profiles, Scheme, compare, score};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scheme = Scheme::nhs_jes();
//! let job = Job::from_levels("example", "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a", scheme)?;
//!
//! let result = score(&job);
//! assert_eq!(result.standing.total, Some(498));
//! assert_eq!(result.standing.band().map(|band| band.name()), Some("7"));
//!
//! let profiles = Profiles::built_in(scheme)?;
//! let comparison = compare(&job, profiles.find("arts-therapist")?)?;
//! assert_eq!(comparison.verdict.outcome.id(), "profile_match");
//! # Ok(())
//! # }
//! ```
//!
//! # Reading and writing
//!
//! [`Job::load`], [`Profiles::load`] and [`Scheme::load`] read YAML files by their paths, [`Job::read`], [`Profiles::read`] and
//! [`Scheme::read`] texts. Reading does not stop at the first problem: each becomes a [`finding`], and everything else is read.
//! [`job_file()`] and [`suite_file`] write YAML.
//!
//! # Lifetimes
//!
//! Jobs and profiles borrow their scheme, so that a hundred thousand rows cost nothing for it. The built-in scheme,
//! [`Scheme::nhs_jes`], is `'static`, and [`Scheme::shared`] makes a scheme read at run time `'static` as well: a struct can then
//! hold jobs and profiles.
//!
//! # Errors
//!
//! Scoring cannot fail, because reading has checked all values. Comparing fails only for a job and a profile of different
//! schemes.
//!
//! Enums that may grow, such as [`finding::Rule`], are `#[non_exhaustive]`. Those fixed by the handbook, such as
//! [`outcome::Outcome`] and [`compare::ConditionId`], are not.

mod calendar;
pub mod check;
pub mod compare;
pub mod consistency;
pub mod diff;
pub mod explain;
mod file_keys;
pub mod finding;
pub mod grouped;
mod id_enum;
pub mod import;
pub mod job;
mod job_file;
pub mod job_report;
mod json;
pub mod level;
mod load;
mod lookalikes;
mod names;
pub mod outcome;
pub mod profile;
pub mod profile_check;
pub mod programme;
pub mod provenance;
pub mod rank;
pub mod report;
mod sanitize;
pub mod schema;
pub mod scheme;
pub mod score;
mod snippet;
pub mod suite_diff;
pub mod template;
mod text_part;
mod yaml;

// These are public only for the program `jobeval`, which is a crate of its own. They may change in any release.
#[doc(hidden)]
pub mod batch;
#[doc(hidden)]
pub mod csv;
#[doc(hidden)]
pub mod file_kind;
#[doc(hidden)]
pub mod source_text;

/// Documents and workbooks as rows of cells, encodings and file types.
pub use jobeval_documents as documents;

pub use check::check_job;
pub use compare::{compare, judge};
pub use consistency::consistency;
pub use diff::diff;
pub use explain::explain;
pub use job::Job;
pub use job_file::job_file;
pub use job_report::job_report;
pub use profile::Profiles;
pub use profile_check::check_profile;
pub use programme::programme;
pub use rank::{best_match, rank};
pub use scheme::Scheme;
pub use score::score;
pub use suite_diff::suite_diff;
pub use template::{job_template, suite_file, suite_template};

/// Tests the library's example in the guide as a doc test.
#[cfg(doctest)]
#[doc = include_str!("../docs/engineers.md")]
struct Guide;

//! Scores jobs under the NHS Job Evaluation Scheme and compares them with published national profiles.
//!
//! A *scheme* has factors with numbered levels worth fixed points, and bands of totals. A *job* has a level for each
//! factor. A *profile* lists the levels that a kind of job may have; *suites* are published documents of profiles.
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
//! Reading never stops at the first fault: see [`finding`]. Scoring is a pure function that cannot fail, because a value
//! that has been read is right; comparing fails only for a job and a profile of two different schemes.

pub mod batch;
pub mod check;
pub mod compare;
pub mod consistency;
pub mod csv;
pub mod diff;
pub mod document;
pub mod encoding;
pub mod explain;
mod file_keys;
pub mod file_type;
pub mod finding;
pub mod grouped;
mod id_enum;
pub mod import;
pub mod job;
pub mod job_report;
mod json;
pub mod level;
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
#[cfg(feature = "sheets")]
mod sheet;
pub mod snippet;
pub mod suite_diff;
pub mod template;
mod yaml;

pub use check::check_job;
pub use compare::{compare, judge};
pub use consistency::consistency;
pub use diff::diff;
pub use explain::explain;
pub use job::Job;
pub use job_report::job_report;
pub use profile::Profiles;
pub use profile_check::check_profile;
pub use programme::programme;
pub use rank::{best_match, rank};
pub use scheme::Scheme;
pub use score::score;
pub use suite_diff::suite_diff;
pub use template::{job_template, suite_file, suite_template};

/// The library's example in the guide, compiled and run as documentation is.
#[cfg(doctest)]
#[doc = include_str!("../docs/engineers.md")]
struct Guide;

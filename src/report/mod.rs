//! Results as text, with one module per format and one per kind of result.
//!
//! A [`Report`] has [`ReportBlock`]s for people and serialises for programs. Every format is made from one of the two.
//! Nothing here decides anything about a job.

mod block;
mod candidates;
mod cell;
mod chart;
mod check;
mod checks;
mod columns;
mod compare;
mod consistency;
#[cfg(feature = "cli")]
mod diagnostic;
mod diff;
mod explain;
mod format;
mod github;
mod grid;
mod html;
mod job_index;
mod job_report;
mod junit;
mod ladder;
mod markdown;
mod match_summary;
mod object;
mod picture;
mod profile_check;
mod profiles;
mod programme;
mod provenance;
mod rank;
mod refused;
mod result;
mod scheme;
mod score;
mod sql;
mod suite_diff;
mod summary;
mod svg;
#[cfg(feature = "cli")]
mod table;
mod wording;
mod yaml;

pub use crate::sanitize::{listed, short};
pub use block::{BlockTable, Column, ColumnKind, ReportBlock, Tone, TonedText};
pub use candidates::compared_with;
pub use checks::Checks;
pub use consistency::Observations;
#[cfg(feature = "cli")]
pub use diagnostic::{Diagnostics, write_complaint, write_findings};
pub use format::{Format, Style};
pub use grid::Grid;
pub use job_index::{IndexedPage, JobIndex};
pub use job_report::JobReports;
pub use ladder::Ladder;
pub use match_summary::MatchSummary;
pub use picture::{Bar, Distribution, LevelChart, LevelRow, Picture, Scale, ScaleTotal};
pub use profile_check::ProfileChecks;
pub use profiles::{ProfileDetail, ProfileSummary};
pub use rank::{BestMatches, Ranking};
pub use result::{Formats, List, ListItem, Report, ReportFormat};
pub use sql::{Dialect, SqlError, sql};
pub use summary::Summary;
pub use wording::{TO_ADD_PROFILES, counted, enumerated, visible};

pub use crate::csv::{CellSafety, CsvRow, CsvRows, CsvValue, WriteRow};
pub use crate::json::{Object, write as write_json};

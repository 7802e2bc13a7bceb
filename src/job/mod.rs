//! Jobs: the levels of their factors, with the evidence for them.
//!
//! Jobs are read from job files ([`Job::read`]), from rows of CSV, NDJSON and workbooks ([`JobFile::read_rows`]) or from
//! levels alone ([`Job::from_levels`]), or built in code ([`Job::new`]).

mod columns;
mod expectation;
mod file;
mod groups;
mod headcount;
mod ids;
mod keys;
mod line;
mod members;
mod panel;
mod refused;
mod row_ids;
mod rows;
#[cfg(feature = "sheets")]
mod sheets;
mod types;

pub use columns::{ColumnChoice, Columns, HeaderRules};
pub use expectation::Expectation;
pub use file::JobFile;
pub use groups::{is_group_key, similar_groups, unknown_group};
pub use headcount::Headcount;
pub(crate) use headcount::NOT_KNOWN;
pub use ids::{JobIds, MOST_IDS};
pub(crate) use line::{Values, compact, text};
pub(crate) use members::{MOST_MEMBERS, may_be_same_person, person};
pub use panel::{Date, Panel, PanelStatus};
pub use refused::{RefusedCounts, RefusedJob};
pub use row_ids::RowIds;
pub(crate) use rows::{JobRow, Passthrough, Wanted};
pub use rows::{LINES_AHEAD, OpenError, RowBlock, RowFile, RowForm, RowSyntax};
#[cfg(feature = "sheets")]
pub use sheets::SheetRules;
pub use types::{Assessment, Job, JobName};

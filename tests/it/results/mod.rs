//! What each command finds: `explain`, `diff`, `check`, `consistency`, `report`, summaries and queries.

pub(crate) mod check;
pub(crate) mod consistency;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod report;
pub(crate) mod sql;
pub(crate) mod summary;

//! Jobs as rows: CSV, NDJSON, workbooks, compressed files.

pub(crate) mod compressed;
pub(crate) mod csv_and_ndjson;
pub(crate) mod same_jobs;
#[cfg(feature = "sheets")]
pub(crate) mod workbooks;

//! Input that is wrong, hostile, too large or random.

pub(crate) mod bad_files;
pub(crate) mod fuzz_corpus;
pub(crate) mod limits;
pub(crate) mod properties;
pub(crate) mod safety;

//! Where and how results are written: files, pages, narrow terminals, nothing left out.

pub(crate) mod files;
pub(crate) mod left_out;
pub(crate) mod narrow;
pub(crate) mod pages;

//! How the crate is built and published.

pub(crate) mod floors;
pub(crate) mod oldest_rust;
pub(crate) mod package;

//! Published documents read into suites.

pub(crate) mod beginnings;
pub(crate) mod editions;
pub(crate) mod layouts;

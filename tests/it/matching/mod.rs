//! The matching procedure, and the library against the oracle.

pub(crate) mod agreement;
pub(crate) mod conditions;
pub(crate) mod exhaustive;

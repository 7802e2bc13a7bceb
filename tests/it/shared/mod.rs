//! What the tests share: the facts, the oracle, and ways to call the library and the program.

pub(crate) mod facts;
pub(crate) mod findings;
pub(crate) mod library;
pub(crate) mod oracle;
pub(crate) mod run;
pub(crate) mod targets;

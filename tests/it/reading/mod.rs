//! Job files, suites and schemas: accepted forms, and findings with their places.

pub(crate) mod advice;
pub(crate) mod jobs;
pub(crate) mod schema;
pub(crate) mod suites;

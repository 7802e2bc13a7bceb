//! The pages of docs, the examples and the sample repository.

pub(crate) mod examples;
pub(crate) mod pages;
pub(crate) mod repository;

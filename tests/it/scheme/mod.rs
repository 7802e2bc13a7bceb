//! The facts of the scheme and of the published profiles.

pub(crate) mod nhs;
pub(crate) mod published_profiles;

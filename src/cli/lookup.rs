//! Finds what an argument names.

use jobeval::finding::Finding;
use jobeval::profile::{Profile, ProfileNameError};
use jobeval::report::{TO_ADD_PROFILES, listed};
use jobeval::scheme::{BandRun, Factor};
use jobeval::{Profiles, Scheme};

use super::error::Error;
use super::output::Output;

/// The band or the run of bands that an option names.
pub(super) fn band<'s>(
    scheme: &'s Scheme,
    option: &str,
    name: &str,
    output: &mut Output,
) -> Result<BandRun<'s>, Error> {
    output.note(scheme.band_mark(name).map(|mark| Finding::about(option, mark)));
    scheme.find_band(name).map_err(|problem| Error::Usage { message: problem.message, help: problem.help })
}

/// The factor that an argument names.
pub(super) fn factor<'s>(scheme: &'s Scheme, name: &str) -> Result<&'s Factor, Error> {
    scheme.find_factor(name).map_err(|problem| Error::Usage { message: problem.message, help: problem.help })
}

/// The profile that an argument names.
pub(super) fn profile<'p, 's>(profiles: &'p Profiles<'s>, name: &str) -> Result<&'p Profile<'s>, Error> {
    profiles.find(name).map_err(|error| Error::usage(&error, profile_help(&error)))
}

/// What would be the name of a profile, and how to make more of them known.
pub(super) fn profile_help(error: &ProfileNameError) -> String {
    match error {
        ProfileNameError::Unknown { nearest, .. } => {
            format!("did you mean {}? ({TO_ADD_PROFILES})", nearest.join(" or "))
        }
        ProfileNameError::UnlikeAny { known, .. } if known.is_empty() => {
            format!("no profile is known; {TO_ADD_PROFILES}")
        }
        ProfileNameError::UnlikeAny { known, .. } => {
            format!("the profiles are {}; {TO_ADD_PROFILES}", listed(known))
        }
        ProfileNameError::Ambiguous { .. } => "write more of it, or the whole id".to_owned(),
    }
}

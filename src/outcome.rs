//! The outcomes of the matching procedure.

use serde::Serialize;

use crate::id_enum::id_enum;

id_enum! {
    /// The result of matching a job to a profile, best first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Outcome {
        ProfileMatch = "profile_match", "Every factor lies in the profile's range, and the total in its bands.";
        BandMatch = "band_match", "Some factors vary, and all four conditions hold.";
        Incomplete = "incomplete", "Some factor is not settled, and a match is still possible.";
        NoMatch = "no_match", "Neither kind of match.";
    }
}

impl Outcome {
    /// Returns true for a profile match and a band match.
    pub fn is_match(self) -> bool {
        matches!(self, Outcome::ProfileMatch | Outcome::BandMatch)
    }
}

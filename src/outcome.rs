//! The outcomes of the matching procedure.

use serde::Serialize;

// The JSON Schema repeats the comments of this type.
/// How a job stands to a profile, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every factor lies in the profile's range, and the total in its bands.
    ProfileMatch,
    /// Some factors vary, and all four conditions hold.
    BandMatch,
    /// Some factor is not settled, and a match is still possible.
    Incomplete,
    /// Neither kind of match.
    NoMatch,
}

impl Outcome {
    /// All outcomes, best first.
    pub const ALL: [Outcome; 4] =
        [Outcome::ProfileMatch, Outcome::BandMatch, Outcome::Incomplete, Outcome::NoMatch];

    /// The name in files and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::ProfileMatch => "profile_match",
            Outcome::BandMatch => "band_match",
            Outcome::Incomplete => "incomplete",
            Outcome::NoMatch => "no_match",
        }
    }

    /// What it means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Outcome::ProfileMatch => "Every factor lies in the profile's range, and the total in its bands.",
            Outcome::BandMatch => "Some factors vary, and all four conditions hold.",
            Outcome::Incomplete => "Some factor is not settled, and a match is still possible.",
            Outcome::NoMatch => "Neither kind of match.",
        }
    }

    /// Whether it is a match of either kind.
    pub fn is_match(self) -> bool {
        matches!(self, Outcome::ProfileMatch | Outcome::BandMatch)
    }
}

//! Recomputes the numbers of a published profile: each factor's scores, the total, the band.

use crate::profile::{Profile, ProfileFactor};

/// A profile and its numbers that do not follow from its levels. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct ProfileCheck<'p> {
    /// The profile.
    pub profile: &'p Profile<'p>,
    /// Published numbers that do not follow from the levels.
    pub failures: Vec<ProfileFailure<'p>>,
    /// Note on a lowest total below the band, `None` if it is not below.
    pub note: Option<ProfileNote>,
}

/// A note on a profile whose lowest total lies below its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileNote {
    /// The profile is generic, so its lowest total may lie there.
    Generic,
    /// The profile is not marked as generic: it is wrong, or the mark is missing.
    MaybeGeneric,
}

/// A published number that does not follow from a profile's levels.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ProfileFailure<'p> {
    /// The scores of this factor.
    FactorScores(&'p ProfileFactor<'p>),
    /// The least and greatest total.
    Score,
    /// The band: a computed total lies outside, other than the lowest one of a generic profile.
    Band,
}

impl ProfileCheck<'_> {
    /// Returns true if all published numbers follow from the levels.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Recomputes a profile's scores, total and band from its levels.
pub fn check_profile<'p>(profile: &'p Profile<'p>) -> ProfileCheck<'p> {
    let (computed, bands) = (profile.computed_score(), profile.bands().totals());
    let wrong_scores = profile.factors().iter().filter(|row| row.computed_scores() != row.scores());
    let wrong_score = computed != profile.score();
    let highest_inside = bands.contains(computed.max);
    let below = highest_inside && computed.min < bands.min;
    let inside = highest_inside && !below;
    let right_band = inside || (below && profile.is_generic());
    let failures = wrong_scores
        .map(ProfileFailure::FactorScores)
        .chain(wrong_score.then_some(ProfileFailure::Score))
        .chain((!right_band).then_some(ProfileFailure::Band));
    let note = if profile.is_generic() { ProfileNote::Generic } else { ProfileNote::MaybeGeneric };
    ProfileCheck { profile, failures: failures.collect(), note: below.then_some(note) }
}

//! Recomputing what a published profile states: each factor's scores, the total, the band.

use crate::profile::{Profile, ProfileFactor};

/// A profile with what in it does not follow from its levels. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct ProfileCheck<'p> {
    /// The profile.
    pub profile: &'p Profile<'p>,
    /// What does not follow.
    pub failures: Vec<ProfileFailure<'p>>,
    /// What a reader should know of its lowest total.
    pub note: Option<ProfileNote>,
}

/// What is to be said of a profile whose lowest total lies below its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileNote {
    /// It may, as the profile is generic.
    Generic,
    /// It may not, unless the profile is generic and its file says so.
    MaybeGeneric,
}

/// Something published that does not follow from a profile's levels.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ProfileFailure<'p> {
    /// The scores of this factor.
    FactorScores(&'p ProfileFactor<'p>),
    /// The least and greatest total.
    Score,
    /// The band: some total that the levels come to lies outside, and not only the lowest one of a generic profile.
    Band,
}

impl ProfileCheck<'_> {
    /// Whether everything published follows from the levels.
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

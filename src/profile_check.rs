//! Recomputing what a published profile states: each factor's scores, the total, the band.

use crate::profile::{Profile, ProfileFactor};

/// A profile with what in it does not follow from its levels. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct ProfileCheck<'p> {
    /// The profile.
    pub profile: &'p Profile<'p>,
    /// What does not follow.
    pub failures: Vec<ProfileFailure<'p>>,
}

/// Something published that does not follow from a profile's levels.
#[derive(Debug, Clone, Copy)]
pub enum ProfileFailure<'p> {
    /// The scores of this factor.
    FactorScores(&'p ProfileFactor<'p>),
    /// The least and greatest total.
    Score,
    /// The band or band group: some total that the levels come to lies outside.
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
    let wrong_band = !(bands.contains(computed.min) && bands.contains(computed.max));
    let failures = wrong_scores
        .map(ProfileFailure::FactorScores)
        .chain(wrong_score.then_some(ProfileFailure::Score))
        .chain(wrong_band.then_some(ProfileFailure::Band));
    ProfileCheck { profile, failures: failures.collect() }
}

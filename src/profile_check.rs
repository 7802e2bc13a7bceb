//! Recomputing what a published profile states: each factor's scores, the total, the band.

use serde::Serialize;

use crate::check::Failure;
use crate::profile::{Profile, ProfileName};
use crate::scheme::{Band, PointsRange};

/// A profile with what in it does not follow from its levels. Field for field this is what
/// `profiles check --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileCheck<'p> {
    /// The profile.
    #[serde(flatten)]
    pub profile: ProfileName<'p>,
    /// The least and greatest total, as published.
    pub score: PointsRange,
    /// The least and greatest total that the levels come to.
    pub computed_score: PointsRange,
    /// Whether everything published follows from the levels.
    pub passed: bool,
    /// What does not; the field is a factor's name for its scores, else `score` or `band`.
    pub failures: Vec<Failure>,
}

/// Recomputes a profile's scores, total and band from its levels.
pub fn check_profile<'p>(profile: &'p Profile<'_>) -> ProfileCheck<'p> {
    let failures: Vec<Failure> = factor_scores(profile).chain(total(profile)).chain(band(profile)).collect();
    ProfileCheck {
        profile: profile.name(),
        score: profile.score(),
        computed_score: profile.computed_score(),
        passed: failures.is_empty(),
        failures,
    }
}

fn factor_scores(profile: &Profile<'_>) -> impl Iterator<Item = Failure> {
    profile.factors().iter().filter_map(|row| {
        let computed = row.computed_scores();
        (computed != row.scores())
            .then(|| Failure::new(row.factor().name(), joined(&computed), joined(row.scores())))
    })
}

fn total(profile: &Profile<'_>) -> Option<Failure> {
    let (computed, published) = (profile.computed_score(), profile.score());
    (computed != published).then(|| Failure::new("score", computed.to_string(), published.to_string()))
}

/// Every total that the levels come to must lie in the profile's bands.
fn band(profile: &Profile<'_>) -> Option<Failure> {
    let (computed, allowed) = (profile.computed_score(), profile.bands().totals());
    if allowed.contains(computed.min) && allowed.contains(computed.max) {
        return None;
    }
    let bands: Vec<&str> = profile.scheme().bands_within(computed).iter().map(Band::name).collect();
    let expected = if bands.is_empty() { "no band".to_owned() } else { bands.join(", ") };
    Some(Failure::new("band", expected, profile.bands().name()))
}

fn joined(points: &[u32]) -> String {
    if points.is_empty() {
        return "none".to_owned();
    }
    let points: Vec<String> = points.iter().map(u32::to_string).collect();
    points.join(", ")
}

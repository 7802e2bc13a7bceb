//! Expectations of a job's score, which `jobeval check` verifies.

use crate::finding::{Problem, Rule};
use crate::outcome::Outcome;
use crate::sanitize::short;
use crate::scheme::{BandRun, PointsRange, Scheme, read_points_range};
use crate::yaml::{self, Mark, Node, Problems, Value};

/// Expected result of a job; `jobeval check` verifies it.
#[derive(Debug, Clone, Default)]
pub struct Expectation<'s> {
    /// Band of the total, or a run of bands with that band in it.
    pub band: Option<BandRun<'s>>,
    /// Total, or the range that it should lie in, in points.
    pub total: Option<PointsRange>,
    /// Id of the profile that should match.
    pub profile: Option<String>,
    /// Outcome of the comparison with the profile; without a profile, with the best one known.
    pub outcome: Option<Outcome>,
}

impl Expectation<'_> {
    /// Adds the problems of its keys taken together, each to the key at fault: an outcome without its profile, and
    /// values that no job can meet. `mark` returns the mark of a key that has a value, right or wrong.
    pub(super) fn check(
        &self,
        scheme: &Scheme,
        mark: impl Fn(&str) -> Option<Mark>,
        problems: &mut Problems,
    ) {
        let outcome = self.outcome_without_profile(mark("profile").is_some());
        let impossible_total = self.impossible_total(scheme).map(|reason| ("total", never(&reason)));
        let impossible_outcome = self.impossible_outcome().map(|reason| ("outcome", never(reason)));
        for (key, problem) in
            [outcome.map(|problem| ("outcome", problem)), impossible_total, impossible_outcome]
                .into_iter()
                .flatten()
        {
            if let Some(mark) = mark(key) {
                problems.add(mark, problem);
            }
        }
    }

    /// Returns the problem of an outcome that needs a profile and lacks it. An outcome is that of a comparison with a
    /// profile; only `no_match` has a meaning without one: no known profile matches.
    fn outcome_without_profile(&self, has_profile: bool) -> Option<Problem> {
        let needs_profile = self.outcome.is_some_and(|outcome| outcome != Outcome::NoMatch);
        (needs_profile && !has_profile).then(|| {
            let help = format!("only {} can be expected without a profile", Outcome::NoMatch.id());
            yaml::missing_key("expect", "profile").help(help)
        })
    }

    fn impossible_total(&self, scheme: &Scheme) -> Option<String> {
        let possible = scheme.totals();
        // A range that ends before it begins is an error of its own.
        let total = self.total.filter(|total| total.min <= total.max)?;
        if !total.overlaps(possible) {
            return Some(format!("totals are from {} to {}, never {total}", possible.min, possible.max));
        }
        let band = self.band.filter(|band| !total.overlaps(band.totals()))?;
        Some(format!("{total} is outside Band {band} ({})", band.totals()))
    }

    fn impossible_outcome(&self) -> Option<&'static str> {
        let is_single = self.total.is_some_and(|total| total.min == total.max);
        (self.outcome == Some(Outcome::Incomplete) && is_single)
            .then_some("an incomplete job has no single total")
    }
}

fn never(reason: &str) -> Problem {
    Problem::new(Rule::ImpossibleExpectation, format!("this can never hold: {reason}"))
}

/// Returns the outcome with this id.
pub(super) fn find_outcome(id: &str) -> Result<Outcome, Problem> {
    Outcome::ALL.into_iter().find(|outcome| outcome.id() == id).ok_or_else(|| {
        let known = Outcome::ALL.map(Outcome::id).join(", ");
        Problem::new(Rule::UnknownOutcome, format!("`{}` is not an outcome that can be expected", short(id)))
            .help(format!("the outcomes are {known}"))
    })
}

/// Reads a total: a number, or `{min, max}`.
pub(super) fn read_total(node: Node<'_>, key: &'static str) -> Option<PointsRange> {
    match node.value() {
        Value::Integer(_) => node.points(key).map(PointsRange::exactly),
        Value::Mapping(_) => read_points_range(node, key),
        _ => node.refuse(key, "a number of points or {min, max}"),
    }
}

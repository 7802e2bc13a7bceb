//! Problems of a profile.

use crate::document::Place;
use crate::finding::{Problem, Problems, Rule};

/// The problems of one profile, each of which says which profile it is.
pub(super) struct Here<'p> {
    about: &'p str,
    problems: &'p mut Problems<Place>,
}

impl<'p> Here<'p> {
    pub(super) fn new(about: &'p str, problems: &'p mut Problems<Place>) -> Here<'p> {
        Here { about, problems }
    }

    pub(super) fn add(&mut self, place: Place, rule: Rule, message: impl AsRef<str>) {
        self.add_problem(place, Problem::new(rule, message.as_ref()));
    }

    pub(super) fn add_problem(&mut self, place: Place, problem: Problem) {
        self.problems.add(place, problem.about(self.about));
    }
}

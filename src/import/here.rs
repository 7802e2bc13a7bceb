//! Problems of a profile.

use crate::finding::{Problem, Problems, Rule};
use jobeval_documents::document::DocumentPlace;

/// The problems of one profile, each of which says which profile it is.
pub(super) struct ProfileProblems<'p> {
    about: &'p str,
    problems: &'p mut Problems<DocumentPlace>,
}

impl<'p> ProfileProblems<'p> {
    pub(super) fn new(about: &'p str, problems: &'p mut Problems<DocumentPlace>) -> ProfileProblems<'p> {
        ProfileProblems { about, problems }
    }

    pub(super) fn add(&mut self, place: DocumentPlace, rule: Rule, message: impl AsRef<str>) {
        self.add_problem(place, Problem::new(rule, message.as_ref()));
    }

    pub(super) fn add_problem(&mut self, place: DocumentPlace, problem: Problem) {
        self.problems.add(place, problem.about(self.about));
    }
}

//! Questions asked of jobs, and their answers.

use serde::Serialize;

use crate::csv::{CsvRow, WriteRow};
use crate::job::Job;
use crate::json::Object;
use crate::outcome::Outcome;
use crate::profile::Profile;
use crate::rank::{BestMatch, best_match};
use crate::scheme::Scheme;
use crate::score::{Score, score};

/// Question asked of every job of a batch.
#[derive(Debug, Clone, Copy)]
pub enum Question<'p> {
    /// The score of the job.
    Score {
        /// Scheme whose factors each get a column of points in CSV, after all other columns; `None` for no such columns.
        points_of: Option<&'p Scheme>,
    },
    /// The profile that suits the job best, of those given.
    BestProfile(&'p [&'p Profile<'p>]),
}

/// Answer to a question, about one job.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer<'j> {
    Score(Score<'j>),
    BestProfile(BestMatch<'j>),
}

impl<'p> Question<'p> {
    pub(super) fn answer<'j>(&self, job: &'j Job<'j>) -> Answer<'j>
    where
        'p: 'j,
    {
        match *self {
            Question::Score { .. } => Answer::Score(score(job)),
            // Jobs and profiles of a run are read under one scheme, so that they can be compared.
            Question::BestProfile(profiles) => Answer::BestProfile(
                best_match(job, profiles.iter().copied()).unwrap_or(BestMatch { job, best: None }),
            ),
        }
    }

    /// Returns the columns of its answers in CSV, without those of the points.
    pub(super) fn columns(&self) -> &'static [&'static str] {
        match self {
            Question::Score { .. } => Score::COLUMNS,
            Question::BestProfile(_) => BestMatch::COLUMNS,
        }
    }

    /// Returns the fields of its answers in JSON.
    pub(super) fn fields(&self) -> &'static [&'static str] {
        match self {
            Question::Score { .. } => Score::FIELDS,
            Question::BestProfile(_) => BestMatch::FIELDS,
        }
    }

    /// Returns the names of the columns with the points of each factor, which come last in CSV.
    pub(super) fn points_columns(&self) -> Vec<String> {
        let Question::Score { points_of: Some(scheme) } = self else { return Vec::new() };
        scheme.factors().iter().map(|factor| format!("{}_points", factor.id())).collect()
    }

    pub(super) fn writes_points(&self) -> bool {
        matches!(self, Question::Score { points_of: Some(_) })
    }
}

impl Answer<'_> {
    /// Returns true for a complete score and for a match.
    pub(super) fn is_yes(&self) -> bool {
        match self {
            Answer::Score(score) => score.standing.is_complete(),
            Answer::BestProfile(found) => found.is_match(),
        }
    }

    /// Returns the total of a complete score.
    pub(super) fn total(&self) -> Option<u32> {
        match self {
            Answer::Score(score) => score.standing.total,
            Answer::BestProfile(_) => None,
        }
    }

    /// Returns the id of the best profile, and the outcome of the comparison with it.
    pub(super) fn outcome(&self) -> Option<(&str, Outcome)> {
        match self {
            Answer::Score(_) => None,
            Answer::BestProfile(found) => {
                found.best.as_ref().map(|best| (best.profile.id(), best.verdict.outcome))
            }
        }
    }

    pub(super) fn write_cells(&self, row: &mut CsvRow<'_>) {
        match self {
            Answer::Score(score) => score.write_cells(row),
            Answer::BestProfile(found) => found.write_cells(row),
        }
    }

    /// Writes the points of each factor.
    pub(super) fn write_points(&self, row: &mut CsvRow<'_>) {
        if let Answer::Score(score) = self {
            score.factors().for_each(|factor| _ = row.optional_number(factor.points));
        }
    }
}

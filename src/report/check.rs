//! What the check of jobs against their expectations shows.

use serde::Serialize;

use super::block::{Block, Cell, Column, Table, Tone};
use super::score::job_name;
use super::{Report, Row, Rows, counted};
use crate::check::{Failure, JobCheck};

/// The checks of a run, in the order of the jobs.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct JobChecks(pub Vec<JobCheck>);

impl JobChecks {
    /// How many jobs passed, failed, and expected nothing; those that passed without expecting anything count as the
    /// last only.
    pub(super) fn summary(&self) -> String {
        let failed = self.0.iter().filter(|check| !check.passed).count();
        let silent = self.0.iter().filter(|check| check.passed && !check.expects).count();
        let passed = self.0.len() - failed - silent;
        let mut summary = format!("{}: {passed} passed, {failed} failed", counted(self.0.len(), "job"));
        if silent > 0 {
            summary.push_str(&format!(", {silent} without expect"));
        }
        summary
    }
}

/// A job as it is called in the results of a check.
pub(super) fn name(check: &JobCheck) -> String {
    job_name(check.id.as_deref(), &check.title)
}

/// A failure in words.
pub(super) fn describe(failure: &Failure) -> String {
    format!("{}: expected {}, found {}", failure.field, failure.expected, failure.found)
}

/// Where the expectation stands, and what of it does not hold.
fn failed(check: &JobCheck) -> String {
    let place = check.position.map(|place| format!("{}:{}: ", check.source, place.line)).unwrap_or_default();
    let failures: Vec<String> = check.failures.iter().map(describe).collect();
    format!("{place}{}", failures.join("; "))
}

impl Report for JobChecks {
    fn blocks(&self) -> Vec<Block> {
        let mut table = Table::new([Column::words(""), Column::words("Job"), Column::words("Result")]);
        for check in &self.0 {
            let (mark, tone) = match (check.passed, check.expects) {
                (false, _) => ("✗", Tone::Bad),
                (true, true) => ("✓", Tone::Good),
                (true, false) => ("–", Tone::Open),
            };
            let result = match (check.passed, check.expects) {
                (false, _) => failed(check),
                (true, true) => "passed".to_owned(),
                (true, false) => "no expect".to_owned(),
            };
            table.add([Cell::from(mark).tone(tone), name(check).into(), result.into()]);
        }
        let tone = if self.0.iter().all(|check| check.passed) { Tone::Good } else { Tone::Bad };
        let summary = Block::Text(Cell::from(self.summary()).tone(tone));
        if self.0.is_empty() { vec![summary] } else { vec![Block::Table(table), summary] }
    }
}

impl Rows for JobChecks {
    type Item = JobCheck;

    fn items(&self) -> &[JobCheck] {
        &self.0
    }
}

impl Row for JobCheck {
    const COLUMNS: &'static [&'static str] = &["id", "title", "source", "passed", "failures"];

    fn cells(&self) -> Vec<String> {
        let failures: Vec<String> = self.failures.iter().map(describe).collect();
        vec![
            self.id.clone().unwrap_or_default(),
            self.title.clone(),
            self.source.clone(),
            self.passed.to_string(),
            failures.join("; "),
        ]
    }
}

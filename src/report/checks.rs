//! The checks of a run together with the findings of its files, for CI.

use std::io::{self, Write};

use serde::Serialize;

use super::block::ReportBlock;
use super::format::Format;
use super::result::{List, Report};
use super::{github, junit};
use crate::check::JobCheck;
use crate::csv::CellSafety;
use crate::finding::Finding;

/// The checks of a run in the order of the jobs. Serialises as an array.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Checks<'c> {
    /// Checks, one per job.
    pub checks: List<JobCheck<'c>>,
    /// Findings in the files of the jobs. Only the CI formats show them.
    #[serde(skip)]
    pub findings: &'c [Finding],
}

impl Report for Checks<'_> {
    fn title(&self) -> &'static str {
        self.checks.title()
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        self.checks.blocks()
    }

    fn write_as(&self, format: Format, cells: CellSafety, out: &mut dyn Write) -> io::Result<u64> {
        match format {
            Format::Junit => junit::write(&self.checks.items, self.findings, out).map(|()| 0),
            Format::Github => github::write(&self.checks.items, self.findings, out).map(|()| 0),
            other => self.checks.write_as(other, cells, out),
        }
    }
}

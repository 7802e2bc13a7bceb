//! The check of a run with what was found in its files, for CI.

use std::io::{self, Write};

use serde::Serialize;

use super::block::ReportBlock;
use super::format::Format;
use super::result::{List, Report};
use super::{github, junit};
use crate::check::JobCheck;
use crate::csv::CellSafety;
use crate::finding::Finding;

/// The checks of a run, in the order of the jobs. As JSON it is an array of them.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Checks<'c> {
    /// The checks.
    pub checks: List<JobCheck<'c>>,
    /// What was found in the files that the jobs were read from. Only the formats for CI show it.
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

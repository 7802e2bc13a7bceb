//! The checks of a run together with the findings of its files, for CI.

use std::io::{self, Write};

use serde::Serialize;

use super::block::ReportBlock;
use super::format::Format;
use super::result::{CsvReport, Formats, List, ListReport, Report};
use super::{github, junit};
use crate::check::JobCheck;
use crate::csv::{CellSafety, CsvRows};
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
    const FORMATS: Formats<Self> = Formats::list_formats()
        .and(Format::Junit, |result: &Self, _, out| {
            junit::write(&result.checks.items, result.findings, out).map(|()| 0)
        })
        .and(Format::Github, |result: &Self, _, out| {
            github::write(&result.checks.items, result.findings, out).map(|()| 0)
        });

    fn title(&self) -> &'static str {
        self.checks.title()
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        self.checks.blocks()
    }
}

impl CsvReport for Checks<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.checks.push_csv(cells, rows);
    }
}

impl ListReport for Checks<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        self.checks.write_lines(out)
    }
}

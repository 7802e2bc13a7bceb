//! The index of a folder of reports: every job with its outcome, and the number of jobs per band.

use serde::Serialize;

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::{editions, none_matches_block};
use super::cell::Link;
use super::compare::outcome_cell;
use super::object::serialize_as;
use super::refused::refused_blocks;
use super::result::Report;
use super::summary::Summary;
use super::wording::{counted, name_of, only_place_in_list, span};
use crate::batch::Tally;
use crate::job::RefusedJob;
use crate::job_report::{JobReport, ReportKind};
use crate::profile::Profile;
use crate::scheme::{Band, Scheme};

/// A report with its file.
#[derive(Debug, Clone)]
pub struct IndexedPage<'r> {
    /// The report.
    pub report: &'r JobReport<'r>,
    /// Name of the file.
    pub file: String,
}

serialize_as!(IndexedPage<'_>, page => {
    "file": page.file,
    "id": page.report.score.job.id(),
    "title": page.report.score.job.title(),
    "kind": page.report.kind(),
    "status": page.report.score.job.status(),
    "outcome": page.report.outcome(),
    "profile": page.profile().map(Profile::id),
    "band": page.report.band().map(Band::name),
    "total": page.report.score.standing.total,
    "only_band": page.report.score.standing.only_band().map(Band::name),
});

impl<'r> IndexedPage<'r> {
    fn profile(&self) -> Option<&'r Profile<'r>> {
        self.report.comparison.as_ref().map(|comparison| comparison.profile)
    }

    /// Returns true if the job matches no profile, however its open factors are settled.
    fn is_without_match(&self) -> bool {
        self.report.kind() == ReportKind::Evaluation && self.report.other_match.is_none()
    }

    /// Returns the profile that the job matches or could match.
    fn matched(&self) -> Option<&'r Profile<'r>> {
        self.profile().filter(|_| self.report.kind() == ReportKind::MatchedJob)
    }
}

/// The index of a folder of reports.
#[derive(Debug, Clone, Serialize)]
pub struct JobIndex<'r> {
    reports: Vec<IndexedPage<'r>>,
    /// Jobs without a report because they could not be read.
    refused: &'r [RefusedJob],
    distribution: Summary<'r>,
}

impl<'r> JobIndex<'r> {
    /// Makes an index of `reports`, whose jobs were read under `scheme`.
    pub fn new(reports: Vec<IndexedPage<'r>>, refused: &'r [RefusedJob], scheme: &'r Scheme) -> JobIndex<'r> {
        let mut tally = Tally::from_totals(reports.iter().map(|page| page.report.score.standing.total));
        refused.iter().for_each(|job| tally.refuse(job));
        JobIndex { distribution: Summary::new(&tally, None, scheme), reports, refused }
    }
}

impl Report for JobIndex<'_> {
    fn title(&self) -> &'static str {
        "Job evaluation"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let jobs = BlockTable::of("Jobs and their reports", &self.reports)
            .words("Job", |page| TonedText::from(name_of(page.report.score.job)).link(Link::to(&page.file)))
            .words("Outcome", |page| page.report.outcome().map_or(TonedText::default(), outcome_cell))
            .words("Profile", |page| page.matched().map(Profile::id).unwrap_or_default())
            .numbers("Total", |page| page.report.score.standing.total_range)
            .words("Band", |page| {
                let standing = page.report.score.standing;
                only_place_in_list(standing).unwrap_or_else(|| span(standing))
            })
            .words("Status", |page| page.report.score.job.status().id().replace('_', " "))
            .end();
        let unmatched = self.reports.iter().filter(|page| page.is_without_match()).count();
        let candidates = self.reports.first().map(|page| page.report.candidates);
        let none = candidates.filter(|_| unmatched > 0).map(|candidates| {
            let jobs = format!(" {}", counted(unmatched, "job"));
            none_matches_block(&candidates, &jobs, Tone::Open)
        });
        let editions = editions(self.reports.iter().filter_map(IndexedPage::profile));
        let matched = self.reports.iter().filter(|page| page.report.is_match()).count();
        let all = counted(self.reports.len(), "job");
        let mut blocks = vec![
            ReportBlock::Heading("Job reports".to_owned()),
            ReportBlock::text(
                TonedText::from(format!("{matched} of {all} match a profile.")).tone(Tone::Strong),
            ),
        ];
        blocks.extend(none.into_iter().chain(editions));
        blocks.push(ReportBlock::Table(jobs.without_empty_columns()));
        blocks.extend(refused_blocks(self.refused));
        blocks.push(ReportBlock::Section("Jobs per band"));
        blocks.extend(self.distribution.distribution());
        blocks
    }
}

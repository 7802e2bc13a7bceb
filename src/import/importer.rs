//! The way from a document to a suite.

use std::sync::Arc;

use super::draft::Draft;
use super::ids::Ids;
use super::imported::{Agreement, Imported};
use super::section::{self, Section};
use super::{fragments, front, layout};
use crate::document::{Document, Place};
use crate::finding::{Finding, Position, Problem, Problems, Rule};
use crate::scheme::Scheme;

/// The most findings of a document that are listed.
const MOST_FINDINGS: usize = 200;

/// Makes suites of documents, whose profiles get ids that none before them has.
#[derive(Debug)]
pub struct Importer<'s> {
    scheme: &'s Scheme,
    ids: Ids,
}

impl<'s> Importer<'s> {
    /// An importer for documents under a scheme.
    pub fn new(scheme: &'s Scheme) -> Importer<'s> {
        Importer { scheme, ids: Ids::default() }
    }

    /// Makes a suite of a document; `source` names the document in findings, and `id` is that of the suite, which is else
    /// made of its title.
    pub fn import(&mut self, source: &str, document: &Document, id: Option<&str>) -> Imported<'s> {
        let (scheme, source) = (self.scheme, Arc::from(source));
        let fragments = fragments::fragments(document, |text| layout::is_structure(scheme, text));
        let mut fragments = layout::join_lines(fragments);
        layout::mark_heads(&mut fragments);
        let starts = section::starts(&fragments);
        let Some(&first) = starts.first() else {
            let findings = vec![Finding::about(&source, no_profiles())];
            return Imported { suite: None, refused: Vec::new(), findings, agreement: Agreement::default() };
        };
        let mut problems = Problems::with_limit(MOST_FINDINGS);
        let ends = starts.iter().skip(1).copied().chain([fragments.len()]);
        let read = |(&start, end)| section::read(scheme, &fragments[start..end], &mut problems);
        let sections: Vec<Section<'_, 's>> = starts.iter().zip(ends).map(read).collect();
        let titles: Vec<&str> = sections.iter().map(|section| &*section.title).collect();
        let ids = self.ids.of(&titles);
        let front = front::read(scheme, &fragments[..first]);
        let mut draft = Draft::new(scheme, &source, id, front, &mut problems);
        draft.add(&fragments[..first], sections, ids);
        let imported = draft.end();
        Imported { findings: located(&source, problems), ..imported }
    }
}

/// The problems as findings, in the order of their places.
fn located(source: &Arc<str>, problems: Problems<Place>) -> Vec<Finding> {
    let find = |(place, problem): (Place, Problem)| {
        let position = Position { line: place.line, column: place.column };
        Finding::at(source, Some(position), problem).on_page(place.page)
    };
    let mut findings = problems.located(find).into_findings(source);
    findings.sort_by_key(|finding| (finding.page, finding.position));
    findings
}

fn no_profiles() -> Problem {
    Problem::new(Rule::NoProfiles, "there is no published profile in this document").help(
        "a profile begins with `Profile Suite and Label`, `Profile Label` or `Job Statement`, and has a row for each factor",
    )
}

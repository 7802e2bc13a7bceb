//! Places of findings: line and column in text, page and factor in PDF and Word.

use std::collections::HashMap;
use std::sync::Arc;

use jobeval_documents::document::{Document, DocumentPlace};

use super::fragments::Fragment;
use super::layout::Name;
use crate::finding::{Finding, Position, Problem, Problems, Rule};

/// The number of the factor at each place in the rows of profiles.
pub(super) type FactorPlaces = HashMap<DocumentPlace, u32>;

/// Returns the places in the rows of a profile. `end` is the index after the last row. Words below the names of several
/// factors belong to none of them.
pub(super) fn of_names(fragments: &[Fragment<'_>], names: &[Name<'_>], end: usize) -> FactorPlaces {
    let mut places = FactorPlaces::new();
    for (index, name) in names.iter().enumerate() {
        let is_of_group = index > 0 && names[index - 1].end == name.start;
        let next = names.get(index + 1).map_or(end, |next| next.start);
        let behind = if is_of_group { name.end } else { next.max(name.end) };
        let row = fragments.get(name.start..behind).unwrap_or_default();
        let number = u32::try_from(name.factor.number()).unwrap_or(u32::MAX);
        places.extend(row.iter().map(|fragment| (fragment.place(), number)));
    }
    places
}

/// Returns the problems as findings, in the order of their places.
pub(super) fn located(
    source: &Arc<str>,
    document: &Document,
    factors: &FactorPlaces,
    mut problems: Problems<DocumentPlace>,
) -> Vec<Finding> {
    problems.listed.sort_by_key(|(place, _)| *place);
    let find = |(place, problem): (DocumentPlace, Problem)| {
        if document.has_lines {
            let position = Position { line: place.line, column: place.column };
            return Finding::at(source, Some(position), problem);
        }
        // A missing row is noted where the next one is.
        let factor = factors.get(&place).filter(|_| problem.rule != Rule::MissingFactor).copied();
        Finding::at(source, None, problem).on_page(place.page).at_factor(factor)
    };
    problems.located(find).into_findings(source)
}

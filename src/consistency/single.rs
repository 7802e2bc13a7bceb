//! Checks each job for itself: closed bands, totals near an edge, open factors, missing evidence.

use super::common::{Member, Observed};
use super::types::{Code, Detail, Weight};
use crate::explain::edges;
use crate::scheme::Factor;

/// Adds jobs with open factors, in closed bands, and with a total near an edge.
pub(super) fn check<'j>(members: &[Member<'j>], margin: u32, found: &mut Observed<'_, 'j>) {
    for member in members {
        not_settled(member, found);
        let Some(total) = member.standing.total else { continue };
        if let Some(band) = member.standing.band().filter(|band| band.closed().is_some()) {
            found.add(Code::ClosedBand, &[member], None, Weight::Other(0), Detail::Closed(band));
        }
        let edges = edges(total, member.job.scheme(), margin);
        if let (true, Some(place)) = (edges.borderline, member.place()) {
            let nearest = edges.above_lower.into_iter().chain(edges.below_upper).min().unwrap_or_default();
            let detail = Detail::NearEdge { total, place, edges };
            found.add(Code::NearEdge, &[member], None, Weight::Other(u32::MAX - nearest), detail);
        }
    }
}

fn not_settled<'j>(member: &Member<'j>, found: &mut Observed<'_, 'j>) {
    let open = member.job.assessments().iter().filter(|assessment| assessment.settled().is_none());
    let factors: Vec<&'j Factor> = open.map(|assessment| assessment.factor()).collect();
    if !factors.is_empty() {
        let weight = Weight::Other(factors.len() as u32);
        found.add(Code::NotSettled, &[member], only(&factors), weight, Detail::NotSettled(factors));
    }
}

/// Returns the factor if there is only one.
fn only<'j>(factors: &[&'j Factor]) -> Option<&'j Factor> {
    if let [factor] = factors { Some(factor) } else { None }
}

/// Adds jobs of a group with levels that lack evidence. Jobs without any evidence are added only if at least half of the
/// others have some. Skips rows of cells, which hold no evidence.
pub(super) fn missing_evidence<'j>(group: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    let group: Vec<_> = group.iter().filter(|member| !member.job.is_row()).collect();
    let with = group.iter().filter(|member| gives_evidence(member)).count();
    let is_usual = with > 0 && 2 * with + 1 >= group.len();
    for member in group {
        let assessed: Vec<_> =
            member.job.assessments().iter().filter(|assessment| assessment.levels().is_some()).collect();
        let without = assessed.iter().filter(|assessment| !has_words(assessment.evidence()));
        let factors: Vec<&'j Factor> = without.map(|assessment| assessment.factor()).collect();
        if !factors.is_empty() && (is_usual || gives_evidence(member)) {
            let weight = Weight::Other(factors.len() as u32);
            let (only, of) = (only(&factors), assessed.len());
            let detail = Detail::MissingEvidence { factors, of };
            found.add(Code::MissingEvidence, &[member], only, weight, detail);
        }
    }
}

fn gives_evidence(member: &Member<'_>) -> bool {
    member.job.assessments().iter().any(|assessment| has_words(assessment.evidence()))
}

fn has_words(evidence: Option<&str>) -> bool {
    evidence.is_some_and(|evidence| !evidence.trim().is_empty())
}

//! Finds jobs that share an id, a title, levels or evidence, and differ otherwise.

use super::common::{Member, Observed, alike, counted, grouped, spread};
use super::types::{Code, Counted, Detail, Weight};
use crate::names;
use crate::scheme::{BandRun, Factor, Located};

/// Finds ids that several jobs have, across all groups.
pub(super) fn same_id<'j>(members: &[Member<'j>], found: &mut Observed<'_, 'j>) {
    for jobs in alike(members, |member| member.job.id()) {
        let id = jobs[0].job.id().unwrap_or_default();
        let detail = Detail::OneId { id, jobs: jobs.len() };
        found.add(Code::SameId, &jobs, None, Weight::Other(jobs.len() as u32), detail);
    }
}

/// Finds differences between alike jobs of a group.
pub(super) fn check<'j>(group: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    for jobs in by_title(group) {
        title_bands(&jobs, found);
        title_levels(&jobs, found);
    }
    for jobs in alike(group.iter().copied(), |member| member.levels()) {
        stated_differently(&jobs, found);
    }
    evidence(group, found);
}

/// Returns jobs that share a title, ignoring case, spaces and punctuation.
pub(super) fn by_title<'m, 'j>(group: &[&'m Member<'j>]) -> Vec<Vec<&'m Member<'j>>> {
    alike(group.iter().copied(), |member| {
        Some(names::normalise(member.job.title())).filter(|title| !title.is_empty())
    })
}

fn title_bands<'j>(jobs: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    let decided: Vec<&Member<'j>> = jobs.iter().copied().filter(|job| job.place().is_some()).collect();
    let bands = counted(decided.iter().filter_map(|job| job.place()));
    if let [(lowest, _), .., (highest, _)] = bands[..] {
        let weight = Weight::Bands(bands_between(decided[0], lowest, highest));
        found.add(Code::SameTitle, &decided, None, weight, Detail::TitleBands(bands));
    }
}

/// Counts the bands between two places.
pub(super) fn bands_between(member: &Member<'_>, lower: Located<'_>, higher: Located<'_>) -> u32 {
    let bands = member.job.scheme().bands().iter().map(Located::In);
    bands.filter(|band| lower < *band && *band < higher).count() as u32
}

fn title_levels<'j>(jobs: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    for factor in factors(jobs) {
        let levels = counted(jobs.iter().filter_map(|job| job.level(factor)));
        if levels.len() > 1 {
            let settled: Vec<&Member<'j>> =
                jobs.iter().copied().filter(|job| job.level(factor).is_some()).collect();
            let weight = Weight::Levels(spread(&levels));
            found.add(Code::SameTitle, &settled, Some(factor), weight, Detail::TitleLevels(levels));
        }
    }
}

/// Returns the factors of the jobs' scheme.
pub(super) fn factors<'j>(jobs: &[&Member<'j>]) -> &'j [Factor] {
    jobs.first().map_or(&[], |member| member.job.scheme().factors())
}

/// Adds jobs that have the same levels and state different bands or profiles.
fn stated_differently<'j>(jobs: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    let (mut bands, mut profiles) = (stated_bands(jobs), stated_profiles(jobs));
    if bands.len() == 1 {
        bands.clear();
    }
    if profiles.len() == 1 {
        profiles.clear();
    }
    if !bands.is_empty() || !profiles.is_empty() {
        let weight = if bands.is_empty() { Weight::Other(0) } else { Weight::Bands(0) };
        found.add(Code::SameLevels, jobs, None, weight, Detail::Stated { bands, profiles });
    }
}

/// Counts the bands that jobs state, lowest first.
fn stated_bands<'j>(jobs: &[&Member<'j>]) -> Counted<BandRun<'j>> {
    let runs = jobs.iter().filter_map(|member| member.job.expectation()?.band);
    let mut bands: Counted<BandRun<'j>> =
        grouped(runs.map(|run| ((run.totals().min, run.totals().max), run)))
            .into_iter()
            .filter_map(|same| Some((*same.first()?, same.len())))
            .collect();
    bands.sort_by_key(|(run, _)| (run.totals().min, run.totals().max));
    bands
}

/// Counts the profiles that jobs state, by name. A profile that is spelt in several ways goes by the first of them.
fn stated_profiles<'j>(jobs: &[&Member<'j>]) -> Counted<&'j str> {
    let names = counted(jobs.iter().filter_map(|member| member.job.expectation()?.profile.as_deref()));
    grouped(names.into_iter().map(|(name, jobs)| (names::normalise(name), (name, jobs))))
        .into_iter()
        .filter_map(|same| Some((same.first()?.0, same.iter().map(|(_, jobs)| jobs).sum())))
        .collect()
}

/// Adds jobs that give the same evidence for different levels of a factor.
fn evidence<'j>(group: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    for (index, factor) in factors(group).iter().enumerate() {
        let same_words = alike(group.iter().copied(), |member| {
            let assessment = &member.job.assessments()[index];
            assessment.settled()?;
            Some(names::normalise(assessment.evidence()?)).filter(|words| !words.is_empty())
        });
        for jobs in same_words {
            let levels = counted(jobs.iter().filter_map(|job| job.level(factor)));
            if levels.len() > 1
                && let Some(words) = jobs[0].job.assessments()[index].evidence()
            {
                let weight = Weight::Levels(spread(&levels));
                let detail = Detail::Evidence { words, levels };
                found.add(Code::SameEvidence, &jobs, Some(factor), weight, detail);
            }
        }
    }
}

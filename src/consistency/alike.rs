//! Jobs that are alike in one thing and differ in another: their titles, their levels, their evidence.

use super::common::{Member, Observed, alike, counted, grouped, spread};
use super::types::{Code, Detail, Weight};
use crate::names;
use crate::scheme::{BandRun, Factor, Located};

/// Looks for ids that several jobs have, across all groups.
pub(super) fn same_id<'j>(members: &[Member<'j>], found: &mut Observed<'_, 'j>) {
    for jobs in alike(members, |member| member.job.id()) {
        let id = jobs[0].job.id().unwrap_or_default();
        let detail = Detail::OneId { id, jobs: jobs.len() };
        found.add(Code::SameId, &jobs, None, Weight::Other(jobs.len() as u32), detail);
    }
}

/// Looks through the jobs of a group.
pub(super) fn check<'j>(group: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    for jobs in of_one_title(group) {
        title_bands(&jobs, found);
        title_levels(&jobs, found);
    }
    for jobs in alike(group.iter().copied(), |member| member.levels()) {
        stated(&jobs, found);
    }
    evidence(group, found);
}

/// Jobs with one title, whatever its case, spaces and punctuation.
pub(super) fn of_one_title<'m, 'j>(group: &[&'m Member<'j>]) -> Vec<Vec<&'m Member<'j>>> {
    let title = |member: &'m Member<'j>| Some(names::normalise(member.job.title()));
    alike(group.iter().copied(), |member| title(member).filter(|title| !title.is_empty()))
}

fn title_bands<'j>(jobs: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    let decided: Vec<&Member<'j>> = jobs.iter().copied().filter(|job| job.place().is_some()).collect();
    let bands = counted(decided.iter().filter_map(|job| job.place()));
    if let [(lowest, _), .., (highest, _)] = bands[..] {
        let weight = Weight::Bands(bands_between(decided[0], lowest, highest));
        found.add(Code::SameTitle, &decided, None, weight, Detail::TitleBands(bands));
    }
}

/// How many bands lie between two places.
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

/// The factors of the scheme that jobs were read under.
pub(super) fn factors<'j>(jobs: &[&Member<'j>]) -> &'j [Factor] {
    jobs.first().map_or(&[], |member| member.job.scheme().factors())
}

/// Jobs with the same levels of which different bands or profiles are stated.
fn stated<'j>(jobs: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    let expected = || jobs.iter().filter_map(|member| member.job.expectation());
    let key = |run: &BandRun<'j>| (run.totals().min, run.totals().max);
    let mut runs: Vec<BandRun<'j>> = expected().filter_map(|expected| expected.band).collect();
    runs.sort_by_key(key);
    let mut bands: Vec<(BandRun<'j>, usize)> = Vec::new();
    for run in runs {
        match bands.last_mut() {
            Some((last, count)) if *last == run => *count += 1,
            _ => bands.push((run, 1)),
        }
    }
    let named = counted(expected().filter_map(|expected| expected.profile.as_deref()));
    let spellings = grouped(named.into_iter().map(|(name, count)| (names::normalise(name), (name, count))));
    // A profile that is spelt in several ways goes by the first of them.
    let mut profiles: Vec<(&'j str, usize)> = spellings
        .into_iter()
        .filter_map(|same| Some((same.first()?.0, same.iter().map(|(_, count)| count).sum())))
        .collect();
    bands = if bands.len() > 1 { bands } else { Vec::new() };
    profiles = if profiles.len() > 1 { profiles } else { Vec::new() };
    if !bands.is_empty() || !profiles.is_empty() {
        let weight = if bands.is_empty() { Weight::Other(0) } else { Weight::Bands(0) };
        found.add(Code::SameLevels, jobs, None, weight, Detail::Stated { bands, profiles });
    }
}

/// The same words for one factor at different levels.
fn evidence<'j>(group: &[&Member<'j>], found: &mut Observed<'_, 'j>) {
    for (index, factor) in factors(group).iter().enumerate() {
        let words = |member: &Member<'j>| {
            let assessment = &member.job.assessments()[index];
            assessment.settled()?;
            let words = names::normalise(assessment.evidence()?);
            (!words.is_empty()).then_some(words)
        };
        for jobs in alike(group.iter().copied(), words) {
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

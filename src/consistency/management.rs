//! Compares jobs with their managers' jobs, up the line of management.

use std::collections::HashMap;

use super::alike::bands_between;
use super::common::{Member, Observed};
use super::types::{Code, Detail, Weight};

/// Compares each job that reports to another with it, across all groups.
pub(super) fn check<'j>(members: &[Member<'j>], found: &mut Observed<'_, 'j>) {
    let managers = managers(members, found);
    let circles = circles(&managers);
    for circle in &circles {
        let jobs: Vec<&Member<'j>> = circle.iter().map(|&index| &members[index]).collect();
        found.add(Code::LineOfManagement, &jobs, None, Weight::Other(1), Detail::Circle);
    }
    let mut in_circle = vec![false; members.len()];
    circles.iter().flatten().for_each(|&index| in_circle[index] = true);
    for (member, manager) in members.iter().zip(&managers) {
        // In a circle nobody is above anybody.
        if let Some(manager) = manager.filter(|_| !in_circle[member.index]) {
            compare(member, &members[manager], found);
        }
    }
}

/// Finds the index of each job's manager, and adds the jobs whose manager's id no job has, or several.
fn managers<'j>(members: &[Member<'j>], found: &mut Observed<'_, 'j>) -> Vec<Option<usize>> {
    // The first job with each id, and the number of jobs with it.
    let mut ids: HashMap<&str, (usize, usize)> = HashMap::new();
    for member in members {
        if let Some(id) = member.job.id() {
            ids.entry(id).or_insert((member.index, 0)).1 += 1;
        }
    }
    let mut managers = vec![None; members.len()];
    for member in members {
        let Some(id) = member.job.reports_to() else { continue };
        match ids.get(id).copied().unwrap_or_default() {
            (index, 1) => managers[member.index] = Some(index),
            (_, jobs) => {
                let detail = Detail::UnclearManager { id, jobs };
                found.add(Code::LineOfManagement, &[member], None, Weight::Other(0), detail);
            }
        }
    }
    managers
}

/// Adds a band and levels that are above the manager's.
fn compare<'j>(member: &Member<'j>, manager: &Member<'j>, found: &mut Observed<'_, 'j>) {
    let jobs = [member, manager];
    if let (Some(band), Some(managers)) = (member.place(), manager.place())
        && band > managers
    {
        let weight = Weight::Bands(bands_between(member, managers, band));
        let detail = Detail::BandAboveManager { band, manager: managers };
        found.add(Code::LineOfManagement, &jobs, None, weight, detail);
    }
    for factor in member.job.scheme().management_factors() {
        if let (Some(level), Some(managers)) = (member.level(factor), manager.level(factor))
            && level > managers
        {
            let weight = Weight::Levels(u32::from(level - managers));
            let detail = Detail::AboveManager { level, manager: managers };
            found.add(Code::LineOfManagement, &jobs, Some(factor), weight, detail);
        }
    }
}

/// Returns the circles of jobs that report to each other, each beginning with its lowest index.
fn circles(managers: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    // Number of the walk that first met each job, from 1; 0 for jobs not met yet.
    let mut met = vec![0; managers.len()];
    for (start, walk) in (0..managers.len()).zip(1..) {
        let mut at = start;
        while met[at] == 0 {
            met[at] = walk;
            let Some(next) = managers[at] else { break };
            at = next;
            if met[at] == walk {
                circles.push(circle_from(at, managers));
            }
        }
    }
    circles.sort_unstable();
    circles
}

fn circle_from(start: usize, managers: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![start];
    let mut at = start;
    while let Some(next) = managers[at].filter(|&next| next != start) {
        circle.push(next);
        at = next;
    }
    let least = (0..circle.len()).min_by_key(|&place| circle[place]).unwrap_or_default();
    circle.rotate_left(least);
    circle
}

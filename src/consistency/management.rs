//! Jobs against their managers', up the line of management.

use std::collections::HashMap;

use super::alike::bands_between;
use super::common::{Member, Observed};
use super::types::{Code, Detail, Weight};

/// Looks at each job that reports to another, whatever groups the two are in.
pub(super) fn check<'j>(members: &[Member<'j>], found: &mut Observed<'_, 'j>) {
    let mut ids: HashMap<&str, (usize, usize)> = HashMap::new();
    for member in members {
        if let Some(id) = member.job.id() {
            ids.entry(id).or_insert((member.index, 0)).1 += 1;
        }
    }
    let managers: Vec<Option<usize>> = members
        .iter()
        .map(|member| {
            let id = member.job.reports_to()?;
            match ids.get(id) {
                Some(&(index, 1)) => Some(index),
                unclear => {
                    let jobs = unclear.map_or(0, |(_, jobs)| *jobs);
                    let detail = Detail::UnclearManager { id, jobs };
                    found.add(Code::LineOfManagement, &[member], None, Weight::Other(0), detail);
                    None
                }
            }
        })
        .collect();
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

/// What of a job is above its manager's.
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

/// The circles in which jobs report to each other, each from its first job on.
fn circles(managers: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    // The walk on which each job was met, from 1.
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

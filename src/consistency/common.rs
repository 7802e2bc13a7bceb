//! What the checks have in common: the jobs as they see them, and what is found so far.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use super::types::{Code, Counted, Detail, Observation, Weight};
use crate::job::Job;
use crate::scheme::{Factor, Located};
use crate::score::Standing;

/// A job, with where it stands.
#[derive(Debug)]
pub(super) struct Member<'j> {
    /// Its place among all jobs.
    pub(super) index: usize,
    pub(super) job: &'j Job<'j>,
    pub(super) group: Option<&'j str>,
    pub(super) standing: Standing<'j>,
}

impl<'j> Member<'j> {
    pub(super) fn new(index: usize, job: &'j Job<'j>, by: Option<&str>) -> Member<'j> {
        let group = by.and_then(|by| job.group(by));
        Member { index, job, group, standing: Standing::from_job(job) }
    }

    /// Where its total lies; none while it has no total.
    pub(super) fn place(&self) -> Option<Located<'j>> {
        self.standing.place()
    }

    /// The number of its level of a factor, once there is a single one.
    pub(super) fn level(&self, factor: &Factor) -> Option<u8> {
        self.job.assessments()[factor.number() - 1].settled().map(|level| level.number())
    }

    /// The numbers of all its levels; none while one of them is open.
    pub(super) fn levels(&self) -> Option<Vec<u8>> {
        let levels = self.job.assessments().iter().map(|assessment| assessment.settled());
        levels.map(|level| level.map(|level| level.number())).collect()
    }
}

/// What is found so far.
pub(super) struct Observed<'c, 'j> {
    codes: &'c [Code],
    observations: Vec<Observation<'j>>,
}

impl<'c, 'j> Observed<'c, 'j> {
    pub(super) fn new(codes: &'c [Code]) -> Observed<'c, 'j> {
        Observed { codes, observations: Vec::new() }
    }

    /// Adds an observation about jobs, if it is of a kind that was asked for.
    pub(super) fn add(
        &mut self,
        code: Code,
        members: &[&Member<'j>],
        factor: Option<&'j Factor>,
        weight: Weight,
        detail: Detail<'j>,
    ) {
        let Some(first) = members.first().filter(|_| self.codes.contains(&code)) else { return };
        let jobs = members.iter().map(|member| member.job).collect();
        let (group, first) = (first.group, first.index);
        self.observations.push(Observation { code, jobs, factor, group, detail, weight, first });
    }

    /// The observations, the most important first.
    pub(super) fn sorted(mut self) -> Vec<Observation<'j>> {
        self.observations.sort_by_key(|one| (one.code, Reverse(one.weight), one.first));
        self.observations
    }
}

/// Members with the same key, at least two each, in the order in which the keys first come up. Those without a key are in none.
pub(super) fn alike<'m, 'j, K: Eq + Hash>(
    members: impl IntoIterator<Item = &'m Member<'j>>,
    key: impl Fn(&'m Member<'j>) -> Option<K>,
) -> Vec<Vec<&'m Member<'j>>>
where
    'j: 'm,
{
    let keyed = members.into_iter().filter_map(|member| Some((key(member)?, member)));
    let mut sets = grouped(keyed);
    sets.retain(|set| set.len() > 1);
    sets
}

/// What has the same key, in the order in which the keys first come up.
pub(super) fn grouped<K: Eq + Hash, T>(keyed: impl IntoIterator<Item = (K, T)>) -> Vec<Vec<T>> {
    let mut sets: Vec<Vec<T>> = Vec::new();
    let mut places: HashMap<K, usize> = HashMap::new();
    for (key, item) in keyed {
        let place = *places.entry(key).or_insert(sets.len());
        if place == sets.len() {
            sets.push(Vec::new());
        }
        sets[place].push(item);
    }
    sets
}

/// The values that there are in ascending order, with how often each comes up.
pub(super) fn counted<T: Ord>(values: impl IntoIterator<Item = T>) -> Counted<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    let mut counted: Counted<T> = Vec::new();
    for value in values {
        match counted.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => counted.push((value, 1)),
        }
    }
    counted
}

/// How far apart the lowest and the highest of some levels are.
pub(super) fn spread(levels: &Counted<u8>) -> u32 {
    match levels[..] {
        [(lowest, _), .., (highest, _)] => u32::from(highest - lowest),
        _ => 0,
    }
}

//! Types and functions that the checks share.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use super::types::{Code, Counted, Detail, Observation, Weight};
use crate::job::Job;
use crate::scheme::{Factor, Located};
use crate::score::Standing;

/// A job of the library, with its group and total.
#[derive(Debug)]
pub(super) struct Member<'j> {
    /// Index among all jobs.
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

    /// Returns the total's place among the bands, `None` without a total.
    pub(super) fn place(&self) -> Option<Located<'j>> {
        self.standing.place()
    }

    /// Returns the number of the factor's level, `None` unless settled.
    pub(super) fn level(&self, factor: &Factor) -> Option<u8> {
        self.job.assessments()[factor.number() - 1].settled().map(|level| level.number())
    }

    /// Returns the numbers of all levels, `None` unless all are settled.
    pub(super) fn levels(&self) -> Option<Vec<u8>> {
        let levels = self.job.assessments().iter().map(|assessment| assessment.settled());
        levels.map(|level| level.map(|level| level.number())).collect()
    }
}

/// The observations found so far, of the kinds asked for.
pub(super) struct Observed<'c, 'j> {
    codes: &'c [Code],
    observations: Vec<Observation<'j>>,
}

impl<'c, 'j> Observed<'c, 'j> {
    pub(super) fn new(codes: &'c [Code]) -> Observed<'c, 'j> {
        Observed { codes, observations: Vec::new() }
    }

    /// Adds an observation about jobs, if its kind was asked for.
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

    /// Returns the observations, most important first.
    pub(super) fn sorted(mut self) -> Vec<Observation<'j>> {
        self.observations.sort_by_key(|one| (one.code, Reverse(one.weight), one.first));
        self.observations
    }
}

/// Returns sets of two or more members that share a key, in the order in which the keys first occur. Leaves out members without
/// a key.
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

/// Returns sets of items that share a key, in the order in which the keys first occur.
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

/// Returns the distinct values, ascending, each with the number of times it occurs.
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

/// Returns the number of levels between the lowest and the highest.
pub(super) fn spread(levels: &Counted<u8>) -> u32 {
    match levels[..] {
        [(lowest, _), .., (highest, _)] => u32::from(highest - lowest),
        _ => 0,
    }
}

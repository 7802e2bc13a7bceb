//! Counts of all jobs of a run, and of those of each group that they were put into.

use crate::batch::{Groups, Tally};

/// The same counts of all jobs and of each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grouped<'r, T> {
    pub(super) all: T,
    /// What jobs are put into groups by, if by anything.
    pub(super) by: Option<&'r str>,
    pub(super) groups: Vec<T>,
}

impl<'r, T> Grouped<'r, T> {
    /// Counts with a function that is given what the jobs have in common; none for all jobs, and for those that say nothing
    /// of it.
    pub(super) fn count<'t>(
        tally: &'t Tally,
        groups: Option<(&'r str, &'r Groups)>,
        count: impl Fn(Option<&'r str>, &'t Tally) -> T,
    ) -> Grouped<'r, T>
    where
        'r: 't,
    {
        let each = groups.into_iter().flat_map(|(_, groups)| groups.iter());
        let each = each.map(|(name, tally)| count(Some(name).filter(|name| !name.is_empty()), tally));
        Grouped { all: count(None, tally), by: groups.map(|(by, _)| by), groups: each.collect() }
    }

    /// The groups; all jobs as one where there are none.
    pub(super) fn rows(&self) -> &[T] {
        if self.by.is_some() { &self.groups } else { std::slice::from_ref(&self.all) }
    }
}

/// The name of a group in tables.
pub(super) fn group_in_words(group: Option<&str>) -> &str {
    group.unwrap_or("nothing stated")
}

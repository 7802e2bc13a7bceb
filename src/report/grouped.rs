//! Counts of all jobs of a run and of each group.

use crate::batch::{Groups, Tally};

/// One kind of counts, of all jobs and of each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grouped<'r, T> {
    pub(super) all: T,
    /// Key or column of the groups, `None` without groups.
    pub(super) by: Option<&'r str>,
    pub(super) groups: Vec<T>,
}

impl<'r, T> Grouped<'r, T> {
    /// Counts with `count`, which gets the name of the group: `None` for all jobs and for jobs without a value.
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

    /// Returns the groups, or all jobs as the only group if there are no groups.
    pub(super) fn rows(&self) -> &[T] {
        if self.by.is_some() { &self.groups } else { std::slice::from_ref(&self.all) }
    }
}

/// Returns the name of a group for tables.
pub(super) fn group_in_words(group: Option<&str>) -> &str {
    group.unwrap_or("not stated")
}

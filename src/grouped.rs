//! Counts of all jobs of a run, and of those of each group.

/// One count of all jobs, and one of each group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped<'r, T> {
    /// All jobs.
    pub all: T,
    /// The key or column that jobs are grouped by, `None` without groups.
    pub by: Option<&'r str>,
    /// The groups, by name.
    pub groups: Vec<T>,
}

impl<'r, T> Grouped<'r, T> {
    /// Adds a count of each group to that of all jobs. `count` also gets the name of the group, `None` for jobs without a
    /// value under the key.
    pub(crate) fn count<J>(
        all: T,
        groups: Option<(&'r str, impl IntoIterator<Item = (&'r str, J)>)>,
        count: impl Fn(Option<&'r str>, J) -> T,
    ) -> Grouped<'r, T> {
        let Some((by, each)) = groups else { return Grouped { all, by: None, groups: Vec::new() } };
        let each = each.into_iter();
        let groups =
            each.map(|(name, jobs)| count(Some(name).filter(|name| !name.is_empty()), jobs)).collect();
        Grouped { all, by: Some(by), groups }
    }

    /// Returns the groups, or all jobs as one row without groups.
    pub(crate) fn rows(&self) -> &[T] {
        if self.by.is_some() { &self.groups } else { std::slice::from_ref(&self.all) }
    }
}

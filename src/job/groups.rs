//! Groups of jobs: the keys and columns that make them, and names that are easily confused.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::no_column;
use super::keys::{JobKey, group_keys};
use super::types::Job;
use crate::finding::{Problem, Rule};
use crate::names;
use crate::sanitize::{listed, short};

impl Job<'_> {
    /// Returns the group of the job by the key or column `by`; `None` if its value there is blank. Rows have the value
    /// as written, with its spaces, if their reader was told to keep that column.
    pub fn group(&self, by: &str) -> Option<&str> {
        let group = match &self.kept {
            Some(kept) => Some(kept.as_str()),
            None => JobKey::for_groups(by)?.group?(self),
        };
        group.filter(|group| !group.trim().is_empty())
    }
}

/// Returns true if jobs can be grouped by the key of this name. Case and separators are ignored.
pub fn is_group_key(name: &str) -> bool {
    JobKey::for_groups(name).is_some()
}

/// Returns the problem that no column has the name to group jobs by and, if there are job files, no key of theirs has
/// it either. Suggests the nearest name.
pub fn unknown_group(name: &str, columns: &[String], has_job_files: bool) -> Problem {
    if !has_job_files {
        return no_column(name, columns);
    }
    let keys: Vec<&str> = group_keys().map(|key| key.name).collect();
    let nearest = names::nearest(name, columns.iter().map(String::as_str).chain(keys.iter().copied()));
    let (thing, help) = match columns {
        [] => ("key", String::new()),
        columns => ("column or key", format!("the columns are {}; ", listed(columns))),
    };
    let message = format!("there is no {thing} `{}` to group jobs by", short(name));
    let help = format!("{help}the keys of job files are {}", keys.join(", "));
    Problem::new(Rule::MissingColumns, message).suggest(nearest.map(short), help)
}

/// Returns a warning that lists groups whose names differ only in case or spaces, or `None`.
pub fn similar_groups<'g>(groups: impl IntoIterator<Item = &'g str>) -> Option<Problem> {
    const MOST_NAMED: usize = 5;
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in groups.into_iter().collect::<BTreeSet<&str>>() {
        let form = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        alike.entry(form).or_default().push(name);
    }
    let mut alike: Vec<String> =
        alike.into_values().filter(|names| names.len() > 1).map(|names| quoted(&names)).collect();
    let more = alike.len().saturating_sub(MOST_NAMED);
    alike.truncate(MOST_NAMED);
    if more > 0 {
        alike.push(format!("and {more} more"));
    }
    (!alike.is_empty()).then(|| {
        let message = format!("groups differ only in case or spaces: {}", alike.join("; "));
        Problem::new(Rule::SimilarGroups, message)
            .help("they are counted separately; use one spelling to count them together")
    })
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{}`", short(name))).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Job, Scheme};

    #[test]
    fn jobs_have_a_group_under_every_key_that_may_be_named() {
        let job =
            Job::new("Clerk", Scheme::nhs_jes()).with_id("1").with_organisation("A").with_reports_to("2");
        let keys: Vec<&str> = group_keys().map(|key| key.name).collect();
        assert_eq!(keys, ["id", "title", "organisation", "reports_to"]);
        assert!(keys.iter().all(|key| is_group_key(key) && job.group(key).is_some()));
        assert!(is_group_key("Reports to") && !is_group_key("site") && job.group("site").is_none());
    }

    #[test]
    fn groups_that_look_alike_are_named_up_to_a_number() {
        let message = |groups: &[&str]| similar_groups(groups.iter().copied()).map(|problem| problem.message);
        assert_eq!(message(&["A", "B", "A", "b c"]), None);
        let both = "groups differ only in case or spaces: `A` and `a ` and `a\u{a0}`; `B c` and `bC`";
        assert_eq!(message(&["bC", "a ", "x", "A", "B c", "a\u{a0}", "A"]).as_deref(), Some(both));
        let names: Vec<String> = ('a'..='g').flat_map(|c| [c.to_string(), format!("{c} ")]).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(message(&names).unwrap().ends_with("; `e` and `e `; and 2 more"), "{:?}", message(&names));
    }
}

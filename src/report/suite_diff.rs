//! The changes from one edition of a suite to the next, for people and programs.

use super::block::{BlockTable, ReportBlock};
use super::columns::write_row_as;
use super::object::serialize_as;
use super::result::ListItem;
use super::wording::counted;
use crate::sanitize::short;
use crate::suite_diff::{ChangeKind, ProfileChange};

serialize_as!(ProfileChange<'_>, change => {
    "suite": change.suite,
    "profile": change.profile,
    "title": change.title,
    "change": change.kind.id(),
    "factor": change.factor.map(|factor| factor.id()),
    "old": change.old,
    "new": change.new,
});

write_row_as!(ProfileChange<'_>, change => {
    "suite": change.suite,
    "profile": change.profile,
    "title": change.title,
    "change": change.kind.id(),
    "factor": change.factor.map(|factor| factor.id()),
    "old": change.old.as_deref(),
    "new": change.new.as_deref(),
});

impl ListItem for ProfileChange<'_> {
    fn title(_changes: &[Self]) -> &'static str {
        "Suite changes"
    }

    /// Shows a table for each suite.
    fn blocks(changes: &[Self]) -> Vec<ReportBlock> {
        let of_suite = |changes: &[Self]| {
            let table = BlockTable::of("Profile changes", changes)
                .names("Profile", |change| change.profile)
                .words("Change", what)
                .words("Old", |change| short(change.old.as_deref().unwrap_or("–")).into_owned())
                .words("New", |change| short(change.new.as_deref().unwrap_or("–")).into_owned())
                .end();
            let suite = changes.first().map_or("", |change| change.suite);
            [
                ReportBlock::Heading(format!("Changes in the suite {}", short(suite))),
                ReportBlock::Table(table),
                count(changes),
            ]
        };
        if changes.is_empty() {
            return vec![ReportBlock::text("No profile changed.")];
        }
        changes.chunk_by(|one, next| one.suite == next.suite).flat_map(of_suite).collect()
    }
}

/// Returns the kind of change in words.
fn what(change: &ProfileChange<'_>) -> String {
    let kind = match change.kind {
        ChangeKind::Score => "total",
        ChangeKind::Refused => "refused in the new edition",
        kind => kind.id(),
    };
    let kind = kind.replace('_', " ");
    change.factor.map_or(kind.clone(), |factor| format!("{}. {}: {kind}", factor.number(), factor.name()))
}

fn count(changes: &[ProfileChange<'_>]) -> ReportBlock {
    let mut profiles: Vec<&str> = changes.iter().map(|change| change.profile).collect();
    profiles.dedup();
    ReportBlock::text(format!(
        "{} in {}",
        counted(changes.len(), "change"),
        counted(profiles.len(), "profile")
    ))
}

//! Compares two editions of a suite, profile by profile.

use std::collections::HashMap;

use crate::id_enum::id_enum;
use crate::names;
use crate::profile::{Profile, ProfileFactor, Suite};
use crate::scheme::Factor;

id_enum! {
    /// A kind of change in a profile.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ChangeKind {
        Added = "added", "Only the new edition has the profile.";
        Removed = "removed", "Only the old edition has the profile.";
        Refused = "refused", "The new edition has the profile, but it was refused.";
        Title = "title", "The title changed.";
        Band = "band", "The band changed.";
        Score = "score", "The published total changed.";
        Generic = "generic", "The profile became generic, or no longer is.";
        Archived = "archived", "The profile was archived, or no longer is.";
        JobStatement = "job_statement", "The words of the job statement changed.";
        Levels = "levels", "A factor's levels or options changed.";
        Descriptor = "descriptor", "The words of a factor's descriptor changed.";
        Example = "example", "The words of a factor's example changed.";
    }
}

/// A change in a profile from one edition to the next. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChange<'p> {
    /// Id of the suite.
    pub suite: &'p str,
    /// Id of the profile, from the new edition if that has it.
    pub profile: &'p str,
    /// Title of the profile.
    pub title: &'p str,
    /// The kind of change.
    pub kind: ChangeKind,
    /// Changed factor, `None` for a change of the whole profile.
    pub factor: Option<&'p Factor>,
    /// Old value, `None` if the old edition has no value.
    pub old: Option<String>,
    /// New value, `None` if the new edition has no value.
    pub new: Option<String>,
}

/// Compares an old edition of a suite with a new one. Lists the profiles in the order of the new edition, then the removed
/// ones. Pairs profiles by id, then by title. `refused` lists the titles of profiles in the new document that could not be
/// imported.
pub fn suite_diff<'p>(old: &'p Suite<'p>, new: &'p Suite<'p>, refused: &[String]) -> Vec<ProfileChange<'p>> {
    let keys: [fn(&Profile<'_>) -> String; 2] =
        [|profile| names::normalise(profile.id()), |profile| names::normalise(profile.title())];
    let mut partners: Vec<Option<&Profile<'p>>> = vec![None; new.profiles.len()];
    let mut left: Vec<&Profile<'p>> = old.profiles.iter().collect();
    for key in keys {
        let mut by_key: HashMap<String, &Profile<'p>> =
            left.iter().map(|profile| (key(profile), *profile)).collect();
        for (profile, partner) in
            new.profiles.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none())
        {
            *partner = by_key.remove(&key(profile));
        }
        left.retain(|profile| !partners.iter().flatten().any(|partner| std::ptr::eq(*partner, *profile)));
    }
    let kept = new.profiles.iter().zip(partners).flat_map(|(profile, partner)| match partner {
        Some(old) => EditionPair { old, new: profile }.changes(),
        None => vec![change(profile, ChangeKind::Added, None, Some(summary(profile)))],
    });
    let removed = left.into_iter().map(|profile| {
        let is_refused =
            refused.iter().any(|title| names::normalise(title) == names::normalise(profile.title()));
        let kind = if is_refused { ChangeKind::Refused } else { ChangeKind::Removed };
        change(profile, kind, Some(summary(profile)), None)
    });
    kept.chain(removed).collect()
}

fn change<'p>(
    profile: &'p Profile<'p>,
    kind: ChangeKind,
    old: Option<String>,
    new: Option<String>,
) -> ProfileChange<'p> {
    let (suite, title) = (profile.suite(), profile.title());
    ProfileChange { suite, profile: profile.id(), title, kind, factor: None, old, new }
}

fn summary(profile: &Profile<'_>) -> String {
    format!("Band {}, {}", profile.bands(), profile.score())
}

/// One profile in two editions.
#[derive(Clone, Copy)]
struct EditionPair<'p> {
    old: &'p Profile<'p>,
    new: &'p Profile<'p>,
}

impl<'p> EditionPair<'p> {
    fn changes(self) -> Vec<ProfileChange<'p>> {
        let profile_changes = [
            self.compare(ChangeKind::Title, |profile| Some(profile.title().to_owned())),
            self.compare(ChangeKind::Band, |profile| Some(profile.bands().to_string())),
            self.compare(ChangeKind::Score, |profile| Some(profile.score().to_string())),
            self.compare(ChangeKind::Generic, |profile| profile.is_generic().then(|| "generic".to_owned())),
            self.compare(ChangeKind::Archived, |profile| profile.archived().map(ToOwned::to_owned)),
            self.compare(ChangeKind::JobStatement, |profile| {
                words(profile.job_statement().iter().map(String::as_str))
            }),
        ];
        let factors = self.old.factors().iter().zip(self.new.factors());
        let factor_changes = factors.flat_map(|(old, new)| self.factor_changes(old, new));
        profile_changes.into_iter().flatten().chain(factor_changes).collect()
    }

    fn compare(
        self,
        kind: ChangeKind,
        value: impl Fn(&Profile<'_>) -> Option<String>,
    ) -> Option<ProfileChange<'p>> {
        let (old, new) = (value(self.old), value(self.new));
        (old != new).then(|| change(self.new, kind, old, new))
    }

    fn factor_changes(
        self,
        old: &'p ProfileFactor<'p>,
        new: &'p ProfileFactor<'p>,
    ) -> Vec<ProfileChange<'p>> {
        let mut values =
            vec![(ChangeKind::Levels, Some(old.levels().to_string()), Some(new.levels().to_string()))];
        // Words that only move between descriptor and example are no change: not every edition separates the two.
        if all_words(old) != all_words(new) {
            values.push((ChangeKind::Descriptor, words(old.descriptor()), words(new.descriptor())));
            values.push((ChangeKind::Example, words(old.example()), words(new.example())));
        }
        values.retain(|(_, old, new)| old != new);
        let factor = Some(new.factor());
        values
            .into_iter()
            .map(|(kind, old, new)| ProfileChange { factor, ..change(self.new, kind, old, new) })
            .collect()
    }
}

fn all_words(factor: &ProfileFactor<'_>) -> Option<String> {
    words(factor.descriptor().into_iter().chain(factor.example()))
}

/// Joins the words of texts with single spaces, `None` if there are no words.
fn words<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let words: Vec<&str> = texts.into_iter().flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

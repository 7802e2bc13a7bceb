//! Sentences and lists that say of profiles by their titles what else a mark says: that they are archived or generic.

use std::collections::BTreeMap;

use super::fragments::Fragment;
use super::front::Front;
use super::marks::{self, Meaning};
use crate::names;

/// What is said of profiles by their titles, which are in the form in which titles are compared.
pub(super) type Told = BTreeMap<String, Vec<Meaning>>;

/// The most words of a heading above a list of titles.
const MOST_OF_HEADING: usize = 14;

/// What the text outside tables, and the version history, say of profiles with these titles.
pub(super) fn told<'t>(
    titles: impl IntoIterator<Item = &'t str>,
    outside: &[&Fragment<'_>],
    front: &Front<'_>,
) -> Told {
    let mut forms: Vec<String> =
        titles.into_iter().map(marks::form).filter(|form| !form.is_empty()).collect();
    // The longest first, so that what is said of `Nurse Consultant` is not said of `Nurse`.
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.dedup();
    let mut told = Told::new();
    for (entry, _) in &front.amendments {
        let text = format!("{}: {}", entry.action, entry.notes);
        if let Some(meaning) = lasting(&text, Some(&entry.date)) {
            add_named(&mut told, &forms, &text, &meaning);
        }
    }
    let mut heading: Option<Meaning> = None;
    for (index, fragment) in outside.iter().enumerate() {
        let form = marks::form(&fragment.text);
        let date = || {
            outside
                .get(index + 1)
                .filter(|next| next.row == fragment.row)
                .and_then(|next| marks::date(&next.text))
        };
        if forms.contains(&form) {
            if let Some(meaning) = &heading {
                let own = match (meaning, date()) {
                    (Meaning::Archived(_), Some(date)) => Meaning::Archived(date.to_owned()),
                    _ => meaning.clone(),
                };
                told.entry(form).or_default().push(own);
            }
            continue;
        }
        let Some(meaning) = lasting(&fragment.text, None) else {
            // Dates and bands stand beside the titles of a list.
            heading = heading.filter(|_| marks::date(&fragment.text).is_some() || form.len() < 6);
            continue;
        };
        let named = add_named(&mut told, &forms, &fragment.text, &meaning);
        let is_heading = !named && fragment.text.split_whitespace().count() <= MOST_OF_HEADING;
        heading = is_heading.then_some(meaning);
    }
    told
}

/// What a text says that lasts.
fn lasting(text: &str, date: Option<&str>) -> Option<Meaning> {
    if text.starts_with(marks::MARKS) {
        return None;
    }
    match marks::meaning(text)? {
        Meaning::Archived(since) => Some(Meaning::Archived(date.map_or(since, ToOwned::to_owned))),
        Meaning::Generic => Some(Meaning::Generic),
        Meaning::Amended(_) => None,
    }
}

/// Adds what a text says to each profile that it names, and tells whether it names any.
fn add_named(told: &mut Told, forms: &[String], text: &str, meaning: &Meaning) -> bool {
    let mut left = names::normalise(text);
    let mut any = false;
    for form in forms.iter().filter(|form| form.len() > 3) {
        if left.contains(form.as_str()) {
            left = left.replace(form.as_str(), "\u{0}");
            told.entry(form.clone()).or_default().push(meaning.clone());
            any = true;
        }
    }
    any
}

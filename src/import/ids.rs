//! Ids of suites and profiles, made of their titles.

use std::collections::{HashMap, HashSet};

use crate::names;

/// The ids given so far, in the form in which names are compared.
#[derive(Debug, Default)]
pub(super) struct Ids(HashSet<String>);

impl Ids {
    /// An id for each title: its words without what is in brackets where no other title has these, else all its words.
    pub(super) fn of(&mut self, titles: &[&str]) -> Vec<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        titles.iter().for_each(|title| *counts.entry(brief(title)).or_default() += 1);
        let wanted = titles.iter().map(|title| {
            let brief = brief(title);
            if counts[&brief] == 1 && self.is_free(&brief) { brief } else { slug(title) }
        });
        let wanted: Vec<String> = wanted.collect();
        wanted.into_iter().map(|id| self.take(id)).collect()
    }

    /// Takes an id, or the first free one with a number behind it.
    fn take(&mut self, id: String) -> String {
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| self.is_free(id)).unwrap_or(id);
        self.0.insert(names::normalise(&free));
        free
    }

    fn is_free(&self, id: &str) -> bool {
        !self.0.contains(&names::normalise(id))
    }
}

/// The id of a suite with this title.
pub(super) fn of_suite(title: &str) -> String {
    const BEGINNINGS: [&str; 4] = [
        "national profiles for ",
        "national profile for ",
        "national job profiles for ",
        "job profiles for ",
    ];
    let begins =
        |words: &&&str| title.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    slug(BEGINNINGS.iter().find(begins).map_or(title, |words| &title[words.len()..]))
}

/// The id of a title without what is in brackets.
fn brief(title: &str) -> String {
    let before = title.split('(').next().filter(|words| !words.trim().is_empty());
    slug(before.unwrap_or(title))
}

/// An id made of a title: its letters and digits in lower case, with hyphens between the words.
fn slug(title: &str) -> String {
    let title = title.replace(['\'', '’'], "").to_lowercase();
    let words: Vec<&str> =
        title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "untitled".to_owned() } else { words.join("-") }
}

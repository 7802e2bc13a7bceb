//! Ids of suites and profiles, made of their titles.

use std::collections::{HashMap, HashSet};

use crate::names;
use crate::profile::Profile;

/// The ids that are taken, normalised.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Ids of profiles in known suites, with the id of the suite. A new edition of it may use them again.
    known: HashMap<String, String>,
    /// Ids given so far.
    given: HashSet<String>,
    /// The next number to append to an id that was taken.
    next: HashMap<String, usize>,
}

impl Ids {
    /// Takes the ids of profiles in known suites.
    pub(super) fn of_known<'p>(profiles: impl Iterator<Item = &'p Profile<'p>>) -> Ids {
        let known = profiles.map(|profile| (names::normalise(profile.id()), profile.suite().to_owned()));
        Ids { known: known.collect(), ..Ids::default() }
    }

    /// Makes an id for each title of a suite: its words before the first bracket if no other title has the same, else
    /// all words, followed by the id of the suite if another suite has that id, too.
    pub(super) fn give(&mut self, titles: &[&str], suite: &str) -> Vec<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        titles.iter().for_each(|title| *counts.entry(brief(title)).or_default() += 1);
        let give = |title: &&str| {
            let (brief, whole) = (brief(title), slug(title));
            let brief = (counts[&brief] == 1).then_some(brief);
            let longer = format!("{whole}-{suite}");
            let mut wanted = brief.into_iter().chain([whole.clone(), longer]);
            let free = wanted.find(|id| self.is_free(id, suite));
            let id = free.unwrap_or_else(|| self.numbered(&whole, suite));
            self.given.insert(names::normalise(&id));
            id
        };
        titles.iter().map(give).collect()
    }

    /// Appends the first number that makes an id free.
    fn numbered(&mut self, id: &str, suite: &str) -> String {
        let mut number = self.next.get(id).copied().unwrap_or(2);
        let mut numbered = format!("{id}-{number}");
        while !self.is_free(&numbered, suite) {
            number += 1;
            numbered = format!("{id}-{number}");
        }
        self.next.insert(id.to_owned(), number + 1);
        numbered
    }

    fn is_free(&self, id: &str, suite: &str) -> bool {
        let id = names::normalise(id);
        !self.given.contains(&id) && self.known.get(&id).is_none_or(|other| other == suite)
    }
}

/// Returns the id of a suite with this title.
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

/// Returns the id of a title without its words in brackets.
fn brief(title: &str) -> String {
    let before = title.split('(').next().filter(|words| !words.trim().is_empty());
    slug(before.unwrap_or(title))
}

/// Returns the letters and digits of a title in lower case, with hyphens between the words.
fn slug(title: &str) -> String {
    let title = title.replace(['\'', '’'], "").to_lowercase();
    let words: Vec<&str> =
        title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "untitled".to_owned() } else { words.join("-") }
}

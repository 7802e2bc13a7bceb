//! Compares names in any case and with any separators, and finds the nearest name for a misspelt one.

use std::collections::BTreeSet;

/// Returns a name in normal form, in which names are compared: lower case, without separators, and with `&` as *and*.
///
/// `Freedom to Act`, `freedom-to-act` and `FREEDOM_TO_ACT` all give `freedomtoact`. Numbers stay separate: `1-2` is not 12.
pub(crate) fn normalise(name: &str) -> String {
    let lower = name.to_lowercase();
    let numbers = lower.chars().all(|c| c.is_ascii_digit() || is_separator(c));
    let mut form = String::with_capacity(lower.len());
    let mut between = false;
    for c in lower.chars() {
        match c {
            '&' => form.push_str("and"),
            _ if c.is_alphanumeric() => {
                if between && numbers && !form.is_empty() {
                    form.push('_');
                }
                form.push(c);
            }
            _ => {}
        }
        between = !c.is_alphanumeric();
    }
    form
}

/// Returns a regular expression for any of `names`, in any case and with any separators. Names in words may follow a text
/// that the expression `before` matches.
///
/// Letters outside ASCII count as separators, as not every engine for regular expressions recognises them.
pub(crate) fn pattern(names: &[String], before: &str) -> String {
    let forms: BTreeSet<String> = names.iter().map(|name| normalise(name)).collect();
    let (words, mut patterns): (Vec<String>, Vec<String>) =
        forms.into_iter().partition(|form| is_in_words(form));
    patterns.iter_mut().for_each(|form| *form = form.replace('_', "[^A-Za-z0-9&]+"));
    if !words.is_empty() {
        patterns.push(format!("{before}{}", any_of(&words)));
    }
    format!("^{SEPARATORS}(?:{}){SEPARATORS}$", patterns.join("|"))
}

/// Returns a regular expression for any of some names in words, which are given in normal form.
pub(crate) fn any_of(forms: &[impl AsRef<str>]) -> String {
    let patterns: Vec<String> = forms.iter().map(|form| in_words_pattern(form.as_ref())).collect();
    format!("(?:{})", patterns.join("|"))
}

/// Returns true if a name in normal form has anything but numbers.
pub(crate) fn is_in_words(form: &str) -> bool {
    !form.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// Returns true for characters that are ignored in names: all but letters, digits and `&`.
pub(crate) fn is_separator(c: char) -> bool {
    !(c.is_alphanumeric() || c == '&')
}

/// A regular expression for separators in a name.
pub(crate) const SEPARATORS: &str = "[^A-Za-z0-9&]*";

/// Returns a regular expression for one name in normal form, without separators around it.
fn in_words_pattern(form: &str) -> String {
    let and = format!("(?:{}|&)", spaced("and".chars().map(in_any_case)));
    spaced(form.replace("and", "&").chars().map(|c| if c == '&' { and.clone() } else { in_any_case(c) }))
}

fn spaced(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(SEPARATORS)
}

/// Returns a regular expression for a character in any case.
pub(crate) fn in_any_case(c: char) -> String {
    if c.is_alphabetic() {
        format!("[{}{c}]", c.to_uppercase())
    } else if r"^$\.*+?()[]{}|/".contains(c) {
        format!(r"\{c}")
    } else {
        c.to_string()
    }
}

/// The least similarity, from 0 to 1, of a suggested name.
const LIKENESS: f64 = 0.8;

/// The longest name in bytes that is compared. Longer ones take long and are not misspelt names.
const LONGEST: usize = 200;

/// Returns the candidate most similar to `name`, `None` if no candidate is similar. Among equals the first wins.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    ranked(name, candidates).into_iter().next()
}

/// Returns all candidates similar to `name`, the most similar first. Equals stay in the order given.
pub(crate) fn ranked<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let name = normalise(name);
    let mut alike: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (likeness(&name, &normalise(candidate)), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Returns true if `name` is probably the name `of` with a slip: at most two letters, and at most a third of them, are left
/// out, added, changed or swapped.
pub(crate) fn is_slip(name: &str, of: &str) -> bool {
    const MOST_SLIPS: usize = 2;
    if name.len() > LONGEST {
        return false;
    }
    let (name, of) = (normalise(name), normalise(of));
    let shorter = name.chars().count().min(of.chars().count());
    strsim::osa_distance(&name, &of) <= MOST_SLIPS.min(shorter / 3)
}

/// Returns the similarity of two names in normal form, from 0 to 1. It is 1 if `name` is a part of the candidate.
fn likeness(name: &str, candidate: &str) -> f64 {
    const LEAST_PART: usize = 4;
    if name.len() >= LEAST_PART && candidate.contains(name) {
        1.0
    } else {
        strsim::jaro_winkler(name, candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_case_and_separators() {
        for name in ["Freedom to Act", "freedom-to-act", " FREEDOM_to  act", "FreedomToAct"] {
            assert_eq!(normalise(name), "freedomtoact");
        }
        assert_eq!(normalise("Research & Development"), normalise("research_and_development"));
        assert_eq!(normalise("Patient/Client Care"), normalise("patient_client_care"));
        assert_ne!(normalise("1-2"), normalise("12"));
    }

    #[test]
    fn suggests_only_what_is_alike() {
        let factors = ["physical_effort", "mental_effort", "emotional_effort"];
        assert_eq!(nearest("mental_efort", factors), Some("mental_effort"));
        assert_eq!(nearest("emotional", factors), Some("emotional_effort"));
        assert_eq!(nearest("qqq", factors), None);
        assert_eq!(nearest("al_effort", factors), Some("physical_effort"));
        assert_eq!(nearest("ional", factors), Some("emotional_effort"));
        assert_eq!(nearest("ort", factors), None);
        let long = "x".repeat(LONGEST);
        assert_eq!(nearest(&long, [&*long]), Some(&*long));
        assert_eq!(nearest(&format!("{long}x"), [&*long]), None);
        assert!(is_slip(&long, &format!("{long}x")) && !is_slip(&format!("{long}x"), &long));
    }
}

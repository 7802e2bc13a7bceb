//! Names as people write them: compared whatever their case and separators, and the nearest one found for a misspelling.

use std::collections::BTreeSet;

/// The form in which names are compared: lower case without separators, with `&` read as *and*.
///
/// `Freedom to Act`, `freedom-to-act` and `FREEDOM_TO_ACT` all give `freedomtoact`. Numbers stay apart: `1-2` is not 12.
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

/// A regular expression for these names, whatever their case and separators. Those in words may follow what `before` is an
/// expression for.
///
/// Letters outside ASCII count as separators in it: not every engine for regular expressions can tell them.
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

/// A regular expression for any of these names in words, which are in normal form.
pub(crate) fn any_of(forms: &[impl AsRef<str>]) -> String {
    let patterns: Vec<String> = forms.iter().map(|form| in_words_pattern(form.as_ref())).collect();
    format!("(?:{})", patterns.join("|"))
}

/// Whether a name in normal form is more than numbers.
pub(crate) fn is_in_words(form: &str) -> bool {
    !form.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// Whether a character stands between the letters of names and means nothing.
pub(crate) fn is_separator(c: char) -> bool {
    !(c.is_alphanumeric() || c == '&')
}

/// What may stand between the letters of a name.
pub(crate) const SEPARATORS: &str = "[^A-Za-z0-9&]*";

/// The same for one name in normal form, without what may stand around it.
fn in_words_pattern(form: &str) -> String {
    let and = format!("(?:{}|&)", spaced("and".chars().map(in_any_case)));
    spaced(form.replace("and", "&").chars().map(|c| if c == '&' { and.clone() } else { in_any_case(c) }))
}

fn spaced(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(SEPARATORS)
}

/// A regular expression for a character, whatever its case.
pub(crate) fn in_any_case(c: char) -> String {
    if c.is_alphabetic() {
        format!("[{}{c}]", c.to_uppercase())
    } else if r"^$\.*+?()[]{}|/".contains(c) {
        format!(r"\{c}")
    } else {
        c.to_string()
    }
}

/// How alike two names must be, from 0 to 1, for one to be suggested in place of the other.
const LIKENESS: f64 = 0.8;

/// The longest name, in bytes, that may be a misspelt one. To compare longer ones takes long and finds nothing.
const LONGEST: usize = 200;

/// The candidate most like `name`, if any is like it at all. Among equals the first wins.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    ranked(name, candidates).into_iter().next()
}

/// All candidates like `name`, the most alike first; equals stay in the order given.
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

/// Whether a name is another one with a slip or two in it, and not a name of its own: the same but for case and separators, or
/// with one or two of its letters, a third at most, left out, added, changed or swapped.
pub(crate) fn is_slip(name: &str, of: &str) -> bool {
    const MOST_SLIPS: usize = 2;
    if name.len() > LONGEST {
        return false;
    }
    let (name, of) = (normalise(name), normalise(of));
    let shorter = name.chars().count().min(of.chars().count());
    strsim::osa_distance(&name, &of) <= MOST_SLIPS.min(shorter / 3)
}

/// How alike two names in normal form are. A name that is part of the other counts as very much like it.
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

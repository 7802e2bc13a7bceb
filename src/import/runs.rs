//! Numbers in rows, and the search for the only way to read them as levels and scores.

use jobeval_documents::document::DocumentPlace;

use super::fragments::Fragment;
use super::layout::Name;
use super::numbers::{self, LevelScores, is_numeric};
use crate::scheme::Factor;

/// Numbers that follow each other without words between them.
pub(super) struct NumberRun<'d> {
    /// The words of the numbers, each with the index of its fragment in the tail.
    pub(super) words: Vec<(&'d str, usize)>,
    pub(super) place: DocumentPlace,
}

impl NumberRun<'_> {
    pub(super) fn texts(&self) -> Vec<&str> {
        self.words.iter().map(|(text, _)| *text).collect()
    }
}

/// The most words of a run. A longer one is a list of numbers.
const MOST_NUMBERS: usize = 200;

/// Returns the numbers in the text after a name.
pub(super) fn runs<'d>(tail: &[&'d Fragment<'d>]) -> Vec<NumberRun<'d>> {
    let mut runs: Vec<NumberRun<'d>> = Vec::new();
    let mut goes_on = false;
    for (index, fragment) in tail.iter().enumerate() {
        let is_number = is_numeric(&fragment.text);
        if is_number && !goes_on {
            runs.push(NumberRun { words: Vec::new(), place: fragment.place() });
        }
        if let Some(run) = runs.last_mut().filter(|_| is_number) {
            run.words.extend(fragment.text.split(' ').map(|word| (word, index)));
        }
        goes_on = is_number;
    }
    runs.retain(|run| run.words.len() <= MOST_NUMBERS);
    runs
}

/// Levels with their scores in one of the runs.
pub(super) struct Candidate<'s> {
    pub(super) run: usize,
    pub(super) pair: LevelScores<'s>,
}

impl Candidate<'_> {
    fn start(&self) -> (usize, usize) {
        (self.run, self.pair.start)
    }

    fn end(&self) -> (usize, usize) {
        (self.run, self.pair.end)
    }

    fn is_before(&self, other: &Candidate<'_>) -> bool {
        self.end() <= other.start()
    }
}

pub(super) fn pairs<'s>(factor: &'s Factor, runs: &[NumberRun<'_>]) -> Vec<Candidate<'s>> {
    let of = |(run, content): (usize, &NumberRun<'_>)| -> Vec<Candidate<'s>> {
        numbers::pairs(factor, &content.texts()).into_iter().map(|pair| Candidate { run, pair }).collect()
    };
    runs.iter().enumerate().flat_map(of).collect()
}

/// The reason why levels and scores are unclear.
pub(super) enum Unclear {
    /// There is no way to give each factor its levels and scores.
    None,
    /// There are several ways.
    Several,
}

/// Returns the only way to give each factor of a group its levels and scores, in order.
pub(super) fn only_way<'s>(
    names: &[Name<'s>],
    runs: &[NumberRun<'_>],
) -> Result<Vec<Candidate<'s>>, Unclear> {
    let candidates: Vec<Vec<Candidate<'s>>> = names.iter().map(|name| pairs(name.factor, runs)).collect();
    let earliest = earliest(&candidates).ok_or(Unclear::None)?;
    // If the latest choice is the same, there is no other.
    let mut after: Option<&Candidate<'s>> = None;
    for (own, &chosen) in candidates.iter().zip(&earliest).rev() {
        let fits = |candidate: &&Candidate<'s>| after.is_none_or(|after| candidate.is_before(after));
        let last = own.iter().filter(fits).map(Candidate::start).max();
        let mut latest = own.iter().filter(fits).filter(|candidate| Some(candidate.start()) == last);
        match (latest.next(), latest.next()) {
            (Some(only), None) if std::ptr::eq(only, &own[chosen]) => after = Some(only),
            _ => return Err(Unclear::Several),
        }
    }
    let choose = |(own, chosen): (Vec<Candidate<'s>>, usize)| own.into_iter().nth(chosen);
    Ok(candidates.into_iter().zip(earliest).filter_map(choose).collect())
}

/// Returns for each factor the candidate that ends first after that of the factor before. `None` if a factor has no
/// candidate left.
fn earliest(candidates: &[Vec<Candidate<'_>>]) -> Option<Vec<usize>> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut before: Option<&Candidate<'_>> = None;
    for own in candidates {
        let fits = |candidate: &Candidate<'_>| before.is_none_or(|before| before.is_before(candidate));
        let fitting = own.iter().enumerate().filter(|(_, candidate)| fits(candidate));
        let (index, first) = fitting.min_by_key(|(_, candidate)| candidate.end())?;
        chosen.push(index);
        before = Some(first);
    }
    Some(chosen)
}

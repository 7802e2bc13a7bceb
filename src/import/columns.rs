//! Rows of text whose columns are lost, as `pdftotext` writes them: names, words and numbers are mixed. They are read
//! only if exactly one reading of the numbers agrees with the printed scores and total. The words of a factor cannot be
//! told apart.

use std::collections::HashMap;

use super::fragments::Fragment;
use super::layout;
use super::numbers::{self, is_numeric};
use super::rows::FactorRow;
use super::words::Words;
use crate::scheme::{Factor, Levels, PointsRange, Scheme};

/// The most numbers in a profile.
const MOST_NUMBERS: usize = 200;

/// The most words between levels and their scores.
const MOST_BETWEEN: usize = 80;

/// The most words of levels or scores.
const MOST_WORDS: usize = 6;

/// The most partial readings that are kept.
const MOST_READINGS: usize = 5_000;

/// Levels followed by their scores, perhaps with words between them.
struct ColumnPair<'s> {
    levels: Levels<'s>,
    notation: String,
    scores: Vec<u32>,
    /// The range of words of the levels: `start..middle`. That of the scores: `score..end`.
    start: usize,
    middle: usize,
    score: usize,
    end: usize,
}

/// Returns true if lines or cells begin with the names of all factors, or their first words, in the order of the
/// scheme.
pub(super) fn has_names(scheme: &Scheme, fragments: &[Fragment<'_>]) -> bool {
    let mut left = scheme.factors().iter().peekable();
    for fragment in fragments {
        if left.peek().is_some_and(|factor| layout::begins_name(factor, &fragment.text)) {
            left.next();
        }
    }
    left.peek().is_none()
}

/// Returns true if lines or cells begin with the names of all factors, or their first words, in any order.
pub(super) fn begins_all_names(scheme: &Scheme, fragments: &[Fragment<'_>]) -> bool {
    let begins =
        |factor: &Factor| fragments.iter().any(|fragment| layout::begins_name(factor, &fragment.text));
    scheme.factors().iter().all(begins)
}

/// Reads the rows of a profile. Returns `None` unless exactly one reading has the total.
pub(super) fn read<'s>(
    scheme: &'s Scheme,
    fragments: &[Fragment<'_>],
    total: PointsRange,
) -> Option<Vec<Option<FactorRow<'s>>>> {
    let mut words: Vec<&str> = Vec::new();
    // The numbers of the table stand at the ends of lines, and all that stand there are of the table.
    let mut numbers: Vec<usize> = Vec::new();
    for fragment in fragments {
        let from = words.len();
        words.extend(fragment.text.split(' '));
        let own = words[from..].iter().rev().take_while(|word| is_numeric(word)).count();
        numbers.extend(words.len() - own..words.len());
    }
    if numbers.len() > MOST_NUMBERS || !has_names(scheme, fragments) {
        return None;
    }
    let scores = scores(&words, &numbers);
    let pairs: Vec<Vec<ColumnPair<'s>>> =
        scheme.factors().iter().map(|factor| pairs(factor, &words, &numbers, &scores)).collect();
    let chosen = only_reading(&pairs, total)?;
    let chosen: Vec<ColumnPair<'s>> =
        pairs.into_iter().zip(chosen).filter_map(|(own, at)| own.into_iter().nth(at)).collect();
    if !numbers.iter().all(|at| chosen.iter().any(|pair| pair.uses(*at))) {
        return None;
    }
    let rows = chosen.into_iter().map(|ColumnPair { levels, notation, scores, .. }| {
        Some(FactorRow { levels, notation, scores: Some(scores), words: Words::default() })
    });
    Some(rows.collect())
}

impl ColumnPair<'_> {
    /// Returns true if a word belongs to the levels or the scores.
    fn uses(&self, word: usize) -> bool {
        (self.start..self.middle).contains(&word) || (self.score..self.end).contains(&word)
    }
}

/// Points in the words `start..end`.
struct Scores {
    start: usize,
    end: usize,
    points: Vec<u32>,
}

/// Returns all numbers that may be scores.
fn scores(words: &[&str], numbers: &[usize]) -> Vec<Scores> {
    let mut found = Vec::new();
    for &start in numbers {
        for end in start + 1..=start + run(words, start) {
            let points = numbers::scores(&words[start..end].join(" "));
            found.extend(points.map(|points| Scores { start, end, points }));
        }
    }
    found
}

/// Returns how many words from `at` on may be one notation, such as `2(a) - 3`.
fn run(words: &[&str], at: usize) -> usize {
    let pairs = words[at..].windows(2).take(MOST_WORDS - 1);
    1 + pairs.take_while(|pair| goes_on(pair[0], pair[1])).count()
}

/// Returns true if the second word may continue the notation of the first.
fn goes_on(first: &str, second: &str) -> bool {
    is_numeric(second) && (first.ends_with(joins) || second.starts_with(joins)) || second.chars().all(joins)
}

/// Returns true for characters that join two parts of a notation.
fn joins(c: char) -> bool {
    matches!(c, '-' | '(' | ',' | '/') || crate::lookalikes::is_dash(c)
}

/// Returns the readings of a factor's levels that have their scores further on.
fn pairs<'s>(
    factor: &'s Factor,
    words: &[&str],
    numbers: &[usize],
    scores: &[Scores],
) -> Vec<ColumnPair<'s>> {
    let mut found: Vec<ColumnPair<'s>> = Vec::new();
    for &start in numbers {
        for middle in start + 1..=start + run(words, start) {
            let notation = words[start..middle].join(" ");
            let Ok(levels) = factor.levels(&notation) else { continue };
            let worth = numbers::worth(&levels);
            let from = scores.partition_point(|scores| scores.start < middle);
            let behind = scores[from..].iter().take_while(|scores| scores.start < middle + MOST_BETWEEN);
            for own in behind.filter(|scores| scores.points == worth) {
                let (levels, notation, scores) = (levels.clone(), notation.clone(), worth.clone());
                found.push(ColumnPair {
                    levels,
                    notation,
                    scores,
                    start,
                    middle,
                    score: own.start,
                    end: own.end,
                });
            }
        }
    }
    found
}

/// The end of the last pair of a partial reading, and its lowest and highest total.
type State = (usize, u32, u32);

/// Returns the index of each factor's pair. Returns `None` unless exactly one reading has the total; readings with the
/// same levels count as one.
fn only_reading(pairs: &[Vec<ColumnPair<'_>>], total: PointsRange) -> Option<Vec<usize>> {
    let mut states: HashMap<State, Vec<Vec<usize>>> = HashMap::from([((0, 0, 0), vec![Vec::new()])]);
    for own in pairs {
        let mut next: HashMap<State, Vec<Vec<usize>>> = HashMap::new();
        let mut count = 0;
        for (&(end, min, max), readings) in &states {
            for (at, pair) in own.iter().enumerate().filter(|(_, pair)| pair.start >= end) {
                let (low, high) = (*pair.scores.first()?, *pair.scores.last()?);
                let kept = next.entry((pair.end, min + low, max + high)).or_default();
                for reading in readings {
                    let reading: Vec<usize> = reading.iter().copied().chain([at]).collect();
                    // Two different ones are enough to know that there is not only one.
                    if kept.len() < 2
                        && !kept.iter().any(|other| notations(pairs, other) == notations(pairs, &reading))
                    {
                        kept.push(reading);
                        count += 1;
                        if count > MOST_READINGS {
                            return None;
                        }
                    }
                }
            }
        }
        states = next;
    }
    let mut readings = states
        .iter()
        .filter(|((_, min, max), _)| (*min, *max) == (total.min, total.max))
        .flat_map(|(_, readings)| readings);
    let first = readings.next()?;
    readings.all(|other| notations(pairs, other) == notations(pairs, first)).then(|| first.clone())
}

/// Returns the notation that a reading gives each factor.
fn notations<'p>(pairs: &'p [Vec<ColumnPair<'_>>], reading: &[usize]) -> Vec<&'p str> {
    reading.iter().zip(pairs).map(|(&at, own)| own[at].notation.as_str()).collect()
}

//! Rows of text whose columns are lost, as `pdftotext` writes them: names, words and numbers of a table among each other. What
//! decides is that exactly one reading of the numbers has the printed scores and total. Words cannot be told apart there.

use std::collections::HashMap;

use super::fragments::Fragment;
use super::layout;
use super::numbers::{self, is_numeric};
use super::rows::FactorRow;
use super::words::Words;
use crate::scheme::{Factor, Levels, PointsRange, Scheme};

/// The most words of numbers in a profile.
const MOST_NUMBERS: usize = 200;

/// The most words between levels and their scores.
const MOST_BETWEEN: usize = 80;

/// The most words of levels or scores.
const MOST_WORDS: usize = 6;

/// The most partial readings that are kept.
const MOST_READINGS: usize = 5_000;

/// Levels with their scores somewhere behind them.
struct ColumnPair<'s> {
    levels: Levels<'s>,
    notation: String,
    scores: Vec<u32>,
    /// The indices around the words of the levels, and those of the scores.
    start: usize,
    middle: usize,
    score: usize,
    end: usize,
}

/// Returns true if the names of all factors begin lines or cells, in the order of the scheme. Each may be broken.
pub(super) fn has_names(scheme: &Scheme, fragments: &[Fragment<'_>]) -> bool {
    let mut left = scheme.factors().iter().peekable();
    for fragment in fragments {
        if left.peek().is_some_and(|factor| layout::begins_name(factor, &fragment.text)) {
            left.next();
        }
    }
    left.peek().is_none()
}

/// Returns true if the name of each factor begins a line or cell, at least with its first words.
pub(super) fn begins_all_names(scheme: &Scheme, fragments: &[Fragment<'_>]) -> bool {
    let begins =
        |factor: &Factor| fragments.iter().any(|fragment| layout::begins_name(factor, &fragment.text));
    scheme.factors().iter().all(begins)
}

/// Reads the rows of a profile if there is exactly one way to do so.
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
    let pairs = |factor| pairs(factor, &words, &numbers, &scores);
    let pairs: Vec<Vec<ColumnPair<'s>>> = scheme.factors().iter().map(pairs).collect();
    let chosen = only_reading(&pairs, total)?;
    let used = |at: &usize| {
        let mut own = pairs.iter().zip(&chosen).map(|(own, &chosen)| &own[chosen]);
        own.any(|pair| (pair.start..pair.middle).contains(at) || (pair.score..pair.end).contains(at))
    };
    if !numbers.iter().all(used) {
        return None;
    }
    let row = |(own, at): (Vec<ColumnPair<'s>>, usize)| {
        let ColumnPair { levels, notation, scores, .. } = own.into_iter().nth(at)?;
        Some(FactorRow { levels, notation, scores: Some(scores), words: Words::default() })
    };
    Some(pairs.into_iter().zip(chosen).map(row).collect())
}

/// Scores among the words: the indices around them, and what they are.
struct Scores {
    start: usize,
    end: usize,
    points: Vec<u32>,
}

/// Returns all that may be scores.
fn scores(words: &[&str], numbers: &[usize]) -> Vec<Scores> {
    let read = |start: usize| {
        let read = move |end: usize| {
            Some(Scores { start, end, points: numbers::scores(&words[start..end].join(" "))? })
        };
        (start + 1..=start + run(words, start)).filter_map(read)
    };
    numbers.iter().copied().flat_map(read).collect()
}

/// Returns how many words from one on are numbers that may belong together.
fn run(words: &[&str], at: usize) -> usize {
    let goes_on = |pair: &[&str]| {
        let joins = |c: char| matches!(c, '-' | '(' | ',' | '/') || crate::lookalikes::is_dash(c);
        is_numeric(pair[1]) && (pair[0].ends_with(joins) || pair[1].starts_with(joins))
            || pair[1].chars().all(joins)
    };
    1 + words[at..].windows(2).take(MOST_WORDS - 1).take_while(|pair| goes_on(pair)).count()
}

/// Returns the levels of a factor that have their scores behind them.
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

/// The end of the last pair of a partial reading, and its total.
type State = (usize, u32, u32);

/// Returns the pair of each factor, in order, if exactly one reading has the total. Readings with the same levels are one.
fn only_reading(pairs: &[Vec<ColumnPair<'_>>], total: PointsRange) -> Option<Vec<usize>> {
    let mut states: HashMap<State, Vec<Vec<usize>>> = HashMap::from([((0, 0, 0), vec![Vec::new()])]);
    let levels = |reading: &[usize]| -> Vec<&str> {
        reading.iter().zip(pairs).map(|(&at, own)| own[at].notation.as_str()).collect()
    };
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
                    if kept.len() < 2 && !kept.iter().any(|other| levels(other) == levels(&reading)) {
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
    let fits = |(state, _): &(&State, &Vec<Vec<usize>>)| (state.1, state.2) == (total.min, total.max);
    let mut readings = states.iter().filter(fits).flat_map(|(_, readings)| readings);
    let first = readings.next()?;
    readings.all(|other| levels(other) == levels(first)).then(|| first.clone())
}

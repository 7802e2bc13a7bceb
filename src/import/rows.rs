//! The rows of a profile: words and levels of each factor, and in most layouts their scores.
//!
//! Documents print numbers in cells, on lines of their own, or below the names of all factors. Levels and scores are
//! recognised by their values: the scores are what the levels are worth, and there is no other
//! way to read the numbers.

use std::ops::Range;

use jobeval_documents::document::{DocumentPlace, TextPart};

use super::fragments::Fragment;
use super::layout::Name;
use super::numbers::{self, LevelScores, is_numeric};
use super::runs::{Candidate, NumberRun, Unclear, only_way, pairs, runs};
use super::words::Words;
use crate::finding::{Problem, Problems, Rule};
use crate::profile::ProfileFactor;
use crate::sanitize::short;
use crate::scheme::{Factor, Levels, Scheme};

/// A complete row.
#[derive(Debug)]
pub(super) struct FactorRow<'s> {
    pub(super) levels: Levels<'s>,
    /// The levels as printed.
    pub(super) notation: String,
    pub(super) scores: Option<Vec<u32>>,
    pub(super) words: Words,
}

impl<'s> From<FactorRow<'s>> for ProfileFactor<'s> {
    fn from(row: FactorRow<'s>) -> ProfileFactor<'s> {
        let FactorRow { levels, notation, scores, words } = row;
        ProfileFactor { levels, notation, scores, descriptor: words.descriptor, example: words.example }
    }
}

/// Names that follow each other directly, and the text after them, which belongs to all of them.
struct NameGroup<'n, 'd, 's> {
    names: &'n [Name<'s>],
    /// The place of the last name.
    place: DocumentPlace,
    tail: Vec<&'d Fragment<'d>>,
}

/// The rows of a profile.
#[derive(Debug)]
pub(super) struct ProfileRows<'s> {
    /// The row of each factor, in the order of the scheme. `None` if it could not be read.
    pub(super) of_factors: Vec<Option<FactorRow<'s>>>,
    /// True if the profile prints a score for each row.
    pub(super) has_scores: bool,
    /// The bare numbers on lines of their own among the words, each with the index of its row in the document.
    pub(super) stray_numbers: Vec<(usize, u32)>,
}

/// Reads the rows of a profile. `end` is the index after the last row.
pub(super) fn read<'s>(
    scheme: &'s Scheme,
    fragments: &[Fragment<'_>],
    names: &[Name<'s>],
    end: usize,
    problems: &mut Problems<DocumentPlace>,
) -> ProfileRows<'s> {
    check_names(scheme, fragments, names, end, problems);
    let groups = groups(fragments, names, end);
    let has_head =
        fragments[..end].iter().any(|fragment| fragment.is_head && fragment.name().ends_with("score"));
    let has_scores = has_head || most_have_pairs(&groups, names.len());
    let mut of_factors: Vec<Option<FactorRow<'s>>> = scheme.factors().iter().map(|_| None).collect();
    let mut stray_numbers = Vec::new();
    for group in groups {
        let found = if has_scores {
            with_scores(&group, &mut stray_numbers, problems)
        } else {
            without_scores(&group, problems)
        };
        for (name, found) in group.names.iter().zip(found) {
            of_factors[name.factor.number() - 1] = Some(found);
        }
    }
    ProfileRows { of_factors, has_scores, stray_numbers }
}

/// Returns true if most rows have levels with their scores.
fn most_have_pairs(groups: &[NameGroup<'_, '_, '_>], rows: usize) -> bool {
    let with_pair = |group: &&NameGroup<'_, '_, '_>| {
        let [name] = group.names else { return false };
        group.tail.len() < MOST_OF_GROUP && !pairs(name.factor, &runs(&group.tail)).is_empty()
    };
    groups.iter().filter(with_pair).count() * 2 > rows
}

/// Adds a problem for each factor without a row, with two rows, or in the wrong place.
fn check_names(
    scheme: &Scheme,
    fragments: &[Fragment<'_>],
    names: &[Name<'_>],
    end: usize,
    problems: &mut Problems<DocumentPlace>,
) {
    let mut before: Option<&Factor> = None;
    let mut seen = vec![false; scheme.factors().len()];
    for name in names {
        let (factor, place) = (name.factor, fragments[name.start].place());
        let printed = &fragments[name.start..name.end];
        if !name.known {
            let printed = printed.last().map_or("", |fragment| fragment.text.as_str());
            let nearest = scheme.nearest_factor(printed).map(Factor::name);
            problems.add(place, crate::scheme::unknown_factor(printed, nearest));
        } else if let Some(number) = name.number.filter(|number| *number != factor.number()) {
            let message = format!(
                "{} is factor {}, but its row has the number {number}",
                factor.name(),
                factor.number()
            );
            problems.add(place, Problem::new(Rule::FactorOrder, message));
        }
        if std::mem::replace(&mut seen[factor.number() - 1], true) {
            problems.add(
                place,
                factor.repeated(factor.name(), factor.name()).help("a profile has one row for each factor"),
            );
        } else if let Some(before) = before.filter(|before| before.number() > factor.number()) {
            problems.add(
                place,
                Problem::new(Rule::FactorOrder, format!("{} comes after {}", factor.name(), before.name())),
            );
        }
        before = Some(factor);
    }
    let behind = names.last().map_or(0, |name| name.end).max(end.min(fragments.len() - 1));
    for factor in scheme.factors().iter().filter(|factor| !seen[factor.number() - 1]) {
        // Where the next row stands, something is missing before it.
        let next = names.iter().find(|name| name.factor.number() > factor.number());
        let place = fragments[next.map_or(behind.min(fragments.len() - 1), |name| name.start)].place();
        let message = format!("the row of {} is missing", factor.name());
        problems.add(place, Problem::new(Rule::MissingFactor, message));
    }
}

/// Returns the names, each with the text up to the next name.
fn groups<'n, 'd, 's>(
    fragments: &'d [Fragment<'d>],
    names: &'n [Name<'s>],
    end: usize,
) -> Vec<NameGroup<'n, 'd, 's>> {
    let mut groups = Vec::new();
    let mut first = 0;
    for (index, name) in names.iter().enumerate() {
        let next = names.get(index + 1).map_or(end, |next| next.start);
        let tail = fragments.get(name.end..next).unwrap_or_default();
        let tail: Vec<&Fragment<'_>> = tail.iter().filter(|fragment| !fragment.is_head).collect();
        if !tail.is_empty() || index + 1 == names.len() {
            groups.push(NameGroup {
                names: &names[first..=index],
                place: fragments[name.start].place(),
                tail,
            });
            first = index + 1;
        }
    }
    groups
}

/// The most numbers in a group. Levels and scores are far fewer.
const MOST_OF_GROUP: usize = 1_000;

/// Reads the rows of a group with scores. Returns none unless all are clear.
fn with_scores<'d, 's>(
    group: &NameGroup<'_, 'd, 's>,
    stray_numbers: &mut Vec<(usize, u32)>,
    problems: &mut Problems<DocumentPlace>,
) -> Vec<FactorRow<'s>> {
    let runs = runs(&group.tail);
    if runs.iter().map(|run| run.words.len()).sum::<usize>() > MOST_OF_GROUP {
        problems.add(
            group.place,
            Problem::new(Rule::UnclearRow, format!("too many numbers after {}", called(group))),
        );
        return Vec::new();
    }
    if let Some(found) = in_columns(group, &runs) {
        return found;
    }
    match only_way(group.names, &runs) {
        Ok(chosen) => taken(group, &runs, chosen, stray_numbers, problems),
        Err(Unclear::None) => {
            if let Some(found) = behind_words(group, &runs) {
                return vec![found];
            }
            refuse(group, &runs, problems);
            Vec::new()
        }
        Err(Unclear::Several) => {
            let message =
                format!("more than one pair of numbers could be the levels and scores of {}", called(group));
            problems.add(
                runs.first().map_or(group.place, |run| run.place),
                Problem::new(Rule::UnclearRow, message),
            );
            Vec::new()
        }
    }
}

/// Makes the rows of a group from the chosen levels and scores. Returns none if other numbers are left.
fn taken<'d, 's>(
    group: &NameGroup<'_, 'd, 's>,
    runs: &[NumberRun<'d>],
    chosen: Vec<Candidate<'s>>,
    stray_numbers: &mut Vec<(usize, u32)>,
    problems: &mut Problems<DocumentPlace>,
) -> Vec<FactorRow<'s>> {
    // Numbers that belong to no factor of the group belong to one whose name is missing or misread.
    for (index, run) in runs.iter().enumerate() {
        let used: Vec<Range<usize>> =
            chosen.iter().filter(|own| own.run == index).map(|own| own.pair.start..own.pair.end).collect();
        let words = run.words.iter().enumerate();
        let left = words.filter(|(at, _)| !used.iter().any(|used| used.contains(at)));
        let left: Vec<&str> = left.map(|(_, (text, _))| *text).collect();
        // A bare number may be that of a page, or belong to the words.
        let is_bare = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
        if left.len() > 1 || !left.iter().all(is_bare) {
            let numbers = run.texts().join(" ");
            problems.add(
                run.place,
                Problem::new(
                    Rule::UnclearRow,
                    format!("the numbers `{}` after {} belong to no row", short(&numbers), called(group)),
                ),
            );
            return Vec::new();
        }
    }
    let mut found: Vec<FactorRow<'s>> = Vec::new();
    let mut from = 0;
    let last = chosen.len().saturating_sub(1);
    for (index, Candidate { run, pair }) in chosen.into_iter().enumerate() {
        let words = &runs[run].words;
        let (first, behind) = (words[pair.start].1, words[pair.end - 1].1 + 1);
        let to = if index == last { group.tail.len() } else { behind };
        let own = group.tail[from..to].iter().enumerate().map(|(at, fragment)| (from + at, *fragment));
        // A bare number behind the levels is that of a page; before them it may belong to the words.
        let is_word =
            |at: usize, fragment: &Fragment<'_>| at < first || (at >= behind && !is_numeric(&fragment.text));
        let own: Vec<&Fragment<'_>> =
            own.filter(|(at, fragment)| is_word(*at, fragment)).map(|(_, fragment)| fragment).collect();
        let lines = own.iter().filter(|fragment| fragment.cells == 1);
        stray_numbers.extend(lines.filter_map(|line| Some((line.row, line.text.parse().ok()?))));
        let words: Vec<&[TextPart]> = own.iter().map(|fragment| &*fragment.parts).collect();
        let LevelScores { levels, notation, scores, .. } = pair;
        found.push(FactorRow { levels, notation, scores: Some(scores), words: Words::from_pieces(&words) });
        from = behind;
    }
    found
}

/// Reads a group in which all words come first, then all levels, then all scores.
fn in_columns<'d, 's>(group: &NameGroup<'_, 'd, 's>, runs: &[NumberRun<'d>]) -> Option<Vec<FactorRow<'s>>> {
    let count = group.names.len();
    let [run] = runs else { return None };
    let own: Vec<usize> = run.words.iter().map(|(_, at)| *at).collect();
    let (first, last) = (*own.first()?, *own.last()?);
    let cells: Vec<&Fragment<'_>> = group.tail[first..=last].to_vec();
    if count < 2 || cells.len() != 2 * count || first != count || last + 1 != group.tail.len() {
        return None;
    }
    let row = |index: usize| -> Option<FactorRow<'s>> {
        let levels = group.names[index].factor.levels(&cells[index].text).ok()?;
        let scores = numbers::scores(&cells[count + index].text)
            .filter(|scores| *scores == numbers::worth(&levels))?;
        let words = Words::from_pieces(&[&*group.tail[index].parts]);
        Some(FactorRow { levels, notation: cells[index].text.clone(), scores: Some(scores), words })
    };
    (0..count).map(row).collect()
}

/// Reads a row with levels and scores at the end of a line of words.
fn behind_words<'s>(group: &NameGroup<'_, '_, 's>, runs: &[NumberRun<'_>]) -> Option<FactorRow<'s>> {
    let ([name], []) = (group.names, runs) else { return None };
    let mut found = None;
    for (index, part) in
        group.tail.iter().enumerate().filter_map(|(index, own)| Some((index, own.parts.last()?)))
    {
        let words: Vec<&str> = part.text.split(' ').collect();
        let numbers =
            words.iter().rev().take(2 * numbers::MOST_WORDS).take_while(|word| is_numeric(word)).count();
        let words = &words[words.len() - numbers..];
        for pair in numbers::pairs(name.factor, words).into_iter().filter(|pair| pair.end == words.len()) {
            let length: usize = words[pair.start..].iter().map(|word| word.len() + 1).sum();
            if found.replace((index, part.text.len().saturating_sub(length), pair)).is_some() {
                return None;
            }
        }
    }
    let (at, length, LevelScores { levels, notation, scores, .. }) = found?;
    let mut line = group.tail[at].parts.to_vec();
    line.last_mut()?.text.truncate(length);
    let mut words: Vec<&[TextPart]> = group.tail.iter().map(|fragment| &*fragment.parts).collect();
    words[at] = &line;
    Some(FactorRow { levels, notation, scores: Some(scores), words: Words::from_pieces(&words) })
}

/// Adds problems that say what is wrong with the numbers of a group.
fn refuse(group: &NameGroup<'_, '_, '_>, runs: &[NumberRun<'_>], problems: &mut Problems<DocumentPlace>) {
    let full: Vec<&NumberRun<'_>> = runs.iter().filter(|run| run.words.len() > 1).collect();
    if let [name] = group.names {
        let run = full.last().copied().or(runs.last());
        let place = run.map_or(group.place, |run| run.place);
        problems.add(place, wrong_numbers(name.factor, run));
    } else if full.len() == group.names.len() {
        for (name, run) in group.names.iter().zip(full) {
            if numbers::pairs(name.factor, &run.texts()).is_empty() {
                problems.add(run.place, wrong_numbers(name.factor, Some(run)));
            }
        }
    } else {
        let message = format!(
            "found levels and scores {} times for the {} factors {}",
            full.len(),
            group.names.len(),
            called(group)
        );
        problems.add(group.place, Problem::new(Rule::UnclearRow, message));
    }
}

/// Words what is wrong with the numbers of a row.
fn wrong_numbers(factor: &Factor, run: Option<&NumberRun<'_>>) -> Problem {
    let name = factor.name();
    let Some(run) = run else {
        return Problem::new(Rule::IncompleteRow, format!("{name} has no level and no score"));
    };
    let texts = run.texts();
    for middle in (1..texts.len()).rev() {
        let (notation, printed) = (texts[..middle].join(" "), texts[middle..].join(" "));
        if let (Ok(levels), Some(scores)) = (factor.levels(&notation), numbers::scores(&printed)) {
            let worth = in_words(&numbers::worth(&levels));
            let message = format!(
                "level {levels} of {name} is worth {worth}, but the document prints {}",
                in_words(&scores)
            );
            return Problem::new(Rule::ScoreMismatch, message).help(
                "one of the two is not as it was published; compare the row with the original document",
            );
        }
    }
    let (last, levels) =
        texts.split_last().map_or(("", String::new()), |(last, levels)| (*last, levels.join(" ")));
    if levels.is_empty() {
        let what = if factor.levels(last).is_ok() {
            "no score behind its level"
        } else {
            "no level before its score"
        };
        return Problem::new(
            Rule::IncompleteRow,
            format!("{name} has {what}: there is only `{}`", short(last)),
        );
    }
    match factor.levels(&levels) {
        Err(problem) => problem,
        Ok(_) => Problem::new(Rule::IncompleteRow, format!("`{}` is not a score of {name}", short(last))),
    }
}

/// Reads the rows of a group without scores. Returns none unless all are clear.
fn without_scores<'d, 's>(
    group: &NameGroup<'_, 'd, 's>,
    problems: &mut Problems<DocumentPlace>,
) -> Vec<FactorRow<'s>> {
    let runs = runs(&group.tail);
    if let Some(found) = level_behind_words(group).filter(|_| runs.is_empty()) {
        return vec![found];
    }
    // In a table, the level has a cell of its own; a number on a line of its own may belong to the words.
    let in_table: Vec<&NumberRun<'_>> =
        runs.iter().filter(|run| run.words.iter().all(|(_, at)| group.tail[*at].cells >= 3)).collect();
    let chosen: Vec<&NumberRun<'_>> =
        if in_table.len() == group.names.len() { in_table } else { runs.iter().collect() };
    if chosen.len() != group.names.len() {
        let (rule, message) = match (&chosen[..], group.names) {
            ([], [name]) => (Rule::IncompleteRow, format!("{} has no level", name.factor.name())),
            (_, [name]) => (
                Rule::UnclearRow,
                format!("more than one number could be the level of {}", name.factor.name()),
            ),
            (found, names) => (
                Rule::UnclearRow,
                format!("found {} levels for the {} factors {}", found.len(), names.len(), called(group)),
            ),
        };
        problems.add(chosen.first().map_or(group.place, |run| run.place), Problem::new(rule, message));
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut from, mut all) = (0, true);
    for (index, (name, run)) in group.names.iter().zip(&chosen).enumerate() {
        let notation = run.texts().join(" ");
        let (first, behind) =
            (run.words.first().map_or(0, |(_, at)| *at), run.words.last().map_or(0, |(_, at)| at + 1));
        let to = if index + 1 == chosen.len() { group.tail.len() } else { behind };
        let own = (from..to).filter(|at| !(first..behind).contains(at));
        let words = Words::from_pieces(&own.map(|at| &*group.tail[at].parts).collect::<Vec<_>>());
        match name.factor.levels(&notation) {
            Ok(levels) => found.push(FactorRow { levels, notation, scores: None, words }),
            Err(problem) => {
                problems.add(run.place, problem);
                all = false;
            }
        }
        from = behind;
    }
    if all { found } else { Vec::new() }
}

/// Reads a row with levels at the end of its words.
fn level_behind_words<'s>(group: &NameGroup<'_, '_, 's>) -> Option<FactorRow<'s>> {
    let ([name], [tail]) = (group.names, &group.tail[..]) else { return None };
    let mut parts = tail.parts.to_vec();
    let last = parts.last_mut()?;
    let words: Vec<&str> = last.text.split(' ').collect();
    let numbers = words.iter().rev().take(numbers::MOST_WORDS).take_while(|word| is_numeric(word)).count();
    let notation = words[words.len() - numbers..].join(" ");
    let levels = name.factor.levels(&notation).ok()?;
    last.text = words[..words.len() - numbers].join(" ");
    Some(FactorRow { levels, notation, scores: None, words: Words::from_pieces(&[&parts]) })
}

/// Writes points for a message: `7-12`.
fn in_words(points: &[u32]) -> String {
    points.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

/// Names the factors of a group for a message.
fn called(group: &NameGroup<'_, '_, '_>) -> String {
    match group.names {
        [first, .., last] => format!("{} to {}", first.factor.name(), last.factor.name()),
        [one] => one.factor.name().to_owned(),
        [] => String::new(),
    }
}

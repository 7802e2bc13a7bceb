//! Finds running heads and feet: lines at the edge of pages that differ on many pages only in the page number.

use std::collections::{BTreeMap, HashSet};

use super::layout::PageLayout;
use super::lines::Line;

/// Maximum number of lines of a running head.
const MOST_LINES: usize = 6;

/// A line at the edge of a page.
struct EdgeLine {
    page: usize,
    /// Index of its item on the page.
    index: usize,
    numbers: Vec<i64>,
}

/// Lines grouped by their words without numbers, and by their height.
type Alike = BTreeMap<(String, i64), Vec<EdgeLine>>;

/// Marks the running heads and feet of all pages.
pub(super) fn mark_running(sheets: &mut [PageLayout]) {
    for at_top in [true, false] {
        let mut alike = Alike::new();
        for (page, sheet) in sheets.iter().enumerate() {
            for index in edge(sheet, at_top) {
                let Some((words, height, numbers)) = sheet.line(index).and_then(content) else { break };
                alike.entry((words, height)).or_default().push(EdgeLine { page, index, numbers });
            }
        }
        let is_running =
            |(key, lines): &(&(String, i64), &Vec<EdgeLine>)| are_running(&key.0, lines, sheets.len());
        let running: HashSet<(usize, usize)> = alike
            .iter()
            .filter(is_running)
            .flat_map(|(_, lines)| lines)
            .map(|line| (line.page, line.index))
            .collect();
        for (page, sheet) in sheets.iter_mut().enumerate() {
            let indices = edge(sheet, at_top).into_iter();
            let found = indices.take_while(|index| running.contains(&(page, *index)));
            found.for_each(|index| sheet.set_running(index));
        }
    }
}

/// Returns the indices of the items nearest to an edge of a page, the outermost first.
fn edge(sheet: &PageLayout, at_top: bool) -> Vec<usize> {
    let count = sheet.len();
    (0..count.min(MOST_LINES)).map(|depth| if at_top { depth } else { count - 1 - depth }).collect()
}

/// Separator of the pieces of a line.
const PIECES: &str = "|";

/// Returns the words of a line with `#` for each number, its height, and its numbers.
fn content(pieces: &[Line]) -> Option<(String, i64, Vec<i64>)> {
    let height = pieces.first()?.base().round() as i64;
    let text = |piece: &Line| piece.signs.iter().map(|sign| sign.glyph.c).collect::<String>();
    let text = pieces.iter().map(text).collect::<Vec<_>>().join(PIECES);
    let (mut words, mut numbers) = (String::new(), Vec::new());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            words.push('#');
            numbers.push(rest[..digits].parse().unwrap_or(-1));
            rest = &rest[digits..];
        } else {
            words.extend(Some(c).filter(|c| !c.is_whitespace()));
            rest = &rest[c.len_utf8()..];
        }
    }
    Some((words, height, numbers))
}

/// Returns true if the lines are on enough pages, and each of their numbers is constant or the page number.
fn are_running(words: &str, lines: &[EdgeLine], pages: usize) -> bool {
    let count = lines.len();
    // A third of the pages allows for different left, right and first pages.
    let is_often = count >= 2 && count * 3 >= pages * if count == 2 { 2 } else { 1 };
    let Some(first) = lines.first().filter(|_| is_often) else { return false };
    let page = |line: &EdgeLine| i64::try_from(line.page).unwrap_or(i64::MAX);
    let mut has_page = false;
    for ((at, _), index) in words.match_indices('#').zip(0..) {
        let number = |line: &EdgeLine| line.numbers.get(index).copied().unwrap_or_default();
        let goes_up = lines.iter().all(|line| number(line) - page(line) == number(first) - page(first));
        let is_page = goes_up && is_page_number(&words[..at], &words[at + 1..]);
        if !(is_page || lines.iter().all(|line| number(line) == number(first))) {
            return false;
        }
        has_page |= is_page;
    }
    has_page || words.contains(char::is_alphabetic)
}

/// Returns true if a number between these words may be a page number: `Page #`, `# of #`, `#/#`, or alone in its piece.
/// The number in `Nurse 3` is part of a title.
fn is_page_number(before: &str, after: &str) -> bool {
    let before = before.rsplit(PIECES).next().unwrap_or_default().to_lowercase();
    let after = after.split(PIECES).next().unwrap_or_default();
    let is_alone = || [&*before, after].iter().all(|text| text.chars().all(|c| "-–—".contains(c)));
    before.ends_with("page") || after.starts_with("of#") || after.starts_with("/#") || is_alone()
}

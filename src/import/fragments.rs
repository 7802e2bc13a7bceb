//! The cells with words of a document, in reading order, without what belongs to its pages rather than to its text.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::numbers::is_numeric;
use crate::document::{Document, DocumentCell, DocumentPlace, DocumentRow, TextPart};
use crate::names;

/// A cell with words in it, or a line of running text.
#[derive(Debug, Clone)]
pub(super) struct Fragment<'d> {
    /// All its words on one line.
    pub(super) text: String,
    /// The words as they are set apart.
    pub(super) parts: Cow<'d, [TextPart]>,
    /// The index of its row in the document.
    pub(super) row: usize,
    /// How many cells the row has, empty ones included.
    pub(super) cells: usize,
    /// Whether it is the head of a column of a profile.
    pub(super) is_head: bool,
}

impl<'d> Fragment<'d> {
    /// Splits it into its pieces: cells that nothing but signs set apart, or parts of a profile in one paragraph.
    pub(super) fn split(self, pieces: &[String]) -> Vec<Fragment<'d>> {
        let (place, row) = (self.place(), self.row);
        let piece = |text: &String| {
            let part = TextPart { place, text: text.clone(), bold: false, continues: false };
            Fragment {
                text: text.clone(),
                parts: vec![part].into(),
                row,
                cells: pieces.len(),
                is_head: false,
            }
        };
        pieces.iter().map(piece).collect()
    }

    /// Where it begins.
    pub(super) fn place(&self) -> DocumentPlace {
        self.parts.first().map(|part| part.place).unwrap_or_default()
    }

    /// The text in the form in which names are compared.
    pub(super) fn name(&self) -> String {
        names::normalise(&self.text)
    }
}

/// The cells of a document that have words, without running heads and page numbers, and with rows that go on over a page put
/// together. What is a name or a mark that the layout is known by stays, however often it is said.
pub(super) fn fragments(document: &Document, is_structure: impl Fn(&str) -> bool) -> Vec<Fragment<'_>> {
    let furniture = furniture(document, &is_structure);
    let mut fragments: Vec<Fragment<'_>> = Vec::new();
    let mut above: Option<Above> = None;
    for (row, content) in document.rows.iter().enumerate().filter(|(index, _)| !furniture.contains(index)) {
        let texts: Vec<String> = content.cells.iter().map(words_of).collect();
        let goes_on = above.as_ref().filter(|above| above.goes_on_in(&texts, &is_structure));
        let words = words_column(&texts);
        let mut own: Vec<Option<usize>> = Vec::new();
        for (column, (text, cell)) in texts.iter().zip(&content.cells).enumerate() {
            if text.is_empty() {
                own.push(None);
            } else if let Some(index) = goes_on.and_then(|above| above.fragment_of(column, words)) {
                fragments[index].text.push(' ');
                fragments[index].text += text;
                own.push(Some(index));
            } else {
                own.push(Some(fragments.len()));
                let (text, cells) = (text.clone(), content.cells.len());
                fragments.push(Fragment {
                    text,
                    parts: Cow::Borrowed(&cell.parts),
                    row,
                    cells,
                    is_head: false,
                });
            }
        }
        let is_numbered = texts.len() >= LEAST_CELLS && !texts[0].is_empty();
        // The heads of the columns are repeated on each page.
        let says_more = || texts.iter().any(|text| !text.is_empty() && !is_structure(text));
        if is_numbered && says_more() {
            above = Some(Above { fragments: own, words });
        }
    }
    fragments
}

/// The fewest cells of a row of a profile.
const LEAST_CELLS: usize = 3;

/// A row of a table that may go on below.
struct Above {
    /// The fragment of each cell that has words.
    fragments: Vec<Option<usize>>,
    /// The column of the words, which stay apart: the end of the page may part descriptor and example.
    words: Option<usize>,
}

impl Above {
    /// Whether a row is the rest of this one: nothing stands in its first cell, and it begins nothing new.
    fn goes_on_in(&self, texts: &[String], is_structure: impl Fn(&str) -> bool) -> bool {
        let is_same = texts.len() == self.fragments.len();
        is_same && texts[0].is_empty() && !texts.iter().any(|text| is_structure(text))
    }

    /// The fragment that a cell in this column goes on with; `words` is the column of the words in the lower row.
    fn fragment_of(&self, column: usize, words: Option<usize>) -> Option<usize> {
        self.fragments[column].filter(|_| Some(column) != self.words.max(words))
    }
}

/// The column of the words of a row: the last one that holds more than numbers.
fn words_column(texts: &[String]) -> Option<usize> {
    texts.iter().rposition(|text| !text.is_empty() && !is_numeric(text))
}

/// The words of a cell on one line.
fn words_of(cell: &DocumentCell) -> String {
    let texts: Vec<&str> = cell.parts.iter().map(|part| part.text.as_str()).collect();
    texts.join(" ")
}

/// The words of a row that is a single line of text.
fn line_of(row: &DocumentRow) -> Option<String> {
    let mut cells = row.cells.iter().filter(|cell| !cell.parts.is_empty());
    let cell = cells.next()?;
    cells.next().is_none().then(|| words_of(cell))
}

/// How far from the edge of a page its number and its running head may stand, in lines.
const EDGE: usize = 2;

/// The rows of a document that are single lines of text.
type Lines = BTreeMap<usize, String>;

/// The rows that belong to the pages and not to the text: numbers of pages, and lines that are the same on most pages.
fn furniture(document: &Document, is_structure: impl Fn(&str) -> bool) -> HashSet<usize> {
    let rows = document.rows.iter().enumerate();
    let lines: Lines = rows.filter_map(|(index, row)| Some((index, line_of(row)?))).collect();
    let text = |row: usize| document.rows[row].cells.iter().map(words_of).collect::<Vec<_>>().join(" ");
    let running: Vec<usize> =
        document.running.iter().copied().filter(|row| !is_structure(text(*row).trim())).collect();
    // A PDF shows where its pages end, so that its reader knows their heads and feet.
    if !document.has_lines && document.rows.iter().any(|row| page_of(row).is_some()) {
        return running.into_iter().collect();
    }
    let numbered = lines.iter().filter(|(_, line)| is_page_of(line)).map(|(index, _)| *index);
    let mut furniture: HashSet<usize> = numbered.chain(running.iter().copied()).collect();
    let pages = pages(document, &furniture);
    let heads: BTreeMap<usize, String> = lines
        .iter()
        .filter(|(index, line)| is_head(line) && !furniture.contains(index) && !is_structure(line))
        .map(|(index, line)| (*index, without_digits(line)))
        .collect();
    for (at_edge, of) in edges(&pages, &furniture) {
        furniture.extend(page_numbers(&at_edge, &lines));
        furniture.extend(running_heads(&at_edge, &heads, of));
    }
    furniture.extend(numbered_heads(&heads, &lines));
    furniture.extend(numbers_of_all(&lines));
    furniture.extend(between_gaps(document, &heads, &lines));
    // The title stands at the head of many pages.
    if let Some((first, title)) = lines.first_key_value() {
        furniture.extend(heads.keys().filter(|row| *row > first && lines.get(row) == Some(title)));
        furniture.retain(|row| row != first || !is_head(title));
    }
    furniture.extend(running);
    furniture
}

/// Whether a line is `Page 3`, `Page 3 of 12`, `3 of 12` or `- 3 -`.
fn is_page_of(line: &str) -> bool {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_number = |word: &str| page_number(word).is_some();
    match words[..] {
        ["page", number] | ["-" | "–" | "—", number, "-" | "–" | "—"] => is_number(number),
        ["page", number, "of" | "/", all] | [number, "of", all] => is_number(number) && is_number(all),
        _ => false,
    }
}

/// The number that a text is, if it may be that of a page.
fn page_number(text: &str) -> Option<usize> {
    (text.len() < 5 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Whether a line has words enough for the head of a page; a level or a score has not.
fn is_head(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 3
}

fn without_digits(line: &str) -> String {
    line.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Returns the page that a row is on, in documents that have pages.
fn page_of(row: &DocumentRow) -> Option<u32> {
    row.cells.iter().flat_map(|cell| &cell.parts).find_map(|part| part.place.page)
}

/// The rows of each page, as first and one behind the last. A line with the number of a page is the end of one as well.
fn pages(document: &Document, numbered: &HashSet<usize>) -> Vec<(usize, usize)> {
    let turned = (1..document.rows.len())
        .filter(|&index| page_of(&document.rows[index]) != page_of(&document.rows[index - 1]));
    let mut starts: Vec<usize> = document.pages.iter().copied().chain(turned).collect();
    if starts.is_empty() {
        starts.extend(numbered.iter().map(|number| number + 1));
    }
    starts.extend([0, document.rows.len()]);
    starts.sort_unstable();
    starts.dedup();
    starts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The rows that stand as far from the top of their pages, or from the bottom, for each of these places; each with the
/// number of its page. And how many pages there are.
fn edges(pages: &[(usize, usize)], furniture: &HashSet<usize>) -> Vec<(Vec<(usize, usize)>, usize)> {
    let mut edges: BTreeMap<(bool, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (page, &(start, end)) in pages.iter().enumerate() {
        let rows: Vec<usize> = (start..end).filter(|row| !furniture.contains(row)).collect();
        for depth in 0..EDGE.min(rows.len()) {
            edges.entry((true, depth)).or_default().push((page, rows[depth]));
            edges.entry((false, depth)).or_default().push((page, rows[rows.len() - 1 - depth]));
        }
    }
    edges.into_values().map(|rows| (rows, pages.len())).collect()
}

/// The rows at an edge that are bare numbers which go up by one from page to page.
fn page_numbers(rows: &[(usize, usize)], lines: &Lines) -> Vec<usize> {
    let number = |row: &usize| page_number(lines.get(row)?);
    let numbers: Vec<(usize, usize, usize)> =
        rows.iter().filter_map(|(page, row)| Some((*page, *row, number(row)?))).collect();
    // Page and number keep their distance, however many pages have something else there.
    let mut distances: BTreeMap<usize, usize> = BTreeMap::new();
    for (page, _, number) in &numbers {
        *distances.entry(number.wrapping_sub(*page)).or_default() += 1;
    }
    let most = distances.iter().max_by_key(|(_, count)| **count);
    let Some((&distance, _)) = most.filter(|(_, count)| **count >= 2 && **count * 3 >= rows.len() * 2) else {
        return Vec::new();
    };
    let keeps = |(page, _, number): &&(usize, usize, usize)| number.wrapping_sub(*page) == distance;
    numbers.iter().filter(keeps).map(|(_, row, _)| *row).collect()
}

/// Returns the lines `1/5`, `2/5` and so on. The first and the last page may have none.
fn numbers_of_all(lines: &Lines) -> Vec<usize> {
    let mut of_all: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (row, line) in lines {
        let numbers =
            line.split_once('/').map(|(page, all)| (page_number(page.trim()), page_number(all.trim())));
        if let Some((Some(page), Some(all))) = numbers {
            of_all.entry(all).or_default().push((*row, page));
        }
    }
    let counts = |(all, pages): &(usize, Vec<(usize, usize)>)| {
        // A page may have its number at both edges, and every other page elsewhere.
        let step = if *all < 8 { 1 } else { 2 };
        let ascend = pages.windows(2).all(|pair| (pair[0].1..=pair[0].1 + step).contains(&pair[1].1));
        let distinct: HashSet<usize> = pages.iter().map(|(_, page)| *page).collect();
        distinct.len() >= 2 && distinct.len() * step + 2 >= *all && ascend
    };
    of_all.into_iter().filter(counts).flat_map(|(_, pages)| pages).map(|(row, _)| row).collect()
}

/// The rows at an edge that say the same on at least two thirds of the pages.
fn running_heads(rows: &[(usize, usize)], heads: &Lines, pages: usize) -> Vec<usize> {
    let said = grouped(rows.iter().filter_map(|(_, row)| Some((heads.get(row)?.as_str(), *row))));
    said.into_values().filter(|rows| rows.len() >= 2 && rows.len() * 3 >= pages * 2).flatten().collect()
}

/// Lines that are the same again and again, each time as far from a bare number, which goes up by one: the heads and the
/// numbers of pages whose ends the document does not show.
fn numbered_heads(heads: &Lines, lines: &Lines) -> Vec<usize> {
    let said = grouped(heads.iter().map(|(row, head)| (head.as_str(), *row)));
    let mut found = Vec::new();
    // Twice may be chance: a level of two profiles with the same words.
    for rows in said.into_values().filter(|rows| rows.len() >= 3) {
        for offset in [-2, -1, 1, 2] {
            let beside = |row: &usize| row.checked_add_signed(offset);
            let numbers = rows.iter().map(|row| page_number(lines.get(&beside(row)?)?));
            let Some(numbers) = numbers.collect::<Option<Vec<usize>>>() else { continue };
            if numbers.windows(2).all(|pair| pair[1] == pair[0] + 1) {
                found.extend(rows.iter().filter_map(beside));
                found.extend(&rows);
            }
        }
    }
    found
}

/// The most lines of a running head.
const MOST_OF_HEAD: usize = 3;

/// The lines between blank lines in a document that has few blank lines: bare numbers that go up by one, and what is said
/// again and again.
fn between_gaps(document: &Document, heads: &Lines, lines: &Lines) -> Vec<usize> {
    let starts: Vec<usize> = std::iter::once(0).chain(document.gaps.iter().copied()).collect();
    let ends = starts.iter().skip(1).copied().chain([document.rows.len()]);
    let blocks: Vec<Range<usize>> = starts.iter().zip(ends).map(|(&start, end)| start..end).collect();
    let blocks: Vec<Range<usize>> =
        blocks.into_iter().filter(|block| (1..=MOST_OF_HEAD).contains(&block.len())).collect();
    if blocks.iter().map(Range::len).sum::<usize>() * 4 > document.rows.len() {
        return Vec::new();
    }
    let number = |row: usize| page_number(lines.get(&row)?);
    let numbers: Vec<(usize, usize)> = blocks
        .iter()
        .filter(|block| block.len() == 1)
        .filter_map(|block| Some((block.start, number(block.start)?)))
        .collect();
    let are_pages = numbers.len() >= 2 && numbers.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    /// Stands for a line with a number.
    const NUMBER: &str = "#";
    let head = |block: &Range<usize>| -> Option<String> {
        let line = |row: usize| heads.get(&row).cloned().or_else(|| number(row).map(|_| NUMBER.to_owned()));
        let said: String = block.clone().map(line).collect::<Option<_>>()?;
        (!said.replace(NUMBER, "").is_empty()).then_some(said)
    };
    let said: Vec<(String, usize)> =
        blocks.iter().enumerate().filter_map(|(index, block)| Some((head(block)?, index))).collect();
    let said = grouped(said.iter().map(|(head, index)| (head.as_str(), *index)));
    let repeated = said.into_values().filter(|blocks| blocks.len() >= 2).flatten();
    let repeated = repeated.flat_map(|index| blocks[index].clone());
    numbers.into_iter().map(|(row, _)| row).filter(|_| are_pages).chain(repeated).collect()
}

/// The rows that say the same.
fn grouped<'t>(said: impl Iterator<Item = (&'t str, usize)>) -> BTreeMap<&'t str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (text, row) in said {
        groups.entry(text).or_default().push(row);
    }
    groups
}

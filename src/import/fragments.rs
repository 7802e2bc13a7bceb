//! The cells with words of a document, in reading order, without page numbers and running heads.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use jobeval_documents::document::{Document, DocumentCell, DocumentPlace, DocumentRow, TextPart};

use super::numbers::is_numeric;
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
    /// The number of cells of its row, empty ones included.
    pub(super) cells: usize,
    /// True if it is the head of a column of a profile.
    pub(super) is_head: bool,
}

impl<'d> Fragment<'d> {
    /// Splits it into cells that only signs separate, or into the parts of a profile in one paragraph.
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

    /// Returns the place of its first word.
    pub(super) fn place(&self) -> DocumentPlace {
        self.parts.first().map(|part| part.place).unwrap_or_default()
    }

    /// Returns the normalised text.
    pub(super) fn name(&self) -> String {
        names::normalise(&self.text)
    }
}

/// Returns the fragments of a document, without running heads and page numbers. Rows that continue on the next page are
/// joined. Repeated texts for which `is_structure` returns true are kept.
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

/// The fewest cells of a row in the table of a profile.
const LEAST_CELLS: usize = 3;

/// A row of a table that may continue below.
struct Above {
    /// The index of each cell's fragment. `None` for cells without words.
    fragments: Vec<Option<usize>>,
    /// The column of the words. They are not joined, since the page break may separate descriptor and example.
    words: Option<usize>,
}

impl Above {
    /// Returns true if a row continues this one: its first cell is empty, and it begins nothing new.
    fn goes_on_in(&self, texts: &[String], is_structure: impl Fn(&str) -> bool) -> bool {
        let is_same = texts.len() == self.fragments.len();
        is_same && texts[0].is_empty() && !texts.iter().any(|text| is_structure(text))
    }

    /// Returns the fragment that a cell in this column continues. `words` is the column of the words in the lower row.
    fn fragment_of(&self, column: usize, words: Option<usize>) -> Option<usize> {
        self.fragments[column].filter(|_| Some(column) != self.words.max(words))
    }
}

/// Returns the column of the words: the last one that holds more than numbers.
fn words_column(texts: &[String]) -> Option<usize> {
    texts.iter().rposition(|text| !text.is_empty() && !is_numeric(text))
}

/// Returns the words of a cell as one line.
fn words_of(cell: &DocumentCell) -> String {
    let texts: Vec<&str> = cell.parts.iter().map(|part| part.text.as_str()).collect();
    texts.join(" ")
}

/// Returns the words of a row with a single cell that has words.
fn line_of(row: &DocumentRow) -> Option<String> {
    let mut cells = row.cells.iter().filter(|cell| !cell.parts.is_empty());
    let cell = cells.next()?;
    cells.next().is_none().then(|| words_of(cell))
}

/// Single lines of text, by row.
type Lines = BTreeMap<usize, String>;

/// Returns the rows of page numbers, running heads and feet.
fn furniture(document: &Document, is_structure: impl Fn(&str) -> bool) -> HashSet<usize> {
    let text = |row: usize| document.rows[row].cells.iter().map(words_of).collect::<Vec<_>>().join(" ");
    // A PDF shows where its pages end, so that its reader knows their heads and feet.
    if !document.has_lines && document.rows.iter().any(|row| page_of(row).is_some()) {
        let running = document.running.iter().copied();
        return running.filter(|row| !is_structure(text(*row).trim())).collect();
    }
    let rows = document.rows.iter().enumerate();
    let lines: Lines = rows.filter_map(|(index, row)| Some((index, line_of(row)?))).collect();
    let numbered = lines.iter().filter(|(_, line)| is_page_of(line)).map(|(index, _)| *index);
    let mut furniture: HashSet<usize> = numbered.chain(numbers_of_all(&lines)).collect();
    if let Some((first, title)) =
        lines.first_key_value().filter(|(_, title)| is_head(title) && !is_structure(title))
    {
        furniture
            .extend(lines.iter().filter(|(row, line)| *row > first && *line == title).map(|(row, _)| *row));
    }
    furniture
}

/// Returns true for `Page 3`, `Page 3 of 12`, `3 of 12` and `- 3 -`.
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

/// Returns the number in a text of one to four digits.
fn page_number(text: &str) -> Option<usize> {
    (text.len() < 5 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Returns true if a line has the letters of a running head, more than a level or a score.
fn is_head(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 3
}

/// Returns the page of a row. `None` in formats without pages.
fn page_of(row: &DocumentRow) -> Option<u32> {
    row.cells.iter().flat_map(|cell| &cell.parts).find_map(|part| part.place.page)
}

/// Returns the rows of `1/5`, `2/5` and so on. The first and the last page may have none.
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

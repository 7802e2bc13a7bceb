//! The table of contents. Titles of profiles are looked up in it word by word, since its lines may be cut anywhere.

use std::collections::HashMap;

use jobeval_documents::document::DocumentPlace;

use super::dates;
use super::flags;
use super::layout;
use super::layout::MARKS;
use super::outside::{Outside, PrintedBand, ProfileTitles, form, without_marks};
use super::section::ProfileSection;
use crate::finding::{Problem, Problems, Rule};
use crate::names;
use crate::profile::ContentsLine;
use crate::sanitize::{listed, short};
use crate::scheme::Scheme;

/// A row of the table of contents.
pub(super) struct ContentsEntry<'s> {
    pub(super) place: DocumentPlace,
    pub(super) printed: ContentsLine<'s>,
    /// The marks on title and band.
    pub(super) marks: Vec<String>,
    /// The index of the profile with this title and band.
    pub(super) section: Option<usize>,
}

/// The table of contents of a document.
#[derive(Default)]
pub(super) struct Contents<'s> {
    pub(super) entries: Vec<ContentsEntry<'s>>,
    /// The place of its first word.
    place: DocumentPlace,
    /// The words of the table, as a range of indices. `None` without a table.
    pub(super) span: Option<(usize, usize)>,
    /// True if it has titles and pages, but no bands.
    has_no_bands: bool,
    /// The indices of words that belong to no row.
    pub(super) left: Vec<usize>,
}

impl Contents<'_> {
    /// Removes the rows of a table without bands: its numbers are pages.
    fn without_wrong_bands(mut self) -> Self {
        if self.has_no_bands {
            self.entries.clear();
        }
        self
    }

    /// Returns true if the word at this index belongs to a row.
    pub(super) fn has_in_row(&self, at: usize) -> bool {
        self.span.is_some_and(|(start, end)| (start..end).contains(&at))
            && self.left.binary_search(&at).is_err()
    }
}

/// Reads rows of titles, bands and pages.
struct Reader<'r, 'f, 's> {
    scheme: &'s Scheme,
    outside: &'r Outside<'f>,
    titles: &'r ProfileTitles,
    sections: &'r [ProfileSection<'s>],
    has_pages: bool,
}

/// Reads the table of contents, if there is one.
pub(super) fn read<'s>(
    scheme: &'s Scheme,
    outside: &Outside<'_>,
    titles: &ProfileTitles,
    sections: &[ProfileSection<'s>],
) -> Contents<'s> {
    let Some((start, (_, has_pages, has_bands))) = start(outside) else { return Contents::default() };
    let reader = Reader { scheme, outside, titles, sections, has_pages };
    Contents { has_no_bands: has_pages && !has_bands, ..reader.read(start) }.without_wrong_bands()
}

/// The index after the heads of a table, and two flags: it has pages, it has bands.
type Heads = (usize, bool, bool);

/// Finds the table: returns the index of its first word, and its heads.
fn start(outside: &Outside<'_>) -> Option<(usize, Heads)> {
    let all = 0..outside.words.len();
    if let Some(at) = all.clone().find(|&at| is_heading(outside, at)) {
        return Some((at + 1, heads_of_row(outside, at + 1).unwrap_or((at + 1, true, true))));
    }
    all.filter(|&at| matches!(outside.words[at].form.as_str(), "profile" | "profiletitle"))
        .find_map(|at| Some((at, heads_of_row(outside, at)?)))
}

/// Returns true for the word `Contents` at the end of a line or before the heads of a table.
fn is_heading(outside: &Outside<'_>, at: usize) -> bool {
    let ends_line = outside.words.get(at + 1).is_none_or(|next| next.begins);
    is_contents(outside, at) && (ends_line || heads(outside, at + 1).is_some())
}

fn is_contents(outside: &Outside<'_>, at: usize) -> bool {
    matches!(outside.words[at].form.as_str(), "contents" | "contentspage")
}

/// Returns the heads of a table that start at a word.
fn heads(outside: &Outside<'_>, at: usize) -> Option<Heads> {
    outside.heads_at(at).filter(|(end, ..)| !is_date_head(outside, *end))
}

/// Returns the heads that start at a word, if it begins a line or follows the word `Contents`.
fn heads_of_row(outside: &Outside<'_>, at: usize) -> Option<Heads> {
    let begins = outside.words.get(at)?.begins;
    (begins || at.checked_sub(1).is_some_and(|before| is_contents(outside, before)))
        .then(|| heads(outside, at))?
}

/// Returns true for a form with at least two letters.
fn is_word(form: &str) -> bool {
    form.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Returns true if the heads of a table go on with a date of publication.
fn is_date_head(outside: &Outside<'_>, end: usize) -> bool {
    outside
        .words
        .get(end)
        .is_some_and(|word| matches!(word.form.as_str(), "date" | "publication" | "archived" | "withdrawn"))
}

impl<'s> Reader<'_, '_, 's> {
    fn read(&self, start: usize) -> Contents<'s> {
        let words = &self.outside.words;
        let place = words.get(start).map(|word| word.place).unwrap_or_default();
        let mut contents = Contents { place, ..Contents::default() };
        let mut at = start;
        // Behind anything that is no row, only whole rows are taken for one.
        let mut strict = false;
        while at < words.len() && !self.ends(at) {
            if let Some((end, ..)) = self.outside.heads_at(at).filter(|_| self.known(at, strict).is_none()) {
                if is_date_head(self.outside, end) {
                    break;
                }
                at = end;
            } else if let Some((end, entry)) = self.known(at, strict).or_else(|| self.unknown(at, strict)) {
                contents.entries.push(entry);
                (at, strict) = (end, false);
            } else {
                let line = self.outside.next_line(at);
                let goes_on = |next: &usize| self.ends(*next) || self.known(*next, true).is_some();
                let next = (at + 1..line).find(goes_on).unwrap_or(line);
                if next < line && self.ends(next) {
                    break;
                }
                strict |= self.is_prose(at, next);
                contents.left.extend(at..next);
                at = next;
            }
        }
        contents.span = Some((start, at));
        self.assign(&mut contents.entries);
        contents
    }

    /// Returns true if the table ends before a word: with the version history, or with a list of archived profiles.
    fn ends(&self, at: usize) -> bool {
        let word = &self.outside.words[at];
        (word.begins && self.begins_history(at))
            || (flags::names_archive(&word.form) && !self.is_row_of_list(at))
    }

    /// Returns true if a version history begins at a word.
    fn begins_history(&self, at: usize) -> bool {
        let line = self.outside.text(at, self.outside.next_line(at).min(at + 6));
        layout::is_history(&line) || flags::is_history_head(&line)
    }

    /// Returns true if a row of the table only names a list of archived profiles, with its page.
    fn is_row_of_list(&self, at: usize) -> bool {
        let words = &self.outside.words;
        let mut line = (at + 1..words.len()).take(4).take_while(|&more| !words[more].begins);
        line.find(|&more| words[more].text.parse::<u16>().is_ok()).is_some_and(|page| {
            words.get(page + 1).is_none_or(|next| next.begins) || self.known(page + 1, true).is_some()
        })
    }

    /// Returns true if words are a note or a sentence, and not a heading or a broken row.
    fn is_prose(&self, start: usize, end: usize) -> bool {
        let words = &self.outside.words[start..end];
        words.len() > 4 && words.last().is_some_and(|last| last.text.ends_with(['.', ':', ';']))
            || words[0].text.starts_with(MARKS)
            || words.len() > 24
    }

    /// Reads the row of a known profile: its title, a band and, in most tables, a page.
    fn known(&self, at: usize, with_page: bool) -> Option<(usize, ContentsEntry<'s>)> {
        let titles = self.outside.titles_at(self.titles, at);
        let mut rows = Vec::new();
        for (end, form) in titles {
            for band in self.outside.bands_at(self.scheme, end) {
                let page = self.outside.page_at(band.end);
                let agrees = self
                    .titles
                    .with(&form)
                    .iter()
                    .any(|&index| self.sections[index].bands() == Some(band.bands));
                if page.is_some() || !(with_page && self.has_pages) {
                    rows.push(((!agrees, page.is_none()), end, band, page));
                }
            }
        }
        let (_, end, band, page) = rows.into_iter().min_by_key(|(order, ..)| *order)?;
        Some(self.entry(at, end, band, page))
    }

    /// Reads a row with a title that no profile has.
    fn unknown(&self, at: usize, strict: bool) -> Option<(usize, ContentsEntry<'s>)> {
        const MOST: usize = 24;
        let words = &self.outside.words;
        if words[at].text.starts_with(MARKS) || (strict && !words[at].begins) {
            return None;
        }
        let mut found = None;
        for end in at + 1..words.len().min(at + MOST) {
            let last = &words[end - 1];
            // What has dates in it is a list of another kind.
            let is_other =
                last.text.ends_with([':', ';', '.']) || dates::is_year(last.text) || last.form == "date";
            let is_other = is_other
                || (strict && words[end].begins_row)
                || words[end].text.to_lowercase().starts_with("(band");
            if found.is_none() && (is_other || self.known(end, true).is_some() || self.ends(end)) {
                return None;
            }
            let row = words[at..end].iter().any(|word| is_word(&word.form)).then(|| {
                let mut bands = self.outside.bands_at(self.scheme, end).into_iter();
                bands.find_map(|band| Some((end, self.page_of_row(&band, strict)?, band)))
            });
            match row.flatten() {
                // A title may end in a number, which is then followed by two more.
                Some(row) if found.is_none() || (row.1.is_some() && !words[end].begins) => found = Some(row),
                _ if found.is_some() => break,
                _ => {}
            }
        }
        let (end, page, band) = found?;
        Some(self.entry(at, end, band, page))
    }

    /// Returns the page after a band, if there is one. Returns `None` unless band and page end a row of the table.
    fn page_of_row(&self, band: &PrintedBand<'s>, strict: bool) -> Option<Option<(u32, usize)>> {
        let page = self.outside.page_at(band.end);
        let next = page.map_or(band.end, |(_, end)| end);
        let ends = self.outside.words.get(next).is_none_or(|next| next.begins);
        let is_row = page.is_some() || (ends && (!self.has_pages || self.is_band(band)));
        (is_row && (ends || !strict)).then_some(page)
    }

    /// Returns true if a band is not a plain number, which might be a page.
    fn is_band(&self, band: &PrintedBand<'_>) -> bool {
        band.text.parse::<u32>().is_err() || !band.marks.is_empty()
    }

    fn entry(
        &self,
        at: usize,
        end: usize,
        band: PrintedBand<'s>,
        page: Option<(u32, usize)>,
    ) -> (usize, ContentsEntry<'s>) {
        let title = self.outside.text(at, end);
        let title = title.trim_end_matches(['.', '…', ' ', '/', '|', '_']);
        let marks = without_marks(title).1.into_iter().chain(band.marks).collect();
        let behind = page.map_or(band.end, |(_, end)| end);
        let printed = ContentsLine {
            title: title.to_owned(),
            band: band.text,
            bands: band.bands,
            page: page.map(|(page, _)| page),
        };
        (behind, ContentsEntry { place: self.outside.words[at].place, printed, marks, section: None })
    }

    /// Finds the profile of each row. Profiles with the same title are told apart by their bands.
    fn assign(&self, entries: &mut [ContentsEntry<'s>]) {
        let mut taken = vec![false; self.sections.len()];
        for same_band in [true, false] {
            for entry in entries.iter_mut().filter(|entry| entry.section.is_none()) {
                let fits = |index: &&usize| {
                    !taken[**index]
                        && (!same_band || self.sections[**index].bands() == Some(entry.printed.bands))
                };
                entry.section = self.titles.with(&form(&entry.printed.title)).iter().find(fits).copied();
                entry.section.into_iter().for_each(|index| taken[index] = true);
            }
        }
        // A title may be broken by the cells beside it.
        for entry in entries.iter_mut().filter(|entry| entry.section.is_none()) {
            let begins = form(&entry.printed.title);
            let fits = |(index, section): &(usize, &ProfileSection<'_>)| {
                !taken[*index]
                    && section.bands() == Some(entry.printed.bands)
                    && form(&section.title).starts_with(&begins)
            };
            let mut fitting = self.sections.iter().enumerate().filter(fits).map(|(index, _)| index);
            if let (Some(index), None, true) = (fitting.next(), fitting.next(), begins.len() >= 10) {
                entry.section = Some(index);
                taken[index] = true;
            }
        }
    }
}

fn many(profiles: usize) -> String {
    if profiles == 1 { "1 profile".to_owned() } else { format!("{profiles} profiles") }
}

/// Compares the table with the profiles. Returns the indices of profiles to which it gives another band. Rows marked in
/// `archived` need no profile.
pub(super) fn compare<'s>(
    contents: &Contents<'s>,
    sections: &[ProfileSection<'s>],
    archived: &[bool],
    problems: &mut Problems<DocumentPlace>,
) -> Vec<usize> {
    if contents.span.is_none() {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let mut unlisted: Vec<usize> =
        (0..sections.len()).filter(|&index| !sections[index].title.is_empty()).collect();
    for entry in &contents.entries {
        let Some(index) = entry.section else { continue };
        unlisted.retain(|other| *other != index);
        let (title, banded) = (short(&sections[index].title), entry.printed.bands);
        if let Some(bands) = sections[index].bands().filter(|bands| *bands != banded) {
            let message = format!(
                "{title}: the table of contents says Band {banded}, but the profile ends with Band {bands}"
            );
            problems.add(entry.place, Problem::new(Rule::ContentsMismatch, message));
            wrong.push(index);
        }
    }
    let lost = contents
        .entries
        .iter()
        .zip(archived)
        .filter(|(entry, archived)| entry.section.is_none() && !**archived);
    for (entry, _) in lost {
        let (title, band) = (short(&entry.printed.title), &entry.printed.band);
        let message =
            format!("the table of contents lists `{title}` in Band {band}, but no profile has this title");
        let problem = Problem::new(Rule::ContentsMismatch, message);
        let titles = unlisted.iter().take(100).map(|&index| sections[index].title.as_str());
        problems.add(
            entry.place,
            match names::nearest(&entry.printed.title, titles) {
                Some(nearest) => {
                    problem.help(format!("the table does not list the profile `{}`", short(nearest)))
                }
                None => problem,
            },
        );
    }
    // A title that the table gives another band alone has none for this profile.
    let listed_bands: HashMap<String, &ContentsEntry<'_>> =
        contents.entries.iter().map(|entry| (form(&entry.printed.title), entry)).collect();
    unlisted.retain(|&index| {
        let title = &sections[index].title;
        let other = listed_bands
            .get(&form(title))
            .filter(|other| sections[index].bands().is_some_and(|bands| bands != other.printed.bands));
        if let Some(other) = other {
            let message = format!(
                "{}: the table of contents has this title in Band {} alone",
                short(title),
                other.printed.bands
            );
            problems.add(sections[index].place, Problem::new(Rule::ContentsMismatch, message));
            wrong.push(index);
        }
        other.is_none()
    });
    if !unlisted.is_empty() {
        let titles: Vec<&str> = unlisted.iter().map(|&index| sections[index].title.as_str()).collect();
        let message = if contents.entries.is_empty() {
            "the table of contents cannot be read: no profile was compared with it".to_owned()
        } else {
            format!(
                "no title and band of {} found in the table of contents: {}",
                many(titles.len()),
                listed(&titles)
            )
        };
        problems.add(
            contents.place,
            Problem::new(Rule::UnreadContents, message).help("compare their bands with the document"),
        );
    }
    wrong
}

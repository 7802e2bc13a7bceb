//! The text around the profiles, word by word, so that lines and cells may be cut anywhere.

use std::collections::HashMap;

use jobeval_documents::document::{DocumentPlace, tidy};

use super::fragments::Fragment;
use super::layout::{self, MARKS};
use crate::names;
use crate::scheme::{BandRun, Scheme};

/// The most words of a title.
const MOST_WORDS: usize = 30;

/// The most words of a band run such as `8A – 8B`.
const MOST_WORDS_OF_BAND: usize = 7;

/// A word outside the profiles.
pub(super) struct Word<'f> {
    pub(super) text: &'f str,
    /// The normalised word, empty for signs.
    pub(super) form: String,
    pub(super) place: DocumentPlace,
    /// True for the first word of a cell or line.
    pub(super) begins: bool,
    pub(super) begins_row: bool,
    /// The index of its cell or line.
    pub(super) fragment: usize,
}

/// All words outside the profiles, in reading order.
pub(super) struct Outside<'f> {
    pub(super) words: Vec<Word<'f>>,
}

/// Normalised titles with the indices of their profiles.
pub(super) struct ProfileTitles {
    by_form: HashMap<String, Vec<usize>>,
    longest: usize,
}

impl ProfileTitles {
    pub(super) fn new<'t>(titles: impl Iterator<Item = &'t str>) -> ProfileTitles {
        let mut by_form: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, title) in titles.enumerate() {
            let form = form(title);
            if !form.is_empty() {
                by_form.entry(form).or_default().push(index);
            }
        }
        let longest = by_form.keys().map(String::len).max().unwrap_or(0);
        ProfileTitles { by_form, longest }
    }

    /// Returns the profiles with this normalised title.
    pub(super) fn with(&self, form: &str) -> &[usize] {
        self.by_form.get(form).map_or(&[], Vec::as_slice)
    }
}

/// A printed band run with its marks.
pub(super) struct PrintedBand<'s> {
    /// The index after its last word.
    pub(super) end: usize,
    pub(super) bands: BandRun<'s>,
    pub(super) text: String,
    pub(super) marks: Vec<String>,
}

impl<'f> Outside<'f> {
    pub(super) fn new<'d: 'f>(fragments: impl Iterator<Item = &'f Fragment<'d>>) -> Outside<'f> {
        let mut words = Vec::new();
        let mut row = None;
        for (line, fragment) in fragments.enumerate() {
            let place = fragment.place();
            let mut begins_row = row.replace(fragment.row) != Some(fragment.row);
            for (index, text) in fragment.text.split(' ').enumerate() {
                let form = names::normalise(text).replace('_', "");
                words.push(Word { text, form, place, begins: index == 0, begins_row, fragment: line });
                begins_row = false;
            }
        }
        Outside { words }
    }

    /// Returns the words from `start` to `end` as one text.
    pub(super) fn text(&self, start: usize, end: usize) -> String {
        let words = self.words.get(start..end).unwrap_or_default();
        words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }

    /// Returns the index of the next word that begins a cell or line.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let next = self.words.iter().skip(at + 1).position(|word| word.begins);
        next.map_or(self.words.len(), |next| at + 1 + next)
    }

    /// Returns the known titles that begin at a word, the longest first, each with the index after it and its marks.
    pub(super) fn titles_at(&self, titles: &ProfileTitles, at: usize) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut form = String::new();
        if self.words[at].form.is_empty() {
            return found;
        }
        for (index, word) in self.words.iter().enumerate().skip(at).take(MOST_WORDS) {
            form += &word.form;
            if form.len() > titles.longest {
                break;
            }
            if !word.form.is_empty() && !titles.with(&form).is_empty() {
                found.push((self.skip_signs(index + 1, true), form.clone()));
            }
        }
        found.reverse();
        found
    }

    /// Returns the index of the first word from `at` on that is not a leader, slash or dash.
    fn skip_signs(&self, at: usize, with_marks: bool) -> usize {
        let is_sign =
            |word: &&Word<'_>| word.form.is_empty() && (with_marks || !word.text.starts_with(MARKS));
        at + self.words.iter().skip(at).take_while(is_sign).count()
    }

    /// Returns the bands that begin at a word, the longest reading first.
    pub(super) fn bands_at<'s>(&self, scheme: &'s Scheme, at: usize) -> Vec<PrintedBand<'s>> {
        let first = self.words.get(at).map_or("", |word| word.form.as_str());
        let may_begin = first.starts_with("band")
            || scheme.bands().iter().any(|band| first.starts_with(&names::normalise(band.name())));
        if !may_begin {
            return Vec::new();
        }
        let ends = (at + 1..=self.words.len().min(at + MOST_WORDS_OF_BAND)).rev();
        let read = |end| {
            let text = self.text(at, end);
            let (plain, marks) = without_marks(&text);
            let plain = plain.trim_matches(['(', ')', '[', ']', ' ', '.', '…', ',', ':', ';', '/', '|']);
            let plain = layout::after(plain, "band").unwrap_or(plain);
            let bands = read_bands(scheme, plain)?;
            // What cannot be read back from a suite file stands there in canonical form.
            let text = scheme.find_band(plain).map_or_else(|_| bands.to_string(), |_| plain.to_owned());
            Some(PrintedBand { end: self.skip_signs(end, true), bands, text, marks })
        };
        ends.filter_map(read).collect()
    }

    /// Returns the page number at a word, such as `12`, `16-17` or `p. 12`, and the index after it.
    pub(super) fn page_at(&self, at: usize) -> Option<(u32, usize)> {
        let word = self.words.get(at)?;
        if matches!(word.form.as_str(), "page" | "pages" | "p" | "pp") && !word.begins_row {
            return self.page_at(at + 1);
        }
        let page = page(word.text)?;
        let is_dash = |text: &str| names::normalise(text).is_empty() && text.chars().count() == 1;
        let range = self.words.get(at + 1..at + 3).filter(|next| {
            is_dash(next[0].text) && page_first(next[1].text) && !next[0].text.starts_with(MARKS)
        });
        Some((page, self.skip_signs(at + if range.is_some() { 3 } else { 1 }, false)))
    }

    /// Returns the index after the heads of a table of titles that begin at a word, and two flags: it has pages, it has
    /// bands.
    pub(super) fn heads_at(&self, at: usize) -> Option<(usize, bool, bool)> {
        const HEADS: [&str; 18] = [
            "profile",
            "profiles",
            "title",
            "titles",
            "label",
            "afc",
            "band",
            "banding",
            "bands",
            "page",
            "pages",
            "number",
            "no",
            "profiletitle",
            "pagenumber",
            "afcband",
            "afcbanding",
            "suite",
        ];
        let is_head = |word: &&Word<'_>| HEADS.contains(&word.form.as_str()) || word.form.is_empty();
        let heads: Vec<&Word<'_>> = self.words.get(at..)?.iter().take(10).take_while(is_head).collect();
        let has = |form: &str| heads.iter().any(|word| word.form.starts_with(form));
        let is_table = has("band") || has("afc") || has("page") || (has("profile") && has("title"));
        let (page, band) = (has("page"), has("band") || has("afc"));
        // `Profile` alone may begin a title, and `Band 5` is a heading between rows.
        let is_alone = heads.len() == 1 && !self.words.get(at + 1).is_none_or(|next| next.begins);
        (is_table && !is_alone).then_some((at + heads.len(), page, band))
    }
}

fn page(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start_matches(|c: char| c == '-' || crate::lookalikes::is_dash(c));
    let is_range = rest.is_empty() || (rest.len() < text.len() - digits && page_first(rest));
    ((1..=3).contains(&digits) && is_range).then(|| text[..digits].parse().ok())?
}

fn page_first(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parses a band run in all published forms: those of suite files, `8ab`, `8a/b`, `8A/8B` and `8a & 8b`.
pub(super) fn read_bands<'s>(scheme: &'s Scheme, text: &str) -> Option<BandRun<'s>> {
    if let Ok(bands) = scheme.find_band(text) {
        return Some(bands);
    }
    let dashed = text.replace(['/', '&', ','], "-").replace(" and ", "-").replace(" to ", "-");
    if let Ok(bands) = scheme.find_band(&dashed) {
        return Some(bands);
    }
    let mut apart = String::new();
    for c in text.chars() {
        if c.is_ascii_alphabetic() && apart.ends_with(|last: char| last.is_ascii_alphabetic()) {
            apart.push('-');
        }
        apart.push(c);
    }
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| scheme.find_band(&apart).ok())?
}

/// Returns a text without its marks, and the marks in order.
pub(super) fn without_marks(text: &str) -> (String, Vec<String>) {
    let mut marks: Vec<String> = Vec::new();
    let (mut plain, mut before) = (String::with_capacity(text.len()), None);
    for c in text.chars() {
        if !MARKS.contains(&c) {
            plain.push(c);
        } else if before == Some(c) {
            marks.last_mut().into_iter().for_each(|mark| mark.push(c));
        } else {
            marks.push(c.to_string());
        }
        before = Some(c);
    }
    (tidy(&plain), marks)
}

/// Returns a normalised title without marks.
pub(super) fn form(title: &str) -> String {
    names::normalise(&without_marks(title).0)
}

//! The flags of profiles: generic and archived. A flag is set by a mark whose note says so, or by a row in a list under
//! a heading that says so. Any other sentence sets nothing and is quoted in a warning.

use jobeval_documents::document::DocumentPlace;

use super::dates;
use super::layout::{self, MARKS};
use super::outside::{Outside, ProfileTitles, without_marks};
use crate::names;
use crate::scheme::{BandRun, Scheme};

/// A flag that a note or a list states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flag {
    Generic,
    /// Archived, with the date in the document or else the words of the note.
    Archived(String),
}

/// A note on the profiles with its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FlagNote {
    pub(super) mark: String,
    pub(super) text: String,
    pub(super) place: DocumentPlace,
}

/// A row of a list of archived or generic profiles.
pub(super) struct Listed<'s> {
    /// The normalised title.
    pub(super) form: String,
    pub(super) bands: Option<BandRun<'s>>,
    pub(super) flag: Flag,
    /// The heading and the row as printed.
    pub(super) text: String,
    pub(super) place: DocumentPlace,
}

/// A sentence about archived or generic profiles that sets no flag.
pub(super) struct Undecided {
    pub(super) text: String,
    pub(super) place: DocumentPlace,
}

/// Returns true for the normalised words *archived* and *withdrawn*, and words made of them.
pub(super) fn names_archive(form: &str) -> bool {
    form.starts_with("archiv") || form.starts_with("withdraw")
}

/// Returns true if a text contains *archived*, *withdrawn* or *generic*.
pub(super) fn speaks(text: &str) -> bool {
    text.split_whitespace()
        .map(names::normalise)
        .any(|word| word.starts_with("generic") || names_archive(&word))
}

/// Returns true if a line is the head of a version history.
pub(super) fn is_history_head(text: &str) -> bool {
    matches!(names::normalise(text).as_str(), "action" | "actiondatenotes")
}

/// Returns the flags that a note or heading states. A clause with *archived* or *generic* may hold only plain words and
/// a date, and no clause may take the statement back.
pub(super) fn stated(text: &str) -> Vec<Flag> {
    let mut flags = Vec::new();
    let spaced = text.replace(" - ", " – ");
    for clause in spaced.split(['.', ',', ';', ':', '(', ')', '–', '—', '=']) {
        let mut words: Vec<String> = clause.split_whitespace().map(str::to_lowercase).collect();
        if let Some(see) = words.iter().position(|word| word == "see").filter(|see| *see > 0) {
            words.truncate(see);
        }
        let archived = words.iter().any(|word| names_archive(word));
        let generic = words.iter().any(|word| word.starts_with("generic"));
        if words
            .iter()
            .any(|word| CONTRARY.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t"))
        {
            return Vec::new();
        }
        let is_plain = |word: &String| {
            PLAIN.contains(&word.as_str())
                || (generic && OF_GENERIC.contains(&word.as_str()))
                || dates::is_of_date(word)
        };
        if (archived || generic) && !words.iter().all(is_plain) {
            return Vec::new();
        }
        flags.extend(archived.then(|| Flag::Archived(dates::date(text).unwrap_or(text).trim().to_owned())));
        flags.extend(generic.then_some(Flag::Generic));
    }
    flags.sort();
    flags.dedup();
    flags
}

/// Words that do not change the meaning of *archived* or *generic* in the same clause.
const PLAIN: [&str; 42] = [
    "this",
    "these",
    "the",
    "a",
    "all",
    "following",
    "above",
    "below",
    "profile",
    "profiles",
    "label",
    "labels",
    "title",
    "titles",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "been",
    "now",
    "also",
    "and",
    "on",
    "in",
    "from",
    "since",
    "as",
    "at",
    "with",
    "effect",
    "please",
    "note",
    "marked",
    "national",
    "asterisk",
    "archived",
    "withdrawn",
    "generic",
    "list",
    "nhs",
];

/// Words that do not change the meaning of *generic*.
const OF_GENERIC: [&str; 6] = ["provision", "provisions", "apply", "applies", "new", "revised"];

/// Words that take a statement back, or show that it is about something else than the profile.
const CONTRARY: [&str; 34] = [
    "not",
    "no",
    "non",
    "never",
    "nor",
    "neither",
    "longer",
    "except",
    "excluding",
    "unless",
    "until",
    "formerly",
    "previously",
    "former",
    "previous",
    "replaces",
    "replace",
    "replacing",
    "supersedes",
    "superseding",
    "reinstated",
    "restored",
    "reactivated",
    "reversed",
    "revoked",
    "cancelled",
    "edition",
    "editions",
    "version",
    "versions",
    "if",
    "instead",
    "live",
    "reintroduced",
];

/// Returns the date of a note that calls profiles new or changed, for the version history.
pub(super) fn amended(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let words = ["new", "revised", "amended", "updated", "reviewed", "added"];
    (stated(text).is_empty() && words.iter().any(|word| lower.contains(word))).then(|| dates::date(text))?
}

/// Reads the notes of a document: from a mark to the next mark, or sentences with a mark and the word *marked*.
/// `is_free` returns true for words outside the rows of the table of contents.
pub(super) fn notes(
    outside: &Outside<'_>,
    is_free: impl Fn(&usize) -> bool,
    of_history: impl Fn(usize) -> bool,
) -> Vec<FlagNote> {
    let words = &outside.words;
    let mut notes = Vec::new();
    let begins = |at: usize| words[at].text.starts_with(MARKS);
    for at in (0..words.len()).filter(is_free) {
        if begins(at) {
            let end = (at + 1..words.len())
                .find(|&end| begins(end) || (words[end].begins && !goes_on(outside, end)));
            let end = end.unwrap_or(words.len());
            let text = outside.text(at, heading_between(outside, at, end));
            let mark = text.chars().take_while(|c| MARKS.contains(c)).collect();
            let said =
                text.trim_start_matches(MARKS).trim_start_matches(['=', '-', '–', ':', '.', ' ', ')']).trim();
            if !said.is_empty() {
                notes.push(FlagNote { mark, text: said.to_owned(), place: words[at].place });
            }
        } else if let Some(mark) = named_mark(words[at].text).filter(|_| !of_history(at)) {
            let (least, most) = (at.saturating_sub(MOST_OF_SENTENCE), words.len().min(at + MOST_OF_SENTENCE));
            let start = (least..=at).rev().find(|&start| words[start].begins_row).unwrap_or(least);
            let end = (at + 1..most).find(|&end| words[end].begins_row).unwrap_or(most);
            let is_note = (start..at).any(|before| words[before].form == "marked");
            if is_note {
                let text = without_marks(&outside.text(start, end)).0;
                notes.push(FlagNote { mark, text: text.replace("()", ""), place: words[start].place });
            }
        }
    }
    notes
}

/// Returns the mark in a word that holds nothing else, such as `(*)` or `“**”`.
fn named_mark(word: &str) -> Option<String> {
    let mark = word.trim_matches(|c: char| !MARKS.contains(&c));
    (!mark.is_empty() && mark.chars().all(|c| MARKS.contains(&c)) && names::normalise(word).is_empty())
        .then(|| mark.to_owned())
}

/// Returns the first mark in brackets or quotes.
pub(super) fn named_marks(text: &str) -> Option<String> {
    text.split(' ').find_map(named_mark)
}

/// Returns true if the line beginning at this word continues the sentence of the line above.
fn goes_on(outside: &Outside<'_>, at: usize) -> bool {
    const TAKES_BACK: [&str; 7] = ["not", "no", "reinstated", "restored", "until", "unless", "except"];
    const OPEN: [&str; 10] = ["and", "or", "in", "on", "the", "of", "from", "since", "but", "not"];
    let (before, word) = (&outside.words[at - 1], &outside.words[at]);
    word.text.starts_with(char::is_lowercase)
        || before.text.ends_with([',', ';', '–', '-'])
        || OPEN.contains(&before.form.as_str())
        || TAKES_BACK.contains(&word.form.as_str())
}

/// Returns the index of the first heading between two words, or `end`. Headings are in capitals, or begin the version
/// history.
fn heading_between(outside: &Outside<'_>, start: usize, end: usize) -> usize {
    let is_capital = |at: usize| {
        let text = outside.words[at].text;
        text.len() > 3 && text.chars().all(char::is_uppercase)
    };
    let is_heading = |at: &usize| {
        (is_capital(*at) && at + 1 < end && is_capital(at + 1))
            || layout::is_history(&outside.text(*at, (at + 2).min(end)))
    };
    (start + 1..end).find(is_heading).unwrap_or(end)
}

/// Reads the lists of archived and generic profiles. `is_free` returns true for words that may belong to one.
pub(super) fn lists<'s>(
    scheme: &'s Scheme,
    outside: &Outside<'_>,
    titles: &ProfileTitles,
    is_free: impl Fn(usize) -> bool,
) -> Vec<Listed<'s>> {
    let words = &outside.words;
    let mut listed = Vec::new();
    let mut heading: Option<(Vec<Flag>, String)> = None;
    let mut at = 0;
    while at < words.len() {
        if !is_free(at) {
            (heading, at) = (None, at + 1);
            continue;
        }
        let end = sentence_end(outside, at);
        let text = outside.text(at, end);
        let flags = if speaks(&text) { heading_of(outside, at, end, &text) } else { None };
        if flags.is_some() {
            heading = flags.map(|flags| (flags, text));
            at = end;
            continue;
        }
        let Some((flags, above)) = &heading else {
            at = end;
            continue;
        };
        if let Some((heads, ..)) = outside.heads_at(at) {
            let of_date = |word: &&super::outside::Word<'_>| {
                matches!(word.form.as_str(), "date" | "of" | "publication")
            };
            at = heads + words[heads.min(words.len())..].iter().take_while(of_date).count();
        } else if let Some((next, form, bands, date)) = row(scheme, outside, titles, at) {
            let text = outside.text(at, next);
            let since = dates::date(&date).map(ToOwned::to_owned);
            for flag in flags {
                let flag = match (flag, &since) {
                    (Flag::Archived(_), Some(since)) => Flag::Archived(since.clone()),
                    (flag, _) => flag.clone(),
                };
                let (form, text) = (form.clone(), format!("{above} {text}"));
                listed.push(Listed { form, bands, flag, text, place: words[at].place });
            }
            at = next;
        } else if let Some(next) = other_row(outside, at, end) {
            at = next;
        } else {
            // The sentence of the heading may go on.
            let continues = !words[at].begins && !words[end - 1].text.ends_with('.') || above.ends_with(';');
            heading = heading.filter(|_| continues || !words[at].begins);
            at = end;
        }
    }
    listed
}

/// Returns the flags that a heading states. A heading is a short line or sentence of its own.
fn heading_of(outside: &Outside<'_>, at: usize, end: usize, text: &str) -> Option<Vec<Flag>> {
    const MOST: usize = 20;
    let words = &outside.words;
    let ends_row = words.get(end).is_none_or(|next| next.begins_row);
    let is_list = is_list_heading(text);
    let is_heading =
        is_list || ends_row || text.ends_with([':', ';', '.']) || outside.heads_at(end).is_some();
    let is_row = words[at].begins && !words[at].begins_row;
    let flags = stated(text.trim_start_matches(|c: char| !c.is_alphanumeric()));
    (!flags.is_empty() && is_heading && !is_row && end - at <= MOST).then_some(flags)
}

/// Returns true for the heading of a list that may share a line with its rows.
fn is_list_heading(text: &str) -> bool {
    matches!(names::normalise(text).as_str(), "archivedprofiles" | "withdrawnprofiles")
}

/// The most words of a sentence.
const MOST_OF_SENTENCE: usize = 100;

/// Returns the index after the sentence, line or cell of a word.
fn sentence_end(outside: &Outside<'_>, at: usize) -> usize {
    let words = &outside.words;
    let ends = |end: &usize| {
        words[*end].begins
            || (*end == at + 2 && is_list_heading(&outside.text(at, *end)))
            || (words[end - 1].text.ends_with(['.', ':', ';'])
                && words[end - 1].form.len() > 1
                && words[end - 1].form != "note")
            || outside.heads_at(*end).is_some_and(|_| {
                words[*end].form == "profile" && words.get(end + 1).is_some_and(|next| next.form == "title")
            })
            || (dates::is_year(words[end - 1].text) && words[*end].text.starts_with(char::is_uppercase))
    };
    let most = words.len().min(at + MOST_OF_SENTENCE);
    (at + 1..most).find(ends).unwrap_or(most)
}

/// Reads the row of a known title, with a band and a date if it has them.
fn row<'s>(
    scheme: &'s Scheme,
    outside: &Outside<'_>,
    titles: &ProfileTitles,
    at: usize,
) -> Option<(usize, String, Option<BandRun<'s>>, String)> {
    let words = &outside.words;
    outside.titles_at(titles, at).into_iter().find_map(|(end, form)| {
        let band = outside.bands_at(scheme, end).into_iter().next();
        let (behind, bands) = band.map_or((end, None), |band| (band.end, Some(band.bands)));
        let of_date = words[behind..].iter().take(4).take_while(|word| dates::is_of_date(word.text)).count();
        let next = behind + of_date;
        let is_row = next > end || words.get(next).is_none_or(|next| next.begins_row);
        (is_row && (of_date > 0 || words.get(next).is_none_or(|next| next.begins)))
            .then(|| (next, form, bands, outside.text(behind, next)))
    })
}

/// Returns the index after a row with an unknown title: a short line, or words up to a date.
fn other_row(outside: &Outside<'_>, at: usize, end: usize) -> Option<usize> {
    const MOST: usize = 20;
    let last = outside.words[end - 1].text;
    let is_line = outside.words[at].begins || dates::is_year(last);
    (end - at <= MOST
        && is_line
        && !last.ends_with(['.', ':', ';'])
        && !outside.words[at].text.starts_with(MARKS))
    .then_some(end)
}

/// Returns the sentences about archived or generic profiles that name a known title and set no flag.
pub(super) fn undecided(
    outside: &Outside<'_>,
    titles: &ProfileTitles,
    decided: &[Listed<'_>],
) -> Vec<Undecided> {
    let words = &outside.words;
    let starts: Vec<usize> = (0..words.len()).filter(|&at| words[at].begins_row).collect();
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    let mut found = Vec::new();
    for (&start, end) in starts.iter().zip(ends) {
        let mut at = start;
        while at < end {
            let stop = (at + 1..end).find(|&stop| words[stop - 1].text.ends_with('.')).unwrap_or(end);
            let says = words[at..stop]
                .iter()
                .any(|word| word.form.starts_with("generic") || names_archive(&word.form));
            if says && (at..stop).any(|at| !outside.titles_at(titles, at).is_empty()) {
                let text = outside.text(at, stop);
                if !decided.iter().any(|listed| listed.text.contains(&text) || text.contains(&listed.text)) {
                    found.push(Undecided { text, place: words[at].place });
                }
            }
            at = stop;
        }
    }
    found
}

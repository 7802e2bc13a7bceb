//! What stands before the profiles of a document: its title, table of contents and version history.

use super::fragments::Fragment;
use super::layout;
use super::marks::{self, Meaning};
use crate::document::Place;
use crate::names;
use crate::profile::{Amendment, ContentsLine};
use crate::scheme::Scheme;

/// What stands before the profiles.
#[derive(Debug, Default)]
pub(super) struct Front<'s> {
    pub(super) title: Option<String>,
    /// The lines of the table of contents, each with its place and the title without marks.
    pub(super) contents: Vec<Line<'s>>,
    pub(super) amendments: Vec<(Amendment, Place)>,
}

/// A line of the table of contents.
#[derive(Debug)]
pub(super) struct Line<'s> {
    pub(super) place: Place,
    pub(super) printed: ContentsLine<'s>,
    /// The marks on title and band.
    pub(super) marks: Vec<String>,
}

/// Reads what stands before the profiles.
pub(super) fn read<'s>(scheme: &'s Scheme, fragments: &[Fragment<'_>]) -> Front<'s> {
    let at = |is: fn(&str) -> bool| fragments.iter().position(|fragment| is(&fragment.text));
    let contents = at(layout::is_contents).or_else(|| at(is_contents_head));
    let history = at(layout::is_history).or_else(|| at(is_history_head));
    let end = fragments.len();
    let until = |start: usize, other: Option<usize>| other.filter(|other| *other > start).unwrap_or(end);
    let part =
        |start: Option<usize>, other| start.map_or(&[][..], |start| &fragments[start..until(start, other)]);
    let head = contents.into_iter().chain(history).min().unwrap_or(end);
    Front {
        title: title(&fragments[..head]),
        contents: contents_lines(scheme, part(contents, history)),
        amendments: amendments(part(history, contents)),
    }
}

/// The title of the suite: the first line that speaks of profiles, else the first line.
fn title(lines: &[Fragment<'_>]) -> Option<String> {
    let speaks = |fragment: &&Fragment<'_>| fragment.text.to_lowercase().contains("profile");
    let line = lines.iter().find(speaks).or_else(|| lines.first())?;
    Some(line.text.clone())
}

/// Whether a text is the head of the first column of a table of contents.
fn is_contents_head(text: &str) -> bool {
    matches!(names::normalise(text).as_str(), "profiletitle" | "profiletitlebandpage" | "profiletitleband")
}

/// Whether a text is the head of a column of a table of contents.
fn is_head_of_contents(text: &str) -> bool {
    is_contents_head(text)
        || matches!(
            names::normalise(text).as_str(),
            "title" | "profile" | "band" | "page" | "bandpage" | "pagenumber" | "afcband" | "pageno"
        )
}

/// Whether a text is the head of the first column of a version history.
fn is_history_head(text: &str) -> bool {
    matches!(names::normalise(text).as_str(), "action" | "actiondatenotes")
}

fn contents_lines<'s>(scheme: &'s Scheme, fragments: &[Fragment<'_>]) -> Vec<Line<'s>> {
    let Some((_, lines)) = fragments.split_first() else { return Vec::new() };
    let lines = if is_contents_head(&fragments[0].text) { fragments } else { lines };
    let heads = lines.iter().filter(|fragment| is_head_of_contents(&fragment.text));
    let head = heads.map(Fragment::name).collect::<String>();
    let has_pages = head.is_empty() || head.contains("page");
    let mut found = Vec::new();
    let mut pending: Vec<(&str, Place)> = Vec::new();
    for fragment in lines.iter().filter(|fragment| !is_head_of_contents(&fragment.text)) {
        let is_note = !marks::notes(&fragment.text, fragment.place()).is_empty();
        if pending.is_empty() && is_note {
            continue;
        }
        // Below the table there may be another one, of what is archived.
        let is_archive = matches!(marks::meaning(&fragment.text), Some(Meaning::Archived(_)));
        if is_archive && fragment.cells == 1 {
            break;
        }
        let words: Vec<&str> = fragment
            .text
            .split_whitespace()
            .filter(|word| !word.chars().all(|c| c == '.' || c == '…'))
            .collect();
        if fragment.cells == 1 && words.len() > 1 {
            pending.extend(words.iter().map(|word| (*word, fragment.place())));
        } else {
            pending.push((fragment.text.trim_matches(['.', '…', ' ']), fragment.place()));
        }
        if let Some(line) = contents_line(scheme, &pending, has_pages) {
            found.push(line);
            pending.clear();
        }
    }
    found
}

/// How many words a run of bands may be written in: `8A – 8B`.
const MOST_WORDS_OF_BAND: usize = 7;

/// The line of contents that these words are: a title, a band and, where there are pages, the number of one.
fn contents_line<'s>(scheme: &'s Scheme, words: &[(&str, Place)], has_pages: bool) -> Option<Line<'s>> {
    let (page, words) = match words.split_last()? {
        ((last, _), before) if has_pages => (Some(last.parse().ok()?), before),
        _ => (None, words),
    };
    let joined = |words: &[(&str, Place)]| words.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" ");
    let least = words.len().saturating_sub(MOST_WORDS_OF_BAND).max(1);
    let (start, band, bands, of_band) = (least..words.len()).find_map(|start| {
        let (band, marks) = marks::without_marks(&joined(&words[start..]));
        let band = layout::after(&band, "band").unwrap_or(&band).to_owned();
        let bands = scheme.find_band(&band).ok()?;
        Some((start, band, bands, marks))
    })?;
    // Put together only now: until a line is complete, it is looked at again with each word.
    let title = joined(&words[..start]);
    let (_, of_title) = marks::without_marks(&title);
    let place = words.first()?.1;
    let printed = ContentsLine { title, band, bands, page };
    Some(Line { place, printed, marks: of_title.into_iter().chain(of_band).collect() })
}

/// The entries of a version history: what was done, when, and to what.
fn amendments(fragments: &[Fragment<'_>]) -> Vec<(Amendment, Place)> {
    let is_head = |text: &str| {
        layout::is_history(text)
            || matches!(names::normalise(text).as_str(), "action" | "date" | "notes" | "actiondatenotes")
    };
    let rows: Vec<&Fragment<'_>> = fragments.iter().filter(|fragment| !is_head(&fragment.text)).collect();
    let is_date = |text: &str| marks::date(text).is_some_and(|date| date.len() + 2 >= text.len());
    // Each entry has its date between what was done and to what.
    let dates: Vec<usize> = (1..rows.len()).filter(|&at| is_date(&rows[at].text)).collect();
    if dates.is_empty() {
        return amendments_in_lines(&rows);
    }
    let ends = dates.iter().skip(1).map(|next| next - 1).chain([rows.len()]);
    let entries = dates.iter().zip(ends).map(|(&date, end)| {
        // A note below the table is none of its cells.
        let is_cell = |fragment: &&&Fragment<'_>| fragment.cells > 1 || rows[date].cells == 1;
        let notes = rows.get(date + 1..end).unwrap_or_default().iter().filter(is_cell);
        let notes: Vec<&str> = notes.map(|fragment| fragment.text.as_str()).collect();
        let entry = Amendment {
            action: rows[date - 1].text.clone(),
            date: rows[date].text.clone(),
            notes: notes.join(" "),
        };
        (entry, rows[date - 1].place())
    });
    entries.filter(|(entry, _)| !entry.notes.is_empty()).collect()
}

/// Entries that are each a line with its date in it; what has no date goes on in the line before.
fn amendments_in_lines(rows: &[&Fragment<'_>]) -> Vec<(Amendment, Place)> {
    let mut found: Vec<(Amendment, Place)> = Vec::new();
    for row in rows.iter().filter(|row| !row.text.starts_with(marks::MARKS)) {
        let parts = marks::date(&row.text).and_then(|date| Some((row.text.split_once(date)?, date)));
        match parts {
            Some(((action, notes), date)) if !action.trim().is_empty() && !notes.trim().is_empty() => {
                let [action, notes] = [action, notes].map(|part| part.trim().to_owned());
                found.push((Amendment { action, date: date.to_owned(), notes }, row.place()));
            }
            _ => {
                if let Some((last, _)) = found.last_mut() {
                    last.notes.push(' ');
                    last.notes += &row.text;
                }
            }
        }
    }
    found
}

//! The title of a suite and its version history.

use jobeval_documents::document::DocumentPlace;

use super::dates;
use super::flags;
use super::fragments::Fragment;
use super::layout;
use super::layout::MARKS;
use crate::names;
use crate::profile::Amendment;

/// The most words of a title.
const MOST_WORDS: usize = 20;

/// Returns the title of the suite: the lines from the last one with the word *profile* to the table of contents or the
/// history, or else the first line that is not a sentence.
pub(super) fn title(before: &[Fragment<'_>]) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut has_table = false;
    for fragment in before {
        let end = contents_head(&fragment.text);
        has_table = end.is_some() || begins_history(&fragment.text);
        if end.is_some() || !has_table {
            let line = without_page_number(&fragment.text[..end.unwrap_or(fragment.text.len())]);
            let title = if lines.is_empty() && is_sentence(line) { before_prose(line) } else { None };
            lines.extend(
                title.or_else(|| Some(line.to_owned())).filter(|line| line.contains(char::is_alphabetic)),
            );
        }
        if has_table {
            break;
        }
    }
    let first = lines.iter().find(|line| !is_sentence(line)).or_else(|| lines.first());
    let first = first.filter(|line| line.split(' ').count() <= MOST_WORDS);
    // Without a table, nothing tells where the title ends.
    if !has_table {
        return lines.iter().find(|line| names_profiles(line)).or(first).cloned();
    }
    let Some(start) = lines.iter().rposition(|line| names_profiles(line)) else { return first.cloned() };
    let title: Vec<&str> =
        lines[start..].iter().take_while(|line| !is_sentence(line)).map(String::as_str).collect();
    let title = title.join(" ");
    Some(if title.split(' ').count() <= MOST_WORDS { title } else { lines[start].clone() })
}

/// Returns the index of the head of a table of contents in a line: `Contents` at its end, or heads of columns.
fn contents_head(line: &str) -> Option<usize> {
    let mut start = 0;
    let mut words = line.split(' ').peekable();
    while let Some(word) = words.next() {
        let next = words.peek().map(|next| names::normalise(next));
        let is_head = match (names::normalise(word).as_str(), next.as_deref()) {
            ("contents", next) => next.is_none_or(|next| next.starts_with("profile")),
            ("profile", Some(next)) => next == "title",
            _ => false,
        };
        if is_head {
            return Some(start);
        }
        start += word.len() + 1;
    }
    None
}

/// Returns a line without the number of its page before it.
fn without_page_number(line: &str) -> &str {
    match line.trim().split_once(' ') {
        Some((page, rest)) if page.len() <= 3 && page.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => line.trim(),
    }
}

/// Returns the title before the sentences of a line: `National Profiles for` and words with capitals. The last of these
/// begins the first sentence.
fn before_prose(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let start = words.iter().position(|word| word.eq_ignore_ascii_case("for"))? + 1;
    let is_of_title =
        |word: &&str| matches!(*word, "and" | "of" | "in" | "&") || !word.starts_with(char::is_lowercase);
    let end = start + words[start..].iter().take_while(|word| is_of_title(word)).count();
    (end > start + 1 && end <= MOST_WORDS && names_profiles(&words[..end - 1].join(" ")))
        .then(|| words[..end - 1].join(" "))
}

fn names_profiles(line: &str) -> bool {
    line.to_lowercase().contains("profile") && !is_sentence(line)
}

fn is_sentence(line: &str) -> bool {
    line.split(' ').count() > MOST_WORDS || line.ends_with('.') || line.contains(". ")
}

fn begins_history(text: &str) -> bool {
    layout::is_history(text) || flags::is_history_head(text)
}

/// Returns where the version history begins and ends among what stands before the profiles.
pub(super) fn span(before: &[Fragment<'_>]) -> std::ops::Range<usize> {
    let Some(start) = before.iter().position(|fragment| begins_history(&fragment.text)) else { return 0..0 };
    let more = before[start..].iter().position(|fragment| layout::is_contents(&fragment.text));
    start..more.map_or(before.len(), |more| start + more)
}

/// Reads the entries of a version history: what was done, when, and to what.
pub(super) fn amendments(fragments: &[Fragment<'_>]) -> Vec<(Amendment, DocumentPlace)> {
    let is_head = |text: &str| {
        layout::is_history(text)
            || matches!(names::normalise(text).as_str(), "action" | "date" | "notes" | "actiondatenotes")
    };
    let rows: Vec<&Fragment<'_>> = fragments.iter().filter(|fragment| !is_head(&fragment.text)).collect();
    let is_date = |text: &str| dates::date(text).is_some_and(|date| date.len() + 2 >= text.len());
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

/// Reads entries that are each a line with its date in it; what has no date goes on in the line before.
fn amendments_in_lines(rows: &[&Fragment<'_>]) -> Vec<(Amendment, DocumentPlace)> {
    let mut found: Vec<(Amendment, DocumentPlace)> = Vec::new();
    for row in rows.iter().filter(|row| !row.text.starts_with(MARKS)) {
        let parts = dates::date(&row.text).and_then(|date| Some((row.text.split_once(date)?, date)));
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

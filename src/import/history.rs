//! The title of a suite and its version history.

use super::dates;
use super::flags;
use super::fragments::Fragment;
use super::layout;
use super::layout::MARKS;
use crate::names;
use crate::profile::Amendment;
use jobeval_documents::document::DocumentPlace;

/// Returns the title of the suite: the lines from the last one that speaks of profiles to the table of contents or the
/// history, or else the first line that is no sentence.
pub(super) fn title(before: &[Fragment<'_>]) -> Option<String> {
    let own = |fragment: &Fragment<'_>| {
        let words: Vec<&str> = fragment.text.split(' ').collect();
        let is_head = |at: &usize| {
            let more = words.get(at + 1).map_or(String::new(), |next| names::normalise(next));
            match names::normalise(words[*at]).as_str() {
                "contents" => *at + 1 == words.len() || more.starts_with("profile"),
                "profile" => more == "title",
                _ => false,
            }
        };
        let end = (0..words.len()).find(is_head);
        let from = usize::from(words.len() > 1 && words[0].parse::<u16>().is_ok_and(|page| page < 1000));
        (words[from..end.unwrap_or(words.len()).max(from)].join(" "), end.is_some())
    };
    let mut lines: Vec<String> = Vec::new();
    let mut is_table = false;
    for fragment in before {
        let (line, ends) = own(fragment);
        is_table = ends || layout::is_history(&fragment.text) || flags::is_history_head(&fragment.text);
        if !is_table || ends {
            lines.extend(Some(line).filter(|line| line.chars().any(char::is_alphabetic)));
        }
        if is_table {
            break;
        }
    }
    let speaks = |line: &&String| line.to_lowercase().contains("profile") && !is_sentence(line);
    let first = lines.iter().find(|line| !is_sentence(line)).or_else(|| lines.first());
    // Without a table, nothing tells where the title ends.
    if !is_table {
        return lines.iter().find(speaks).or(first).cloned();
    }
    let Some(start) = lines.iter().rposition(|line| speaks(&line)) else { return first.cloned() };
    let title =
        lines[start..].iter().take_while(|line| !is_sentence(line)).cloned().collect::<Vec<_>>().join(" ");
    [title, lines[start].clone()].into_iter().find(|title| title.split(' ').count() <= MOST_WORDS)
}

/// The most words of a title.
const MOST_WORDS: usize = 20;

fn is_sentence(line: &str) -> bool {
    line.split(' ').count() > MOST_WORDS || line.ends_with('.') || line.contains(". ")
}

/// Returns where the version history begins and ends among what stands before the profiles.
pub(super) fn span(before: &[Fragment<'_>]) -> std::ops::Range<usize> {
    let begins = |fragment: &Fragment<'_>| {
        layout::is_history(&fragment.text) || flags::is_history_head(&fragment.text)
    };
    let Some(start) = before.iter().position(begins) else { return 0..0 };
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

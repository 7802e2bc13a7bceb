//! Marks on titles and bands, and the notes below the tables that say what they stand for.

use crate::document::Place;
use crate::names;

/// A note below a table: what its mark says of the profiles that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) mark: String,
    pub(super) text: String,
    pub(super) meaning: Option<Meaning>,
    pub(super) place: Place,
}

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The profiles are generic.
    Generic,
    /// They are archived, since the date that the note names or in the note's own words.
    Archived(String),
    /// They were changed: an entry for the version history, with its date.
    Amended(String),
}

/// The signs that marks are made of.
pub(super) const MARKS: [char; 4] = ['*', '†', '‡', '§'];

/// A text without its marks, and the marks one after the other.
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
    (crate::document::tidy(&plain), marks)
}

/// A title in the form in which titles are compared.
pub(super) fn form(title: &str) -> String {
    names::normalise(&without_marks(title).0)
}

/// The notes that a text has, each with the mark that it begins with: `* generic ** archived`.
pub(super) fn notes(text: &str, place: Place) -> Vec<Note> {
    let begins = |at: &usize| text[*at..].starts_with(MARKS) && (*at == 0 || text[..*at].ends_with(' '));
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(begins).collect();
    if starts.first() != Some(&0) {
        return note(text, place).filter(|_| text.contains("marked")).into_iter().collect();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| note(text[start..end].trim(), place)).collect()
}

/// The note that a text is: it begins with a mark, or names one on its own, as in *profiles marked (\*)*.
pub(super) fn note(text: &str, place: Place) -> Option<Note> {
    let begins = text.starts_with(MARKS);
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches(['(', ')', '"', '\'', '‘', '’', '“', '”', ',', ':', '=', '-', '–']));
    let mark = if begins {
        text.chars().take_while(|c| MARKS.contains(c)).collect()
    } else {
        words
            .into_iter()
            .find(|word| !word.is_empty() && word.chars().all(|c| MARKS.contains(&c)))?
            .to_owned()
    };
    let said = text.trim_start_matches(MARKS).trim_start_matches(['=', '-', '–', ':', '.', ' ', ')']).trim();
    if said.is_empty() {
        return None;
    }
    Some(Note { mark, text: said.to_owned(), meaning: meaning(said), place })
}

/// What the words of a note say of a profile.
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let lower = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&["archived", "withdrawn"]) {
        return Some(Meaning::Archived(date(text).unwrap_or(text).to_owned()));
    }
    if says(&["generic"]) {
        return Some(Meaning::Generic);
    }
    says(&["new", "revised", "amended", "updated", "reviewed", "added"])
        .then(|| date(text).map(|date| Meaning::Amended(date.to_owned())))?
}

/// The first date in a text: `March 2010`, `12 March 2010`, `2010` or `12/03/2010`.
pub(super) fn date(text: &str) -> Option<&str> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', '.', ';', ':'])).collect();
    let is_year = |word: &str| {
        word.len() == 4
            && word.bytes().all(|b| b.is_ascii_digit())
            && (word.starts_with("19") || word.starts_with("20"))
    };
    let is_day = |word: &str| {
        let digits = word.trim_end_matches(char::is_alphabetic);
        (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let is_month = |word: &str| {
        word.len() >= 3
            && word.chars().all(char::is_alphabetic)
            && MONTHS.iter().any(|month| word.to_lowercase().starts_with(month))
    };
    let in_numbers = |word: &str| {
        let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
        parts.len() >= 2
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            && parts.iter().any(|part| is_year(part))
    };
    let (first, last) = words.iter().enumerate().find_map(|(index, word)| {
        if in_numbers(word) {
            return Some((index, index));
        }
        if !is_year(word) {
            return None;
        }
        let before = |back: usize| index.checked_sub(back).map(|at| words[at]);
        let first = match (before(2), before(1)) {
            (Some(day), Some(month)) if is_day(day) && is_month(month) => index - 2,
            (_, Some(month)) if is_month(month) => index - 1,
            _ => index,
        };
        Some((first, index))
    })?;
    let (from, to) = (words[first], words[last]);
    let start = from.as_ptr() as usize - text.as_ptr() as usize;
    let end = to.as_ptr() as usize - text.as_ptr() as usize + to.len();
    Some(&text[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_wherever_they_stand() {
        for (text, plain, marks) in [
            ("8a*-b-c", "8a-b-c", &["*"][..]),
            ("6**", "6", &["**"]),
            ("Nurse* (Ward)†", "Nurse (Ward)", &["*", "†"]),
            ("Nurse", "Nurse", &[]),
        ] {
            assert_eq!(
                without_marks(text),
                (plain.to_owned(), marks.iter().map(|m| (*m).to_owned()).collect())
            );
        }
    }

    #[test]
    fn a_note_says_what_its_mark_stands_for() {
        let read = |text: &str| note(text, Place::default()).map(|note| (note.mark, note.meaning));
        let some = |mark: &str, meaning: Meaning| Some((mark.to_owned(), Some(meaning)));
        assert_eq!(read("* Generic profile"), some("*", Meaning::Generic));
        assert_eq!(read("** archived July 2025."), some("**", Meaning::Archived("July 2025".to_owned())));
        assert_eq!(
            read("*** = revised on 12th March 2010"),
            some("***", Meaning::Amended("12th March 2010".to_owned()))
        );
        assert_eq!(read("Profiles marked (†) are generic"), some("†", Meaning::Generic));
        assert_eq!(read("* see the handbook"), Some(("*".to_owned(), None)));
        assert_eq!(read("Generic profile"), None);
        assert_eq!(read("*"), None);
        let both = notes("* Generic profile ** archived 2020", Place::default());
        assert_eq!(both.iter().map(|note| &*note.mark).collect::<Vec<_>>(), ["*", "**"]);
        assert_eq!(notes("Those marked * are generic", Place::default()).len(), 1);
        assert_eq!(notes("Generic Nurse *", Place::default()), []);
    }

    #[test]
    fn dates_are_found_among_words() {
        for (text, found) in [
            ("new in March 2010, revised", Some("March 2010")),
            ("(12 Sept 2011)", Some("12 Sept 2011")),
            ("since 2009", Some("2009")),
            ("on 01/04/2012", Some("01/04/2012")),
            ("2012-04-01", Some("2012-04-01")),
            ("Band 5, page 12", None),
        ] {
            assert_eq!(date(text), found, "{text}");
        }
    }
}

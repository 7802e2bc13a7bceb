//! Dates among words.

use crate::calendar;
use crate::text_part::offset;

/// Returns the first date in a text: `March 2010`, `12 March 2010`, `2010` or `12/03/2010`.
pub(super) fn date(text: &str) -> Option<&str> {
    let words: Vec<&str> = text.split_whitespace().map(trimmed).collect();
    let (first, last) = words.iter().enumerate().find_map(|(index, word)| {
        if in_numbers(word) {
            return Some((index, index));
        }
        let before = |back: usize| index.checked_sub(back).map(|at| words[at]);
        let first = match (is_year(word), before(2), before(1)) {
            (false, ..) => return None,
            (_, Some(day), Some(month)) if is_day(day) && is_month(month) => index - 2,
            (_, _, Some(month)) if is_month(month) => index - 1,
            _ => index,
        };
        Some((first, index))
    })?;
    let start = offset(words[first], text)?;
    let end = offset(words[last], text)? + words[last].len();
    Some(&text[start..end])
}

/// Returns true if a word may be part of a date.
pub(super) fn is_of_date(word: &str) -> bool {
    let word = trimmed(word);
    is_year(word) || is_day(word) || is_month(word) || in_numbers(word)
}

/// Returns true if a word is a year, with which most dates end.
pub(super) fn is_year(word: &str) -> bool {
    let word = trimmed(word);
    word.len() == 4
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && (word.starts_with("19") || word.starts_with("20"))
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(['(', ')', ',', '.', ';', ':'])
}

fn is_day(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th")
}

fn is_month(word: &str) -> bool {
    calendar::month(word).is_some()
}

fn in_numbers(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    parts.len() >= 2
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.iter().any(|part| is_year(part))
}

#[cfg(test)]
mod tests {
    use super::*;

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

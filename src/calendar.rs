//! The months of the calendar.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns the number of a month, from 1, by its name, the first three letters of it, or `Sept`. Case makes no difference.
pub(crate) fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let index = MONTHS.iter().position(|month| {
        *month == word || month[..3] == word || (word == "sept" && *month == "september")
    })?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_names_and_short_names() {
        for (word, number) in [("January", 1), ("MAR", 3), ("sept", 9), ("Sep", 9), ("december", 12)] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        for word in ["", "ma", "Augu", "septe", "sept.", "März", "é"] {
            assert_eq!(month(word), None, "{word}");
        }
    }
}

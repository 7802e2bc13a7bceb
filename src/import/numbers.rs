//! Levels and scores among the words of a row.

use crate::level::LAST_OPTION;
use crate::lookalikes::is_dash;
use crate::scheme::{Factor, Levels};

/// Returns true if a text has only the characters of levels and scores: digits, dashes, brackets and letters of
/// options. Returns false for `24 hour` and `NVQ 3`.
pub(super) fn is_numeric(text: &str) -> bool {
    let mut before = None;
    let mut some = false;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let fits = match c.to_ascii_lowercase() {
            '0'..='9' | '(' | ')' | ',' | '/' => true,
            'a'..=LAST_OPTION => {
                before.is_some_and(|before: char| before.is_ascii_alphanumeric() || before == '(')
            }
            other => other == '-' || is_dash(other),
        };
        if !fits {
            return false;
        }
        some |= c.is_ascii_alphanumeric();
        before = Some(c);
    }
    some
}

/// Parses `7-12- 18` or `7, 12`. Returns `None` for anything else, and if no number follows a dash.
pub(super) fn scores(text: &str) -> Option<Vec<u32>> {
    let mut scores = Vec::new();
    let mut rest = text.trim();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        scores.push(rest[..digits].parse().ok()?);
        rest = rest[digits..].trim_start();
        if rest.is_empty() {
            return Some(scores);
        }
        let separated = rest.strip_prefix(|c| matches!(c, '-' | ',' | '/') || is_dash(c));
        rest = separated?.trim_start();
    }
}

/// Levels and their scores in the words `start..end` of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LevelScores<'s> {
    pub(super) levels: Levels<'s>,
    pub(super) notation: String,
    pub(super) scores: Vec<u32>,
    /// The first of its words, and one behind the last.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The most words of levels or scores, as in `2(b)(c) (d)- 3(a) (b) (d)`.
pub(super) const MOST_WORDS: usize = 12;

/// Returns all readings of words as levels of a factor directly followed by the points that they are worth.
pub(super) fn pairs<'s>(factor: &'s Factor, words: &[&str]) -> Vec<LevelScores<'s>> {
    let mut pairs = Vec::new();
    for start in 0..words.len() {
        for middle in start + 1..words.len().min(start + MOST_WORDS) {
            let notation = words[start..middle].join(" ");
            let Ok(levels) = factor.levels(&notation) else { continue };
            let worth = worth(&levels);
            for end in middle + 1..=words.len().min(middle + MOST_WORDS) {
                if scores(&words[middle..end].join(" ")).as_ref() == Some(&worth) {
                    let (levels, notation, scores) = (levels.clone(), notation.clone(), worth.clone());
                    pairs.push(LevelScores { levels, notation, scores, start, end });
                }
            }
        }
    }
    pairs
}

/// Returns the points of each level.
pub(super) fn worth(levels: &Levels<'_>) -> Vec<u32> {
    levels.listed().map(|(level, _)| level.points()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;

    #[test]
    fn numbers_in_words_are_no_levels() {
        for text in
            ["5(c)", "2bcd", "1-2(a) (b)(c)", "7-12- 18", "2(a)–3–4", "(b)(c)", "6(a),(c)", "3/4", "3 (A)"]
        {
            assert!(is_numeric(text), "{text}");
        }
        for text in [
            "NVQ 3",
            "24 hour",
            "24 hr",
            "Band 5",
            "level 2 (a)",
            "",
            "-",
            "()",
            "3 tbc",
            "a",
            "b)",
            "5%",
            "1.",
        ] {
            assert!(!is_numeric(text), "{text}");
        }
    }

    #[test]
    fn scores_are_numbers_with_something_between_them() {
        assert_eq!(scores("7-12- 18"), Some(vec![7, 12, 18]));
        assert_eq!(scores(" 45 "), Some(vec![45]));
        assert_eq!(scores("7 – 12"), Some(vec![7, 12]));
        for text in ["", "7-", "-7", "7 12", "7a", "7--12", "99999999999"] {
            assert_eq!(scores(text), None, "{text}");
        }
    }

    #[test]
    fn levels_are_found_with_the_scores_that_they_are_worth() {
        let scheme = Scheme::nhs_jes();
        let found = |number: usize, words: &str| -> Vec<String> {
            let words: Vec<&str> = words.split(' ').collect();
            let pairs = pairs(&scheme.factors()[number - 1], &words);
            pairs.iter().map(|pair| format!("{}..{} {}", pair.start, pair.end, pair.notation)).collect()
        };
        assert_eq!(found(1, "5(c) 45"), ["0..2 5(c)"]);
        assert_eq!(found(8, "2(b)(c) (d)- 3(a) (b) (d) 12-21"), ["0..6 2(b)(c) (d)- 3(a) (b) (d)"]);
        assert_eq!(found(16, "3 2(a)-3(a) - 4(a) 7-12- 18 9"), ["1..6 2(a)-3(a) - 4(a)"]);
        assert_eq!(found(1, "4 45"), [""; 0]);
        assert_eq!(found(3, "3 27 3 27").len(), 2);
    }
}

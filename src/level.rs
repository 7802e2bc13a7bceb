//! Level notation: the way in which profiles and jobs write levels and their options.
//!
//! `5(c)` is level 5 with option c, `2(b)(c)` level 2 with two options, `2(a)(d)– 3(c)` two levels, `2(a), 4(b)` two
//! levels with one skipped between them. Published documents space and punctuate it in many ways, and people type
//! `5c` or `2-3ab`; all of these are read here, and only [`Notation`]'s `Display` decides how they are written.
//!
//! Whether a level exists is the factor's business: see [`crate::scheme::Factor::levels`].

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::finding::short;

/// The letters behind a level, such as `(b)(c)`: which of the level's alternative wordings apply.
///
/// They are a set: kept and written in alphabetical order. Options never decide points or a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Options(u32);

impl Options {
    /// The letters in alphabetical order, in lower case.
    pub fn letters(self) -> impl Iterator<Item = char> {
        ('a'..='z').filter(move |&letter| self.0 & bit(letter) != 0)
    }

    /// Whether there is no option at all.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds a letter `a` to `z`; false if it was there already.
    fn insert(&mut self, letter: char) -> bool {
        let added = self.0 & bit(letter) == 0;
        self.0 |= bit(letter);
        added
    }
}

/// The place of a lower-case letter in the set.
fn bit(letter: char) -> u32 {
    1 << (u32::from(letter) - u32::from('a'))
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| write!(f, "({letter})"))
    }
}

/// One level of a notation, with its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The level's number as written, from 0 to 99; that it exists in a factor is not yet known.
    pub number: u8,
    /// The options behind it, possibly none.
    pub options: Options,
}

/// One or more levels in ascending order, each with its options.
///
/// Read with [`str::parse`] from any form met in published documents or typed by hand; `Display` writes the canonical
/// form, and reading that gives the same value back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notation {
    entries: Vec<Entry>,
}

/// Why a text is not level notation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotationError {
    /// Nothing but spaces.
    #[error("there is no level in it")]
    Empty,
    /// A character that is neither digit, letter, bracket nor separator.
    #[error("`{0}` has no place in level notation")]
    Stray(char),
    /// A word, a bracket or a separator before the first level.
    #[error("`{}` stands where a level's number should", short(.0))]
    NumberExpected(Box<str>),
    /// A number beyond any level's.
    #[error("`{}` is too large for a level", short(.0))]
    TooLarge(String),
    /// A separator at the end.
    #[error("the level behind `{0}` is missing")]
    Dangling(char),
    /// `(` without `)`.
    #[error("a bracket opens and does not close")]
    UnclosedBracket,
    /// `()`.
    #[error("there is no option letter between the brackets")]
    EmptyBracket,
    /// Letters written together that are no options: a word such as `tbc`, or the month of a date.
    #[error("`{}` is a word, not the letters of options", short(.0))]
    Word(Box<str>),
    /// One option of a level given twice.
    #[error("option ({option}) of level {level} stands there twice")]
    RepeatedOption {
        /// The level's number.
        level: u8,
        /// The option's letter.
        option: char,
    },
    /// One level given twice.
    #[error("level {0} stands there twice")]
    RepeatedLevel(u8),
    /// A level behind a higher one.
    #[error("levels must ascend, but {second} follows {first}")]
    Descending {
        /// The higher level, which comes first.
        first: u8,
        /// The lower one behind it.
        second: u8,
    },
}

/// The last letter accepted as an option other than alone in brackets. Published options end well before it, and with the
/// whole alphabet a note such as `3 tbc` would read as a settled level.
const LAST_COMMON_OPTION: char = 'h';

/// Whether a text says *not assessed* in so many words: a question mark, or nothing.
pub(crate) fn says_not_assessed(text: &str) -> bool {
    matches!(text.trim(), "" | "?")
}

impl Notation {
    /// The levels in ascending order; there is at least one.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl FromStr for Notation {
    type Err = NotationError;

    /// Reads any accepted form.
    ///
    /// # Errors
    /// Says what in the text is not level notation.
    fn from_str(text: &str) -> Result<Self, NotationError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut open_separator = None;
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '0'..='9' => {
                    let digits = leading(rest, |c| c.is_ascii_digit());
                    push_level(&mut entries, digits)?;
                    digits.len()
                }
                '(' => {
                    let entry = behind_a_number(&mut entries, &rest[..1])?;
                    let inner = bracketed(rest)?;
                    add_options(entry, inner)?;
                    inner.len() + 2
                }
                letter if letter.is_ascii_alphabetic() => {
                    let letters = leading(rest, |c| c.is_ascii_alphabetic());
                    let entry = behind_a_number(&mut entries, letters)?;
                    if letters.len() == 1 && !is_common(letter) {
                        return Err(NotationError::Stray(letter));
                    }
                    add_letters(entry, letters)?;
                    letters.len()
                }
                separator if is_separator(separator) => {
                    let length = separator.len_utf8();
                    behind_a_number(&mut entries, &rest[..length])?;
                    open_separator = Some(separator);
                    rest = rest[length..].trim_start();
                    continue;
                }
                other => return Err(NotationError::Stray(other)),
            };
            open_separator = None;
            rest = rest[length..].trim_start();
        }
        match open_separator {
            Some(separator) => Err(NotationError::Dangling(separator)),
            None if entries.is_empty() => Err(NotationError::Empty),
            None => Ok(Notation { entries }),
        }
    }
}

/// Hyphen, minus and the dashes that word processors make of them, commas and slashes: they only separate.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | ',' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A regular expression for notation whose levels are 1 to `highest`, without anchors.
///
/// It cannot count, so that levels may stand there in any order, and levels and options more than once.
pub(crate) fn pattern(highest: u8) -> String {
    let numbers: Vec<String> = (1..=highest).map(|number| number.to_string()).collect();
    let number = format!("0*(?:{})", numbers.join("|"));
    let (last, last_capital) = (LAST_COMMON_OPTION, LAST_COMMON_OPTION.to_ascii_uppercase());
    let common = format!("[a-{last}A-{last_capital}]");
    let bracketed = format!(r"(?:[a-zA-Z]|{common}+)");
    let option = format!(r"(?:{common}|\([\s,]*{bracketed}(?:[\s,]+{bracketed})*[\s,]*\))");
    let gap = "[\\s,/\u{2010}-\u{2015}\u{2212}-]";
    // Only behind an option may a number follow without a gap: 12 is not 1 and 2.
    format!("{number}(?:{gap}+{number}|{gap}*{option}(?:{number})?)*")
}

/// The characters of a kind that a text begins with.
fn leading(text: &str, is_of_kind: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !is_of_kind(c)).unwrap_or(text.len());
    &text[..end]
}

/// What stands between the bracket that a text begins with and its closing one.
fn bracketed(text: &str) -> Result<&str, NotationError> {
    let inner = &text[1..];
    let end = inner.find(')').ok_or(NotationError::UnclosedBracket)?;
    Ok(&inner[..end])
}

/// The level that something stands behind.
fn behind_a_number<'e>(entries: &'e mut [Entry], what: &str) -> Result<&'e mut Entry, NotationError> {
    entries.last_mut().ok_or_else(|| NotationError::NumberExpected(what.into()))
}

fn push_level(entries: &mut Vec<Entry>, digits: &str) -> Result<(), NotationError> {
    let number = digits
        .parse()
        .ok()
        .filter(|&number: &u8| number < 100)
        .ok_or_else(|| NotationError::TooLarge(digits.to_owned()))?;
    if let Some(Entry { number: first, .. }) = entries.last() {
        match first.cmp(&number) {
            Ordering::Less => {}
            Ordering::Equal => return Err(NotationError::RepeatedLevel(number)),
            Ordering::Greater => return Err(NotationError::Descending { first: *first, second: number }),
        }
    }
    entries.push(Entry { number, options: Options::default() });
    Ok(())
}

/// Adds the letters of one pair of brackets, which commas and spaces may separate: `(a, b)`.
fn add_options(entry: &mut Entry, inner: &str) -> Result<(), NotationError> {
    let mut empty = true;
    for letters in inner.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()) {
        if let Some(stray) = letters.chars().find(|c| !c.is_ascii_alphabetic()) {
            return Err(NotationError::Stray(stray));
        }
        add_letters(entry, letters)?;
        empty = false;
    }
    if empty { Err(NotationError::EmptyBracket) } else { Ok(()) }
}

/// Adds letters that stand together. Several are those of a word unless they ascend and are options that exist somewhere:
/// `3-Feb`, which a spreadsheet makes of `2-3`, is no settled level.
fn add_letters(entry: &mut Entry, letters: &str) -> Result<(), NotationError> {
    let word = || NotationError::Word(letters.into());
    if letters.len() > 1 && !letters.chars().all(is_common) {
        return Err(word());
    }
    letters.chars().try_for_each(|letter| add_option(entry, letter))?;
    let ascending = letters.chars().is_sorted_by_key(|letter| letter.to_ascii_lowercase());
    if ascending { Ok(()) } else { Err(word()) }
}

/// Whether a letter is one up to which published options go.
fn is_common(letter: char) -> bool {
    letter.to_ascii_lowercase() <= LAST_COMMON_OPTION
}

fn add_option(entry: &mut Entry, letter: char) -> Result<(), NotationError> {
    let option = letter.to_ascii_lowercase();
    if entry.options.insert(option) {
        Ok(())
    } else {
        Err(NotationError::RepeatedOption { level: entry.number, option })
    }
}

impl fmt::Display for Notation {
    /// The canonical form: `2(a)(d)-3(c)`, with a comma where levels between two neighbours are skipped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut previous: Option<u8> = None;
        for entry in &self.entries {
            match previous {
                Some(number) if number + 1 == entry.number => f.write_str("-")?,
                Some(_) => f.write_str(", ")?,
                None => {}
            }
            write!(f, "{}{}", entry.number, entry.options)?;
            previous = Some(entry.number);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        text.parse::<Notation>().map_or_else(|error| error.to_string(), |notation| notation.to_string())
    }

    #[test]
    fn reads_every_published_form() {
        for (published, expected) in [
            ("5(c)", "5(c)"),
            ("7", "7"),
            ("2(b)(c)", "2(b)(c)"),
            ("2(b)(c)(d)", "2(b)(c)(d)"),
            ("2(a)(d)– 3(c)", "2(a)(d)-3(c)"),
            ("2(a)– 3(a)", "2(a)-3(a)"),
            ("1-2(a) (b)(c)", "1-2(a)(b)(c)"),
            ("2(a)–3–4", "2(a)-3-4"),
            ("2(a), 4(b)", "2(a), 4(b)"),
            ("2(a)-3(a) - 4(a)", "2(a)-3(a)-4(a)"),
            ("6(a),(c)", "6(a)(c)"),
            ("2(b)(c)(d) – 3(a) (b) (d)", "2(b)(c)(d)-3(a)(b)(d)"),
            ("1–2(a)", "1-2(a)"),
        ] {
            assert_eq!(canonical(published), expected, "{published}");
        }
    }

    #[test]
    fn reads_compact_and_typed_forms() {
        for (typed, expected) in [
            ("5c", "5(c)"),
            ("5C", "5(c)"),
            ("2bc", "2(b)(c)"),
            ("2(c)(b)", "2(b)(c)"),
            ("2-3ab", "2-3(a)(b)"),
            ("1-2b-3c4b", "1-2(b)-3(c)-4(b)"),
            ("3/4", "3-4"),
            ("3—4", "3-4"),
            ("2-4", "2, 4"),
            (" 2 ( a ) – 3 b ", "2(a)-3(b)"),
            ("2(a, b)", "2(a)(b)"),
            ("2(ab)", "2(a)(b)"),
            ("2(aH, k)", "2(a)(h)(k)"),
            ("2 --, 3", "2-3"),
            ("10", "10"),
        ] {
            assert_eq!(canonical(typed), expected, "{typed}");
        }
    }

    #[test]
    fn options_are_a_set_of_letters() {
        for (text, letters) in [("3", ""), ("3(a)", "a"), ("3(c)(a)", "ac"), ("3(z)", "z")] {
            let options = text.parse::<Notation>().unwrap().entries()[0].options;
            assert_eq!(
                (options.letters().collect::<String>().as_str(), options.is_empty()),
                (letters, letters.is_empty())
            );
        }
    }

    #[test]
    fn refuses_what_is_no_notation() {
        for (text, words) in [
            ("", "no level"),
            ("  ", "no level"),
            ("(a)", "`(` stands where"),
            ("a2", "`a` stands where"),
            ("tbc", "`tbc` stands where"),
            ("(a", "`(` stands where"),
            ("-3", "`-` stands where"),
            ("3-", "behind `-` is missing"),
            ("3?", "`?` has no place"),
            ("3.5", "`.` has no place"),
            ("3 tbc", "`tbc` is a word"),
            ("3 or 4", "`or` is a word"),
            ("3 t", "`t` has no place"),
            ("3-Feb", "`Feb` is a word"),
            ("3 (bad)", "`bad` is a word"),
            ("2(a, ok)", "`ok` is a word"),
            ("2abi", "`abi` is a word"),
            ("2aBa", "option (a) of level 2 stands there twice"),
            ("2aBcc", "option (c) of level 2 stands there twice"),
            ("2(a", "does not close"),
            ("2()", "no option letter"),
            ("2(1)", "`1` has no place"),
            ("2(a-c)", "`-` has no place"),
            ("2(a)(a)", "option (a) of level 2 stands there twice"),
            ("2-2", "level 2 stands there twice"),
            ("4-2", "2 follows 4"),
            ("100", "`100` is too large"),
            ("99999999999999999999", "is too large"),
            ("３", "`３` has no place"),
        ] {
            let message = canonical(text);
            assert!(message.contains(words), "{text}: {message}");
        }
    }
}

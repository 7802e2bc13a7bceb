//! Level notation, in which profiles and jobs write levels and their options.
//!
//! `5(c)` is level 5 with option c, `2(b)(c)` level 2 with two options, `2(a)(d)– 3(c)` two levels, and `2(a), 4(b)` two
//! levels with one skipped between them. Documents vary in spaces and punctuation, and people type `5c` or `2-3ab`. This
//! module reads all of these, and [`Notation`]'s `Display` writes the one canonical form.
//!
//! [`crate::scheme::Factor::levels`] checks that a factor has the levels.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::lookalikes::{DASHES, is_dash};
use crate::sanitize::short;

/// The option letters of a level, such as `(b)(c)`. Each names one of the level's alternative definitions.
///
/// They are a set, written in alphabetical order. Options never affect points or a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Options(u8);

impl Options {
    /// Returns the letters in lower case and alphabetical order.
    pub fn letters(self) -> impl Iterator<Item = char> {
        ('a'..=LAST_OPTION).filter(move |&letter| self.0 & bit(letter) != 0)
    }

    /// Returns true if there is no option.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds a letter from `a` to [`LAST_OPTION`]; returns false if it was there already.
    fn insert(&mut self, letter: char) -> bool {
        let added = self.0 & bit(letter) == 0;
        self.0 |= bit(letter);
        added
    }
}

/// Returns the bit of a lower-case letter in the set.
fn bit(letter: char) -> u8 {
    1 << (u32::from(letter) - u32::from('a'))
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| write!(f, "({letter})"))
    }
}

/// One level of a notation, with its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotationLevel {
    /// The number as written, from 0 to 99. A factor may lack this level.
    pub number: u8,
    /// The options, possibly empty.
    pub options: Options,
}

/// One or more levels in ascending order, each with its options.
///
/// [`str::parse`] reads any form found in published documents or typed by hand. `Display` writes the canonical form, which
/// parses to the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notation {
    first: NotationLevel,
    /// The levels after the first. `None` is by far the most frequent and allocates nothing.
    more: Option<Box<More>>,
}

/// The levels after the first, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct More(Vec<NotationLevel>);

/// The reason why a text is not level notation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotationError {
    /// An empty text, or only spaces.
    #[error("it is empty")]
    Empty,
    /// A character that is neither digit, letter, bracket nor separator.
    #[error("`{0}` is not part of level notation")]
    Stray(char),
    /// A word, a bracket or a separator before the first level.
    #[error("it starts with `{}`, not with the number of a level", short(.0))]
    NumberExpected(Box<str>),
    /// A number above 99.
    #[error("`{}` is too large for a level", short(.0))]
    TooLarge(String),
    /// A separator at the end.
    #[error("no level follows `{0}`")]
    Dangling(char),
    /// `(` without `)`.
    #[error("a bracket is not closed")]
    UnclosedBracket,
    /// `()`.
    #[error("the brackets are empty")]
    EmptyBracket,
    /// Letters written together that cannot be options: a word such as `tbc`, or the month of a date.
    #[error("`{}` is a word, not option letters", short(.0))]
    Word(Box<str>),
    /// A single letter after the last option letter, as in `3(z)` or `3 t`.
    #[error("`{0}` is not an option letter: options are `a` to `{LAST_OPTION}`")]
    NoOption(char),
    /// A dash between options. `3(a)-(c)` may or may not include b.
    #[error("`{0}` between options is not read as a range")]
    OptionRange(char),
    /// An option that a level has twice.
    #[error("option ({option}) of level {level} appears twice")]
    RepeatedOption {
        /// The level's number.
        level: u8,
        /// The option's letter.
        option: char,
    },
    /// A level that appears twice.
    #[error("level {0} appears twice")]
    RepeatedLevel(u8),
    /// A level that follows a higher one.
    #[error("levels must ascend, but {second} follows {first}")]
    Descending {
        /// The higher level, written first.
        first: u8,
        /// The lower level, written second.
        second: u8,
    },
}

/// The last option letter. Published options end well before it. With the whole alphabet, a note such as `3 tbc` would
/// read as a settled level.
pub(crate) const LAST_OPTION: char = 'h';

/// Returns true if a text means *not assessed*: it is empty or a question mark.
pub(crate) fn says_not_assessed(text: &[u8]) -> bool {
    // A text that starts with a digit is a level or an error: most texts are decided by their first byte.
    !text.first().is_some_and(u8::is_ascii_digit) && matches!(as_text(text).trim(), "" | "?")
}

/// Returns the `2` of `2.0` and `2.00`, which programs without whole numbers write, and any other word unchanged.
pub(crate) fn without_fraction(word: &[u8]) -> &[u8] {
    let Some(point) = word.iter().position(|&byte| byte == b'.') else { return word };
    let (whole, zeros) = (word[..point].trim_ascii_start(), word[point + 1..].trim_ascii_end());
    let is_whole = !zeros.is_empty() && zeros.iter().all(|&byte| byte == b'0');
    let is_number = !whole.is_empty() && whole.iter().all(u8::is_ascii_digit);
    if is_whole && is_number { whole } else { word }
}

impl Notation {
    /// Returns the levels in ascending order. There is at least one.
    pub fn entries(&self) -> impl Iterator<Item = &NotationLevel> {
        std::iter::once(&self.first).chain(self.more.iter().flat_map(|more| &more.0))
    }

    /// Returns the lowest level.
    pub fn first(&self) -> NotationLevel {
        self.first
    }

    /// Returns the highest level.
    pub fn last(&self) -> NotationLevel {
        self.more.as_ref().and_then(|more| more.0.last().copied()).unwrap_or(self.first)
    }

    /// Returns the level if there is only one.
    pub fn single(&self) -> Option<NotationLevel> {
        self.more.is_none().then_some(self.first)
    }
}

impl FromStr for Notation {
    type Err = NotationError;

    /// Reads any accepted form.
    ///
    /// # Errors
    /// The first part of the text that is not level notation.
    fn from_str(text: &str) -> Result<Self, NotationError> {
        Notation::from_bytes(text.as_bytes())
    }
}

impl Notation {
    /// Reads the bytes of a text. Nearly all are ASCII, and bytes are read faster than characters.
    pub(crate) fn from_bytes(text: &[u8]) -> Result<Notation, NotationError> {
        let mut entries: Vec<NotationLevel> = Vec::new();
        // The latest level. Letters that follow are its options.
        let mut last: Option<NotationLevel> = None;
        // The end of the last number, bracket or letters, and the place of the next byte.
        let (mut ended, mut at) = (0, 0);
        while let Some(&byte) = text.get(at) {
            let (gap, rest) = (as_text(&text[ended..at]), &text[at..]);
            at += match byte {
                b'0'..=b'9' => {
                    let digits = leading(rest, u8::is_ascii_digit);
                    let number = level_after(last, digits)?;
                    if let Some(ended) = last.replace(number.into()) {
                        entries.push(ended);
                    }
                    digits.len()
                }
                b'(' => {
                    let inner = bracketed(rest, last)?;
                    refuse_range(last, gap)?;
                    add_options(&mut last, inner)?;
                    inner.len() + 2
                }
                b'a'..=b'z' | b'A'..=b'Z' => {
                    let letters = as_text(leading(rest, u8::is_ascii_alphabetic));
                    refuse_range(last, gap)?;
                    add_bare_letters(&mut last, gap, letters)?;
                    letters.len()
                }
                _ => {
                    let other = first_char(rest);
                    if is_separator(other) {
                        last.ok_or_else(|| NotationError::NumberExpected(other.to_string().into()))?;
                    } else if !other.is_whitespace() {
                        return Err(NotationError::Stray(other));
                    }
                    at += other.len_utf8();
                    continue;
                }
            };
            ended = at;
        }
        if let Some(separator) = as_text(&text[ended..]).chars().rfind(|c| is_separator(*c)) {
            return Err(NotationError::Dangling(separator));
        }
        let last = last.ok_or(NotationError::Empty)?;
        if entries.is_empty() {
            return Ok(last.into());
        }
        let first = entries.remove(0);
        entries.push(last);
        Ok(Notation { first, more: Some(Box::new(More(entries))) })
    }
}

/// Returns true for characters that only separate levels: hyphens, dashes, commas and slashes.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | ',' | '/') || is_dash(c)
}

/// Returns a regular expression without anchors for notation with levels from 1 to `highest`.
///
/// The expression cannot compare: it accepts levels in any order, and repeated levels and options.
pub(crate) fn pattern(highest: u8) -> String {
    levels_pattern(highest, '*')
}

/// Returns a regular expression for a whole text of several levels from 1 to `highest`, in any order.
///
/// A text that matches is notation if it also matches [`ascending_pattern`], but not [`wrong_options_pattern`].
pub(crate) fn several_pattern(highest: u8) -> String {
    format!(r"^[\s]*{}[\s]*$", levels_pattern(highest, '+'))
}

/// Returns a regular expression for a text with ascending numbers from 1 to `highest`, none twice.
pub(crate) fn ascending_pattern(highest: u8) -> String {
    let numbers = (1..=highest).map(|number| format!("(?:0*{number}(?:[^0-9]+|$))?"));
    format!("^[^0-9]*{}$", numbers.collect::<String>())
}

/// Returns a regular expression for a level and further ones, with `more` as the quantifier of these.
fn levels_pattern(highest: u8, more: char) -> String {
    let numbers: Vec<String> = (1..=highest).map(|number| number.to_string()).collect();
    let number = format!("0*(?:{})", numbers.join("|"));
    let (gap, options) = (gap(), options_pattern());
    // A number may follow an option directly, but not another number: 12 is not 1 and 2.
    format!("{number}(?:(?:{gap}+|{options}{gap}*){number}){more}(?:{options})?")
}

/// Returns a regular expression for a whole text that is a single level. Its number is the only group.
///
/// A text that matches is notation unless it also matches [`wrong_options_pattern`].
pub(crate) fn single_pattern() -> String {
    format!(r"^[\s]*0*([0-9]{{1,2}})(?:\.0+|{})?[\s]*$", options_pattern())
}

/// Returns a regular expression for a text with a repeated option, or with letters written together that do not ascend.
pub(crate) fn wrong_options_pattern() -> String {
    let twice = ('a'..=LAST_OPTION).map(|letter| format!("{letter}[^0-9]*{letter}"));
    let descending =
        ('b'..=LAST_OPTION).zip('a'..).map(|(above, letter)| format!("[{above}-{LAST_OPTION}]{letter}"));
    format!("(?i){}", twice.chain(descending).collect::<Vec<_>>().join("|"))
}

/// Returns a regular expression for one character between two levels.
fn gap() -> String {
    format!(r"[\s,/{DASHES}-]")
}

/// Returns a regular expression without anchors for the options of a level.
fn options_pattern() -> String {
    let (gap, letter) = (gap(), format!("[a-{LAST_OPTION}A-{}]", LAST_OPTION.to_ascii_uppercase()));
    let bracket = format!(r"\([\s,]*{letter}+(?:[\s,]+{letter}+)*[\s,]*\){letter}*");
    let within = r"[\s,/]";
    let first = format!("(?:{letter}+|{gap}*{bracket}|{gap}+{letter})");
    format!("{first}(?:{within}*{bracket}|{within}+{letter})*")
}

/// Returns the longest prefix of bytes for which `is_of_kind` is true.
fn leading(text: &[u8], is_of_kind: impl Fn(&u8) -> bool) -> &[u8] {
    let end = text.iter().position(|byte| !is_of_kind(byte)).unwrap_or(text.len());
    &text[..end]
}

/// Returns bytes that were cut from a text as text.
fn as_text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// Decodes the first character of a text.
fn first_char(text: &[u8]) -> char {
    // No character has more than four bytes.
    let start = text[..text.len().min(4)].utf8_chunks().next().map_or("", |chunk| chunk.valid());
    start.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Returns the content of the brackets that a text starts with. They must follow a level.
fn bracketed(text: &[u8], level: Option<NotationLevel>) -> Result<&[u8], NotationError> {
    level.ok_or_else(|| NotationError::NumberExpected("(".into()))?;
    let inner = &text[1..];
    let end = inner.iter().position(|&byte| byte == b')').ok_or(NotationError::UnclosedBracket)?;
    Ok(&inner[..end])
}

impl From<NotationLevel> for Notation {
    /// Makes notation of one level.
    fn from(level: NotationLevel) -> Notation {
        Notation { first: level, more: None }
    }
}

impl From<u8> for NotationLevel {
    /// Makes a level without options.
    fn from(number: u8) -> NotationLevel {
        NotationLevel { number, options: Options::default() }
    }
}

/// Reads the most frequent form, quickly: one digit, then each option in its own brackets.
///
/// Returns `None` for any other text, which [`Notation::from_bytes`] has to read.
#[inline]
pub(crate) fn common_form(text: &[u8]) -> Option<NotationLevel> {
    let [digit @ b'0'..=b'9', rest @ ..] = text else { return None };
    let (mut level, mut rest) = (NotationLevel::from(digit - b'0'), rest);
    while let [b'(', letter @ (b'a'..=b'z' | b'A'..=b'Z'), b')', more @ ..] = rest {
        add_option(&mut level, char::from(*letter)).ok()?;
        rest = more;
    }
    rest.is_empty().then_some(level)
}

/// Reads digits as a number below 100.
fn number_of(digits: &[u8]) -> Option<u8> {
    match digits {
        [ones] => Some(ones - b'0'),
        [zeros @ .., tens, ones] if zeros.iter().all(|&zero| zero == b'0') => {
            Some((tens - b'0') * 10 + (ones - b'0'))
        }
        _ => None,
    }
}

/// Reads the number of the next level, which must be higher than the last one.
fn level_after(last: Option<NotationLevel>, digits: &[u8]) -> Result<u8, NotationError> {
    let number = number_of(digits).ok_or_else(|| NotationError::TooLarge(as_text(digits).to_owned()))?;
    match last.map_or(Ordering::Greater, |last| number.cmp(&last.number)) {
        Ordering::Greater => Ok(number),
        Ordering::Equal => Err(NotationError::RepeatedLevel(number)),
        Ordering::Less => {
            let first = last.map_or(number, |last| last.number);
            Err(NotationError::Descending { first, second: number })
        }
    }
}

/// Adds the letters in one pair of brackets. Commas and spaces may separate them, as in `(a, b)`.
fn add_options(level: &mut Option<NotationLevel>, inner: &[u8]) -> Result<(), NotationError> {
    let mut empty = true;
    for letters in
        as_text(inner).split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty())
    {
        if let Some(stray) = letters.chars().find(|c| !c.is_ascii_alphabetic()) {
            return Err(NotationError::Stray(stray));
        }
        add_letters(level, letters)?;
        empty = false;
    }
    if empty { Err(NotationError::EmptyBracket) } else { Ok(()) }
}

/// Refuses a dash between the options of a level, as `3(a)-(c)` may or may not include b.
fn refuse_range(level: Option<NotationLevel>, gap: &str) -> Result<(), NotationError> {
    match gap.chars().find(|&c| c == '-' || is_dash(c)) {
        Some(dash) if level.is_some_and(|level| !level.options.is_empty()) => {
            Err(NotationError::OptionRange(dash))
        }
        _ => Ok(()),
    }
}

/// Adds letters without brackets. Several letters after a gap are a word, as in `3 be`, and refused.
fn add_bare_letters(
    level: &mut Option<NotationLevel>,
    gap: &str,
    letters: &str,
) -> Result<(), NotationError> {
    if level.is_some() && letters.len() > 1 && !gap.is_empty() {
        Err(NotationError::Word(letters.into()))
    } else {
        add_letters(level, letters)
    }
}

/// Adds letters that are written together. Several must be option letters and ascend, else they are a word: `3-Feb`, which
/// a spreadsheet makes of `2-3`, is not a settled level.
fn add_letters(level: &mut Option<NotationLevel>, letters: &str) -> Result<(), NotationError> {
    let entry = level.as_mut().ok_or_else(|| NotationError::NumberExpected(letters.into()))?;
    if letters.len() > 1 && !letters.chars().all(is_option) {
        return Err(NotationError::Word(letters.into()));
    }
    letters.chars().try_for_each(|letter| add_option(entry, letter))?;
    let ascending = letters.chars().is_sorted_by_key(|letter| letter.to_ascii_lowercase());
    if ascending { Ok(()) } else { Err(NotationError::Word(letters.into())) }
}

/// Returns true if an ASCII letter can be an option.
fn is_option(letter: char) -> bool {
    letter.to_ascii_lowercase() <= LAST_OPTION
}

fn add_option(entry: &mut NotationLevel, letter: char) -> Result<(), NotationError> {
    if !is_option(letter) {
        return Err(NotationError::NoOption(letter));
    }
    let option = letter.to_ascii_lowercase();
    if entry.options.insert(option) {
        Ok(())
    } else {
        Err(NotationError::RepeatedOption { level: entry.number, option })
    }
}

impl fmt::Display for Notation {
    /// Writes the canonical form: `2(a)(d)-3(c)`, with a comma where levels are skipped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut previous: Option<u8> = None;
        for entry in self.entries() {
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

/// Returns every text of at most `longest` characters of an alphabet, for the tests of all readers of notation.
#[cfg(test)]
pub(crate) fn short_texts(alphabet: &str, longest: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut shorter = 0;
    for _ in 0..longest {
        let end = texts.len();
        for index in shorter..end {
            texts.extend(alphabet.chars().map(|c| format!("{}{c}", texts[index])).collect::<Vec<_>>());
        }
        shorter = end;
    }
    texts
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
            ("2(aH, d)", "2(a)(d)(h)"),
            ("2 --, 3", "2-3"),
            ("2h", "2(h)"),
            ("3-a", "3(a)"),
            ("3(a)bc, d", "3(a)(b)(c)(d)"),
            ("2(a)/b – 3", "2(a)(b)-3"),
            ("10", "10"),
        ] {
            assert_eq!(canonical(typed), expected, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_common_form_is_read_as_any_other(text in "[0-9]{1,2}(\\([a-zA-D]\\)){0,3}[ a(),-]?") {
            let notation = text.parse::<Notation>().ok().and_then(|notation| notation.single());
            let common = common_form(text.as_bytes());
            proptest::prop_assert!(common.is_none() || common == notation, "{}", text);
            let is_common = text.len() % 3 == 1 && text[1..].bytes().step_by(3).all(|byte| byte == b'(');
            proptest::prop_assert!(!is_common || common == notation, "{}", text);
        }
    }

    #[test]
    fn every_short_text_is_read_the_same_by_all_readers() {
        const HIGHEST: u8 = 3;
        let whole = |pattern: &str| regex::Regex::new(&format!(r"^\s*{pattern}\s*$")).unwrap();
        let found = |pattern: &str| regex::Regex::new(pattern).unwrap();
        let (schema, single) = (whole(&pattern(HIGHEST)), found(&single_pattern()));
        let (several, ascending) = (found(&several_pattern(HIGHEST)), found(&ascending_pattern(HIGHEST)));
        let wrong_options = found(&wrong_options_pattern());
        let (mut levels, mut many) = (0, 0);
        for text in short_texts("130ac(),- ", 5) {
            let read = text.parse::<Notation>().ok();
            let level = read.as_ref().and_then(Notation::single);
            let in_factor = read.as_ref().is_some_and(|read| {
                (1..=HIGHEST).contains(&read.first().number) && read.last().number <= HIGHEST
            });
            let has_right_options = !wrong_options.is_match(&text);
            let number =
                single.captures(&text).filter(|_| has_right_options).map(|found| found[1].parse().unwrap());
            assert_eq!(number, level.map(|level| level.number), "SQL, one level: `{text}`");
            let is_several = has_right_options && several.is_match(&text) && ascending.is_match(&text);
            assert_eq!(is_several, in_factor && level.is_none(), "SQL, several levels: `{text}`");
            assert!(!in_factor || schema.is_match(&text), "JSON Schema: `{text}`");
            let common = common_form(text.as_bytes());
            assert!(common.is_none() || common == level, "the common form: `{text}`");
            levels += usize::from(level.is_some());
            many += usize::from(is_several);
        }
        assert!(levels > 1000 && many > 300, "{levels} {many}");
    }

    #[test]
    fn options_are_a_set_of_letters() {
        for (text, letters) in [("3", ""), ("3(a)", "a"), ("3(c)(a)", "ac"), ("3(h)", "h")] {
            let options = text.parse::<Notation>().unwrap().first().options;
            assert_eq!(
                (options.letters().collect::<String>().as_str(), options.is_empty()),
                (letters, letters.is_empty())
            );
        }
    }

    #[test]
    fn refuses_what_is_no_notation() {
        for (text, words) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("(a)", "starts with `(`"),
            ("a2", "starts with `a`"),
            ("tbc", "starts with `tbc`"),
            ("(a", "starts with `(`"),
            ("-3", "starts with `-`"),
            ("3-", "follows `-`"),
            ("3?", "`?` is not part"),
            ("3.5", "`.` is not part"),
            ("3 tbc", "`tbc` is a word"),
            ("3 or 4", "`or` is a word"),
            ("3 t", "`t` is not an option letter: options are `a` to `h`"),
            ("3z", "`z` is not an option letter"),
            ("3(z)", "`z` is not an option letter"),
            ("3(I)", "`I` is not an option letter"),
            ("3(a)(i)", "`i` is not an option letter"),
            ("3(a, i)", "`i` is not an option letter"),
            ("2-3(a) z", "`z` is not an option letter"),
            ("3-Feb", "`Feb` is a word"),
            ("3 be", "`be` is a word"),
            ("3 deg", "`deg` is a word"),
            ("3(a) bc", "`bc` is a word"),
            ("3a-c", "`-` between options"),
            ("3(a)-(c)", "`-` between options"),
            ("2-3 a , – (c)", "`–` between options"),
            ("3 (bad)", "`bad` is a word"),
            ("2(a, ok)", "`ok` is a word"),
            ("2abi", "`abi` is a word"),
            ("2aBa", "option (a) of level 2 appears twice"),
            ("2aBcc", "option (c) of level 2 appears twice"),
            ("2(a", "not closed"),
            ("2()", "brackets are empty"),
            ("2(1)", "`1` is not part"),
            ("2(a-c)", "`-` is not part"),
            ("2(a)(a)", "option (a) of level 2 appears twice"),
            ("2-2", "level 2 appears twice"),
            ("4-2", "2 follows 4"),
            ("100", "`100` is too large"),
            ("99999999999999999999", "is too large"),
            ("３", "`３` is not part"),
        ] {
            let message = canonical(text);
            assert!(message.contains(words), "{text}: {message}");
        }
    }
}

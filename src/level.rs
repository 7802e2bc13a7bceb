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

use crate::lookalikes::is_dash;
use crate::sanitize::short;

/// The letters behind a level, such as `(b)(c)`: which of the level's alternative wordings apply.
///
/// They are a set: kept and written in alphabetical order. Options never decide points or a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Options(u8);

impl Options {
    /// The letters in alphabetical order, in lower case.
    pub fn letters(self) -> impl Iterator<Item = char> {
        ('a'..=LAST_OPTION).filter(move |&letter| self.0 & bit(letter) != 0)
    }

    /// Whether there is no option at all.
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

/// The place of a lower-case letter in the set.
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
    first: NotationLevel,
    /// The levels after the first; nearly always there are none, which takes no memory.
    more: Option<Box<More>>,
}

/// The levels after the first; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct More(Vec<NotationLevel>);

/// Why a text is not level notation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotationError {
    /// Nothing but spaces.
    #[error("it is empty")]
    Empty,
    /// A character that is neither digit, letter, bracket nor separator.
    #[error("`{0}` is not part of level notation")]
    Stray(char),
    /// A word, a bracket or a separator before the first level.
    #[error("it starts with `{}`, not with the number of a level", short(.0))]
    NumberExpected(Box<str>),
    /// A number beyond any level's.
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
    /// Letters written together that are no options: a word such as `tbc`, or the month of a date.
    #[error("`{}` is a word, not option letters", short(.0))]
    Word(Box<str>),
    /// A single letter after the last option letter, as in `3(z)` or `3 t`.
    #[error("`{0}` is not an option letter: options are `a` to `{LAST_OPTION}`")]
    NoOption(char),
    /// A dash between options: `3(a)-(c)` may or may not mean b as well.
    #[error("`{0}` between options is not read as a range")]
    OptionRange(char),
    /// One option of a level given twice.
    #[error("option ({option}) of level {level} appears twice")]
    RepeatedOption {
        /// The level's number.
        level: u8,
        /// The option's letter.
        option: char,
    },
    /// One level given twice.
    #[error("level {0} appears twice")]
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

/// The last option letter. Published options end well before it, and with the whole alphabet a note such as `3 tbc` would
/// read as a settled level.
pub(crate) const LAST_OPTION: char = 'h';

/// Whether a text says *not assessed* in so many words: a question mark, or nothing.
pub(crate) fn says_not_assessed(text: &[u8]) -> bool {
    // What begins with a digit is a level or an error.
    !text.first().is_some_and(u8::is_ascii_digit) && matches!(as_text(text).trim(), "" | "?")
}

/// The 2 of `2.0` and `2.00`, as programs write it that know no whole numbers; any other word as it is.
pub(crate) fn without_fraction(word: &[u8]) -> &[u8] {
    let Some(point) = word.iter().position(|&byte| byte == b'.') else { return word };
    let (whole, zeros) = (word[..point].trim_ascii_start(), word[point + 1..].trim_ascii_end());
    let is_whole = !zeros.is_empty() && zeros.iter().all(|&byte| byte == b'0');
    let is_number = !whole.is_empty() && whole.iter().all(u8::is_ascii_digit);
    if is_whole && is_number { whole } else { word }
}

impl Notation {
    /// The levels in ascending order; there is at least one.
    pub fn entries(&self) -> impl Iterator<Item = &NotationLevel> {
        std::iter::once(&self.first).chain(self.more.iter().flat_map(|more| &more.0))
    }

    /// The lowest level.
    pub fn first(&self) -> NotationLevel {
        self.first
    }

    /// The highest level.
    pub fn last(&self) -> NotationLevel {
        self.more.as_ref().and_then(|more| more.0.last().copied()).unwrap_or(self.first)
    }

    /// The level, if there is only one.
    pub fn single(&self) -> Option<NotationLevel> {
        self.more.is_none().then_some(self.first)
    }
}

impl FromStr for Notation {
    type Err = NotationError;

    /// Reads any accepted form.
    ///
    /// # Errors
    /// Says what in the text is not level notation.
    fn from_str(text: &str) -> Result<Self, NotationError> {
        Notation::from_bytes(text.as_bytes())
    }
}

impl Notation {
    /// Reads the bytes of a text: nearly everything is ASCII, and bytes are read faster than characters.
    pub(crate) fn from_bytes(text: &[u8]) -> Result<Notation, NotationError> {
        let mut entries: Vec<NotationLevel> = Vec::new();
        // The level at hand, to which letters belong.
        let mut last: Option<NotationLevel> = None;
        // Behind the last number, bracket or letters, and behind what separates from them.
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

/// Hyphen, minus and the dashes that word processors make of them, commas and slashes: they only separate.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | ',' | '/') || is_dash(c)
}

/// A regular expression for notation whose levels are 1 to `highest`, without anchors.
///
/// It cannot count, so that levels may stand there in any order, and levels and options more than once.
pub(crate) fn pattern(highest: u8) -> String {
    levels_pattern(highest, '*')
}

/// A regular expression for a whole text that is several levels of 1 to `highest`, but for their order.
///
/// What else is wrong is in [`wrong_options_pattern`] and not in [`ascending_pattern`].
pub(crate) fn several_pattern(highest: u8) -> String {
    format!(r"^[\s]*{}[\s]*$", levels_pattern(highest, '+'))
}

/// A regular expression for a text whose numbers are from 1 to `highest`, ascend, and stand there once.
pub(crate) fn ascending_pattern(highest: u8) -> String {
    let numbers = (1..=highest).map(|number| format!("(?:0*{number}(?:[^0-9]+|$))?"));
    format!("^[^0-9]*{}$", numbers.collect::<String>())
}

/// A regular expression for a level, and as many more as `more` says.
fn levels_pattern(highest: u8, more: char) -> String {
    let numbers: Vec<String> = (1..=highest).map(|number| number.to_string()).collect();
    let number = format!("0*(?:{})", numbers.join("|"));
    let options = options_pattern();
    // Only behind an option may a number follow without a gap: 12 is not 1 and 2.
    format!("{number}(?:(?:{GAP}+|{options}{GAP}*){number}){more}(?:{options})?")
}

/// A regular expression for a whole text that is a single level, with its number as the only group.
///
/// What else options must be is in [`wrong_options_pattern`].
pub(crate) fn single_pattern() -> String {
    format!(r"^[\s]*0*([0-9]{{1,2}})(?:\.0+|{})?[\s]*$", options_pattern())
}

/// A regular expression for a text with a level that has an option twice, or letters written together that do not ascend.
pub(crate) fn wrong_options_pattern() -> String {
    let twice = ('a'..=LAST_OPTION).map(|letter| format!("{letter}[^0-9]*{letter}"));
    let descending =
        ('b'..=LAST_OPTION).zip('a'..).map(|(above, letter)| format!("[{above}-{LAST_OPTION}]{letter}"));
    format!("(?i){}", twice.chain(descending).collect::<Vec<_>>().join("|"))
}

/// What may stand between two levels.
const GAP: &str = "[\\s,/\u{2010}-\u{2015}\u{2212}-]";

/// A regular expression for the options behind a level, without anchors.
fn options_pattern() -> String {
    let letter = format!("[a-{LAST_OPTION}A-{}]", LAST_OPTION.to_ascii_uppercase());
    let bracket = format!(r"\([\s,]*{letter}+(?:[\s,]+{letter}+)*[\s,]*\){letter}*");
    let within = r"[\s,/]";
    let first = format!("(?:{letter}+|{GAP}*{bracket}|{GAP}+{letter})");
    format!("{first}(?:{within}*{bracket}|{within}+{letter})*")
}

/// The bytes of a kind that a text begins with.
fn leading(text: &[u8], is_of_kind: impl Fn(&u8) -> bool) -> &[u8] {
    let end = text.iter().position(|byte| !is_of_kind(byte)).unwrap_or(text.len());
    &text[..end]
}

/// Bytes that have been cut from a text.
fn as_text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// The character that the bytes of a text begin with.
fn first_char(text: &[u8]) -> char {
    // No character has more than four bytes.
    let start = text[..text.len().min(4)].utf8_chunks().next().map_or("", |chunk| chunk.valid());
    start.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// What is between the bracket that a text begins with and its closing one; it belongs to a level.
fn bracketed(text: &[u8], level: Option<NotationLevel>) -> Result<&[u8], NotationError> {
    level.ok_or_else(|| NotationError::NumberExpected("(".into()))?;
    let inner = &text[1..];
    let end = inner.iter().position(|&byte| byte == b')').ok_or(NotationError::UnclosedBracket)?;
    Ok(&inner[..end])
}

impl From<NotationLevel> for Notation {
    /// One level.
    fn from(level: NotationLevel) -> Notation {
        Notation { first: level, more: None }
    }
}

impl From<u8> for NotationLevel {
    /// A level without options.
    fn from(number: u8) -> NotationLevel {
        NotationLevel { number, options: Options::default() }
    }
}

/// A text that is one level in the form in which nearly all are written: a digit, and behind it each option in brackets of
/// its own. None where it takes a closer look, at another form or at what is wrong.
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

/// A text that is a number below 100 and nothing else.
fn number_of(text: &[u8]) -> Option<u8> {
    let value = |byte: u8| byte.is_ascii_digit().then_some(byte.wrapping_sub(b'0'));
    match text {
        [ones] => value(*ones),
        [zeros @ .., tens, ones] if zeros.iter().all(|&zero| zero == b'0') => {
            Some(value(*tens)? * 10 + value(*ones)?)
        }
        _ => None,
    }
}

/// The number of a level that comes after another.
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

/// Adds the letters of one pair of brackets, which commas and spaces may separate: `(a, b)`.
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

/// Refuses a dash between the options of a level: who writes `3(a)-(c)` may mean b as well.
fn refuse_range(level: Option<NotationLevel>, gap: &str) -> Result<(), NotationError> {
    match gap.chars().find(|&c| c == '-' || is_dash(c)) {
        Some(dash) if level.is_some_and(|level| !level.options.is_empty()) => {
            Err(NotationError::OptionRange(dash))
        }
        _ => Ok(()),
    }
}

/// Adds letters without brackets. Several that do not stand right behind their level are a word, such as `3 be`.
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

/// Adds letters that are written together. Several are those of a word unless they ascend and are option letters:
/// `3-Feb`, which a spreadsheet makes of `2-3`, is not a settled level.
fn add_letters(level: &mut Option<NotationLevel>, letters: &str) -> Result<(), NotationError> {
    let word = || NotationError::Word(letters.into());
    let entry = level.as_mut().ok_or_else(|| NotationError::NumberExpected(letters.into()))?;
    if letters.len() > 1 && !letters.chars().all(is_option) {
        return Err(word());
    }
    letters.chars().try_for_each(|letter| add_option(entry, letter))?;
    let ascending = letters.chars().is_sorted_by_key(|letter| letter.to_ascii_lowercase());
    if ascending { Ok(()) } else { Err(word()) }
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
    /// The canonical form: `2(a)(d)-3(c)`, with a comma where levels between two neighbours are skipped.
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

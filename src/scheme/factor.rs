//! Factors and their levels.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};

use super::date_of_level::{levels_in_date, number_shown_as_date};
use super::points::PointsRange;
use crate::finding::{Problem, Rule};
use crate::level::{Notation, NotationError, NotationLevel, Options, common_form};
use crate::sanitize::short;

/// A factor of a scheme, with the points of its levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Factor {
    #[serde(skip)]
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) group: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) points: Vec<u32>,
    #[serde(skip)]
    pub(super) fixed: bool,
}

/// A level of a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level<'s> {
    factor: &'s Factor,
    number: u8,
}

/// One or more levels of one factor, in ascending order, each with its options.
///
/// In a profile these are the levels that the profile allows. In a job, one level is a decision, and several mean that the
/// panel has not settled the factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels<'s> {
    factor: &'s Factor,
    notation: Notation,
}

impl Factor {
    /// Returns the factor's number in the scheme, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns the id, such as `freedom_to_act`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name in published profiles, such as *Freedom to Act*.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the group of the factor, such as `skills`, if the scheme has groups.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// Returns other names of the factor in files.
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }

    /// Makes the problem that the factor appears twice, under two names that may be equal.
    pub(crate) fn repeated(&self, first: &str, second: &str) -> Problem {
        let problem = if first == second {
            Problem::new(Rule::RepeatedFactor, format!("factor {} appears twice", self.name))
        } else {
            let message =
                format!("`{}` and `{}` are the same factor, {}", short(first), short(second), self.name);
            Problem::new(Rule::FactorUnderTwoNames, message)
        };
        problem.help("keep one of them")
    }

    /// Returns every name of the factor in files: number, id, published name and aliases.
    pub(crate) fn names(&self) -> Vec<String> {
        let own = [self.number.to_string(), self.id.clone(), self.name.clone()];
        own.into_iter().chain(self.aliases.iter().cloned()).collect()
    }

    /// Returns the points of level 1, 2, 3, …
    pub fn points(&self) -> &[u32] {
        &self.points
    }

    /// Returns true if a band match allows no variation of this factor (handbook ch. 11).
    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// Returns the level with this number, `None` if the factor lacks it.
    pub fn level(&self, number: u8) -> Option<Level<'_>> {
        (1..=self.points.len()).contains(&usize::from(number)).then_some(Level { factor: self, number })
    }

    /// Returns the numbers of all levels.
    pub fn level_numbers(&self) -> RangeInclusive<u8> {
        1..=self.highest()
    }

    fn highest(&self) -> u8 {
        u8::try_from(self.points.len()).unwrap_or(u8::MAX)
    }

    /// Returns the points of the lowest and the highest of some levels. Numbers that the factor lacks count as its lowest or
    /// highest level.
    pub fn points_range(&self, levels: &RangeInclusive<u8>) -> PointsRange {
        let [min, max] = [levels.start(), levels.end()].map(|number| *number.clamp(&1, &self.highest()));
        PointsRange { min: self.points_of(min), max: self.points_of(max) }
    }

    /// Returns the points of a level, which the factor must have.
    fn points_of(&self, number: u8) -> u32 {
        self.points[usize::from(number) - 1]
    }

    /// Reads level notation as levels of this factor.
    ///
    /// # Errors
    /// The text is not level notation, or the factor lacks a level.
    pub fn levels(&self, text: &str) -> Result<Levels<'_>, Problem> {
        self.levels_in(text.as_bytes())
    }

    /// Reads the bytes of level notation as levels of this factor.
    pub(crate) fn levels_in(&self, text: &[u8]) -> Result<Levels<'_>, Problem> {
        let notation = Notation::from_bytes(text);
        match notation {
            // Levels ascend, so that the first and the last tell if all exist.
            Ok(notation) if notation.first().number >= 1 && notation.last().number <= self.highest() => {
                Ok(Levels { factor: self, notation })
            }
            wrong => {
                let text = String::from_utf8_lossy(text);
                let date = levels_in_date(&text).map(|levels| self.date_for_level(&text, levels));
                Err(date.unwrap_or_else(|| match wrong {
                    Ok(notation) => self.no_such_level(&notation),
                    Err(error) => not_notation(&self.name, &text, &error),
                }))
            }
        }
    }

    /// Makes the problem of a date that a spreadsheet has made of levels, `lower` and `higher`.
    fn date_for_level(&self, text: &str, [lower, higher]: [u32; 2]) -> Problem {
        let (shown, name) = (short(text), &self.name);
        if let Some(number) = number_shown_as_date(text) {
            let libreoffice = number + 1;
            let message = format!(
                "`{shown}` is not a level of {name}; Excel shows the number {number} like this in a cell formatted as a date (LibreOffice: {libreoffice})"
            );
            return Problem::new(Rule::DateForLevel, message).help("format the cells as numbers");
        }
        let levels = if lower < higher && higher <= self.highest().into() {
            format!("`{lower}-{higher}`")
        } else {
            "a level".to_owned()
        };
        let message =
            format!("`{shown}` is not a level of {name}; a spreadsheet may have turned {levels} into a date");
        Problem::new(Rule::DateForLevel, message).help("format the cells as text and enter them again")
    }

    /// Makes the problem that the factor lacks a level.
    fn no_such_level(&self, notation: &Notation) -> Problem {
        let levels = self.level_numbers();
        let mut numbers = notation.entries().map(|entry| entry.number);
        let missing = numbers.find(|number| !levels.contains(number)).unwrap_or_default();
        let problem = Problem::new(Rule::NoSuchLevel, format!("{} has no level {missing}", self.name));
        problem.help(format!("its levels are 1 to {}", levels.end()))
    }

    /// Reads a level in its most frequent form, [`common_form`]. Returns `None` for other texts and missing levels.
    #[inline]
    pub(crate) fn level_in(&self, text: &[u8]) -> Option<Levels<'_>> {
        let entry = common_form(text)?;
        self.level(entry.number).map(|_| Levels { factor: self, notation: entry.into() })
    }
}

impl<'s> Level<'s> {
    /// Returns the factor of the level.
    pub fn factor(self) -> &'s Factor {
        self.factor
    }

    /// Returns the number of the level, from 1.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Returns the points of the level.
    pub fn points(self) -> u32 {
        self.factor.points_of(self.number)
    }
}

impl<'s> Levels<'s> {
    /// Returns the factor of the levels.
    pub fn factor(&self) -> &'s Factor {
        self.factor
    }

    /// Iterates over the levels in ascending order, with their options. There is at least one.
    pub fn listed(&self) -> impl Iterator<Item = (Level<'s>, Options)> {
        let factor = self.factor;
        self.notation.entries().map(move |entry| (Level { factor, number: entry.number }, entry.options))
    }

    /// Returns the numbers from the lowest to the highest level. Includes unlisted levels in between.
    pub fn range(&self) -> RangeInclusive<u8> {
        self.notation.first().number..=self.notation.last().number
    }

    /// Returns the level if there is only one.
    pub fn single(&self) -> Option<Level<'s>> {
        self.notation.single().map(|entry| Level { factor: self.factor, number: entry.number })
    }

    /// Returns the points of the lowest and the highest level.
    pub fn points_range(&self) -> PointsRange {
        let min = self.factor.points_of(self.notation.first().number);
        match self.notation.single() {
            Some(_) => PointsRange::exactly(min),
            None => PointsRange { min, max: self.factor.points_of(self.notation.last().number) },
        }
    }
}

impl<'s> From<Level<'s>> for Levels<'s> {
    /// Makes a single level without options.
    fn from(level: Level<'s>) -> Levels<'s> {
        Levels { factor: level.factor, notation: NotationLevel::from(level.number).into() }
    }
}

impl fmt::Display for Levels<'_> {
    /// Writes canonical notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.notation.fmt(f)
    }
}

impl Serialize for Levels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Makes the problem of a text that is not level notation.
fn not_notation(factor: &str, text: &str, error: &NotationError) -> Problem {
    let rule = match error {
        NotationError::Descending { .. } => Rule::DescendingLevels,
        NotationError::RepeatedOption { .. } => Rule::RepeatedOption,
        _ => Rule::Notation,
    };
    let shown = short(text);
    let problem = Problem::new(rule, format!("`{shown}` is not a level of {factor}: {error}"));
    problem.help(notation_help(error))
}

/// Returns help for a text that is not level notation.
fn notation_help(error: &NotationError) -> String {
    const FORM: &str = "write a level as 3 or 3(a), several as 2-3";
    match error {
        NotationError::NumberExpected(_) | NotationError::Stray('?') => {
            format!("{FORM}; in a job, `?` or nothing means not assessed")
        }
        NotationError::Descending { first, second } if *second > 0 => {
            format!("write the lower level first, as in {second}-{first}")
        }
        NotationError::RepeatedOption { level, option } => {
            format!("write each option once, as in {level}({option})")
        }
        NotationError::Stray('=') => "save the file with the results of its formulas".to_owned(),
        NotationError::Stray('#') => {
            format!("if a formula gives this error, correct it; {FORM}")
        }
        NotationError::OptionRange(_) => "write each option, as in 3(a)(b)(c)".to_owned(),
        _ => FORM.to_owned(),
    }
}

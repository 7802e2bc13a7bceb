//! The names of factors, as files and published documents write them.

use std::collections::HashMap;

use super::factor::Factor;
use crate::names;

/// What documents put before the name of a factor, in normal form: the oldest profiles speak of *Responsibility for Human
/// Resources*, the handbook of *Responsibilities for human resources*.
const BEFORE: [&str; 2] = ["responsibilityfor", "responsibilitiesfor"];

/// The index of each factor of a scheme, by each of its names in normal form.
#[derive(Debug, Clone, Default)]
pub(super) struct FactorNames(HashMap<String, usize>);

impl FactorNames {
    /// Adds a name of the factor with this index. Returns the index of the factor that has the name, which may be another.
    pub(super) fn add(&mut self, name: &str, index: usize) -> usize {
        *self.0.entry(names::normalise(name)).or_insert(index)
    }

    /// The index of the factor of this name: an id, a published name, an alias or a number, whatever its case and
    /// separators. A name in words may stand behind what documents put before it, as in `6. Responsibility for Patient
    /// Care`; the number must be the factor's own.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.0.get(&names::normalise(name)).copied().or_else(|| {
            let (number, name) = without_number(name);
            let form = names::normalise(name);
            let bare = BEFORE.iter().find_map(|before| form.strip_prefix(before)).unwrap_or(&form);
            let index = *self.0.get(&form).or_else(|| self.0.get(bare))?;
            let is_own = number.is_empty() || number.parse() == Ok(index + 1);
            (is_own && names::is_in_words(bare)).then_some(index)
        })
    }
}

/// The number that a name begins with, if there is one that ends before the next separator, and the rest of the name.
fn without_number(name: &str) -> (&str, &str) {
    let start = name.trim_start_matches(names::is_separator);
    let rest = start.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &start[..start.len() - rest.len()];
    if rest.starts_with(names::is_separator) { (number, rest) } else { ("", name) }
}

/// A regular expression for all names of a factor.
pub(crate) fn pattern(factor: &Factor) -> String {
    let (number, separators) = (factor.number(), names::SEPARATORS);
    let before = format!("(?:0*{number}[^A-Za-z0-9&]+)?(?:{}{separators})?", names::any_of(&BEFORE));
    names::pattern(&factor.names(), &before)
}

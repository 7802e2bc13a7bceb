//! Finds factors by the names in files and published documents.

use std::collections::HashMap;

use super::factor::Factor;
use crate::names;

/// Prefixes of the names of factors in documents, in normal form: the oldest profiles have *Responsibility for Human
/// Resources*, the handbook *Responsibilities for human resources*.
const BEFORE: [&str; 2] = ["responsibilityfor", "responsibilitiesfor"];

/// The index of each factor of a scheme, by each of its names in normal form.
#[derive(Debug, Clone, Default)]
pub(super) struct FactorNames(HashMap<String, usize>);

impl FactorNames {
    /// Adds a name of the factor with this index. Returns the index of the factor that now has the name: another one if the
    /// name was taken.
    pub(super) fn add(&mut self, name: &str, index: usize) -> usize {
        *self.0.entry(names::normalise(name)).or_insert(index)
    }

    /// Returns the index of the factor with a name: an id, a published name, an alias or a number, in any case and with any
    /// separators. A name in words may have a number and a prefix, as in `6. Responsibility for Patient Care`. The number
    /// must be that of the factor.
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

/// Splits a name into its leading number, which must end at a separator, and the rest. Without such a number, the first part
/// is empty.
fn without_number(name: &str) -> (&str, &str) {
    let start = name.trim_start_matches(names::is_separator);
    let rest = start.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &start[..start.len() - rest.len()];
    if rest.starts_with(names::is_separator) { (number, rest) } else { ("", name) }
}

/// Returns a regular expression for all names of a factor.
pub(crate) fn pattern(factor: &Factor) -> String {
    let (number, separators) = (factor.number(), names::SEPARATORS);
    let before = format!("(?:0*{number}[^A-Za-z0-9&]+)?(?:{}{separators})?", names::any_of(&BEFORE));
    names::pattern(&factor.names(), &before)
}

//! Keys and values of lines of NDJSON that are carried through to results.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::keys::JobKey;
use crate::file_keys::{JOB, OtherKey};
use crate::names;
use crate::scheme::Scheme;

/// Kinds of the keys of lines, each worked out once, however many lines have the key.
pub(super) struct LineKeys<'s> {
    scheme: &'s Scheme,
    kinds: HashMap<String, KeyKind>,
}

/// Kind of a key.
#[derive(Debug, Clone, Copy)]
enum KeyKind {
    /// Key of a job that is not carried through, or a misspelt one.
    Job,
    /// Another word for this key of a job, carried through if the line has that key as well.
    WordFor(&'static str),
    Carried,
}

impl<'s> LineKeys<'s> {
    pub(super) fn new(scheme: &'s Scheme) -> LineKeys<'s> {
        LineKeys { scheme, kinds: HashMap::new() }
    }

    /// Returns true if the value of a key is carried through. `all` are the keys of the line.
    pub(super) fn carries(&mut self, key: &str, all: &HashSet<&str>) -> bool {
        let kind = match self.kinds.get(key) {
            Some(kind) => *kind,
            None => {
                let kind = self.kind(key);
                self.kinds.insert(key.to_owned(), kind);
                kind
            }
        };
        match kind {
            KeyKind::Job => false,
            KeyKind::WordFor(meant) => all.contains(meant),
            KeyKind::Carried => true,
        }
    }

    fn kind(&self, key: &str) -> KeyKind {
        if JOB.has(key) {
            let is_carried = JobKey::find(key).is_some_and(|key| key.is_carried);
            return if is_carried { KeyKind::Carried } else { KeyKind::Job };
        }
        // Levels are read under `factors` alone. Carried through, this one would go unnoticed.
        if self.scheme.factor(key).is_some() {
            return KeyKind::Job;
        }
        match JOB.other_key(key) {
            OtherKey::Slip => KeyKind::Job,
            OtherKey::WordFor(meant) => KeyKind::WordFor(meant),
            OtherKey::Own => KeyKind::Carried,
        }
    }
}

/// Keys of a line of JSON, with their values as written.
#[derive(Debug, Default)]
pub(crate) struct Values<'l>(Vec<(Cow<'l, str>, &'l RawValue)>);

/// A key, borrowed from the line unless it has escapes.
#[derive(Deserialize)]
struct LineKey<'l>(#[serde(borrow)] Cow<'l, str>);

impl<'l> Deserialize<'l> for Values<'l> {
    fn deserialize<D: Deserializer<'l>>(deserializer: D) -> Result<Values<'l>, D::Error> {
        deserializer.deserialize_map(AllValues)
    }
}

struct AllValues;

impl<'l> Visitor<'l> for AllValues {
    type Value = Values<'l>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Values<'l>, A::Error> {
        let mut values = Vec::new();
        while let Some((LineKey(key), value)) = map.next_entry()? {
            values.push((key, value));
        }
        Ok(Values(values))
    }
}

impl<'l> Values<'l> {
    /// Reads all values of a line; none of a line that is not an object.
    pub(super) fn read(line: &'l str) -> Values<'l> {
        serde_json::from_str(line).unwrap_or_default()
    }

    /// Keeps the values that are carried through: the first of each key.
    pub(super) fn carried(self, keys: &mut LineKeys<'_>) -> Values<'l> {
        let names: HashSet<&str> = self.0.iter().map(|(key, _)| &**key).collect();
        let mut seen: HashSet<&str> = HashSet::with_capacity(names.len());
        let is_carried: Vec<bool> =
            self.0.iter().map(|(key, _)| keys.carries(key, &names) && seen.insert(key)).collect();
        let entries = self.0.into_iter().zip(is_carried);
        Values(entries.filter(|(_, is_carried)| *is_carried).map(|(entry, _)| entry).collect())
    }

    /// Returns the text under a key, with its spaces; `None` if it is blank. Prefers a key that matches `name` exactly to
    /// one that differs in case or separators.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        let exact = self.iter().find(|(key, _)| *key == name);
        let form = names::normalise(name);
        let alike = || self.iter().find(|(key, _)| names::normalise(key) == form);
        let (_, value) = exact.or_else(alike)?;
        Some(text(value).into_owned()).filter(|text| !text.trim().is_empty())
    }

    /// Iterates over the keys with their values, in the order of the line.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'l RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }
}

/// Returns a value as text: a string without quotes, a number as written, an empty text for null, and JSON for lists and
/// objects.
pub(crate) fn text(value: &RawValue) -> Cow<'_, str> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') if memchr::memchr(b'\\', raw.as_bytes()).is_none() => raw[1..raw.len() - 1].into(),
        // Half of a surrogate pair is not a character, and stays as written.
        Some(b'"') => serde_json::from_str(raw).map_or(raw.into(), Cow::Owned),
        Some(b'n') => "".into(),
        _ => compact(value),
    }
}

/// Returns a value without white space between its parts.
pub(crate) fn compact(value: &RawValue) -> Cow<'_, str> {
    let raw = value.get();
    if !raw.starts_with(['[', '{']) {
        return raw.into();
    }
    let mut compact = String::with_capacity(raw.len());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in raw.chars() {
        if is_quoted || !c.is_ascii_whitespace() {
            compact.push(c);
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = is_quoted && c == '\\' && !is_escaped;
    }
    compact.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<(String, String)> {
        let values = Values::read(line);
        values.iter().map(|(key, value)| (key.to_owned(), text(value).into_owned())).collect()
    }

    #[test]
    fn a_value_is_what_is_written() {
        let line = r#"{"a\u0062": "x \"y\"\n", "n": 1.10, "big": 12345678901234567890123, "t" : true, "null": null,
            "list": [1,	{"a b": "c \" d"} ], "half": "\ud800"}"#;
        let expected = [
            ("ab", "x \"y\"\n"),
            ("n", "1.10"),
            ("big", "12345678901234567890123"),
            ("t", "true"),
            ("null", ""),
            ("list", r#"[1,{"a b":"c \" d"}]"#),
            ("half", "\"\\ud800\""),
        ];
        let expected = expected.map(|(key, text)| (key.to_owned(), text.to_owned()));
        assert_eq!(texts(line), expected);
        assert!(texts("[1]").is_empty() && texts("{\"a\": 1").is_empty());
    }

    #[test]
    fn what_is_carried_is_told_by_the_key() {
        let scheme = Scheme::nhs_jes();
        let line = r#"{"id":1,"title":2,"factors":3,"expect":4,"panel":5,"notes":6,"organisation":7,"site":8,"titel":9,
            "post":10,"Freedom to Act":11,"levels":12}"#;
        let mut keys = LineKeys::new(scheme);
        let carried = Values::read(line).carried(&mut keys);
        let names: Vec<&str> = carried.iter().map(|(key, _)| key).collect();
        assert_eq!(names, ["organisation", "site", "post", "levels"]);
        let without = Values::read(r#"{"post":1,"site":2}"#).carried(&mut keys);
        assert_eq!(without.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["site"]);
    }
}

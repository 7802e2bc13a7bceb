//! JSON Schemas of the files (draft 2020-12), for completion and checks in editors.
//!
//! A schema refuses what the readers refuse, except for rules that a schema cannot express: levels ascend, the bands of
//! a run are neighbours, a range ends after it begins, no factor appears twice under two names, and 3.0 is not a level.

use serde_json::{Map, Value, json};

use crate::file_keys::{self, FileKey, Mapping, Shape};
use crate::job::{MOST_MEMBERS, NOT_KNOWN, PanelStatus};
use crate::level;
use crate::names;
use crate::outcome::Outcome;
use crate::scheme::{Factor, Scheme, factor_name_pattern};
use crate::yaml::MOST_POINTS;

/// Returns the schema of jobs under this scheme.
pub fn job_schema(scheme: &Scheme) -> Value {
    let mut schema = file(&file_keys::JOB);
    let definitions = &mut schema["$defs"];
    definitions["BandName"] = band_name(scheme);
    definitions["Outcome"] = one_of(
        "How a job stands to a profile, best first.",
        Outcome::ALL.map(|outcome| (outcome.id(), outcome.meaning())),
    );
    definitions["Date"] = date();
    definitions["Members"] = members();
    definitions["PanelStatus"] = one_of(
        "How far the outcome of a panel has come.",
        PanelStatus::ALL.map(|status| (status.id(), status.meaning())),
    );
    // An outcome is that of the comparison with a profile. Without a profile only `no_match` has a meaning: no known
    // profile matches.
    let alone = json!({"properties": {"outcome": {"enum": [Outcome::NoMatch.id(), null]}}});
    let compared = json!({"required": ["profile"], "properties": {"profile": {"type": "string"}}});
    definitions["Expectation"]["anyOf"] = json!([alone, compared]);
    define_factors(definitions, scheme, assessment);
    schema
}

/// Returns the schema of suites under this scheme.
pub fn suite_schema(scheme: &Scheme) -> Value {
    let mut schema = file(&file_keys::SUITE);
    schema["properties"]["scheme"]["const"] = scheme.id().into();
    let definitions = &mut schema["$defs"];
    definitions["BandName"] = band_name(scheme);
    define_factors(definitions, scheme, profile_factor);
    // A profile must have every factor, but under any of its names, so no name can be required.
    let count = scheme.factors().len();
    extend(&mut definitions["Factors"], json!({"minProperties": count, "maxProperties": count}));
    schema
}

/// Returns the schema of schemes.
pub fn scheme_schema() -> Value {
    file(&file_keys::SCHEME)
}

/// The definitions of a schema by name, in order of their first reference.
type Definitions = Map<String, Value>;

/// Returns the schema of a file. Definitions that its description cannot give are null, to be filled in.
fn file(root: &Mapping) -> Value {
    let mut definitions = Definitions::new();
    let mut schema = json!({"$schema": DRAFT, "title": root.name, "description": root.doc});
    extend(&mut schema, object(root, &mut definitions));
    schema["$defs"] = definitions.into();
    schema
}

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

fn object(mapping: &Mapping, definitions: &mut Definitions) -> Value {
    let properties: Map<String, Value> =
        mapping.keys.iter().map(|key| (key.name.to_owned(), property(key, definitions))).collect();
    let required: Vec<&str> = mapping.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({"type": "object", "additionalProperties": false, "properties": properties});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema["description"] = mapping.doc.into();
    schema
}

fn property(key: &FileKey, definitions: &mut Definitions) -> Value {
    let value = value(&key.value, definitions);
    let mut schema = if key.required { value } else { or_null(value) };
    schema["description"] = key.doc.into();
    if let Shape::List { least, most, .. } = key.value {
        for (keyword, bound) in [("minItems", least), ("maxItems", most)] {
            if let Some(bound) = bound {
                schema[keyword] = bound.into();
            }
        }
    }
    schema
}

/// Returns the schema of a value. Its description is for values without a key; a key replaces it.
fn value(shape: &Shape, definitions: &mut Definitions) -> Value {
    match shape {
        Shape::Text => json!({"type": "string", "pattern": r"\S"}),
        Shape::AnyText => json!({"type": "string"}),
        Shape::Label => json!({
            "description": "A short text that may look like a whole number.",
            "type": ["string", "integer"],
            "pattern": r"\S",
        }),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Points => json!({
            "description": "A number of points.", "type": "integer", "minimum": 0, "maximum": MOST_POINTS,
        }),
        Shape::Total => json!({
            "anyOf": [
                value(&Shape::Points, definitions),
                value(&Shape::Mapping(&file_keys::POINTS_RANGE), definitions),
            ],
            "description": "A total in points, or the range that it lies in.",
        }),
        Shape::Headcount => json!({
            "description": "A number of staff, or ? where it is not known.",
            "type": ["integer", "string"], "minimum": 0, "maximum": MOST_POINTS, "pattern": headcount_pattern(),
        }),
        Shape::Levels => json!({"description": "A level or several.", "type": ["integer", "string"]}),
        Shape::Mapping(mapping) => {
            reference(mapping.name, definitions, |definitions| object(mapping, definitions))
        }
        Shape::List { of, .. } => json!({"type": "array", "items": item(of, definitions)}),
        Shape::Defined(name) => reference(name, definitions, |_| Value::Null),
    }
}

/// Returns a pattern for the texts that mean an unknown headcount.
fn headcount_pattern() -> String {
    let words: String = NOT_KNOWN.chars().map(names::in_any_case).collect();
    format!(r"^\s*(?:\?|{words})\s*$")
}

/// Returns the schema of an item of a list.
fn item(shape: &Shape, definitions: &mut Definitions) -> Value {
    let mut schema = json!({});
    if let Shape::Text = shape {
        schema["description"] = "A text with something in it.".into();
    }
    extend(&mut schema, value(shape, definitions));
    schema
}

/// Returns a reference to a definition, and makes the definition at the first reference.
fn reference(
    name: &str,
    definitions: &mut Definitions,
    define: impl FnOnce(&mut Definitions) -> Value,
) -> Value {
    if !definitions.contains_key(name) {
        // Reserves a place before the definitions that it refers to.
        definitions.insert(name.to_owned(), Value::Null);
        let definition = define(definitions);
        definitions.insert(name.to_owned(), definition);
    }
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Allows null as well.
fn or_null(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(Value::Array(types)) => types.push("null".into()),
        Some(one) => *one = json!([one, "null"]),
        None => return json!({"anyOf": [schema, {"type": "null"}]}),
    }
    schema
}

/// Adds keywords to a schema.
fn extend(schema: &mut Value, keywords: Value) {
    if let (Value::Object(schema), Value::Object(keywords)) = (schema, keywords) {
        schema.extend(keywords);
    }
}

/// Returns a schema of a few names with their meanings.
fn one_of<const COUNT: usize>(description: &str, names: [(&str, &str); COUNT]) -> Value {
    let one = |(id, meaning)| json!({"type": "string", "const": id, "description": meaning});
    json!({"oneOf": names.map(one).to_vec(), "description": description})
}

/// Returns the schema of a date. The pattern ignores the lengths of months.
fn date() -> Value {
    let (month, day) = ("(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])");
    json!({
        "description": "A day of the calendar, such as 2026-03-14.",
        "type": "string",
        "pattern": format!(r"^\s*[0-9]{{4}}-{month}-{day}\s*$"),
    })
}

fn members() -> Value {
    let text = json!({"type": "string", "pattern": r"\S"});
    let list = json!({"type": "array", "items": text, "maxItems": MOST_MEMBERS});
    json!({
        "description": "A list of names, or a text with semicolons or commas between them.",
        "anyOf": [list, text],
    })
}

/// Returns the schema of the name of a band, a band group or a run of bands. Editors offer the forms that the scheme
/// uses.
fn band_name(scheme: &Scheme) -> Value {
    let offered: Vec<Value> = scheme.band_names().iter().map(|name| written(name)).collect();
    json!({
        "description": "A band, or a run of neighbouring bands by its first and last, such as 8a-c.",
        "anyOf": [{"enum": offered}, {"type": "string", "pattern": scheme.band_pattern()}],
    })
}

/// Returns a name as YAML reads it unquoted: a number if it looks like one.
fn written(name: &str) -> Value {
    let number = name.parse::<u32>().ok().filter(|number| number.to_string() == name);
    number.map_or_else(|| name.into(), Value::from)
}

/// Defines `Factors`: a mapping from any name of a factor to the schema that `of` returns for the factor.
///
/// The ids are separate properties because editors offer these. Other names are matched by patterns.
fn define_factors(definitions: &mut Value, scheme: &Scheme, of: impl Fn(&Factor) -> Value) {
    let (mut ids, mut patterns) = (Map::new(), Map::new());
    for factor in scheme.factors() {
        let definition = format!("factor_{}", factor.number());
        let reference = json!({"$ref": format!("#/$defs/{definition}")});
        ids.insert(factor.id().to_owned(), reference.clone());
        patterns.insert(factor_name_pattern(factor), reference);
        definitions[definition] = of(factor);
    }
    definitions["Factors"] = json!({
        "description": "The factors by any of their names: id, alias, number or published name.",
        "type": "object", "properties": ids, "patternProperties": patterns, "additionalProperties": false,
    });
}

/// Returns the schema of a factor in a job: a level, or a level with evidence.
fn assessment(factor: &Factor) -> Value {
    let notation = level::pattern(*factor.level_numbers().end());
    let level = level(factor, &["integer", "string", "null"], &format!(r"(?:\?|{notation})?"));
    alone_or_under("level", &file_keys::ASSESSMENT, level, factor)
}

/// Returns the schema of a factor in a profile: levels, or levels with further keys.
fn profile_factor(factor: &Factor) -> Value {
    let notation = level::pattern(*factor.level_numbers().end());
    let levels = level(factor, &["integer", "string"], &notation);
    alone_or_under("levels", &file_keys::PROFILE_FACTOR, levels, factor)
}

/// Returns the schema of levels, alone or under `key` in a mapping.
fn alone_or_under(key: &str, mapping: &Mapping, levels: Value, factor: &Factor) -> Value {
    let mut with_more = object(mapping, &mut Definitions::new());
    extend(&mut with_more["properties"][key], levels.clone());
    json!({"description": describe(factor), "anyOf": [levels, with_more]})
}

/// Returns the schema of one or more levels, as values of the given types.
fn level(factor: &Factor, types: &[&str], pattern: &str) -> Value {
    let pattern = format!(r"^\s*{pattern}\s*$");
    json!({"type": types, "minimum": 1, "maximum": factor.level_numbers().end(), "pattern": pattern})
}

/// Returns the text that editors show for a factor.
fn describe(factor: &Factor) -> String {
    let points: Vec<String> = factor.points().iter().map(u32::to_string).collect();
    let (number, name, highest, points) = (factor.number(), factor.name(), points.len(), points.join(", "));
    format!("{number}. {name}: levels 1 to {highest} are worth {points} points")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::{Notation, NotationError};
    use crate::names;

    #[test]
    fn schemas_say_what_every_key_is() {
        let scheme = Scheme::nhs_jes();
        let schemas = [job_schema(scheme), suite_schema(scheme), scheme_schema()].map(|s| s.to_string());
        let mappings = [
            file_keys::JOB,
            file_keys::PANEL,
            file_keys::ASSESSMENT,
            file_keys::EXPECT,
            file_keys::SUITE,
            file_keys::CONTENTS_LINE,
            file_keys::AMENDMENT,
            file_keys::PROFILE,
            file_keys::PROFILE_FACTOR,
            file_keys::SCHEME,
            file_keys::FACTOR,
            file_keys::BAND,
            file_keys::MATCHING,
            file_keys::POINTS_RANGE,
        ];
        for key in mappings.iter().flat_map(|mapping| mapping.keys) {
            assert!(schemas.iter().any(|schema| schema.contains(key.doc)), "{}", key.name);
        }
        assert!(schemas.iter().all(|schema| !schema.contains(":null")), "something is not filled in");
        let worth = "12. Freedom to Act: levels 1 to 6 are worth 5, 12, 21, 32, 45, 60 points";
        assert!(schemas[..2].iter().all(|schema| schema.contains(worth)));
    }

    /// Every text of at most `longest` characters of an alphabet.
    fn texts(alphabet: &str, longest: usize) -> Vec<String> {
        let longer = |text: &String| alphabet.chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
        let lengths = std::iter::successors(Some(vec![String::new()]), |shorter| {
            Some(shorter.iter().flat_map(longer).collect())
        });
        lengths.take(longest + 1).flatten().collect()
    }

    fn validator(pattern: &str) -> jsonschema::Validator {
        jsonschema::validator_for(&json!({"pattern": pattern})).unwrap()
    }

    #[test]
    fn names_fit_their_pattern_exactly_when_they_are_the_same() {
        let texts = texts("aNd12&_ ", 5);
        for name in ["and", "a_n_d", "a & d", "12", "1-2", "a12", "nanda"] {
            let validator = validator(&names::pattern(&[name.to_owned()], ""));
            for text in &texts {
                let same = names::normalise(text) == names::normalise(name);
                assert_eq!(validator.is_valid(&json!(text)), same, "{text:?} as {name:?}");
            }
        }
    }

    #[test]
    fn notation_fits_its_pattern_exactly_when_it_can_be_read() {
        let validator = validator(&format!(r"^\s*{}\s*$", level::pattern(12)));
        for text in texts("0123b(),– i", 5) {
            let readable = match text.parse::<Notation>() {
                Ok(notation) => notation.entries().all(|entry| (1..=12).contains(&entry.number)),
                // What a pattern cannot say; what else is wrong with these texts, the reader does not get to.
                Err(
                    NotationError::Descending { .. }
                    | NotationError::RepeatedLevel(_)
                    | NotationError::RepeatedOption { .. },
                ) => continue,
                Err(_) => false,
            };
            assert_eq!(validator.is_valid(&json!(text)), readable, "{text:?}");
        }
    }
}

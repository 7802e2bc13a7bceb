//! JSON Schemas of the files (draft 2020-12), with which editors complete and check them while they are written.
//!
//! A schema refuses what the readers refuse, as far as a schema can: that levels ascend, that a range ends after it
//! begins, that no factor stands there twice under two of its names, or that 3.0 is no level, is left to the readers.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::scheme::{Factor, Scheme};
use crate::{level, names};

/// The schema of a job, for jobs under this scheme.
pub fn job_schema(scheme: &Scheme) -> Value {
    let mut schema = root::<file::Job>();
    let definitions = &mut schema["$defs"];
    extend(&mut definitions["BandName"], band_name(scheme));
    define_factors(definitions, scheme, assessment);
    schema
}

/// The schema of a suite, for suites of profiles under this scheme.
pub fn suite_schema(scheme: &Scheme) -> Value {
    let mut schema = root::<file::Suite>();
    schema["properties"]["scheme"]["const"] = scheme.id().into();
    let definitions = &mut schema["$defs"];
    extend(&mut definitions["BandName"], band_name(scheme));
    define_factors(definitions, scheme, profile_factor);
    // A profile must have every factor, but under any of its names, so that none of the names can be required.
    let count = scheme.factors().len();
    extend(&mut definitions["Factors"], json!({"minProperties": count, "maxProperties": count}));
    schema
}

/// The schema of a scheme.
pub fn scheme_schema() -> Value {
    root::<file::Scheme>()
}

/// The files as they are written. What only the scheme in force knows, such as the names of factors and bands, is open
/// here and filled in for each schema. The comments are what an editor says of a key.
#[expect(dead_code, reason = "nothing is read into these types; only their schemas are used")]
mod file {
    use schemars::JsonSchema;
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::scheme::MOST_LEVELS;
    use crate::yaml::MOST_POINTS;

    /// A job: the level of each factor, and the evidence for it.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Job {
        /// The job's id, such as JD-1042.
        id: Option<Label>,
        /// The job's title, such as Senior Art Therapist.
        title: Text,
        /// The level of each factor. A factor left out is not assessed.
        factors: Factors,
        /// What should come of the job's score.
        expect: Option<Expectation>,
    }

    /// A level with the evidence for it.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Assessment {
        /// The level, such as 3 or 3(a); several, such as 2-3, while it is not settled; null or ? while not assessed.
        level: Option<Value>,
        /// Why this level.
        evidence: Option<String>,
    }

    /// What should come of a job's score.
    #[derive(JsonSchema)]
    // An outcome is that of the comparison with a profile.
    #[schemars(deny_unknown_fields, extend("dependentRequired" = json!({"outcome": ["profile"]})))]
    pub(super) struct Expectation {
        /// The band or band group that the total should lie in.
        band: Option<BandName>,
        /// The total in points, or the range that it should lie in.
        total: Option<Total>,
        /// The id of the profile that should match.
        profile: Option<Text>,
        /// The outcome that the comparison with the profile should have.
        outcome: Option<Outcome>,
    }

    /// A total in points, or the range that it lies in.
    #[derive(JsonSchema)]
    #[schemars(untagged, inline)]
    enum Total {
        Exact(Points),
        Range(PointsRange),
    }

    /// A suite: a published document of profiles.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Suite {
        /// The suite's id, such as arts-therapies.
        suite: Text,
        /// The title as published.
        title: Text,
        /// The id of the scheme that the profiles were published for.
        scheme: Text,
        /// Where the document comes from.
        source: Option<String>,
        /// The document's table of contents as published.
        contents: Option<Vec<ContentsLine>>,
        /// The document's version history as published.
        amendments: Option<Vec<Amendment>>,
        /// The profiles in the document's order.
        profiles: Vec<Profile>,
    }

    /// A line of a table of contents, as published.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct ContentsLine {
        /// The profile's title.
        title: Text,
        /// Its band or bands.
        band: Label,
        /// Its page.
        page: Points,
    }

    /// An entry of a version history, as published.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Amendment {
        /// What was done.
        action: Text,
        /// When.
        date: Label,
        /// To what.
        notes: Text,
    }

    /// A profile: the levels that a kind of job may have, and the band that it is in.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Profile {
        /// The profile's id, such as arts-therapist. No other profile may have it.
        id: Text,
        /// The title as published.
        title: Text,
        /// The band or band group that the profile is in.
        band: BandName,
        /// The least and the greatest total, as published.
        score: PointsRange,
        /// The job statement, a paragraph an item.
        job_statement: Option<Vec<Text>>,
        /// What the profile says of each factor. None may be left out.
        factors: Factors,
    }

    /// What a profile says of one factor.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct ProfileFactor {
        /// The levels that the profile allows, as published, such as 2(a)-3(c).
        levels: Value,
        /// The points of these levels, as published.
        scores: Vec<Points>,
        /// The level descriptor as published.
        descriptor: Option<String>,
        /// The example job information as published.
        example: Option<String>,
    }

    /// A scheme: the factors, the points of their levels, and the bands.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Scheme {
        /// The scheme's id, such as nhs-jes. Suites name it.
        scheme: Text,
        /// The scheme's title.
        title: Text,
        /// Where the facts come from.
        source: Option<String>,
        /// The factors in their order, which numbers them from 1.
        #[schemars(length(min = 1))]
        factors: Vec<Factor>,
        /// The bands in ascending order, without gap or overlap.
        #[schemars(length(min = 1))]
        bands: Vec<Band>,
        /// The numbers of the matching procedure.
        matching: Matching,
    }

    /// A factor, with what each of its levels is worth.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Factor {
        /// The id, such as freedom_to_act.
        id: Text,
        /// The name in published profiles, such as Freedom to Act.
        name: Text,
        /// The group of factors that it belongs to.
        group: Text,
        /// Other names that a file may use for it. No two factors may share a name.
        aliases: Option<Vec<Text>>,
        /// What level 1, 2, 3, … is worth. Each is worth more than the one before.
        #[schemars(length(min = 1, max = MOST_LEVELS))]
        points: Vec<Points>,
    }

    /// A band: the totals from one number of points to another.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Band {
        /// The name, such as 8a.
        name: Label,
        /// The band group, such as 8a-b, where it differs from the name.
        group: Option<Label>,
        /// The lowest total inside the band.
        from: Points,
        /// The highest total inside the band.
        to: Points,
    }

    /// The numbers of the matching procedure.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct Matching {
        /// The most levels by which any factor may differ in a band match.
        max_difference: Points,
        /// The most factors that may vary in a band match.
        max_variations: Points,
        /// The factors that may not vary in a band match.
        fixed_factors: Vec<Label>,
    }

    /// Points from a least to a greatest number, both included.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    pub(super) struct PointsRange {
        /// The least.
        min: Points,
        /// The greatest.
        max: Points,
    }

    /// The factors by any of their names: id, alias, number or published name.
    #[derive(JsonSchema)]
    struct Factors(Value);

    /// The name of a band or band group.
    #[derive(JsonSchema)]
    struct BandName(Value);

    /// A text with something in it.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    struct Text(#[schemars(regex(pattern = r"\S"))] String);

    /// A short text that may look like a whole number.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    struct Label(#[schemars(extend("type" = ["string", "integer"], "pattern" = r"\S"))] Value);

    /// A number of points.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    struct Points(#[schemars(extend("type" = "integer", "minimum" = 0, "maximum" = MOST_POINTS))] Value);
}

/// The schema of a file. What it is stands first.
fn root<T: JsonSchema>() -> Value {
    let mut schema = json!({"$schema": null, "title": null, "description": null});
    extend(&mut schema, SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().into());
    schema
}

/// The schema of a mapping inside a file, to be filled in.
fn part<T: JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).into()
}

/// Adds keywords to a schema.
fn extend(schema: &mut Value, keywords: Value) {
    if let (Value::Object(schema), Value::Object(keywords)) = (schema, keywords) {
        schema.extend(keywords);
    }
}

/// The name of a band or band group: as the scheme writes it, which editors offer, or in other capitals or quotes.
fn band_name(scheme: &Scheme) -> Value {
    let names = scheme.band_names();
    let offered: Vec<Value> = names.iter().map(|name| written(name)).collect();
    let patterns: Vec<String> =
        names.iter().map(|name| name.chars().map(names::in_any_case).collect()).collect();
    let pattern = format!(r"^\s*(?:{})\s*$", patterns.join("|"));
    json!({"anyOf": [{"enum": offered}, {"type": "string", "pattern": pattern}]})
}

/// A name as people write it in YAML: as a number where it looks like one.
fn written(name: &str) -> Value {
    let number = name.parse::<u32>().ok().filter(|number| number.to_string() == name);
    number.map_or_else(|| name.into(), Value::from)
}

/// Says what `Factors` are: a mapping from any of the factors' names to what `of` says of a factor.
///
/// The ids are properties of their own because these are what editors offer; other names are known by their patterns.
fn define_factors(definitions: &mut Value, scheme: &Scheme, of: impl Fn(&Factor) -> Value) {
    let (mut ids, mut patterns) = (Map::new(), Map::new());
    for factor in scheme.factors() {
        let definition = format!("factor_{}", factor.number());
        let reference = json!({"$ref": format!("#/$defs/{definition}")});
        ids.insert(factor.id().to_owned(), reference.clone());
        patterns.insert(names::pattern(&factor.names()), reference);
        definitions[definition] = of(factor);
    }
    let keywords = json!({
        "type": "object", "properties": ids, "patternProperties": patterns, "additionalProperties": false,
    });
    extend(&mut definitions["Factors"], keywords);
}

/// What a job may say of a factor: a level, or a level with evidence.
fn assessment(factor: &Factor) -> Value {
    let notation = level::pattern(*factor.level_numbers().end());
    let level = level(factor, &["integer", "string", "null"], &format!(r"(?:\?|{notation})?"));
    let mut with_evidence = part::<file::Assessment>();
    extend(&mut with_evidence["properties"]["level"], level.clone());
    json!({"description": describe(factor), "anyOf": [level, with_evidence]})
}

/// What a profile may say of a factor.
fn profile_factor(factor: &Factor) -> Value {
    let notation = level::pattern(*factor.level_numbers().end());
    let mut schema = part::<file::ProfileFactor>();
    extend(&mut schema["properties"]["levels"], level(factor, &["integer", "string"], &notation));
    schema["description"] = describe(factor).into();
    schema
}

/// A factor's level or levels, as values of these types.
fn level(factor: &Factor, types: &[&str], pattern: &str) -> Value {
    let pattern = format!(r"^\s*{pattern}\s*$");
    json!({"type": types, "minimum": 1, "maximum": factor.level_numbers().end(), "pattern": pattern})
}

/// What an editor says of a factor.
fn describe(factor: &Factor) -> String {
    let points: Vec<String> = factor.points().iter().map(u32::to_string).collect();
    let (number, name, highest, points) = (factor.number(), factor.name(), points.len(), points.join(", "));
    format!("{number}. {name}: levels 1 to {highest} are worth {points} points")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::{Notation, NotationError};
    use crate::outcome::Outcome;
    use crate::{job, profile, scheme};

    fn keys<T: JsonSchema>() -> Vec<String> {
        part::<T>()["properties"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_types_have_the_keys_that_the_readers_know() {
        assert_eq!(keys::<file::Job>(), job::KEYS);
        assert_eq!(keys::<file::Assessment>(), job::ASSESSMENT_KEYS);
        assert_eq!(keys::<file::Expectation>(), job::EXPECT_KEYS);
        assert_eq!(keys::<file::Suite>(), profile::SUITE_KEYS);
        assert_eq!(keys::<file::ContentsLine>(), profile::CONTENTS_KEYS);
        assert_eq!(keys::<file::Amendment>(), profile::AMENDMENT_KEYS);
        assert_eq!(keys::<file::Profile>(), profile::PROFILE_KEYS);
        assert_eq!(keys::<file::ProfileFactor>(), profile::FACTOR_KEYS);
        assert_eq!(keys::<file::Scheme>(), scheme::KEYS);
        assert_eq!(keys::<file::Factor>(), scheme::FACTOR_KEYS);
        assert_eq!(keys::<file::Band>(), scheme::BAND_KEYS);
        assert_eq!(keys::<file::Matching>(), scheme::MATCHING_KEYS);
        assert_eq!(keys::<file::PointsRange>(), scheme::RANGE_KEYS);
    }

    #[test]
    fn outcomes_have_the_names_that_the_reader_knows() {
        let schema = part::<Outcome>();
        let names: Vec<&Value> =
            schema["oneOf"].as_array().unwrap().iter().map(|one| &one["const"]).collect();
        assert_eq!(names, Outcome::ALL.map(Outcome::id));
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
            let validator = validator(&names::pattern(&[name.to_owned()]));
            for text in &texts {
                let same = names::normalise(text) == names::normalise(name);
                assert_eq!(validator.is_valid(&json!(text)), same, "{text:?} as {name:?}");
            }
        }
    }

    #[test]
    fn a_band_fits_its_pattern_in_any_case_whatever_characters_are_in_it() {
        let band = r"a^$\.*+?()[]{}|/- 1";
        let pattern: String = band.chars().map(names::in_any_case).collect();
        let validator = validator(&format!("^{pattern}$"));
        assert!(validator.is_valid(&json!(band)) && validator.is_valid(&json!(band.to_uppercase())));
        assert!(!validator.is_valid(&json!("a")));
    }

    #[test]
    fn notation_fits_its_pattern_exactly_when_it_can_be_read() {
        let validator = validator(&format!(r"^\s*{}\s*$", level::pattern(12)));
        for text in texts("0123b(),– i", 5) {
            let readable = match text.parse::<Notation>() {
                Ok(notation) => notation.entries().iter().all(|entry| (1..=12).contains(&entry.number)),
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

//! The schemas beside the readers: what one accepts, the other accepts, and what one refuses, the other refuses.

use jobeval::Scheme;
use jobeval::finding::Finding;
use jobeval::schema::{job_schema, scheme_schema, suite_schema};
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::findings::seen;
use crate::library::{SCHEME, SCHEME_FILE, SUITE_FILE, read_jobs, read_suites, scheme, scheme_findings};
use crate::run::{YES, run};

/// A kind of file: its schema and its reader.
struct Kind<'s> {
    schema: Validator,
    read: Reader<'s>,
}

/// What a reader finds in a text.
type Reader<'s> = Box<dyn Fn(&str) -> Vec<Finding> + 's>;

impl<'s> Kind<'s> {
    fn new(schema: &Value, read: impl Fn(&str) -> Vec<Finding> + 's) -> Kind<'s> {
        assert!(jsonschema::meta::is_valid(schema));
        Kind { schema: jsonschema::validator_for(schema).unwrap(), read: Box::new(read) }
    }

    fn job(scheme: &'s Scheme) -> Kind<'s> {
        Kind::new(&job_schema(scheme), |text| read_jobs(text, scheme).findings)
    }

    fn suite(scheme: &'s Scheme) -> Kind<'s> {
        Kind::new(&suite_schema(scheme), |text| read_suites(text, scheme).1)
    }

    fn scheme() -> Kind<'s> {
        Kind::new(&scheme_schema(), scheme_findings)
    }

    fn assert_right(&self, name: &str, text: &str) {
        for document in documents(text) {
            let errors: Vec<String> = self.schema.iter_errors(&document).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "the schema refuses {name}: {errors:#?}");
        }
        let findings = (self.read)(text);
        assert!(findings.is_empty(), "the reader refuses {name}: {findings:#?}");
    }

    fn assert_wrong(&self, name: &str, text: &str) {
        let all_fit = documents(text).iter().all(|document| self.schema.is_valid(document));
        assert!(!all_fit, "the schema accepts {name}");
        assert!(!(self.read)(text).is_empty(), "the reader accepts {name}");
    }

    /// Makes one change after another to a right document, and compares what schema and reader say of each. Warnings
    /// do not count, nor problems that are `beyond` a schema.
    fn assert_agrees_about_changes_to(&self, right: &str, beyond: &[&str]) {
        let right = documents(right).remove(0);
        self.assert_right("the document unchanged", &right.to_string());
        for (change, changed) in changes(&right) {
            let fits = self.schema.is_valid(&changed);
            let findings = (self.read)(&changed.to_string());
            let right =
                findings.iter().map(seen).all(|found| !found.is_error || beyond.contains(&found.code));
            assert_eq!(fits, right, "{change}: {findings:#?}");
        }
    }
}

/// Every document of a YAML text as JSON, whose keys are always text.
fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map(|one| serde_json::to_value(serde_yaml::Value::deserialize(one).unwrap()).unwrap()).collect()
}

/// The rules that relate several values of a file, which a schema cannot.
const BEYOND_A_SCHEMA: [&str; 5] =
    ["empty-range", "points-not-ascending", "bands-not-contiguous", "band-name-taken", "factor-name-taken"];

/// The document with a key added, with each of its values removed, and with each replaced by many others.
fn changes(right: &Value) -> Vec<(String, Value)> {
    let others = json!([
        null, true, 1.5, -1, 0, 1, 2, 7, 1_000_000, 1_000_001, "", " ", "?", "2", "7", "2(a)-3(b)", "some text",
        [], [1], [""], ["some text"], [null], {}, {"level": 1}, {"min": 1, "max": 2},
    ]);
    let mut changes = Vec::new();
    for path in paths(right) {
        for other in others.as_array().unwrap() {
            let mut changed = right.clone();
            *changed.pointer_mut(&path).unwrap() = other.clone();
            changes.push((format!("{path} replaced by {other}"), changed));
        }
        let mut changed = right.clone();
        if let Some(mapping) = changed.pointer_mut(&path).unwrap().as_object_mut() {
            mapping.insert("surplus".to_owned(), json!(1));
            changes.push((format!("{path} with a surplus key"), changed));
        }
        let mut changed = right.clone();
        let (parent, key) = path.rsplit_once('/').unwrap_or_default();
        if let Some(mapping) = changed.pointer_mut(parent).and_then(Value::as_object_mut) {
            mapping.remove(key);
            changes.push((format!("without {path}"), changed));
        }
    }
    changes
}

/// The JSON pointers to all values of a document but itself.
fn paths(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(mapping) => mapping.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, child)| (i.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    let below = |(key, child): (String, &Value)| {
        let deeper = paths(child).into_iter().map(|path| format!("/{key}{path}")).collect::<Vec<_>>();
        std::iter::once(format!("/{key}")).chain(deeper)
    };
    children.into_iter().flat_map(below).collect()
}

#[test]
fn the_examples_are_right() {
    let kind = Kind::job(&SCHEME);
    let mut jobs = 0;
    let entries = std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path());
    for path in entries.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")) {
        let text = std::fs::read_to_string(&path).unwrap();
        kind.assert_right(&path.display().to_string(), &text);
        jobs += documents(&text).len();
    }
    assert!(jobs >= 12);
    for page in ["README.md", "docs/panels.md"] {
        let text = std::fs::read_to_string(page).unwrap();
        let (_, rest) = text.split_once("```yaml\nid:").unwrap();
        let (job, _) = rest.split_once("```").unwrap();
        kind.assert_right(page, &format!("id:{job}"));
    }
}

#[test]
fn the_command_prints_the_schemas() {
    let schemas =
        [("job", job_schema(&SCHEME)), ("suite", suite_schema(&SCHEME)), ("scheme", scheme_schema())];
    for (kind, schema) in schemas {
        let (status, printed, errors) = run(&["schema", kind]);
        assert_eq!((status, &*errors), (YES, ""));
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), schema);
    }
}

#[test]
fn the_published_suite_and_scheme_are_right() {
    Kind::suite(&SCHEME).assert_right("the suite", SUITE_FILE);
    Kind::scheme().assert_right("the scheme", SCHEME_FILE);
}

/// Right values of `factors` and `expect` in a job.
const RIGHT_JOBS: &[(&str, &str)] = &[
    ("no factor assessed", "factors: {}"),
    ("an alias", "factors: {knowledge: 7}"),
    ("a number", "factors: {12: 3}"),
    ("a number as text", "factors: {'4': 2}"),
    ("a published name", "factors: {Freedom to Act: 3}"),
    ("a published name with & and comma", "factors: {'Knowledge, Training & Experience': 7}"),
    ("a published name with a slash", "factors: {Policy/Service Development: 2}"),
    ("a name in capitals with hyphens", "factors: {FREEDOM-TO-ACT: 3}"),
    ("a name without separators", "factors: {FreedomToAct: 3}"),
    ("a name with separators in odd places", "factors: {' r & d ': 2, h.r.: 2}"),
    ("a name behind its number", "factors: {12. Freedom to Act: 3, (09) hr: 2}"),
    ("a name as the oldest profiles print it", "factors: {9. Responsibility for Human Resources: 2}"),
    ("a name as the handbook prints it", "factors: {Responsibilities for research and development: 2}"),
    ("a question mark", "factors: {mental_effort: '?'}"),
    ("a question mark with spaces", "factors: {mental_effort: ' ? '}"),
    ("null", "factors: {mental_effort: null}"),
    ("nothing", "factors: {mental_effort: }"),
    ("an empty text", "factors: {mental_effort: ''}"),
    ("a level as text", "factors: {mental_effort: '4'}"),
    ("an option", "factors: {mental_effort: 4(b)}"),
    ("options in capitals without brackets", "factors: {mental_effort: 4BC}"),
    ("the last option", "factors: {mental_effort: 4(h)}"),
    ("levels not settled", "factors: {mental_effort: 2-4}"),
    ("levels with a slash", "factors: {mental_effort: 3/4}"),
    ("levels with a dash as published", "factors: {physical_effort: 2(a)(d)– 3(c)}"),
    ("levels with a comma as published", "factors: {physical_effort: '2(a), 4(b)'}"),
    ("options with a comma as published", "factors: {patient_care: '6(a),(c)'}"),
    ("options in one pair of brackets", "factors: {patient_care: '2 ( a, b ) - 3 c'}"),
    ("levels and options run together", "factors: {mental_effort: 1-2b-3c4b}"),
    ("the highest level of the longest factor", "factors: {knowledge: 8}"),
    ("a level with evidence", "factors: {hr: {level: 3(a), evidence: Leads the team.}}"),
    ("evidence without a level", "factors: {hr: {evidence: Nothing is known.}}"),
    ("a level not assessed, with empty evidence", "factors: {hr: {level: '?', evidence: ''}}"),
    ("an empty assessment", "factors: {hr: {}}"),
    ("an id that is a number", "factors: {}\nid: 1042"),
    ("an id of null", "factors: {}\nid: null"),
    ("an empty expectation", "factors: {}\nexpect: {}"),
    ("an expectation of null", "factors: {}\nexpect: null"),
    ("a band that is a number", "factors: {}\nexpect: {band: 7}"),
    ("a band that is a number in quotes", "factors: {}\nexpect: {band: '7'}"),
    ("a band", "factors: {}\nexpect: {band: 8a}"),
    ("a band in capitals", "factors: {}\nexpect: {band: 8A}"),
    ("a band group", "factors: {}\nexpect: {band: 8a-b}"),
    ("a run of bands as published", "factors: {}\nexpect: {band: 8c – 8d-9}"),
    ("a run of bands in short", "factors: {}\nexpect: {band: 8A -C}"),
    ("a total", "factors: {}\nexpect: {total: 498}"),
    ("a range of totals", "factors: {}\nexpect: {total: {min: 475, max: 516}}"),
    ("a profile", "factors: {}\nexpect: {profile: arts-therapist}"),
    ("no match with any profile", "factors: {}\nexpect: {outcome: no_match}"),
    ("an outcome of null", "factors: {}\nexpect: {outcome: null}"),
    ("an outcome", "factors: {}\nexpect: {profile: arts-therapist, outcome: band_match}"),
    ("an organisation", "factors: {}\norganisation: North Wing"),
    ("the id of the manager's job", "factors: {}\nreports_to: JD-1088"),
    ("the id of the manager's job as a number", "factors: {}\nreports_to: 1088"),
    ("nobody in post", "factors: {}\nheadcount: 0"),
    ("staff in post that are not known", "factors: {}\nheadcount: Not known"),
    ("a mark for staff in post that are not known", "factors: {}\nheadcount: '?'"),
    ("a million in post", "factors: {}\nheadcount: 1000000"),
    ("a panel", "factors: {}\npanel: {date: 2026-03-14, members: [A. Osei, B. Shaw], status: provisional}"),
    ("a date in quotes", "factors: {}\npanel: {date: ' 2026-12-31 ', status: consistency_checked}"),
    ("members in a text", "factors: {}\npanel: {members: 'A. Osei (staff side, Unite); B. Shaw'}"),
    ("an empty panel", "factors: {}\npanel: {date: null, members: [], status: null}"),
    ("a panel of null", "factors: {}\npanel: null"),
    ("notes", "factors: {}\nnotes: For the panel alone."),
    ("empty notes", "factors: {}\nnotes: ''"),
];

/// Wrong values of `factors` and `expect` in a job.
const WRONG_JOBS: &[(&str, &str)] = &[
    ("no factors", "id: JD-1"),
    ("factors of null", "factors: null"),
    ("factors that are a list", "factors: [6, 7]"),
    ("a surplus key", "factors: {}\nband: 7"),
    ("a key in capitals", "Factors: {}"),
    ("a suite's key", "factors: {}\nprofiles: []"),
    ("a factor misspelt", "factors: {comunication: 6}"),
    ("a factor with & for a space", "factors: {freedom&to&act: 3}"),
    ("a factor numbered 0", "factors: {0: 3}"),
    ("a factor numbered 17", "factors: {17: 3}"),
    ("a factor number in two words", "factors: {1 2: 3}"),
    ("a factor behind another's number", "factors: {2. Freedom to Act: 3}"),
    ("a factor's number behind itself", "factors: {12.12: 3}"),
    ("a number behind words", "factors: {Responsibility for 12: 3}"),
    ("words before no name", "factors: {Responsibility for: 3}"),
    ("a factor's group", "factors: {skills: 3}"),
    ("level 0", "factors: {knowledge: 0}"),
    ("a level below 0", "factors: {knowledge: -1}"),
    ("a level too high", "factors: {emotional_effort: 5}"),
    ("a level too high for an alias", "factors: {emotional: 5}"),
    ("a level too high as text", "factors: {emotional_effort: 5(a)}"),
    ("a range that ends too high", "factors: {emotional_effort: 4-5}"),
    ("a level of two digits", "factors: {emotional_effort: '12'}"),
    ("half a level", "factors: {knowledge: 6.5}"),
    ("a level of true", "factors: {knowledge: true}"),
    ("a level in words", "factors: {knowledge: about 3}"),
    ("a level with a note", "factors: {knowledge: 3 tbc}"),
    ("a level with a question mark", "factors: {knowledge: 3?}"),
    ("a dash without a second level", "factors: {knowledge: 3-}"),
    ("an option before its level", "factors: {knowledge: a3}"),
    ("a bracket that does not close", "factors: {knowledge: 3(a}"),
    ("brackets without an option", "factors: {knowledge: 3()}"),
    ("a letter after the last option", "factors: {knowledge: 3(i)}"),
    ("a letter after the last option, behind others", "factors: {knowledge: '3(a, z)'}"),
    ("a digit for an option", "factors: {knowledge: 3(1)}"),
    ("a list of levels", "factors: {knowledge: [2, 3]}"),
    ("a surplus key beside a level", "factors: {knowledge: {level: 3, reason: None.}}"),
    ("an assessment in an assessment", "factors: {knowledge: {level: {level: 3}}}"),
    ("a level too high beside evidence", "factors: {hr: {level: 7, evidence: Leads the team.}}"),
    ("evidence that is a number", "factors: {hr: {level: 3, evidence: 12}}"),
    ("an empty id", "factors: {}\nid: ''"),
    ("an id that is a list", "factors: {}\nid: [JD-1]"),
    ("an expectation that is a band", "factors: {}\nexpect: 7"),
    ("a surplus key in an expectation", "factors: {}\nexpect: {score: 498}"),
    ("a band that does not exist", "factors: {}\nexpect: {band: 8}"),
    ("a run with a band that does not exist", "factors: {}\nexpect: {band: 8b-e}"),
    ("a band with its word", "factors: {}\nexpect: {band: Band 7}"),
    ("a total below 0", "factors: {}\nexpect: {total: -1}"),
    ("a total as text", "factors: {}\nexpect: {total: '498'}"),
    ("a total beyond all bounds", "factors: {}\nexpect: {total: 1000001}"),
    ("a range of totals without an end", "factors: {}\nexpect: {total: {min: 475}}"),
    ("a range of totals with a surplus key", "factors: {}\nexpect: {total: {min: 1, max: 2, mean: 1}}"),
    ("a profile that is a number", "factors: {}\nexpect: {profile: 7}"),
    ("a match with no profile", "factors: {}\nexpect: {outcome: band_match}"),
    ("a match with a profile of null", "factors: {}\nexpect: {profile: null, outcome: band_match}"),
    ("an outcome that does not exist", "factors: {}\nexpect: {profile: arts-therapist, outcome: match}"),
    ("an organisation that is a number", "factors: {}\norganisation: 12"),
    ("an empty organisation", "factors: {}\norganisation: ''"),
    ("several managers", "factors: {}\nreports_to: [JD-1, JD-2]"),
    ("fewer than nobody in post", "factors: {}\nheadcount: -1"),
    ("half a person in post", "factors: {}\nheadcount: 2.5"),
    ("more than a million in post", "factors: {}\nheadcount: 1000001"),
    ("a number in post as text", "factors: {}\nheadcount: '3'"),
    ("a panel that is a date", "factors: {}\npanel: 2026-03-14"),
    ("a surplus key in a panel", "factors: {}\npanel: {chair: A. Osei}"),
    ("a date of digits alone", "factors: {}\npanel: {date: 20260314}"),
    ("a date with the day first", "factors: {}\npanel: {date: 14-03-2026}"),
    ("a month that does not exist", "factors: {}\npanel: {date: 2026-13-01}"),
    ("a day that no month has", "factors: {}\npanel: {date: 2026-01-32}"),
    ("a date with a time", "factors: {}\npanel: {date: '2026-03-14T10:00'}"),
    ("a member that is a number", "factors: {}\npanel: {members: [1]}"),
    ("members that are a mapping", "factors: {}\npanel: {members: {A: Osei}}"),
    ("a status that does not exist", "factors: {}\npanel: {status: agreed}"),
    ("notes that are a list", "factors: {}\nnotes: [a, b]"),
];

#[test]
fn every_way_of_writing_a_job_is_right() {
    let kind = Kind::job(&SCHEME);
    for (name, rest) in RIGHT_JOBS {
        kind.assert_right(name, &format!("title: Art Therapist\n{rest}\n"));
    }
}

#[test]
fn wrong_jobs_are_wrong() {
    let kind = Kind::job(&SCHEME);
    for (name, rest) in WRONG_JOBS {
        kind.assert_wrong(name, &format!("title: Art Therapist\n{rest}\n"));
    }
    let members = |count| {
        format!("title: Art Therapist\nfactors: {{}}\npanel: {{members: [{}]}}", "A. Osei,".repeat(count))
    };
    kind.assert_right("as many members as a panel may have", &members(100));
    kind.assert_wrong("more members than a panel may have", &members(101));
    for (name, title) in [("no title", ""), ("an empty title", "title: ' '"), ("a number", "title: 12")] {
        kind.assert_wrong(name, &format!("factors: {{}}\n{title}\n"));
    }
    for (name, text) in [
        ("a text", "Art Therapist"),
        ("a list", "[1, 2]"),
        ("a suite", SUITE_FILE),
        ("a scheme", SCHEME_FILE),
    ] {
        kind.assert_wrong(name, text);
    }
}

#[test]
fn an_outcome_without_a_profile_is_outside_the_schema() {
    let schema = jsonschema::validator_for(&job_schema(&SCHEME)).unwrap();
    assert!(!schema.is_valid(&json!({"title": "Job", "factors": {}, "expect": {"outcome": "band_match"}})));
}

/// Asserts that the first place at which a right file says something else makes it wrong.
fn assert_wrong_edits(kind: &Kind<'_>, right: &str, edits: &[(&str, &str, &str)]) {
    for (name, from, to) in edits {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, right, "{name}");
        kind.assert_wrong(name, &wrong);
    }
}

/// What the first profile of the published suite says of a factor.
const FIRST_HUMAN_RESOURCES: &str = "
      human_resources:
        levels: 1
        scores: [5]
        descriptor: Demonstrates own activities to new or less experienced employees
        example: Provides advice to less experienced staff";

#[test]
fn a_factor_has_all_its_names_in_a_suite_too() {
    for name in ["hr", "9", "Human Resources", "HUMAN-RESOURCES"] {
        let suite = SUITE_FILE.replace("      human_resources:", &format!("      {name}:"));
        Kind::suite(&SCHEME).assert_right(name, &suite);
    }
}

#[test]
fn wrong_suites_are_wrong() {
    let edits = [
        ("a suite without an id", "suite: arts-therapies\n", ""),
        ("another scheme", "scheme: nhs-jes", "scheme: nhs"),
        ("a line of contents without a band", ", band: 6, page: 2}", ", page: 2}"),
        ("a page in words", "page: 2}", "page: two}"),
        ("an amendment without notes", "    notes: Profile suite", "    note: Profile suite"),
        ("a profile without a band", "    band: 6\n", ""),
        ("a band that does not exist", "    band: 6\n", "    band: 10\n"),
        ("a score without an end", "{min: 438, max: 448}", "{min: 438}"),
        (
            "a job statement that is a text",
            "    job_statement:\n",
            "    job_statement: One\n    statements:\n",
        ),
        ("a factor left out", FIRST_HUMAN_RESOURCES, ""),
        ("a factor misspelt", "      human_resources:", "      human_recources:"),
        ("a level too high", "levels: 5(c)", "levels: 7(c)"),
        ("a level not assessed", "levels: 5(c)", "levels: '?'"),
        ("no levels", "levels: 5(c)", "levels: null"),
        ("a score that is no list", "scores: [45]", "scores: 45"),
        ("a level with evidence", "levels: 5(c)", "evidence: None"),
    ];
    assert_wrong_edits(&Kind::suite(&SCHEME), SUITE_FILE, &edits);
}

#[test]
fn wrong_schemes_are_wrong() {
    let edits = [
        ("a scheme without an id", "\"scheme\": \"nhs-jes\",\n", ""),
        ("a surplus key", "\"title\": \"NHS", "\"version\": 7,\n\"title\": \"NHS"),
        ("aliases that are a text", "\"aliases\": [\"mental\"]", "\"aliases\": \"mental\""),
        ("points in words", "\"points\": [3, 7,", "\"points\": [three, 7,"),
        ("no points", "\"points\": [5, 11, 18, 25]", "\"points\": []"),
        ("a band without a beginning", "\"from\": 161, \"to\": 215}", "\"to\": 215}"),
        ("a band below 0", "\"from\": 0", "\"from\": -1"),
        ("no bands", "\"bands\":", "\"ranges\":"),
        ("no matching", "\"matching\":", "\"match\":"),
        (
            "no fixed factors",
            ", \"fixed_factors\": [\"knowledge_training_and_experience\", \"freedom_to_act\"]",
            "",
        ),
    ];
    assert_wrong_edits(&Kind::scheme(), SCHEME_FILE, &edits);
}

/// A small scheme with everything that a scheme can have.
const SMALL_SCHEME: &str = "
scheme: small
title: Small Scheme
source: None
factors:
  - {id: skill, name: Skill, group: people, aliases: [craft], points: [10, 20, 30]}
  - {id: effort, name: Effort, group: work, points: [5, 15]}
bands:
  - {name: 1, from: 0, to: 29, closed: to all}
  - {name: 2a, group: 2, from: 30, to: 39}
  - {name: 2b, group: 2, from: 40, to: 50}
matching: {max_difference: 1, max_variations: 2, fixed_factors: [skill]}
";

#[test]
fn schema_and_reader_agree_about_changes_to_a_scheme() {
    // In a scheme even the factors' names are values of the file.
    let beyond = [&BEYOND_A_SCHEMA[..], &["unknown-factor", "total-too-large"]].concat();
    Kind::scheme().assert_agrees_about_changes_to(SMALL_SCHEME, &beyond);
}

#[test]
fn schema_and_reader_agree_about_changes_to_a_job() {
    let small = scheme(SMALL_SCHEME);
    let job = "
id: J-1
title: Job
factors: {craft: {level: 2(a), evidence: None}, 2: 1-2}
expect: {band: 2, total: {min: 40, max: 45}, profile: maker}
organisation: Wing
reports_to: J-2
headcount: 3
panel: {date: 2026-03-14, members: [A], status: final}
notes: None
";
    Kind::job(&small).assert_agrees_about_changes_to(job, &BEYOND_A_SCHEMA);
}

#[test]
fn schema_and_reader_agree_about_changes_to_a_suite() {
    let small = scheme(SMALL_SCHEME);
    let suite = "
suite: makers
title: Makers
scheme: small
source: None
contents: [{title: Maker, band: 2A, page: 1}]
amendments: [{action: New, date: 2026, notes: All}]
profiles:
  - id: maker
    title: Maker
    band: 2a
    generic: true
    archived: July 2025
    score: {min: 35, max: 45}
    job_statement: [Makes]
    factors:
      skill: {levels: 3(a), scores: [30], descriptor: Makes, example: A chair}
      EFFORT: 1-2
";
    Kind::suite(&small).assert_agrees_about_changes_to(suite, &BEYOND_A_SCHEMA);
}

//! Proves how jobs are read: every accepted form, all findings of a file at once and each at its exact place, and in a
//! file of several jobs nothing lost but what is wrong. Sources: the file formats in design.md, section 3, and the
//! YAML specification on documents.

mod common;

use common::{SCHEME, places};
use jobeval::finding::{Counts, Finding, Position, Problem, Slip};
use jobeval::job::JobIds;
use jobeval::level::NotationError;
use jobeval::outcome::Outcome;
use jobeval::scheme::{BandGroup, Levels, PointsRange};
use jobeval::{Job, Profiles, Read};

const ASSESSMENT_KEYS: &[&str] = &["level", "evidence"];
const EXPECT_KEYS: &[&str] = &["band", "total", "profile", "outcome"];
const JOB_KEYS: &[&str] = &["id", "title", "factors", "expect"];

fn read(text: &str) -> Read<Job<'static>> {
    Job::read("jobs.yaml", text, &SCHEME)
}

/// The findings in the text of a job without a factor, to which keys are added.
fn findings_with(keys: &str) -> Vec<(usize, usize, Problem)> {
    places(&read(&format!("title: A\nfactors: {{}}\n{keys}\n")).findings)
}

/// The findings in the value of `communication`.
fn findings_in_level(level: &str) -> Vec<(usize, usize, Problem)> {
    places(&read(&format!("title: A\nfactors:\n  communication: {level}\n")).findings)
}

fn wrong_type(what: &str, expected: &'static str, found: &str) -> Problem {
    Problem::WrongType { what: what.into(), expected, found: found.into() }
}

fn not_a_level(found: &str) -> Problem {
    let expected = "a whole number or level notation such as 3(a)";
    wrong_type("the level of Communication & Relationship Skills", expected, found)
}

fn notation(factor: &str, text: &str, error: NotationError) -> Problem {
    Problem::Notation { factor: factor.into(), text: text.into(), error }
}

/// Titles of the jobs, then place and rule of each finding, as in `3:1 UnknownKey`.
fn outline(read: &Read<Job<'_>>) -> (Vec<String>, Vec<String>) {
    let rule = |finding: &Finding| {
        let debug = format!("{:?}", finding.problem);
        let rule = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
        finding.position.map_or(rule.clone(), |place| format!("{}:{} {rule}", place.line, place.column))
    };
    let titles = read.items.iter().map(|job| job.title().to_owned());
    (titles.collect(), read.findings.iter().map(rule).collect())
}

/// The level of each factor in canonical notation, `?` where it is not assessed.
fn levels(job: &Job<'_>) -> String {
    let level = |levels: Option<&Levels<'_>>| levels.map_or("?".to_owned(), Levels::to_string);
    job.assessments().iter().map(|assessment| level(assessment.levels())).collect::<Vec<_>>().join(" ")
}

#[test]
fn all_findings_of_a_file_come_at_once_each_at_its_place() {
    let text = "\
id: JD-1
titel: Art Therapist
factors:
  communication: 6
  Communication & Relationship Skills: 6
  comunication: 5
  mental_effort: 6
  freedom: 3 or 4
  hr: [1, 2]
  finance: 3.5
  knowledge: {levl: 7, evidence: }
  policy: !level 3
  research: 3-2
  juggling: 2
  patient_care: {evidence: Prägt die Übergabe, level: 0}
expect: {band: 10, total: {min: 5, max: 2}, outcome: perfect, profil: x}
";
    let read = read(text);
    assert!(read.items.is_empty());
    let level = "a whole number or level notation such as 3(a)";
    let bands = "1 2 3 4 5 6 7 8a 8b 8c 8d 9 8a-b 8c-d".split(' ').map(Into::into).collect();
    let outcomes = vec!["profile_match", "band_match", "incomplete", "no_match"];
    assert_eq!(
        places(&read.findings),
        [
            (1, 1, Problem::MissingKey { what: "a job", key: "title" }),
            (
                2,
                1,
                Problem::UnknownKey {
                    what: "a job",
                    key: "titel".into(),
                    nearest: Some("title"),
                    known: JOB_KEYS
                }
            ),
            (
                5,
                3,
                Problem::FactorUnderTwoNames {
                    factor: "Communication & Relationship Skills".into(),
                    first: "communication".into(),
                    second: "Communication & Relationship Skills".into(),
                },
            ),
            (
                6,
                3,
                Problem::UnknownFactor {
                    name: "comunication".into(),
                    nearest: Some("communication_and_relationship_skills".into())
                }
            ),
            (7, 18, Problem::NoSuchLevel { factor: "Mental Effort".into(), level: 6, highest: 5 }),
            (8, 12, notation("Freedom to Act", "3 or 4", NotationError::Word("or".into()))),
            (9, 3, wrong_type("the level of Human Resources", level, "a list")),
            (10, 12, wrong_type("the level of Financial & Physical Resources", level, "the number 3.5")),
            (
                11,
                15,
                Problem::UnknownKey {
                    what: "a factor",
                    key: "levl".into(),
                    nearest: Some("level"),
                    known: ASSESSMENT_KEYS
                }
            ),
            (
                12,
                11,
                wrong_type("the level of Policy/Service Development", level, "a value with the tag !level")
            ),
            (
                13,
                13,
                notation("Research & Development", "3-2", NotationError::Descending { first: 3, second: 2 })
            ),
            (14, 3, Problem::UnknownFactor { name: "juggling".into(), nearest: None }),
            (15, 55, Problem::NoSuchLevel { factor: "Patient/Client Care".into(), level: 0, highest: 8 }),
            (16, 1, Problem::MissingKey { what: "expect", key: "profile" }),
            (16, 16, Problem::UnknownBand { name: "10".into(), known: bands }),
            (16, 20, Problem::EmptyRange { what: "total".into(), min: 5, max: 2 }),
            (16, 54, Problem::UnknownOutcome { name: "perfect".into(), known: outcomes }),
            (
                16,
                63,
                Problem::UnknownKey {
                    what: "expect",
                    key: "profil".into(),
                    nearest: Some("profile"),
                    known: EXPECT_KEYS
                }
            ),
        ]
    );
    assert!(read.findings[2].to_string().starts_with("jobs.yaml:5:3: `communication` and "));
}

#[test]
fn each_rule_for_a_jobs_keys_is_kept() {
    let text = "a text";
    for (file, line, column, problem) in [
        ("factors: {}\n", 1, 1, Problem::MissingKey { what: "a job", key: "title" }),
        ("title: A\n", 1, 1, Problem::MissingKey { what: "a job", key: "factors" }),
        ("title: A\nfactors:\n", 2, 9, Problem::Blank { what: "factors".into() }),
        ("factors: {}\ntitle: '  '\n", 2, 8, Problem::Blank { what: "title".into() }),
        ("title: 12\nfactors: {}\n", 1, 8, wrong_type("title", text, "the number 12")),
        ("title: true\nfactors: {}\n", 1, 8, wrong_type("title", text, "true")),
        ("title: A\nfactors: []\n", 2, 1, wrong_type("factors", "a mapping of keys to values", "a list")),
        ("title: A\nfactors: {}\ntitle: B\n", 3, 1, Problem::RepeatedKey { key: "title".into() }),
        ("\n# a note\n  A\n", 3, 3, wrong_type("a job", "a mapping of keys to values", "the text `A`")),
        ("- title: A\n", 1, 3, wrong_type("a job", "a mapping of keys to values", "a list")),
        ("title: A\nprofiles: []\n", 1, 1, Problem::OtherKind { expected: "job", found: "suite" }),
        ("title: A\nmatching: {}\n", 1, 1, Problem::OtherKind { expected: "job", found: "scheme" }),
        ("", 0, 0, Problem::Nothing { what: "job" }),
        ("# nothing yet\n---\n...\n---\n~\n", 0, 0, Problem::Nothing { what: "job" }),
    ] {
        let read = read(file);
        assert!(read.items.is_empty(), "{file}");
        assert_eq!(places(&read.findings), [(line, column, problem)], "{file}");
    }
}

#[test]
fn each_rule_for_a_level_is_kept() {
    let name = "Communication & Relationship Skills";
    let missing = |level| Problem::NoSuchLevel { factor: name.into(), level, highest: 6 };
    for (level, column, problem) in [
        ("7", 18, missing(7)),
        ("0", 18, missing(0)),
        ("'5-7'", 18, missing(7)),
        ("{level: 7(a)}", 26, missing(7)),
        ("-3", 18, notation(name, "-3", NotationError::NumberExpected("-".into()))),
        ("3 tbc", 18, notation(name, "3 tbc", NotationError::Word("tbc".into()))),
        ("2(a", 18, notation(name, "2(a", NotationError::UnclosedBracket)),
        ("100", 18, notation(name, "100", NotationError::TooLarge("100".into()))),
        ("3.0", 18, not_a_level("the number 3.0")),
        ("true", 18, not_a_level("true")),
        ("[3]", 3, not_a_level("a list")),
        ("!settled 3", 18, not_a_level("a value with the tag !settled")),
        ("{level: [3]}", 19, not_a_level("a list")),
        ("{evidence: 12}", 29, wrong_type("evidence", "a text", "the number 12")),
        ("{level: 3, level: 4}", 29, Problem::RepeatedKey { key: "level".into() }),
    ] {
        assert_eq!(findings_in_level(level), [(3, column, problem)], "{level}");
    }
}

#[test]
fn each_rule_for_what_is_expected_is_kept() {
    let total = "a number of points or {min, max}";
    let bounds = "from 0 to 1,000,000";
    let out_of_bounds = |found| Problem::OutOfBounds { what: "total".into(), expected: bounds, found };
    let key = |key| Problem::MissingKey { what: "total", key };
    for (expect, column, problem) in [
        ("[]", 1, wrong_type("expect", "a mapping of keys to values", "a list")),
        ("{total: '498'}", 17, wrong_type("total", total, "the text `498`")),
        ("{total: 498.5}", 17, wrong_type("total", total, "the number 498.5")),
        ("{total: -1}", 17, out_of_bounds(-1)),
        ("{total: 1000001}", 17, out_of_bounds(1_000_001)),
        ("{total: {min: 1}}", 10, key("max")),
        ("{total: {max: 1}}", 10, key("min")),
        ("{band: [7]}", 10, wrong_type("band", "a text or a whole number", "a list")),
        ("{profile: 7}", 19, wrong_type("profile", "a text", "the number 7")),
        ("{profile: a, outcome: 7}", 31, wrong_type("outcome", "a text", "the number 7")),
        ("{outcome: no_match}", 1, Problem::MissingKey { what: "expect", key: "profile" }),
    ] {
        assert_eq!(findings_with(&format!("expect: {expect}")), [(3, column, problem)], "{expect}");
    }
    assert_eq!(findings_with("id: [1]"), [(3, 1, wrong_type("id", "a text or a whole number", "a list"))]);
    assert_eq!(findings_with("id: ''"), [(3, 5, Problem::Blank { what: "id".into() })]);
}

#[test]
fn what_is_wrong_in_one_document_leaves_the_others_read() {
    for (text, titles, findings) in [
        // Broken YAML, of three kinds, between two good jobs.
        (
            "title: A\nfactors: {}\n---\ntitle: [open\nfactors: {}\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["5:8 BrokenYaml"],
        ),
        (
            "title: A\nfactors: {}\n---\ntitle: \"open\nfactors: {}\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["4:8 BrokenYaml"],
        ),
        (
            "title: A\nfactors: {}\n---\ntitle: B\nfactors:\n\thr: 1\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["6:1 TabIndentation"],
        ),
        // A tab that is allowed where it stands, before what is not.
        (
            "title: \"A\n\tB\" C\nfactors: {}\n---\ntitle: D\nfactors:\n  \thr: 1\n",
            vec![],
            vec!["2:5 BrokenYaml", "7:3 TabIndentation"],
        ),
        // Findings in the first, the second and the third of four.
        (
            "titel: A\nfactors: {}\n---\ntitle: B\nfactors: {hr: 9}\n---\n\ntitle: C\nfactors:\n  hr: x\n---\n\
             title: D\nfactors: {}\n",
            vec!["D"],
            vec!["1:1 UnknownKey", "1:1 MissingKey", "5:15 NoSuchLevel", "10:7 Notation"],
        ),
        // Documents on the line of their marker.
        (
            "--- {title: A, factors: {}}\n--- {title: B, factors: {hr: 9}}\n--- {title: C, factors: {}}",
            vec!["A", "C"],
            vec!["2:30 NoSuchLevel"],
        ),
        // The end marker, with and without a start marker after it.
        (
            "title: A\nfactors: {hr: 9}\n...\ntitle: B\nfactors: {hr: 9}\n...\n# a note\n---\n\
             title: C\nfactors: {hr: 9}\n...\n",
            vec![],
            vec!["2:15 NoSuchLevel", "5:15 NoSuchLevel", "10:15 NoSuchLevel"],
        ),
        // Comments and blank lines before a start marker, and documents with nothing in them.
        (
            "# a note\n\n---\n# another\ntitle: A\nfactors: {hr: 9}\n# a last\n---\n---\n# none\n---\n\
             title: B\nfactors: {hr: 9}\n",
            vec![],
            vec!["6:15 NoSuchLevel", "13:15 NoSuchLevel"],
        ),
        // A directive.
        (
            "%YAML 1.2\n---\ntitle: A\nfactors: {hr: 9}\n...\n%YAML 1.2\n---\ntitle: B\nfactors: {hr: 9}\n",
            vec![],
            vec!["4:15 NoSuchLevel", "9:15 NoSuchLevel"],
        ),
        // Line ends of Windows.
        (
            "title: A\r\nfactors: {}\r\n---\r\ntitle: B\r\nfactors: {hr: 9}\r\n---\r\ntitle: [\r\n\
             ---\r\ntitle: D\r\nfactors: {}\r\n",
            vec!["A", "D"],
            vec!["5:15 NoSuchLevel", "7:9 BrokenYaml"],
        ),
        // What looks like a marker and is none.
        (
            "title: |\n  A\n  ---\n  B\nfactors: {}\n---\ntitle: C\nfactors: {}\n---D: 1\n...E: 2\n",
            vec!["A\n---\nB"],
            vec!["9:1 UnknownKey", "10:1 UnknownKey"],
        ),
    ] {
        let (found_titles, found) = outline(&read(text));
        assert_eq!(found_titles, titles, "{text}");
        assert_eq!(found, findings, "{text}");
    }
}

#[test]
fn the_jobs_of_a_file_keep_its_order_and_name() {
    let read = read(include_str!("../examples/panel-2026-03.yaml"));
    assert_eq!(read.findings, []);
    let ids: Vec<_> = read.items.iter().filter_map(Job::id).collect();
    assert_eq!(ids, ["JD-1161", "JD-1162", "JD-1163"]);
    assert!(read.items.iter().all(|job| job.source() == "jobs.yaml"));
    assert_eq!(levels(&read.items[1]), "6 7 4 2 3(a) 5(a) 2 2(b)(c)(d) 2(b) 1 2(a) 3 3(c) 4(b) 4(b) 2(a)");
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    for start in ["", "---\n", "# a note\n", "\n"] {
        let text = format!("{start}title: A\nfactors: {{}}\n---\ntitle: B\nfactors: {{hr: 9}}\n");
        assert_eq!(outline(&read(&format!("\u{feff}{text}"))), outline(&read(&text)), "{start}");
    }
}

#[test]
fn null_a_question_mark_and_nothing_at_all_are_not_assessed() {
    let read = read(
        "\
title: A
factors:
  communication: null
  knowledge:
  analytical: ~
  planning: '?'
  physical_skills: ' ? '
  patient_care: ''
  policy: {}
  finance: {evidence: To be seen}
  hr: {level: null}
  information: {level: }
  research: {level: '?', evidence: ''}
  physical_effort: 3
",
    );
    assert_eq!(read.findings, []);
    let job = &read.items[0];
    assert_eq!(levels(job), "? ? ? ? ? ? ? ? ? ? ? ? 3 ? ? ?");
    let evidence: Vec<_> = job.assessments().iter().map(|assessment| assessment.evidence()).collect();
    assert_eq!(evidence.iter().flatten().collect::<Vec<_>>(), [&"To be seen"]);
    assert_eq!(evidence[7], Some("To be seen"));
    assert_eq!(job.assessments()[0].possible(), 1..=6);
}

#[test]
fn a_level_may_be_a_number_or_a_text_alone_or_with_evidence() {
    let read = read(
        "\
title: A
factors:
  1: 6
  2: '7'
  3: 4
  4: {level: 2}
  5: {level: 3a, evidence: Fine motor control}
  Patient/Client Care: 5(a)
  POLICY: 2-3
  finance: 2 (b) (c)
  hr: 2/3
  information resources: 1–3
  r&d: '2(a), 4(b)'
  freedom-to-act: {evidence: ' Codes of practice ', level: ' 3 '}
",
    );
    assert_eq!(read.findings, []);
    let job = &read.items[0];
    assert_eq!(levels(job), "6 7 4 2 3(a) 5(a) 2-3 2(b)(c) 2-3 1, 3 2(a), 4(b) 3 ? ? ? ?");
    assert_eq!(job.assessments()[4].evidence(), Some("Fine motor control"));
    assert_eq!(job.assessments()[11].evidence(), Some("Codes of practice"));
    let settled = |factor: usize| job.assessments()[factor].settled().map(|level| level.number());
    assert_eq!((settled(4), settled(6), settled(12)), (Some(3), None, None));
    assert_eq!(job.assessments()[9].possible(), 1..=3);
}

#[test]
fn an_id_may_be_a_text_a_number_or_absent() {
    for (line, id) in [
        ("id: JD-1042", Some("JD-1042")),
        ("id: 1042", Some("1042")),
        ("id: '0042'", Some("0042")),
        ("id: ' JD 7 '", Some("JD 7")),
        ("id:", None),
        ("", None),
    ] {
        let read = read(&format!("title: ' A '\nfactors: {{}}\n{line}\n"));
        assert_eq!(read.findings, [], "{line}");
        assert_eq!((read.items[0].id(), read.items[0].title()), (id, "A"), "{line}");
    }
}

#[test]
fn what_is_expected_may_take_every_form() {
    let total = |min, max| Some(PointsRange { min, max });
    for (expect, band, points, profile, outcome) in [
        ("{band: 7}", Some("7"), None, None, None),
        ("{band: '7'}", Some("7"), None, None, None),
        ("{band: 8A}", Some("8a"), None, None, None),
        ("{band: 8a-b}", Some("8a-b"), None, None, None),
        ("{total: 498}", None, total(498, 498), None, None),
        ("{total: {min: 475, max: 516}}", None, total(475, 516), None, None),
        ("{profile: arts-therapist}", None, None, Some("arts-therapist"), None),
        ("{profile: x, outcome: profile_match}", None, None, Some("x"), Some(Outcome::ProfileMatch)),
        ("{profile: x, outcome: band_match}", None, None, Some("x"), Some(Outcome::BandMatch)),
        ("{profile: x, outcome: incomplete}", None, None, Some("x"), Some(Outcome::Incomplete)),
        ("{profile: x, outcome: no_match}", None, None, Some("x"), Some(Outcome::NoMatch)),
        (
            "{outcome: no_match, profile: x, total: 730, band: 9}",
            Some("9"),
            total(730, 730),
            Some("x"),
            Some(Outcome::NoMatch),
        ),
    ] {
        let read = read(&format!("title: A\nfactors: {{}}\nexpect: {expect}\n"));
        assert_eq!(read.findings, [], "{expect}");
        let expected = read.items[0].expectation().unwrap();
        assert_eq!(expected.band.map(BandGroup::name), band, "{expect}");
        assert_eq!((expected.total, expected.outcome), (points, outcome), "{expect}");
        assert_eq!(expected.profile.as_deref(), profile, "{expect}");
    }
    for none in ["", "expect:\n", "expect: null\n", "expect: {}\n", "expect: {band: , total: , profile: }\n"]
    {
        let read = read(&format!("title: A\nfactors: {{}}\n{none}"));
        assert!(read.items[0].expectation().is_none(), "{none}");
    }
}

#[test]
fn levels_in_a_row_stand_in_the_schemes_order() {
    let row = " 6 7\t4 2 3a 5(a)  2 2bcd ? 1 1-2 3 2(a),4(b) 4b 3/4 2a ";
    let job = Job::from_levels("--levels", row, &SCHEME).unwrap();
    assert_eq!(levels(&job), "6 7 4 2 3(a) 5(a) 2 2(b)(c)(d) ? 1 1-2 3 2(a), 4(b) 4(b) 3-4 2(a)");
    assert_eq!((job.source(), job.id()), ("--levels", None));
    assert!(job.expectation().is_none());
}

#[test]
fn levels_in_a_row_must_be_one_for_each_factor() {
    let sixteen = ["1"; 16].join(" ");
    for (row, found) in [("", 0), ("6 7 4", 3), (&sixteen[2..], 15), (&format!("{sixteen} 1"), 17)] {
        let findings = Job::from_levels("--levels", row, &SCHEME).unwrap_err();
        assert_eq!(places(&findings), [(0, 0, Problem::LevelCount { expected: 16, found })], "{row}");
    }
}

#[test]
fn all_bad_words_in_a_row_of_levels_are_found_at_their_columns() {
    let row = "6  9 4 é 3a 5(x 2 2 2 1 1 3 2 6 4 2--";
    let findings = Job::from_levels("--levels", row, &SCHEME).unwrap_err();
    let missing =
        |factor: &str, level, highest| Problem::NoSuchLevel { factor: factor.into(), level, highest };
    assert_eq!(
        places(&findings),
        [
            (1, 4, missing("Knowledge, Training & Experience", 9, 8)),
            (1, 8, notation("Planning & Organisational Skills", "é", NotationError::Stray('é'))),
            (1, 13, notation("Patient/Client Care", "5(x", NotationError::UnclosedBracket)),
            (1, 31, missing("Mental Effort", 6, 5)),
            (1, 35, notation("Working Conditions", "2--", NotationError::Dangling('-'))),
        ]
    );
    assert_eq!(findings[0].position, Some(Position { line: 1, column: 4 }));
}

#[test]
fn a_file_of_suites_keeps_the_good_ones_too() {
    let suite = |id: &str, scheme: &str| format!("suite: {id}\ntitle: T\nscheme: {scheme}\nprofiles: []\n");
    let text = [suite("a", "nhs-jes"), suite("b", "other"), suite("c", "nhs-jes")].join("---\n");
    let mut profiles = Profiles::new(&SCHEME);
    let other = Problem::OtherScheme { found: "other".into(), expected: "nhs-jes".into() };
    assert_eq!(places(&profiles.read("suites.yaml", &text)), [(8, 9, other)]);
    let ids: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
}

const SUITE: &str = include_str!("../profiles/arts-therapies.yaml");

#[test]
fn no_two_profiles_of_a_run_may_share_an_id() {
    let mut profiles = Profiles::new(&SCHEME);
    assert_eq!(profiles.read("first.yaml", SUITE), []);
    let findings = places(&profiles.read("second.yaml", SUITE));
    assert_eq!(findings.len(), 5);
    let problem = Problem::ProfileIdTaken { id: "arts-therapist".into(), by: "first.yaml".into() };
    assert!(findings.iter().any(|(.., found)| *found == problem), "{findings:?}");
    assert_eq!(profiles.iter().count(), 5);
    assert!(profiles.iter().all(|profile| profile.source() == "first.yaml"));
}

#[test]
fn no_two_profiles_of_a_file_may_share_an_id() {
    let mut profiles = Profiles::new(&SCHEME);
    assert_eq!(profiles.read("twice.yaml", &format!("{SUITE}---\n{SUITE}")).len(), 5);
    assert_eq!(profiles.iter().count(), 5);
}

#[test]
fn keys_that_are_no_texts_are_named_as_they_are_written() {
    for (key, name) in [("17", "17"), ("3.0", "3.0"), ("~", "null"), ("true", "true"), ("[1]", "a list")] {
        let unknown = Problem::UnknownFactor { name: name.into(), nearest: None };
        let read = read(&format!("title: A\nfactors: {{? {key} : 1}}\n"));
        let problems: Vec<Problem> =
            places(&read.findings).into_iter().map(|(.., problem)| problem).collect();
        assert_eq!(problems, [unknown], "{key}");
    }
}

#[test]
fn only_what_must_be_meant_for_yaml_is_found_typographic() {
    let quote = |found| Problem::TypographicQuote { found };
    let dash = |found| Problem::TypographicDash { found };
    for (title, problem) in [
        ("“Senior” nurse", None),
        ("“Senior nurse", None),
        ("Nurse “senior”", None),
        ("“Senior” or “lead”", None),
        ("'“Senior nurse”'", None),
        ("–Nurse", None),
        ("Nurse – senior", None),
        ("A – nurse", None),
        ("“Senior nurse”", Some(quote('“'))),
        ("« Infirmière »", Some(quote('«'))),
        ("– Nurse", Some(dash('–'))),
        ("\u{2212} Nurse", Some(dash('\u{2212}'))),
    ] {
        let read = read(&format!("title: {title}\nfactors: {{}}\n"));
        assert_eq!(read.items.len(), 1, "{title}");
        let expected: Vec<_> = problem.into_iter().map(|problem| (1, 8, problem)).collect();
        assert_eq!(places(&read.findings), expected, "{title}");
    }
}

#[test]
fn a_spreadsheet_saved_as_text_is_found_in_the_line_of_its_names() {
    let problem = Problem::Spreadsheet { form: "CSV" };
    let read = read("\n \nid,title,policy\nJD-1,Clerk,3\n");
    assert_eq!(places(&read.findings), [(3, 1, problem)]);
}

#[test]
fn aliases_may_stand_for_as_much_as_the_document_could_hold_and_no_more() {
    let many = vec!["1"; 40].join(",");
    for (times, refused) in [(1, false), (3, false), (5, false), (6, true)] {
        let aliases = vec!["*a"; times].join(",");
        let found = findings_with(&format!("expect: [&a [{many}],{aliases}]"));
        let problems: Vec<&Problem> = found.iter().map(|(.., problem)| problem).collect();
        assert_eq!(problems == [&Problem::TooManyAliases], refused, "{times}: {problems:?}");
    }
}

#[test]
fn ids_that_are_taken_are_found_up_to_a_thousand_in_a_file() {
    for (jobs, listed, more) in
        [(2, 1, None), (1001, 1000, None), (1002, 1000, Some(1)), (1051, 1000, Some(50))]
    {
        let job = "id: JD-1\ntitle: A\nfactors: {}\n";
        let text = vec![job; jobs].join("---\n");
        let read = read(&text);
        assert_eq!(read.findings, []);
        let findings = JobIds::default().add(&read.items, &text);
        assert_eq!(findings.iter().map(|finding| finding.problem.counts().warnings).sum::<usize>(), jobs - 1);
        let found = places(&findings);
        let taken = Problem::JobIdTaken { id: "JD-1".into(), by: "jobs.yaml".into() };
        let mut expected: Vec<_> = (1..=listed).map(|index| (4 * index + 1, 5, taken.clone())).collect();
        let counts = |warnings| Counts { errors: 0, warnings };
        expected.extend(more.map(|count| (4001, 5, Problem::MoreFindings(counts(count)))));
        assert_eq!(found, expected, "{jobs}");
    }
}

#[test]
fn a_bracket_that_is_closed_is_open_no_more() {
    let pairs = ["[]", "{}"].repeat(1000).join(",");
    let list = wrong_type("expect", "a mapping of keys to values", "a list");
    assert_eq!(findings_with(&format!("expect: [{pairs}]")), [(3, 1, list)]);
}

#[test]
fn documents_that_are_no_job_are_counted() {
    let read = read("title: [\n---\ntitle: A\nfactors: {}\n---\nid: 1\n---\n- [\n---\nid: 2\n");
    assert_eq!((read.items.len(), read.refused), (1, 4));
}

#[test]
fn a_second_document_without_marker_has_its_place_in_the_file() {
    let read = read("title: A\nfactors: {}\n---\n{\"title\": \"Clerk\"}\n{\"title\": \"Porter\"}\n");
    let positions: Vec<Option<Position>> = read.findings.iter().map(|finding| finding.position).collect();
    assert_eq!(positions, [Some(Position { line: 5, column: 1 })], "{:?}", read.findings);
}

#[test]
fn a_slip_is_named_only_where_it_is_one() {
    let slip = |text: &str| match &*read(text).findings[0].problem {
        Problem::BrokenYaml { slip, .. } => *slip,
        other => panic!("{other:?}"),
    };
    assert_eq!(slip("title: \"A\n"), Some(Slip::OpenQuote));
    assert_eq!(slip("title: \"\\uD800\"\n"), None);
}

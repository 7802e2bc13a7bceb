//! Proves how jobs are read: every accepted form, all findings of a file at once and each at its exact place, and in a
//! file of several jobs nothing lost but what is wrong. Sources: the file formats in docs/formats.md, and the
//! YAML specification on documents.

use jobeval::finding::Read;
use jobeval::job::{Headcount, JobFile, JobIds, PanelStatus, RowSyntax};
use jobeval::outcome::Outcome;
use jobeval::profile::Profile;
use jobeval::scheme::{Levels, PointsRange};
use jobeval::{Job, Profiles};

use crate::findings::{Expected, assert_found, counts, outline, says, seen};
use crate::library::{
    self, SCHEME, SMALL_SCHEME_FILE, SUITE_FILE, decoded, job_from_levels, read_suites, scheme,
};

fn read(text: &str) -> Read<Job<'static>> {
    library::read_jobs(text, &SCHEME)
}

/// Asserts that a file holds no job and what is found in it.
#[track_caller]
fn assert_wrong(file: &str, expected: &[Expected<'_>]) {
    let read = read(file);
    assert!(read.items.is_empty(), "{file}");
    assert_found(&read.findings, expected, file);
}

/// Asserts what is found in a job without a factor to which keys are added.
#[track_caller]
fn assert_wrong_with(keys: &str, expected: Expected<'_>) {
    assert_wrong(&format!("title: A\nfactors: {{}}\n{keys}\n"), &[expected]);
}

/// The titles of the jobs.
fn titles(read: &Read<Job<'_>>) -> Vec<String> {
    read.items.iter().map(|job| job.title().to_owned()).collect()
}

/// The level of each factor in canonical notation, `?` where it is not assessed.
fn levels(job: &Job<'_>) -> String {
    let level = |levels: Option<&Levels<'_>>| levels.map_or("?".to_owned(), Levels::to_string);
    job.assessments().iter().map(|assessment| level(assessment.levels())).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_job_says_where_it_is_who_assessed_it_and_what_is_for_the_panel_alone() {
    let job = "title: A
factors: {}
organisation: ' North Wing '
reports_to: 1088
headcount: 3
panel: {date: 2026-03-14, members: [A. Osei (staff side), B. Shaw], status: consistency_checked}
notes: >
  Ask Ann
  first.
";
    let json = r#"{"title": "A", "factors": {"1": 2}, "organisation": "North Wing", "reports_to": 1088, "headcount": 3,
 "panel": {"date": "2026-03-14", "members": ["A. Osei (staff side)", "B. Shaw"], "status": "consistency_checked"},
 "notes": "Ask Ann first."}"#;
    let row = JobFile::read_rows(
        "jobs.ndjson",
        json.replace('\n', "").as_bytes(),
        RowSyntax::Ndjson { keep: None },
        &SCHEME,
    );
    for job in [&read(job).items[0], &row.jobs[0]] {
        assert_eq!((job.organisation(), job.reports_to()), (Some("North Wing"), Some("1088")));
        assert_eq!((job.headcount(), job.notes()), (Some(Headcount::Of(3)), Some("Ask Ann first.")));
        let panel = job.panel().unwrap();
        assert_eq!(panel.date.unwrap().to_string(), "2026-03-14");
        assert_eq!(panel.members, ["A. Osei (staff side)", "B. Shaw"]);
        assert_eq!(job.status(), PanelStatus::ConsistencyChecked);
    }
    for silent in ["", "organisation:\npanel:\nheadcount: null", "panel: {date: , members: , status: }"] {
        let job = &read(&format!("title: A\nfactors: {{}}\n{silent}\n")).items[0];
        assert!(
            job.organisation().is_none() && job.headcount().is_none() && job.panel().is_none(),
            "{silent}"
        );
        assert_eq!(job.status(), PanelStatus::Provisional);
    }
}

#[test]
fn a_comment_that_cuts_off_a_text_is_shown_and_no_other_comment_is() {
    let with = |lines: &str| format!("title: A\nfactors:\n  hr:\n    level: 2  # not yet settled\n{lines}\n");
    for (lines, place, lost) in [
        ("    evidence: Abuse #3 ward", (5, 15), "#3 ward"),
        ("    evidence: Abuse\t# once a week  ", (5, 15), "# once a week"),
        ("    evidence: Abuse on\n      ward #3", (5, 15), "#3"),
        ("    evidence:\n      Abuse on\n\n      a ward #3", (6, 7), "#3"),
        ("    evidence: &a !!str Abuse #3", (5, 15), "#3"),
        ("    evidence: \"Abuse\"\nnotes: Ask # Ann", (6, 8), "# Ann"),
        ("organisation: Ward #3", (5, 15), "#3"),
        ("panel:\n  members:\n    - A. Osei #2", (7, 7), "#2"),
        ("  policy: {level: 2, evidence: Drafts #3 to 5\n    }", (5, 32), "#3 to 5"),
    ] {
        let read = read(&with(lines));
        assert_eq!(read.items.len(), 1, "{lines}");
        let said = format!("`{lost}` after | is not read => in \"quotes\"");
        assert_found(&read.findings, &[(place.0, place.1, "cut-off-text", &said)], lines);
    }
    let read_alone = read("title: A\norganisation: Ward\t#3\nfactors: {}");
    let said = "`#3` after | is not read => in \"quotes\"";
    assert_found(&read_alone.findings, &[(2, 15, "cut-off-text", said)], "a tab alone");
    for lines in [
        "    evidence: \"Abuse #3\"  # often",
        "    evidence: 'Abuse #3'",
        "    evidence: \"Abuse \\\"#3\"  # often",
        "    evidence: Abuse#3 and C# x",
        "    evidence: |  # as told\n      Abuse #3",
        "    evidence: >\n      Abuse\n      #3",
        "    evidence:  # nothing yet",
        "    evidence: Abuse\n  # a note",
        "organisation: North Wing  # since May",
        "panel: {members: [A. Osei, B. Shaw], status: final}  #2 of us\nid: JD-1 #2",
        "  policy: {level: 2, evidence: Drafts}  #3",
        "headcount: 3 #2",
        "organisation: North Wing  \nnotes: No more.",
    ] {
        assert_eq!(read(&with(lines)).findings, [], "{lines}");
    }
}

#[test]
fn a_number_is_what_is_written_and_no_other_notation_of_it() {
    for level in ["+3", "0x3", "0o3", "0b11", "&a +3"] {
        let read = read(&format!("{{title: A, factors: {{knowledge: {level}, policy: 2}}}}"));
        let found: Vec<_> = read.findings.iter().map(|finding| finding.problem.rule.code()).collect();
        assert!(read.items.is_empty() && found.len() == 1, "{level}: {found:?}");
    }
    for level in ["3", "03", "\"3\"", "!!int 3", "&a 3"] {
        let read = read(&format!("{{title: +3 and 0x5!!, factors: {{knowledge: {level}}}}}"));
        assert_eq!(
            read.items.iter().map(levels).collect::<Vec<_>>(),
            [format!("? 3{}", " ?".repeat(14))],
            "{level}"
        );
    }
    for id in ["0x1F", "+31", "0o37"] {
        assert_eq!(read(&format!("id: {id}\ntitle: A\nfactors: {{}}")).items[0].id(), Some(id));
    }
    let text = "a: &a [+1, 2]\nb: *a\ntitle: A\nfactors: {policy: 0x2, knowledge: 3\u{e9}}";
    let places: Vec<_> = read(text).findings.iter().map(|finding| finding.position).collect();
    assert!(places.iter().flatten().any(|place| (place.line, place.column) == (4, 19)), "{places:?}");
}

#[test]
fn a_number_alone_between_commas_in_braces_is_no_factor_without_a_level() {
    for factors in ["{knowledge: 3, 4}", "{knowledge: 3 , 4 , policy: 2}", "{4, knowledge: 3}", "{a: [1], 4}"]
    {
        let found = read(&format!("title: A\nfactors: {factors}")).findings;
        assert!(
            found.iter().any(|finding| finding.problem.message.ends_with("a key without a value")),
            "{factors}"
        );
    }
    for factors in [
        "{knowledge: 3, 4: }",
        "{knowledge: 3, 4: null, policy: 2}",
        "{4: , policy: \"1, 2\"}",
        "\n  3: 4\n  4:\n  5:",
    ] {
        let read = read(&format!("title: A\nfactors: {factors}"));
        assert!(read.findings.is_empty() && read.items.len() == 1, "{factors}: {:?}", read.findings);
    }
}

#[test]
fn a_tag_that_no_file_has_a_use_for_is_refused_in_every_form() {
    for (tag, is_read) in [
        ("!!str", true),
        ("!<tag:yaml.org,2002:str>", true),
        ("!title", false),
        ("!!python/object:os.system", false),
        ("!!timestamp", false),
        ("!<tag:yaml.org,2002:python/none>", false),
        ("&a !!binary", false),
    ] {
        assert_eq!(
            read(&format!("title: {tag} \"A\"\nfactors: {{}}")).items.len(),
            usize::from(is_read),
            "{tag}"
        );
    }
}

#[test]
fn what_a_job_says_is_found_under_any_form_of_its_key() {
    let read = read("{id: A-1, title: One, organisation: North, reports_to: B-2, factors: {}}");
    let values = ["ID", "Title", "organisation", "Reports to", "site"].map(|name| read.items[0].group(name));
    assert_eq!(values, [Some("A-1"), Some("One"), Some("North"), Some("B-2"), None]);
}

#[test]
fn numbers_as_keys_in_braces_need_no_space_behind_their_colon() {
    let read = read("title: One\nfactors: {1: 6, 2: 7, 3: !!str 4} # A comment.");
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    assert!(read.items[0].assessments()[..3].iter().all(|assessment| assessment.settled().is_some()));
}

#[test]
fn a_character_in_two_escapes_as_json_has_them_is_one() {
    let line = r#"{"id": "\ud83d\ude00", "title": "a\ud83d\ude00 \\ud83d\"\ud83c\udfe5", "factors": {"knowledge": 3}}"#;
    for text in [line.to_owned(), format!("---\n{line}\n---\n{line}")] {
        let read = read(&text);
        let job = &read.items[0];
        assert_eq!((job.id(), job.title()), (Some("😀"), "a😀 \\ud83d\"🏥"));
    }
    assert_eq!(titles(&read("title: \"\\ud83d\\ude00 A\"\nfactors: {}")), ["😀 A"]);
    // Everything stays in its place.
    let column = line.find("3}}").unwrap() + 1;
    assert_wrong(&line.replace("3}}", "9}}"), &[(1, column, "no-such-level", "Knowledge | level 9")]);
    // Elsewhere this is no escape, and half a character is none.
    assert_eq!(titles(&read(r"{title: 'a\ud83d\ude00', factors: {}}")), [r"a\ud83d\ude00"]);
    assert_eq!(titles(&read("title: a \"\\ud83d\\ude00\"\nfactors: {}")), [r#"a "\ud83d\ude00""#]);
    for half in [r"\ud83d", r"\ude00\ud83d", r"\ud83d\u0041", r"\ud83dx\ude00"] {
        let read = read(&format!("title: \"{half}\"\nfactors: {{}}"));
        assert_eq!((read.items.len(), read.findings[0].problem.rule.code()), (0, "broken-yaml"), "{half}");
    }
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
    let (level, notation) = ("wrong-type", "level-notation");
    let expected = [
        (1, 1, "missing-key", "a job | `title`"),
        (2, 1, "unknown-key", "a job | `titel` => did you mean | `title`"),
        (
            5,
            3,
            "factor-under-two-names",
            "`communication` | `Communication & Relationship Skills` | factor, Communication & Relationship Skills",
        ),
        (6, 3, "unknown-factor", "`comunication` => did you mean | `communication_and_relationship_skills`"),
        (7, 18, "no-such-level", "Mental Effort | level 6 => 1 to 5"),
        (8, 12, notation, "`3 or 4` | Freedom to Act | `or` is a word"),
        (9, 3, level, "level of Human Resources | whole number | 3(a) | a list"),
        (10, 12, level, "level of Financial & Physical Resources | whole number | 3(a) | the number 3.5"),
        (11, 15, "unknown-key", "a factor | `levl` => did you mean | `level`"),
        (12, 11, level, "level of Policy/Service Development | whole number | 3(a) | the tag !level"),
        (13, 13, "descending-levels", "`3-2` | Research & Development | 2 follows 3 => 2-3"),
        (14, 3, "unknown-factor", "`juggling` => !did you mean"),
        (15, 55, "no-such-level", "Patient/Client Care | level 0 => 1 to 8"),
        (16, 16, "unknown-band", "`10` => 1, 2, 3, 4, 5, 6, 7, 8a, 8b, 8c, 8d, 9, 8a-b, 8c-d"),
        (16, 20, "empty-range", "total ends at 2 | begins at 5"),
        (16, 54, "unknown-outcome", "`perfect` => profile_match, band_match, incomplete, no_match"),
        (16, 63, "unknown-key", "expect | `profil` => did you mean | `profile`"),
    ];
    assert_wrong(text, &expected);
    assert!(
        read(text).findings[2].to_string().starts_with("jobs.yaml:5:3: error[factor-under-two-names]: `")
    );
}

#[test]
fn each_rule_for_a_jobs_keys_is_kept() {
    let (missing, other, nothing) = ("missing-key", "other-kind", "nothing-to-read");
    for (file, line, column, code, said) in [
        ("factors: {}\n", 1, 1, missing, "a job | `title`"),
        ("title: A\n", 1, 1, missing, "a job | `factors`"),
        ("title: A\nfactors:\n", 2, 9, "blank-text", "factors"),
        ("factors: {}\ntitle: '  '\n", 2, 8, "blank-text", "title"),
        ("title: 12\nfactors: {}\n", 1, 8, "wrong-type", "title | a text | the number 12 => quotes"),
        ("title: true\nfactors: {}\n", 1, 8, "wrong-type", "title | a text | true => quotes"),
        ("title: A\nfactors: []\n", 2, 1, "wrong-type", "factors | a mapping | a list"),
        ("title: A\nfactors: {}\ntitle: B\n", 3, 1, "repeated-key", "`title` => keep one"),
        ("\n# a note\n  A\n", 3, 3, "wrong-type", "a job | a mapping | the text `A`"),
        ("- title: A\n", 1, 3, "wrong-type", "a job | a mapping | a list"),
        ("title: A\nprofiles: []\n", 1, 1, other, "a suite, not a job"),
        ("title: A\nmatching: {}\n", 1, 1, other, "a scheme, not a job"),
        ("", 0, 0, nothing, "no job"),
        ("# nothing yet\n---\n...\n---\n~\n", 0, 0, nothing, "no job"),
    ] {
        assert_wrong(file, &[(line, column, code, said)]);
    }
}

#[test]
fn each_rule_for_a_level_is_kept() {
    let (missing, notation, wrong_type) = ("no-such-level", "level-notation", "wrong-type");
    let name = "Communication & Relationship Skills";
    for (level, column, code, said) in [
        ("7", 18, missing, "level 7 => 1 to 6"),
        ("0", 18, missing, "level 0 => 1 to 6"),
        ("'5-7'", 18, missing, "level 7 => 1 to 6"),
        ("{level: 7(a)}", 26, missing, "level 7 => 1 to 6"),
        ("-3", 18, notation, "`-3` | starts with `-` => `?`"),
        ("3 tbc", 18, notation, "`3 tbc` | `tbc` is a word => 2-3"),
        ("2(a", 18, notation, "`2(a` | a bracket => 2-3"),
        ("100", 18, notation, "`100` | too large => 2-3"),
        ("3.0", 18, wrong_type, "whole number | 3(a) | the number 3.0"),
        ("true", 18, wrong_type, "whole number | 3(a) | true"),
        ("[3]", 3, wrong_type, "whole number | 3(a) | a list"),
        ("!settled 3", 18, wrong_type, "whole number | 3(a) | the tag !settled"),
        ("{level: [3]}", 19, wrong_type, "whole number | 3(a) | a list"),
    ] {
        let file = format!("title: A\nfactors:\n  communication: {level}\n");
        assert_wrong(&file, &[(3, column, code, &format!("{name} | {said}"))]);
    }
    for (level, code, said) in [
        ("{evidence: 12}", wrong_type, "evidence | a text | the number 12"),
        ("{level: 3, level: 4}", "repeated-key", "`level`"),
    ] {
        let file = format!("title: A\nfactors:\n  communication: {level}\n");
        assert_wrong(&file, &[(3, 29, code, said)]);
    }
}

#[test]
fn each_rule_for_what_is_expected_is_kept() {
    let (wrong_type, missing, bounds) = ("wrong-type", "missing-key", "out-of-bounds");
    for (expect, column, code, said) in [
        ("[]", 1, wrong_type, "expect | a mapping | a list"),
        ("{total: '498'}", 17, wrong_type, "total | points | {min, max} | the text `498`"),
        ("{total: 498.5}", 17, wrong_type, "total | points | {min, max} | the number 498.5"),
        ("{total: -1}", 17, bounds, "total | 0 | 1,000,000 | -1"),
        ("{total: 1000001}", 17, bounds, "total | 0 | 1,000,000 | 1000001"),
        ("{total: {min: 1}}", 10, missing, "total | `max`"),
        ("{total: {max: 1}}", 10, missing, "total | `min`"),
        ("{band: [7]}", 10, wrong_type, "band | a text | a whole number | a list"),
        ("{profile: 7}", 19, wrong_type, "profile | a text | the number 7"),
        ("{profile: a, outcome: 7}", 31, wrong_type, "outcome | a text | the number 7"),
        ("{outcome: band_match}", 19, missing, "expect | `profile` => only no_match"),
        ("{outcome: band_match, profile: null}", 19, missing, "expect | `profile`"),
        ("{outcome: band_match, profile: 7}", 40, wrong_type, "profile | a text | the number 7"),
    ] {
        assert_wrong_with(&format!("expect: {expect}"), (3, column, code, said));
    }
    assert_wrong_with("id: [1]", (3, 1, wrong_type, "id | a text | a whole number | a list"));
    assert_wrong_with("id: ''", (3, 5, "blank-text", "id"));
}

#[test]
fn what_is_wrong_in_one_document_leaves_the_others_read() {
    for (text, titles, findings) in [
        // Broken YAML, of three kinds, between two good jobs.
        (
            "title: A\nfactors: {}\n---\ntitle: [open\nfactors: {}\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["5:8 broken-yaml"],
        ),
        (
            "title: A\nfactors: {}\n---\ntitle: \"open\nfactors: {}\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["4:8 broken-yaml"],
        ),
        (
            "title: A\nfactors: {}\n---\ntitle: B\nfactors:\n\thr: 1\n---\ntitle: C\nfactors: {}\n",
            vec!["A", "C"],
            vec!["6:1 tab-indentation"],
        ),
        // A tab that is allowed where it stands, before what is not.
        (
            "title: \"A\n\tB\" C\nfactors: {}\n---\ntitle: D\nfactors:\n  \thr: 1\n",
            vec![],
            vec!["2:5 broken-yaml", "7:3 tab-indentation"],
        ),
        // Findings in the first, the second and the third of four.
        (
            "titel: A\nfactors: {}\n---\ntitle: B\nfactors: {hr: 9}\n---\n\ntitle: C\nfactors:\n  hr: x\n---\n\
             title: D\nfactors: {}\n",
            vec!["D"],
            vec!["1:1 unknown-key", "1:1 missing-key", "5:15 no-such-level", "10:7 level-notation"],
        ),
        // Documents on the line of their marker.
        (
            "--- {title: A, factors: {}}\n--- {title: B, factors: {hr: 9}}\n--- {title: C, factors: {}}",
            vec!["A", "C"],
            vec!["2:30 no-such-level"],
        ),
        // The end marker, with and without a start marker after it.
        (
            "title: A\nfactors: {hr: 9}\n...\ntitle: B\nfactors: {hr: 9}\n...\n# a note\n---\n\
             title: C\nfactors: {hr: 9}\n...\n",
            vec![],
            vec!["2:15 no-such-level", "5:15 no-such-level", "10:15 no-such-level"],
        ),
        // Comments and blank lines before a start marker, and documents with nothing in them.
        (
            "# a note\n\n---\n# another\ntitle: A\nfactors: {hr: 9}\n# a last\n---\n---\n# none\n---\n\
             title: B\nfactors: {hr: 9}\n",
            vec![],
            vec!["6:15 no-such-level", "13:15 no-such-level"],
        ),
        // A directive.
        (
            "%YAML 1.2\n---\ntitle: A\nfactors: {hr: 9}\n...\n%YAML 1.2\n---\ntitle: B\nfactors: {hr: 9}\n",
            vec![],
            vec!["4:15 no-such-level", "9:15 no-such-level"],
        ),
        // Line ends of Windows.
        (
            "title: A\r\nfactors: {}\r\n---\r\ntitle: B\r\nfactors: {hr: 9}\r\n---\r\ntitle: [\r\n\
             ---\r\ntitle: D\r\nfactors: {}\r\n",
            vec!["A", "D"],
            vec!["5:15 no-such-level", "7:9 broken-yaml"],
        ),
        // What looks like a marker and is none.
        (
            "title: |\n  A\n  ---\n  B\nfactors: {}\n---\ntitle: C\nfactors: {}\n---D: 1\n...E: 2\n",
            vec!["A\n---\nB"],
            vec!["9:1 unknown-key", "10:1 unknown-key"],
        ),
    ] {
        let read = read(text);
        assert_eq!(self::titles(&read), titles, "{text}");
        assert_eq!(outline(&read.findings), findings, "{text}");
    }
}

#[test]
fn the_jobs_of_a_file_keep_its_order_and_name() {
    let read = read(include_str!("../../../examples/panel-2026-03.yaml"));
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
        let (marked, plain) = (read(&format!("\u{feff}{text}")), read(&text));
        assert_eq!(titles(&marked), titles(&plain), "{start}");
        assert_eq!(outline(&marked.findings), outline(&plain.findings), "{start}");
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
        assert_eq!(expected.band.map(|band| band.to_string()).as_deref(), band, "{expect}");
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
    let job = job_from_levels(row, &SCHEME).unwrap();
    assert_eq!(levels(&job), "6 7 4 2 3(a) 5(a) 2 2(b)(c)(d) ? 1 1-2 3 2(a), 4(b) 4(b) 3-4 2(a)");
    assert_eq!((job.source(), job.id()), ("--levels", None));
    assert!(job.expectation().is_none());
}

#[test]
fn levels_in_a_row_must_be_one_for_each_factor() {
    let sixteen = ["1"; 16].join(" ");
    for (row, found) in [("", 0), ("6 7 4", 3), (&sixteen[2..], 15), (&format!("{sixteen} 1"), 17)] {
        let findings = job_from_levels(row, &SCHEME).unwrap_err();
        let said = format!("{found} levels | 16 factors");
        assert_found(&findings, &[(0, 0, "level-count", &said)], row);
    }
}

#[test]
fn all_bad_words_in_a_row_of_levels_are_found_at_their_columns() {
    let row = "6  9 4 é 3a 5(x 2 2 2 1 1 3 2 6 4 2--";
    let findings = job_from_levels(row, &SCHEME).unwrap_err();
    let (missing, notation) = ("no-such-level", "level-notation");
    let expected = [
        (1, 4, missing, "Knowledge, Training & Experience | level 9 => 1 to 8"),
        (1, 8, notation, "`é` | Planning & Organisational Skills | `é` is not part of"),
        (1, 13, notation, "`5(x` | Patient/Client Care | a bracket"),
        (1, 31, missing, "Mental Effort | level 6 => 1 to 5"),
        (1, 35, notation, "`2--` | Working Conditions | no level follows `-`"),
    ];
    assert_found(&findings, &expected, row);
}

#[test]
fn a_file_of_suites_keeps_the_good_ones_too() {
    let suite = |id: &str, scheme: &str| format!("suite: {id}\ntitle: T\nscheme: {scheme}\nprofiles: []\n");
    let text = [suite("a", "nhs-jes"), suite("b", "other"), suite("c", "nhs-jes")].join("---\n");
    let (profiles, findings) = read_suites(&text, &SCHEME);
    assert_found(&findings, &[(8, 9, "other-scheme", "`other` | `nhs-jes`")], &text);
    let ids: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
}

/// A suite of its own with the profiles of the built-in one.
fn another_suite() -> String {
    SUITE_FILE.replace("suite: arts-therapies\n", "suite: another\n")
}

#[test]
fn no_two_suites_of_a_run_may_share_an_id_and_the_file_of_the_first_is_named() {
    let mut profiles = Profiles::new(&SCHEME);
    assert_eq!(profiles.read("first.yaml", SUITE_FILE), []);
    let findings = profiles.read("second.yaml", SUITE_FILE);
    let words = "`arts-therapies` | first.yaml => another id";
    assert_found(&findings, &[(5, 8, "suite-id-taken", words)], "second.yaml");
    assert!(profiles.iter().all(|profile| profile.source() == "first.yaml"));
}

#[test]
fn no_two_profiles_of_a_run_may_share_an_id() {
    let mut profiles = Profiles::new(&SCHEME);
    assert_eq!(profiles.read("first.yaml", SUITE_FILE), []);
    let findings = profiles.read("second.yaml", &another_suite());
    let found: Vec<_> = findings.iter().map(seen).collect();
    assert_eq!(found.len(), 5);
    for (id, found) in profiles.iter().map(Profile::id).zip(&found) {
        let is_named = found.message.contains(&format!("`{id}`")) && found.message.contains("first.yaml");
        assert!(found.code == "profile-id-taken" && is_named, "{found:?}");
    }
    assert_eq!(profiles.iter().count(), 5);
    assert!(profiles.iter().all(|profile| profile.source() == "first.yaml"));
}

#[test]
fn a_whole_id_wins_over_a_title_and_a_whole_title_over_a_beginning() {
    let small = scheme(SMALL_SCHEME_FILE);
    let names = [
        ("nurse", "Nurse (community)"),
        ("nurse-b", "Nurse"),
        ("c", "Nurse-C"),
        ("d", "Ward"),
        ("e", "WARD"),
    ];
    let profile = |(id, title): &(&str, &str)| {
        format!(
            "{{id: {id}, title: {title}, band: A, score: {{min: 16, max: 16}}, factors: {{skill: 1, care: 1, effort: 1}}}}"
        )
    };
    let all = names.iter().map(profile).collect::<Vec<_>>().join(", ");
    let (profiles, findings) =
        read_suites(&format!("{{suite: s, title: S, scheme: small, profiles: [{all}]}}"), &small);
    assert_eq!(findings, []);
    for (name, found) in [
        ("nurse", Some("nurse")),
        ("NURSE", Some("nurse")),
        ("nurse b", Some("nurse-b")),
        ("nurse (community)", Some("nurse")),
        ("nurse-c", Some("c")),
        ("nurse (", Some("nurse")),
        ("nurse c", Some("c")),
        ("nur", None),
        ("ward", None),
    ] {
        assert_eq!(profiles.find(name).ok().map(Profile::id), found, "{name}");
    }
}

#[test]
fn no_two_profiles_of_a_file_may_share_an_id() {
    let (profiles, findings) = read_suites(&format!("{SUITE_FILE}---\n{}", another_suite()), &SCHEME);
    assert_eq!(findings.len(), 5);
    assert_eq!(profiles.iter().count(), 5);
}

#[test]
fn keys_that_are_no_texts_are_named_as_they_are_written() {
    for (key, name) in [("17", "17"), ("3.0", "3.0"), ("~", "null"), ("true", "true"), ("[1]", "a list")] {
        let read = read(&format!("title: A\nfactors: {{? {key} : 1}}\n"));
        let found: Vec<_> = read.findings.iter().map(seen).collect();
        assert!(found.len() == 1 && found[0].code == "unknown-factor", "{key}: {found:?}");
        assert!(says(&found[0], &format!("`{name}` => !did you mean")), "{key}: {found:?}");
    }
}

#[test]
fn only_what_must_be_meant_for_yaml_is_found_typographic() {
    let (quote, dash) = ("typographic-quote", "typographic-dash");
    for (title, problem) in [
        ("“Senior” nurse", None),
        ("“Senior nurse", None),
        ("Nurse “senior”", None),
        ("“Senior” or “lead”", None),
        ("'“Senior nurse”'", None),
        ("–Nurse", None),
        ("Nurse – senior", None),
        ("A – nurse", None),
        ("“Senior nurse”", Some((quote, "`“`"))),
        ("« Infirmière »", Some((quote, "`«`"))),
        ("– Nurse", Some((dash, "`–`"))),
        ("\u{2212} Nurse", Some((dash, "`\u{2212}`"))),
    ] {
        let read = read(&format!("title: {title}\nfactors: {{}}\n"));
        assert_eq!(read.items.len(), 1, "{title}");
        let expected: Vec<_> = problem.into_iter().map(|(code, said)| (1, 8, code, said)).collect();
        assert_found(&read.findings, &expected, title);
    }
}

#[test]
fn a_spreadsheet_saved_as_text_is_found_in_the_line_of_its_names() {
    assert_wrong("\n \nid,title,policy\nJD-1,Clerk,3\n", &[(3, 1, "spreadsheet", "CSV")]);
}

#[test]
fn files_of_other_formats_are_named() {
    for (beginning, name) in [
        (&b"%PDF-1.7\n"[..], "a PDF document"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (b"<!DOCTYPE html>", "an HTML page"),
        (b"<html lang=\"en\">", "an HTML page"),
        (b"<?xml version=\"1.0\"?>", "an XML document"),
        (b"\x1f\x8b\x08\0", "a gzip archive"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a\x10\0", "a picture"),
        (b"BM\x36\0\xff\0", "the file is not text"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"ORC\x0a\0\xff", "the file is not text"),
        (b"7z\xbc\xaf\x27\x1c", "the file is not text"),
        (b"\xfd7zXZ\0", "the file is not text"),
        (b"\x28\xb5\x2f\xfd\x04\0", "a Zstandard archive"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\x7fELF\x02\x01", "a program"),
    ] {
        assert_found(&[decoded(beginning).unwrap_err()], &[(0, 0, "other-format", name)], name);
    }
}

#[test]
fn of_tables_in_other_formats_duckdb_makes_csv() {
    for (beginning, command) in [
        (&b"PAR1\x15\x04"[..], r#"duckdb -c "COPY (FROM 'jobs.parquet') TO 'jobs.csv'""#),
        (b"SQLite format 3\0", "COPY (FROM sqlite_scan('jobs.db', 'jobs')) TO 'jobs.csv'"),
    ] {
        let refused = decoded(beginning).unwrap_err();
        let help = refused.problem.help.unwrap();
        assert!(help.starts_with("DuckDB makes CSV of it: duckdb -c \"") && help.contains(command), "{help}");
    }
}

#[test]
fn aliases_may_stand_for_as_much_as_the_document_could_hold_and_no_more() {
    let many = vec!["1"; 40].join(",");
    for (times, refused) in [(1, false), (3, false), (5, false), (6, true)] {
        let aliases = vec!["*a"; times].join(",");
        let read = read(&format!("title: A\nfactors: {{}}\nexpect: [&a [{many}],{aliases}]\n"));
        let codes: Vec<_> = read.findings.iter().map(|finding| seen(finding).code).collect();
        assert_eq!(codes == ["too-many-aliases"], refused, "{times}: {codes:?}");
    }
}

#[test]
fn ids_that_are_taken_are_found_up_to_a_thousand_in_a_file() {
    for (jobs, listed, more) in
        [(2, 1, None), (1001, 1000, None), (1002, 1000, Some(1)), (1051, 1000, Some(50))]
    {
        let job = "id: JD-1\ntitle: A\nfactors: {}\n";
        let text = vec![job; jobs].join("---\n");
        let file = JobFile::read("jobs.yaml", text, &SCHEME);
        assert_eq!(file.findings, []);
        let findings = JobIds::default().add(&file);
        assert_eq!(findings.iter().map(|finding| counts(finding).1).sum::<usize>(), jobs - 1);
        let taken = |index: usize| (4 * index + 1, 5, "job-id-taken", "`JD-1` | jobs.yaml".to_owned());
        let mut expected: Vec<_> = (1..=listed).map(taken).collect();
        expected.extend(more.map(|count: usize| (4001, 5, "more-findings", count.to_string())));
        let expected: Vec<Expected<'_>> =
            expected.iter().map(|(line, column, code, said)| (*line, *column, *code, &**said)).collect();
        assert_found(&findings, &expected, &jobs.to_string());
        assert!(findings.iter().all(|finding| !seen(finding).is_error));
    }
}

#[test]
fn a_bracket_that_is_closed_is_open_no_more() {
    let pairs = ["[]", "{}"].repeat(1000).join(",");
    assert_wrong_with(&format!("expect: [{pairs}]"), (3, 1, "wrong-type", "expect | a mapping | a list"));
}

#[test]
fn documents_that_are_no_job_are_counted() {
    let read = read("title: [\n---\ntitle: A\nfactors: {}\n---\nid: 1\n---\n- [\n---\nid: 2\n");
    assert_eq!((read.items.len(), read.refused), (1, 4));
}

#[test]
fn a_second_document_without_marker_has_its_place_in_the_file() {
    let read = read("title: A\nfactors: {}\n---\n{\"title\": \"Clerk\"}\n{\"title\": \"Porter\"}\n");
    let places: Vec<_> = read.findings.iter().map(|finding| seen(finding).place).collect();
    assert_eq!(places, [(5, 1)], "{:?}", read.findings);
}

#[test]
fn a_slip_is_named_only_where_it_is_one() {
    for (text, help) in [("title: \"A\n", "close the text with the same quote"), ("title: \"\\uD800\"\n", "")]
    {
        let found = seen(&read(text).findings[0]);
        assert_eq!(found.code, "broken-yaml", "{text}");
        assert!(found.help.starts_with(help) && found.help.is_empty() == help.is_empty(), "{found:?}");
    }
}

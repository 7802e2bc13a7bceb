//! Nothing that a file, a file's name or an argument says reaches a terminal as anything but text, whatever the command
//! and the format.

use crate::library::SMALL_SCHEME_FILE;
use crate::run::Folder;

/// What a terminal obeys: a title bar and a colour in both spellings of their escapes, a bell, a deletion.
const OBEYED: [char; 4] = ['\u{1b}', '\u{9b}', '\u{7}', '\u{7f}'];

/// What disguises a text.
const UNSEEN: [char; 6] = ['\u{202e}', '\u{2066}', '\u{200b}', '\u{200d}', '\u{ad}', '\u{e0041}'];

/// All of that, as it stands in a quoted YAML text.
const EVIL: &str = r"\e]0;x\a\e[31m\u009b31m\x7f\u202e\u2066 e\u200bv\u200di\u00adl\U000e0041";

fn folder() -> Folder {
    let folder = Folder::new();
    let write = |name: &str, text: String| folder.write(name, text);
    write(
        "scheme.yaml",
        format!(
            r#"
scheme: "small{EVIL}"
title: "Scheme {EVIL}"
source: "Source {EVIL}"
factors:
  - {{id: "skill{EVIL}", name: "Skill {EVIL}", group: "ability{EVIL}", aliases: [skill, "know{EVIL}"], points: [10, 20]}}
  - {{id: care, name: "Care {EVIL}", group: duty, points: [5, 15]}}
bands:
  - {{name: "A{EVIL}", from: 0, to: 20}}
  - {{name: "B{EVIL}", from: 21, to: 80}}
matching: {{max_difference: 1, max_variations: 2, fixed_factors: [care]}}
"#
        ),
    );
    write(
        "suite.yaml",
        format!(
            r#"
suite: "suite{EVIL}"
title: "Suite {EVIL}"
scheme: "small{EVIL}"
profiles:
  - id: "clerk{EVIL}"
    title: "Clerk {EVIL}"
    band: "A{EVIL}"
    score: {{min: 14, max: 15}}
    job_statement: ["Statement {EVIL}"]
    factors:
      skill: {{levels: 1, scores: [10], descriptor: "Words {EVIL}", example: "More {EVIL}"}}
      care: {{levels: 1, scores: [5]}}
"#
        ),
    );
    let job = |level| {
        format!(
            r#"
id: "id{EVIL}"
title: "Title {EVIL}"
organisation: "Organisation {EVIL}"
reports_to: "Manager {EVIL}"
panel: {{members: ["Member {EVIL}"]}}
notes: "Notes {EVIL}"
factors: {{skill: {{level: {level}, evidence: "Evidence {EVIL}"}}, care: 1}}
expect: {{band: "B{EVIL}", total: 3, profile: "clerk{EVIL}"}}
"#
        )
    };
    write("job.yaml", job("1"));
    write("new.yaml", job("2"));
    write("open.yaml", job("1-2"));
    write("many.yaml", format!("{}---\n{}", job("1"), job("1-2").replace("Title", "Other")));
    write(
        "wrong.yaml",
        format!("title: \"{EVIL}\"\n\"key{EVIL}\": 1\nfactors: {{\"{EVIL}\": 1, skill: \"{EVIL}\"}}\n"),
    );
    folder
}

/// Standard output and standard error of a run in which everything is as above.
fn jobeval(folder: &Folder, arguments: &[&str]) -> (String, String) {
    let files = ["--scheme", "scheme.yaml", "--profiles", "suite.yaml"];
    let (_, result, messages) = folder.run(&[arguments, &files].concat());
    (result, messages)
}

fn assert_harmless(text: &str, harmful: &[char], what: &[&str]) {
    for line in text.lines() {
        assert!(!line.contains(harmful), "{what:?}: {line:?}");
    }
}

#[test]
fn no_result_or_message_hands_on_what_a_terminal_obeys_or_what_disguises() {
    let folder = folder();
    let everything = [&OBEYED[..], &UNSEEN].concat();
    let commands: [(&[&str], &[&str]); 16] = [
        (&["score", "job.yaml"], &["csv", "ndjson"]),
        (&["score", "many.yaml"], &["csv", "ndjson"]),
        (&["compare", "job.yaml", "clerk"], &[]),
        (&["report", "job.yaml"], &[]),
        (&["report", "many.yaml"], &[]),
        (&["match", "job.yaml"], &["csv", "ndjson"]),
        (&["match", "--best", "many.yaml"], &["csv", "ndjson"]),
        (&["check", "many.yaml", "wrong.yaml"], &["csv", "ndjson", "junit", "github"]),
        (&["explain", "job.yaml"], &[]),
        (&["explain", "open.yaml"], &[]),
        (&["diff", "job.yaml", "new.yaml"], &["csv", "ndjson"]),
        (&["diff", "job.yaml", "many.yaml"], &["csv", "ndjson"]),
        (&["profiles"], &["csv", "ndjson"]),
        (&["profiles", "show", "clerk"], &[]),
        (&["profiles", "check"], &["csv", "ndjson"]),
        (&["scheme"], &[]),
    ];
    for (command, further) in commands {
        for format in ["table", "markdown", "html", "json", "yaml"].iter().chain(further) {
            let diagnostics = if *format == "json" { "json" } else { "text" };
            let arguments = [command, &["--format", format, "--diagnostics", diagnostics]].concat();
            let (result, messages) = jobeval(&folder, &arguments);
            assert!(!result.is_empty(), "{arguments:?}: {messages}");
            // What YAML has no need to escape is data in it.
            assert_harmless(&result, if *format == "yaml" { &OBEYED } else { &everything }, &arguments);
            assert_harmless(&messages, &everything, &arguments);
        }
    }
    for arguments in [
        &["init"][..],
        &["init", "--from", "clerk"],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["schema", "job"],
        &["schema", "suite"],
    ] {
        let (result, messages) = jobeval(&folder, arguments);
        assert!(!result.is_empty(), "{arguments:?}: {messages}");
        assert_harmless(&result, &everything, arguments);
    }
}

/// GitHub obeys lines that begin with two colons, and `##[` anywhere; Azure and TeamCity obey others like the latter.
#[test]
fn no_line_is_a_command_to_a_ci_run() {
    const COMMAND: &str = "::stop-commands::x ##[error]x ##vso[x]x";
    let evil = format!("{COMMAND} {} {COMMAND} {}{COMMAND}", "x".repeat(70), "y".repeat(79));
    let folder = Folder::new();
    folder.write("scheme.yaml", SMALL_SCHEME_FILE);
    folder.write("suite.yaml", include_str!("../../data/small-suites/clerks.yaml"));
    let job = |levels: &str| {
        format!(
            "{{id: \"{evil}\", title: \"{evil}\", factors: {{skill: {levels}, care: 1, effort: 1}}, expect: {{total: 3}}}}"
        )
    };
    folder.write("::stop-commands::job.yaml", job("1"));
    folder.write("::stop-commands::new.yaml", job("2"));
    folder.write("::stop-commands::wrong.yaml", format!("{evil}: {evil}\n{evil}"));
    folder.write(
        "::stop-commands::rows.csv",
        format!("id,title,note,skill,care,effort\n{evil},{evil},\"x\n{evil}\",1,1,1\n"),
    );
    let (job, new) = ("::stop-commands::job.yaml", "::stop-commands::new.yaml");
    for command in [
        &["score", job][..],
        &["score", "::stop-commands::rows.csv"],
        &["score", "."],
        &["compare", job, "clerk"],
        &["report", job, new],
        &["match", job],
        &["match", "--best", "."],
        &["check", "."],
        &["explain", job],
        &["diff", job, new],
    ] {
        for format in ["table", "markdown", "html", "json", "csv", "ndjson", "junit"] {
            let diagnostics = if format == "json" { "json" } else { "text" };
            let arguments = [command, &["--format", format, "--diagnostics", diagnostics]].concat();
            let (result, messages) = jobeval(&folder, &arguments);
            for line in result.lines().chain(messages.lines()) {
                let obeyed =
                    line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
                assert!(!obeyed, "{arguments:?}: {line}");
            }
        }
    }
}

/// Names stand in a query as they are or not at all: spelt out they would be others.
#[test]
fn no_query_is_made_of_names_that_are_not_seen() {
    let folder = folder();
    let (result, messages) = jobeval(&folder, &["scheme", "--sql", "duckdb"]);
    assert_eq!(result, "");
    assert!(messages.contains("invisible characters"), "{messages}");
    assert_harmless(&messages, &[&OBEYED[..], &UNSEEN].concat(), &["scheme"]);
}

#[test]
fn no_message_hands_on_what_is_in_an_argument() {
    let folder = folder();
    let harmful = [&OBEYED[..], &UNSEEN].concat();
    let evil = format!("x{}x", harmful.iter().collect::<String>());
    let option = format!("--{evil}");
    for arguments in [
        &[evil.as_str()][..],
        &["score", &option],
        &["score", "job.yaml", "--format", &evil],
        &["score", &evil],
        &["score", "--levels", &evil],
        &["compare", "job.yaml", &evil],
        &["compare", "job.yaml", "clerk", "--job", &evil],
        &["match", "job.yaml", "--top", &evil],
        &["match", "job.yaml", "--band", &evil],
        &["match", "job.yaml", "--suite", &evil],
        &["explain", "job.yaml", "--to", &evil],
        &["scheme", "--output", &format!("{evil}/result")],
        &["init", &format!("{evil}/result")],
        &["init", &evil],
        &["man", &evil],
        &["schema", &evil],
        &["scheme", "--sql", &evil],
        &["scheme", "--sql", "spark", "--table", &evil],
    ] {
        let (result, messages) = jobeval(&folder, arguments);
        assert!(!messages.is_empty(), "{arguments:?}");
        assert_harmless(&(result + &messages), &harmful, arguments);
    }
}

#[test]
fn no_finding_hands_on_what_is_in_the_line_that_it_shows() {
    let folder = folder();
    let everything = [&OBEYED[..], &UNSEEN].concat();
    let unseen: String = UNSEEN.iter().flat_map(|&c| ['n', c, 'n']).collect();
    let obeyed: String = OBEYED.iter().collect();
    for line in
        [format!("{unseen}: 1 # {unseen}"), format!("title: {obeyed}"), format!("{unseen}: [\"{unseen}")]
    {
        folder.write("raw.yaml", &line);
        for form in ["text", "json"] {
            let arguments = ["score", "raw.yaml", "--diagnostics", form];
            let (_, messages) = jobeval(&folder, &arguments);
            assert!(messages.contains("raw.yaml"), "{line:?}: {messages}");
            assert_harmless(&messages, &everything, &arguments);
        }
    }
}

#[test]
fn csv_is_read_back_as_rfc_4180_has_it() {
    let folder = Folder::new();
    let title = "=1, \u{1b}\u{202e}\r\"two\"\nlines";
    let job = r#"{title: "=1, \e\u202e\r\"two\"\nlines", factors: {skill: 1, care: 1, effort: 1}}"#;
    folder.write("scheme.yaml", SMALL_SCHEME_FILE);
    folder.write("suite.yaml", include_str!("../../data/small-suites/clerks.yaml"));
    folder.write("job.yaml", job);
    let shown = "'=1, \\u{1b}\\u{202e}\\u{d}\"two\"\nlines";
    for (options, read) in [(&[][..], shown), (&["--raw-csv"], title)] {
        let arguments = [&["score", "job.yaml", "--format", "csv"], options].concat();
        let (csv, _) = jobeval(&folder, &arguments);
        assert!(
            csv.starts_with("id,title,total,band,code,problem\r\n") && csv.ends_with(",16,A,,\r\n"),
            "{csv:?}"
        );
        let records: Vec<_> = csv::Reader::from_reader(csv.as_bytes()).into_records().collect();
        assert_eq!(records.len(), 1);
        assert_eq!(&records[0].as_ref().unwrap()[1], read);
    }
}

//! What is handed over: reports on jobs and folders of them, what results say of the files that they were made from, and
//! that evidence is beside every level.

use std::collections::BTreeSet;
use std::fs;

use jobeval::provenance::Sha256;
use serde_json::{Value, json};

use crate::run::{self, Ended, Folder, NO, TROUBLE, YES};

fn parsed((status, out, err): Ended) -> Value {
    assert!(status.is_some() && err.is_empty(), "{err}");
    serde_json::from_str(&out).unwrap()
}

fn digest(file: impl AsRef<std::path::Path>) -> String {
    Sha256::from_content(&fs::read(file).unwrap()).to_string()
}

/// What a job says besides its levels.
const JOB: &str = "
id: JD-7
title: Senior Art Therapist
organisation: North Wing
panel:
  date: 2026-03-14
  members: [A. Osei (staff side), B. Shaw (management)]
  status: STATUS
notes: SECRET for the panel alone
reports_to: JD-1088
";

/// A job with the levels of an example, which matches the profile for an Arts Therapist.
fn job(status: &str) -> String {
    let senior = fs::read_to_string(SENIOR).unwrap();
    let factors = &senior[senior.find("factors:").unwrap()..];
    JOB.replace("STATUS", status) + factors
}

/// The words of a text, whatever stands between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The only report on the jobs of a file, as JSON.
fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let (status, out, err) = folder.run(&[&["report"], arguments, &["--format", "json"]].concat());
    let mut reports: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    assert_eq!(reports.as_array().unwrap().len(), 1);
    let is_match = reports[0]["outcome"].as_str().is_some_and(|outcome| outcome.ends_with("_match"));
    let is_match = is_match && reports[0]["outcome"] != "no_match";
    assert_eq!(status, if is_match { YES } else { NO }, "{err}");
    reports[0].take()
}

const SENIOR: &str = "examples/senior-art-therapist.yaml";

#[test]
fn a_comparison_says_which_files_it_was_made_from() {
    let compare = ["compare", SENIOR, "arts-therapist", "--format", "json"];
    let provenance = parsed(run::run(&compare))["provenance"].take();
    let expected = json!({
        "tool": {"name": "jobeval", "version": env!("CARGO_PKG_VERSION"), "sha256": digest(run::BINARY)},
        "scheme":
            {"id": "nhs-jes", "source": "built-in:scheme.yaml", "sha256": digest("profiles/scheme.yaml")},
        "suite": {
            "id": "arts-therapies",
            "source": "built-in:arts-therapies.yaml",
            "sha256": digest("profiles/arts-therapies.yaml"),
        },
        "job": {"source": SENIOR, "sha256": digest(SENIOR)},
    });
    assert_eq!(provenance, expected);
    let keys: Vec<&String> = provenance.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["tool", "scheme", "suite", "job"]);
}

#[test]
fn digests_are_those_of_the_bytes_as_they_were_read() {
    let folder = Folder::new();
    let job = format!("\u{feff}{}\r\n", fs::read_to_string(SENIOR).unwrap());
    folder.write("job.yaml", &job);
    let header = "id,title,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16";
    folder.write("rows.csv", format!("{header}\nJD-1,Clerk,6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2\n"));
    let suite = fs::read_to_string("profiles/arts-therapies.yaml").unwrap();
    let suite = suite.replace("suite: arts-therapies", "suite: own").replace("  - id: ", "  - id: own-");
    folder.write("suite.yaml", suite);
    folder.write("scheme.yaml", format!("# mine\n{}", fs::read_to_string("profiles/scheme.yaml").unwrap()));
    for file in ["job.yaml", "rows.csv"] {
        let found = parsed(folder.run(&["compare", file, "arts-therapist", "--format", "json"]));
        assert_eq!(found["provenance"]["job"], json!({"source": file, "sha256": digest(folder.file(file))}));
    }
    let own = ["compare", "job.yaml", "own-arts-therapist", "--format", "json", "--profiles", "suite.yaml"];
    let found = parsed(folder.run(&[&own[..], &["--scheme", "scheme.yaml"]].concat()));
    for (part, id) in [("scheme", "nhs-jes"), ("suite", "own")] {
        let source = format!("{part}.yaml");
        let sha256 = digest(folder.file(&source));
        assert_eq!(found["provenance"][part], json!({"id": id, "source": source, "sha256": sha256}));
    }
    folder.write("latin.yaml", [&job.as_bytes()[3..], b"# caf\xe9\n"].concat());
    let latin = ["compare", "latin.yaml", "arts-therapist", "--format", "json", "--encoding", "windows-1252"];
    let sha256 = digest(folder.file("latin.yaml"));
    assert_eq!(parsed(folder.run(&latin))["provenance"]["job"]["sha256"], sha256);
    let found = parsed(run::run_reading(&job, &["compare", "-", "arts-therapist", "--format", "json"]));
    let sha256 = digest(folder.file("job.yaml"));
    assert_eq!(found["provenance"]["job"], json!({"source": "<stdin>", "sha256": sha256}));
}

#[test]
fn every_factor_carries_its_evidence_or_null() {
    let bare = parsed(run::run(&["score", "tests/bad/good-job.yaml", "--format", "json"]));
    assert_eq!(bare[0]["factors"][0].get("evidence"), Some(&Value::Null));
    let score = parsed(run::run(&["score", SENIOR, "--format", "json"]));
    let compare = parsed(run::run(&["compare", SENIOR, "arts-therapist", "--format", "json"]));
    let (status, lines, _) = run::run(&["score", SENIOR, "--format", "ndjson"]);
    let line: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(status, YES);
    for factors in [&score[0]["factors"], &compare["factors"], &line["factors"]] {
        let evidence: Vec<&Value> =
            factors.as_array().unwrap().iter().map(|factor| factor.get("evidence").unwrap()).collect();
        assert_eq!(evidence.len(), 16);
        assert_eq!(
            evidence[15],
            "Weekly verbal aggression on the ward, at times aimed at the therapist in person."
        );
    }
}

#[test]
fn a_report_holds_all_that_a_postholder_is_to_receive_in_every_format() {
    let folder = Folder::with("job.yaml", job("provisional"));
    let json = report(&folder, &["job.yaml"]);
    assert_eq!(json["kind"], "matched_job");
    assert_eq!(json["outcome"], "profile_match");
    assert_eq!(
        json["job"],
        json!({
            "id": "JD-7", "title": "Senior Art Therapist", "source": "job.yaml", "organisation": "North Wing",
        })
    );
    let members = json!(["A. Osei (staff side)", "B. Shaw (management)"]);
    let panel = json!({"date": "2026-03-14", "members": members, "status": "provisional"});
    assert_eq!((&json["panel"], json["status"].as_str()), (&panel, Some("provisional")));
    assert_eq!((&json["total"], &json["band"], &json["variations"]), (&json!(498), &json!("7"), &json!(0)));
    let mut expected: Vec<String> = [
        "Senior Art Therapist",
        "JD-7",
        "North Wing",
        "2026-03-14",
        "A. Osei (staff side)",
        "B. Shaw (management)",
        "provisional",
        "until consistency checking has been done",
        "498",
        "Band 7 (466–539)",
        "Fixed factors match",
        "Levels within one",
        "Variation count",
        "Total in band",
        "three months",
        "in writing",
        "which factors",
        "why",
        "evidence",
        "jobeval",
        "Arts Therapist (Art, Music, Drama, Dance Movement)",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    for file in ["profiles/scheme.yaml", "profiles/arts-therapies.yaml", run::BINARY] {
        expected.push(digest(file));
    }
    expected.push(digest(folder.file("job.yaml")));
    for factor in json["factors"].as_array().unwrap() {
        for key in ["name", "evidence", "descriptor", "example", "profile_levels", "job_level"] {
            expected.push(factor[key].as_str().unwrap_or_else(|| panic!("{factor}")).to_owned());
        }
        assert_eq!(factor["result"], "match");
    }
    for format in ["json", "yaml", "markdown", "html"] {
        let (status, out, err) = folder.run(&["report", "job.yaml", "--format", format]);
        assert_eq!((status, err.as_str()), (YES, ""));
        assert!(!out.contains("SECRET"), "{format}");
        let shown = match format {
            "html" => words(&html_text(&out)),
            "markdown" => words(&out.replace('\\', "")),
            _ => continue,
        };
        for text in &expected {
            assert!(shown.contains(&words(text)), "{format} lacks {text}");
        }
    }
    // The columns of a terminal break up longer texts.
    let (status, table, _) = folder.run(&["report", "job.yaml"]);
    assert_eq!(status, YES);
    let expected = [
        "Matched-job report",
        "North Wing",
        "2026-03-14",
        "Evidence",
        "Review",
        "Provenance",
        "three months",
    ];
    assert!(expected.iter().all(|words| table.contains(words)) && !table.contains("SECRET"), "{table}");
}

/// What a reader of a page is shown.
fn html_text(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..];
    let text =
        body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>();
    let text = text.join(" ");
    ["&#38;", "&#39;", "&#34;", "&#60;", "&#62;"]
        .iter()
        .zip(["&", "'", "\"", "<", ">"])
        .fold(text, |text, (escaped, plain)| text.replace(escaped, plain))
}

#[test]
fn the_status_says_how_far_the_outcome_has_come() {
    for (status, id, sentence) in [
        ("provisional", "provisional", "This outcome is provisional"),
        ("consistency_checked", "consistency_checked", "gone through consistency checking"),
        ("final", "final", "This outcome is final."),
        ("", "provisional", "until consistency checking has been done"),
    ] {
        let folder = Folder::with("job.yaml", job(status));
        assert_eq!(report(&folder, &["job.yaml"])["status"], id);
        let (_, markdown, _) = folder.run(&["report", "job.yaml", "--format", "markdown"]);
        assert!(markdown.contains(sentence), "{markdown}");
        assert_eq!(markdown.contains("until consistency checking"), id == "provisional");
    }
    let (_, bare, _) = run::run(&["report", "tests/data/porter.yaml", "--format", "markdown"]);
    assert!(
        bare.contains("| Panel members | not stated |") && bare.contains("until consistency checking"),
        "{bare}"
    );
}

#[test]
fn the_profile_is_the_one_given_else_the_one_expected_else_the_best() {
    let expecting = |profile: &str| {
        let job = job("final");
        format!("{}expect: {{profile: {profile}}}\n", &job[..job.find("expect:").unwrap()])
    };
    let folder = Folder::with("job.yaml", expecting("head-of-arts-therapies"));
    folder.write("none.yaml", expecting("null"));
    let chosen = |arguments: &[&str]| {
        let report = report(&folder, arguments);
        [&report["choice"], &report["profile"]["id"], &report["outcome"]]
            .map(|value| value.as_str().unwrap().to_owned())
    };
    assert_eq!(chosen(&["none.yaml"]), ["best", "arts-therapist", "profile_match"]);
    assert_eq!(chosen(&["job.yaml"]), ["expected", "head-of-arts-therapies", "no_match"]);
    let given = ["job.yaml", "--profile", "Arts Therapist (Art"];
    assert_eq!(chosen(&given), ["given", "arts-therapist", "profile_match"]);

    // That another profile matches is not kept back.
    let expected = report(&folder, &["job.yaml"]);
    assert_eq!(
        (&expected["kind"], &expected["other_match"]["id"]),
        (&json!("evaluation"), &json!("arts-therapist"))
    );
    let (_, markdown, _) = folder.run(&["report", "job.yaml", "--format", "markdown"]);
    assert!(markdown.contains("The job matches another profile: Arts Therapist"), "{markdown}");

    let unknown = folder.run(&["report", "job.yaml", "--profile", "art-therapist"]);
    assert_eq!((unknown.0, unknown.1.as_str()), (TROUBLE, ""));
    assert!(unknown.2.contains("did you mean arts-therapist"), "{}", unknown.2);
}

#[test]
fn an_archived_profile_is_reported_with_but_never_proposed() {
    let folder = Folder::new();
    let suite = fs::read_to_string("profiles/arts-therapies.yaml").unwrap();
    let suite = suite.replace("suite: arts-therapies", "suite: old").replace("  - id: ", "  - id: a-");
    let suite = suite.replace("    band: 7\n", "    band: 7\n    archived: July 2025\n");
    folder.write("suite.yaml", suite);
    folder.write(
        "expecting.yaml",
        job("final").replace("profile: arts-therapist", "profile: a-arts-therapist"),
    );
    folder.write("job.yaml", job("final").replace("  profile: arts-therapist", ""));
    let with = |file| report(&folder, &[file, "--profiles", "suite.yaml"]);
    assert_eq!(with("job.yaml")["profile"]["id"], "arts-therapist");
    let stands = with("expecting.yaml");
    assert_eq!(
        (&stands["profile"]["id"], &stands["outcome"]),
        (&json!("a-arts-therapist"), &json!("profile_match"))
    );
    assert!(stands["warnings"][0].as_str().unwrap().contains("archived (July 2025)"), "{stands}");
}

#[test]
fn a_job_that_expects_an_unknown_profile_is_left_out_and_the_others_are_not() {
    let folder =
        Folder::with("a.yaml", job("final").replace("profile: arts-therapist", "profile: art-therapist"));
    folder.write("b.yaml", job("final").replace("JD-7", "JD-8"));
    let (status, out, err) = folder.run(&["report", "a.yaml", "b.yaml", "--format", "json"]);
    let reports: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, reports.as_array().unwrap().len()), (TROUBLE, 1));
    assert_eq!(reports[0]["job"]["id"], "JD-8");
    assert!(
        err.contains("error[unknown-profile]") && err.contains("a.yaml:1:1") && err.contains("did you mean"),
        "{err}"
    );
}

#[test]
fn a_job_that_matches_nothing_is_evaluated_by_its_own_levels() {
    let path = "examples/arts-in-health-coordinator.yaml";
    let report = report(&Folder::new(), &[fs::canonicalize(path).unwrap().to_str().unwrap()]);
    assert_eq!((&report["kind"], &report["outcome"]), (&json!("evaluation"), &json!("no_match")));
    assert_eq!(
        (&report["total"], &report["band"], &report["choice"]),
        (&json!(333), &json!("5"), &json!("best"))
    );
    let (status, markdown, _) = run::run(&["report", path, "--format", "markdown"]);
    assert_eq!(status, NO);
    for text in [
        "## Evaluation report: Arts in Health Coordinator (JD-1120)",
        "No match: none of the 5 profiles loaded (suites: arts-therapies) matches the job. The job's own levels give 333 points: Band 5 (326–395).",
        "### Nearest profile, for information",
        "The nearest profile is Arts Therapist",
        "| 15 | Emotional Effort | 2(a) | 11 | Sometimes meets very ill patients",
    ] {
        assert!(markdown.contains(text), "{text}: {markdown}");
    }
    let (status, above, _) = run::run(&["report", "examples/chief-officer-for-arts-and-health.yaml"]);
    assert_eq!(status, NO);
    assert!(above.contains("777 points: above Band 9 (721–765)."), "{above}");

    let bare = ["report", "job.yaml", "--scheme", "scheme.yaml"];
    let folder = Folder::with("scheme.yaml", fs::read_to_string("tests/data/small-scheme.yaml").unwrap());
    folder.write("job.yaml", "title: Clerk\nfactors: {skill: 1, care: 1, effort: 1}\n");
    let (status, out, err) = folder.run(&bare);
    assert_eq!((status, err.as_str()), (NO, ""));
    assert!(words(&out).contains("No profile is loaded. The job's own levels give"), "{out}");
    let report = super::report::report(&folder, &bare[1..]);
    assert_eq!(
        (&report["profile"], &report["conditions"], &report["outcome"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(report["provenance"]["suite"], Value::Null);
}

#[test]
fn what_is_not_settled_is_listed() {
    let path = "examples/new-dance-movement-therapist.yaml";
    let (status, markdown, _) = run::run(&["report", path, "--format", "markdown"]);
    assert_eq!(status, NO);
    for text in [
        "Incomplete: 4 of 16 factors undecided, and a match with Arts Therapist",
        "| 13. Physical Effort | 2-3 | 7–12 |",
        "| 11. Research & Development | not assessed | 5–60 |",
    ] {
        assert!(markdown.contains(text), "{text}: {markdown}");
    }
    let reports = parsed((NO, run::run(&["report", path, "--format", "json"]).1, String::new()));
    let open: Vec<&str> = reports[0]["not_settled"]
        .as_array()
        .unwrap()
        .iter()
        .map(|factor| factor["id"].as_str().unwrap())
        .collect();
    assert_eq!(open, ["research_and_development", "physical_effort", "mental_effort", "working_conditions"]);
    assert_eq!((&reports[0]["kind"], &reports[0]["band"]), (&json!("matched_job"), &Value::Null));
    let (_, settled, _) = run::run(&["report", SENIOR]);
    assert!(settled.contains("None: every factor has a single level"), "{settled}");
}

#[test]
fn evidence_that_is_missing_is_missed() {
    let folder = Folder::with(
        "job.yaml",
        "title: Clerk\nfactors: {policy: 2, hr: {level: 1, evidence: None.}, knowledge: '?'}\n",
    );
    let (_, some, _) = folder.run(&["report", "job.yaml"]);
    assert!(some.contains("No evidence is given for 1 factor: Policy/Service Development."), "{some}");
    let (_, none, _) = run::run(&["report", "examples/panel-2026-03.yaml", "--job", "JD-1162"]);
    assert!(none.contains("No evidence is given for any level."), "{none}");
    let (_, all, _) = run::run(&["report", SENIOR]);
    assert!(!all.contains("No evidence"), "{all}");
}

#[test]
fn several_jobs_are_one_document_without_a_folder() {
    let panel = "examples/panel-2026-03.yaml";
    let (status, json, _) = run::run(&["report", panel, "--format", "json"]);
    let reports: Value = serde_json::from_str(&json).unwrap();
    let ids: Vec<&str> =
        reports.as_array().unwrap().iter().map(|report| report["job"]["id"].as_str().unwrap()).collect();
    assert_eq!((status, &ids[..]), (YES, &["JD-1161", "JD-1162", "JD-1163"][..]));
    let (_, page, _) = run::run(&["report", panel, "--format", "html"]);
    assert_eq!((page.matches("<h1>").count(), page.matches("<h2>Matched-job report: ").count()), (1, 3));
    let folder = Folder::new();
    let absolute = fs::canonicalize(panel).unwrap();
    let absolute = absolute.to_str().unwrap();
    assert_eq!(folder.run(&["report", absolute, "--output", "all.md"]).0, YES);
    assert_eq!(folder.read("all.md").matches("## Matched-job report: ").count(), 3);
    let one = folder.run(&["report", absolute, "--job", "JD-1162", "--output", "one"]);
    assert_eq!((one.0, folder.read("one").matches("Matched-job report: ").count()), (YES, 1));
    let pdf = folder.run(&["report", absolute, "--output", "all.pdf"]);
    assert!(pdf.0 == TROUBLE && pdf.2.contains("write .html"), "{}", pdf.2);
    assert_eq!(folder.names(), ["all.md", "one"]);
}

/// The values of an attribute in a page.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let begin = format!(" {name}=\"");
    page.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_folder_gets_a_page_for_each_job_and_an_index_that_leads_to_them() {
    let folder = Folder::with("jobs/a.yaml", job("final"));
    folder.write("jobs/deep/b.yaml", job("final").replace("id: JD-7", "id: jd-7"));
    folder.write("jobs/c.yaml", "title: Porter & <b>Clerk</b>\nfactors: {policy: 2}\n");
    folder.write("reports/kept.txt", "mine");
    folder.write("reports/JD-7.html", "old");
    let (status, out, err) = folder.run(&["report", "jobs", "--output", "reports"]);
    assert_eq!((status, out.as_str(), err.as_str()), (NO, "", ""));
    let reports = run::names(&folder.file("reports"));
    assert_eq!(reports, ["JD-7.html", "Porter-b-Clerk-b.html", "index.html", "jd-7-2.html", "kept.txt"]);
    let index = folder.read("reports/index.html");
    assert_eq!(attributes(&index, "href"), ["JD-7.html", "Porter-b-Clerk-b.html", "jd-7-2.html"]);
    assert!(index.contains("2 of 3 jobs match a profile.") && index.contains("Jobs per band"), "{index}");
    assert!(index.contains("Porter &#38; &#60;b&#62;Clerk") && !index.contains("<b>"), "{index}");
    for page in ["JD-7.html", "jd-7-2.html"] {
        let page = folder.read(&format!("reports/{page}"));
        assert!(
            page.contains("Matched-job report: Senior Art Therapist") && !page.contains("SECRET"),
            "{page}"
        );
    }
    // The same again gives the same bytes.
    let before: Vec<String> = reports.iter().map(|name| folder.read(&format!("reports/{name}"))).collect();
    folder.run(&["report", "jobs", "--output", "reports/"]);
    let after: Vec<String> = reports.iter().map(|name| folder.read(&format!("reports/{name}"))).collect();
    assert_eq!((before, run::names(&folder.file("reports"))), (after, reports));
}

#[test]
fn a_band_that_is_certain_though_factors_are_open_is_shown_and_marked() {
    let folder = Folder::with_copies(&["tests/data"]);
    let jobs = "tests/data/undecided.yaml";
    let bands = |json: &str| -> Vec<Value> {
        let jobs: Value = serde_json::from_str(json).unwrap();
        let jobs = jobs.get("reports").or(jobs.get("jobs")).unwrap_or(&jobs).as_array().unwrap();
        assert!(jobs.iter().all(|job| job["band"].is_null() && job["total"].is_null()), "{json}");
        jobs.iter().map(|job| job["only_band"].clone()).collect()
    };
    let expected = [json!("7"), Value::Null, Value::Null, Value::Null];
    assert_eq!(bands(&folder.run(&["score", jobs, "--format", "json"]).1), expected);
    assert_eq!(bands(&folder.run(&["report", jobs, "--format", "json"]).1), expected);
    folder.run(&["report", jobs, "--output", "json/", "--format", "json"]);
    assert_eq!(bands(&folder.read("json/index.json")), expected);
    let (_, grid, _) = folder.run(&["consistency", jobs, "--grid", "--format", "json"]);
    assert_eq!(bands(&grid).iter().filter(|band| **band == "7").count(), 1, "{grid}");
    let (_, grid, _) = folder.run(&["consistency", jobs, "--grid"]);
    assert!(grid.contains("489–511  7?") && grid.contains("A band with a ? is"), "{grid}");
    folder.run(&["report", jobs, "--output", "pages/"]);
    let text = html_text(&folder.read("pages/index.html"));
    for band in
        ["7, 1 factor undecided", "above 9, 3 factors undecided", "Band 7 or 8a", "Band 9 or above Band 9"]
    {
        assert!(text.contains(band), "{band}: {text}");
    }
}

#[test]
fn a_folder_may_have_other_formats_and_be_named_in_other_ways() {
    let folder = Folder::with("a.yaml", job("final"));
    folder.write("b.yaml", job("final").replace("JD-7", "JD-8"));
    for (output, format, files) in [
        ("json", "json", ["JD-7.json", "JD-8.json", "index.json"]),
        ("new/markdown", "markdown", ["JD-7.md", "JD-8.md", "index.md"]),
        ("table", "table", ["JD-7.txt", "JD-8.txt", "index.txt"]),
    ] {
        let ended = folder.run(&["report", "a.yaml", "b.yaml", "--output", output, "--format", format]);
        assert_eq!(ended, (YES, String::new(), String::new()));
        assert_eq!(run::names(&folder.file(output)), files);
    }
    let index: Value = serde_json::from_str(&folder.read("json/index.json")).unwrap();
    assert_eq!(index["reports"][1]["file"], "JD-8.json");
    assert_eq!(
        (&index["reports"][1]["outcome"], &index["distribution"]["scored"]),
        (&json!("profile_match"), &json!(2))
    );
    let page: Value = serde_json::from_str(&folder.read("json/JD-8.json")).unwrap();
    assert_eq!(page[0]["job"]["id"], "JD-8");
    assert!(folder.read("new/markdown/index.md").contains("[Senior Art Therapist (JD-8)](JD-8.md)"));

    // For one job, a folder has to be one already or to be written as one.
    assert_eq!(folder.run(&["report", "a.yaml", "--output", "one/"]).0, YES);
    assert_eq!(run::names(&folder.file("one")), ["JD-7.html", "index.html"]);
    fs::create_dir(folder.file("v1.2")).unwrap();
    assert_eq!(folder.run(&["report", "a.yaml", "--output", "v1.2"]).0, YES);
    assert_eq!(run::names(&folder.file("v1.2")), ["JD-7.html", "index.html"]);

    folder.write("file", "mine");
    let (status, _, err) = folder.run(&["report", "a.yaml", "b.yaml", "--output", "file/"]);
    assert!(status == TROUBLE && err.contains("file/: cannot be written"), "{err}");
    assert_eq!(folder.read("file"), "mine");
    assert_eq!(folder.run(&["report", "a.yaml", "b.yaml", "--output", "file"]).0, YES);
    assert_eq!(folder.read("file").matches("Matched-job report: ").count(), 2);
}

#[test]
fn no_job_leads_out_of_the_folder_and_none_is_lost() {
    let folder = Folder::new();
    let ids = [
        "../../evil",
        "/etc/passwd",
        "..",
        "index",
        "INDEX",
        "nul",
        "a/b",
        "a b",
        "javascript:alert(1)",
        "看護師",
    ];
    for (number, id) in ids.iter().enumerate() {
        folder
            .write(&format!("jobs/{number}.yaml"), job("final").replace("id: JD-7", &format!("id: {id:?}")));
    }
    let (status, _, err) = folder.run(&["report", "jobs", "--output", "out/reports"]);
    assert_eq!((status, err.as_str()), (YES, ""));
    assert_eq!(folder.names(), ["jobs", "out"]);
    assert_eq!(run::names(&folder.file("out")), ["reports"]);
    let links = attributes(&folder.read("out/reports/index.html"), "href");
    let lower: BTreeSet<String> = links.iter().map(|link| link.to_lowercase()).collect();
    assert_eq!(lower.len(), ids.len(), "{links:?}");
    for link in links {
        assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{link}");
        assert!(folder.read(&format!("out/reports/{link}")).contains("Matched-job report"), "{link}");
    }
}

#[test]
fn no_report_takes_the_place_of_a_job() {
    let folder = Folder::with("jobs/JD-7.yaml", job("final"));
    let (status, _, err) = folder.run(&["report", "jobs", "--output", "jobs", "--format", "yaml"]);
    assert!(status == TROUBLE && err.contains("would be overwritten"), "{err}");
    assert_eq!(folder.read("jobs/JD-7.yaml"), job("final"));
    #[cfg(unix)]
    {
        fs::create_dir(folder.file("out")).unwrap();
        std::os::unix::fs::symlink("../jobs/JD-7.yaml", folder.file("out/JD-7.html")).unwrap();
        let (status, _, err) = folder.run(&["report", "jobs", "--output", "out"]);
        assert!(status == TROUBLE && err.contains("would be overwritten"), "{err}");
        assert_eq!(folder.read("jobs/JD-7.yaml"), job("final"));
    }
}

#[test]
fn rows_and_standard_input_are_reported_on_too() {
    let header = "id,title,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,organisation";
    let rows = format!(
        "{header}\nJD-1,Therapist,6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2,North\n,,6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2,\n"
    );
    let folder = Folder::with("rows.csv", rows);
    let (status, out, _) = folder.run(&["report", "rows.csv", "--output", "reports"]);
    assert_eq!((status, out.as_str()), (YES, ""));
    assert_eq!(run::names(&folder.file("reports")), ["JD-1.html", "index.html", "job.html"]);
    assert!(folder.read("reports/JD-1.html").contains("North"));
    assert!(folder.read("reports/index.html").contains("Untitled job"));
    let (status, out, _) = run::run_reading(&job("final"), &["report", "-", "--format", "markdown"]);
    assert_eq!(status, YES);
    assert!(
        out.contains("## Matched-job report: Senior Art Therapist (JD-7)")
            && out.contains("<stdin>".replace('<', "\\<").replace('>', "\\>").as_str()),
        "{out}"
    );
}

//! What is handed over: where the digests in results come from, and that evidence is beside every level.

use std::fs;

use jobeval::origin::Sha256;
use serde_json::{Value, json};

use crate::run::{self, Ended, Folder, YES};

fn parsed((status, out, err): Ended) -> Value {
    assert!(status.is_some() && err.is_empty(), "{err}");
    serde_json::from_str(&out).unwrap()
}

fn digest(file: impl AsRef<std::path::Path>) -> String {
    Sha256::of(&fs::read(file).unwrap()).to_string()
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
        assert_eq!(*evidence[9], Value::Null);
    }
}

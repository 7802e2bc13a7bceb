//! Nothing is left out in silence: every command finds, in every format, one job that is refused, one whose id another has,
//! and one that cannot be read at all, in the result itself or as a number.

use crate::run::{Folder, NO, TROUBLE, YES};

const LEVELS: &str = "6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2";

/// The header of rows with an id, a title and the factors by number.
fn header() -> String {
    let numbers: Vec<String> = (1..=16).map(|number| number.to_string()).collect();
    format!("id,title,{}", numbers.join(","))
}

/// A text of a table without its line breaks, which depend on the width.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rows(rows: &[&str]) -> String {
    format!("{}\n{}\n", header(), rows.join("\n"))
}

/// A row with the usual levels.
fn row(id: &str, title: &str) -> String {
    format!("{id},{title},{LEVELS}")
}

/// A job file with these names and one level.
fn job(names: &str, level: &str) -> String {
    format!(
        "{names}\nfactors: {{1: 6, 2: 7, 3: 4, 4: 2, 5: 3, 6: 5, 7: 2, 8: 2, 9: 2, 10: 1, 11: 1, 12: 3, 13: 3, 14: 4, 15: 4, 16: {level}}}\n"
    )
}

/// A folder with jobs of every kind: JD-2 is refused, JD-1 is there twice, `broken.yaml` cannot be read.
fn folder() -> Folder {
    let folder = Folder::new();
    for side in ["old", "new"] {
        folder.write(&format!("{side}/a.yaml"), job("id: JD-1\ntitle: Clerk", "2"));
        folder.write(&format!("{side}/again.yaml"), job("id: JD-1\ntitle: Clerk, nights", "2"));
        folder.write(&format!("{side}/broken.yaml"), "id: [JD-3");
        folder.write(&format!("{side}/refused.yaml"), job("id: JD-2\ntitle: Porter", "9"));
    }
    folder
}

/// The formats of lists.
const LIST: [&str; 7] = ["table", "json", "yaml", "markdown", "html", "csv", "ndjson"];

#[test]
fn every_list_names_what_is_not_in_it_in_every_format() {
    let folder = folder();
    let commands: [&[&str]; 6] = [
        &["score", "new"],
        &["match", "--best", "new"],
        &["check", "new"],
        &["consistency", "new"],
        &["consistency", "--grid", "new"],
        &["diff", "old", "new"],
    ];
    for command in commands {
        for format in LIST {
            let (status, out, err) = folder.run(&[command, &["--format", format]].concat());
            assert_eq!(status, TROUBLE, "{command:?} {format}: {err}");
            for words in ["JD-2", "broken.yaml", "has no level 9", "broken"] {
                assert!(out.contains(words), "{command:?} {format}: no {words} in {out}");
            }
            let repeated =
                if command[0] == "diff" { ["not_paired", "not paired"] } else { ["JD-1", "Clerk"] };
            let count: usize = repeated.iter().map(|words| out.matches(words).count()).sum();
            assert!(count >= 2, "{command:?} {format}: {out}");
            assert!(err.contains("warning[job-id-taken]: the job id `JD-1`"), "{command:?} {format}: {err}");
        }
    }
}

#[test]
fn every_count_says_how_many_are_not_in_it() {
    let folder = folder();
    for command in [&["score", "new", "--summary"][..], &["match", "--best", "new", "--summary"]] {
        for format in LIST {
            let (status, out, _) = folder.run(&[command, &["--format", format]].concat());
            assert_eq!(status, TROUBLE);
            let words: &[&str] = match format {
                "json" => &["\"refused\": 2", "\"repeated_ids\": 1"],
                "ndjson" => &["\"refused\":2"],
                "yaml" => &["refused: 2", "repeated_ids: 1"],
                "csv" => &["refused,without_levels,files_not_read,repeated_ids", ",2,0,0,1"],
                _ => &["2 refused; 1 has the id of another job"],
            };
            for words in words {
                assert!(
                    out.contains(words) || unwrapped(&out).contains(words),
                    "{command:?} {format}: no {words} in {out}"
                );
            }
        }
    }
    for format in ["table", "json", "yaml", "markdown", "html", "csv"] {
        let (_, out, _) = folder.run(&["diff", "old", "new", "--summary", "--format", format]);
        for words in ["JD-2", "has no level 9", "broken.yaml"] {
            assert!(out.contains(words), "{format}: no {words} in {out}");
        }
        let words = match format {
            "json" => "\"refused\": {\n    \"old\": 2,\n    \"new\": 2\n  }",
            "yaml" => "refused:\n  old: 2\n  new: 2\n",
            "csv" => "not_paired_jobs",
            _ => "4 not paired",
        };
        assert!(out.contains(words), "{format}: no {words} in {out}");
    }
}

#[test]
fn formats_for_ci_name_what_was_refused() {
    let folder = folder();
    for command in [
        &["check", "new", "--format", "github"][..],
        &["check", "new", "--format", "junit"],
        &["consistency", "new", "--format", "github"],
    ] {
        let (status, out, _) = folder.run(command);
        assert_eq!(status, TROUBLE);
        for words in ["no-such-level", "refused.yaml", "broken.yaml", "broken-yaml"] {
            assert!(out.contains(words), "{command:?}: no {words} in {out}");
        }
    }
    // Without any job, these formats still say why.
    let (status, out, _) = folder.run(&["check", "new/refused.yaml", "--format", "github"]);
    assert!(status == TROUBLE && out.starts_with("::error file=new/refused.yaml"), "{out}");
}

#[test]
fn reports_list_what_has_none_in_their_index_and_not_on_the_page_of_another_job() {
    let folder = folder();
    for format in ["html", "json", "yaml", "markdown", "table"] {
        let (status, out, _) = folder.run(&["report", "new", "--format", format]);
        assert!(status == TROUBLE && out.contains("JD-2") && out.contains("broken.yaml"), "{format}: {out}");
    }
    let (status, _, err) = folder.run(&["report", "new", "--output", "pages/"]);
    assert_eq!(status, TROUBLE, "{err}");
    let index = folder.read("pages/index.html");
    assert!(index.contains("2 refused") && index.contains("Porter (JD-2)") && index.contains("broken.yaml"));
    assert!(!folder.read("pages/JD-1.html").contains("JD-2"));
}

#[test]
fn a_refused_row_hides_no_removed_post() {
    let folder = Folder::new();
    let posts: Vec<String> = (1..=6).map(|number| row(&format!("P{number}"), "Clerk")).collect();
    let mut posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    folder.write("old.csv", rows(&posts));
    posts.remove(5);
    let wrong = row("P5", "Clerk").replacen(",6,", ",99,", 1);
    posts[4] = &wrong;
    folder.write("new.csv", rows(&posts));
    let (status, out, _) = folder.run(&["diff", "old.csv", "new.csv", "--summary"]);
    assert_eq!(status, TROUBLE);
    let words = "5 jobs (5 staff): 0 up, 0 down, 4 the same, 0 undecided, 1 refused; 0 added (0 staff); 1 removed (1 staff)";
    assert!(unwrapped(&out).contains(words) && out.contains("Refused: 0 old, 1 new"), "{out}");
    let (_, out, _) = folder.run(&["diff", "old.csv", "new.csv"]);
    assert!(out.contains("6 jobs: 4 unchanged, 1 removed, 1 refused; no band moved"), "{out}");
    // Without an id it may be any of them.
    posts[4] = wrong.strip_prefix("P5").unwrap();
    folder.write("new.csv", rows(&posts));
    let (_, out, _) = folder.run(&["diff", "old.csv", "new.csv", "--summary"]);
    let out = unwrapped(&out);
    assert!(out.contains("; added not known; removed not known; 2 not paired"), "{out}");
    assert!(
        out.contains("Added and removed jobs are not known: 1 refused job has no readable id (new.csv:6)."),
        "{out}"
    );
    let (_, out, _) = folder.run(&["diff", "old.csv", "new.csv", "--summary", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(
        found["added"].is_null() && found["removed"].is_null() && found["not_known"].is_string(),
        "{out}"
    );
    let (_, out, _) = folder.run(&["diff", "old.csv", "new.csv"]);
    assert!(!out.contains("removed") || out.contains("not known"), "{out}");
}

#[test]
fn a_repeated_id_in_rows_is_a_warning_with_both_places_that_may_fail_a_run() {
    let folder = Folder::new();
    let posts = [row("P1", "Clerk"), row("P2", "Clerk"), row("P1", "Porter")];
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    folder.write("rows.csv", rows(&posts));
    let warning =
        "warning[job-id-taken]: the job id `P1` is taken by another job in rows.csv:2\n--> rows.csv:4:1\n";
    let commands: [&[&str]; 8] = [
        &["score", "rows.csv"],
        &["score", "rows.csv", "--format", "csv"],
        &["score", "rows.csv", "--summary"],
        &["score", "rows.csv", "--format", "ndjson", "--threads", "1"],
        &["consistency", "rows.csv", "--grid"],
        &["consistency", "rows.csv"],
        &["check", "rows.csv"],
        &["diff", "rows.csv", "rows.csv"],
    ];
    for command in commands {
        let (status, out, err) = folder.run(command);
        assert!(status == YES && err.contains(warning), "{command:?}: {err}");
        let (denied, again, _) = folder.run(&[command, &["--deny-warnings"]].concat());
        assert!(denied == NO && out == again, "{command:?}");
    }
    let (_, out, _) = folder.run(&["diff", "rows.csv", "rows.csv"]);
    assert!(out.contains("5 jobs: 1 unchanged, 4 not paired; no band moved"), "{out}");
    let (_, out, _) = folder.run(&["consistency", "rows.csv", "--only", "same-id"]);
    assert!(out.contains("2 jobs have the id `P1`."), "{out}");
    // The rows of another file count as well, and so do job files.
    folder.write("more.csv", rows(&[&row("P2", "Clerk")]));
    folder.write("job.yaml", job("id: P2\ntitle: Clerk", "2"));
    let (_, _, err) = folder.run(&["score", "rows.csv", "more.csv", "job.yaml", "--format", "csv"]);
    assert_eq!(err.matches("`P2` is taken by another job in rows.csv:3").count(), 2, "{err}");
}

#[test]
fn the_line_of_a_repeated_id_is_right_whatever_line_breaks_there_are() {
    let folder = Folder::new();
    let long = "\"Clerk\nnights\"";
    let text =
        format!("{}\n\n{}\r\n\r\n{}\n{}\n", header(), row("P1", long), row("P2", long), row("P1", "A"));
    folder.write("rows.csv", text);
    let quoted = format!("{}\n{}\n{}\n{}\n", header(), row("P1", long), row("P2", long), row("P1", "A"));
    folder.write("quoted.csv", quoted);
    for (file, first, second) in [("rows.csv", 3, 8), ("quoted.csv", 2, 6)] {
        for format in ["csv", "table"] {
            let (_, _, err) = folder.run(&["score", file, "--format", format]);
            let place = format!("in {file}:{first}\n--> {file}:{second}:1\n");
            assert!(err.contains(&place), "{format}: {err}");
        }
    }
}

#[test]
fn nothing_is_written_where_nothing_could_be_read() {
    let folder = Folder::new();
    folder.write("few.csv", "id,title,1,2,3\nP1,Clerk,6,7,4\n");
    folder.write("refused.csv", rows(&[&row("P1", "Clerk").replacen(",6,", ",99,", 1)]));
    folder.write("good.csv", rows(&[&row("P1", "Clerk")]));
    let commands: [&[&str]; 8] = [
        &["score"],
        &["score", "--summary"],
        &["match", "--best"],
        &["match", "--best", "--summary"],
        &["check"],
        &["consistency"],
        &["consistency", "--grid"],
        &["report"],
    ];
    for input in ["nosuch.csv", "few.csv", "refused.csv"] {
        for output in ["keep.csv", "keep.json", "keep.html"] {
            for command in commands {
                let has_no_csv = command[0] == "report" && output == "keep.csv";
                folder.write(output, "the last good result");
                let (status, out, err) = folder.run(&[command, &[input, "--output", output]].concat());
                assert_eq!((status, out.as_str()), (TROUBLE, ""), "{command:?} {input}: {err}");
                assert_eq!(folder.read(output), "the last good result", "{command:?} {input}");
                assert!(
                    has_no_csv || err.contains("error: no job could be read, so nothing was written\n"),
                    "{command:?} {input}: {err}"
                );
                if input != "refused.csv" {
                    let (_, out, _) = folder.run(&[command, &[input]].concat());
                    assert_eq!(out, "", "{command:?} {input}");
                }
            }
            for sides in [[input, "good.csv"], ["good.csv", input]] {
                folder.write(output, "the last good result");
                let (status, _, err) = folder.run(&["diff", sides[0], sides[1], "--output", output]);
                assert!(status == TROUBLE && err.contains("no job could be read"), "{sides:?}: {err}");
                assert_eq!(folder.read(output), "the last good result", "{sides:?}");
            }
        }
    }
}

#[test]
fn a_row_without_levels_is_no_job() {
    let folder = Folder::new();
    let empty = ",".repeat(15);
    folder.write("rows.csv", rows(&[&row("P1", "Clerk"), &format!(",Total posts: 60,{empty}")]));
    let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(status, YES);
    assert!(
        out.contains(",Total posts: 60,,,without-levels,the row has no level for any factor\r\n"),
        "{out}"
    );
    assert!(err.ends_with("2 rows read: 1 scored, 0 incomplete, 0 refused, 1 without levels\n"), "{err}");
    let (_, out, _) = folder.run(&["match", "--best", "rows.csv", "--format", "csv"]);
    assert!(out.lines().nth(2).unwrap().contains(",without-levels,"), "{out}");
    let (status, out, _) = folder.run(&["score", "rows.csv", "--summary"]);
    assert!(status == YES && out.contains("2 jobs: 1 scored, 0 incomplete, 1 without levels"), "{out}");
    let (status, out, _) = folder.run(&["consistency", "rows.csv", "--only", "not-settled"]);
    assert!(status == YES && out.contains("1 job: nothing") && out.contains("1 without levels"), "{out}");
    let (_, out, _) = folder.run(&["diff", "rows.csv", "rows.csv"]);
    assert!(out.contains("1 factor") || out.contains("as before"), "{out}");
    assert!(out.contains("Not in this result: 2 without levels"), "{out}");
    let (_, out, _) = folder.run(&["report", "rows.csv", "--format", "json"]);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(reports[1]["code"], "without-levels");
    assert!(reports[0]["kind"].is_string() && reports.as_array().unwrap().len() == 2);
}

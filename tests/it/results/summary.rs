//! Jobs counted: in each band, by profile and outcome, of all and of each group, whatever the form of the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::facts::{FACTORS, Random};
use crate::run::{self, Folder, NO, TROUBLE, YES};

/// A job as a plain script would have it.
struct Row {
    id: String,
    site: &'static str,
    levels: Vec<u8>,
}

const SITES: [&str; 4] = ["Leeds", "York", "", "=Hull"];

fn rows(count: usize) -> Vec<Row> {
    let mut random = Random(16);
    let row = |index| Row {
        id: format!("JD-{index}"),
        site: SITES[usize::from(random.within(0, 3))],
        levels: FACTORS
            .iter()
            .map(|(.., points)| match random.within(1, 250) {
                1 => 0,
                2 => 99,
                _ => random.within(1, u8::try_from(points.len()).unwrap()),
            })
            .collect(),
    };
    (0..count).map(row).collect()
}

impl Row {
    /// Its total; none while a level, written as 0, is open.
    fn total(&self) -> Option<u32> {
        let points = self
            .levels
            .iter()
            .zip(FACTORS)
            .map(|(&level, (.., points))| usize::from(level).checked_sub(1).map(|index| points[index]));
        points.sum()
    }

    fn is_refused(&self) -> bool {
        self.levels.contains(&99)
    }
}

fn level(level: &u8) -> String {
    if *level == 0 { "?".to_owned() } else { level.to_string() }
}

fn as_csv(rows: &[Row]) -> String {
    let numbers: Vec<String> = (1..=16).map(|number: u8| number.to_string()).collect();
    let mut csv = format!("id,Site,{}\n", numbers.join(","));
    for Row { id, site, levels } in rows {
        let _ = writeln!(csv, "{id},{site},{}", levels.iter().map(level).collect::<Vec<_>>().join(","));
    }
    csv
}

fn as_ndjson(rows: &[Row]) -> String {
    let mut lines = String::new();
    for Row { id, site, levels } in rows {
        let levels = levels.iter().zip(1..).map(|(of, number)| format!("\"{number}\":\"{}\"", level(of)));
        let levels = levels.collect::<Vec<_>>().join(",");
        let _ = writeln!(lines, r#"{{"id":"{id}","title":"Clerk","site":"{site}","factors":{{{levels}}}}}"#);
    }
    lines
}

/// What a summary of these rows says of all or of a group.
fn expected(rows: &[&Row]) -> (u64, u64, u64, Vec<u32>) {
    let refused = rows.iter().filter(|row| row.is_refused()).count() as u64;
    let others = rows.iter().filter(|row| !row.is_refused());
    let mut totals: Vec<u32> = others.clone().filter_map(|row| row.total()).collect();
    totals.sort_unstable();
    (rows.len() as u64, others.count() as u64 - totals.len() as u64, refused, totals)
}

fn assert_sums_up(found: &Value, rows: &[&Row]) {
    let (jobs, incomplete, refused, totals) = expected(rows);
    let number = |key: &str| found[key].as_u64().unwrap();
    assert_eq!((number("jobs"), number("incomplete"), number("refused")), (jobs, incomplete, refused));
    assert_eq!(number("scored"), totals.len() as u64);
    let at = |share: usize| u64::from(totals[(totals.len() * share).div_ceil(4).max(1) - 1]);
    let quartile = |key: &str| found["totals"][key].as_u64().unwrap();
    for (key, share) in [("min", 0), ("lower_quartile", 1), ("median", 2), ("upper_quartile", 3), ("max", 4)]
    {
        assert_eq!(quartile(key), at(share), "{key}");
    }
    let ends = [0, 161, 216, 271, 326, 396, 466, 540, 585, 630, 675, 721, 766];
    let bands = found["bands"].as_array().unwrap();
    for (place, ends) in bands.iter().zip(ends.windows(2)) {
        let inside = totals.iter().filter(|&&total| (ends[0]..ends[1]).contains(&total)).count();
        assert_eq!(place["jobs"].as_u64(), Some(inside as u64), "{place}");
    }
    let all: u64 = bands.iter().map(|place| place["jobs"].as_u64().unwrap()).sum();
    assert_eq!(all, totals.len() as u64);
}

#[test]
fn scores_are_counted_as_a_plain_script_counts_them() {
    let rows = rows(3000);
    let folder = Folder::with("rows.csv", as_csv(&rows));
    folder.write("rows.ndjson", as_ndjson(&rows));
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| groups.entry(row.site).or_default().push(row));
    let run = |arguments: &[&str]| {
        let (status, out, _) = folder.run(&[&["score", "--summary"], arguments].concat());
        assert_eq!(status, TROUBLE);
        out
    };
    let json = ["--by", "site", "--format", "json"];
    let out = run(&[&["rows.csv"], &json[..]].concat());
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_sums_up(&found, &rows.iter().collect::<Vec<_>>());
    let found = found["groups"].as_array().unwrap();
    assert_eq!(found.len(), groups.len());
    for (found, (name, rows)) in found.iter().zip(&groups) {
        assert_eq!(found["group"].as_str(), Some(*name).filter(|name| !name.is_empty()));
        assert_sums_up(found, rows);
    }
    for threads in ["1", "3"] {
        assert!(run(&[&["rows.csv", "--threads", threads], &json[..]].concat()) == out);
    }
    assert!(run(&[&["rows.ndjson"], &json[..]].concat()) == out);
    // A line for each group, or one for all.
    let lines = run(&["rows.csv", "--by", "site", "--format", "ndjson"]);
    let line: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert!(lines.lines().count() == 4 && line == found[0]);
    assert_eq!(run(&["rows.csv", "--format", "ndjson"]).lines().count(), 1);
    let csv = run(&["rows.csv", "--by", "site", "--format", "csv"]);
    let csv: Vec<&str> = csv.lines().map(|line| line.trim_end_matches('\r')).collect();
    assert!(
        csv[0].starts_with("group,jobs,scored,incomplete,refused,without_levels,files_not_read,repeated_ids,min,lower_quartile,median,"),
        "{csv:?}"
    );
    assert!(csv[0].ends_with(
        ",max,band_1,band_2,band_3,band_4,band_5,band_6,band_7,band_8a,band_8b,band_8c,band_8d,band_9,above_9"
    ));
    assert!(csv.len() == 5 && csv[2].starts_with("'=Hull,"), "{csv:?}");
}

#[test]
fn a_summary_has_every_format() {
    let folder = Folder::with("rows.csv", as_csv(&rows(50).into_iter().take(20).collect::<Vec<_>>()));
    let run = |arguments: &[&str]| {
        folder.run(&[&["score", "rows.csv", "--allow-incomplete"], arguments].concat()).1
    };
    let table = run(&["--summary"]);
    assert!(table.contains("the median is"));
    let yaml = run(&["--summary", "--format", "yaml"]);
    assert!(yaml.starts_with("scheme: nhs-jes\njobs: 20\n"), "{yaml}");
    assert!(run(&["--summary", "--format", "markdown", "--by", "SITE"]).contains("| Group |"));
    run(&["--summary", "--output", "page.html", "--by", "site"]);
    let page = folder.read("page.html");
    assert!(page.contains("class=\"bars\"") && page.contains("Jobs by group and band: site"), "{page}");
    for (arguments, words) in [
        (&["--by", "site"][..], "--by needs --summary"),
        (&["--summary", "--by", "sites"], "there is no column `sites`\n  help: did you mean `Site`?"),
        (&["--summary", "--factors"], "cannot be used with"),
        (&["--summary", "--format", "github"], "invalid value"),
    ] {
        let (status, out, err) = folder.run(&[&["score", "rows.csv"], arguments].concat());
        assert!(status == TROUBLE && out.is_empty() && err.contains(words), "{err}");
    }
}

#[test]
fn there_is_no_group_of_no_jobs() {
    let folder = Folder::with("jobs.yaml", "title: A\norganisation: North\nfactors: {}\n");
    let by = ["score", "jobs.yaml", "--summary", "--by", "organisation", "--format", "json"];
    let found: Value = serde_json::from_str(&folder.run(&by).1).unwrap();
    let groups: Vec<_> = found["groups"].as_array().unwrap().iter().map(|group| &group["group"]).collect();
    assert_eq!(groups, ["North"]);
}

/// A file of rows with a column for the site, whose last row cannot be read.
fn sites(separator: &str, sites: &[&str]) -> String {
    let numbers: Vec<String> = (1..=16).map(|number: u8| number.to_string()).collect();
    let mut rows = vec![format!("id,title,Site,{}", numbers.join(","))];
    let senior = "6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2";
    rows.extend(sites.iter().enumerate().map(|(id, site)| format!("JD-{id},Clerk,{site},{senior}")));
    rows.push(format!("JD-X,Clerk,York,{}", senior.replacen('6', "99", 1)));
    rows.join("\n").replace(',', separator) + "\n"
}

/// The commands that group jobs, each of the files `{new}` and perhaps `{old}`.
const GROUPING: [&[&str]; 5] = [
    &["score", "--summary", "{new}"],
    &["match", "--best", "--summary", "{new}"],
    &["consistency", "{new}"],
    &["consistency", "--grid", "{new}"],
    &["diff", "--summary", "{old}", "{new}"],
];

/// Runs a command of [`GROUPING`] on these files.
fn run_grouping(
    folder: &Folder,
    command: &[&str],
    [old, new]: [&str; 2],
    by: &str,
) -> (Option<i32>, String, String) {
    let name = |argument: &&str| argument.replace("{old}", old).replace("{new}", new);
    let arguments: Vec<String> = command.iter().map(name).chain(["--by".to_owned(), by.to_owned()]).collect();
    folder.run(&arguments)
}

#[test]
fn groups_that_differ_only_in_case_or_spaces_are_kept_apart_with_one_warning() {
    let names = ["Community", "community ", "Community ", "Leeds", "Community"];
    let folder = Folder::with("new.csv", sites(",", &names));
    folder.write("old.tsv", sites("\t", &names));
    folder.write("plain.csv", sites(",", &["Leeds", "Hull"]));
    let json = |name: &str| format!(r#"{{"title":"Clerk","site":"{name}","factors":{{"1":2}}}}"#);
    folder.write("rows.ndjson", names.map(json).join("\n") + "\n");
    let warning = "warning[similar-groups]: groups differ only in case or spaces: `Community` and `Community ` and \
                   `community `\n--> --by\n = help: they are counted separately; ";
    for command in GROUPING {
        let (_, out, err) = run_grouping(&folder, command, ["old.tsv", "new.csv"], "site");
        assert_eq!(
            (err.matches("similar-groups").count(), err.matches(warning).count()),
            (1, 1),
            "{command:?}: {err}"
        );
        assert!(out.contains("community") || command == ["consistency", "{new}"], "{command:?}: {out}");
        let (_, _, err) = run_grouping(&folder, command, ["plain.csv", "plain.csv"], "site");
        assert!(!err.contains("similar-groups"), "{command:?}: {err}");
    }
    for file in ["new.csv", "old.tsv", "rows.ndjson"] {
        let arguments =
            ["score", file, "--allow-incomplete", "--summary", "--by", "site", "--format", "json"];
        let (_, out, err) = folder.run(&arguments);
        let found: Value = serde_json::from_str(&out).unwrap();
        let groups = found["groups"].as_array().unwrap().iter();
        let groups: Vec<(&str, u64)> =
            groups.map(|group| (group["group"].as_str().unwrap(), group["jobs"].as_u64().unwrap())).collect();
        assert_eq!(groups[..2], [("Community", 2), ("Community ", 1)], "{file}");
        assert_eq!(groups.last(), Some(&("community ", 1)), "{file}");
        assert!(err.contains(warning), "{file}: {err}");
    }
    // The organisation of job files and rows is a group like any other.
    folder.write("a.yaml", "title: A\norganisation: North Wing\nfactors: {}\n");
    folder.write("b.yaml", "title: A\norganisation: NorthWing\nfactors: {}\n");
    let (_, _, err) = folder.run(&["consistency", "a.yaml", "b.yaml", "--by", "organisation"]);
    assert!(err.contains("spaces: `North Wing` and `NorthWing`\n"), "{err}");
    folder.write("new.csv", sites(",", &names).replacen("Site", "Organisation", 1));
    let (_, _, err) = folder.run(&["score", "new.csv", "--summary", "--by", "organisation"]);
    assert!(err.contains(warning), "{err}");
}

#[test]
fn a_column_that_no_header_has_is_reported_before_rows_are_read() {
    let folder = Folder::with_copies(&["tests/data/same-jobs"]);
    folder.write("new.csv", sites(",", &["Leeds"]));
    folder.write("old.tsv", sites("\t", &["Leeds"]));
    folder.write("job.yaml", "title: A\norganisation: North\nfactors: {}\n");
    folder.write("rows.ndjson", "{\"title\":\"A\",\"factors\":{\"1\":2},\"sites\":\"Leeds\"}\n");
    let book = "tests/data/same-jobs/jobs.xlsx";
    for command in GROUPING {
        let trouble = |files: [&str; 2], by: &str, words: &str| {
            let (status, out, err) = run_grouping(&folder, command, files, by);
            assert!(status == TROUBLE && out.is_empty(), "{command:?} {by}: {out}");
            assert!(err.starts_with(words) && !err.contains("no-such-level"), "{command:?} {by}: {err}");
        };
        trouble(
            ["old.tsv", "new.csv"],
            "sites",
            "error: there is no column `sites`\n  help: did you mean `Site`?\n",
        );
        trouble(
            ["old.tsv", "new.csv"],
            "qqq",
            "error: there is no column `qqq`\n  help: the columns are id, title, Site, ",
        );
        trouble([book, book], "titel", "error: there is no column `titel`\n  help: did you mean `title`?\n");
        trouble(
            ["job.yaml", "job.yaml"],
            "organization",
            "error: there is no key `organization` to group jobs by\n  help: did you mean `organisation`?\n",
        );
        trouble(
            ["job.yaml", "job.yaml"],
            "headcount",
            "error: there is no key `headcount` to group jobs by\n  help: the keys of job files are id, title, organisation, reports_to\n",
        );
        // Lines of NDJSON may have any key, so that all of them are read.
        trouble(["rows.ndjson", "rows.ndjson"], "wards", "error: no job has a value for `wards`\n");
        let (_, out, err) = run_grouping(&folder, command, ["rows.ndjson", "rows.ndjson"], "sites");
        assert!(out.contains("Leeds") || command == ["consistency", "{new}"], "{command:?}: {out}{err}");
    }
    // A column that only one of several files has will do, whichever of them that is.
    folder.write("other.csv", sites(",", &["Hull"]).replacen("Site", "Ward", 1));
    for files in
        [["new.csv", "other.csv"], ["other.csv", "new.csv"], ["job.yaml", "new.csv"], ["new.csv", "job.yaml"]]
    {
        for by in ["site", "Site "] {
            let (_, out, _) =
                folder.run(&["score", files[0], files[1], "--summary", "--by", by, "--format", "csv"]);
            assert!(out.contains("\nLeeds,1,"), "{files:?}: {out}");
        }
    }
    let (_, _, err) = folder.run(&["score", "job.yaml", "new.csv", "--summary", "--by", "sites"]);
    assert!(
        err.starts_with(
            "error: there is no column or key `sites` to group jobs by\n  help: did you mean `Site`?\n"
        ),
        "{err}"
    );
    let (_, out, _) =
        folder.run(&["diff", "other.csv", "new.csv", "--summary", "--by", "ward", "--format", "csv"]);
    assert!(out.contains("\nHull,"), "{out}");
    // The header of standard input is looked at too, and its rows are not lost.
    let from_stdin = |by: &str| {
        let mut command = folder.command(&[
            "score",
            "-",
            "--input-format",
            "csv",
            "--summary",
            "--by",
            by,
            "--format",
            "csv",
        ]);
        run::feed(&mut command, &sites(",", &["Leeds"]), std::process::Stdio::piped())
    };
    assert!(from_stdin("sites").2.contains("did you mean `Site`?"));
    assert!(from_stdin("site").1.contains("\nLeeds,1,"));
    // A column that another name is given for is found by the key.
    let chosen = ["score", "new.csv", "--column", "organisation=Site", "--summary", "--by", "organisation"];
    assert!(folder.run(&[&chosen[..], &["--format", "csv"]].concat()).1.contains("\nLeeds,1,"));
}

#[test]
fn groups_have_a_bound() {
    let row = "1,".repeat(15) + "1";
    let numbers: Vec<String> = (1..=16).map(|number: u8| number.to_string()).collect();
    let mut csv = format!("site,{}\n", numbers.join(","));
    (0..10_000).for_each(|site| _ = writeln!(csv, "{site},{row}"));
    let folder = Folder::with("rows.csv", &csv);
    let by = ["score", "rows.csv", "--summary", "--by", "site", "--format", "csv"];
    let (status, out, _) = folder.run(&by);
    assert_eq!((status, out.lines().count()), (YES, 10_001));
    folder.write("rows.csv", format!("{csv}one more,{row}\n"));
    let (status, out, err) = folder.run(&by);
    assert!(status == TROUBLE && out.is_empty(), "{out}");
    assert!(err.contains("`site` has more than 10000 values"), "{err}");
}

#[test]
fn matches_are_counted_by_profile_and_outcome() {
    let senior = "6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2";
    let rows = [
        format!("JD-1,Leeds,{senior}"),
        format!("JD-2,York,{senior}"),
        format!("JD-3,Leeds,{}", senior.replacen('6', "5", 1)),
        format!("JD-4,,{}", senior.replacen('6', "?", 1)),
        format!("JD-5,York,{}", "1,".repeat(15) + "1"),
        format!("JD-6,York,{}", senior.replacen('6', "9", 1)),
    ];
    let numbers: Vec<String> = (1..=16).map(|number: u8| number.to_string()).collect();
    let folder = Folder::with("rows.csv", format!("id,site,{}\n{}\n", numbers.join(","), rows.join("\n")));
    let run =
        |arguments: &[&str]| folder.run(&[&["match", "--best", "rows.csv", "--summary"], arguments].concat());
    const END: &str = "6 rows read: 3 matched, 2 not matched by the 5 profiles loaded (suites: arts-therapies), 1 refused\n";
    let (status, out, err) = run(&["--by", "site", "--format", "json"]);
    assert!(status == TROUBLE && err.ends_with(END), "{err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    let counts = |outcomes: &Value| -> Vec<u64> {
        outcomes.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).collect()
    };
    assert_eq!(counts(&found["outcomes"]), [2, 1, 1, 1]);
    assert_eq!((found["jobs"].as_u64(), found["refused"].as_u64()), (Some(6), Some(1)));
    let groups = found["groups"].as_array().unwrap();
    let of_groups: Vec<_> =
        groups.iter().map(|group| (group["group"].as_str(), counts(&group["outcomes"]))).collect();
    let expected =
        [(None, vec![0, 0, 1, 0]), (Some("Leeds"), vec![1, 1, 0, 0]), (Some("York"), vec![1, 0, 0, 1])];
    assert_eq!(of_groups, expected);
    assert_eq!(groups[1]["profiles"][0]["profile"], "arts-therapist");
    let (_, csv, _) = run(&["--by", "site", "--format", "csv"]);
    for line in ["Leeds,arts-therapist,7,2,1,1,0,0,0,0,,\r\n", "York,,,1,0,0,0,0,1,0,,\r\n"] {
        assert!(csv.contains(line), "{csv}");
    }
    let (_, table, _) = run(&[]);
    assert!(table.contains("6 jobs: 3 matched, 1 incomplete, 1 without a match, 1 refused"), "{table}");
    for format in ["yaml", "markdown", "html", "ndjson"] {
        assert!(run(&["--format", format]).1.contains("arts-therapist"), "{format}");
    }
    let (status, _, err) = folder.run(&["match", "rows.csv", "--summary"]);
    assert!(status == TROUBLE && err.contains("--best"), "{err}");
    folder.write(
        "one.yaml",
        format!("id: 1\ntitle: A\nfactors: {{{}}}\n", {
            let levels = "1 ".repeat(16);
            let pairs = levels
                .split_whitespace()
                .zip(1..)
                .map(|(level, number): (&str, u8)| format!("{number}: {level}"));
            pairs.collect::<Vec<_>>().join(", ")
        }),
    );
    assert_eq!(folder.run(&["match", "--best", "one.yaml", "--summary"]).0, NO);
}

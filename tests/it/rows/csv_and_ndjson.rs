//! Jobs as rows: CSV and NDJSON, answered row by row, whatever the number of threads and the form of the file.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use jobeval::job::{Headcount, HeaderRules, JobFile, RowFile, RowSyntax};

use crate::facts::{FACTORS, Random};
use crate::library::{SCHEME, SCHEME_FILE};
use crate::run::{Folder, NO, TROUBLE, YES};

/// The levels of `examples/senior-art-therapist.yaml`, 498 points and Band 7.
const LEVELS: &str = "6,7,4,2,3(a),5(a),2,2(b)(c)(d),2(b),1,1,3,3(c),4(b),4(b),2(a)";

/// The same without options.
const PLAIN: &str = "6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2";

/// Columns called by the numbers of the factors.
const NUMBERS: &str = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16";

/// Rows of CSV with these cells, under a header.
fn csv(header: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    format!("{header}\n{rows}")
}

/// A file of random rows: most plain, some with options, several levels, open factors, levels that do not exist, quotes,
/// accents and formulas.
fn random_csv(rows: usize, random: &mut Random) -> String {
    let ids: Vec<&str> = FACTORS.iter().map(|(_, id, ..)| *id).collect();
    let mut csv = format!("id,organisation,title,{}\n", ids.join(","));
    for row in 0..rows {
        let title = match random.within(1, 8) {
            1 => "\"Nurse, ward\"".to_owned(),
            2 => "\"The \"\"Lead\"\"\nNurse\"".to_owned(),
            3 => "Café manager".to_owned(),
            4 => "=1+1".to_owned(),
            5 => " Porter ".to_owned(),
            kind => format!("Clerk {kind}"),
        };
        let _ = write!(csv, "JD-{row},Trust {},{title}", random.within(1, 9));
        for (.., points) in FACTORS {
            let highest = u8::try_from(points.len()).unwrap();
            let level = random.within(1, highest);
            let cell = match random.within(1, 200) {
                1 => String::new(),
                2 => format!("{}", highest + 1),
                3 => "?".to_owned(),
                4 if level > 1 => format!("\"{}, {level}\"", level - 1),
                5..=15 => format!("{level}(a)(c)"),
                16..=20 => format!(" {level}b"),
                21 => "0".to_owned(),
                _ => level.to_string(),
            };
            let _ = write!(csv, ",{cell}");
        }
        csv.push_str(if random.once_in(50) {
            ",more\r\n"
        } else if random.once_in(2) {
            "\n"
        } else {
            "\r\n"
        });
    }
    csv
}

#[test]
fn every_row_has_its_answer_in_its_place() {
    let header = format!("organisation,id,title,{NUMBERS},note");
    let levels = |changed: &str| LEVELS.replacen("4,2", changed, 1);
    let rows = [
        format!("Trust A,JD-1,Nurse,{LEVELS},x"),
        format!("Trust B,JD-2,\"Nurse, ward\",{},", levels(",2-3")),
        format!("Trust C,JD-3,Nurse,{},\"a \"\"b\"\"\"", levels("6,2")),
        "Trust D,JD-4,Nurse".to_owned(),
        format!("Trust E,,,{LEVELS},=1+1"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let folder = Folder::with("rows.csv", csv(&header, &rows));
    let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(
        out.replace("\r\n", "\n"),
        "id,title,total,band,code,problem,organisation,note\n\
         JD-1,Nurse,498,7,,,Trust A,x\n\
         JD-2,\"Nurse, ward\",,,,\"not settled: analytical_and_judgemental_skills, planning_and_organisational_skills\",Trust B,\n\
         JD-3,Nurse,,,no-such-level,Analytical & Judgemental Skills has no level 6,Trust C,\"a \"\"b\"\"\"\n\
         JD-4,Nurse,,,ragged-row,\"the row has 3 cells, but the header has 20\",,\n\
         ,,498,7,,,Trust E,'=1+1\n"
    );
    assert_eq!(status, TROUBLE);
    assert!(err.contains("rows.csv:4:24") && err.contains("rows.csv:5:14"), "{err}");
    assert!(err.ends_with("2 errors\nadded an apostrophe to 1 cell that a spreadsheet might run as a formula; --raw-csv adds none\n5 rows read: 2 scored, 1 incomplete, 2 refused\n"), "{err}");

    let (_, raw, _) = folder.run(&["score", "rows.csv", "--format", "csv", "--raw-csv"]);
    assert!(raw.ends_with(",,498,7,,,Trust E,=1+1\r\n"), "{raw}");
}

#[test]
fn cells_that_csv_changes_are_counted_whatever_the_number_of_threads() {
    let rows: Vec<String> = (0..20_000)
        .map(|row| {
            let phone = if row % 3 == 0 { "+44 20 7946 0000" } else { "020 7946 0000" };
            format!("JD-{row},{PLAIN},{phone},{}", if row % 1000 == 0 { "=1+1" } else { "-3" })
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let folder = Folder::with("rows.csv", csv(&format!("id,{NUMBERS},phone,=note"), &rows));
    // The header has one, 6,667 rows have one, and 20 rows another.
    let line =
        "added an apostrophe to 6688 cells that a spreadsheet might run as a formula; --raw-csv adds none\n";
    for threads in ["1", "4"] {
        let arguments = ["score", "rows.csv", "--format", "csv", "--threads", threads];
        let (status, out, err) = folder.run(&arguments);
        assert_eq!((status, out.matches(",'").count()), (YES, 6_688), "{threads}");
        assert_eq!(
            err,
            format!("{line}20000 rows read: 20000 scored, 0 incomplete, 0 refused\n"),
            "{threads}"
        );
        let (_, raw, err) = folder.run(&[&arguments[..], &["--raw-csv"]].concat());
        assert!(!raw.contains('\'') && !err.contains("apostrophe"), "{threads}");
        let (_, _, err) = folder.run(&[&arguments[..], &["--diagnostics", "json"]].concat());
        assert_eq!(err, "", "{threads}");
    }
}

#[test]
fn every_command_that_writes_csv_counts_the_cells_that_it_changes() {
    let job = |id: &str, last: u8| {
        let factors: String = (1..=15).map(|factor| format!("  {factor}: 1\n")).collect();
        format!(
            "id: {id}\ntitle: =1+1\norganisation: =2\nfactors:\n{factors}  16: {last}\nexpect: {{band: 1}}\n"
        )
    };
    let folder = Folder::with("one.yaml", job("A", 1));
    folder.write("two.yaml", job("A", 2));
    folder.write("both.yaml", format!("{}---\n{}", job("A", 1), job("B", 1).replace("=1+1", "Porter")));
    for arguments in [
        "score one.yaml",
        "score one.yaml --summary --by organisation",
        "match --best one.yaml",
        "match --best one.yaml --summary --by organisation",
        "check one.yaml",
        "consistency both.yaml",
        "consistency one.yaml --grid",
        "diff one.yaml two.yaml",
        "diff one.yaml two.yaml --summary --by organisation",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--format", "csv"]).collect();
        let (_, out, err) = folder.run(&arguments);
        let changed = out.split([',', '"', '\n']).filter(|cell| cell.starts_with("'=")).count();
        let plural = if changed == 1 { "" } else { "s" };
        let line = format!(
            "to {changed} cell{plural} that a spreadsheet might run as a formula; --raw-csv adds none\n"
        );
        assert!(changed > 0 && err.contains(&line), "{arguments:?}: {changed} {err}\n{out}");
        let (_, out, err) = folder.run(&[&arguments[..], &["--raw-csv"]].concat());
        assert!(!out.contains("'=") && !err.contains("apostrophe"), "{arguments:?}");
    }
}

#[test]
fn what_a_job_says_besides_its_levels_is_read_and_carried_through() {
    let rows = [format!("JD-1,{PLAIN},North Wing,JD-2, 3 ,2"), format!("JD-2,{PLAIN},,,,x")];
    let rows = csv(&format!("id,{NUMBERS},Organisation,Reports to,HEADCOUNT,grade"), &[&rows[0], &rows[1]]);
    let rules = HeaderRules::default();
    let file = JobFile::read_rows("rows.csv", rows.as_bytes(), RowSyntax::Csv(rules), &SCHEME);
    let said: Vec<_> =
        file.jobs.iter().map(|job| (job.organisation(), job.reports_to(), job.headcount())).collect();
    assert_eq!(said, [(Some("North Wing"), Some("JD-2"), Some(Headcount::Of(3))), (None, None, None)]);

    let folder = Folder::with("rows.csv", rows);
    let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(
        out.replace("\r\n", "\n"),
        "id,title,total,band,code,problem,Organisation,Reports to,HEADCOUNT,grade\n\
         JD-1,,498,7,,,North Wing,JD-2, 3 ,2\nJD-2,,498,7,,,,,,x\n"
    );
    assert_eq!(status, YES);
}

#[test]
fn a_number_of_staff_that_is_none_is_found_in_its_cell() {
    for (cell, code, words) in [
        ("2.5", "wrong-type", "headcount must be a whole number, not the text `2.5`"),
        ("a few", "wrong-type", "headcount must be a whole number, not the text `a few`"),
        ("-1", "out-of-bounds", "headcount must be from 0 to 1,000,000, not -1"),
    ] {
        let rows = csv(&format!("id,{NUMBERS},headcount"), &[&format!("JD-1,{PLAIN},{cell}")]);
        let (status, out, err) =
            Folder::with("rows.csv", rows).run(&["score", "rows.csv", "--format", "csv"]);
        assert_eq!(status, TROUBLE, "{cell}");
        assert!(out.contains(words), "{out}");
        assert!(err.contains(&format!("error[{code}]: {words}\n --> rows.csv:2:38\n")), "{err}");
    }
    let twice = csv(&format!("id,{NUMBERS},reports_to,Reports To"), &[&format!("JD-1,{PLAIN},a,b")]);
    let (status, _, err) = Folder::with("rows.csv", twice).run(&["score", "rows.csv"]);
    assert_eq!(status, TROUBLE);
    assert!(err.contains("[repeated-key]"), "{err}");
}

#[test]
fn exit_status_and_closing_line_follow_the_worst_row() {
    let open = LEVELS.replacen('6', "?", 1);
    for (rows, arguments, expected) in [
        (vec![LEVELS], &[][..], (YES, "1 row read: 1 scored, 0 incomplete, 0 refused\n")),
        (vec![LEVELS, &open], &[], (NO, "2 rows read: 1 scored, 1 incomplete, 0 refused\n")),
        (
            vec![LEVELS, &open],
            &["--allow-incomplete"],
            (YES, "2 rows read: 1 scored, 1 incomplete, 0 refused\n"),
        ),
        (vec![], &[], (TROUBLE, "error: no job could be read, so nothing was written\n")),
    ] {
        let folder = Folder::with("rows.csv", csv(NUMBERS, &rows));
        for format in ["--format=csv", "--format=ndjson", "--summary"] {
            let arguments = [&["score", "rows.csv", format], arguments].concat();
            let (status, _, err) = folder.run(&arguments);
            let last = err.lines().last().map(|line| format!("{line}\n")).unwrap_or_default();
            assert_eq!((status, last.as_str()), expected, "{arguments:?}");
        }
    }
}

#[test]
fn a_plain_row_is_answered_like_any_other() {
    // A column of points takes the long way for every row.
    let folder = Folder::with("rows.csv", random_csv(3000, &mut Random(7)));
    for raw in [&[][..], &["--raw-csv"]] {
        let (_, short, _) = folder.run(&[&["score", "rows.csv", "--format", "csv"], raw].concat());
        let (_, long, _) =
            folder.run(&[&["score", "rows.csv", "--format", "csv", "--factors"], raw].concat());
        let cut = |record: csv::StringRecord| -> Vec<String> {
            record.iter().take(6).map(ToOwned::to_owned).collect()
        };
        let read = |text: &str| -> Vec<Vec<String>> {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            reader.records().map(|record| cut(record.unwrap())).collect()
        };
        assert_eq!(read(&short), read(&long));
        assert_eq!(read(&short).len(), 3001);
    }
}

#[test]
fn a_brief_row_is_written_like_any_other() {
    let mut random = Random(9);
    let names = [
        "1",
        "Clerk",
        "\"Nurse, ward\"",
        "\"Clerk\"",
        "a\"b",
        "\"a \"\"b\"\", c\"",
        " x",
        "x ",
        "=1+1",
        "-2",
        "",
        "a;b",
    ];
    let ids: Vec<&str> = FACTORS.iter().map(|(_, id, ..)| *id).collect();
    let mut csv = format!("id,title,{}\n", ids.join(","));
    for _ in 0..5000 {
        // Nearly always what makes a row brief, and anything else now and then.
        let mut name =
            || if random.once_in(3) { names[usize::from(random.within(0, 11))] } else { "Clerk 1" };
        let _ = write!(csv, "{},{}", name(), name());
        for (.., points) in FACTORS {
            let highest = u8::try_from(points.len()).unwrap();
            let level = if random.once_in(150) { random.within(0, 12) } else { random.within(1, highest) };
            let _ = write!(csv, ",{level}");
        }
        let end =
            [",7\n", ",\n", "\n\n", " \n", "\r\n"].get(usize::from(random.within(0, 40))).unwrap_or(&"\n");
        csv.push_str(end);
    }
    let folder = Folder::with("rows.csv", csv);
    for raw in [&[][..], &["--raw-csv"]] {
        let score = ["score", "rows.csv", "--format", "csv", "--allow-incomplete"];
        let (_, short, _) = folder.run(&[&score, raw].concat());
        // A column of points takes the long way for every row.
        let (_, long, _) = folder.run(&[&score, raw, &["--factors"]].concat());
        assert_eq!((short.lines().count(), long.lines().count()), (5001, 5001));
        for (short, long) in short.lines().zip(long.lines()) {
            assert!(long.starts_with(&format!("{short},")), "{short}\n{long}");
        }
    }
    let short = format!("id,title,{NUMBERS},site\n1,Clerk,6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2\n");
    folder.write("rows.csv", short);
    let (status, _, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert!(status == TROUBLE && err.contains("ragged-row"), "{err}");
}

#[test]
fn the_name_of_a_band_is_no_formula_either() {
    let scheme = SCHEME_FILE.replace(r#""name": "7""#, r#""name": "=7""#);
    let row = format!("1,Clerk,{PLAIN}");
    let folder = Folder::with("rows.csv", csv(&format!("id,title,{NUMBERS}"), &[&row]));
    folder.write("scheme.yaml", scheme);
    let score = ["score", "rows.csv", "--format", "csv", "--scheme", "scheme.yaml"];
    for (raw, band) in [(&[][..], "'=7"), (&["--raw-csv"], "=7")] {
        let (status, out, _) = folder.run(&[&score, raw].concat());
        assert_eq!((status, out.lines().nth(1)), (YES, Some(&*format!("1,Clerk,498,{band},,"))));
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::with("rows.csv", random_csv(9000, &mut Random(8)));
    for format in ["--format=csv", "--format=ndjson", "--summary"] {
        let run = |threads| folder.run(&["score", "rows.csv", format, "--threads", threads]);
        let one = run("1");
        for threads in ["2", "5"] {
            assert!(run(threads) == one, "{format} with {threads} threads");
        }
    }
}

#[test]
fn rows_come_to_what_the_same_jobs_come_to_as_yaml_and_as_ndjson() {
    let mut random = Random(9);
    let (mut rows, mut yaml, mut ndjson) = (String::new(), String::new(), String::new());
    for job in 0..300 {
        let levels: Vec<String> = FACTORS
            .iter()
            .map(|(.., points)| match random.within(1, 40) {
                1 => "?".to_owned(),
                2 => "1-2(a)".to_owned(),
                _ => random.within(1, u8::try_from(points.len()).unwrap()).to_string(),
            })
            .collect();
        let _ = writeln!(rows, "JD-{job},Job {job},{}", levels.join(","));
        let factor = |quote: &str| -> String {
            let levels = FACTORS.iter().zip(&levels);
            let pairs =
                levels.map(|((number, ..), level)| format!("{quote}{number}{quote}: {quote}{level}{quote}"));
            pairs.collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(yaml, "---\nid: JD-{job}\ntitle: Job {job}\nfactors: {{{}}}", factor("'"));
        let _ = writeln!(
            ndjson,
            "{{\"id\": \"JD-{job}\", \"title\": \"Job {job}\", \"factors\": {{{}}}}}",
            factor("\"")
        );
    }
    let folder = Folder::with("jobs.yaml", yaml);
    folder.write("jobs.csv", format!("id,title,{NUMBERS}\n{rows}"));
    folder.write("jobs.ndjson", ndjson);
    for arguments in [
        &["score", "--format", "csv", "--factors"][..],
        &["score", "--format", "ndjson"],
        &["score", "--format", "json"],
        &["score", "--summary"],
        &["score"],
        &["match", "--best", "--format", "csv"],
        &["match", "--best", "--format", "ndjson"],
        &["check", "--format", "csv"],
    ] {
        let run = |file: &str| {
            let (status, out, _) = folder.run(&[arguments, &[file]].concat());
            (status, out.replace(file, "FILE"))
        };
        let expected = run("jobs.yaml");
        assert!(!expected.1.is_empty(), "{arguments:?}");
        assert!(run("jobs.csv") == expected, "{arguments:?} of CSV");
        assert!(run("jobs.ndjson") == expected, "{arguments:?} of NDJSON");
    }
}

#[test]
fn headers_are_read_whatever_separates_them_and_whatever_they_are_called() {
    let names: Vec<String> =
        FACTORS.iter().map(|(_, _, name, ..)| format!("\"{}\"", name.to_uppercase())).collect();
    let levels: Vec<&str> = LEVELS.split(',').collect();
    for (ending, separator, id, title) in [
        ("csv", ",", "Id", "TITLE"),
        ("csv", ";", "ID", "Job Title"),
        ("csv", "\t", "Job ID", "title"),
        ("tsv", "\t", "job_id", "job_title"),
        ("CSV", ",", "id", "Title"),
    ] {
        for (mark, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
            let header = [&[id.to_owned(), title.to_owned()], &names[..]].concat().join(separator);
            let row = [&["JD-1", "Clerk"], &levels[..]].concat().join(separator);
            let name = format!("rows.{ending}");
            let folder = Folder::with(&name, format!("{mark}{header}{end}{end}{row}{end}"));
            let (status, out, err) = folder.run(&["score", &name, "--format", "csv"]);
            assert_eq!(
                (status, out.lines().last()),
                (YES, Some("JD-1,Clerk,498,7,,")),
                "{name} {separator}: {err}"
            );
        }
    }
}

#[test]
fn a_column_job_id_is_carried_through_beside_an_id() {
    let folder = Folder::with(
        "rows.csv",
        csv(&format!("Job ID,title,{NUMBERS},id"), &[&format!("P-1,Clerk,{LEVELS},JD-1")]),
    );
    let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(
        (status, &*out),
        (YES, "id,title,total,band,code,problem,Job ID\r\nJD-1,Clerk,498,7,,,P-1\r\n")
    );
}

#[test]
fn what_is_wrong_with_a_header_is_said_before_any_row() {
    let without =
        |number: &str| NUMBERS.split(',').filter(|name| *name != number).collect::<Vec<_>>().join(",");
    for (header, place, words) in [
        ("id,title,band".to_owned(), "1:1", "the first line is not a header that names the factors"),
        (without("5"), "1:1", "there is no column for the factor `physical_skills`"),
        (
            format!("{},physical_skils", without("5")),
            "1:38",
            "did you mean `physical_skills` by `physical_skils`?",
        ),
        (format!("{NUMBERS},physical skills"), "1:40", "`5` and `physical skills` are the same factor"),
        (format!("{NUMBERS},16"), "1:40", "factor Working Conditions appears twice"),
        (format!("id,{NUMBERS},ID"), "1:43", "key `ID` appears twice"),
        (String::new(), "", "the file has no job"),
    ] {
        let folder = Folder::with("rows.csv", csv(&header, &[]));
        for format in ["--format=csv", "--format=table", "--format=ndjson", "--summary"] {
            let (status, out, err) = folder.run(&["score", "rows.csv", format]);
            assert_eq!(status, TROUBLE, "{header}");
            assert!(
                err.contains(words) && err.contains(format!("rows.csv:{place}").trim_end_matches(':')),
                "{header}: {err}"
            );
            assert!(!out.contains("498"), "{out}");
        }
    }
}

/// The published names of the factors behind their numbers, as documents print them.
fn numbered_names() -> Vec<String> {
    FACTORS.iter().map(|(number, _, name, ..)| format!("\"{number}. {name}\"")).collect()
}

#[test]
fn a_header_may_stand_below_a_title_and_below_the_name_of_the_separator() {
    let row = format!("JD-1;\"Clerk; nights\";{}", LEVELS.replace(',', ";"));
    let header = format!("id;title;{}", numbered_names().join(";"));
    for above in [
        "sep=;\n",
        "Job evaluation 2026\n",
        "Job evaluation;;;\n;;;\n\nPrinted:;3;5;HR;Finance\nBeds of 5\";1;1;1\n",
        "1;2;3;4\n\r\n\"a\nb\";c\n",
    ] {
        let folder = Folder::with("rows.csv", format!("{above}{header}\n{row}\nJD-2;Porter;9\n"));
        let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        assert_eq!(
            (status, out.lines().nth(1)),
            (TROUBLE, Some("JD-1,Clerk; nights,498,7,,")),
            "{above}: {err}"
        );
        let line = above.lines().count() + 3;
        assert!(err.contains(&format!(" rows.csv:{line}:")), "{above}: {err}");
    }
    // Not without bounds.
    let below = |lines: usize| format!("{}{header}\n{row}\n", "Title\n".repeat(lines));
    for (lines, status) in [(19, YES), (20, TROUBLE)] {
        let folder = Folder::with("rows.csv", below(lines));
        assert_eq!(folder.run(&["score", "rows.csv", "--format", "csv"]).0, status, "{lines}");
    }
}

#[test]
fn a_row_of_levels_is_no_header() {
    let folder = Folder::with("rows.csv", format!("{LEVELS}\nHR,Finance,3,4\n"));
    let (status, _, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert!(status == TROUBLE && err.contains(" rows.csv:1:1\n") && err.contains("not a header"), "{err}");
}

#[test]
fn any_column_can_be_named_for_what_it_holds() {
    let header = NUMBERS.replace(",2,", ",AJ7,");
    let folder = Folder::with(
        "rows.csv",
        csv(
            &format!("Job No,Post,id,title,{header},Grade agreed"),
            &[&format!("J-1,Clerk,7,8,{LEVELS},6"), &format!("J-2,Porter,7,8,{LEVELS},6")],
        ),
    );
    let choices = ["--column", "id=Job No", "--column", "Title=post", "--column", "knowledge=AJ7"];
    let score = ["score", "rows.csv", "--format", "csv"];
    let (status, out, err) = folder.run(&[&score, &choices[..]].concat());
    let expected = "id,title,total,band,code,problem,input_id,input_title,Grade agreed\r\n\
        J-1,Clerk,498,7,,,7,8,6\r\nJ-2,Porter,498,7,,,7,8,6\r\n";
    assert_eq!((status, &*out), (YES, expected), "{err}");
    let check = ["check", "rows.csv", "--column", "expect_band=Grade agreed"];
    assert_eq!(folder.run(&[&check, &choices[..]].concat()).0, NO);
    for (choice, words) in [
        ("id=Jobs No", "error[missing-columns]: there is no column `Jobs No`\n"),
        ("id=Ref", "help: the columns are Job No, Post, id, "),
        (
            "knowlege=AJ7",
            "error: --column: no column holds `knowlege`\n  help: did you mean `knowledge_training_and_experience`?",
        ),
        (
            "ward=AJ7",
            "help: give a factor or one of id, title, organisation, reports_to, headcount, expect_band, expect_total, expect_profile, expect_outcome",
        ),
        ("1=AJ7", "there is no column for the factor `knowledge_training_and_experience`"),
        ("AJ7", "write KEY=COLUMN, as in id=\"Job No\""),
        ("id=", "write KEY=COLUMN, as in id=\"Job No\""),
    ] {
        let (status, _, err) = folder.run(&[&score[..], &["--column", choice]].concat());
        assert!(status == TROUBLE && (words.is_empty() || err.contains(words)), "{choice}: {err}");
    }
    folder.write("twice.csv", csv(&format!("{header},AJ7"), &[&format!("{LEVELS},1")]));
    let (_, _, err) = folder.run(&["score", "twice.csv", "--column", "knowledge=AJ7"]);
    assert!(err.contains("[repeated-factor]") && err.contains(" twice.csv:1:42\n"), "{err}");
}

#[test]
fn a_level_may_be_written_as_a_number_with_a_fraction_of_nothing() {
    let row = |cells: &[&str]| format!("1,Clerk,{},{}", cells.join(","), &PLAIN[2 * cells.len()..]);
    for (cells, expected) in [
        (&["6.0", "7.00", " 4.000 ", "\"2.0\"", "03.0"][..], "1,Clerk,498,7,,"),
        (&["6.1"], "1,Clerk,,,level-notation,`6.1` is not a level"),
        (&["6.0.0"], "1,Clerk,,,level-notation,`6.0.0` is not a level"),
        (&["6."], "1,Clerk,,,level-notation,`6.` is not a level"),
        (&[".0"], "1,Clerk,,,level-notation,`.0` is not a level"),
        (&["6 .0"], "1,Clerk,,,level-notation,`6 .0` is not a level"),
        (&["60.0"], "1,Clerk,,,no-such-level,Communication & Relationship Skills has no level 60"),
    ] {
        let folder = Folder::with("rows.csv", csv(&format!("id,title,{NUMBERS}"), &[&row(cells)]));
        let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        let line = out.lines().nth(1).unwrap().replace('"', "");
        assert!(line.starts_with(expected), "{cells:?}: {line}");
    }
    let factors: Vec<String> =
        PLAIN.split(',').zip(1..).map(|(level, number)| format!("\"{number}\": {level}.0")).collect();
    let line = format!(
        "{{\"id\": 7.0, \"title\": \"2.0\", \"factors\": {{{}}}, \"expect\": {{\"total\": 498.0}}}}\n",
        factors.join(", ")
    );
    let folder = Folder::with("rows.ndjson", line.replace("\"1\": 6.0", "\"1\": 6.00"));
    let (status, out, err) = folder.run(&["check", "rows.ndjson", "--format", "csv"]);
    assert!(status == YES && out.contains("\r\n7,2.0,"), "{out}{err}");
    for (level, words) in
        [("6.5", "the number 6.5"), ("1e300", "the number 1e300"), ("-6.0", "`-6` is not a level")]
    {
        folder.write("rows.ndjson", line.replace("\"1\": 6.0", &format!("\"1\": {level}")));
        let (status, _, err) = folder.run(&["check", "rows.ndjson"]);
        assert!(status == TROUBLE && err.contains(words), "{level}: {err}");
    }
}

#[test]
fn a_date_that_a_spreadsheet_made_of_a_level_is_one_kind_of_finding() {
    for (date, levels) in [
        ("02-Mar", "`2-3`"),
        ("2026-02-03", "`2-3`"),
        ("2026-02-03 00:00:00", "`2-3`"),
        ("03/02/2026", "`2-3`"),
        ("46056", "`2-3`"),
        ("46056.0", "`2-3`"),
        ("46055", "a level"),
        ("01-Dec", "a level"),
    ] {
        let row = format!("1,Clerk,{date}{}", &PLAIN[1..]);
        let folder = Folder::with("rows.csv", csv(&format!("id,title,{NUMBERS}"), &[&row]));
        let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        let words = format!(
            "`{}` is not a level of Communication & Relationship Skills; a spreadsheet may have turned {levels} into a date",
            date.trim_end_matches(".0")
        );
        assert!(status == TROUBLE && out.contains(&words), "{date}: {out}");
        assert!(
            err.contains(&format!("error[date-for-level]: {words}\n --> rows.csv:2:9\n")),
            "{date}: {err}"
        );
        let json = format!("{{\"title\": \"Clerk\", \"factors\": {{\"1\": \"{date}\"}}}}\n");
        folder.write("rows.ndjson", json);
        let (_, _, err) = folder.run(&["score", "rows.ndjson"]);
        assert!(err.contains("error[date-for-level]"), "{date}: {err}");
    }
}

#[test]
fn a_file_in_another_encoding_gives_one_finding_and_is_read_where_it_is_named() {
    let rows: String = (0..3000).map(|row| format!("{row},Café – Ward’s {row},{PLAIN}\r\n")).collect();
    let text = format!("id,title,{NUMBERS}\r\n{rows}");
    let in_1252 = |text: &str| -> Vec<u8> {
        let byte = |c: char| match c {
            '–' => 0x96,
            '’' => 0x92,
            c => u8::try_from(u32::from(c)).unwrap(),
        };
        text.chars().map(byte).collect()
    };
    let in_utf_16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = Folder::with("utf-8.csv", &text);
    folder.write("1252.csv", in_1252(&text));
    folder.write("utf-16.csv", in_utf_16);
    let (_, expected, _) = folder.run(&["score", "utf-8.csv", "--format", "csv"]);
    assert_eq!(expected.matches(",498,7,,").count(), 3000);
    for (file, encoding) in [("1252.csv", "windows-1252"), ("1252.csv", "Latin1"), ("utf-16.csv", "utf-16")] {
        for threads in ["1", "3"] {
            let arguments = ["score", file, "--format", "csv", "--encoding", encoding, "--threads", threads];
            let (status, out, err) = folder.run(&arguments);
            assert!(status == YES && out == expected, "{file}: {err}");
        }
        let (status, out, _) = folder.run(&["score", file, "--encoding", encoding]);
        assert!(status == YES && out.contains("Café – Ward’s 2999"), "{file}");
    }
    let help = "help: read it with --encoding windows-1252, or save it as UTF-8\n";
    for format in ["--format=csv", "--format=ndjson", "--summary", "--format=table"] {
        let (status, out, err) = folder.run(&["score", "1252.csv", format]);
        assert_eq!((status, err.matches("error[").count()), (TROUBLE, 1), "{format}: {err}");
        assert!(
            err.contains("UTF-8 text; it looks like Windows-1252, as Excel's") && err.contains(help),
            "{err}"
        );
        assert!(err.contains("1252.csv:2:3\n") && !out.contains(",498,"), "{err}");
    }
    let (_, _, err) = folder.run(&["score", "utf-16.csv", "--format", "csv"]);
    assert!(err.contains("help: read it with --encoding utf-16, or save it as UTF-8\n"), "{err}");
    folder.write("1252.csv", in_1252(&text.replace("title", "title,Café").replace("Ward", "W,")));
    let (status, out, err) = folder.run(&["score", "1252.csv", "--format", "csv"]);
    assert!(status == TROUBLE && err.contains(" 1252.csv:1:10\n") && !out.contains("498"), "{err}");
    folder.write("1252.ndjson", in_1252(&format!("{}\n", r#"{"title": "é", "factors": {}}"#).repeat(20)));
    let (_, _, err) = folder.run(&["score", "1252.ndjson", "--format", "csv"]);
    assert!(err.matches("error[").count() == 1 && err.contains("no job could be read"), "{err}");
    // What is not in the encoding ends the file, and the rows before it are answered.
    folder.write("broken.csv", [text.as_bytes(), b"9,\xff,1\n"].concat());
    let (status, out, err) = folder.run(&["score", "broken.csv", "--format", "csv", "--encoding", "utf-8"]);
    assert_eq!((status, out.matches(",498,7,,").count()), (TROUBLE, 3000));
    assert!(err.contains("error[unreadable]: the file cannot be read: it is not UTF-8 text\n"), "{err}");
    let (status, _, err) = folder.run(&["score", "utf-8.csv", "--encoding", "ebcdic"]);
    assert!(status == TROUBLE && err.contains("unknown encoding"), "{err}");
    // A suite or a scheme is always UTF-8.
    folder.write("suite.yaml", b"suite: \xe9\n");
    let profiles = ["score", "utf-8.csv", "--encoding", "latin1", "--format", "csv"];
    assert!(folder.run(&profiles).1.contains("CafÃ©"), "what is named is believed");
    let (_, _, err) = folder.run(&["profiles", "--profiles", "suite.yaml", "--encoding", "latin1"]);
    assert!(err.contains("error[not-utf-8]") && err.contains("help: save it as UTF-8\n"), "{err}");
}

#[test]
fn jobs_without_a_name_are_noted_once_where_a_column_may_hold_one() {
    let header =
        |names: &str| csv(&format!("{names}{NUMBERS}"), &[&format!("1,{LEVELS}"), &format!("2,{LEVELS}")]);
    let folder = Folder::with("rows.csv", header("\"Job \"\"No\"\"\","));
    for format in ["--format=csv", "--format=ndjson", "--summary", "--format=table"] {
        let (status, _, err) = folder.run(&["score", "rows.csv", format]);
        assert!(status == YES && err.matches("warning[nameless-jobs]").count() == 1, "{format}: {err}");
        assert!(err.contains(r#"help: name one, as in --column id="Job \"No\"""#), "{err}");
    }
    for names in ["id,", "Job Title,", "expect_total,"] {
        folder.write("rows.csv", header(names));
        assert!(!folder.run(&["score", "rows.csv"]).2.contains("nameless-jobs"), "{names}");
    }
}

#[test]
fn all_columns_that_seem_to_be_meant_for_factors_are_shown_at_once() {
    let misspelt: Vec<String> =
        FACTORS.iter().map(|(_, id, ..)| id.replace("_e", "_x").replace("ski", "sk")).collect();
    let folder = Folder::with("rows.csv", csv(&format!("id,{}", misspelt.join(",")), &[]));
    let (_, _, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    let wrong: Vec<_> = FACTORS.iter().zip(&misspelt).filter(|((_, id, ..), name)| id != name).collect();
    assert!(wrong.len() > 7);
    for ((_, id, ..), name) in &wrong {
        assert!(err.contains(&format!("help: did you mean `{id}` by `{name}`?")), "{name}: {err}");
    }
    assert_eq!(err.matches("error[missing-columns]").count(), wrong.len(), "{err}");
}

#[test]
fn a_row_behind_brief_ones_knows_its_line() {
    for end in ["\n", "\r\n"] {
        let brief = format!("1,Clerk,{PLAIN}{end}").repeat(3);
        let wrong = format!("2,Clerk,9{}{end}", &PLAIN[1..]);
        let folder = Folder::with("rows.csv", format!("id,title,{NUMBERS}{end}{brief}{wrong}"));
        let (_, _, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        assert!(err.contains(" rows.csv:5:9\n"), "{err}");
    }
}

#[test]
fn lines_end_as_on_any_machine() {
    let ends = ["\n", "\r\n", "\r"];
    for (header_end, end) in ends.into_iter().flat_map(|header_end| ends.map(|end| (header_end, end))) {
        let header = format!("{header_end}id,title,{NUMBERS}{header_end}");
        let rows = format!("1,Clerk,{PLAIN}{end}2,\"Clerk,{end}Night\",{PLAIN}{end}{end}");
        let wrong = format!("3,Clerk,9{}{end}4,Clerk,{PLAIN}", &PLAIN[1..]);
        let folder = Folder::with("rows.csv", format!("{header}{rows}{wrong}"));
        let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        let shown = format!("{header_end:?} {end:?}\n{out}{err}");
        assert!(status == TROUBLE && out.matches(",498,7,,").count() == 3, "{shown}");
        assert!(err.contains(" rows.csv:7:9\n"), "{shown}");
        folder.write("rows.csv", header.trim_start().to_owned() + &rows);
        let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        assert!(status == YES && out.contains("\n1,Clerk,498,7,,"), "{shown}{out}");
    }
}

#[test]
fn lone_carriage_returns_end_the_rows_of_a_file_of_any_length() {
    let rows = format!("1,Clerk,{PLAIN}\r").repeat(30_000);
    assert!(rows.len() > 1_048_576);
    let folder = Folder::with("rows.csv", format!("id,title,{NUMBERS}\r{rows}"));
    let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!((status, out.matches(",498,7,,").count()), (YES, 30_000), "{err}");
}

#[test]
fn the_title_of_a_job_is_where_the_header_says_it_is() {
    let row = format!("Night,{LEVELS},Clerk");
    for (header, titled) in [
        (format!("Job Title,{NUMBERS},title"), "\"title\":\"Clerk\""),
        (format!("Job Title,{NUMBERS},grade"), "\"title\":\"Night\""),
        (format!("grade,{NUMBERS},Job Title"), "\"title\":\"Clerk\""),
    ] {
        let folder = Folder::with("rows.csv", csv(&header, &[&row]));
        let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "ndjson"]);
        assert!(status == YES && out.contains(titled), "{header}: {out}{err}");
    }
}

#[test]
fn a_header_has_at_most_as_many_columns_as_a_sheet() {
    let others = |count: usize| format!("{NUMBERS}{}", ",x".repeat(count - 16));
    let row = |count: usize| format!("{LEVELS}{}", ",".repeat(count - 16));
    for (columns, status, words) in [
        (16_384, YES, ""),
        (
            16_385,
            TROUBLE,
            "the header has more than 16,384 columns\n--> rows.csv:1:32776\n = help: remove empty columns",
        ),
    ] {
        let folder = Folder::with("rows.csv", csv(&others(columns), &[&row(columns)]));
        let (ended, _, err) = folder.run(&["score", "rows.csv"]);
        assert!(ended == status && err.contains(words), "{columns}: {err}");
    }
    // One of so many names a factor twice, and none the last.
    let header = format!("id,1,{}", others(16_383).replace(",16", ""));
    let (_, _, err) = Folder::with("rows.csv", format!("{header}\n")).run(&["score", "rows.csv"]);
    assert!(err.contains("[repeated-factor]") && err.contains("[missing-columns]"), "{err}");
}

#[test]
fn a_header_may_come_after_a_title_that_was_there_before_it() {
    let rest = format!("{NUMBERS}\n{LEVELS}\n");
    let reader = "Job evaluation\n".as_bytes().chain(rest.as_bytes());
    let syntax = RowSyntax::Csv(HeaderRules::default());
    assert!(RowFile::open("rows.csv", reader, syntax, *SCHEME).is_ok());
}

#[test]
fn three_factors_in_words_are_a_header() {
    let rows = "Job evaluation\nCommunication,Knowledge,Analytical\n6,7,4\n";
    let folder = Folder::with("rows.csv", rows);
    let (_, out, err) = folder.run(&["score", "rows.csv", "--format", "csv", "--allow-incomplete"]);
    assert_eq!(out.lines().count(), 2, "{err}");
}

#[test]
fn a_command_in_a_cell_that_is_carried_through_is_spelt_out() {
    let rows = format!("id,title,site,{NUMBERS}\n1,Clerk,##[error]x,{PLAIN}\n");
    let (_, out, err) = Folder::with("rows.csv", rows).run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(out.lines().last(), Some(r"1,Clerk,498,7,,,\u{23}#[error]x"), "{err}");
}

#[test]
fn commas_in_a_file_of_semicolons_are_a_part_of_cells() {
    let numbers = format!("{NUMBERS}\n1;Clerk, senior;Leeds, north;{PLAIN}\n").replace(',', ";");
    let rows = format!("id;title;site;{numbers}").replace("Clerk;", "Clerk,").replace("Leeds;", "Leeds,");
    let (_, out, err) = Folder::with("rows.csv", rows).run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(out.lines().last(), Some("1,\"Clerk, senior\",498,7,,,\"Leeds, north\""), "{err}");
}

#[test]
fn a_row_with_commas_in_a_file_of_semicolons_has_one_cell() {
    let rows = format!("id,title,{NUMBERS}\n1,Clerk,{PLAIN}").replace(',', ";");
    let folder = Folder::with("rows.csv", format!("{rows}\n1,Clerk,{PLAIN}\n"));
    let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[1] == "1,Clerk,498,7,," && lines[2].contains("1 cell"), "{out}");
}

#[test]
fn spaces_around_a_cell_are_none_of_it_and_an_error_of_a_formula_is_no_level() {
    let wrong = LEVELS.replacen('6', "#REF!", 1);
    let rows = [format!(" JD-1,Clerk ,{LEVELS}"), format!("JD-2 , Clerk,{wrong}")];
    let folder = Folder::with("rows.csv", csv(&format!("id,title,{NUMBERS}"), &[&rows[0], &rows[1]]));
    let (_, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[1] == "JD-1,Clerk,498,7,," && lines[2].starts_with("JD-2,Clerk,,,"), "{out}");
    assert!(err.contains("help: if a formula gives this error, correct it; "), "{err}");
}

#[test]
fn a_row_that_is_too_long_says_so_in_its_place() {
    let long = format!("{},{PLAIN}", "x".repeat(2 << 20));
    let folder = Folder::with("rows.csv", csv(&format!("id,{NUMBERS}"), &[&long, &format!("A,{PLAIN}")]));
    let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((status, lines[1]), (TROUBLE, ",,,,row-too-long,the row is longer than 1048576 bytes"));
    assert_eq!(lines[2], "A,,498,7,,");
}

#[test]
fn a_column_among_the_factors_is_none_of_them() {
    let (first, last) = NUMBERS.split_at(NUMBERS.find(",9").unwrap());
    let header = format!("id,title,{first},grade{last}");
    let folder = Folder::with("rows.csv", csv(&header, &["1,Clerk,6,7,4,2,3,5,2,2,1,2,1,1,3,3,4,4,2"]));
    let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(out.lines().nth(1), Some("1,Clerk,498,7,,,1"));
}

#[test]
fn a_header_of_one_column_has_commas() {
    let folder = Folder::with("rows.csv", "id\na\tb\nc,d\n");
    let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv", "--allow-incomplete"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(!lines[1].contains("2 cells") && lines[2].contains("2 cells"), "{out}");
}

#[test]
fn a_separator_is_known_by_the_columns_that_it_makes_and_not_by_their_number() {
    let rows =
        format!("{NUMBERS}\n{PLAIN}").replace(',', ";").replace('\n', &format!(";{}\n", "x,".repeat(40)));
    let folder = Folder::with("rows.csv", format!("{rows};\n"));
    let (_, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(out.lines().nth(1), Some(",,498,7,,,"));
}

#[test]
fn findings_about_rows_say_what_would_be_right() {
    let with =
        |columns: &str, cells: &str| csv(&format!("{NUMBERS}{columns}"), &[&format!("{LEVELS}{cells}")]);
    for (rows, help) in [
        ("id,title,band\n", "add a header line that names the columns: id, title and the factors"),
        (
            "id,1\n",
            "add them; their cells may be empty; --column FACTOR=COLUMN reads a factor from another column, \
             score --allow-incomplete does without",
        ),
        (&*with("", ",x"), "put text that contains the separator in double quotes"),
        (&with(",site", ""), "give every column a cell; an unclosed quote takes in the rest of the row"),
    ] {
        let folder = Folder::with("a.csv", rows);
        let (status, _, err) = folder.run(&["score", ".", "--format", "csv"]);
        assert!(status == TROUBLE && err.contains(&format!("help: {help}\n")), "{rows}: {err}");
    }
    let empty = Folder::with("a.txt", "");
    for (format, endings) in [("csv", ".csv"), ("yaml", ".yaml or .yml")] {
        let (_, _, err) = empty.run(&["score", ".", "--input-format", format]);
        assert!(err.contains(&format!(" {endings} ")) && !err.contains(&format!(" or {endings}")), "{err}");
    }
}

#[test]
fn a_file_without_rows_is_no_answer_to_any_question() {
    let folder = Folder::with("rows.csv", csv(NUMBERS, &[]));
    folder.write("rows.ndjson", "\n");
    for file in ["rows.csv", "rows.ndjson"] {
        for arguments in [
            &["score", file][..],
            &["score", file, "--summary"],
            &["check", file, "--require-expect"],
            &["match", file],
            &["match", "--best", file, "--format", "ndjson"],
            &["explain", file],
            &["compare", file, "arts-therapist"],
            &["diff", file, file],
        ] {
            let (status, _, err) = folder.run(arguments);
            assert_eq!(status, TROUBLE, "{arguments:?}");
            assert!(err.starts_with("error[nothing-to-read]: the file has no job\n"), "{arguments:?}: {err}");
        }
    }
}

#[test]
fn factors_may_lack_a_column_where_jobs_may_be_incomplete() {
    let header = NUMBERS.trim_end_matches(",16");
    let folder = Folder::with("rows.csv", csv(header, &[LEVELS.trim_end_matches(",2(a)")]));
    let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv", "--allow-incomplete"]);
    assert_eq!((status, out.lines().last()), (YES, Some(",,,,,not settled: working_conditions")));
    // A misspelt name is no absent column.
    folder.write("rows.csv", csv(&format!("{header},working_conditons"), &[LEVELS]));
    let (status, _, err) = folder.run(&["score", "rows.csv", "--format", "csv", "--allow-incomplete"]);
    assert!(status == TROUBLE && err.contains("did you mean `working_conditions`"), "{err}");
}

#[test]
fn a_folder_may_mix_all_forms_and_columns_are_those_of_all_files() {
    let folder = Folder::with("a.yaml", include_str!("../../../examples/senior-art-therapist.yaml"));
    let write = |name: &str, content: &str| folder.write(name, content);
    write("b.csv", &csv(&format!("id,site,{NUMBERS},grade"), &[&format!("JD-2,Leeds,{LEVELS},7")]));
    write("c.csv", &csv(&format!("grade,id,{NUMBERS},ward"), &[&format!("6,JD-3,{LEVELS},12")]));
    write("d.csv", &csv(&format!("id,{NUMBERS}"), &[&format!("JD-4,{LEVELS}")]));
    write(
        "e.jsonl",
        "{\"id\": \"JD-5\", \"title\": \"Clerk\", \"factors\": {\"1\": 2}, \"trust\": \"A\", \"site\": \"York\"}\n\n\
         {\"id\": 6, \"ward\": 9}\n",
    );
    let (status, out, err) = folder.run(&["score", ".", "--format", "csv"]);
    let lines: Vec<&str> = out.lines().map(|line| line.trim_end_matches('\r')).collect();
    assert_eq!(
        lines[..5],
        [
            "id,title,total,band,code,problem,site,grade,ward,trust",
            "JD-1042,Senior Art Therapist,498,7,,,,,,",
            "JD-2,,498,7,,,Leeds,7,,",
            "JD-3,,498,7,,,,6,12,",
            "JD-4,,498,7,,,,,,",
        ]
    );
    assert!(
        lines[5].starts_with("JD-5,Clerk,,,,\"not settled: ") && lines[5].ends_with("\",York,,,A"),
        "{out}"
    );
    assert!(
        lines[6].starts_with("6,,,,missing-key,a job needs the key") && lines[6].ends_with(",,,9,"),
        "{out}"
    );
    assert!(status == TROUBLE && !err.contains("other-columns"), "{err}");
    // What can be read once only comes to the same.
    #[cfg(unix)]
    {
        let line = "mkfifo p.csv && (cat c.csv > p.csv &) && \"$0\" score a.yaml b.csv p.csv d.csv e.jsonl --format csv";
        let mut sh = std::process::Command::new("sh");
        let run = sh.args(["-c", line, crate::run::BINARY]).current_dir(folder.path()).output().unwrap();
        assert_eq!(String::from_utf8(run.stdout).unwrap(), out);
    }
}

#[test]
fn what_lines_hold_besides_jobs_is_carried_through_as_it_is_written() {
    let line =
        |id: u8, rest: &str| format!("{{\"id\":{id},\"title\":\"Clerk\",\"factors\":{{\"1\":6}}{rest}}}\n");
    let rest = r#","cost":1.10,"tags":[1, "b c"],"site":"Leeds \"N\" é","x":null,"Band":"6x","reports_to":7,"on":true"#;
    let folder = Folder::with("rows.ndjson", line(1, rest) + &line(2, ",\"grade\":\"7\",\"notes\":\"n\""));
    let score = |format| folder.run(&["score", "rows.ndjson", "--allow-incomplete", "--format", format]);
    let (status, out, err) = score("csv");
    let lines: Vec<&str> = out.lines().map(|line| line.trim_end_matches('\r')).collect();
    assert_eq!(lines[0], "id,title,total,band,code,problem,cost,tags,site,x,input_Band,reports_to,on,grade");
    let carried = "1.10,\"[1,\"\"b c\"\"]\",\"Leeds \"\"N\"\" é\",,6x,7,true,";
    assert!(lines[1].ends_with(carried) && lines[2].ends_with(",,,,,,,,7"), "{out}");
    assert!(status == YES && err.matches("[renamed-column]").count() == 1, "{err}");
    let (_, out, err) = score("ndjson");
    let lines: Vec<&str> = out.lines().collect();
    let carried = rest.replace("[1, ", "[1,").replace("Band", "input_Band");
    assert!(lines[0].ends_with(&format!("}}]{carried}}}")), "{out}");
    assert!(lines[1].ends_with("}],\"grade\":\"7\"}"), "{out}");
    assert!(err.matches("[renamed-column]").count() == 1, "{err}");
    // The best profile of each job, and formats that carry nothing.
    let (_, out, _) = folder.run(&["match", "--best", "rows.ndjson", "--format", "ndjson"]);
    assert!(out.lines().next().is_some_and(|line| line.contains("},\"cost\":1.10,\"tags\"")), "{out}");
    assert_eq!(score("table").0, YES);
}

#[test]
fn cells_are_carried_through_to_ndjson() {
    let header = format!("id,{NUMBERS},site,Source,,site,");
    let folder =
        Folder::with("rows.csv", csv(&header, &[&format!("JD-1,{LEVELS},Leeds,s,,York,n"), "JD-2,9"]));
    folder.write("more.csv", csv(&header, &[&format!("JD-3,9{},=1,,,,", &LEVELS[1..])]));
    let (_, out, err) = folder.run(&["score", "rows.csv", "more.csv", "--format", "ndjson"]);
    let lines: Vec<&str> = out.lines().collect();
    let carried = ",\"site\":\"Leeds\",\"input_Source\":\"s\",\"site 2\":\"York\",\"column 22\":\"n\"}";
    assert!(lines[0].ends_with(&format!("}}]{carried}")), "{out}");
    assert!(lines[1].ends_with("the header has 22\"}"), "{out}");
    assert!(
        lines[2].ends_with("has no level 9\",\"site\":\"=1\",\"input_Source\":\"\",\"site 2\":\"\"}"),
        "{out}"
    );
    assert_eq!(err.matches("[renamed-column]").count(), 2, "{err}");
}

#[test]
fn a_slip_of_a_key_stays_a_finding_and_any_other_key_does_not() {
    let row = |key: &str| format!("{{\"title\":\"A\",\"factors\":{{}},\"{key}\":1}}\n");
    for (key, found) in [
        ("titel", true),
        ("factor", true),
        ("Head count", true),
        ("Freedom to Act", true),
        ("site", false),
        ("organisation_name", false),
        ("post", false),
        ("department", false),
    ] {
        let folder = Folder::with("rows.ndjson", row(key));
        let (_, out, err) = folder.run(&["score", "rows.ndjson", "--format", "ndjson"]);
        assert_eq!(err.contains("[unknown-key]"), found, "{key}: {err}");
        assert_eq!(out.contains(&format!("\"{key}\":1")), !found, "{key}: {out}");
    }
    // Another word for a key that is not there is meant for it.
    let folder = Folder::with("rows.ndjson", "{\"post\":\"A\",\"factors\":{}}\n");
    let (_, _, err) = folder.run(&["score", "rows.ndjson"]);
    assert!(err.contains("did you mean `title`?"), "{err}");
}

#[test]
fn a_key_that_comes_too_late_for_a_column_is_named() {
    let row = |rest: &str| format!("{{\"title\":\"A\",\"factors\":{{\"1\":2}}{rest}}}\n");
    let late = [row(",\"b\":1"), row(",\"a\":2,\"b\":3"), row(",\"first\":4")].concat();
    let rows = row(",\"first\":0") + &row("").repeat(998) + "\n" + &row(",\"last\":1") + &late;
    let folder = Folder::with("rows.ndjson", rows);
    let score = |format| folder.run(&["score", "rows.ndjson", "--allow-incomplete", "--format", format]);
    let (status, out, err) = score("csv");
    assert!(out.starts_with("id,title,total,band,code,problem,first,last\r\n"), "{}", &out[..100]);
    assert_eq!(out.lines().count(), 1004);
    assert!(out.ends_with(",4,\r\n"), "{}", &out[out.len() - 300..]);
    for words in ["the key `b` is not carried through from 2 rows\n--> rows.ndjson:1002:1", "`a`", "2 errors"]
    {
        assert!(err.contains(words), "{words}: {err}");
    }
    assert_eq!(status, TROUBLE);
    let (status, out, _) = score("ndjson");
    assert!(status == YES && out.contains("],\"a\":2,\"b\":3}"));
    // Many are named in part, and counted.
    let many: String = (0..150).map(|key| row(&format!(",\"k{key}\":1"))).collect();
    folder.write("rows.ndjson", row("").repeat(1000) + &many);
    let (_, _, err) = score("csv");
    assert!(err.contains("50 values of other keys are not carried through"), "{err}");
}

#[test]
fn jobs_of_lines_are_put_into_groups_by_any_key() {
    let row = |id: u8, site: &str, level: u8| {
        format!("{{\"id\":{id},\"title\":\"Clerk\",\"factors\":{{\"1\":{level}}},\"Site\":{site}}}\n")
    };
    let rows = row(1, "\"York\"", 1) + &row(2, "7", 3) + &row(3, "\"York\"", 2) + &row(4, "null", 2);
    let folder = Folder::with("rows.ndjson", rows);
    let only = ["--only", "same-title", "--format", "csv"];
    let (_, out, _) = folder.run(&[&["consistency", "rows.ndjson", "--by", "site"], &only[..]].concat());
    assert_eq!(out.lines().count(), 2, "{out}");
    assert!(out.contains("same-title,York,"), "{out}");
    let (status, out, _) =
        folder.run(&["diff", "rows.ndjson", "rows.ndjson", "--summary", "--by", "Site", "--format", "csv"]);
    let groups: Vec<&str> = out.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!((status, groups), (YES, vec!["", "7", "York"]), "{out}");
    let (status, _, err) = folder.run(&["consistency", "rows.ndjson", "--by", "ward"]);
    assert!(status == TROUBLE && err.contains("no job has a value for `ward`"), "{err}");
}

#[test]
fn a_column_with_a_name_of_the_result_gets_another_and_a_warning_says_so() {
    let folder = Folder::with(
        "rows.csv",
        csv(&format!("{NUMBERS},Band,total,input_total"), &[&format!("{LEVELS},3,9,8")]),
    );
    let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!(
        out,
        "id,title,total,band,code,problem,input_Band,input_input_total,input_total\r\n,,498,7,,,3,9,8\r\n"
    );
    assert_eq!(status, YES, "{err}");
    for words in [
        "warning[renamed-column]: the column `Band` is carried through as `input_Band`",
        "`input_input_total`",
    ] {
        assert!(err.contains(words), "{err}");
    }
    // Columns of points come last, and are of the result too.
    folder.write("rows.csv", csv(&format!("{NUMBERS},freedom_to_act_points"), &[&format!("{LEVELS},1")]));
    let (_, out, err) = folder.run(&["score", "rows.csv", "--format", "csv", "--factors"]);
    assert!(out.starts_with("id,title,total,band,code,problem,input_freedom_to_act_points,comm"), "{out}");
    assert_eq!(err.matches("renamed-column").count(), 1, "{err}");
    // What is not written is not renamed.
    let (_, _, err) = folder.run(&["score", "rows.csv", "--format", "ndjson"]);
    assert!(!err.contains("renamed-column"), "{err}");
}

#[test]
fn rows_with_nothing_in_them_are_no_jobs() {
    let blank = ",".repeat(17);
    for blank in
        [blank.as_str(), &format!("\" \",\"\"{}\t , ", &blank[3..]), &format!("\u{a0}{blank}\"\u{a0} \"")]
    {
        let row = format!("A,B,{LEVELS}");
        let folder = Folder::with(
            "rows.csv",
            csv(&format!("id,title,{NUMBERS}"), &[blank, &row, blank, "\"\"\"\"", blank]),
        );
        let (status, out, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
        assert_eq!(out.lines().count(), 3, "{out}");
        assert!(
            status == TROUBLE && err.contains("rows.csv:5:") && err.contains("2 rows read: 1 scored"),
            "{err}"
        );
    }
}

#[test]
fn a_header_with_one_factor_in_all_its_columns_gives_a_few_findings_and_a_count() {
    let folder = Folder::with("rows.csv", format!("id,title{}\n", ",freedom_to_act".repeat(2_000)));
    let (status, _, err) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert_eq!((status, err.matches("[repeated-factor]").count()), (TROUBLE, 99), "{err}");
    assert!(err.contains("1900 more findings are not listed"), "{err}");
}

#[test]
fn what_is_expected_may_stand_in_columns() {
    let header = format!("id,{NUMBERS},expected_band,Expect Total,expect_profile");
    let rows = [
        format!("JD-1,{LEVELS},7,498,arts-therapist"),
        format!("JD-2,{LEVELS},6,,"),
        format!("JD-3,{LEVELS},,,"),
        format!("JD-4,{LEVELS},7x,,"),
        format!("JD-5,{LEVELS},6 – 8A*,,"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let folder = Folder::with("rows.csv", csv(&header, &rows));
    let (status, out, err) = folder.run(&["check", "rows.csv", "--format", "csv"]);
    let lines: Vec<&str> = out.lines().map(|line| line.trim_end_matches('\r')).collect();
    assert_eq!(lines[1], "JD-1,,rows.csv,true,,,true,,");
    assert_eq!(lines[2], "JD-2,,rows.csv,false,\"band: expected 6, found 7\",,true,,");
    assert_eq!(lines[3], "JD-3,,rows.csv,,,,true,,");
    assert_eq!(lines[4], "JD-5,,rows.csv,true,,,true,,");
    assert!(err.contains("[band-mark]") && err.contains("rows.csv:6:"), "{err}");
    assert!(
        status == TROUBLE && err.contains("there is no band `7x`") && err.contains("rows.csv:5:"),
        "{err}"
    );
    // Any outcome but no match is one of a profile.
    folder.write(
        "rows.csv",
        csv(&format!("id,{NUMBERS},expect_outcome"), &[&format!("JD-1,{LEVELS},band_match")]),
    );
    let (status, _, err) = folder.run(&["check", "rows.csv"]);
    assert!(status == TROUBLE && err.contains("[missing-key]") && err.contains("rows.csv:2:"), "{err}");
    // A job that is wrong has no score, however plain its levels are.
    folder.write("rows.csv", csv(&header, &["JD-1,6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2,7x,,"]));
    let (status, out, _) = folder.run(&["score", "rows.csv", "--format", "csv"]);
    assert!(status == TROUBLE && out.contains("JD-1,,,,unknown-band,there is no band `7x`"), "{out}");
}

#[test]
fn a_row_that_fails_its_check_is_annotated_in_its_line() {
    let row = |band: &str| format!("1,{LEVELS},{band}").replace("(b)(c)(d)", "(b)");
    let folder = Folder::with("rows.csv", csv(&format!("id,{NUMBERS},expect_band"), &[&row("7"), &row("6")]));
    let (status, out, _) = folder.run(&["check", "rows.csv", "--format", "github"]);
    assert_eq!(status, NO);
    assert!(out.starts_with("::error file=rows.csv,line=3,"), "{out}");
}

#[test]
fn one_job_of_many_rows_is_chosen_by_its_id() {
    let folder = Folder::with(
        "rows.csv",
        csv(&format!("id,title,{NUMBERS}"), &[&format!("JD-1,A,{LEVELS}"), &format!("JD-2,B,{LEVELS}")]),
    );
    let (status, out, _) = folder.run(&["compare", "rows.csv", "arts-therapist", "--job", "JD-2"]);
    assert!(status == YES && out.contains("B (JD-2)"), "{out}");
    let (status, _, err) = folder.run(&["explain", "rows.csv"]);
    assert!(status == TROUBLE && err.contains("choose one with --job: JD-1, JD-2"), "{err}");
}

#[test]
fn a_job_is_chosen_by_id_then_by_title_then_by_its_row() {
    let row = |id: &str, title: &str| format!("{id},{title},{LEVELS}");
    let rows =
        [row("7", "Porter"), row("", "Porter"), row("", "8"), row("5", "row:2"), row("", ""), row("9", "A")];
    let rows: Vec<&str> = rows.iter().chain([&rows[5]]).map(String::as_str).collect();
    let folder = Folder::with("rows.csv", csv(&format!("id,title,{NUMBERS}"), &rows));
    let explain = |job: &str| folder.run(&["explain", "rows.csv", "--job", job]);
    for (job, heading) in [
        ("7", "Porter (7)"),
        ("8", "8"),
        ("row:2", "row:2 (5)"),
        ("row:3", "Porter"),
        ("3", "Porter"),
        ("rows.csv:2", "Porter (7)"),
        ("row:6", "Untitled job"),
    ] {
        let (status, out, err) = explain(job);
        assert_eq!((status, out.lines().next()), (YES, Some(heading)), "{job}: {err}");
    }
    for (job, message, help) in [
        ("Porter", "2 jobs have the title `Porter`", "7 (row:2), row:3"),
        ("9", "2 jobs have the id `9`", "9 (row:7), 9 (row:8)"),
        ("row:1", "there is no job `row:1`", "7, Porter, 8, 5, row:6, 9, 9"),
    ] {
        let (status, _, err) = explain(job);
        assert_eq!(status, TROUBLE);
        assert!(err.contains(&format!("error: {message}\n  help: choose one with --job: {help}\n")), "{err}");
    }
    for arguments in [
        &["compare", "rows.csv", "arts-therapist", "--job", "row:3"][..],
        &["report", "rows.csv", "--job", "row:3"],
        &["match", "rows.csv", "--job", "row:3"],
    ] {
        let (status, out, err) = folder.run(arguments);
        let heading = out.lines().next().unwrap_or_default();
        assert!(status == YES && heading.ends_with("Porter"), "{arguments:?}: {out}{err}");
    }
    // In several files a row has the name of its file.
    folder.write("more.csv", csv(&format!("id,title,{NUMBERS}"), &[&row("", "Porter")]));
    let report = |job: &str| folder.run(&["report", "rows.csv", "more.csv", "--job", job]);
    let (_, _, err) = report("Porter");
    assert!(err.contains("7 (rows.csv:2), rows.csv:3, more.csv:2\n"), "{err}");
    let (status, out, _) = report("more.csv:2");
    assert!(status == YES && out.contains(": Porter\n") && out.contains("more.csv"), "{out}");
    // Lines of NDJSON and documents of YAML are known by the line in which they begin.
    folder.write(
        "rows.ndjson",
        "{\"title\":\"A\",\"factors\":{\"1\":2}}\n\n{\"title\":\"A\",\"factors\":{\"1\":1}}\n",
    );
    let (_, _, err) = folder.run(&["explain", "rows.ndjson", "--job", "A"]);
    assert!(err.contains("choose one with --job: row:1, row:3\n"), "{err}");
    assert_eq!(folder.run(&["explain", "rows.ndjson", "--job", "row:3"]).0, NO);
}

#[test]
fn what_is_too_large_for_a_table_names_what_streams() {
    let folder = Folder::with("rows.ndjson", "{\"title\":\"A\",\"factors\":{}}\n".repeat(40_000));
    folder.write("rows.csv", csv(NUMBERS, &vec![LEVELS; 40_000]));
    for file in ["rows.ndjson", "rows.csv"] {
        for arguments in
            [&["score", file][..], &["match", "--best", file, "--format", "html"], &["check", file]]
        {
            let (status, _, err) = folder.run(&[arguments, &["--max-file-size", "1"]].concat());
            assert!(status == TROUBLE && err.contains("[too-large]"), "{err}");
            let help = "split the file, allow more with --max-file-size, or use --format csv, --format ndjson or --summary with";
            assert!(err.contains(help), "{err}");
        }
    }
    let summary = ["score", "rows.csv", "--summary", "--max-file-size", "1"];
    assert_eq!(folder.run(&summary).0, YES);
}

#[test]
fn lines_that_are_no_job_are_refused_in_their_place() {
    let good = "{\"title\": \"Clerk \\ud83d\\ude00\", \"factors\": {\"1\": 6, \"policy\": \"2\"}}";
    let bad = "{\"id\": \"JD-2\", \"title\": \"Nurse\", \"factors\": {\"policy\": 9}}";
    let text = format!("{good}\n{{\"id\": \n{bad}\n[1]\n\n{{\"title\": 5}}\n{good}");
    let folder = Folder::with("rows.ndjson", text);
    let (status, out, err) = folder.run(&["score", "rows.ndjson", "--format", "ndjson"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((status, lines.len()), (TROUBLE, 6), "{out}");
    assert!(lines[0].contains("\"title\":\"Clerk \u{1f600}\"") && lines[5].contains("Clerk"), "{out}");
    assert_eq!(
        lines[2],
        "{\"id\":\"JD-2\",\"title\":\"Nurse\",\"source\":\"rows.ndjson\",\"code\":\"no-such-level\",\"problem\":\"Policy/Service Development has no level 9\"}"
    );
    for place in ["rows.ndjson:2:", "rows.ndjson:3:56", "rows.ndjson:4:2", "rows.ndjson:6:"] {
        assert!(err.contains(place), "{place}: {err}");
    }
    assert!(err.ends_with("6 rows read: 0 scored, 2 incomplete, 4 refused\n"), "{err}");
}

#[test]
fn the_first_findings_are_shown_and_the_rest_counted() {
    let bad = LEVELS.replacen('6', "9", 1);
    let rows: Vec<&str> = std::iter::repeat_n(bad.as_str(), 5000).collect();
    let folder = Folder::with("rows.csv", csv(NUMBERS, &rows));
    for format in ["--format=csv", "--format=table", "--summary"] {
        let (status, out, err) = folder.run(&["score", "rows.csv", format]);
        assert_eq!(status, TROUBLE);
        assert_eq!(err.matches("no-such-level").count(), 10, "{err}");
        assert!(err.contains("4990 more findings are not listed") && err.contains("5000 errors"), "{err}");
        assert_eq!(out.matches("has no level 9").count(), if format == "--format=csv" { 5000 } else { 0 });
    }
}

#[test]
fn an_answer_is_written_before_the_next_row_is_there() {
    let folder = Folder::new();
    for threads in ["1", "2"] {
        let mut run = folder
            .command(&["score", "-", "--input-format", "csv", "--format", "csv", "--threads", threads])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = run.stdin.take().unwrap();
        let mut output = BufReader::new(run.stdout.take().unwrap());
        input.write_all(format!("{NUMBERS}\n").as_bytes()).unwrap();
        let mut line = String::new();
        for row in 0..3 {
            input.write_all(format!("{LEVELS}\n").as_bytes()).unwrap();
            if row == 0 {
                output.read_line(&mut line).unwrap();
                assert_eq!(line, "id,title,total,band,code,problem\r\n");
            }
            line.clear();
            output.read_line(&mut line).unwrap();
            assert_eq!(line, ",,498,7,,\r\n");
        }
        drop(input);
        assert!(run.wait().unwrap().success());
    }
}

#[test]
fn other_kinds_of_files_are_refused_by_name() {
    for (name, content, words) in [
        (
            "rows.csv",
            &b"PK\x03\x04\x14\x00xl/theme/"[..],
            "error[spreadsheet]: the file is an Excel workbook\n",
        ),
        ("rows.csv", b"ORC\n\x07\xff", "error[other-format]: the file is not text\n"),
        ("rows.csv", b"\0\x01\x02\x03\x04\x05\x06\x07DUCK\xff", "the file is not text"),
        ("rows.csv", b"PAR1\x15\n", "COPY (FROM 'jobs.parquet') TO 'jobs.csv'"),
        ("rows.csv", b"i\0d\0,\0t\0i\0t\0", "UTF-16"),
        ("rows.ndjson", b"\xff\xfei\0d\0", "UTF-16"),
    ] {
        let folder = Folder::with(name, content);
        let (status, _, err) = folder.run(&["score", name, "--format", "csv"]);
        assert!(status == TROUBLE && err.contains(words), "{err}");
    }
    let folder = Folder::with("none.csv", "");
    let (status, _, err) = folder.run(&["score", "missing.csv", "--format", "csv"]);
    assert!(status == TROUBLE && err.contains("missing.csv") && err.contains("cannot be read"), "{err}");
}

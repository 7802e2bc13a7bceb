//! Jobs in workbooks of Excel and OpenDocument. What damaged workbooks come to, `src/sheet/tests.rs` says.

use std::fs;
use std::io::{Cursor, Read, Write};

use jobeval::Job;
use jobeval::job::{HeaderRules, JobFile, RowFile, RowSyntax, SheetRules};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::library::SCHEME;
use crate::run::{Folder, NO, TROUBLE, YES, run};

const FORMATS: [&str; 3] = ["xlsx", "ods", "xls"];

fn jobs(ending: &str) -> String {
    format!("tests/data/sheets/jobs.{ending}")
}

/// A folder with the workbook of a format under this name.
fn folder_with(name: &str, ending: &str) -> Folder {
    Folder::with(name, fs::read(jobs(ending)).unwrap())
}

#[test]
fn every_row_of_the_sheet_has_its_answer() {
    for ending in FORMATS {
        let (status, out, err) = run(&["score", &jobs(ending), "--format", "csv"]);
        let lines: Vec<&str> = out.split("\r\n").collect();
        assert_eq!(lines[0], "id,title,total,band,code,problem,Agreed", "{ending}: {err}");
        assert_eq!(lines[1], "1042,Art Therapist,498,7,,,2026-03-14", "{ending}");
        assert_eq!(lines[2], "JD-2,\"Café “Nurse”,\nnights\",498,7,,,2026-03-14 09:30:00", "{ending}");
        assert!(
            lines[3].starts_with("JD-3,A date,,,date-for-level,`2026-03-02` is not a level of Planning"),
            "{ending}: {out}"
        );
        assert_eq!(lines[4], "JD-4,Formulas,498,7,,,2", "{ending}");
        assert!(
            lines[5].contains("not settled: planning_and_organisational_skills, working_conditions"),
            "{ending}"
        );
        assert!(
            lines[6].starts_with("JD-6,An error,,,level-notation,`#N/A` is not a level"),
            "{ending}: {out}"
        );
        assert_eq!((status, lines.len()), (TROUBLE, 8), "{ending}");
        let date = "error[date-for-level]: `2026-03-02` is not a level of Planning & Organisational Skills; a spreadsheet may \
                    have turned `2-3` into a date\n";
        let place = format!("--> {}:'Jobs 2026'!G8\n", jobs(ending));
        assert!(err.contains(&format!("{date}{place} = help: format the cells as text")), "{ending}: {err}");
        assert!(err.contains(&format!("{}:'Jobs 2026'!D11\n", jobs(ending))), "{ending}: {err}");
        assert!(err.ends_with("6 rows read: 3 scored, 1 incomplete, 2 refused\n"), "{ending}: {err}");
    }
}

#[test]
fn a_job_knows_its_row_of_the_sheet() {
    for ending in FORMATS {
        let rules = SheetRules { header: HeaderRules::default(), sheet: None, most_bytes: 1 << 20 };
        let bytes = fs::read(jobs(ending)).unwrap();
        let file = JobFile::read_rows("jobs", &bytes, RowSyntax::Sheet(rules), &SCHEME);
        let rows: Vec<usize> = file.jobs.iter().map(Job::line).collect();
        assert_eq!(rows, [4, 7, 9, 10], "{ending}");
    }
}

#[test]
fn every_command_reads_workbooks() {
    for ending in FORMATS {
        let file = jobs(ending);
        let (status, out, _) = run(&["score", &file]);
        assert!(status == TROUBLE && out.contains("4 jobs: 3 in Band 7, 1 undecided"), "{ending}: {out}");
        let (_, out, _) = run(&["score", &file, "--format", "ndjson"]);
        assert!(out.contains("\"id\":\"1042\",\"title\":\"Art Therapist\""), "{out}");
        let (_, out, _) = run(&["match", "--best", &file, "--format", "csv"]);
        assert!(out.contains("1042,Art Therapist,arts-therapist,profile_match,7,"), "{out}");
        let (status, out, _) = run(&["compare", &file, "arts-therapist", "--job", "JD-2"]);
        assert!(status == TROUBLE && out.contains("against Arts Therapist"), "{ending}: {out}");
        let (status, out, _) = run(&["explain", &file, "--job", "1042"]);
        assert!(status == TROUBLE && out.contains("498 points"), "{ending}: {out}");
        let (status, out, _) =
            run(&["check", &file, "--column", "expect_band=Agreed", "--sheet", "Old jobs"]);
        assert!(status == TROUBLE && out.is_empty(), "{ending}: {out}");
    }
}

#[test]
fn what_was_never_worked_out_is_no_level() {
    let (status, out, err) = run(&["score", "tests/data/sheets/without-results.xlsx", "--format", "csv"]);
    assert!(
        status == TROUBLE && out.contains("JD-4,Formulas,,,level-notation,`=1+1` is not a level"),
        "{out}"
    );
    assert!(out.contains(",'=1+1\r\n"), "{out}");
    assert!(
        err.contains("'Jobs 2026'!G9\n = help: save the file with the results of its formulas\n"),
        "{err}"
    );
}

#[test]
fn a_sheet_is_known_by_its_header_or_named() {
    for ending in FORMATS {
        let file = jobs(ending);
        for name in ["Old jobs", "old JOBS"] {
            let (status, out, _) = run(&["score", &file, "--sheet", name, "--format", "csv"]);
            assert_eq!(
                (status, &*out),
                (YES, "id,title,total,band,code,problem\r\nJD-9,Kept,498,7,,\r\n"),
                "{ending}"
            );
        }
        for (name, words) in [
            ("Jobs", "there is no sheet `Jobs`\n"),
            ("Jbos 2026", "help: did you mean `Jobs 2026`?\n"),
            ("Ward", "help: the sheets are Notes, Jobs 2026, Old jobs"),
            ("Notes", "the first line is not a header that names the factors\n"),
            ("Notes", ":Notes!A1\n"),
        ] {
            let (status, _, err) = run(&["score", &file, "--sheet", name]);
            assert!(status == TROUBLE && err.contains(words), "{ending} {name}: {err}");
        }
    }
    let two = "tests/bad/rows/two-sheets.xlsx";
    let (_, _, err) = run(&["score", two, "--sheet", "jobs of 2025"]);
    assert!(err.contains(":'Jobs of 2025'!L2\n"), "{err}");
}

/// The workbook with one text in place of another in one of its parts.
fn with(ending: &str, part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(jobs(ending)).unwrap())).unwrap();
    let mut changed = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (mut bytes, name) = (Vec::new(), file.name().unwrap().to_string());
        file.read_to_end(&mut bytes).unwrap();
        if name == part {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{from}");
            bytes = text.replace(from, to).into_bytes();
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        changed.start_file(name.as_str(), options).unwrap();
        changed.write_all(&bytes).unwrap();
    }
    changed.finish().unwrap().into_inner()
}

#[test]
fn a_hidden_sheet_is_read_where_it_is_named_and_nowhere_else() {
    let hidden = with(
        "xlsx",
        "xl/workbook.xml",
        r#"sheetId="2" state="visible""#,
        r#"sheetId="2" state="veryHidden""#,
    );
    let folder = Folder::with("jobs.xlsx", hidden);
    let (status, out, err) = folder.run(&["score", "jobs.xlsx"]);
    assert_eq!((status, &*out), (TROUBLE, ""));
    assert!(
        err.contains("error[which-sheet]: only hidden sheets have a header that names the factors\n"),
        "{err}"
    );
    assert!(err.contains("help: name one of them with --sheet: Jobs 2026, Old jobs\n"), "{err}");
    let (_, out, _) = folder.run(&["score", "jobs.xlsx", "--sheet", "Jobs 2026", "--format", "csv"]);
    assert_eq!(out.lines().count(), 8, "{out}");
}

#[test]
fn a_level_in_a_cell_formatted_as_a_date_is_named_as_the_number_that_it_is() {
    let plain = r#"<c r="G4" s="0" t="n"><v>2</v></c>"#;
    let date = r#"<c r="G4" s="3" t="n"><v>2</v></c>"#;
    let folder = Folder::with("jobs.xlsx", with("xlsx", "xl/worksheets/sheet2.xml", plain, date));
    let (status, _, err) = folder.run(&["score", "jobs.xlsx", "--format", "csv"]);
    let words = "error[date-for-level]: `1900-01-02` is not a level of Planning & Organisational Skills; Excel shows the number 2 like this";
    assert!(status == TROUBLE && err.contains(words), "{err}");
    assert!(err.contains("help: format the cells as numbers"), "{err}");
}

#[test]
fn a_number_that_is_shown_as_a_truth_value_is_no_level() {
    let cell = r#"office:value-type="float" office:value="6" calcext:value-type="float"><text:p>6</text:p>"#;
    let shown =
        r#"office:value-type="float" office:value="1" calcext:value-type="float"><text:p>TRUE</text:p>"#;
    let folder = Folder::with("jobs.ods", with("ods", "content.xml", cell, shown));
    let (_, out, _) = folder.run(&["score", "jobs.ods", "--format", "csv"]);
    assert!(
        out.contains("1042,Art Therapist,,,level-notation,\"`TRUE` is not a level of Communication"),
        "{out}"
    );
}

#[test]
fn a_workbook_is_known_by_its_name_and_by_nothing_else() {
    for (ending, name) in
        [("xlsx", "JOBS.XLSX"), ("xlsx", "jobs.xlsm"), ("ods", "jobs.xlsx"), ("xls", "jobs.xls")]
    {
        let folder = folder_with(name, ending);
        // What Office keeps beside a file that is open.
        folder.write("~$jobs.xlsx", "A. Osei");
        let (status, out, err) = folder.run(&["score", ".", "--format", "csv"]);
        assert!(status == TROUBLE && out.lines().count() == 8 && !err.contains("~$"), "{name}: {err}");
    }
    for name in ["jobs.csv", "jobs.yaml", "jobs.ndjson"] {
        let folder = folder_with(name, "xlsx");
        let (status, _, err) = folder.run(&["score", name]);
        assert!(
            status == TROUBLE && err.contains("help: give it a name that ends in .xlsx"),
            "{name}: {err}"
        );
        let (_, out, _) = folder.run(&["score", name, "--input-format", "workbook", "--format", "csv"]);
        assert_eq!(out.lines().count(), 8, "{name}");
    }
    let folder = Folder::with("jobs.xlsx", "id,title\n");
    let (status, _, err) = folder.run(&["score", "jobs.xlsx"]);
    assert!(
        status == TROUBLE && err.contains("error[broken-workbook]: the file is text, not a workbook\n"),
        "{err}"
    );
    let arguments = ["score", "-", "--input-format", "workbook", "--format", "csv"];
    let mut command = crate::run::command(&arguments);
    command.stdin(fs::File::open(jobs("xls")).unwrap());
    let ended = command.output().unwrap();
    assert_eq!(String::from_utf8(ended.stdout).unwrap().lines().count(), 8);
}

/// A folder with the workbook in which `to` replaces the first level of the first job, which is 6.
fn folder_with_level(to: &str) -> Folder {
    let workbook = with(
        "xlsx",
        "xl/worksheets/sheet2.xml",
        "<c r=\"D4\" s=\"0\" t=\"n\"><v>6</v></c>",
        &format!("<c r=\"D4\"{to}</c>"),
    );
    Folder::with("jobs.xlsx", workbook)
}

#[test]
fn all_of_the_value_of_a_cell_is_read() {
    for to in [
        "><v>&#54;</v>",
        "><v><![CDATA[6]]></v>",
        "><v><!-- six -->6</v>",
        "><v>6</v><extLst><ext uri=\"u\"/></extLst>",
    ] {
        let (_, out, err) = folder_with_level(to).run(&["score", "jobs.xlsx", "--format", "csv"]);
        assert!(out.contains("\r\n1042,Art Therapist,498,7,"), "{to}: {out}{err}");
    }
    let (_, out, _) = folder_with_level("><v>1&#50;</v>").run(&["score", "jobs.xlsx", "--format", "csv"]);
    assert!(out.contains("\r\n1042,Art Therapist,,,") && out.contains("has no level 12"), "{out}");
    for index in ["1 ", "1.0", "-1", "12345678901234567890"] {
        let folder = folder_with_level(&format!(" t=\"s\"><v>{index}</v>"));
        let (status, _, err) = folder.run(&["score", "jobs.xlsx", "--format", "csv"]);
        let message = format!(
            "error[broken-workbook]: the workbook is damaged: `{index}` is not the number of a shared text"
        );
        assert!(status == TROUBLE && err.contains(&message), "{index}: {err}");
    }
}

#[test]
fn workbooks_have_the_bounds_of_other_files() {
    for ending in FORMATS {
        for format in ["csv", "table"] {
            let file = jobs(ending);
            let (status, _, err) = run(&["score", &file, "--max-file-size", "0", "--format", format]);
            assert!(
                status == TROUBLE && err.contains("error[too-large]: the file is larger than 0 bytes\n"),
                "{err}"
            );
            // They say themselves in which encoding they are.
            let (_, out, _) = run(&["score", &file, "--encoding", "utf-16", "--format", format]);
            assert!(out.contains("Art Therapist"), "{ending}: {out}");
        }
    }
}

#[test]
fn a_workbook_may_have_as_many_bytes_as_are_allowed() {
    for ending in FORMATS {
        let bytes = fs::read(jobs(ending)).unwrap();
        let length = bytes.len() as u64;
        let refused = |most_bytes: u64| {
            let syntax = RowSyntax::Sheet(SheetRules { most_bytes, ..SheetRules::default() });
            let error = RowFile::open("jobs", &bytes[..], syntax, *SCHEME).err();
            error.is_some_and(|error| error.to_string().contains(&format!("larger than {most_bytes} bytes")))
        };
        assert_eq!((refused(length - 1), refused(length)), (true, false), "{ending}");
    }
}

#[test]
fn findings_in_workbooks_name_the_cell_in_every_form() {
    let file = "tests/bad/rows/level-a-date.xlsx";
    let (_, _, err) = run(&["score", file, "--diagnostics", "json"]);
    assert!(
        err.contains(r#""page":null,"factor":null,"cell":"Jobs!L2","line":2,"column":12,"end_column":null"#),
        "{err}"
    );
    let (_, out, _) = run(&["check", file, "--format", "github"]);
    assert!(
        out.contains(&format!("::error file={file},title=jobeval date-for-level::Jobs!L2: `2026-03-02`")),
        "{out}"
    );
    let (_, out, _) = run(&["check", file, "--format", "junit"]);
    assert!(
        out.contains("name=\"the file, cell Jobs!L2\"") && out.contains(&format!("{file}:Jobs!L2: ")),
        "{out}"
    );
    let (status, out, _) = run(&["check", &jobs("ods"), "--require-expect", "--format", "csv"]);
    assert!(status == TROUBLE || status == NO, "{out}");
}

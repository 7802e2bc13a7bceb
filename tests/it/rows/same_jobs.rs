//! The same 300 jobs in every form in which people have them: each gives the same totals and bands, row by row.
//! `scripts/workbooks` makes the workbooks; the other forms are made here of the CSV file.

use std::fs;

use crate::rows::compressed::{gzip, zstandard};
use crate::run::{Folder, YES, run};

const CSV: &str = "tests/data/same-jobs/jobs.csv";

/// The rows of the file, the header first.
fn rows() -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(CSV).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Rows with this separator between their cells.
fn written(rows: &[Vec<String>], separator: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The rows with each cell from the fourth column on, of the header or of the jobs, as `change` makes it of its number and
/// its text.
fn changed(of_header: bool, change: impl Fn(usize, &str) -> String) -> Vec<Vec<String>> {
    let mut rows = rows();
    let (header, jobs) = rows.split_at_mut(1);
    for row in if of_header { header } else { jobs } {
        for (number, cell) in row[3..].iter_mut().enumerate() {
            *cell = change(number + 1, cell);
        }
    }
    rows
}

/// An object a line, with a key that is none of a job's.
fn ndjson() -> String {
    let rows = rows();
    let line = |row: &Vec<String>| {
        let factors = rows[0][3..].iter().cloned().zip(row[3..].iter().map(|cell| cell.clone().into()));
        let factors: serde_json::Map<_, _> = factors.collect();
        let mut job = serde_json::json!({"id": row[0], "title": row[1], "factors": factors});
        job[&rows[0][2]] = row[2].clone().into();
        job.to_string() + "\n"
    };
    rows[1..].iter().map(line).collect()
}

/// The text in Windows-1252, of which it has few characters.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '–' => 0x96,
        '“' => 0x93,
        '”' => 0x94,
        'é' => 0xe9,
        c => u8::try_from(c).unwrap(),
    };
    text.chars().map(byte).collect()
}

/// The id, the title, the total, the band and what is carried through of each job.
fn scored(file: &str, more: &[&str], folder: Option<&Folder>) -> Vec<[String; 5]> {
    let arguments = [&["score", file, "--format", "csv"], more].concat();
    let (status, out, err) = folder.map_or_else(|| run(&arguments), |folder| folder.run(&arguments));
    assert_eq!(status, YES, "{file}: {err}");
    assert!(err.ends_with("300 rows read: 300 scored, 0 incomplete, 0 refused\n"), "{file}: {err}");
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["id", "title", "total", "band", "code", "problem", "Cost centre"]
    );
    let columns = |row: csv::StringRecord| [0, 1, 2, 3, 6].map(|column| row[column].to_owned());
    reader.records().map(|row| columns(row.unwrap())).collect()
}

#[test]
fn the_same_jobs_come_to_the_same_in_every_form() {
    let csv = fs::read_to_string(CSV).unwrap();
    let expected = scored(CSV, &[], None);
    let rows_in: Vec<[String; 3]> =
        rows()[1..].iter().map(|row| [0, 1, 2].map(|column| row[column].clone())).collect();
    let rows_out: Vec<[String; 3]> =
        expected.iter().map(|row| [0, 1, 4].map(|column| row[column].clone())).collect();
    assert_eq!(rows_out, rows_in);
    let bands: std::collections::BTreeSet<&str> =
        expected.iter().map(|[.., band, _]| band.as_str()).collect();
    assert_eq!(bands.len(), 13, "all bands and what lies above them: {bands:?}");

    let float = |form: &'static str| {
        move |_: usize, cell: &str| {
            if cell.parse::<u8>().is_ok() { format!("{cell}{form}") } else { cell.to_owned() }
        }
    };
    let blank_rows = csv.replace('\n', "\n\n,,, ,,,,,,,,,,,,,,,\r\n\"\",,,,,,,,,,,,,,,,,,\n");
    let titled = format!("sep=;\n{}", written(&rows(), b';'));
    let forms: [(&str, Vec<u8>, &[&str]); 16] = [
        ("floats.csv", written(&changed(false, float(".0")), b',').into(), &[]),
        ("more-floats.csv", written(&changed(false, float(".00")), b';').into(), &[]),
        (
            "numbered.csv",
            written(&changed(true, |number, name| format!("{number}. {name}")), b',').into(),
            &[],
        ),
        ("numbers.csv", written(&changed(true, |number, _| number.to_string()), b',').into(), &[]),
        ("blank-rows.csv", blank_rows.clone().into(), &[]),
        ("blank-rows.csv.gz", gzip(&blank_rows), &[]),
        ("windows.csv", windows_1252(&csv), &["--encoding", "windows-1252"]),
        ("windows.csv.gz", gzip(windows_1252(&csv)), &["--encoding", "windows-1252"]),
        ("utf-16.csv", csv.encode_utf16().flat_map(u16::to_le_bytes).collect(), &["--encoding", "utf-16le"]),
        ("jobs.tsv", written(&rows(), b'\t').into(), &[]),
        ("titled.csv", titled.into(), &[]),
        ("jobs.ndjson", ndjson().into(), &[]),
        ("jobs.ndjson.gz", gzip(ndjson()), &[]),
        ("jobs.csv.gz", gzip(&csv), &[]),
        ("jobs.csv.zst", zstandard(&csv), &[]),
        ("by-content.csv", zstandard(&csv), &[]),
    ];
    for (name, bytes, arguments) in forms {
        let folder = Folder::with(name, bytes);
        assert!(scored(name, arguments, Some(&folder)) == expected, "{name}");
    }
    #[cfg(feature = "sheets")]
    for ending in ["xlsx", "xls", "ods"] {
        let file = CSV.replace("csv", ending);
        assert!(scored(&file, &[], None) == expected, "{ending}");
    }
}

//! Jobs in compressed files. What damaged ones come to, `src/cli/unpack.rs` says.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::run::{Folder, TROUBLE, YES, ended, run};

const CSV: &str = "tests/data/same-jobs/jobs.csv";

pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstandard(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    compress_to_vec(bytes.as_ref(), CompressionLevel::Fastest)
}

#[test]
fn every_command_unpacks_what_it_reads() {
    let csv = fs::read_to_string(CSV).unwrap();
    let folder = Folder::new();
    folder.write("jobs.csv.gz", gzip(&csv));
    folder.write("jobs.tsv.zst", zstandard(csv.replace(',', "\t").replace("\"Knowledge\t", "\"Knowledge,")));
    folder.write("job.yaml.gz", gzip(fs::read("examples/senior-art-therapist.yaml").unwrap()));
    let (_, plain, _) = run(&["score", CSV]);
    assert_eq!(folder.run(&["score", "jobs.csv.gz"]).1, plain.replace(CSV, "jobs.csv.gz"));
    let (status, out, _) = folder.run(&["explain", "jobs.csv.gz", "--job", "JD-150"]);
    assert!(status == YES && out.starts_with("Clerk 150 (JD-150)\n"), "{out}");
    let (status, out, _) = folder.run(&["match", "--best", "jobs.csv.gz", "--format", "csv"]);
    assert_eq!((status, out.lines().count()), (Some(1), 301));
    let (status, out, _) = folder.run(&["score", "job.yaml.gz"]);
    assert!(status == YES && out.contains("498 points: Band 7"), "{out}");
    // In a folder, rows alone are looked for.
    let (_, out, err) = folder.run(&["check", "."]);
    assert!(out.contains("\n600 jobs: "), "{out} {err}");
    // What was read is the file as it is.
    let (_, out, _) = folder.run(&["report", "jobs.csv.gz", "--job", "JD-150", "--format", "json"]);
    let digest = format!("{:?}", jobeval::origin::Sha256::of(&gzip(&csv)).to_string());
    assert!(out.contains(&digest), "{digest}: {out}");
}

#[test]
fn standard_input_is_unpacked_as_it_comes() {
    let (header, rows) = ("id,title,policy\n", "JD-1,Clerk,2\n");
    let arguments = ["score", "-", "--input-format", "csv", "--format", "csv", "--allow-incomplete"];
    let mut child = crate::run::command(&arguments);
    let mut child =
        child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut encoder = GzEncoder::new(child.stdin.take().unwrap(), Compression::fast());
    encoder.write_all(header.as_bytes()).unwrap();
    for _ in 0..3 {
        encoder.write_all(rows.as_bytes()).unwrap();
        encoder.flush().unwrap();
    }
    drop(encoder.finish().unwrap());
    let (_, out, err) = ended(child.wait_with_output().unwrap());
    assert_eq!(out.matches("JD-1,Clerk").count(), 3, "{err}");
}

#[test]
fn rows_before_the_end_of_a_file_that_is_cut_off_are_answered() {
    let csv = fs::read_to_string(CSV).unwrap();
    let mut whole = gzip(&csv);
    whole.truncate(whole.len() * 2 / 3);
    let folder = Folder::with("jobs.csv.gz", whole);
    for format in ["csv", "ndjson", "table"] {
        let (status, out, err) = folder.run(&["score", "jobs.csv.gz", "--format", format]);
        assert_eq!(status, TROUBLE, "{err}");
        assert!(
            err.contains("error[unreadable]: the file cannot be read: its gzip data end too early, as the file is cut off\n"),
            "{err}"
        );
        let ids: Vec<&str> = out
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .filter(|word| word.starts_with("JD-"))
            .collect();
        assert!(ids.len() > 150 && ids.len() < 250, "{format}: {}", ids.len());
        // No row has lost its end.
        assert!(!err.contains("ragged"), "{err}");
    }
    folder.write("jobs.csv.gz", [gzip(&csv), b"and something else".to_vec()].concat());
    let (status, out, err) = folder.run(&["score", "jobs.csv.gz", "--format", "csv"]);
    // The header, 300 rows, and the file that may go on.
    assert_eq!((status, out.lines().count()), (TROUBLE, 302), "{err}");
    assert!(
        out.lines()
            .last()
            .is_some_and(|line| line.contains(",unreadable,\"jobs.csv.gz: the file cannot be read")),
        "{out}"
    );
    assert!(
        err.contains(
            "the file cannot be read: its gzip data are damaged, and what was read of them may be wrong\n"
        ),
        "{err}"
    );
}

#[test]
fn what_unpacks_to_more_than_it_may_is_refused_where_it_is_kept_and_streams_where_it_is_not() {
    let csv = fs::read_to_string(CSV).unwrap();
    let large = csv.replacen('\n', &"\n".repeat(5 << 20), 1);
    let folder = Folder::with("jobs.csv.gz", gzip(large));
    let (status, _, err) = folder.run(&["score", "jobs.csv.gz", "--max-file-size", "1"]);
    assert!(
        status == TROUBLE && err.contains("error[too-large]: the file unpacks to more than 1048576 bytes\n"),
        "{err}"
    );
    let (status, out, err) = folder.run(&["score", "jobs.csv.gz", "--max-file-size", "1", "--format", "csv"]);
    assert!(status == YES && out.lines().count() == 301, "{err}");
}

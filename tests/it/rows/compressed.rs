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
    let digest = format!("{:?}", jobeval::provenance::Sha256::from_content(&gzip(&csv)).to_string());
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
            err.contains("error[unreadable]: the file cannot be read: its gzip data is truncated\n"),
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
            "the file cannot be read: its gzip data is damaged, and rows read from it may be wrong\n"
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

#[test]
fn zeros_behind_gzip_data_are_padding_and_anything_else_is_damage() {
    let csv = fs::read_to_string(CSV).unwrap();
    let members = [gzip(&csv[..5000]), gzip(&csv[5000..])].concat();
    let folder = Folder::new();
    for (padding, status) in [
        (vec![0; 1], YES),
        (vec![0; 100_000], YES),
        ([vec![0; 600], b"x".to_vec()].concat(), TROUBLE),
        ([vec![0; 600], gzip("x")].concat(), TROUBLE),
    ] {
        folder.write("jobs.csv.gz", [members.clone(), padding].concat());
        let (ended, out, err) = folder.run(&["score", "jobs.csv.gz", "--format", "csv"]);
        assert_eq!((ended, out.matches("JD-").count()), (status, 300), "{err}");
        assert_eq!(err.contains("its gzip data is damaged"), status == TROUBLE, "{err}");
    }
}

/// The bytes of a compressed file, unpacked.
fn unpacked(folder: &Folder, name: &str) -> Vec<u8> {
    use std::io::Read;
    let bytes = fs::read(folder.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut text = Vec::new();
    if name.ends_with(".gz") {
        assert_eq!(bytes[3..8], [0; 5], "no name and no time in {name}");
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
    } else {
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            ruzstd::decoding::StreamingDecoder::new(&mut rest).unwrap().read_to_end(&mut text).unwrap();
        }
    }
    text
}

#[test]
fn results_are_compressed_if_their_names_say_so() {
    let folder = Folder::with_copies(&["examples", "tests/data"]);
    let commands: [(&[&str], &[&str]); 8] = [
        (&["score", "examples/workforce.csv"], &["csv", "ndjson", "json", "yaml", "md", "html"]),
        (&["match", "--best", "examples/workforce.csv"], &["csv", "ndjson", "json"]),
        (&["check", "examples"], &["csv", "json", "xml"]),
        (&["consistency", "examples"], &["json"]),
        (&["diff", "examples/repository/jobs", "examples"], &["csv"]),
        (&["report", "examples/senior-art-therapist.yaml"], &["html"]),
        (&["profiles", "import", "tests/data/national-profiles-arts-therapies.txt"], &["yaml"]),
        (&["schema", "job"], &["json"]),
    ];
    for (command, extensions) in commands {
        for extension in extensions {
            let plain = format!("plain.{extension}");
            let (status, _, _) = folder.run(&[command, &["--output", &plain]].concat());
            for packing in ["gz", "zst"] {
                let name = format!("packed.{extension}.{packing}");
                let (again, _, err) = folder.run(&[command, &["--output", &name]].concat());
                assert_eq!(again, status, "{command:?} {name}: {err}");
                assert!(
                    unpacked(&folder, &name) == fs::read(folder.file(&plain)).unwrap(),
                    "{command:?} {name}"
                );
            }
        }
    }
    // The format that is asked for, compressed.
    folder.run(&["score", "examples/workforce.csv", "--format", "csv", "--output", "x.gz"]);
    folder.run(&["score", "examples/workforce.csv", "--output", "x.csv"]);
    assert!(unpacked(&folder, "x.gz") == fs::read(folder.file("x.csv")).unwrap());
    // What was compressed is read again.
    let (status, _, err) = folder.run(&["score", "packed.csv.gz", "--format", "csv"]);
    assert!(status == TROUBLE && err.contains("missing-columns"), "{err}");
}

#[test]
fn a_file_name_that_no_format_has_is_refused_before_anything_is_read() {
    let folder = Folder::with_copies(&["examples"]);
    let known = "use the extension .txt, .json, .yaml, .md, .html, .csv or .ndjson";
    for name in ["x.parquet", "x.foo", "x.foo.gz", "x.csv.bz2", "x.zip", "x.csv.zst.foo"] {
        for file in ["examples/workforce.csv", "nosuch.csv"] {
            let (status, out, err) = folder.run(&["score", file, "--output", name]);
            assert!(
                status == TROUBLE && out.is_empty() && err.contains("no result is written as ."),
                "{err}"
            );
            assert!(!err.contains("unreadable") && !folder.path().join(name).exists(), "{err}");
            assert!(err.contains(known) || err.contains("add .gz or .zst"), "{err}");
        }
    }
    // A format that is asked for needs no known name; a name without an extension gets the table, as ever.
    for (name, options) in [("x.foo", &["--format", "csv"][..]), ("x", &[])] {
        let (_, _, err) = folder.run(
            &[&["score", "examples/workforce.csv", "--allow-incomplete", "--output", name], options].concat(),
        );
        assert!(folder.path().join(name).exists(), "{err}");
    }
    assert!(folder.read("x").contains("Porter") && folder.read("x.foo").starts_with("id,title,"));
    for (command, name) in [
        (&["profiles", "import", "examples/ward-clerks.txt"][..], "suite.json"),
        (&["schema", "job"], "schema.yaml"),
        (&["scheme", "--sql", "duckdb"], "query.txt"),
    ] {
        let (status, _, err) = folder.run(&[command, &["--output", name]].concat());
        assert!(status == TROUBLE && err.contains("no result is written as ."), "{command:?}: {err}");
    }
}

//! Times whole processes, each beside its yardstick in the same run, and prints the ratios.
//!
//! `cargo bench --bench processes` makes its data under `target/`, runs everything several times, ours and the yardstick in
//! turn, and compares the fastest runs: what else a machine does only ever adds time. `-- --quick` takes a tenth of the
//! data, `-- --memory` sends ten million rows through a pipe and watches the memory instead.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measurement that cannot go on ends"
)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[path = "../src/cli/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "a yardstick parses the same command line and does nothing with it"
)]
mod cli;

#[path = "../tests/it/facts.rs"]
mod facts;

use facts::{FACTORS, Random};

const JOBEVAL: &str = env!("CARGO_BIN_EXE_jobeval");

/// Tells this program to be a yardstick.
const YARDSTICK: &str = "JOBEVAL_YARDSTICK";

const JOB: &str = "examples/senior-art-therapist.yaml";

fn main() -> ExitCode {
    match std::env::var(YARDSTICK).as_deref() {
        Ok("clap") => return ExitCode::from(u8::from(cli::parse().is_err())),
        Ok("csv") => csv_pass(),
        Ok("yaml") => yaml_pass(),
        _ if std::env::args().any(|argument| argument == "--memory") => memory(),
        _ => times(if std::env::args().any(|argument| argument == "--quick") { 10 } else { 1 }),
    }
    ExitCode::SUCCESS
}

/// Passes over a CSV file with the `csv` crate, and does nothing else.
fn csv_pass() {
    let mut reader = csv::Reader::from_path(std::env::args().nth(1).unwrap()).unwrap();
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        cells += record.len();
    }
    assert!(cells > 0);
}

/// Parses the files of a folder with the YAML crate on two threads, and does nothing else.
fn yaml_pass() {
    let folder = std::env::args().nth(1).unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    thread::scope(|scope| {
        for half in files.chunks(files.len().div_ceil(2)) {
            scope.spawn(move || {
                for file in half {
                    let text = fs::read_to_string(file).unwrap();
                    let value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
                    assert!(value.is_mapping());
                }
            });
        }
    });
}

/// Measures everything, on so small a part of the data.
fn times(part: usize) {
    let data = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (csv, jobs) = (data.join("workforce.csv"), data.join("jobs"));
    write_rows(File::create(&csv).unwrap(), 1_000_000 / part, |_| false);
    write_jobs(&jobs, 10_000 / part);
    // What has just been written is still on its way to the disk, which would take its share of the first runs.
    let _ = Command::new("sync").status();
    let (csv, jobs) = (csv.to_str().unwrap(), jobs.to_str().unwrap());

    println!("{:<44}{:>10}{:>12}{:>8}{:>8}", "", "jobeval", "yardstick", "ratio", "limit");
    let score_csv = |threads| ours(&["score", csv, "--format", "csv", "--threads", threads]);
    for (threads, limit) in [("2", Some(0.4)), ("1", Some(0.75))] {
        let name = format!("score {} rows of CSV, --threads {threads}", 1_000_000 / part);
        compare(&name, 21, || score_csv(threads), || yardstick("csv", &[csv]), limit);
    }
    let summary = || ours(&["score", csv, "--format", "summary", "--threads", "2"]);
    compare("the same as a summary, --threads 2", 11, summary, || yardstick("csv", &[csv]), None);
    let ndjson = || ours(&["score", csv, "--format", "ndjson", "--threads", "2"]);
    compare("the same as NDJSON, --threads 2", 3, ndjson, || yardstick("csv", &[csv]), None);
    let best = || ours(&["match", csv, "--best", "--format", "csv", "--threads", "2"]);
    compare("match --best of these rows, --threads 2", 3, best, || yardstick("csv", &[csv]), None);
    let folder = || ours(&["score", jobs, "--format", "csv", "--threads", "2"]);
    let name = format!("score {} YAML files, --threads 2", 10_000 / part);
    compare(&name, 11, folder, || yardstick("yaml", &[jobs]), Some(1.25));
    compare(
        "score one job file",
        1001,
        || ours(&["score", JOB]),
        || yardstick("clap", &["score", JOB]),
        Some(1.5),
    );
}

fn ours(arguments: &[&str]) -> Command {
    let mut command = Command::new(JOBEVAL);
    command.args(arguments);
    command
}

fn yardstick(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env(YARDSTICK, name);
    command
}

/// Runs both in turn and prints the fastest run of each.
fn compare(
    name: &str,
    runs: usize,
    ours: impl Fn() -> Command,
    yardstick: impl Fn() -> Command,
    limit: Option<f64>,
) {
    let (mut best, mut yard) = (Duration::MAX, Duration::MAX);
    for _ in 0..runs {
        yard = yard.min(time(yardstick()));
        best = best.min(time(ours()));
    }
    let ratio = best.as_secs_f64() / yard.as_secs_f64();
    let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let limit = match limit {
        Some(limit) if ratio > limit => format!("{limit} !"),
        Some(limit) => limit.to_string(),
        None => String::new(),
    };
    println!("{name:<44}{:>10}{:>12}{ratio:>8.2}{limit:>8}", milliseconds(best), milliseconds(yard));
}

/// The time of a process from its start to its end. What it prints goes nowhere.
fn time(mut command: Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    assert!(status.code().is_some_and(|code| code < 2), "{command:?}: {status}");
    start.elapsed()
}

/// Sends ten million rows through a pipe, every thousandth of them wrong, and watches the memory of the process.
fn memory() {
    const ROWS: usize = 10_000_000;
    let mut command = ours(&["score", "-", "--input-format", "csv", "--format", "csv", "--threads", "2"]);
    let mut run =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = run.stdin.take().unwrap();
    let writer = thread::spawn(move || write_rows(stdin, ROWS, |number| number % 1000 == 999));
    let status_file = format!("/proc/{}/status", run.id());
    let (mut rows, mut scored, mut named, mut peaks) = (0, 0, 0, Vec::new());
    for line in BufReader::new(run.stdout.take().unwrap()).lines().skip(1) {
        let line = line.unwrap();
        rows += 1;
        named += usize::from(line.ends_with("Working Conditions has no level 9"));
        scored += usize::from(line.ends_with(','));
        if rows % 1_000_000 == 0 {
            peaks.extend(peak_memory(&status_file));
        }
    }
    let mut errors = String::new();
    run.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    writer.join().unwrap();
    let code = run.wait().unwrap().code();
    println!("{rows} rows written: {scored} scored, {named} named as wrong; exit status {code:?}");
    println!("{}", errors.lines().last().unwrap_or_default());
    println!("peak memory after each million rows, KiB: {peaks:?}");
}

/// The most memory that a process had so far, in KiB, where the operating system tells.
fn peak_memory(status_file: &str) -> Option<u64> {
    let status = fs::read_to_string(status_file).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const TITLES: [&str; 12] = [
    "Senior Art Therapist",
    "Staff Nurse",
    "\"Nurse, Community\"",
    "Healthcare Assistant",
    "Clinical Psychologist",
    "Porter",
    "Medical Secretary",
    "\"Manager, Estates and Facilities\"",
    "Biomedical Scientist",
    "Occupational Therapist",
    "Pharmacist",
    "Ward Clerk",
];

/// Writes rows, those that `is_bad` picks with a level that the last factor lacks.
fn write_rows(out: impl Write, rows: usize, is_bad: impl Fn(usize) -> bool) {
    let mut out = BufWriter::new(out);
    let mut random = Random(1);
    let ids = FACTORS.map(|(_, id, ..)| id);
    writeln!(out, "id,title,{}", ids.join(",")).unwrap();
    let last_title = u8::try_from(TITLES.len() - 1).unwrap();
    for number in 0..rows {
        let title = TITLES[usize::from(random.within(0, last_title))];
        let mut levels = levels(&mut random);
        if is_bad(number) {
            levels[15] = 9;
        }
        write!(out, "JD-{number:07},{title}").unwrap();
        levels.iter().for_each(|level| write!(out, ",{level}").unwrap());
        out.write_all(b"\n").unwrap();
    }
    out.flush().unwrap();
}

/// Levels as they are met: rarely the highest.
fn levels(random: &mut Random) -> [u8; 16] {
    FACTORS.map(|(.., points)| random.within(1, u8::try_from(points.len()).unwrap().min(5)))
}

fn write_jobs(folder: &Path, jobs: usize) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let mut random = Random(2);
    for number in 0..jobs {
        let mut job = format!("id: JD-{number:07}\ntitle: Senior Art Therapist\nfactors:\n");
        for ((_, id, ..), level) in FACTORS.into_iter().zip(levels(&mut random)) {
            let _ = writeln!(
                job,
                "  {id}: {{level: {level}(a), evidence: As section {level} of the job description says}}"
            );
        }
        fs::write(folder.join(format!("{number:05}.yaml")), job).unwrap();
    }
}

//! Measures the time of whole processes, each with a yardstick in the same run, and prints the ratios.
//!
//! `cargo bench --bench processes` writes its data under `target/`, runs `jobeval` and the yardstick in turn, and compares the
//! medians. `-- --quick` uses a tenth of the data. `-- --memory` measures memory instead: it sends ten million rows through a
//! pipe.
//!
//! The yardsticks:
//!
//! - DuckDB on two threads, which scores the same file with the query of `jobeval scheme --sql`, and with a simpler query that
//!   reads only the first digit of each level (`with_duckdb.py`). The time is that of the query, without Python's start. If
//!   Python lacks the package `duckdb`, these lines are left out.
//! - Reading the file with the `csv` crate on one thread.
//! - Parsing the files with the YAML crate on two threads.
//! - `jobeval` itself with a simpler command.
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
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

#[path = "../tests/it/shared/facts.rs"]
mod facts;

use facts::{FACTORS, Random};

const JOBEVAL: &str = env!("CARGO_BIN_EXE_jobeval");

/// The environment variable that makes this program a yardstick.
const YARDSTICK: &str = "JOBEVAL_YARDSTICK";

fn main() {
    let said = |option| std::env::args().any(|argument| argument == option);
    match std::env::var(YARDSTICK).as_deref() {
        Ok("csv") => csv_pass(),
        Ok("yaml") => yaml_pass(),
        _ if said("--memory") => memory(),
        _ => times(if said("--quick") { 10 } else { 1 }),
    }
}

/// Reads a CSV file with the `csv` crate, and does nothing else.
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

/// The yardstick of a time.
#[derive(Clone, Copy, PartialEq)]
enum Yardstick {
    DuckDb,
    /// DuckDB with only the first digit of each level, which is less than `jobeval` does.
    DuckDbDigits,
    CsvPass,
    YamlParse,
    /// `jobeval` with these arguments.
    Jobeval(&'static str),
}

use Yardstick::{CsvPass, DuckDb, DuckDbDigits, Jobeval, YamlParse};

/// The measurements, in the folder of the data: the arguments of `jobeval`, the second of which is the data, the yardstick, and
/// the highest acceptable ratio.
#[rustfmt::skip]
const LINES: [(&str, Yardstick, Option<f64>); 23] = [
    ("score plain.csv --format csv --threads 2",        DuckDb,    Some(0.25)),
    ("score options.csv --format csv --threads 2",      DuckDb,    None),
    ("score accents.csv --format csv --threads 2",      DuckDb,    None),
    ("score quotes.csv --format csv --threads 2",       DuckDb,    None),
    ("score exported.csv --format csv --threads 2",     DuckDb,    Some(0.2)),
    ("score plain.csv --format csv --threads 2",        DuckDbDigits, None),
    ("score exported.csv --format csv --threads 2",     DuckDbDigits, None),
    ("score plain.csv --format csv --threads 2",        CsvPass,   None),
    ("score plain.csv --format csv --threads 1",        CsvPass,   None),
    ("score options.csv --format csv --threads 1",      CsvPass,   None),
    ("score accents.csv --format csv --threads 1",      CsvPass,   None),
    ("score quotes.csv --format csv --threads 1",       CsvPass,   None),
    ("score exported.csv --format csv --threads 1",     CsvPass,   None),
    ("score quotes.csv --format csv --threads 1",       Jobeval("score plain.csv --format csv --threads 1"), Some(2.5)),
    ("score plain.csv --summary --threads 2",           CsvPass,   None),
    ("score plain.csv --format ndjson --threads 2",     CsvPass,   None),
    ("match plain.csv --best --format csv --threads 2", CsvPass,   None),
    ("score jobs --format csv --threads 2",             YamlParse, Some(1.25)),
    ("score job.yaml",                                  Jobeval("--version"), None),
    ("profiles list --profiles suites --format csv",    Jobeval("profiles list --format csv"), None),
    ("match some.csv --best --format csv --profiles suites", Jobeval("match some.csv --best --format csv"), None),
    ("consistency some.csv --format csv",               Jobeval("score some.csv --format csv"), None),
    ("diff some.csv some.csv --summary",                Jobeval("score some.csv --format csv"), None),
];

/// Measures everything, with the data divided by `part`.
fn times(part: usize) {
    let data = &Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes");
    let _ = fs::remove_dir_all(data);
    fs::create_dir_all(data).unwrap();
    for kind in [Kind::Plain, Kind::Options, Kind::Accents, Kind::Quotes, Kind::Exported] {
        let name = format!("{kind:?}.csv").to_lowercase();
        write_rows(File::create(data.join(name)).unwrap(), kind, 1_000_000 / part, |_| false);
    }
    write_rows(File::create(data.join("some.csv")).unwrap(), Kind::Plain, 100_000 / part, |_| false);
    write_jobs(&data.join("jobs"), 10_000 / part);
    write_suites(&data.join("suites"));
    fs::copy("examples/senior-art-therapist.yaml", data.join("job.yaml")).unwrap();
    // Writing the new files to the disk would slow the first runs down.
    let _ = Command::new("sync").status();

    let duckdb = Command::new("python3").args(["-c", "import duckdb; print(duckdb.__version__)"]).output();
    let duckdb = duckdb.ok().filter(|python| python.status.success());
    println!("{} rows of CSV of each kind, {} YAML files", 1_000_000 / part, 10_000 / part);
    println!("{} of plain rows in some.csv, 400 profiles in suites", 100_000 / part);
    match &duckdb {
        Some(python) => println!("DuckDB {}", String::from_utf8_lossy(&python.stdout).trim()),
        None => println!("DuckDB is not measured: python3 has no package duckdb"),
    }
    println!("\n{:<50}{:>12}{:>14}{:>7}{:>8}  yardstick", "jobeval", "time", "yardstick", "ratio", "limit");
    for (arguments, yardstick, limit) in LINES {
        if !yardstick.is_duckdb() || duckdb.is_some() {
            compare(data, arguments, yardstick, limit);
        }
    }
}

/// Runs both in turn and prints the medians.
fn compare(data: &Path, arguments: &str, yardstick: Yardstick, limit: Option<f64>) {
    let start = Instant::now();
    let (mut ours, mut counted, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    // Short runs are repeated more often than long ones.
    while ours.len() < 3 || ours.len() < 7 && start.elapsed().as_secs() < 30 || start.elapsed().as_secs() < 3
    {
        let (of_yardstick, of_process) = yardstick.run(data, arguments);
        counted.push(of_yardstick);
        whole.push(of_process);
        ours.push(run(jobeval(data, arguments), Stdio::null()).0);
    }
    let (ours, counted, whole) = (median(ours), median(counted), median(whole));
    let ratio = ours / counted;
    let limit =
        limit.map_or(String::new(), |limit| format!("{limit}{}", if ratio > limit { " !" } else { "" }));
    let name = match yardstick {
        DuckDb => format!("DuckDB's query ({whole:.1} ms with Python's start and end)"),
        DuckDbDigits => format!("DuckDB with leading digits ({whole:.1} ms with Python's start and end)"),
        CsvPass => "a pass of the csv crate".to_owned(),
        YamlParse => "a parse by the YAML crate".to_owned(),
        Jobeval(arguments) => arguments.to_owned(),
    };
    println!("{arguments:<50}{ours:>9.1} ms{counted:>11.1} ms{ratio:>7.2}{limit:>8}  {name}");
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

impl Yardstick {
    /// Runs the yardstick. Returns its milliseconds without overhead, and those of the whole process.
    fn run(self, data: &Path, arguments: &str) -> (f64, f64) {
        let file = data.join(arguments.split(' ').nth(1).unwrap());
        let of_ours = |name| {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg(&file).env(YARDSTICK, name);
            run(command, Stdio::null())
        };
        let (whole, said) = match self {
            DuckDb | DuckDbDigits => {
                let mut python = Command::new("python3");
                python.arg("benches/with_duckdb.py");
                python.args((self == DuckDbDigits).then_some("--digits")).arg(JOBEVAL).arg(&file);
                run(python, Stdio::piped())
            }
            CsvPass => of_ours("csv"),
            YamlParse => of_ours("yaml"),
            Jobeval(arguments) => run(jobeval(data, arguments), Stdio::null()),
        };
        (if self.is_duckdb() { said.trim().parse().unwrap() } else { whole }, whole)
    }

    fn is_duckdb(self) -> bool {
        matches!(self, DuckDb | DuckDbDigits)
    }
}

fn jobeval(data: &Path, arguments: &str) -> Command {
    let mut command = Command::new(JOBEVAL);
    command.args(arguments.split(' ')).current_dir(data);
    command
}

/// Runs a process. Returns its milliseconds from start to end, and its output if `out` is a pipe.
fn run(mut command: Command, out: Stdio) -> (f64, String) {
    command.stdin(Stdio::null()).stdout(out).stderr(Stdio::null());
    let start = Instant::now();
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    let time = start.elapsed().as_secs_f64() * 1000.0;
    assert!(output.status.code().is_some_and(|code| code < 2), "{command:?}: {}", output.status);
    (time, String::from_utf8(output.stdout).unwrap())
}

/// Sends ten million rows through a pipe, every thousandth with an error, and prints the memory of the process.
fn memory() {
    const ROWS: usize = 10_000_000;
    let mut run = Command::new(JOBEVAL)
        .args(["score", "-", "--input-format", "csv", "--format", "csv", "--threads", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = run.stdin.take().unwrap();
    let writer = thread::spawn(move || write_rows(stdin, Kind::Plain, ROWS, |number| number % 1000 == 999));
    let status_file = format!("/proc/{}/status", run.id());
    let (mut rows, mut scored, mut named, mut peaks) = (0, 0, 0, Vec::new());
    for line in BufReader::new(run.stdout.take().unwrap()).lines().skip(1) {
        let line = line.unwrap();
        rows += 1;
        named += usize::from(line.contains("Working Conditions"));
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

/// Returns the peak memory of a process in KiB, `None` if the operating system does not report it.
fn peak_memory(status_file: &str) -> Option<u64> {
    let status = fs::read_to_string(status_file).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The kind of rows.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Single digits under the ids of the factors, and titles of which some are quoted with a comma.
    Plain,
    /// Plain, but every second level has options.
    Options,
    /// Plain, but every title has an accent.
    Accents,
    /// Plain, but every title has doubled quotes.
    Quotes,
    /// Rows of a workforce system: published names of factors, other columns on both sides, options in every fourth cell,
    /// and accents or doubled quotes in some titles.
    Exported,
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
const ACCENTED: [&str; 4] = ["Café Assistant", "Nyrs Tŷ Hafan", "Gweithiwr Cymorth Môn", "Protégé Manager"];
const QUOTED: [&str; 4] = [
    "\"Porter, \"\"Nights\"\"\"",
    "\"\"\"Bank\"\" Nurse\"",
    "\"Clerk (\"\"Front of House\"\")\"",
    "\"Head of \"\"Digital\"\"\"",
];
const DEPARTMENTS: [&str; 4] = ["Theatres", "\"Therapies, Adult\"", "Estates", "Acute Medicine"];
const MANAGERS: [&str; 4] = ["A. Osei", "B. Shaw", "\"Okafor, C.\"", "D. Lindqvist"];

/// Writes rows. Those for which `is_bad` returns true have a level that the last factor lacks.
fn write_rows(out: impl Write, kind: Kind, rows: usize, is_bad: impl Fn(usize) -> bool) {
    let mut out = BufWriter::new(out);
    let mut random = Random(1);
    let exported = matches!(kind, Kind::Exported);
    let names = FACTORS
        .map(|(_, id, name, ..)| if exported { format!("\"{name}\"") } else { id.to_owned() })
        .join(",");
    if exported {
        write!(out, "Id,Job Title,Department,Cost Centre,Staff Group,{names},Start Date,Spine Point,Basic Pay,FTE,Line Manager\r\n")
    } else {
        writeln!(out, "id,title,{names}")
    }
    .unwrap();
    for number in 0..rows {
        let title = match kind {
            Kind::Accents => pick(&mut random, &ACCENTED),
            Kind::Quotes => pick(&mut random, &QUOTED),
            Kind::Exported if random.once_in(40) => pick(&mut random, &ACCENTED),
            Kind::Exported if random.once_in(40) => pick(&mut random, &QUOTED),
            _ => pick(&mut random, &TITLES),
        };
        write!(out, "JD-{number:07},{title}").unwrap();
        if exported {
            let department = pick(&mut random, &DEPARTMENTS);
            write!(out, ",{department},{},Clinical Services", 40_000 + number % 700).unwrap();
        }
        let mut levels = levels(&mut random);
        if is_bad(number) {
            levels[15] = 9;
        }
        for (factor, level) in levels.into_iter().enumerate() {
            let options = match kind {
                Kind::Options if factor % 2 == 1 => "(b)(c)",
                Kind::Exported if random.once_in(4) => pick(&mut random, &["(a)", "(b)", "(b)(c)"]),
                _ => "",
            };
            write!(out, ",{level}{options}").unwrap();
        }
        if exported {
            let manager = pick(&mut random, &MANAGERS);
            let (day, point) = (random.within(1, 28), random.within(2, 50));
            write!(out, ",{day:02}/04/2019,{point},{}.50,0.80,{manager}\r", 23_000 + 500 * u32::from(point))
                .unwrap();
        }
        out.write_all(b"\n").unwrap();
    }
    out.flush().unwrap();
}

fn pick<'t>(random: &mut Random, texts: &[&'t str]) -> &'t str {
    texts[usize::from(random.within(1, u8::try_from(texts.len()).unwrap())) - 1]
}

/// Returns random levels up to 5, as the highest levels are rare.
fn levels(random: &mut Random) -> [u8; 16] {
    FACTORS.map(|(.., points)| random.within(1, u8::try_from(points.len()).unwrap().min(5)))
}

fn write_jobs(folder: &Path, jobs: usize) {
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

/// Writes eighty suites with five profiles each: the built-in one under other ids.
fn write_suites(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let suite = fs::read_to_string("profiles/arts-therapies.yaml").unwrap();
    for number in 0..80 {
        let own: Vec<String> = suite
            .lines()
            .map(|line| {
                let is_id = line.starts_with("suite: ") || line.starts_with("  - id: ");
                if is_id { format!("{line}-{number}") } else { line.to_owned() }
            })
            .collect();
        fs::write(folder.join(format!("{number:02}.yaml")), own.join("\n")).unwrap();
    }
}

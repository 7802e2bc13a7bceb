//! What must hold of any bytes at all, read as each kind of input. The fuzz targets try it on bytes of their own making,
//! and `corpus` on those that they kept.
#![allow(unreachable_pub, reason = "the crate of the fuzz targets makes these functions public")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a check that fails has to stop the run")]

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use jobeval::batch::{Batch, Carried, OutputMode, Question};
use jobeval::documents::document::read_text;
use jobeval::explain::ExplainSettings;
use jobeval::finding::Finding;
use jobeval::import::Importer;
use jobeval::job::{HeaderRules, JobFile, RowFile, RowSyntax, SheetRules};
use jobeval::level::Notation;
use jobeval::profile::Profile;
use jobeval::report::{CellSafety, Diagnostics, Format, List, ProfileDetail, Report, Style, write_findings};
use jobeval::source_text::read_document;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use jobeval::{Job, check_job, check_profile, explain, judge, rank, score, suite_file};

use crate::findings::assert_placed;
use crate::library::{PROFILES, SCHEME, compare, decoded, job_from_levels, read_suites};

/// A job that is settled, one that is nearly so, and one of which nothing is known.
static JOBS: LazyLock<[Job<'static>; 3]> = LazyLock::new(|| {
    [
        "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a",
        "6 7 4 2 3 5 1-3 2 2 1 1 3 ? 4 4 2",
        "? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?",
    ]
    .map(|levels| job_from_levels(levels, &SCHEME).unwrap())
});

/// The name of what is read.
const SOURCE: &str = "input.yaml";

/// Level notation: the canonical form of whatever is accepted reads back as the same, and no factor takes a level that
/// it does not have.
pub fn notation(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    match text.parse::<Notation>() {
        Ok(notation) => {
            let canonical = notation.to_string();
            assert_eq!(canonical.parse::<Notation>().as_ref(), Ok(&notation), "{text:?} as {canonical:?}");
            let numbers: Vec<u8> = notation.entries().map(|entry| entry.number).collect();
            assert!(
                !numbers.is_empty() && numbers.is_sorted_by(|one, next| one < next),
                "{text:?}: {numbers:?}"
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for factor in SCHEME.factors() {
        match factor.levels(text) {
            Ok(levels) => {
                let canonical = levels.to_string();
                assert_eq!(factor.levels(&canonical).map(|again| again.to_string()), Ok(canonical));
                assert!(factor.level_numbers().contains(levels.range().start()), "{text:?}");
                assert!(factor.level_numbers().contains(levels.range().end()), "{text:?}");
            }
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
    if let Err(findings) = job_from_levels(text, &SCHEME) {
        check_findings(&findings, text);
    }
}

/// Documents in any format: whatever is read has words in every row, each with its place, and what is not is told.
pub fn document(bytes: &[u8]) {
    let document = match read_document(SOURCE, bytes.to_vec()) {
        Ok(document) => document,
        Err(finding) => return check_shown(&[finding]),
    };
    assert!(document.pages.is_sorted() && document.pages.iter().all(|&row| row < document.rows.len()));
    for row in &document.rows {
        assert!(!row.is_blank());
        for part in row.cells.iter().flat_map(|cell| &cell.parts) {
            assert!(part.text.trim() == part.text && !part.text.is_empty(), "{part:?}");
            assert!(part.place.line >= 1 && part.place.column >= 1, "{part:?}");
        }
    }
}

/// Published documents as text: what is imported agrees with itself and is read back from its file, and what is refused is
/// told.
pub fn import(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let imported = Importer::new(&SCHEME).import(SOURCE, &read_text(&text).unwrap(), None);
    assert!(imported.suite.is_some() || !imported.findings.is_empty(), "neither a suite nor a finding");
    assert!(imported.refused.is_empty() || imported.findings.iter().any(Finding::is_error));
    check_shown(&imported.findings);
    let Some(suite) = imported.suite else { return };
    assert_eq!(suite.profiles.len(), imported.agreement.totals);
    let file = suite_file(&suite, &SCHEME);
    let (again, findings) = read_suites(&file, &SCHEME);
    assert!(!findings.iter().any(Finding::is_error), "{findings:?}\n{file}");
    assert_eq!(again.iter().count(), suite.profiles.len());
    for (own, same) in suite.profiles.iter().zip(again.iter()) {
        assert!(check_profile(same).passed(), "{file}");
        assert_eq!((own.title(), own.score()), (same.title(), same.score()));
    }
}

/// Job files: whatever is accepted scores inside the bounds of the scheme and compares with every profile, and whatever
/// is not is told without harm.
pub fn job(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let file = JobFile::read(SOURCE, text.clone(), &SCHEME);
    assert!(!(file.jobs.is_empty() && file.findings.is_empty()), "neither a job nor a finding");
    check_findings(&file.findings, &text);
    for (index, job) in file.jobs.iter().enumerate() {
        check_score(job);
        let ranked = rank(job, PROFILES.iter()).unwrap();
        assert_eq!(ranked.len(), PROFILES.iter().count());
        PROFILES.iter().for_each(|profile| check_comparison(job, profile));
        let explanation = explain(job, ExplainSettings { to: None, margin: 10, limit: 3 });
        assert_eq!(explanation.edges.is_some(), explanation.standing.is_complete());
        let checked = check_job(job, &PROFILES, true).unwrap();
        assert_eq!(checked.expects, job.expectation().is_some());
        assert!(checked.expects || checked.has_failed(), "a job that must expect something");
        let place = file.expectation_places(index);
        for key in ["expect", "band", "total", "profile", "outcome"] {
            let place = place(key).unwrap();
            assert!(place.line >= job.line() && place.column >= 1, "{key}: {place:?}");
        }
    }
    check_report(&file.jobs.iter().map(score).collect::<List<_>>());
}

/// Suite files: every profile that is accepted is shown, checked and compared with jobs.
pub fn suite(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let (profiles, findings) = read_suites(&text, &SCHEME);
    assert!(!(profiles.suites().is_empty() && findings.is_empty()), "neither a suite nor a finding");
    check_findings(&findings, &text);
    for profile in profiles.iter() {
        let computed = profile.computed_score();
        assert!(computed.min <= computed.max && SCHEME.totals().overlaps(computed), "{computed}");
        JOBS.iter().for_each(|job| check_comparison(job, profile));
        check_report(&ProfileDetail(profile));
        let found = profiles.find(profile.id()).map(Profile::id);
        assert_eq!(found, Ok(profile.id()), "each id stands for one profile");
    }
    check_report(&profiles.iter().map(check_profile).collect::<List<_>>());
}

/// Files of rows, as CSV and as NDJSON: every row has one answer, whether it is read with others or block by block, and
/// the same one with a column for each factor's points after it.
pub fn rows(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let csv = |allow_missing| RowSyntax::Csv(HeaderRules { allow_missing, ..HeaderRules::default() });
    for syntax in [csv(false), csv(true), RowSyntax::Ndjson { keep: None }] {
        let read = JobFile::read_rows(SOURCE, bytes, syntax, &SCHEME);
        let refused = read.refused.iter().filter(|refused| refused.line.is_some()).count();
        check_findings(&read.findings, &text);
        read.jobs.iter().for_each(check_score);
        let Some(short) = answers(bytes, syntax, Question::Score { points_of: None }) else { continue };
        let long = answers(bytes, syntax, Question::Score { points_of: Some(&SCHEME) }).unwrap();
        assert_eq!(short.len(), read.jobs.len() + refused + 1, "an answer for each row, and a header");
        assert_eq!(short.len(), long.len());
        for (short, long) in short.iter().zip(&long) {
            assert!(long.starts_with(short), "{short:?} and {long:?}");
        }
    }
}

/// Workbooks: the bytes as they are and, as hardly any bytes unpack to something, as the content of one of OpenDocument.
/// Every row has an answer.
pub fn sheet(bytes: &[u8]) {
    let header = HeaderRules { allow_missing: true, ..HeaderRules::default() };
    let syntax = RowSyntax::Sheet(SheetRules { header, sheet: None, most_bytes: 1 << 20 });
    for workbook in [bytes, &workbook_of(bytes)] {
        let read = JobFile::read_rows(SOURCE, workbook, syntax, &SCHEME);
        check_shown(&read.findings);
        let refused = read.refused.iter().filter(|refused| refused.line.is_some()).count();
        read.jobs.iter().for_each(check_score);
        if let Some(answers) = answers(workbook, syntax, Question::Score { points_of: None }) {
            assert_eq!(answers.len(), read.jobs.len() + refused + 1, "an answer for each row, and a header");
        }
    }
}

/// A workbook of OpenDocument with this content.
fn workbook_of(content: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, part) in [("mimetype", kind.as_bytes()), ("content.xml", content)] {
        archive.start_file(name, options).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The rows of CSV that a file of rows is answered with, read again; none where it is refused as a whole.
fn answers(bytes: &[u8], syntax: RowSyntax, question: Question<'_>) -> Option<Vec<Vec<String>>> {
    let mut file = RowFile::open(SOURCE, bytes, syntax, &SCHEME).ok()?;
    let mut carried = Carried::default();
    carried.add(file.carried(&SCHEME).unwrap(), file.form().source());
    let batch = Batch::new(question, OutputMode::Csv(CellSafety::Harmless), carried);
    let plan = batch.plan(file.form()).unwrap();
    let mut written = batch.header().written.bytes;
    while let Some(block) = file.next_block().unwrap() {
        written.extend(batch.rows(&plan, &block, &SCHEME).written.bytes);
    }
    let written = String::from_utf8(written).unwrap();
    assert_harmless(&written.replace("\r\n", "\n").replace('\t', " "));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(written.as_bytes());
    let records = reader.records().map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect());
    Some(records.collect())
}

/// The text of a file as the command line reads it; none, with a finding checked, where it is no text.
fn text_of(bytes: &[u8]) -> Option<String> {
    match decoded(bytes) {
        Ok(text) => Some(text),
        Err(finding) => {
            check_findings(&[finding], &String::from_utf8_lossy(bytes));
            None
        }
    }
}

fn check_score(job: &Job<'_>) {
    let score = score(job);
    let standing = score.standing;
    let (all, range) = (SCHEME.totals(), standing.total_range);
    assert!(all.min <= range.min && range.min <= range.max && range.max <= all.max, "{range} of {all}");
    assert_eq!(standing.is_complete(), score.factors().all(|factor| factor.points.is_some()));
    if let Some(total) = standing.total {
        assert_eq!((range.min, range.max), (total, total));
        assert_eq!(score.factors().map(|factor| factor.points).sum::<Option<u32>>(), Some(total));
        assert!(standing.band().is_none_or(|band| band.contains(total)));
    }
    assert_eq!(score.factors().len(), SCHEME.factors().len());
}

fn check_comparison(job: &Job<'_>, profile: &Profile<'_>) {
    let comparison = compare(job, profile);
    assert_eq!(judge(job, profile), Ok(comparison.verdict));
    let settled = comparison.factors.iter().all(|factor| factor.difference.is_some());
    assert_eq!(settled, comparison.verdict.total.is_some());
    assert!(settled || !comparison.verdict.outcome.is_match(), "a match of a job that is not settled");
    assert_eq!(comparison.factors.len(), SCHEME.factors().len());
}

/// A result as people and programs are shown it.
fn check_report<R: Report>(report: &R) {
    let style = Style { width: 80, color: false, cells: CellSafety::Harmless };
    for format in [Format::Table, Format::Json] {
        let mut shown = Vec::new();
        R::FORMATS.get(format).unwrap().write(report, style, &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert_harmless(&shown);
        if format == Format::Json {
            serde_json::from_str::<serde_json::Value>(&shown).unwrap();
        }
    }
}

/// Findings stand in the text that they are about, and reach people and programs as nothing but text.
fn check_findings(findings: &[Finding], text: &str) {
    assert_placed(findings, text);
    check_shown(findings);
}

/// What is shown of findings is harmless, and whole for programs.
fn check_shown(findings: &[Finding]) {
    let [people, programs] = [Diagnostics::Text, Diagnostics::Json].map(|form| {
        let mut shown = Vec::new();
        write_findings(findings, form, false, &mut shown).unwrap();
        String::from_utf8(shown).unwrap()
    });
    assert_harmless(&people);
    assert_harmless(&programs);
    assert_eq!(programs.lines().count(), findings.len());
    for line in programs.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(["code", "severity", "message", "file"].iter().all(|key| object[key].is_string()), "{line}");
    }
}

/// Nothing that a terminal obeys, that turns a text around or that takes no room. Joiners and variation selectors are
/// left out: they may stand where they shape what is seen.
fn assert_harmless(shown: &str) {
    let is_harmful = |c: char| {
        let hides = matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
        let turns = matches!(c, '\u{61c}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        (c.is_control() && c != '\n') || hides || turns
    };
    if let Some(c) = shown.chars().find(|&c| is_harmful(c)) {
        panic!("{:?} is in {shown:?}", c.escape_unicode().to_string());
    }
}

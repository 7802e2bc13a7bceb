//! Checks as a JUnit report, which CI servers show beside those of tests: a test suite for each file, a test case for
//! each job. What is wrong with a file is an error in its suite, so that a file that cannot be read is never taken for
//! one without failures.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::check::{JobChecks, describe, name};
use crate::check::JobCheck;
use crate::finding::Finding;

/// Writes checks, and the findings of the files that they were read from.
///
/// # Errors
/// Those of the writer.
pub fn write_junit(checks: &JobChecks, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("jobeval check");
    for source in sources(checks, findings) {
        let mut suite = TestSuite::new(source);
        suite.add_test_cases(checks.0.iter().filter(|check| check.source == source).map(test_case));
        suite.add_test_cases(findings.iter().filter(|finding| *finding.source == *source).map(error_case));
        report.add_test_suite(suite);
    }
    report.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

/// The files, each once, in the order in which they are first heard of.
fn sources<'c>(checks: &'c JobChecks, findings: &'c [Finding]) -> Vec<&'c str> {
    let mut seen = std::collections::HashSet::new();
    let checked = checks.0.iter().map(|check| check.source.as_str());
    let all = checked.chain(findings.iter().map(|finding| &*finding.source));
    all.filter(|source| seen.insert(*source)).collect()
}

fn test_case(check: &JobCheck) -> TestCase {
    let mut status = match (check.passed, check.expects) {
        (true, true) => TestCaseStatus::success(),
        (true, false) => TestCaseStatus::skipped(),
        (false, _) => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    if check.passed && !check.expects {
        status.set_message("no expect");
    }
    if !check.passed {
        let failures: Vec<String> = check.failures.iter().map(describe).collect();
        let fields: Vec<&str> = check.failures.iter().map(|failure| failure.field.as_str()).collect();
        status.set_type(fields.join(", ")).set_message(failures.join("; "));
        let place = check.position.map(|place| format!("{}:{}:{}: ", check.source, place.line, place.column));
        status.set_description(format!("{}{}", place.unwrap_or_default(), failures.join("\n")));
    }
    named(name(check), status, &check.source)
}

fn error_case(finding: &Finding) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("file").set_message(finding.problem.to_string()).set_description(finding.to_string());
    let name = finding.position.map_or_else(
        || "the file".to_owned(),
        |place| format!("the file, line {}, column {}", place.line, place.column),
    );
    named(name, status, &finding.source)
}

fn named(name: String, status: TestCaseStatus, source: &str) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(source);
    case
}

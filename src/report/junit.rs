//! Checks as a JUnit report for CI servers, with a test suite per file and a test case per job. Errors in a file are
//! errors of its suite, so a file that cannot be read never counts as a success.
//!
//! The elements and attributes are those of `junit-10.xsd`, the schema of the Jenkins xUnit plugin, which other readers
//! follow as well. [`visible`] spells out the characters that XML cannot represent.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::escape::escape;

use super::check::{failures, name, notes};
use super::wording::visible;
use crate::check::{AtKey, CheckFailure, JobCheck};
use crate::finding::{Finding, Position};

/// Writes checks and the errors in their files. JUnit has no warnings.
pub(super) fn write(checks: &[JobCheck<'_>], findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(checks, findings);
    let tests: usize = suites.iter().map(JUnitSuite::tests).sum();
    let failed: usize = suites.iter().map(JUnitSuite::failed).sum();
    let errors = tests - checks.len();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let counts = format!(r#"tests="{tests}" failures="{failed}" errors="{errors}""#);
    writeln!(out, r#"<testsuites name="jobeval check" {counts}>"#)?;
    suites.iter().try_for_each(|suite| suite.write(out))?;
    writeln!(out, "</testsuites>")
}

/// Groups checks and errors by file, in order of the files' first appearance.
fn suites<'c>(checks: &'c [JobCheck<'c>], findings: &'c [Finding]) -> Vec<JUnitSuite<'c>> {
    let errors = || findings.iter().filter(|finding| finding.is_error());
    let mut suites: Vec<JUnitSuite<'c>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for source in checks.iter().map(|check| &*check.source).chain(errors().map(|error| &*error.source)) {
        places.entry(source).or_insert_with(|| {
            suites.push(JUnitSuite { source, checks: Vec::new(), errors: Vec::new() });
            suites.len() - 1
        });
    }
    checks.iter().for_each(|check| suites[places[&*check.source]].checks.push(check));
    errors().for_each(|error| suites[places[&*error.source]].errors.push(error));
    suites
}

/// The checks and errors of one file.
struct JUnitSuite<'c> {
    source: &'c str,
    checks: Vec<&'c JobCheck<'c>>,
    errors: Vec<&'c Finding>,
}

impl JUnitSuite<'_> {
    fn tests(&self) -> usize {
        self.checks.len() + self.errors.len()
    }

    fn failed(&self) -> usize {
        self.checks.iter().filter(|check| check.has_failed()).count()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (name, tests, failed, errors) =
            (xml(self.source), self.tests(), self.failed(), self.errors.len());
        let skipped = self.checks.iter().filter(|check| check.passed().is_none()).count();
        let counts = format!(r#"tests="{tests}" skipped="{skipped}" failures="{failed}" errors="{errors}""#);
        writeln!(out, r#"  <testsuite name="{name}" {counts}>"#)?;
        self.checks.iter().try_for_each(|check| self.write_check(check, out))?;
        self.errors.iter().try_for_each(|error| self.write_error(error, out))?;
        writeln!(out, "  </testsuite>")
    }

    fn write_check(&self, check: &JobCheck<'_>, out: &mut dyn Write) -> io::Result<()> {
        let result = match check.passed() {
            Some(true) => None,
            None => Some(r#"<skipped message="no expect"/>"#.to_owned()),
            Some(false) => {
                let keys: Vec<&str> = check.failures.iter().map(|failure| failure.key).collect();
                let failures = failures(check);
                let line = |(at, sentence): (&AtKey<CheckFailure<'_>>, &String)| match at.position {
                    Some(Position { line, column }) => {
                        xml(&format!("{}:{line}:{column}: {sentence}", self.source))
                    }
                    None => xml(sentence),
                };
                let lines: Vec<String> = check.failures.iter().zip(&failures).map(line).collect();
                let (kind, message) = (xml(&keys.join(", ")), xml(&failures.join("; ")));
                let lines = lines.join("\n");
                Some(format!(r#"<failure type="{kind}" message="{message}">{lines}</failure>"#))
            }
        };
        let note = notes(check).map(|note| format!("<system-out>{}</system-out>", xml(&note)));
        let result = result.into_iter().chain(note).reduce(|result, note| result + &note);
        self.write_case(&name(check), result, out)
    }

    fn write_error(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let line = |place: Position| format!(", line {}, column {}", place.line, place.column);
        let cell = finding.cell().map(|cell| format!(", cell {cell}"));
        let place = cell.or_else(|| finding.position.map(line));
        let (code, message) = (finding.problem.rule.code(), xml(&finding.problem.to_string()));
        let text = xml(&finding.to_string());
        let error = format!(r#"<error type="{code}" message="{message}">{text}</error>"#);
        self.write_case(&format!("the file{}", place.unwrap_or_default()), Some(error), out)
    }

    fn write_case(&self, name: &str, result: Option<String>, out: &mut dyn Write) -> io::Result<()> {
        let case = format!(r#"    <testcase name="{}" classname="{}""#, xml(name), xml(self.source));
        match result {
            None => writeln!(out, "{case}/>"),
            Some(result) => writeln!(out, "{case}>\n      {result}\n    </testcase>"),
        }
    }
}

/// Removes the characters that XML cannot represent.
fn xml(text: &str) -> String {
    escape(visible(text)).into_owned()
}

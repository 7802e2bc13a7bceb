//! Checks as a JUnit report, which CI servers show beside those of tests: a test suite for each file, a test case for
//! each job. What is wrong with a file is an error in its suite, so that a file that cannot be read is never taken for
//! one without failures.
//!
//! The elements and attributes are those of `junit-10.xsd`, the schema of the Jenkins xUnit plugin that other readers
//! follow as well. What XML has no way to write, not even escaped, is among what [`visible`] spells out.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::check::{JobChecks, describe, name};
use super::visible;
use crate::check::JobCheck;
use crate::finding::Finding;

/// Writes checks, and the errors in the files that they were read from. JUnit knows no warnings.
///
/// # Errors
/// Those of the writer.
pub fn write_junit(checks: &JobChecks, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.is_error()).collect();
    let suites = suites(checks, &errors);
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failed: usize = suites.iter().map(Suite::failed).sum();
    xml.create_element("testsuites")
        .with_attribute(("name", "jobeval check"))
        .with_attribute(("tests", (checks.0.len() + errors.len()).to_string().as_str()))
        .with_attribute(("failures", failed.to_string().as_str()))
        .with_attribute(("errors", errors.len().to_string().as_str()))
        .write_inner_content(|xml| suites.iter().try_for_each(|suite| suite.write(xml)))?;
    writeln!(xml.into_inner())
}

/// What there is to say of each file, in the order in which the files are first heard of.
fn suites<'c>(checks: &'c JobChecks, findings: &[&'c Finding]) -> Vec<Suite<'c>> {
    let mut suites: Vec<Suite<'c>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut place = |source: &'c str, suites: &mut Vec<Suite<'c>>| {
        *places.entry(source).or_insert_with(|| {
            suites.push(Suite { source, checks: Vec::new(), findings: Vec::new() });
            suites.len() - 1
        })
    };
    for check in &checks.0 {
        let place = place(&check.source, &mut suites);
        suites[place].checks.push(check);
    }
    for finding in findings {
        let place = place(&finding.source, &mut suites);
        suites[place].findings.push(finding);
    }
    suites
}

/// What there is to say of one file.
struct Suite<'c> {
    source: &'c str,
    checks: Vec<&'c JobCheck>,
    findings: Vec<&'c Finding>,
}

impl Suite<'_> {
    fn failed(&self) -> usize {
        self.checks.iter().filter(|check| !check.passed).count()
    }

    fn write(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let skipped = self.checks.iter().filter(|check| check.passed && !check.expects).count();
        xml.create_element("testsuite")
            .with_attribute(("name", visible(self.source).as_str()))
            .with_attribute(("tests", (self.checks.len() + self.findings.len()).to_string().as_str()))
            .with_attribute(("skipped", skipped.to_string().as_str()))
            .with_attribute(("failures", self.failed().to_string().as_str()))
            .with_attribute(("errors", self.findings.len().to_string().as_str()))
            .write_inner_content(|xml| {
                self.checks.iter().try_for_each(|check| self.write_check(check, xml))?;
                self.findings.iter().try_for_each(|finding| self.write_finding(finding, xml))
            })?;
        Ok(())
    }

    fn write_check(&self, check: &JobCheck, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let case = xml
            .create_element("testcase")
            .with_attribute(("name", visible(&name(check)).as_str()))
            .with_attribute(("classname", visible(self.source).as_str()));
        if check.passed && check.expects {
            case.write_empty()?;
            return Ok(());
        }
        case.write_inner_content(|xml| {
            if check.passed {
                xml.create_element("skipped").with_attribute(("message", "no expect")).write_empty()?;
                return Ok(());
            }
            let fields: Vec<&str> = check.failures.iter().map(|failure| failure.field.as_str()).collect();
            let failures: Vec<String> = check.failures.iter().map(describe).collect();
            let place =
                check.position.map(|place| format!("{}:{}:{}", self.source, place.line, place.column));
            let lines: Vec<String> = place.iter().chain(&failures).map(|line| visible(line)).collect();
            xml.create_element("failure")
                .with_attribute(("type", fields.join(", ").as_str()))
                .with_attribute(("message", visible(&failures.join("; ")).as_str()))
                .write_text_content(BytesText::new(&lines.join("\n")))?;
            Ok(())
        })?;
        Ok(())
    }

    fn write_finding(&self, finding: &Finding, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let place = finding.position.map(|place| format!(", line {}, column {}", place.line, place.column));
        let name = format!("the file{}", place.unwrap_or_default());
        xml.create_element("testcase")
            .with_attribute(("name", name.as_str()))
            .with_attribute(("classname", visible(self.source).as_str()))
            .write_inner_content(|xml| {
                xml.create_element("error")
                    .with_attribute(("type", finding.problem.code().id()))
                    .with_attribute(("message", visible(&finding.problem.to_string()).as_str()))
                    .write_text_content(BytesText::new(&visible(&finding.to_string())))?;
                Ok(())
            })?;
        Ok(())
    }
}

//! Checks as annotations of a GitHub workflow run, which appear beside the lines that they are about.

use std::io::{self, Write};

use super::check::{JobChecks, describe, name};
use super::visible;
use crate::finding::{Finding, Position, Severity};

/// Writes an annotation for each failure and each finding, then a summary.
///
/// # Errors
/// Those of the writer.
pub fn write_github(checks: &JobChecks, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for check in checks.0.iter().filter(|check| !check.passed) {
        for failure in &check.failures {
            let title = name(check);
            annotate(out, Severity::Error, &check.source, check.position, &title, &describe(failure))?;
        }
    }
    for finding in findings {
        let help = finding.problem.help().map(|help| format!(" ({help})")).unwrap_or_default();
        let message = format!("{}{help}", finding.problem);
        let title = format!("jobeval {}", finding.problem.code().id());
        let severity = finding.problem.severity();
        annotate(out, severity, &finding.source, finding.position, &title, &message)?;
    }
    writeln!(out, "{}", checks.summary())
}

fn annotate(
    out: &mut dyn Write,
    severity: Severity,
    file: &str,
    position: Option<Position>,
    title: &str,
    message: &str,
) -> io::Result<()> {
    // An annotation finds its file only by the path from the root of the repository.
    write!(out, "::{} file={}", severity.id(), property(file.strip_prefix("./").unwrap_or(file)))?;
    if let Some(Position { line, column }) = position {
        write!(out, ",line={line},col={column}")?;
    }
    writeln!(out, ",title={}::{}", property(title), data(message))
}

/// A message, in which a line break would end the command.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

/// A property, which a comma or colon would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

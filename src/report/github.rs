//! Checks as annotations of a GitHub workflow run. GitHub shows them beside the lines.

use std::io::{self, Write};

use super::check::{Unmet, name, note, summary};
use super::wording::visible;
use crate::check::JobCheck;
use crate::finding::{Finding, Position, Severity};

/// Writes an annotation for each failure, note and finding, then a summary.
pub(super) fn write(checks: &[JobCheck<'_>], findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for check in checks {
        for failure in &check.failures {
            let sentence = Unmet::from_failure(failure).sentence();
            annotate(out, "error", &check.source, failure.position, &name(check), &sentence)?;
        }
        for at in &check.notes {
            annotate(out, "notice", &check.source, at.position, &name(check), &note(&at.value))?;
        }
    }
    for finding in findings {
        let help = finding.problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let cell = finding.cell();
        let place = cell.as_ref().map(|cell| format!("{cell}: ")).unwrap_or_default();
        let message = format!("{place}{}{help}", finding.problem);
        let title = format!("jobeval {}", finding.problem.rule.code());
        let level = match finding.problem.severity() {
            Severity::Note => "notice",
            other => other.id(),
        };
        // Workbooks have cells, not lines.
        let position = finding.position.filter(|_| cell.is_none());
        annotate(out, level, &finding.source, position, &title, &message)?;
    }
    writeln!(out, "{}", summary(checks))
}

/// Writes one annotation.
pub(super) fn annotate(
    out: &mut dyn Write,
    level: &str,
    file: &str,
    position: Option<Position>,
    title: &str,
    message: &str,
) -> io::Result<()> {
    // GitHub only finds files by paths relative to the repository's root.
    write!(out, "::{level} file={}", property(file.strip_prefix("./").unwrap_or(file)))?;
    if let Some(Position { line, column }) = position {
        write!(out, ",line={line},col={column}")?;
    }
    writeln!(out, ",title={}::{}", property(title), data(message))
}

/// Escapes a message. A raw line break would end the command.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

/// Escapes a property. A raw comma or colon would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! Where output goes: results to standard output, everything else to standard error.

use std::io::{self, BufWriter, ErrorKind, Write};

use jobeval::finding::Finding;
use jobeval::report::{self, Diagnostics, Format, Report, RowFormat, Rows, Style};

use super::{Answer, Trouble};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a pipe
    Always,
    /// Never
    Never,
}

/// The width of tables that do not go to a terminal.
const PLAIN_WIDTH: u16 = 80;

/// The narrowest width that tables are fitted to.
const LEAST_WIDTH: u16 = 40;

/// The output of a run. Findings are collected, shown at the end, and decide how it ends.
#[derive(Debug)]
pub(super) struct Output {
    style: Style,
    diagnostics: Diagnostics,
    colored_diagnostics: bool,
    findings: Vec<Finding>,
}

impl ColorChoice {
    fn applies_to(self, stream: &impl anstream::stream::RawStream) -> bool {
        match self {
            ColorChoice::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        }
    }
}

impl Output {
    pub(super) fn new(choice: ColorChoice, diagnostics: Diagnostics) -> Output {
        let width = terminal_size::terminal_size_of(io::stdout()).map_or(PLAIN_WIDTH, |(width, _)| width.0);
        Output {
            style: Style { width: width.max(LEAST_WIDTH), color: choice.applies_to(&io::stdout()) },
            diagnostics,
            colored_diagnostics: choice.applies_to(&io::stderr()),
            findings: Vec::new(),
        }
    }

    /// Writes a result to standard output.
    pub(super) fn show(&self, report: &impl Report, format: Format) -> Result<(), Trouble> {
        to_stdout(|out| report::write(report, format, self.style, out))
    }

    /// Writes a result that is a list to standard output.
    pub(super) fn show_rows(&self, report: &impl Rows, format: RowFormat) -> Result<(), Trouble> {
        to_stdout(|out| report::write_rows(report, format, self.style, out))
    }

    /// Writes a result of a form of its own to standard output.
    pub(super) fn show_as(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Trouble> {
        to_stdout(write)
    }

    /// What was found so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many errors are among what was found so far.
    pub(super) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
    }

    /// Writes a text to standard output as it is.
    pub(super) fn show_text(&self, text: &str) -> Result<(), Trouble> {
        to_stdout(|out| out.write_all(text.as_bytes()))
    }

    /// Keeps findings for the end of the run, which is trouble if there is an error among them.
    pub(super) fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Says on standard error what there is to say at the end, and gives the answer if there is one.
    pub(super) fn close(mut self, answer: Result<Answer, Trouble>) -> Option<Answer> {
        let (answer, complaint) = match answer {
            Ok(answer) => (Some(answer), None),
            Err(Trouble::Findings(findings)) => {
                self.note(findings);
                (None, None)
            }
            Err(Trouble::Usage { message, help }) => (None, Some((message, help))),
            Err(trouble @ (Trouble::Unwritable { .. } | Trouble::Output(_))) => {
                (None, Some((trouble.to_string(), None)))
            }
        };
        // There is nowhere left to complain to where standard error is gone, so that is not an error.
        let _ = self.say(complaint);
        answer.filter(|_| self.errors() == 0)
    }

    fn say(&self, complaint: Option<(String, Option<String>)>) -> io::Result<()> {
        let mut out = BufWriter::new(io::stderr().lock());
        let (form, color) = (self.diagnostics, self.colored_diagnostics);
        report::write_findings(&self.findings, form, color, &mut out)?;
        if let Some((message, help)) = complaint {
            report::write_complaint(&message, help.as_deref(), form, &mut out)?;
        }
        out.flush()
    }
}

/// A reader that has seen enough closes the pipe; that is not an error.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Trouble> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // What is still buffered has nowhere to go either.
            let _ = out.into_parts();
            Ok(())
        }
        result => Ok(result?),
    }
}

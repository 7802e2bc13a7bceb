//! Where output goes: results to standard output, everything else to standard error.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, ErrorKind, Write};

use clap::{Args, ValueEnum};
use jobeval::finding::Finding;
use jobeval::report::{self, Format, Report, RowFormat, Rows, Style, visible};

use super::{Answer, Trouble};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a pipe
    Always,
    /// Never
    Never,
}

/// How a list is written, in formats of which one is CSV.
#[derive(Debug, Clone, Copy, Args)]
#[group(skip)]
pub(super) struct ListOptions<F: ValueEnum + Send + Sync + 'static = RowFormat> {
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) format: F,
    /// Write CSV cells exactly as they are, also those that a spreadsheet would run as formulas
    #[arg(long)]
    raw_csv: bool,
}

impl<F: ValueEnum + Send + Sync + 'static> ListOptions<F> {
    /// The kind of CSV that is asked for.
    pub(super) fn csv(&self) -> RowFormat {
        if self.raw_csv { RowFormat::RawCsv } else { RowFormat::Csv }
    }
}

impl ListOptions {
    /// The format that is asked for.
    pub(super) fn format(&self) -> RowFormat {
        if self.format == RowFormat::Csv { self.csv() } else { self.format }
    }
}

/// The width of tables that do not go to a terminal.
const PLAIN_WIDTH: u16 = 80;

/// The narrowest width that tables are fitted to.
const LEAST_WIDTH: u16 = 40;

/// The output of a run. Findings are shown as they come and decide its end.
#[derive(Debug)]
pub(super) struct Output {
    style: Style,
    findings: Vec<Finding>,
}

impl Output {
    pub(super) fn new(choice: ColorChoice) -> Output {
        let color = match choice {
            ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let width = terminal_size::terminal_size_of(io::stdout()).map_or(PLAIN_WIDTH, |(width, _)| width.0);
        Output { style: Style { width: width.max(LEAST_WIDTH), color }, findings: Vec::new() }
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

    /// What was found wrong so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Writes a text to standard output as it is.
    pub(super) fn show_text(&self, text: &str) -> Result<(), Trouble> {
        to_stdout(|out| out.write_all(text.as_bytes()))
    }

    /// Shows findings on standard error. The run ends in trouble, whatever else it answers.
    pub(super) fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            complain(&finding.to_string(), finding.problem.help().as_deref());
            self.findings.push(finding);
        }
    }

    /// Says what there is to say at the end, and gives the answer if there is one.
    pub(super) fn close(mut self, answer: Result<Answer, Trouble>) -> Option<Answer> {
        let answer = match answer {
            Ok(answer) => Some(answer),
            Err(Trouble::Findings(findings)) => {
                self.note(findings);
                None
            }
            Err(Trouble::Usage { message, help }) => {
                complain(&message, help.as_deref());
                None
            }
            Err(trouble @ (Trouble::Unwritable { .. } | Trouble::Output(_))) => {
                complain(&trouble.to_string(), None);
                None
            }
        };
        let sources: BTreeSet<&str> = self.findings.iter().map(|finding| &*finding.source).collect();
        match (self.findings.len(), sources.len()) {
            (0, _) => return answer,
            (1, _) => {}
            (findings, 1) => say(&format!("{findings} errors")),
            (findings, sources) => say(&format!("{findings} errors in {sources} files")),
        }
        None
    }
}

fn complain(message: &str, help: Option<&str>) {
    say(&format!("error: {}", visible(message)));
    if let Some(help) = help {
        say(&format!("  help: {}", visible(help)));
    }
}

/// There is nowhere left to complain to where standard error is gone, so that is not an error.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints what there is to say in place of a run: help and version as results, what is wrong with the arguments as an
/// error.
pub(super) fn show_message(message: &clap::Error) -> Option<Answer> {
    let printed = until_closed(message.print().and_then(|()| io::stdout().flush()));
    if message.use_stderr() {
        return None;
    }
    match printed {
        Ok(()) => Some(Answer::Yes),
        Err(error) => {
            complain(&Trouble::Output(error).to_string(), None);
            None
        }
    }
}

fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Trouble> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    // What is still buffered after an error has nowhere to go.
    let _ = out.into_parts();
    Ok(until_closed(written)?)
}

/// A reader that has seen enough closes the pipe; that is not an error.
fn until_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

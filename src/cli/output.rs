//! Where output goes: results to standard output or the file that is named, everything else to standard error.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jobeval::finding::Finding;
use jobeval::report::{self, Cells, Diagnostics, Format, Report, RowFormat, Rows, Style};
use same_file::Handle;

use super::input::STDIN;
use super::{Answer, Global, Trouble, file, input};

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
    /// How the cells of CSV are asked for.
    pub(super) fn cells(&self) -> Cells {
        if self.raw_csv { Cells::Raw } else { Cells::Harmless }
    }
}

/// What tables are fitted to that do not go to a terminal.
const PLAIN: Style = Style { width: 80, color: false };

/// The narrowest width that tables are fitted to.
const LEAST_WIDTH: u16 = 40;

/// The path that means standard output.
const STDOUT: &str = "-";

/// The output of a run. Findings are collected, shown at the end, and decide how it ends.
#[derive(Debug)]
pub(super) struct Output {
    style: Style,
    /// The file that the result goes to; none for standard output.
    file: Option<PathBuf>,
    /// Whether that file may exist already.
    replace: bool,
    /// The files that were read.
    inputs: Vec<PathBuf>,
    diagnostics: Diagnostics,
    colored_diagnostics: bool,
    findings: Vec<Finding>,
    conclusion: Option<String>,
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
    pub(super) fn new(global: &Global) -> Output {
        let mut output = Output {
            style: PLAIN,
            file: None,
            replace: true,
            inputs: Vec::new(),
            diagnostics: global.diagnostics,
            colored_diagnostics: global.color.applies_to(&io::stderr()),
            findings: Vec::new(),
            conclusion: None,
        };
        output.send_to(global.output.as_deref().unwrap_or(Path::new(STDOUT)));
        output.style = match output.file {
            Some(_) => Style { color: global.color == ColorChoice::Always, ..PLAIN },
            None => Style { color: global.color.applies_to(&io::stdout()), width: terminal_width() },
        };
        output
    }

    /// Sends the result to a file, or to standard output for `-`.
    pub(super) fn send_to(&mut self, path: &Path) {
        self.file = (path.as_os_str() != STDOUT).then(|| path.to_owned());
    }

    /// Leaves a file that exists as it is, and the run without an answer.
    pub(super) fn never_replace(&mut self) {
        self.replace = false;
    }

    /// Keeps a file that is read from being written.
    pub(super) fn spare(&mut self, path: &Path) {
        self.inputs.push(path.to_owned());
    }

    /// Writes a result.
    pub(super) fn show(&self, report: &impl Report, format: Format) -> Result<(), Trouble> {
        self.show_as(|out| report::write(report, format, self.style, out))
    }

    /// Writes a result that is a list, in CSV with such cells.
    pub(super) fn show_rows(
        &self,
        report: &impl Rows,
        format: RowFormat,
        cells: Cells,
    ) -> Result<(), Trouble> {
        self.show_as(|out| report::write_rows(report, format, cells, self.style, out))
    }

    /// Writes a text as it is.
    pub(super) fn show_text(&self, text: &str) -> Result<(), Trouble> {
        self.show_as(|out| out.write_all(text.as_bytes()))
    }

    /// Writes a result of a form of its own. A run writes one result, as a second would take the place of the first.
    pub(super) fn show_as(
        &self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Trouble> {
        match &self.file {
            Some(path) => self.to_file(path, write),
            None => Ok(until_closed(file::buffered(io::stdout(), write))?),
        }
    }

    fn to_file(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Trouble> {
        let refused = |message: &str, help: &str| {
            let message = format!("{}: {message}", path.display());
            Err(Trouble::Usage { message, help: Some(help.to_owned()) })
        };
        if self.is_input(path) {
            return refused("is read in this run, so it is not replaced", "write to another file");
        }
        match until_closed(file::write(path, self.replace, write)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                refused("exists already", "replace it with --force")
            }
            written => written.map_err(|error| Trouble::Unwritable {
                path: path.to_owned(),
                reason: input::reason(&error),
            }),
        }
    }

    fn is_input(&self, path: &Path) -> bool {
        handle(path).is_some_and(|file| self.inputs.iter().any(|input| handle(input).as_ref() == Some(&file)))
    }

    /// Whether somebody may be watching how a run goes on.
    pub(super) fn shows_progress(&self) -> bool {
        self.diagnostics == Diagnostics::Text && io::stderr().is_terminal()
    }

    /// Says a last word on standard error, for people.
    pub(super) fn conclude(&mut self, words: String) {
        self.conclusion = Some(words);
    }

    /// What was found so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many errors are among what was found so far.
    pub(super) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
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
        if let (Some(words), Diagnostics::Text) = (&self.conclusion, form) {
            writeln!(out, "{words}")?;
        }
        out.flush()
    }
}

/// The width that tables on standard output are fitted to.
fn terminal_width() -> u16 {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(PLAIN.width, |(width, _)| width.0).max(LEAST_WIDTH)
}

/// What a regular file is known by, whatever it is called. Others are not opened: that could wait for ever.
fn handle(path: &Path) -> Option<Handle> {
    if path.as_os_str() == STDIN {
        return Handle::stdin().ok();
    }
    path.is_file().then(|| Handle::from_path(path).ok()).flatten()
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
            let message = Trouble::Output(error).to_string();
            // As in a run, there is nowhere left to complain to if this fails.
            let _ = report::write_complaint(&message, None, Diagnostics::Text, &mut io::stderr());
            None
        }
    }
}

/// A reader that has seen enough closes the pipe; that is not an error.
fn until_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

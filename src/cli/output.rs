//! Output: results go to standard output or a file, everything else to standard error.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jobeval::finding::Finding;
use jobeval::report::{self, CellSafety, Diagnostics, ReportFormat, Style};
use same_file::Handle;

use super::error::{Error, reason};
use super::file;
use super::pack;
use super::session::{ColorChoice, ExitAnswer, Global};

/// The style of results that do not go to a terminal.
pub(super) const PLAIN: Style = Style { width: 80, color: false, cells: CellSafety::Harmless };

/// The narrowest width that tables are fitted to.
const LEAST_WIDTH: u16 = 40;

/// The path that means standard input.
pub(super) const STDIN: &str = "-";

/// The path that means standard output.
pub(super) const STDOUT: &str = "-";

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
    /// The same without links, once they are asked for.
    real_inputs: OnceLock<HashSet<PathBuf>>,
    diagnostics: Diagnostics,
    colored_diagnostics: bool,
    deny_warnings: bool,
    findings: Vec<Finding>,
    /// How many cells of CSV were changed, so that no spreadsheet runs them.
    changed_cells: Cell<u64>,
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
            real_inputs: OnceLock::new(),
            diagnostics: global.diagnostics,
            deny_warnings: global.deny_warnings,
            colored_diagnostics: global.color.applies_to(&io::stderr()),
            findings: Vec::new(),
            changed_cells: Cell::new(0),
            conclusion: None,
        };
        output.send_to(global.output.as_deref().unwrap_or(Path::new(STDOUT)));
        output.style = match output.file {
            Some(_) => Style { color: global.color == ColorChoice::Always, ..PLAIN },
            None => Style { color: global.color.applies_to(&io::stdout()), width: terminal_width(), ..PLAIN },
        };
        output
    }

    /// Sends the result to a file, or to standard output for `-`.
    pub(super) fn send_to(&mut self, path: &Path) {
        self.file = (path.as_os_str() != STDOUT).then(|| path.to_owned());
    }

    /// The file that the result goes to; none for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Makes writing to a file that exists an error.
    pub(super) fn never_replace(&mut self) {
        self.replace = false;
    }

    /// Notes a file that is read, so that it is not overwritten.
    pub(super) fn spare(&mut self, path: &Path) {
        self.inputs.push(path.to_owned());
    }

    /// Writes a result.
    pub(super) fn show<R>(&self, report: &R, format: ReportFormat<R>) -> Result<(), Error> {
        self.show_list(report, format, self.style.cells)
    }

    /// Writes a result that may be CSV, with such cells.
    pub(super) fn show_list<R>(
        &self,
        report: &R,
        format: ReportFormat<R>,
        cells: CellSafety,
    ) -> Result<(), Error> {
        self.show_as(|out| {
            let changed = format.write(report, Style { cells, ..self.style }, out)?;
            self.count_changed_cells(changed);
            Ok(())
        })
    }

    /// Counts cells of CSV that were changed.
    pub(super) fn count_changed_cells(&self, cells: u64) {
        self.changed_cells.set(self.changed_cells.get() + cells);
    }

    /// Returns the folder that several results go to, each in a file of its own: one that exists, a path that ends in a
    /// separator, or a new path without an extension if there are several.
    pub(super) fn folder(&self, has_several: bool) -> Option<&Path> {
        let path = self.file()?;
        let ends_in_slash = path.to_string_lossy().ends_with(std::path::is_separator);
        let is_meant = has_several && path.extension().is_none() && !path.exists();
        (is_meant || ends_in_slash || path.is_dir()).then_some(path)
    }

    /// Creates a folder for results.
    pub(super) fn create_folder(&self, folder: &Path) -> Result<(), Error> {
        std::fs::create_dir_all(folder).map_err(|error| {
            let message = format!("{}: cannot be written: {}", folder.display(), reason(&error));
            Error::Usage { message, help: None }
        })
    }

    /// Allows a file to be replaced that was read as an input.
    #[cfg(feature = "import")]
    pub(super) fn release(&mut self, path: &Path) {
        if let Some(file) = handle(path) {
            self.inputs.retain(|input| handle(input).as_ref() != Some(&file));
        }
    }

    /// Writes a result to standard output, beside those that go to files.
    #[cfg(feature = "import")]
    pub(super) fn show_beside<R>(
        &self,
        report: &R,
        format: ReportFormat<R>,
        cells: CellSafety,
    ) -> Result<(), Error> {
        let write = |out: &mut (dyn Write + Send)| {
            let changed = format.write(report, Style { cells, ..self.style }, out)?;
            self.count_changed_cells(changed);
            Ok(())
        };
        Ok(until_closed(file::buffered(io::stdout(), write))?)
    }

    /// Writes a text to a file of its own, of which a run may write any number once everything is read.
    #[cfg(feature = "import")]
    pub(super) fn show_text_at(&self, path: &Path, text: &str) -> Result<(), Error> {
        self.write_at(path, |out| out.write_all(text.as_bytes()))
    }

    /// Writes a result to a file of its own, of which a run may write any number once everything is read.
    pub(super) fn show_at<R>(&self, path: &Path, report: &R, format: ReportFormat<R>) -> Result<(), Error> {
        self.write_at(path, |out| format.write(report, self.style, out).map(drop))
    }

    fn write_at(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let inputs =
            self.real_inputs.get_or_init(|| self.inputs.iter().filter_map(|input| real(input)).collect());
        if real(path).is_some_and(|path| inputs.contains(&path)) {
            return Err(would_be_overwritten(path));
        }
        self.replace(path, write)
    }

    /// Writes a file beside the result, unless there is one already, and says whether it did.
    pub(super) fn add(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<bool, Error> {
        if path.exists() {
            return Ok(false);
        }
        self.replace(path, write).map(|()| true)
    }

    /// Writes a text as it is.
    pub(super) fn show_text(&self, text: &str) -> Result<(), Error> {
        self.show_as(|out| out.write_all(text.as_bytes()))
    }

    /// Writes a result with a function. A run writes one result only: a second would replace the first.
    pub(super) fn show_as(
        &self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        match &self.file {
            Some(path) if self.is_input(path) => Err(would_be_overwritten(path)),
            Some(path) => self.replace(path, write),
            None => Ok(until_closed(file::buffered(io::stdout(), write))?),
        }
    }

    /// Writes a file that is no input, compressed if its name says so.
    fn replace(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let about = |message: &str| format!("{}: {message}", path.display());
        let write = |out: &mut (dyn Write + Send)| pack::write(path, out, write);
        until_closed(file::write(path, self.replace, write)).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Error::usage(about("already exists"), "replace it with --force"),
            _ => {
                let message = about(&format!("cannot be written: {}", reason(&error)));
                Error::Usage { message, help: None }
            }
        })
    }

    fn is_input(&self, path: &Path) -> bool {
        handle(path).is_some_and(|file| self.inputs.iter().any(|input| handle(input).as_ref() == Some(&file)))
    }

    /// Whether to show progress: only to people on a terminal.
    pub(super) fn shows_progress(&self) -> bool {
        self.diagnostics == Diagnostics::Text && io::stderr().is_terminal()
    }

    /// Whether somebody reads the result on a terminal as it comes.
    pub(super) fn shows_result_to_people(&self) -> bool {
        self.file.is_none() && io::stdout().is_terminal() && self.shows_progress()
    }

    /// Sets the last line on standard error, for people.
    pub(super) fn conclude(&mut self, words: String) {
        self.conclude_with(None, &[words]);
    }

    /// Sets the last lines on standard error, for people, with a table above them.
    pub(super) fn conclude_with(&mut self, table: Option<String>, lines: &[String]) {
        let lines: Vec<String> = lines.iter().map(|line| report::visible(line)).collect();
        let lines: Vec<String> = table.into_iter().chain(lines).collect();
        self.conclusion = (!lines.is_empty()).then(|| lines.join("\n"));
    }

    /// The findings so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The number of errors among the findings so far.
    pub(super) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
    }

    /// Keeps findings for the end of the run. An error among them makes the exit status that of trouble.
    pub(super) fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Writes the findings to standard error, and returns the answer unless there was an error.
    pub(super) fn close(mut self, answer: Result<ExitAnswer, Error>) -> Option<ExitAnswer> {
        let (answer, complaint) = match answer {
            Ok(answer) => (Some(answer), None),
            Err(Error::Findings(findings)) => {
                self.note(findings);
                (None, None)
            }
            Err(Error::Usage { message, help }) => (None, Some((message, help))),
            Err(error) => (None, Some((error.to_string(), None))),
        };
        // If standard error is closed, there is nowhere left to report that.
        let _ = self.say(complaint);
        let answer = answer.filter(|_| self.errors() == 0);
        let has_warnings = self.findings.iter().any(|finding| finding.problem.counts().warnings > 0);
        if self.deny_warnings && has_warnings { answer.map(|_| ExitAnswer::No) } else { answer }
    }

    fn say(&self, complaint: Option<(String, Option<String>)>) -> io::Result<()> {
        let mut out = BufWriter::new(io::stderr().lock());
        let (form, color) = (self.diagnostics, self.colored_diagnostics);
        report::write_findings(&self.findings, form, color, &mut out)?;
        if let Some((message, help)) = complaint {
            report::write_complaint(&message, help.as_deref(), form, &mut out)?;
        }
        if let (cells @ 1.., Diagnostics::Text) = (self.changed_cells.get(), form) {
            let cells = report::counted(cells, "cell");
            writeln!(
                out,
                "an apostrophe was put before {cells} that a spreadsheet might run; --raw-csv puts none"
            )?;
        }
        if let (Some(words), Diagnostics::Text) = (&self.conclusion, form) {
            writeln!(out, "{words}")?;
        }
        out.flush()
    }
}

/// The error that a result would take the place of what it is made from.
fn would_be_overwritten(path: &Path) -> Error {
    let message = format!("{}: is an input of this command and would be overwritten", path.display());
    Error::usage(message, "write to another file")
}

/// The width that tables on standard output are fitted to.
fn terminal_width() -> u16 {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(PLAIN.width, |(width, _)| width.0).max(LEAST_WIDTH)
}

/// The identity of a regular file, independent of its path. Other files are not opened, as that could block.
fn handle(path: &Path) -> Option<Handle> {
    if path.as_os_str() == STDIN {
        return Handle::stdin().ok();
    }
    path.is_file().then(|| Handle::from_path(path).ok()).flatten()
}

/// Prints a message of clap: help and version to standard output, usage errors to standard error.
pub(super) fn show_message(message: &clap::Error) -> Option<ExitAnswer> {
    let printed = until_closed(message.print().and_then(|()| io::stdout().flush()));
    if message.use_stderr() {
        return None;
    }
    match printed {
        Ok(()) => Some(ExitAnswer::Yes),
        Err(error) => {
            let message = Error::Output(error).to_string();
            // If this fails, there is nowhere left to report that.
            let _ = report::write_complaint(&message, None, Diagnostics::Text, &mut io::stderr());
            None
        }
    }
}

/// Ignores a closed pipe: its reader has seen enough.
fn until_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

//! Output of a run: the result to standard output or a file, everything else to standard error.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs;
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

/// Style of results that do not go to a terminal.
pub(super) const PLAIN: Style = Style { width: 80, color: false, cells: CellSafety::Harmless };

/// Narrowest width that tables are fitted to, in columns.
const LEAST_WIDTH: u16 = 40;

/// Path of standard input.
pub(super) const STDIN: &str = "-";

/// Path of standard output.
pub(super) const STDOUT: &str = "-";

/// Output of a run. It collects findings, which are shown at the end and decide the exit status.
#[derive(Debug)]
pub(super) struct Output {
    style: Style,
    /// File for the result, `None` for standard output.
    file: Option<PathBuf>,
    /// True if the file may be replaced.
    replace: bool,
    /// Files that are read.
    inputs: Vec<PathBuf>,
    /// `inputs` with links resolved, filled on first use.
    real_inputs: OnceLock<HashSet<PathBuf>>,
    diagnostics: Diagnostics,
    colored_diagnostics: bool,
    deny_warnings: bool,
    findings: Vec<Finding>,
    /// Number of cells of CSV that were changed, so that no spreadsheet runs them.
    changed_cells: Cell<u64>,
    /// Last lines on standard error, for people.
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

    /// Returns the file for the result, `None` for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Makes it an error if the file for the result exists.
    pub(super) fn never_replace(&mut self) {
        self.replace = false;
    }

    /// Notes a file that is read, so that no result overwrites it.
    pub(super) fn spare(&mut self, path: &Path) {
        self.inputs.push(path.to_owned());
    }

    /// Writes a result.
    pub(super) fn show<R>(&self, report: &R, format: ReportFormat<R>) -> Result<(), Error> {
        self.show_list(report, format, self.style.cells)
    }

    /// Writes a result, with `cells` if it is CSV.
    pub(super) fn show_list<R>(
        &self,
        report: &R,
        format: ReportFormat<R>,
        cells: CellSafety,
    ) -> Result<(), Error> {
        self.show_as(|out| self.write_counting(report, format, cells, out))
    }

    /// Writes a result and counts the cells of CSV that are changed.
    fn write_counting<R>(
        &self,
        report: &R,
        format: ReportFormat<R>,
        cells: CellSafety,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        let changed = format.write(report, Style { cells, ..self.style }, out)?;
        self.count_changed_cells(changed);
        Ok(())
    }

    /// Adds to the number of cells of CSV that were changed.
    pub(super) fn count_changed_cells(&self, cells: u64) {
        self.changed_cells.set(self.changed_cells.get() + cells);
    }

    /// Returns the folder for results in a file each: a folder that exists, a path that ends in a separator, or, with
    /// `has_several`, a new path without an extension. `None` if the result goes to one file.
    pub(super) fn folder(&self, has_several: bool) -> Option<&Path> {
        let path = self.file()?;
        let ends_in_slash = path.to_string_lossy().ends_with(std::path::is_separator);
        let is_meant = has_several && path.extension().is_none() && !path.exists();
        (is_meant || ends_in_slash || path.is_dir()).then_some(path)
    }

    /// Creates the folder for results.
    pub(super) fn create_folder(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))
    }

    /// Allows a result to replace a file that was read.
    #[cfg(feature = "import")]
    pub(super) fn release(&mut self, path: &Path) {
        if let Some(file) = handle(path) {
            self.inputs.retain(|input| handle(input).as_ref() != Some(&file));
        }
    }

    /// Writes a result to standard output, in addition to those in files.
    #[cfg(feature = "import")]
    pub(super) fn show_beside<R>(
        &self,
        report: &R,
        format: ReportFormat<R>,
        cells: CellSafety,
    ) -> Result<(), Error> {
        let written = file::buffered(io::stdout(), |out| self.write_counting(report, format, cells, out));
        Ok(until_closed(written)?)
    }

    /// Writes a text to a file of its own. A run may write several.
    #[cfg(feature = "import")]
    pub(super) fn show_text_at(&self, path: &Path, text: &str) -> Result<(), Error> {
        self.write_at(path, |out| out.write_all(text.as_bytes()))
    }

    /// Writes a result to a file of its own. A run may write several.
    pub(super) fn show_at<R>(&self, path: &Path, report: &R, format: ReportFormat<R>) -> Result<(), Error> {
        self.write_at(path, |out| format.write(report, self.style, out).map(drop))
    }

    /// Writes a file of its own, unless it is an input. All inputs must be known by now.
    fn write_at(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let inputs = self.real_inputs.get_or_init(|| self.inputs.iter().flat_map(fs::canonicalize).collect());
        if fs::canonicalize(path).is_ok_and(|path| inputs.contains(&path)) {
            return Err(would_be_overwritten(path));
        }
        self.replace(path, write)
    }

    /// Writes a further file unless it exists. Returns true if it was written.
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

    /// Writes a text as the result.
    pub(super) fn show_text(&self, text: &str) -> Result<(), Error> {
        self.show_as(|out| out.write_all(text.as_bytes()))
    }

    /// Writes the result by calling `write`. A run writes one result: a second would replace the first.
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

    /// Writes a file, compressed if its extension is .gz or .zst.
    fn replace(
        &self,
        path: &Path,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let written = file::write(path, self.replace, |out| pack::write(path, out, write));
        until_closed(written).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Error::usage(format!("{}: already exists", path.display()), "replace it with --force")
            }
            _ => not_written(path, &error),
        })
    }

    fn is_input(&self, path: &Path) -> bool {
        handle(path).is_some_and(|file| self.inputs.iter().any(|input| handle(input).as_ref() == Some(&file)))
    }

    /// Returns true if progress is shown: only on a terminal.
    pub(super) fn shows_progress(&self) -> bool {
        self.diagnostics == Diagnostics::Text && io::stderr().is_terminal()
    }

    /// Returns true if the result itself goes to a terminal.
    pub(super) fn shows_result_to_people(&self) -> bool {
        self.file.is_none() && io::stdout().is_terminal() && self.shows_progress()
    }

    /// Sets the last line on standard error.
    pub(super) fn conclude(&mut self, words: String) {
        self.conclude_with(None, &[words]);
    }

    /// Sets the last lines on standard error, below a table.
    pub(super) fn conclude_with(&mut self, table: Option<String>, lines: &[String]) {
        let visible = lines.iter().map(|line| report::visible(line));
        let lines: Vec<String> = table.into_iter().chain(visible).collect();
        self.conclusion = (!lines.is_empty()).then(|| lines.join("\n"));
    }

    /// Returns the findings so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the number of errors among the findings so far.
    pub(super) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
    }

    /// Adds findings, to be shown at the end of the run. Errors among them leave it without an answer.
    pub(super) fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Writes the findings to standard error. Returns the answer, `None` if there was an error.
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
        // A closed standard error cannot be reported anywhere.
        let _ = self.say(complaint);
        let answer = answer.filter(|_| self.errors() == 0);
        let has_warnings = self.findings.iter().any(|finding| finding.problem.counts().warnings > 0);
        if self.deny_warnings && has_warnings { answer.map(|_| ExitAnswer::No) } else { answer }
    }

    /// Writes findings, the error that ended the run, and the last lines to standard error.
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
                "added an apostrophe to {cells} that a spreadsheet might run as a formula; --raw-csv adds none"
            )?;
        }
        if let (Some(words), Diagnostics::Text) = (&self.conclusion, form) {
            writeln!(out, "{words}")?;
        }
        out.flush()
    }
}

/// Returns the error that the result would overwrite an input.
fn would_be_overwritten(path: &Path) -> Error {
    let message = format!("{}: is an input of this command and would be overwritten", path.display());
    Error::usage(message, "write to another file")
}

/// Returns the error that a file or folder cannot be written.
fn not_written(path: &Path, error: &io::Error) -> Error {
    let message = format!("{}: cannot be written: {}", path.display(), reason(error));
    Error::Usage { message, help: None }
}

/// Returns the width of the terminal in columns, or that of plain results.
fn terminal_width() -> u16 {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(PLAIN.width, |(width, _)| width.0).max(LEAST_WIDTH)
}

/// Returns the identity of a regular file, independent of its path. Other files are not opened, as that could block.
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
            // A closed standard error cannot be reported anywhere.
            let _ = report::write_complaint(&message, None, Diagnostics::Text, &mut io::stderr());
            None
        }
    }
}

/// Ignores a closed pipe, whose reader needs no more.
fn until_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

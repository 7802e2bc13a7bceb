//! Where input comes from: files, folders, standard input.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use clap::{Args, ValueEnum};
use jobeval::finding::{Finding, Problem, Rule};
#[cfg(feature = "sheets")]
use jobeval::job::SheetRules;
use jobeval::job::{ColumnChoice, HeaderRules, JobFile, JobIds, RefusedJob, RowSyntax};
use jobeval::report::Ending;
use jobeval::source_text;
use jobeval::{Job, Profiles, Scheme};
#[cfg(feature = "import")]
use jobeval_documents::document::{self, Document};
use jobeval_documents::encoding::TextEncoding;
use jobeval_documents::file_type::Compression;

use super::error::{Error, reason};
use super::input_format::InputFormat;
use super::lookup;
use super::output::{Output, STDIN};
use super::parallel;
use super::session::{Global, Session, endings};
use super::unpack;

/// The name of standard input in results and messages.
const STDIN_NAME: &str = "<stdin>";

/// A file with jobs, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InputFile {
    pub(super) path: PathBuf,
    format: InputFormat,
}

impl InputFile {
    /// The name in results and messages.
    pub(super) fn source(&self) -> String {
        name(&self.path)
    }

    /// How its rows are to be read; none where it has no rows.
    pub(super) fn rows<'s>(&self, session: Session<'s>) -> Option<RowSyntax<'s>> {
        let rules = HeaderRules {
            separator: None,
            choices: session.columns,
            keep: session.keep,
            allow_missing: session.allow_missing_columns,
            missing_advice: " (score --allow-incomplete works without them, --column FACTOR=COLUMN names one that is called otherwise)",
        };
        match self.format {
            InputFormat::Yaml => None,
            InputFormat::Csv => Some(RowSyntax::Csv(rules)),
            InputFormat::Tsv => Some(RowSyntax::Csv(HeaderRules { separator: Some(b'\t'), ..rules })),
            InputFormat::Ndjson => Some(RowSyntax::Ndjson { keep: session.keep }),
            #[cfg(feature = "sheets")]
            InputFormat::Workbook => Some(RowSyntax::Sheet(SheetRules {
                header: rules,
                sheet: session.global.sheet.as_deref(),
                most_bytes: most_bytes(session.global),
            })),
        }
    }

    /// Says what to do about a file that is too large for a command that reads it as a whole, and about one that was named
    /// for the result to go to.
    fn advise(&self, mut finding: Finding) -> Finding {
        let help = match finding.problem.rule {
            Rule::TooLarge if self.format.has_rows_of_text() => Some(STREAMS.to_owned()),
            Rule::Unreadable | Rule::OtherFormat if self.is_named_like_a_result() => {
                Some(format!("to write the result to it, give --output {}", quoted(&self.source())))
            }
            _ => None,
        };
        finding.problem.help = help.or(finding.problem.help);
        finding
    }

    /// Returns true if the name ends as that of a result and not as that of a file with jobs.
    fn is_named_like_a_result(&self) -> bool {
        let ending = self.path.extension().and_then(OsStr::to_str);
        InputFormat::from_path(&self.path).is_none()
            && ending.is_some_and(|ending| matches!(Ending::from_name(ending), Ending::Of(_)))
    }

    /// The encoding of its text, where that is not UTF-8. Workbooks say it themselves.
    pub(super) fn encoding(&self, session: Session<'_>) -> Option<TextEncoding> {
        session.global.encoding.filter(|_| self.format.is_text())
    }
}

/// What can be done about a file of rows that is too large to be read as a whole.
const STREAMS: &str = "score and match --best read rows of any number with --format csv, --format ndjson or --summary; for \
                       anything else split the file, or allow more with --max-file-size";

/// The environment variable with further suites.
const PROFILES_VARIABLE: &str = "JOBEVAL_PROFILES";

/// The scheme in the file that is asked for, if any is.
pub(super) fn read_scheme(global: &Global, output: &mut Output) -> Result<Option<Scheme>, Error> {
    let Some(path) = &global.scheme else { return Ok(None) };
    let text = read_text(path, global, output).map_err(|finding| Error::Findings(vec![finding]))?;
    let mut read = Scheme::read_all(&name(path), &text);
    let Some(scheme) = read.items.pop() else { return Err(Error::Findings(read.findings)) };
    output.note(read.findings);
    Ok(Some(scheme))
}

/// The columns whose meaning is given.
pub(super) fn column_choices(global: &Global, scheme: &Scheme) -> Result<Vec<ColumnChoice>, Error> {
    let choices = global.columns.iter().map(|(key, column)| ColumnChoice::new(key, column, scheme));
    choices.collect::<Result<_, Problem>>().map_err(|problem| problem.about("--column").into())
}

/// The files of suites that the user adds, each once.
pub(super) fn profile_files(global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let variable = std::env::var_os(PROFILES_VARIABLE).unwrap_or_default();
    let paths: Vec<PathBuf> = if global.profiles.is_empty() {
        std::env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty()).collect()
    } else {
        global.profiles.clone()
    };
    let mut files = suite_files(&paths);
    keep_first(&mut files);
    files
}

/// The suite files that paths lead to.
fn suite_files(paths: &[PathBuf]) -> Vec<Result<PathBuf, Finding>> {
    let is_wanted = |path: &Path| InputFormat::from_path(path) == Some(InputFormat::Yaml);
    let endings = InputFormat::Yaml.endings();
    files(paths, Sought { is_wanted: &is_wanted, endings, documents: DOCUMENTS })
}

/// Returns the suite files in a folder, apart from those that the user adds already.
#[cfg(feature = "import")]
pub(super) fn further_suites(folder: &Path, global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let added: HashSet<PathBuf> = profile_files(global).iter().flatten().flat_map(fs::canonicalize).collect();
    let is_new = |file: &Result<PathBuf, Finding>| match file {
        Ok(path) => fs::canonicalize(path).map_or(true, |real| !added.contains(&real)),
        Err(finding) => finding.problem.rule != Rule::EmptyFolder,
    };
    suite_files(&[folder.to_owned()]).into_iter().filter(is_new).collect()
}

/// Returns the suites in a file that is about to be replaced; none if it is not a suite file without errors.
#[cfg(feature = "import")]
pub(super) fn replaced_suites<'s>(path: &Path, session: Session<'s>) -> Profiles<'s> {
    let bytes = path.is_file().then(|| read_whole(path, session.global).ok()).flatten();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let mut profiles = Profiles::new(session.scheme);
    let is_right = !profiles.read(&name(path), &text).iter().any(Finding::is_error);
    if is_right { profiles } else { Profiles::new(session.scheme) }
}

/// Returns the documents that paths lead to.
#[cfg(feature = "import")]
pub(super) fn document_files(paths: &[PathBuf]) -> Vec<Result<PathBuf, Finding>> {
    let is_wanted = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        document::DOCUMENT_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    files(paths, Sought { is_wanted: &is_wanted, endings: &document::DOCUMENT_ENDINGS, documents: &[] })
}

/// The endings of published documents, which are to be imported before they are suites.
const DOCUMENTS: &[&str] = &["docx", "doc", "pdf", "html", "htm", "odt", "rtf"];

/// Says how to make a suite file of a published document.
fn import_advice(document: &str) -> String {
    if cfg!(feature = "import") {
        format!(
            "jobeval profiles import {document} --output suite.yaml makes a suite file of a published document; then \
             give --profiles suite.yaml"
        )
    } else {
        "jobeval profiles template prints a suite file to fill in".to_owned()
    }
}

/// Returns the built-in profiles and those that the user adds.
///
/// # Errors
/// All findings of the user's suites, if one of them is wrong: without its profiles every result could be another.
pub(super) fn read_profiles<'s>(session: Session<'s>, output: &mut Output) -> Result<Profiles<'s>, Error> {
    let (profiles, findings) = read_suites(session, output)?;
    if findings.iter().any(Finding::is_error) {
        return Err(Error::Findings(findings));
    }
    output.note(findings);
    Ok(profiles)
}

/// Reads profiles for a command that also reads jobs. If a suite is wrong, it reads the jobs for their findings alone, so
/// that people see all findings at once.
pub(super) fn read_profiles_and_check_jobs<'s>(
    jobs: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
) -> Result<Profiles<'s>, Error> {
    read_profiles(session, output).inspect_err(|_| drop(read_jobs(jobs, session, output)))
}

/// Returns the built-in profiles and those of the user's suites without errors, for a command that reports on suites.
pub(super) fn read_sound_profiles<'s>(
    session: Session<'s>,
    output: &mut Output,
) -> Result<Profiles<'s>, Error> {
    let (profiles, findings) = read_suites(session, output)?;
    output.note(findings);
    Ok(profiles)
}

/// Reads the built-in suites and the user's, and returns the profiles of those without errors with all findings.
fn read_suites<'s>(session: Session<'s>, output: &mut Output) -> Result<(Profiles<'s>, Vec<Finding>), Error> {
    let mut profiles = Profiles::built_in(session.scheme)?;
    let findings = add_suites(&mut profiles, profile_files(session.global), session, output);
    Ok((profiles, findings))
}

/// Adds the suites in files, and returns all findings; suites with errors are left out.
pub(super) fn add_suites<'s>(
    profiles: &mut Profiles<'s>,
    files: Vec<Result<PathBuf, Finding>>,
    session: Session<'s>,
    output: &mut Output,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let read = file.and_then(|path| {
            let text = read_text(&path, session.global, output)?;
            Ok(profiles.read(&name(&path), &text))
        });
        findings.extend(read.unwrap_or_else(|finding| vec![finding]).into_iter().map(advise_to_import));
    }
    findings
}

/// Says what to do about a document or a table that is given as a suite.
fn advise_to_import(mut finding: Finding) -> Finding {
    if let Rule::OtherFormat | Rule::Spreadsheet = finding.problem.rule {
        finding.problem.help =
            Some(format!("a suite is a YAML file; {}", import_advice(&quoted(&finding.source))));
    }
    finding
}

/// A name as an argument of a command.
fn quoted(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

/// The jobs of a command, and what gave none.
#[derive(Debug, Default)]
pub(super) struct JobLibrary<'s> {
    pub(super) jobs: Vec<Job<'s>>,
    pub(super) refused: Vec<RefusedJob>,
}

impl JobLibrary<'_> {
    /// Returns an error if no job could be read, as then there is no result.
    pub(super) fn require_jobs(&self) -> Result<(), Error> {
        if self.jobs.is_empty() { Err(Error::NothingRead) } else { Ok(()) }
    }
}

/// Reads the jobs in files and folders.
pub(super) fn read_jobs<'s>(paths: &[PathBuf], session: Session<'s>, output: &mut Output) -> JobLibrary<'s> {
    let mut library = JobLibrary::default();
    for_each_file(paths, session, output, |file| {
        library.jobs.extend(file.jobs);
        library.refused.extend(file.refused);
    });
    library
}

/// Hands on each file with its jobs, in order; its findings go to the output.
pub(super) fn for_each_file<'s>(
    paths: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
    mut take: impl FnMut(JobFile<'s>) + Send,
) {
    let files = job_files(paths, session, output);
    let mut ids = JobIds::default();
    // Taking never fails, so neither does the whole.
    let _ = parallel::in_order(
        threads(session, files.len().div_ceil(AT_A_TIME)),
        files.chunks(AT_A_TIME),
        |files| -> Vec<_> { files.iter().map(|file| read_file_or_finding(file, session)).collect() },
        |read| {
            for mut file in read {
                output.note(take_findings(&mut file, &mut ids));
                take(file);
            }
            Ok(())
        },
    );
    output.note(ids.end());
}

/// Takes the findings of a file, with those about ids that other jobs have.
pub(super) fn take_findings(file: &mut JobFile<'_>, ids: &mut JobIds) -> Vec<Finding> {
    let mut findings = std::mem::take(&mut file.findings);
    findings.extend(ids.add(file));
    findings
}

/// How many job files are read at a time: handing a single one on would take as long as reading it.
pub(super) const AT_A_TIME: usize = 32;

/// The number of threads for so many units of work.
pub(super) fn threads(session: Session<'_>, units: usize) -> NonZeroUsize {
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let units = NonZeroUsize::new(units).unwrap_or(NonZeroUsize::MIN);
    let asked = session.global.threads.and_then(|threads| NonZeroUsize::new(threads.into()));
    asked.unwrap_or_else(cores).min(units)
}

/// The files with jobs, in the order of the paths, those of a folder by name. They are noted as read, so that none of them
/// is replaced.
pub(super) fn job_files(
    paths: &[PathBuf],
    session: Session<'_>,
    output: &mut Output,
) -> Vec<Result<InputFile, Finding>> {
    let wanted = session.global.input_format;
    let formats = wanted.map_or(InputFormat::value_variants().to_vec(), |format| vec![format]);
    let format = |path: &Path| wanted.or_else(|| InputFormat::from_path(path)).unwrap_or(InputFormat::Yaml);
    let is_wanted =
        |path: &Path| InputFormat::from_path(path).is_some_and(|format| formats.contains(&format));
    let endings: Vec<&str> = formats.iter().flat_map(|format| format.endings()).copied().collect();
    let sought = Sought { is_wanted: &is_wanted, endings: &endings, documents: &[] };
    let files: Vec<Result<InputFile, Finding>> = files(paths, sought)
        .into_iter()
        .map(|file| file.map(|path| InputFile { format: format(&path), path }))
        .collect();
    files.iter().flatten().for_each(|file| output.spare(&file.path));
    files
}

/// Reads a file with jobs, or takes the finding that it cannot be found.
fn read_file_or_finding<'s>(file: &Result<InputFile, Finding>, session: Session<'s>) -> JobFile<'s> {
    match file {
        Ok(file) => read_file(file, session),
        Err(finding) => JobFile::not_read(&finding.source, vec![finding.clone()]),
    }
}

/// Reads a file with jobs as a whole.
pub(super) fn read_file<'s>(file: &InputFile, session: Session<'s>) -> JobFile<'s> {
    read_jobs_of(file, session)
        .unwrap_or_else(|finding| JobFile::not_read(&file.source(), vec![file.advise(finding)]))
}

fn read_jobs_of<'s>(file: &InputFile, session: Session<'s>) -> Result<JobFile<'s>, Finding> {
    let source = file.source();
    let bytes = read_whole(&file.path, session.global)?;
    let encoding = file.encoding(session);
    if encoding.is_none() && Compression::detect(&bytes).is_none() {
        return read_bytes_of(file, &source, bytes, session);
    }
    let (text, fault) = text_of(file, &bytes, encoding, session)?;
    let mut read = read_bytes_of(file, &source, text, session)?;
    fault.into_iter().for_each(|fault| read.cut_off(fault));
    read.came_from(bytes);
    Ok(read)
}

/// What a file says that is compressed or in another encoding, in UTF-8. Where it goes wrong within rows, those before count,
/// and the fault comes with them.
fn text_of(
    file: &InputFile,
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    session: Session<'_>,
) -> Result<(Vec<u8>, Option<Finding>), Finding> {
    let unreadable = |error| unreadable(&file.path, &error);
    let limit = most_bytes(session.global);
    let mut unpacked = unpack::unpacked(Box::new(bytes)).map_err(unreadable)?.take(limit.saturating_add(1));
    let mut text = Vec::new();
    let end = match encoding {
        Some(encoding) => encoding.decode(&mut unpacked).read_to_end(&mut text),
        None => unpacked.read_to_end(&mut text),
    };
    if unpacked.limit() == 0 {
        let mut problem = Problem::too_large(limit);
        problem.message = format!("the file unpacks to more than {limit} bytes");
        return Err(finding(&file.path, problem));
    }
    let fault = end.err().map(unreadable);
    if let Some(fault) = &fault {
        // The last row may have lost its end.
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        text.truncate(whole);
        if text.is_empty() || !file.format.has_rows_of_text() {
            return Err(fault.clone());
        }
    }
    Ok((text, fault))
}

/// Reads the bytes of a file with jobs, a text of which is in UTF-8.
fn read_bytes_of<'s>(
    file: &InputFile,
    source: &str,
    bytes: Vec<u8>,
    session: Session<'s>,
) -> Result<JobFile<'s>, Finding> {
    if let Some(syntax) = file.rows(session) {
        return Ok(JobFile::read_rows(source, &bytes, syntax, session.scheme));
    }
    let mut read = JobFile::read(source, source_text::decode(source, bytes)?, session.scheme);
    read.findings.iter_mut().for_each(advise_on_csv);
    Ok(read)
}

/// Says what to do about rows of CSV that were taken for YAML, which have no name of their own on standard input.
fn advise_on_csv(finding: &mut Finding) {
    if finding.problem.rule == Rule::Spreadsheet && finding.position.is_some() {
        let help = "give it a name that ends in .csv, or add --input-format csv, to read its rows";
        finding.problem.help = Some(help.to_owned());
    }
}

/// The one job that a command is about.
#[derive(Debug, Args)]
pub(super) struct JobChoice {
    /// A file with the job, or - for standard input
    #[arg(value_name = "JOB")]
    path: PathBuf,
    /// Which job, by id, title or row, as in row:12, where the file holds several
    #[arg(long = "job", value_name = "ID")]
    name: Option<String>,
}

impl JobChoice {
    /// Returns the file as a list of paths.
    pub(super) fn paths(&self) -> &[PathBuf] {
        std::slice::from_ref(&self.path)
    }

    /// Reads the job; none where it has errors, which are noted.
    pub(super) fn read<'s>(
        &self,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<Option<Job<'s>>, Error> {
        read_one_job(self.paths(), self.name.as_deref(), "", session, output)
    }
}

/// Reads the job that this names, or the only one there is. None where that cannot be told because of errors,
/// which are noted: a file may hold another job that is wrong, so without a name it is not clear which is meant. Where
/// there are several jobs and no name, the advice ends with `or_else`.
pub(super) fn read_one_job<'s>(
    paths: &[PathBuf],
    name: Option<&str>,
    or_else: &str,
    session: Session<'s>,
    output: &mut Output,
) -> Result<Option<Job<'s>>, Error> {
    let before = output.errors();
    let JobLibrary { jobs, .. } = read_jobs(paths, session, output);
    let faulty = output.errors() > before;
    if jobs.is_empty() || (faulty && name.is_none()) {
        return Ok(None);
    }
    lookup::job(jobs, name, or_else).map(Some)
}

/// The files that are looked for in folders.
#[derive(Clone, Copy)]
struct Sought<'f> {
    is_wanted: &'f dyn Fn(&Path) -> bool,
    /// The endings of the files that are wanted, for messages.
    endings: &'f [&'f str],
    /// The endings of files that are named because they are not read.
    documents: &'f [&'f str],
}

impl Sought<'_> {
    /// The warning about a file that is not read although it may be meant.
    fn passed_over(self, path: &Path) -> Option<Finding> {
        let ending = path.extension()?;
        let inside = Path::new(path.file_stem()?);
        let (message, help) = if ending.eq_ignore_ascii_case("txt") && (self.is_wanted)(inside) {
            ("the file is not read, as its name ends in .txt", format!("rename it to {}", inside.display()))
        } else if self.documents.iter().any(|document| ending.eq_ignore_ascii_case(document)) {
            ("the file is not read, as it is not a suite file", import_advice(&quoted(&name(path))))
        } else {
            return None;
        };
        Some(finding(path, Problem::new(Rule::PassedOver, message).help(help)))
    }
}

/// The files that paths lead to, in their order, those of a folder by name.
fn files(paths: &[PathBuf], sought: Sought<'_>) -> Vec<Result<PathBuf, Finding>> {
    let of = |path: &PathBuf| if path.is_dir() { files_in(path, sought) } else { vec![Ok(path.clone())] };
    paths.iter().flat_map(of).collect()
}

/// The wanted files in a folder and the folders below it, each once even if several links lead to it. Hidden ones, whose names begin with a dot, belong to other tools and are passed over, and so are those in which Office
/// notes that a file is open, `~$jobs.xlsx`.
fn files_in(folder: &Path, sought: Sought<'_>) -> Vec<Result<PathBuf, Finding>> {
    let mut files = Vec::new();
    let walk = walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let hidden = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().as_encoded_bytes();
        entry.depth() > 0 && (name.starts_with(b".") || name.starts_with(b"~$"))
    };
    let (mut folders, mut has_links) = (HashSet::new(), false);
    let mut is_new = |entry: &walkdir::DirEntry| {
        has_links |= entry.path_is_symlink();
        !entry.file_type().is_dir()
            || fs::canonicalize(entry.path()).map_or(true, |real| folders.insert(real))
    };
    for entry in walk.into_iter().filter_entry(|entry| !hidden(entry) && is_new(entry)) {
        match entry {
            Ok(entry) if !entry.file_type().is_file() => {}
            Ok(entry) if (sought.is_wanted)(entry.path()) => files.push(Ok(entry.into_path())),
            Ok(entry) => files.extend(sought.passed_over(entry.path()).map(Err)),
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let reason = if error.loop_ancestor().is_some() {
                    "the link leads back to a folder that it is in".to_owned()
                } else {
                    error.io_error().map_or_else(|| error.to_string(), reason)
                };
                files.push(Err(finding(&path, unreadable_problem(&reason))));
            }
        }
    }
    if has_links {
        keep_first(&mut files);
    }
    if !files.iter().any(|file| file.as_ref().map_or_else(Finding::is_error, |_| true)) {
        let endings = endings(sought.endings.iter().copied());
        let message = format!("this folder has no {endings} file");
        files.push(Err(finding(folder, Problem::new(Rule::EmptyFolder, message))));
    }
    files
}

/// Leaves out files that came before under another path.
fn keep_first(files: &mut Vec<Result<PathBuf, Finding>>) {
    let mut seen = HashSet::new();
    let mut is_first = |path: &PathBuf| fs::canonicalize(path).map_or(true, |real| seen.insert(real));
    files.retain(|file| file.as_ref().ok().is_none_or(&mut is_first));
}

fn read_text(path: &Path, global: &Global, output: &mut Output) -> Result<String, Finding> {
    output.spare(path);
    source_text::decode(&name(path), read_whole(path, global)?).map_err(|mut finding| {
        if let Rule::NotUtf8 | Rule::Utf16 = finding.problem.rule {
            finding.problem.help = Some("save it as UTF-8".to_owned());
        }
        finding
    })
}

/// A published document, whatever its format.
#[cfg(feature = "import")]
pub(super) fn read_document(path: &Path, global: &Global, output: &mut Output) -> Result<Document, Finding> {
    output.spare(path);
    source_text::read_document(&name(path), read_whole(path, global)?)
}

/// The bytes of a file that is not too large, of a text in another encoding as UTF-8.
fn read_whole(path: &Path, global: &Global) -> Result<Vec<u8>, Finding> {
    let limit = most_bytes(global);
    let bytes = read_bytes(path, limit).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(finding(path, Problem::too_large(limit)));
    }
    Ok(bytes)
}

/// How many bytes a file may have that is read as a whole.
fn most_bytes(global: &Global) -> u64 {
    u64::from(global.max_file_size) << 20
}

/// Reads no more than one byte beyond the limit, which is enough to know that there is more.
fn read_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (reader, length) = open_with_length(path)?;
    // With room for all of it, and to see that there is no more, a file is read at once.
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit)).unwrap_or_default() + 1);
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file, or standard input. What is compressed is unpacked; a text in another encoding is read as UTF-8.
pub(super) fn open(path: &Path, encoding: Option<TextEncoding>) -> io::Result<Reader> {
    let (reader, _) = open_with_length(path)?;
    let reader = unpack::unpacked(reader)?;
    Ok(match encoding {
        Some(encoding) => Box::new(encoding.decode(reader)),
        None => reader,
    })
}

/// Whether a path is that of standard input. A terminal has the second name as well, and is no file.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN || path == Path::new("/dev/stdin")
}

/// Whether a file gives the same when it is opened once more, as a pipe does not.
pub(super) fn can_be_read_again(path: &Path) -> bool {
    !is_stdin(path) && path.is_file()
}

/// What a file is read with.
type Reader = Box<dyn Read + Send>;

/// A file, with the number of bytes that it has; 0 where that is not known.
fn open_with_length(path: &Path) -> io::Result<(Reader, u64)> {
    if is_stdin(path) {
        return Ok((Box::new(io::stdin()), 0));
    }
    let known = fs::metadata(path)?;
    #[cfg(unix)]
    let file = super::special::open(path, &known)?;
    #[cfg(not(unix))]
    let file = fs::File::open(path)?;
    Ok((Box::new(file), known.len()))
}

/// The finding that a file cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Finding {
    finding(path, unreadable_problem(&reason(error)))
}

fn unreadable_problem(reason: &str) -> Problem {
    Problem::new(Rule::Unreadable, format!("the file cannot be read: {reason}"))
}

fn finding(path: &Path, problem: Problem) -> Finding {
    Finding::about(&name(path), problem)
}

pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == STDIN { STDIN_NAME.to_owned() } else { path.display().to_string() }
}

//! Where input comes from: files, folders, standard input.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use clap::{Args, ValueEnum};
#[cfg(feature = "import")]
use jobeval::document::{self, Document};
use jobeval::encoding::{self, Encoding};
use jobeval::finding::{Finding, Problem, Rule};
#[cfg(feature = "sheets")]
use jobeval::job::SheetRules;
use jobeval::job::{ColumnChoice, HeaderRules, JobFile, JobIds, RowSyntax};
use jobeval::signature::Compression;
use jobeval::{Job, Profiles, Scheme};

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

    /// The same finding, for a file that is too large with what takes its rows one after the other.
    fn advise(&self, mut finding: Finding) -> Finding {
        if self.format.has_rows_of_text() && finding.problem.rule == Rule::TooLarge {
            finding.problem.help = Some(STREAMS.to_owned());
        }
        finding
    }

    /// The encoding of its text, where that is not UTF-8. Workbooks say it themselves.
    pub(super) fn encoding(&self, session: Session<'_>) -> Option<Encoding> {
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

/// The files of suites that the user adds.
pub(super) fn profile_files(global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let variable = std::env::var_os(PROFILES_VARIABLE).unwrap_or_default();
    let paths: Vec<PathBuf> = if global.profiles.is_empty() {
        std::env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty()).collect()
    } else {
        global.profiles.clone()
    };
    files(&paths, &[InputFormat::Yaml])
}

/// Returns the suite files in a folder, apart from those that the user adds already.
#[cfg(feature = "import")]
pub(super) fn further_suites(folder: &Path, global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let added: HashSet<PathBuf> = profile_files(global).iter().flatten().flat_map(fs::canonicalize).collect();
    let is_new = |file: &Result<PathBuf, Finding>| match file {
        Ok(path) => fs::canonicalize(path).map_or(true, |real| !added.contains(&real)),
        Err(finding) => finding.problem.rule != Rule::EmptyFolder,
    };
    files(&[folder.to_owned()], &[InputFormat::Yaml]).into_iter().filter(is_new).collect()
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
    let is_document = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        document::DOCUMENT_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    files_of(paths, &is_document, &document::DOCUMENT_ENDINGS)
}

/// The built-in profiles and those that the user adds; suites with errors are left out.
pub(super) fn read_profiles<'s>(session: Session<'s>, output: &mut Output) -> Result<Profiles<'s>, Error> {
    Ok(with_added(Profiles::built_in(session.scheme)?, session, output))
}

/// The profiles that the user adds; suites with errors are left out.
#[cfg(feature = "import")]
pub(super) fn added_profiles<'s>(session: Session<'s>, output: &mut Output) -> Profiles<'s> {
    with_added(Profiles::new(session.scheme), session, output)
}

fn with_added<'s>(profiles: Profiles<'s>, session: Session<'s>, output: &mut Output) -> Profiles<'s> {
    with_suites(profiles, profile_files(session.global), session, output)
}

/// Adds the suites in files; those with errors are left out.
pub(super) fn with_suites<'s>(
    mut profiles: Profiles<'s>,
    files: Vec<Result<PathBuf, Finding>>,
    session: Session<'s>,
    output: &mut Output,
) -> Profiles<'s> {
    for file in files {
        let read = file.and_then(|path| {
            let text = read_text(&path, session.global, output)?;
            Ok((name(&path), text))
        });
        match read {
            Ok((source, text)) => output.note(profiles.read(&source, &text)),
            Err(finding) => output.note([finding]),
        }
    }
    profiles
}

/// The jobs in files and folders; those with errors are left out.
pub(super) fn read_jobs<'s>(paths: &[PathBuf], session: Session<'s>, output: &mut Output) -> Vec<Job<'s>> {
    let mut jobs = Vec::new();
    for_each_file(paths, session, output, |file| jobs.extend(file.jobs));
    jobs
}

/// The same, and whether there were errors, so that jobs may be missing.
pub(super) fn read_jobs_with_faults<'s>(
    paths: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
) -> (Vec<Job<'s>>, bool) {
    let before = output.errors();
    let jobs = read_jobs(paths, session, output);
    (jobs, output.errors() > before)
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
        |files| -> Vec<_> {
            let read =
                |file: &Result<InputFile, Finding>| read_file(file.as_ref().map_err(Clone::clone)?, session);
            files.iter().map(read).collect()
        },
        |read| {
            for file in read {
                match file {
                    Ok(mut file) => {
                        output.note(take_findings(&mut file, &mut ids));
                        take(file);
                    }
                    Err(finding) => output.note([finding]),
                }
            }
            Ok(())
        },
    );
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
    let format = |path: &Path| wanted.or_else(|| InputFormat::of(path)).unwrap_or(InputFormat::Yaml);
    let files: Vec<Result<InputFile, Finding>> = files(paths, &formats)
        .into_iter()
        .map(|file| file.map(|path| InputFile { format: format(&path), path }))
        .collect();
    files.iter().flatten().for_each(|file| output.spare(&file.path));
    files
}

/// Reads a file with jobs as a whole.
pub(super) fn read_file<'s>(file: &InputFile, session: Session<'s>) -> Result<JobFile<'s>, Finding> {
    let source = file.source();
    let bytes = read_whole(&file.path, session.global).map_err(|finding| file.advise(finding))?;
    let encoding = file.encoding(session);
    if encoding.is_none() && Compression::of(&bytes).is_none() {
        return read_bytes_of(file, &source, bytes, session);
    }
    let (text, fault) = text_of(file, &bytes, encoding, session).map_err(|finding| file.advise(finding))?;
    let mut read = read_bytes_of(file, &source, text, session)?;
    read.findings.extend(fault);
    read.came_from(bytes);
    Ok(read)
}

/// What a file says that is compressed or in another encoding, in UTF-8. Where it goes wrong within rows, those before count,
/// and the fault comes with them.
fn text_of(
    file: &InputFile,
    bytes: &[u8],
    encoding: Option<Encoding>,
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
    let mut read = JobFile::read(source, encoding::decode(source, bytes)?, session.scheme);
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
    /// Reads the job; none where it has errors, which are noted.
    pub(super) fn read<'s>(
        &self,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<Option<Job<'s>>, Error> {
        read_one_job(std::slice::from_ref(&self.path), self.name.as_deref(), session, output)
    }
}

/// Reads the job that this names, or the only one there is. None where that cannot be told because of errors,
/// which are noted: a file may hold another job that is wrong, so without a name it is not clear which is meant.
pub(super) fn read_one_job<'s>(
    paths: &[PathBuf],
    name: Option<&str>,
    session: Session<'s>,
    output: &mut Output,
) -> Result<Option<Job<'s>>, Error> {
    let (jobs, faulty) = read_jobs_with_faults(paths, session, output);
    if jobs.is_empty() || (faulty && name.is_none()) {
        return Ok(None);
    }
    lookup::job(jobs, name).map(Some)
}

/// The files that paths lead to, in their order, those of a folder by name.
fn files(paths: &[PathBuf], formats: &[InputFormat]) -> Vec<Result<PathBuf, Finding>> {
    let is_wanted = |path: &Path| InputFormat::of(path).is_some_and(|format| formats.contains(&format));
    let endings: Vec<&str> = formats.iter().flat_map(|format| format.endings()).copied().collect();
    files_of(paths, &is_wanted, &endings)
}

/// The files that paths lead to, in their order, and of folders those that are wanted, by name; `endings` are for messages.
fn files_of(
    paths: &[PathBuf],
    is_wanted: &dyn Fn(&Path) -> bool,
    endings: &[&str],
) -> Vec<Result<PathBuf, Finding>> {
    let of = |path: &PathBuf| match path.is_dir() {
        true => files_in(path, is_wanted, endings),
        false => vec![Ok(path.clone())],
    };
    paths.iter().flat_map(of).collect()
}

/// The wanted files in a folder and the folders below it, each once even if several links lead to it. Hidden ones, whose names begin with a dot, belong to other tools and are passed over, and so are those in which Office
/// notes that a file is open, `~$jobs.xlsx`.
fn files_in(
    folder: &Path,
    is_wanted: &dyn Fn(&Path) -> bool,
    file_endings: &[&str],
) -> Vec<Result<PathBuf, Finding>> {
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
            Ok(entry) if entry.file_type().is_file() && is_wanted(entry.path()) => {
                files.push(Ok(entry.into_path()))
            }
            Ok(_) => {}
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
        let mut seen = HashSet::new();
        let mut is_first = |path: &PathBuf| fs::canonicalize(path).map_or(true, |real| seen.insert(real));
        files.retain(|file| file.as_ref().ok().is_none_or(&mut is_first));
    }
    if files.is_empty() {
        let endings = endings(file_endings.iter().copied());
        let message = format!("this folder has no {endings} file");
        files.push(Err(finding(folder, Problem::new(Rule::EmptyFolder, message))));
    }
    files
}

fn read_text(path: &Path, global: &Global, output: &mut Output) -> Result<String, Finding> {
    output.spare(path);
    encoding::decode(&name(path), read_whole(path, global)?).map_err(|mut finding| {
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
    document::read_document(&name(path), read_whole(path, global)?)
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
pub(super) fn open(path: &Path, encoding: Option<Encoding>) -> io::Result<Reader> {
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

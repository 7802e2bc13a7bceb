//! Where input comes from: files, folders, standard input.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::finding::{Finding, Problem};
use jobeval::job::JobIds;
use jobeval::{Job, Profiles, Scheme, decoding};

use super::output::Output;
use super::{Global, Session, Trouble};

/// The path that means standard input.
pub(super) const STDIN: &str = "-";

/// The name of standard input in results and messages.
const STDIN_NAME: &str = "<stdin>";

/// The endings of the files that are read in a folder.
const ENDINGS: [&str; 2] = ["yaml", "yml"];

/// The environment variable with further suites.
const PROFILES_VARIABLE: &str = "JOBEVAL_PROFILES";

/// The scheme in a file, or the built-in one.
pub(super) fn read_scheme(global: &Global, output: &mut Output) -> Result<Scheme, Trouble> {
    let Some(path) = &global.scheme else { return Scheme::nhs_jes().map_err(Trouble::Findings) };
    let text = read_text(path, global, output).map_err(|finding| Trouble::Findings(vec![finding]))?;
    let mut read = Scheme::read_all(&name(path), &text);
    let Some(scheme) = read.items.pop() else { return Err(Trouble::Findings(read.findings)) };
    output.note(read.findings);
    Ok(scheme)
}

/// The built-in profiles and those that the user adds; suites with errors are left out.
pub(super) fn read_profiles<'s>(session: Session<'s>, output: &mut Output) -> Result<Profiles<'s>, Trouble> {
    let mut profiles = Profiles::built_in(session.scheme).map_err(Trouble::Findings)?;
    let variable = std::env::var_os(PROFILES_VARIABLE).unwrap_or_default();
    let paths: Vec<PathBuf> = if session.global.profiles.is_empty() {
        std::env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty()).collect()
    } else {
        session.global.profiles.clone()
    };
    for_each_file(&paths, session, output, |source, text, output| output.note(profiles.read(source, text)));
    Ok(profiles)
}

/// The jobs in files and folders; those with errors are left out.
pub(super) fn read_jobs<'s>(paths: &[PathBuf], session: Session<'s>, output: &mut Output) -> Vec<Job<'s>> {
    let mut jobs = Vec::new();
    for_jobs_of_each_file(paths, session, output, |read, _| jobs.extend(read));
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

/// Hands on the jobs of each file with the text that they were read from; those with errors are left out.
pub(super) fn for_jobs_of_each_file<'s>(
    paths: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
    mut take: impl FnMut(Vec<Job<'s>>, &str),
) {
    let mut ids = JobIds::default();
    for_each_file(paths, session, output, |source, text, output| {
        let read = Job::read(source, text, session.scheme);
        output.note(read.findings);
        output.note(ids.add(&read.items, text));
        take(read.items, text);
    });
}

/// The one job that a command is about.
#[derive(Debug, Args)]
pub(super) struct JobChoice {
    /// A file with the job, or - for standard input
    #[arg(value_name = "JOB")]
    path: PathBuf,
    /// Which job, by id or title, where the file holds several
    #[arg(long = "job", value_name = "ID")]
    name: Option<String>,
}

impl JobChoice {
    /// Reads the job; none where it has errors, which are noted.
    pub(super) fn read<'s>(
        &self,
        session: Session<'s>,
        output: &mut Output,
    ) -> Result<Option<Job<'s>>, Trouble> {
        read_one_job(std::slice::from_ref(&self.path), self.name.as_deref(), session, output)
    }
}

/// Reads the job with this id or title, or the only one there is. None where that cannot be told because of errors,
/// which are noted: a file may hold another job that is wrong, so without a name it is not clear which is meant.
pub(super) fn read_one_job<'s>(
    paths: &[PathBuf],
    name: Option<&str>,
    session: Session<'s>,
    output: &mut Output,
) -> Result<Option<Job<'s>>, Trouble> {
    let (jobs, faulty) = read_jobs_with_faults(paths, session, output);
    if jobs.is_empty() || (faulty && name.is_none()) {
        return Ok(None);
    }
    pick_job(jobs, name).map(Some)
}

fn pick_job<'s>(jobs: Vec<Job<'s>>, name: Option<&str>) -> Result<Job<'s>, Trouble> {
    let names: Vec<&str> = jobs.iter().map(|job| job.id().unwrap_or(job.title())).collect();
    let help = Some(format!("choose one with --job: {}", names.join(", ")));
    let all = jobs.len();
    let is_meant = |job: &Job<'_>| name.is_none_or(|name| job.id() == Some(name) || job.title() == name);
    let mut meant: Vec<Job<'_>> = jobs.into_iter().filter(is_meant).collect();
    let message = match (meant.len(), name) {
        (1, _) => return Ok(meant.remove(0)),
        (0, Some(name)) => format!("there is no job `{name}`"),
        (several, Some(name)) => format!("{several} jobs are called `{name}`"),
        (_, None) => format!("there are {all} jobs"),
    };
    Err(Trouble::Usage { message, help })
}

/// Hands on the text of each file with its name, in the order of the paths, those of a folder by name.
fn for_each_file(
    paths: &[PathBuf],
    session: Session<'_>,
    output: &mut Output,
    mut read: impl FnMut(&str, &str, &mut Output),
) {
    for path in paths {
        let files = if path.is_dir() { files_in(path) } else { vec![Ok(path.clone())] };
        for file in files {
            match file.and_then(|file| Ok((name(&file), read_text(&file, session.global, output)?))) {
                Ok((source, text)) => read(&source, &text, output),
                Err(finding) => output.note([finding]),
            }
        }
    }
}

/// The files in a folder and the folders below it that have one of the endings. Hidden ones, whose names begin with a
/// dot, belong to other tools and are passed over.
fn files_in(folder: &Path) -> Vec<Result<PathBuf, Finding>> {
    let mut files = Vec::new();
    let walk = walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    for entry in walk.into_iter().filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && has_ending(entry.path()) => {
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
                files.push(Err(finding(&path, Problem::Unreadable(reason))));
            }
        }
    }
    if files.is_empty() {
        files.push(Err(finding(folder, Problem::EmptyFolder)));
    }
    files
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn read_text(path: &Path, global: &Global, output: &mut Output) -> Result<String, Finding> {
    output.spare(path);
    let limit = u64::from(global.max_file_size) << 20;
    let bytes =
        read_bytes(path, limit).map_err(|error| finding(path, Problem::Unreadable(reason(&error))))?;
    if bytes.len() as u64 > limit {
        return Err(finding(path, Problem::TooLarge { limit }));
    }
    decoding::decode(&name(path), bytes)
}

/// Reads no more than one byte beyond the limit, which is enough to know that there is more.
fn read_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)?;
    } else if is_unattended_pipe(path)? {
        return Err(io::Error::other("a named pipe, which may never end; send it to standard input instead"));
    } else {
        fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether a path is a pipe that nobody may be writing to, so that opening it would wait for ever. Those that a shell
/// makes for `<(command)` have a writer.
#[cfg(unix)]
fn is_unattended_pipe(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::FileTypeExt;
    let made_by_shell = path.starts_with("/dev/fd") || path.starts_with("/proc");
    Ok(fs::metadata(path)?.file_type().is_fifo() && !made_by_shell && path != Path::new("/dev/stdin"))
}

#[cfg(not(unix))]
fn is_unattended_pipe(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

fn finding(path: &Path, problem: Problem) -> Finding {
    Finding::about(&name(path), problem)
}

fn name(path: &Path) -> String {
    if path.as_os_str() == STDIN { STDIN_NAME.to_owned() } else { path.display().to_string() }
}

/// The operating system's words without its error number.
pub(super) fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let words = message.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

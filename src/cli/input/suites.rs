//! Schemes, columns, suites and documents that the user adds.

#[cfg(feature = "import")]
use std::collections::HashSet;
#[cfg(feature = "import")]
use std::fs;
#[cfg(feature = "import")]
use std::path::Path;
use std::path::PathBuf;

use jobeval::finding::{Finding, Problem, Rule};
use jobeval::job::ColumnChoice;
#[cfg(feature = "import")]
use jobeval::source_text;
use jobeval::{Profiles, Scheme};
#[cfg(feature = "import")]
use jobeval_documents::document::Document;

#[cfg(feature = "import")]
use super::file_bytes::read_whole;
use super::file_bytes::{read_text, source_name};
use super::file_search::{FileSearch, import_advice, keep_first};
use super::jobs::read_jobs;
use crate::cli::error::Error;
use crate::cli::output::Output;
use crate::cli::session::{Global, Session};

/// Environment variable with the paths of suites.
const PROFILES_VARIABLE: &str = "JOBEVAL_PROFILES";

/// Reads the scheme that `--scheme` gives, if it is given.
pub(crate) fn read_scheme(global: &Global, output: &mut Output) -> Result<Option<Scheme>, Error> {
    let Some(path) = &global.scheme else { return Ok(None) };
    let text = read_text(path, global, output).map_err(|finding| Error::Findings(vec![finding]))?;
    let mut read = Scheme::read_all(&source_name(path), &text);
    let Some(scheme) = read.items.pop() else { return Err(Error::Findings(read.findings)) };
    output.note(read.findings);
    Ok(Some(scheme))
}

/// Parses the columns that `--column` gives a meaning.
pub(crate) fn column_choices(global: &Global, scheme: &Scheme) -> Result<Vec<ColumnChoice>, Error> {
    let choices = global.columns.iter().map(|(key, column)| ColumnChoice::new(key, column, scheme));
    choices.collect::<Result<_, Problem>>().map_err(|problem| problem.about("--column").into())
}

/// Returns the files of suites that the user adds, each once.
pub(crate) fn profile_files(global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let mut files = if global.profiles.is_empty() {
        let variable = std::env::var_os(PROFILES_VARIABLE).unwrap_or_default();
        let paths = std::env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty());
        FileSearch::Suites.files(&paths.collect::<Vec<_>>())
    } else {
        FileSearch::Suites.files(&global.profiles)
    };
    keep_first(&mut files);
    files
}

/// Returns the suite files in a folder, apart from those that the user adds already.
#[cfg(feature = "import")]
pub(crate) fn further_suites(folder: &Path, global: &Global) -> Vec<Result<PathBuf, Finding>> {
    let added: HashSet<PathBuf> = profile_files(global).iter().flatten().flat_map(fs::canonicalize).collect();
    let mut files = FileSearch::Suites.files(&[folder.to_owned()]);
    files.retain(|file| match file {
        Ok(path) => fs::canonicalize(path).map_or(true, |real| !added.contains(&real)),
        Err(finding) => finding.problem.rule != Rule::EmptyFolder,
    });
    files
}

/// Returns the suites in a file that is about to be replaced; none if it is not a suite file without errors.
#[cfg(feature = "import")]
pub(crate) fn replaced_suites<'s>(path: &Path, session: Session<'s>) -> Profiles<'s> {
    let bytes = path.is_file().then(|| read_whole(path, session.global).ok()).flatten();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let mut profiles = Profiles::new(session.scheme);
    if profiles.read(&source_name(path), &text).iter().any(Finding::is_error) {
        return Profiles::new(session.scheme);
    }
    profiles
}

/// Returns the documents that `paths` lead to.
#[cfg(feature = "import")]
pub(crate) fn document_files(paths: &[PathBuf]) -> Vec<Result<PathBuf, Finding>> {
    FileSearch::Documents.files(paths)
}

/// Reads a published document in any format, and notes it as an input.
#[cfg(feature = "import")]
pub(crate) fn read_document(path: &Path, global: &Global, output: &mut Output) -> Result<Document, Finding> {
    output.spare(path);
    source_text::read_document(&source_name(path), read_whole(path, global)?)
}

/// Returns the built-in profiles and those that the user adds.
///
/// # Errors
/// All findings, if a suite is wrong: without its profiles, any result could be another.
pub(crate) fn read_profiles<'s>(session: Session<'s>, output: &mut Output) -> Result<Profiles<'s>, Error> {
    let (profiles, findings) = read_suites(session, output)?;
    if findings.iter().any(Finding::is_error) {
        return Err(Error::Findings(findings));
    }
    output.note(findings);
    Ok(profiles)
}

/// Reads profiles for a command that also reads jobs. If a suite is wrong, the jobs are read for their findings, so that
/// the user sees all findings at once.
pub(crate) fn read_profiles_and_check_jobs<'s>(
    jobs: &[PathBuf],
    session: Session<'s>,
    output: &mut Output,
) -> Result<Profiles<'s>, Error> {
    read_profiles(session, output).inspect_err(|_| drop(read_jobs(jobs, session, output)))
}

/// Returns the built-in profiles and those of suites without errors, for a command that reports on suites.
pub(crate) fn read_sound_profiles<'s>(
    session: Session<'s>,
    output: &mut Output,
) -> Result<Profiles<'s>, Error> {
    let (profiles, findings) = read_suites(session, output)?;
    output.note(findings);
    Ok(profiles)
}

/// Reads the built-in suites and the user's. Returns the profiles of those without errors, and all findings.
fn read_suites<'s>(session: Session<'s>, output: &mut Output) -> Result<(Profiles<'s>, Vec<Finding>), Error> {
    let mut profiles = Profiles::built_in(session.scheme)?;
    let findings = add_suites(&mut profiles, profile_files(session.global), session, output);
    Ok((profiles, findings))
}

/// Adds the suites without errors, and returns all findings.
pub(crate) fn add_suites<'s>(
    profiles: &mut Profiles<'s>,
    files: Vec<Result<PathBuf, Finding>>,
    session: Session<'s>,
    output: &mut Output,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let read = file.and_then(|path| {
            let text = read_text(&path, session.global, output)?;
            Ok(profiles.read(&source_name(&path), &text))
        });
        findings.extend(read.unwrap_or_else(|finding| vec![finding]).into_iter().map(advise_to_import));
    }
    findings
}

/// Adds advice on a document or a table that is given as a suite.
fn advise_to_import(mut finding: Finding) -> Finding {
    if let Rule::OtherFormat | Rule::Spreadsheet = finding.problem.rule {
        let help = format!("a suite is a YAML file; to make one, {}", import_advice(&finding.source));
        finding.problem.help = Some(help);
    }
    finding
}

//! Search for files in folders.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jobeval::file_kind::FileKind;
use jobeval::finding::{Finding, Problem, Rule};
use walkdir::{DirEntry, WalkDir};

use super::file_bytes::{finding_about, source_name, unreadable_because};
use crate::cli::error::{as_argument, reason};
use crate::cli::input_format::InputFormat;
use crate::cli::session::listed_extensions;

/// Kind of files to search folders for.
#[derive(Clone, Copy)]
pub(crate) enum FileSearch {
    /// Files with jobs, in this format or else in any.
    Jobs(Option<InputFormat>),
    /// Suite files.
    Suites,
    /// Published documents.
    #[cfg(feature = "import")]
    Documents,
}

/// Kinds of published documents. Some of them cannot be read, but are refused instead of passed over.
#[cfg(feature = "import")]
const DOCUMENTS: [FileKind; 4] = [FileKind::Document, FileKind::Html, FileKind::Text, FileKind::Markdown];

impl FileSearch {
    /// Returns the files that `paths` lead to, in their order. Files in folders are sorted by name.
    pub(crate) fn files(self, paths: &[PathBuf]) -> Vec<Result<PathBuf, Finding>> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                files.extend(self.files_in(path));
            } else {
                files.push(Ok(path.clone()));
            }
        }
        files
    }

    /// Returns the files in a folder and the folders below it, each once even if several links lead to it.
    fn files_in(self, folder: &Path) -> Vec<Result<PathBuf, Finding>> {
        let mut files = Vec::new();
        let (mut folders, mut has_links) = (HashSet::new(), false);
        let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| {
            has_links |= entry.path_is_symlink();
            !is_hidden(entry) && is_new_folder(entry, &mut folders)
        }) {
            match entry {
                Ok(entry) if !entry.file_type().is_file() => {}
                Ok(entry) if self.includes(entry.path()) => files.push(Ok(entry.into_path())),
                Ok(entry) => files.extend(self.passed_over(entry.path()).map(Err)),
                Err(error) => files.push(Err(unreachable_path(&error, folder))),
            }
        }
        if has_links {
            keep_first(&mut files);
        }
        if !files.iter().any(|file| file.as_ref().map_or_else(Finding::is_error, |_| true)) {
            let message =
                format!("this folder has no {} file", listed_extensions(self.extensions().into_iter()));
            files.push(Err(finding_about(folder, Problem::new(Rule::EmptyFolder, message))));
        }
        files
    }

    /// Returns true if the extension of the file is searched for.
    fn includes(self, path: &Path) -> bool {
        match self {
            FileSearch::Jobs(None) => InputFormat::from_path(path).is_some(),
            FileSearch::Jobs(wanted) => InputFormat::from_path(path) == wanted,
            FileSearch::Suites => FileKind::from_path(path) == Some(FileKind::Yaml),
            #[cfg(feature = "import")]
            FileSearch::Documents => FileKind::from_path(path).is_some_and(|kind| DOCUMENTS.contains(&kind)),
        }
    }

    /// Returns the extensions that are searched for.
    fn extensions(self) -> Vec<&'static str> {
        match self {
            FileSearch::Jobs(None) => {
                InputFormat::value_variants().iter().flat_map(|format| format.extensions()).copied().collect()
            }
            FileSearch::Jobs(Some(format)) => format.extensions().to_vec(),
            FileSearch::Suites => FileKind::Yaml.extensions().to_vec(),
            #[cfg(feature = "import")]
            FileSearch::Documents => DOCUMENTS.iter().flat_map(|kind| kind.extensions()).copied().collect(),
        }
    }

    /// Returns the warning about a file that is not read but may be meant.
    fn passed_over(self, path: &Path) -> Option<Finding> {
        let inside = Path::new(path.file_stem()?);
        let (message, help) = match (self, FileKind::from_path(path)?) {
            (_, FileKind::Text) if self.includes(inside) => {
                ("the file is not read: its extension is .txt", format!("rename it to {}", inside.display()))
            }
            (FileSearch::Suites, FileKind::Document | FileKind::Html) => {
                ("the file is not read: it is not a suite file", import_advice(&source_name(path)))
            }
            _ => return None,
        };
        Some(finding_about(path, Problem::new(Rule::PassedOver, message).help(help)))
    }
}

/// Returns true for files and folders below the first that belong to other tools: names that begin with a dot, and
/// `~$jobs.xlsx`, by which Office marks an open file.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() > 0 && (name.starts_with(b".") || name.starts_with(b"~$"))
}

/// Returns true unless the entry is a folder that another link has led to.
fn is_new_folder(entry: &DirEntry, folders: &mut HashSet<PathBuf>) -> bool {
    !entry.file_type().is_dir() || fs::canonicalize(entry.path()).map_or(true, |real| folders.insert(real))
}

/// Returns the finding about a path that the search cannot follow.
fn unreachable_path(error: &walkdir::Error, folder: &Path) -> Finding {
    let reason = if error.loop_ancestor().is_some() {
        "the link leads back to a folder that it is in".to_owned()
    } else {
        error.io_error().map_or_else(|| error.to_string(), reason)
    };
    unreadable_because(error.path().unwrap_or(folder), &reason)
}

/// Removes files that came before under another path.
pub(crate) fn keep_first(files: &mut Vec<Result<PathBuf, Finding>>) {
    let mut seen = HashSet::new();
    files.retain(|file| {
        let Ok(path) = file else { return true };
        fs::canonicalize(path).map_or(true, |real| seen.insert(real))
    });
}

/// Returns advice on making a suite file of a published document.
pub(crate) fn import_advice(document: &str) -> String {
    if cfg!(feature = "import") {
        format!(
            "run jobeval profiles import {} --output suite.yaml, then give --profiles suite.yaml",
            as_argument(document)
        )
    } else {
        "fill in the suite file that jobeval profiles template prints".to_owned()
    }
}

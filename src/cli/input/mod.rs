//! Input of commands: files, folders and standard input.

mod file_bytes;
mod file_search;
mod input_file;
mod job_choice;
mod jobs;
mod suites;

#[cfg(feature = "import")]
pub(super) use file_bytes::source_name;
pub(super) use file_bytes::{can_be_read_again, is_stdin, open, unreadable};
pub(super) use input_file::{InputFile, job_files, read_file};
pub(super) use job_choice::{JobChoice, read_one_job};
pub(super) use jobs::{AT_A_TIME, JobLibrary, for_each_file, read_jobs, take_findings, threads};
#[cfg(feature = "import")]
pub(super) use suites::{add_suites, document_files, further_suites, read_document, replaced_suites};
pub(super) use suites::{
    column_choices, profile_files, read_profiles, read_profiles_and_check_jobs, read_scheme,
    read_sound_profiles,
};

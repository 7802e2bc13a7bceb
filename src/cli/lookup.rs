//! Jobs, bands, suites and profiles that arguments name.

use jobeval::finding::Finding;
use jobeval::profile::{Profile, ProfileNameError, Suite};
use jobeval::report::{TO_ADD_PROFILES, listed};
use jobeval::scheme::BandRun;
use jobeval::{Job, Profiles, Scheme};

use super::error::Error;
use super::output::Output;

/// Beginning of the name of a row: `row:12`.
const ROW: &str = "row:";

/// Test of a job for a name.
type NameTest = fn(&Job<'_>, &str) -> bool;

/// Ways to name a job, with the words of an error about several jobs. Each is tried only if those before it find nothing.
const WAYS: [(NameTest, &str); 3] =
    [(has_id, "have the id"), (has_title, "have the title"), (begins_in_row, "begin in row")];

/// Returns the job called `name`, or the only job if there is no name. A name is an id, else a title, else the row or line
/// that the job begins in: `row:12`, `12` or `jobs.csv:12`.
///
/// # Errors
/// No job or several jobs have the name; or there are several jobs and no name. In this case the advice ends with `or_else`.
pub(super) fn job<'s>(jobs: Vec<Job<'s>>, name: Option<&str>, or_else: &str) -> Result<Job<'s>, Error> {
    match name {
        Some(name) => named_job(jobs, name),
        None => only_job(jobs, or_else),
    }
}

fn only_job<'s>(mut jobs: Vec<Job<'s>>, or_else: &str) -> Result<Job<'s>, Error> {
    match jobs.len() {
        1 => Ok(jobs.swap_remove(0)),
        count => Err(Error::usage(format!("there are {count} jobs"), choose_from(&jobs) + or_else)),
    }
}

fn named_job<'s>(mut jobs: Vec<Job<'s>>, name: &str) -> Result<Job<'s>, Error> {
    for (is_named, have) in WAYS {
        let found: Vec<usize> = (0..jobs.len()).filter(|&index| is_named(&jobs[index], name)).collect();
        match found[..] {
            [] => {}
            [index] => return Ok(jobs.swap_remove(index)),
            _ => {
                let has_one_file = are_of_one_file(&jobs);
                let rows: Vec<String> =
                    found.iter().map(|&index| id_and_row(&jobs[index], has_one_file)).collect();
                return Err(Error::usage(format!("{} jobs {have} `{name}`", found.len()), choose(&rows)));
            }
        }
    }
    Err(Error::usage(format!("there is no job `{name}`"), choose_from(&jobs)))
}

fn has_id(job: &Job<'_>, name: &str) -> bool {
    job.id() == Some(name)
}

fn has_title(job: &Job<'_>, name: &str) -> bool {
    job.title() == name
}

/// Returns true if a job begins in a row named `row:12`, `12` or `jobs.csv:12`.
fn begins_in_row(job: &Job<'_>, name: &str) -> bool {
    let line = match name.rsplit_once(':') {
        Some((source, line)) if source == job.source() => line,
        _ => name.strip_prefix(ROW).unwrap_or(name),
    };
    line.parse() == Ok(job.line())
}

fn are_of_one_file(jobs: &[Job<'_>]) -> bool {
    jobs.windows(2).all(|pair| pair[0].source() == pair[1].source())
}

/// Returns advice to choose one of all jobs, by id or title or else by row.
fn choose_from(jobs: &[Job<'_>]) -> String {
    let has_one_file = are_of_one_file(jobs);
    choose(&jobs.iter().map(|job| shortest_name(job, has_one_file)).collect::<Vec<_>>())
}

fn choose(names: &[String]) -> String {
    format!("choose one with --job: {}", listed(names))
}

/// Returns the id of a job, else its title, else its row.
fn shortest_name(job: &Job<'_>, has_one_file: bool) -> String {
    match (job.id(), job.title()) {
        (None, "") => row(job, has_one_file),
        (id, title) => id.unwrap_or(title).to_owned(),
    }
}

/// Returns the id and the row of a job: `JD-1042 (row:12)`.
fn id_and_row(job: &Job<'_>, has_one_file: bool) -> String {
    let row = row(job, has_one_file);
    match job.id() {
        Some(id) => format!("{id} ({row})"),
        None => row,
    }
}

/// Returns the row of a job: `row:12`, or `jobs.csv:12` if there are several files.
fn row(job: &Job<'_>, has_one_file: bool) -> String {
    if has_one_file { format!("{ROW}{}", job.line()) } else { format!("{}:{}", job.source(), job.line()) }
}

/// Returns the band or run of bands that an option names, if it is given. A footnote mark in it is noted as a warning.
pub(super) fn band<'s>(
    scheme: &'s Scheme,
    option: &str,
    name: Option<&str>,
    output: &mut Output,
) -> Result<Option<BandRun<'s>>, Error> {
    let Some(name) = name else { return Ok(None) };
    output.note(scheme.band_mark(name).map(|mark| Finding::about(option, mark)));
    Ok(Some(scheme.find_band(name)?))
}

/// Returns the suite with this id. Case and separators make no difference.
pub(super) fn suite<'p, 's>(profiles: &'p Profiles<'s>, name: &str) -> Result<&'p Suite<'s>, Error> {
    profiles.find_suite(name).ok_or_else(|| {
        let known: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
        let help = format!("the suites are {}; {TO_ADD_PROFILES}", listed(&known));
        Error::usage(format!("there is no suite `{name}`"), help)
    })
}

/// Returns the profile called `name`.
pub(super) fn profile<'p, 's>(profiles: &'p Profiles<'s>, name: &str) -> Result<&'p Profile<'s>, Error> {
    profiles.find(name).map_err(|error| Error::usage(&error, profile_help(&error)))
}

/// Returns advice on the name of a profile, and on adding profiles.
pub(super) fn profile_help(error: &ProfileNameError) -> String {
    match error {
        ProfileNameError::Unknown { nearest, .. } => {
            format!("did you mean {}? ({TO_ADD_PROFILES})", nearest.join(" or "))
        }
        ProfileNameError::UnlikeAny { known, .. } if known.is_empty() => {
            format!("no profile is loaded; {TO_ADD_PROFILES}")
        }
        ProfileNameError::UnlikeAny { known, .. } => {
            format!("the profiles are {}; {TO_ADD_PROFILES}", listed(known))
        }
        ProfileNameError::Ambiguous { .. } => "write more of the name, or the whole id".to_owned(),
    }
}

//! Finds what an argument names.

use jobeval::finding::Finding;
use jobeval::profile::{Profile, ProfileNameError, Suite};
use jobeval::report::{TO_ADD_PROFILES, listed};
use jobeval::scheme::BandRun;
use jobeval::{Job, Profiles, Scheme};

use super::error::Error;
use super::output::Output;

/// How the row is named that a job stands in: `row:12`.
const ROW: &str = "row:";

/// The job that an option names, or the only one there is. It is named by its id; where none has that, by its title; where
/// none has that either, by the row or line that it begins in, as findings show it: `row:12`, `12` or `jobs.csv:12`.
/// If nothing is named and there are several, the advice ends with `or_else`.
pub(super) fn job<'s>(mut jobs: Vec<Job<'s>>, name: Option<&str>, or_else: &str) -> Result<Job<'s>, Error> {
    let one_file = jobs.windows(2).all(|pair| pair[0].source() == pair[1].source());
    let Some(name) = name else {
        return match jobs.len() {
            1 => Ok(jobs.remove(0)),
            all => {
                let names: Vec<String> = jobs.iter().map(|job| plain_name(job, one_file)).collect();
                Err(Error::usage(format!("there are {all} jobs"), choose(&names) + or_else))
            }
        };
    };
    let by_id = |job: &Job<'_>| job.id() == Some(name);
    let by_title = |job: &Job<'_>| job.title() == name;
    let by_row = |job: &Job<'_>| stands_in(job, name);
    let ways: [&dyn Fn(&Job<'_>) -> bool; 3] = [&by_id, &by_title, &by_row];
    let found = ways.iter().map(|is_meant| places(&jobs, is_meant)).find(|found| !found.is_empty());
    match found.as_deref() {
        Some([only]) => Ok(jobs.swap_remove(*only)),
        Some(several) => {
            let rows: Vec<String> = several.iter().map(|&index| with_row(&jobs[index], one_file)).collect();
            let message = match jobs[several[0]].id() {
                Some(id) if id == name => format!("{} jobs have the id `{name}`", several.len()),
                _ => format!("{} jobs are called `{name}`", several.len()),
            };
            Err(Error::usage(message, choose(&rows)))
        }
        None => {
            let names: Vec<String> = jobs.iter().map(|job| plain_name(job, one_file)).collect();
            Err(Error::usage(format!("there is no job `{name}`"), choose(&names)))
        }
    }
}

fn places(jobs: &[Job<'_>], is_meant: impl Fn(&Job<'_>) -> bool) -> Vec<usize> {
    (0..jobs.len()).filter(|&index| is_meant(&jobs[index])).collect()
}

fn choose(names: &[String]) -> String {
    format!("choose one with --job: {}", listed(names))
}

/// Whether a job stands in a row that is named as `row:12`, `12` or `jobs.csv:12`.
fn stands_in(job: &Job<'_>, name: &str) -> bool {
    let in_file = name.rsplit_once(':').filter(|(source, _)| *source == job.source()).map(|(_, line)| line);
    let line = in_file.or(name.strip_prefix(ROW)).unwrap_or(name);
    line.parse() == Ok(job.line())
}

/// The id or title of a job, or its row where it has neither.
fn plain_name(job: &Job<'_>, one_file: bool) -> String {
    match (job.id(), job.title()) {
        (None, "") => row(job, one_file),
        (id, title) => id.unwrap_or(title).to_owned(),
    }
}

/// The row of a job, with its id before it: `JD-1042 (row:12)`.
fn with_row(job: &Job<'_>, one_file: bool) -> String {
    let row = row(job, one_file);
    job.id().map_or(row.clone(), |id| format!("{id} ({row})"))
}

/// The row of a job: `row:12`, and `jobs.csv:12` where there are several files.
fn row(job: &Job<'_>, one_file: bool) -> String {
    if one_file { format!("{ROW}{}", job.line()) } else { format!("{}:{}", job.source(), job.line()) }
}

/// The band or the run of bands that an option names.
pub(super) fn band<'s>(
    scheme: &'s Scheme,
    option: &str,
    name: &str,
    output: &mut Output,
) -> Result<BandRun<'s>, Error> {
    output.note(scheme.band_mark(name).map(|mark| Finding::about(option, mark)));
    Ok(scheme.find_band(name)?)
}

/// Returns the suite that an argument names; case and separators make no difference.
pub(super) fn suite<'p, 's>(profiles: &'p Profiles<'s>, name: &str) -> Result<&'p Suite<'s>, Error> {
    profiles.find_suite(name).ok_or_else(|| {
        let known: Vec<&str> = profiles.suites().iter().map(|suite| suite.id.as_str()).collect();
        let help = format!("the suites are {}; {TO_ADD_PROFILES}", listed(&known));
        Error::usage(format!("there is no suite `{name}`"), help)
    })
}

/// The profile that an argument names.
pub(super) fn profile<'p, 's>(profiles: &'p Profiles<'s>, name: &str) -> Result<&'p Profile<'s>, Error> {
    profiles.find(name).map_err(|error| Error::usage(&error, profile_help(&error)))
}

/// What would be the name of a profile, and how to make more of them known.
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
        ProfileNameError::Ambiguous { .. } => "write more of it, or the whole id".to_owned(),
    }
}

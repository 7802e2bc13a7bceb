//! `jobeval init`

use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::report::Format;
use jobeval::schema::job_schema;
use jobeval::{job_template, report};

use super::error::Error;
use super::output::{Output, STDOUT};
use super::session::{ExitAnswer, Session};
use super::{input, lookup};

/// Start a job file, with the factors and points in comments
///
/// Writes a job in which nothing is assessed yet: every factor, what its levels are worth, and room for the level and
/// the evidence. With --from, comments hold the levels, descriptors and examples of a profile. FILE gets the ending .yaml
/// if it has none. A file that exists is replaced only with --force. Beside FILE goes job.schema.json, unless it is there
/// already: with it, editors complete and check job files.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval init job.yaml
  jobeval init art-therapist.yaml --title \"Senior Art Therapist\" --from arts-therapist
  jobeval init > another-job.yaml")]
pub(super) struct InitArgs {
    /// File to write; without it, or with -, the job goes to standard output
    #[arg(value_name = "FILE", conflicts_with = "output")]
    path: Option<PathBuf>,
    /// Show this profile in the comments: id or title, or the beginning of one
    #[arg(long, value_name = "PROFILE")]
    from: Option<String>,
    /// Title of the job
    #[arg(long, value_name = "TITLE", value_parser = read_title)]
    title: Option<String>,
    /// Replace FILE if it exists
    #[arg(long)]
    force: bool,
}

impl InitArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        session.expect_extension(Format::Yaml.endings())?;
        let path = self.path.as_deref().map(with_ending);
        if let Some(path) = &path {
            output.send_to(path);
        }
        if !self.force {
            output.never_replace();
        }
        let mut text = self.text(session, output)?;
        // Only a file that is named as such has a schema beside it: --output writes what is printed without it.
        let schema = path.as_deref().filter(|path| can_have_neighbours(path));
        let schema = schema.map(|path| path.with_file_name(SCHEMA));
        if schema.is_some() {
            text.insert_str(0, &format!("# yaml-language-server: $schema={SCHEMA}\n"));
        }
        output.show_text(&text)?;
        let schema_is_new = match schema {
            Some(schema) => {
                output.add(&schema, |out| report::write_json(&job_schema(session.scheme), out))?
            }
            None => false,
        };
        match output.file() {
            None if output.shows_result_to_people() => output.conclude(NO_FILE.to_owned()),
            Some(file) if output.shows_progress() => output.conclude(next_step(file, schema_is_new)),
            Some(file) if path != self.path => output.conclude(format!("written to {}", file.display())),
            _ => {}
        }
        Ok(ExitAnswer::Yes)
    }

    fn text(&self, session: Session<'_>, output: &mut Output) -> Result<String, Error> {
        let title = self.title.as_deref();
        let Some(name) = &self.from else { return Ok(job_template(session.scheme, title, None)) };
        let profiles = input::read_profiles(session, output)?;
        Ok(job_template(session.scheme, title, Some(lookup::profile(&profiles, name)?)))
    }
}

/// The name of the schema of job files, which stands beside them.
const SCHEMA: &str = "job.schema.json";

/// What to do after a job was shown on a terminal.
const NO_FILE: &str = "wrote a job in which nothing is assessed yet to the screen, and no file; to have it in a file, run \
    jobeval init job.yaml, fill in the levels and the evidence, then run jobeval score job.yaml";

/// What was written, and what to do next.
fn next_step(file: &Path, has_new_schema: bool) -> String {
    let name = file.display().to_string();
    let schema =
        if has_new_schema { format!(", and {SCHEMA}, with which editors check it") } else { String::new() };
    let argument = if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.clone() };
    format!(
        "wrote {name}, in which nothing is assessed yet{schema}; next, fill in the levels and the evidence in an \
         editor, then run jobeval score {argument}"
    )
}

/// Whether a path is, or will be, a file in a folder, and no link, pipe or device such as /dev/stdout; - is standard output.
fn can_have_neighbours(path: &Path) -> bool {
    path.as_os_str() != STDOUT && path.symlink_metadata().map_or(true, |known| known.is_file())
}

/// A title, which must have something in it.
fn read_title(title: &str) -> Result<String, &'static str> {
    let title = title.trim();
    if title.is_empty() { Err("a title cannot be empty") } else { Ok(title.to_owned()) }
}

/// The path with the ending of a job file, unless it has an ending, is there already, or is `-`.
fn with_ending(path: &Path) -> PathBuf {
    let is_whole = path.extension().is_some() || path.exists() || path.as_os_str() == STDOUT;
    if is_whole { path.to_owned() } else { path.with_added_extension("yaml") }
}

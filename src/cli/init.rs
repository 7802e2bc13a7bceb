//! `jobeval init`

use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::file_kind::FileKind;
use jobeval::schema::job_schema;
use jobeval::{job_template, report};

use super::error::{Error, as_argument};
use super::output::{Output, STDOUT};
use super::session::{ExitAnswer, Session};
use super::{input, lookup, unpack};

/// Start a job file, with the factors and points in comments
///
/// The file has room for the levels and evidence of every factor. job.schema.json is written beside it, so that editors
/// complete and check job files.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval init job.yaml
  jobeval init art-therapist.yaml --title \"Senior Art Therapist\" --from arts-therapist
  jobeval init > another-job.yaml")]
pub(super) struct InitArgs {
    /// File to write, with .yaml added if it has no extension; - for standard output [default: -]
    #[arg(value_name = "FILE", conflicts_with = "output")]
    path: Option<PathBuf>,
    /// Add the words of this profile in comments: an id or title, or the beginning of one
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
        session.expect_extension(FileKind::Yaml)?;
        let path = self.path.as_deref().map(with_yaml_extension);
        if let Some(path) = &path {
            check_extension(path)?;
            output.send_to(path);
        }
        if !self.force {
            output.never_replace();
        }
        let mut text = self.text(session, output)?;
        // Only FILE gets a schema beside it. --output writes the same bytes as standard output.
        let mut schema_is_new = false;
        match path.as_deref().filter(|path| is_regular_file(path)) {
            Some(path) => {
                text.insert_str(0, &format!("# yaml-language-server: $schema={SCHEMA}\n"));
                output.show_text(&text)?;
                let schema = job_schema(session.scheme);
                schema_is_new =
                    output.add(&path.with_file_name(SCHEMA), |out| report::write_json(&schema, out))?;
            }
            None => output.show_text(&text)?,
        }
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

/// File name of the schema beside a job file.
const SCHEMA: &str = "job.schema.json";

/// Advice after a job was printed to a terminal.
const NO_FILE: &str = "no file was written; to write one, run jobeval init job.yaml, fill in the levels and the evidence, then run \
    jobeval score job.yaml";

/// Says which files were written and what to do next.
fn next_step(file: &Path, has_new_schema: bool) -> String {
    let name = file.display().to_string();
    let schema = if has_new_schema { format!(", and {SCHEMA} for editors") } else { String::new() };
    let argument = as_argument(&name);
    format!(
        "wrote {name}{schema}; next, fill in the levels and the evidence in an editor, then run jobeval score {argument}"
    )
}

/// Returns true if the path is or will be a regular file, not a link, a pipe, a device or standard output.
fn is_regular_file(path: &Path) -> bool {
    path.as_os_str() != STDOUT && path.symlink_metadata().map_or(true, |known| known.is_file())
}

/// Parses a title, which must not be empty.
fn read_title(title: &str) -> Result<String, &'static str> {
    let title = title.trim();
    if title.is_empty() { Err("the title is empty") } else { Ok(title.to_owned()) }
}

/// Checks that a path has no extension of files other than YAML.
fn check_extension(path: &Path) -> Result<(), Error> {
    match FileKind::from_path(unpack::name_inside(path).unwrap_or(path)) {
        None | Some(FileKind::Yaml) => Ok(()),
        Some(_) => {
            let message = format!("{}: a job file is YAML", path.display());
            Err(Error::usage(message, "use the extension .yaml"))
        }
    }
}

/// Adds the extension .yaml, unless the path has an extension, exists, or is `-`.
fn with_yaml_extension(path: &Path) -> PathBuf {
    let is_whole = path.extension().is_some() || path.exists() || path.as_os_str() == STDOUT;
    if is_whole { path.to_owned() } else { path.with_added_extension("yaml") }
}

//! `jobeval init`

use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::job_template;

use super::error::Error;
use super::output::{Output, STDOUT};
use super::session::{Answer, Session};
use super::{input, lookup};

/// Start a job file, with the factors and points in comments
///
/// Writes a job in which nothing is assessed yet: every factor, what its levels are worth, and room for the level and
/// the evidence. With --from, comments hold the levels, descriptors and examples of a profile. FILE gets the ending .yaml
/// if it has none. A file that exists is replaced only with --force.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval init job.yaml
  jobeval init job.yaml --title \"Senior Art Therapist\" --from arts-therapist
  jobeval init | less")]
pub(super) struct Init {
    /// File to write, as with --output; without it, or with -, the job goes to standard output
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

impl Init {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Error> {
        let path = self.path.as_deref().map(with_ending);
        if let Some(path) = &path {
            output.send_to(path);
        }
        if !self.force {
            output.never_replace();
        }
        let text = self.text(session, output)?;
        output.show_text(&text)?;
        if path != self.path {
            output.conclude(format!("written to {}", path.unwrap_or_default().display()));
        }
        Ok(Answer::Yes)
    }

    fn text(&self, session: Session<'_>, output: &mut Output) -> Result<String, Error> {
        let title = self.title.as_deref();
        let Some(name) = &self.from else { return Ok(job_template(session.scheme, title, None)) };
        let profiles = input::read_profiles(session, output)?;
        Ok(job_template(session.scheme, title, Some(lookup::profile(&profiles, name)?)))
    }
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

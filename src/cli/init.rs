//! `jobeval init`

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::job_template;

use super::output::Output;
use super::profiles::find_profile;
use super::{Answer, Session, Trouble, input};

/// Start a job file, with the factors and points in comments
///
/// Writes a job in which nothing is assessed yet: every factor, what its levels are worth, and room for the level and
/// the evidence. With --from, the levels, descriptors and examples of a profile stand in comments. A file that
/// exists is never replaced without --force.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval init job.yaml
  jobeval init job.yaml --from arts-therapist
  jobeval init | less")]
pub(super) struct Init {
    /// The file to write; without it, or with -, the job goes to standard output
    #[arg(value_name = "FILE")]
    path: Option<PathBuf>,
    /// Show this profile in the comments: its id or title, or the beginning of one
    #[arg(long, value_name = "PROFILE")]
    from: Option<String>,
    /// Replace FILE if it exists
    #[arg(long)]
    force: bool,
}

/// The path that means standard output.
const STDOUT: &str = "-";

impl Init {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let text = self.text(session, output)?;
        match &self.path {
            Some(path) if path.as_os_str() != STDOUT => self.write(path, &text)?,
            _ => output.show_text(&text)?,
        }
        Ok(Answer::Yes)
    }

    fn text(&self, session: Session<'_>, output: &mut Output) -> Result<String, Trouble> {
        let Some(name) = &self.from else { return Ok(job_template(session.scheme, None)) };
        let profiles = input::read_profiles(session, output)?;
        Ok(job_template(session.scheme, Some(find_profile(&profiles, name)?)))
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), Trouble> {
        let written = self.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists if !path.is_dir() => Trouble::Usage {
                message: format!("{}: exists already", path.display()),
                help: Some("replace it with --force".to_owned()),
            },
            _ => Trouble::Unwritable { path: path.to_owned(), reason: input::reason(&error) },
        })
    }

    /// Whether the file exists is left to the operating system, so that none can come into being in between.
    fn open(&self, path: &Path) -> io::Result<File> {
        if self.force {
            File::create(path)
        } else {
            OpenOptions::new().write(true).create_new(true).open(path)
        }
    }
}

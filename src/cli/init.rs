//! `jobeval init`

use std::path::PathBuf;

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
    /// The file to write, as with --output; without it, or with -, the job goes to standard output
    #[arg(value_name = "FILE", conflicts_with = "output")]
    path: Option<PathBuf>,
    /// Show this profile in the comments: its id or title, or the beginning of one
    #[arg(long, value_name = "PROFILE")]
    from: Option<String>,
    /// Replace FILE if it exists
    #[arg(long)]
    force: bool,
}

impl Init {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        if let Some(path) = &self.path {
            output.send_to(path);
        }
        if !self.force {
            output.never_replace();
        }
        let text = self.text(session, output)?;
        output.show_text(&text)?;
        Ok(Answer::Yes)
    }

    fn text(&self, session: Session<'_>, output: &mut Output) -> Result<String, Trouble> {
        let Some(name) = &self.from else { return Ok(job_template(session.scheme, None)) };
        let profiles = input::read_profiles(session, output)?;
        Ok(job_template(session.scheme, Some(find_profile(&profiles, name)?)))
    }
}

//! `jobeval diff`

use std::path::PathBuf;

use clap::Args;
use jobeval::diff;
use jobeval::report::{Diffs, RowFormat};

use super::output::Output;
use super::{Answer, Session, Trouble, input};

/// Two versions of a job: what changed, and whether the band moved
///
/// OLD and NEW are files or folders. One job on each side is taken to be the same; otherwise jobs pair by id, and those
/// that do not both have one, by title, then by the name of their file. Jobs that only one side has are reported as
/// removed or added. Exits with 1 if the band of any job moved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval diff jobs/JD-1042.yaml new/JD-1042.yaml
  git show main:jobs/JD-1042.yaml | jobeval diff - jobs/JD-1042.yaml")]
pub(super) struct Diff {
    /// The old version: a file, a folder, or - for standard input
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: RowFormat,
}

impl Diff {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let old = input::read_jobs(std::slice::from_ref(&self.old), session, output);
        let new = input::read_jobs(std::slice::from_ref(&self.new), session, output);
        let mut diffs = diff(&old, &new);
        if output.errors() > 0 {
            // What one side lacks may be among what could not be read.
            diffs.retain(|diff| diff.old.is_some() && diff.new.is_some());
        }
        let diffs = Diffs(diffs);
        output.show_rows(&diffs, self.format)?;
        Ok(Answer::from(!diffs.0.iter().any(|diff| diff.moved)))
    }
}

//! `jobeval diff`

use std::path::PathBuf;

use clap::Args;
use jobeval::diff;
use jobeval::diff::{Status, Version};
use jobeval::report::Diffs;

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input};

/// Two versions of a job: what changed, and whether the band moved
///
/// OLD and NEW are files or folders. One job on each side is taken to be the same; otherwise jobs pair by id, and those
/// that do not both have one, by the place of their file in the folder, then by title. Jobs that only one side has are
/// reported as removed or added. Exits with 1 if the band of any job moved.
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
    #[command(flatten)]
    list: ListOptions,
}

impl Diff {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let (old, old_faulty) =
            input::read_jobs_with_faults(std::slice::from_ref(&self.old), session, output);
        let (new, new_faulty) =
            input::read_jobs_with_faults(std::slice::from_ref(&self.new), session, output);
        let (old_root, new_root) = (self.old.display().to_string(), self.new.display().to_string());
        let mut diffs =
            diff(Version { jobs: &old, root: &old_root }, Version { jobs: &new, root: &new_root });
        // What one side lacks may be among what could not be read there.
        diffs.retain(|diff| match diff.status {
            Status::Added => !old_faulty,
            Status::Removed => !new_faulty,
            Status::Changed | Status::Unchanged => true,
        });
        let diffs = Diffs(diffs);
        output.show_rows(&diffs, self.list.format, self.list.cells())?;
        Ok(Answer::from(!diffs.0.iter().any(|diff| diff.moved)))
    }
}

//! `jobeval diff`

use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::diff::{Status, Version};
use jobeval::report::Diffs;
use jobeval::{Job, diff};

use super::output::{ListOptions, Output};
use super::{Answer, Session, Trouble, input};

/// Two versions of a job: what changed, and whether the band moved
///
/// OLD and NEW are files or folders. One job on each side is taken to be the same; otherwise jobs pair by id, and those
/// that do not both have one, by the place of their file in the folder, then by title. Jobs that only one side has are reported as
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
    #[command(flatten)]
    list: ListOptions,
}

impl Diff {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let (old, old_faulty) = read_side(&self.old, session, output);
        let (new, new_faulty) = read_side(&self.new, session, output);
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
        output.show_rows(&diffs, self.list.format())?;
        Ok(Answer::from(!diffs.0.iter().any(|diff| diff.moved)))
    }
}

/// The jobs of one side, and whether anything there was wrong.
fn read_side<'s>(path: &Path, session: Session<'s>, output: &mut Output) -> (Vec<Job<'s>>, bool) {
    let before = output.findings().len();
    let jobs = input::read_jobs(&[path.to_owned()], session, output);
    (jobs, output.findings().len() > before)
}

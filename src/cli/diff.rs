//! `jobeval diff`

use std::path::PathBuf;

use clap::Args;
use jobeval::diff;
use jobeval::diff::{Status, Version};
use jobeval::report::{Format, List};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::input;
use super::output::Output;
use super::session::{Answer, Session};

/// Compare two versions of jobs: what changed, and whether the band moved
///
/// OLD and NEW are files or folders. If each has one job, the two are compared. Otherwise jobs are paired by id; two
/// that do not both have an id, by the path of their file in the folder, then by title. Jobs on one side only are
/// reported as removed or added. Exits with 1 if the band of any job moved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval diff jobs/JD-1042.yaml new/JD-1042.yaml
  git show main:jobs/JD-1042.yaml | jobeval diff - jobs/JD-1042.yaml")]
pub(super) struct Diff {
    /// Old version: a file, a folder, or - for standard input
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// New version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = choices::format(choices::LIST))]
    format: Format,
    #[command(flatten)]
    csv: CsvOptions,
}

impl Diff {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Error> {
        let (old, old_faulty) =
            input::read_jobs_with_faults(std::slice::from_ref(&self.old), session, output);
        let (new, new_faulty) =
            input::read_jobs_with_faults(std::slice::from_ref(&self.new), session, output);
        let (old_root, new_root) = (self.old.display().to_string(), self.new.display().to_string());
        let mut diffs =
            diff(Version { jobs: &old, root: &old_root }, Version { jobs: &new, root: &new_root });
        // A job that is missing on one side may be among those that could not be read there.
        diffs.retain(|diff| match diff.status {
            Status::Added => !old_faulty,
            Status::Removed => !new_faulty,
            Status::Changed | Status::Unchanged => true,
        });
        let diffs: List<_> = diffs.into_iter().collect();
        output.show_list(&diffs, self.format, self.csv.cells())?;
        Ok(Answer::from(!diffs.items.iter().any(|diff| diff.moved)))
    }
}

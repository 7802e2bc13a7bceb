//! `jobeval explain`

use std::num::NonZeroUsize;

use clap::Args;
use jobeval::explain;
use jobeval::explain::Question;
use jobeval::report::Format;

use super::input::JobChoice;
use super::output::Output;
use super::{Answer, Session, Trouble, find_band};

/// Where a job's total sits in its band, and which level changes would move it
///
/// Says how far the total is from either edge, every change of one factor by one level that moves the job to another
/// band, and the fewest level changes that reach the next band down and up. For an unfinished job it lists the factors
/// that are not settled, with the points at stake. This is arithmetic, not advice: levels follow from evidence. Exits
/// with 1 if the job is not complete.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval explain examples/principal-dramatherapist.yaml
  jobeval explain examples/senior-art-therapist.yaml --to 8a --limit 3")]
pub(super) struct Explain {
    #[command(flatten)]
    job: JobChoice,
    /// The band or band group to reach, in place of the next ones down and up
    #[arg(long, value_name = "BAND")]
    to: Option<String>,
    /// Call a total within this many points of an edge borderline
    #[arg(long, value_name = "POINTS", default_value_t = 10)]
    margin: u32,
    /// List at most this many ways to reach a band
    #[arg(long, value_name = "N", default_value = "10")]
    limit: NonZeroUsize,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

impl Explain {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Trouble> {
        let to = self.to.as_deref().map(|name| find_band(session.scheme, name)).transpose()?;
        let Some(job) = self.job.read(session, output)? else { return Ok(Answer::No) };
        let explanation = explain(&job, Question { to, margin: self.margin, limit: self.limit.get() });
        if let (Some(band), false) = (&self.to, explanation.complete) {
            let message = format!("the way to Band {band} is not known while factors are not settled");
            let help = Some("without --to, explain lists what they can still change".to_owned());
            return Err(Trouble::Usage { message, help });
        }
        output.show(&explanation, self.format)?;
        Ok(Answer::from(explanation.complete))
    }
}

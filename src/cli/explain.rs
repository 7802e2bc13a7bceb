//! `jobeval explain`

use std::num::NonZeroUsize;

use clap::Args;
use jobeval::explain;
use jobeval::explain::{ExplainSettings, Explanation, MARGIN};
use jobeval::report::Format;

use super::choices;
use super::error::Error;
use super::input::JobChoice;
use super::lookup;
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Show where a job's total is in its band, and which level changes would move it
///
/// Shows how far the total is from either edge, every change of one factor by one level that moves the job to another
/// band, and the fewest level changes that reach the next band down and up. For an incomplete job it lists the undecided
/// factors, with the points at stake. This is arithmetic, not advice: levels follow from evidence. Exits with 1 if the
/// job is not complete.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval explain examples/principal-dramatherapist.yaml
  jobeval explain examples/senior-art-therapist.yaml --to 8a --limit 3")]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    job: JobChoice,
    /// Band, or run of bands such as 8a-c, to reach, instead of the next ones down and up
    #[arg(long, value_name = "BAND")]
    to: Option<String>,
    /// Distance from an edge of the band, in points, within which a total is borderline
    #[arg(long, value_name = "POINTS", default_value_t = MARGIN)]
    margin: u32,
    /// List at most this many ways to each band
    #[arg(long, value_name = "N", default_value = "10")]
    limit: NonZeroUsize,
    /// Format of the result; by default that of the ending of --output, else table
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Explanation<'_>>())]
    format: Option<Format>,
}

impl ExplainArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let to = self.to.as_deref();
        let to = to.map(|name| lookup::band(session.scheme, "--to", name, output)).transpose()?;
        let Some(job) = self.job.read(session, output)? else { return Ok(ExitAnswer::No) };
        let explanation = explain(&job, ExplainSettings { to, margin: self.margin, limit: self.limit.get() });
        if let (Some(band), false) = (&self.to, explanation.standing.is_complete()) {
            let message =
                format!("the changes to reach Band {band} are not known while factors are undecided");
            return Err(Error::usage(message, "leave out --to to see what the undecided factors can change"));
        }
        output.show(&explanation, format)?;
        Ok(ExitAnswer::from(explanation.standing.is_complete()))
    }
}

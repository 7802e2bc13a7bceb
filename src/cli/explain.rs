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

/// Show where a job's total lies in its band, and which level changes would move it
///
/// This is arithmetic, not advice: levels follow from evidence. Exits with 1 if the job is incomplete.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval explain examples/principal-dramatherapist.yaml
  jobeval explain examples/senior-art-therapist.yaml --to 8a --limit 3")]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    job: JobChoice,
    /// Band or run of bands to reach, such as 8a-c [default: the next ones down and up]
    #[arg(long, value_name = "BAND")]
    to: Option<String>,
    /// Call a total borderline within this many points of an edge
    #[arg(long, value_name = "POINTS", default_value_t = MARGIN)]
    margin: u32,
    /// List at most this many ways to each band
    #[arg(long, value_name = "N", default_value = "10")]
    limit: NonZeroUsize,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Explanation<'_>>())]
    format: Option<Format>,
}

impl ExplainArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let format = session.format(self.format)?;
        let to = lookup::band(session.scheme, "--to", self.to.as_deref(), output)?;
        let Some(job) = self.job.read(session, output)? else { return Ok(ExitAnswer::No) };
        let explanation = explain(&job, ExplainSettings { to, margin: self.margin, limit: self.limit.get() });
        if let (Some(band), false) = (&self.to, explanation.standing.is_complete()) {
            let message = format!("ways to Band {band} are not known while factors are undecided");
            return Err(Error::usage(message, "leave out --to to see the undecided factors"));
        }
        output.show(&explanation, format)?;
        Ok(ExitAnswer::from(explanation.standing.is_complete()))
    }
}

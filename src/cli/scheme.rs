//! `jobeval scheme`

use clap::Args;
use jobeval::report::{Format, SchemeReport};

use super::output::Output;
use super::{Answer, Session, Trouble};

/// The factors, points and bands in force
///
/// With `--format yaml` this is a scheme file: change it and use it with `--scheme`.
#[derive(Debug, Args)]
#[command(name = "scheme")]
pub(super) struct SchemeInForce {
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

impl SchemeInForce {
    pub(super) fn run(&self, session: Session<'_>, output: &Output) -> Result<Answer, Trouble> {
        output.show(&SchemeReport(session.scheme), self.format)?;
        Ok(Answer::Yes)
    }
}

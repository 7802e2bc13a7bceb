//! `jobeval schema`

use clap::{Args, ValueEnum};
use jobeval::file_kind::FileKind;
use jobeval::report;
use jobeval::schema;

use super::error::Error;
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Print a JSON Schema, for completion and checks in editors
///
/// The schema fits the scheme in force. Editors with a YAML language server use it for files that begin with
/// `# yaml-language-server: $schema=job.schema.json`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval schema job > job.schema.json
  jobeval schema suite > suite.schema.json")]
pub(super) struct SchemaArgs {
    /// Kind of file
    #[arg(value_name = "KIND")]
    kind: SchemaKind,
}

/// Kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaKind {
    /// A job, or several
    Job,
    /// A suite of profiles, for --profiles
    Suite,
    /// A scheme, for --scheme
    Scheme,
}

impl SchemaArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &Output) -> Result<ExitAnswer, Error> {
        session.expect_extension(FileKind::Json)?;
        let schema = match self.kind {
            SchemaKind::Job => schema::job_schema(session.scheme),
            SchemaKind::Suite => schema::suite_schema(session.scheme),
            SchemaKind::Scheme => schema::scheme_schema(),
        };
        output.show_as(|out| report::write_json(&schema, out))?;
        Ok(ExitAnswer::Yes)
    }
}

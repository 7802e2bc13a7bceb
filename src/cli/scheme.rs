//! `jobeval scheme`

use clap::Args;
use jobeval::Scheme;
use jobeval::file_kind::FileKind;
use jobeval::report::{Dialect, Format, Ladder, sql};

use super::choices::{self, one_of};
use super::error::Error;
use super::input;
use super::output::Output;
use super::session::{ExitAnswer, Session};

/// Show the factors, points and bands in force
///
/// With FACTOR, shows each level of a factor with its points and the words of the known profiles. With --format yaml, the
/// output is a file for --scheme.
#[derive(Debug, Args)]
#[command(name = "scheme")]
#[command(after_help = "\
The query of --sql needs a column for each factor, named by its id or by --column, with levels such as 3 or 3(a). It adds \
columns for points, total, band, band_group and problem.

Examples:
  jobeval scheme --format yaml > my-scheme.yaml
  jobeval scheme \"freedom to act\"
  jobeval scheme --sql postgres --table hr.jobs > score-jobs.sql
  jobeval scheme --sql duckdb --column knowledge=KTE --column 12=freedom > score-hr.sql
  (echo 'CREATE VIEW scored_jobs AS'; jobeval scheme --sql duckdb) > create-view.sql")]
pub(super) struct SchemeArgs {
    /// Factor to show level by level
    #[arg(value_name = "FACTOR", conflicts_with = "sql")]
    factor: Option<String>,
    /// Output format [default: from the extension of --output, else table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<Scheme>())]
    format: Option<Format>,
    /// Write the scheme as a query that scores every row of a table
    #[arg(long, value_name = "DIALECT", conflicts_with = "format")]
    #[arg(value_parser = one_of(Dialect::ALL, Dialect::describe))]
    sql: Option<Dialect>,
    /// Table to query, spelt as in the database; dots separate catalog, schema and table
    #[arg(long, value_name = "NAME", default_value = "jobs", requires = "sql")]
    table: String,
}

impl SchemeArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        if let Some(name) = &self.factor {
            let format = session.format(self.format)?;
            let factor = session.scheme.find_factor(name)?;
            let profiles = input::read_profiles(session, output)?;
            let ladder = Ladder { factor, profiles: profiles.iter().collect() };
            output.show(&ladder, format)?;
            return Ok(ExitAnswer::Yes);
        }
        match self.sql {
            Some(dialect) => {
                session.expect_extension(FileKind::Sql)?;
                output.show_text(&sql(session.scheme, dialect, &self.table, session.columns)?)?
            }
            None => {
                let format = session.format(self.format)?;
                output.show(session.scheme, format)?;
            }
        }
        Ok(ExitAnswer::Yes)
    }
}

//! `jobeval scheme`

use clap::Args;
use jobeval::report::{Dialect, Format, SchemeReport, SqlError, sql};

use super::output::Output;
use super::{Answer, Session, Trouble};

/// The factors, points and bands in force
///
/// With `--format yaml` this is a scheme file: change it and use it with `--scheme`. With `--sql` it is a query that
/// scores every row of a table.
#[derive(Debug, Args)]
#[command(name = "scheme")]
#[command(after_help = "\
The query of --sql is one SELECT without a semicolon, ready to be a view. It needs a column of whole numbers for each \
factor, named by its id; NULL is not assessed. Rows keep their columns; behind them are the points of each factor, \
total, band, band_group, and a problem where there is no total or no band.

Examples:
  jobeval scheme --format yaml > my-scheme.yaml
  jobeval scheme --sql postgres --table hr.jobs | psql
  (echo 'CREATE VIEW scored_jobs AS'; jobeval scheme --sql duckdb) | duckdb jobs.db")]
pub(super) struct SchemeInForce {
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Write the scheme as a query in this kind of SQL
    #[arg(long, value_name = "DIALECT", conflicts_with = "format")]
    sql: Option<Dialect>,
    /// The table that the query reads, its name spelt as the database has it; dots separate catalog, schema and table
    #[arg(long, value_name = "NAME", default_value = "jobs", requires = "sql")]
    table: String,
}

impl SchemeInForce {
    pub(super) fn run(&self, session: Session<'_>, output: &Output) -> Result<Answer, Trouble> {
        match self.sql {
            Some(dialect) => output.show_text(&sql(session.scheme, dialect, &self.table)?)?,
            None => output.show(&SchemeReport(session.scheme), self.format)?,
        }
        Ok(Answer::Yes)
    }
}

impl From<SqlError> for Trouble {
    fn from(error: SqlError) -> Trouble {
        Trouble::Usage { message: error.to_string(), help: None }
    }
}

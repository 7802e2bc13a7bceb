//! `jobeval profiles import`

use std::path::PathBuf;

use clap::Args;
use jobeval::import::{Agreement, Imported, Importer};
use jobeval::report::{counted, short};
use jobeval::suite_file;

use super::error::Error;
use super::input;
use super::output::Output;
use super::session::{Answer, Session};

/// Make a suite file of a published document
///
/// Reads the profiles of a document as it was published, and compares what it says twice: scores with levels, totals with
/// their sum, bands with totals, the table of contents with the profiles. Nothing is guessed or repaired: a profile that
/// does not agree with itself is left out, and named with the place in the document. Exits with 2 if one was left out.
/// Profiles get ids that no built-in suite and none given with --profiles has. A document with the title of one of these
/// suites is a new edition of it, and gets its id.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval profiles import examples/ward-clerks.txt --output ward-clerks.yaml
  jobeval profiles check --profiles ward-clerks.yaml
  jobeval match examples/senior-art-therapist.yaml --profiles ward-clerks.yaml")]
pub(super) struct Import {
    /// Documents (Word, PDF, web pages or text), or - for standard input
    #[arg(value_name = "DOCUMENT", required = true)]
    paths: Vec<PathBuf>,
    /// Id of the suite [default: that of the known suite with the same title, else made of the title]
    #[arg(long, value_name = "ID")]
    suite: Option<String>,
}

impl Import {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<Answer, Error> {
        if self.suite.is_some() && self.paths.len() > 1 {
            return Err(Error::usage(
                "--suite names one suite, but there are several documents",
                "import them one by one",
            ));
        }
        let mut importer = Importer::beside(&input::read_profiles(session, output)?);
        let (mut files, mut refused, mut agreement) = (Vec::new(), Vec::new(), Agreement::default());
        for path in &self.paths {
            let document = match input::read_document(path, session.global, output) {
                Ok(document) => document,
                Err(finding) => {
                    output.note([finding]);
                    continue;
                }
            };
            let imported = importer.import(&input::name(path), &document, self.suite.as_deref());
            let Imported { suite, refused: not_imported, findings, agreement: agreed } = imported;
            files.extend(suite.map(|suite| suite_file(&suite, session.scheme)));
            output.note(findings);
            refused.extend(not_imported);
            agreement += agreed;
        }
        if !files.is_empty() {
            output.show_text(&files.join("---\n"))?;
        }
        if !files.is_empty() || !refused.is_empty() {
            output.conclude(conclusion(&refused, agreement));
        }
        Ok(Answer::Yes)
    }
}

/// How many profiles came through, and what of them was compared.
fn conclusion(refused: &[String], agreement: Agreement) -> String {
    let Agreement { rows, rows_without_scores, totals } = agreement;
    let profiles = counted(totals + refused.len(), "profile");
    let mut words = format!("{profiles}: {totals} imported, {} refused", refused.len());
    if !refused.is_empty() {
        words += &format!(" ({})", listed(refused));
    }
    if rows > 0 {
        let verb = if rows == 1 { "agrees" } else { "agree" };
        words += &format!("; {} {verb} with {}", counted(rows, "level"), counted(rows, "score"));
    }
    if rows_without_scores > 0 {
        words += &format!("; {} checked by the total alone", counted(rows_without_scores, "level"));
    }
    if totals > 0 {
        words += &format!(", {} {}", counted(totals, "total"), if totals == 1 { "agrees" } else { "agree" });
    }
    words
}

/// The first few titles, and how many more there are.
fn listed(titles: &[String]) -> String {
    const MOST: usize = 10;
    let named = titles.iter().take(MOST).map(|title| short(title)).collect::<Vec<_>>().join("; ");
    match titles.len().saturating_sub(MOST) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

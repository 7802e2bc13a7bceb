//! `jobeval profiles import`

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;
use jobeval::file_kind::FileKind;
use jobeval::finding::{Finding, FindingCounts};
use jobeval::import::{Agreement, Imported, Importer};
use jobeval::profile::{Edition, Suite};
use jobeval::report::{Format, List, counted, short};
use jobeval::suite_diff::ProfileChange;
use jobeval::{Profiles, suite_diff, suite_file};

use super::choices::{self, CsvOptions};
use super::error::Error;
use super::input;
use super::output::{Output, PLAIN};
use super::page_names::plain;
use super::session::{ExitAnswer, Session, supported};

/// Make suite files of published documents
///
/// Reads the profiles of a document as it was published, and compares scores with levels, totals with their sum, bands with
/// totals, and the table of contents with the profiles. Nothing is guessed or repaired: a profile that does not agree with
/// itself is left out, and named with its place in the document. Exits with 2 if one was left out.
///
/// If --output names a folder, each document gives a suite file in it, named by the id of the suite. It is a folder if it
/// exists as one, ends in a slash or, with several documents, has no extension. Profiles get ids that are free in the
/// built-in suites, in the folder and in the suites given with --profiles. A document with the title of one of these suites
/// is a new edition of it and gets its id: the old file may be replaced, and the changes of each profile are listed on
/// standard output, or without --output on standard error, after the suites.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval profiles import examples/ward-clerks.txt --output ward-clerks.yaml
  jobeval profiles import examples/ward-clerks.txt --output suites/
  jobeval profiles check --profiles ward-clerks.yaml
  jobeval match examples/senior-art-therapist.yaml --profiles ward-clerks.yaml")]
pub(super) struct ImportArgs {
    /// Documents (Word, PDF, web pages or text), folders searched for them, or - for standard input
    #[arg(value_name = "DOCUMENT", required = true)]
    paths: Vec<PathBuf>,
    /// Id of the suite [default: that of the known suite with the same title, else made of the title]
    #[arg(long, value_name = "ID")]
    suite: Option<String>,
    /// Output format of the changes from the old edition [default: table]
    #[arg(long, value_name = "FORMAT", value_parser = choices::format::<List<ProfileChange<'_>>>())]
    format: Option<Format>,
    #[command(flatten)]
    csv: CsvOptions,
}

/// A document of the run, and what was made of it.
struct ImportedDocument<'s> {
    source: String,
    /// `None` if the document could not be read.
    imported: Option<Imported<'s>>,
    /// The file that its suite was written to.
    written: Option<PathBuf>,
    findings: FindingCounts,
}

impl ImportArgs {
    pub(super) fn run(&self, session: Session<'_>, output: &mut Output) -> Result<ExitAnswer, Error> {
        let documents = input::document_files(&self.paths);
        if self.suite.is_some() && documents.len() > 1 {
            return Err(Error::usage(
                "--suite names one suite, but there are several documents",
                "import them one by one",
            ));
        }
        let has_several = documents.len() > 1 || self.paths.iter().any(|path| path.is_dir());
        let folder = output.folder(has_several).map(Path::to_owned);
        if folder.is_none() {
            session.expect_extension(FileKind::Yaml)?;
        }
        let known = known_suites(folder.as_deref(), session, output)?;
        let file = output.file().filter(|_| folder.is_none());
        let replaced = file.map(|file| input::replaced_suites(file, session));
        let mut importer = Importer::beside(&known);
        let mut editions: Vec<ImportedDocument<'_>> = Vec::new();
        for document in documents {
            editions.push(self.import(document, &mut importer, session, output));
        }
        let doubled = match &folder {
            Some(folder) => fill(folder, &mut editions, &known, session, output)?,
            None => {
                write_together(&editions, &known, session, output)?;
                Vec::new()
            }
        };
        let replaced = replaced.iter().flat_map(Profiles::suites);
        let old: Vec<&Suite<'_>> = known.suites().iter().filter(is_added).chain(replaced).collect();
        let table = self.show_changes(&editions, &old, output)?;
        output.conclude_with(table, &conclusion(&editions));
        match doubled.first() {
            Some(message) => Err(Error::usage(message, "import one of them, or give one an id with --suite")),
            None => Ok(ExitAnswer::Yes),
        }
    }

    fn import<'s>(
        &self,
        document: Result<PathBuf, Finding>,
        importer: &mut Importer<'s>,
        session: Session<'s>,
        output: &mut Output,
    ) -> ImportedDocument<'s> {
        let read = document.and_then(|path| {
            let document = input::read_document(&path, session.global, output)?;
            Ok((input::source_name(&path), document))
        });
        let mut findings = FindingCounts::default();
        let (source, imported) = match read {
            Ok((source, document)) => {
                let mut imported = importer.import(&source, &document, self.suite.as_deref());
                imported.findings.iter().for_each(|finding| findings += finding.problem.counts());
                output.note(std::mem::take(&mut imported.findings));
                (source, Some(imported))
            }
            Err(finding) => {
                let source = finding.source.to_string();
                output.note([finding]);
                (source, None)
            }
        };
        ImportedDocument { source, imported, written: None, findings }
    }

    /// Shows what changed in suites that have an old edition. Returns it as text if the suites are on standard output.
    fn show_changes(
        &self,
        editions: &[ImportedDocument<'_>],
        old: &[&Suite<'_>],
        output: &Output,
    ) -> Result<Option<String>, Error> {
        let format = supported(self.format.unwrap_or(Format::Table))?;
        let mut changes: Option<List<ProfileChange<'_>>> = None;
        for imported in editions.iter().filter_map(|edition| edition.imported.as_ref()) {
            let Some(new) = &imported.suite else { continue };
            let Some(old) = old.iter().find(|old| old.id == new.id) else { continue };
            let list = changes.get_or_insert_with(|| List::from_iter([]));
            list.items.extend(suite_diff(old, new, &imported.refused));
        }
        let Some(changes) = changes else { return Ok(None) };
        if output.file().is_some() {
            output.show_beside(&changes, format, self.csv.cells())?;
            return Ok(None);
        }
        let mut text = Vec::new();
        format.write(&changes, PLAIN, &mut text)?;
        Ok(Some(String::from_utf8_lossy(&text).trim_end().to_owned()))
    }
}

/// Returns the built-in suites, those given with --profiles, and those of the folder that the result goes to.
fn known_suites<'s>(
    folder: Option<&Path>,
    session: Session<'s>,
    output: &mut Output,
) -> Result<Profiles<'s>, Error> {
    let mut known = input::read_profiles(session, output)?;
    if let Some(folder) = folder.filter(|folder| folder.exists()) {
        let further = input::further_suites(folder, session.global);
        let findings = input::add_suites(&mut known, further, session, output);
        output.note(findings);
    }
    Ok(known)
}

/// Returns true for a suite of the user, whose file may hold an old edition.
fn is_added(suite: &&Suite<'_>) -> bool {
    suite.profiles.first().is_some_and(|profile| *profile.edition() != Edition::BuiltIn)
}

/// Writes all suites behind each other.
fn write_together(
    editions: &[ImportedDocument<'_>],
    known: &Profiles<'_>,
    session: Session<'_>,
    output: &mut Output,
) -> Result<(), Error> {
    let suites = || editions.iter().filter_map(|edition| edition.imported.as_ref()?.suite.as_ref());
    let files: Vec<String> = suites().map(|suite| suite_file(suite, session.scheme)).collect();
    if files.is_empty() {
        return Ok(());
    }
    if let Some(path) = output.file().map(Path::to_owned)
        && is_old_edition(known, &path, &suites().collect::<Vec<_>>(), editions)
    {
        output.release(&path);
    }
    output.show_text(&files.join("---\n"))
}

/// Writes each suite to a file of its own. Returns what is wrong with documents whose suites have the id of another's.
fn fill(
    folder: &Path,
    editions: &mut [ImportedDocument<'_>],
    known: &Profiles<'_>,
    session: Session<'_>,
    output: &mut Output,
) -> Result<Vec<String>, Error> {
    let (mut taken, mut doubled): (HashSet<String>, Vec<String>) = Default::default();
    for index in 0..editions.len() {
        let imported = editions[index].imported.as_ref();
        let Some(suite) = imported.and_then(|imported| imported.suite.as_ref()) else { continue };
        let name = plain(&suite.id);
        let name = if name.is_empty() { "suite" } else { &name };
        if !taken.insert(name.to_ascii_lowercase()) {
            let (source, id) = (&editions[index].source, short(&suite.id));
            doubled.push(format!("{source}: another document makes a suite with the id `{id}`"));
            continue;
        }
        let path = folder.join(format!("{name}.yaml"));
        if is_old_edition(known, &path, &[suite], editions) {
            output.release(&path);
        }
        output.create_folder(folder)?;
        output.show_text_at(&path, &suite_file(suite, session.scheme))?;
        editions[index].written = Some(path);
    }
    Ok(doubled)
}

/// Returns true if a file was read as suites that are all old editions of these, and no document is that file.
fn is_old_edition(
    known: &Profiles<'_>,
    path: &Path,
    suites: &[&Suite<'_>],
    documents: &[ImportedDocument<'_>],
) -> bool {
    let is_it = |source: &str| same_file::is_same_file(source, path).unwrap_or(false);
    let is_there = |suite: &&Suite<'_>| suite.profiles.first().is_some_and(|profile| is_it(profile.source()));
    let mut there = known.suites().iter().filter(is_there).peekable();
    there.peek().is_some()
        && there.all(|old| suites.iter().any(|new| new.id == old.id))
        && !documents.iter().any(|document| is_it(&document.source))
}

/// Returns a line for each document and, if there are several, one for all.
fn conclusion(editions: &[ImportedDocument<'_>]) -> Vec<String> {
    // Of a single document that cannot be read, the finding says it all.
    let is_worth = |edition: &&ImportedDocument<'_>| editions.len() > 1 || edition.imported.is_some();
    let mut lines: Vec<String> = editions.iter().filter(is_worth).map(summary).collect();
    if editions.len() > 1 {
        let imported = || editions.iter().filter_map(|edition| edition.imported.as_ref());
        let profiles: usize = imported().map(|imported| imported.agreement.totals).sum();
        let refused: usize = imported().map(|imported| imported.refused.len()).sum();
        let mut words = format!(
            "{}: {} imported, {refused} refused",
            counted(editions.len(), "document"),
            counted(profiles, "profile")
        );
        let lost = editions.len() - imported().filter(|imported| imported.suite.is_some()).count();
        if lost > 0 {
            words += &format!("; no profile of {}", counted(lost, "document"));
        }
        lines.push(words);
    }
    lines
}

/// Returns what was made of a document: how many profiles came through, and what of them was compared.
fn summary(edition: &ImportedDocument<'_>) -> String {
    let Some(Imported { refused, agreement, .. }) = &edition.imported else {
        return format!("{}: cannot be read", edition.source);
    };
    let Agreement { rows, rows_without_scores, totals } = *agreement;
    let mut words =
        format!("{}: {} imported, {} refused", edition.source, counted(totals, "profile"), refused.len());
    if !refused.is_empty() {
        words += &format!(" ({})", listed(refused));
    }
    words += &format!(", {}", counted(edition.findings.warnings, "warning"));
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
    if let Some(path) = &edition.written {
        words += &format!("; written to {}", path.display());
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

//! Turns a document into a suite.

use std::path::Path;
use std::sync::Arc;

use jobeval_documents::document::{Document, DocumentPlace};

use super::draft::Draft;
use super::ids::{self, Ids};
use super::imported::Imported;
use super::places::{self, FactorPlaces};
use super::section::{self, ProfileSection};
use super::{history, layout};
use crate::finding::{Finding, Problem, Problems, Rule};
use crate::names;
use crate::profile::{self, Edition, Profiles};
use crate::provenance::Origin;
use crate::sanitize::short;
use crate::scheme::Scheme;

/// The most findings listed for a document.
const MOST_FINDINGS: usize = 200;

/// The most profiles of a document. All published suites together have a few hundred.
const MOST_PROFILES: usize = 5_000;

/// Makes suites from documents. Ids of profiles are unique among all suites that it knows.
#[derive(Debug)]
pub struct Importer<'s> {
    scheme: &'s Scheme,
    ids: Ids,
    /// Title and id of each known suite.
    known: Vec<(String, String)>,
}

impl<'s> Importer<'s> {
    /// Makes an importer that knows no suites.
    pub fn new(scheme: &'s Scheme) -> Importer<'s> {
        Importer { scheme, ids: Ids::default(), known: Vec::new() }
    }

    /// Makes an importer that knows these suites. A document with the title of one of them is a new edition of it and
    /// gets the same ids.
    pub fn beside(profiles: &Profiles<'s>) -> Importer<'s> {
        let known = profiles.suites().iter().map(|suite| (suite.title.clone(), suite.id.clone()));
        Importer { scheme: profiles.scheme(), ids: Ids::of_known(profiles.iter()), known: known.collect() }
    }

    /// Makes a suite from a document. `source` names the document in findings. `id` is the id of the suite, by default
    /// that of the known suite with the same title, else made from the title.
    pub fn import(&mut self, source: &str, document: &Document, id: Option<&str>) -> Imported<'s> {
        let (scheme, source) = (self.scheme, Arc::from(source));
        let mut fragments = layout::fragments(scheme, document);
        let mut starts = section::starts(&fragments);
        if starts.is_empty() {
            return refused(&source, no_profiles());
        }
        if starts.len() > MOST_PROFILES {
            return refused(&source, too_many(starts.len()));
        }
        let mut sections = section::read_all(scheme, &fragments, &starts);
        let numbers = section::page_numbers(&sections);
        if !numbers.is_empty() {
            fragments.retain(|fragment| !numbers.contains(&fragment.row));
            starts = section::starts(&fragments);
            sections = section::read_all(scheme, &fragments, &starts);
        }
        let mut problems = Problems::with_limit(MOST_FINDINGS);
        let has_lost_columns = report(&mut sections, &mut problems);
        let factors: FactorPlaces = sections.iter().flat_map(|section| section.factors.clone()).collect();
        if has_lost_columns && !sections.iter().any(|section| section.is_right) {
            let refused = sections.iter().map(|section| section.name().to_owned()).collect();
            let findings = places::located(&source, document, &factors, problems);
            return Imported { refused, findings, ..Imported::default() };
        }
        let before = &fragments[..starts[0]];
        let suite = Arc::new(self.suite_of(&source, history::title(before), id));
        let titles: Vec<&str> = sections.iter().map(|section| &*section.title).collect();
        let ids = self.ids.give(&titles, &suite.suite);
        let mut draft = Draft::new(scheme, suite, (before, &fragments), &sections, &mut problems);
        draft.add(sections, ids);
        let imported = draft.end();
        Imported { findings: places::located(&source, document, &factors, problems), ..imported }
    }

    /// Describes the suite: its id, title and source.
    fn suite_of(&self, source: &Arc<str>, title: Option<String>, id: Option<&str>) -> profile::SuiteDocument {
        let name = Path::new(&**source).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| source.to_string());
        let title = title.unwrap_or_else(|| name.clone());
        let normal = names::normalise(&title);
        let known = self.known.iter().find(|(known, _)| names::normalise(known) == normal);
        let suite = id.or(known.map(|(_, id)| id.as_str())).map(ToOwned::to_owned);
        profile::SuiteDocument {
            suite: suite.unwrap_or_else(|| ids::of_suite(&title)),
            title,
            source: Some(name),
            origin: Origin::named(Arc::clone(source)),
            edition: Edition::Added,
        }
    }
}

/// Collects the problems of all profiles. Profiles that have lost their columns give one problem together. Returns true
/// if there are such profiles.
fn report(sections: &mut [ProfileSection<'_>], problems: &mut Problems<DocumentPlace>) -> bool {
    // A single profile with many mistakes is damaged, but not its document.
    let mixed_up = sections.iter().filter(|section| section.is_mixed_up || section.has_lost_words).count();
    let are_mixed_up = mixed_up * 2 >= sections.len();
    let mut lost = None;
    for section in sections {
        let about = short(section.name()).into_owned();
        let own = std::mem::replace(&mut section.problems, Problems::with_limit(0));
        // A PDF keeps its columns.
        let is_text = section.place.page.is_none();
        if is_text && (section.has_broken_names || (are_mixed_up && section.is_mixed_up)) {
            lost.get_or_insert(section.place);
            continue;
        }
        problems.more += own.more;
        own.listed.into_iter().for_each(|(place, problem)| problems.add(place, problem.about(&about)));
    }
    lost.into_iter().for_each(|place| problems.add(place, columns_lost()));
    lost.is_some()
}

fn refused<'s>(source: &Arc<str>, problem: Problem) -> Imported<'s> {
    Imported { findings: vec![Finding::about(source, problem)], ..Imported::default() }
}

fn too_many(profiles: usize) -> Problem {
    let message = format!("the document has {profiles} profiles, more than {MOST_PROFILES}");
    Problem::new(Rule::TooLong, message).help("import it in parts")
}

fn columns_lost() -> Problem {
    let message = "this text has lost the columns of its tables, so that its numbers can be read in more than one way or none";
    Problem::new(Rule::ColumnsLost, message).help("import the PDF or Word document that it was copied from")
}

fn no_profiles() -> Problem {
    Problem::new(Rule::NoProfiles, "there is no published profile in this document").help(
        "a profile begins with `Profile Suite and Label`, `Profile Label` or `Job Statement`, and has a row for each factor",
    )
}

//! Builds the suite: compares each profile with the contents, notes and lists of the document.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jobeval_documents::document::DocumentPlace;

use super::contents::{self, Contents, ContentsEntry};
use super::flags::{self, Flag, FlagNote, Listed};
use super::fragments::Fragment;
use super::history;
use super::imported::{Agreement, Imported};
use super::outside::{Outside, ProfileTitles, form, without_marks};
use super::rows::FactorRow;
use super::section::ProfileSection;
use crate::finding::{Problem, Problems, Rule};
use crate::profile::{self, Amendment, Profile, ProfileFactor, ProfileFields, Suite};
use crate::profile_check::{ProfileFailure, check_profile};
use crate::sanitize::short;
use crate::scheme::Scheme;

/// A suite in the making.
pub(super) struct Draft<'a, 's> {
    scheme: &'s Scheme,
    document: Arc<profile::SuiteDocument>,
    contents: Contents<'s>,
    amendments: Vec<(Amendment, DocumentPlace)>,
    notes: Vec<FlagNote>,
    lists: Vec<Listed<'s>>,
    problems: &'a mut Problems<DocumentPlace>,
    profiles: Vec<Profile<'s>>,
    refused: Vec<String>,
    agreement: Agreement,
    /// Entries for the version history made from notes: date and words of the note, titles of its profiles.
    amended: BTreeMap<(String, String), Vec<String>>,
    /// Number of rows that do not separate descriptor and example, and the place of the first such profile.
    together: Option<(usize, DocumentPlace)>,
    /// Number of profiles that lost their words with their columns, and the place of the first.
    without_words: Option<(usize, DocumentPlace)>,
    /// Number of profiles that print no scores, and the place of the first.
    without_scores: Option<(usize, DocumentPlace)>,
}

impl<'a, 's> Draft<'a, 's> {
    /// Reads contents, notes and lists. `before` holds the fragments before the first profile.
    pub(super) fn new(
        scheme: &'s Scheme,
        document: Arc<profile::SuiteDocument>,
        (before, fragments): (&[Fragment<'_>], &[Fragment<'_>]),
        sections: &[ProfileSection<'s>],
        problems: &'a mut Problems<DocumentPlace>,
    ) -> Draft<'a, 's> {
        let history = history::span(before);
        let amendments = history::amendments(&before[history.clone()]);
        let behind = sections.iter().flat_map(|section| &fragments[section.rest.clone()]);
        let outside = Outside::new(before.iter().chain(behind));
        let titles = ProfileTitles::new(sections.iter().map(|section| &*section.title));
        let contents = contents::read(scheme, &outside, &titles, sections);
        let of_history = |at: usize| history.contains(&outside.words[at].fragment);
        let mut notes = flags::notes(&outside, |at| !contents.has_in_row(*at), of_history);
        notes.extend(amendments.iter().filter_map(|(entry, place)| {
            let text = format!("{} {} {}", entry.action, entry.date, entry.notes);
            Some(FlagNote { mark: flags::named_marks(&text)?, text: String::new(), place: *place })
        }));
        let lost = contents.entries.iter().filter(|entry| entry.section.is_none());
        let all =
            sections.iter().map(|section| &*section.title).chain(lost.map(|entry| &*entry.printed.title));
        let (span, all) = (contents.span.unwrap_or((0, 0)), ProfileTitles::new(all));
        let lists =
            flags::lists(scheme, &outside, &all, |at| !(span.0..span.1).contains(&at) && !of_history(at));
        let lists = live(lists, &outside, &titles, &contents, problems);
        for sentence in flags::undecided(&outside, &titles, &lists) {
            problems.add(sentence.place, undecided(&sentence.text));
        }
        Draft {
            scheme,
            document,
            contents,
            amendments,
            notes,
            lists,
            problems,
            profiles: Vec::new(),
            refused: Vec::new(),
            agreement: Agreement::default(),
            amended: BTreeMap::new(),
            together: None,
            without_words: None,
            without_scores: None,
        }
    }

    /// Adds the profiles that agree with themselves and with the table of contents.
    pub(super) fn add(&mut self, sections: Vec<ProfileSection<'s>>, ids: Vec<String>) {
        let contents = std::mem::take(&mut self.contents);
        let is_archived = |entry: &ContentsEntry<'s>| {
            let noted = self.noted(&entry.marks.iter().cloned().collect());
            let listed =
                self.lists.iter().filter(|row| row.form == form(&entry.printed.title)).map(|row| &row.flag);
            noted.iter().chain(listed).any(|flag| matches!(flag, Flag::Archived(_)))
        };
        let archived: Vec<bool> = contents.entries.iter().map(is_archived).collect();
        let mut wrong = contents::compare(&contents, &sections, &archived, self.problems);
        wrong.extend(twice(&sections, self.problems));
        let mut entries: Vec<Option<&ContentsEntry<'s>>> = sections.iter().map(|_| None).collect();
        for entry in &contents.entries {
            entry.section.into_iter().for_each(|index| entries[index] = Some(entry));
        }
        let wrong: BTreeSet<usize> = wrong.into_iter().collect();
        for (index, ((section, entry), id)) in sections.into_iter().zip(entries).zip(ids).enumerate() {
            let (title, name) = (section.title.clone(), section.name().to_owned());
            let marks = marks(&section, entry);
            let flags = self.flags(&section, &marks);
            if !section.is_right || wrong.contains(&index) || !self.add_profile(section, id, &flags) {
                self.refused.push(name);
                continue;
            }
            for note in self.notes.iter().filter(|note| marks.contains(&note.mark)) {
                if let Some(date) = flags::amended(&note.text) {
                    self.amended.entry((date.to_owned(), note.text.clone())).or_default().push(title.clone());
                }
            }
        }
        self.contents = contents;
    }

    /// Returns the flags that the notes of these marks state. A mark whose notes disagree states nothing.
    fn noted(&self, marks: &BTreeSet<String>) -> Vec<Flag> {
        let of_mark = |mark: &String| {
            let notes = self.notes.iter().filter(|note| note.mark == *mark && !note.text.is_empty());
            let mut stated = notes.map(|note| flags::stated(&note.text));
            let first = stated.next().unwrap_or_default();
            if stated.all(|other| other == first) { first } else { Vec::new() }
        };
        marks.iter().flat_map(of_mark).collect()
    }

    /// Returns the flags of a profile, from its marks and from lists.
    fn flags(&mut self, section: &ProfileSection<'s>, marks: &BTreeSet<String>) -> Vec<Flag> {
        for mark in marks {
            if !self.notes.iter().any(|note| note.mark == *mark) {
                let message = format!("{}: no note says what the mark `{mark}` means", short(&section.title));
                let problem = Problem::new(Rule::MarkWithoutNote, message)
                    .help("if the profile is generic or archived, add that to the suite file");
                self.problems.add(section.place, problem);
            }
        }
        let mut found = self.noted(marks);
        let own = form(&section.title);
        let listed = self
            .lists
            .iter()
            .filter(|row| row.form == own && row.bands.is_none_or(|bands| Some(bands) == section.bands()));
        found.extend(listed.map(|row| row.flag.clone()));
        for note in self.notes.iter().filter(|note| marks.contains(&note.mark) && flags::speaks(&note.text)) {
            if flags::stated(&note.text).iter().all(|flag| !found.contains(flag)) {
                self.problems.add(note.place, undecided(&format!("{} {}", note.mark, note.text)));
            }
        }
        found
    }

    /// Adds a profile if it is complete and its levels, total and band agree. Returns true if it was added.
    fn add_profile(&mut self, section: ProfileSection<'s>, id: String, flags: &[Flag]) -> bool {
        let rows: Option<Vec<FactorRow<'s>>> = section.rows.of_factors.into_iter().collect();
        let (Some(rows), Some(total)) = (rows, section.total) else { return false };
        let count = rows.len();
        let together = rows.iter().filter(|row| row.words.together).count();
        let archived = flags.iter().find_map(|flag| match flag {
            Flag::Archived(since) => Some(since.clone()),
            Flag::Generic => None,
        });
        let fields = ProfileFields {
            id,
            title: section.title,
            bands: total.bands,
            generic: flags.contains(&Flag::Generic),
            archived,
            score: total.score,
            job_statement: section.statement,
            factors: rows.into_iter().map(ProfileFactor::from).collect(),
        };
        let profile = Profile::new(self.scheme, &self.document, fields);
        let check = check_profile(&profile);
        let problems = check.failures.iter().filter_map(|failure| disagreement(&profile, failure));
        problems.for_each(|problem| self.problems.add(total.place, problem));
        if !check.passed() {
            return false;
        }
        if together > 0 {
            self.together.get_or_insert((0, section.place)).0 += together;
        }
        if section.has_lost_words {
            self.without_words.get_or_insert((0, section.place)).0 += 1;
        }
        self.agreement.totals += 1;
        if section.rows.has_scores {
            self.agreement.rows += count;
        } else {
            self.agreement.rows_without_scores += count;
            self.without_scores.get_or_insert((0, section.place)).0 += 1;
        }
        self.profiles.push(profile);
        true
    }

    /// Adds warnings about what could not be separated or compared in the added profiles.
    fn note_limits(&mut self) {
        if let Some((rows, place)) = self.together {
            let rows = if rows == 1 { "1 row does".to_owned() } else { format!("{rows} rows do") };
            let message =
                format!("{rows} not set descriptor and example apart: all their words are in the descriptor");
            self.problems.add(place, Problem::new(Rule::WordsTogether, message));
        }
        if let Some((profiles, place)) = self.without_words {
            let have =
                if profiles == 1 { "1 profile has".to_owned() } else { format!("{profiles} profiles have") };
            let message = format!(
                "{have} lost the columns of the table: levels and scores are imported, words are not"
            );
            let problem =
                Problem::new(Rule::WordsTogether, message).help("for the words, import the document itself");
            self.problems.add(place, problem);
        }
        if let Some((profiles, place)) = self.without_scores {
            let print = if profiles == 1 {
                "1 profile prints".to_owned()
            } else {
                format!("{profiles} profiles print")
            };
            let message = format!("{print} no scores: the levels are checked by the total alone");
            self.problems.add(place, Problem::new(Rule::TotalAlone, message));
        }
    }

    /// Returns the suite. Its `suite` is `None` if no profile was added.
    pub(super) fn end(mut self) -> Imported<'s> {
        self.note_limits();
        let noted = self.amended.into_iter().map(|((date, note), titles)| amendment(date, &note, &titles));
        let suite = Suite {
            id: self.document.suite.clone(),
            title: self.document.title.clone(),
            source: self.document.source.clone(),
            contents: self.contents.entries.into_iter().map(|entry| entry.printed).collect(),
            amendments: self.amendments.into_iter().map(|(entry, _)| entry).chain(noted).collect(),
            profiles: self.profiles,
            document: self.document,
        };
        Imported {
            suite: (!suite.profiles.is_empty()).then_some(suite),
            refused: self.refused,
            findings: Vec::new(),
            agreement: self.agreement,
        }
    }
}

/// Turns a note such as `New in March 2010` into an entry of the version history.
fn amendment(date: String, note: &str, titles: &[String]) -> Amendment {
    let action = note.replace(&date, "");
    let action = action.trim().trim_end_matches([':', '-', '–', ',', '(', ')', '.', ' ']);
    let action = action.trim_end_matches(" in").trim_end_matches(" on").trim();
    let action = if action.is_empty() { "Amended" } else { action };
    Amendment { action: action.to_owned(), date, notes: titles.join("; ") }
}

/// Returns the marks on a profile's title and band, and on its row of the table of contents.
fn marks(section: &ProfileSection<'_>, entry: Option<&ContentsEntry<'_>>) -> BTreeSet<String> {
    let of_band = section.total.iter().flat_map(|total| without_marks(&total.band).1);
    let of_entry = entry.iter().flat_map(|entry| entry.marks.iter().cloned());
    section.marks.iter().cloned().chain(of_band).chain(of_entry).collect()
}

/// Removes rows of lists of archived profiles whose title is in the table of contents: they mean another edition.
fn live<'s>(
    lists: Vec<Listed<'s>>,
    outside: &Outside<'_>,
    titles: &ProfileTitles,
    contents: &Contents<'_>,
    problems: &mut Problems<DocumentPlace>,
) -> Vec<Listed<'s>> {
    let is_archived = |row: &Listed<'_>| matches!(row.flag, Flag::Archived(_));
    if !lists.iter().any(is_archived) {
        return lists;
    }
    let known = contents
        .entries
        .iter()
        .filter(|entry| entry.section.is_some())
        .map(|entry| form(&entry.printed.title));
    let unread = contents.left.iter().flat_map(|&at| outside.titles_at(titles, at)).map(|(_, form)| form);
    let in_table: BTreeSet<String> = known.chain(unread).collect();
    let is_live = |row: &Listed<'_>| is_archived(row) && in_table.contains(&row.form);
    let (live, others): (Vec<_>, Vec<_>) = lists.into_iter().partition(is_live);
    live.into_iter().for_each(|row| problems.add(row.place, undecided(&row.text)));
    others
}

/// Returns the warning that a sentence sets no flag.
fn undecided(text: &str) -> Problem {
    let message = format!("`{}` sets no profile as archived or generic", short(text));
    Problem::new(Rule::UndecidedNote, message)
        .help("if it means a profile of this document, add `archived` or `generic` to the suite file")
}

/// Returns the indices of profiles that share title and band. All of them are refused.
fn twice(sections: &[ProfileSection<'_>], problems: &mut Problems<DocumentPlace>) -> Vec<usize> {
    let mut same: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, section) in sections.iter().enumerate() {
        if let Some(bands) = section.bands().filter(|_| !section.title.is_empty()) {
            same.entry((form(&section.title), bands.to_string())).or_default().push(index);
        }
    }
    let same: Vec<Vec<usize>> = same.into_values().filter(|same| same.len() > 1).collect();
    for group in &same {
        for (&index, &other) in group.iter().zip(group.iter().cycle().skip(1)) {
            let (own, other) = (&sections[index], at(sections[other].place));
            let message = format!("{}: another profile has this title and band, {other}", short(&own.title));
            let problem = Problem::new(Rule::ProfileTwice, message);
            problems.add(own.place, problem.help("leave out the older one, or give it its own title"));
        }
    }
    same.into_iter().flatten().collect()
}

/// Words a place for the middle of a sentence.
fn at(place: DocumentPlace) -> String {
    match place.page {
        Some(page) => format!("on page {page}, line {}", place.line),
        None => format!("in line {}", place.line),
    }
}

/// Words a failed check of a profile. Returns `None` for scores, which are checked row by row.
fn disagreement(profile: &Profile<'_>, failure: &ProfileFailure<'_>) -> Option<Problem> {
    let (title, levels, printed) = (short(profile.title()), profile.computed_score(), profile.score());
    let problem = match failure {
        // Rows are compared one by one before there is a profile.
        ProfileFailure::FactorScores(_) => return None,
        ProfileFailure::Score => {
            let message = format!("{title}: the levels come to {levels}, but the document prints {printed}");
            Problem::new(Rule::TotalMismatch, message)
                .help("a level, a score or the total is not as it was published; compare with the original document")
        }
        ProfileFailure::Band => {
            let message = format!("{title}: the total {levels} does not lie in Band {}", profile.bands());
            let problem = Problem::new(Rule::BandMismatch, message);
            if profile.bands().totals().contains(levels.max) {
                problem.help(
                    "if the document says that it is generic, put `*` behind its title and a line `* Generic profile` \
                     below the table of contents of a copy as text, and import the copy",
                )
            } else {
                problem.help(
                    "the band or the total is not as it was published; compare with the original document",
                )
            }
        }
    };
    Some(problem)
}

//! A suite in the making: what was read of each profile is compared with the rest of the document.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::contents;
use super::fragments::Fragment;
use super::front::{Front, Line};
use super::imported::{Agreement, Imported};
use super::lists::{self, Told};
use super::marks::{self, Meaning, Note};
use super::rows::Row;
use super::section::{self, Section};
use crate::document::Place;
use crate::finding::{Problem, Problems, Rule};
use crate::profile::{self, Amendment, Profile, ProfileFactor, ProfileFields, Suite};
use crate::profile_check::{ProfileFailure, check_profile};
use crate::scheme::Scheme;
use crate::unprintable::short;

/// A suite in the making.
pub(super) struct Draft<'a, 's> {
    scheme: &'s Scheme,
    document: Arc<profile::Document>,
    front: Front<'s>,
    /// What marks mean, and what is said of profiles by their titles.
    notes: Vec<Note>,
    told: Told,
    problems: &'a mut Problems<Place>,
    profiles: Vec<Profile<'s>>,
    refused: Vec<String>,
    agreement: Agreement,
    /// The profiles that a note says something of for the version history, by its date and words.
    amended: BTreeMap<(String, String), Vec<String>>,
    /// How many rows do not set descriptor and example apart, and where the first profile with one begins.
    together: Option<(usize, Place)>,
    /// How many profiles print no scores, and where the first one begins.
    without_scores: Option<(usize, Place)>,
}

impl<'a, 's> Draft<'a, 's> {
    /// Begins a suite of a document.
    pub(super) fn new(
        scheme: &'s Scheme,
        document: Arc<profile::Document>,
        front: Front<'s>,
        problems: &'a mut Problems<Place>,
    ) -> Draft<'a, 's> {
        Draft {
            scheme,
            document,
            front,
            notes: Vec::new(),
            told: Told::new(),
            problems,
            profiles: Vec::new(),
            refused: Vec::new(),
            agreement: Agreement::default(),
            amended: BTreeMap::new(),
            together: None,
            without_scores: None,
        }
    }

    /// Adds the profiles that agree with themselves and with the table of contents; `before` is what stands before them.
    pub(super) fn add(&mut self, before: &[Fragment<'_>], sections: Vec<Section<'_, 's>>, ids: Vec<String>) {
        let behind = sections.iter().flat_map(|section| section.rest);
        let outside: Vec<&Fragment<'_>> = before.iter().skip(1).chain(behind).collect();
        self.notes = notes(&self.front, &outside);
        let titles = sections.iter().map(|section| &*section.title);
        let listed = self.front.contents.iter().map(|line| &*line.printed.title);
        self.told = lists::told(titles.chain(listed), &outside, &self.front);
        let lines = std::mem::take(&mut self.front.contents);
        let (listed, left) = contents::compare(&lines, &sections, self.problems);
        let lost: Vec<&Line<'_>> = left.into_iter().filter(|line| !self.is_archived(line)).collect();
        for line in lost {
            self.problems.add(line.place, contents::without_profile(line));
        }
        for ((section, line), id) in sections.into_iter().zip(listed).zip(ids) {
            let is_right = section.is_right && (line.is_some() || lines.is_empty());
            let title = section.title.clone();
            let meanings = self.meanings(&section, line);
            if !is_right || !self.add_profile(section, id, &meanings) {
                self.refused.push(if title.is_empty() { section::UNTITLED.to_owned() } else { title });
                continue;
            }
            for (note, meaning) in meanings {
                if let Meaning::Amended(date) = meaning {
                    self.amended.entry((date, note)).or_default().push(title.clone());
                }
            }
        }
        self.front.contents = lines;
    }

    /// Adds the profile of a section that has all that a profile needs, unless levels, total and band disagree.
    fn add_profile(&mut self, section: Section<'_, 's>, id: String, meanings: &[(String, Meaning)]) -> bool {
        let rows: Option<Vec<Row<'s>>> = section.rows.of_factors.into_iter().collect();
        let (Some(rows), Some(total)) = (rows, section.total) else { return false };
        let count = rows.len();
        let together = rows.iter().filter(|row| row.words.together).count();
        let archived = meanings.iter().find_map(|(_, meaning)| match meaning {
            Meaning::Archived(since) => Some(since.clone()),
            _ => None,
        });
        let fields = ProfileFields {
            id,
            title: section.title,
            bands: total.bands,
            generic: meanings.iter().any(|(_, meaning)| *meaning == Meaning::Generic),
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

    /// What the marks of a profile mean, each with the words of its note, and what is said of it by its title.
    fn meanings(&mut self, section: &Section<'_, '_>, line: Option<&Line<'_>>) -> Vec<(String, Meaning)> {
        let of_band = section.total.iter().flat_map(|total| marks::without_marks(&total.band).1);
        let of_line = line.iter().flat_map(|line| line.marks.clone());
        let marks: BTreeSet<String> = section.marks.iter().cloned().chain(of_band).chain(of_line).collect();
        for mark in &marks {
            if !self.notes.iter().any(|note| note.mark == *mark) {
                let message = format!("{}: no note says what the mark `{mark}` means", short(&section.title));
                let problem = Problem::new(Rule::MarkWithoutNote, message)
                    .help("if the profile is generic or archived, add that to the suite file");
                self.problems.add(section.place, problem);
            }
        }
        self.meanings_of(&section.title, &marks)
    }

    fn meanings_of(&self, title: &str, marks: &BTreeSet<String>) -> Vec<(String, Meaning)> {
        let notes = self.notes.iter().filter(|note| marks.contains(&note.mark));
        let noted = notes.filter_map(|note| Some((note.text.clone(), note.meaning.clone()?)));
        let told = self.told.get(&marks::form(title)).into_iter().flatten();
        noted.chain(told.map(|meaning| (String::new(), meaning.clone()))).collect()
    }

    /// Whether a line of the table of contents is that of an archived profile, which the document need not have any more.
    fn is_archived(&self, line: &Line<'_>) -> bool {
        let meanings = self.meanings_of(&line.printed.title, &line.marks.iter().cloned().collect());
        meanings.iter().any(|(_, meaning)| matches!(meaning, Meaning::Archived(_)))
    }

    /// Says what could not be told or compared in the profiles that were added.
    fn note_limits(&mut self) {
        if let Some((rows, place)) = self.together {
            let rows = if rows == 1 { "1 row does".to_owned() } else { format!("{rows} rows do") };
            let message =
                format!("{rows} not set descriptor and example apart: all their words are in the descriptor");
            self.problems.add(place, Problem::new(Rule::WordsTogether, message));
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

    /// The suite, unless it has no profile.
    pub(super) fn end(mut self) -> Imported<'s> {
        self.note_limits();
        let noted = self.amended.into_iter().map(|((date, note), titles)| amendment(date, &note, &titles));
        let suite = Suite {
            id: self.document.suite.clone(),
            title: self.document.title.clone(),
            source: self.document.source.clone(),
            contents: self.front.contents.into_iter().map(|line| line.printed).collect(),
            amendments: self.front.amendments.into_iter().map(|(entry, _)| entry).chain(noted).collect(),
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

/// What a note says of some profiles, as an entry of the version history: `New in March 2010` was done to them then.
fn amendment(date: String, note: &str, titles: &[String]) -> Amendment {
    let action = note.replace(&date, "");
    let action = action.trim().trim_end_matches([':', '-', '–', ',', '(', ')', '.', ' ']);
    let action = action.trim_end_matches(" in").trim_end_matches(" on").trim();
    let action = if action.is_empty() { "Amended" } else { action };
    Amendment { action: action.to_owned(), date, notes: titles.join("; ") }
}

/// The notes of a document. What the version history says is kept there, and not told again.
fn notes(front: &Front<'_>, outside: &[&Fragment<'_>]) -> Vec<Note> {
    let free = outside.iter().flat_map(|fragment| marks::notes(&fragment.text, fragment.place()));
    let printed = front.amendments.iter().filter_map(|(entry, place)| {
        let text = format!("{} {} {}", entry.action, entry.date, entry.notes);
        let note = marks::note(&text, *place)?;
        let meaning = note.meaning.filter(|meaning| !matches!(meaning, Meaning::Amended(_)));
        Some(Note { meaning, ..note })
    });
    free.chain(printed).collect()
}

/// What in a profile does not follow from its levels.
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
                    "only that of a generic profile may begin below it, and no note says that this is one",
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

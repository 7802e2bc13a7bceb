//! The number of jobs per best profile, of all jobs and of each group.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::{editions, none_matches_block};
use super::columns::CsvColumns;
use super::object::serialize_as;
use super::refused::{refused_in_words, repeated_in_words};
use super::result::{CsvReport, Formats, ListReport, Report, write_lines};
use super::wording::{counted, group_in_words};
use crate::batch::{Groups, Tally};
use crate::csv::{CellSafety, CsvRows};
use crate::grouped::Grouped;
use crate::job::RefusedCounts;
use crate::outcome::Outcome;
use crate::rank::Candidates;
use crate::scheme::BandRun;

/// The number of jobs per best profile, by outcome. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct MatchSummary<'r>(Grouped<'r, Matches<'r>>, Candidates<'r>);

/// The outcomes of the jobs of a group, or of all jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Matches<'r> {
    group: Option<&'r str>,
    jobs: u64,
    refused: RefusedCounts,
    /// Jobs with the id of another job; only counted for all jobs.
    repeated_ids: u64,
    outcomes: Outcomes,
    profiles: Vec<OfProfile<'r>>,
}

/// The outcomes of the jobs with one best profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OfProfile<'r> {
    profile: &'r str,
    bands: BandRun<'r>,
    outcomes: Outcomes,
}

/// The number of jobs with each outcome, in the order of [`Outcome::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Outcomes([u64; 4]);

serialize_as!(MatchSummary<'_>, summary => {
    "jobs": summary.0.all.jobs,
    "refused": summary.0.all.refused.refused,
    "without_levels": summary.0.all.refused.without_levels,
    "files_not_read": summary.0.all.refused.files,
    "repeated_ids": summary.0.all.repeated_ids,
    "outcomes": summary.0.all.outcomes,
    "profiles": summary.0.all.profiles,
    "by": summary.0.by,
    "groups": summary.0.groups,
    "compared_with": summary.1,
});

serialize_as!(Matches<'_>, matches => {
    "group": matches.group,
    "jobs": matches.jobs,
    "refused": matches.refused.refused,
    "without_levels": matches.refused.without_levels,
    "outcomes": matches.outcomes,
    "profiles": matches.profiles,
});

serialize_as!(OfProfile<'_>, of => {
    "profile": of.profile,
    "band": of.bands,
    "outcomes": of.outcomes,
});

serialize_as!(Outcomes, outcomes => {
    "profile_match": outcomes.0[0],
    "band_match": outcomes.0[1],
    "incomplete": outcomes.0[2],
    "no_match": outcomes.0[3],
});

impl Outcomes {
    fn plus(self, other: Outcomes) -> Outcomes {
        Outcomes(std::array::from_fn(|index| self.0[index] + other.0[index]))
    }

    fn jobs(self) -> u64 {
        self.0.iter().sum()
    }

    fn matched(self) -> u64 {
        let counted = Outcome::ALL.iter().zip(self.0);
        counted.filter(|(outcome, _)| outcome.is_match()).map(|(_, jobs)| jobs).sum()
    }
}

impl<'r> MatchSummary<'r> {
    /// Summarises a run that chose the best of `candidates` for each job. `groups` has the key or column of the groups
    /// and their counts.
    pub fn new(
        tally: &'r Tally,
        groups: Option<(&'r str, &'r Groups)>,
        candidates: Candidates<'r>,
    ) -> MatchSummary<'r> {
        let bands: BTreeMap<&str, BandRun<'r>> =
            candidates.iter().map(|profile| (profile.id(), profile.bands())).collect();
        let groups = groups.map(|(by, groups)| (by, groups.iter()));
        let all = Matches::from_tally(None, tally, &bands);
        let counts = Grouped::count(all, groups, |group, tally| Matches::from_tally(group, tally, &bands));
        MatchSummary(counts, candidates)
    }
}

impl<'r> Matches<'r> {
    fn from_tally(
        group: Option<&'r str>,
        tally: &'r Tally,
        bands: &BTreeMap<&str, BandRun<'r>>,
    ) -> Matches<'r> {
        let of = |(profile, counts): (&'r String, &[u64; 4])| {
            Some(OfProfile { profile, bands: *bands.get(&**profile)?, outcomes: Outcomes(*counts) })
        };
        let profiles: Vec<OfProfile<'r>> = tally.outcomes.iter().filter_map(of).collect();
        let outcomes = profiles.iter().fold(Outcomes::default(), |sum, of| sum.plus(of.outcomes));
        Matches {
            group,
            jobs: tally.all,
            refused: tally.refused,
            repeated_ids: tally.repeated_ids,
            outcomes,
            profiles,
        }
    }
}

/// A row of CSV: the jobs of a group with one profile, or those without a profile.
#[derive(Debug, Clone, Copy)]
struct MatchRow<'m, 'r> {
    matches: &'m Matches<'r>,
    of: Option<&'m OfProfile<'r>>,
}

impl<'m, 'r> MatchRow<'m, 'r> {
    /// Returns the group of a row without a profile, which counts what was not read.
    fn without_profile(self) -> Option<&'m Matches<'r>> {
        if self.of.is_some() { None } else { Some(self.matches) }
    }
}

impl<'r> Matches<'r> {
    /// Returns the number of jobs without a profile, with the refused ones.
    fn others(&self) -> u64 {
        self.jobs - self.outcomes.jobs()
    }

    /// Returns a row per profile, and one without a profile if it would count anything.
    fn rows(&self) -> impl Iterator<Item = MatchRow<'_, 'r>> {
        let has_others = self.others() + self.refused.files + self.repeated_ids > 0;
        let profiles = self.profiles.iter().map(|of| MatchRow { matches: self, of: Some(of) });
        profiles.chain(has_others.then_some(MatchRow { matches: self, of: None }))
    }
}

/// Names of the outcomes in tables.
const OUTCOMES: [&str; 4] = ["Profile match", "Band match", "Incomplete", "No match"];

impl Report for MatchSummary<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        "Jobs per profile"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut table = BlockTable::of("Jobs by best profile and outcome", &self.0.all.profiles)
            .names("Profile", |of| of.profile)
            .words("Band", |of| of.bands);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            table = table.numbers(name, |of| of.outcomes.0[index]);
        }
        if self.0.all.profiles.len() > 1 {
            let sums = self.0.all.outcomes.0.map(|jobs| jobs.to_string());
            table =
                table.sum([("Profile", "all".to_owned())].into_iter().chain(OUTCOMES.into_iter().zip(sums)));
        }
        let [.., incomplete, no_match] = self.0.all.outcomes.0;
        let refused = refused_in_words(self.0.all.refused).unwrap_or_else(|| "0 refused".to_owned());
        let words = format!(
            "{}: {} matched, {incomplete} incomplete, {no_match} without a match, {refused}{}",
            counted(self.0.all.jobs, "job"),
            self.0.all.outcomes.matched(),
            repeated_in_words(self.0.all.repeated_ids),
        );
        let mut blocks = vec![ReportBlock::Heading("Best profile per job".to_owned())];
        if !self.0.all.profiles.is_empty() {
            blocks.push(ReportBlock::Table(table.end()));
        }
        if no_match > 0 {
            let jobs = format!(" {}", counted(no_match, "job"));
            blocks.push(none_matches_block(&self.1, &jobs, Tone::Open));
            blocks.push(ReportBlock::text("A job without a match is counted with its nearest profile."));
        }
        blocks.extend(editions(self.1.iter()));
        blocks.push(ReportBlock::text(TonedText::from(words).tone(Tone::Strong)));
        let Some(by) = self.0.by else { return blocks };
        blocks.push(ReportBlock::Heading(format!("By {by}")));
        let mut groups = BlockTable::of(format!("Jobs by group and outcome: {by}"), &self.0.groups)
            .words("Group", |group| group_in_words(group.group))
            .numbers("Jobs", |group| group.jobs);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            groups = groups.numbers(name, |group| group.outcomes.0[index]);
        }
        if self.0.all.refused.refused > 0 {
            groups = groups.numbers("Refused", |group| group.refused.refused);
        }
        if self.0.all.refused.without_levels > 0 {
            groups = groups.numbers("Without levels", |group| group.refused.without_levels);
        }
        let of_each = self.0.groups.iter().flat_map(|group| group.profiles.iter().map(move |of| (group, of)));
        let mut profiles = BlockTable::of(format!("Jobs by group and best profile: {by}"), of_each)
            .words("Group", |(group, _)| group_in_words(group.group))
            .names("Profile", |(_, of)| of.profile);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            profiles = profiles.numbers(name, |(_, of)| of.outcomes.0[index]);
        }
        blocks.extend([ReportBlock::Table(groups.end()), ReportBlock::Table(profiles.end())]);
        blocks
    }
}

impl CsvReport for MatchSummary<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.push_rows(cells, rows);
    }
}

impl ListReport for MatchSummary<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(self.0.rows(), &[], out)
    }
}

impl MatchSummary<'_> {
    /// Adds a row for each profile of each group, and one for the jobs of the group without a profile.
    fn push_rows(&self, cells: CellSafety, rows: &mut CsvRows) {
        let all: Vec<MatchRow<'_, '_>> = self.0.rows().iter().flat_map(Matches::rows).collect();
        // Groups have no counts of files and repeated ids.
        let is_all = self.0.by.is_none();
        let mut columns = CsvColumns::new()
            .column("group", |row: &MatchRow<'_, '_>| row.matches.group)
            .column("profile", |row| row.of.map(|of| of.profile))
            .column("profile_band", |row| row.of.map(|of| of.bands.to_string()))
            .column("jobs", |row| row.of.map_or(row.matches.others(), |of| of.outcomes.jobs()));
        for (index, outcome) in Outcome::ALL.into_iter().enumerate() {
            columns = columns.column(outcome.id(), move |row| row.of.map_or(0, |of| of.outcomes.0[index]));
        }
        let columns = columns
            .column("refused", |row| row.without_profile().map_or(0, |matches| matches.refused.refused))
            .column("without_levels", |row| {
                row.without_profile().map_or(0, |matches| matches.refused.without_levels)
            })
            .column("files_not_read", |row| {
                row.without_profile().filter(|_| is_all).map(|matches| matches.refused.files)
            })
            .column("repeated_ids", |row| {
                row.without_profile().filter(|_| is_all).map(|matches| matches.repeated_ids)
            });
        columns.push(&all, cells, rows);
    }
}

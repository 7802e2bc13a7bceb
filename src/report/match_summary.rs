//! How many jobs are matched to which profile, all of them and those of each group.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::block::{Block, Cell, Table, Tone};
use super::format::Format;
use super::object::serialize_as;
use super::result::{Report, unsupported};
use super::summary::{group_in_words, group_name};
use super::wording::counted;
use crate::batch::{Groups, Tally};
use crate::csv::{self, Cells, CsvRow};
use crate::json;
use crate::outcome::Outcome;
use crate::profile::Profile;

/// For each profile, how many jobs it is the best of, by outcome. Its JSON is described in docs/json.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchSummary {
    all: Matches,
    /// What jobs are put into groups by, if by anything.
    by: Option<String>,
    groups: Vec<Matches>,
}

/// The outcomes of the jobs of a group, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Matches {
    /// What they have in common; none for all jobs, and for those that say nothing of it.
    group: Option<String>,
    jobs: u64,
    refused: u64,
    outcomes: Outcomes,
    profiles: Vec<OfProfile>,
}

/// The outcomes of the jobs of which a profile is the best.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OfProfile {
    profile: String,
    band: String,
    outcomes: Outcomes,
}

/// How many jobs have each outcome, in the order of [`Outcome::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Outcomes([u64; 4]);

serialize_as!(MatchSummary, summary => {
    "jobs": summary.all.jobs,
    "refused": summary.all.refused,
    "outcomes": summary.all.outcomes,
    "profiles": summary.all.profiles,
    "by": summary.by,
    "groups": summary.groups,
});

serialize_as!(Matches, matches => {
    "group": matches.group,
    "jobs": matches.jobs,
    "refused": matches.refused,
    "outcomes": matches.outcomes,
    "profiles": matches.profiles,
});

serialize_as!(OfProfile, of => {
    "profile": of.profile,
    "band": of.band,
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

impl MatchSummary {
    /// Sums up a run in which jobs were matched to these profiles.
    pub fn new(tally: &Tally, profiles: &[&Profile<'_>]) -> MatchSummary {
        MatchSummary { all: Matches::of(None, tally, &bands(profiles)), by: None, groups: Vec::new() }
    }

    /// The same with the jobs of each group that they were put into by something.
    #[must_use]
    pub fn by(self, by: &str, groups: &Groups, profiles: &[&Profile<'_>]) -> MatchSummary {
        let bands = bands(profiles);
        let groups = groups.iter().map(|(name, tally)| Matches::of(group_name(name), tally, &bands));
        MatchSummary { by: Some(by.to_owned()), groups: groups.collect(), ..self }
    }

    /// The groups; all jobs as one where there are none.
    fn rows(&self) -> &[Matches] {
        if self.by.is_some() { &self.groups } else { std::slice::from_ref(&self.all) }
    }
}

/// The band of each profile, by its id.
fn bands<'p>(profiles: &[&'p Profile<'_>]) -> BTreeMap<&'p str, String> {
    profiles.iter().map(|profile| (profile.id(), profile.bands().to_string())).collect()
}

impl Matches {
    fn of(group: Option<String>, tally: &Tally, bands: &BTreeMap<&str, String>) -> Matches {
        let profiles: Vec<OfProfile> = tally
            .outcomes
            .iter()
            .map(|(profile, counts)| OfProfile {
                profile: profile.clone(),
                band: bands.get(&**profile).cloned().unwrap_or_default(),
                outcomes: Outcomes(*counts),
            })
            .collect();
        let outcomes = profiles.iter().fold(Outcomes::default(), |sum, of| sum.plus(of.outcomes));
        Matches { group, jobs: tally.all, refused: tally.refused, outcomes, profiles }
    }
}

/// The names of the outcomes in tables.
const OUTCOMES: [&str; 4] = ["Profile match", "Band match", "Incomplete", "No match"];

impl Report for MatchSummary {
    fn title(&self) -> &'static str {
        "Jobs matched to each profile"
    }

    fn blocks(&self) -> Vec<Block> {
        let mut table = Table::of("Jobs by their best profile and outcome", &self.all.profiles)
            .names("Profile", |of| &of.profile)
            .words("Band", |of| &of.band);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            table = table.numbers(name, |of| of.outcomes.0[index]);
        }
        let mut table = table.end();
        if self.all.profiles.len() > 1 {
            let label = [Cell::from("all").tone(Tone::Strong), Cell::default()];
            let sums = self.all.outcomes.0.map(|jobs| Cell::from(jobs).tone(Tone::Strong));
            table.rows.push(label.into_iter().chain(sums).collect());
        }
        let [.., incomplete, no_match] = self.all.outcomes.0;
        let words = format!(
            "{}: {} matched, {incomplete} incomplete, {no_match} without a match, {} refused",
            counted(self.all.jobs, "job"),
            self.all.outcomes.matched(),
            self.all.refused,
        );
        let mut blocks = vec![Block::Heading("Best profiles of jobs".to_owned())];
        if !self.all.profiles.is_empty() {
            blocks.push(Block::Table(table));
        }
        if no_match > 0 {
            blocks
                .push(Block::text("A job without a match is counted beside the profile that comes nearest."));
        }
        blocks.push(Block::text(Cell::from(words).tone(Tone::Strong)));
        let Some(by) = &self.by else { return blocks };
        blocks.push(Block::Heading(format!("By {by}")));
        let mut groups = Table::of(format!("Jobs of each group by outcome: {by}"), &self.groups)
            .words("Group", |group| group_in_words(group.group.as_deref()))
            .numbers("Jobs", |group| group.jobs);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            groups = groups.numbers(name, |group| group.outcomes.0[index]);
        }
        if self.all.refused > 0 {
            groups = groups.numbers("Refused", |group| group.refused);
        }
        let of_each = self.groups.iter().flat_map(|group| group.profiles.iter().map(move |of| (group, of)));
        let mut profiles = Table::of(format!("Jobs of each group by their best profile: {by}"), of_each)
            .words("Group", |(group, _)| group_in_words(group.group.as_deref()))
            .names("Profile", |(_, of)| &of.profile);
        for (index, name) in OUTCOMES.into_iter().enumerate() {
            profiles = profiles.numbers(name, |(_, of)| of.outcomes.0[index]);
        }
        blocks.extend([Block::Table(groups.end()), Block::Table(profiles.end())]);
        blocks
    }

    fn write_as(&self, format: Format, cells: Cells, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Csv => out.write_all(&self.csv(cells)),
            Format::Ndjson => self.rows().iter().try_for_each(|matches| json::write_line(matches, out)),
            _ => Err(unsupported(format)),
        }
    }
}

impl MatchSummary {
    /// A row for each profile of each group, and one without a profile for the jobs that have none.
    fn csv(&self, cells: Cells) -> Vec<u8> {
        let mut written = Vec::new();
        let names = ["group", "profile", "profile_band", "jobs"].into_iter();
        let names = names.chain(Outcome::ALL.map(Outcome::id)).chain(["refused"]);
        csv::push_header(names, cells, &mut written);
        for matches in self.rows() {
            let group = matches.group.as_deref().unwrap_or_default();
            for of in &matches.profiles {
                let mut row = CsvRow::begin(&mut written, cells);
                row.cell(group).cell(&of.profile).cell(&of.band).number(of.outcomes.jobs());
                of.outcomes.0.iter().for_each(|jobs| _ = row.number(*jobs));
                row.number(0_u32);
                row.end();
            }
            let others = matches.jobs - matches.outcomes.jobs();
            if others > 0 {
                let mut row = CsvRow::begin(&mut written, cells);
                row.cell(group).empty(2).number(others);
                (0..OUTCOMES.len()).for_each(|_| _ = row.number(0_u32));
                row.number(matches.refused);
                row.end();
            }
        }
        written
    }
}

//! The observations for a consistency panel, for people and programs.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::{none_matches, of_file};
use super::columns::write_row_as;
use super::explain::distances;
use super::format::Format;
use super::github::annotate;
use super::object::serialize_as;
use super::refused::{refused_blocks, refused_in_words};
use super::result::{CsvReport, Formats, ListReport, Report, write_lines};
use super::wording::{TO_ADD_PROFILES, capital, counted, name_of, place_name, place_with_totals};
use crate::consistency::{Among, Code, Consistency, Counted, Detail, Observation};
use crate::csv::{self, CellSafety, CsvRow, CsvRows};
use crate::explain::Edges;
use crate::finding::Position;
use crate::job::{Job, JobName, RefusedJob};
use crate::profile::Profile;
use crate::sanitize::short;
use crate::scheme::{Factor, Located};

/// The observations in a library of jobs.
#[derive(Debug, Clone, Copy)]
pub struct Observations<'c, 'j> {
    /// Observations of all checks.
    pub found: &'c Consistency<'j>,
    /// Jobs that could not be read.
    pub refused: &'c [RefusedJob],
    /// Number of observations of each kind shown to people.
    pub limit: usize,
    /// Kinds of observations that fail the run.
    pub failing: &'c [Code],
}

/// The most jobs listed by name for people.
const MOST_NAMED: usize = 8;

/// The most jobs in a cell of CSV. Spreadsheets cut off cells after 32,767 characters.
const MOST_IN_CELL: usize = 500;

serialize_as!(Observations<'_, '_>, report => {
    "jobs": report.found.jobs.len(),
    "refused": report.refused,
    "observations": report.found.observations,
    "counts": ObservationCounts(report.found),
});

serialize_as!(Observation<'_>, one => {
    "code": one.code.id(),
    "jobs": one.jobs.iter().map(|job| job.name()).collect::<Vec<JobName<'_>>>(),
    "factor": one.factor.map(Factor::id),
    "detail": sentence(one),
    "group": one.group,
});

/// The number of observations of each kind that was checked.
struct ObservationCounts<'c>(&'c Consistency<'c>);

impl Serialize for ObservationCounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.counts().map(|(code, count)| (code.id(), count)))
    }
}

write_row_as!(Observation<'_>, one => {
    "code": one.code.id(),
    "group": one.group,
    "factor": one.factor.map(Factor::id),
    "jobs": one.jobs.len(),
    "ids": of_each_job(one, |name| name.id.unwrap_or_default()),
    "titles": of_each_job(one, |name| name.title),
    "sources": of_each_job(one, |name| name.source),
    "detail": sentence(one),
});

/// Returns a text of each job, without repetitions next to each other, and the number of jobs left out.
fn of_each_job(one: &Observation<'_>, text: fn(JobName<'_>) -> &str) -> String {
    let mut texts: Vec<&str> = one.jobs.iter().take(MOST_IN_CELL).map(|job| text(job.name())).collect();
    texts.dedup();
    match one.jobs.len().saturating_sub(MOST_IN_CELL) {
        0 => texts.join("; "),
        more => format!("{}; and {more} more", texts.join("; ")),
    }
}

impl Report for Observations<'_, '_> {
    const FORMATS: Formats<Self> = Formats::list_formats()
        .and(Format::Github, |result: &Self, _, out| result.write_annotations(out).map(|()| 0));

    fn title(&self) -> &'static str {
        "Job consistency"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let heading = "What a consistency panel should look at".to_owned();
        let mut blocks = vec![ReportBlock::Heading(heading)];
        for (code, count) in self.found.counts().filter(|(_, count)| *count > 0) {
            self.push_kind(code, count, &mut blocks);
        }
        blocks.push(ReportBlock::text(TonedText::from(self.summary()).tone(Tone::Strong)));
        blocks.extend(refused_blocks(self.refused));
        blocks
    }
}

impl CsvReport for Observations<'_, '_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.push_rows(cells, rows);
    }
}

impl ListReport for Observations<'_, '_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(&self.found.observations, self.refused, out)
    }
}

impl Observations<'_, '_> {
    /// Adds the observations of one kind, at most [`Observations::limit`] of them.
    fn push_kind(&self, code: Code, count: usize, blocks: &mut Vec<ReportBlock>) {
        let (id, meaning) = code.describe();
        let shown = self.found.observations.iter().filter(|one| one.code == code).take(self.limit);
        let table = BlockTable::of(code.title(), shown)
            .words("Group", |one| one.group.unwrap_or_default())
            .words("Job", jobs)
            .words("Factor", |one| one.factor.map_or("", Factor::name))
            .words("Observation", sentence)
            .end();
        blocks.push(ReportBlock::Heading(format!(
            "{} ({id}): {}",
            code.title(),
            counted(count, "observation")
        )));
        blocks.push(ReportBlock::text(format!("{meaning}.")));
        blocks.push(ReportBlock::Table(table.without_empty_columns()));
        if count > self.limit {
            blocks.push(ReportBlock::text(format!("And {} more.", count - self.limit)));
        }
        if code == Code::NoMatch {
            blocks.push(ReportBlock::text(format!("{}.", capital(TO_ADD_PROFILES))));
        }
    }

    /// Adds a row for each observation and each refused job.
    fn push_rows(&self, cells: CellSafety, rows: &mut CsvRows) {
        csv::push_list(&self.found.observations, cells, rows);
        for job in self.refused {
            let mut row = CsvRow::begin(rows, cells);
            row.cell(job.rule.code()).empty(2).number(1_u32);
            row.cell(job.id.as_deref().unwrap_or_default()).cell(&job.title);
            row.cell(&*job.source).cell(&job.problem);
            row.end();
        }
    }

    fn summary(&self) -> String {
        let jobs = counted(self.found.jobs.len(), "job");
        match self.found.observations.len() {
            0 => format!("{jobs}: nothing found."),
            all => {
                let kinds = self.found.counts().filter(|(_, count)| *count > 0);
                let kinds: Vec<String> =
                    kinds.map(|(code, count)| format!("{}: {count}", code.title())).collect();
                format!("{jobs}: {} ({})", counted(all, "observation"), kinds.join("; "))
            }
        }
    }

    /// Writes a GitHub annotation for each observation, at the start of its first job.
    fn write_annotations(&self, out: &mut dyn Write) -> io::Result<()> {
        for one in &self.found.observations {
            let level = if self.failing.contains(&one.code) { "error" } else { "notice" };
            let first = one.jobs.first();
            let position = first.map(|job| Position::of_line(job.line()));
            let source = first.map_or("", |job| job.source());
            let factor = one.factor.map(|factor| format!(", {}", factor.name())).unwrap_or_default();
            let title = format!("{}{factor} ({})", jobs(one), one.code.id());
            annotate(out, level, source, position, &title, &sentence(one))?;
        }
        for job in self.refused {
            let position = job.line.map(Position::of_line);
            annotate(
                out,
                "error",
                &job.source,
                position,
                &format!("jobeval {}", job.rule.code()),
                &job.problem,
            )?;
        }
        let refused = refused_in_words(self.refused.iter().collect());
        let refused = refused.map(|words| format!("; {words}")).unwrap_or_default();
        writeln!(out, "{}{refused}", self.summary())
    }
}

/// Names the jobs of an observation.
fn jobs(one: &Observation<'_>) -> String {
    let (first, others) = match &one.jobs[..] {
        [] => return String::new(),
        [job] => return name_of(job),
        [first, others @ ..] => (first, others),
    };
    let named: Vec<String> = one.jobs.iter().take(MOST_NAMED).map(|job| handle(job)).collect();
    let more = others.len().checked_sub(named.len() - 1).filter(|more| *more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    let title = if one.code == Code::SameTitle { format!("{}: ", first.title()) } else { String::new() };
    format!("{title}{}{more}", named.join(", "))
}

/// Returns the shortest name of a job: its id, else its file and line.
fn handle(job: &Job<'_>) -> String {
    job.id().map_or_else(|| format!("{}:{}", job.source(), job.line()), ToOwned::to_owned)
}

/// Returns the observation as a sentence without the factor.
fn sentence(one: &Observation<'_>) -> String {
    match &one.detail {
        Detail::TitleBands(bands) => {
            format!("Jobs with one title are in different bands: {}.", spread(bands, place))
        }
        Detail::TitleLevels(levels) => {
            format!("Jobs with one title have different levels: {}.", spread(levels, level))
        }
        Detail::Stated { bands, profiles } => {
            let bands = (!bands.is_empty()).then(|| format!("bands: {}", spread(bands, ToString::to_string)));
            let profiles = (!profiles.is_empty())
                .then(|| format!("profiles: {}", spread(profiles, |name| short(name).into_owned())));
            let both: Vec<String> = bands.into_iter().chain(profiles).collect();
            format!("Jobs with the same levels have different stated {}.", both.join("; different stated "))
        }
        Detail::Evidence { words, levels } => {
            let levels = spread(levels, level);
            format!("The same evidence is given for different levels, {levels}: “{}”.", quoted(words))
        }
        Detail::Alone { among, level, usual, agree, of } => {
            format!("Level {level}; {agree} of {of} {} have level {usual}.", among_words(*among))
        }
        Detail::FarFromMedian { among, level, twice_median, of } => {
            let half = if twice_median % 2 == 1 { ".5" } else { "" };
            let median = twice_median / 2;
            format!("Level {level}; the median of {of} {} is {median}{half}.", among_words(*among))
        }
        Detail::AboveManager { level, manager } => {
            format!("Level {level}; the manager’s job has level {manager}.")
        }
        Detail::BandAboveManager { band, manager } => {
            format!("{}; the manager’s job is {}.", capital(&place(band)), super::wording::place(*manager))
        }
        Detail::UnclearManager { id, jobs: 0 } => {
            format!("Reports to `{}`, an id that no job here has.", short(id))
        }
        Detail::UnclearManager { id, jobs } => {
            format!("Reports to `{}`, an id that {jobs} jobs here have.", short(id))
        }
        Detail::Circle => circle(&one.jobs),
        Detail::Archived { profile, since, stated } => {
            let match_made = if *stated { "Matched to" } else { "Matches only" };
            format!(
                "{match_made} {}, archived ({since}): matches made to it stand, and no new job is matched to it.",
                id(profile)
            )
        }
        Detail::Closed(band) => {
            format!("Band {} is closed {}.", band.name(), band.closed().unwrap_or_default())
        }
        Detail::NoMatch { profile, among: None } => {
            format!("States the profile {} and does not match it.", id(profile))
        }
        Detail::NoMatch { profile, among: Some(candidates) } => {
            format!(
                "{}; {} comes nearest. Without another profile it needs a local evaluation.",
                capital(&none_matches(candidates)),
                id(profile)
            )
        }
        Detail::NotSettled(factors) => format!("Not settled: {}.", names(factors)),
        Detail::MissingEvidence { factors, of } if factors.len() == *of => {
            format!("No evidence for any of {}.", counted(*of, "level"))
        }
        Detail::MissingEvidence { factors, of } => {
            format!("No evidence for {} of {}: {}.", factors.len(), counted(*of, "level"), names(factors))
        }
        Detail::OneId { id, jobs } => format!("{jobs} jobs have the id `{}`.", short(id)),
        Detail::NearEdge { total, place, edges } => near_edge(*total, *place, *edges),
    }
}

/// Returns the id of a profile, with the file of its suite unless that is built in.
fn id(profile: &Profile<'_>) -> String {
    format!("`{}`{}", profile.id(), of_file(profile))
}

/// Lists values with the number of jobs of each.
fn spread<T>(values: &Counted<T>, words: impl Fn(&T) -> String) -> String {
    let value = |(value, jobs): &(T, usize)| format!("{} ({})", words(value), counted(*jobs, "job"));
    values.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn level(level: &u8) -> String {
    format!("level {level}")
}

fn place(place: &Located<'_>) -> String {
    place_name(*place)
}

/// Truncates a text between words and puts it in quotation marks.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..cut])
        }
    }
}

fn among_words(among: Among<'_>) -> String {
    match among {
        Among::Profile(id) => format!("jobs matched to `{}`", short(id)),
        Among::Title => "jobs with this title".to_owned(),
    }
}

fn circle(jobs: &[&Job<'_>]) -> String {
    match jobs {
        [_] => "Reports to itself.".to_owned(),
        jobs => {
            let mut names: Vec<String> = jobs.iter().take(MOST_NAMED).map(|job| handle(job)).collect();
            if jobs.len() > MOST_NAMED {
                names.push("…".to_owned());
            }
            names.extend(jobs.first().map(|job| handle(job)));
            format!("{} report to each other in a circle: {}.", counted(jobs.len(), "job"), names.join(" → "))
        }
    }
}

/// Lists the first names of factors.
fn names(factors: &[&Factor]) -> String {
    const MOST: usize = 6;
    let shown = if factors.len() > MOST { 3 } else { factors.len() };
    let names: Vec<&str> = factors.iter().take(shown).map(|factor| factor.name()).collect();
    match factors.len() - shown {
        0 => names.join("; "),
        more => format!("{}; and {}", names.join("; "), counted(more, "other factor")),
    }
}

fn near_edge(total: u32, place: Located<'_>, edges: Edges) -> String {
    format!("{total} points, {}: {}.", place_with_totals(place), distances(edges, edges.margin))
}

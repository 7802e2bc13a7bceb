//! The report on a job: the matched-job report, or the evaluation report of a job without a match.

use serde::{Serialize, Serializer};

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::none_matches;
use super::compare::{self, notes, points, profile_name, verdict};
use super::object::serialize_as;
use super::profiles::words;
use super::provenance::Provenance;
use super::refused::refused_blocks;
use super::result::{Report, serialize_list};
use super::score;
use super::wording::{TO_ADD_PROFILES, band_names, capital, counted, level, name_of};
use crate::compare::{Comparison, FactorComparison, FactorResult};
use crate::job::{Job, PanelStatus, RefusedJob};
use crate::job_report::{Choice, JobReport, ReportKind};
use crate::profile::{Profile, ProfileFactor};
use crate::scheme::{Band, Factor};
use crate::score::{FactorScore, Score};

/// Advice on asking for a review (handbook ch. 13).
const REVIEW: &str = "A postholder who disagrees with this outcome can ask for a review, in writing, within three months of \
                      being told of it. The request says which factors are disputed and why, with evidence for each. A new \
                      panel, most of whose members did not sit on this one, then looks at the job; it changes factors that \
                      are not disputed only with reasons.";

serialize_as!(JobReport<'_>, report => {
    "kind": report.kind(),
    "job": ReportSubject::from_job(report.score.job),
    "panel": report.score.job.panel(),
    "status": report.score.job.status(),
    "sentence": sentence(report).text,
    "outcome": report.outcome(),
    "profile": report.comparison.as_ref().map(|comparison| comparison.profile.name()),
    "choice": report.choice,
    "other_match": report.other_match.map(Profile::name),
    "compared_with": report.candidates,
    "band": report.band().map(Band::name),
    "band_closed": report.band().and_then(Band::closed),
    "total": report.score.standing.total,
    "total_range": report.score.standing.total_range,
    "possible_bands": band_names(report.score.standing.possible_bands()),
    "only_band": report.score.standing.only_band().map(Band::name),
    "variations": report.comparison.as_ref().map(|comparison| comparison.verdict.variations),
    "conditions": report.comparison.as_ref().map(compare::decided),
    "factors": rows(report).collect::<Vec<_>>(),
    "not_settled": score::open_factors(&report.score).map(UnsettledFactor).collect::<Vec<_>>(),
    "warnings": report.comparison.as_ref().map(compare::warnings).unwrap_or_default(),
    "review": REVIEW,
    "provenance": provenance(report),
});

/// Names of a job in its report.
#[derive(Serialize)]
struct ReportSubject<'j> {
    id: Option<&'j str>,
    title: &'j str,
    source: &'j str,
    organisation: Option<&'j str>,
}

impl<'j> ReportSubject<'j> {
    fn from_job(job: &'j Job<'_>) -> ReportSubject<'j> {
        let (title, source) = (job.title(), job.source());
        ReportSubject { id: job.id(), title, source, organisation: job.organisation() }
    }
}

/// One factor in a report.
#[derive(Clone, Copy)]
struct ReportRow<'r> {
    score: FactorScore<'r>,
    compared: Option<RowComparison<'r>>,
}

/// A factor's comparison with the profile.
#[derive(Clone, Copy)]
struct RowComparison<'r> {
    factor: &'r FactorComparison<'r>,
    profile: &'r ProfileFactor<'r>,
}

serialize_as!(ReportRow<'_>, row => {
    "number": row.score.factor.number(),
    "id": row.score.factor.id(),
    "name": row.score.factor.name(),
    "job_level": row.score.level,
    "evidence": row.score.evidence,
    "profile_levels": row.compared.map(|row| row.factor.profile_levels),
    "descriptor": row.compared.and_then(|row| row.profile.descriptor()),
    "example": row.compared.and_then(|row| row.profile.example()),
    "difference": row.compared.and_then(|row| row.factor.difference),
    "result": row.compared.map(|row| row.factor.result),
    "points": row.score.points,
    "points_range": row.score.points_range,
    "profile_points": row.compared.map(|row| row.factor.profile_levels.points_range()),
});

/// An open factor.
struct UnsettledFactor<'r>(FactorScore<'r>);

serialize_as!(UnsettledFactor<'_>, open => {
    "number": open.0.factor.number(),
    "id": open.0.factor.id(),
    "name": open.0.factor.name(),
    "level": open.0.level,
    "points_range": open.0.points_range,
});

fn rows<'r>(report: &'r JobReport<'r>) -> impl Iterator<Item = ReportRow<'r>> {
    let mut compared = report.comparison.as_ref().into_iter().flat_map(compared);
    report.score.factors().map(move |score| ReportRow { score, compared: compared.next() })
}

fn compared<'r>(comparison: &'r Comparison<'r>) -> impl Iterator<Item = RowComparison<'r>> {
    let pairs = comparison.factors.iter().zip(comparison.profile.factors());
    pairs.map(|(factor, profile)| RowComparison { factor, profile })
}

fn provenance<'r>(report: &'r JobReport<'r>) -> Provenance<'r> {
    let profile = report.comparison.as_ref().map(|comparison| comparison.profile);
    Provenance { job: report.score.job, profile }
}

/// Reports on any number of jobs. Serialises as an array.
#[derive(Debug, Clone, Copy)]
pub struct JobReports<'r> {
    /// Reports, one per job.
    pub reports: &'r [JobReport<'r>],
    /// Jobs without a report because they could not be read.
    pub refused: &'r [RefusedJob],
}

impl Serialize for JobReports<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_list(self.reports, self.refused, serializer)
    }
}

impl Report for JobReports<'_> {
    fn title(&self) -> &'static str {
        "Job evaluation"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let jobs = self.reports.len();
        let several = (jobs > 1).then(|| ReportBlock::Heading(format!("Reports on {jobs} jobs")));
        let refused = refused_blocks(self.refused);
        several.into_iter().chain(refused).chain(self.reports.iter().flat_map(one)).collect()
    }
}

fn one(report: &JobReport<'_>) -> Vec<ReportBlock> {
    let job = report.score.job;
    let mut blocks = vec![
        ReportBlock::Heading(format!("{}: {}", kind(report.kind()), name_of(job))),
        ReportBlock::Text(sentence(report)),
        ReportBlock::text(status(job.status())),
    ];
    blocks.extend(other_match(report));
    blocks.push(ReportBlock::Table(particulars(report)));
    match (report.kind(), &report.comparison) {
        (ReportKind::MatchedJob, Some(comparison)) => blocks.extend(matched(report, comparison)),
        (_, comparison) => blocks.extend(evaluated(report, comparison.as_ref())),
    }
    blocks.extend(not_settled(report));
    blocks.extend([
        ReportBlock::Section("Review"),
        ReportBlock::text(REVIEW),
        ReportBlock::Section("Provenance"),
    ]);
    blocks.extend(provenance(report).blocks());
    blocks
}

fn kind(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::MatchedJob => "Matched-job report",
        ReportKind::Evaluation => "Evaluation report",
    }
}

/// Returns the outcome in one or two sentences.
fn sentence(report: &JobReport<'_>) -> TonedText {
    let with = |comparison: &Comparison<'_>| format!(" with {}", comparison.profile.title());
    let total = || format!("The job's own levels give {}.", score::standing(&report.score));
    match (report.kind(), &report.comparison, report.choice) {
        (ReportKind::MatchedJob, Some(comparison), _) => verdict(comparison, &with(comparison)),
        (_, Some(_), Choice::Best) => {
            let none = none_matches(&report.candidates);
            TonedText::from(format!("No match: {none} the job. {}", total())).tone(Tone::Bad)
        }
        (_, Some(comparison), _) => {
            let TonedText { text, tone, .. } = verdict(comparison, &with(comparison));
            TonedText::from(format!("{text} {}", total())).tone(tone)
        }
        (_, None, _) => {
            let none = capital(&none_matches(&report.candidates));
            TonedText::from(format!("{none}. {}", total())).tone(Tone::Bad)
        }
    }
}

/// Returns the status of the outcome as a sentence.
fn status(status: PanelStatus) -> &'static str {
    match status {
        PanelStatus::Provisional => {
            "This outcome is provisional: it is the panel's proposal until consistency checking has been done."
        }
        PanelStatus::ConsistencyChecked => "This outcome has gone through consistency checking.",
        PanelStatus::Final => "This outcome is final.",
    }
}

fn other_match(report: &JobReport<'_>) -> Option<ReportBlock> {
    let other = profile_name(report.other_match?);
    Some(ReportBlock::text(
        TonedText::from(format!("The job matches another profile: {other}.")).tone(Tone::Strong),
    ))
}

fn particulars(report: &JobReport<'_>) -> BlockTable {
    const NOT_STATED: &str = "not stated";
    let job = report.score.job;
    let panel = job.panel();
    let members = panel.map(|panel| panel.members.join("; ")).filter(|members| !members.is_empty());
    let stated = |text: Option<&str>| text.unwrap_or(NOT_STATED).to_owned();
    let date = panel.and_then(|panel| panel.date).map(|date| date.to_string());
    let status = job.status().id().replace('_', " ");
    let matched = report.comparison.as_ref().filter(|_| report.kind() == ReportKind::MatchedJob);
    let profile = matched.map(|comparison| profile_name(comparison.profile));
    let suite = matched.map(|comparison| comparison.profile.suite_title().to_owned());
    let rows = [
        ("Title", Some(job.title().to_owned())),
        ("Id", Some(stated(job.id()))),
        ("Organisation", Some(stated(job.organisation()))),
        ("Panel date", Some(stated(date.as_deref()))),
        ("Panel members", Some(stated(members.as_deref()))),
        ("Status", Some(status)),
        ("Scheme", Some(job.scheme().title().to_owned())),
        ("Profile", profile),
        ("Published in", suite),
    ];
    BlockTable::of("The job and its panel", rows.iter().filter(|(_, entry)| entry.is_some()))
        .names("Particulars", |(name, _)| name)
        .words("", |(_, entry)| entry.as_deref().unwrap_or_default())
        .end()
}

/// Shows the comparison with the profile that the job matches or could match.
fn matched(report: &JobReport<'_>, comparison: &Comparison<'_>) -> Vec<ReportBlock> {
    let mut blocks =
        vec![ReportBlock::Section("Total and band"), ReportBlock::Picture(compare::scale(comparison))];
    blocks.push(total(report));
    blocks.extend([ReportBlock::Section("Factors"), ReportBlock::Picture(compare::levels(comparison))]);
    blocks.push(ReportBlock::Table(factors(report.score, comparison)));
    blocks.extend(without_evidence(report.score.job));
    blocks.extend([
        ReportBlock::Section("The four conditions"),
        ReportBlock::Table(compare::conditions(comparison)),
    ]);
    blocks.extend(notes(comparison));
    blocks
}

/// Shows the result of the job's own levels, and the profile for information.
fn evaluated(report: &JobReport<'_>, comparison: Option<&Comparison<'_>>) -> Vec<ReportBlock> {
    let mut blocks = vec![
        ReportBlock::Section("Total and band"),
        ReportBlock::Picture(score::scale(&report.score)),
        total(report),
        ReportBlock::Section("Factors"),
        ReportBlock::Table(score::factors(&report.score)),
    ];
    blocks.extend(without_evidence(report.score.job));
    let local = "A job that matches no profile is evaluated locally.";
    blocks.push(ReportBlock::text(format!("{local} {}.", capital(TO_ADD_PROFILES))));
    let Some(comparison) = comparison else { return blocks };
    let (section, words) = match report.choice {
        Choice::Best => ("Nearest profile, for information", "The nearest profile is"),
        Choice::Given => ("The profile, for information", "The given profile is"),
        Choice::Expected => ("The profile, for information", "The expected profile is"),
    };
    blocks.push(ReportBlock::Section(section));
    blocks.push(ReportBlock::text(format!("{words} {}.", profile_name(comparison.profile))));
    blocks.push(ReportBlock::Picture(compare::levels(comparison)));
    blocks.push(ReportBlock::Table(compare::factors(comparison)));
    blocks.push(ReportBlock::Table(compare::conditions(comparison)));
    blocks.extend(notes(comparison));
    blocks.push(ReportBlock::Text(verdict(comparison, "")));
    blocks
}

fn total(report: &JobReport<'_>) -> ReportBlock {
    ReportBlock::text(TonedText::from(format!("{}.", score::standing(&report.score))).tone(Tone::Strong))
}

/// Makes a table of all factors: the job's level and evidence, the profile's levels and words, and the result.
fn factors(score: Score<'_>, comparison: &Comparison<'_>) -> BlockTable {
    let rows: Vec<(FactorScore<'_>, RowComparison<'_>)> = score.factors().zip(compared(comparison)).collect();
    BlockTable::of("Job levels against the profile, with the rationale", &rows)
        .words("Factor", |(job, _)| numbered(job.factor))
        .words("Job", |(job, _)| level(job.level))
        .words("Profile", |(_, row)| row.factor.profile_levels)
        .words("Result", |(_, row)| result(row.factor))
        .numbers("Points", |(job, row)| points(job.points, row.factor.profile_levels.points_range()))
        .remarks("Evidence", |(job, _)| job.evidence.unwrap_or_default())
        .remarks("Profile: descriptor and example", |(_, row)| words(row.profile))
        .sum([("Factor", "Total".to_owned()), ("Points", score.standing.total_range.to_string())])
        .end()
        .without_empty_columns()
}

/// Returns the factor as documents print it, such as `12. Freedom to Act`.
fn numbered(factor: &Factor) -> String {
    format!("{}. {}", factor.number(), factor.name())
}

/// Returns `match` or the number of levels by which the factor varies.
fn result(factor: &FactorComparison<'_>) -> TonedText {
    let (words, tone) = match (factor.result, factor.difference) {
        (FactorResult::Match, _) => ("match".to_owned(), Tone::Good),
        (FactorResult::Variation, Some(levels)) => (format!("variation {levels:+}"), Tone::Open),
        (FactorResult::Mismatch, Some(levels)) => (format!("variation {levels:+}"), Tone::Bad),
        _ => ("not settled".to_owned(), Tone::Open),
    };
    TonedText::from(words).tone(tone)
}

/// Returns a sentence that lists the factors without evidence, or `None`.
fn without_evidence(job: &Job<'_>) -> Option<ReportBlock> {
    let assessed = || job.assessments().iter().filter(|assessment| assessment.levels().is_some());
    let without = assessed().filter(|assessment| assessment.evidence().is_none());
    let without: Vec<&str> = without.map(|assessment| assessment.factor().name()).collect();
    let sentence = match without.len() {
        0 => return None,
        count if count == assessed().count() => "No evidence is given for any level.".to_owned(),
        count => format!("No evidence is given for {}: {}.", counted(count, "factor"), without.join("; ")),
    };
    Some(ReportBlock::Text(TonedText::from(sentence).tone(Tone::Open)))
}

/// Lists the factors without a single level.
fn not_settled(report: &JobReport<'_>) -> Vec<ReportBlock> {
    let open: Vec<FactorScore<'_>> = score::open_factors(&report.score).collect();
    let block = if open.is_empty() {
        ReportBlock::text("None: every factor has a single level.")
    } else {
        let table = BlockTable::of("Factors without a single level", &open)
            .words("Factor", |factor| numbered(factor.factor))
            .words("Level", |factor| TonedText::from(level(factor.level)).tone(Tone::Open))
            .numbers("Points", |factor| factor.points_range);
        ReportBlock::Table(table.end())
    };
    vec![ReportBlock::Section("Open factors"), block]
}

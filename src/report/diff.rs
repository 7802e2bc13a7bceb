//! The differences between two versions of one job or of many, for people and programs.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::columns::write_row_as;
use super::object::serialize_as;
use super::picture::{Picture, Scale, ScaleTotal};
use super::refused::{MOST_LISTED, more, refused_name, refused_place};
use super::result::ListItem;
use super::wording::{band_names, counted, job_name, level, span};
use crate::diff::{EvidenceChange, FactorDiff, JobDiff, PanelDiff, Status};
use crate::job::RefusedJob;
use crate::sanitize::short;
use crate::scheme::Band;
use crate::score::{Score, Standing};

serialize_as!(JobDiff<'_>, diff => {
    "status": diff.status,
    "moved": diff.moved,
    "old": diff.old.map(Side),
    "new": diff.new.map(Side),
    "refused": refused_sides(diff).collect::<Vec<_>>(),
    "total_change": diff.total_change,
    "factors": diff.factors,
    "panel": diff.panel,
});

/// One version of a job.
struct Side<'j>(Score<'j>);

serialize_as!(Side<'_>, side => {
    "id": side.0.job.id(),
    "title": side.0.job.title(),
    "source": side.0.job.source(),
    "total": side.0.standing.total,
    "band": side.0.standing.band().map(Band::name),
    "band_closed": side.0.standing.band().and_then(Band::closed),
    "total_range": side.0.standing.total_range,
    "possible_bands": band_names(side.0.standing.possible_bands()),
    "only_band": side.0.standing.only_band().map(Band::name),
});

/// The version of one side that was refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct RefusedSide<'j> {
    pub(super) side: &'static str,
    pub(super) job: &'j RefusedJob,
}

serialize_as!(RefusedSide<'_>, refused => {
    "side": refused.side,
    "id": refused.job.id,
    "title": refused.job.title,
    "source": &*refused.job.source,
    "code": refused.job.rule.code(),
    "problem": refused.job.problem,
});

/// Names of the two versions.
pub(super) const SIDES: [&str; 2] = ["old", "new"];

/// Returns the versions of a job that were refused.
fn refused_sides<'j>(diff: &JobDiff<'j>) -> impl Iterator<Item = RefusedSide<'j>> {
    SIDES.into_iter().zip(diff.refused).filter_map(|(side, job)| Some(RefusedSide { side, job: job? }))
}

serialize_as!(FactorDiff<'_>, diff => {
    "number": diff.factor.number(),
    "id": diff.factor.id(),
    "name": diff.factor.name(),
    "old_level": diff.old_level,
    "new_level": diff.new_level,
    "points": diff.points,
    "evidence": diff.evidence,
    "moved_without_evidence": diff.moved_without_evidence(),
});

impl ListItem for JobDiff<'_> {
    fn title(_diffs: &[Self]) -> &'static str {
        "Job changes"
    }

    /// Shows one job with its factors, or a line for each of several jobs.
    fn blocks(diffs: &[Self]) -> Vec<ReportBlock> {
        let mut blocks = match diffs {
            [] => Vec::new(),
            [diff] => one(diff),
            diffs => many(diffs),
        };
        let unidentified: Vec<&RefusedJob> = diffs.iter().filter_map(JobDiff::unidentified).collect();
        blocks.extend(not_known(&unidentified).map(ReportBlock::text));
        blocks.extend(refused_table(diffs.iter().flat_map(refused_sides)));
        blocks
    }
}

/// Returns the reason why added and removed jobs are not known, or `None` if they are.
pub(super) fn not_known(unidentified: &[&RefusedJob]) -> Option<String> {
    let first = unidentified.first()?;
    let (jobs, place) = (counted(unidentified.len(), "refused job"), refused_place(first));
    let of_which =
        if unidentified.len() == 1 { "has no readable id" } else { "have no readable id, the first" };
    Some(format!("Added and removed jobs are not known: {jobs} {of_which} ({place})."))
}

/// Returns a table of the first refused versions and the number of the others. Empty if none was refused.
pub(super) fn refused_table<'j>(refused: impl Iterator<Item = RefusedSide<'j>>) -> Vec<ReportBlock> {
    let refused: Vec<RefusedSide<'j>> = refused.collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let table = BlockTable::of("Refused jobs", refused.iter().take(MOST_LISTED))
        .words("Side", |refused| refused.side)
        .words("Job", |refused| refused_name(refused.job))
        .words("Place", |refused| refused_place(refused.job))
        .words("Problem", |refused| &refused.job.problem)
        .end();
    let counts = SIDES.map(|side| refused.iter().filter(|refused| refused.side == side).count());
    let words = format!("Refused: {} old, {} new", counts[0], counts[1]);
    let words = ReportBlock::text(TonedText::from(words).tone(Tone::Bad));
    [words, ReportBlock::Table(table)].into_iter().chain(more(refused.len()).map(ReportBlock::text)).collect()
}

write_row_as!(JobDiff<'_>, diff => {
    "id": named(diff).0,
    "title": named(diff).1,
    "status": diff.status.id(),
    "old_total": diff.old.and_then(|old| old.standing.total),
    "new_total": diff.new.and_then(|new| new.standing.total),
    "old_band": diff.old.and_then(|old| old.standing.band()).map(Band::name),
    "new_band": diff.new.and_then(|new| new.standing.band()).map(Band::name),
    "moved": diff.moved,
    "factors": diff.factors.iter().map(|factor| factor.factor.id()).collect::<Vec<_>>().join(", "),
    "code": refused_sides(diff).next().map(|refused| refused.job.rule.code()),
    "problem": refused_sides(diff).map(side_and_problem).collect::<Vec<_>>().join("; "),
});

fn side_and_problem(RefusedSide { side, job }: RefusedSide<'_>) -> String {
    format!("{side}: {}", job.problem_in_file())
}

/// Returns the id and title of the new version, else of the old one.
fn named<'j>(diff: &JobDiff<'j>) -> (Option<&'j str>, &'j str) {
    let refused = diff.refused[1].or(diff.refused[0]);
    let refused = refused.map_or((None, ""), |job| (job.id.as_deref(), job.title.as_str()));
    diff.new.or(diff.old).map_or(refused, |side| (side.job.id(), side.job.title()))
}

fn one(diff: &JobDiff<'_>) -> Vec<ReportBlock> {
    let (id, title) = named(diff);
    let mut blocks = vec![ReportBlock::Heading(job_name(id, title))];
    if let (Some(old), Some(new)) = (&diff.old, &diff.new) {
        blocks.push(ReportBlock::text(format!("{} → {}", old.job.source(), new.job.source())));
        let marks =
            [ScaleTotal::from_standing("Old", old.standing), ScaleTotal::from_standing("New", new.standing)];
        blocks.push(ReportBlock::Picture(Picture::Scale(Scale::with_totals(new.job.scheme(), marks))));
    }
    if !diff.factors.is_empty() {
        blocks.push(ReportBlock::Table(factors(&diff.factors)));
    }
    blocks.push(ReportBlock::Text(verdict(diff)));
    blocks.extend(without_evidence(&diff.factors).map(ReportBlock::text));
    blocks.extend(diff.panel.as_ref().map(|panel| ReportBlock::text(majority(panel))));
    if let Some(band) = diff.new.and_then(|new| new.standing.band())
        && let Some(closed) = band.closed()
    {
        blocks.push(ReportBlock::text(format!("Note: Band {} is closed {closed}.", band.name())));
    }
    blocks
}

fn factors(factors: &[FactorDiff<'_>]) -> BlockTable {
    BlockTable::of("Factors that changed", factors)
        .words("Factor", |row| row.factor.name())
        .words("Old", |row| level(row.old_level))
        .words("New", |row| level(row.new_level))
        .numbers("Points", |row| row.points.map_or_else(|| "?".to_owned(), signed))
        .words("Evidence", |row| evidence(row.evidence))
        .end()
        .without_empty_columns()
}

fn evidence(change: Option<EvidenceChange>) -> &'static str {
    match change {
        Some(EvidenceChange::Changed) => "changed",
        Some(EvidenceChange::Same) => "the same",
        Some(EvidenceChange::None) => "none given",
        None => "",
    }
}

/// Returns a sentence that lists factors whose level moved without a change in the evidence, or `None`.
fn without_evidence(factors: &[FactorDiff<'_>]) -> Option<String> {
    let moved = factors.iter().filter(|factor| factor.moved_without_evidence());
    let names: Vec<&str> = moved.map(|factor| factor.factor.name()).collect();
    let levels = if names.len() == 1 { "the level moved" } else { "levels moved" };
    (!names.is_empty())
        .then(|| format!("Look at {}: {levels} and the evidence did not change.", names.join("; ")))
}

/// Returns a sentence about the majority of the new panel (handbook ch. 13).
fn majority(panel: &PanelDiff<'_>) -> String {
    let all = panel.new.len();
    let (least, most) = (all - panel.most_in_both(), all - panel.in_both.len());
    let fresh = if least == most { most.to_string() } else { format!("{least} to {most}") };
    let fresh = format!("{fresh} of {} did not sit before", counted(all, "member"));
    let pairs =
        panel.may_be_same.iter().map(|pair| format!("`{}` is `{}`", short(pair.old), short(pair.new)));
    match panel.majority_different {
        Some(true) => format!("The majority of the panel is different, as a review asks: {fresh}."),
        Some(false) => {
            format!("The majority of the panel is the same: {fresh}; a review asks for a different one.")
        }
        None => {
            let pairs: Vec<String> = pairs.collect();
            format!(
                "A review asks for a different majority of the panel. This depends on whether {}: {fresh}.",
                pairs.join(", and whether ")
            )
        }
    }
}

fn signed(points: i64) -> String {
    if points == 0 { "0".to_owned() } else { format!("{points:+}") }
}

/// Returns the change in one sentence.
fn verdict(diff: &JobDiff<'_>) -> TonedText {
    let (old, new) = match (&diff.old, &diff.new) {
        (Some(old), Some(new)) => (old, new),
        _ => return TonedText::from(alone(diff.status)),
    };
    let change = diff.total_change.map(|points| format!(" ({})", signed(points))).unwrap_or_default();
    let totals = format!("{} → {} points{change}", old.standing.total_range, new.standing.total_range);
    if diff.moved {
        TonedText::from(format!("{totals}: {} → {}, the band moved.", span(old.standing), span(new.standing)))
            .tone(Tone::Bad)
    } else {
        TonedText::from(format!("{totals}: {} as before.", span(new.standing))).tone(Tone::Good)
    }
}

/// Returns a sentence about a job without a comparison.
fn alone(status: Status) -> &'static str {
    match status {
        Status::Added => "The job was added.",
        Status::Removed => "The job was removed.",
        Status::Refused => "Nothing is compared: a version of the job was refused.",
        _ => "Nothing is compared: this job cannot be paired with one of the other version.",
    }
}

/// Returns the status of a job, and for a refused job the version.
fn status(diff: &JobDiff<'_>) -> String {
    let sides: Vec<&str> = refused_sides(diff).map(|refused| refused.side).collect();
    match sides[..] {
        [] => diff.status.id().replace('_', " "),
        _ => format!("refused ({})", sides.join(", ")),
    }
}

fn many(diffs: &[JobDiff<'_>]) -> Vec<ReportBlock> {
    let tone = |diff: &JobDiff<'_>| if diff.moved { Tone::Bad } else { Tone::Plain };
    let table = BlockTable::of("Old and new version of each job", diffs)
        .names("Id", |diff| named(diff).0.unwrap_or_default())
        .words("Job", |diff| named(diff).1)
        .words("Status", status)
        .words("Total", |diff| arrow(diff, |standing| standing.total_range.to_string()))
        .words("Band", |diff| TonedText::from(arrow(diff, span)).tone(tone(diff)))
        .end();
    vec![
        ReportBlock::Table(table.without_empty_columns()),
        ReportBlock::text(TonedText::from(counts(diffs)).tone(Tone::Strong)),
    ]
}

/// Returns the values of both versions with an arrow between them, or the value once if both are equal.
fn arrow(diff: &JobDiff<'_>, describe: impl Fn(Standing<'_>) -> String) -> String {
    let sides = [diff.old, diff.new].into_iter().flatten();
    let mut sides: Vec<String> = sides.map(|side| describe(side.standing)).collect();
    sides.dedup();
    sides.join(" → ")
}

fn counts(diffs: &[JobDiff<'_>]) -> String {
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .map(|wanted| (diffs.iter().filter(|diff| diff.status == wanted).count(), wanted.id()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, status)| format!("{count} {}", status.replace('_', " ")))
        .collect();
    let moved = diffs.iter().filter(|diff| diff.moved).count();
    let moved = if moved == 0 { "no band".to_owned() } else { counted(moved, "band") };
    format!("{}: {}; {moved} moved", counted(diffs.len(), "job"), parts.join(", "))
}

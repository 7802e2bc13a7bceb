//! The comparison of a job with a profile, for people and programs.

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::of_file;
use super::object::serialize_as;
use super::picture::{LevelChart, LevelRow, Picture, Scale, ScaleTotal};
use super::provenance::Provenance;
use super::result::Report;
use super::wording::{
    archived, band_with_totals, counted, enumerated, level, mark, name_of, place_with_totals,
};
use crate::compare::{
    Comparison, Condition, ConditionId, Conditions, CountRange, FactorComparison, FactorResult, Verdict,
    Warning,
};
use crate::job::Assessment;
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileName};
use crate::scheme::{Band, BandRun, Located, PointsRange};
use crate::score::Standing;

serialize_as!(Comparison<'_>, comparison => {
    "job": comparison.job.name(),
    "profile": comparison.profile.name(),
    "outcome": comparison.verdict.outcome,
    "band": comparison.verdict.band.map(Band::name),
    "band_closed": comparison.verdict.band.and_then(Band::closed),
    "total": comparison.verdict.total,
    "total_range": comparison.verdict.total_range,
    "variations": comparison.verdict.variations,
    "conditions": decided(comparison),
    "factors": comparison.rows().collect::<Vec<_>>(),
    "warnings": warnings(comparison),
    "provenance": Provenance { job: comparison.job, profile: Some(comparison.profile) },
});

/// A condition with its comparison.
pub(super) struct Decided<'c>(&'c Comparison<'c>, Condition);

pub(super) fn decided<'c>(comparison: &'c Comparison<'c>) -> [Decided<'c>; 4] {
    comparison.verdict.conditions.list().map(|condition| Decided(comparison, condition))
}

serialize_as!(Decided<'_>, decided => {
    "id": decided.1.id,
    "met": decided.1.met,
    "detail": detail(decided.0, decided.1),
});

/// A factor's comparison with the job's assessment of the factor.
struct ComparisonRow<'c>(&'c FactorComparison<'c>, &'c Assessment<'c>);

serialize_as!(ComparisonRow<'_>, row => {
    "number": row.0.factor.number(),
    "id": row.0.factor.id(),
    "name": row.0.factor.name(),
    "job_level": row.0.job_level,
    "profile_levels": row.0.profile_levels,
    "difference": row.0.difference,
    "result": row.0.result,
    "points": row.0.points,
    "profile_points": row.0.profile_levels.points_range(),
    "evidence": row.1.evidence(),
});

impl<'c> Comparison<'c> {
    fn rows(&self) -> impl Iterator<Item = ComparisonRow<'_>> {
        self.factors
            .iter()
            .zip(self.job.assessments())
            .map(|(factor, assessment)| ComparisonRow(factor, assessment))
    }
}

impl Report for Comparison<'_> {
    fn title(&self) -> &'static str {
        "Comparison with a profile"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let mut blocks = vec![
            ReportBlock::Heading(name_of(self.job)),
            ReportBlock::text(format!("{} against {}", self.job.source(), profile_name(self.profile))),
            ReportBlock::Picture(scale(self)),
            ReportBlock::Picture(levels(self)),
            ReportBlock::Table(factors(self)),
            ReportBlock::Table(conditions(self)),
        ];
        blocks.extend(notes(self));
        blocks.push(ReportBlock::text(verdict(self, "")));
        blocks
    }
}

/// Draws the totals of the job and the profile on the scale of bands.
pub(super) fn scale(comparison: &Comparison<'_>) -> Picture {
    let (job, profile) = (comparison.job, comparison.profile);
    let of_profile =
        ScaleTotal { name: "Profile", totals: profile.score(), place: format!("Band {}", profile.bands()) };
    Picture::Scale(Scale::with_totals(
        job.scheme(),
        [of_profile, ScaleTotal::from_standing("Job", Standing::from_job(job))],
    ))
}

/// Draws the levels of the job against those of the profile.
pub(super) fn levels(comparison: &Comparison<'_>) -> Picture {
    let row = |row: &FactorComparison<'_>| LevelRow::from_levels(row.profile_levels, row.job_level);
    Picture::Levels(LevelChart { rows: comparison.factors.iter().map(row).collect() })
}

/// Returns the warnings as sentences.
pub(super) fn warnings(comparison: &Comparison<'_>) -> Vec<String> {
    comparison.warnings.iter().map(warning).collect()
}

pub(super) fn notes(comparison: &Comparison<'_>) -> impl Iterator<Item = ReportBlock> {
    warnings(comparison).into_iter().map(|warning| ReportBlock::text(format!("Note: {warning}.")))
}

/// Returns the profile's id and suite, with the suite's file unless it is built in.
pub(super) fn profile_name(profile: &Profile<'_>) -> String {
    let ProfileName { id, title, band, suite, .. } = profile.name();
    format!("{title}, Band {band} ({id} in {suite}{})", of_file(profile))
}

pub(super) fn factors(comparison: &Comparison<'_>) -> BlockTable {
    BlockTable::of("Job levels against the profile", &comparison.factors)
        .words("Factor", |row| row.factor.name())
        .words("Job", |row| level(row.job_level))
        .words("Profile", |row| row.profile_levels)
        .numbers("Diff.", difference)
        .numbers("Points", |row| points(row.points, row.profile_levels.points_range()))
        .sum([("Factor", "Total".to_owned()), ("Points", comparison.verdict.total_range.to_string())])
        .end()
}

/// Returns the job's points, with the profile's in brackets if they can differ: `12 (7–12)`.
pub(super) fn points(own: Option<u32>, profile: PointsRange) -> String {
    let own = own.map_or_else(|| "?".to_owned(), |points| points.to_string());
    let profile = profile.to_string();
    if own == profile { own } else { format!("{own} ({profile})") }
}

fn difference(factor: &FactorComparison<'_>) -> TonedText {
    let signed = factor.difference.map_or_else(|| "?".to_owned(), |levels| format!("{levels:+}"));
    match factor.result {
        FactorResult::Match => TonedText::from("match").tone(Tone::Good),
        FactorResult::Variation | FactorResult::NotAssessed => TonedText::from(signed).tone(Tone::Open),
        FactorResult::Mismatch => TonedText::from(signed).tone(Tone::Bad),
    }
}

pub(super) fn conditions(comparison: &Comparison<'_>) -> BlockTable {
    BlockTable::of("Conditions of a match", comparison.verdict.conditions.list())
        .words("", |condition| mark(condition.met))
        .words("Condition", |condition| title(condition.id))
        .words("Reason", |condition| detail(comparison, condition))
        .end()
}

/// Returns the name of a condition.
fn title(condition: ConditionId) -> &'static str {
    match condition {
        ConditionId::LevelsWithinOne => "Levels within one",
        ConditionId::FixedFactorsMatch => "Fixed factors match",
        ConditionId::VariationCount => "Variation count",
        ConditionId::TotalInBand => "Total in band",
    }
}

/// Returns the reason why a condition holds, fails or is open.
fn detail(comparison: &Comparison<'_>, condition: Condition) -> String {
    match condition.id {
        ConditionId::LevelsWithinOne => levels_within_one(comparison, condition.met),
        ConditionId::FixedFactorsMatch => fixed_factors_match(comparison, condition.met),
        ConditionId::VariationCount => variation_count(comparison, condition.met),
        ConditionId::TotalInBand => total_in_band(comparison, condition.met),
    }
}

fn levels_within_one(comparison: &Comparison<'_>, met: Option<bool>) -> String {
    let limit = comparison.job.scheme().matching().max_difference;
    let levels = counted(limit, "level");
    let (differing, count) = list(comparison, varying, |factor| factor.nearest() > limit);
    match met {
        Some(true) => format!("no factor differs by more than {levels}"),
        Some(false) if count == 1 => format!("{differing} differs by more than {levels}"),
        Some(false) => format!("{differing} differ by more than {levels}"),
        None => {
            let (open, _) = list(comparison, unsettled, |factor| factor.farthest() > limit);
            format!("{open} could differ by more than {levels}")
        }
    }
}

fn fixed_factors_match(comparison: &Comparison<'_>, met: Option<bool>) -> String {
    let fixed =
        |varies| move |factor: &FactorComparison<'_>| factor.factor.is_fixed() && factor.varies() == varies;
    match met {
        Some(false) => format!("{} may not vary", list(comparison, varying, fixed(Some(true))).0),
        None => format!("{} may not vary", list(comparison, unsettled, fixed(None)).0),
        Some(true) => match list(comparison, |factor| factor.factor.name().to_owned(), fixed(Some(false))) {
            (_, 0) => "every factor may vary".to_owned(),
            (names, 1) => format!("{names} matches"),
            (names, _) => format!("{names} match"),
        },
    }
}

fn variation_count(comparison: &Comparison<'_>, met: Option<bool>) -> String {
    let CountRange { least, greatest } = comparison.verdict.variation_range;
    let limit = comparison.job.scheme().matching().max_variations;
    let vary = format!("{least} {}", if least == 1 { "factor varies" } else { "factors vary" });
    if met == Some(false) || least == greatest {
        format!("{vary} (limit {limit})")
    } else {
        format!("{vary} so far and {} may (limit {limit})", greatest - least)
    }
}

fn total_in_band(comparison: &Comparison<'_>, met: Option<bool>) -> String {
    let bands = comparison.profile.bands();
    let verb = match met {
        Some(true) => "lies in",
        Some(false) => "lies outside",
        None => "may lie outside",
    };
    let totals = comparison.verdict.total_range;
    format!("the total of {totals} {verb} Band {bands} ({})", bands.totals())
}

fn warning(warning: &Warning<'_>) -> String {
    match warning {
        Warning::UnlistedLevel { level, listed } => {
            let (name, number) = (level.factor().name(), level.number());
            format!("{name}: level {number} is in the range of {listed}, but the profile does not list it")
        }
        Warning::Archived { since } => format!("the profile is {}", archived(since)),
        Warning::OtherBand { standing, bands } => other_band(*standing, *bands),
    }
}

/// Returns the handbook's advice (ch. 9) for a job whose total alone prevents a match.
fn other_band(standing: Standing<'_>, bands: BandRun<'_>) -> String {
    let others: Vec<&Band> =
        standing.possible_bands().iter().filter(|band| !bands.bands().contains(band)).collect();
    let inside = others.iter().map(|band| format!("in {}", band_with_totals(band)));
    let mut ends = [standing.least(), standing.greatest()].into_iter();
    let outside = ends.find(|end| !matches!(end, Located::In(_))).map(place_with_totals);
    let places: Vec<String> = inside.chain(outside).collect();
    let place = format!("the total of {} lies {}", standing.total_range, places.join(" or "));
    // No new job is matched to the profiles of a closed band.
    let open = others.iter().filter(|band| band.closed().is_none());
    let names: Vec<String> = open.map(|band| format!("Band {}", band.name())).collect();
    if names.is_empty() {
        return format!("{place}: evaluate the job locally");
    }
    let names = names.join(" or ");
    format!("{place}: match the job against a profile of {names}; failing that, evaluate it locally")
}

/// Returns the factor with its difference, such as `Physical Effort (+2)`, or with the range of possible differences.
fn varying(factor: &FactorComparison<'_>) -> String {
    let name = factor.factor.name();
    match factor.differences {
        [lowest, highest] if lowest == highest => format!("{name} ({lowest:+})"),
        [lowest, highest] => format!("{name} ({lowest:+} to {highest:+})"),
    }
}

/// Returns the factor with its levels, such as `Physical Effort (2-3)` or `Physical Effort (not assessed)`.
fn unsettled(factor: &FactorComparison<'_>) -> String {
    format!("{} ({})", factor.factor.name(), level(factor.job_level))
}

/// Lists the factors for which `is_wanted` holds, and returns their number.
fn list(
    comparison: &Comparison<'_>,
    describe: impl Fn(&FactorComparison<'_>) -> String,
    is_meant: impl Fn(&FactorComparison<'_>) -> bool,
) -> (String, usize) {
    let meant = comparison.factors.iter().filter(|factor| is_meant(factor));
    let described: Vec<String> = meant.map(describe).collect();
    (enumerated(&described, "and"), described.len())
}

/// Returns the outcome as one sentence. `with` may name the profile, as in ` with Nurse`.
pub(super) fn verdict(comparison: &Comparison<'_>, with: &str) -> TonedText {
    let Verdict { outcome, band, variations, open, conditions, .. } = comparison.verdict;
    let all = comparison.factors.len();
    let closed = |band: &Band| band.closed().map(|closed| format!(" (closed {closed})")).unwrap_or_default();
    let awarded = band.map(|band| format!("Band {}{}", band.name(), closed(band))).unwrap_or_default();
    let (sentence, tone) = match outcome {
        Outcome::ProfileMatch => {
            (format!("Profile match{with}, {awarded}: all {all} factors match."), Tone::Good)
        }
        Outcome::BandMatch => {
            let vary = if variations == 1 { "varies" } else { "vary" };
            let counted = format!("{variations} of {all} factors {vary} and all four conditions hold");
            (format!("Band match{with}, {awarded}: {counted}."), Tone::Good)
        }
        Outcome::Incomplete => {
            let counted = format!("{open} of {all} factors undecided");
            (format!("Incomplete: {counted}, and a match{with} is still possible."), Tone::Open)
        }
        Outcome::NoMatch if (variations, open) == (0, 0) => {
            let bands = comparison.profile.bands();
            let sentence = format!("all {all} factors match, but the total lies outside Band {bands}");
            (format!("No match{with}: {sentence}."), Tone::Bad)
        }
        Outcome::NoMatch => (format!("No match{with}: {}.", reasons(conditions)), Tone::Bad),
    };
    TonedText::from(sentence).tone(tone)
}

/// Returns the name of an outcome with its tone.
pub(super) fn outcome_cell(outcome: Outcome) -> TonedText {
    let (words, tone) = match outcome {
        Outcome::ProfileMatch => ("profile match", Tone::Good),
        Outcome::BandMatch => ("band match", Tone::Good),
        Outcome::Incomplete => ("incomplete", Tone::Open),
        Outcome::NoMatch => ("no match", Tone::Bad),
    };
    TonedText::from(words).tone(tone)
}

/// Lists the failed conditions.
fn reasons(conditions: Conditions) -> String {
    let titles: Vec<String> = conditions.failed().map(|condition| title(condition).to_lowercase()).collect();
    match titles.len() {
        0 => "no way of settling the open factors meets all four conditions together".to_owned(),
        1 => format!("one of the four conditions fails ({})", titles.concat()),
        4 => "all four conditions fail".to_owned(),
        count => format!("{count} of the four conditions fail ({})", titles.join(", ")),
    }
}

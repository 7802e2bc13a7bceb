//! The checks of profiles, for people and programs.

use std::io::{self, Write};

use serde::Serialize;

use super::block::{BlockTable, ReportBlock, Tone, TonedText};
use super::candidates::editions;
use super::columns::write_row_as;
use super::object::serialize_as;
use super::profiles::no_profile;
use super::result::{CsvReport, Formats, List, ListItem, ListReport, Report};
use super::wording::{band_names, counted, listed, mark};
use crate::csv::{CellSafety, CsvRows};
use crate::profile::Profile;
use crate::profile_check::{ProfileCheck, ProfileFailure, ProfileNote};

serialize_as!(ProfileCheck<'_>, check => {
    "id": check.profile.id(),
    "title": check.profile.title(),
    "band": check.profile.bands(),
    "suite": check.profile.suite(),
    "score": check.profile.score(),
    "computed_score": check.profile.computed_score(),
    "passed": check.passed(),
    "failures": statements(check).collect::<Vec<_>>(),
    "generic": check.profile.is_generic(),
    "note": note(check),
    "suite_file": check.profile.source(),
});

/// A published value that does not follow from the levels.
#[derive(Serialize)]
struct Statement {
    /// Name of a factor, `score` or `band`.
    field: String,
    expected: String,
    found: String,
}

impl Statement {
    fn new(field: &str, expected: String, found: String) -> Statement {
        Statement { field: field.to_owned(), expected, found }
    }
}

/// Describes the failures of a check: the values computed from the levels as expected, the published ones as found.
fn statements(check: &ProfileCheck<'_>) -> impl Iterator<Item = Statement> {
    check.failures.iter().map(|failure| statement(check.profile, failure))
}

fn statement(profile: &Profile<'_>, failure: &ProfileFailure<'_>) -> Statement {
    let computed = profile.computed_score();
    match failure {
        ProfileFailure::FactorScores(row) => {
            Statement::new(row.factor().name(), scores(&row.computed_scores()), scores(&row.scores()))
        }
        ProfileFailure::Score => Statement::new("score", computed.to_string(), profile.score().to_string()),
        ProfileFailure::Band => {
            let bands = band_names(profile.scheme().bands_within(computed));
            let expected = if bands.is_empty() { "no band".to_owned() } else { bands.join(", ") };
            Statement::new("band", expected, profile.bands().to_string())
        }
    }
}

/// Returns a sentence about a lowest total below the band, or `None`.
fn note(check: &ProfileCheck<'_>) -> Option<String> {
    let (bands, computed) = (check.profile.bands(), check.profile.computed_score());
    let below = format!("the lowest total of {} lies below Band {bands} ({})", computed.min, bands.totals());
    check.note.map(|note| match note {
        ProfileNote::Generic => format!("{below}, as a generic profile allows"),
        ProfileNote::MaybeGeneric => {
            format!("{below}; if the document says that the profile is generic, add `generic: true`")
        }
    })
}

fn scores(points: &[u32]) -> String {
    if points.is_empty() { "none".to_owned() } else { listed(points, ", ") }
}

/// The checks of a run. Serialises as an array.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct ProfileChecks<'c> {
    /// Checks, one per profile.
    pub checks: List<ProfileCheck<'c>>,
    /// True if some suites could not be read. There is no conclusion about all profiles then.
    #[serde(skip)]
    pub is_partial: bool,
}

impl Report for ProfileChecks<'_> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        self.checks.title()
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        if !self.is_partial {
            return self.checks.blocks();
        }
        let mut blocks = working(&self.checks.items);
        blocks.push(ReportBlock::text(TonedText::from(partial(&self.checks.items)).tone(Tone::Bad)));
        blocks
    }
}

impl CsvReport for ProfileChecks<'_> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        self.checks.push_csv(cells, rows);
    }
}

impl ListReport for ProfileChecks<'_> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        self.checks.write_lines(out)
    }
}

/// Returns the conclusion for a run in which some suites could not be read.
fn partial(checks: &[ProfileCheck<'_>]) -> String {
    let failed = checks.iter().filter(|check| !check.passed()).count();
    let others = counted(checks.len(), "profile");
    let said = match (checks.len(), failed) {
        (0, _) => "No profile could be checked.".to_owned(),
        (_, 0) => format!("The others: {others}, whose published scores and bands follow from the levels."),
        _ => format!(
            "The others: {others}; in {failed}, published scores or bands do not follow from the levels."
        ),
    };
    format!("A given suite could not be read. {said}")
}

impl ListItem for ProfileCheck<'_> {
    fn title(_checks: &[Self]) -> &'static str {
        "Profile checks"
    }

    fn blocks(checks: &[Self]) -> Vec<ReportBlock> {
        if checks.is_empty() {
            return vec![no_profile()];
        }
        let mut blocks = working(checks);
        blocks.push(ReportBlock::Text(summary(checks)));
        blocks
    }
}

/// Lists the findings without the conclusion.
fn working(checks: &[ProfileCheck<'_>]) -> Vec<ReportBlock> {
    if checks.is_empty() {
        return Vec::new();
    }
    let table = BlockTable::of("Published and computed scores", checks)
        .words("", |check| mark(Some(check.passed())))
        .names("Profile", |check| check.profile.id())
        .words("Band", |check| check.profile.bands())
        .numbers("Published", |check| check.profile.score())
        .numbers("Computed", |check| check.profile.computed_score())
        .end();
    let mut blocks = vec![ReportBlock::Table(table)];
    blocks.extend(checks.iter().flat_map(|check| {
        statements(check).map(|Statement { field, expected, found }| {
            let id = check.profile.id();
            let text = format!("{id}: {field}: published {found}, but the levels give {expected}");
            ReportBlock::text(TonedText::from(text).tone(Tone::Bad))
        })
    }));
    blocks.extend(checks.iter().filter_map(|check| {
        note(check).map(|note| ReportBlock::text(format!("{}: {note}.", check.profile.id())))
    }));
    blocks.extend(editions(checks.iter().map(|check| check.profile)));
    blocks
}

fn summary(checks: &[ProfileCheck<'_>]) -> TonedText {
    let failed = checks.iter().filter(|check| !check.passed()).count();
    let all = counted(checks.len(), "profile");
    if failed == 0 {
        TonedText::from(format!("{all}: every published score and band follows from the levels."))
            .tone(Tone::Good)
    } else {
        let text = format!("{all}: in {failed}, published scores or bands do not follow from the levels.");
        TonedText::from(text).tone(Tone::Bad)
    }
}

write_row_as!(ProfileCheck<'_>, check => {
    "id": check.profile.id(),
    "passed": check.passed(),
    "published_min": check.profile.score().min,
    "published_max": check.profile.score().max,
    "computed_min": check.profile.computed_score().min,
    "computed_max": check.profile.computed_score().max,
    "failures": statements(check).map(|statement| statement.field).collect::<Vec<_>>().join("; "),
    "suite_file": check.profile.source(),
});

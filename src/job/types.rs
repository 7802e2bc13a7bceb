//! What a job is.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::Serialize;

use super::headcount::Headcount;
use super::panel::{Panel, PanelStatus};
use crate::finding::{Finding, Position, Problem, ReadError, Rule};
use crate::level::{says_not_assessed, without_fraction};
use crate::names;
use crate::outcome::Outcome;
use crate::provenance::Origin;
use crate::sanitize::short;
use crate::scheme::{BandRun, Factor, Level, Levels, PointsRange, Scheme};
use crate::text_part::offset;
use crate::yaml;

/// A job, with an assessment for every factor of its scheme.
#[derive(Debug, Clone)]
pub struct Job<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) origin: Origin,
    pub(super) line: usize,
    pub(super) id: Option<String>,
    pub(super) title: String,
    pub(super) details: Details,
    pub(super) assessments: Vec<Assessment<'s>>,
    pub(super) expect: Option<Expectation<'s>>,
    /// Whether it was read from cells.
    pub(super) is_row: bool,
}

/// What a job says besides its name and its levels.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    pub(super) organisation: Option<String>,
    pub(super) reports_to: Option<String>,
    pub(super) headcount: Option<Headcount>,
    pub(super) panel: Option<Panel>,
    pub(super) notes: Option<String>,
    /// The value of the column or key that was to be kept, as written.
    pub(super) kept: Option<String>,
}

/// What a job says of one factor.
#[derive(Debug, Clone)]
pub struct Assessment<'s> {
    pub(super) factor: &'s Factor,
    pub(super) levels: Option<Levels<'s>>,
    pub(super) evidence: Option<String>,
}

/// What is expected of a job's score; `jobeval check` verifies it.
#[derive(Debug, Clone, Default)]
pub struct Expectation<'s> {
    /// The band, or one of the run of bands, that the total should lie in.
    pub band: Option<BandRun<'s>>,
    /// The total, or the range that it should lie in, in points.
    pub total: Option<PointsRange>,
    /// The id of the profile that should match.
    pub profile: Option<String>,
    /// The outcome that the comparison with the profile should have; without a profile, that of the best known.
    pub outcome: Option<Outcome>,
}

/// The names of a job in results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct JobName<'a> {
    /// The id, if it has one.
    pub id: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The file it came from.
    pub source: &'a str,
}

/// The title of a job that is given by its levels alone.
const UNTITLED: &str = "Levels from the command line";

/// The source of a job that is built in code.
const BUILT: &str = "<code>";

impl<'s> Job<'s> {
    /// A job in which nothing is assessed yet.
    ///
    /// ```
    /// use jobeval::{Job, Scheme, score};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut job = Job::new("Porter", Scheme::nhs_jes());
    /// job.assess("physical effort", "4(b)")?.set_evidence("Moves patients and equipment all day.");
    /// assert!(!score(&job).standing.is_complete());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(title: impl Into<String>, scheme: &'s Scheme) -> Job<'s> {
        let assessments = scheme.factors().iter().map(Assessment::blank).collect();
        Job {
            scheme,
            origin: Origin::named(BUILT.into()),
            line: 1,
            id: None,
            title: title.into(),
            details: Details::default(),
            assessments,
            expect: None,
            is_row: false,
        }
    }

    /// The same job with an id.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Job<'s> {
        Job { id: Some(id.into()), ..self }
    }

    /// The same job in an organisation.
    #[must_use]
    pub fn with_organisation(mut self, organisation: impl Into<String>) -> Job<'s> {
        self.details.organisation = Some(organisation.into());
        self
    }

    /// The same job with the id of its manager's job.
    #[must_use]
    pub fn with_reports_to(mut self, id: impl Into<String>) -> Job<'s> {
        self.details.reports_to = Some(id.into());
        self
    }

    /// The same job with so many staff in post.
    #[must_use]
    pub fn with_headcount(mut self, headcount: u32) -> Job<'s> {
        self.details.headcount = Some(Headcount::Of(headcount));
        self
    }

    /// The same job as this panel has assessed it.
    #[must_use]
    pub fn with_panel(mut self, panel: Panel) -> Job<'s> {
        self.details.panel = Some(panel);
        self
    }

    /// The same job with notes for the panel alone.
    #[must_use]
    pub fn with_notes(mut self, notes: impl Into<String>) -> Job<'s> {
        self.details.notes = Some(notes.into());
        self
    }

    /// Gives a factor its level or levels, in notation. The factor may be called by any of its names.
    ///
    /// # Errors
    /// The scheme has no such factor, or the factor no such level.
    pub fn assess(&mut self, factor: &str, levels: &str) -> Result<&mut Assessment<'s>, Problem> {
        let found = self.scheme.find_factor(factor)?;
        let assessment = &mut self.assessments[found.number() - 1];
        assessment.read(levels.as_bytes())?;
        Ok(assessment)
    }

    /// Reads a job given as one level for each factor in the scheme's order, separated by spaces, with `?` for a factor
    /// that is not assessed. `source` names the text in results and findings.
    ///
    /// # Errors
    /// All findings, if there is any.
    pub fn from_levels(source: &str, text: &str, scheme: &'s Scheme) -> Result<Job<'s>, ReadError> {
        let source: Arc<str> = source.into();
        let (expected, found) = (scheme.factors().len(), text.split_whitespace().count());
        if found != expected {
            let message = format!("there are {found} levels, but the scheme has {expected} factors");
            let problem = Problem::new(Rule::LevelCount, message)
                .help("give one for each factor, in the scheme's order, with `?` for not assessed");
            return Err(ReadError { findings: vec![Finding::at(&source, None, problem)] });
        }
        let mut job = Job { origin: Origin::named(Arc::clone(&source)), ..Job::new(UNTITLED, scheme) };
        let mut findings = Vec::new();
        for (assessment, word) in job.assessments.iter_mut().zip(text.split_whitespace()) {
            if let Err(problem) = assessment.read(word.as_bytes()) {
                let before = &text[..offset(word, text).unwrap_or_default()];
                let position = Position { line: 1, column: before.chars().count() + 1 };
                let finding = Finding::at(&source, Some(position), problem);
                findings.push(finding.in_line(text, word.chars().count()));
            }
        }
        if findings.is_empty() { Ok(job) } else { Err(ReadError { findings }) }
    }

    /// The scheme under which the job was read.
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// The file it was read from.
    pub fn source(&self) -> &str {
        &self.origin.name
    }

    /// The same, with what stood in it.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The line of the file in which it begins, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The id, where the file gives one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The organisation that the job is in, where that is stated.
    pub fn organisation(&self) -> Option<&str> {
        self.details.organisation.as_deref()
    }

    /// The id of the manager's job, where that is stated.
    pub fn reports_to(&self) -> Option<&str> {
        self.details.reports_to.as_deref()
    }

    /// How many staff are in post, where anything is said of it.
    pub fn headcount(&self) -> Option<Headcount> {
        self.details.headcount
    }

    /// The panel that assessed it, where that is stated.
    pub fn panel(&self) -> Option<&Panel> {
        self.details.panel.as_ref()
    }

    /// How far its outcome has come: provisional unless its panel says otherwise.
    pub fn status(&self) -> PanelStatus {
        self.details.panel.as_ref().and_then(|panel| panel.status).unwrap_or_default()
    }

    /// What the panel noted for itself. No report shows it.
    pub fn notes(&self) -> Option<&str> {
        self.details.notes.as_deref()
    }

    /// Returns the group of the job under a key or in a column `by`, which rows must have been read to keep; `None` if it
    /// says nothing there. The values of rows are as written, with their spaces.
    pub fn group(&self, by: &str) -> Option<&str> {
        let stated = || match names::normalise(by).as_str() {
            "id" => self.id(),
            "title" => Some(self.title()),
            "organisation" => self.organisation(),
            "reportsto" => self.reports_to(),
            _ => None,
        };
        self.details.kept.as_deref().or_else(stated).filter(|group| !group.trim().is_empty())
    }

    /// Its names in results.
    pub fn name(&self) -> JobName<'_> {
        JobName { id: self.id(), title: self.title(), source: self.source() }
    }

    /// One assessment for each factor, in the scheme's order.
    pub fn assessments(&self) -> &[Assessment<'s>] {
        &self.assessments
    }

    /// Whether it was read from a row of cells, which hold no evidence.
    pub fn is_row(&self) -> bool {
        self.is_row
    }

    /// Returns true if no factor has a level, not even one of several.
    pub(super) fn is_without_levels(&self) -> bool {
        self.assessments.iter().all(|assessment| assessment.levels.is_none())
    }

    /// What is expected of the score, if anything.
    pub fn expectation(&self) -> Option<&Expectation<'s>> {
        self.expect.as_ref()
    }
}

impl<'s> Assessment<'s> {
    /// Nothing said of a factor.
    pub(super) fn blank(factor: &'s Factor) -> Assessment<'s> {
        Assessment { factor, levels: None, evidence: None }
    }

    /// The factor.
    pub fn factor(&self) -> &'s Factor {
        self.factor
    }

    /// The levels given; several mean that the panel has not settled it, none that it is not assessed.
    pub fn levels(&self) -> Option<&Levels<'s>> {
        self.levels.as_ref()
    }

    /// The level, once there is a single one.
    pub fn settled(&self) -> Option<Level<'s>> {
        self.levels.as_ref()?.single()
    }

    /// The numbers of the levels that it may still turn out to be: every one from the lowest to the highest given, or
    /// all of the factor's while it is not assessed.
    pub fn possible(&self) -> RangeInclusive<u8> {
        self.levels.as_ref().map_or_else(|| self.factor.level_numbers(), Levels::range)
    }

    /// Reads a word or the bytes of a cell: level notation, or nothing for not assessed.
    ///
    /// # Errors
    /// That it is neither.
    #[inline(always)]
    pub(super) fn read(&mut self, word: &[u8]) -> Result<(), Problem> {
        match self.factor.level_in(word) {
            None => self.read_notation(word),
            level => {
                self.levels = level;
                Ok(())
            }
        }
    }

    #[inline(never)]
    fn read_notation(&mut self, word: &[u8]) -> Result<(), Problem> {
        let word = without_fraction(word);
        self.levels = if says_not_assessed(word) { None } else { Some(self.factor.levels_in(word)?) };
        Ok(())
    }

    /// Why the panel chose the level.
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }

    /// Says why the panel chose the level.
    pub fn set_evidence(&mut self, evidence: impl Into<String>) {
        self.evidence = Some(evidence.into());
    }
}

impl Expectation<'_> {
    /// Whether nothing is stated, as by keys without values.
    pub(super) fn is_empty(&self) -> bool {
        self.band.is_none() && self.total.is_none() && self.profile.is_none() && self.outcome.is_none()
    }

    /// Returns the problems of its keys together, each with the key at fault: an outcome that lacks its profile, and values
    /// that no job can meet. `is_stated` returns true for a key that has a value, right or wrong.
    pub(super) fn problems(
        &self,
        scheme: &Scheme,
        is_stated: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (&'static str, Problem)> {
        // An outcome is that of the comparison with a profile. Without one, only no match has a meaning: that of all.
        let needs_profile = self.outcome.is_some_and(|outcome| outcome != Outcome::NoMatch);
        let no_profile = (needs_profile && !is_stated("profile")).then(|| {
            let help = format!("only {} can be expected without a profile", Outcome::NoMatch.id());
            ("outcome", yaml::missing_key("expect", "profile").help(help))
        });
        let total = self.impossible_total(scheme).map(|reason| ("total", reason));
        let is_single = self.total.is_some_and(|total| total.min == total.max);
        let outcome = (self.outcome == Some(Outcome::Incomplete) && is_single)
            .then(|| ("outcome", "an incomplete job has no single total".to_owned()));
        let impossible = total.into_iter().chain(outcome).map(|(key, reason)| {
            (key, Problem::new(Rule::ImpossibleExpectation, format!("this can never hold: {reason}")))
        });
        no_profile.into_iter().chain(impossible)
    }

    fn impossible_total(&self, scheme: &Scheme) -> Option<String> {
        let possible = scheme.totals();
        // A range that ends before it begins is an error of its own.
        let total = self.total.filter(|total| total.min <= total.max)?;
        if !total.overlaps(possible) {
            return Some(format!("totals are from {} to {}, never {total}", possible.min, possible.max));
        }
        let band = self.band.filter(|band| !total.overlaps(band.totals()))?;
        Some(format!("{total} is outside Band {band} ({})", band.totals()))
    }
}

/// The outcome of this name.
pub(super) fn find_outcome(name: &str) -> Result<Outcome, Problem> {
    Outcome::ALL.into_iter().find(|outcome| outcome.id() == name).ok_or_else(|| {
        let known = Outcome::ALL.map(Outcome::id).join(", ");
        Problem::new(
            Rule::UnknownOutcome,
            format!("`{}` is not an outcome that can be expected", short(name)),
        )
        .help(format!("the outcomes are {known}"))
    })
}

//! Jobs and the assessments in them.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::Serialize;

use super::expectation::Expectation;
use super::headcount::Headcount;
use super::panel::{Panel, PanelStatus};
use crate::finding::{Finding, Position, Problem, ReadError, Rule};
use crate::level::{says_not_assessed, without_fraction};
use crate::provenance::Origin;
use crate::scheme::{Factor, Level, Levels, Scheme};
use crate::text_part::offset;

/// A job, with an assessment for every factor of its scheme.
#[derive(Debug, Clone)]
pub struct Job<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) origin: Origin,
    pub(super) line: usize,
    pub(super) id: Option<String>,
    pub(super) title: String,
    pub(super) details: JobDetails,
    pub(super) assessments: Vec<Assessment<'s>>,
    pub(super) expect: Option<Expectation<'s>>,
    /// Value of the column or key that groups jobs, as written.
    pub(super) kept: Option<String>,
    /// True for a job from a row of cells.
    pub(super) is_row: bool,
}

/// Facts about a job other than its name and its levels.
#[derive(Debug, Clone, Default)]
pub(super) struct JobDetails {
    pub(super) organisation: Option<String>,
    pub(super) reports_to: Option<String>,
    pub(super) headcount: Option<Headcount>,
    pub(super) panel: Option<Panel>,
    pub(super) notes: Option<String>,
}

/// Levels of a job for one factor, with the evidence for them.
#[derive(Debug, Clone)]
pub struct Assessment<'s> {
    pub(super) factor: &'s Factor,
    pub(super) levels: Option<Levels<'s>>,
    pub(super) evidence: Option<String>,
}

/// Name of a job in results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct JobName<'a> {
    /// Id, if it has one.
    pub id: Option<&'a str>,
    /// Title.
    pub title: &'a str,
    /// File that the job is from.
    pub source: &'a str,
}

/// Title of a job that is given by its levels alone.
const UNTITLED: &str = "Levels from the command line";

/// Source of a job that is built in code.
const BUILT: &str = "<code>";

impl<'s> Job<'s> {
    /// Creates a job in which nothing is assessed yet.
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
            details: JobDetails::default(),
            assessments,
            expect: None,
            kept: None,
            is_row: false,
        }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Job<'s> {
        Job { id: Some(id.into()), ..self }
    }

    /// Sets the organisation.
    #[must_use]
    pub fn with_organisation(mut self, organisation: impl Into<String>) -> Job<'s> {
        self.details.organisation = Some(organisation.into());
        self
    }

    /// Sets the id of the manager's job.
    #[must_use]
    pub fn with_reports_to(mut self, id: impl Into<String>) -> Job<'s> {
        self.details.reports_to = Some(id.into());
        self
    }

    /// Sets the number of staff in post.
    #[must_use]
    pub fn with_headcount(mut self, headcount: u32) -> Job<'s> {
        self.details.headcount = Some(Headcount::Of(headcount));
        self
    }

    /// Sets the panel that assessed the job.
    #[must_use]
    pub fn with_panel(mut self, panel: Panel) -> Job<'s> {
        self.details.panel = Some(panel);
        self
    }

    /// Sets the panel's notes, which no report shows.
    #[must_use]
    pub fn with_notes(mut self, notes: impl Into<String>) -> Job<'s> {
        self.details.notes = Some(notes.into());
        self
    }

    /// Sets the levels of a factor, given in notation, and returns its assessment. Accepts every name of the factor.
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
            let problem = level_count(found, expected);
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

    /// Returns the scheme under which the job was read.
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// Returns the name of the file that it was read from.
    pub fn source(&self) -> &str {
        &self.origin.name
    }

    /// Returns the file that it was read from, with its content.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the line of the file in which it begins, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the id; `None` if the file gives none.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the organisation; `None` if the file names none.
    pub fn organisation(&self) -> Option<&str> {
        self.details.organisation.as_deref()
    }

    /// Returns the id of the manager's job; `None` if the file gives none.
    pub fn reports_to(&self) -> Option<&str> {
        self.details.reports_to.as_deref()
    }

    /// Returns the number of staff in post; `None` if the file says nothing of it.
    pub fn headcount(&self) -> Option<Headcount> {
        self.details.headcount
    }

    /// Returns the panel that assessed it; `None` if the file names none.
    pub fn panel(&self) -> Option<&Panel> {
        self.details.panel.as_ref()
    }

    /// Returns the status of its outcome: provisional, unless its panel states another.
    pub fn status(&self) -> PanelStatus {
        self.details.panel.as_ref().and_then(|panel| panel.status).unwrap_or_default()
    }

    /// Returns the panel's notes, which no report shows.
    pub fn notes(&self) -> Option<&str> {
        self.details.notes.as_deref()
    }

    /// Returns its name in results.
    pub fn name(&self) -> JobName<'_> {
        JobName { id: self.id(), title: self.title(), source: self.source() }
    }

    /// Returns one assessment for each factor, in the scheme's order.
    pub fn assessments(&self) -> &[Assessment<'s>] {
        &self.assessments
    }

    /// Returns true if it was read from a row of cells, which hold no evidence.
    pub fn is_row(&self) -> bool {
        self.is_row
    }

    /// Returns true if no factor has a level.
    pub(super) fn is_without_levels(&self) -> bool {
        self.assessments.iter().all(|assessment| assessment.levels.is_none())
    }

    /// Returns the expected result; `None` if nothing is expected.
    pub fn expectation(&self) -> Option<&Expectation<'s>> {
        self.expect.as_ref()
    }

    /// Returns the expected result to be filled in.
    pub(super) fn expectation_mut(&mut self) -> &mut Expectation<'s> {
        self.expect.get_or_insert_default()
    }

    /// Returns the panel to be filled in.
    pub(super) fn panel_mut(&mut self) -> &mut Panel {
        self.details.panel.get_or_insert_default()
    }
}

fn level_count(found: usize, expected: usize) -> Problem {
    let levels = if found == 1 { "is 1 level".to_owned() } else { format!("are {found} levels") };
    Problem::new(Rule::LevelCount, format!("there {levels}, but the scheme has {expected} factors"))
        .help("give one for each factor, in the scheme's order, with `?` for not assessed")
}

impl<'s> Assessment<'s> {
    /// Creates the assessment of a factor that is not assessed.
    pub(super) fn blank(factor: &'s Factor) -> Assessment<'s> {
        Assessment { factor, levels: None, evidence: None }
    }

    /// Returns the factor.
    pub fn factor(&self) -> &'s Factor {
        self.factor
    }

    /// Returns the levels given: several if the panel has not settled the factor, `None` if it is not assessed.
    pub fn levels(&self) -> Option<&Levels<'s>> {
        self.levels.as_ref()
    }

    /// Returns the level; `None` unless there is a single one.
    pub fn settled(&self) -> Option<Level<'s>> {
        self.levels.as_ref()?.single()
    }

    /// Returns the numbers of the levels that are still possible: from the lowest to the highest given, or all of the
    /// factor's if it is not assessed.
    pub fn possible(&self) -> RangeInclusive<u8> {
        self.levels.as_ref().map_or_else(|| self.factor.level_numbers(), Levels::range)
    }

    /// Reads level notation, or a word for not assessed, from the bytes of a word or a cell.
    ///
    /// # Errors
    /// The bytes are neither.
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

    /// Returns the evidence: why the panel chose the level.
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }

    /// Sets the evidence: why the panel chose the level.
    pub fn set_evidence(&mut self, evidence: impl Into<String>) {
        self.evidence = Some(evidence.into());
    }
}

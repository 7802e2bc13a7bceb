//! Answers about jobs as they come: a row or a line for each, with no more in memory than the rows at hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::FirstFindings;
use crate::job::Job;
use crate::profile::Profile;
use crate::rank::rank;
use crate::report::csv::{Cells, begins_oddly, end_row, push_cells, push_plain_cell, push_row};
use crate::report::{BestMatch, Row as ReportRow, write_json_line};
use crate::rows::{Block, BriefRow, Columns, Refused, Row, RowForm, RowRead, TakeRow};
use crate::scheme::{Factor, Scheme};
use crate::score::{FactorScore, Score, score};

/// What is asked of each job.
pub trait Question: Sync {
    /// What is said of a job.
    type Answer<'j>: ReportRow
    where
        Self: 'j;

    /// Answers it.
    fn answer<'j>(&'j self, job: &'j Job<'_>) -> Self::Answer<'j>;

    /// Whether the answer is yes: a complete score, a match, a passed check.
    fn is_yes(answer: &Self::Answer<'_>) -> bool;

    /// The total in the answer, for the distribution of totals.
    fn total(answer: &Self::Answer<'_>) -> Option<u32>;

    /// The names of the columns behind those that are carried through.
    fn further_columns(&self) -> Vec<String> {
        Vec::new()
    }

    /// The cells in these columns.
    fn further_cells(&self, _answer: &Self::Answer<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Whether an answer is a score without further columns, so that plain rows may be scored the short way.
    fn is_plain_score(&self) -> bool {
        false
    }
}

/// What a job scores.
#[derive(Debug, Default)]
pub struct Scoring {
    /// The names of columns for the points of each factor; none where they are not asked for.
    points: Vec<String>,
}

impl Scoring {
    /// With a column for the points of each factor, behind all others.
    pub fn with_points(scheme: &Scheme) -> Scoring {
        Scoring { points: scheme.factors().iter().map(|factor| format!("{}_points", factor.id())).collect() }
    }
}

impl Question for Scoring {
    type Answer<'j> = Score<'j>;

    fn answer<'j>(&'j self, job: &'j Job<'_>) -> Score<'j> {
        score(job)
    }

    fn is_yes(score: &Score<'_>) -> bool {
        score.complete
    }

    fn total(score: &Score<'_>) -> Option<u32> {
        score.total
    }

    fn further_columns(&self) -> Vec<String> {
        self.points.clone()
    }

    fn further_cells(&self, score: &Score<'_>) -> Vec<String> {
        let points = |factor: &FactorScore<'_>| factor.points.map(|points| points.to_string());
        let factors = score.factors.iter().take(self.points.len());
        factors.map(|factor| points(factor).unwrap_or_default()).collect()
    }

    fn is_plain_score(&self) -> bool {
        self.points.is_empty()
    }
}

/// Which profile fits a job best.
#[derive(Debug, Clone, Copy)]
pub struct BestMatching<'p> {
    /// The profiles to choose from.
    pub profiles: &'p [&'p Profile<'p>],
}

impl Question for BestMatching<'_> {
    type Answer<'j>
        = BestMatch<'j>
    where
        Self: 'j;

    fn answer<'j>(&'j self, job: &'j Job<'_>) -> BestMatch<'j> {
        let best = rank(job, self.profiles.iter().copied()).into_iter().next();
        BestMatch { job: job.name(), best }
    }

    fn is_yes(found: &BestMatch<'_>) -> bool {
        found.best.as_ref().is_some_and(|best| best.outcome.is_match())
    }

    fn total(found: &BestMatch<'_>) -> Option<u32> {
        found.best.as_ref()?.total
    }
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// As rows of CSV.
    Csv(Cells),
    /// One JSON object a line.
    Ndjson,
    /// Not at all: they are only counted.
    Counted,
}

/// How many answers there were of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The answers in all, those about rows that were refused included.
    pub all: u64,
    /// Those that were no.
    pub no: u64,
    /// Rows and documents that were no job.
    pub refused: u64,
    /// How often each total was met.
    pub totals: Totals,
}

/// How often each total was met, in points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How often, by the total, as far as totals go in most schemes.
    low: Vec<u64>,
    high: BTreeMap<u32, u64>,
}

impl Totals {
    /// Counts a total.
    pub fn count(&mut self, total: u32) {
        match self.low.get_mut(total as usize) {
            Some(count) => *count += 1,
            None => self.count_new(total),
        }
    }

    /// Counts a total that is greater than those so far, or very great.
    fn count_new(&mut self, total: u32) {
        if total > GREATEST_TOTAL {
            *self.high.entry(total).or_default() += 1;
        } else {
            self.low.resize(total as usize, 0);
            self.low.push(1);
        }
    }

    /// The totals that were met in ascending order, with how often each was.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0..).zip(self.low.iter().copied()).filter(|(_, count)| *count > 0);
        low.chain(self.high.iter().map(|(&total, &count)| (total, count)))
    }

    fn add(&mut self, other: &Totals) {
        self.low.resize(self.low.len().max(other.low.len()), 0);
        self.low.iter_mut().zip(&other.low).for_each(|(count, more)| *count += more);
        for (total, more) in &other.high {
            *self.high.entry(*total).or_default() += more;
        }
    }
}

impl Tally {
    /// The answers that were yes.
    pub fn yes(&self) -> u64 {
        self.all - self.no - self.refused
    }

    /// Adds another.
    pub fn add(&mut self, other: &Tally) {
        self.all += other.all;
        self.no += other.no;
        self.refused += other.refused;
        self.totals.add(&other.totals);
    }
}

/// The answers about the jobs of a file or of a part of one.
#[derive(Debug, Default)]
pub struct Answers {
    /// The rows or lines.
    pub written: Vec<u8>,
    /// How many they are.
    pub tally: Tally,
    /// What was found in rows.
    pub findings: FirstFindings,
}

/// Answers one question about jobs from any files.
#[derive(Debug)]
pub struct Answering<Q> {
    question: Q,
    lines: Lines,
    /// The names of the columns that are carried through.
    carried: Vec<String>,
}

/// A file of rows with what carrying its columns through takes.
#[derive(Debug)]
pub struct Sheet {
    form: Arc<RowForm>,
    carried: Vec<usize>,
    plain: Option<PlainScores>,
}

/// What stands in place of an answer about a row that is no job.
#[derive(Debug, Serialize)]
struct RefusedLine<'a> {
    id: Option<&'a str>,
    title: &'a str,
    source: &'a str,
    problem: String,
}

impl Sheet {
    /// The name of the file.
    pub fn source(&self) -> &Arc<str> {
        self.form.source()
    }
}

impl<Q: Question> Answering<Q> {
    /// Answers in these lines, carrying columns of these names through in CSV.
    pub fn new(question: Q, lines: Lines, carried: Vec<String>) -> Answering<Q> {
        Answering { question, lines, carried }
    }

    /// What comes before the answers.
    pub fn header(&self) -> Vec<u8> {
        let mut header = Vec::new();
        if let Lines::Csv(cells) = self.lines {
            let columns = Q::Answer::COLUMNS.iter().map(ToString::to_string);
            let further = self.question.further_columns();
            push_row(columns.chain(self.carried.iter().cloned()).chain(further), cells, &mut header);
        }
        header
    }

    /// Prepares for the rows of a file.
    ///
    /// # Errors
    /// The names of its columns are not those that are carried through.
    pub fn sheet(&self, form: &Arc<RowForm>, scheme: &Scheme) -> Result<Sheet, Vec<String>> {
        let carried = match (self.lines, form.columns()) {
            (Lines::Csv(_), Some(columns)) => {
                columns.carried_as(&self.carried).ok_or_else(|| self.carried.clone())?
            }
            _ => Vec::new(),
        };
        let cells = match self.lines {
            Lines::Csv(cells) => Some(cells),
            Lines::Counted => Some(Cells::Raw),
            Lines::Ndjson => None,
        };
        let plain = cells
            .filter(|_| self.question.is_plain_score())
            .and_then(|cells| PlainScores::new(form.columns()?, &carried, cells, scheme));
        Ok(Sheet { form: Arc::clone(form), carried, plain })
    }

    /// Answers about the rows of a block.
    pub fn rows(&self, sheet: &Sheet, block: &Block, scheme: &Scheme) -> Answers {
        let answers = Answers { written: Vec::with_capacity(block.length()), ..Answers::default() };
        let mut writing = Writing { answering: self, sheet, answers };
        sheet.form.read(block, scheme, &mut writing);
        writing.answers
    }

    /// Adds answers about the jobs of a file, of which so many more were refused.
    pub fn jobs(&self, jobs: &[Job<'_>], refused: usize, answers: &mut Answers) {
        let blank = self.blank();
        for job in jobs {
            self.job(job, &blank, answers);
        }
        answers.tally.refused += refused as u64;
        answers.tally.all += refused as u64;
    }

    /// The carried columns of what has none.
    fn blank(&self) -> Vec<String> {
        vec![String::new(); self.carried.len()]
    }

    fn job(&self, job: &Job<'_>, carried: &[String], answers: &mut Answers) {
        let answer = self.question.answer(job);
        answers.tally.all += 1;
        answers.tally.no += u64::from(!Q::is_yes(&answer));
        if let Some(total) = Q::total(&answer) {
            answers.tally.totals.count(total);
        }
        match self.lines {
            Lines::Counted => {}
            Lines::Ndjson => write_json_line(&answer, &mut answers.written),
            Lines::Csv(how) => {
                let cells = answer.cells().into_iter();
                let further = self.question.further_cells(&answer);
                push_row(cells.chain(carried.iter().cloned()).chain(further), how, &mut answers.written);
            }
        }
    }

    fn refused(&self, refused: &Refused, source: &str, carried: &[String], written: &mut Vec<u8>) {
        let problem = || {
            let problems: Vec<String> =
                refused.findings.iter().map(|finding| finding.problem.to_string()).collect();
            problems.join("; ")
        };
        match self.lines {
            Lines::Counted => {}
            Lines::Ndjson => {
                let id = Some(refused.id.as_str()).filter(|id| !id.is_empty());
                let line = RefusedLine { id, title: &refused.title, source, problem: problem() };
                write_json_line(&line, written);
            }
            Lines::Csv(how) => {
                let mut cells: Vec<String> = Vec::new();
                for &column in Q::Answer::COLUMNS {
                    cells.push(match column {
                        "id" => refused.id.clone(),
                        "title" => refused.title.clone(),
                        "problem" => problem(),
                        _ => String::new(),
                    });
                }
                cells.extend_from_slice(carried);
                cells.resize(cells.len() + self.question.further_columns().len(), String::new());
                push_row(cells, how, written);
            }
        }
    }
}

/// The answers about a block while they are being written.
struct Writing<'a, Q> {
    answering: &'a Answering<Q>,
    sheet: &'a Sheet,
    answers: Answers,
}

impl<Q> Writing<'_, Q> {
    /// Scores and writes a row the short way; false if it has to go the long way.
    fn take_short_way(&mut self, answer: impl FnOnce(&PlainScores, &mut Vec<u8>) -> Option<u32>) -> bool {
        let Some(plain) = &self.sheet.plain else { return false };
        let Some(total) = answer(plain, &mut self.answers.written) else { return false };
        self.answers.tally.all += 1;
        self.answers.tally.totals.count(total);
        if self.answering.lines == Lines::Counted {
            self.answers.written.clear();
        }
        true
    }
}

impl<'s, Q: Question> TakeRow<'s> for Writing<'_, Q> {
    fn take_brief(&mut self, row: &BriefRow<'_>) -> bool {
        self.take_short_way(|plain, out| plain.answer_brief(row, out))
    }

    fn take_plain(&mut self, row: &Row<'_>) -> bool {
        self.take_short_way(|plain, out| plain.answer(row, out))
    }

    fn take(&mut self, read: RowRead<'_, 's>) {
        let cell = |row: &Row<'_>, column| String::from_utf8_lossy(row.cell(column)).into_owned();
        let carried: Vec<String> = match &read.row {
            Some(row) => self.sheet.carried.iter().map(|&column| cell(row, column)).collect(),
            None => self.answering.blank(),
        };
        match read.job {
            Ok(job) => {
                self.answering.job(&job, &carried, &mut self.answers);
                self.answers.findings.add(read.warnings);
            }
            Err(refused) => {
                let source = self.sheet.form.source();
                self.answering.refused(&refused, source, &carried, &mut self.answers.written);
                self.answers.tally.all += 1;
                self.answers.tally.refused += 1;
                self.answers.findings.add(refused.findings);
            }
        }
    }
}

/// The short way for plain rows, which gives what the long way gives: the factors' columns are neighbours, each has a single
/// digit for its level, every text is visible ASCII, and the total lies in a band.
#[derive(Debug)]
struct PlainScores {
    /// The columns that come before the answer: id and title.
    names: [Option<usize>; 2],
    /// What each digit is worth in the columns of the factors, in the order of the columns.
    worth: Vec<[u32; 16]>,
    /// For each total what follows id and title, up to the carried columns or, without these, to the end of the row; none
    /// where the total lies in no band.
    endings: Vec<Option<Box<[u8]>>>,
    carried: Vec<usize>,
}

/// What a digit is worth that is no level: more than any total that has an ending.
const NO_LEVEL: u32 = GREATEST_TOTAL + 1;

/// The greatest total for which the endings are worth their place.
const GREATEST_TOTAL: u32 = 100_000;

impl PlainScores {
    /// None where rows with these columns are not plain.
    fn new(columns: &Columns, carried: &[usize], cells: Cells, scheme: &Scheme) -> Option<PlainScores> {
        let greatest = scheme.totals().max;
        // What is expected of a job may be wrong, which only the long way finds.
        let expects = !columns.expected.is_empty();
        let count = columns.digits().count;
        let sums_fit = u32::try_from(count).is_ok_and(|count| NO_LEVEL.checked_mul(count).is_some());
        if greatest > GREATEST_TOTAL || count == 0 || !sums_fit || expects {
            return None;
        }
        let worth = |factor: &Factor| {
            let mut worth = [NO_LEVEL; 16];
            for level in factor.level_numbers().filter_map(|number| factor.level(number)) {
                if let Some(place) = worth[..10].get_mut(usize::from(level.number())) {
                    *place = level.points();
                }
            }
            worth
        };
        let mut factors: Vec<(Option<usize>, [u32; 16])> =
            columns.factors.iter().copied().zip(scheme.factors().iter().map(worth)).collect();
        factors.sort_by_key(|(column, _)| *column);
        let ending = |total| {
            let band = scheme.band(total)?;
            let mut ending = vec![b','];
            push_cells([&total.to_string(), band.name(), ""], cells, &mut ending);
            if carried.is_empty() {
                end_row(&mut ending);
            }
            Some(ending.into_boxed_slice())
        };
        Some(PlainScores {
            names: [columns.id, columns.title],
            worth: factors.into_iter().map(|(_, worth)| worth).collect(),
            endings: (0..=greatest).map(ending).collect(),
            carried: carried.to_vec(),
        })
    }

    /// Scores a row and writes it; none, and nothing written, if it is not plain.
    fn answer(&self, row: &Row<'_>, out: &mut Vec<u8>) -> Option<u32> {
        let (total, ending) = self.score(row.digits()?)?;
        let start = out.len();
        let written = self.write(row, ending, out);
        if !written {
            out.truncate(start);
        }
        written.then_some(total)
    }

    /// The same for a brief row, whose texts are written as they stand.
    fn answer_brief(&self, row: &BriefRow<'_>, out: &mut Vec<u8>) -> Option<u32> {
        let is_written_so = |text: &[u8]| !begins_oddly(text) && !ends_in_space(text);
        if self.names != [Some(0), Some(1)] || !row.texts.into_iter().all(is_written_so) {
            return None;
        }
        let (total, ending) = self.score(row.digits)?;
        out.extend_from_slice(row.head);
        out.extend_from_slice(ending);
        Some(total)
    }

    /// The total that digits score, and what is written of it; none if there is one that is no level, or no band.
    fn score(&self, digits: &[[u8; 2]]) -> Option<(u32, &[u8])> {
        let points = |digits: &[[u8; 2]], worth: &[[u32; 16]]| -> u32 {
            digits.iter().zip(worth).map(|([digit, _], worth)| worth[usize::from(digit & 0xf)]).sum()
        };
        // Four at a time take fewer steps.
        let (digits, last_digits) = digits.as_chunks::<4>();
        let (worth, last_worth) = self.worth.as_chunks::<4>();
        let fours: u32 = digits.iter().zip(worth).map(|(digits, worth)| points(digits, worth)).sum();
        let total = fours + points(last_digits, last_worth);
        Some((total, self.endings.get(total as usize)?.as_deref()?))
    }

    fn write(&self, row: &Row<'_>, ending: &[u8], out: &mut Vec<u8>) -> bool {
        for (index, name) in self.names.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            let name = name.map_or(&b""[..], |column| row.cell(column));
            if ends_in_space(name) || !push_plain_cell(name, out) {
                return false;
            }
        }
        out.extend_from_slice(ending);
        if self.carried.is_empty() {
            return true;
        }
        for &column in &self.carried {
            out.push(b',');
            if !push_plain_cell(row.cell(column), out) {
                return false;
            }
        }
        end_row(out);
        true
    }
}

/// Whether an id or a title ends in a space, which the long way takes away. One that begins with a space is odd.
fn ends_in_space(name: &[u8]) -> bool {
    name.last() == Some(&b' ')
}

//! What the columns of a CSV file are, as its header says.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::csv::{CellPlaces, first_row};
use crate::file_keys;
use crate::finding::{FileFindings, Finding, Problem, ReadError, Rule};
use crate::names;
use crate::sanitize::{listed, short};
use crate::scheme::{Factor, Scheme};
use crate::source_text;
use crate::yaml::{self, nothing};

/// The separators that are recognised. Where a header can be read with several of them, the first counts.
const SEPARATORS: [u8; 3] = *b",;\t";

/// The most columns that a header may name: as many as a sheet of a spreadsheet has.
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// The most findings about a header that are listed: many more than a scheme has factors.
const MOST_FINDINGS: usize = 100;

/// How the names of columns begin that state what is expected of a job, as in `expect_band`; the longer first.
const EXPECT: [&str; 2] = ["expected", "expect"];

/// The columns of a CSV file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    pub(super) separator: u8,
    names: Vec<String>,
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) organisation: Option<usize>,
    pub(super) reports_to: Option<usize>,
    pub(super) headcount: Option<usize>,
    /// The column whose cells are kept with their jobs.
    pub(super) kept: Option<usize>,
    /// The column of each factor, in the scheme's order.
    pub(super) factors: Vec<Option<usize>>,
    /// The columns that state what is expected, each with its key.
    pub(super) expected: Vec<(usize, &'static str)>,
    /// The columns that no result shows: all but the id, the title and the factors.
    carried: Vec<usize>,
    /// Whether rows may end before the last column, as those of sheets do where there is nothing behind.
    may_end_early: bool,
}

/// How a header is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeaderRules<'c> {
    /// The separator, where it is known without looking.
    pub separator: Option<u8>,
    /// Columns whose meaning is given, whatever they are called.
    pub choices: &'c [ColumnChoice],
    /// The column whose cells are kept with their jobs, which groups them.
    pub keep: Option<&'c str>,
    /// Whether factors may be without a column; they are not assessed then.
    pub allow_missing: bool,
    /// What else the user can do about missing columns, to be added to the help.
    pub missing_advice: &'static str,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Id,
    Title,
    Organisation,
    ReportsTo,
    Headcount,
    /// The levels of the factor with this index.
    Factor(usize),
    /// What is expected of the job under this key.
    Expected(&'static str),
}

impl Meaning {
    /// The meaning of a column of this name.
    fn from_heading(name: &str, scheme: &Scheme) -> Option<Meaning> {
        let form = names::normalise(name);
        match (form.as_str(), scheme.factor(name)) {
            ("id", _) => Some(Meaning::Id),
            ("title", _) => Some(Meaning::Title),
            (_, Some(factor)) => Some(Meaning::Factor(factor.number() - 1)),
            ("organisation", None) => Some(Meaning::Organisation),
            ("reportsto", None) => Some(Meaning::ReportsTo),
            ("headcount", None) => Some(Meaning::Headcount),
            (form, None) => {
                let expected = EXPECT.iter().find_map(|expect| form.strip_prefix(expect))?;
                file_keys::EXPECT.key_names().find(|key| *key == expected).map(Meaning::Expected)
            }
        }
    }

    /// Whether the column is carried through, as no result shows what it holds.
    fn is_carried(self) -> bool {
        !matches!(self, Meaning::Id | Meaning::Title | Meaning::Factor(_))
    }
}

/// A column whose meaning is given, whatever it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    meaning: Meaning,
    /// The name that the header has for it.
    column: String,
}

impl ColumnChoice {
    /// A choice of this column for what a column of the name `key` would hold: `id`, `title`, a factor under any of its
    /// names, or what is expected, such as `expect_band`; also `organisation`, `reports_to` and `headcount`.
    ///
    /// # Errors
    /// No column holds anything of the name `key`.
    pub fn new(key: &str, column: &str, scheme: &Scheme) -> Result<ColumnChoice, Problem> {
        match Meaning::from_heading(key, scheme) {
            Some(meaning) => Ok(ColumnChoice { meaning, column: column.trim().to_owned() }),
            None => {
                let message = format!("no column holds `{}`", short(key));
                let nearest = scheme.nearest_factor(key).map(Factor::id);
                Err(Problem::new(Rule::UnknownFactor, message).suggest(
                    nearest,
                    "give id, title, a factor, organisation, reports_to, headcount or what is expected, such as \
                     expect_band",
                ))
            }
        }
    }
}

impl ColumnChoice {
    /// Returns the column chosen for a factor, by its name.
    pub(crate) fn for_factor(&self, factor: &Factor) -> Option<&str> {
        (self.meaning == Meaning::Factor(factor.number() - 1)).then_some(&self.column)
    }
}

/// How many rows are looked at for the header: above it may stand a title, or what Excel writes to name the separator.
pub(super) const LOOK_AHEAD: usize = 20;

/// A header that has been read.
#[derive(Debug)]
pub(super) struct HeaderFound {
    pub(super) columns: Columns,
    /// After how many bytes the rows begin.
    pub(super) end: usize,
    /// What is to be said of it, though it can be read.
    pub(super) warnings: Vec<Finding>,
}

impl Columns {
    /// Whether the first row of a file that begins so is its header beyond doubt.
    pub(super) fn begin(beginning: &[u8], scheme: &Scheme, rules: HeaderRules<'_>) -> bool {
        Header::find(beginning, 1, scheme, rules).is_some_and(|(_, header)| header.is_convincing())
    }

    /// Whether there is a header beyond doubt among the first few rows of a file that begins so.
    #[cfg(feature = "sheets")]
    pub(super) fn stand_in(beginning: &[u8], scheme: &Scheme, rules: HeaderRules<'_>) -> bool {
        Header::find(beginning, LOOK_AHEAD, scheme, rules).is_some_and(|(_, header)| header.is_convincing())
    }

    /// Makes them those of a sheet with so many columns, of which the last may have no name.
    #[cfg(feature = "sheets")]
    pub(super) fn widen(&mut self, columns: usize) {
        self.carried.extend(self.names.len()..columns);
        self.names.resize(self.names.len().max(columns), String::new());
        self.may_end_early = true;
    }

    /// Whether a row of so many cells fits them.
    pub(super) fn fit(&self, cells: usize) -> bool {
        match cells.cmp(&self.names.len()) {
            Ordering::Less => self.may_end_early,
            Ordering::Equal => true,
            Ordering::Greater => false,
        }
    }

    /// Reads the header: of the first few rows of a file that begins so, the first that is one beyond doubt, else the
    /// first of all.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(
        source: &Arc<str>,
        sheet: Option<&Arc<str>>,
        beginning: &[u8],
        scheme: &Scheme,
        rules: HeaderRules<'_>,
    ) -> Result<HeaderFound, ReadError> {
        let Some((row, mut header)) = Header::find(beginning, LOOK_AHEAD, scheme, rules) else {
            return Err(ReadError { findings: vec![Finding::at(source, None, nothing("job"))] });
        };
        header.note_missing(scheme, rules);
        header.note_choices(rules);
        if header.is_convincing() {
            header.note_nameless();
        }
        header.columns.kept = rules.keep.and_then(|name| header.columns.to_keep(name));
        let mut places = CellPlaces::new(beginning, header.columns.separator, 1).in_sheet(sheet);
        let mut findings = FileFindings::with_limit(MOST_FINDINGS);
        header.problems.sort_by_key(|(column, _)| *column);
        for (column, problem) in header.problems {
            findings.add_problem(problem, |problem| places.finding(source, row, column, problem));
        }
        let findings = findings.into_findings(source);
        if findings.iter().any(Finding::is_error) {
            return Err(ReadError { findings });
        }
        Ok(HeaderFound { columns: header.columns, end: header.end, warnings: findings })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// Whether there is a column that says more of a job than its name and its levels.
    pub(super) fn has_details(&self) -> bool {
        [self.organisation, self.reports_to, self.headcount, self.kept].iter().any(Option::is_some)
    }

    /// The columns of this name: those that have it to the letter, else those that have it whatever their case and
    /// separators.
    fn named(&self, name: &str) -> Vec<usize> {
        let with = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..self.names.len()).filter(|&column| is_it(self.names[column].trim())).collect()
        };
        let exact = with(&|own| own == name);
        if !exact.is_empty() {
            return exact;
        }
        let form = names::normalise(name);
        with(&|own| !form.is_empty() && names::normalise(own) == form)
    }

    /// Returns true if there is a column whose cells are kept with their jobs.
    pub fn has_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Iterates over the names in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| name.trim())
    }

    /// Returns the column to keep under this name: the one read as that key of a job, else the first with the name.
    fn to_keep(&self, name: &str) -> Option<usize> {
        let as_key = match names::normalise(name).as_str() {
            "id" => self.id,
            "title" => self.title,
            "organisation" => self.organisation,
            "reportsto" => self.reports_to,
            "headcount" => self.headcount,
            _ => None,
        };
        as_key.or_else(|| self.named(name).first().copied())
    }

    /// The names of the columns that are carried through.
    pub fn carried(&self) -> impl Iterator<Item = &str> {
        self.carried_columns().map(|(_, name)| name)
    }

    /// The same with the columns.
    pub(crate) fn carried_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.carried.iter().map(|&column| (column, self.names[column].trim()))
    }
}

/// A header while it is being read.
struct Header {
    columns: Columns,
    /// What is wrong, with the column where it is.
    problems: Vec<(usize, Problem)>,
    /// How many factors have a column that names them in words, or that was chosen for them.
    in_words: usize,
    /// After how many bytes the rows begin.
    end: usize,
}

impl Header {
    /// The first of so many rows that is a header beyond doubt, else the first of all, with its number from 0; none where
    /// there is no row.
    fn find(
        beginning: &[u8],
        most_rows: usize,
        scheme: &Scheme,
        rules: HeaderRules<'_>,
    ) -> Option<(usize, Header)> {
        let separators = rules.separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
        let mut starts = vec![0; separators.len()];
        let mut first = None;
        for row in 0..most_rows {
            let mut best: Option<Header> = None;
            for (start, &separator) in starts.iter_mut().zip(&separators) {
                let Some((cells, end)) = first_row(&beginning[*start..], separator) else { continue };
                *start += end;
                let header = Header::read(&cells, *start, separator, scheme, rules.choices);
                if best.as_ref().is_none_or(|best| best.recognised() < header.recognised()) {
                    best = Some(header);
                }
            }
            match best {
                Some(header) if header.is_convincing() => return Some((row, header)),
                Some(header) => _ = first.get_or_insert(header),
                None => break,
            }
        }
        first.map(|header| (0, header))
    }

    /// Reads the cells of a header with this separator.
    fn read(
        cells: &[Cow<'_, [u8]>],
        end: usize,
        separator: u8,
        scheme: &Scheme,
        choices: &[ColumnChoice],
    ) -> Header {
        let names =
            cells.iter().take(MOST_COLUMNS + 1).map(|name| String::from_utf8_lossy(name).into_owned());
        let factors = vec![None; scheme.factors().len()];
        let columns = Columns { separator, names: names.collect(), factors, ..Columns::default() };
        let mut header = Header { columns, problems: Vec::new(), in_words: 0, end };
        if cells.len() > MOST_COLUMNS {
            let problem = Problem::new(Rule::TooLong, "the header has more than 16,384 columns");
            header.problems.push((MOST_COLUMNS, problem.help("leave out columns that hold nothing")));
            return header;
        }
        let broken = cells.iter().enumerate().filter(|(_, name)| str::from_utf8(name).is_err());
        header.problems.extend(broken.map(|(column, name)| (column, source_text::not_utf_8_problem(name))));
        let chosen: Vec<(Meaning, Vec<usize>)> =
            choices.iter().map(|choice| (choice.meaning, header.columns.named(&choice.column))).collect();
        for column in 0..header.columns.count() {
            header.read_name(column, scheme, &chosen);
        }
        header.find_job_names();
        header
    }

    /// Takes a column `Job ID` for the id and a column `Job Title` for the title, if none is called so.
    fn find_job_names(&mut self) {
        let Columns { names, id, title, carried, .. } = &mut self.columns;
        for (place, name) in [(id, "jobid"), (title, "jobtitle")] {
            let is_meant = |column: &usize| names::normalise(&names[*column]) == name;
            if place.is_none()
                && let Some(index) = carried.iter().position(is_meant)
            {
                *place = Some(carried.remove(index));
            }
        }
    }

    /// Finds out what a column holds; some are chosen for a meaning.
    fn read_name(&mut self, column: usize, scheme: &Scheme, chosen: &[(Meaning, Vec<usize>)]) {
        let name = self.columns.names[column].trim().to_owned();
        let mut is_chosen = false;
        for (meaning, _) in chosen.iter().filter(|(_, columns)| columns.contains(&column)) {
            is_chosen = true;
            self.take(column, &name, *meaning, true, scheme);
        }
        if is_chosen {
            return;
        }
        // What another column is chosen for, this one does not hold.
        let is_free = |meaning: &Meaning| chosen.iter().all(|(chosen, _)| chosen != meaning);
        match Meaning::from_heading(&name, scheme).filter(is_free) {
            Some(meaning) => {
                let in_words = names::is_in_words(&names::normalise(&name));
                self.take(column, &name, meaning, in_words, scheme);
            }
            None => self.columns.carried.push(column),
        }
    }

    /// Takes a column for what it holds.
    fn take(&mut self, column: usize, name: &str, meaning: Meaning, in_words: bool, scheme: &Scheme) {
        let Header { columns, problems, .. } = self;
        self.in_words += usize::from(in_words && matches!(meaning, Meaning::Factor(_)));
        if meaning.is_carried() && columns.carried.last() != Some(&column) {
            columns.carried.push(column);
        }
        let place = match meaning {
            Meaning::Id => &mut columns.id,
            Meaning::Title => &mut columns.title,
            Meaning::Organisation => &mut columns.organisation,
            Meaning::ReportsTo => &mut columns.reports_to,
            Meaning::Headcount => &mut columns.headcount,
            Meaning::Factor(index) => &mut columns.factors[index],
            Meaning::Expected(key) => return columns.expected.push((column, key)),
        };
        if let Some(first) = *place {
            let problem = match meaning {
                Meaning::Factor(index) => {
                    repeated(&scheme.factors()[index], columns.names[first].trim(), name)
                }
                _ => yaml::repeated_key(name),
            };
            problems.push((column, problem));
        }
        *place = Some(column);
    }

    /// How many columns have a meaning.
    fn recognised(&self) -> usize {
        self.columns.names.len() - self.columns.carried.len()
    }

    /// Whether it names so much that it is no title, no note and no row of levels, which are numbers of factors by chance.
    fn is_convincing(&self) -> bool {
        const FACTORS_ALONE: usize = 3;
        let Columns { id, title, factors, .. } = &self.columns;
        let found = factors.iter().flatten().count();
        let has_name = id.is_some() || title.is_some();
        found == factors.len() || (has_name && found > 0) || self.in_words >= FACTORS_ALONE
    }

    /// Notes factors without a column. Those that seem to have a column under a misspelt name are missed in any case, and
    /// shown there.
    fn note_missing(&mut self, scheme: &Scheme, rules: HeaderRules<'_>) {
        if self.columns.count() > MOST_COLUMNS {
            return;
        }
        let Columns { names, factors, carried, id, title, .. } = &self.columns;
        let mut missing: Vec<&Factor> =
            scheme.factors().iter().filter(|factor| factors[factor.number() - 1].is_none()).collect();
        // Levels of a row without a header are numbers of factors by chance, and some of them twice.
        let is_repeat = |rule| matches!(rule, Rule::RepeatedFactor | Rule::FactorUnderTwoNames);
        let repeats = self.problems.iter().any(|(_, problem)| is_repeat(problem.rule));
        let nameless = id.is_none() && title.is_none() && repeats;
        let no_header = missing.len() == factors.len() || (nameless && !missing.is_empty());
        let mut misspelt = Vec::new();
        for &column in carried {
            if missing.is_empty() {
                break;
            }
            let name = names[column].trim();
            let nearest = scheme.nearest_factor(name).map(Factor::number);
            if let Some(place) = missing.iter().position(|factor| Some(factor.number()) == nearest) {
                let factor = missing.remove(place).id();
                let help = format!("did you mean `{factor}` by `{}`?", short(name));
                misspelt.push((column, missing_columns(&[factor]).help(help)));
            }
        }
        let no_header = no_header && misspelt.is_empty();
        self.problems.extend(misspelt);
        if missing.is_empty() || rules.allow_missing {
            return;
        }
        if no_header {
            let message = "the first line is not a header that names the factors";
            let help = "begin the file with a line that names the columns: id, title and the factors";
            self.problems = vec![(0, Problem::new(Rule::MissingColumns, message).help(help))];
        } else {
            let missing: Vec<&str> = missing.into_iter().map(Factor::id).collect();
            let help = format!("add them; their cells may be empty{}", rules.missing_advice);
            self.problems.push((0, missing_columns(&missing).help(help)));
        }
    }

    /// Notes choices of columns that are not there.
    fn note_choices(&mut self, rules: HeaderRules<'_>) {
        for ColumnChoice { column, .. } in rules.choices {
            if self.columns.named(column).is_empty() {
                self.problems.push((0, no_column(column, &self.columns.names)));
            }
        }
    }

    /// Notes that jobs have neither an id nor a title, where there is a column that might hold one.
    fn note_nameless(&mut self) {
        let Columns { names, id, title, organisation, reports_to, headcount, expected, carried, .. } =
            &self.columns;
        let taken = [*organisation, *reports_to, *headcount];
        let is_other = |column: &&usize| {
            let is_expected = expected.iter().any(|(expected, _)| expected == *column);
            !names[**column].trim().is_empty() && !is_expected && !taken.contains(&Some(**column))
        };
        if let (None, None, Some(&column)) = (id, title, carried.iter().find(is_other)) {
            let name = short(names[column].trim()).replace('"', "\\\"");
            let problem =
                Problem::new(Rule::NamelessJobs, "no column is taken for the id or the title of the jobs")
                    .help(format!("name one, as in --column id=\"{name}\""));
            self.problems.push((column, problem));
        }
    }
}

/// Returns the problem that none of these columns has the name, with the nearest that there is.
pub(super) fn no_column(name: &str, columns: &[String]) -> Problem {
    let nearest = names::nearest(name, columns.iter().map(String::as_str)).map(short);
    Problem::new(Rule::MissingColumns, format!("there is no column `{}`", short(name)))
        .suggest(nearest, format!("the columns are {}", listed(columns)))
}

/// The problem of two columns for one factor. A name of its own tells which of them to read.
fn repeated(factor: &Factor, first: &str, second: &str) -> Problem {
    let problem = factor.repeated(first, second);
    if names::normalise(first) == names::normalise(second) {
        return problem;
    }
    let is_id = names::normalise(second) == names::normalise(factor.id());
    let own = short(if is_id { second } else { first }).replace('"', "\\\"");
    problem
        .help(format!("keep one of them, or name the one to read, as in --column {}=\"{own}\"", factor.id()))
}

/// The problem of factors that have no column.
fn missing_columns(factors: &[&str]) -> Problem {
    let message = match factors {
        [factor] => format!("there is no column for the factor `{factor}`"),
        factors => format!("there are no columns for the factors {}", factors.join(", ")),
    };
    Problem::new(Rule::MissingColumns, message)
}

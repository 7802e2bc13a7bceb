//! Findings: problems in files, with their places.
//!
//! The table in this module gives each [`Rule`] a stable code, a severity and a meaning. The code that enforces a rule words
//! its [`Problem`]: the message says what is wrong, the help what would be right.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::json;

pub use crate::snippet::Snippet;
/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Position {
    /// Returns the position of the first character of a line.
    pub fn of_line(line: usize) -> Position {
        Position { line, column: 1 }
    }

    /// Returns the position right after `beginning`, the first part of a file.
    pub(crate) fn after(beginning: &str) -> Position {
        let line = beginning.rsplit('\n').next().unwrap_or_default();
        Position { line: beginning.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

/// The page or sheet of a file that a position is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FilePart {
    /// A page of a document, counted from 1.
    Page(u32),
    /// A sheet of a workbook, by its name. The position is that of a cell: its row and column.
    Sheet(Arc<str>),
}

/// Returns the name of a cell as spreadsheets write it, such as `Jobs!F12` or `'Jobs 2026'!F12`.
fn cell_name(sheet: &str, Position { line, column }: Position) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    if needs_quotes(sheet) {
        format!("'{}'!{letters}{line}", sheet.replace('\'', "''"))
    } else {
        format!("{sheet}!{letters}{line}")
    }
}

/// Returns true if spreadsheets put the name of a sheet in quotes.
fn needs_quotes(sheet: &str) -> bool {
    let starts_like_a_number = sheet.starts_with(|c: char| c.is_ascii_digit());
    sheet.is_empty()
        || starts_like_a_number
        || !sheet.chars().all(|c| c.is_alphanumeric() || "_.".contains(c))
}

/// The severity of a finding. There will be no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file is right, but a reader of the results should know something about it.
    Note,
    /// Something can be read, but probably not as it was meant.
    Warning,
    /// Something cannot be read and is left out.
    Error,
}

impl Severity {
    /// Returns the name in messages and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Declares [`Rule`] and the list of all rules from one table.
macro_rules! rules {
    ($($rule:ident = $code:literal, $severity:ident: $meaning:literal;)+) => {
        /// A rule for files. Its code is stable, and docs/diagnostics.md describes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)+
        }

        impl Rule {
            /// All rules, in the order of docs/diagnostics.md.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)+];

            /// Returns the code in messages and JSON, such as `level-notation`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Rule::$rule => $code,)+
                }
            }

            /// Returns the severity of a finding that breaks the rule.
            pub fn severity(self) -> Severity {
                match self {
                    $(Rule::$rule => Severity::$severity,)+
                }
            }

            /// Describes in a sentence what breaks the rule.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Rule::$rule => $meaning,)+
                }
            }
        }
    };
}

rules! {
    Unreadable = "unreadable", Error: "A file or folder cannot be read.";
    EmptyFolder = "empty-folder", Error: "A folder contains no file of a type that is read.";
    PassedOver = "passed-over", Warning: "A file in a folder is skipped, although its name suggests that it should be read.";
    TooLarge = "too-large", Error: "The file is larger than the limit.";
    TooDeep = "too-deep", Error: "More brackets are open at once than the limit.";
    TooLong = "too-long", Error: "A document has too many values, a file too many documents, or a header too many columns.";
    TooManyAliases = "too-many-aliases", Error: "The aliases of a document expand to more than the whole file contains.";
    NotUtf8 = "not-utf-8", Error: "The file is not UTF-8 text.";
    Utf16 = "utf-16", Error: "The file is UTF-16 text.";
    Spreadsheet = "spreadsheet", Error: "The file is a spreadsheet.";
    BrokenWorkbook = "broken-workbook", Error: "The file is damaged, has a password, or is not a workbook.";
    WhichSheet = "which-sheet", Error: "It is not clear which sheet of a workbook has the jobs.";
    OtherFormat = "other-format", Error: "The file has another format, such as PDF.";
    BrokenYaml = "broken-yaml", Error: "The text is not YAML.";
    TabIndentation = "tab-indentation", Error: "A line is indented with tabs.";
    TypographicQuote = "typographic-quote", Warning: "A word processor's quote is used where YAML needs a plain one.";
    TypographicDash = "typographic-dash", Warning: "A word processor's dash is used where YAML needs a hyphen.";
    CutOffText = "cut-off-text", Warning: "A comment cuts off a text that is not in quotes.";
    ForeignSpace = "foreign-space", Error: "A special space is used where YAML needs a plain one.";
    HiddenLineBreak = "hidden-line-break", Warning: "A character ends the line for YAML, but not in most programs.";
    Nothing = "nothing-to-read", Error: "The file is empty, or has only comments or a header.";
    OtherKind = "other-kind", Error: "The file is not of the kind that the command reads.";
    WrongType = "wrong-type", Error: "A value has the wrong type.";
    Blank = "blank-text", Error: "A text is empty.";
    OutOfBounds = "out-of-bounds", Error: "A number is too small or too large.";
    EmptyRange = "empty-range", Error: "A range ends before it begins.";
    UnknownKey = "unknown-key", Error: "A mapping has an unknown key.";
    RepeatedKey = "repeated-key", Error: "A key appears twice in one mapping.";
    MissingKey = "missing-key", Error: "A key is missing.";
    WrongLength = "wrong-length", Error: "A list is too short or too long.";
    UnknownFactor = "unknown-factor", Error: "No factor has this name.";
    RepeatedFactor = "repeated-factor", Error: "A factor appears twice.";
    FactorUnderTwoNames = "factor-under-two-names", Error: "A factor appears twice, under two of its names.";
    MissingFactor = "missing-factor", Error: "A profile leaves a factor out.";
    Notation = "level-notation", Error: "A value is not level notation.";
    DateForLevel = "date-for-level", Error: "A spreadsheet has turned a level into a date.";
    DescendingLevels = "descending-levels", Error: "The levels of a notation do not ascend.";
    RepeatedOption = "repeated-option", Error: "An option appears twice for one level.";
    NoSuchLevel = "no-such-level", Error: "The factor does not have this level.";
    LevelCount = "level-count", Error: "A list of levels is too short or too long for the scheme.";
    JobIdTaken = "job-id-taken", Warning: "Two jobs of a run have the same id.";
    NoDate = "no-date", Error: "A date is not a day of the calendar in the form 2026-03-14.";
    UnclearMembers = "unclear-members", Error: "The members of a panel cannot be told apart.";
    UnknownStatus = "unknown-status", Error: "The outcome of a panel has no such status.";
    UnknownBand = "unknown-band", Error: "No band or band group has this name.";
    BandRun = "band-run", Error: "The bands of a run are not neighbours in ascending order.";
    BandMark = "band-mark", Warning: "A band has a mark that refers to a note in its document.";
    UnknownOutcome = "unknown-outcome", Error: "The matching procedure has no such outcome.";
    UnknownProfile = "unknown-profile", Error: "A job expects to match a profile that does not exist.";
    ImpossibleExpectation = "impossible-expectation", Warning: "No job can meet the expectation.";
    OtherScheme = "other-scheme", Error: "A suite is for another scheme.";
    ProfileIdTaken = "profile-id-taken", Error: "Two profiles have the same id.";
    SuiteIdTaken = "suite-id-taken", Error: "Two suites have the same id.";
    SuiteReplaced = "suite-replaced", Note: "A suite replaces the built-in suite with its id.";
    FactorNameTaken = "factor-name-taken", Error: "Two factors have the same name.";
    PointsNotAscending = "points-not-ascending", Error: "The points of a factor do not grow with each level.";
    TotalTooLarge = "total-too-large", Error: "The points of a scheme add up to more than the limit.";
    BandsNotContiguous = "bands-not-contiguous", Error: "Bands overlap or leave a gap.";
    BandNameTaken = "band-name-taken", Error: "Two bands or band groups have the same name.";
    BrokenJson = "broken-json", Error: "A line is not JSON.";
    MissingColumns = "missing-columns", Error: "Factors have no column.";
    SimilarGroups = "similar-groups", Warning: "Groups of jobs differ only in case or spaces.";
    NamelessJobs = "nameless-jobs", Warning: "No id or title column is found.";
    OtherColumns = "other-columns", Error: "The result has no column for a key that appears late in the rows.";
    RenamedColumn = "renamed-column", Warning: "A column that is carried through has the same name as a column of the result.";
    RaggedRow = "ragged-row", Error: "A row has more or fewer cells than the header.";
    WithoutLevels = "without-levels", Warning: "A row has no level for any factor, like a footer.";
    RowTooLong = "row-too-long", Error: "A row is longer than the limit.";
    BrokenDocument = "broken-document", Error: "A document is damaged, protected, or has no text.";
    NoProfiles = "no-profiles", Error: "A document contains no published profile.";
    MissingTitle = "missing-title", Error: "A published profile has no title.";
    MissingTotal = "missing-total", Error: "A published profile has no total or no band.";
    FactorOrder = "factor-order", Error: "The rows of a published profile are not in the order of the factors.";
    IncompleteRow = "incomplete-row", Error: "A row of a published profile lacks its level or its score.";
    UnclearRow = "unclear-row", Error: "A row of a published profile has several numbers that could be the level, or none.";
    ScoreMismatch = "score-mismatch", Error: "A printed score differs from the points of its levels.";
    TotalMismatch = "total-mismatch", Error: "A printed total differs from the sum of the points.";
    BandMismatch = "band-mismatch", Error: "A printed band is not the band of the total.";
    ContentsMismatch = "contents-mismatch", Error: "The table of contents and the profiles of a document disagree.";
    MarkWithoutNote = "mark-without-note", Warning: "A mark in a published profile has no note that explains it.";
    ColumnsLost = "columns-lost", Error: "A text has lost the columns of its tables, so its profiles cannot be read.";
    UnreadContents = "unread-contents", Warning: "The table of contents of a document could not be compared with all its profiles.";
    UndecidedNote = "undecided-note", Warning: "A sentence mentions archived or generic profiles, but does not decide which they are.";
    ProfileTwice = "profile-twice", Error: "A document has two profiles with one title and band.";
    WordsTogether = "words-together", Warning: "A document does not separate descriptors from examples.";
    TotalAlone = "total-alone", Warning: "The levels of a published profile can be checked only by the total.";
    MoreFindings = "more-findings", Error: "A document has more findings than are listed.";
}

/// A broken rule in words, without its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The rule that is broken.
    pub rule: Rule,
    /// The problem in one sentence.
    pub message: String,
    /// Advice on how to correct it, if there is any.
    pub help: Option<String>,
    counts: FindingCounts,
}

impl Problem {
    /// Creates a problem without help. `message` says what is wrong.
    pub fn new(rule: Rule, message: impl Into<String>) -> Problem {
        Problem { rule, message: message.into(), help: None, counts: FindingCounts::one(rule.severity()) }
    }

    /// Adds what would be right.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }

    /// Adds the question "did you mean …?" as help, or `otherwise` if there is no nearest name.
    #[must_use]
    pub(crate) fn suggest(self, nearest: Option<impl AsRef<str>>, otherwise: impl Into<String>) -> Problem {
        match nearest {
            Some(name) => self.help(format!("did you mean `{}`?", name.as_ref())),
            None => self.help(otherwise),
        }
    }

    /// Puts the name of the thing at fault in front of the message.
    #[must_use]
    pub fn about(self, whose: &str) -> Problem {
        Problem { message: format!("{whose}: {}", self.message), ..self }
    }

    /// Makes the problem of a file that exceeds the program's limit of bytes.
    #[doc(hidden)]
    pub fn too_large(limit: u64) -> Problem {
        Problem::new(Rule::TooLarge, format!("the file is larger than {limit} bytes"))
            .help("split it, or allow more with --max-file-size")
    }

    /// Makes the problem that some findings are not listed.
    pub(crate) fn more(counts: FindingCounts) -> Problem {
        let message = match counts.count() {
            1 => "1 more finding is not listed".to_owned(),
            count => format!("{count} more findings are not listed"),
        };
        Problem { rule: Rule::MoreFindings, message, help: None, counts }
    }

    /// Returns the severity: that of its rule or, for findings that are not listed, the highest of theirs.
    pub fn severity(&self) -> Severity {
        match self.counts {
            FindingCounts { errors: 1.., .. } => Severity::Error,
            FindingCounts { warnings: 1.., .. } => Severity::Warning,
            _ => Severity::Note,
        }
    }

    /// Returns 1 for its severity or, for findings that are not listed, their numbers.
    pub fn counts(&self) -> FindingCounts {
        self.counts
    }
}

/// Numbers of findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FindingCounts {
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of notes.
    pub notes: usize,
}

impl FindingCounts {
    /// Returns the total number.
    pub fn count(self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// Counts one finding.
    fn one(severity: Severity) -> FindingCounts {
        match severity {
            Severity::Error => FindingCounts { errors: 1, ..FindingCounts::default() },
            Severity::Warning => FindingCounts { warnings: 1, ..FindingCounts::default() },
            Severity::Note => FindingCounts { notes: 1, ..FindingCounts::default() },
        }
    }
}

impl std::ops::AddAssign for FindingCounts {
    fn add_assign(&mut self, more: FindingCounts) {
        self.errors += more.errors;
        self.warnings += more.warnings;
        self.notes += more.notes;
    }
}

/// A problem and its place.
///
/// `Display` writes one line with place, severity, code, message and help:
///
/// ```
/// use jobeval::{Job, Scheme};
///
/// let read = Job::read("porter.yaml", "title: Porter\nfactors: {12: 9}", Scheme::nhs_jes());
/// assert_eq!(
///     read.findings[0].to_string(),
///     "porter.yaml:2:15: error[no-such-level]: Freedom to Act has no level 9; help: its levels are 1 to 6"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's path as given, or a name in angle brackets such as `<stdin>`.
    pub source: Arc<str>,
    /// The page or sheet, if the file has any.
    pub part: Option<Box<FilePart>>,
    /// The number of the factor at fault, in a published document whose lines cannot be counted.
    pub factor: Option<u32>,
    /// The place in the file, `None` if the whole file is meant.
    pub position: Option<Position>,
    /// The line of the file with the value marked, `None` if there is no line to show.
    pub snippet: Option<Snippet>,
    /// The broken rule, in words.
    pub problem: Box<Problem>,
}

impl Finding {
    /// Creates a finding at a place in a file.
    pub fn at(source: &Arc<str>, position: Option<Position>, problem: Problem) -> Finding {
        Finding {
            source: Arc::clone(source),
            part: None,
            factor: None,
            position,
            snippet: None,
            problem: Box::new(problem),
        }
    }

    /// Creates a finding about a whole file.
    pub fn about(source: &str, problem: Problem) -> Finding {
        Finding::at(&source.into(), None, problem)
    }

    /// Sets the page of the document, counted from 1.
    #[must_use]
    pub(crate) fn on_page(self, page: Option<u32>) -> Finding {
        Finding { part: page.map(|page| Box::new(FilePart::Page(page))), ..self }
    }

    /// Sets the number of the factor at fault.
    #[must_use]
    pub(crate) fn at_factor(self, factor: Option<u32>) -> Finding {
        Finding { factor, ..self }
    }

    /// Sets the sheet of the workbook.
    #[must_use]
    pub(crate) fn in_sheet(self, sheet: &Arc<str>) -> Finding {
        Finding { part: Some(Box::new(FilePart::Sheet(Arc::clone(sheet)))), ..self }
    }

    /// Returns the page, `None` for files without pages.
    pub fn page(&self) -> Option<u32> {
        match self.part.as_deref() {
            Some(FilePart::Page(page)) => Some(*page),
            _ => None,
        }
    }

    /// Returns the place in a published document whose lines cannot be counted, as in `page 3, factor 7`.
    pub fn place_in_document(&self) -> Option<String> {
        let page = self.page().map(|page| format!("page {page}"));
        let factor = self.factor.map(|number| format!("factor {number}"));
        let parts: Vec<String> = page.into_iter().chain(factor).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Returns the name of the cell in a workbook, such as `Jobs!F12`.
    pub fn cell(&self) -> Option<String> {
        match (self.part.as_deref(), self.position) {
            (Some(FilePart::Sheet(sheet)), Some(position)) => Some(cell_name(sheet, position)),
            _ => None,
        }
    }

    /// Adds the line of its position, with `length` characters marked from there on.
    #[must_use]
    pub fn in_line(mut self, line: &str, length: usize) -> Finding {
        self.snippet = self.position.and_then(|place| Snippet::cut(line, place.column, length));
        self
    }

    /// Adds the line of its position, with the YAML value marked that begins there.
    pub(crate) fn with_value(mut self, line: Option<&str>) -> Finding {
        self.snippet =
            self.position.zip(line).and_then(|(place, line)| Snippet::of_value(line, place.column));
        self
    }

    /// Returns true for an error.
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }
}

impl fmt::Display for Finding {
    /// Writes `FILE:LINE:COLUMN: SEVERITY[CODE]: MESSAGE; help: HELP`. The place in a PDF or Word document is
    /// `FILE:page PAGE, factor NUMBER`, in a workbook `FILE:SHEET!CELL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        match (self.cell().or_else(|| self.place_in_document()), self.position) {
            (Some(place), _) => write!(f, ":{place}")?,
            (None, Some(Position { line, column })) => write!(f, ":{line}:{column}")?,
            (None, None) => {}
        }
        let Problem { rule, message, help, .. } = &*self.problem;
        write!(f, ": {}[{}]: {message}", self.problem.severity().id(), rule.code())?;
        help.as_ref().map_or(Ok(()), |help| write!(f, "; help: {help}"))
    }
}

impl std::error::Error for Finding {}

impl Serialize for Finding {
    /// Writes the object of `--diagnostics json`, which docs/json.md describes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let column = self.position.map(|position| position.column);
        let length = self.snippet.as_ref().map(Snippet::length);
        let fields = json!({
            "severity": self.problem.severity().id(),
            "code": self.problem.rule.code(),
            "message": self.problem.message,
            "help": self.problem.help,
            "file": *self.source,
            "page": self.page(),
            "factor": self.factor,
            "cell": self.cell(),
            "line": self.position.map(|position| position.line),
            "column": column,
            "end_column": column.zip(length).map(|(column, length)| column + length),
        });
        fields.serialize(serializer)
    }
}

/// All findings of a file that could not be read. At least one is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The findings, in the order of the file.
    pub findings: Vec<Finding>,
}

impl fmt::Display for ReadError {
    /// Writes each finding on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.findings.iter().map(Finding::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ReadError {}

/// The values read from a file, and the findings about those that are wrong.
#[derive(Debug)]
pub struct Read<T> {
    /// The values without errors, in the order of the file.
    pub items: Vec<T>,
    /// All findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// The number of documents or rows left out because of errors.
    pub refused: usize,
}

impl<T> Read<T> {
    /// Returns the values if nothing was left out. Warnings are dropped.
    ///
    /// # Errors
    /// All findings, if any of them is an error.
    pub fn into_result(self) -> Result<Vec<T>, ReadError> {
        if self.findings.iter().any(Finding::is_error) {
            Err(ReadError { findings: self.findings })
        } else {
            Ok(self.items)
        }
    }
}

/// A list that only counts what exceeds its limit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limited<T> {
    pub(crate) listed: Vec<T>,
    limit: usize,
    /// The findings that are not listed.
    pub(crate) more: FindingCounts,
}

/// The problems of a document or a row, each with its place `P` there.
pub(crate) type Problems<P> = Limited<(P, Problem)>;

impl<T> Limited<T> {
    /// Creates an empty list with room for `limit` items.
    pub(crate) fn with_limit(limit: usize) -> Limited<T> {
        Limited { listed: Vec::new(), limit, more: FindingCounts::default() }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.listed.len() >= self.limit
    }

    /// Adds an item, which is made only if it is listed, else counted.
    fn add_with(&mut self, counts: FindingCounts, make: impl FnOnce() -> T) {
        if self.is_full() {
            self.more += counts;
        } else {
            self.listed.push(make());
        }
    }
}

impl<P> Problems<P> {
    pub(crate) fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    pub(crate) fn errors(&self) -> usize {
        let listed = self.listed.iter().filter(|(_, problem)| problem.severity() == Severity::Error);
        self.more.errors + listed.count()
    }

    pub(crate) fn add(&mut self, place: P, problem: Problem) {
        self.add_with(problem.counts, || (place, problem));
    }

    /// Adds an error that is worded only if it is listed, as the search for the nearest name takes time.
    pub(crate) fn add_error_with(&mut self, place: P, problem: impl FnOnce() -> Problem) {
        self.add_with(FindingCounts::one(Severity::Error), || (place, problem()));
    }

    /// Returns the value of a result; adds the problem and returns `None` if it failed.
    pub(crate) fn ok<T>(&mut self, place: P, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(place, problem)).ok()
    }

    /// Turns the problems into findings, in their order.
    pub(crate) fn located(self, finding: impl FnMut((P, Problem)) -> Finding) -> FileFindings {
        let Limited { listed, limit, more } = self;
        let listed = listed.into_iter().map(finding).collect();
        FileFindings { found: Limited { listed, limit, more }, not_utf_8: false }
    }
}

/// The findings of one file while it is being read. It is public only for the program `jobeval`.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
pub struct FileFindings {
    found: Limited<Finding>,
    /// True once a finding says that the file is not UTF-8, which is reported once and not for every row.
    not_utf_8: bool,
}

/// The most findings listed for a file of rows. The result of each refused row has its problem as well.
const MOST_OF_ROWS: usize = 10;

impl Default for FileFindings {
    /// Creates an empty list for a file of rows.
    fn default() -> FileFindings {
        FileFindings::with_limit(MOST_OF_ROWS)
    }
}

impl FileFindings {
    /// Creates an empty list with room for `limit` findings.
    pub(crate) fn with_limit(limit: usize) -> FileFindings {
        FileFindings { found: Limited::with_limit(limit), not_utf_8: false }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.found.is_full()
    }

    pub(crate) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            if !self.is_repeated(&finding.problem) {
                self.found.add_with(finding.problem.counts, || finding);
            }
        }
    }

    /// Returns true if a problem of the whole file was added before.
    fn is_repeated(&mut self, problem: &Problem) -> bool {
        problem.rule == Rule::NotUtf8 && std::mem::replace(&mut self.not_utf_8, true)
    }

    /// Counts findings without listing them.
    pub(crate) fn count(&mut self, more: FindingCounts) {
        self.found.more += more;
    }

    /// Adds a problem. Its place is looked up only if it is listed.
    pub(crate) fn add_problem(&mut self, problem: Problem, locate: impl FnOnce(Problem) -> Finding) {
        if !self.is_repeated(&problem) {
            self.found.add_with(problem.counts, || locate(problem));
        }
    }

    /// Adds the findings of a later part of the file.
    pub fn append(&mut self, later: FileFindings) {
        self.add(later.found.listed);
        self.count(later.found.more);
        self.not_utf_8 |= later.not_utf_8;
    }

    /// Returns the listed findings and, if there are more, a last one with their number. It has the last position of
    /// those listed, so that it stays last when findings are sorted.
    pub fn into_findings(self, source: &Arc<str>) -> Vec<Finding> {
        let Limited { listed, more, .. } = self.found;
        let last = listed.iter().filter_map(|finding| finding.position).max();
        let more = (more.count() > 0).then(|| Finding::at(source, last, Problem::more(more)));
        listed.into_iter().chain(more).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        for (column, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(cell_name("Jobs", Position { line: 12, column }), format!("Jobs!{letters}12"));
        }
        for (sheet, name) in [
            ("Été.1_a", "Été.1_a!B3"),
            ("2026", "'2026'!B3"),
            ("A b", "'A b'!B3"),
            ("A's", "'A''s'!B3"),
            ("", "''!B3"),
        ] {
            assert_eq!(cell_name(sheet, Position { line: 3, column: 2 }), name);
        }
    }

    #[test]
    fn a_finding_names_place_severity_code_and_help() {
        let finding = Finding::about("suite.pdf", Problem::new(Rule::NotUtf8, "bad"));
        assert_eq!(finding.clone().on_page(Some(3)).page(), Some(3));
        assert_eq!(finding.clone().on_page(None), finding);
        assert_eq!(
            finding.clone().at_factor(Some(7)).to_string(),
            "suite.pdf:factor 7: error[not-utf-8]: bad"
        );
        assert_eq!(
            finding.clone().on_page(Some(3)).at_factor(Some(7)).to_string(),
            "suite.pdf:page 3, factor 7: error[not-utf-8]: bad"
        );
        let with_help = Finding::about("a.yaml", Problem::new(Rule::SuiteReplaced, "bad").help("good"));
        assert_eq!(with_help.to_string(), "a.yaml: note[suite-replaced]: bad; help: good");
        let error = ReadError { findings: vec![finding.clone(), finding.clone()] };
        assert_eq!(error.to_string(), format!("{finding}\n{finding}"));
    }

    #[test]
    fn a_problem_of_the_whole_file_is_listed_once() {
        let mut all = FileFindings::default();
        for rule in [Rule::NotUtf8, Rule::NoSuchLevel, Rule::NotUtf8, Rule::NoSuchLevel] {
            let mut part = FileFindings::default();
            part.add([Finding::about("jobs.csv", Problem::new(rule, "bad"))]);
            all.append(part);
        }
        let rules: Vec<Rule> =
            all.into_findings(&"jobs.csv".into()).iter().map(|finding| finding.problem.rule).collect();
        assert_eq!(rules, [Rule::NotUtf8, Rule::NoSuchLevel, Rule::NoSuchLevel]);
    }
}

//! Findings: what is wrong in a file, and where.
//!
//! Each [`Rule`] has a stable code, a severity and a meaning, all in one table here. What a [`Problem`] says is worded where
//! the rule is enforced: the message says what is wrong, the help what would be right.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::snippet::Snippet;

/// A place in a file: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line in the file.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The first character of a line.
    pub fn of_line(line: usize) -> Position {
        Position { line, column: 1 }
    }

    /// The place right after the given beginning of a file.
    pub(crate) fn after(beginning: &str) -> Position {
        let line = beginning.rsplit('\n').next().unwrap_or_default();
        Position { line: beginning.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

/// The part of a file that a position is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilePart {
    /// A page of a document that has pages, counted from 1.
    Page(u32),
    /// A sheet of a workbook, by its name. Line and column are those of a cell.
    Sheet(Arc<str>),
}

/// The name of a cell as spreadsheets have it, such as `Jobs!F12` or `'Jobs 2026'!F12`.
fn cell_name(sheet: &str, Position { line, column }: Position) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    let is_plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let begins_plain = sheet.starts_with(|c: char| is_plain(c) && !c.is_ascii_digit());
    let sheet = if begins_plain && sheet.chars().all(is_plain) {
        sheet.to_owned()
    } else {
        format!("'{}'", sheet.replace('\'', "''"))
    };
    format!("{sheet}!{}{line}", letters.iter().rev().collect::<String>())
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something that is right and that a reader of the results should know.
    Note,
    /// It can be read, but probably not as it was meant.
    Warning,
    /// It cannot be read and is left out.
    Error,
}

impl Severity {
    /// The name in messages and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Declares [`Rule`] with the list of all rules, so that none can be missing from it.
macro_rules! rules {
    ($($rule:ident = $code:literal, $severity:ident: $meaning:literal;)+) => {
        /// A rule that files are held to. Its code is stable; docs/diagnostics.md describes each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)+
        }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)+];

            /// The code in messages and JSON.
            pub fn code(self) -> &'static str {
                match self {
                    $(Rule::$rule => $code,)+
                }
            }

            /// How serious it is to break the rule.
            pub fn severity(self) -> Severity {
                match self {
                    $(Rule::$rule => Severity::$severity,)+
                }
            }

            /// What breaks the rule, in a sentence.
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
    EmptyFolder = "empty-folder", Error: "A folder holds no file of a kind that is read.";
    PassedOver = "passed-over", Warning: "A file of a folder is not read, although its name says that it may be meant.";
    TooLarge = "too-large", Error: "The file is larger than the limit.";
    TooDeep = "too-deep", Error: "More brackets are open at once than any file needs.";
    TooLong = "too-long", Error: "A document has too many values, a file too many documents, or a header too many columns.";
    TooManyAliases = "too-many-aliases", Error: "The aliases of a document stand for more than the whole file holds.";
    NotUtf8 = "not-utf-8", Error: "The file is not UTF-8 text.";
    Utf16 = "utf-16", Error: "The file is UTF-16 text.";
    Spreadsheet = "spreadsheet", Error: "The file is a spreadsheet.";
    BrokenWorkbook = "broken-workbook", Error: "A workbook is damaged or protected with a password, or the file is none.";
    WhichSheet = "which-sheet", Error: "It is not clear which sheet of a workbook holds the jobs.";
    OtherFormat = "other-format", Error: "The file has another format, such as PDF.";
    BrokenYaml = "broken-yaml", Error: "The text is not YAML.";
    TabIndentation = "tab-indentation", Error: "A line is indented with tabs.";
    TypographicQuote = "typographic-quote", Warning: "A word processor's quote is used where YAML needs a plain one.";
    TypographicDash = "typographic-dash", Warning: "A word processor's dash is used where YAML needs a hyphen.";
    CutOffText = "cut-off-text", Warning: "A comment cuts off a text that is not in quotes.";
    ForeignSpace = "foreign-space", Error: "A special space is used where YAML needs a plain one.";
    HiddenLineBreak = "hidden-line-break", Warning: "YAML ends a line where most programs show it going on.";
    Nothing = "nothing-to-read", Error: "The file is empty, or has only comments or a header.";
    OtherKind = "other-kind", Error: "The file is of another kind than the command reads.";
    WrongType = "wrong-type", Error: "A value has the wrong type.";
    Blank = "blank-text", Error: "A text is empty.";
    OutOfBounds = "out-of-bounds", Error: "A number is too small or too large.";
    EmptyRange = "empty-range", Error: "A range ends before it begins.";
    UnknownKey = "unknown-key", Error: "A key is not known here.";
    RepeatedKey = "repeated-key", Error: "A key appears twice in one mapping.";
    MissingKey = "missing-key", Error: "A key is missing.";
    WrongLength = "wrong-length", Error: "A list is too short or too long.";
    UnknownFactor = "unknown-factor", Error: "No factor has this name.";
    RepeatedFactor = "repeated-factor", Error: "A factor appears twice.";
    FactorUnderTwoNames = "factor-under-two-names", Error: "A factor appears twice, under two of its names.";
    MissingFactor = "missing-factor", Error: "A profile leaves a factor out.";
    Notation = "level-notation", Error: "A value is not level notation.";
    DateForLevel = "date-for-level", Error: "A spreadsheet has made a date of a level.";
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
    BandMark = "band-mark", Warning: "A band has a mark that points to a note of its document.";
    UnknownOutcome = "unknown-outcome", Error: "The matching procedure has no such outcome.";
    UnknownProfile = "unknown-profile", Error: "No profile has the name that a job expects to match.";
    ImpossibleExpectation = "impossible-expectation", Warning: "No job can meet what is expected.";
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
    NamelessJobs = "nameless-jobs", Warning: "No column is taken for the id or the title of the jobs.";
    OtherColumns = "other-columns", Error: "What rows hold besides jobs has no column in the result.";
    RenamedColumn = "renamed-column", Warning: "A column that is carried through has the name of a column of the result.";
    RaggedRow = "ragged-row", Error: "A row has more or fewer cells than the header.";
    WithoutLevels = "without-levels", Warning: "A row has no level for any factor, like a footer.";
    RowTooLong = "row-too-long", Error: "A row is longer than the limit.";
    BrokenDocument = "broken-document", Error: "A document is damaged, protected, or has no text.";
    NoProfiles = "no-profiles", Error: "A document holds no published profile.";
    MissingTitle = "missing-title", Error: "A published profile has no title.";
    MissingTotal = "missing-total", Error: "A published profile has no total or no band.";
    FactorOrder = "factor-order", Error: "The rows of a published profile are not in the order of the factors.";
    IncompleteRow = "incomplete-row", Error: "A row of a published profile lacks its level or its score.";
    UnclearRow = "unclear-row", Error: "Several numbers of a published profile could be the level of a factor, or none.";
    ScoreMismatch = "score-mismatch", Error: "A printed score is not what the levels are worth.";
    TotalMismatch = "total-mismatch", Error: "A printed total is not what the levels come to.";
    BandMismatch = "band-mismatch", Error: "A printed band is not the one that the total lies in.";
    ContentsMismatch = "contents-mismatch", Error: "The table of contents and the profiles of a document disagree.";
    MarkWithoutNote = "mark-without-note", Warning: "A mark of a published profile has no note that says what it means.";
    ColumnsLost = "columns-lost", Error: "A text has lost the columns of its tables, so that its profiles cannot be read.";
    UnreadContents = "unread-contents", Warning: "The table of contents of a document could not be compared with all its profiles.";
    UndecidedNote = "undecided-note", Warning: "A sentence speaks of archived or generic profiles, but sets no profile so.";
    ProfileTwice = "profile-twice", Error: "A document has two profiles with one title and band.";
    WordsTogether = "words-together", Warning: "A document does not set descriptors and examples apart.";
    TotalAlone = "total-alone", Warning: "The levels of a published profile can be checked by the total alone.";
    MoreFindings = "more-findings", Error: "A document has more findings than are listed.";
}

/// What is wrong, apart from where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The rule that is broken.
    pub rule: Rule,
    /// What is wrong.
    pub message: String,
    /// What would be right, where that can be said.
    pub help: Option<String>,
    counts: FindingCounts,
}

impl Problem {
    /// A broken rule, with what is wrong in words.
    pub fn new(rule: Rule, message: impl Into<String>) -> Problem {
        Problem { rule, message: message.into(), help: None, counts: FindingCounts::one(rule.severity()) }
    }

    /// The same, with what would be right.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }

    /// The same, with the nearest name as advice, else what can be said where no name is near.
    #[must_use]
    pub(crate) fn suggest(self, nearest: Option<impl AsRef<str>>, otherwise: impl Into<String>) -> Problem {
        match nearest {
            Some(name) => self.help(format!("did you mean `{}`?", name.as_ref())),
            None => self.help(otherwise),
        }
    }

    /// The same, with whose problem it is before the message.
    #[must_use]
    pub fn about(self, whose: &str) -> Problem {
        Problem { message: format!("{whose}: {}", self.message), ..self }
    }

    /// The problem of a file with more bytes than it may have.
    pub fn too_large(most: u64) -> Problem {
        Problem::new(Rule::TooLarge, format!("the file is larger than {most} bytes"))
            .help("split it, or allow more with --max-file-size")
    }

    /// The findings that are not listed.
    pub(crate) fn more(counts: FindingCounts) -> Problem {
        let message = match counts.count() {
            1 => "1 more finding is not listed".to_owned(),
            count => format!("{count} more findings are not listed"),
        };
        Problem { rule: Rule::MoreFindings, message, help: None, counts }
    }

    /// How serious it is.
    pub fn severity(&self) -> Severity {
        match self.counts {
            FindingCounts { errors: 1.., .. } => Severity::Error,
            FindingCounts { warnings: 1.., .. } => Severity::Warning,
            _ => Severity::Note,
        }
    }

    /// Counts itself, or the findings that are not listed.
    pub fn counts(&self) -> FindingCounts {
        self.counts
    }
}

/// A number of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FindingCounts {
    /// How many are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// The number of notes.
    pub notes: usize,
}

impl FindingCounts {
    /// All together.
    pub fn count(self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// One finding.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's path as given, or a name in angle brackets such as `<stdin>`.
    pub source: Arc<str>,
    /// The part of the file that the position is in, where it has parts.
    pub part: Option<Box<FilePart>>,
    /// The number of the factor that it is about, in a published document whose lines cannot be counted.
    pub factor: Option<u32>,
    /// Where in the file; none where the whole file is meant.
    pub position: Option<Position>,
    /// The line of the file, with the value marked; none where there is no such line.
    pub snippet: Option<Snippet>,
    /// What is wrong there.
    pub problem: Box<Problem>,
}

impl Finding {
    /// A finding at a place in a file.
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

    /// A finding about a whole file.
    pub fn about(source: &str, problem: Problem) -> Finding {
        Finding::at(&source.into(), None, problem)
    }

    /// The same on a page of the document.
    #[must_use]
    pub(crate) fn on_page(self, page: Option<u32>) -> Finding {
        Finding { part: page.map(|page| Box::new(FilePart::Page(page))), ..self }
    }

    /// Sets the number of the factor in whose row it is.
    #[must_use]
    pub(crate) fn at_factor(self, factor: Option<u32>) -> Finding {
        Finding { factor, ..self }
    }

    /// The same in a sheet of the workbook.
    #[must_use]
    pub(crate) fn in_sheet(self, sheet: &Arc<str>) -> Finding {
        Finding { part: Some(Box::new(FilePart::Sheet(Arc::clone(sheet)))), ..self }
    }

    /// The page that it is on.
    pub fn page(&self) -> Option<u32> {
        match self.part.as_deref() {
            Some(FilePart::Page(page)) => Some(*page),
            _ => None,
        }
    }

    /// Returns the place as people find it in a published document whose lines cannot be counted: `page 3, factor 7`.
    pub fn place_in_document(&self) -> Option<String> {
        let page = self.page().map(|page| format!("page {page}"));
        let factor = self.factor.map(|number| format!("factor {number}"));
        let parts: Vec<String> = page.into_iter().chain(factor).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The name of the cell that it is about, such as `Jobs!F12`.
    pub fn cell(&self) -> Option<String> {
        match (self.part.as_deref(), self.position) {
            (Some(FilePart::Sheet(sheet)), Some(position)) => Some(cell_name(sheet, position)),
            _ => None,
        }
    }

    /// The same, showing the line of its place and marking so many characters there.
    #[must_use]
    pub fn in_line(mut self, line: &str, length: usize) -> Finding {
        self.snippet = self.position.and_then(|place| Snippet::cut(line, place.column, length));
        self
    }

    /// The same, showing the line of its place and marking the YAML value there.
    pub(crate) fn with_value(mut self, line: Option<&str>) -> Finding {
        self.snippet =
            self.position.zip(line).and_then(|(place, line)| Snippet::of_value(line, place.column));
        self
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }
}

impl fmt::Display for Finding {
    /// `FILE:LINE:COLUMN: message`, without help; in a PDF or Word document `FILE:page PAGE, factor NUMBER: message`, in
    /// a workbook `FILE:SHEET!CELL: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        match (self.cell().or_else(|| self.place_in_document()), self.position) {
            (Some(place), _) => write!(f, ":{place}")?,
            (None, Some(Position { line, column })) => write!(f, ":{line}:{column}")?,
            (None, None) => {}
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for Finding {}

impl Serialize for Finding {
    /// The form of `--diagnostics json`, which docs/json.md describes.
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

/// Why nothing could be read: all findings of the file, of which at least one is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The findings, in the order of the file.
    pub findings: Vec<Finding>,
}

impl fmt::Display for ReadError {
    /// One finding a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.findings.iter().map(Finding::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ReadError {}

/// What came out of a file: the values that are right, and what is wrong with the others.
#[derive(Debug)]
pub struct Read<T> {
    /// The values without errors, in the order of the file.
    pub items: Vec<T>,
    /// All findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many documents or rows gave no value because of errors.
    pub refused: usize,
}

/// What is found wrong while a file, or a part of it, is read. Beyond a limit it is only counted: more would help nobody.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limited<T> {
    pub(crate) listed: Vec<T>,
    limit: usize,
    /// Those that are not listed.
    pub(crate) more: FindingCounts,
}

/// The problems of a document or a row, each with its place `P` there.
pub(crate) type Problems<P> = Limited<(P, Problem)>;

impl<T> Limited<T> {
    /// Nothing yet, of which at most so many are to be listed.
    pub(crate) fn with_limit(limit: usize) -> Limited<T> {
        Limited { listed: Vec::new(), limit, more: FindingCounts::default() }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.listed.len() >= self.limit
    }

    /// Adds what counts for so much, which is made only if it is listed.
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
        let is_error = |(_, problem): &&(P, Problem)| problem.severity() == Severity::Error;
        self.more.errors + self.listed.iter().filter(is_error).count()
    }

    pub(crate) fn add(&mut self, place: P, problem: Problem) {
        self.add_with(problem.counts, || (place, problem));
    }

    /// Adds an error that is worded only if it is listed, for those that take a search for the nearest name.
    pub(crate) fn add_error_with(&mut self, place: P, problem: impl FnOnce() -> Problem) {
        self.add_with(FindingCounts::one(Severity::Error), || (place, problem()));
    }

    /// The value of a result, or none and its problem added.
    pub(crate) fn ok<T>(&mut self, place: P, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(place, problem)).ok()
    }

    /// All as findings, in their order.
    pub(crate) fn located(self, finding: impl FnMut((P, Problem)) -> Finding) -> FileFindings {
        let Limited { listed, limit, more } = self;
        let listed = listed.into_iter().map(finding).collect();
        FileFindings { found: Limited { listed, limit, more }, not_utf_8: false }
    }
}

/// The findings of one file while it is being read.
#[derive(Debug, Clone, PartialEq)]
pub struct FileFindings {
    found: Limited<Finding>,
    /// Whether it has been said that the file is not UTF-8, which is not said again of every row.
    not_utf_8: bool,
}

/// The most findings that are listed of a file of rows. Each row says for itself what is wrong with it.
const MOST_OF_ROWS: usize = 10;

impl Default for FileFindings {
    /// None yet of a file of rows.
    fn default() -> FileFindings {
        FileFindings::with_limit(MOST_OF_ROWS)
    }
}

impl FileFindings {
    /// None yet, of which at most so many are to be listed.
    pub(crate) fn with_limit(limit: usize) -> FileFindings {
        FileFindings { found: Limited::with_limit(limit), not_utf_8: false }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.found.is_full()
    }

    pub(crate) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            if !self.is_told(&finding.problem) {
                self.found.add_with(finding.problem.counts, || finding);
            }
        }
    }

    /// Whether a problem is about the whole file and has been told before.
    fn is_told(&mut self, problem: &Problem) -> bool {
        problem.rule == Rule::NotUtf8 && std::mem::replace(&mut self.not_utf_8, true)
    }

    /// Counts findings without listing them.
    pub(crate) fn count(&mut self, more: FindingCounts) {
        self.found.more += more;
    }

    /// Adds a problem, whose place is looked up only if it is listed.
    pub(crate) fn add_problem(&mut self, problem: Problem, locate: impl FnOnce(Problem) -> Finding) {
        if !self.is_told(&problem) {
            self.found.add_with(problem.counts, || locate(problem));
        }
    }

    /// Adds the findings of a later part of the file.
    pub fn append(&mut self, later: FileFindings) {
        self.add(later.found.listed);
        self.count(later.found.more);
        self.not_utf_8 |= later.not_utf_8;
    }

    /// All that are listed, and one that says how many are not. It has the last place of those listed, so that it comes
    /// after them in the order of places.
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
    fn a_finding_may_be_on_a_page() {
        let finding = Finding::about("suite.pdf", Problem::new(Rule::NotUtf8, "bad"));
        assert_eq!(finding.clone().on_page(Some(3)).page(), Some(3));
        assert_eq!(finding.clone().on_page(None), finding);
        assert_eq!(finding.clone().at_factor(Some(7)).to_string(), "suite.pdf:factor 7: bad");
        assert_eq!(
            finding.clone().on_page(Some(3)).at_factor(Some(7)).to_string(),
            "suite.pdf:page 3, factor 7: bad"
        );
        let error = ReadError { findings: vec![finding.clone(), finding.clone()] };
        assert_eq!(error.to_string(), format!("{finding}\n{finding}"));
    }

    #[test]
    fn what_is_said_of_a_whole_file_is_said_once() {
        let part = |rule| {
            let mut findings = FileFindings::default();
            findings.add([Finding::about("jobs.csv", Problem::new(rule, "bad"))]);
            findings
        };
        let mut all = FileFindings::default();
        for rule in [Rule::NotUtf8, Rule::NoSuchLevel, Rule::NotUtf8, Rule::NoSuchLevel] {
            all.append(part(rule));
        }
        let rules: Vec<Rule> =
            all.into_findings(&"jobs.csv".into()).iter().map(|finding| finding.problem.rule).collect();
        assert_eq!(rules, [Rule::NotUtf8, Rule::NoSuchLevel, Rule::NoSuchLevel]);
    }
}

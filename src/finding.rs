//! Findings: what is wrong with what was read, and where.
//!
//! Each rule is one variant of [`Problem`], which carries values; the wording stands here and nowhere else. The message
//! says what is wrong, the help what would be right, and the [`Code`] names the rule for programs and for the
//! documentation.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::level::NotationError;
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
    /// The place just behind the beginning of a file.
    pub(crate) fn behind(beginning: &str) -> Position {
        let line = beginning.rsplit('\n').next().unwrap_or_default();
        Position { line: beginning.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

/// Something wrong in what was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The file's path as given, or a name in angle brackets such as `<stdin>`.
    pub source: Arc<str>,
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
        Finding { source: Arc::clone(source), position, snippet: None, problem: Box::new(problem) }
    }

    /// The same with the line that its place is in, and the length of the value there in characters.
    #[must_use]
    pub fn in_line(mut self, line: &str, length: usize) -> Finding {
        self.snippet = self.position.and_then(|place| Snippet::cut(line, place.column, length));
        self
    }

    /// Whether something is lost by it.
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }

    /// A finding about a whole file.
    pub fn about(source: &str, problem: Problem) -> Finding {
        Finding::at(&source.into(), None, problem)
    }
}

/// The first few of what was found in rows, of which there may be millions. Each row says for itself what is wrong with
/// it, so more would help nobody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FirstFindings {
    listed: Vec<Finding>,
    more: Counts,
}

/// The most findings that are listed of a file of rows.
const LISTED: usize = 10;

impl FirstFindings {
    /// Adds what was found next.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            if self.listed.len() < LISTED {
                self.listed.push(finding);
            } else {
                self.more.add(finding.problem.severity());
            }
        }
    }

    /// Adds what was found next elsewhere in the file.
    pub fn append(&mut self, other: FirstFindings) {
        self.add(other.listed);
        self.more += other.more;
    }

    /// What is listed, and a finding for the rest. It has the place of the last that is, so that it stays behind it.
    pub fn into_findings(self, source: &Arc<str>) -> Vec<Finding> {
        let last = self.listed.iter().filter_map(|finding| finding.position).max();
        let more = Finding::at(source, last, Problem::MoreFindings(self.more));
        self.listed.into_iter().chain((self.more.count() > 0).then_some(more)).collect()
    }
}

/// Whether something is lost by what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It can be read, but probably not as it was meant.
    Warning,
    /// It cannot be read and is left out.
    Error,
}

impl Severity {
    /// The name in messages and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Declares [`Code`] with the list of all codes, so that none can be left out of it.
macro_rules! codes {
    ($($variant:ident = $id:literal: $meaning:literal,)+) => {
        /// The stable name of a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// All codes, as the documentation lists them.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The code in messages and JSON.
            pub fn id(self) -> &'static str {
                match self {
                    $(Code::$variant => $id,)+
                }
            }
        }
    };
}

codes! {
    Unreadable = "unreadable": "A file or folder cannot be read.",
    EmptyFolder = "empty-folder": "A folder has no file to read.",
    TooLarge = "too-large": "The file is larger than is read.",
    TooDeep = "too-deep": "More brackets are open at once than any file needs.",
    TooLong = "too-long": "A document holds more values, a file more documents, or a header more columns, than are read.",
    TooManyAliases = "too-many-aliases": "Aliases stand for more than the whole file holds.",
    NotUtf8 = "not-utf-8": "The file is not UTF-8 text.",
    Utf16 = "utf-16": "The file is UTF-16 text.",
    Spreadsheet = "spreadsheet": "The file is a spreadsheet.",
    OtherFormat = "other-format": "The file is of another format, such as PDF.",
    BrokenYaml = "broken-yaml": "The text is not YAML.",
    TabIndentation = "tab-indentation": "A line is indented with tabs.",
    TypographicQuote = "typographic-quote": "A quote of a word processor stands where YAML has a plain one.",
    TypographicDash = "typographic-dash": "A dash of a word processor stands where YAML has a hyphen.",
    ForeignSpace = "foreign-space": "A character that is no plain space stands where YAML needs one.",
    HiddenLineBreak = "hidden-line-break": "A line ends for YAML where most programs show it going on.",
    Nothing = "nothing-to-read": "The file is empty or has only comments.",
    OtherKind = "other-kind": "The file is of another kind than the command reads.",
    WrongType = "wrong-type": "A value has the wrong type.",
    Blank = "blank-text": "A text has nothing in it.",
    OutOfBounds = "out-of-bounds": "A number is too small or too large.",
    EmptyRange = "empty-range": "A range ends before it begins.",
    UnknownKey = "unknown-key": "A key has no meaning here.",
    RepeatedKey = "repeated-key": "A key stands twice in one mapping.",
    MissingKey = "missing-key": "A key is missing.",
    WrongLength = "wrong-length": "A list is too short or too long.",
    UnknownFactor = "unknown-factor": "No factor has this name.",
    RepeatedFactor = "repeated-factor": "A factor stands twice.",
    FactorUnderTwoNames = "factor-under-two-names": "A factor stands twice, under two of its names.",
    MissingFactor = "missing-factor": "A profile leaves a factor out.",
    Notation = "level-notation": "A value is not level notation.",
    DescendingLevels = "descending-levels": "The levels of a notation do not ascend.",
    RepeatedOption = "repeated-option": "An option stands twice behind one level.",
    NoSuchLevel = "no-such-level": "The factor does not have this level.",
    LevelCount = "level-count": "A row of levels is too short or too long for the scheme.",
    JobIdTaken = "job-id-taken": "Two jobs of a run have one id.",
    UnknownBand = "unknown-band": "No band or band group has this name.",
    UnknownOutcome = "unknown-outcome": "The matching procedure has no such outcome.",
    ImpossibleExpectation = "impossible-expectation": "What is expected cannot hold for any job.",
    OtherScheme = "other-scheme": "A suite is for another scheme.",
    ProfileIdTaken = "profile-id-taken": "Two profiles have one id.",
    FactorNameTaken = "factor-name-taken": "Two factors have one name.",
    PointsNotAscending = "points-not-ascending": "The points of a factor do not grow with each level.",
    BandsNotContiguous = "bands-not-contiguous": "Bands overlap or leave a gap.",
    BandNameTaken = "band-name-taken": "Two bands or band groups have one name.",
    BrokenJson = "broken-json": "A line is not JSON.",
    MissingColumns = "missing-columns": "Factors have no column.",
    OtherColumns = "other-columns": "A file has other columns than the one before it.",
    RaggedRow = "ragged-row": "A row has more or fewer cells than the header.",
    RowTooLong = "row-too-long": "A row is longer than is read.",
    MoreFindings = "more-findings": "More was found in one document than is listed.",
}

impl fmt::Display for Finding {
    /// `FILE:LINE:COLUMN: message`, without help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// The line that names the columns.
pub(crate) const HEADER: &str = "header";

/// The form of a spreadsheet that is text.
pub(crate) const CSV: &str = "CSV";

/// What can be wrong with a file: one variant a rule.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// The operating system would not let it be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The bytes are not UTF-8.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// A folder in which nothing can be read.
    #[error("no {} file is in this folder", endings_in_words(.endings))]
    EmptyFolder {
        /// The endings of the files that could be read.
        endings: Vec<&'static str>,
    },
    /// The bytes are UTF-16, which some programs of Windows write.
    #[error("the file is UTF-16 text, not UTF-8")]
    Utf16,
    /// A spreadsheet under a name that ends as those of YAML files do.
    #[error("the file is a spreadsheet ({form}), not YAML")]
    Spreadsheet {
        /// Which kind of spreadsheet.
        form: &'static str,
    },
    /// A line indented with tabs, which YAML does not allow.
    #[error("the line is indented with a tab")]
    TabIndentation,
    /// A quote of a word processor around a text, where it becomes a part of the text.
    #[error("`{found}` does not quote a text, it becomes a part of it")]
    TypographicQuote {
        /// The quote as written.
        found: char,
    },
    /// A dash of a word processor before a text, where it becomes a part of the text.
    #[error("`{found}` does not begin an item of a list, it becomes a part of the text")]
    TypographicDash {
        /// The dash as written.
        found: char,
    },
    /// A character that looks like a space or like nothing, where YAML needs a plain space.
    #[error("the character U+{:04X} is no space to YAML", u32::from(*.found))]
    ForeignSpace {
        /// The character as written.
        found: char,
    },
    /// A character that ends a line for YAML and not to the eye: a comment is over behind it.
    #[error("the character U+{:04X} ends the line for YAML", u32::from(*.found))]
    HiddenLineBreak {
        /// The character as written.
        found: char,
    },
    /// A file of another format under a name that ends as those of YAML files do.
    #[error("the file is {form}, not YAML")]
    OtherFormat {
        /// What it is, with its article.
        form: &'static str,
    },
    /// The YAML parser gave up.
    #[error("the YAML is broken: {message}")]
    BrokenYaml {
        /// What the parser says.
        message: String,
        /// What is probably behind it.
        hint: Option<Hint>,
    },
    /// A file larger than is read.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
    },
    /// Brackets within brackets, beyond what any file needs.
    #[error("more than {limit} brackets are open at once")]
    TooDeep {
        /// The most that may be open.
        limit: usize,
    },
    /// More values or documents than anybody writes, of which each takes memory.
    #[error("the {what} has more than {most}")]
    TooLong {
        /// What is too long: a document, a file or a header.
        what: &'static str,
        /// The most that it may have, in words.
        most: &'static str,
    },
    /// Aliases that stand for so much that the file would grow out of all proportion.
    #[error("the aliases in it stand for more than the whole file holds")]
    TooManyAliases,
    /// The file is empty, or has only comments.
    #[error("there is no {what} in it")]
    Nothing {
        /// What was looked for: a job, a suite, a scheme.
        what: &'static str,
    },
    /// A file of another kind than the command reads.
    #[error("this is a {found}, not a {expected}")]
    OtherKind {
        /// What was looked for.
        expected: &'static str,
        /// What its keys say that it is.
        found: &'static str,
    },
    /// A value of the wrong YAML type.
    #[error("{what} must be {expected}, not {found}")]
    WrongType {
        /// The value, by its key.
        what: String,
        /// The types accepted.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A text with nothing in it.
    #[error("{what} is empty")]
    Blank {
        /// The value, by its key.
        what: String,
    },
    /// A number outside its bounds.
    #[error("{what} must be {expected}, not {found}")]
    OutOfBounds {
        /// The value, by its key.
        what: String,
        /// The bounds in words.
        expected: &'static str,
        /// What stands there.
        found: i128,
    },
    /// A range whose ends are the wrong way round.
    #[error("{} ends at {max}, before it begins at {min}", short(.what))]
    EmptyRange {
        /// The range, by its key.
        what: String,
        /// Its lower end, in points.
        min: u32,
        /// Its upper end, in points.
        max: u32,
    },
    /// A key that has no meaning here.
    #[error("{what} has no key `{}`", short(.key))]
    UnknownKey {
        /// The mapping it stands in.
        what: &'static str,
        /// The key as written.
        key: String,
        /// The valid key most like it.
        nearest: Option<&'static str>,
        /// All valid keys.
        known: &'static [&'static str],
    },
    /// A key given twice in one mapping.
    #[error("key `{key}` stands here a second time")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// A key without which the mapping has no meaning.
    #[error("{what} needs the key `{key}`")]
    MissingKey {
        /// The mapping.
        what: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A name that no factor of the scheme has.
    #[error("there is no factor `{}`", short(.name))]
    UnknownFactor {
        /// The name as written.
        name: String,
        /// The id of the factor that has the name most like it.
        nearest: Option<String>,
    },
    /// A factor given twice under one name.
    #[error("factor {factor} stands here a second time")]
    RepeatedFactor {
        /// The factor's published name.
        factor: String,
    },
    /// A factor given twice under two of its names.
    #[error("`{}` and `{}` are the same factor, {factor}", short(.first), short(.second))]
    FactorUnderTwoNames {
        /// The factor's published name.
        factor: String,
        /// The name under which it stands first.
        first: String,
        /// The name under which it stands here.
        second: String,
    },
    /// A profile that leaves a factor out.
    #[error("the profile lacks the factor {factor}")]
    MissingFactor {
        /// The factor's published name.
        factor: String,
    },
    /// A value that is not level notation.
    #[error("`{}` is not a level of {factor}: {error}", short(.text))]
    Notation {
        /// The factor's published name.
        factor: String,
        /// The text as written.
        text: String,
        /// What is wrong with it.
        error: NotationError,
    },
    /// A level that the factor does not have.
    #[error("{factor} has no level {level}")]
    NoSuchLevel {
        /// The factor's published name.
        factor: String,
        /// The level asked for.
        level: u8,
        /// The factor's highest level.
        highest: u8,
    },
    /// Levels in a row that are too few or too many for the scheme.
    #[error("there are {found} levels, but the scheme has {expected} factors")]
    LevelCount {
        /// The number of factors.
        expected: usize,
        /// The number of levels.
        found: usize,
    },
    /// A band or band group that the scheme does not have.
    #[error("there is no band `{}`", short(.name))]
    UnknownBand {
        /// The name as written.
        name: String,
        /// All bands and band groups.
        known: Vec<String>,
    },
    /// An outcome that the matching procedure does not have, or that cannot be expected.
    #[error("`{}` is not an outcome that can be expected", short(.name))]
    UnknownOutcome {
        /// The name as written.
        name: String,
        /// The names that can.
        known: Vec<&'static str>,
    },
    /// An id that another job of the run has.
    #[error("the job id `{}` is taken by another job in {by}", short(.id))]
    JobIdTaken {
        /// The id.
        id: String,
        /// The file in which it stands already.
        by: Arc<str>,
    },
    /// An expectation that no job can meet.
    #[error("this can never hold: {reason}")]
    ImpossibleExpectation {
        /// Why not.
        reason: String,
    },
    /// A suite written for another scheme.
    #[error("the suite is for the scheme `{}`, but the scheme in force is `{expected}`", short(.found))]
    OtherScheme {
        /// The scheme that the suite names.
        found: String,
        /// The scheme in force.
        expected: String,
    },
    /// Two profiles with one id.
    #[error("the profile id `{}` is taken by another profile in {by}", short(.id))]
    ProfileIdTaken {
        /// The id.
        id: String,
        /// The file in which it stands already.
        by: Arc<str>,
    },
    /// Two factors that one name could mean.
    #[error("the name `{}` is taken by the factor {}", short(.name), short(.by))]
    FactorNameTaken {
        /// The name.
        name: String,
        /// The published name of the factor that has it already.
        by: String,
    },
    /// Points that do not grow from level to level.
    #[error("the points of {} must grow with each level, but {second} follows {first}", short(.factor))]
    PointsNotAscending {
        /// The factor's name.
        factor: String,
        /// Points of one level.
        first: u32,
        /// Points of the next.
        second: u32,
    },
    /// Bands that overlap or leave a gap.
    #[error("band {} begins at {found}, but the band before it ends at {before}", short(.band))]
    BandsNotContiguous {
        /// The band's name.
        band: String,
        /// Its lower end, in points.
        found: u32,
        /// The upper end of the band before, in points.
        before: u32,
    },
    /// Two bands or band groups with one name.
    #[error("the name `{}` is taken by another band or band group", short(.name))]
    BandNameTaken {
        /// The name.
        name: String,
    },
    /// A list that must not be empty, or may not be as long as it is.
    #[error("{what} must have {expected}, not {found}")]
    WrongLength {
        /// The list.
        what: String,
        /// The lengths accepted, in words.
        expected: &'static str,
        /// The length found.
        found: usize,
    },
    /// A line that should hold a JSON object.
    #[error("the line is not JSON: {0}")]
    BrokenJson(String),
    /// A header that leaves factors out.
    #[error("{}", missing_columns(.factors, *.no_header))]
    MissingColumns {
        /// The ids of the factors.
        factors: Vec<String>,
        /// Whether the line does not look like a header at all.
        no_header: bool,
        /// A column that no factor is called, and the factor that may be meant.
        misspelt: Option<(String, String)>,
    },
    /// Columns to be carried through that differ from those that the output has already.
    #[error("the columns that are carried through are not those of {before}")]
    OtherColumns {
        /// The file that has settled them.
        before: Arc<str>,
        /// Their names there.
        expected: Vec<String>,
    },
    /// A row that does not fit its header.
    #[error("the row has {found} cells, but the header has {expected}")]
    RaggedRow {
        /// The number of columns.
        expected: usize,
        /// The number of cells.
        found: usize,
    },
    /// A row beyond all measure.
    #[error("the row is longer than {limit} bytes")]
    RowTooLong {
        /// The most bytes that a row may have.
        limit: usize,
    },
    /// What was found in a document or file beyond what is listed.
    #[error("{0}")]
    MoreFindings(Counts),
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
}

impl Counts {
    /// How many they are.
    pub fn count(self) -> usize {
        self.errors + self.warnings
    }

    /// The severity of the worst of them.
    pub fn severity(self) -> Severity {
        if self.errors > 0 { Severity::Error } else { Severity::Warning }
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.errors += more.errors;
        self.warnings += more.warnings;
    }
}

impl std::ops::SubAssign for Counts {
    fn sub_assign(&mut self, fewer: Counts) {
        self.errors -= fewer.errors;
        self.warnings -= fewer.warnings;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => f.write_str("1 more finding is not listed"),
            count => write!(f, "{count} more findings are not listed"),
        }
    }
}

/// A text of a file as messages repeat it: its beginning, if it is long.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
    }
}

/// The type of a value that is a mapping, in words.
pub(crate) const MAPPING: &str = "a mapping of keys to values";

/// A common mistake that breaks YAML. Written out, it says how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Hint {
    /// A colon or a question mark in a text without quotes.
    #[error("a text holding `: ` and a bare `?` need quotes")]
    Unquoted,
    /// A text without quotes that begins with a character that means something to YAML.
    #[error("put a text that begins with a special character in quotes")]
    SpecialCharacter,
    /// Indentation that differs between neighbours, or a colon without a space.
    #[error("indent keys that belong together alike, with a colon and a space behind each")]
    Layout,
    /// A quote that ends its text too early.
    #[error("the quote before it ends the text; {}", match .0 {
        '"' => "write \\\" for a quote in double quotes",
        _ => "write '' for a quote in single quotes",
    })]
    InnerQuote(char),
    /// A quote that nothing ends.
    #[error("end the text with the quote that it begins with")]
    OpenQuote,
    /// A backslash meant as one in double quotes.
    #[error("in double quotes a backslash begins an escape; use single quotes")]
    Backslash,
    /// A character that does something in place of being seen.
    #[error("remove the character U+{:04X} that stands there", u32::from(*.0))]
    ControlCharacter(char),
    /// What a version control system leaves where two versions differ.
    #[error("the file holds a merge conflict, from `<<<<<<<` to `>>>>>>>`; resolve it first")]
    MergeConflict,
}

impl Problem {
    /// The name of the rule.
    pub fn code(&self) -> Code {
        match self {
            Problem::Unreadable(_) => Code::Unreadable,
            Problem::EmptyFolder { .. } => Code::EmptyFolder,
            Problem::TooLarge { .. } => Code::TooLarge,
            Problem::TooDeep { .. } => Code::TooDeep,
            Problem::TooLong { .. } => Code::TooLong,
            Problem::TooManyAliases => Code::TooManyAliases,
            Problem::NotUtf8 => Code::NotUtf8,
            Problem::Utf16 => Code::Utf16,
            Problem::Spreadsheet { .. } => Code::Spreadsheet,
            Problem::OtherFormat { .. } => Code::OtherFormat,
            Problem::BrokenYaml { .. } => Code::BrokenYaml,
            Problem::TabIndentation => Code::TabIndentation,
            Problem::TypographicQuote { .. } => Code::TypographicQuote,
            Problem::TypographicDash { .. } => Code::TypographicDash,
            Problem::ForeignSpace { .. } => Code::ForeignSpace,
            Problem::HiddenLineBreak { .. } => Code::HiddenLineBreak,
            Problem::Nothing { .. } => Code::Nothing,
            Problem::OtherKind { .. } => Code::OtherKind,
            Problem::WrongType { .. } => Code::WrongType,
            Problem::Blank { .. } => Code::Blank,
            Problem::OutOfBounds { .. } => Code::OutOfBounds,
            Problem::EmptyRange { .. } => Code::EmptyRange,
            Problem::UnknownKey { .. } => Code::UnknownKey,
            Problem::RepeatedKey { .. } => Code::RepeatedKey,
            Problem::MissingKey { .. } => Code::MissingKey,
            Problem::WrongLength { .. } => Code::WrongLength,
            Problem::UnknownFactor { .. } => Code::UnknownFactor,
            Problem::RepeatedFactor { .. } => Code::RepeatedFactor,
            Problem::FactorUnderTwoNames { .. } => Code::FactorUnderTwoNames,
            Problem::MissingFactor { .. } => Code::MissingFactor,
            Problem::Notation { error, .. } => match error {
                NotationError::Descending { .. } => Code::DescendingLevels,
                NotationError::RepeatedOption { .. } => Code::RepeatedOption,
                _ => Code::Notation,
            },
            Problem::NoSuchLevel { .. } => Code::NoSuchLevel,
            Problem::LevelCount { .. } => Code::LevelCount,
            Problem::JobIdTaken { .. } => Code::JobIdTaken,
            Problem::UnknownBand { .. } => Code::UnknownBand,
            Problem::UnknownOutcome { .. } => Code::UnknownOutcome,
            Problem::ImpossibleExpectation { .. } => Code::ImpossibleExpectation,
            Problem::OtherScheme { .. } => Code::OtherScheme,
            Problem::ProfileIdTaken { .. } => Code::ProfileIdTaken,
            Problem::FactorNameTaken { .. } => Code::FactorNameTaken,
            Problem::PointsNotAscending { .. } => Code::PointsNotAscending,
            Problem::BandsNotContiguous { .. } => Code::BandsNotContiguous,
            Problem::BandNameTaken { .. } => Code::BandNameTaken,
            Problem::BrokenJson(_) => Code::BrokenJson,
            Problem::MissingColumns { .. } => Code::MissingColumns,
            Problem::OtherColumns { .. } => Code::OtherColumns,
            Problem::RaggedRow { .. } => Code::RaggedRow,
            Problem::RowTooLong { .. } => Code::RowTooLong,
            Problem::MoreFindings(_) => Code::MoreFindings,
        }
    }

    /// Whether something is lost by it.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::TypographicQuote { .. }
            | Problem::TypographicDash { .. }
            | Problem::HiddenLineBreak { .. }
            | Problem::JobIdTaken { .. }
            | Problem::ImpossibleExpectation { .. } => Severity::Warning,
            Problem::MoreFindings(counts) => counts.severity(),
            _ => Severity::Error,
        }
    }

    /// How many errors and warnings it stands for: one of either, or those that are not listed.
    pub fn counts(&self) -> Counts {
        if let Problem::MoreFindings(counts) = self {
            return *counts;
        }
        let mut counts = Counts::default();
        counts.add(self.severity());
        counts
    }

    /// What would be right, where that can be said.
    pub fn help(&self) -> Option<String> {
        match self {
            Problem::Notation { error, .. } => Some(notation_help(error)),
            Problem::NoSuchLevel { highest, .. } => Some(format!("its levels are 1 to {highest}")),
            Problem::UnknownKey { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
            Problem::UnknownKey { known, .. } => Some(format!("its keys are {}", known.join(", "))),
            Problem::UnknownFactor { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            Problem::UnknownFactor { .. } => {
                Some("`jobeval scheme` lists the factors and their names".into())
            }
            Problem::RepeatedKey { .. }
            | Problem::RepeatedFactor { .. }
            | Problem::FactorUnderTwoNames { .. } => Some("keep one of them".into()),
            Problem::UnknownBand { known, .. } => Some(format!("the bands are {}", known.join(", "))),
            Problem::UnknownOutcome { known, .. } => Some(format!("one of {}", known.join(", "))),
            Problem::BandsNotContiguous { before, .. } => Some(format!("it must begin at {}", before + 1)),
            Problem::WrongType { expected: "a text", .. } => {
                Some("put it in quotes if it is meant as text".into())
            }
            Problem::WrongType { expected: MAPPING, found, .. } if found.contains(':') => {
                Some("put a space behind the colon of each key".into())
            }
            Problem::BrokenYaml { hint, .. } => hint.map(|hint| hint.to_string()),
            Problem::TooLarge { .. } => Some("split it, or allow more with --max-file-size".into()),
            Problem::TooLong { what: HEADER, .. } => Some("leave out columns that hold nothing".into()),
            Problem::TooLong { .. } => Some("split it into several".into()),
            Problem::TooManyAliases => Some("write the values out where they belong".into()),
            Problem::NotUtf8 | Problem::Utf16 => Some("save the file with the encoding UTF-8".into()),
            Problem::Spreadsheet { form: CSV } => {
                Some("name it .csv, or say --input-format csv, and its rows are read".into())
            }
            Problem::Spreadsheet { .. } => {
                Some("save it as CSV with the encoding UTF-8, and its rows are read".into())
            }
            Problem::OtherFormat { .. } => {
                Some("`jobeval init` writes a job file to copy the levels into".into())
            }
            Problem::TabIndentation => Some("indent with spaces".into()),
            Problem::TypographicQuote { .. } => Some("use plain quotes, \" or '".into()),
            Problem::TypographicDash { .. } => Some("begin each item with a hyphen and a space, `- `".into()),
            Problem::ForeignSpace { .. } => Some("put a plain space in its place, or nothing".into()),
            Problem::HiddenLineBreak { .. } => Some(
                "remove it, or end the line as the others end: what follows it is read, even behind a `#`"
                    .into(),
            ),
            Problem::BrokenJson(_) => {
                Some("each line holds one whole job, {\"title\": …, \"factors\": {…}}".into())
            }
            Problem::MissingColumns { misspelt: Some((column, factor)), .. } => {
                Some(format!("did you mean `{factor}` by `{column}`?"))
            }
            Problem::MissingColumns { no_header: true, .. } => {
                Some("begin the file with a line that names the columns: id, title and the factors".into())
            }
            Problem::MissingColumns { .. } => {
                Some("add them; cells may be empty. With --allow-incomplete, score does without".into())
            }
            Problem::OtherColumns { expected, .. } if expected.is_empty() => {
                Some("there are none in it".into())
            }
            Problem::OtherColumns { expected, .. } => Some(format!("they are {}", expected.join(", "))),
            Problem::RaggedRow { expected, found } if found > expected => {
                Some("put a text that holds the separator in double quotes".into())
            }
            Problem::RaggedRow { .. } => {
                Some("give every column a cell; a quote that does not close takes in what follows".into())
            }
            Problem::RowTooLong { .. } => Some("does a quote open in it and not close?".into()),
            Problem::JobIdTaken { .. } => Some("give each job an id of its own".into()),
            Problem::LevelCount { .. } => {
                Some("give one for each factor, in the scheme's order, with `?` for not assessed".into())
            }
            _ => None,
        }
    }
}

/// Endings of file names: `.yaml or .yml`.
fn endings_in_words(endings: &[&str]) -> String {
    let names: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// Says which factors have no column.
fn missing_columns(factors: &[String], no_header: bool) -> String {
    match factors {
        _ if no_header => "the first line is not a header that names the factors".to_owned(),
        [factor] => format!("there is no column for the factor `{factor}`"),
        factors => format!("there are no columns for the factors {}", factors.join(", ")),
    }
}

/// Whether a word is the name of a month, as spreadsheets shorten it.
fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.contains(&word.to_ascii_lowercase().as_str())
}

/// The form that a notation should have.
fn notation_help(error: &NotationError) -> String {
    const FORM: &str = "write a level as 3 or 3(a), several as 2-3";
    match error {
        NotationError::Word(word) | NotationError::NumberExpected(word) if is_month(word) => {
            "a spreadsheet makes dates of levels such as 2-3; format the cells as text and enter them again"
                .to_owned()
        }
        NotationError::NumberExpected(_) | NotationError::Stray('?') => {
            format!("{FORM}; a job has `?`, or nothing, for what is not assessed")
        }
        NotationError::Descending { first, second } if *second > 0 => {
            format!("write the lower level first, as in {second}-{first}")
        }
        NotationError::RepeatedOption { level, option } => {
            format!("write each option once, as in {level}({option})")
        }
        _ => FORM.to_owned(),
    }
}

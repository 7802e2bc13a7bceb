//! Findings: what is wrong with what was read, and where.
//!
//! Each rule is one variant of [`Problem`], which carries values; the wording stands here and nowhere else. The message
//! says what is wrong, the help what would be right.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::level::NotationError;

/// A place in a file: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line in the file.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Something wrong in what was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The file's path as given, or a name in angle brackets such as `<stdin>`.
    pub source: Arc<str>,
    /// Where in the file; none where the whole file is meant.
    pub position: Option<Position>,
    /// What is wrong there.
    pub problem: Box<Problem>,
}

impl Finding {
    /// A finding at a place in a file.
    pub fn at(source: &Arc<str>, position: Option<Position>, problem: Problem) -> Finding {
        Finding { source: Arc::clone(source), position, problem: Box::new(problem) }
    }

    /// A finding about a whole file.
    pub fn about(source: &str, problem: Problem) -> Finding {
        Finding::at(&source.into(), None, problem)
    }
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

/// What can be wrong with a file: one variant a rule.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// The operating system would not let it be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The bytes are not UTF-8.
    #[error("is not UTF-8 text")]
    NotUtf8,
    /// A folder in which nothing can be read.
    #[error("no .yaml or .yml file is in this folder")]
    EmptyFolder,
    /// The YAML parser gave up.
    #[error("the YAML is broken: {0}")]
    BrokenYaml(String),
    /// A file larger than is read.
    #[error("is larger than {limit} bytes")]
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
    #[error("{what} ends at {max}, before it begins at {min}")]
    EmptyRange {
        /// The range, by its key.
        what: String,
        /// Its lower end, in points.
        min: u32,
        /// Its upper end, in points.
        max: u32,
    },
    /// A key that has no meaning here.
    #[error("{what} has no key `{key}`")]
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
    #[error("there is no factor `{name}`")]
    UnknownFactor {
        /// The name as written.
        name: String,
        /// The id of the factor that has the name most like it.
        nearest: Option<String>,
    },
    /// A factor given twice, perhaps under two of its names.
    #[error("factor {factor} stands here a second time")]
    RepeatedFactor {
        /// The factor's published name.
        factor: String,
    },
    /// A profile that leaves a factor out.
    #[error("the profile lacks the factor {factor}")]
    MissingFactor {
        /// The factor's published name.
        factor: String,
    },
    /// A value that is not level notation.
    #[error("`{text}` is not a level of {factor}: {error}")]
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
    #[error("there is no band `{name}`")]
    UnknownBand {
        /// The name as written.
        name: String,
        /// All bands and band groups.
        known: Vec<String>,
    },
    /// An outcome that the matching procedure does not have, or that cannot be expected.
    #[error("`{name}` is not an outcome that can be expected")]
    UnknownOutcome {
        /// The name as written.
        name: String,
        /// The names that can.
        known: Vec<&'static str>,
    },
    /// A suite written for another scheme.
    #[error("the suite is for the scheme `{found}`, but the scheme in force is `{expected}`")]
    OtherScheme {
        /// The scheme that the suite names.
        found: String,
        /// The scheme in force.
        expected: String,
    },
    /// Two profiles with one id.
    #[error("the profile id `{id}` is taken by another profile in {by}")]
    ProfileIdTaken {
        /// The id.
        id: String,
        /// The file in which it stands already.
        by: Arc<str>,
    },
    /// Two factors that one name could mean.
    #[error("the name `{name}` is taken by the factor {by}")]
    FactorNameTaken {
        /// The name.
        name: String,
        /// The published name of the factor that has it already.
        by: String,
    },
    /// Points that do not grow from level to level.
    #[error("the points of {factor} must grow with each level, but {second} follows {first}")]
    PointsNotAscending {
        /// The factor's name.
        factor: String,
        /// Points of one level.
        first: u32,
        /// Points of the next.
        second: u32,
    },
    /// Bands that overlap or leave a gap.
    #[error("band {band} begins at {found}, but the band before it ends at {before}")]
    BandsNotContiguous {
        /// The band's name.
        band: String,
        /// Its lower end, in points.
        found: u32,
        /// The upper end of the band before, in points.
        before: u32,
    },
    /// Two bands or band groups with one name.
    #[error("the name `{name}` is taken by another band or band group")]
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
}

impl Problem {
    /// What would be right, where that can be said.
    pub fn help(&self) -> Option<String> {
        match self {
            Problem::Notation { .. } => Some("write a level as 3 or 3(a), several as 2-3".into()),
            Problem::NoSuchLevel { highest, .. } => Some(format!("its levels are 1 to {highest}")),
            Problem::UnknownKey { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
            Problem::UnknownKey { known, .. } => Some(format!("its keys are {}", known.join(", "))),
            Problem::UnknownFactor { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            Problem::UnknownFactor { .. } => {
                Some("`jobeval scheme` lists the factors and their names".into())
            }
            Problem::RepeatedKey { .. } | Problem::RepeatedFactor { .. } => Some("keep one of them".into()),
            Problem::UnknownBand { known, .. } => Some(format!("the bands are {}", known.join(", "))),
            Problem::UnknownOutcome { known, .. } => Some(format!("one of {}", known.join(", "))),
            Problem::BandsNotContiguous { before, .. } => Some(format!("it must begin at {}", before + 1)),
            Problem::WrongType { expected: "a text", .. } => {
                Some("put it in quotes if it is meant as text".into())
            }
            Problem::BrokenYaml(message) => broken_yaml_help(message).map(Into::into),
            Problem::TooLarge { .. } => Some("split it, or allow more with --max-file-size".into()),
            Problem::TooManyAliases => Some("write the values out where they belong".into()),
            Problem::NotUtf8 => Some("save the file with the encoding UTF-8".into()),
            Problem::LevelCount { .. } => {
                Some("give one for each factor, in the scheme's order, with `?` for not assessed".into())
            }
            _ => None,
        }
    }
}

/// The slips behind the parser's messages that are made most often in these files.
fn broken_yaml_help(message: &str) -> Option<&'static str> {
    if message.contains("mapping keys are not allowed") || message.contains("mapping values are not allowed")
    {
        Some("a text holding `: ` and a bare `?` need quotes")
    } else if message.contains("cannot start any token") {
        Some("indent with spaces, not tabs, and put a text that begins with a special character in quotes")
    } else {
        None
    }
}

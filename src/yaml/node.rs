//! The tree of a document, and how typed values are read from it.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::files::{FILES, Mapping};
use crate::finding::{self, Problem, Rule, did_you_mean};
use crate::unprintable::short;

/// The problems of a document, each with the node at fault.
pub(crate) type Problems = finding::Problems<Mark>;

/// Which scalar of its document a node is, counted from the first; a list or mapping has the mark of its key, or of its
/// first scalar where it has no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(pub(super) usize);

/// A value of a YAML document.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) mark: Mark,
    pub(crate) value: Value<'t>,
    /// The comment right behind it, of a text that is not in quotes.
    pub(super) comment: Option<&'t str>,
}

/// What a [`Node`] holds. Mappings keep their order and their repeated keys.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Null,
    /// Behind a number in braces that is a key without a colon, as 4 is in `{knowledge: 3, 4}`.
    Missing,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Mapping(Vec<(Node<'t>, Node<'t>)>),
    /// A value with a tag of its own, such as `!level 3`, which no file has a use for.
    Tagged(String),
}

impl<'t> Value<'t> {
    /// The keys and values of a mapping; none of anything else.
    fn entries(&self) -> &[(Node<'t>, Node<'t>)] {
        if let Value::Mapping(entries) = self { entries } else { &[] }
    }
}

/// The value of a key in a mapping.
fn find<'n, 't>(entries: &'n [(Node<'t>, Node<'t>)], key: &str) -> Option<&'n Node<'t>> {
    entries.iter().find(|(name, _)| name.name() == key).map(|(_, value)| value)
}

/// The type of a value that is a mapping, in words.
const MAPPING: &str = "a mapping of keys to values";

impl<'t> Node<'t> {
    pub(super) fn new(mark: Mark, value: Value<'t>) -> Node<'t> {
        Node { mark, value, comment: None }
    }

    /// The node as a mapping with the keys of a description; adds a problem for each key that is unknown or repeated.
    pub(crate) fn fields<'n>(&'n self, of: &Mapping, problems: &mut Problems) -> Option<Fields<'n, 't>> {
        self.fields_and_others(of, |_| false, problems)
    }

    /// The same for a mapping that may have other keys as well, of which `takes` says whether it takes them.
    pub(crate) fn fields_and_others<'n>(
        &'n self,
        of: &Mapping,
        mut takes: impl FnMut(&str) -> bool,
        problems: &mut Problems,
    ) -> Option<Fields<'n, 't>> {
        let entries = self.mapping(of.what, problems)?;
        let mut seen: HashSet<Cow<'_, str>> = HashSet::new();
        for (key, _) in entries {
            let name = key.name();
            if !of.has(&name) && !takes(&name) {
                problems.add_error_with(key.mark, || unknown_key(of, &name));
            } else if seen.contains(&name) {
                problems.add(key.mark, repeated_key(&name));
            } else {
                seen.insert(name);
            }
        }
        Some(Fields { what: of.what, mark: self.mark, entries })
    }

    /// The node as a file: none if it has more keys of another kind of file. A stray key does not make a job a suite, and
    /// does not hide what else is wrong with it.
    pub(crate) fn file<'n>(&'n self, of: &Mapping, problems: &mut Problems) -> Option<Fields<'n, 't>> {
        let count = |kind: &Mapping| self.keys().filter(|name| kind.has(name)).count();
        let likeliest = FILES.into_iter().max_by_key(|kind| count(kind));
        if let Some(found) = likeliest.filter(|kind| count(kind) > count(of)) {
            let message = format!("this is {}, not {}", found.what, of.what);
            problems.add(self.mark, Problem::new(Rule::OtherKind, message));
            return None;
        }
        self.fields(of, problems)
    }

    /// The names of the keys of a mapping, repeated ones as often as they are there.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.value.entries().iter().map(|(key, _)| key.name())
    }

    /// The value of a key, whatever else the node holds.
    pub(crate) fn entry(&self, key: &str) -> Option<&Node<'t>> {
        find(self.value.entries(), key)
    }

    /// The node as a mapping with any keys.
    pub(crate) fn mapping(&self, what: &str, problems: &mut Problems) -> Option<&[(Node<'t>, Node<'t>)]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => self.refuse(what, MAPPING, problems),
        }
    }

    pub(crate) fn list(&self, what: &str, problems: &mut Problems) -> Option<&[Node<'t>]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => self.refuse(what, "a list", problems),
        }
    }

    /// The node as a text that is not empty.
    pub(crate) fn text(&self, what: &str, problems: &mut Problems) -> Option<String> {
        match &self.value {
            Value::Text(text) if text.trim().is_empty() => {
                problems.add(self.mark, blank(what));
                None
            }
            Value::Text(text) => Some(text.trim().to_owned()),
            _ => self.refuse(what, "a text", problems),
        }
    }

    /// The node as a text of people's own words, with a warning if it ends at a number sign, as in `Ward #3`.
    pub(crate) fn words(&self, what: &str, problems: &mut Problems) -> Option<String> {
        self.note_comment(what, |comment| comment[1..].starts_with(char::is_alphanumeric), problems);
        self.text(what, problems)
    }

    /// Adds a warning if the comment right behind it, if there is one, is of a kind that may be part of the text.
    fn note_comment(&self, what: &str, may_be_text: impl Fn(&str) -> bool, problems: &mut Problems) {
        if let Some(comment) = self.comment.filter(|comment| may_be_text(comment)) {
            let message = format!("`{}` behind {what} is a comment, which is not read", short(comment));
            let help = "put the text in \"quotes\", or the comment on a line of its own";
            problems.add(self.mark, Problem::new(Rule::CutOffText, message).help(help));
        }
    }

    /// The node as a short text that may look like a whole number, such as an id or the name of a band.
    pub(crate) fn label(&self, what: &str, problems: &mut Problems) -> Option<String> {
        match &self.value {
            Value::Integer(number) => Some(number.to_string()),
            Value::Text(_) => self.text(what, problems),
            _ => self.refuse(what, "a text or a whole number", problems),
        }
    }

    /// The node as a number of points.
    pub(crate) fn points(&self, what: &str, problems: &mut Problems) -> Option<u32> {
        let Value::Integer(found) = self.value else {
            return self.refuse(what, "a whole number", problems);
        };
        problems.ok(self.mark, points(what, found))
    }

    /// A mapping's key as text: keys of other types are spelt as they would be in a message.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Float(number) => Cow::Owned(format!("{number:?}")),
            Value::Null => Cow::Borrowed("null"),
            _ => Cow::Owned(self.describe()),
        }
    }

    /// Adds the problem that the node has another type than expected.
    pub(crate) fn refuse<T>(&self, what: &str, expected: &str, problems: &mut Problems) -> Option<T> {
        let found = self.describe();
        let mut problem = wrong_type(what, expected, &found);
        if expected == MAPPING && found.contains(':') {
            problem = problem.help("put a space after the colon of each key");
        } else if expected == "a text" {
            problem = problem.help("put it in quotes if it is meant as text");
        }
        if let Value::Missing = self.value {
            problem = problem.help("write several levels as 3-4, and a value behind each key");
        }
        problems.add(self.mark, problem);
        None
    }

    /// The value in words, for messages.
    fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Missing => "a key without a value".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number:?}"),
            Value::Text(text) => described_text(text),
            Value::List(_) => "a list".to_owned(),
            Value::Mapping(_) => "a mapping".to_owned(),
            Value::Tagged(tag) => format!("a value with the tag !{}", short(tag)),
        }
    }
}

fn unknown_key(of: &Mapping, name: &str) -> Problem {
    let message = format!("{} has no key `{}`", of.what, short(name));
    Problem::new(Rule::UnknownKey, message).help(match of.key_meant(name) {
        Some(meant) => did_you_mean(meant),
        None => format!("its keys are {}", of.key_names().collect::<Vec<_>>().join(", ")),
    })
}

/// The problem of a key that appears twice.
pub(crate) fn repeated_key(key: &str) -> Problem {
    Problem::new(Rule::RepeatedKey, format!("key `{key}` appears twice")).help("keep one of them")
}

/// The problem of a mapping without a key that it needs.
pub(crate) fn missing_key(what: &str, key: &str) -> Problem {
    Problem::new(Rule::MissingKey, format!("{what} needs the key `{key}`"))
}

/// The problem of a text with nothing in it.
pub(crate) fn blank(what: &str) -> Problem {
    Problem::new(Rule::Blank, format!("{what} is empty"))
}

/// The problem of a value that has another type than expected.
pub(crate) fn wrong_type(what: &str, expected: &str, found: &str) -> Problem {
    Problem::new(Rule::WrongType, format!("{what} must be {expected}, not {found}"))
}

/// A text as messages describe it.
pub(crate) fn described_text(text: &str) -> String {
    format!("the text `{}`", short(text))
}

/// The largest number of points accepted anywhere: far above any scheme, and small enough that no total overflows.
pub(crate) const MOST_POINTS: u32 = 1_000_000;

/// A number as a number of points.
fn points(what: &str, found: i128) -> Result<u32, Problem> {
    let points = u32::try_from(found).ok().filter(|&points| points <= MOST_POINTS);
    points.ok_or_else(|| {
        Problem::new(Rule::OutOfBounds, format!("{what} must be from 0 to 1,000,000, not {found}"))
    })
}

/// A text as a number of points.
pub(crate) fn points_in_text(what: &str, expected: &str, text: &str) -> Result<u32, Problem> {
    points(what, text.parse().map_err(|_| wrong_type(what, expected, &described_text(text)))?)
}

/// A mapping whose keys are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'n, 't> {
    what: &'static str,
    mark: Mark,
    entries: &'n [(Node<'t>, Node<'t>)],
}

impl<'n, 't> Fields<'n, 't> {
    /// The value of a key; none where the key is absent or its value null.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node<'t>> {
        find(self.entries, key).filter(|node| !matches!(node.value, Value::Null))
    }

    /// The value of a key that must be there.
    pub(crate) fn require(&self, key: &str, problems: &mut Problems) -> Option<&'n Node<'t>> {
        let (mark, problem) = match find(self.entries, key) {
            Some(Node { mark, value: Value::Null, .. }) => (*mark, blank(key)),
            Some(value) => return Some(value),
            None => (self.mark, missing_key(self.what, key)),
        };
        problems.add(mark, problem);
        None
    }

    /// The text of a key that must be there.
    pub(crate) fn text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        self.require(key, problems)?.text(key, problems)
    }

    /// The label of a key that must be there.
    pub(crate) fn label(&self, key: &str, problems: &mut Problems) -> Option<String> {
        self.require(key, problems)?.label(key, problems)
    }

    /// The text of a key that may be absent or empty.
    pub(crate) fn optional_text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        let node = self.get(key)?;
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => None,
            _ => node.text(key, problems),
        }
    }

    /// The same for prose, with a warning if a comment behind it cuts it off.
    pub(crate) fn prose(&self, key: &str, problems: &mut Problems) -> Option<String> {
        self.get(key)?.note_comment(key, |_| true, problems);
        self.optional_text(key, problems)
    }

    /// Whether the key, which may be absent, says true.
    pub(crate) fn flag(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        match self.get(key) {
            None => Some(false),
            Some(Node { value: Value::Bool(value), .. }) => Some(*value),
            Some(node) => node.refuse(key, "true or false", problems),
        }
    }

    /// The items of a list under a key that may be absent, without those that cannot be read.
    pub(crate) fn items<T>(
        &self,
        key: &str,
        problems: &mut Problems,
        read: impl Fn(&Node<'t>, &mut Problems) -> Option<T>,
    ) -> Vec<T> {
        let items = self.get(key).and_then(|node| node.list(key, problems)).unwrap_or_default();
        items.iter().filter_map(|item| read(item, problems)).collect()
    }

    /// The number of points under a key that must be there.
    pub(crate) fn points(&self, key: &str, problems: &mut Problems) -> Option<u32> {
        self.require(key, problems)?.points(key, problems)
    }
}

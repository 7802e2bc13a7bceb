//! The tree of a document, and how typed values are read from it.

use std::borrow::Cow;
use std::cell::{RefCell, RefMut};
use std::collections::HashSet;
use std::str::FromStr;

use crate::file_keys::{FILES, FileKey, Mapping};
use crate::finding::{self, Problem, Rule};
use crate::sanitize::short;

/// The problems of a document, each with the node at fault.
pub(crate) type Problems = finding::Problems<Mark>;

/// Which scalar of its document a node is, counted from the first; a list or mapping has the mark of its key, or of its
/// first scalar where it has no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(pub(super) usize);

/// A value of a YAML document with all that is in it.
#[derive(Debug)]
pub(crate) struct Tree<'t> {
    pub(super) mark: Mark,
    pub(super) value: Value<'t>,
    /// The comment right behind it, of a text that is not in quotes.
    pub(super) comment: Option<&'t str>,
}

impl<'t> Tree<'t> {
    pub(super) fn new(mark: Mark, value: Value<'t>) -> Tree<'t> {
        Tree { mark, value, comment: None }
    }
}

/// What a [`Tree`] holds. Mappings keep their order and their repeated keys.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Null,
    /// Behind a number in braces that is a key without a colon, as 4 is in `{knowledge: 3, 4}`.
    Missing,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Tree<'t>>),
    Mapping(Vec<(Tree<'t>, Tree<'t>)>),
    /// A value with a tag of its own, such as `!level 3`, which no file has a use for.
    Tagged(String),
}

/// A value that is being read. It knows where its problems go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'n> {
    tree: &'n Tree<'n>,
    problems: &'n RefCell<Problems>,
}

/// The type of a value that is a mapping, in words.
const MAPPING: &str = "a mapping of keys to values";

impl<'n> Node<'n> {
    /// The root of a document.
    pub(super) fn new(tree: &'n Tree<'n>, problems: &'n RefCell<Problems>) -> Node<'n> {
        Node { tree, problems }
    }

    /// What it holds.
    pub(crate) fn value(self) -> &'n Value<'n> {
        &self.tree.value
    }

    /// Which scalar of its document it is.
    pub(crate) fn mark(self) -> Mark {
        self.tree.mark
    }

    /// The problems of its document so far.
    pub(crate) fn problems(self) -> RefMut<'n, Problems> {
        self.problems.borrow_mut()
    }

    /// Adds a problem of it.
    pub(crate) fn add(self, problem: Problem) {
        self.problems().add(self.mark(), problem);
    }

    /// The value of a result, or none and its problem added.
    pub(crate) fn ok<T>(self, result: Result<T, Problem>) -> Option<T> {
        self.problems().ok(self.mark(), result)
    }

    /// The node as a mapping with the keys of a description; adds a problem for each key that is unknown or repeated.
    pub(crate) fn fields(self, of: &Mapping) -> Option<MappingFields<'n>> {
        self.fields_and_others(of, |_| false)
    }

    /// The same for a mapping that may have other keys as well, of which `takes` says whether it takes them.
    pub(crate) fn fields_and_others(
        self,
        of: &Mapping,
        mut takes: impl FnMut(&str) -> bool,
    ) -> Option<MappingFields<'n>> {
        let mut seen = HashSet::new();
        for (key, _) in self.mapping(of.what)? {
            let name = key.name();
            if !of.has(&name) && !takes(&name) {
                key.problems().add_error_with(key.mark(), || unknown_key(of, &name));
            } else if !seen.insert(name.clone()) {
                key.add(repeated_key(&name));
            }
        }
        Some(MappingFields { what: of.what, keys: of.keys, node: self })
    }

    /// The node as a file: none if it has more keys of another kind of file. A stray key does not make a job a suite, and
    /// does not hide what else is wrong with it.
    pub(crate) fn file(self, of: &Mapping) -> Option<MappingFields<'n>> {
        let count = |kind: &Mapping| self.keys().filter(|name| kind.has(name)).count();
        let likeliest = FILES.into_iter().max_by_key(|kind| count(kind));
        if let Some(found) = likeliest.filter(|kind| count(kind) > count(of)) {
            let message = format!("this is {}, not {}", found.what, of.what);
            self.add(Problem::new(Rule::OtherKind, message));
            return None;
        }
        self.fields(of)
    }

    /// The keys and values of a mapping; none of anything else.
    fn entries(self) -> impl Iterator<Item = (Node<'n>, Node<'n>)> {
        let entries = if let Value::Mapping(entries) = self.value() { &entries[..] } else { &[] };
        let node = move |tree| Node { tree, ..self };
        entries.iter().map(move |(key, value)| (node(key), node(value)))
    }

    /// The names of the keys of a mapping, repeated ones as often as they are there.
    pub(crate) fn keys(self) -> impl Iterator<Item = Cow<'n, str>> {
        self.entries().map(|(key, _)| key.name())
    }

    /// Returns the node of a mapping's key.
    pub(crate) fn key(self, name: &str) -> Option<Node<'n>> {
        self.entries().map(|(key, _)| key).find(|key| key.name() == name)
    }

    /// The value of a key, whatever else the node holds.
    pub(crate) fn entry(self, key: &str) -> Option<Node<'n>> {
        self.entries().find(|(name, _)| name.name() == key).map(|(_, value)| value)
    }

    /// The node as a mapping with any keys.
    pub(crate) fn mapping(self, what: &str) -> Option<impl Iterator<Item = (Node<'n>, Node<'n>)> + use<'n>> {
        match self.value() {
            Value::Mapping(_) => Some(self.entries()),
            _ => self.refuse(what, MAPPING),
        }
    }

    pub(crate) fn list(self, what: &str) -> Option<Vec<Node<'n>>> {
        match self.value() {
            Value::List(items) => Some(items.iter().map(|tree| Node { tree, ..self }).collect()),
            _ => self.refuse(what, "a list"),
        }
    }

    /// The node as a text that is not empty.
    pub(crate) fn text(self, what: &str) -> Option<String> {
        match self.value() {
            Value::Text(text) if text.trim().is_empty() => self.ok(Err(blank(what))),
            Value::Text(text) => Some(text.trim().to_owned()),
            _ => self.refuse(what, "a text"),
        }
    }

    /// The node as a text of people's own words, with a warning if it ends at a number sign, as in `Ward #3`.
    pub(crate) fn words(self, what: &str) -> Option<String> {
        self.note_comment(what, |comment| comment[1..].starts_with(char::is_alphanumeric));
        self.text(what)
    }

    /// Reads prose, with a warning if a comment cuts it off; `None` if it is empty.
    pub(crate) fn prose(self, what: &str) -> Option<String> {
        self.note_comment(what, |_| true);
        self.optional_text(what)
    }

    /// Reads a text; `None` if it is empty.
    fn optional_text(self, what: &str) -> Option<String> {
        match self.value() {
            Value::Text(text) if text.trim().is_empty() => None,
            _ => self.text(what),
        }
    }

    /// Adds a warning if the comment right behind it, if there is one, is of a kind that may be part of the text.
    fn note_comment(self, what: &str, may_be_text: impl Fn(&str) -> bool) {
        if let Some(comment) = self.tree.comment.filter(|comment| may_be_text(comment)) {
            let message = format!("`{}` behind {what} is a comment, which is not read", short(comment));
            let help = "put the text in \"quotes\", or the comment on a line of its own";
            self.add(Problem::new(Rule::CutOffText, message).help(help));
        }
    }

    /// The node as a short text that may look like a whole number, such as an id or the name of a band.
    pub(crate) fn label(self, what: &str) -> Option<String> {
        match self.value() {
            Value::Integer(number) => Some(number.to_string()),
            Value::Text(_) => self.text(what),
            _ => self.refuse(what, "a text or a whole number"),
        }
    }

    /// The node as a number of points.
    pub(crate) fn points(self, what: &str) -> Option<u32> {
        match self.value() {
            Value::Integer(found) => self.ok(points(what, *found)),
            _ => self.refuse(what, "a whole number"),
        }
    }

    /// The node as a text that stands for something else.
    pub(crate) fn parsed<T: FromStr<Err = Problem>>(self, what: &str) -> Option<T> {
        self.ok(self.text(what)?.parse())
    }

    /// A mapping's key as text: keys of other types are spelt as they would be in a message.
    pub(crate) fn name(self) -> Cow<'n, str> {
        match self.value() {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Float(number) => Cow::Owned(format!("{number:?}")),
            Value::Null => Cow::Borrowed("null"),
            _ => Cow::Owned(self.describe()),
        }
    }

    /// Adds the problem that the node has another type than expected.
    pub(crate) fn refuse<T>(self, what: &str, expected: &str) -> Option<T> {
        let found = self.describe();
        let mut problem = wrong_type(what, expected, &found);
        if expected == MAPPING && found.contains(':') {
            problem = problem.help("put a space after the colon of each key");
        } else if expected == "a text" {
            problem = problem.help("put it in quotes if it is meant as text");
        }
        if let Value::Missing = self.value() {
            problem = problem.help("write several levels as 3-4, and a value behind each key");
        }
        self.ok(Err(problem))
    }

    /// The value in words, for messages.
    fn describe(self) -> String {
        match self.value() {
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
    let keys = of.key_names().collect::<Vec<_>>().join(", ");
    Problem::new(Rule::UnknownKey, message).suggest(of.key_meant(name), format!("its keys are {keys}"))
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

/// A mapping whose keys are known.
#[derive(Clone, Copy)]
pub(crate) struct MappingFields<'n> {
    what: &'static str,
    keys: &'static [FileKey],
    node: Node<'n>,
}

impl<'n> MappingFields<'n> {
    /// The value of a key; none where the key is absent or its value null.
    pub(crate) fn get(self, key: &str) -> Option<Node<'n>> {
        self.node.entry(key).filter(|node| !matches!(node.value(), Value::Null))
    }

    /// The value of a key that must be there.
    pub(crate) fn require(self, key: &str) -> Option<Node<'n>> {
        match self.node.entry(key) {
            Some(node) if matches!(node.value(), Value::Null) => node.ok(Err(blank(key))),
            Some(node) => Some(node),
            None => self.node.ok(Err(missing_key(self.what, key))),
        }
    }

    /// What is read of a key, which must be there if its description says so.
    pub(crate) fn read<T>(
        self,
        key: &'static str,
        read: impl FnOnce(Node<'n>, &'static str) -> Option<T>,
    ) -> Option<T> {
        let is_required = self.keys.iter().any(|known| known.required && known.name == key);
        read(if is_required { self.require(key)? } else { self.get(key)? }, key)
    }

    /// The text of a key that may be absent or empty.
    pub(crate) fn optional_text(self, key: &str) -> Option<String> {
        self.get(key)?.optional_text(key)
    }

    /// The same for prose, with a warning if a comment behind it cuts it off.
    pub(crate) fn prose(self, key: &str) -> Option<String> {
        self.get(key)?.prose(key)
    }

    /// Whether the key, which may be absent, says true.
    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        let Some(node) = self.get(key) else { return Some(false) };
        match node.value() {
            Value::Bool(value) => Some(*value),
            _ => node.refuse(key, "true or false"),
        }
    }

    /// The items of a list under a key that may be absent, without those that cannot be read.
    pub(crate) fn items<T>(self, key: &'static str, read: impl Fn(Node<'n>) -> Option<T>) -> Vec<T> {
        self.read(key, Node::list).unwrap_or_default().into_iter().filter_map(read).collect()
    }
}

//! Style sheets of web pages: the properties that hide text, strike it out or make it bold.

use std::collections::{BTreeMap, HashMap};

use super::error::DocumentError;

/// Maximum number of comparisons of elements with style rules on a page.
const MAX_COMPARISONS: usize = 20_000_000;

/// Maximum number of parts of a selector; `table .note` has two.
const MAX_PARTS: usize = 8;

/// The name and attributes by which rules select an element.
#[derive(Debug, Clone, Default)]
pub(super) struct Selected {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Selected {
    /// Returns the value of an attribute, empty if the element does not have it.
    pub(super) fn value(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Properties of an element, `None` where no rule sets them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ElementLook {
    pub(super) bold: Option<bool>,
    /// False for `display: none`.
    pub(super) displayed: Option<bool>,
    /// False for `visibility: hidden`.
    pub(super) visible: Option<bool>,
    pub(super) struck: Option<bool>,
    /// True for `opacity: 0`.
    pub(super) transparent: Option<bool>,
}

impl ElementLook {
    /// Takes over the properties that `other` sets.
    fn override_with(&mut self, other: ElementLook) {
        self.bold = other.bold.or(self.bold);
        self.displayed = other.displayed.or(self.displayed);
        self.visible = other.visible.or(self.visible);
        self.struck = other.struck.or(self.struck);
        self.transparent = other.transparent.or(self.transparent);
    }

    fn is_empty(&self) -> bool {
        let properties = [self.bold, self.displayed, self.visible, self.struck, self.transparent];
        properties.iter().all(Option::is_none)
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name {
            "font-weight" => {
                self.bold = match value {
                    "bold" | "bolder" => Some(true),
                    "normal" | "lighter" => Some(false),
                    value => value.parse::<u32>().ok().map(|weight| weight >= 600).or(self.bold),
                }
            }
            "display" => self.displayed = Some(value != "none"),
            "visibility" => self.visible = Some(!matches!(value, "hidden" | "collapse")),
            "text-decoration" | "text-decoration-line" => self.struck = Some(value.contains("line-through")),
            "opacity" => {
                self.transparent =
                    value.trim_end_matches('%').parse::<f64>().ok().map(|opacity| opacity <= 0.0);
            }
            // Word writes the number of a list item as text.
            "mso-list" if value == "ignore" => self.displayed = Some(false),
            _ => {}
        }
    }
}

/// The normal declarations of a rule, and those marked `!important`.
type Declarations = [ElementLook; 2];

/// Reads declarations such as `font-weight: 700; display: none`.
fn declarations(text: &str) -> Declarations {
    let mut looks = Declarations::default();
    for (name, value) in text.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let value = value.trim().to_ascii_lowercase();
        let (value, important) = match value.split_once('!') {
            Some((value, mark)) => (value.trim_end(), mark.trim() == "important"),
            None => (&*value, false),
        };
        looks[usize::from(important)].declare(&name.trim().to_ascii_lowercase(), value);
    }
    looks
}

/// A part of a selector: `td.note`, `#menu`, `[hidden]` or `*`.
#[derive(Debug, Default)]
struct Compound {
    name: String,
    classes: Vec<String>,
    id: String,
    /// Attributes, with their values where the selector requires one.
    attributes: Vec<(String, Option<String>)>,
    /// True if the element must be a child of the one before, as in `table > .note`.
    is_child: bool,
}

impl Compound {
    fn matches(&self, element: &Selected) -> bool {
        let classes = element.value("class").split_ascii_whitespace();
        (self.name.is_empty() || self.name == element.name)
            && (self.id.is_empty() || self.id == element.value("id"))
            && self.classes.iter().all(|class| classes.clone().any(|own| own == class))
            && self.attributes.iter().all(|(name, value)| match (element.attributes.get(name), value) {
                (Some(own), Some(value)) => own == value,
                (own, _) => own.is_some(),
            })
    }

    /// Returns the key under which rules that end with this part are found.
    fn key(&self) -> String {
        match (&*self.id, self.classes.first(), &*self.name) {
            ("", None, "") => "*".to_owned(),
            ("", None, name) => name.to_owned(),
            ("", Some(class), _) => format!(".{class}"),
            (id, ..) => format!("#{id}"),
        }
    }
}

/// The number of ids, classes and names in a selector. The rule with the higher one wins.
type Specificity = (usize, usize, usize);

/// A selector with its declarations.
struct StyleRule {
    parts: Vec<Compound>,
    specificity: Specificity,
    looks: Declarations,
}

/// The rules of all style sheets of a page that set a property of [`ElementLook`].
#[derive(Default)]
pub(super) struct StyleRules {
    rules: Vec<StyleRule>,
    /// Indices of rules by [`Compound::key`] of the last part of their selector.
    by_key: HashMap<String, Vec<usize>>,
    comparisons: usize,
}

impl StyleRules {
    /// Adds the rules of a style sheet that apply on a screen without further conditions. Skips selectors with
    /// pseudo-classes or siblings.
    pub(super) fn read(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        // For each open block such as `@media`, true if its rules apply.
        let mut blocks: Vec<bool> = Vec::new();
        while let Some(at) = rest.find(['{', '}', ';']) {
            let (head, after) = (rest[..at].trim(), &rest[at + 1..]);
            let sign = rest.as_bytes()[at];
            rest = after;
            let applies = blocks.last().copied().unwrap_or(true);
            match sign {
                b'}' => drop(blocks.pop()),
                b'{' if head.starts_with('@') => blocks.push(applies && is_unconditional(head)),
                b'{' => {
                    let end = rest.find('}').unwrap_or(rest.len());
                    if applies {
                        self.add(head, declarations(&rest[..end]));
                    }
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, selectors: &str, looks: Declarations) {
        if looks.iter().all(ElementLook::is_empty) {
            return;
        }
        for parts in selectors.split(',').filter_map(selector) {
            let Some(last) = parts.last() else { continue };
            self.by_key.entry(last.key()).or_default().push(self.rules.len());
            let specificity = (
                parts.iter().filter(|part| !part.id.is_empty()).count(),
                parts.iter().map(|part| part.classes.len() + part.attributes.len()).sum(),
                parts.iter().filter(|part| !part.name.is_empty()).count(),
            );
            self.rules.push(StyleRule { parts, specificity, looks });
        }
    }

    /// Returns the look of an element within `outer` elements, the innermost last.
    ///
    /// # Errors
    /// The page has too many elements and rules.
    pub(super) fn look(
        &mut self,
        element: &Selected,
        outer: &[impl AsRef<Selected>],
    ) -> Result<ElementLook, DocumentError> {
        let classes = element.value("class").split_ascii_whitespace().map(|class| format!(".{class}"));
        let keys = classes.chain([format!("#{}", element.value("id")), element.name.clone(), "*".to_owned()]);
        let mut found: Vec<usize> = Vec::new();
        for index in keys.filter_map(|key| self.by_key.get(&key)).flatten() {
            let parts = &self.rules[*index].parts;
            if matches(parts, element, outer, &mut self.comparisons) {
                found.push(*index);
            }
            if self.comparisons > MAX_COMPARISONS {
                return Err(DocumentError::TooMany {
                    what: "comparisons of elements with style rules",
                    limit: MAX_COMPARISONS,
                });
            }
        }
        found.sort_unstable_by_key(|index| (self.rules[*index].specificity, *index));
        let own = declarations(element.value("style"));
        let mut look = ElementLook::default();
        for important in [0, 1] {
            found.iter().for_each(|index| look.override_with(self.rules[*index].looks[important]));
            look.override_with(own[important]);
        }
        Ok(look)
    }
}

/// Returns true if the last part matches the element, and the parts before it match outer elements in order.
fn matches(
    parts: &[Compound],
    element: &Selected,
    outer: &[impl AsRef<Selected>],
    comparisons: &mut usize,
) -> bool {
    *comparisons += 1;
    let Some((last, before)) = parts.split_last().filter(|(last, _)| last.matches(element)) else {
        return false;
    };
    let reach = if last.is_child { 1 } else { outer.len() };
    before.is_empty()
        || (0..outer.len()).rev().take(reach).any(|at| {
            *comparisons <= MAX_COMPARISONS && matches(before, outer[at].as_ref(), &outer[..at], comparisons)
        })
}

/// Removes comments, and the marks that hide a style sheet from browsers without style sheets.
fn without_comments(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.replace("<!--", " ").replace("-->", " ")
}

/// Returns true if the content of an at-rule applies to every screen.
fn is_unconditional(head: &str) -> bool {
    let (name, condition) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
    match name {
        "@layer" => true,
        "@media" => applies_to_screens(condition),
        _ => false,
    }
}

/// Returns true if a media query names all media or all screens, without further conditions.
pub(super) fn applies_to_screens(media: &str) -> bool {
    media.split(',').any(|medium| {
        matches!(medium.trim().to_ascii_lowercase().as_str(), "" | "all" | "screen" | "only screen")
    })
}

/// Parses a selector made of names, classes, ids and attributes; `None` if it has anything else.
fn selector(text: &str) -> Option<Vec<Compound>> {
    let text = text.replace('>', " > ");
    let mut parts: Vec<Compound> = Vec::new();
    let mut is_child = false;
    for word in text.split_whitespace() {
        if word == ">" {
            is_child = true;
        } else {
            parts.push(Compound { is_child: std::mem::take(&mut is_child), ..compound(word)? });
        }
    }
    (1..=MAX_PARTS).contains(&parts.len()).then_some(parts)
}

fn compound(text: &str) -> Option<Compound> {
    let mut compound = Compound::default();
    let mut rest = text.strip_prefix('*').unwrap_or(text);
    while !rest.is_empty() {
        if let Some((inside, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            compound.attributes.push(attribute(inside)?);
            rest = after;
            continue;
        }
        let sign = rest.chars().next().filter(|sign| ".#".contains(*sign));
        rest = &rest[sign.map_or(0, char::len_utf8)..];
        let (name, after) = identifier(rest)?;
        rest = after;
        match sign {
            Some('.') => compound.classes.push(name),
            Some(_) => compound.id = name,
            None => compound.name = name.to_ascii_lowercase(),
        }
    }
    Some(compound)
}

/// Parses the inside of `[hidden]` or `[data-state="old"]`.
fn attribute(text: &str) -> Option<(String, Option<String>)> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.trim().trim_matches(['"', '\'']).to_owned())),
        None => (text, None),
    };
    let (name, rest) = identifier(name.trim())?;
    rest.is_empty().then(|| (name.to_ascii_lowercase(), value))
}

/// Splits `text` after the identifier that it begins with. A backslash escapes the next character, as in `o\:p`.
fn identifier(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut chars = text.char_indices();
    let end = loop {
        match chars.next() {
            Some((_, '\\')) => name.push(chars.next()?.1),
            Some((_, c)) if c.is_alphanumeric() || c == '-' || c == '_' => name.push(c),
            Some((at, _)) => break at,
            None => break text.len(),
        }
    };
    (!name.is_empty()).then(|| (name, &text[end..]))
}

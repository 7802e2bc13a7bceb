//! Builds the tree of a document, and locates its scalars.
//!
//! `serde_yaml` gives positions only in its errors. To find them, the document is parsed again, with an error raised at every
//! scalar.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::bounds::MOST_NODES;
use super::node::{Mark, Tree, Value};
use super::surrogates;
use crate::finding::Position;
use crate::lookalikes::looks_meant_for_yaml;

/// One pass of a parser over a document.
pub(super) struct Pass {
    /// The number of scalars so far.
    scalars: Cell<usize>,
    /// The number of nodes that may still follow, with aliases expanded.
    nodes_left: Cell<usize>,
    /// The number of bytes of text that may still follow, with aliases expanded.
    bytes_left: Cell<usize>,
    /// The positions of all scalars, in a pass that collects them.
    places: Option<RefCell<Vec<Position>>>,
    /// True for JSON. It has one type of numbers, and some programs write 2.0 for 2.
    is_json: bool,
    /// The texts that begin with a lookalike of a quote or of the hyphen of a list item.
    pub(super) lookalikes: RefCell<Vec<Mark>>,
}

/// The message of the error that ends a pass at its limit.
pub(super) const TOO_MUCH: &str = "the aliases repeat too much";

/// The message of the errors that are raised to locate scalars.
const HERE: &str = "a scalar stands here";

impl Pass {
    /// Creates a pass whose limits are above what a document without aliases can have: it has fewer than two nodes for each
    /// byte, and no escape decodes to twice its own length.
    pub(super) fn over(text: &str, is_json: bool) -> Pass {
        let most = 2 * text.len() + 1;
        let (nodes_left, bytes_left) = (Cell::new(most.min(MOST_NODES)), Cell::new(most));
        Pass {
            scalars: Cell::new(0),
            nodes_left,
            bytes_left,
            places: None,
            is_json,
            lookalikes: RefCell::default(),
        }
    }

    fn take<E: de::Error>(&self, left: &Cell<usize>, count: usize) -> Result<(), E> {
        left.set(left.get().checked_sub(count).ok_or_else(|| E::custom(TOO_MUCH))?);
        Ok(())
    }

    fn next_mark(&self) -> Mark {
        Mark(self.scalars.get())
    }

    fn scalar<'t, E: de::Error>(&self, value: Value<'t>) -> Result<Tree<'t>, E> {
        if self.places.is_some() {
            return Err(E::custom(HERE));
        }
        let mark = self.next_mark();
        self.scalars.set(mark.0 + 1);
        Ok(Tree::new(mark, value))
    }

    fn text<'t, E: de::Error>(&self, text: Cow<'t, str>) -> Result<Tree<'t>, E> {
        self.take(&self.bytes_left, text.len())?;
        if looks_meant_for_yaml(&text) {
            self.lookalikes.borrow_mut().push(self.next_mark());
        }
        self.scalar(Value::Text(text))
    }
}

impl<'t> DeserializeSeed<'t> for &Pass {
    type Value = Tree<'t>;

    fn deserialize<D: de::Deserializer<'t>>(self, deserializer: D) -> Result<Tree<'t>, D::Error> {
        self.take(&self.nodes_left, 1)?;
        deserializer.deserialize_any(self).or_else(|error| {
            let Some(places) = &self.places else { return Err(error) };
            places.borrow_mut().push(raised_at(&error).ok_or(error)?);
            Ok(Tree::new(self.next_mark(), Value::Null))
        })
    }
}

impl<'t> Visitor<'t> for &Pass {
    type Value = Tree<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tree<'t>, E> {
        self.scalar(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Tree<'t>, E> {
        self.scalar(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Tree<'t>, E> {
        self.scalar(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Tree<'t>, E> {
        self.scalar(Value::Integer(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Tree<'t>, E> {
        self.scalar(Value::Integer(value.into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Tree<'t>, E> {
        self.scalar(Value::Integer(value))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Tree<'t>, E> {
        self.scalar(i128::try_from(value).map_or(Value::Float(f64::INFINITY), Value::Integer))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree<'t>, E> {
        const WHOLE: f64 = 9_007_199_254_740_992.0;
        let is_whole = self.is_json && value.fract() == 0.0 && value.abs() <= WHOLE;
        self.scalar(if is_whole { Value::Integer(value as i128) } else { Value::Float(value) })
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Tree<'t>, E> {
        self.text(Cow::Owned(value.to_owned()))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'t str) -> Result<Tree<'t>, E> {
        self.text(Cow::Borrowed(value))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Tree<'t>, A::Error> {
        let mark = self.next_mark();
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Tree::new(mark, Value::List(items)))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut mapping: A) -> Result<Tree<'t>, A::Error> {
        let mark = self.next_mark();
        let mut entries = Vec::new();
        while let Some(key) = mapping.next_key_seed(self)? {
            let mut value = mapping.next_value_seed(self)?;
            if matches!(value.value, Value::List(_) | Value::Mapping(_)) {
                value.mark = key.mark;
            }
            entries.push((key, value));
        }
        Ok(Tree::new(mark, Value::Mapping(entries)))
    }

    fn visit_enum<A: EnumAccess<'t>>(self, tagged: A) -> Result<Tree<'t>, A::Error> {
        let (tag, content) = tagged.variant::<String>()?;
        let content = content.newtype_variant_seed(self)?;
        Ok(Tree::new(content.mark, Value::Tagged(tag)))
    }
}

/// Locates every scalar of a YAML document, in the order of marks.
pub(super) fn yaml_places(text: &str) -> Vec<Position> {
    let text = &*surrogates::joined(text);
    let pass = Pass { places: Some(RefCell::default()), ..Pass::over(text, false) };
    // A broken document has positions up to its error.
    let _ = pass.deserialize(serde_yaml::Deserializer::from_str(text));
    pass.places.map(RefCell::into_inner).unwrap_or_default()
}

/// Returns the position in an error that was raised at a scalar, `None` for any other error.
///
/// Inside a visitor the type of an error is not known, so the position is parsed from its message, which leaves out line 1,
/// column 1.
fn raised_at(error: &impl fmt::Display) -> Option<Position> {
    let message = error.to_string();
    let (_, place) = message.rsplit_once(HERE)?;
    place_in_words(place.strip_prefix(" at line ").unwrap_or("1 column 1"))
}

/// Parses the position in an error of the parser, as in `3 column 7`.
pub(super) fn place_in_words(words: &str) -> Option<Position> {
    let (line, column) = words.split_once(" column ")?;
    Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
}

/// Locates every scalar of a JSON text in one line, in the order of marks.
pub(super) fn json_places(text: &str) -> Vec<Position> {
    let mut places = Vec::new();
    let mut letters = text.chars().zip(1..).peekable();
    while let Some((first, column)) = letters.find(|(c, _)| !ends_scalar(*c)) {
        places.push(Position { line: 1, column });
        if first == '"' {
            while let Some((c, _)) = letters.next().filter(|(c, _)| *c != '"') {
                if c == '\\' {
                    letters.next();
                }
            }
        } else {
            while letters.next_if(|(c, _)| !ends_scalar(*c)).is_some() {}
        }
    }
    places
}

/// Returns true for a character of JSON that ends a scalar without quotes.
fn ends_scalar(c: char) -> bool {
    c.is_whitespace() || "[]{},:".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scalars_of_a_json_text_are_found_where_they_begin() {
        let text = r#"{"a, b":[12 ,-3.5,true],"say \"no\"":{"é":null },"":"\\"}"#;
        let columns = [2, 10, 14, 19, 25, 39, 43, 50, 53];
        assert_eq!(json_places(text), columns.map(|column| Position { line: 1, column }), "{text}");
    }
}

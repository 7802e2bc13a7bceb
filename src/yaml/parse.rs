//! Builds the tree of a document, and finds the places of its scalars.
//!
//! `serde_yaml` tells places through its errors alone. So to find them, the document is parsed once more, with an error
//! raised at every scalar.

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
    /// How many scalars there were.
    scalars: Cell<usize>,
    /// How many nodes there may still be, aliases replaced by what they stand for, and how many bytes of text.
    nodes_left: Cell<usize>,
    bytes_left: Cell<usize>,
    /// The place of every scalar, in a pass that looks for them.
    places: Option<RefCell<Vec<Position>>>,
    /// Whether the document is JSON, which has one kind of numbers only: 2.0 is 2 there, and programs write it so.
    is_json: bool,
    /// The texts that begin as if with a quote or the hyphen of a list, but with a lookalike.
    pub(super) lookalikes: RefCell<Vec<Mark>>,
}

/// What the error says that ends a pass when there is more than may be left.
pub(super) const TOO_MUCH: &str = "the aliases stand for too much";

/// What the errors say that are raised for the places of scalars.
const HERE: &str = "a scalar stands here";

impl Pass {
    /// A pass that may read as much as a document can hold without aliases: fewer than two nodes for each of its bytes,
    /// and no escape stands for twice as many bytes as it has.
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

/// The place of every scalar of a YAML document, in the order in which a pass counts them.
pub(super) fn yaml_places(text: &str) -> Vec<Position> {
    let text = &*surrogates::joined(text);
    let pass = Pass { places: Some(RefCell::default()), ..Pass::over(text, false) };
    // What cannot be parsed has places only as far as it can.
    let _ = pass.deserialize(serde_yaml::Deserializer::from_str(text));
    pass.places.map(RefCell::into_inner).unwrap_or_default()
}

/// The place in an error that was raised at a scalar, or none for any other error. Inside a visitor an error's type is
/// hidden, so its text is all there is to read; line 1, column 1 is not spelt out in it.
fn raised_at(error: &impl fmt::Display) -> Option<Position> {
    let message = error.to_string();
    let (_, place) = message.rsplit_once(HERE)?;
    place_in_words(place.strip_prefix(" at line ").unwrap_or("1 column 1"))
}

/// The place that an error of the parser names, as in `3 column 7`.
pub(super) fn place_in_words(words: &str) -> Option<Position> {
    let (line, column) = words.split_once(" column ")?;
    Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
}

/// The same for a JSON text of one line.
pub(super) fn json_places(text: &str) -> Vec<Position> {
    let ends_scalar = |c: char| c.is_whitespace() || "[]{},:".contains(c);
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

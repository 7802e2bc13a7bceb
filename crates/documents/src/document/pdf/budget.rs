//! Limits what a PDF document may use, and unpacks its streams within these limits.

use hayro_syntax::object::{Name, Object, Stream};

use super::survey::{MAX_UNPACKED, too_large, unpacked_size};
use crate::document::error::DocumentError;

/// Maximum number of bytes of all unpacked pages and fonts. Nested drawings are kept unpacked, up to the same number.
const MAX_TOTAL: usize = 64 << 20;

/// Maximum number of bytes of all unpacked maps from codes to letters. They are kept, and take five times as much
/// memory when they are parsed.
const MAX_MAPS: usize = 16 << 20;

/// Maximum number of widths in all fonts.
const MAX_WIDTHS: usize = 1 << 20;

/// Maximum number of operators on all pages.
const MAX_OPERATORS: usize = 20_000_000;

/// Maximum number of characters of a document, about three hundred full pages. Each takes 200 bytes until lines are
/// built.
const MAX_CHARACTERS: usize = 1_000_000;

/// Maximum number of lines drawn on all pages. A dotted line is many lines.
const MAX_LINES: usize = 4_000_000;

/// The amounts that a document may still use.
pub(super) struct Budget {
    unpacked: usize,
    maps: usize,
    widths: usize,
    operators: usize,
    characters: usize,
    lines: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            unpacked: MAX_TOTAL,
            maps: MAX_MAPS,
            widths: MAX_WIDTHS,
            operators: MAX_OPERATORS,
            characters: MAX_CHARACTERS,
            lines: MAX_LINES,
        }
    }

    /// Spends one operator.
    ///
    /// # Errors
    /// The document has used them up.
    pub(super) fn operator(&mut self) -> Result<(), DocumentError> {
        take(&mut self.operators, 1, "operators", MAX_OPERATORS)
    }

    /// Spends decoded characters. All text is counted here.
    ///
    /// # Errors
    /// The document has used them up.
    pub(super) fn characters(&mut self, count: usize) -> Result<(), DocumentError> {
        take(&mut self.characters, count, "characters", MAX_CHARACTERS)
    }

    /// Spends widths of characters.
    ///
    /// # Errors
    /// The document has used them up.
    pub(super) fn widths(&mut self, count: usize) -> Result<(), DocumentError> {
        take(&mut self.widths, count, "widths in its fonts", MAX_WIDTHS)
    }

    /// Spends one drawn line.
    ///
    /// # Errors
    /// The document has used them up.
    pub(super) fn line(&mut self) -> Result<(), DocumentError> {
        take(&mut self.lines, 1, "lines drawn on its pages", MAX_LINES)
    }

    /// Unpacks a map from codes to letters; `None` if it cannot be unpacked.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn unpack_map(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, DocumentError> {
        let map = self.unpack(stream)?;
        take(&mut self.maps, map.as_ref().map_or(0, Vec::len), "megabytes in its fonts", MAX_MAPS >> 20)?;
        Ok(map)
    }

    /// Unpacks a stream; `None` if it is a picture or damaged.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn unpack(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, DocumentError> {
        let Some(growth) = growth(stream) else { return Ok(None) };
        let packed = stream.raw_data();
        let mut size = packed.len().saturating_mul(growth.factor);
        if size > MAX_UNPACKED && growth.is_plain && growth.factor > 1 {
            size = unpacked_size(&packed, MAX_UNPACKED).1;
        }
        if size > MAX_UNPACKED {
            return Err(too_large());
        }
        let Ok(data) = stream.decoded_data() else { return Ok(None) };
        take(&mut self.unpacked, data.len(), "megabytes in its pages", MAX_TOTAL >> 20)?;
        Ok(Some(data.into_owned()))
    }
}

fn take(room: &mut usize, amount: usize, what: &'static str, limit: usize) -> Result<(), DocumentError> {
    *room = room.checked_sub(amount).ok_or(DocumentError::TooMany { what, limit })?;
    Ok(())
}

/// The greatest possible growth of a stream that is unpacked.
struct Growth {
    factor: usize,
    /// True if deflate is the only filter, so that the unpacked size can be measured beforehand.
    is_plain: bool,
}

/// Returns the growth of a stream; `None` if one of its filters is for pictures.
fn growth(stream: &Stream<'_>) -> Option<Growth> {
    let dict = stream.dict();
    let mut growth = Growth { factor: 1, is_plain: true };
    let mut add = |name: &Name<'_>| {
        let factor = match &**name {
            b"FlateDecode" | b"Fl" => 1032,
            b"LZWDecode" | b"LZW" => 4096,
            b"RunLengthDecode" | b"RL" => 128,
            b"ASCII85Decode" | b"A85" => 4,
            b"ASCIIHexDecode" | b"AHx" | b"Crypt" => 1,
            _ => return None,
        };
        growth.is_plain &= factor == 1032 && growth.factor == 1;
        growth.factor = growth.factor.saturating_mul(factor);
        Some(())
    };
    for key in ["F", "Filter"] {
        match dict.get::<Object<'_>>(key) {
            Some(Object::Name(name)) => add(&name)?,
            Some(Object::Array(names)) => names.iter::<Name<'_>>().try_for_each(|name| add(&name))?,
            _ => {}
        }
    }
    Some(growth)
}

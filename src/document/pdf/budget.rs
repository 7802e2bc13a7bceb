//! Unpacks what is packed in a PDF document, within bounds.

use hayro_syntax::object::{Name, Object, Stream};

use super::survey::{MAX_UNPACKED, too_large, unpacked_size};
use crate::document::error::DocumentError;

/// How much all pages and fonts of a document may unpack to.
const MAX_TOTAL: usize = 256 << 20;

/// How many operators all pages may have.
const MAX_OPERATORS: usize = 20_000_000;

/// How many signs all pages may show, a thousand pages full.
const MAX_SIGNS: usize = 4_000_000;

/// How many lines all pages may have drawn on them: one of dots is many.
const MAX_LINES: usize = 4_000_000;

/// What a document may still use.
pub(super) struct Budget {
    unpacked: usize,
    operators: usize,
    signs: usize,
    lines: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { unpacked: MAX_TOTAL, operators: MAX_OPERATORS, signs: MAX_SIGNS, lines: MAX_LINES }
    }

    /// Spends one operator.
    ///
    /// # Errors
    /// Where there are too many.
    pub(super) fn operator(&mut self) -> Result<(), DocumentError> {
        take(&mut self.operators, 1, "operators", MAX_OPERATORS)
    }

    /// Spends one sign.
    ///
    /// # Errors
    /// Where there are too many.
    pub(super) fn sign(&mut self) -> Result<(), DocumentError> {
        take(&mut self.signs, 1, "characters", MAX_SIGNS)
    }

    /// Spends one line that is drawn.
    ///
    /// # Errors
    /// Where there are too many.
    pub(super) fn line(&mut self) -> Result<(), DocumentError> {
        take(&mut self.lines, 1, "lines drawn on its pages", MAX_LINES)
    }

    /// Unpacks a stream; none if that is not possible, as for a picture.
    ///
    /// # Errors
    /// Where it is too large.
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

/// How much larger a stream may be when it is unpacked.
struct Growth {
    factor: usize,
    /// Whether it is packed with deflate alone, so that its size can be told beforehand.
    is_plain: bool,
}

/// The growth of a stream; none if it is a picture.
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

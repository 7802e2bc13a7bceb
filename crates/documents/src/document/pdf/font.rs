//! Fonts: the text and width of each code.

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::budget::Budget;
use super::encoding::{FontEncoding, glyph_text, standard_width};
use crate::document::error::DocumentError;

/// Maximum number of entries that are read of a list.
const MAX_ENTRIES: usize = 1 << 17;

/// Maximum length of a name (PDF 32000-1, annex C).
const MAX_NAME: usize = 127;

/// Minimum weight of a bold font.
const BOLD_WEIGHT: f64 = 600.0;

/// Flags of a font with its own codes, and of one that is shown bold.
const SYMBOLIC: i64 = 1 << 2;
const FORCE_BOLD: i64 = 1 << 18;

/// Names of fonts whose characters are symbols.
const FONTS_OF_SIGNS: [&str; 5] = ["symbol", "wingdings", "webdings", "dingbats", "marlett"];

/// A font, with what is needed to read text.
pub(super) struct Font {
    pub(super) name: String,
    pub(super) is_bold: bool,
    /// True for a symbol font, whose codes need not be known.
    pub(super) is_of_signs: bool,
    codes: Codes,
    to_unicode: Option<CMap>,
}

/// The codes of a font.
enum Codes {
    /// Single bytes, each with its text, if known, and its width.
    Single(Vec<(Option<String>, f64)>),
    /// Two bytes, which a map may translate to glyph numbers.
    Double { map: Option<Box<CMap>>, widths: Vec<(u32, u32, Width)>, usual: f64 },
}

/// The widths of a run of glyphs.
enum Width {
    All(f64),
    Each(Vec<f64>),
}

/// A code as a font shows it.
pub(super) struct ShownCode {
    /// Text, `None` if it is not known.
    pub(super) text: Option<String>,
    /// Advance for a size of 1.
    pub(super) width: f64,
    /// True for the code that word spacing applies to.
    pub(super) is_space: bool,
}

impl Font {
    /// Reads a font.
    ///
    /// # Errors
    /// The font is too large.
    pub(super) fn read(dict: &Dict<'_>, budget: &mut Budget) -> Result<Self, DocumentError> {
        let base = name_in(dict, "BaseFont").or_else(|| name_in(dict, "Name")).unwrap_or_default();
        let name = match base.split_once('+') {
            Some((tag, name)) if tag.len() == 6 => name.to_owned(),
            _ => base,
        };
        let inner =
            dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let inner = inner.as_ref().unwrap_or(dict);
        let descriptor = inner.get::<Dict<'_>>("FontDescriptor");
        let flags = descriptor.as_ref().and_then(|it| it.get::<f64>("Flags")).map_or(0, |flags| flags as i64);
        let weight = descriptor.as_ref().and_then(|it| it.get::<f64>("FontWeight")).unwrap_or(0.0);
        let lower = name.to_ascii_lowercase();
        let is_bold = ["bold", "black", "heavy", "demi"].iter().any(|word| lower.contains(word))
            || weight >= BOLD_WEIGHT
            || flags & FORCE_BOLD != 0;
        let is_of_signs = FONTS_OF_SIGNS.iter().any(|word| lower.contains(word));
        let is_double = name_in(dict, "Subtype").is_some_and(|it| it == "Type0");
        let codes = if is_double {
            read_double(dict, inner, budget)?
        } else {
            let is_known = flags & SYMBOLIC == 0 && !is_of_signs;
            read_single(dict, descriptor.as_ref(), &name, is_bold, is_known)
        };
        let to_unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => read_map(&stream, budget)?,
            None => None,
        };
        Ok(Self { name, is_bold, is_of_signs, codes, to_unicode })
    }

    /// Decodes a string code by code, as a page may be one string of many million letters.
    pub(super) fn shown<'f>(&'f self, bytes: &'f [u8]) -> impl Iterator<Item = ShownCode> + 'f {
        let length = match &self.codes {
            Codes::Single(_) => 1,
            Codes::Double { .. } => 2,
        };
        bytes.chunks(length).map(|code| self.code(code))
    }

    fn code(&self, bytes: &[u8]) -> ShownCode {
        let code = bytes.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code));
        let mapped = mapped.map(|text| match text {
            BfString::Char(c) => c.to_string(),
            BfString::String(text) => text,
        });
        let mapped = mapped.filter(|text| !text.is_empty() && !text.contains(['\0', '\u{fffd}']));
        match &self.codes {
            Codes::Single(codes) => {
                let (text, width) = codes.get(code as usize).cloned().unwrap_or_default();
                ShownCode { text: mapped.or(text), width, is_space: code == 32 }
            }
            Codes::Double { map, widths, usual } => {
                let glyph = match map {
                    Some(map) => map.lookup_cid_code(code, 2).unwrap_or(0),
                    None => code,
                };
                ShownCode { text: mapped, width: width_of(glyph, widths).unwrap_or(*usual), is_space: false }
            }
        }
    }
}

fn width_of(glyph: u32, widths: &[(u32, u32, Width)]) -> Option<f64> {
    let index = widths.partition_point(|(first, ..)| *first <= glyph).checked_sub(1)?;
    let (first, last, width) = widths.get(index)?;
    if glyph > *last {
        return None;
    }
    match width {
        Width::All(width) => Some(*width),
        Width::Each(widths) => widths.get(usize::try_from(glyph - first).ok()?).copied(),
    }
}

fn name_in(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Name<'_>>(key).map(|name| String::from_utf8_lossy(shortened(&name)).into_owned())
}

/// Truncates a name to the permitted length. Fonts are kept, and many may share one very long name.
fn shortened(name: &[u8]) -> &[u8] {
    name.get(..MAX_NAME).unwrap_or(name)
}

/// Reads a map of codes.
fn read_map(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<CMap>, DocumentError> {
    let data = budget.unpack_map(stream)?;
    Ok(data.and_then(|data| CMap::parse(&data, |_| None)))
}

/// Reads a font whose codes are single bytes. Its own encoding is only known if the codes are those of letters.
fn read_single(
    dict: &Dict<'_>,
    descriptor: Option<&Dict<'_>>,
    name: &str,
    is_bold: bool,
    is_known: bool,
) -> Codes {
    let encoding = dict.get::<Object<'_>>("Encoding");
    let base = match &encoding {
        Some(Object::Name(name)) => FontEncoding::named(name),
        Some(Object::Dict(dict)) => {
            dict.get::<Name<'_>>("BaseEncoding").and_then(|name| FontEncoding::named(&name))
        }
        _ => None,
    };
    let is_own = name_in(dict, "Subtype").is_some_and(|it| it == "Type3");
    let base = base.or((is_known && !is_own).then_some(FontEncoding::Standard));
    let mut texts: Vec<Option<String>> =
        (0..=255).map(|code| base?.character(code).map(|c| c.to_string())).collect();
    if let Some(Object::Dict(dict)) = &encoding
        && let Some(differences) = dict.get::<Array<'_>>("Differences")
    {
        read_differences(&differences, &mut texts);
    }
    let widths = read_widths(dict, is_own);
    let missing = descriptor.and_then(|it| it.get::<f64>("MissingWidth"));
    let width = |code: usize, text: &Option<String>| {
        let listed =
            widths.as_ref().map(|widths| widths.get(code).copied().flatten().or(missing).unwrap_or(0.0));
        let c = text.as_ref().and_then(|text| text.chars().next()).unwrap_or(' ');
        listed.unwrap_or_else(|| standard_width(name, is_bold, c) / 1000.0)
    };
    let codes = texts.into_iter().enumerate();
    Codes::Single(
        codes
            .map(|(code, text)| {
                let width = width(code, &text);
                (text, width)
            })
            .collect(),
    )
}

fn read_differences(differences: &Array<'_>, texts: &mut [Option<String>]) {
    let mut code: usize = 0;
    for entry in differences.iter::<Object<'_>>().take(MAX_ENTRIES) {
        match entry {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = str::from_utf8(shortened(&name)).ok().and_then(glyph_text);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// Returns the widths of single bytes, for a size of 1; `None` if the font does not list widths.
fn read_widths(dict: &Dict<'_>, is_own: bool) -> Option<Vec<Option<f64>>> {
    let listed = dict.get::<Array<'_>>("Widths")?;
    // A Type 3 font has its own units.
    let matrix = dict.get::<Array<'_>>("FontMatrix").filter(|_| is_own);
    let unit = matrix.and_then(|matrix| matrix.iter::<f64>().next()).unwrap_or(0.001);
    let first = usize::try_from(dict.get::<f64>("FirstChar").unwrap_or(0.0) as i64).ok()?;
    let mut widths = vec![None; first.min(256)];
    widths.extend(listed.iter::<f64>().take(256).map(|width| Some(width * unit)));
    Some(widths)
}

/// Reads a font whose codes are two bytes.
fn read_double(dict: &Dict<'_>, inner: &Dict<'_>, budget: &mut Budget) -> Result<Codes, DocumentError> {
    let map = match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Stream(stream)) => read_map(&stream, budget)?.map(Box::new),
        _ => None,
    };
    let mut widths = Vec::new();
    if let Some(listed) = inner.get::<Array<'_>>("W") {
        let mut entries = listed.iter::<Object<'_>>();
        let number = |entry: Option<Object<'_>>| match entry {
            Some(Object::Number(number)) => Some(number.as_f64()),
            _ => None,
        };
        while let Some(first) = number(entries.next()) {
            let first = first as u32;
            let (last, width) = match entries.next() {
                Some(Object::Array(each)) => {
                    let each: Vec<f64> =
                        each.iter::<f64>().take(MAX_ENTRIES).map(|width| width / 1000.0).collect();
                    let last = first.saturating_add(u32::try_from(each.len()).unwrap_or(0)).saturating_sub(1);
                    (last, Width::Each(each))
                }
                last => {
                    let (Some(last), Some(width)) = (number(last), number(entries.next())) else { break };
                    (last as u32, Width::All(width / 1000.0))
                }
            };
            budget.widths(match &width {
                Width::All(_) => 1,
                Width::Each(widths) => widths.len() + 1,
            })?;
            widths.push((first, last, width));
        }
    }
    widths.sort_by_key(|(first, ..)| *first);
    let usual = inner.get::<f64>("DW").unwrap_or(1000.0) / 1000.0;
    Ok(Codes::Double { map, widths, usual })
}

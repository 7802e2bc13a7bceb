//! Interprets the content of a page: characters with their positions, and drawn lines.

use std::collections::HashMap;
use std::mem;
use std::rc::Rc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::budget::Budget;
use super::font::Font;
use super::matrix::Matrix;
use super::survey::{MAX_UNPACKED, too_large};
use crate::document::error::DocumentError;

/// Maximum depth of nested drawings (form XObjects).
const MAX_FORMS: usize = 12;

/// Maximum number of saved graphics states.
const MAX_STATES: usize = 256;

/// Maximum number of points of all shapes of a path.
const MAX_POINTS: usize = 100_000;

/// Maximum number of lines drawn on a page, before pieces of a line are joined.
const MAX_RULES: usize = 500_000;

/// Maximum number of cached fonts.
const MAX_FONTS: usize = 1000;

/// Maximum thickness of a line drawn as a filled shape.
const MAX_THICKNESS: f64 = 3.0;

/// Minimum share of the page area that a picture of the whole page covers.
const WHOLE_PAGE: f64 = 0.5;

/// A character on a page. Coordinates are in points from the top left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Height of the baseline.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
}

/// A straight line across or down a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub(super) is_across: bool,
    /// Vertical position of a line across, horizontal position of a line down.
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Characters and lines of a page.
#[derive(Default)]
pub(super) struct PageContent {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Stroke>,
    /// True if a picture covers most of the page.
    pub(super) is_picture: bool,
}

/// A cache of fonts, by the address of their dictionary.
pub(super) type Fonts = HashMap<*const u8, Rc<Font>>;

/// Reads the characters and lines of a page; `number` is counted from 1.
///
/// # Errors
/// The page is too large, or has letters that are not known.
pub(super) fn read_page(
    page: &Page<'_>,
    number: u32,
    fonts: &mut Fonts,
    budget: &mut Budget,
) -> Result<PageContent, DocumentError> {
    let (width, height) = page.render_dimensions();
    let shown = PageContent { width: width.into(), height: height.into(), ..PageContent::default() };
    let matrix = Matrix(page.initial_transform(true).as_coeffs());
    let state = GraphicsState { matrix, stretch: 1.0, ..GraphicsState::default() };
    let mut drawing = PageDrawing { number, fonts, budget, shown, marks: Vec::new() };
    let mut content = Vec::new();
    let dict = page.raw();
    let streams: Vec<Stream<'_>> = match dict.get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(streams)) => streams.iter::<Stream<'_>>().collect(),
        _ => Vec::new(),
    };
    for stream in streams {
        content.extend(drawing.budget.unpack(&stream)?.unwrap_or_default());
        content.push(b'\n');
        if content.len() > MAX_UNPACKED {
            return Err(too_large());
        }
    }
    drawing.draw(&content, page.resources(), state, 0)?;
    Ok(drawing.shown)
}

/// The graphics state (PDF 32000-1, 8.4) with the parameters of text.
#[derive(Clone, Default)]
struct GraphicsState {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

/// A page that is being read.
struct PageDrawing<'p> {
    number: u32,
    fonts: &'p mut Fonts,
    budget: &'p mut Budget,
    shown: PageContent,
    /// Open marks of marked content, the innermost last.
    marks: Vec<ContentMark>,
}

/// A mark of marked content (PDF 32000-1, 14.6).
#[derive(Default)]
struct ContentMark {
    /// Text that replaces the content, `None` if the mark has none; empty after it has been shown.
    text: Option<String>,
    /// True for running heads, page numbers and other content that belongs to the page.
    is_of_page: bool,
}

impl ContentMark {
    /// Reads a mark with its properties.
    ///
    /// # Errors
    /// The document has too many characters.
    fn read(
        tag: Option<&&Object<'_>>,
        properties: &Dict<'_>,
        budget: &mut Budget,
    ) -> Result<Self, DocumentError> {
        let is_artifact = matches!(tag, Some(Object::Name(name)) if name.as_ref() == b"Artifact");
        let is_of_page =
            properties.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == b"Pagination");
        Ok(Self { text: replacement(properties, budget)?, is_of_page: is_artifact && is_of_page })
    }
}

/// A path that is being drawn.
#[derive(Default)]
struct Path {
    shapes: Vec<Vec<(f64, f64)>>,
    /// True if the path has a curve.
    is_curved: bool,
    points: usize,
}

impl Path {
    fn begin(&mut self, point: (f64, f64)) {
        self.points += 1;
        if self.points < MAX_POINTS {
            self.shapes.push(vec![point]);
        }
    }

    fn line(&mut self, point: (f64, f64)) {
        self.points += 1;
        if let Some(shape) = self.shapes.last_mut().filter(|_| self.points < MAX_POINTS) {
            shape.push(point);
        }
    }

    fn close(&mut self) {
        if let Some(first) = self.shapes.last().and_then(|shape| shape.first()).copied() {
            self.line(first);
        }
    }
}

impl PageDrawing<'_> {
    fn draw(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        mut state: GraphicsState,
        depth: usize,
    ) -> Result<(), DocumentError> {
        let mut states: Vec<GraphicsState> = Vec::new();
        let (mut text, mut line) = (Matrix::default(), Matrix::default());
        let mut path = Path::default();
        let marks = self.marks.len();
        let mut operators = UntypedIter::new(content);
        while let Some(instruction) = operators.next() {
            self.budget.operator()?;
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            let number = |index: usize| match operands.get(index) {
                Some(Object::Number(number)) => number.as_f64(),
                _ => 0.0,
            };
            let point =
                |index: usize, state: &GraphicsState| state.matrix.apply(number(index), number(index + 1));
            let matrix = || Matrix([0, 1, 2, 3, 4, 5].map(number));
            match &**instruction.operator {
                b"q" if states.len() < MAX_STATES => states.push(state.clone()),
                b"Q" => state = states.pop().unwrap_or(state),
                b"cm" => state.matrix = matrix().then(state.matrix),
                b"BT" => (text, line) = (Matrix::default(), Matrix::default()),
                b"Tf" => {
                    if let Some(Object::Name(name)) = operands.first() {
                        state.font = self.font(resources, name)?;
                    }
                    state.size = number(1);
                }
                b"Tc" => state.character_space = number(0),
                b"Tw" => state.word_space = number(0),
                b"Tz" => state.stretch = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Ts" => state.rise = number(0),
                b"Tr" => state.mode = number(0) as i64,
                b"Td" | b"TD" => {
                    if &**instruction.operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = Matrix::shift(number(0), number(1)).then(line);
                    text = line;
                }
                b"Tm" => {
                    line = matrix();
                    text = line;
                }
                b"T*" => {
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = line;
                }
                b"Tj" => text = self.show(operands.first(), &state, text)?,
                b"TJ" => {
                    if let Some(Object::Array(pieces)) = operands.first() {
                        text = self.show_all(pieces, &state, text)?;
                    }
                }
                b"'" | b"\"" => {
                    if &**instruction.operator == b"\"" {
                        (state.word_space, state.character_space) = (number(0), number(1));
                    }
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = self.show(operands.last(), &state, line)?;
                }
                b"m" => path.begin(point(0, &state)),
                b"l" => path.line(point(0, &state)),
                b"c" | b"v" | b"y" => {
                    path.is_curved = true;
                    path.line(point(operands.len().saturating_sub(2), &state));
                }
                b"h" => path.close(),
                b"re" => {
                    let (x, y, width, height) = (number(0), number(1), number(2), number(3));
                    path.begin(state.matrix.apply(x, y));
                    path.line(state.matrix.apply(x + width, y));
                    path.line(state.matrix.apply(x + width, y + height));
                    path.line(state.matrix.apply(x, y + height));
                    path.close();
                }
                b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                    let operator = &**instruction.operator;
                    if matches!(operator, b"s" | b"b" | b"b*") {
                        path.close();
                    }
                    let path = mem::take(&mut path);
                    if operator.eq_ignore_ascii_case(b"s") {
                        self.stroke(&path)?
                    } else {
                        self.fill(&path)?
                    }
                    if matches!(operator.first(), Some(b'B' | b'b')) {
                        self.stroke(&path)?;
                    }
                }
                b"n" => path = Path::default(),
                b"Do" => {
                    if let Some(Object::Name(name)) = operands.first()
                        && let Some(stream) = resources.get_x_object(name)
                    {
                        self.draw_object(&stream, resources, &state, depth)?;
                    }
                }
                b"BI" => self.picture(state.matrix),
                b"BMC" if self.marks.len() < MAX_STATES => self.marks.push(ContentMark::default()),
                b"BDC" => {
                    let tag = operands.first();
                    let named;
                    let dict = match operands.get(1) {
                        Some(Object::Dict(dict)) => Some(dict),
                        Some(Object::Name(name)) => {
                            named = resources.properties.get::<Dict<'_>>(name);
                            named.as_ref()
                        }
                        _ => None,
                    };
                    let mark = match dict {
                        Some(dict) => ContentMark::read(tag, dict, self.budget)?,
                        None => ContentMark::default(),
                    };
                    if self.marks.len() < MAX_STATES {
                        self.marks.push(mark);
                    }
                }
                b"EMC" if self.marks.len() > marks => {
                    self.marks.pop();
                }
                _ => {}
            }
        }
        self.marks.truncate(marks);
        Ok(())
    }

    fn draw_object(
        &mut self,
        stream: &Stream<'_>,
        resources: &Resources<'_>,
        state: &GraphicsState,
        depth: usize,
    ) -> Result<(), DocumentError> {
        let dict = stream.dict();
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.picture(state.matrix),
            Some(b"Form") => {
                if depth == MAX_FORMS {
                    return Err(DocumentError::TooDeep { what: "drawings", limit: MAX_FORMS });
                }
                let Some(content) = self.budget.unpack(stream)? else { return Ok(()) };
                let numbers =
                    dict.get::<Array<'_>>("Matrix").map(|matrix| matrix.iter::<f64>().take(6).collect());
                let matrix = numbers.and_then(|numbers: Vec<f64>| numbers.try_into().ok()).map(Matrix);
                let state =
                    GraphicsState { matrix: matrix.unwrap_or_default().then(state.matrix), ..state.clone() };
                match dict.get::<Dict<'_>>("Resources") {
                    Some(own) => self.draw(&content, &Resources::new(own), state, depth + 1)?,
                    None => self.draw(&content, resources, state, depth + 1)?,
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Records a picture, which is drawn in the unit square.
    fn picture(&mut self, matrix: Matrix) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| matrix.apply(x, y));
        let [across, down] = [corners.map(|corner| corner.0), corners.map(|corner| corner.1)].map(extent);
        let area = (across.1 - across.0) * (down.1 - down.0);
        self.shown.is_picture |= area >= WHOLE_PAGE * self.shown.width * self.shown.height;
    }

    fn font(
        &mut self,
        resources: &Resources<'_>,
        name: &Name<'_>,
    ) -> Result<Option<Rc<Font>>, DocumentError> {
        let Some(dict) = resources.get_font(name) else { return Ok(None) };
        let place = dict.data().as_ptr();
        if let Some(font) = self.fonts.get(&place) {
            return Ok(Some(Rc::clone(font)));
        }
        let font = Rc::new(Font::read(&dict, self.budget)?);
        if self.fonts.len() == MAX_FONTS {
            self.fonts.clear();
        }
        self.fonts.insert(place, Rc::clone(&font));
        Ok(Some(font))
    }

    fn show_all(
        &mut self,
        pieces: &Array<'_>,
        state: &GraphicsState,
        mut text: Matrix,
    ) -> Result<Matrix, DocumentError> {
        for piece in pieces.iter::<Object<'_>>() {
            self.budget.operator()?;
            match &piece {
                Object::Number(number) => {
                    let back = number.as_f64() / 1000.0 * state.size * state.stretch;
                    text = Matrix::shift(-back, 0.0).then(text);
                }
                piece => text = self.show(Some(&piece), state, text)?,
            }
        }
        Ok(text)
    }

    /// Shows a string, and returns the text matrix after it.
    fn show(
        &mut self,
        string: Option<&&Object<'_>>,
        state: &GraphicsState,
        mut text: Matrix,
    ) -> Result<Matrix, DocumentError> {
        let (Some(Object::String(string)), Some(font)) = (string, &state.font) else { return Ok(text) };
        for shown in font.shown(string.as_bytes()) {
            let length = shown.text.as_ref().map_or(0, |text| text.chars().count());
            self.budget.characters(length.max(1))?;
            let matrix = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
            let matrix = matrix.then(text).then(state.matrix);
            let replaced = self.marks.iter_mut().rev().find_map(|mark| mark.text.as_mut()).map(mem::take);
            match replaced.or(shown.text) {
                Some(text) => self.glyphs(&text, shown.width, matrix, font.is_bold || state.mode == 2),
                // Characters of symbol fonts are read as bullets.
                None if font.is_of_signs => self.glyphs("•", shown.width, matrix, false),
                None if shown.width > 0.0 => {
                    let font = font.name.clone();
                    return Err(DocumentError::UnknownLetters { page: self.number, font });
                }
                None => {}
            }
            let space = if shown.is_space { state.word_space } else { 0.0 };
            let step = (shown.width * state.size + state.character_space + space) * state.stretch;
            text = Matrix::shift(step, 0.0).then(text);
        }
        Ok(text)
    }

    /// Adds the characters of a code, if they are upright.
    fn glyphs(&mut self, text: &str, width: f64, matrix: Matrix, bold: bool) {
        let [a, b, c, d, x, y] = matrix.0;
        let is_upright = a > 0.0 && b.abs() <= 0.1 * a && c.abs() <= 0.5 * d.abs();
        let is_on_page = (0.0..=self.shown.width).contains(&x) && (0.0..=self.shown.height).contains(&y);
        let is_of_page = self.marks.iter().any(|mark| mark.is_of_page);
        if is_of_page || !(is_upright && is_on_page && width.is_finite()) {
            return;
        }
        let width = width.clamp(0.0, 10.0) * a;
        let count = text.chars().count();
        if count == 0 {
            // A text that replaces several codes is as wide as they are.
            if let Some(last) = self.shown.glyphs.last_mut().filter(|last| last.base == y) {
                last.right = last.right.max(x + width);
            }
            return;
        }
        let each = width / count as f64;
        for (index, c) in text.chars().enumerate() {
            let left = x + each * index as f64;
            self.shown.glyphs.push(Glyph { c, left, right: left + each, base: y, size: d.abs(), bold });
        }
    }

    fn stroke(&mut self, path: &Path) -> Result<(), DocumentError> {
        for ends in path.shapes.iter().flat_map(|shape| shape.windows(2)) {
            let [(x, y), (to_x, to_y)] = ends else { continue };
            self.rule(extent([*x, *to_x]), extent([*y, *to_y]), 0.5)?;
        }
        Ok(())
    }

    fn fill(&mut self, path: &Path) -> Result<(), DocumentError> {
        if path.is_curved {
            return Ok(());
        }
        let boxes: Vec<_> = path.shapes.iter().filter(|shape| (4..=5).contains(&shape.len())).collect();
        let sides = |shape: &[(f64, f64)]| {
            (extent(shape.iter().map(|point| point.0)), extent(shape.iter().map(|point| point.1)))
        };
        for (index, shape) in boxes.iter().enumerate() {
            let (across, down) = sides(shape);
            self.rule(across, down, MAX_THICKNESS)?;
            // A box with another directly inside is a frame.
            let inner = if index % 2 == 0 { boxes.get(index + 1) } else { None };
            if let Some((inner_across, inner_down)) = inner.map(|inner| sides(inner))
                && [(across, inner_across), (down, inner_down)].iter().all(|(one, other)| {
                    (one.0 - other.0).abs() <= MAX_THICKNESS && (one.1 - other.1).abs() <= MAX_THICKNESS
                })
            {
                for y in [down.0, down.1] {
                    self.rule(across, (y, y), 0.0)?;
                }
                for x in [across.0, across.1] {
                    self.rule((x, x), down, 0.0)?;
                }
            }
        }
        Ok(())
    }

    /// Adds a box as a line, if it is not thicker than `thickness`.
    fn rule(&mut self, across: (f64, f64), down: (f64, f64), thickness: f64) -> Result<(), DocumentError> {
        let (width, height) = (across.1 - across.0, down.1 - down.0);
        if !(width.is_finite() && height.is_finite()) || width.min(height) > thickness {
            return Ok(());
        }
        self.budget.line()?;
        if self.shown.rules.len() == MAX_RULES {
            return Err(DocumentError::TooMany { what: "lines drawn on a page", limit: MAX_RULES });
        }
        self.shown.rules.push(if width > height {
            Stroke { is_across: true, at: f64::midpoint(down.0, down.1), from: across.0, to: across.1 }
        } else {
            Stroke { is_across: false, at: f64::midpoint(across.0, across.1), from: down.0, to: down.1 }
        });
        Ok(())
    }
}

/// Returns the least and the greatest of some numbers.
fn extent(numbers: impl IntoIterator<Item = f64>) -> (f64, f64) {
    numbers.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), number| {
        (least.min(number), greatest.max(number))
    })
}

/// Returns the text that replaces marked content (`ActualText`), if any.
///
/// # Errors
/// The document has too many characters.
fn replacement(dict: &Dict<'_>, budget: &mut Budget) -> Result<Option<String>, DocumentError> {
    let Some(text) = dict.get::<hayro_syntax::object::String<'_>>("ActualText") else { return Ok(None) };
    let bytes = text.as_bytes();
    budget.characters(bytes.len())?;
    Ok(match bytes.strip_prefix(b"\xfe\xff") {
        Some(units) => {
            let units = units.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        None => {
            str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok().map(ToOwned::to_owned)
        }
    })
}

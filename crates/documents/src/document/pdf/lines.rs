//! Builds lines of text from characters on the same height.

use super::content::Glyph;
use crate::document::stream::DocumentPlace;

/// Maximum difference in height of characters on one line, in font sizes. Raised characters differ as much.
const SAME_LINE: f64 = 0.45;

/// Minimum gap between words, in font sizes.
const WORD_GAP: f64 = 0.17;

/// Minimum gap between cells without a drawn line, in font sizes.
const CELL_GAP: f64 = 1.5;

/// Minimum number of dots that lead from one cell to the next.
const LEADER: usize = 4;

/// Bullets of list items. Bullets of symbol fonts are private-use characters.
const BULLETS: &str = "•·▪▫■□●○◦‣⁃➢➤✓✔◆❖";

/// A character with its place in the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Character {
    pub(super) glyph: Glyph,
    pub(super) place: DocumentPlace,
}

/// A line of characters from left to right, at least one of which is not a space.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) signs: Vec<Character>,
}

/// Returns the characters of a page with their places.
pub(super) fn placed(glyphs: &[Glyph], page: u32) -> Vec<Character> {
    let signs =
        glyphs.iter().map(|glyph| Character { glyph: *glyph, place: DocumentPlace::default() }).collect();
    let mut placed = Vec::with_capacity(glyphs.len());
    for (line, number) in lines(signs).into_iter().zip(1..) {
        let mut column = 1;
        let mut before: Option<Glyph> = None;
        for sign in line.signs {
            column += usize::from(before.is_some_and(|before| is_gap(&before, &sign.glyph)));
            placed
                .push(Character { place: DocumentPlace { page: Some(page), line: number, column }, ..sign });
            column += 1;
            before = Some(sign.glyph);
        }
    }
    placed
}

/// Groups characters into lines, from the top down.
pub(super) fn lines(mut signs: Vec<Character>) -> Vec<Line> {
    signs.sort_by(|one, other| one.glyph.base.total_cmp(&other.glyph.base));
    let mut lines: Vec<Line> = Vec::new();
    let (mut base, mut size) = (f64::NEG_INFINITY, 0.0_f64);
    for sign in signs {
        let glyph = &sign.glyph;
        if glyph.base - base <= SAME_LINE * size.max(glyph.size)
            && let Some(line) = lines.last_mut()
        {
            // Raised characters are smaller, and do not set the height of the line.
            if glyph.size > size {
                (base, size) = (glyph.base, glyph.size);
            }
            line.signs.push(sign);
        } else {
            (base, size) = (glyph.base, glyph.size);
            lines.push(Line { signs: vec![sign] });
        }
    }
    lines.iter_mut().for_each(Line::tidy);
    lines.retain(|line| line.signs.iter().any(|sign| !is_space(&sign.glyph)));
    lines
}

impl Line {
    /// Sorts the characters, and removes those that are printed twice to look bold.
    fn tidy(&mut self) {
        self.signs.sort_by(|one, other| one.glyph.left.total_cmp(&other.glyph.left));
        self.signs.dedup_by(|next, sign| {
            let (next, sign) = (&next.glyph, &mut sign.glyph);
            let is_twice = next.c == sign.c && next.left - sign.left < 0.1 * sign.size && !is_space(next);
            sign.bold |= is_twice;
            is_twice
        });
    }

    fn visible(&self) -> impl DoubleEndedIterator<Item = &Glyph> {
        self.signs.iter().map(|sign| &sign.glyph).filter(|glyph| !is_space(glyph))
    }

    pub(super) fn first(&self) -> Option<&Glyph> {
        self.visible().next()
    }

    pub(super) fn last(&self) -> Option<&Glyph> {
        self.visible().next_back()
    }

    pub(super) fn left(&self) -> f64 {
        self.first().map_or(0.0, |glyph| glyph.left)
    }

    pub(super) fn right(&self) -> f64 {
        self.last().map_or(0.0, |glyph| glyph.right)
    }

    pub(super) fn centre(&self) -> f64 {
        f64::midpoint(self.left(), self.right())
    }

    pub(super) fn size(&self) -> f64 {
        self.visible().map(|glyph| glyph.size).fold(0.0, f64::max)
    }

    /// Returns the baseline of the largest characters.
    pub(super) fn base(&self) -> f64 {
        let size = self.size();
        self.visible().find(|glyph| glyph.size >= size).map_or(0.0, |glyph| glyph.base)
    }

    /// Returns true if a space is printed after the last word.
    pub(super) fn ends_spaced(&self) -> bool {
        self.signs.last().is_some_and(|sign| is_space(&sign.glyph))
    }

    /// Returns the width of the first word.
    pub(super) fn first_word(&self) -> f64 {
        let start = self.signs.iter().position(|sign| !is_space(&sign.glyph)).unwrap_or(0);
        let signs = &self.signs[start..];
        let ends =
            signs.windows(2).position(|two| is_space(&two[1].glyph) || is_gap(&two[0].glyph, &two[1].glyph));
        signs.get(ends.unwrap_or(signs.len() - 1)).map_or(0.0, |sign| sign.glyph.right - self.left())
    }

    /// Returns the number of characters of the list number or bullet at the beginning of the line, with the gap after
    /// it; 0 if the line does not have one. A word followed by a single space is not a list number.
    pub(super) fn label(&self) -> usize {
        let Some(start) = self.signs.iter().position(|sign| !is_space(&sign.glyph)) else { return 0 };
        let word = self.spaced(start).take_while(|(sign, is_apart)| !is_apart && is_of_label(sign.glyph.c));
        let length = word.count();
        let end = start + length;
        let Some(last) = self.signs.get(end.wrapping_sub(1)).map(|sign| &sign.glyph) else { return 0 };
        let text: String = self.signs[start..end].iter().map(|sign| sign.glyph.c).collect();
        let Some(room) = self.signs[end..].iter().position(|sign| !is_space(&sign.glyph)) else { return 0 };
        let next = &self.signs[end + room].glyph;
        let is_bullet = text.chars().all(|c| BULLETS.contains(c) || ('\u{e000}'..='\u{f8ff}').contains(&c));
        let is_apart = next.left - last.right >= 0.45 * last.size;
        let is_number = text.ends_with(['.', ')']) && text.contains(char::is_alphanumeric) && is_apart;
        if is_bullet && (room > 0 || is_gap(last, next)) || is_number { end + room } else { 0 }
    }

    /// Splits the line at wide gaps and rows of dots.
    pub(super) fn pieces(mut self) -> Vec<Self> {
        self.drop_leaders();
        let mut pieces: Vec<Self> = Vec::new();
        let mut before: Option<Glyph> = None;
        for sign in self.signs {
            let glyph = sign.glyph;
            let is_apart = before.is_none_or(|before| glyph.left - before.right >= CELL_GAP * glyph.size);
            match pieces.last_mut() {
                Some(piece) if !is_apart || is_space(&glyph) => piece.signs.push(sign),
                _ => pieces.push(Self { signs: vec![sign] }),
            }
            if !is_space(&glyph) {
                before = Some(glyph);
            }
        }
        pieces.retain(|piece| piece.first().is_some());
        pieces
    }

    fn drop_leaders(&mut self) {
        let is_dot = |sign: &Character| ".…·_".contains(sign.glyph.c) || is_space(&sign.glyph);
        let mut kept = Vec::with_capacity(self.signs.len());
        for run in self.signs.chunk_by(|one, next| is_dot(one) == is_dot(next)) {
            let dots = run.iter().filter(|sign| is_dot(sign) && !is_space(&sign.glyph)).count();
            if dots < LEADER {
                kept.extend_from_slice(run);
            }
        }
        self.signs = kept;
    }

    /// Returns the characters from `start`, each with true if a gap precedes it.
    pub(super) fn spaced(&self, start: usize) -> impl Iterator<Item = (&Character, bool)> {
        let signs = self.signs.get(start..).unwrap_or_default();
        let before = [None].into_iter().chain(signs.iter().map(Some));
        signs
            .iter()
            .zip(before)
            .map(|(sign, before)| (sign, before.is_some_and(|before| is_gap(&before.glyph, &sign.glyph))))
    }
}

fn is_of_label(c: char) -> bool {
    !c.is_whitespace() && (c.is_ascii_alphanumeric() || !c.is_alphanumeric())
}

pub(super) fn is_space(glyph: &Glyph) -> bool {
    glyph.c.is_whitespace() || glyph.c == '\u{a0}'
}

/// Returns true if the gap between two characters separates words.
fn is_gap(one: &Glyph, next: &Glyph) -> bool {
    next.left - one.right > WORD_GAP * one.size.max(next.size)
}

//! Plain text and Markdown: a line is a row, with tabs, wide gaps or the bars of a Markdown table between its cells.
//!
//! Text extracted from other formats may contain tags such as `<p>`. They separate paragraphs and bold words, and are
//! removed.

use super::error::DocumentError;
use super::stream::{Document, DocumentCell, DocumentPlace, DocumentRow, MAX_CELLS, TextPart, tidy};

/// Number of consecutive blank lines that may be the end of a page.
const GAP: usize = 2;

/// Reads a document of plain text.
///
/// # Errors
/// The text has too many cells.
pub fn read_text(text: &str) -> Result<Document, DocumentError> {
    let mut document = Document { has_lines: true, ..Document::default() };
    let (mut blank, mut cells) = (0, 0);
    for (line, number) in text.lines().flat_map(|line| line.split('\r')).zip(1..) {
        let begins_page = line.starts_with('\u{c}') || blank >= GAP;
        let row = read_line(line, number);
        if row.is_blank() {
            // A form feed alone on a line also begins a page.
            blank += if line.contains('\u{c}') { GAP } else { 1 };
            continue;
        }
        cells += row.cells.len();
        if cells > MAX_CELLS {
            return Err(DocumentError::TooMany { what: "cells", limit: MAX_CELLS });
        }
        if begins_page {
            document.pages.push(document.rows.len());
        }
        if blank > 0 {
            document.gaps.push(document.rows.len());
        }
        document.rows.push(row);
        blank = 0;
    }
    Ok(document)
}

fn read_line(line: &str, number: usize) -> DocumentRow {
    let place = |column| DocumentPlace { page: None, line: number, column };
    let trimmed = line.trim();
    if trimmed.len() > 1 && trimmed.starts_with('|') && trimmed.ends_with('|') {
        return read_markdown_row(line, place);
    }
    let heading = trimmed.trim_start_matches('#');
    if heading.len() < trimmed.len() && heading.starts_with(' ') {
        let column = column_of(line, heading);
        return DocumentRow { cells: vec![read_cell(&unescaped(heading), column, place)] };
    }
    let cells = split_cells(line).into_iter().map(|cell| read_cell(cell, column_of(line, cell), place));
    DocumentRow { cells: cells.collect() }
}

/// Reads a line of a Markdown table; the line of dashes below the header becomes a row without cells.
fn read_markdown_row(line: &str, place: impl Fn(usize) -> DocumentPlace + Copy) -> DocumentRow {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    if inner.chars().all(|c| matches!(c, '-' | ':' | '|' | ' ')) && inner.contains('-') {
        return DocumentRow::default();
    }
    let mut cells = Vec::new();
    let mut start = 0;
    let bars = inner.char_indices().filter(|&(at, c)| c == '|' && !inner[..at].ends_with('\\'));
    for end in bars.map(|(at, _)| at).chain([inner.len()]) {
        let cell = &inner[start..end];
        cells.push(read_cell(&unescaped(cell), column_of(line, cell), place));
        start = end + 1;
    }
    DocumentRow { cells }
}

/// Removes backslashes before punctuation, and turns `**` into tags for bold words.
fn unescaped(text: &str) -> String {
    const SIGNS: &str = "\\`*_{}[]<>()#+-.!|~$&/";
    let mut plain = String::with_capacity(text.len());
    let (mut rest, mut bold) = (text, false);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if let Some(sign) = after.chars().next().filter(|&sign| c == '\\' && SIGNS.contains(sign)) {
            plain.push(sign);
            rest = &after[sign.len_utf8()..];
        } else if rest.starts_with("**") && (bold || after[1..].contains("**")) {
            plain.push_str(if bold { "</b>" } else { "<b>" });
            bold = !bold;
            rest = &after[1..];
        } else {
            plain.push(c);
            rest = after;
        }
    }
    plain
}

/// Splits a line at tabs or, if it has none, at gaps of three spaces.
fn split_cells(line: &str) -> Vec<&str> {
    if line.contains('\t') {
        line.split('\t').collect()
    } else {
        line.trim().split("   ").filter(|cell| !cell.trim().is_empty()).collect()
    }
}

/// Returns the column, counted from 1, of the first character of `piece` that is not white space.
fn column_of(line: &str, piece: &str) -> usize {
    let start = piece.trim_start().as_ptr() as usize - line.as_ptr() as usize;
    line[..start].chars().count() + 1
}

/// The effect of a tag on the text around it.
enum Tag {
    /// Ends a paragraph.
    Break,
    /// Begins or ends bold text.
    Bold(bool),
    /// No effect.
    Other,
}

/// Parses the tag at the beginning of `text`, and returns it with its length.
fn tag(text: &str) -> Option<(Tag, usize)> {
    const LONGEST: usize = 200;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inner = &text[1..end];
    let closes = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let tag = match name.to_ascii_lowercase().as_str() {
        "p" | "br" | "li" | "div" | "ol" | "ul" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "tr" | "td"
        | "th" | "table" | "tbody" | "thead" => Tag::Break,
        "b" | "strong" => Tag::Bold(!closes),
        "i" | "em" | "u" | "span" | "font" | "a" | "sup" | "sub" | "small" => Tag::Other,
        _ => return None,
    };
    Some((tag, end + 1))
}

/// Reads a cell, and splits it into parts at its tags.
fn read_cell(text: &str, column: usize, place: impl Fn(usize) -> DocumentPlace) -> DocumentCell {
    let text = text.trim_start();
    let mut cell = DocumentCell::default();
    let (mut column, mut start, mut bold, mut begins) = (column, 0, false, true);
    let mut take = |piece: &str, tags: &str, bold: bool, begins: bool| {
        let words = tidy(&entities(piece));
        let is_blank = words.is_empty();
        if !is_blank {
            let blanks = piece.chars().take_while(|c| c.is_whitespace()).count();
            let continues = !begins && !cell.parts.is_empty();
            cell.parts.push(TextPart { place: place(column + blanks), text: words, bold, continues });
        }
        column += piece.chars().count() + tags.chars().count();
        is_blank
    };
    for (at, _) in text.match_indices('<') {
        let Some((tag, length)) = tag(&text[at..]).filter(|_| at >= start) else { continue };
        // After a piece without words, the next piece still begins the paragraph.
        begins &= take(&text[start..at], &text[at..at + length], bold, begins);
        match tag {
            Tag::Break => begins = true,
            Tag::Bold(now) => bold = now,
            Tag::Other => {}
        }
        start = at + length;
    }
    take(&text[start..], "", bold, begins);
    cell
}

/// Replaces the entities that extractions of web pages leave.
fn entities(text: &str) -> String {
    const ENTITIES: [(&str, &str); 6] =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    if !text.contains('&') {
        return text.to_owned();
    }
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Document {
        read_text(text).unwrap()
    }

    fn texts(text: &str) -> Vec<Vec<String>> {
        let cell = |cell: &DocumentCell| {
            cell.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" / ")
        };
        read(text).rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect()
    }

    #[test]
    fn a_line_is_a_row_with_its_cells() {
        for (text, cells) in [
            ("1.\tSkills\twords of\u{a0} it\t5(c)\t45", vec!["1.", "Skills", "words of it", "5(c)", "45"]),
            ("\t\twords\t\t", vec!["", "", "words", "", ""]),
            ("  Nurse     5     12 ", vec!["Nurse", "5", "12"]),
            ("| 1. | A\\|B | **bold** plain<br>next |", vec!["1.", "A|B", "bold / plain / next"]),
            ("## Job &amp; Statement", vec!["Job & Statement"]),
            ("a  b", vec!["a b"]),
        ] {
            assert_eq!(texts(text), [cells], "{text}");
        }
        assert!(texts("| --- | :-: |").is_empty());
    }

    #[test]
    fn tags_part_paragraphs_and_bold_words_and_other_angles_stay() {
        let document = read("x\t<p>One <b>two</b> three</p> <p>Four <5 &gt; 3</p>");
        let parts = &document.rows[0].cells[1].parts;
        let said: Vec<(&str, bool, bool, usize)> =
            parts.iter().map(|part| (&*part.text, part.bold, part.continues, part.place.column)).collect();
        assert_eq!(
            said,
            [
                ("One", false, false, 6),
                ("two", true, true, 13),
                ("three", false, true, 21),
                ("Four <5 > 3", false, false, 34)
            ]
        );
    }

    #[test]
    fn a_text_of_far_too_many_cells_is_refused() {
        let error = read_text(&"1\n".repeat(MAX_CELLS + 1)).unwrap_err();
        assert_eq!(error, DocumentError::TooMany { what: "cells", limit: MAX_CELLS });
        assert!(read_text(&"\t".repeat(MAX_CELLS + 1)).is_ok(), "what has no words is left out");
    }

    #[test]
    fn pages_begin_behind_form_feeds_and_gaps() {
        assert_eq!(read("a\n\nb\n\n\nc\n\u{c}d\n\u{c}\ne\r\rf").pages, [2, 3, 4]);
        assert_eq!(read("a\n\nb\n\n\nc\n").rows[2].cells[0].parts[0].place.line, 6);
    }
}

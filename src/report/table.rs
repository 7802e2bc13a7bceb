//! Tables for people, fitted to the terminal.

use std::io::{self, Write};

use comfy_table::{Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, Width};
use comfy_table::{LineStyle, TableStyle};

use super::block::{BlockTable, Column, ColumnKind, ReportBlock, Tone, TonedText};
use super::format::Style;
use super::wording::visible;
use crate::sanitize::no_command;

/// Table style with a line below the header and no other lines.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Spaces between columns, and the part of it that is not padding.
const GAP: u16 = 2;
const BETWEEN: u16 = 1;

/// The least width of remarks beside a table.
const LEAST_REMARK: u16 = 50;

/// The longest word that a column of words has room for. Longer ones may be broken.
const LEAST_WORDS: u16 = 12;

/// The longest name that is kept in one piece.
const LONGEST_NAME: u16 = 40;

/// The longest part of a word that is laid out at once, in characters.
const LONGEST_WORD: usize = 1000;

pub(super) fn write(blocks: &[ReportBlock], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<&ReportBlock> = None;
    for block in blocks {
        let laid_out = match block {
            ReportBlock::Picture(_) => continue,
            ReportBlock::Heading(text) => wrapped(&TonedText::from(text).tone(Tone::Strong), style),
            ReportBlock::Section(text) => wrapped(&TonedText::from(text).tone(Tone::Strong), style),
            ReportBlock::Text(cell) => wrapped(cell, style),
            ReportBlock::Table(table) => columns(table, style),
        };
        let follows_heading = matches!(before, Some(ReportBlock::Heading(_) | ReportBlock::Section(_)))
            && matches!(block, ReportBlock::Text(_));
        if before.is_some() && !follows_heading {
            writeln!(out)?;
        }
        before = Some(block);
        for line in laid_out.lines() {
            writeln!(out, "{}", no_command(line.trim_end()))?;
        }
    }
    Ok(())
}

/// Draws a table, with its remarks beside it if there is room, else below.
fn columns(table: &BlockTable, style: Style) -> String {
    if let Some((main, remarks)) = table.split_remarks() {
        let taken: u16 =
            arranged(&main, style).column_max_content_widths().iter().map(|width| width + GAP).sum();
        let needed = remarks.columns[1..].iter().map(|_| LEAST_REMARK).sum();
        if style.width.saturating_sub(taken) < needed {
            return format!("{}\n\n{}", arranged(&main, style), arranged(&remarks, style));
        }
    }
    if least_width(table) <= style.width {
        return arranged(table, style).to_string();
    }
    let table = table.clone().without_bars();
    if least_width(&table) <= style.width {
        arranged(&table, style).to_string()
    } else {
        records(&table, style)
    }
}

/// Returns the width below which a number, a name or an ordinary word would be broken over two lines.
fn least_width(table: &BlockTable) -> u16 {
    let least = |(index, column): (usize, &Column)| {
        let cells = table.rows.iter().map(|row| row[index].text.as_str());
        let words = || cells.clone().flat_map(str::split_whitespace).map(width_of).max().unwrap_or_default();
        let whole = || cells.clone().map(width_of).max().unwrap_or_default();
        let content = match column.kind {
            ColumnKind::Numbers | ColumnKind::Levels => whole(),
            ColumnKind::Names => Some(whole()).filter(|width| *width <= LONGEST_NAME).unwrap_or_else(words),
            ColumnKind::Words | ColumnKind::Bars | ColumnKind::Remarks => words().min(LEAST_WORDS),
        };
        let head = column.name.split_whitespace().map(width_of).max().unwrap_or_default();
        content.max(head) + if column.kind == ColumnKind::Levels { BETWEEN } else { GAP }
    };
    table.columns.iter().enumerate().map(least).sum::<u16>().saturating_sub(GAP)
}

/// Returns the width of a text on a terminal.
fn width_of(text: &str) -> u16 {
    let mut measured = comfy_table::Table::new();
    measured.force_no_tty().add_row([visible(text)]);
    measured.column_max_content_widths().first().copied().unwrap_or_default()
}

/// Draws each row as a list of values, one per line, for terminals narrower than the table.
fn records(table: &BlockTable, style: Style) -> String {
    let record = |row: &Vec<TonedText>| {
        let values = table.columns.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty());
        let line = |(column, cell): (&Column, &TonedText)| {
            let name = if column.name.is_empty() { String::new() } else { format!("{}: ", column.name) };
            wrapped(&TonedText::from(format!("{name}{}", cell.text)).tone(cell.tone), style)
        };
        values.map(line).collect::<Vec<_>>().join("\n")
    };
    table.rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
}

fn arranged(table: &BlockTable, style: Style) -> comfy_table::Table {
    let mut arranged = fitted(style);
    arranged.load_style(RULED);
    if table.columns.iter().any(|column| !column.name.is_empty()) {
        arranged.set_header(table.columns.iter().map(|column| column.name.as_ref()));
    }
    for row in &table.rows {
        arranged.add_row(row.iter().map(styled).collect::<Vec<_>>());
    }
    let widths = arranged.column_max_content_widths();
    let last = table.columns.len().saturating_sub(1);
    for (index, (column, arranged)) in table.columns.iter().zip(arranged.column_iter_mut()).enumerate() {
        let is_close = index == last || column.kind == ColumnKind::Levels;
        let padding = if is_close { 0 } else { GAP - BETWEEN };
        arranged.set_padding((0, padding));
        match column.kind {
            ColumnKind::Numbers | ColumnKind::Levels => {
                arranged.set_cell_alignment(CellAlignment::Right);
                let numbers = table.rows.iter().map(|row| width_of(&row[index].text));
                let width = numbers.max().unwrap_or_default();
                arranged.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width + padding)));
            }
            ColumnKind::Names if widths[index] <= LONGEST_NAME => {
                arranged
                    .set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(widths[index] + padding)));
            }
            ColumnKind::Names | ColumnKind::Words | ColumnKind::Bars | ColumnKind::Remarks => {}
        }
    }
    arranged
}

/// Wraps a text into lines.
fn wrapped(cell: &TonedText, style: Style) -> String {
    let mut laid_out = fitted(style);
    laid_out.load_style(TableStyle::new()).add_row([styled(cell)]);
    for column in laid_out.column_iter_mut() {
        column.set_padding((0, 0));
    }
    laid_out.to_string()
}

fn fitted(style: Style) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// Splits very long words. Laying out a word takes time that grows with the square of its length.
fn in_parts(text: String) -> String {
    if text.len() <= LONGEST_WORD {
        return text;
    }
    let mut parts = String::with_capacity(text.len());
    let mut length = 0;
    for c in text.chars() {
        length = if c == ' ' { 0 } else { length + 1 };
        if length > LONGEST_WORD {
            parts.push('\n');
            length = 1;
        }
        parts.push(c);
    }
    parts
}

fn styled(cell: &TonedText) -> comfy_table::Cell {
    let styled = comfy_table::Cell::new(in_parts(visible(&cell.text)));
    match cell.tone {
        Tone::Plain | Tone::Step(_) => styled,
        Tone::Strong => styled.add_attribute(Attribute::Bold),
        Tone::Good => styled.fg(Color::DarkGreen),
        Tone::Bad => styled.fg(Color::DarkRed),
        Tone::Open => styled.fg(Color::DarkYellow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_without_end_is_broken() {
        let word = "é".repeat(LONGEST_WORD);
        for (text, parts) in [
            (word.clone(), vec![word.as_str()]),
            (format!("{word} {word}"), vec![&format!("{word} {word}")]),
            (format!("a {word}{word}é b"), vec![&format!("a {word}"), &word, "é b"]),
        ] {
            assert_eq!(in_parts(text).lines().collect::<Vec<_>>(), parts);
        }
    }
}

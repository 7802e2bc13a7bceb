//! Tables for documents and comments, in GitHub's Markdown.

use std::io::{self, Write};

use super::block::{BlockTable, ColumnKind, ReportBlock, Tone, TonedText};
use super::wording::visible;

pub(super) fn write(blocks: &[ReportBlock], out: &mut dyn Write) -> io::Result<()> {
    let shown = blocks.iter().filter(|block| !matches!(block, ReportBlock::Picture(_)));
    for (index, block) in shown.enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        match block {
            ReportBlock::Heading(text) => writeln!(out, "## {}", escaped(text))?,
            ReportBlock::Section(text) => writeln!(out, "### {}", escaped(text))?,
            ReportBlock::Text(cell) => writeln!(out, "{}", paragraph(&toned(cell)))?,
            ReportBlock::Table(table) => write_table(table, out)?,
            ReportBlock::Picture(_) => {}
        }
    }
    Ok(())
}

fn write_table(table: &BlockTable, out: &mut dyn Write) -> io::Result<()> {
    write_row(table.columns.iter().map(|column| column.name.clone().into_owned()), out)?;
    write_row(
        table.columns.iter().map(|column| {
            if matches!(column.kind, ColumnKind::Numbers | ColumnKind::Levels) { "--:" } else { "---" }
                .to_owned()
        }),
        out,
    )?;
    table.rows.iter().try_for_each(|row| write_row(row.iter().map(toned), out))
}

fn write_row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

fn toned(cell: &TonedText) -> String {
    let text = escaped(&cell.text);
    let text = if cell.tone == Tone::Strong && !text.is_empty() { format!("**{text}**") } else { text };
    match &cell.link {
        Some(link) => format!("[{text}]({})", link.file()),
        None => text,
    }
}

/// Escapes the characters that mean something in Markdown, HTML or GitHub's formulas.
fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '$') {
            escaped.push('\\');
        }
        let begins_entity = c == '&' && !text[index + 1..].starts_with(' ');
        if begins_entity { escaped.push_str("&amp;") } else { escaped.push(c) }
    }
    escaped
}

/// Escapes the beginning of a line that would make it a list item, a rule or, in a log, a command.
fn paragraph(text: &str) -> String {
    let text = text.trim_start();
    let (digits, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let markers: &[char] = if digits.is_empty() { &['-', '+', '=', ':'] } else { &['.', ')'] };
    if rest.starts_with(markers) { format!("{digits}\\{rest}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_a_paragraph() {
        for (text, line) in [
            ("- a", r"\- a"),
            ("  + a", r"\+ a"),
            ("12. a", r"12\. a"),
            ("1) a", r"1\) a"),
            ("498 points", "498 points"),
            ("a - b", "a - b"),
            ("::error::a", r"\::error::a"),
        ] {
            assert_eq!(paragraph(text), line);
        }
    }

    #[test]
    fn an_escaped_text_shows_what_it_hides() {
        assert_eq!(escaped("Nurse\u{202e} $x$"), r"Nurse\\u{202e} \$x\$");
    }
}

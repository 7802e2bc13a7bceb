//! Jobs in workbooks: choosing the sheet, and handing on its rows in blocks.

use std::sync::Arc;

use jobeval_documents::sheet::{SheetRows, Workbook};

use super::columns::{Columns, HeaderFound, HeaderRules, LOOK_AHEAD};
use crate::csv::{CsvBlock, LONGEST_ROW};
use crate::finding::{Finding, Problem, ReadError, Rule};
use crate::names;
use crate::sanitize::{listed, short};
use crate::scheme::Scheme;
use crate::source_text::workbook_problem;

/// Number of bytes of rows that are handed on at once.
const AT_ONCE: usize = 32_768;

/// Rules for reading a workbook.
#[derive(Debug, Clone, Copy, Default)]
pub struct SheetRules<'c> {
    /// Rules for reading the header of the sheet. The separator does not matter.
    pub header: HeaderRules<'c>,
    /// Name of the sheet; `None` for the only one whose header names factors.
    pub sheet: Option<&'c str>,
    /// Maximum size of the file in bytes. Unpacked it may be sixteen times as large.
    pub most_bytes: u64,
}

impl SheetRules<'_> {
    /// Returns the maximum size of the unpacked workbook in bytes. Packed XML of sheets is rarely less than a sixteenth.
    fn most_unpacked(&self) -> u64 {
        self.most_bytes.saturating_mul(16)
    }
}

/// Rows of a sheet, handed on in blocks.
#[derive(Debug)]
pub(super) struct SheetBlocks {
    rows: SheetRows,
    /// Index of the next row. Rows up to the header are skipped.
    next: usize,
}

impl SheetBlocks {
    /// Opens the sheet of a workbook that holds jobs, and reads its header. Returns the name of the sheet as well.
    ///
    /// # Errors
    /// The workbook cannot be read, no single sheet holds jobs, or its header is wrong.
    pub(super) fn open(
        source: &Arc<str>,
        bytes: &[u8],
        rules: SheetRules<'_>,
        scheme: &Scheme,
    ) -> Result<(SheetBlocks, HeaderFound, Arc<str>), ReadError> {
        let header = HeaderRules { separator: Some(b','), ..rules.header };
        let (rows, name) = read_sheet(bytes, rules, header, scheme)
            .map_err(|problem| ReadError { findings: vec![Finding::at(source, None, problem)] })?;
        let mut found = Columns::read(source, Some(&name), &rows.bytes, scheme, header)?;
        found.columns.widen(rows.width);
        let next = rows.ends.partition_point(|end| *end <= found.end) + 1;
        Ok((SheetBlocks { rows, next }, found, name))
    }

    /// Returns the next rows; `None` at the end.
    pub(super) fn next_block(&mut self) -> Option<CsvBlock> {
        let first = self.next;
        let start = self.rows.ends[first - 1];
        // A row that is too long to be read is a block of its own.
        let is_overlong = self.rows.ends.get(first)? - start > LONGEST_ROW;
        self.next += 1;
        while !is_overlong && self.rows.ends.get(self.next).is_some_and(|end| end - start <= AT_ONCE) {
            self.next += 1;
        }
        let bytes = &self.rows.bytes[start..self.rows.ends[self.next - 1]];
        Some(CsvBlock::of_rows(bytes, first + 1, is_overlong))
    }
}

/// Reads the rows of the sheet that holds jobs, and its name.
fn read_sheet(
    bytes: &[u8],
    rules: SheetRules<'_>,
    header: HeaderRules<'_>,
    scheme: &Scheme,
) -> Result<(SheetRows, Arc<str>), Problem> {
    let most = rules.most_unpacked();
    let mut workbook = Workbook::open(bytes, most).map_err(|error| workbook_problem(&error, most))?;
    let sheet = match rules.sheet {
        Some(name) => find_sheet(&workbook, name)?,
        None => choose_sheet(&mut workbook, most, scheme, header)?,
    };
    let rows = read_rows(&mut workbook, sheet, usize::MAX, most)?;
    Ok((rows, workbook.sheets()[sheet].name.as_str().into()))
}

/// Returns the index of the sheet with this name: an exact match, else one that differs in case.
fn find_sheet(workbook: &Workbook<'_>, name: &str) -> Result<usize, Problem> {
    let names = sheet_names(workbook);
    let exact = names.iter().position(|known| *known == name);
    let alike = || names.iter().position(|known| known.to_lowercase() == name.to_lowercase());
    exact.or_else(alike).ok_or_else(|| {
        let nearest = names::nearest(name, names.iter().map(String::as_str));
        Problem::new(Rule::WhichSheet, format!("there is no sheet `{}`", short(name)))
            .suggest(nearest.map(short), format!("the sheets are {}", listed(&names)))
    })
}

/// Returns the index of the only sheet, or of the only one whose header names factors. Hidden sheets have to be named.
fn choose_sheet(
    workbook: &mut Workbook<'_>,
    most: u64,
    scheme: &Scheme,
    rules: HeaderRules<'_>,
) -> Result<usize, Problem> {
    let (hidden, visible): (Vec<usize>, Vec<usize>) =
        (0..workbook.sheets().len()).partition(|&sheet| workbook.sheets()[sheet].is_hidden);
    if let ([only], []) = (&visible[..], &hidden[..]) {
        return Ok(*only);
    }
    let found = with_factors(workbook, most, &visible, scheme, rules)?;
    if let [only] = found[..] {
        return Ok(only);
    }
    let names = sheet_names(workbook);
    if !found.is_empty() {
        let message = format!("{} sheets have a header that names the factors", found.len());
        let help = format!("choose one with --sheet: {}", listed_sheets(&names, &found));
        return Err(Problem::new(Rule::WhichSheet, message).help(help));
    }
    let hidden = with_factors(workbook, most, &hidden, scheme, rules)?;
    match (&hidden[..], &visible[..]) {
        // The problems of its header are found when its rows are read.
        ([], [only]) => Ok(*only),
        ([], _) => Err(Problem::new(Rule::WhichSheet, "no sheet has a header that names the factors")
            .help(format!("name the sheet with --sheet: {}", listed(&names)))),
        _ => Err(Problem::new(Rule::WhichSheet, "only hidden sheets have a header that names the factors")
            .help(format!("name one of them with --sheet: {}", listed_sheets(&names, &hidden)))),
    }
}

/// Returns those of the sheets that have a header with factors among their first rows.
fn with_factors(
    workbook: &mut Workbook<'_>,
    most: u64,
    sheets: &[usize],
    scheme: &Scheme,
    rules: HeaderRules<'_>,
) -> Result<Vec<usize>, Problem> {
    let mut found = Vec::new();
    for &sheet in sheets {
        if Columns::stand_in(&read_rows(workbook, sheet, LOOK_AHEAD, most)?.bytes, scheme, rules) {
            found.push(sheet);
        }
    }
    Ok(found)
}

/// Reads the first `count` rows of a sheet. `most` is the number of bytes that the workbook may unpack to.
fn read_rows(
    workbook: &mut Workbook<'_>,
    sheet: usize,
    count: usize,
    most: u64,
) -> Result<SheetRows, Problem> {
    workbook.rows(sheet, count).map_err(|error| workbook_problem(&error, most))
}

fn sheet_names(workbook: &Workbook<'_>) -> Vec<String> {
    workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect()
}

fn listed_sheets(names: &[String], sheets: &[usize]) -> String {
    listed(&Vec::from_iter(sheets.iter().map(|&sheet| &names[sheet])))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// Returns the blocks of a sheet with rows of these lengths in bytes, each with its number of rows.
    fn blocks(lengths: &[usize]) -> Vec<(CsvBlock, usize)> {
        let mut rows = SheetRows { bytes: b"header\n".to_vec(), ends: vec![7], width: 1 };
        for length in lengths {
            rows.bytes.extend(std::iter::repeat_n(b'x', length - 1));
            rows.bytes.push(b'\n');
            rows.ends.push(rows.bytes.len());
        }
        let mut blocks = SheetBlocks { rows, next: 1 };
        let mut next = || {
            let first = blocks.next;
            blocks.next_block().map(|block| (block, blocks.next - first))
        };
        std::iter::from_fn(&mut next).collect()
    }

    #[test]
    fn rows_come_in_blocks_of_so_many_bytes() {
        let blocks = blocks(&[AT_ONCE / 4; 9]);
        let found: Vec<_> =
            blocks.iter().map(|(block, rows)| (block.first_line, *rows, block.bytes.len())).collect();
        assert_eq!(found, [(2, 4, AT_ONCE), (6, 4, AT_ONCE), (10, 1, AT_ONCE / 4)]);
        assert!(blocks.iter().all(|(block, _)| !block.overlong));
    }

    #[test]
    fn a_row_that_is_too_long_comes_alone() {
        let found: Vec<_> = blocks(&[10, LONGEST_ROW, 10, LONGEST_ROW + 1, 10])
            .iter()
            .map(|(block, rows)| (block.first_line, *rows, block.overlong, block.bytes.len()))
            .collect();
        let expected = [
            (2, 1, false, 10),
            (3, 1, false, LONGEST_ROW),
            (4, 1, false, 10),
            (5, 1, true, 0),
            (6, 1, false, 10),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cell_with_semicolons_is_one_cell() {
        let names: Vec<String> = (1..=16).map(|number| number.to_string()).collect();
        let cell = |text: &str| {
            format!(
                "<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
            )
        };
        let rows =
            cell(&format!("id;title;{}", names.join(";"))) + &cell(&format!("A;One;{}", names.join(";")));
        let mut workbook = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
            ("content.xml", format!("<body><table:table table:name=\"A\">{rows}</table:table></body>")),
        ] {
            workbook.start_file(name, SimpleFileOptions::default()).unwrap();
            workbook.write_all(text.as_bytes()).unwrap();
        }
        let bytes = workbook.finish().unwrap().into_inner();
        let rules = SheetRules { most_bytes: 1 << 20, ..SheetRules::default() };
        assert!(SheetBlocks::open(&"jobs.ods".into(), &bytes, rules, Scheme::nhs_jes()).is_err());
    }
}

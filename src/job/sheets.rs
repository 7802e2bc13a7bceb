//! Finds the sheet of a workbook that holds jobs, and hands on its rows.

use std::sync::Arc;

use super::columns::{Columns, HeaderFound, HeaderRules, LOOK_AHEAD};
use crate::csv::{CsvBlock, LONGEST_ROW};
use crate::finding::{Finding, Problem, ReadError, Rule};
use crate::names;
use crate::sanitize::{listed, short};
use crate::scheme::Scheme;
use crate::source_text::workbook_problem;
use jobeval_documents::sheet::{SheetRows, Workbook, WorkbookError};

/// How many bytes of rows are handed on at once.
const AT_ONCE: usize = 32_768;

/// How a workbook is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct SheetRules<'c> {
    /// How the header of the sheet is to be read. The separator does not matter.
    pub header: HeaderRules<'c>,
    /// The name of the sheet; none for the only one whose header names factors.
    pub sheet: Option<&'c str>,
    /// How many bytes the file may have. Unpacked it may have sixteen times as many.
    pub most_bytes: u64,
}

impl SheetRules<'_> {
    /// How many bytes the workbook may unpack to. The XML of sheets is rarely a tenth in its archive.
    fn most_unpacked(&self) -> u64 {
        self.most_bytes.saturating_mul(16)
    }
}

/// The rows of a sheet that are still to come.
#[derive(Debug)]
pub(super) struct SheetBlocks {
    rows: SheetRows,
    next: usize,
}

impl SheetBlocks {
    /// Opens the sheet of a workbook that holds jobs, and reads its header.
    pub(super) fn open(
        source: &Arc<str>,
        bytes: &[u8],
        rules: SheetRules<'_>,
        scheme: &Scheme,
    ) -> Result<(SheetBlocks, HeaderFound, Arc<str>), ReadError> {
        let whole = |problem| ReadError { findings: vec![Finding::at(source, None, problem)] };
        let header = HeaderRules { separator: Some(b','), ..rules.header };
        let most = rules.most_unpacked();
        let broken = |error: WorkbookError| whole(workbook_problem(&error, most));
        let mut workbook = Workbook::open(bytes, most).map_err(broken)?;
        let sheet = choose(&mut workbook, most, rules.sheet, scheme, header).map_err(whole)?;
        let rows = workbook.rows(sheet, usize::MAX).map_err(broken)?;
        let name: Arc<str> = workbook.sheets()[sheet].name.as_str().into();
        let mut found = Columns::read(source, Some(&name), &rows.bytes, scheme, header)?;
        found.columns.widen(rows.width);
        let next = rows.ends.partition_point(|end| *end <= found.end) + 1;
        Ok((SheetBlocks { rows, next }, found, name))
    }

    /// The next rows; none at the end.
    pub(super) fn next_block(&mut self) -> Option<CsvBlock> {
        let first = self.next;
        let start = self.rows.ends[first - 1];
        let end_of = |row: usize| self.rows.ends.get(row).copied();
        // A row that is too long to be read comes alone.
        let is_overlong = end_of(first)? - start > LONGEST_ROW;
        self.next += 1;
        while !is_overlong && end_of(self.next).is_some_and(|end| end - start <= AT_ONCE) {
            self.next += 1;
        }
        let bytes = &self.rows.bytes[start..self.rows.ends[self.next - 1]];
        Some(CsvBlock::of_rows(bytes, first + 1, is_overlong))
    }
}

/// The sheet of a name, or the only one whose header names factors. Hidden sheets must be named.
fn choose(
    workbook: &mut Workbook<'_>,
    most_unpacked: u64,
    name: Option<&str>,
    scheme: &Scheme,
    rules: HeaderRules<'_>,
) -> Result<usize, Problem> {
    let problem = |message: String| Problem::new(Rule::WhichSheet, message);
    let names: Vec<String> = workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(name) = name {
        let with = |is_it: &dyn Fn(&str) -> bool| names.iter().position(|own| is_it(own));
        let found =
            with(&|own| own == name).or_else(|| with(&|own| own.to_lowercase() == name.to_lowercase()));
        return found.ok_or_else(|| {
            let nearest = names::nearest(name, names.iter().map(String::as_str));
            problem(format!("there is no sheet `{}`", short(name)))
                .suggest(nearest.map(short), format!("the sheets are {}", listed(&names)))
        });
    }
    let [seen, hidden] = [false, true].map(|hidden| {
        let is_one = |sheet: &usize| workbook.sheets()[*sheet].is_hidden == hidden;
        Vec::from_iter((0..names.len()).filter(is_one))
    });
    if let ([only], []) = (&seen[..], &hidden[..]) {
        return Ok(*only);
    }
    let mut with_factors = |sheets: &[usize]| -> Result<Vec<usize>, Problem> {
        let mut found = sheets.to_vec();
        for sheet in sheets {
            let rows =
                workbook.rows(*sheet, LOOK_AHEAD).map_err(|error| workbook_problem(&error, most_unpacked))?;
            if !Columns::stand_in(&rows.bytes, scheme, rules) {
                found.retain(|other| other != sheet);
            }
        }
        Ok(found)
    };
    let listed_of = |sheets: &[usize]| listed(&Vec::from_iter(sheets.iter().map(|&sheet| &names[sheet])));
    let with_seen = with_factors(&seen)?;
    if let [only] = with_seen[..] {
        return Ok(only);
    }
    if !with_seen.is_empty() {
        let count = with_seen.len();
        return Err(problem(format!("{count} sheets have a header that names the factors"))
            .help(format!("choose one with --sheet: {}", listed_of(&with_seen))));
    }
    match (&with_factors(&hidden)?[..], &seen[..]) {
        // What is wrong with its header is yet to be said.
        ([], [only]) => Ok(*only),
        ([], _) => Err(problem("no sheet has a header that names the factors".to_owned())
            .help(format!("name the sheet with --sheet: {}", listed(&names)))),
        (with_hidden, _) => {
            Err(problem("only hidden sheets have a header that names the factors".to_owned())
                .help(format!("name one of them with --sheet: {}", listed_of(with_hidden))))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// Blocks of rows behind a header, each row of so many bytes; with how many rows each block has.
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

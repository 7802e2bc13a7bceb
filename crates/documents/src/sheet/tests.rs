//! Damaged and hostile workbooks.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::archive::{check, open, unpack};
use super::error::WorkbookError;
use super::{SheetRows, Workbook, record};

const XLSX: &[u8] = include_bytes!("../../tests/data/jobs.xlsx");
const ODS: &[u8] = include_bytes!("../../tests/data/jobs.ods");
const XLS: &[u8] = include_bytes!("../../tests/data/jobs.xls");

/// Maximum number of unpacked bytes.
const MOST: u64 = 1 << 20;

/// Reads the rows of every sheet.
fn read(bytes: &[u8]) -> Result<Vec<SheetRows>, WorkbookError> {
    let mut workbook = Workbook::open(bytes, MOST)?;
    (0..workbook.sheets().len()).map(|sheet| workbook.rows(sheet, usize::MAX)).collect()
}

fn text(rows: &SheetRows) -> &str {
    str::from_utf8(&rows.bytes).unwrap()
}

/// A kind of error of a workbook that is damaged or made to do harm.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    Other,
}

fn refusal_of(error: &WorkbookError) -> Refusal {
    if *error == WorkbookError::TooLarge { Refusal::TooLarge } else { Refusal::Other }
}

fn refusal(bytes: &[u8]) -> Refusal {
    refusal_of(&read(bytes).unwrap_err())
}

/// Returns the names and contents of the files in an archive.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let part = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().to_string(), bytes)
    };
    (0..count).map(part).collect()
}

fn archive(parts: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces a text in all files of an archive.
fn with(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut parts = parts(bytes);
    let mut found = false;
    for (_, bytes) in &mut parts {
        if let Ok(text) = str::from_utf8(bytes)
            && text.contains(from)
        {
            *bytes = text.replace(from, to).into_bytes();
            found = true;
        }
    }
    assert!(found, "{from}");
    archive(&parts, CompressionMethod::Deflated)
}

/// Pseudo-random numbers (xorshift), the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }

    /// Damages bytes in a few places.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        const PIECES: [&[u8]; 16] = [
            b"\"",
            b"<",
            b">",
            b"&",
            b"/>",
            b"99999999999",
            b"-1",
            b"0",
            b"XFD1048577",
            b"t=\"s\"",
            b"<v>",
            b"</v>",
            b"\xff\xff",
            b"\xff\xff\xff\xff",
            b"e308",
            b"<!--",
        ];
        for _ in 0..=self.below(4) {
            let (at, piece) = (self.below(bytes.len()), PIECES[self.below(PIECES.len())]);
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 if self.below(4) == 0 => bytes.truncate(at),
                2 => _ = bytes.splice(at..at, piece.iter().copied()),
                3 => _ = bytes.splice(at..(at + piece.len()).min(bytes.len()), piece.iter().copied()),
                4 => _ = bytes.drain(at..end),
                _ => {
                    let (part, to) = (bytes[at..end].to_vec(), self.below(bytes.len()));
                    _ = bytes.splice(to..to, part);
                }
            }
        }
    }
}

#[test]
fn damaged_workbooks_are_read_or_refused() {
    const TIMES: usize = 1500;
    let mut random = Random(88_172_645_463_325_252);
    for whole in [XLSX, ODS, XLS] {
        let (mut read_still, mut refused) = (0, 0);
        for _ in 0..TIMES {
            let damaged = if whole.starts_with(b"PK") && random.below(8) > 0 {
                let mut parts = parts(whole);
                let part = random.below(parts.len());
                random.damage(&mut parts[part].1);
                archive(&parts, CompressionMethod::Stored)
            } else {
                let mut bytes = whole.to_vec();
                random.damage(&mut bytes);
                bytes
            };
            match read(&damaged) {
                Ok(sheets) => {
                    read_still += 1;
                    assert!(sheets.iter().all(|rows| rows.bytes.len() as u64 <= MOST));
                }
                Err(_) => {
                    refused += 1;
                }
            }
        }
        assert!(read_still > 50 && refused > 50, "{read_still} {refused}");
    }
}

#[test]
fn a_workbook_cut_off_anywhere_is_refused() {
    for whole in [XLSX, ODS, XLS] {
        for length in (0..whole.len() - 512).step_by(101) {
            assert_eq!(refusal(&whole[..length]), Refusal::Other, "{length}");
        }
    }
}

#[test]
fn the_sheets_of_all_formats_are_the_same() {
    let names = |bytes| -> Vec<(String, bool)> {
        let workbook = Workbook::open(bytes, MOST).unwrap();
        workbook.sheets().iter().map(|sheet| (sheet.name.clone(), sheet.is_hidden)).collect()
    };
    let expected = [("Notes", false), ("Jobs 2026", false), ("Old jobs", true)];
    for whole in [XLSX, ODS, XLS] {
        let names = names(whole);
        let names: Vec<(&str, bool)> = names.iter().map(|(name, hidden)| (name.as_str(), *hidden)).collect();
        assert!(names.starts_with(&expected), "{names:?}");
        let sheets = read(whole).unwrap();
        assert_eq!(text(&sheets[0]), "What the colours mean\n,\n,3\n");
        assert_eq!((sheets[0].width, &*sheets[0].ends), (2, &[22, 24, 27][..]));
        let rows: Vec<&str> = text(&sheets[1]).split('\n').collect();
        assert_eq!(rows[..2], ["Job evaluation", ","]);
        assert!(rows[2].starts_with("Id,\"Job"), "{rows:?}");
        assert!(rows[4].starts_with("1042,Art Therapist,2026-03-14,6,7,4,2,3(a),"), "{rows:?}");
        assert_eq!(rows[5], ",");
        assert!(
            text(&sheets[1]).contains("JD-2,\"Café “Nurse”,\nnights\",2026-03-14 09:30:00,6,7,4,2,3(a),")
        );
        assert!(text(&sheets[2]).starts_with("id,title,"));
    }
}

#[test]
fn what_unpacks_to_more_than_it_may_is_refused() {
    let spaces = " ".repeat(usize::try_from(MOST).unwrap() + 1);
    for (bytes, from) in [(XLSX, "<sheetData>"), (ODS, "<office:body>"), (XLSX, "</Relationships>")] {
        let bomb = with(bytes, from, &format!("{spaces}{from}"));
        assert!(bomb.len() < 40_000);
        assert_eq!(refusal(&bomb), Refusal::TooLarge, "{from}");
    }
    // The archive states a wrong size.
    let mut lying = with(XLSX, "<sheetData>", &format!("{spaces}<sheetData>"));
    let at = lying.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    lying[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
    assert!(matches!(refusal(&lying), Refusal::TooLarge | Refusal::Other));
    for count in ["18446744073709551615", "100000000"] {
        assert_eq!(
            refusal(&with(XLSX, "uniqueCount=\"61\"", &format!("uniqueCount=\"{count}\""))),
            Refusal::TooLarge
        );
    }
    let mut many = parts(XLSX);
    many.extend((0..10_001).map(|number| (format!("{number}"), Vec::new())));
    assert_eq!(refusal(&archive(&many, CompressionMethod::Stored)), Refusal::TooLarge);
}

#[test]
fn what_stands_for_more_than_it_may_is_refused() {
    let text = "x".repeat(30_000);
    let row = "<row r=\"9\"><c r=\"A9\" t=\"s\"><v>0</v></c></row>";
    let many: String = (9..200).map(|number| row.replace('9', &number.to_string())).collect();
    let shared = with(XLSX, "What the colours mean", &text);
    let shared = with(&shared, "</sheetData>", &format!("{many}</sheetData>"));
    assert_eq!(refusal(&shared), Refusal::TooLarge);
    let cell = "<table:table-cell office:value-type=\"string\"><text:p>Kept</text:p></table:table-cell>";
    for repeated in
        ["table:number-columns-repeated=\"16384\"", "table:number-columns-repeated=\"99999999999\""]
    {
        let repeated = cell.replace(" office", &format!(" {repeated} office")).replace("Kept", &text);
        let ods = with(
            ODS,
            "<office:spreadsheet>",
            &format!(
                "<office:spreadsheet><table:table table:name=\"A\"><table:table-row>{repeated}</table:table-row></table:table>"
            ),
        );
        assert_eq!(refusal(&ods), Refusal::TooLarge);
    }
    let rows = format!(
        "<office:spreadsheet><table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1000000\">{cell}{cell}\
         </table:table-row></table:table>"
    );
    assert_eq!(refusal(&with(ODS, "<office:spreadsheet>", &rows)), Refusal::TooLarge);
    let long = "x".repeat((1 << 20) + 1);
    let mut workbook = with(XLSX, "What the colours mean", &long);
    assert_eq!(
        refusal_of(&Workbook::open(&workbook, 3 * MOST).unwrap().rows(0, 1).unwrap_err()),
        Refusal::Other
    );
    workbook = with(ODS, "What the colours mean", &long);
    assert_eq!(
        refusal_of(&Workbook::open(&workbook, 3 * MOST).unwrap().rows(0, 1).unwrap_err()),
        Refusal::Other
    );
    // Counted spaces are limited to the length of a cell.
    let spaces = cell.replace("Kept", "<text:s text:c=\"4000000000\"/>");
    let rows = format!(
        "<office:spreadsheet><table:table table:name=\"A\"><table:table-row>{spaces}</table:table-row></table:table>"
    );
    assert!(read(&with(ODS, "<office:spreadsheet>", &rows)).is_ok());
}

#[test]
fn a_sheet_that_is_another_one_is_refused() {
    for (from, to) in [
        ("name=\"Old jobs\"", "name=\"NOTES\""),
        ("Target=\"worksheets/sheet3.xml\"", "Target=\"/xl/Worksheets/&#115;heet1.xml\""),
    ] {
        assert_eq!(refusal(&with(XLSX, from, to)), Refusal::Other, "{to}");
    }
}

#[test]
fn a_cell_at_no_place_is_refused() {
    for (from, to) in [
        ("r=\"A4\"", "r=\"A99999999999\""),
        ("r=\"A4\"", "r=\"AAAAAAAAAA4\""),
        ("r=\"A4\"", "r=\"A0\""),
        ("r=\"A4\"", "r=\"A1048577\""),
        ("r=\"A4\"", "r=\"XFE4\""),
        ("r=\"A4\"", "r=\"A3\""),
        ("r=\"B4\"", "r=\"A4\""),
        ("<row r=\"4\"", "<row r=\"99999999999\""),
        ("<dimension ref=\"A1:S11\"", "<dimension ref=\"B2:A1\""),
    ] {
        assert_eq!(refusal(&with(XLSX, from, to)), Refusal::Other, "{to}");
    }
}

/// Returns a row of the sheet of jobs with its first level, 6, replaced by `cell`.
fn row_with(cell: &str) -> Result<String, WorkbookError> {
    let workbook = with(XLSX, "<c r=\"D4\" s=\"0\" t=\"n\"><v>6</v></c>", cell);
    read(&workbook).map(|sheets| text(&sheets[1]).split('\n').nth(4).unwrap().to_owned())
}

#[test]
fn all_of_a_value_is_read() {
    for (cell, expected) in [
        ("<v>1&#50;</v>", "12"),
        ("<v>&#x31;2</v>", "12"),
        ("<v>1<!-- one -->2</v>", "12"),
        ("<v><!-- one -->12</v>", "12"),
        ("<v>1<?one?>2</v>", "12"),
        ("<v>1<![CDATA[2]]></v>", "12"),
        ("<v><![CDATA[12]]></v>", "12"),
        ("<v></v>", ""),
        ("<v/>", ""),
        ("<f>5+7</f><v>1&#50;</v>", "12"),
        ("<v>12</v><extLst/>", "12"),
        ("<v>12</v><extLst><ext uri=\"u\"><c><v>3</v></c></ext><ext uri=\"v\"/></extLst>", "12"),
        ("<extLst><ext uri=\"u\"><x:v xmlns:x=\"x\">&amp;</x:v></ext></extLst>", ""),
    ] {
        for kind in ["", " t=\"n\"", " t=\"str\""] {
            let row = row_with(&format!("<c r=\"D4\"{kind}>{cell}</c>")).unwrap();
            assert_eq!(
                row,
                format!(
                    "1042,Art Therapist,2026-03-14,{expected},7,4,2,3(a),{}",
                    &row[row.find("3(a),").unwrap() + 5..]
                ),
                "{kind}{cell}"
            );
        }
    }
    for (value, expected) in
        [("a &amp; b", "a & b"), ("a <![CDATA[<&>]]> b", "a <&> b"), ("a<!-- one --> &lt; b", "a < b")]
    {
        let row = row_with(&format!("<c r=\"D4\" t=\"str\"><v>{value}</v></c>")).unwrap();
        assert!(row.starts_with(&format!("1042,Art Therapist,2026-03-14,{expected},7,")), "{row}");
    }
    let refused =
        ["<v>1&amp;</v>", "<v><![CDATA[<]]></v>", "<v>1&one;</v>", "<v>1<b/>2</v>", "<v>1<b>2</b></v>"];
    for cell in refused {
        let problem = row_with(&format!("<c r=\"D4\">{cell}</c>")).unwrap_err();
        assert_eq!(refusal_of(&problem), Refusal::Other, "{cell}");
    }
}

#[test]
fn the_number_of_a_shared_text_is_a_plain_number() {
    let row = |value: &str| row_with(&format!("<c r=\"D4\" t=\"s\"><v>{value}</v></c>"));
    for value in ["21", "021", "2&#49;", "2<!-- -->1", "<![CDATA[21]]>"] {
        assert!(row(value).unwrap().starts_with("1042,Art Therapist,2026-03-14,Art Therapist,7,"), "{value}");
    }
    assert!(row("").unwrap().starts_with("1042,Art Therapist,2026-03-14,,7,"));
    for value in
        ["1 ", " 1", "1.0", "-1", "+1", "1e0", "x", "12345678901234567890", "1<!-- --> ", "99", "1&#32;"]
    {
        let problem = row(value).unwrap_err();
        assert_eq!(refusal_of(&problem), Refusal::Other, "{value}");
    }
    let message = row("1 ").unwrap_err().to_string();
    assert_eq!(message, "the workbook is damaged: `1 ` is not the number of a shared text");
}

#[test]
fn what_is_no_workbook_is_named() {
    let other = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    for (bytes, name) in [
        (&b"id,title\n"[..], "text, not a workbook"),
        (b"\xff\xfei\0d\0", "text, not a workbook"),
        (b"<html><table>", "an HTML page, not a workbook"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "an XML document, not a workbook"),
        (b"\0\0", "not a workbook"),
        (b"", "empty"),
        (
            &archive(&[("word/document.xml".into(), Vec::new())], CompressionMethod::Stored),
            "a Word document, not a workbook",
        ),
        (
            &archive(&[("jobs.csv".into(), Vec::new())], CompressionMethod::Stored),
            "a ZIP archive, not a workbook",
        ),
        (
            &archive(&[("content.xml".into(), Vec::new())], CompressionMethod::Stored),
            "a ZIP archive, not a workbook",
        ),
        (
            &archive(&[("ppt/presentation.xml".into(), Vec::new())], CompressionMethod::Stored),
            "a PowerPoint presentation, not a workbook",
        ),
    ] {
        assert_eq!(other(bytes), format!("the file is {name}"));
    }
    assert!(
        other(&archive(&[("xl/workbook.bin".into(), Vec::new())], CompressionMethod::Stored))
            .contains(".xlsb")
    );
    assert!(
        other(&with(ODS, "opendocument.spreadsheet", "opendocument.text"))
            .contains("that is not a spreadsheet")
    );
    let compound = |streams: &[&str]| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for name in streams {
            file.create_stream(name).unwrap().write_all(&[0; 9]).unwrap();
        }
        file.into_inner().into_inner()
    };
    assert_eq!(other(&compound(&["/WordDocument"])), "the file is not a workbook");
    assert_eq!(other(&compound(&["/Book"])), "the file is a workbook of Excel 95 or before");
    assert_eq!(other(&compound(&["/EncryptedPackage"])), "the workbook is protected with a password");
    let encrypted = with(ODS, "</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>");
    assert_eq!(other(&encrypted), "the workbook is protected with a password");
}

#[test]
fn an_archive_may_have_so_many_files_of_so_many_bytes() {
    let files = |count: usize| -> Vec<(String, Vec<u8>)> {
        (0..count).map(|number| (number.to_string(), vec![b'x'; 10])).collect()
    };
    let many = archive(&files(10_000), CompressionMethod::Stored);
    assert!(open(&many).is_ok());
    let two = archive(&files(2), CompressionMethod::Stored);
    let mut two = open(&two).unwrap();
    assert_eq!(unpack(&mut two, "0", 10), Ok(Some(vec![b'x'; 10])));
    assert_eq!(unpack(&mut two, "0", 9), Err(WorkbookError::TooLarge));
    assert_eq!(check(&mut two, 20, |_, _| Ok(())), Ok(()));
    assert_eq!(check(&mut two, 19, |_, _| Ok(())), Err(WorkbookError::TooLarge));
}

/// Returns a spreadsheet with `content` before its other sheets.
fn ods(content: &str) -> Vec<u8> {
    with(ODS, "<office:spreadsheet>", &format!("<office:spreadsheet>{content}"))
}

#[test]
fn cells_of_an_opendocument_spreadsheet_say_what_is_seen() {
    let number = |value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let words =
        |words: &str| format!("<table:table-cell office:value-type=\"string\">{words}</table:table-cell>");
    let truth = |value: bool| {
        format!(
            "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{value}\"><text:p>Wahr</text:p></table:table-cell>"
        )
    };
    let covered = "<table:table-cell table:number-columns-spanned=\"4\"><text:p>A</text:p></table:table-cell>\
                   <table:covered-table-cell table:number-columns-repeated=\"3\"><text:p>Hidden</text:p></table:covered-table-cell>\
                   <other:thing><text:p>Hidden</text:p></other:thing><table:table-cell><text:p>B</text:p></table:table-cell>";
    for (cells, expected) in [
        (covered.to_owned(), "A,,,,B"),
        (number("1042", "1,042") + &number("1", "TRUE"), "1042,TRUE"),
        (truth(true) + &truth(false), "TRUE,FALSE"),
        (
            words(
                "<text:p>One</text:p> <text:p>a<text:tab/>b<text:line-break/>c<text:s text:c=\"2\"/>d</text:p>",
            ),
            "\"One\na\tb\nc  d\"",
        ),
        (
            words(
                "<office:annotation><text:p>A <text:s/> note</text:p></office:annotation><text:p>Seen</text:p>",
            ),
            "Seen",
        ),
        (
            words(
                "<text:p>Seen<office:annotation><text:p>A</text:p><text:p>note</text:p></office:annotation>, too</text:p>",
            ),
            "\"Seen, too\"",
        ),
        (
            words(
                "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table><text:p>Seen</text:p>",
            ),
            "Seen",
        ),
        (
            words("<text:p>Shown</text:p>").replace("\"string\"", "\"string\" office:string-value=\"Kept\""),
            "Kept",
        ),
        (
            words("<text:p>Shown</text:p>").replace("\"string\"", "\"string\" office:string-value=\"\""),
            "Shown",
        ),
    ] {
        let sheet =
            format!("<table:table table:name=\"A\"><table:table-row>{cells}</table:table-row></table:table>");
        let sheets = read(&ods(&sheet)).unwrap();
        assert_eq!(text(&sheets[0]), format!("{expected}\n"), "{cells}");
        assert_eq!(sheets.len(), read(ODS).unwrap().len() + 1, "{cells}");
    }
}

#[test]
fn a_spreadsheet_that_ends_within_a_sheet_is_damaged() {
    let content = br#"<office:spreadsheet><table:table table:name="A">"#.to_vec();
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    let parts = [("mimetype".to_owned(), mimetype), ("content.xml".to_owned(), content)];
    assert_eq!(refusal(&archive(&parts, CompressionMethod::Stored)), Refusal::Other);
}

/// Returns a record of an older workbook.
fn record_of(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

/// Returns an older workbook with global records and one sheet of cells.
fn xls(version: u16, globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record_of(record::BEGIN, &version.to_le_bytes());
    let end = record_of(record::END, &[]);
    let sheet = |place: u32| {
        record_of(record::BOUND_SHEET, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat())
    };
    let globals = [begin.clone(), globals.concat()].concat();
    let place = globals.len() + sheet(0).len() + end.len();
    let sheet = sheet(u32::try_from(place).unwrap());
    let stream = [globals, sheet, end.clone(), begin, cells.concat(), end].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}

/// Returns a record of a cell in the first row.
fn cell(kind: u16, column: u8, format: u8, data: &[u8]) -> Vec<u8> {
    record_of(kind, &[&[0, 0, column, 0, format, 0], data].concat())
}

/// Returns the row that a workbook of these records has.
fn row(globals: &[Vec<u8>], cells: &[Vec<u8>]) -> String {
    let sheets = read(&xls(0x0600, globals, cells)).unwrap();
    text(&sheets[0]).to_owned()
}

#[test]
fn cells_of_an_older_workbook_say_what_is_seen() {
    let errors = [0x00, 0x07, 0x0f, 0x17, 0x1d, 0x24, 0x2a, 0x2b];
    let errors = (2..).zip(errors).map(|(column, code)| cell(record::TRUTH_OR_ERROR, column, 0, &[code, 1]));
    let truths = [(0, 1), (1, 0)].map(|(column, code)| cell(record::TRUTH_OR_ERROR, column, 0, &[code, 0]));
    assert_eq!(
        row(&[], &truths.into_iter().chain(errors).collect::<Vec<_>>()),
        "TRUE,FALSE,#NULL!,#DIV/0!,#VALUE!,#REF!,#NAME?,#NUM!,#N/A,#ERROR!\n"
    );
    let texts = [
        cell(record::LABEL, 0, 0, b"\x03\0\0abc"),
        cell(record::RICH_STRING, 1, 0, b"\x02\0\x01\xe9\0x\0"),
        cell(record::FORMULA, 2, 0, &[0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        record_of(record::STRING, b"\x01\0\0h"),
    ];
    assert_eq!(row(&[], &texts), "abc,éx,h\n");
    let chart = [
        cell(record::LABEL, 0, 0, b"\x01\0\0a"),
        record_of(record::BEGIN, &[0, 6]),
        cell(record::LABEL, 1, 0, b"\x01\0\0b"),
        record_of(record::END, &[]),
        cell(record::LABEL, 2, 0, b"\x01\0\0c"),
    ];
    assert_eq!(row(&[], &chart), "a,,c\n");
}

#[test]
fn numbers_of_an_older_workbook_are_shown_in_their_format() {
    // Cell formats of a number, a date, a duration, and a custom format.
    let mut globals = vec![record_of(record::FORMAT, b"\xa4\0\x04\0\0yyyy")];
    globals.extend([0, 14, 46, 0xa4].map(|format| record_of(record::CELL_FORMAT, &[0, 0, format, 0])));
    let numbers = [46083.0, 46083.0, 1.5, 46083.0_f64].into_iter().zip(0..);
    let cells: Vec<_> =
        numbers.map(|(number, at)| cell(record::NUMBER, at, at, &number.to_le_bytes())).collect();
    assert_eq!(row(&globals, &cells), "46083,2026-03-02,36:00:00,2026-03-02\n");
    globals.push(record_of(record::DATE_MODE, &[1, 0]));
    assert_eq!(row(&globals, &cells), "46083,2030-03-03,36:00:00,2030-03-03\n");
}

#[test]
fn texts_of_an_older_workbook_go_on_in_further_records() {
    let strings = [
        &b"\0\0\0\0\0\0\0\0\x03\0\0abc"[..],
        // With a formatting run, and with phonetic data.
        b"\x02\0\x08\x01\0deRUNS",
        b"\x01\0\x04\x03\0\0\0fEXT",
        // In two bytes, then in one.
        b"\x04\0\x01g\0h\0",
    ]
    .concat();
    // Skipped data continues as well.
    let more = b"\0ij\x01\0\x08\x02\0kRUN";
    let globals = [
        record_of(record::STRINGS, &strings),
        record_of(record::CONTINUE, more),
        record_of(record::CONTINUE, b"SRUNS\x03\0\0end"),
    ];
    let cells: Vec<_> = (0..6).map(|at| cell(record::LABEL_OF_STRINGS, at, 0, &[at, 0, 0, 0])).collect();
    assert_eq!(row(&globals, &cells), "abc,de,f,ghij,k,end\n");
    for cut_off in [&b"\0\0\0\0\0\0\0\0\x02\0\x01a\0b"[..], b"\0\0\0\0\0\0\0\0\x01\0\x08\x01\0aRUN"] {
        let workbook = xls(0x0600, &[record_of(record::STRINGS, cut_off)], &[]);
        assert_eq!(refusal(&workbook), Refusal::Other, "{}", cut_off.escape_ascii());
    }
}

#[test]
fn older_workbooks_that_are_not_read_are_named() {
    let other = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert_eq!(other(&xls(0x0500, &[], &[])), "the file is a workbook of Excel 95 or before");
    let encrypted = xls(0x0600, &[record_of(record::FILE_PASS, &[0, 0])], &[]);
    assert_eq!(other(&encrypted), "the workbook is protected with a password");
}

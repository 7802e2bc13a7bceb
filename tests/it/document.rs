//! How documents become rows of cells, format by format.

use std::io::{Cursor, Write};

use jobeval::document::{Document, DocumentError, DocumentKind, read_html, read_pdf, read_word};

/// A document as one line of text for each row: `|` between cells, `¶` before a paragraph, `~` before a piece that goes
/// on in one, and `*` before what is bold.
fn shape(document: &Document) -> Vec<String> {
    let cell = |cell: &jobeval::document::Cell| {
        let parts = cell.parts.iter().map(|part| {
            assert_eq!(part.text.trim(), part.text);
            let mark = if part.continues { '~' } else { '¶' };
            format!("{mark}{}{}", if part.bold { "*" } else { "" }, part.text)
        });
        parts.collect::<String>()
    };
    document.rows.iter().map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join("|")).collect()
}

fn html(page: &str) -> Vec<String> {
    shape(&read_html(page.as_bytes()).unwrap())
}

/// A Word document with this body and these other parts.
fn word_file(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let xml =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    archive(&[&[("word/document.xml", &*xml)], parts].concat())
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<String> {
    shape(&read_word(&word_file(body, &[])).unwrap())
}

/// A paragraph of one run.
fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn the_format_is_told_by_what_is_in_the_file() {
    for (bytes, kind) in [
        (&b"%PDF-1.7 ..."[..], DocumentKind::Pdf),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", DocumentKind::Html),
        (b"<?xml version='1.0'?>\n<!-- saved --><HTML xmlns='x'>", DocumentKind::Html),
        (b"\n <!-- a page --> <p>1.</p><table><tr><td>", DocumentKind::Html),
        (b"<p>Text with a tag that an extraction left</p>", DocumentKind::Text),
        (b"# National Profiles", DocumentKind::Text),
        (b"", DocumentKind::Text),
        (b"<html\0", DocumentKind::Html),
        (&word_file("", &[]), DocumentKind::Word),
    ] {
        assert_eq!(DocumentKind::of(bytes), Ok(kind), "{}", bytes.escape_ascii());
    }
    let book = archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "")]);
    for (bytes, name) in [
        (&archive(&[("xl/workbook.xml", "")])[..], "an Excel workbook"),
        (&book, "an OpenDocument text (.odt)"),
        (&archive(&[("a.txt", "")]), "a ZIP archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an older Word or Excel document (.doc, .xls) or protected by a password",
        ),
        (b"{\\rtf1", "an RTF document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\0\0\0", "no text"),
    ] {
        assert_eq!(DocumentKind::of(bytes), Err(DocumentError::OtherFormat(name)));
    }
}

#[test]
fn tables_of_pages_are_rows_and_everything_else_lines() {
    let page = "<h1>Profiles</h1>Text <i>in</i> a line<table><tr><th>Factor<th colspan=2>Words\
        <tr><td rowspan=2>1.<td><p>One</p><p>two<br>three</p><td><tr><td><ul><li>a<li>b</ul><td>7</table>after";
    assert_eq!(
        html(page),
        ["¶*Profiles", "¶Text in a line", "¶*Factor|¶*Words|", "¶1.|¶One¶two¶three|", "|¶a¶b|¶7", "¶after"]
    );
}

#[test]
fn what_is_not_shown_is_left_out() {
    let page = "<html><head><title>T</title><style>p {x: y}</style><script>if (a < b) '<p>'</script></head><body>\
        <nav><ul><li>Home<li><a>About</a></ul></nav><!-- <p>comment</p> --><p hidden>no</p><p style='display:none'>no</p>\
        <p>ye&shy;s&nbsp;&amp; &#8211; &eacute; <noscript>no</noscript><svg><text>no</text></svg> ﬁt</p><br></body>";
    assert_eq!(html(page), ["¶yes & – é fit"]);
}

#[test]
fn boldness_is_told_by_tags_styles_and_classes() {
    let page = "<style>.c1{font-weight:400}.c2, td.c3 { color: red; font-weight:700 }</style>
        <p><b>De</b>scriptor <strong>in bold</strong> and not</p><p class='x c2'>bold <span class=c1>not</span></p>
        <p style='FONT-WEIGHT: Bold'>bold</p><p><b style='font-weight:normal'>not</b></p><h2>bold</h2><p><b>bold</p><p>not";
    assert_eq!(
        html(page),
        ["¶*Descriptor in bold~and not", "¶*bold~not", "¶*bold", "¶not", "¶*bold", "¶*bold", "¶not"]
    );
}

#[test]
fn tables_within_cells_join_the_cell_unless_they_are_tables_of_their_own() {
    let inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>";
    let outer = |inner: &str| format!("<table><tr><td>1.<td>x{inner}y<td>7</table>");
    assert_eq!(html(&outer(inner)), ["¶1.|¶x¶a¶b¶c¶d¶y|¶7"]);
    let longer = inner.replace("</table>", "<tr><td>e<td>f</table>");
    assert_eq!(html(&outer(&longer)), ["¶1.", "¶x", "¶a|¶b", "¶c|¶d", "¶e|¶f", "¶y", "¶7"]);
}

#[test]
fn items_of_lists_that_word_saved_have_no_numbers() {
    let page = "<p class=MsoListParagraph style='text-indent:-18pt'>1.<span style='font:7.0pt \"Times\"'>&nbsp;&nbsp; \
        </span>Assesses clients</p><p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Plans\
        </p><p class=MsoNormal>1.</p>";
    assert_eq!(html(page), ["¶Assesses clients", "¶Plans", "¶1."]);
}

#[test]
fn pages_are_read_in_their_encoding() {
    assert_eq!(shape(&read_html(b"<meta charset='iso-8859-2'><p>\xb1").unwrap()), ["¶ą"]);
    assert_eq!(shape(&read_html(b"<p>8A \x96 8B").unwrap()), ["¶8A – 8B"]);
    assert_eq!(shape(&read_html(b"\xff\xfe<\0p\0>\0a\0").unwrap()), ["¶a"]);
}

#[test]
fn places_in_pages_are_lines_and_characters() {
    let page =
        "<p>é</p>\n<table><tr>\n  <td>\n    one <b>two</b>\n</td><td>é <b>three</table><pre>a\nb\n  c</pre>";
    let document = read_html(page.as_bytes()).unwrap();
    let parts = document.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.parts);
    let places: Vec<_> = parts.map(|part| (&*part.text, part.place.line, part.place.column)).collect();
    assert_eq!(
        places,
        [
            ("é", 1, 4),
            ("one", 4, 5),
            ("two", 4, 12),
            ("é", 5, 10),
            ("three", 5, 15),
            ("a", 5, 33),
            ("b", 6, 1),
            ("c", 7, 3)
        ]
    );
}

#[test]
fn tables_of_word_are_rows_and_paragraphs_lines() {
    let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>");
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr></w:tbl>{}",
        paragraph("Profiles &amp;&#160;more"),
        cell("<w:gridSpan w:val=\"2\"/>", &paragraph("Factor")),
        cell("", &(paragraph("one") + &paragraph(" ") + &paragraph("two"))),
        cell("", &paragraph("1")),
        cell("", "<w:p/>"),
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Title</w:t><w:tab/><w:t>6</w:t></w:r></w:p>",
    );
    assert_eq!(word(&body), ["¶Profiles & more", "¶Factor||¶one¶two", "|¶1|", "¶Title|¶6"]);
}

#[test]
fn what_was_deleted_in_word_is_left_out_and_what_was_inserted_kept() {
    let body = "<w:p><w:r><w:t>a </w:t></w:r><w:del><w:r><w:delText>b</w:delText><w:t>c</w:t></w:r></w:del><w:ins><w:r>\
        <w:t>d</w:t></w:r></w:ins></w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>\
        <w:p><w:r><w:t>line</w:t><w:br/><w:t>next</w:t></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>\
        </w:p><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>no</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><w:instrText>PAGE</w:instrText><w:t>5</w:t><w:noBreakHyphen/><w:t>12</w:t></w:r></w:p>";
    assert_eq!(word(body), ["¶a d", "¶one line¶next", "¶5-12"]);
}

#[test]
fn text_boxes_content_controls_and_notes_of_word_are_read() {
    let body = format!(
        "<w:p><w:r><w:t>before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{}\
        </w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{}</w:txbxContent></w:pict>\
        </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p><w:sdt><w:sdtPr/><w:sdtContent>{}\
        </w:sdtContent></w:sdt>",
        paragraph("in the box"),
        paragraph("in the box"),
        paragraph("controlled")
    );
    let note = format!("<w:footnotes><w:footnote>{}</w:footnote></w:footnotes>", paragraph("* a note"));
    let header = format!("<w:hdr>{}</w:hdr>", paragraph("running head"));
    let file = word_file(&body, &[("word/footnotes.xml", &note), ("word/header1.xml", &header)]);
    assert_eq!(
        shape(&read_word(&file).unwrap()),
        ["¶in the box", "¶before after", "¶controlled", "¶* a note"]
    );
}

#[test]
fn boldness_in_word_is_told_by_runs_and_styles() {
    let styles = "<w:styles><w:style w:styleId=\"Strong\"><w:rPr><w:b/></w:rPr></w:style><w:style w:styleId=\"Head\">\
        <w:basedOn w:val=\"Strong\"/></w:style><w:style w:styleId=\"Grid\"><w:tblStylePr><w:rPr><w:b/></w:rPr></w:tblStylePr>\
        </w:style></w:styles>";
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Head\"/><w:rPr><w:b w:val=\"0\"/></w:rPr></w:pPr><w:r><w:t>bold </w:t></w:r>\
        <w:r><w:rPr><w:b w:val=\"false\"/></w:rPr><w:t>not</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>\
        <w:r><w:t xml:space=\"preserve\"> not </w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr><w:t>bold</w:t></w:r>\
        </w:p><w:p><w:pPr><w:pStyle w:val=\"Grid\"/></w:pPr><w:r><w:t>not</w:t></w:r></w:p>";
    let file = word_file(body, &[("word/styles.xml", styles)]);
    assert_eq!(shape(&read_word(&file).unwrap()), ["¶*bold~not", "¶*bold~not~*bold", "¶not"]);
}

#[test]
fn hostile_pages_and_word_documents_are_refused() {
    let deep = "<div>".repeat(100_000);
    let error = |result: Result<Document, DocumentError>| result.unwrap_err().to_string();
    assert_eq!(
        error(read_html(deep.as_bytes())),
        "the document has elements within elements, more than 512 deep"
    );
    let tables = "<table><tr><td>".repeat(100);
    assert_eq!(
        error(read_html(tables.as_bytes())),
        "the document has tables within tables, more than 32 deep"
    );
    let wide = "<table>".to_owned() + &"<tr><td>a<td colspan=1000>".repeat(20_000);
    assert!(error(read_html(wide.as_bytes())).contains("more than 400000 cells"));

    let deep = "<w:p>".repeat(100_000) + &"</w:p>".repeat(100_000);
    assert_eq!(
        error(read_word(&word_file(&deep, &[]))),
        "the document has elements within elements, more than 512 deep"
    );
    let bomb = " ".repeat(70 << 20);
    assert!(error(read_word(&word_file(&bomb, &[]))).contains("more than 64 megabytes"));
    let laughs = "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:p><w:t>&b;</w:t></w:p>";
    assert!(error(read_word(&archive(&[("word/document.xml", laughs)]))).contains("declares entities"));
    for body in ["<w:p>", "<w:p></w:r>", "<w:t>&b;</w:t>", "<w:p a=>", "</w:p></w:body></w:document>"] {
        assert!(
            error(read_word(&word_file(body, &[]))).starts_with("the Word document is damaged: "),
            "{body}"
        );
    }
    let file = word_file(&paragraph("whole"), &[]);
    assert!(error(read_word(&file[..file.len() / 2])).starts_with("the Word document is damaged: "));
}

#[test]
fn the_rendered_suite_has_the_same_rows_as_a_page_and_as_a_word_document() {
    for name in ["arts-therapies", "arts-therapies-bold"] {
        let file = |ending: &str| std::fs::read(format!("tests/data/documents/{name}.{ending}")).unwrap();
        let page = shape(&read_html(&file("html")).unwrap());
        assert_eq!(page.len(), 113, "title, contents, amendments, and twenty rows a profile");
        assert_eq!(shape(&read_word(&file("docx")).unwrap()), page);
        assert_eq!(page.iter().filter(|row| row.ends_with("||¶*Band 6|")).count(), 1, "{page:#?}");
        let emphasised = page.iter().filter(|row| row.contains("|¶*Follows policies")).count();
        assert_eq!(emphasised, if name.ends_with("bold") { 2 } else { 0 });
    }
}

/// The rows of a document as [`shape`] tells them, with what a row over the end of a page has on the next page put back.
fn whole(document: &Document) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for row in shape(document) {
        if !row.starts_with('|') {
            whole.push(row);
            continue;
        }
        let last = whole.last_mut().unwrap();
        let cells = last.split('|').zip(row.split('|'));
        *last = cells
            .map(|(cell, rest)| cell.to_owned() + &rest.replacen('~', " ", 1).replace(" *", " "))
            .collect::<Vec<_>>()
            .join("|");
    }
    whole
}

#[test]
fn the_rendered_suite_has_the_same_rows_as_a_page_and_as_pdf() {
    for name in ["arts-therapies", "arts-therapies-bold"] {
        let file = |ending: &str| std::fs::read(format!("tests/data/documents/{name}.{ending}")).unwrap();
        let page = shape(&read_html(&file("html")).unwrap());
        let pdf = read_pdf(&file("pdf")).unwrap();
        assert!(pdf.pages.len() >= 10, "{:?}", pdf.pages);
        // Where levels were broken over lines, no one can tell how they were spaced, and a row alone on a page has no
        // other columns than its own.
        let without_breaks = |row: &String| {
            row.replace(") (", ")(")
                .replace(")- ", ")-")
                .replace("|||", "|")
                .replace("¶*Band 8c-d|", "¶*Band 8c-d")
        };
        let (page, pdf): (Vec<_>, Vec<_>) =
            (page.iter().map(without_breaks).collect(), whole(&pdf).iter().map(without_breaks).collect());
        assert_eq!(pdf, page);
    }
}

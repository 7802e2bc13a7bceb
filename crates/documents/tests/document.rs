//! Documents of each format, read into rows of cells.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up or cannot go on has failed"
)]

use std::io::{Cursor, Write};

use jobeval_documents::document::{Document, DocumentError, DocumentKind, read_html, read_pdf, read_word};

/// Returns a line of text per row: `|` between cells, `¶` before a paragraph, `~` before a part that continues one, and
/// `*` before bold text.
fn shape(document: &Document) -> Vec<String> {
    let cell = |cell: &jobeval_documents::document::DocumentCell| {
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

/// Returns a Word document with this body and these other parts.
fn word_file(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let xml =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    archive(&[&[("word/document.xml", &*xml)], parts].concat())
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The type of an OpenDocument file is stored as it is.
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<String> {
    shape(&read_word(&word_file(body, &[])).unwrap())
}

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
        (b"BM, RIFF and other letters", DocumentKind::Text),
        (b"", DocumentKind::Text),
        (b"<html\0", DocumentKind::Html),
        (&word_file("", &[]), DocumentKind::Word),
    ] {
        assert_eq!(DocumentKind::detect(bytes), Ok(kind), "{}", bytes.escape_ascii());
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
        (b"\0\0\0", "not text"),
    ] {
        assert_eq!(DocumentKind::detect(bytes), Err(DocumentError::OtherFormat(name)));
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
fn what_is_hidden_ends_where_it_is_closed_or_another_begins() {
    let page = "<style>.n{display:none}</style><table><tr><td>a<td class=n>no<td>b<tr class=n><td>no<tr><td>c</table>\
        <p class=n>no<p>yes<nav><p>no<ul><li>no</ul></nav>too";
    assert_eq!(html(page), ["¶a||¶b", "¶c", "¶yes", "¶too"]);
}

#[test]
fn text_that_is_hidden_or_struck_out_is_left_out_by_whatever_rule() {
    let hidden = |style: &str, element: &str| {
        let page =
            format!("<style>{style}</style><div id=main class='a b'><p>yes {element}</p></div><p>too</p>");
        html(&page)
    };
    for (style, element) in [
        ("", "<del>no</del>"),
        ("", "<s>no <b>no</b></s><strike>no"),
        ("", "<span style='text-decoration: underline line-through'>no</span>"),
        ("", "<span hidden>no</span>"),
        ("", "<span style='visibility:hidden'>no <i>no</i></span>"),
        ("", "<span style='color:red; DISPLAY : None !important'>no</span>"),
        ("i{display:none}", "<i>no</i>"),
        (".x, .n {display:none}", "<b class='m n'>no</b>"),
        ("#n{visibility:hidden}", "<b id=n>no</b>"),
        ("/* p{} */ h1, b.n#i , em{ text-decoration:line-through}", "<b id=i class=n>no</b>"),
        ("<!-- .n{display:none} -->", "<b class=n>no</b>"),
        ("#main .n{display:none}", "<b class=n>no</b>"),
        ("div.a.b > p > i{display:none}", "<i>no</i>"),
        ("div i{display:none}", "<b><i>no</i></b>"),
        ("[data-state='old']{display:none}", "<b data-state=old>no</b>"),
        ("b[title]{display:none}", "<b title>no</b>"),
        ("", "<b style='opacity:0.0'>no <i style='opacity:1'>no</i></b>"),
        (
            "@charset 'utf-8'; @media print{p{display:none}} @media screen, print{.n{display:none}}",
            "<b class=n>no</b>",
        ),
        (".n{display:none!important} b.n{display:inline}", "<b class=n style='display:inline'>no</b>"),
        ("b{display:inline} .n{display:none}", "<b class=n>no</b>"),
        ("o\\:p{display:none}", "<o:p>no</o:p>"),
    ] {
        assert_eq!(hidden(style, element), ["¶yes", "¶too"], "{style} {element}");
    }
    for (style, element) in [
        ("b{display:none} b.n{display:inline}", "<b class=n>no</b>"),
        (".n{display:none} .n{display:inline}", "<b class=n>no</b>"),
        (".n{display:none}", "<b class=N>no</b>"),
        ("div > b{display:none}", "<b>no</b>"),
        (
            "a:hover b{display:none} b::after{display:none} b[x]{display:none} b[class~=x]{display:none}",
            "<b>no</b>",
        ),
        ("@media print{b{display:none}} @media (max-width: 9px){b{display:none}}", "<b>no</b>"),
        ("@font-face{display:none}", "<b>no</b>"),
        ("b{display:inline}", "<b hidden>no</b>"),
        (".h{visibility:hidden} b{visibility:visible}", "<i class=h><b>no</b></i>"),
        ("del{text-decoration:none}", "<del><b>no</b></del>"),
        ("", "<ins><b>no</b></ins>"),
    ] {
        assert_eq!(hidden(style, element), ["¶yes~*no", "¶too"], "{style} {element}");
    }
    assert_eq!(
        html("<p class=n>no<p>yes<style media=print>p{display:none}</style><style>.n{display:none}"),
        ["¶yes"]
    );
    assert_eq!(
        html(
            "<table><tr class=n><td>1<tr><td>2<td class=n>3<td><del>4</del>5</table><style>.n{display:none}"
        ),
        ["¶2||¶5"]
    );
}

#[test]
fn pages_with_endless_style_rules_are_refused_in_good_time() {
    let rules = "div i b,".repeat(20_000);
    let page =
        format!("<style>{rules}u{{display:none}}</style>{}", "<div>".repeat(300) + &"<b>x</b>".repeat(5_000));
    let start = std::time::Instant::now();
    assert!(matches!(read_html(page.as_bytes()), Err(DocumentError::TooMany { .. })));
    assert!(start.elapsed().as_secs() < 30);
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
fn hidden_and_struck_out_text_of_word_is_left_out() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let style = |id: &str, base: &str, properties: &str| {
        format!(
            "<w:style w:styleId=\"{id}\"><w:basedOn w:val=\"{base}\"/><w:rPr>{properties}</w:rPr></w:style>"
        )
    };
    let styles = [
        "<w:styles>",
        &style("Gone", "", "<w:strike/>"),
        &style("Base", "Gone", "<w:b/>"),
        &style("Kept", "Gone", "<w:strike w:val=\"0\"/>"),
        "</w:styles>",
    ]
    .concat();
    for properties in [
        "<w:vanish/>",
        "<w:strike/>",
        "<w:dstrike w:val=\"true\"/>",
        "<w:rStyle w:val=\"Gone\"/>",
        "<w:rStyle w:val=\"Base\"/>",
        "<w:vanish/><w:strike w:val=\"0\"/>",
    ] {
        let body = format!(
            "<w:p>{}{}<w:r><w:rPr>{properties}</w:rPr><w:br/><w:tab/></w:r>{}</w:p>",
            run("", "2"),
            run(properties, "3"),
            run("<w:strike w:val=\"false\"/>", "(a)")
        );
        let file = word_file(&body, &[("word/styles.xml", &styles)]);
        assert_eq!(shape(&read_word(&file).unwrap()), ["¶2(a)"], "{properties}");
    }
    let of_style = |id: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{id}\"/></w:pPr>{}</w:p>", run("", id));
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
    };
    let body = [
        of_style("Base"),
        of_style("Kept"),
        "<w:tbl><w:tr>".into(),
        cell("", "1"),
        cell("<w:cellDel/>", "2"),
        cell("", "3"),
        "</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>".into(),
        cell("", "4"),
        "</w:tr></w:tbl>".into(),
        paragraph("5"),
    ]
    .concat();
    let file = word_file(&body, &[("word/styles.xml", &styles)]);
    assert_eq!(shape(&read_word(&file).unwrap()), ["¶Kept", "¶1||¶3", "¶5"]);
}

#[test]
fn pages_of_word_are_those_that_word_noted() {
    let end = "<w:r><w:lastRenderedPageBreak/></w:r>";
    let cell = |parts: &[&str]| format!("<w:tc><w:p>{}</w:p></w:tc>", parts.concat());
    let [a, b, c] = ["a", "b", "c"].map(|text| format!("<w:r><w:t>{text}</w:t></w:r>"));
    let table = |rows: &[&[String]]| {
        let rows: String = rows.iter().map(|cells| format!("<w:tr>{}</w:tr>", cells.concat())).collect();
        format!("<w:tbl>{rows}</w:tbl>")
    };
    let pages = |body: &str| -> Vec<Option<u32>> {
        let document = read_word(&word_file(body, &[])).unwrap();
        let cells = document.rows.iter().flat_map(|row| &row.cells);
        cells.flat_map(|cell| &cell.parts).map(|part| part.place.page).collect()
    };
    let broken = table(&[
        &[cell(&[&a]), cell(&[&b, "<w:r><w:br/></w:r>", end, &c]), cell(&[&a, end])],
        &[cell(&[&a])],
    ]);
    assert_eq!(pages(&broken), [1, 1, 2, 1, 2].map(Some));
    let moved = table(&[&[cell(&[&a])], &[cell(&[end, &a]), cell(&[end, &b]), cell(&[&c])], &[cell(&[&a])]]);
    assert_eq!(pages(&moved), [1, 2, 2, 2, 2].map(Some));
    let explicit = "<w:r><w:br w:type=\"page\"/></w:r>";
    assert_eq!(pages(&format!("<w:p>{a}{end}{b}</w:p><w:p>{explicit}{end}{c}</w:p>")), [1, 3].map(Some));
    assert_eq!(
        pages(&format!("<w:p>{a}{explicit}</w:p><w:p>{b}</w:p>")),
        [None, None],
        "the pages between are not known"
    );
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
        let file =
            |ending: &str| std::fs::read(format!("../../tests/data/documents/{name}.{ending}")).unwrap();
        let page = shape(&read_html(&file("html")).unwrap());
        assert_eq!(page.len(), 113, "title, contents, amendments, and twenty rows a profile");
        assert_eq!(shape(&read_word(&file("docx")).unwrap()), page);
        assert_eq!(page.iter().filter(|row| row.ends_with("||¶*Band 6|")).count(), 1, "{page:#?}");
        let emphasised = page.iter().filter(|row| row.contains("|¶*Follows policies")).count();
        assert_eq!(emphasised, if name.ends_with("bold") { 2 } else { 0 });
    }
}

/// Returns the lines of [`shape`], with rows that continue on the next page divided again.
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
        let file =
            |ending: &str| std::fs::read(format!("../../tests/data/documents/{name}.{ending}")).unwrap();
        let page = shape(&read_html(&file("html")).unwrap());
        let pdf = read_pdf(&file("pdf")).unwrap();
        assert!(pdf.pages.len() >= 10, "{:?}", pdf.pages);
        // Levels broken over lines lose their spaces, and a row alone on a page has only its own columns.
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

/// Returns a PDF document of these objects, numbered from 1; the first is its catalogue.
fn pdf_file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(file.len());
        writeln!(file, "{number} 0 obj").unwrap();
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).unwrap();
    places.iter().for_each(|place| writeln!(file, "{place:010} 00000 n ").unwrap());
    write!(file, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).unwrap();
    file
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{dict}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(data).unwrap();
    packer.finish().unwrap()
}

/// Returns a PDF document of one page with this content and further objects from number 4. Its fonts are Helvetica and
/// Helvetica-Bold.
fn pdf_page(content: Vec<u8>, resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let fonts = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
        /F2<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding<</Differences[1/fi/Eacute/uni2013]>>>>";
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<<{fonts}>>{resources}>>>>"
    );
    let start = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", &page];
    let start = start.map(|object| object.as_bytes().to_vec());
    pdf_file(&[&start[..], &[content], objects].concat())
}

fn pdf(content: &str) -> Vec<String> {
    shape(&read_pdf(&pdf_page(stream("", content.as_bytes()), "", &[])).unwrap())
}

#[test]
fn lines_of_pdf_are_put_together_into_paragraphs_and_cells() {
    let text =
        |x: u32, y: u32, font: &str, text: &str| format!("BT /{font} 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let content = [
        text(50, 750, "F2", "National Profiles"),
        // Two lines of a paragraph, the first of them full, and the first line of another.
        text(
            50,
            700,
            "F1",
            "The words of this line go on to the right edge of the page, where not one more of them would fit, as it is full",
        ),
        text(50, 688, "F1", "therefore they go on here."),
        text(50, 670, "F1", "Another paragraph."),
        // Tabs, and leader dots between cells.
        text(50, 640, "F1", "Art Therapist ..........................."),
        text(300, 640, "F1", "6"),
        text(540, 640, "F1", "2"),
        text(50, 600, "F2", "bold "),
        text(75, 600, "F1", "and not"),
        text(50, 580, "F2", "\\001t \\002 \\003"),
        text(290, 20, "F1", "17"),
    ];
    assert_eq!(
        pdf(&content.concat()),
        [
            "¶*National Profiles",
            "¶The words of this line go on to the right edge of the page, where not one more of them would fit, as it is \
             full therefore they go on here.",
            "¶Another paragraph.",
            "¶Art Therapist|¶6|¶2",
            "¶*bold~and not",
            "¶*fit É –",
            "¶17"
        ]
    );
}

#[test]
fn lines_that_are_drawn_in_pdf_are_the_edges_of_cells() {
    let frame = "50 700 400 -100 re S 50 660 m 450 660 l S 100 700 0.5 -100 re f 250 660 m 250 600 l S\n";
    let text = |x: u32, y: u32, text: &str| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let content = [
        frame.to_owned(),
        text(55, 685, "1."),
        text(105, 685, "over two columns"),
        text(55, 645, "2."),
        text(105, 645, "one that is long enough to just"),
        text(105, 633, "go on"),
        text(105, 610, "- two"),
        text(255, 645, "1.      a"),
        text(255, 633, "2.      b"),
    ];
    assert_eq!(
        pdf(&content.concat()),
        ["¶1.|¶over two columns|", "¶2.|¶one that is long enough to just go on¶- two|¶a¶b"]
    );
}

#[test]
fn text_of_pdf_is_found_in_drawings_and_under_marks() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 800]",
        b"BT /F1 10 Tf 50 700 Td (in a drawing) Tj ET",
    );
    let content = "q 1 0 0 1 0 -20 cm /X1 Do Q /Span<</ActualText<FEFF00660069>>>BDC BT /F1 10 Tf 50 600 Td (\x01) Tj EMC \
        (eld) Tj 0 -20 Td [(W) 60 (o) -30 (rd) -400 (apart)] TJ ET BT /F1 10 Tf 0 1 -1 0 300 300 Tm (turned) Tj ET";
    let file = pdf_page(stream("", content.as_bytes()), "/XObject<</X1 5 0 R>>", &[form]);
    assert_eq!(shape(&read_pdf(&file).unwrap()), ["¶in a drawing", "¶field", "¶Word apart"]);
    let document = read_pdf(&file).unwrap();
    let places = document.rows.iter().map(|row| row.cells[0].parts[0].place);
    assert!(places.map(|place| (place.page, place.line, place.column)).eq((1..=3).map(|line| (
        Some(1),
        line,
        1
    ))));
    assert_eq!(document.pages, [0]);
}

#[test]
fn pdf_that_cannot_be_read_is_told_why() {
    let error = |file: &[u8]| read_pdf(file).unwrap_err().to_string();
    let protected = std::fs::read("../../tests/data/documents/protected.pdf").unwrap();
    assert_eq!(error(&protected), "the PDF is protected by a password: save a copy without one");
    let image =
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", b"x");
    let scanned = pdf_page(stream("", b"600 0 0 800 0 0 cm /X1 Do"), "/XObject<</X1 5 0 R>>", &[image]);
    assert!(error(&scanned).starts_with("page 1 is a picture without text"), "{}", error(&scanned));
    let font = "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Calibri/Encoding/Identity-H/DescendantFonts[<</Type/Font\
        /Subtype/CIDFontType2>>]>>";
    let content = stream("", b"BT /F3 10 Tf 50 700 Td <0003> Tj ET");
    let unknown = pdf_page(content, "/Font<</F3 5 0 R>>", &[font.as_bytes().to_vec()]);
    assert!(
        error(&unknown)
            .starts_with("page 1 uses a font that does not say which letters it shows (`Calibri`)")
    );
    assert_eq!(error(b"%PDF-1.4"), "the PDF is damaged: its list of pages is missing");
    assert_eq!(error(&pdf_page(stream("", b""), "", &[])), "the PDF is damaged: it has no text");
}

#[test]
fn damaged_pdf_is_repaired_as_far_as_its_objects_are_whole() {
    let file = pdf_page(stream("", b"BT /F1 10 Tf 50 700 Td (whole) Tj ET"), "", &[]);
    let text = String::from_utf8(file).unwrap();
    assert_eq!(shape(&read_pdf(text.replace("startxref", "start").as_bytes()).unwrap()), ["¶whole"]);
    assert_eq!(shape(&read_pdf(text.replace("0000000009", "0000000001").as_bytes()).unwrap()), ["¶whole"]);
}

#[test]
fn hostile_pdf_is_refused_in_good_time() {
    let error = |file: &[u8]| read_pdf(file).unwrap_err().to_string();
    let start = std::time::Instant::now();
    // Deflate bombs: as content, as an object stream, and compressed twice.
    let bomb = packed(&vec![b' '; 80 << 20]);
    let too_large = "the document has more than 8 megabytes in one piece";
    assert_eq!(error(&pdf_page(stream("/Filter/FlateDecode", &bomb), "", &[])), too_large);
    let twice = pdf_page(stream("/Filter[/FlateDecode/FlateDecode]", &packed(&bomb)), "", &[]);
    assert_eq!(error(&twice), too_large);
    let table = |filter: &str, data: &[u8]| {
        pdf_page(stream("", b""), "", &[stream(&format!("/Type/ObjStm/N 1/First 4/Filter{filter}"), data)])
    };
    assert_eq!(error(&table("/FlateDecode", &bomb)), too_large);
    assert_eq!(error(&table("[/#46lateDecode]", &bomb)), too_large);
    for filter in ["[/FlateDecode/FlateDecode]", " 4 0 R", "/LZWDecode", "/ASCII85Decode/F[/FlateDecode/Fl]"]
    {
        let unusual = "the PDF is damaged: its object streams use an unknown filter";
        assert_eq!(error(&table(filter, &packed(&bomb))), unusual, "{filter}");
    }

    // Objects that refer to themselves.
    let form = stream("/Subtype/Form", b"/X1 Do /X1 Do");
    let drawings = pdf_page(stream("", b"/X1 Do"), "/XObject<</X1 5 0 R>>", &[form]);
    assert_eq!(error(&drawings), "the document has drawings within drawings, more than 12 deep");
    let pages = [
        "<</Pages 2 0 R>>",
        "<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 3 0 R>>",
        "<</Type/Pages/Kids[2 0 R 3 0 R]>>",
    ];
    read_pdf(&pdf_file(&pages.map(|object| object.as_bytes().to_vec()))).unwrap_err();
    let length = [
        "<</Pages 2 0 R>>",
        "<</Kids[3 0 R]>>",
        "<</Contents 4 0 R>>",
        "<</Length 4 0 R>>\nstream\n\nendstream",
    ];
    read_pdf(&pdf_file(&length.map(|object| object.as_bytes().to_vec()))).unwrap_err();

    // Deep nesting, and objects without an end.
    for (sign, count) in
        [("[", 1_000_000), ("<</A", 300_000), ("(", 1_000_000), ("<", 1_000_000), ("q ", 2_000_000)]
    {
        read_pdf(&pdf_page(stream("", sign.repeat(count).as_bytes()), "", &[])).unwrap_err();
        read_pdf(&pdf_page(stream("", b""), "", &[sign.repeat(count).into_bytes()])).unwrap_err();
    }
    let entangled = "%PDF-1.4\n".to_owned() + &"1 0 obj (".repeat(300_000);
    assert_eq!(error(entangled.as_bytes()), "the PDF is damaged: its objects overlap");

    // Too many lines, operators and fonts.
    let mut many = vec![b"<</Pages 2 0 R>>".to_vec(), Vec::new()];
    let kids: String = (3..1100).map(|number| format!("{number} 0 R ")).collect();
    many[1] = format!("<</Type/Pages/Kids[{kids}]>>").into_bytes();
    many.resize(1100, b"<</Type/Page>>".to_vec());
    assert!(error(&pdf_file(&many)).contains("more than 1000 pages"));
    let signs = "(aaaaaaaaaaaaaaaaaaaa) Tj ".repeat(300_000);
    let content =
        stream("/Filter/FlateDecode", &packed(format!("BT /F1 10 Tf 50 700 Td {signs}").as_bytes()));
    assert!(error(&pdf_page(content, "", &[])).contains("more than 1000000 characters"));
    // A page that is one very long string is refused before it is decoded.
    let letters = [b"BT /F 12 Tf (".to_vec(), vec![b'a'; 30_000_000], b") Tj ET".to_vec()].concat();
    let string = stream("/Filter/FlateDecode", &packed(&letters));
    assert!(error(&pdf_page(string, "", &[])).contains("more than 8 megabytes in one piece"));
    let lines: String = (0..600).map(|y| format!("50 {} m 500 {0} l S ", 3 * y)).collect();
    assert!(
        error(&pdf_page(stream("", lines.as_bytes()), "", &[]))
            .contains("more than 500 lines drawn on a page")
    );
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Changes some bytes of a document, depending only on a number.
fn damaged(document: &[u8], number: u64) -> Vec<u8> {
    let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit.max(1) as u64) as usize
    };
    let mut damaged = document.to_vec();
    for _ in 0..1 + below(6) {
        let at = below(damaged.len());
        let end = (at + 1 + below(60)).min(damaged.len());
        match below(5) {
            0 => damaged[at] = below(256) as u8,
            1 => drop(damaged.drain(at..end)),
            2 => {
                let piece = damaged[at..end].to_vec();
                let to = below(damaged.len());
                drop(damaged.splice(to..to, piece));
            }
            3 => {
                if let Some(digit) = damaged[at..].iter_mut().find(|byte| byte.is_ascii_digit()) {
                    *digit = b'0' + below(10) as u8;
                }
            }
            _ => {
                let numbers =
                    ["99999999999", "-1", "4294967295", "65536", "1 0 R", "[", "<<", "(", "<td>", "&#0;"];
                drop(damaged.splice(at..at, numbers[below(numbers.len())].bytes()));
            }
        }
    }
    damaged
}

#[test]
fn damaged_documents_are_read_or_refused() {
    let body = paragraph("a &amp; b")
        + "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    let word = word_file(&body, &[]);
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let page = std::fs::read("../../tests/data/documents/arts-therapies.html").unwrap();
    let form = stream(
        "/Subtype/Form",
        b"50 60 m 70 60 l S 60 50 m 60 70 l S BT /F1 10 Tf 50 700 Td [(a) -9 (b)] TJ ET",
    );
    let table = stream(
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
        &packed(b"6 0 <</Type/Font/Subtype/TrueType>>"),
    );
    let content =
        b"q 1 0 0 1 0 -20 cm /X1 Do Q /F1 8 Tf BT 50 50 Td (\\001b) ' /F2 9 Tf <0102> Tj ET 1 2 3 4 re S"
            .to_vec();
    let pdf =
        pdf_page(stream("/Filter/FlateDecode", &packed(&content)), "/XObject<</X1 5 0 R>>", &[form, table]);
    let plain = pdf_page(stream("", &content), "/XObject<</X1 4 0 R>>", &[]);
    for number in 0..3000 {
        let _ = read_word(&damaged(&word, number));
        let damaged_xml = String::from_utf8_lossy(&damaged(xml.as_bytes(), number)).into_owned();
        let _ = read_word(&archive(&[("word/document.xml", &damaged_xml)]));
        let _ = read_pdf(&damaged(&pdf, number));
        let _ = read_pdf(&damaged(&plain, number));
        if number < 300 {
            let _ = read_html(&damaged(&page, number));
        }
    }
}

/// Returns a PDF document with a page for each content, in Helvetica.
fn pdf_pages(contents: &[String]) -> Vec<u8> {
    let page = |index: usize| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {} 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
             /BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>",
            4 + 2 * index
        )
    };
    let kids: String = (0..contents.len()).map(|index| format!("{} 0 R ", 3 + 2 * index)).collect();
    let pages = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", contents.len());
    let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), pages.into_bytes()];
    for (index, content) in contents.iter().enumerate() {
        objects.extend([page(index).into_bytes(), stream("", content.as_bytes())]);
    }
    pdf_file(&objects)
}

/// Returns the operators that show a text at a point, measured from the bottom left corner.
type Printed = (u32, u32, &'static str);

/// Returns the running heads and feet of a document of these pages, and its other rows.
fn running(pages: &[&[Printed]]) -> (Vec<String>, Vec<String>) {
    let text = |(x, y, text): &Printed| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let contents: Vec<String> = pages.iter().map(|lines| lines.iter().map(text).collect()).collect();
    let document = read_pdf(&pdf_pages(&contents)).unwrap();
    let rows = shape(&document).into_iter().enumerate();
    let (running, others): (Vec<_>, Vec<_>) = rows.partition(|(index, _)| document.running.contains(index));
    let texts = |rows: Vec<(usize, String)>| rows.into_iter().map(|(_, row)| row).collect();
    (texts(running), texts(others))
}

#[test]
fn running_heads_and_feet_of_pdf_are_noted() {
    let printed: [&[Printed]; 3] = [
        &[
            (50, 780, "National Profiles"),
            (400, 780, "11/30/26, 10:19 PM"),
            (50, 700, "Nurse 1"),
            (50, 20, "file:///a1.html"),
            (550, 20, "1/3"),
        ],
        &[
            (50, 780, "National Profiles"),
            (400, 780, "11/30/26, 10:19 PM"),
            (50, 700, "Nurse 2"),
            (50, 20, "file:///a1.html"),
            (550, 20, "2/3"),
        ],
        &[
            (50, 780, "National Profiles"),
            (400, 780, "11/30/26, 10:19 PM"),
            (50, 700, "Nurse 4"),
            (50, 20, "file:///a1.html"),
            (550, 20, "3/3"),
        ],
    ];
    let head = "¶National Profiles|¶11/30/26, 10:19 PM";
    let feet = ["¶file:///a1.html|¶1/3", "¶file:///a1.html|¶2/3", "¶file:///a1.html|¶3/3"];
    let expected = [head, feet[0], head, feet[1], head, feet[2]].map(ToOwned::to_owned).to_vec();
    assert_eq!(running(&printed), (expected, vec!["¶Nurse 1".into(), "¶Nurse 2".into(), "¶Nurse 4".into()]));

    let two = |first: &'static str, second: &'static str| {
        running(&[&[(50, 700, "a"), (50, 30, first)], &[(50, 700, "b"), (50, 30, second)]]).0.len()
    };
    for (first, second, count) in [
        ("Page 2 of 13", "Page 3 of 13", 2),
        ("2", "3", 2),
        ("August 2025", "August 2025", 2),
        // Levels and scores are not page numbers.
        ("3", "3", 0),
        ("3/4", "3/4", 0),
        ("JE Score 163-170", "JE Score 218-234", 0),
        ("Ward Clerk", "Porter", 0),
        ("Nurse 2", "Nurse 3", 0),
        ("Healthcare Science (Stage 2) 2", "Healthcare Science (Stage 3) 2", 0),
    ] {
        assert_eq!(two(first, second), count, "{first}");
    }
    // Words at different heights, on one page of many, or below other text are not running heads.
    let none: [&[&[Printed]]; 3] = [
        &[&[(50, 700, "Nurse"), (50, 600, "a")], &[(50, 650, "Nurse"), (50, 600, "b")]],
        &[&[(50, 30, "Nurse")], &[(50, 30, "Nurse")], &[(50, 30, "a")], &[(50, 30, "b")]],
        &[
            &[(50, 700, "a"), (50, 650, "Nurse"), (50, 30, "c")],
            &[(50, 700, "b"), (50, 650, "Nurse"), (50, 30, "d")],
        ],
    ];
    for pages in none {
        assert_eq!(running(pages).0, [""; 0]);
    }
    let words = ["a", "b", "c", "d", "e", "f", "g"];
    let facing = |index: usize| if index.is_multiple_of(2) { "National Profiles" } else { "Ward Clerks" };
    let pages: Vec<[Printed; 2]> =
        (0..7).map(|index| [(50, 780, facing(index)), (50, 700, words[index])]).collect();
    let pages: Vec<&[Printed]> = pages.iter().map(<[_; 2]>::as_slice).collect();
    assert_eq!(running(&pages).0.len(), 7);
}

#[test]
fn text_of_pdf_that_is_marked_as_the_pages_own_or_struck_out_is_left_out() {
    let text = |x: u32, y: u32, text: &str| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let marked = |mark: &str, content: &str| format!("{mark}\n{content}EMC\n");
    let content = [
        marked("/Artifact <</Type /Pagination /Subtype /Header>> BDC", &text(50, 780, "no")),
        marked("/Artifact <</Type /Layout>> BDC", &text(50, 700, "1.")),
        marked("/Span <</Type /Pagination>> BDC", &text(80, 700, "a")),
        marked("/Artifact BMC", &text(110, 700, "b")),
        text(50, 600, "Levels 3 4"),
    ];
    assert_eq!(pdf(&content.concat()), ["¶1.|¶a|¶b", "¶Levels 3 4"]);
    // Lines below, above and between words do not strike words out.
    for line in ["50 598 m 110 598 l S", "50 610 m 110 610 l S", "82 603 m 84 603 l S"] {
        assert_eq!(pdf(&(content[4].clone() + line)), ["¶Levels 3 4"], "{line}");
    }
    assert_eq!(pdf(&(content[4].clone() + "82 602.5 12 1 re f")), ["¶Levels"]);
    assert_eq!(pdf(&(content[4].clone() + "82 603 m 91 603 l S")), ["¶Levels 4"]);
}

//! Pages: well-formed, complete in themselves, fit for readers of every kind, and nothing but text whatever a file says.
//! How they look and behave in a browser is for `scripts/browser`.

use std::collections::HashMap;

use jobeval::batch::Tally;
use jobeval::report::{CellSafety, Format, List, Report, Style, Summary, visible};
use jobeval::{Job, score};
use proptest::prelude::*;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::library::SCHEME;
use crate::run::{Folder, run};

/// An element of a page.
#[derive(Debug, Default)]
struct Element {
    name: String,
    /// The names of the elements that it is in, from the outermost on.
    within: Vec<String>,
    attributes: HashMap<String, String>,
    /// All text in it, that of the elements in it included.
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// The elements of a page in the order of their beginnings. What is not well-formed is a failure.
fn elements(page: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(page);
    reader.config_mut().expand_empty_elements = true;
    let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        let mut add = |text: &str, open: &[usize]| {
            open.iter().for_each(|&index| elements[index].text.push_str(text));
        };
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let within = open.iter().map(|&index| elements[index].name.clone()).collect();
                open.push(elements.len());
                elements.push(element(&start, within));
            }
            Event::End(_) => _ = open.pop(),
            Event::Text(text) => add(&text.xml10_content(), &open),
            Event::GeneralRef(reference) => {
                add(&reference.resolve_char_ref().unwrap().unwrap().to_string(), &open);
            }
            Event::DocType(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    elements
}

fn element(start: &BytesStart<'_>, within: Vec<String>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
        (attribute.key.as_ref().to_owned(), value.into_owned())
    });
    Element {
        name: start.name().as_ref().to_owned(),
        within,
        attributes: attributes.collect(),
        text: String::new(),
    }
}

/// The command lines of everything that is shown, with the text of its first heading.
const SHOWN: [(&[&str], &str); 20] = [
    (&["score", "examples/senior-art-therapist.yaml"], "Senior Art Therapist (JD-1042)"),
    (&["score", "examples/workforce.csv"], "Job scores"),
    (
        &["score", "examples/chief-officer-for-arts-and-health.yaml"],
        "Chief Officer for Arts and Health (JD-1150)",
    ),
    (&["compare", "examples/senior-art-therapist.yaml", "arts-therapist"], "Senior Art Therapist (JD-1042)"),
    (&["report", "examples/senior-art-therapist.yaml"], "Matched-job report: Senior Art Therapist (JD-1042)"),
    (
        &["report", "examples/arts-in-health-coordinator.yaml"],
        "Evaluation report: Arts in Health Coordinator (JD-1120)",
    ),
    (&["match", "examples/senior-art-therapist.yaml"], "Senior Art Therapist (JD-1042)"),
    (&["match", "--best", "examples"], "Best profile per job"),
    (&["check", "tests/data/expectations.yaml"], "Job checks"),
    (&["explain", "examples/senior-art-therapist.yaml"], "Senior Art Therapist (JD-1042)"),
    (
        &["explain", "examples/panel-2026-03.yaml", "--job", "JD-1163"],
        "Principal Art Therapist (Learning Disabilities) (JD-1163)",
    ),
    (
        &["diff", "tests/data/before.yaml", "tests/data/after.yaml"],
        "Dramatherapist (Perinatal), lead (JD-1170)",
    ),
    (&["diff", "tests/data/old", "tests/data/new"], "Job changes"),
    (&["score", "examples/workforce.csv", "--summary", "--by", "organisation"], "NHS Job Evaluation Scheme"),
    (
        &["match", "--best", "examples/workforce.csv", "--summary", "--by", "organisation"],
        "Best profile per job",
    ),
    (&["profiles"], "Profiles"),
    (&["profiles", "show", "arts-therapist"], "Arts Therapist (Art, Music, Drama, Dance Movement)"),
    (&["profiles", "check"], "Profile checks"),
    (&["scheme"], "NHS Job Evaluation Scheme"),
    (&["scheme", "--scheme", "tests/data/us-federal.yaml"], "Factor Evaluation System"),
];

/// The page of a command.
fn page(arguments: &[&str]) -> Vec<Element> {
    let (_, page, messages) = run(&[arguments, &["--format", "html"]].concat());
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{arguments:?}: {messages}");
    elements(&page)
}

fn all<'p>(page: &'p [Element], name: &str) -> Vec<&'p Element> {
    page.iter().filter(|element| element.name == name).collect()
}

#[test]
fn every_command_that_shows_something_has_a_page_of_its_own() {
    for (arguments, heading) in SHOWN {
        let page = page(arguments);
        let headings = all(&page, "h1");
        assert_eq!(headings.iter().map(|heading| &*heading.text).collect::<Vec<_>>(), [heading]);
        let title = &all(&page, "title")[0].text;
        assert!(title.starts_with(heading), "{title}");
        assert_eq!(all(&page, "main").len(), 1);
        let named = |name: &str| {
            let meta =
                |meta: &&&Element| meta.attribute("name").or(meta.attribute("http-equiv")) == Some(name);
            let metas = all(&page, "meta");
            metas.iter().find(meta).and_then(|meta| meta.attribute("content")).unwrap().to_owned()
        };
        assert!(named("viewport").contains("width=device-width"));
        assert!(named("Content-Security-Policy").starts_with("default-src 'none'; style-src "));
    }
}

#[test]
fn a_page_has_no_script_and_asks_for_nothing() {
    for (arguments, _) in SHOWN {
        for element in page(arguments) {
            let names =
                ["script", "img", "image", "link", "iframe", "object", "embed", "base", "use", "a", "form"];
            assert!(!names.contains(&&*element.name), "{arguments:?}: {element:?}");
            for name in element.attributes.keys() {
                let asks = name.starts_with("on") || name.contains("href") || name.contains("src");
                assert!(!asks, "{arguments:?}: {element:?}");
            }
            // Only pictures have styles of their own: places and lengths.
            if let Some(style) = element.attribute("style") {
                let is_length = |c: char| c.is_ascii_digit() || " :;.%".contains(c);
                let values = style.replace("margin-left", "").replace("width", "");
                assert!(
                    element.name == "span" && values.chars().all(is_length),
                    "{arguments:?}: {element:?}"
                );
            }
            if element.name == "style" {
                let asks = ["url(", "@import", "@font-face"].iter().any(|word| element.text.contains(word));
                assert!(!asks, "{}", element.text);
            }
        }
    }
}

#[test]
fn a_table_says_what_it_shows_and_which_cells_name_the_others() {
    for (arguments, _) in SHOWN {
        let page = page(arguments);
        let captions = all(&page, "caption");
        let tables: Vec<_> =
            all(&page, "table").into_iter().filter(|table| table.attribute("role").is_none()).collect();
        assert!(!tables.is_empty() && captions.len() == tables.len(), "{arguments:?}");
        let mut texts: Vec<&str> = captions.iter().map(|caption| &*caption.text).collect();
        assert!(!texts.contains(&""), "{arguments:?}");
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), captions.len(), "{arguments:?}: a caption twice");
        for name in all(&page, "th") {
            let scope = match (name.within.contains(&"thead".to_owned()), name.attribute("colspan")) {
                (true, Some(_)) => "colgroup",
                (true, None) => "col",
                (false, _) => "row",
            };
            assert_eq!(name.attribute("scope"), Some(scope), "{arguments:?}: {name:?}");
            assert!(!name.text.is_empty(), "{arguments:?}: {name:?}");
        }
        // What is said of a row stands below it, beside its name.
        let is_named = |row: &&&Element| {
            row.within.contains(&"tbody".to_owned()) && row.attribute("class") != Some("remarks")
        };
        let rows = all(&page, "tr").iter().filter(is_named).count();
        let named = all(&page, "th").iter().filter(|name| name.attribute("scope") == Some("row")).count();
        assert_eq!(named, rows, "{arguments:?}: every row is named");
        // What is wider than a phone is moved to and fro by itself, from the keyboard too.
        for table in all(&page, "div") {
            let label = table.attribute("aria-labelledby").unwrap();
            assert_eq!((table.attribute("role"), table.attribute("tabindex")), (Some("group"), Some("0")));
            assert!(captions.iter().any(|caption| caption.attribute("id") == Some(label)), "{arguments:?}");
        }
    }
}

#[test]
fn colour_says_nothing_that_is_not_said_otherwise() {
    let page = page(&["compare", "examples/consultant-music-therapist.yaml", "arts-therapist"]);
    let toned = |class: &str| {
        let toned = page.iter().filter(|element| element.attribute("class") == Some(class));
        toned.map(|element| element.text.as_str()).collect::<Vec<_>>()
    };
    for (class, sign) in [("good", '✓'), ("bad", '✗'), ("open", '○')] {
        let texts = toned(class);
        assert!(!texts.is_empty() && texts.iter().all(|text| text.starts_with(sign)), "{class}: {texts:?}");
    }
    for sign in all(&page, "span").into_iter().filter(|span| span.attribute("role") == Some("img")) {
        assert!(["yes", "no", "open"].contains(&sign.attribute("aria-label").unwrap()), "{sign:?}");
    }
}

#[test]
fn pictures_say_in_words_what_they_show() {
    let described = |arguments: &[&str]| {
        let page = page(arguments);
        let pictures = page.iter().filter(|element| {
            ["svg", "table"].contains(&&*element.name)
                && element.within.last().is_some_and(|name| name == "figure")
        });
        let words = pictures.map(|picture| {
            assert_eq!(picture.attribute("role"), Some("img"));
            picture.attribute("aria-label").unwrap().to_owned()
        });
        words.collect::<Vec<_>>()
    };
    let total = "Scale of bands: Total: 498 points, Band 7. The bands are 1 (0–160), 2 (161–215), ";
    let [score] = &described(&["score", "examples/senior-art-therapist.yaml"])[..] else { panic!() };
    assert!(score.starts_with(total), "{score}");
    let [explained] = &described(&["explain", "examples/senior-art-therapist.yaml"])[..] else { panic!() };
    assert_eq!(explained, score);
    let [many] = &described(&["score", "examples/workforce.csv"])[..] else { panic!() };
    assert_eq!(many, "Jobs in each band: Band 1: 1 job, Band 5: 1 job, Band 8d: 1 job, incomplete: 2 jobs.");
    let compare = ["compare", "examples/new-dance-movement-therapist.yaml", "arts-therapist"];
    let [scale, levels] = &described(&compare)[..] else { panic!() };
    let words = "Profile: 475–516 points, Band 7. Job: 467–571 points, Band 7 or 8a. The bands are";
    assert!(scale.contains(words), "{scale}");
    for words in [
        "Skills: job 6, profile 6, of 6;",
        "Mental Effort: job not assessed, profile 2 to 4, of 5;",
        "Physical Effort: job 2 to 3, profile 2 to 3, of 5;",
    ] {
        assert!(levels.contains(words), "{levels}");
    }
    let [changed] = &described(&["diff", "tests/data/before.yaml", "tests/data/after.yaml"])[..] else {
        panic!()
    };
    assert!(changed.contains("Old: 510 points, Band 7. New: 551 points, Band 8a."), "{changed}");
}

/// A page of a result.
fn page_of<R: Report>(result: &R) -> Vec<Element> {
    let mut page = Vec::new();
    let style = Style { width: 80, color: false, cells: CellSafety::Harmless };
    R::FORMATS.get(Format::Html).unwrap().write(result, style, &mut page).unwrap();
    elements(&String::from_utf8(page).unwrap())
}

#[test]
fn a_summary_has_bars_in_a_picture_and_not_in_its_table() {
    let mut tally = Tally { all: 4, no: 1, ..Tally::default() };
    [400, 401, 500].into_iter().for_each(|total| tally.totals.count(total));
    let page = page_of(&Summary::new(&tally, None, &SCHEME));
    let [bars] =
        page.iter().filter(|element| element.attribute("class") == Some("bars")).collect::<Vec<_>>()[..]
    else {
        panic!()
    };
    let words = "Jobs in each band: Band 6: 2 jobs, Band 7: 1 job, incomplete: 1 job.";
    assert_eq!(bars.attribute("aria-label"), Some(words));
    let names: Vec<&str> = all(&page, "th").iter().take(4).map(|name| &*name.text).collect();
    assert_eq!(names, ["Band", "Totals", "Jobs", "Share"]);
    let in_picture = |element: &&&Element| element.within.contains(&"figure".to_owned());
    let cells = all(&page, "td");
    assert_eq!(cells.iter().filter(|cell| !in_picture(cell)).count(), 3 * SCHEME.bands().len());
    assert!(page.iter().all(|element| !element.text.contains('█')));
    let drawn: Vec<&str> = cells.iter().filter(in_picture).map(|cell| &*cell.text).collect();
    assert_eq!(drawn[15..24], ["Band 6", "2", "", "Band 7", "1", "", "Band 8a", "0", ""]);
    let styles: Vec<&str> = page.iter().filter_map(|element| element.attribute("style")).collect();
    assert_eq!(styles, ["width: 100.00%", "width: 50.00%", "width: 50.00%"]);
}

/// The page of a score with this title and this evidence for every factor.
fn score_page(title: &str, evidence: &str) -> Vec<Element> {
    let mut job = Job::new(title, &SCHEME).with_id(title);
    for factor in SCHEME.factors() {
        job.assess(factor.id(), "1").unwrap().set_evidence(evidence);
    }
    let scores: List<_> = [score(&job)].into_iter().collect();
    page_of(&scores)
}

/// Texts that would be more than text, if anything would let them.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "javascript:alert(1)",
    "<!-- ",
    "]]> <![CDATA[ <?xml ?>",
    "&lt;b&gt; &amp; &#60; &nbsp;",
    "{{ 7 * 7 }} {% if %} {# #}",
    "\0\u{1b}[31m\u{202e}\u{2066}\u{200b}\u{fffe}",
];

fn assert_is_text(title: &str, evidence: &str) {
    let (plain, page) = (score_page("Nurse", "Words"), score_page(title, evidence));
    let heading = visible(&format!("{title} ({title})"));
    assert_eq!(all(&page, "h1")[0].text, heading);
    assert_eq!(all(&page, "title")[0].text, format!("{heading} – Job score"));
    let cells = all(&page, "td");
    assert_eq!(cells.iter().filter(|cell| cell.text == visible(evidence)).count(), 16);
    let names = |page: &[Element]| page.iter().map(|element| element.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&page), names(&plain));
    let attributes =
        |page: &[Element]| page.iter().map(|element| element.attributes.len()).collect::<Vec<_>>();
    let classes =
        |page: &[Element]| page.iter().filter(|element| element.attribute("class").is_some()).count();
    // The class of a cell follows from how long its words are.
    assert_eq!(
        attributes(&page).iter().sum::<usize>() - classes(&page),
        attributes(&plain).iter().sum::<usize>() - classes(&plain)
    );
}

#[test]
fn what_a_file_says_is_text() {
    for hostile in HOSTILE {
        assert_is_text(hostile, &format!("{hostile}."));
    }
    assert_is_text(&"x".repeat(10_000), &"long words ".repeat(1000));
}

#[test]
fn what_a_scheme_says_is_text_in_tables_and_pictures() {
    let page = |name: &str| {
        let folder = Folder::new();
        let yaml = serde_json::to_string(name).unwrap();
        folder.write(
            "scheme.yaml",
            format!(
                "scheme: s\ntitle: {yaml}\nfactors: [{{id: f, name: {yaml}, points: [1, 2]}}]\n\
                 bands: [{{name: {yaml}, from: 1}}]\nmatching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}\n"
            ),
        );
        folder.write("suite.yaml", format!("suite: s\ntitle: S\nscheme: s\nprofiles: [{{id: p, title: {yaml}, band: {yaml}, score: {{min: 1, max: 1}}, factors: {{f: 1}}}}]"));
        folder.write("job.yaml", format!("title: {yaml}\nfactors: {{f: 2}}"));
        let compare = [
            "compare",
            "job.yaml",
            "p",
            "--scheme",
            "scheme.yaml",
            "--profiles",
            "suite.yaml",
            "--format",
            "html",
        ];
        let (_, page, messages) = folder.run(&compare);
        assert!(!page.is_empty(), "{messages}");
        elements(&page)
    };
    let names = |page: &[Element]| page.iter().map(|element| element.name.clone()).collect::<Vec<_>>();
    let plain = names(&page("Nurse"));
    for hostile in &HOSTILE[..HOSTILE.len() - 1] {
        let hostile = page(hostile);
        assert_eq!(names(&hostile), plain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_title_is_text(title in "[<>&\"'/= a-z!\\-\\[\\]{}%#\\PC]{1,60}", evidence in "\\PC{1,60}") {
        prop_assume!(!visible(&title).trim().is_empty() && !visible(&evidence).trim().is_empty());
        assert_is_text(&title, &format!("{evidence}.."));
    }
}

//! Documents in every published layout give back the suite that they were made of, and a copy that is damaged is refused
//! while its neighbours are kept.

use jobeval::documents::document::read_text;
use jobeval::import::{Imported, Importer};
use jobeval::profile::{Profile, Suite};
use jobeval::scheme::PointsRange;
use jobeval::source_text::read_document;

use crate::facts::Random;
use crate::library::{PROFILES, SCHEME};
use crate::targets;

const DOCUMENT: &str = include_str!("../../data/national-profiles-arts-therapies.txt");

fn import(text: &str) -> Imported<'static> {
    Importer::new(&SCHEME).import("suite.txt", &read_text(text).unwrap(), None)
}

/// The codes of the errors among the findings.
fn errors(imported: &Imported<'_>) -> Vec<&'static str> {
    let errors = imported.findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| finding.problem.rule.code()).collect()
}

#[test]
fn the_published_document_gives_the_suite_that_was_copied_by_hand() {
    let imported = import(DOCUMENT);
    assert_eq!(errors(&imported), [""; 0]);
    let suite = imported.suite.unwrap();
    let [by_hand] = PROFILES.suites() else { panic!("one suite is built in") };
    assert_eq!(suite.title, by_hand.title);
    assert_eq!((&suite.contents, &suite.amendments), (&by_hand.contents, &by_hand.amendments));
    assert_eq!(suite.profiles.len(), 5);
    let mut rows = 0;
    for (own, copied) in suite.profiles.iter().zip(&by_hand.profiles) {
        assert_eq!((own.id(), own.title()), (copied.id(), copied.title()));
        assert_eq!((own.bands(), own.score()), (copied.bands(), copied.score()));
        assert_eq!(own.job_statement(), copied.job_statement());
        for (own, copied) in own.factors().iter().zip(copied.factors()) {
            assert_eq!(own.published_levels(), copied.published_levels());
            assert_eq!(own.published_scores(), copied.published_scores());
            // Most rows of this document do not set the two apart.
            match own.example() {
                Some(_) => {
                    assert_eq!((own.descriptor(), own.example()), (copied.descriptor(), copied.example()))
                }
                None => {
                    let words = format!("{} {}", copied.descriptor().unwrap(), copied.example().unwrap());
                    assert_eq!(own.descriptor(), Some(&*words));
                }
            }
            rows += 1;
        }
    }
    assert_eq!((rows, imported.agreement.rows, imported.agreement.totals), (80, 80, 5));
}

#[test]
fn the_same_suite_comes_of_every_format() {
    let [by_hand] = PROFILES.suites() else { panic!("one suite is built in") };
    let mut formats = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir("tests/data/documents").unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_str().unwrap().starts_with("arts-therapies") {
            continue;
        }
        formats.insert(path.extension().unwrap().to_str().unwrap().to_owned());
        let document = read_document("suite", std::fs::read(&path).unwrap()).unwrap();
        let imported = Importer::new(&SCHEME).import("suite", &document, Some(&by_hand.id));
        assert_eq!(imported.findings, [], "{path:?}");
        let suite = imported.suite.unwrap();
        assert_eq!((&suite.id, &suite.title), (&by_hand.id, &by_hand.title), "{path:?}");
        assert_eq!(
            (&suite.contents, &suite.amendments),
            (&by_hand.contents, &by_hand.amendments),
            "{path:?}"
        );
        assert_eq!(suite.profiles.len(), by_hand.profiles.len());
        for (own, copied) in suite.profiles.iter().zip(&by_hand.profiles) {
            let file = |profile: &Profile<'_>| {
                let file = jobeval::template::profile_file(profile);
                file.lines().filter(|line| !line.starts_with("source:")).map(canonical).collect::<Vec<_>>()
            };
            assert_eq!(file(own), file(copied), "{path:?}");
        }
    }
    assert!(formats.is_superset(&["docx", "html", "pdf"].map(ToOwned::to_owned).into()), "{formats:?}");
}

#[test]
fn heads_and_feet_of_printed_pages_are_no_words_of_the_profiles() {
    let [by_hand] = PROFILES.suites() else { panic!("one suite is built in") };
    for name in ["chromium", "libreoffice"] {
        let path = format!("tests/data/documents/printed-by-{name}.pdf");
        let document = read_document("suite", std::fs::read(path).unwrap()).unwrap();
        let imported = Importer::new(&SCHEME).import("suite", &document, Some(&by_hand.id));
        assert_eq!(imported.findings, [], "{name}");
        let suite = imported.suite.unwrap();
        assert_eq!((&suite.title, &suite.contents[..]), (&by_hand.title, &by_hand.contents[..2]), "{name}");
        // Where lines are broken, nobody can tell how the words were spaced.
        let file = |profile: &Profile<'_>| {
            let file = jobeval::template::profile_file(profile).replace(char::is_whitespace, "");
            file.split_once("profiles:").unwrap().1.to_owned()
        };
        let files = |profiles: &[Profile<'_>]| profiles.iter().map(file).collect::<Vec<_>>();
        assert_eq!(files(&suite.profiles), files(&by_hand.profiles[..2]), "{name}");
    }
}

#[test]
fn a_score_is_not_the_number_of_the_next_factor_where_word_numbers_the_rows() {
    // Physical Skills at level 1 are worth 6, and Research & Development at level 2 is worth 12.
    let points = |factor: &jobeval::scheme::Factor, level: usize| factor.points()[level - 1];
    let level = |number: usize| if number == 11 { 2 } else { 1 };
    let factors = SCHEME.factors();
    let total: u32 = factors.iter().map(|factor| points(factor, level(factor.number()))).sum();
    let numbered = |text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let plain = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("<w:tc>{cell}</w:tc>")).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    for own_cell in [true, false] {
        let rows = factors.iter().map(|factor| {
            let name = factor.name().replace('&', "&amp;");
            let (level, number) = (level(factor.number()), points(factor, level(factor.number())));
            let mut cells = vec![
                numbered(""),
                plain(&name),
                plain("words") + &plain("more"),
                plain(&level.to_string()),
                plain(&number.to_string()),
            ];
            if !own_cell {
                cells.splice(..2, [numbered(&name)]);
            }
            row(&cells)
        });
        let rows: String = rows.collect();
        let body = [
            plain("Profile Label: Porter"),
            plain("Job Statement:"),
            numbered("Moves goods"),
            format!("<w:tbl>{rows}</w:tbl>"),
            plain(&format!("JE Score {total}")),
            plain("Band 1"),
        ];
        let imported = import_word(&body.concat());
        assert_eq!(errors(&imported), [""; 0], "{:?}", imported.findings);
        let suite = imported.suite.unwrap();
        let scores: Vec<u32> =
            suite.profiles[0].factors().iter().flat_map(|factor| factor.scores()).collect();
        assert_eq!((scores[4], scores[10], scores.iter().sum::<u32>()), (6, 12, total));
    }
}

/// The places of the errors in a document whose scores of this row and column read `1`, which no factor has.
fn places_with_wrong_score(path: &str, name: &str) -> Vec<String> {
    let mut document = read_document(path, std::fs::read(path).unwrap()).unwrap();
    let text = |cell: &jobeval::documents::document::DocumentCell| {
        cell.parts.iter().map(|part| &*part.text).collect::<Vec<_>>().join(" ")
    };
    let row = document.rows.iter_mut().find(|row| row.cells.iter().any(|cell| text(cell) == name)).unwrap();
    let score = row.cells.iter_mut().rfind(|cell| !cell.parts.is_empty()).unwrap();
    score.parts.truncate(1);
    score.parts[0].text = "1".to_owned();
    let imported = Importer::new(&SCHEME).import("suite", &document, None);
    let errors = imported.findings.iter().filter(|finding| finding.is_error());
    errors.map(|error| error.to_string().split(": ").next().unwrap().to_owned()).collect()
}

#[test]
fn places_are_those_that_people_find() {
    let place = |name: &str, ending: &str| {
        places_with_wrong_score(&format!("tests/data/documents/{name}.{ending}"), "Freedom to Act")
    };
    assert_eq!(place("printed-by-libreoffice", "pdf"), ["suite:page 3, factor 12"]);
    assert_eq!(place("printed-by-chromium", "pdf"), ["suite:page 3, factor 12"]);
    assert_eq!(place("arts-therapies", "docx"), ["suite:factor 12"]);
    assert_eq!(place("arts-therapies", "html"), ["suite:50:243"]);

    // What a missing row is noted at, the next one, is not where it is; and a total belongs to no factor.
    let broken = |text: &str| {
        let rows: String = SCHEME
            .factors()
            .iter()
            .filter(|factor| factor.number() != 7)
            .map(|factor| {
                let cells = [
                    factor.name().replace('&', "&amp;"),
                    text.to_owned(),
                    "1".to_owned(),
                    factor.points()[0].to_string(),
                ];
                let cell = |text: &String| format!("<w:tc><w:p><w:r>{text}</w:r></w:p></w:tc>");
                let cells: String = cells.iter().map(|text| cell(&format!("<w:t>{text}</w:t>"))).collect();
                format!("<w:tr>{cells}</w:tr>")
            })
            .collect();
        let head = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let body = [
            head("Profile Label: Porter"),
            head("Job Statement: x"),
            format!("<w:tbl>{rows}</w:tbl>"),
            head("JE Score 999"),
        ];
        let imported = import_word(&body.concat());
        imported
            .findings
            .iter()
            .map(|error| error.to_string().split(": ").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(broken("words"), ["suite.docx"; 2]);
    let pages = broken("words</w:t><w:lastRenderedPageBreak/><w:t>more");
    assert_eq!(pages, ["suite.docx:page 7", "suite.docx:page 16"]);
}

/// Imports a Word document with this body.
fn import_word(body: &str) -> Imported<'static> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    std::io::Write::write_all(&mut archive, xml.as_bytes()).unwrap();
    let document = read_document("suite.docx", archive.finish().unwrap().into_inner()).unwrap();
    Importer::new(&SCHEME).import("suite.docx", &document, None)
}

/// A line of a suite file with its words on single spaces: nobody can tell how many of them a page has.
fn canonical(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A suite as a document says it.
struct Draft {
    title: String,
    profiles: Vec<Printed>,
}

/// A profile as a document prints it.
#[derive(Clone)]
struct Printed {
    title: String,
    statement: Vec<String>,
    rows: Vec<PrintedRow>,
    total: PointsRange,
    band: String,
}

#[derive(Clone)]
struct PrintedRow {
    name: String,
    descriptor: String,
    example: String,
    levels: String,
    scores: Vec<u32>,
}

/// How a document is laid out.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// The cells of a row behind each other, with tabs between them; else each on a line of its own.
    in_rows: bool,
    /// The names of all factors before all words.
    names_first: bool,
    has_scores: bool,
    /// Levels as `3a` and *Responsibility for* before some names.
    old: bool,
    /// Form feeds, running heads and page numbers.
    pages: bool,
}

const LAYOUTS: [Layout; 12] = {
    const NEWEST: Layout =
        Layout { in_rows: true, names_first: false, has_scores: true, old: false, pages: false };
    const COMBINED: Layout = Layout { in_rows: false, old: true, ..NEWEST };
    const OLDEST: Layout = Layout { in_rows: true, has_scores: false, old: true, ..NEWEST };
    [
        NEWEST,
        Layout { pages: true, ..NEWEST },
        Layout { in_rows: false, ..NEWEST },
        Layout { in_rows: false, pages: true, ..NEWEST },
        Layout { in_rows: false, names_first: true, ..NEWEST },
        COMBINED,
        Layout { pages: true, ..COMBINED },
        Layout { in_rows: true, ..COMBINED },
        Layout { names_first: true, pages: true, ..COMBINED },
        OLDEST,
        Layout { in_rows: false, ..OLDEST },
        Layout { in_rows: false, names_first: true, pages: true, ..OLDEST },
    ]
};

fn pick<'t>(random: &mut Random, from: &[&'t str]) -> &'t str {
    from[usize::from(random.within(1, u8::try_from(from.len()).unwrap())) - 1]
}

/// Words with as many numbers in them as documents have.
fn words(random: &mut Random, least: u8, most: u8) -> String {
    const WORDS: [&str; 24] = [
        "provides",
        "care",
        "NVQ 3",
        "24 hour",
        "Band 5 staff,",
        "level 2 (a)",
        "2-3 days;",
        "patients/clients",
        "&",
        "and",
        "develops",
        "policies",
        "(e.g. budgets)",
        "up to 10%",
        "over",
        "equipment –",
        "a 1:1",
        "R&D",
        "staff",
        "master's",
        "16 beds",
        "clinical",
        "records:",
        "“own” work",
    ];
    let count = random.within(least, most);
    let words: Vec<&str> = (0..count).map(|_| pick(random, &WORDS)).collect();
    format!("Works {}", words.join(" "))
}

/// Levels in one of the ways in which documents write them, with their scores.
fn levels(random: &mut Random, points: &[u32], old: bool) -> (String, Vec<u32>) {
    let highest = u8::try_from(points.len()).unwrap();
    let low = random.within(1, highest);
    let high = if random.once_in(3) { random.within(low, highest.min(low + 2)) } else { low };
    let mut text = String::new();
    let mut scores = Vec::new();
    for level in low..=high {
        if level > low {
            if high - low == 2 && level == low + 1 && random.once_in(2) {
                continue;
            }
            text += pick(random, if old { &["-", "–", " - "] } else { &["-", "– ", " - ", "–", " – "] });
        }
        text += &level.to_string();
        scores.push(points[usize::from(level) - 1]);
        for option in ["a", "b", "c"] {
            if random.once_in(4) {
                text +=
                    &if old { option.to_owned() } else { format!("{}({option})", pick(random, &["", " "])) };
            }
        }
    }
    (text, scores)
}

fn printed(random: &mut Random, number: usize, old: bool) -> Printed {
    let mut rows = Vec::new();
    let mut total = PointsRange::default();
    for (factor, has_prefix) in SCHEME.factors().iter().zip((1..).map(|number| (6..=11).contains(&number))) {
        let (levels, scores) = levels(random, factor.points(), old);
        total = PointsRange { min: total.min + scores[0], max: total.max + scores[scores.len() - 1] };
        let name = factor.name();
        let name = if old && has_prefix { format!("Responsibility for {name}") } else { name.to_owned() };
        let (descriptor, example) = (words(random, 1, 20), words(random, 1, 20));
        rows.push(PrintedRow { name, descriptor, example, levels, scores });
    }
    let bands = SCHEME.bands_within(total);
    let band = match bands {
        [one] => one.name().to_owned(),
        [first, .., last] => format!("{}{}{}", first.name(), pick(random, &["-", " – ", "–"]), last.name()),
        [] => String::new(),
    };
    let statement = (0..random.within(1, 4)).map(|_| words(random, 3, 12)).collect();
    let title = format!(
        "{} {number} ({})",
        pick(random, &["Nurse", "Porter", "Analyst"]),
        pick(random, &["Ward", "Community"])
    );
    Printed { title, statement, rows, total, band }
}

/// A suite of a few profiles, none of which has a total above the last band.
fn draft(random: &mut Random, old: bool) -> Draft {
    let top = SCHEME.bands().last().unwrap().totals().max;
    let profiles =
        (1..).map(|number| printed(random, number, old)).filter(|profile| profile.total.max <= top);
    Draft { title: "National Profiles for Wards & Others".to_owned(), profiles: profiles.take(4).collect() }
}

fn range(points: PointsRange) -> String {
    if points.min == points.max { points.min.to_string() } else { format!("{}-{}", points.min, points.max) }
}

fn joined(scores: &[u32]) -> String {
    scores.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

fn render(draft: &Draft, layout: Layout) -> String {
    let mut out = format!("{}\n\n", draft.title);
    let mut page = 1;
    if !layout.old {
        out += "Contents\n\nProfile Title\tBand\tPage\n";
        for (profile, page) in draft.profiles.iter().zip(2..) {
            out += &format!("{}\t{}\t{page}\n", profile.title, profile.band);
        }
        out += "\nVersion history and amendments\n\nAction\tDate\tNotes\nNew\tMay 2024\tAll of them\n\n\n";
    }
    let mut turn = |out: &mut String| {
        if layout.pages {
            *out += &format!("{page}\n\u{c}{}\n", draft.title);
            page += 1;
        }
    };
    for profile in &draft.profiles {
        turn(&mut out);
        render_profile(&mut out, profile, layout, &mut turn);
    }
    out
}

fn render_profile(out: &mut String, profile: &Printed, layout: Layout, turn: &mut impl FnMut(&mut String)) {
    let between = if layout.in_rows { "\t" } else { "\n" };
    if layout.old {
        *out += &format!("Profile Label:{between}{}\nJob Statement:\n", profile.title);
    } else {
        *out += &format!("Profile Suite and Label{between}{}\nJob Statement{between}", profile.title);
    }
    for (number, item) in profile.statement.iter().enumerate() {
        *out += &format!("{}. {item}\n", number + 1);
    }
    let heads: &[&str] = match (layout.has_scores, layout.old) {
        (false, _) => &["Factor", "Relevant Job Information", "JE Level"],
        (_, true) => &["Factor", "Relevant Job Information", "JE Level", "Score"],
        _ => &["Factor", "", "Level descriptor and example job information", "JE Level", "JE Score"],
    };
    let heads: Vec<&str> = heads.iter().copied().filter(|head| layout.in_rows || !head.is_empty()).collect();
    *out += &format!("\n{}\n", heads.join(between));
    if layout.names_first {
        for (row, number) in profile.rows.iter().zip(1..) {
            *out += &format!("{number}. {}\n", row.name);
        }
    }
    for (row, number) in profile.rows.iter().zip(1..) {
        if number == 9 && !layout.names_first {
            turn(out);
        }
        let name = if layout.in_rows {
            format!("{number}.{between}{}", row.name)
        } else {
            format!("{number}. {}", row.name)
        };
        let words = if layout.in_rows {
            format!("<p>{}</p> <p>{}</p>", row.descriptor, row.example)
        } else {
            format!("{}\n{}", row.descriptor, row.example)
        };
        let mut cells = if layout.names_first { vec![words] } else { vec![name, words] };
        cells.push(row.levels.clone());
        if layout.has_scores {
            cells.push(joined(&row.scores));
        }
        *out += &cells.join(between);
        *out += "\n";
    }
    let label = if layout.has_scores { "" } else { "JE Score/Band\t" };
    *out += &format!("{label}JE Score {}{between}Band {}\n\n", range(profile.total), profile.band);
}

/// Compares a profile with what was printed.
fn assert_same(own: &Profile<'_>, printed: &Printed, layout: Layout, text: &str) {
    assert_eq!(own.title(), printed.title);
    assert_eq!(own.score(), printed.total);
    assert_eq!(own.bands(), SCHEME.find_band(&printed.band).unwrap());
    assert_eq!(own.job_statement(), printed.statement, "{layout:?}\n{text}");
    for (own, row) in own.factors().iter().zip(&printed.rows) {
        assert_eq!(own.levels(), &own.factor().levels(&row.levels).unwrap());
        assert_eq!(own.published_scores(), layout.has_scores.then_some(&*row.scores));
        let said = (own.descriptor(), own.example());
        assert_eq!(said, (Some(&*row.descriptor), Some(&*row.example)), "{layout:?}\n{text}");
    }
}

#[test]
fn suites_in_every_layout_come_back_whole() {
    for layout in LAYOUTS {
        for seed in 0..12 {
            let mut random = Random(seed);
            let draft = draft(&mut random, layout.old);
            let text = render(&draft, layout);
            let imported = import(&text);
            assert!(errors(&imported).is_empty(), "{layout:?}, {seed}: {:#?}\n{text}", imported.findings);
            let suite = imported.suite.unwrap();
            assert_eq!(suite.title, draft.title);
            assert_eq!(suite.profiles.len(), draft.profiles.len());
            for (own, printed) in suite.profiles.iter().zip(&draft.profiles) {
                assert_same(own, printed, layout, &text);
            }
            if !layout.old {
                let listed: Vec<&str> = suite.contents.iter().map(|line| &*line.title).collect();
                assert_eq!(listed, draft.profiles.iter().map(|profile| &*profile.title).collect::<Vec<_>>());
                assert_eq!(suite.amendments.len(), 1);
            }
            reread(&suite, draft.profiles.len());
        }
    }
}

/// Reads the file of a suite back.
fn reread(suite: &Suite<'_>, count: usize) {
    let file = jobeval::suite_file(suite, &SCHEME);
    let mut profiles = jobeval::Profiles::new(&SCHEME);
    assert_eq!(profiles.read("suite.yaml", &file), [], "{file}");
    assert_eq!(profiles.iter().count(), count);
    assert!(profiles.iter().all(|profile| jobeval::check_profile(profile).passed()));
    let [again] = profiles.suites() else { panic!("one suite") };
    assert_eq!(jobeval::suite_file(again, &SCHEME), file);
}

/// What can happen to a copy.
const DAMAGES: [fn(&mut Printed, &mut Random, bool) -> bool; 6] = [
    |profile, random, _| change_level(profile, random),
    |profile, _, has_scores| lose_digits(profile, has_scores),
    |profile, random, _| {
        profile.rows.remove(usize::from(random.within(0, 15)));
        true
    },
    |profile, random, _| {
        let more = u32::from(random.within(1, 9));
        profile.total = PointsRange { min: profile.total.min, max: profile.total.max + more };
        true
    },
    |profile, random, has_scores| {
        let row = usize::from(random.within(0, 15));
        profile.rows[row].scores[0] += 1;
        has_scores
    },
    |profile, random, _| {
        let row = usize::from(random.within(0, 14));
        profile.rows.swap(row, row + 1);
        true
    },
];

fn change_level(profile: &mut Printed, random: &mut Random) -> bool {
    let index = usize::from(random.within(0, 15));
    let row = &mut profile.rows[index];
    let factor = &SCHEME.factors()[index];
    let level = factor.levels(&row.levels).unwrap().listed().next().unwrap().0.number();
    let other = if level > 1 { level - 1 } else { level + 1 };
    row.levels = row.levels.replacen(&level.to_string(), &other.to_string(), 1);
    true
}

fn lose_digits(profile: &mut Printed, has_scores: bool) -> bool {
    let lose = |text: &str| text.replace(['1', '5'], "");
    for row in &mut profile.rows {
        row.levels = lose(&row.levels);
        row.scores = row.scores.iter().map(|score| lose(&score.to_string()).parse().unwrap_or(0)).collect();
    }
    has_scores || profile.rows.iter().any(|row| row.levels.is_empty())
}

#[test]
fn a_damaged_profile_is_refused_and_its_neighbours_are_kept() {
    for layout in LAYOUTS {
        for (damage, number) in DAMAGES.iter().zip(0..) {
            for seed in 0..6 {
                let mut random = Random(seed);
                let mut draft = draft(&mut random, layout.old);
                let damaged = usize::from(random.within(0, 3));
                if !damage(&mut draft.profiles[damaged], &mut random, layout.has_scores) {
                    continue;
                }
                let text = render(&draft, layout);
                let imported = import(&text);
                let title = &draft.profiles[damaged].title;
                let about = format!("{layout:?}, damage {number}, {seed}\n{:#?}\n{text}", imported.findings);
                assert_eq!(imported.refused, std::slice::from_ref(title), "{about}");
                let named =
                    |finding: &&jobeval::finding::Finding| finding.problem.message.starts_with(&**title);
                let place = imported.findings.iter().filter(|finding| finding.is_error()).find(named);
                let line = place.and_then(|finding| finding.position).map(|place| place.line);
                let begins = text.lines().position(|line| line.contains("JE Level")).unwrap();
                assert!(line.is_some_and(|line| line > begins), "{about}");
                let kept: Vec<_> =
                    imported.suite.unwrap().profiles.iter().map(|own| own.title().to_owned()).collect();
                let mut expected: Vec<_> = draft.profiles.iter().map(|own| own.title.clone()).collect();
                expected.remove(damaged);
                assert_eq!(kept, expected, "{about}");
            }
        }
    }
}

/// The only profile of a document.
fn only(text: &str) -> Profile<'static> {
    let imported = import(text);
    assert_eq!(errors(&imported), [""; 0], "{:#?}\n{text}", imported.findings);
    let mut suite = imported.suite.unwrap();
    assert_eq!(suite.profiles.len(), 1);
    suite.profiles.remove(0)
}

/// A document of one profile, to be changed.
fn plain() -> (Printed, String) {
    let mut random = Random(7);
    let mut draft = draft(&mut random, false);
    draft.profiles.truncate(1);
    let text = render(&draft, LAYOUTS[0]);
    (draft.profiles.remove(0), text)
}

/// The text with one piece of it changed, which must be there.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}\n{text}");
    text.replace(from, to)
}

#[test]
fn quirks_of_documents_change_nothing() {
    let (printed, text) = plain();
    let [ninth, tenth] = [&printed.rows[8], &printed.rows[9]];
    let score = format!("\t{}\t{}\n", ninth.levels, joined(&ninth.scores));
    let words = format!("<p>{}</p> <p>{}</p>", tenth.descriptor, tenth.example);
    let numbers = format!("\t{}\t{}\n", tenth.levels, joined(&tenth.scores));
    let total = format!("JE Score {}\tBand {}", range(printed.total), printed.band);
    for (from, to) in [
        ("&", "and".to_owned()),
        ("5.\tPhysical Skills", "5\tPHYSICAL SKILLS".to_owned()),
        ("5.\tPhysical Skills", "5. Physical Skills".to_owned()),
        ("5.\tPhysical Skills", "\tPhysical Skills".to_owned()),
        ("4.\tPlanning & Organisational Skills", "4.\tPlanning and\nOrganisational Skills\t".to_owned()),
        ("9.\tHuman", "9.\tResponsibility for Human".to_owned()),
        ("Profile Suite and Label\t", "Profile Suite & Label:\t".to_owned()),
        ("Job Statement\t", "JOB STATEMENT:\n".to_owned()),
        (&score, format!("\t{}\n{}\n", ninth.levels, joined(&ninth.scores))),
        (&score, format!("\n{}\n{}\n", ninth.levels, joined(&ninth.scores))),
        (
            &score,
            format!(
                "\t{}\t{}\n\n\nFactor\t\tLevel descriptor and example job information\tJE Level\tJE Score\n",
                ninth.levels,
                joined(&ninth.scores)
            ),
        ),
        (
            &score,
            format!(
                "\t{}\t{}\n\nPage 3 of 12\nNational Profiles for Wards & Others\n",
                ninth.levels,
                joined(&ninth.scores)
            ),
        ),
        (
            &format!("{words}{numbers}"),
            format!("{}{numbers}\n\n\n\t\t{}\t\t\n", tenth.descriptor, tenth.example),
        ),
        (
            &format!("{words}{numbers}"),
            format!("{}\t\t\n\n\n\t\t{}{numbers}", tenth.descriptor, tenth.example),
        ),
        (&words, format!("<b>{}</b> {}", tenth.descriptor, tenth.example)),
        (
            &format!("10.\tInformation Resources\t{words}{numbers}"),
            format!(
                "10.\tInformation\t{}{numbers}\nFactor\t\tLevel descriptor\tJE Level\tJE Score\n\tResources\t{}\t\t\n",
                tenth.descriptor, tenth.example
            ),
        ),
        (&total, total.replace('\t', "\n")),
        ("6.\tPatient", "\n4\n\n6.\tPatient".to_owned()),
        ("1.\tComm", "1.\n2.\n3.\nComm".to_owned()),
        ("New\tMay 2024\tAll of them", "New\nMay 2024\nAll of them\nOld\n2020\nNone\n".to_owned()),
        (&total, total.replace("JE Score ", "JE Score\t").replace("Band ", "Band\t")),
        (&total, total.replace("JE Score ", "JE Score: ").replace("Band ", "Band: ")),
        (&total, total.replace("JE Score ", "JE Score/Band\t").replace("\tBand ", " / ")),
    ] {
        let text = changed(&text, from, &to);
        let (own, same) = (only(&text), |text: &str| text.replace('&', "and"));
        assert_eq!((own.score(), own.title()), (printed.total, &*printed.title), "{to}");
        for (own, row) in own.factors().iter().zip(&printed.rows) {
            assert_eq!(own.levels(), &own.factor().levels(&row.levels).unwrap(), "{to}");
            assert_eq!(own.published_scores(), Some(&*row.scores));
            let said = (own.descriptor().map(same), own.example().map(same));
            assert_eq!(said, (Some(same(&row.descriptor)), Some(same(&row.example))), "{to}");
        }
    }
}

#[test]
fn tables_of_contents_are_read_with_leaders_and_without_pages() {
    let (printed, text) = plain();
    let line = format!("{}\t{}\t2\n", printed.title, printed.band);
    for (to, page) in [
        (format!("{} ........ {} .... 2\n", printed.title, printed.band), Some(2)),
        (format!("{}\n{}\n2\n", printed.title, printed.band), Some(2)),
        (format!("{}\tBand {}\t2\n", printed.title, printed.band), Some(2)),
        (format!("{}\t{}\n", printed.title, printed.band), None),
    ] {
        let text = changed(&text, &line, &to);
        let text = if page.is_none() { changed(&text, "Band\tPage", "Band") } else { text };
        let suite = import(&text).suite.unwrap_or_else(|| panic!("{text}"));
        let [contents] = &suite.contents[..] else { panic!("one line: {text}") };
        assert_eq!((&contents.title, contents.page), (&printed.title, page));
        reread(&suite, 1);
    }
}

#[test]
fn a_table_of_contents_that_disagrees_is_an_error() {
    let (printed, text) = plain();
    let line = format!("{}\t{}\t2\n", printed.title, printed.band);
    for (to, words) in [
        (format!("{}\t1\t2\n", printed.title), "the table of contents says Band 1"),
        (format!("Matron\t{}\t2\n", printed.band), "lists `Matron` in Band"),
        (format!("{line}Matron\t7\t4\n"), "lists `Matron` in Band 7, but no profile has this title"),
    ] {
        let imported = import(&changed(&text, &line, &to));
        let found = imported.findings.iter().find(|finding| finding.problem.message.contains(words));
        assert_eq!(found.map(|found| found.problem.rule.code()), Some("contents-mismatch"), "{words}");
        assert_eq!(imported.suite.is_some(), to.contains("Matron"), "{words}");
    }
}

#[test]
fn marks_are_resolved_through_their_notes() {
    let (printed, text) = plain();
    let line = format!("{}\t{}\t2\n", printed.title, printed.band);
    let marked = |mark: &str| format!("{}\t{}{mark}\t2\n", printed.title, printed.band);
    let noted = |mark: &str, note: &str| changed(&text, &line, &format!("{}\n{note}\n", marked(mark)));
    let generic = only(&noted("*", "* Generic profile"));
    assert_eq!((generic.is_generic(), generic.archived()), (true, None));
    let archived = only(&noted("**", "* Generic profile\n** Archived in July 2025"));
    assert_eq!((archived.is_generic(), archived.archived()), (false, Some("July 2025")));
    let amended = import(&noted("†", "† Revised profile, March 2010")).suite.unwrap();
    let last = amended.amendments.last().unwrap();
    assert_eq!((&*last.action, &*last.date, &last.notes), ("Revised profile", "March 2010", &printed.title));
    reread(&amended, 1);
    // The band of the contents is written without its mark, for which there would be a warning each time it is read.
    assert_eq!(amended.contents[0].band, printed.band);
    let on_title =
        changed(&text, &format!("Label\t{}", printed.title), &format!("Label\t{}*", printed.title));
    let on_title = only(&format!("{on_title}* generic\n"));
    assert_eq!((on_title.is_generic(), on_title.title()), (true, &*printed.title));
    let lost = import(&noted("*", ""));
    assert!(lost.findings.iter().any(|finding| finding.problem.rule.code() == "mark-without-note"));
    assert!(lost.suite.is_some());
}

#[test]
fn lists_of_archived_profiles_are_read() {
    let (printed, text) = plain();
    let title = &printed.title;
    let line = format!("{title}\t{}\t2\n", printed.band);
    let contents = |more: &str| changed(&text, &line, &format!("{line}{more}\n"));
    let other = format!("{title} Senior\t7\t4\n");
    for (list, since) in [
        (format!("Archived profiles\n{title}\tJuly 2025"), None),
        (format!("{other}Archived in 2020: {title} Senior"), None),
        (format!("{other}\nArchived profiles\n{title} Senior\t2020"), None),
    ] {
        let profile = only(&contents(&list));
        assert_eq!(profile.archived(), since, "{list}");
        assert_eq!(profile.title(), title);
    }
    // A title that the table of contents does not have is that of an archived profile.
    let unlisted = |more: &str| changed(&text, &line, &format!("{other}{more}\n"));
    let archived = |list: &str| {
        let imported = import(&unlisted(list));
        imported.suite.unwrap().profiles[0].archived().map(ToOwned::to_owned)
    };
    let band = &printed.band;
    for (list, since) in [
        (format!("Archived profiles\n{title}\tJuly 2025"), Some("July 2025")),
        (format!("The following profiles were archived in May 2024:\n{title}\n"), Some("May 2024")),
        (format!("Archived: {title} (July 2025)"), Some("July 2025")),
        (
            format!(
                "Withdrawn profiles\nProfile Title\tAfC Banding\tDate of Publication\n{title}\t{band}\tMarch 2003"
            ),
            Some("March 2003"),
        ),
        (
            format!(
                "Please note: The following profile has been archived; jobs stay matched. Profile Title AfC Banding Date of Publication Matron 4 May 2001 {title} {band} March 2003"
            ),
            Some("March 2003"),
        ),
        (format!("Withdrawn profiles\n{title}\t1\tMarch 2003"), None),
        (format!("Withdrawn editions\n{title}\t{band}\tMarch 2003"), None),
        (format!("The following profiles have not been archived:\n{title}\n"), None),
        (format!("Archived profiles\nSome words that are no row of a list.\n{title}\n"), None),
    ] {
        assert_eq!(archived(&list).as_deref(), since, "{list}");
    }
    let told = changed(&text, "New\tMay 2024\tAll of them", &format!("Archived\tMay 2024\t{title}"));
    assert_eq!(only(&told).archived(), None);
    let told = import(&told).findings;
    assert!(told.iter().any(|finding| finding.problem.rule.code() == "undecided-note"), "{told:?}");
}

#[test]
fn profiles_of_one_title_get_ids_of_their_own() {
    let (printed, text) = plain();
    let start = text.find("Profile Suite").unwrap();
    let other = changed(&text[start..], &printed.title, "Nurse 1 (Clinic)");
    let mut importer = Importer::new(&SCHEME);
    let suite = |importer: &mut Importer<'static>, text: &str| {
        importer.import("s", &read_text(text).unwrap(), None).suite.unwrap()
    };
    let ids = |suite: &Suite<'_>| suite.profiles.iter().map(|own| own.id().to_owned()).collect::<Vec<_>>();
    let own = changed(&text[start..], &printed.title, "Nurse 1 (Ward)");
    let third = changed(&text[start..], &printed.title, "Nurse 1 & (Ward)");
    let twice = format!("{own}\n{other}\n{third}");
    let expected = ["nurse-1-ward", "nurse-1-clinic", "nurse-1-ward-s"];
    assert_eq!(ids(&suite(&mut importer, &twice)), expected);
    assert_eq!(ids(&suite(&mut Importer::new(&SCHEME), &own)), ["nurse-1"]);
    assert_eq!(ids(&suite(&mut importer, &own)), ["nurse-1"]);
    assert_eq!(ids(&suite(&mut importer, &own)), ["nurse-1-ward-2"]);
    // Beside a known suite, another one gets other ids, and the same one keeps its own.
    let mut known = jobeval::Profiles::new(&SCHEME);
    known.read("s.yaml", &jobeval::suite_file(&suite(&mut Importer::new(&SCHEME), &twice), &SCHEME));
    assert_eq!(ids(&suite(&mut Importer::beside(&known), &twice)), expected);
    let other = Importer::beside(&known).import("t", &read_text(&own).unwrap(), None).suite.unwrap();
    assert_eq!(ids(&other), ["nurse-1"]);
    let other = Importer::beside(&known).import("t", &read_text(&twice).unwrap(), None).suite.unwrap();
    assert_eq!(ids(&other), ["nurse-1-ward-t", "nurse-1-clinic-t", "nurse-1-ward-2"]);
}

#[test]
fn what_is_no_suite_of_profiles_is_said_in_one_finding() {
    for text in ["", "Minutes of a meeting\n\n1. Apologies\n2. Any other business\n", "a\tb\tc\n1\t2\t3\n"] {
        let imported = import(text);
        assert_eq!(errors(&imported), ["no-profiles"], "{text}");
        assert!(imported.suite.is_none() && imported.refused.is_empty());
    }
}

#[test]
fn a_text_that_is_damaged_anywhere_is_read_without_harm() {
    let mut random = Random(1);
    for round in 0..300 {
        let layout = LAYOUTS[round % LAYOUTS.len()];
        let mut draft = draft(&mut random, layout.old);
        draft.profiles.truncate(1);
        let mut lines: Vec<String> = render(&draft, layout).lines().map(ToOwned::to_owned).collect();
        for _ in 0..random.within(1, 6) {
            let most = u8::try_from(lines.len() - 1).unwrap_or(u8::MAX);
            let (one, other) = (usize::from(random.within(0, most)), usize::from(random.within(0, most)));
            match random.within(0, 5) {
                0 => lines.swap(one, other),
                1 => lines[one] = lines[other].clone(),
                2 => lines[one].clear(),
                3 => lines[one] = lines[one].chars().rev().collect(),
                4 => lines[one].push_str(pick(
                    &mut random,
                    &["*", "\t", "Band", "Profile Label:", "\u{c}", "Contents", "7-12"],
                )),
                _ => {
                    let half: String = lines[one].chars().skip(lines[one].chars().count() / 2).collect();
                    lines[one] = half;
                }
            }
        }
        targets::import(lines.join("\n").as_bytes());
    }
}

#[test]
fn a_document_of_far_too_many_profiles_is_refused() {
    let imported = import(&"Profile Label: Nurse\n".repeat(5_001));
    assert_eq!(errors(&imported), ["too-long"]);
    let imported = import(&"Profile Label: Nurse\n".repeat(5_000));
    assert_eq!(imported.refused.len(), 5_000);
}

#[test]
fn levels_that_go_on_over_a_page_are_kept_whole() {
    let (printed, text) = plain();
    let row = &printed.rows[8];
    let numbers = format!("\t{}\t{}\n", row.levels, joined(&row.scores));
    let text = changed(&text, &numbers, &format!("{numbers}\t\t\t(h)\t\n"));
    assert_eq!(only(&text).factors()[8].published_levels(), format!("{} (h)", row.levels));
    // On a line of its own it may belong to anything.
    let text = changed(&text, "\t\t\t(h)\t\n", "(h)\n");
    let imported = import(&text);
    assert_eq!(imported.refused.len(), usize::from(!row.levels.ends_with('3')), "{:#?}", imported.findings);
}

#[test]
fn copied_text_is_imported_if_it_can_be_read_in_one_way_and_otherwise_refused_in_one_message() {
    let copied =
        |name: &str| import(&std::fs::read_to_string(format!("tests/data/copied/{name}.txt")).unwrap());
    let raw = copied("raw");
    assert_eq!((errors(&raw), raw.agreement.totals), (Vec::new(), 5));
    for name in ["plain", "layout"] {
        let imported = copied(name);
        assert_eq!((errors(&imported), imported.refused.len()), (vec!["columns-lost"], 5), "{name}");
        assert!(imported.suite.is_none());
    }
}

#[test]
fn a_profile_whose_columns_are_lost_is_read_from_the_numbers_at_the_ends_of_lines() {
    let text = std::fs::read_to_string("tests/data/copied/raw.txt").unwrap();
    let (from, to) = ("Training &\nExperience\nHighly", "Training &\nHighly specialist\nExperience\nHighly");
    let levels = |imported: &Imported<'_>| -> Vec<String> {
        let profiles = &imported.suite.as_ref().unwrap().profiles;
        profiles.iter().flat_map(Profile::factors).map(|own| own.levels().to_string()).collect()
    };
    let broken = text.replacen(from, to, 1);
    assert_ne!(broken, text);
    let imported = import(&broken);
    assert_eq!(errors(&imported), [""; 0], "{:#?}", imported.findings);
    assert_eq!(levels(&imported), levels(&import(&text)));
    assert!(imported.suite.unwrap().profiles[0].factors()[1].descriptor().is_none());
    // A number more at the end of a line belongs to nothing.
    let unclear =
        import(&changed(&broken, "Highly specialist\nExperience", "Highly specialist 3\nExperience"));
    assert_eq!(errors(&unclear), ["columns-lost"]);
}

#[test]
fn numbers_without_end_are_refused_at_once() {
    let (_, text) = plain();
    let start = std::time::Instant::now();
    let lines = format!("{}\nword\n", "3 21 ".repeat(40).trim());
    let imported = import(&changed(&text, "16.\tWorking", &format!("{}16.\tWorking", lines.repeat(4_000))));
    assert!(imported.suite.is_none());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn two_profiles_of_one_title_and_band_are_refused_with_both_places() {
    let (printed, text) = plain();
    let imported = import(&format!("{text}\n{}", &text[text.find("Profile Suite").unwrap()..]));
    assert_eq!((errors(&imported), imported.refused.len()), (vec!["profile-twice"; 2], 2));
    assert!(
        imported
            .findings
            .iter()
            .all(|finding| !finding.is_error() || finding.problem.message.starts_with(&printed.title))
    );
}

#[test]
fn notes_that_take_back_what_they_say_set_nothing() {
    let (printed, text) = plain();
    let line = format!("{}\t{}\t2\n", printed.title, printed.band);
    let noted = |note: &str| {
        let marked = format!("{}\t{}*\t2\n* {note}\n", printed.title, printed.band);
        let imported = import(&changed(&text, &line, &marked));
        let own = &imported.suite.as_ref().unwrap().profiles[0];
        let codes: Vec<&str> = imported.findings.iter().map(|finding| finding.problem.rule.code()).collect();
        (own.is_generic(), own.archived().is_some(), codes.contains(&"undecided-note"))
    };
    for note in [
        "New profile, September 2024; replaces the archived profile of 2005",
        "Withdrawn March 2010, reinstated May 2024",
        "This is not a generic profile",
        "No longer archived",
        "Archived in May 2010 and\nreinstated in 2024",
        "An earlier edition was archived in 2005",
    ] {
        assert_eq!(noted(note), (false, false, true), "{note}");
    }
    assert_eq!(noted("generic profile provisions apply – see note below."), (true, false, false));
    assert_eq!(noted("Archived July 2025; jobs that were matched to it stay so"), (false, true, false));
}

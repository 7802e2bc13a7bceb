//! Published documents begin in many ways. The beginnings of eleven of them, completed with made-up profiles of the listed
//! titles and bands, import whole, in all forms in which such documents were met, and with the flags that they state.

use jobeval::documents::document::read_text;
use jobeval::import::{Imported, Importer};

use crate::facts::Random;
use crate::library::SCHEME;

/// A profile that a beginning lists.
struct Listed {
    title: String,
    band: String,
    generic: bool,
    archived: Option<String>,
}

/// Returns the beginning of a document, and the profiles that it lists.
fn beginning(name: &str) -> (String, Vec<Listed>) {
    let read = |path: String| std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path}"));
    let listed = read(format!("tests/data/beginnings/{}.profiles", name.split('.').next().unwrap()));
    let profiles = listed.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let flag = cells.get(2).copied().unwrap_or_default();
        Listed {
            title: cells[0].to_owned(),
            band: cells[1].to_owned(),
            generic: flag == "generic",
            archived: flag.strip_prefix("archived ").map(ToOwned::to_owned),
        }
    });
    (read(format!("tests/data/beginnings/{name}.txt")), profiles.collect())
}

/// The levels of a profile with a total in its band.
struct Row {
    name: String,
    levels: String,
    scores: String,
}

/// Returns rows whose total lies in a band, and the total.
fn rows(random: &mut Random, band: &str) -> (Vec<Row>, u32) {
    let bands = SCHEME.find_band(band).unwrap_or_else(|_| panic!("{band}"));
    let totals = bands.totals();
    loop {
        let mut total = 0;
        // The share of the highest total that the band has tells how high the levels are.
        let share = totals.min.max(120);
        let rows: Vec<Row> = SCHEME
            .factors()
            .iter()
            .map(|factor| {
                let points = factor.points();
                let aim = u32::try_from(points.len()).unwrap() * share / 760;
                let low = u8::try_from(aim.saturating_sub(1).max(1)).unwrap();
                let high = u8::try_from((aim + 1).min(u32::try_from(points.len()).unwrap())).unwrap();
                let level = usize::from(random.within(low, high.max(low)));
                total += points[level - 1];
                let option = ["", "(a)", "(b)"][usize::from(random.within(0, 2))];
                Row {
                    name: factor.name().to_owned(),
                    levels: format!("{level}{option}"),
                    scores: points[level - 1].to_string(),
                }
            })
            .collect();
        if totals.contains(total) {
            return (rows, total);
        }
    }
}

/// A way in which a profile is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Cells with tabs between them.
    Tabs,
    /// A cell a line.
    Lines,
    /// The whole profile as one paragraph.
    Paragraph,
    /// Cells with slashes between them.
    Slashes,
    /// All names first, and the title behind `JE Score/Band`.
    TitleLast,
    /// `Profile Label: Job Statement:` on one line.
    LabelsTogether,
    /// Names over two lines.
    BrokenNames,
    /// Without numbers before the names, a cell a line.
    Unnumbered,
}

const FORMS: [Form; 8] = [
    Form::Tabs,
    Form::Lines,
    Form::Paragraph,
    Form::Slashes,
    Form::TitleLast,
    Form::LabelsTogether,
    Form::BrokenNames,
    Form::Unnumbered,
];

fn profile(listed: &Listed, form: Form, random: &mut Random, page: usize) -> String {
    let (rows, total) = rows(random, &listed.band);
    let title = &listed.title;
    let band = &listed.band;
    let between = match form {
        Form::Tabs => "\t",
        Form::Paragraph => " ",
        Form::Slashes => " / ",
        _ => "\n",
    };
    let statement = "1. Leads - and supports - the work 2. Keeps records of 3 wards";
    let heads = ["Factor", "Relevant Job Information", "JE Level", "Score"].join(between);
    let words = |number: usize| format!("Works with {number} others; NVQ 3 or 24 hour care");
    if form == Form::TitleLast {
        let names: Vec<String> =
            rows.iter().zip(1..).map(|(row, number)| format!("{number}. {}", row.name)).collect();
        let cells: Vec<String> = rows
            .iter()
            .zip(1..)
            .map(|(row, number)| format!("{}\n{}\n{}", words(number), row.levels, row.scores))
            .collect();
        return format!(
            "Profile Label:\nJob Statement:\n{}\nJE Score/Band\n{title}\n1. Leads - and supports - the work\n2. Keeps records of 3 wards\nRelevant Job Information\nJE Level\nScore\n{}\n{total}\nBand {band}\n\n",
            names.join("\n"),
            cells.join("\n")
        );
    }
    let label = match form {
        Form::LabelsTogether => format!("Profile Label: Job Statement:\n{title}\n{statement}"),
        Form::Paragraph => format!("{page} Profile Label: {title} Job Statement: {statement}"),
        _ => format!("Profile Label:{between}{title}\nJob Statement:{between}{statement}"),
    };
    let rows: Vec<String> = rows
        .iter()
        .zip(1..)
        .map(|(row, number)| {
            let name =
                if form == Form::BrokenNames { row.name.replacen(' ', "\n", 1) } else { row.name.clone() };
            let name = match form {
                Form::Unnumbered => name,
                Form::Tabs | Form::Slashes => format!("{number}.{between}{name}"),
                _ => format!("{number}. {name}"),
            };
            [name, words(number), row.levels.clone(), row.scores.clone()].join(between)
        })
        .collect();
    let end = if form == Form::Paragraph { " " } else { "\n" };
    format!("{label}{end}{heads}{end}{}{end}JE Score {total}{between}Band {band}\n\n", rows.join(end))
}

fn document(start: &str, profiles: &[Listed], form: Form) -> String {
    let mut random = Random(7);
    let own = profiles.iter().zip(2..).map(|(listed, page)| profile(listed, form, &mut random, page));
    format!("{start}\n\n\n{}", own.collect::<String>())
}

fn import(text: &str) -> Imported<'static> {
    Importer::new(&SCHEME).import("suite.txt", &read_text(text).unwrap(), None)
}

/// Returns the beginning with its lines cut in another way: a cell a line, with tabs, in one line.
fn cuts(start: &str, profiles: &[Listed]) -> Vec<String> {
    let cell = |between: &str| {
        let line = |line: &str| {
            let own = |listed: &&Listed| line.starts_with(&*listed.title);
            let Some(listed) = profiles.iter().filter(own).max_by_key(|listed| listed.title.len()) else {
                return line.replace("AfC Banding Page", &["AfC Banding", "Page"].join(between));
            };
            let rest = &line[listed.title.len()..];
            let (mark, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let (band, page) = rest.rsplit_once(' ').unwrap_or((rest, ""));
            [&format!("{}{mark}", listed.title), band, page].join(between)
        };
        start.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    let one_line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![start.to_owned(), cell("\t"), cell("\n"), cell("   "), cell(" / "), one_line]
}

const NAMES: [&str; 11] = [
    "community-nursing",
    "community-nursing-lines",
    "estates-2005",
    "estates-2005-one-line",
    "healthcare-science-as-shown",
    "occupational-therapy",
    "office-services",
    "pharmacy-one-line",
    "pharmacy-paragraphs",
    "physiotherapy-cell-a-line",
    "support-services-combined",
];

fn assert_whole(imported: &Imported<'_>, profiles: &[Listed], about: &str) {
    let errors: Vec<_> = imported.findings.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty() && imported.refused.is_empty(), "{about}\n{errors:#?}");
    let suite = imported.suite.as_ref().unwrap();
    let own = suite
        .profiles
        .iter()
        .map(|own| (own.title().to_owned(), own.bands().to_string(), own.is_generic(), own.archived()));
    let listed = profiles.iter().map(|listed| {
        let bands = SCHEME.find_band(&listed.band).unwrap().to_string();
        (listed.title.clone(), bands, listed.generic, listed.archived.as_deref())
    });
    assert_eq!(own.collect::<Vec<_>>(), listed.collect::<Vec<_>>(), "{about}");
}

#[test]
fn beginnings_are_read_in_every_form() {
    for name in NAMES {
        let (start, profiles) = beginning(name);
        for form in FORMS {
            let text = document(&start, &profiles, form);
            let imported = import(&text);
            let about =
                format!("{name} {form:?}\n{}", &text[start.len()..(start.len() + 1500).min(text.len())]);
            assert_whole(&imported, &profiles, &about);
        }
    }
}

#[test]
fn contents_are_read_however_they_are_cut() {
    for name in NAMES {
        let (start, profiles) = beginning(name);
        for (index, cut) in cuts(&start, &profiles).into_iter().enumerate() {
            let text = document(&cut, &profiles, Form::Tabs);
            let imported = import(&text);
            assert_whole(&imported, &profiles, &format!("{name}, cut {index}\n{cut}"));
            let listed = imported.suite.unwrap().contents.len();
            let without_contents = name == "support-services-combined";
            assert!(
                without_contents || listed == profiles.len(),
                "{name}, cut {index}: {listed}\n{:?}",
                imported.findings
            );
        }
    }
}

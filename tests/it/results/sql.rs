//! Proves what can be proved of the queries without an engine: read as the engine reads them, they score jobs as the
//! library does, and no name of a scheme changes anything in them but itself. `tests/sql/run.py` runs them for real.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jobeval::report::{Dialect, sql};
use jobeval::scheme::{Band, Factor};
use jobeval::{Scheme, score};
use proptest::prelude::*;
use regex::Regex;

use crate::facts::Random;
use crate::library::{self, SCHEME, job};
use crate::run::{YES, run};

/// The numbers of a line such as `CASE … WHEN '1' THEN 5 WHEN '2' THEN 12 END`, by what they stand behind.
fn cases(line: &str) -> HashMap<u32, u32> {
    let number = |text: &str| text.split(' ').next().unwrap().trim_matches('\'').parse().unwrap();
    line.split(" WHEN ")
        .skip(1)
        .map(|case| (number(case), number(case.split_once(" THEN ").unwrap().1)))
        .collect()
}

/// The text that a query has for a total between `case` and `end`.
fn said<'q>(query: &'q str, total: u32, end: &str) -> Option<&'q str> {
    let cases = &query[..query.find(end).unwrap()];
    let cases = &cases[cases.rfind("CASE\n").unwrap()..];
    cases.lines().find_map(|line| {
        let (range, text) = line.trim().strip_prefix("WHEN score.total BETWEEN ")?.split_once(" THEN ")?;
        let (from, to) = range.split_once(" AND ")?;
        let inside = (from.parse().unwrap()..=to.parse().unwrap()).contains(&total);
        inside.then(|| text.trim_matches('\''))
    })
}

/// The points of each level of each factor, as a query has them.
fn points_in(query: &str, dialect: Dialect) -> Vec<HashMap<u32, u32>> {
    let quote = if dialect == Dialect::Spark { '`' } else { '"' };
    let points = SCHEME.factors().iter().map(|factor| {
        let (id, end) = (factor.id(), format!(" END AS {quote}{}_points{quote}", factor.id()));
        let begin = format!("CASE levels.{quote}{id}{quote} WHEN ");
        cases(query.lines().find(|line| line.contains(&begin) && line.contains(&end)).unwrap())
    });
    points.collect()
}

#[test]
fn a_query_has_the_points_and_bands_of_the_scheme() {
    let mut random = Random(11);
    for dialect in Dialect::ALL {
        let query = sql(&SCHEME, dialect, "jobs", &[]).unwrap();
        let points = points_in(&query, dialect);
        let count = |levels: &[Factor]| levels.iter().map(|factor| factor.points().len()).sum::<usize>();
        assert_eq!(points.iter().map(HashMap::len).sum::<usize>(), count(SCHEME.factors()));
        for _ in 0..500 {
            let levels: Vec<u8> =
                SCHEME.factors().iter().map(|f| random.within(1, *f.level_numbers().end())).collect();
            let total = levels.iter().zip(&points).map(|(level, points)| points[&u32::from(*level)]).sum();
            let text = levels.iter().map(u8::to_string).collect::<Vec<_>>().join(" ");
            assert_eq!(score(&job(&text)).standing.total, Some(total));
        }
        for total in 0..=1000 {
            let band = SCHEME.band(total);
            assert_eq!(said(&query, total, "  END AS band,"), band.map(Band::name));
            assert_eq!(said(&query, total, "  END AS band_group,"), band.map(Band::group));
        }
        assert!(query.contains("WHEN score.total > 765 THEN 'above Band 9'"));
        assert!(!query.contains("below"), "no total lies below band 1");
    }
}

/// The level that a query reads a text as: none where it is not assessed, a dash where there are several, and an empty text where
/// it is not level notation. DuckDB's regular expressions are written as those of the crate `regex` are.
struct LevelOfText {
    blank: Regex,
    wrong_options: Regex,
    single: Regex,
    several: Regex,
    ascending: Regex,
}

impl LevelOfText {
    /// Takes the patterns for a factor from a query.
    fn of(query: &str, factor: &Factor) -> LevelOfText {
        const PATTERNS: usize = 5;
        let patterns = query.split("regexp_").skip(1).skip(PATTERNS * (factor.number() - 1)).take(PATTERNS);
        let patterns = patterns.map(|call| {
            let pattern = call.split('\'').nth(1).unwrap();
            Regex::new(pattern).unwrap()
        });
        let [blank, wrong_options, single, several, ascending] =
            patterns.collect::<Vec<_>>().try_into().unwrap();
        LevelOfText { blank, wrong_options, single, several, ascending }
    }

    fn read<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.single.captures(text) {
            _ if self.blank.is_match(text) => None,
            _ if self.wrong_options.is_match(text) => Some(""),
            Some(found) => found.get(1).map(|number| number.as_str()),
            None if self.several.is_match(text) && self.ascending.is_match(text) => Some("-"),
            None => Some(""),
        }
    }
}

static DUCKDB: LazyLock<LevelOfText> =
    LazyLock::new(|| LevelOfText::of(&sql(&SCHEME, Dialect::Duckdb, "jobs", &[]).unwrap(), most_levels()));

/// Patient/Client Care, with the most levels but one. What is no level of it may be one of another.
fn most_levels() -> &'static Factor {
    &SCHEME.factors()[5]
}

#[test]
fn a_query_reads_cells_as_those_of_rows_are_read() {
    for (text, level) in [
        ("2.0", Some("2")),
        (" 03.00 ", Some("3")),
        ("9", Some("9")),
        ("", None),
        (" ?\u{a0}", None),
        ("2.5", Some("")),
        ("2-3", Some("-")),
        ("2(a)(b), 4(b)", Some("-")),
        ("4-2", Some("")),
        ("2-2", Some("")),
        ("8-9", Some("")),
        ("2-", Some("")),
        ("2(a)-3(a)(a)", Some("")),
        ("3-Feb", Some("")),
        ("100", Some("")),
    ] {
        assert_eq!(DUCKDB.read(text), level, "{text}");
    }
}

#[test]
fn a_query_scores_a_table_of_texts_as_its_rows_are_scored() {
    const JOBS: &str = "tests/data/same-jobs/jobs.csv";
    let points = points_in(&sql(&SCHEME, Dialect::Duckdb, "jobs", &[]).unwrap(), Dialect::Duckdb);
    let (status, scored, _) = run(&["score", JOBS, "--format", "csv"]);
    assert_eq!(status, YES);
    let mut scored = csv::Reader::from_reader(scored.as_bytes());
    let totals = scored.records().map(|row| row.unwrap()[2].parse::<u32>().unwrap());
    let mut table = csv::Reader::from_path(JOBS).unwrap();
    let of_query = table.records().map(|row| {
        let row = row.unwrap();
        let levels = row.iter().skip(3).map(|text| DUCKDB.read(text).unwrap().parse::<u32>().unwrap());
        levels.zip(&points).map(|(level, points)| points[&level]).sum::<u32>()
    });
    let of_query: Vec<u32> = of_query.collect();
    assert_eq!(of_query.len(), 300);
    assert_eq!(of_query, totals.collect::<Vec<_>>());
}

#[test]
fn a_query_names_the_scheme_and_its_source() {
    let query = sql(&SCHEME, Dialect::Duckdb, "jobs", &[]).unwrap();
    assert!(query.contains(&format!("\n-- Scheme: {} ({}).\n", SCHEME.title(), SCHEME.id())));
    assert!(query.contains(&format!("\n-- Source: {}.\n", SCHEME.source().unwrap())));
}

#[test]
fn a_total_below_all_bands_is_a_problem_as_one_above_is() {
    let text = fs::read_to_string(Path::new("tests/sql/odd-scheme.yaml")).unwrap();
    let query = sql(&library::scheme(&text), Dialect::Duckdb, "jobs", &[]).unwrap();
    assert!(query.contains("    WHEN score.total < 140 THEN 'below Band O''Brien'\n"), "{query}");
    assert!(
        query.contains("    WHEN score.total > 300 THEN 'above Band C \"${HOME}\" `c`'\n  END AS problem\n")
    );
}

/// A query as its dialect reads it: what stands outside names, texts and comments, and the names and texts.
fn read(dialect: Dialect, query: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside) = (String::new(), Vec::new());
    let name = if dialect == Dialect::Spark { '`' } else { '"' };
    let mut rest = query.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '-' && rest.peek() == Some(&'-') {
            while rest.next_if(|&c| c != '\n').is_some() {}
            continue;
        }
        outside.push(c);
        if c != '\'' && c != name {
            continue;
        }
        let mut text = String::new();
        loop {
            match rest.next().unwrap() {
                '\\' if c == '\'' && dialect == Dialect::Spark => text.push(rest.next().unwrap()),
                quote if quote == c && rest.next_if_eq(&c).is_none() => break,
                other => text.push(other),
            }
        }
        inside.push(text);
    }
    (outside, inside)
}

/// A scheme of two factors and two bands with these names, a letter behind each.
fn scheme([one, two, low, high]: [&str; 4], [title, source]: [&str; 2]) -> Scheme {
    let text = |name: &str, letter: &str| serde_json::to_string(&format!("{name}{letter}")).unwrap();
    let (one, two, low, high) = (text(one, "a"), text(two, "b"), text(low, "c"), text(high, "d"));
    let (title, source) = (text(title, "e"), text(source, "f"));
    let text = format!(
        "{{scheme: s, title: {title}, source: {source},
        factors: [{{id: {one}, name: One, group: g, points: [1, 2]}},
            {{id: {two}, name: Two, group: g, points: [3]}}],
        bands: [{{name: {low}, from: 4, to: 4}}, {{name: {high}, from: 5, to: 6}}],
        matching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}}}"
    );
    library::scheme(&text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_changes_a_query_but_itself(
        names in prop::array::uniform4(r#"[a-z'"`\\$\{\}.;:?%/* é-]{1,8}"#),
        words in prop::array::uniform2(r#"[a-z'"`\\$\{\}.;:?%/* \r\n-]{1,8}"#),
        table in r#"[a-z'"`\\ ]{1,6}[a-z]"#,
    ) {
        let plain = scheme(["", "", "", ""], ["", ""]);
        let odd = scheme(names.each_ref().map(String::as_str), words.each_ref().map(String::as_str));
        for dialect in Dialect::ALL {
            let Ok(query) = sql(&odd, dialect, &table, &[]) else { continue };
            let (outside, inside) = read(dialect, &query);
            let plain = read(dialect, &sql(&plain, dialect, "t", &[]).unwrap());
            prop_assert_eq!(outside, plain.0);
            let names: HashMap<&str, &str> =
                [("t", table.as_str()), ("a", odd.factors()[0].id()), ("b", odd.factors()[1].id())]
                    .into_iter()
                    .chain([("c", odd.bands()[0].name()), ("d", odd.bands()[1].name())])
                    .collect();
            let renamed: Vec<String> = plain.1.iter().map(|name| match name.as_str() {
                "a_points" => format!("{}_points", names["a"]),
                "b_points" => format!("{}_points", names["b"]),
                "above Band d" => format!("above Band {}", names["d"]),
                "below Band c" => format!("below Band {}", names["c"]),
                other => names.get(other).map_or(other, |name| name).to_owned(),
            }).collect();
            prop_assert_eq!(inside, renamed);
        }
    }

    #[test]
    fn a_query_reads_a_text_as_the_notation_has_it(
        text in r#"[ \u{a0}]?0?[0-9]{1,2}([ ,/–-]{0,2}\(?[a-dhiA-D]{1,3}[ ,]?[a-cz]?\)?){0,3}([ ,/–-]{0,2}0?[3-9][ ]?(\(?[abA]{1,2}\)?){0,2}){0,2}[ -]?"#,
    ) {
        let factor = most_levels();
        let wanted = match factor.levels(&text) {
            Ok(levels) => levels.single().map_or("-".to_owned(), |level| level.number().to_string()),
            Err(_) => String::new(),
        };
        let read = DUCKDB.read(&text).unwrap_or_default().trim_start_matches('0');
        let exists = |number: u8| factor.level(number).is_some();
        let read = if read.parse().is_ok_and(|number| !exists(number)) { "" } else { read };
        prop_assert_eq!(read, wanted, "{}", text);
    }
}

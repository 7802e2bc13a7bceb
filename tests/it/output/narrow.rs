//! Tables on narrow terminals: no line is wider than the terminal, and no number is broken over two lines.

use std::collections::BTreeSet;

use jobeval::batch::Tally;
use jobeval::consistency::{ConsistencySettings, consistency};
use jobeval::diff::Version;
use jobeval::report::{CellSafety, Format, Grid, List, Observations, Report, Style, Summary};
use jobeval::{Job, compare, diff, explain, programme, score};

use crate::library::{PROFILES, SCHEME, jobs};

fn shown<R: Report>(report: &R, width: u16) -> String {
    let mut out = Vec::new();
    let style = Style { width, color: false, cells: CellSafety::Harmless };
    R::FORMATS.get(Format::Table).unwrap().write(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The numbers of a text, each with what stands beside it without a space, such as `86–1000`.
fn numbers(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().filter(|word| word.chars().all(|c| c.is_ascii_digit() || c == '–')).collect()
}

/// Asserts that a report fits a terminal of every width from 40 to 80, with the numbers that it has at 250.
#[track_caller]
fn fits(report: &impl Report, what: &str) {
    let wide = shown(report, 250);
    for width in 40..=80 {
        let narrow = shown(report, width);
        for line in narrow.lines() {
            assert!(line.chars().count() <= width.into(), "{what} at {width}: {line:?}\n{narrow}");
        }
        let (expected, found) = (numbers(&wide), numbers(&narrow));
        let lost: Vec<_> = expected.difference(&found).collect();
        assert!(lost.is_empty(), "{what} at {width}: {lost:?} are broken\n{narrow}");
    }
}

/// The jobs of all examples.
fn examples() -> Vec<Job<'static>> {
    let paths = std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    paths.sort();
    paths.iter().flat_map(|path| jobs(&std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_table_fits_a_narrow_terminal() {
    let jobs = examples();
    fits(&jobs.iter().map(score).collect::<List<_>>(), "scores");
    for job in &jobs {
        fits(&[score(job)].into_iter().collect::<List<_>>(), "score");
        fits(
            &explain(
                job,
                jobeval::explain::ExplainSettings { to: None, margin: jobeval::explain::MARGIN, limit: 5 },
            ),
            "explain",
        );
        for profile in PROFILES.iter() {
            fits(&compare(job, profile).unwrap(), "compare");
        }
    }
    fits(&Grid::new(&jobs, &[], &SCHEME, None), "grid");
    let tally = Tally::from_totals(jobs.iter().map(|job| score(job).standing.total));
    fits(&Summary::new(&tally, None, &SCHEME), "summary");
    let found = consistency(&jobs, &PROFILES, &ConsistencySettings::default());
    fits(&Observations { found: &found, refused: &[], limit: 10, failing: &[] }, "consistency");
    let (old, new) = jobs.split_at(jobs.len() / 2);
    let version = |jobs| Version { jobs, refused: &[], root: "examples" };
    let diffs = diff(version(old), version(new));
    fits(&programme(&diffs, None), "programme");
    fits(&diffs.items.into_iter().collect::<List<_>>(), "diff");
    fits(*SCHEME, "scheme");
}

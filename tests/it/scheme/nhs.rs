//! Proves that the built-in scheme is the NHS Job Evaluation Scheme: every point, band and name against the tables of
//! the handbook (ch. 5, 7, 8 and 11) as written out in `facts`, that it survives being written and read again, and
//! that a scheme the engine could not rely on is refused.

use jobeval::explain::{ExplainSettings, explain};
use jobeval::scheme::{Band, Factor, Located, Matching, PointsRange};
use jobeval::{Scheme, score};

use crate::facts::{BANDS, FACTORS};
use crate::findings::{Expected, assert_found};
use crate::library::{Draft, SCHEME, SCHEME_FILE, job_from_levels, scheme, scheme_findings};

#[test]
fn the_built_in_scheme_is_what_its_file_says_as_yaml() {
    let json = |scheme: &Scheme| serde_json::to_string(scheme).unwrap();
    assert_eq!(json(&scheme(SCHEME_FILE)), json(&SCHEME));
}

#[test]
fn every_level_of_every_factor_has_its_points() {
    assert_eq!(SCHEME.factors().len(), FACTORS.len());
    let mut levels = 0;
    for ((number, id, name, group, points), factor) in FACTORS.into_iter().zip(SCHEME.factors()) {
        assert_eq!(
            (factor.number(), factor.id(), factor.name(), factor.group()),
            (number, id, name, Some(group))
        );
        assert_eq!(factor.points(), points, "{name}");
        for (level, &points) in (1..).zip(points) {
            assert_eq!(factor.level(level).map(|level| level.points()), Some(points), "{name} {level}");
            let job = Draft::bottom().with(&format!("{id}={level}")).job();
            assert_eq!(score(&job).standing.total, Some(86 - factor.points()[0] + points), "{name} {level}");
            levels += 1;
        }
        assert_eq!(factor.level(0), None, "{name}");
        assert_eq!(factor.level(u8::try_from(points.len()).unwrap() + 1), None, "{name}");
    }
    assert_eq!(levels, 93);
}

#[test]
fn totals_run_from_86_to_1000() {
    let (bottom, top) = (Draft::bottom().job(), Draft::top().job());
    assert_eq!(score(&bottom).standing.total, Some(86));
    assert_eq!(score(&bottom).standing.band().map(Band::name), Some("1"));
    assert_eq!(score(&top).standing.total, Some(1000));
    assert_eq!(score(&top).standing.band(), None);
}

#[test]
fn both_edges_of_every_band_are_inside_it() {
    for (total, name) in [
        (0, "1"),
        (160, "1"),
        (161, "2"),
        (215, "2"),
        (216, "3"),
        (270, "3"),
        (271, "4"),
        (325, "4"),
        (326, "5"),
        (395, "5"),
        (396, "6"),
        (465, "6"),
        (466, "7"),
        (539, "7"),
        (540, "8a"),
        (584, "8a"),
        (585, "8b"),
        (629, "8b"),
        (630, "8c"),
        (674, "8c"),
        (675, "8d"),
        (720, "8d"),
        (721, "9"),
        (765, "9"),
    ] {
        assert_eq!(SCHEME.band(total).map(Band::name), Some(name), "{total}");
    }
    assert_eq!(SCHEME.band(766), None);
    assert_eq!(SCHEME.band(1000), None);
}

#[test]
fn every_total_has_the_band_of_the_table_or_none_above_band_9() {
    for total in 0..=1000 {
        let band = BANDS.into_iter().find(|&(_, _, from, to)| from <= total && total <= to);
        let found =
            SCHEME.band(total).map(|band| (band.name(), band.group(), band.from(), band.to().unwrap()));
        assert_eq!(found, band, "{total}");
        assert_eq!(found.is_none(), total > 765, "{total}");
    }
}

#[test]
fn a_range_of_totals_has_every_band_it_touches() {
    for (min, max, names) in [
        (584, 585, vec!["8a", "8b"]),
        (584, 584, vec!["8a"]),
        (465, 540, vec!["6", "7", "8a"]),
        (765, 1000, vec!["9"]),
        (766, 1000, vec![]),
    ] {
        let found: Vec<&str> = SCHEME.bands_within(PointsRange { min, max }).iter().map(Band::name).collect();
        assert_eq!(found, names, "{min} to {max}");
    }
}

#[test]
fn band_groups_join_8a_with_8b_and_8c_with_8d() {
    for (name, group, bands, min, max) in [
        ("8a-b", "8a-b", vec!["8a", "8b"], 540, 629),
        (" 8C-D ", "8c-d", vec!["8c", "8d"], 630, 720),
        ("8A", "8a", vec!["8a"], 540, 584),
        ("7", "7", vec!["7"], 466, 539),
    ] {
        let found = SCHEME.find_band(name).unwrap();
        assert_eq!(found.to_string(), group);
        assert_eq!(found.bands().iter().map(Band::name).collect::<Vec<_>>(), bands);
        assert_eq!(found.totals(), PointsRange { min, max });
        assert_eq!(found.band(min).map(Band::name), bands.first().copied());
        assert_eq!(found.band(max).map(Band::name), bands.last().copied());
        assert_eq!((found.band(min - 1), found.band(max + 1)), (None, None));
    }
}

/// What documents write for the bands of a profile, with the canonical form, and the lowest and the highest total.
#[rustfmt::skip]
const PUBLISHED_RUNS: [(&str, &str, u32, u32); 36] = [
    ("7", "7", 466, 539), ("8a", "8a", 540, 584), ("8A", "8a", 540, 584), (" 8 A ", "8a", 540, 584),
    ("8a-b", "8a-b", 540, 629), ("8A-B", "8a-b", 540, 629), ("8A – 8B", "8a-b", 540, 629),
    ("8C - D", "8c-d", 630, 720), ("8C – 8D", "8c-d", 630, 720), ("8C-8D", "8c-d", 630, 720),
    ("8a-c", "8a-c", 540, 674), ("8a-b-c", "8a-c", 540, 674), ("8A – 8B – 8C", "8a-c", 540, 674),
    ("8a—c", "8a-c", 540, 674), ("8a\u{a0}‐ c", "8a-c", 540, 674),
    ("8a-d", "8a-d", 540, 720), ("8a-b-c-d", "8a-d", 540, 720), ("8b-c", "8b-c", 585, 674),
    ("8b-d", "8b-d", 585, 720), ("8B–8C–8D", "8b-d", 585, 720), ("8b-9", "8b-9", 585, 765),
    ("8c-9", "8c-9", 630, 765), ("8c-d-9", "8c-9", 630, 765), ("8c – 8d-9", "8c-9", 630, 765),
    ("8C - D - 9", "8c-9", 630, 765), ("8d-9", "8d-9", 675, 765), ("8D-9", "8d-9", 675, 765),
    ("5-7", "5-7", 326, 539), ("7-8a", "7-8a", 466, 584), ("6-7-8a-b", "6-8b", 396, 629),
    ("1 - 9", "1-9", 0, 765),
    ("3*", "3", 216, 270), ("6**", "6", 396, 465), ("8a*-b-c", "8a-c", 540, 674), ("* 8d-9 *", "8d-9", 675, 765),
    ("8A* – 8B*", "8a-b", 540, 629),
];

#[test]
fn a_run_of_bands_is_read_in_every_published_form() {
    for (published, canonical, min, max) in PUBLISHED_RUNS {
        let found = SCHEME.find_band(published).unwrap();
        assert_eq!(
            (&*found.to_string(), found.totals()),
            (canonical, PointsRange { min, max }),
            "{published}"
        );
        assert_eq!(SCHEME.find_band(canonical), Ok(found), "{published}");
        assert_eq!(SCHEME.band_mark(published).is_some(), published.contains('*'), "{published}");
        let bands =
            BANDS.iter().filter(|(_, _, from, to)| min <= *from && *to <= max).map(|(name, ..)| *name);
        assert_eq!(found.bands().iter().map(Band::name).collect::<Vec<_>>(), bands.collect::<Vec<_>>());
    }
}

#[test]
fn what_is_no_run_of_bands_is_refused_with_what_would_be_one() {
    let (unknown, wrong) = ("unknown-band", "band-run");
    for (text, code, message, help) in [
        ("8", unknown, "`8`", "7, 8a, 8b"),
        ("10", unknown, "`10`", "7, 8a, 8b"),
        ("", unknown, "``", "7, 8a, 8b"),
        ("**", unknown, "`**`", "7, 8a, 8b"),
        ("Band 7", unknown, "`Band 7`", "7, 8a, 8b"),
        ("8a-e", unknown, "`e`, as in `8a-e`", "7, 8a, 8b"),
        ("7-b", unknown, "`b`", "7, 8a, 8b"),
        ("a-b", unknown, "`a`", "7, 8a, 8b"),
        ("8a-", unknown, "``, as in `8a-`", "7, 8a, 8b"),
        ("8a--b", unknown, "``", "7, 8a, 8b"),
        ("8a/b", unknown, "`8a/b`", "7, 8a, 8b"),
        ("8ab", unknown, "`8ab`", "7, 8a, 8b"),
        ("8c-a", wrong, "8a is below 8c", "8a-c"),
        ("9-8c", wrong, "8c is below 9", "8c-9"),
        ("8a-8a", wrong, "band 8a twice", "write 8a"),
        ("8a-c-d", wrong, "leaves out band 8b", "8a-d"),
        ("8a-8c-9*", wrong, "leaves out band 8b, 8d", "8a-9"),
    ] {
        let problem = SCHEME.find_band(text).unwrap_err();
        assert_eq!(problem.rule.code(), code, "{text}");
        assert!(problem.message.contains(message), "{text}: {}", problem.message);
        assert!(problem.help.as_ref().is_some_and(|said| said.contains(help)), "{text}: {:?}", problem.help);
        assert_eq!(SCHEME.band_mark(text), None, "{text}");
    }
}

#[test]
fn a_factor_answers_to_its_id_name_number_and_aliases_however_written() {
    for (number, id, name, ..) in FACTORS {
        for name in [
            id.to_owned(),
            id.replace('_', "-").to_uppercase(),
            name.to_owned(),
            name.to_lowercase().replace('&', "and"),
            format!(" {} ", name.to_uppercase().replace([' ', '/'], "__")),
            number.to_string(),
        ] {
            assert_eq!(SCHEME.factor(&name).map(Factor::id), Some(id), "{name}");
        }
    }
    for (alias, number) in [
        ("communication", 1),
        ("knowledge", 2),
        ("analytical", 3),
        ("planning", 4),
        ("patient_care", 6),
        ("policy", 7),
        ("finance", 8),
        ("financial_resources", 8),
        ("people", 9),
        ("hr", 9),
        ("information", 10),
        ("research", 11),
        ("freedom", 12),
        ("Knowledge & Training", 2),
        ("Patient-Care", 6),
        ("HR", 9),
        ("FreedomToAct", 12),
    ] {
        assert_eq!(SCHEME.factor(alias).map(Factor::number), Some(number), "{alias}");
    }
    for name in ["", "0", "17", "1-2", "effort", "knowledg"] {
        assert_eq!(SCHEME.factor(name), None, "{name}");
    }
}

#[test]
fn a_factor_answers_to_its_name_as_documents_print_it() {
    for (number, id, name, ..) in FACTORS {
        for name in [
            format!("{number}. {name}"),
            format!("0{number} - {id}"),
            format!(" ({number}) {}", name.to_uppercase()),
            format!("Responsibility for {name}"),
            format!("{number}. Responsibilities for {}", name.to_lowercase().replace('&', "and")),
        ] {
            assert_eq!(SCHEME.factor(&name).map(Factor::id), Some(id), "{name}");
        }
    }
    let handbook = "7. Responsibilities for policy and service development implementation";
    assert_eq!(SCHEME.factor(handbook).map(Factor::number), Some(7));
    for name in [
        // Another number, or nothing but numbers: `1.1` is what some programs make of a second column `1`.
        "2. Freedom to Act",
        "99999999999999999999 Freedom to Act",
        "1.1",
        "12 12",
        "12 Responsibility for 12",
        "Responsibility for 9",
        "12Freedom to Act",
        "Responsibility for",
        "Irresponsibility for Human Resources",
    ] {
        assert_eq!(SCHEME.factor(name), None, "{name}");
    }
    let small = scheme(&SMALL.replace("name: Skill", "name: Responsibility for 3D Skill"));
    for name in ["responsibility for 3d skill", "1. Responsibility for 3D skill"] {
        assert_eq!(small.factor(name).map(Factor::number), Some(1), "{name}");
    }
    assert_eq!(small.factor("3D skill"), None);
}

#[test]
fn the_matching_procedure_has_the_numbers_of_the_handbook() {
    assert_eq!(SCHEME.matching(), Matching { max_difference: 1, max_variations: 5 });
    let fixed: Vec<&str> =
        SCHEME.factors().iter().filter(|factor| factor.is_fixed()).map(Factor::id).collect();
    assert_eq!(fixed, ["knowledge_training_and_experience", "freedom_to_act"]);
}

#[test]
fn a_scheme_written_as_yaml_reads_back_the_same() {
    for first in [&SCHEME, &scheme(SMALL)] {
        let written = serde_yaml::to_string(first).unwrap();
        let read = scheme(&written);
        assert_eq!(serde_yaml::to_string(&read).unwrap(), written);
        assert_eq!(read.factors(), first.factors());
        assert_eq!(read.bands(), first.bands());
        assert_eq!(read.matching(), first.matching());
    }
}

/// A scheme without fault, to be broken in one place at a time.
const SMALL: &str = "\
scheme: small
title: A small scheme
factors:
  - {id: skill, name: Skill, group: mind, aliases: [craft], points: [1, 5, 9]}
  - {id: care, name: Care, group: heart, points: [2, 4]}
bands:
  - {name: 1, from: 0, to: 5}
  - {name: 2a, group: 2a-b, from: 6, to: 9}
  - {name: 2b, group: 2a-b, from: 10, to: 12}
  - {name: 3, from: 13, to: 20}
matching: {max_difference: 1, max_variations: 1, fixed_factors: [skill]}
";

#[test]
fn a_total_may_lie_below_or_above_all_bands() {
    let scheme = scheme(&SMALL.replace("from: 0", "from: 3"));
    let bands = scheme.bands();
    for (total, standing) in [
        (0, Located::Below(&bands[0])),
        (2, Located::Below(&bands[0])),
        (3, Located::In(&bands[0])),
        (6, Located::In(&bands[1])),
        (20, Located::In(&bands[3])),
        (21, Located::Above(&bands[3])),
    ] {
        assert_eq!(scheme.locate(total), standing, "{total}");
        assert_eq!(scheme.band(total).is_some(), matches!(standing, Located::In(_)), "{total}");
    }
}

/// Asserts what is found in [`SMALL`] with one passage replaced.
fn assert_changed(changes: &[(&str, &str, &[Expected<'_>])]) {
    for (passage, replacement, expected) in changes {
        assert_eq!(SMALL.matches(passage).count(), 1, "{passage}");
        let text = SMALL.replace(passage, replacement);
        assert_found(&scheme_findings(&text), expected, &format!("{passage} replaced by {replacement}"));
    }
}

#[test]
fn points_must_ascend() {
    assert_changed(&[
        ("[1, 5, 9]", "[1, 5, 5]", &[(4, 76, "points-not-ascending", "Skill | 5 follows 5")]),
        ("[1, 5, 9]", "[1, 5, 3]", &[(4, 76, "points-not-ascending", "Skill | 3 follows 5")]),
    ]);
}

#[test]
fn a_factor_has_no_more_levels_than_notation_has_numbers() {
    let points = |count: u32| {
        let points: Vec<String> = (1..=count).map(|points| points.to_string()).collect();
        format!("points: [{}]", points.join(", "))
    };
    assert_changed(&[
        ("points: [2, 4]", &points(99), &[]),
        ("points: [2, 4]", &points(100), &[(5, 42, "wrong-length", "points | 99 levels | 100")]),
    ]);
}

#[test]
fn bands_must_not_overlap_nor_leave_a_gap_that_a_total_can_fall_into() {
    // Totals are 3, 5, 7, 9, 11 and 13.
    let misplaced = "bands-not-contiguous";
    assert_changed(&[
        ("from: 6", "from: 7", &[]),
        ("from: 6", "from: 8", &[(8, 6, misplaced, "band 2a begins at 8 | ends at 5 | 7 points => 6")]),
        ("from: 6", "from: 5", &[(8, 6, misplaced, "band 2a begins at 5 | ends at 5 => 6")]),
        ("to: 12", "to: 13", &[(10, 6, misplaced, "band 3 begins at 13 | ends at 13 => 14")]),
        ("to: 12", "to: 10", &[(10, 6, misplaced, "band 3 begins at 13 | ends at 10 | 11 points => 11")]),
        (
            "from: 0, to: 5",
            "from: 0, to: 1",
            &[(8, 6, misplaced, "band 2a begins at 6 | ends at 1 | 3 points => 2")],
        ),
        ("from: 13", "from: 20", &[(10, 6, misplaced, "band 3 begins at 20 | 13 points => 13")]),
    ]);
    // Below the least total and above the greatest a gap does no harm.
    for (bands, harmless) in
        [("[0, 1], [3, 13]", true), ("[0, 13], [15, 20]", true), ("[0, 1], [4, 13]", false)]
    {
        let bands: Vec<[u32; 2]> = serde_json::from_str(&format!("[{bands}]")).unwrap();
        let band =
            |(name, [from, to]): (usize, [u32; 2])| format!("  - {{name: {name}, from: {from}, to: {to}}}\n");
        let (before, rest) = SMALL.split_once("  - {name: 1").unwrap();
        let (_, matching) = rest.split_once("matching").unwrap();
        let text = format!(
            "{before}{}matching{matching}",
            bands.into_iter().enumerate().map(band).collect::<String>()
        );
        assert_eq!(scheme_findings(&text).is_empty(), harmless, "{text}");
    }
}

#[test]
fn only_the_last_band_may_have_no_upper_end() {
    assert_changed(&[
        (", to: 20", "", &[]),
        (", to: 20", ", to: null", &[]),
        (", to: 12", "", &[(10, 6, "bands-not-contiguous", "band 3 | without an upper end => `to`")]),
    ]);
    let scheme = scheme(&SMALL.replace(", to: 20", ""));
    let last = scheme.bands().last().unwrap();
    assert_eq!((last.to(), last.totals()), (None, PointsRange::from(13)));
    assert_eq!((last.contains(12), last.contains(13), last.contains(200_000_000)), (false, true, true));
    assert_eq!(scheme.locate(200_000_000), Located::In(last));
    assert_eq!(scheme.find_band("2b-3").unwrap().totals(), PointsRange::from(10));
    assert_eq!(scheme.bands_within(PointsRange::from(20)), std::slice::from_ref(last));
}

#[test]
fn a_scheme_with_points_in_steps_of_five_loads_as_published() {
    let federal = scheme(include_str!("../../data/us-federal.yaml"));
    assert_eq!(federal.totals(), PointsRange { min: 190, max: 4480 });
    assert!(federal.factors().iter().all(|factor| factor.group().is_none()));
    for (levels, total, band) in [
        ("1 1 1 1 1 1 1 1 1", 190, "GS-1"),
        ("5 2 1 2 1 2 2 2 1", 1100, "GS-5"),
        ("4 3 2 2 2 1 1 1 1", 1140, "GS-6"),
        ("4 2 2 3 2 2 2 1 1", 1110, "GS-6"),
        ("9 5 5 6 6 4 4 3 3", 4480, "GS-15"),
    ] {
        let job = job_from_levels(levels, &federal).unwrap();
        let standing = score(&job).standing;
        assert_eq!((standing.total, standing.band().map(Band::name)), (Some(total), Some(band)), "{levels}");
    }
    for total in (190..=4480).step_by(5) {
        assert!(federal.band(total).is_some(), "{total}");
    }
    assert_eq!(federal.find_band("gs-5 – GS-7").unwrap().to_string(), "GS-5-7");
}

/// A scheme of so many factors with 99 levels, whose points are multiples of a step.
fn large(factors: u32, step: u32, bands: &str) -> String {
    let points: Vec<String> = (0..99).map(|level| (level * step).to_string()).collect();
    let factor =
        |number| format!("  - {{id: f{number}, name: F{number}, points: [{}]}}\n", points.join(", "));
    format!(
        "scheme: large\ntitle: Large\nfactors:\n{}bands: [{bands}]\n\
         matching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}\n",
        (1..=factors).map(factor).collect::<String>()
    )
}

#[test]
fn a_gap_is_judged_in_the_largest_schemes() {
    let bands = "{name: 1, from: 0, to: 8}, {name: 2, from: 10}";
    let gap = [(204, 37, "bands-not-contiguous", "9 points")];
    assert_found(&scheme_findings(&large(200, 1, bands)), &gap, "every total");
    assert_eq!(scheme_findings(&large(100, 2, bands)), []);
}

#[test]
fn the_largest_schemes_are_explained_in_time() {
    let text = large(
        200,
        1,
        "{name: 1, from: 0, to: 9999}, {name: 2, from: 10000, to: 19599}, {name: 3, from: 19600}",
    );
    let largest = scheme(&text);
    let explained = |levels: &str, to: &str| {
        let job = job_from_levels(&[levels; 200].join(" "), &largest).unwrap();
        let settings = ExplainSettings { to: largest.find_band(to).ok(), margin: 5, limit: 3 };
        let explanation = explain(&job, settings);
        (explanation.reaches.first().and_then(|reach| reach.changes), explanation.open_factors.len())
    };
    assert_eq!(explained("1", "3"), (Some(19_600), 0));
    assert_eq!(explained("?", "3"), (None, 200));
}

#[test]
fn a_band_must_not_end_before_it_begins() {
    assert_changed(&[
        ("to: 20", "to: 12", &[(10, 6, "empty-range", "band 3 ends at 12 | begins at 13")]),
        // A band of one total.
        ("to: 20", "to: 13", &[]),
    ]);
}

#[test]
fn names_of_bands_and_groups_must_be_unique_and_groups_in_one_run() {
    let taken = "band-name-taken";
    let split = "name: 2b, from: 10, to: 12}\n  - {name: 3, group: 2a-b";
    assert_changed(&[
        ("name: 3", "name: 2A", &[(10, 6, taken, "`2A`")]),
        ("name: 3", "name: 2a-b", &[(10, 6, taken, "`2a-b`")]),
        ("name: 3,", "name: 3, group: 1,", &[(10, 6, taken, "`1`")]),
        ("name: 2b, group: 2a-b", "name: 2b", &[]),
        ("name: 2b, group: 2a-b, from: 10, to: 12}\n  - {name: 3", split, &[(10, 6, taken, "`2a-b`")]),
    ]);
}

#[test]
fn a_group_is_the_same_whatever_its_case() {
    let (passage, replacement) = ("name: 2b, group: 2a-b", "name: 2b, group: 2A-B");
    assert_changed(&[(passage, replacement, &[])]);
    let scheme = scheme(&SMALL.replace(passage, replacement));
    for name in ["2a-b", "2A-B"] {
        let totals = scheme.find_band(name).map(|group| group.totals()).ok();
        assert_eq!(totals, Some(PointsRange { min: 6, max: 12 }), "{name}");
    }
}

#[test]
fn no_two_factors_may_share_a_name() {
    let taken = "factor-name-taken";
    assert_changed(&[
        ("id: care", "id: CRAFT", &[(5, 6, taken, "`CRAFT` | the factor Skill")]),
        ("name: Care", "name: Skill", &[(5, 6, taken, "`Skill` | the factor Skill")]),
        ("[craft]", "[\"2\"]", &[(5, 6, taken, "`2` | the factor Skill")]),
    ]);
}

#[test]
fn a_fixed_factor_must_exist() {
    assert_changed(&[
        ("[skill]", "[skil]", &[(11, 66, "unknown-factor", "`skil` => did you mean | `skill`")]),
        ("[skill]", "[skill, 7]", &[(11, 73, "unknown-factor", "`7` => !did you mean")]),
        ("[skill]", "[]", &[]),
    ]);
}

#[test]
fn factors_points_and_bands_must_not_be_empty() {
    assert_changed(&[("[2, 4]", "[]", &[(5, 42, "wrong-length", "points | at least one | 0")])]);
    let (before, rest) = SMALL.split_once("factors:\n").unwrap();
    let (factors, rest) = rest.split_once("bands:\n").unwrap();
    let (bands, matching) = rest.split_once("matching").unwrap();
    for (text, line, what) in [
        (format!("{before}factors: []\nbands:\n{bands}matching{matching}"), 3, "factors"),
        (format!("{before}factors:\n{factors}bands: []\nmatching{matching}"), 6, "bands"),
    ] {
        let said = format!("{what} | at least one | 0");
        assert_found(&scheme_findings(&text), &[(line, 1, "wrong-length", &said)], what);
    }
}

#[test]
fn a_scheme_file_holds_one_scheme() {
    let twice = format!("{SMALL}---\n{SMALL}");
    for (text, expected) in [
        (&*twice, (0, 0, "wrong-length", "scheme file | one document | 2")),
        ("# none\n", (0, 0, "nothing-to-read", "no scheme")),
        (
            "title: A job\nfactors: {}\nsuite: no\nprofiles: []\n",
            (1, 1, "other-kind", "a suite, not a scheme"),
        ),
    ] {
        assert_found(&scheme_findings(text), &[expected], text);
    }
}

#[test]
fn a_scheme_has_no_more_factors_and_points_than_can_be_gone_through() {
    let large = |count: usize, last: u32| {
        let factors: Vec<String> = (1..=count)
            .map(|number| {
                let points = if number == count { last } else { 100 };
                format!("  - {{id: f{number}, name: F{number}, group: g, points: [{points}]}}\n")
            })
            .collect();
        format!(
            "scheme: large\ntitle: Large\nfactors:\n{}bands: [{{name: 1, from: 0, to: 9}}]\n\
             matching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}\n",
            factors.concat()
        )
    };
    let largest = scheme(&large(200, 100));
    let job = job_from_levels(&["1"; 200].join(" "), &largest).unwrap();
    assert_eq!(score(&job).standing.total, Some(20_000));
    assert_found(&scheme_findings(&large(201, 0)), &[(3, 1, "wrong-length", "factors | 200 | 201")], "201");
    let too_large = [(3, 1, "total-too-large", "20001 points | limit is 20000")];
    assert_found(&scheme_findings(&large(200, 101)), &too_large, "20001");
}

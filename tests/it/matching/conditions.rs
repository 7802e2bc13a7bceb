//! Proves the matching procedure (handbook ch. 11): each of the four conditions on its own, the numbers at which each
//! turns, the band that is awarded, and what can be said of a job whose factors are not all settled.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use jobeval::compare::{Comparison, ConditionId, FactorResult};
use jobeval::outcome::Outcome;
use jobeval::rank::Candidates;
use jobeval::report::{Ranking, Report, ReportBlock};
use jobeval::scheme::Band;
use jobeval::{Job, Profiles, rank};

use crate::facts::FACTORS;
use crate::library::{
    Draft, PROFILES, SCHEME, SUITE_FILE, compare, factor, job, job_from_levels, profile, read_suites, scheme,
};

/// Band 7 (466–539); its lowest levels come to 475.
const THERAPIST: &str = "arts-therapist";

/// Bands 8a and 8b (540–629); its lowest levels come to 544.
const PRINCIPAL: &str = "arts-therapist-principal";

const GENERIC_SUITE: &str = include_str!("../../data/generic-suite.yaml");

/// Five variations from the first profile's levels, with which the total stays in its band.
const FIVE: &str = "planning=3 physical_skills=4 patient_care=4 policy=1 finance=1";

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
const OPEN: Option<bool> = None;

/// A profile's lowest levels with some changed.
fn lowest(id: &str, changes: &str) -> Job<'static> {
    Draft::lowest(profile(id)).with(changes).job()
}

/// A profile's highest levels with some changed.
fn highest(id: &str, changes: &str) -> Job<'static> {
    Draft::highest(profile(id)).with(changes).job()
}

/// Whether levels, fixed factors, number of variations and total are as a band match wants them.
fn conditions(comparison: &Comparison<'_>) -> [Option<bool>; 4] {
    comparison.verdict.conditions.list().map(|condition| condition.met)
}

/// A comparison as programs read it, with its sentences.
fn worded(comparison: &Comparison<'_>) -> serde_json::Value {
    serde_json::to_value(comparison).unwrap()
}

fn awarded<'c>(comparison: &Comparison<'c>) -> Option<&'c str> {
    comparison.verdict.band.map(Band::name)
}

/// Difference and result of one factor at each of its levels in turn.
fn at_each_level(id: &str, name: &str) -> Vec<(Option<i16>, FactorResult)> {
    let factor = factor(name);
    let compared = factor.level_numbers().map(|level| {
        let job = lowest(id, &format!("{name}={level}"));
        let row = &compare(&job, profile(id)).factors[factor.number() - 1];
        (row.difference, row.result)
    });
    compared.collect()
}

/// A profile that lists level 1 of every factor, 86 points, in whatever band.
fn all_at_level_1(band: &str) -> Profiles<'static> {
    let rows =
        FACTORS.map(|(_, id, _, _, points)| format!("      {id}: {{levels: 1, scores: [{}]}}", points[0]));
    let suite = format!(
        "suite: custom\ntitle: Custom\nscheme: nhs-jes\nprofiles:\n  - id: bottom\n    title: Bottom\n    \
         band: {band}\n    score: {{min: 86, max: 86}}\n    factors:\n{}\n",
        rows.join("\n")
    );
    let (profiles, findings) = read_suites(&suite, &SCHEME);
    assert_eq!(findings, []);
    profiles
}

#[test]
fn a_job_at_a_profiles_levels_matches_it() {
    for (id, band) in [
        ("arts-therapist-entry-level", "6"),
        (THERAPIST, "7"),
        (PRINCIPAL, "8a"),
        ("head-of-arts-therapies", "8c"),
        ("arts-therapies-consultant", "8c"),
    ] {
        let job = lowest(id, "");
        let comparison = compare(&job, profile(id));
        assert_eq!(comparison.verdict.outcome, Outcome::ProfileMatch, "{id}");
        assert_eq!(awarded(&comparison), Some(band), "{id}");
        assert_eq!((conditions(&comparison), comparison.verdict.variations), ([YES; 4], 0), "{id}");
        assert!(comparison.factors.iter().all(|row| row.result == FactorResult::Match), "{id}");
        assert!(comparison.warnings.is_empty(), "{id}");
    }
}

#[test]
fn the_conditions_stand_in_the_order_of_the_handbook() {
    let job = lowest(THERAPIST, "");
    assert_eq!(
        compare(&job, profile(THERAPIST)).verdict.conditions.list().map(|condition| condition.id),
        [
            ConditionId::LevelsWithinOne,
            ConditionId::FixedFactorsMatch,
            ConditionId::VariationCount,
            ConditionId::TotalInBand
        ]
    );
}

#[test]
fn each_condition_alone_can_prevent_a_match() {
    let six = format!("{FIVE} information=2");
    for (changes, total, expected, culprit) in [
        ("physical_skills=5", 508, [NO, YES, YES, YES], "Physical Skills (+2)"),
        ("freedom=4", 486, [YES, NO, YES, YES], "Freedom to Act (+1)"),
        ("knowledge=8", 519, [YES, NO, YES, YES], "Knowledge, Training & Experience (+1)"),
        (&six, 485, [YES, YES, NO, YES], "6 factors vary"),
        ("communication=5 information=2", 465, [YES, YES, YES, NO], "465"),
    ] {
        let job = lowest(THERAPIST, changes);
        let comparison = compare(&job, profile(THERAPIST));
        assert_eq!(comparison.verdict.total, Some(total), "{changes}");
        assert_eq!(conditions(&comparison), expected, "{changes}");
        assert_eq!(
            (comparison.verdict.outcome, comparison.verdict.band),
            (Outcome::NoMatch, None),
            "{changes}"
        );
        let worded = worded(&comparison);
        let failed =
            worded["conditions"].as_array().unwrap().iter().find(|condition| condition["met"] == false);
        assert!(
            failed.is_some_and(|condition| condition["detail"].to_string().contains(culprit)),
            "{failed:?}"
        );
    }
}

#[test]
fn five_variations_are_a_band_match_and_six_are_not() {
    for (changes, variations, outcome) in [
        (FIVE.to_owned(), 5, Outcome::BandMatch),
        (format!("{FIVE} information=2"), 6, Outcome::NoMatch),
        ("information=2".to_owned(), 1, Outcome::BandMatch),
    ] {
        let job = lowest(THERAPIST, &changes);
        let comparison = compare(&job, profile(THERAPIST));
        assert_eq!(
            (comparison.verdict.variations, comparison.verdict.outcome),
            (variations, outcome),
            "{changes}"
        );
        assert_eq!(awarded(&comparison), outcome.is_match().then_some("7"), "{changes}");
    }
}

#[test]
fn one_level_off_is_a_variation_and_two_are_a_mismatch_from_either_side() {
    use FactorResult::{Match, Mismatch, Variation};
    assert_eq!(profile(PRINCIPAL).factors()[3].range(), 3..=3);
    assert_eq!(
        at_each_level(PRINCIPAL, "planning"),
        [
            (Some(-2), Mismatch),
            (Some(-1), Variation),
            (Some(0), Match),
            (Some(1), Variation),
            (Some(2), Mismatch)
        ]
    );
    assert_eq!(profile(PRINCIPAL).factors()[10].range(), 2..=4);
    assert_eq!(
        at_each_level(PRINCIPAL, "research"),
        [
            (Some(-1), Variation),
            (Some(0), Match),
            (Some(0), Match),
            (Some(0), Match),
            (Some(1), Variation),
            (Some(2), Mismatch)
        ]
    );
}

#[test]
fn a_fixed_factor_one_level_off_is_a_mismatch() {
    use FactorResult::{Match, Mismatch};
    let around = [(Some(-1), Mismatch), (Some(0), Match), (Some(1), Mismatch)];
    assert_eq!(at_each_level(PRINCIPAL, "knowledge")[5..], around);
    assert_eq!(at_each_level(PRINCIPAL, "freedom")[2..5], around);
}

#[test]
fn a_band_match_needs_a_total_between_the_edges_of_the_profiles_bands() {
    for (id, job, total, band) in [
        (THERAPIST, lowest(THERAPIST, "communication=5 information=2"), 465, None),
        (THERAPIST, lowest(THERAPIST, "planning=1"), 466, Some("7")),
        (THERAPIST, highest(THERAPIST, "analytical=5 information=2"), 539, Some("7")),
        (THERAPIST, highest(THERAPIST, "analytical=5 physical_effort=4"), 540, None),
        (PRINCIPAL, lowest(PRINCIPAL, "mental=2"), 539, None),
        (PRINCIPAL, lowest(PRINCIPAL, "physical_effort=1"), 540, Some("8a")),
        (PRINCIPAL, highest(PRINCIPAL, "analytical=5 patient_care=7 physical_effort=4"), 629, Some("8b")),
        (PRINCIPAL, highest(PRINCIPAL, "analytical=5 patient_care=7 mental=5"), 630, None),
    ] {
        let comparison = compare(&job, profile(id));
        assert_eq!(comparison.verdict.total, Some(total));
        assert_eq!(conditions(&comparison), [YES, YES, YES, Some(band.is_some())], "{total}");
        assert_eq!(comparison.verdict.outcome == Outcome::BandMatch, band.is_some(), "{total}");
        assert_eq!(awarded(&comparison), band, "{total}");
    }
}

#[test]
fn where_a_profile_spans_two_bands_the_total_decides() {
    for (job, total, outcome, band) in [
        (highest(PRINCIPAL, "research=3"), 584, Outcome::ProfileMatch, "8a"),
        (lowest(PRINCIPAL, "finance=4 research=4"), 584, Outcome::BandMatch, "8a"),
        (highest(PRINCIPAL, "communication=5 information=2"), 585, Outcome::BandMatch, "8b"),
        (highest(PRINCIPAL, ""), 595, Outcome::ProfileMatch, "8b"),
    ] {
        let comparison = compare(&job, profile(PRINCIPAL));
        assert_eq!(
            (comparison.verdict.total, comparison.verdict.outcome, awarded(&comparison)),
            (Some(total), outcome, Some(band))
        );
    }
}

#[test]
fn a_level_in_range_that_is_not_listed_matches_with_a_warning() {
    for (level, warnings) in [(2, 0), (3, 1), (4, 0)] {
        let job = lowest(THERAPIST, &format!("mental={level}"));
        let comparison = compare(&job, profile(THERAPIST));
        assert_eq!(comparison.verdict.outcome, Outcome::ProfileMatch);
        assert_eq!(comparison.factors[13].result, FactorResult::Match);
        assert_eq!(comparison.warnings.len(), warnings, "{level}");
        for words in ["Mental Effort", "level 3", "2(a), 4(b)"] {
            let warnings = &worded(&comparison)["warnings"];
            assert!(comparison.warnings.is_empty() || warnings[0].to_string().contains(words), "{words}");
        }
    }
}

/// The one profile of a published kind: generic, Band 5, with levels that come to 317 to 390.
fn nurse() -> Profiles<'static> {
    let (profiles, findings) = read_suites(GENERIC_SUITE, &SCHEME);
    assert_eq!((profiles.iter().count(), findings), (1, vec![]));
    profiles
}

#[test]
fn without_a_total_in_the_profiles_bands_there_is_no_match_even_where_every_factor_matches() {
    let bottom = Draft::bottom().job();
    for (band, awards, met) in
        [("1", Some("1"), YES), ("1-3", Some("1"), YES), ("2", None, NO), ("8a-b", None, NO)]
    {
        let profiles = all_at_level_1(band);
        let comparison = compare(&bottom, profiles.find("bottom").unwrap());
        let expected = if awards.is_some() { Outcome::ProfileMatch } else { Outcome::NoMatch };
        assert_eq!(comparison.verdict.outcome, expected, "{band}");
        assert_eq!(conditions(&comparison), [YES, YES, YES, met], "{band}");
        assert_eq!(awarded(&comparison), awards, "{band}");
    }
}

#[test]
fn a_job_below_the_band_of_a_generic_profile_is_to_be_matched_in_the_band_of_its_total() {
    let profiles = nurse();
    let nurse = profiles.find("nurse").unwrap();
    assert!(nurse.is_generic());
    for (draft, changes, total, outcome, advice) in [
        (
            Draft::lowest(nurse),
            "",
            317,
            Outcome::NoMatch,
            "in Band 4 (271–325): match | profile of Band 4; failing",
        ),
        (Draft::lowest(nurse), "policy=2 finance=2", 331, Outcome::ProfileMatch, ""),
        (Draft::lowest(nurse), "physical_effort=3 mental=3", 327, Outcome::ProfileMatch, ""),
        (Draft::lowest(nurse), "mental=3 physical_effort=2", 322, Outcome::NoMatch, "of Band 4"),
        (Draft::highest(nurse), "", 390, Outcome::ProfileMatch, ""),
        (Draft::highest(nurse), "mental=5", 397, Outcome::NoMatch, "in Band 6 (396–465): match | of Band 6"),
        // Another condition fails as well, so that another band alone is no way out.
        (Draft::lowest(nurse), "freedom=2", 308, Outcome::NoMatch, ""),
    ] {
        let job = draft.with(changes).job();
        let comparison = compare(&job, nurse);
        assert_eq!(
            (comparison.verdict.total, comparison.verdict.outcome),
            (Some(total), outcome),
            "{changes}"
        );
        let awards = if outcome == Outcome::ProfileMatch { Some("5") } else { None };
        assert_eq!(awarded(&comparison), awards, "{total}");
        assert_eq!(comparison.warnings.len(), usize::from(!advice.is_empty()), "{total}");
        let said = worded(&comparison)["warnings"].to_string();
        assert!(advice.split(" | ").all(|words| said.contains(words)), "{total}: {said}");
    }
}

#[test]
fn an_open_job_is_incomplete_against_a_generic_profile_only_while_a_total_in_its_band_is_possible() {
    let profiles = nurse();
    let nurse = profiles.find("nurse").unwrap();
    for (changes, outcome, met) in [
        ("mental=2-3", Outcome::NoMatch, NO),
        ("mental=2-4", Outcome::Incomplete, OPEN),
        ("mental=?", Outcome::Incomplete, OPEN),
        ("mental=4 policy=1-2", Outcome::Incomplete, YES),
        ("mental=2-3 policy=1-2", Outcome::Incomplete, OPEN),
    ] {
        let job = Draft::lowest(nurse).with(changes).job();
        let comparison = compare(&job, nurse);
        assert_eq!(comparison.verdict.outcome, outcome, "{changes}");
        assert_eq!(conditions(&comparison), [YES, YES, YES, met], "{changes}");
        let advised = worded(&comparison)["warnings"].to_string().contains("a profile of Band 4");
        assert_eq!(advised, outcome == Outcome::NoMatch, "{changes}");
    }
}

#[test]
fn a_total_above_all_bands_leaves_only_a_local_evaluation() {
    let suite = SUITE_FILE
        .replace("band: 8c-d\n    score: {min: 632, max: 704}", "band: 9\n    score: {min: 632, max: 704}");
    let (profiles, _) = read_suites(&suite, &SCHEME);
    let consultant = profiles.find("arts-therapies-consultant").unwrap();
    let job = Draft::highest(consultant)
        .with("patient_care=7 planning=5 finance=4 research=6 physical_skills=4")
        .job();
    let comparison = compare(&job, consultant);
    assert_eq!(comparison.verdict.total, Some(773));
    assert_eq!(conditions(&comparison), [YES, YES, YES, NO]);
    let said = worded(&comparison)["warnings"].to_string();
    assert!(said.contains("above Band 9 (721–765)") && said.contains("evaluate the job locally"), "{said}");
}

#[test]
fn an_open_factor_leaves_open_what_depends_on_it_and_nothing_else() {
    for (changes, outcome, expected) in [
        ("mental=2-4", Outcome::Incomplete, [YES, YES, YES, YES]),
        ("mental=?", Outcome::Incomplete, [YES, YES, YES, YES]),
        ("emotional=?", Outcome::Incomplete, [OPEN, YES, YES, OPEN]),
        ("knowledge=?", Outcome::Incomplete, [OPEN, OPEN, YES, OPEN]),
        ("knowledge=7-8", Outcome::Incomplete, [YES, OPEN, YES, YES]),
        ("knowledge=5-6", Outcome::NoMatch, [OPEN, NO, YES, NO]),
        ("knowledge=8 mental=2-4", Outcome::NoMatch, [YES, NO, YES, YES]),
        ("physical_skills=5 mental=2-4", Outcome::NoMatch, [NO, YES, YES, YES]),
        (&format!("{FIVE} mental=?"), Outcome::Incomplete, [YES, YES, OPEN, YES]),
        ("information=2-3", Outcome::Incomplete, [OPEN, YES, YES, YES]),
        ("information=3-4", Outcome::NoMatch, [NO, YES, YES, YES]),
    ] {
        let job = lowest(THERAPIST, changes);
        let comparison = compare(&job, profile(THERAPIST));
        assert_eq!((comparison.verdict.outcome, conditions(&comparison)), (outcome, expected), "{changes}");
        assert_eq!((comparison.verdict.total, comparison.verdict.band), (None, None), "{changes}");
        let open = comparison.factors.iter().filter(|row| row.result == FactorResult::NotAssessed);
        assert!(open.clone().all(|row| row.difference.is_none() && row.points.is_none()), "{changes}");
        assert_eq!(open.count(), 1, "{changes}");
    }
}

#[test]
fn a_job_of_which_nothing_is_known_is_incomplete_against_every_profile() {
    let blank = job(&["?"; 16].join(" "));
    for profile in PROFILES.iter() {
        let comparison = compare(&blank, profile);
        assert_eq!((comparison.verdict.outcome, conditions(&comparison)), (Outcome::Incomplete, [OPEN; 4]));
    }
}

#[test]
fn there_is_no_match_where_no_way_of_settling_meets_all_conditions_together() {
    // At Planning 2 the total is 465, below Band 7; at 3 it is 477, but a sixth factor varies.
    let five = "communication=5 physical_skills=4 patient_care=4 policy=1 information=2";
    let job = lowest(THERAPIST, &format!("{five} planning=2-3"));
    let comparison = compare(&job, profile(THERAPIST));
    assert_eq!(conditions(&comparison), [YES, YES, OPEN, OPEN]);
    assert_eq!(comparison.verdict.outcome, Outcome::NoMatch);

    // The same totals with three variations fewer: Planning 3 is a way.
    let job = lowest(THERAPIST, "communication=5 information=2 planning=2-3");
    let comparison = compare(&job, profile(THERAPIST));
    assert_eq!(conditions(&comparison), [YES, YES, YES, OPEN]);
    assert_eq!(comparison.verdict.outcome, Outcome::Incomplete);
}

#[test]
fn the_total_is_decided_by_the_totals_that_can_be_reached() {
    let scheme = scheme(
        "{scheme: s, title: S, matching: {max_difference: 1, max_variations: 1, fixed_factors: []},
          factors: [{id: a, name: A, group: g, points: [0, 20]}, {id: b, name: B, group: g, points: [1, 2]}],
          bands: [{name: low, from: 0, to: 5}, {name: middle, from: 6, to: 15}, {name: high, from: 16, to: 30}]}",
    );
    let suite = |band| {
        format!(
            "{{suite: s, title: S, scheme: s, profiles: [{{id: p, title: P, band: {band}, score: {{min: 1, max: 22}},
               factors: {{a: {{levels: 1-2, scores: []}}, b: {{levels: 1-2, scores: []}}}}}}]}}"
        )
    };
    // Its total is 2 or 22, and nothing between them.
    let job = job_from_levels("1-2 2", &scheme).unwrap();
    for (band, outcome, met) in [
        ("middle", Outcome::NoMatch, NO),
        ("low", Outcome::Incomplete, OPEN),
        ("low-middle", Outcome::Incomplete, OPEN),
        ("low-high", Outcome::Incomplete, YES),
    ] {
        let (profiles, findings) = read_suites(&suite(band), &scheme);
        assert_eq!(findings, []);
        let comparison = compare(&job, profiles.find("p").unwrap());
        assert_eq!(comparison.verdict.outcome, outcome, "{band}");
        assert_eq!(conditions(&comparison), [YES, YES, YES, met], "{band}");
    }
}

#[test]
fn option_letters_decide_nothing() {
    let bare = "6 7 4 2 3 5 2 2 1 1 3 3 2 3 4 2";
    let lettered = "6a 7(h) 4(g) 2b 3abc 5(c) 2a 2(b)(c) 1d 1(a,b) 3e 3a 2abcd 3(a) 4h 2(f)";
    let (bare, lettered) = (job(bare), job(lettered));
    for profile in PROFILES.iter() {
        let [bare, lettered] = [&bare, &lettered].map(|job| {
            let mut comparison = compare(job, profile);
            comparison.factors.iter_mut().for_each(|row| row.job_level = None);
            serde_json::to_value(&comparison).unwrap()
        });
        assert_eq!(bare, lettered, "{}", profile.id());
    }
}

#[test]
fn among_profiles_that_vary_alike_the_band_nearest_to_the_total_comes_first() {
    let bottom = Draft::bottom().job();
    let far = all_at_level_1("3");
    let near = all_at_level_1("2");
    let open = Draft::bottom().with("knowledge=1-5").job();
    for (job, distances) in [(&bottom, [75, 130]), (&open, [0, 26])] {
        let ranked = rank(job, far.iter().chain(near.iter())).unwrap();
        let found: Vec<u32> = ranked.iter().map(|ranked| ranked.total_distance()).collect();
        assert_eq!(found, distances);
        let bands: Vec<String> = ranked.iter().map(|ranked| ranked.profile.bands().to_string()).collect();
        assert_eq!(bands, ["2", "3"]);
    }
}

#[test]
fn where_nothing_matches_that_is_said_first() {
    for (changes, said) in [
        ("", None),
        ("information=2", None),
        ("mental=?", Some("while 1 factor is undecided")),
        ("mental=? hr=?", Some("while 2 factors are undecided")),
        ("freedom=4", Some("None of the 5 profiles loaded (suites: arts-therapies) matches the job.")),
    ] {
        let job = lowest(THERAPIST, changes);
        let ranked = rank(&job, PROFILES.iter()).unwrap();
        let blocks =
            Ranking { ranked: &ranked, job: &job, candidates: Candidates::current(&PROFILES) }.blocks();
        let first = match &blocks[1] {
            ReportBlock::Text(cell) => Some(&cell.text),
            _ => None,
        };
        assert_eq!(first.is_some(), said.is_some(), "{changes}");
        assert!(
            first.is_none_or(|first| said.is_some_and(|said| first.contains(said))),
            "{changes}: {first:?}"
        );
    }
}

#[test]
fn a_rank_says_in_a_word_what_decided_it() {
    for (changes, reason) in [
        ("", "all factors match"),
        ("information=2", "1 factor varies"),
        (FIVE, "5 factors vary"),
        ("mental=?", "1 factor undecided"),
        ("mental=? working_conditions=?", "2 factors undecided"),
        ("physical_skills=5", "levels"),
        ("freedom=4", "fixed factors"),
        (&format!("{FIVE} information=2"), "variations"),
        ("communication=5 information=2", "total"),
        ("knowledge=5", "levels, fixed factors, total"),
        (
            "communication=5 physical_skills=4 patient_care=4 policy=1 information=2 planning=2-3",
            "no way to settle it",
        ),
    ] {
        let job = lowest(THERAPIST, changes);
        let ranked = rank(&job, [profile(THERAPIST)]).unwrap();
        let ranking = Ranking { ranked: &ranked, job: &job, candidates: Candidates::current(&PROFILES) };
        let Some(ReportBlock::Table(table)) = ranking.blocks().pop() else { panic!("there is no table") };
        assert_eq!(table.rows[0].last().map(|cell| cell.text.as_str()), Some(reason), "{changes}");
    }
}

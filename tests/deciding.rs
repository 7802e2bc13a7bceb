//! What follows a score, against brute force: the ranking of profiles against a plain reading of the procedure, the
//! fewest level changes against an exhaustive search, and what open factors can still do against every way of settling
//! them.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::BTreeSet;

use common::{BANDS, FACTORS, PROFILES, Random, SCHEME, job};
use jobeval::diff::{Diff, Side, Version};
use jobeval::explain::Question;
use jobeval::job::Job;
use jobeval::outcome::Outcome;
use jobeval::profile::Profile;
use jobeval::{Scheme, diff, explain, rank};

const RANKED_JOBS: usize = 2_000;
const EXPLAINED_JOBS: usize = 60;
const OPEN_JOBS: usize = 300;

/// A question without a band to reach, that cuts no list short.
const QUESTION: Question<'static> = Question { to: None, margin: 10, limit: usize::MAX };

type Levels = [u8; 16];

fn highest(factor: usize) -> u8 {
    u8::try_from(FACTORS[factor].4.len()).unwrap()
}

fn points(factor: usize, level: u8) -> u32 {
    FACTORS[factor].4[usize::from(level) - 1]
}

fn total(levels: &Levels) -> u32 {
    levels.iter().enumerate().map(|(factor, level)| points(factor, *level)).sum()
}

fn band(total: u32) -> Option<usize> {
    BANDS.iter().position(|(_, _, from, to)| (*from..=*to).contains(&total))
}

fn random_levels(random: &mut Random) -> Levels {
    std::array::from_fn(|factor| random.within(1, highest(factor)))
}

/// Levels in or near the range of a random profile, where matches are decided.
fn levels_near_a_profile(random: &mut Random) -> Levels {
    let index = usize::from(random.within(0, 4));
    let profile = PROFILES.iter().nth(index).unwrap();
    std::array::from_fn(|factor| {
        let range = profile.factors()[factor].range();
        let level = random.within(*range.start(), *range.end());
        match random.within(1, 8) {
            1 => level.saturating_sub(1).max(1),
            2 => (level + 1).min(highest(factor)),
            _ => level,
        }
    })
}

fn job_of(levels: &Levels) -> Job<'static> {
    job(&levels.map(|level| level.to_string()).join(" "))
}

/// Outcome, number of variations and level distance of a complete job, as the handbook words them.
fn read_plainly(levels: &Levels, profile: &Profile<'_>) -> (Outcome, usize, u32) {
    let distances: Vec<u32> = (0..16)
        .map(|factor| {
            let (range, level) = (profile.factors()[factor].range(), levels[factor]);
            u32::from(range.start().saturating_sub(level) + level.saturating_sub(*range.end()))
        })
        .collect();
    let varying = distances.iter().filter(|distance| **distance > 0).count();
    let in_band = band(total(levels))
        .is_some_and(|band| [BANDS[band].0, BANDS[band].1].contains(&profile.bands().name()));
    let outcome = if varying == 0 {
        Outcome::ProfileMatch
    } else if distances.iter().all(|distance| *distance <= 1)
        && distances[1] == 0
        && distances[11] == 0
        && varying <= 5
        && in_band
    {
        Outcome::BandMatch
    } else {
        Outcome::NoMatch
    };
    (outcome, varying, distances.iter().sum())
}

#[test]
fn match_ranks_as_a_plain_reading_of_the_procedure_does() {
    let mut random = Random(1);
    let mut firsts = BTreeSet::new();
    for _ in 0..RANKED_JOBS {
        let levels = levels_near_a_profile(&mut random);
        firsts.insert(assert_ranked_as_read(&job_of(&levels)));
    }
    assert_eq!(
        firsts.len(),
        15,
        "every profile came first as a profile match, a band match and a miss: {firsts:?}"
    );
}

/// Every way of settling the open factors of a job.
fn ways_of_settling(job: &Job<'_>) -> Vec<Levels> {
    let mut ways = vec![[1; 16]];
    for (factor, assessment) in job.assessments().iter().enumerate() {
        ways = ways
            .iter()
            .flat_map(|way| {
                assessment.possible().map(move |level| {
                    let mut settled = *way;
                    settled[factor] = level;
                    settled
                })
            })
            .collect();
    }
    ways
}

/// Outcome, number of varying settled factors and their level distance, for any job.
fn read_every_way(job: &Job<'_>, profile: &Profile<'_>) -> (Outcome, usize, u32) {
    let ways = ways_of_settling(job);
    if let [levels] = ways.as_slice() {
        return read_plainly(levels, profile);
    }
    let distances = job.assessments().iter().zip(profile.factors()).filter_map(|(assessment, row)| {
        let (level, range) = (assessment.settled()?.number(), row.range());
        Some(u32::from(range.start().saturating_sub(level) + level.saturating_sub(*range.end())))
    });
    let varying: Vec<u32> = distances.filter(|distance| *distance > 0).collect();
    let matches = ways.iter().any(|way| read_plainly(way, profile).0.is_match());
    let outcome = if matches { Outcome::Incomplete } else { Outcome::NoMatch };
    (outcome, varying.len(), varying.iter().sum())
}

/// Compares the ranking for a job with a plain reading, and gives the outcome and profile that come first.
fn assert_ranked_as_read(job: &Job<'_>) -> (Outcome, String) {
    let mut expected: Vec<_> = PROFILES
        .iter()
        .map(|profile| {
            let (outcome, varying, distance) = read_every_way(job, profile);
            (outcome, varying, distance, profile.id())
        })
        .collect();
    expected.sort();
    let ranked: Vec<_> = rank(job, PROFILES.iter())
        .into_iter()
        .map(|ranked| {
            (ranked.outcome, ranked.variations, ranked.level_distance, ranked.profile.id.to_owned())
        })
        .collect();
    let expected: Vec<_> = expected.into_iter().map(|(o, v, d, id)| (o, v, d, id.to_owned())).collect();
    assert_eq!(ranked, expected, "{}", job.title());
    (ranked[0].0, ranked[0].3.clone())
}

#[test]
fn match_ranks_every_example_and_unfinished_jobs_as_every_way_of_settling_them_does() {
    let mut examples = 0;
    for entry in std::fs::read_dir("examples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            for job in Job::read(path.to_str().unwrap(), &text, &SCHEME).items {
                assert_ranked_as_read(&job);
                examples += 1;
            }
        }
    }
    assert_eq!(examples, 12);
    let mut random = Random(4);
    let mut firsts = BTreeSet::new();
    for _ in 0..OPEN_JOBS {
        let mut words = levels_near_a_profile(&mut random).map(|level| level.to_string());
        for _ in 0..random.within(1, 3) {
            words[usize::from(random.within(0, 15))] = "?".to_owned();
        }
        firsts.insert(assert_ranked_as_read(&job(&words.join(" "))).0);
    }
    assert!(firsts.contains(&Outcome::Incomplete) && firsts.contains(&Outcome::NoMatch), "{firsts:?}");
}

/// The levels that can be reached from others in one step of one factor.
fn steps(levels: &Levels) -> impl Iterator<Item = Levels> + '_ {
    (0..16).flat_map(|factor| [-1, 1].map(|step| (factor, step))).filter_map(|(factor, step)| {
        let level = levels[factor].checked_add_signed(step)?;
        (1..=highest(factor)).contains(&level).then(|| {
            let mut changed = *levels;
            changed[factor] = level;
            changed
        })
    })
}

#[test]
fn the_fewest_level_changes_are_those_of_an_exhaustive_search_up_to_three() {
    let mut random = Random(2);
    let mut depths = [0; 5];
    for round in 0..EXPLAINED_JOBS {
        let levels =
            if round % 2 == 0 { random_levels(&mut random) } else { levels_near_a_profile(&mut random) };
        let mut rings = vec![BTreeSet::from([levels])];
        let mut known = rings[0].clone();
        for _ in 0..3 {
            let last = rings.last().unwrap();
            let ring: BTreeSet<Levels> =
                last.iter().flat_map(steps).filter(|levels| !known.contains(levels)).collect();
            known.extend(ring.iter().copied());
            rings.push(ring);
        }
        let job = job_of(&levels);
        let explanation = explain(&job, QUESTION);
        let now = band(total(&levels));
        let targets: Vec<usize> = match now {
            Some(now) => {
                [now.checked_sub(1), Some(now + 1)].into_iter().flatten().filter(|band| *band < 12).collect()
            }
            None => vec![11],
        };
        assert_eq!(explanation.reaches.len(), targets.len(), "{levels:?}");
        for (reach, target) in explanation.reaches.iter().zip(targets) {
            assert_eq!(reach.band, BANDS[target].0);
            let hits = |ring: &BTreeSet<Levels>| -> BTreeSet<Levels> {
                ring.iter().copied().filter(|levels| band(total(levels)) == Some(target)).collect()
            };
            let found = rings.iter().map(hits).enumerate().find(|(_, hits)| !hits.is_empty());
            let Some((changes, hits)) = found else {
                assert!(reach.changes.is_some_and(|changes| changes > 3), "{levels:?} to {}", reach.band);
                depths[4] += 1;
                continue;
            };
            depths[changes] += 1;
            assert_eq!(reach.changes, u32::try_from(changes).ok(), "{levels:?} to {}", reach.band);
            let ways: BTreeSet<Levels> = reach
                .ways
                .iter()
                .map(|way| {
                    let mut reached = levels;
                    for change in way {
                        assert_eq!(change.from, levels[change.number - 1]);
                        reached[change.number - 1] = change.to;
                    }
                    reached
                })
                .collect();
            assert_eq!(ways.len(), reach.ways.len(), "no way is listed twice");
            assert_eq!(
                (ways, reach.ways_count),
                (hits.clone(), hits.len() as u64),
                "{levels:?} to {}",
                reach.band
            );
        }
        let single: BTreeSet<(usize, u8, u32)> = explanation
            .single_changes
            .iter()
            .map(|step| (step.change.number - 1, step.change.to, step.total))
            .collect();
        let expected: BTreeSet<(usize, u8, u32)> = rings[1]
            .iter()
            .filter(|changed| band(total(changed)) != now)
            .map(|changed| {
                let factor = (0..16).find(|factor| changed[*factor] != levels[*factor]).unwrap();
                (factor, changed[factor], total(changed))
            })
            .collect();
        assert_eq!(single, expected, "{levels:?}");
    }
    assert!(depths[1..=3].iter().all(|count| *count > 0), "every depth was met: {depths:?}");
}

#[test]
fn a_band_far_away_is_reached_too_and_the_limit_only_shortens_the_list() {
    let job = job("6 7 4 2 3 5 2 2 2 1 1 3 2 4 4 3");
    let to = SCHEME.band_group("8c-d");
    let all = explain(&job, Question { to, ..QUESTION });
    let few = explain(&job, Question { to, limit: 3, ..QUESTION });
    let (all, few) = (&all.reaches[0], &few.reaches[0]);
    assert!(all.changes.is_some_and(|changes| changes > 4));
    assert_eq!(all.ways.len() as u64, all.ways_count);
    assert_eq!((few.changes, few.ways_count, &few.ways[..]), (all.changes, all.ways_count, &all.ways[..3]));
    for way in &all.ways {
        let gained: i64 = way.iter().map(|change| change.points).sum();
        assert!((630..=720).contains(&(498 + gained)));
    }
    let there = explain(&job, Question { to: SCHEME.band_group("7"), ..QUESTION });
    assert_eq!((there.reaches[0].changes, there.reaches[0].ways_count), (Some(0), 1));
}

#[test]
fn edges_and_borderline_count_points_to_the_ends_of_the_band() {
    // Band 7 is 466 to 539.
    for (change, total, above, below, borderline) in [("2", 498, 32, 41, false), ("6", 546, 6, 38, true)] {
        let job = job(&format!("6 7 4 2 3 5 2 2 {change} 1 1 3 2 4 4 3"));
        let edges = explain(&job, QUESTION).edges.unwrap();
        assert_eq!(explain(&job, QUESTION).total, Some(total));
        assert_eq!((edges.above_lower, edges.below_upper), (Some(above), Some(below)));
        assert_eq!(edges.borderline, borderline);
        let wide = explain(&job, Question { margin: above, ..QUESTION });
        assert!(wide.edges.unwrap().borderline, "a distance equal to the margin is within it");
    }
    let lowest = job(&["1"; 16].join(" "));
    assert_eq!(
        explain(&lowest, QUESTION).edges.unwrap().above_lower,
        None,
        "nothing lies below the first band"
    );
}

#[test]
fn a_band_is_reached_by_many_changes_of_few_factors() {
    let scheme = Scheme::read(
        "test",
        "\
scheme: small
title: Small
factors:
  - {id: a, name: A, group: g, points: [1, 2, 3, 4, 5, 6, 7]}
  - {id: b, name: B, group: g, points: [1, 2, 3, 4, 5, 6, 7]}
bands: [{name: low, from: 0, to: 11}, {name: high, from: 12, to: 12}, {name: top, from: 13, to: 14}]
matching: {max_difference: 1, max_variations: 1, fixed_factors: []}
",
    )
    .unwrap();
    let job = Job::from_levels("test", "1 1", &scheme).unwrap();
    for (band, changes, ways) in [("low", 0, 1), ("high", 10, 3), ("top", 11, 2)] {
        let question = Question { to: scheme.band_group(band), ..QUESTION };
        let reach = &explain(&job, question).reaches[0];
        assert_eq!((reach.changes, reach.ways_count), (Some(changes), ways), "{band}");
    }
}

#[test]
fn at_either_edge_of_a_band_the_next_bands_are_those_beside_it() {
    // Band 7 is 466 to 539.
    for (levels, total) in
        [("6 6 4 2 3 6 2 2 1 1 1 3 2 4 4 4", 466), ("6 7 5 2 4 5 3 2 1 1 1 3 2 5 3 4", 539)]
    {
        let job = job(levels);
        let explanation = explain(&job, QUESTION);
        assert_eq!(explanation.total, Some(total));
        assert_eq!(explanation.reaches.iter().map(|reach| reach.band).collect::<Vec<_>>(), ["6", "8a"]);
    }
}

#[test]
fn an_open_factor_can_change_the_band_if_some_way_of_settling_the_others_lets_it() {
    let mut random = Random(3);
    let mut answers = BTreeSet::new();
    for _ in 0..OPEN_JOBS {
        let levels = levels_near_a_profile(&mut random);
        let open: BTreeSet<usize> = (0..3).map(|_| usize::from(random.within(0, 15))).collect();
        let possible: Vec<Vec<u8>> = (0..16)
            .map(|factor| match (open.contains(&factor), levels[factor]) {
                (true, level) if level < highest(factor) => vec![level, level + 1],
                (true, _) => (1..=highest(factor)).collect(),
                (false, level) => vec![level],
            })
            .collect();
        let words = possible.iter().enumerate().map(|(factor, levels)| match levels.as_slice() {
            [level] => level.to_string(),
            [low, high] if *high == low + 1 && highest(factor) != 2 => format!("{low}-{high}"),
            _ => "?".to_owned(),
        });
        let job = job(&words.collect::<Vec<_>>().join(" "));
        let explanation = explain(&job, QUESTION);
        assert!(explanation.total.is_none() && explanation.reaches.is_empty());
        let found: BTreeSet<usize> =
            explanation.open_factors.iter().map(|factor| factor.number - 1).collect();
        assert_eq!(found, open);
        assert!(explanation.open_factors.is_sorted_by(|one, next| one.swing >= next.swing));
        for factor in &explanation.open_factors {
            let expected = settled(&possible, factor.number - 1);
            assert_eq!(factor.can_change_band, expected, "{} in {possible:?}", factor.name);
            answers.insert(expected);
        }
    }
    assert_eq!(answers.len(), 2, "both answers were met");
}

/// Whether for some choice of the other factors' levels, two levels of one factor give different bands.
fn settled(possible: &[Vec<u8>], factor: usize) -> bool {
    let mut others = vec![0];
    for (other, levels) in possible.iter().enumerate().filter(|(other, _)| *other != factor) {
        others = others
            .iter()
            .flat_map(|sum| levels.iter().map(move |level| sum + points(other, *level)))
            .collect();
    }
    others.iter().any(|sum| {
        let bands: BTreeSet<Option<usize>> =
            possible[factor].iter().map(|level| band(sum + points(factor, *level))).collect();
        bands.len() > 1
    })
}

/// The jobs of two files.
fn compared<'j>(old: &'j [Job<'j>], new: &'j [Job<'j>]) -> Vec<Diff<'j>> {
    diff(Version { jobs: old, root: "jobs.yaml" }, Version { jobs: new, root: "jobs.yaml" })
}

/// Jobs from YAML documents.
fn jobs(text: &str) -> Vec<Job<'static>> {
    let read = Job::read("jobs.yaml", text, &SCHEME);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.items
}

#[test]
fn diff_pairs_by_id_then_by_title_and_reports_the_rest() {
    let old = jobs(
        "{id: A, title: One, factors: {1: 1}}\n---\n{id: B, title: Two, factors: {}}\n---\n\
         {title: Three, factors: {}}\n---\n{id: D, title: Same, factors: {}}",
    );
    let new = jobs(
        "{id: E, title: Same, factors: {}}\n---\n{id: C, title: Three, factors: {}}\n---\n\
         {id: A, title: Renamed, factors: {1: 2}}\n---\n{id: B, title: Two, factors: {}}",
    );
    let diffs = compared(&old, &new);
    let found: Vec<(&str, Option<&str>, Option<&str>)> = diffs
        .iter()
        .map(|diff| {
            let title = |side: &Option<Side<'_>>| side.as_ref().map(|side| side.title.to_owned());
            let leak = |title: Option<String>| title.map(|title| &*title.leak());
            let status = serde_json::to_value(diff.status).unwrap().as_str().unwrap().to_owned();
            (&*status.leak(), leak(title(&diff.old)), leak(title(&diff.new)))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("changed", Some("One"), Some("Renamed")),
            ("unchanged", Some("Two"), Some("Two")),
            ("unchanged", Some("Three"), Some("Three")),
            ("removed", Some("Same"), None),
            ("added", None, Some("Same")),
        ],
        "two jobs with different ids are never one"
    );
}

#[test]
fn diff_says_that_the_band_moved_and_by_which_factors() {
    let old = [job("6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a")];
    let new = [job("6 8 4 2 3b 5a 2 2bcd 1 1 1 3 2ad 4b 4b ?")];
    let changed = &compared(&old, &new)[0];
    let factors: Vec<_> = changed.factors.iter().map(|factor| (factor.id, factor.points)).collect();
    let expected = [
        ("knowledge_training_and_experience", Some(44)),
        ("physical_skills", Some(0)),
        ("human_resources", Some(-7)),
        ("working_conditions", None),
    ];
    assert_eq!(factors, expected);
    assert!(changed.moved, "a band that may be another now is not the same band");
    assert_eq!(changed.total_change, None);
    let same = &compared(&old, &old)[0];
    assert!(!same.moved && same.factors.is_empty() && same.total_change == Some(0));
}

#[test]
fn jobs_without_ids_pair_by_their_place_in_the_folder_and_only_then_by_title() {
    let side = |root: &str, files: &[(&str, &str)]| -> Vec<Job<'static>> {
        let read = |(file, title): &(&str, &str)| {
            let text = format!("title: {title}\nfactors: {{}}");
            Job::read(&format!("{root}/{file}"), &text, &SCHEME).items.remove(0)
        };
        files.iter().map(read).collect()
    };
    let old =
        side("old", &[("a.yaml", "Nurse"), ("b.yaml", "Nurse"), ("x/c.yaml", "One"), ("d.yaml", "Two")]);
    let new = side("new", &[("b.yaml", "Nurse"), ("y/c.yaml", "Other"), ("e.yaml", "Two")]);
    let diffs = diff(Version { jobs: &old, root: "old" }, Version { jobs: &new, root: "new" });
    let source =
        |side: &Option<Side<'_>>| side.as_ref().map_or("-".to_owned(), |side| side.source.to_owned());
    let found: Vec<(String, String)> =
        diffs.iter().map(|diff| (source(&diff.old), source(&diff.new))).collect();
    let expected = [
        ("old/a.yaml", "-"),
        ("old/b.yaml", "new/b.yaml"),
        ("old/x/c.yaml", "-"),
        ("old/d.yaml", "new/e.yaml"),
        ("-", "new/y/c.yaml"),
    ];
    assert_eq!(found, expected.map(|(old, new)| (old.to_owned(), new.to_owned())));
}

#[test]
fn settling_a_factor_within_the_band_does_not_move_it() {
    let (old, new) = ([job("6 7 4 2 3 5 2 2 1-2 1 1 3 2 4 4 3")], [job("6 7 4 2 3 5 2 2 2 1 1 3 2 4 4 3")]);
    let settled = &compared(&old, &new)[0];
    assert_eq!((settled.moved, settled.total_change), (false, None));
    assert_eq!(settled.new.as_ref().unwrap().band.map(|band| band.name()), Some("7"));
}

#[test]
fn a_total_just_above_all_bands_is_borderline() {
    let levels = "6 8 5 5 4 8 6 6 5 3 6 6 2 4 4 3";
    let total = explain(&job(levels), QUESTION).total.unwrap();
    let edges = explain(&job(levels), QUESTION).edges.unwrap();
    assert_eq!((edges.above_lower, edges.below_upper), (Some(total - 766), None));
    let near = Question { margin: total - 766, ..QUESTION };
    assert!(explain(&job(levels), near).edges.unwrap().borderline && total - 766 > QUESTION.margin);
}

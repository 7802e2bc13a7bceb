//! Holds `explain` to the oracle: the fewest level changes against an exhaustive search, and what open factors can
//! still do against every way of settling the others.

use std::collections::BTreeSet;

use jobeval::explain;
use jobeval::explain::ExplainSettings;

use crate::facts::{BANDS, Random};
use crate::library::{SCHEME, job, job_from_levels, scheme};
use crate::oracle::{self, Levels, band_index, highest, near_any, settled, steps, total};

const EXPLAINED_JOBS: usize = 60;
const OPEN_JOBS: usize = 300;

/// No band to reach, and no list cut short.
const SETTINGS: ExplainSettings<'static> = ExplainSettings { to: None, margin: 10, limit: usize::MAX };

#[test]
fn the_fewest_level_changes_are_those_of_an_exhaustive_search_up_to_three() {
    let mut random = Random(2);
    let mut depths = [0; 5];
    for round in 0..EXPLAINED_JOBS {
        let levels = if round % 2 == 0 { oracle::far(&mut random) } else { near_any(&mut random) };
        let mut rings = vec![BTreeSet::from([levels])];
        let mut known = rings[0].clone();
        for _ in 0..3 {
            let last = rings.last().unwrap();
            let ring: BTreeSet<Levels> =
                last.iter().flat_map(steps).filter(|levels| !known.contains(levels)).collect();
            known.extend(ring.iter().copied());
            rings.push(ring);
        }
        let job = oracle::job(&settled(&levels));
        let explanation = explain(&job, SETTINGS);
        let now = band_index(total(&levels));
        let targets: Vec<usize> = match now {
            Some(now) => {
                [now.checked_sub(1), Some(now + 1)].into_iter().flatten().filter(|band| *band < 12).collect()
            }
            None => vec![11],
        };
        assert_eq!(explanation.reaches.len(), targets.len(), "{levels:?}");
        for (reach, target) in explanation.reaches.iter().zip(targets) {
            assert_eq!(reach.band.to_string(), BANDS[target].0);
            let hits = |ring: &BTreeSet<Levels>| -> BTreeSet<Levels> {
                ring.iter().copied().filter(|levels| band_index(total(levels)) == Some(target)).collect()
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
            .filter(|changed| band_index(total(changed)) != now)
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
    let to = SCHEME.find_band("8c-d").ok();
    let all = explain(&job, ExplainSettings { to, ..SETTINGS });
    let few = explain(&job, ExplainSettings { to, limit: 3, ..SETTINGS });
    let (all, few) = (&all.reaches[0], &few.reaches[0]);
    assert!(all.changes.is_some_and(|changes| changes > 4));
    assert_eq!(all.ways.len() as u64, all.ways_count);
    assert_eq!((few.changes, few.ways_count, &few.ways[..]), (all.changes, all.ways_count, &all.ways[..3]));
    for way in &all.ways {
        let gained: i64 = way.iter().map(|change| change.points).sum();
        assert!((630..=720).contains(&(498 + gained)));
    }
    let there = explain(&job, ExplainSettings { to: SCHEME.find_band("7").ok(), ..SETTINGS });
    assert_eq!((there.reaches[0].changes, there.reaches[0].ways_count), (Some(0), 1));
}

#[test]
fn edges_and_borderline_count_points_to_the_ends_of_the_band() {
    // Band 7 is 466 to 539.
    for (change, total, above, below, borderline) in [("2", 498, 32, 41, false), ("6", 546, 6, 38, true)] {
        let job = job(&format!("6 7 4 2 3 5 2 2 {change} 1 1 3 2 4 4 3"));
        let edges = explain(&job, SETTINGS).edges.unwrap();
        assert_eq!(explain(&job, SETTINGS).standing.total, Some(total));
        assert_eq!((edges.above_lower, edges.below_upper), (Some(above), Some(below)));
        assert_eq!(edges.borderline, borderline);
        let wide = explain(&job, ExplainSettings { margin: above, ..SETTINGS });
        assert!(wide.edges.unwrap().borderline, "a distance equal to the margin is within it");
    }
    let lowest = job(&["1"; 16].join(" "));
    assert_eq!(
        explain(&lowest, SETTINGS).edges.unwrap().above_lower,
        None,
        "nothing lies below the first band"
    );
}

#[test]
fn a_band_is_reached_by_many_changes_of_few_factors() {
    let scheme = scheme(
        "\
scheme: small
title: Small
factors:
  - {id: a, name: A, group: g, points: [1, 2, 3, 4, 5, 6, 7]}
  - {id: b, name: B, group: g, points: [1, 2, 3, 4, 5, 6, 7]}
bands: [{name: low, from: 0, to: 11}, {name: high, from: 12, to: 12}, {name: top, from: 13, to: 14}]
matching: {max_difference: 1, max_variations: 1, fixed_factors: []}
",
    );
    let job = job_from_levels("1 1", &scheme).unwrap();
    for (band, changes, ways) in [("low", 0, 1), ("high", 10, 3), ("top", 11, 2)] {
        let settings = ExplainSettings { to: scheme.find_band(band).ok(), ..SETTINGS };
        let reach = &explain(&job, settings).reaches[0];
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
        let explanation = explain(&job, SETTINGS);
        assert_eq!(explanation.standing.total, Some(total));
        assert_eq!(
            explanation.reaches.iter().map(|reach| reach.band.to_string()).collect::<Vec<_>>(),
            ["6", "8a"]
        );
    }
}

#[test]
fn an_open_factor_can_change_the_band_if_some_way_of_settling_the_others_lets_it() {
    let mut random = Random(3);
    let mut answers = BTreeSet::new();
    for _ in 0..OPEN_JOBS {
        let levels = near_any(&mut random);
        let open: BTreeSet<usize> = (0..3).map(|_| usize::from(random.within(0, 15))).collect();
        let mut ranges = settled(&levels);
        for &factor in &open {
            let (level, top) = (levels[factor], highest(factor));
            ranges[factor] = if level < top { (level, level + 1) } else { (1, top) };
        }
        let job = oracle::job(&ranges);
        let explanation = explain(&job, SETTINGS);
        assert!(explanation.standing.total.is_none() && explanation.reaches.is_empty());
        let found: BTreeSet<usize> =
            explanation.open_factors.iter().map(|factor| factor.number - 1).collect();
        assert_eq!(found, open);
        assert!(explanation.open_factors.is_sorted_by(|one, next| one.swing >= next.swing));
        for factor in &explanation.open_factors {
            let expected = oracle::can_change_band(&ranges, factor.number - 1);
            assert_eq!(factor.can_change_band, expected, "{} in {ranges:?}", factor.name);
            answers.insert(expected);
        }
    }
    assert_eq!(answers.len(), 2, "both answers were met");
}

#[test]
fn a_total_just_above_all_bands_is_borderline() {
    let levels = "6 8 5 5 4 8 6 6 5 3 6 6 2 4 4 3";
    let total = explain(&job(levels), SETTINGS).standing.total.unwrap();
    let edges = explain(&job(levels), SETTINGS).edges.unwrap();
    assert_eq!((edges.above_lower, edges.below_upper), (Some(total - 766), None));
    let near = ExplainSettings { margin: total - 766, ..SETTINGS };
    assert!(explain(&job(levels), near).edges.unwrap().borderline && total - 766 > SETTINGS.margin);
}

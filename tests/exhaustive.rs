//! Proves the verdict on a factor for everything that a job and a profile can say of it: each level, each range and
//! nothing from the job, each set of levels from the profile, gaps included. What must come out is worked out here from
//! the handbook's words (ch. 11) for one factor at a time, while of the others none, four or five vary.

mod common;

use std::collections::BTreeMap;

use common::{BANDS, FACTORS, SCHEME};
use jobeval::compare::{Comparison, FactorResult};
use jobeval::profile::Profile;
use jobeval::{Job, Profiles, compare};

/// Numbers of Knowledge, Training & Experience and Freedom to Act, which may not vary.
const FIXED: [usize; 2] = [2, 12];

/// How many of the other factors vary: none, and as many as leave room for one more variation and for none.
const OTHERS_VARYING: [usize; 3] = [0, 4, 5];

/// A factor on trial, and the levels that the profile lists for the others.
struct Trial {
    number: usize,
    points: &'static [u32],
    others: [u8; 16],
}

/// What must come out of a comparison.
#[derive(Debug, PartialEq)]
struct Verdict {
    outcome: &'static str,
    result: FactorResult,
    difference: Option<i16>,
    variations: usize,
    conditions: [Option<bool>; 4],
    warned: bool,
}

fn points(number: usize, level: u8) -> u32 {
    FACTORS[number - 1].4[usize::from(level) - 1]
}

fn band(total: u32) -> &'static str {
    BANDS.iter().find(|(_, _, from, to)| (*from..=*to).contains(&total)).map_or("none", |(name, ..)| name)
}

impl Trial {
    /// Sets the others so that the levels of the factor lie in more than one band.
    fn new(number: usize) -> Trial {
        let mut trial = Trial { number, points: FACTORS[number - 1].4, others: [2; 16] };
        let highest = u8::try_from(trial.points.len()).unwrap_or(u8::MAX);
        for other in (1..=16).filter(|other| *other != number) {
            let totals = [1, highest].map(|level| trial.total(&trial.others, level));
            if band(totals[0]) != band(totals[1]) {
                break;
            }
            trial.others[other - 1] = 3;
        }
        trial
    }

    fn levels(&self) -> std::ops::RangeInclusive<u8> {
        1..=self.points.len() as u8
    }

    /// The total of these levels with another for the factor.
    fn total(&self, others: &[u8; 16], level: u8) -> u32 {
        (1..=16)
            .map(|number| points(number, if number == self.number { level } else { others[number - 1] }))
            .sum()
    }

    /// The levels of a job in which so many of the other factors vary, by one level up and down in turn.
    fn varied(&self, varying: usize) -> [u8; 16] {
        let mut levels = self.others;
        let free = (1..=16).filter(|number| *number != self.number && !FIXED.contains(number));
        for (turn, number) in free.take(varying).enumerate() {
            levels[number - 1] = if turn % 2 == 0 { levels[number - 1] + 1 } else { levels[number - 1] - 1 };
        }
        levels
    }

    /// Every set of levels that a profile can list, as a suite with a profile for each.
    fn profiles(&self) -> (Vec<Vec<u8>>, Profiles<'static>) {
        let sets: Vec<Vec<u8>> = (1..1_u32 << self.points.len())
            .map(|set| self.levels().filter(|level| set & (1 << (level - 1)) != 0).collect())
            .collect();
        let mut suite = "suite: all\ntitle: All\nscheme: nhs-jes\nprofiles:\n".to_owned();
        for (index, set) in sets.iter().enumerate() {
            let band = band(self.total(&self.others, set[0]));
            suite += &format!(
                "- {{id: p{index}, title: P, band: '{band}', score: {{min: 0, max: 1000}}, factors: {{"
            );
            for (number, id, ..) in FACTORS {
                let listed: Vec<String> = set.iter().map(u8::to_string).collect();
                let levels = if number == self.number {
                    listed.join(", ")
                } else {
                    self.others[number - 1].to_string()
                };
                suite += &format!("{id}: {{levels: '{levels}', scores: [1]}}, ");
            }
            suite += "}}\n";
        }
        let mut profiles = Profiles::new(&SCHEME);
        let findings = profiles.read("suite", &suite);
        assert_eq!(profiles.iter().count(), sets.len(), "{:?}", findings.first());
        (sets, profiles)
    }

    /// What the job can say of the factor: each level, each range, and nothing.
    fn sayings(&self) -> Vec<Option<(u8, u8)>> {
        let ranges =
            self.levels().flat_map(|low| (low..=self.points.len() as u8).map(move |high| Some((low, high))));
        ranges.chain([None]).collect()
    }

    fn job(&self, others: &[u8; 16], said: Option<(u8, u8)>) -> Job<'static> {
        let words = (1..=16).map(|number| match said {
            _ if number != self.number => others[number - 1].to_string(),
            Some((low, high)) if low == high => low.to_string(),
            Some((low, high)) => format!("{low},{high}"),
            None => "?".to_owned(),
        });
        common::job(&words.collect::<Vec<_>>().join(" "))
    }

    /// The handbook's answer.
    fn verdict(&self, set: &[u8], said: Option<(u8, u8)>, varying: usize) -> Verdict {
        let (low, high) = (set[0], set[set.len() - 1]);
        let own_band = band(self.total(&self.others, low));
        let others = self.varied(varying);
        let fixed = FIXED.contains(&self.number);
        let difference = |level: u8| match level {
            _ if level < low => i16::from(level) - i16::from(low),
            _ if level > high => i16::from(level) - i16::from(high),
            _ => 0,
        };
        // Condition by condition for one level, and whether every factor matches.
        let judged = |level: u8| {
            let away = difference(level).abs();
            let variations = varying + usize::from(away > 0);
            let in_band = band(self.total(&others, level)) == own_band;
            ([away <= 1, away == 0 || !fixed, variations <= 5, in_band], variations == 0)
        };
        let (from, to) = said.unwrap_or((1, self.points.len() as u8));
        let ways: Vec<([bool; 4], bool)> = (from..=to).map(judged).collect();
        let settled = (from == to).then_some(from);
        let some_match = ways.iter().any(|(conditions, every)| *every || *conditions == [true; 4]);
        let away = settled.map(difference);
        Verdict {
            outcome: match (some_match, settled) {
                (false, _) => "no_match",
                (true, None) => "incomplete",
                (true, Some(_)) if ways[0].1 => "profile_match",
                (true, Some(_)) => "band_match",
            },
            result: match away {
                None => FactorResult::NotAssessed,
                Some(0) => FactorResult::Match,
                Some(-1 | 1) if !fixed => FactorResult::Variation,
                Some(_) => FactorResult::Mismatch,
            },
            difference: away,
            variations: varying + usize::from(away.is_some_and(|levels| levels != 0)),
            conditions: [0, 1, 2, 3].map(|which| {
                let first = ways[0].0[which];
                ways.iter().all(|(conditions, _)| conditions[which] == first).then_some(first)
            }),
            warned: settled.is_some_and(|level| (low..=high).contains(&level) && !set.contains(&level)),
        }
    }

    fn found(&self, comparison: &Comparison<'_>) -> Verdict {
        let row = &comparison.factors[self.number - 1];
        Verdict {
            outcome: comparison.outcome.id(),
            result: row.result,
            difference: row.difference,
            variations: comparison.variations,
            conditions: comparison.conditions.each_ref().map(|condition| condition.met),
            warned: comparison.warnings.iter().any(|warning| warning.contains("does not list it")),
        }
    }

    /// Compares everything with everything, and counts the outcomes.
    fn hold(&self) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        let (sets, profiles) = self.profiles();
        let profiles: Vec<&Profile<'_>> = profiles.iter().collect();
        for varying in OTHERS_VARYING {
            let others = self.varied(varying);
            for said in self.sayings() {
                let job = self.job(&others, said);
                for (set, profile) in sets.iter().zip(&profiles) {
                    let expected = self.verdict(set, said, varying);
                    let found = self.found(&compare(&job, profile));
                    assert_eq!(
                        found, expected,
                        "factor {}: {said:?} in {set:?}, {varying} vary",
                        self.number
                    );
                    *seen.entry(format!("{varying}: {}", expected.outcome)).or_default() += 1;
                    *seen.entry(format!("in band: {:?}", expected.conditions[3])).or_default() += 1;
                }
            }
        }
        seen
    }
}

#[test]
fn the_verdict_on_a_factor_is_the_handbooks_whatever_job_and_profile_say() {
    let trials: Vec<_> =
        (1..=16).map(|number| std::thread::spawn(move || Trial::new(number).hold())).collect();
    let mut compared = 0;
    for (trial, number) in trials.into_iter().zip(1..) {
        let seen = trial.join().unwrap_or_else(|failure| std::panic::resume_unwind(failure));
        // A profile match, where no other factor varies, or else a band match; incomplete; no match; the total inside,
        // outside and open. Where five others vary, a fixed factor and a free one come to the same.
        let missing = ["0: profile_match", "0: incomplete", "0: no_match", "4: no_match", "5: no_match"]
            .iter()
            .chain(&[
                "4: band_match",
                "5: band_match",
                "in band: Some(true)",
                "in band: Some(false)",
                "in band: None",
            ])
            .find(|outcome| !seen.contains_key(**outcome));
        assert_eq!(missing, None, "factor {number}: {seen:?}");
        assert_eq!(seen.contains_key("0: band_match"), !FIXED.contains(&number), "factor {number}: {seen:?}");
        compared +=
            seen.iter().filter(|(what, _)| !what.starts_with("in")).map(|(_, count)| count).sum::<usize>();
    }
    // Sets of levels, times levels, ranges and nothing, for factors of 8, 7, 6, 5 and 4 levels; three times over.
    assert_eq!(compared, 3 * (2 * 255 * 37 + 127 * 29 + 6 * 63 * 22 + 6 * 31 * 16 + 15 * 11));
}

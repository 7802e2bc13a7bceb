//! Holds the comparison to the oracle for everything that a job and a profile can say of one factor: each level, each
//! range and nothing from the job, each set of levels from the profile, gaps included, while of the other factors none,
//! four or five vary.

use std::collections::BTreeMap;

use jobeval::Profiles;
use jobeval::compare::Warning;
use jobeval::profile::Profile;

use crate::facts::FACTORS;
use crate::library::{SCHEME, compare, read_suites};
use crate::matching::agreement::of_library;
use crate::oracle::{self, FIXED, Levels, Ranges};

/// How many of the other factors vary: none, and as many as leave room for one more variation and for none.
const OTHERS_VARYING: [usize; 3] = [0, 4, 5];

/// A factor on trial, and the levels that the profile lists for the others.
struct Trial {
    factor: usize,
    highest: u8,
    others: Levels,
}

impl Trial {
    /// Sets the others so that the levels of the factor lie in more than one band.
    fn new(factor: usize) -> Trial {
        let mut trial = Trial { factor, highest: oracle::highest(factor), others: [2; 16] };
        for other in (0..16).filter(|other| *other != factor) {
            if trial.band(1) != trial.band(trial.highest) {
                break;
            }
            trial.others[other] = 3;
        }
        trial
    }

    /// The band of the others' levels with this level of the factor.
    fn band(&self, level: u8) -> &'static str {
        let mut levels = self.others;
        levels[self.factor] = level;
        oracle::band(oracle::total(&levels)).unwrap()
    }

    /// The levels of a job in which so many of the other factors vary, by one level up and down in turn.
    fn varied(&self, varying: usize) -> Levels {
        let mut levels = self.others;
        let free = (0..16).filter(|factor| *factor != self.factor && !FIXED.contains(factor));
        for (turn, factor) in free.take(varying).enumerate() {
            levels[factor] = if turn % 2 == 0 { levels[factor] + 1 } else { levels[factor] - 1 };
        }
        levels
    }

    /// These levels of the others, with a range for the factor.
    fn with(&self, others: &Levels, range: (u8, u8)) -> Ranges {
        let mut ranges = oracle::settled(others);
        ranges[self.factor] = range;
        ranges
    }

    /// Every set of levels that a profile can list, as a suite with a profile for each.
    fn profiles(&self) -> (Vec<Vec<u8>>, Profiles<'static>) {
        let sets: Vec<Vec<u8>> = (1..1_u32 << self.highest)
            .map(|set| (1..=self.highest).filter(|level| set & (1 << (level - 1)) != 0).collect())
            .collect();
        let mut suite = "suite: all\ntitle: All\nscheme: nhs-jes\nprofiles:\n".to_owned();
        for (index, set) in sets.iter().enumerate() {
            let band = self.band(set[0]);
            suite += &format!(
                "- {{id: p{index}, title: P, band: '{band}', score: {{min: 0, max: 1000}}, factors: {{"
            );
            for (factor, (_, id, ..)) in FACTORS.iter().enumerate() {
                let listed: Vec<String> = set.iter().map(u8::to_string).collect();
                let levels =
                    if factor == self.factor { listed.join(", ") } else { self.others[factor].to_string() };
                suite += &format!("{id}: {{levels: '{levels}', scores: [1]}}, ");
            }
            suite += "}}\n";
        }
        let (profiles, findings) = read_suites(&suite, &SCHEME);
        assert_eq!(profiles.iter().count(), sets.len(), "{:?}", findings.first());
        (sets, profiles)
    }

    /// What the job can say of the factor: each level, each range, and nothing.
    fn sayings(&self) -> Vec<(String, (u8, u8))> {
        let ranges = (1..=self.highest).flat_map(|low| (low..=self.highest).map(move |high| (low, high)));
        let typed = |(low, high): (u8, u8)| match low == high {
            true => low.to_string(),
            false => format!("{low},{high}"),
        };
        let nothing = ("?".to_owned(), (1, self.highest));
        ranges.map(|range| (typed(range), range)).chain([nothing]).collect()
    }

    /// Compares everything with everything, and counts the outcomes.
    fn hold(&self) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        let (sets, profiles) = self.profiles();
        let profiles: Vec<&Profile<'_>> = profiles.iter().collect();
        for varying in OTHERS_VARYING {
            let others = self.varied(varying);
            for (said, range) in self.sayings() {
                let mut words = others.map(|level| level.to_string());
                words[self.factor].clone_from(&said);
                let job = crate::library::job(&words.join(" "));
                for (set, profile) in sets.iter().zip(&profiles) {
                    let (low, high) = (set[0], set[set.len() - 1]);
                    let listed = self.with(&self.others, (low, high));
                    let expected = oracle::compare(&self.with(&others, range), &[self.band(low)], &listed);
                    let comparison = compare(&job, profile);
                    let about = format!("factor {}: {said} in {set:?}, {varying} vary", self.factor + 1);
                    assert_eq!(of_library(&comparison), expected, "{about}");
                    let settled = range.0 == range.1;
                    let unlisted = settled && (low..=high).contains(&range.0) && !set.contains(&range.0);
                    let warned = comparison.warnings.iter().any(|warning| match warning {
                        Warning::UnlistedLevel { level, .. } => level.factor().number() == self.factor + 1,
                        _ => false,
                    });
                    assert_eq!(warned, unlisted, "{about}");
                    *seen.entry(format!("{varying}: {}", expected.outcome)).or_default() += 1;
                    *seen.entry(format!("in band: {:?}", expected.conditions[3])).or_default() += 1;
                }
            }
        }
        seen
    }
}

#[test]
fn the_verdict_on_a_factor_is_the_oracles_whatever_job_and_profile_say() {
    let trials: Vec<_> =
        (0..16).map(|factor| std::thread::spawn(move || Trial::new(factor).hold())).collect();
    let mut compared = 0;
    for (factor, trial) in trials.into_iter().enumerate() {
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
        assert_eq!(missing, None, "factor {}: {seen:?}", factor + 1);
        assert_eq!(seen.contains_key("0: band_match"), !FIXED.contains(&factor), "{}: {seen:?}", factor + 1);
        compared +=
            seen.iter().filter(|(what, _)| !what.starts_with("in")).map(|(_, count)| count).sum::<usize>();
    }
    // Sets of levels, times levels, ranges and nothing, for factors of 8, 7, 6, 5 and 4 levels; three times over.
    assert_eq!(compared, 3 * (2 * 255 * 37 + 127 * 29 + 6 * 63 * 22 + 6 * 31 * 16 + 15 * 11));
}

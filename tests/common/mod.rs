//! What the integration tests share: the facts of the scheme written out a second time, jobs made from profiles by
//! changing some of their levels, findings in a form to compare, and repeatable random numbers.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::sync::LazyLock;

use jobeval::finding::{Finding, Problem};
use jobeval::profile::Profile;
use jobeval::scheme::Factor;
use jobeval::{Job, Profiles, Scheme};
use proptest::test_runner::Config as ProptestConfig;

/// Number, id, published name and group of every factor, and the points of its levels (handbook ch. 5 and 7).
#[rustfmt::skip]
pub(crate) const FACTORS: [(usize, &str, &str, &str, &[u32]); 16] = [
    (1, "communication_and_relationship_skills", "Communication & Relationship Skills", "skills", &[5, 12, 21, 32, 45, 60]),
    (2, "knowledge_training_and_experience", "Knowledge, Training & Experience", "knowledge", &[16, 36, 60, 88, 120, 156, 196, 240]),
    (3, "analytical_and_judgemental_skills", "Analytical & Judgemental Skills", "skills", &[6, 15, 27, 42, 60]),
    (4, "planning_and_organisational_skills", "Planning & Organisational Skills", "skills", &[6, 15, 27, 42, 60]),
    (5, "physical_skills", "Physical Skills", "skills", &[6, 15, 27, 42, 60]),
    (6, "patient_client_care", "Patient/Client Care", "responsibilities", &[4, 9, 15, 22, 30, 39, 49, 60]),
    (7, "policy_and_service_development", "Policy/Service Development", "responsibilities", &[5, 12, 21, 32, 45, 60]),
    (8, "financial_and_physical_resources", "Financial & Physical Resources", "responsibilities", &[5, 12, 21, 32, 45, 60]),
    (9, "human_resources", "Human Resources", "responsibilities", &[5, 12, 21, 32, 45, 60]),
    (10, "information_resources", "Information Resources", "responsibilities", &[4, 9, 16, 24, 34, 46, 60]),
    (11, "research_and_development", "Research & Development", "responsibilities", &[5, 12, 21, 32, 45, 60]),
    (12, "freedom_to_act", "Freedom to Act", "freedom", &[5, 12, 21, 32, 45, 60]),
    (13, "physical_effort", "Physical Effort", "effort_and_environment", &[3, 7, 12, 18, 25]),
    (14, "mental_effort", "Mental Effort", "effort_and_environment", &[3, 7, 12, 18, 25]),
    (15, "emotional_effort", "Emotional Effort", "effort_and_environment", &[5, 11, 18, 25]),
    (16, "working_conditions", "Working Conditions", "effort_and_environment", &[3, 7, 12, 18, 25]),
];

/// Name, group, lowest and highest total of every band (handbook ch. 8).
pub(crate) const BANDS: [(&str, &str, u32, u32); 12] = [
    ("1", "1", 0, 160),
    ("2", "2", 161, 215),
    ("3", "3", 216, 270),
    ("4", "4", 271, 325),
    ("5", "5", 326, 395),
    ("6", "6", 396, 465),
    ("7", "7", 466, 539),
    ("8a", "8a-b", 540, 584),
    ("8b", "8a-b", 585, 629),
    ("8c", "8c-d", 630, 674),
    ("8d", "8c-d", 675, 720),
    ("9", "9", 721, 765),
];

/// The scheme compiled in.
pub(crate) static SCHEME: LazyLock<Scheme> =
    LazyLock::new(|| Scheme::nhs_jes().expect("the built-in scheme has no findings"));

/// The profiles compiled in.
pub(crate) static PROFILES: LazyLock<Profiles<'static>> =
    LazyLock::new(|| Profiles::built_in(&SCHEME).expect("the built-in suites have no findings"));

/// The built-in profile with this id.
pub(crate) fn profile(id: &str) -> &'static Profile<'static> {
    PROFILES.iter().find(|profile| profile.id() == id).expect("a built-in profile")
}

/// The factor with this name.
pub(crate) fn factor(name: &str) -> &'static Factor {
    SCHEME.factor(name).expect("a factor of the scheme")
}

/// The levels of a job to be, in the scheme's order.
#[derive(Debug, Clone)]
pub(crate) struct Draft(Vec<String>);

impl Draft {
    /// Every factor at its lowest level.
    pub(crate) fn bottom() -> Draft {
        Draft(FACTORS.iter().map(|_| "1".to_owned()).collect())
    }

    /// Every factor at its highest level.
    pub(crate) fn top() -> Draft {
        Draft(FACTORS.iter().map(|(.., points)| points.len().to_string()).collect())
    }

    /// Every factor at the lowest level that a profile lists.
    pub(crate) fn lowest(profile: &Profile<'_>) -> Draft {
        Draft(profile.factors().iter().map(|row| row.range().start().to_string()).collect())
    }

    /// Every factor at the highest level that a profile lists.
    pub(crate) fn highest(profile: &Profile<'_>) -> Draft {
        Draft(profile.factors().iter().map(|row| row.range().end().to_string()).collect())
    }

    /// The same with other levels for the factors named, as in `freedom=4 mental_effort=?`.
    pub(crate) fn with(mut self, changes: &str) -> Draft {
        for change in changes.split_whitespace() {
            let (name, level) = change.split_once('=').expect("factor=level");
            level.clone_into(&mut self.0[factor(name).number() - 1]);
        }
        self
    }

    pub(crate) fn job(&self) -> Job<'static> {
        job(&self.0.join(" "))
    }
}

/// A job given by its levels alone.
pub(crate) fn job(levels: &str) -> Job<'static> {
    Job::from_levels("test", levels, &SCHEME).expect("levels of the scheme")
}

/// Line, column and problem of each finding; 0 and 0 where the whole file is meant.
pub(crate) fn places(findings: &[Finding]) -> Vec<(usize, usize, Problem)> {
    findings
        .iter()
        .map(|finding| {
            let (line, column) = finding.position.map_or((0, 0), |place| (place.line, place.column));
            (line, column, (*finding.problem).clone())
        })
        .collect()
}

/// So many cases of a property, or as many as the environment asks for. Nothing is kept of a failure but its message: the
/// cases that matter become tests of their own.
pub(crate) fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Random numbers that are the same in every run (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// One of the numbers from `low` to `high`, both included.
    pub(crate) fn within(&mut self, low: u8, high: u8) -> u8 {
        let count = u64::from(high - low) + 1;
        u8::try_from(self.next() % count).map_or(high, |step| low + step)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: u8) -> bool {
        self.within(1, times) == 1
    }
}

//! The facts of the scheme written out a second time from the handbook, and random numbers that are the same in every
//! run. Needs nothing but the standard library: the benchmarks and the fuzz targets use this file as well.
#![allow(dead_code, reason = "the benchmarks and the fuzz targets use a part of it")]

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

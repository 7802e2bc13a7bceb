//! The library's entry points as the tests use them. What many tests call is called here and nowhere else, so that a
//! change of the library's interface changes this file. The fuzz targets use it as well.
#![allow(dead_code, reason = "the fuzz targets use a part of it")]
#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::sync::LazyLock;

use jobeval::compare::Comparison;
use jobeval::finding::{Finding, Read};
use jobeval::profile::Profile;
use jobeval::scheme::Factor;
use jobeval::{Job, Profiles, Scheme};

use crate::facts::FACTORS;

/// The built-in scheme, as its file says it.
pub(crate) const SCHEME_FILE: &str = include_str!("../../../profiles/scheme.yaml");

/// The built-in suite, as its file says it.
pub(crate) const SUITE_FILE: &str = include_str!("../../../profiles/arts-therapies.yaml");

/// A scheme of three factors and two bands.
pub(crate) const SMALL_SCHEME_FILE: &str = include_str!("../../data/small-scheme.yaml");

/// The built-in scheme.
pub(crate) static SCHEME: LazyLock<&'static Scheme> = LazyLock::new(Scheme::nhs_jes);

/// The built-in profiles.
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

/// The scheme in a text that has no findings.
pub(crate) fn scheme(text: &str) -> Scheme {
    Scheme::read("scheme.yaml", text).expect("a scheme without findings")
}

/// The findings in a text that holds no scheme; none where it holds one.
pub(crate) fn scheme_findings(text: &str) -> Vec<Finding> {
    Scheme::read("scheme.yaml", text).map_or_else(|error| error.findings, |_| Vec::new())
}

/// The scheme in a text and all that was found in it, warnings included.
pub(crate) fn read_schemes(text: &str) -> Read<Scheme> {
    Scheme::read_all("scheme.yaml", text)
}

/// The jobs in a text and what was found in it.
pub(crate) fn read_jobs<'s>(text: &str, scheme: &'s Scheme) -> Read<Job<'s>> {
    Job::read("jobs.yaml", text, scheme)
}

/// The jobs in a text that has no findings.
pub(crate) fn jobs(text: &str) -> Vec<Job<'static>> {
    let read = read_jobs(text, &SCHEME);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.items
}

/// The profiles in a text and what was found in it.
pub(crate) fn read_suites<'s>(text: &str, scheme: &'s Scheme) -> (Profiles<'s>, Vec<Finding>) {
    let mut profiles = Profiles::new(scheme);
    let findings = profiles.read("suites.yaml", text);
    (profiles, findings)
}

/// A job from its levels in one line, or what was found in it.
pub(crate) fn job_from_levels<'s>(levels: &str, scheme: &'s Scheme) -> Result<Job<'s>, Vec<Finding>> {
    Job::from_levels("--levels", levels, scheme).map_err(|error| error.findings)
}

/// A job of the built-in scheme from its levels.
pub(crate) fn job(levels: &str) -> Job<'static> {
    job_from_levels(levels, &SCHEME).expect("levels of the scheme")
}

/// The comparison of a job with a profile of the same scheme.
pub(crate) fn compare<'a>(job: &'a Job<'a>, profile: &'a Profile<'a>) -> Comparison<'a> {
    jobeval::compare(job, profile).expect("a job and a profile of one scheme")
}

/// The levels of a job, in the scheme's order, to be changed before the job is made.
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

/// The text of a file as the command line reads it, or why it is none.
pub(crate) fn decoded(bytes: &[u8]) -> Result<String, Finding> {
    jobeval::source_text::decode("file", bytes.to_vec())
}

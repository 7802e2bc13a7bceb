//! Finds what a consistency panel should look at in a library of jobs (handbook ch. 14).
//!
//! Each check sorts jobs into sets that share a title, levels, evidence or a profile, and goes through each set once, so that
//! its time grows with the number of jobs and not with its square. Results are observations, never verdicts.

mod alike;
mod common;
mod management;
mod matched;
mod outlier;
mod single;
mod types;

pub use types::{Among, Code, Consistency, ConsistencySettings, Counted, Detail, Observation};

use crate::job::Job;
use crate::profile::Profiles;
use common::{Member, Observed, grouped};

/// Runs the checks that the settings ask for on a library of jobs, within the groups that they name.
///
/// ```
/// use jobeval::consistency::{Code, ConsistencySettings, consistency};
/// use jobeval::{Job, Profiles, Scheme};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scheme = Scheme::nhs_jes();
/// let profiles = Profiles::built_in(scheme)?;
/// let jobs = [Job::new("Porter", scheme)];
/// let settings = ConsistencySettings { codes: vec![Code::NotSettled], ..ConsistencySettings::default() };
/// let found = consistency(&jobs, &profiles, &settings);
/// assert_eq!(found.observations[0].code, Code::NotSettled);
/// # Ok(())
/// # }
/// ```
pub fn consistency<'j>(
    jobs: &'j [Job<'j>],
    profiles: &'j Profiles<'j>,
    settings: &ConsistencySettings<'j>,
) -> Consistency<'j> {
    let members: Vec<Member<'j>> =
        jobs.iter().enumerate().map(|(index, job)| Member::new(index, job, settings.by)).collect();
    let mut found = Observed::new(&settings.codes);
    management::check(&members, &mut found);
    alike::same_id(&members, &mut found);
    let matches = if settings.asks_for(&[Code::Outlier, Code::ArchivedProfile, Code::NoMatch]) {
        matched::find(&members, profiles)
    } else {
        Vec::new()
    };
    // Without groups, all jobs are in one.
    for group in grouped(members.iter().map(|member| (member.group, member))) {
        alike::check(&group, &mut found);
        if settings.asks_for(&[Code::Outlier]) {
            outlier::check(&group, &matches, &mut found);
        }
        if settings.asks_for(&[Code::MissingEvidence]) {
            single::missing_evidence(&group, &mut found);
        }
    }
    matched::check(&members, &matches, profiles, &mut found);
    single::check(&members, settings.margin, &mut found);
    Consistency { jobs, by: settings.by, codes: settings.codes.clone(), observations: found.sorted() }
}

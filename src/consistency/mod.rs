//! What a consistency panel should look at in a library of jobs (handbook ch. 14).
//!
//! Each check puts jobs together by what they have in common, and looks at each job and each such group once: none compares
//! every job with every other. What comes of them are observations, never verdicts.

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

/// Looks through jobs, within the groups that the settings ask for.
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
    let wants = |codes: &[Code]| codes.iter().any(|code| settings.codes.contains(code));
    let mut found = Observed::new(&settings.codes);
    management::check(&members, &mut found);
    alike::same_id(&members, &mut found);
    let matches = if wants(&[Code::Outlier, Code::ArchivedProfile, Code::NoMatch]) {
        matched::find(&members, profiles)
    } else {
        Vec::new()
    };
    // Where there are no groups, all jobs are in one.
    for group in grouped(members.iter().map(|member| (member.group, member))) {
        alike::check(&group, &mut found);
        if wants(&[Code::Outlier]) {
            outlier::check(&group, &matches, &mut found);
        }
        if wants(&[Code::MissingEvidence]) {
            single::missing_evidence(&group, &mut found);
        }
    }
    matched::check(&members, &matches, profiles, &mut found);
    single::check(&members, settings.margin, &mut found);
    Consistency { jobs, by: settings.by, codes: settings.codes.clone(), observations: found.sorted() }
}

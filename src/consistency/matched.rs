//! Which profile each job is matched to.
//!
//! A panel states the profile that it matched a job to. A job that states none counts as matched to the profile that
//! `match --best` gives it, where that is a match.

use std::collections::HashMap;

use super::common::{Member, Observed};
use super::types::{Code, Detail, Weight};
use crate::compare::judge;
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, Profiles};
use crate::rank::{Candidates, Ranked, best_match};

/// How a job stands to the profiles.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matched<'j> {
    /// It is matched to this profile, or states it although it does not match.
    To { profile: &'j Profile<'j>, stated: bool, outcome: Outcome },
    /// It states a profile that is not among the known.
    Unknown(&'j str),
    /// No profile matches, or none yet; this one comes nearest.
    Not { nearest: Option<Ranked<'j>> },
}

impl<'j> Matched<'j> {
    /// The id of the profile that it is matched to.
    pub(super) fn profile(self) -> Option<&'j str> {
        match self {
            Matched::To { profile, .. } => Some(profile.id()),
            Matched::Unknown(name) => Some(name),
            Matched::Not { .. } => None,
        }
    }
}

/// Finds how each job stands.
pub(super) fn find<'j>(members: &[Member<'j>], profiles: &'j Profiles<'j>) -> Vec<Matched<'j>> {
    let (archived, current) = profiles.iter().partition(|profile| profile.archived().is_some());
    let mut known = Known { profiles, current, archived, by_name: HashMap::new(), by_levels: HashMap::new() };
    members.iter().map(|member| known.find(member)).collect()
}

/// The profiles, and what is known of them by now.
struct Known<'j> {
    profiles: &'j Profiles<'j>,
    current: Vec<&'j Profile<'j>>,
    archived: Vec<&'j Profile<'j>>,
    by_name: HashMap<&'j str, Option<&'j Profile<'j>>>,
    /// Jobs with the same levels have the same best profile.
    by_levels: HashMap<Vec<u8>, Matched<'j>>,
}

impl<'j> Known<'j> {
    fn find(&mut self, member: &Member<'j>) -> Matched<'j> {
        if let Some(name) = stated(member.job) {
            let profiles = self.profiles;
            let profile = self.by_name.entry(name).or_insert_with(|| profiles.find(name).ok());
            let Some(profile) = *profile else { return Matched::Unknown(name) };
            let outcome = judge(member.job, profile).map_or(Outcome::NoMatch, |verdict| verdict.outcome);
            return Matched::To { profile, stated: true, outcome };
        }
        let Some(levels) = member.levels() else { return self.best(member.job) };
        if let Some(matched) = self.by_levels.get(&levels) {
            return *matched;
        }
        let matched = self.best(member.job);
        self.by_levels.insert(levels, matched);
        matched
    }

    /// The best profile that takes new jobs, else the best of those that are archived, where it is a match.
    fn best(&self, job: &'j Job<'j>) -> Matched<'j> {
        let best = |profiles: &[&'j Profile<'j>]| {
            best_match(job, profiles.iter().copied()).ok().and_then(|found| found.best)
        };
        let is_match = |ranked: &Ranked<'j>| ranked.verdict.outcome.is_match();
        let current = best(&self.current);
        // What is still open is no reason to look among archived profiles.
        let is_open = current.is_some_and(|ranked| ranked.verdict.outcome == Outcome::Incomplete);
        let matched =
            current.filter(is_match).or_else(|| best(&self.archived).filter(|one| is_match(one) && !is_open));
        match matched {
            Some(Ranked { profile, verdict }) => {
                Matched::To { profile, stated: false, outcome: verdict.outcome }
            }
            None => Matched::Not { nearest: current },
        }
    }
}

/// The profile that a job states, unless it states that it does not match it.
fn stated<'j>(job: &'j Job<'j>) -> Option<&'j str> {
    let expected = job.expectation()?;
    expected.profile.as_deref().filter(|_| expected.outcome != Some(Outcome::NoMatch))
}

/// Looks at how each job stands.
pub(super) fn check<'j>(
    members: &[Member<'j>],
    matches: &[Matched<'j>],
    profiles: &'j Profiles<'j>,
    found: &mut Observed<'_, 'j>,
) {
    // A job that an archived profile matches is matched to it.
    let among = Candidates { archived: true, ..Candidates::current(profiles) };
    for (member, matched) in members.iter().zip(matches) {
        match *matched {
            Matched::To { profile, stated, outcome } => {
                if let Some(since) = profile.archived() {
                    let detail = Detail::Archived { profile, since, stated };
                    found.add(Code::ArchivedProfile, &[member], None, Weight::Other(0), detail);
                }
                if outcome == Outcome::NoMatch {
                    let detail = Detail::NoMatch { profile, among: (!stated).then_some(among) };
                    found.add(Code::NoMatch, &[member], None, Weight::Other(1), detail);
                }
            }
            Matched::Not { nearest: Some(Ranked { profile, verdict }) }
                if verdict.outcome == Outcome::NoMatch =>
            {
                let detail = Detail::NoMatch { profile, among: Some(among) };
                found.add(Code::NoMatch, &[member], None, Weight::Other(0), detail);
            }
            Matched::Unknown(_) | Matched::Not { .. } => {}
        }
    }
}

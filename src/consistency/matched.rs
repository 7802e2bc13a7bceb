//! Finds the profile that each job is matched to.
//!
//! A panel states the profile that it matched a job to. A job without a stated profile counts as matched to the one that
//! `match --best` finds, if that is a match.

use std::collections::HashMap;

use super::common::{Member, Observed};
use super::types::{Code, Detail, Weight};
use crate::compare::judge;
use crate::job::Job;
use crate::outcome::Outcome;
use crate::profile::{Profile, Profiles};
use crate::rank::{Candidates, Ranked, best_match};

/// A job's match.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matched<'j> {
    /// The job states this profile, whether it matches or not, or matches it.
    To { profile: &'j Profile<'j>, stated: bool, outcome: Outcome },
    /// The job states an unknown profile.
    Unknown(&'j str),
    /// No profile matches yet; this one comes nearest.
    Not { nearest: Option<Ranked<'j>> },
}

impl<'j> Matched<'j> {
    /// Returns the id of the profile that the job is matched to, or the name that it states.
    pub(super) fn profile(self) -> Option<&'j str> {
        match self {
            Matched::To { profile, .. } => Some(profile.id()),
            Matched::Unknown(name) => Some(name),
            Matched::Not { .. } => None,
        }
    }
}

/// Finds each job's match.
pub(super) fn find<'j>(members: &[Member<'j>], profiles: &'j Profiles<'j>) -> Vec<Matched<'j>> {
    let (archived, current) = profiles.iter().partition(|profile| profile.archived().is_some());
    let mut known = Known { profiles, current, archived, by_name: HashMap::new(), by_levels: HashMap::new() };
    members.iter().map(|member| known.find(member)).collect()
}

/// The profiles, and the matches found so far.
struct Known<'j> {
    profiles: &'j Profiles<'j>,
    current: Vec<&'j Profile<'j>>,
    archived: Vec<&'j Profile<'j>>,
    by_name: HashMap<&'j str, Option<&'j Profile<'j>>>,
    /// Matches of jobs that state no profile: the same levels have the same best profile.
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

    /// Returns the best profile that takes new jobs if it matches, else the best archived one if that matches.
    fn best(&self, job: &'j Job<'j>) -> Matched<'j> {
        let current = best_of(job, &self.current);
        let matched = match current.map(|ranked| ranked.verdict.outcome) {
            Some(outcome) if outcome.is_match() => current,
            // A current profile may still match once the job is settled.
            Some(Outcome::Incomplete) => None,
            _ => best_of(job, &self.archived).filter(|ranked| ranked.verdict.outcome.is_match()),
        };
        match matched {
            Some(Ranked { profile, verdict }) => {
                Matched::To { profile, stated: false, outcome: verdict.outcome }
            }
            None => Matched::Not { nearest: current },
        }
    }
}

fn best_of<'j>(job: &'j Job<'j>, profiles: &[&'j Profile<'j>]) -> Option<Ranked<'j>> {
    best_match(job, profiles.iter().copied()).ok()?.best
}

/// Returns the profile that a job states, `None` if it also states that it does not match.
fn stated<'j>(job: &'j Job<'j>) -> Option<&'j str> {
    let expected = job.expectation()?;
    expected.profile.as_deref().filter(|_| expected.outcome != Some(Outcome::NoMatch))
}

/// Adds jobs that are matched to archived profiles, and jobs that match none.
pub(super) fn check<'j>(
    members: &[Member<'j>],
    matches: &[Matched<'j>],
    profiles: &'j Profiles<'j>,
    found: &mut Observed<'_, 'j>,
) {
    // A job that only an archived profile matches counts as matched to it.
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

//! Sentences about the profiles that jobs were compared with: their number, their suites, and those left out.

use super::block::{ReportBlock, TonedText};
use super::cell::Tone;
use super::object::serialize_as;
use super::provenance::named;
use super::wording::{TO_ADD_PROFILES, capital, counted};
use crate::profile::{Edition, Profile};
use crate::rank::Candidates;
use crate::sanitize::{listed, short};

serialize_as!(Candidates<'_>, candidates => {
    "profiles": candidates.iter().count(),
    "loaded": candidates.loaded.iter().count(),
    "suites": candidates.loaded.suites().iter().map(|suite| named(&suite.id, suite.origin())).collect::<Vec<_>>(),
});

/// Names the profiles: `the 5 profiles loaded (suites: arts-therapies)`. Returns `None` without a profile to compare with.
pub fn compared_with(candidates: &Candidates<'_>) -> Option<String> {
    let (loaded, compared) = (candidates.loaded.iter().count(), candidates.iter().count());
    let which = match compared {
        0 => return None,
        1 => "the only profile".to_owned(),
        _ => format!("the {compared} profiles"),
    };
    let suites = suites(candidates);
    if compared == loaded {
        return Some(format!("{which} loaded ({suites})"));
    }
    let suite = candidates.suite.map(|suite| format!(" of the suite {}", short(&suite.id)));
    let bands = candidates.bands.map(|bands| format!(" in Band {bands}"));
    let takes = if compared == 1 { " that takes new jobs" } else { " that take new jobs" };
    let current = candidates.leaves_out_archived().then(|| takes.to_owned());
    let limits: String = [suite, bands, current].into_iter().flatten().collect();
    Some(format!("{which}{limits} ({loaded} loaded, {suites})"))
}

/// Says that no profile matches: `none of the 5 profiles loaded (suites: arts-therapies) matches`.
pub(super) fn none_matches(candidates: &Candidates<'_>) -> String {
    match compared_with(candidates) {
        Some(only) if candidates.iter().count() == 1 => format!("{only} does not match"),
        Some(several) => format!("none of {several} matches"),
        None => nothing_to_compare_with(candidates),
    }
}

/// Says why there is no profile to compare with.
fn nothing_to_compare_with(candidates: &Candidates<'_>) -> String {
    let loaded = candidates.loaded.iter().count();
    if loaded == 0 {
        return "no profile is loaded".to_owned();
    }
    let suite = candidates.suite.map(|suite| format!("belongs to the suite {}", short(&suite.id)));
    let bands = candidates.bands.map(|bands| format!("is in Band {bands}"));
    let current = candidates.leaves_out_archived().then(|| "takes new jobs".to_owned());
    let limits: Vec<String> = [suite, bands, current].into_iter().flatten().collect();
    let profiles = counted(loaded, "profile");
    format!("none of the {profiles} loaded ({}) {}", suites(candidates), limits.join(" and "))
}

/// Makes a sentence that no profile matches, and how to add profiles. `jobs` follows the verb.
pub(super) fn none_matches_block(candidates: &Candidates<'_>, jobs: &str, tone: Tone) -> ReportBlock {
    let none = match candidates.iter().next() {
        Some(_) => format!("{}{jobs}", none_matches(candidates)),
        None => none_matches(candidates),
    };
    let text = format!("{}. {}.", capital(&none), capital(TO_ADD_PROFILES));
    ReportBlock::Text(TonedText::from(text).tone(tone))
}

/// Lists the loaded suites, with the file of each that is not built in.
fn suites(candidates: &Candidates<'_>) -> String {
    let names: Vec<String> = candidates
        .loaded
        .suites()
        .iter()
        .map(|suite| match suite.edition() {
            Edition::BuiltIn => suite.id.clone(),
            _ => format!("{} of {}", short(&suite.id), suite.origin().name()),
        })
        .collect();
    format!("suites: {}", listed(&names))
}

/// Returns the file of a profile's suite for use after the suite's id, such as ` of ward-clerks.yaml`. Empty for a
/// built-in suite.
pub(super) fn of_file(profile: &Profile<'_>) -> String {
    profile.added_from().map(|file| format!(" of {file}")).unwrap_or_default()
}

/// Returns a sentence for suites of these profiles that replace built-in ones, or `None`.
pub(super) fn editions<'p>(profiles: impl IntoIterator<Item = &'p Profile<'p>>) -> Option<ReportBlock> {
    let mut replacing: Vec<String> = profiles.into_iter().filter_map(edition).collect();
    replacing.sort_unstable();
    replacing.dedup();
    (!replacing.is_empty()).then(|| ReportBlock::text(format!("{}.", capital(&replacing.join("; ")))))
}

/// Returns a sentence if the profile's suite replaces a built-in one, or `None`.
pub(super) fn edition(profile: &Profile<'_>) -> Option<String> {
    match profile.edition() {
        Edition::Replacing { .. } => Some(format!(
            "the suite {} is from {}, which replaces the built-in one",
            short(profile.suite()),
            profile.source()
        )),
        Edition::BuiltIn | Edition::Added => None,
    }
}

//! Words and numbers that several results share.

use std::borrow::Borrow;
use std::fmt::Display;

use super::cell::{Tone, TonedText};
use crate::job::Job;
use crate::sanitize::spelt_out;
use crate::scheme::{Band, Levels, Located};
use crate::score::Standing;
use crate::template::UNTITLED;

/// Returns a number with its noun: `1 factor`, `2 factors`.
pub fn counted(count: impl ToString, thing: &str) -> String {
    let count = count.to_string();
    format!("{count} {thing}{}", if count == "1" { "" } else { "s" })
}

/// Joins words with commas and `and` or `or`: `a, b or c`.
pub fn enumerated(words: &[impl Borrow<str>], before_last: &str) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => {
            format!("{} {before_last} {}", first.join(", "), last.borrow())
        }
        all => all.concat(),
    }
}

/// Capitalises the first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Joins numbers of points.
pub(super) fn listed(points: &[u32], separator: &str) -> String {
    points.iter().map(u32::to_string).collect::<Vec<_>>().join(separator)
}

/// Returns a text on one line that is safe to show: control characters, characters that reverse the text and invisible
/// characters are spelt out.
pub fn visible(text: &str) -> String {
    let text = text.trim_end();
    if text.contains(['\n', '\t']) {
        spelt_out(&text.replace("\r\n", " ").replace(['\n', '\t'], " "), |_| false).into_owned()
    } else {
        spelt_out(text, |_| false).into_owned()
    }
}

/// Advice on loading more profiles.
pub const TO_ADD_PROFILES: &str = if cfg!(feature = "import") {
    "to add published profiles, run jobeval profiles import DOCUMENT --output suite.yaml, then give --profiles suite.yaml"
} else {
    "to add profiles, fill in what jobeval profiles template prints, then give --profiles suite.yaml"
};

/// Returns the title and id of a job. A row may have neither.
pub(super) fn job_name(id: Option<&str>, title: &str) -> String {
    match (id, title) {
        (None, "") => UNTITLED.to_owned(),
        (None, title) => title.to_owned(),
        (Some(id), "") => id.to_owned(),
        (Some(id), title) => format!("{title} ({id})"),
    }
}

/// Returns the title and id of `job`.
pub(super) fn name_of(job: &Job<'_>) -> String {
    job_name(job.id(), job.title())
}

/// Returns the level or levels of a job in canonical notation.
pub(super) fn level(levels: Option<&Levels<'_>>) -> String {
    levels.map_or_else(|| "not assessed".to_owned(), ToString::to_string)
}

/// Returns a tick, a cross, or a question mark for `None`.
pub(super) fn mark(holds: Option<bool>) -> TonedText {
    match holds {
        Some(true) => TonedText::from("✓").tone(Tone::Good),
        Some(false) => TonedText::from("✗").tone(Tone::Bad),
        None => TonedText::from("?").tone(Tone::Open),
    }
}

/// Returns the name of a group for tables.
pub(super) fn group_in_words(group: Option<&str>) -> &str {
    group.unwrap_or("not stated")
}

/// Returns the names of bands for programs.
pub(super) fn band_names(bands: &[Band]) -> Vec<&str> {
    bands.iter().map(Band::name).collect()
}

/// Returns a band with its totals, and whether it is closed: `Band 7 (466–539)`, `Band 1 (0–160; closed to new
/// entrants)`.
pub(super) fn band_with_totals(band: &Band) -> String {
    let closed = band.closed().map(|closed| format!("; closed {closed}")).unwrap_or_default();
    format!("Band {} ({}{closed})", band.name(), band.totals())
}

/// Returns a band for lists, and whether it is closed: `7`, `1 (closed)`.
pub(super) fn band_in_list(band: &Band) -> String {
    format!("{}{}", band.name(), if band.closed().is_some() { " (closed)" } else { "" })
}

/// Returns the place of every possible total for lists, with the number of open factors: `7`, `7, 2 factors undecided`.
/// `None` if there are several places.
pub(super) fn only_place_in_list(standing: Standing<'_>) -> Option<String> {
    let place = match standing.only_place()? {
        Located::In(band) => band_in_list(band),
        outside => place_in_list(outside),
    };
    Some(if standing.is_complete() { place } else { format!("{place}, {}", undecided(standing)) })
}

/// Counts the factors without a single level: `2 factors undecided`.
pub(super) fn undecided(standing: Standing<'_>) -> String {
    format!("{} undecided", counted(standing.open, "factor"))
}

/// Describes the band of a place with `said`, after `below ` or `above ` for a place outside all bands.
fn beside<T: Display>(place: Located<'_>, said: impl Fn(&Band) -> T) -> String {
    match place {
        Located::Below(first) => format!("below {}", said(first)),
        Located::In(band) => said(band).to_string(),
        Located::Above(last) => format!("above {}", said(last)),
    }
}

/// Returns the place of a total with its points: `Band 7 (466–539)`, `above Band 9 (721–765)`.
pub(super) fn place_with_totals(place: Located<'_>) -> String {
    beside(place, band_with_totals)
}

/// Returns the place of a total for programs and lists: `7`, `above 9`.
pub(super) fn place_in_list(place: Located<'_>) -> String {
    beside(place, |band| band.name().to_owned())
}

/// Explains an archived profile.
pub(super) fn archived(since: &str) -> String {
    format!("archived ({since}): matches made to it stand, and no new job is matched to it")
}

/// Lists the possible bands and places outside all bands, each with its totals if there are few.
pub(super) fn possible_bands(standing: Standing<'_>) -> String {
    match standing.possible_bands() {
        [] | [_, _, _, ..] => span(standing),
        few => few.iter().map(band_with_totals).chain(outside(standing)).collect::<Vec<_>>().join(" or "),
    }
}

/// Lists the possible bands by name: `Band 7`, `Band 7 or 8a`, `Band 5 to 8a`, `Band 9 or above Band 9`.
pub(super) fn span(standing: Standing<'_>) -> String {
    let bands = match standing.possible_bands() {
        [] => None,
        [band] => Some(format!("Band {}", band.name())),
        [first, last] => Some(format!("Band {} or {}", first.name(), last.name())),
        [first, .., last] => Some(format!("Band {} to {}", first.name(), last.name())),
    };
    bands.into_iter().chain(outside(standing)).collect::<Vec<_>>().join(" or ")
}

/// Returns the possible places outside all bands, or `None`.
pub(super) fn outside(standing: Standing<'_>) -> Option<String> {
    let below = matches!(standing.least(), Located::Below(_)).then(|| place(standing.least()));
    let above = matches!(standing.greatest(), Located::Above(_)).then(|| place(standing.greatest()));
    let sides: Vec<String> = below.into_iter().chain(above).collect();
    (!sides.is_empty()).then(|| sides.join(" or "))
}

/// Returns the name of a place: `Band 7`, `above Band 9`.
pub(super) fn place_name(place: Located<'_>) -> String {
    beside(place, |band| format!("Band {}", band.name()))
}

/// Returns the name of a place with a preposition: `in Band 7`, `below Band 1`.
pub(super) fn place(place: Located<'_>) -> String {
    let side = if matches!(place, Located::In(_)) { "in " } else { "" };
    format!("{side}{}", place_name(place))
}

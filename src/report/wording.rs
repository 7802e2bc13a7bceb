//! Words and numbers that several results have in common.

use std::borrow::Borrow;
use std::fmt::Display;

use super::cell::{Tone, TonedText};
use crate::job::Job;
use crate::sanitize::spelt_out;
use crate::scheme::{Band, Levels, Located};
use crate::score::Standing;
use crate::template::UNTITLED;

/// A number of things: `1 factor`, `2 factors`.
pub fn counted(count: impl ToString, thing: &str) -> String {
    let count = count.to_string();
    format!("{count} {thing}{}", if count == "1" { "" } else { "s" })
}

/// Words in a sentence, with `and` or `or` before the last: `a, b or c`.
pub fn enumerated(words: &[impl Borrow<str>], before_last: &str) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => {
            format!("{} {before_last} {}", first.join(", "), last.borrow())
        }
        all => all.concat(),
    }
}

/// Begins a sentence with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Several numbers of points.
pub(super) fn listed(points: &[u32], separator: &str) -> String {
    points.iter().map(u32::to_string).collect::<Vec<_>>().join(separator)
}

/// A text in one line, as people are shown it: characters that a terminal would obey, that would turn the text around or
/// that would not be seen are spelt out.
pub fn visible(text: &str) -> String {
    let text = text.trim_end();
    if text.contains(['\n', '\t']) {
        spelt_out(&text.replace("\r\n", " ").replace(['\n', '\t'], " "), |_| false).into_owned()
    } else {
        spelt_out(text, |_| false).into_owned()
    }
}

/// How to make more profiles known.
pub const TO_ADD_PROFILES: &str = if cfg!(feature = "import") {
    "to add published profiles, run jobeval profiles import DOCUMENT --output suite.yaml, then give --profiles suite.yaml"
} else {
    "to add profiles, fill in what jobeval profiles template prints, then give --profiles suite.yaml"
};

/// A job's title with its id; rows may have neither.
pub(super) fn job_name(id: Option<&str>, title: &str) -> String {
    match (id, title) {
        (None, "") => UNTITLED.to_owned(),
        (None, title) => title.to_owned(),
        (Some(id), "") => id.to_owned(),
        (Some(id), title) => format!("{title} ({id})"),
    }
}

/// The same for a job at hand.
pub(super) fn name_of(job: &Job<'_>) -> String {
    job_name(job.id(), job.title())
}

/// The level or levels of a job in canonical notation.
pub(super) fn level(levels: Option<&Levels<'_>>) -> String {
    levels.map_or_else(|| "not assessed".to_owned(), ToString::to_string)
}

/// A mark for what holds, does not hold, or is not known.
pub(super) fn mark(holds: Option<bool>) -> TonedText {
    match holds {
        Some(true) => TonedText::from("✓").tone(Tone::Good),
        Some(false) => TonedText::from("✗").tone(Tone::Bad),
        None => TonedText::from("?").tone(Tone::Open),
    }
}

/// The name of a group in tables.
pub(super) fn group_in_words(group: Option<&str>) -> &str {
    group.unwrap_or("nothing stated")
}

/// The names of bands, for programs.
pub(super) fn band_names(bands: &[Band]) -> Vec<&str> {
    bands.iter().map(Band::name).collect()
}

/// A band with its ends, and whether it is closed: `Band 7 (466–539)`, `Band 1 (0–160; closed to new entrants)`.
pub(super) fn band_with_totals(band: &Band) -> String {
    let closed = band.closed().map(|closed| format!("; closed {closed}")).unwrap_or_default();
    format!("Band {} ({}{closed})", band.name(), band.totals())
}

/// A band in a list, with whether it is closed: `7`, `1 (closed)`.
pub(super) fn band_in_list(band: &Band) -> String {
    format!("{}{}", band.name(), if band.closed().is_some() { " (closed)" } else { "" })
}

/// Returns the place that every possible total lies in, for lists, and says so where the job is undecided: `7`,
/// `7, 2 factors undecided`. `None` if possible totals lie in several places.
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

/// A place among the bands, with the side where it is outside of them before what is said of the band.
fn beside<T: Display>(place: Located<'_>, said: impl Fn(&Band) -> T) -> String {
    match place {
        Located::Below(first) => format!("below {}", said(first)),
        Located::In(band) => said(band).to_string(),
        Located::Above(last) => format!("above {}", said(last)),
    }
}

/// Where a total lies: `Band 7 (466–539)`, `above Band 9 (721–765)`.
pub(super) fn place_with_totals(place: Located<'_>) -> String {
    beside(place, band_with_totals)
}

/// The same for programs and in lists: `7`, `above 9`.
pub(super) fn place_in_list(place: Located<'_>) -> String {
    beside(place, |band| band.name().to_owned())
}

/// What an archived profile is, and what that means.
pub(super) fn archived(since: &str) -> String {
    format!("archived ({since}): matches made to it stand, and no new job is matched to it")
}

/// The bands that are possible, each with its ends where there are few, and what is possible outside all bands.
pub(super) fn possible_bands(standing: Standing<'_>) -> String {
    match standing.possible_bands() {
        [] | [_, _, _, ..] => span(standing),
        few => few.iter().map(band_with_totals).chain(outside(standing)).collect::<Vec<_>>().join(" or "),
    }
}

/// The bands that are possible by name: `Band 7`, `Band 7 or 8a`, `Band 5 to 8a`, `Band 9 or above Band 9`.
pub(super) fn span(standing: Standing<'_>) -> String {
    let bands = match standing.possible_bands() {
        [] => None,
        [band] => Some(format!("Band {}", band.name())),
        [first, last] => Some(format!("Band {} or {}", first.name(), last.name())),
        [first, .., last] => Some(format!("Band {} to {}", first.name(), last.name())),
    };
    bands.into_iter().chain(outside(standing)).collect::<Vec<_>>().join(" or ")
}

/// The sides of all bands on which the total may lie, if any.
pub(super) fn outside(standing: Standing<'_>) -> Option<String> {
    let below = matches!(standing.least(), Located::Below(_)).then(|| place(standing.least()));
    let above = matches!(standing.greatest(), Located::Above(_)).then(|| place(standing.greatest()));
    let sides: Vec<String> = below.into_iter().chain(above).collect();
    (!sides.is_empty()).then(|| sides.join(" or "))
}

/// A place among the bands, by name: `Band 7`, `above Band 9`.
pub(super) fn place_name(place: Located<'_>) -> String {
    beside(place, |band| format!("Band {}", band.name()))
}

/// Where a total lies, by name: `in Band 7`, `below Band 1`.
pub(super) fn place(place: Located<'_>) -> String {
    let side = if matches!(place, Located::In(_)) { "in " } else { "" };
    format!("{side}{}", place_name(place))
}

//! Runs of neighbouring bands, which profiles may have. Documents write them in many ways: `8a-b`, `8A – 8B`, `8a-b-c`,
//! `8c-d-9`.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

use super::band::Band;
use super::points::PointsRange;
use super::types::Scheme;
use crate::finding::{Problem, Problems, Rule};
use crate::lookalikes::{DASHES, is_dash};
use crate::names;
use crate::sanitize::short;

/// One or several neighbouring bands, as profiles and expectations name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandRun<'s> {
    /// All bands of the scheme.
    all: &'s [Band],
    first: usize,
    last: usize,
}

/// The mark after a band that refers to a note below the table.
const MARK: char = '*';

impl<'s> BandRun<'s> {
    /// Returns the bands in ascending order. There is at least one.
    pub fn bands(self) -> &'s [Band] {
        &self.all[self.first..=self.last]
    }

    /// Returns the totals inside these bands.
    pub fn totals(self) -> PointsRange {
        PointsRange { min: self.all[self.first].from(), ..self.all[self.last].totals() }
    }

    /// Returns true if two runs of one scheme have a band in common.
    pub fn overlaps(self, other: BandRun<'_>) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Returns the band of the run in which a total lies.
    pub fn band(self, total: u32) -> Option<&'s Band> {
        self.bands().iter().find(|band| band.contains(total))
    }

    /// Returns the name of the band group if the run is a whole group of several bands.
    fn group(self) -> Option<&'s str> {
        let group = self.all[self.first].group();
        let is_member = |band: &Band| band.group() == group;
        let members = self.all.iter().filter(|band| is_member(band)).count();
        let is_whole = self.bands().len() == members && self.bands().iter().all(is_member);
        (members > 1 && is_whole).then_some(group)
    }
}

impl fmt::Display for BandRun<'_> {
    /// Writes the canonical form: the name of a single band or a band group, else the first and the last band, with their
    /// common beginning once, as in `8a-c`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.all[self.first].name(), self.all[self.last].name());
        if self.first == self.last {
            return f.write_str(first);
        }
        if let Some(group) = self.group() {
            return f.write_str(group);
        }
        let suffix = &last[stem(last).len()..];
        let is_short =
            !stem(first).is_empty() && stem(first) == stem(last) && position(self.all, suffix).is_none();
        write!(f, "{first}-{}", if is_short { suffix } else { last })
    }
}

impl Serialize for BandRun<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Scheme {
    /// Returns a single band as a run.
    pub(crate) fn run_of(&self, band: &Band) -> Option<BandRun<'_>> {
        let index = self.bands.iter().position(|other| other == band)?;
        Some(self.run(index, index))
    }

    /// Returns the run of the bands in which at least one total of the range lies, `None` if all lie outside all bands.
    pub(crate) fn run_within(&self, totals: PointsRange) -> Option<BandRun<'_>> {
        let bands = self.bands_within(totals);
        let (first, last) = (self.run_of(bands.first()?)?, self.run_of(bands.last()?)?);
        Some(self.run(first.first, last.last))
    }

    fn run(&self, first: usize, last: usize) -> BandRun<'_> {
        BandRun { all: &self.bands, first, last }
    }

    /// Parses a band, a band group or a run of neighbouring bands, in any case and with any dashes and spaces.
    ///
    /// A run has its first and last band, or all of its bands. The common beginning of two names may be left out in the
    /// second, as in `8a-b`. The mark `*` is ignored.
    ///
    /// # Errors
    /// There is no such band, or the bands are not neighbours in ascending order.
    pub fn find_band(&self, text: &str) -> Result<BandRun<'_>, Problem> {
        self.read_marked(text).map(|(run, _)| run)
    }

    /// Returns the warning that a mark in the text of a band refers to a note, `None` if there is no mark.
    pub fn band_mark(&self, text: &str) -> Option<Problem> {
        let (run, _) = self.read_marked(text).ok().filter(|(_, is_marked)| *is_marked)?;
        let message = format!("the mark in `{}` refers to a note in the document", short(text));
        Some(
            Problem::new(Rule::BandMark, message).help(format!("read the note, and write the band as {run}")),
        )
    }

    /// Parses the text of a band, a band group or a run of bands. Problems, such as a mark, are added with `place`.
    pub(crate) fn read_band<P: Copy>(
        &self,
        text: &str,
        place: P,
        problems: &mut Problems<P>,
    ) -> Option<BandRun<'_>> {
        if let Some(mark) = self.band_mark(text) {
            problems.add(place, mark);
        }
        problems.ok(place, self.find_band(text))
    }

    /// Parses bands. Returns true with them if a mark was ignored.
    fn read_marked(&self, text: &str) -> Result<(BandRun<'_>, bool), Problem> {
        if let Some(run) = self.named(text.trim()) {
            return Ok((run, false));
        }
        match self.parse_run(text, &form(text)) {
            Err(_) => self.parse_run(text, &form(&text.replace(MARK, ""))).map(|run| (run, true)),
            read => read.map(|run| (run, false)),
        }
    }

    /// Finds a band or a band group by its name as the scheme writes it, in any case. Most names are written like that.
    fn named(&self, name: &str) -> Option<BandRun<'_>> {
        if let Some(index) = self.bands.iter().position(|band| band.name().eq_ignore_ascii_case(name)) {
            return Some(self.run(index, index));
        }
        let in_group = |band: &Band| band.group().eq_ignore_ascii_case(name);
        let first = self.bands.iter().position(in_group)?;
        let length = self.bands[first..].iter().take_while(|band| in_group(band)).count();
        Some(self.run(first, first + length - 1))
    }

    /// Parses `plain`, the normal form of `text`, as a band group or as bands between dashes.
    fn parse_run(&self, text: &str, plain: &str) -> Result<BandRun<'_>, Problem> {
        let group = self.bands.iter().map(Band::group).find(|group| form(group) == plain);
        if let Some(run) = group.and_then(|group| self.named(group)) {
            return Ok(run);
        }
        let parts: Vec<&str> = plain.split('-').collect();
        let mut found: Vec<usize> = Vec::new();
        let mut rest = &parts[..];
        while !rest.is_empty() {
            let (index, length) = self
                .band_at(rest, found.last().copied())
                .ok_or_else(|| self.unknown_band(text, rest[0], parts.len()))?;
            if let Some(&before) = found.last().filter(|before| **before >= index) {
                return Err(self.not_ascending(text, before, index));
            }
            found.push(index);
            rest = &rest[length..];
        }
        match found[..] {
            [first, .., last] if found.len() > 2 && last - first >= found.len() => {
                Err(self.not_neighbours(text, &found, self.run(first, last)))
            }
            [first, .., last] => Ok(self.run(first, last)),
            [one] => Ok(self.run(one, one)),
            [] => Err(self.unknown_band(text, "", 1)),
        }
    }

    /// Finds the first band in the parts of a run between its dashes. Returns its index and the number of parts that its name
    /// takes. A whole name is tried before one without the beginning that it shares with the band `before`.
    fn band_at(&self, parts: &[&str], before: Option<usize>) -> Option<(usize, usize)> {
        let longest = self.bands.iter().map(|band| form(band.name()).split('-').count()).max()?;
        let whole = (1..=longest.min(parts.len()))
            .rev()
            .find_map(|length| Some((position(&self.bands, &parts[..length].join("-"))?, length)));
        whole.or_else(|| {
            let before = form(self.bands[before?].name());
            let stem = Some(stem(&before)).filter(|stem| !stem.is_empty())?;
            Some((position(&self.bands, &format!("{stem}{}", parts[0]))?, 1))
        })
    }

    /// Returns a regular expression for all that [`Scheme::find_band`] reads. It cannot tell if bands are neighbours, so it
    /// accepts them in any order.
    pub(crate) fn band_pattern(&self) -> String {
        let names = self.bands.iter().map(Band::name);
        let stems = self.bands.iter().map(|band| (band.name(), stem(band.name())));
        let suffixes = stems.filter(|(_, stem)| !stem.is_empty()).map(|(name, stem)| &name[stem.len()..]);
        let first = alternatives(names.clone());
        let next = alternatives(names.chain(suffixes));
        let group = alternatives(self.bands.iter().map(Band::group));
        format!("^{GAP}(?:{first}(?:[{DASHES}-]{GAP}{next})*|{group})$")
    }

    fn unknown_band(&self, text: &str, part: &str, parts: usize) -> Problem {
        let message = match parts {
            1 => format!("there is no band `{}`", short(text)),
            _ => format!("there is no band `{}`, as in `{}`", short(part), short(text)),
        };
        let names = self.band_names().join(", ");
        Problem::new(Rule::UnknownBand, message).help(format!("the bands are {names}"))
    }

    fn not_ascending(&self, text: &str, before: usize, index: usize) -> Problem {
        let (name, run) = (self.bands[index].name(), self.run(index, before));
        let (message, help) = if before == index {
            (format!("`{}` names band {name} twice", short(text)), format!("write {run}"))
        } else {
            let before = self.bands[before].name();
            let message = format!("the bands of `{}` do not ascend: {name} is below {before}", short(text));
            (message, format!("write the lower band first, as in {run}"))
        };
        Problem::new(Rule::BandRun, message).help(help)
    }

    fn not_neighbours(&self, text: &str, found: &[usize], run: BandRun<'_>) -> Problem {
        let missing = (run.first..run.last).filter(|index| !found.contains(index));
        let missing: Vec<&str> = missing.map(|index| self.bands[index].name()).collect();
        let message = format!("`{}` leaves out band {}", short(text), missing.join(", "));
        let help = format!("name the first and the last band, as in {run}, or all that lie between them");
        Problem::new(Rule::BandRun, message).help(help)
    }
}

/// A regular expression for spaces and marks, which may be anywhere in the name of a band.
const GAP: &str = r"[\s*]*";

/// Returns a regular expression for any of some names, in any case and with any dashes and spaces.
fn alternatives<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let forms: BTreeSet<String> = names.map(form).collect();
    let patterns: Vec<String> =
        forms.iter().map(|form| form.chars().map(character_pattern).collect()).collect();
    format!("(?:{})", patterns.join("|"))
}

/// Returns a regular expression for a character of a name in normal form, with the spaces and marks after it.
fn character_pattern(c: char) -> String {
    let character = if c == '-' { format!("[{DASHES}-]") } else { names::in_any_case(c) };
    character + GAP
}

/// Returns the normal form of a band's name: lower case without spaces, every dash as a hyphen.
pub(super) fn form(name: &str) -> String {
    let seen = name.chars().filter(|c| !c.is_whitespace());
    seen.flat_map(char::to_lowercase).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Returns the index of the band with this name.
fn position(bands: &[Band], name: &str) -> Option<usize> {
    let name = form(name);
    bands.iter().position(|band| form(band.name()) == name)
}

/// Returns the part of a name before its last number or its last letters: the `8` of `8a`, the `GS-` of `GS-12`. It is empty
/// for a name of letters or digits alone.
pub(super) fn stem(name: &str) -> &str {
    match name.chars().next_back() {
        Some(last) if last.is_ascii_digit() => name.trim_end_matches(|c: char| c.is_ascii_digit()),
        Some(last) if last.is_alphabetic() => name.trim_end_matches(char::is_alphabetic),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bands whose names end in letters or numbers, have dashes and spaces in them, and signs of regular expressions.
    const AWKWARD: [&str; 10] =
        ["A", "B-1", "B-2", "Grade 9", "Grade 10", "7", "x2", "x3", r"^$.+?()[]{}|/", "*"];

    fn scheme(names: &[&str]) -> Scheme {
        let band = |(name, from): (&&str, usize)| serde_json::json!({"name": name, "from": from, "to": from});
        let bands: Vec<_> = names.iter().zip(0..).map(band).collect();
        let scheme = serde_json::json!({
            "scheme": "s", "title": "T", "bands": bands,
            "factors": [{"id": "f", "name": "F", "group": "g", "points": [1]}],
            "matching": {"max_difference": 1, "max_variations": 1, "fixed_factors": []},
        });
        Scheme::read("test", &scheme.to_string()).unwrap()
    }

    #[test]
    fn every_run_is_read_back_from_its_canonical_form_and_fits_the_pattern() {
        for scheme in [&scheme(&AWKWARD), Scheme::nhs_jes()] {
            let pattern = serde_json::json!({"pattern": scheme.band_pattern()});
            let pattern = jsonschema::validator_for(&pattern).unwrap();
            for first in 0..scheme.bands.len() {
                for last in first..scheme.bands.len() {
                    let run = scheme.run(first, last);
                    let [lower, upper] = [run.to_string().to_lowercase(), run.to_string().to_uppercase()];
                    let spaced: String = lower.chars().map(|c| format!(" {c}\u{a0}")).collect();
                    for text in [run.to_string(), lower.replace('-', " – "), upper, spaced] {
                        assert_eq!(scheme.find_band(&text), Ok(run), "{text}");
                        assert!(pattern.is_valid(&text.into()), "{run}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_bands_have_in_common_is_written_once_where_that_is_clear() {
        let scheme = scheme(&AWKWARD);
        for (first, last, canonical) in
            [(0, 1, "A-B-1"), (1, 2, "B-1-2"), (3, 4, "Grade 9-10"), (6, 7, "x2-3"), (5, 6, "7-x2")]
        {
            assert_eq!(scheme.run(first, last).to_string(), canonical);
        }
        let ambiguous = self::scheme(&["x1", "x2", "2"]);
        assert_eq!(ambiguous.run(0, 1).to_string(), "x1-x2");
        assert_eq!(["8a", "GS-12", "A", "12", "C+"].map(stem), ["8", "GS-", "", "", ""]);
    }

    #[test]
    fn a_whole_band_group_goes_by_its_name() {
        let groups = ["low", "low", "mid", "mid", "mid", "high"];
        let band = |(at, group): (usize, &&str)| {
            let name = (at + 1).to_string();
            serde_json::json!({"name": name, "group": group, "from": 10 * at, "to": 10 * at + 9})
        };
        let scheme = serde_json::json!({
            "scheme": "s", "title": "T", "bands": groups.iter().enumerate().map(band).collect::<Vec<_>>(),
            "factors": [{"id": "f", "name": "F", "group": "g", "points": [1]}],
            "matching": {"max_difference": 1, "max_variations": 1, "fixed_factors": []},
        });
        let scheme = Scheme::read("test", &scheme.to_string()).unwrap();
        for (first, last, canonical) in [
            (0, 0, "1"),
            (0, 1, "low"),
            (1, 2, "2-3"),
            (2, 3, "3-4"),
            (2, 4, "mid"),
            (3, 5, "4-6"),
            (5, 5, "6"),
        ] {
            assert_eq!(scheme.run(first, last).to_string(), canonical);
        }
    }

    #[test]
    fn a_name_with_the_sign_of_a_mark_is_a_name() {
        let scheme = scheme(&AWKWARD);
        assert_eq!((scheme.find_band("*"), scheme.band_mark("*")), (Ok(scheme.run(9, 9)), None));
        assert_eq!(scheme.find_band("A*"), Ok(scheme.run(0, 0)));
        assert!(scheme.band_mark("A*").is_some());
    }
}

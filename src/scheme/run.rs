//! Runs of neighbouring bands, in which profiles are published, and the many ways in which documents write them:
//! `8a-b`, `8A – 8B`, `8a-b-c`, `8c-d-9`.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

use super::band::Band;
use super::points::PointsRange;
use super::types::Scheme;
use crate::finding::{Problem, Problems, Rule};
use crate::lookalikes::is_dash;
use crate::names;
use crate::sanitize::short;

/// One band, or several neighbouring ones that a profile or an expectation names together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandRun<'s> {
    /// All bands of the scheme.
    all: &'s [Band],
    first: usize,
    last: usize,
}

/// The sign with which documents point from a band to a note below the table.
const MARK: char = '*';

impl<'s> BandRun<'s> {
    /// The bands in ascending order; there is at least one.
    pub fn bands(self) -> &'s [Band] {
        &self.all[self.first..=self.last]
    }

    /// The totals that lie in one of its bands.
    pub fn totals(self) -> PointsRange {
        PointsRange { min: self.all[self.first].from(), ..self.all[self.last].totals() }
    }

    /// Whether it has a band in common with another of the same scheme.
    pub fn overlaps(self, other: BandRun<'_>) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The band of the run that a total lies in.
    pub fn band(self, total: u32) -> Option<&'s Band> {
        self.bands().iter().find(|band| band.contains(total))
    }

    /// The name of the band group that it is, if it is all of one.
    fn group(self) -> Option<&'s str> {
        let group = self.all[self.first].group();
        let members = |bands: &[Band]| bands.iter().filter(|band| band.group() == group).count();
        let length = self.last - self.first + 1;
        (length > 1 && members(self.bands()) == length && members(self.all) == length).then_some(group)
    }
}

impl fmt::Display for BandRun<'_> {
    /// The canonical form: the name of a single band or of a band group, else the first and the last band, with what
    /// both begin with written once, as in `8a-c`.
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
    /// A single band as a run of one.
    pub(crate) fn run_of(&self, band: &Band) -> Option<BandRun<'_>> {
        let index = self.bands.iter().position(|other| other == band)?;
        Some(self.run(index, index))
    }

    /// Returns the run of the bands that at least one total of the range lies in; `None` if all lie outside all bands.
    pub(crate) fn run_within(&self, totals: PointsRange) -> Option<BandRun<'_>> {
        let bands = self.bands_within(totals);
        let (first, last) = (self.run_of(bands.first()?)?, self.run_of(bands.last()?)?);
        Some(self.run(first.first, last.last))
    }

    fn run(&self, first: usize, last: usize) -> BandRun<'_> {
        BandRun { all: &self.bands, first, last }
    }

    /// The band, the band group or the run of neighbouring bands that is written so: its first and last band or all of
    /// them, in any case, with any dashes and spaces. Of a name that begins as the one before it, what both have in
    /// common may be left out: `8a-b`. The mark `*` is passed over.
    ///
    /// # Errors
    /// That there is no such band, or that the bands are not neighbours in ascending order.
    pub fn find_band(&self, text: &str) -> Result<BandRun<'_>, Problem> {
        self.read_marked(text).map(|(run, _)| run)
    }

    /// The warning that a mark in a band points to a note of its document; none where there is no mark.
    pub fn band_mark(&self, text: &str) -> Option<Problem> {
        let (run, _) = self.read_marked(text).ok().filter(|(_, is_marked)| *is_marked)?;
        let message = format!("the mark in `{}` points to a note of the document", short(text));
        Some(
            Problem::new(Rule::BandMark, message).help(format!("read the note, and write the band as {run}")),
        )
    }

    /// Reads a band, a band group or a run of bands that stands at a place of a file.
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

    /// The bands that are written so, and whether there was a mark to pass over.
    fn read_marked(&self, text: &str) -> Result<(BandRun<'_>, bool), Problem> {
        if let Some(run) = self.named(text.trim()) {
            return Ok((run, false));
        }
        match self.parse_run(text, &form(text)) {
            Err(_) => self.parse_run(text, &form(&text.replace(MARK, ""))).map(|run| (run, true)),
            read => read.map(|run| (run, false)),
        }
    }

    /// The band or the band group of just this name.
    fn named(&self, name: &str) -> Option<BandRun<'_>> {
        // Most names are written as in the scheme, whatever their case.
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let index = |is_meant: &dyn Fn(&Band) -> bool| self.bands.iter().position(is_meant);
        if let Some(index) = index(&|band| same(band.name())) {
            return Some(self.run(index, index));
        }
        let first = index(&|band| same(band.group()))?;
        let length = self.bands[first..].iter().take_while(|band| same(band.group())).count();
        Some(self.run(first, first + length - 1))
    }

    /// Reads the normal form of a text as a band group, or as bands between dashes.
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

    /// The band that the parts of a run between its dashes begin with, and of how many of them its name is made. A whole
    /// name comes before one whose beginning is left out.
    fn band_at(&self, parts: &[&str], before: Option<usize>) -> Option<(usize, usize)> {
        let longest = self.bands.iter().map(|band| form(band.name()).split('-').count()).max()?;
        let named = |length: usize| Some((position(&self.bands, &parts[..length].join("-"))?, length));
        (1..=longest.min(parts.len())).rev().find_map(named).or_else(|| {
            let before = form(self.bands[before?].name());
            let stem = Some(stem(&before)).filter(|stem| !stem.is_empty())?;
            Some((position(&self.bands, &format!("{stem}{}", parts[0]))?, 1))
        })
    }

    /// A regular expression for all that [`Scheme::find_band`] reads. It cannot tell whether bands are neighbours, so that
    /// they may stand there in any order.
    pub(crate) fn band_pattern(&self) -> String {
        let names = self.bands.iter().map(Band::name);
        let stems = self.bands.iter().map(|band| (band.name(), stem(band.name())));
        let suffixes = stems.filter(|(_, stem)| !stem.is_empty()).map(|(name, stem)| &name[stem.len()..]);
        let first = alternatives(names.clone());
        let next = alternatives(names.chain(suffixes));
        let group = alternatives(self.bands.iter().map(Band::group));
        format!("^{GAP}(?:{first}(?:{DASH}{GAP}{next})*|{group})$")
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

/// What may stand anywhere in the name of a band, and the dashes between two of them.
const GAP: &str = r"[\s*]*";
const DASH: &str = "[\u{2010}-\u{2015}\u{2212}-]";

/// A regular expression for any of these names, in whatever case and with whatever dashes and spaces.
fn alternatives<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: BTreeSet<String> = names.map(form).collect();
    let any = |c| if c == '-' { DASH.to_owned() } else { names::in_any_case(c) };
    let pattern = |name: &String| name.chars().map(|c| any(c) + GAP).collect::<String>();
    format!("(?:{})", names.iter().map(pattern).collect::<Vec<_>>().join("|"))
}

/// The form in which names of bands are compared: lower case without spaces, any dash as a hyphen.
pub(super) fn form(name: &str) -> String {
    let seen = name.chars().filter(|c| !c.is_whitespace());
    seen.flat_map(char::to_lowercase).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// The place of the band with this name.
fn position(bands: &[Band], name: &str) -> Option<usize> {
    let name = form(name);
    bands.iter().position(|band| form(band.name()) == name)
}

/// What a name has before its last number or its last letters: the `8` of `8a`, the `GS-` of `GS-12`; nothing where it
/// has only one of these.
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

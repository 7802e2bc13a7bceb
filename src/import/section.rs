//! One printed profile: its title, statement, rows and total.

use std::collections::HashSet;
use std::ops::Range;

use jobeval_documents::document::DocumentPlace;

use super::columns;
use super::fragments::Fragment;
use super::layout::{self, Name};
use super::numbers;
use super::outside::{form, read_bands, without_marks};
use super::places::{self, FactorPlaces};
use super::rows::{self, ProfileRows};
use super::words;
use crate::finding::{Problem, Problems, Rule};
use crate::sanitize::short;
use crate::scheme::{BandRun, PointsRange, Scheme};

/// A profile as printed. Parts that could not be read are missing.
#[derive(Debug)]
pub(super) struct ProfileSection<'s> {
    pub(super) place: DocumentPlace,
    /// The places in its rows.
    pub(super) factors: FactorPlaces,
    /// True if all of it could be read.
    pub(super) is_right: bool,
    /// True if the numbers were read although the columns are lost.
    pub(super) has_lost_words: bool,
    /// True if it could not be read, and names of factors are broken by other words.
    pub(super) has_broken_names: bool,
    /// True if it could not be read, and several of its parts are missing or unclear.
    pub(super) is_mixed_up: bool,
    pub(super) has_rows: bool,
    pub(super) title: String,
    /// The marks on the title.
    pub(super) marks: Vec<String>,
    pub(super) statement: Vec<String>,
    pub(super) rows: ProfileRows<'s>,
    pub(super) total: Option<Total<'s>>,
    /// The fragments below the total.
    pub(super) rest: Range<usize>,
    pub(super) problems: Problems<DocumentPlace>,
}

impl<'s> ProfileSection<'s> {
    /// Returns the title, or `a profile without a title`.
    pub(super) fn name(&self) -> &str {
        if self.title.is_empty() { "a profile without a title" } else { &self.title }
    }

    /// Returns the bands printed at its end.
    pub(super) fn bands(&self) -> Option<BandRun<'s>> {
        self.total.as_ref().map(|total| total.bands)
    }

    fn refuse(&mut self, problem: Problem) {
        self.problems.add(self.place, problem);
        self.is_right = false;
    }
}

/// The total and the band at the end of a profile.
#[derive(Debug, Clone)]
pub(super) struct Total<'s> {
    pub(super) place: DocumentPlace,
    pub(super) score: PointsRange,
    pub(super) bands: BandRun<'s>,
    /// The band as printed.
    pub(super) band: String,
}

/// The most problems that are listed for a profile. It has a few dozen parts.
const MOST_PROBLEMS: usize = 50;

/// Returns the index of the first fragment of each profile. A profile that has lost its label begins with its
/// statement.
pub(super) fn starts(fragments: &[Fragment<'_>]) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    let mut has_statement = true;
    for (index, fragment) in fragments.iter().enumerate() {
        let is_statement = layout::statement(&fragment.text).is_some();
        let next = fragments.get(index + 1).map_or("", |next| &next.text);
        let label = layout::label(&fragment.text);
        if label.is_some() && !(label == Some("") && layout::is_band_head(next)) {
            starts.push(index);
            has_statement = false;
        } else if is_statement && has_statement {
            starts.push(index);
        }
        has_statement |= is_statement;
    }
    starts
}

/// Reads the profiles that begin at `starts`.
pub(super) fn read_all<'s>(
    scheme: &'s Scheme,
    fragments: &[Fragment<'_>],
    starts: &[usize],
) -> Vec<ProfileSection<'s>> {
    let ends = starts.iter().skip(1).copied().chain([fragments.len()]);
    let mut sections: Vec<ProfileSection<'s>> =
        starts.iter().zip(ends).map(|(&start, end)| read(scheme, fragments, start..end)).collect();
    refuse_rows_under_two_labels(&mut sections);
    sections
}

/// Refuses profiles below a label without rows: their rows may belong to either title.
fn refuse_rows_under_two_labels(sections: &mut [ProfileSection<'_>]) {
    for index in 1..sections.len() {
        let (above, own) = sections.split_at_mut(index);
        let (above, own) = (&above[index - 1], &mut own[0]);
        if !above.has_rows && own.has_rows && form(&above.title) != form(&own.title) {
            let message =
                format!("its rows may belong to `{}`, whose label above has no rows", short(above.name()));
            own.refuse(Problem::new(Rule::MissingTitle, message).help("remove the label that is not theirs"));
        }
    }
}

/// Reads a profile from its label to the next one.
fn read<'s>(scheme: &'s Scheme, document: &[Fragment<'_>], own: Range<usize>) -> ProfileSection<'s> {
    let reordered = reordered(scheme, &document[own.clone()]);
    let fragments = reordered.as_deref().unwrap_or(&document[own.clone()]);
    let mut problems = Problems::with_limit(MOST_PROBLEMS);
    let mut names = names(scheme, fragments);
    let first = names.first().map_or(fragments.len(), |name| name.start);
    let end = total_start(fragments, names.last().map_or(1, |name| name.end));
    let head = &fragments[..first_head(&fragments[..first]).unwrap_or(first)];
    let (title, marks) = without_marks(&title(head));
    let place = fragments[0].place();
    if title.is_empty() {
        problems.add(place, Problem::new(Rule::MissingTitle, "no title stands before its job statement"));
    }
    let (total, behind) = total(scheme, fragments, end, &mut problems);
    names.retain(|name| name.start < end);
    let rows = rows::read(scheme, fragments, &names, end, &mut problems);
    let mut section = ProfileSection {
        place,
        factors: places::of_names(fragments, &names, end),
        is_right: !problems.has_errors(),
        has_lost_words: false,
        has_broken_names: false,
        is_mixed_up: false,
        has_rows: !names.is_empty(),
        title,
        marks,
        statement: statement(head),
        rows,
        total,
        rest: own.start + behind..own.end,
        problems,
    };
    section.read_without_columns(scheme, &fragments[..end], &names);
    section
}

impl<'s> ProfileSection<'s> {
    /// Reads a profile that could not be read row by row from the numbers alone.
    fn read_without_columns(&mut self, scheme: &'s Scheme, fragments: &[Fragment<'_>], names: &[Name<'s>]) {
        if self.is_right {
            return;
        }
        self.is_mixed_up = self.has_rows && self.lacks_several_parts();
        self.has_broken_names =
            names.len() < scheme.factors().len() && columns::begins_all_names(scheme, fragments);
        let are_plain = names.iter().all(Name::agrees) && names.is_sorted_by_key(|name| name.factor.number());
        let Some(total) = self.total.as_ref().filter(|_| are_plain && !self.title.is_empty()) else { return };
        if let Some(of_factors) = columns::read(scheme, fragments, total.score) {
            self.rows = ProfileRows { of_factors, has_scores: true, stray_numbers: Vec::new() };
            self.problems = Problems::with_limit(MOST_PROBLEMS);
            (self.is_right, self.has_lost_words) = (true, true);
            (self.has_broken_names, self.is_mixed_up) = (false, false);
        }
    }

    fn lacks_several_parts(&self) -> bool {
        const LEAST: usize = 3;
        let rules = [
            Rule::UnclearRow,
            Rule::IncompleteRow,
            Rule::MissingFactor,
            Rule::UnknownFactor,
            Rule::MissingTotal,
        ];
        self.problems.listed.iter().filter(|(_, problem)| rules.contains(&problem.rule)).count() >= LEAST
    }
}

/// Returns the rows of the bare lines among the words that are page numbers, because they ascend through the document.
pub(super) fn page_numbers(sections: &[ProfileSection<'_>]) -> HashSet<usize> {
    let strays: Vec<(usize, u32)> =
        sections.iter().flat_map(|section| section.rows.stray_numbers.iter().copied()).collect();
    let ascend = strays.is_sorted_by(|(_, number), (_, next)| number < next);
    strays.into_iter().filter(|_| ascend).map(|(row, _)| row).collect()
}

/// Returns the fragments of a profile in the usual order if its title comes after both labels: directly, or after the
/// names of all factors and `JE Score/Band`, followed by the texts of all of them.
fn reordered<'d>(scheme: &Scheme, fragments: &[Fragment<'d>]) -> Option<Vec<Fragment<'d>>> {
    let [first, second, third, ..] = fragments else { return None };
    if layout::label(&first.text) != Some("") || layout::statement(&second.text) != Some("") {
        return None;
    }
    let mut order: Vec<usize> = (0..fragments.len()).collect();
    if layout::name_at(scheme, fragments, 2, true).is_none() && !third.is_head {
        order.swap(1, 2);
    } else {
        let label = fragments
            .iter()
            .position(|fragment| layout::after(&fragment.text, "je score/band") == Some(""))?;
        let end = (label + 1..fragments.len()).rev().find(|&at| {
            let next = fragments.get(at + 1).map_or("", |next| &next.text);
            let own = layout::after(&fragments[at].text, "je score").unwrap_or(&fragments[at].text);
            let is_total = |text: &str| parts_of_total(scheme, text).is_some();
            is_total(own) || is_total(&format!("{own} {next}"))
        })?;
        let is_item = |at: &usize| words::begins_list(&fragments[*at].text);
        let rows = (label + 2..end).take_while(is_item).last().map_or(label + 2, |last| last + 1);
        let heads = fragments[rows..end].iter().take_while(|fragment| fragment.is_head).count();
        let (title, items, rows) = (label + 1..label + 2, label + 2..rows, rows..rows + heads);
        let words = rows.end..end;
        let moved = [0..1, title, 1..2, items, rows, 2..label, words, label..label + 1];
        order = moved.into_iter().flatten().chain(end..fragments.len()).collect();
    }
    Some(order.into_iter().map(|at| fragments[at].clone()).collect())
}

/// Returns the names of factors below the head of the table, in reading order.
fn names<'s>(scheme: &'s Scheme, fragments: &[Fragment<'_>]) -> Vec<Name<'s>> {
    let mut names: Vec<Name<'s>> = Vec::new();
    let mut index = first_head(fragments).unwrap_or(1);
    let is_numbered = layout::is_numbered(scheme, &fragments[index.min(fragments.len())..]);
    while index < fragments.len() {
        match layout::name_at(scheme, fragments, index, is_numbered) {
            Some(name) => {
                index = name.end;
                names.push(name);
            }
            None => index += 1,
        }
    }
    names
}

/// Returns the index of the first head of a column.
fn first_head(fragments: &[Fragment<'_>]) -> Option<usize> {
    fragments.iter().position(|fragment| fragment.is_head)
}

/// Returns the title: the text between the label and the statement.
fn title(head: &[Fragment<'_>]) -> String {
    let Some(first) = head.first().and_then(|first| layout::label(&first.text)) else { return String::new() };
    let is_title = |fragment: &&Fragment<'_>| {
        layout::statement(&fragment.text).is_none() && !words::begins_list(&fragment.text)
    };
    let more = head.iter().skip(1).take_while(is_title);
    let texts: Vec<&str> =
        std::iter::once(first).chain(more.map(|fragment| fragment.text.as_str())).collect();
    texts.join(" ").trim().to_owned()
}

/// Returns the items of the statement: the text between its label and the table.
fn statement(head: &[Fragment<'_>]) -> Vec<String> {
    let Some(start) = head.iter().position(|fragment| layout::statement(&fragment.text).is_some()) else {
        return Vec::new();
    };
    let mut parts: Vec<&str> = head[start..]
        .iter()
        .flat_map(|fragment| fragment.parts.iter())
        .map(|part| part.text.as_str())
        .collect();
    if let Some(first) = parts.first_mut() {
        *first = layout::statement(first).unwrap_or_default();
    }
    parts.retain(|part| !part.is_empty());
    words::statement(&parts)
}

/// Returns the index of the total after the last name, or the number of fragments.
fn total_start(fragments: &[Fragment<'_>], from: usize) -> usize {
    let next = |index: usize| fragments.get(index + 1).map(|fragment| fragment.text.as_str());
    (from..fragments.len())
        .find(|&index| layout::total(&fragments[index].text, next(index)).is_some())
        .unwrap_or(fragments.len())
}

/// The most cells or lines of total and band.
const MOST_OF_TOTAL: usize = 6;

/// Reads `JE Score 438-448` and `Band 6`. Returns them with the index after them.
fn total<'s>(
    scheme: &'s Scheme,
    fragments: &[Fragment<'_>],
    start: usize,
    problems: &mut Problems<DocumentPlace>,
) -> (Option<Total<'s>>, usize) {
    let Some(first) = fragments.get(start) else {
        let message = "no total stands below its rows, such as `JE Score 438-448` and `Band 6`";
        let last = fragments.last().map(Fragment::place).unwrap_or_default();
        problems.add(last, Problem::new(Rule::MissingTotal, message));
        return (None, fragments.len());
    };
    let next = fragments.get(start + 1).map(|fragment| fragment.text.as_str());
    let mut text = layout::total(&first.text, next).unwrap_or_default().to_owned();
    let mut end = start + 1;
    let most = fragments.len().min(start + MOST_OF_TOTAL);
    while parts_of_total(scheme, &text).is_none() && end < most {
        text.push(' ');
        let more = &fragments[end].text;
        text += layout::after(more, "je score").unwrap_or(more);
        end += 1;
    }
    if let Some((score, band, bands)) = parts_of_total(scheme, &text) {
        let total = Total { place: first.place(), score, bands, band: band.to_owned() };
        return (Some(total), end);
    }
    let shown = short(&first.text);
    let message = format!("`{shown}` is not a total with its band, such as `JE Score 438-448` and `Band 6`");
    problems.add(first.place(), Problem::new(Rule::MissingTotal, message));
    (None, start + 1)
}

/// Parses `438-448 Band 6`, `438 – 448 / 8A – 8B` or `438-448 (Band 6*)`.
fn parts_of_total<'t, 's>(scheme: &'s Scheme, text: &'t str) -> Option<(PointsRange, &'t str, BandRun<'s>)> {
    const BETWEEN: [char; 6] = [' ', '/', '(', ',', ';', ':'];
    let ends = text.match_indices(BETWEEN).map(|(at, _)| at);
    // The range may have spaces in it, so the band begins as far behind it as it can.
    ends.into_iter().rev().find_map(|end| {
        let scores = numbers::scores(text[..end].trim_end_matches(BETWEEN))?;
        let band = text[end..].trim_matches(BETWEEN).trim_end_matches([')', '.', ' ']);
        let band = layout::after(band, "band").unwrap_or(band);
        let bands = read_bands(scheme, &without_marks(band).0)?;
        let (&min, &max) = (scores.first()?, scores.last()?);
        (scores.len() <= 2 && min <= max).then_some((PointsRange { min, max }, band, bands))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read_however_score_and_band_are_parted() {
        let scheme = Scheme::nhs_jes();
        let read = |text: &str| {
            let (score, band, bands) = parts_of_total(scheme, text)?;
            Some((score.to_string(), band.to_owned(), bands.to_string()))
        };
        for (text, score, band, bands) in [
            ("438-448 Band 6", "438–448", "6", "6"),
            ("170 Band 2*", "170", "2*", "2"),
            ("544 – 595 / Band 8A – 8B", "544–595", "8A – 8B", "8a-b"),
            ("544-595 (Band: 8a-b)", "544–595", "8a-b", "8a-b"),
            ("438-448/6", "438–448", "6", "6"),
            ("438 - 448 6", "438–448", "6", "6"),
        ] {
            assert_eq!(read(text), Some((score.to_owned(), band.to_owned(), bands.to_owned())), "{text}");
        }
        for text in [
            "438-448",
            "438-448 Band",
            "448-438 Band 6",
            "438-448 Band 12",
            "Band 6",
            "438 to 448 Band 6",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

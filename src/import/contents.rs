//! The table of contents, compared with the profiles.

use std::collections::HashMap;

use super::front::Line;
use super::marks;
use super::section::Section;
use crate::document::Place;
use crate::finding::{Problem, Problems, Rule};
use crate::names;
use crate::unprintable::short;

/// The lines of the table that no profile has taken yet, by their titles, each in the order of the table.
struct Open<'l, 's>(HashMap<String, Vec<&'l Line<'s>>>);

/// The line of the table for each profile, none where there is no such line or it has another band; and the lines that no
/// profile has.
pub(super) fn compare<'l, 's>(
    lines: &'l [Line<'s>],
    sections: &[Section<'_, 's>],
    problems: &mut Problems<Place>,
) -> (Vec<Option<&'l Line<'s>>>, Vec<&'l Line<'s>>) {
    let mut open = Open(HashMap::new());
    for line in lines {
        open.0.entry(marks::form(&line.printed.title)).or_default().push(line);
    }
    let found = sections.iter().map(|section| {
        let Some(line) = open.take(section) else {
            if !lines.is_empty() && !section.title.is_empty() {
                problems.add_error_with(section.place, || open.not_listed(section));
            }
            return None;
        };
        let bands = section.total.as_ref().map(|total| total.bands);
        match bands.filter(|bands| *bands != line.printed.bands) {
            Some(bands) => {
                let (title, listed) = (short(&section.title), line.printed.bands);
                let message =
                    format!("{title}: the table of contents says Band {listed}, but the profile ends with Band {bands}");
                problems.add(line.place, Problem::new(Rule::ContentsMismatch, message));
                None
            }
            None => Some(line),
        }
    });
    let found = found.collect();
    (found, open.left())
}

/// The problem that no profile has the title of a line.
pub(super) fn without_profile(line: &Line<'_>) -> Problem {
    let title = short(&line.printed.title);
    let message = format!("the table of contents lists `{title}`, but no profile has this title");
    Problem::new(Rule::ContentsMismatch, message)
}

impl<'l, 's> Open<'l, 's> {
    /// Takes the line of a profile. Of several with one title, each profile has the one with its own band.
    fn take(&mut self, section: &Section<'_, 's>) -> Option<&'l Line<'s>> {
        let same = self.0.get_mut(&marks::form(&section.title)).filter(|same| !same.is_empty())?;
        let bands = section.total.as_ref().map(|total| total.bands);
        let own = same.iter().position(|line| Some(line.printed.bands) == bands);
        Some(same.remove(own.unwrap_or(0)))
    }

    /// The lines that are left, in the order of the table.
    fn left(&self) -> Vec<&'l Line<'s>> {
        let mut left: Vec<&Line<'_>> = self.0.values().flatten().copied().collect();
        left.sort_by_key(|line| line.place);
        left
    }

    fn not_listed(&self, section: &Section<'_, '_>) -> Problem {
        let title = short(&section.title);
        let problem = Problem::new(
            Rule::ContentsMismatch,
            format!("{title}: the table of contents does not list this profile"),
        );
        let left = self.left();
        match names::nearest(&section.title, left.iter().map(|line| line.printed.title.as_str())) {
            Some(nearest) => problem.help(format!("it lists `{}`", short(nearest))),
            None => problem,
        }
    }
}

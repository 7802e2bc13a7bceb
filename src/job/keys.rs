//! The keys of a job other than `factors`: one description for job files, lines of NDJSON and rows.
//!
//! A new key takes an entry here and one in [`file_keys`], which holds what schemas and messages say
//! of it.

use super::expectation::{find_outcome, read_total};
use super::headcount::Headcount;
use super::members::read_members;
use super::types::Job;
use crate::file_keys::{self, Shape};
use crate::names;
use crate::scheme::read_band_run;
use crate::yaml::Node;

/// A key of a job, its columns, and its place in the job.
#[derive(Debug)]
pub(super) struct JobKey {
    /// Key of the mapping that holds it, such as `expect`; empty for a key of the job itself.
    pub(super) mapping: &'static str,
    pub(super) name: &'static str,
    /// Headings of its column in normal form; empty for a key that rows cannot state.
    headings: &'static [&'static str],
    /// Headings that name its column in a header with none of the others.
    second_headings: &'static [&'static str],
    /// True if results carry the value through, because they do not show it themselves.
    pub(super) is_carried: bool,
    /// Returns the value as the name of a group of jobs; `None` for a key that does not group jobs.
    pub(super) group: Option<Group>,
    pub(super) value: KeyValue,
}

/// Kind of the value of a key, and its place in the job.
#[derive(Debug)]
pub(super) enum KeyValue {
    /// A text of people's own words.
    Words(TextPlace),
    /// A short text that may look like a whole number.
    Label(TextPlace),
    /// Text that may be empty.
    Prose(TextPlace),
    /// Any other value: a function that reads it and puts it into the job, given the name of the key for messages.
    Other(fn(&mut Job<'_>, Node<'_>, &'static str)),
}

use KeyValue::{Label, Other, Prose, Words};

/// Function that returns the place of a text in a job.
type TextPlace = for<'j> fn(&'j mut Job<'_>) -> &'j mut Option<String>;

/// Function that returns a value of a job.
type Group = for<'j> fn(&'j Job<'_>) -> Option<&'j str>;

/// All keys of a job other than `factors`, in the order in which they are read.
pub(super) static JOB_KEYS: [JobKey; 13] = [
    JobKey::new("", "id", Label(|job| &mut job.id))
        .columns(&["id"])
        .second_columns(&["jobid"])
        .grouping(|job| job.id()),
    JobKey::new("", "title", Other(read_title))
        .columns(&["title"])
        .second_columns(&["jobtitle"])
        .grouping(|job| Some(job.title())),
    JobKey::new("", "organisation", Words(|job| &mut job.details.organisation))
        .columns(&["organisation"])
        .carried()
        .grouping(|job| job.organisation()),
    JobKey::new("", "reports_to", Label(|job| &mut job.details.reports_to))
        .columns(&["reportsto"])
        .carried()
        .grouping(|job| job.reports_to()),
    JobKey::new("", "headcount", Other(read_headcount)).columns(&["headcount"]).carried(),
    JobKey::new("panel", "date", Other(read_panel_date)),
    JobKey::new("panel", "members", Other(read_panel_members)),
    JobKey::new("panel", "status", Other(read_panel_status)),
    JobKey::new("", "notes", Prose(|job| &mut job.details.notes)),
    JobKey::new("expect", "band", Other(read_expected_band))
        .columns(&["expectband", "expectedband"])
        .carried(),
    JobKey::new("expect", "total", Other(read_expected_total))
        .columns(&["expecttotal", "expectedtotal"])
        .carried(),
    JobKey::new("expect", "profile", Other(read_expected_profile))
        .columns(&["expectprofile", "expectedprofile"])
        .carried(),
    JobKey::new("expect", "outcome", Other(read_expected_outcome))
        .columns(&["expectoutcome", "expectedoutcome"])
        .carried(),
];

impl PartialEq for JobKey {
    fn eq(&self, other: &JobKey) -> bool {
        (self.mapping, self.name) == (other.mapping, other.name)
    }
}

impl Eq for JobKey {}

impl JobKey {
    const fn new(mapping: &'static str, name: &'static str, value: KeyValue) -> JobKey {
        JobKey { mapping, name, headings: &[], second_headings: &[], is_carried: false, group: None, value }
    }

    /// Reads the value and puts it into the job. Adds its problems to the node.
    pub(super) fn read(&self, job: &mut Job<'_>, node: Node<'_>) {
        match self.value {
            Words(place) => *place(job) = node.words(self.name),
            Label(place) => *place(job) = node.label(self.name),
            Prose(place) => *place(job) = node.prose(self.name),
            Other(read) => read(job, node, self.name),
        }
    }

    const fn columns(self, headings: &'static [&'static str]) -> JobKey {
        JobKey { headings, ..self }
    }

    const fn second_columns(self, second_headings: &'static [&'static str]) -> JobKey {
        JobKey { second_headings, ..self }
    }

    const fn carried(self) -> JobKey {
        JobKey { is_carried: true, ..self }
    }

    const fn grouping(self, group: Group) -> JobKey {
        JobKey { group: Some(group), ..self }
    }

    /// Returns the key of a job itself, not of a mapping in it.
    pub(super) fn find(name: &str) -> Option<&'static JobKey> {
        JOB_KEYS.iter().find(|key| key.mapping.is_empty() && key.name == name)
    }

    /// Returns the key whose columns have this heading. Case and separators are ignored.
    pub(super) fn from_heading(heading: &str) -> Option<&'static JobKey> {
        let form = names::normalise(heading);
        JOB_KEYS.iter().find(|key| key.headings.contains(&form.as_str()))
    }

    /// Returns true for a heading that names the column of the key if no other column does.
    pub(super) fn has_second_heading(&self, heading: &str) -> bool {
        self.second_headings.contains(&names::normalise(heading).as_str())
    }

    pub(super) fn has_second_headings(&self) -> bool {
        !self.second_headings.is_empty()
    }

    /// Returns the key of this name if jobs can be grouped by it. Case and separators are ignored.
    pub(super) fn for_groups(name: &str) -> Option<&'static JobKey> {
        let form = names::normalise(name);
        group_keys().find(|key| names::normalise(key.name) == form)
    }

    /// Returns the name of its column as help texts write it, such as `expect_band`; `None` for a key that rows cannot
    /// state.
    pub(super) fn column_name(&self) -> Option<String> {
        let name = match self.mapping {
            "" => self.name.to_owned(),
            mapping => format!("{mapping}_{}", self.name),
        };
        Some(name).filter(|_| !self.headings.is_empty())
    }

    /// Returns true if its value is a number, which a cell holds as text.
    pub(super) fn is_number(&self) -> bool {
        let mappings = [("", &file_keys::JOB), ("panel", &file_keys::PANEL), ("expect", &file_keys::EXPECT)];
        mappings.iter().filter(|(name, _)| *name == self.mapping).any(|(_, mapping)| {
            let value = mapping.keys.iter().find(|key| key.name == self.name).map(|key| &key.value);
            matches!(value, Some(Shape::Points | Shape::Total | Shape::Headcount))
        })
    }
}

/// Returns the keys by which jobs can be grouped.
pub(super) fn group_keys() -> impl Iterator<Item = &'static JobKey> {
    JOB_KEYS.iter().filter(|key| key.group.is_some())
}

fn read_title(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    job.title = node.words(name).unwrap_or_default();
}

fn read_headcount(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    job.details.headcount = Headcount::read(node, name);
}

fn read_panel_date(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(date) = node.parsed(name) {
        job.panel_mut().date = Some(date);
    }
}

fn read_panel_members(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(members) = read_members(node, name).filter(|members| !members.is_empty()) {
        job.panel_mut().members = members;
    }
}

fn read_panel_status(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(status) = node.parsed(name) {
        job.panel_mut().status = Some(status);
    }
}

fn read_expected_band(job: &mut Job<'_>, node: Node<'_>, _name: &'static str) {
    if let Some(band) = read_band_run(job.scheme, node) {
        job.expectation_mut().band = Some(band);
    }
}

fn read_expected_total(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(total) = read_total(node, name) {
        job.expectation_mut().total = Some(total);
    }
}

fn read_expected_profile(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(profile) = node.text(name) {
        job.expectation_mut().profile = Some(profile);
    }
}

fn read_expected_outcome(job: &mut Job<'_>, node: Node<'_>, name: &'static str) {
    if let Some(outcome) = node.text(name).and_then(|text| node.ok(find_outcome(&text))) {
        job.expectation_mut().outcome = Some(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_job_file_is_read() {
        let mut in_files = Vec::new();
        for key in file_keys::JOB.keys {
            match &key.value {
                Shape::Mapping(mapping) => in_files.extend(mapping.key_names().map(|name| (key.name, name))),
                _ if key.name == "factors" => {}
                _ => in_files.push(("", key.name)),
            }
        }
        let mut read: Vec<(&str, &str)> = JOB_KEYS.iter().map(|key| (key.mapping, key.name)).collect();
        in_files.sort_unstable();
        read.sort_unstable();
        assert_eq!(in_files, read);
    }

    #[test]
    fn a_column_named_like_a_key_holds_it() {
        for key in &JOB_KEYS {
            if let Some(name) = key.column_name() {
                assert_eq!(JobKey::from_heading(&name), Some(key), "{name}");
            }
        }
        let numbers = JOB_KEYS.iter().filter(|key| key.is_number()).map(|key| key.name);
        assert_eq!(numbers.collect::<Vec<_>>(), ["headcount", "total"]);
    }
}

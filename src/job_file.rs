//! Writes jobs as YAML job files.

use crate::job::{Assessment, Expectation, Headcount, Job, Panel};
use crate::scheme::PointsRange;
use crate::template::{key, level, text};

/// Writes jobs as a YAML job file, which [`Job::read`] reads back: the same jobs with every key that they have.
///
/// Texts lose spaces around them, as they do whenever a file is read.
///
/// ```
/// use jobeval::{Job, Scheme, job_file};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scheme = Scheme::nhs_jes();
/// let mut porter = Job::new("Porter", scheme).with_id("JD-7");
/// porter.assess("physical effort", "4(b)")?.set_evidence("Moves patients all day.");
/// let file = job_file(&[porter]);
/// assert!(file.starts_with("id: JD-7\ntitle: Porter\nfactors:\n"));
/// assert_eq!(Job::read("porter.yaml", &file, scheme).items[0].id(), Some("JD-7"));
/// # Ok(())
/// # }
/// ```
pub fn job_file(jobs: &[Job<'_>]) -> String {
    jobs.iter().map(Job::to_yaml).collect::<Vec<_>>().join("---\n")
}

impl Job<'_> {
    /// Writes the job as one YAML document of a job file, as [`job_file()`] does.
    pub fn to_yaml(&self) -> String {
        let mut file = String::new();
        push(&mut file, "", "id", self.id().map(text));
        push(&mut file, "", "title", Some(text(self.title())));
        push(&mut file, "", "organisation", self.organisation().map(text));
        push(&mut file, "", "reports_to", self.reports_to().map(text));
        push(&mut file, "", "headcount", self.headcount().map(headcount));
        if let Some(panel) = self.panel() {
            push_panel(&mut file, panel);
        }
        push(&mut file, "", "notes", self.notes().map(text));
        file += "factors:\n";
        self.assessments().iter().for_each(|assessment| push_assessment(&mut file, assessment));
        if let Some(expectation) = self.expectation() {
            push_expectation(&mut file, expectation);
        }
        file
    }
}

/// Adds a key with its value, if there is one.
fn push(file: &mut String, indent: &str, key: &str, value: Option<String>) {
    if let Some(value) = value {
        *file += &format!("{indent}{key}: {value}\n");
    }
}

fn headcount(headcount: Headcount) -> String {
    headcount.known().map_or_else(|| "\"?\"".to_owned(), |number| number.to_string())
}

fn push_panel(file: &mut String, panel: &Panel) {
    let Panel { date, members, status } = panel;
    *file += "panel:\n";
    push(file, "  ", "date", date.map(|date| text(&date.to_string())));
    if !members.is_empty() {
        *file += "  members:\n";
        members.iter().for_each(|member| *file += &format!("    - {}\n", text(member)));
    }
    push(file, "  ", "status", status.map(|status| status.id().to_owned()));
}

/// Adds a factor: its level alone, or a mapping if there is evidence. A factor that is not assessed has no value.
fn push_assessment(file: &mut String, assessment: &Assessment<'_>) {
    let key = key(assessment.factor());
    let level =
        assessment.levels().map(|levels| format!(" {}", level(&levels.to_string()))).unwrap_or_default();
    match assessment.evidence() {
        None => *file += &format!("  {key}:{level}\n"),
        Some(evidence) => {
            *file += &format!("  {key}:\n    level:{level}\n    evidence: {}\n", text(evidence));
        }
    }
}

fn push_expectation(file: &mut String, expectation: &Expectation<'_>) {
    let Expectation { band, total, profile, outcome } = expectation;
    *file += "expect:\n";
    push(file, "  ", "band", band.map(|band| text(&band.to_string())));
    push(file, "  ", "total", total.map(points));
    push(file, "  ", "profile", profile.as_deref().map(text));
    push(file, "  ", "outcome", outcome.map(|outcome| outcome.id().to_owned()));
}

fn points(PointsRange { min, max }: PointsRange) -> String {
    if min == max { min.to_string() } else { format!("{{min: {min}, max: {max}}}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::file_keys::{ASSESSMENT, EXPECT, JOB, PANEL};
    use crate::scheme::Scheme;

    const FULL: &str = r#"
id: "1042"
title: "Nurse, Ward #3: \"nights\""
organisation: North Wing
reports_to: "0088"
headcount: 3
panel:
  date: "2026-03-14"
  members: [A. Osei (staff side, Unite), "Shaw, B"]
  status: consistency_checked
notes: "Two\nlines, and a # sign"
factors:
  communication: 6
  knowledge: {level: "2(a), 4(b)", evidence: "yes"}
  policy: 2-3
  freedom: {evidence: "Works alone: see section 4"}
  mental_effort: 4(b)
expect: {band: 8a-c, total: {min: 540, max: 674}, profile: arts-therapist, outcome: no_match}
"#;

    fn read(text: &str) -> Vec<Job<'static>> {
        let read = Job::read("jobs.yaml", text, Scheme::nhs_jes());
        assert_eq!(read.findings, [], "{text}");
        read.items
    }

    /// Everything in a job but its place.
    fn content(job: &Job<'_>) -> String {
        let names = (job.id(), job.title(), job.organisation(), job.reports_to());
        let more = (job.headcount(), job.panel(), job.notes(), job.expectation(), job.assessments());
        format!("{names:?} {more:?}")
    }

    #[test]
    fn jobs_are_read_back_with_every_key() {
        let mut jobs = read(FULL);
        jobs.extend(read("{title: Clerk, factors: {}, headcount: not known, expect: {total: 300}}"));
        let file = job_file(&jobs);
        let again = read(&file);
        assert_eq!(
            again.iter().map(content).collect::<Vec<_>>(),
            jobs.iter().map(content).collect::<Vec<_>>()
        );
        assert_eq!(job_file(&again), file);
        let keys = [&JOB, &PANEL, &ASSESSMENT, &EXPECT].into_iter().flat_map(|mapping| mapping.key_names());
        for key in keys {
            assert!(file.lines().any(|line| line.trim().starts_with(&format!("{key}:"))), "{key}\n{file}");
        }
        for line in ["  date: \"2026-03-14\"", "id: \"1042\"", "  policy_and_service_development: 2-3"] {
            assert!(file.lines().any(|written| written == line), "{line}\n{file}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(words in "\\PC{0,8}[-:#\\[\\]{},\n\"'&*!%@`?~ a9\u{85}]{0,6}[a-z7]") {
            let words = words.trim();
            let job = Job::new(words, Scheme::nhs_jes()).with_id(words).with_organisation(words).with_notes(words);
            let mut job = job.with_panel(Panel { members: vec!["A".into()], ..Panel::default() });
            job.assess("12", "3").unwrap().set_evidence(words);
            prop_assert_eq!(content(&read(&job.to_yaml())[0]), content(&job));
        }
    }
}

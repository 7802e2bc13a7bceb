//! Loads jobs, suites and schemes from YAML files by their paths.
//!
//! The path is the name of the file in results and findings. A file that cannot be read gives a finding with
//! [`Rule::Unreadable`].

use std::fs;
use std::path::Path;

use crate::encoding;
use crate::finding::{Finding, Problem, Read, ReadError, Rule};
use crate::job::Job;
use crate::profile::Profiles;
use crate::scheme::Scheme;

impl Scheme {
    /// Loads a scheme from a YAML file.
    ///
    /// # Errors
    /// All findings, if any of them is an error.
    pub fn load(path: impl AsRef<Path>) -> Result<Scheme, ReadError> {
        match read_text(path.as_ref()) {
            Ok((source, text)) => Scheme::read(&source, &text),
            Err(finding) => Err(ReadError { findings: vec![finding] }),
        }
    }
}

impl<'s> Job<'s> {
    /// Loads every job of a YAML file, as [`Job::read`] reads them. [`RowFile`](crate::job::RowFile) reads CSV and NDJSON.
    pub fn load(path: impl AsRef<Path>, scheme: &'s Scheme) -> Read<Job<'s>> {
        match read_text(path.as_ref()) {
            Ok((source, text)) => Job::read(&source, &text, scheme),
            Err(finding) => Read { items: Vec::new(), findings: vec![finding], refused: 1 },
        }
    }
}

impl Profiles<'_> {
    /// Adds the suites of a YAML file, as [`Profiles::read`] does, and returns all findings.
    pub fn load(&mut self, path: impl AsRef<Path>) -> Vec<Finding> {
        match read_text(path.as_ref()) {
            Ok((source, text)) => self.read(&source, &text),
            Err(finding) => vec![finding],
        }
    }
}

/// Reads a file as UTF-8. Returns its name and its text.
fn read_text(path: &Path) -> Result<(String, String), Finding> {
    let source = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| {
        Finding::about(&source, Problem::new(Rule::Unreadable, format!("the file cannot be read: {error}")))
    })?;
    let text = encoding::decode(&source, bytes)?;
    Ok((source, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_loaded_under_their_paths() {
        let scheme = Scheme::load("profiles/scheme.yaml").unwrap();
        let mut profiles = Profiles::new(&scheme);
        assert_eq!(profiles.load("profiles/arts-therapies.yaml"), []);
        let read = Job::load("examples/senior-art-therapist.yaml", &scheme);
        assert_eq!((read.findings.len(), read.refused), (0, 0));
        assert_eq!(read.items[0].source(), "examples/senior-art-therapist.yaml");
        assert!(crate::compare(&read.items[0], profiles.find("arts-therapist").unwrap()).is_ok());
    }

    #[test]
    fn a_file_that_cannot_be_read_gives_a_finding() {
        let scheme = Scheme::nhs_jes();
        let read = Job::load("no-such-file.yaml", scheme);
        assert_eq!((read.items.len(), read.refused), (0, 1));
        let findings = [
            &Scheme::load("no-such-file.yaml").unwrap_err().findings[0],
            &Profiles::new(scheme).load("no-such-file.yaml")[0],
            &read.findings[0],
        ];
        for finding in findings {
            assert_eq!((&*finding.source, finding.problem.rule), ("no-such-file.yaml", Rule::Unreadable));
        }
    }
}

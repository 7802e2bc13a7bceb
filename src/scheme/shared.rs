//! Schemes that live as long as the program.

use std::sync::{Mutex, PoisonError};

use super::types::Scheme;

/// The schemes that are shared, each once.
static SHARED: Mutex<Vec<&'static Scheme>> = Mutex::new(Vec::new());

impl Scheme {
    /// Keeps the scheme until the program ends, so that jobs and profiles that borrow it can be stored anywhere.
    ///
    /// Memory grows with the number of different schemes, not with the number of calls: a scheme read from a file of the
    /// same name and content is dropped, and the first one returned. No scheme is ever freed, so a program that reads many
    /// different schemes, for example from its users, should borrow them instead.
    ///
    /// ```
    /// use jobeval::finding::ReadError;
    /// use jobeval::{Job, Profiles, Scheme};
    ///
    /// struct Library {
    ///     scheme: &'static Scheme,
    ///     profiles: Profiles<'static>,
    ///     jobs: Vec<Job<'static>>,
    /// }
    ///
    /// impl Library {
    ///     fn new(scheme: &str, suite: &str, jobs: &str) -> Result<Library, ReadError> {
    ///         let scheme = Scheme::read("scheme.yaml", scheme)?.shared();
    ///         let mut profiles = Profiles::new(scheme);
    ///         let findings = profiles.read("suite.yaml", suite);
    ///         let jobs = Job::read("jobs.yaml", jobs, scheme);
    ///         if findings.is_empty() && jobs.findings.is_empty() {
    ///             Ok(Library { scheme, profiles, jobs: jobs.items })
    ///         } else {
    ///             Err(ReadError { findings: [findings, jobs.findings].concat() })
    ///         }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let scheme = include_str!("../../profiles/scheme.yaml");
    /// # let suite = include_str!("../../profiles/arts-therapies.yaml");
    /// # let jobs = include_str!("../../examples/senior-art-therapist.yaml");
    /// let library = Library::new(scheme, suite, jobs)?;
    /// let profile = library.profiles.find("arts-therapist")?;
    /// let comparison = jobeval::compare(&library.jobs[0], profile)?;
    /// assert_eq!(comparison.verdict.outcome.id(), "profile_match");
    /// assert_eq!(library.scheme.id(), "nhs-jes");
    /// # Ok(())
    /// # }
    /// ```
    pub fn shared(self) -> &'static Scheme {
        // A panic elsewhere cannot leave the list half changed.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shared.iter().find(|known| known.origin == self.origin) {
            return known;
        }
        let scheme: &'static Scheme = Box::leak(Box::new(self));
        shared.push(scheme);
        scheme
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_kept_once_for_each_name_and_content() {
        let text = include_str!("../../profiles/scheme.yaml");
        let shared = |source, text: &str| Scheme::read(source, text).unwrap().shared();
        let first = shared("shared.yaml", text);
        assert!(std::ptr::eq(first, shared("shared.yaml", text)));
        for other in [shared("other.yaml", text), shared("shared.yaml", &format!("{text}\n"))] {
            assert!(!std::ptr::eq(first, other));
            assert_eq!(other.factors(), first.factors());
        }
    }
}

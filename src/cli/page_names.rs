//! Names for the files of a folder of pages.

use std::collections::HashSet;

use jobeval::Job;

/// Gives each page of a folder a name of its own, on every file system, whatever its job is called.
pub(super) struct PageNames {
    ending: &'static str,
    /// The names that are given, in lower case: to some file systems, upper and lower case are the same.
    taken: HashSet<String>,
}

/// The longest name without what makes it different from others.
const LONGEST: usize = 80;

/// What a file may not be called on Windows, with any ending.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

impl PageNames {
    /// Names with this ending.
    pub(super) fn new(ending: &'static str) -> PageNames {
        PageNames { ending, taken: HashSet::new() }
    }

    /// The name of the index.
    pub(super) fn index(&mut self) -> String {
        self.unique("index")
    }

    /// The name of a job's page: its id or else its title, as far as it can be a name.
    pub(super) fn for_job(&mut self, job: &Job<'_>) -> String {
        let name = plain(job.id().unwrap_or(job.title()));
        self.unique(if name.is_empty() { "job" } else { &name })
    }

    fn unique(&mut self, name: &str) -> String {
        let numbered = (2_usize..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        // Some number is always free.
        let free = names.find(|name| self.taken.insert(name.to_ascii_lowercase())).unwrap_or_default();
        format!("{free}.{}", self.ending)
    }
}

/// The letters, digits, dots and underscores of a text, all of them ASCII, with a hyphen for what stands between them.
pub(super) fn plain(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().map(|c| if c.is_ascii_alphanumeric() || "._".contains(c) { c } else { '-' }) {
        if c != '-' || !name.ends_with('-') {
            name.push(c);
        }
    }
    name.truncate(LONGEST);
    let name = name.trim_matches(['-', '.']);
    let first = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_reserved = RESERVED.contains(&first.trim_end_matches(|c: char| c.is_ascii_digit()));
    if is_reserved { format!("job-{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use jobeval::Scheme;

    use super::*;

    fn names(ids: &[&str]) -> Vec<String> {
        let mut names = PageNames::new("html");
        assert_eq!(names.index(), "index.html");
        ids.iter().map(|&id| names.for_job(&Job::new("Clerk", Scheme::nhs_jes()).with_id(id))).collect()
    }

    #[test]
    fn names_say_which_job_it_is() {
        assert_eq!(
            names(&["JD-1042", "Band 7, night shift", "R&D_2.1"]),
            ["JD-1042.html", "Band-7-night-shift.html", "R-D_2.1.html"]
        );
    }

    #[test]
    fn no_name_leads_out_of_the_folder_or_means_something_else() {
        let ids = [
            "../../etc/passwd",
            "/etc/passwd",
            "..",
            ".hidden",
            "C:\\a",
            "a\0b",
            "javascript:x",
            "看護師",
            "%2e%2e",
        ];
        assert_eq!(
            names(&ids),
            [
                "etc-passwd.html",
                "etc-passwd-2.html",
                "job.html",
                "hidden.html",
                "C-a.html",
                "a-b.html",
                "javascript-x.html",
                "job-2.html",
                "2e-2e.html",
            ]
        );
        assert_eq!(
            names(&["CON", "nul.txt", "com1", "Aux", "console"]),
            ["job-CON.html", "job-nul.txt.html", "job-com1.html", "job-Aux.html", "console.html"]
        );
        assert_eq!(names(&[&"é/x".repeat(1000)])[0].len(), LONGEST + ".html".len() - 1);
    }

    #[test]
    fn no_two_names_are_the_same_whatever_their_case() {
        assert_eq!(
            names(&["a", "A", "a-2", "INDEX", "a", "a-2"]),
            ["a.html", "A-2.html", "a-2-2.html", "INDEX-2.html", "a-3.html", "a-2-3.html"]
        );
    }
}

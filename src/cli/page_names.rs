//! Names for the files of a folder of pages.

use std::collections::HashSet;

use jobeval::Job;

/// File names of a folder of pages, each unique on every file system.
pub(super) struct PageNames {
    extension: &'static str,
    /// Names in use, in lower case: some file systems ignore case.
    taken: HashSet<String>,
}

/// Longest name in bytes, without the number that makes it unique.
const LONGEST: usize = 80;

/// Names that Windows reserves, with any extension and any number after them.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

impl PageNames {
    /// Returns names with this extension.
    pub(super) fn new(extension: &'static str) -> PageNames {
        PageNames { extension, taken: HashSet::new() }
    }

    /// Returns the name of the index.
    pub(super) fn index(&mut self) -> String {
        self.unique("index")
    }

    /// Returns the name of a job's page, made from its id or else its title.
    pub(super) fn for_job(&mut self, job: &Job<'_>) -> String {
        let name = plain(job.id().unwrap_or(job.title()));
        self.unique(if name.is_empty() { "job" } else { &name })
    }

    /// Adds a number to a name if it is taken.
    fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut number = 1;
        while !self.taken.insert(unique.to_ascii_lowercase()) {
            number += 1;
            unique = format!("{name}-{number}");
        }
        format!("{unique}.{}", self.extension)
    }
}

/// Returns a file name made from a text: its ASCII letters, digits, dots and underscores, with hyphens between them.
pub(super) fn plain(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().map(|c| if c.is_ascii_alphanumeric() || "._".contains(c) { c } else { '-' }) {
        if c != '-' || !name.ends_with('-') {
            name.push(c);
        }
    }
    name.truncate(LONGEST);
    let trimmed = name.trim_matches(['-', '.']);
    if is_reserved(trimmed) { format!("job-{trimmed}") } else { trimmed.to_owned() }
}

/// Returns true for `con`, `Nul.txt`, `com1` and the like.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    RESERVED.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()))
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

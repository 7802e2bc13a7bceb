//! What the command `profiles import` reads and writes, and what it says of a new edition.

use std::fs;

use crate::run::{TROUBLE, YES, command, ended};

/// A folder with documents, in which the command runs.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::create_dir_all(desk.0.path().join("documents/more")).unwrap();
        desk.put("documents/clerks.txt", &document());
        desk
    }

    fn put(&self, path: &str, text: &str) {
        fs::write(self.0.path().join(path), text).unwrap();
    }

    fn get(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap_or_default()
    }

    fn copy(&self, from: &str, to: &str) {
        fs::copy(from, self.0.path().join(to)).unwrap();
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.0.path().join(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn import(&self, arguments: &[&str]) -> crate::run::Ended {
        let mut command = command(&[&["profiles", "import"], arguments].concat());
        ended(command.current_dir(self.0.path()).output().unwrap())
    }
}

fn document() -> String {
    let text = fs::read_to_string("examples/ward-clerks.txt").unwrap();
    text.replace(
        "National Profiles for Ward Clerks (made up for this example)",
        "National Profiles for Ward Clerks",
    )
}

/// The last lines of a text.
fn last(text: &str, count: usize) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].to_vec()
}

const CLERKS: &str =
    "2 profiles imported, 0 refused, 0 warnings; 32 levels agree with 32 scores, 2 totals agree";

#[test]
fn a_folder_of_documents_becomes_a_folder_of_suites_with_a_line_for_each() {
    let desk = Desk::new();
    desk.copy("tests/data/documents/arts-therapies.pdf", "documents/more/arts.PDF");
    desk.put("documents/more/.hidden.txt", "no");
    desk.put("documents/more/picture.png", "no");
    desk.put("documents/old.rtf", "{\\rtf1 text}");
    desk.put(
        "documents/wrong.txt",
        &document().replace("Ward Clerks", "Porters").replace("163-170", "163-171"),
    );
    let (status, out, err) = desk.import(&["documents", "--output", "suites"]);
    assert_eq!((status, &*out), (TROUBLE, ""), "{err}");
    assert_eq!(desk.files("suites"), ["arts-therapies.yaml", "porters.yaml", "ward-clerks.yaml"]);
    let lines = last(&err, 5);
    assert_eq!(lines[0], format!("documents/clerks.txt: {CLERKS}; written to suites/ward-clerks.yaml"));
    assert!(
        lines[1]
            .starts_with("documents/more/arts.PDF: 5 profiles imported, 0 refused, 0 warnings; 80 levels")
    );
    assert_eq!(lines[2], "documents/old.rtf: cannot be read");
    assert!(lines[3].starts_with(
        "documents/wrong.txt: 1 profile imported, 1 refused (Ward Clerk), 0 warnings; 16 levels"
    ));
    assert_eq!(lines[4], "4 documents: 8 profiles imported, 1 refused; no profile of 1 document");
    // Ids are unique among all suites, so that they are read together; those of the arts therapies are built in as well.
    fs::remove_file(desk.0.path().join("suites/arts-therapies.yaml")).unwrap();
    let mut check = command(&["profiles", "check", "--profiles", "suites"]);
    let (status, _, err) = ended(check.current_dir(desk.0.path()).output().unwrap());
    assert_eq!((status, &*err), (YES, ""));
}

#[test]
fn a_folder_is_one_that_exists_ends_in_a_slash_or_is_for_several() {
    for (output, file) in
        [("new", "new"), ("new/", "new/ward-clerks.yaml"), ("documents", "documents/ward-clerks.yaml")]
    {
        let desk = Desk::new();
        let (status, _, err) = desk.import(&["documents/clerks.txt", "--output", output]);
        assert_eq!(status, YES, "{err}");
        assert!(desk.get(file).starts_with("suite: ward-clerks\n"), "{output}");
    }
    let desk = Desk::new();
    let (status, _, err) = desk.import(&["documents/clerks.txt", "--output", "new/", "--suite", "../a b"]);
    assert_eq!((status, desk.files("new")), (YES, vec!["a-b.yaml".to_owned()]), "{err}");
    let (status, _, err) = desk.import(&["documents", "--suite", "x", "--output", "all.yaml"]);
    assert_eq!(
        (status, desk.files(".").len()),
        (YES, 3),
        "one document in a folder has a suite of its own: {err}"
    );
    fs::create_dir(desk.0.path().join("empty")).unwrap();
    let (status, _, err) = desk.import(&["empty"]);
    assert_eq!(status, TROUBLE);
    assert!(err.contains("this folder has no .pdf, .docx, .doc, .rtf"), "{err}");
}

#[test]
fn two_documents_of_one_suite_do_not_take_each_others_place() {
    let desk = Desk::new();
    desk.put("documents/next.txt", &document().replace("Answers", "Takes"));
    let (status, _, err) = desk.import(&["documents", "--output", "suites"]);
    assert_eq!(status, TROUBLE);
    assert_eq!(desk.files("suites"), ["ward-clerks.yaml"]);
    assert!(desk.get("suites/ward-clerks.yaml").contains("Answers"));
    assert!(
        err.contains("documents/next.txt: another document makes a suite with the id `ward-clerks`"),
        "{err}"
    );
}

#[test]
fn a_new_edition_says_what_changed_in_each_profile() {
    let desk = Desk::new();
    assert_eq!(desk.import(&["documents", "--output", "suites"]).0, YES);
    let (status, out, _) = desk.import(&["documents", "--output", "suites"]);
    assert_eq!((status, &*out), (YES, "No profile changed.\n"));

    // Freedom to Act of the first profile goes up a level, the second profile has a new title, its band a mark.
    let new = document()
        .replace("asks the ward manager</p>\t2\t12", "asks the ward manager\u{a0}</p>\t2-3\t12-21")
        .replace("163-170", "163-179")
        .replace("Answers calls", "Takes calls")
        .replace("Ward Clerk, Team Leader", "Ward Clerk Manager")
        .replace("* New profile, September 2024", "* Archived in May 2026");
    desk.put("documents/clerks.txt", &new);
    let (status, out, err) = desk.import(&["documents", "--output", "suites", "--format", "csv"]);
    assert_eq!(status, YES, "{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines,
        [
            "suite,profile,title,change,factor,old,new",
            "ward-clerks,ward-clerk,Ward Clerk,score,,163–170,163–179",
            "ward-clerks,ward-clerk,Ward Clerk,example,communication_and_relationship_skills,\"Answers calls, greets visitors, passes messages to nurses\",\"Takes calls, greets visitors, passes messages to nurses\"",
            "ward-clerks,ward-clerk,Ward Clerk,levels,freedom_to_act,2,2-3",
            "ward-clerks,ward-clerk-manager,Ward Clerk Manager,added,,,\"Band 3, 218–234\"",
            "ward-clerks,ward-clerk-team-leader,\"Ward Clerk, Team Leader\",removed,,\"Band 3, 218–234\",",
        ]
    );
    assert!(
        desk.get("suites/ward-clerks.yaml").contains("Ward Clerk Manager"),
        "the new edition took its place"
    );
}

#[test]
fn profiles_that_are_refused_in_a_new_edition_are_not_said_to_be_removed() {
    let desk = Desk::new();
    assert_eq!(desk.import(&["documents/clerks.txt", "--output", "clerks.yaml"]).0, YES);
    desk.put("documents/clerks.txt", &document().replace("163-170", "163-171"));
    let (status, out, err) =
        desk.import(&["documents/clerks.txt", "--output", "clerks.yaml", "--format", "json"]);
    assert_eq!(status, TROUBLE, "{err}");
    let changes: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(changes[0]["change"], "refused");
    assert_eq!(
        (&changes[0]["profile"], &changes[0]["new"]),
        (&"ward-clerk".into(), &serde_json::Value::Null)
    );
    assert_eq!(changes.as_array().unwrap().len(), 1);
}

#[test]
fn changes_follow_suites_on_standard_output_on_standard_error() {
    let desk = Desk::new();
    assert_eq!(desk.import(&["documents", "--output", "suites/"]).0, YES);
    desk.put("documents/clerks.txt", &document().replace("Answers calls", "Takes calls"));
    let (status, out, err) = desk.import(&["documents", "--profiles", "suites"]);
    assert_eq!(status, YES);
    assert!(out.starts_with("suite: ward-clerks\n") && !out.contains("Changes"), "{out}");
    assert!(
        err.contains("Changes in the suite ward-clerks\n") && err.contains("1 change in 1 profile\n"),
        "{err}"
    );
    assert_eq!(last(&err, 1), [format!("documents/clerks.txt: {CLERKS}")]);
}

#[test]
fn suites_are_replaced_by_their_new_edition_alone() {
    let desk = Desk::new();
    desk.copy("tests/data/documents/arts-therapies.docx", "arts.docx");
    for document in ["documents", "arts.docx"] {
        assert_eq!(desk.import(&[document, "--output", "suites/"]).0, YES);
    }
    let arts = "suites/arts-therapies.yaml";
    let before = desk.get(arts);
    for (output, status) in
        [("suites", YES), ("suites/ward-clerks.yaml", YES), (arts, TROUBLE), ("other.yaml", YES)]
    {
        let (ended, _, err) =
            desk.import(&["documents/clerks.txt", "--profiles", "suites", "--output", output]);
        assert_eq!(ended, status, "{output}: {err}");
        assert_eq!(err.contains("would be overwritten"), status == TROUBLE, "{output}: {err}");
    }
    assert_eq!(desk.get(arts), before);
    assert_eq!(desk.get("documents/clerks.txt"), document());
    // A file of the name that a suite is to have, but holds another suite or none, is not replaced.
    for text in [before.as_str(), "suite: ward-clerks\n"] {
        desk.put("suites/ward-clerks.yaml", text);
        fs::remove_file(desk.0.path().join(arts)).ok();
        assert_eq!(desk.import(&["documents", "--output", "suites"]).0, TROUBLE);
        assert_eq!(desk.get("suites/ward-clerks.yaml"), text);
    }
    assert!(desk.files("suites").iter().all(|name| name.ends_with(".yaml")), "no temporary file is left");
}

//! Proves which jobs `diff` takes for the same, and what it says has changed in them.

use jobeval::diff::{Diff, Version};
use jobeval::score::Score;
use jobeval::{Job, diff};

use crate::library::{SCHEME, job, jobs};

/// The jobs of two files.
fn compared<'j>(old: &'j [Job<'j>], new: &'j [Job<'j>]) -> Vec<Diff<'j>> {
    let version = |jobs| Version { jobs, root: "jobs.yaml", has_errors: false };
    diff(version(old), version(new))
}

/// The names of the jobs of a folder that are paired, `-` where there is none.
fn pairs(old: Version<'_>, new: Version<'_>) -> Vec<[String; 2]> {
    let name = |side: &Option<Score<'_>>| side.as_ref().map_or("-".into(), |side| side.job.source().into());
    diff(old, new).iter().map(|diff| [name(&diff.old), name(&diff.new)]).collect()
}

/// The jobs of a folder, each in a file of its own, with what stands in it before the factors.
fn folder(root: &str, files: &[(&str, &str)]) -> Vec<Job<'static>> {
    let read = |(file, names): &(&str, &str)| {
        Job::read(&format!("{root}/{file}"), &format!("{names}\nfactors: {{}}"), &SCHEME).items.remove(0)
    };
    files.iter().map(read).collect()
}

#[test]
fn diff_pairs_by_id_then_by_title_and_reports_the_rest() {
    let old = jobs(
        "{id: A, title: One, factors: {1: 1}}\n---\n{id: B, title: Two, factors: {}}\n---\n\
         {title: Three, factors: {}}\n---\n{id: D, title: Same, factors: {}}",
    );
    let new = jobs(
        "{id: E, title: Same, factors: {}}\n---\n{id: C, title: Three, factors: {}}\n---\n\
         {id: A, title: Renamed, factors: {1: 2}}\n---\n{id: B, title: Two, factors: {}}",
    );
    let diffs = compared(&old, &new);
    let found: Vec<(&str, Option<&str>, Option<&str>)> = diffs
        .iter()
        .map(|diff| {
            let title = |side: &Option<Score<'_>>| side.as_ref().map(|side| side.job.title().to_owned());
            let leak = |title: Option<String>| title.map(|title| &*title.leak());
            let status = serde_json::to_value(diff.status).unwrap().as_str().unwrap().to_owned();
            (&*status.leak(), leak(title(&diff.old)), leak(title(&diff.new)))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("changed", Some("One"), Some("Renamed")),
            ("unchanged", Some("Two"), Some("Two")),
            ("unchanged", Some("Three"), Some("Three")),
            ("removed", Some("Same"), None),
            ("added", None, Some("Same")),
        ],
        "two jobs with different ids are never one"
    );
}

#[test]
fn diff_says_that_the_band_moved_and_by_which_factors() {
    let old = [job("6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 2ad 4b 4b 3a")];
    let new = [job("6 8 4 2 3b 5a 2 2bcd 1 1 1 3 2ad 4b 4b ?")];
    let changed = &compared(&old, &new)[0];
    let factors: Vec<_> = changed.factors.iter().map(|factor| (factor.factor.id(), factor.points)).collect();
    let expected = [
        ("knowledge_training_and_experience", Some(44)),
        ("physical_skills", Some(0)),
        ("human_resources", Some(-7)),
        ("working_conditions", None),
    ];
    assert_eq!(factors, expected);
    assert!(changed.moved, "a band that may be another now is not the same band");
    assert_eq!(changed.total_change, None);
    let same = &compared(&old, &old)[0];
    assert!(!same.moved && same.factors.is_empty() && same.total_change == Some(0));
}

#[test]
fn jobs_without_ids_pair_by_their_place_in_the_folder_and_only_then_by_title() {
    let old = folder(
        "old",
        &[
            ("a.yaml", "title: Nurse"),
            ("b.yaml", "title: Nurse"),
            ("x/c.yaml", "title: One"),
            ("d.yaml", "title: Two"),
        ],
    );
    let new =
        folder("new", &[("b.yaml", "title: Nurse"), ("y/c.yaml", "title: Other"), ("e.yaml", "title: Two")]);
    let expected = [
        ["old/a.yaml", "-"],
        ["old/b.yaml", "new/b.yaml"],
        ["old/x/c.yaml", "-"],
        ["old/d.yaml", "new/e.yaml"],
        ["-", "new/y/c.yaml"],
    ];
    for (old_root, new_root) in [("old", "new"), ("old/", "new"), ("old", "new//")] {
        let old = Version { jobs: &old, root: old_root, has_errors: false };
        let new = Version { jobs: &new, root: new_root, has_errors: false };
        assert_eq!(pairs(old, new), expected, "{old_root} {new_root}");
    }
}

#[test]
fn a_job_alone_on_each_side_is_one_unless_ids_differ_or_others_may_be_missing() {
    let old = folder("old", &[("a.yaml", "id: A\ntitle: One")]);
    let [renamed, other] =
        ["title: Two", "id: B\ntitle: One"].map(|names| folder("new", &[("b.yaml", names)]));
    for (new, old_has_errors, new_has_errors, expected) in [
        (&renamed, false, false, &[["old/a.yaml", "new/b.yaml"]][..]),
        (&other, false, false, &[["old/a.yaml", "-"], ["-", "new/b.yaml"]]),
        (&renamed, true, false, &[["old/a.yaml", "-"]]),
        (&renamed, false, true, &[["-", "new/b.yaml"]]),
        (&renamed, true, true, &[]),
        (&other, true, true, &[]),
    ] {
        let old = Version { jobs: &old, root: "old", has_errors: old_has_errors };
        let new = Version { jobs: new, root: "new", has_errors: new_has_errors };
        assert_eq!(pairs(old, new), expected, "{old_has_errors} {new_has_errors}");
    }
}

#[test]
fn settling_a_factor_within_the_band_does_not_move_it() {
    let (old, new) = ([job("6 7 4 2 3 5 2 2 1-2 1 1 3 2 4 4 3")], [job("6 7 4 2 3 5 2 2 2 1 1 3 2 4 4 3")]);
    let settled = &compared(&old, &new)[0];
    assert_eq!((settled.moved, settled.total_change), (false, None));
    assert_eq!(settled.new.as_ref().unwrap().standing.band().map(|band| band.name()), Some("7"));
}

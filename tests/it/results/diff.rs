//! Proves which jobs `diff` takes for the same, and what it says has changed in them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jobeval::diff::{EvidenceChange, JobDiff, Status, Version};
use jobeval::job::JobFile;
use jobeval::programme::{BandCounts, Count};
use jobeval::score::Score;
use jobeval::{Job, diff};
use serde_json::json;

use crate::facts::Random;
use crate::library::{SCHEME, job, jobs};
use crate::run::{Folder, NO, YES};

/// The jobs of two files.
fn compared<'j>(old: &'j [Job<'j>], new: &'j [Job<'j>]) -> Vec<JobDiff<'j>> {
    let version = |jobs| Version { jobs, refused: &[], root: "jobs.yaml" };
    diff(version(old), version(new)).items
}

/// The names of the jobs of a folder that are paired, `-` where there is none.
fn pairs(old: Version<'_>, new: Version<'_>) -> Vec<[String; 2]> {
    let name = |side: &Option<Score<'_>>| side.as_ref().map_or("-".into(), |side| side.job.source().into());
    diff(old, new).items.iter().map(|diff| [name(&diff.old), name(&diff.new)]).collect()
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
        let old = Version { jobs: &old, refused: &[], root: old_root };
        let new = Version { jobs: &new, refused: &[], root: new_root };
        assert_eq!(pairs(old, new), expected, "{old_root} {new_root}");
    }
}

#[test]
fn a_job_alone_on_each_side_is_one_unless_ids_differ_or_another_was_refused() {
    let old = folder("old", &[("a.yaml", "id: A\ntitle: One")]);
    let [renamed, other] =
        ["title: Two", "id: B\ntitle: One"].map(|names| folder("new", &[("b.yaml", names)]));
    let broken = |path: &str| JobFile::read(path, "id: [".to_owned(), &SCHEME).refused;
    let (old_broken, new_broken) = (broken("old/z.yaml"), broken("new/y.yaml"));
    use Status::{Added, NotPaired, Refused, Removed, Unchanged};
    for (new, old_refused, new_refused, expected) in [
        (&renamed, &[][..], &[][..], &[Unchanged][..]),
        (&other, &[], &[], &[Removed, Added]),
        (&renamed, &old_broken, &[], &[NotPaired, Refused, NotPaired]),
        (&renamed, &[], &new_broken, &[NotPaired, NotPaired, Refused]),
        (&renamed, &old_broken, &new_broken, &[NotPaired, Refused, NotPaired, Refused]),
    ] {
        let old = Version { jobs: &old, refused: old_refused, root: "old" };
        let new = Version { jobs: new, refused: new_refused, root: "new" };
        let found: Vec<Status> = diff(old, new).items.iter().map(|diff| diff.status).collect();
        assert_eq!(found, expected, "{old_refused:?} {new_refused:?}");
    }
}

#[test]
fn a_refused_job_is_paired_by_its_id_else_its_file_else_its_title() {
    let wrong = "factors: {physical effort: 9}";
    let refused = |path: &str, names: &str| JobFile::read(path, format!("{names}\n{wrong}"), &SCHEME).refused;
    let old = folder(
        "old",
        &[("a.yaml", "id: A\ntitle: One"), ("b.yaml", "title: Two"), ("c.yaml", "title: Three")],
    );
    let new = folder("new", &[("d.yaml", "id: D\ntitle: Four")]);
    for (path, names, expected) in [
        ("new/x.yaml", "id: A\ntitle: Other", "One"),
        ("new/b.yaml", "title: Other", "Two"),
        ("new/x.yaml", "title: Three", "Three"),
    ] {
        let refused = refused(path, names);
        let old = Version { jobs: &old, refused: &[], root: "old" };
        let diffs = diff(old, Version { jobs: &new, refused: &refused, root: "new" });
        let of = |status| diffs.items.iter().filter(move |diff| diff.status == status);
        let paired: Vec<&str> =
            of(Status::Refused).map(|diff| diff.old.as_ref().unwrap().job.title()).collect();
        assert_eq!(paired, [expected], "{path} {names}");
        assert_eq!((of(Status::Removed).count(), of(Status::Added).count()), (2, 1), "{path} {names}");
    }
}

#[test]
fn settling_a_factor_within_the_band_does_not_move_it() {
    let (old, new) = ([job("6 7 4 2 3 5 2 2 1-2 1 1 3 2 4 4 3")], [job("6 7 4 2 3 5 2 2 2 1 1 3 2 4 4 3")]);
    let settled = &compared(&old, &new)[0];
    assert_eq!((settled.moved, settled.total_change), (false, None));
    assert_eq!(settled.new.as_ref().unwrap().standing.band().map(|band| band.name()), Some("7"));
}

/// The levels of a job whose total follows from its first levels: six bands between them.
const LEVELS: [(&str, &str); 4] = [
    ("4", "3 3 2 2 2 2 1 1 1 1 1 2 2 2 2 3"),
    ("6", "5 6 4 3 3 5 2 2 2 1 1 3 2 2 2 1"),
    ("7", "6 7 4 2 3 5 2 2 2 1 1 3 3 4 4 2"),
    ("8b", "6 7 5 4 3 6 3 3 3 2 2 4 2 4 4 3"),
];

#[test]
fn a_programme_of_three_thousand_posts_counts_as_a_plain_count_does() {
    let mut random = Random(7);
    let names = (1..=16).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let mut old = format!("id,title,{names},headcount,Team\n");
    let folder = Folder::new();
    // By old band and change, and for what is on one side only: jobs, staff, jobs whose staff are not known.
    let mut expected: BTreeMap<(String, &str), [u64; 3]> = BTreeMap::new();
    let band_of = |levels: &str| {
        job(levels)
            .scheme()
            .band(jobeval::score(&job(levels)).standing.total.unwrap())
            .unwrap()
            .name()
            .to_owned()
    };
    let bands: Vec<String> = LEVELS.iter().map(|(_, levels)| band_of(levels)).collect();
    let position = |name: &str| SCHEME.bands().iter().position(|band| band.name() == name).unwrap();
    let mut documents = String::new();
    for number in 0..3000 {
        let (before, after) = (usize::from(random.within(0, 3)), usize::from(random.within(0, 3)));
        let staff = ["", "0", "1", "12", "?"][usize::from(random.within(0, 4))];
        let (is_open, side) = (random.once_in(10), random.within(1, 20));
        let levels = LEVELS[before].1;
        if side != 1 {
            old += &format!("P-{number},Post,{},{staff},T\n", levels.replace(' ', ","));
        }
        if side != 2 {
            let factors: Vec<String> = LEVELS[after]
                .1
                .split(' ')
                .zip(1..)
                .map(
                    |(level, at)| {
                        if is_open && at == 16 { format!("{at}: '?'") } else { format!("{at}: {level}") }
                    },
                )
                .collect();
            let headcount = if staff.is_empty() {
                String::new()
            } else {
                format!("headcount: '{staff}'\n").replace(['\''], if staff == "?" { "'" } else { "" })
            };
            documents += &format!(
                "---\nid: P-{number}\ntitle: Post\n{headcount}factors: {{{}}}\n",
                factors.join(", ")
            );
        }
        let key = match side {
            1 => (String::new(), "added"),
            2 => (String::new(), "removed"),
            _ if is_open => (bands[before].clone(), "undecided"),
            _ => (
                bands[before].clone(),
                match position(&bands[after]).cmp(&position(&bands[before])) {
                    Ordering::Greater => "up",
                    Ordering::Less => "down",
                    Ordering::Equal => "same",
                },
            ),
        };
        let count = expected.entry(key).or_default();
        count[0] += 1;
        match staff {
            "" => count[1] += 1,
            "?" => count[2] += 1,
            number => count[1] += number.parse::<u64>().unwrap(),
        }
    }
    folder.write("old.csv", old);
    folder.write("new/reviewed.yaml", documents);
    let (status, out, err) = folder.run(&["diff", "old.csv", "new", "--summary", "--format", "json"]);
    assert_eq!((status, err.as_str()), (NO, ""));
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mut counts = BTreeMap::new();
    let mut add = |band: &str, change: &'static str, count: &serde_json::Value| {
        let count = ["jobs", "headcount", "not_known"].map(|key| count[key].as_u64().unwrap());
        if count[0] > 0 {
            counts.insert((band.to_owned(), change), count);
        }
    };
    for band in found["bands"].as_array().unwrap() {
        for change in ["up", "down", "same", "undecided"] {
            add(band["band"].as_str().unwrap(), change, &band[change]);
        }
    }
    for change in ["added", "removed"] {
        add("", change, &found[change]);
    }
    assert_eq!(counts, expected);
    let by_team = folder.run(&["diff", "old.csv", "new", "--summary", "--by", "team", "--format", "json"]);
    let by_team: serde_json::Value = serde_json::from_str(&by_team.1).unwrap();
    assert_eq!(by_team["groups"][1]["group"], "T", "added jobs are of no team");
    assert_eq!(by_team["groups"][1]["bands"], found["bands"]);
    assert_eq!(by_team["groups"][0]["added"], found["added"]);
}

/// The change of a job whose Mental Effort goes from 3 to 4, with this evidence before and after.
fn evidence_changes(old: &str, new: &str) -> (Option<EvidenceChange>, bool) {
    let text = |level: u8, evidence: &str| {
        format!("title: A\nfactors: {{14: {{level: {level}, evidence: {evidence}}}}}")
    };
    let (old, new) = (jobs(&text(3, old)), jobs(&text(4, new)));
    let diff = &compared(&old, &new)[0];
    (diff.factors[0].evidence, diff.factors[0].moved_without_evidence())
}

#[test]
fn a_level_that_moved_without_evidence_is_noted() {
    assert_eq!(evidence_changes("Long days.", "Long  days."), (Some(EvidenceChange::Same), true));
    assert_eq!(evidence_changes("", ""), (Some(EvidenceChange::None), true));
    assert_eq!(evidence_changes("Long days.", "Longer days."), (Some(EvidenceChange::Changed), false));
    assert_eq!(evidence_changes("", "Longer days."), (Some(EvidenceChange::Changed), false));
}

#[test]
fn a_majority_is_different_where_more_than_half_did_not_sit_before() {
    let panel = |members: &str| jobs(&format!("title: A\npanel: {{members: [{members}]}}\nfactors: {{}}"));
    let changed = |old: &str, new: &str| {
        let (old, new) = (panel(old), panel(new));
        let diffs = compared(&old, &new);
        diffs[0].panel.as_ref().map(|panel| (panel.in_both.len(), panel.majority_different))
    };
    assert_eq!(changed("A. Osei (staff side), B. Shaw", "A. OSEI, C. Lee, D. Roy"), Some((1, Some(true))));
    assert_eq!(changed("A. Osei, B. Shaw", "B. Shaw, A. Osei, C. Lee, D. Roy"), Some((2, Some(false))));
    assert_eq!(changed("A. Osei", "A. Osei"), Some((1, Some(false))));
    // Two of three or one of three are new, and one of four at least.
    assert_eq!(changed("'Patel, J', B. Shaw", "J. Patel, B. Shaw, C. Lee"), Some((1, None)));
    assert_eq!(changed("'Patel, J', B. Shaw", "J. Patel, B. Shaw, C. Lee, D. Roy"), Some((1, None)));
    assert_eq!(changed("'Patel, J'", "J. Patel, B. Shaw, C. Lee"), Some((0, Some(true))));
    assert_eq!(changed("'Patel, J', J Patel", "J R Patel, B. Shaw"), Some((0, None)));
    assert_eq!(changed("'Patel, J', B. Shaw, C. Lee", "J. Patel, B. Shaw, C. Lee"), Some((2, Some(false))));
    assert_eq!(changed("A. Osei", ""), None);
}

#[test]
fn members_are_read_whole_and_a_doubt_who_is_who_is_said() {
    let job = |members: &str| format!("title: A\nfactors: {{}}\npanel:\n  members: {members}\n");
    let three = "[D. Adeyemi (staff side, RCPod, Unite), \"Patel, J\", B. Shaw (management)]";
    let folder = Folder::with("old.yaml", job(three));
    for (members, expected) in [
        ("D. Adeyemi (staff side, RCPod, Unite), C. Lee, E. Roy, F. Poe", Some(true)),
        ("D. Adeyemi; B. Shaw (management, both sites); C. Lee", Some(false)),
        ("\n    - D. Adeyemi (staff side, Unite)\n    - J. Patel\n    - C. Lee", None),
    ] {
        folder.write("new.yaml", job(members));
        let (status, out, err) = folder.run(&["diff", "old.yaml", "new.yaml", "--format", "json"]);
        assert_eq!((status, &*err), (YES, ""), "{members}");
        let found: serde_json::Value = serde_json::from_str(&out).unwrap();
        let panel = &found[0]["panel"];
        let old = json!(["D. Adeyemi (staff side, RCPod, Unite)", "Patel, J", "B. Shaw (management)"]);
        assert_eq!((&panel["old"], &panel["majority_different"]), (&old, &json!(expected)), "{members}");
        let pairs =
            if expected.is_none() { json!([{"old": "Patel, J", "new": "J. Patel"}]) } else { json!([]) };
        assert_eq!(panel["may_be_same"], pairs, "{members}");
    }
    let (_, out, _) = folder.run(&["diff", "old.yaml", "new.yaml"]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected =
        "This depends on whether `Patel, J` is `J. Patel`: 1 to 2 of 3 members did not sit before.";
    assert!(words.contains(expected), "{out}");
}

#[test]
fn nothing_is_said_of_evidence_where_a_side_is_a_row() {
    let names = (1..=16).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let row = |last: u8| format!("id,title,{names}\nA,One,{}{last}\n", "1,".repeat(15));
    let folder = Folder::with("old.csv", row(1));
    folder.write("new.csv", row(2));
    folder.write("new.yaml", "id: A\ntitle: One\nfactors: {16: {level: 2, evidence: Words.}}\n");
    folder.write("old.yaml", "id: A\ntitle: One\nfactors: {16: {level: 1, evidence: Words.}}\n");
    let evidence = |old: &str, new: &str| {
        let (_, out, _) = folder.run(&["diff", old, new, "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&out).unwrap();
        found[0]["factors"].as_array().unwrap().last().unwrap()["evidence"].clone()
    };
    assert_eq!(evidence("old.yaml", "new.yaml"), "same");
    for (old, new) in [("old.csv", "new.csv"), ("old.csv", "new.yaml"), ("old.yaml", "new.csv")] {
        assert!(evidence(old, new).is_null(), "{old} {new}");
    }
}

#[test]
fn counts_of_bands_add_up() {
    let count = |times: u64| Count { jobs: 4 * times, headcount: 6 * times, not_known: 2 * times };
    let band = |times| BandCounts {
        band: None,
        up: count(times),
        down: count(2 * times),
        same: count(3 * times),
        undecided: count(4 * times),
        refused: count(5 * times),
    };
    assert_eq!(BandCounts::sum(&[band(1), band(2)]), band(3));
}

//! Proves what `consistency` notices in a library of jobs, and that it notices nothing else.

use std::fmt::Write as _;

use jobeval::consistency::{Code, ConsistencySettings, consistency};
use jobeval::{Job, Profiles};

use crate::library::{PROFILES, SCHEME, SUITE_FILE, jobs, read_jobs, scheme};
use crate::run::{Folder, NO, TROUBLE, YES};

/// Levels that match the profile `arts-therapist`, far from either edge of Band 7.
const THERAPIST: &str = "6 7 4 2 3a 5a 2 2bcd 2b 1 1 3 3c 4b 4b 2a";

/// The YAML of a job with these levels, and what else stands in it.
fn job(id: &str, title: &str, levels: &str, more: &str) -> String {
    let levels = levels.split(' ').zip(1..).map(|(level, number)| format!("{number}: '{level}'"));
    let factors = levels.collect::<Vec<_>>().join(", ");
    format!("id: {id}\ntitle: {title}\n{more}\nfactors: {{{factors}}}\n")
}

/// The levels with another for the factor of this number.
fn with(levels: &str, number: usize, level: &str) -> String {
    let levels = levels.split(' ').zip(1..).map(|(old, at)| if at == number { level } else { old });
    levels.collect::<Vec<_>>().join(" ")
}

/// A job with evidence for each factor, but for those of these numbers.
fn with_evidence(id: &str, title: &str, levels: &str, without: &[usize], words: &str) -> String {
    let mut text = format!("id: {id}\ntitle: {title}\nfactors:\n");
    for (level, number) in levels.split(' ').zip(1..) {
        let evidence = if without.contains(&number) {
            String::new()
        } else {
            format!(", evidence: {words} {id} {number}")
        };
        writeln!(text, "  {number}: {{level: '{level}'{evidence}}}").unwrap();
    }
    text
}

/// What is noticed, in a line each: the code, the ids of the jobs, the factor.
fn noticed_in<'j>(
    jobs: &'j [Job<'j>],
    profiles: &'j Profiles<'j>,
    settings: &ConsistencySettings<'j>,
) -> Vec<String> {
    let found = consistency(jobs, profiles, settings);
    let line = |one: &jobeval::consistency::Observation<'_>| {
        let ids: Vec<&str> = one.jobs.iter().map(|job| job.id().unwrap_or("-")).collect();
        let factor = one.factor.map(|factor| format!(" {}", factor.id())).unwrap_or_default();
        format!("{} {}{factor}", one.code.id(), ids.join("+"))
    };
    found.observations.iter().map(line).collect()
}

fn noticed(documents: &[String]) -> Vec<String> {
    noticed_in(&jobs(&documents.join("---\n")), &PROFILES, &ConsistencySettings::default())
}

/// What is said of the jobs that one check notices, after their ids and the factor.
fn said(code: &str, documents: &[String]) -> Vec<String> {
    let jobs = jobs(&documents.join("---\n"));
    let found = consistency(&jobs, &PROFILES, &ConsistencySettings::default());
    let lines = found.observations.iter().filter(|one| one.code.id() == code).map(|one| {
        let ids: Vec<&str> = one.jobs.iter().map(|job| job.id().unwrap_or("-")).collect();
        let json = serde_json::to_value(one).unwrap();
        let factor = json["factor"].as_str().map(|id| format!(" {id}")).unwrap_or_default();
        format!("{}{factor}: {}", ids.join("+"), json["detail"].as_str().unwrap())
    });
    lines.collect()
}

/// A library in which there is nothing to notice.
fn quiet() -> Vec<String> {
    vec![
        job("M-1", "Head Therapist", THERAPIST, ""),
        job("Q-1", "Art Therapist", THERAPIST, "reports_to: M-1"),
        job("Q-2", "Art-therapist", THERAPIST, "expect: {band: 7, profile: arts-therapist}"),
        job("Q-3", "Music Therapist", THERAPIST, "expect: {band: '7', profile: Arts Therapist}"),
        job("Q-4", "Dramatherapist", THERAPIST, "reports_to: M-1\norganisation: North Wing"),
    ]
}

#[test]
fn nothing_is_noticed_where_there_is_nothing() {
    assert_eq!(noticed(&quiet()), [""; 0]);
    assert_eq!(noticed(&quiet()[..1]), [""; 0]);
    assert_eq!(noticed_in(&[], &PROFILES, &ConsistencySettings::default()), [""; 0]);
}

/// Each kind of problem: the jobs that are added to the quiet library, and just what is noticed then.
fn planted() -> Vec<(&'static str, Vec<String>, Vec<&'static str>)> {
    let porter = "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1";
    let head = "6 8 5 4 3a 6c 4 3a 4a 2a 2a 5 1 4b 3a 1";
    vec![
        (
            "one title, however it is written, at other levels",
            vec![
                job("T-1", "Ward Clerk", THERAPIST, ""),
                job("T-2", "WARD   clerk!", &with(THERAPIST, 16, "3"), ""),
                job("T-3", "'ward/clerk'", &with(THERAPIST, 16, "?"), ""),
            ],
            vec![
                "same-title T-1+T-2 working_conditions",
                "outlier T-2 working_conditions",
                "not-settled T-3 working_conditions",
            ],
        ),
        (
            "the same levels with other stated bands and profiles",
            vec![
                job("L-1", "Arts Lead", THERAPIST, "expect: {band: 7, profile: arts-therapist}"),
                job("L-2", "Arts Guide", THERAPIST, "expect: {band: 6, profile: arts-therapist}"),
            ],
            vec!["same-levels M-1+Q-1+Q-2+Q-3+Q-4+L-1+L-2"],
        ),
        (
            "the same words at other levels",
            vec![
                with_evidence("E-1", "Play Worker", THERAPIST, &[], "One"),
                with_evidence("E-2", "Play Guide", &with(THERAPIST, 16, "3"), &[], "Two")
                    .replace("Two E-2 16", "ONE - e 1 (16).")
                    .replace("Two E-2 15", "One E-1 15"),
            ],
            vec!["same-evidence E-1+E-2 working_conditions", "outlier E-2 working_conditions"],
        ),
        (
            "levels without evidence beside levels with it",
            vec![
                with_evidence("V-1", "Play Worker", THERAPIST, &[4, 9], "Words"),
                with_evidence("V-2", "Play Guide", THERAPIST, &[4], "Others"),
            ],
            vec!["missing-evidence V-1", "missing-evidence V-2 planning_and_organisational_skills"],
        ),
        (
            "factors that are not settled",
            vec![job("N-1", "New Post", &with(&with(THERAPIST, 3, "3-4"), 16, "?"), "")],
            vec!["not-settled N-1"],
        ),
        (
            "a level far from those of the same profile",
            vec![job("O-1", "Other Post", &with(THERAPIST, 13, "1"), "expect: {profile: arts-therapist}")],
            vec!["outlier O-1 physical_effort"],
        ),
        (
            "a job above its manager",
            vec![job(
                "R-1",
                "Senior Lead",
                &with(&with(&with(THERAPIST, 2, "8"), 9, "3"), 12, "4"),
                "reports_to: Q-1\nexpect: {profile: elsewhere}",
            )],
            vec![
                "line-of-management R-1+Q-1",
                "line-of-management R-1+Q-1 knowledge_training_and_experience",
                "line-of-management R-1+Q-1 human_resources",
                "line-of-management R-1+Q-1 freedom_to_act",
            ],
        ),
        (
            "managers that are not there, and managers of each other",
            vec![
                job("C-1", "One", THERAPIST, "reports_to: C-2"),
                job("C-2", "Two", THERAPIST, "reports_to: C-3"),
                job("C-3", "Three", THERAPIST, "reports_to: C-1"),
                job("C-4", "Four", THERAPIST, "reports_to: C-1"),
                job("C-5", "Five", THERAPIST, "reports_to: C-5"),
                job("C-6", "Six", THERAPIST, "reports_to: C-7"),
            ],
            vec!["line-of-management C-1+C-2+C-3", "line-of-management C-5", "line-of-management C-6"],
        ),
        (
            "a total near an edge",
            vec![job(
                "X-1",
                "Lead Post",
                &with(&with(THERAPIST, 15, "1"), 16, "1"),
                "expect: {profile: elsewhere}",
            )],
            vec!["near-edge X-1"],
        ),
        (
            "a closed band, which no profile matches",
            vec![job("P-1", "Porter", porter, "")],
            vec!["closed-band P-1", "no-match P-1"],
        ),
        (
            "a job that does not match the profile that it states",
            vec![job("S-1", "Head", head, "expect: {profile: arts-therapist-entry-level}")],
            vec!["no-match S-1"],
        ),
    ]
}

#[test]
fn what_is_planted_is_noticed_and_nothing_else() {
    for (what, added, expected) in planted() {
        let library: Vec<String> = quiet().into_iter().chain(added).collect();
        assert_eq!(noticed(&library), expected, "{what}");
    }
}

#[test]
fn all_that_is_planted_is_noticed_together_in_the_order_of_its_weight() {
    let library: Vec<String> =
        quiet().into_iter().chain(planted().into_iter().flat_map(|(_, added, _)| added)).collect();
    let lines = noticed(&library);
    let codes: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let mut order: Vec<&str> = codes.clone();
    order.dedup();
    let expected = [
        "line-of-management",
        "same-levels",
        "same-title",
        "same-evidence",
        "outlier",
        "closed-band",
        "no-match",
        "not-settled",
        "missing-evidence",
        "near-edge",
    ];
    assert_eq!(order, expected, "{lines:#?}");
    assert_eq!(lines[0], "line-of-management R-1+Q-1", "a band above the manager's comes first");
}

#[test]
fn levels_are_noticed_among_five_jobs_and_not_among_four() {
    let title = |number: usize, level: &str| {
        job(&format!("J-{number}"), "Clerk", &with(THERAPIST, 13, level), "expect: {profile: elsewhere}")
    };
    let library = |levels: &[&str]| -> Vec<String> {
        let jobs: Vec<String> = levels.iter().zip(1..).map(|(level, number)| title(number, level)).collect();
        noticed(&jobs).into_iter().filter(|line| line.starts_with("outlier")).collect()
    };
    assert_eq!(library(&["3", "3", "3", "1"]), [""; 0]);
    assert_eq!(library(&["3", "3", "3", "3", "2"]), ["outlier J-5 physical_effort"], "it stands alone");
    assert_eq!(library(&["3", "3", "3", "2", "4"]), [""; 0], "only three fifths agree");
    assert_eq!(
        library(&["3", "3", "3", "2", "5"]),
        ["outlier J-5 physical_effort"],
        "it is far from the median"
    );
    assert_eq!(library(&["3", "3", "3", "?", "5"]), [""; 0], "four have a level");
}

#[test]
fn the_median_may_lie_between_two_levels() {
    let levels = ["1", "1", "2", "3", "3", "5"].iter().zip(1..);
    let elsewhere = "expect: {profile: elsewhere}";
    let library: Vec<String> = levels
        .map(|(level, number)| {
            job(&format!("J-{number}"), &format!("Post {number}x"), &with(THERAPIST, 13, level), elsewhere)
        })
        .collect();
    let expected = ["J-6 physical_effort: Level 5; the median of 6 jobs matched to `elsewhere` is 2.5."];
    assert_eq!(said("outlier", &library), expected);
}

#[test]
fn a_level_that_two_jobs_share_is_not_alone() {
    let library: Vec<String> = (1..=10)
        .map(|number| {
            let level = if number > 8 { "2" } else { "3" };
            job(&format!("J-{number}"), "Clerk", &with(THERAPIST, 13, level), "")
        })
        .collect();
    assert_eq!(said("outlier", &library), [""; 0]);
}

/// The levels with the highest level for so many factors, from the first on.
fn raised(factors: usize) -> String {
    let highest = "6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5".split(' ');
    let levels = highest.zip(THERAPIST.split(' ')).zip(0..);
    levels.map(|((highest, own), at)| if at < factors { highest } else { own }).collect::<Vec<_>>().join(" ")
}

#[test]
fn jobs_of_one_title_that_are_further_apart_come_first() {
    let library = [
        job("A-1", "Porter", THERAPIST, ""),
        job("A-2", "Porter", &with(&with(THERAPIST, 2, "5"), 13, "1"), ""),
        job("B-1", "Cook", &raised(7), ""),
        job("B-2", "Cook", &raised(10), ""),
        job("C-1", "Clerk", &raised(6), ""),
        job("C-2", "Clerk", &raised(9), ""),
        job("C-3", "Clerk", &with(&raised(9), 16, "?"), ""),
    ];
    let expected = [
        "C-1+C-2: Jobs with one title are in different bands: Band 8c (1 job), above Band 9 (1 job).",
        "B-1+B-2: Jobs with one title are in different bands: Band 8d (1 job), above Band 9 (1 job).",
        "A-1+A-2: Jobs with one title are in different bands: Band 6 (1 job), Band 7 (1 job).",
        "B-1+B-2 information_resources: Jobs with one title have different levels: level 1 (1 job), level 7 (1 job).",
        "B-1+B-2 financial_and_physical_resources: Jobs with one title have different levels: level 2 (1 job), level 6 (1 job).",
        "B-1+B-2 human_resources: Jobs with one title have different levels: level 2 (1 job), level 6 (1 job).",
        "C-1+C-2+C-3 policy_and_service_development: Jobs with one title have different levels: level 2 (1 job), level 6 (2 jobs).",
        "C-1+C-2+C-3 financial_and_physical_resources: Jobs with one title have different levels: level 2 (1 job), level 6 (2 jobs).",
        "C-1+C-2+C-3 human_resources: Jobs with one title have different levels: level 2 (1 job), level 6 (2 jobs).",
        "A-1+A-2 knowledge_training_and_experience: Jobs with one title have different levels: level 5 (1 job), level 7 (1 job).",
        "A-1+A-2 physical_effort: Jobs with one title have different levels: level 1 (1 job), level 3 (1 job).",
    ];
    assert_eq!(said("same-title", &library), expected);
}

#[test]
fn a_place_below_all_bands_is_further_from_the_second_than_one_in_the_first() {
    let scheme = scheme(
        "{scheme: s, title: S, factors: [{id: a, name: A, group: g, points: [1, 20, 40, 60]}],\n\
         bands: [{name: A, from: 10, to: 25}, {name: B, from: 26, to: 50}, {name: C, from: 51, to: 70}],\n\
         matching: {max_difference: 1, max_variations: 1, fixed_factors: []}}",
    );
    let text = ["A-1 Cook 2", "A-2 Cook 3", "B-1 Clerk 1", "B-2 Clerk 3"].map(|job| {
        let [id, title, level] = job.split(' ').collect::<Vec<_>>()[..] else { panic!("{job}") };
        format!("{{id: {id}, title: {title}, factors: {{a: {level}}}}}\n")
    });
    let jobs = read_jobs(&text.join("---\n"), &scheme).items;
    let profiles = Profiles::new(&scheme);
    let found = noticed_in(
        &jobs,
        &profiles,
        &ConsistencySettings { codes: vec![Code::SameTitle], ..ConsistencySettings::default() },
    );
    assert_eq!(
        found,
        ["same-title B-1+B-2", "same-title A-1+A-2", "same-title B-1+B-2 a", "same-title A-1+A-2 a"]
    );
}

#[test]
fn a_job_further_above_its_manager_comes_first() {
    let library = [
        job("M-1", "Head", THERAPIST, ""),
        job("R-1", "One", &with(THERAPIST, 12, "4"), "reports_to: M-1"),
        job("R-2", "Two", &with(THERAPIST, 12, "5"), "reports_to: M-1"),
        job("R-3", "Three", &with(THERAPIST, 2, "8"), "reports_to: M-1"),
        job("R-4", "Four", &with(&with(THERAPIST, 2, "8"), 4, "5"), "reports_to: M-1"),
    ];
    let expected = [
        "R-4+M-1: Band 8b; the manager’s job is in Band 7.",
        "R-3+M-1: Band 8a; the manager’s job is in Band 7.",
        "R-2+M-1 freedom_to_act: Level 5; the manager’s job has level 3.",
        "R-1+M-1 freedom_to_act: Level 4; the manager’s job has level 3.",
        "R-3+M-1 knowledge_training_and_experience: Level 8; the manager’s job has level 7.",
        "R-4+M-1 knowledge_training_and_experience: Level 8; the manager’s job has level 7.",
    ];
    assert_eq!(said("line-of-management", &library), expected);
}

#[test]
fn what_is_stated_of_jobs_with_the_same_levels_is_counted() {
    let others = with(THERAPIST, 16, "1");
    let library = [
        job("A-1", "One", &others, "expect: {band: 7, profile: arts-therapist}"),
        job("A-2", "Two", &others, "expect: {band: 7, profile: elsewhere}"),
        job("B-1", "Three", THERAPIST, "expect: {band: 7, profile: arts-therapist}"),
        job("B-2", "Four", THERAPIST, "expect: {band: 7, profile: Arts-Therapist}"),
        job("B-3", "Five", THERAPIST, "expect: {band: 6, profile: elsewhere}"),
    ];
    let different = "Jobs with the same levels have different stated";
    let profiles = "different stated profiles: Arts-Therapist (2 jobs), elsewhere (1 job)";
    let expected = [
        format!("B-1+B-2+B-3: {different} bands: 6 (1 job), 7 (2 jobs); {profiles}."),
        format!("A-1+A-2: {different} profiles: arts-therapist (1 job), elsewhere (1 job)."),
    ];
    assert_eq!(said("same-levels", &library), expected);
}

#[test]
fn a_total_nearer_to_an_edge_comes_first() {
    let library = [
        job("N-1", "One", &with(&with(THERAPIST, 14, "1"), 15, "2"), ""),
        job("N-2", "Two", &with(&with(THERAPIST, 5, "2"), 15, "1"), ""),
    ];
    let expected = [
        "N-2: 466 points, Band 7 (466–539): 0 above its lower edge.",
        "N-1: 469 points, Band 7 (466–539): 3 above its lower edge.",
    ];
    assert_eq!(said("near-edge", &library), expected);
}

#[test]
fn a_job_without_evidence_is_noticed_where_half_of_the_others_give_some() {
    let library = |without: usize| -> Vec<String> {
        let with = (1..=3).map(|number| {
            with_evidence(&format!("E-{number}"), &format!("Post {number}x"), THERAPIST, &[], "Words")
        });
        let without = (1..=without).map(|number| job(&format!("N-{number}"), "Clerk", THERAPIST, ""));
        with.chain(without).collect()
    };
    let noticed = said("missing-evidence", &library(4));
    assert_eq!(noticed, [1, 2, 3, 4].map(|number| format!("N-{number}: No evidence for any of 16 levels.")));
    assert_eq!(said("missing-evidence", &library(5)), [""; 0]);
}

#[test]
fn an_archived_profile_is_noticed_whether_stated_or_the_only_match() {
    let archived =
        SUITE_FILE.replacen("id: arts-therapist\n", "id: arts-therapist\n    archived: July 2025\n", 1);
    assert_ne!(archived, SUITE_FILE);
    let mut profiles = Profiles::new(*SCHEME);
    assert!(profiles.read("suite.yaml", &archived).is_empty());
    let library = [
        job("A-1", "One", THERAPIST, "expect: {profile: arts-therapist}"),
        job("A-2", "Two", THERAPIST, ""),
        job("A-3", "Three", &with(THERAPIST, 16, "?"), ""),
    ];
    let library = jobs(&library.join("---\n"));
    let found = noticed_in(&library, &profiles, &ConsistencySettings::default());
    assert_eq!(
        found,
        [
            "archived-profile A-1",
            "archived-profile A-2",
            "no-match A-3",
            "not-settled A-3 working_conditions"
        ]
    );
}

#[test]
fn jobs_are_compared_within_groups_alone_but_managers_are_found_anywhere() {
    let more = "organisation: North\nreports_to: G-2";
    let library = [
        job("G-1", "Clerk", &with(THERAPIST, 12, "4"), more),
        job("G-2", "Clerk", THERAPIST, "organisation: South"),
        job("G-3", "Clerk", &with(THERAPIST, 16, "3"), "organisation: South"),
    ];
    let library = jobs(&library.join("---\n"));
    let found = noticed_in(
        &library,
        &PROFILES,
        &ConsistencySettings { by: Some("Organisation"), ..ConsistencySettings::default() },
    );
    let expected = [
        "line-of-management G-1+G-2 freedom_to_act",
        "same-title G-2+G-3 working_conditions",
        "no-match G-1",
    ];
    assert_eq!(found, expected);
}

/// A folder with a small library in it, half of it as rows.
fn folder() -> Folder {
    let folder = Folder::with("jobs/a.yaml", job("JD-1", "Clerk", THERAPIST, "organisation: North"));
    let names = (1..=16).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let row = |id: &str, level: &str, team: &str| {
        format!("{id},Clerk,{},{team}\n", with(THERAPIST, 16, level).replace(' ', ","))
    };
    folder.write(
        "jobs/b.csv",
        format!("id,title,{names},Team\n{}{}", row("JD-2", "3", "A"), row("JD-3", "2", "B")),
    );
    folder
}

#[test]
fn the_command_exits_with_no_only_where_it_is_told_to() {
    let folder = folder();
    let run = |more: &[&str]| folder.run(&[&["consistency", "jobs"], more].concat());
    assert_eq!(run(&[]).0, YES);
    assert_eq!(run(&["--fail-on", "near-edge"]).0, YES);
    assert_eq!(run(&["--fail-on", "near-edge,same-title"]).0, NO);
    for usage in [
        &["--fail-on", "same-title", "--skip", "same-title"][..],
        &["--only", "same-titel"],
        &["--by", "Trust"],
    ] {
        assert_eq!(run(usage).0, TROUBLE, "{usage:?}");
    }
    assert_eq!(folder.run(&["consistency", "none"]).0, TROUBLE);
}

#[test]
fn every_format_says_the_same() {
    let folder = folder();
    let run = |more: &[&str]| {
        folder.run(&[&["consistency", "jobs", "--only", "same-title", "--format"], more].concat()).1
    };
    let json: serde_json::Value = serde_json::from_str(&run(&["json"])).unwrap();
    let expected = serde_json::json!({
        "jobs": 3,
        "refused": [],
        "observations": [{
            "code": "same-title",
            "jobs": [
                {"id": "JD-1", "title": "Clerk", "source": "jobs/a.yaml"},
                {"id": "JD-2", "title": "Clerk", "source": "jobs/b.csv"},
                {"id": "JD-3", "title": "Clerk", "source": "jobs/b.csv"},
            ],
            "factor": "working_conditions",
            "detail": "Jobs with one title have different levels: level 2 (2 jobs), level 3 (1 job).",
            "group": null,
        }],
        "counts": {"same-title": 1},
    });
    assert_eq!(json, expected);
    let detail = "Jobs with one title have different levels: level 2 (2 jobs), level 3 (1 job).";
    let line: serde_json::Value = serde_json::from_str(&run(&["ndjson"])).unwrap();
    assert_eq!(line, expected["observations"][0]);
    let yaml: serde_json::Value = serde_yaml::from_str(&run(&["yaml"])).unwrap();
    assert_eq!(yaml, expected);
    let row = "same-title,,working_conditions,3,JD-1; JD-2; JD-3,Clerk,jobs/a.yaml; jobs/b.csv,";
    assert_eq!(run(&["csv"]).lines().nth(1), Some(&*format!("{row}\"{detail}\"")));
    assert_eq!(
        run(&["github"]).lines().next().unwrap(),
        format!(
            "::notice file=jobs/a.yaml,line=1,col=1,title=Clerk%3A JD-1%2C JD-2%2C JD-3%2C Working Conditions (same-title)::{detail}"
        )
    );
    assert!(run(&["markdown"]).contains(detail) && run(&["html"]).contains(detail));
    assert!(run(&["csv", "--by", "team"]).lines().count() == 1, "no two jobs are of one team");
}

#[test]
fn tables_show_so_many_of_a_kind_and_the_number_of_the_rest() {
    let library: Vec<String> = (0..14)
        .map(|number| job(&format!("P-{number}"), &format!("Post {number}x"), &with(THERAPIST, 16, "?"), ""))
        .collect();
    let folder = Folder::with("jobs.yaml", library.join("---\n"));
    let (_, table, _) = folder.run(&["consistency", "jobs.yaml"]);
    assert!(
        table.contains("Factors not settled (not-settled): 14 observations") && table.contains("And 4 more."),
        "{table}"
    );
    let (_, json, _) = folder.run(&["consistency", "jobs.yaml", "--format", "json"]);
    assert_eq!(json.matches("\"code\"").count(), 14);
}

/// Jobs for the grid: with the least and the highest total, one of them twice, and two that are not settled.
const FOR_GRID: &str = "id,title,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,site\n\
    low,A,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,North\n\
    open,B,6,8,5,5,5,8,6,6,6,7,6,6,5,5,4,,South\n\
    high,C,6,8,5,5,5,8,6,6,6,7,6,6,5,5,4,5(b),North\n\
    range,D,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2(a)-3,\n\
    same,A,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,North\n";

#[test]
fn the_grid_has_the_highest_total_first() {
    let folder = Folder::with("jobs.csv", FOR_GRID);
    let order = |more: &[&str]| {
        let arguments = ["consistency", "jobs.csv", "--grid", "--format", "ndjson"];
        let (status, lines, _) = folder.run(&[&arguments, more].concat());
        assert_eq!(status, YES);
        let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        lines.lines().map(|text| line(text)["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(order(&[]), ["high", "open", "range", "low", "same"]);
    assert_eq!(order(&["--by", "site"]), ["range", "high", "low", "same", "open"]);
}

#[test]
fn the_grid_shows_levels_as_they_are() {
    let folder = Folder::with("jobs.csv", FOR_GRID);
    let shown = |format: &str| folder.run(&["consistency", "jobs.csv", "--grid", "--format", format]).1;
    let grid: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    let names: Vec<&str> =
        grid["factors"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let ids: Vec<&str> = SCHEME.factors().iter().map(jobeval::scheme::Factor::id).collect();
    assert_eq!(names, ids);
    let last = |job: usize| grid["jobs"][job]["levels"][15].as_str();
    assert_eq!([0, 1, 2, 3].map(last), [Some("5(b)"), None, Some("2(a)-3"), Some("1")]);
    assert_eq!(
        [0, 1, 2, 3].map(|job| grid["jobs"][job]["total"].as_u64()),
        [Some(1000), None, None, Some(86)]
    );
    let csv = shown("csv");
    assert!(
        csv.starts_with(
            "id,title,source,group,total,band,code,problem,communication_and_relationship_skills,"
        ),
        "{csv}"
    );
    assert!(csv.contains("\nhigh,C,jobs.csv,,1000,,,,6,8,"), "{csv}");
    // The least level has no shade, the highest the deepest; what is not settled has another mark.
    let page = shown("html");
    assert!(page.contains(r#"<td class="step-8">8</td>"#) && page.contains(r#"<td class="step-0">1</td>"#));
    assert!(page.contains(" 2-3</span>"), "{page}");
}

#[test]
fn the_grid_takes_no_option_of_the_checks() {
    let folder = Folder::with("jobs.csv", FOR_GRID);
    for option in ["--only", "--skip", "--fail-on"] {
        let (status, _, error) = folder.run(&["consistency", "jobs.csv", "--grid", option, "outlier"]);
        assert_eq!(status, TROUBLE);
        assert!(error.contains("--grid") && error.contains(option), "{error}");
    }
    let (status, _, error) = folder.run(&["consistency", "jobs.csv", "--grid", "--format", "github"]);
    assert_eq!(status, TROUBLE);
    assert!(error.contains("cannot be written as github") && error.contains("table, json"), "{error}");
}

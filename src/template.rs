//! Writes files to fill in, a job or a suite, with the levels and points of every factor in comments; and suite files of
//! known profiles.

use crate::profile::{Profile, ProfileFactor, Suite};
use crate::sanitize::is_unseen;
use crate::scheme::{Factor, Scheme};

/// Title of a job without one.
pub(crate) const UNTITLED: &str = "Untitled job";

/// Width of comments in characters.
const WIDTH: usize = 100;

/// Comment at the top of a job file.
const INTRODUCTION: &str = r#"# Give each factor a level, and the evidence for it:
#   level: 3(a)      settled: one level, with its options in brackets or none
#   level: 2-3       not settled: the panel has not decided between the two
#   level:           not assessed
#   evidence: Text.  why it is that level; put a text with a colon or # in it in "quotes"
"#;

/// Optional keys of a job file, commented out.
const DETAILS: &str = "\
# organisation: North Wing
# reports_to: JD-0002  # the id of the manager's job
# headcount: 1  # staff in post
# panel:
#   date: \"2026-03-14\"
#   members: [A. Osei (staff side), B. Shaw (management)]
#   status: provisional  # later consistency_checked, and then final
# notes: For the panel alone; in no report.
";

/// Returns a job file for this scheme in which no factor is assessed.
///
/// The title defaults to the profile's, then to `Untitled job`. [`Job::read`](crate::Job::read) reads the file unchanged.
/// Levels and texts of the profile are comments above each factor, because levels follow from a job's own evidence; they
/// are left out for factors that differ in the profile's scheme.
pub fn job_template(scheme: &Scheme, title: Option<&str>, profile: Option<&Profile<'_>>) -> String {
    let mut file = INTRODUCTION.to_owned();
    if let Some(profile) = profile {
        file += "#\n";
        file += &comment("", &provenance(profile));
    }
    file += "\n# id: JD-0001  # optional\n";
    let title = title.or(profile.map(Profile::title)).unwrap_or(UNTITLED);
    file += &format!("title: {}\n{DETAILS}", text(title));
    file += "factors:\n";
    for factor in scheme.factors() {
        let row = profile.and_then(|profile| profile.factors().iter().find(|row| row.factor() == factor));
        file += &entry(factor, row);
    }
    if let Some(profile) = profile {
        file += &expectation(profile);
    }
    file
}

/// Comment at the top of a suite file to fill in.
const SUITE_INTRODUCTION: &str = r#"# yaml-language-server: $schema=suite.schema.json
# Editors that read the line above check this file as you write; to make the file that it names, run
# jobeval schema suite > suite.schema.json
#
# Fill in what the published document says; put a text with a colon or # in it in "quotes". jobeval profiles check --profiles FILE
# lists what is still empty, and then checks the scores against the levels. Write levels as published: 3, 2(b)(c),
# 2(a)(d)-3(c). A factor may have more than levels:
#   levels: 2-3(a)
#   scores: [7, 12]    optional
#   descriptor: Text.  optional
#   example: Text.     optional
"#;

/// Returns a suite file for this scheme with one empty profile.
///
/// [`Profiles::read`](crate::Profiles::read) reports each value that is still to be filled in.
pub fn suite_template(scheme: &Scheme) -> String {
    let mut file = SUITE_INTRODUCTION.to_owned();
    file += "\nsuite:  # an id for the document, such as arts-therapies\ntitle:\n";
    file += &format!("scheme: {}\nsource:  # optional: where the document comes from\n", text(scheme.id()));
    file +=
        "\n# For each further profile of the document, add a copy of everything from `- id` to the end.\n";
    file += "profiles:\n  - id:  # an id that no other profile has, such as arts-therapist\n    title:\n";
    file += &comment("    ", &format!("The bands are {}.", scheme.band_names().join(", ")));
    file += "    band:  # a band, or the first and the last of a run with a hyphen between them\n";
    file += "    # generic: true  # if the document says so: the lowest total may lie below the band\n";
    file += "    # archived: July 2025  # if it has been: no new job may be matched to it\n";
    file += "    score: {min: , max: }  # the least and the greatest total, as published\n    factors:\n";
    for factor in scheme.factors() {
        file += "\n";
        file += &comment("      ", &format!("{}. {}", factor.number(), factor.name()));
        file += &comment("      ", &worth(factor));
        file += &format!("      {}:\n", label(factor.id()));
    }
    file
}

/// Returns a suite file with one profile. [`Profiles::read`](crate::Profiles::read) reads the same profile back.
pub fn profile_file(profile: &Profile<'_>) -> String {
    let head = suite_head(profile.suite(), profile.suite_title(), profile.scheme(), profile.suite_source());
    format!("{head}profiles:\n{}", profile_entry(profile))
}

/// Returns the file of a suite. [`Profiles::read`](crate::Profiles::read) reads the same suite back.
pub fn suite_file(suite: &Suite<'_>, scheme: &Scheme) -> String {
    let mut file = suite_head(&suite.id, &suite.title, scheme, suite.source.as_deref());
    if !suite.contents.is_empty() {
        file += "\ncontents:\n";
        file.extend(suite.contents.iter().map(|line| {
            let page = line.page.map(|page| format!(", page: {page}")).unwrap_or_default();
            format!("  - {{title: {}, band: {}{page}}}\n", text(&line.title), label(&line.band))
        }));
    }
    if !suite.amendments.is_empty() {
        file += "\namendments:\n";
        file.extend(suite.amendments.iter().map(|entry| {
            let (action, date, notes) = (text(&entry.action), label(&entry.date), text(&entry.notes));
            format!("  - action: {action}\n    date: {date}\n    notes: {notes}\n")
        }));
    }
    file += "\nprofiles:\n";
    let entries: Vec<String> = suite.profiles.iter().map(profile_entry).collect();
    file + &entries.join("\n")
}

/// Writes the keys of a suite above its profiles.
fn suite_head(id: &str, title: &str, scheme: &Scheme, source: Option<&str>) -> String {
    let (id, title, scheme) = (text(id), text(title), text(scheme.id()));
    format!("suite: {id}\ntitle: {title}\nscheme: {scheme}\n{}", optional("", "source", source))
}

/// Writes a profile of a suite file.
fn profile_entry(profile: &Profile<'_>) -> String {
    let mut entry = format!("  - id: {}\n    title: {}\n", text(profile.id()), text(profile.title()));
    entry += &format!("    band: {}\n", label(&profile.bands().to_string()));
    if profile.is_generic() {
        entry += "    generic: true\n";
    }
    entry += &profile.archived().map(|since| format!("    archived: {}\n", label(since))).unwrap_or_default();
    let score = profile.score();
    entry += &format!("    score: {{min: {}, max: {}}}\n", score.min, score.max);
    if !profile.job_statement().is_empty() {
        entry += "    job_statement:\n";
        entry.extend(profile.job_statement().iter().map(|part| format!("      - {}\n", text(part))));
    }
    entry += "    factors:\n";
    entry.extend(profile.factors().iter().map(suite_entry));
    entry
}

/// Writes a factor of a profile: only its levels if it has no scores or texts.
fn suite_entry(row: &ProfileFactor<'_>) -> String {
    let (id, levels) = (label(row.factor().id()), level(row.published_levels()));
    let scores = row.published_scores().map(|scores| format!("        scores: {scores:?}\n"));
    let words = [("descriptor", row.descriptor()), ("example", row.example())];
    let words = words.map(|(key, words)| optional("        ", key, words));
    let more: String = scores.into_iter().chain(words).collect();
    if more.is_empty() {
        format!("      {id}: {levels}\n")
    } else {
        format!("      {id}:\n        levels: {levels}\n{more}")
    }
}

/// Writes a key with its text; nothing without a text.
fn optional(indent: &str, key: &str, words: Option<&str>) -> String {
    words.map(|words| format!("{indent}{key}: {}\n", text(words))).unwrap_or_default()
}

/// Writes level notation as a YAML scalar, quoted if it has characters special to YAML or looks like another number or a
/// date to YAML 1.1.
pub(crate) fn level(notation: &str) -> String {
    let is_bare = notation.chars().all(|c| c.is_ascii_alphanumeric() || "() -–".contains(c));
    let is_notation = is_bare && notation.parse::<f64>().is_err();
    if is_notation { notation.to_owned() } else { label(notation) }
}

/// Returns the sentence that names the profile in the comments.
fn provenance(profile: &Profile<'_>) -> String {
    format!(
        "The levels and words in the comments are those of the profile {}: {}, Band {}, suite {}{}. They are not yet \
         those of a job: each level follows from the job's own evidence.",
        profile.id(),
        profile.title(),
        profile.bands(),
        profile.suite(),
        profile.added_from().map(|file| format!(" of {file}")).unwrap_or_default()
    )
}

/// Writes a factor to fill in.
fn entry(factor: &Factor, row: Option<&ProfileFactor<'_>>) -> String {
    let mut entry = String::from("\n");
    entry += &comment("  ", &format!("{}. {}", factor.number(), factor.name()));
    entry += &comment("  ", &worth(factor));
    if let Some(row) = row {
        entry += &published(row);
    }
    entry + &format!("  {}:\n    level:\n    evidence:\n", key(factor))
}

/// Returns the key of a factor: its id, or its number if the id is too long for a YAML key.
pub(crate) fn key(factor: &Factor) -> String {
    /// Longest YAML key in bytes, with quotes and escapes.
    const LONGEST: usize = 1024;
    let id = label(factor.id());
    if id.len() <= LONGEST { id } else { factor.number().to_string() }
}

/// Returns the points of the levels of a factor in words.
fn worth(factor: &Factor) -> String {
    let points: Vec<String> = factor.points().iter().map(u32::to_string).collect();
    let points = points.join(", ");
    match factor.points().len() {
        1 if points == "1" => "Level 1 is worth 1 point".to_owned(),
        1 => format!("Level 1 is worth {points} points"),
        levels => format!("Levels 1 to {levels} are worth {points} points"),
    }
}

/// Writes the levels and texts of a profile as comments.
fn published(row: &ProfileFactor<'_>) -> String {
    let levels = format!("Profile: {}", row.levels());
    let descriptor = row.descriptor().map(|words| format!("Descriptor: {words}"));
    let example = row.example().map(|words| format!("Example: {words}"));
    std::iter::once(levels).chain(descriptor).chain(example).map(|words| comment("  ", &words)).collect()
}

/// Writes the expectation of a job that matches the profile, commented out until the job is assessed.
fn expectation(profile: &Profile<'_>) -> String {
    let (band, id) = (label(&profile.bands().to_string()), text(profile.id()));
    format!(
        "\n# The expected result, which jobeval check verifies:\n# expect: {{band: {band}, profile: {id}}}\n"
    )
}

/// Writes a text as a comment, wrapped at [`WIDTH`]. No character of the text can end the comment.
fn comment(indent: &str, text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(printable) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(format!("{indent}# {word}")),
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Writes a YAML scalar, bare if it looks like a whole number.
fn label(words: &str) -> String {
    let number = words.parse().is_ok_and(|number: u32| number.to_string() == words);
    if number { words.to_owned() } else { text(words) }
}

/// Writes a text as a YAML scalar, in quotes unless YAML 1.1 and 1.2 read it back unchanged in any position.
pub(crate) fn text(words: &str) -> String {
    // In YAML 1.1 a text with a leading digit may be a date, a time or a number: `2026-01-01`, `12:30:45`, `1_000`.
    let is_bare = words.starts_with(char::is_alphabetic) && !is_yaml_1_1_word(words);
    if is_bare && (is_name(words) || is_text_between_brackets(words)) {
        return words.to_owned();
    }
    let escaped = words.replace('\\', r"\\").replace('"', r#"\""#);
    format!("\"{}\"", printable(&escaped))
}

/// Returns true for letters, digits and underscores only, which are bare in YAML without a trial parse.
fn is_name(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Returns true if YAML 1.1, which many programs still read, gives a word the value true, false or null.
fn is_yaml_1_1_word(words: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    WORDS.iter().any(|word| words.eq_ignore_ascii_case(word))
}

/// Returns true if YAML reads the words back unchanged inside brackets, where most punctuation is special.
fn is_text_between_brackets(words: &str) -> bool {
    let read = serde_yaml::from_str::<Vec<serde_yaml::Value>>(&format!("[{}]", printable(words)));
    read.is_ok_and(|read| read == [words])
}

/// Escapes, as in a quoted scalar, characters that are unprintable in YAML, break lines or are unseen.
fn printable(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut printed, c| {
        if is_unseen(c) {
            printed += &format!("\\U{:08X}", u32::from(c));
        } else {
            printed.push(c);
        }
        printed
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scheme::Levels;
    use crate::{Job, Profiles};

    /// A scheme whose names are as awkward as YAML allows, with a factor of a single level.
    const AWKWARD_SCHEME: &str = r##"
scheme: awkward
title: Awkward
factors:
  - {id: "null", name: "first\n  factors: {}", group: a, points: [1, 2, 4]}
  - {id: "two: #2", name: "Second\u2028line", group: a, points: [3]}
  - {id: "07", name: Third, group: a, points: [1, 2]}
bands: [{name: "07", from: 0, to: 10}]
matching: {max_difference: 1, max_variations: 1, fixed_factors: []}
"##;

    /// A suite whose every text tries to be more than a text.
    const AWKWARD_SUITE: &str = r#"
suite: "s\nfactors: {}"
title: Awkward
scheme: awkward
profiles:
  - id: "p}\nexpect: {band: 9}"
    title: "\"Title\"\\\nfactors:\u2028 # \u0085\ufeff\u0007"
    band: "07"
    score: {min: 5, max: 9}
    factors:
      "1": {levels: "1(a), 3", scores: [1, 4], descriptor: "one\r\nid: x\n---\n...", example: "\u2029id: y\u0000"}
      "2": {levels: 1, scores: [3]}
      "3": {levels: 1-2, scores: [1, 2]}
"#;

    fn read<'s>(text: &str, scheme: &'s Scheme) -> Job<'s> {
        let mut read = Job::read("template.yaml", text, scheme);
        assert!(read.findings.is_empty(), "{:?}\n{text}", read.findings);
        assert_eq!(read.items.len(), 1, "{text}");
        read.items.remove(0)
    }

    fn levels<'a>(job: &'a Job<'_>) -> Vec<Option<&'a Levels<'a>>> {
        job.assessments().iter().map(|assessment| assessment.levels()).collect()
    }

    fn assert_like_profile(profile: &Profile<'_>) {
        let text = job_template(profile.scheme(), None, Some(profile));
        let job = read(&text, profile.scheme());
        assert_eq!(job.title(), profile.title());
        assert_eq!(job.id(), None);
        assert!(job.expectation().is_none());
        assert!(levels(&job).iter().all(Option::is_none), "a profile's levels are not those of a job");
        for row in profile.factors() {
            let line = format!("\n  # Profile: {}\n", row.levels());
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }

    #[test]
    fn nothing_is_assessed_in_a_template() {
        for scheme in [Scheme::nhs_jes(), &Scheme::read("s", AWKWARD_SCHEME).unwrap()] {
            let job = read(&job_template(scheme, None, None), scheme);
            assert_eq!((job.id(), job.title()), (None, UNTITLED));
            assert!(levels(&job).iter().all(Option::is_none));
        }
    }

    #[test]
    fn what_else_a_job_may_say_is_right_once_its_comment_is_taken_off() {
        let scheme = Scheme::nhs_jes();
        let template = job_template(scheme, Some("Nurse, Ward #3: \"nights\""), None);
        assert!(template.contains(DETAILS));
        let lines = template.lines().map(|line| match line.strip_prefix("# ") {
            Some(said) if DETAILS.contains(line) => said,
            _ => line,
        });
        let job = read(&lines.collect::<Vec<_>>().join("\n"), scheme);
        assert_eq!(job.title(), "Nurse, Ward #3: \"nights\"");
        assert_eq!((job.organisation(), job.reports_to()), (Some("North Wing"), Some("JD-0002")));
        assert_eq!(
            (job.headcount(), job.status()),
            (Some(crate::job::Headcount::Of(1)), crate::job::PanelStatus::Provisional)
        );
        let panel = job.panel().unwrap();
        assert_eq!(panel.date.map(|date| date.to_string()).as_deref(), Some("2026-03-14"));
        assert_eq!(panel.members, ["A. Osei (staff side)", "B. Shaw (management)"]);
        assert_eq!(job.notes(), Some("For the panel alone; in no report."));
    }

    #[test]
    fn every_factor_has_its_levels_and_points_in_a_comment() {
        let scheme = Scheme::nhs_jes();
        let template = job_template(scheme, None, None);
        assert_eq!(template.matches("\n    level:\n    evidence:\n").count(), scheme.factors().len());
        let twelfth = "
  # 12. Freedom to Act
  # Levels 1 to 6 are worth 5, 12, 21, 32, 45, 60 points
  freedom_to_act:
    level:
    evidence:
";
        assert!(template.contains(twelfth), "{template}");
        let awkward = Scheme::read("s", AWKWARD_SCHEME).unwrap();
        assert!(job_template(&awkward, None, None).contains("  # Level 1 is worth 3 points\n"));
    }

    #[test]
    fn a_template_from_a_profile_has_its_levels_and_words() {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        assert_eq!(profiles.iter().count(), 5);
        for profile in profiles.iter() {
            assert_like_profile(profile);
            let template = job_template(scheme, None, Some(profile));
            assert!(template.contains(&format!("profile {}:", profile.id())), "{template}");
            let words: Vec<&str> = template.split_whitespace().filter(|word| *word != "#").collect();
            for published in
                profile.factors().iter().flat_map(|row| [row.descriptor(), row.example()]).flatten()
            {
                let published: Vec<&str> = published.split_whitespace().collect();
                assert!(words.windows(published.len()).any(|run| run == published), "{published:?}");
            }
        }
    }

    #[test]
    fn what_the_profile_expects_is_right_once_its_comment_is_taken_off() {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        for profile in profiles.iter() {
            let template = job_template(scheme, None, Some(profile)).replace("# expect:", "expect:");
            let job = read(&template, scheme);
            let expect = job.expectation().unwrap();
            assert_eq!(expect.band, Some(profile.bands()));
            assert_eq!(expect.profile.as_deref(), Some(profile.id()));
        }
    }

    #[test]
    fn no_text_breaks_out_of_its_comment_or_quotes() {
        let scheme = Scheme::read("s", AWKWARD_SCHEME).unwrap();
        let mut profiles = Profiles::new(&scheme);
        assert_eq!(profiles.read("p", AWKWARD_SUITE), []);
        let profile = profiles.iter().next().unwrap();
        assert_like_profile(profile);
        let template = job_template(&scheme, None, Some(profile)).replace("# expect:", "expect:");
        let job = read(&template, &scheme);
        assert_eq!(job.expectation().unwrap().profile.as_deref(), Some(profile.id()));
    }

    /// The suite file of a profile, read as the only one.
    fn reread<'s>(profile: &Profile<'s>, scheme: &'s Scheme) -> (String, Profiles<'s>) {
        let mut again = Profiles::new(scheme);
        let file = profile_file(profile);
        assert_eq!(again.read("again.yaml", &file), [], "{file}");
        assert_eq!(again.iter().count(), 1, "{file}");
        (file, again)
    }

    #[test]
    fn a_profile_is_read_back_from_its_suite_file_word_for_word() {
        let (nhs, awkward) = (Scheme::nhs_jes(), Scheme::read("s", AWKWARD_SCHEME).unwrap());
        let built_in = Profiles::built_in(nhs).unwrap();
        let mut odd = Profiles::new(&awkward);
        assert_eq!(odd.read("p", AWKWARD_SUITE), []);
        let all = built_in.iter().map(|p| (p, nhs)).chain(odd.iter().map(|p| (p, &awkward)));
        for (profile, scheme) in all {
            let (_, again) = reread(profile, scheme);
            let same = again.iter().next().unwrap();
            let said = |profile: &Profile<'_>| {
                let rows = profile.factors().iter().map(|row| {
                    let (published, levels) =
                        (row.published_scores().map(<[u32]>::to_vec), row.levels().to_string());
                    (levels, published, row.descriptor().map(str::to_owned), row.example().map(str::to_owned))
                });
                let names = [profile.id(), profile.title(), profile.suite(), profile.suite_title()];
                let names = names.map(str::to_owned);
                let bands = profile.bands().to_string();
                let source = profile.suite_source().map(str::to_owned);
                let statement = profile.job_statement().to_vec();
                (names, bands, source, profile.score(), statement, rows.collect::<Vec<_>>())
            };
            assert_eq!(said(same), said(profile));
        }
    }

    #[test]
    fn a_suite_file_is_as_short_as_the_profile_and_no_word_of_it_is_read_as_something_else() {
        let scheme = Scheme::read("s", AWKWARD_SCHEME).unwrap();
        let words = [
            "no",
            "Yes",
            "OFF",
            "n",
            "2026-01-01",
            "12:30:45",
            "1_000",
            "=",
            "~",
            "0x1F",
            "1e3",
            ".inf",
            "<<",
        ];
        for word in words {
            let suite = format!(
                "{{suite: '{word}', title: '{word}', scheme: awkward, source: '{word}', profiles: [{{
                id: '{word}', title: '{word}', band: '07', generic: true, archived: '{word}', job_statement: ['{word}'],
                score: {{min: 5, max: 9}}, factors: {{1: 1-2, 2: {{levels: 1, example: '{word}'}}, 3: '1, 2'}}}}]}}"
            );
            let mut profiles = Profiles::new(&scheme);
            assert_eq!(profiles.read("p", &suite), []);
            let (file, again) = reread(profiles.iter().next().unwrap(), &scheme);
            assert_eq!(file.matches(&format!("\"{word}\"")).count(), 8, "{file}");
            assert!(
                file.contains("\n    generic: true\n") && file.contains("\n      \"07\": \"1, 2\"\n"),
                "{file}"
            );
            let profile = again.iter().next().unwrap();
            assert_eq!((profile.archived(), profile.is_generic()), (Some(word), true));
            assert!(profile.factors().iter().all(|row| row.published_scores().is_none()));
            assert_eq!(profile.factors()[0].scores(), [1, 2]);
        }
    }

    #[test]
    fn a_suite_to_fill_in_says_of_each_place_that_it_is_empty() {
        for scheme in [Scheme::nhs_jes(), &Scheme::read("s", AWKWARD_SCHEME).unwrap()] {
            let template = suite_template(scheme);
            let findings = Profiles::new(scheme).read("template.yaml", &template);
            let empty = ["suite", "title", "id", "title", "band", "min", "max"].map(ToOwned::to_owned);
            let factors = scheme.factors().iter().map(|factor| format!("the levels of {}", factor.name()));
            let expected: Vec<String> = empty.into_iter().chain(factors).collect();
            let found: Vec<String> = findings.iter().map(|finding| finding.problem.message.clone()).collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!(found.starts_with(expected) && found.ends_with("empty"), "{found}: {expected}");
            }
        }
    }

    #[test]
    fn a_suite_that_is_filled_in_is_read() {
        let scheme = Scheme::nhs_jes();
        let mut template = suite_template(scheme);
        for (empty, filled) in [
            ("\nsuite:", "\nsuite: nursing"),
            ("\ntitle:", "\ntitle: Nursing"),
            ("- id:", "- id: nurse"),
            ("    title:", "    title: Nurse"),
            ("    band:", "    band: 1"),
            ("{min: , max: }", "{min: 86, max: 86}"),
        ] {
            template = template.replacen(empty, filled, 1);
        }
        for factor in scheme.factors() {
            template = template
                .replace(&format!("      {}:\n", factor.id()), &format!("      {}: 1\n", factor.id()));
        }
        let mut profiles = Profiles::new(scheme);
        assert_eq!(profiles.read("filled.yaml", &template), []);
        assert!(crate::check_profile(profiles.find("nurse").unwrap()).passed());
    }

    #[test]
    fn a_profile_of_another_scheme_says_nothing_of_factors_that_differ() {
        let (scheme, awkward) = (Scheme::nhs_jes(), Scheme::read("s", AWKWARD_SCHEME).unwrap());
        let profiles = Profiles::built_in(scheme).unwrap();
        let template = job_template(&awkward, None, profiles.iter().next());
        assert!(levels(&read(&template, &awkward)).iter().all(Option::is_none));
    }

    #[test]
    fn words_that_mean_more_to_older_readers_are_in_quotes() {
        for words in [
            "2026-01-01",
            "2026-01-01T10:00:00Z",
            "2026-01-01 10:00:00 +1",
            "12:30:45",
            "1_000",
            "1.5e3",
            "1e3",
            "0x1F",
            "0b1",
            "0o7",
            "017",
            "no",
            "Yes",
            "ON",
            "off",
            "y",
            "N",
            "True",
            "null",
            "=",
            "~",
            "1,000",
        ] {
            assert_eq!(text(words), format!("\"{words}\""));
        }
        for words in ["Nurse", "a8", "Band 5", "No one", "Night"] {
            assert_eq!(text(words), words);
        }
    }

    #[test]
    fn a_factor_whose_id_is_too_long_for_a_key_goes_by_its_number() {
        for length in [1022, 1023, 1024, 1025, 5000] {
            let id = "é".repeat(length / 2) + &"=".repeat(length % 2);
            let scheme = Scheme::read("s", &AWKWARD_SCHEME.replace("two: #2", &id)).unwrap();
            let template = job_template(&scheme, None, None);
            assert!(levels(&read(&template, &scheme)).iter().all(Option::is_none));
            assert_eq!(template.contains(&format!("\n  {id}:\n")), length <= 1024, "{length}");
        }
    }

    #[test]
    fn comments_fill_their_width_and_keep_to_it() {
        let long = "word ".repeat(100);
        for (indent, width) in [("", 96), ("  ", 98), ("    ", WIDTH)] {
            let comment = comment(indent, &long);
            let mut lines: Vec<&str> = comment.lines().collect();
            assert!(lines.pop().is_some_and(|last| last.len() <= width));
            assert!(
                lines.iter().all(|line| line.starts_with(&format!("{indent}# word")) && line.len() == width)
            );
        }
    }

    #[test]
    fn levels_are_bare_where_yaml_reads_them_as_they_are() {
        for notation in ["3", "10", "3(a)", "1-2(a)(b)", "2(a) – 3"] {
            assert_eq!(level(notation), notation);
        }
        for notation in ["03", "1e3", "2(a), 4(b)", "3/4"] {
            assert_eq!(level(notation), format!("\"{notation}\""));
        }
    }

    /// Any text, with the characters that YAML has a meaning for more often than chance would.
    fn any_text() -> impl Strategy<Value = String> {
        let special: Vec<char> =
            "-:#[]{},\n\r\"'\\|>&*!%@`?~<=. \t\u{85}\u{2028}\u{feff}aeny019".chars().collect();
        let character = prop_oneof![3 => proptest::sample::select(special), 1 => any::<char>()];
        proptest::collection::vec(character, 0..12).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_from_its_scalar(words in any_text()) {
            let scalar = text(&words);
            for file in [format!("{scalar}: {scalar}\n"), format!("{{{scalar}: {scalar}}}\n")] {
                let read: std::collections::BTreeMap<String, String> = serde_yaml::from_str(&file).unwrap();
                prop_assert_eq!(read.into_iter().next(), Some((words.clone(), words.clone())));
            }
        }

        #[test]
        fn any_text_stays_in_its_comment(words in any_text()) {
            let file = format!("{}title: A\n{}factors: {{}}\n", comment("", &words), comment("  ", &words));
            let scheme = Scheme::nhs_jes();
            let job = read(&file, scheme);
            prop_assert_eq!(job.title(), "A");
        }
    }
}

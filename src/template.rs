//! A job file to fill in, made from the scheme: every factor with its levels and points in comments.

use crate::profile::{Profile, ProfileFactor};
use crate::scheme::{Factor, Scheme};
use crate::unprintable::is_unseen;

/// The title of a job that has none yet.
const UNTITLED: &str = "Untitled job";

/// The width that comments are fitted to, in characters.
const WIDTH: usize = 100;

/// What stands at the top of every file.
const INTRODUCTION: &str = r#"# yaml-language-server: $schema=job.schema.json
# Editors that read the line above check this file as you write; to make the file that it names, run
# jobeval schema job > job.schema.json
#
# Give each factor a level, and the evidence for it:
#   level: 3(a)      settled: one level, with its options in brackets or none
#   level: 2-3       not settled: the panel has not decided between the two
#   level:           not assessed
#   evidence: Text.  why it is that level; put a text with a colon or # in it in "quotes"
"#;

/// A job file for this scheme in which nothing is assessed.
///
/// [`Job::read`](crate::Job::read) reads it as it is. What a profile says of a factor, its levels included, stands above
/// the factor in comments: a level follows from a job's own evidence. Nothing is said of a factor that is not the same in
/// the profile's scheme.
pub fn job_template(scheme: &Scheme, profile: Option<&Profile<'_>>) -> String {
    let mut file = INTRODUCTION.to_owned();
    if let Some(profile) = profile {
        file += "#\n";
        file += &comment("", &provenance(profile));
    }
    file += "\n# id: JD-0001  # optional\n";
    file += &format!("title: {}\n", text(profile.map_or(UNTITLED, Profile::title)));
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

/// Whose levels and words the comments show.
fn provenance(profile: &Profile<'_>) -> String {
    format!(
        "The levels and words in the comments are those of the profile {}: {}, Band {}, suite {}. They are not yet \
         those of a job: each level follows from the job's own evidence.",
        profile.id(),
        profile.title(),
        profile.bands(),
        profile.suite()
    )
}

/// One factor, to be filled in.
fn entry(factor: &Factor, row: Option<&ProfileFactor<'_>>) -> String {
    let mut entry = String::from("\n");
    entry += &comment("  ", &format!("{}. {}", factor.number(), factor.name()));
    entry += &comment("  ", &worth(factor));
    if let Some(row) = row {
        entry += &published(row);
    }
    entry + &format!("  {}:\n    level:\n    evidence:\n", label(factor.id()))
}

/// What the levels of a factor are worth, in words.
fn worth(factor: &Factor) -> String {
    let points: Vec<String> = factor.points().iter().map(u32::to_string).collect();
    let points = points.join(", ");
    match factor.points().len() {
        1 => format!("Level 1 is worth {points} points"),
        levels => format!("Levels 1 to {levels} are worth {points} points"),
    }
}

/// What a profile says of a factor.
fn published(row: &ProfileFactor<'_>) -> String {
    let levels = format!("Profile: {}", row.levels());
    let descriptor = row.descriptor().map(|words| format!("Descriptor: {words}"));
    let example = row.example().map(|words| format!("Example: {words}"));
    std::iter::once(levels).chain(descriptor).chain(example).map(|words| comment("  ", &words)).collect()
}

/// What should come of a job like the profile; in a comment, because that is not known yet.
fn expectation(profile: &Profile<'_>) -> String {
    let (band, id) = (label(&profile.bands().to_string()), text(profile.id()));
    format!(
        "\n# What should come of it, once that can be said; jobeval check verifies it:\n# expect: {{band: {band}, profile: {id}}}\n"
    )
}

/// A text as a comment, on as many lines as it takes. No character of it can end the comment.
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

/// A YAML scalar that may look like a whole number.
fn label(words: &str) -> String {
    let number = words.parse().is_ok_and(|number: u32| number.to_string() == words);
    if number { words.to_owned() } else { text(words) }
}

/// A YAML scalar that is a text: bare where YAML reads it back as itself wherever it stands, else in quotes.
fn text(words: &str) -> String {
    if words.starts_with(char::is_alphanumeric) && is_text_between_brackets(words) {
        return words.to_owned();
    }
    let escaped = words.replace('\\', r"\\").replace('"', r#"\""#);
    format!("\"{}\"", printable(&escaped))
}

/// Whether YAML reads these words back as themselves even where it has the most use for punctuation.
fn is_text_between_brackets(words: &str) -> bool {
    let read = serde_yaml::from_str::<Vec<serde_yaml::Value>>(&format!("[{}]", printable(words)));
    read.is_ok_and(|read| read == [words])
}

/// A text with the characters that YAML does not print, takes for line breaks or would hide spelt as in a quoted scalar.
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
        let text = job_template(profile.scheme(), Some(profile));
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
            let job = read(&job_template(scheme, None), scheme);
            assert_eq!((job.id(), job.title()), (None, UNTITLED));
            assert!(levels(&job).iter().all(Option::is_none));
        }
    }

    #[test]
    fn every_factor_has_its_levels_and_points_in_a_comment() {
        let scheme = Scheme::nhs_jes();
        let template = job_template(scheme, None);
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
        assert!(job_template(&awkward, None).contains("  # Level 1 is worth 3 points\n"));
    }

    #[test]
    fn a_template_from_a_profile_has_its_levels_and_words() {
        let scheme = Scheme::nhs_jes();
        let profiles = Profiles::built_in(scheme).unwrap();
        assert_eq!(profiles.iter().count(), 5);
        for profile in profiles.iter() {
            assert_like_profile(profile);
            let template = job_template(scheme, Some(profile));
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
            let template = job_template(scheme, Some(profile)).replace("# expect:", "expect:");
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
        let template = job_template(&scheme, Some(profile)).replace("# expect:", "expect:");
        let job = read(&template, &scheme);
        assert_eq!(job.expectation().unwrap().profile.as_deref(), Some(profile.id()));
    }

    #[test]
    fn a_profile_of_another_scheme_says_nothing_of_factors_that_differ() {
        let (scheme, awkward) = (Scheme::nhs_jes(), Scheme::read("s", AWKWARD_SCHEME).unwrap());
        let profiles = Profiles::built_in(scheme).unwrap();
        let template = job_template(&awkward, profiles.iter().next());
        assert!(levels(&read(&template, &awkward)).iter().all(Option::is_none));
    }

    #[test]
    fn comments_keep_to_their_width() {
        let long = "word ".repeat(100);
        for line in comment("  ", &long).lines() {
            assert!(line.starts_with("  # word") && line.chars().count() <= WIDTH, "{line}");
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

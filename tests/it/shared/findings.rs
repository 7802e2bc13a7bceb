//! How the tests look at a finding: its place, code, severity, message and help, whatever form the library gives it.
//! Nothing else in the tests looks into a finding. The fuzz targets use this file as well.
#![allow(dead_code, reason = "the fuzz targets use a part of it")]

use jobeval::finding::{Finding, Rule, Severity};

/// A finding as the tests see it.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Line and column; 0 and 0 where the whole file is meant.
    pub(crate) place: (usize, usize),
    /// The name of the rule, such as `no-such-level`.
    pub(crate) code: &'static str,
    /// Whether something is lost.
    pub(crate) is_error: bool,
    pub(crate) message: String,
    /// Empty where there is no help.
    pub(crate) help: String,
}

pub(crate) fn seen(finding: &Finding) -> Seen {
    let problem = &finding.problem;
    Seen {
        place: finding.position.map_or((0, 0), |place| (place.line, place.column)),
        code: problem.rule.code(),
        is_error: problem.severity() == Severity::Error,
        message: problem.to_string(),
        help: problem.help.clone().unwrap_or_default(),
    }
}

/// The names of all rules, in the order of the documentation.
pub(crate) fn codes() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.code()).collect()
}

/// What breaks each rule, in the same order, as the documentation begins to say it.
pub(crate) fn meanings() -> Vec<String> {
    let severity = |rule: &Rule| match rule.severity() {
        Severity::Error => "",
        Severity::Warning => "Warning. ",
        Severity::Note => "Note. ",
    };
    Rule::ALL.iter().map(|rule| format!("{}{}", severity(rule), rule.meaning())).collect()
}

/// Whether something is lost by any of them.
pub(crate) fn any_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| seen(finding).is_error)
}

/// How many errors and warnings a finding stands for: one of either, or those that are not listed.
pub(crate) fn counts(finding: &Finding) -> (usize, usize) {
    let counts = finding.problem.counts();
    (counts.errors, counts.warnings)
}

/// Place and code of each finding, as in `3:1 unknown-key`; the code alone where the whole file is meant.
pub(crate) fn outline(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| match seen(finding) {
        Seen { place: (0, 0), code, .. } => code.to_owned(),
        Seen { place: (line, column), code, .. } => format!("{line}:{column} {code}"),
    };
    findings.iter().map(line).collect()
}

/// A finding as a test expects it: line, column, code, and what the message and the help say.
///
/// What they say are words separated by ` | `, those of the help after ` => `, as in `titel => title`. Each must be
/// there as it stands and whole: `7` is not in `17`. Words after a `!` must not be there.
pub(crate) type Expected<'w> = (usize, usize, &'w str, &'w str);

/// Asserts that these findings were made and no others, in this order. `about` is shown where that is not so.
#[track_caller]
pub(crate) fn assert_found(findings: &[Finding], expected: &[Expected<'_>], about: &str) {
    let found: Vec<Seen> = findings.iter().map(seen).collect();
    let is_meant = |(found, (line, column, code, said)): (&Seen, &Expected<'_>)| {
        found.place == (*line, *column) && found.code == *code && says(found, said)
    };
    let all_meant = found.iter().zip(expected).all(is_meant);
    assert!(found.len() == expected.len() && all_meant, "{about}\nfound {found:#?}\nexpected {expected:#?}");
}

/// Asserts that findings in a text have a place in it, or mean the whole of it.
pub(crate) fn assert_placed(findings: &[Finding], text: &str) {
    // What is missing at the end is missing on the next line.
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 1;
    for (line, column) in findings.iter().map(|finding| seen(finding).place).filter(|place| *place != (0, 0))
    {
        assert!((1..=lines).contains(&line) && column >= 1, "{line}:{column} of {lines} lines");
    }
}

/// Whether message and help of a finding say what is expected.
pub(crate) fn says(found: &Seen, expected: &str) -> bool {
    let (message, help) = expected.split_once(" => ").unwrap_or((expected, ""));
    [(message, &found.message), (help, &found.help)].iter().all(|(words, text)| {
        words.split(" | ").all(|word| match word.strip_prefix('!') {
            Some(absent) if !absent.is_empty() => !holds(text, absent),
            _ => holds(text, word),
        })
    })
}

/// Whether a text holds these words, not within longer words or numbers.
pub(crate) fn holds(text: &str, words: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (first, last) = (words.chars().next(), words.chars().next_back());
    words.is_empty()
        || text.match_indices(words).any(|(at, _)| {
            let before = is_part(text[..at].chars().next_back()) && is_part(first);
            let behind = is_part(text[at + words.len()..].chars().next()) && is_part(last);
            !before && !behind
        })
}

#[test]
fn words_are_found_whole_and_in_their_place() {
    let found = Seen {
        place: (1, 1),
        code: "unknown-key",
        is_error: true,
        message: "17 is no `key` of -5".to_owned(),
        help: "did you mean `level`?".to_owned(),
    };
    for said in ["", "17", "key | -5", "17 => level", " => level", "!7", "17 => level | !key"] {
        assert!(says(&found, said), "{said}");
    }
    for said in ["7", "1", "level", "17 => key", "!17", " => !level", "key | 6"] {
        assert!(!says(&found, said), "{said}");
    }
}

//! Describes the files: every mapping in them with its keys.
//!
//! Readers, suggestions for misspelt keys and JSON Schemas all use this description, so that they cannot disagree.

use crate::names;

/// The mappings that are whole files. A file that is equally similar to two counts as the later one.
pub(crate) const FILES: [&Mapping; 3] = [&SUITE, &SCHEME, &JOB];

/// A mapping with fixed keys.
pub(crate) struct Mapping {
    /// The name in messages, with an article.
    pub(crate) what: &'static str,
    /// The name in a JSON Schema.
    pub(crate) name: &'static str,
    /// The description that editors show.
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [FileKey],
}

/// A key of a mapping and the shape of its value.
pub(crate) struct FileKey {
    pub(crate) name: &'static str,
    pub(crate) value: Shape,
    pub(crate) required: bool,
    /// The description that editors show.
    pub(crate) doc: &'static str,
    /// Synonyms of the key that do not look like it, in normal form.
    other_words: &'static [&'static str],
}

/// The kind of a key that a mapping does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherKey {
    /// A misspelt key of the mapping.
    Slip,
    /// A synonym of a required key. If the mapping has the required key too, this key has a meaning of its own.
    WordFor(&'static str),
    /// A key with a meaning of its own.
    Own,
}

/// The shape that a value must have.
pub(crate) enum Shape {
    /// A text that is not empty.
    Text,
    /// A text that may be empty.
    AnyText,
    /// A short text that may look like a whole number.
    Label,
    /// True or false.
    Flag,
    /// A number of points, or another whole number within the same bounds.
    Points,
    /// A number of points, or a range of them.
    Total,
    /// A number of staff, or a text for a number that is not known.
    Headcount,
    /// Level notation.
    Levels,
    Mapping(&'static Mapping),
    /// A list of values, with the least and the greatest length.
    List {
        of: &'static Shape,
        least: Option<usize>,
        most: Option<usize>,
    },
    /// A value that the schema defines under this name, such as the name of a band.
    Defined(&'static str),
}

use Shape::{AnyText, Defined, Flag, Headcount, Label, Levels, Points, Text, Total};

impl Mapping {
    /// Returns true if the mapping has a key of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    /// Returns the names of the keys.
    pub(crate) fn key_names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// Returns the key meant by a misspelt key or a synonym.
    pub(crate) fn key_meant(&self, name: &str) -> Option<&'static str> {
        let word = names::normalise(name);
        let by_word = self.keys.iter().find(|key| key.other_words.contains(&&*word));
        by_word.map(|key| key.name).or_else(|| names::nearest(name, self.key_names()))
    }

    /// Classifies a key that the mapping does not have, where further keys are allowed.
    pub(crate) fn other_key(&self, name: &str) -> OtherKey {
        if self.key_names().any(|key| names::is_slip(name, key)) {
            return OtherKey::Slip;
        }
        let word = names::normalise(name);
        let meant = self.keys.iter().find(|key| key.required && key.other_words.contains(&&*word));
        meant.map_or(OtherKey::Own, |key| OtherKey::WordFor(key.name))
    }
}

impl FileKey {
    /// Adds synonyms, in normal form.
    const fn or(self, other_words: &'static [&'static str]) -> FileKey {
        FileKey { other_words, ..self }
    }
}

/// Declares a mapping as a constant. The comments become the descriptions that editors show.
macro_rules! mapping {
    (
        #[doc = $doc:literal] $constant:ident = $what:literal, $name:literal;
        $(#[doc = $key_doc:literal] $key:ident: $presence:ident $value:expr $(, or $words:expr)?;)+
    ) => {
        #[doc = $doc]
        pub(crate) const $constant: Mapping = Mapping {
            what: $what,
            name: $name,
            doc: $doc.trim_ascii_start(),
            keys: &[$($presence(stringify!($key), $value, $key_doc.trim_ascii_start())$(.or($words))?),+],
        };
    };
}

const fn required(name: &'static str, value: Shape, doc: &'static str) -> FileKey {
    FileKey { name, value, required: true, doc, other_words: &[] }
}

const fn optional(name: &'static str, value: Shape, doc: &'static str) -> FileKey {
    FileKey { required: false, ..required(name, value, doc) }
}

const fn list(of: &'static Shape) -> Shape {
    Shape::List { of, least: None, most: None }
}

const fn filled_list(of: &'static Shape, most: Option<usize>) -> Shape {
    Shape::List { of, least: Some(1), most }
}

const ID_WORDS: &[&str] = &["reference", "code"];
const TITLE_WORDS: &[&str] = &["name", "job", "role", "post", "jobtitle"];
const FACTORS_WORDS: &[&str] = &["levels", "assessments"];

/// The most levels of a factor. Notation has no higher number.
pub(crate) const MOST_LEVELS: usize = 99;

mapping! {
    /// A job: the level of each factor, and the evidence for it.
    JOB = "a job", "Job";
    /// The job's id, such as JD-1042.
    id: optional Label, or ID_WORDS;
    /// The job's title, such as Senior Art Therapist.
    title: required Text, or TITLE_WORDS;
    /// The organisation that the job is in, such as North Wing.
    organisation: optional Text, or &["organization", "employer", "trust", "department"];
    /// The id of the manager's job.
    reports_to: optional Label, or &["manager", "linemanager"];
    /// The number of staff in post. Without it, 1; ? if it is not known.
    headcount: optional Headcount, or &["staff", "staffinpost"];
    /// The panel that assessed the job.
    panel: optional Shape::Mapping(&PANEL);
    /// Notes for the panel alone; no report shows them.
    notes: optional AnyText, or &["note", "comment", "comments"];
    /// The level of each factor. A factor left out is not assessed.
    factors: required Defined("Factors"), or FACTORS_WORDS;
    /// The expected score and outcome, which jobeval check verifies.
    expect: optional Shape::Mapping(&EXPECT), or &["expected", "expectation"];
}

mapping! {
    /// The panel that assessed a job.
    PANEL = "a panel", "Panel";
    /// The day on which the panel met, such as 2026-03-14.
    date: optional Defined("Date");
    /// The members, such as A. Osei (staff side).
    members: optional Defined("Members");
    /// The status of the outcome.
    status: optional Defined("PanelStatus");
}

// A job may give the level alone instead of this mapping.
mapping! {
    /// A level with the evidence for it.
    ASSESSMENT = "a factor", "Assessment";
    /// The level, such as 3 or 3(a); several, such as 2-3, while it is not settled; null or ? while not assessed.
    level: optional Levels, or &["levels", "value"];
    /// The reason for this level.
    evidence: optional AnyText, or &["rationale", "reason"];
}

mapping! {
    /// The expected score and outcome of a job.
    EXPECT = "expect", "Expectation";
    /// The band, or the run of bands such as 8a-c, in which the total should lie.
    band: optional Defined("BandName");
    /// The total in points, or the range in which it should lie.
    total: optional Total, or &["points", "score"];
    /// The id of the profile that should match.
    profile: optional Text;
    /// The expected outcome of the comparison with the profile. Without a profile, only no_match can be expected: that no known profile matches.
    outcome: optional Defined("Outcome"), or &["result"];
}

mapping! {
    /// A suite: a published document of profiles.
    SUITE = "a suite", "Suite";
    /// The suite's id, such as arts-therapies.
    suite: required Text;
    /// The title as published.
    title: required Text, or TITLE_WORDS;
    /// The id of the scheme for which the profiles were published.
    scheme: required Text;
    /// The origin of the document, such as its address.
    source: optional AnyText;
    /// The document's table of contents as published.
    contents: optional list(&Shape::Mapping(&CONTENTS_LINE));
    /// The document's version history as published.
    amendments: optional list(&Shape::Mapping(&AMENDMENT));
    /// The profiles in the document's order.
    profiles: required list(&Shape::Mapping(&PROFILE));
}

mapping! {
    /// A line of the table of contents, as published.
    CONTENTS_LINE = "a line of contents", "ContentsLine";
    /// The profile's title.
    title: required Text, or TITLE_WORDS;
    /// The profile's band or bands, in any published form.
    band: required Defined("BandName");
    /// The profile's page, if the document has pages.
    page: optional Points;
}

mapping! {
    /// An entry of the version history, as published.
    AMENDMENT = "an amendment", "Amendment";
    /// The kind of change, such as New Profiles.
    action: required Text;
    /// The date of the change.
    date: required Label;
    /// The details of the change.
    notes: required Text;
}

mapping! {
    /// A profile: the levels that a kind of job may have, and its band.
    PROFILE = "a profile", "Profile";
    /// The profile's id, such as arts-therapist. No other profile may have it.
    id: required Text, or ID_WORDS;
    /// The title as published.
    title: required Text, or TITLE_WORDS;
    /// The band of the profile, or its run of bands such as 8a-c.
    band: required Defined("BandName");
    /// True for a generic profile, whose lowest total may lie below its band.
    generic: optional Flag;
    /// The date when the profile was archived, such as July 2025. No new job may be matched to an archived profile.
    archived: optional Label;
    /// The lowest and the highest total, as published.
    score: required Shape::Mapping(&POINTS_RANGE);
    /// The job statement, with one item for each paragraph.
    job_statement: optional list(&Text);
    /// The levels of each factor. No factor may be left out.
    factors: required Defined("Factors"), or FACTORS_WORDS;
}

// A profile may give the levels alone instead of this mapping.
mapping! {
    /// The levels that a profile allows for one factor, and their description.
    PROFILE_FACTOR = "a factor of a profile", "ProfileFactor";
    /// The levels that the profile allows, as published, such as 2(a)-3(c).
    levels: required Levels;
    /// The points of these levels, as published. The oldest documents print none.
    scores: optional list(&Points);
    /// The level descriptor as published.
    descriptor: optional AnyText;
    /// The example job information as published.
    example: optional AnyText;
}

mapping! {
    /// A scheme: the factors, the points of their levels, and the bands.
    SCHEME = "a scheme", "Scheme";
    /// The scheme's id, such as nhs-jes. Suites name it.
    scheme: required Text;
    /// The scheme's title.
    title: required Text, or TITLE_WORDS;
    /// The source of the facts.
    source: optional AnyText;
    /// The factors in their order. They are numbered from 1.
    factors: required filled_list(&Shape::Mapping(&FACTOR), None), or FACTORS_WORDS;
    /// The bands in ascending order. They may not overlap, and no job's total may fall between two of them.
    bands: required filled_list(&Shape::Mapping(&BAND), None);
    /// The numbers of the matching procedure.
    matching: required Shape::Mapping(&MATCHING);
    /// The factors for which jobeval consistency reports a job above its manager.
    management_factors: optional list(&Label);
}

mapping! {
    /// A factor, with the points of its levels.
    FACTOR = "a factor", "Factor";
    /// The id, such as freedom_to_act.
    id: required Text, or ID_WORDS;
    /// The name in published profiles, such as Freedom to Act.
    name: required Text;
    /// The group of the factor, such as skills.
    group: optional AnyText;
    /// Other names of the factor in files. No two factors may share a name.
    aliases: optional list(&Text);
    /// The points of level 1, 2, 3, … Each level has more points than the one before.
    points: required filled_list(&Points, Some(MOST_LEVELS));
}

mapping! {
    /// A band: the totals from one number of points to another.
    BAND = "a band", "Band";
    /// The name, such as 8a.
    name: required Label;
    /// The band group, such as 8a-b, if it differs from the name.
    group: optional Label;
    /// The lowest total inside the band.
    from: required Points;
    /// The highest total inside the band. The last band may have none.
    to: optional Points;
    /// The restriction of a closed band, such as to new entrants since 1 December 2018.
    closed: optional AnyText;
}

mapping! {
    /// The numbers of the matching procedure.
    MATCHING = "matching", "Matching";
    /// The most levels by which any factor may differ in a band match.
    max_difference: required Points;
    /// The most factors that may vary in a band match.
    max_variations: required Points;
    /// The factors that may not vary in a band match.
    fixed_factors: required list(&Label);
}

// In messages, a range has the name of its key.
mapping! {
    /// A range of points, both ends included.
    POINTS_RANGE = "a range", "PointsRange";
    /// The lowest number of points.
    min: required Points;
    /// The highest number of points.
    max: required Points;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_key_behind_other_words_and_spellings() {
        for (word, key) in [
            ("Title", "title"),
            ("titel", "title"),
            ("name", "title"),
            ("Job Title", "title"),
            ("levels", "factors"),
            ("expected", "expect"),
        ] {
            assert_eq!(JOB.key_meant(word), Some(key), "{word}");
        }
        for word in ["levels", "levl", "Level", "value"] {
            assert_eq!(ASSESSMENT.key_meant(word), Some("level"), "{word}");
        }
        assert_eq!(JOB.key_meant("owner"), None);
    }

    #[test]
    fn tells_slips_of_keys_from_other_keys() {
        for slip in ["titel", "Title", "tittle", "factrs", "Head Count", "organization", "expected", "note"] {
            assert_eq!(JOB.other_key(slip), OtherKey::Slip, "{slip}");
        }
        for own in ["site", "title_en", "organisation_name", "department", "ids", "band", "total", "e", ""] {
            assert_eq!(JOB.other_key(own), OtherKey::Own, "{own}");
        }
        for (word, key) in [("Post", "title"), ("levels", "factors")] {
            assert_eq!(JOB.other_key(word), OtherKey::WordFor(key));
        }
    }
}

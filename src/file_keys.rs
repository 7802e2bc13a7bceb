//! The files as they are written: every mapping that stands in one, and its keys.
//!
//! Readers take the keys that they know from here, findings the key that a misspelt one stands for, and JSON Schemas
//! all of it. So no two of them can disagree.

use crate::names;

/// The mappings that are files. Of two that a file is equally like, it is taken for the later one.
pub(crate) const FILES: [&Mapping; 3] = [&SUITE, &SCHEME, &JOB];

/// A mapping with fixed keys.
pub(crate) struct Mapping {
    /// What it is called in messages.
    pub(crate) what: &'static str,
    /// Its name in a schema.
    pub(crate) name: &'static str,
    /// What an editor says of it.
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [FileKey],
}

/// A key of a mapping, with the value that belongs to it.
pub(crate) struct FileKey {
    pub(crate) name: &'static str,
    pub(crate) value: Shape,
    pub(crate) required: bool,
    /// What an editor says of it.
    pub(crate) doc: &'static str,
    /// Other words for the same that are not like the name, in normal form.
    other_words: &'static [&'static str],
}

/// What a key is that a mapping does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherKey {
    /// One that it has, misspelt.
    Slip,
    /// Another word for a key that it needs; where it has that key, a key with a meaning of its own.
    WordFor(&'static str),
    /// A key with a meaning of its own.
    Own,
}

/// What a value may be.
pub(crate) enum Shape {
    /// A text with something in it.
    Text,
    /// A text that may be empty.
    AnyText,
    /// A short text that may look like a whole number.
    Label,
    /// Whether something is so.
    Flag,
    /// A number of points, or another whole number within the same bounds.
    Points,
    /// A number of points, or a range of them.
    Total,
    /// A number of staff, or that it is not known.
    Headcount,
    /// Level notation.
    Levels,
    Mapping(&'static Mapping),
    /// A list of as many values as its bounds allow.
    List {
        of: &'static Shape,
        least: Option<usize>,
        most: Option<usize>,
    },
    /// What the description of a file cannot say, such as the names of bands: a schema defines it under this name.
    Defined(&'static str),
}

use Shape::{AnyText, Defined, Flag, Headcount, Label, Levels, Points, Text, Total};

impl Mapping {
    /// Whether it has a key of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    /// The names of its keys.
    pub(crate) fn key_names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// The key meant by one that is misspelt, or by another word for the same.
    pub(crate) fn key_meant(&self, name: &str) -> Option<&'static str> {
        let word = names::normalise(name);
        let by_word = self.keys.iter().find(|key| key.other_words.contains(&&*word));
        by_word.map(|key| key.name).or_else(|| names::nearest(name, self.key_names()))
    }

    /// What a key is that is none of its own, where it may have others as well.
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
    /// The key with other words for what it stands for.
    const fn or(self, other_words: &'static [&'static str]) -> FileKey {
        FileKey { other_words, ..self }
    }
}

/// Makes a constant of a mapping. What the comments say is what an editor says.
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

/// The most levels that a factor may have: as many as notation has numbers for.
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
    /// How many staff are in post; 1 where nothing is said, ? where it is not known.
    headcount: optional Headcount, or &["staff", "staffinpost"];
    /// The panel that assessed the job.
    panel: optional Shape::Mapping(&PANEL);
    /// Notes for the panel alone; no report shows them.
    notes: optional AnyText, or &["note", "comment", "comments"];
    /// The level of each factor. A factor left out is not assessed.
    factors: required Defined("Factors"), or FACTORS_WORDS;
    /// What should come of the job's score.
    expect: optional Shape::Mapping(&EXPECT), or &["expected", "expectation"];
}

mapping! {
    /// The panel that assessed a job.
    PANEL = "a panel", "Panel";
    /// The day on which it met, such as 2026-03-14.
    date: optional Defined("Date");
    /// Who sat on it, such as A. Osei (staff side).
    members: optional Defined("Members");
    /// How far its outcome has come.
    status: optional Defined("PanelStatus");
}

// What a job says of a factor, unless it says the level alone.
mapping! {
    /// A level with the evidence for it.
    ASSESSMENT = "a factor", "Assessment";
    /// The level, such as 3 or 3(a); several, such as 2-3, while it is not settled; null or ? while not assessed.
    level: optional Levels, or &["levels", "value"];
    /// Why this level.
    evidence: optional AnyText, or &["rationale", "reason"];
}

mapping! {
    /// What should come of a job's score.
    EXPECT = "expect", "Expectation";
    /// The band, or the run of bands such as 8a-c, that the total should lie in.
    band: optional Defined("BandName");
    /// The total in points, or the range that it should lie in.
    total: optional Total, or &["points", "score"];
    /// The id of the profile that should match.
    profile: optional Text;
    /// The outcome that the comparison with the profile should have. Without a profile it can be no_match: no known profile matches.
    outcome: optional Defined("Outcome"), or &["result"];
}

mapping! {
    /// A suite: a published document of profiles.
    SUITE = "a suite", "Suite";
    /// The suite's id, such as arts-therapies.
    suite: required Text;
    /// The title as published.
    title: required Text, or TITLE_WORDS;
    /// The id of the scheme that the profiles were published for.
    scheme: required Text;
    /// Where the document comes from.
    source: optional AnyText;
    /// The document's table of contents as published.
    contents: optional list(&Shape::Mapping(&CONTENTS_LINE));
    /// The document's version history as published.
    amendments: optional list(&Shape::Mapping(&AMENDMENT));
    /// The profiles in the document's order.
    profiles: required list(&Shape::Mapping(&PROFILE));
}

mapping! {
    /// A line of a table of contents, as published.
    CONTENTS_LINE = "a line of contents", "ContentsLine";
    /// The profile's title.
    title: required Text, or TITLE_WORDS;
    /// Its band or bands, in any published form.
    band: required Defined("BandName");
    /// Its page, where the document has pages.
    page: optional Points;
}

mapping! {
    /// An entry of a version history, as published.
    AMENDMENT = "an amendment", "Amendment";
    /// What was done.
    action: required Text;
    /// When.
    date: required Label;
    /// To what.
    notes: required Text;
}

mapping! {
    /// A profile: the levels that a kind of job may have, and the band that it is in.
    PROFILE = "a profile", "Profile";
    /// The profile's id, such as arts-therapist. No other profile may have it.
    id: required Text, or ID_WORDS;
    /// The title as published.
    title: required Text, or TITLE_WORDS;
    /// The band, or the run of bands such as 8a-c, that the profile is in.
    band: required Defined("BandName");
    /// Whether the profile is generic: its lowest total may lie below its band.
    generic: optional Flag;
    /// When the profile was archived, such as July 2025, if it was: no new job may be matched to it.
    archived: optional Label;
    /// The least and the greatest total, as published.
    score: required Shape::Mapping(&POINTS_RANGE);
    /// The job statement, a paragraph an item.
    job_statement: optional list(&Text);
    /// What the profile says of each factor. None may be left out.
    factors: required Defined("Factors"), or FACTORS_WORDS;
}

// What a profile says of a factor, unless it says the levels alone.
mapping! {
    /// What a profile says of one factor.
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
    /// Where the facts come from.
    source: optional AnyText;
    /// The factors in their order, which numbers them from 1.
    factors: required filled_list(&Shape::Mapping(&FACTOR), None), or FACTORS_WORDS;
    /// The bands in ascending order. They may not overlap, and no job's total may fall between two of them.
    bands: required filled_list(&Shape::Mapping(&BAND), None);
    /// The numbers of the matching procedure.
    matching: required Shape::Mapping(&MATCHING);
    /// The factors in which a job above its manager is looked at again.
    management_factors: optional list(&Label);
}

mapping! {
    /// A factor, with what each of its levels is worth.
    FACTOR = "a factor", "Factor";
    /// The id, such as freedom_to_act.
    id: required Text, or ID_WORDS;
    /// The name in published profiles, such as Freedom to Act.
    name: required Text;
    /// The group of factors that it belongs to.
    group: optional AnyText;
    /// Other names that a file may use for it. No two factors may share a name.
    aliases: optional list(&Text);
    /// What level 1, 2, 3, … is worth. Each is worth more than the one before.
    points: required filled_list(&Points, Some(MOST_LEVELS));
}

mapping! {
    /// A band: the totals from one number of points to another.
    BAND = "a band", "Band";
    /// The name, such as 8a.
    name: required Label;
    /// The band group, such as 8a-b, where it differs from the name.
    group: optional Label;
    /// The lowest total inside the band.
    from: required Points;
    /// The highest total inside the band. The last band may have none.
    to: optional Points;
    /// To whom and since when the band is closed, such as to new entrants since 1 December 2018, if it is.
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

// Messages call a range by the key that it stands under.
mapping! {
    /// Points from a least to a greatest number, both included.
    POINTS_RANGE = "a range", "PointsRange";
    /// The least.
    min: required Points;
    /// The greatest.
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

//! The fixed words of published suites, in all layouts since 2003.

use jobeval_documents::document::Document;

use super::fragments::{self, Fragment};
use super::numbers::{self, is_numeric};
use crate::names;
use crate::scheme::{Factor, Scheme};

/// The characters of marks.
pub(super) const MARKS: [char; 4] = ['*', '†', '‡', '§'];

/// Labels before the title of a profile.
const LABELS: [&str; 3] = ["profile suite and label", "profile label", "profile title:"];

/// Labels before a job statement.
const STATEMENTS: [&str; 2] = ["job statement", "job statements"];

/// The heads of columns, normalised. A head comes before others that it begins with.
const HEADS: [&str; 12] = [
    "leveldescriptorandexamplejobinformation",
    "leveldescriptorsandexamplejobinformation",
    "leveldescriptor",
    "examplejobinformation",
    "relevantjobinformation",
    "jobinformation",
    "jelevel",
    "jescore",
    "factors",
    "factor",
    "level",
    "score",
];

/// Returns the text after a phrase at its beginning, ignoring case and a colon. `None` if it begins with other words.
pub(super) fn after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let mut rest = text.trim_start();
    for word in phrase.split(' ') {
        let (word, with_colon) = word.strip_suffix(':').map_or((word, false), |word| (word, true));
        let end = rest.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(rest.len());
        let found = &rest[..end];
        if !(found.eq_ignore_ascii_case(word) || (word == "and" && found == "&")) {
            return None;
        }
        rest = &rest[end..];
        if with_colon && !rest.trim_start().starts_with(':') {
            return None;
        }
        rest = rest.trim_start();
    }
    Some(rest.trim_start_matches(':').trim_start())
}

/// Returns the text after the label of a profile.
pub(super) fn label(text: &str) -> Option<&str> {
    let title = LABELS.iter().find_map(|phrase| after(text, phrase))?;
    // Changes of labels, and the heads of a table of contents, are not titles.
    (!names::normalise(title).starts_with("change") && !is_band_head(title)).then_some(title)
}

/// Returns the text after the label of a job statement.
pub(super) fn statement(text: &str) -> Option<&str> {
    STATEMENTS.iter().find_map(|phrase| after(text, phrase))
}

/// Returns the fragments of a document, split and joined so that each is a part of a profile, with heads marked.
pub(super) fn fragments<'d>(scheme: &Scheme, document: &'d Document) -> Vec<Fragment<'d>> {
    let fragments = fragments::fragments(document, |text| is_structure(scheme, text));
    let mut fragments = join_lines(split(scheme, fragments));
    mark_heads(&mut fragments);
    fragments
}

/// Splits fragments that hold several cells or several parts of a profile.
fn split<'d>(scheme: &Scheme, fragments: Vec<Fragment<'d>>) -> Vec<Fragment<'d>> {
    let mut all = Vec::with_capacity(fragments.len());
    for fragment in fragments {
        let pieces = match fragment.cells {
            1 => between_slashes(scheme, &fragment.text).or_else(|| in_paragraph(scheme, &fragment.text)),
            _ => None,
        };
        match pieces {
            Some(pieces) => all.extend(fragment.split(&pieces)),
            None => all.push(fragment),
        }
    }
    all
}

/// Returns the cells of a line separated by slashes: a label, heads, or a row with levels at its end.
fn between_slashes(scheme: &Scheme, text: &str) -> Option<Vec<String>> {
    let cells: Vec<&str> = text.split(" / ").map(str::trim).collect();
    let [first, second, ..] = cells[..] else { return None };
    let name = if is_bare_number(first) { second } else { without_number(first).1 };
    if named_factor(scheme, name).is_some() {
        let start = if is_bare_number(first) { 2 } else { 1 };
        let numbers = cells[start..].iter().rev().take_while(|cell| is_numeric(cell)).count().min(2);
        let words = cells[start..cells.len() - numbers].join(" / ");
        let own = cells[..start].iter().map(|cell| (*cell).to_owned());
        let numbers = cells[cells.len() - numbers..].iter().map(|cell| (*cell).to_owned());
        return Some(own.chain([words]).chain(numbers).filter(|cell| !cell.is_empty()).collect());
    }
    let is_label = label(first) == Some("") || statement(first) == Some("");
    let pieces = if is_label { text.splitn(2, " / ") } else { text.splitn(usize::MAX, " / ") };
    (is_label || cells.iter().all(|cell| is_head(cell) || *cell == "Score"))
        .then(|| pieces.map(|piece| piece.trim().to_owned()).collect())
}

/// Returns the parts of a profile in one paragraph: label, statement, heads, names, words and total.
fn in_paragraph(scheme: &Scheme, text: &str) -> Option<Vec<String>> {
    /// The most words of a name.
    const MOST: usize = 8;
    let lower = text.to_ascii_lowercase();
    if !STATEMENTS.iter().any(|phrase| lower.contains(&format!("{phrase}:")))
        || !(lower.contains("label") || lower.contains("title"))
    {
        return None;
    }
    let words: Vec<&str> = text.split(' ').collect();
    let joined = |start: usize, end: usize| words[start..end.min(words.len())].join(" ");
    let mut starts: Vec<usize> = vec![0];
    let mut at = 0;
    while at < words.len() {
        let ahead = joined(at, at + MOST);
        let is_label = [
            "profile suite and label:",
            "profile label:",
            "profile title:",
            "job statement:",
            "job statements:",
        ];
        let first_colon = ahead.find(':').map_or(0, |colon| colon + 1);
        let begins = is_label.contains(&ahead[..first_colon].to_ascii_lowercase().as_str());
        let total = after(&ahead, "je score").is_some_and(begins_with_digit)
            || after(&ahead, "je score/band").is_some();
        let name = (at + 2..=words.len().min(at + MOST)).rev().find(|&end| {
            let (number, name) = (without_number(words[at]), joined(at + 1, end));
            let is_number = number.1.is_empty() && words[at].ends_with(['.', ')']);
            is_number && named_factor(scheme, &name).is_some_and(|factor| number.0 == Some(factor.number()))
        });
        let heads = (at + 2..=words.len().min(at + 2 * MOST)).rev().find(|&end| {
            matches!(words[at].to_ascii_lowercase().as_str(), "factor" | "factors" | "relevant" | "je")
                && is_head(&joined(at, end))
        });
        if begins || total || name.is_some() || heads.is_some() {
            starts.push(at);
        }
        match name.or(heads.filter(|_| !total)) {
            Some(end) => {
                starts.push(end);
                at = end;
            }
            None => at += 1,
        }
    }
    starts.push(words.len());
    starts.dedup();
    let pieces = starts.windows(2).map(|pair| joined(pair[0], pair[1]));
    Some(pieces.filter(|piece| !piece.is_empty()).collect())
}

/// Returns true if a text is the head of a column of bands.
pub(super) fn is_band_head(text: &str) -> bool {
    let form = names::normalise(text);
    matches!(form.as_str(), "band" | "bands" | "banding")
        || form.starts_with("afc")
        || form.starts_with("bandpage")
}

/// Joins labels and heads broken over two lines, such as `Profile Suite and` and `Label`.
fn join_lines(fragments: Vec<Fragment<'_>>) -> Vec<Fragment<'_>> {
    let mut joined: Vec<Fragment<'_>> = Vec::with_capacity(fragments.len());
    for fragment in fragments {
        if let Some(last) = joined.last_mut().filter(|last| is_part(&last.text)) {
            let both = format!("{} {}", last.text, fragment.text);
            if label(&both).is_some() || is_head(&both) {
                last.text = both;
                continue;
            }
        }
        // In copied text, the title may stand between the lines of its label.
        if let [.., before, _] = &mut joined[..]
            && is_part(&before.text)
            && label(&format!("{} {}", before.text, fragment.text)).is_some_and(str::is_empty)
        {
            before.text = format!("{} {}", before.text, fragment.text);
            continue;
        }
        joined.push(fragment);
    }
    joined
}

/// Returns true if a text is the first part of a label or head.
fn is_part(text: &str) -> bool {
    let name = names::normalise(text);
    name.len() >= "profile".len()
        && !is_head(text)
        && label(text).is_none()
        && (HEADS.iter().any(|head| head.starts_with(&name))
            || LABELS.iter().any(|label| names::normalise(label).starts_with(&name)))
}

/// Marks the heads of columns.
fn mark_heads(fragments: &mut [Fragment<'_>]) {
    let mut behind_head = false;
    for fragment in fragments {
        // Two of them are words like others, but behind another head.
        fragment.is_head =
            is_head(&fragment.text) || (behind_head && matches!(fragment.name().as_str(), "level" | "score"));
        behind_head = fragment.is_head;
    }
}

/// Returns true if a text consists of heads of columns.
fn is_head(text: &str) -> bool {
    let name = names::normalise(text);
    let mut rest = name.as_str();
    while let Some(after) = HEADS.iter().find_map(|head| rest.strip_prefix(head)) {
        rest = after;
    }
    rest.is_empty() && !matches!(name.as_str(), "" | "level" | "score")
}

/// Returns the text after the words before a total. `next` is the next fragment, which may hold the total.
pub(super) fn total<'t>(text: &'t str, next: Option<&str>) -> Option<&'t str> {
    if let Some(rest) = after(text, "je score/band").or_else(|| after(text, "je score / band")) {
        let rest = rest.trim_start_matches(['/', ' ']);
        return Some(after(rest, "je score").unwrap_or(rest));
    }
    let rest = ["je score", "total je score", "total score"].iter().find_map(|phrase| after(text, phrase))?;
    // As the head of a column, the same words are not followed by a number.
    (begins_with_digit(rest) || (rest.is_empty() && next.is_some_and(is_score))).then_some(rest)
}

/// Returns true if a text is a score and little more.
fn is_score(text: &str) -> bool {
    text.len() < 16 && begins_with_digit(text) && numbers::scores(text).is_some()
}

/// Returns true for the heading of the table of contents.
pub(super) fn is_contents(text: &str) -> bool {
    matches!(names::normalise(text).as_str(), "contents" | "tableofcontents" | "contentspage")
}

/// Returns true for the heading of the version history.
pub(super) fn is_history(text: &str) -> bool {
    let name = names::normalise(text);
    matches!(name.as_str(), "amendments" | "amendmenthistory") || name.starts_with("versionhistory")
}

/// Returns true if a text is a label, a head, a heading or the name of a factor, and thus not a running head.
fn is_structure(scheme: &Scheme, text: &str) -> bool {
    text.starts_with(MARKS)
        || label(text).is_some()
        || statement(text).is_some()
        || is_head(text)
        || total(text, None).is_some()
        || after(text, "band").is_some()
        || after(text, "je score").is_some()
        || is_contents(text)
        || is_history(text)
        || named_factor(scheme, without_number(text).1).is_some()
}

/// The name of a factor in a profile, in the fragments `start..end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'s> {
    pub(super) factor: &'s Factor,
    /// The number before the name.
    pub(super) number: Option<usize>,
    /// False if only the number tells which factor is meant.
    pub(super) known: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Name<'_> {
    /// Returns true if name and number belong to the same factor.
    pub(super) fn agrees(&self) -> bool {
        self.known && self.number.is_none_or(|number| number == self.factor.number())
    }
}

/// The most cells or lines of a name.
const MOST_LINES: usize = 3;

/// Returns the name of a factor that begins at a fragment.
pub(super) fn name_at<'s>(
    scheme: &'s Scheme,
    fragments: &[Fragment<'_>],
    start: usize,
    is_numbered: bool,
) -> Option<Name<'s>> {
    let own = &fragments[start];
    if !is_numbered && is_bare_number(&own.text) {
        return None;
    }
    let (number, rest) = without_number(&own.text);
    let first = if rest.is_empty() { start + 1 } else { start };
    let mut name = String::new();
    let mut found: Option<(&Factor, usize)> = None;
    for (index, fragment) in fragments.iter().enumerate().skip(first).take(MOST_LINES) {
        if !name.is_empty() {
            name.push(' ');
        }
        name += if index == start { rest } else { &fragment.text };
        if index > start && begins_with_digit(&fragment.text) {
            break;
        }
        let other_name = || number.and_then(|number| numbered_factor(scheme, number, &name));
        // The first line of a name may be another name of the factor.
        if let Some(factor) = named_factor(scheme, &name) {
            found = Some((factor, index + 1));
            break;
        }
        found = found.or(other_name().map(|factor| (factor, index + 1)));
    }
    if let Some((factor, end)) = found {
        // The score of the row before is a bare number as well.
        let is_score = rest.is_empty() && !own.text.ends_with('.') && number != Some(factor.number());
        // In a column of numbers, the last one stands before the first name.
        let in_column = rest.is_empty() && start > 0 && is_bare_number(&fragments[start - 1].text);
        let is_other = number.is_some_and(|number| number != factor.number());
        // In a table, a number of another row than the name's is the score of that row: Word numbers rows by itself.
        let begins = &fragments[first];
        let in_other_row = begins.cells > 1 && begins.row != own.row;
        let is_score = is_score || in_other_row || (in_column && is_other);
        return (!is_score).then_some(Name { factor, number, known: true, start, end });
    }
    // The number of a row in a table stands for its factor, whatever its name; its name is then a mistake.
    let next = fragments.get(first)?;
    let begins_row = start == 0 || fragments[start - 1].row != own.row;
    let is_row =
        rest.is_empty() && own.cells >= 3 && begins_row && next.row == own.row && !is_numeric(&next.text);
    let factor = number.filter(|_| is_row).and_then(|number| scheme.factors().get(number.checked_sub(1)?))?;
    Some(Name { factor, number, known: false, start, end: first + 1 })
}

/// Returns true if most names of a profile have numbers.
pub(super) fn is_numbered(scheme: &Scheme, fragments: &[Fragment<'_>]) -> bool {
    let with_dot = fragments.iter().filter(|fragment| has_factor_number(scheme, &fragment.text)).count();
    let before_name = fragments.windows(2).filter(|pair| is_number_of(scheme, &pair[0].text, &pair[1].text));
    let numbered = with_dot + before_name.count();
    let bare = fragments.iter().filter(|fragment| named_factor(scheme, &fragment.text).is_some()).count();
    numbered * 2 > scheme.factors().len() || bare * 2 < scheme.factors().len()
}

/// Returns true if a text starts with the number of a factor, as in `12. Freedom to Act`.
fn has_factor_number(scheme: &Scheme, text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    without_number(text).0.is_some_and(|number| (1..=scheme.factors().len()).contains(&number))
        && rest.starts_with(['.', ')', ':', ' '])
        && !is_numeric(text)
}

/// Returns true if a text is only the number of the factor that `name` names.
fn is_number_of(scheme: &Scheme, text: &str, name: &str) -> bool {
    is_bare_number(text)
        && named_factor(scheme, name).is_some_and(|factor| without_number(text).0 == Some(factor.number()))
}

fn is_bare_number(text: &str) -> bool {
    without_number(text).1.is_empty()
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Splits the number off `12. Freedom to Act`.
fn without_number(text: &str) -> (Option<usize>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    match number.parse() {
        Ok(number) => (Some(number), rest.trim_start_matches(['.', ')', ':']).trim()),
        Err(_) => (None, text),
    }
}

/// Returns true if a line begins with the name of a factor, or consists of its first words. A number before it is
/// ignored.
pub(super) fn begins_name(factor: &Factor, text: &str) -> bool {
    /// The fewest letters of the first words.
    const LEAST: usize = 7;
    let (number, rest) = without_number(text);
    let rest = rest.trim_start_matches("Responsibility for ");
    let (own, name) = (names::normalise(rest), factor.name());
    let ends = name.match_indices([' ', '/']).map(|(end, _)| end);
    let is_beginning = || ends.into_iter().any(|end| names::normalise(&name[..end]) == own);
    number.is_none_or(|number| number == factor.number())
        && (own.starts_with(&names::normalise(name)) || (own.len() >= LEAST && is_beginning()))
}

/// Returns the factor with this name, which may begin with other words, such as `Responsibility for`.
fn named_factor<'s>(scheme: &'s Scheme, name: &str) -> Option<&'s Factor> {
    let factor = scheme.factor(name.trim_end_matches(['*', ':', '.', ' ']))?;
    // A short alias or a number may stand alone on a line of other words.
    let is_long = name.split([' ', '/', '&']).filter(|word| !word.is_empty()).count() >= 3;
    (is_long || names::normalise(name).ends_with(&names::normalise(factor.name()))).then_some(factor)
}

/// Returns the factor with this name and number.
fn numbered_factor<'s>(scheme: &'s Scheme, number: usize, name: &str) -> Option<&'s Factor> {
    let has_words = name.contains(char::is_alphabetic);
    scheme.factor(name).filter(|factor| has_words && factor.number() == number)
}

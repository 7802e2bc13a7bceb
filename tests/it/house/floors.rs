//! Proves that the source is built in floors: no module uses another that uses it in turn, not even through others, and
//! each uses only what is below it, as docs/architecture.md draws it. The modules are read from the source as text, with
//! comments, quoted text and test modules left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The floors from the ground up, each with its modules from the ground up: a module may use those on the floors below
/// and those to the left of it on its own.
const FLOORS: [(&str, &[&str]); 8] = [
    (
        "ground",
        &[
            "id_enum",
            "calendar",
            "text_part",
            "sanitize",
            "lookalikes",
            "names",
            "level",
            "snippet",
            "file_keys",
            "finding",
            "file_kind",
            "source_text",
            "provenance",
            "outcome",
            "grouped",
        ],
    ),
    ("formats", &["yaml", "csv", "json"]),
    ("values", &["scheme", "profile", "job", "load"]),
    (
        "engine",
        &[
            "score",
            "compare",
            "rank",
            "job_report",
            "check",
            "profile_check",
            "import",
            "diff",
            "suite_diff",
            "programme",
            "explain",
            "consistency",
        ],
    ),
    ("many jobs", &["batch"]),
    ("texts", &["template", "job_file", "report", "schema"]),
    // The library's own names for what users need most.
    ("library", &[""]),
    ("command", &["cli"]),
];

/// The modules that each module uses; the root is the module without a name.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// The text of each module.
type Sources = BTreeMap<String, String>;

/// A piece of source: a word, `::`, or another character.
type Token = String;

/// The source of each module in a folder.
fn sources(root: &Path) -> Sources {
    let mut sources = Sources::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root).unwrap().with_extension("");
                let mut parts: Vec<&str> = name.iter().map(|part| part.to_str().unwrap()).collect();
                parts.pop_if(|last| *last == "mod");
                match parts[..] {
                    // The binary's own root only starts it.
                    ["main"] | [.., "tests"] => continue,
                    ["lib"] => parts.clear(),
                    _ => {}
                }
                sources.insert(parts.join("::"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    sources
}

/// The words and signs of a source, without comments and quoted text.
fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if let Some(length) = quoted(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            if !first.is_whitespace() {
                tokens.push(rest[..length].to_owned());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// How long the quoted text or character is that a source begins with; none where it begins with something else.
fn quoted(source: &str) -> Option<usize> {
    let raw = source.strip_prefix('b').unwrap_or(source);
    if let Some(raw) = raw.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = source.len() - raw.len() + hashes + 1;
            return Some(start + source[start..].find(&end).unwrap() + end.len());
        }
    }
    let quote = raw.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let mut characters = raw.char_indices().skip(1);
    if quote == '\'' {
        // A lifetime is not closed after one character.
        let mut next = raw.chars().skip(1);
        if next.next() != Some('\\') && next.next() != Some('\'') {
            return None;
        }
    }
    let before = source.len() - raw.len();
    loop {
        match characters.next()? {
            (_, '\\') => _ = characters.next(),
            (at, c) if c == quote => return Some(before + at + 1),
            _ => {}
        }
    }
}

/// The tokens without items that are only for tests.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mark: Vec<Token> = self::tokens("#[cfg(test)]");
    let (mut kept, mut rest) = (Vec::new(), &tokens[..]);
    while !rest.is_empty() {
        if let Some(item) = rest.strip_prefix(&mark[..]) {
            let mut depth = 0;
            let end = item.iter().position(|token| {
                depth += i32::from(token == "{") - i32::from(token == "}");
                depth == 0 && (token == "}" || token == ";")
            });
            rest = &item[end.unwrap() + 1..];
        } else {
            kept.push(rest[0].clone());
            rest = &rest[1..];
        }
    }
    kept
}

/// All paths in a source, whether in `use` or in the midst of code.
fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        // `use<…>` among the bounds of a type names lifetimes.
        if first == "use" && after.first().is_none_or(|next| next != "<") {
            rest = use_tree(&[], after, &mut paths);
        } else if is_word(first) {
            let mut path = vec![first.clone()];
            rest = after;
            while let [colons, next, after @ ..] = rest
                && colons == "::"
                && is_word(next)
            {
                path.push(next.clone());
                rest = after;
            }
            // A word alone, as in `pub(crate)`, leads nowhere.
            paths.extend(Some(path).filter(|path| path.len() > 1));
        } else {
            rest = after;
        }
    }
    paths
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads what a `use` names, below a beginning that it shares with others. Gives what follows it.
fn use_tree<'t>(beginning: &[String], tokens: &'t [Token], paths: &mut Vec<Vec<String>>) -> &'t [Token] {
    let mut path = beginning.to_vec();
    let mut rest = tokens;
    loop {
        let (token, after) = rest.split_first().unwrap();
        match token.as_str() {
            "{" => {
                rest = after;
                while rest[0] != "}" {
                    rest = use_tree(&path, rest, paths);
                    if rest[0] == "," {
                        rest = &rest[1..];
                    }
                }
                return &rest[1..];
            }
            "," | "}" | ";" => break,
            "as" => rest = &after[1..],
            "self" if !path.is_empty() => rest = after,
            "::" | "*" => rest = after,
            word => {
                path.push(word.to_owned());
                rest = after;
            }
        }
    }
    paths.push(path);
    rest
}

/// The module that a path in a module leads to, or into; none where it leads out of the crate.
fn resolve(module: &str, path: &[String], sources: &Sources) -> Option<String> {
    let own = || module.split("::").filter(|part| !part.is_empty()).map(ToOwned::to_owned);
    let ups = path.iter().take_while(|part| *part == "super").count();
    let mut full: Vec<String> = match path[0].as_str() {
        "crate" | "jobeval" => path[1..].to_vec(),
        "super" => own().take(own().count() - ups).chain(path[ups..].iter().cloned()).collect(),
        "self" => own().chain(path[1..].iter().cloned()).collect(),
        first => {
            let child: Vec<String> = own().chain([first.to_owned()]).collect();
            sources.contains_key(&child.join("::")).then_some(())?;
            child.into_iter().chain(path[1..].iter().cloned()).collect()
        }
    };
    while !sources.contains_key(&full.join("::")) {
        full.pop()?;
    }
    Some(full.join("::"))
}

/// What each module uses.
fn uses(sources: &Sources) -> Uses {
    let of = |(module, source): (&String, &String)| {
        let tokens = without_tests(tokens(source));
        let has_inline = tokens.windows(3).any(|three| three[0] == "mod" && three[2] == "{");
        assert!(!has_inline, "`{module}` has a module within it, which would have paths of its own");
        let paths = paths(&tokens);
        let used = paths.iter().filter_map(|path| resolve(module, path, sources));
        (module.clone(), used.filter(|used| used != module).collect())
    };
    sources.iter().map(of).collect()
}

/// Modules that use each other in a circle, if there are any.
fn circle(uses: &Uses) -> Option<Vec<String>> {
    let mut left: BTreeSet<&String> = uses.keys().collect();
    let uses_left = |module: &String, left: &BTreeSet<&String>| {
        uses[module].iter().find(|used| left.contains(used)).cloned()
    };
    while let Some(free) = left.iter().copied().find(|module| uses_left(module, &left).is_none()) {
        left.remove(free);
    }
    // Every module that is left uses one that is left: following them comes back to one that was met.
    let mut walk = vec![(*left.first()?).clone()];
    loop {
        let next = uses_left(&walk[walk.len() - 1], &left).unwrap();
        if let Some(start) = walk.iter().position(|module| *module == next) {
            return Some(walk.split_off(start));
        }
        walk.push(next);
    }
}

/// Modules of the top level that use one that is not below them, as in `names uses finding`.
fn upwards(uses: &Uses) -> Vec<String> {
    let order: Vec<&str> = FLOORS.iter().flat_map(|(_, modules)| *modules).copied().collect();
    let top = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let height = |module: &str| {
        let height = order.iter().position(|other| *other == module);
        height.unwrap_or_else(|| panic!("`{module}` has no floor: give it one in FLOORS"))
    };
    let pairs: BTreeSet<(String, String)> = uses
        .iter()
        .flat_map(|(module, used)| used.iter().map(|used| (top(module), top(used))))
        .filter(|(module, used)| module != used)
        .collect();
    let upwards = pairs.iter().filter(|(module, used)| height(used) >= height(module));
    upwards.map(|(module, used)| format!("{module} uses {used}")).collect()
}

/// The uses in a house of a few files.
fn uses_in(files: &[(&str, &str)]) -> Uses {
    let own = |(module, source): &(&str, &str)| ((*module).to_owned(), (*source).to_owned());
    uses(&files.iter().map(own).collect())
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    assert_eq!(circle(&uses(&sources(Path::new("src")))), None);
}

#[test]
fn every_module_uses_only_those_below_it() {
    let uses = uses(&sources(Path::new("src")));
    assert_eq!(upwards(&uses), [""; 0]);
    let top: BTreeSet<&str> = uses.keys().map(|module| module.split("::").next().unwrap()).collect();
    let floors: BTreeSet<&str> = FLOORS.iter().flat_map(|(_, modules)| *modules).copied().collect();
    assert_eq!(top, floors, "every module has a floor, and what has a floor is a module");
}

#[test]
fn a_circle_is_found_in_whatever_form_the_modules_are_used() {
    for (one, other) in [
        ("use crate::other::Thing;", "use crate::one::Thing;"),
        ("use crate::{names, other::{self, Thing as Else}};", "fn f() { crate::one::g() }"),
        ("use super::other;", "fn f(x: &super::one::Thing) {}"),
        ("fn f() -> Vec<crate::other::Thing> { 'x: loop {} }", "pub use crate::one::*;"),
        ("mod names; pub(crate) fn f() {}\nuse crate::other;", "pub(super) fn f() {} use crate::one::f;"),
        ("use std::fmt;\nuse crate::other;", "const A: (&str, char) = (r#\"\"// \"#, '\"'); use crate::one;"),
    ] {
        let uses = uses_in(&[("", ""), ("names", ""), ("one", one), ("other", other)]);
        assert_eq!(circle(&uses), Some(vec!["one".to_owned(), "other".to_owned()]), "{one} and {other}");
    }
}

#[test]
fn a_circle_is_found_through_other_modules_and_between_a_module_and_its_child() {
    let three = [("a", "use crate::b;"), ("b", "use crate::c;"), ("c", "use crate::a;"), ("d", "")];
    assert_eq!(circle(&uses_in(&three)).map(|circle| circle.len()), Some(3));
    let child = [("job", "mod rows; pub use rows::Row;"), ("job::rows", "use super::Job;")];
    assert_eq!(circle(&uses_in(&child)).map(|circle| circle.len()), Some(2));
    let root = [("", "pub use score::score;"), ("score", "use crate::Job;")];
    assert_eq!(circle(&uses_in(&root)).map(|circle| circle.len()), Some(2));
}

#[test]
fn comments_quoted_text_and_tests_use_nothing() {
    let tests =
        "#[cfg(test)]\nmod tests { fn f() { if true {} } use crate::one; }\n#[cfg(test)]\nuse crate::one;";
    for other in
        ["// use crate::one;\n/// [`crate::one`]", "const A: &str = \"crate::one \\\" crate::one\";", tests]
    {
        let uses = uses_in(&[("one", "use crate::other;"), ("other", other)]);
        assert_eq!(circle(&uses), None, "{other}");
    }
}

#[test]
fn a_use_of_what_is_not_below_is_found() {
    let uses = uses_in(&[
        ("names", "use crate::finding;"),
        ("finding", ""),
        ("yaml::read", "use crate::finding;"),
        ("score", "use crate::report::words;"),
        ("report::words", ""),
        ("report", ""),
        ("cli::run", "use jobeval::score;"),
    ]);
    assert_eq!(upwards(&uses), ["names uses finding", "score uses report"]);
}

#[test]
fn the_drawing_of_the_house_has_every_module() {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    let drawing = page.split("```").nth(1).unwrap();
    let drawn: BTreeSet<&str> = drawing.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for (floor, modules) in FLOORS {
        let line = drawing.lines().find(|line| line.trim_start().starts_with(floor));
        assert!(line.is_some(), "{floor}");
        for module in modules {
            assert!(drawn.contains(module), "{module}");
        }
    }
}

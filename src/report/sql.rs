//! Writes the scheme as a SQL query that scores a table of jobs inside a database.
//!
//! Dialects differ in quoting and in how an engine is kept from computing a column twice. Computed columns are in
//! subqueries, so that they never clash with columns of the table.

use std::collections::HashSet;
use std::fmt::Display;

use thiserror::Error;

use super::score::NOT_SETTLED;
use super::wording::{place, visible};
use crate::id_enum::id_enum;
use crate::job::ColumnChoice;
use crate::level;
use crate::scheme::{Band, Factor, Located, Scheme};

id_enum! {
    /// SQL dialect, with the name of its engine.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Dialect {
        Duckdb = "duckdb", "DuckDB";
        Postgres = "postgres", "PostgreSQL";
        Spark = "spark", "Spark SQL";
    }
}

/// Error of writing a query.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The dialect does not allow a name.
    #[error("`{}` cannot be a name in {dialect}: {reason}", visible(.name))]
    Name {
        /// Refused name.
        name: String,
        /// Name of the engine.
        dialect: &'static str,
        /// Reason, as a clause.
        reason: &'static str,
    },
    /// A level column has the name of a computed column.
    #[error("the query has two columns `{0}`: the levels of the factor and a computed column")]
    TakenColumn(String),
    /// Two columns are chosen for one factor.
    #[error("`{factor}` has two columns: `{}` and `{}`", visible(&.columns[0]), visible(&.columns[1]))]
    TwoColumns {
        /// Id of the factor.
        factor: String,
        /// Chosen columns.
        columns: [String; 2],
    },
}

/// Computed columns that follow the points of the factors.
const COMPUTED: [&str; 4] = ["total", "band", "band_group", "problem"];

/// Problem of factors that lack the level given.
const NO_SUCH_LEVEL: &str = "no such level";

/// Problem of factors whose text is not level notation.
const NOT_A_SINGLE_LEVEL: &str = "not a single level";

/// Marks several levels in place of a number.
const SEVERAL: &str = "-";

/// Returns a query that scores every row of a table whose level columns hold numbers or level notation.
///
/// Level columns are named by factor id unless `choices` names others, spelt as in the database. A row keeps its columns.
/// After them come the points of each factor, the total, the band, the band group, and the problem if there is no total or
/// no band. NULL, an empty text and a question mark mean *not assessed*; several levels are not settled. A row with any
/// other text is refused and has no points. Dots in the table's name separate catalog, schema and table.
///
/// # Errors
/// [`SqlError`] if the dialect does not allow a name, or if two columns clash.
pub fn sql(
    scheme: &Scheme,
    dialect: Dialect,
    table: &str,
    choices: &[ColumnChoice],
) -> Result<String, SqlError> {
    let (factors, bands) = (scheme.factors(), scheme.bands());
    let columns = factors.iter().map(|factor| level_column(factor, choices));
    let columns: Vec<&str> = columns.collect::<Result<_, _>>()?;
    check_names(scheme, dialect, table, &columns)?;
    let query = Query { dialect, factors, columns: &columns };
    let (texts, levels, worth, total) = (query.texts(), query.levels(), query.worth(), query.total());
    let points = query.points();
    let (missing, unclear, open) = (query.missing(), query.unclear(), query.open());
    let (band, group) = (query.by_total(bands, Band::name), query.by_total(bands, Band::group));
    let (problem, comment) = (query.problem(scheme), query.comment(scheme));
    let (table, fence) = (query.table(table), dialect.fence());
    Ok(format!(
        "\
{comment}SELECT
  jobs.*,
  points.*,
  score.total,
  {band} AS band,
  {group} AS band_group,
  {problem} AS problem
FROM {table} AS jobs
CROSS JOIN LATERAL (
  SELECT
    {texts}
) AS texts
CROSS JOIN LATERAL (
  SELECT
    {levels}{fence}
) AS levels
CROSS JOIN LATERAL (
  SELECT
    {worth}{fence}
) AS worth
CROSS JOIN LATERAL (
  SELECT
    {total} AS total,
    {missing} AS missing_levels,
    {unclear} AS unclear_factors,
    {open} AS open_factors{fence}
) AS score
CROSS JOIN LATERAL (
  SELECT
    {points}
) AS points
"
    ))
}

/// Returns the name of the column with a factor's levels.
fn level_column<'c>(factor: &'c Factor, choices: &'c [ColumnChoice]) -> Result<&'c str, SqlError> {
    let mut chosen = choices.iter().filter_map(|choice| choice.for_factor(factor));
    match (chosen.next(), chosen.next()) {
        (Some(one), Some(other)) => Err(SqlError::TwoColumns {
            factor: factor.id().to_owned(),
            columns: [one, other].map(ToOwned::to_owned),
        }),
        (column, _) => Ok(column.unwrap_or(factor.id())),
    }
}

/// Refuses names that the dialect does not allow.
fn check_names(scheme: &Scheme, dialect: Dialect, table: &str, columns: &[&str]) -> Result<(), SqlError> {
    for band in scheme.bands() {
        dialect.check_text(band.name())?;
        dialect.check_text(band.group())?;
    }
    for factor in scheme.factors() {
        dialect.check_name(factor.id())?;
        dialect.check_name(&points_name(factor))?;
    }
    table.split('.').chain(columns.iter().copied()).try_for_each(|name| dialect.check_name(name))?;
    check_columns(scheme.factors(), columns)
}

/// Refuses a level column with the name of a computed column, in any case: some engines ignore case.
fn check_columns(factors: &[Factor], columns: &[&str]) -> Result<(), SqlError> {
    let computed: HashSet<String> = factors
        .iter()
        .map(points_name)
        .chain(COMPUTED.map(ToOwned::to_owned))
        .map(|name| name.to_lowercase())
        .collect();
    match columns.iter().find(|column| computed.contains(&column.to_lowercase())) {
        Some(column) => Err(SqlError::TakenColumn((*column).to_owned())),
        None => Ok(()),
    }
}

/// Returns the name of the column with a factor's points.
fn points_name(factor: &Factor) -> String {
    format!("{}_points", factor.id())
}

/// Writes the parts of a query.
#[derive(Debug, Clone, Copy)]
struct Query<'s> {
    dialect: Dialect,
    factors: &'s [Factor],
    /// Level column of each factor.
    columns: &'s [&'s str],
}

impl Query<'_> {
    /// Returns the comment above the query: its purpose and the source of its numbers. Each line ends with a full stop,
    /// because Spark continues a comment after a backslash.
    fn comment(self, scheme: &Scheme) -> String {
        let source = scheme.source().map(|source| format!("Source: {source}.")).into_iter();
        let lines = [
            format!(
                "Points, total and band of every row of a table of jobs, for {}.",
                self.dialect.meaning()
            ),
            format!("Scheme: {} ({}).", scheme.title(), scheme.id()),
        ];
        let levels =
            "Level columns, named by factor id unless chosen, hold levels such as 3 or 3(a); NULL is not assessed."
                .to_owned();
        let lines = lines.into_iter().chain(source).chain([levels]);
        lines.map(|line| format!("-- {}\n", visible(&line).replace("${", "$ {"))).collect()
    }

    fn table(self, name: &str) -> String {
        name.split('.').map(|part| self.dialect.identifier(part)).collect::<Vec<_>>().join(".")
    }

    /// Returns a factor's column in the table or subquery `of`.
    fn column(self, of: &str, factor: &Factor) -> String {
        format!("{of}.{}", self.dialect.identifier(factor.id()))
    }

    /// Returns the column with the points of a factor's level in the subquery `worth`.
    fn worth_column(self, factor: &Factor) -> String {
        format!("worth.{}", self.dialect.identifier(&points_name(factor)))
    }

    /// Returns a column per factor, named by its id.
    fn for_each(self, value: impl Fn(&Factor) -> String) -> String {
        let columns = self
            .factors
            .iter()
            .map(|factor| format!("{} AS {}", value(factor), self.dialect.identifier(factor.id())));
        columns.collect::<Vec<_>>().join(",\n    ")
    }

    /// Returns the levels of each factor cast to text.
    fn texts(self) -> String {
        let text = self.dialect.text_type();
        self.for_each(|factor| {
            let column = self.dialect.identifier(self.columns[factor.number() - 1]);
            format!("coalesce(CAST(jobs.{column} AS {text}), '')")
        })
    }

    /// Returns the number of each factor's level: NULL if it is not assessed, [`SEVERAL`] for several levels, and an empty
    /// text for anything but level notation.
    fn levels(self) -> String {
        let dialect = self.dialect;
        self.for_each(|factor| {
            let text = self.column("texts", factor);
            let highest = *factor.level_numbers().end();
            // Most texts are a single digit, which is many times faster to find than a pattern.
            format!(
                "CASE
      WHEN length({text}) = 1 AND position({text} IN '0123456789') > 0 THEN {text}
      WHEN {} THEN NULL
      WHEN {} THEN ''
      ELSE coalesce(NULLIF({}, ''),
        CASE WHEN {}
          AND {} THEN '{SEVERAL}' ELSE '' END)
    END",
                dialect.matches(&text, r"^[\s]*\??[\s]*$"),
                dialect.matches(&text, &level::wrong_options_pattern()),
                dialect.group(&text, &level::single_pattern()),
                dialect.matches(&text, &level::several_pattern(highest)),
                dialect.matches(&text, &level::ascending_pattern(highest)),
            )
        })
    }

    /// Returns the points of each factor's level, NULL without a level that the factor has.
    fn worth(self) -> String {
        let columns = self.factors.iter().map(|factor| {
            let levels = factor.level_numbers().zip(factor.points());
            let worth: String =
                levels.map(|(level, points)| format!(" WHEN '{level}' THEN {points}")).collect();
            let name = self.dialect.identifier(&points_name(factor));
            format!("CASE {}{worth} END AS {name}", self.column("levels", factor))
        });
        columns.collect::<Vec<_>>().join(",\n    ")
    }

    /// Returns the points of each factor, NULL in refused rows.
    fn points(self) -> String {
        let columns = self.factors.iter().map(|factor| {
            let name = self.dialect.identifier(&points_name(factor));
            let is_read = "score.missing_levels IS NULL AND score.unclear_factors IS NULL";
            format!("CASE WHEN {is_read} THEN {} END AS {name}", self.worth_column(factor))
        });
        columns.collect::<Vec<_>>().join(",\n    ")
    }

    /// Returns the sum of all points, NULL if those of any factor are NULL.
    fn total(self) -> String {
        self.factors.iter().map(|factor| self.worth_column(factor)).collect::<Vec<_>>().join("\n      + ")
    }

    /// Returns the factors that lack the level given.
    fn missing(self) -> String {
        self.factors_where(|factor| {
            let level = self.column("levels", factor);
            format!("{level} NOT IN ('', '{SEVERAL}') AND {} IS NULL", self.worth_column(factor))
        })
    }

    /// Returns the factors whose text is not level notation.
    fn unclear(self) -> String {
        self.factors_where(|factor| format!("{} = ''", self.column("levels", factor)))
    }

    /// Returns the factors that are not assessed or not settled.
    fn open(self) -> String {
        self.factors_where(|factor| {
            format!("coalesce({}, '{SEVERAL}') = '{SEVERAL}'", self.column("levels", factor))
        })
    }

    /// Returns the ids of the factors that meet a condition, NULL without any.
    fn factors_where(self, condition: impl Fn(&Factor) -> String) -> String {
        let id =
            |factor| format!("CASE WHEN {} THEN {} END", condition(factor), self.dialect.string(factor.id()));
        let ids = self.factors.iter().map(id).collect::<Vec<_>>().join(",\n      ");
        let (open, close) = self.dialect.list();
        format!("NULLIF(concat_ws(', ',{open}\n      {ids}\n    {close}), '')")
    }

    /// Returns a text for the band of the total, NULL outside all bands and without a total.
    fn by_total(self, bands: &[Band], said: impl Fn(&Band) -> &str) -> String {
        let cases = bands.iter().map(|band| {
            let condition = match band.to() {
                Some(to) => format!("BETWEEN {} AND {to}", band.from()),
                None => format!(">= {}", band.from()),
            };
            self.case(condition, said(band))
        });
        format!("CASE\n{}  END", cases.collect::<String>())
    }

    /// Returns the reason for a missing total or band.
    fn problem(self, scheme: &Scheme) -> String {
        let ends = [scheme.totals().min, scheme.totals().max].map(|total| scheme.locate(total));
        let sides = ends.into_iter().filter_map(|end| {
            let condition = match end {
                Located::Below(first) => format!("< {}", first.from()),
                Located::In(_) => return None,
                Located::Above(last) => format!("> {}", last.totals().max),
            };
            Some(self.case(condition, &place(end)))
        });
        format!(
            "CASE
    WHEN score.total IS NULL THEN
      concat_ws('; ', '{NO_SUCH_LEVEL}: ' || score.missing_levels,
        '{NOT_A_SINGLE_LEVEL}: ' || score.unclear_factors, '{NOT_SETTLED}: ' || score.open_factors)
{}  END",
            sides.collect::<String>()
        )
    }

    fn case(self, condition: impl Display, said: &str) -> String {
        format!("    WHEN score.total {condition} THEN {}\n", self.dialect.string(said))
    }
}

impl Dialect {
    /// Refuses a text with invisible characters.
    fn check_text(self, text: &str) -> Result<(), SqlError> {
        if visible(text) == text { Ok(()) } else { Err(self.refused(text, "it has invisible characters")) }
    }

    /// Refuses a table or column name that the engine would change.
    fn check_name(self, name: &str) -> Result<(), SqlError> {
        match self {
            _ if name.is_empty() => Err(self.refused(name, "it is empty")),
            Dialect::Postgres if name.len() > 63 => Err(self.refused(name, "it is longer than 63 bytes")),
            Dialect::Spark if name.contains("${") => {
                Err(self.refused(name, "Spark replaces ${…} by a variable"))
            }
            Dialect::Duckdb | Dialect::Postgres | Dialect::Spark => self.check_text(name),
        }
    }

    fn refused(self, name: &str, reason: &'static str) -> SqlError {
        SqlError::Name { name: name.to_owned(), dialect: self.meaning(), reason }
    }

    /// Quotes the name of a table or column.
    fn identifier(self, name: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// Quotes a text. In Spark a backslash escapes, and `${` starts a variable.
    fn string(self, text: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("'{}'", text.replace('\'', "''")),
            Dialect::Spark => {
                let escaped = text.replace('\\', r"\\").replace('\'', r"\'").replace("${", r"$\{");
                format!("'{escaped}'")
            }
        }
    }

    /// Returns the type of texts.
    fn text_type(self) -> &'static str {
        match self {
            Dialect::Duckdb | Dialect::Postgres => "VARCHAR",
            Dialect::Spark => "STRING",
        }
    }

    /// Returns the condition that a regular expression matches within a text.
    fn matches(self, text: &str, pattern: &str) -> String {
        let pattern = self.pattern(pattern);
        match self {
            Dialect::Duckdb => format!("regexp_matches({text}, {pattern})"),
            Dialect::Postgres => format!("{text} ~ {pattern}"),
            Dialect::Spark => format!("{text} RLIKE {pattern}"),
        }
    }

    /// Returns the text of the only group of a regular expression, empty without a match.
    fn group(self, text: &str, pattern: &str) -> String {
        let pattern = self.pattern(pattern);
        match self {
            Dialect::Duckdb | Dialect::Spark => format!("regexp_extract({text}, {pattern}, 1)"),
            Dialect::Postgres => format!("coalesce(substring({text} FROM {pattern}), '')"),
        }
    }

    /// Quotes a regular expression. `\s`, always inside a class, includes no-break spaces. The text is ASCII, because some
    /// databases cannot hold every dash.
    fn pattern(self, pattern: &str) -> String {
        let written = |c: char| match self {
            _ if c.is_ascii() => c.to_string(),
            Dialect::Duckdb => format!("\\x{{{:04X}}}", u32::from(c)),
            Dialect::Postgres | Dialect::Spark => format!("\\u{:04X}", u32::from(c)),
        };
        let pattern: String = pattern.replace(r"\s", "\\s\u{a0}").chars().map(written).collect();
        self.string(&pattern)
    }

    /// Returns the brackets around a long list of arguments: PostgreSQL allows 100 arguments, but arrays of any length.
    fn list(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Postgres => (" VARIADIC ARRAY[", "]"),
            Dialect::Duckdb | Dialect::Spark => ("", ""),
        }
    }

    /// Returns the end of a subquery that keeps PostgreSQL from inlining its columns.
    fn fence(self) -> &'static str {
        match self {
            Dialect::Postgres => "\n  OFFSET 0 -- so that these are computed once, and not for every use",
            Dialect::Duckdb | Dialect::Spark => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;
    use serde_json::json;

    use super::*;
    use crate::level::{Notation, NotationError};

    fn scheme(id: &str, band: &str, title: &str) -> Scheme {
        let [id, band, title] = [id, band, title].map(|text| serde_json::to_string(text).unwrap());
        let text = format!(
            "{{scheme: small, title: {title}, factors: [{{id: {id}, name: Skill, group: g, points: [1, 2]}}],
            bands: [{{name: {band}, from: 0, to: 1}}],
            matching: {{max_difference: 1, max_variations: 1, fixed_factors: []}}}}"
        );
        Scheme::read("test", &text).unwrap()
    }

    #[test]
    fn names_and_texts_are_quoted_as_the_dialect_has_it() {
        for (name, identifiers, strings) in [
            ("it's", ["\"it's\"", "`it's`"], ["'it''s'", r"'it\'s'"]),
            ("a\"b", ["\"a\"\"b\"", "`a\"b`"], ["'a\"b'", "'a\"b'"]),
            ("a`b", ["\"a`b\"", "`a``b`"], ["'a`b'", "'a`b'"]),
            (r"\'", ["\"\\'\"", r"`\'`"], [r"'\'''", r"'\\\''"]),
            ("${x}", ["\"${x}\"", "`${x}`"], ["'${x}'", r"'$\{x}'"]),
        ] {
            for (dialect, index) in [(Dialect::Duckdb, 0), (Dialect::Postgres, 0), (Dialect::Spark, 1)] {
                assert_eq!(dialect.identifier(name), identifiers[index], "{dialect:?}");
                assert_eq!(dialect.string(name), strings[index], "{dialect:?}");
            }
        }
    }

    #[test]
    fn the_table_may_have_a_schema_and_a_catalog() {
        let scheme = scheme("skill", "A", "Small");
        for (table, from) in [("jobs", "`jobs`"), ("main.hr.my`jobs", "`main`.`hr`.`my``jobs`")] {
            let query = sql(&scheme, Dialect::Spark, table, &[]).unwrap();
            assert!(query.contains(&format!("\nFROM {from} AS jobs\n")), "{query}");
        }
    }

    #[test]
    fn names_that_would_not_be_read_back_are_refused() {
        let refused = |id: &str, band: &str, table: &str| {
            Dialect::ALL.map(|dialect| sql(&scheme(id, band, "Small"), dialect, table, &[]).is_err())
        };
        for (id, expected) in [
            ("skill", [false; 3]),
            ("skill\u{202e}", [true; 3]),
            ("ski\tll", [true; 3]),
            ("ski${x}ll", [false, false, true]),
            ("ski$x{ll}", [false; 3]),
            // With `_points` behind it, 63 bytes and one more.
            (&"x".repeat(56), [false; 3]),
            (&"x".repeat(57), [false, true, false]),
        ] {
            assert_eq!(refused(id, "A", "jobs"), expected, "{id}");
        }
        for (band, expected) in
            [("${x}", [false; 3]), (&"x".repeat(64), [false; 3]), ("A\u{200b}", [true; 3])]
        {
            assert_eq!(refused("skill", band, "jobs"), expected, "{band}");
        }
        for (table, expected) in [
            ("", [true; 3]),
            ("hr.", [true; 3]),
            ("hr..jobs", [true; 3]),
            ("jobs\n", [true; 3]),
            (&"x".repeat(64), [false, true, false]),
        ] {
            assert_eq!(refused("skill", "A", table), expected, "{table}");
        }
    }

    #[test]
    fn a_band_without_an_upper_end_takes_all_totals_from_its_lowest_on() {
        let text = "{scheme: s, title: T, factors: [{id: a, name: A, points: [1, 9]}],
            bands: [{name: low, from: 0, to: 4}, {name: high, from: 5}],
            matching: {max_difference: 1, max_variations: 1, fixed_factors: []}}";
        let query = sql(&Scheme::read("test", text).unwrap(), Dialect::Duckdb, "jobs", &[]).unwrap();
        assert!(query.contains("WHEN score.total >= 5 THEN 'high'"), "{query}");
        assert!(!query.contains("above"), "{query}");
    }

    #[test]
    fn a_factor_named_like_a_computed_column_is_refused() {
        for id in ["total", "Band", "band_group", "problem"] {
            let error = sql(&scheme(id, "A", "Small"), Dialect::Duckdb, "jobs", &[]).unwrap_err();
            assert_eq!(error, SqlError::TakenColumn(id.to_owned()));
        }
        let two = "{scheme: s, title: T, bands: [{name: A, from: 0, to: 9}],
            factors: [{id: a, name: A, group: g, points: [1]}, {id: A_Points, name: B, group: g, points: [1]}],
            matching: {max_difference: 1, max_variations: 1, fixed_factors: []}}";
        let error = sql(&Scheme::read("test", two).unwrap(), Dialect::Spark, "jobs", &[]).unwrap_err();
        assert_eq!(error, SqlError::TakenColumn("A_Points".to_owned()));
    }

    #[test]
    fn a_comment_ends_with_its_line() {
        for title in ["Small\nDROP TABLE jobs", "Small\rDROP", "Small\u{2028}DROP", "Small \\", "${env:X}"] {
            for dialect in Dialect::ALL {
                let query = sql(&scheme("skill", "A", title), dialect, "jobs", &[]).unwrap();
                let (comment, rest) = query.split_at(query.find("\nSELECT\n").unwrap() + 1);
                assert!(rest.starts_with("SELECT\n  jobs.*,"), "{query}");
                for line in comment.lines() {
                    assert!(line.starts_with("-- ") && line.ends_with('.'), "{line}");
                    assert!(!line.contains(['\r', '\u{2028}']) && !line.contains("${"), "{line}");
                }
            }
        }
    }

    /// Returns a pattern as DuckDB gets it, whose syntax is that of the crate `regex`.
    fn in_duckdb(pattern: &str) -> Regex {
        Regex::new(Dialect::Duckdb.pattern(pattern).trim_matches('\'')).unwrap()
    }

    /// The grammar of levels is in the reader, in its short cut for common forms, in the pattern of schemas and in those of
    /// queries. This test holds them together.
    #[test]
    fn reader_schema_and_query_agree_about_every_short_text() {
        let factor = &Scheme::nhs_jes().factors()[5];
        let highest = *factor.level_numbers().end();
        let schema = json!({"pattern": format!(r"^\s*{}\s*$", level::pattern(highest))});
        let schema = jsonschema::validator_for(&schema).unwrap();
        let [wrong_options, single, several, ascending] = [
            level::wrong_options_pattern(),
            level::single_pattern(),
            level::several_pattern(highest),
            level::ascending_pattern(highest),
        ]
        .map(|pattern| in_duckdb(&pattern));
        let in_query = |text: &str| {
            if wrong_options.is_match(text) {
                return None;
            }
            match single.captures(text) {
                Some(found) => Some(found[1].to_owned())
                    .filter(|number| number.parse().is_ok_and(|number: u8| factor.level(number).is_some())),
                None => (several.is_match(text) && ascending.is_match(text)).then(|| SEVERAL.to_owned()),
            }
        };
        let all = [("0129abhiB()-–,/. ", 4), ("129bh(),– ", 5), ("12b()-", 6)];
        for text in all.into_iter().flat_map(|(alphabet, longest)| level::short_texts(alphabet, longest)) {
            let levels = factor.levels(&text).ok();
            // A pattern of a schema cannot compare: order and repetition are left to the reader.
            let is_compared = match text.parse::<Notation>() {
                Err(NotationError::Word(letters)) => {
                    !letters.chars().is_sorted_by_key(|letter| letter.to_ascii_lowercase())
                }
                Err(
                    NotationError::Descending { .. }
                    | NotationError::RepeatedLevel(_)
                    | NotationError::RepeatedOption { .. },
                ) => true,
                _ => false,
            };
            if !is_compared {
                assert_eq!(schema.is_valid(&json!(text)), levels.is_some(), "{text:?} in a schema");
            }
            // Cells may hold `2.0`, which files of jobs may not.
            let whole = level::without_fraction(text.as_bytes());
            let cell = factor
                .levels(str::from_utf8(whole).unwrap())
                .ok()
                .map(|levels| levels.single().map_or(SEVERAL.to_owned(), |level| level.number().to_string()));
            let query = in_query(&text).map(|number| number.trim_start_matches('0').to_owned());
            assert_eq!(query, cell, "{text:?} in a query");
            let common = factor.level_in(text.as_bytes());
            assert!(common.is_none() || common == levels, "{text:?} in its common form");
        }
    }
}

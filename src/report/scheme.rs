//! The scheme in force, for people and programs.

use super::block::{BlockTable, ReportBlock};
use super::result::Report;
use super::wording::{counted, enumerated, listed};
use crate::scheme::{Band, Factor, Scheme};

impl Report for Scheme {
    fn title(&self) -> &'static str {
        "Scheme in force"
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let source = self.source().map(|source| format!(", from {source}")).unwrap_or_default();
        let mut blocks = vec![
            ReportBlock::Heading(self.title().to_owned()),
            ReportBlock::text(format!("{}{source}", self.id())),
            ReportBlock::Table(factors(self.factors())),
            ReportBlock::Table(bands(self.bands())),
            ReportBlock::text(matching(self)),
        ];
        blocks.extend(management(self).map(ReportBlock::text));
        blocks
    }
}

fn factors(factors: &[Factor]) -> BlockTable {
    let names = |factor: &Factor| {
        let names = std::iter::once(factor.id()).chain(factor.aliases().iter().map(String::as_str));
        names.collect::<Vec<_>>().join(", ")
    };
    BlockTable::of("Factors", factors)
        .numbers("No.", Factor::number)
        .words("Factor", Factor::name)
        .words("Points for level 1, 2, 3, …", |factor| listed(factor.points(), " "))
        .remarks("Further names in files", names)
        .end()
}

fn bands(bands: &[Band]) -> BlockTable {
    BlockTable::of("Bands", bands)
        .words("Band", Band::name)
        .numbers("From", Band::from)
        .numbers("To", |band| band.to().map_or_else(String::new, |to| to.to_string()))
        .words("Group", Band::group)
        .words("Closed", |band| band.closed().unwrap_or_default())
        .end()
        .without_empty_columns()
}

/// Returns a sentence about the factors in which a job is compared with its manager's.
fn management(scheme: &Scheme) -> Option<String> {
    let names: Vec<&str> = scheme.management_factors().map(Factor::name).collect();
    let list = enumerated(&names, "or");
    let words =
        format!("Line of management: a job above its manager in {list}, or in band, is an observation.");
    (!names.is_empty()).then_some(words)
}

fn matching(scheme: &Scheme) -> String {
    let limits = scheme.matching();
    let fixed: Vec<&str> =
        scheme.factors().iter().filter(|factor| factor.is_fixed()).map(Factor::name).collect();
    let fixed =
        if fixed.is_empty() { "in any factor".to_owned() } else { format!("none in {}", fixed.join(" or ")) };
    let (vary, levels) = (counted(limits.max_variations, "factor"), counted(limits.max_difference, "level"));
    format!(
        "Band match: variation in at most {vary}, each by at most {levels}, {fixed}, and the total in the profile's band."
    )
}

//! What the scheme in force shows.

use serde::Serialize;

use super::block::{Block, Column, Table};
use super::{Report, counted};
use crate::scheme::{Band, Factor, Scheme};

/// The scheme in force. As YAML it is a scheme file that can be read back.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub struct SchemeReport<'s>(pub &'s Scheme);

impl Report for SchemeReport<'_> {
    fn blocks(&self) -> Vec<Block> {
        let scheme = self.0;
        let mut blocks = vec![Block::Heading(scheme.title().to_owned())];
        let source = scheme.source().map(|source| format!(", from {source}")).unwrap_or_default();
        blocks.push(Block::text(format!("{}{source}", scheme.id())));
        blocks.extend([
            Block::Table(factors(scheme.factors())),
            Block::Table(bands(scheme.bands())),
            Block::text(matching(scheme)),
        ]);
        blocks
    }
}

fn factors(factors: &[Factor]) -> Table {
    let mut table = Table::new([
        Column::numbers("No."),
        Column::words("Factor"),
        Column::words("Points for level 1, 2, 3, …"),
        Column::remarks("Names in a job file, besides number and published name"),
    ]);
    for factor in factors {
        let points: Vec<String> = factor.points().iter().map(u32::to_string).collect();
        table.add([
            factor.number().into(),
            factor.name().into(),
            points.join(" ").into(),
            std::iter::once(factor.id())
                .chain(factor.aliases().iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(", ")
                .into(),
        ]);
    }
    table
}

fn bands(bands: &[Band]) -> Table {
    let mut table = Table::new([
        Column::words("Band"),
        Column::numbers("From"),
        Column::numbers("To"),
        Column::words("Group"),
    ]);
    for band in bands {
        table.add([band.name().into(), band.from().into(), band.to().into(), band.group().into()]);
    }
    table
}

fn matching(scheme: &Scheme) -> String {
    let limits = scheme.matching();
    let fixed: Vec<&str> =
        scheme.factors().iter().filter(|factor| factor.is_fixed()).map(Factor::name).collect();
    let fixed =
        if fixed.is_empty() { "in any factor".to_owned() } else { format!("none in {}", fixed.join(" or ")) };
    let (vary, levels) =
        (counted(limits.max_variations as usize, "factor"), counted(limits.max_difference as usize, "level"));
    format!(
        "Band match: variation in at most {vary}, each by at most {levels}, {fixed}, and the total in the profile's band."
    )
}

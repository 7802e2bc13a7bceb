//! Options that take one of a few values of the library.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jobeval::report::{CellSafety, Format, Report};

/// A parser that accepts these values by their ids; help shows their meanings.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    values: impl Into<Vec<T>>,
    describe: fn(T) -> (&'static str, &'static str),
) -> impl TypedValueParser<Value = T> {
    let values = values.into();
    let possible = values.iter().map(|value| {
        let (id, meaning) = describe(*value);
        PossibleValue::new(id).help(meaning)
    });
    PossibleValuesParser::new(possible.collect::<Vec<_>>()).try_map(move |given| {
        let value = values.iter().find(|value| describe(**value).0 == given);
        value.copied().ok_or("not one of the possible values")
    })
}

/// Returns a parser for the formats of the result `R`.
pub(super) fn format<R: Report>() -> impl TypedValueParser<Value = Format> {
    one_of(R::FORMATS.list(), Format::describe)
}

/// Options of lists, which can be CSV.
#[derive(Debug, Clone, Copy, Args)]
#[group(skip)]
pub(super) struct CsvOptions {
    /// Write CSV cells exactly as they are, including those that a spreadsheet would run as formulas
    #[arg(long)]
    raw_csv: bool,
}

impl CsvOptions {
    /// Returns the treatment of CSV cells that a spreadsheet might run.
    pub(super) fn cells(self) -> CellSafety {
        if self.raw_csv { CellSafety::Raw } else { CellSafety::Harmless }
    }
}

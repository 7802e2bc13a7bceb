//! The common interface of results.

use std::fmt;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::block::ReportBlock;
use super::format::{Format, Style};
use super::refused::{push_refused, refused_blocks};
#[cfg(feature = "cli")]
use super::table;
use super::{html, markdown, yaml};
use crate::csv::{self, CellSafety, CsvRows, WriteRow};
use crate::job::RefusedJob;
use crate::json;

/// A result. People are shown its blocks; programs read its serialised form.
pub trait Report: Serialize + Sized {
    /// Formats of the result, each with its writer.
    const FORMATS: Formats<Self> = Formats::common();

    /// Returns the kind of result in a few words. It is the title of a page, together with the first heading.
    fn title(&self) -> &'static str;

    /// Returns the parts shown to people.
    fn blocks(&self) -> Vec<ReportBlock>;

    /// Writes the result as YAML: the fields of the JSON contract, unless the result is a file of its own.
    ///
    /// # Errors
    /// Errors of the writer.
    fn write_yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        yaml::write(self, out)
    }
}

/// Writes a result in one format. Returns the number of CSV cells changed so that no spreadsheet runs them.
type WriteReport<R> = fn(&R, Style, &mut dyn Write) -> io::Result<u64>;

/// The formats of results of the type `R`, each with its writer.
pub struct Formats<R> {
    /// Writers in the order of [`Format::ALL`], `None` for formats that the results lack.
    writers: [Option<WriteReport<R>>; Format::ALL.len()],
}

/// A format that results of the type `R` have.
pub struct ReportFormat<R> {
    format: Format,
    write: WriteReport<R>,
}

impl<R: Report> Formats<R> {
    /// Returns the formats that every result has: table (with the feature `cli`), JSON, YAML, Markdown and HTML.
    pub(super) const fn common() -> Formats<R> {
        let formats = Formats { writers: [None; Format::ALL.len()] };
        #[cfg(feature = "cli")]
        let formats = formats.and(Format::Table, |report: &R, style, out| {
            table::write(&report.blocks(), style, out).map(|()| 0)
        });
        formats
            .and(Format::Json, |report: &R, _, out| json::write(report, out).map(|()| 0))
            .and(Format::Yaml, |report: &R, _, out| report.write_yaml(out).map(|()| 0))
            .and(Format::Markdown, |report: &R, _, out| markdown::write(&report.blocks(), out).map(|()| 0))
            .and(Format::Html, |report: &R, _, out| {
                html::write(report.title(), &report.blocks(), out).map(|()| 0)
            })
    }

    /// Returns the common formats and CSV.
    pub(super) const fn csv() -> Formats<R>
    where
        R: CsvReport,
    {
        Formats::common().and(Format::Csv, |report: &R, style, out| {
            let mut rows = CsvRows::default();
            report.push_csv(style.cells, &mut rows);
            out.write_all(&rows.bytes).map(|()| rows.changed_cells)
        })
    }

    /// Returns the common formats, CSV and NDJSON.
    pub(super) const fn list_formats() -> Formats<R>
    where
        R: ListReport,
    {
        Formats::csv().and(Format::Ndjson, |report: &R, _, out| report.write_lines(out).map(|()| 0))
    }

    /// Adds a format.
    pub(super) const fn and(mut self, format: Format, write: WriteReport<R>) -> Formats<R> {
        self.writers[format as usize] = Some(write);
        self
    }

    /// Returns the formats in the order of [`Format::ALL`].
    pub fn list(&self) -> Vec<Format> {
        Format::ALL.into_iter().filter(|format| self.get(*format).is_some()).collect()
    }

    /// Returns `format` with its writer, `None` if these results cannot be written in it.
    pub fn get(&self, format: Format) -> Option<ReportFormat<R>> {
        self.writers[format as usize].map(|write| ReportFormat { format, write })
    }
}

impl<R> ReportFormat<R> {
    /// Returns the format.
    pub fn format(self) -> Format {
        self.format
    }

    /// Writes a result. Returns the number of CSV cells changed so that no spreadsheet runs them.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write(self, report: &R, style: Style, out: &mut dyn Write) -> io::Result<u64> {
        (self.write)(report, style, out)
    }
}

impl<R> Clone for ReportFormat<R> {
    fn clone(&self) -> ReportFormat<R> {
        *self
    }
}

impl<R> Copy for ReportFormat<R> {}

impl<R: Report> fmt::Debug for Formats<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list()).finish()
    }
}

impl<R> fmt::Debug for ReportFormat<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.format, f)
    }
}

/// A result that can be CSV.
pub(super) trait CsvReport: Report {
    /// Adds the header and the rows to `rows`.
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows);
}

/// A result that can be CSV and NDJSON.
pub(super) trait ListReport: CsvReport {
    /// Writes one line of JSON per item.
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes items, then refused jobs, as one line of JSON each.
pub(super) fn write_lines<T: Serialize>(
    items: &[T],
    refused: &[RefusedJob],
    out: &mut dyn Write,
) -> io::Result<()> {
    items.iter().try_for_each(|item| json::write_line(item, out))?;
    refused.iter().try_for_each(|job| json::write_line(job, out))
}

/// An item of a list.
pub trait ListItem: WriteRow + Serialize + Sized {
    /// Returns the kind of result in a few words.
    fn title(items: &[Self]) -> &'static str;

    /// Returns the parts of a list shown to people.
    fn blocks(items: &[Self]) -> Vec<ReportBlock>;
}

/// A list of results. Serialises as an array of its items and the refused jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// Heading for people. `None` if the items say it themselves.
    pub heading: Option<String>,
    /// Items in order.
    pub items: Vec<T>,
    /// Jobs without an item because they could not be read.
    pub refused: Vec<RefusedJob>,
}

impl<T> List<T> {
    /// Sets the jobs that could not be read.
    #[must_use]
    pub fn without(self, refused: Vec<RefusedJob>) -> List<T> {
        List { refused, ..self }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List { heading: None, items: items.into_iter().collect(), refused: Vec::new() }
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_list(&self.items, &self.refused, serializer)
    }
}

/// Serialises items and refused jobs as one array.
pub(super) fn serialize_list<T: Serialize, S: Serializer>(
    items: &[T],
    refused: &[RefusedJob],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(items.len() + refused.len()))?;
    items.iter().try_for_each(|item| list.serialize_element(item))?;
    refused.iter().try_for_each(|job| list.serialize_element(job))?;
    list.end()
}

impl<T: ListItem> Report for List<T> {
    const FORMATS: Formats<Self> = Formats::list_formats();

    fn title(&self) -> &'static str {
        T::title(&self.items)
    }

    fn blocks(&self) -> Vec<ReportBlock> {
        let heading = self.heading.clone().map(ReportBlock::Heading);
        heading.into_iter().chain(T::blocks(&self.items)).chain(refused_blocks(&self.refused)).collect()
    }
}

impl<T: ListItem> CsvReport for List<T> {
    fn push_csv(&self, cells: CellSafety, rows: &mut CsvRows) {
        csv::push_list(&self.items, cells, rows);
        push_refused(&self.refused, T::COLUMNS, cells, rows);
    }
}

impl<T: ListItem> ListReport for List<T> {
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        write_lines(&self.items, &self.refused, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Job, Scheme, score};

    #[test]
    fn a_list_has_formats_that_a_scheme_lacks() {
        let scheme = Scheme::nhs_jes();
        for format in [Format::Csv, Format::Ndjson, Format::Junit, Format::Github] {
            assert!(Scheme::FORMATS.get(format).is_none(), "{format:?}");
        }
        let job = Job::from_levels("test", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", scheme).unwrap();
        let list: List<_> = [score(&job)].into_iter().collect();
        let style = Style { width: 80, color: false, cells: CellSafety::Harmless };
        let mut out = Vec::new();
        List::FORMATS.get(Format::Csv).unwrap().write(&list, style, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "id,title,total,band,code,problem\r\n,Levels from the command line,86,1,,\r\n"
        );
        assert_eq!(Scheme::FORMATS.list().len() + 2, List::<crate::score::Score<'_>>::FORMATS.list().len());
    }
}

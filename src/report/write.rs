//! Writing a result in any format.

use std::io::{self, Write};

use super::format::{Format, Style};
#[cfg(feature = "cli")]
use super::table;
use super::{html, markdown, result::Report};
use crate::json;

/// Writes a result. Returns the number of CSV cells that were changed so that no spreadsheet runs them.
///
/// # Errors
/// Errors of the writer, and [`io::ErrorKind::Unsupported`] for a format that the result does not have.
pub fn write(report: &impl Report, format: Format, style: Style, out: &mut dyn Write) -> io::Result<u64> {
    let written = match format {
        #[cfg(feature = "cli")]
        Format::Table => table::write(&report.blocks(), style, out),
        Format::Json => json::write(report, out),
        Format::Yaml => report.write_yaml(out),
        Format::Markdown => markdown::write(&report.blocks(), out),
        Format::Html => html::write(report.title(), &report.blocks(), out),
        other => return report.write_as(other, style.cells, out),
    };
    written.map(|()| 0)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::super::result::List;
    use super::*;
    use crate::csv::CellSafety;
    use crate::{Job, Scheme, score};

    const STYLE: Style = Style { width: 80, color: false, cells: CellSafety::Harmless };

    #[test]
    fn a_format_that_a_result_does_not_have_is_an_error_and_writes_nothing() {
        let scheme = Scheme::nhs_jes();
        let job = Job::from_levels("test", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", scheme).unwrap();
        let list: List<_> = [score(&job)].into_iter().collect();
        let mut out = Vec::new();
        for format in [Format::Csv, Format::Ndjson, Format::Junit, Format::Github] {
            let error = write(scheme, format, STYLE, &mut out).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{format:?}");
        }
        assert!(write(&list, Format::Junit, STYLE, &mut out).is_err() && out.is_empty());
        write(&list, Format::Csv, STYLE, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "id,title,total,band,code,problem\r\n,Levels from the command line,86,1,,\r\n"
        );
    }
}

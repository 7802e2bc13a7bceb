//! One line an item, for spreadsheets, quoted as RFC 4180 has it.

use std::io::{self, Write};

use super::Rows;

pub(super) fn write(report: &impl Rows, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(report.header())?;
    for item in report.items() {
        csv.write_record(report.row(item))?;
    }
    csv.flush()
}

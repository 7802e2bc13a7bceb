//! What may be wrong with a workbook.

use crate::finding::{Problem, Rule};

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does not keep to its format.
    Damaged(String),
    /// It takes a password.
    Encrypted,
    /// It unpacks to more than it may.
    TooLarge,
    /// It is text, though it is called a workbook.
    Text,
    /// It is in another format.
    NoWorkbook(&'static str),
    /// It is a workbook that is not read.
    Other(&'static str),
}

impl Fault {
    pub(super) fn problem(self, most: u64) -> Problem {
        const SAVE_AS: &str =
            "save it as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV";
        let broken = |message: String| Problem::new(Rule::BrokenWorkbook, message);
        match self {
            Fault::Damaged(reason) => broken(format!("the workbook is damaged: {reason}"))
                .help("open it in a spreadsheet program and save a copy"),
            Fault::Encrypted => {
                broken("the workbook is protected with a password".to_owned()).help("save a copy without one")
            }
            Fault::Text => broken("the file is text, not a workbook".to_owned())
                .help("if it is CSV, give it a name that ends in .csv, or add --input-format csv"),
            Fault::NoWorkbook(name) => broken(format!("the file is {name}, not a workbook")).help(SAVE_AS),
            Fault::Other(what) => broken(format!("the file is {what}")).help(SAVE_AS),
            Fault::TooLarge => {
                Problem::new(Rule::TooLarge, format!("the workbook unpacks to more than {most} bytes"))
                    .help("save the sheet as CSV, or allow more with --max-file-size")
            }
        }
    }
}

/// The fault of a workbook that does not keep to its format.
pub(super) fn damaged(reason: impl ToString) -> Fault {
    Fault::Damaged(reason.to_string())
}

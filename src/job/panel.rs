//! Panels that assess jobs: their date, their members and the status of their outcome.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::finding::{Problem, Rule};
use crate::id_enum::id_enum;
use crate::names;
use crate::sanitize::short;

/// Record of the panel that assessed a job (handbook ch. 11).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Panel {
    /// Day on which it met.
    pub date: Option<Date>,
    /// Names of its members.
    pub members: Vec<String>,
    /// Status of its outcome, if stated.
    pub status: Option<PanelStatus>,
}

id_enum! {
    /// Status of a panel's outcome.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PanelStatus {
        #[default]
        Provisional = "provisional", "The panel's proposal: consistency checking is still to come.";
        ConsistencyChecked = "consistency_checked", "The outcome has gone through consistency checking.";
        Final = "final", "The outcome has been released.";
    }
}

impl FromStr for PanelStatus {
    type Err = Problem;

    fn from_str(name: &str) -> Result<PanelStatus, Problem> {
        let ids = PanelStatus::ALL.map(PanelStatus::id);
        PanelStatus::ALL.into_iter().find(|status| status.id() == name).ok_or_else(|| {
            let message = format!("`{}` is not the status of a panel's outcome", short(name));
            Problem::new(Rule::UnknownStatus, message)
                .suggest(names::nearest(name, ids), format!("the statuses are {}", ids.join(", ")))
        })
    }
}

/// A calendar day, written as in 2026-03-14 (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u16,
    day: u16,
}

impl FromStr for Date {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Date, Problem> {
        read_date(text).ok_or_else(|| {
            let message = format!("`{}` is not a day of the calendar", short(text));
            Problem::new(Rule::NoDate, message).help("write year, month and day, as in 2026-03-14")
        })
    }
}

/// Reads a calendar day in the form 2026-03-14.
fn read_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != "2026-03-14".len() || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(text.get(..4)?)?, digits(text.get(5..7)?)?, digits(text.get(8..)?)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day).then_some(Date { year, month, day })
}

/// Reads a number of digits alone, without a sign.
fn digits(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    /// Writes the day as text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_are_dates_and_nothing_else_is() {
        for day in ["2026-03-14", "2024-02-29", "2000-02-29", "1999-12-31", "2026-01-01", "2026-04-30"] {
            assert_eq!(day.parse::<Date>().unwrap().to_string(), day);
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-01-32",
            "14/03/2026",
            "14.03.2026",
            "2026-3-14",
            "26-03-14",
            "2026-03-14T10:00",
            "20260314",
            "+026-03-14",
            "2026-+3-14",
            "2026–03–14",
            "é026-03-1",
            "2026-03-é",
            "March 2026",
            "",
        ] {
            assert_eq!(text.parse::<Date>().unwrap_err().rule, Rule::NoDate, "{text}");
        }
    }
}

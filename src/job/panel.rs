//! The panel that assessed a job: who sat when, and how far its outcome has come.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::finding::{Problem, Rule};
use crate::id_enum::id_enum;
use crate::names;
use crate::sanitize::short;

/// A panel's record of a job (handbook ch. 11).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Panel {
    /// The day on which it met.
    pub date: Option<Date>,
    /// Who sat on it.
    pub members: Vec<String>,
    /// How far the outcome has come; none where nothing is said of it.
    pub status: Option<PanelStatus>,
}

impl Panel {
    /// Whether nothing is stated, as by keys without values.
    pub(super) fn is_empty(&self) -> bool {
        self.date.is_none() && self.members.is_empty() && self.status.is_none()
    }
}

id_enum! {
    /// How far the outcome of a panel has come.
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

/// A day of the calendar, written as in 2026-03-14 (ISO 8601).
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

/// The day that is written so, if there is one.
fn read_date(text: &str) -> Option<Date> {
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok());
    let bytes = text.as_bytes();
    if bytes.len() != "2026-03-14".len() || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (number(text.get(..4)?)??, number(text.get(5..7)?)??, number(text.get(8..)?)??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let is_day = (1..=days).contains(&day);
    is_day.then_some(Date { year, month, day })
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    /// As it is written.
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

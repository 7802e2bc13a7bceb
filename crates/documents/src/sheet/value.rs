//! Formats the values of cells.

use calamine::ExcelDateTime;

/// Formats a number as a spreadsheet does by default: 3.0 is `3`, with at most 15 digits.
pub(super) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// Formats a number of days as a date, with the time unless it is midnight.
pub(super) fn date(date: &ExcelDateTime) -> String {
    const PAST_ALL: f64 = 2_958_466.0;
    let days = date.as_f64();
    if !(0.0..PAST_ALL).contains(&days) {
        return number(days);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let (date, time) =
        (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    match (days < 1.0, days.fract() == 0.0) {
        (true, _) => time,
        (false, true) => date,
        (false, false) => format!("{date} {time}"),
    }
}

/// Formats a number of days as hours, minutes and seconds.
pub(super) fn duration(days: f64) -> String {
    const LONGEST: f64 = 1e9;
    if days.abs() > LONGEST || !days.is_finite() {
        return number(days);
    }
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Formats a date and time of ISO 8601 as a date, with the time unless it is midnight.
pub(super) fn iso_date(text: &str) -> String {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let is_time = time.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    if is_time { format!("{date} {}", time.trim_end_matches('Z')) } else { date.to_owned() }
}

pub(super) fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// Formats a formula whose result was not saved.
pub(super) fn formula(formula: &str) -> String {
    format!("={}", formula.strip_prefix('=').unwrap_or(formula))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::DateTime;

    use super::*;

    #[test]
    fn values_are_what_a_spreadsheet_shows() {
        for (value, text) in [
            (3.0, "3"),
            (-0.5, "-0.5"),
            (0.1 + 0.2, "0.3"),
            (1042.0, "1042"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(number(value), text);
        }
        for (days, text) in [
            (46083.0, "2026-03-02"),
            (46083.75, "2026-03-02 18:00:00"),
            (0.5, "12:00:00"),
            (1.0, "1900-01-01"),
            (-1.0, "-1"),
            (1e300, &*number(1e300)),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(date(&ExcelDateTime::new(days, DateTime, false)), text);
        }
        assert_eq!(date(&ExcelDateTime::new(44621.0, DateTime, true)), "2026-03-02");
        assert_eq!(
            [duration(0.0), duration(1.5), duration(-0.5), duration(1e9), duration(1.1e9)],
            ["0:00:00", "36:00:00", "-12:00:00", "24000000000:00:00", "1100000000"]
        );
        assert_eq!([truth(true), truth(false)], ["TRUE", "FALSE"]);
        assert_eq!(iso_date("2026-03-02T00:00:00"), "2026-03-02");
        assert_eq!(iso_date("2026-03-02T10:30:00Z"), "2026-03-02 10:30:00");
    }
}

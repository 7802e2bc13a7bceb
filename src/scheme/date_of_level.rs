//! Recognises dates that a spreadsheet has made of levels. It turns `2-3` into the second of March or the third of February.

use crate::calendar::month;
use crate::lookalikes::is_dash;

/// Returns the two levels that a spreadsheet has probably turned into a date, the lower first. Returns `None` for a text that
/// is not a date.
pub(super) fn levels_in_date(text: &str) -> Option<[u32; 2]> {
    let [day, month] = day_and_month(text.trim())?;
    // The month comes first in some countries and the day in others, but levels ascend.
    Some([day.min(month), day.max(month)])
}

/// Returns the number that Excel shows as this date in a cell with a date format: 2 for `1900-01-02`. LibreOffice counts from
/// one day earlier, so its number is one higher. Returns `None` for a date that cannot be a level.
pub(super) fn number_shown_as_date(text: &str) -> Option<u32> {
    let (month, day) = text.trim().strip_prefix("1900-")?.split_once('-')?;
    let days_before = match month {
        "01" => 0,
        "02" => 31,
        _ => return None,
    };
    Some(days_before + number(day, 1..=31)?)
}

/// Reads the day and the month of a date, in either order, as in `02-Mar`, `2026-03-02 00:00:00`, `02/03/2026` and 46083,
/// the number that spreadsheets store for this day.
fn day_and_month(text: &str) -> Option<[u32; 2]> {
    let date =
        text.split_once([' ', 'T']).filter(|(_, time)| time.contains(':')).map_or(text, |(date, _)| date);
    let parts = date.split(|c| "-/., ".contains(c) || is_dash(c)).filter(|part| !part.is_empty());
    match parts.collect::<Vec<_>>()[..] {
        [one, other] => with_named_month(one, other).or_else(|| day_of_number(text)),
        [year, one, other] if year.len() == 4 && is_year(year) => day_with_month(one, other),
        [one, other, year] if is_year(year) => day_with_month(one, other),
        [_, _, _] => None,
        _ => day_of_number(text),
    }
}

/// Reads a day and a month, in either order. The month is a number or a name.
fn day_with_month(one: &str, other: &str) -> Option<[u32; 2]> {
    let in_numbers = number(one, 1..=31).zip(number(other, 1..=31));
    in_numbers.map(<[u32; 2]>::from).or_else(|| with_named_month(one, other))
}

/// Reads a day and the name of a month, in either order.
fn with_named_month(one: &str, other: &str) -> Option<[u32; 2]> {
    let parts = number(other, 1..=31).zip(month(one)).or_else(|| number(one, 1..=31).zip(month(other)));
    parts.map(<[u32; 2]>::from)
}

fn number(digits: &str, within: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_number && within.contains(number))
}

fn is_year(digits: &str) -> bool {
    let within = if digits.len() == 2 { 0..=99 } else { 1900..=2100 };
    matches!(digits.len(), 2 | 4) && number(digits, within).is_some()
}

/// Converts the number that spreadsheets store for a day of this century into its day and month. A fraction is the time of day.
fn day_of_number(text: &str) -> Option<[u32; 2]> {
    const FIRST: u32 = 36_526; // 2000-01-01
    const DAYS_OF_A_YEAR: u32 = 365;
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut left = number(days, FIRST..=FIRST + 36_524)? - FIRST;
    number(fraction, 0..=u32::MAX)?;
    let mut leap = true;
    for year in 2001.. {
        let length = DAYS_OF_A_YEAR + u32::from(leap);
        if left < length {
            break;
        }
        left -= length;
        leap = year % 4 == 0;
    }
    let lengths = [31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, length) in (1..).zip(lengths) {
        if left < length {
            return Some([left + 1, month]);
        }
        left -= length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_recognised_in_the_forms_of_spreadsheets() {
        for date in [
            "02-Mar",
            "2-mar",
            "Mar-02",
            "2 March",
            "02-Mar-26",
            "02-Mar-2026",
            "March 2, 2026",
            "2026-03-02",
            "2026-03-02 00:00:00",
            "2026-03-02T00:00:00Z",
            "02/03/2026",
            "2/3/26",
            "02.03.2026",
            "03/02/2026",
            "2–3–26",
            "46083",
            "46083.0",
            "46083.75",
            " 02-Mar ",
            "2026-Mar-02",
            "02/03/2026 12:30",
        ] {
            assert_eq!(levels_in_date(date), Some([2, 3]), "{date}");
        }
        for (date, levels) in [
            ("36526", [1, 1]),
            ("36891", [12, 31]),
            ("36892", [1, 1]),
            ("36585", [2, 29]),
            ("36586", [1, 3]),
            ("46055", [2, 2]),
            ("46056", [2, 3]),
            ("45716", [2, 28]),
            ("45717", [1, 3]),
            ("73050", [12, 31]),
            ("12-Dec", [12, 12]),
            ("31/1/2026", [1, 31]),
        ] {
            assert_eq!(levels_in_date(date), Some(levels), "{date}");
        }
    }

    #[test]
    fn a_small_number_shown_as_a_date_is_recognised() {
        for (date, shown) in [
            ("1900-01-02", Some(2)),
            (" 1900-01-31 ", Some(31)),
            ("1900-02-01", Some(32)),
            ("1900-03-01", None),
            ("1900-01-02 12:00:00", None),
            ("1901-01-02", None),
            ("2", None),
        ] {
            assert_eq!(number_shown_as_date(date), shown, "{date}");
        }
    }

    #[test]
    fn nothing_else_is_a_date() {
        for text in [
            "",
            "2-3",
            "2-3-4",
            "2/3",
            "3 tbc",
            "about 3 Feb",
            "2026",
            "3 ma",
            "36525",
            "73051",
            "460560",
            "32-Mar",
            "0-Mar",
            "2-3-126",
            "2-3-9999",
            "2-3-01999",
            "2026-2",
            "46055.x",
            "+2-Mar",
            "12:30",
            "Mar",
            "2(a)-3(b)",
            "3-4-5-26",
            "n/a",
        ] {
            assert_eq!(levels_in_date(text), None, "{text}");
        }
    }
}

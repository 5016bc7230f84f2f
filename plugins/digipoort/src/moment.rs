//! Moments and dates as the interface writes them.

const DAY: i64 = 24 * 3600;

/// `now_ms`, milliseconds since 1970 UTC, as an xsd:dateTime: `2026-03-02T09:00:00.000Z`.
pub fn utc(now_ms: i64) -> String {
    let (seconds, millis) = (now_ms.div_euclid(1000), now_ms.rem_euclid(1000));
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let (hours, minutes, seconds) = (second / 3600, second % 3600 / 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z")
}

/// The date in `2026-03-02`, `20260302`, or the first of these with a time or a zone behind it.
pub fn date(text: &str) -> Option<String> {
    let (date, rest) = match text.as_bytes().get(4) {
        Some(b'-') => text.split_at_checked(10)?,
        _ => text.split_at_checked(8)?,
    };
    let is_end = rest.is_empty() || (date.len() == 10 && rest.starts_with(['T', 'Z', '+', '-']));
    let digits = match date.len() {
        10 => {
            let mut parts = date.split('-');
            let parts = [parts.next()?, parts.next()?, parts.next()?];
            if parts.map(str::len) != [4, 2, 2] {
                return None;
            }
            parts.concat()
        }
        _ => date.to_owned(),
    };
    if !is_end || digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let exists = (1900..=9999).contains(&year)
        && (1..=12).contains(&month)
        && civil(day_number(year, month, day)) == (year, month, day);
    exists.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Days since 1970 of a date in the Gregorian calendar. Years are counted from 1 March, so that
/// the leap day comes last; an era is the 400 years in which the calendar repeats itself.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day number; the inverse of [`day_number`].
fn civil(number: i64) -> (i64, i64, i64) {
    let days = number + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(utc(1_772_442_000_000), "2026-03-02T09:00:00.000Z");
        assert_eq!(utc(1_709_251_199_999), "2024-02-29T23:59:59.999Z");
        assert_eq!(utc(-1), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn dates_are_those_that_exist() {
        for good in ["2024-02-29", "20240229", "2024-02-29T10:00:00", "2024-02-29+01:00"] {
            assert_eq!(date(good).as_deref(), Some("2024-02-29"), "{good}");
        }
        for wrong in [
            "",
            "2023-02-29",
            "20230229",
            "2024-2-29",
            "29-02-2024",
            "2024-02-2",
            "202402290",
            "2024-13-01",
            "2024-00-10",
            "0000-01-01",
            "2024-02-29x",
            "2024-0é-29",
            "ééééé",
            "+2024-02-2",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}

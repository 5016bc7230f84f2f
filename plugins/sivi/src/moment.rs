//! The time of a call as SIVI writes it: date and time of day in the Netherlands.

/// Date and time of day in Europe/Amsterdam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// `2026-01-05`.
    pub date: String,
    /// `08:30:00`.
    pub time: String,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The moment of `now_ms`, milliseconds since 1970 UTC.
pub fn in_amsterdam(now_ms: i64) -> Moment {
    let utc = now_ms.div_euclid(1000);
    let local = utc + if is_summer(utc) { 2 * HOUR } else { HOUR };
    let (year, month, day) = civil(local.div_euclid(DAY));
    let second = local.rem_euclid(DAY);
    let (hours, minutes, seconds) = (second / HOUR, second % HOUR / 60, second % 60);
    Moment {
        date: format!("{year:04}-{month:02}-{day:02}"),
        time: format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// Summer time holds from the last Sunday of March to that of October, at 01:00 UTC (Directive
/// 2000/84/EC).
fn is_summer(utc: i64) -> bool {
    let (year, _, _) = civil(utc.div_euclid(DAY));
    let change = |month| last_sunday(year, month) * DAY + HOUR;
    (change(3)..change(10)).contains(&utc)
}

/// Day number of the last Sunday of a month of 31 days.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, 31);
    last - (last + 4).rem_euclid(7) // day 0, 1 January 1970, was a Thursday
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

    fn check(now_ms: i64, date: &str, time: &str) {
        assert_eq!(in_amsterdam(now_ms), Moment { date: date.into(), time: time.into() });
    }

    #[test]
    fn winter_and_summer() {
        check(0, "1970-01-01", "01:00:00");
        check(1_767_598_200_000, "2026-01-05", "08:30:00");
        check(1_774_745_999_000, "2026-03-29", "01:59:59");
        check(1_774_746_000_000, "2026-03-29", "03:00:00");
        check(1_792_889_999_000, "2026-10-25", "02:59:59");
        check(1_792_890_000_000, "2026-10-25", "02:00:00");
        check(1_709_164_800_000, "2024-02-29", "01:00:00");
        check(-1, "1970-01-01", "00:59:59");
    }

    #[test]
    fn day_numbers_are_dates_and_back() {
        for number in (-200_000..200_000).step_by(37) {
            let (year, month, day) = civil(number);
            assert_eq!(day_number(year, month, day), number);
        }
    }
}

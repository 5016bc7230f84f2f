//! Whether a value has the form that the structure table asks for, and the one spelling we pass on.

use super::structure::Format;

/// No date in an absence report lies before this year; a date that does is a placeholder such as
/// `0001-01-01`.
const EARLIEST_YEAR: u32 = 1900;

/// What is wrong with `value`, in Dutch and without the value; `None` when nothing is.
pub fn fault(format: Format, value: &str) -> Option<String> {
    match format {
        Format::Text(longest) => too_long(value, longest),
        Format::Exact(length) => wrong_length(value, length),
        Format::Letters(longest) => too_long(value, longest).or_else(|| digits(value)),
        Format::ExactLetters(length) => wrong_length(value, length).or_else(|| digits(value)),
        Format::Number(most) => number(value, most),
        Format::Decimal(whole) => decimal(value, whole),
        Format::Percentage => decimal(value, 4).or_else(|| over_hundred(value)),
        Format::Date => date(value),
        Format::Time => time(value),
        Format::Code(codes) if codes.contains(&value) => None,
        Format::Code(codes) => Some(format!("code is niet een van {}", codes.join(", "))),
    }
}

/// The spelling under which a value of the right form is passed on: a date without time zone, a
/// number without leading zeros.
pub fn normal(format: Format, value: &str) -> &str {
    match format {
        Format::Date => value.get(..10).unwrap_or(value),
        Format::Number(_) => match value.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        },
        _ => value,
    }
}

/// Whether a value that does not fit its form can be passed on all the same, because it is a text
/// that people or rules may still understand. Dates and figures cannot.
pub fn survives(format: Format) -> bool {
    match format {
        Format::Text(_) | Format::Exact(_) | Format::Letters(_) => true,
        Format::ExactLetters(_) | Format::Code(_) => true,
        Format::Number(_) | Format::Decimal(_) | Format::Percentage => false,
        Format::Date | Format::Time => false,
    }
}

/// As much of a value as the standard has room for. A text is cut there; a code would become another
/// code, so there is nothing left of one that is too long.
pub fn within(format: Format, value: &str) -> &str {
    let (longest, is_text) = match format {
        Format::Text(longest) | Format::Letters(longest) => (longest, true),
        Format::Exact(length) | Format::ExactLetters(length) => (length, false),
        Format::Code(codes) => (codes.iter().map(|code| code.len()).max().unwrap_or(0), false),
        _ => return value, // figures and dates that do not fit are not passed on at all
    };
    match value.char_indices().nth(longest) {
        None => value,
        Some((end, _)) if is_text => value.get(..end).unwrap_or_default(),
        Some(_) => "",
    }
}

/// Whether an element of this form may be present and empty.
pub fn may_be_empty(format: Format) -> bool {
    matches!(format, Format::Text(_) | Format::Letters(_))
}

fn too_long(value: &str, longest: usize) -> Option<String> {
    let length = value.chars().count();
    (length > longest).then(|| format!("langer dan {longest} tekens"))
}

fn wrong_length(value: &str, length: usize) -> Option<String> {
    (value.chars().count() != length).then(|| format!("moet {length} tekens lang zijn"))
}

fn digits(value: &str) -> Option<String> {
    value.contains(|c: char| c.is_ascii_digit()).then(|| "bevat cijfers".to_owned())
}

fn all_digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(value: &str, most: usize) -> Option<String> {
    if !all_digits(value) {
        return Some("is geen geheel getal".to_owned());
    }
    let digits = value.trim_start_matches('0').len();
    (digits > most).then(|| format!("meer dan {most} cijfers"))
}

fn decimal(value: &str, whole: usize) -> Option<String> {
    let fits = value.split_once('.').is_some_and(|(before, after)| {
        all_digits(before) && before.len() <= whole && all_digits(after) && after.len() == 2
    });
    (!fits).then(|| {
        format!("moet uit ten hoogste {whole} cijfers, een punt en twee decimalen bestaan")
    })
}

/// Of a value that is a decimal already.
fn over_hundred(value: &str) -> Option<String> {
    let hundredths: u32 = value.replace('.', "").parse().unwrap_or(u32::MAX);
    (hundredths > 10_000).then(|| "percentage ligt niet tussen 0.00 en 100.00".to_owned())
}

fn date(value: &str) -> Option<String> {
    let form = || Some("datum heeft niet de vorm jjjj-mm-dd".to_owned());
    let Some((day, zone)) = value.split_at_checked(10) else { return form() };
    let mut parts = day.split('-').map(|part| all_digits(part).then(|| part.parse::<u32>().ok()));
    let (Some(Some(Some(year))), Some(Some(Some(month))), Some(Some(Some(dag))), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return form();
    };
    if day.find('-') != Some(4) || day.rfind('-') != Some(7) || !is_zone(zone) {
        return form();
    }
    if !(1..=12).contains(&month) || dag == 0 || dag > days_in(year, month) {
        return Some("datum bestaat niet".to_owned());
    }
    (year < EARLIEST_YEAR).then(|| format!("datum ligt voor {EARLIEST_YEAR}"))
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn time(value: &str) -> Option<String> {
    let fits = value.split_at_checked(8).is_some_and(|(clock, rest)| {
        let mut parts = clock.split(':');
        let mut part = |most: u32| {
            parts.next().is_some_and(|part| {
                part.len() == 2 && all_digits(part) && part.parse::<u32>().is_ok_and(|n| n <= most)
            })
        };
        part(23) && part(59) && part(59) && is_zone(without_fraction(rest))
    });
    (!fits).then(|| "tijd heeft niet de vorm uu:mm:ss".to_owned())
}

fn without_fraction(rest: &str) -> &str {
    match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    }
}

/// `Z`, an offset such as `+01:00`, or nothing: xs:date and xs:time allow all three.
fn is_zone(text: &str) -> bool {
    let offset = |text: &str| {
        text.split_once(':').is_some_and(|(hours, minutes)| {
            hours.len() == 2 && all_digits(hours) && minutes.len() == 2 && all_digits(minutes)
        })
    };
    match text.strip_prefix(['+', '-']) {
        Some(rest) => offset(rest),
        None => text.is_empty() || text == "Z",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(format: Format, values: &[&str], expected: &Expect) {
        let lines: String = values
            .iter()
            .map(|value| match fault(format, value) {
                None => format!("{value}: goed, {}\n", normal(format, value)),
                Some(fault) => format!("{value}: {fault}\n"),
            })
            .collect();
        expected.assert_eq(&lines);
    }

    #[test]
    fn dates() {
        check(
            Format::Date,
            &[
                "2026-01-05",
                "2024-02-29",
                "2026-02-29",
                "2026-13-01",
                "2026-00-10",
                "2026-01-05Z",
                "2026-01-05+01:00",
                "2026-1-5",
                "05-01-2026",
                "2026-01-5x",
                "0001-01-01",
                "",
                "2026-01-05T10:00:00",
                "é026-01-05",
            ],
            &expect![[r#"
                2026-01-05: goed, 2026-01-05
                2024-02-29: goed, 2024-02-29
                2026-02-29: datum bestaat niet
                2026-13-01: datum bestaat niet
                2026-00-10: datum bestaat niet
                2026-01-05Z: goed, 2026-01-05
                2026-01-05+01:00: goed, 2026-01-05
                2026-1-5: datum heeft niet de vorm jjjj-mm-dd
                05-01-2026: datum heeft niet de vorm jjjj-mm-dd
                2026-01-5x: datum heeft niet de vorm jjjj-mm-dd
                0001-01-01: datum ligt voor 1900
                : datum heeft niet de vorm jjjj-mm-dd
                2026-01-05T10:00:00: datum heeft niet de vorm jjjj-mm-dd
                é026-01-05: datum heeft niet de vorm jjjj-mm-dd
            "#]],
        );
    }

    #[test]
    fn percentages() {
        check(
            Format::Percentage,
            &[
                "0.00", "50.00", "100.00", "100.01", "250.00", "50", "50,00", "50.0", "-5.00",
                "12345.00",
            ],
            &expect![[r#"
                0.00: goed, 0.00
                50.00: goed, 50.00
                100.00: goed, 100.00
                100.01: percentage ligt niet tussen 0.00 en 100.00
                250.00: percentage ligt niet tussen 0.00 en 100.00
                50: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
                50,00: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
                50.0: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
                -5.00: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
                12345.00: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
            "#]],
        );
    }

    #[test]
    fn texts_numbers_and_codes() {
        check(
            Format::Letters(6),
            &["J.P.", "J2", "ABCDEFG"],
            &expect![[r#"
            J.P.: goed, J.P.
            J2: bevat cijfers
            ABCDEFG: langer dan 6 tekens
        "#]],
        );
        check(
            Format::Number(3),
            &["007", "000", "1000", "0001", "x", "-1"],
            &expect![[r#"
            007: goed, 7
            000: goed, 0
            1000: meer dan 3 cijfers
            0001: goed, 1
            x: is geen geheel getal
            -1: is geen geheel getal
        "#]],
        );
        check(
            Format::Exact(6),
            &["1234AB", "1234 AB"],
            &expect![[r#"
            1234AB: goed, 1234AB
            1234 AB: moet 6 tekens lang zijn
        "#]],
        );
        check(
            Format::Code(&["J", "N"]),
            &["J", "j", "O"],
            &expect![[r#"
            J: goed, J
            j: code is niet een van J, N
            O: code is niet een van J, N
        "#]],
        );
        check(
            Format::Time,
            &["08:30:00", "24:00:00", "08:30", "08:30:00.123", "08:30:00Z", "08:30:00+02:00"],
            &expect![[r#"
                08:30:00: goed, 08:30:00
                24:00:00: tijd heeft niet de vorm uu:mm:ss
                08:30: tijd heeft niet de vorm uu:mm:ss
                08:30:00.123: goed, 08:30:00.123
                08:30:00Z: goed, 08:30:00Z
                08:30:00+02:00: goed, 08:30:00+02:00
            "#]],
        );
    }
}

//! Moments and days as the Netherlands counts them.
//!
//! A moment is stored exact and shown with the offset of Europe/Amsterdam; a day is the local day.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    fmt::strtime,
    tz::{AmbiguousOffset, TimeZone},
};

/// The zone; compiled in, so that it needs no files of the machine.
fn zone() -> TimeZone {
    // The bundled database always holds it; UTC would only shift a day's boundary.
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

/// The local day of a moment: what `vandaag` means for an event recorded then.
pub fn amsterdam_date(moment: Timestamp) -> Date {
    moment.to_zoned(zone()).date()
}

/// The moment at which the clocks show a time on a day. When they skip that time, it is the first
/// moment after the gap; when they show it twice, the first of the two.
pub fn amsterdam_moment(day: Date, time: Time) -> Timestamp {
    let zone = zone();
    let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(time));
    let skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let Ok(earlier) = ambiguous.earlier() else {
        // Only at the ends of the calendar, where no day begins any more.
        return Timestamp::MAX;
    };
    let change = zone.following(earlier).next().filter(|_| skipped);
    change.map_or(earlier, |change| change.timestamp())
}

/// The moment as people and partners read it: `2026-03-02T09:14:00+01:00`.
pub fn amsterdam_time(moment: Timestamp) -> String {
    let zoned = moment.to_zoned(zone());
    strtime::format("%Y-%m-%dT%H:%M:%S%.f%:z", &zoned).unwrap_or_else(|_| moment.to_string())
}

/// Reads a moment with an offset or `Z`.
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// Serde for a moment in the form of [`amsterdam_time`].
pub(crate) mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::amsterdam_time(*at))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        super::parse_moment(&text).ok_or_else(|| D::Error::custom("geen geldig tijdstip"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_clocks_skip_is_the_end_of_the_gap_and_a_doubled_one_the_first() {
        let moment = |day: &str, time: &str| {
            amsterdam_moment(day.parse().unwrap(), time.parse().unwrap()).to_string()
        };
        assert_eq!(moment("2026-03-02", "02:00"), "2026-03-02T01:00:00Z");
        assert_eq!(moment("2026-07-02", "02:00"), "2026-07-02T00:00:00Z");
        // The night of 29 March 2026 has no time from 2 to 3.
        for (time, at) in [
            ("01:59", "2026-03-29T00:59:00Z"),
            ("02:00", "2026-03-29T01:00:00Z"),
            ("02:30", "2026-03-29T01:00:00Z"),
            ("03:00", "2026-03-29T01:00:00Z"),
            ("03:01", "2026-03-29T01:01:00Z"),
        ] {
            assert_eq!(moment("2026-03-29", time), at, "{time}");
        }
        // That of 25 October has it twice.
        assert_eq!(moment("2026-10-25", "02:30"), "2026-10-25T00:30:00Z");
        assert_eq!(moment("2026-10-25", "03:00"), "2026-10-25T02:00:00Z");
    }

    #[test]
    fn a_day_starts_at_midnight_in_amsterdam() {
        let summer: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(amsterdam_date(summer).to_string(), "2026-07-01");
        assert_eq!(amsterdam_time(summer), "2026-07-01T00:30:00+02:00");
        let winter: Timestamp = "2026-01-31T22:30:00.25Z".parse().unwrap();
        assert_eq!(amsterdam_time(winter), "2026-01-31T23:30:00.25+01:00");
        assert_eq!(parse_moment("2026-07-01T00:30:00+02:00"), Some(summer));
    }
}

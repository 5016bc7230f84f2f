//! Moments and days as the Netherlands counts them.
//!
//! A moment is stored exact and shown with the offset of Europe/Amsterdam; a day is the local day.

use jiff::{Timestamp, civil::Date, fmt::strtime, tz::TimeZone};

/// The zone; compiled in, so that it needs no files of the machine.
fn zone() -> TimeZone {
    // The bundled database always holds it; UTC would only shift a day's boundary.
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

/// The local day of a moment: what `vandaag` means for an event recorded then.
pub fn amsterdam_date(moment: Timestamp) -> Date {
    moment.to_zoned(zone()).date()
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
    fn a_day_starts_at_midnight_in_amsterdam() {
        let summer: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(amsterdam_date(summer).to_string(), "2026-07-01");
        assert_eq!(amsterdam_time(summer), "2026-07-01T00:30:00+02:00");
        let winter: Timestamp = "2026-01-31T22:30:00.25Z".parse().unwrap();
        assert_eq!(amsterdam_time(winter), "2026-01-31T23:30:00.25+01:00");
        assert_eq!(parse_moment("2026-07-01T00:30:00+02:00"), Some(summer));
    }
}

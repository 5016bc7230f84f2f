//! `[dagwissel]`: when a day begins for the rules.

use jiff::civil::{Time, time};
use serde::{Deserialize, Deserializer, de::Error as _};

/// When a day begins for the rules.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Dagwissel {
    /// `tijd`: when a day begins for triggers on `Dagwissel traject` and for herinneringen, as the clocks
    /// show it in Amsterdam. A time that is skipped in spring is the first one after it; one that
    /// comes twice in autumn is the first of the two. Default `"02:00"`.
    #[serde(deserialize_with = "read_time")]
    pub(crate) tijd: Time,
}

impl Default for Dagwissel {
    fn default() -> Dagwissel {
        Dagwissel { tijd: time(2, 0, 0, 0) }
    }
}

fn read_time<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    let has_form = text.len() == 5 && text.as_bytes().get(2) == Some(&b':');
    let read = text.parse().ok().filter(|_| has_form);
    read.ok_or_else(|| {
        D::Error::custom(format!("`{text}` is geen tijd; schrijf die als \"02:00\""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_hours_and_minutes() {
        let read = |text: &str| toml::from_str::<Dagwissel>(text).map(|read| read.tijd);
        assert_eq!(read("").unwrap(), time(2, 0, 0, 0));
        assert_eq!(read("tijd = \"23:59\"").unwrap(), time(23, 59, 0, 0));
        for wrong in ["24:00", "2:00", "02:60", "02:00:00", "02.00", "", "twee uur"] {
            let told = read(&format!("tijd = \"{wrong}\"")).unwrap_err();
            let wanted = format!("`{wrong}` is geen tijd; schrijf die als \"02:00\"");
            assert!(told.message().contains(&wanted), "{told}");
        }
    }
}

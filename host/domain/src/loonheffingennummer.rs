//! The loonheffingennummer: the payroll tax number of (a part of) a werkgever.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Nine digits, `L`, two digits, such as `123456789L01`.
///
/// The nine digits should pass the 11-test, but UWV's own samples do not: failing it is a warning
/// ([`Loonheffingennummer::passes_eleven_test`]), not an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loonheffingennummer(String);

/// A text that is not a loonheffingennummer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("een loonheffingennummer bestaat uit negen cijfers, een L en twee cijfers")]
pub struct LoonheffingennummerError;

impl Loonheffingennummer {
    /// Reads the text form; a lower-case `l` is taken as `L`.
    pub fn parse(text: &str) -> Result<Loonheffingennummer, LoonheffingennummerError> {
        let upper = text.trim().to_ascii_uppercase();
        let parts = upper.split_once('L').ok_or(LoonheffingennummerError)?;
        let digits =
            |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        if digits(parts.0, 9) && digits(parts.1, 2) {
            Ok(Loonheffingennummer(upper))
        } else {
            Err(LoonheffingennummerError)
        }
    }

    /// Whether the nine digits pass the 11-test (the same as for a BSN).
    pub fn passes_eleven_test(&self) -> bool {
        crate::Bsn::parse(self.0.get(..9).unwrap_or_default()).is_ok()
    }
}

impl fmt::Display for Loonheffingennummer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Loonheffingennummer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Loonheffingennummer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Loonheffingennummer::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_form_and_warns_about_the_check() {
        let good = Loonheffingennummer::parse("123456782l01").unwrap();
        assert_eq!(good.to_string(), "123456782L01");
        assert!(good.passes_eleven_test());
        assert!(!Loonheffingennummer::parse("123456789L01").unwrap().passes_eleven_test());
        for wrong in ["", "a", "123456789L1", "123456789B01", "L01", "12345678L901"] {
            assert!(Loonheffingennummer::parse(wrong).is_err(), "{wrong}");
        }
    }
}

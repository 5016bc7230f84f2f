//! The burgerservicenummer.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A valid burgerservicenummer: nine digits that pass the 11-test (Wet algemene bepalingen
/// burgerservicenummer).
///
/// It has no `Display` and shows masked in `Debug`, so that it cannot reach a log by accident. The
/// only ways out are [`Bsn::in_full`] and serialization, which serves the sealed store; whoever
/// shows JSON to people uses [`crate::Event::masked`] or its like.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bsn(String);

/// Why a text is not a BSN. Never holds the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BsnError {
    /// Not nine digits.
    #[error("een BSN heeft negen cijfers")]
    Form,
    /// Nine digits that fail the check.
    #[error("het BSN voldoet niet aan de elfproef")]
    ElevenTest,
}

impl Bsn {
    /// Reads nine digits. Leading zeros belong to it.
    pub fn parse(text: &str) -> Result<Bsn, BsnError> {
        if text.len() != 9 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BsnError::Form);
        }
        if !passes_eleven_test(text) || text == "000000000" {
            return Err(BsnError::ElevenTest);
        }
        Ok(Bsn(text.to_owned()))
    }

    /// All nine digits. To be called only where the law or the interface needs them.
    pub fn in_full(&self) -> &str {
        &self.0
    }

    /// What people see: the last three digits.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

/// Hides all but the last three characters.
pub(crate) fn mask(digits: &str) -> String {
    let kept: String = digits.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    format!("******{kept}")
}

/// 9·d1 + 8·d2 + … + 2·d8 − d9 is a multiple of 11.
fn passes_eleven_test(digits: &str) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.bytes().zip(weights).map(|(b, w)| i32::from(b - b'0') * w).sum();
    sum % 11 == 0
}

impl fmt::Debug for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bsn({})", self.masked())
    }
}

impl Serialize for Bsn {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bsn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Bsn::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_valid_numbers_only() {
        assert!(Bsn::parse("123456782").is_ok());
        assert!(Bsn::parse("012345672").is_ok(), "a leading zero belongs to it");
        assert_eq!(Bsn::parse("123456789"), Err(BsnError::ElevenTest));
        assert_eq!(Bsn::parse("000000000"), Err(BsnError::ElevenTest));
        for wrong in ["", "12345678", "1234567820", "12345678a", "１２３４５６７８２"] {
            assert_eq!(Bsn::parse(wrong), Err(BsnError::Form), "{wrong}");
        }
    }

    #[test]
    fn never_shows_itself() {
        let bsn = Bsn::parse("123456782").unwrap();
        assert_eq!(format!("{bsn:?}"), "Bsn(******782)");
        let refused = serde_json::from_str::<Bsn>("\"123456789\"").unwrap_err();
        assert!(!refused.to_string().contains("123456789"));
    }
}

//! An amount of money.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Euros from 0 to 999 999 999 999.99, kept exactly. In JSON a text with two decimals: `"1234.50"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bedrag(u64);

/// A text that is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BedragError {
    /// No number, negative, or too large.
    #[error("een bedrag is een getal van 0 tot en met 999999999999.99, zoals 1234.50")]
    Range,
    /// Parts of a cent.
    #[error("een bedrag heeft ten hoogste twee decimalen, zoals 1234.50")]
    Cents,
    /// Written with a comma.
    #[error("schrijf een bedrag met een punt en zonder scheiding van duizendtallen, zoals 1234.50")]
    Comma,
}

impl Bedrag {
    /// Nothing.
    pub const ZERO: Bedrag = Bedrag(0);
    /// In cents; larger is a mistake, and sums of amounts stay exact.
    const MAX: u64 = 99_999_999_999_999;

    /// Reads `1234`, `1234.5` or `1234.50`.
    pub fn parse(text: &str) -> Result<Bedrag, BedragError> {
        let text = text.trim();
        if text.contains(',') {
            return Err(BedragError::Comma);
        }
        // `Decimal` also takes signs, exponents and underscores.
        if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Err(BedragError::Range);
        }
        let exact = Decimal::from_str_exact(text).map_err(|_| BedragError::Range)?;
        Bedrag::of(exact)
    }

    /// An exact value, when it is an amount.
    pub fn of(exact: Decimal) -> Result<Bedrag, BedragError> {
        let cents = exact.checked_mul(Decimal::ONE_HUNDRED).ok_or(BedragError::Range)?;
        if !cents.is_integer() {
            return Err(BedragError::Cents);
        }
        let cents: u64 = cents.try_into().map_err(|_| BedragError::Range)?;
        if cents <= Bedrag::MAX { Ok(Bedrag(cents)) } else { Err(BedragError::Range) }
    }

    /// The exact value, to compute with.
    pub fn value(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), 2)
    }
}

impl FromStr for Bedrag {
    type Err = BedragError;

    fn from_str(text: &str) -> Result<Bedrag, BedragError> {
        Bedrag::parse(text)
    }
}

impl fmt::Display for Bedrag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Debug for Bedrag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What somebody earns is personal data.
        f.write_str("Bedrag(…)")
    }
}

impl Serialize for Bedrag {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bedrag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Bedrag::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_exact_and_bounded() {
        for (text, shown) in [
            ("0", "0.00"),
            ("1234.5", "1234.50"),
            (" 0.01 ", "0.01"),
            ("1234.500", "1234.50"),
            ("999999999999.99", "999999999999.99"),
        ] {
            assert_eq!(Bedrag::parse(text).unwrap().to_string(), shown);
        }
        let wrong = ["", ".", "-1", "+1", "1e3", "1_000", "abc", "1.2.3", "1000000000000"];
        for wrong in wrong.into_iter().chain(["79228162514264337593543950335"]) {
            assert_eq!(Bedrag::parse(wrong), Err(BedragError::Range), "{wrong}");
        }
        for cents in ["0.001", "1234.555"] {
            assert_eq!(Bedrag::parse(cents), Err(BedragError::Cents), "{cents}");
        }
        for comma in ["1234,50", "1.234,50", "1,234.50"] {
            assert_eq!(Bedrag::parse(comma), Err(BedragError::Comma), "{comma}");
        }
        assert_eq!(Bedrag::of(Decimal::NEGATIVE_ONE), Err(BedragError::Range));
    }

    #[test]
    fn says_what_it_is_worth_to_computations_only() {
        let bedrag: Bedrag = "194.73".parse().unwrap();
        assert_eq!(bedrag.value() * Decimal::from(3), "584.19".parse().unwrap());
        assert_eq!(format!("{bedrag:?}"), "Bedrag(…)");
    }
}

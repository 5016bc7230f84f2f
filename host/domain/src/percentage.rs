//! A percentage of absence.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// From 0 to 100 with two decimals, kept exactly. In JSON a text with two decimals: `"50.00"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage(u16);

/// A text that is not a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PercentageError {
    /// No number, out of bounds, or too precise.
    #[error("een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen")]
    Range,
    /// Written with a comma.
    #[error(
        "een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen; \
         schrijf 50.00, met een punt"
    )]
    Comma,
}

impl Percentage {
    /// Wholly recovered.
    pub const NONE: Percentage = Percentage(0);
    /// Wholly absent.
    pub const FULL: Percentage = Percentage(10_000);

    /// Reads `50`, `50.0` or `50.00`.
    pub fn parse(text: &str) -> Result<Percentage, PercentageError> {
        let text = text.trim();
        if text.contains(',') {
            return Err(PercentageError::Comma);
        }
        // `Decimal` also takes signs, exponents and underscores.
        if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Err(PercentageError::Range);
        }
        let exact: Decimal = text.parse().map_err(|_| PercentageError::Range)?;
        let hundredths = exact.checked_mul(Decimal::ONE_HUNDRED).ok_or(PercentageError::Range)?;
        if !hundredths.is_integer() {
            return Err(PercentageError::Range);
        }
        let whole: u16 = hundredths.try_into().map_err(|_| PercentageError::Range)?;
        if whole <= Percentage::FULL.0 {
            Ok(Percentage(whole))
        } else {
            Err(PercentageError::Range)
        }
    }

    /// The exact value.
    pub fn value(self) -> Decimal {
        Decimal::new(i64::from(self.0), 2)
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Debug for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} %")
    }
}

impl Serialize for Percentage {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percentage {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Percentage::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_exact_and_bounded() {
        for (text, shown) in
            [("100.00", "100.00"), ("0", "0.00"), ("33.33", "33.33"), ("50.0", "50.00")]
        {
            assert_eq!(Percentage::parse(text).unwrap().to_string(), shown);
        }
        for wrong in [
            "",
            "100.01",
            "-1",
            "33.333",
            "abc",
            "250.00",
            "1e2",
            "5_0",
            "+5",
            "79228162514264337593543950335",
        ] {
            assert_eq!(Percentage::parse(wrong), Err(PercentageError::Range), "{wrong}");
        }
        for comma in ["50,00", "33,333", "1,000.00"] {
            assert_eq!(Percentage::parse(comma), Err(PercentageError::Comma), "{comma}");
        }
    }
}

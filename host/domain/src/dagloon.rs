//! The dagloon: what a werknemer earns a day, as the Dagloonbesluit counts it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Bedrag, Traject};

/// Days of pay in a year: the Dagloonbesluit divides the wage of a year by 261.
pub const DAGLOON_DAGEN_PER_JAAR: u32 = 261;

/// From this day on, this pay a day. `Debug` does not show how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dagloon {
    /// First day that it holds.
    pub ingangsdatum: Date,
    /// Pay a day.
    pub bedrag: Bedrag,
}

impl Traject {
    /// The dagloon that holds on `day`: the last that began by then; none before the first.
    pub fn dagloon_op(&self, day: Date) -> Option<Bedrag> {
        let begun = self.daglonen.iter().take_while(|dagloon| dagloon.ingangsdatum <= day);
        begun.last().map(|dagloon| dagloon.bedrag)
    }

    /// Pay a year by the dagloon that holds on `day`, [`DAGLOON_DAGEN_PER_JAAR`] days of it; exact.
    pub fn jaarloon_op(&self, day: Date) -> Option<Decimal> {
        let days = Decimal::from(DAGLOON_DAGEN_PER_JAAR);
        self.dagloon_op(day).map(|bedrag| bedrag.value() * days)
    }
}

//! What the installed connectors offer to rules: intakes that come in, messages that go out.

use crate::importconfiguratie::{IntakeField, IntakeSchema};

/// A message that a connector sends when a rule asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BerichtSchema {
    /// Name of the kind, such as `hr.signaal`.
    pub kind: String,
    /// Version of the fields.
    pub version: u32,
    /// The fields, in the order of the connector.
    pub fields: Vec<IntakeField>,
}

/// All that the installed connectors offer. Made from a list of intakes as well, where no rule
/// sends messages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offered<'o> {
    /// What importconfiguraties may read.
    pub intakes: &'o [IntakeSchema],
    /// What `bericht(…)` may send.
    pub berichten: &'o [BerichtSchema],
}

impl<'o> From<&'o [IntakeSchema]> for Offered<'o> {
    fn from(intakes: &'o [IntakeSchema]) -> Self {
        Offered { intakes, berichten: &[] }
    }
}

impl<'o> From<&'o Vec<IntakeSchema>> for Offered<'o> {
    fn from(intakes: &'o Vec<IntakeSchema>) -> Self {
        Offered { intakes, berichten: &[] }
    }
}

impl<'o, const N: usize> From<&'o [IntakeSchema; N]> for Offered<'o> {
    fn from(intakes: &'o [IntakeSchema; N]) -> Self {
        Offered { intakes, berichten: &[] }
    }
}

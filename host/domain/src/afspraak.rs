//! The afspraak: an appointment in the agenda of a traject.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::AfspraakId;

/// An appointment, such as a spreekuur. Who comes follows from the traject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afspraak {
    /// Ours.
    #[serde(rename = "afspraak")]
    pub id: AfspraakId,
    /// When it starts, as a clock in the Netherlands shows it.
    pub begin: DateTime,
    /// When it ends, likewise; none when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<DateTime>,
    /// What kind, in the words of the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soort: Option<String>,
    /// Code in the catalogue of the kind of place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locatietype: Option<String>,
    /// Still a concept: a conceptafspraak.
    pub concept: bool,
}

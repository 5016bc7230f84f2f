//! The dienstverband.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{DienstverbandId, Loonheffingennummer};

/// An employment of a werknemer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dienstverband {
    /// Ours.
    pub id: DienstverbandId,
    /// Key in the source system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extern_id: Option<String>,
    /// First day.
    pub begin: Date,
    /// Last day, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<Date>,
    /// Job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functie: Option<String>,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afdeling: Option<String>,
    /// Overrides that of the juridische entiteit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loonheffingennummer: Option<Loonheffingennummer>,
}

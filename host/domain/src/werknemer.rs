//! The werknemer.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Bsn, WerkgeverId, WerknemerId};

/// An employee of one werkgever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Werknemer {
    /// Ours.
    pub id: WerknemerId,
    /// The werkgever whose employee this is.
    pub werkgever: WerkgeverId,
    /// Who it is.
    pub persoon: Persoon,
    /// Labels, over all trajecten.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kenmerken: BTreeSet<String>,
}

/// Personal data. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persoon {
    /// Absent where the source is not allowed to give it or does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bsn: Option<Bsn>,
    /// Key in the source system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extern_id: Option<String>,
    /// Staff number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personeelsnummer: Option<String>,
    /// Family name without prefixes.
    pub achternaam: String,
    /// `van der`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tussenvoegsels: Option<String>,
    /// Initials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voorletters: Option<String>,
    /// Name used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roepnaam: Option<String>,
    /// M, V or O, as sources give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geslacht: Option<String>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geboortedatum: Option<Date>,
}

impl fmt::Debug for Persoon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Persoon(…)")
    }
}

/// By what an import recognises a werknemer within the werkgever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Koppelsleutel {
    /// Staff number.
    Personeelsnummer,
    /// Key in the source system.
    ExternWerknemerId,
    /// Citizen number.
    #[serde(rename = "BSN")]
    Bsn,
}

impl Koppelsleutel {
    /// All, in the order of the manual.
    pub const ALL: [Koppelsleutel; 3] =
        [Koppelsleutel::Personeelsnummer, Koppelsleutel::ExternWerknemerId, Koppelsleutel::Bsn];

    /// The name in an importconfiguratie.
    pub fn name(self) -> &'static str {
        match self {
            Koppelsleutel::Personeelsnummer => "Personeelsnummer",
            Koppelsleutel::ExternWerknemerId => "ExternWerknemerId",
            Koppelsleutel::Bsn => "BSN",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Koppelsleutel> {
        Koppelsleutel::ALL.into_iter().find(|sleutel| sleutel.name() == name)
    }

    /// What this person has for it.
    pub fn of(self, persoon: &Persoon) -> Option<&str> {
        match self {
            Koppelsleutel::Personeelsnummer => persoon.personeelsnummer.as_deref(),
            Koppelsleutel::ExternWerknemerId => persoon.extern_id.as_deref(),
            Koppelsleutel::Bsn => persoon.bsn.as_ref().map(Bsn::in_full),
        }
    }
}

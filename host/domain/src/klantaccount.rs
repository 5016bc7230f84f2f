//! Who may deliver messages, on which links, for which werkgevers.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};

use crate::Mailniveau;

/// An account of a partner. It is configuration kept in the store, not a fold of events.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Klantaccount {
    /// Identifies it, in the URL of its links too.
    pub klantcode: String,
    /// What people read.
    pub naam: String,
    /// SHA-256 of the token, hexadecimal. The token has 256 random bits, so no salt is needed.
    pub token_sha256: String,
    /// It may only touch werkgevers in one of these groups.
    pub werkgevergroepen: BTreeSet<String>,
    /// Its links.
    pub importkoppelingen: Vec<Importkoppeling>,
}

impl fmt::Debug for Klantaccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Klantaccount({})", self.klantcode)
    }
}

impl Klantaccount {
    /// The link with this name.
    pub fn importkoppeling(&self, naam: &str) -> Option<&Importkoppeling> {
        self.importkoppelingen.iter().find(|koppeling| koppeling.naam == naam)
    }
}

/// A named link in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Importkoppeling {
    /// The last part of its URL, such as `Verzuimmeldingen`.
    pub naam: String,
    /// The connector that reads what comes in.
    pub plugin: String,
    /// The importconfiguratie that makes commands of it.
    pub importconfiguratie: String,
    /// What of the logverslag is mailed.
    #[serde(default)]
    pub mailniveau: Mailniveau,
    /// Settings of the connector; plugin and README say which exist.
    #[serde(default)]
    pub instellingen: Map<String, Value>,
    /// What the connector may reach through this link.
    #[serde(default)]
    pub toegestaan: Toegestaan,
    /// Fetch what is new on the other side; none when the other side brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ophalen: Option<Ophalen>,
    /// How often what fails on this link is tried, and with what pauses; none for the usual way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub herhalen: Option<Herhalen>,
}

/// How what fails on a link is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Herhalen {
    /// Attempts in all; after the last one it is given up. From 1 to [`Herhalen::MAX_POGINGEN`].
    #[serde(deserialize_with = "bounded_attempts")]
    pub pogingen: u32,
    /// The longest pause between two attempts, in seconds. Pauses grow from 5 seconds.
    pub langste_pauze_seconden: u32,
}

impl Herhalen {
    /// The most attempts that a link may ask for.
    pub const MAX_POGINGEN: u32 = 50;
}

fn bounded_attempts<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let attempts = u32::deserialize(from)?;
    if (1..=Herhalen::MAX_POGINGEN).contains(&attempts) {
        return Ok(attempts);
    }
    let most = Herhalen::MAX_POGINGEN;
    Err(D::Error::custom(format_args!("pogingen is 1 tot en met {most}")))
}

/// How a link fetches what is new on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ophalen {
    /// Time between two times of asking, in seconds; at least [`Ophalen::MIN_SECONDEN`].
    #[serde(deserialize_with = "seldom_enough")]
    pub elke_seconden: u32,
}

impl Ophalen {
    /// The shortest time between two times of asking: more often is a burden on the other side.
    pub const MIN_SECONDEN: u32 = 5;
}

fn seldom_enough<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let seconds = u32::deserialize(from)?;
    if seconds < Ophalen::MIN_SECONDEN {
        let least = Ophalen::MIN_SECONDEN;
        return Err(D::Error::custom(format_args!("elke_seconden is ten minste {least}")));
    }
    Ok(seconds)
}

/// Permissions that the operator grants a link; the connector must ask for them as well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Toegestaan {
    /// Hosts with port: `verzuim.example.nl:443`.
    #[serde(default)]
    pub http: Vec<String>,
    /// Private and loopback addresses too: for systems in the own network, and simulators.
    #[serde(default)]
    pub prive_adressen: bool,
    /// Plain HTTP too; never for the internet.
    #[serde(default)]
    pub zonder_tls: bool,
    /// Names of credentials that the host may add to requests of this link.
    #[serde(default)]
    pub geheimen: Vec<String>,
}

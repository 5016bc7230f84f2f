//! Who operates the host, and what they may do.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

/// Something that an operator may do besides looking. What is looked at shows BSNs masked and holds
/// no documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recht {
    /// Read documents.
    DocumentenInzien,
    /// Move documents to another dossier (S0).
    DocumentenVerplaatsen,
    /// Request, activate, cancel and withdraw machtigingen.
    Machtigingen,
    /// Read, mend, send again and give up what is in the outbox or was received.
    Bezorgingen,
    /// Do tasks.
    Taken,
    /// Put a concept of the rules into use, approve it, and go back to earlier rules.
    Regels,
    /// Change dossiers by hand: report absences, start and end trajecten, appointments, kenmerken,
    /// daglonen, werknemers and documents.
    Dossiers,
    /// Record and remove polissen.
    Polissen,
    /// Everything: accounts, links, plugins, rules, and all of the above.
    Beheer,
}

impl Recht {
    /// All of them, in the order of the manual.
    pub const ALL: [Recht; 9] = [
        Recht::DocumentenInzien,
        Recht::DocumentenVerplaatsen,
        Recht::Machtigingen,
        Recht::Bezorgingen,
        Recht::Taken,
        Recht::Regels,
        Recht::Dossiers,
        Recht::Polissen,
        Recht::Beheer,
    ];

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Recht::DocumentenInzien => "documenten_inzien",
            Recht::DocumentenVerplaatsen => "documenten_verplaatsen",
            Recht::Machtigingen => "machtigingen",
            Recht::Bezorgingen => "bezorgingen",
            Recht::Taken => "taken",
            Recht::Regels => "regels",
            Recht::Dossiers => "dossiers",
            Recht::Polissen => "polissen",
            Recht::Beheer => "beheer",
        }
    }

    /// Reads a name; `None` when there is no such right.
    pub fn parse(name: &str) -> Option<Recht> {
        Recht::ALL.into_iter().find(|recht| recht.name() == name)
    }
}

/// An operator. It is configuration kept in the store, not a fold of events.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gebruiker {
    /// Identifies the operator; stands in the audit log.
    pub naam: String,
    /// SHA-256 of the token, hexadecimal. The token has 256 random bits, so no salt is needed.
    pub token_sha256: String,
    /// What the operator may do.
    pub rechten: BTreeSet<Recht>,
}

impl Gebruiker {
    /// Whether the operator has this right.
    pub fn mag(&self, recht: Recht) -> bool {
        self.rechten.contains(&recht) || self.rechten.contains(&Recht::Beheer)
    }
}

impl fmt::Debug for Gebruiker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gebruiker({})", self.naam)
    }
}

//! Kenmerken: labels that rules set and go by.

use serde::{Deserialize, Serialize};

/// What a kenmerk is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KenmerkOp {
    /// A traject.
    Traject,
    /// A werknemer, over all trajecten.
    Werknemer,
    /// A werkgever.
    Werkgever,
}

impl KenmerkOp {
    /// All, in the order of the manual.
    pub const ALL: [KenmerkOp; 3] =
        [KenmerkOp::Traject, KenmerkOp::Werknemer, KenmerkOp::Werkgever];

    /// As people and rules write it.
    pub fn name(self) -> &'static str {
        match self {
            KenmerkOp::Traject => "traject",
            KenmerkOp::Werknemer => "werknemer",
            KenmerkOp::Werkgever => "werkgever",
        }
    }

    /// Reads a name; `None` when there is no such thing.
    pub fn parse(name: &str) -> Option<KenmerkOp> {
        KenmerkOp::ALL.into_iter().find(|op| op.name() == name)
    }
}

//! What rules ask for: values, carried out by nobody here.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::KenmerkOp;

/// The closed list of what a trigger may ask for. `Debug` does not show what a message says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A new task on the traject of the event.
    NieuweTaak {
        /// Code in the catalogue.
        code: String,
    },
    /// An e-mail to whoever has a role.
    Emailsignaal {
        /// Code of the role in the catalogue.
        rol: String,
        /// Code of the mail template in the catalogue.
        sjabloon: String,
    },
    /// A kenmerk on the traject, the werknemer or the werkgever of the event.
    KenmerkToevoegen {
        /// On what.
        op: KenmerkOp,
        /// Code in the catalogue.
        kenmerk: String,
    },
    /// A kenmerk off the traject, the werknemer or the werkgever of the event.
    KenmerkVerwijderen {
        /// Off what.
        op: KenmerkOp,
        /// Code in the catalogue.
        kenmerk: String,
    },
    /// A new traject in the dossier of the event.
    TrajectStarten {
        /// Code in the catalogue.
        soort: String,
    },
    /// The end of the traject of the event.
    TrajectSluiten,
    /// A timer on the traject of the event.
    Herinnering {
        /// Its name; one of that name that is set already is replaced.
        naam: String,
        /// The day it goes off.
        op: Date,
    },
    /// A message to another system.
    Bericht {
        /// Over which link: `KLANT/koppeling`.
        koppeling: String,
        /// What kind; its connector says which there are.
        soort: String,
        /// What it says.
        velden: BTreeMap<String, Value>,
    },
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::NieuweTaak { code } => write!(f, "NieuweTaak({code})"),
            Effect::Emailsignaal { rol, sjabloon } => write!(f, "Emailsignaal({rol}, {sjabloon})"),
            Effect::KenmerkToevoegen { op, kenmerk } => {
                write!(f, "KenmerkToevoegen({op:?}, {kenmerk})")
            }
            Effect::KenmerkVerwijderen { op, kenmerk } => {
                write!(f, "KenmerkVerwijderen({op:?}, {kenmerk})")
            }
            Effect::TrajectStarten { soort } => write!(f, "TrajectStarten({soort})"),
            Effect::TrajectSluiten => f.write_str("TrajectSluiten"),
            Effect::Herinnering { naam, op } => write!(f, "Herinnering({naam}, {op})"),
            Effect::Bericht { koppeling, soort, velden } => {
                let names = velden.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                write!(f, "Bericht({koppeling}, {soort}, {names})")
            }
        }
    }
}

/// An effect with the rule that asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedEffect {
    /// Id of the trigger.
    pub regel: String,
    /// Which of the rule's effects, from 0. With event and rule it is the idempotency key.
    pub ordinal: u32,
    /// What is asked.
    pub effect: Effect,
}

/// All consequences of one event, in the order of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The effects.
    pub effects: Vec<PlannedEffect>,
}

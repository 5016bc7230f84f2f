//! What rules ask for: values, carried out by nobody here.

use serde::{Deserialize, Serialize};

/// The closed list of what a trigger may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

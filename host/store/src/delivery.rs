//! A delivery: one document on its way to one connector.

use host_domain::{About, DeliveryId};
use serde::{Deserialize, Serialize};

use crate::JsonDoc;

/// Attempts that a delivery remembers; more of them say nothing new.
const HISTORY_MAX: usize = 20;

/// A document for the outside world. Settings and grants of its link are looked up when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity, and the idempotency key for the other side.
    pub id: DeliveryId,
    /// The link: `klantcode/naam`.
    pub koppeling: String,
    /// The connector.
    pub plugin: String,
    /// What is sent.
    pub document: JsonDoc,
    /// Whom it is about; sealed under the key of the werknemer when there is one.
    pub about: About,
    /// The event that led to it.
    pub causation: Option<u64>,
    /// The first event of its chain.
    pub correlation: u64,
    /// When it was asked for, milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// How often it was tried.
    pub attempt: u32,
    /// Where it stands.
    pub state: DeliveryState,
    /// What was tried, oldest first; add with [`Delivery::note`].
    #[serde(default)]
    pub history: Vec<Attempt>,
}

/// Where a delivery stands. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent.
    Waiting {
        /// Not before.
        due_ms: i64,
    },
    /// Somebody is sending it; after the lease nobody is.
    Sending {
        /// End of the lease.
        lease_until_ms: i64,
    },
    /// The other side has it and will answer when asked.
    Pending {
        /// What it goes by on the other side.
        reference: String,
        /// When to ask.
        ask_at_ms: i64,
    },
    /// The other side took it.
    Accepted {
        /// What it said.
        receipt: String,
    },
    /// The other side will not have it.
    Rejected {
        /// Why.
        reason: String,
    },
    /// Trying has ended.
    GivenUp {
        /// Why.
        reason: String,
    },
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// What came of it, in Dutch, without personal data.
    pub what: String,
}

impl Delivery {
    /// When something has to be done with it; none when it has ended.
    pub fn due_ms(&self) -> Option<i64> {
        match self.state {
            DeliveryState::Waiting { due_ms } => Some(due_ms),
            DeliveryState::Sending { lease_until_ms } => Some(lease_until_ms),
            DeliveryState::Pending { ask_at_ms, .. } => Some(ask_at_ms),
            DeliveryState::Accepted { .. }
            | DeliveryState::Rejected { .. }
            | DeliveryState::GivenUp { .. } => None,
        }
    }

    /// Remembers an attempt, and forgets the oldest but one when there are too many: how it began
    /// stays.
    pub fn note(&mut self, at_ms: i64, what: impl Into<String>) {
        self.history.push(Attempt { at_ms, what: what.into() });
        if self.history.len() > HISTORY_MAX {
            self.history.remove(1);
        }
    }
}

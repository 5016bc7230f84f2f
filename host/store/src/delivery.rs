//! A delivery: one document on its way to one connector.

use host_domain::{About, DeliveryId};
use serde::{Deserialize, Serialize};

use crate::{JsonDoc, Table};

/// Attempts that a delivery remembers; more of them say nothing new.
const HISTORY_MAX: usize = 20;

/// What is done with a delivery. Each lane has a queue of its own, so that none starves another.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// A connector delivers its document.
    #[default]
    Deliver,
    /// A connector fetches the item that its document names.
    Fetch,
    /// It goes by mail.
    Mail,
}

impl Lane {
    /// All of them.
    pub const ALL: [Lane; 3] = [Lane::Deliver, Lane::Fetch, Lane::Mail];

    /// The index by due time.
    pub(crate) fn queue(self) -> Table {
        match self {
            Lane::Deliver => Table::DueDeliveries,
            Lane::Fetch => Table::DueFetches,
            Lane::Mail => Table::DueMails,
        }
    }
}

/// A document for the outside world. Settings and grants of its link are looked up when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity, and the idempotency key for the other side.
    pub id: DeliveryId,
    /// The link: `klantcode/naam`.
    pub koppeling: String,
    /// The connector.
    pub plugin: String,
    /// What is done with it.
    #[serde(default)]
    pub lane: Lane,
    /// What is sent, or what names the item to fetch.
    pub document: JsonDoc,
    /// Whom it is about; sealed under the key of the werknemer when there is one.
    pub about: About,
    /// The event that led to it.
    pub causation: Option<u64>,
    /// How many events led to each other up to and including that one; 0 when there is none.
    pub depth: u32,
    /// The first event of its chain.
    pub correlation: u64,
    /// When it was asked for, milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// The attempt that is being made, or the last one; from 1, and 0 before the first. An attempt
    /// that was interrupted stays the same attempt.
    pub attempt: u32,
    /// Attempts that failed since the other side last gave a usable answer.
    pub failures: u32,
    /// What it goes by on the other side, once that said to have it. From then on it is asked for,
    /// and never delivered again.
    pub reference: Option<String>,
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
    /// Somebody is making an attempt; after the lease nobody is, and it has to be taken up again.
    Sending {
        /// When the attempt began: the clock of its call, also when it is taken up again.
        since_ms: i64,
        /// End of the lease.
        lease_until_ms: i64,
        /// The build of the connector that it began with; empty when none was loaded.
        plugin_hash: String,
    },
    /// The other side has it and will answer when asked.
    Pending {
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
    /// A delivery that is to be sent right away, and that no event led to.
    pub fn new(
        id: DeliveryId,
        koppeling: String,
        plugin: String,
        document: JsonDoc,
        about: About,
        created_at_ms: i64,
        lane: Lane,
    ) -> Delivery {
        Delivery {
            id,
            koppeling,
            plugin,
            lane,
            document,
            about,
            causation: None,
            depth: 0,
            correlation: 0,
            created_at_ms,
            attempt: 0,
            failures: 0,
            reference: None,
            state: DeliveryState::Waiting { due_ms: created_at_ms },
            history: Vec::new(),
        }
    }

    /// Identifies the call of the present attempt; its journal is kept by it.
    pub fn call(&self) -> String {
        format!("{}/{}", self.id, self.attempt)
    }

    /// Whether nothing is left to be done with it.
    pub fn has_ended(&self) -> bool {
        self.due_ms().is_none()
    }

    /// When something has to be done with it; none when it has ended.
    pub fn due_ms(&self) -> Option<i64> {
        match self.state {
            DeliveryState::Waiting { due_ms } => Some(due_ms),
            DeliveryState::Sending { lease_until_ms, .. } => Some(lease_until_ms),
            DeliveryState::Pending { ask_at_ms } => Some(ask_at_ms),
            DeliveryState::Accepted { .. }
            | DeliveryState::Rejected { .. }
            | DeliveryState::GivenUp { .. } => None,
        }
    }

    /// Whether something has to be done with it at a moment, milliseconds since 1970 UTC.
    pub fn is_due(&self, now_ms: i64) -> bool {
        self.due_ms().is_some_and(|due_ms| due_ms <= now_ms)
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

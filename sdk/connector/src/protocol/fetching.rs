//! Fetching what is new on the other side: list it, then fetch it one by one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Blob;

/// Request `poll` version 1: what is new on the other side? Asked from time to time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// What the connector gave in the last [`Page`]; null the first time.
    pub cursor: Value,
    /// For whom the host may ask; nothing outside it is fetched.
    pub scopes: Vec<Scope>,
}

/// One authorisation under which something may be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Payroll tax number of the employer: `123456789L01`.
    pub loonheffingennummer: String,
    /// Code of the service, such as `UWV-ZZ-ZW`.
    pub dienst: String,
    /// From when on it may have brought something, milliseconds since 1970 UTC.
    pub since_ms: i64,
}

/// Outcome `page` version 1 of a `poll`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Page {
    /// What there is. Items that the host knows already are left out by the host.
    Listed {
        /// To be fetched one by one.
        items: Vec<Item>,
        /// Comes back in the next [`Poll`].
        cursor: Value,
        /// Whether asking again at once brings more.
        more: bool,
    },
    /// Not now; trying again is safe.
    TryAgain {
        /// Why, without personal data.
        reason: String,
        /// In seconds, when the other side said so.
        after: Option<u32>,
    },
    /// The other side refuses until somebody changes something.
    Rejected {
        /// Why, without personal data.
        reason: String,
    },
}

/// Something on the other side that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The other side's own key of it, on which repeats are recognised.
    pub key: String,
    /// Payroll tax number under whose authorisation it is fetched.
    pub loonheffingennummer: String,
    /// Service under whose authorisation it is fetched.
    pub dienst: String,
}

/// Request `fetch` version 1: fetch one item of a [`Page`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    /// The same at every attempt.
    pub delivery: String,
    /// The attempt, from 1.
    pub attempt: u32,
    /// What to fetch.
    pub item: Item,
}

/// Outcome `fetched` version 1 of a `fetch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Fetched {
    /// It is here. The host keeps it and asks the connector to `receive` it, like any message.
    Message {
        /// The reply to an `http` effect of this call that asked for a blob.
        body: Blob,
        /// Its media type.
        content_type: String,
    },
    /// It is not there (any more), and never will be.
    Gone {
        /// Why, without personal data.
        reason: String,
    },
    /// Not now; trying again is safe.
    TryAgain {
        /// Why, without personal data.
        reason: String,
        /// In seconds, when the other side said so.
        after: Option<u32>,
    },
}

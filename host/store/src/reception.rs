//! A reception: one received message, and how far its processing is.

use host_domain::{DeliveryId, LogverslagId, Melding};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::BlobRef;

/// A received message on its way through the host. With it alone the work goes on after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// Number of its logverslag.
    pub id: LogverslagId,
    /// How it came.
    #[serde(default)]
    pub origin: Origin,
    /// Account that sent it.
    pub klantcode: String,
    /// Name of the link.
    pub koppeling: String,
    /// The connector that reads it.
    pub plugin: String,
    /// Which build of it, so that all rounds run the same.
    pub plugin_hash: String,
    /// What makes commands of its records.
    pub importconfiguratie: String,
    /// The message itself.
    pub blob: BlobRef,
    /// As the sender gave it; may be empty.
    pub content_type: String,
    /// When it was wholly received.
    pub received_at: Timestamp,
    /// Randomness for the connector.
    pub seed: u64,
    /// Settings of the link as they were.
    pub settings: Map<String, Value>,
    /// Steps that were committed.
    pub round: u32,
    /// What the connector handed over at the last one.
    #[serde(with = "hex_bytes")]
    pub state: Vec<u8>,
    /// Records so far.
    pub records: u64,
    /// The source's own key of the whole message, when it has one.
    pub message_key: Option<String>,
    /// A test message.
    pub proef: bool,
    /// What the connector needs for its answer.
    pub header: Value,
    /// Why the message as a whole was not taken.
    pub refused: Option<Melding>,
    /// The message that this one repeats.
    pub repeated_of: Option<LogverslagId>,
    /// How far it is.
    pub stage: ReceptionStage,
    /// What the sender was, or will be, answered.
    pub response: Option<StoredResponse>,
    /// Why it cannot go on, for the operator.
    pub fault: Option<String>,
}

/// How a message came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Origin {
    /// Its sender posted it, and waits for an answer.
    #[default]
    Posted,
    /// We fetched it; nobody waits for an answer.
    Fetched {
        /// The row of the outbox that it was fetched for.
        delivery: DeliveryId,
    },
}

/// How far a reception is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceptionStage {
    /// Records are being read and processed.
    Reading,
    /// All of them are; the answer is being made.
    Answering,
    /// Nothing is left to do.
    Done,
}

/// An HTTP answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResponse {
    /// HTTP status.
    pub status: u16,
    /// Of the body.
    pub content_type: String,
    /// As sent.
    #[serde(with = "hex_bytes")]
    pub body: Vec<u8>,
}

/// A document of a connector: what it is and its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonDoc {
    /// What it is.
    pub kind: String,
    /// Version of its schema.
    pub version: u32,
    /// JSON as text.
    pub body: String,
}

/// An effect that a connector asked for, with the reply that it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// What was asked.
    pub effect: JsonDoc,
    /// What was replied.
    pub reply: JsonDoc,
    /// The body of the reply, when it is kept in the spool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<BlobRef>,
}

/// Bytes in JSON, as hexadecimal text.
mod hex_bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&crate::error::hex(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| {
            let text = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
            u8::from_str_radix(text, 16).ok()
        };
        let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
        bytes.ok_or_else(|| D::Error::custom("geen hexadecimale tekst"))
    }
}

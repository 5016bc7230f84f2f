//! The documents that cross between host and connector, as Rust types: one place for both sides.
//!
//! Their JSON is the contract; fields may be added with a default, never removed or given another
//! meaning. The values of an enumeration are fixed: one more is a new version of the document. The WIT (`sdk/wit/connector.wit`) carries them as bytes with a kind and a version.

mod effects;
mod fetching;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use serde_json::error::Category;

pub use effects::{Claim, ClaimMessage, HttpReply, HttpRequest, ReplyAs};
pub use fetching::{Fetch, Fetched, Item, Page, Poll, Scope};

/// A value with a kind and the version of its schema; the body is UTF-8 JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is, such as `http` or `sivi.verzuimmelding`.
    pub kind: String,
    /// Version of the body's schema.
    pub version: u32,
    /// UTF-8 JSON.
    #[serde(with = "json_text")]
    pub body: Vec<u8>,
}

/// A body in a document, kept as text where a document itself is stored as JSON.
mod json_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};

    pub(super) fn serialize<S: Serializer>(body: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(std::str::from_utf8(body).map_err(S::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from).map_err(D::Error::custom)?;
        Ok(text.into_bytes())
    }
}

impl Document {
    /// Makes a document of `value`. A value that cannot be JSON (a map with keys that are not text)
    /// is a mistake in a type of ours and gives a document with body `null`.
    pub fn of<T: Serialize>(kind: &str, version: u32, value: &T) -> Document {
        let body = serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec());
        Document { kind: kind.to_owned(), version, body }
    }

    /// Reads the body, or says which kind of document is malformed and where. In Dutch and never
    /// with a value from it: that may be somebody's data.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let Document { kind, version, .. } = self;
            let place = format!("regel {}, teken {}", error.line(), error.column());
            match error.classify() {
                Category::Data => {
                    format!("`{kind}` heeft niet de vorm van versie {version} ({place})")
                }
                _ => format!("`{kind}` is geen JSON ({place})"),
            }
        })
    }
}

/// One call, the same in every step of it, but for `state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Identifies the call; also the idempotency key of what it delivers.
    pub id: String,
    /// What is asked: one of the request types below as a document.
    pub request: Document,
    /// Settings of the link, a JSON object as text.
    pub settings: String,
    /// What the last `continue` handed over; empty at first.
    pub state: Vec<u8>,
    /// Time of the call, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// Randomness for this call.
    pub seed: u64,
}

/// What one step answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    /// Every effect asked for from the start of the step, in order.
    pub asked: Vec<Document>,
    /// How far the step came.
    pub progress: Progress,
}

/// How far a step came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The last of `asked` have no reply yet.
    Waiting,
    /// Commit these intakes and go on from this state.
    Continue(Chunk),
    /// The outcome; its kind follows from the request.
    Done(Document),
    /// The connector cannot go on, and why.
    Fault(String),
}

/// A part of a bulk intake that may be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Where the next step starts.
    pub state: Vec<u8>,
    /// Documents whose kind is the intake kind and whose body is an [`Intake`].
    pub intakes: Vec<Document>,
}

/// Who the connector says it is: the body of `about` version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Name, the same as in plugin.toml.
    pub name: String,
    /// Version, the same as in plugin.toml.
    pub version: String,
}

/// A body that the host keeps; read it through the handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Means something only within the call.
    pub handle: u64,
    /// In bytes.
    pub length: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

/// Request `receive` version 1: somebody posted a message to a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receive {
    /// As the sender gave it; may be empty.
    pub content_type: String,
    /// The whole message.
    pub body: Blob,
}

/// Outcome `received` version 1 of a `receive`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Received {
    /// The message was read to its end; these are the last intakes.
    Read {
        /// The intakes after the last `continue`.
        intakes: Vec<Document>,
        /// Whatever the connector needs to answer the sender; handed back in [`Answer`].
        header: Value,
    },
    /// This very message came before; nothing is to be done.
    Repeated {
        /// See `Read`.
        header: Value,
    },
    /// The message as a whole cannot be taken. Nothing of it may have been handed over before.
    Refused {
        /// Why, and where in the message; for the sender and the logverslag; no personal data.
        problem: Problem,
        /// See `Read`; null when not even the header could be read.
        header: Value,
    },
}

/// One record of a message, before any rule looked at it. Body of an intake document, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The source's own key of this record, on which repeats are recognised.
    pub key: String,
    /// Where in the message it stands, for people: `regel 41, werkgever 2, werknemer 1`.
    pub place: String,
    /// What was wrong with it. One of level `uitval` stops the record.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// The fields by the names of the source. Those of kind, type and presence as plugin.toml lists.
    pub fields: Value,
    /// The file that the record brings, as a part of a body of this call; the host cuts it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileSlice>,
    /// Handed back in the report on this record, for the acknowledgement.
    #[serde(default)]
    pub echo: Value,
}

/// A file that lies somewhere inside a body that the host keeps. A connector points at it instead of
/// copying it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSlice {
    /// Handle of the body.
    pub handle: u64,
    /// Where it begins in the body, in bytes.
    pub offset: u64,
    /// How long it is there, in bytes; encoded, when it is.
    pub length: u64,
    /// How it stands there.
    pub encoding: FileEncoding,
    /// Name that the source gives it.
    #[serde(default)]
    pub name: String,
    /// Media type that the source gives it.
    #[serde(default)]
    pub content_type: String,
}

/// How a file stands in a body. One more would be a new version of what has a [`FileSlice`] in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileEncoding {
    /// As it is.
    Plain,
    /// Base64 (RFC 4648 section 4), with white space between the characters allowed.
    Base64,
}

/// Something that a person should read about a record or a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub level: Level,
    /// The field in the source's own words; empty when it is about the whole.
    #[serde(default)]
    pub field: String,
    /// Plain Dutch, without personal data.
    pub text: String,
}

/// Levels of a logverslag, mildest first (Xpert Suite: 1 metadata to 4 uitval). A fifth would be a
/// new version of what has a [`Problem`] in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// About the processing itself.
    Metadata,
    /// For your information.
    Melding,
    /// Processed, but look at it.
    Waarschuwing,
    /// The record was dropped.
    Uitval,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReport {
    /// The intake's key.
    pub key: String,
    /// The intake's place.
    pub place: String,
    /// What the intake asked to be echoed.
    #[serde(default)]
    pub echo: Value,
    /// What became of it.
    pub result: RecordResult,
    /// What there is to say about it, worst last or first: in the order in which it was found.
    pub problems: Vec<Problem>,
}

/// What became of one record. One more would be a new version of what has a [`RecordReport`] in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordResult {
    /// It led to events, or to nothing new where nothing had changed.
    Verwerkt,
    /// It was processed before.
    Dubbel,
    /// It was dropped.
    Uitval,
    /// A test message: checked to the end, nothing kept.
    Proef,
}

/// Request `answer` version 1: all intakes of a `receive` are committed; answer the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of the logverslag, for the sender to refer to.
    pub report: String,
    /// The header that the connector gave in [`Received`].
    pub header: Value,
    /// The problem with the message as a whole, when it was refused.
    pub refused: Option<Problem>,
    /// Records processed, repeated, dropped, tried.
    pub counts: Counts,
    /// The records with problems, at most 100.
    pub troubled: Vec<RecordReport>,
}

/// How many records came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Processed.
    pub verwerkt: u64,
    /// Processed before.
    pub dubbel: u64,
    /// Dropped.
    pub uitval: u64,
    /// Only tried (test message).
    pub proef: u64,
}

/// Outcome `response` version 1 of an `answer`: what the sender gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// HTTP status, 200 to 599.
    pub status: u16,
    /// Media type of the body.
    pub content_type: String,
    /// The body; text.
    pub body: String,
    /// Kind, listed in plugin.toml, of a [`Processed`] to be delivered for every 1 000 records.
    #[serde(default)]
    pub follow_up: Option<String>,
}

/// Body of a follow-up delivery on a received message: what became of (part of) its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processed {
    /// Number of the logverslag.
    pub report: String,
    /// The header that the connector gave in [`Received`].
    pub header: Value,
    /// At most 1 000.
    pub records: Vec<RecordReport>,
}

/// Request `deliver` version 1: bring this document to the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliver {
    /// The same at every attempt: pass it on as idempotency key where the other side has one.
    pub delivery: String,
    /// The attempt, from 1.
    pub attempt: u32,
    /// What to deliver.
    pub document: Document,
}

/// Request `ask` version 1: what became of an earlier delivery?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// See [`Deliver`].
    pub delivery: String,
    /// What the other side gave when the delivery became pending.
    pub reference: String,
}

/// Outcome `outcome` version 1 of a `deliver` or an `ask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// The other side took it; this is what it said.
    Accepted {
        /// Their reference, or a sentence.
        receipt: String,
    },
    /// They will never take this document as it is.
    Rejected {
        /// Why, without personal data.
        reason: String,
    },
    /// They have it and will say later.
    Pending {
        /// To ask with.
        reference: String,
        /// In seconds.
        ask_after: u32,
    },
    /// Nobody knows yet, or not now; trying again is safe.
    TryAgain {
        /// Why, without personal data.
        reason: String,
        /// In seconds, when the other side said so.
        after: Option<u32>,
    },
}
